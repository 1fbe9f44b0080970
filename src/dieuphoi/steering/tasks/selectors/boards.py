"""Tasks as cards by state and as days of a calendar: the first of each column or day, with counts over the same rows
as the list.

What is taken here are rows of :func:`~dieuphoi.steering.tasks.selectors.rows.tasks`, narrowed by the filter of the
list; so a count here and the list that it opens are the same rows. The number of queries does not grow with the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import (
    Count,
    DurationField,
    F,
    IntegerField,
    OrderBy,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    Window,
)
from django.db.models.functions import Greatest, RowNumber

from dieuphoi.core.kernel.calendar import work_calendar
from dieuphoi.core.kernel.period import Period
from dieuphoi.registry.accounts.models import Account
from dieuphoi.steering.tasks.models import TaskReport
from dieuphoi.steering.tasks.selectors.rows import OVERDUE
from dieuphoi.steering.tasks.states import TaskState

COLUMNS: Final = (
    TaskState.NEW, TaskState.REFUSED, TaskState.ACCEPTED, TaskState.IN_PROGRESS, TaskState.REPORTED,
    TaskState.RETURNED, TaskState.PAUSED, TaskState.DONE,
)  # fmt: skip
"""The columns from left to right. A refused task waits for who gave it: it stands beside the new ones."""
CARDS: Final = 15
"""Cards of one column; the rest is a link to the list."""
MONTH, WEEK = "month", "week"
PER_DAY: Final = {MONTH: 4, WEEK: 30}
"""Tasks named on one day; the rest is a link to the list."""


@dataclass(frozen=True, slots=True)
class CardColumn:
    """One column: its state, how many tasks are in it, the first of them. ``since``: of DONE, the first day counted."""

    state: str
    count: int
    rows: Sequence[Any]
    since: date | None = None

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True)
class Board:
    """The columns, and what of the same rows is not on the board: ended before ``since``, withdrawn."""

    columns: Sequence[CardColumn]
    since: date
    done_before: int
    withdrawn: int

    @property
    def count(self) -> int:
        return sum(column.count for column in self.columns)


def board(
    rows: QuerySet[Any], *, day: date, since: date, states: Iterable[str] = (), each: int = CARDS
) -> Board:
    """``rows`` as of ``day`` as cards, those due nearest to that day first: what fell due lately and what falls due
    soon, before what has lain for years. Done ones from the day ``since`` on, the last done first. ``states``: only
    these columns. Three queries.
    """
    wanted = [state for state in COLUMNS if not states or state in set(states)]
    shown = Q(standing__in=[state for state in wanted if state != TaskState.DONE])
    if TaskState.DONE in wanted:
        shown |= Q(standing=TaskState.DONE, done_on__gte=since)
    counts = {
        state: (whole, recent)
        for state, whole, recent in rows.order_by()
        .values("standing")
        .annotate(whole=Count("pk"), recent=Count("pk", filter=Q(done_on__gte=since)))
        .values_list("standing", "whole", "recent")
    }
    # Of those that are not done done_on is empty: there the distance of the due date decides, on either side.
    away = Greatest(F("due") - Value(day), Value(day) - F("due"), output_field=DurationField())
    order = (F("done_on").desc(nulls_last=True), OrderBy(away, nulls_last=True), F("due").asc(), F("pk").asc())
    groups = _first_of_each(rows.filter(shown), "standing", order, each)
    columns = []
    for state in wanted:
        whole, recent = counts.get(state, (0, 0))
        done = state == TaskState.DONE
        columns.append(CardColumn(state, recent if done else whole, groups.get(state, ()), since if done else None))
    whole, recent = counts.get(TaskState.DONE, (0, 0))
    return Board(columns, since, whole - recent, counts.get(TaskState.WITHDRAWN, (0, 0))[0])


def _first_of_each(
    rows: QuerySet[Any], key: str, order: Sequence[Any], each: int
) -> dict[Any, list[Any]]:
    """The first ``each`` of every group, with what policies ask of a task. Two queries."""
    place = Window(RowNumber(), partition_by=[F(key)], order_by=order)
    ids = list(rows.order_by().annotate(place=place).filter(place__lte=each).values_list("pk", flat=True))
    found: dict[Any, list[Any]] = {}
    for row in _asked(rows.filter(pk__in=ids)).order_by(*order):
        found.setdefault(getattr(row, key), []).append(row)
    return found


def _asked(rows: QuerySet[Any]) -> QuerySet[Any]:
    """``rows`` with the accounts of who gave and who reported each: policies then ask the database nothing."""
    account = Account.objects.filter(person_id=OuterRef("giver_id"), is_active=True).values("pk")[:1]
    report = TaskReport._base_manager.filter(task=OuterRef("pk")).order_by("-number").values("actor_id")[:1]
    found: QuerySet[Any] = rows.annotate(
        giver_account=Subquery(account, output_field=IntegerField()),
        reporter=Subquery(report, output_field=IntegerField()),
    )
    return found


# ------------------------------------------------------------------------------------------------ by days


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day: what is due on it. ``off`` names a public holiday, ``extra`` a day worked in exchange; ``inside`` says
    whether it lies in the month that is looked at.
    """

    on: date
    inside: bool
    is_today: bool
    works: bool
    off: str
    extra: str
    count: int = 0
    overdue: int = 0
    rows: Sequence[Any] = field(default_factory=tuple)

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Whole weeks from Monday on. ``known``: the work calendar of these days has been entered. ``late_before``: how
    many of the rows are overdue from before the first day.
    """

    show: str
    first: date
    last: date
    before: date
    after: date
    weeks: Sequence[Sequence[CalendarDay]]
    known: bool
    late_before: int

    @property
    def days(self) -> Iterator[CalendarDay]:
        for week in self.weeks:
            yield from week

    @property
    def count(self) -> int:
        return sum(day.count for day in self.days)


def window(show: str, anchor: date) -> tuple[date, date]:
    """The first and the last day of the month or week of a day: of a month, of all weeks that touch it."""
    first, last = anchor, anchor
    if show == MONTH:
        month = Period.of_day("month", anchor)
        first, last = month.start, month.last_day
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())


def calendar(rows: QuerySet[Any], day: date, *, show: str, anchor: date, today: date) -> Calendar:
    """``rows`` as of ``day`` by the date that is due: of a standing duty that of its next report. Four queries."""
    first, last = window(show, anchor)
    within = rows.filter(due__range=(first, last))
    if day >= today:
        # The same by columns that have an index; on a day that is past another date may have held.
        columns = (first, last)
        within = within.filter(Q(due_on__range=columns) | Q(due_on=None, next_progress_on__range=columns))
    counts = {
        on: (count, overdue)
        for on, count, overdue in within.order_by()
        .values("due")
        .annotate(n=Count("pk"), late=Count("pk", filter=Q(timeliness=OVERDUE)))
        .values_list("due", "n", "late")
    }
    groups = _first_of_each(within, "due", (F("standing").desc(), F("pk").asc()), PER_DAY[show])
    late = rows.filter(timeliness=OVERDUE, due__lt=first).order_by().count()
    work = work_calendar()
    days = []
    for place in range((last - first).days + 1):
        on = first + timedelta(days=place)
        count, overdue = counts.get(on, (0, 0))
        days.append(
            CalendarDay(
                on, show == WEEK or on.month == anchor.month, on == today, work.is_working_day(on), work.why_off(on),
                work.swapped_workdays.get(on, ""), count, overdue, groups.get(on, ()),
            )
        )  # fmt: skip
    weeks = [days[at : at + 7] for at in range(0, len(days), 7)]
    before, after = _beside(show, anchor)
    return Calendar(show, first, last, before, after, weeks, work.covers(first, last), late)


def _beside(show: str, anchor: date) -> tuple[date, date]:
    """A day of the month or week before, and of the one after."""
    if show == WEEK:
        return anchor - timedelta(days=7), anchor + timedelta(days=7)
    month = Period.of_day("month", anchor)
    return month.previous().start, month.end
