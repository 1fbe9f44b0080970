"""The words of a judgement: verdict, basis, reason, and the records that carry them.

``IndicatorVerdict`` is a light tuple so that hundreds of thousands can be made a second; its ``trace`` and
``sentence`` are written out only when somebody reads them, from what the judgement noted (:class:`Noted`),
never by judging again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from dieuphoi.programme.criteria.engine.marks import Translate, as_written

if TYPE_CHECKING:
    from dieuphoi.programme.criteria.engine.rows import Row
    from dieuphoi.programme.criteria.facts import Fact


class Verdict(StrEnum):
    """The four verdicts. UNDETERMINED always has a :class:`Reason`."""

    MET = "MET"
    NOT_MET = "NOT_MET"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    UNDETERMINED = "UNDETERMINED"


class Basis(StrEnum):
    """What a verdict rests on; an UNDETERMINED one rests on nothing."""

    COMPUTED = "COMPUTED"
    CONCLUDED = "CONCLUDED"
    IMPORTED = "IMPORTED"
    TRIAL = "TRIAL"


class Reason(StrEnum):
    """Why a verdict is UNDETERMINED."""

    NO_VALUE = "no_value"
    INCOMPLETE_VALUE = "incomplete_value"
    CONFLICTING_VALUES = "conflicting_values"
    INVALID_VALUE = "invalid_value"
    ZERO_DENOMINATOR = "zero_denominator"
    NOT_CONFIRMED = "not_confirmed"
    NO_THRESHOLD = "no_threshold"
    NOT_CLASSIFIED = "not_classified"
    STANDARD_UNKNOWN = "standard_unknown"
    CONCLUSION_MISSING = "conclusion_missing"
    KIND_NOT_SUPPORTED = "kind_not_supported"
    NOT_FOUND = "not_found"


class Noted(NamedTuple):
    """One comparison as it was made: which part, which figure, against what, and whether it held.

    ``holds`` is ``None`` when it could not be made, and ``reason`` says why. ``scale`` is 100 where a share
    was compared in percent points. ``year`` is the year of a threshold by year. ``told`` is what else the sentence
    needs (plain data that goes into the trace).
    """

    part: str
    fact: Fact | None
    comparator: str
    threshold: Decimal | None
    holds: bool | None
    reason: Reason | None = None
    scale: int = 1
    year: int | None = None
    when: str = ""
    told: Mapping[str, Any] | None = None


class TraceStep(NamedTuple):
    """One step of how a verdict came to be: its name and its plain data (strings, numbers, booleans)."""

    step: str
    data: Mapping[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """The step as one JSON object."""
        return {"step": self.step, **self.data}


class IndicatorVerdict(NamedTuple):
    """The verdict on one indicator of one unit."""

    code: str
    verdict: Verdict
    basis: Basis | None
    reason: Reason | None
    row: Row
    noted: tuple[Noted, ...] = ()
    facts: tuple[Fact, ...] = ()

    @property
    def trace(self) -> tuple[TraceStep, ...]:
        """How it came to be: column and why, trust, threshold, values, comparisons, conclusion, result."""
        from dieuphoi.programme.criteria.engine.sentences import trace_of

        return trace_of(self)

    @property
    def sentence(self) -> str:
        """One Vietnamese sentence for people, rendered from the trace."""
        from dieuphoi.programme.criteria.engine.sentences import sentence_of

        return sentence_of(self.code, self.trace)

    def as_dict(self, translate: Translate = as_written) -> dict[str, Any]:
        """The JSON form of the command line and the API; only the sentence is words.

        What is frozen keeps the Vietnamese sentence; ``translate`` is for an answer that is shown at once.
        """
        from dieuphoi.programme.criteria.engine.sentences import sentence_of

        trace = self.trace
        return {
            "code": self.code,
            "criterion": self.row.criterion_number,
            "verdict": str(self.verdict),
            "basis": None if self.basis is None else str(self.basis),
            "reason": None if self.reason is None else str(self.reason),
            "sentence": sentence_of(self.code, trace, translate),
            "trace": [step.as_dict() for step in trace],
        }


class CriterionVerdict(NamedTuple):
    """The verdict on one criterion by the rule, with the counts of its indicators by verdict."""

    number: int
    name: str
    verdict: Verdict
    basis: Basis | None
    counts: Mapping[str, int]

    def as_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "number": self.number,
            "name": self.name,
            "verdict": str(self.verdict),
            "basis": None if self.basis is None else str(self.basis),
            "counts": dict(self.counts),
        }


@dataclass(frozen=True, slots=True)
class SetVerdict:
    """Everything judged for one unit.

    ``met`` counts official criteria only; what rests on a trial ("chấm thử") is counted in ``trial_met`` and
    never makes a unit qualify. ``total`` is the number of criteria.
    """

    set_id: str
    trial: bool
    indicators: tuple[IndicatorVerdict, ...]
    criteria: tuple[CriterionVerdict, ...]
    met: int
    trial_met: int
    total: int
    qualifies: bool

    def indicator(self, code: str) -> IndicatorVerdict:
        """The verdict on ``code``. Raises ``KeyError``."""
        for verdict in self.indicators:
            if verdict.code == code:
                return verdict
        raise KeyError(code)

    def as_dict(self, translate: Translate = as_written) -> dict[str, Any]:
        """The JSON form, without the unit. ``translate`` is for the sentences."""
        return {
            "indicators": [verdict.as_dict(translate) for verdict in self.indicators],
            "criteria": [verdict.as_dict() for verdict in self.criteria],
            "met": self.met,
            "trial_met": self.trial_met,
            "total": self.total,
            "qualifies": self.qualifies,
        }
