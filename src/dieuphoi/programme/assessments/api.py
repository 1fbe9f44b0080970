"""Rounds, sheets, values, verification and the province workbook by the API: the same acts as the pages."""

from __future__ import annotations

import json
import zlib
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from ninja import Body, File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status
from pydantic import Field

from dieuphoi.core.exchange import selectors as exchange
from dieuphoi.core.exchange import services as imports
from dieuphoi.core.exchange.states import IMPORT_RUN
from dieuphoi.core.kernel.api import (
    Action,
    BadQuery,
    Day,
    Done,
    Id,
    Line,
    Page,
    PageQuery,
    Precondition,
    Reason,
    Text,
    actions_of,
    done_of,
    page_of,
)
from dieuphoi.core.kernel.errors import Conflict, Refused
from dieuphoi.core.kernel.policy import Allowed
from dieuphoi.programme.assessments import selectors
from dieuphoi.programme.assessments.entries import typed_form
from dieuphoi.programme.assessments.figures_api import SideOut, add_figures, side_out
from dieuphoi.programme.assessments.filters import RoundFilter, SheetFilter
from dieuphoi.programme.assessments.services import rounds as round_acts
from dieuphoi.programme.assessments.services import values as value_acts
from dieuphoi.programme.assessments.services import verification as verify_acts
from dieuphoi.programme.assessments.sheets import KIND
from dieuphoi.programme.assessments.states import RESULT_LIFE, ROUND_LIFE, SHEET_LIFE
from dieuphoi.programme.criteria.words import sentence_in_words

MOST_AT_ONCE = 2000

rounds_router = Router(tags=["rounds"])
sheets_router = Router(tags=["sheets"])
results_router = Router(tags=["results"])
imports_router = Router(tags=["imports"])


# ------------------------------------------------------------------------------------------------- rounds


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
        "available_actions": actions_of(ROUND_LIFE.options(_actor(request), round_)),
    }


def _round_row(request: HttpRequest, round_: Any) -> dict[str, Any]:
    counts = {name: getattr(round_, name) for name in ("sheet_count", "submitted", "consolidated")}
    return {**_round(request, round_), **counts}


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


def _now(request: HttpRequest) -> datetime:
    return request.now  # type: ignore[attr-defined, no-any-return]


def _filtered(filter_class: Any, request: HttpRequest, rows: Any, wanted: dict[str, Any]) -> Any:
    """The rows that the page's own filter keeps; what it cannot read is a 400 with its words."""
    data = QueryDict(mutable=True)
    for name, value in wanted.items():
        if value not in (None, ""):
            data[name] = str(value)
    narrowed = filter_class(data, queryset=rows, request=request)
    if not narrowed.form.is_valid():
        raise BadQuery([(field, str(error)) for field, found in narrowed.form.errors.items() for error in found])
    return narrowed.qs


@rounds_router.get("", response=Page[RoundRow], summary="Các đợt rà soát", operation_id="rounds_list")
def rounds(request: HttpRequest, query: Query[RoundQuery]) -> Any:
    rows = _filtered(RoundFilter, request, selectors.rounds(_actor(request)), {"q": query.q, "state": query.state})
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
    made = round_acts.round_create(actor=_actor(request), plan=plan, now=_now(request))
    return Status(201, _round(request, selectors.round_by_id(_actor(request), made.pk)))


@rounds_router.get("/{int:round_id}", response=RoundOut, summary="Một đợt rà soát", operation_id="round_read")
def round_read(request: HttpRequest, round_id: Id) -> Any:
    return _round(request, selectors.round_by_id(_actor(request), round_id))


@rounds_router.post("/{int:round_id}/open", response=RoundOut, summary="Mở đợt", operation_id="round_open")
def round_open(request: HttpRequest, round_id: Id) -> Any:
    round_acts.round_open(actor=_actor(request), round_id=round_id, now=_now(request))
    return round_read(request, round_id)


@rounds_router.post("/{int:round_id}/cancel", response=RoundOut, summary="Hủy đợt", operation_id="round_cancel")
def round_cancel(request: HttpRequest, round_id: Id, body: Reason) -> Any:
    round_acts.round_cancel(actor=_actor(request), round_id=round_id, reason=body.reason, now=_now(request))
    return round_read(request, round_id)


@rounds_router.post("/{int:round_id}/freeze", response=RoundOut, summary="Chốt đợt", operation_id="round_freeze")
def round_freeze(request: HttpRequest, round_id: Id) -> Any:
    round_acts.round_freeze(actor=_actor(request), round_id=round_id, now=_now(request))
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
    round_ = selectors.round_by_id(_actor(request), round_id)
    rows = selectors.wall(_actor(request), round_.pk)
    return page_of(
        rows, query, lambda row: {name: getattr(row, name) for name in WallOut.model_fields}, whole=selectors.wall_rows
    )


# ------------------------------------------------------------------------------------------------- sheets


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
        "available_actions": actions_of(SHEET_LIFE.options(_actor(request), sheet), only=_SHEET_MOVES),
    }


