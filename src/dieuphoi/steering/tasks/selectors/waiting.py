"""What of tasks waits for somebody: to be done, to be judged, to be decided. Each line names the filter that lists the
very same rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.workkind import SHOWN
from dieuphoi.registry.access.roles import HEADS
from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.steering.tasks.bodies import rooms_of
from dieuphoi.steering.tasks.models import Extension, Task
from dieuphoi.steering.tasks.selectors.judging import may_have_to_judge, to_judge
from dieuphoi.steering.tasks.selectors.rows import (
    DOING_STATES,
    ENDED_STATES,
    NEAR,
    OPEN_STATES,
    OVERDUE,
    WAITING,
    WAITING_LATE,
    as_of,
    of_criterion,
    of_unit,
    running,
    with_clock,
)
from dieuphoi.steering.tasks.selectors.rules import clock_on
from dieuphoi.steering.tasks.states import ExtensionState, TaskState


@dataclass(frozen=True, slots=True)
class OneTask:
    """A task that somebody has to do, for a line of its own."""

    id: int
    title: str
    note: str
    due: date | None
    given_on: date
    returned: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """Several that wait for one act, and the filter of the list that shows them. ``due`` is the earliest due date,
    ``since`` the day from which the oldest waits where no due date counts.
    """

    what: str
    words: str
    count: int
    due: date | None
    since: date | None
    query: dict[str, Any]


def my_tasks(actor: Actor, day: date) -> tuple[list[OneTask], Waiting | None]:
    """What the actor has to do, the most urgent first, and the rest as one line. Two queries at most."""
    if actor.is_system or not actor.is_authenticated:
        return [], None
    rows: QuerySet[Any] = Task.objects.answered_for_by(actor).filter(state__in=DOING_STATES, given_on__lte=day)
    rows = rows.annotate(due=Coalesce("due_on", "next_progress_on"))
    ordered = rows.order_by(F("due").asc(nulls_last=True), "pk")
    found = [
        OneTask(pk, title, f"{org} · {product}", due, given, state == TaskState.RETURNED)
        for pk, title, org, product, due, given, state in ordered.values_list(
            "pk", "title", "giver_org__name", "product", "due", "given_on", "state"
        )[: SHOWN + 1]
    ]
    if len(found) <= SHOWN:
        return found, None
    shown, last = found[:SHOWN], found[SHOWN]
    count = rows.count() - SHOWN
    query = {"whose": "mine", "standing": list(DOING_STATES), "sort": "due"}
    return shown, Waiting("rest", _("Những việc còn lại của bạn"), count, last.due, last.given_on, query)


def waiting_for(actor: Actor, day: date) -> Iterator[Waiting]:
    """What waits for the actor as who gave it, who stands in for them, or is to decide in their place
    (:func:`~dieuphoi.steering.tasks.selectors.judging.to_judge`): reports, requests for time, refusals; and what the
    own body is late with. Four queries at most, however much there is; one for most people.
    """
    if actor.is_system or not actor.is_authenticated or not may_have_to_judge(actor):
        return
    given = to_judge(actor, Task.objects.visible_to(actor))
    reported, refused = Q(state=TaskState.REPORTED), Q(state=TaskState.REFUSED)
    found = given.filter(reported | refused).aggregate(
        confirm=Count("pk", filter=reported), confirm_since=Min("reported_on", filter=reported),
        refused=Count("pk", filter=refused), refused_since=Min("given_on", filter=refused),
    )  # fmt: skip
    for what, state, words in (
        ("confirm", TaskState.REPORTED, _("Xác nhận hoặc trả lại báo cáo hoàn thành")),
        ("refused", TaskState.REFUSED, _("Giao lại hoặc rút việc bị từ chối")),
    ):
        if found[what]:
            query = {"whose": "judge", "standing": state.value}
            yield Waiting(what, words, found[what], None, found[f"{what}_since"], query)
    asked = Extension.objects.visible_to(actor).filter(state=ExtensionState.ASKED, task__in=given.values("pk"))
    found = asked.aggregate(n=Count("pk"), since=Min("asked_on"))
    if found["n"]:
        words = _("Quyết định đề nghị gia hạn")
        yield Waiting("extension", words, found["n"], None, found["since"], {"whose": "judge", "asks": "true"})
    yield from _of_my_bodies(actor, day)


def _of_my_bodies(actor: Actor, day: date) -> Iterator[Waiting]:
    heads = actor.orgs(*HEADS)
    if not heads:
        return
    led = of_led_bodies(actor, Task.objects.visible_to(actor))
    late = led.filter(running(day, OVERDUE, clock=clock_on(day)))
    found = late.aggregate(n=Count("pk"), due=Min(Coalesce("due_on", "next_progress_on")))
    if found["n"]:
        query = {"whose": "led", "timeliness": OVERDUE, "sort": "due"}
        yield Waiting("late", _("Việc quá hạn của cơ quan bạn"), found["n"], found["due"], None, query)


def of_led_bodies(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of ``rows`` that a body leads which the actor heads, or a room of it."""
    return rows.filter(lead_org__in=OrgUnit.objects.filter(rooms_of(actor.orgs(*HEADS))).values("pk"))


