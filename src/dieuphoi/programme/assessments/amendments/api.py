"""Amendments, editions, signed papers, verifying and comparing by the API: the same acts and selectors as the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, QueryDict
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from dieuphoi.core.kernel.api import Action, BadQuery, Day, Id, Line, Page, PageQuery, Reason, Text, actions_of, page_of
from dieuphoi.programme.assessments.amendments import selectors, services
from dieuphoi.programme.assessments.amendments.asking import NewAmendment, NewItem
from dieuphoi.programme.assessments.amendments.contents import Differences, differences_from
from dieuphoi.programme.assessments.amendments.filters import AmendmentFilter
from dieuphoi.programme.assessments.amendments.states import AMENDMENT_LIFE, PERSONS_MOVES

router = Router(tags=["amendments"])


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


def _now(request: HttpRequest) -> datetime:
    return request.now  # type: ignore[attr-defined, no-any-return]


class StandOut(Schema):
    """Where an indicator stood: figures as typed, verdict (``NOT_ENTERED``: nothing said), sentence, document."""

    shown: str
    mark: str
    sentence: str
    document: str


class AmendedOut(Schema):
    code: str
    before: StandOut
    after: StandOut


class CriterionChangeOut(Schema):
    criterion: str
    before: str
    after: str


class DifferencesOut(Schema):
    """What one edition says otherwise than the one before."""

    rows: list[AmendedOut]
    criteria: list[CriterionChangeOut]
    met_before: int
    met_after: int


def _differences(found: Differences) -> dict[str, Any]:
    return {
        **found.as_dict(),
        "criteria": [
            {"criterion": number, "before": before, "after": after} for number, before, after in found.criteria
        ],
    }


class AmendmentOut(Schema):
    """``state`` is that of today: ``LAPSED`` once its end has passed. ``foreseen``: the dry run of the request."""

    id: int
    sheet_id: int
    round_id: int
    unit_id: int
    unit_name: str
    state: str
    reason: str
    document: str
    document_on: Day
    org_id: int | None
    ends_on: Day
    requested_by: str
    requested_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision_note: str
    edition: int | None
    round_edition: int | None
    foreseen: DifferencesOut
    available_actions: list[Action]


class AmendmentQuery(PageQuery):
    q: Line = ""
    round: Id | None = None
    state: Literal["REQUESTED", "APPLIED", "REJECTED", "WITHDRAWN", "LAPSED"] | None = None


Typed = Annotated[str, Field(max_length=200)] | int | Annotated[float, Field(allow_inf_nan=False)] | None


class ItemIn(Schema):
    """One indicator: figures by part (an empty text or null empties the cell), or a conclusion with its document."""

    indicator_id: Id
    typed: Annotated[dict[Annotated[str, Field(max_length=60)], Typed], Field(max_length=20)] = {}
    explanation: Text = ""
    verdict: Literal["", "MET", "NOT_MET", "NOT_APPLICABLE"] = ""
    document: Line = ""


class AmendmentIn(Schema):
    reason: Text
    document: Line
    document_on: Day
    ends_on: Day | None = None
    items: Annotated[list[ItemIn], Field(min_length=1, max_length=200)]


class NoteIn(Schema):
    note: Text = ""


def _new(sheet_id: int, body: AmendmentIn) -> NewAmendment:
    return NewAmendment(
        sheet_id=sheet_id,
        reason=body.reason,
        document=body.document,
        document_on=body.document_on,
        ends_on=body.ends_on,
        items=[
            NewItem(each.indicator_id, dict(each.typed), each.explanation, each.verdict, each.document)
            for each in body.items
        ],
    )


def _amendment(request: HttpRequest, row: Any) -> dict[str, Any]:
    plain = (
        "id", "sheet_id", "reason", "document", "document_on", "org_id", "ends_on", "requested_at", "decided_at",
        "decision_note", "edition", "round_edition",
    )  # fmt: skip
    return {
        **{name: getattr(row, name) for name in plain},
        "round_id": row.sheet.round_id,
        "unit_id": row.sheet.unit_id,
        "unit_name": row.sheet.unit_name,
        "state": row.standing,
        "requested_by": row.asker or "",
        "decided_by": row.decider or "",
        "foreseen": _differences(differences_from(row.foreseen)),
        "available_actions": actions_of(AMENDMENT_LIFE.options(_actor(request), row), only=PERSONS_MOVES),
    }


def _one(request: HttpRequest, amendment_id: int) -> dict[str, Any]:
    return _amendment(request, selectors.amendment_in_full(_actor(request), amendment_id))


@router.get("", response=Page[AmendmentOut], summary="Điều chỉnh sau chốt", operation_id="amendments_list")
def amendment_list(request: HttpRequest, query: Query[AmendmentQuery]) -> Any:
    data = QueryDict(mutable=True)
    for name, value in (("q", query.q), ("round", query.round), ("state", query.state)):
        if value not in (None, ""):
            data[name] = str(value)
    actor = _actor(request)
    rows = selectors.amendments(actor, actor.on).order_by("-requested_at", "-id")
    narrowed = AmendmentFilter(data, queryset=rows, request=request)
    if not narrowed.form.is_valid():
        raise BadQuery([(field, str(error)) for field, found in narrowed.form.errors.items() for error in found])
    return page_of(narrowed.qs, query, lambda row: _amendment(request, row))


@router.get("/{int:amendment_id}", response=AmendmentOut, summary="Một điều chỉnh", operation_id="amendment_read")
def amendment_read(request: HttpRequest, amendment_id: Id) -> Any:
    return _one(request, amendment_id)


@router.post(
    "/{int:amendment_id}/approve", response=AmendmentOut, summary="Duyệt và áp dụng", operation_id="amendment_approve"
)
def amendment_approve(request: HttpRequest, amendment_id: Id, body: NoteIn) -> Any:
    services.amendment_approve(actor=_actor(request), amendment_id=amendment_id, note=body.note, now=_now(request))
    return _one(request, amendment_id)


@router.post(
    "/{int:amendment_id}/rehearse", response=DifferencesOut, summary="Chạy thử việc duyệt", operation_id="amendment_try"
)
def amendment_rehearse(request: HttpRequest, amendment_id: Id) -> Any:
    found = services.amendment_rehearse(actor=_actor(request), amendment_id=amendment_id, now=_now(request))
    return _differences(found)


@router.post(
    "/{int:amendment_id}/reject", response=AmendmentOut, summary="Không duyệt", operation_id="amendment_reject"
)
def amendment_reject(request: HttpRequest, amendment_id: Id, body: Reason) -> Any:
    services.amendment_reject(actor=_actor(request), amendment_id=amendment_id, reason=body.reason, now=_now(request))
    return _one(request, amendment_id)


@router.post(
    "/{int:amendment_id}/withdraw", response=AmendmentOut, summary="Rút đề nghị", operation_id="amendment_withdraw"
)
def amendment_withdraw(request: HttpRequest, amendment_id: Id, body: Reason) -> Any:
    services.amendment_withdraw(actor=_actor(request), amendment_id=amendment_id, reason=body.reason, now=_now(request))
    return _one(request, amendment_id)


@router.post(
    "/of-sheet/{int:sheet_id}",
    response={201: AmendmentOut},
    summary="Đề nghị điều chỉnh một phiếu đã chốt",
    operation_id="amendment_request",
)
def amendment_request(request: HttpRequest, sheet_id: Id, body: AmendmentIn) -> Any:
    made = services.amendment_request(actor=_actor(request), new=_new(sheet_id, body), now=_now(request))
    return Status(201, _one(request, made.pk))


@router.post(
    "/of-sheet/{int:sheet_id}/preview",
    response=DifferencesOut,
    summary="Chạy thử đề nghị điều chỉnh (không ghi)",
    operation_id="amendment_preview",
)
def amendment_preview(request: HttpRequest, sheet_id: Id, body: AmendmentIn) -> Any:
    found = services.amendment_preview(actor=_actor(request), new=_new(sheet_id, body), now=_now(request))
    return _differences(found)
