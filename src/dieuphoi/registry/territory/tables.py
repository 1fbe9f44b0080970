"""The register of units: what its list shows."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.functions import VnKey
from dieuphoi.core.register.tables import Column, Register
from dieuphoi.registry.territory.filters import UnitFilter
from dieuphoi.registry.territory.names import full_name
from dieuphoi.registry.territory.selectors import KIND_LABELS, TYPE_LABELS, units_query


def unit_url(unit: Any) -> str:
    """A commune has its own page; a province or district opens the list of what lies inside."""
    if unit.kind == "commune":
        return reverse("board:commune", args=[unit.pk])
    return f"{reverse('territory:units')}?province={unit.pk}"


UNITS = Register(
    name="units",
    title=_("Địa bàn"),
    lead=_("Các đơn vị hành chính tồn tại vào ngày đã chọn."),
    selector=units_query,
    filterset=UnitFilter,
    columns=(
        Column(
            "name",
            _("Tên"),
            value=lambda unit: full_name(unit.day_type, unit.day_name),
            sort=("day_name_key",),
            sticky=True,
        ),
        Column("code", _("Mã"), value="day_code", sort=("day_code",)),
        Column("kind", _("Cấp"), value=lambda unit: str(KIND_LABELS[unit.kind]), sort=("kind",)),
        Column("type", _("Loại"), value=lambda unit: str(TYPE_LABELS[unit.day_type]), sort=("day_type",)),
        Column(
            "parent",
            _("Thuộc"),
            value=lambda unit: full_name(unit.day_parent_type or "", unit.day_parent_name or ""),
            sort=(VnKey("day_parent_name"), "day_code"),
        ),
        Column(
            "province",
            _("Tỉnh, thành phố"),
            value=lambda unit: full_name(unit.day_province_type or "", unit.day_province_name or ""),
            sort=(VnKey("day_province_name"), "day_code"),
            shown=False,
        ),
        Column("source", _("Nguồn"), value="source", shown=False),
    ),
    default_sort=("name", "code"),
    row_url=unit_url,
    label_of=lambda unit: full_name(unit.day_type, unit.day_name),
    export_name="dia-ban",
    empty=_("Không có đơn vị nào vào ngày này. Địa bàn được nạp bằng lệnh dieuphoi territory load."),
)
