"""Indicators of a sheet: what was typed, its evidence, its verification."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status
from pydantic import Field

from dieuphoi.core.kernel.api import (
    Action,
    Done,
    Id,
    Line,
    Page,
    PageQuery,
    Precondition,
    Text,
    actions_of,
    done_of,
    page_of,
)
from dieuphoi.core.kernel.errors import Conflict
from dieuphoi.core.kernel.policy import Allowed
from dieuphoi.programme.assessments import selectors
from dieuphoi.programme.assessments.api.asking import MOST_AT_ONCE, actor_of, now_of, only_row
from dieuphoi.programme.assessments.api.sheets import sheets_router
from dieuphoi.programme.assessments.entries import typed_form
from dieuphoi.programme.assessments.figures_api import SideOut, add_figures, side_out
from dieuphoi.programme.assessments.services import values as value_acts
from dieuphoi.programme.assessments.services import verification as verify_acts
from dieuphoi.programme.assessments.states import RESULT_LIFE
from dieuphoi.programme.criteria.words import sentence_in_words

results_router = Router(tags=["results"])


class CellOut(Schema):
    """One typed cell: its part (empty for a plain row), what it holds now and held in the previous round."""

    part: str
    name: str
    unit: str
    what: str
    typed: str
    before: str


class FileOut(Schema):
    id: int
    name: str


class ResultOut(Schema):
    """Where one indicator of one sheet stands. ``revision`` goes into ``If-Match`` when a value is saved."""

    id: int
    sheet_id: int
    indicator_id: int
    code: str
    name: str
    criterion: str
    owner: str
    judged_by: str
    verification: str
    verdict: str
    basis: str
    reason: str
    sentence: str
    threshold: str
    cells: list[CellOut]
    explanation: str
    returned: str
    figures: list[SideOut]
    evidence: list[FileOut]
    revision: int
    available_actions: list[Action]


def _result(request: HttpRequest, row: Any) -> dict[str, Any]:
    result = row.result
    return {
        "id": result.pk,
        "sheet_id": result.sheet_id,
        "indicator_id": result.indicator_id,
        "code": row.indicator.code,
        "name": row.indicator.name,
        "criterion": row.criterion.number,
        "owner": row.owner,
        "judged_by": result.judged_by,
        "verification": result.verification,
        "verdict": result.verdict,
        "basis": result.basis,
        "reason": result.reason,
        "sentence": sentence_in_words(row.judged),
        "threshold": row.threshold,
        "cells": [
            {
                "part": cell.slot.part,
                "name": str(cell.slot.name),
                "unit": cell.slot.unit or "",
                "what": cell.slot.what,
                "typed": cell.shown,
                "before": cell.before,
            }
            for cell in row.cells
        ],
        "explanation": row.explanation,
        "returned": row.returned,
        "figures": [side_out(side) for side in row.sides],
        "evidence": [{"id": file.pk, "name": file.name} for file in row.evidence],
        "revision": result.revision,
        "available_actions": actions_of(RESULT_LIFE.options(actor_of(request), result)),
    }


@sheets_router.get(
    "/{int:sheet_id}/results", response=Page[ResultOut], summary="Các chỉ tiêu của phiếu", operation_id="sheet_results"
)
def sheet_results(request: HttpRequest, sheet_id: Id, query: Query[PageQuery]) -> Any:
    sheet = selectors.sheet_by_id(actor_of(request), sheet_id)
    return page_of(selectors.grid(sheet), query, lambda row: _result(request, row))


@results_router.get(
    "/{int:result_id}", response=ResultOut, summary="Một chỉ tiêu của phiếu", operation_id="result_read"
)
def result_read(request: HttpRequest, result_id: Id) -> Any:
    result = selectors.result_in_full(actor_of(request), result_id)
    return _result(request, selectors.grid_row(result))


Typed = Annotated[str, Field(max_length=200)] | int | Annotated[float, Field(allow_inf_nan=False)] | None


class CellIn(Schema):
    """What was typed, by part (``""`` for a plain row); an empty text or null empties the cell. Text follows the rules
    for typed numbers (``1.234,5``), a JSON number is taken as it is."""

    typed: Annotated[dict[Annotated[str, Field(max_length=60)], Typed], Field(min_length=1, max_length=20)]
    standard: Annotated[Line, Field(max_length=60)] = ""
    explanation: Text = ""
    revision: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None


class SavedOut(Schema):
    changed: bool
    warnings: list[str]
    result: ResultOut


@sheets_router.put(
    "/{int:sheet_id}/cells/{int:indicator_id}",
    response=SavedOut,
    summary="Ghi số liệu của một chỉ tiêu",
    operation_id="cell_save",
    description="Bắt buộc nói phiên bản đã thấy: tiêu đề `If-Match` hoặc `revision`. Người khác vừa ghi thì trả 409.",
)
def cell_save(request: HttpRequest, response: HttpResponse, sheet_id: Id, indicator_id: Id, body: CellIn) -> Any:
    # The sheet must be the asker's to read; verdicts of others' frozen sheets are no door to their cells.
    selectors.sheet_by_id(actor_of(request), sheet_id)
    try:
        saved = value_acts.value_save(
            actor=actor_of(request),
            sheet_id=sheet_id,
            indicator_id=indicator_id,
            typed=dict(body.typed),
            revision=_revision(request, body),
            standard=body.standard,
            explanation=body.explanation,
            now=now_of(request),
        )
    except Conflict as conflict:
        theirs = {part: typed_form(value) for part, value in (conflict.theirs or {}).items()}  # type: ignore[attr-defined]
        raise Conflict(str(conflict), theirs=theirs, mine=conflict.mine) from None
    response["ETag"] = f'"{saved.result.revision}"'
    row = selectors.grid_row(selectors.result_in_full(actor_of(request), saved.result.pk))
    return {"changed": saved.changed, "warnings": list(saved.warnings), "result": _result(request, row)}


def _revision(request: HttpRequest, body: CellIn) -> int:
    tag = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if tag.isascii() and tag.isdigit() and len(tag) < 10:
        return int(tag)
    if tag:
        raise Precondition(_('If-Match phải là số phiên bản của chỉ tiêu, ví dụ "3".'))
    if body.revision is None:
        raise Precondition(_("Hãy nói phiên bản đã thấy (If-Match hoặc revision), để không ghi đè số của người khác."))
    return body.revision


@sheets_router.post(
    "/{int:sheet_id}/cells/{int:indicator_id}/evidence",
    response={201: FileOut},
    summary="Đính kèm minh chứng",
    operation_id="evidence_add",
)
def evidence_add(
    request: HttpRequest, sheet_id: Id, indicator_id: Id, file: File[UploadedFile], note: Line = Form("")
) -> Any:
    selectors.sheet_by_id(actor_of(request), sheet_id)
    added = value_acts.evidence_add(
        actor=actor_of(request),
        sheet_id=sheet_id,
        indicator_id=indicator_id,
        data=file,
        name=file.name or "",
        note=note,
        now=now_of(request),
    )
    return Status(201, {"id": added.pk, "name": added.name})


class VerifyIn(Schema):
    """``accept``; ``return`` with ``comment``; ``conclude`` with ``verdict`` and ``document`` (number and date)."""

    decision: Literal["accept", "return", "conclude"]
    comment: Text = ""
    verdict: Literal["", "MET", "NOT_MET", "NOT_APPLICABLE", "as_claimed"] = ""
    document: Line = ""


class VerifyManyIn(VerifyIn):
    ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_AT_ONCE)]


@results_router.post("/verify", response=Done, summary="Thẩm định nhiều chỉ tiêu", operation_id="results_verify")
def results_verify(request: HttpRequest, body: VerifyManyIn) -> Any:
    return done_of(
        verify_acts.results_verify(
            actor=actor_of(request),
            result_ids=body.ids,
            decision=body.decision,
            comment=body.comment,
            verdict=body.verdict,
            document=body.document,
            now=now_of(request),
        )
    )


@results_router.post(
    "/{int:result_id}/verify", response=ResultOut, summary="Thẩm định một chỉ tiêu", operation_id="result_verify"
)
def result_verify(request: HttpRequest, result_id: Id, body: VerifyIn) -> Any:
    result = selectors.result_in_full(actor_of(request), result_id)
    # The one rule table answers with its own status (403 a right, 409 the state); missing words are a 422 below.
    answer = RESULT_LIFE.check(actor_of(request), result, body.decision, reason=body.comment or "…")
    if not isinstance(answer, Allowed):
        raise answer.error()
    only_row(
        verify_acts.results_verify(
            actor=actor_of(request),
            result_ids=[result_id],
            decision=body.decision,
            comment=body.comment,
            verdict=body.verdict,
            document=body.document,
            now=now_of(request),
        )
    )
    return result_read(request, result_id)


add_figures(results_router, result_read, ResultOut)
