"""From rows to a workbook that people can work in and that comes back by the same columns.

What is written depends on the arguments alone: the same rows at the same ``now`` give the same bytes.
"""

from __future__ import annotations

from dieuphoi.core.exchange.writer.book import XLSX_MIME
from dieuphoi.core.exchange.writer.cells import MOST_CELL_CHARACTERS
from dieuphoi.core.exchange.writer.csv_text import write_csv
from dieuphoi.core.exchange.writer.matrices import write_matrix
from dieuphoi.core.exchange.writer.tables import CellLook, write_sheet

__all__ = [
    "MOST_CELL_CHARACTERS", "XLSX_MIME", "CellLook", "write_csv", "write_matrix", "write_sheet",
]  # fmt: skip
