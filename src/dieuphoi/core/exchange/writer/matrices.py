"""A matrix as XLSX: keys down, codes across."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.exchange.columns import MatrixSpec, Words
from dieuphoi.core.exchange.writer.book import BORDER, new, sheet_name, write, write_meta
from dieuphoi.core.exchange.writer.cells import canonical, safe, words
from dieuphoi.core.exchange.writer.layout import WIDTHS, facts, finish, validate, write_head, write_header


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
    book, out = new(now, str(spec.title))
    sheet = book.book.add_worksheet(sheet_name(spec.sheet_name or spec.title))
    heads = spec.row_columns
    lines = [*(str(n) for n in spec.notes), *(str(n) for n in notes)]
    top = write_head(book, sheet, str(spec.title), lines, facts(len(written), now, as_of, filters_in_words))
    name_style = book.style(bold=True, text_wrap=True, bg_color="#E6EDF5", align="center", **BORDER)
    unit_style = book.style(italic=True, text_wrap=True, bg_color="#E6EDF5", align="center", **BORDER)
    for index in range(len(heads)):
        sheet.write_blank(top, index, None, name_style)
        sheet.write_blank(top + 1, index, None, unit_style)
    for index, column in enumerate(spec.columns, start=len(heads)):
        sheet.write_string(top, index, safe(str(column.name)), name_style)
        sheet.write_string(top + 1, index, safe(str(column.unit)), unit_style)
    sheet.set_row(top, 90)
    header = top + 2
    shown = [column.as_column() for column in spec.columns]
    write_header(
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
            write(book, sheet, offset, index, head.kind, row.get(head.key), locked=True)
        for at, column in enumerate(spec.columns):
            place = (row_key, column.key)
            value = values.get(place)
            if column.kind == "choice" and value is not None:
                value = labels[at].get(str(value), str(value))
            write(
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
                    offset, at + len(heads), _("Kỳ trước: %(value)s") % {"value": words(previous[place])}
                )
    end = header + len(written)
    for index, head in enumerate(heads):
        sheet.set_column(index, index, head.width or WIDTHS[head.kind])
    for index, as_column in enumerate(shown, start=len(heads)):
        sheet.set_column(index, index, WIDTHS[as_column.kind])
        validate(book, sheet, as_column, (header + 1, index, max(end, header + 1), index), new_rows=False)
    finish(sheet, header, len(heads), len(heads) + len(shown), end, protect)
    digest = hashlib.sha256()
    for row in written:
        for column in spec.columns:
            digest.update(f"{row[spec.row_key]}\x1f{column.key}\x1f".encode())
            digest.update(f"{canonical(values.get((str(row[spec.row_key]), column.key)))}\x1e".encode())
    write_meta(book, spec.key, str(spec.title), spec.version, now, as_of, len(written), digest.hexdigest())
    book.book.close()
    return out.getvalue()
