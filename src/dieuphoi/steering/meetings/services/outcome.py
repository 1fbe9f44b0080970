"""Who was there, the minutes, the conclusions item by item, their approval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import local
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.organisations.selectors import person_of_account
from dieuphoi.steering.meetings import notices, policies
from dieuphoi.steering.meetings.models import (
    Attendance,
    BriefingMeeting,
    ConclusionAddressee,
    ConclusionItem,
    Invitee,
    MeetingPoint,
    Minutes,
    MinutesApproval,
    Presence,
)
from dieuphoi.steering.meetings.services.common import meeting_locked, orgs_known
from dieuphoi.steering.meetings.states import MEETING_LIFE

# ----------------------------------------------------------------------------------------------- attendance


@dataclass(frozen=True, slots=True)
class Seen:
    """Who was there: one of ``invitee_id``, ``point_id``, ``name``."""

    presence: str
    invitee_id: int | None = None
    point_id: int | None = None
    name: str = ""
    substitute: str = ""
    head_count: int | None = None
    note: str = ""


def attendance_record(*, actor: Actor, meeting_id: int, rows: Sequence[Seen], now: datetime) -> list[Attendance]:
    """Note who was there, as often as it gets better known; what was noted before stays in the history.

    Raises ``InputErrors`` with every fault: somebody who was not called, a substitute without a name.
    """
    with act(actor, "meeting.attendance"):
        meeting = meeting_locked(actor, meeting_id)
        require(policies.may_record(actor, meeting))
        invitees = set(Invitee.objects.filter(meeting=meeting, is_current=True).values_list("pk", flat=True))
        points = set(MeetingPoint.objects.filter(meeting=meeting, is_current=True).values_list("pk", flat=True))
        errors = []
        for row in rows:
            field = _field(row)
            if row.presence not in Presence.values:
                errors.append(InputError(_("Hãy chọn có mặt, vắng hay dự thay."), field=field, value=row.presence))
            elif row.presence == Presence.SUBSTITUTE and not row.substitute.strip():
                errors.append(InputError(_("Hãy ghi tên người dự thay."), field=field))
            if sum((row.invitee_id is not None, row.point_id is not None, bool(row.name.strip()))) != 1 or (
                row.invitee_id is not None and row.invitee_id not in invitees
            ) or (row.point_id is not None and row.point_id not in points):  # fmt: skip
                errors.append(InputError(_("Không có trong thành phần hay điểm cầu của cuộc họp này."), field=field))
        if errors:
            raise InputErrors(errors)
        there = {
            (row.invitee_id, row.point_id, row.name.casefold()): row
            for row in Attendance.objects.locked().filter(meeting=meeting)
        }
        kept = []
        for row in rows:
            name = " ".join(row.name.split())
            found = there.get((row.invitee_id, row.point_id, name.casefold())) or Attendance(
                meeting=meeting, invitee_id=row.invitee_id, point_id=row.point_id, name=name
            )
            found.presence, found.head_count, found.note = row.presence, row.head_count, row.note.strip()
            found.substitute = row.substitute.strip() if row.presence == Presence.SUBSTITUTE else ""
            found.save()
            there[row.invitee_id, row.point_id, name.casefold()] = found
            kept.append(found)
    return kept


def _field(row: Seen) -> str:
    if row.invitee_id is not None:
        return f"i{row.invitee_id}-presence"
    return f"p{row.point_id}-presence" if row.point_id is not None else "others"


def attendance_tell(*, actor: Actor, meeting_id: int, note: str, now: datetime) -> Attendance:
    """Say oneself that one was there, with a short note (a team member at a meeting of a commune, S3-19).

    Only who was called by name, once the meeting has begun. Raises ``Refused`` (403) for everybody else.
    """
    with act(actor, "meeting.attend"):
        meeting = meeting_locked(actor, meeting_id)
        person = person_of_account(actor.id)
        called = Invitee.objects.filter(meeting=meeting, person_id=person or 0, is_current=True)
        invitee = called.first()
        if invitee is None:
            raise Refused(
                "not_called", _("Chỉ người được mời đích danh tự ghi dự họp; hãy nhờ cơ quan tổ chức ghi."), status=403
            )
        require(policies.begun(meeting, now))
        if meeting.state == "CANCELLED":
            raise Refused("cancelled", _("Cuộc họp này đã hủy."))
        row = Attendance.objects.locked().filter(invitee=invitee).first() or Attendance(
            meeting=meeting, invitee=invitee
        )
        row.presence, row.substitute, row.note = Presence.PRESENT, "", note.strip()
        row.save()
    return row


# -------------------------------------------------------------------------------------------------- minutes


def minutes_write(
    *, actor: Actor, meeting_id: int, text: str, consensus: str = "", now: datetime
) -> Minutes:
    """Write the minutes, or a new version of them; earlier versions stay."""
    with act(actor, "meeting.minutes"):
        meeting = meeting_locked(actor, meeting_id)
        require(policies.may_record(actor, meeting))
        if not text.strip():
            raise InputErrors([InputError(_("Hãy ghi diễn biến, ý kiến tại cuộc họp."), field="text")])
        last = Minutes.objects.filter(meeting=meeting).aggregate(last=Max("version"))["last"] or 0
        row = Minutes(
            meeting=meeting, version=last + 1, text=text.strip(), consensus=consensus.strip(),
            writer_name=actor.name[:200], recorded_at=now,
        )  # fmt: skip
        row.save(force_insert=True)
    return row


def minutes_approve(*, actor: Actor, minutes_id: int, now: datetime) -> MinutesApproval:
    """Approve a version of the minutes: the chair or the head, not who wrote it; only the newest."""
    with act(actor, "meeting.minutes_approve"):
        rows: Any = Minutes.objects.select_related("meeting__host", "approval")
        found = rows.one_visible_to(actor, pk=minutes_id)
        meeting = meeting_locked(actor, found.meeting_id)
        row = rows.get(pk=minutes_id)
        require(policies.may_approve_minutes(actor, row))
        if Minutes.objects.filter(meeting=meeting, version__gt=row.version).exists():
            raise Refused("older", _("Đã có bản mới hơn: hãy duyệt bản mới nhất."))
        approval = MinutesApproval(minutes=row, approver_name=actor.name[:200], recorded_at=now)
        approval.save(force_insert=True)
    return approval


# ---------------------------------------------------------------------------------------------- conclusions


@dataclass(frozen=True, slots=True)
class NewConclusion:
    """An item of the conclusion. ``number`` left out: the next one."""

    text: str
    number: int | None = None
    addressees: tuple[int, ...] = ()
    lead_id: int | None = None
    due_on: date | None = None
    no_due_reason: str = ""
    product: str = ""


def conclusion_add(*, actor: Actor, meeting_id: int, new: NewConclusion, now: datetime) -> ConclusionItem:
    """Record one item, word for word. Raises ``InputErrors`` for no text, no due day and no reason for none, a number
    that is taken."""
    with act(actor, "meeting.conclusion"):
        meeting = meeting_locked(actor, meeting_id)
        require(policies.may_record(actor, meeting))
        row = ConclusionItem(meeting=meeting)
        _say(actor, meeting, row, new)
    return row


def conclusion_correct(*, actor: Actor, item_id: int, new: NewConclusion, now: datetime) -> ConclusionItem:
    """Say an item again; whoever does becomes one of its writers."""
    with act(actor, "meeting.conclusion"):
        meeting, row = _item(actor, item_id)
        require(policies.may_record(actor, meeting))
        _say(actor, meeting, row, new)
    return row


def conclusion_end(*, actor: Actor, item_id: int, reason: str, now: datetime) -> ConclusionItem:
    """Take an item out of the draft, for a reason."""
    with act(actor, "meeting.conclusion_end", reason=reason):
        meeting, row = _item(actor, item_id)
        require(policies.may_record(actor, meeting))
        if not reason.strip():
            raise InputErrors([InputError(_("Hãy ghi lý do."), field="reason")])
        row.is_current = False
        row.save(update_fields=["is_current"])
    return row


def meeting_conclude(*, actor: Actor, meeting_id: int, no_conclusion: str = "", now: datetime) -> BriefingMeeting:
    """Approve the conclusions: the chair or the head of the office, never who wrote a word of them. All called are
    told. A meeting without conclusions says why."""
    with act(actor, "meeting.conclude"):
        meeting = meeting_locked(actor, meeting_id)
        MEETING_LIFE.move(actor, meeting, "conclude")
        has_items = ConclusionItem.objects.filter(meeting=meeting, is_current=True).exists()
        if not has_items and not no_conclusion.strip():
            raise InputErrors(
                [InputError(_("Chưa có mục kết luận nào: hãy ghi, hoặc nêu vì sao không có."), field="no_conclusion")]
            )
        meeting.no_conclusion = "" if has_items else no_conclusion.strip()
        meeting.concluded_at, meeting.concluded_by = now, actor.name[:200]
        meeting.save(update_fields=["state", "no_conclusion", "concluded_at", "concluded_by"])
        notices.concluded(actor, meeting, now)
    return meeting


def meeting_reopen(*, actor: Actor, meeting_id: int, reason: str, now: datetime) -> BriefingMeeting:
    """Open the conclusions again, for a reason, while their notice has no number."""
    with act(actor, "meeting.reopen", reason=reason):
        meeting = meeting_locked(actor, meeting_id)
        MEETING_LIFE.move(actor, meeting, "reopen", reason=reason)
        meeting.concluded_at, meeting.concluded_by = None, ""
        meeting.save(update_fields=["state", "concluded_at", "concluded_by"])
        notices.reopened(actor, meeting, reason, now)
    return meeting


# --- inside ---------------------------------------------------------------------------------------------


def _item(actor: Actor, item_id: int) -> tuple[BriefingMeeting, ConclusionItem]:
    """An item and its meeting, the meeting locked first: all acts on its parts take this order."""
    found = ConclusionItem.objects.one_visible_to(actor, pk=item_id, is_current=True)
    meeting = meeting_locked(actor, found.meeting_id)
    rows: Any = ConclusionItem.objects.locked()
    return meeting, rows.one_visible_to(actor, pk=item_id, is_current=True)


def _say(actor: Actor, meeting: BriefingMeeting, row: ConclusionItem, new: NewConclusion) -> None:
    others = ConclusionItem.objects.filter(meeting=meeting, is_current=True).exclude(pk=row.pk)
    number = new.number
    if number is None:
        number = row.number if row.pk else (others.aggregate(last=Max("number"))["last"] or 0) + 1
    errors = []
    if not new.text.strip():
        errors.append(InputError(_("Hãy ghi nguyên văn kết luận."), field="text"))
    if not 1 <= number <= 999 or others.filter(number=number).exists():
        errors.append(InputError(_("Số mục này đã có hoặc không hợp lệ."), field="number", value=str(number)))
    if new.due_on is None and not new.no_due_reason.strip():
        errors.append(InputError(_("Hãy ghi hạn, hoặc vì sao không có hạn."), field="due_on"))
    elif new.due_on is not None and new.due_on < local(meeting.starts_at).date():
        errors.append(InputError(_("Hạn không được trước ngày họp."), field="due_on"))
    wanted = set(new.addressees)
    errors += orgs_known(wanted, "addressees")
    if new.lead_id is not None:
        errors += orgs_known({new.lead_id}, "lead")
    if errors:
        raise InputErrors(errors)
    row.number, row.text, row.lead_id, row.product = number, new.text.strip(), new.lead_id, new.product.strip()
    row.due_on, row.no_due_reason = new.due_on, "" if new.due_on is not None else new.no_due_reason.strip()
    # That the words of before were to be no task says nothing of these.
    row.dropped_reason, row.dropped_by, row.dropped_on = "", "", None
    if actor.id not in row.writers:
        row.writers = [*row.writers, actor.id]
    row.save()
    _address(row, wanted)


def _address(row: ConclusionItem, wanted: Iterable[int]) -> None:
    named = set(wanted)
    there = {each.org_id: each for each in ConclusionAddressee.objects.filter(item=row)}
    for org, each in there.items():
        if each.is_current != (org in named):
            each.is_current = org in named
            each.save(update_fields=["is_current"])
    ConclusionAddressee.objects.bulk_create(
        [ConclusionAddressee(item=row, org_id=org) for org in sorted(named - there.keys())]
    )
