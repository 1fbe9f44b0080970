"""The department's own figure beside the commune's, the commune's objection, and the council's word over both.

Each is one act on one indicator. A figure that goes is superseded by an emptied row of its own side: nothing is
deleted, and no side ever overwrites another (domain.md §5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import Conflict, InputError, InputErrors, NotVisible
from dieuphoi.core.kernel.policy import require
from dieuphoi.programme.assessments import notices, policies
from dieuphoi.programme.assessments.entries import Entry, inputs_of, read_entries, typed_form
from dieuphoi.programme.assessments.judging import (
    RoundRules,
    classification_from,
    conclusion_from,
    facts_from,
    rows_for,
)
from dieuphoi.programme.assessments.models import IndicatorResult, Side, Value, Verdict, Verified
from dieuphoi.programme.assessments.selectors import round_rules
from dieuphoi.programme.assessments.services.settling import judge_again, locked_results, taken_back, write_outcome
from dieuphoi.programme.assessments.sides import NOTHING, Standing, sides_of
from dieuphoi.programme.assessments.states import RESULT_LIFE, Verification
from dieuphoi.programme.criteria.sets import Indicator

_LONGEST: Final = 2000


@dataclass(slots=True)
class _Hand:
    """One indicator under way in its act: locked, with what stands of it and how its round judges."""

    actor: Actor
    now: datetime
    result: IndicatorResult
    standing: Standing
    rules: RoundRules
    was: str

    @property
    def indicator(self) -> Indicator:
        rows = rows_for(self.rules, classification_from(self.result.sheet.classification))
        return rows[self.rules.codes[self.result.indicator_id]].indicator

    def move(self, name: str, *, reason: str = "", to: str = "") -> None:
        """One move of the machine. Raises ``Refused``."""
        RESULT_LIFE.move(self.actor, self.result, name, reason=reason, to=to)

    def finish(
        self,
        decision: str,
        *,
        facts: Sequence[Any] | None = None,
        values: Iterable[Value] = (),
        comment: str = "",
        verdict: str = "",
        document: str = "",
        document_on: date | None = None,
    ) -> IndicatorResult:
        """Write the figures of the act, what was said, and what follows for verdict and roll-up."""
        result = self.result
        Value.objects.bulk_create(values)
        Verified.objects.create(
            sheet_id=result.sheet_id,
            indicator_id=result.indicator_id,
            decision=decision,
            comment=comment,
            verdict=verdict,
            document=document,
            document_on=document_on,
            org_id=result.owner_id if decision not in ("dispute", "council", "withdraw") else None,
            was=self.was,
            recorded_at=self.now,
        )
        if facts is not None:
            judge_again(result, facts, self.rules)
        write_outcome(self.actor, [result], now=self.now)
        return result


@contextmanager
def _in_hand(actor: Actor, result_id: int, name: str, reason: str, now: datetime) -> Iterator[_Hand]:
    with act(actor, name, reason=reason):
        results = locked_results(actor, [result_id])
        if not results or results[0].sheet.unit_id not in actor.reads():
            raise NotVisible(_("Không tìm thấy, hoặc ngoài phạm vi của bạn."))
        result = results[0]
        key = (result.sheet_id, result.indicator_id)
        standing = sides_of([result.sheet_id], indicator_ids=[result.indicator_id]).get(key, NOTHING)
        result.said = standing.log  # type: ignore[attr-defined]
        yield _Hand(actor, now, result, standing, round_rules(result.sheet.round), result.verification)


def result_counter(
    *,
    actor: Actor,
    result_id: int,
    typed: Mapping[str, object],
    reason: str,
    now: datetime,
    revision: int | None = None,
) -> IndicatorResult:
    """The owner department enters its own figure (``{part: typed}``, as in the grid) with the reason.

    The commune's figure stays; the verdict is that of the department's. A second one supersedes the first.
    ``revision``: what the person saw of the indicator. Raises :class:`Conflict` when somebody changed it since,
    :class:`InputErrors` for what cannot be read, is missing, or is the same as the commune's; :class:`Refused`.
    """
    with _in_hand(actor, result_id, "result.counter", reason, now) as hand:
        require(RESULT_LIFE.check(actor, hand.result, "counter", reason="…"))
        _still_as_seen(hand, revision, typed)
        entries, errors = _entries(hand, typed, reason, Side.COMMUNE)
        if not errors and _same(entries, hand.standing.of(Side.COMMUNE)):
            errors.append(InputError(_("Số này giống số của xã: hãy chấp nhận số của xã.")))
        if not reason.strip():
            errors.append(InputError(_("Hãy ghi vì sao số của cơ quan khác số của xã."), field="reason"))
        if errors:
            raise InputErrors(errors)
        hand.move("counter", reason=reason)
        values = _values(hand, Side.DEPARTMENT, entries)
        result = hand.finish("counter", facts=facts_from(values), values=values, comment=reason.strip())
        notices.figure_countered(actor, result, reason.strip(), now, again=hand.was == Verification.DISPUTED)
    return result


def result_take_back(*, actor: Actor, result_id: int, reason: str, now: datetime) -> IndicatorResult:
    """The department takes its figure back: the commune's stands alone and waits again (returned, if it was)."""
    with _in_hand(actor, result_id, "result.take_back", reason, now) as hand:
        back = Verification.ENTERED if hand.standing.of(Side.COMMUNE) else Verification.EMPTY
        if _before_counter(hand.standing) == Verification.RETURNED:
            back = Verification.RETURNED
        hand.move("take_back", reason=reason, to=back)
        result = hand.finish(
            "take_back",
            facts=facts_from(hand.standing.of(Side.COMMUNE)),
            values=taken_back(hand.standing, Side.DEPARTMENT, now),
            comment=_reason(reason),
        )
        notices.figure_taken_back(actor, result, reason.strip(), now)
    return result


