"""What the acts of this package share: a locked meeting, its line in the calendar, the faults of times and places."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import local
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.registry.organisations.models import OrgKind, OrgUnit, Person
from dieuphoi.registry.territory.selectors import UnitRow, units_on
from dieuphoi.steering.meetings.models import (
    BriefingMeeting,
    CalendarEntry,
    EntryPart,
    Invitee,
    Room,
)
from dieuphoi.steering.meetings.selectors.calendar import is_near
from dieuphoi.steering.meetings.selectors.clashes import Taken, clashes_for
from dieuphoi.steering.meetings.states import EntryState, MeetingState

LONGEST: Final = timedelta(days=31)
"""A meeting or an entry of the calendar lasts at most a month: anything longer is a slip of the keyboard."""


def meeting_locked(actor: Actor, meeting_id: int) -> BriefingMeeting:
    """The meeting within the actor's scope, locked. Raises ``NotVisible``."""
    rows: Any = BriefingMeeting.objects.locked().select_related("host", "chair", "room")
    row: BriefingMeeting = rows.one_visible_to(actor, pk=meeting_id)
    return row


@dataclass(slots=True)
class When:
    """When and where, as it is typed for a meeting or an entry; the faults are collected here."""

    starts_at: datetime
    ends_at: datetime
    room_id: int | None = None
    venue: str = ""
    place_id: int | None = None
    unit: UnitRow | None = None
    errors: list[InputError] = field(default_factory=list)

    def check(self, actor: Actor) -> When:
        """Look for every fault; ``unit`` is the commune of that day."""
        if not (is_near(self.day) and is_near(local(self.ends_at).date())):
            self.errors.append(InputError(_("Năm phải từ 2000 đến 2199."), field="day"))
            return self
        if self.ends_at <= self.starts_at:
            self.errors.append(InputError(_("Giờ kết thúc phải sau giờ bắt đầu."), field="end_time"))
        elif self.ends_at - self.starts_at > LONGEST:
            self.errors.append(
                InputError(_("Kéo dài quá 31 ngày: hãy xem lại ngày kết thúc."), field="end_day")
            )
        if self.room_id is not None:
            rooms: Any = Room.objects.visible_to(actor)
            if not rooms.on(self.day).filter(pk=self.room_id).exists():
                self.errors.append(InputError(_("Ngày này không có phòng họp ấy trong danh sách."), field="room"))
        if self.place_id is not None:
            found = units_on(actor, self.day, ids=[self.place_id])
            if found:
                self.unit = found[0]
            else:
                self.errors.append(
                    InputError(_("Ngày này không có đơn vị ấy. Hãy chọn xã của ngày họp."), field="place")
                )
        return self

    @property
    def day(self) -> date:
        return local(self.starts_at).date()

    @property
    def place_name(self) -> str:
        return "" if self.unit is None else self.unit.full_name


def kept_clash(actor: Actor, wanted: Taken, reason: str) -> str:
    """The explanation by which a clash is kept; empty where there is none.

    Raises ``InputErrors`` (field ``clash_reason``) with every clash in words where nobody says why it is kept.
    """
    clashes = clashes_for(actor, wanted)
    if not clashes:
        return ""
    if reason.strip():
        return reason.strip()
    errors = [InputError(each.words, field="clash_reason") for each in clashes]
    errors.append(
        InputError(_("Hãy đổi thời gian, địa điểm, người; hoặc ghi vì sao vẫn giữ."), field="clash_reason")
    )
    raise InputErrors(errors)


def people_known(actor: Actor, ids: set[int], name: str) -> list[InputError]:
    """A fault where a person is none that the actor sees."""
    known = set(Person.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True))
    return [InputError(_("Không có người này trong danh sách cán bộ."), field=name)] if ids - known else []


def orgs_known(ids: set[int], name: str) -> list[InputError]:
    known = set(OrgUnit.objects.filter(pk__in=ids).values_list("pk", flat=True))
    return [InputError(_("Không có cơ quan này trong danh sách."), field=name)] if ids - known else []


# ------------------------------------------------------------------------------ the line of a meeting


def called_people(meeting: BriefingMeeting) -> tuple[set[int], set[int]]:
    """``(people, teams)`` whose time a meeting takes: the chair, the people called by name, the teams called."""
    rows = Invitee.objects.filter(meeting=meeting, is_current=True).values_list("person_id", "org_id", "org__kind")
    people: set[int] = set()
    teams: set[int] = set()
    for person, org, kind in rows:
        if person is not None:
            people.add(person)
        elif org is not None and kind == OrgKind.TEAM:
            teams.add(org)
    if meeting.chair_id is not None:
        people.add(meeting.chair_id)
    return people, teams


def taken_by(meeting: BriefingMeeting, entry_id: int = 0) -> Taken:
    """What a meeting takes, for the look at clashes."""
    people, teams = called_people(meeting) if meeting.pk else (
        {meeting.chair_id} if meeting.chair_id is not None else set(), set()
    )  # fmt: skip
    return Taken(
        entry_id, meeting.title, "MEETING", meeting.starts_at, meeting.ends_at, meeting.host_id, meeting.room_id,
        place_id=meeting.place_id, place=meeting.place_name, people=dict.fromkeys(people, ""),
        teams=dict.fromkeys(teams, ""),
    )  # fmt: skip


def entry_id_of(meeting: BriefingMeeting) -> int:
    return CalendarEntry.objects.filter(meeting=meeting).values_list("pk", flat=True).first() or 0


def entry_keep(meeting: BriefingMeeting, now: datetime) -> CalendarEntry:
    """Write the meeting's line of the calendar as the meeting now is. Called in every act that changes it."""
    entry = CalendarEntry.objects.locked().filter(meeting=meeting).first() or CalendarEntry(meeting=meeting)
    off = meeting.state == MeetingState.CANCELLED or meeting.time_open
    names = (
        "title", "starts_at", "ends_at", "room_id", "venue", "place_id", "place_name", "is_internal", "clash_reason",
        "sequence", "changed_at",
    )  # fmt: skip
    for name in names:
        setattr(entry, name, getattr(meeting, name))
    entry.org_id, entry.kind = meeting.host_id, "MEETING"
    entry.state = EntryState.CANCELLED if off else EntryState.PLANNED
    entry.state_reason = meeting.state_reason if off else ""
    entry.save()
    people, teams = called_people(meeting)
    parts_keep(entry, people, teams)
    return entry


def parts_keep(entry: CalendarEntry, people: set[int], orgs: set[int]) -> None:
    """Make these people and teams the entry's; those that are none of it any more stay in its history."""
    there = {(row.person_id, row.org_id): row for row in EntryPart.objects.filter(entry=entry)}
    wanted: set[tuple[int | None, int | None]] = {(each, None) for each in people} | {(None, each) for each in orgs}
    for key, row in there.items():
        if row.is_current != (key in wanted):
            row.is_current = key in wanted
            row.save(update_fields=["is_current"])
    EntryPart.objects.bulk_create(
        [EntryPart(entry=entry, person_id=person, org_id=org) for person, org in sorted(
            wanted - there.keys(), key=lambda key: (key[0] or 0, key[1] or 0)
        )]
    )  # fmt: skip


def shown_change(meeting: BriefingMeeting, now: datetime) -> None:
    """What calendars show of the meeting changed: the next edition of its line (RFC 5545, SEQUENCE)."""
    meeting.sequence += 1
    meeting.changed_at = now
