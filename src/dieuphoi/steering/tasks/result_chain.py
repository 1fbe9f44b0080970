"""What published results tell the chain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from dieuphoi.core.chain.registry import Edge, Hit, Kind
from dieuphoi.core.chain.search import nearest
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.matching import Sought
from dieuphoi.steering.tasks.models import ResultEdition
from dieuphoi.steering.tasks.result_states import ResultState
from dieuphoi.steering.tasks.result_tables import result_url


def find(actor: Actor, typed: str, _day: date, limit: int) -> Sequence[Hit]:
    """Editions by their title, the newest first among equals."""
    sought = Sought.of(typed)
    if not sought:
        return []
    rows = nearest(
        ResultEdition.objects.visible_to(actor), sought, folded=("title_folded",), raw=("title",),
        order=("-starts_on", "-number", "pk"),
    )  # fmt: skip
    return [
        Hit(row.title, result_url(row), str(ResultState(row.state).label), sought.rank(row.title))
        for row in rows[:limit]
    ]


KINDS = (
    Kind(
        key="task_result",
        label=_("Kết quả thực hiện nhiệm vụ"),
        model=ResultEdition,
        title=lambda row: str(row.title),
        url=result_url,
        reads=("title",),
        find=find,
        history=True,
        labels={
            "title": _("Tên kết quả"), "state": _("Trạng thái"), "as_of": _("Số liệu ngày"),
            "end_reason": _("Lý do rút hoặc bỏ"),
        },
    ),
)  # fmt: skip
EDGES: tuple[Edge, ...] = (
    Edge("task_result", "unit", "province_id", _("của tỉnh"), _("kết quả thực hiện nhiệm vụ"), rests=False),
)
