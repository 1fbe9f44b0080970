"""Groups, lines, their money, the tasks that come of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.responses import Status

from dieuphoi.core.kernel.api import (
    Id,
    Reason,
)
from dieuphoi.steering.tasks.plan_api.rows import part_told, plan_told, plan_whole, router
from dieuphoi.steering.tasks.plan_api.shapes import (
    CarryIn,
    GiveIn,
    GroupIn,
    LineIn,
    LinePatch,
    MoneyIn,
    PlanLinkIn,
    PlanWhole,
)
from dieuphoi.steering.tasks.selectors import plans as selectors
from dieuphoi.steering.tasks.services import plans as services


@router.post("/{int:plan_id}/groups", response={201: PlanWhole}, summary="Thêm nhóm", operation_id="plan_group_add")
def group_add(request: HttpRequest, plan_id: Id, body: GroupIn) -> Any:
    return Status(201, plan_told(request, services.group_add, plan_id, **body.dict()))


@router.put("/groups/{int:group_id}", response=PlanWhole, summary="Sửa nhóm", operation_id="plan_group_correct")
def group_correct(request: HttpRequest, group_id: Id, body: GroupIn) -> Any:
    return part_told(request, services.group_correct, "group_id", group_id, **body.dict())


@router.post("/groups/{int:group_id}/end", response=PlanWhole, summary="Bỏ nhóm", operation_id="plan_group_end")
def group_end(request: HttpRequest, group_id: Id) -> Any:
    return part_told(request, services.group_end, "group_id", group_id)


@router.post("/{int:plan_id}/lines", response={201: PlanWhole}, summary="Thêm nhiệm vụ", operation_id="plan_line_add")
def line_add(request: HttpRequest, plan_id: Id, body: LineIn) -> Any:
    values = {**body.dict(), "coordinating": tuple(body.coordinating)}
    return Status(201, plan_told(request, services.line_add, plan_id, new=services.NewLine(**values)))


@router.put("/lines/{int:line_id}", response=PlanWhole, summary="Sửa nhiệm vụ", operation_id="plan_line_correct")
def line_correct(request: HttpRequest, line_id: Id, body: LinePatch) -> Any:
    line = selectors.line_by_id(request.actor, line_id)  # type: ignore[attr-defined]
    said = body.dict(exclude_unset=True, exclude={"revision"})
    values = {name: getattr(line, name) for name in services.FIELDS}
    # A text that is sent as null is not said; a body, person or heading that is, is taken out.
    texts = ("text", "product", "timing", "note", "is_key", "coordinating")
    values |= {name: value for name, value in said.items() if value is not None or name not in texts}
    values["coordinating"] = tuple(values["coordinating"])
    return part_told(
        request, services.line_correct, "line_id", line_id, new=services.NewLine(**values), revision=body.revision
    )


@router.post("/lines/{int:line_id}/end", response=PlanWhole, summary="Bỏ nhiệm vụ", operation_id="plan_line_end")
def line_end(request: HttpRequest, line_id: Id, body: Reason) -> Any:
    return part_told(request, services.line_end, "line_id", line_id, **body.dict())


@router.post(
    "/lines/{int:line_id}/restore", response=PlanWhole, summary="Đưa nhiệm vụ trở lại", operation_id="plan_line_restore"
)
def line_restore(request: HttpRequest, line_id: Id) -> Any:
    return part_told(request, services.line_restore, "line_id", line_id)


@router.put("/lines/{int:line_id}/money", response=PlanWhole, summary="Ghi kinh phí", operation_id="plan_budget_set")
def money(request: HttpRequest, line_id: Id, body: MoneyIn) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    rows = [services.Money(row.source, row.amount, row.year) for row in body.rows]
    line = selectors.line_by_id(actor, line_id)
    services.budget_set(
        actor=actor, line_id=line_id, rows=rows, revision=body.revision, now=request.now  # type: ignore[attr-defined]
    )
    return plan_whole(request, line.plan_id)


@router.post("/{int:plan_id}/give", response=PlanWhole, summary="Giao thành nhiệm vụ", operation_id="plan_give")
def give(request: HttpRequest, plan_id: Id, body: GiveIn) -> Any:
    rows = [services.LineGiven(**row.dict()) for row in body.lines]
    return plan_told(request, services.plan_give, plan_id, rows=rows, given_on=body.given_on)


@router.post("/lines/{int:line_id}/link", response=PlanWhole, summary="Gắn việc", operation_id="plan_task_link")
def link(request: HttpRequest, line_id: Id, body: PlanLinkIn) -> Any:
    line = selectors.line_by_id(request.actor, line_id)  # type: ignore[attr-defined]
    services.task_link(
        actor=request.actor, line_id=line_id, task_id=body.task_id, now=request.now  # type: ignore[attr-defined]
    )
    return plan_whole(request, line.plan_id)


@router.post("/links/{int:link_id}/end", response=PlanWhole, summary="Gỡ việc", operation_id="plan_task_unlink")
def unlink(request: HttpRequest, link_id: Id, body: Reason) -> Any:
    found = selectors.link_by_id(request.actor, link_id)  # type: ignore[attr-defined]
    services.task_unlink(
        actor=request.actor, link_id=link_id, reason=body.reason, now=request.now  # type: ignore[attr-defined]
    )
    return plan_whole(request, found.line.plan_id)


@router.post("/{int:plan_id}/carry", response={201: PlanWhole}, summary="Lập kỳ sau", operation_id="plan_carry")
def carry(request: HttpRequest, plan_id: Id, body: CarryIn) -> Any:
    new = services.NewPlan(**body.dict(exclude={"line_ids", "reason"}))
    following = services.plan_carry(
        actor=request.actor, plan_id=plan_id, new=new, line_ids=body.line_ids,  # type: ignore[attr-defined]
        reason=body.reason, now=request.now,  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(201, plan_whole(request, following.pk))
