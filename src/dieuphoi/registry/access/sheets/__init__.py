"""The sheet of people: person, post, role, place and account in one row; the same columns out and in.

It lies here and not with the organisations, for it gives roles. A row is one post of one person with at
most one role.
"""

from __future__ import annotations

from dieuphoi.registry.access.sheets.importer import PeopleImporter
from dieuphoi.registry.access.sheets.workbooks import people_workbook, slips_workbook

__all__ = ["PeopleImporter", "people_workbook", "slips_workbook"]