def result_dispute(*, actor: Actor, result_id: int, reason: str, now: datetime) -> IndicatorResult:
    """The commune (or who enters on its behalf) does not agree with the department's figure or conclusion.

    Nothing changes of verdict or figures; the indicator waits for the department once more. Raises ``Refused``.
    """
    with _in_hand(actor, result_id, "result.dispute", reason, now) as hand:
        hand.move("dispute", reason=reason)
        result = hand.finish("dispute", comment=_reason(reason))
        notices.figure_disputed(actor, result, reason.strip(), now)
    return result


def result_uphold(*, actor: Actor, result_id: int, reason: str, now: datetime) -> IndicatorResult:
    """The department keeps its figure after the commune's objection, and says why. Raises ``Refused``."""
    with _in_hand(actor, result_id, "result.uphold", reason, now) as hand:
        hand.move("uphold", reason=reason)
        result = hand.finish("uphold", comment=_reason(reason))
        notices.dispute_answered(actor, result, reason.strip(), now)
    return result


def result_council(
    *,
    actor: Actor,
    result_id: int,
    document: str,
    document_on: date | None,
    now: datetime,
    typed: Mapping[str, object] | None = None,
    verdict: str = "",
    comment: str = "",
    revision: int | None = None,
) -> IndicatorResult:
    """The office records what the appraisal council decided, by its minutes (number and day).

    A figure (``typed``), or – where figures do not decide – a conclusion (``verdict``). It goes before the
    department's and the commune's, which stay. A second record supersedes the first. Raises :class:`InputErrors` with
    everything that is wrong, :class:`Conflict` as :func:`result_counter`, :class:`Refused`.
    """
    with _in_hand(actor, result_id, "result.council", comment, now) as hand:
        require(RESULT_LIFE.check(actor, hand.result, "council"))
        _still_as_seen(hand, revision, typed or {})
        concludes = policies.takes_conclusion(hand.result)
        filled = any(str(text or "").strip() for text in (typed or {}).values())
        entries: list[Entry] = []
        errors: list[InputError] = []
        if concludes and verdict:
            if verdict not in {Verdict.MET, Verdict.NOT_MET, Verdict.NOT_APPLICABLE}:
                errors.append(InputError(_("Hãy chọn kết luận: đạt, chưa đạt hay không áp dụng."), field="verdict"))
            if filled:
                errors.append(InputError(_("Hãy ghi số liệu hoặc kết luận, không ghi cả hai."), field="verdict"))
        elif verdict:
            errors.append(
                InputError(_("Chỉ tiêu này chấm bằng số liệu: hãy ghi số của hội đồng."), field="verdict")
            )
        elif hand.result.judged_by == "conclusion":
            errors.append(InputError(_("Hãy chọn kết luận: đạt, chưa đạt hay không áp dụng."), field="verdict"))
        else:
            entries, errors = _entries(hand, typed or {}, comment, Side.DEPARTMENT)
        errors += _minutes(document, document_on, now)
        if errors:
            raise InputErrors(errors)
        hand.move("council", reason=comment)
        # With a conclusion there are no entries: figures that the council gave before are taken back.
        values = _values(hand, Side.COUNCIL, entries)
        facts = facts_from(values)
        if verdict:
            below = [value for value in hand.standing.all if value.side != Side.COUNCIL]
            facts = facts_from(below, conclusion_from(verdict, document.strip()))
        result = hand.finish(
            "council",
            facts=facts,
            values=values,
            comment=comment.strip(),
            verdict=verdict,
            document=document.strip(),
            document_on=document_on,
        )
        words = _("theo %(document)s ngày %(day)s") % {"document": document.strip(), "day": format_date(document_on)}
        notices.council_decided(actor, result, words, now)
    return result


