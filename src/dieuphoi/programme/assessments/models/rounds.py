"""A round, and the sheet of each of its communes."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from dieuphoi.core.history.models import tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.programme.assessments.models.guards import kept_once_frozen
from dieuphoi.programme.assessments.models.scopes import SheetQuerySet
from dieuphoi.programme.assessments.states import ROUND_LIFE, SHEET_LIFE, RoundState, SheetState
from dieuphoi.programme.criteria.models import SetVersion
from dieuphoi.registry.territory.models import AdminUnit


class RoundQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        """Drafts are the office's; an open or frozen round is seen by all who read one of its communes."""
        places = actor.reads()
        rows = self if actor.writes("office_head", "office_specialist") else self.exclude(
            state__in=[RoundState.DRAFT, RoundState.CANCELLED]
        )
        if places.everything:
            return rows
        # Rounds are few, their sheets are many: one look into the index a round, and only where it is needed.
        mine = Sheet.objects.filter(round_id=OuterRef("pk"), unit__any_of=places.array)
        return rows.filter(Q(province__any_of=places.array) | Exists(mine))


@tracked()
class AssessmentRound(models.Model):
    """A review round (``đợt rà soát``) of a province: set version, period, the communes of a territory date.

    ``year`` chooses the column of by-year thresholds. ``frozen_hash`` is the SHA-256 over the hashes of all sheet
    snapshots and the round's own header.
    """

    title = models.CharField(max_length=200)
    province = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(SetVersion, on_delete=models.PROTECT, related_name="rounds")
    previous = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    period = models.CharField(max_length=30)
    year = models.PositiveIntegerField()
    territory_on = models.DateField()
    state = models.CharField(max_length=10, choices=RoundState.choices, default=ROUND_LIFE.start)
    entry_due_on = models.DateField()
    verify_due_on = models.DateField()
    freeze_due_on = models.DateField()
    opened_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_hash = models.CharField(max_length=64, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="round_due_dates_in_order",
                condition=Q(entry_due_on__lte=models.F("verify_due_on"))
                & Q(verify_due_on__lte=models.F("freeze_due_on")),
            ),
            models.CheckConstraint(
                name="round_frozen_has_hash", condition=~Q(state=RoundState.FROZEN) | ~Q(frozen_hash="")
            ),
        ]
        triggers = [ROUND_LIFE.trigger(), kept_once_frozen()]

    def __str__(self) -> str:
        return self.title


@tracked()
class Sheet(models.Model):
    """The sheet (``phiếu``) of one commune in a round. Name, code and classification are those of the round's day."""

    round = models.ForeignKey(AssessmentRound, on_delete=models.PROTECT, related_name="sheets", db_index=False)
    unit = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="sheets")
    unit_name = models.CharField(max_length=140)
    unit_code = models.CharField(max_length=12)
    unit_key = models.TextField(db_collation="C")
    classification = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=SheetState.choices, default=SHEET_LIFE.start)
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="one_sheet_per_commune")]
        indexes = [
            models.Index(fields=["round", "unit_key"], name="sheet_round_order"),
            models.Index(fields=["unit_key", "unit_code", "id"], name="sheet_name_order"),
            models.Index(fields=["round", "state"], name="sheet_round_state"),
        ]
        triggers = [SHEET_LIFE.trigger(), kept_once_frozen()]

    def __str__(self) -> str:
        return self.unit_name
