"""What becomes of organisations on a day: renamed, moved, closed, merged, split, their rooms reorganised.

Rights, ownership of indicators and seats never follow by themselves: the report of every act names what still rests
on an organisation that ends, and people give it on by acts of their own.
"""

from __future__ import annotations

from dieuphoi.registry.organisations.services.changes.reorganising import RoomPlan, rooms_reorganise
from dieuphoi.registry.organisations.services.changes.reports import Decision, Report, preview
from dieuphoi.registry.organisations.services.changes.single import org_close, org_move, org_rename
from dieuphoi.registry.organisations.services.changes.successions import orgs_succeed

__all__ = [
    "Decision", "Report", "RoomPlan", "org_close", "org_move", "org_rename", "orgs_succeed", "preview",
    "rooms_reorganise",
]  # fmt: skip
