"""A period as people type it into an address or a form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import django_filters
from django import forms

from dieuphoi.core.kernel.period import Period, PeriodKind, parse_period


class PeriodField(forms.CharField):
    """``2026``, ``2026-Q1``, ``2026-H1`` … cleaned to the :class:`~dieuphoi.core.kernel.period.Period`. Its ``choices``
    are the period that was read, so that a filter is told by what people call it.
    """

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            period = parse_period(text)
        except ValueError as fault:
            raise forms.ValidationError(str(fault), code="invalid") from fault
        self.choices = [(str(period), period.label)]
        return period


class PeriodFilter(django_filters.Filter):
    """A period; what it narrows is said by ``method``."""

    field_class = PeriodField


def periods_of(year: int, day: date) -> Iterator[Period]:
    """The year, its halves, nine months, quarters and months, those that began by ``day``: the longest first."""
    found = [Period.of_year(year), *(Period.half(year, n) for n in (1, 2)), Period.nine_months(year)]
    found += [Period.quarter(year, n) for n in range(1, 5)] + [Period.month(year, n) for n in range(1, 13)]
    return (period for period in found if period.start <= day)


def offered(chosen: Period, day: date) -> list[tuple[str, str]]:
    """What a page offers beside the period that it shows: those of its year, and the years around it."""
    year = chosen.year
    near = [Period.of_year(each) for each in (year - 1, year + 1) if 1 < each < 9999]
    rows = [*periods_of(year, day), *(period for period in near if period.start <= day)]
    if chosen not in rows:
        rows.insert(0, chosen)
    return [(str(period), period.label) for period in rows]


def started(kind: PeriodKind, day: date) -> Period:
    """The newest period of this kind that is over on ``day``."""
    return Period.of_day(kind, day).previous()
