"""From the bytes of a file to plain rows of cells: which kind of file it is, its sheets, its traps.

The kind is told by the content, never by the name: a renamed file is read as what it is.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

import python_calamine
from django.conf import settings
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.numbers import format_number

Cell = str | int | float | bool | date | datetime | time | timedelta
Cells = list[list[Cell]]

META_SHEET: Final = "_meta"
ERRORS_SHEET: Final = "Danh sách lỗi"
"""The sheet that we add to a file with marked errors; it is not read when that file comes back."""
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DELIMITERS: Final = (";", "\t", ",")


def limit(name: str, default: int) -> int:
    """A limit of the exchange, from the settings."""
    return int(getattr(settings, name, default))


def max_bytes() -> int:
    """The largest file that is read: ``DIEUPHOI_IMPORT_MAX_BYTES``, else what a file may weigh at all."""
    return limit("DIEUPHOI_IMPORT_MAX_BYTES", limit("DIEUPHOI_FILE_MAX_BYTES", 25 * 1024 * 1024))


def max_rows() -> int:
    """The most rows of one sheet: ``DIEUPHOI_IMPORT_MAX_ROWS``."""
    return limit("DIEUPHOI_IMPORT_MAX_ROWS", 100_000)


def max_unpacked() -> int:
    """The most bytes a workbook (a zip) may unpack to: ``DIEUPHOI_IMPORT_MAX_UNPACKED_BYTES``."""
    return limit("DIEUPHOI_IMPORT_MAX_UNPACKED_BYTES", 250 * 1024 * 1024)


def max_cells() -> int:
    """The most cells between the first and the last filled one of a sheet: ``DIEUPHOI_IMPORT_MAX_CELLS``."""
    return limit("DIEUPHOI_IMPORT_MAX_CELLS", 10_000_000)


@dataclass(slots=True)
class RawSheet:
    """One visible sheet: its rows from the very first one, so that row ``i`` is ``rows[i - 1]``.

    ``traps`` are cells that look different to a person than to a program: ``(row, column) -> "error"`` for
    ``#N/A`` and its like (read as empty), ``"percent"`` for a cell that shows 12,5 % and holds 0.125,
    ``"formula"`` for a formula whose result the file does not hold, ``"say:…"`` for a sentence of the heading map.
    Both are counted from zero. ``merged`` are ranges ``(top, left, bottom, right)``. ``notes`` are told as warnings
    when the sheet is read. ``mapped`` is set by a heading map: which row is the header, which column is which.
    """

    name: str
    rows: Cells
    traps: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    mapped: Mapped | None = None


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a heading map says of a sheet: the header row (from zero), the key of our column and the words of the
    file's heading by the index in the row. A column whose key is empty is left out on purpose.
    """

    header: int
    keys: dict[int, str]
    words: dict[int, str]


@dataclass(slots=True)
class Workbook:
    """The visible sheets, what our own ``_meta`` sheet said, and soft warnings about the reading."""

    sheets: list[RawSheet]
    meta: dict[str, str] = field(default_factory=dict)
    warnings: list[InputError] = field(default_factory=list)


def unreadable(message: str) -> InputErrors:
    """The file as a whole cannot be read."""
    return InputErrors([InputError(message, field="file")])


def open_workbook(data: bytes, name: str) -> Workbook:
    """Read a spreadsheet (XLSX, XLSM, XLSB, XLS, ODS) or a CSV. ``name`` is used in words only.

    Raises ``InputErrors`` with one Vietnamese sentence when the file is empty, too big, encrypted, damaged or
    of another kind.
    """
    if not data:
        raise unreadable(_("Tệp rỗng. Hãy chọn lại tệp."))
    if len(data) > max_bytes():
        raise unreadable(
            _("Tệp nặng %(size)s MB, quá giới hạn %(most)s MB. Hãy bỏ ảnh, trang thừa hoặc chia tệp.")
            % {"size": format_number(len(data) / 1048576, 1), "most": format_number(max_bytes() / 1048576, 1)}
        )
    if data.startswith(b"PK"):
        return _from_zip(data)
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise _encrypted()
        if "WordDocument".encode("utf-16-le") in data:
            raise unreadable(_("Đây là tệp Word, không phải bảng tính. Hãy dùng biểu mẫu XLSX."))
        return _from_calamine(data)
    return _from_text(data)


def _encrypted() -> InputErrors:
    return unreadable(_("Tệp được đặt mật khẩu nên không đọc được. Hãy bỏ mật khẩu, lưu lại rồi tải lên."))


def _damaged() -> InputErrors:
    return unreadable(_("Tệp bị hỏng hoặc tải lên chưa trọn. Hãy mở bằng Excel, lưu lại dạng XLSX rồi tải lên."))


