"""Who headed which body in a period, by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.registry.access.models import RoleAssignment
from dieuphoi.registry.access.roles import HEADS
from dieuphoi.registry.organisations.models import Holding, Person

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Head:
    """Who headed a body: ``since`` and ``until`` (both counted) where it was not the whole period."""

    name: str
    since: date | None = None
    until: date | None = None

    def __str__(self) -> str:
        if self.since is not None and self.until is not None:
            words = _("%(name)s (%(since)s – %(until)s)")
        elif self.since is not None:
            words = _("%(name)s (từ %(since)s)")
        elif self.until is not None:
            words = _("%(name)s (đến %(until)s)")
        else:
            return self.name
        return words % {"name": self.name, "since": format_date(self.since), "until": format_date(self.until)}


def heads_of(actor: Actor, bodies: Iterable[int], start: date, until: date) -> dict[int, list[Head]]:
    """Who headed each body between two days, both counted, as far as the actor sees people. Two queries.

    A head is who holds the role of one there. Of several, deputies among them, those whose post stands first in the
    body's list of posts; of a body without such a role, who holds its first single post.
    """
    wanted = sorted(set(bodies))
    window = DateRange(start, until + _DAY)
    seen = Person.objects.visible_to(actor).values("pk")
    roles = list(
        RoleAssignment.objects.filter(role__in=HEADS, org_id__in=wanted, valid__overlap=window)
        .filter(account__person__in=seen)
        .order_by("valid", "pk")
        .values_list("org_id", "account__person_id", "account__person__full_name", "valid")
    )
    people = {person for _org, person, _name, _valid in roles}
    held = list(
        Holding.objects.filter(post__org_id__in=wanted, valid__overlap=window)
        .filter(Q(person_id__in=people) | Q(post__is_single=True, person__in=seen))
        .order_by("valid", "pk")
        .values_list("post__org_id", "person_id", "person__full_name", "valid", "post__position", "post__is_single")
    )
    place: dict[tuple[int, int], int] = {}
    for org, person, _name, _valid, position, _single in held:
        place[org, person] = min(position, place.get((org, person), position))
    found: dict[int, list[tuple[int | None, str, Any]]] = {}
    for org, person, name, valid in roles:
        found.setdefault(org, []).append((place.get((org, person)), name, valid))
    for org, _person, name, valid, position, single in held:
        if single and org not in {each for each, *_rest in roles}:
            found.setdefault(org, []).append((position, name, valid))
    return {org: _named(rows, start, until) for org, rows in found.items()}


def _named(rows: list[tuple[int | None, str, Any]], start: date, until: date) -> list[Head]:
    """Those in the first post; who holds the role without a post on record is told apart from nobody."""
    first = min((position for position, _name, _valid in rows if position is not None), default=None)
    heads: dict[Head, None] = {}
    for position, name, valid in rows:
        if position is None or position == first:
            since = valid.lower if valid.lower is not None and valid.lower > start else None
            last = valid.upper - _DAY if valid.upper is not None and valid.upper <= until else None
            heads[Head(name, since, last)] = None
    return list(heads)
