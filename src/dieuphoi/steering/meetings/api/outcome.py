"""What a meeting came to as JSON: attendance, minutes, conclusions, the notice."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.responses import Status

from dieuphoi.core.kernel.api import Id, Reason
from dieuphoi.steering.meetings import services
from dieuphoi.steering.meetings.api.rows import actor_of, meeting_whole, now_of, router
from dieuphoi.steering.meetings.api.shapes import (
    ConclusionNoticeIn,
    MeetingAttendanceIn,
    MeetingConcludeIn,
    MeetingConclusionIn,
    MeetingMinutesIn,
    MeetingWhole,
)
from dieuphoi.steering.meetings.selectors import meetings as reading
from dieuphoi.steering.meetings.services import NewConclusion, NewNotice, Seen


@router.post("/{int:meeting_id}/attendance", response=MeetingWhole, summary="Điểm danh",
             operation_id="meeting_attendance")  # fmt: skip
def attendance(request: HttpRequest, meeting_id: Id, body: MeetingAttendanceIn) -> Any:
    rows = [Seen(**each.dict()) for each in body.rows]
    services.attendance_record(actor=actor_of(request), meeting_id=meeting_id, rows=rows, now=now_of(request))
    return meeting_whole(request, meeting_id)


@router.post("/{int:meeting_id}/minutes", response=MeetingWhole, summary="Ghi biên bản",
             operation_id="meeting_minutes")  # fmt: skip
def minutes(request: HttpRequest, meeting_id: Id, body: MeetingMinutesIn) -> Any:
    services.minutes_write(actor=actor_of(request), meeting_id=meeting_id, now=now_of(request), **body.dict())
    return meeting_whole(request, meeting_id)


@router.post("/{int:meeting_id}/minutes/{int:minutes_id}/approve", response=MeetingWhole, summary="Duyệt biên bản",
             operation_id="meeting_minutes_approve")  # fmt: skip
def minutes_approve(request: HttpRequest, meeting_id: Id, minutes_id: Id) -> Any:
    reading.meeting(actor_of(request), meeting_id)
    services.minutes_approve(actor=actor_of(request), minutes_id=minutes_id, now=now_of(request))
    return meeting_whole(request, meeting_id)


@router.post("/{int:meeting_id}/conclusions", response={201: MeetingWhole}, summary="Thêm mục kết luận",
             operation_id="meeting_conclusion_add")  # fmt: skip
def conclusion_add(request: HttpRequest, meeting_id: Id, body: MeetingConclusionIn) -> Any:
    services.conclusion_add(
        actor=actor_of(request), meeting_id=meeting_id, new=conclusion_in(body), now=now_of(request)
    )
    return Status(201, meeting_whole(request, meeting_id))


@router.post("/{int:meeting_id}/conclusions/{int:item_id}", response=MeetingWhole, summary="Sửa mục kết luận",
             operation_id="meeting_conclusion_correct")  # fmt: skip
def conclusion_correct(request: HttpRequest, meeting_id: Id, item_id: Id, body: MeetingConclusionIn) -> Any:
    reading.meeting(actor_of(request), meeting_id)
    services.conclusion_correct(
        actor=actor_of(request), item_id=item_id, new=conclusion_in(body), now=now_of(request)
    )
    return meeting_whole(request, meeting_id)


@router.post("/{int:meeting_id}/conclusions/{int:item_id}/end", response=MeetingWhole, summary="Bỏ mục kết luận",
             operation_id="meeting_conclusion_end")  # fmt: skip
def conclusion_end(request: HttpRequest, meeting_id: Id, item_id: Id, body: Reason) -> Any:
    reading.meeting(actor_of(request), meeting_id)
    services.conclusion_end(actor=actor_of(request), item_id=item_id, reason=body.reason, now=now_of(request))
    return meeting_whole(request, meeting_id)


@router.post(
    "/{int:meeting_id}/conclude", response=MeetingWhole, summary="Duyệt kết luận", operation_id="meeting_conclude"
)
def conclude(request: HttpRequest, meeting_id: Id, body: MeetingConcludeIn) -> Any:
    services.meeting_conclude(
        actor=actor_of(request), meeting_id=meeting_id, no_conclusion=body.no_conclusion, now=now_of(request)
    )
    return meeting_whole(request, meeting_id)


@router.post(
    "/{int:meeting_id}/reopen", response=MeetingWhole, summary="Mở lại kết luận", operation_id="meeting_reopen"
)
def reopen(request: HttpRequest, meeting_id: Id, body: Reason) -> Any:
    services.meeting_reopen(actor=actor_of(request), meeting_id=meeting_id, reason=body.reason, now=now_of(request))
    return meeting_whole(request, meeting_id)


@router.post(
    "/{int:meeting_id}/notice", response=MeetingWhole, summary="Cấp số thông báo kết luận",
    operation_id="meeting_notice",
)  # fmt: skip
def notice(request: HttpRequest, meeting_id: Id, body: ConclusionNoticeIn) -> Any:
    services.notice_number(
        actor=actor_of(request), meeting_id=meeting_id, new=NewNotice(**body.dict()), now=now_of(request)
    )
    return meeting_whole(request, meeting_id)


def conclusion_in(body: MeetingConclusionIn) -> NewConclusion:
    return NewConclusion(**{**body.dict(), "addressees": tuple(body.addressees)})
