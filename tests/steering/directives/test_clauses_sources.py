"""Which text is read: any by the API too, never while the document is locked; long PDFs, odd names and cells."""

from __future__ import annotations

import unicodedata
from io import BytesIO
from time import process_time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from dieuphoi.core.files.models import BlobText
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.steering.directives import selectors
from dieuphoi.steering.directives.models import Directive, DocumentFile
from dieuphoi.steering.directives.services import clauses as giving
from dieuphoi.steering.directives.services import directive_drop, directive_give, document_file_withdraw
from dieuphoi.steering.tasks.models import Task
from tests.steering.directives.conftest import docx
from tests.steering.directives.test_clauses import FIRST, TEXT, duty, give, notice, paste
from tests.steering.directives.test_clauses_limits import attach, nothing_is_stored, read_page
from tests.support.world import World, sign_in

OTHER = "1. Sở Xây dựng báo cáo kết quả giao thông trước ngày 25/3/2026."


def blob_text_becomes(world: World, text: str) -> None:
    with act(system_actor("Đọc chữ"), "file.read"):
        BlobText.objects.update(text=text, read_at=world.now)


# ------------------------------------------------------------------------------------------------ while reading


def reading_first(monkeypatch: pytest.MonkeyPatch, then: Any = None) -> list[int]:
    """Note how many queries had run when a text was read; ``then`` happens right after it."""
    at: list[int] = []
    reader = giving.read

    def watched(*args: Any) -> Any:
        at.append(len(connection.queries_log))
        found = reader(*args)
        if then is not None:
            then()
        return found

    monkeypatch.setattr(giving, "read", watched)
    return at