def _not_a_sheet() -> InputErrors:
    return unreadable(_("Tệp không phải là bảng tính. Hãy dùng XLSX, XLS, ODS hoặc CSV."))


def _from_zip(data: bytes) -> Workbook:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if sum(entry.file_size for entry in archive.infolist()) > max_unpacked():
                raise _too_large()
            if any(entry.flag_bits & 1 for entry in archive.infolist()):
                raise _encrypted()
            if any(entry.lower().endswith("vbaproject.bin") for entry in names):
                raise unreadable(
                    _("Tệp có chứa macro nên không được nhận. Hãy lưu lại dạng XLSX (không macro) rồi tải lên.")
                )
            if any(entry.startswith("word/") for entry in names):
                raise unreadable(_("Đây là tệp Word, không phải bảng tính. Hãy dùng biểu mẫu XLSX."))
            if "META-INF/manifest.xml" in names:
                manifest = archive.read("META-INF/manifest.xml")
                if b"encryption-data" in manifest:
                    raise _encrypted()
                is_sheet = b"opendocument.spreadsheet" in manifest
            else:
                is_sheet = any(entry.startswith("xl/workbook") for entry in names)
            if not is_sheet:
                raise _not_a_sheet()
            _refuse_bombs(data)
            workbook = _from_calamine(data)
            if "xl/workbook.xml" in names:
                _find_traps(archive, workbook)
            return workbook
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, ValueError, NotImplementedError) as error:
        raise _damaged() from error


def _too_large() -> InputErrors:
    return unreadable(_("Nội dung tệp giải nén quá lớn. Hãy xóa trang thừa, vùng trống đã định dạng."))


_CHUNK: Final = 1 << 20
_SHEET_XML: Final = re.compile(r"(xl/worksheets/.*\.xml|content\.xml)\Z")
_PLACE: Final = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
"""A cell with something in it, as every program writes it: its place first."""
_OTHER_CELL: Final = re.compile(rb"<(?:\w+:)?c (?!r=)|<\w+:c ")
_PLACE_ANYWHERE: Final = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
_REPEATED: Final = re.compile(
    rb'<table:table-(?:cell\b(?=[^>]*office:value)[^>]*number-columns-repeated="(\d+)"'
    rb'|row\b[^>]*number-rows-repeated="(\d+)"[^>]*>\s*<table:table-cell\b[^>]*office:value)'
)


def _refuse_bombs(data: bytes) -> None:
    """Unpack everything in pieces, counting, before anything is taken into memory whole.

    The sizes that a zip declares are the sender's word; and a sheet with one cell in the first and one in the last
    corner is a few bytes, yet a table of billions of cells. Raises ``InputErrors``.
    """
    left = max_unpacked()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            is_sheet = _SHEET_XML.match(entry.filename) is not None
            last_row, last_column, rest = 0, 0, b""
            entry.file_size = max_unpacked() + 2 * _CHUNK  # to the true end, not to the declared one
            with archive.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise _too_large()
                    if not is_sheet:
                        continue
                    piece = rest + chunk
                    found = (_PLACE_ANYWHERE if _OTHER_CELL.search(piece) else _PLACE).findall(piece)
                    if found:
                        letters, digits = zip(*found, strict=True)
                        last_row = max(last_row, *map(int, set(digits)))
                        columns = {_column_number(each.decode("ascii")) for each in set(letters)}
                        last_column = max(last_column, *columns)
                    if any(max(int(a or 0), int(b or 0)) > max_rows() for a, b in _REPEATED.findall(piece)):
                        raise _too_wide(entry.filename)
                    rest = piece[-300:]
            if last_row * last_column > max_cells():
                raise _too_wide(entry.filename)


def _too_wide(part: str) -> InputErrors:
    return unreadable(
        _("Bảng tính trải quá rộng (quá %(most)s ô, phần %(part)s). Hãy xóa các ô lạc ở xa bảng rồi tải lên lại.")
        % {"most": format_number(max_cells()), "part": part.rsplit("/", 1)[-1]}
    )


def _from_calamine(data: bytes) -> Workbook:
    try:
        with python_calamine.load_workbook(io.BytesIO(data)) as book:
            result, hidden = Workbook(sheets=[]), list[str]()
            for meta in book.sheets_metadata:
                if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
                    continue
                if meta.name == META_SHEET:
                    rows = book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False, nrows=50)
                    result.meta = {str(row[0]): str(row[1]) for row in rows if len(row) > 1 and row[0] != ""}
                elif meta.name == ERRORS_SHEET:
                    continue
                elif meta.visible == python_calamine.SheetVisibleEnum.Visible:
                    page = book.get_sheet_by_name(meta.name)
                    merged = [(*start, *end) for start, end in page.merged_cell_ranges or ()]
                    result.sheets.append(RawSheet(meta.name, _rows(page), merged=merged))
                elif not meta.name.startswith("_"):
                    hidden.append(meta.name)
            if hidden:
                result.warnings.append(
                    InputError(
                        _("Không đọc các trang đang ẩn: %(sheets)s. Muốn nhập thì bỏ ẩn trong tệp.")
                        % {"sheets": ", ".join(f"“{name}”" for name in hidden)}
                    )
                )
            return result
    except python_calamine.PasswordError as error:
        raise _encrypted() from error
    except python_calamine.CalamineError as error:
        raise _damaged() from error


