"""Words and counts: Đạt / Không đạt, Có / Không, none but exceptions."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from dieuphoi.programme.criteria.engine.marks import N_
from dieuphoi.programme.criteria.engine.thresholds import Word, fold
from dieuphoi.programme.criteria.engine.verdicts import Noted, Reason
from dieuphoi.programme.criteria.facts import Fact
from dieuphoi.programme.criteria.kinds.base import (
    EXACT,
    Input,
    Measured,
    Measuring,
    all_hold,
    judged,
    measure_figure,
    open_for,
    select,
)
from dieuphoi.programme.criteria.sets import Indicator

if TYPE_CHECKING:
    from dieuphoi.programme.criteria.engine.rows import Row


class PassFailKind(Measuring):
    """Đạt / Không đạt: only the owner department's conclusion decides; a commune's claim never does."""

    concludes_only = True

    def prepare(self, row: Row) -> Any:
        return None

    def measure(self, row: Row, facts: Sequence[Fact]) -> Measured:
        return Measured(None, Reason.CONCLUSION_MISSING, ())

    def inputs(self, indicator: Indicator) -> tuple[Input, ...]:
        return (Input("", indicator.name, indicator.unit or "", "passfail"),)


class PresenceKind(Measuring):
    """Có / Không: a count is measured (absence wants 0, presence more than 0); a word is a claim to be
    concluded."""

    may_be_concluded = True

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
            return open_for(problem, facts, comparator)
        fact = chosen.get("")
        if fact is None:
            return Measured(None, Reason.NO_VALUE, ())
        if fact.choice is not None and not fact.has_figure:
            return Measured(None, Reason.CONCLUSION_MISSING, ())
        note = measure_figure("", fact, comparator, threshold, scale=1, is_share=False)
        return judged(note)

    def inputs(self, indicator: Indicator) -> tuple[Input, ...]:
        return (Input("", indicator.name, indicator.unit or "", "presence"),)


class UnsupportedKind(PassFailKind):
    """A kind that this version does not compute; it can still be concluded by people."""

    concludes_only = False

    def inputs(self, indicator: Indicator) -> tuple[Input, ...]:
        return (Input("", indicator.name, indicator.unit or ""),)


EXCEPTIONS = N_("ngoại lệ")
WHOLE = N_("tổng số")


class ExceptionsKind(PresenceKind):
    """None, but for those that the rule excepts: the count and how many of it are exceptions (``ngoại lệ``).

    A count above 0 alone does not decide: nobody said yet how many are excepted. That none is, is the number 0.
    """

    def measure(self, row: Row, facts: Sequence[Fact]) -> Measured:
        comparator, threshold = row.demand
        chosen, _year, problem = select(row, facts)
        if problem:
            return open_for(problem, facts, comparator)
        if not chosen:
            return Measured(None, Reason.NO_VALUE, ())
        strange = [part for part in chosen if part not in ("", fold(EXCEPTIONS))]
        if strange or any(fact.numerator is not None or fact.denominator is not None for fact in chosen.values()):
            return open_for(Reason.INVALID_VALUE, chosen.values(), comparator)
        whole, excepted = chosen.get(""), chosen.get(fold(EXCEPTIONS))
        if whole is not None and whole.choice is not None and not whole.has_figure:
            return Measured(None, Reason.CONCLUSION_MISSING, ())
        if whole is None or whole.value is None:
            return all_hold([Noted(WHOLE, None, comparator, threshold, None, Reason.NO_VALUE)])
        if any(fact.value is not None and fact.value < 0 for fact in chosen.values()):
            return open_for(Reason.INVALID_VALUE, chosen.values(), comparator)
        if excepted is None or excepted.value is None:
            if whole.value == threshold:
                return judged(Noted("", whole, comparator, threshold, True))
            missing = Noted(EXCEPTIONS, None, comparator, threshold, None, Reason.NO_VALUE)
            return all_hold([missing])
        if excepted.value > whole.value:
            return open_for(Reason.INVALID_VALUE, chosen.values(), comparator)
        rest = Fact(value=EXACT.subtract(whole.value, excepted.value), year=whole.year)
        told = {"how": "exceptions", "whole": f"{whole.value:f}", "excepted": f"{excepted.value:f}"}
        return judged(Noted("", rest, comparator, threshold, rest.value == threshold, told=told))

    def inputs(self, indicator: Indicator) -> tuple[Input, ...]:
        unit = indicator.unit or ""
        return (Input("", indicator.name, unit, "presence"), Input(EXCEPTIONS, EXCEPTIONS, unit))
