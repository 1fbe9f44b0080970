"""The frozen sheets, edition by edition."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dieuphoi.core.history.models import AppendOnly
from dieuphoi.programme.assessments.models.guards import not_on_frozen_sheets
from dieuphoi.programme.assessments.models.rounds import AssessmentRound, Sheet
from dieuphoi.programme.assessments.models.scopes import VerdictQuerySet


class SheetSnapshot(AppendOnly):
    """The frozen sheet: canonical bytes of inputs, verdicts, set version, territory date and engine version.

    ``edition`` 1 is the freeze; each amendment makes the next one, in the edition ``round_edition`` of its round.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="snapshots", db_index=False)
    round = models.ForeignKey(AssessmentRound, on_delete=models.PROTECT, related_name="snapshots")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    engine_version = models.CharField(max_length=20)
    edition = models.PositiveSmallIntegerField(default=1)
    round_edition = models.PositiveSmallIntegerField(default=1)

    objects = VerdictQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(fields=["sheet", "edition"], name="snapshot_once_an_edition"),
            models.CheckConstraint(
                name="snapshot_editions_together",
                condition=Q(edition=1, round_edition=1) | Q(edition__gt=1, round_edition__gt=1),
            ),
        ]
        triggers = [*AppendOnly.Meta.triggers, not_on_frozen_sheets()]

    def __str__(self) -> str:
        return self.sha256
