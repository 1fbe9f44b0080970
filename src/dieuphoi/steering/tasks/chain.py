"""What tasks tell the chain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.chain.registry import At, Beside, Edge, Hit, Kind, during, since
from dieuphoi.core.chain.search import nearest
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.matching import Sought
from dieuphoi.steering.tasks import plan_chain, policies, result_chain
from dieuphoi.steering.tasks.models import RecurringDuty, Task
from dieuphoi.steering.tasks.tables import task_url


def _title(row: Any) -> str:
    return f"{row.code} {row.title}"


def find(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """Tasks by title or the paper they come from; those given by the day."""
    sought = Sought.of(typed)
    if not sought:
        return []
    rows: Any = Task.objects.visible_to(actor).filter(given_on__lte=day)
    rows = nearest(
        rows, sought, folded=("title_folded", "source_folded"), raw=("title", "source_line"), order=("-given_on", "pk")
    )
    return [
        Hit(
            _title(row), task_url(row), " – ".join(part for part in (row.source_line, format_date(row.due_on)) if part),
            sought.rank(row.title, row.source_line),
        )
        for row in rows[:limit]
    ]  # fmt: skip


def _linked(path: str) -> At:
    """The link held on the day: made, and not ended before it. When it was made is the day of the task itself."""
    return lambda on, today: Q(**{f"{path}__ended_at": None}) | Q(**{f"{path}__ended_at__date__gt": on})


KINDS = (
    *plan_chain.KINDS,
    *result_chain.KINDS,
    Kind(
        key="task",
        label=_("Nhiệm vụ"),
        model=Task,
        title=_title,
        url=task_url,
        reads=("title", "number", "year"),
        find=find,
        history=True,
        labels={
            "state": _("Trạng thái"), "due_on": _("Hạn"), "responsible": _("Người chịu trách nhiệm"),
            "lead_org": _("Chủ trì"), "percent": _("Tiến độ, %"), "delay": _("Nguyên nhân chậm"),
            "end_reason": _("Lý do"),
        },
        acts={
            "task.give": _("giao việc"),
            "task.correct": _("sửa nhiệm vụ"),
            "task.accept": _("nhận việc"),
            "task.refuse": _("từ chối nhận việc"),
            "task.report": _("báo cáo hoàn thành"),
            "task.confirm": _("xác nhận hoàn thành"),
            "task.return": _("trả lại việc"),
            "task.hand_over": _("chuyển người chịu trách nhiệm"),
            "task.withdraw": _("rút việc"),
            "extension.grant": _("đồng ý gia hạn"),
        },
    ),
    Kind(
        key="recurring_duty",
        label=_("Việc định kỳ"),
        model=RecurringDuty,
        title=lambda row: row.title,
        url=lambda row: reverse("tasks:duty", args=[row.pk]),
        reads=("title",),
        history=True,
        labels={"state": _("Trạng thái"), "end_reason": _("Lý do")},
        acts={
            "duty.make": _("lập việc định kỳ"),
            "duty.correct": _("sửa việc định kỳ"),
            "duty.end": _("thôi việc định kỳ"),
        },
    ),
)  # fmt: skip
EDGES: tuple[Edge, ...] = (
    *plan_chain.EDGES,
    *result_chain.EDGES,
    Edge("plan_line", "task", "links__task_id", _("giao thành nhiệm vụ"), _("thực hiện nhiệm vụ của chương trình"),
         rests=False, linked=_linked("links")),
    Edge(
        "task", "unit", "places__unit_id", _("liên quan đến"), _("nhiệm vụ liên quan"), rests=False,
        rows_url=lambda unit: reverse("tasks:list", query={"unit": f"#{unit}"}), at=since("given_on"),
        linked=_linked("places"),
    ),
    Edge("task", "org", "lead_org_id", _("do cơ quan chủ trì"), _("nhiệm vụ chủ trì"), rests=False,
         rows_url=lambda org: reverse("tasks:list", query={"org": str(org)}), at=since("given_on")),
    Edge("task", "org", "giver_org_id", _("do cơ quan giao"), _("nhiệm vụ đã giao"), rests=False,
         rows_url=lambda org: reverse("tasks:list", query={"org": str(org), "part": "give"}), at=since("given_on")),
    Edge("task", "org", "orgs__org_id", _("có cơ quan phối hợp"), _("nhiệm vụ phối hợp"), rests=False,
         at=since("given_on"), linked=_linked("orgs")),
    Edge("task", "person", "responsible_id", _("do người chịu trách nhiệm"), _("nhiệm vụ chịu trách nhiệm"),
         rests=False, rows_url=lambda person: reverse("tasks:list", query={"person": f"#{person}"}),
         at=since("given_on")),
    Edge("task", "recurring_duty", "duty_run__duty_id", _("theo việc định kỳ"), _("nhiệm vụ đã giao theo kỳ"),
         rests=False, at=since("given_on")),
    Edge("recurring_duty", "org", "org_id", _("do cơ quan giữ"), _("việc định kỳ"), rests=False,
         at=during()),
    Edge("task", "task", "parent_id", _("là phần của"), _("việc thành phần"), rests=False, at=since("given_on")),
    Edge("task", "task", "reply_to_id", _("trả lời cho"), _("đề nghị trả lời"), rests=False, at=since("given_on")),
    Edge("task", "criterion", "criteria__criterion_id", _("phục vụ tiêu chí"), _("nhiệm vụ phục vụ"), rests=False,
         rows_url=lambda pk: reverse("tasks:list", query={"criterion": str(pk)}), at=since("given_on"),
         linked=_linked("criteria")),
)  # fmt: skip
# people and bodies
BESIDE: tuple[Beside, ...] = (
    Beside(
        "person", _("Tất cả việc người này chịu trách nhiệm"), lambda person: reverse("tasks:duties", args=[person]),
        policies.may_open_duties,
    ),
    Beside(
        "person", _("Bàn giao nhiệm vụ của người này"),
        lambda person: reverse("tasks:hand_many", query={"person": str(person)}),
        lambda actor: bool(policies.may_hand_over_some(actor)),
    ),
    Beside(
        "handover", _("Chuyển nhiệm vụ của bên giao"),
        lambda handover: reverse("tasks:hand_many", query={"handover": str(handover)}),
        lambda actor: bool(policies.may_hand_over_some(actor)),
    ),
)  # fmt: skip
