"""Ask another agency for a meeting; agree, answer in writing, refuse; withdraw, take an answer back; name its letters
(S0-44).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.steering.directives.models import Document, StandingDocument
from dieuphoi.steering.meetings import notices, policies
from dieuphoi.steering.meetings.models import MeetingRequest
from dieuphoi.steering.meetings.selectors.calendar import is_near
from dieuphoi.steering.meetings.states import REQUEST_LIFE


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A request. ``letter_id`` is the outgoing letter on the register of documents, ``document`` its number where it is
    not there; ``asked_on`` its date, ``wanted`` a time in words.
    """

    asker_id: int
    to_org_id: int
    subject: str
    asked_on: date
    about: str = ""
    wanted: str = ""
    document: str = ""
    due_on: date | None = None
    letter_id: int | None = None


def request_ask(*, actor: Actor, new: NewRequest, now: datetime) -> MeetingRequest:
    """Ask. The other agency's people are told. Raises ``InputErrors``, ``Refused`` (403) for another agency's name."""
    with act(actor, "meeting_request.ask"):
        orgs = {row.pk: row for row in OrgUnit.objects.filter(pk__in=[new.asker_id, new.to_org_id])}
        errors = []
        asker = orgs.get(new.asker_id)
        if asker is None:
            errors.append(InputError(_("Không có cơ quan này trong danh sách."), field="asker"))
        else:
            require(policies.may_host(actor, asker))
        if new.to_org_id not in orgs:
            errors.append(InputError(_("Không có cơ quan này trong danh sách."), field="to_org"))
        elif new.to_org_id == new.asker_id:
            errors.append(InputError(_("Cơ quan được đề nghị phải khác cơ quan đề nghị."), field="to_org"))
        if not new.subject.strip():
            errors.append(InputError(_("Hãy ghi nội dung làm việc."), field="subject"))
        if new.asked_on > today(now):
            errors.append(InputError(_("Ngày đề nghị chưa tới."), field="asked_on"))
        if new.due_on is not None and new.due_on < new.asked_on:
            errors.append(InputError(_("Ngày mong trả lời không được trước ngày đề nghị."), field="due_on"))
        letter = _letter(actor, new.letter_id, "letter", errors)
        errors += _letter_faults(letter, new.asked_on)
        if errors:
            raise InputErrors(errors)
        row = MeetingRequest(
            asker_id=new.asker_id, to_org_id=new.to_org_id, subject=" ".join(new.subject.split()),
            about=new.about.strip(), wanted=" ".join(new.wanted.split()), document=_called(letter, new.document),
            letter=letter, asked_on=new.asked_on, due_on=new.due_on, asked_by=actor.name[:200], asked_by_id=actor.id,
        )  # fmt: skip
        row.save(force_insert=True)
        notices.requested(actor, row, now)
    return row


def request_agree(
    *,
    actor: Actor,
    request_id: int,
    starts_at: datetime,
    ends_at: datetime,
    venue: str = "",
    answer: str = "",
    answer_document: str = "",
    answer_letter_id: int | None = None,
    answered_on: date | None = None,
    now: datetime,
) -> MeetingRequest:
    """Agree, with a time. The asking side hears of it and calls the meeting."""
    with act(actor, "meeting_request.agree"):
        row = _locked(actor, request_id)
        REQUEST_LIFE.move(actor, row, "agree")
        errors = _answer(actor, row, answer, answer_document, answer_letter_id, answered_on, now)
        if not (is_near(starts_at.date()) and is_near(ends_at.date())):
            errors.append(InputError(_("Năm phải từ 2000 đến 2199."), field="day"))
        elif ends_at <= starts_at:
            errors.append(InputError(_("Giờ kết thúc phải sau giờ bắt đầu."), field="end_time"))
        if errors:
            raise InputErrors(errors)
        row.agreed_start, row.agreed_end, row.agreed_venue = starts_at, ends_at, " ".join(venue.split())
        row.save()
        notices.request_answered(actor, row, now)
    return row


def request_answer(
    *,
    actor: Actor,
    request_id: int,
    answer: str,
    answer_document: str = "",
    answer_letter_id: int | None = None,
    answered_on: date | None = None,
    now: datetime,
) -> MeetingRequest:
    """Answer in writing instead of meeting: the text, or the number of the letter."""
    with act(actor, "meeting_request.answer"):
        row = _locked(actor, request_id)
        REQUEST_LIFE.move(actor, row, "answer")
        errors = _answer(actor, row, answer, answer_document, answer_letter_id, answered_on, now)
        if not row.answer and not row.answer_document and answer_letter_id is None:
            errors.append(InputError(_("Hãy ghi nội dung hoặc số văn bản trả lời."), field="answer"))
        if errors:
            raise InputErrors(errors)
        row.save()
        notices.request_answered(actor, row, now)
    return row


def request_refuse(*, actor: Actor, request_id: int, reason: str, now: datetime) -> MeetingRequest:
    """Refuse, for a reason; the asking side is told."""
    with act(actor, "meeting_request.refuse", reason=reason):
        row = _locked(actor, request_id)
        REQUEST_LIFE.move(actor, row, "refuse", reason=reason)
        _answer(actor, row, reason, "", None, None, now)
        row.save()
        notices.request_answered(actor, row, now)
    return row


