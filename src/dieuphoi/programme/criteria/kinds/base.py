"""What all kinds share: what they find, which facts count, and one figure against one number, exactly."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from dieuphoi.programme.criteria.engine.thresholds import fold
from dieuphoi.programme.criteria.engine.verdicts import Noted, Reason, Verdict
from dieuphoi.programme.criteria.facts import Fact
from dieuphoi.programme.criteria.sets import Indicator, Standard, quantity_aliases

if TYPE_CHECKING:
    from dieuphoi.programme.criteria.engine.rows import Row

EXACT = Context(prec=200)
"""Products of typed figures and thresholds never lose a digit."""

COMPARATORS: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}


class Measured(NamedTuple):
    """What a kind found: a verdict, or the reason why there is none, and the comparisons made."""

    verdict: Verdict | None
    reason: Reason | None
    noted: tuple[Noted, ...]


class Input(NamedTuple):
    """One figure a person is asked for: its part, name and unit.

    ``what`` is number, passfail, presence or grade; ``choices`` the grades to choose from.
    """

    part: str
    name: str
    unit: str
    what: str = "number"
    choices: tuple[str, ...] = ()


class Kind(Protocol):
    """How one kind of indicator is judged."""

    concludes_only: bool
    """Only people decide (pass/fail); the kind is never measured."""
    by_item: bool
    """A conclusion with a part is of that item alone; the kind counts them."""
    may_be_concluded: bool
    """The owner department's conclusion decides where figures are wanting."""

    def prepare(self, row: Row) -> Any:
        """The demand in the form that ``measure`` wants.

        ``None`` when the cell does not suit the kind; a :class:`Reason` when the row cannot compute because of it.
        """
        ...

    def measure(self, row: Row, facts: Sequence[Fact]) -> Measured:
        """Compare the facts with the row's demand."""
        ...

    def inputs(self, indicator: Indicator) -> tuple[Input, ...]:
        """What is typed for the indicator, in the order of the form."""
        ...


class Measuring:
    """The usual answers of a kind that measures figures."""

    concludes_only = False
    by_item = False
    may_be_concluded = False


def is_given(value: Decimal | None) -> bool:
    """A figure was entered. Zero is one."""
    return value is not None


# --- one figure against one number --------------------


def measure_figure(
    part: str,
    fact: Fact | None,
    comparator: str,
    threshold: Decimal,
    *,
    scale: int,
    is_share: bool,
    year: int | None = None,
    holds: Callable[[Any, Any], bool] | None = None,
) -> Noted:
    """Compare one figure exactly.

    Where numerator and denominator are given they decide (``numerator * scale`` against
    ``threshold * denominator``), and a rate typed beside them must be their rounding; otherwise ``value``
    does.
    """
    reason: Reason | None = None
    result: bool | None = None
    if fact is None:
        reason = Reason.NO_VALUE
    else:
        holds = holds or COMPARATORS[comparator]
        numerator, denominator, value = fact.numerator, fact.denominator, fact.value
        if numerator is None and denominator is None:
            if not is_given(value):
                reason = Reason.NO_VALUE
            elif value < 0 or (is_share and value > 100):  # type: ignore[operator]
                reason = Reason.INVALID_VALUE
            else:
                result = holds(value, threshold)
        elif numerator is None or denominator is None:
            reason = Reason.INCOMPLETE_VALUE
        elif denominator == 0:
            reason = Reason.ZERO_DENOMINATOR
        elif numerator < 0 or denominator < 0 or (is_share and numerator > denominator):
            reason = Reason.INVALID_VALUE
        elif value is not None and not is_rounding(value, numerator, denominator, scale):
            reason = Reason.CONFLICTING_VALUES
        else:
            result = holds(EXACT.multiply(numerator, scale), EXACT.multiply(threshold, denominator))
    return Noted(part, fact, comparator, threshold, result, reason, scale, year)


def is_rounding(value: Decimal, numerator: Decimal, denominator: Decimal, scale: int) -> bool:
    """Whether ``value`` is ``numerator / denominator * scale`` rounded or cut at its own last digit."""
    if numerator < 0:
        value, numerator = -value, -numerator
    step = EXACT.multiply(Decimal(1).scaleb(min(int(value.as_tuple().exponent), 0)), denominator)
    over = EXACT.subtract(EXACT.multiply(numerator, scale), EXACT.multiply(value, denominator))
    is_cut = 0 <= over < step
    return is_cut or EXACT.multiply(EXACT.abs(over), 2) <= step


def all_hold(noted: Sequence[Noted], *, lone: bool = False) -> Measured:
    """Demands that must all hold: one that fails decides, else one that is missing leaves it open."""
    kept = tuple(noted)
    if any(note.holds is False for note in kept):
        return Measured(Verdict.NOT_MET, None, kept)
    for note in kept:
        if note.holds is None:
            reason = note.reason
            if reason is Reason.NO_VALUE and not lone:
                reason = Reason.INCOMPLETE_VALUE
            return Measured(None, reason, kept)
    return Measured(Verdict.MET, None, kept)


def judged_year(row: Row, facts: Iterable[Fact]) -> int:
    """The year whose facts count: the one asked for; else the latest given that is not after the day; else the
    day's own."""
    if row.year is not None:
        return row.year
    years = [fact.year for fact in facts if fact.year is not None]
    past = [value for value in years if value <= row.fallback_year]
    return max(past) if past else (min(years) if years else row.fallback_year)


def select(row: Row, facts: Sequence[Fact]) -> tuple[dict[str, Fact], int, Reason | None]:
    """The facts that count, by folded part, and the year they are of (:func:`judged_year`).

    A fact of another year does not count; one without a year is of the year asked for. Two facts for the
    same part and year are a conflict.
    """
    year = judged_year(row, facts)
    chosen: dict[str, Fact] = {}
    for fact in facts:
        if fact.year is not None and fact.year != year:
            continue
        if not fact.has_figure and fact.choice is None and not fact.grade:
            continue
        key = part_key(fact.part)
        if key in chosen and chosen[key] != fact:
            return chosen, year, Reason.CONFLICTING_VALUES
        chosen[key] = fact
    return chosen, year, None


def part_key(part: str) -> str:
    """The folded name of a part; a known other word of a quantity becomes its code."""
    if not part:
        return ""
    key = fold(part)
    return quantity_aliases().get(key, key)


def standard_problem(standards: Sequence[Standard], row: Row, facts: Sequence[Fact]) -> bool:
    """The row demands a standard and a figure does not name one that is in force."""
    if not standards:
        return False
    valid = {
        fold(word) for standard in standards if standard.holds_on(row.on) for word in (standard.code, standard.name)
    }
    return any(fold(fact.standard) not in valid for fact in facts)


def open_for(reason: Reason, facts: Iterable[Fact], comparator: str = ">=") -> Measured:
    """No verdict for one reason that holds for all of the facts."""
    return Measured(None, reason, tuple(Noted(fact.part, fact, comparator, None, None, reason) for fact in facts))


def judged(note: Noted) -> Measured:
    """The verdict of a single comparison."""
    if note.holds is None:
        return Measured(None, note.reason, (note,))
    return Measured(Verdict.MET if note.holds else Verdict.NOT_MET, None, (note,))


def is_percent(indicator: Indicator) -> bool:
    """The row is measured in percent."""
    return (indicator.unit or "").startswith("%")
