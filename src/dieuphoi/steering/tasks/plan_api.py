"""Work programmes by the API: the same lists, filters and acts as the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, QueryDict
from ninja import Query, Router, Schema
from ninja.responses import Status

from dieuphoi.core.kernel.api import (
    Action,
    BadQuery,
    Day,
    Id,
    Line,
    LongText,
    Page,
    PageQuery,
    Reason,
    Text,
    actions_of,
    page_of,
)
from dieuphoi.core.kernel.dates import url_date
from dieuphoi.steering.tasks.plan_filters import PlanFilter, PlanLineFilter
from dieuphoi.steering.tasks.plan_states import PLAN_LIFE
from dieuphoi.steering.tasks.selectors import plan_lines
from dieuphoi.steering.tasks.selectors import plans as selectors
from dieuphoi.steering.tasks.services import plans as services

router = Router(tags=["plans"])

KindCode = Literal["PROGRAMME", "KEY", "FRAME"]
StateCode = Literal["DRAFT", "CONSULTED", "SUBMITTED", "APPROVED", "AMENDED", "ENDED", "DROPPED"]
StandingCode = Literal["NOT_GIVEN", "MISSED", "GIVEN", "DOING", "LATE", "DONE", "GONE"]
StanceCode = Literal["AGREE", "REMARKS", "AGAINST"]


class MoneyRow(Schema):
    """Money of a line: whole đồng."""

    source: Line
    amount: int
    year: int


class WorkPlanOut(Schema):
    """A plan. ``edition`` is the number of the edition in force, 0 where it was never approved."""

    id: int
    title: str
    kind: str
    period: str
    state: str
    org_id: int
    org: str
    edition: int
    decision_number: str
    decision_on: Day | None
    frame_id: int | None
    before_id: int | None


class PlanRow(WorkPlanOut):
    lines: int
    lines_key: int
    lines_done: int


class PlanLineOut(Schema):
    """A line as it is read. ``standing`` is told by the tasks that the asker sees, which ``task_ids`` are. ``revision``
    and ``money_revision`` are sent back by who writes; 0 where the line is read from an edition.
    """

    id: int
    number: int
    group_id: int | None
    group: str
    text: str
    product: str
    lead_org_id: int | None
    lead_org: str
    coordinating: list[int]
    person_id: int | None
    person: str
    timing: str
    due_on: Day | None
    every: str
    is_key: bool
    money: list[MoneyRow]
    note: str
    standing: str
    task_ids: list[int]
    revision: int
    money_revision: int


class PlanWhole(WorkPlanOut):
    """``reads_edition``: the lines are those of this edition, because the plan is being written in."""

    text: str
    source_line: str
    opinions_due_on: Day | None
    submitted_on: Day | None
    reads_edition: int | None
    lines: list[PlanLineOut]
    available_actions: list[Action]


class LineRow(Schema):
    id: int
    plan_id: int
    plan: str
    text: str
    lead_org_id: int | None
    person_id: int | None
    timing: str
    due_on: Day | None
    is_key: bool
    standing: str
    done_on: Day | None


class PlanEditionOut(Schema):
    number: int
    kind: str
    at: datetime
    author: str
    digest: str
    holds: bool
    content: dict[str, Any]


class PlansQuery(PageQuery):
    q: Line = ""
    kind: KindCode | None = None
    state: StateCode | None = None
    org: Id | None = None
    year: int | None = None


class LinesQuery(PageQuery):
    q: Line = ""
    plan: Id | None = None
    key: Literal["true", "false"] | None = None
    standing: StandingCode | None = None
    org: Id | None = None
    approved: Literal["true", "false"] | None = None
    due_from: Day | None = None
    due_to: Day | None = None
    done_from: Day | None = None
    done_to: Day | None = None


class PlanIn(Schema):
    org_id: Id
    kind: KindCode = "PROGRAMME"
    title: Line
    period: Line
    source_line: Line = ""
    text: LongText = ""
    note: Text = ""
    frame_id: Id | None = None
    province_id: Id | None = None
    with_steps: bool = False


class GroupIn(Schema):
    title: Line
    place: int | None = None


class LineIn(Schema):
    text: LongText
    product: Line = ""
    group_id: Id | None = None
    lead_org_id: Id | None = None
    coordinating: list[Id] = []
    person_id: Id | None = None
    timing: Line = ""
    is_key: bool = False
    note: Text = ""
    place: int | None = None


class LinePatch(Schema):
    """What is said again; what is left out stays. ``revision`` is the one that the writer saw."""

    revision: int
    text: LongText | None = None
    product: Line | None = None
    group_id: Id | None = None
    lead_org_id: Id | None = None
    coordinating: list[Id] | None = None
    person_id: Id | None = None
    timing: Line | None = None
    is_key: bool | None = None
    note: Text | None = None
    place: int | None = None


class MoneyIn(Schema):
    revision: int
    rows: list[MoneyRow]


class MemberIn(Schema):
    person_id: Id
    duty: Line = ""


class StepIn(Schema):
    title: Line
    due_on: Day
    org_id: Id | None = None
    source: Line = ""


class StepDoneIn(Schema):
    done_on: Day | None = None
    done_note: Line = ""


class WordsIn(Schema):
    text: Text = ""


class PlanConsultIn(Schema):
    org_ids: list[Id]
    due_on: Day


class AnswerIn(Schema):
    stance: StanceCode
    text: LongText = ""
    document: Line = ""


class ApproveIn(Schema):
    decision_number: Line
    decision_on: Day
    signer: Line = ""


class GivenIn(Schema):
    line_id: Id
    responsible_id: Id
    due_on: Day | None = None
    no_due_reason: Line = ""
    product: Line = ""


class GiveIn(Schema):
    given_on: Day
    lines: list[GivenIn]


class PlanLinkIn(Schema):
    task_id: Id


class CarryIn(PlanIn):
    line_ids: list[Id] = []
    reason: Text = ""


@router.get("", response=Page[PlanRow], summary="Danh sách chương trình công tác", operation_id="plans_list")
def plans(request: HttpRequest, query: Query[PlansQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    names = ("q", "kind", "state", "org", "year")
    rows = _narrowed(request, PlanFilter, selectors.plans(actor, actor.on), query, names)
    return page_of(rows.order_by("-starts_on", "title_key", "pk"), query, _row)


@router.post("", response={201: PlanWhole}, summary="Lập chương trình công tác", operation_id="plan_start")
def start(request: HttpRequest, body: PlanIn) -> Any:
    plan = services.plan_start(
        actor=request.actor, new=services.NewPlan(**body.dict()), now=request.now  # type: ignore[attr-defined]
    )
    return Status(201, _whole(request, plan.pk))


@router.get("/lines", response=Page[LineRow], summary="Nhiệm vụ của các chương trình", operation_id="plan_lines_list")
def lines(request: HttpRequest, query: Query[LinesQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    names = ("q", "plan", "key", "standing", "org", "approved", "due_from", "due_to", "done_from", "done_to")
    rows = _narrowed(request, PlanLineFilter, plan_lines.plan_lines(actor, actor.on), query, names)
    return page_of(rows.order_by("plan_id", "position", "pk"), query, _line_row)


@router.get("/{int:plan_id}", response=PlanWhole, summary="Một chương trình công tác", operation_id="plan_read")
def plan(request: HttpRequest, plan_id: Id) -> Any:
    return _whole(request, plan_id)


@router.get(
    "/{int:plan_id}/editions/{int:number}", response=PlanEditionOut, summary="Một phiên bản",
    operation_id="plan_edition",
)
def edition(request: HttpRequest, plan_id: Id, number: int) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    found = selectors.edition_of(actor, plan_id, min(number, 32_767))
    return {
        "number": found.number, "kind": found.kind, "at": found.recorded_at, "author": found.author_name,
        "digest": found.digest, "holds": selectors.edition_holds(found), "content": found.content,
    }  # fmt: skip


@router.post("/{int:plan_id}/correct", response=PlanWhole, summary="Sửa phần đầu", operation_id="plan_correct")
def correct(request: HttpRequest, plan_id: Id, body: PlanIn) -> Any:
    return _done(request, services.plan_correct, plan_id, new=services.NewPlan(**body.dict()))


@router.post("/{int:plan_id}/groups", response={201: PlanWhole}, summary="Thêm nhóm", operation_id="plan_group_add")
def group_add(request: HttpRequest, plan_id: Id, body: GroupIn) -> Any:
    return Status(201, _done(request, services.group_add, plan_id, **body.dict()))


@router.put("/groups/{int:group_id}", response=PlanWhole, summary="Sửa nhóm", operation_id="plan_group_correct")
def group_correct(request: HttpRequest, group_id: Id, body: GroupIn) -> Any:
    return _done_on(request, services.group_correct, "group_id", group_id, **body.dict())


@router.post("/groups/{int:group_id}/end", response=PlanWhole, summary="Bỏ nhóm", operation_id="plan_group_end")
def group_end(request: HttpRequest, group_id: Id) -> Any:
    return _done_on(request, services.group_end, "group_id", group_id)


@router.post("/{int:plan_id}/lines", response={201: PlanWhole}, summary="Thêm nhiệm vụ", operation_id="plan_line_add")
def line_add(request: HttpRequest, plan_id: Id, body: LineIn) -> Any:
    values = {**body.dict(), "coordinating": tuple(body.coordinating)}
    return Status(201, _done(request, services.line_add, plan_id, new=services.NewLine(**values)))


@router.put("/lines/{int:line_id}", response=PlanWhole, summary="Sửa nhiệm vụ", operation_id="plan_line_correct")
def line_correct(request: HttpRequest, line_id: Id, body: LinePatch) -> Any:
    line = selectors.line_by_id(request.actor, line_id)  # type: ignore[attr-defined]
    said = body.dict(exclude_unset=True, exclude={"revision"})
    values = {name: getattr(line, name) for name in services.FIELDS}
    # A text that is sent as null is not said; a body, person or heading that is, is taken out.
    texts = ("text", "product", "timing", "note", "is_key", "coordinating")
    values |= {name: value for name, value in said.items() if value is not None or name not in texts}
    values["coordinating"] = tuple(values["coordinating"])
    return _done_on(
        request, services.line_correct, "line_id", line_id, new=services.NewLine(**values), revision=body.revision
    )


@router.post("/lines/{int:line_id}/end", response=PlanWhole, summary="Bỏ nhiệm vụ", operation_id="plan_line_end")
def line_end(request: HttpRequest, line_id: Id, body: Reason) -> Any:
    return _done_on(request, services.line_end, "line_id", line_id, **body.dict())


@router.post(
    "/lines/{int:line_id}/restore", response=PlanWhole, summary="Đưa nhiệm vụ trở lại", operation_id="plan_line_restore"
)
def line_restore(request: HttpRequest, line_id: Id) -> Any:
    return _done_on(request, services.line_restore, "line_id", line_id)


@router.put("/lines/{int:line_id}/money", response=PlanWhole, summary="Ghi kinh phí", operation_id="plan_budget_set")
def money(request: HttpRequest, line_id: Id, body: MoneyIn) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    rows = [services.Money(row.source, row.amount, row.year) for row in body.rows]
    line = selectors.line_by_id(actor, line_id)
    services.budget_set(
        actor=actor, line_id=line_id, rows=rows, revision=body.revision, now=request.now  # type: ignore[attr-defined]
    )
    return _whole(request, line.plan_id)


@router.post("/{int:plan_id}/members", response={201: PlanWhole}, summary="Mời soạn", operation_id="plan_member_add")
def member_add(request: HttpRequest, plan_id: Id, body: MemberIn) -> Any:
    return Status(201, _done(request, services.member_add, plan_id, **body.dict()))


@router.post("/members/{int:member_id}/end", response=PlanWhole, summary="Ra khỏi nhóm", operation_id="plan_member_end")
def member_end(request: HttpRequest, member_id: Id) -> Any:
    return _done_on(request, services.member_end, "member_id", member_id)


@router.post("/{int:plan_id}/steps", response={201: PlanWhole}, summary="Thêm bước", operation_id="plan_step_add")
def step_add(request: HttpRequest, plan_id: Id, body: StepIn) -> Any:
    return Status(201, _done(request, services.milestone_add, plan_id, **body.dict()))


@router.post("/steps/{int:step_id}/done", response=PlanWhole, summary="Bước đã xong", operation_id="plan_step_done")
def step_done(request: HttpRequest, step_id: Id, body: StepDoneIn) -> Any:
    return _done_on(request, services.milestone_done, "milestone_id", step_id, **body.dict())


@router.post("/{int:plan_id}/save", response=PlanWhole, summary="Lưu phiên bản", operation_id="plan_save")
def save(request: HttpRequest, plan_id: Id, body: WordsIn) -> Any:
    return _done(request, services.plan_save, plan_id, reason=body.text)


@router.post("/{int:plan_id}/sign", response=PlanWhole, summary="Ký nháy", operation_id="plan_sign")
def sign(request: HttpRequest, plan_id: Id, body: WordsIn) -> Any:
    return _done(request, services.plan_sign, plan_id, text=body.text)


@router.post("/{int:plan_id}/consult", response=PlanWhole, summary="Gửi lấy ý kiến", operation_id="plan_consult")
def consult(request: HttpRequest, plan_id: Id, body: PlanConsultIn) -> Any:
    return _done(request, services.plan_consult, plan_id, **body.dict())


@router.post("/consults/{int:consult_id}/answer", response=PlanWhole, summary="Cho ý kiến", operation_id="plan_answer")
def answer(request: HttpRequest, consult_id: Id, body: AnswerIn) -> Any:
    return _done_on(request, services.consult_answer, "consult_id", consult_id, **body.dict())


@router.post("/{int:plan_id}/submit", response=PlanWhole, summary="Trình phê duyệt", operation_id="plan_submit")
def submit(request: HttpRequest, plan_id: Id, body: WordsIn) -> Any:
    return _done(request, services.plan_submit, plan_id, text=body.text)


@router.post("/{int:plan_id}/approve", response=PlanWhole, summary="Phê duyệt", operation_id="plan_approve")
def approve(request: HttpRequest, plan_id: Id, body: ApproveIn) -> Any:
    return _done(request, services.plan_approve, plan_id, **body.dict())


@router.post("/{int:plan_id}/return", response=PlanWhole, summary="Trả lại", operation_id="plan_return")
def give_back(request: HttpRequest, plan_id: Id, body: Reason) -> Any:
    return _done(request, services.plan_return, plan_id, **body.dict())


@router.post("/{int:plan_id}/recall", response=PlanWhole, summary="Rút lại để sửa", operation_id="plan_recall")
def recall(request: HttpRequest, plan_id: Id, body: Reason) -> Any:
    return _done(request, services.plan_recall, plan_id, **body.dict())


@router.post("/{int:plan_id}/amend", response=PlanWhole, summary="Mở điều chỉnh", operation_id="plan_amend")
def amend(request: HttpRequest, plan_id: Id, body: Reason) -> Any:
    return _done(request, services.plan_amend, plan_id, **body.dict())


@router.post("/{int:plan_id}/keep", response=PlanWhole, summary="Thôi điều chỉnh", operation_id="plan_keep")
def keep(request: HttpRequest, plan_id: Id, body: Reason) -> Any:
    return _done(request, services.plan_keep, plan_id, **body.dict())


@router.post("/{int:plan_id}/end", response=PlanWhole, summary="Kết thúc", operation_id="plan_end")
def end(request: HttpRequest, plan_id: Id, body: Reason) -> Any:
    return _done(request, services.plan_end, plan_id, **body.dict())


@router.post("/{int:plan_id}/resume", response=PlanWhole, summary="Mở lại", operation_id="plan_resume")
def resume(request: HttpRequest, plan_id: Id, body: Reason) -> Any:
    return _done(request, services.plan_resume, plan_id, **body.dict())


@router.post("/{int:plan_id}/drop", response=PlanWhole, summary="Bỏ dự thảo", operation_id="plan_drop")
def drop(request: HttpRequest, plan_id: Id, body: Reason) -> Any:
    return _done(request, services.plan_drop, plan_id, **body.dict())


@router.post("/{int:plan_id}/give", response=PlanWhole, summary="Giao thành nhiệm vụ", operation_id="plan_give")
def give(request: HttpRequest, plan_id: Id, body: GiveIn) -> Any:
    rows = [services.LineGiven(**row.dict()) for row in body.lines]
    return _done(request, services.plan_give, plan_id, rows=rows, given_on=body.given_on)


@router.post("/lines/{int:line_id}/link", response=PlanWhole, summary="Gắn việc", operation_id="plan_task_link")
def link(request: HttpRequest, line_id: Id, body: PlanLinkIn) -> Any:
    line = selectors.line_by_id(request.actor, line_id)  # type: ignore[attr-defined]
    services.task_link(
        actor=request.actor, line_id=line_id, task_id=body.task_id, now=request.now  # type: ignore[attr-defined]
    )
    return _whole(request, line.plan_id)


@router.post("/links/{int:link_id}/end", response=PlanWhole, summary="Gỡ việc", operation_id="plan_task_unlink")
def unlink(request: HttpRequest, link_id: Id, body: Reason) -> Any:
    found = selectors.link_by_id(request.actor, link_id)  # type: ignore[attr-defined]
    services.task_unlink(
        actor=request.actor, link_id=link_id, reason=body.reason, now=request.now  # type: ignore[attr-defined]
    )
    return _whole(request, found.line.plan_id)


@router.post("/{int:plan_id}/carry", response={201: PlanWhole}, summary="Lập kỳ sau", operation_id="plan_carry")
def carry(request: HttpRequest, plan_id: Id, body: CarryIn) -> Any:
    new = services.NewPlan(**body.dict(exclude={"line_ids", "reason"}))
    following = services.plan_carry(
        actor=request.actor, plan_id=plan_id, new=new, line_ids=body.line_ids,  # type: ignore[attr-defined]
        reason=body.reason, now=request.now,  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(201, _whole(request, following.pk))


# --- inside ---------------------------------------------------------------------------------------------


def _narrowed(request: HttpRequest, filterset: Any, rows: Any, query: Any, names: tuple[str, ...]) -> Any:
    """The rows that the list's own filter leaves. Raises ``BadQuery``."""
    params = QueryDict(mutable=True)
    for name in names:
        value = getattr(query, name)
        if value not in (None, ""):
            params[name] = url_date(value) if hasattr(value, "isoformat") else str(value)
    found = filterset(params, rows, request=request)
    if not found.form.is_valid():
        raise BadQuery([(name, "; ".join(map(str, errors))) for name, errors in found.form.errors.items()])
    return found.qs


