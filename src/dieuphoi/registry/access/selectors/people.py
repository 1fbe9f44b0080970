"""One account as its page shows it: what it holds, what it lent and borrowed, what it may and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from psycopg.types.range import DateRange

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.access.models import Delegation, RoleAssignment
from dieuphoi.registry.access.policies import Standing
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.organisations.models import Person


def standing(account_id: int, day: date) -> Standing:
    """What the account holds on ``day`` or will hold later, own and borrowed, whoever asks: rights are judged by it."""
    ahead = DateRange(day, None)
    own = RoleAssignment.objects.filter(account_id=account_id, valid__overlap=ahead).values_list("role", "org_id")
    lent = Delegation.objects.filter(delegate_id=account_id, valid__overlap=ahead).values_list(
        "assignment__role", "assignment__org_id"
    )
    held = [*own, *lent]
    return Standing(
        account_id=account_id,
        is_active=Account.objects.filter(id=account_id, is_active=True).exists(),
        roles=frozenset(role for role, _org in held),
        orgs=frozenset(org for _role, org in held),
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open account that a role may be lent to."""

    account_id: int
    username: str
    full_name: str


def candidates(actor: Actor, typed: str) -> list[Candidate]:
    """Open accounts by user name or by full name, among people whom the actor sees; not the actor's own."""
    rows = (
        Account.objects.filter(is_active=True, is_system=False, person__in=Person.objects.visible_to(actor))
        .exclude(id=actor.id)
        .select_related("person")
    )
    exact = rows.filter(username=typed.strip().lower())
    found = exact if exact.exists() else rows.filter(person__full_name__iexact=" ".join(typed.split()))
    return [Candidate(row.pk, row.username, str(row)) for row in found.order_by("username")[:20]]


def delegations_of(actor: Actor, account_id: int) -> QuerySet[Delegation]:
    """What the account lent and borrowed within the actor's scope, the latest first."""
    rows = Delegation.objects.visible_to(actor).select_related(
        "assignment__account__person", "assignment__org", "delegate__person"
    )
    return (rows.filter(delegate_id=account_id) | rows.filter(assignment__account_id=account_id)).order_by("-id")


def delegation_visible(actor: Actor, delegation_id: int) -> Delegation:
    """One delegation within the actor's scope. Raises ``NotVisible``."""
    rows = Delegation.objects.select_related("assignment__account__person", "delegate__person")
    return rows.one_visible_to(actor, id=delegation_id)
