"""What the criterion page reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.functions import Fold
from dieuphoi.core.kernel.matching import Sought
from dieuphoi.insight.board.filters import MARKS, CriterionQuery
from dieuphoi.insight.board.selectors.median import sheets_in_the_way
from dieuphoi.insight.board.selectors.reading import (
    VERDICT_OF_MARK,
    reads_privately,
    sentences_of,
    verdict_key,
)
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.models import (
    AssessmentRound,
    CriterionResult,
    IndicatorResult,
)
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.engine.sentences import REASON_WORDS
from dieuphoi.programme.criteria.models import Criterion
from dieuphoi.programme.criteria.words import threshold_in_words


@dataclass(frozen=True, slots=True)
class ThresholdRow:
    """One indicator of a criterion with its thresholds in words, a text a column of the set's territory
    dimension."""

    indicator_id: int
    code: str
    name: str
    unit: str
    owner: str
    provenance: str
    thresholds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotThere:
    """A commune in the list of a criterion page, with the indicators that keep it from meeting the
    criterion."""

    sheet_id: int
    unit_id: int
    name: str
    code: str
    mark: str
    basis: str
    met: int
    total: int
    reasons: tuple[tuple[str, int, str, str], ...]
    """``(indicator code, result id, verdict key, sentence or reason)``."""
    indicators: tuple[int, ...] = ()
    """The indicator of each of ``reasons``."""


def criterion_of(round_: AssessmentRound, criterion_id: int) -> tuple[Criterion, list[Criterion]]:
    """A criterion of the round's set and all of them. Raises :class:`NotVisible` for one of another set."""
    every = criteria.criteria_of(round_.version_id)
    for row in every:
        if row.id == criterion_id:
            return row, every
    raise NotVisible(_("Bộ tiêu chí của đợt này không có tiêu chí đó."))


def threshold_table(round_: AssessmentRound, criterion: Criterion) -> tuple[list[str], list[ThresholdRow]]:
    """The columns (regions, groups) by name, and each indicator with its thresholds in words as of the
    round's day."""
    rules = assessments.round_rules(round_)
    version = rules.version.as_of(rules.on)
    indicators = [
        row for row in criteria.indicators_of(round_.version_id) if row.criterion_id == criterion.id
    ]
    owners = criteria.owner_names_on([row.id for row in indicators], round_.territory_on)
    rows = {row.code: row for row in version.indicators}
    codes: list[str] = []
    for indicator in indicators:
        source = rows.get(str(indicator.raw.get("code") or ""))
        for column, _cell in (source.thresholds or ()) if source else ():
            if column not in codes:
                codes.append(column)
    table = []
    for indicator in indicators:
        source = rows.get(str(indicator.raw.get("code") or ""))
        cells = dict(source.thresholds or ()) if source else {}
        own = dict(source.provincial) if source else {}
        table.append(
            ThresholdRow(
                indicator_id=indicator.id,
                code=indicator.code,
                name=indicator.name,
                unit=indicator.unit,
                owner=owners.get(indicator.id, ""),
                provenance=str(source.provenance.value) if source else "EMPTY",
                thresholds=tuple(
                    threshold_in_words(
                        own.get(code) or cells.get(code),
                        source.comparator if source else "",
                        indicator.unit or None,
                        year=rules.year,
                    )
                    for code in codes
                ),
            )
        )
    return [column_name(version, code) for code in codes], table


def column_name(version: Any, code: str) -> str:
    """The name of a threshold column; the general one of a set says that it holds for every commune."""
    name = version.territory_name(code)
    if name != code:
        return str(name)
    return {"all": _("mọi xã"), "chung": _("chung")}.get(code, code)


def _criterion_rows(actor: Actor, round_: AssessmentRound, criterion: Criterion) -> QuerySet[CriterionResult]:
    return assessments.criterion_results(actor, round_.id, criterion.id)


