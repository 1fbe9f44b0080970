"""The lives of a round, of a commune's sheet and of one indicator in it."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.workflow.machine import Machine, Move
from dieuphoi.programme.assessments import policies as may


class RoundState(models.TextChoices):
    DRAFT = "DRAFT", _("đang chuẩn bị")
    OPEN = "OPEN", _("đang mở")
    FROZEN = "FROZEN", _("đã chốt")
    CANCELLED = "CANCELLED", _("đã hủy")


class SheetState(models.TextChoices):
    OPEN = "OPEN", _("xã đang nhập")
    SUBMITTED = "SUBMITTED", _("xã đã gửi")
    VERIFYING = "VERIFYING", _("sở ngành đang thẩm định")
    CONSOLIDATED = "CONSOLIDATED", _("Văn phòng đã tổng hợp")
    FROZEN = "FROZEN", _("đã chốt")


class Verification(models.TextChoices):
    EMPTY = "EMPTY", _("chưa nhập")
    ENTERED = "ENTERED", _("chờ thẩm định")
    RETURNED = "RETURNED", _("bị trả lại")
    ACCEPTED = "ACCEPTED", _("đã chấp nhận")
    CONCLUDED = "CONCLUDED", _("đã có kết luận")
    COUNTERED = "COUNTERED", _("sở, ngành ghi số khác")
    DISPUTED = "DISPUTED", _("xã không đồng ý")
    SETTLED = "SETTLED", _("hội đồng đã quyết")


WAITS_FOR_DEPARTMENT: Final = (Verification.ENTERED, Verification.DISPUTED)
WAITING: Final = (*WAITS_FOR_DEPARTMENT, Verification.RETURNED)
"""Nobody consolidates over these: a department, or the commune, has still to act."""
HAS_CONCLUSION: Final = (Verification.CONCLUDED, Verification.SETTLED)
"""A conclusion may stand here, the department's or the council's."""
ARGUED: Final = (Verification.COUNTERED, Verification.DISPUTED, Verification.SETTLED)
"""Two sides see it otherwise, or saw it until the council decided."""
VERIFIED: Final = (Verification.ACCEPTED, Verification.CONCLUDED, Verification.COUNTERED, Verification.SETTLED)


ROUND_LIFE = Machine(
    field="state",
    states=dict(RoundState.choices),
    start=RoundState.DRAFT,
    moves=(
        Move("open", (RoundState.DRAFT,), RoundState.OPEN, _("Mở đợt"), may.may_run_rounds, may.round_has_sheets),
        Move("cancel", (RoundState.DRAFT,), RoundState.CANCELLED, _("Hủy đợt"), may.may_run_rounds, needs_reason=True),
        Move("freeze", (RoundState.OPEN,), RoundState.FROZEN, _("Chốt đợt"), may.may_freeze, may.all_consolidated),
    ),
)

SHEET_LIFE = Machine(
    field="state",
    states=dict(SheetState.choices),
    start=SheetState.OPEN,
    moves=(
        Move("submit", (SheetState.OPEN,), SheetState.SUBMITTED, _("Gửi phiếu"), may.may_submit, may.round_is_open),
        Move(
            "reopen",
            (SheetState.SUBMITTED, SheetState.VERIFYING, SheetState.CONSOLIDATED),
            SheetState.OPEN,
            _("Trả lại cả phiếu"),
            may.may_consolidate,
            may.round_is_open,
            needs_reason=True,
        ),
        Move("verify", (SheetState.SUBMITTED,), SheetState.VERIFYING, _("Bắt đầu thẩm định"), may.may_verify_some),
        Move(
            "consolidate",
            (SheetState.SUBMITTED, SheetState.VERIFYING),
            SheetState.CONSOLIDATED,
            _("Tổng hợp"),
            may.may_consolidate,
            may.nothing_waits,
        ),
        Move("freeze", (SheetState.CONSOLIDATED,), SheetState.FROZEN, _("Chốt"), may.may_freeze),
    ),
)

RESULT_LIFE = Machine(
    field="verification",
    states=dict(Verification.choices),
    start=Verification.EMPTY,
    first=may.sheet_is_not_frozen,
    moves=(
        Move(
            "enter",
            (Verification.EMPTY, Verification.ENTERED, Verification.RETURNED),
            Verification.ENTERED,
            _("Nhập số liệu"),
            may.may_enter,
            may.entry_is_open,
        ),
        Move("clear", (Verification.ENTERED, Verification.RETURNED), Verification.EMPTY, _("Xóa ô"), may.may_enter,
             may.entry_is_open),
        Move(
            "accept",
            WAITS_FOR_DEPARTMENT,
            Verification.ACCEPTED,
            _("Chấp nhận"),
            may.may_verify,
            may.can_be_accepted,
        ),
        Move(
            "return",
            (
                Verification.ENTERED,
                Verification.ACCEPTED,
                Verification.CONCLUDED,
                Verification.COUNTERED,
                Verification.DISPUTED,
            ),
            Verification.RETURNED,
            _("Trả lại"),
            may.may_verify,
            may.verification_is_open,
            needs_reason=True,
        ),
        Move(
            "conclude",
            (
                Verification.EMPTY,
                Verification.ENTERED,
                Verification.ACCEPTED,
                Verification.COUNTERED,
                Verification.DISPUTED,
            ),
            Verification.CONCLUDED,
            _("Kết luận bằng văn bản"),
            may.may_verify,
            may.can_be_concluded,
        ),
        Move(
            "counter",
            (
                Verification.EMPTY,
                Verification.ENTERED,
                Verification.RETURNED,
                Verification.ACCEPTED,
                Verification.COUNTERED,
                Verification.DISPUTED,
            ),
            Verification.COUNTERED,
            _("Ghi số khác"),
            may.may_verify,
            may.can_be_countered,
            needs_reason=True,
        ),
        Move(
            "take_back",
            (Verification.COUNTERED, Verification.DISPUTED),
            Verification.ENTERED,
            _("Rút số của cơ quan"),
            may.may_verify,
            may.has_own_figure,
            needs_reason=True,
            or_to=(Verification.EMPTY, Verification.RETURNED),
        ),
        Move(
            "dispute",
            (Verification.COUNTERED, Verification.CONCLUDED),
            Verification.DISPUTED,
            _("Không đồng ý"),
            may.may_enter,
            may.can_be_disputed,
            needs_reason=True,
        ),
        Move(
            "uphold",
            (Verification.DISPUTED,),
            Verification.COUNTERED,
            _("Giữ số của cơ quan"),
            may.may_verify,
            may.has_own_figure,
            needs_reason=True,
        ),
        Move(
            "council",
            tuple(Verification),
            Verification.SETTLED,
            _("Ghi quyết định của hội đồng"),
            may.may_record_council,
            may.council_is_open,
        ),
        Move(
            "withdraw",
            (Verification.SETTLED,),
            Verification.ENTERED,
            _("Rút quyết định đã ghi của hội đồng"),
            may.may_record_council,
            may.council_can_be_withdrawn,
            needs_reason=True,
            or_to=tuple(each for each in Verification if each not in (Verification.ENTERED, Verification.SETTLED)),
        ),
    ),
)
