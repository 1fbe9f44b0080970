"""Tasks by the API: the same list, filters and acts as the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, QueryDict
from ninja import Query, Router, Schema
from ninja.responses import Status

from dieuphoi.core.kernel.api import BadQuery, Day, Id, Line, Page, PageQuery, Text, day_or_today, page_of
from dieuphoi.core.kernel.dates import url_date
from dieuphoi.steering.tasks import selectors, services
from dieuphoi.steering.tasks.api_people import router as people_router
from dieuphoi.steering.tasks.filters import TaskFilter
from dieuphoi.steering.tasks.services import NewTask
from dieuphoi.steering.tasks.states import EXTENSION_LIFE, TASK_LIFE

router = Router(tags=["tasks"])
router.add_router("", people_router)

KindCode = Literal["ORDINARY", "KEY", "STANDING", "REQUEST"]
UrgencyCode = Literal["NORMAL", "URGENT", "VERY_URGENT", "FLASH"]
StateCode = Literal[
    "NEW", "ACCEPTED", "IN_PROGRESS", "REPORTED", "RETURNED", "PAUSED", "REFUSED", "DONE", "WITHDRAWN"
]
TimelinessCode = Literal[
    "OVERDUE", "NEAR", "IN_TIME", "NO_DUE", "WAITING", "WAITING_LATE", "PAUSED", "DONE_IN_TIME", "DONE_LATE",
    "DONE_NO_DUE", "WITHDRAWN",
]  # fmt: skip
CauseCode = Literal["DOCUMENT", "OPINION", "MONEY", "PERSON", "OTHER"]


class TaskOut(Schema):
    """A task as of the day. ``timeliness`` is computed from the clock of that day; ``due_on`` is the date that held."""

    id: int
    code: str
    title: str
    product: str
    kind: str
    urgency: str
    state: str
    timeliness: str
    idle: bool
    given_on: Day
    due_on: Day | None
    no_due_reason: str
    first_due_on: Day | None
    reported_on: Day | None
    done_on: Day | None
    lead_org_id: int
    lead_org: str
    responsible_id: int
    responsible: str
    giver_org_id: int
    giver_org: str
    sharing: list[dict[str, Any]]
    unit_ids: list[int]
    percent: int | None
    delay: str
    grade: str
    parent_id: int | None
    reply_to_id: int | None
    parts: int
    parts_open: int
    source_line: str
    text: str


class MomentOut(Schema):
    at: datetime
    who: str
    what: str
    text: str


class ExtensionOut(Schema):
    id: int
    state: str
    wanted_due: Day
    granted_due: Day | None
    reason: str
    cause: str
    asked_on: Day
    asked_by: str
    decided_on: Day | None
    decided_by: str
    answer: str
    available_actions: list[str]


class TaskWhole(TaskOut):
    story: list[MomentOut]
    extensions: list[ExtensionOut]
    available_actions: list[str]


class TaskQuery(PageQuery):
    as_of: Day | None = None
    q: Line = ""
    whose: Literal["mine", "given", "unit", "led"] | None = None
    open: Literal["true", "false"] | None = None
    timeliness: TimelinessCode | None = None
    standing: StateCode | None = None
    kind: KindCode | None = None
    urgency: UrgencyCode | None = None
    org: Id | None = None
    part: Literal["share", "any", "give"] | None = None
    person: Id | None = None
    unit: Id | None = None
    criterion: Id | None = None
    delay: CauseCode | None = None
    idle: Literal["true", "false"] | None = None
    orphaned: Literal["true", "false"] | None = None
    due_from: Day | None = None
    due_to: Day | None = None


class OneQuery(Schema):
    as_of: Day | None = None


class TaskIn(Schema):
    title: Line
    product: Line
    lead_org_id: Id
    responsible_id: Id
    given_on: Day
    due_on: Day | None = None
    no_due_reason: Line = ""
    text: Text = ""
    source_line: Line = ""
    kind: KindCode = "ORDINARY"
    urgency: UrgencyCode = "NORMAL"
    restricted: bool = False
    field_id: Id | None = None
    every: Literal["", "month", "quarter", "half", "year"] = ""
    parent_id: Id | None = None
    reply_to_id: Id | None = None
    giver_id: Id | None = None
    giver_org_id: Id | None = None
    province_id: Id | None = None
    coordinating: list[Id] = []
    following: list[Id] = []
    informed: list[Id] = []
    unit_ids: list[Id] = []
    criterion_ids: list[Id] = []
    note: Text = ""


class TaskCorrectionIn(TaskIn):
    reason: Text = ""


class TaskReasonIn(Schema):
    reason: Text = ""


class ProgressIn(Schema):
    text: Text = ""
    percent: int | None = None


class DelayIn(Schema):
    cause: Literal["", "DOCUMENT", "OPINION", "MONEY", "PERSON", "OTHER"] = ""
    text: Text = ""


class ReportIn(Schema):
    text: Text = ""
    document: Line = ""
    cause: Literal["", "DOCUMENT", "OPINION", "MONEY", "PERSON", "OTHER"] = ""
    why: Text = ""


class TaskConfirmIn(Schema):
    grade: Literal["", "GOOD", "FAIR", "POOR"] = ""


class PauseIn(Schema):
    reason: Text = ""
    until: Day | None = None


class HandIn(Schema):
    person_id: Id
    org_id: Id | None = None
    reason: Text = ""


class RegiveIn(Schema):
    person_id: Id | None = None
    org_id: Id | None = None
    due_on: Day | None = None
    reason: Text = ""


class ExtensionIn(Schema):
    wanted_due: Day
    cause: CauseCode
    reason: Text = ""


class GrantIn(Schema):
    due_on: Day | None = None
    answer: Text = ""


class TasksUrgeIn(Schema):
    task_ids: list[Id]
    words: Text = ""
    letter: Line = ""


class TaskLeftOut(Schema):
    task_id: int
    reason: str


class TasksUrgedOut(Schema):
    done: list[int]
    left: list[TaskLeftOut]


@router.get("", response=Page[TaskOut], summary="Danh sách nhiệm vụ", operation_id="tasks_list")
def tasks(request: HttpRequest, query: Query[TaskQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    rows = selectors.tasks(actor, day_or_today(request, query.as_of))
    params = QueryDict(mutable=True)
    for name in ("q", "whose", "open", "timeliness", "standing", "kind", "urgency", "org", "part", "criterion", "delay",
                 "idle", "orphaned"):  # fmt: skip
        if (value := getattr(query, name)) not in (None, ""):
            params[name] = str(value)
    for name in ("person", "unit"):
        if (value := getattr(query, name)) is not None:
            params[name] = f"#{value}"
    for name in ("due_from", "due_to"):
        if (value := getattr(query, name)) is not None:
            params[name] = url_date(value)
    found = TaskFilter(params, rows, request=request)
    if not found.form.is_valid():
        raise BadQuery([(name, "; ".join(map(str, errors))) for name, errors in found.form.errors.items()])
    return page_of(found.qs.order_by("-year", "-number", "pk"), query, _out)


@router.post("", response={201: TaskWhole}, summary="Giao việc", operation_id="task_give")
def give(request: HttpRequest, body: TaskIn) -> Any:
    row = services.task_give(actor=request.actor, new=_new(body), now=request.now)  # type: ignore[attr-defined]
    return Status(201, _whole(request, row.pk))


@router.post("/urge", response=TasksUrgedOut, summary="Đôn đốc", operation_id="tasks_urge")
def urge(request: HttpRequest, body: TasksUrgeIn) -> Any:
    urged = services.tasks_urge(actor=request.actor, now=request.now, **body.dict())  # type: ignore[attr-defined]
    return {
        "done": [each.task_id for each in urged.done],
        "left": [{"task_id": row.pk, "reason": reason} for row, reason in urged.left],
    }


@router.get("/{int:task_id}", response=TaskWhole, summary="Một nhiệm vụ", operation_id="task_read")
def task(request: HttpRequest, task_id: Id, query: Query[OneQuery]) -> Any:
    return _whole(request, task_id, query)


@router.post("/{int:task_id}/correct", response=TaskWhole, summary="Sửa nhiệm vụ", operation_id="task_correct")
def correct(request: HttpRequest, task_id: Id, body: TaskCorrectionIn) -> Any:
    return _done(request, services.task_correct, task_id, new=_new(body), reason=body.reason)


@router.post("/{int:task_id}/accept", response=TaskWhole, summary="Nhận việc", operation_id="task_accept")
def accept(request: HttpRequest, task_id: Id) -> Any:
    return _done(request, services.task_accept, task_id)


@router.post("/{int:task_id}/refuse", response=TaskWhole, summary="Từ chối nhận", operation_id="task_refuse")
def refuse(request: HttpRequest, task_id: Id, body: TaskReasonIn) -> Any:
    return _done(request, services.task_refuse, task_id, **body.dict())


@router.post("/{int:task_id}/start", response=TaskWhole, summary="Bắt đầu làm", operation_id="task_start")
def start(request: HttpRequest, task_id: Id) -> Any:
    return _done(request, services.task_start, task_id)


@router.post("/{int:task_id}/progress", response=TaskWhole, summary="Ghi tiến độ", operation_id="task_progress")
def progress(request: HttpRequest, task_id: Id, body: ProgressIn) -> Any:
    return _done(request, services.task_progress, task_id, **body.dict())


@router.post("/{int:task_id}/delay", response=TaskWhole, summary="Ghi vướng mắc", operation_id="task_delay")
def delay(request: HttpRequest, task_id: Id, body: DelayIn) -> Any:
    return _done(request, services.task_delay, task_id, **body.dict())


@router.post("/{int:task_id}/report", response=TaskWhole, summary="Báo cáo hoàn thành", operation_id="task_report")
def report(request: HttpRequest, task_id: Id, body: ReportIn) -> Any:
    return _done(request, services.task_report, task_id, **body.dict())


@router.post("/{int:task_id}/recall", response=TaskWhole, summary="Rút lại báo cáo", operation_id="task_recall")
def recall(request: HttpRequest, task_id: Id, body: TaskReasonIn) -> Any:
    return _done(request, services.task_recall, task_id, **body.dict())


@router.post("/{int:task_id}/confirm", response=TaskWhole, summary="Xác nhận hoàn thành", operation_id="task_confirm")
def confirm(request: HttpRequest, task_id: Id, body: TaskConfirmIn) -> Any:
    return _done(request, services.task_confirm, task_id, **body.dict())


@router.post("/{int:task_id}/return", response=TaskWhole, summary="Trả lại", operation_id="task_return")
def give_back(request: HttpRequest, task_id: Id, body: TaskReasonIn) -> Any:
    return _done(request, services.task_return, task_id, **body.dict())


@router.post("/{int:task_id}/reopen", response=TaskWhole, summary="Mở lại việc đã xác nhận", operation_id="task_reopen")
def reopen(request: HttpRequest, task_id: Id, body: TaskReasonIn) -> Any:
    return _done(request, services.task_reopen, task_id, **body.dict())


@router.post("/{int:task_id}/regive", response=TaskWhole, summary="Giao lại", operation_id="task_regive")
def regive(request: HttpRequest, task_id: Id, body: RegiveIn) -> Any:
    return _done(request, services.task_regive, task_id, **body.dict())


@router.post("/{int:task_id}/pause", response=TaskWhole, summary="Tạm dừng", operation_id="task_pause")
def pause(request: HttpRequest, task_id: Id, body: PauseIn) -> Any:
    return _done(request, services.task_pause, task_id, **body.dict())


@router.post("/{int:task_id}/resume", response=TaskWhole, summary="Làm tiếp", operation_id="task_resume")
def resume(request: HttpRequest, task_id: Id) -> Any:
    return _done(request, services.task_resume, task_id)


@router.post("/{int:task_id}/withdraw", response=TaskWhole, summary="Rút việc", operation_id="task_withdraw")
def withdraw(request: HttpRequest, task_id: Id, body: TaskReasonIn) -> Any:
    return _done(request, services.task_withdraw, task_id, **body.dict())


@router.post("/{int:task_id}/restore", response=TaskWhole, summary="Giao lại việc đã rút", operation_id="task_restore")
def restore(request: HttpRequest, task_id: Id, body: TaskReasonIn) -> Any:
    return _done(request, services.task_restore, task_id, **body.dict())


@router.post("/{int:task_id}/hand-over", response=TaskWhole, summary="Chuyển người", operation_id="task_hand_over")
def hand_over(request: HttpRequest, task_id: Id, body: HandIn) -> Any:
    return _done(request, services.task_hand_over, task_id, **body.dict())


@router.post(
    "/{int:task_id}/extensions", response={201: TaskWhole}, summary="Xin gia hạn", operation_id="extension_ask"
)
def extension_ask(request: HttpRequest, task_id: Id, body: ExtensionIn) -> Any:
    return Status(201, _done(request, services.extension_ask, task_id, **body.dict()))


@router.post(
    "/extensions/{int:extension_id}/grant", response=TaskWhole, summary="Đồng ý gia hạn", operation_id="extension_grant"
)
def extension_grant(request: HttpRequest, extension_id: Id, body: GrantIn) -> Any:
    return _decided(request, services.extension_grant, extension_id, **body.dict())


@router.post(
    "/extensions/{int:extension_id}/refuse", response=TaskWhole, summary="Không đồng ý gia hạn",
    operation_id="extension_refuse",
)  # fmt: skip
def extension_refuse(request: HttpRequest, extension_id: Id, body: TaskReasonIn) -> Any:
    return _decided(request, services.extension_refuse, extension_id, **body.dict())


@router.post(
    "/extensions/{int:extension_id}/withdraw", response=TaskWhole, summary="Rút đề nghị gia hạn",
    operation_id="extension_withdraw",
)  # fmt: skip
def extension_withdraw(request: HttpRequest, extension_id: Id) -> Any:
    return _decided(request, services.extension_withdraw, extension_id)


def _decided(request: HttpRequest, service: Any, extension_id: int, **more: Any) -> dict[str, Any]:
    asked = service(
        actor=request.actor, extension_id=extension_id, now=request.now, **more  # type: ignore[attr-defined]
    )  # fmt: skip
    return _whole(request, asked.task_id)


def _done(request: HttpRequest, service: Any, task_id: int, **more: Any) -> dict[str, Any]:
    service(actor=request.actor, task_id=task_id, now=request.now, **more)  # type: ignore[attr-defined]
    return _whole(request, task_id)


def _new(body: TaskIn) -> NewTask:
    values = body.dict(exclude={"reason"})
    for name in ("coordinating", "following", "informed", "unit_ids", "criterion_ids"):
        values[name] = tuple(values[name])
    return NewTask(**values)


def _whole(request: HttpRequest, task_id: int, query: OneQuery | None = None) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    row = selectors.task(actor, task_id, day_or_today(request, query.as_of if query else None))
    return {
        **_out(row),
        "story": [
            {"at": each.at, "who": each.who, "what": each.what, "text": each.text}
            for each in selectors.story_of(actor, task_id)
        ],
        "extensions": [
            {
                "id": each.pk, "state": each.state, "wanted_due": each.wanted_due, "granted_due": each.granted_due,
                "reason": each.reason, "cause": each.cause, "asked_on": each.asked_on, "asked_by": each.asker_name,
                "decided_on": each.decided_on, "decided_by": each.decider_name, "answer": each.answer,
                "available_actions": [o.name for o in EXTENSION_LIFE.options(actor, each) if o.allowed],
            }
            for each in selectors.extensions_of(actor, task_id)
        ],
        "available_actions": [option.name for option in TASK_LIFE.options(actor, row) if option.allowed],
    }  # fmt: skip


def _out(row: Any) -> dict[str, Any]:
    same = (
        "code", "title", "product", "kind", "urgency", "timeliness", "idle", "given_on", "no_due_reason",
        "first_due_on", "reported_on", "done_on", "lead_org_id", "responsible_id", "giver_org_id", "percent", "delay",
        "grade", "parent_id", "reply_to_id", "parts_open", "source_line", "text", "sharing",
    )  # fmt: skip
    return {
        "id": row.pk,
        "state": row.standing,
        "due_on": row.due,
        "lead_org": row.lead_org.name,
        "responsible": row.responsible.full_name,
        "giver_org": row.giver_org.name,
        "unit_ids": [each["id"] for each in row.communes],
        "parts": row.parts_all,
        **{name: getattr(row, name) for name in same},
    }


