"""The list, one task, and every act on it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, QueryDict
from ninja import Query
from ninja.responses import Status

from dieuphoi.core.kernel.api import BadQuery, Id, Page, day_or_today, page_of
from dieuphoi.core.kernel.dates import url_date
from dieuphoi.steering.tasks import selectors, services
from dieuphoi.steering.tasks.api.rows import extension_told, new_task, router, task_out, task_told, task_whole
from dieuphoi.steering.tasks.api.shapes import (
    DelayIn,
    ExtensionIn,
    GrantIn,
    HandIn,
    OneQuery,
    PauseIn,
    ProgressIn,
    RegiveIn,
    ReportIn,
    TaskConfirmIn,
    TaskCorrectionIn,
    TaskIn,
    TaskOut,
    TaskQuery,
    TaskReasonIn,
    TasksUrgedOut,
    TasksUrgeIn,
    TaskWhole,
)
from dieuphoi.steering.tasks.filters import TaskFilter


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
    return page_of(found.qs.order_by("-year", "-number", "pk"), query, task_out)


@router.post("", response={201: TaskWhole}, summary="Giao việc", operation_id="task_give")
def give(request: HttpRequest, body: TaskIn) -> Any:
    row = services.task_give(
        actor=request.actor, new=new_task(body), alike_seen=body.alike_seen, now=request.now  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(201, task_whole(request, row.pk))


@router.post("/urge", response=TasksUrgedOut, summary="Đôn đốc", operation_id="tasks_urge")
def urge(request: HttpRequest, body: TasksUrgeIn) -> Any:
    urged = services.tasks_urge(actor=request.actor, now=request.now, **body.dict())  # type: ignore[attr-defined]
    return {
        "done": [each.task_id for each in urged.done],
        "left": [{"task_id": row.pk, "reason": reason} for row, reason in urged.left],
    }


@router.get("/{int:task_id}", response=TaskWhole, summary="Một nhiệm vụ", operation_id="task_read")
def task(request: HttpRequest, task_id: Id, query: Query[OneQuery]) -> Any:
    return task_whole(request, task_id, query)


@router.post("/{int:task_id}/correct", response=TaskWhole, summary="Sửa nhiệm vụ", operation_id="task_correct")
def correct(request: HttpRequest, task_id: Id, body: TaskCorrectionIn) -> Any:
    return task_told(request, services.task_correct, task_id, new=new_task(body), reason=body.reason)


@router.post("/{int:task_id}/accept", response=TaskWhole, summary="Nhận việc", operation_id="task_accept")
def accept(request: HttpRequest, task_id: Id) -> Any:
    return task_told(request, services.task_accept, task_id)


@router.post("/{int:task_id}/refuse", response=TaskWhole, summary="Từ chối nhận", operation_id="task_refuse")
def refuse(request: HttpRequest, task_id: Id, body: TaskReasonIn) -> Any:
    return task_told(request, services.task_refuse, task_id, **body.dict())


@router.post("/{int:task_id}/start", response=TaskWhole, summary="Bắt đầu làm", operation_id="task_start")
def start(request: HttpRequest, task_id: Id) -> Any:
    return task_told(request, services.task_start, task_id)


@router.post("/{int:task_id}/progress", response=TaskWhole, summary="Ghi tiến độ", operation_id="task_progress")
def progress(request: HttpRequest, task_id: Id, body: ProgressIn) -> Any:
    return task_told(request, services.task_progress, task_id, **body.dict())


@router.post("/{int:task_id}/delay", response=TaskWhole, summary="Ghi vướng mắc", operation_id="task_delay")
def delay(request: HttpRequest, task_id: Id, body: DelayIn) -> Any:
    return task_told(request, services.task_delay, task_id, **body.dict())


@router.post("/{int:task_id}/report", response=TaskWhole, summary="Báo cáo hoàn thành", operation_id="task_report")
def report(request: HttpRequest, task_id: Id, body: ReportIn) -> Any:
    return task_told(request, services.task_report, task_id, **body.dict())


@router.post("/{int:task_id}/recall", response=TaskWhole, summary="Rút lại báo cáo", operation_id="task_recall")
def recall(request: HttpRequest, task_id: Id, body: TaskReasonIn) -> Any:
    return task_told(request, services.task_recall, task_id, **body.dict())


@router.post("/{int:task_id}/confirm", response=TaskWhole, summary="Xác nhận hoàn thành", operation_id="task_confirm")
def confirm(request: HttpRequest, task_id: Id, body: TaskConfirmIn) -> Any:
    return task_told(request, services.task_confirm, task_id, **body.dict())


@router.post("/{int:task_id}/return", response=TaskWhole, summary="Trả lại", operation_id="task_return")
def give_back(request: HttpRequest, task_id: Id, body: TaskReasonIn) -> Any:
    return task_told(request, services.task_return, task_id, **body.dict())


@router.post("/{int:task_id}/reopen", response=TaskWhole, summary="Mở lại việc đã xác nhận", operation_id="task_reopen")
def reopen(request: HttpRequest, task_id: Id, body: TaskReasonIn) -> Any:
    return task_told(request, services.task_reopen, task_id, **body.dict())


@router.post("/{int:task_id}/regive", response=TaskWhole, summary="Giao lại", operation_id="task_regive")
def regive(request: HttpRequest, task_id: Id, body: RegiveIn) -> Any:
    return task_told(request, services.task_regive, task_id, **body.dict())


@router.post("/{int:task_id}/pause", response=TaskWhole, summary="Tạm dừng", operation_id="task_pause")
def pause(request: HttpRequest, task_id: Id, body: PauseIn) -> Any:
    return task_told(request, services.task_pause, task_id, **body.dict())


@router.post("/{int:task_id}/resume", response=TaskWhole, summary="Làm tiếp", operation_id="task_resume")
def resume(request: HttpRequest, task_id: Id) -> Any:
    return task_told(request, services.task_resume, task_id)


@router.post("/{int:task_id}/withdraw", response=TaskWhole, summary="Rút việc", operation_id="task_withdraw")
def withdraw(request: HttpRequest, task_id: Id, body: TaskReasonIn) -> Any:
    return task_told(request, services.task_withdraw, task_id, **body.dict())


@router.post("/{int:task_id}/restore", response=TaskWhole, summary="Giao lại việc đã rút", operation_id="task_restore")
def restore(request: HttpRequest, task_id: Id, body: TaskReasonIn) -> Any:
    return task_told(request, services.task_restore, task_id, **body.dict())


@router.post("/{int:task_id}/hand-over", response=TaskWhole, summary="Chuyển người", operation_id="task_hand_over")
def hand_over(request: HttpRequest, task_id: Id, body: HandIn) -> Any:
    return task_told(request, services.task_hand_over, task_id, **body.dict())


@router.post(
    "/{int:task_id}/extensions", response={201: TaskWhole}, summary="Xin gia hạn", operation_id="extension_ask"
)
def extension_ask(request: HttpRequest, task_id: Id, body: ExtensionIn) -> Any:
    return Status(201, task_told(request, services.extension_ask, task_id, **body.dict()))


@router.post(
    "/extensions/{int:extension_id}/grant", response=TaskWhole, summary="Đồng ý gia hạn", operation_id="extension_grant"
)
def extension_grant(request: HttpRequest, extension_id: Id, body: GrantIn) -> Any:
    return extension_told(request, services.extension_grant, extension_id, **body.dict())


@router.post(
    "/extensions/{int:extension_id}/refuse", response=TaskWhole, summary="Không đồng ý gia hạn",
    operation_id="extension_refuse",
)  # fmt: skip
def extension_refuse(request: HttpRequest, extension_id: Id, body: TaskReasonIn) -> Any:
    return extension_told(request, services.extension_refuse, extension_id, **body.dict())


@router.post(
    "/extensions/{int:extension_id}/withdraw", response=TaskWhole, summary="Rút đề nghị gia hạn",
    operation_id="extension_withdraw",
)  # fmt: skip
def extension_withdraw(request: HttpRequest, extension_id: Id) -> Any:
    return extension_told(request, services.extension_withdraw, extension_id)
