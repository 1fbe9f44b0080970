"""A sheet of records as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from dieuphoi.core.exchange.columns import NUMERIC, SheetSpec
from dieuphoi.core.exchange.writer.cells import words
from dieuphoi.core.kernel.text import spreadsheet_safe


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
                cells.append(_csv_text(words(value)))
        writer.writerow(cells)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def _csv_text(text: str) -> str:
    """Safe text; one that already begins with an apostrophe gets another, so that reading takes off only
    ours.
    """
    if text.startswith("'") and spreadsheet_safe(text[1:]) != text[1:]:
        return f"'{text}"
    return spreadsheet_safe(text)
