"""The sheets of this package: organisations, posts, committees, who follows what – the same out and in."""

from __future__ import annotations

from dieuphoi.registry.organisations.sheets.committees import CommitteeImporter
from dieuphoi.registry.organisations.sheets.monitors import MonitorImporter
from dieuphoi.registry.organisations.sheets.orgs import ORG_SHEET, OrganisationImporter, org_workbook
from dieuphoi.registry.organisations.sheets.posts import PostImporter

__all__ = [
    "ORG_SHEET",
    "CommitteeImporter",
    "MonitorImporter",
    "OrganisationImporter",
    "PostImporter",
    "org_workbook",
]