def asking(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of which a request for more time waits."""
    return rows.filter(pk__in=Extension._base_manager.filter(state=ExtensionState.ASKED).values("task_id"))


@dataclass(frozen=True, slots=True)
class BodyLine:
    """How a body stands with its tasks on a day."""

    org_id: int
    name: str
    open: int
    overdue: int
    near: int
    idle: int
    oldest: date | None


def overdue_by_body(actor: Actor, day: date, limit: int = 8) -> list[BodyLine]:
    """The bodies with most overdue tasks of today, within the actor's scope. One query (and the clock's)."""
    clock = clock_on(day)
    rows = (
        Task.objects.visible_to(actor)
        .filter(state__in=[*DOING_STATES, TaskState.REFUSED], given_on__lte=day)
        .order_by()
        .values("lead_org_id", "lead_org__name")
        .annotate(
            n=Count("pk"),
            late=Count("pk", filter=running(day, OVERDUE, clock=clock)),
            near=Count("pk", filter=running(day, NEAR, clock=clock)),
            quiet=Count("pk", filter=Q(moved_at__lt=clock.idle_instant, state__in=DOING_STATES)),
            oldest=Min("due_on", filter=running(day, OVERDUE, clock=clock)),
        )
        .filter(late__gt=0)
        .order_by("-late", "oldest", "lead_org__name_key")
    )
    return [
        BodyLine(row["lead_org_id"], row["lead_org__name"], row["n"], row["late"], row["near"], row["quiet"],
                 row["oldest"])
        for row in rows[:limit]
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counts:
    """Open tasks within the actor's scope by how they stand."""

    open: int
    overdue: int
    near: int
    waiting: int
    idle: int


def counts(actor: Actor, day: date) -> Counts:
    """The counts of the board. One query (and the clock's)."""
    clock = clock_on(day)
    found = (
        Task.objects.visible_to(actor)
        .filter(state__in=[*DOING_STATES, TaskState.REFUSED, TaskState.REPORTED], given_on__lte=day)
        .aggregate(
            n=Count("pk"),
            late=Count("pk", filter=running(day, OVERDUE, clock=clock)),
            near=Count("pk", filter=running(day, NEAR, clock=clock)),
            waits=Count("pk", filter=Q(state=TaskState.REPORTED)),
            quiet=Count("pk", filter=Q(moved_at__lt=clock.idle_instant, state__in=DOING_STATES)),
        )
    )
    return Counts(found["n"], found["late"], found["near"], found["waits"], found["quiet"])



def counts_then(actor: Actor, day: date) -> Counts:
    """The counts of a day that is past, as they were: for "since last week". What was idle then nobody knows: 0."""
    rows = Task.objects.visible_to(actor).filter(
        Q(state__in=OPEN_STATES) | Q(done_on__gt=day) | Q(ended_on__gt=day), given_on__lte=day
    )
    found = with_clock(rows, day, today=actor.on).order_by().values("timeliness").annotate(n=Count("pk"))
    by = {row["timeliness"]: row["n"] for row in found}
    waiting = by.get(WAITING, 0) + by.get(WAITING_LATE, 0)
    return Counts(sum(by.values()) - by.get("PAUSED", 0), by.get(OVERDUE, 0), by.get(NEAR, 0), waiting, 0)


def open_of_unit(actor: Actor, unit_id: int, day: date) -> QuerySet[Any]:
    """The open tasks that concern a unit of territory or that its own People's Committee leads, the next due first."""
    rows: Any = Task.objects.visible_to(actor).filter(given_on__lte=day)
    return _open(of_unit(rows, unit_id), actor, day)


def open_of_criterion(actor: Actor, criterion_id: int, day: date) -> QuerySet[Any]:
    """The open tasks that serve a criterion of a version, the next due first."""
    rows: Any = Task.objects.visible_to(actor).filter(given_on__lte=day)
    return _open(of_criterion(rows, criterion_id), actor, day)


def _open(rows: QuerySet[Any], actor: Actor, day: date) -> QuerySet[Any]:
    found = as_of(rows, actor, day).exclude(standing__in=ENDED_STATES)
    return found.order_by(F("due").asc(nulls_last=True), "pk")
