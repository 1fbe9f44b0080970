"""The life of a change of units: planned, applied, undone – or cancelled before it was applied."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from dieuphoi.core.workflow.machine import Machine, Move
from dieuphoi.registry.territory.policies import may_change_units

PLANNED: Final = "PLANNED"
APPLIED: Final = "APPLIED"
UNDONE: Final = "UNDONE"
CANCELLED: Final = "CANCELLED"

CHANGE_LIFE: Final = Machine(
    field="state",
    states={
        PLANNED: _("Dự kiến"),
        APPLIED: _("Đã áp dụng"),
        UNDONE: _("Đã hoàn tác"),
        CANCELLED: _("Đã hủy"),
    },
    moves=(
        Move("apply", (PLANNED,), APPLIED, _("Áp dụng"), may_change_units),
        Move("cancel", (PLANNED,), CANCELLED, _("Hủy dự kiến"), may_change_units, needs_reason=True),
        Move("undo", (APPLIED,), UNDONE, _("Hoàn tác"), may_change_units, needs_reason=True),
    ),
    start=PLANNED,
)
"""What blocks an undo besides the right (what rests on a successor) is asked once for the whole set, by the service."""
