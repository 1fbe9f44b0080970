"""What every sheet has around its rows: the head, the heading line, what may be typed, how it is seen and printed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.exchange.columns import NUMERIC, Kind, SheetColumn, Words
from dieuphoi.core.exchange.writer.book import BORDER, Book
from dieuphoi.core.exchange.writer.cells import safe
from dieuphoi.core.kernel.dates import format_date, format_datetime
from dieuphoi.core.kernel.numbers import format_number

WIDTHS: Final[dict[Kind, int]] = {
    "text": 32,
    "number": 14,
    "integer": 12,
    "percent": 11,
    "date": 12,
    "choice": 20,
    "code": 12,
    "bool": 10,
}
COMMENT: Final = {"x_scale": 1.6, "y_scale": 1.2, "author": "Điều Phối"}
_PROTECTION: Final = {
    "format_columns": True,
    "format_rows": True,
    "format_cells": True,
    "autofilter": True,
    "sort": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
}


def facts(count: int, now: datetime, as_of: date | None, filters: str) -> list[str]:
    facts = []
    if filters:
        facts.append(_("Bộ lọc: %(filters)s") % {"filters": filters})
    if as_of is not None:
        facts.append(_("Tính đến ngày %(day)s") % {"day": format_date(as_of)})
    facts.append(_("Xuất lúc %(time)s · %(rows)s dòng") % {"time": format_datetime(now), "rows": format_number(count)})
    return facts


def write_head(book: Book, sheet: Any, title: str, notes: Sequence[str], facts: Sequence[str]) -> int:
    """Title, notes and facts; the index of the row below them."""
    sheet.write_string(0, 0, safe(title), book.style(bold=True, font_size=14))
    row = 1
    for line in notes:
        sheet.write_string(row, 0, safe(line), book.style(italic=True))
        row += 1
    for line in facts:
        sheet.write_string(row, 0, safe(line), book.style(font_color="#55606E"))
        row += 1
    # The reader looks for the header in the first rows: notes may not push it out.
    if row > 14:
        raise ValueError("too many notes above the header")
    return row


def write_header(
    book: Book, sheet: Any, row: int, columns: Sequence[SheetColumn], helps: Sequence[Words] | None = None
) -> None:
    for index, column in enumerate(columns):
        style = book.style(
            bold=True,
            text_wrap=True,
            num_format="@",
            bg_color="#D5E1EF" if column.required else "#E6EDF5",
            **BORDER,
        )
        sheet.write_string(row, index, safe(str(column.header)), style)
        words = str(helps[index] if helps is not None else column.help)
        if column.required:
            words = f"{_('Bắt buộc.')} {words}".strip()
        if words:
            sheet.write_comment(row, index, safe(words), COMMENT)


def offer(book: Book, sheet: Any, labels: Sequence[str], area: tuple[int, int, int, int]) -> None:
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


def validate(book: Book, sheet: Any, column: SheetColumn, area: tuple[int, int, int, int], *, new_rows: bool) -> None:
    if column.locked and not new_rows:
        return
    if column.kind in ("choice", "bool"):
        labels = [label for _value, label in column.pairs()] if column.kind == "choice" else [_("Có"), _("Không")]
        if labels:
            offer(book, sheet, labels, area)
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


def finish(sheet: Any, header: int, frozen_columns: int, columns: int, end: int, protect: bool) -> None:
    sheet.freeze_panes(header + 1, min(frozen_columns, columns))
    sheet.autofilter(header, 0, max(end, header + 1), columns - 1)
    sheet.set_landscape()
    sheet.set_paper(9 if columns <= 12 else 8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header)
    sheet.set_footer("&R&P/&N")
    if protect:
        sheet.protect("", _PROTECTION)
