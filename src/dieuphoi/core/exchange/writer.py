"""From rows to a workbook that people can work in and that comes back by the same columns.

What is written depends on the arguments alone: the same rows at the same ``now`` give the same bytes.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_range_abs

from dieuphoi.core.exchange.columns import NUMERIC, Kind, MatrixSpec, SheetColumn, SheetSpec, Words
from dieuphoi.core.exchange.workbook import META_SHEET
from dieuphoi.core.kernel.dates import format_date, format_datetime, local
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.text import nfc, spreadsheet_safe

XLSX_MIME: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIST_SHEET: Final = "_lists"
MOST_CELL_CHARACTERS: Final = 32_767
"""What one cell of a workbook holds."""

_NOT_IN_SHEET_NAMES: Final = re.compile(r"[\[\]:*?/\\']")
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CUT: Final = "… (đã cắt)"
_BORDER: Final = {"border": 1, "border_color": "#B8C0CC", "valign": "top"}
_FONT: Final = {"font_name": "Times New Roman", "font_size": 11}
_WIDTHS: Final[dict[Kind, int]] = {
    "text": 32,
    "number": 14,
    "integer": 12,
    "percent": 11,
    "date": 12,
    "choice": 20,
    "code": 12,
    "bool": 10,
}
_LINE: Final = 15
"""Points that one line of text takes."""
_COMMENT: Final = {"x_scale": 1.6, "y_scale": 1.2, "author": "Điều Phối"}
_PROTECTION: Final = {
    "format_columns": True,
    "format_rows": True,
    "format_cells": True,
    "autofilter": True,
    "sort": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}


@dataclass(slots=True)
class _Book:
    """The workbook under work, its formats made once, its lists of choices."""

    book: xlsxwriter.Workbook
    formats: dict[tuple[Any, ...], Any]
    lists: dict[tuple[str, ...], str]
    list_sheet: Any = None

    def style(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({**_FONT, **properties})
        return self.formats[key]

    def cell(self, kind: Kind, value: Any, *, locked: bool) -> Any:
        """The format of one cell: its number format, and grey ground where nothing is to be typed."""
        properties: dict[str, Any] = {**_BORDER, "locked": locked, "num_format": _number_format(kind, value)}
        if locked:
            properties["bg_color"] = "#F2F4F7"
        if kind in ("text", "choice"):
            properties["text_wrap"] = True
        if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "'"):
            # Typing over such a cell keeps it text, too.
            properties["quote_prefix"] = True
        return self.style(**properties)

    def choices(self, labels: Sequence[str]) -> str:
        """The range that holds these labels, on a hidden sheet (an inline list ends at 255 characters)."""
        key = tuple(labels)
        if key not in self.lists:
            if self.list_sheet is None:
                self.list_sheet = self.book.add_worksheet(LIST_SHEET)
                self.list_sheet.hide()
            column = len(self.lists)
            for row, label in enumerate(key):
                self.list_sheet.write_string(row, column, label)
            self.lists[key] = f"={LIST_SHEET}!{xl_range_abs(0, column, max(len(key) - 1, 0), column)}"
        return self.lists[key]


@dataclass(frozen=True, slots=True)
class CellLook:
    """Where one cell of a sheet is not like its column: its ``kind``, whether it is ``locked``, ``choices`` of
    its own, a ``note`` that stands beside it.
    """

    kind: Kind | None = None
    locked: bool | None = None
    choices: Sequence[str] = ()
    note: str = ""


_LIKE_ITS_COLUMN: Final = CellLook()


def write_sheet(
    spec: SheetSpec,
    rows: Iterable[Mapping[str, Any]],
    *,
    now: datetime,
    as_of: date | None = None,
    filters_in_words: str = "",
    notes: Sequence[Words] = (),
    protect: bool = True,
    blank_rows: int = 0,
    looks: Mapping[tuple[int, str], CellLook] | None = None,
    fit_rows: bool = False,
) -> bytes:
    """The records as XLSX. ``rows`` map column keys to values; an absent key is an empty cell.

    Above the header stand the title, the notes, the filter in words, the day (``as_of``), the time of export
    and the row count. ``protect`` locks what is not input (no password: it guards against slips, not against
    people); ``blank_rows`` more rows are unlocked below for new records. Text that looks like a formula stays
    text. ``looks``: single cells that differ from their column, by place of the row (from 0) and column key.
    ``fit_rows``: rows as high as their longest text (LibreOffice does not work that out by itself).
    """
    looks = looks or {}
    written = [dict(row) for row in rows]
    book, out = _new(now, str(spec.title))
    sheet = book.book.add_worksheet(_sheet_name(spec.sheet_name or spec.title))
    lines = [*(str(n) for n in spec.notes), *(str(n) for n in notes)]
    top = _write_head(book, sheet, str(spec.title), lines, _facts(len(written), now, as_of, filters_in_words))
    columns = spec.columns
    _write_header(book, sheet, top, columns)
    labels = {column.key: dict(column.pairs()) for column in columns if column.kind == "choice"}
    for offset, row in enumerate(written, start=top + 1):
        for index, column in enumerate(columns):
            value = row.get(column.key)
            if column.kind == "choice" and value is not None:
                value = labels[column.key].get(str(value), str(value))
            look = looks.get((offset - top - 1, column.key), _LIKE_ITS_COLUMN)
            locked = column.locked if look.locked is None else look.locked
            _write(book, sheet, offset, index, look.kind or column.kind, value, locked=locked)
            if look.choices and not locked:
                _offer(book, sheet, look.choices, (offset, index, offset, index))
            if look.note:
                sheet.write_comment(offset, index, _safe(look.note), _COMMENT)
        if fit_rows:
            sheet.set_row(offset, _LINE * max(_lines(row.get(column.key), column) for column in columns))
    end = top + len(written)
    for offset in range(end + 1, end + 1 + blank_rows):
        for index, column in enumerate(columns):
            sheet.write_blank(offset, index, None, book.cell(column.kind, None, locked=False))
    last = max(end + blank_rows, top + 1)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width or _WIDTHS[column.kind])
        _validate(book, sheet, column, (top + 1, index, last, index), new_rows=blank_rows > 0)
    _finish(sheet, top, next((i for i, c in enumerate(columns) if c.required), 0) + 1, len(columns), end, protect)
    _write_meta(book, spec.key, str(spec.title), spec.version, now, as_of, len(written), _digest(columns, written))
    book.book.close()
    return out.getvalue()


def write_matrix(
    spec: MatrixSpec,
    rows: Iterable[Mapping[str, Any]],
    values: Mapping[tuple[str, str], Any],
    *,
    now: datetime,
    as_of: date | None = None,
    filters_in_words: str = "",
    notes: Sequence[Words] = (),
    protect: bool = True,
    locked: frozenset[tuple[str, str]] = frozenset(),
    previous: Mapping[tuple[str, str], Any] | None = None,
) -> bytes:
    """Communes × indicators as XLSX.

    ``rows``: mappings with the keys of ``spec.row_columns``; ``values`` and ``locked`` by (row key, column
    key). Above the codes stand name and unit of each column; the codes' row is the one that is read back.
    ``previous``: last round's values, shown as a comment of the cell.
    """
    written = [dict(row) for row in rows]
    book, out = _new(now, str(spec.title))
    sheet = book.book.add_worksheet(_sheet_name(spec.sheet_name or spec.title))
    heads = spec.row_columns
    lines = [*(str(n) for n in spec.notes), *(str(n) for n in notes)]
    top = _write_head(book, sheet, str(spec.title), lines, _facts(len(written), now, as_of, filters_in_words))
    name_style = book.style(bold=True, text_wrap=True, bg_color="#E6EDF5", align="center", **_BORDER)
    unit_style = book.style(italic=True, text_wrap=True, bg_color="#E6EDF5", align="center", **_BORDER)
    for index in range(len(heads)):
        sheet.write_blank(top, index, None, name_style)
        sheet.write_blank(top + 1, index, None, unit_style)
    for index, column in enumerate(spec.columns, start=len(heads)):
        sheet.write_string(top, index, _safe(str(column.name)), name_style)
        sheet.write_string(top + 1, index, _safe(str(column.unit)), unit_style)
    sheet.set_row(top, 90)
    header = top + 2
    shown = [column.as_column() for column in spec.columns]
    _write_header(
        book,
        sheet,
        header,
        (*heads, *shown),
        helps=[*(head.help for head in heads), *(column.help for column in spec.columns)],
    )
    labels = [dict(column.pairs()) if column.kind == "choice" else {} for column in shown]
    for offset, row in enumerate(written, start=header + 1):
        row_key = str(row[spec.row_key])
        for index, head in enumerate(heads):
            _write(book, sheet, offset, index, head.kind, row.get(head.key), locked=True)
        for at, column in enumerate(spec.columns):
            place = (row_key, column.key)
            value = values.get(place)
            if column.kind == "choice" and value is not None:
                value = labels[at].get(str(value), str(value))
            _write(
                book,
                sheet,
                offset,
                at + len(heads),
                column.kind,
                value,
                locked=column.locked or place in locked,
            )
            if previous is not None and previous.get(place) is not None:
                sheet.write_comment(
                    offset, at + len(heads), _("Kỳ trước: %(value)s") % {"value": _words(previous[place])}
                )
    end = header + len(written)
    for index, head in enumerate(heads):
        sheet.set_column(index, index, head.width or _WIDTHS[head.kind])
    for index, as_column in enumerate(shown, start=len(heads)):
        sheet.set_column(index, index, _WIDTHS[as_column.kind])
        _validate(book, sheet, as_column, (header + 1, index, max(end, header + 1), index), new_rows=False)
    _finish(sheet, header, len(heads), len(heads) + len(shown), end, protect)
    digest = hashlib.sha256()
    for row in written:
        for column in spec.columns:
            digest.update(f"{row[spec.row_key]}\x1f{column.key}\x1f".encode())
            digest.update(f"{_canonical(values.get((str(row[spec.row_key]), column.key)))}\x1e".encode())
    _write_meta(book, spec.key, str(spec.title), spec.version, now, as_of, len(written), digest.hexdigest())
    book.book.close()
    return out.getvalue()


def write_csv(spec: SheetSpec, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The records as CSV for a Vietnamese spreadsheet: UTF-8 with BOM, ``;`` between, decimal comma."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([spreadsheet_safe(str(column.header)) for column in spec.columns])
    labels = {column.key: dict(column.pairs()) for column in spec.columns if column.kind == "choice"}
    for row in rows:
        cells = []
        for column in spec.columns:
            value = row.get(column.key)
            if column.kind == "choice" and value is not None:
                value = labels[column.key].get(str(value), str(value))
            if column.kind in NUMERIC and value is not None:
                # No thousands dots: programs read these, too.
                cells.append(f"{Decimal(value):f}".replace(".", ","))
            else:
                cells.append(_csv_text(_words(value)))
        writer.writerow(cells)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def _csv_text(text: str) -> str:
    """Safe text; one that already begins with an apostrophe gets another, so that reading takes off only
    ours.
    """
    if text.startswith("'") and spreadsheet_safe(text[1:]) != text[1:]:
        return f"'{text}"
    return spreadsheet_safe(text)


def _new(now: datetime, title: str) -> tuple[_Book, io.BytesIO]:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "dd/mm/yyyy",
        },
    )
    # Local time without zone: what Office shows as the time of making.
    book.set_properties({"title": title, "created": local(now).replace(tzinfo=None, microsecond=0)})
    book.set_calc_mode("auto")
    return _Book(book, {}, {}), out


def _sheet_name(words: Words) -> str:
    """A name that Excel takes: no ``[]:*?/\\'``, at most 31 characters."""
    return _NOT_IN_SHEET_NAMES.sub(" ", nfc(str(words))).strip()[:31].strip() or "Sheet1"


