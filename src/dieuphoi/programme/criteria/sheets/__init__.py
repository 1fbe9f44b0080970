"""The sheets of criteria: rows of a draft, confirmations, owner departments, thresholds of provinces and ministries."""

from __future__ import annotations

from dieuphoi.programme.criteria.sheets.confirmations import KIND as CONFIRMATIONS
from dieuphoi.programme.criteria.sheets.confirmations import ConfirmationsImporter
from dieuphoi.programme.criteria.sheets.owners import KIND, OwnersImporter
from dieuphoi.programme.criteria.sheets.provincial import KIND as PROVINCIAL
from dieuphoi.programme.criteria.sheets.provincial import MinistryImporter, ProvincialImporter
from dieuphoi.programme.criteria.sheets.rows import KIND as ROWS
from dieuphoi.programme.criteria.sheets.rows import RowsImporter, rows_workbook

__all__ = [
    "CONFIRMATIONS", "KIND", "PROVINCIAL", "ROWS", "ConfirmationsImporter", "MinistryImporter", "OwnersImporter",
    "ProvincialImporter", "RowsImporter", "rows_workbook",
]  # fmt: skip
