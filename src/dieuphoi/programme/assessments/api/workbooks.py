"""The province workbook, and every import by its number."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status

from dieuphoi.core.exchange import selectors as exchange
from dieuphoi.core.exchange import services as imports
from dieuphoi.core.exchange.states import IMPORT_RUN
from dieuphoi.core.kernel.api import Action, Id, Line, Page, PageQuery, Reason, actions_of, page_of
from dieuphoi.programme.assessments import selectors
from dieuphoi.programme.assessments.api.asking import actor_of, now_of
from dieuphoi.programme.assessments.api.rounds import rounds_router
from dieuphoi.programme.assessments.sheets import KIND

imports_router = Router(tags=["imports"])


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
        "available_actions": actions_of(IMPORT_RUN.options(actor_of(request), run), only=exchange.ACTS),
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
    selectors.round_by_id(actor_of(request), round_id)
    run = imports.import_upload(
        actor=actor_of(request),
        kind=KIND,
        target={"round": round_id},
        data=file.read(),
        name=file.name or "",
        now=now_of(request),
        map_name=map,
    )
    return Status(201, import_out(request, exchange.import_run(actor_of(request), run.pk)))


@imports_router.get("", response=Page[ImportRow], summary="Các lần nhập tệp", operation_id="imports_list")
def import_list(request: HttpRequest, query: Query[ImportQuery]) -> Any:
    runs = exchange.import_runs(actor_of(request), kind=query.kind, state=query.state or "")
    return page_of(runs, query, lambda run: {name: getattr(run, name) for name in ImportRow.model_fields})


@imports_router.get("/{int:import_id}", response=ImportOut, summary="Một lần nhập tệp", operation_id="import_read")
def import_read(request: HttpRequest, import_id: Id) -> Any:
    return import_out(request, exchange.import_run(actor_of(request), import_id))


@imports_router.post("/{int:import_id}/apply", response=ImportOut, summary="Áp dụng", operation_id="import_apply")
def import_apply(request: HttpRequest, import_id: Id) -> Any:
    imports.import_apply(actor=actor_of(request), run_id=import_id, now=now_of(request))
    return import_read(request, import_id)


@imports_router.post("/{int:import_id}/discard", response=ImportOut, summary="Bỏ tệp", operation_id="import_discard")
def import_discard(request: HttpRequest, import_id: Id) -> Any:
    imports.import_discard(actor=actor_of(request), run_id=import_id, now=now_of(request))
    return import_read(request, import_id)


@imports_router.post("/{int:import_id}/undo", response=ImportOut, summary="Hoàn tác", operation_id="import_undo")
def import_undo(request: HttpRequest, import_id: Id, body: Reason) -> Any:
    imports.import_undo(actor=actor_of(request), run_id=import_id, reason=body.reason, now=now_of(request))
    return import_read(request, import_id)
