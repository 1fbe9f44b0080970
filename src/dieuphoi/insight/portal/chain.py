"""What public lists tell the chain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.chain.registry import Edge, Hit, Kind
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.text import fold
from dieuphoi.insight.portal import selectors
from dieuphoi.insight.portal.models import PublicList
from dieuphoi.insight.portal.states import ListState
from dieuphoi.insight.portal.tables import list_url


def find(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """Lists by words of their title, with marks or without, the newest first."""
    plain = " ".join(fold(typed).split())
    if not plain:
        return []
    rows = selectors.lists(actor, day)
    for word in plain.split():
        rows = rows.filter(title_folded__contains=word)
    exact = " ".join(typed.split()).casefold()
    hits = []
    for row in rows.order_by("-prepared_at", "pk")[: limit * 4]:
        title = row.title.casefold()
        rank = 0 if title == exact else 1 if title.startswith(exact) else 2 if row.title_folded == plain else 3
        hits.append(Hit(row.title, list_url(row), str(ListState(row.state).label), rank))
    return sorted(hits, key=lambda hit: hit.rank)[:limit]


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
