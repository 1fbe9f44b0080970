"""Lines of work programmes with what became of them, as they are worked on or as an edition kept them.

What becomes of a line is read from the tasks that carry it out, as far as the actor sees them; it is never stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import (
    Case,
    DateField,
    Exists,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import parse_date
from dieuphoi.registry.organisations.models import Person
from dieuphoi.steering.tasks.models import Every, PlanBudget, PlanEdition, PlanLine, PlanTask, Task
from dieuphoi.steering.tasks.plan_content import content_of
from dieuphoi.steering.tasks.plan_states import PlanState
from dieuphoi.steering.tasks.selectors.rows import OPEN_STATES, OVERDUE, running, tasks
from dieuphoi.steering.tasks.selectors.rules import clock_on
from dieuphoi.steering.tasks.states import TaskState

EVERY_LABELS: Final = dict(Every.choices)
NOT_GIVEN, MISSED, GIVEN, DOING, LATE, DONE, GONE = (
    "NOT_GIVEN", "MISSED", "GIVEN", "DOING", "LATE", "DONE", "GONE",
)  # fmt: skip
LINE_STANDINGS: Final = (
    (NOT_GIVEN, _("chưa giao")),
    (MISSED, _("chưa giao, đã qua thời gian")),
    (GIVEN, _("đã giao")),
    (DOING, _("đang làm")),
    (LATE, _("quá hạn")),
    (DONE, _("hoàn thành")),
    (GONE, _("việc đã rút")),
)
"""How a line stands by its tasks. GIVEN: it has tasks, none of which the actor sees."""
NOT_DONE: Final = (NOT_GIVEN, MISSED, GIVEN, DOING, LATE)


@dataclass(frozen=True, slots=True)
class Carried:
    """A task that carries out a line: ``row`` is nothing where the actor does not see it."""

    link_id: int
    task_id: int
    row: Any | None


@dataclass(slots=True)
class LineRow:
    """A line as a page shows it: as it is worked on, or as an edition kept it. ``number`` counts through the plan."""

    id: int
    number: int
    text: str
    product: str
    lead_id: int | None
    lead: str
    bodies: tuple[tuple[int, str], ...]
    person_id: int | None
    person: str
    timing: str
    starts_on: date | None
    due_on: date | None
    every: str
    is_key: bool
    note: str
    money: tuple[dict[str, Any], ...]
    tasks: list[Carried] = field(default_factory=list)
    standing: str = NOT_GIVEN
    carry_reason: str = ""

    @property
    def coordinating(self) -> tuple[str, ...]:
        """The names of the bodies that share in it."""
        return tuple(name for _org, name in self.bodies)

    @property
    def money_total(self) -> int:
        return sum(each["amount"] for each in self.money)

    @property
    def done_on(self) -> date | None:
        """The last day on which one of its tasks was done."""
        days = [each.row.done_on for each in self.tasks if each.row is not None and each.row.done_on]
        return max(days, default=None)


@dataclass(frozen=True, slots=True)
class GroupRows:
    """A heading (none: lines without) and its lines."""

    id: int | None
    title: str
    rows: tuple[LineRow, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """All lines of a plan under their headings. ``edition``: they are those of this edition, not what is worked on."""

    groups: tuple[GroupRows, ...]
    edition: int | None

    @property
    def rows(self) -> Iterator[LineRow]:
        for group in self.groups:
            yield from group.rows

    def count(self, *standings: str, key: bool = False) -> int:
        return sum(
            (not standings or row.standing in standings) and (row.is_key or not key) for row in self.rows
        )

    @property
    def money_total(self) -> int:
        return sum(row.money_total for row in self.rows)


def reads_working_copy(found: Any) -> bool:
    """Whether the actor for whom ``found`` was read by :func:`plan` sees the lines as they are worked on; everybody
    else sees the edition in force while the plan is written in.
    """
    return found.inside or found.state in (PlanState.APPROVED, PlanState.ENDED)


def lines_of(actor: Actor, found: Any, day: date) -> Whole:
    """The lines of a plan read by :func:`plan`, with their tasks as of a day."""
    if reads_working_copy(found):
        content, edition = content_of(found), None
    else:
        kept = PlanEdition.objects.one_visible_to(actor, plan_id=found.pk, number=found.edition)
        content, edition = kept.content, found.edition
    return whole_of(actor, content, day, edition=edition)


def whole_of(actor: Actor, content: Any, day: date, *, edition: int | None = None, with_tasks: bool = True) -> Whole:
    """The lines of a content, with their tasks as of a day."""
    rows = [_line_row(number, line) for number, line in enumerate(content["lines"], start=1)]
    if with_tasks:
        _add_tasks(actor, rows, day)
        reasons = PlanLine.objects.filter(pk__in=[row.id for row in rows]).exclude(carry_reason="")
        why = dict(reasons.values_list("pk", "carry_reason"))
        for row in rows:
            row.carry_reason = why.get(row.id, "")
    by_group: dict[int | None, list[LineRow]] = {}
    for row, line in zip(rows, content["lines"], strict=True):
        by_group.setdefault(line["group"], []).append(row)
    groups = [GroupRows(each["id"], each["title"], tuple(by_group.pop(each["id"], ()))) for each in content["groups"]]
    without = [row for rest in by_group.values() for row in rest]
    if without:
        groups.insert(0, GroupRows(None, "", tuple(without)))
    return Whole(tuple(groups), edition)


def _line_row(number: int, line: dict[str, Any]) -> LineRow:
    return LineRow(
        id=line["id"], number=number, text=line["text"], product=line["product"], lead_id=line["lead"],
        lead=line["lead_name"], bodies=tuple(zip(line["coordinating"], line["coordinating_names"], strict=True)),
        person_id=line["person"],
        person=line["person_name"], timing=line["timing"], starts_on=_day(line["starts_on"]),
        due_on=_day(line["due_on"]), every=line["every"], is_key=line["is_key"], note=line["note"],
        money=tuple(line["money"]),
    )  # fmt: skip


def _day(text: str) -> date | None:
    return parse_date(text) if text else None


def _add_tasks(actor: Actor, rows: Sequence[LineRow], day: date) -> None:
    """The tasks of each line, and how it stands. Three queries."""
    links: dict[int, list[tuple[int, int]]] = {}
    held = PlanTask.objects.filter(line__in=[row.id for row in rows], ended_at=None).order_by("pk")
    for pk, line, task in held.values_list("pk", "line_id", "task_id"):
        links.setdefault(line, []).append((pk, task))
    wanted = {task for group in links.values() for _pk, task in group}
    seen = {row.pk: row for row in tasks(actor, day).filter(pk__in=wanted)} if wanted else {}
    for row in rows:
        row.tasks = [Carried(pk, task, seen.get(task)) for pk, task in links.get(row.id, ())]
        row.standing = _stands(row, day)


def _stands(row: LineRow, day: date) -> str:
    if not row.tasks:
        return MISSED if row.due_on is not None and row.due_on < day else NOT_GIVEN
    known = [each.row for each in row.tasks if each.row is not None]
    if not known:
        return GIVEN
    if any(task.timeliness == OVERDUE for task in known):
        return LATE
    if any(task.standing in OPEN_STATES for task in known):
        return DOING
    return DONE if any(task.standing == TaskState.DONE for task in known) else GONE


def with_standing(rows: Any, actor: Actor, day: date) -> QuerySet[Any]:
    """Lines with ``standing`` (as :func:`lines_of`), ``done_on`` and ``tasks_all``: for the list of lines."""
    held = PlanTask._base_manager.filter(line=OuterRef("pk"), ended_at=None)
    seen = Task.objects.visible_to(actor).filter(plan_links__line=OuterRef("pk"), plan_links__ended_at=None)
    done = seen.filter(state=TaskState.DONE).order_by().values("plan_links__line")
    found: QuerySet[Any] = rows.annotate(
        standing=Case(
            When(~Exists(held) & Q(due_on__lt=day), then=Value(MISSED)),
            When(~Exists(held), then=Value(NOT_GIVEN)),
            When(~Exists(seen), then=Value(GIVEN)),
            When(Exists(seen.filter(running(day, OVERDUE, clock=clock_on(day)))), then=Value(LATE)),
            When(Exists(seen.filter(state__in=OPEN_STATES)), then=Value(DOING)),
            When(Exists(seen.filter(state=TaskState.DONE)), then=Value(DONE)),
            default=Value(GONE),
            output_field=TextField(),
        ),
        done_on=Subquery(done.annotate(last=Max("done_on")).values("last"), output_field=DateField()),
    )
    return found


def plan_lines(actor: Actor, day: date) -> QuerySet[Any]:
    """The lines of all plans that the actor reads, with how they stand by their tasks. Unordered."""
    lines = PlanLine.objects.visible_to(actor).filter(ended_at=None).exclude(plan__state=PlanState.DROPPED)
    total = PlanBudget._base_manager.filter(line=OuterRef("pk"), ended_at=None).order_by().values("line")
    rows = with_standing(lines.select_related("plan__org", "group", "lead_org", "person"), actor, day)
    found: QuerySet[Any] = rows.annotate(money=Subquery(total.annotate(all=Sum("amount")).values("all")))
    return found


def done_between(rows: QuerySet[Any], first: date, last: date) -> QuerySet[Any]:
    """Of lines of :func:`plan_lines` those whose last task was done in these days."""
    return rows.filter(standing=DONE, done_on__range=(first, last))


def money_by_line(line_ids: Iterable[int]) -> dict[int, list[PlanBudget]]:
    """The money of lines that the caller found within scope, in its order."""
    found: dict[int, list[PlanBudget]] = {}
    rows = PlanBudget.objects.filter(line__in=list(line_ids), ended_at=None)
    for row in rows.order_by("position", "pk"):
        found.setdefault(row.line_id, []).append(row)
    return found


def revisions_of(line_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """The revision of each line and of its money, of lines that the caller found within scope."""
    rows = PlanLine.objects.filter(pk__in=list(line_ids))
    return {pk: (one, other) for pk, one, other in rows.values_list("pk", "revision", "money_revision")}


def person_name(person_id: int) -> str:
    """What somebody is called whom the caller found within scope."""
    return Person.objects.get(pk=person_id).full_name


def by_period(rows: Iterable[LineRow], last: date) -> dict[str, list[LineRow]]:
    """Lines by the end of a period: ``done`` by then; ``left``, due by then and not done; ``ahead``, due later;
    ``lasting``, without an end.
    """
    found: dict[str, list[LineRow]] = {"done": [], "left": [], "ahead": [], "lasting": []}
    for row in rows:
        if row.standing == DONE and (row.done_on is None or row.done_on <= last):
            found["done"].append(row)
        elif row.due_on is None:
            found["lasting"].append(row)
        elif row.due_on <= last:
            found["left"].append(row)
        else:
            found["ahead"].append(row)
    return found
