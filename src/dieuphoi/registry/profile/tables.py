"""The registers of the profile: figures, planning documents, plans."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.ranges import range_label
from dieuphoi.core.register.tables import Column, Register, StateLook
from dieuphoi.registry.profile.filters import PlanFilter, PlanningFilter, StatisticFilter
from dieuphoi.registry.profile.policies import may_enter_somewhere
from dieuphoi.registry.profile.selectors import KIND_LABELS, planning_query, plans_query, statistics_query
from dieuphoi.registry.territory.names import full_name


def unit_words(row: Any) -> str:
    """The unit of a row by its name of the day, or its last one."""
    return full_name(row.u_type or "", row.u_name or "")


STATISTICS = Register(
    name="commune-statistics",
    title=_("Số liệu kinh tế - xã hội của xã"),
    lead=_("Số liệu hiện hành theo năm; số sửa sau thay số trước, số trước vẫn được giữ."),
    selector=statistics_query,
    filterset=StatisticFilter,
    columns=(
        Column("unit", _("Xã"), value=unit_words, sort=("u_key",), sticky=True),
        Column("year", _("Năm"), value=lambda row: str(row.year), sort=("year",)),
        Column("measure", _("Chỉ số"), value="measure.name", sort=("measure__position", "measure__code")),
        Column("number", _("Giá trị"), kind="number", sort=("number",)),
        Column("of", _("Đơn vị tính"), value="measure.unit_name"),
        Column("numerator", _("Tử số"), kind="number", shown=False),
        Column("denominator", _("Mẫu số"), kind="number", shown=False),
        Column("rule", _("Khi sáp nhập"), value=lambda row: row.measure.get_rule_display(), shown=False),
        Column("source", _("Nguồn")),
    ),
    default_sort=("-year", "unit", "measure"),
    row_url=lambda row: f"{reverse('profile:statistics')}?measure={row.measure.code}&year={row.year}",
    label_of=unit_words,
    export_name="so-lieu-xa",
    new_url=lambda: reverse("profile:years"),
    new_label=_("Nhập theo năm"),
    new_policy=may_enter_somewhere,
    empty=_("Chưa có số liệu. Hãy nhập bằng biểu của từng năm."),
)

PLANNING_LOOKS = {
    "preparing": StateLook(_("Đang lập"), "neutral", "edit"),
    "submitted": StateLook(_("Đã trình"), "accent", "clock"),
    "approved": StateLook(_("Đã phê duyệt"), "good", "check"),
    "adjusting": StateLook(_("Đang điều chỉnh"), "warn", "return"),
    "expired": StateLook(_("Hết hiệu lực"), "bad", "stop"),
}
PLANNING = Register(
    name="planning-documents",
    title=_("Quy hoạch của xã"),
    selector=planning_query,
    filterset=PlanningFilter,
    columns=(
        Column("title", _("Tên quy hoạch"), sort=("title_key",), sticky=True, wide=True),
        Column("unit", _("Xã"), value=unit_words, sort=("u_key",)),
        Column("kind", _("Loại"), value=lambda row: str(KIND_LABELS[row.kind]), sort=("kind",)),
        Column("state", _("Trạng thái"), kind="state", states=PLANNING_LOOKS, sort=("state",)),
        Column("decision", _("Quyết định")),
        Column("decision_on", _("Ngày quyết định"), kind="date", sort=("decision_on",)),
        Column("period", _("Thời kỳ"), value=lambda row: range_label(row.valid)),
    ),
    default_sort=("unit", "title"),
    row_url=lambda row: reverse("profile:planning_document", args=[row.pk]),
    label_of=lambda row: str(row.title),
    export_name="quy-hoach-xa",
    new_url=lambda: reverse("profile:planning_new"),
    new_label=_("Thêm quy hoạch"),
    new_policy=may_enter_somewhere,
    empty=_("Chưa có quy hoạch nào."),
)

PLANS = Register(
    name="commune-plans",
    title=_("Kế hoạch của xã"),
    selector=plans_query,
    filterset=PlanFilter,
    columns=(
        Column("title", _("Tên kế hoạch"), sticky=True, wide=True),
        Column("unit", _("Xã"), value=unit_words, sort=("u_key",)),
        Column("years", _("Năm"), value=lambda row: years_words(row), sort=("first_year",)),
        Column("decision", _("Quyết định, nghị quyết")),
        Column("decision_on", _("Ngày"), kind="date", sort=("decision_on",)),
    ),
    default_sort=("-years", "unit"),
    row_url=lambda row: reverse("profile:plan", args=[row.pk]),
    label_of=lambda row: str(row.title),
    export_name="ke-hoach-xa",
    new_url=lambda: reverse("profile:plan_new"),
    new_label=_("Thêm kế hoạch"),
    new_policy=may_enter_somewhere,
    empty=_("Chưa có kế hoạch nào."),
)


def years_words(plan: Any) -> str:
    """The years of a plan: ``2026`` or ``2026–2030``."""
    return str(plan.first_year) if plan.first_year == plan.last_year else f"{plan.first_year}–{plan.last_year}"
