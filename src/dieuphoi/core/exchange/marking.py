"""The same file back, its faulty cells marked. Rows and columns keep their places, so that it can come in again."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import xlsxwriter
from django.utils.translation import gettext as _

from dieuphoi.core.exchange.workbook import ERRORS_SHEET, META_SHEET, Cell, RawSheet, Workbook
from dieuphoi.core.exchange.writer import MOST_CELL_CHARACTERS

_BAD: Final[Mapping[str, Any]] = {
    "bg_color": "#FBE6E3",
    "font_color": "#B3261E",
    "border": 2,
    "border_color": "#B3261E",
}
_DOUBT: Final[Mapping[str, Any]] = {"bg_color": "#FDEFD2", "border": 1, "border_color": "#7A4A00"}

Found = Mapping[str, Any]
"""An error or a warning as a run keeps it: ``sheet, row, column, value, message``."""


def write_marked(
    book: Workbook, errors: Sequence[Found], warnings: Sequence[Found], places: Mapping[str, Mapping[str, int]]
) -> bytes:
    """The visible sheets of ``book`` as values, faulty cells marked, their messages at the end of the row.

    ``places``: ``{sheet: {heading: index of its column}}``. What has no row stands on a sheet of its own together with
    everything else; that sheet is not read when the file comes back.
    """
    out = io.BytesIO()
    made = xlsxwriter.Workbook(
        out,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    pens = _Pens(made)
    for sheet in book.sheets:
        _write_sheet(made.add_worksheet(sheet.name[:31]), sheet, errors, warnings, places.get(sheet.name, {}), pens)
    listed = made.add_worksheet(ERRORS_SHEET)
    for place, words in enumerate((_("Trang"), _("Dòng"), _("Cột"), _("Giá trị"), _("Lỗi và cách sửa"))):
        listed.write_string(0, place, words, pens.of({"bold": True}))
    for number, each in enumerate(errors, start=1):
        values = (each["sheet"], str(each["row"] or ""), each["column"], each["value"], each["message"])
        for place, text in enumerate(values):
            listed.write_string(number, place, str(text)[:MOST_CELL_CHARACTERS])
    listed.set_column(0, 3, 18)
    listed.set_column(4, 4, 90)
    if book.meta:
        meta = made.add_worksheet(META_SHEET)
        for row, (name, value) in enumerate(book.meta.items()):
            meta.write_string(row, 0, name)
            meta.write_string(row, 1, value)
        meta.very_hidden()
    made.close()
    return out.getvalue()


class _Pens:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._known: dict[str, Any] = {}

    def of(self, properties: Mapping[str, Any]) -> Any:
        key = repr(sorted(properties.items()))
        if key not in self._known:
            self._known[key] = self._book.add_format(dict(properties)) if properties else None
        return self._known[key]


def _write_sheet(
    page: Any, sheet: RawSheet, errors: Sequence[Found], warnings: Sequence[Found], columns: Mapping[str, int],
    pens: _Pens,
) -> None:  # fmt: skip
    marks: dict[tuple[int, int], Mapping[str, Any]] = {}
    notes: dict[tuple[int, int], list[str]] = {}
    said: dict[int, list[str]] = {}
    for found, look in ((warnings, _DOUBT), (errors, _BAD)):
        for each in found:
            if each["sheet"] != sheet.name or not each["row"]:
                continue
            row, index = each["row"] - 1, columns.get(each["column"], -1)
            if index >= 0:
                marks[row, index] = look
                notes.setdefault((row, index), []).append(each["message"])
            if look is _BAD:
                said.setdefault(row, []).append(
                    f"{each['column']}: {each['message']}" if each["column"] else each["message"]
                )
    width = max((len(row) for row in sheet.rows), default=0)
    for row, cells in enumerate(sheet.rows):
        for index, cell in enumerate(cells):
            look = marks.get((row, index), {})
            if cell not in (None, "") or look:
                _write(page, row, index, cell, look, sheet.traps.get((row, index), ""), pens)
    for row, index in marks:
        if row >= len(sheet.rows) or index >= len(sheet.rows[row]):
            page.write_blank(row, index, None, pens.of(marks[row, index]))
        page.write_comment(row, index, "\n".join(notes[row, index])[:2000], {"x_scale": 2, "y_scale": 1.2})
    for row, words in said.items():
        text = "; ".join(words)[:MOST_CELL_CHARACTERS]
        page.write_string(row, width, text, pens.of({"font_color": "#B3261E", "bold": True}))
    page.set_column(0, max(0, width - 1), 16)
    page.set_column(width, width, 80)
    for top, left, bottom, right in sheet.merged:
        if not any((r, c) in marks for r in range(top, bottom + 1) for c in range(left, right + 1)):
            _merge(page, sheet, top, left, bottom, right)


def _merge(page: Any, sheet: RawSheet, top: int, left: int, bottom: int, right: int) -> None:
    cells = sheet.rows[top] if top < len(sheet.rows) else []
    value = cells[left] if left < len(cells) else ""
    if isinstance(value, str) and (top, left) != (bottom, right):
        page.merge_range(top, left, bottom, right, value)


def _write(page: Any, row: int, index: int, cell: Cell | None, look: Mapping[str, Any], trap: str, pens: _Pens) -> None:
    if isinstance(cell, bool):
        page.write_boolean(row, index, cell, pens.of(look))
    elif isinstance(cell, int | float):
        shown = {**look, "num_format": "0.##########%"} if trap == "percent" else look
        page.write_number(row, index, cell, pens.of(shown))
    elif isinstance(cell, datetime) and (cell.hour or cell.minute):
        page.write_datetime(row, index, cell, pens.of({**look, "num_format": "dd/mm/yyyy hh:mm"}))
    elif isinstance(cell, date):
        page.write_datetime(row, index, cell, pens.of({**look, "num_format": "dd/mm/yyyy"}))
    elif isinstance(cell, time | timedelta):
        page.write_datetime(row, index, cell, pens.of({**look, "num_format": "hh:mm"}))
    elif cell in (None, ""):
        page.write_blank(row, index, None, pens.of(look))
    else:
        page.write_string(row, index, str(cell)[:MOST_CELL_CHARACTERS], pens.of(look))
