"""Units of territory by the API, as of a day."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

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


# --- lineage and changes


class LineageOut(Schema):
    """Out of which units this one came, and what became of it, through all applied changes."""

    id: int
    predecessors: list[int]
    successors: list[int]
    names: dict[str, str]
    """The latest name of each unit named here, by its id."""
    changes: list[int]


@router.get(
    "/{int:unit_id}/lineage",
    response=LineageOut,
    summary="Đơn vị cũ và mới của một đơn vị",
    operation_id="unit_lineage",
)
def lineage(request: HttpRequest, unit_id: Id) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    story = selectors.unit_story(actor, unit_id, actor.on)
    everyone = {*story.predecessors, *story.successors, unit_id}
    return {
        "id": unit_id,
        "predecessors": story.predecessors,
        "successors": story.successors,
        "names": {str(unit): name for unit, name in selectors.latest_names(actor, everyone).items()},
        "changes": [view.change.pk for view in story.events],
    }


changes_router = Router(tags=["unit-changes"])


class PredecessorOut(Schema):
    id: int
    code: str
    type: str
    full_name: str
    parent: str | None
    divided: bool


class ShareOut(Schema):
    """A share of a divided unit: ``numerator`` of ``denominator`` of its ``of``."""

    numerator: str
    denominator: str
    of: str


class LinkOut(Schema):
    """What a successor took of the predecessor ``id``: all of it, or a share (``null``: nobody knows)."""

    id: int
    whole: bool
    share: ShareOut | None


class SuccessorOut(Schema):
    id: int | None
    code: str
    type: str
    full_name: str
    parent: str | None
    how: str
    sources: list[LinkOut] = Field(alias="from")


class ChangeOut(Schema):
    """A change of units: one connected group."""

    id: int
    batch: int | None
    kind: str
    level: str
    state: str
    title: str
    effective_on: Day
    resolution_number: str | None
    resolution_on: Day | None
    resolution_by: str | None
    source: str
    predecessors: list[PredecessorOut]
    successors: list[SuccessorOut]


class ChangeQuery(PageQuery):
    state: Literal["PLANNED", "APPLIED", "UNDONE", "CANCELLED"] | None = None
    kind: Literal["merge", "split", "regroup", "rename", "recode", "move", "end"] | None = None
    batch: Id | None = None
    unit: Id | None = None
    q: Line = ""


@changes_router.get(
    "", response=Page[ChangeOut], by_alias=True, summary="Thay đổi đơn vị hành chính", operation_id="unit_changes_list"
)
def changes(request: HttpRequest, query: Query[ChangeQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    rows = selectors.changes_query(actor)
    for name in ("state", "kind"):
        if value := getattr(query, name):
            rows = rows.filter(**{name: value})
    if query.batch:
        rows = rows.filter(batch_id=query.batch)
    if query.unit:
        rows = rows.filter(id__in=selectors.change_ids_of(actor, query.unit))
    if query.q.strip():
        rows = rows.filter(title_folded__contains=fold(query.q))
    count = rows.count()
    end = query.offset + query.limit
    views = selectors.change_views(actor, rows.order_by("-effective_on", "id")[query.offset : end])
    return {
        **page_of(views, PageQuery(limit=query.limit, offset=0), selectors.change_json),
        "count": count,
        "offset": query.offset,
        "next": end if end < count else None,
    }


@changes_router.get(
    "/{int:change_id}", response=ChangeOut, by_alias=True, summary="Một thay đổi", operation_id="unit_change_read"
)
def change(request: HttpRequest, change_id: Id) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    (view,) = selectors.change_views(actor, [selectors.change_of(actor, change_id)])
    return selectors.change_json(view)
