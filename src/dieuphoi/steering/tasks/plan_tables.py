"""The registers of work programmes and of their lines: what the lists show."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.period import parse_period
from dieuphoi.core.register.tables import Column, Register, StateLook
from dieuphoi.steering.tasks import plan_policies
from dieuphoi.steering.tasks.plan_filters import PlanFilter, PlanLineFilter
from dieuphoi.steering.tasks.plan_states import PlanState
from dieuphoi.steering.tasks.selectors import plan_lines, plans

_STATE_SHAPES: Final = {
    "DRAFT": ("neutral", "edit"),
    "CONSULTED": ("accent", "question"),
    "SUBMITTED": ("warn", "clock"),
    "APPROVED": ("good", "check"),
    "AMENDED": ("warn", "edit"),
    "ENDED": ("neutral", "stop"),
    "DROPPED": ("neutral", "cross"),
}
STATE_LOOKS = {value: StateLook(label, *_STATE_SHAPES[value]) for value, label in PlanState.choices}
_LINE_SHAPES: Final = {
    plan_lines.NOT_GIVEN: ("neutral", "ring"),
    plan_lines.MISSED: ("bad", "clock"),
    plan_lines.GIVEN: ("accent", "right"),
    plan_lines.DOING: ("accent", "right"),
    plan_lines.LATE: ("bad", "warning"),
    plan_lines.DONE: ("good", "check"),
    plan_lines.GONE: ("neutral", "cross"),
}
LINE_LOOKS = {key: StateLook(label, *_LINE_SHAPES[key]) for key, label in plan_lines.LINE_STANDINGS}
KIND_WORDS = dict(plans.KIND_CHOICES)
STANCE_LOOKS = {
    "": StateLook(_("chưa trả lời"), "neutral", "clock"),
    "AGREE": StateLook(_("nhất trí"), "good", "check"),
    "REMARKS": StateLook(_("nhất trí, có góp ý"), "warn", "edit"),
    "AGAINST": StateLook(_("chưa nhất trí"), "bad", "cross"),
}
KEY_LOOKS = {True: StateLook(_("trọng tâm"), "accent", "flag"), False: StateLook("", "neutral", "")}


def plan_url(row: Any) -> str:
    return reverse("tasks:plan", args=[row.pk])


def line_url(row: Any) -> str:
    return f"{reverse('tasks:plan', args=[row.plan_id])}#line-{row.pk}"


def period_words(period: str) -> str:
    """``2026-H2`` as people call it."""
    return parse_period(period).label


def done_words(row: Any) -> str:
    """``12/21``: lines done, of all."""
    if not row.lines_all:
        return ""
    return f"{format_number(row.lines_done)}/{format_number(row.lines_all)}"


PLANS = Register(
    name="tasks.plans",
    title=_("Chương trình công tác"),
    lead=_("Việc phải làm của một năm, nửa năm hay giai đoạn: cùng soạn, lấy ý kiến, phê duyệt, giao thành nhiệm vụ."),
    selector=plans.plans,
    filterset=PlanFilter,
    columns=(
        Column("title", _("Tên chương trình"), sort=("title_key",), sticky=True, wide=True),
        Column("org", _("Cơ quan"), value="org.name", sort=("org__name_key",), wide=True),
        Column("kind", _("Loại"), kind="state", states=KIND_WORDS, sort=("kind",)),
        Column("period", _("Kỳ"), value=lambda row: period_words(row.period), sort=("starts_on", "ends_on")),
        Column("state", _("Trạng thái"), kind="state", states=STATE_LOOKS, sort=("state",)),
        Column("lines", _("Nhiệm vụ"), value="lines_all", kind="number", places=0, sort=("lines_all",)),
        Column("key", _("Trọng tâm"), value="lines_key", kind="number", places=0, sort=("lines_key",)),
        Column("done", _("Hoàn thành"), value=done_words, sort=("lines_done",),
               help=_("Số nhiệm vụ đã hoàn thành trên tổng số, theo các việc bạn xem được.")),
        Column("money", _("Kinh phí, đồng"), kind="number", places=0, sort=("money",), shown=False),
        Column("decision_number", _("Số quyết định"), sort=("decision_number",)),
        Column("decision_on", _("Ngày quyết định"), kind="date", sort=("decision_on",), shown=False),
        Column("frame", _("Theo khung"), value="frame.title", shown=False, wide=True),
    ),
    default_sort=("-period",),
    row_url=plan_url,
    export_name="chuong-trinh-cong-tac",
    new_url=lambda: reverse("tasks:plan_new"),
    new_label=_("Lập chương trình"),
    new_policy=plan_policies.may_start_some,
    dated=False,
    breadcrumbs=lambda: [(_("Nhiệm vụ"), reverse("tasks:list"))],
    empty=_("Chưa có chương trình công tác nào."),
)  # fmt: skip

PLAN_LINES = Register(
    name="tasks.plan_lines",
    title=_("Nhiệm vụ của các chương trình"),
    lead=_("Từng nhiệm vụ của các chương trình bạn xem được, và kết quả theo những việc đã giao."),
    selector=plan_lines.plan_lines,
    filterset=PlanLineFilter,
    columns=(
        Column("text", _("Nhiệm vụ, giải pháp"), sort=("text_folded",), sticky=True, wide=True),
        Column("lead", _("Chủ trì"), value="lead_org.name", sort=("lead_org__name_key",), wide=True),
        Column("person", _("Người phụ trách"), value="person.full_name", sort=("person__given_name_key",)),
        Column("timing", _("Thời gian"), sort=("due_on", "timing")),
        Column("due_on", _("Hạn"), kind="date", sort=(F("due_on").asc(nulls_last=True),)),
        Column("standing", _("Kết quả"), kind="state", states=LINE_LOOKS, sort=("standing",)),
        Column("is_key", _("Trọng tâm"), value=lambda row: row.is_key, sort=("is_key",)),
        Column("product", _("Sản phẩm"), shown=False, wide=True),
        Column("done_on", _("Ngày hoàn thành"), kind="date", sort=("done_on",), shown=False),
        Column("money", _("Kinh phí, đồng"), kind="number", places=0, sort=("money",), shown=False),
        Column("group", _("Nhóm"), value="group.title", shown=False, wide=True),
        Column("plan", _("Chương trình"), value="plan.title", sort=("plan__title_key", "position"), wide=True),
        Column("plan_org", _("Cơ quan"), value="plan.org.name", sort=("plan__org__name_key",), shown=False),
        Column("plan_state", _("Trạng thái chương trình"), value="plan.state", kind="state", states=STATE_LOOKS,
               shown=False),
        Column("carry_reason", _("Lý do chuyển kỳ"), shown=False, wide=True),
        Column("note", _("Ghi chú"), shown=False, wide=True),
    ),
    default_sort=("plan",),
    row_url=line_url,
    label_of=lambda row: row.text[:80],
    export_name="nhiem-vu-cua-chuong-trinh",
    dated=False,
    breadcrumbs=lambda: [(_("Nhiệm vụ"), reverse("tasks:list")), (_("Chương trình công tác"), reverse("tasks:plans"))],
    empty=_("Chưa có nhiệm vụ nào trong chương trình."),
)  # fmt: skip
