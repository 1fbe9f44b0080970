"""Who is called, which points are connected, the agenda, the papers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.files.services import blob_store
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors, NotVisible, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.organisations.models import SteeringCommittee
from dieuphoi.registry.organisations.selectors import holders_on
from dieuphoi.steering.meetings import notices, policies
from dieuphoi.steering.meetings.models import (
    AgendaItem,
    BriefingMeeting,
    FilePurpose,
    Invitee,
    MeetingFile,
    MeetingPoint,
)
from dieuphoi.steering.meetings.services.common import (
    entry_id_of,
    entry_keep,
    kept_clash,
    meeting_locked,
    orgs_known,
    people_known,
    taken_by,
)


def invitees_add(
    *,
    actor: Actor,
    meeting_id: int,
    orgs: Iterable[int] = (),
    people: Iterable[int] = (),
    committees: Iterable[int] = (),
    groups: Iterable[str] = (),
    note: str = "",
    clash_reason: str = "",
    now: datetime,
) -> list[Invitee]:
    """Call organisations, people, committees, groups in words; who is called already is left alone.

    Once the meeting was announced the new ones are told at once. Raises ``InputErrors`` for nobody, somebody unknown,
    or a person who is taken at that time and no explanation.
    """
    with act(actor, "meeting.call"):
        meeting = meeting_locked(actor, meeting_id)
        require(policies.may_prepare(actor, meeting))
        named = [" ".join(each.split()) for each in groups if each.strip()]
        wanted_orgs, wanted_people, wanted_seats = set(orgs), set(people), set(committees)
        errors = orgs_known(wanted_orgs, "orgs") + people_known(actor, wanted_people, "people")
        seats = SteeringCommittee.objects.visible_to(actor).filter(pk__in=wanted_seats)
        known = set(seats.values_list("pk", flat=True))
        if wanted_seats - known:
            errors.append(InputError(_("Không có Ban Chỉ đạo này."), field="committees"))
        if not (wanted_orgs or wanted_people or wanted_seats or named):
            errors.append(InputError(_("Hãy chọn hoặc ghi thành phần cần mời."), field="orgs"))
        if errors:
            raise InputErrors(errors)
        there = list(Invitee.objects.filter(meeting=meeting, is_current=True))
        have = {(row.org_id, row.person_id, row.committee_id, row.group_name.casefold()) for row in there}
        rows = [
            row
            for row in (
                *(Invitee(meeting=meeting, org_id=each, note=note) for each in sorted(wanted_orgs)),
                *(Invitee(meeting=meeting, person_id=each, note=note) for each in sorted(wanted_people)),
                *(Invitee(meeting=meeting, committee_id=each, note=note) for each in sorted(wanted_seats)),
                *(Invitee(meeting=meeting, group_name=each, note=note) for each in dict.fromkeys(named)),
            )
            if (row.org_id, row.person_id, row.committee_id, row.group_name.casefold()) not in have
        ]
        made = Invitee.objects.bulk_create(rows)
        if not meeting.time_open:
            kept = kept_clash(
                actor, taken_by(meeting, entry_id_of(meeting)), clash_reason or meeting.clash_reason
            )
            if kept != meeting.clash_reason:
                meeting.clash_reason = kept
                meeting.save(update_fields=["clash_reason"])
        entry_keep(meeting, now)
        if meeting.invited_at is not None and meeting.state == "INVITED":
            notices.called(actor, meeting, made, now)
    return made


@dataclass(frozen=True, slots=True)
class NewPoint:
    """A connected point. The contact left out is the first who holds a post there."""

    org_id: int
    venue: str = ""
    contact_name: str = ""
    contact_phone: str = ""


def points_add(*, actor: Actor, meeting_id: int, points: Iterable[NewPoint], now: datetime) -> list[MeetingPoint]:
    """Connect points; those connected already are left alone. Told at once where the meeting was announced."""
    with act(actor, "meeting.connect"):
        meeting = meeting_locked(actor, meeting_id)
        require(policies.may_prepare(actor, meeting))
        wanted = {each.org_id: each for each in points}
        errors = orgs_known(set(wanted), "orgs")
        if not wanted:
            errors.append(InputError(_("Hãy chọn điểm cầu."), field="orgs"))
        if errors:
            raise InputErrors(errors)
        there = set(MeetingPoint.objects.filter(meeting=meeting, is_current=True).values_list("org_id", flat=True))
        fresh = [each for org, each in sorted(wanted.items()) if org not in there]
        contacts: dict[int, Any] = {}
        for holder in holders_on(actor, actor.on, orgs=[each.org_id for each in fresh if not each.contact_name]):
            contacts.setdefault(holder.org_id, holder)
        made = []
        for each in fresh:
            found = contacts.get(each.org_id)
            made.append(
                MeetingPoint(
                    meeting=meeting, org_id=each.org_id, venue=each.venue.strip(),
                    contact_name=each.contact_name.strip() or (found.full_name if found is not None else ""),
                    contact_phone=each.contact_phone.strip()
                    or (found.phone if found is not None and not each.contact_name else ""),
                )
            )  # fmt: skip
        MeetingPoint.objects.bulk_create(made)
        if made and not meeting.is_online:
            meeting.is_online = True
            meeting.save(update_fields=["is_online"])
        if meeting.invited_at is not None and meeting.state == "INVITED":
            notices.connected(actor, meeting, made, now)
    return made


def point_correct(
    *, actor: Actor, point_id: int, venue: str, contact_name: str, contact_phone: str, now: datetime
) -> MeetingPoint:
    """Where the point is and whom to call there: the host's keepers, or the point's own people."""
    with act(actor, "meeting.point"):
        row = MeetingPoint.objects.locked().select_related("meeting__host", "org").one_visible_to(actor, pk=point_id)
        require(policies.may_add_point_paper(actor, row))
        if not row.is_current or row.meeting.state not in policies.OPEN_STATES:
            raise Refused("not_ahead", _("Cuộc họp đã họp, đã hủy, hoặc điểm cầu không còn kết nối."))
        row.venue, row.contact_name, row.contact_phone = venue.strip(), contact_name.strip(), contact_phone.strip()
        row.save(update_fields=["venue", "contact_name", "contact_phone"])
    return row


@dataclass(frozen=True, slots=True)
class NewAgendaItem:
    """An item of the agenda; ``position`` left out: the last."""

    title: str
    position: int | None = None
    presenter: str = ""
    presenter_org_id: int | None = None
    minutes: int | None = None
    note: str = ""


def agenda_add(*, actor: Actor, meeting_id: int, new: NewAgendaItem, now: datetime) -> AgendaItem:
    """Put an item on the agenda; those at its place and after it move down."""
    with act(actor, "meeting.agenda"):
        meeting = meeting_locked(actor, meeting_id)
        require(policies.may_prepare(actor, meeting))
        row = AgendaItem(meeting=meeting)
        _say_item(row, new)
        _place(meeting, row, new.position)
    return row


def agenda_correct(*, actor: Actor, item_id: int, new: NewAgendaItem, now: datetime) -> AgendaItem:
    """Say an item again, or move it to another place."""
    with act(actor, "meeting.agenda"):
        found = AgendaItem.objects.one_visible_to(actor, pk=item_id, is_current=True)
        meeting = meeting_locked(actor, found.meeting_id)
        require(policies.may_prepare(actor, meeting))
        row = AgendaItem.objects.locked().get(pk=item_id)
        if not row.is_current:
            raise NotVisible(_("Mục này không còn trong chương trình."))
        _say_item(row, new)
        _place(meeting, row, new.position)
    return row


_MODELS: Final[dict[str, Any]] = {"invitee": Invitee, "point": MeetingPoint, "agenda": AgendaItem}
"""The parts of a meeting that can be taken out by :func:`part_end`."""


def part_end(*, actor: Actor, part: str, part_id: int, reason: str, now: datetime) -> Any:
    """Take somebody off the list, a point out of the connection, an item off the agenda; it stays in the history.

    Whoever was told of the invitation is told of this too. Raises ``NotVisible`` for another part.
    """
    if part not in _MODELS:
        raise NotVisible(_("Không có thao tác này."))
    called, connected = part == "invitee", part == "point"
    with act(
        actor, "meeting.uncall" if called else "meeting.disconnect" if connected else "meeting.agenda_end",
        reason=reason,
    ):  # fmt: skip
        found = _MODELS[part].objects.one_visible_to(actor, pk=part_id, is_current=True)
        meeting = meeting_locked(actor, found.meeting_id)
        require(policies.may_prepare(actor, meeting))
        row = _MODELS[part].objects.locked().get(pk=part_id)
        if not row.is_current:
            raise NotVisible(_("Mục này không còn trong cuộc họp."))
        if meeting.invited_at is not None and part != "agenda":
            notices.uncalled(actor, meeting, row, reason, now)
        row.is_current = False
        row.save(update_fields=["is_current"])
        if part == "agenda":
            _renumber(meeting)
        elif part == "invitee":
            entry_keep(meeting, now)
    return row


SHOWN: Final = ("image/jpeg", "image/png")
"""What every browser shows."""


def paper_add(
    *,
    actor: Actor,
    meeting_id: int,
    data: IO[bytes],
    name: str,
    purpose: str = FilePurpose.AGENDA,
    agenda_item_id: int | None = None,
    point_id: int | None = None,
    note: str = "",
    now: datetime,
) -> MeetingFile:
    """Keep a paper with a meeting: of the agenda, of a point, of the outcome; or a photo, with its caption in ``note``.

    Raises ``InputErrors`` for a file that is not taken, a photo that no page can show (:data:`SHOWN`) or of which
    nothing is said.
    """
    with act(actor, "meeting.paper"):
        meeting = meeting_locked(actor, meeting_id)
        point = item = None
        if point_id is not None:
            points: Any = MeetingPoint.objects.select_related("meeting__host", "org")
            point = points.one_visible_to(actor, pk=point_id, meeting=meeting, is_current=True)
            purpose = purpose if purpose == FilePurpose.PHOTO else FilePurpose.POINT
            require(policies.may_add_point_paper(actor, point))
        else:
            require(policies.may_add_papers(actor, meeting))
            if purpose not in (FilePurpose.AGENDA, FilePurpose.OUTCOME, FilePurpose.PHOTO):
                raise InputErrors([InputError(_("Hãy chọn loại tài liệu."), field="purpose")])
        if agenda_item_id is not None:
            item = AgendaItem.objects.one_visible_to(actor, pk=agenda_item_id, meeting=meeting, is_current=True)
        if purpose == FilePurpose.PHOTO and not note.strip():
            raise InputErrors([InputError(_("Hãy ghi chú thích ảnh: ai, làm gì, ở đâu."), field="note")])
        stored = blob_store(actor=actor, data=data, name=name, now=now)
        if purpose == FilePurpose.PHOTO and stored.blob.mime not in SHOWN:
            words = _("Ảnh phải là JPEG hoặc PNG để hiện được trên trang. Tệp khác hãy kèm làm tài liệu.")
            raise InputErrors([InputError(words, field="file", value=name[:60])])
        file = MeetingFile(
            meeting=meeting, purpose=purpose, agenda_item=item, point=point, blob=stored.blob, name=stored.name,
            note=note.strip(), recorded_at=now,
        )  # fmt: skip
        file.save(force_insert=True)
    return file


# --- inside ---------------------------------------------------------------------------------------------


def _say_item(row: AgendaItem, new: NewAgendaItem) -> None:
    errors = []
    if not new.title.strip():
        errors.append(InputError(_("Hãy ghi nội dung của mục."), field="title"))
    if new.minutes is not None and not 1 <= new.minutes <= 1440:
        errors.append(InputError(_("Số phút từ 1 đến 1.440."), field="minutes"))
    if new.position is not None and new.position < 1:
        errors.append(InputError(_("Thứ tự bắt đầu từ 1."), field="position"))
    if new.presenter_org_id is not None:
        errors += orgs_known({new.presenter_org_id}, "presenter_org")
    if errors:
        raise InputErrors(errors)
    row.title, row.presenter = " ".join(new.title.split()), " ".join(new.presenter.split())
    row.presenter_org_id, row.minutes, row.note = new.presenter_org_id, new.minutes, new.note.strip()


def _place(meeting: BriefingMeeting, row: AgendaItem, position: int | None) -> None:
    """Put an item at its place and number all anew: 1, 2, 3 … One item more costs one write more."""
    others = list(AgendaItem.objects.filter(meeting=meeting, is_current=True).exclude(pk=row.pk).order_by("position"))
    at = len(others) if position is None else min(position - 1, len(others))
    if position is None and row.pk is not None:
        at = min(row.position - 1, len(others))
    ordered = [*others[:at], row, *others[at:]]
    _write(ordered)


def _renumber(meeting: BriefingMeeting) -> None:
    _write(list(AgendaItem.objects.filter(meeting=meeting, is_current=True).order_by("position")))


def _write(ordered: list[AgendaItem]) -> None:
    for at, row in enumerate(ordered, start=1):
        row.position = at
        row.save(force_insert=row.pk is None)
