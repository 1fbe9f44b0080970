"""Public lists: approved snapshots, all that people without an account read.

The content is frozen when the list is prepared, so that the approver sees exactly what becomes public, and no later
change of the registers reaches it. A list is never changed: one that is wrong is withdrawn, and another prepared.
"""

from __future__ import annotations

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q

from dieuphoi.core.history.models import AppendOnly, tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.functions import Fold
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.insight.portal.policies import READERS
from dieuphoi.insight.portal.states import LIST_LIFE, ListState
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.territory.models import AdminUnit


class PublicListQuerySet(ScopedQuerySet):
    """The register of lists, drafts included, is the office's, the leaders' and the inspectors' of the province."""

    def scope(self, actor: Actor) -> Self:
        places = actor.reads(*READERS)
        if places.everything:
            return self
        return self.filter(province_id__in=sorted(places.ids)) if places else self.none()

    def published(self) -> Self:
        """What everybody may read, without an account. The one way past the scope; nothing else is public."""
        return self.filter(state=ListState.PUBLISHED)

    def once_published(self) -> Self:
        """As :meth:`published`, with those that were withdrawn since: their addresses say so."""
        return self.filter(state__in=[ListState.PUBLISHED, ListState.WITHDRAWN])


class OfListQuerySet(ScopedQuerySet):
    """A content is seen by who sees its list."""

    def scope(self, actor: Actor) -> Self:
        return self.filter(public_list__in=PublicList.objects.visible_to(actor))


_FROZEN = ("kind", "province", "title", "as_of", "content_hash", "row_count", "prepared_by", "prepared_at")


def _differs(name: str) -> Q:
    differs: Q = pgtrigger.Q(**{f"old__{name}__df": pgtrigger.F(f"new__{name}")})
    return differs


@tracked()
class PublicList(models.Model):
    """A list prepared for the public (``danh sách công khai``): of a kind, a province and a day.

    ``content_hash`` is the SHA-256 over the canonical bytes of its content. ``approved_office`` is the name of the
    office as it was then: the public page names the office, never a person.
    """

    kind = models.CharField(max_length=40)
    province = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    as_of = models.DateField()
    state = models.CharField(max_length=10, choices=ListState.choices, default=LIST_LIFE.start)
    content_hash = models.CharField(max_length=64)
    row_count = models.PositiveIntegerField()
    prepared_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)
    approved_office = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.TextField(blank=True)
    title_folded = models.GeneratedField(expression=Fold("title"), output_field=models.TextField(), db_persist=True)

    objects = PublicListQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="public_list_approved_by_another",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by")),
            ),
            models.CheckConstraint(
                name="public_list_published_is_approved",
                condition=~Q(state__in=["PUBLISHED", "WITHDRAWN"])
                | Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_office=""),
            ),
            models.CheckConstraint(
                name="public_list_ended_says_why",
                condition=~Q(state__in=["WITHDRAWN", "DROPPED"]) | Q(ended_at__isnull=False) & ~Q(ended_reason=""),
            ),
            models.UniqueConstraint(
                name="public_list_once",
                fields=["content_hash"],
                condition=Q(state__in=["PREPARED", "PUBLISHED"]),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-approved_at"], name="public_list_newest"),
            models.Index(fields=["province", "kind"], name="public_list_of_province"),
        ]
        triggers = [
            LIST_LIFE.trigger(),
            pgtrigger.ReadOnly(name="list_frozen", fields=list(_FROZEN)),
            pgtrigger.Protect(
                name="approval_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__approved_at__isnull=False)
                & (_differs("approved_by") | _differs("approved_at") | _differs("approved_office")),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.title


class PublicContent(AppendOnly):
    """The frozen content of a list: canonical bytes, compressed, with the SHA-256 of what they hold."""

    public_list = models.OneToOneField(PublicList, on_delete=models.PROTECT, related_name="content")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    objects = OfListQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        pass

    def __str__(self) -> str:
        return self.sha256
