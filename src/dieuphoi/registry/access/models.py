"""Roles on units, with an end: what a person may do, where, until when, and by whom given."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.history.models import AppendOnly, tracked
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.scope import ScopedQuerySet
from dieuphoi.registry.access.roles import Role
from dieuphoi.registry.accounts.models import COORDINATOR, Account
from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.registry.territory.models import AdminUnit


class RoleAssignmentQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        """Who gives roles sees all, a coordinator those in the own organisation, everybody their own and what is lent
        to them.
        """
        if actor.has_role(Role.ADMINISTRATOR, Role.OFFICE_HEAD):
            return self
        lent = Delegation.objects.filter(delegate_id=actor.id).values("assignment_id")
        mine = models.Q(account_id=actor.id) | models.Q(id__in=lent)
        if orgs := actor.orgs(COORDINATOR):
            mine |= models.Q(org_id__in=sorted(orgs))
        return self.filter(mine)


@tracked()
class RoleAssignment(models.Model):
    """One role of one account in an organisation, over a place (none: the whole province), for a time.

    ``coordinator``: while the role is held, its holder also looks after the accounts of the organisation's people.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=24, choices=Role.choices)
    org = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    place = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    valid = DateRangeField()
    reason = models.TextField(blank=True)
    coordinator = models.BooleanField(default=False)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["account"], name="role_account"), models.Index(fields=["org"], name="role_org")]
        constraints = [
            models.CheckConstraint(
                name="coordinator_has_org", condition=models.Q(coordinator=False) | models.Q(org__isnull=False)
            ),
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


class DelegationQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        """As the assignments: who lent, who borrowed, who keeps them."""
        if actor.has_role(Role.ADMINISTRATOR, Role.OFFICE_HEAD):
            return self
        mine = models.Q(delegate_id=actor.id) | models.Q(assignment__account_id=actor.id)
        if orgs := actor.orgs(COORDINATOR):
            mine |= models.Q(assignment__org_id__in=sorted(orgs))
        return self.filter(mine)


@tracked()
class Delegation(models.Model):
    """A role lent for a bounded time. It rests on the lender's assignment: it ends with it, and cannot be lent on.

    Without :class:`DelegationPlace` the whole role is lent, else only on those places. The mark ``coordinator`` is
    never lent.
    """

    assignment = models.ForeignKey(RoleAssignment, on_delete=models.PROTECT, related_name="delegations")
    delegate = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="borrowed")
    valid = DateRangeField()
    reason = models.TextField()

    objects = DelegationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="delegation_has_end",
                condition=models.Q(valid__isempty=True) | models.Q(valid__upper_inf=False, valid__lower_inf=False),
            ),
            models.CheckConstraint(name="delegation_has_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} → {self.delegate_id}"


class DelegationPartQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        return self.filter(delegation__in=Delegation.objects.visible_to(actor))


class DelegationPlace(AppendOnly):
    """A unit on which a role is lent, where it is not lent whole."""

    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="places")
    unit = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="+")

    objects = DelegationPartQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        constraints = [models.UniqueConstraint(fields=["delegation", "unit"], name="delegation_place_once")]

    def __str__(self) -> str:
        return f"{self.delegation_id}: {self.unit_id}"


class ReviewQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        return self.filter(assignment__in=RoleAssignment.objects.visible_to(actor))


class AccessReview(AppendOnly):
    """Somebody looked whether a role is still needed, and said so. ``actor_id`` is who, ``recorded_at`` when."""

    class Decision(models.TextChoices):
        KEEP = "keep", _("giữ")
        END = "end", _("kết thúc")

    assignment = models.ForeignKey(RoleAssignment, on_delete=models.PROTECT, related_name="reviews")
    decision = models.CharField(max_length=6, choices=Decision.choices)
    reason = models.TextField(blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        indexes = [models.Index(fields=["assignment", "-recorded_at"], name="review_assignment")]
        constraints = [
            models.CheckConstraint(
                name="review_end_has_reason", condition=~models.Q(decision="end") | ~models.Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.decision}"


class KeepersQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        """Rules of access are no secret of who keeps the accounts or checks them; others meet them at work."""
        return self if actor.has_role(Role.ADMINISTRATOR, Role.OFFICE_HEAD, Role.INSPECTOR) else self.none()


@tracked()
class SecondStepRule(models.Model):
    """From when (until when) the holders of a role need the second step at sign-in, and who said so."""

    role = models.CharField(max_length=24, choices=Role.choices)
    valid = DateRangeField()
    source = models.TextField()

    objects = KeepersQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="second_step_rule_has_start", condition=models.Q(valid__lower_inf=False)),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.valid}"


class Interval(models.TextChoices):
    REVIEW_EVERY = "review_every", _("Rà soát lại mỗi vai trò sau")
    ROLE_ENDS_SOON = "role_ends_soon", _("Báo vai trò sắp hết hạn trước")
    TOKEN_ENDS_SOON = "token_ends_soon", _("Báo mã truy cập sắp hết hạn trước")


@tracked()
class AccessInterval(models.Model):
    """So many days for something, with validity and provenance. The latest that holds on a day counts."""

    key = models.CharField(max_length=20, choices=Interval.choices)
    days = models.PositiveIntegerField()
    valid = DateRangeField()
    source = models.TextField()

    objects = KeepersQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="access_interval_positive", condition=models.Q(days__gte=1, days__lte=3660)),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.days}"


class JournalQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        return self if actor.has_role(Role.ADMINISTRATOR, Role.INSPECTOR) else self.none()


class JournalEntry(models.Model):
    """One line of the journal of accounts: a view over histories, records of acts and the log of sign-ins.

    ``actor_id`` did ``act`` at ``at`` to ``account_id``; ``username`` stands where a failed sign-in names nobody.
    """

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    area = models.CharField(max_length=12)
    act = models.TextField()
    actor_account = models.ForeignKey(
        Account, on_delete=models.DO_NOTHING, related_name="+", null=True, db_constraint=False
    )
    account = models.ForeignKey(
        Account, on_delete=models.DO_NOTHING, related_name="+", null=True, db_constraint=False
    )
    username = models.TextField()
    role = models.TextField()
    org = models.ForeignKey(OrgUnit, on_delete=models.DO_NOTHING, related_name="+", null=True, db_constraint=False)
    place = models.ForeignKey(AdminUnit, on_delete=models.DO_NOTHING, related_name="+", null=True, db_constraint=False)
    detail = models.TextField()
    reason = models.TextField()
    ip = models.GenericIPAddressField(null=True)

    objects = JournalQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "access_journal"

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.act}"
