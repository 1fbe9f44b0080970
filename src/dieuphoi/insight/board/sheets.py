"""What leaves the board as a file: the wall, the communes of a criterion.

Every text goes in as a text: ``=1+1`` in a name stays those four characters (fault 26).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import xlsxwriter
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import format_date, format_datetime
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.text import nfc
from dieuphoi.insight.board.filters import MARKS, SHEET_STATES
from dieuphoi.insight.board.selectors import NotThere
from dieuphoi.insight.board.tables import column_counts
from dieuphoi.programme.assessments.models import AssessmentRound
from dieuphoi.programme.assessments.round_words import final_words, set_words
from dieuphoi.programme.assessments.selectors import WallRow
from dieuphoi.programme.criteria.models import Criterion

XLSX_MIME: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILLS: Final = {"M": "#DFF1EA", "N": "#FBE6E3", "E": "#FFFFFF", "U": "#FDEFD2", "A": "#ECEFF2"}


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above every file: what it is, of when, by whom, how much of the whole."""

    title: str
    lines: tuple[str, ...]


def header(
    round_: AssessmentRound,
    title: str,
    *,
    n: int,
    of: int,
    who: str,
    now: datetime,
    filters: Sequence[str] = (),
) -> Header:
    lines = [
        round_.title,
        _("Bộ tiêu chí: %(set)s") % {"set": set_words(round_)},
        _("Địa giới ngày %(day)s") % {"day": format_date(round_.territory_on)},
        final_words(round_),
    ]
    if filters:
        lines.append(_("Bộ lọc: %(filters)s") % {"filters": "; ".join(filters)})
    lines.append(_("%(n)s trên %(of)s xã của đợt") % {"n": format_number(n), "of": format_number(of)})
    lines.append(_("Xuất lúc %(at)s, người xuất: %(who)s") % {"at": format_datetime(now), "who": who})
    return Header(title, tuple(lines))


class _Book:
    """A workbook whose cells are exactly what was given: text never becomes a formula, a number or a link."""

    def __init__(self) -> None:
        self.buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.buffer,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
            },
        )
        font = {"font_name": "Times New Roman", "font_size": 11}
        line = {**font, "border": 1, "border_color": "#B8C0CC", "valign": "top"}
        self.plain = self.book.add_format(font)
        self.title = self.book.add_format({**font, "bold": True, "font_size": 14})
        self.head = self.book.add_format(
            {**line, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#E4EEF6"}
        )
        self.text = self.book.add_format({**line, "text_wrap": True})
        self.centre = self.book.add_format({**line, "align": "center"})
        self.number = self.book.add_format({**line, "num_format": "#,##0"})
        self.total = self.book.add_format({**line, "bold": True, "num_format": "#,##0"})
        self.marks = {
            mark: self.book.add_format({**line, "align": "center", "bg_color": fill})
            for mark, fill in _FILLS.items()
        }

    def sheet(
        self, name: str, top: Header, widths: Sequence[float], *, landscape: bool = True
    ) -> tuple[Any, int]:
        """A new sheet with its head written; the row below it."""
        sheet = self.book.add_worksheet(name[:31])
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        sheet.write_string(0, 0, nfc(top.title), self.title)
        for row, text in enumerate(top.lines, start=1):
            sheet.write_string(row, 0, nfc(text), self.plain)
        if landscape:
            sheet.set_landscape()
        sheet.set_paper(8)
        sheet.fit_to_pages(1, 0)
        return sheet, len(top.lines) + 2

    def bytes(self) -> bytes:
        self.book.close()
        return self.buffer.getvalue()


def _table(
    book: _Book,
    sheet: Any,
    top: int,
    heads: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    total: bool = False,
) -> None:
    """Heads and rows; a cell is a text, a number, ``None``, or ``(text, format)``. ``total``: the last row
    is bold."""
    for at, text in enumerate(heads):
        sheet.write_string(top, at, text, book.head)
    for line, row in enumerate(rows, start=top + 1):
        last = total and line == top + len(rows)
        for at, value in enumerate(row):
            if isinstance(value, tuple):
                sheet.write_string(line, at, nfc(value[0]), value[1])
            elif value is None:
                sheet.write_blank(line, at, None, book.text)
            elif isinstance(value, int):
                sheet.write_number(line, at, value, book.total if last else book.number)
            else:
                sheet.write_string(line, at, nfc(value), book.total if last else book.text)
    sheet.freeze_panes(top + 1, 2)
    sheet.repeat_rows(top)


def _wall_rows(
    book: _Book, columns: Sequence[Criterion], rows: Sequence[WallRow]
) -> tuple[list[str], list[list[Any]]]:
    words = {mark: str(label) for mark, label in MARKS.items()}
    heads = [_("Mã"), _("Xã"), _("Phiếu")]
    heads += [f"{each.number}. {each.name}" for each in columns]
    heads += [_("Số tiêu chí đạt"), _("Tổng số tiêu chí"), _("Đạt tất cả")]
    table: list[list[Any]] = []
    for row in rows:
        marks = [row.marks[at : at + 1] or "E" for at in range(len(columns))]
        table.append(
            [
                row.code,
                row.name,
                str(SHEET_STATES.get(row.state, row.state)),
                *((words[mark], book.marks[mark]) for mark in marks),
                row.criteria_met,
                row.criteria_total,
                _("có") if row.qualifies else _("không"),
            ]
        )
    counts = column_counts(rows, len(columns))
    blank: list[Any] = [None, None, None]
    table.append([None, _("Số xã đạt"), None, *(each.met for each in counts), *blank])
    table.append([None, _("Số xã chưa đạt"), None, *(each.not_met for each in counts), *blank])
    return heads, table


def wall_xlsx(
    round_: AssessmentRound,
    columns: Sequence[Criterion],
    rows: Sequence[WallRow],
    *,
    of: int,
    who: str,
    now: datetime,
    filters: Sequence[str] = (),
) -> bytes:
    """The wall exactly as shown: its rows, its order, its counts."""
    book = _Book()
    top = header(round_, _("Bức tường tiêu chí"), n=len(rows), of=of, who=who, now=now, filters=filters)
    sheet, line = book.sheet(_("Bức tường"), top, [9, 26, 20, *([13] * len(columns)), 10, 10, 10])
    heads, table = _wall_rows(book, columns, rows)
    _table(book, sheet, line, heads, table)
    sheet.freeze_panes(line + 1, 2)
    return book.bytes()


def criterion_xlsx(
    round_: AssessmentRound,
    criterion: Criterion,
    rows: Sequence[NotThere],
    *,
    of: int,
    who: str,
    now: datetime,
    filters: Sequence[str] = (),
) -> bytes:
    """The communes of a criterion page with what is in the way of each."""
    book = _Book()
    title = _("Tiêu chí %(number)s. %(name)s") % {"number": criterion.number, "name": criterion.name}
    top = header(round_, title, n=len(rows), of=of, who=who, now=now, filters=filters)
    sheet, line = book.sheet(_("Xã"), top, [9, 26, 18, 12, 90])
    table = [
        [
            row.code,
            row.name,
            (str(MARKS[row.mark]), book.marks[row.mark]),
            (f"{row.met}/{row.total}", book.centre),
            "\n".join(sentence or code for code, _id, _verdict, sentence in row.reasons),
        ]
        for row in rows
    ]
    _table(
        book,
        sheet,
        line,
        [_("Mã"), _("Xã"), _("Kết quả"), _("Chỉ tiêu đạt"), _("Chỉ tiêu còn vướng và vì sao")],
        table,
    )
    return book.bytes()
