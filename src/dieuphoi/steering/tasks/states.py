"""The life of a task and of a request for more time. Whether a task is late is no state: the clock says it."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.workflow.machine import Machine, Move
from dieuphoi.steering.tasks import policies as may


class TaskState(models.TextChoices):
    NEW = "NEW", _("mới giao")
    ACCEPTED = "ACCEPTED", _("đã nhận")
    IN_PROGRESS = "IN_PROGRESS", _("đang thực hiện")
    REPORTED = "REPORTED", _("chờ xác nhận")
    RETURNED = "RETURNED", _("bị trả lại")
    PAUSED = "PAUSED", _("tạm dừng")
    REFUSED = "REFUSED", _("bị từ chối nhận")
    DONE = "DONE", _("đã hoàn thành")
    WITHDRAWN = "WITHDRAWN", _("đã rút")


ENDED: Final = (TaskState.DONE, TaskState.WITHDRAWN)
"""The states that are an end. Every other one has an owner and a day, or a reason why not."""
DOING: Final = (TaskState.NEW, TaskState.ACCEPTED, TaskState.IN_PROGRESS, TaskState.RETURNED)
"""It is the turn of whoever is responsible."""
OPEN: Final = (*DOING, TaskState.REPORTED, TaskState.PAUSED, TaskState.REFUSED)

TASK_LIFE = Machine(
    field="state",
    states=dict(TaskState.choices),
    start=TaskState.NEW,
    moves=(
        Move("accept", (TaskState.NEW,), TaskState.ACCEPTED, _("Nhận việc"), may.may_do),
        Move(
            "refuse", (TaskState.NEW, TaskState.ACCEPTED), TaskState.REFUSED, _("Từ chối nhận"), may.may_do,
            needs_reason=True,
        ),
        Move("start", (TaskState.ACCEPTED, TaskState.RETURNED), TaskState.IN_PROGRESS, _("Bắt đầu làm"), may.may_do),
        Move(
            "report", (TaskState.ACCEPTED, TaskState.IN_PROGRESS, TaskState.RETURNED), TaskState.REPORTED,
            _("Báo cáo hoàn thành"), may.may_do, may.parts_are_done,
        ),
        Move(
            "recall", (TaskState.REPORTED,), TaskState.IN_PROGRESS, _("Rút lại báo cáo"), may.may_do,
            needs_reason=True,
        ),
        Move(
            "confirm", (TaskState.REPORTED,), TaskState.DONE, _("Xác nhận hoàn thành"), may.may_confirm,
            may.parts_are_done,
        ),
        Move(
            "return", (TaskState.REPORTED,), TaskState.RETURNED, _("Trả lại"), may.may_confirm, needs_reason=True,
        ),
        Move(
            "reopen", (TaskState.DONE,), TaskState.RETURNED, _("Mở lại việc đã xác nhận"), may.may_confirm,
            may.whole_is_open, needs_reason=True,
        ),
        Move(
            "regive", (TaskState.REFUSED,), TaskState.NEW, _("Giao lại"), may.may_direct, may.whole_is_open,
            needs_reason=True,
        ),
        Move(
            "pause", (*DOING,), TaskState.PAUSED, _("Tạm dừng"), may.may_direct, needs_reason=True,
        ),
        Move(
            "resume", (TaskState.PAUSED,), TaskState.IN_PROGRESS, _("Làm tiếp"), may.may_direct, may.whole_is_open,
            or_to=(TaskState.NEW, TaskState.ACCEPTED, TaskState.RETURNED),
        ),
        Move(
            "withdraw", OPEN, TaskState.WITHDRAWN, _("Rút việc"), may.may_direct, may.parts_are_done,
            needs_reason=True,
        ),
        Move(
            "restore", (TaskState.WITHDRAWN,), TaskState.NEW, _("Giao lại việc đã rút"), may.may_direct,
            may.whole_is_open, needs_reason=True,
        ),
    ),
)  # fmt: skip


class ExtensionState(models.TextChoices):
    ASKED = "ASKED", _("chờ quyết định")
    GRANTED = "GRANTED", _("được gia hạn")
    REFUSED = "REFUSED", _("không được gia hạn")
    WITHDRAWN = "WITHDRAWN", _("đã rút đề nghị")


EXTENSION_LIFE = Machine(
    field="state",
    states=dict(ExtensionState.choices),
    start=ExtensionState.ASKED,
    moves=(
        Move(
            "grant", (ExtensionState.ASKED,), ExtensionState.GRANTED, _("Đồng ý gia hạn"), may.may_decide_extension,
        ),
        Move(
            "refuse", (ExtensionState.ASKED,), ExtensionState.REFUSED, _("Không đồng ý"), may.may_decide_extension,
            needs_reason=True,
        ),
        Move(
            "withdraw", (ExtensionState.ASKED,), ExtensionState.WITHDRAWN, _("Rút đề nghị"), may.may_recall_extension,
        ),
    ),
)  # fmt: skip


class DutyState(models.TextChoices):
    ACTIVE = "ACTIVE", _("đang chạy")
    PAUSED = "PAUSED", _("tạm dừng")
    ENDED = "ENDED", _("đã thôi")


DUTY_LIFE = Machine(
    field="state",
    states=dict(DutyState.choices),
    start=DutyState.ACTIVE,
    moves=(
        Move(
            "pause", (DutyState.ACTIVE,), DutyState.PAUSED, _("Tạm dừng"), may.may_keep_duty, needs_reason=True,
        ),
        Move("resume", (DutyState.PAUSED,), DutyState.ACTIVE, _("Chạy tiếp"), may.may_keep_duty),
        Move(
            "end", (DutyState.ACTIVE, DutyState.PAUSED), DutyState.ENDED, _("Thôi việc định kỳ này"), may.may_keep_duty,
            needs_reason=True,
        ),
    ),
)  # fmt: skip
