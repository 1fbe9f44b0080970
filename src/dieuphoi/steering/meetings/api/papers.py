"""Papers of meetings by the API: of the agenda and the outcome, of points, of inputs. Each is one file in the field
``file`` of a form (``multipart/form-data``), checked as on the pages.
"""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import File, Form
from ninja.files import UploadedFile
from ninja.responses import Status

from dieuphoi.core.kernel.api import Id, LongText
from dieuphoi.steering.meetings import services
from dieuphoi.steering.meetings.api.fields import Title
from dieuphoi.steering.meetings.api.rows import (
    actor_of,
    input_whole,
    inputs_router,
    meeting_whole,
    now_of,
    router,
)
from dieuphoi.steering.meetings.api.shapes import MeetingInputWhole, MeetingWhole


@router.post("/{int:meeting_id}/papers", response={201: MeetingWhole}, summary="Kèm tài liệu họp",
             operation_id="meeting_paper_add")  # fmt: skip
def paper_add(
    request: HttpRequest,
    meeting_id: Id,
    file: File[UploadedFile],
    purpose: Literal["AGENDA", "OUTCOME", "PHOTO"] = Form("AGENDA"),
    agenda_item_id: Id | None = Form(None),
    note: Title = Form(""),
) -> Any:
    """A paper of the agenda (of one of its items), or of the outcome; or a photo, with its caption in ``note``."""
    services.paper_add(
        actor=actor_of(request), meeting_id=meeting_id, data=file, name=file.name or "", purpose=purpose,
        agenda_item_id=agenda_item_id, note=note, now=now_of(request),
    )  # fmt: skip
    return Status(201, meeting_whole(request, meeting_id))


@router.post("/{int:meeting_id}/points/{int:point_id}/papers", response={201: MeetingWhole},
             summary="Kèm tài liệu của điểm cầu", operation_id="meeting_point_paper_add")  # fmt: skip
def point_paper_add(
    request: HttpRequest,
    meeting_id: Id,
    point_id: Id,
    file: File[UploadedFile],
    purpose: Literal["POINT", "PHOTO"] = Form("POINT"),
    note: Title = Form(""),
) -> Any:
    """A paper or a photo of a connected point: its own people, or the host's."""
    services.paper_add(
        actor=actor_of(request), meeting_id=meeting_id, point_id=point_id, data=file, name=file.name or "",
        purpose=purpose, note=note, now=now_of(request),
    )  # fmt: skip
    return Status(201, meeting_whole(request, meeting_id))


@inputs_router.post("/{int:input_id}/answer-file", response=MeetingInputWhole, summary="Gửi báo cáo kèm tệp",
                    operation_id="meeting_input_answer_file")  # fmt: skip
def answer_file(
    request: HttpRequest, input_id: Id, file: File[UploadedFile], text: LongText = Form("")
) -> Any:
    """The written input as a file, with or without words."""
    services.input_answer(
        actor=actor_of(request), input_id=input_id, text=text, data=file, name=file.name or "", now=now_of(request),
    )  # fmt: skip
    return input_whole(request, input_id)
