"""Medians, counts and printed registers: against figures reckoned by hand.

Serves S0-28 (median and worst by month, issuer, addressee), S1-09 (counts by kind and period, share on time).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from docx import Document as Word
from openpyxl import load_workbook

from dieuphoi.steering.directives import selectors, services
from tests.steering.directives.conftest import Register, kind
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db

YEAR = (date(2026, 1, 1), date(2027, 1, 1))


def read(world: World, row: Any, who: str, days: int) -> None:
    services.document_read(actor=world.actor(who), document_id=row.pk, now=world.now + timedelta(days=days))


def test_medians_rest_on_what_is_over_and_say_on_how_many(world: World, came: Register) -> None:
    """Sent to Thượng Sơn on Monday 2 March: opened after 0, 1 and 4 working days; one still waits, late on Friday."""
    rows = [came(f"{n}/A", to=("UB-THUONG",)) for n in (1, 2, 3, 4)]
    for row, days in zip(rows, (0, 1, 4), strict=False):
        read(world, row, "tuan", days)
    day = date(2026, 3, 9)
    lan = replace(world.actor("lan"), on=day)
    by = {row.key: row for row in selectors.access_rows(lan, *YEAR, day, by="addressee")}
    his = by["UBND xã Thượng Sơn"].read
    assert (his.n, his.median, his.longest, his.waiting, his.late) == (3, 1.0, 4, 1, 1)
    office = by["Văn phòng điều phối tỉnh"]
    assert (office.read.n, office.read.median, office.receive.n, office.receive.median) == (0, None, 4, 2.0)
    [month] = selectors.access_rows(lan, *YEAR, day, by="month")
    assert (month.key, month.documents, month.read.n) == ("2026-02", 4, 3)
    [issuer] = selectors.access_rows(lan, *YEAR, day, by="issuer")
    assert issuer.key == "Sở Nông nghiệp và Môi trường"
    # Read as of Tuesday, what happened on Friday had not happened.
    early = selectors.access_rows(replace(lan, on=date(2026, 3, 3)), *YEAR, date(2026, 3, 3), by="addressee")
    assert {row.key: row.read.n for row in early}["UBND xã Thượng Sơn"] == 2


def test_a_commune_reads_its_own_speed_alone(world: World, came: Register) -> None:
    read(world, came("1/A", to=("UB-THUONG", "UB-HA")), "tuan", 0)
    rows = selectors.access_rows(world.actor("vy"), *YEAR, world.today, by="addressee")
    assert [(row.key, row.read.n) for row in rows] == [("UBND xã Hạ Sơn", 0)]
    assert selectors.access_rows(world.actor("quantri"), *YEAR, world.today) == []


def test_counts_by_kind_and_month_with_the_shares_in_time(
    world: World, came: Register, went: Register, asked: Register
) -> None:
    hanh = world.actor("hanh")
    first = came("1/A", issued_on=date(2026, 1, 20), received_on=date(2026, 1, 21), kind_id=kind("QĐ"))
    second = came("2/A", kind_id=kind("QĐ"))
    came("3/A", kind_id=None, kind_text="Kết luận")
    for row in (first, second):  # the first was to be given on by 22 January
        services.document_assign(actor=hanh, document_id=row.pk, to_person_id=world.people["lan"], now=world.now)
    went()
    row = asked(to="SIGNED")
    services.drafting_issue(actor=hanh, drafting_id=row.pk, issue=services.Issue(), now=world.now)
    late = asked(to="SIGNED", asked_on=date(2026, 2, 2), due_on=date(2026, 2, 20))
    services.drafting_issue(actor=hanh, drafting_id=late.pk, issue=services.Issue(), now=world.now)
    lan = world.actor("lan")
    rows = {row.key: row for row in selectors.count_rows(lan, *YEAR, world.today)}
    assert {key: (row.came, row.went) for key, row in rows.items()} == {
        "Quyết định": (2, 0), "Kết luận": (1, 0), "Công văn": (0, 1), "Kế hoạch": (0, 2),
    }  # fmt: skip
    assert (rows["Quyết định"].assigned, rows["Quyết định"].assignable) == (1, 2)
    # Not given on, and its day has not passed: nothing to judge yet.
    assert (rows["Kết luận"].assigned, rows["Kết luận"].assignable) == (0, 0)
    assert (rows["Kế hoạch"].issued_in_time, rows["Kế hoạch"].issued_due) == (1, 2)
    months = {row.key: (row.came, row.went) for row in selectors.count_rows(lan, *YEAR, world.today, by="month")}
    assert months == {"2026-01": (1, 0), "2026-02": (2, 0), "2026-03": (0, 3)}


def test_pages_and_workbooks_tell_the_same(world: World, came: Register, went: Register) -> None:
    came("1/A", to=("UB-THUONG",), kind_id=kind("QĐ"))
    went()
    client = sign_in(world, "lan")
    for place, words in (
        ("access/", "Sở Nông nghiệp và Môi trường"), ("access/?by=addressee", "UBND xã Thượng Sơn"),
        ("counts/", "Quyết định"), ("books/in/", "1/A"), ("books/out/", "01/VPĐP-KH"),
    ):  # fmt: skip
        by = "&by=issuer" if place == "access/" else ""
        page = client.get(f"/documents/{place}{'?period=2026' + by if '?' not in place else ''}")
        assert words in page.content.decode(), place
    book = load_workbook(BytesIO(client.get("/documents/counts/?period=2026&export=xlsx").content))
    assert [sheet.title for sheet in book] == ["Theo loại", "Theo tháng"]
    book = load_workbook(BytesIO(client.get("/documents/access/?export=xlsx").content))
    assert len(book.sheetnames) == 3
    assert "Không đọc được kỳ" in client.get("/documents/access/?period=2026-Q9").content.decode()


def test_the_registers_are_printed_in_the_prescribed_columns(world: World, came: Register, went: Register) -> None:
    row = came("4393/UBND-NLN", issuer_id=None, issuer_name="UBND tỉnh A & B <thử>", note="bản gốc")
    services.document_assign(
        actor=world.actor("hanh"), document_id=row.pk, to_person_id=world.people["lan"], now=world.now
    )
    went(signer_name="Nguyễn Thị Hạnh", copies=15, archived_at="Văn thư")
    client = sign_in(world, "lan")
    for direction, heads, cells in (
        ("in", "Ngày đến|Số đến|Tác giả|Số, ký hiệu văn bản|Ngày, tháng văn bản|"
         "Tên loại và trích yếu nội dung văn bản|Đơn vị hoặc người nhận|Ngày chuyển|Ký nhận|Ghi chú",
         ["02/03/2026", "1", "UBND tỉnh A & B <thử>", "4393/UBND-NLN", "26/02/2026",
          "Công văn: Về việc rà soát tiêu chí năm 2026", "Trần Thị Lan", "02/03/2026", "", "bản gốc"]),
        ("out", "Số, ký hiệu văn bản|Ngày, tháng văn bản|Tên loại và trích yếu nội dung văn bản|Người ký|"
         "Nơi nhận văn bản|Đơn vị, người nhận bản lưu|Số lượng bản|Ghi chú",
         ["01/VPĐP-KH", "02/03/2026", "Công văn: Về việc báo cáo tiến độ tháng 3", "Nguyễn Thị Hạnh",
          "Sở Xây dựng; UBND xã Thượng Sơn", "Văn thư", "15", ""]),
    ):  # fmt: skip
        answer = client.get(f"/documents/books/{direction}/?period=2026&export=docx")
        assert answer.status_code == 200
        table = Word(BytesIO(answer.content)).tables[0]
        assert [cell.text for cell in table.rows[0].cells] == heads.split("|")
        assert [cell.text for cell in table.rows[1].cells] == cells
        sheet = load_workbook(BytesIO(client.get(f"/documents/books/{direction}/?export=xlsx").content)).active
        values = [[cell.value for cell in line] for line in sheet.iter_rows()]
        assert any(line[: len(cells)] == [each or None for each in cells] for line in values)
