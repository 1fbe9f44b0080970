"""Rounds and their wall."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from dieuphoi.core.kernel.api import Action, Day, Id, Line, Page, PageQuery, Reason, actions_of, page_of
from dieuphoi.programme.assessments import selectors
from dieuphoi.programme.assessments.api.asking import actor_of, filtered, now_of
from dieuphoi.programme.assessments.filters import RoundFilter
from dieuphoi.programme.assessments.services import rounds as round_acts
from dieuphoi.programme.assessments.states import ROUND_LIFE

rounds_router = Router(tags=["rounds"])


class RoundOut(Schema):
    id: int
    title: str
    state: str
    province_id: int
    set_id: int
    set: str
    previous_id: int | None
    period: str
    territory_on: Day
    entry_due_on: Day
    verify_due_on: Day
    freeze_due_on: Day
    opened_at: datetime | None
    frozen_at: datetime | None
    frozen_hash: str
    available_actions: list[Action]


class RoundRow(RoundOut):
    """A round in the list; the counts are of the whole round."""

    sheet_count: int
    submitted: int
    consolidated: int


class RoundQuery(PageQuery):
    q: Line = ""
    state: Literal["DRAFT", "OPEN", "FROZEN", "CANCELLED"] | None = None


class RoundIn(Schema):
    """What the office decides of a round. ``types``: the unit types in scope (the programme judges ``xa``)."""

    title: Line
    province_id: Id
    set_id: Id
    period: Annotated[Line, Field(max_length=30, examples=["2026", "2026-H1", "2026-Q2"])]
    territory_on: Day
    entry_due_on: Day
    verify_due_on: Day
    freeze_due_on: Day
    types: Annotated[list[Literal["xa", "phuong", "thi_tran", "dac_khu"]], Field(min_length=1, max_length=4)] = ["xa"]
    previous_id: Id | None = None


def _round(request: HttpRequest, round_: Any) -> dict[str, Any]:
    plain = (
        "id", "title", "state", "province_id", "previous_id", "period", "territory_on", "entry_due_on",
        "verify_due_on", "freeze_due_on", "opened_at", "frozen_at", "frozen_hash",
    )  # fmt: skip
    return {
        **{name: getattr(round_, name) for name in plain},
        "set_id": round_.version_id,
        "set": round_.version.set.code,
        "available_actions": actions_of(ROUND_LIFE.options(actor_of(request), round_)),
    }


def _round_row(request: HttpRequest, round_: Any) -> dict[str, Any]:
    counts = {name: getattr(round_, name) for name in ("sheet_count", "submitted", "consolidated")}
    return {**_round(request, round_), **counts}


@rounds_router.get("", response=Page[RoundRow], summary="Các đợt rà soát", operation_id="rounds_list")
def rounds(request: HttpRequest, query: Query[RoundQuery]) -> Any:
    rows = filtered(RoundFilter, request, selectors.rounds(actor_of(request)), {"q": query.q, "state": query.state})
    return page_of(rows, query, lambda row: _round_row(request, row))


@rounds_router.post("", response={201: RoundOut}, summary="Lập đợt rà soát", operation_id="round_create")
def round_create(request: HttpRequest, body: RoundIn) -> Any:
    plan = round_acts.RoundPlan(
        title=body.title,
        province_id=body.province_id,
        version_id=body.set_id,
        period=body.period,
        territory_on=body.territory_on,
        entry_due_on=body.entry_due_on,
        verify_due_on=body.verify_due_on,
        freeze_due_on=body.freeze_due_on,
        types=tuple(body.types),
        previous_id=body.previous_id,
    )
    made = round_acts.round_create(actor=actor_of(request), plan=plan, now=now_of(request))
    return Status(201, _round(request, selectors.round_by_id(actor_of(request), made.pk)))


@rounds_router.get("/{int:round_id}", response=RoundOut, summary="Một đợt rà soát", operation_id="round_read")
def round_read(request: HttpRequest, round_id: Id) -> Any:
    return _round(request, selectors.round_by_id(actor_of(request), round_id))


@rounds_router.post("/{int:round_id}/open", response=RoundOut, summary="Mở đợt", operation_id="round_open")
def round_open(request: HttpRequest, round_id: Id) -> Any:
    round_acts.round_open(actor=actor_of(request), round_id=round_id, now=now_of(request))
    return round_read(request, round_id)


@rounds_router.post("/{int:round_id}/cancel", response=RoundOut, summary="Hủy đợt", operation_id="round_cancel")
def round_cancel(request: HttpRequest, round_id: Id, body: Reason) -> Any:
    round_acts.round_cancel(actor=actor_of(request), round_id=round_id, reason=body.reason, now=now_of(request))
    return round_read(request, round_id)


@rounds_router.post("/{int:round_id}/freeze", response=RoundOut, summary="Chốt đợt", operation_id="round_freeze")
def round_freeze(request: HttpRequest, round_id: Id) -> Any:
    round_acts.round_freeze(actor=actor_of(request), round_id=round_id, now=now_of(request))
    return round_read(request, round_id)


class WallOut(Schema):
    """One commune of the wall. ``marks``, a letter a criterion: M met, N not met, E not entered, U cannot be judged,
    A not applicable; ``bases``: C computed, K concluded, I imported, X mixed, - none."""

    sheet_id: int
    unit_id: int
    name: str
    code: str
    state: str
    marks: str
    bases: str
    criteria_met: int
    criteria_total: int
    entered: int
    total: int
    qualifies: bool


@rounds_router.get(
    "/{int:round_id}/wall", response=Page[WallOut], summary="Bức tường tiêu chí", operation_id="round_wall"
)
def round_wall(request: HttpRequest, round_id: Id, query: Query[PageQuery]) -> Any:
    round_ = selectors.round_by_id(actor_of(request), round_id)
    rows = selectors.wall(actor_of(request), round_.pk)
    return page_of(
        rows, query, lambda row: {name: getattr(row, name) for name in WallOut.model_fields}, whole=selectors.wall_rows
    )
