"""Faults 11, 13, 26, 29: a file is read as people send it, and everything wrong with it is told at once."""

from __future__ import annotations

import hashlib
import io
import unicodedata
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter

from dieuphoi.core.exchange.columns import MatrixColumn, MatrixSpec, SheetColumn, SheetSpec
from dieuphoi.core.exchange.reader import read_matrix, read_table
from dieuphoi.core.kernel.errors import InputErrors
from tests.core.exchange.conftest import workbook

SPEC = SheetSpec(
    key="communes",
    title="Các xã",
    columns=(
        SheetColumn("code", "Mã xã", "code", required=True, digits=5),
        SheetColumn("name", "Tên xã", required=True, max_length=60),
        SheetColumn("people", "Số dân", "integer", minimum=0),
        SheetColumn("income", "Thu nhập", "number"),
        SheetColumn("poor", "Tỷ lệ nghèo", "percent", minimum=0, maximum=100),
        SheetColumn("since", "Ngày công nhận", "date"),
        SheetColumn("zone", "Khu vực", "choice", choices=[("1", "Khu vực I"), ("2", "Khu vực II")]),
        SheetColumn("coastal", "Ven biển", "bool"),
    ),
    identity=("code",),
)
HEAD = ["Mã xã", "Tên xã", "Số dân", "Thu nhập", "Tỷ lệ nghèo", "Ngày công nhận", "Khu vực", "Ven biển"]


def test_200_errors_are_told_at_once_each_with_its_place() -> None:
    rows: list[list[Any]] = [HEAD]
    rows += [[f"{n:05d}", f"Xã {n}", "nhiều", 1, 1, "31/13/2026", "", ""] for n in range(100)]
    table = read_table(workbook(rows, sheet="Xã"), SPEC)
    assert len(table.errors) == 200
    first, second = table.errors[:2]
    assert (first.sheet, first.row, first.column, first.value) == ("Xã", 2, "Số dân", "nhiều")
    assert (second.row, second.column, second.value) == (2, "Ngày công nhận", "31/13/2026")
    assert {error.row for error in table.errors} == set(range(2, 102))


def test_missing_required_columns_are_named_all_together() -> None:
    table = read_table(workbook([["Số dân", "Thu nhập"], [1, 2]]), SPEC)
    assert not table.usable
    assert ["Mã xã" in e.message or "Tên xã" in e.message for e in table.errors] == [True, True]


def test_a_column_that_stands_twice_is_refused() -> None:
    table = read_table(workbook([["Mã xã", "Tên xã", "TEN XA"], ["00001", "A", "B"]]), SPEC)
    assert [(e.row, e.column) for e in table.errors] == [(1, "TEN XA")]


def test_the_same_record_twice_is_refused_and_names_the_first_row() -> None:
    table = read_table(workbook([["Mã xã", "Tên xã"], ["00001", "A"], ["1", "B"]]), SPEC)
    assert len(table.errors) == 1
    assert table.errors[0].row == 3
    assert "2" in table.errors[0].message


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "rỗng"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04 not a zip at all", "hỏng"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "trang web"),
        (bytes(range(256)) * 40, "không phải là bảng tính"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "mật khẩu",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "hỏng"),
    ],
)
def test_what_is_no_readable_sheet_is_refused_with_the_way_out(data: bytes, word: str) -> None:
    with pytest.raises(InputErrors) as caught:
        read_table(data, SPEC)
    [error] = caught.value.errors
    assert word in error.message