def _done(request: HttpRequest, service: Any, plan_id: int, **more: Any) -> dict[str, Any]:
    service(actor=request.actor, plan_id=plan_id, now=request.now, **more)  # type: ignore[attr-defined]
    return _whole(request, plan_id)


def _done_on(request: HttpRequest, service: Any, name: str, pk: int, **more: Any) -> dict[str, Any]:
    row = service(actor=request.actor, now=request.now, **{name: pk}, **more)  # type: ignore[attr-defined]
    return _whole(request, row.plan_id)


def _whole(request: HttpRequest, plan_id: int) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    found = selectors.plan(actor, plan_id)
    whole = plan_lines.lines_of(actor, found, actor.on)
    revisions = plan_lines.revisions_of(row.id for row in whole.rows) if whole.edition is None else {}
    return {
        **_out(found),
        "text": found.text,
        "source_line": found.source_line,
        "opinions_due_on": found.opinions_due_on,
        "submitted_on": found.submitted_on,
        "reads_edition": whole.edition,
        "lines": [
            _line_out(row, group, *revisions.get(row.id, (0, 0))) for group in whole.groups for row in group.rows
        ],
        "available_actions": actions_of(PLAN_LIFE.options(actor, found)) if found.inside else [],
    }


def _out(row: Any) -> dict[str, Any]:
    same = ("title", "kind", "period", "state", "org_id", "edition", "decision_number", "decision_on", "frame_id",
            "before_id")  # fmt: skip
    return {"id": row.pk, "org": row.org.name, **{name: getattr(row, name) for name in same}}


def _row(row: Any) -> dict[str, Any]:
    return {**_out(row), "lines": row.lines_all, "lines_key": row.lines_key, "lines_done": row.lines_done}


def _line_out(row: plan_lines.LineRow, group: plan_lines.GroupRows, revision: int, money: int) -> dict[str, Any]:
    same = ("id", "number", "text", "product", "person_id", "person", "timing", "due_on", "every", "is_key", "note",
            "standing")  # fmt: skip
    return {
        **{name: getattr(row, name) for name in same},
        "group_id": group.id,
        "group": group.title,
        "lead_org_id": row.lead_id,
        "lead_org": row.lead,
        "coordinating": [org for org, _name in row.bodies],
        "money": list(row.money),
        "task_ids": [each.task_id for each in row.tasks if each.row is not None],
        "revision": revision,
        "money_revision": money,
    }


def _line_row(row: Any) -> dict[str, Any]:
    same = ("plan_id", "text", "lead_org_id", "person_id", "timing", "due_on", "is_key", "standing", "done_on")
    return {"id": row.pk, "plan": row.plan.title, **{name: getattr(row, name) for name in same}}
