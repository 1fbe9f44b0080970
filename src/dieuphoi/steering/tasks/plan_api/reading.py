"""Work programmes: lists, one, an edition."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query

from dieuphoi.core.kernel.api import (
    Id,
    Page,
    page_of,
)
from dieuphoi.steering.tasks.plan_api.rows import line_row, narrowed, plan_row, plan_whole, router
from dieuphoi.steering.tasks.plan_api.shapes import LineRow, LinesQuery, PlanEditionOut, PlanRow, PlansQuery, PlanWhole
from dieuphoi.steering.tasks.plan_filters import PlanFilter, PlanLineFilter
from dieuphoi.steering.tasks.selectors import plan_lines
from dieuphoi.steering.tasks.selectors import plans as selectors


@router.get("", response=Page[PlanRow], summary="Danh sách chương trình công tác", operation_id="plans_list")
def plans(request: HttpRequest, query: Query[PlansQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    names = ("q", "kind", "state", "org", "year")
    rows = narrowed(request, PlanFilter, selectors.plans(actor, actor.on), query, names)
    return page_of(rows.order_by("-starts_on", "title_key", "pk"), query, plan_row)


@router.get("/lines", response=Page[LineRow], summary="Nhiệm vụ của các chương trình", operation_id="plan_lines_list")
def lines(request: HttpRequest, query: Query[LinesQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    names = ("q", "plan", "key", "standing", "org", "approved", "due_from", "due_to", "done_from", "done_to")
    rows = narrowed(request, PlanLineFilter, plan_lines.plan_lines(actor, actor.on), query, names)
    return page_of(rows.order_by("plan_id", "position", "pk"), query, line_row)


@router.get("/{int:plan_id}", response=PlanWhole, summary="Một chương trình công tác", operation_id="plan_read")
def plan(request: HttpRequest, plan_id: Id) -> Any:
    return plan_whole(request, plan_id)


@router.get(
    "/{int:plan_id}/editions/{int:number}", response=PlanEditionOut, summary="Một phiên bản",
    operation_id="plan_edition",
)
def edition(request: HttpRequest, plan_id: Id, number: int) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    found = selectors.edition_of(actor, plan_id, min(number, 32_767))
    return {
        "number": found.number, "kind": found.kind, "at": found.recorded_at, "author": found.author_name,
        "digest": found.digest, "holds": selectors.edition_holds(found), "content": found.content,
    }  # fmt: skip
