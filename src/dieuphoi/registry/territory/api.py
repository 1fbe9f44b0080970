"""Units of territory by the API, as of a day."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from dieuphoi.core.kernel.api import Day, Id, Line, Page, PageQuery, day_or_today, page_of
from dieuphoi.core.kernel.text import fold
from dieuphoi.registry.territory import selectors

router = Router(tags=["units"])


class UnitOut(Schema):
    """A unit as it was on the day (names, code and parent of that day)."""

    id: int
    kind: str
    type: str
    type_label: str
    name: str
    full_name: str
    code: str
    parent_id: int | None
    parent_name: str
    province_id: int | None
    province_name: str


class UnitQuery(PageQuery):
    as_of: Day | None = None
    kind: Literal["province", "district", "commune", "village"] | None = None
    type: (
        Literal[
            "tinh",
            "thanh_pho_tw",
            "huyen",
            "quan",
            "thi_xa",
            "thanh_pho",
            "xa",
            "phuong",
            "thi_tran",
            "dac_khu",
            "thon",
        ]
        | None
    ) = None
    province: Id | None = None
    q: Line = ""


class DayQuery(Schema):
    as_of: Day | None = None


@router.get("", response=Page[UnitOut], summary="Đơn vị hành chính của một ngày", operation_id="units_list")
def units(request: HttpRequest, query: Query[UnitQuery]) -> Any:
    day = day_or_today(request, query.as_of)
    rows = selectors.units_query(request.actor, day)  # type: ignore[attr-defined]
    if query.kind:
        rows = rows.filter(kind=query.kind)
    if query.type:
        rows = rows.filter(day_type=query.type)
    if query.province:
        rows = rows.filter(day_path__contains=[query.province])
    if query.q.strip():
        rows = rows.filter(day_name_folded__contains=fold(query.q))
    count = rows.count()
    end = query.offset + query.limit
    page = selectors.unit_rows(rows.order_by("day_name_key", "day_code", "id")[query.offset : end])
    return {
        **page_of(page, PageQuery(limit=query.limit, offset=0), _out),
        "count": count,
        "offset": query.offset,
        "next": end if end < count else None,
    }


@router.get("/{int:unit_id}", response=UnitOut, summary="Một đơn vị", operation_id="unit_read")
def unit(request: HttpRequest, unit_id: Id, query: Query[DayQuery]) -> Any:
    return _out(
        selectors.unit_on(request.actor, unit_id, day_or_today(request, query.as_of))  # type: ignore[attr-defined]
    )


def _out(row: selectors.UnitRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in UnitOut.model_fields}
