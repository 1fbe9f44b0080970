"""The life of a registered target. That it was *reached* is no state: it is read from recognitions and rounds."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.workflow.machine import Machine, Move
from dieuphoi.programme.targets import policies as may


class TargetState(models.TextChoices):
    REGISTERED = "REGISTERED", _("đã đăng ký")
    CONFIRMED = "CONFIRMED", _("tỉnh đã phê duyệt")
    WITHDRAWN = "WITHDRAWN", _("đã rút đăng ký")
    MOVED = "MOVED", _("đã chuyển sang năm khác")
    VOID = "VOID", _("rút vì ghi nhầm")


LIVING = (TargetState.REGISTERED, TargetState.CONFIRMED)
"""The states in which a target is followed."""

TARGET_LIFE = Machine(
    field="state",
    states=dict(TargetState.choices),
    start=TargetState.REGISTERED,
    moves=(
        Move("confirm", (TargetState.REGISTERED,), TargetState.CONFIRMED, _("Ghi phê duyệt của tỉnh"), may.may_decide),
        Move("move", LIVING, TargetState.MOVED, _("Chuyển năm"), may.may_decide, may.not_reached, needs_reason=True),
        Move(
            "withdraw", LIVING, TargetState.WITHDRAWN, _("Rút đăng ký"), may.may_decide, may.not_reached,
            needs_reason=True,
        ),
        Move(
            "unconfirm", (TargetState.CONFIRMED,), TargetState.REGISTERED, _("Gỡ phê duyệt ghi nhầm"), may.may_decide,
            needs_reason=True,
        ),
        Move(
            "restore", (TargetState.WITHDRAWN,), TargetState.REGISTERED, _("Khôi phục đăng ký"), may.may_decide,
            may.place_is_free, needs_reason=True,
        ),
        Move(
            "take_back", (TargetState.MOVED,), TargetState.REGISTERED, _("Hủy việc chuyển năm"), may.may_decide,
            may.place_is_free, needs_reason=True,
        ),
        Move(
            "void", (*LIVING, TargetState.WITHDRAWN), TargetState.VOID, _("Rút vì ghi nhầm"), may.may_decide,
            needs_reason=True,
        ),
    ),
)  # fmt: skip
