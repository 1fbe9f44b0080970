"""Criteria sets by the API: versions and their rows with provenance, the acts on them, thresholds of provinces."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.responses import Status

from dieuphoi.core.kernel.api import Action, Day, Id, Line, Page, PageQuery, Reason, Text, actions_of, page_of
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.matching import Sought
from dieuphoi.programme.criteria import selectors, services
from dieuphoi.programme.criteria.states import VERSION_LIFE
from dieuphoi.programme.criteria.typed import read_cell

router = Router(tags=["criteria"])


class SetOut(Schema):
    """One version of a set. ``*_there`` counts the rows that are here, ``expected_*`` what the decision says."""

    id: int
    set: str
    name: str
    version: int
    state: str
    level: str
    tier: str
    decision_number: str
    decision_on: Day | None
    issuer: str
    effective_from: Day | None
    effective_to: Day | None
    criteria_there: int
    rows_there: int
    expected_criteria: int | None
    expected_indicators: int | None
    content_hash: str
    available_actions: list[Action]


class SetQuery(PageQuery):
    state: Literal["draft", "consulting", "published", "retired"] | None = None
    set: Line = ""


class IndicatorOut(Schema):
    """One row. ``code`` means something only inside its set version; ``thresholds`` are the decision's table."""

    id: int
    criterion_id: int
    criterion: str
    criterion_name: str
    code: str
    position: int
    name: str
    unit: str
    kind: str
    comparator: str
    thresholds: dict[str, Any] | None
    provenance: str
    owner: str


class IndicatorQuery(PageQuery):
    as_of: Day | None = None
    provenance: Literal["SOURCED", "CONFIRMED", "RECALLED", "EMPTY"] | None = None
    q: Line = ""


@router.get("", response=Page[SetOut], summary="Các bộ tiêu chí", operation_id="sets_list")
def sets(request: HttpRequest, query: Query[SetQuery]) -> Any:
    rows = selectors.versions(request.actor)  # type: ignore[attr-defined]
    if query.state:
        rows = rows.filter(state=query.state)
    if query.set:
        rows = rows.filter(set__code=query.set)
    return page_of(rows, query, lambda row: _set(request, row))


@router.get("/{int:set_id}", response=SetOut, summary="Một bộ tiêu chí", operation_id="set_read")
def set_read(request: HttpRequest, set_id: Id) -> Any:
    selectors.version(request.actor, set_id)  # type: ignore[attr-defined]
    return _set(request, selectors.versions(request.actor).get(id=set_id))  # type: ignore[attr-defined]


@router.get(
    "/{int:set_id}/indicators",
    response=Page[IndicatorOut],
    summary="Các chỉ tiêu của một bộ",
    operation_id="set_indicators",
)
def indicators(request: HttpRequest, set_id: Id, query: Query[IndicatorQuery]) -> Any:
    version = selectors.version(request.actor, set_id)  # type: ignore[attr-defined]
    rows = selectors.indicators_of(version.pk)
    if query.provenance:
        rows = [row for row in rows if row.provenance == query.provenance]
    if query.q.strip():
        sought = Sought.of(query.q)
        rows = [row for row in rows if sought.held_by(row.code, row.name)]
    day = query.as_of or request.actor.on  # type: ignore[attr-defined]
    owners = selectors.owner_names_on([row.pk for row in rows], day)
    return page_of(rows, query, lambda row: _indicator(row, owners))


def _set(request: HttpRequest, row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "set": row.set.code,
        "name": row.set.name,
        "version": row.number,
        "state": row.state,
        "level": row.set.level,
        "tier": row.set.tier,
        "decision_number": row.decision_number,
        "decision_on": row.decision_on,
        "issuer": row.issuer,
        "effective_from": row.effective.lower,
        "effective_to": row.effective.upper,
        "criteria_there": row.criteria_there,
        "rows_there": row.rows_there,
        "expected_criteria": row.expected_criteria,
        "expected_indicators": row.expected_indicators,
        "content_hash": row.content_hash,
        "available_actions": actions_of(VERSION_LIFE.options(request.actor, row)),  # type: ignore[attr-defined]
    }


