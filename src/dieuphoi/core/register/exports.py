"""Export of exactly what is seen: the rows of the view's query, its columns, its order, its rounding.

Inside every file stand the title, the filters in words, the day, when and by whom it was made and the number
of rows. Count and rows are read in one snapshot; rows come through a server-side cursor, so the list may be
long.

CSV: UTF-8 with a byte-order mark, ``;`` between cells, decimal comma, no thousands sign – what Excel opens by
double click where the decimal sign is a comma. Text that a spreadsheet would take for a formula gets an
apostrophe.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import IO, Any, Final

import xlsxwriter
from django.conf import settings
from django.db import connection, transaction
from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup
from xlsxwriter.worksheet import Worksheet

from dieuphoi.core.kernel.dates import format_date, format_datetime, local, url_date
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.text import safe_filename, spreadsheet_safe
from dieuphoi.core.register.state import View
from dieuphoi.core.register.tables import Column, plain_text

FORMATS: Final = ("xlsx", "csv")
XLSX_MIME: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_XLSX_ROWS: Final = 1_048_000
LONGEST_CELL: Final = 32_767
CHUNK: Final = 2_000
JOB_ROWS: Final = 50_000
_PLAIN_DIGITS: Final = 15
"""Figures of more digits than a spreadsheet keeps are written as text, so that none is lost."""


def export_response(view: View, form: str, *, now: datetime, most: int | None = None) -> FileResponse:
    """The view as a download. Raises :class:`Refused` when a sheet cannot hold so many rows, :class:`LongList` where
    there are more than ``most``.
    """
    name = export_file_name(view, form)
    file = tempfile.SpooledTemporaryFile(max_size=8 * 1024 * 1024)  # noqa: SIM115 - the response closes it
    write = write_xlsx if form == "xlsx" else write_csv
    try:
        write(view, file, now=now, most=most)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    mime = XLSX_MIME if form == "xlsx" else "text/csv; charset=utf-8"
    response = FileResponse(file, as_attachment=True, filename=name, content_type=mime)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def export_file_name(view: View, form: str) -> str:
    return safe_filename(f"{view.register.export_name or view.register.title} {url_date(view.as_of)}.{form}")


class LongList(Exception):
    """The list has more rows than are exported while somebody waits (:func:`rows_at_once`)."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


def rows_at_once() -> int:
    """Lists of more rows are exported by a job: ``DIEUPHOI_EXPORT_JOB_ROWS``, default 50,000.

    So many rows of ten columns are written in about five seconds as XLSX on one core: half of what a proxy commonly
    waits for without a byte, and as long as one worker of the web should be held.
    """
    return int(getattr(settings, "DIEUPHOI_EXPORT_JOB_ROWS", JOB_ROWS))


def head_lines(view: View, count: int, now: datetime) -> list[str]:
    """What stands above the rows, a line each."""
    lines = [str(view.register.title)]
    filters = "; ".join(str(each) for each in view.words)
    lines.append(_("Bộ lọc: %(filters)s") % {"filters": filters or _("không lọc")})
    order = ", ".join(f"{c.label} {_('giảm dần') if d else _('tăng dần')}" for c, d in view.sort)
    if order:
        lines.append(_("Sắp xếp: %(order)s") % {"order": order})
    if view.register.dated:
        lines.append(_("Tính đến ngày %(day)s") % {"day": format_date(view.as_of)})
    lines.append(
        _("Xuất lúc %(at)s, người xuất: %(who)s") % {"at": format_datetime(now), "who": view.actor.name}
    )
    lines.append(ngettext("%(n)s dòng", "%(n)s dòng", count) % {"n": format_number(count)})
    return lines


@contextmanager
def _one_snapshot() -> Iterator[None]:
    """Count and rows of one moment. Inside somebody else's transaction its own isolation has to do."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def write_csv(view: View, file: IO[bytes], *, now: datetime, most: int | None = None) -> int:
    """Write the CSV; gives the number of rows written."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    out = csv.writer(text, delimiter=";")
    with _one_snapshot():
        count, totals = view.register.measure(view.rows, view.columns)
        if most is not None and count > most:
            raise LongList(count)
        out.writerows([spreadsheet_safe(line)] for line in head_lines(view, count, now))
        out.writerow([])
        out.writerow([spreadsheet_safe(str(column.label)) for column in view.columns])
        getters = [(column, column.getter()) for column in view.columns]
        written = 0
        for row in view.rows.iterator(chunk_size=CHUNK):
            out.writerow([_csv_cell(column, get(row)) for column, get in getters])
            written += 1
        if totals:
            out.writerow(_totals(view.columns, totals, _csv_cell, written))
    text.detach()
    return written


