"""The board by the API: figures, wall, criterion, commune. The reads of the pages, each with an ETag of its content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.cache import get_conditional_response
from ninja import Query, Router, Schema
from pydantic import Field

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.api import BadQuery, Day, Id, Line, PageQuery, page_of
from dieuphoi.insight.board import selectors
from dieuphoi.insight.board.commune_views import gathered
from dieuphoi.insight.board.filters import BoardQuery, CommuneQuery, read_board
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.criteria import selectors as criteria

router = Router(tags=["board"])


class BoardFilter(PageQuery):
    """The filters of the board, as in the page's address; one row of the wall an item."""

    as_of: Day | None = None
    state: Line = ""
    show: Line = ""
    criterion: Line = ""
    mark: Line = ""
    q: Line = ""
    group: Line = ""
    parent: Id | None = None
    owner: Annotated[int, Field(ge=0, le=2**63 - 1)] | None = None
    least: Annotated[int, Field(ge=0, le=999)] | None = None
    most: Annotated[int, Field(ge=0, le=999)] | None = None
    since: Day | None = None
    sort: Line = ""


class DayQuery(Schema):
    as_of: Day | None = None


class RoundQuery(DayQuery):
    round: Id | None = None


class FiguresOut(Schema):
    """The counts of the board: communes, but for the indicators that say so. ``kept_on``: of which past day."""

    round: int
    title: str
    frozen: bool
    territory_on: Day
    kept_on: Day | None
    communes: int
    in_round: int
    recognised: int
    qualifies: int
    registered: int
    one_left: int
    entered: int
    not_entered: int
    not_submitted: int
    waiting: int
    returned: int
    ready: int
    undetermined: int
    entered_indicators: int
    total_indicators: int


class WallRowOut(Schema):
    """A commune of the wall; ``marks`` and ``bases`` hold a letter a criterion in the set's order."""

    unit_id: int
    sheet_id: int
    code: str
    name: str
    state: str
    marks: str
    bases: str
    before: str
    criteria_met: int
    criteria_total: int
    entered: int
    total: int
    qualifies: bool


class BoardWallOut(Schema):
    columns: list[dict[str, str]]
    items: list[WallRowOut]
    count: int
    limit: int
    offset: int
    next: int | None


class MiddleOut(Schema):
    indicator_id: int
    code: str
    group: str
    median: str | None
    known: int
    communes: int


class InTheWayOut(Schema):
    indicator_id: int
    code: str
    verdict: str
    reason: str
    communes: int


class CriterionBoardOut(Schema):
    """A criterion in a round: communes by mark, what stands in the way, medians of comparable communes."""

    id: int
    number: str
    name: str
    counts: dict[str, int]
    in_the_way: list[InTheWayOut]
    medians: list[MiddleOut]


class RoundStepOut(Schema):
    round: int
    title: str
    territory_on: Day
    state: str
    criteria_met: int
    criteria_total: int
    qualifies: bool


class CommuneCriterionOut(Schema):
    number: str
    name: str
    verdict: str
    basis: str
    met: int
    total: int


class CommuneOut(Schema):
    """A commune on a day: its rounds, the criteria of the newest (or asked) round, its recognitions."""

    unit_id: int
    name: str
    code: str
    on: Day
    round: int | None
    rounds: list[RoundStepOut]
    criteria: list[CommuneCriterionOut]
    recognitions: list[dict[str, str]]


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _tagged(request: HttpRequest, schema: type[Schema], make: Callable[[], dict[str, Any]]) -> HttpResponse:
    """The answer with an ETag of what it says; 304 for who has it already. Private: it is within one's rights."""
    content = schema.model_validate(make()).model_dump(mode="json")
    body = json.dumps(content, ensure_ascii=False, cls=DjangoJSONEncoder)
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = HttpResponse(body, content_type="application/json; charset=utf-8")
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _board_query(query: BoardFilter) -> BoardQuery:
    params = QueryDict(mutable=True)
    for name, value in query.model_dump().items():
        if name not in ("limit", "offset") and value not in (None, ""):
            params[name] = value.isoformat() if isinstance(value, date) else str(value)
    read = read_board(params)
    if read.faults:
        raise BadQuery([(fault.field_id.removeprefix("f-"), fault.message) for fault in read.faults])
    return read


