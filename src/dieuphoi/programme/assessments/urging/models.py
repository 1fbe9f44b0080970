"""Who was urged, by whom, when, with which words; and how long one person is left in peace.

Imported by ``models.py`` of the package, hence foreign keys by name.
"""

from __future__ import annotations

from typing import Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.history.models import AppendOnly, tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.registry.territory.models import AdminUnit, PublicQuerySet


class UrgeQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        """Who reads the province reads all; a commune what it was told, a department too."""
        places = actor.reads()
        if places.everything:
            return self
        return self.filter(
            Q(unit__any_of=places.array) | Q(org_id__in=sorted(actor.orgs())) | Q(round__province__any_of=places.array)
        )


class RoundUrge(AppendOnly):
    """One commune or department was urged in a round. ``told`` are the accounts that got the notice, ``count`` of what
    was missing then (indicators), ``words`` what the office wrote. ``urger_name`` as they were called.
    """

    round = models.ForeignKey("assessments.AssessmentRound", on_delete=models.PROTECT, related_name="urges")
    unit = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="+", null=True)
    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", null=True)
    words = models.TextField(blank=True)
    told = ArrayField(models.BigIntegerField(), default=list)
    count = models.PositiveIntegerField(default=0)
    urger_name = models.CharField(max_length=200)

    objects = UrgeQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [
            models.CheckConstraint(
                name="urge_of_one", condition=Q(unit__isnull=False, org__isnull=True)
                | Q(unit__isnull=True, org__isnull=False),
            ),
            models.CheckConstraint(name="urge_told_somebody", condition=~Q(told=[])),
        ]  # fmt: skip
        indexes = [models.Index(fields=["round", "unit"], name="urge_round_unit")]
        triggers = [
            *AppendOnly.Meta.triggers,
            pgtrigger.Trigger(
                name="only_while_open",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM assessments_assessmentround r WHERE r.id = NEW.round_id AND r.state = 'OPEN'
                    ) THEN
                        RAISE EXCEPTION 'dieuphoi: the round is not open (%)', TG_TABLE_NAME;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.unit_id or self.org_id}"


@tracked()
class UrgePause(models.Model):
    """So many days one person is not urged again in a round. The newest that holds on a day counts; before the first
    one the shipped ``data/urging.yaml`` does.
    """

    days = models.PositiveSmallIntegerField(_("Số ngày"))
    valid = DateRangeField(_("Thời gian"))
    source = models.TextField(_("Căn cứ"))

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="urge_pause_in_bounds", condition=Q(days__gte=1, days__lte=60)),
            models.CheckConstraint(name="urge_pause_has_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.days}"
