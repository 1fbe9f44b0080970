"""Templates of letters: who replaces them, what is refused, which one counts, what comes out of it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import docx
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.letters import selectors
from dieuphoi.core.letters.checking import faults_of_bytes
from dieuphoi.core.letters.heading import Heading
from dieuphoi.core.letters.models import LetterTemplate, LetterWithdrawal
from dieuphoi.core.letters.registry import LetterKind, Word, letter_kind, letter_kinds
from dieuphoi.core.letters.rendering import render
from dieuphoi.core.letters.services import template_add, template_withdraw
from tests.support.world import World

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
KIND = "tong-hop-dot"
SAMPLE = LetterKind(
    key="thu",
    title="Thư thử",
    about="",
    shipped=letter_kind(KIND).shipped,
    words=(
        Word("ten", "Tên", "A & <B>"),
        Word("so", "Các số", ("1", "2")),
        Word("xa", "Xã", rows=(Word("ten", "Tên xã", "Xã một"), Word("o", "Ô", ("x", "y")))),
    ),
    file_name="thu",
)


def word(*paragraphs: str, rows: tuple[tuple[str, ...], ...] = ()) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                table.cell(at, column).text = text
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def text_of(data: bytes) -> str:
    document = docx.Document(BytesIO(data))
    lines = [paragraph.text for paragraph in document.paragraphs]
    lines += [" | ".join(cell.text for cell in row.cells) for each in document.tables for row in each.rows]
    return "\n".join(lines)


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    out = BytesIO(data)
    with zipfile.ZipFile(out, "a") as box:
        box.writestr(name, content)
    return out.getvalue()


def add(world: World, who: str = "lan", *, text: str = "Mẫu của {{ tinh }}", on: date | None = None) -> LetterTemplate:
    return template_add(
        actor=world.actor(who), kind=KIND, place_id=world.units["tinh"], data=word(text), name="mẫu của tỉnh.docx",
        valid_from=on or world.today, reason="theo thể thức của tỉnh", now=world.now,
    )  # fmt: skip


def context() -> dict[str, object]:
    return letter_kind(KIND).sample()


# ------------------------------------------------------------------------------------------------ refusals


@pytest.mark.parametrize("who", ["thu", "minh", "phong", "tuan", "quantri"])
def test_only_the_office_replaces_a_template(world: World, who: str) -> None:
    with pytest.raises(Refused) as refusal:
        add(world, who)
    assert refusal.value.status == 403
    assert not LetterTemplate.objects.exists()


def test_an_office_replaces_no_template_of_another_province(world: World) -> None:
    actor = world.actor("lan")
    elsewhere = replace(actor, grants=tuple(replace(grant, write=type(grant.write)()) for grant in actor.grants))
    with pytest.raises(Refused, match="của tỉnh"):
        template_add(
            actor=elsewhere, kind=KIND, place_id=world.units["tinh"], data=word("x"), name="a.docx",
            valid_from=world.today, reason="x", now=world.now,
        )  # fmt: skip


def test_an_unknown_kind_and_a_template_out_of_scope_are_not_there(world: World) -> None:
    with pytest.raises(NotVisible):
        letter_kind("khong-co")
    row = add(world)
    with pytest.raises(NotVisible):
        template_withdraw(actor=world.actor("tuan"), template_id=row.pk, reason="x", now=world.now)


def test_every_fault_of_an_upload_is_told_at_once(world: World) -> None:
    with pytest.raises(InputErrors) as faults:
        template_add(
            actor=world.actor("lan"), kind=KIND, place_id=world.units["tinh"],
            data=word("Tỉnh {{ tinhh }}, kỳ {{ ky }}", "{%p for d in xa %}", "{{ d.tenn }}", "{%p endfor %}",
                      "{{ lap_lucc }}"),
            name="mẫu.docx", valid_from=world.today, reason=" ", now=world.now,
        )  # fmt: skip
    told = [(error.field, error.message) for error in faults.value.errors]
    assert told[0] == ("reason", "Hãy ghi lý do.")
    assert [field for field, _text in told[1:]] == ["file"] * 3
    assert "“tinhh”" in told[1][1]
    assert "đoạn 1: “Tỉnh {{ tinhh }}, kỳ {{ ky }}”" in told[1][1]
    assert "“d.tenn”" in told[2][1]
    assert "đoạn 3" in told[2][1]
    assert "“lap_lucc”" in told[3][1]
    assert not LetterTemplate.objects.exists()


def test_a_file_that_is_no_word_file_or_has_a_macro_is_refused(world: World) -> None:
    for data, name, says in (
        (
            b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
            "mẫu.pdf",
            "không phải là tệp Word",
        ),
        (with_part(word("x"), "word/vbaProject.bin", b"macro"), "mẫu.docx", "macro"),
        (b"not a Word file", "mẫu.docx", "docx"),
    ):
        with pytest.raises(InputErrors) as faults:
            template_add(
                actor=world.actor("lan"), kind=KIND, place_id=world.units["tinh"], data=data, name=name,
                valid_from=world.today, reason="x", now=world.now,
            )  # fmt: skip
        assert says in " ".join(error.message for error in faults.value.errors)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{ ''.__class__.__mro__ }}", "__class__"),
        ("{{ ten.__class__ }}", "__class__"),
        ("{{ range(10) }}", "( )"),
        ("{{ ten * 1000000 }}", "*"),
        ("{% set x = 1 %}", "set"),
        ("{% include 'x' %}", "include"),
        ("{{ ten|attr('x') }}", "|attr"),
        ("{% for d in xa %}{% for e in xa %}{{ e.ten }}{% endfor %}{% endfor %}", "lặp trong lặp"),
        ("{% for d in ten %}{{ d }}{% endfor %}", "là một chữ"),
        ("{% for d in xa %}{{ d.ten }}", "endfor"),
        ("{{ ten }", "chưa khép"),
        ("{{ ten ten }}", "viết sai"),
        ("{{ khong_co }}", "“khong_co”"),
    ],
)
def test_what_a_template_may_not_do_is_named(text: str, says: str) -> None:
    faults = faults_of_bytes(SAMPLE, word(text))
    assert says in " ".join(faults), faults


def test_a_template_that_fetches_from_elsewhere_is_refused() -> None:
    data = word("x")
    out = BytesIO()
    link = b'<Relationship Id="r99" Type="http://x/attachedTemplate" Target="a.dotx" TargetMode="External"/>'
    with zipfile.ZipFile(BytesIO(data)) as box, zipfile.ZipFile(out, "w") as copy:
        for name in box.namelist():
            content = box.read(name)
            if name == "word/_rels/document.xml.rels":
                content = content.replace(b"</Relationships>", link + b"</Relationships>")
            copy.writestr(name, content)
    assert "nơi khác" in " ".join(faults_of_bytes(SAMPLE, out.getvalue()))


def test_the_head_of_pages_and_tables_are_checked_and_named() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "{{ sai_o_dau }}"
    document.add_table(rows=2, cols=1).cell(1, 0).text = "{{ sai_o_bang }}"
    out = BytesIO()
    document.save(out)
    faults = " ".join(faults_of_bytes(SAMPLE, out.getvalue()))
    assert "“sai_o_dau” không có trong danh sách từ của mẫu này (đầu trang, đoạn 1" in faults
    assert "“sai_o_bang” không có trong danh sách từ của mẫu này (bảng 1, hàng 2)" in faults


def test_the_database_keeps_every_template(world: World) -> None:
    row = add(world)
    for model in (LetterTemplate.objects.filter(pk=row.pk),):
        with act(world.actor("lan"), "letter.replace"), pytest.raises(DatabaseError), transaction.atomic():
            model.update(reason="khác")
        with act(world.actor("lan"), "letter.replace"), pytest.raises(DatabaseError), transaction.atomic():
            model._raw_delete(connection.alias)


# --------------------------------------------------------------------------------------------- which counts


def test_a_template_counts_from_its_day_and_a_withdrawn_one_gives_way_to_the_one_before(world: World) -> None:
    place, today = world.units["tinh"], world.today
    first = add(world, text="Mẫu một", on=today - timedelta(days=10))
    second = add(world, "hanh", text="Mẫu hai", on=today)

    def used(day: date) -> int | None:
        row = selectors.template_in_force(KIND, place, day)
        return None if row is None else row.pk

    assert used(today - timedelta(days=11)) is None
    assert used(today - timedelta(days=1)) == first.pk
    assert used(today) == second.pk
    assert text_of(render(KIND, context(), on=today, place_id=place)) == "Mẫu hai"
    template_withdraw(actor=world.actor("hanh"), template_id=second.pk, reason="sai số", now=world.now)
    assert used(today) == first.pk
    template_withdraw(actor=world.actor("lan"), template_id=first.pk, reason="bỏ", now=world.now)
    assert used(today) is None
    assert "Độc lập - Tự do - Hạnh phúc" in text_of(render(KIND, context(), on=today, place_id=place))
    with pytest.raises(Refused, match="đã được rút"):
        template_withdraw(actor=world.actor("lan"), template_id=first.pk, reason="bỏ", now=world.now)
    assert LetterTemplate.objects.count() == 2
    assert LetterWithdrawal.objects.count() == 2


def test_another_province_keeps_the_shipped_template(world: World) -> None:
    add(world, text="Mẫu một")
    assert text_of(render(KIND, context(), on=world.today, place_id=-1)) != "Mẫu một"


def test_withdrawing_asks_for_a_reason(world: World) -> None:
    row = add(world)
    with pytest.raises(Refused, match="lý do"):
        template_withdraw(actor=world.actor("lan"), template_id=row.pk, reason="  ", now=world.now)


# ------------------------------------------------------------------------------------------ what comes out


REGISTERS = ("so-van-ban-den", "so-van-ban-di")
"""Printed registers: their form (Nghị định 30/2020/NĐ-CP, Phụ lục IV) has no national title and no place."""


@pytest.mark.parametrize("kind", [kind.key for kind in letter_kinds()])
def test_the_shipped_templates_pass_their_own_check(kind: str) -> None:
    found = letter_kind(kind)
    assert faults_of_bytes(found, found.shipped.read_bytes()) == []
    text = text_of(render(kind, found.sample(), on=date(2026, 3, 2)))
    assert "{{" not in text
    if kind not in REGISTERS:
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
        assert "Sơn Hà, ngày 02 tháng 3 năm 2026" in text
    assert "Quy hoạch & <thử>" in text, "fault 28"


def test_signs_and_control_characters_lose_no_text(world: World) -> None:
    """Fault 28; a control character that somebody pasted into a name breaks no letter."""
    add(world, text="{{ tinh }}|{{ ky }}")
    told = text_of(
        render(
            KIND, {**context(), "tinh": 'A&B <C> "D"\x07', "ky": "=1+1"}, on=world.today, place_id=world.units["tinh"]
        )
    )
    assert told == 'A&B <C> "D"|=1+1'


def test_the_heading_by_the_decree() -> None:
    words = Heading("Văn phòng", "UBND tỉnh Sơn Hà", "Sơn Hà", date(2026, 11, 5), symbol="BC-VPĐP").words()
    assert words["noi_va_ngay"] == "Sơn Hà, ngày 05 tháng 11 năm 2026"
    assert words["so_ky_hieu"] == f"Số: {chr(160) * 8}/BC-VPĐP"
    assert words["co_quan_chu_quan"] == "UBND TỈNH SƠN HÀ"
    assert Heading("a", "b", "Sơn Hà", date(2026, 2, 3)).words()["noi_va_ngay"] == "Sơn Hà, ngày 03 tháng 02 năm 2026"


# --------------------------------------------------------------------------------------------- pages and API


def test_the_page_replaces_shows_and_withdraws(world: World, signed_in: SignIn) -> None:
    client = signed_in("lan")
    url = reverse("letters:new", args=[KIND])
    form = {"place": world.units["tinh"], "valid_from": "02/03/2026", "reason": "theo thể thức của tỉnh"}
    faulty = client.post(url, {**form, "file": BytesIO(word("{{ sai }}"))})
    assert faulty.status_code == 422
    good = BytesIO(word("Mẫu riêng {{ tinh }}"))
    good.name = "mẫu riêng.docx"
    answer = client.post(url, {**form, "file": good})
    assert answer.status_code == 302, answer.content.decode()
    row = LetterTemplate.objects.get()
    page = client.get(answer["Location"]).content.decode()
    assert "mẫu riêng.docx" in page
    assert "đang dùng" in page
    assert "{{ ten_dot }}" in page, "the words that may be used"
    assert "chưa có LibreOffice" in page, "the button is grey with its reason"
    assert 'name="format"' not in page
    preview = client.get(reverse("letters:preview", args=[row.pk]))
    assert text_of(preview.content) == "Mẫu riêng Tỉnh Sơn Hà (giả định)"
    assert b"".join(client.get(reverse("letters:file", args=[row.pk])).streaming_content)[:2] == b"PK"
    done = client.post(reverse("letters:withdraw", args=[row.pk]), {"reason": "sai dấu"})
    assert done.status_code == 302
    page = client.get(reverse("letters:kind", args=[KIND])).content.decode()
    assert "sai dấu" in page
    assert "mẫu có sẵn" in client.get(reverse("letters:list")).content.decode()


def test_the_api_tells_what_is_in_force(world: World, signed_in: SignIn) -> None:
    row = add(world)
    client = signed_in("minh")
    kinds = {each["key"]: each for each in client.get("/api/v1/letters").json()}
    assert kinds[KIND]["template"]["id"] == row.pk
    assert kinds["bieu-05"]["template"] is None
    one = client.get(f"/api/v1/letters/{KIND}").json()
    assert "{{ ten_dot }}" in [each["typed"] for each in one["words"]]
    assert client.get(f"/api/v1/letters/{KIND}", {"place": "999999"}).status_code == 404


def test_a_pdf_is_offered_where_there_is_a_libreoffice(world: World, signed_in: SignIn, settings: Settings) -> None:
    settings.DIEUPHOI_LIBREOFFICE = "/bin/false"
    client = signed_in("lan")
    page = client.get(reverse("letters:kind", args=[KIND])).content.decode()
    assert "PDF" in page and "chưa có LibreOffice" not in page
    url = reverse("letters:shipped_preview", args=[KIND])
    assert f'action="{url}"' in page and 'name="format" value="pdf"' in page


def test_a_libreoffice_that_is_not_there_stops_the_start(settings: Settings) -> None:
    from dieuphoi.config.checks import letters

    assert letters() == []
    settings.DIEUPHOI_LIBREOFFICE = "/khong/co/soffice"
    assert [error.id for error in letters()] == ["dieuphoi.E030"]