@router.get(
    "/{int:round_id}/figures",
    response=FiguresOut,
    operation_id="board_figures",
    url_name="board_figures",
    summary="Các con số của bảng điều hành",
)
def board_figures(request: HttpRequest, round_id: Id, query: Query[DayQuery]) -> HttpResponse:
    actor = _actor(request)
    round_ = assessments.round_by_id(actor, round_id)

    def make() -> dict[str, Any]:
        kept, _missing = selectors.kept_day(round_, query.as_of, actor.on)
        figures = selectors.figures(actor, round_, query.as_of, kept)
        told = {name: getattr(figures, name) for name in figures.__dataclass_fields__}
        return {
            **told,
            "round": round_.pk,
            "title": round_.title,
            "frozen": round_.state == "FROZEN",
            "territory_on": round_.territory_on,
            "kept_on": kept,
        }

    return _tagged(request, FiguresOut, make)


@router.get(
    "/{int:round_id}/wall",
    response=BoardWallOut,
    operation_id="board_wall",
    url_name="board_wall",
    summary="Bức tường tiêu chí của đợt",
)
def board_wall(request: HttpRequest, round_id: Id, query: Query[BoardFilter]) -> HttpResponse:
    actor = _actor(request)
    round_ = assessments.round_by_id(actor, round_id)
    asked = _board_query(query)

    def make() -> dict[str, Any]:
        columns = criteria.criteria_of(round_.version_id)
        _words, before = selectors.compared(actor, round_, asked)
        rows = selectors.wall_query(actor, round_, columns, asked)
        page = page_of(rows, query, lambda row: row.pk)
        shown = selectors.wall_rows(rows[query.offset : query.offset + query.limit])
        page["items"] = [
            {name: getattr(row, name) for name in row.__dataclass_fields__} | {"before": before.get(row.unit_id, "")}
            for row in shown
        ]
        return {**page, "columns": [{"number": each.number, "name": each.name} for each in columns]}

    return _tagged(request, BoardWallOut, make)


@router.get(
    "/{int:round_id}/criteria/{int:criterion_id}",
    response=CriterionBoardOut,
    operation_id="board_criterion", url_name="board_criterion",
    summary="Một tiêu chí trong đợt",
)
def board_criterion(request: HttpRequest, round_id: Id, criterion_id: Id) -> HttpResponse:
    actor = _actor(request)
    round_ = assessments.round_by_id(actor, round_id)
    criterion, _every = selectors.criterion_of(round_, criterion_id)

    def make() -> dict[str, Any]:
        return {
            "id": criterion.pk,
            "number": criterion.number,
            "name": criterion.name,
            "counts": selectors.criterion_counts(actor, round_, criterion),
            "in_the_way": [
                {name: getattr(each, name) for name in ("indicator_id", "code", "verdict", "reason", "communes")}
                for each in selectors.in_the_way(actor, round_, criterion)
            ],
            "medians": [
                {
                    "indicator_id": each.indicator_id,
                    "code": each.code,
                    "group": each.group,
                    "median": None if each.middle is None else format(each.middle.normalize(), "f"),
                    "known": each.known,
                    "communes": each.communes,
                }
                for each in selectors.middles(actor, round_, criterion).rows
            ],
        }

    return _tagged(request, CriterionBoardOut, make)


@router.get(
    "/communes/{int:unit_id}",
    response=CommuneOut,
    operation_id="board_commune",
    url_name="board_commune",
    summary="Kết quả của một xã",
)
def board_commune(request: HttpRequest, unit_id: Id, query: Query[RoundQuery]) -> HttpResponse:
    actor = _actor(request)
    found = gathered(actor, unit_id, CommuneQuery(query.round, query.as_of))

    def make() -> dict[str, Any]:
        return {
            "unit_id": unit_id,
            "name": found["unit"].full_name,
            "code": found["unit"].code,
            "on": found["day"],
            "round": None if found["sheet"] is None else found["sheet"].round_id,
            "rounds": [
                {
                    "round": each.round_id,
                    "title": each.title,
                    "territory_on": each.territory_on,
                    "state": each.state,
                    "criteria_met": each.met,
                    "criteria_total": each.total,
                    "qualifies": each.qualifies,
                }
                for each in found["points"]
            ],
            "criteria": [
                {
                    "number": line.criterion.number,
                    "name": line.criterion.name,
                    "verdict": line.verdict,
                    "basis": line.basis,
                    "met": line.met,
                    "total": line.total,
                }
                for line in found["lines"]
            ],
            "recognitions": [
                {
                    "level": each.level,
                    "decision": each.decision_number,
                    "decided_on": each.decision_on.isoformat(),
                    "revoked_on": "" if each.revoked_on is None else each.revoked_on.isoformat(),
                }
                for each in found["standings"]
            ],
        }

    return _tagged(request, CommuneOut, make)
