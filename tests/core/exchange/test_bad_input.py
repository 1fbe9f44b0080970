"""Faults 11, 12, 13, 26 and 29 and issue 3 §6: every bad file is answered in words, and nothing of it is saved.

Each line of the tables is one file, made here, sent by the same upload as the page's. *Turned away*: it is no table at
all, nothing is kept. *Faulty*: the run is kept with every error by sheet, row and column. *Taken*: it goes in, and what
was done with it is told.
"""

from __future__ import annotations

import io
import tracemalloc
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.importers import (
    Applied,
    Checked,
    Importer,
    Target,
    register_importer,
    unregister_importer,
)
from dieuphoi.core.exchange.models import ImportRun
from dieuphoi.core.exchange.reader import Table
from dieuphoi.core.exchange.services import import_apply, import_upload
from dieuphoi.core.exchange.sheets import marked_workbook
from dieuphoi.core.files.models import Blob
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.core.kernel.policy import Allowed, Answer
from tests.core.exchange.conftest import workbook

HEAD = ["Mã xã", "Tên xã", "Số dân", "Thu nhập", "Tỷ lệ nghèo", "Ngày công nhận", "Khu vực"]
GOOD = ["00001", "Thượng Sơn", 1200, "51,5", 2.5, "01/02/2026", "Khu vực I"]


class CommuneImporter(Importer[Table]):
    spec = SheetSpec(
        key="test-communes",
        title="Các xã",
        columns=(
            SheetColumn("code", "Mã xã", "code", required=True, digits=5),
            SheetColumn("name", "Tên xã", required=True, max_length=60),
            SheetColumn("people", "Số dân", "integer", minimum=0),
            SheetColumn("income", "Thu nhập", "number"),
            SheetColumn("poor", "Tỷ lệ nghèo", "percent", minimum=0, maximum=100),
            SheetColumn("since", "Ngày công nhận", "date"),
            SheetColumn("zone", "Khu vực", "choice", choices=[("1", "Khu vực I"), ("2", "Khu vực II")]),
        ),
        identity=("code",),
    )

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def may(self, actor: Actor, target: Target) -> Answer:
        return Allowed()

    def check(self, actor: Actor, target: Target, table: Table, now: datetime) -> Checked:
        checked = Checked(payload=[row.values for row in table.rows])
        for row in table.rows:
            checked.difference.add("new", str(row.get("code")), row.number)
        return checked

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        self.rows = checked.payload
        return Applied({"new": len(self.rows)})


@pytest.fixture
def communes() -> Iterator[CommuneImporter]:
    found = CommuneImporter()
    register_importer(found)
    yield found
    unregister_importer(found.kind)


def send(actor: Actor, data: bytes, now: datetime, name: str = "tệp.xlsx") -> ImportRun:
    return import_upload(actor=actor, kind="test-communes", target={}, data=data, name=name, now=now)


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, content in parts.items():
            box.writestr(name, content)
    return out.getvalue()


