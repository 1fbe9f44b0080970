"""From a file to typed rows: every fault of the file at once, each with sheet, row, column and value.

Sheets are read as people send them: renamed, with a title above, columns in another order or more of them,
decimals with a comma, real dates or typed ones, text in NFC or NFD.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dieuphoi.core.exchange.columns import (
    NUMERIC,
    MatrixColumn,
    MatrixSpec,
    SheetColumn,
    SheetSpec,
    code_match,
    header_key,
)
from dieuphoi.core.exchange.workbook import (
    HEAD_ROWS,
    Cell,
    RawSheet,
    Workbook,
    max_rows,
    open_workbook,
)
from dieuphoi.core.kernel.dates import cell_date, format_date
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.numbers import cell_number, format_number
from dieuphoi.core.kernel.text import fold, spreadsheet_safe

_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b\ufeff]")
_YES: Final = frozenset({"co", "x", "1", "dung", "true", "yes", "y", "v", "✓"})
_NO: Final = frozenset({"khong", "0", "sai", "false", "no", "n", "-"})
_EMPTY: Final = (None, "")
_APOSTROPHES: Final = frozenset("'\u2019")
_FIGURES: Final = NUMERIC | {"date"}


class Readable(Protocol):
    """What every reading has, a list of records or a matrix."""

    sheet: str
    warnings: list[InputError]
    errors: list[InputError]

    @property
    def usable(self) -> bool: ...


@dataclass(slots=True)
class Row:
    """One row: its number in the sheet (from 1, as a spreadsheet shows it) and its typed values by key.

    A key that is absent: the file has no such column. ``None``: the cell is empty, or could not be read
    (then the key is in ``faulty``, and the fault is already among the errors).
    """

    number: int
    values: dict[str, Any]
    faulty: frozenset[str] = frozenset()

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def get(self, key: str, default: Any = None) -> Any:
        return self.values.get(key, default)


@dataclass(slots=True)
class Table:
    """A sheet of records as read. ``headers``: key → the header as it stands in the file."""

    spec: SheetSpec
    sheet: str = ""
    header_row: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    warnings: list[InputError] = field(default_factory=list)
    errors: list[InputError] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    usable: bool = True

    def error(self, row: Row | int | None, key: str, message: str, value: object = "") -> InputError:
        """An error of this file, for an importer's own checks: placed by row and column key."""
        number = row.number if isinstance(row, Row) else row
        if value == "" and isinstance(row, Row):
            value = row.get(key)
        header = self.headers.get(key) or (str(self.spec.column(key).header) if key else "")
        return InputError(message, sheet=self.sheet, row=number, column=header, value=show(value))


@dataclass(slots=True)
class Matrix:
    """A matrix as read. ``columns``: (index in the row, column) of the file's known columns.

    ``body``: (row number, row key, cells). Cells stay as the file holds them until :meth:`values` types them.
    """

    spec: MatrixSpec
    sheet: str = ""
    header_row: int = 0
    columns: list[tuple[int, MatrixColumn]] = field(default_factory=list)
    body: list[tuple[int, str, list[Cell]]] = field(default_factory=list)
    warnings: list[InputError] = field(default_factory=list)
    errors: list[InputError] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    traps: dict[tuple[int, int], str] = field(default_factory=dict)
    usable: bool = True

    def cells(self) -> Iterator[tuple[str, str, Cell, int, str]]:
        """(row key, column key, raw value, row number, column code) of every cell that is not empty."""
        columns = [(index, column.key, column.code) for index, column in self.columns]
        for number, row_key, cells in self.body:
            width = len(cells)
            for index, key, code in columns:
                if index < width and cells[index] not in _EMPTY:
                    yield row_key, key, cells[index], number, code

    def values(self) -> Iterator[tuple[str, str, Any, int, str]]:
        """As :meth:`cells`, typed by the column's kind (numbers ``Decimal``); faults go to ``errors``.

        A cell that cannot be read is left out, so an importer sees only values it may save – and saves
        none while ``errors`` holds one.
        """
        readers = []
        for index, column in self.columns:
            as_column = column.as_column()
            readers.append((index, column.key, column.code, cell_reader(as_column), _limits(as_column)))
        traps = self.traps
        for number, row_key, cells in self.body:
            width = len(cells)
            for index, key, code, read, limits in readers:
                if index >= width:
                    continue
                raw = cells[index]
                if raw == "" and not traps:
                    continue
                trap = traps.get((number - 1, index), "") if traps else ""
                if (raw is None or raw == "") and trap in ("", "percent"):
                    continue
                try:
                    value, doubt = read(raw, trap)
                    if limits is not None and value is not None:
                        limits(value)
                except ValueError as fault:
                    self.errors.append(self.error(number, code, str(fault), raw))
                    continue
                if doubt:
                    self.warnings.append(self.error(number, code, doubt, raw))
                if value is not None:
                    yield row_key, key, value, number, code

    def error(self, row: int | None, code: str, message: str, value: object = "") -> InputError:
        """An error of this file, for an importer's own checks: placed by row and column code."""
        return InputError(message, sheet=self.sheet, row=row, column=code, value=show(value))


