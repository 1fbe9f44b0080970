"""Periods of reporting: month, quarter, 6 and 9 months, year, stage, or any pair; days ``[start, end)``.

A period says which time a figure is *about*. When the figures are gathered and when each step is due is data
of a round or report, held beside the period in a :class:`Timetable`: no deadline is known here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import format_date

_ONE_DAY: Final = timedelta(days=1)


class PeriodKind(StrEnum):
    """What sort of period; the value is what databases and APIs keep."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    NINE_MONTHS = "nine_months"
    YEAR = "year"
    STAGE = "stage"
    CUSTOM = "custom"


_MONTHS: Final = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.HALF: 6,
    PeriodKind.NINE_MONTHS: 9,
    PeriodKind.YEAR: 12,
}
_YEAR: Final = r"(?P<year>[0-9]{4})"
_DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_FORMS: Final = (
    (PeriodKind.YEAR, re.compile(rf"{_YEAR}\Z")),
    (PeriodKind.QUARTER, re.compile(rf"{_YEAR}-Q(?P<part>[1-4])\Z")),
    (PeriodKind.HALF, re.compile(rf"{_YEAR}-H(?P<part>[12])\Z")),
    (PeriodKind.NINE_MONTHS, re.compile(rf"{_YEAR}-9M\Z")),
    (PeriodKind.MONTH, re.compile(rf"{_YEAR}-(?P<part>0[1-9]|1[0-2])\Z")),
)
_STAGE: Final = re.compile(r"([0-9]{4})\.\.([0-9]{4})\Z")
_PAIR: Final = re.compile(rf"({_DAY})\.\.({_DAY})\Z")


