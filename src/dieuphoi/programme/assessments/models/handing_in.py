"""Who signed which step of a sheet, and how it was handed in."""

from __future__ import annotations

from django.db import models

from dieuphoi.core.history.models import AppendOnly
from dieuphoi.programme.assessments.models.guards import not_on_frozen_sheets
from dieuphoi.programme.assessments.models.rounds import Sheet
from dieuphoi.programme.assessments.models.scopes import ThroughSheetQuerySet


class SheetSigner(AppendOnly):
    """Who signed which step of a sheet. One person, one step: nobody signs two steps of one sheet."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="signers")
    signer_id = models.BigIntegerField()
    step = models.CharField(max_length=12)

    objects = ThroughSheetQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [models.UniqueConstraint(fields=["sheet", "signer_id"], name="one_step_per_signer")]
        triggers = [*AppendOnly.Meta.triggers, not_on_frozen_sheets()]

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.step}"


class SheetSubmission(AppendOnly):
    """A sheet was handed in (S1-28): by when it had to be, what was missing of ``total`` indicators and what was in
    doubt then, how many figures were still unconfirmed ones of the round before. ``reason``: why with gaps.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="submissions")
    due_on = models.DateField()
    total = models.PositiveSmallIntegerField()
    missing = models.PositiveSmallIntegerField()
    doubtful = models.PositiveSmallIntegerField()
    explained = models.PositiveSmallIntegerField()
    carried = models.PositiveSmallIntegerField()
    on_behalf = models.BooleanField(default=False)
    reason = models.TextField(blank=True)

    objects = ThroughSheetQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        triggers = [*AppendOnly.Meta.triggers, not_on_frozen_sheets()]

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.missing}/{self.total}"
