"""Meetings and inputs as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, QueryDict
from ninja import Query, Router, Schema
from ninja.responses import Status

from dieuphoi.core.kernel.api import (
    Action,
    BadQuery,
    Day,
    Id,
    Line,
    LongText,
    Page,
    PageQuery,
    Reason,
    Text,
    actions_of,
    page_of,
)
from dieuphoi.steering.meetings import services, tables
from dieuphoi.steering.meetings.api.fields import Count, Instant, Link, Mark, Name, Number, Place, Title
from dieuphoi.steering.meetings.filters import InputFilter, MeetingFilter
from dieuphoi.steering.meetings.selectors import meetings as reading
from dieuphoi.steering.meetings.selectors import settings
from dieuphoi.steering.meetings.services import (
    NewAgendaItem,
    NewConclusion,
    NewMeeting,
    NewNotice,
    NewPoint,
    Seen,
)
from dieuphoi.steering.meetings.states import INPUT_LIFE, MEETING_LIFE

router = Router(tags=["meetings"])
inputs_router = Router(tags=["meetings"])

StateCode = Literal["PLANNED", "INVITED", "POSTPONED", "HELD", "CONCLUDED", "CANCELLED"]
GroupCode = Literal["BRIEFING", "SESSION", "COMMITTEE", "TOPIC", "LOCAL"]
StandingCode = Literal["SENT", "LATE", "WAITING", "MISSING"]
PresenceCode = Literal["PRESENT", "SUBSTITUTE", "EXCUSED", "ABSENT"]


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


# ------------------------------------------------------------------------------------------------- reading


@router.get("", response=Page[MeetingOut], summary="Danh sách cuộc họp", operation_id="meetings_list")
def meetings(request: HttpRequest, query: Query[MeetingQuery]) -> Any:
    actor = _actor(request)
    params = QueryDict(mutable=True)
    for name in ("q", "state", "group", "since_day", "until_day", "mine"):
        if (value := getattr(query, name)) not in (None, ""):
            params[name] = str(value)
    if query.unit is not None:
        params["unit"] = f"#{query.unit}"
    found = _narrowed(MeetingFilter(params, reading.meetings(actor, actor.on), request=request))
    return page_of(found.order_by("-starts_at", "pk"), query, _out)


@router.get("/kinds", response=list[MeetingKindOut], summary="Loại họp", operation_id="meeting_kinds")
def kinds(request: HttpRequest) -> Any:
    """The kinds of today."""
    actor = _actor(request)
    rows = settings.kinds_of(actor, actor.on)
    return [{"id": row.pk, "code": row.code, "name": row.name, "group": row.group} for row in rows]


@router.get("/rooms", response=list[RoomOut], summary="Phòng họp", operation_id="meeting_rooms")
def rooms(request: HttpRequest) -> Any:
    """The rooms of today."""
    actor = _actor(request)
    return [
        {"id": row.pk, "name": row.name, "org_id": row.org_id, "org": row.org.name, "address": row.address,
         "seats": row.seats}
        for row in settings.rooms_of(actor, actor.on)
    ]  # fmt: skip


@router.get("/{int:meeting_id}", response=MeetingWhole, summary="Một cuộc họp", operation_id="meeting_read")
def meeting(request: HttpRequest, meeting_id: Id) -> Any:
    return _whole(request, meeting_id)


@inputs_router.get(
    "", response=Page[MeetingInputOut], summary="Báo cáo gửi trước cuộc họp", operation_id="meeting_inputs_list"
)
def inputs(request: HttpRequest, query: Query[MeetingInputQuery]) -> Any:
    actor = _actor(request)
    params = QueryDict(mutable=True)
    for name in ("q", "standing", "meeting"):
        if (value := getattr(query, name)) not in (None, ""):
            params[name] = str(value)
    found = _narrowed(InputFilter(params, reading.inputs(actor, actor.on), request=request))
    return page_of(found.order_by("due_on", "pk"), query, _input)


@inputs_router.get("/{int:input_id}", response=MeetingInputWhole, summary="Một báo cáo",
                   operation_id="meeting_input_read")  # fmt: skip
def input_(request: HttpRequest, input_id: Id) -> Any:
    return _input_whole(request, input_id)


# ---------------------------------------------------------------------------------------------------- acts


@router.post("", response={201: MeetingWhole}, summary="Lập cuộc họp", operation_id="meeting_plan")
def plan(request: HttpRequest, body: MeetingIn) -> Any:
    row = services.meeting_plan(actor=_actor(request), new=NewMeeting(**body.dict()), now=_now(request))
    return Status(201, _whole(request, row.pk))


@router.post(
    "/{int:meeting_id}/correct", response=MeetingWhole, summary="Sửa cuộc họp", operation_id="meeting_correct"
)
def correct(request: HttpRequest, meeting_id: Id, body: MeetingCorrectionIn) -> Any:
    services.meeting_correct(
        actor=_actor(request), meeting_id=meeting_id, new=NewMeeting(**body.dict(exclude={"reason"})),
        reason=body.reason, now=_now(request),
    )  # fmt: skip
    return _whole(request, meeting_id)


@router.post("/{int:meeting_id}/invite", response=MeetingWhole, summary="Gửi lời mời", operation_id="meeting_invite")
def invite(request: HttpRequest, meeting_id: Id) -> Any:
    services.meeting_invite(actor=_actor(request), meeting_id=meeting_id, now=_now(request))
    return _whole(request, meeting_id)


@router.post(
    "/{int:meeting_id}/postpone", response=MeetingWhole, summary="Hoãn, dời lịch họp", operation_id="meeting_postpone"
)
def postpone(request: HttpRequest, meeting_id: Id, body: MeetingPostponeIn) -> Any:
    services.meeting_postpone(actor=_actor(request), meeting_id=meeting_id, now=_now(request), **body.dict())
    return _whole(request, meeting_id)


@router.post("/{int:meeting_id}/cancel", response=MeetingWhole, summary="Hủy cuộc họp", operation_id="meeting_cancel")
def cancel(request: HttpRequest, meeting_id: Id, body: Reason) -> Any:
    services.meeting_cancel(actor=_actor(request), meeting_id=meeting_id, reason=body.reason, now=_now(request))
    return _whole(request, meeting_id)


@router.post("/{int:meeting_id}/hold", response=MeetingWhole, summary="Ghi đã họp", operation_id="meeting_hold")
def hold(request: HttpRequest, meeting_id: Id) -> Any:
    services.meeting_hold(actor=_actor(request), meeting_id=meeting_id, now=_now(request))
    return _whole(request, meeting_id)


@router.post("/{int:meeting_id}/unhold", response=MeetingWhole, summary="Chưa họp", operation_id="meeting_unhold")
def unhold(request: HttpRequest, meeting_id: Id, body: Reason) -> Any:
    services.meeting_unhold(actor=_actor(request), meeting_id=meeting_id, reason=body.reason, now=_now(request))
    return _whole(request, meeting_id)


@router.post("/{int:meeting_id}/call", response=MeetingWhole, summary="Mời thêm", operation_id="meeting_call")
def call(request: HttpRequest, meeting_id: Id, body: MeetingCallIn) -> Any:
    services.invitees_add(actor=_actor(request), meeting_id=meeting_id, now=_now(request), **body.dict())
    return _whole(request, meeting_id)


@router.post("/{int:meeting_id}/points", response=MeetingWhole, summary="Thêm điểm cầu", operation_id="meeting_connect")
def connect(request: HttpRequest, meeting_id: Id, body: MeetingPointsIn) -> Any:
    points = [NewPoint(**each.dict()) for each in body.points]
    services.points_add(actor=_actor(request), meeting_id=meeting_id, points=points, now=_now(request))
    return _whole(request, meeting_id)


@router.post("/{int:meeting_id}/agenda", response=MeetingWhole, summary="Thêm mục chương trình",
             operation_id="meeting_agenda_add")  # fmt: skip
def agenda_add(request: HttpRequest, meeting_id: Id, body: MeetingAgendaIn) -> Any:
    services.agenda_add(
        actor=_actor(request), meeting_id=meeting_id, new=NewAgendaItem(**body.dict()), now=_now(request)
    )
    return _whole(request, meeting_id)


@router.post("/{int:meeting_id}/agenda/{int:item_id}", response=MeetingWhole, summary="Sửa mục chương trình",
             operation_id="meeting_agenda_correct")  # fmt: skip
def agenda_correct(request: HttpRequest, meeting_id: Id, item_id: Id, body: MeetingAgendaIn) -> Any:
    reading.meeting(_actor(request), meeting_id)
    services.agenda_correct(
        actor=_actor(request), item_id=item_id, new=NewAgendaItem(**body.dict()), now=_now(request)
    )
    return _whole(request, meeting_id)


@router.post("/{int:meeting_id}/points/{int:point_id}", response=MeetingWhole, summary="Sửa điểm cầu",
             operation_id="meeting_point_correct")  # fmt: skip
def point_correct(request: HttpRequest, meeting_id: Id, point_id: Id, body: MeetingPointEditIn) -> Any:
    reading.meeting(_actor(request), meeting_id)
    services.point_correct(actor=_actor(request), point_id=point_id, now=_now(request), **body.dict())
    return _whole(request, meeting_id)


@router.post("/{int:meeting_id}/attended", response=MeetingWhole, summary="Ghi việc tôi đã dự họp",
             operation_id="meeting_attended")  # fmt: skip
def attended(request: HttpRequest, meeting_id: Id, body: MeetingNoteIn) -> Any:
    services.attendance_tell(actor=_actor(request), meeting_id=meeting_id, note=body.note, now=_now(request))
    return _whole(request, meeting_id)


@router.post("/{int:meeting_id}/parts/{part}/{int:part_id}/end", response=MeetingWhole,
             summary="Thôi mời, thôi kết nối, bỏ mục", operation_id="meeting_part_end")  # fmt: skip
def part_end(
    request: HttpRequest, meeting_id: Id, part: Literal["invitee", "point", "agenda"], part_id: Id, body: Reason
) -> Any:
    reading.meeting(_actor(request), meeting_id)
    services.part_end(
        actor=_actor(request), part=part, part_id=part_id, reason=body.reason, now=_now(request)
    )
    return _whole(request, meeting_id)


@router.post("/{int:meeting_id}/inputs", response=MeetingWhole, summary="Yêu cầu báo cáo trước cuộc họp",
             operation_id="meeting_inputs_ask")  # fmt: skip
def ask(request: HttpRequest, meeting_id: Id, body: MeetingInputsIn) -> Any:
    services.inputs_ask(actor=_actor(request), meeting_id=meeting_id, now=_now(request), **body.dict())
    return _whole(request, meeting_id)


@inputs_router.post("/{int:input_id}/answer", response=MeetingInputWhole, summary="Gửi báo cáo",
                    operation_id="meeting_input_answer")  # fmt: skip
def answer(request: HttpRequest, input_id: Id, body: MeetingInputAnswerIn) -> Any:
    services.input_answer(actor=_actor(request), input_id=input_id, text=body.text, now=_now(request))
    return _input_whole(request, input_id)


@inputs_router.post("/{int:input_id}/return", response=MeetingInputWhole, summary="Trả lại báo cáo",
                    operation_id="meeting_input_return")  # fmt: skip
def return_(request: HttpRequest, input_id: Id, body: Reason) -> Any:
    services.input_return(actor=_actor(request), input_id=input_id, reason=body.reason, now=_now(request))
    return _input_whole(request, input_id)


@inputs_router.post("/{int:input_id}/withdraw", response=MeetingInputWhole, summary="Thôi yêu cầu báo cáo",
                    operation_id="meeting_input_withdraw")  # fmt: skip
def withdraw(request: HttpRequest, input_id: Id, body: Reason) -> Any:
    services.input_withdraw(actor=_actor(request), input_id=input_id, reason=body.reason, now=_now(request))
    return _input_whole(request, input_id)


@router.post("/{int:meeting_id}/attendance", response=MeetingWhole, summary="Điểm danh",
             operation_id="meeting_attendance")  # fmt: skip
def attendance(request: HttpRequest, meeting_id: Id, body: MeetingAttendanceIn) -> Any:
    rows = [Seen(**each.dict()) for each in body.rows]
    services.attendance_record(actor=_actor(request), meeting_id=meeting_id, rows=rows, now=_now(request))
    return _whole(request, meeting_id)


@router.post("/{int:meeting_id}/minutes", response=MeetingWhole, summary="Ghi biên bản",
             operation_id="meeting_minutes")  # fmt: skip
def minutes(request: HttpRequest, meeting_id: Id, body: MeetingMinutesIn) -> Any:
    services.minutes_write(actor=_actor(request), meeting_id=meeting_id, now=_now(request), **body.dict())
    return _whole(request, meeting_id)


@router.post("/{int:meeting_id}/minutes/{int:minutes_id}/approve", response=MeetingWhole, summary="Duyệt biên bản",
             operation_id="meeting_minutes_approve")  # fmt: skip
def minutes_approve(request: HttpRequest, meeting_id: Id, minutes_id: Id) -> Any:
    reading.meeting(_actor(request), meeting_id)
    services.minutes_approve(actor=_actor(request), minutes_id=minutes_id, now=_now(request))
    return _whole(request, meeting_id)


@router.post("/{int:meeting_id}/conclusions", response={201: MeetingWhole}, summary="Thêm mục kết luận",
             operation_id="meeting_conclusion_add")  # fmt: skip
def conclusion_add(request: HttpRequest, meeting_id: Id, body: MeetingConclusionIn) -> Any:
    services.conclusion_add(
        actor=_actor(request), meeting_id=meeting_id, new=_conclusion_in(body), now=_now(request)
    )
    return Status(201, _whole(request, meeting_id))


@router.post("/{int:meeting_id}/conclusions/{int:item_id}", response=MeetingWhole, summary="Sửa mục kết luận",
             operation_id="meeting_conclusion_correct")  # fmt: skip
def conclusion_correct(request: HttpRequest, meeting_id: Id, item_id: Id, body: MeetingConclusionIn) -> Any:
    reading.meeting(_actor(request), meeting_id)
    services.conclusion_correct(
        actor=_actor(request), item_id=item_id, new=_conclusion_in(body), now=_now(request)
    )
    return _whole(request, meeting_id)


@router.post("/{int:meeting_id}/conclusions/{int:item_id}/end", response=MeetingWhole, summary="Bỏ mục kết luận",
             operation_id="meeting_conclusion_end")  # fmt: skip
def conclusion_end(request: HttpRequest, meeting_id: Id, item_id: Id, body: Reason) -> Any:
    reading.meeting(_actor(request), meeting_id)
    services.conclusion_end(actor=_actor(request), item_id=item_id, reason=body.reason, now=_now(request))
    return _whole(request, meeting_id)


@router.post(
    "/{int:meeting_id}/conclude", response=MeetingWhole, summary="Duyệt kết luận", operation_id="meeting_conclude"
)
def conclude(request: HttpRequest, meeting_id: Id, body: MeetingConcludeIn) -> Any:
    services.meeting_conclude(
        actor=_actor(request), meeting_id=meeting_id, no_conclusion=body.no_conclusion, now=_now(request)
    )
    return _whole(request, meeting_id)


@router.post(
    "/{int:meeting_id}/reopen", response=MeetingWhole, summary="Mở lại kết luận", operation_id="meeting_reopen"
)
def reopen(request: HttpRequest, meeting_id: Id, body: Reason) -> Any:
    services.meeting_reopen(actor=_actor(request), meeting_id=meeting_id, reason=body.reason, now=_now(request))
    return _whole(request, meeting_id)


@router.post(
    "/{int:meeting_id}/notice", response=MeetingWhole, summary="Cấp số thông báo kết luận",
    operation_id="meeting_notice",
)  # fmt: skip
def notice(request: HttpRequest, meeting_id: Id, body: ConclusionNoticeIn) -> Any:
    services.notice_number(
        actor=_actor(request), meeting_id=meeting_id, new=NewNotice(**body.dict()), now=_now(request)
    )
    return _whole(request, meeting_id)


# --- inside ---------------------------------------------------------------------------------------------


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


def _now(request: HttpRequest) -> datetime:
    return request.now  # type: ignore[attr-defined, no-any-return]


def _narrowed(found: Any) -> Any:
    if not found.form.is_valid():
        raise BadQuery([(name, "; ".join(map(str, errors))) for name, errors in found.form.errors.items()])
    return found.qs


def _conclusion_in(body: MeetingConclusionIn) -> NewConclusion:
    return NewConclusion(**{**body.dict(), "addressees": tuple(body.addressees)})


_SAME = (
    "title", "state", "host_id", "starts_at", "ends_at", "time_open", "venue", "place_id", "is_online", "previous_id",
    "request_id", "about", "shares_inputs", "is_internal", "state_reason", "clash_reason", "point_count",
    "input_count", "input_sent", "input_missing", "conclusion_count",
)  # fmt: skip


def _out(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind.name,
        "group": row.kind.group,
        "host": row.host.name,
        "chair": tables.chair_words(row),
        "room": row.room.name if row.room is not None else "",
        "place": row.place_name,
        "series": row.series.name if row.series is not None else "",
        **{name: getattr(row, name) for name in _SAME},
    }


def _whole(request: HttpRequest, meeting_id: int) -> dict[str, Any]:
    actor = _actor(request)
    one = reading.meeting(actor, meeting_id)
    counted = reading.meetings(actor, actor.on).get(pk=meeting_id)
    same = ("link", "invited_at", "concluded_at", "concluded_by", "no_conclusion")
    items = reading.conclusions_of(actor, [meeting_id]).get(meeting_id, [])
    notice = getattr(one, "notice", None)
    return {
        **_out(counted),
        **{name: getattr(one, name) for name in same},
        "notice": str(notice) if notice is not None else "",
        "agenda": [_agenda(row) for row in reading.agenda_of(actor, meeting_id)],
        "invitees": [_invitee(row) for row in reading.invitees_of(actor, meeting_id)],
        "points": [_point(row) for row in reading.points_of(actor, meeting_id)],
        "inputs": [_input(row) for row in reading.inputs_of(actor, meeting_id, actor.on)],
        "minutes": [_minutes(row) for row in reading.minutes_of(actor, meeting_id)],
        "conclusions": [_conclusion(row) for row in items],
        "available_actions": actions_of(MEETING_LIFE.options(actor, one)),
    }


def _agenda(row: Any) -> dict[str, Any]:
    org = row.presenter_org.name if row.presenter_org is not None else ""
    return {"id": row.pk, "presenter_org": org,
            **{name: getattr(row, name) for name in ("position", "title", "presenter", "minutes", "note")}}  # fmt: skip


def _invitee(row: Any) -> dict[str, Any]:
    seen = row.seen
    return {
        "id": row.pk, "org_id": row.org_id, "person_id": row.person_id, "committee_id": row.committee_id,
        "name": str(row), "presence": seen.presence if seen else "", "substitute": seen.substitute if seen else "",
        "note": row.note,
    }  # fmt: skip


def _point(row: Any) -> dict[str, Any]:
    seen = row.seen
    return {
        "id": row.pk, "org_id": row.org_id, "name": row.org.name, "venue": row.venue,
        "contact_name": row.contact_name, "contact_phone": row.contact_phone,
        "presence": seen.presence if seen else "", "head_count": seen.head_count if seen else None,
    }  # fmt: skip


def _minutes(row: Any) -> dict[str, Any]:
    approval = getattr(row, "approval", None)
    return {
        "id": row.pk, "version": row.version, "text": row.text, "consensus": row.consensus, "writer": row.writer_name,
        "written_at": row.recorded_at, "approved_by": approval.approver_name if approval is not None else "",
    }  # fmt: skip


def _conclusion(row: Any) -> dict[str, Any]:
    same = ("number", "text", "lead_id", "due_on", "no_due_reason", "product")
    lead = row.lead.name if row.lead is not None else ""
    return {"id": row.pk, "lead": lead, "addressees": row.to, **{name: getattr(row, name) for name in same}}


def _input(row: Any) -> dict[str, Any]:
    same = ("meeting_id", "org_id", "person_id", "topic", "due_on", "standing", "text", "answered_at", "answered_by")
    return {
        "id": row.pk, "meeting": row.meeting.title, "who": tables.who_words(row),
        **{name: getattr(row, name) for name in same},
    }  # fmt: skip


def _input_whole(request: HttpRequest, input_id: int) -> dict[str, Any]:
    actor = _actor(request)
    row = reading.input_by_id(actor, input_id, actor.on)
    return {**_input(row), "available_actions": actions_of(INPUT_LIFE.options(actor, row))}
