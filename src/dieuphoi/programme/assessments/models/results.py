"""Verdicts and their roll-ups: derived, kept in the act that changes them."""

from __future__ import annotations

from django.db import models

from dieuphoi.programme.assessments.models.guards import derived_of_frozen_sheets
from dieuphoi.programme.assessments.models.rounds import AssessmentRound, Sheet
from dieuphoi.programme.assessments.models.scopes import RollupQuerySet, VerdictQuerySet
from dieuphoi.programme.assessments.models.words import Basis, JudgedBy, Verdict
from dieuphoi.programme.assessments.states import RESULT_LIFE, Verification
from dieuphoi.programme.criteria.models import Criterion, Indicator
from dieuphoi.registry.organisations.models import OrgUnit


class IndicatorResult(models.Model):
    """Where one indicator of one sheet stands: its verification and its verdict. Derived; kept in the act.

    ``revision`` grows with every write: the optimistic lock of the grid.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="results", db_index=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", db_index=False)
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    judged_by = models.CharField(max_length=10, choices=JudgedBy.choices, default=JudgedBy.NOTHING)
    verification = models.CharField(max_length=10, choices=Verification.choices, default=RESULT_LIFE.start)
    verdict = models.CharField(max_length=16, choices=Verdict.choices, default=Verdict.UNDETERMINED)
    basis = models.CharField(max_length=10, choices=Basis.choices, blank=True)
    reason = models.CharField(max_length=30, blank=True)
    entered_by = models.BigIntegerField(null=True)
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "indicator"], name="one_result_per_indicator")]
        indexes = [models.Index(fields=["owner", "sheet"], name="result_owner_sheet")]
        triggers = [RESULT_LIFE.trigger(), *derived_of_frozen_sheets()]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.indicator_id}: {self.verdict}"


class CriterionResult(models.Model):
    """Roll-up of a criterion in a sheet.

    NOT_MET if an indicator is; else UNDETERMINED if one is; else NOT_APPLICABLE if all are; else MET (domain.md §4).
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="criteria", db_index=False)
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+", db_index=False)
    verdict = models.CharField(max_length=16, choices=Verdict.choices, default=Verdict.UNDETERMINED)
    basis = models.CharField(max_length=10, choices=Basis.choices, blank=True)
    not_entered = models.BooleanField(default=True)
    met = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "criterion"], name="one_result_per_criterion")]
        triggers = [*derived_of_frozen_sheets()]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.criterion_id}: {self.verdict}"


class SheetRollup(models.Model):
    """Roll-up of a sheet for lists and the wall.

    ``marks`` holds one letter a criterion in the set's order: M met, N not met, E not yet entered, U cannot be
    judged, A not applicable; ``bases`` likewise: C computed, K concluded, I imported, X mixed, - none.
    """

    sheet = models.OneToOneField(Sheet, on_delete=models.PROTECT, related_name="rollup")
    round = models.ForeignKey(AssessmentRound, on_delete=models.PROTECT, related_name="+")
    marks = models.CharField(max_length=80)
    bases = models.CharField(max_length=80)
    entered = models.PositiveSmallIntegerField(default=0)
    waiting = models.PositiveSmallIntegerField(default=0)
    returned = models.PositiveSmallIntegerField(default=0)
    verified = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    criteria_met = models.PositiveSmallIntegerField(default=0)
    criteria_not_met = models.PositiveSmallIntegerField(default=0)
    criteria_total = models.PositiveSmallIntegerField(default=0)
    qualifies = models.BooleanField(default=False)

    objects = RollupQuerySet.as_manager()

    class Meta:
        triggers = [*derived_of_frozen_sheets()]

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.marks}"