def show(value: object) -> str:
    """A cell's value as a person typed or sees it, for an error line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, int | float | Decimal):
        return format_number(value)
    if isinstance(value, date):
        return format_date(value.date() if isinstance(value, datetime) else value)
    return str(value)[:200]


# --- one cell -----------------------------------------------------------------------------------------

Reader = Callable[[Any, str], tuple[Any, str | None]]


def cell_reader(column: SheetColumn) -> Reader:
    """A function ``(raw, trap) -> (value or None, doubt or None)`` for one column; raises ``ValueError``."""
    base = _READERS[column.kind](column)

    def read(raw: Any, trap: str) -> tuple[Any, str | None]:
        if trap == "error":
            raise ValueError(_("Ô đang báo lỗi công thức (như #N/A, #DIV/0!). Hãy sửa công thức hoặc nhập giá trị."))
        if trap == "formula":
            raise ValueError(
                _("Ô là công thức chưa có kết quả trong tệp. Hãy mở bằng Excel, lưu lại, hoặc dán thành giá trị.")
            )
        if trap.startswith("say:"):
            raise ValueError(trap[4:])
        if isinstance(raw, str) and raw[:1] in _APOSTROPHES and column.kind in _FIGURES:
            raw = raw[1:]  # typed to keep a figure as text
        if trap == "percent" and column.kind == "percent" and isinstance(raw, int | float):
            # The person sees 12,5 %; the cell holds 0.125. What they see counts.
            number = cell_number(raw)
            return (None, None) if number is None else (number.value * 100, None)
        return base(raw)

    return read


def _text(raw: Any) -> str:
    """A cell as text: NFC, no control characters, trimmed; a whole number without ``.0``."""
    if isinstance(raw, str):
        return _CONTROL.sub("", unicodedata.normalize("NFC", raw.replace("\r\n", "\n"))).strip()
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return _("Có") if raw else _("Không")
    if isinstance(raw, int | float):
        number = cell_number(raw)
        return "" if number is None else f"{number.value:f}"
    if isinstance(raw, datetime):
        return format_date(raw.date())
    if isinstance(raw, date):
        return format_date(raw)
    if isinstance(raw, time):
        return raw.isoformat("minutes")
    return str(raw)


def _read_text(column: SheetColumn) -> Callable[[Any], tuple[Any, str | None]]:
    def read(raw: Any) -> tuple[Any, str | None]:
        text = _text(raw)
        if column.max_length is not None and len(text) > column.max_length:
            raise ValueError(
                _("Dài %(length)s ký tự, quá giới hạn %(most)s ký tự.")
                % {"length": format_number(len(text)), "most": format_number(column.max_length)}
            )
        return text or None, None

    return read


def _read_code(column: SheetColumn) -> Callable[[Any], tuple[Any, str | None]]:
    text_of = _read_text(column)

    def read(raw: Any) -> tuple[Any, str | None]:
        if isinstance(raw, datetime | date | time):
            raise ValueError(_("Mã đã bị bảng tính đổi thành ngày giờ. Hãy đổi ô sang dạng văn bản và nhập lại mã."))
        text, _doubt = text_of(raw)
        if text is None or column.digits is None:
            return text, None
        if text.isascii() and text.isdigit() and len(text) < column.digits:
            # A spreadsheet ate the leading zeros: 28 is province 028.
            return text.zfill(column.digits), None
        if not (text.isascii() and text.isdigit()) or len(text) != column.digits:
            raise ValueError(
                ngettext("Mã phải gồm %(digits)s chữ số.", "Mã phải gồm %(digits)s chữ số.", column.digits)
                % {"digits": column.digits}
            )
        return text, None

    return read


def _read_number(column: SheetColumn) -> Callable[[Any], tuple[Any, str | None]]:
    allow_percent = column.kind == "percent"

    def read(raw: Any) -> tuple[Any, str | None]:
        number = cell_number(raw, allow_percent=allow_percent)
        return (None, None) if number is None else (number.value, number.warning)

    return read


def _read_integer(column: SheetColumn) -> Callable[[Any], tuple[Any, str | None]]:
    def read(raw: Any) -> tuple[Any, str | None]:
        number = cell_number(raw)
        if number is None:
            return None, None
        if number.value != number.value.to_integral_value():
            raise ValueError(_("Phải là số nguyên, không có phần thập phân."))
        return int(number.value), number.warning

    return read


def _read_date(column: SheetColumn) -> Callable[[Any], tuple[Any, str | None]]:
    def read(raw: Any) -> tuple[Any, str | None]:
        return cell_date(raw), None

    return read


def _read_bool(column: SheetColumn) -> Callable[[Any], tuple[Any, str | None]]:
    def read(raw: Any) -> tuple[Any, str | None]:
        if isinstance(raw, bool):
            return raw, None
        text = fold(_text(raw))
        if not text:
            return None, None
        if text in _YES:
            return True, None
        if text in _NO:
            return False, None
        raise ValueError(_("Hãy ghi “Có” hoặc “Không”."))

    return read


def _read_choice(column: SheetColumn) -> Callable[[Any], tuple[Any, str | None]]:
    pairs = column.pairs()
    exact: dict[str, str] = {}
    folded: dict[str, set[str]] = {}
    for value, label in column.words():
        for words in (value, label):
            exact.setdefault(unicodedata.normalize("NFC", words).strip(), value)
            folded.setdefault(fold(words), set()).add(value)

    def read(raw: Any) -> tuple[Any, str | None]:
        text = _text(raw)
        if not text:
            return None, None
        if text in exact:
            return exact[text], None
        found = folded.get(fold(text), set())
        if len(found) == 1:
            return next(iter(found)), None
        if found:
            raise ValueError(_("Không rõ là mục nào, vì có nhiều mục chỉ khác nhau ở dấu. Hãy ghi đủ dấu."))
        offered = ", ".join(label for _value, label in pairs[:12]) + (", …" if len(pairs) > 12 else "")
        raise ValueError(_("Không có trong danh mục. Chọn một trong: %(offered)s.") % {"offered": offered})

    return read


_READERS: Final[dict[str, Callable[[SheetColumn], Callable[[Any], tuple[Any, str | None]]]]] = {
    "text": _read_text,
    "code": _read_code,
    "number": _read_number,
    "percent": _read_number,
    "integer": _read_integer,
    "date": _read_date,
    "bool": _read_bool,
    "choice": _read_choice,
}


def _limits(column: SheetColumn) -> Callable[[Any], None] | None:
    if column.kind not in NUMERIC or (column.minimum is None and column.maximum is None):
        return None
    least, most = column.minimum, column.maximum

    def check(value: Any) -> None:
        if least is not None and value < least:
            raise ValueError(_("Nhỏ hơn mức thấp nhất là %(least)s.") % {"least": format_number(least)})
        if most is not None and value > most:
            raise ValueError(_("Lớn hơn mức cao nhất là %(most)s.") % {"most": format_number(most)})

    return check


# --- a sheet of records -------------------------------------------------------------------------------


def read_table(data: bytes, spec: SheetSpec, name: str = "") -> Table:
    """Read a file by ``spec``.

    The header row is the one among the first 20 with the most known headers, in the visible sheet that has
    most of them. Faults of rows are collected in ``Table.errors``; ``Table.usable`` is false when a required
    column is missing, so that no further check of the rows makes sense. Raises ``InputErrors`` when the file
    cannot be read at all (see :func:`dieuphoi.core.exchange.workbook.open_workbook`), :class:`HeadingsNotFound` when
    no row of it looks like a header.
    """
    return table_of(open_workbook(data, name), spec)


class HeadingsNotFound(InputErrors):
    """The file is a good workbook, but no row of it holds headings that we know: a heading map can help."""


def _no_header(message: str) -> HeadingsNotFound:
    return HeadingsNotFound([InputError(message, field="file")])


def table_of(book: Workbook, spec: SheetSpec) -> Table:
    """As :func:`read_table`, from a workbook that is already open (and perhaps mapped)."""
    known = known_headers(spec)
    found = _best_sheet(book, lambda cell: known.get(header_key(cell)) if cell not in _EMPTY else None)
    table = Table(spec, meta=book.meta, warnings=list(book.warnings))
    if found is None:
        raise _no_header(
            _("Không tìm thấy dòng tiêu đề trong %(rows)s dòng đầu. Cần các cột: %(columns)s.")
            % {"rows": HEAD_ROWS, "columns": _names([c for c in spec.columns if c.required] or spec.columns)}
        )
    sheet, header = found
    table.sheet, table.header_row = sheet.name, header + 1
    _warn_of_others(book, sheet, table.warnings)
    _check_meta(table, spec.key, spec.version)
    indexes = _match_columns(table, sheet, header, known)
    if table.usable:
        _read_rows(table, sheet, header, indexes)
    return table


def known_headers(spec: SheetSpec) -> dict[str, str]:
    """``{header as it is compared: column key}``, in every language and with the aliases."""
    known: dict[str, str] = {}
    for column in spec.columns:
        for words in column.known_as():
            known.setdefault(header_key(words), column.key)
    return known


def _names(columns: Any) -> str:
    return ", ".join(f"“{column.header}”" for column in columns)


def _best_sheet(book: Workbook, match: Callable[[Cell], str | None]) -> tuple[RawSheet, int] | None:
    """The sheet and index of the header row with the most different known headers; the first of equals."""
    best: tuple[RawSheet, int] | None = None
    most = 0
    for sheet in book.sheets:
        if sheet.mapped is not None:
            return sheet, sheet.mapped.header
    for sheet in book.sheets:
        for index, row in enumerate(sheet.rows[:HEAD_ROWS]):
            score = len({key for cell in row if (key := match(cell)) is not None})
            if score > most:
                best, most = (sheet, index), score
    return best


def _warn_of_others(book: Workbook, used: RawSheet, warnings: list[InputError]) -> None:
    warnings += [InputError(note, sheet=used.name) for note in used.notes]
    others = [sheet.name for sheet in book.sheets if sheet is not used and any(any(row) for row in sheet.rows)]
    if others:
        warnings.append(
            InputError(
                _("Chỉ đọc trang “%(sheet)s”. Bỏ qua trang: %(others)s.")
                % {"sheet": used.name, "others": ", ".join(others)},
                sheet=used.name,
            )
        )


def _check_meta(reading: Table | Matrix, key: str, version: int) -> None:
    meta = reading.meta
    if meta.get("spec") and meta["spec"] != key:
        reading.warnings.append(
            InputError(
                _("Tệp được xuất từ biểu mẫu khác (%(other)s). Hãy kiểm tra có đúng tệp cần nhập không.")
                % {"other": meta.get("title") or meta["spec"]},
                sheet=reading.sheet,
            )
        )
    elif meta.get("version") and code_match(meta["version"]) not in {str(version), f"{version}.0"}:
        reading.warnings.append(
            InputError(_("Tệp được xuất từ phiên bản cũ của biểu mẫu. Hãy tải mẫu mới."), sheet=reading.sheet)
        )


def _headings(sheet: RawSheet, header: int) -> Iterator[tuple[int, Cell, str, str | None]]:
    """Every heading of the header row: its index, the cell, its words, the key that a heading map gave it."""
    if sheet.mapped is not None:
        for index, words in sorted(sheet.mapped.words.items()):
            key = sheet.mapped.keys.get(index)
            if key != "":  # left out on purpose
                yield index, words, words, key
        return
    for index, cell in enumerate(sheet.rows[header]):
        if cell not in _EMPTY and str(cell).strip():
            yield index, cell, " ".join(_text(cell).split()), None


def _match_columns(table: Table, sheet: RawSheet, header: int, known: dict[str, str]) -> dict[str, int]:
    """Column key → index. Names what is missing, doubled and not used."""
    indexes: dict[str, int] = {}
    extra: list[str] = []
    for index, cell, words, mapped in _headings(sheet, header):
        key = mapped if sheet.mapped is not None else known.get(header_key(cell))
        if key is None:
            extra.append(words)
        elif key in indexes:
            table.usable = False
            table.errors.append(
                InputError(
                    _("Cột xuất hiện hai lần. Hãy giữ lại một cột."),
                    sheet=table.sheet,
                    row=table.header_row,
                    column=words,
                )
            )
        else:
            indexes[key] = index
            table.headers[key] = words
    for column in table.spec.columns:
        if column.required and column.key not in indexes:
            table.usable = False
            table.errors.append(
                InputError(
                    _("Thiếu cột bắt buộc “%(column)s”.") % {"column": column.header},
                    sheet=table.sheet,
                    row=table.header_row,
                    column=str(column.header),
                )
            )
    if extra:
        table.warnings.append(
            InputError(
                _("Không dùng các cột: %(columns)s.") % {"columns": ", ".join(f"“{words}”" for words in extra)},
                sheet=table.sheet,
                row=table.header_row,
            )
        )
    return indexes


def _read_rows(table: Table, sheet: RawSheet, header: int, indexes: dict[str, int]) -> None:
    readers = [
        (column, indexes[column.key], cell_reader(column), _limits(column))
        for column in table.spec.columns
        if column.key in indexes
    ]
    is_csv = sheet.name == "CSV"
    used = [index for _column, index, _read, _check in readers]
    seen: dict[tuple[Any, ...], int] = {}
    for offset, cells in enumerate(sheet.rows[header + 1 :], start=header + 1):
        width = len(cells)
        if not any(
            index < width and cells[index] not in _EMPTY and str(cells[index]).strip() for index in used
        ) and not any((offset, index) in sheet.traps for index in used if sheet.traps):
            continue
        number = offset + 1
        row = Row(number, {})
        faulty = set()
        for column, index, read, check in readers:
            raw = cells[index] if index < width else ""
            if is_csv and isinstance(raw, str):
                raw = _csv_text(raw)
            value = None
            try:
                value, doubt = read(raw, sheet.traps.get((offset, index), ""))
                if check is not None and value is not None:
                    check(value)
                if value is None and column.required:
                    raise ValueError(_("Chưa có giá trị. Cột này bắt buộc."))
                if doubt:
                    table.warnings.append(table.error(number, column.key, doubt, raw))
            except ValueError as fault:
                faulty.add(column.key)
                value = None
                table.errors.append(table.error(number, column.key, str(fault), raw))
            row.values[column.key] = value
        row.faulty = frozenset(faulty)
        table.rows.append(row)
        _check_identity(table, row, seen)
    if len(table.rows) > max_rows():
        table.usable = False
        table.errors.append(
            InputError(
                _("Có %(rows)s dòng, quá giới hạn %(most)s dòng. Hãy chia tệp.")
                % {"rows": format_number(len(table.rows)), "most": format_number(max_rows())},
                sheet=table.sheet,
            )
        )
    if not table.rows:
        table.errors.append(
            InputError(_("Không có dòng dữ liệu nào dưới dòng tiêu đề."), sheet=table.sheet, row=table.header_row)
        )


def _csv_text(raw: str) -> str:
    """Without the apostrophe that our own CSV puts before text that looks like a formula."""
    rest = raw[1:]
    if raw.startswith("'") and (spreadsheet_safe(rest) != rest or _csv_text(rest) != rest):
        return rest
    return raw


def _check_identity(table: Table, row: Row, seen: dict[tuple[Any, ...], int]) -> None:
    identity = table.spec.identity
    if not identity or row.faulty.intersection(identity):
        return
    mine = tuple(_same(row.get(key)) for key in identity)
    if all(value is None for value in mine):
        return
    first = seen.setdefault(mine, row.number)
    if first != row.number:
        table.errors.append(
            table.error(row, identity[0], _("Trùng với dòng %(row)s. Mỗi dòng chỉ ghi một lần.") % {"row": first})
        )


def _same(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


# --- a matrix -----------------------------------------------------------------------------------------


def read_matrix(data: bytes, spec: MatrixSpec, name: str = "") -> Matrix:
    """Read communes × indicators. The header row is the one with the most known codes.

    Unknown columns are a soft warning, a missing row key or no known code at all an error, missing columns a
    soft warning (they change nothing). Raises ``InputErrors`` when the file cannot be read at all,
    :class:`HeadingsNotFound` when no row of it looks like a header.
    """
    return matrix_of(open_workbook(data, name), spec)


def matrix_of(book: Workbook, spec: MatrixSpec) -> Matrix:
    """As :func:`read_matrix`, from a workbook that is already open (and perhaps mapped)."""
    by_code = {code_match(column.code): column for column in spec.columns}
    heads: dict[str, str] = {}
    for column in spec.row_columns:
        for words in column.known_as():
            heads.setdefault(header_key(words), column.key)

    def match(cell: Cell) -> str | None:
        if cell in _EMPTY:
            return None
        code = code_match(cell)
        if code in by_code:
            return code
        head = heads.get(header_key(cell))
        return None if head is None else f"row:{head}"

    found = _best_sheet(book, match)
    if found is None:
        raise _no_header(
            _("Không tìm thấy dòng mã cột trong %(rows)s dòng đầu. Hãy dùng biểu mẫu do hệ thống xuất.")
            % {"rows": HEAD_ROWS}
        )
    sheet, header = found
    matrix = Matrix(spec, sheet.name, header + 1, meta=book.meta, warnings=list(book.warnings), traps=sheet.traps)
    _warn_of_others(book, sheet, matrix.warnings)
    _check_meta(matrix, spec.key, spec.version)
    key_index = _match_codes(matrix, sheet, header, by_code, heads)
    if key_index is not None and matrix.usable:
        _read_body(matrix, sheet, key_index)
    return matrix


def _match_codes(
    matrix: Matrix, sheet: RawSheet, header: int, by_code: dict[str, MatrixColumn], heads: dict[str, str]
) -> int | None:
    """Fill ``matrix.columns``; the index of the row key, or ``None`` when it is missing."""
    spec = matrix.spec
    key_index: int | None = None
    seen: set[str] = set()
    extra: list[str] = []
    for index, cell, words, mapped in _headings(sheet, header):
        code, head = code_match(cell), heads.get(header_key(cell))
        if sheet.mapped is not None:
            row_or_col, _colon, name = (mapped or "").partition(":")
            code = code_match(name) if row_or_col == "col" else ""
            head = name if row_or_col == "row" else None
        if code in by_code and code not in seen:
            seen.add(code)
            # The file's own heading is what the person looks for.
            column = by_code[code] if sheet.mapped is None else replace(by_code[code], code=words)
            matrix.columns.append((index, column))
        elif code in by_code or (head == spec.row_key and key_index is not None):
            matrix.usable = False
            matrix.errors.append(
                matrix.error(matrix.header_row, words, _("Cột xuất hiện hai lần. Hãy giữ lại một cột."))
            )
        elif head == spec.row_key:
            key_index = index
        elif head is None:
            extra.append(words)
    if key_index is None:
        matrix.usable = False
        header_words = str(spec.key_column.header)
        matrix.errors.append(
            matrix.error(
                matrix.header_row,
                header_words,
                _("Thiếu cột bắt buộc “%(column)s”.") % {"column": header_words},
            )
        )
    if not matrix.columns:
        matrix.usable = False
        matrix.errors.append(
            matrix.error(matrix.header_row, "", _("Không có cột chỉ tiêu nào. Hãy dùng biểu mẫu do hệ thống xuất."))
        )
    missing = [column.code for column in spec.columns if code_match(column.code) not in seen]
    if missing and matrix.columns:
        matrix.warnings.append(
            matrix.error(
                matrix.header_row,
                "",
                _("Tệp không có các cột sau, số liệu của chúng giữ nguyên: %(columns)s.")
                % {"columns": ", ".join(missing)},
            )
        )
    if extra:
        matrix.warnings.append(
            matrix.error(
                matrix.header_row,
                "",
                _("Không dùng các cột: %(columns)s.") % {"columns": ", ".join(f"“{words}”" for words in extra)},
            )
        )
    return key_index


def _read_body(matrix: Matrix, sheet: RawSheet, key_index: int) -> None:
    read_key = cell_reader(matrix.spec.key_column)
    header = str(matrix.spec.key_column.header)
    if sheet.mapped is not None:
        header = sheet.mapped.words[key_index]
    used = [index for index, _column in matrix.columns]
    seen: dict[str, int] = {}
    for offset, cells in enumerate(sheet.rows[matrix.header_row :], start=matrix.header_row):
        number = offset + 1
        raw = cells[key_index] if key_index < len(cells) else ""
        try:
            key, _doubt = read_key(raw, sheet.traps.get((offset, key_index), ""))
        except ValueError as fault:
            matrix.errors.append(matrix.error(number, header, str(fault), raw))
            continue
        if key is None:
            # A row without a key may be a blank or a line of sums; with figures it is a fault.
            if any(index < len(cells) and cells[index] not in _EMPTY for index in used):
                matrix.errors.append(matrix.error(number, header, _("Dòng có số liệu nhưng thiếu mã.")))
            continue
        first = seen.setdefault(key, number)
        if first != number:
            matrix.errors.append(
                matrix.error(
                    number,
                    header,
                    _("Trùng với dòng %(row)s. Mỗi dòng chỉ ghi một lần.") % {"row": first},
                    key,
                )
            )
            continue
        matrix.body.append((number, key, cells))
    if not matrix.body and not matrix.errors:
        matrix.errors.append(matrix.error(matrix.header_row, "", _("Không có dòng dữ liệu nào dưới dòng tiêu đề.")))
