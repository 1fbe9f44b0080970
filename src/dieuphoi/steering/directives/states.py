"""The lives of a document on the register and of one in the making. That a document is in force is no state: it is read
from relations, as of a day.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.workflow.machine import Machine, Move
from dieuphoi.steering.directives import policies as may


class DocumentState(models.TextChoices):
    REGISTERED = "REGISTERED", _("đã vào sổ")
    VOID = "VOID", _("rút vì ghi nhầm")


DOCUMENT_LIFE = Machine(
    field="state",
    states=dict(DocumentState.choices),
    start=DocumentState.REGISTERED,
    moves=(
        Move(
            "void", (DocumentState.REGISTERED,), DocumentState.VOID, _("Rút vì ghi nhầm"), may.may_keep,
            may.nothing_rests_on_it, needs_reason=True,
        ),
        Move(
            "restore", (DocumentState.VOID,), DocumentState.REGISTERED, _("Khôi phục"), may.may_keep,
            may.number_is_free, needs_reason=True,
        ),
    ),
)  # fmt: skip


class DraftingState(models.TextChoices):
    ASKED = "ASKED", _("được yêu cầu")
    DRAFTING = "DRAFTING", _("đang soạn thảo")
    OPINIONS = "OPINIONS", _("đang lấy ý kiến")
    SUBMITTED = "SUBMITTED", _("đã trình ký")
    SIGNED = "SIGNED", _("đã ký")
    ISSUED = "ISSUED", _("đã ban hành")
    WITHDRAWN = "WITHDRAWN", _("thôi soạn thảo")


OPEN_DRAFTS = (
    DraftingState.ASKED, DraftingState.DRAFTING, DraftingState.OPINIONS, DraftingState.SUBMITTED, DraftingState.SIGNED,
)  # fmt: skip
"""The states in which somebody has the draft."""

DRAFTING_LIFE = Machine(
    field="state",
    states=dict(DraftingState.choices),
    start=DraftingState.ASKED,
    moves=(
        Move("start", (DraftingState.ASKED,), DraftingState.DRAFTING, _("Nhận soạn thảo"), may.may_draft),
        Move(
            "consult", (DraftingState.DRAFTING,), DraftingState.OPINIONS, _("Lấy ý kiến"), may.may_draft,
            may.has_a_version,
        ),
        Move("resume", (DraftingState.OPINIONS,), DraftingState.DRAFTING, _("Tiếp thu, soạn tiếp"), may.may_draft),
        Move(
            "submit", (DraftingState.DRAFTING, DraftingState.OPINIONS), DraftingState.SUBMITTED, _("Trình ký"),
            may.may_draft, may.has_a_version,
        ),
        Move(
            "return", (DraftingState.SUBMITTED,), DraftingState.DRAFTING, _("Trả lại"), may.may_sign, needs_reason=True,
        ),
        Move("sign", (DraftingState.SUBMITTED,), DraftingState.SIGNED, _("Ký"), may.may_sign),
        Move(
            "unsign", (DraftingState.SIGNED,), DraftingState.SUBMITTED, _("Gỡ ký ghi nhầm"), may.may_sign,
            needs_reason=True,
        ),
        Move("issue", (DraftingState.SIGNED,), DraftingState.ISSUED, _("Ban hành, lấy số"), may.may_issue),
        Move(
            "withdraw", OPEN_DRAFTS, DraftingState.WITHDRAWN, _("Thôi soạn thảo"), may.may_run_draft, needs_reason=True,
        ),
    ),
)  # fmt: skip
