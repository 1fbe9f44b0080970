"""Writing derived results: many at once through a staging table, and the roll-ups that follow from them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from dieuphoi.core.kernel.dates import today
from dieuphoi.programme.assessments.judging import (
    RoundRules,
    classification_from,
    figures_judge,
    rows_for,
)
from dieuphoi.programme.assessments.models import AssessmentRound, IndicatorResult, JudgedBy, Sheet
from dieuphoi.programme.assessments.selectors import Stamp, judged_batches, round_rules
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.engine.rows import Row


class ResultRow(NamedTuple):
    """The new state of one indicator result. ``entered_by``: account of the current value, none where cleared."""

    sheet_id: int
    indicator_id: int
    verification: str
    verdict: str
    basis: str
    reason: str
    entered_by: int | None


def lock_results(sheet_ids: Sequence[int]) -> tuple[dict[tuple[int, int], str], Stamp]:
    """Lock all results of sheets: ``{(sheet, indicator): verification}`` and their stamp once we hold them.

    Who locks sheets too locks them first.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.sheet_id, r.verification, array_agg(r.indicator_id), sum(r.revision)::bigint FROM ("
            "SELECT sheet_id, verification, indicator_id, revision FROM assessments_indicatorresult"
            " WHERE sheet_id = ANY (%s) ORDER BY sheet_id, id FOR UPDATE) r GROUP BY 1, 2",
            [list(sheet_ids)],
        )
        groups = cursor.fetchall()
    standing = {(sheet, indicator): state for sheet, state, rows, _sum in groups for indicator in rows}
    return standing, (len(standing), sum(revisions for _sheet, _state, _rows, revisions in groups))


def write_results(rows: Sequence[ResultRow], *, sheet_ids: Sequence[int], now: datetime) -> None:
    """Set many results of these sheets in one statement; each gets a new revision."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS staged_result (sheet_id bigint, indicator_id bigint, verification text,"
            " verdict text, basis text, reason text, entered_by bigint) ON COMMIT DROP"
        )
        cursor.execute("TRUNCATE staged_result")
        with cursor.copy("COPY staged_result FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            "UPDATE assessments_indicatorresult r SET verification = s.verification, verdict = s.verdict,"
            " basis = s.basis, reason = s.reason, entered_by = s.entered_by, revision = r.revision + 1,"
            " changed_at = %s FROM staged_result s WHERE s.sheet_id = r.sheet_id AND s.indicator_id = r.indicator_id"
            # Said once more, so that the results of these sheets are read and not those of all years.
            " AND r.sheet_id = ANY (%s)",
            [now, list(sheet_ids)],
        )


def save_cell(result: IndicatorResult, entries: Sequence[Mapping[str, Any]], *, now: datetime) -> dict[str, int]:
    """Write the new values of one indicator, its result as it stands on ``result``, and the roll-ups that follow.

    One statement (``assessments_cell_save`` of migration 0004). ``entries``: columns of the new values. Returns
    ``{part: id of its new value}``.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT saved_part, saved_id FROM assessments_cell_save(%s, %s::jsonb, %s, %s, %s, %s, %s, %s)",
            [
                # Decimals as text: PostgreSQL reads them whole, a float would not keep them.
                result.id, json.dumps(entries, default=str), result.verification, result.verdict, result.basis,
                result.reason, result.entered_by, now,
            ],
        )  # fmt: skip
        return dict(cursor.fetchall())


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
    sheets = list(Sheet.objects.filter(round=round_).locked())
    lock_results([sheet.id for sheet in sheets])
    standing = {
        (r.sheet_id, r.indicator_id): r
        for r in IndicatorResult.objects.filter(sheet__round=round_).select_related("indicator")
    }
    changed: list[ResultRow] = []
    by: dict[str, list[int]] = {}
    for sheet, verdicts in judged_batches(sheets, round_):
        rows = rows_for(rules, classification_from(sheet.classification))
        for indicator_id, verdict in verdicts.items():
            key = (sheet.id, indicator_id)
            result = standing[key]
            how = judged_by(rows.get(str(result.indicator.raw.get("code") or "")), rules)
            if how != result.judged_by:
                by.setdefault(how, []).append(result.id)
            new = (str(verdict.verdict), str(verdict.basis or ""), str(verdict.reason or ""))
            if new != (result.verdict, result.basis, result.reason):
                changed.append(ResultRow(*key, result.verification, *new, result.entered_by))
    for org_id, indicator_ids in _by_owner(criteria.owners_on(round_.version_id, today(now))).items():
        IndicatorResult.objects.filter(sheet__round=round_, indicator_id__in=indicator_ids).exclude(
            owner_id=org_id
        ).update(owner_id=org_id)
    for how, ids in by.items():
        IndicatorResult.objects.filter(id__in=ids).update(judged_by=how)
    if changed:
        sheet_ids = [sheet.id for sheet in sheets]
        write_results(changed, sheet_ids=sheet_ids, now=now)
        roll_up(sheet_ids)
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