def repacked(data: bytes, changes: dict[str, Callable[[bytes], bytes]], more: dict[str, bytes] | None = None) -> bytes:
    """A workbook with some of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as box:
        parts = {name: box.read(name) for name in box.namelist()}
    for name, change in changes.items():
        parts[name] = change(parts[name])
    return zipped(parts | (more or {}))


SHEET1 = "xl/worksheets/sheet1.xml"


def bomb() -> bytes:
    """60 KB that unpack to 60 MB of one sheet's XML."""
    rows = b'<row r="9"><c r="A9"><v>1</v></c></row>' * 1_500_000
    return repacked(workbook([HEAD, GOOD]), {SHEET1: lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>")})


def far_corner() -> bytes:
    """Two cells: the first and the last of the largest sheet there is: seventeen billion cells between them."""
    cell = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
    return repacked(workbook([HEAD, GOOD]), {SHEET1: lambda xml: xml.replace(b"</sheetData>", cell)})


def far_corner_written_otherwise() -> bytes:
    """The same with the place behind another attribute."""
    cell = b'<row r="1048576"><c t="n" r="XFD1048576"><v>1</v></c></row></sheetData>'
    return repacked(workbook([HEAD, GOOD]), {SHEET1: lambda xml: xml.replace(b"</sheetData>", cell)})


def ods_repeated() -> bytes:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    ns = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{p}:1.0"' for p in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0"?><office:document-content {ns}><office:body><office:spreadsheet>'
        '<table:table table:name="A">'
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="float"'
        ' office:value="1"'
        ' table:number-columns-repeated="1000000"/></table:table-row></table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return zipped(
        {"mimetype": kind.encode(), "META-INF/manifest.xml": manifest.encode(), "content.xml": content.encode()}
    )


TURNED_AWAY: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "nothing in it": (lambda: b"", "tệp.xlsx", "rỗng"),
    "a PDF": (lambda: b"%PDF-1.7 x", "tệp.xlsx", "PDF"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(64), "ảnh.png", "không phải là bảng tính"),
    "a Word file": (lambda: zipped({"word/document.xml": b"<w/>"}), "văn bản.docx", "Word"),
    "a web page named xls": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", "a.xls", "trang web"),
    "half a workbook": (lambda: workbook([HEAD, GOOD])[:2000], "tệp.xlsx", "hỏng"),
    "a plain zip": (lambda: zipped({"a.txt": b"a"}), "a.zip", "không phải là bảng tính"),
    "a password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "mật.xlsx",
        "mật khẩu",
    ),
    "a macro": (
        lambda: repacked(workbook([HEAD, GOOD]), {}, {"xl/vbaProject.bin": b"macro"}),
        "macro.xlsm",
        "macro",
    ),
    "a cell in the last corner": (far_corner, "tệp.xlsx", "trải quá rộng"),
    "the same, written otherwise": (far_corner_written_otherwise, "tệp.xlsx", "trải quá rộng"),
    "an ODS of endless repetition": (ods_repeated, "tệp.ods", "trải quá rộng"),
    "a name that belies it": (lambda: workbook([HEAD, GOOD]), "ảnh.jpg", "không khớp với nội dung"),
    "a name of 300 characters": (lambda: workbook([HEAD, GOOD]), "đ" * 295 + ".xlsx", "Tên tệp dài"),
}


@pytest.mark.parametrize("case", TURNED_AWAY)
def test_what_is_no_table_is_turned_away_with_the_way_out(
    communes: CommuneImporter, office: Actor, now: datetime, case: str
) -> None:
    make, name, words = TURNED_AWAY[case]
    with pytest.raises(InputErrors) as caught:
        send(office, make(), now, name)
    assert words in " ".join(error.message for error in caught.value.errors)
    assert (ImportRun.objects.count(), Blob.objects.count()) == (0, 0)


def test_a_bomb_is_refused_before_it_is_in_memory(
    communes: CommuneImporter, office: Actor, now: datetime, settings: Any
) -> None:
    data = bomb()
    assert len(data) < 250_000
    settings.DIEUPHOI_IMPORT_MAX_UNPACKED_BYTES = 20 * 1024 * 1024
    for size in (None, 100):  # the size it declares, and one it lies about
        attack = data if size is None else _lying(data, size)
        tracemalloc.start()
        with pytest.raises(InputErrors, match="giải nén quá lớn"):
            send(office, attack, now)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 15_000_000, f"{peak} bytes"
    assert ImportRun.objects.count() == 0


def _lying(data: bytes, size: int) -> bytes:
    """The same zip with a false size of its sheet in both of its headers."""
    with zipfile.ZipFile(io.BytesIO(data)) as box:
        true = box.getinfo(SHEET1).file_size
    return data.replace(true.to_bytes(4, "little"), size.to_bytes(4, "little"))


def test_too_many_megabytes_and_rows_are_told_with_their_limit(
    communes: CommuneImporter, office: Actor, now: datetime, settings: Any
) -> None:
    settings.DIEUPHOI_IMPORT_MAX_BYTES = 5_000
    with pytest.raises(InputErrors, match="quá giới hạn"):
        send(office, workbook([HEAD, *[[f"{n:05d}", "Xã"] for n in range(500)]]), now)
    settings.DIEUPHOI_IMPORT_MAX_BYTES = 10**8
    settings.DIEUPHOI_IMPORT_MAX_ROWS = 30_000
    with pytest.raises(InputErrors, match=r"30\.000"):
        send(office, workbook([HEAD[:2], *[[f"{n:05d}", "Xã"] for n in range(30_100)]]), now)


# --- faulty: every error by sheet, row and column -----------------------------------------------------------


