"""Whom something waits for at all: bodies and people, asked once for everybody (:mod:`dieuphoi.core.kernel.inturn`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.inturn import for_all
from dieuphoi.registry.access.roles import COMMUNE
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.organisations.models import OrgUnit


@dataclass(frozen=True, slots=True)
class Touched:
    """Bodies, each with the two above it that it may be a room of, their places, and accounts of people."""

    orgs: frozenset[int]
    places: frozenset[int]
    accounts: frozenset[int]

    def may_be(self, actor: Actor) -> bool:
        """Never false for somebody who works in one of the bodies, enters for its place, is or stands in for one of
        the people. True says nothing.
        """
        if actor.is_system or actor.id in self.accounts or not self.accounts.isdisjoint(actor.stands_in_for):
            return True
        if not self.orgs.isdisjoint(actor.orgs()):
            return True
        read, written = actor.reads(*COMMUNE), actor.writes(*COMMUNE)
        return read.everything or written.everything or not self.places.isdisjoint(read.ids | written.ids)


def touched(*, orgs: QuerySet[Any, Any] | None = None, people: QuerySet[Any, Any] | None = None) -> Touched:
    """From subqueries of ids of bodies and of people. Two queries at most."""
    bodies: Any = [] if orgs is None else OrgUnit.objects.filter(pk__in=orgs).values_list(
        "pk", "parent_id", "parent__parent_id", "place_id"
    )  # fmt: skip
    rows = list(bodies)
    accounts: Any = [] if people is None else Account.objects.filter(person__in=people).values_list("pk", flat=True)
    return Touched(
        orgs=frozenset(each for row in rows for each in row[:3] if each is not None),
        places=frozenset(row[3] for row in rows if row[3] is not None),
        accounts=frozenset(accounts),
    )


def surely_nothing(actor: Actor, key: str, question: Callable[[], Touched]) -> bool:
    """Whether nothing waits for this actor, as far as the question for everybody tells. Never true for a single person
    asked about outside a turn.
    """
    found = for_all(key, question)
    return found is not None and not found.may_be(actor)
