"""What one person or organisation hands to another: who gave, who received, what is open (S0-23, fault 15)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.history.models import tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.registry.organisations.models.orgs import OrgUnit
from dieuphoi.registry.organisations.models.people import Holding, OfPersonQuerySet, Person
from dieuphoi.registry.organisations.states import (
    CHECK_LIFE,
    HANDOVER_LIFE,
    CheckState,
    HandoverState,
    ItemState,
)


class ItemKind(models.TextChoices):
    WORK = "work", _("Việc đang làm")
    DOCUMENT = "document", _("Văn bản, tài liệu")
    DOSSIER = "dossier", _("Hồ sơ")
    ASSET = "asset", _("Tài sản")
    ACCOUNT = "account", _("Tài khoản")
    OTHER = "other", _("Nội dung khác")


class HandoverQuerySet(ScopedQuerySet):
    """The office and the administrator see all; others those they give or receive, and those of their own body."""

    def scope(self, actor: Actor) -> Self:
        if actor.has_role("administrator", "office_head", "office_specialist"):
            return self
        heads = actor.orgs("department_head", "commune_chair")
        return self.filter(
            Q(giver__account__id=actor.id)
            | Q(receiver__account__id=actor.id)
            | Q(giver_org__in=heads)
            | Q(receiver_org__in=heads)
        )


@tracked()
class Handover(models.Model):
    """One handover. A person gives on behalf of their body; from body to body both people may be empty."""

    giver = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="given", null=True, blank=True)
    giver_org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="given", null=True, blank=True)
    receiver = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="received", null=True, blank=True)
    receiver_org = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, related_name="received", null=True, blank=True
    )
    effective_on = models.DateField()
    reason = models.TextField()
    state = models.CharField(
        max_length=10, choices=HandoverState.choices, default=HandoverState.OPEN, db_index=True
    )
    opened_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_note = models.TextField(blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        triggers = [HANDOVER_LIFE.trigger()]
        constraints = [
            models.CheckConstraint(
                name="handover_has_giver", condition=Q(giver__isnull=False) | Q(giver_org__isnull=False)
            ),
            models.CheckConstraint(
                name="handover_has_receiver",
                condition=Q(receiver__isnull=False) | Q(receiver_org__isnull=False),
            ),
            models.CheckConstraint(
                name="handover_to_another",
                condition=Q(giver__isnull=True) | Q(receiver__isnull=True) | ~Q(giver=models.F("receiver")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver or self.giver_org} → {self.receiver or self.receiver_org}"


class ItemQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        return self.filter(handover__in=Handover.objects.visible_to(actor))


@tracked()
class HandoverItem(models.Model):
    """One thing handed over. ``source`` names the finder that found it (empty: typed), ``record_id`` its record."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=10, choices=ItemKind.choices)
    title = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=60, blank=True)
    record_id = models.BigIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=ItemState.choices, default=ItemState.OPEN)
    note = models.TextField(blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["handover", "source", "record_id"],
                name="handover_item_once",
                condition=Q(record_id__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class PersonnelCheck(models.Model):
    """A change of somebody's post asks for a look at what they still follow (S3-44)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="checks")
    holding = models.ForeignKey(Holding, on_delete=models.PROTECT, related_name="checks")
    changed_on = models.DateField()
    state = models.CharField(max_length=10, choices=CheckState.choices, default=CheckState.OPEN, db_index=True)
    note = models.TextField(blank=True)

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        triggers = [CHECK_LIFE.trigger()]

    def __str__(self) -> str:
        return f"{self.person_id} {self.changed_on:%Y-%m-%d}"


__all__ = ["Handover", "HandoverItem", "ItemKind", "ItemState", "PersonnelCheck"]
