"""The table of facts as a file: the workbook that goes out, and the CSV or workbook that comes back.

One row is one figure: ``unit, indicator, value, numerator, denominator, part, year, standard, applicable``. The
classification of a unit stands in the same columns with ``@region``, ``@group`` or ``@flag`` as its indicator.
Every fault of a file is reported at once; nothing of a faulty file is used. No database, no Django model: who shows
the words hands in their translation. The words a commune fills in (Đạt, Không đạt, Có, Không) stay Vietnamese.
"""

from __future__ import annotations

from dieuphoi.programme.criteria.template_book.file import FactsFile, read_facts
from dieuphoi.programme.criteria.template_book.template import write_template

__all__ = ["FactsFile", "read_facts", "write_template"]
