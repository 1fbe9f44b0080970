"""The past as it was decided, by the API: commune-years, and every verdict that was ever recorded of one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from dieuphoi.core.kernel.api import Day, Id, Line, Page, PageQuery, page_of
from dieuphoi.core.register.api import filtered
from dieuphoi.programme.assessments import decided
from dieuphoi.programme.assessments.decided_tables import DecidedFilter

router = Router(tags=["decided"])


class DecidedOut(Schema):
    """One commune in one year under one set, as published. ``met`` is counted from the rows, ``reported_met`` is the
    document's own figure (``null``: it gives none).
    """

    id: int
    unit_id: int
    unit: str
    unit_code: str
    year: int
    set_id: int
    set_name: str
    met: int | None
    not_met: int | None
    total: int | None
    reported_met: int | None


class LineOut(Schema):
    """One recorded verdict. ``stands`` is false for what was corrected or taken back since."""

    id: int
    criterion: str
    indicator: str
    name: str
    verdict: str
    said: str
    document: str
    document_on: Day | None
    source: str
    stands: bool
    withdrawn: bool
    recorded_at: datetime
    supersedes_id: int | None


class DecidedWhole(DecidedOut):
    lines: list[LineOut]


class DecidedQuery(PageQuery):
    q: Line = ""
    year: int | None = None
    set: Id | None = None


def _out(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "unit_id": row.unit_id,
        "unit": row.unit_name,
        "unit_code": row.unit_code,
        "year": row.year,
        "set_id": row.version_id,
        "set_name": row.version.set.name,
        "met": row.criteria_met,
        "not_met": row.criteria_not_met,
        "total": row.criteria_total,
        "reported_met": row.reported_met,
    }


def _line(line: decided.DecidedLine) -> dict[str, Any]:
    return {
        "criterion": line.number,
        "indicator": line.indicator_code,
        **{name: getattr(line, name) for name in LineOut.model_fields if name not in ("criterion", "indicator")},
    }


@router.get("", response=Page[DecidedOut], summary="Kết quả đã công bố các năm trước", operation_id="decided_list")
def decided_list(request: HttpRequest, query: Query[DecidedQuery]) -> Any:
    rows = decided.decided_years(request.actor)  # type: ignore[attr-defined]
    found = filtered(DecidedFilter, request, rows, {name: getattr(query, name) for name in ("q", "year", "set")})
    return page_of(found.order_by("-year", "unit_key", "unit_code", "id"), query, _out)


@router.get(
    "/{int:sheet_id}", response=DecidedWhole, summary="Kết quả đã công bố của một xã, một năm",
    operation_id="decided_read",
)  # fmt: skip
def decided_read(request: HttpRequest, sheet_id: Id) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    row = decided.decided_year(actor, sheet_id)
    return {**_out(row), "lines": [_line(line) for line in decided.lines_of(actor, sheet_id)]}