def _csv_cell(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if column.is_numeric or (isinstance(value, int | float | Decimal) and not isinstance(value, bool)):
        written = column.text(value)
        return written.replace(".", "")
    return spreadsheet_safe(column.text(value))


def _totals(columns: tuple[Column, ...], totals: dict[str, Any], write: Any, count: int) -> list[Any]:
    cells = [write(c, totals[c.name]) if c.name in totals else "" for c in columns]
    if columns[0].name not in totals:
        cells[0] = _("Tổng (%(n)s dòng)") % {"n": format_number(count)}
    return cells


def write_xlsx(view: View, file: IO[bytes], *, now: datetime, most: int | None = None) -> int:
    """Write the workbook; gives the number of rows written. Raises :class:`Refused` above the sheet's
    limit.
    """
    with _one_snapshot():
        count, totals = view.register.measure(view.rows, view.columns)
        if most is not None and count > most:
            raise LongList(count)
        if count > MOST_XLSX_ROWS:
            raise Refused(
                "too_many_rows",
                _("Bảng tính chứa được %(most)s dòng, danh sách có %(n)s dòng. Hãy lọc bớt hoặc xuất CSV.")
                % {"most": format_number(MOST_XLSX_ROWS), "n": format_number(count)},
            )
        book = xlsxwriter.Workbook(
            file,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                "in_memory": False,
            },
        )
        sheet = book.add_worksheet(_sheet_name(str(view.register.title)))
        pen = _Pen(book, sheet)
        head = head_lines(view, count, now)
        top = len(head) + 1
        for number, column in enumerate(view.columns):
            sheet.set_column(
                number, number, 14 if column.is_numeric or column.kind in ("date", "datetime") else 28
            )
        for number, words in enumerate(head):
            sheet.write_string(number, 0, words, pen.bold if number == 0 else None)
        for number, column in enumerate(view.columns):
            sheet.write_string(top, number, str(column.label), pen.header)
        getters = [(column, column.getter()) for column in view.columns]
        line = top
        for row in view.rows.iterator(chunk_size=CHUNK):
            line += 1
            for number, (column, get) in enumerate(getters):
                pen.write(line, number, column, get(row))
        written = line - top
        if totals:
            for number, column in enumerate(view.columns):
                if column.name in totals:
                    pen.write(line + 1, number, column, totals[column.name], total=True)
                elif number == 0:
                    words = _("Tổng (%(n)s dòng)") % {"n": format_number(written)}
                    sheet.write_string(line + 1, 0, words, pen.bold)
        sheet.freeze_panes(top + 1, 1 if view.columns[0].sticky else 0)
        if written:
            sheet.autofilter(top, 0, line, len(view.columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.repeat_rows(top)
        sheet.fit_to_pages(1, 0)
        book.set_properties({"title": str(view.register.title), "author": view.actor.name})
        book.close()
    return written


class _Pen:
    """Writes values into cells as what they are: numbers, dates, or text that can never become a formula."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        self.book, self.sheet = book, sheet
        self.bold = book.add_format({"bold": True})
        self.header = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._formats: dict[tuple[str, bool], Any] = {}

    def write(self, line: int, number: int, column: Column, value: Any, *, total: bool = False) -> None:
        if value is None or value == "":
            return
        kind = "number" if total and column.total == "count" else column.kind
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool) and kind != "state":
            self._number(line, number, column, kind, value, total)
        elif isinstance(value, datetime):
            at = local(value).replace(tzinfo=None, second=0, microsecond=0)
            self.sheet.write_datetime(line, number, at, self._format("dd/mm/yyyy hh:mm", total))
        elif isinstance(value, date):
            self.sheet.write_datetime(line, number, value, self._format("dd/mm/yyyy", total))
        else:
            text = column.text(value) if not isinstance(value, Markup) else value.striptags()
            if len(text) > LONGEST_CELL:
                text = text[: LONGEST_CELL - 1] + "…"
            self.sheet.write_string(line, number, text, self.bold if total else None)

    def _number(self, line: int, number: int, column: Column, kind: str, value: Any, total: bool) -> None:
        figure = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        places = (1 if column.places is None else column.places) if kind == "percent" else column.places
        if places is not None:
            figure = figure.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        exponent = figure.normalize().as_tuple().exponent
        shown = places if places is not None else max(0, -exponent if isinstance(exponent, int) else 0)
        if len(figure.as_tuple().digits) > _PLAIN_DIGITS:
            self.sheet.write_string(line, number, plain_text(figure), self.bold if total else None)
            return
        mask = "#,##0" + (f".{'0' * shown}" if shown else "")
        if kind == "percent":
            self.sheet.write_number(line, number, float(figure / 100), self._format(f"{mask}%", total))
        else:
            self.sheet.write_number(line, number, float(figure), self._format(mask, total))

    def _format(self, mask: str, total: bool) -> Any:
        key = (mask, total)
        if key not in self._formats:
            self._formats[key] = self.book.add_format({"num_format": mask, "bold": total})
        return self._formats[key]


def _sheet_name(title: str) -> str:
    name = "".join(" " if char in "[]:*?/\\" else char for char in title).strip("' ")
    return name[:31].strip() or "Danh sách"
