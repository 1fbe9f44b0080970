"""Sheets: their life and their frozen editions."""

from __future__ import annotations

import json
import zlib
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Body, Query, Router, Schema
from pydantic import Field

from dieuphoi.core.kernel.api import Action, Done, Id, Line, Page, PageQuery, Reason, actions_of, done_of, page_of
from dieuphoi.core.kernel.policy import Allowed
from dieuphoi.programme.assessments import selectors
from dieuphoi.programme.assessments.api.asking import ManyIn, actor_of, filtered, now_of, only_row
from dieuphoi.programme.assessments.api.rounds import rounds_router
from dieuphoi.programme.assessments.filters import SheetFilter
from dieuphoi.programme.assessments.services import values as value_acts
from dieuphoi.programme.assessments.services import verification as verify_acts
from dieuphoi.programme.assessments.states import SHEET_LIFE

sheets_router = Router(tags=["sheets"])


class SheetOut(Schema):
    id: int
    round_id: int
    unit_id: int
    unit_name: str
    unit_code: str
    classification: dict[str, Any]
    state: str
    submitted_at: datetime | None
    entered: int
    waiting: int
    returned: int
    verified: int
    total: int
    criteria_met: int
    criteria_total: int
    qualifies: bool
    available_actions: list[Action]


class SheetQuery(PageQuery):
    q: Line = ""
    state: Literal["OPEN", "SUBMITTED", "VERIFYING", "CONSOLIDATED", "FROZEN"] | None = None
    returned: bool | None = None


_SHEET_MOVES = ("submit", "reopen", "consolidate")


def _sheet(request: HttpRequest, sheet: Any) -> dict[str, Any]:
    plain = ("id", "round_id", "unit_id", "unit_name", "unit_code", "classification", "state", "submitted_at")
    counts = (
        "entered", "waiting", "returned", "verified", "total", "criteria_met", "criteria_total", "qualifies",
    )  # fmt: skip
    return {
        **{name: getattr(sheet, name) for name in plain},
        **{name: getattr(sheet.rollup, name) for name in counts},
        "available_actions": actions_of(SHEET_LIFE.options(actor_of(request), sheet), only=_SHEET_MOVES),
    }


@rounds_router.get(
    "/{int:round_id}/sheets", response=Page[SheetOut], summary="Phiếu của một đợt", operation_id="round_sheets"
)
def round_sheets(request: HttpRequest, round_id: Id, query: Query[SheetQuery]) -> Any:
    selectors.round_by_id(actor_of(request), round_id)
    rows = filtered(
        SheetFilter,
        request,
        selectors.sheets(actor_of(request), round_id),
        {"q": query.q, "state": query.state, "returned": query.returned},
    )
    return page_of(rows, query, lambda row: _sheet(request, row))


@sheets_router.get("/{int:sheet_id}", response=SheetOut, summary="Một phiếu", operation_id="sheet_read")
def sheet_read(request: HttpRequest, sheet_id: Id) -> Any:
    return _sheet(request, selectors.sheet_by_id(actor_of(request), sheet_id))


@sheets_router.post("/{int:sheet_id}/submit", response=SheetOut, summary="Gửi phiếu", operation_id="sheet_submit")
def sheet_submit(request: HttpRequest, sheet_id: Id, body: Reason | None = Body(None)) -> Any:
    reason = "" if body is None else body.reason
    value_acts.sheet_submit(actor=actor_of(request), sheet_id=sheet_id, now=now_of(request), reason=reason)
    return sheet_read(request, sheet_id)


@sheets_router.post(
    "/{int:sheet_id}/reopen", response=SheetOut, summary="Trả lại cả phiếu", operation_id="sheet_reopen"
)
def sheet_reopen(request: HttpRequest, sheet_id: Id, body: Reason) -> Any:
    verify_acts.sheet_reopen(actor=actor_of(request), sheet_id=sheet_id, reason=body.reason, now=now_of(request))
    return sheet_read(request, sheet_id)


@sheets_router.post("/consolidate", response=Done, summary="Tổng hợp nhiều phiếu", operation_id="sheets_consolidate")
def sheets_consolidate(request: HttpRequest, body: ManyIn) -> Any:
    return done_of(verify_acts.sheets_consolidate(actor=actor_of(request), sheet_ids=body.ids, now=now_of(request)))


@sheets_router.post(
    "/{int:sheet_id}/consolidate", response=SheetOut, summary="Tổng hợp phiếu", operation_id="sheet_consolidate"
)
def sheet_consolidate(request: HttpRequest, sheet_id: Id) -> Any:
    sheet = selectors.sheet_by_id(actor_of(request), sheet_id)
    answer = SHEET_LIFE.check(actor_of(request), sheet, "consolidate")
    if not isinstance(answer, Allowed):
        raise answer.error()
    only_row(verify_acts.sheets_consolidate(actor=actor_of(request), sheet_ids=[sheet_id], now=now_of(request)))
    return sheet_read(request, sheet_id)


class SnapshotQuery(Schema):
    edition: Annotated[int, Field(ge=1, le=32_767)] | None = None


class SnapshotOut(Schema):
    """The frozen sheet in one of its editions (by itself the newest).

    ``content`` has canonical bytes whose SHA-256 is ``sha256``. Of a commune that is not one's
    own the inputs are left out (``complete`` false): of others only verdicts are public inside."""

    sheet_id: int
    edition: int
    sha256: str
    engine_version: str
    recorded_at: datetime
    complete: bool
    content: dict[str, Any]


@sheets_router.get(
    "/{int:sheet_id}/snapshot", response=SnapshotOut, summary="Bản chốt của phiếu", operation_id="sheet_snapshot"
)
def sheet_snapshot(request: HttpRequest, sheet_id: Id, query: Query[SnapshotQuery]) -> Any:
    snapshot = selectors.snapshot_of(actor_of(request), sheet_id, query.edition)
    content = json.loads(zlib.decompress(bytes(snapshot.content)))
    complete = snapshot.sheet.unit_id in actor_of(request).reads()
    if not complete:
        for row in content["indicators"]:
            for private in ("values", "decides", "conclusion", "said", "trace", "sentence"):
                row.pop(private, None)
    return {
        "sheet_id": sheet_id,
        "edition": snapshot.edition,
        "sha256": snapshot.sha256,
        "engine_version": snapshot.engine_version,
        "recorded_at": snapshot.recorded_at,
        "complete": complete,
        "content": content,
    }
