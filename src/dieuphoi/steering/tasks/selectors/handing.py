"""Open tasks that must go to somebody else: whose person left, and what one person has open."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.access.roles import HEADS, OFFICE
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.organisations.models import Holding
from dieuphoi.registry.organisations.selectors import handover_by_id
from dieuphoi.steering.tasks.models import Task
from dieuphoi.steering.tasks.selectors.rows import OPEN_STATES, tasks
from dieuphoi.steering.tasks.selectors.waiting import of_led_bodies

AT_ONCE: Final = 200
"""So many tasks are listed, and handed over, at a time."""


def orphaned(rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    """Of ``rows`` those that nobody does any more: who answers for the task holds no post in the lead body on ``day``
    (there, above it or in a room of it, as when it was given), or their account is closed.

    Who never had an account is none of them: the office does their work on behalf.
    """
    works = Holding._base_manager.filter(person_id=OuterRef("responsible_id"), valid__contains=day).filter(
        Q(post__org_id=OuterRef("lead_org_id"))
        | Q(post__org_id=OuterRef("lead_org__parent_id"))
        | Q(post__org_id=OuterRef("lead_org__parent__parent_id"))
        | Q(post__org__parent_id=OuterRef("lead_org_id"))
        | Q(post__org__parent__parent_id=OuterRef("lead_org_id"))
    )
    closed = Account._base_manager.filter(person_id=OuterRef("responsible_id"), is_active=False)
    return rows.filter(~Exists(works) | Exists(closed))


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """Open tasks that nobody does any more: how many, the earliest day of them, and the filter that lists them."""

    count: int
    due_on: date | None
    given_on: date
    query: dict[str, Any] = field(default_factory=dict)


def left_behind_for(actor: Actor, day: date) -> LeftBehind | None:
    """What nobody does any more and this actor can give to another: the office of the province, heads of their bodies.
    One query.
    """
    rows: Any = Task.objects.visible_to(actor).filter(state__in=OPEN_STATES)
    places = actor.writes(*OFFICE)
    query: dict[str, Any] = {"orphaned": "true"}
    if places:
        rows = rows if places.everything else rows.filter(province__any_of=places.array)
    elif actor.orgs(*HEADS):
        rows = of_led_bodies(actor, rows)
        query["whose"] = "led"
    else:
        return None
    found = orphaned(rows, day).aggregate(
        n=Count("pk"), due=Min(Coalesce("due_on", "next_progress_on")), given=Min("given_on")
    )
    return LeftBehind(found["n"], found["due"], found["given"], query) if found["n"] else None


def open_of_person(actor: Actor, person_id: int, day: date) -> QuerySet[Any]:
    """The open tasks that a person answers for, as far as the actor sees them, the next due first."""
    rows = tasks(actor, day).filter(responsible_id=person_id, state__in=OPEN_STATES)
    return rows.order_by(F("due").asc(nulls_last=True), "pk")


def gave_some(actor: Actor, person_id: int) -> bool:
    """Whether the actor gave one of the open tasks that a person answers for."""
    rows = Task.objects.visible_to(actor).filter(responsible_id=person_id, state__in=OPEN_STATES)
    return rows.filter(giver__account__id__in=sorted({actor.id, *actor.stands_in_for})).exists()


def sides_of_handover(actor: Actor, handover_id: int) -> tuple[int | None, int | None, str]:
    """Who gives and who receives in a handover (people), and its reason. Raises ``NotVisible``."""
    row = handover_by_id(actor, handover_id)
    return row.giver_id, row.receiver_id, row.reason