def _of_mark(mark: str) -> Q:
    if mark == "E":
        return Q(verdict="UNDETERMINED", not_entered=True)
    if mark == "U":
        return Q(verdict="UNDETERMINED", not_entered=False)
    if mark == "open":
        return Q(verdict__in=["NOT_MET", "UNDETERMINED"])
    return Q(verdict=VERDICT_OF_MARK[mark])


def criterion_counts(actor: Actor, round_: AssessmentRound, criterion: Criterion) -> dict[str, int]:
    """How many communes have each mark in a criterion: ``{letter: count}``, all letters there."""
    rows = _criterion_rows(actor, round_, criterion).order_by()
    return rows.aggregate(**{mark: Count("pk", filter=_of_mark(mark)) for mark in MARKS})


def criterion_list(
    actor: Actor, round_: AssessmentRound, criterion: Criterion, query: CriterionQuery
) -> QuerySet[CriterionResult]:
    """The communes that the list of a criterion page shows; without a mark, those that do not meet it yet."""
    rows = _criterion_rows(actor, round_, criterion).filter(_of_mark(query.mark or "open"))
    if query.faults:
        return rows.none()
    if query.indicator is not None:
        verdict, _colon, reason = query.why.partition(":")
        # A commune may meet the criterion's other rows: every verdict of the criterion is let through.
        rows = _criterion_rows(actor, round_, criterion) if not query.mark else rows
        rows = rows.filter(
            sheet_id__in=sheets_in_the_way(actor, round_, criterion, query.indicator, verdict, reason)
        )
    if query.q:
        rows = rows.annotate(folded=Fold(F("sheet__unit_name"))).filter(
            Sought.of(query.q).fits("folded") | Q(sheet__unit_code__startswith=query.q)
        )
    return rows


def not_there(
    actor: Actor, round_: AssessmentRound, criterion: Criterion, rows: Sequence[CriterionResult]
) -> list[NotThere]:
    """The communes of ``rows`` with reason and sentence of each indicator that is in the way.

    A fixed number of queries. Sentences (they tell figures) only of communes that the actor reads.
    """
    ids = [row.sheet_id for row in rows]
    results: dict[int, list[IndicatorResult]] = {}
    codes: dict[str, str] = {}
    in_the_way = (
        assessments.results_of_criterion(actor, round_.id, criterion.id)
        .filter(sheet_id__in=ids)
        .exclude(verdict__in=["MET", "NOT_APPLICABLE"])
    )
    for result in in_the_way:
        results.setdefault(result.sheet_id, []).append(result)
        codes[result.indicator.code] = str(result.indicator.raw.get("code") or "")
    sentences = sentences_of(actor, [row.sheet for row in rows], round_, set(codes))
    found = []
    for row in rows:
        own = reads_privately(actor, row.sheet.unit_id)
        reasons = tuple(
            (
                result.indicator.code,
                result.id,
                verdict_key(result.verdict, missing=result.verification == "EMPTY"),
                (sentences[row.sheet_id].get(codes[result.indicator.code], "") or reason_words(result.reason))
                if own
                else "",
            )
            for result in results.get(row.sheet_id, ())
        )
        found.append(
            NotThere(
                sheet_id=row.sheet_id,
                unit_id=row.sheet.unit_id,
                name=row.sheet.unit_name,
                code=row.sheet.unit_code,
                mark=mark_of(row),
                basis=row.basis,
                met=row.met,
                total=row.total,
                reasons=reasons,
                indicators=tuple(result.indicator_id for result in results.get(row.sheet_id, ())),
            )
        )
    return found


def mark_of(row: CriterionResult) -> str:
    if row.verdict == "UNDETERMINED":
        return "E" if row.not_entered else "U"
    return {"MET": "M", "NOT_MET": "N", "NOT_APPLICABLE": "A"}[row.verdict]


def reason_words(reason: str) -> str:
    """Why an indicator cannot be judged, in words."""
    text = REASON_WORDS.get(reason, "")
    return _(text).replace("{missing}", "…") if text else ""