def _rows(sheet: python_calamine.CalamineSheet) -> Cells:
    """All rows from the top. An empty far corner (a stray format in row 1,048,576) is cut by calamine."""
    height = sheet.total_height
    # A title, some notes and the header stand above the rows that count.
    if height > max_rows() + HEAD_ROWS:
        raise unreadable(
            _("Trang “%(sheet)s” có %(rows)s dòng, quá giới hạn %(most)s dòng. Hãy chia tệp.")
            % {"sheet": sheet.name, "rows": format_number(height), "most": format_number(max_rows())}
        )
    rows: Cells = sheet.to_python(skip_empty_area=False)
    return rows


HEAD_ROWS: Final = 20
"""The header row is looked for among so many first rows."""

# --- What calamine does not tell: error cells (it reads them as empty) and percent formats ---------------

_CELL: Final = re.compile(rb"<c\b([^>]*?)/?>")
_ATTRIBUTE: Final = re.compile(rb'\b([rst])="([^"]*)"')
_FORMAT: Final = re.compile(rb'<numFmt\b[^>]*?numFmtId="(\d+)"[^>]*?formatCode="([^"]*)"')
_FORMAT_TURNED: Final = re.compile(rb'<numFmt\b[^>]*?formatCode="([^"]*)"[^>]*?numFmtId="(\d+)"')
_XFS: Final = re.compile(rb"<cellXfs\b.*?</cellXfs>", re.DOTALL)
_XF: Final = re.compile(rb"<xf\b[^>]*")
_FORMAT_ID: Final = re.compile(rb'numFmtId="(\d+)"')
_QUOTED: Final = re.compile(rb"&quot;.*?&quot;|\\.")
_SHEET: Final = re.compile(r"<sheet\b[^>]*>")
_RELATION: Final = re.compile(r"<Relationship\b[^>]*>")


def _find_traps(archive: zipfile.ZipFile, workbook: Workbook) -> None:
    percents = _percent_styles(archive)
    paths = _sheet_paths(archive)
    for sheet in workbook.sheets:
        path = paths.get(sheet.name)
        if path is None or path not in archive.namelist():
            continue
        xml = archive.read(path)
        _find_formulas(xml, sheet)
        if hidden := len(_HIDDEN_ROW.findall(xml)):
            sheet.notes.append(
                _("Trang có %(n)s dòng đang ẩn (hoặc đang bị lọc); chúng vẫn được đọc.") % {"n": format_number(hidden)}
            )
        if b't="e"' not in xml and not percents:
            continue
        for cell in _CELL.finditer(xml):
            attributes = dict(_ATTRIBUTE.findall(cell[1]))
            trap = "error" if attributes.get(b"t") == b"e" else ""
            if not trap and attributes.get(b"s") in percents and not cell[0].endswith(b"/>"):
                trap = "percent"
            if trap and b"r" in attributes:
                sheet.traps[_position(attributes[b"r"].decode("ascii"))] = trap


_HIDDEN_ROW: Final = re.compile(rb'<row\b[^>]*\bhidden="(?:1|true)"')
_FULL_CELL: Final = re.compile(rb"<c\b([^>]*[^/>])>(.*?)</c>", re.DOTALL)
_RESULT: Final = re.compile(rb"<v\b[^>/]*>[^<]+</v>")


def _find_formulas(xml: bytes, sheet: RawSheet) -> None:
    """A formula's result is what was saved with the file: taken, and told; a formula without one is a trap."""
    if b"<f" not in xml:
        return
    taken = 0
    for cell in _FULL_CELL.finditer(xml):
        if b"<f" not in cell[2]:
            continue
        attributes = dict(_ATTRIBUTE.findall(cell[1]))
        if _RESULT.search(cell[2]) or attributes.get(b"t") == b"str":
            taken += 1
        elif b"r" in attributes:
            sheet.traps[_position(attributes[b"r"].decode("ascii"))] = "formula"
    if taken:
        sheet.notes.append(
            _("Trang có %(n)s ô công thức; đã lấy kết quả được lưu trong tệp.") % {"n": format_number(taken)}
        )


