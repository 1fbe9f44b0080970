"""The life of an import: uploaded, checked or faulty, applied, undone – or put aside."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from dieuphoi.core.exchange.policies import can_be_undone, has_no_errors, may_discard, may_handle
from dieuphoi.core.workflow.machine import Machine, Move

UPLOADED: Final = "UPLOADED"
CHECKED: Final = "CHECKED"
FAULTY: Final = "FAULTY"
APPLIED: Final = "APPLIED"
UNDONE: Final = "UNDONE"
DISCARDED: Final = "DISCARDED"

IMPORT_RUN = Machine(
    field="state",
    start=UPLOADED,
    states={
        UPLOADED: _("Đã tải lên"),
        CHECKED: _("Chờ áp dụng"),
        FAULTY: _("Có lỗi"),
        APPLIED: _("Đã áp dụng"),
        UNDONE: _("Đã hoàn tác"),
        DISCARDED: _("Đã bỏ"),
    },
    moves=(
        Move("pass_check", (UPLOADED, FAULTY), CHECKED, _("Qua kiểm tra"), may_handle, has_no_errors),
        Move("fail_check", (UPLOADED, CHECKED), FAULTY, _("Không qua kiểm tra"), may_handle),
        Move("apply", (CHECKED,), APPLIED, _("Áp dụng"), may_handle, has_no_errors),
        Move("undo", (APPLIED,), UNDONE, _("Hoàn tác"), may_handle, can_be_undone, needs_reason=True),
        Move("discard", (UPLOADED, CHECKED, FAULTY), DISCARDED, _("Bỏ tệp này"), may_discard),
    ),
)
