"""The lives of a handover, of its items, and of the check after a change of personnel."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.workflow.machine import Machine, Move
from dieuphoi.registry.organisations import policies


class HandoverState(models.TextChoices):
    OPEN = "OPEN", _("Đang lập")
    HANDED = "HANDED", _("Đã giao, chờ nhận")
    RECEIVED = "RECEIVED", _("Đã nhận")
    CLOSED = "CLOSED", _("Đã kết thúc")
    CANCELLED = "CANCELLED", _("Đã hủy")


class ItemState(models.TextChoices):
    OPEN = "open", _("Chưa giao")
    HANDED = "handed", _("Đã giao")
    RECEIVED = "received", _("Đã nhận")
    LEFT_OPEN = "left", _("Còn để lại")


class CheckState(models.TextChoices):
    OPEN = "OPEN", _("Cần xem lại")
    DONE = "DONE", _("Đã xem lại")


HANDOVER_LIFE = Machine(
    field="state",
    states=dict(HandoverState.choices),
    start=HandoverState.OPEN,
    moves=(
        Move("hand", ("OPEN",), "HANDED", _("Bàn giao"), policies.may_hand),
        Move("receive", ("HANDED",), "RECEIVED", _("Xác nhận đã nhận"), policies.may_receive),
        Move("return", ("HANDED",), "OPEN", _("Trả lại người giao"), policies.may_receive, needs_reason=True),
        Move("close", ("OPEN", "HANDED", "RECEIVED"), "CLOSED", _("Kết thúc bàn giao"), policies.may_run_handover),
        Move("cancel", ("OPEN",), "CANCELLED", _("Hủy"), policies.may_run_handover, needs_reason=True),
    ),
)

CHECK_LIFE = Machine(
    field="state",
    states=dict(CheckState.choices),
    start=CheckState.OPEN,
    moves=(Move("finish", ("OPEN",), "DONE", _("Đã xem lại"), policies.may_finish_check, needs_reason=True),),
)
