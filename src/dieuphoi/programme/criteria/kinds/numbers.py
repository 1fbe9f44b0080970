"""One figure against one number: percent, money, area, count; set by others; against a row of another set; in every
village."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from dieuphoi.programme.criteria.engine.thresholds import ByYear, Number, Relative
from dieuphoi.programme.criteria.engine.verdicts import Basis, Noted, Reason, Verdict
from dieuphoi.programme.criteria.facts import Fact
from dieuphoi.programme.criteria.kinds.base import (
    COMPARATORS,
    EXACT,
    Input,
    Measured,
    Measuring,
    is_percent,
    judged,
    measure_figure,
    open_for,
    select,
    standard_problem,
)
from dieuphoi.programme.criteria.sets import Indicator

if TYPE_CHECKING:
    from dieuphoi.programme.criteria.engine.rows import Row


class NumberKind(Measuring):
    """One figure against one number, of the year where the cell goes by year: percent, money, area, count."""

    def __init__(self, *, scale: int = 1, is_share: bool = False) -> None:
        self.scale = scale
        self.is_share = is_share

    def prepare(self, row: Row) -> Any:
        comparator = row.indicator.comparator
        if comparator not in COMPARATORS:
            return None
        scale, is_share = self._manner(row.indicator)
        if isinstance(row.cell, Number):
            return (
                comparator,
                COMPARATORS[comparator],
                row.cell.value,
                scale,
                is_share,
                row.indicator.standards,
            )
        if isinstance(row.cell, ByYear):
            return (comparator, COMPARATORS[comparator], row.cell, scale, is_share, row.indicator.standards)
        return None

    def measure(self, row: Row, facts: Sequence[Fact]) -> Measured:
        comparator, holds, threshold, scale, is_share, standards = row.demand
        if len(facts) == 1 and facts[0].part == "" and (facts[0].year is None or row.year in (None, facts[0].year)):
            # The common case, kept short: one figure, nothing to choose.
            fact = facts[0]
            year = row.year or fact.year or row.fallback_year
        else:
            chosen, year, problem = select(row, facts)
            if problem:
                return open_for(problem, facts, comparator)
            if not chosen:
                return Measured(None, Reason.NO_VALUE, ())
            if "" not in chosen or len(chosen) > 1:
                return open_for(Reason.INVALID_VALUE, chosen.values(), comparator)
            fact = chosen[""]
        if threshold.__class__ is ByYear:
            found = threshold.of(year)
            if found is None:
                return Measured(
                    None,
                    Reason.NO_THRESHOLD,
                    (Noted("", fact, comparator, None, None, Reason.NO_THRESHOLD, scale, year),),
                )
            note = measure_figure("", fact, comparator, found, scale=scale, is_share=is_share, year=year, holds=holds)
        else:
            note = measure_figure("", fact, comparator, threshold, scale=scale, is_share=is_share, holds=holds)
        if note.holds is None:
            return Measured(None, note.reason, (note,))
        if standards and standard_problem(standards, row, (fact,)):
            return Measured(None, Reason.STANDARD_UNKNOWN, (note._replace(holds=None, reason=Reason.STANDARD_UNKNOWN),))
        return Measured(Verdict.MET if note.holds else Verdict.NOT_MET, None, (note,))

    def inputs(self, indicator: Indicator) -> tuple[Input, ...]:
        return (Input("", indicator.name, indicator.unit or ""),)

    def _manner(self, indicator: Indicator) -> tuple[int, bool]:
        return self.scale, self.is_share


class OwnUnitNumberKind(NumberKind):
    """A number that the province or a ministry sets; a share where the unit is percent."""

    def _manner(self, indicator: Indicator) -> tuple[int, bool]:
        return (100, True) if is_percent(indicator) else (1, False)


class OtherSetKind(OwnUnitNumberKind):
    """A figure against a multiple of what another set demands of the same commune in the same year.

    The other set must be among the version's ``bases``; without it there is no threshold. What rests on an
    unconfirmed row of that set is unconfirmed itself.
    """

    def prepare(self, row: Row) -> Any:
        from dieuphoi.programme.criteria.engine.rows import make_row

        comparator = row.indicator.comparator
        if comparator not in COMPARATORS or not isinstance(row.cell, Relative) or row.cell.row_of is None:
            return None
        set_id, code = row.cell.row_of
        base = next((each for each in row.set_version.bases if each.id == set_id), None)
        if base is None:
            return Reason.NO_THRESHOLD
        base = base.as_of(row.on)
        if not any(each.code == code for each in base.indicators):
            return Reason.NO_THRESHOLD
        inner = make_row(
            base,
            base.criterion_of(code).number,
            base.indicator(code),
            row.classification,
            on=row.on,
            year=row.year,
            trial=row.trial,
        )
        if inner.block is not None:
            return inner.block
        if inner.basis is Basis.TRIAL:
            row.basis = Basis.TRIAL
        ratio = row.cell.ratio
        threshold: Decimal | ByYear
        if isinstance(inner.cell, Number):
            threshold = EXACT.multiply(inner.cell.value, ratio)
        elif isinstance(inner.cell, ByYear):
            years = tuple(
                (year, None if value is None else EXACT.multiply(value, ratio)) for year, value in inner.cell.years
            )
            threshold = ByYear(years)
        else:
            return None
        scale, is_share = self._manner(row.indicator)
        return (comparator, COMPARATORS[comparator], threshold, scale, is_share, row.indicator.standards)

    def measure(self, row: Row, facts: Sequence[Fact]) -> Measured:
        measured = super().measure(row, facts)
        assert isinstance(row.cell, Relative)
        told = {"ratio": f"{row.cell.ratio:f}", "base": row.cell.base}
        return measured._replace(noted=tuple(note._replace(told=told) for note in measured.noted))


class EachVillageKind(NumberKind):
    """The same least (or most) in every village.

    Either the figure of the village that has the least, or how many villages of how many hold it: all must.
    """

    def measure(self, row: Row, facts: Sequence[Fact]) -> Measured:
        chosen, _year, problem = select(row, facts)
        comparator, holds, threshold = row.demand[:3]
        if problem:
            return open_for(problem, facts, comparator)
        if not chosen:
            return Measured(None, Reason.NO_VALUE, ())
        if set(chosen) != {""}:
            return open_for(Reason.INVALID_VALUE, chosen.values(), comparator)
        fact = chosen[""]
        if threshold.__class__ is ByYear:
            return open_for(Reason.NO_THRESHOLD, (fact,), comparator)
        if fact.numerator is None and fact.denominator is None:
            note = measure_figure("", fact, comparator, threshold, scale=1, is_share=False, holds=holds)
            return judged(note._replace(told={"how": "least_village"}))
        counted = replace(fact, value=None)
        note = measure_figure("", counted, ">=", Decimal(100), scale=100, is_share=True)
        note = note._replace(told={"how": "villages", "each": f"{threshold:f}", "sign": comparator})
        if note.holds is not None and fact.value is not None and holds(fact.value, threshold) is not note.holds:
            return open_for(Reason.CONFLICTING_VALUES, (fact,), comparator)
        return judged(note)
