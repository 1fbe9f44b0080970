"""Requests for a meeting as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, QueryDict
from ninja import Query, Router, Schema
from ninja.responses import Status

from dieuphoi.core.kernel.api import Action, BadQuery, Day, Id, Line, Page, PageQuery, Reason, Text, actions_of, page_of
from dieuphoi.steering.meetings import services
from dieuphoi.steering.meetings.api.fields import Instant, Name, Title
from dieuphoi.steering.meetings.filters import RequestFilter
from dieuphoi.steering.meetings.selectors import requests as reading
from dieuphoi.steering.meetings.services import NewRequest
from dieuphoi.steering.meetings.states import REQUEST_LIFE

router = Router(tags=["meetings"])


class MeetingRequestOut(Schema):
    """``letter_id`` and ``answer_letter_id`` are documents of the register, told to whoever sees them; ``document`` and
    ``answer_document`` are what the letters are called, on the register or not.
    """

    id: int
    asker_id: int
    asker: str
    to_org_id: int
    to_org: str
    subject: str
    about: str
    wanted: str
    document: str
    letter_id: int | None
    asked_on: Day
    due_on: Day | None
    state: str
    answered_on: Day | None
    answered_by: str
    on_behalf: bool
    answer: str
    answer_document: str
    answer_letter_id: int | None
    agreed_start: datetime | None
    agreed_end: datetime | None
    agreed_venue: str
    meeting_id: int | None


class MeetingRequestWhole(MeetingRequestOut):
    available_actions: list[Action]


class MeetingRequestQuery(PageQuery):
    q: Line = ""
    state: Literal["ASKED", "AGREED", "REFUSED", "ANSWERED", "WITHDRAWN"] | None = None


class MeetingRequestIn(Schema):
    asker_id: Id
    to_org_id: Id
    subject: Title
    asked_on: Day
    about: Text = ""
    wanted: Line = ""
    document: Name = ""
    letter_id: Id | None = None
    due_on: Day | None = None


class MeetingRequestAgreeIn(Schema):
    starts_at: Instant
    ends_at: Instant
    venue: Title = ""
    answer: Text = ""
    answer_document: Name = ""
    answer_letter_id: Id | None = None
    answered_on: Day | None = None


class MeetingRequestAnswerIn(Schema):
    answer: Text = ""
    answer_document: Name = ""
    answer_letter_id: Id | None = None
    answered_on: Day | None = None


class MeetingRequestReferIn(Schema):
    """What is left out stays as it is."""

    letter_id: Id | None = None
    answer_letter_id: Id | None = None


@router.get("", response=Page[MeetingRequestOut], summary="Đề nghị làm việc", operation_id="meeting_requests_list")
def requests(request: HttpRequest, query: Query[MeetingRequestQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    params = QueryDict(mutable=True)
    for name in ("q", "state"):
        if (value := getattr(query, name)) not in (None, ""):
            params[name] = str(value)
    found = RequestFilter(params, reading.requests(actor, actor.on), request=request)
    if not found.form.is_valid():
        raise BadQuery([(name, "; ".join(map(str, errors))) for name, errors in found.form.errors.items()])
    return page_of(found.qs.order_by("-asked_on", "pk"), query, _out)


@router.get("/{int:request_id}", response=MeetingRequestWhole, summary="Một đề nghị",
            operation_id="meeting_request_read")  # fmt: skip
def one(request: HttpRequest, request_id: Id) -> Any:
    return _whole(request, request_id)


@router.post("", response={201: MeetingRequestWhole}, summary="Đề nghị làm việc", operation_id="meeting_request_ask")
def ask(request: HttpRequest, body: MeetingRequestIn) -> Any:
    actor, now = request.actor, request.now  # type: ignore[attr-defined]
    row = services.request_ask(actor=actor, new=NewRequest(**body.dict()), now=now)
    return Status(201, _whole(request, row.pk))


@router.post("/{int:request_id}/agree", response=MeetingRequestWhole, summary="Đồng ý họp",
             operation_id="meeting_request_agree")  # fmt: skip
def agree(request: HttpRequest, request_id: Id, body: MeetingRequestAgreeIn) -> Any:
    return _done(request, services.request_agree, request_id, body.dict())


@router.post("/{int:request_id}/answer", response=MeetingRequestWhole, summary="Trả lời bằng văn bản",
             operation_id="meeting_request_answer")  # fmt: skip
def answer(request: HttpRequest, request_id: Id, body: MeetingRequestAnswerIn) -> Any:
    return _done(request, services.request_answer, request_id, body.dict())


@router.post("/{int:request_id}/refer", response=MeetingRequestWhole, summary="Gắn văn bản trong sổ",
             operation_id="meeting_request_refer")  # fmt: skip
def refer(request: HttpRequest, request_id: Id, body: MeetingRequestReferIn) -> Any:
    return _done(request, services.request_refer, request_id, body.dict())


@router.post("/{int:request_id}/refuse", response=MeetingRequestWhole, summary="Từ chối",
             operation_id="meeting_request_refuse")  # fmt: skip
def refuse(request: HttpRequest, request_id: Id, body: Reason) -> Any:
    return _done(request, services.request_refuse, request_id, body.dict())


@router.post("/{int:request_id}/withdraw", response=MeetingRequestWhole, summary="Rút đề nghị",
             operation_id="meeting_request_withdraw")  # fmt: skip
def withdraw(request: HttpRequest, request_id: Id, body: Reason) -> Any:
    return _done(request, services.request_withdraw, request_id, body.dict())


@router.post("/{int:request_id}/retract", response=MeetingRequestWhole, summary="Gỡ trả lời ghi nhầm",
             operation_id="meeting_request_retract")  # fmt: skip
def retract(request: HttpRequest, request_id: Id, body: Reason) -> Any:
    return _done(request, services.request_retract, request_id, body.dict())


def _done(request: HttpRequest, service: Any, request_id: int, values: dict[str, Any]) -> dict[str, Any]:
    actor, now = request.actor, request.now  # type: ignore[attr-defined]
    service(actor=actor, request_id=request_id, now=now, **values)
    return _whole(request, request_id)


_SAME = (
    "asker_id", "to_org_id", "subject", "about", "wanted", "document", "asked_on", "due_on", "state", "answered_on",
    "answered_by", "on_behalf", "answer", "answer_document", "agreed_start", "agreed_end", "agreed_venue",
)  # fmt: skip


def _out(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk, "asker": row.asker.name, "to_org": row.to_org.name, "meeting_id": row.meeting_ref,
        "letter_id": row.letter_ref, "answer_letter_id": row.answer_letter_ref,
        **{name: getattr(row, name) for name in _SAME},
    }  # fmt: skip


def _whole(request: HttpRequest, request_id: int) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    row = reading.request(actor, request_id, actor.on)
    return {**_out(row), "available_actions": actions_of(REQUEST_LIFE.options(actor, row))}