def with_formula(value: Any) -> bytes:
    """``value``: the result that the file holds; ``None``: none, as programs write it that do not compute."""
    if value is None:
        book = openpyxl.Workbook()
        page = book.active
        page.title = "Trang1"
        page.append(HEAD[:3])
        page.append(["00001", "A", "=1+1"])
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = made.add_worksheet("Trang1")
    sheet.write_row(0, 0, HEAD[:3])
    sheet.write_row(1, 0, ["00001", "A"])
    sheet.write_formula(1, 2, "=600+600", None, value)
    made.close()
    return out.getvalue()


FAULTY: dict[str, tuple[Callable[[], bytes], list[tuple[int, str, str]]]] = {
    "text in a number": (
        lambda: workbook([HEAD, [*GOOD[:2], "nhiều", "khoảng 50", *GOOD[4:]]]),
        [(2, "Số dân", "nhiều"), (2, "Thu nhập", "khoảng 50")],
    ),
    "a number with a unit": (lambda: workbook([HEAD[:4], [*GOOD[:3], "51,5 triệu"]]), [(2, "Thu nhập", "51,5 triệu")]),
    "half a person": (lambda: workbook([HEAD[:3], [*GOOD[:2], 12.5]]), [(2, "Số dân", "12,5")]),
    "days that are none": (
        lambda: workbook([HEAD, *[[f"0000{n}", "A", 1, 1, 1, day, ""] for n, day in enumerate(
            ["31/02/2026", "2/30/2026", "hôm qua", "13/2026"])]]),
        [(2, "Ngày công nhận", "31/02/2026"), (3, "Ngày công nhận", "2/30/2026"), (4, "Ngày công nhận", "hôm qua"),
         (5, "Ngày công nhận", "13/2026")],
    ),
    "percent out of its bounds": (
        lambda: workbook([HEAD[:5], [*GOOD[:4], 100.5], ["00002", "B", 1, 1, -1]]),
        [(2, "Tỷ lệ nghèo", "100,5"), (3, "Tỷ lệ nghèo", "-1")],
    ),
    "a commune twice, its zeros eaten once": (
        lambda: workbook([HEAD[:2], ["00001", "A"], [1, "A nữa"], ["00001", "A ba"]]),
        [(3, "Mã xã", "00001"), (4, "Mã xã", "00001")],
    ),
    "codes that are none": (
        lambda: workbook([HEAD[:2], ["123456", "A"], ["12a45", "B"], [date(2026, 1, 2), "C"]]),
        [(2, "Mã xã", "123456"), (3, "Mã xã", "12a45"), (4, "Mã xã", "02/01/2026")],
    ),
    "an unknown choice": (lambda: workbook([HEAD, [*GOOD[:6], "Khu vực IX"]]), [(2, "Khu vực", "Khu vực IX")]),
    "required cells empty": (
        lambda: workbook([HEAD[:3], [None, "A", 5], ["00002", None, 6]]),
        [(2, "Mã xã", ""), (3, "Tên xã", "")],
    ),
    "merged cells: only the first row has the code": (
        lambda: merged_codes(),
        [(3, "Mã xã", ""), (4, "Mã xã", "")],
    ),
    "a column twice": (lambda: workbook([["Mã xã", "Tên xã", "TEN XA"], ["00001", "A", "B"]]), [(1, "TEN XA", "")]),
    "required columns missing": (
        lambda: workbook([["Số dân", "Thu nhập"], [1, 2]]),
        [(1, "Mã xã", ""), (1, "Tên xã", "")],
    ),
    "headings and nothing below": (lambda: workbook([HEAD]), [(1, "", "")]),
    "a formula without a result": (lambda: with_formula(None), [(2, "Số dân", "")]),
    "a formula in error": (lambda: with_formula("#DIV/0!"), [(2, "Số dân", "")]),
    "a CSV whose commas are decimals and delimiters": (
        lambda: "Mã xã,Tên xã,Thu nhập\n00001,A,51,5\n00002,B,khá\n".encode(),
        [(3, "Thu nhập", "khá")],
    ),
}  # fmt: skip


def merged_codes() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("Trang1")
    page.write_row(0, 0, HEAD[:3])
    page.merge_range(1, 0, 3, 0, "00001")
    for row, name in enumerate(("A", "B", "C"), start=1):
        page.write_row(row, 1, [name, row])
    book.close()
    return out.getvalue()


