"""Who is this, today? Builds the :class:`Actor` from the roles and delegations that are valid on the day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from allauth.mfa.models import Authenticator
from django.db import connection
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import EVERYWHERE, NOWHERE, Actor, Grant, Places, anonymous_actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.registry.access.roles import COORDINATOR, READS_PROVINCE, WRITES_PLACE, Role, role_label
from dieuphoi.registry.accounts.models import NO_PERSON
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
    """The actor of an account on a day with what is asked of its sign-in, in one to three queries."""
    if account_id is None:
        return Identity(anonymous_actor(on))
    who = _who(account_id, on)
    if who is None:
        return Identity(anonymous_actor(on))
    name, has_second_step, held = who
    reach = _reach({unit for each in held for unit in (each.place, *each.lent_places) if unit is not None})
    grants: list[Grant] = []
    for each in held:
        grants += _grants(each, account_id, reach)
    return Identity(
        actor=Actor(id=account_id, name=name, on=on, grants=tuple(grants), scopes=scopes),
        second_step_required=any(each.second_step for each in held),
        has_second_step=has_second_step,
    )


def _who(account_id: int, on: date) -> tuple[str, bool, list[_Held]] | None:
    """Name of an open account, whether it has the second step, and its roles of the day: its own, and those lent to it
    while their owner holds them and has an open account.

    Every request asks this before anything else: one statement, written out, because putting it together anew cost
    more than running it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WHO, {"account": account_id, "on": on, "totp": Authenticator.Type.TOTP})
        rows = cursor.fetchall()
    if not rows:
        return None
    name, has_second_step = rows[0][:2]
    held = [_Held(*row[2:]) for row in rows if row[2] is not None]
    return name if name is not None else NO_PERSON, has_second_step, held


_WHO: Final = """
SELECT p.full_name,
       EXISTS (SELECT FROM mfa_authenticator m WHERE m.user_id = a.id AND m.type = %(totp)s),
       h.role, h.org_id, h.place_id, h.valid, h.coordinator, h.account_id, h.owner, h.lent, h.lent_places,
       EXISTS (SELECT FROM access_secondsteprule s WHERE s.role = h.role AND s.valid @> %(on)s::date)
  FROM accounts_account a
  LEFT JOIN organisations_person p ON p.id = a.person_id
  LEFT JOIN LATERAL (
       SELECT r.id, r.role, r.org_id, r.place_id, r.valid, r.coordinator, r.account_id, po.full_name AS owner,
              d.id AS lent_id, d.valid AS lent,
              ARRAY(SELECT dp.unit_id FROM access_delegationplace dp WHERE dp.delegation_id = d.id ORDER BY 1)
                  AS lent_places
         FROM access_roleassignment r
         JOIN accounts_account o ON o.id = r.account_id
         LEFT JOIN organisations_person po ON po.id = o.person_id
         LEFT JOIN access_delegation d
                ON d.assignment_id = r.id AND d.delegate_id = a.id AND d.valid @> %(on)s::date
        WHERE r.valid @> %(on)s::date AND (r.account_id = a.id OR (d.id IS NOT NULL AND o.is_active))
       ) h ON TRUE
 WHERE a.id = %(account)s AND a.is_active
 ORDER BY h.id, h.lent_id
"""


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
    lender = None if own else held.owner_id
    yield Grant(role=held.role, org_id=held.org, read=read, write=write, why=why, lent_by=lender)
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
