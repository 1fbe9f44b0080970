"""A demand on every year of a stretch of years: none in the two years before, no more than five in each of three."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from dieuphoi.programme.criteria.engine.marks import N_
from dieuphoi.programme.criteria.engine.thresholds import Window, fold
from dieuphoi.programme.criteria.engine.verdicts import Noted, Reason
from dieuphoi.programme.criteria.facts import Fact
from dieuphoi.programme.criteria.kinds.base import (
    COMPARATORS,
    EXACT,
    Input,
    Measured,
    Measuring,
    all_hold,
    is_percent,
    judged,
    measure_figure,
    open_for,
    part_key,
)
from dieuphoi.programme.criteria.sets import Indicator

if TYPE_CHECKING:
    from dieuphoi.programme.criteria.engine.rows import Row

YEAR_JUDGED = N_("năm xét")


def years_back(years: int, including: bool) -> tuple[int, ...]:
    """How many years before the year considered each year of the window lies, the latest first."""
    first = 0 if including else 1
    return tuple(range(first, first + years))


def part_of(back: int) -> str:
    """The part that names a year of the window in a form: ``năm xét - 1``."""
    return YEAR_JUDGED if back == 0 else f"{YEAR_JUDGED} - {back}"


class WindowKind(Measuring):
    """Every year of the window must hold. The year considered is the year judged, else the year of the day.

    A figure is of its ``year``, or of the year that its part names (``năm xét - 1``). One without either is of the
    whole window where nothing may have happened at all (``absence``), else of the year considered.
    """

    may_be_concluded = True

    def __init__(self, *, absence: bool) -> None:
        self.absence = absence

    def prepare(self, row: Row) -> Any:
        demand = row.indicator.demand_of(row.cell)
        if not isinstance(demand, Window):
            return None
        if self.absence:
            return (demand, "=", Decimal(0), 1, False)
        if demand.limit is None or row.indicator.comparator not in COMPARATORS:
            return None
        scale, is_share = (100, True) if is_percent(row.indicator) else (1, False)
        return (demand, row.indicator.comparator, demand.limit, scale, is_share)

    def measure(self, row: Row, facts: Sequence[Fact]) -> Measured:
        demand, comparator, limit, scale, is_share = row.demand
        considered = row.fallback_year if row.year is None else row.year
        years = {considered - back: part_of(back) for back in years_back(demand.years, demand.including)}
        of_part = {fold(part_of(back)): considered - back for back in range(demand.years + 1)}
        chosen: dict[int | None, Fact] = {}
        claimed = False
        for fact in facts:
            if not fact.has_figure:
                claimed = claimed or fact.choice is not None
                continue
            year: int | None
            if fact.part:
                if part_key(fact.part) not in of_part:
                    return open_for(Reason.INVALID_VALUE, facts, comparator)
                year = of_part[part_key(fact.part)]
            elif fact.year is not None:
                year = fact.year
            else:
                year = None if self.absence else considered
            if year is not None and year not in years:
                continue
            if year in chosen and _figure(chosen[year]) != _figure(fact):
                return open_for(Reason.CONFLICTING_VALUES, facts, comparator)
            chosen[year] = fact
        if not chosen:
            return Measured(None, Reason.CONCLUSION_MISSING if claimed else Reason.NO_VALUE, ())
        told = {"how": "window", "absent": self.absence}
        whole = chosen.pop(None, None)
        noted = [
            measure_figure("", chosen.get(year), comparator, limit, scale=scale, is_share=is_share)._replace(
                told={**told, "in_year": year}
            )
            for year in sorted(years)
        ]
        if whole is None:
            return all_hold(noted)
        return _of_the_whole(whole, chosen, noted, limit, {**told, "from": min(years), "to": max(years)})

    def inputs(self, indicator: Indicator) -> tuple[Input, ...]:
        for _column, cell in indicator.every_cell:
            demand = indicator.demand_of(cell)
            if isinstance(demand, Window):
                backs = years_back(demand.years, demand.including)
                return tuple(Input(part_of(back), part_of(back), indicator.unit or "") for back in backs)
        return (Input("", indicator.name, indicator.unit or "", "presence" if self.absence else "number"),)


def _of_the_whole(
    whole: Fact, chosen: dict[int | None, Fact], noted: list[Noted], limit: Decimal, told: dict[str, Any]
) -> Measured:
    """One figure for the whole window; figures of its years beside it must not contradict it."""
    note = measure_figure("", whole, "=", limit, scale=1, is_share=False)._replace(told=told)
    known = EXACT.create_decimal(0)
    for fact in chosen.values():
        if fact.value is None or whole.value is None:
            return open_for(Reason.INVALID_VALUE, (whole, fact), "=")
        known = EXACT.add(known, fact.value)
    total = whole.value
    if chosen and total is not None and (known > total or (len(chosen) == len(noted) and known != total)):
        return open_for(Reason.CONFLICTING_VALUES, (whole, *chosen.values()), "=")
    return judged(note)


def _figure(fact: Fact) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    return fact.value, fact.numerator, fact.denominator
