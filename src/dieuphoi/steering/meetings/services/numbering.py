"""The notice of conclusion takes its number in the register of what goes out, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, local, today
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.steering.directives.models import Document, DocumentKind
from dieuphoi.steering.directives.numbers import format_number
from dieuphoi.steering.directives.services import NewDocument, Recipient, document_register
from dieuphoi.steering.meetings import policies
from dieuphoi.steering.meetings.models import (
    BriefingMeeting,
    ConclusionAddressee,
    ConclusionItem,
    ConclusionNotice,
    Invitee,
    MeetingPoint,
)
from dieuphoi.steering.meetings.services.common import meeting_locked
from dieuphoi.steering.tasks.bodies_then import Bodies

_KIND: Final = "TB"
"""The kind of document by its abbreviation (Nghị định 30/2020/NĐ-CP, Phụ lục III): thông báo."""
_FIELDS: Final = {"number_text": "number", "signer_post": "signer_title", "issuer": "symbol"}
"""Faults of the register, by the field of the notice where they are mended."""


@dataclass(frozen=True, slots=True)
class NewNotice:
    """The notice of conclusion. ``number`` left out: the next one of what its agency issues in the year."""

    symbol: str
    issued_on: date
    signer_title: str
    signer_name: str
    number: int | None = None
    recipients: str = ""


def notice_number(*, actor: Actor, meeting_id: int, new: NewNotice, now: datetime) -> ConclusionNotice:
    """Give the notice of conclusion its number, once, and put it on the register of what goes out under that number:
    notices, drafts and letters of an agency are numbered by one series
    (:func:`~dieuphoi.steering.directives.services.numbering.next_number`). Two at the same time get two numbers, one
    notice never two. Whom the conclusions speak to are told to act on it, who else was called to know of it.

    Raises ``Refused`` (409) where it has one; ``InputErrors`` for a number that is there already (naming that
    document), a day before the meeting or to come, no signer.
    """
    with act(actor, "meeting.notice"):
        meeting = meeting_locked(actor, meeting_id)
        require(policies.may_number(actor, meeting))
        symbol = "".join(new.symbol.split()).lstrip("/")
        errors = []
        if not symbol:
            errors.append(InputError(_("Hãy ghi ký hiệu, ví dụ TB-VPĐP."), field="symbol"))
        if not local(meeting.starts_at).date() <= new.issued_on <= today(now):
            errors.append(InputError(_("Ngày ban hành phải từ ngày họp đến hôm nay."), field="issued_on"))
        if not new.signer_name.strip():
            errors.append(InputError(_("Hãy ghi người ký."), field="signer_name"))
        if not new.signer_title.strip():
            errors.append(InputError(_("Hãy ghi chức vụ người ký."), field="signer_title"))
        if new.number is not None and not 1 <= new.number <= 99_999:
            errors.append(
                InputError(_("Số phải từ 1 đến 99.999."), field="number", value=str(new.number))
            )
        if errors:
            raise InputErrors(errors)
        document = _registered(actor, meeting, new, symbol, now)
        number = document.number or 0
        rows = ConclusionNotice.objects.filter(org_id=meeting.host_id, year=new.issued_on.year, number=number)
        if rows.filter(symbol=document.symbol).exists():
            # One of before the register knew of notices.
            words = _("Số %(number)s đã cấp trong năm. Hãy ghi số kế tiếp.") % {"number": number}
            raise InputErrors([InputError(words, field="number")])
        row = ConclusionNotice(
            meeting=meeting, document=document, org_id=meeting.host_id, year=new.issued_on.year, number=number,
            symbol=document.symbol, issued_on=new.issued_on, signer_title=" ".join(new.signer_title.split()),
            signer_name=" ".join(new.signer_name.split()), recipients=new.recipients.strip(),
        )  # fmt: skip
        row.save(force_insert=True)
    return row


# --- inside ---------------------------------------------------------------------------------------------


def _registered(actor: Actor, meeting: BriefingMeeting, new: NewNotice, symbol: str, now: datetime) -> Document:
    kinds: Any = DocumentKind.objects.visible_to(actor).filter(short=_KIND, valid__contains=new.issued_on)
    kind = kinds.order_by("pk").first()
    about = _("Kết luận tại cuộc họp %(title)s ngày %(day)s") % {
        "title": meeting.title, "day": format_date(local(meeting.starts_at).date()),
    }  # fmt: skip
    wanted = NewDocument(
        "OUT", new.issued_on, about[:1000],
        number_text=symbol if new.number is None else format_number(new.number, "", symbol),
        take_number=new.number is None, kind_id=kind.pk if kind is not None else None,
        kind_text="" if kind is not None else _("Thông báo"), issuer_id=meeting.host_id,
        signer_name=new.signer_name, signer_post=new.signer_title, recipients_text=new.recipients,
        recipients=_recipients(actor, meeting, new.issued_on), is_restricted=meeting.is_internal,
    )  # fmt: skip
    try:
        return document_register(actor=actor, new=wanted, now=now)
    except InputErrors as faults:
        raise InputErrors(
            [InputError(each.message, field=_FIELDS.get(each.field, each.field), value=each.value)
             for each in faults.errors]
        ) from faults  # fmt: skip


def _recipients(actor: Actor, meeting: BriefingMeeting, on: date) -> tuple[Recipient, ...]:
    """Bodies of the day: those the conclusions speak to, to act; the others that were called, to know."""
    items = ConclusionItem.objects.filter(meeting=meeting, is_current=True)
    spoken = [
        *items.filter(lead__isnull=False).order_by("number").values_list("lead_id", flat=True),
        *ConclusionAddressee.objects.filter(item__in=items, is_current=True).order_by("org__name_key", "pk")
        .values_list("org_id", flat=True),
    ]  # fmt: skip
    called = [
        *Invitee.objects.filter(meeting=meeting, is_current=True, org__isnull=False).order_by("org__name_key", "pk")
        .values_list("org_id", flat=True),
        *MeetingPoint.objects.filter(meeting=meeting, is_current=True).order_by("org__name_key", "pk")
        .values_list("org_id", flat=True),
    ]  # fmt: skip
    bodies = Bodies(actor)
    duties = dict.fromkeys(called, "INFO") | dict.fromkeys(spoken, "MAIN")
    return tuple(
        Recipient(org_id=org, duty=duties[org]) for org in dict.fromkeys([*spoken, *called])
        if org != meeting.host_id and bodies.there_on(org, on)
    )  # fmt: skip
