"""An export is exactly what is seen: rows, columns, order, rounding – and says what it is."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from dieuphoi.core.kernel.models import Job
from tests.core.register.conftest import make

pytestmark = pytest.mark.django_db


def body(response: Any) -> bytes:
    assert response.status_code == 200
    return b"".join(response)


def sheet(response: Any) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(body(response))).get_sheet_by_index(0).to_python()


def table(rows: list[list[Any]]) -> list[list[Any]]:
    start = next(n for n, row in enumerate(rows) if row and row[0] == "Tên")
    return rows[start:]


def read_csv(response: Any) -> list[list[str]]:
    content = body(response)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_a_sheet_says_what_it_holds(lan: Client) -> None:
    make(("xa", "Một"), ("phuong", "Hai"), ("thi_tran", "Ba"))
    response = lan.get("/units/?type=xa&type=phuong&sort=-name&as_of=01/03/2026&export=xlsx")
    assert unquote(response["Content-Disposition"]) == (
        "attachment; filename*=utf-8''Danh sách xã đường bộ 2026-03-01.xlsx"
    )
    rows = sheet(response)
    head = [row[0] for row in rows[:6]]
    assert head[:4] == [
        "Danh sách xã",
        "Bộ lọc: Loại: Xã, Phường",
        "Sắp xếp: Tên giảm dần",
        "Tính đến ngày 01/03/2026",
    ]
    assert "người xuất: Lan" in head[4]
    assert head[5] == "2 dòng"


def test_columns_order_and_totals_are_those_of_the_page(lan: Client) -> None:
    make(("xa", "Một"), ("phuong", "Hai"))
    rows = table(sheet(lan.get("/units/?columns=name,type,people&sort=-name&export=xlsx")))
    assert rows == [
        ["Tên", "Loại", "Dân số"],
        ["Một", "Xã", 1500.0],
        ["Hai", "Phường", 1500.0],
        ["Tổng (2 dòng)", "", 3000.0],
    ]


def test_it_rounds_as_the_screen_does(lan: Client) -> None:
    made = make(*[("xa", f"Xã {n}") for n in range(7)])
    five = next(row for row in made if row.unit_id % 7 == 5)  # 5 × 1.05 = 5.25 percent
    page = lan.get(f"/units/?columns=name,share&q={five.name}").content.decode()
    assert "5,3%" in page
    assert table(read_csv(lan.get(f"/units/?columns=name,share&q={five.name}&export=csv")))[1] == [
        five.name,
        "5,3%",
    ]
    cell = table(sheet(lan.get(f"/units/?columns=name,share&q={five.name}&export=xlsx")))[1][1]
    assert cell == pytest.approx(0.053, abs=1e-12)


@pytest.mark.parametrize("text", ["=1+1", "+84", "-5", "@sum", '=HYPERLINK("x")'])
def test_a_text_that_looks_like_a_formula_leaves_as_text(lan: Client, text: str) -> None:
    make(("xa", text))
    assert table(sheet(lan.get("/units/?columns=name&export=xlsx")))[1] == [text]
    raw = body(lan.get("/units/?columns=name&export=xlsx"))
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(raw)).read("xl/worksheets/sheet1.xml")
    assert table(read_csv(lan.get("/units/?columns=name&export=csv")))[1] == [f"'{text}"]


def test_csv_numbers_are_read_by_a_vietnamese_excel(lan: Client) -> None:
    make(("xa", "Một"))
    rows = read_csv(lan.get("/units/?columns=name,people,since&export=csv"))
    assert table(rows) == [
        ["Tên", "Dân số", "Từ ngày"],
        ["Một", "1500", "01/07/2025"],
        ["Tổng (1 dòng)", "1500", ""],
    ]
    assert ["1 dòng"] in rows


def test_the_page_size_does_not_cut_the_export(lan: Client) -> None:
    make(*[("xa", f"Xã {n}") for n in range(12)])
    assert len(table(read_csv(lan.get("/units/?size=5&page=2&columns=name&export=csv")))) == 13


def test_above_thirty_thousand_rows_none_is_lost_and_none_of_another(lan: Client) -> None:
    now = dt.datetime(2026, 3, 5, tzinfo=dt.UTC)
    Job.objects.bulk_create(
        Job(kind="x", label=f"Việc {n}", account_id=77 if n else 78, created_at=now) for n in range(30_501)
    )
    for form, read in (("csv", read_csv), ("xlsx", sheet)):
        rows = read(lan.get(f"/job-list/?export={form}"))
        assert ["30.500 dòng"] in [row[:1] for row in rows]
        names = [row[0] for row in table(rows)[1:]]
        assert len(names) == len(set(names)) == 30_500
        assert "Việc 0" not in names


def test_an_export_takes_three_queries_however_long(lan: Client, django_assert_max_num_queries: Any) -> None:
    make(*[("xa", f"Xã {n}") for n in range(300)])
    with django_assert_max_num_queries(4):  # savepoint, count with totals, rows, end of the savepoint
        body(lan.get("/units/?export=csv"))


def test_an_empty_list_is_a_file_that_says_so(lan: Client) -> None:
    rows = read_csv(lan.get("/units/?q=khong-co&export=csv"))
    assert ["0 dòng"] in rows
    assert [row[0] for row in sheet(lan.get("/units/?q=khong-co&export=xlsx"))][5] == "0 dòng"
