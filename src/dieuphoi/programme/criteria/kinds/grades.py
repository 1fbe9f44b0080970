"""Grades of a scale (Khá, loại IV), and the score of an outer set of criteria."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from dieuphoi.programme.criteria.engine.marks import N_
from dieuphoi.programme.criteria.engine.thresholds import Grade, Scored, fold
from dieuphoi.programme.criteria.engine.verdicts import Noted, Reason, Verdict
from dieuphoi.programme.criteria.facts import Fact
from dieuphoi.programme.criteria.kinds.base import (
    COMPARATORS,
    EXACT,
    Input,
    Measured,
    Measuring,
    judged,
    open_for,
    select,
)
from dieuphoi.programme.criteria.sets import Indicator

if TYPE_CHECKING:
    from dieuphoi.programme.criteria.engine.rows import Row

TOTAL = N_("tổng điểm")


class GradeKind(Measuring):
    """A grade at least as high as the one demanded, on the scale of the row; a score where the row grades scores."""

    may_be_concluded = True

    def prepare(self, row: Row) -> Any:
        demand = row.indicator.demand_of(row.cell)
        return demand if isinstance(demand, Grade) else None

    def measure(self, row: Row, facts: Sequence[Fact]) -> Measured:
        demand: Grade = row.demand
        chosen, _year, problem = select(row, facts)
        if problem:
            return open_for(problem, facts)
        if not chosen:
            return Measured(None, Reason.NO_VALUE, ())
        if set(chosen) != {""}:
            return open_for(Reason.INVALID_VALUE, chosen.values())
        fact = chosen[""]
        if not fact.has_figure and not fact.grade:
            return Measured(None, Reason.CONCLUSION_MISSING, ())
        given = _graded(demand, fact)
        if isinstance(given, Reason):
            return open_for(given, (fact,))
        comparator = row.indicator.comparator if row.indicator.comparator in COMPARATORS else ">="
        holds = COMPARATORS[comparator](given, demand.scale.index(demand.grade))
        told = {"how": "grade", "grade": demand.scale[given], "wanted": demand.grade}
        return judged(Noted("", fact, comparator, None, holds, told=told))

    def inputs(self, indicator: Indicator) -> tuple[Input, ...]:
        scale: tuple[str, ...] = ()
        for _column, cell in indicator.every_cell:
            demand = indicator.demand_of(cell)
            if isinstance(demand, Grade):
                scale = demand.scale
        return (Input("", indicator.name, indicator.unit or "", "grade" if scale else "number", scale),)


def _graded(demand: Grade, fact: Fact) -> int | Reason:
    """The place on the scale of what was given: the grade, the score's grade; both must agree."""
    places = {fold(label): at for at, label in enumerate(demand.scale)}
    by_word = places.get(fold(fact.grade)) if fact.grade else None
    if fact.grade and by_word is None:
        return Reason.INVALID_VALUE
    if not fact.has_figure:
        assert by_word is not None
        return by_word
    score = fact.value
    if score is None or fact.numerator is not None or fact.denominator is not None:
        return Reason.INVALID_VALUE
    if not demand.bands or score < 0:
        return Reason.INVALID_VALUE
    by_score = sum(1 for _label, least in demand.bands if score >= least)
    if by_word is not None and by_word != by_score:
        return Reason.CONFLICTING_VALUES
    return by_score


class ScoreKind(Measuring):
    """The score of an outer set: at least so many points, and in each group of it at least so many.

    Any group below its least decides. A wrong figure (more points than there are) leaves all of it open.
    """

    may_be_concluded = True

    def prepare(self, row: Row) -> Any:
        demand = row.indicator.demand_of(row.cell)
        return demand if isinstance(demand, Scored) else None

    def measure(self, row: Row, facts: Sequence[Fact]) -> Measured:
        demand: Scored = row.demand
        comparator = row.indicator.comparator if row.indicator.comparator in COMPARATORS else ">="
        chosen, _year, problem = select(row, facts)
        if problem:
            return open_for(problem, facts, comparator)
        if not chosen:
            return Measured(None, Reason.NO_VALUE, ())
        most = {"": demand.maximum, **{group.key: group.maximum for group in demand.groups}}
        points: dict[str, Decimal] = {}
        for part, fact in chosen.items():
            if part == "" and fact.choice is not None and not fact.has_figure:
                return Measured(None, Reason.CONCLUSION_MISSING, ())
            score = fact.value
            if part not in most or score is None or fact.numerator is not None or fact.denominator is not None:
                return open_for(Reason.INVALID_VALUE, chosen.values(), comparator)
            limit = most[part]
            if score < 0 or (limit is not None and score > limit):
                return open_for(Reason.INVALID_VALUE, chosen.values(), comparator)
            points[part] = score
        groups = [group for group in demand.groups if group.key in points]
        total = points.get("")
        added = EXACT.create_decimal(0)
        for group in groups:
            added = EXACT.add(added, points[group.key])
        complete = len(groups) == len(demand.groups)
        if demand.groups and total is not None and (added > total or (complete and added != total)):
            return open_for(Reason.CONFLICTING_VALUES, chosen.values(), comparator)
        if total is None and demand.groups and complete:
            total = added
        return _weighed(demand, comparator, points, total)

    def inputs(self, indicator: Indicator) -> tuple[Input, ...]:
        unit = indicator.unit or ""
        for _column, cell in indicator.every_cell:
            demand = indicator.demand_of(cell)
            if isinstance(demand, Scored) and demand.groups:
                return tuple(Input(group.label, group.label, unit) for group in demand.groups)
        return (Input("", indicator.name, unit),)


def _weighed(demand: Scored, comparator: str, points: dict[str, Decimal], total: Decimal | None) -> Measured:
    noted = []
    told = {"how": "score", "of": None if demand.maximum is None else f"{demand.maximum:f}", "set": demand.name}
    if total is None:
        noted.append(Noted(TOTAL, None, comparator, demand.minimum, None, Reason.NO_VALUE, told=told))
    else:
        holds = COMPARATORS[comparator](total, demand.minimum)
        noted.append(Noted("", Fact(value=total), comparator, demand.minimum, holds, told=told))
    for group in demand.groups:
        score = points.get(group.key)
        if score is None:
            if group.minimum is not None or total is None:
                noted.append(Noted(group.label, None, ">=", group.minimum, None, Reason.NO_VALUE))
        elif group.minimum is not None:
            noted.append(Noted(group.label, Fact(value=score), ">=", group.minimum, score >= group.minimum))
    if any(note.holds is False for note in noted):
        return Measured(Verdict.NOT_MET, None, tuple(noted))
    if any(note.holds is None for note in noted):
        return Measured(None, Reason.INCOMPLETE_VALUE, tuple(noted))
    return Measured(Verdict.MET, None, tuple(noted))