@rounds_router.get(
    "/{int:round_id}/sheets", response=Page[SheetOut], summary="Phiếu của một đợt", operation_id="round_sheets"
)
def round_sheets(request: HttpRequest, round_id: Id, query: Query[SheetQuery]) -> Any:
    selectors.round_by_id(_actor(request), round_id)
    rows = _filtered(
        SheetFilter,
        request,
        selectors.sheets(_actor(request), round_id),
        {"q": query.q, "state": query.state, "returned": query.returned},
    )
    return page_of(rows, query, lambda row: _sheet(request, row))


@sheets_router.get("/{int:sheet_id}", response=SheetOut, summary="Một phiếu", operation_id="sheet_read")
def sheet_read(request: HttpRequest, sheet_id: Id) -> Any:
    return _sheet(request, selectors.sheet_by_id(_actor(request), sheet_id))


@sheets_router.post("/{int:sheet_id}/submit", response=SheetOut, summary="Gửi phiếu", operation_id="sheet_submit")
def sheet_submit(request: HttpRequest, sheet_id: Id, body: Reason | None = Body(None)) -> Any:
    reason = "" if body is None else body.reason
    value_acts.sheet_submit(actor=_actor(request), sheet_id=sheet_id, now=_now(request), reason=reason)
    return sheet_read(request, sheet_id)


@sheets_router.post(
    "/{int:sheet_id}/reopen", response=SheetOut, summary="Trả lại cả phiếu", operation_id="sheet_reopen"
)
def sheet_reopen(request: HttpRequest, sheet_id: Id, body: Reason) -> Any:
    verify_acts.sheet_reopen(actor=_actor(request), sheet_id=sheet_id, reason=body.reason, now=_now(request))
    return sheet_read(request, sheet_id)


class ManyIn(Schema):
    ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_AT_ONCE)]


@sheets_router.post("/consolidate", response=Done, summary="Tổng hợp nhiều phiếu", operation_id="sheets_consolidate")
def sheets_consolidate(request: HttpRequest, body: ManyIn) -> Any:
    return done_of(verify_acts.sheets_consolidate(actor=_actor(request), sheet_ids=body.ids, now=_now(request)))


@sheets_router.post(
    "/{int:sheet_id}/consolidate", response=SheetOut, summary="Tổng hợp phiếu", operation_id="sheet_consolidate"
)
def sheet_consolidate(request: HttpRequest, sheet_id: Id) -> Any:
    sheet = selectors.sheet_by_id(_actor(request), sheet_id)
    answer = SHEET_LIFE.check(_actor(request), sheet, "consolidate")
    if not isinstance(answer, Allowed):
        raise answer.error()
    _only(verify_acts.sheets_consolidate(actor=_actor(request), sheet_ids=[sheet_id], now=_now(request)))
    return sheet_read(request, sheet_id)


def _only(outcome: Any) -> None:
    """The one row of a bulk act was refused under way: its words are the answer."""
    if outcome.refused:
        raise Refused("refused", outcome.refused[0][2])


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
    snapshot = selectors.snapshot_of(_actor(request), sheet_id, query.edition)
    content = json.loads(zlib.decompress(bytes(snapshot.content)))
    complete = snapshot.sheet.unit_id in _actor(request).reads()
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


# ------------------------------------------------------------------------------------------------- results


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
        "available_actions": actions_of(RESULT_LIFE.options(_actor(request), result)),
    }


@sheets_router.get(
    "/{int:sheet_id}/results", response=Page[ResultOut], summary="Các chỉ tiêu của phiếu", operation_id="sheet_results"
)
def sheet_results(request: HttpRequest, sheet_id: Id, query: Query[PageQuery]) -> Any:
    sheet = selectors.sheet_by_id(_actor(request), sheet_id)
    return page_of(selectors.grid(sheet), query, lambda row: _result(request, row))


@results_router.get(
    "/{int:result_id}", response=ResultOut, summary="Một chỉ tiêu của phiếu", operation_id="result_read"
)
def result_read(request: HttpRequest, result_id: Id) -> Any:
    result = selectors.result_in_full(_actor(request), result_id)
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
    selectors.sheet_by_id(_actor(request), sheet_id)
    try:
        saved = value_acts.value_save(
            actor=_actor(request),
            sheet_id=sheet_id,
            indicator_id=indicator_id,
            typed=dict(body.typed),
            revision=_revision(request, body),
            standard=body.standard,
            explanation=body.explanation,
            now=_now(request),
        )
    except Conflict as conflict:
        theirs = {part: typed_form(value) for part, value in (conflict.theirs or {}).items()}  # type: ignore[attr-defined]
        raise Conflict(str(conflict), theirs=theirs, mine=conflict.mine) from None
    response["ETag"] = f'"{saved.result.revision}"'
    row = selectors.grid_row(selectors.result_in_full(_actor(request), saved.result.pk))
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
    selectors.sheet_by_id(_actor(request), sheet_id)
    added = value_acts.evidence_add(
        actor=_actor(request),
        sheet_id=sheet_id,
        indicator_id=indicator_id,
        data=file,
        name=file.name or "",
        note=note,
        now=_now(request),
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
            actor=_actor(request),
            result_ids=body.ids,
            decision=body.decision,
            comment=body.comment,
            verdict=body.verdict,
            document=body.document,
            now=_now(request),
        )
    )