def _facts(count: int, now: datetime, as_of: date | None, filters: str) -> list[str]:
    facts = []
    if filters:
        facts.append(_("Bộ lọc: %(filters)s") % {"filters": filters})
    if as_of is not None:
        facts.append(_("Tính đến ngày %(day)s") % {"day": format_date(as_of)})
    facts.append(_("Xuất lúc %(time)s · %(rows)s dòng") % {"time": format_datetime(now), "rows": format_number(count)})
    return facts


def _write_head(book: _Book, sheet: Any, title: str, notes: Sequence[str], facts: Sequence[str]) -> int:
    """Title, notes and facts; the index of the row below them."""
    sheet.write_string(0, 0, _safe(title), book.style(bold=True, font_size=14))
    row = 1
    for line in notes:
        sheet.write_string(row, 0, _safe(line), book.style(italic=True))
        row += 1
    for line in facts:
        sheet.write_string(row, 0, _safe(line), book.style(font_color="#55606E"))
        row += 1
    # The reader looks for the header in the first rows: notes may not push it out.
    if row > 14:
        raise ValueError("too many notes above the header")
    return row


def _write_header(
    book: _Book, sheet: Any, row: int, columns: Sequence[SheetColumn], helps: Sequence[Words] | None = None
) -> None:
    for index, column in enumerate(columns):
        style = book.style(
            bold=True,
            text_wrap=True,
            num_format="@",
            bg_color="#D5E1EF" if column.required else "#E6EDF5",
            **_BORDER,
        )
        sheet.write_string(row, index, _safe(str(column.header)), style)
        words = str(helps[index] if helps is not None else column.help)
        if column.required:
            words = f"{_('Bắt buộc.')} {words}".strip()
        if words:
            sheet.write_comment(row, index, _safe(words), _COMMENT)


