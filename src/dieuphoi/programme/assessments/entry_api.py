"""Entry by the API beside the cells: what is missing, the figures of the round before, the commune's workbook."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Body, File, Form, Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status
from pydantic import Field

from dieuphoi.core.exchange import selectors as exchange
from dieuphoi.core.exchange import services as imports
from dieuphoi.core.exchange.importers import importer_for
from dieuphoi.core.exchange.writer import XLSX_MIME
from dieuphoi.core.kernel.api import Day, Id, Line
from dieuphoi.core.kernel.policy import require
from dieuphoi.programme.assessments import policies, selectors
from dieuphoi.programme.assessments.api import ImportOut, import_out
from dieuphoi.programme.assessments.carry_views import report_lines
from dieuphoi.programme.assessments.commune_sheets import KIND
from dieuphoi.programme.assessments.handing_in import hand_in_check
from dieuphoi.programme.assessments.quality import submission_quality
from dieuphoi.programme.assessments.services import carrying

sheets_router = Router(tags=["sheets"])


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


def _now(request: HttpRequest) -> datetime:
    now: datetime = request.now  # type: ignore[attr-defined]
    return now


# ------------------------------------------------------------------------------------------------- before handing in


class PointOut(Schema):
    """One thing to look at before a sheet is handed in."""

    kind: Literal["missing", "returned", "carried", "doubtful"]
    indicator_id: int
    code: str
    name: str
    words: str


class CheckOut(Schema):
    """``missing`` of ``total`` indicators: handing in then needs a reason. The other points are only told."""

    total: int
    missing: int
    points: list[PointOut]


@sheets_router.get(
    "/{int:sheet_id}/check", response=CheckOut, summary="Soát phiếu trước khi gửi", operation_id="sheet_check"
)
def sheet_check(request: HttpRequest, sheet_id: Id) -> Any:
    found = hand_in_check(selectors.sheet_by_id(_actor(request), sheet_id))
    points = [{name: getattr(point, name) for name in PointOut.model_fields} for point in found.points]
    return {"total": found.total, "missing": found.missing, "points": points}


# ------------------------------------------------------------------------------------------------- the round before


class CarryLineOut(Schema):
    """One cell of which the round before says something. ``why``: the reason of a blank, or the value it keeps."""

    indicator_id: int
    code: str
    part: str
    outcome: Literal["filled", "blank", "kept", "closed"]
    value: str
    rule: str
    why: str
    footnote: str
    sources: list[str]


class CarryOut(Schema):
    """What taking the figures of the round before fills and leaves; in a preview nothing is written."""

    round_title: str
    filled: int
    lines: list[CarryLineOut]


class CountOut(Schema):
    """How many cells."""

    cells: int


class CarryConfirmIn(Schema):
    """``indicator_ids``: only of these; without it all carried figures of the sheet."""

    indicator_ids: Annotated[list[Id], Field(max_length=500)] | None = None


def _report(report: carrying.CarryReport) -> dict[str, Any]:
    lines = [line for outcome in ("filled", "blank", "kept", "closed") for line in report_lines(report, outcome)]
    return {"round_title": report.round_title, "filled": len(report.of("filled")), "lines": lines}


@sheets_router.get(
    "/{int:sheet_id}/carry-over", response=CarryOut, summary="Đợt trước nói gì về từng ô của phiếu",
    operation_id="carry_read",
)  # fmt: skip
def carry_read(request: HttpRequest, sheet_id: Id) -> Any:
    return _report(carrying.sheet_carry_plan(actor=_actor(request), sheet_id=sheet_id))


@sheets_router.post(
    "/{int:sheet_id}/carry-over/preview", response=CarryOut, summary="Chạy thử, không ghi gì",
    operation_id="carry_preview",
)  # fmt: skip
def carry_preview(request: HttpRequest, sheet_id: Id) -> Any:
    return _report(carrying.sheet_carry_preview(actor=_actor(request), sheet_id=sheet_id, now=_now(request)))


@sheets_router.post(
    "/{int:sheet_id}/carry-over", response=CarryOut, summary="Lấy số của đợt trước vào ô trống",
    operation_id="carry_over",
)  # fmt: skip
def carry_over(request: HttpRequest, sheet_id: Id) -> Any:
    return _report(carrying.sheet_carry_over(actor=_actor(request), sheet_id=sheet_id, now=_now(request)))


@sheets_router.post(
    "/{int:sheet_id}/carry-over/confirm", response=CountOut, summary="Xác nhận số mang từ đợt trước",
    operation_id="carry_confirm",
)  # fmt: skip
def carry_confirm(request: HttpRequest, sheet_id: Id, body: CarryConfirmIn | None = Body(None)) -> Any:
    ids = None if body is None or body.indicator_ids is None else set(body.indicator_ids)
    n = carrying.sheet_carry_confirm(
        actor=_actor(request), sheet_id=sheet_id, now=_now(request), indicator_ids=ids
    )
    return {"cells": n}


@sheets_router.post(
    "/{int:sheet_id}/carry-over/undo", response=CountOut, summary="Bỏ số mang từ đợt trước chưa ai sửa",
    operation_id="carry_undo",
)  # fmt: skip
def carry_undo(request: HttpRequest, sheet_id: Id) -> Any:
    return {"cells": carrying.sheet_carry_undo(actor=_actor(request), sheet_id=sheet_id, now=_now(request))}


# ------------------------------------------------------------------------------------------------- the workbook


@sheets_router.get(
    "/{int:sheet_id}/workbook", response={200: None}, summary="Biểu nhập của xã (Excel)", operation_id="sheet_workbook"
)
def sheet_workbook(request: HttpRequest, sheet_id: Id) -> HttpResponse:
    actor = _actor(request)
    require(policies.may_import_sheet(actor, selectors.sheet_by_id(actor, sheet_id)))
    data, _name = importer_for(KIND).template(actor, {"sheet": sheet_id}, _now(request))
    return HttpResponse(data, content_type=XLSX_MIME)


@sheets_router.post(
    "/{int:sheet_id}/workbook", response={201: ImportOut}, summary="Tải lên biểu của xã (kiểm tra, chưa ghi)",
    operation_id="sheet_workbook_upload",
)  # fmt: skip
def sheet_workbook_upload(
    request: HttpRequest,
    sheet_id: Id,
    file: File[UploadedFile],
    map: Line = Form("", description="Tên bảng ghép cột để đọc tiêu đề; để trống thì tự nhận theo tiêu đề."),
) -> Any:
    selectors.sheet_by_id(_actor(request), sheet_id)
    run = imports.import_upload(
        actor=_actor(request), kind=KIND, target={"sheet": sheet_id}, data=file.read(), name=file.name or "",
        now=_now(request), map_name=map,
    )  # fmt: skip
    return Status(201, import_out(request, exchange.import_run(_actor(request), run.pk)))


# ------------------------------------------------------------------------------------------------- quality

rounds_router = Router(tags=["rounds"])


class QualityOut(Schema):
    """How one commune handed in. ``null``: nothing was handed in, or nothing was kept of it. Equals share a rank."""

    sheet_id: int
    unit_id: int
    unit_name: str
    timeliness: Literal["on_time", "late", "missing", "waiting"]
    due_on: Day
    first_at: datetime | None
    days_late: int | None
    missing: int | None
    total: int | None
    doubtful: int | None
    explained: int | None
    returned_rows: int
    returns: int
    rank: int | None


@rounds_router.get(
    "/{int:round_id}/quality", response=list[QualityOut], summary="Chất lượng nộp phiếu của một đợt",
    operation_id="round_quality",
)  # fmt: skip
def round_quality(request: HttpRequest, round_id: Id) -> Any:
    rows = submission_quality(_actor(request), round_id)
    return [{name: getattr(row, name) for name in QualityOut.model_fields} for row in rows]
