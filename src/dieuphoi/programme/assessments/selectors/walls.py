"""The criteria wall."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.programme.assessments.models import SheetRollup


@dataclass(frozen=True, slots=True)
class WallRow:
    """One commune of the wall: one letter a criterion (see ``SheetRollup.marks``)."""

    sheet_id: int
    unit_id: int
    name: str
    code: str
    state: str
    marks: str
    bases: str
    criteria_met: int
    criteria_total: int
    entered: int
    total: int
    qualifies: bool


def wall(actor: Actor, round_id: int) -> QuerySet[SheetRollup]:
    """The roll-ups of a round that the actor sees: all of it, or own communes and what is frozen."""
    return (
        SheetRollup.objects.visible_to(actor)
        .of_round(round_id)
        .order_by("sheet__unit_key", "sheet__unit_code")
    )


_WALL_FIELDS = (
    "sheet_id", "sheet__unit_id", "sheet__unit_name", "sheet__unit_code", "sheet__state", "marks", "bases",
    "criteria_met", "criteria_total", "entered", "total", "qualifies",
)  # fmt: skip


def wall_rows(query: QuerySet[SheetRollup]) -> list[WallRow]:
    return [WallRow(*row) for row in query.values_list(*_WALL_FIELDS)]