def _indicator(row: Any, owners: dict[int, str]) -> dict[str, Any]:
    raw = row.raw
    return {
        "id": row.pk,
        "criterion_id": row.criterion_id,
        "criterion": row.criterion.number,
        "criterion_name": row.criterion.name,
        "code": row.code,
        "position": row.position,
        "name": row.name,
        "unit": row.unit,
        "kind": row.kind,
        "comparator": str(raw.get("comparator") or ""),
        "thresholds": raw.get("thresholds"),
        "provenance": row.provenance,
        "owner": owners.get(row.pk, ""),
    }


# ------------------------------------------------------------------------------------------------- acts


class HeadIn(Schema):
    """The decision of a version and when it holds; ``expected_*`` is how many rows it says there are."""

    decision_number: Line
    decision_on: Day | None = None
    issuer: Line = ""
    effective_from: Day | None = None
    effective_to: Day | None = None
    expected_criteria: int | None = None
    expected_indicators: int | None = None
    change_note: Text = ""


class FamilyIn(Schema):
    """A set that is not there yet; ``province_id`` where a province issues it."""

    code: Line
    name: Line
    level: Literal["commune", "district", "province"] = "commune"
    tier: Literal["basic", "advanced", "model", "modern_pilot"] = "basic"
    stage: Line = ""
    province_id: Id | None = None
    dimension: Literal["", "region7", "commune_group3"] = ""


class DraftIn(Schema):
    """A draft from a version: ``amends`` and ``replaces`` continue its set, ``adapts`` and ``copies`` begin another."""

    relation: Literal["amends", "replaces", "adapts", "copies"]
    head: HeadIn
    family: FamilyIn | None = None


class NewSetIn(Schema):
    head: HeadIn
    family: FamilyIn


class RowIn(Schema):
    """One row. ``thresholds`` maps columns to what a person would type into the cell (``95``, ``Đạt``, …)."""

    criterion: int
    code: Line = ""
    name: Text
    unit: Line = ""
    kind: Line
    comparator: Line
    thresholds: dict[str, Text] = {}
    responsible: Line = ""
    applicable_if: Text = ""
    note: Text = ""
    source: Text = ""


class ReadingIn(Schema):
    code: Line
    document: Line
    page: Line = ""
    cells: list[Line] = []


class OwnersIn(Schema):
    """``owners``: codes of rows with the id of the department that verifies them from ``start`` on."""

    owners: dict[str, Id]
    start: Day
    decision: Line = ""


class ProvincialIn(Schema):
    """What a province decided; without ``value`` there is no threshold any more from ``start`` on."""

    province_id: Id
    code: Line
    column: Line = "all"
    value: Text | None = None
    start: Day
    decision_number: Line
    decision_on: Day | None = None
    source: Line = ""


class MinistryIn(Schema):
    """What a ministry decided, for every province; without ``value`` there is no threshold any more from ``start``."""

    code: Line
    column: Line = "all"
    value: Text | None = None
    start: Day
    issuer: Line
    decision_number: Line
    decision_on: Day | None = None
    source: Line = ""


class ProvincialQuery(Schema):
    province_id: Id


class ProvincialOut(Schema):
    code: str
    column: str
    value: Any
    start: Day
    end: Day | None
    decision_number: str
    decision_on: Day | None
    source: str
    issuer: str


class Written(Schema):
    """How many entries were new."""

    written: int


def _head(given: HeadIn) -> services.Head:
    return services.Head(**given.dict())


def _family(given: FamilyIn | None) -> services.NewSet | None:
    return None if given is None else services.NewSet(**given.dict())


@router.post("", response={201: SetOut}, summary="Lập bộ mới", operation_id="set_create")
def set_create(request: HttpRequest, body: NewSetIn) -> Any:
    made = services.draft_start(
        actor=_actor(request), head=_head(body.head), family=_family(body.family), now=_now(request)
    )
    return Status(201, set_read(request, made.pk))


