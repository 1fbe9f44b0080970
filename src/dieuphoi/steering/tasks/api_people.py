"""Tasks by the API: people and bodies. Mounted on the router of ``api``, before the routes of one task."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from ninja.responses import Status

from dieuphoi.core.kernel.api import (
    Action,
    BadQuery,
    Day,
    Done,
    Id,
    Line,
    Page,
    PageQuery,
    Text,
    actions_of,
    page_of,
)
from dieuphoi.core.kernel.errors import NotVisible, Refused
from dieuphoi.core.kernel.period import Period, PeriodKind, parse_period
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.organisations.selectors import person_named
from dieuphoi.steering.tasks import policies, score_paper
from dieuphoi.steering.tasks.result_content import holds
from dieuphoi.steering.tasks.result_filters import ResultFilter
from dieuphoi.steering.tasks.result_states import RESULT_EDITION_LIFE
from dieuphoi.steering.tasks.selectors import duties, figures, load, results, scores
from dieuphoi.steering.tasks.services import results as result_acts
from dieuphoi.steering.tasks.services.handing import tasks_hand_over
from dieuphoi.steering.tasks.services.mandates import task_mandates_set

router = Router(tags=["tasks"])


class HandManyIn(Schema):
    task_ids: list[Id]
    person_id: Id
    org_id: Id
    reason: Text = ""


class LoadQuery(PageQuery):
    org: Id | None = None


class LoadOut(Schema):
    """What one person has open today. ``week``: due from today until Sunday."""

    person_id: int
    person: str
    posts: list[str]
    open: int
    overdue: int
    near: int
    week: int
    waiting: int
    idle: int
    oldest_given_on: Day | None
    overloaded: bool


class MandatesIn(Schema):
    mandate_ids: list[Id]


@router.post("/hand-over", response=Done, summary="Bàn giao nhiều nhiệm vụ", operation_id="tasks_hand_over")
def hand_over_many(request: HttpRequest, body: HandManyIn) -> Any:
    report = tasks_hand_over(actor=request.actor, now=request.now, **body.dict())  # type: ignore[attr-defined]
    refused = [{"id": each.id, "what": each.label, "why": each.reason} for each in report.refused]
    return {"done": [pk for pk, _label in report.done], "refused": refused}


@router.get("/load", response=Page[LoadOut], summary="Khối lượng việc theo người", operation_id="tasks_load")
def workload(request: HttpRequest, query: Query[LoadQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    return page_of(load.workload(actor, actor.on, org_id=query.org).rows, query, _load_out)


class DutyTaskOut(Schema):
    """An open task of a person. ``timeliness`` as of today."""

    id: int
    code: str
    title: str
    lead_org: str
    due_on: Day | None
    timeliness: str
    state: str
    standing: bool


class PersonDutiesOut(Schema):
    """Everything that one person answers for today. ``figures`` are counts of all their tasks; ``tasks`` names the
    standing ones and the first 100 of the others.
    """

    person_id: int
    person: str
    posts: list[str]
    figures: dict[str, int]
    tasks: list[DutyTaskOut]
    monitors: list[dict[str, Any]]
    seats: list[str]


class ScoreQuery(PageQuery):
    """``period``: 2026-Q1, 2026-H1, 2026-9M, 2026-05, 2026; the running quarter where it is empty."""

    period: Line = ""
    outside: bool = False
    body: Id | None = None


class ScoreOut(Schema):
    """The figures of one body in the period, as of its last day (``until``): ``counts`` by figure, whose rules stand at
    ``/tasks/scores/rules``. ``rank`` is empty where too few cases are decided.
    """

    org_id: int
    org: str
    heads: list[str]
    until: Day
    counts: dict[str, int]
    late_days: int
    rank: int | None


class ScoreRuleOut(Schema):
    """How one figure is counted, or a number that it goes by with its source."""

    key: str
    label: str
    rule: str
    part_of: str


class ResultIn(Schema):
    province_id: Id
    period: Line


class ResultEndIn(Schema):
    reason: Text


class ResultQuery(PageQuery):
    q: Line = ""
    period: Line = ""
    state: Literal["PREPARED", "PUBLISHED", "WITHDRAWN", "DROPPED"] | None = None


class ResultEditionOut(Schema):
    """Results of a period: frozen on ``as_of``, ``PREPARED`` until another person publishes them."""

    id: int
    title: str
    province_id: int
    period: str
    number: int
    state: str
    as_of: Day
    sha256: str
    bodies: int
    prepared_at: datetime
    approved_at: datetime | None
    ended_at: datetime | None
    end_reason: str


class ResultEditionWhole(ResultEditionOut):
    """``content`` is what was hashed: SHA-256 over its JSON with sorted keys and no blanks, in UTF-8."""

    content: dict[str, Any]
    before_id: int | None
    available_actions: list[Action]


@router.get(
    "/people/{int:person_id}/duties", response=PersonDutiesOut, summary="Nhiệm vụ của một người",
    operation_id="task_person_duties",
)  # fmt: skip
def person_duties(request: HttpRequest, person_id: Id) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    person_named(actor, person_id)
    require(policies.may_see_duties(actor, duties.is_within_reach(actor, person_id, actor.on)))
    found = duties.duties_of(actor, person_id)
    return {
        "person_id": person_id, "person": found.person["full_name"],
        "posts": [f"{post.title}, {post.org_name}" for post in found.posts],
        "figures": {key: number for key, (number, _query) in found.figures.items()},
        "tasks": [
            {
                "id": row.pk, "code": row.code, "title": row.title, "lead_org": row.lead_org.name, "due_on": row.due,
                "timeliness": row.timeliness, "state": row.standing, "standing": row in found.standing,
            }
            for row in (*found.standing, *found.open)
        ],
        "monitors": [
            {"field": each.field.name if each.field else None, "unit_id": each.unit_id} for each in found.monitors
        ],
        "seats": [f"{each.function_label}, {each.committee_name}" for each in found.seats],
    }  # fmt: skip


@router.get("/scores", response=Page[ScoreOut], summary="Bảng điểm cơ quan", operation_id="tasks_scores")
def score_list(request: HttpRequest, query: Query[ScoreQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    require(policies.may_see_scores(actor))
    try:
        period = parse_period(query.period) if query.period else Period.of_day(PeriodKind.QUARTER, actor.on)
    except ValueError as fault:
        raise BadQuery([("period", str(fault))]) from fault
    if query.body is not None and not scores.looks_at(actor, query.body):
        raise NotVisible
    span = figures.span_of(period, actor.on)
    card = scores.scorecard(actor, span, outside=query.outside, body=query.body)

    def out(row: scores.Score) -> dict[str, Any]:
        return {
            "org_id": row.org_id, "org": row.name, "heads": [str(each) for each in row.heads], "until": span.until,
            "counts": dict(row.counts), "late_days": row.late_days, "rank": row.rank,
        }  # fmt: skip

    return page_of(card.rows, query, out)


@router.get("/scores/rules", response=list[ScoreRuleOut], summary="Cách tính bảng điểm",
            operation_id="tasks_scores_rules")  # fmt: skip
def score_rules(request: HttpRequest) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    require(policies.may_see_scores(actor))
    span = figures.span_of(Period.of_day(PeriodKind.QUARTER, actor.on), actor.on)
    told = [
        {"key": each.key, "label": str(each.label), "rule": str(each.rule), "part_of": each.of}
        for each in figures.FIGURES
    ]
    return told + [
        {
            "key": each.measure, "label": score_paper.number_label(each), "rule": score_paper.number_words(each),
            "part_of": "",
        }
        for each in score_paper.used(span.numbers)
    ]  # fmt: skip


@router.get("/results", response=Page[ResultEditionOut], summary="Kết quả đã công bố", operation_id="task_results")
def result_list(request: HttpRequest, query: Query[ResultQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    params = QueryDict(mutable=True)
    for name in ("q", "period", "state"):
        if value := getattr(query, name):
            params[name] = str(value)
    found = ResultFilter(params, results.results(actor, actor.on), request=request)
    if not found.form.is_valid():
        raise BadQuery([(name, "; ".join(map(str, errors))) for name, errors in found.form.errors.items()])
    return page_of(found.qs.order_by("-starts_on", "-number", "pk"), query, _result_out)


@router.post("/results", response={201: ResultEditionOut}, summary="Lập kết quả để công bố",
             operation_id="task_result_prepare")  # fmt: skip
def result_prepare(request: HttpRequest, body: ResultIn) -> Any:
    actor, now = request.actor, request.now  # type: ignore[attr-defined]
    row = result_acts.results_prepare(actor=actor, province_id=body.province_id, period=body.period, now=now)
    return Status(201, _result_out(row))


@router.get("/results/{int:edition_id}", response=ResultEditionWhole, summary="Một bản kết quả",
            operation_id="task_result")  # fmt: skip
def result_read(request: HttpRequest, edition_id: Id) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    row = results.result(actor, edition_id)
    if not holds(row):
        raise Refused("tampered", _("Nội dung không khớp mã kiểm tra lúc lập. Hãy báo người quản trị."))
    before = results.before(actor, row)
    return {
        **_result_out(row), "content": row.content.content, "before_id": before.pk if before is not None else None,
        "available_actions": actions_of(RESULT_EDITION_LIFE.options(actor, row)),
    }  # fmt: skip


@router.post("/results/{int:edition_id}/approve", response=ResultEditionOut, summary="Duyệt và công bố kết quả",
             operation_id="task_result_approve")  # fmt: skip
def result_approve(request: HttpRequest, edition_id: Id) -> Any:
    actor, now = request.actor, request.now  # type: ignore[attr-defined]
    return _result_out(result_acts.result_approve(actor=actor, edition_id=edition_id, now=now))


@router.post("/results/{int:edition_id}/drop", response=ResultEditionOut, summary="Không công bố kết quả",
             operation_id="task_result_drop")  # fmt: skip
def result_drop(request: HttpRequest, edition_id: Id, body: ResultEndIn) -> Any:
    actor, now = request.actor, request.now  # type: ignore[attr-defined]
    return _result_out(result_acts.result_drop(actor=actor, edition_id=edition_id, reason=body.reason, now=now))


@router.post("/results/{int:edition_id}/withdraw", response=ResultEditionOut, summary="Rút kết quả đã công bố",
             operation_id="task_result_withdraw")  # fmt: skip
def result_withdraw(request: HttpRequest, edition_id: Id, body: ResultEndIn) -> Any:
    actor, now = request.actor, request.now  # type: ignore[attr-defined]
    return _result_out(result_acts.result_withdraw(actor=actor, edition_id=edition_id, reason=body.reason, now=now))


def _result_out(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk, "title": row.title, "province_id": row.province_id, "period": row.period, "number": row.number,
        "state": row.state, "as_of": row.as_of, "sha256": row.digest, "bodies": row.bodies,
        "prepared_at": row.prepared_at, "approved_at": row.approved_at, "ended_at": row.ended_at,
        "end_reason": row.end_reason,
    }  # fmt: skip


@router.post("/{int:task_id}/mandates", response={204: None}, summary="Gắn chức năng", operation_id="task_mandates")
def mandates(request: HttpRequest, task_id: Id, body: MandatesIn) -> Any:
    actor, now = request.actor, request.now  # type: ignore[attr-defined]
    task_mandates_set(actor=actor, task_id=task_id, mandate_ids=body.mandate_ids, now=now)
    return 204, None


def _load_out(row: load.LoadRow) -> dict[str, Any]:
    return {
        "person_id": row.person_id, "person": row.name, "posts": list(row.posts), **row.figures,
        "oldest_given_on": row.oldest, "overloaded": row.overloaded,
    }  # fmt: skip
