"""What work programmes tell the chain: plans and their lines, and the tasks that carry lines out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.chain.registry import Edge, Hit, Kind
from dieuphoi.core.chain.search import nearest
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.matching import Sought
from dieuphoi.core.kernel.period import parse_period
from dieuphoi.steering.tasks.models import PlanLine, WorkPlan
from dieuphoi.steering.tasks.plan_tables import line_url, plan_url


def _words(row: Any) -> str:
    text: str = row.text
    return text if len(text) <= 100 else text[:99] + "…"


def find(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """Plans by title or the number of their decision; those that began by the end of the day's year."""
    sought = Sought.of(typed)
    if not sought:
        return []
    rows: Any = WorkPlan.objects.visible_to(actor).filter(starts_on__year__lte=day.year + 1).select_related("org")
    rows = nearest(
        rows, sought, folded=("title_folded",), raw=("title", "decision_number"), order=("-starts_on", "pk")
    )
    return [
        Hit(
            row.title, plan_url(row), f"{row.org.name} – {parse_period(row.period).label}",
            sought.rank(row.title, row.decision_number),
        )
        for row in rows[:limit]
    ]  # fmt: skip


def find_line(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """Lines of plans by their words."""
    sought = Sought.of(typed)
    if not sought:
        return []
    rows: Any = PlanLine.objects.visible_to(actor).filter(ended_at=None, plan__starts_on__year__lte=day.year + 1)
    rows = nearest(
        rows.select_related("plan"), sought, folded=("text_folded",), raw=("text",), order=("-plan__starts_on", "pk")
    )
    return [Hit(_words(row), line_url(row), row.plan.title, sought.rank(row.text)) for row in rows[:limit]]


KINDS = (
    Kind(
        key="workplan",
        label=_("Chương trình công tác"),
        model=WorkPlan,
        title=lambda row: row.title,
        url=plan_url,
        reads=("title",),
        find=find,
        history=True,
        labels={
            "state": _("Trạng thái"), "title": _("Tên chương trình"), "period": _("Kỳ"),
            "decision_number": _("Số quyết định"), "decision_on": _("Ngày quyết định"),
            "opinions_due_on": _("Hạn cho ý kiến"), "edition": _("Bản đang có hiệu lực"),
            "end_reason": _("Lý do kết thúc"),
        },
    ),
    Kind(
        key="plan_line",
        label=_("Nhiệm vụ của chương trình"),
        model=PlanLine,
        title=_words,
        url=line_url,
        reads=("text", "plan"),
        find=find_line,
        history=True,
        labels={
            "text": _("Nhiệm vụ, giải pháp"), "product": _("Sản phẩm"), "lead_org": _("Chủ trì"),
            "person": _("Người phụ trách"), "timing": _("Thời gian"), "is_key": _("Trọng tâm"),
            "end_reason": _("Lý do bỏ"), "carry_reason": _("Lý do chuyển"),
        },
    ),
)  # fmt: skip
EDGES: tuple[Edge, ...] = (
    Edge("workplan", "org", "org_id", _("của cơ quan"), _("chương trình công tác"), rests=False,
         rows_url=lambda org: reverse("tasks:plans", query={"org": str(org)})),
    Edge("workplan", "workplan", "frame_id", _("theo khung"), _("chương trình theo khung này"), rests=False),
    Edge("workplan", "workplan", "before_id", _("tiếp nối"), _("chương trình kỳ sau"), rests=False),
    Edge("plan_line", "workplan", "plan_id", _("thuộc chương trình"), _("nhiệm vụ của chương trình"), rests=False,
         rows_url=lambda pk: reverse("tasks:plan_lines", query={"plan": str(pk)})),
    Edge("plan_line", "plan_line", "carried_from_id", _("chuyển từ"), _("được chuyển sang kỳ sau"), rests=False),
    Edge("plan_line", "org", "lead_org_id", _("do cơ quan chủ trì"), _("nhiệm vụ trong các chương trình"), rests=False,
         rows_url=lambda org: reverse("tasks:plan_lines", query={"org": str(org)})),
    Edge("plan_line", "person", "person_id", _("do người phụ trách"), _("nhiệm vụ trong các chương trình"),
         rests=False, rows_url=lambda pk: reverse("tasks:plan_lines", query={"person": f"#{pk}"})),
)  # fmt: skip
