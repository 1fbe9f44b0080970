"""Written inputs before a meeting as JSON: the list, one, sending, sending back, asking no more."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, QueryDict
from ninja import Query

from dieuphoi.core.kernel.api import Id, Page, Reason, page_of
from dieuphoi.steering.meetings import services
from dieuphoi.steering.meetings.api.rows import actor_of, input_out, input_whole, inputs_router, narrowed, now_of
from dieuphoi.steering.meetings.api.shapes import (
    MeetingInputAnswerIn,
    MeetingInputOut,
    MeetingInputQuery,
    MeetingInputWhole,
)
from dieuphoi.steering.meetings.filters import InputFilter
from dieuphoi.steering.meetings.selectors import meetings as reading


@inputs_router.get(
    "", response=Page[MeetingInputOut], summary="Báo cáo gửi trước cuộc họp", operation_id="meeting_inputs_list"
)
def inputs(request: HttpRequest, query: Query[MeetingInputQuery]) -> Any:
    actor = actor_of(request)
    params = QueryDict(mutable=True)
    for name in ("q", "standing", "meeting"):
        if (value := getattr(query, name)) not in (None, ""):
            params[name] = str(value)
    found = narrowed(InputFilter(params, reading.inputs(actor, actor.on), request=request))
    return page_of(found.order_by("due_on", "pk"), query, input_out)


@inputs_router.get("/{int:input_id}", response=MeetingInputWhole, summary="Một báo cáo",
                   operation_id="meeting_input_read")  # fmt: skip
def input_(request: HttpRequest, input_id: Id) -> Any:
    return input_whole(request, input_id)


@inputs_router.post("/{int:input_id}/answer", response=MeetingInputWhole, summary="Gửi báo cáo",
                    operation_id="meeting_input_answer")  # fmt: skip
def answer(request: HttpRequest, input_id: Id, body: MeetingInputAnswerIn) -> Any:
    services.input_answer(actor=actor_of(request), input_id=input_id, text=body.text, now=now_of(request))
    return input_whole(request, input_id)


@inputs_router.post("/{int:input_id}/return", response=MeetingInputWhole, summary="Trả lại báo cáo",
                    operation_id="meeting_input_return")  # fmt: skip
def return_(request: HttpRequest, input_id: Id, body: Reason) -> Any:
    services.input_return(actor=actor_of(request), input_id=input_id, reason=body.reason, now=now_of(request))
    return input_whole(request, input_id)


@inputs_router.post("/{int:input_id}/withdraw", response=MeetingInputWhole, summary="Thôi yêu cầu báo cáo",
                    operation_id="meeting_input_withdraw")  # fmt: skip
def withdraw(request: HttpRequest, input_id: Id, body: Reason) -> Any:
    services.input_withdraw(actor=actor_of(request), input_id=input_id, reason=body.reason, now=now_of(request))
    return input_whole(request, input_id)
