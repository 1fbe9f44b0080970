"""What the acts on verified indicators share: locking, taking a side's figures back, judging again, writing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed
from dieuphoi.programme.assessments.judging import RoundRules, classification_from, rows_for, verdict_of
from dieuphoi.programme.assessments.models import IndicatorResult, Sheet, Value
from dieuphoi.programme.assessments.services.results import ResultRow, roll_up, write_results
from dieuphoi.programme.assessments.sides import Standing
from dieuphoi.programme.assessments.states import SHEET_LIFE, SheetState
from dieuphoi.programme.criteria.facts import Fact


def locked_results(actor: Actor, result_ids: Sequence[int]) -> list[IndicatorResult]:
    """The results that the actor sees, locked with their sheets, as they stand once we hold them.

    Sheets first, like the import and the consolidation: of two acts on one sheet the second sees what the first did.
    """
    seen = IndicatorResult.objects.visible_to(actor).filter(id__in=list(result_ids))
    list(Sheet.objects.filter(id__in=seen.values("sheet_id")).only("pk").locked())
    return list(
        seen.select_related("sheet__round", "indicator").select_for_update(of=("self",)).order_by("id")
    )


def taken_back(standing: Standing, side: str, now: datetime) -> list[Value]:
    """New rows that empty what a side says; what it said stays in its chain."""
    return [
        Value(
            sheet_id=value.sheet_id,
            indicator_id=value.indicator_id,
            part=value.part,
            side=side,
            cleared=True,
            supersedes=value,
            recorded_at=now,
        )
        for value in standing.of(side)
    ]


def judge_again(result: IndicatorResult, facts: Sequence[Fact], rules: RoundRules) -> None:
    """Set the verdict of a result by these facts (the caller writes it)."""
    row = rows_for(rules, classification_from(result.sheet.classification))[rules.codes[result.indicator_id]]
    judged = verdict_of(row, facts, rules)
    result.verdict, result.basis = str(judged.verdict), str(judged.basis or "")
    result.reason = str(judged.reason or "")


def write_outcome(actor: Actor, done: Sequence[IndicatorResult], *, now: datetime) -> None:
    """Write results as they stand on ``done``, begin the verification of their sheets, roll up."""
    sheet_ids = sorted({result.sheet_id for result in done})
    write_results(
        [
            ResultRow(r.sheet_id, r.indicator_id, r.verification, r.verdict, r.basis, r.reason, r.entered_by)
            for r in done
        ],
        sheet_ids=sheet_ids,
        now=now,
    )
    for sheet in Sheet.objects.filter(id__in=sheet_ids, state=SheetState.SUBMITTED).select_related("round"):
        if isinstance(SHEET_LIFE.check(actor, sheet, "verify"), Allowed):
            SHEET_LIFE.move(actor, sheet, "verify")
            sheet.save(update_fields=["state"])
    if done:
        roll_up(sheet_ids)
