"""Sheets: of a round, of a commune, one of them, its roll-up and its frozen editions."""

from __future__ import annotations

from django.db.models import QuerySet

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.programme.assessments.models import AssessmentRound, Sheet, SheetRollup, SheetSnapshot


def sheets(actor: Actor, round_id: int) -> QuerySet[Sheet]:
    """The sheets of a round with their roll-up, in Vietnamese order of the communes."""
    return (
        Sheet.objects.visible_to(actor)
        .filter(round_id=round_id)
        .select_related("rollup", "round")
        .order_by("unit_key", "unit_code")
    )


def all_sheets(actor: Actor) -> QuerySet[Sheet]:
    """The sheets of all rounds that are open or frozen, for the register."""
    cancelled = AssessmentRound.objects.filter(state="CANCELLED")
    return Sheet.objects.visible_to(actor).exclude(round__in=cancelled).select_related("rollup", "round")


def sheet_by_id(actor: Actor, sheet_id: int) -> Sheet:
    return Sheet.objects.select_related("round__version__set", "round__previous", "rollup").one_visible_to(
        actor, id=sheet_id
    )


def sheets_of_unit(actor: Actor, unit_id: int) -> list[Sheet]:
    """All sheets of a commune, newest round first. Of a commune that is not one's own: the frozen ones only."""
    visible = Sheet.objects.visible_to(actor).filter(unit_id=unit_id)
    if not actor.is_authenticated:
        return []
    frozen = Sheet.objects.filter(unit_id=unit_id, state="FROZEN")
    rows = visible if unit_id in actor.reads() else frozen
    return list(rows.select_related("round__version__set", "rollup").order_by("-round__territory_on", "-id"))


def rollup_of(sheet_id: int) -> SheetRollup:
    return SheetRollup.objects.get(sheet_id=sheet_id)


def snapshot_of(actor: Actor, sheet_id: int, edition: int | None = None) -> SheetSnapshot:
    """An edition of a frozen sheet; the newest when none is named. Raises ``NotVisible``."""
    rows = SheetSnapshot.objects.select_related("sheet", "round")
    if edition is None:
        newest = rows.visible_to(actor).filter(sheet_id=sheet_id).order_by("-edition").first()
        edition = 1 if newest is None else newest.edition
    return rows.one_visible_to(actor, sheet_id=sheet_id, edition=edition)
