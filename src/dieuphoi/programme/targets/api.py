"""Registered targets by the API: the same list, filters and acts as the pages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest, QueryDict
from ninja import Query, Router, Schema
from ninja.responses import Status

from dieuphoi.core.kernel.api import BadQuery, Day, Id, Line, Page, PageQuery, Text, day_or_today, page_of
from dieuphoi.programme.targets import selectors, services, tables
from dieuphoi.programme.targets.filters import TargetFilter
from dieuphoi.programme.targets.services import NewTarget
from dieuphoi.programme.targets.states import TARGET_LIFE

router = Router(tags=["targets"])

LevelCode = Literal[
    "commune_basic",
    "commune_advanced",
    "commune_model",
    "commune_modern_pilot",
    "district_basic",
    "district_advanced",
    "province_basic",
]
GoalCode = Literal["LEVEL", "CRITERIA", "NAMED", "UNITS"]
OutcomeCode = Literal[
    "REACHED", "LATE", "ON_TRACK", "BEHIND", "MISSED", "NO_DATA", "ENDED", "WITHDRAWN", "MOVED"
]


class TargetOut(Schema):
    """A target as of the day; ``outcome`` is computed, and empty for one that was entered by mistake."""

    id: int
    unit_id: int
    unit: str
    unit_code: str
    goal: str
    level: str
    goal_words: str
    first_year: int
    year: int
    set_id: int | None
    wanted: int | None
    named: list[str]
    state: str
    outcome: str
    done: int | None
    need: int | None
    expected: Decimal | None
    stagnant: bool
    reached_year: int | None
    recognition_id: int | None
    registered_on: Day
    document: str
    issuer: str
    confirmed_number: str
    confirmed_on: Day | None
    confirmed_by: str
    ended_on: Day | None
    end_reason: str
    follower: str
    moved_from_id: int | None
    source: str
    note: str


class MissingOut(Schema):
    number: str
    name: str
    verdict: str
    not_entered: bool
    reasons: list[str]


class TargetWhole(TargetOut):
    missing: list[MissingOut]
    available_actions: list[str]


class PlanOut(Schema):
    """Plan against result. ``rank`` is empty for a plan that is alone in its years and level."""

    id: int
    unit_id: int
    unit: str
    years: str
    level: str
    wanted: int
    done: int
    percent: Decimal
    expected: Decimal
    outcome: str
    rank: int | None
    of: int


class TargetQuery(PageQuery):
    as_of: Day | None = None
    q: Line = ""
    year: int | None = None
    level: LevelCode | None = None
    goal: GoalCode | None = None
    standing: Literal["REGISTERED", "CONFIRMED", "WITHDRAWN", "MOVED"] | None = None
    outcome: OutcomeCode | None = None
    group: Literal["registered", "reached"] | None = None
    unit: Id | None = None


class OneQuery(Schema):
    as_of: Day | None = None


class PlanQuery(Schema):
    as_of: Day | None = None
    year: int | None = None
    level: LevelCode | None = None


class TargetIn(Schema):
    unit_id: Id
    year: int
    goal: GoalCode = "LEVEL"
    registered_on: Day
    level: LevelCode | None = None
    first_year: int | None = None
    set_id: Id | None = None
    wanted: int | None = None
    named: list[Line] = []
    document: Line = ""
    issuer: Line = ""
    confirmed_number: Line = ""
    confirmed_on: Day | None = None
    confirmed_by: Line = ""
    follower_id: Id | None = None
    follower_org_id: Id | None = None
    source: Line = ""
    note: Text = ""


class TargetCorrectionIn(TargetIn):
    reason: Text = ""


class ConfirmIn(Schema):
    number: Line = ""
    on: Day | None = None
    by: Line = ""


class MoveIn(Schema):
    year: int
    first_year: int | None = None
    reason: Text = ""


class ReasonIn(Schema):
    reason: Text = ""


@router.get("", response=Page[TargetOut], summary="Danh sách đăng ký về đích", operation_id="targets_list")
def targets(request: HttpRequest, query: Query[TargetQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    rows = selectors.targets(actor, day_or_today(request, query.as_of))
    params = QueryDict(mutable=True)
    for name in ("q", "year", "level", "goal", "standing", "outcome", "group"):
        if (value := getattr(query, name)) not in (None, ""):
            params[name] = str(value)
    if query.unit is not None:
        params["unit"] = f"#{query.unit}"
    found = TargetFilter(params, rows, request=request)
    if not found.form.is_valid():
        raise BadQuery([(name, "; ".join(map(str, errors))) for name, errors in found.form.errors.items()])
    return page_of(found.qs.order_by("-year", "unit_key", "pk"), query, _out)


@router.get("/plan", response=list[PlanOut], summary="Kế hoạch và kết quả về đích", operation_id="targets_plan")
def plan(request: HttpRequest, query: Query[PlanQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    rows = selectors.plan_rows(
        actor, day_or_today(request, query.as_of), year=query.year, level=query.level or ""
    )
    return [
        {
            "id": row.id, "unit_id": row.unit_id, "unit": row.unit_name, "years": row.years, "level": row.level,
            "wanted": row.wanted, "done": row.done, "percent": row.percent, "expected": row.expected,
            "outcome": row.outcome, "rank": row.rank, "of": row.of,
        }
        for row in rows
    ]  # fmt: skip


@router.get("/{int:target_id}", response=TargetWhole, summary="Một đăng ký về đích", operation_id="target_read")
def target(request: HttpRequest, target_id: Id, query: Query[OneQuery]) -> Any:
    return _whole(request, target_id, query)


@router.post("", response={201: TargetWhole}, summary="Ghi đăng ký về đích", operation_id="target_register")
def register(request: HttpRequest, body: TargetIn) -> Any:
    row = services.target_register(actor=request.actor, new=_new(body), now=request.now)  # type: ignore[attr-defined]
    return Status(201, _whole(request, row.pk))


@router.post(
    "/{int:target_id}/correct", response=TargetWhole, summary="Sửa đăng ký về đích", operation_id="target_correct"
)
def correct(request: HttpRequest, target_id: Id, body: TargetCorrectionIn) -> Any:
    services.target_correct(
        actor=request.actor, target_id=target_id, new=_new(body), reason=body.reason,  # type: ignore[attr-defined]
        now=request.now,  # type: ignore[attr-defined]
    )  # fmt: skip
    return _whole(request, target_id)


@router.post(
    "/{int:target_id}/confirm", response=TargetWhole, summary="Ghi phê duyệt của tỉnh", operation_id="target_confirm"
)
def confirm(request: HttpRequest, target_id: Id, body: ConfirmIn) -> Any:
    services.target_confirm(
        actor=request.actor, target_id=target_id, now=request.now, **body.dict()  # type: ignore[attr-defined]
    )  # fmt: skip
    return _whole(request, target_id)


@router.post(
    "/{int:target_id}/move", response={201: TargetWhole}, summary="Chuyển năm về đích", operation_id="target_move"
)
def move(request: HttpRequest, target_id: Id, body: MoveIn) -> Any:
    row = services.target_move(
        actor=request.actor, target_id=target_id, now=request.now, **body.dict()  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(201, _whole(request, row.pk))


@router.post(
    "/{int:target_id}/withdraw", response=TargetWhole, summary="Rút đăng ký về đích", operation_id="target_withdraw"
)
def withdraw(request: HttpRequest, target_id: Id, body: ReasonIn) -> Any:
    return _done(request, services.target_withdraw, target_id, body)


@router.post(
    "/{int:target_id}/unconfirm", response=TargetWhole, summary="Gỡ phê duyệt ghi nhầm", operation_id="target_unconfirm"
)
def unconfirm(request: HttpRequest, target_id: Id, body: ReasonIn) -> Any:
    return _done(request, services.target_unconfirm, target_id, body)


@router.post(
    "/{int:target_id}/restore", response=TargetWhole, summary="Khôi phục đăng ký", operation_id="target_restore"
)
def restore(request: HttpRequest, target_id: Id, body: ReasonIn) -> Any:
    return _done(request, services.target_restore, target_id, body)


@router.post(
    "/{int:target_id}/take-back", response=TargetWhole, summary="Hủy việc chuyển năm", operation_id="target_take_back"
)
def take_back(request: HttpRequest, target_id: Id, body: ReasonIn) -> Any:
    return _done(request, services.target_take_back, target_id, body)


@router.post(
    "/{int:target_id}/void", response=TargetWhole, summary="Rút đăng ký ghi nhầm", operation_id="target_void"
)
def void(request: HttpRequest, target_id: Id, body: ReasonIn) -> Any:
    return _done(request, services.target_void, target_id, body)


def _done(request: HttpRequest, service: Any, target_id: int, body: ReasonIn) -> dict[str, Any]:
    service(
        actor=request.actor, target_id=target_id, reason=body.reason, now=request.now  # type: ignore[attr-defined]
    )  # fmt: skip
    return _whole(request, target_id)


def _new(body: TargetIn) -> NewTarget:
    values = body.dict(exclude={"reason", "set_id"})
    values |= {"level": body.level or "", "named": tuple(body.named), "version_id": body.set_id}
    return NewTarget(**values)


def _whole(request: HttpRequest, target_id: int, query: OneQuery | None = None) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    row = selectors.target(actor, target_id, day_or_today(request, query.as_of if query else None))
    missing = selectors.missing_of(actor, row)
    return {
        **_out(row),
        "missing": [
            {
                "number": each.number,
                "name": each.name,
                "verdict": each.verdict,
                "not_entered": each.not_entered,
                "reasons": [words or f"{code} {name}" for code, name, words in each.reasons],
            }
            for each in missing
        ],
        "available_actions": [option.name for option in TARGET_LIFE.options(actor, row) if option.allowed],
    }


def _out(row: Any) -> dict[str, Any]:
    same = (
        "unit_id", "unit_code", "goal", "level", "first_year", "year", "wanted", "named", "outcome", "done", "need",
        "expected", "stagnant", "reached_year", "registered_on", "document", "issuer", "confirmed_number",
        "confirmed_on", "confirmed_by", "ended_on", "end_reason", "moved_from_id", "source", "note",
    )  # fmt: skip
    return {
        "id": row.pk,
        "unit": row.unit_name,
        "set_id": row.version_id,
        "state": row.standing,
        "goal_words": tables.goal_words(row),
        "recognition_id": row.fulfilled_by,
        "follower": tables.follower_words(row),
        **{name: getattr(row, name) for name in same},
    }
