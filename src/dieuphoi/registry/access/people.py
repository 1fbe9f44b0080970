"""Reading for the sheet of people: who is there, in which posts, with which accounts and roles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q
from psycopg.types.range import Range

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.ranges import day_after
from dieuphoi.registry.access.models import RoleAssignment
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.organisations.models import Holding, Person

FREED = "~"
"""Stands in the user name of an account that an undone import had opened: nobody can type one with it."""


@dataclass(slots=True)
class KnownPost:
    """A post somebody holds or held."""

    holding_id: int
    org_id: int
    org_code: str
    title: str
    valid: Range[date]


@dataclass(slots=True)
class KnownRole:
    """A role somebody has or had."""

    assignment_id: int
    role: str
    org_id: int | None
    place_id: int | None
    valid: Range[date]
    coordinator: bool = False


@dataclass(slots=True)
class KnownPerson:
    """A person with everything a row of the sheet is compared with."""

    id: int
    full_name: str
    phone: str
    email: str
    account_id: int | None = None
    username: str = ""
    is_active: bool = True
    posts: list[KnownPost] = field(default_factory=list)
    roles: list[KnownRole] = field(default_factory=list)


def known_people(actor: Actor, *, ids: Iterable[int] | None = None) -> dict[int, KnownPerson]:
    """People within the actor's scope with posts, account and roles, by id, in four queries.

    Ordered by given name; posts and roles oldest first. What an undone import had brought was never there: posts and
    roles with no day, and (for who recognises people) :func:`never_came`.
    """
    people = Person.objects.visible_to(actor).order_by("given_name_key", "full_name", "id")
    if ids is not None:
        people = people.filter(id__in=list(ids))
    found = {
        pk: KnownPerson(pk, name, phone, email)
        for pk, name, phone, email in people.values_list("id", "full_name", "phone", "email")
    }
    owners: dict[int, int] = {}
    accounts = Account.objects.visible_to(actor).filter(person__isnull=False)
    for pk, username, person, active in accounts.values_list("id", "username", "person_id", "is_active"):
        if person in found:
            owners[pk] = person
            known = found[person]
            known.account_id, known.username, known.is_active = pk, username, active
    for holding, person, org, code, title, valid in (
        Holding.objects.visible_to(actor)
        .filter(valid__isempty=False)
        .order_by("valid", "id")
        .values_list("id", "person_id", "post__org_id", "post__org__code", "post__title", "valid")
    ):
        if person in found:
            found[person].posts.append(KnownPost(holding, org, code, title, valid))
    for pk, account, role, org, place, valid, coordinator in (
        RoleAssignment.objects.visible_to(actor)
        .filter(valid__isempty=False)
        .order_by("valid", "id")
        .values_list("id", "account_id", "role", "org_id", "place_id", "valid", "coordinator")
    ):
        if account in owners:
            found[owners[account]].roles.append(KnownRole(pk, role, org, place, valid, coordinator))
    return found


def holds(valid: Range[date], day: date) -> bool:
    """Whether a post or role is held on ``day`` or will be later: what the sheet of today shows."""
    if valid.isempty:
        return False
    end = day_after(valid)
    return end is None or end > day


def never_came() -> set[int]:
    """The persons whom an undone import had brought in: they held posts on no day and have no account, or a closed one
    whose user name was set free.
    """
    held = Holding.objects.filter(person_id=OuterRef("pk"))
    people = Person.objects.filter(Exists(held), ~Exists(held.filter(valid__isempty=False)))
    return set(
        people.filter(Q(account__isnull=True) | Q(account__is_active=False, account__username__contains=FREED))
        .values_list("id", flat=True)
    )