@dataclass(frozen=True, slots=True, order=False)
class Period:
    """Days ``[start, end)`` and what people call them. Made by :func:`parse_period` or the class methods.

    The constructor checks that the days fit the kind (a month is a calendar month, 9 months begin on
    1 January …) and raises ``ValueError`` (Vietnamese) where they do not. ``str(period)`` is canonical.
    """

    kind: PeriodKind
    start: date
    end: date

    def __post_init__(self) -> None:
        kind = PeriodKind(self.kind)
        object.__setattr__(self, "kind", kind)
        if self.start >= self.end:
            raise ValueError(
                _("Kỳ phải có ít nhất một ngày: %(end)s không sau %(start)s.")
                % {"start": format_date(self.start), "end": format_date(self.end)}
            )
        if not _fits(kind, self.start, self.end):
            raise ValueError(
                _("Từ %(start)s đến trước %(end)s không đúng với loại kỳ đã chọn.")
                % {"start": format_date(self.start), "end": format_date(self.end)}
            )

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        return cls._made(PeriodKind.MONTH, year, month)

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Period:
        return cls._made(PeriodKind.QUARTER, year, quarter)

    @classmethod
    def half(cls, year: int, half: int) -> Period:
        return cls._made(PeriodKind.HALF, year, half)

    @classmethod
    def nine_months(cls, year: int) -> Period:
        return cls._made(PeriodKind.NINE_MONTHS, year, 1)

    @classmethod
    def of_year(cls, year: int) -> Period:
        return cls._made(PeriodKind.YEAR, year, 1)

    @classmethod
    def of_day(cls, kind: PeriodKind | str, day: date) -> Period:
        """The month, quarter, half or whole year that holds ``day``. Raises ``ValueError`` for another kind."""
        kind = PeriodKind(kind)
        if kind not in _MONTHS or kind is PeriodKind.NINE_MONTHS:
            raise ValueError(f"{kind} is no period that follows itself")
        return cls._made(kind, day.year, (day.month - 1) // _MONTHS[kind] + 1)

    @classmethod
    def stage(cls, first_year: int, last_year: int) -> Period:
        """Whole years, both counted: ``stage(2021, 2025)`` ends before 1 January 2026."""
        return cls(PeriodKind.STAGE, _first(first_year), _first(last_year + 1))

    @classmethod
    def custom(cls, start: date, end: date) -> Period:
        return cls(PeriodKind.CUSTOM, start, end)

    @classmethod
    def _made(cls, kind: PeriodKind, year: int, part: int) -> Period:
        months = _MONTHS[kind]
        if part < 1 or part * months > 12:
            raise ValueError(_("Trong một năm không có kỳ thứ %(part)d loại này.") % {"part": part})
        start = _first(year, (part - 1) * months + 1)
        return cls(kind, start, _add_months(start, months))

    @property
    def year(self) -> int:
        """The year in which the period begins: for all but stages and pairs of dates the only one."""
        return self.start.year

    @property
    def last_day(self) -> date:
        """The last day that belongs to the period (for people; computing uses ``end``)."""
        return self.end - _ONE_DAY

    @property
    def part(self) -> int:
        """Which month, quarter or half of its year it is; 1 for the other kinds."""
        months = _MONTHS.get(self.kind)
        return 1 if months is None else (self.start.month - 1) // months + 1

    @property
    def label(self) -> str:
        """What people call it: ``Quý I năm 2025``, ``6 tháng đầu năm 2025``, ``Giai đoạn 2021–2025``."""
        words = {"year": self.start.year, "part": self.part}
        match self.kind:
            case PeriodKind.MONTH:
                return _("Tháng %(part)d năm %(year)d") % words
            case PeriodKind.QUARTER:
                roman = ("I", "II", "III", "IV")[self.part - 1]
                return _("Quý %(roman)s năm %(year)d") % {"roman": roman, "year": self.start.year}
            case PeriodKind.HALF if self.part == 1:
                return _("6 tháng đầu năm %(year)d") % words
            case PeriodKind.HALF:
                return _("6 tháng cuối năm %(year)d") % words
            case PeriodKind.NINE_MONTHS:
                return _("9 tháng đầu năm %(year)d") % words
            case PeriodKind.YEAR:
                return _("Năm %(year)d") % words
            case PeriodKind.STAGE:
                return _("Giai đoạn %(first)d–%(last)d") % {
                    "first": self.start.year,
                    "last": self.end.year - 1,
                }
            case _:
                return _("Từ %(start)s đến hết %(last)s") % {
                    "start": format_date(self.start),
                    "last": format_date(self.last_day),
                }

    def __str__(self) -> str:
        year = f"{self.start.year:04d}"
        match self.kind:
            case PeriodKind.MONTH:
                return f"{year}-{self.part:02d}"
            case PeriodKind.QUARTER:
                return f"{year}-Q{self.part}"
            case PeriodKind.HALF:
                return f"{year}-H{self.part}"
            case PeriodKind.NINE_MONTHS:
                return f"{year}-9M"
            case PeriodKind.YEAR:
                return year
            case PeriodKind.STAGE:
                return f"{year}..{self.end.year - 1:04d}"
            case _:
                return f"{self.start.isoformat()}..{self.end.isoformat()}"

    def contains(self, day: date) -> bool:
        return self.start <= day < self.end

    def covers(self, other: Period) -> bool:
        """Whether every day of ``other`` lies in this period."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Period) -> bool:
        return self.start < other.end and other.start < self.end

    def previous(self) -> Period:
        """The period of the same kind to compare with.

        The month, quarter, half, year before; of 9 months the same 9 months a year earlier; of a stage as
        many years just before; of a pair of dates as many days just before.
        """
        match self.kind:
            case PeriodKind.NINE_MONTHS:
                return Period.nine_months(self.start.year - 1)
            case PeriodKind.STAGE:
                years = self.end.year - self.start.year
                return Period.stage(self.start.year - years, self.start.year - 1)
            case PeriodKind.CUSTOM:
                return Period.custom(self.start - (self.end - self.start), self.start)
            case _:
                return Period(self.kind, _add_months(self.start, -_MONTHS[self.kind]), self.start)

    def year_before(self) -> Period:
        """The same part of the year before (cùng kỳ năm trước); of a stage or pair it is :meth:`previous`."""
        if self.kind in (PeriodKind.STAGE, PeriodKind.CUSTOM):
            return self.previous()
        return Period._made(self.kind, self.start.year - 1, self.part)


@dataclass(frozen=True, slots=True)
class Timetable:
    """When the figures of a period are gathered and when each step is due: data of the round or report.

    ``window_start`` and ``window_end`` are the days ``[from, to)`` in which figures may be entered;
    ``due_on`` maps the step's code to the last day on which it is in time.
    Raises ``ValueError`` (Vietnamese) for an empty window.
    """

    period: Period
    window_start: date
    window_end: date
    due_on: Mapping[str, date] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.window_start >= self.window_end:
            raise ValueError(_("Thời gian nhập số liệu phải có ít nhất một ngày."))

    def is_open(self, on: date) -> bool:
        """Whether figures may be entered on that day."""
        return self.window_start <= on < self.window_end

    def due(self, step: str) -> date | None:
        return self.due_on.get(step)

    def is_overdue(self, step: str, on: date) -> bool:
        """Whether the day of ``step`` has passed; a step without a day never is."""
        due = self.due_on.get(step)
        return due is not None and on > due


def parse_period(text: str) -> Period:
    """Read ``2025``, ``2025-Q1``, ``2025-H1``, ``2025-9M``, ``2025-05``, ``2021..2025`` or a pair of dates.

    A pair ``2025-01-01..2025-07-01`` is ``[from, to)``: its second day no longer belongs. For every period
    ``parse_period(str(period)) == period``. Raises ``ValueError`` with a Vietnamese message that names
    the way out.
    """
    typed = text.strip().upper()
    try:
        for kind, form in _FORMS:
            if found := form.match(typed):
                return Period._made(kind, int(found["year"]), int(found.groupdict().get("part") or 1))
        if found := _STAGE.match(typed):
            return Period.stage(int(found[1]), int(found[2]))
        if found := _PAIR.match(typed):
            return Period.custom(date.fromisoformat(found[1]), date.fromisoformat(found[2]))
    except (ValueError, OverflowError) as fault:
        raise ValueError(_unknown(text)) from fault
    raise ValueError(_unknown(text))


def _unknown(text: str) -> str:
    return _(
        "Không đọc được kỳ “%(typed)s”. Hãy nhập như 2025, 2025-Q1, 2025-H1, 2025-9M, 2025-05, 2021..2025 "
        "hoặc 2025-01-01..2025-07-01."
    ) % {"typed": text.strip()}


def _fits(kind: PeriodKind, start: date, end: date) -> bool:
    if kind is PeriodKind.CUSTOM:
        return True
    if start.day != 1 or end.day != 1:
        return False
    if kind is PeriodKind.STAGE:
        return start.month == 1 and end.month == 1
    months = _MONTHS[kind]
    if _add_months(start, months) != end:
        return False
    # Only whole multiples from January: a "half" from March or "9 months" from April has no name.
    return start.month == 1 if months > 6 else (start.month - 1) % months == 0


def _first(year: int, month: int = 1) -> date:
    """The first of a month, with a fault in Vietnamese for a year that no calendar has."""
    try:
        return date(year, month, 1)
    except (ValueError, OverflowError):
        raise ValueError(_("Không có năm %(year)d.") % {"year": year}) from None


def _add_months(day: date, months: int) -> date:
    """The first of the month that lies ``months`` after that of ``day``."""
    index = day.year * 12 + day.month - 1 + months
    return _first(index // 12, index % 12 + 1)
