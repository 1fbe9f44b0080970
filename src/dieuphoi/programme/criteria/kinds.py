"""The kinds of indicator, as a registry: the engine asks a row's kind to prepare its demand and to measure
facts.

To add a kind, write a class with the four members of :class:`Kind` and :func:`register` it. Nothing else of
the
engine changes: applicability, conclusions, doubts about the row and the roll-up are decided around the kind.
A kind that is not registered never computes; such a row can still be concluded by the owner department.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from dieuphoi.programme.criteria.engine.thresholds import (
    ByYear,
    Cases,
    Number,
    Part,
    Parts,
    Word,
    fold,
)
from dieuphoi.programme.criteria.engine.verdicts import Noted, Reason, Verdict
from dieuphoi.programme.criteria.facts import Choice, Fact
from dieuphoi.programme.criteria.sets import Indicator, Standard, quantity_aliases, quantity_names

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

SEXES = (("nam", "nam"), ("nu", "nữ"))


class Measured(NamedTuple):
    """What a kind found: a verdict, or the reason why there is none, and the comparisons made."""

    verdict: Verdict | None
    reason: Reason | None
    noted: tuple[Noted, ...]


class Input(NamedTuple):
    """One figure a person is asked for: its part, name and unit; ``what`` is number, passfail or presence."""

    part: str
    name: str
    unit: str
    what: str = "number"


class Kind(Protocol):
    """How one kind of indicator is judged."""

    concludes_only: bool
    """Only people decide (pass/fail); the kind is never measured."""

    def prepare(self, row: Row) -> Any:
        """The demand in the form that ``measure`` wants, or ``None`` when the cell does not suit the kind."""
        ...

    def measure(self, row: Row, facts: Sequence[Fact]) -> Measured:
        """Compare the facts with the row's demand."""
        ...

    def inputs(self, indicator: Indicator) -> tuple[Input, ...]:
        """What is typed for the indicator, in the order of the form."""
        ...


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
        elif value is not None and not _is_rounding(value, numerator, denominator, scale):
            reason = Reason.CONFLICTING_VALUES
        else:
            result = holds(EXACT.multiply(numerator, scale), EXACT.multiply(threshold, denominator))
    return Noted(part, fact, comparator, threshold, result, reason, scale, year)


def _is_rounding(value: Decimal, numerator: Decimal, denominator: Decimal, scale: int) -> bool:
    """Whether ``value`` is ``numerator / denominator * scale`` rounded or cut at its own last digit."""
    step = Decimal(1).scaleb(min(int(value.as_tuple().exponent), 0))
    gap = EXACT.subtract(EXACT.multiply(value, denominator), EXACT.multiply(numerator, scale))
    return EXACT.abs(gap) < EXACT.multiply(step, denominator)


def _all_hold(noted: Sequence[Noted], *, lone: bool = False) -> Measured:
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


def select(row: Row, facts: Sequence[Fact]) -> tuple[dict[str, Fact], int, Reason | None]:
    """The facts that count, by folded part, and the year they are of.

    The year is the one asked for; else the latest year given that is not after the day; else the day's own.
    A fact of another year does not count; one without a year is of the year asked for. Two facts for the
    same part and year are a conflict.
    """
    year = row.year
    if year is None:
        years = [fact.year for fact in facts if fact.year is not None]
        past = [value for value in years if value <= row.fallback_year]
        year = max(past) if past else (min(years) if years else row.fallback_year)
    chosen: dict[str, Fact] = {}
    for fact in facts:
        if fact.year is not None and fact.year != year:
            continue
        if not fact.has_figure and fact.choice is None:
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
        fold(word)
        for standard in standards
        if standard.holds_on(row.on)
        for word in (standard.code, standard.name)
    }
    return any(fold(fact.standard) not in valid for fact in facts)


