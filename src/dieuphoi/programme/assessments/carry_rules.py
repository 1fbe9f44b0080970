"""By which rule a figure crosses a merger of communes: the default of its kind, or what the office said of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from dieuphoi.programme.assessments.models import CarryRule
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.kinds import Input
from dieuphoi.programme.criteria.sets import Indicator
from dieuphoi.registry.profile.models import Rule
from dieuphoi.registry.territory.models import ShareOf

_DATA: Final = Path(__file__).parent / "data" / "carry-defaults.yaml"
_BY_UNIT: Final = "by_unit"

RULE_CHOICES: Final = tuple(Rule.choices)
RULE_WORDS: Final[dict[str, Any]] = dict(Rule.choices)
SHARE_CHOICES: Final = tuple(ShareOf.choices)
SHARE_WORDS: Final[dict[str, Any]] = dict(ShareOf.choices)


@lru_cache(maxsize=1)
def _defaults() -> dict[str, str]:
    found: dict[str, str] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))["kinds"]
    for rule in found.values():
        if rule != _BY_UNIT:
            Rule(rule)
    return found


@dataclass(frozen=True, slots=True)
class SaidRule:
    """What the office said of an indicator."""

    rule: str
    shared_by: str
    reason: str


def said_rules(indicator_ids: Collection[int]) -> dict[int, SaidRule]:
    """What the office said, by indicator; rows that went back to the default are left out. One query."""
    rows = CarryRule.objects.filter(indicator_id__in=list(indicator_ids), superseded_by__isnull=True).exclude(
        rule="", shared_by=""
    )
    return {row.indicator_id: SaidRule(row.rule, row.shared_by, row.reason) for row in rows}


def default_rule(indicator: Indicator, slot: Input) -> str:
    """The rule of a kind as shipped. A row whose parts are of several units has a rule for each part."""
    rule = _defaults().get(indicator.kind, Rule.NOT_COMPARABLE)
    if rule != _BY_UNIT:
        return str(rule)
    return str(Rule.WEIGHTED_MEAN if slot.unit.startswith("%") or "/" in slot.unit else Rule.SUM)


def rule_for(indicator: Indicator, slot: Input, said: SaidRule | None) -> str:
    """The rule that counts for one cell."""
    return said.rule if said is not None and said.rule else default_rule(indicator, slot)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """An indicator of a set version with its rule: ``default`` of its kind and what was ``said`` instead."""

    row: Any
    indicator: Indicator
    default: str
    said: SaidRule | None

    @property
    def rule(self) -> str:
        return self.said.rule if self.said is not None and self.said.rule else self.default


def rule_lines(version_id: int) -> list[RuleLine]:
    """Every row of a version that is typed, in its order. The default is that of its first cell."""
    from dieuphoi.programme.assessments.entries import inputs_of

    rows = criteria.indicators_of(version_id)
    said = said_rules([row.pk for row in rows])
    by_code = {row.code: row for row in criteria.engine_set(version_id).indicators}
    found = []
    for row in rows:
        indicator = by_code.get(str(row.raw.get("code") or ""))
        if indicator is not None and (slots := inputs_of(indicator)):
            found.append(RuleLine(row, indicator, default_rule(indicator, slots[0]), said.get(row.pk)))
    return found
