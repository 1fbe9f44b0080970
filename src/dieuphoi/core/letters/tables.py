"""A table for paper: the same rows for the page, the workbook and the letter, so that none of them shows another
figure.

A cell is a text, a whole number, a share that keeps its two parts, a mark of the wall, or a gap. A gap is nobody's
zero.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

import xlsxwriter

from dieuphoi.core.kernel.numbers import format_number, format_share, share_percent
from dieuphoi.core.kernel.text import nfc

_FILLS: Final = {"M": "#DFF1EA", "N": "#FBE6E3", "E": "#FFFFFF", "U": "#FDEFD2", "A": "#ECEFF2"}
_FONT: Final = {"font_name": "Times New Roman", "font_size": 11}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. ``value``: a text, a whole number, a mean (``Decimal``, shown with one decimal), ``(n, of)`` for a
    share, ``None`` for a gap. ``note`` says why it is a gap, ``href`` leads to the rows behind, ``mark`` colours it
    like the wall (M, N, E, U, A)."""

    value: str | int | Decimal | tuple[int, int] | None
    href: str = ""
    note: str = ""
    mark: str = ""
    change: int | None = None
    """A number that is a difference: printed with its sign."""

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, int | Decimal | tuple)

    @property
    def text(self) -> str:
        """As people read it."""
        if self.value is None:
            return ""
        if isinstance(self.value, tuple):
            return format_share(*self.value)
        if isinstance(self.value, Decimal):
            return format_number(self.value, 1)
        if isinstance(self.value, int):
            signed = f"+{format_number(self.value)}" if self.change is not None and self.value > 0 else ""
            return signed or format_number(self.value)
        return nfc(self.value)


@dataclass(frozen=True, slots=True)
class Head:
    """One cell of the head: ``span`` columns wide, ``rows`` rows high. ``href`` leads to what the column is of."""

    text: str
    span: int = 1
    rows: int = 1
    href: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table with its head (one or two rows) and what stands below it. ``key`` names its place on a page
    (``#key``)."""

    key: str
    title: str
    heads: tuple[tuple[Head, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    notes: tuple[str, ...] = ()
    total: bool = False
    """The last row adds up the others."""
    strong: frozenset[int] = frozenset()
    """Which rows stand out."""
    sheet: str = ""
    """The name of its sheet in a workbook; the title where it is empty."""

    @property
    def width(self) -> int:
        return len(self.widths)

    @property
    def texts(self) -> list[list[str]]:
        """All cells as people read them."""
        return [[cell.text for cell in row] for row in self.rows]


@dataclass(frozen=True, slots=True)
class PaperHead:
    """What stands above every sheet: what it is, of when, by whom, how much of the whole."""

    title: str
    lines: tuple[str, ...]


Paper = Literal[8, 9]
A3: Final[Paper] = 8
A4: Final[Paper] = 9


def workbook(head: PaperHead, tables: Sequence[PaperTable]) -> bytes:
    """A sheet for each table, ready for paper. Texts stay texts: ``=1+1`` in a name is no formula (fault 26)."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False},
    )
    looks = _Looks(book)
    names: set[str] = set()
    for table in tables:
        _sheet(book, looks, head, table, _sheet_name(table.sheet or table.title, names))
    book.set_properties({"title": nfc(head.title), "comments": "Điều Phối"})
    book.close()
    return buffer.getvalue()


class _Looks:
    def __init__(self, book: Any) -> None:
        line = {**_FONT, "border": 1, "border_color": "#8A94A3", "valign": "top"}
        add = book.add_format
        self.plain, self.title = add(_FONT), add({**_FONT, "bold": True, "font_size": 14})
        self.note = add({**_FONT, "italic": True, "text_wrap": True, "valign": "top"})
        self.head = add(
            {**line, "bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "bg_color": "#E4EEF6"}
        )
        self.of: dict[tuple[str, bool], Any] = {}
        for bold in (False, True):
            look = {**line, "bold": bold}
            self.of["text", bold] = add({**look, "text_wrap": True})
            self.of["number", bold] = add({**look, "num_format": "#,##0"})
            self.of["mean", bold] = add({**look, "num_format": "#,##0.0"})
            self.of["change", bold] = add({**look, "num_format": "+#,##0;-#,##0;0"})
            self.of["share", bold] = add({**look, "num_format": "0.0%", "align": "right"})
            for mark, fill in _FILLS.items():
                self.of[mark, bold] = add({**look, "align": "center", "bg_color": fill})


def _sheet_name(title: str, taken: set[str]) -> str:
    """A name that Excel takes: 31 characters, none of ``[]:*?/\\``, not twice."""
    bare = "".join(" " if char in "[]:*?/\\" else char for char in nfc(title)).strip(" '")[:31] or "1"
    name, number = bare, 2
    while name.casefold() in taken:
        name, number = f"{bare[:28]} {number}", number + 1
    taken.add(name.casefold())
    return name


def _sheet(book: Any, looks: _Looks, head: PaperHead, table: PaperTable, name: str) -> None:
    sheet = book.add_worksheet(name)
    for at, width in enumerate(table.widths):
        sheet.set_column(at, at, width)
    sheet.write_string(0, 0, nfc(head.title), looks.title)
    line = 1
    for text in (table.title, *head.lines):
        if text and nfc(text) != nfc(head.title):
            sheet.write_string(line, 0, nfc(text), looks.plain)
            line += 1
    top = line + 1
    _heads(sheet, looks, table, top)
    first = top + len(table.heads)
    for at, row in enumerate(table.rows):
        bold = at in table.strong or (table.total and at == len(table.rows) - 1)
        for column, cell in enumerate(row):
            _write(sheet, looks, first + at, column, cell, bold)
    below = first + len(table.rows) + 1
    for text in table.notes:
        sheet.merge_range(below, 0, below, max(table.width - 1, 1), nfc(text), looks.note)
        below += 1
    sheet.freeze_panes(first, 2 if table.width > 3 else 1)
    sheet.repeat_rows(top, first - 1)
    sheet.set_paper(A3 if sum(table.widths) > 150 else A4)
    if sum(table.widths) > 95:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_footer("&R&P/&N")


def _heads(sheet: Any, looks: _Looks, table: PaperTable, top: int) -> None:
    """One or more rows of heads; a head may span columns and rows."""
    taken: set[tuple[int, int]] = set()
    for at, row in enumerate(table.heads):
        column = 0
        for head in row:
            while (at, column) in taken:
                column += 1
            taken |= {(at + down, column + along) for down in range(head.rows) for along in range(head.span)}
            if head.span > 1 or head.rows > 1:
                sheet.merge_range(
                    top + at, column, top + at + head.rows - 1, column + head.span - 1, nfc(head.text), looks.head
                )
            else:
                sheet.write_string(top + at, column, nfc(head.text), looks.head)
            column += head.span


def _write(sheet: Any, looks: _Looks, line: int, column: int, cell: Cell, bold: bool) -> None:
    value = cell.value
    if value is None or value == "":
        sheet.write_blank(line, column, None, looks.of["text", bold])
    elif isinstance(value, tuple):
        share = share_percent(*value)
        if share is None:
            sheet.write_blank(line, column, None, looks.of["text", bold])
        else:
            sheet.write_number(line, column, float(share) / 100, looks.of["share", bold])
    elif isinstance(value, Decimal):
        sheet.write_number(line, column, float(round(value, 1)), looks.of["mean", bold])
    elif isinstance(value, int):
        sheet.write_number(line, column, value, looks.of["number" if cell.change is None else "change", bold])
    else:
        sheet.write_string(line, column, nfc(value), looks.of[cell.mark or "text", bold])