def request_withdraw(*, actor: Actor, request_id: int, reason: str, now: datetime) -> MeetingRequest:
    """The asking side asks no more."""
    with act(actor, "meeting_request.withdraw", reason=reason):
        row = _locked(actor, request_id)
        REQUEST_LIFE.move(actor, row, "withdraw", reason=reason)
        row.save(update_fields=["state"])
        notices.request_withdrawn(actor, row, reason, now)
    return row


def request_retract(*, actor: Actor, request_id: int, reason: str, now: datetime) -> MeetingRequest:
    """The answer was noted by mistake: it waits again. Refused once a meeting came of it."""
    with act(actor, "meeting_request.retract", reason=reason):
        row = _locked(actor, request_id)
        REQUEST_LIFE.move(actor, row, "retract", reason=reason)
        row.answered_on, row.answered_by, row.answer, row.answer_document = None, "", "", ""
        row.answer_letter = None
        row.agreed_start, row.agreed_end, row.agreed_venue, row.on_behalf = None, None, "", False
        row.save()
    return row


def request_refer(
    *, actor: Actor, request_id: int, letter_id: int | None = None, answer_letter_id: int | None = None, now: datetime
) -> MeetingRequest:
    """Say which documents of the register its letters are, once these are there: of the request, of the answer, or both
    (what is left out stays as it is). The numbers that were typed become those of the documents; the old ones stay in
    the history.

    Raises ``InputErrors`` – nothing named, a document that the actor does not see, one of a day that cannot be –,
    ``Refused`` (403) for whoever may not write down the request or the answer, (409) where it was not answered yet.
    """
    with act(actor, "meeting_request.refer"):
        row = _locked(actor, request_id)
        require(policies.may_refer_request(actor, row))
        errors: list[InputError] = []
        letter = _letter(actor, letter_id, "letter", errors)
        answer = _letter(actor, answer_letter_id, "answer_letter", errors)
        if letter_id is None and answer_letter_id is None:
            errors.append(InputError(_("Hãy chọn văn bản trong sổ."), field="letter"))
        if answer_letter_id is not None:
            require(policies.request_is_answered(actor, row))
        errors += _letter_faults(letter, row.asked_on)
        if row.answered_on is not None:
            errors += _answer_letter_faults(answer, letter_id or row.letter_id, row.asked_on, row.answered_on)
        if letter is not None and letter.pk == row.answer_letter_id and answer is None:
            errors.append(InputError(_("Văn bản này đã ghi là văn bản trả lời."), field="letter"))
        if errors:
            raise InputErrors(errors)
        if letter is not None:
            row.letter, row.document = letter, _called(letter, "")
        if answer is not None:
            row.answer_letter, row.answer_document = answer, _called(answer, "")
        row.save(update_fields=["letter", "document", "answer_letter", "answer_document"])
    return row


def _letter(actor: Actor, document_id: int | None, field: str, errors: list[InputError]) -> Document | None:
    """The standing document of the register that the actor sees; otherwise a fault of the field."""
    if document_id is None:
        return None
    row = StandingDocument.objects.visible_to(actor).select_related("kind").filter(pk=document_id).first()
    if row is None:
        errors.append(InputError(_("Không tìm thấy văn bản này trong những văn bản bạn được xem."), field=field))
    return row


def _called(letter: Document | None, typed: str) -> str:
    """The letter as the request calls it: by its number, one without a number by its kind and summary."""
    words = typed if letter is None else letter.number_text or letter.title
    return " ".join(words.split())[:120]


def _letter_faults(letter: Document | None, asked_on: date) -> list[InputError]:
    if letter is None or letter.issued_on <= asked_on:
        return []
    words = _("Văn bản này ban hành ngày %(issued)s, sau ngày đề nghị %(asked)s.")
    days = {"issued": format_date(letter.issued_on), "asked": format_date(asked_on)}
    return [InputError(words % days, field="letter")]


def _answer_letter_faults(
    letter: Document | None, asking: int | None, asked_on: date, answered_on: date
) -> list[InputError]:
    if letter is None:
        return []
    if letter.pk == asking:
        return [InputError(_("Văn bản trả lời phải khác văn bản đề nghị."), field="answer_letter")]
    if not asked_on <= letter.issued_on <= answered_on:
        words = _("Văn bản này ban hành ngày %(issued)s, không trong khoảng từ ngày đề nghị %(asked)s đến ngày trả lời"
                  " %(on)s.")
        days = {
            "issued": format_date(letter.issued_on), "asked": format_date(asked_on), "on": format_date(answered_on)
        }  # fmt: skip
        return [InputError(words % days, field="answer_letter")]
    return []


def _locked(actor: Actor, request_id: int) -> MeetingRequest:
    rows: Any = MeetingRequest.objects.locked().select_related("asker", "to_org")
    found: MeetingRequest = rows.one_visible_to(actor, pk=request_id)
    return found


def _answer(
    actor: Actor, row: MeetingRequest, answer: str, document: str, letter_id: int | None, on: date | None, now: datetime
) -> list[InputError]:
    day = on or today(now)
    errors: list[InputError] = []
    letter = _letter(actor, letter_id, "answer_letter", errors)
    row.answered_on, row.answered_by = day, actor.name[:200]
    row.answer, row.answer_letter, row.answer_document = answer.strip(), letter, _called(letter, document)
    row.on_behalf = not policies.works_for(actor, row.to_org)
    if not row.asked_on <= day <= today(now):
        errors.append(InputError(_("Ngày trả lời phải từ ngày đề nghị đến hôm nay."), field="answered_on"))
    else:
        errors += _answer_letter_faults(letter, row.letter_id, row.asked_on, day)
    return errors
