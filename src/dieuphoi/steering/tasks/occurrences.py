"""When a recurring duty returns: its periods, the day on which the task of each is given, the day on which it is due.

Pure: a duty and days in, occurrences out. Weeks begin on Monday (``2026-W10``, the ISO week); the other periods are
those of :mod:`dieuphoi.core.kernel.period`.
"""

from __future__ import annotations

import calendar as days_of_months
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.period import Period, parse_period
from dieuphoi.core.kernel.ranges import day_after, first_day
from dieuphoi.core.kernel.workdays import WorkCalendar, add_working_days
from dieuphoi.steering.tasks.models import DueRule, Rhythm

_WEEK: Final = timedelta(days=7)
_REACH: Final = timedelta(days=800)
"""A task is given at most so long after the begin of its period, and at most so long before it: numbers of rules are
at most 260 working days, periods at most a year."""
MOST_NUMBER: Final = 260
MONDAY: Final = 2
SUNDAY: Final = 8
"""Days of the week as people call them: thứ hai is 2, chủ nhật is 8."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One return of a duty. ``key`` names the period in the database, ``label`` for people."""

    key: str
    label: str
    start: date
    last: date
    planned_on: date
    due_on: date


def occurrences(duty: Any, work: WorkCalendar, *, after: date, until: date | None = None) -> Iterator[Occurrence]:
    """The returns that are given after ``after`` (until ``until``), by the day on which they are given.

    A period belongs to a duty when a day of it lies in the duty's validity and it is not due before that begins.
    """
    low, high = first_day(duty.valid), day_after(duty.valid)
    if low is None:
        return
    found = []
    for key, label, start, last in _periods(duty, max(low, after) - _REACH):
        if high is not None and start >= high:
            break
        if until is not None and start > until + _REACH:
            break
        due = due_of(duty.due_rule, duty.due_number, start, last, work)
        if last < low or due < low:
            continue
        planned = start if duty.ahead is None else add_working_days(due, -duty.ahead, work)
        planned = min(max(planned, low), due)
        if high is not None and planned >= high:
            continue
        if planned > after and (until is None or planned <= until):
            one = Occurrence(key, label, start, last, planned, due)
            if until is None:
                yield one
            else:
                found.append(one)
    yield from sorted(found, key=lambda each: (each.planned_on, each.start))


def next_ones(duty: Any, work: WorkCalendar, *, after: date, most: int = 5) -> list[Occurrence]:
    """The next returns, at most so many."""
    found = []
    for one in occurrences(duty, work, after=after):
        found.append(one)
        if len(found) == most:
            break
    return found


def due_of(rule: str, number: int, start: date, last: date, work: WorkCalendar) -> date:
    """The day on which the task of a period is due. A day that a month does not have is its last one."""
    match rule:
        case DueRule.BEFORE_END:
            return add_working_days(last, -number, work)
        case DueRule.AFTER_END:
            return add_working_days(last, number, work)
        case DueRule.DAY:
            return _day_of(last.year, last.month, number)
        case DueRule.DAY_AFTER:
            year, month = (last.year, last.month + 1) if last.month < 12 else (last.year + 1, 1)
            return _day_of(year, month, number)
        case DueRule.WEEKDAY:
            monday = last - timedelta(days=last.weekday())
            return monday + timedelta(days=number - MONDAY)
        case _:
            return last


def _day_of(year: int, month: int, number: int) -> date:
    return date(year, month, min(max(number, 1), days_of_months.monthrange(year, month)[1]))


def _periods(duty: Any, begin: date) -> Iterator[tuple[str, str, date, date]]:
    """``(key, label, first day, last day)`` from the period of ``begin`` on, without end but for named ones."""
    if duty.rhythm == Rhythm.LIST:
        listed = sorted((parse_period(text) for text in duty.periods), key=lambda each: each.start)
        yield from ((str(each), each.label, each.start, each.last_day) for each in listed)
        return
    if duty.rhythm == Rhythm.WEEK:
        monday = begin - timedelta(days=begin.weekday())
        while True:
            yield _week(monday)
            monday += _WEEK
    year_by_year = duty.rhythm == Rhythm.NINE_MONTHS
    period = Period.nine_months(begin.year) if year_by_year else Period.of_day(duty.rhythm, begin)
    while True:
        yield str(period), period.label, period.start, period.last_day
        following = Period.nine_months(period.year + 1) if year_by_year else Period.of_day(duty.rhythm, period.end)
        period = following


def _week(monday: date) -> tuple[str, str, date, date]:
    year, week, _day = monday.isocalendar()
    sunday = monday + _WEEK - timedelta(days=1)
    label = _("tuần %(week)d (%(from)s–%(to)s)") % {
        "week": week, "from": format_date(monday), "to": format_date(sunday),
    }  # fmt: skip
    return f"{year}-W{week:02d}", label, monday, sunday


def read_periods(text: str) -> tuple[list[str], list[str]]:
    """``(periods as kept, faults)`` of what a person typed, one or several on a line: ``2026-Q1; 2026-9M``."""
    kept: list[str] = []
    faults: list[str] = []
    for typed in text.replace(",", ";").replace("\n", ";").split(";"):
        if typed.strip():
            try:
                kept.append(str(parse_period(typed)))
            except ValueError as fault:
                faults.append(str(fault))
    return list(dict.fromkeys(kept)), faults


def rule_words(rule: str, number: int) -> str:
    """A rule in words: ``ngày 5 của tháng sau kỳ``."""
    words: dict[str, str] = {
        DueRule.LAST_DAY.value: _("ngày cuối kỳ"),
        DueRule.BEFORE_END.value: _("%(n)d ngày làm việc trước hết kỳ"),
        DueRule.AFTER_END.value: _("%(n)d ngày làm việc sau hết kỳ"),
        DueRule.DAY.value: _("ngày %(n)d của tháng cuối kỳ"),
        DueRule.DAY_AFTER.value: _("ngày %(n)d của tháng sau kỳ"),
        DueRule.WEEKDAY.value: _("chủ nhật của tuần") if number == SUNDAY else _("thứ %(n)d của tuần"),
    }
    said = words.get(rule, rule)
    return said % {"n": number} if "%(n)d" in said else said


def labels_of(periods: Sequence[str]) -> list[str]:
    return [parse_period(text).label for text in periods]
