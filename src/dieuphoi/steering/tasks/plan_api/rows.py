"""The router, and how a plan and its lines are told."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, QueryDict
from ninja import Router

from dieuphoi.core.kernel.api import (
    BadQuery,
    actions_of,
)
from dieuphoi.core.kernel.dates import url_date
from dieuphoi.steering.tasks.plan_states import PLAN_LIFE
from dieuphoi.steering.tasks.selectors import plan_lines
from dieuphoi.steering.tasks.selectors import plans as selectors

router = Router(tags=["plans"])


def narrowed(request: HttpRequest, filterset: Any, rows: Any, query: Any, names: tuple[str, ...]) -> Any:
    """The rows that the list's own filter leaves. Raises ``BadQuery``."""
    params = QueryDict(mutable=True)
    for name in names:
        value = getattr(query, name)
        if value not in (None, ""):
            params[name] = url_date(value) if hasattr(value, "isoformat") else str(value)
    found = filterset(params, rows, request=request)
    if not found.form.is_valid():
        raise BadQuery([(name, "; ".join(map(str, errors))) for name, errors in found.form.errors.items()])
    return found.qs


def plan_told(request: HttpRequest, service: Any, plan_id: int, **more: Any) -> dict[str, Any]:
    service(actor=request.actor, plan_id=plan_id, now=request.now, **more)  # type: ignore[attr-defined]
    return plan_whole(request, plan_id)


def part_told(request: HttpRequest, service: Any, name: str, pk: int, **more: Any) -> dict[str, Any]:
    row = service(actor=request.actor, now=request.now, **{name: pk}, **more)  # type: ignore[attr-defined]
    return plan_whole(request, row.plan_id)


def plan_whole(request: HttpRequest, plan_id: int) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    found = selectors.plan(actor, plan_id)
    whole = plan_lines.lines_of(actor, found, actor.on)
    revisions = plan_lines.revisions_of(row.id for row in whole.rows) if whole.edition is None else {}
    return {
        **_out(found),
        "text": found.text,
        "source_line": found.source_line,
        "opinions_due_on": found.opinions_due_on,
        "submitted_on": found.submitted_on,
        "reads_edition": whole.edition,
        "lines": [
            _line_out(row, group, *revisions.get(row.id, (0, 0))) for group in whole.groups for row in group.rows
        ],
        "available_actions": actions_of(PLAN_LIFE.options(actor, found)) if found.inside else [],
    }


def _out(row: Any) -> dict[str, Any]:
    same = ("title", "kind", "period", "state", "org_id", "edition", "decision_number", "decision_on", "frame_id",
            "before_id")  # fmt: skip
    return {"id": row.pk, "org": row.org.name, **{name: getattr(row, name) for name in same}}


def plan_row(row: Any) -> dict[str, Any]:
    return {**_out(row), "lines": row.lines_all, "lines_key": row.lines_key, "lines_done": row.lines_done}


def _line_out(row: plan_lines.LineRow, group: plan_lines.GroupRows, revision: int, money: int) -> dict[str, Any]:
    same = ("id", "number", "text", "product", "person_id", "person", "timing", "due_on", "every", "is_key", "note",
            "standing")  # fmt: skip
    return {
        **{name: getattr(row, name) for name in same},
        "group_id": group.id,
        "group": group.title,
        "lead_org_id": row.lead_id,
        "lead_org": row.lead,
        "coordinating": [org for org, _name in row.bodies],
        "money": list(row.money),
        "task_ids": [each.task_id for each in row.tasks if each.row is not None],
        "revision": revision,
        "money_revision": money,
    }


def line_row(row: Any) -> dict[str, Any]:
    same = ("plan_id", "text", "lead_org_id", "person_id", "timing", "due_on", "is_key", "standing", "done_on")
    return {"id": row.pk, "plan": row.plan.title, **{name: getattr(row, name) for name in same}}
