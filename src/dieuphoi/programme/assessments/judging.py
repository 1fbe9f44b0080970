"""From stored values to verdicts: builds the engine's facts and asks it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from dieuphoi.core.kernel.period import parse_period
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria import sets
from dieuphoi.programme.criteria.engine.judging import compile_set, decide
from dieuphoi.programme.criteria.engine.rows import Row, make_row
from dieuphoi.programme.criteria.engine.verdicts import Basis, IndicatorVerdict, Verdict
from dieuphoi.programme.criteria.facts import Choice, Classification, Conclusion, Fact
from dieuphoi.programme.criteria.sets import missing_parts


@dataclass(frozen=True, slots=True)
class RoundRules:
    """What judging a round needs to know: its set as of the territory day's period end, year and day."""

    version: sets.SetVersion
    on: date
    year: int
    whole: bool
    """Whether the set can judge: none of its parts is missing. One that cannot still collects and verifies."""
    codes: Mapping[int, str]
    """``{indicator id: code of its row}``."""


@lru_cache(maxsize=64)
def rules_at(
    version_id: int, stamp: str, period: str, year: int, province_id: int, known_at: datetime | None = None
) -> RoundRules:
    """How a round of this period judges by the version as its stamp says it is, in its province.

    ``known_at``: when the round was frozen; what the province decided later changes nothing of it.
    """
    on = parse_period(period).last_day
    version = criteria.engine_set_in(version_id, stamp, province_id, on, known_at)
    return RoundRules(
        version,
        on=on,
        year=year,
        whole=not missing_parts(version),
        codes=criteria.row_codes(version_id),
    )


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
    if not rules.whole:
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
    return row.block is None and not row.concludes_only and rules.whole


def verdict_of(row: Row, facts: Sequence[Fact], rules: RoundRules) -> IndicatorVerdict:
    """Judge one row. In a set that is not whole only a conclusion decides."""
    verdict = decide(row, facts)
    if not rules.whole and verdict.basis is Basis.COMPUTED:
        return row.blank
    return verdict


class SameVerdicts:
    """Verdicts over figures for a province at once: communes that are alike and say the same are judged once."""

    def __init__(self, rules: RoundRules) -> None:
        self._rules = rules
        self._known: dict[tuple[Any, ...], IndicatorVerdict] = {}

    def of(self, row: Row, values: Sequence[Any]) -> IndicatorVerdict:
        """:func:`verdict_of` one row over the current values (``Value`` rows, or anything with their fields)."""
        if len(values) != 1 or values[0].number is not None or values[0].numerator is not None:
            return verdict_of(row, facts_from(values), self._rules)  # hardly ever the same
        [value] = values
        # A row ready for one classification stays the same object as long as its set is in use.
        key = (id(row), value.part, value.text, value.standard, value.applicable, value.cleared)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = verdict_of(row, facts_from(values), self._rules)
        return found


def fact_from(value: Any, conclusion: Conclusion | None = None) -> Fact:
    """One stored value (a ``Value`` row, or anything with its fields) as a fact."""
    return Fact(
        value=value.number,
        numerator=value.numerator,
        denominator=value.denominator,
        part=value.part,
        standard=value.standard,
        applicable=value.applicable,
        choice=_CHOICES.get(value.text),
        grade="" if value.text in _CHOICES else value.text,
        conclusion=conclusion,
    )


def side_that_decides(values: Iterable[Any]) -> str:
    """Whose figure judges: the council's before the department's before the commune's (domain.md §5)."""
    sides = {value.side for value in values if not value.cleared}
    return "council" if "council" in sides else "department" if "department" in sides else "commune"


def facts_from(values: Iterable[Any], conclusion: Conclusion | None = None) -> tuple[Fact, ...]:
    """The facts of one indicator: the current values of the side that decides, and the conclusion that stands.

    ``values`` may be of one side or of all three: this is the one place that chooses between them.
    """
    standing = [value for value in values if not value.cleared]
    if len(standing) > 1:
        side = side_that_decides(standing)
        standing = [value for value in standing if value.side == side]
    facts = tuple(fact_from(value) for value in standing)
    if conclusion is not None:
        facts += (Fact(conclusion=conclusion),)
    return facts


def conclusion_from(verdict: str, document: str) -> Conclusion:
    return Conclusion(verdict=Verdict(verdict), document=document)


_CHOICES = {choice.value: choice for choice in Choice}
