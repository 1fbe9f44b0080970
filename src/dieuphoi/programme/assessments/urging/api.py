"""Who has not submitted, and urging them, by the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, QueryDict
from ninja import Query, Router, Schema

from dieuphoi.core.kernel.api import BadQuery, Day, Id, Line, Page, PageQuery, Text, page_of
from dieuphoi.core.kernel.dates import today
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.urging import selectors, services
from dieuphoi.programme.assessments.urging.filters import SubmissionFilter

router = Router(tags=["rounds"])

StepCode = Literal["NOT_OPENED", "ENTERING", "RETURNED", "HANDED_IN", "VERIFIED", "CONSOLIDATED"]


class CallOut(Schema):
    name: str
    phone: str


class SubmissionOut(Schema):
    """Where one commune stands in an open round. ``due_on`` is that of its step, empty once consolidated."""

    sheet_id: int
    round_id: int
    unit_id: int
    unit: str
    unit_code: str
    step: str
    due_on: Day | None
    entered: int
    total: int
    returned: int
    waiting: int
    verified: int
    contacts: list[CallOut]
    urged: int
    urged_at: datetime | None


class WaitingOut(Schema):
    """What waits for one department in a round, since when; ``org_id`` is empty for the office itself."""

    org_id: int | None
    name: str
    indicators: int
    communes: int
    since: Day | None
    contacts: list[CallOut]
    urged: int


class SubmissionQuery(PageQuery):
    q: Line = ""
    step: StepCode | None = None
    late: Literal["true", "false"] | None = None
    turn: Literal["true", "false"] | None = None


class UrgeIn(Schema):
    unit_ids: list[Id] = []
    org_ids: list[Id] = []
    words: Text = ""


class LeftOut(Schema):
    name: str
    reason: str


class UrgedOut(Schema):
    """Who was urged, and who was left out for which reason."""

    done: list[str]
    left: list[LeftOut]


@router.get(
    "/{int:round_id}/submissions", response=Page[SubmissionOut], summary="Ai chưa nộp", operation_id="round_submissions"
)
def submissions(request: HttpRequest, round_id: Id, query: Query[SubmissionQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    assessments.round_by_id(actor, round_id)
    params = QueryDict(mutable=True)
    for name in ("q", "step", "late", "turn"):
        if (value := getattr(query, name)) not in (None, ""):
            params[name] = str(value)
    day = today(request.now)  # type: ignore[attr-defined]
    found = SubmissionFilter(
        params, selectors.submissions(actor, day).filter(round_id=round_id), request=request
    )
    if not found.form.is_valid():
        raise BadQuery([(name, "; ".join(map(str, errors))) for name, errors in found.form.errors.items()])
    return page_of(found.qs.order_by("unit_key", "pk"), query, _out)


@router.get(
    "/{int:round_id}/waiting", response=list[WaitingOut], summary="Cơ quan còn chỉ tiêu chờ thẩm định",
    operation_id="round_waiting",
)  # fmt: skip
def waiting(request: HttpRequest, round_id: Id) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    assessments.round_by_id(actor, round_id)
    day = today(request.now)  # type: ignore[attr-defined]
    return [
        {
            "org_id": row.org_id, "name": row.name, "indicators": row.indicators, "communes": row.communes,
            "since": row.since, "contacts": [{"name": each.name, "phone": each.phone} for each in row.contacts],
            "urged": row.urged,
        }
        for row in selectors.waiting_departments(actor, round_id, day)
    ]  # fmt: skip


@router.post("/{int:round_id}/urge", response=UrgedOut, summary="Đôn đốc", operation_id="round_urge")
def urge(request: HttpRequest, round_id: Id, body: UrgeIn) -> Any:
    done = services.round_urge(
        actor=request.actor, round_id=round_id, unit_ids=body.unit_ids, org_ids=body.org_ids,  # type: ignore[attr-defined]
        words=body.words, now=request.now,  # type: ignore[attr-defined]
    )  # fmt: skip
    left = [{"name": each.name, "reason": each.reason} for each in done.left]
    return {"done": list(done.done), "left": left}


def _out(row: Any) -> dict[str, Any]:
    return {
        "sheet_id": row.pk,
        "round_id": row.round_id,
        "unit_id": row.unit_id,
        "unit": row.unit_name,
        "unit_code": row.unit_code,
        "step": row.step,
        "due_on": row.due_on,
        **{name: getattr(row.rollup, name) for name in ("entered", "total", "returned", "waiting", "verified")},
        "contacts": [{"name": each["name"], "phone": each["phone"]} for each in row.people or ()],
        "urged": row.urged,
        "urged_at": row.urged_at,
    }
