"""How sheets stood when a day began: the past of the roll-ups, which themselves know only the present."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from dieuphoi.core.history.models import AppendOnly
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.programme.assessments.models import AssessmentRound, Sheet
from dieuphoi.programme.assessments.states import SheetState


class RollupDayQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        """One's own communes at any time; of others only what was frozen then (domain.md §1)."""
        places = actor.reads()
        if places.everything:
            return self
        if not places:
            return self.none()
        return self.filter(Q(sheet__unit__any_of=places.array) | Q(state=SheetState.FROZEN))

    def at_start_of(self, round_id: int, day: date) -> Self:
        """The row of each sheet of a round that held when ``day`` began."""
        newest = (
            RollupDay.objects.filter(round_id=round_id, on__lte=day).order_by("sheet_id", "-on").distinct("sheet_id")
        )
        return self.filter(pk__in=newest.values("pk"))

    def at_end_of(self, round_id: int, day: date) -> Self:
        return self.at_start_of(round_id, day + timedelta(days=1))


class RollupDay(AppendOnly):
    """A sheet's roll-up as it stood when ``on`` began, kept each night where it differs from the last one kept.

    The columns are those of ``SheetRollup``; ``state`` is the sheet's. See docs/decisions/roll-ups-of-a-day.md.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="+", db_index=False)
    round = models.ForeignKey(AssessmentRound, on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    state = models.CharField(max_length=12, choices=SheetState.choices)
    marks = models.CharField(max_length=80)
    bases = models.CharField(max_length=80)
    entered = models.PositiveSmallIntegerField()
    waiting = models.PositiveSmallIntegerField()
    returned = models.PositiveSmallIntegerField()
    verified = models.PositiveSmallIntegerField()
    total = models.PositiveSmallIntegerField()
    criteria_met = models.PositiveSmallIntegerField()
    criteria_not_met = models.PositiveSmallIntegerField()
    criteria_total = models.PositiveSmallIntegerField()
    qualifies = models.BooleanField()

    objects = RollupDayQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [models.UniqueConstraint(fields=["round", "sheet", "on"], name="rollup_day_once")]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.on}: {self.marks}"
