"""Urgings as JSON."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from dieuphoi.core.kernel.api import Day, Id, Line, Page, PageQuery, page_of
from dieuphoi.steering.tasks.api_more.templates import ResultCode, narrowed
from dieuphoi.steering.tasks.selectors import urgings as log
from dieuphoi.steering.tasks.tables_urgings import UrgingFilter

urgings_router = Router(tags=["tasks"])


class UrgingOut(Schema):
    """One urging of one task; ``result`` is what came of it by today."""

    id: int
    batch: uuid.UUID
    task_id: int
    task: str
    org_id: int
    org: str
    urged_at: datetime
    urged_by: str
    words: str
    letter: str
    due_on: Day | None
    result: str


class UrgingQuery(PageQuery):
    q: Line = ""
    org: Id | None = None
    result: ResultCode | None = None
    urger: Line = ""
    urged_from: Day | None = None
    urged_to: Day | None = None


@urgings_router.get("", response=Page[UrgingOut], summary="Nhật ký đôn đốc", operation_id="task_urgings")
def urgings(request: HttpRequest, query: Query[UrgingQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    names = ("q", "org", "result", "urger", "urged_from", "urged_to")
    rows = narrowed(UrgingFilter, log.urgings(actor, actor.on), query, names, request)
    return page_of(rows.order_by("-recorded_at", "-pk"), query, _urging)


def _urging(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk, "batch": row.batch, "task_id": row.task_id, "task": row.task.title, "org_id": row.org_id,
        "org": row.org.name, "urged_at": row.recorded_at, "urged_by": row.urger_name, "words": row.words,
        "letter": row.letter, "due_on": row.due_on, "result": row.result,
    }  # fmt: skip
