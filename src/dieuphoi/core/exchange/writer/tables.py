"""A sheet of records as XLSX."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from dieuphoi.core.exchange.columns import Kind, SheetColumn, SheetSpec, Words
from dieuphoi.core.exchange.writer.book import new, sheet_name, write, write_meta
from dieuphoi.core.exchange.writer.cells import canonical, safe
from dieuphoi.core.exchange.writer.layout import (
    COMMENT,
    WIDTHS,
    facts,
    finish,
    offer,
    validate,
    write_head,
    write_header,
)

_LINE: Final = 15
"""Points that one line of text takes."""


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
    book, out = new(now, str(spec.title))
    sheet = book.book.add_worksheet(sheet_name(spec.sheet_name or spec.title))
    lines = [*(str(n) for n in spec.notes), *(str(n) for n in notes)]
    top = write_head(book, sheet, str(spec.title), lines, facts(len(written), now, as_of, filters_in_words))
    columns = spec.columns
    write_header(book, sheet, top, columns)
    labels = {column.key: dict(column.pairs()) for column in columns if column.kind == "choice"}
    for offset, row in enumerate(written, start=top + 1):
        for index, column in enumerate(columns):
            value = row.get(column.key)
            if column.kind == "choice" and value is not None:
                value = labels[column.key].get(str(value), str(value))
            look = looks.get((offset - top - 1, column.key), _LIKE_ITS_COLUMN)
            locked = column.locked if look.locked is None else look.locked
            write(book, sheet, offset, index, look.kind or column.kind, value, locked=locked)
            if look.choices and not locked:
                offer(book, sheet, look.choices, (offset, index, offset, index))
            if look.note:
                sheet.write_comment(offset, index, safe(look.note), COMMENT)
        if fit_rows:
            sheet.set_row(offset, _LINE * max(_lines(row.get(column.key), column) for column in columns))
    end = top + len(written)
    for offset in range(end + 1, end + 1 + blank_rows):
        for index, column in enumerate(columns):
            sheet.write_blank(offset, index, None, book.cell(column.kind, None, locked=False))
    last = max(end + blank_rows, top + 1)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width or WIDTHS[column.kind])
        validate(book, sheet, column, (top + 1, index, last, index), new_rows=blank_rows > 0)
    finish(sheet, top, next((i for i, c in enumerate(columns) if c.required), 0) + 1, len(columns), end, protect)
    write_meta(book, spec.key, str(spec.title), spec.version, now, as_of, len(written), _digest(columns, written))
    book.book.close()
    return out.getvalue()


def _lines(value: Any, column: SheetColumn) -> int:
    """How many lines a text takes in its column, by the letters that fit into its width."""
    if not isinstance(value, str):
        return 1
    width = column.width or WIDTHS[column.kind]
    return max(sum(max(-(-len(line) // width), 1) for line in value.split("\n")), 1)


def _digest(columns: Sequence[SheetColumn], rows: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 over the rows as they stand: tells whether a file that comes back was changed."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update("\x1f".join(canonical(row.get(column.key)) for column in columns).encode())
        digest.update(b"\x1e")
    return digest.hexdigest()
