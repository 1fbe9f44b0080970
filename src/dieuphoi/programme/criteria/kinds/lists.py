"""At least so many of a list, or at least such a share of all contents, with the mandatory ones among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from dieuphoi.programme.criteria.engine.marks import N_
from dieuphoi.programme.criteria.engine.thresholds import Listed, fold
from dieuphoi.programme.criteria.engine.verdicts import Noted, Reason, Verdict
from dieuphoi.programme.criteria.facts import Fact
from dieuphoi.programme.criteria.kinds.base import (
    COMPARATORS,
    Input,
    Measured,
    Measuring,
    judged_year,
    measure_figure,
    open_for,
    part_key,
)
from dieuphoi.programme.criteria.sets import Indicator

if TYPE_CHECKING:
    from dieuphoi.programme.criteria.engine.rows import Row

COUNT = N_("số mục đạt")


class _Items:
    """What is known of the items: met, failed, claimed without a conclusion; the rest is silent."""

    def __init__(self, demand: Listed) -> None:
        labels = (*demand.items, *(label for label in demand.mandatory if label not in demand.items))
        self.names = {fold(label): label for label in labels}
        self.is_open = demand.is_open
        self.found: dict[str, Verdict] = {}
        self.claimed: set[str] = set()

    def take(self, fact: Fact) -> Reason | None:
        key = part_key(fact.part)
        if key not in self.names:
            if not self.is_open:
                return Reason.INVALID_VALUE
            self.names[key] = fact.part
        if fact.conclusion is not None:
            if self.found.setdefault(key, fact.conclusion.verdict) is not fact.conclusion.verdict:
                return Reason.CONFLICTING_VALUES
        elif not fact.is_empty:
            self.claimed.add(key)
        return None

    def state(self, key: str) -> bool | None:
        """Met, not met (one that does not apply is not met either), or nobody concluded."""
        verdict = self.found.get(key)
        return None if verdict is None else verdict is Verdict.MET

    def met(self) -> list[str]:
        return [name for key, name in self.names.items() if self.state(key) is True]

    def failed(self) -> list[str]:
        return [name for key, name in self.names.items() if self.state(key) is False]

    def silent(self) -> list[str]:
        return [name for key, name in self.names.items() if self.state(key) is None]

    def is_claimed(self) -> bool:
        return any(self.state(key) is None for key in self.claimed)


class ListKind(Measuring):
    """At least n of a list, each item concluded by the owner department, or counted where the row has a unit.

    An open list (the province issues it) never fails by its named items alone.
    """

    by_item = True
    may_be_concluded = True

    def prepare(self, row: Row) -> Any:
        demand = row.indicator.demand_of(row.cell)
        return demand if isinstance(demand, Listed) else None

    def measure(self, row: Row, facts: Sequence[Fact]) -> Measured:
        demand: Listed = row.demand
        year = judged_year(row, facts)
        items = _Items(demand)
        counts: list[Fact] = []
        claimed = False
        for fact in facts:
            if fact.year is not None and fact.year != year:
                continue
            if fact.part:
                problem = items.take(fact)
                if problem is not None:
                    return open_for(problem, facts)
            elif fact.has_figure:
                counts.append(fact)
            elif fact.choice is not None:
                claimed = True
        if any(fact != counts[0] for fact in counts):
            return open_for(Reason.CONFLICTING_VALUES, facts)
        if not counts and not claimed and not items.found and not items.claimed:
            return Measured(None, Reason.NO_VALUE, ())
        count = counts[0] if counts else None
        note = _share(row, demand, count) if demand.share is not None else _count(row, demand, count, items)
        noted = [note, *_mandatory(demand, items)]
        if any(each.holds is False for each in noted):
            return Measured(Verdict.NOT_MET, None, tuple(noted))
        if all(each.holds for each in noted):
            return Measured(Verdict.MET, None, tuple(noted))
        return Measured(None, _why_open(noted, claimed or items.is_claimed()), tuple(noted))

    def inputs(self, indicator: Indicator) -> tuple[Input, ...]:
        labels: dict[str, None] = {}
        share = False
        for _column, cell in indicator.every_cell:
            demand = indicator.demand_of(cell)
            if isinstance(demand, Listed):
                labels.update(dict.fromkeys((*demand.items, *demand.mandatory)))
                share = share or demand.share is not None
        asked = [Input(label, label, "", "passfail") for label in labels]
        if share or indicator.unit:
            asked.insert(0, Input("", indicator.name, indicator.unit or "%"))
        return tuple(asked) or (Input("", indicator.name, "", "passfail"),)


def _share(row: Row, demand: Listed, count: Fact | None) -> Noted:
    assert demand.share is not None
    comparator = row.indicator.comparator if row.indicator.comparator in COMPARATORS else ">="
    note = measure_figure(COUNT if count is None else "", count, comparator, demand.share, scale=100, is_share=True)
    return note._replace(told={"how": "share"})


def _count(row: Row, demand: Listed, count: Fact | None, items: _Items) -> Noted:
    need = demand.minimum
    assert need is not None
    met, failed, silent = items.met(), items.failed(), items.silent()
    told = {"how": "list", "met": "; ".join(met), "failed": "; ".join(failed), "silent": "; ".join(silent)}
    if count is not None:
        reason = _count_problem(row, count, items)
        if reason is not None:
            return Noted("", count, ">=", need, None, reason, told=told)
        return Noted("", count, ">=", need, count.value is not None and count.value >= need, told=told)
    holds: bool | None = None
    if len(met) >= need:
        holds = True
    elif not demand.is_open and len(met) + len(silent) < need:
        holds = False
    reason = None if holds is not None else Reason.NO_VALUE
    return Noted("", Fact(value=Decimal(len(met))), ">=", need, holds, reason, told=told)


def _count_problem(row: Row, count: Fact, items: _Items) -> Reason | None:
    value = count.value
    if not row.indicator.unit or value is None or count.numerator is not None or count.denominator is not None:
        return Reason.INVALID_VALUE
    if value < 0 or value != value.to_integral_value() or (not items.is_open and value > len(items.names)):
        return Reason.INVALID_VALUE
    if value < len(items.met()) or (not items.is_open and value > len(items.names) - len(items.failed())):
        return Reason.CONFLICTING_VALUES
    return None


def _mandatory(demand: Listed, items: _Items) -> Iterable[Noted]:
    for label in demand.mandatory:
        holds = items.state(fold(label))
        reason = Reason.NO_VALUE if holds is None else None
        yield Noted(label, None, "is", None, holds, reason, told={"how": "mandatory"})


def _why_open(noted: Sequence[Noted], claimed: bool) -> Reason:
    for note in noted:
        if note.reason is not None and note.reason is not Reason.NO_VALUE:
            return note.reason
    if claimed:
        return Reason.CONCLUSION_MISSING
    told = noted[0].told or {}
    if told.get("how") == "list" and noted[0].holds is None and not told["silent"]:
        return Reason.CONCLUSION_MISSING  # an open list whose named items all failed: another may be concluded
    return Reason.INCOMPLETE_VALUE
