"""Recurring duties as JSON."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.responses import Status

from dieuphoi.core.kernel.api import Day, Id, Line, LongText, Page, PageQuery, Text, page_of
from dieuphoi.core.kernel.ranges import day_after, first_day
from dieuphoi.steering.tasks.api.shapes import KindCode, UrgencyCode
from dieuphoi.steering.tasks.api_more.templates import narrowed
from dieuphoi.steering.tasks.selectors import recurring
from dieuphoi.steering.tasks.services import recurring as duty_acts
from dieuphoi.steering.tasks.states import DUTY_LIFE
from dieuphoi.steering.tasks.tables_duties import DutyFilter

duties_router = Router(tags=["tasks"])
RhythmCode = Literal["week", "month", "quarter", "half", "nine_months", "year", "list"]
DueCode = Literal["LAST_DAY", "BEFORE_END", "AFTER_END", "DAY", "DAY_AFTER", "WEEKDAY"]
DutyStateCode = Literal["ACTIVE", "PAUSED", "ENDED"]


class DutyReturnOut(Schema):
    period: str
    label: str
    given_on: Day
    due_on: Day


class RecurringDutyOut(Schema):
    id: int
    title: str
    product: str
    source: str
    text: str
    rhythm: str
    periods: list[str]
    due_rule: str
    due_number: int
    ahead: int | None
    lead: str
    lead_org_id: int | None
    responsible_id: int | None
    coordinating: list[int]
    unit_ids: list[int]
    kind: str
    urgency: str
    field_id: int | None
    org_id: int
    giver_id: int | None
    state: str
    valid_from: Day | None
    valid_until: Day | None
    made: int


class DutyMadeOut(Schema):
    period: str
    unit_id: int | None
    task_id: int
    note: str


class DutyWhole(RecurringDutyOut):
    returns: list[DutyReturnOut]
    tasks: list[DutyMadeOut]
    available_actions: list[str]


class DutyQuery(PageQuery):
    q: Line = ""
    state: DutyStateCode | None = None
    rhythm: RhythmCode | None = None
    lead: Literal["ORG", "COMMUNES"] | None = None
    org: Id | None = None


class RecurringDutyIn(Schema):
    title: Text
    product: Text
    source: Text
    rhythm: RhythmCode
    due_rule: DueCode
    due_number: int = 0
    ahead: int | None = None
    valid_from: Day
    valid_until: Day | None = None
    lead: Literal["ORG", "COMMUNES"] = "ORG"
    lead_org_id: Id | None = None
    responsible_id: Id | None = None
    unit_ids: list[Id] = []
    coordinating: list[Id] = []
    periods: list[Line] = []
    text: LongText = ""
    kind: KindCode = "ORDINARY"
    urgency: UrgencyCode = "NORMAL"
    field_id: Id | None = None
    org_id: Id | None = None
    giver_id: Id | None = None


class DutyCorrectIn(RecurringDutyIn):
    reason: Text = ""


class DutyReasonIn(Schema):
    reason: Text = ""


@duties_router.get("", response=Page[RecurringDutyOut], summary="Việc định kỳ", operation_id="duties_list")
def duties(request: HttpRequest, query: Query[DutyQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    names = ("q", "state", "rhythm", "lead", "org")
    rows = narrowed(DutyFilter, recurring.duties(actor, actor.on), query, names, request)
    return page_of(rows.order_by("title_key", "pk"), query, _duty)


@duties_router.post("", response={201: DutyWhole}, summary="Lập việc định kỳ", operation_id="duty_make")
def duty_make(request: HttpRequest, body: RecurringDutyIn) -> Any:
    row = duty_acts.duty_make(actor=request.actor, new=_new_duty(body), now=request.now)  # type: ignore[attr-defined]
    return Status(201, _whole(request, row.pk))


@duties_router.get("/{int:duty_id}", response=DutyWhole, summary="Một việc định kỳ", operation_id="duty_read")
def duty_read(request: HttpRequest, duty_id: Id) -> Any:
    return _whole(request, duty_id)


@duties_router.post("/{int:duty_id}/correct", response=DutyWhole, summary="Sửa việc định kỳ",
                    operation_id="duty_correct")  # fmt: skip
def duty_correct(request: HttpRequest, duty_id: Id, body: DutyCorrectIn) -> Any:
    return _acted(request, duty_acts.duty_correct, duty_id, new=_new_duty(body), reason=body.reason)


@duties_router.post("/{int:duty_id}/pause", response=DutyWhole, summary="Tạm dừng việc định kỳ",
                    operation_id="duty_pause")  # fmt: skip
def duty_pause(request: HttpRequest, duty_id: Id, body: DutyReasonIn) -> Any:
    return _acted(request, duty_acts.duty_pause, duty_id, reason=body.reason)


@duties_router.post("/{int:duty_id}/resume", response=DutyWhole, summary="Chạy tiếp việc định kỳ",
                    operation_id="duty_resume")  # fmt: skip
def duty_resume(request: HttpRequest, duty_id: Id) -> Any:
    return _acted(request, duty_acts.duty_resume, duty_id)


@duties_router.post("/{int:duty_id}/end", response=DutyWhole, summary="Thôi việc định kỳ", operation_id="duty_end")
def duty_end(request: HttpRequest, duty_id: Id, body: DutyReasonIn) -> Any:
    return _acted(request, duty_acts.duty_end, duty_id, reason=body.reason)


def _acted(request: HttpRequest, act: Any, duty_id: int, **more: Any) -> Any:
    act(actor=request.actor, duty_id=duty_id, now=request.now, **more)  # type: ignore[attr-defined]
    return _whole(request, duty_id)


def _new_duty(body: RecurringDutyIn) -> duty_acts.NewDuty:
    data = {name: value for name, value in body.dict().items() if name != "reason"}
    new = duty_acts.NewDuty(**data)
    return replace(
        new, unit_ids=tuple(new.unit_ids), coordinating=tuple(new.coordinating), periods=tuple(new.periods)
    )


def _whole(request: HttpRequest, duty_id: int) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    row = recurring.duties(actor, actor.on).filter(pk=recurring.duty(actor, duty_id).pk).get()
    return {
        **_duty(row),
        "returns": [
            {"period": each.key, "label": each.label, "given_on": each.planned_on, "due_on": each.due_on}
            for each in recurring.returns_of(row, actor.on)
        ],
        "tasks": [
            {"period": run.period, "unit_id": run.unit_id, "task_id": run.task_id, "note": run.note}
            for run in recurring.runs_of(actor, duty_id)
        ],
        "available_actions": [
            option.name for option in DUTY_LIFE.options(actor, recurring.duty(actor, duty_id)) if option.allowed
        ],
    }


def _duty(row: Any) -> dict[str, Any]:
    end = day_after(row.valid)
    same = (
        "title", "product", "source", "text", "rhythm", "periods", "due_rule", "due_number", "ahead", "lead",
        "lead_org_id", "responsible_id", "coordinating", "unit_ids", "kind", "urgency", "field_id", "org_id",
        "giver_id", "state", "made",
    )  # fmt: skip
    return {
        "id": row.pk,
        "valid_from": first_day(row.valid),
        "valid_until": None if end is None else end.fromordinal(end.toordinal() - 1),
        **{name: getattr(row, name) for name in same},
    }