@pytest.mark.parametrize("case", FAULTY)
def test_every_error_has_its_place_and_nothing_is_saved(
    communes: CommuneImporter, office: Actor, now: datetime, case: str
) -> None:
    make, places = FAULTY[case]
    data = make()
    run = send(office, data, now, "tệp.xlsx" if data.startswith(b"PK") else "tệp.csv")
    assert run.state == "FAULTY"
    assert [(e["row"], e["column"], e["value"]) for e in run.errors] == places
    assert all(e["sheet"] in ("Trang1", "CSV") and len(e["message"]) > 10 for e in run.errors)
    with pytest.raises(Refused):
        import_apply(actor=office, run_id=run.pk, now=now)
    assert communes.rows == []


def test_200_errors_come_back_as_the_same_file_with_200_marks(
    communes: CommuneImporter, office: Actor, now: datetime
) -> None:
    rows = [[f"{n:05d}", f"Xã {n}", "nhiều", 1, 1, "31/13/2026", ""] for n in range(100)]
    run = send(office, workbook([["DANH SÁCH"], HEAD, *rows]), now)
    assert run.error_count == 200
    marked = marked_workbook(run)
    page = openpyxl.load_workbook(io.BytesIO(marked))["Trang1"]
    red = [(c.row, c.column) for row in page.iter_rows() for c in row if c.fill.fgColor.rgb == "FFFBE6E3"]
    assert sorted(red) == sorted((n + 3, column) for n in range(100) for column in (3, 6))
    assert "Số dân: " in page.cell(3, 8).value
    assert page.cell(3, 3).comment is not None
    # People mend the marked file itself and send it: it is the same table, and only what they mended has changed.
    for row in range(3, 103):
        page.cell(row, 3).value, page.cell(row, 6).value = 5, None
    out = io.BytesIO()
    page.parent.save(out)
    again = send(office, out.getvalue(), now)
    assert (again.state, again.errors, again.row_count) == ("CHECKED", [], 100)


def test_a_faulty_csv_comes_back_marked_too(communes: CommuneImporter, office: Actor, now: datetime) -> None:
    run = send(office, "Mã xã;Tên xã;Số dân\n00001;=A;nhiều\n".encode(), now, "tệp.csv")
    page = openpyxl.load_workbook(io.BytesIO(marked_workbook(run)))["CSV"]
    assert (page["A2"].value, page["B2"].value, page["B2"].data_type) == ("00001", "=A", "s")
    assert page["C2"].comment is not None


# --- taken, and told ----------------------------------------------------------------------------------------


def one(run: ImportRun, communes: CommuneImporter, office: Actor, now: datetime) -> dict[str, Any]:
    assert run.state == "CHECKED", run.errors
    import_apply(actor=office, run_id=run.pk, now=now)
    return communes.rows[0]


def hidden() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("Trang1")
    page.write_row(0, 0, HEAD[:2])
    page.write_row(1, 0, ["00001", "A"])
    page.write_row(2, 0, ["00002", "B"])
    page.set_row(2, None, None, {"hidden": True})
    other = book.add_worksheet("Bản nháp")
    other.write_row(0, 0, HEAD)
    other.write_row(1, 0, ["00009", "Z"])
    other.hide()
    book.close()
    return out.getvalue()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("12,5", "12.5"), ("12.5", "12.5"), (12.5, "12.5"), ("1.234", "1234"), ("1.234,5", "1234.5"), ("'12,5", "12.5"),
     ("\u00a012,5 ", "12.5"), (69.99999999999999, "70"), (0, "0"), ("0", "0")],
)  # fmt: skip
def test_numbers_as_people_type_them(
    communes: CommuneImporter, office: Actor, now: datetime, typed: Any, expected: str
) -> None:
    row = one(send(office, workbook([HEAD[:4], ["00001", "A", 1, typed]]), now), communes, office, now)
    assert row["income"] == Decimal(expected)


@pytest.mark.parametrize("typed", ["01/02/2026", "1/2/2026", "01-02-2026", "2026-02-01", date(2026, 2, 1)])
def test_dates_as_text_are_day_first(communes: CommuneImporter, office: Actor, now: datetime, typed: Any) -> None:
    row = one(send(office, workbook([HEAD, [*GOOD[:5], typed, ""]]), now), communes, office, now)
    assert row["since"] == date(2026, 2, 1)


