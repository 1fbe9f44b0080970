"""The life of a work programme. An approved one changes only by an amendment, which ends in its next edition."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.workflow.machine import Machine, Move
from dieuphoi.steering.tasks import plan_policies as may


class PlanState(models.TextChoices):
    DRAFT = "DRAFT", _("đang soạn")
    CONSULTED = "CONSULTED", _("đang lấy ý kiến")
    SUBMITTED = "SUBMITTED", _("chờ phê duyệt")
    APPROVED = "APPROVED", _("đã phê duyệt")
    AMENDED = "AMENDED", _("đang điều chỉnh")
    ENDED = "ENDED", _("đã kết thúc")
    DROPPED = "DROPPED", _("đã bỏ dự thảo")


WRITABLE: Final = (PlanState.DRAFT, PlanState.CONSULTED, PlanState.AMENDED)
"""The states in which lines are written."""

PLAN_LIFE = Machine(
    field="state",
    states=dict(PlanState.choices),
    start=PlanState.DRAFT,
    moves=(
        Move(
            "consult", (PlanState.DRAFT, PlanState.AMENDED), PlanState.CONSULTED, _("Gửi lấy ý kiến"), may.may_edit,
            may.has_lines,
        ),
        Move(
            "submit", (PlanState.DRAFT, PlanState.CONSULTED, PlanState.AMENDED), PlanState.SUBMITTED,
            _("Trình phê duyệt"), may.may_edit, may.has_lines,
        ),
        Move(
            "approve", (PlanState.SUBMITTED,), PlanState.APPROVED, _("Phê duyệt"), may.may_approve,
        ),
        Move(
            "return", (PlanState.SUBMITTED,), PlanState.DRAFT, _("Trả lại"), may.may_approve, needs_reason=True,
            or_to=(PlanState.AMENDED,),
        ),
        Move(
            "recall", (PlanState.SUBMITTED, PlanState.CONSULTED), PlanState.DRAFT, _("Rút lại để sửa"), may.belongs,
            needs_reason=True, or_to=(PlanState.AMENDED,),
        ),
        Move(
            "amend", (PlanState.APPROVED,), PlanState.AMENDED, _("Mở điều chỉnh"), may.belongs, needs_reason=True,
        ),
        Move(
            "keep", (PlanState.AMENDED,), PlanState.APPROVED, _("Thôi điều chỉnh"), may.belongs, needs_reason=True,
        ),
        Move(
            "end", (PlanState.APPROVED,), PlanState.ENDED, _("Kết thúc"), may.approves, needs_reason=True,
        ),
        Move(
            "resume", (PlanState.ENDED,), PlanState.APPROVED, _("Mở lại"), may.approves, needs_reason=True,
        ),
        Move(
            "drop", (PlanState.DRAFT, PlanState.CONSULTED), PlanState.DROPPED, _("Bỏ dự thảo"), may.belongs,
            may.was_never_approved, needs_reason=True,
        ),
    ),
)  # fmt: skip
