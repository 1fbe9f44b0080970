"""The acts on a plan itself."""

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
    AnswerIn,
    ApproveIn,
    MemberIn,
    PlanConsultIn,
    PlanIn,
    PlanWhole,
    StepDoneIn,
    StepIn,
    WordsIn,
)
from dieuphoi.steering.tasks.services import plans as services


@router.post("", response={201: PlanWhole}, summary="Lập chương trình công tác", operation_id="plan_start")
def start(request: HttpRequest, body: PlanIn) -> Any:
    plan = services.plan_start(
        actor=request.actor, new=services.NewPlan(**body.dict()), now=request.now  # type: ignore[attr-defined]
    )
    return Status(201, plan_whole(request, plan.pk))


@router.post("/{int:plan_id}/correct", response=PlanWhole, summary="Sửa phần đầu", operation_id="plan_correct")
def correct(request: HttpRequest, plan_id: Id, body: PlanIn) -> Any:
    return plan_told(request, services.plan_correct, plan_id, new=services.NewPlan(**body.dict()))


@router.post("/{int:plan_id}/members", response={201: PlanWhole}, summary="Mời soạn", operation_id="plan_member_add")
def member_add(request: HttpRequest, plan_id: Id, body: MemberIn) -> Any:
    return Status(201, plan_told(request, services.member_add, plan_id, **body.dict()))


@router.post("/members/{int:member_id}/end", response=PlanWhole, summary="Ra khỏi nhóm", operation_id="plan_member_end")
def member_end(request: HttpRequest, member_id: Id) -> Any:
    return part_told(request, services.member_end, "member_id", member_id)


@router.post("/{int:plan_id}/steps", response={201: PlanWhole}, summary="Thêm bước", operation_id="plan_step_add")
def step_add(request: HttpRequest, plan_id: Id, body: StepIn) -> Any:
    return Status(201, plan_told(request, services.milestone_add, plan_id, **body.dict()))


@router.post("/steps/{int:step_id}/done", response=PlanWhole, summary="Bước đã xong", operation_id="plan_step_done")
def step_done(request: HttpRequest, step_id: Id, body: StepDoneIn) -> Any:
    return part_told(request, services.milestone_done, "milestone_id", step_id, **body.dict())


@router.post("/{int:plan_id}/save", response=PlanWhole, summary="Lưu phiên bản", operation_id="plan_save")
def save(request: HttpRequest, plan_id: Id, body: WordsIn) -> Any:
    return plan_told(request, services.plan_save, plan_id, reason=body.text)


@router.post("/{int:plan_id}/sign", response=PlanWhole, summary="Ký nháy", operation_id="plan_sign")
def sign(request: HttpRequest, plan_id: Id, body: WordsIn) -> Any:
    return plan_told(request, services.plan_sign, plan_id, text=body.text)


@router.post("/{int:plan_id}/consult", response=PlanWhole, summary="Gửi lấy ý kiến", operation_id="plan_consult")
def consult(request: HttpRequest, plan_id: Id, body: PlanConsultIn) -> Any:
    return plan_told(request, services.plan_consult, plan_id, **body.dict())


@router.post("/consults/{int:consult_id}/answer", response=PlanWhole, summary="Cho ý kiến", operation_id="plan_answer")
def answer(request: HttpRequest, consult_id: Id, body: AnswerIn) -> Any:
    return part_told(request, services.consult_answer, "consult_id", consult_id, **body.dict())


@router.post("/{int:plan_id}/submit", response=PlanWhole, summary="Trình phê duyệt", operation_id="plan_submit")
def submit(request: HttpRequest, plan_id: Id, body: WordsIn) -> Any:
    return plan_told(request, services.plan_submit, plan_id, text=body.text)


@router.post("/{int:plan_id}/approve", response=PlanWhole, summary="Phê duyệt", operation_id="plan_approve")
def approve(request: HttpRequest, plan_id: Id, body: ApproveIn) -> Any:
    return plan_told(request, services.plan_approve, plan_id, **body.dict())


@router.post("/{int:plan_id}/return", response=PlanWhole, summary="Trả lại", operation_id="plan_return")
def give_back(request: HttpRequest, plan_id: Id, body: Reason) -> Any:
    return plan_told(request, services.plan_return, plan_id, **body.dict())


@router.post("/{int:plan_id}/recall", response=PlanWhole, summary="Rút lại để sửa", operation_id="plan_recall")
def recall(request: HttpRequest, plan_id: Id, body: Reason) -> Any:
    return plan_told(request, services.plan_recall, plan_id, **body.dict())


@router.post("/{int:plan_id}/amend", response=PlanWhole, summary="Mở điều chỉnh", operation_id="plan_amend")
def amend(request: HttpRequest, plan_id: Id, body: Reason) -> Any:
    return plan_told(request, services.plan_amend, plan_id, **body.dict())


@router.post("/{int:plan_id}/keep", response=PlanWhole, summary="Thôi điều chỉnh", operation_id="plan_keep")
def keep(request: HttpRequest, plan_id: Id, body: Reason) -> Any:
    return plan_told(request, services.plan_keep, plan_id, **body.dict())


@router.post("/{int:plan_id}/end", response=PlanWhole, summary="Kết thúc", operation_id="plan_end")
def end(request: HttpRequest, plan_id: Id, body: Reason) -> Any:
    return plan_told(request, services.plan_end, plan_id, **body.dict())


@router.post("/{int:plan_id}/resume", response=PlanWhole, summary="Mở lại", operation_id="plan_resume")
def resume(request: HttpRequest, plan_id: Id, body: Reason) -> Any:
    return plan_told(request, services.plan_resume, plan_id, **body.dict())


@router.post("/{int:plan_id}/drop", response=PlanWhole, summary="Bỏ dự thảo", operation_id="plan_drop")
def drop(request: HttpRequest, plan_id: Id, body: Reason) -> Any:
    return plan_told(request, services.plan_drop, plan_id, **body.dict())
