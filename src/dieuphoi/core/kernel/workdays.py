"""Working days: Monday to Friday, without holidays, with swapped days. The calendar is data, passed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

_SATURDAY = 5
_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The days that differ from Monday–Friday, each with its words.

    ``holidays`` are days off (public holidays and the days taken in exchange), ``swapped_workdays`` are
    days worked in exchange (làm bù), usually Saturdays. ``known_years`` says which years have been entered:
    an answer that runs past them counts plain weekdays there, and :meth:`covers` tells so.
    A day in both mappings is refused with ``ValueError``.
    """

    holidays: Mapping[date, str] = field(default_factory=dict)
    swapped_workdays: Mapping[date, str] = field(default_factory=dict)
    known_years: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        both = sorted(set(self.holidays) & set(self.swapped_workdays))
        if both:
            raise ValueError(f"both a day off and a day worked: {', '.join(day.isoformat() for day in both)}")

    def is_working_day(self, day: date) -> bool:
        if day in self.swapped_workdays:
            return True
        return day.weekday() < _SATURDAY and day not in self.holidays

    def why_off(self, day: date) -> str:
        """The name of the holiday on ``day``, or the empty string."""
        return "" if day in self.swapped_workdays else self.holidays.get(day, "")

    def covers(self, start: date, end: date) -> bool:
        """Whether the calendar of every year from ``start`` to ``end`` has been entered."""
        return all(year in self.known_years for year in range(start.year, end.year + 1))


def next_working_day(day: date, calendar: WorkCalendar) -> date:
    """``day`` itself when it is worked, else the first working day after it."""
    while not calendar.is_working_day(day):
        day += _ONE
    return day


def add_working_days(start: date, days: int, calendar: WorkCalendar) -> date:
    """The day that is ``days`` working days after ``start``; the day of ``start`` itself never counts.

    Friday + 1 is Monday, and so is Saturday + 1. Negative ``days`` count backwards in the same way.
    With 0 it is ``start``, worked or not. Raises ``OverflowError`` past the year 9999.
    """
    step = _ONE if days > 0 else -_ONE
    day = start
    left = abs(days)
    while left:
        day += step
        if calendar.is_working_day(day):
            left -= 1
    return day


def working_days_between(start: date, end: date, calendar: WorkCalendar) -> int:
    """How many working days lie in ``(start, end]``: the inverse of :func:`add_working_days`.

    From a Friday to the next Monday it is 1. Where ``end`` lies before ``start`` it is
    the working days in ``[end, start)``, negative.
    """
    if end < start:
        return -sum(calendar.is_working_day(end + _ONE * i) for i in range((start - end).days))
    return sum(calendar.is_working_day(start + _ONE * i) for i in range(1, (end - start).days + 1))
