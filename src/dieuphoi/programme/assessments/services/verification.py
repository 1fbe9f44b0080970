"""Departments accept, return and conclude; the office consolidates. One mechanism for one row and for many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors, NotVisible, Refused
from dieuphoi.core.kernel.policy import Allowed
from dieuphoi.programme.assessments import notices
from dieuphoi.programme.assessments.claims import claim_of
from dieuphoi.programme.assessments.judging import RoundRules, conclusion_from, facts_from
from dieuphoi.programme.assessments.models import IndicatorResult, Sheet, Side, Value, Verdict, Verified
from dieuphoi.programme.assessments.selectors import round_rules
from dieuphoi.programme.assessments.services.rounds import sign
from dieuphoi.programme.assessments.services.settling import judge_again, locked_results, taken_back, write_outcome
from dieuphoi.programme.assessments.sides import NOTHING, Standing, sides_of
from dieuphoi.programme.assessments.states import RESULT_LIFE, SHEET_LIFE, Verification

AS_CLAIMED = "as_claimed"


@dataclass(slots=True)
class Outcome:
    """What a bulk act did and what it refused, with the reason of each refusal."""

    done: list[int] = field(default_factory=list)
    refused: list[tuple[int, str, str]] = field(default_factory=list)
    """``(id, what it is, why)``."""


def results_verify(
    *,
    actor: Actor,
    result_ids: Sequence[int],
    decision: str,
    now: datetime,
    comment: str = "",
    verdict: str = "",
    document: str = "",
) -> Outcome:
    """Accept, return or conclude indicators; each row is checked by the same rules, alone or among thousands.

    ``decision``: ``accept``; ``return`` with ``comment``; ``conclude`` with ``verdict`` (``MET``, ``NOT_MET``,
    ``NOT_APPLICABLE`` or ``as_claimed``: each as its commune claims) and ``document`` (number and date of the
    paper). Rows that a rule refuses are reported, the others are done. Raises :class:`InputErrors` when the act
    itself lacks something.
    """
    _check_act(decision, comment, verdict, document)
    outcome = Outcome()
    with act(actor, f"result.{decision}", reason=comment):
        results = locked_results(actor, result_ids)
        standings = sides_of(
            sorted({result.sheet_id for result in results}),
            indicator_ids=sorted({result.indicator_id for result in results}),
        )
        rules_of: dict[int, RoundRules] = {}
        done: list[IndicatorResult] = []
        notes: list[Verified] = []
        cleared: list[Value] = []
        answered: list[IndicatorResult] = []
        for result in results:
            label = f"{result.sheet.unit_name} – {result.indicator.code}"
            standing = standings.get((result.sheet_id, result.indicator_id), NOTHING)
            mine = standing.of(Side.COMMUNE)
            result.said = standing.log  # type: ignore[attr-defined]
            answer = RESULT_LIFE.check(actor, result, decision, reason=comment)
            if not isinstance(answer, Allowed):
                outcome.refused.append((result.id, label, answer.reason))
                continue
            if any(value.actor_id == actor.id for value in mine):
                outcome.refused.append((result.id, label, _("Người nhập số liệu không được tự thẩm định số liệu đó.")))
                continue
            settled = verdict
            if verdict == AS_CLAIMED:
                claim = claim_of(mine)
                if claim is None:
                    why = _("Xã chưa ghi đạt hay không đạt, nên không thể kết luận theo xã.")
                    outcome.refused.append((result.id, label, why))
                    continue
                settled = claim
            was = result.verification
            if was == Verification.DISPUTED and decision != "return":
                answered.append(result)
            _decide(result, decision, standing, settled, document, rules_of)
            if decision != "conclude":
                # What the department said itself no longer stands beside what it accepts or asks for again.
                cleared += taken_back(standing, Side.DEPARTMENT, now)
            done.append(result)
            notes.append(
                Verified(
                    sheet_id=result.sheet_id,
                    indicator_id=result.indicator_id,
                    decision=decision,
                    comment=comment.strip(),
                    verdict=settled if decision == "conclude" else "",
                    document=document.strip() if decision == "conclude" else "",
                    org_id=result.owner_id,
                    was=was,
                    recorded_at=now,
                )
            )
        Value.objects.bulk_create(cleared, batch_size=2000)
        Verified.objects.bulk_create(notes, batch_size=2000)
        write_outcome(actor, done, now=now)
        if done and decision == "return":
            notices.results_returned(actor, done, comment.strip(), now)
        for result in answered:
            notices.dispute_answered(actor, result, comment.strip(), now)
    outcome.done = [result.id for result in done]
    return outcome


def _check_act(decision: str, comment: str, verdict: str, document: str) -> None:
    errors = []
    if decision not in {"accept", "return", "conclude"}:
        errors.append(InputError(_("Không có thao tác “%(name)s”.") % {"name": decision}, field="decision"))
    if decision == "return" and not comment.strip():
        errors.append(InputError(_("Hãy ghi vì sao trả lại, để xã biết phải sửa gì."), field="comment"))
    if decision == "conclude":
        if verdict not in {Verdict.MET, Verdict.NOT_MET, Verdict.NOT_APPLICABLE, AS_CLAIMED}:
            errors.append(InputError(_("Hãy chọn kết luận: đạt, chưa đạt hay không áp dụng."), field="verdict"))
        if not document.strip():
            errors.append(InputError(_("Hãy ghi số, ngày của văn bản kết luận."), field="document"))
    if errors:
        raise InputErrors(errors)


def _decide(
    result: IndicatorResult,
    decision: str,
    standing: Standing,
    verdict: str,
    document: str,
    rules_of: dict[int, RoundRules],
) -> None:
    """Set the new verification and what it means for the verdict."""
    was = result.verification
    result.verification = RESULT_LIFE.moves[decision].target
    if decision == "accept" and was == Verification.ENTERED:
        return
    round_ = result.sheet.round
    if round_.id not in rules_of:
        rules_of[round_.id] = round_rules(round_)
    # Accepting or returning, the department's own word goes: the commune's figures alone are judged.
    facts = facts_from(standing.of(Side.COMMUNE))
    if decision == "conclude":
        facts = facts_from(standing.all, conclusion_from(verdict, document))
    judge_again(result, facts, rules_of[round_.id])


def sheets_consolidate(*, actor: Actor, sheet_ids: Sequence[int], now: datetime) -> Outcome:
    """The office closes sheets on which nothing waits any more. Reports what it refused and why."""
    outcome = Outcome()
    with act(actor, "sheet.consolidate"):
        sheets = Sheet.objects.visible_to(actor).filter(id__in=list(sheet_ids)).select_related("round").locked()
        for sheet in sheets:
            answer = SHEET_LIFE.check(actor, sheet, "consolidate")
            if not isinstance(answer, Allowed):
                outcome.refused.append((sheet.id, sheet.unit_name, answer.reason))
                continue
            try:
                sign(actor, [sheet.id], "consolidate", now=now)
            except Refused as error:
                outcome.refused.append((sheet.id, sheet.unit_name, error.reason))
                continue
            SHEET_LIFE.move(actor, sheet, "consolidate")
            sheet.save(update_fields=["state"])
            outcome.done.append(sheet.id)
    return outcome


def sheet_reopen(*, actor: Actor, sheet_id: int, reason: str, now: datetime) -> Sheet:
    """The office gives a whole sheet back to its commune, with the reason. What was verified stays verified."""
    with act(actor, "sheet.reopen", reason=reason):
        sheet = Sheet.objects.select_related("round").locked().one_visible_to(
            actor, id=sheet_id
        )
        SHEET_LIFE.move(actor, sheet, "reopen", reason=reason)
        sheet.save(update_fields=["state"])
    return sheet


def _one(outcome: Outcome) -> None:
    if outcome.refused:
        raise Refused("refused", outcome.refused[0][2])
    if not outcome.done:
        raise NotVisible(_("Không tìm thấy, hoặc ngoài phạm vi của bạn."))


def result_accept(*, actor: Actor, result_id: int, now: datetime) -> None:
    """Accept one indicator; raises ``Refused`` with the rule's reason."""
    _one(results_verify(actor=actor, result_ids=[result_id], decision="accept", now=now))


def result_return(*, actor: Actor, result_id: int, reason: str, now: datetime) -> None:
    """Return one indicator to its commune; ``reason`` is the comment on the field."""
    _one(results_verify(actor=actor, result_ids=[result_id], decision="return", comment=reason, now=now))


def result_conclude_as_claimed(*, actor: Actor, result_id: int, reason: str, now: datetime) -> None:
    """Conclude one pass/fail indicator as its commune claims; ``reason`` is the document (number and date)."""
    _one(
        results_verify(
            actor=actor, result_ids=[result_id], decision="conclude", verdict=AS_CLAIMED, document=reason, now=now
        )
    )


def sheet_consolidate(*, actor: Actor, sheet_id: int, now: datetime) -> None:
    """Consolidate one sheet; raises ``Refused`` with the rule's reason."""
    _one(sheets_consolidate(actor=actor, sheet_ids=[sheet_id], now=now))