def _percent_styles(archive: zipfile.ZipFile) -> set[bytes]:
    """Indexes of the cell styles that show a fraction as percent."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    xml = archive.read("xl/styles.xml")
    formats = dict(_FORMAT.findall(xml)) | {number: code for code, number in _FORMAT_TURNED.findall(xml)}
    percent = {b"9", b"10"} | {n for n, code in formats.items() if b"%" in _QUOTED.sub(b"", code)}
    table = _XFS.search(xml)
    if table is None:
        return set()
    return {
        str(index).encode()
        for index, xf in enumerate(_XF.findall(table[0]))
        if (found := _FORMAT_ID.search(xf)) and found[1] in percent
    }


def _sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → path of its XML inside the workbook."""
    try:
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    except KeyError:
        return {}
    targets = {}
    for found in _RELATION.findall(relations):
        target = _xml_attribute(found, "Target")
        targets[_xml_attribute(found, "Id")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return {
        _xml_attribute(found, "name"): targets.get(_xml_attribute(found, "r:id"), "") for found in _SHEET.findall(book)
    }


def _xml_attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{re.escape(name)}="([^"]*)"', tag)
    if found is None:
        return ""
    text = found[1]
    for escaped, plain in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(escaped, plain)
    return text


def _position(reference: str) -> tuple[int, int]:
    """``C12`` → ``(11, 2)``."""
    digits = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits) - 1, _column_number(reference[: len(reference) - len(digits)]) - 1


def _column_number(letters: str) -> int:
    """``C`` → 3."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column


# --- CSV ---------------------------------------------------------------------------------------------


def _from_text(data: bytes) -> Workbook:
    if data.startswith(b"%PDF"):
        raise unreadable(_("Đây là tệp PDF, không phải bảng tính. Hãy dùng biểu mẫu XLSX."))
    text, doubtful = _decode(data)
    head = text[:2000].lstrip().casefold()
    if head.startswith("<") and ("<html" in head or "<table" in head or "<?xml" in head):
        raise unreadable(_("Tệp này là trang web đặt tên bảng tính. Hãy mở bằng Excel, lưu lại dạng XLSX rồi tải lên."))
    delimiter = _delimiter(text)
    if text[:4].casefold() == "sep=":
        # Excel's own hint; it holds a row of its own, so the rows below keep their numbers.
        text = "\n" + text.partition("\n")[2]
    rows: Cells = [list(row) for row in _csv(text, delimiter)]
    if len(rows) > max_rows() + HEAD_ROWS:
        raise unreadable(
            _("Tệp có %(rows)s dòng, quá giới hạn %(most)s dòng. Hãy chia tệp.")
            % {"rows": format_number(len(rows)), "most": format_number(max_rows())}
        )
    book = Workbook(sheets=[RawSheet("CSV", rows)])
    if doubtful:
        book.warnings.append(
            InputError(
                _("Tệp không theo mã UTF-8; đã đọc theo Windows-1258. Hãy kiểm tra dấu tiếng Việt."),
                sheet="CSV",
            )
        )
    return book


def _decode(data: bytes) -> tuple[str, bool]:
    """The text, and whether the encoding had to be guessed."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif data[1:400:2].count(0) * 4 > len(data[1:400:2]) and not data[0:400:2].count(0):
        encoding = "utf-16-le"
    else:
        if b"\0" in data:
            raise _not_a_sheet()
        encoding = "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8-sig":
            raise _damaged() from error
        try:
            # Windows-1258 writes tones as combining marks: compose them.
            text = unicodedata.normalize("NFC", data.decode("cp1258"))
        except UnicodeDecodeError:
            raise _not_a_sheet() from error
        if _looks_binary(text):
            raise _not_a_sheet() from error
        return text, True
    if _looks_binary(text):
        raise _not_a_sheet()
    return text, False


def _looks_binary(text: str) -> bool:
    head = text[:4000]
    odd = sum(1 for char in head if ord(char) < 32 and char not in "\t\r\n\f")
    return odd > len(head) // 100


def _csv(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(1_000_000)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise _damaged() from error


def _delimiter(text: str) -> str:
    """The delimiter that cuts the first rows into the most columns, most evenly; a decimal comma does not
    win.
    """
    if text[:4].casefold() == "sep=" and text[4:5] in _DELIMITERS:
        return text[4]
    head = "\n".join(text[:20_000].splitlines()[: HEAD_ROWS + 10])
    best, best_score = ";", (0, 0)
    for delimiter in _DELIMITERS:
        widths = [len(row) for row in _csv(head, delimiter) if row]
        most = max(set(widths), key=lambda width: (widths.count(width), width)) if widths else 1
        score = (widths.count(most) if most > 1 else 0, most)
        if score > best_score:
            best, best_score = delimiter, score
    return best