class NumberKind:
    """One figure against one number, of the year where the cell goes by year: percent, money, area, count."""

    concludes_only = False

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
        if (
            len(facts) == 1
            and facts[0].part == ""
            and (facts[0].year is None or row.year in (None, facts[0].year))
        ):
            # The common case, kept short: one figure, nothing to choose.
            fact = facts[0]
            year = row.year or fact.year or row.fallback_year
        else:
            chosen, year, problem = select(row, facts)
            if problem:
                return Measured(
                    None, problem, tuple(Noted("", fact, comparator, None, None, problem) for fact in facts)
                )
            if not chosen:
                return Measured(None, Reason.NO_VALUE, ())
            if "" not in chosen or len(chosen) > 1:
                return Measured(
                    None,
                    Reason.INVALID_VALUE,
                    tuple(
                        Noted(f.part, f, comparator, None, None, Reason.INVALID_VALUE)
                        for f in chosen.values()
                    ),
                )
            fact = chosen[""]
        if threshold.__class__ is ByYear:
            found = threshold.of(year)
            if found is None:
                return Measured(
                    None,
                    Reason.NO_THRESHOLD,
                    (Noted("", fact, comparator, None, None, Reason.NO_THRESHOLD, scale, year),),
                )
            note = measure_figure(
                "", fact, comparator, found, scale=scale, is_share=is_share, year=year, holds=holds
            )
        else:
            note = measure_figure(
                "", fact, comparator, threshold, scale=scale, is_share=is_share, holds=holds
            )
        if note.holds is None:
            return Measured(None, note.reason, (note,))
        if standards and standard_problem(standards, row, (fact,)):
            return Measured(
                None, Reason.STANDARD_UNKNOWN, (note._replace(holds=None, reason=Reason.STANDARD_UNKNOWN),)
            )
        return Measured(Verdict.MET if note.holds else Verdict.NOT_MET, None, (note,))

    def inputs(self, indicator: Indicator) -> tuple[Input, ...]:
        return (Input("", indicator.name, indicator.unit or ""),)

    def _manner(self, indicator: Indicator) -> tuple[int, bool]:
        return self.scale, self.is_share


class ProvinceNumberKind(NumberKind):
    """A number that the province sets; a share where the unit is percent."""

    def _manner(self, indicator: Indicator) -> tuple[int, bool]:
        is_percent = (indicator.unit or "").startswith("%")
        return (100, True) if is_percent else (1, False)


# --- several figures --------------------


class BySexKind:
    """The same demand for men and for women; both must hold. A figure for both together does not answer."""

    concludes_only = False

    def prepare(self, row: Row) -> Any:
        if isinstance(row.cell, Number) and row.indicator.comparator in COMPARATORS:
            return (row.indicator.comparator, row.cell.value)
        return None

    def measure(self, row: Row, facts: Sequence[Fact]) -> Measured:
        comparator, threshold = row.demand
        chosen, _year, problem = select(row, facts)
        if problem:
            return Measured(
                None,
                problem,
                tuple(Noted(fact.part, fact, comparator, None, None, problem) for fact in facts),
            )
        if not chosen:
            return Measured(None, Reason.NO_VALUE, ())
        noted = [
            measure_figure(name, chosen.get(key), comparator, threshold, scale=100, is_share=True)
            for key, name in SEXES
        ]
        return _standard(row, chosen, _all_hold(noted))

    def inputs(self, indicator: Indicator) -> tuple[Input, ...]:
        return tuple(Input(name, name, indicator.unit or "") for _key, name in SEXES)


class CompositeKind:
    """Several demands, each on its own part; all must hold (two-tier: safe water, of which clean water)."""

    concludes_only = False

    def prepare(self, row: Row) -> Any:
        return _checked(row.cell.parts) if isinstance(row.cell, Parts) else None

    def measure(self, row: Row, facts: Sequence[Fact]) -> Measured:
        parts: tuple[Part, ...] = row.demand
        chosen, _year, problem = select(row, facts)
        if problem:
            return Measured(
                None, problem, tuple(Noted(fact.part, fact, ">=", None, None, problem) for fact in facts)
            )
        if not chosen:
            return Measured(None, Reason.NO_VALUE, ())
        if len(parts) == 1 and "" in chosen:
            chosen = {parts[0].key: chosen[""], **chosen}
        return _standard(row, chosen, _all_hold([_demand(part, chosen) for part in parts]))

    def inputs(self, indicator: Indicator) -> tuple[Input, ...]:
        found: dict[str, Input] = {}
        for _column, cell in indicator.thresholds or ():
            if isinstance(cell, Parts):
                for part in cell.parts:
                    found.setdefault(part.key, Input(part.label, part.label, indicator.unit or ""))
        return tuple(found.values()) or (Input("", indicator.name, indicator.unit or ""),)


