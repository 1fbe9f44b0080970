"""Published results of a quarter, half or year: frozen figures of bodies and heads, approved by another person."""

from __future__ import annotations

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import BigIntegerField, F, Func, Q

from dieuphoi.core.history.models import AppendOnly, tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.functions import Fold
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.registry.access.roles import OFFICE, Role
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.territory.models import AdminUnit, UnitParent
from dieuphoi.steering.tasks.result_states import RESULT_EDITION_LIFE, ResultState

_FROZEN = (
    "province", "period", "starts_on", "ends_on", "number", "title", "as_of", "digest", "bodies", "prepared_by",
    "prepared_at",
)  # fmt: skip


class ResultQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        """What was published is read by everybody who works in the province; what waits by the office, the leaders and
        the inspectors.
        """
        roles = [role for role in Role.values if role != Role.ADMINISTRATOR]
        if not actor.has_role(*roles):
            return self.none()
        inside = actor.reads(*OFFICE, Role.LEADER, Role.INSPECTOR)
        if inside.everything:
            return self
        shown = Q(state__in=[ResultState.PUBLISHED, ResultState.WITHDRAWN])
        places = actor.reads(*roles)
        if places and not places.everything:
            above = UnitParent._base_manager.filter(unit__any_of=places.array)
            ids = above.annotate(up=Func(F("path"), function="unnest", output_field=BigIntegerField())).values("up")
            shown &= Q(province__in=ids)
        return self.filter(shown | Q(province__any_of=inside.array) if inside else shown)


class ThroughResultQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        return self.filter(edition__in=ResultEdition.objects.visible_to(actor).values("pk"))


@tracked()
class ResultEdition(models.Model):
    """Results of a period as they were on the day ``as_of`` on which they were prepared. ``number`` counts the editions
    of the same period; one of them at most waits or is published. ``digest`` is the SHA-256 of its content.
    """

    province = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=24)
    starts_on = models.DateField()
    ends_on = models.DateField()
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    as_of = models.DateField()
    state = models.CharField(max_length=10, choices=ResultState.choices, default=RESULT_EDITION_LIFE.start)
    digest = models.CharField(max_length=64)
    bodies = models.PositiveIntegerField()
    prepared_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)
    title_folded = models.GeneratedField(expression=Fold("title"), output_field=models.TextField(), db_persist=True)

    objects = ResultQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="result_approved_by_another",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by")),
            ),
            models.CheckConstraint(
                name="result_published_is_approved",
                condition=~Q(state__in=["PUBLISHED", "WITHDRAWN"])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="result_ended_says_why",
                condition=~Q(state__in=["WITHDRAWN", "DROPPED"]) | Q(ended_at__isnull=False) & ~Q(end_reason=""),
            ),
            models.CheckConstraint(name="result_of_what_is_over", condition=Q(as_of__gt=F("ends_on"))),
            models.UniqueConstraint(name="result_number_once", fields=["province", "period", "number"]),
            models.UniqueConstraint(
                name="result_stands_once",
                fields=["province", "period"],
                condition=Q(state__in=["PREPARED", "PUBLISHED"]),
            ),
        ]
        indexes = [models.Index(fields=["province", "-starts_on"], name="result_newest")]
        triggers = [
            RESULT_EDITION_LIFE.trigger(),
            pgtrigger.ReadOnly(name="edition_frozen", fields=list(_FROZEN)),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.title


class ResultContent(AppendOnly):
    """The frozen figures of an edition, in texts, whole numbers and lists, and their SHA-256."""

    edition = models.OneToOneField(ResultEdition, on_delete=models.PROTECT, related_name="content")
    content = models.JSONField()
    digest = models.CharField(max_length=64)

    objects = ThroughResultQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        pass

    def __str__(self) -> str:
        return self.digest
