"""Faults 12, 26, 27: what goes out is what is there, opens elsewhere, and comes back unchanged."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from dieuphoi.core.exchange.reader import read_matrix, read_table
from dieuphoi.core.exchange.writer import write_csv, write_matrix, write_sheet
from tests.core.exchange.test_reading import MATRIX, SPEC

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
ROWS: list[dict[str, Any]] = [
    {
        "code": "00123",
        "name": "=HYPERLINK(1)",
        "people": 1234,
        "income": Decimal("12.75"),
        "poor": Decimal("99.5"),
        "since": date(2026, 2, 1),
        "zone": "1",
        "coastal": True,
    },
    {
        "code": "00124",
        "name": "Đắk & <Hạ>",
        "people": 0,
        "income": None,
        "poor": Decimal(0),
        "coastal": False,
    },
    {"code": "00125", "name": "@tên", "people": None, "income": Decimal("-3.5"), "zone": "2"},
    {"code": "00126", "name": "'- một", "since": date(1880, 1, 31)},
]


def test_export_then_import_gives_the_same_values() -> None:
    for data in (write_sheet(SPEC, ROWS, now=NOW, blank_rows=20), write_csv(SPEC, ROWS)):
        table = read_table(data, SPEC)
        assert (table.errors, table.warnings) == ([], [])
        got = [{key: value for key, value in row.values.items() if value is not None} for row in table.rows]
        assert got == [{key: value for key, value in row.items() if value is not None} for row in ROWS]


def test_text_like_a_formula_leaves_as_text() -> None:
    page = openpyxl.load_workbook(io.BytesIO(write_sheet(SPEC, ROWS, now=NOW))).active
    found = {cell.value: cell for row in page.iter_rows() for cell in row if cell.value is not None}
    assert found["=HYPERLINK(1)"].data_type == "s"
    assert found["=HYPERLINK(1)"].quotePrefix
    assert found["@tên"].data_type == "s"
    assert "'=HYPERLINK(1)" in write_csv(SPEC, ROWS).decode("utf-8-sig")


def test_the_same_rows_at_the_same_time_are_the_same_bytes() -> None:
    assert write_sheet(SPEC, ROWS, now=NOW) == write_sheet(SPEC, ROWS, now=NOW)


def test_another_program_reads_the_sheet_its_locks_lists_helps_and_facts() -> None:
    data = write_sheet(
        SPEC,
        ROWS,
        now=NOW,
        as_of=date(2026, 1, 31),
        filters_in_words="khu vực I",
        notes=["Số liệu giả định"],
        blank_rows=5,
    )
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book.worksheets[0]
    texts = [str(row[0].value) for row in page.iter_rows(max_row=6)]
    assert texts[:4] == ["Các xã", "Số liệu giả định", "Bộ lọc: khu vực I", "Tính đến ngày 31/01/2026"]
    assert texts[4] == "Xuất lúc 02/03/2026 09:00 · 4 dòng"
    assert texts[5] == "Mã xã"
    assert page.protection.sheet
    assert not page.protection.password
    assert page.cell(6, 1).protection.locked
    assert not page.cell(7, 2).protection.locked
    assert not page.cell(15, 2).protection.locked
    assert page.freeze_panes == "B7"
    assert "Bắt buộc" in page.cell(6, 1).comment.text
    assert page.cell(7, 6).number_format == "dd/mm/yyyy"
    assert page.cell(7, 1).number_format == "@"
    lists = [v for v in page.data_validations.dataValidation if v.type == "list"]
    assert len(lists) == 2
    assert [c.value for c in book["_lists"]["A"]] == ["Khu vực I", "Khu vực II"]
    meta = {row[0].value: row[1].value for row in book["_meta"].iter_rows()}
    assert (meta["spec"], meta["version"], meta["rows"], meta["as_of"]) == (
        "communes",
        "1",
        "4",
        "2026-01-31",
    )
    assert book["_meta"].sheet_state == "veryHidden"


def test_the_digest_changes_with_a_value_and_only_then() -> None:
    def digest(rows: list[dict[str, Any]]) -> str:
        return read_table(write_sheet(SPEC, rows, now=NOW), SPEC).meta["digest"]

    same = [dict(row) for row in ROWS]
    other = [{**ROWS[0], "people": 1235}, *ROWS[1:]]
    assert digest(ROWS) == digest(same) != digest(other)


def test_a_text_longer_than_a_cell_is_cut_visibly_not_lost() -> None:
    page = openpyxl.load_workbook(
        io.BytesIO(write_sheet(SPEC, [{"code": "00001", "name": "a" * 40_000}], now=NOW))
    ).worksheets[0]
    text = page.cell(4, 2).value
    assert len(text) == 32_767
    assert text.endswith("(đã cắt)")


def test_more_than_thirty_thousand_rows_leave_and_come_back() -> None:
    rows = [{"code": f"{n:05d}", "name": f"Xã {n}", "people": n} for n in range(31_000)]
    table = read_table(write_sheet(SPEC, rows, now=NOW), SPEC)
    assert [row["people"] for row in table.rows] == list(range(31_000))


def test_a_file_of_another_form_is_named_in_a_warning() -> None:
    import dataclasses

    other = dataclasses.replace(SPEC, key="something-else", title="Biểu khác")
    table = read_table(write_sheet(other, ROWS, now=NOW), SPEC)
    assert any("Biểu khác" in warning.message for warning in table.warnings)


def test_too_many_notes_would_hide_the_header_from_the_reader() -> None:
    with pytest.raises(ValueError, match="notes"):
        write_sheet(SPEC, ROWS, now=NOW, notes=["x"] * 30)


def test_a_matrix_leaves_and_comes_back() -> None:
    rows = [{"code": "00001", "name": "Thượng Sơn"}, {"code": "00002", "name": "Hạ Sơn"}]
    values = {
        ("00001", "a"): Decimal("12.5"),
        ("00001", "c"): "met",
        ("00002", "a"): Decimal(0),
        ("00002", "b"): Decimal("33.333"),
    }
    data = write_matrix(
        MATRIX,
        rows,
        values,
        now=NOW,
        locked=frozenset({("00002", "a")}),
        previous={("00001", "a"): Decimal("11.25")},
    )
    matrix = read_matrix(data, MATRIX)
    assert (matrix.errors, matrix.warnings) == ([], [])
    assert {(row, key): value for row, key, value, _n, _c in matrix.values()} == values
    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    at = matrix.header_row + 1
    assert page.freeze_panes == f"C{at}"
    assert page.cell(at, 1).protection.locked
    assert not page.cell(at, 3).protection.locked
    assert page.cell(at + 1, 3).protection.locked
    assert "11,25" in page.cell(at, 3).comment.text
    assert [page.cell(at - 3, 3).value, page.cell(at - 2, 3).value, page.cell(at - 1, 3).value] == [
        "Đường",
        "%",
        "1.1",
    ]
