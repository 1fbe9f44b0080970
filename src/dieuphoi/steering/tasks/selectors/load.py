"""How much work each person has open, and who has too much of it (S1-23). Two queries, however many people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, Min, Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import day_start, format_date
from dieuphoi.core.kernel.text import given_name_key
from dieuphoi.registry.organisations.models import Holding, Person
from dieuphoi.registry.organisations.selectors import HolderRow, holders_on
from dieuphoi.steering.tasks.models import Measure, Task
from dieuphoi.steering.tasks.reach import Reach, reach_of, whole_body
from dieuphoi.steering.tasks.selectors.rows import (
    DOING_STATES,
    IN_TIME,
    NEAR,
    OPEN_STATES,
    OVERDUE,
    running,
)
from dieuphoi.steering.tasks.selectors.rules import Clock, Number, clock_of, numbers_on
from dieuphoi.steering.tasks.states import TaskState


@dataclass(frozen=True, slots=True)
class Load:
    """One thing that is counted of a person. ``rule`` says how, in words."""

    key: str
    label: Any
    rule: Any


FIGURES: Final = (
    Load("open", _("Đang mở"), _("Mọi việc chưa hoàn thành và chưa rút mà người này chịu trách nhiệm.")),
    Load("overdue", _("Quá hạn"), _("Đang phải làm và hạn đã qua.")),
    Load("near", _("Sắp đến hạn"), _("Đang phải làm và còn không quá số ngày làm việc của mức “sắp đến hạn”.")),
    Load("week", _("Hết tuần này"), _("Đang phải làm, hạn từ hôm nay đến hết Chủ Nhật.")),
    Load("waiting", _("Chờ xác nhận"), _("Đã báo cáo, bên giao việc chưa xác nhận.")),
    Load("idle", _("Im ắng"), _("Đang phải làm mà không ai động tới trong số ngày làm việc của mức “im ắng”.")),
)
KEYS: Final = tuple(figure.key for figure in FIGURES)


def week_end(day: date) -> date:
    """The Sunday of the week of a day: weeks begin on Monday."""
    return day + timedelta(days=6 - day.weekday())


def conditions(clock: Clock) -> dict[str, Q]:
    """What each figure counts among the open tasks of today."""
    until = Q(due_on__lte=week_end(clock.day)) | Q(due_on=None, next_progress_on__lte=week_end(clock.day))
    return {
        "open": Q(),
        "overdue": running(clock.day, OVERDUE, clock=clock),
        "near": running(clock.day, NEAR, clock=clock),
        "week": running(clock.day, NEAR, IN_TIME, clock=clock) & until,
        "waiting": Q(state=TaskState.REPORTED),
        "idle": Q(state__in=DOING_STATES, moved_at__lt=day_start(clock.idle_before)),
    }


def rows_of(figure: str, person_id: int, day: date) -> dict[str, Any]:
    """The filter of the list of tasks that shows the rows behind a figure of a person: exactly those."""
    narrow: dict[str, dict[str, Any]] = {
        "open": {"open": "true"},
        "overdue": {"timeliness": [OVERDUE]},
        "near": {"timeliness": [NEAR]},
        "week": {"timeliness": [IN_TIME, NEAR], "due_to": format_date(week_end(day))},
        "waiting": {"standing": [TaskState.REPORTED.value]},
        "idle": {"idle": "true"},
        "oldest": {"open": "true", "sort": "given_on"},
    }
    return {"person": f"#{person_id}", "sort": "due", **narrow[figure]}


@dataclass(frozen=True, slots=True)
class LoadRow:
    """One person. ``figures`` by the keys of :data:`FIGURES`; ``oldest`` is the day on which the oldest open task was
    given; ``posts`` are empty for who holds none any more.
    """

    person_id: int
    name: str
    key: str
    org_id: int | None
    org_name: str
    posts: tuple[str, ...]
    figures: Mapping[str, int]
    oldest: date | None
    overloaded: bool


@dataclass(frozen=True, slots=True)
class Unbalanced:
    """A body where somebody has too much while the body as a whole could carry it: its mean is below the rule."""

    org_id: int
    name: str
    people: int
    mean: Decimal
    overloaded: tuple[str, ...]
    idle_hands: tuple[str, ...]
    """Who of them has the fewest open tasks."""


@dataclass(frozen=True, slots=True)
class Workload:
    """Everybody whom the actor looks at, as of today. ``rule`` is from how many open tasks somebody is overloaded."""

    day: date
    rows: tuple[LoadRow, ...]
    rule: Number
    unbalanced: tuple[Unbalanced, ...] = ()
    totals: Mapping[str, int] = field(default_factory=dict)

    @property
    def overloaded(self) -> int:
        return sum(row.overloaded for row in self.rows)


def workload(actor: Actor, day: date, *, org_id: int | None = None) -> Workload:
    """Open tasks per person, of the people whom the actor looks at (:class:`~dieuphoi.steering.tasks.reach.Reach`):
    who has most of them first. With ``org_id`` the people of that body and its rooms, also those who have none.

    A person counts with all their open tasks that the actor sees, whichever body leads them.
    """
    reach, numbers = reach_of(actor), numbers_on(day)
    inside = _inside(reach, org_id)
    counted = _counted(actor, reach, inside, day, clock_of(day, numbers))
    holders = _holders(actor, inside, day, [person for person, *_rest in counted])
    rule = numbers[Measure.LOAD]
    rows = list(_rows(counted, holders, rule.number, reach, inside))
    rows.sort(key=lambda row: (-row.figures["open"], -row.figures["overdue"], row.key, row.person_id))
    totals = {key: sum(row.figures[key] for row in rows) for key in KEYS}
    return Workload(day, tuple(rows), rule, tuple(_unbalanced(actor, rows, rule.number, day)), totals)


def _inside(reach: Reach, org_id: int | None) -> list[int] | None:
    """The bodies whose people are looked at; ``None``: everybody's, an empty list: nobody's but the actor's own."""
    if org_id is None:
        return None if reach.everybody else list(reach.bodies().values_list("pk", flat=True))
    wanted = whole_body(org_id)
    if not reach.everybody:
        wanted = wanted.filter(pk__in=reach.bodies().values("pk"))
    return list(wanted.values_list("pk", flat=True))


