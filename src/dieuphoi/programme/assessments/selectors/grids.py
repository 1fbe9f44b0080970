"""The entry grid of a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dieuphoi.programme.assessments.carrying import Carried, figures_before
from dieuphoi.programme.assessments.claims import claim_of
from dieuphoi.programme.assessments.entries import inputs_of, typed_form
from dieuphoi.programme.assessments.judging import classification_from, rows_for, verdict_of
from dieuphoi.programme.assessments.models import Evidence, IndicatorResult, Sheet, Side
from dieuphoi.programme.assessments.selectors.round_rows import round_rules
from dieuphoi.programme.assessments.selectors.values import is_carried, version_of
from dieuphoi.programme.assessments.sides import NOTHING, sides_of
from dieuphoi.programme.assessments.sides_shown import SideShown, sides_shown
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.engine.verdicts import IndicatorVerdict
from dieuphoi.programme.criteria.kinds import Input
from dieuphoi.programme.criteria.models import Criterion, Guidance, Indicator


@dataclass(frozen=True, slots=True)
class Cell:
    """One typed cell of the grid: its part and what it shows; ``past`` is what the round before says of it,
    ``before`` that figure as typed; ``carried``: what is shown came from there, nobody edited or confirmed it;
    ``others`` what department and council say instead (``(side, figure)``).
    """

    slot: Input
    shown: str
    before: str
    version: int
    past: Carried | None = None
    carried: bool = False
    explanation: str = ""
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class GridRow:
    """One indicator of a sheet as the grid shows it."""

    indicator: Indicator
    criterion: Criterion
    result: IndicatorResult
    judged: IndicatorVerdict | None
    cells: tuple[Cell, ...]
    threshold: str
    explanation: str
    returned: str
    evidence: tuple[Evidence, ...]
    owner: str
    guidance: tuple[str, ...] = ()
    indicator_row: Any = None
    """The row as the engine takes it (:class:`~dieuphoi.programme.criteria.sets.Indicator`)."""
    sides: tuple[SideShown, ...] = ()


def grid(sheet: Sheet) -> list[GridRow]:
    """All rows of a sheet in the set's order, in a fixed number of queries."""
    round_ = sheet.round
    rules = round_rules(round_)
    rows = rows_for(rules, classification_from(sheet.classification))
    indicators = criteria.indicators_of(round_.version_id)
    results = {r.indicator_id: r for r in IndicatorResult.objects.filter(sheet=sheet).select_related("owner")}
    standings = sides_of([sheet.id])
    before = figures_before(sheet)
    guidance = guidance_texts(round_.version_id)
    evidence: dict[int, list[Evidence]] = {}
    for file in Evidence.objects.filter(sheet=sheet).order_by("id"):
        evidence.setdefault(file.indicator_id, []).append(file)
    found = []
    for indicator in indicators:
        result = results[indicator.id]
        result.sheet = sheet
        code = str(indicator.raw.get("code") or "")
        row = rows.get(code)
        standing = standings.get((sheet.id, indicator.id), NOTHING)
        result.said, result.claimed = standing.log, claim_of(standing.of(Side.COMMUNE))  # type: ignore[attr-defined]
        mine = standing.values.get(Side.COMMUNE, {})
        sides = sides_shown(standing, row, rules)
        others = {(side.side, part): figure for side in sides[1:] for part, _name, figure in side.cells}
        cells = tuple(
            Cell(
                slot,
                typed_form(mine.get(slot.part)),
                past.shown if (past := before.get((indicator.id, slot.part))) else "",
                version_of(mine.get(slot.part)),
                past,
                is_carried(mine.get(slot.part)),
                mine[slot.part].explanation if slot.part in mine else "",
                tuple((side.side, others[side.side, slot.part]) for side in sides if (side.side, slot.part) in others),
            )
            for slot in (inputs_of(row.indicator) if row is not None else ())
        )
        found.append(
            GridRow(
                indicator=indicator,
                criterion=indicator.criterion,
                result=result,
                judged=None if row is None else verdict_of(row, standing.facts(), rules),
                cells=cells,
                threshold=threshold_words(row),
                explanation=next((v.explanation for v in mine.values() if v.explanation), ""),
                returned=next((each.comment for each in reversed(standing.log) if each.decision == "return"), "")
                if result.verification == "RETURNED"
                else "",
                evidence=tuple(evidence.get(indicator.id, ())),
                owner=result.owner.name if result.owner else "",
                guidance=tuple(
                    text for text in (row.indicator.note if row is not None else "", guidance.get(indicator.id)) if text
                ),
                indicator_row=None if row is None else row.indicator,
                sides=sides,
            )
        )
    return found


def threshold_words(row: Any) -> str:
    """The threshold that counts for this commune, with its comparator and unit, as the table writes it."""
    if row is None or row.cell is None:
        return ""
    from dieuphoi.programme.criteria.words import threshold_in_words

    year = row.year or row.fallback_year
    return threshold_in_words(row.cell, row.indicator.comparator, row.indicator.unit, year=year)


def guidance_texts(version_id: int) -> dict[int, str]:
    """The guidance that stands for each row of a version, with its document."""
    rows = Guidance.objects.filter(indicator__version_id=version_id, superseded_by__isnull=True).order_by("id")
    return {row.indicator_id: f"{row.text} ({row.source})" for row in rows}


def grid_row(result: IndicatorResult) -> GridRow:
    """The row of the grid for one indicator of one sheet."""
    return next(row for row in grid(result.sheet) if row.indicator.id == result.indicator_id)
