"""What was entered, and the files that prove it."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from dieuphoi.core.files.models import AttachedFile
from dieuphoi.core.history.models import AppendOnly
from dieuphoi.programme.assessments.models.guards import not_on_frozen_sheets
from dieuphoi.programme.assessments.models.rounds import Sheet
from dieuphoi.programme.assessments.models.scopes import ThroughSheetQuerySet
from dieuphoi.programme.assessments.models.words import Side
from dieuphoi.programme.criteria.models import Indicator


class Value(AppendOnly):
    """One entered fact. A correction is a new row that supersedes; the current one is the row nobody supersedes.

    Each ``side`` has its own chain: the department's figure and the council's stand beside the commune's, which they
    never supersede; taking one back is a cleared row.

    ``part`` names the part of a composite row (label of the set), the sex, or is empty. A share keeps
    ``numerator`` and ``denominator``. ``cleared`` says that the cell was emptied on purpose.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="values", db_index=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", db_index=False)
    part = models.CharField(max_length=60, blank=True)
    side = models.CharField(max_length=10, choices=Side.choices, default=Side.COMMUNE)
    number = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    text = models.TextField(blank=True)
    numerator = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    denominator = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    standard = models.CharField(max_length=60, blank=True)
    applicable = models.BooleanField(null=True)
    explanation = models.TextField(blank=True)
    cleared = models.BooleanField(default=False)
    on_behalf = models.BooleanField(default=False)
    import_run_id = models.BigIntegerField(null=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="superseded_by", null=True, blank=True
    )

    objects = ThroughSheetQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "indicator", "part", "side"],
                condition=Q(supersedes__isnull=True),
                name="value_chain_starts_once",
            ),
            models.CheckConstraint(
                name="value_share_is_whole",
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__isnull=False, denominator__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["sheet", "indicator"], name="value_sheet_indicator")]
        triggers = [
            *AppendOnly.Meta.triggers,
            not_on_frozen_sheets(),
            # The condition keeps it from the commune's figures: an import of thousands never calls it.
            pgtrigger.Trigger(
                name="not_for_two_sides",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.side <> 'commune' AND NOT NEW.cleared"),
                func="""
                    IF EXISTS (
                        SELECT 1 FROM assessments_value v
                         WHERE v.sheet_id = NEW.sheet_id AND v.indicator_id = NEW.indicator_id
                           AND v.actor_id = NEW.actor_id AND v.side <> NEW.side AND v.side <> 'council'
                           AND NOT v.cleared
                           AND NOT EXISTS (SELECT 1 FROM assessments_value w WHERE w.supersedes_id = v.id)
                    ) THEN
                        RAISE EXCEPTION 'dieuphoi: nobody both enters and verifies the same value';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.indicator_id}"


class Evidence(AttachedFile):
    """A file that proves a value."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="evidence", db_index=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", db_index=False)
    note = models.CharField(max_length=300, blank=True)

    objects = ThroughSheetQuerySet.as_manager()

    class Meta(AttachedFile.Meta):
        abstract = False
        indexes = [models.Index(fields=["sheet", "indicator"], name="evidence_sheet_indicator")]
        triggers = [*AttachedFile.Meta.triggers, not_on_frozen_sheets()]

    def __str__(self) -> str:
        return self.name