@router.post(
    "/{int:set_id}/drafts", response={201: SetOut}, summary="Lập dự thảo từ phiên bản", operation_id="draft_start"
)
def draft_start(request: HttpRequest, set_id: Id, body: DraftIn) -> Any:
    made = services.draft_start(
        actor=_actor(request),
        base_id=set_id,
        relation=body.relation,
        head=_head(body.head),
        family=_family(body.family),
        now=_now(request),
    )
    return Status(201, set_read(request, made.pk))


@router.put("/{int:set_id}/head", response=SetOut, summary="Sửa thông tin dự thảo", operation_id="set_head")
def set_head(request: HttpRequest, set_id: Id, body: HeadIn) -> Any:
    selectors.version(_actor(request), set_id)
    services.head_save(actor=_actor(request), version_id=set_id, head=_head(body), now=_now(request))
    return set_read(request, set_id)


@router.post("/{int:set_id}/consult", response=SetOut, summary="Lấy ý kiến", operation_id="set_consult")
def set_consult(request: HttpRequest, set_id: Id) -> Any:
    services.version_consult(actor=_actor(request), version_id=set_id, now=_now(request))
    return set_read(request, set_id)


@router.post("/{int:set_id}/revise", response=SetOut, summary="Sửa tiếp dự thảo", operation_id="set_revise")
def set_revise(request: HttpRequest, set_id: Id) -> Any:
    services.version_revise(actor=_actor(request), version_id=set_id, now=_now(request))
    return set_read(request, set_id)


@router.post("/{int:set_id}/publish", response=SetOut, summary="Ban hành", operation_id="set_publish")
def set_publish(request: HttpRequest, set_id: Id) -> Any:
    services.version_publish(actor=_actor(request), version_id=set_id, now=_now(request))
    return set_read(request, set_id)


@router.post("/{int:set_id}/retire", response=SetOut, summary="Hết áp dụng", operation_id="set_retire")
def set_retire(request: HttpRequest, set_id: Id, body: Reason) -> Any:
    services.version_retire(actor=_actor(request), version_id=set_id, reason=body.reason, now=_now(request))
    return set_read(request, set_id)


def _row_input(body: RowIn) -> services.RowInput:
    thresholds, faults = {}, []
    for column, text in body.thresholds.items():
        try:
            thresholds[column] = read_cell(text, body.comparator or "is")
        except ValueError as error:
            faults.append(InputError(str(error), field=f"thresholds.{column}", value=text))
    if faults:
        raise InputErrors(faults)
    return services.RowInput(**(body.dict() | {"thresholds": thresholds}))


def _row_out(request: HttpRequest, indicator_id: int) -> dict[str, Any]:
    row = selectors.row(_actor(request), indicator_id, _actor(request).on)
    return _indicator(row, selectors.owner_names_on([row.pk], _actor(request).on))


@router.post(
    "/{int:set_id}/indicators", response={201: IndicatorOut}, summary="Thêm chỉ tiêu", operation_id="indicator_add"
)
def indicator_add(request: HttpRequest, set_id: Id, body: RowIn) -> Any:
    selectors.version(_actor(request), set_id)
    made = services.row_save(actor=_actor(request), version_id=set_id, row=_row_input(body), now=_now(request))
    return Status(201, _row_out(request, made.pk))


@router.put(
    "/indicators/{int:indicator_id}", response=IndicatorOut, summary="Sửa chỉ tiêu", operation_id="indicator_save"
)
def indicator_save(request: HttpRequest, indicator_id: Id, body: RowIn) -> Any:
    row = selectors.row(_actor(request), indicator_id, _actor(request).on)
    services.row_save(
        actor=_actor(request),
        version_id=row.version_id,
        row=_row_input(body),
        indicator_id=indicator_id,
        now=_now(request),
    )
    return _row_out(request, indicator_id)


