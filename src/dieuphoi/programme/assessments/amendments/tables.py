"""The register of amendments after a freeze."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.register.tables import Column, Register, StateLook
from dieuphoi.programme.assessments.amendments import selectors
from dieuphoi.programme.assessments.amendments.filters import AmendmentFilter

LOOKS = {
    "REQUESTED": StateLook(_("chờ duyệt"), "accent", "clock"),
    "APPROVED": StateLook(_("đang áp dụng"), "accent", "round"),
    "APPLIED": StateLook(_("đã áp dụng"), "good", "check"),
    "REJECTED": StateLook(_("không được duyệt"), "bad", "cross"),
    "WITHDRAWN": StateLook(_("đã rút"), "neutral", "dash"),
    "LAPSED": StateLook(_("hết hạn"), "warn", "clock"),
}


def _rows(actor: Actor, as_of: date) -> Any:
    return selectors.amendments(actor, actor.on)


AMENDMENTS = Register(
    name="assessments.amendments",
    title=_("Điều chỉnh sau chốt"),
    lead=_("Phiếu đã chốt chỉ đổi bằng điều chỉnh: có lý do, văn bản, người thứ hai duyệt và hạn. Bản cũ vẫn giữ."),
    selector=_rows,
    filterset=AmendmentFilter,
    dated=False,
    columns=(
        Column("unit", _("Xã"), value="sheet.unit_name", sort=("sheet__unit_key", "sheet__unit_code"), sticky=True),
        Column("round", _("Đợt"), value="sheet.round.title", sort=("sheet__round__territory_on",)),
        Column("state", _("Trạng thái"), value="standing", kind="state", states=LOOKS, sort=("standing",)),
        Column("reason", _("Lý do"), wide=True),
        Column("document", _("Văn bản căn cứ")),
        Column("touched", _("Số chỉ tiêu"), kind="number", sort=("touched",)),
        Column("asker", _("Người đề nghị")),
        Column("requested_at", _("Đề nghị lúc"), kind="datetime", sort=("requested_at",)),
        Column("ends_on", _("Hạn quyết định"), kind="date", sort=("ends_on",)),
        Column("decider", _("Người quyết định"), shown=False),
        Column("decided_at", _("Quyết định lúc"), kind="datetime", sort=("decided_at",), shown=False),
        Column("edition", _("Bản"), kind="number", sort=("edition",), shown=False),
    ),
    default_sort=("-requested_at",),
    row_url=lambda row: reverse("assessments:amendment", args=[row.pk]),
    label_of=lambda row: row.sheet.unit_name,
    export_name="dieu-chinh-sau-chot",
    empty=_("Chưa có điều chỉnh nào sau chốt"),
)
