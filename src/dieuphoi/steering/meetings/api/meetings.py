"""Meetings as JSON: the list, one, planning and calling, the agenda and the points."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, QueryDict
from ninja import Query
from ninja.responses import Status

from dieuphoi.core.kernel.api import Id, Page, Reason, page_of
from dieuphoi.steering.meetings import services
from dieuphoi.steering.meetings.api.rows import actor_of, meeting_out, meeting_whole, narrowed, now_of, router
from dieuphoi.steering.meetings.api.shapes import (
    MeetingAgendaIn,
    MeetingCallIn,
    MeetingCorrectionIn,
    MeetingIn,
    MeetingInputsIn,
    MeetingKindOut,
    MeetingNoteIn,
    MeetingOut,
    MeetingPointEditIn,
    MeetingPointsIn,
    MeetingPostponeIn,
    MeetingQuery,
    MeetingWhole,
    RoomOut,
)
from dieuphoi.steering.meetings.filters import MeetingFilter
from dieuphoi.steering.meetings.selectors import meetings as reading
from dieuphoi.steering.meetings.selectors import settings
from dieuphoi.steering.meetings.services import NewAgendaItem, NewMeeting, NewPoint


@router.get("", response=Page[MeetingOut], summary="Danh sách cuộc họp", operation_id="meetings_list")
def meetings(request: HttpRequest, query: Query[MeetingQuery]) -> Any:
    actor = actor_of(request)
    params = QueryDict(mutable=True)
    for name in ("q", "state", "group", "since_day", "until_day", "mine"):
        if (value := getattr(query, name)) not in (None, ""):
            params[name] = str(value)
    if query.unit is not None:
        params["unit"] = f"#{query.unit}"
    found = narrowed(MeetingFilter(params, reading.meetings(actor, actor.on), request=request))
    return page_of(found.order_by("-starts_at", "pk"), query, meeting_out)


@router.get("/kinds", response=list[MeetingKindOut], summary="Loại họp", operation_id="meeting_kinds")
def kinds(request: HttpRequest) -> Any:
    """The kinds of today."""
    actor = actor_of(request)
    rows = settings.kinds_of(actor, actor.on)
    return [{"id": row.pk, "code": row.code, "name": row.name, "group": row.group} for row in rows]


@router.get("/rooms", response=list[RoomOut], summary="Phòng họp", operation_id="meeting_rooms")
def rooms(request: HttpRequest) -> Any:
    """The rooms of today."""
    actor = actor_of(request)
    return [
        {"id": row.pk, "name": row.name, "org_id": row.org_id, "org": row.org.name, "address": row.address,
         "seats": row.seats}
        for row in settings.rooms_of(actor, actor.on)
    ]  # fmt: skip


@router.get("/{int:meeting_id}", response=MeetingWhole, summary="Một cuộc họp", operation_id="meeting_read")
def meeting(request: HttpRequest, meeting_id: Id) -> Any:
    return meeting_whole(request, meeting_id)


@router.post("", response={201: MeetingWhole}, summary="Lập cuộc họp", operation_id="meeting_plan")
def plan(request: HttpRequest, body: MeetingIn) -> Any:
    row = services.meeting_plan(actor=actor_of(request), new=NewMeeting(**body.dict()), now=now_of(request))
    return Status(201, meeting_whole(request, row.pk))


@router.post(
    "/{int:meeting_id}/correct", response=MeetingWhole, summary="Sửa cuộc họp", operation_id="meeting_correct"
)
def correct(request: HttpRequest, meeting_id: Id, body: MeetingCorrectionIn) -> Any:
    services.meeting_correct(
        actor=actor_of(request), meeting_id=meeting_id, new=NewMeeting(**body.dict(exclude={"reason"})),
        reason=body.reason, now=now_of(request),
    )  # fmt: skip
    return meeting_whole(request, meeting_id)


@router.post("/{int:meeting_id}/invite", response=MeetingWhole, summary="Gửi lời mời", operation_id="meeting_invite")
def invite(request: HttpRequest, meeting_id: Id) -> Any:
    services.meeting_invite(actor=actor_of(request), meeting_id=meeting_id, now=now_of(request))
    return meeting_whole(request, meeting_id)


@router.post(
    "/{int:meeting_id}/postpone", response=MeetingWhole, summary="Hoãn, dời lịch họp", operation_id="meeting_postpone"
)
def postpone(request: HttpRequest, meeting_id: Id, body: MeetingPostponeIn) -> Any:
    services.meeting_postpone(actor=actor_of(request), meeting_id=meeting_id, now=now_of(request), **body.dict())
    return meeting_whole(request, meeting_id)


@router.post("/{int:meeting_id}/cancel", response=MeetingWhole, summary="Hủy cuộc họp", operation_id="meeting_cancel")
def cancel(request: HttpRequest, meeting_id: Id, body: Reason) -> Any:
    services.meeting_cancel(actor=actor_of(request), meeting_id=meeting_id, reason=body.reason, now=now_of(request))
    return meeting_whole(request, meeting_id)


@router.post("/{int:meeting_id}/hold", response=MeetingWhole, summary="Ghi đã họp", operation_id="meeting_hold")
def hold(request: HttpRequest, meeting_id: Id) -> Any:
    services.meeting_hold(actor=actor_of(request), meeting_id=meeting_id, now=now_of(request))
    return meeting_whole(request, meeting_id)


@router.post("/{int:meeting_id}/unhold", response=MeetingWhole, summary="Chưa họp", operation_id="meeting_unhold")
def unhold(request: HttpRequest, meeting_id: Id, body: Reason) -> Any:
    services.meeting_unhold(actor=actor_of(request), meeting_id=meeting_id, reason=body.reason, now=now_of(request))
    return meeting_whole(request, meeting_id)


@router.post("/{int:meeting_id}/call", response=MeetingWhole, summary="Mời thêm", operation_id="meeting_call")
def call(request: HttpRequest, meeting_id: Id, body: MeetingCallIn) -> Any:
    services.invitees_add(actor=actor_of(request), meeting_id=meeting_id, now=now_of(request), **body.dict())
    return meeting_whole(request, meeting_id)


@router.post("/{int:meeting_id}/points", response=MeetingWhole, summary="Thêm điểm cầu", operation_id="meeting_connect")
def connect(request: HttpRequest, meeting_id: Id, body: MeetingPointsIn) -> Any:
    points = [NewPoint(**each.dict()) for each in body.points]
    services.points_add(actor=actor_of(request), meeting_id=meeting_id, points=points, now=now_of(request))
    return meeting_whole(request, meeting_id)


@router.post("/{int:meeting_id}/agenda", response=MeetingWhole, summary="Thêm mục chương trình",
             operation_id="meeting_agenda_add")  # fmt: skip
def agenda_add(request: HttpRequest, meeting_id: Id, body: MeetingAgendaIn) -> Any:
    services.agenda_add(
        actor=actor_of(request), meeting_id=meeting_id, new=NewAgendaItem(**body.dict()), now=now_of(request)
    )
    return meeting_whole(request, meeting_id)


@router.post("/{int:meeting_id}/agenda/{int:item_id}", response=MeetingWhole, summary="Sửa mục chương trình",
             operation_id="meeting_agenda_correct")  # fmt: skip
def agenda_correct(request: HttpRequest, meeting_id: Id, item_id: Id, body: MeetingAgendaIn) -> Any:
    reading.meeting(actor_of(request), meeting_id)
    services.agenda_correct(
        actor=actor_of(request), item_id=item_id, new=NewAgendaItem(**body.dict()), now=now_of(request)
    )
    return meeting_whole(request, meeting_id)


@router.post("/{int:meeting_id}/points/{int:point_id}", response=MeetingWhole, summary="Sửa điểm cầu",
             operation_id="meeting_point_correct")  # fmt: skip
def point_correct(request: HttpRequest, meeting_id: Id, point_id: Id, body: MeetingPointEditIn) -> Any:
    reading.meeting(actor_of(request), meeting_id)
    services.point_correct(actor=actor_of(request), point_id=point_id, now=now_of(request), **body.dict())
    return meeting_whole(request, meeting_id)


@router.post("/{int:meeting_id}/attended", response=MeetingWhole, summary="Ghi việc tôi đã dự họp",
             operation_id="meeting_attended")  # fmt: skip
def attended(request: HttpRequest, meeting_id: Id, body: MeetingNoteIn) -> Any:
    services.attendance_tell(actor=actor_of(request), meeting_id=meeting_id, note=body.note, now=now_of(request))
    return meeting_whole(request, meeting_id)


@router.post("/{int:meeting_id}/parts/{part}/{int:part_id}/end", response=MeetingWhole,
             summary="Thôi mời, thôi kết nối, bỏ mục", operation_id="meeting_part_end")  # fmt: skip
def part_end(
    request: HttpRequest, meeting_id: Id, part: Literal["invitee", "point", "agenda"], part_id: Id, body: Reason
) -> Any:
    reading.meeting(actor_of(request), meeting_id)
    services.part_end(
        actor=actor_of(request), part=part, part_id=part_id, reason=body.reason, now=now_of(request)
    )
    return meeting_whole(request, meeting_id)


@router.post("/{int:meeting_id}/inputs", response=MeetingWhole, summary="Yêu cầu báo cáo trước cuộc họp",
             operation_id="meeting_inputs_ask")  # fmt: skip
def ask(request: HttpRequest, meeting_id: Id, body: MeetingInputsIn) -> Any:
    services.inputs_ask(actor=actor_of(request), meeting_id=meeting_id, now=now_of(request), **body.dict())
    return meeting_whole(request, meeting_id)
