"""The three sides of an indicator – commune, department, council – and which of them decides.

The figures of the three stay visible beside each other and never overwrite one another; order of deciding: council >
department > commune (domain.md §5). Whoever judges asks :class:`Standing` for its facts, or ``judging.facts_from``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q

from dieuphoi.programme.assessments.judging import conclusion_from, facts_from, side_that_decides
from dieuphoi.programme.assessments.models import Side, Value, Verified
from dieuphoi.programme.criteria.facts import Conclusion, Fact

Key = tuple[int, int]
"""``(sheet, indicator)``."""
_Decision = Verified.Decision
_CLOSES_A_CONCLUSION: Final = frozenset(
    {_Decision.ACCEPT, _Decision.RETURN, _Decision.CONCLUDE, _Decision.COUNTER, _Decision.TAKE_BACK}
)


@dataclass(slots=True)
class Standing:
    """What stands of one indicator: the current values of each side (cleared ones too), and what was said of it."""

    values: dict[str, dict[str, Value]] = field(default_factory=dict)
    """``{side: {part: the value nobody supersedes}}``."""
    log: list[Verified] = field(default_factory=list)
    """Everything that was said, oldest first."""

    def of(self, side: str) -> list[Value]:
        """What a side says, without the cells that it emptied."""
        return [value for value in self.values.get(side, {}).values() if not value.cleared]

    @property
    def all(self) -> list[Value]:
        return [value for side in Side.values for value in self.values.get(side, {}).values()]

    @property
    def council(self) -> Verified | None:
        """The council's decision that stands: recorded and not withdrawn."""
        words = (_Decision.COUNCIL, _Decision.WITHDRAW)
        last = next((row for row in reversed(self.log) if row.decision in words), None)
        return last if last is not None and last.decision == _Decision.COUNCIL else None

    @property
    def concluded(self) -> Verified | None:
        """The department's conclusion that stands: the last thing that it did, whatever was disputed since."""
        last = next((row for row in reversed(self.log) if row.decision in _CLOSES_A_CONCLUSION), None)
        return last if last is not None and last.decision == _Decision.CONCLUDE else None

    @property
    def argued(self) -> Verified | None:
        """The commune's objection in this round of argument, answered or not."""
        for row in reversed(self.log):
            if row.decision == _Decision.DISPUTE:
                return row
            if row.decision in (_Decision.RETURN, _Decision.TAKE_BACK):
                return None
        return None

    @property
    def conclusion(self) -> Verified | None:
        """The conclusion that judges: the council's, or – where the council gave no figure – the department's."""
        council = self.council
        if council is not None and council.verdict:
            return council
        return None if self.of(Side.COUNCIL) else self.concluded

    @property
    def decides(self) -> str:
        """The side whose word the verdict rests on."""
        council = self.council
        if self.of(Side.COUNCIL) or (council is not None and council.verdict):
            return Side.COUNCIL
        if self.concluded is not None:
            return Side.DEPARTMENT
        return side_that_decides(self.all)

    def facts(self) -> tuple[Fact, ...]:
        """The facts by which the engine judges the indicator."""
        return facts_from(self.all, as_conclusion(self.conclusion))


def as_conclusion(row: Verified | None) -> Conclusion | None:
    return None if row is None else conclusion_from(row.verdict, row.document)


NOTHING: Final = Standing()
"""Nobody said anything yet. Only to be read."""


def sides_of(
    sheet_ids: Sequence[int], *, indicator_ids: Iterable[int] | None = None, at: datetime | None = None
) -> dict[Key, Standing]:
    """What stands on sheets, by indicator, in two queries; indicators of which nobody said anything are absent.

    ``at``: what stood at that instant, by what was recorded until then; without it, what stands now.
    """
    until = Q() if at is None else Q(recorded_at__lte=at)
    current: Any = Value.objects.filter(until, sheet_id__in=list(sheet_ids)).filter(
        ~Exists(Value.objects.filter(until, supersedes_id=OuterRef("id")))
    )
    said: Any = Verified.objects.filter(until, sheet_id__in=list(sheet_ids))
    if indicator_ids is not None:
        wanted = list(indicator_ids)
        current, said = current.filter(indicator_id__in=wanted), said.filter(indicator_id__in=wanted)
    found: dict[Key, Standing] = {}
    for value in current.order_by("id"):
        standing = found.setdefault((value.sheet_id, value.indicator_id), Standing())
        standing.values.setdefault(value.side, {})[value.part] = value
    for row in said.order_by("id"):
        found.setdefault((row.sheet_id, row.indicator_id), Standing()).log.append(row)
    return found
