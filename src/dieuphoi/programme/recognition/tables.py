"""The register of recognitions: what its list shows."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.register.tables import Column, Register, StateLook
from dieuphoi.programme.recognition import policies, selectors
from dieuphoi.programme.recognition.filters import RecognitionFilter

STATUS_LOOKS = {
    selectors.RECOGNISED: StateLook(_("đang được công nhận"), "good", "check"),
    selectors.ACKNOWLEDGED: StateLook(_("đã thừa nhận cho đơn vị sau sắp xếp"), "accent", "right"),
    selectors.PREDECESSOR: StateLook(_("của đơn vị trước sắp xếp"), "neutral", "clock"),
    selectors.REVOKED: StateLook(_("đã thu hồi"), "bad", "cross"),
    "": StateLook(_("không còn hiệu lực trong danh sách"), "neutral", "dash"),
}


def recognition_url(row: Any) -> str:
    return reverse("recognition:page", args=[getattr(row, "root", None) or row.root_id])


RECOGNITIONS = Register(
    name="recognition.list",
    title=_("Công nhận"),
    lead=_("Các quyết định công nhận đến ngày đã chọn, ghi cho đơn vị của ngày ký quyết định."),
    selector=selectors.recognitions,
    filterset=RecognitionFilter,
    columns=(
        Column("unit", _("Đơn vị"), value="unit_name", sort=("unit_key", "unit_code"), sticky=True),
        Column("code", _("Mã khi ấy"), value="unit_code", sort=("unit_code",), shown=False),
        Column(
            "level",
            _("Mức công nhận"),
            value=lambda row: str(selectors.LEVEL_LABELS[row.level]),
            sort=("level",),
        ),
        Column("year", _("Năm"), value=lambda row: str(row.year), sort=("year",)),
        Column("status", _("Tình trạng"), kind="state", states=STATUS_LOOKS, sort=("status",)),
        Column("number", _("Số quyết định"), value="decision_number", sort=("number_folded",)),
        Column("on", _("Ngày quyết định"), value="decision_on", kind="date", sort=("decision_on",)),
        Column("issuer", _("Cơ quan ký"), value="issuer", sort=("issuer",)),
        Column(
            "set",
            _("Bộ tiêu chí"),
            value=lambda row: "" if row.version is None else row.version.set.name,
            wide=True,
            shown=False,
        ),
        Column("revoked_by", _("Quyết định thu hồi"), value="revoked_by", shown=False),
        Column("source", _("Nguồn"), shown=False),
        Column("note", _("Ghi chú"), shown=False, wide=True),
    ),
    default_sort=("-on", "unit"),
    row_url=recognition_url,
    label_of=lambda row: f"{row.unit_name} – {row.decision_number}",
    export_name="cong-nhan",
    new_url=lambda: reverse("recognition:new"),
    new_label=_("Ghi công nhận"),
    new_policy=policies.may_record_some,
    empty=_("Chưa có quyết định công nhận nào đến ngày này."),
)