def _counted(actor: Actor, reach: Reach, inside: list[int] | None, day: date, clock: Clock) -> list[Any]:
    """``(person, name, *figures, oldest)`` of everybody with an open task."""
    rows: Any = Task.objects.visible_to(actor).filter(state__in=OPEN_STATES, given_on__lte=day)
    if inside is not None:
        # Who answers for a task that such a body leads, holds a post in one, or is the actor.
        leads = Task._base_manager.filter(state__in=OPEN_STATES, lead_org__in=inside).values("responsible_id")
        works = Holding._base_manager.filter(post__org__in=inside, valid__contains=day).values("person_id")
        people = Q(responsible__in=leads) | Q(responsible__in=works)
        rows = rows.filter(people | Q(responsible=reach.person_id) if not inside else people)
    wanted = conditions(clock)
    figures = {key: Count("pk", filter=wanted[key]) if key != "open" else Count("pk") for key in KEYS}
    return list(
        rows.order_by()
        .values("responsible_id", "responsible__full_name")
        .annotate(**figures, oldest=Min("given_on"))
        .values_list("responsible_id", "responsible__full_name", *KEYS, "oldest")
    )


def _holders(actor: Actor, inside: list[int] | None, day: date, people: Iterable[int]) -> dict[int, list[HolderRow]]:
    """The posts of everybody who is shown, by person."""
    rows = holders_on(actor, day, people=people) if inside is None else holders_on(actor, day, orgs=inside)
    found: dict[int, list[HolderRow]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return found


def _rows(
    counted: Iterable[Any], holders: Mapping[int, list[HolderRow]], limit: int, reach: Reach, inside: list[int] | None
) -> Iterable[LoadRow]:
    seen = set()
    for person, name, *figures, oldest in counted:
        seen.add(person)
        yield _row(person, name, holders.get(person, []), dict(zip(KEYS, figures, strict=True)), oldest, limit)
    nothing = dict.fromkeys(KEYS, 0)
    for person, posts in holders.items():
        if person not in seen:
            seen.add(person)
            yield _row(person, posts[0].full_name, posts, nothing, None, limit)
    if inside == [] and reach.person_id is not None and reach.person_id not in seen:
        own = Person.objects.filter(pk=reach.person_id).values_list("full_name", flat=True).first() or ""
        yield _row(reach.person_id, own, [], nothing, None, limit)


def _row(
    person: int, name: str, posts: list[HolderRow], figures: dict[str, int], oldest: date | None, limit: int
) -> LoadRow:
    first = posts[0] if posts else None
    return LoadRow(
        person, name, given_name_key(name), first.org_id if first else None, first.org_name if first else "",
        tuple(f"{post.title}, {post.org_name}" for post in posts), figures, oldest, figures["open"] >= limit,
    )  # fmt: skip


def _unbalanced(actor: Actor, rows: list[LoadRow], limit: int, day: date) -> Iterable[Unbalanced]:
    """Bodies whose work is spread unevenly. No number of its own decides: were the open tasks spread evenly over the
    people of the body, nobody would be overloaded by the rule.
    """
    wanted = {row.org_id: row.org_name for row in rows if row.overloaded and row.org_id is not None}
    everybody: dict[int, dict[int, str]] = {org: {} for org in wanted}
    for holder in holders_on(actor, day, orgs=sorted(wanted)):
        everybody[holder.org_id].setdefault(holder.person_id, holder.full_name)
    open_of = {row.person_id: row.figures["open"] for row in rows}
    for org, name in sorted(wanted.items(), key=lambda each: each[1]):
        people = everybody[org]
        mean = Decimal(sum(open_of.get(person, 0) for person in people)) / max(len(people), 1)
        if len(people) < 2 or mean >= limit:
            continue
        least = min(open_of.get(person, 0) for person in people)
        yield Unbalanced(
            org, name, len(people), mean,
            tuple(row.name for row in rows if row.overloaded and row.org_id == org),
            tuple(name for person, name in people.items() if open_of.get(person, 0) == least),
        )  # fmt: skip