class ConditionalKind:
    """Demands that depend on a count, such as the number of schools."""

    concludes_only = False

    def prepare(self, row: Row) -> Any:
        if not isinstance(row.cell, Cases):
            return None
        for case in row.cell.cases:
            if _checked(case.parts) is None or (case.when and case.when.comparator not in COMPARATORS):
                return None
        return row.cell.cases

    def measure(self, row: Row, facts: Sequence[Fact]) -> Measured:
        chosen, _year, problem = select(row, facts)
        if problem:
            return Measured(
                None, problem, tuple(Noted(fact.part, fact, ">=", None, None, problem) for fact in facts)
            )
        if not chosen:
            return Measured(None, Reason.NO_VALUE, ())
        for case in row.demand:
            if case.when is None:
                return _all_hold([_demand(part, chosen) for part in case.parts])
            count = chosen.get(case.when.quantity)
            if count is None or not is_given(count.value):
                note = Noted(
                    case.when.quantity,
                    count,
                    case.when.comparator,
                    case.when.value,
                    None,
                    Reason.INCOMPLETE_VALUE,
                )
                return Measured(None, Reason.INCOMPLETE_VALUE, (note,))
            if count.value < 0:  # type: ignore[operator]
                note = Noted(
                    case.when.quantity,
                    count,
                    case.when.comparator,
                    case.when.value,
                    None,
                    Reason.INVALID_VALUE,
                )
                return Measured(None, Reason.INVALID_VALUE, (note,))
            if COMPARATORS[case.when.comparator](count.value, case.when.value):
                when = f"{case.when.quantity} {case.when.comparator} {case.when.value:f}"
                noted = [
                    Noted(
                        case.when.quantity,
                        count,
                        case.when.comparator,
                        case.when.value,
                        True,
                        None,
                        1,
                        None,
                        "when",
                    )
                ]
                measured = _all_hold([_demand(part, chosen)._replace(when=when) for part in case.parts])
                return Measured(measured.verdict, measured.reason, (*noted, *measured.noted))
        return Measured(None, Reason.NO_THRESHOLD, ())

    def inputs(self, indicator: Indicator) -> tuple[Input, ...]:
        names = quantity_names()
        keys: dict[str, None] = {}
        for _column, cell in indicator.thresholds or ():
            for case in cell.cases if isinstance(cell, Cases) else ():
                if case.when:
                    keys.setdefault(case.when.quantity)
                for part in case.parts:
                    keys.setdefault(part.key)
        ordered = sorted(
            keys, key=lambda key: (key not in names, list(names).index(key) if key in names else 0)
        )
        return tuple(Input(key, *names.get(key, (key, indicator.unit or ""))) for key in ordered)


def _checked(parts: tuple[Part, ...]) -> tuple[Part, ...] | None:
    return parts if parts and all(part.comparator in COMPARATORS for part in parts) else None


def _demand(part: Part, chosen: Mapping[str, Fact]) -> Noted:
    return measure_figure(
        part.label, chosen.get(part.key), part.comparator, part.value, scale=100, is_share=True
    )


def _standard(row: Row, chosen: Mapping[str, Fact], measured: Measured) -> Measured:
    if measured.verdict and standard_problem(row.indicator.standards, row, tuple(chosen.values())):
        return Measured(None, Reason.STANDARD_UNKNOWN, measured.noted)
    return measured


# --- words --------------------


