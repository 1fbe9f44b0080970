"""Working days counted by the database, for many rows at once: what :mod:`~dieuphoi.core.kernel.workdays` says of two
days, as an expression of a query.

A day's place among the working days is reckoned, not looked up: the weekdays since a Monday long ago, less the days
off, plus the days worked in exchange, by two sorted arrays of the calendar. Between two days lies the difference of
their places.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db.models import Aggregate, DateField, FloatField, Func, IntegerField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncDate

from dieuphoi.core.kernel.dates import LOCAL_ZONE
from dieuphoi.core.kernel.workdays import WorkCalendar

EPOCH: Final = date(1900, 1, 1)
"""A Monday before any day that is counted."""
_SATURDAY: Final = 5


def workdays_after(start: Any, end: Any, calendar: WorkCalendar) -> Func:
    """How many working days lie in ``(start, end]``, as :func:`~dieuphoi.core.kernel.workdays.working_days_between`
    counts them. Where ``end`` lies before ``start`` it is as many as lie in ``(end, start]``, negative; nothing where
    one of the two is missing.
    """
    off = sorted(day for day in calendar.holidays if day.weekday() < _SATURDAY and day > EPOCH)
    worked = sorted(day for day in calendar.swapped_workdays if day.weekday() >= _SATURDAY and day > EPOCH)
    return _WorkdaysAfter(start, end, off=_array(off), worked=_array(worked))


class _WorkdaysAfter(Func):
    """``off`` and ``worked`` are arrays of days as PostgreSQL writes them."""

    output_field = IntegerField()
    arity = 2

    def __init__(self, start: Any, end: Any, *, off: str, worked: str, **extra: Any) -> None:
        self.off, self.worked = off, worked
        super().__init__(start, end, **extra)

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **_extra: Any
    ) -> tuple[str, list[Any]]:
        start, end = (compiler.compile(each) for each in self.get_source_expressions())
        later, later_params = self._place(*end)
        earlier, earlier_params = self._place(*start)
        return f"({later} - {earlier})", [*later_params, *earlier_params]

    def _place(self, sql: str, params: Any) -> tuple[str, list[Any]]:
        """The number of working days from :data:`EPOCH` until a day, itself counted. The day is written four times."""
        days = f"(({sql})::date - DATE '{EPOCH.isoformat()}')"
        place = (
            f"(({days} / 7) * 5 + LEAST({days} %% 7 + 1, 5)"
            f" - width_bucket(({sql})::date, %s::date[]) + width_bucket(({sql})::date, %s::date[]))"
        )
        return place, [*params, *params, *params, self.off, *params, self.worked]


def _array(days: list[date]) -> str:
    return f"{{{','.join(day.isoformat() for day in days)}}}"


class Median(Aggregate):
    """The median of a number: half of the rows lie below it. Nothing where there is no row."""

    function = "percentile_cont"
    name = "median"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def day_of(instant: Combinable | str) -> Func:
    """The local day of an instant."""
    return TruncDate(instant, tzinfo=LOCAL_ZONE)


def as_day(day: date) -> Value:
    """A day as a value that the database knows to be a date."""
    return Value(day, output_field=DateField())