@results_router.post(
    "/{int:result_id}/verify", response=ResultOut, summary="Thẩm định một chỉ tiêu", operation_id="result_verify"
)
def result_verify(request: HttpRequest, result_id: Id, body: VerifyIn) -> Any:
    result = selectors.result_in_full(_actor(request), result_id)
    # The one rule table answers with its own status (403 a right, 409 the state); missing words are a 422 below.
    answer = RESULT_LIFE.check(_actor(request), result, body.decision, reason=body.comment or "…")
    if not isinstance(answer, Allowed):
        raise answer.error()
    _only(
        verify_acts.results_verify(
            actor=_actor(request),
            result_ids=[result_id],
            decision=body.decision,
            comment=body.comment,
            verdict=body.verdict,
            document=body.document,
            now=_now(request),
        )
    )
    return result_read(request, result_id)


add_figures(results_router, result_read, ResultOut)


# ------------------------------------------------------------------------------------------------- imports


class FaultOut(Schema):
    sheet: str
    row: int | None
    column: str
    value: str
    message: str


class ImportOut(Schema):
    """One import: every error at once, and the preview as a difference. Nothing is written before ``apply``."""

    id: int
    kind: str
    label: str
    target: dict[str, Any]
    target_label: str
    file_name: str
    sha256: str
    state: str
    row_count: int
    error_count: int
    warning_count: int
    errors: list[FaultOut]
    warnings: list[FaultOut]
    difference: dict[str, Any]
    applied: dict[str, Any]
    created_at: datetime
    available_actions: list[Action]


class ImportRow(Schema):
    """An import in the list, without its long parts."""

    id: int
    kind: str
    label: str
    target_label: str
    file_name: str
    state: str
    error_count: int
    created_at: datetime


class ImportQuery(PageQuery):
    kind: Line = ""
    state: Literal["UPLOADED", "CHECKED", "FAULTY", "APPLIED", "UNDONE", "DISCARDED"] | None = None


def import_out(request: HttpRequest, run: Any) -> dict[str, Any]:
    plain = [name for name in ImportOut.model_fields if name != "available_actions"]
    return {
        **{name: getattr(run, name) for name in plain},
        "available_actions": actions_of(IMPORT_RUN.options(_actor(request), run), only=exchange.ACTS),
    }


@rounds_router.post(
    "/{int:round_id}/workbook",
    response={201: ImportOut},
    summary="Tải lên sổ tỉnh (kiểm tra, chưa ghi)",
    operation_id="workbook_upload",
)
def workbook_upload(
    request: HttpRequest,
    round_id: Id,
    file: File[UploadedFile],
    map: Line = Form("", description="Tên bảng ghép cột để đọc tiêu đề; để trống thì tự nhận theo tiêu đề."),
) -> Any:
    selectors.round_by_id(_actor(request), round_id)
    run = imports.import_upload(
        actor=_actor(request),
        kind=KIND,
        target={"round": round_id},
        data=file.read(),
        name=file.name or "",
        now=_now(request),
        map_name=map,
    )
    return Status(201, import_out(request, exchange.import_run(_actor(request), run.pk)))


@imports_router.get("", response=Page[ImportRow], summary="Các lần nhập tệp", operation_id="imports_list")
def import_list(request: HttpRequest, query: Query[ImportQuery]) -> Any:
    runs = exchange.import_runs(_actor(request), kind=query.kind, state=query.state or "")
    return page_of(runs, query, lambda run: {name: getattr(run, name) for name in ImportRow.model_fields})


@imports_router.get("/{int:import_id}", response=ImportOut, summary="Một lần nhập tệp", operation_id="import_read")
def import_read(request: HttpRequest, import_id: Id) -> Any:
    return import_out(request, exchange.import_run(_actor(request), import_id))


@imports_router.post("/{int:import_id}/apply", response=ImportOut, summary="Áp dụng", operation_id="import_apply")
def import_apply(request: HttpRequest, import_id: Id) -> Any:
    imports.import_apply(actor=_actor(request), run_id=import_id, now=_now(request))
    return import_read(request, import_id)


@imports_router.post("/{int:import_id}/discard", response=ImportOut, summary="Bỏ tệp", operation_id="import_discard")
def import_discard(request: HttpRequest, import_id: Id) -> Any:
    imports.import_discard(actor=_actor(request), run_id=import_id, now=_now(request))
    return import_read(request, import_id)


@imports_router.post("/{int:import_id}/undo", response=ImportOut, summary="Hoàn tác", operation_id="import_undo")
def import_undo(request: HttpRequest, import_id: Id, body: Reason) -> Any:
    imports.import_undo(actor=_actor(request), run_id=import_id, reason=body.reason, now=_now(request))
    return import_read(request, import_id)
