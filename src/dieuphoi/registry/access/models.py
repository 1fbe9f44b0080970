"""Roles on units, with an end: what a person may do, where, until when, and by whom given."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from dieuphoi.core.history.models import tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.registry.access.roles import Role
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.registry.territory.models import AdminUnit


class RoleAssignmentQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        if actor.has_role(Role.ADMINISTRATOR, Role.OFFICE_HEAD):
            return self
        return self.filter(account_id=actor.id)


@tracked()
class RoleAssignment(models.Model):
    """One role of one account in an organisation, over a place (none: the whole province), for a time."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=24, choices=Role.choices)
    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    place = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    valid = DateRangeField()
    reason = models.TextField(blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["account"], name="role_account")]
        constraints = [
            models.CheckConstraint(
                name="commune_role_needs_place",
                condition=~models.Q(role__in=["commune_officer", "commune_chair", "assigned_leader"])
                | models.Q(place__isnull=False),
            ),
            models.CheckConstraint(
                name="department_role_needs_org",
                condition=~models.Q(role__in=["department_head", "department_officer"])
                | models.Q(org__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.role}"