@router.delete(
    "/indicators/{int:indicator_id}", response={204: None}, summary="Bỏ chỉ tiêu khỏi dự thảo",
    operation_id="indicator_remove",
)  # fmt: skip
def indicator_remove(request: HttpRequest, indicator_id: Id) -> Any:
    selectors.row(_actor(request), indicator_id, _actor(request).on)
    services.row_remove(actor=_actor(request), indicator_id=indicator_id, now=_now(request))
    return Status(204, None)


@router.post(
    "/{int:set_id}/confirmations", response=Written, summary="Xác nhận dòng theo văn bản", operation_id="rows_confirm"
)
def rows_confirm(request: HttpRequest, set_id: Id, body: list[ReadingIn]) -> Any:
    readings = [services.Reading(each.code, each.document, each.page, tuple(each.cells)) for each in body]
    written = services.rows_confirm(actor=_actor(request), version_id=set_id, readings=readings, now=_now(request))
    return {"written": written}


@router.post(
    "/{int:set_id}/owners", response=Written, summary="Giao cơ quan thẩm định", operation_id="owners_set"
)
def owners_set(request: HttpRequest, set_id: Id, body: OwnersIn) -> Any:
    written = services.owners_set(
        actor=_actor(request),
        version_id=set_id,
        owners=body.owners,
        start=body.start,
        decision=body.decision,
        now=_now(request),
    )
    return {"written": written}


@router.get(
    "/{int:set_id}/provincial", response=list[ProvincialOut], summary="Mức đạt do tỉnh quy định",
    operation_id="provincial_list",
)  # fmt: skip
def provincial_list(request: HttpRequest, set_id: Id, query: Query[ProvincialQuery]) -> Any:
    return _decided_lines(request, set_id, query.province_id)


@router.post(
    "/{int:set_id}/provincial", response=Written, summary="Ghi mức đạt của tỉnh", operation_id="provincial_set"
)
def provincial_set(request: HttpRequest, set_id: Id, body: ProvincialIn) -> Any:
    written = services.provincial_set(
        actor=_actor(request),
        version_id=set_id,
        province_id=body.province_id,
        thresholds=[_decided(set_id, body)],
        now=_now(request),
    )
    return {"written": written}


@router.get(
    "/{int:set_id}/ministry", response=list[ProvincialOut], summary="Mức đạt do bộ, ngành quy định",
    operation_id="ministry_list",
)  # fmt: skip
def ministry_list(request: HttpRequest, set_id: Id) -> Any:
    return _decided_lines(request, set_id, None)


@router.post(
    "/{int:set_id}/ministry", response=Written, summary="Ghi mức đạt của bộ, ngành", operation_id="ministry_set"
)
def ministry_set(request: HttpRequest, set_id: Id, body: MinistryIn) -> Any:
    decided = replace(_decided(set_id, body), issuer=body.issuer)
    written = services.ministry_set(actor=_actor(request), version_id=set_id, thresholds=[decided], now=_now(request))
    return {"written": written}


def _decided_lines(request: HttpRequest, set_id: int, province_id: int | None) -> list[dict[str, Any]]:
    version = selectors.version(_actor(request), set_id)
    return [
        {
            "code": line.indicator.code,
            "column": line.column,
            "value": line.value,
            "start": line.start,
            "end": line.end,
            "decision_number": line.decision_number,
            "decision_on": line.decision_on,
            "source": line.source,
            "issuer": line.issuer,
        }
        for line in selectors.provincial_lines(version.pk, province_id)
    ]


def _decided(set_id: int, body: ProvincialIn | MinistryIn) -> services.Decided:
    row = next((each for each in selectors.indicators_of(set_id) if each.code == body.code), None)
    comparator = "is" if row is None else str(row.raw.get("comparator") or "is")
    try:
        value = None if body.value is None else read_cell(body.value, comparator)
    except ValueError as error:
        raise InputErrors([InputError(str(error), field="value", value=body.value or "")]) from error
    return services.Decided(
        body.code, body.column, value, body.start, body.decision_number, body.decision_on, body.source
    )


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


def _now(request: HttpRequest) -> datetime:
    return request.now  # type: ignore[attr-defined, no-any-return]
