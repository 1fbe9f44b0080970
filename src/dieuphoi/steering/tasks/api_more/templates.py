"""Templates of tasks as JSON."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, QueryDict
from ninja import Router, Schema
from ninja.responses import Status

from dieuphoi.core.kernel.api import BadQuery, Day, Id, Line, LongText, Text
from dieuphoi.core.kernel.dates import url_date
from dieuphoi.steering.tasks.api.shapes import KindCode, UrgencyCode
from dieuphoi.steering.tasks.selectors import planning
from dieuphoi.steering.tasks.selectors import templates as reading
from dieuphoi.steering.tasks.services import templates as template_acts

templates_router = Router(tags=["tasks"])

LeadCode = Literal["GIVER", "ORG", "COMMUNE"]
EveryCode = Literal["", "month", "quarter", "half", "year"]
ResultCode = Literal["DONE", "REPORTED", "LATE", "OPEN", "WITHDRAWN"]


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


def narrowed(filterset: Any, rows: Any, query: Any, names: tuple[str, ...], request: HttpRequest) -> Any:
    """The rows as the page's own filter narrows them. Raises :class:`BadQuery`."""
    params = QueryDict(mutable=True)
    for name in names:
        if (value := getattr(query, name)) not in (None, ""):
            params[name] = url_date(value) if hasattr(value, "isoformat") else str(value)
    found = filterset(params, rows, request=request)
    if not found.form.is_valid():
        raise BadQuery([(name, "; ".join(map(str, errors))) for name, errors in found.form.errors.items()])
    return found.qs