def test_a_word_file_and_a_cut_off_workbook_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(InputErrors, match="Word"):
        read_table(out.getvalue(), SPEC)
    whole = workbook([HEAD, ["00001", "A", 1, 1, 1, None, None, None]])
    with pytest.raises(InputErrors, match="hỏng"):
        read_table(whole[: len(whole) // 2], SPEC)


def test_size_and_rows_have_limits_that_are_settings(settings: Any) -> None:
    data = workbook([HEAD[:2], *[[f"{n:05d}", "Xã"] for n in range(200)]])
    settings.DIEUPHOI_IMPORT_MAX_BYTES = 1000
    with pytest.raises(InputErrors, match="quá giới hạn"):
        read_table(data, SPEC)
    settings.DIEUPHOI_IMPORT_MAX_BYTES = 10**7
    settings.DIEUPHOI_IMPORT_MAX_ROWS = 100
    with pytest.raises(InputErrors, match="quá giới hạn"):
        read_table(data, SPEC)
    settings.DIEUPHOI_IMPORT_MAX_UNPACKED_BYTES = 1000
    with pytest.raises(InputErrors, match="giải nén"):
        read_table(data, SPEC)


def test_a_file_without_any_known_header_names_the_columns_it_needs() -> None:
    with pytest.raises(InputErrors, match="“Mã xã”"):
        read_table(workbook([["a", "b"], [1, 2]]), SPEC)


def test_formula_errors_are_errors_not_empty_cells() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("Xã & phường")
    page.write_row(0, 0, HEAD[:4])
    page.write_row(1, 0, ["00001", "A", 5])
    page.write_formula(1, 3, "=1/0", None, "#DIV/0!")
    book.close()
    table = read_table(out.getvalue(), SPEC)
    assert [(e.sheet, e.row, e.column) for e in table.errors] == [("Xã & phường", 2, "Thu nhập")]


def test_columns_in_another_order_with_a_title_above_and_one_more() -> None:
    data = workbook(
        [
            ["DANH SÁCH CÁC XÃ"],
            [],
            ["Ghi chú", "TÊN  XÃ", "ma xa", "Thu nhập"],
            ["x", "Thượng Sơn", "00123", 12.5],
            [None, None, None, None],
            ["y", "Hạ Sơn", "00124", None],
        ]
    )
    table = read_table(data, SPEC)
    assert table.errors == []
    assert [row.number for row in table.rows] == [4, 6]
    assert table.rows[0].values == {"name": "Thượng Sơn", "code": "00123", "income": Decimal("12.5")}
    # An empty cell is None; a column that the file lacks is no key at all.
    assert table.rows[1].values == {"name": "Hạ Sơn", "code": "00124", "income": None}
    [warning] = table.warnings
    assert "“Ghi chú”" in warning.message


def test_typed_numbers_dates_and_numbers_of_the_workbook() -> None:
    data = workbook(
        [
            HEAD,
            ["00001", "A", "1.234", "1.234,5", "12,5%", "01/02/2026", "khu vuc i", "x"],
            ["00002", "B", 1234, 0.1, 12.5, date(2026, 12, 31), "2", "Không"],
            ["00003", "C", 0, 69.99999999999999, 0, "31/12/2026", None, None],
        ]
    )
    table = read_table(data, SPEC)
    assert table.errors == []
    one, two, three = (row.values for row in table.rows)
    assert (one["people"], one["income"], one["poor"]) == (1234, Decimal("1234.5"), Decimal("12.5"))
    assert (one["since"], one["zone"], one["coastal"]) == (date(2026, 2, 1), "1", True)
    assert (two["people"], two["income"], two["poor"]) == (1234, Decimal("0.1"), Decimal("12.5"))
    assert (two["since"], two["zone"], two["coastal"]) == (date(2026, 12, 31), "2", False)
    assert (three["people"], three["income"], three["poor"]) == (0, Decimal("70"), Decimal("0"))
    assert (three["since"], three["zone"], three["coastal"]) == (date(2026, 12, 31), None, None)


def test_a_cell_in_percent_format_is_read_as_the_person_sees_it() -> None:
    data = workbook(
        [
            ["Mã xã", "Tên xã", "Tỷ lệ nghèo", "Thu nhập"],
            ["00001", "A", 0.125, 0.5],
            ["00002", "B", 0.125, 0.5],
        ],
        formats={(1, 2): "0.0%", (1, 3): "0%"},
    )
    table = read_table(data, SPEC)
    assert [row["poor"] for row in table.rows] == [Decimal("12.5"), Decimal("0.125")]
    # A plain number column is left alone.
    assert [row["income"] for row in table.rows] == [Decimal("0.5"), Decimal("0.5")]


def test_percent_stays_within_its_bounds() -> None:
    table = read_table(workbook([["Mã xã", "Tên xã", "Tỷ lệ nghèo"], ["00001", "A", 100.5], ["00002", "B", -1]]), SPEC)
    assert [(e.row, e.value) for e in table.errors] == [(2, "100,5"), (3, "-1")]


def test_leading_zeros_that_a_spreadsheet_ate_come_back() -> None:
    table = read_table(workbook([["Mã xã", "Tên xã"], [28, "A"], ["123456", "B"], ["12a45", "C"]]), SPEC)
    assert table.rows[0]["code"] == "00028"
    assert [e.row for e in table.errors] == [3, 4]


def test_names_in_nfd_are_the_same_names() -> None:
    nfd = unicodedata.normalize("NFD", "Đắk Nông")
    head = [unicodedata.normalize("NFD", "Mã xã"), unicodedata.normalize("NFD", "Tên xã")]
    table = read_table(workbook([head, ["00001", nfd]]), SPEC)
    assert table.rows[0]["name"] == "Đắk Nông"


def test_marks_tell_choices_apart_and_their_lack_is_refused_when_unclear() -> None:
    spec = SheetSpec(
        key="s",
        title="S",
        columns=(SheetColumn("u", "Xã", "choice", choices=[("1", "Hà"), ("2", "Hạ"), ("3", "Tân")]),),
    )
    table = read_table(workbook([["Xã"], ["Hạ"], ["Ha"], ["tan"], ["Lạ"]]), spec)
    assert [row["u"] for row in table.rows] == ["2", None, "3", None]
    assert [e.row for e in table.errors] == [3, 5]


@pytest.mark.parametrize(
    ("encoding", "delimiter", "warned"),
    [
        ("utf-8", ";", False),
        ("utf-8-sig", ",", False),
        ("utf-16", "\t", False),
        ("utf-16-le", ";", False),
        ("cp1258", ";", True),
    ],
)
def test_csv_of_every_usual_encoding(encoding: str, delimiter: str, warned: bool) -> None:
    lines = [
        ["Mã xã", "Tên xã", "Thu nhập"],
        ["00123", "Thượng Sơn", '"12,5"'],
        ["00124", "Đắk Hạ", '"1.234,5"'],
    ]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    if encoding == "cp1258":
        # As Windows writes it: base letters composed, tones as marks of their own.
        tones = {0x300: "\u0300", 0x301: "\u0301", 0x303: "\u0303", 0x309: "\u0309", 0x323: "\u0323"}
        out = []
        for char in text:
            parts = unicodedata.normalize("NFD", char)
            tone = "".join(p for p in parts if ord(p) in tones)
            out.append(unicodedata.normalize("NFC", "".join(p for p in parts if ord(p) not in tones)) + tone)
        text = "".join(out)
    table = read_table(text.encode(encoding), SPEC)
    assert table.errors == []
    assert [(r["code"], r["name"], r["income"]) for r in table.rows] == [
        ("00123", "Thượng Sơn", Decimal("12.5")),
        ("00124", "Đắk Hạ", Decimal("1234.5")),
    ]
    assert [r.number for r in table.rows] == [2, 3]
    assert bool(table.warnings) is warned


def test_decimal_commas_do_not_win_over_the_semicolon() -> None:
    text = "Mã xã;Tên xã;Thu nhập;Tỷ lệ nghèo\n00001;A;1,5;2,5\n00002;B;3,5;4,5\n"
    assert [r["poor"] for r in read_table(text.encode(), SPEC).rows] == [Decimal("2.5"), Decimal("4.5")]


def test_the_kind_of_file_is_told_by_its_content_not_its_name() -> None:
    data = workbook([["Mã xã", "Tên xã"], ["00001", "A"]])
    assert read_table(data, SPEC, "danh sách.csv").rows[0]["name"] == "A"


def test_more_than_three_megabytes() -> None:
    rows: list[list[Any]] = [HEAD]
    for n in range(60_000):
        rows.append(
            [
                f"{n:05d}",
                f"Xã {hashlib.sha256(str(n).encode()).hexdigest()[:32]}",
                n,
                n / 7,
                n % 100,
                None,
                None,
                None,
            ]
        )
    data = workbook(rows)
    assert len(data) > 3_000_000
    table = read_table(data, SPEC)
    assert table.errors == []
    assert len(table.rows) == 60_000
    assert table.rows[59_999]["people"] == 59_999


MATRIX = MatrixSpec(
    key="round",
    title="Số liệu",
    row_columns=(
        SheetColumn("code", "Mã xã", "code", digits=5, required=True),
        SheetColumn("name", "Tên xã"),
    ),
    row_key="code",
    columns=(
        MatrixColumn("a", "1.1", "Đường", "%", "percent", minimum=0, maximum=100),
        MatrixColumn("b", "1.10", "Điện", "%", "percent"),
        MatrixColumn("c", "2.1", "Quy hoạch", "", "choice", choices=[("met", "Đạt"), ("not_met", "Chưa đạt")]),
    ),
)


def test_a_matrix_tells_all_faults_and_leaves_the_faulty_cells_out() -> None:
    data = workbook(
        [
            ["Mã xã", "1.10", "1.1", "2.1", "9.9"],
            ["00001", "12,5", 101, "Đạt", "x"],
            ["00002", None, 0, "chua dat", None],
            ["00001", 1, 1, None, None],
            [None, 5, None, None, None],
            ["00003", "mười", None, "Khá", None],
        ]
    )
    matrix = read_matrix(data, MATRIX)
    values = [(row, key, value) for row, key, value, _n, _c in matrix.values()]
    assert values == [
        ("00001", "b", Decimal("12.5")),
        ("00001", "c", "met"),
        ("00002", "a", Decimal(0)),
        ("00002", "c", "not_met"),
    ]
    assert sorted((e.row, e.column) for e in matrix.errors) == [
        (2, "1.1"),
        (4, "Mã xã"),
        (5, "Mã xã"),
        (6, "1.10"),
        (6, "2.1"),
    ]
    assert any("9.9" in w.message for w in matrix.warnings)


def test_a_matrix_without_its_row_key_is_not_usable() -> None:
    matrix = read_matrix(workbook([["Tên xã", "1.1", "1.10"], ["A", 1, 2]]), MATRIX)
    assert not matrix.usable
    assert "Mã xã" in matrix.errors[0].message


def test_missing_columns_of_a_matrix_are_a_soft_warning() -> None:
    matrix = read_matrix(workbook([["Mã xã", "1.1"], ["00001", 5]]), MATRIX)
    assert matrix.errors == []
    assert list(matrix.cells()) == [("00001", "a", 5.0, 2, "1.1")]
    assert any("1.10, 2.1" in w.message for w in matrix.warnings)


def test_an_ods_file_is_read_too() -> None:
    ns = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )

    def text(words: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{words}</text:p></table:table-cell>'

    number = '<table:table-cell office:value-type="float" office:value="12.5"/>'
    day = '<table:table-cell office:value-type="date" office:date-value="2026-02-01"/>'
    rows = (
        "".join(map(text, ("Mã xã", "Tên xã", "Thu nhập", "Ngày công nhận"))),
        text("00123") + text("Đắk Hạ") + number + day,
    )
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {ns}><office:body>'
        f'<office:spreadsheet><table:table table:name="Xã">{body}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
        )
        archive.writestr("content.xml", content)
    table = read_table(out.getvalue(), SPEC)
    assert table.errors == []
    assert table.rows[0].values == {
        "code": "00123",
        "name": "Đắk Hạ",
        "income": Decimal("12.5"),
        "since": date(2026, 2, 1),
    }