class PassFailKind:
    """Đạt / Không đạt: only the owner department's conclusion decides; a commune's claim never does."""

    concludes_only = True

    def prepare(self, row: Row) -> Any:
        return None

    def measure(self, row: Row, facts: Sequence[Fact]) -> Measured:
        return Measured(None, Reason.CONCLUSION_MISSING, ())

    def inputs(self, indicator: Indicator) -> tuple[Input, ...]:
        return (Input("", indicator.name, indicator.unit or "", "passfail"),)


class PresenceKind:
    """Có / Không: a count is measured (absence wants 0, presence more than 0); a word is a claim to be
    concluded."""

    concludes_only = False

    def prepare(self, row: Row) -> Any:
        if not isinstance(row.cell, Word):
            return None
        word = fold(row.cell.text)
        if word not in ("khong", "co"):
            return None
        return ("=" if word == "khong" else ">", Decimal(0))

    def measure(self, row: Row, facts: Sequence[Fact]) -> Measured:
        comparator, threshold = row.demand
        chosen, _year, problem = select(row, facts)
        if problem:
            return Measured(
                None,
                problem,
                tuple(Noted(fact.part, fact, comparator, None, None, problem) for fact in facts),
            )
        fact = chosen.get("")
        if fact is None:
            return Measured(None, Reason.NO_VALUE, ())
        if fact.choice is not None and not fact.has_figure:
            return Measured(None, Reason.CONCLUSION_MISSING, ())
        note = measure_figure("", fact, comparator, threshold, scale=1, is_share=False)
        if note.holds is None:
            return Measured(None, note.reason, (note,))
        return Measured(Verdict.MET if note.holds else Verdict.NOT_MET, None, (note,))

    def inputs(self, indicator: Indicator) -> tuple[Input, ...]:
        return (Input("", indicator.name, indicator.unit or "", "presence"),)


class UnsupportedKind(PassFailKind):
    """A kind that this version does not compute; it can still be concluded by people."""

    concludes_only = False

    def inputs(self, indicator: Indicator) -> tuple[Input, ...]:
        return (Input("", indicator.name, indicator.unit or ""),)


_KINDS: dict[str, Kind] = {}
UNSUPPORTED: Kind = UnsupportedKind()


def register(name: str, kind: Kind) -> None:
    """Make ``kind`` judge the rows whose ``kind`` is ``name``. Raises ``ValueError`` if the name is taken."""
    if name in _KINDS:
        raise ValueError(f"kind {name} is registered already")
    _KINDS[name] = kind


def kinds() -> tuple[str, ...]:
    """The names of the registered kinds."""
    return tuple(sorted(_KINDS))


def is_supported(indicator: Indicator) -> bool:
    """Whether this version can judge rows of the indicator's kind."""
    return kind_of(indicator) is not UNSUPPORTED


def kind_of(indicator: Indicator) -> Kind:
    """The kind that judges ``indicator``; a row compared by ``is`` is a pass/fail row where its kind allows
    both."""
    name = indicator.kind
    if indicator.comparator == "is" and name in ("province_set", "composite"):
        name = "pass_fail"
    return _KINDS.get(name, UNSUPPORTED)


def claim_verdict(indicator: Indicator, choice: Choice) -> Verdict:
    """What a word means for the row: Đạt, Không đạt as they stand; Có, Không against what the row wants."""
    if choice in (Choice.PASS, Choice.FAIL):
        return Verdict.MET if choice is Choice.PASS else Verdict.NOT_MET
    wants_presence = indicator.kind != "absence"
    return Verdict.MET if (choice is Choice.PRESENT) is wants_presence else Verdict.NOT_MET


for _name in ("pass_fail", "pass_fail_external_set", "pass_fail_ministry_detail", "pass_fail_alternative"):
    register(_name, PassFailKind())
register("absence", PresenceKind())
register("presence", PresenceKind())
register("percent", NumberKind(scale=100, is_share=True))
register("money", NumberKind())
register("area_per_capita", NumberKind())
register("count", NumberKind())
register("quantity", NumberKind())
register("province_set", ProvinceNumberKind())
register("percent_by_sex", BySexKind())
register("composite", CompositeKind())
register("conditional_composite", ConditionalKind())