TEXT = "Mã xã{d}Tên xã{d}Số dân\r\n00001{d}Đắk Hạ{d}1200\r\n"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_csv_of_every_delimiter_and_encoding(
    communes: CommuneImporter, office: Actor, now: datetime, delimiter: str, encoding: str
) -> None:
    row = one(send(office, TEXT.format(d=delimiter).encode(encoding), now, "tệp.csv"), communes, office, now)
    assert (row["name"], row["people"]) == ("Đắk Hạ", 1200)


def test_a_csv_of_windows_1258_is_read_and_doubted(communes: CommuneImporter, office: Actor, now: datetime) -> None:
    text = TEXT.format(d=";")
    tones = "\u0300\u0301\u0303\u0309\u0323"
    parts = []
    for char in text:
        plain = unicodedata.normalize("NFD", char)
        base = unicodedata.normalize("NFC", "".join(c for c in plain if c not in tones))
        parts.append(base + "".join(c for c in plain if c in tones))
    run = send(office, "".join(parts).encode("cp1258"), now, "tệp.csv")
    assert any("Windows-1258" in w["message"] for w in run.warnings)
    assert one(run, communes, office, now)["name"] == "Đắk Hạ"


def test_a_formula_with_its_result_is_taken_and_told(communes: CommuneImporter, office: Actor, now: datetime) -> None:
    run = send(office, with_formula(1200), now)
    assert any("1 ô công thức" in w["message"] for w in run.warnings)
    assert one(run, communes, office, now)["people"] == 1200


def test_hidden_rows_are_read_and_hidden_sheets_are_not_and_both_are_told(
    communes: CommuneImporter, office: Actor, now: datetime
) -> None:
    run = send(office, hidden(), now)
    told = " ".join(w["message"] for w in run.warnings)
    assert "1 dòng đang ẩn" in told
    assert "“Bản nháp”" in told
    one(run, communes, office, now)
    assert [row["code"] for row in communes.rows] == ["00001", "00002"]


def test_headings_in_nfd_a_title_an_extra_column_and_another_order(
    communes: CommuneImporter, office: Actor, now: datetime
) -> None:
    head = [unicodedata.normalize("NFD", words) for words in ("Ghi chú", "TÊN  XÃ", "Mã xã")]
    name = unicodedata.normalize("NFD", "Đắk Hạ")
    run = send(office, workbook([["BIỂU 1"], [], head, ["x", name, 28]]), now)
    assert any("“Ghi chú”" in w["message"] for w in run.warnings)
    row = one(run, communes, office, now)
    assert (row["code"], row["name"]) == ("00028", "Đắk Hạ")


def test_the_right_sheet_is_found_among_others(communes: CommuneImporter, office: Actor, now: datetime) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([["Phụ lục"], ["Xem trang sau"]], sheet="Bìa")))
    page = book.create_sheet("Số liệu")
    page.append(HEAD)
    page.append(GOOD)
    out = io.BytesIO()
    book.save(out)
    run = send(office, out.getvalue(), now)
    assert any("Chỉ đọc trang “Số liệu”" in w["message"] for w in run.warnings)
    assert one(run, communes, office, now)["people"] == 1200


def test_what_begins_like_a_formula_is_text_both_ways(communes: CommuneImporter, office: Actor, now: datetime) -> None:
    rows = [[f"0000{n}", text] for n, text in enumerate(["=1+1", "+84", "-5", "@x"])]
    one(send(office, workbook([HEAD[:2], *rows]), now), communes, office, now)
    assert [row["name"] for row in communes.rows] == ["=1+1", "+84", "-5", "@x"]


def test_30_001_rows_go_in(communes: CommuneImporter, office: Actor, now: datetime) -> None:
    run = send(office, workbook([HEAD[:3], *[[f"{n:05d}", f"Xã {n}", n] for n in range(30_001)]]), now)
    assert (run.state, run.row_count, run.difference["total"]) == ("CHECKED", 30_001, 30_001)
    import_apply(actor=office, run_id=run.pk, now=now)
    assert len(communes.rows) == 30_001


def test_twenty_megabytes_go_in(communes: CommuneImporter, office: Actor, now: datetime) -> None:
    """A picture that fills the workbook: 20 MB in all, a few rows of data."""
    import random

    data = repacked(workbook([HEAD, GOOD]), {}, {"xl/media/anh.png": random.Random(1).randbytes(20 * 1024 * 1024)})
    assert len(data) > 20 * 1024 * 1024
    assert one(send(office, data, now), communes, office, now)["people"] == 1200