@pytest.mark.parametrize("what", ["give", "drop"])
def test_a_text_is_read_before_the_row_is_locked(world: World, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    row = notice(world)
    paste(world, row)
    with CaptureQueriesContext(connection) as queries:
        begun = len(connection.queries_log)
        at = reading_first(monkeypatch)
        if what == "give":
            directive_give(actor=world.actor("lan"), document_id=row.pk, duties=[duty(world)], now=world.now)
        else:
            directive_drop(
                actor=world.actor("lan"), document_id=row.pk, quote=FIRST, reason="Đã giao nơi khác", now=world.now
            )
    (read_at,) = at
    before = [each["sql"] for each in queries.captured_queries[: read_at - begun]]
    after = [each["sql"] for each in queries.captured_queries[read_at - begun :]]
    assert not [each for each in before if "FOR NO KEY UPDATE" in each]
    assert [each for each in after if "FOR NO KEY UPDATE" in each and "directives_document" in each]


def test_a_text_that_changes_between_reading_and_locking_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = notice(world)
    attach(world, row, docx(*TEXT.splitlines()), "thông báo.docx")
    reading_first(monkeypatch, lambda: blob_text_becomes(world, TEXT.replace("31/3/2026", "30/4/2026")))
    with pytest.raises(Refused, match="Chữ của văn bản đã đổi") as refusal:
        directive_give(actor=world.actor("lan"), document_id=row.pk, duties=[duty(world)], now=world.now)
    assert refusal.value.status == 409
    nothing_is_stored()


def test_a_file_that_is_withdrawn_between_reading_and_locking_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = notice(world)
    file = attach(world, row, docx(*TEXT.splitlines()), "thông báo.docx")
    reading_first(
        monkeypatch,
        lambda: document_file_withdraw(actor=world.actor("lan"), file_id=file, reason="Nhầm tệp", now=world.now),
    )
    with pytest.raises(Refused, match="Chữ của văn bản đã đổi"):
        directive_give(actor=world.actor("lan"), document_id=row.pk, duties=[duty(world)], now=world.now)
    nothing_is_stored()


# ------------------------------------------------------------------------------------------------ by the API


def test_the_api_reads_and_gives_any_text_of_the_document(world: World) -> None:
    row = notice(world)
    first = attach(world, row, docx(*TEXT.splitlines()), "một.docx")
    second = attach(world, row, docx(OTHER), "phụ lục.docx", role="ANNEX")
    paste(world, row, text=OTHER.replace("25/3", "27/3"))
    client = sign_in(world, "lan")
    where = f"/api/v1/documents/{row.pk}/reading"
    whole = client.get(where).json()
    assert whole["key"] == "pasted"
    assert [(each["key"], each["name"]) for each in whole["sources"]] == [
        ("pasted", "Chữ đã dán"), (str(first), "một.docx"), (str(second), "phụ lục.docx"),
    ]  # fmt: skip
    assert [each["due_on"] for each in whole["duties"]] == ["2026-03-26"]
    named = client.get(where, {"text": str(second)}).json()
    assert (named["key"], named["name"], named["source"]) == (str(second), "phụ lục.docx", "FILE")
    assert [each["due_on"] for each in named["duties"]] == ["2026-03-24"]
    assert len(client.get(where, {"text": str(first)}).json()["duties"]) == 4
    body = {
        "source": str(second), "text_sha": named["text_sha"],
        "duties": [{
            "quote": named["duties"][0]["quote"], "title": "Báo cáo giao thông", "product": "Báo cáo",
            "doers": [{"org_id": world.orgs["SXD"], "person_id": world.people["hai"]}], "due_on": "2026-03-24",
        }],
    }  # fmt: skip
    give_at = f"/api/v1/documents/{row.pk}/duties"
    assert client.post(give_at, {**body, "source": str(first)}, content_type="application/json").status_code == 409
    assert client.post(give_at, body, content_type="application/json").status_code == 201
    assert Directive.objects.get().text_sha == named["text_sha"]


def test_the_api_reads_no_text_of_another_document(world: World) -> None:
    mine, other = notice(world), notice(world, number_text="6/TB-VPDP")
    file = attach(world, other, docx(OTHER), "khác.docx")
    attach(world, mine, docx(*TEXT.splitlines()), "một.docx")
    client = sign_in(world, "lan")
    for key in (str(file), "pasted", "x"):
        assert client.get(f"/api/v1/documents/{mine.pk}/reading", {"text": key}).status_code == 404


# ------------------------------------------------------------------------------------------------ a long PDF


def pdf(pages: list[list[str]]) -> bytes:
    """A PDF with words: a page of text each, its letters told by a table of its own, as Word writes them."""
    letters = sorted({sign for page in pages for line in page for sign in line})
    codes = {sign: code for code, sign in enumerate(letters, start=1)}
    assert len(codes) < 256
    table = "\n".join(f"<{code:02x}> <{ord(sign):04x}>" for sign, code in codes.items())
    rows = [line for start in range(0, len(codes), 90) for line in table.splitlines()[start : start + 90]]
    maps = "".join(
        f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar\n"
        for part in (rows[start : start + 90] for start in range(0, len(rows), 90))
    )
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{maps}endcmap end end"
    ).encode()
    kids = " ".join(f"{5 + 2 * place} 0 R" for place in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 4 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(to_unicode), to_unicode),
    ]  # fmt: skip
    for place, page in enumerate(pages):
        lines = " ".join(f"<{''.join(f'{codes[sign]:02x}' for sign in line)}> Tj T*" for line in page)
        stream = f"BT /F1 12 Tf 14 TL 50 800 Td {lines} ET".encode()
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {6 + 2 * place} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    out, places = BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


def paper(pages: int, lines: int) -> bytes:
    filling = "Đoạn này chỉ nêu tình hình chung của tỉnh, không giao việc cho ai."
    first = ["1. Sở Xây dựng báo cáo kết quả giao thông trước ngày 25/3/2026.", *[filling] * (lines - 1)]
    last = [*[filling] * (lines - 1), "2. Sở Nông nghiệp và Môi trường rà soát hồ sơ trước ngày 31/3/2026."]
    return pdf([first, *[[filling] * lines] * (pages - 2), last])


def test_a_pdf_of_300_pages_is_read_to_its_last_line(world: World) -> None:
    row = notice(world)
    attach(world, row, paper(300, 12), "300 trang.pdf")
    text = selectors.text_of(world.actor("lan"), row.pk)
    assert not text.cut
    assert 200_000 < len(text.text) < 300_000
    began = process_time()
    page = read_page(world, row)
    assert process_time() - began < 15
    assert 'id="duty-2"' in page and "rà soát hồ sơ trước ngày 31/3/2026" in page
    assert "quá dài" not in page


