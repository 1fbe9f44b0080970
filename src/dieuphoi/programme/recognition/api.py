"""Recognitions by the API: the same list, filters and acts as the pages."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, QueryDict
from ninja import Query, Router, Schema
from ninja.responses import Status

from dieuphoi.core.kernel.api import BadQuery, Day, Id, Line, Page, PageQuery, Text, day_or_today, page_of
from dieuphoi.programme.recognition import selectors
from dieuphoi.programme.recognition.filters import RecognitionFilter
from dieuphoi.programme.recognition.services import (
    NewDecision,
    NewRecognition,
    recognition_acknowledge,
    recognition_correct,
    recognition_record,
    recognition_revoke,
    recognition_withdraw,
)

router = Router(tags=["recognitions"])

LevelCode = Literal[
    "commune_basic",
    "commune_advanced",
    "commune_model",
    "commune_modern_pilot",
    "district_basic",
    "district_advanced",
    "province_basic",
]


class RecognitionOut(Schema):
    """A recognition as it stands on the day; ``status`` is empty for one that was taken back."""

    id: int
    unit_id: int
    unit: str
    unit_code: str
    level: str
    level_label: str
    year: int
    status: str
    decision_number: str
    decision_on: Day
    issuer: str
    set_id: int | None
    source: str
    note: str
    revoked_by: str | None
    revoked_on: Day | None


class AcknowledgementOut(Schema):
    id: int
    unit_id: int
    unit: str
    decision_number: str
    decision_on: Day


class RecognitionWhole(RecognitionOut):
    acknowledgements: list[AcknowledgementOut]


class RecognitionQuery(PageQuery):
    as_of: Day | None = None
    q: Line = ""
    level: LevelCode | None = None
    status: Literal["RECOGNISED", "ACKNOWLEDGED", "PREDECESSOR", "REVOKED"] | None = None
    year: int | None = None
    unit: Id | None = None


class OneQuery(Schema):
    as_of: Day | None = None


class RecognitionIn(Schema):
    unit_id: Id
    level: LevelCode
    year: int
    decision_number: Line
    decision_on: Day
    issuer: Line = ""
    set_id: Id | None = None
    source: Line = ""
    note: Text = ""


class CorrectionIn(RecognitionIn):
    reason: Text = ""


class AcknowledgementIn(Schema):
    unit_id: Id
    decision_number: Line
    decision_on: Day
    issuer: Line = ""
    source: Line = ""
    note: Text = ""


class RevocationIn(Schema):
    decision_number: Line
    decision_on: Day
    reason: Text = ""
    issuer: Line = ""
    source: Line = ""
    note: Text = ""


class WithdrawIn(Schema):
    reason: Text = ""


@router.get("", response=Page[RecognitionOut], summary="Danh sách công nhận", operation_id="recognitions_list")
def recognitions(request: HttpRequest, query: Query[RecognitionQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    rows = selectors.recognitions(actor, day_or_today(request, query.as_of))
    params = QueryDict(mutable=True)
    for name in ("q", "level", "status", "year"):
        if (value := getattr(query, name)) not in (None, ""):
            params[name] = str(value)
    if query.unit is not None:
        params["unit"] = f"#{query.unit}"
    found = RecognitionFilter(params, rows, request=request)
    if not found.form.is_valid():
        raise BadQuery([(name, "; ".join(map(str, errors))) for name, errors in found.form.errors.items()])
    return page_of(found.qs.order_by("-decision_on", "unit_key", "pk"), query, _out)


@router.get(
    "/{int:recognition_id}", response=RecognitionWhole, summary="Một công nhận", operation_id="recognition_read"
)
def recognition(request: HttpRequest, recognition_id: Id, query: Query[OneQuery]) -> Any:
    return _whole(request, recognition_id, query)


@router.post("", response={201: RecognitionWhole}, summary="Ghi công nhận", operation_id="recognition_record")
def record(request: HttpRequest, body: RecognitionIn) -> Any:
    row = recognition_record(actor=request.actor, new=_new(body), now=request.now)  # type: ignore[attr-defined]
    return Status(201, _whole(request, row.root_id))


@router.post(
    "/{int:recognition_id}/correct",
    response=RecognitionWhole,
    summary="Sửa công nhận bằng một dòng mới",
    operation_id="recognition_correct",
)
def correct(request: HttpRequest, recognition_id: Id, body: CorrectionIn) -> Any:
    recognition_correct(
        actor=request.actor,  # type: ignore[attr-defined]
        recognition_id=recognition_id,
        new=_new(body),
        reason=body.reason,
        now=request.now,  # type: ignore[attr-defined]
    )
    return _whole(request, recognition_id)


@router.post(
    "/{int:recognition_id}/acknowledge",
    response=RecognitionWhole,
    summary="Thừa nhận lại sau sắp xếp",
    operation_id="recognition_acknowledge",
)
def acknowledge(request: HttpRequest, recognition_id: Id, body: AcknowledgementIn) -> Any:
    recognition_acknowledge(
        actor=request.actor,  # type: ignore[attr-defined]
        recognition_id=recognition_id,
        new=NewDecision(**body.dict()),
        now=request.now,  # type: ignore[attr-defined]
    )
    return _whole(request, recognition_id)


@router.post(
    "/{int:recognition_id}/revoke",
    response=RecognitionWhole,
    summary="Thu hồi công nhận",
    operation_id="recognition_revoke",
)
def revoke(request: HttpRequest, recognition_id: Id, body: RevocationIn) -> Any:
    recognition_revoke(
        actor=request.actor,  # type: ignore[attr-defined]
        recognition_id=recognition_id,
        new=NewDecision(**body.dict()),
        now=request.now,  # type: ignore[attr-defined]
    )
    return _whole(request, recognition_id)


@router.post(
    "/{int:recognition_id}/withdraw",
    response=RecognitionWhole,
    summary="Rút một công nhận ghi nhầm",
    operation_id="recognition_withdraw",
)
def withdraw(request: HttpRequest, recognition_id: Id, body: WithdrawIn) -> Any:
    recognition_withdraw(
        actor=request.actor,  # type: ignore[attr-defined]
        recognition_id=recognition_id,
        reason=body.reason,
        now=request.now,  # type: ignore[attr-defined]
    )
    return _whole(request, recognition_id)


def _new(body: RecognitionIn) -> NewRecognition:
    return NewRecognition(
        unit_id=body.unit_id,
        level=body.level,
        year=body.year,
        decision_number=body.decision_number,
        decision_on=body.decision_on,
        issuer=body.issuer,
        version_id=body.set_id,
        source=body.source,
        note=body.note,
    )


def _whole(request: HttpRequest, recognition_id: int, query: OneQuery | None = None) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    row = selectors.recognition(actor, recognition_id, day_or_today(request, query.as_of if query else None))
    given = selectors.acknowledgements_of(actor, row.root)
    return {
        **_out(row),
        "acknowledgements": [
            {
                "id": each.pk,
                "unit_id": each.unit_id,
                "unit": each.unit_name,
                "decision_number": each.decision_number,
                "decision_on": each.decision_on,
            }
            for each in given
        ],
    }


def _out(row: Any) -> dict[str, Any]:
    return {
        "id": row.root,
        "unit_id": row.unit_id,
        "unit": row.unit_name,
        "unit_code": row.unit_code,
        "level": row.level,
        "level_label": str(selectors.LEVEL_LABELS[row.level]),
        "year": row.year,
        "status": row.status,
        "decision_number": row.decision_number,
        "decision_on": row.decision_on,
        "issuer": row.issuer,
        "set_id": row.version_id,
        "source": row.source,
        "note": row.note,
        "revoked_by": row.revoked_by,
        "revoked_on": row.revoked_on,
    }
