"""Templates of tasks, recurring duties and the log of urgings by the API: the acts of the pages."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, QueryDict
from ninja import Query, Router, Schema
from ninja.responses import Status

from dieuphoi.core.kernel.api import BadQuery, Day, Id, Line, LongText, Page, PageQuery, Text, page_of
from dieuphoi.core.kernel.dates import url_date
from dieuphoi.core.kernel.ranges import day_after, first_day
from dieuphoi.steering.tasks.api import KindCode, UrgencyCode
from dieuphoi.steering.tasks.selectors import planning, recurring
from dieuphoi.steering.tasks.selectors import templates as reading
from dieuphoi.steering.tasks.selectors import urgings as log
from dieuphoi.steering.tasks.services import recurring as duty_acts
from dieuphoi.steering.tasks.services import templates as template_acts
from dieuphoi.steering.tasks.states import DUTY_LIFE
from dieuphoi.steering.tasks.tables_duties import DutyFilter
from dieuphoi.steering.tasks.tables_urgings import UrgingFilter

templates_router = Router(tags=["tasks"])
duties_router = Router(tags=["tasks"])
urgings_router = Router(tags=["tasks"])

LeadCode = Literal["GIVER", "ORG", "COMMUNE"]
EveryCode = Literal["", "month", "quarter", "half", "year"]
ResultCode = Literal["DONE", "REPORTED", "LATE", "OPEN", "WITHDRAWN"]
RhythmCode = Literal["week", "month", "quarter", "half", "nine_months", "year", "list"]
DueCode = Literal["LAST_DAY", "BEFORE_END", "AFTER_END", "DAY", "DAY_AFTER", "WEEKDAY"]
DutyStateCode = Literal["ACTIVE", "PAUSED", "ENDED"]


# ------------------------------------------------------------------------------------------------ templates


class TemplateItemOut(Schema):
    """One task of a template. ``key`` names it where persons are chosen, ``parent`` the key of its whole."""

    key: str
    id: int | None
    parent: str
    depth: int
    title: str
    product: str
    text: str
    kind: str
    urgency: str
    lead: str
    lead_org_id: int | None
    responsible_id: int | None
    coordinating: list[int]
    days: int | None
    no_due_reason: str
    every: str
    field_id: int | None


class TaskTemplateOut(Schema):
    """A template; ``ref`` is its id, or the key of one that the product ships."""

    ref: str
    name: str
    about: str
    source: str
    org: str
    shipped: bool
    in_use: bool
    items: list[TemplateItemOut]


class TaskTemplateIn(Schema):
    org_id: Id
    name: Line
    source: Text
    about: Text = ""
    valid_from: Day | None = None


class TaskTemplateCorrectIn(TaskTemplateIn):
    reason: Text = ""


class TaskTemplateEndIn(Schema):
    reason: Text = ""


class TemplateItemIn(Schema):
    title: Text
    product: Text
    lead: LeadCode = "GIVER"
    lead_org_id: Id | None = None
    responsible_id: Id | None = None
    coordinating: list[Id] = []
    days: int | None = None
    no_due_reason: Line = ""
    text: LongText = ""
    kind: KindCode = "ORDINARY"
    urgency: UrgencyCode = "NORMAL"
    every: EveryCode = ""
    field_id: Id | None = None
    parent_id: Id | None = None


class TemplateMoveIn(Schema):
    up: bool


class TemplateGiveIn(Schema):
    """How a template is given. ``persons``: who answers for what, by the key of a task, of a commune by ``u`` and its
    id. The same ``token`` again gives nothing more.
    """

    token: uuid.UUID
    start_on: Day
    unit_ids: list[Id] = []
    persons: dict[str, int] = {}
    giver_org_id: Id | None = None
    giver_id: Id | None = None
    source_line: Text = ""
    text: LongText = ""
    restricted: bool = False


class CommuneLeftOut(Schema):
    unit_id: int
    name: str
    reason: str


class TemplateUseOut(Schema):
    id: int
    name: str
    start_on: Day
    task_ids: list[int]
    left: list[CommuneLeftOut]
    given_by: str
    given_at: datetime


@templates_router.get("", response=list[TaskTemplateOut], summary="Các mẫu việc", operation_id="task_templates")
def templates(request: HttpRequest) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    own = [reading.template(actor, str(row.pk)) for row in reading.templates(actor)]
    return [_template(request, each) for each in (*own, *reading.shipped_templates().values())]


@templates_router.post("", response={201: TaskTemplateOut}, summary="Lập mẫu việc", operation_id="task_template_make")
def template_make(request: HttpRequest, body: TaskTemplateIn) -> Any:
    new = template_acts.NewTemplate(**body.dict())
    row = template_acts.template_make(actor=request.actor, new=new, now=request.now)  # type: ignore[attr-defined]
    return Status(201, _template_of(request, str(row.pk)))


@templates_router.get("/{slug:ref}", response=TaskTemplateOut, summary="Một mẫu việc",
                      operation_id="task_template_read")  # fmt: skip
def template_read(request: HttpRequest, ref: str) -> Any:
    return _template_of(request, ref)


@templates_router.post("/{slug:ref}/copy", response={201: TaskTemplateOut}, summary="Chép mẫu việc",
                       operation_id="task_template_copy")  # fmt: skip
def template_copy(request: HttpRequest, ref: str, body: TaskTemplateIn) -> Any:
    new = template_acts.NewTemplate(**body.dict())
    row = template_acts.template_copy(
        actor=request.actor, ref=ref, new=new, now=request.now  # type: ignore[attr-defined]
    )
    return Status(201, _template_of(request, str(row.pk)))


@templates_router.post("/{slug:ref}/give", response={201: TemplateUseOut}, summary="Giao theo mẫu",
                       operation_id="task_template_give")  # fmt: skip
def template_give(request: HttpRequest, ref: str, body: TemplateGiveIn) -> Any:
    data = body.dict()
    token, units = data.pop("token"), data.pop("unit_ids")
    use = template_acts.template_give(
        actor=request.actor, ref=ref, token=token, now=request.now,  # type: ignore[attr-defined]
        wanted=planning.Wanted(unit_ids=tuple(units), **data),
    )  # fmt: skip
    return Status(201, {
        "id": use.pk, "name": use.name, "start_on": use.start_on, "task_ids": use.task_ids,
        "left": [{"unit_id": each["unit"], "name": each["name"], "reason": each["why"]} for each in use.left],
        "given_by": use.author_name, "given_at": use.recorded_at,
    })  # fmt: skip


@templates_router.post("/{int:template_id}/correct", response=TaskTemplateOut, summary="Sửa mẫu việc",
                       operation_id="task_template_correct")  # fmt: skip
def template_correct(request: HttpRequest, template_id: Id, body: TaskTemplateCorrectIn) -> Any:
    data = body.dict()
    reason = data.pop("reason")
    template_acts.template_correct(
        actor=request.actor, template_id=template_id, reason=reason, now=request.now,  # type: ignore[attr-defined]
        new=template_acts.NewTemplate(**data),
    )  # fmt: skip
    return _template_of(request, str(template_id))


@templates_router.post("/{int:template_id}/end", response=TaskTemplateOut, summary="Thôi dùng mẫu việc",
                       operation_id="task_template_end")  # fmt: skip
def template_end(request: HttpRequest, template_id: Id, body: TaskTemplateEndIn) -> Any:
    template_acts.template_end(
        actor=request.actor, template_id=template_id, reason=body.reason, now=request.now  # type: ignore[attr-defined]
    )
    return _template_of(request, str(template_id))


@templates_router.post("/{int:template_id}/items", response={201: TaskTemplateOut}, summary="Thêm việc vào mẫu",
                       operation_id="task_template_item_add")  # fmt: skip
def item_add(request: HttpRequest, template_id: Id, body: TemplateItemIn) -> Any:
    template_acts.item_add(
        actor=request.actor, template_id=template_id, new=_new_item(body), now=request.now  # type: ignore[attr-defined]
    )
    return Status(201, _template_of(request, str(template_id)))


@templates_router.post("/items/{int:item_id}/correct", response=TaskTemplateOut, summary="Sửa việc của mẫu",
                       operation_id="task_template_item_correct")  # fmt: skip
def item_correct(request: HttpRequest, item_id: Id, body: TemplateItemIn) -> Any:
    row = template_acts.item_correct(
        actor=request.actor, item_id=item_id, new=_new_item(body), now=request.now  # type: ignore[attr-defined]
    )
    return _template_of(request, str(row.template_id))


@templates_router.post("/items/{int:item_id}/end", response=TaskTemplateOut, summary="Bỏ việc khỏi mẫu",
                       operation_id="task_template_item_end")  # fmt: skip
def item_end(request: HttpRequest, item_id: Id) -> Any:
    row = template_acts.item_end(actor=request.actor, item_id=item_id, now=request.now)  # type: ignore[attr-defined]
    return _template_of(request, str(row.template_id))


@templates_router.post("/items/{int:item_id}/move", response=TaskTemplateOut, summary="Đổi thứ tự việc của mẫu",
                       operation_id="task_template_item_move")  # fmt: skip
def item_move(request: HttpRequest, item_id: Id, body: TemplateMoveIn) -> Any:
    row = template_acts.item_move(
        actor=request.actor, item_id=item_id, up=body.up, now=request.now  # type: ignore[attr-defined]
    )
    return _template_of(request, str(row.template_id))


def _new_item(body: TemplateItemIn) -> template_acts.NewItem:
    data = body.dict()
    return template_acts.NewItem(**{**data, "coordinating": tuple(data["coordinating"])})


def _template_of(request: HttpRequest, ref: str) -> dict[str, Any]:
    return _template(request, reading.template(request.actor, ref))  # type: ignore[attr-defined]


def _template(request: HttpRequest, found: reading.Template) -> dict[str, Any]:
    names = tuple(TemplateItemOut.model_fields)
    return {
        "ref": found.ref, "name": found.name, "about": found.about, "source": found.source, "org": found.org_name,
        "shipped": found.shipped, "in_use": found.holds_on(request.actor.on),  # type: ignore[attr-defined]
        "items": [{name: getattr(item, name) for name in names} for item in found.items],
    }  # fmt: skip


# ------------------------------------------------------------------------------------------------ duties


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
    rows = _narrowed(DutyFilter, recurring.duties(actor, actor.on), query, names, request)
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


# ------------------------------------------------------------------------------------------------ urgings


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
    rows = _narrowed(UrgingFilter, log.urgings(actor, actor.on), query, names, request)
    return page_of(rows.order_by("-recorded_at", "-pk"), query, _urging)


def _urging(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk, "batch": row.batch, "task_id": row.task_id, "task": row.task.title, "org_id": row.org_id,
        "org": row.org.name, "urged_at": row.recorded_at, "urged_by": row.urger_name, "words": row.words,
        "letter": row.letter, "due_on": row.due_on, "result": row.result,
    }  # fmt: skip


def _narrowed(filterset: Any, rows: Any, query: Any, names: tuple[str, ...], request: HttpRequest) -> Any:
    """The rows as the page's own filter narrows them. Raises :class:`BadQuery`."""
    params = QueryDict(mutable=True)
    for name in names:
        if (value := getattr(query, name)) not in (None, ""):
            params[name] = url_date(value) if hasattr(value, "isoformat") else str(value)
    found = filterset(params, rows, request=request)
    if not found.form.is_valid():
        raise BadQuery([(name, "; ".join(map(str, errors))) for name, errors in found.form.errors.items()])
    return found.qs