def result_withdraw(*, actor: Actor, result_id: int, reason: str, now: datetime) -> IndicatorResult:
    """Withdraw what was recorded of the council by mistake: the indicator stands where it stood before."""
    with _in_hand(actor, result_id, "result.withdraw", reason, now) as hand:
        hand.move("withdraw", reason=reason, to=policies.before_council(hand.result))
        below = Standing(
            {side: parts for side, parts in hand.standing.values.items() if side != Side.COUNCIL}, hand.standing.log
        )
        concluded = below.concluded
        result = hand.finish(
            "withdraw",
            facts=facts_from(
                below.all, None if concluded is None else conclusion_from(concluded.verdict, concluded.document)
            ),
            values=taken_back(hand.standing, Side.COUNCIL, now),
            comment=_reason(reason),
        )
        notices.council_withdrawn(actor, result, reason.strip(), now)
    return result


# ---------------------------------------------------------------------------------------------------- reading


def _reason(reason: str) -> str:
    text = reason.strip()
    if len(text) > _LONGEST:
        raise InputErrors([InputError(_("Lý do quá dài; hãy ghi gọn và đính kèm văn bản."), field="reason")])
    return text


def _still_as_seen(hand: _Hand, revision: int | None, typed: Mapping[str, object]) -> None:
    if revision is not None and revision != hand.result.revision:
        raise Conflict(
            _("Chỉ tiêu này vừa được người khác sửa. Hãy xem lại số của xã rồi ghi lại."),
            theirs={value.part: typed_form(value) for value in hand.standing.of(Side.COMMUNE)},
            mine=dict(typed),
        )


def _minutes(document: str, document_on: date | None, now: datetime) -> list[InputError]:
    errors = []
    if not document.strip():
        errors.append(InputError(_("Hãy ghi số biên bản họp hội đồng."), field="document"))
    elif len(document.strip()) > 200:
        errors.append(InputError(_("Số biên bản quá dài; tối đa 200 ký tự."), field="document"))
    if document_on is None:
        errors.append(InputError(_("Hãy ghi ngày của biên bản."), field="document_on"))
    elif document_on > today(now):
        errors.append(InputError(_("Ngày của biên bản không thể ở sau hôm nay."), field="document_on"))
    return errors


def _entries(
    hand: _Hand, typed: Mapping[str, object], reason: str, beside: str
) -> tuple[list[Entry], list[InputError]]:
    """What was typed for one side, whole: each part that the side(s) below filled must be given."""
    indicator = hand.indicator
    entries, errors = read_entries(indicator, typed, explanation=reason.strip())
    wrong = {error.field for error in errors}
    below = {value.part: value for side in {Side.COMMUNE, beside} for value in hand.standing.of(side)}
    given = {entry.part for entry in entries if not entry.is_empty}
    if not given and not errors:
        errors.append(InputError(_("Hãy ghi số liệu."), field=next((s.part for s in inputs_of(indicator)), "")))
        return [], errors
    for slot in inputs_of(indicator):
        if slot.part in below and slot.part not in given and slot.part not in wrong:
            errors.append(
                InputError(
                    _("Hãy ghi cả phần “%(part)s” (xã ghi %(figure)s).")
                    % {"part": slot.name or indicator.code, "figure": typed_form(below[slot.part])},
                    field=slot.part,
                )
            )
    commune = {value.part: value for value in hand.standing.of(Side.COMMUNE)}
    return [
        # A figure is compared by the standard that the commune's was measured by.
        entry._replace(standard=entry.standard or (commune[entry.part].standard if entry.part in commune else ""))
        for entry in entries
        if not entry.is_empty
    ], errors


def _same(entries: Sequence[Entry], values: Sequence[Value]) -> bool:
    mine = {
        each.part: (each.number, each.text, each.numerator, each.denominator, each.applicable) for each in entries
    }
    theirs = {
        each.part: (each.number, each.text, each.numerator, each.denominator, each.applicable) for each in values
    }
    return mine == theirs


def _values(hand: _Hand, side: Side, entries: Sequence[Entry]) -> list[Value]:
    """New rows of one side; parts of it that are no longer given are emptied."""
    former = hand.standing.values.get(side, {})
    given = {entry.part for entry in entries}
    fresh = [
        Value(
            sheet_id=hand.result.sheet_id,
            indicator_id=hand.result.indicator_id,
            part=entry.part,
            side=side,
            number=entry.number,
            text=entry.text,
            numerator=entry.numerator,
            denominator=entry.denominator,
            standard=entry.standard,
            applicable=entry.applicable,
            explanation=entry.explanation,
            supersedes=former.get(entry.part),
            recorded_at=hand.now,
        )
        for entry in entries
    ]
    return fresh + [each for each in taken_back(hand.standing, side, hand.now) if each.part not in given]


def _before_counter(standing: Standing) -> str:
    """Where the indicator stood before the department's figure that stands: before its first entry."""
    was = ""
    for row in reversed(standing.log):
        if row.decision == "counter":
            was = row.was
        elif row.decision in ("accept", "return", "conclude", "take_back"):
            break
    return was
