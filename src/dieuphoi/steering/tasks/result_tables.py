"""The register of published results: what its list shows."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.period import parse_period
from dieuphoi.core.register.tables import Column, Register, StateLook
from dieuphoi.steering.tasks import result_policies
from dieuphoi.steering.tasks.result_filters import ResultFilter
from dieuphoi.steering.tasks.result_states import ResultState
from dieuphoi.steering.tasks.selectors import results

STATE_LOOKS = {
    ResultState.PREPARED.value: StateLook(ResultState.PREPARED.label, "warn", "clock"),
    ResultState.PUBLISHED.value: StateLook(ResultState.PUBLISHED.label, "good", "check"),
    ResultState.WITHDRAWN.value: StateLook(ResultState.WITHDRAWN.label, "bad", "return"),
    ResultState.DROPPED.value: StateLook(ResultState.DROPPED.label, "neutral", "cross"),
}


def result_url(row: Any) -> str:
    return reverse("tasks:result", args=[row.pk])


RESULTS = Register(
    name="tasks.results",
    title=_("Kết quả đã công bố"),
    lead=_("Kết quả thực hiện nhiệm vụ của các cơ quan theo quý, 6 tháng, năm: một người lập, người khác duyệt, "
           "số liệu giữ nguyên như ngày lập."),
    selector=results.results,
    filterset=ResultFilter,
    columns=(
        Column("title", _("Kết quả"), sort=("title_folded",), sticky=True, wide=True),
        Column("period", _("Kỳ"), value=lambda row: parse_period(row.period).label, sort=("starts_on", "ends_on")),
        Column("number", _("Bản"), kind="number", places=0, sort=("number",)),
        Column("state", _("Trạng thái"), kind="state", states=STATE_LOOKS, sort=("state",)),
        Column("as_of", _("Số liệu ngày"), kind="date", sort=("as_of",)),
        Column("bodies", _("Số cơ quan"), kind="number", places=0, sort=("bodies",)),
        Column("prepared_by", _("Người lập"), value=lambda row: str(row.prepared_by)),
        Column("approved_by", _("Người duyệt"), value=lambda row: str(row.approved_by or "")),
        Column("approved_at", _("Công bố lúc"), kind="datetime", sort=("approved_at",)),
        Column("end_reason", _("Lý do rút hoặc bỏ"), shown=False, wide=True),
        Column("digest", _("Mã kiểm tra"), shown=False),
    ),
    default_sort=("-period",),
    row_url=result_url,
    label_of=lambda row: row.title,
    export_name="ket-qua-da-cong-bo",
    new_url=lambda: reverse("tasks:result_new"),
    new_label=_("Lập kết quả"),
    new_policy=result_policies.may_prepare_some,
    dated=False,
    breadcrumbs=lambda: [(_("Nhiệm vụ"), reverse("tasks:list"))],
    empty=_("Chưa có kết quả nào được công bố."),
)  # fmt: skip
