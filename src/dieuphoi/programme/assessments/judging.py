"""From stored values to verdicts: builds the engine's facts and asks it. No query here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dieuphoi.programme.criteria import sets
from dieuphoi.programme.criteria.engine.judging import compile_set, decide
from dieuphoi.programme.criteria.engine.rows import Row, make_row
from dieuphoi.programme.criteria.engine.verdicts import IndicatorVerdict, Verdict
from dieuphoi.programme.criteria.facts import Choice, Classification, Conclusion, Fact
from dieuphoi.programme.criteria.sets import missing_parts


@dataclass(frozen=True, slots=True)
class RoundRules:
    """What judging a round needs to know: its set as of the territory day's period end, year and day."""

    version: sets.SetVersion
    on: date
    year: int


def classification_from(stored: Mapping[str, Any]) -> Classification:
    """The engine's classification from what the sheet pinned (``region7``, ``commune_group3``, ``flags``)."""
    return Classification(
        region=stored.get("region7") or None,
        group=stored.get("commune_group3") or None,
        flags=frozenset(stored.get("flags") or ()),
    )


def rows_for(rules: RoundRules, classification: Classification) -> dict[str, Row]:
    """Every row of the set made ready for one classification, by code.

    A set that is not whole refuses to judge, yet its round collects and verifies: its rows are made ready one by
    one, and none of them computes.
    """
    if missing_parts(rules.version):
        return {
            row.code: make_row(
                rules.version, criterion.number, row, classification, on=rules.on, year=rules.year, trial=False
            )
            for criterion in rules.version.criteria
            for row in criterion.indicators
        }
    return dict(compile_set(rules.version, classification, as_of=rules.on, year=rules.year).rows)


def figures_judge(row: Row, rules: RoundRules) -> bool:
    """Whether figures alone can decide this row here; where not, only the owner department's conclusion can."""
    return row.block is None and not row.concludes_only and not missing_parts(rules.version)


def verdict_of(row: Row, facts: Sequence[Fact], rules: RoundRules) -> IndicatorVerdict:
    """Judge one row. In a set that is not whole only a conclusion decides."""
    verdict = decide(row, facts)
    if verdict.basis is not None and str(verdict.basis) == "COMPUTED" and missing_parts(rules.version):
        return row.blank
    return verdict


def fact_from(value: Any, conclusion: Conclusion | None = None) -> Fact:
    """One stored value (a ``Value`` row, or anything with its fields) as a fact."""
    return Fact(
        value=value.number,
        numerator=value.numerator,
        denominator=value.denominator,
        part=value.part,
        standard=value.standard,
        applicable=value.applicable,
        choice=Choice(value.text) if value.text in _CHOICES else None,
        conclusion=conclusion,
    )


def facts_from(values: Iterable[Any], conclusion: Conclusion | None = None) -> tuple[Fact, ...]:
    """The facts of one indicator: its current values, and the department's conclusion where there is one."""
    facts = tuple(fact_from(value) for value in values if not value.cleared)
    if conclusion is not None:
        facts += (Fact(conclusion=conclusion),)
    return facts


def conclusion_from(verdict: str, document: str) -> Conclusion:
    return Conclusion(verdict=Verdict(verdict), document=document)


_CHOICES = frozenset(choice.value for choice in Choice)
