"""The three sides of an indicator as people and snapshots keep them: figure, who, when, why, by which document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from dieuphoi.programme.assessments.entries import inputs_of, typed_form
from dieuphoi.programme.assessments.judging import RoundRules, facts_from, verdict_of
from dieuphoi.programme.assessments.models import Side, Value, Verified
from dieuphoi.programme.assessments.sides import Standing, as_conclusion
from dieuphoi.programme.criteria.engine.rows import Row
from dieuphoi.programme.criteria.engine.verdicts import IndicatorVerdict
from dieuphoi.programme.criteria.facts import Fact

_Decision = Verified.Decision
_OF_DEPARTMENT: Final = frozenset(
    {_Decision.ACCEPT, _Decision.RETURN, _Decision.CONCLUDE, _Decision.COUNTER, _Decision.TAKE_BACK, _Decision.UPHOLD}
)
_KEPT: Final = frozenset(
    {_Decision.CONCLUDE, _Decision.COUNTER, _Decision.DISPUTE, _Decision.UPHOLD, _Decision.COUNCIL}
)


@dataclass(frozen=True, slots=True)
class SideShown:
    """What one side says of an indicator. ``judged``: the verdict that its word alone would give, ``None`` where it
    says nothing that judges; ``decides``: the verdict that stands rests on it.
    """

    side: str
    cells: tuple[tuple[str, str, str], ...]
    """``(part, name, figure with its unit)`` of each cell that it filled."""
    who: int | None
    """The account that did ``decision``; that entered the figure, where there is none. ``at``: when."""
    at: datetime | None
    on_behalf: bool
    decision: str
    """The last thing that the side did (:class:`Verified.Decision`), empty where it only entered."""
    reason: str
    document: str
    document_on: date | None
    judged: IndicatorVerdict | None
    decides: bool

    @property
    def silent(self) -> bool:
        return not self.cells and not self.decision


def sides_shown(standing: Standing, row: Row | None, rules: RoundRules) -> tuple[SideShown, SideShown, SideShown]:
    """Commune, department and council of one indicator. Asks the database nothing."""
    return (
        _side(Side.COMMUNE, standing, row, rules, standing.argued),
        _side(Side.DEPARTMENT, standing, row, rules, _last(standing.log, _OF_DEPARTMENT), standing.concluded),
        _side(Side.COUNCIL, standing, row, rules, standing.council, standing.council),
    )


def _last(log: Sequence[Verified], decisions: Iterable[str]) -> Verified | None:
    return next((each for each in reversed(log) if each.decision in decisions), None)


def _side(
    side: Side,
    standing: Standing,
    row: Row | None,
    rules: RoundRules,
    said: Verified | None,
    concluded: Verified | None = None,
) -> SideShown:
    values = standing.of(side)
    last = max(values, key=lambda value: value.recorded_at, default=None)
    word: Any = last if said is None else said
    facts: tuple[Fact, ...] = facts_from(values)
    if concluded is not None and concluded.verdict:
        facts = facts_from(values or standing.of(Side.COMMUNE), as_conclusion(concluded))
    return SideShown(
        side=side,
        cells=cells_shown(row, {value.part: value for value in values}),
        who=None if word is None else word.actor_id,
        at=None if word is None else word.recorded_at,
        on_behalf=any(value.on_behalf for value in values),
        decision="" if said is None else said.decision,
        reason=next((each.explanation for each in values if each.explanation), "") if said is None else said.comment,
        document="" if said is None else said.document,
        document_on=None if said is None else said.document_on,
        judged=verdict_of(row, facts, rules) if row is not None and facts else None,
        decides=standing.decides == side and (bool(values) or concluded is not None),
    )


def cells_shown(row: Row | None, values: Mapping[str, Value]) -> tuple[tuple[str, str, str], ...]:
    """The filled cells of one side, in the order of the form: part, name, figure with its unit."""
    if row is None:
        return ()
    found = []
    for slot in inputs_of(row.indicator):
        figure = typed_form(values.get(slot.part))
        if figure:
            value = values[slot.part]
            is_number = value.number is not None or value.numerator is not None
            unit = slot.unit if slot.unit and is_number else ""
            found.append((slot.part, str(slot.name), f"{figure} {unit}".strip()))
    return tuple(found)


# ------------------------------------------------------------------------------------------------- snapshot


def standing_content(standing: Standing) -> dict[str, Any]:
    """What a snapshot keeps of one indicator: every side's figures, the side that decides, the conclusion that judges,
    and what was said with who, when and which document.
    """
    conclusion = standing.conclusion
    return {
        "values": [value_content(value) for value in standing.all if not value.cleared],
        "decides": str(standing.decides),
        "conclusion": None
        if conclusion is None
        else {"verdict": conclusion.verdict, "document": conclusion.document},
        "said": [_said_content(row) for row in standing.log if row.decision in _KEPT],
    }


def value_content(value: Value) -> dict[str, Any]:
    return {
        "id": value.id,
        "side": value.side,
        "part": value.part,
        "number": None if value.number is None else format(value.number.normalize(), "f"),
        "text": value.text,
        "numerator": None if value.numerator is None else format(value.numerator.normalize(), "f"),
        "denominator": None if value.denominator is None else format(value.denominator.normalize(), "f"),
        "standard": value.standard,
        "applicable": value.applicable,
        "explanation": value.explanation,
        "entered_by": value.actor_id,
        "on_behalf": value.on_behalf,
        "at": value.recorded_at.isoformat(),
    }


def _said_content(row: Verified) -> dict[str, Any]:
    return {
        "id": row.pk,
        "decision": row.decision,
        "verdict": row.verdict,
        "comment": row.comment,
        "document": row.document,
        "document_on": None if row.document_on is None else row.document_on.isoformat(),
        "org": row.org_id,
        "by": row.actor_id,
        "at": row.recorded_at.isoformat(),
    }
