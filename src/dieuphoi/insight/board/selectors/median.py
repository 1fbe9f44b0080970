"""A commune beside its like, and what stands in the way: for the criterion page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.insight.board.selectors.reading import verdict_key
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.models import AssessmentRound, Sheet
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.models import Criterion
from dieuphoi.registry.territory import selectors as territory


@dataclass(frozen=True, slots=True)
class Middle:
    """The median of one indicator among comparable communes: of ``known`` figures of ``communes`` communes.

    Comparable are the communes of the round with the same region and group (as the sheet pinned them) that the reader
    may read. The median is the middle figure, or the mean of the two in the middle; shares are compared as percent;
    what is unknown, not applicable or no number is left out and counted in ``communes`` only. ``None``: no figure.
    """

    indicator_id: int
    code: str
    name: str
    unit: str
    group: str
    middle: Decimal | None
    known: int
    communes: int


def number_of(values: Mapping[str, Any]) -> Decimal | None:
    """The one figure of an indicator's current values: a number, or a share in percent; ``None`` for anything else."""
    told = [value for value in values.values() if not value.cleared]
    if len(told) != 1 or told[0].applicable is False:
        return None
    [value] = told
    if value.numerator is not None and value.denominator:
        return Decimal(value.numerator * 100 / value.denominator)
    return None if value.number is None else Decimal(value.number)


def _like(sheet: Sheet) -> tuple[str, str]:
    stored = sheet.classification
    return str(stored.get(territory.REGION) or ""), str(stored.get(territory.COMMUNE_GROUP) or "")


@dataclass(frozen=True, slots=True)
class Middles:
    """The medians by group, and by ``(sheet, indicator)`` how far a commune's figure is from its group's."""

    rows: tuple[Middle, ...]
    gaps: Mapping[tuple[int, int], Decimal]


def middles(actor: Actor, round_: AssessmentRound, criterion: Criterion) -> Middles:
    """The medians of a criterion's indicators among the communes that the reader may read."""
    sheets = list(assessments.sheets(actor, round_.pk))
    names = {each.code: each.name for each in criteria.engine_set(round_.version_id).territories}
    groups: dict[tuple[str, str], list[int]] = {}
    for sheet in sheets:
        groups.setdefault(_like(sheet), []).append(sheet.pk)
    ids = [sheet.pk for sheet in sheets]
    rows: list[Middle] = []
    gaps: dict[tuple[int, int], Decimal] = {}
    for indicator in criteria.indicators_of(round_.version_id):
        if indicator.criterion_id != criterion.pk or not ids:
            continue
        values = assessments.current_values(ids, indicator_id=indicator.pk)
        numbers = {
            sheet: number
            for (sheet, _indicator), parts in values.items()
            if (number := number_of(parts)) is not None
        }
        if not numbers:
            continue
        for like, members in sorted(groups.items()):
            known = [numbers[each] for each in members if each in numbers]
            middle = median(known) if known else None
            label = ", ".join(names.get(part, part) for part in like if part) or _("chưa phân loại")
            rows.append(
                Middle(indicator.pk, indicator.code, indicator.name, indicator.unit, label, middle, len(known),
                       len(members))
            )  # fmt: skip
            if middle is not None:
                gaps |= {(each, indicator.pk): numbers[each] - middle for each in members if each in numbers}
    return Middles(tuple(rows), gaps)


@dataclass(frozen=True, slots=True)
class InTheWay:
    """Of how many communes one indicator stands in the way, and why: a verdict, and the reason of what is not known."""

    indicator_id: int
    code: str
    name: str
    verdict: str
    reason: str
    communes: int


def in_the_way(actor: Actor, round_: AssessmentRound, criterion: Criterion) -> list[InTheWay]:
    """What keeps communes from meeting a criterion, the most frequent first."""
    rows = (
        assessments.results_of_criterion(actor, round_.pk, criterion.pk)
        .exclude(verdict__in=["MET", "NOT_APPLICABLE"])
        .order_by()
        .values("indicator_id", "indicator__code", "indicator__name", "verdict", "verification", "reason")
        .annotate(n=Count("sheet_id", distinct=True))
    )
    found: dict[tuple[int, str, str], InTheWay] = {}
    for row in rows:
        verdict = verdict_key(row["verdict"], missing=row["verification"] == "EMPTY")
        reason = row["reason"] if verdict == "UNDETERMINED" else ""
        key = (row["indicator_id"], verdict, reason)
        before = found[key].communes if key in found else 0
        found[key] = InTheWay(
            row["indicator_id"], row["indicator__code"], row["indicator__name"], verdict, reason, before + row["n"]
        )
    return sorted(found.values(), key=lambda each: (-each.communes, each.code, each.verdict))


def sheets_in_the_way(
    actor: Actor, round_: AssessmentRound, criterion: Criterion, indicator: int, verdict: str, reason: str
) -> Sequence[int]:
    """The sheets that one row of :func:`in_the_way` counts."""
    rows = assessments.results_of_criterion(actor, round_.pk, criterion.pk).filter(indicator_id=indicator)
    rows = rows.exclude(verdict__in=["MET", "NOT_APPLICABLE"]).order_by()
    if verdict == "NOT_MET":
        rows = rows.filter(verdict="NOT_MET")
    elif verdict == "NOT_ENTERED":
        rows = rows.filter(verdict="UNDETERMINED", verification="EMPTY")
    else:
        rows = rows.filter(verdict="UNDETERMINED", reason=reason).exclude(verification="EMPTY")
    return list(rows.values_list("sheet_id", flat=True))
