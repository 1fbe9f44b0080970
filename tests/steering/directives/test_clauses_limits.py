"""Texts that are long, empty, broken or wrong: clear words, nothing stored, everything that is not read told."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from time import process_time
from typing import Any
from zipfile import ZipFile

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dieuphoi.core.files.models import BlobText
from dieuphoi.core.files.services import text_read
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.errors import InputErrors, NotVisible
from dieuphoi.core.register.drafts import draft_save, draft_token
from dieuphoi.core.register.models import Draft
from dieuphoi.registry.organisations import services as organisations
from dieuphoi.steering.directives import selectors
from dieuphoi.steering.directives.models import Directive
from dieuphoi.steering.directives.selectors.books import agency_book
from dieuphoi.steering.directives.services import document_file_add
from dieuphoi.steering.tasks.models import Task
from tests.steering.directives.conftest import docx
from tests.steering.directives.test_clauses import FIRST, TEXT, duty, give, notice, paste
from tests.support.world import World, sign_in


def attach(world: World, row: Any, data: bytes, name: str, role: str = "MAIN") -> int:
    """A file of the document, its words read as the background job does."""
    file = document_file_add(
        actor=world.actor("lan"), document_id=row.pk, data=data, name=name, role=role, now=world.now
    )
    text_read(blob_id=file.blob_id, now=world.now)
    return file.pk


def read_page(world: World, row: Any, **query: Any) -> str:
    answer = sign_in(world, "lan").get(f"/documents/{row.pk}/read/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def nothing_is_stored() -> None:
    assert Directive.objects.count() == Task.objects.count() == Draft.objects.count() == 0


def scan(pages: int = 1) -> bytes:
    """A PDF of empty pages, as a scanner without text recognition makes it."""
    book = pypdf.PdfWriter()
    for _page in range(pages):
        book.add_blank_page(595, 842)
    out = BytesIO()
    book.write(out)
    return out.getvalue()


def long_docx(pages: int) -> bytes:
    line = "Đoạn này chỉ nêu tình hình chung của tỉnh, không giao việc cho ai, dài bằng một dòng của trang giấy."
    return docx(*TEXT.splitlines(), *[line] * (pages * 30))


def broken_docx() -> bytes:
    """The parts of a Word file are there, but its words are cut in the middle."""
    whole = docx("1. Sở Xây dựng báo cáo trước ngày 25/3/2026.", *(str(n) * 200 for n in range(200)))
    with ZipFile(BytesIO(whole)) as box:
        at = box.getinfo("word/document.xml").header_offset
    return whole[: at + 60] + b"\x00" * 40 + whole[at + 100 :]


# ------------------------------------------------------------------------------------------------ files


def test_a_scan_without_text_says_so_and_offers_to_paste(world: World) -> None:
    row = notice(world)
    attach(world, row, scan(3), "bản quét.pdf")
    page = read_page(world, row)
    assert "bản quét.pdf" in page and "không có chữ" in page and "dán chữ" in page
    assert 'name="text"' in page
    nothing_is_stored()


def test_a_broken_word_file_says_what_to_do(world: World) -> None:
    row = notice(world)
    try:
        attach(world, row, broken_docx(), "hỏng.docx")
    except InputErrors as error:
        assert str(error.errors[0]).strip()
    page = read_page(world, row)
    assert "dán chữ" in page and 'name="text"' in page
    nothing_is_stored()


def test_a_word_file_of_300_pages_is_read_and_what_is_not_read_is_told(world: World) -> None:
    row = notice(world)
    attach(world, row, long_docx(300), "dài.docx")
    lan = world.actor("lan")
    text = selectors.text_of(lan, row.pk)
    assert text.cut and len(text.text) == 300_000
    began = process_time()
    page = read_page(world, row)
    assert process_time() - began < 15
    assert 'id="duty-1"' in page
    assert "Tệp dài.docx quá dài: chỉ 300.000 ký tự đầu được đọc." in page


def test_300_pages_may_be_pasted_and_more_is_refused_not_cut(world: World) -> None:
    row = notice(world)
    client = sign_in(world, "lan")
    where = f"/documents/{row.pk}/read/text/"
    filling = "Đoạn này chỉ nêu tình hình chung của tỉnh, không giao việc cho ai.\n"
    long = TEXT + filling * (900_000 // len(filling)) + "9. Sở Xây dựng báo cáo trước ngày 25/3/2026.\n"
    assert client.post(where, {"text": long}).status_code == 302
    assert len(selectors.text_of(world.actor("lan"), row.pk).text) == len(long)
    last = client.get(f"/documents/{row.pk}/read/").content.decode()
    assert 'id="duty-5"' in last and "Sở Xây dựng báo cáo" in last
    refused = client.post(where, {"text": long + filling * 2_000})
    assert refused.status_code == 422 and "quá 1.000.000 ký tự" in refused.content.decode()
    assert "maxlength" not in client.get(where).content.decode().split('name="text"')[1].split(">")[0]


def test_every_file_is_offered_and_read_by_itself(world: World) -> None:
    row = notice(world)
    main = attach(world, row, docx(*TEXT.splitlines()), "kết luận.docx")
    annex = attach(world, row, docx("1. Sở Xây dựng lập danh sách tuyến đường trước ngày 25/3/2026."), "phụ lục.docx",
                   "ANNEX")  # fmt: skip
    again = attach(world, row, docx(*TEXT.splitlines(), "Nơi nhận: như trên."), "kết luận ký số.docx")
    page = read_page(world, row)
    for name in ("kết luận.docx", "phụ lục.docx", "kết luận ký số.docx"):
        assert name in page
    # The same paper twice is not read twice.
    assert 'id="duty-4"' in page and 'id="duty-5"' not in page
    assert "lập danh sách tuyến đường" in read_page(world, row, text=annex)
    assert 'id="duty-4"' in read_page(world, row, text=again)
    paste(world, row, text="1. Sở Xây dựng họp báo trước ngày 25/3/2026.")
    assert "họp báo" in read_page(world, row)
    assert "họp báo" not in read_page(world, row, text=main)
    assert sign_in(world, "lan").get(f"/documents/{row.pk}/read/", {"text": "99999999"}).status_code == 404
    with pytest.raises(NotVisible):
        selectors.text_of(world.actor("lan"), row.pk, "nothing")


def test_a_file_that_waits_for_its_words_says_when_to_come_back(world: World) -> None:
    row = notice(world)
    file = document_file_add(
        actor=world.actor("lan"), document_id=row.pk, data=docx("chữ"), name="mới.docx", now=world.now
    )
    BlobText.objects.filter(blob_id=file.blob_id).update(state="WAITING", text="")
    assert "mới.docx đang chờ đọc chữ" in read_page(world, row)


# ------------------------------------------------------------------------------------------------ dates and names


def test_a_date_that_does_not_exist_is_told_and_never_made_up(world: World) -> None:
    row = notice(world)
    paste(world, row, text="1. Sở Xây dựng báo cáo kết quả giao thông trước ngày 30/02/2026.")
    lan = world.actor("lan")
    [found] = selectors.suggestions_of(lan, row, selectors.text_of(lan, row.pk)).suggestions
    assert found.due_on is None
    page = read_page(world, row)
    assert "30/02/2026" in page and ("không có" in page or "chưa tính được ngày" in page)
    client = sign_in(world, "lan")
    answer = client.post(f"/documents/{row.pk}/read/", {
        "d1-accept": "on", "d1-title": "Báo cáo", "d1-product": "Báo cáo", "d1-due_on": "30/02/2026",
        "d1-other": "Đỗ Văn Hải", "d1-kind": "ORDINARY",
    })  # fmt: skip
    assert answer.status_code == 422 and 'id="id_d1-due_on_error"' in answer.content.decode()
    assert "30/02/2026" in answer.content.decode()
    assert Task.objects.count() == Directive.objects.count() == 0


def test_a_body_that_does_not_exist_is_told_and_nobody_is_guessed(world: World) -> None:
    row = notice(world)
    paste(world, row, text="1. Sở Vũ trụ rà soát hồ sơ trước ngày 31/3/2026.")
    lan = world.actor("lan")
    [found] = selectors.suggestions_of(lan, row, selectors.text_of(lan, row.pk)).suggestions
    assert (found.lead_id, found.person, found.people) == (None, None, [])
    page = read_page(world, row)
    assert "Sở Vũ trụ" in page and "chưa rõ, hãy chọn người" in page


def test_a_body_that_has_ended_is_told_and_not_given_to(world: World) -> None:
    system = system_actor(world.today)
    [old] = organisations.orgs_create(
        actor=system, rows=[organisations.NewOrg("SKH", "Sở Kế hoạch và Đầu tư", "department",
                                                 start=date(2010, 1, 1))],
        now=world.now,
    ).values()  # fmt: skip
    organisations.org_close(
        actor=system, org_id=old, on=date(2025, 3, 1), decision=organisations.Decision("1/QĐ", date(2025, 2, 1)),
        now=world.now,
    )
    row = notice(world)
    paste(world, row, text="1. Sở Kế hoạch và Đầu tư rà soát hồ sơ trước ngày 31/3/2026.")
    lan = world.actor("lan")
    found = selectors.suggestions_of(lan, row, selectors.text_of(lan, row.pk))
    [one] = found.suggestions
    assert one.lead_id != old and one.person is None
    assert "Sở Kế hoạch và Đầu tư" in " ".join([*one.warnings, *found.warnings])


def test_two_bodies_of_one_abbreviation_are_told_and_neither_is_taken(world: World) -> None:
    system = system_actor(world.today)
    organisations.orgs_create(
        actor=system, rows=[
            organisations.NewOrg("A", "Sở Công Thương", "department", short_name="SCT"),
            organisations.NewOrg("B", "Sở Chăn nuôi, Thú y", "department", short_name="SCT"),
        ], now=world.now,
    )  # fmt: skip
    row = notice(world)
    lan = world.actor("lan")
    resolved = agency_book(lan, row.issued_on).resolve("SCT", row.issued_on)
    assert resolved.id is None and resolved.warning is not None
    assert "Sở Chăn nuôi, Thú y, Sở Công Thương" in resolved.warning[1]
    paste(world, row)
    client = sign_in(world, "lan")
    answer = client.post(f"/documents/{row.pk}/read/", {
        "d1-accept": "on", "d1-title": "Rà soát", "d1-product": "Báo cáo", "d1-due_on": "30/03/2026",
        "d1-other": "Đỗ Văn Hải", "d1-kind": "ORDINARY", "d1-coordinating": "SCT",
    })  # fmt: skip
    assert answer.status_code == 422
    assert "Có nhiều cơ quan tên “SCT”. Hãy ghi mã cơ quan: A, B." in answer.content.decode()
    assert Task.objects.count() == Directive.objects.count() == 0


# ------------------------------------------------------------------------------------------------ work and drafts


def _text_of(n: int) -> str:
    day = date(2026, 3, 31)
    return "\n".join(
        f"{k}. Sở Xây dựng rà soát hồ sơ thứ {k} trước ngày {day + timedelta(days=k):%d/%m/%Y}."
        for k in range(1, n + 1)
    )


def test_the_page_takes_as_many_queries_for_thirty_clauses_as_for_two(world: World) -> None:
    counts = []
    client = sign_in(world, "lan")
    for number, n in enumerate((2, 30), start=1):
        row = notice(world, number_text=f"{number}/TB-VPDP")
        paste(world, row, text=_text_of(n))
        client.get(f"/documents/{row.pk}/read/")
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"/documents/{row.pk}/read/").content.decode()
        assert f'id="duty-{n}"' in page
        counts.append(len(queries))
    assert counts[0] == counts[1] <= PAGE_QUERIES


PAGE_QUERIES = 60


def test_giving_takes_no_more_queries_to_look_than_the_tasks_it_writes(world: World) -> None:
    counts = []
    for number, n in enumerate((2, 12), start=1):
        row = notice(world, number_text=f"{number}/TB-VPDP")
        text = _text_of(n)
        duties = [
            duty(world, f"Sở Xây dựng rà soát hồ sơ thứ {k}", "SXD", "hai", title=f"Hồ sơ {k}") for k in range(1, n + 1)
        ]
        with CaptureQueriesContext(connection) as queries:
            give(world, row, *duties, text=text)
        counts.append(len(queries))
    # A clause costs its own row with its history and no more looking.
    assert (counts[1] - counts[0]) / 10 <= 3, counts


def test_half_filled_cards_come_back_and_only_beside_their_own_text(world: World) -> None:
    row = notice(world)
    paste(world, row)
    client = sign_in(world, "lan")
    sha = selectors.text_of(world.actor("lan"), row.pk).sha
    token = draft_token("directives:duties", f"/documents/{row.pk}/read/?text=pasted&part=1")
    typed = {"d1-accept": ["on"], "d1-title": ["Tên gõ dở"], "text_sha": [sha]}
    draft_save(actor=world.actor("lan"), token=token, data=typed, now=world.now)
    page = client.get(f"/documents/{row.pk}/read/").content.decode()
    assert "Tên gõ dở" in page and "bản nháp bạn gõ dở" in page
    paste(world, row, text=TEXT + "4. Sở Xây dựng họp.")
    assert "Tên gõ dở" not in client.get(f"/documents/{row.pk}/read/").content.decode()


def test_a_clause_with_the_signs_of_markup_is_shown_as_it_stands(world: World) -> None:
    row = notice(world)
    paste(world, row, text="1. Sở Xây dựng rà soát tuyến <A & B> trước ngày 31/3/2026.")
    page = read_page(world, row)
    assert "&lt;A &amp; B&gt;" in page and "<A & B>" not in page


def test_somebody_elses_person_and_body_cannot_be_slipped_in(world: World) -> None:
    """The owner is never taken from the payload unchecked: a person who does not work for the body is refused."""
    row = notice(world)
    with pytest.raises(InputErrors):
        give(world, row, duty(world, FIRST, org="SXD", person="vy"))
    nothing_is_stored()
