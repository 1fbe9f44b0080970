"""Writing derived results: many at once through a staging table, and the roll-ups that follow from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from dieuphoi.core.kernel.dates import today
from dieuphoi.programme.assessments.judging import (
    RoundRules,
    classification_from,
    figures_judge,
    rows_for,
)
from dieuphoi.programme.assessments.models import AssessmentRound, IndicatorResult, JudgedBy, Sheet
from dieuphoi.programme.assessments.selectors import judged_batches, round_rules
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.engine.rows import Row

MANY = 1000
"""From so many rows on, planner statistics are refreshed in the act: autovacuum comes too late for what follows."""


class ResultRow(NamedTuple):
    """The new state of one indicator result. ``entered_by``: account of the current value, none where cleared."""

    id: int
    verification: str
    verdict: str
    basis: str
    reason: str
    entered_by: int | None


def write_results(rows: Sequence[ResultRow], *, now: datetime) -> None:
    """Set many results in one statement; each gets a new revision."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS staged_result (id bigint, verification text, verdict text, basis text,"
            " reason text, entered_by bigint) ON COMMIT DROP"
        )
        cursor.execute("TRUNCATE staged_result")
        with cursor.copy("COPY staged_result FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            "UPDATE assessments_indicatorresult r SET verification = s.verification, verdict = s.verdict,"
            " basis = s.basis, reason = s.reason, entered_by = s.entered_by, revision = r.revision + 1,"
            " changed_at = %s FROM staged_result s WHERE s.id = r.id",
            [now],
        )


def judged_by(row: Row | None, rules: RoundRules) -> str:
    """What can decide a row for one commune: figures, only a conclusion, or nothing until it is confirmed."""
    if row is None:
        return JudgedBy.NOTHING
    if row.concludes_only:
        return JudgedBy.CONCLUSION
    return JudgedBy.FIGURES if figures_judge(row, rules) else JudgedBy.NOTHING


def rejudge(round_: AssessmentRound, *, now: datetime) -> int:
    """Judge every indicator of a round again by the set as it stands confirmed today. Returns how many changed.

    Confirming rows of a set makes them judge; values entered before then get their verdict here. Values and
    verifications stay as they are. The owner departments become those of today.
    """
    rules = round_rules(round_)
    sheets = list(Sheet.objects.filter(round=round_).order_by("id"))
    standing = {
        (r.sheet_id, r.indicator_id): r
        for r in IndicatorResult.objects.filter(sheet__round=round_).select_related("indicator")
    }
    changed: list[ResultRow] = []
    by: dict[str, list[int]] = {}
    for sheet, verdicts in judged_batches(sheets, round_):
        rows = rows_for(rules, classification_from(sheet.classification))
        for indicator_id, verdict in verdicts.items():
            result = standing[sheet.id, indicator_id]
            how = judged_by(rows.get(str(result.indicator.raw.get("code") or "")), rules)
            if how != result.judged_by:
                by.setdefault(how, []).append(result.id)
            new = (str(verdict.verdict), str(verdict.basis or ""), str(verdict.reason or ""))
            if new != (result.verdict, result.basis, result.reason):
                changed.append(ResultRow(result.id, result.verification, *new, result.entered_by))
    for org_id, indicator_ids in _by_owner(criteria.owners_on(round_.version_id, today(now))).items():
        IndicatorResult.objects.filter(sheet__round=round_, indicator_id__in=indicator_ids).exclude(
            owner_id=org_id
        ).update(owner_id=org_id)
    for how, ids in by.items():
        IndicatorResult.objects.filter(id__in=ids).update(judged_by=how)
    if changed:
        write_results(changed, now=now)
        roll_up([sheet.id for sheet in sheets])
    return len(changed)


def _by_owner(owners: dict[int, int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for indicator_id, org_id in owners.items():
        found.setdefault(org_id, []).append(indicator_id)
    return found


def roll_up(sheet_ids: Sequence[int]) -> None:
    """Bring criterion verdicts and roll-ups of sheets up to date with their indicator results, in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT assessments_roll_up(%s)", [list(sheet_ids)])