def test_of_a_pdf_of_300_full_pages_it_is_told_what_is_not_read(world: World) -> None:
    row = notice(world)
    attach(world, row, paper(300, 40), "dày.pdf")
    text = selectors.text_of(world.actor("lan"), row.pk)
    assert text.cut
    assert 299_990 < len(text.text) <= 300_000
    page = read_page(world, row)
    assert 'id="duty-1"' in page and 'id="duty-2"' not in page
    read = f"{len(text.text):,}".replace(",", ".")
    assert f"Tệp dày.pdf quá dài: chỉ {read} ký tự đầu được đọc." in page
    told = sign_in(world, "lan").get(f"/api/v1/documents/{row.pk}/reading").json()
    assert told["sources"][0]["cut"]
    assert any(f"{read} ký tự đầu" in each for each in told["warnings"])


def test_a_text_without_a_duty_says_so_and_lets_one_be_added(world: World) -> None:
    row = notice(world)
    paste(world, row, text="Tình hình chung của tỉnh ổn định. Các xã đã báo cáo đầy đủ.")
    page = read_page(world, row)
    assert 'id="duty-1"' not in page and 'name="x-accept"' in page
    assert Directive.objects.count() == Task.objects.count() == 0


# ------------------------------------------------------------------------------------------------ names and cells


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_file_of_any_name_is_read_listed_and_comes_down(world: World, form: Any) -> None:
    """Fault 13 of experience: composed and decomposed names, with đ, blanks, of 200 characters."""
    plain = ("Kế hoạch đợt 1 – Đông Sơn " * 9)[:195].strip() + ".docx"
    assert 195 <= len(plain) <= 200
    row = notice(world)
    data = docx(*TEXT.splitlines())
    file = attach(world, row, data, unicodedata.normalize(form, plain))
    client = sign_in(world, "lan")
    told = client.get(f"/api/v1/documents/{row.pk}/reading", {"text": str(file)}).json()
    assert [each["name"] for each in told["sources"]] == [plain] == [DocumentFile.objects.get().name]
    assert len(told["duties"]) == 4
    attach(world, row, docx(OTHER), "phụ lục.docx", role="ANNEX")
    assert plain in read_page(world, row)  # it names its texts where there are several
    answer = client.get(f"/documents/files/{file}/")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content if answer.streaming else [answer.content]) == data


def test_cells_made_of_clauses_leave_as_text(world: World) -> None:
    """Fault 26: what a clause says never becomes a formula."""
    row = notice(world)
    text = "".join(f"{n}. Sở Xây dựng báo cáo số {n}.\n" for n in range(1, 5))
    signs = ("=1+1", "+84 912", "-5%", "@SUM(A1)")
    give(world, row, *(
        duty(world, f"Sở Xây dựng báo cáo số {n}", "SXD", "hai", title=title, product=title)
        for n, title in enumerate(signs, start=1)
    ), text=text)  # fmt: skip
    answer = sign_in(world, "lan").get(f"/documents/{row.pk}/tasks/", {"export": "xlsx"})
    assert answer.status_code == 200
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    cells = [cell for line in load_workbook(BytesIO(data)).active.iter_rows() for cell in line if cell.value]
    for sign in signs:
        found = [cell for cell in cells if str(cell.value).lstrip("'") == sign]
        assert found and all(cell.data_type == "s" for cell in found), sign


def test_clauses_stand_in_the_order_of_their_numbers(world: World) -> None:
    """Fault 27: 1.10 after 1.9, in what is read, given and shown."""
    row = notice(world)
    text = "1. Nhiệm vụ\n" + "".join(f"1.{n}. Sở Xây dựng báo cáo số {n}.\n" for n in range(1, 12))
    quotes = {n: f"Sở Xây dựng báo cáo số {n}." for n in range(1, 12)}
    order = (10, 9, 2, 11, 1)
    give(world, row, *(
        duty(world, quotes[n].rstrip("."), "SXD", "hai", title=f"Việc {n}", start=text.index(quotes[n]))
        for n in order
    ), text=text)  # fmt: skip
    decided = [each.directive.clause for each in selectors.decided_of(world.actor("lan"), row.pk)]
    assert decided == ["1.1", "1.2", "1.9", "1.10", "1.11"]
    assert Task.objects.filter(source_line__endswith="mục 1.10").count() == 1
    page = sign_in(world, "lan").get(f"/documents/{row.pk}/").content.decode()
    places = [page.find(f"Mục 1.{n}<") for n in (1, 2, 9, 10, 11)]
    assert places == sorted(places) and -1 not in places
