"""A figure against another figure of the facts: the province's mean, the commune's own past, the year before."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from dieuphoi.programme.criteria.engine.marks import N_
from dieuphoi.programme.criteria.engine.thresholds import Number, Relative, fold
from dieuphoi.programme.criteria.engine.verdicts import Noted, Reason
from dieuphoi.programme.criteria.facts import Fact
from dieuphoi.programme.criteria.kinds.base import (
    COMPARATORS,
    EXACT,
    Input,
    Measured,
    Measuring,
    is_rounding,
    judged,
    measure_figure,
    open_for,
    part_key,
    select,
)
from dieuphoi.programme.criteria.sets import Indicator

if TYPE_CHECKING:
    from dieuphoi.programme.criteria.engine.rows import Row

PROVINCE_MEAN = N_("bình quân của tỉnh")
STARTING_POINT = N_("mốc so sánh")
OWN_FIGURE = N_("số của đơn vị")
THIS_YEAR = N_("năm nay")
YEAR_BEFORE = N_("năm trước")
TIMES = N_("lần")


def amount_of(fact: Fact | None) -> tuple[Decimal, Decimal] | Reason:
    """A figure as an exact fraction, or why it is none."""
    if fact is None:
        return Reason.NO_VALUE
    if fact.numerator is None and fact.denominator is None:
        return Reason.NO_VALUE if fact.value is None else (fact.value, Decimal(1))
    if fact.numerator is None or fact.denominator is None:
        return Reason.INCOMPLETE_VALUE
    if fact.denominator == 0:
        return Reason.ZERO_DENOMINATOR
    return fact.numerator, fact.denominator


def missing(part: str, fact: Fact | None, comparator: str, threshold: Decimal | None, reason: object) -> Measured:
    """One of the figures is wanting, or is none."""
    assert isinstance(reason, Reason)
    told = Reason.INCOMPLETE_VALUE if reason is Reason.NO_VALUE else reason
    return Measured(None, told, (Noted(part, fact, comparator, threshold, None, reason),))


class RatioKind(Measuring):
    """So many times another figure (``over``): the province's mean of the same year, or the commune's own past.

    The two figures are the row's own and the part ``over``, or numerator and denominator of one. A lone figure is not
    guessed to be the ratio. ``any_year``: the other figure is of another time by its nature.
    """

    def __init__(self, over: str, *, any_year: bool) -> None:
        self.over = over
        self.any_year = any_year

    def prepare(self, row: Row) -> Any:
        comparator = row.indicator.comparator
        if comparator not in COMPARATORS:
            return None
        if isinstance(row.cell, Number):
            return (comparator, row.cell.value)
        if isinstance(row.cell, Relative) and row.cell.row_of is None:
            return (comparator, row.cell.ratio)
        return None

    def measure(self, row: Row, facts: Sequence[Fact]) -> Measured:
        comparator, ratio = row.demand
        key = fold(self.over)
        if self.any_year:
            bases = {fact for fact in facts if part_key(fact.part) == key and fact.has_figure}
            if len(bases) > 1:
                return open_for(Reason.CONFLICTING_VALUES, facts, comparator)
            chosen, _year, problem = select(row, [fact for fact in facts if part_key(fact.part) != key])
            chosen.update(zip([key], bases, strict=False))
        else:
            chosen, _year, problem = select(row, facts)
        if problem:
            return open_for(problem, facts, comparator)
        if not chosen:
            return Measured(None, Reason.NO_VALUE, ())
        if any(part not in ("", key) for part in chosen):
            return open_for(Reason.INVALID_VALUE, chosen.values(), comparator)
        own, over = chosen.get(""), chosen.get(key)
        mine = amount_of(own)
        if own is None or isinstance(mine, Reason):
            return missing(OWN_FIGURE, own, comparator, ratio, mine)
        if own.denominator is not None and over is None:
            figure = own
        else:
            base = amount_of(over)
            if isinstance(base, Reason):
                return missing(self.over, over, comparator, ratio, base)
            figure = Fact(numerator=EXACT.multiply(mine[0], base[1]), denominator=base[0])
            if own.denominator is not None:
                if EXACT.multiply(mine[1], base[1]) != base[0]:
                    return open_for(Reason.CONFLICTING_VALUES, chosen.values(), comparator)
                figure = own
        note = measure_figure("", figure, comparator, ratio, scale=1, is_share=False)
        return judged(note._replace(told={"how": "times", "over": self.over, "unit": TIMES}))

    def inputs(self, indicator: Indicator) -> tuple[Input, ...]:
        unit = str((indicator.extra or {}).get("measure") or "")
        return (Input("", indicator.name, unit), Input(self.over, self.over, unit))


class GrowthKind(Measuring):
    """How much a figure grew since the year before, in percent: from the two years, or the rate as it was given.

    A rate may be negative and may be above 100.
    """

    def prepare(self, row: Row) -> Any:
        if isinstance(row.cell, Number) and row.indicator.comparator in COMPARATORS:
            return (row.indicator.comparator, row.cell.value)
        return None

    def measure(self, row: Row, facts: Sequence[Fact]) -> Measured:
        comparator, threshold = row.demand
        chosen, _year, problem = select(row, facts)
        if problem:
            return open_for(problem, facts, comparator)
        if not chosen:
            return Measured(None, Reason.NO_VALUE, ())
        this, before = fold(THIS_YEAR), fold(YEAR_BEFORE)
        if any(part not in ("", this, before) for part in chosen):
            return open_for(Reason.INVALID_VALUE, chosen.values(), comparator)
        rate = chosen.get("")
        if rate is not None and (rate.value is None or rate.numerator is not None or rate.denominator is not None):
            return open_for(Reason.INVALID_VALUE, (rate,), comparator)
        holds = COMPARATORS[comparator]
        if set(chosen) == {""}:
            assert rate is not None
            return judged(Noted("", rate, comparator, threshold, holds(rate.value, threshold)))
        amounts: list[tuple[Decimal, Decimal]] = []
        for part, label in ((this, THIS_YEAR), (before, YEAR_BEFORE)):
            found = amount_of(chosen.get(part))
            if isinstance(found, Reason):
                return missing(label, chosen.get(part), comparator, threshold, found)
            if found[0] < 0 or found[1] < 0:
                return open_for(Reason.INVALID_VALUE, chosen.values(), comparator)
            amounts.append(found)
        now = EXACT.multiply(amounts[0][0], amounts[1][1])
        then = EXACT.multiply(amounts[1][0], amounts[0][1])
        if then == 0:
            return open_for(Reason.ZERO_DENOMINATOR, (chosen[before],), comparator)
        growth = EXACT.subtract(now, then)
        if rate is not None and rate.value is not None and not is_rounding(rate.value, growth, then, 100):
            return open_for(Reason.CONFLICTING_VALUES, chosen.values(), comparator)
        grown = Fact(numerator=growth, denominator=then)
        note = Noted(
            "",
            grown,
            comparator,
            threshold,
            holds(EXACT.multiply(growth, 100), EXACT.multiply(threshold, then)),
            None,
            100,
            told={"how": "growth", "now": f"{now:f}", "then": f"{then:f}"},
        )
        return judged(note)

    def inputs(self, indicator: Indicator) -> tuple[Input, ...]:
        unit = str((indicator.extra or {}).get("measure") or "")
        return (Input(THIS_YEAR, THIS_YEAR, unit), Input(YEAR_BEFORE, YEAR_BEFORE, unit))
