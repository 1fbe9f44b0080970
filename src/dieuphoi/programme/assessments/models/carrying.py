"""How figures cross a merger of communes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dieuphoi.core.history.models import AppendOnly
from dieuphoi.programme.criteria.models import Indicator
from dieuphoi.registry.profile.models import Rule
from dieuphoi.registry.territory.models import PublicQuerySet, ShareOf


class CarryRule(AppendOnly):
    """How the figures of an indicator cross a merger of communes, where the office says otherwise than the default of
    its kind (``data/carry-defaults.yaml``). ``rule`` empty: the default again. ``shared_by``: by which shares a divided
    commune may be counted, empty: any. The current row is the one nobody supersedes.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=16, choices=Rule.choices, blank=True)
    shared_by = models.CharField(max_length=10, choices=ShareOf.choices, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    import_run_id = models.BigIntegerField(null=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="superseded_by", null=True, blank=True
    )

    objects = PublicQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["indicator"], condition=Q(supersedes__isnull=True), name="carry_rule_starts_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.rule}"
