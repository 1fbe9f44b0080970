"""Tasks by the API: people and bodies. Mounted on the router of ``api``, before the routes of one task."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from dieuphoi.core.kernel.api import Day, Done, Id, Page, PageQuery, Text, page_of
from dieuphoi.steering.tasks.selectors import load
from dieuphoi.steering.tasks.services.handing import tasks_hand_over
from dieuphoi.steering.tasks.services.mandates import task_mandates_set

router = Router(tags=["tasks"])


class HandManyIn(Schema):
    task_ids: list[Id]
    person_id: Id
    org_id: Id
    reason: Text = ""


class LoadQuery(PageQuery):
    org: Id | None = None


class LoadOut(Schema):
    """What one person has open today. ``week``: due from today until Sunday."""

    person_id: int
    person: str
    posts: list[str]
    open: int
    overdue: int
    near: int
    week: int
    waiting: int
    idle: int
    oldest_given_on: Day | None
    overloaded: bool


class MandatesIn(Schema):
    mandate_ids: list[Id]


@router.post("/hand-over", response=Done, summary="Bàn giao nhiều nhiệm vụ", operation_id="tasks_hand_over")
def hand_over_many(request: HttpRequest, body: HandManyIn) -> Any:
    report = tasks_hand_over(actor=request.actor, now=request.now, **body.dict())  # type: ignore[attr-defined]
    refused = [{"id": each.id, "what": each.label, "why": each.reason} for each in report.refused]
    return {"done": [pk for pk, _label in report.done], "refused": refused}


@router.get("/load", response=Page[LoadOut], summary="Khối lượng việc theo người", operation_id="tasks_load")
def workload(request: HttpRequest, query: Query[LoadQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    return page_of(load.workload(actor, actor.on, org_id=query.org).rows, query, _load_out)


@router.post("/{int:task_id}/mandates", response={204: None}, summary="Gắn chức năng", operation_id="task_mandates")
def mandates(request: HttpRequest, task_id: Id, body: MandatesIn) -> Any:
    actor, now = request.actor, request.now  # type: ignore[attr-defined]
    task_mandates_set(actor=actor, task_id=task_id, mandate_ids=body.mandate_ids, now=now)
    return 204, None


def _load_out(row: load.LoadRow) -> dict[str, Any]:
    return {
        "person_id": row.person_id, "person": row.name, "posts": list(row.posts), **row.figures,
        "oldest_given_on": row.oldest, "overloaded": row.overloaded,
    }  # fmt: skip
