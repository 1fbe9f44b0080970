"""Public lists by the API, for who prepares and approves: the register and one list with its rows. Everybody reads
``/public/<id>.json``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, QueryDict
from ninja import Query, Router, Schema

from dieuphoi.core.kernel.api import Action, BadQuery, Day, Id, Line, Page, PageQuery, actions_of, page_of
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.insight.portal import policies, selectors
from dieuphoi.insight.portal.content import Tampered, content_of
from dieuphoi.insight.portal.filters import PublicListFilter
from dieuphoi.insight.portal.lists import kind_label
from dieuphoi.insight.portal.states import LIST_LIFE

router = Router(tags=["publications"])


class PublicListOut(Schema):
    """A list and where it is: ``PREPARED`` waits, ``PUBLISHED`` is public, the others are not."""

    id: int
    kind: str
    kind_label: str
    title: str
    province_id: int
    as_of: Day
    state: str
    row_count: int
    sha256: str
    prepared_at: datetime
    approved_at: datetime | None
    approved_office: str
    ended_at: datetime | None
    ended_reason: str


class PublicColumnOut(Schema):
    key: str
    label: str
    kind: str


class PublicListWhole(PublicListOut):
    columns: list[PublicColumnOut]
    rows: list[list[str | int | None]]
    available_actions: list[Action]


class PublicListQuery(PageQuery):
    q: Line = ""
    kind: Line = ""
    state: Literal["PREPARED", "PUBLISHED", "WITHDRAWN", "DROPPED"] | None = None
    province: Id | None = None
    since: Day | None = None
    until: Day | None = None


@router.get("", response=Page[PublicListOut], summary="Danh sách công khai", operation_id="public_lists_list")
def public_lists(request: HttpRequest, query: Query[PublicListQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    require(policies.may_read_some(actor))
    params = QueryDict(mutable=True)
    for name in ("q", "kind", "state", "province", "since", "until"):
        if (value := getattr(query, name)) not in (None, ""):
            params[name] = str(value)
    found = PublicListFilter(params, selectors.lists(actor, actor.on), request=request)
    if not found.form.is_valid():
        raise BadQuery([(name, "; ".join(map(str, errors))) for name, errors in found.form.errors.items()])
    return page_of(found.qs.order_by("-prepared_at", "pk"), query, _out)


@router.get(
    "/{int:list_id}", response=PublicListWhole, summary="Một danh sách công khai", operation_id="public_list_read"
)
def public_list(request: HttpRequest, list_id: Id) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    record = selectors.list_of(actor, list_id)
    try:
        content = content_of(record)
    except Tampered as fault:
        raise Refused("tampered", str(fault)) from fault
    return {
        **_out(record),
        "columns": [{"key": each.key, "label": each.label, "kind": each.kind} for each in content.columns],
        "rows": content.rows,
        "available_actions": actions_of(LIST_LIFE.options(actor, record)),
    }


def _out(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "kind_label": kind_label(row.kind),
        "title": row.title,
        "province_id": row.province_id,
        "as_of": row.as_of,
        "state": row.state,
        "row_count": row.row_count,
        "sha256": row.content_hash,
        "prepared_at": row.prepared_at,
        "approved_at": row.approved_at,
        "approved_office": row.approved_office,
        "ended_at": row.ended_at,
        "ended_reason": row.ended_reason,
    }
