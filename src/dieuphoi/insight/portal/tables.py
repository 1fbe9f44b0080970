"""The register "Công bố công khai": what its list shows."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.register.tables import Column, Register, StateLook
from dieuphoi.insight.portal import policies, selectors
from dieuphoi.insight.portal.filters import PublicListFilter
from dieuphoi.insight.portal.lists import kind_label
from dieuphoi.insight.portal.states import ListState

STATE_LOOKS = {
    ListState.PREPARED.value: StateLook(ListState.PREPARED.label, "warn", "clock"),
    ListState.PUBLISHED.value: StateLook(ListState.PUBLISHED.label, "good", "check"),
    ListState.WITHDRAWN.value: StateLook(ListState.WITHDRAWN.label, "bad", "return"),
    ListState.DROPPED.value: StateLook(ListState.DROPPED.label, "neutral", "cross"),
}


def list_url(row: Any) -> str:
    return reverse("portal:page", args=[row.pk])


PUBLIC_LISTS = Register(
    name="portal.lists",
    title=_("Công bố công khai"),
    lead=_("Danh sách của một ngày, do lãnh đạo Văn phòng duyệt; sau đó ai cũng đọc được, không cần tài khoản."),
    selector=selectors.lists,
    filterset=PublicListFilter,
    columns=(
        Column("title", _("Danh sách"), sort=("title_folded",), sticky=True, wide=True),
        Column("kind", _("Loại danh sách"), value=lambda row: kind_label(row.kind), sort=("kind",), shown=False),
        Column("as_of", _("Tính đến ngày"), kind="date", sort=("as_of",)),
        Column("state", _("Trạng thái"), kind="state", states=STATE_LOOKS, sort=("state",)),
        Column("row_count", _("Số dòng"), kind="number", sort=("row_count",)),
        Column("prepared_by", _("Người soạn"), value=lambda row: str(row.prepared_by)),
        Column("prepared_at", _("Soạn lúc"), kind="datetime", sort=("prepared_at",)),
        Column(
            "approved_by",
            _("Người duyệt"),
            value=lambda row: "" if row.approved_by is None else str(row.approved_by),
        ),
        Column("approved_at", _("Công khai lúc"), kind="datetime", sort=("approved_at",)),
        Column("approved_office", _("Cơ quan duyệt"), sort=("approved_office",), shown=False),
        Column("ended_at", _("Rút hoặc bỏ lúc"), kind="datetime", sort=("ended_at",), shown=False),
        Column("ended_reason", _("Lý do rút hoặc bỏ"), shown=False, wide=True),
        Column("content_hash", _("Mã kiểm tra"), shown=False),
    ),
    default_sort=("-prepared_at",),
    row_url=list_url,
    label_of=lambda row: row.title,
    export_name="cong-bo-cong-khai",
    new_url=lambda: reverse("portal:new"),
    new_label=_("Soạn danh sách"),
    new_policy=policies.may_prepare_some,
    dated=False,
    empty=_("Chưa có danh sách nào được soạn."),
)
