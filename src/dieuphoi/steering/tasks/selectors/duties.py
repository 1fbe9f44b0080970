"""Everything that one person answers for (S0-42, S0-49), and the functions of bodies that tasks serve (S0-10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.organisations.models import Holding, Mandate, OrgKind, OrgUnit
from dieuphoi.registry.organisations.selectors import HolderRow, SeatRow, holders_on, monitors_of, person_named, seats
from dieuphoi.steering.tasks.models import Task, TaskKind
from dieuphoi.steering.tasks.models.mandates import TaskMandate
from dieuphoi.steering.tasks.reach import reach_of
from dieuphoi.steering.tasks.selectors import load
from dieuphoi.steering.tasks.selectors.rows import DONE_LATE, OPEN_STATES, tasks
from dieuphoi.steering.tasks.selectors.rules import clock_on
from dieuphoi.steering.tasks.states import TaskState

SHOWN: Final = 100
"""So many open tasks are named on the page; the rest is a link."""


@dataclass(frozen=True, slots=True)
class Duties:
    """What one person answers for on a day. ``figures`` are counts with the filter of the list that shows their rows;
    ``mandates`` are the functions of the bodies that they work in, each with how many open tasks serve it.
    """

    person: dict[str, Any]
    day: date
    posts: tuple[HolderRow, ...]
    figures: dict[str, tuple[int, dict[str, Any]]]
    standing: tuple[Any, ...]
    open: tuple[Any, ...]
    monitors: tuple[Any, ...]
    seats: tuple[SeatRow, ...]
    mandates: tuple[tuple[str, tuple[Any, ...]], ...]


def is_within_reach(actor: Actor, person_id: int, day: date) -> bool:
    """Whether the actor looks at the whole work of a person: the office, leaders and inspectors at everybody's, a head
    at that of whoever works in their bodies or answers for their tasks, others at their own and that of whom they
    stand in for.
    """
    reach = reach_of(actor)
    if reach.everybody or reach.person_id == person_id:
        return True
    if Account.objects.filter(pk__in=sorted(actor.stands_in_for), person_id=person_id).exists():
        return True
    if not reach.heads:
        return False
    bodies = reach.bodies().values("pk")
    works = Holding.objects.filter(person_id=person_id, post__org__in=bodies, valid__contains=day)
    leads = Task.objects.filter(responsible_id=person_id, lead_org__in=bodies, state__in=OPEN_STATES)
    return works.exists() or leads.exists()


def duties_of(actor: Actor, person_id: int) -> Duties:
    """What a person answers for today, within the actor's scope. Raises ``NotVisible``."""
    day = actor.on
    person = person_named(actor, person_id)
    mine = tasks(actor, day).filter(responsible_id=person_id)
    posts = tuple(holders_on(actor, day, people=[person_id]))
    first = (F("due").asc(nulls_last=True), "pk")
    return Duties(
        person=person,
        day=day,
        posts=posts,
        figures=_figures(actor, person_id, day),
        standing=tuple(mine.filter(kind=TaskKind.STANDING, state__in=OPEN_STATES).order_by(*first)),
        open=tuple(mine.filter(state__in=OPEN_STATES).exclude(kind=TaskKind.STANDING).order_by(*first)[:SHOWN]),
        monitors=tuple(monitors_of(actor, day, person=person_id)),
        seats=tuple(seats(actor, day=day, person=person_id)),
        mandates=tuple(_mandates(actor, {post.org_id: post.org_name for post in posts}, day)),
    )


def _figures(actor: Actor, person_id: int, day: date) -> dict[str, tuple[int, dict[str, Any]]]:
    """Counts of one person, in one query."""
    new_year = date(day.year, 1, 1)
    rows: Any = Task.objects.visible_to(actor).filter(responsible_id=person_id, given_on__lte=day)
    open_ones = Q(state__in=OPEN_STATES)
    done = Q(state=TaskState.DONE, done_on__gte=new_year)
    conditions = {key: open_ones & condition for key, condition in load.conditions(clock_on(day)).items()}
    counted = rows.aggregate(
        **{key: Count("pk", filter=condition) for key, condition in conditions.items()},
        done=Count("pk", filter=done),
        late=Count("pk", filter=done & Q(done_on__gt=F("due_on"))),
    )
    since = {"person": f"#{person_id}", "sort": "-done_on", "done_from": format_date(new_year)}
    found = {key: (counted[key], load.rows_of(key, person_id, day)) for key in load.KEYS}
    return {
        **found,
        "done": (counted["done"], since),
        "late": (counted["late"], {**since, "timeliness": [DONE_LATE]}),
    }


def _mandates(actor: Actor, bodies: dict[int, str], day: date) -> Iterable[tuple[str, tuple[Any, ...]]]:
    """The functions of bodies on a day by body, each with ``tied``: how many open tasks serve it."""
    found: dict[int, list[Any]] = {}
    for row in with_tied(actor, Mandate.objects.visible_to(actor).on(day).filter(org_id__in=sorted(bodies))):
        found.setdefault(row.org_id, []).append(row)
    for org, name in bodies.items():
        if org in found:
            yield name, tuple(sorted(found[org], key=number_key))


def with_tied(actor: Actor, rows: Any) -> QuerySet[Any]:
    """Mandates with ``tied``, the number of open tasks that serve them and that the actor sees."""
    ties = TaskMandate.objects.filter(
        mandate=OuterRef("pk"), ended_at=None, task__in=Task.objects.visible_to(actor).filter(state__in=OPEN_STATES)
    )
    counted = ties.order_by().values("mandate").annotate(n=Count("pk")).values("n")
    found: QuerySet[Any] = rows.annotate(tied=Coalesce(Subquery(counted), 0))
    return found


def number_key(row: Any) -> tuple[list[int], int]:
    """``2.10`` after ``2.9``."""
    return [int(part) if part.isdigit() else 0 for part in row.number.split(".")], row.pk


def mandates_for(actor: Actor, lead_org_id: int, day: date) -> list[Any]:
    """The functions that a task of this lead body may serve: its own, those of the body that it is a room of."""
    own = OrgUnit.objects.filter(pk=lead_org_id)
    rooms = own.filter(kind=OrgKind.ROOM)
    deep = rooms.filter(parent__kind=OrgKind.ROOM)
    above = Q(org__in=own) | Q(org__in=rooms.values("parent")) | Q(org__in=deep.values("parent__parent"))
    rows = Mandate.objects.visible_to(actor).on(day).filter(above).select_related("org")
    return sorted(rows, key=lambda row: (row.org_id != lead_org_id, row.org.name_key, *number_key(row)))


def mandates_of_task(actor: Actor, task_id: int) -> list[Any]:
    """The functions that a task serves now."""
    ties = TaskMandate.objects.visible_to(actor).filter(task_id=task_id, ended_at=None)
    rows = Mandate.objects.visible_to(actor).filter(pk__in=ties.values("mandate_id")).select_related("org")
    return sorted(rows, key=lambda row: (row.org.name_key, *number_key(row)))


def of_mandate(rows: QuerySet[Any], mandate_id: int) -> QuerySet[Any]:
    """Those of ``rows`` that serve a function."""
    return rows.filter(pk__in=TaskMandate._base_manager.filter(mandate_id=mandate_id, ended_at=None).values("task_id"))
