"""Units of territory by the API, as of a day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from dieuphoi.core.kernel.api import (
    Action,
    Day,
    Id,
    Line,
    Page,
    PageQuery,
    Reason,
    actions_of,
    day_or_today,
    page_of,
)
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.matching import Sought
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.territory import policies, selectors, services
from dieuphoi.registry.territory.states import CHANGE_LIFE

router = Router(tags=["units"])


UnitTypeCode = Literal[
    "tinh", "thanh_pho_tw", "huyen", "quan", "thi_xa", "thanh_pho", "xa", "phuong", "thi_tran", "dac_khu", "thon",
]  # fmt: skip


class UnitOut(Schema):
    """A unit as it was on the day (names, code and parent of that day)."""

    id: int
    kind: str
    type: str
    type_label: str
    name: str
    full_name: str
    code: str
    parent_id: int | None
    parent_name: str
    province_id: int | None
    province_name: str


class UnitQuery(PageQuery):
    as_of: Day | None = None
    kind: Literal["province", "district", "commune", "village"] | None = None
    type: UnitTypeCode | None = None
    province: Id | None = None
    q: Line = ""


class DayQuery(Schema):
    as_of: Day | None = None


@router.get("", response=Page[UnitOut], summary="Đơn vị hành chính của một ngày", operation_id="units_list")
def units(request: HttpRequest, query: Query[UnitQuery]) -> Any:
    day = day_or_today(request, query.as_of)
    rows = selectors.units_query(request.actor, day)  # type: ignore[attr-defined]
    if query.kind:
        rows = rows.filter(kind=query.kind)
    if query.type:
        rows = rows.filter(day_type=query.type)
    if query.province:
        rows = rows.filter(day_path__contains=[query.province])
    if query.q.strip():
        rows = rows.filter(Sought.of(query.q).fits("day_name_folded"))
    return page_of(rows.order_by("day_name_key", "day_code", "id"), query, _out, whole=selectors.unit_rows)


@router.get("/{int:unit_id}", response=UnitOut, summary="Một đơn vị", operation_id="unit_read")
def unit(request: HttpRequest, unit_id: Id, query: Query[DayQuery]) -> Any:
    return _out(
        selectors.unit_on(request.actor, unit_id, day_or_today(request, query.as_of))  # type: ignore[attr-defined]
    )


def _out(row: selectors.UnitRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in UnitOut.model_fields}


# --- lineage and changes


class LineageOut(Schema):
    """Out of which units this one came, and what became of it, through all applied changes."""

    id: int
    predecessors: list[int]
    successors: list[int]
    names: dict[str, str]
    """The latest name of each unit named here, by its id."""
    changes: list[int]


@router.get(
    "/{int:unit_id}/lineage",
    response=LineageOut,
    summary="Đơn vị cũ và mới của một đơn vị",
    operation_id="unit_lineage",
)
def lineage(request: HttpRequest, unit_id: Id) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    story = selectors.unit_story(actor, unit_id, actor.on)
    everyone = {*story.predecessors, *story.successors, unit_id}
    return {
        "id": unit_id,
        "predecessors": story.predecessors,
        "successors": story.successors,
        "names": {str(unit): name for unit, name in selectors.latest_names(actor, everyone).items()},
        "changes": [view.change.pk for view in story.events],
    }


changes_router = Router(tags=["unit-changes"])


class PredecessorOut(Schema):
    id: int
    code: str
    type: str
    full_name: str
    parent: str | None
    divided: bool


class ShareOut(Schema):
    """A share of a divided unit: ``numerator`` of ``denominator`` of its ``of``."""

    numerator: str
    denominator: str
    of: str


class LinkOut(Schema):
    """What a successor took of the predecessor ``id``: all of it, or a share (``null``: nobody knows)."""

    id: int
    whole: bool
    share: ShareOut | None


class SuccessorOut(Schema):
    id: int | None
    code: str
    type: str
    full_name: str
    parent: str | None
    how: str
    sources: list[LinkOut] = Field(alias="from")


class ChangeOut(Schema):
    """A change of units: one connected group."""

    id: int
    batch: int | None
    kind: str
    level: str
    state: str
    title: str
    effective_on: Day
    resolution_number: str | None
    resolution_on: Day | None
    resolution_by: str | None
    source: str
    predecessors: list[PredecessorOut]
    successors: list[SuccessorOut]


class ChangeWhole(ChangeOut):
    """One change with what may be done with it now, and why not."""

    note: str
    replaces: int | None
    """The planned change that this one is an edit of."""
    available_actions: list[Action]


class SuccessorIn(Schema):
    """A unit after the change. ``how``: ``new``; ``same`` – the very unit that goes on under another name, code or
    parent; ``adopt`` – one that is there already and begins on the day (both name ``unit_id``). ``parent_id`` may be
    left out where all predecessors lie in one.
    """

    type: UnitTypeCode
    name: Annotated[Line, Field(min_length=1, max_length=120)]
    code: Annotated[Line, Field(max_length=12)] = ""
    parent_id: Id | None = None
    how: Literal["new", "same", "adopt"] = "new"
    unit_id: Id | None = None


class LinkIn(Schema):
    """Predecessor ``unit_id`` gives to the successor at place ``to`` (from 0): a share, or nobody knows which."""

    unit_id: Id
    to: Annotated[int, Field(ge=0, le=500)]
    numerator: Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=4)] | None = None
    denominator: Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=4)] | None = None
    of: Literal["", "population", "households", "area"] = ""


class ChangeIn(Schema):
    """A change to plan. Without ``links`` every predecessor gives to every successor. Its kind follows from it."""

    effective_on: Day
    predecessors: Annotated[list[Id], Field(min_length=1, max_length=500)]
    successors: Annotated[list[SuccessorIn], Field(max_length=500)]
    links: Annotated[list[LinkIn], Field(max_length=2000)] = []
    resolution_number: Annotated[Line, Field(max_length=80)] = ""
    resolution_on: Day | None = None
    resolution_by: Line = ""
    note: Annotated[Line, Field(max_length=400)] = ""


class TouchOut(Schema):
    kind: str
    words: str
    count: int
    firm: bool


class ReportOut(Schema):
    """What the changes do, in figures: by kind, and by type of unit. A dry run and the real run say the same."""

    changes: dict[str, int]
    before: dict[str, int]
    after: dict[str, int]
    ended: dict[str, int]
    created: dict[str, int]
    adopted: dict[str, int]
    kept: dict[str, int]
    moved: int
    divided: int
    orphans: list[str]
    touches: list[TouchOut]


class AppliedOut(Schema):
    """The change after the act, and what the act did."""

    change: ChangeWhole
    report: ReportOut


class UndoneOut(Schema):
    """The change after the undo; ``warnings`` are for a person to look at."""

    change: ChangeWhole
    restored_rows: int
    emptied_rows: int
    warnings: list[str]


class ChangeQuery(PageQuery):
    state: Literal["PLANNED", "APPLIED", "UNDONE", "CANCELLED"] | None = None
    kind: Literal["merge", "split", "regroup", "rename", "recode", "move", "end"] | None = None
    batch: Id | None = None
    unit: Id | None = None
    q: Line = ""


@changes_router.get(
    "", response=Page[ChangeOut], by_alias=True, summary="Thay đổi đơn vị hành chính", operation_id="unit_changes_list"
)
def changes(request: HttpRequest, query: Query[ChangeQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    rows = selectors.changes_query(actor)
    for name in ("state", "kind"):
        if value := getattr(query, name):
            rows = rows.filter(**{name: value})
    if query.batch:
        rows = rows.filter(batch_id=query.batch)
    if query.unit:
        rows = rows.filter(id__in=selectors.change_ids_of(actor, query.unit))
    if query.q.strip():
        rows = rows.filter(Sought.of(query.q).fits("title_folded"))
    rows = rows.order_by("-effective_on", "id")
    return page_of(rows, query, selectors.change_json, whole=lambda page: selectors.change_views(actor, page))


@changes_router.get(
    "/{int:change_id}", response=ChangeWhole, by_alias=True, summary="Một thay đổi", operation_id="unit_change_read"
)
def change(request: HttpRequest, change_id: Id) -> Any:
    return _whole(request, change_id)


def _whole(request: HttpRequest, change_id: int) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    (view,) = selectors.change_views(actor, [selectors.change_of(actor, change_id)])
    return {
        **selectors.change_json(view),
        "note": view.change.note,
        "replaces": view.change.replaces_id,
        "available_actions": actions_of(CHANGE_LIFE.options(actor, view.change)),
    }


def _plan(request: HttpRequest, body: ChangeIn) -> services.PlannedChange:
    """The body as a plan; raises ``InputErrors`` for what the rules of the service could not even be asked."""
    actor = request.actor  # type: ignore[attr-defined]
    errors = [
        InputError(_("Liên kết chỉ tới đơn vị mới số %(n)d, không có.") % {"n": link.to}, field="links")
        for link in body.links
        if link.to >= len(body.successors)
    ]
    errors += [
        InputError(fault, field="links")
        for link in body.links
        if (fault := services.share_fault(services.ShareValue(link.numerator, link.denominator, link.of)))
    ]
    errors += [
        InputError(_("“same” và “adopt” phải kèm unit_id; “new” thì không."), field="successors", value=each.name)
        for each in body.successors
        if (each.how == "new") != (each.unit_id is None)
    ]
    if body.effective_on == date.min:  # it has no eve on which the old units could stand
        raise InputErrors([InputError(_("Ngày hiệu lực quá sớm."), field="effective_on")])
    parent = selectors.shared_parent(actor, body.predecessors, body.effective_on)
    news = tuple(
        services.PlannedUnit(
            key=f"t{place}",
            kind=services.LEVEL_OF[each.type],
            type=each.type,
            name=each.name.strip(),
            code=each.code,
            parent=each.parent_id or (parent if each.type not in ("tinh", "thanh_pho_tw") else None),
            how=each.how,
            unit=each.unit_id,
        )
        for place, each in enumerate(body.successors)
    )
    wanted = {each for to in body.successors for each in (to.unit_id, to.parent_id) if each is not None}
    known = {row.id for day in (body.effective_on, body.effective_on - timedelta(days=1))
             for row in selectors.units_on(actor, day, ids=wanted)}  # fmt: skip
    errors += [
        InputError(_("Không có đơn vị số %(id)d vào ngày này.") % {"id": unit}, field="successors")
        for unit in sorted(wanted - known)
    ]
    if errors:
        raise InputErrors(errors)
    return services.PlannedChange(
        effective_on=body.effective_on,
        predecessors=tuple(body.predecessors),
        successors=news,
        links=tuple(
            services.PlannedLink(link.unit_id, f"t{link.to}", link.numerator, link.denominator, link.of)
            for link in body.links
        ),
        resolution_number=body.resolution_number,
        resolution_on=body.resolution_on,
        resolution_by=body.resolution_by,
        source=_("Phương án gửi qua API"),
        note=body.note,
    )


@changes_router.post(
    "", response={201: ChangeWhole}, by_alias=True, summary="Lập phương án thay đổi", operation_id="unit_change_plan"
)
def plan(request: HttpRequest, body: ChangeIn) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    require(policies.may_change_units(actor))
    made = services.change_plan(actor=actor, plan=_plan(request, body), now=request.now)  # type: ignore[attr-defined]
    return Status(201, _whole(request, made.pk))


@changes_router.put(
    "/{int:change_id}", response={201: ChangeWhole}, by_alias=True,
    summary="Sửa phương án: một phương án mới thay cho nó", operation_id="unit_change_replan",
)  # fmt: skip
def replan(request: HttpRequest, change_id: Id, body: ChangeIn) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    require(policies.may_edit_plan(actor, selectors.change_of(actor, change_id)))
    made = services.change_replan(
        actor=actor,
        change_id=change_id,
        plan=_plan(request, body),
        now=request.now,  # type: ignore[attr-defined]
    )
    return Status(201, _whole(request, made.pk))


@changes_router.post(
    "/{int:change_id}/dry-run", response=AppliedOut, by_alias=True, summary="Chạy thử", operation_id="unit_change_try"
)
def dry_run(request: HttpRequest, change_id: Id) -> Any:
    report = services.change_dry_run(
        actor=request.actor,  # type: ignore[attr-defined]
        ids=[change_id],
        now=request.now,  # type: ignore[attr-defined]
    )
    return {"change": _whole(request, change_id), "report": report.as_json()}


@changes_router.post(
    "/{int:change_id}/apply", response=AppliedOut, by_alias=True, summary="Áp dụng", operation_id="unit_change_apply"
)
def apply(request: HttpRequest, change_id: Id) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    # One that was applied already is no act: the state says so, as on the page.
    require(CHANGE_LIFE.check(actor, selectors.change_of(actor, change_id), "apply"))
    report = services.change_apply(actor=actor, ids=[change_id], now=request.now)  # type: ignore[attr-defined]
    return {"change": _whole(request, change_id), "report": report.as_json()}


@changes_router.post(
    "/{int:change_id}/undo", response=UndoneOut, by_alias=True, summary="Hoàn tác", operation_id="unit_change_undo"
)
def undo(request: HttpRequest, change_id: Id, body: Reason) -> Any:
    done = services.change_undo(
        actor=request.actor,  # type: ignore[attr-defined]
        ids=[change_id],
        reason=body.reason,
        now=request.now,  # type: ignore[attr-defined]
    )
    told = {"restored_rows": done.restored, "emptied_rows": done.emptied, "warnings": list(done.warnings)}
    return {"change": _whole(request, change_id), **told}


@changes_router.post(
    "/{int:change_id}/cancel", response=ChangeWhole, by_alias=True, summary="Hủy phương án",
    operation_id="unit_change_cancel",
)  # fmt: skip
def cancel(request: HttpRequest, change_id: Id, body: Reason) -> Any:
    services.change_cancel(
        actor=request.actor,  # type: ignore[attr-defined]
        ids=[change_id],
        reason=body.reason,
        now=request.now,  # type: ignore[attr-defined]
    )
    return _whole(request, change_id)
