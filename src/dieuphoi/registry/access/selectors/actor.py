"""Who is this, today? Builds the :class:`Actor` from the roles and delegations that are valid on the day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import EVERYWHERE, NOWHERE, Actor, Grant, Places, anonymous_actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.registry.access.models import DelegationPlace, RoleAssignment, SecondStepRule
from dieuphoi.registry.access.roles import COORDINATOR, READS_PROVINCE, WRITES_PLACE, Role, role_label
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.territory.selectors import ever_inside, predecessor_closure


@dataclass(frozen=True, slots=True)
class Identity:
    """The actor, and whether one of its roles needs the second step that the account has (or has not) turned on."""

    actor: Actor
    second_step_required: bool = False
    has_second_step: bool = False

    @property
    def second_step_missing(self) -> bool:
        return self.second_step_required and not self.has_second_step


@dataclass(frozen=True, slots=True)
class _Held:
    """A role as the database gives it: own, or lent by somebody."""

    role: str
    org: int | None
    place: int | None
    valid: Any
    coordinator: bool
    owner_id: int
    owner: str
    lent: Any
    lent_places: list[int]
    second_step: bool


def actor_for(account_id: int | None, on: date, *, scopes: frozenset[str] | None = None) -> Actor:
    """The actor of an account on a day; the anonymous one when the account is closed or absent."""
    return identity_for(account_id, on, scopes=scopes).actor


def identity_for(account_id: int | None, on: date, *, scopes: frozenset[str] | None = None) -> Identity:
    """The actor of an account on a day with what is asked of its sign-in, in two or three queries."""
    if account_id is None:
        return Identity(anonymous_actor(on))
    totp = Authenticator.objects.filter(user_id=OuterRef("pk"), type=Authenticator.Type.TOTP)
    account = (
        Account.objects.select_related("person")
        .annotate(has_second_step=Exists(totp))
        .filter(id=account_id, is_active=True)
        .first()
    )
    if account is None:
        return Identity(anonymous_actor(on))
    held = _held(account_id, on)
    reach = _reach({unit for each in held for unit in (each.place, *each.lent_places) if unit is not None})
    grants: list[Grant] = []
    for each in held:
        grants += _grants(each, account_id, reach)
    return Identity(
        actor=Actor(id=account.id, name=str(account), on=on, grants=tuple(grants), scopes=scopes),
        second_step_required=any(each.second_step for each in held),
        has_second_step=account.has_second_step,
    )


def _held(account_id: int, on: date) -> list[_Held]:
    """The roles of the day, and those lent to the account while their owner holds them and has an open account."""
    lent_now = Q(delegations__delegate_id=account_id, delegations__valid__contains=on)
    rule = SecondStepRule.objects.filter(role=OuterRef("role"), valid__contains=on)
    parts = DelegationPlace.objects.filter(delegation_id=OuterRef("lent_id")).order_by("unit_id")
    rows = (
        RoleAssignment.objects.annotate(lent=FilteredRelation("delegations", condition=lent_now))
        .annotate(lent_id=F("lent__id"))
        .filter(Q(account_id=account_id) | Q(lent__isnull=False, account__is_active=True), valid__contains=on)
        .annotate(lent_places=ArraySubquery(parts.values("unit_id")), second_step=Exists(rule))
        .order_by("id", "lent_id")
        .values_list(
            "role", "org_id", "place_id", "valid", "coordinator", "account_id", "account__person__full_name",
            "lent__valid", "lent_places", "second_step",
        )
    )  # fmt: skip
    return [_Held(*row) for row in rows]


def _grants(held: _Held, account_id: int, reach: dict[int, _Reach]) -> Iterable[Grant]:
    own = held.owner_id == account_id
    if held.place is None:
        here, past = EVERYWHERE, EVERYWHERE
    else:
        here, past = Places(ids=reach[held.place].inside), Places(ids=reach[held.place].past)
    if not own and held.lent_places:
        here = _part(here, (reach[unit].inside for unit in held.lent_places))
        past = _part(past, (reach[unit].past for unit in held.lent_places))
    needs_place = held.role not in READS_PROVINCE
    nothing = held.role == Role.ADMINISTRATOR or (needs_place and held.place is None)
    read = NOWHERE if nothing else here | past
    write = here if held.role in WRITES_PLACE and not nothing else NOWHERE
    why = _why(held, own)
    yield Grant(role=held.role, org_id=held.org, read=read, write=write, why=why)
    if own and held.coordinator:
        yield Grant(role=COORDINATOR, org_id=held.org, why=_("đi cùng %(why)s") % {"why": why})


def _part(places: Places, parts: Iterable[frozenset[int]]) -> Places:
    wanted: frozenset[int] = frozenset().union(*parts)
    return Places(ids=wanted if places.everything else wanted & places.ids)


def _why(held: _Held, own: bool) -> str:
    ends = [getattr(held.valid, "upper", None), None if own else held.lent.upper]
    upper = min((end for end in ends if end is not None), default=None)
    words = {"role": role_label(held.role), "person": held.owner}
    why = _("vai trò “%(role)s”") % words if own else _("%(person)s ủy quyền vai trò “%(role)s”") % words
    if upper is not None:
        why += " " + _("đến trước ngày %(day)s") % {"day": format_date(upper)}
    return why


@dataclass(frozen=True, slots=True)
class _Reach:
    """What a place opens: ``inside`` it everything that lies, or once lay, there; the ``past`` of what that came out
    of (read only: whoever holds a successor reads the years before it).
    """

    inside: frozenset[int]
    past: frozenset[int]


def _reach(places: set[int]) -> dict[int, _Reach]:
    """How far each place reaches, in two queries, or three where units came out of others."""
    inside = ever_inside(places)
    before = predecessor_closure(set().union(*inside.values())) if inside else {}
    if not before:
        return {place: _Reach(ids, frozenset()) for place, ids in inside.items()}
    there = ever_inside(set().union(*before.values()))
    found = {}
    for place, ids in inside.items():
        olds = set().union(*(before.get(unit, set()) for unit in ids))
        found[place] = _Reach(ids, frozenset(set().union(olds, *(there[old] for old in olds)) - ids))
    return found


def units_inside(place: int) -> frozenset[int]:
    """A place with everything that lies, or once lay, inside it."""
    return ever_inside({place})[place]
