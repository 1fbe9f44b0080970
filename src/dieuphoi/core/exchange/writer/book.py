"""The workbook under work: its formats, its lists of choices, one cell of it, the hidden sheet that says what it is."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_range_abs

from dieuphoi.core.exchange.columns import NUMERIC, Kind, Words
from dieuphoi.core.exchange.workbook import META_SHEET
from dieuphoi.core.exchange.writer.cells import safe, words
from dieuphoi.core.kernel.dates import local
from dieuphoi.core.kernel.text import nfc

XLSX_MIME: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIST_SHEET: Final = "_lists"
_NOT_IN_SHEET_NAMES: Final = re.compile(r"[\[\]:*?/\\']")
BORDER: Final = {"border": 1, "border_color": "#B8C0CC", "valign": "top"}
_FONT: Final = {"font_name": "Times New Roman", "font_size": 11}


@dataclass(slots=True)
class Book:
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
        properties: dict[str, Any] = {**BORDER, "locked": locked, "num_format": _number_format(kind, value)}
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


def new(now: datetime, title: str) -> tuple[Book, io.BytesIO]:
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
    return Book(book, {}, {}), out


def sheet_name(words: Words) -> str:
    """A name that Excel takes: no ``[]:*?/\\'``, at most 31 characters."""
    return _NOT_IN_SHEET_NAMES.sub(" ", nfc(str(words))).strip()[:31].strip() or "Sheet1"


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


def write(book: Book, sheet: Any, row: int, index: int, kind: Kind, value: Any, *, locked: bool) -> None:
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
        sheet.write_string(row, index, safe(words(value)), style)


def write_meta(
    book: Book,
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
        sheet.write_string(row, 1, safe(value))
    sheet.very_hidden()
