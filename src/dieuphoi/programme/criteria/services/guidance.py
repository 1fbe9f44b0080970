"""Guidance on indicators, and questions with their answers. All of it stays; newer texts stand before older ones.

Demand S2-38.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from dieuphoi.core.files.services import blob_store
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.programme.criteria import notices, policies, selectors
from dieuphoi.programme.criteria.models import Answer, Guidance, GuidanceFile, Indicator, Question
from dieuphoi.programme.criteria.states import VersionState

LONGEST = 8000


def _text(text: str, field: str) -> list[InputError]:
    if not text.strip():
        return [InputError(_("Hãy ghi nội dung."), field=field)]
    if len(text) > LONGEST:
        return [InputError(_("Nội dung dài quá %(n)s ký tự.") % {"n": LONGEST}, field=field)]
    return []


def _row(actor: Actor, indicator_id: int) -> Indicator:
    row = Indicator.objects.select_related("version").one_visible_to(actor, id=indicator_id)
    if row.version.state == VersionState.DRAFT:
        raise Refused("draft", _("Bộ này còn là dự thảo; hãy ban hành hoặc lấy ý kiến trước."))
    return row


def guidance_write(
    *,
    actor: Actor,
    indicator_id: int,
    text: str,
    source: str,
    files: Sequence[tuple[str, bytes]] = (),
    now: datetime,
) -> Guidance:
    """Write how an indicator is to be done, in the words of ``source``; it supersedes the text that stood there.

    Only the office and the owner department of the day write it. ``files`` are ``(name, content)``.
    """
    with act(actor, "indicator.guide"):
        row = _row(actor, indicator_id)
        require(policies.may_guide(actor, selectors.owner_of(row.pk, actor.on)))
        faults = _text(text, "text")
        if not source.strip():
            faults.append(InputError(_("Hãy ghi văn bản mà hướng dẫn lấy từ đó."), field="source"))
        if len(source) > 300:
            faults.append(InputError(_("Tên văn bản dài quá 300 ký tự."), field="source"))
        if faults:
            raise InputErrors(faults)
        # The row is locked so that two texts at once make one line of succession.
        Indicator.objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
        former = Guidance.objects.filter(indicator=row, superseded_by__isnull=True).order_by("-id").first()
        guidance = Guidance.objects.create(
            indicator=row, text=text.strip(), source=source.strip(), supersedes=former, recorded_at=now
        )
        for name, data in files:
            stored = blob_store(actor=actor, data=data, name=name, now=now)
            GuidanceFile.objects.create(guidance=guidance, blob=stored.blob, name=stored.name, recorded_at=now)
    return guidance


def question_ask(*, actor: Actor, indicator_id: int, text: str, now: datetime) -> Question:
    """Ask about an indicator; everybody who reads the set reads the question."""
    require(policies.may_ask(actor))
    with act(actor, "indicator.ask"):
        row = _row(actor, indicator_id)
        if faults := _text(text, "text"):
            raise InputErrors(faults)
        question = Question.objects.create(
            indicator=row, text=text.strip(), org_id=policies.speaking_for(actor), recorded_at=now
        )
        notices.question_asked(actor, question, selectors.owner_of(row.pk, actor.on), now)
    return question


def answer_give(*, actor: Actor, question_id: int, text: str, source: str = "", now: datetime) -> Answer:
    """Answer a question, as the owner department of the day or the office."""
    with act(actor, "indicator.answer"):
        question = Question.objects.select_related("indicator__version").one_visible_to(actor, id=question_id)
        require(policies.may_answer(actor, selectors.owner_of(question.indicator_id, actor.on)))
        faults = _text(text, "text")
        if len(source) > 300:
            faults.append(InputError(_("Tên văn bản dài quá 300 ký tự."), field="source"))
        if faults:
            raise InputErrors(faults)
        answer = Answer.objects.create(
            question=question,
            text=text.strip(),
            source=source.strip(),
            org_id=policies.speaking_for(actor),
            recorded_at=now,
        )
        notices.question_answered(actor, answer, now)
    return answer
