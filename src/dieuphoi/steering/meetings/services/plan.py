"""Plan a meeting, change it, call it, put it off, cancel it, note that it was held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.steering.meetings import notices, policies
from dieuphoi.steering.meetings.models import (
    BriefingMeeting,
    MeetingKind,
    MeetingRequest,
    MeetingSeries,
)
from dieuphoi.steering.meetings.services.common import (
    When,
    entry_id_of,
    entry_keep,
    kept_clash,
    meeting_locked,
    people_known,
    shown_change,
    taken_by,
)
from dieuphoi.steering.meetings.states import MEETING_LIFE, MeetingState


@dataclass(frozen=True, slots=True)
class NewMeeting:
    """A meeting as it is typed. ``series`` names a series of the host, made where there is none by that name.

    ``previous_id`` left out: the newest meeting of the series that was held before. ``clash_reason``: why a clash is
    kept.
    """

    kind_id: int
    title: str
    host_id: int
    starts_at: datetime
    ends_at: datetime
    chair_id: int | None = None
    chair_title: str = ""
    room_id: int | None = None
    venue: str = ""
    place_id: int | None = None
    is_online: bool = False
    link: str = ""
    about: str = ""
    series: str = ""
    previous_id: int | None = None
    request_id: int | None = None
    shares_inputs: bool = False
    is_internal: bool = False
    clash_reason: str = ""


_SAID: Final = (
    "kind_id", "title", "host_id", "starts_at", "ends_at", "chair_id", "chair_title", "room_id", "venue", "place_id",
    "is_online", "link", "about", "shares_inputs", "is_internal",
)  # fmt: skip
_MOVED: Final = ("starts_at", "ends_at", "room_id", "venue", "place_id", "is_online", "link")
"""What those who were invited have to hear of."""
_SHOWN: Final = ("title", "starts_at", "ends_at", "room_id", "venue", "place_id", "is_internal", "host_id")
"""What a calendar shows."""


def meeting_plan(*, actor: Actor, new: NewMeeting, now: datetime) -> BriefingMeeting:
    """Plan a meeting; it stands in its host's calendar from now on, nobody is called yet.

    Raises ``InputErrors`` with every fault (no title, times out of order, a room, commune, person that there is not, a
    clash without explanation), ``Refused`` (403) for whoever may not call meetings of that host.
    """
    with act(actor, "meeting.plan"):
        meeting = BriefingMeeting(changed_at=now)
        _say(actor, meeting, new)
        meeting.save(force_insert=True)
        entry_keep(meeting, now)
    return meeting


def meeting_correct(
    *, actor: Actor, meeting_id: int, new: NewMeeting, reason: str = "", now: datetime
) -> BriefingMeeting:
    """Say it again as it should be. Once people are invited a reason is needed, and a new time or place is told at
    once to all who are called."""
    with act(actor, "meeting.correct", reason=reason):
        meeting = meeting_locked(actor, meeting_id)
        require(policies.may_prepare(actor, meeting))
        called = meeting.state != MeetingState.PLANNED
        if called and not reason.strip():
            raise InputErrors([InputError(_("Hãy ghi lý do."), field="reason")])
        before = {name: getattr(meeting, name) for name in {*_MOVED, *_SHOWN}}
        old = notices.when_words(meeting)
        _say(actor, meeting, new)
        changed = {name for name, value in before.items() if getattr(meeting, name) != value}
        if {"starts_at", "ends_at"} & changed:
            meeting.time_open = False
        if changed & {*_SHOWN}:
            shown_change(meeting, now)
        meeting.save()
        entry_keep(meeting, now)
        if meeting.invited_at is not None and changed & {*_MOVED}:
            notices.moved(actor, meeting, old, reason, now)
    return meeting


def meeting_invite(*, actor: Actor, meeting_id: int, now: datetime) -> BriefingMeeting:
    """Call everybody on the list: organisations, people, points. They see the meeting from now on and are told."""
    with act(actor, "meeting.invite"):
        meeting = meeting_locked(actor, meeting_id)
        MEETING_LIFE.move(actor, meeting, "invite")
        again = meeting.invited_at is not None
        meeting.invited_at = now
        meeting.state_reason = ""
        meeting.save(update_fields=["state", "invited_at", "state_reason"])
        notices.invited(actor, meeting, again, now)
    return meeting


def meeting_postpone(
    *,
    actor: Actor,
    meeting_id: int,
    reason: str,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    clash_reason: str = "",
    now: datetime,
) -> BriefingMeeting:
    """Put it off to a new time, or (no times) until one is set. Everybody called is told at once, with the reason."""
    with act(actor, "meeting.postpone", reason=reason):
        meeting = meeting_locked(actor, meeting_id)
        MEETING_LIFE.move(actor, meeting, "postpone", reason=reason)
        old = notices.when_words(meeting)
        errors = []
        if (starts_at is None) != (ends_at is None):
            errors.append(InputError(_("Hãy ghi cả giờ bắt đầu và giờ kết thúc mới."), field="end_time"))
        elif starts_at is not None and ends_at is not None:
            when = When(starts_at, ends_at, meeting.room_id, place_id=meeting.place_id).check(actor)
            errors += when.errors
            if starts_at == meeting.starts_at and not meeting.time_open:
                errors.append(InputError(_("Giờ mới trùng giờ cũ."), field="day"))
            meeting.starts_at, meeting.ends_at = starts_at, ends_at
        if errors:
            raise InputErrors(errors)
        meeting.time_open = starts_at is None
        meeting.state_reason = reason.strip()
        meeting.clash_reason = (
            "" if meeting.time_open else kept_clash(actor, taken_by(meeting, entry_id_of(meeting)), clash_reason)
        )
        shown_change(meeting, now)
        meeting.save()
        entry_keep(meeting, now)
        notices.postponed(actor, meeting, old, reason, now)
    return meeting


def meeting_cancel(*, actor: Actor, meeting_id: int, reason: str, now: datetime) -> BriefingMeeting:
    """It will not be held. Everybody called is told at once, with the reason; inputs are asked for no more."""
    with act(actor, "meeting.cancel", reason=reason):
        meeting = meeting_locked(actor, meeting_id)
        MEETING_LIFE.move(actor, meeting, "cancel", reason=reason)
        meeting.state_reason = reason.strip()
        shown_change(meeting, now)
        meeting.save(update_fields=["state", "state_reason", "sequence", "changed_at"])
        entry_keep(meeting, now)
        notices.cancelled(actor, meeting, reason, now)
    return meeting


def meeting_hold(*, actor: Actor, meeting_id: int, now: datetime) -> BriefingMeeting:
    """Note that it was held: attendance, minutes and conclusions may be written. Refused before it begins."""
    with act(actor, "meeting.hold"):
        meeting = meeting_locked(actor, meeting_id)
        MEETING_LIFE.move(actor, meeting, "hold")
        require(policies.begun(meeting, now))
        meeting.held_at = now
        meeting.save(update_fields=["state", "held_at"])
    return meeting


def meeting_unhold(*, actor: Actor, meeting_id: int, reason: str, now: datetime) -> BriefingMeeting:
    """It was not held after all: it is ahead again, as it was before. Refused once anything is written of it."""
    with act(actor, "meeting.unhold", reason=reason):
        meeting = meeting_locked(actor, meeting_id)
        back = MeetingState.INVITED if meeting.invited_at is not None else MeetingState.PLANNED
        MEETING_LIFE.move(actor, meeting, "unhold", reason=reason, to=back)
        meeting.held_at = None
        meeting.save(update_fields=["state", "held_at"])
    return meeting


# --- inside ---------------------------------------------------------------------------------------------


def _say(actor: Actor, meeting: BriefingMeeting, new: NewMeeting) -> None:
    """Put what was typed on the meeting. Raises ``InputErrors``, ``Refused``."""
    host = OrgUnit.objects.filter(pk=new.host_id).first()
    errors: list[InputError] = []
    if host is None:
        errors.append(InputError(_("Không có cơ quan này trong danh sách."), field="host"))
    else:
        # Rights first: who may not is told so, whatever was typed.
        require(policies.may_host(actor, host))
    when = When(new.starts_at, new.ends_at, new.room_id, new.venue, new.place_id).check(actor)
    errors += when.errors
    kinds: Any = MeetingKind.objects.visible_to(actor)
    if new.kind_id != meeting.kind_id and not kinds.on(when.day).filter(pk=new.kind_id).exists():
        errors.append(InputError(_("Ngày này không có loại họp ấy."), field="kind"))
    if not new.title.strip():
        errors.append(InputError(_("Hãy ghi tên cuộc họp."), field="title"))
    if new.room_id is None and not new.venue.strip() and not new.is_online and new.place_id is None:
        errors.append(
            InputError(_("Hãy ghi nơi họp: phòng, địa điểm, xã, hoặc họp trực tuyến."), field="venue")
        )
    if new.link and not new.link.startswith(("https://", "http://")):
        errors.append(InputError(_("Đường dẫn phải bắt đầu bằng https://."), field="link"))
    if new.chair_id is not None:
        errors += people_known(actor, {new.chair_id}, "chair")
    errors += _origin_faults(actor, meeting, new, when)
    if errors or host is None:
        raise InputErrors(errors)
    for name in _SAID:
        value = getattr(new, name)
        setattr(meeting, name, " ".join(value.split()) if name in ("title", "venue", "chair_title") else value)
    meeting.about = new.about.strip()
    meeting.host = host
    meeting.place_name = when.place_name
    meeting.request_id = new.request_id
    _in_series(actor, meeting, new)
    meeting.clash_reason = kept_clash(
        actor, taken_by(meeting, entry_id_of(meeting) if meeting.pk else 0), new.clash_reason
    )


def _origin_faults(actor: Actor, meeting: BriefingMeeting, new: NewMeeting, when: When) -> list[InputError]:
    errors = []
    if new.previous_id is not None:
        before = BriefingMeeting.objects.visible_to(actor).filter(pk=new.previous_id).exclude(pk=meeting.pk).first()
        if before is None or before.starts_at >= new.starts_at:
            errors.append(InputError(_("Cuộc họp trước phải có thật và diễn ra trước cuộc họp này."), field="previous"))
    if new.request_id is not None and new.request_id != meeting.request_id:
        asked = MeetingRequest.objects.visible_to(actor).filter(pk=new.request_id).first()
        if asked is None or asked.state != "AGREED":
            errors.append(InputError(_("Đề nghị này chưa được đồng ý họp."), field="request"))
        elif asked.meetings.exclude(state="CANCELLED").exists():
            errors.append(InputError(_("Đã có cuộc họp theo đề nghị này."), field="request"))
    return errors


def _in_series(actor: Actor, meeting: BriefingMeeting, new: NewMeeting) -> None:
    """Put the meeting into its series, behind the newest one that was held before it."""
    name = " ".join(new.series.split())
    if not name:
        meeting.series, meeting.previous_id = None, new.previous_id
        return
    rows = MeetingSeries.objects.filter(host_id=new.host_id)
    found = next((row for row in rows if row.name.casefold() == name.casefold()), None)
    meeting.series = found or MeetingSeries.objects.create(host_id=new.host_id, name=name)
    meeting.previous_id = new.previous_id
    if new.previous_id is None and found is not None:
        meeting.previous = (
            BriefingMeeting.objects.filter(
                series=found, starts_at__lt=new.starts_at, state__in=[MeetingState.HELD, MeetingState.CONCLUDED]
            )
            .exclude(pk=meeting.pk)
            .order_by("-starts_at")
            .first()
        )