def _write(book: _Book, sheet: Any, row: int, index: int, kind: Kind, value: Any, *, locked: bool) -> None:
    if value is None or value == "":
        sheet.write_blank(row, index, None, book.cell(kind, None, locked=locked))
        return
    if isinstance(value, bool):
        value = _("Có") if value else _("Không")
    style = book.cell(kind, value, locked=locked)
    if kind in NUMERIC and isinstance(value, int | float | Decimal):
        sheet.write_number(row, index, float(value) if isinstance(value, Decimal) else value, style)
    elif kind == "date" and isinstance(value, date) and not isinstance(value, datetime) and value.year >= 1900:
        sheet.write_datetime(row, index, value, style)
    else:
        sheet.write_string(row, index, _safe(_words(value)), style)


def _lines(value: Any, column: SheetColumn) -> int:
    """How many lines a text takes in its column, by the letters that fit into its width."""
    if not isinstance(value, str):
        return 1
    width = column.width or _WIDTHS[column.kind]
    return max(sum(max(-(-len(line) // width), 1) for line in value.split("\n")), 1)


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, datetime):
        return format_datetime(value)
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, int | float | Decimal):
        return format_number(value)
    return str(value)


def _safe(text: str) -> str:
    """NFC, nothing that XML cannot hold, no longer than a cell (what is cut says so)."""
    text = _NOT_IN_XML.sub("", nfc(text))
    return text if len(text) <= MOST_CELL_CHARACTERS else text[: MOST_CELL_CHARACTERS - len(_CUT)] + _CUT


def _number_format(kind: Kind, value: Any) -> str:
    if kind == "date":
        return "dd/mm/yyyy"
    if kind not in NUMERIC:
        # Text format: typed codes keep their leading zeros.
        return "@"
    whole = value is None or (isinstance(value, int | float | Decimal) and value == int(value))
    if kind == "percent":
        # Percent points with the sign as a word: 12.5 shows 12,5%. A real percent format would want 0.125.
        return '0"%"' if whole and value is not None else '0.0#####"%"' if value is not None else '0.###"%"'
    if value is None:
        return "#,##0" if kind == "integer" else "General"
    return "#,##0" if whole else "#,##0.0#########"


def _offer(book: _Book, sheet: Any, labels: Sequence[str], area: tuple[int, int, int, int]) -> None:
    """A list to choose from in these cells."""
    sheet.data_validation(
        *area,
        {
            "validate": "list",
            "source": book.choices(labels),
            "error_title": _("Không có trong danh mục"),
            "error_message": _("Hãy chọn một mục trong danh sách."),
        },
    )


def _validate(book: _Book, sheet: Any, column: SheetColumn, area: tuple[int, int, int, int], *, new_rows: bool) -> None:
    if column.locked and not new_rows:
        return
    if column.kind in ("choice", "bool"):
        labels = [label for _value, label in column.pairs()] if column.kind == "choice" else [_("Có"), _("Không")]
        if labels:
            _offer(book, sheet, labels, area)
    elif column.kind == "percent" or column.minimum is not None or column.maximum is not None:
        least, most = column.minimum, column.maximum
        if column.kind in NUMERIC and least is not None and most is not None:
            sheet.data_validation(
                *area,
                {
                    "validate": "decimal",
                    "criteria": "between",
                    "minimum": float(least),
                    "maximum": float(most),
                    "error_title": _("Ngoài giới hạn"),
                    "error_message": _("Hãy nhập số từ %(least)s đến %(most)s.")
                    % {"least": format_number(least), "most": format_number(most)},
                },
            )


def _finish(sheet: Any, header: int, frozen_columns: int, columns: int, end: int, protect: bool) -> None:
    sheet.freeze_panes(header + 1, min(frozen_columns, columns))
    sheet.autofilter(header, 0, max(end, header + 1), columns - 1)
    sheet.set_landscape()
    sheet.set_paper(9 if columns <= 12 else 8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header)
    sheet.set_footer("&R&P/&N")
    if protect:
        sheet.protect("", _PROTECTION)


def _canonical(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | float | Decimal):
        return format_number(value)
    if isinstance(value, date):
        return value.isoformat()
    return nfc(str(value))


def _digest(columns: Sequence[SheetColumn], rows: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 over the rows as they stand: tells whether a file that comes back was changed."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update("\x1f".join(_canonical(row.get(column.key)) for column in columns).encode())
        digest.update(b"\x1e")
    return digest.hexdigest()


def _write_meta(
    book: _Book,
    key: str,
    title: str,
    version: int,
    now: datetime,
    as_of: date | None,
    count: int,
    digest: str,
) -> None:
    sheet = book.book.add_worksheet(META_SHEET)
    facts = {
        "spec": key,
        "title": title,
        "version": str(version),
        "exported_at": local(now).isoformat(timespec="seconds"),
        "as_of": as_of.isoformat() if as_of else "",
        "rows": str(count),
        "digest": digest,
    }
    for row, (name, value) in enumerate(facts.items()):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, _safe(value))
    sheet.very_hidden()
