"""Writing a draft: from nothing, as a copy, as an amendment, as a province's own set; its head, criteria and rows.

Only a draft is written on; the database refuses anything else. Demand S0-11.
"""

from __future__ import annotations

from dieuphoi.programme.criteria.services.drafts.content import (
    criterion_remove,
    criterion_save,
    row_remove,
    row_save,
    rows_save,
)
from dieuphoi.programme.criteria.services.drafts.heads import Head, head_save
from dieuphoi.programme.criteria.services.drafts.settling import draft_locked, settle
from dieuphoi.programme.criteria.services.drafts.starting import DIMENSIONS, NewSet, draft_start
from dieuphoi.programme.criteria.services.drafts.typed_rows import RowInput, raw_of

__all__ = [
    "DIMENSIONS", "Head", "NewSet", "RowInput", "criterion_remove", "criterion_save", "draft_locked", "draft_start",
    "head_save", "raw_of", "row_remove", "row_save", "rows_save", "settle",
]  # fmt: skip
