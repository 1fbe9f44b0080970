"""Several figures for one row: by sex, in tiers, depending on a count. All of them must hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dieuphoi.programme.criteria.engine.thresholds import Cases, Number, Part, Parts
from dieuphoi.programme.criteria.engine.verdicts import Noted, Reason
from dieuphoi.programme.criteria.facts import Fact
from dieuphoi.programme.criteria.kinds.base import (
    COMPARATORS,
    Input,
    Measured,
    Measuring,
    all_hold,
    is_given,
    measure_figure,
    open_for,
    select,
    standard_problem,
)
from dieuphoi.programme.criteria.sets import Indicator, quantity_names

if TYPE_CHECKING:
    from dieuphoi.programme.criteria.engine.rows import Row

SEXES = (("nam", "nam"), ("nu", "nữ"))


class BySexKind(Measuring):
    """The same demand for men and for women; both must hold. A figure for both together does not answer."""

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
        noted = [
            measure_figure(name, chosen.get(key), comparator, threshold, scale=100, is_share=True)
            for key, name in SEXES
        ]
        return _standard(row, chosen, all_hold(noted))

    def inputs(self, indicator: Indicator) -> tuple[Input, ...]:
        return tuple(Input(name, name, indicator.unit or "") for _key, name in SEXES)


class CompositeKind(Measuring):
    """Several demands, each on its own part; all must hold (two-tier: safe water, of which clean water)."""

    def prepare(self, row: Row) -> Any:
        return _checked(row.cell.parts) if isinstance(row.cell, Parts) else None

    def measure(self, row: Row, facts: Sequence[Fact]) -> Measured:
        parts: tuple[Part, ...] = row.demand
        chosen, _year, problem = select(row, facts)
        if problem:
            return open_for(problem, facts)
        if not chosen:
            return Measured(None, Reason.NO_VALUE, ())
        if len(parts) == 1 and "" in chosen:
            chosen = {parts[0].key: chosen[""], **chosen}
        return _standard(row, chosen, all_hold([_demand(part, chosen) for part in parts]))

    def inputs(self, indicator: Indicator) -> tuple[Input, ...]:
        found: dict[str, Input] = {}
        for _column, cell in indicator.every_cell:
            if isinstance(cell, Parts):
                for part in cell.parts:
                    found.setdefault(part.key, Input(part.label, part.label, indicator.unit or ""))
        return tuple(found.values()) or (Input("", indicator.name, indicator.unit or ""),)


class ConditionalKind(Measuring):
    """Demands that depend on a count, such as the number of schools."""

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
            return open_for(problem, facts)
        if not chosen:
            return Measured(None, Reason.NO_VALUE, ())
        for case in row.demand:
            if case.when is None:
                return all_hold([_demand(part, chosen) for part in case.parts])
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
                measured = all_hold([_demand(part, chosen)._replace(when=when) for part in case.parts])
                return Measured(measured.verdict, measured.reason, (*noted, *measured.noted))
        return Measured(None, Reason.NO_THRESHOLD, ())

    def inputs(self, indicator: Indicator) -> tuple[Input, ...]:
        names = quantity_names()
        keys: dict[str, None] = {}
        for _column, cell in indicator.every_cell:
            for case in cell.cases if isinstance(cell, Cases) else ():
                if case.when:
                    keys.setdefault(case.when.quantity)
                for part in case.parts:
                    keys.setdefault(part.key)
        ordered = sorted(keys, key=lambda key: (key not in names, list(names).index(key) if key in names else 0))
        return tuple(Input(key, *names.get(key, (key, indicator.unit or ""))) for key in ordered)


def _checked(parts: tuple[Part, ...]) -> tuple[Part, ...] | None:
    return parts if parts and all(part.comparator in COMPARATORS for part in parts) else None


def _demand(part: Part, chosen: Mapping[str, Fact]) -> Noted:
    return measure_figure(part.label, chosen.get(part.key), part.comparator, part.value, scale=100, is_share=True)


def _standard(row: Row, chosen: Mapping[str, Fact], measured: Measured) -> Measured:
    if measured.verdict and standard_problem(row.indicator.standards, row, tuple(chosen.values())):
        return Measured(None, Reason.STANDARD_UNKNOWN, measured.noted)
    return measured
