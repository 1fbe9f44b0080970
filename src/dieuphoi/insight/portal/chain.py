"""What public lists tell the chain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.chain.registry import Edge, Hit, Kind
from dieuphoi.core.chain.search import nearest
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.matching import Sought
from dieuphoi.insight.portal import selectors
from dieuphoi.insight.portal.models import PublicList
from dieuphoi.insight.portal.states import ListState
from dieuphoi.insight.portal.tables import list_url


def find(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """Lists by their title, the newest first among equals."""
    sought = Sought.of(typed)
    if not sought:
        return []
    rows = nearest(
        selectors.lists(actor, day),
        sought,
        folded=("title_folded",),
        raw=("title",),
        order=("-prepared_at", "pk"),
    )
    return [
        Hit(row.title, list_url(row), str(ListState(row.state).label), sought.rank(row.title)) for row in rows[:limit]
    ]


KINDS = (
    Kind(
        key="public_list",
        label=_("Danh sách công khai"),
        model=PublicList,
        title=lambda row: str(row.title),
        url=list_url,
        reads=("title",),
        find=find,
        history=True,
        labels={
            "title": _("Tên danh sách"),
            "as_of": _("Tính đến ngày"),
            "state": _("Trạng thái"),
            "row_count": _("Số dòng"),
            "ended_reason": _("Lý do rút hoặc bỏ"),
        },
    ),
)
EDGES = (
    Edge(
        upper="public_list",
        lower="unit",
        path="province_id",
        down=_("của tỉnh"),
        up=_("danh sách công khai"),
        rows_url=lambda unit: f"{reverse('portal:list')}?province={unit}",
    ),
)
