"""Sheets judged from the values that stand, and what a freeze keeps of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dieuphoi.programme.assessments.judging import classification_from, rows_for, verdict_of
from dieuphoi.programme.assessments.models import AssessmentRound, Sheet
from dieuphoi.programme.assessments.selectors.round_rows import round_rules
from dieuphoi.programme.assessments.sides import NOTHING, Standing, sides_of
from dieuphoi.programme.assessments.sides_shown import standing_content
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.engine.judging import ENGINE_VERSION
from dieuphoi.programme.criteria.engine.verdicts import IndicatorVerdict


def judged_sheet(sheet: Sheet) -> dict[int, IndicatorVerdict]:
    """Every indicator of a sheet judged from its current values, with trace and sentence: ``{indicator: verdict}``."""
    return next(iter(_judged([sheet], sheet.round)))[1]


def _judged(
    batch: Sequence[Sheet], round_: AssessmentRound
) -> Iterator[tuple[Sheet, dict[int, IndicatorVerdict], dict[int, Standing]]]:
    rules = round_rules(round_)
    standings = sides_of([sheet.id for sheet in batch])
    indicators = criteria.indicators_of(round_.version_id)
    for sheet in batch:
        rows = rows_for(rules, classification_from(sheet.classification))
        verdicts: dict[int, IndicatorVerdict] = {}
        mine: dict[int, Standing] = {}
        for indicator in indicators:
            row = rows.get(str(indicator.raw.get("code") or ""))
            if row is None:
                continue
            standing = mine[indicator.id] = standings.get((sheet.id, indicator.id), NOTHING)
            verdicts[indicator.id] = verdict_of(row, standing.facts(), rules)
        yield sheet, verdicts, mine


def judged_batches(
    batch: Sequence[Sheet], round_: AssessmentRound
) -> Iterator[tuple[Sheet, dict[int, IndicatorVerdict]]]:
    """Every indicator of many sheets judged from the current values, 200 sheets at a time."""
    for start in range(0, len(batch), 200):
        for sheet, verdicts, _standing in _judged(batch[start : start + 200], round_):
            yield sheet, verdicts


def frozen_content(round_: AssessmentRound, batch: Sequence[Sheet]) -> Iterator[tuple[Sheet, dict[str, Any]]]:
    """What a snapshot keeps of each sheet: inputs, conclusions, verdicts with trace and sentence, set, day, engine."""
    codes = {row.id: row.code for row in criteria.indicators_of(round_.version_id)}
    for start in range(0, len(batch), 200):
        for sheet, verdicts, standings in _judged(batch[start : start + 200], round_):
            yield sheet, {
                "sheet": sheet.id,
                "unit": {"id": sheet.unit_id, "code": sheet.unit_code, "name": sheet.unit_name},
                "classification": sheet.classification,
                "set": {"code": round_.version.set.code, "hash": round_.version.content_hash},
                "territory_on": round_.territory_on.isoformat(),
                "period": round_.period,
                "engine": ENGINE_VERSION,
                "indicators": [
                    {
                        **verdict.as_dict(),
                        "code": codes[indicator_id],
                        **standing_content(standings[indicator_id]),
                    }
                    for indicator_id, verdict in verdicts.items()
                ],
            }
