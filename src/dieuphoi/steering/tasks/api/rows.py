"""The router, and how a task is told."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from dieuphoi.core.kernel.api import day_or_today
from dieuphoi.steering.tasks import selectors
from dieuphoi.steering.tasks.api.shapes import OneQuery, TaskBody
from dieuphoi.steering.tasks.api_people import router as people_router
from dieuphoi.steering.tasks.services import NewTask
from dieuphoi.steering.tasks.states import EXTENSION_LIFE, TASK_LIFE

router = Router(tags=["tasks"])
router.add_router("", people_router)


def extension_told(request: HttpRequest, service: Any, extension_id: int, **more: Any) -> dict[str, Any]:
    asked = service(
        actor=request.actor, extension_id=extension_id, now=request.now, **more  # type: ignore[attr-defined]
    )  # fmt: skip
    return task_whole(request, asked.task_id)


def task_told(request: HttpRequest, service: Any, task_id: int, **more: Any) -> dict[str, Any]:
    service(actor=request.actor, task_id=task_id, now=request.now, **more)  # type: ignore[attr-defined]
    return task_whole(request, task_id)


def new_task(body: TaskBody) -> NewTask:
    values = body.dict(exclude={"reason", "alike_seen"})
    for name in ("coordinating", "following", "informed", "unit_ids", "criterion_ids"):
        values[name] = tuple(values[name])
    return NewTask(**values)


def task_whole(request: HttpRequest, task_id: int, query: OneQuery | None = None) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    row = selectors.task(actor, task_id, day_or_today(request, query.as_of if query else None))
    return {
        **task_out(row),
        "story": [
            {"at": each.at, "who": each.who, "what": each.what, "text": each.text}
            for each in selectors.story_of(actor, task_id)
        ],
        "extensions": [
            {
                "id": each.pk, "state": each.state, "wanted_due": each.wanted_due, "granted_due": each.granted_due,
                "reason": each.reason, "cause": each.cause, "asked_on": each.asked_on, "asked_by": each.asker_name,
                "decided_on": each.decided_on, "decided_by": each.decider_name, "answer": each.answer,
                "available_actions": [o.name for o in EXTENSION_LIFE.options(actor, each) if o.allowed],
            }
            for each in selectors.extensions_of(actor, task_id)
        ],
        "available_actions": [option.name for option in TASK_LIFE.options(actor, row) if option.allowed],
    }  # fmt: skip


def task_out(row: Any) -> dict[str, Any]:
    same = (
        "code", "title", "product", "kind", "urgency", "timeliness", "idle", "given_on", "no_due_reason",
        "first_due_on", "reported_on", "done_on", "lead_org_id", "responsible_id", "giver_org_id", "percent", "delay",
        "grade", "parent_id", "reply_to_id", "parts_open", "source_line", "text", "sharing",
    )  # fmt: skip
    return {
        "id": row.pk,
        "state": row.standing,
        "due_on": row.due,
        "lead_org": row.lead_org.name,
        "responsible": row.responsible.full_name,
        "giver_org": row.giver_org.name,
        "unit_ids": [each["id"] for each in row.communes],
        "parts": row.parts_all,
        **{name: getattr(row, name) for name in same},
    }
