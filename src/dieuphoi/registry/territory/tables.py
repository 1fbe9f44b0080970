"""The register of units: what its list shows."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.functions import VnKey
from dieuphoi.core.register.tables import Column, Register, StateLook
from dieuphoi.registry.territory.filters import ChangeFilter, UnitFilter
from dieuphoi.registry.territory.names import full_name
from dieuphoi.registry.territory.policies import may_add_units, may_change_units
from dieuphoi.registry.territory.selectors import KIND_LABELS, TYPE_LABELS, changes_query, units_query
from dieuphoi.registry.territory.states import APPLIED, CANCELLED, CHANGE_LIFE, PLANNED, UNDONE


def unit_url(unit: Any) -> str:
    """The story: the page of a unit that everybody may open. What a commune has entered is on the board's page."""
    return story_url(unit.pk)


def story_url(unit_id: int) -> str:
    """The page that tells the story of any unit, of any time."""
    return reverse("territory:unit", args=[unit_id])


def change_url(change_id: int) -> str:
    return reverse("territory:change", args=[change_id])


def batch_url(batch_id: int) -> str:
    return reverse("territory:batch", args=[batch_id])


CHANGE_LOOKS = {
    PLANNED: StateLook(CHANGE_LIFE.states[PLANNED], "accent", "clock"),
    APPLIED: StateLook(CHANGE_LIFE.states[APPLIED], "good", "check"),
    UNDONE: StateLook(CHANGE_LIFE.states[UNDONE], "warn", "left"),
    CANCELLED: StateLook(CHANGE_LIFE.states[CANCELLED], "neutral", "cross"),
}

CHANGES = Register(
    name="territory.changes",
    title=_("Thay đổi đơn vị hành chính"),
    lead=_("Sáp nhập, chia tách, đổi tên, đổi mã: mỗi dòng là một nhóm đơn vị liên quan với nhau."),
    selector=lambda actor, _day: changes_query(actor),
    filterset=ChangeFilter,
    dated=False,
    columns=(
        Column("title", _("Nội dung"), sort=(VnKey("title"),), sticky=True, wide=True),
        Column("kind", _("Loại"), value=lambda row: row.get_kind_display(), sort=("kind",)),
        Column("level", _("Cấp"), value=lambda row: row.get_level_display(), sort=("level",)),
        Column("day", _("Có hiệu lực từ ngày"), value="effective_on", kind="date", sort=("effective_on",)),
        # No sum: a unit may be in several changes, and communes and provinces, planned and undone stand together.
        Column("olds", _("Đơn vị cũ"), kind="number", sort=("olds",)),
        Column("news", _("Đơn vị mới"), kind="number", sort=("news",)),
        Column("state", _("Trạng thái"), kind="state", states=CHANGE_LOOKS, sort=("state",)),
        Column("number", _("Số nghị quyết"), value="resolution_number", sort=("resolution_number",)),
        Column("batch", _("Lần sắp xếp"), value="batch.title", sort=("batch_id",), shown=False),
        Column("source", _("Nguồn"), value="source", shown=False),
    ),
    default_sort=("-day", "title"),
    row_url=lambda row: change_url(row.pk),
    label_of=lambda row: row.title,
    export_name="thay-doi-don-vi",
    new_url=lambda: reverse("territory:change_new"),
    new_label=_("Lập phương án"),
    new_policy=may_change_units,
    breadcrumbs=lambda: [(_("Địa bàn"), reverse("territory:units"))],
    empty=_("Chưa có thay đổi nào. Hãy lập phương án, nạp bảng tính, hoặc dùng lệnh dieuphoi territory change load."),
)


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
    new_url=lambda: reverse("exchange:new", args=["units"]),
    new_label=_("Nạp từ bảng tính"),
    new_policy=may_add_units,
    empty=_("Không có đơn vị nào vào ngày này. Địa bàn được nạp bằng lệnh dieuphoi territory load."),
)
