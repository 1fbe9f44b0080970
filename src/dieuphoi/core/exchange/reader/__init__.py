"""From a file to typed rows: every fault of the file at once, each with sheet, row, column and value.

Sheets are read as people send them: renamed, with a title above, columns in another order or more of them,
decimals with a comma, real dates or typed ones, text in NFC or NFD.
"""

from __future__ import annotations

from dieuphoi.core.exchange.reader.cells import Matrix, Readable, Row, Table, cell_reader, show
from dieuphoi.core.exchange.reader.matrices import matrix_of, read_matrix
from dieuphoi.core.exchange.reader.tables import HeadingsNotFound, known_headers, read_table, table_of

__all__ = [
    "HeadingsNotFound", "Matrix", "Readable", "Row", "Table", "cell_reader", "known_headers", "matrix_of",
    "read_matrix", "read_table", "show", "table_of",
]  # fmt: skip
