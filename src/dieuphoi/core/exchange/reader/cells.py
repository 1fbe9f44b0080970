"""What reading gives (a row, a table of records, a matrix), and one cell read as its column wants it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
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
)
from dieuphoi.core.exchange.workbook import (
    Cell,
)
from dieuphoi.core.kernel.dates import cell_date, format_date
from dieuphoi.core.kernel.errors import InputError
from dieuphoi.core.kernel.numbers import cell_number, format_number
from dieuphoi.core.kernel.text import fold

_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b\ufeff]")
_YES: Final = frozenset({"co", "x", "1", "dung", "true", "yes", "y", "v", "✓"})
_NO: Final = frozenset({"khong", "0", "sai", "false", "no", "n", "-"})
EMPTY: Final = (None, "")
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
                if index < width and cells[index] not in EMPTY:
                    yield row_key, key, cells[index], number, code

    def values(self) -> Iterator[tuple[str, str, Any, int, str]]:
        """As :meth:`cells`, typed by the column's kind (numbers ``Decimal``); faults go to ``errors``.

        A cell that cannot be read is left out, so an importer sees only values it may save – and saves
        none while ``errors`` holds one.
        """
        readers = []
        for index, column in self.columns:
            as_column = column.as_column()
            readers.append((index, column.key, column.code, cell_reader(as_column), limits_of(as_column)))
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


def text_typed(raw: Any) -> str:
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
        text = text_typed(raw)
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
        text = fold(text_typed(raw))
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
        text = text_typed(raw)
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


def limits_of(column: SheetColumn) -> Callable[[Any], None] | None:
    if column.kind not in NUMERIC or (column.minimum is None and column.maximum is None):
        return None
    least, most = column.minimum, column.maximum

    def check(value: Any) -> None:
        if least is not None and value < least:
            raise ValueError(_("Nhỏ hơn mức thấp nhất là %(least)s.") % {"least": format_number(least)})
        if most is not None and value > most:
            raise ValueError(_("Lớn hơn mức cao nhất là %(most)s.") % {"most": format_number(most)})

    return check
