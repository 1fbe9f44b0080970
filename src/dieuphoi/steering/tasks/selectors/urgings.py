"""Urgings: the log of all, one batch with what came of it, and who was urged how often with which result."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, Count, F, Max, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.steering.tasks.models import TaskUrge
from dieuphoi.steering.tasks.states import TaskState

DONE, REPORTED, LATE, OPEN, WITHDRAWN = "DONE", "REPORTED", "LATE", "OPEN", "WITHDRAWN"
RESULTS = (
    (DONE, gettext_lazy("đã hoàn thành")),
    (REPORTED, gettext_lazy("đã báo cáo, chờ xác nhận")),
    (LATE, gettext_lazy("vẫn quá hạn")),
    (OPEN, gettext_lazy("đang làm, chưa quá hạn")),
    (WITHDRAWN, gettext_lazy("đã rút")),
)
"""What came of an urged task until today."""


def urgings(actor: Actor, day: date) -> QuerySet[Any]:
    """Every urging until ``day`` that the actor sees, with ``result``: what came of its task by today. Unordered."""
    rows: Any = TaskUrge.objects.visible_to(actor).filter(recorded_at__date__lte=day)
    found: QuerySet[Any] = rows.select_related("task__responsible", "org").annotate(result=_result(actor.on))
    return found


def _result(day: date) -> Case:
    overdue = Q(task__due_on__lt=day) | Q(task__due_on=None, task__next_progress_on__lt=day)
    return Case(
        When(task__state=TaskState.DONE, then=Value(DONE)),
        When(task__state=TaskState.WITHDRAWN, then=Value(WITHDRAWN)),
        When(task__state=TaskState.REPORTED, then=Value(REPORTED)),
        When(overdue, then=Value(LATE)),
        default=Value(OPEN),
        output_field=CharField(),
    )


@dataclass(slots=True)
class To:
    """One body of a batch and what it was urged for."""

    org_id: int
    name: str
    urges: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Batch:
    """What was urged together, as far as the actor sees it."""

    key: str
    at: datetime
    urger_id: int
    urger_name: str
    words: str
    letter: str
    province_id: int
    bodies: tuple[To, ...]

    def to(self, org_id: int) -> To:
        """One body of the batch. Raises ``NotVisible``."""
        for each in self.bodies:
            if each.org_id == org_id:
                return each
        raise NotVisible(_("Không tìm thấy, hoặc ngoài phạm vi của bạn."))


def batch_of(actor: Actor, key: str) -> Batch:
    """One batch by its UUID, its bodies by the alphabet. Raises ``NotVisible``. One query."""
    rows = list(
        urgings(actor, date.max).filter(batch=uuid.UUID(key)).order_by("org__name_key", "due_on", "task__year",
                                                                       "task__number")
    )  # fmt: skip
    if not rows:
        raise NotVisible(_("Không tìm thấy, hoặc ngoài phạm vi của bạn."))
    bodies: dict[int, To] = {}
    for row in rows:
        bodies.setdefault(row.org_id, To(row.org_id, row.org.name)).urges.append(row)
    first = rows[0]
    return Batch(
        key, first.recorded_at, first.actor_id, first.urger_name, first.words, first.letter, first.task.province_id,
        tuple(bodies.values()),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class BodyUrged:
    """How often one body was urged for its tasks, and what came of them by today."""

    org_id: int
    name: str
    urgings: int
    tasks: int
    done: int
    reported: int
    late: int
    last: datetime


def by_body(rows: QuerySet[Any]) -> list[BodyUrged]:
    """The bodies of urgings (of :func:`urgings`, filtered), the most still overdue first. Tasks urged twice are counted
    once among tasks and results, twice among urgings. One query.
    """
    once = {
        name: Count("task_id", filter=Q(result=result), distinct=True)
        for name, result in (("done_tasks", DONE), ("reported_tasks", REPORTED), ("late_tasks", LATE))
    }
    found = (
        rows.order_by()
        .values("org_id", name=F("org__name"), key=F("org__name_key"))
        .annotate(urged=Count("pk"), tasks=Count("task_id", distinct=True), last=Max("recorded_at"), **once)
        .order_by("-late_tasks", "-urged", "key")
    )
    return [
        BodyUrged(
            row["org_id"], row["name"], row["urged"], row["tasks"], row["done_tasks"], row["reported_tasks"],
            row["late_tasks"], row["last"],
        )
        for row in found
    ]  # fmt: skip


def bodies_urged(actor: Actor) -> list[tuple[str, str]]:
    """The bodies that were ever urged, as choices by the alphabet."""
    ids = TaskUrge.objects.visible_to(actor).values("org_id")
    return [(str(pk), name) for pk, name in _named(OrgUnit.objects.filter(pk__in=ids))]


def _named(rows: Any) -> Iterable[tuple[int, str]]:
    found: Iterable[tuple[int, str]] = rows.order_by("name_key").values_list("pk", "name")
    return found
