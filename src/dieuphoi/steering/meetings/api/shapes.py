"""What goes in and out of the operations on meetings and inputs."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Schema

from dieuphoi.core.kernel.api import Action, Day, Id, Line, LongText, PageQuery, Text
from dieuphoi.steering.meetings.api.fields import Count, Instant, Link, Mark, Name, Number, Place, Title

StateCode = Literal["PLANNED", "INVITED", "POSTPONED", "HELD", "CONCLUDED", "CANCELLED"]
GroupCode = Literal["BRIEFING", "SESSION", "COMMITTEE", "TOPIC", "LOCAL"]
StandingCode = Literal["SENT", "LATE", "WAITING", "MISSING"]
PresenceCode = Literal["PRESENT", "SUBSTITUTE", "EXCUSED", "ABSENT"]
PurposeCode = Literal["AGENDA", "POINT", "INPUT", "OUTCOME", "PHOTO"]


class MeetingOut(Schema):
    """A meeting; the counts are of what the asker may see."""

    id: int
    kind: str
    group: str
    title: str
    state: str
    host_id: int
    host: str
    chair: str
    starts_at: datetime
    ends_at: datetime
    time_open: bool
    room: str
    venue: str
    place_id: int | None
    place: str
    is_online: bool
    series: str
    previous_id: int | None
    request_id: int | None
    about: str
    shares_inputs: bool
    is_internal: bool
    state_reason: str
    clash_reason: str
    point_count: int
    input_count: int
    input_sent: int
    input_missing: int
    conclusion_count: int


class MeetingInviteeOut(Schema):
    id: int
    org_id: int | None
    person_id: int | None
    committee_id: int | None
    name: str
    presence: str
    substitute: str
    note: str


class MeetingPointOut(Schema):
    id: int
    org_id: int
    name: str
    venue: str
    contact_name: str
    contact_phone: str
    presence: str
    head_count: int | None


class MeetingAgendaOut(Schema):
    id: int
    position: int
    title: str
    presenter: str
    presenter_org: str
    minutes: int | None
    note: str


class MeetingConclusionOut(Schema):
    id: int
    number: int
    text: str
    lead_id: int | None
    lead: str
    addressees: list[str]
    due_on: Day | None
    no_due_reason: str
    product: str


class MeetingMinutesOut(Schema):
    id: int
    version: int
    text: str
    consensus: str
    writer: str
    written_at: datetime
    approved_by: str


class MeetingFileOut(Schema):
    """A paper: of the agenda (``agenda_item_id`` where it belongs to one item), of a point, an input, the outcome; or a
    photo, with its caption in ``note``.
    """

    id: int
    purpose: PurposeCode
    name: str
    size: int
    note: str
    agenda_item_id: int | None
    point_id: int | None
    input_id: int | None


class MeetingWhole(MeetingOut):
    link: str
    invited_at: datetime | None
    concluded_at: datetime | None
    concluded_by: str
    no_conclusion: str
    notice: str
    agenda: list[MeetingAgendaOut]
    invitees: list[MeetingInviteeOut]
    points: list[MeetingPointOut]
    inputs: list[MeetingInputOut]
    files: list[MeetingFileOut]
    minutes: list[MeetingMinutesOut]
    conclusions: list[MeetingConclusionOut]
    available_actions: list[Action]


class MeetingInputOut(Schema):
    id: int
    meeting_id: int
    meeting: str
    org_id: int | None
    person_id: int | None
    who: str
    topic: str
    due_on: Day
    standing: str
    text: str
    answered_at: datetime | None
    answered_by: str


class MeetingInputWhole(MeetingInputOut):
    files: list[MeetingFileOut]
    available_actions: list[Action]


class MeetingKindOut(Schema):
    id: int
    code: str
    name: str
    group: str


class RoomOut(Schema):
    id: int
    name: str
    org_id: int
    org: str
    address: str
    seats: int | None


class MeetingQuery(PageQuery):
    q: Line = ""
    state: StateCode | None = None
    group: GroupCode | None = None
    since_day: Day | None = None
    until_day: Day | None = None
    mine: Literal["me"] | None = None
    unit: Id | None = None


class MeetingInputQuery(PageQuery):
    q: Line = ""
    standing: StandingCode | None = None
    meeting: Id | None = None


class MeetingIn(Schema):
    kind_id: Id
    title: Title
    host_id: Id
    starts_at: Instant
    ends_at: Instant
    chair_id: Id | None = None
    chair_title: Line = ""
    room_id: Id | None = None
    venue: Title = ""
    place_id: Id | None = None
    is_online: bool = False
    link: Link = ""
    about: Text = ""
    series: Line = ""
    previous_id: Id | None = None
    request_id: Id | None = None
    shares_inputs: bool = False
    is_internal: bool = False
    clash_reason: Text = ""


class MeetingCorrectionIn(MeetingIn):
    reason: Text = ""


class MeetingPostponeIn(Schema):
    reason: Text = ""
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    clash_reason: Text = ""


class MeetingCallIn(Schema):
    orgs: list[Id] = []
    people: list[Id] = []
    committees: list[Id] = []
    groups: list[Line] = []
    note: Line = ""
    clash_reason: Text = ""


class MeetingPointIn(Schema):
    org_id: Id
    venue: Line = ""
    contact_name: Name = ""
    contact_phone: Mark = ""


class MeetingPointsIn(Schema):
    points: list[MeetingPointIn]


class MeetingAgendaIn(Schema):
    title: Line
    position: Place | None = None
    presenter: Line = ""
    presenter_org_id: Id | None = None
    minutes: Count | None = None
    note: Text = ""


class MeetingInputsIn(Schema):
    topic: Line
    due_on: Day
    orgs: list[Id] = []
    people: list[Id] = []


class MeetingInputAnswerIn(Schema):
    text: LongText = ""


class MeetingSeenIn(Schema):
    presence: PresenceCode
    invitee_id: Id | None = None
    point_id: Id | None = None
    name: Line = ""
    substitute: Line = ""
    head_count: Count | None = None
    note: Text = ""


class MeetingAttendanceIn(Schema):
    rows: list[MeetingSeenIn]


class MeetingMinutesIn(Schema):
    text: LongText
    consensus: LongText = ""


class MeetingConclusionIn(Schema):
    text: LongText
    number: Place | None = None
    addressees: list[Id] = []
    lead_id: Id | None = None
    due_on: Day | None = None
    no_due_reason: Line = ""
    product: Line = ""


class MeetingPointEditIn(Schema):
    venue: Line = ""
    contact_name: Name = ""
    contact_phone: Mark = ""


class MeetingNoteIn(Schema):
    note: Text = ""


class MeetingConcludeIn(Schema):
    no_conclusion: Text = ""


class ConclusionNoticeIn(Schema):
    symbol: Mark
    issued_on: Day
    signer_title: Name
    signer_name: Name
    number: Number | None = None
    recipients: Text = ""


MeetingWhole.model_rebuild()
