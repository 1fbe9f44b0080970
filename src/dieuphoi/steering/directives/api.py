"""Documents and drafts by the API: the same lists, filters and acts as the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal

from django.http import HttpRequest, QueryDict
from ninja import Query, Router, Schema
from ninja.responses import Status

from dieuphoi.core.kernel.api import BadQuery, Day, Id, Line, Page, PageQuery, Text, day_or_today, page_of
from dieuphoi.steering.directives import selectors, services
from dieuphoi.steering.directives.filters import DocumentFilter, DraftingFilter
from dieuphoi.steering.directives.services import Issue, NewDocument, NewDrafting, Recipient
from dieuphoi.steering.directives.states import DOCUMENT_LIFE, DRAFTING_LIFE

router = Router(tags=["documents"])

DirectionCode = Literal["IN", "OUT"]
UrgencyCode = Literal["NORMAL", "URGENT", "VERY_URGENT", "AT_ONCE"]
ForceCode = Literal["IN_FORCE", "AMENDED", "REPLACED", "ABOLISHED", "EXPIRED", "NOT_YET"]
DutyCode = Literal["MAIN", "INFO"]
RelationCode = Literal["BASIS", "REPLACES", "AMENDS", "ABOLISHES", "ANSWERS", "IMPLEMENTS"]


class DocumentOut(Schema):
    """A document as of the day; ``force`` is computed from what others did to it, ``opened`` of ``reached`` addressees
    have opened it. ``arrival_*``, ``assigned_on`` and ``read_on`` are of one's own line of addressees.
    """

    id: int
    direction: str
    number_text: str
    number: int | None
    symbol: str
    kind: str
    kind_id: int | None
    issued_on: Day
    issuer: str
    issuer_id: int | None
    summary: str
    urgency: str
    field: str
    signer: str
    signer_post: str
    effective_on: Day | None
    expires_on: Day | None
    answer_due_on: Day | None
    answered: bool
    force: str
    is_public: bool
    is_restricted: bool
    reached: int
    opened: int
    received_on: str | None
    arrival_number: int | None
    assigned_on: str | None
    read_on: str | None
    given_to: list[str]


class AddresseeOut(Schema):
    id: int
    org_id: int | None
    person_id: int | None
    name: str
    duty: str
    sent_on: Day
    received_on: Day | None
    arrival_number: int | None
    assigned_on: Day | None
    read_on: Day | None
    read_due_on: Day | None
    assign_due_on: Day | None


class HandlingOut(Schema):
    """On whose desk it lies or lay; ``finished`` how it was dealt with without an answer, ``note`` in which words."""

    id: int
    name: str
    to_org_id: int | None
    to_person_id: int | None
    role: str
    instruction: str
    given_on: Day
    due_on: Day | None
    ended_on: Day | None
    finished: str
    finished_by: str
    note: str


class DocumentRelationOut(Schema):
    """``away``: this document does it to the other. ``document_id`` is empty for one that is not on record."""

    id: int
    kind: str
    away: bool
    document_id: int | None
    words: str
    effective_on: Day


class DocumentFileOut(Schema):
    id: int
    name: str
    role: str
    note: str
    size: int
    text_state: str


class DocumentWhole(DocumentOut):
    state: str
    keeper_id: int
    recipients_text: str
    note: str
    addressees: list[AddresseeOut]
    handlings: list[HandlingOut]
    relations: list[DocumentRelationOut]
    files: list[DocumentFileOut]
    available_actions: list[str]


class DocumentQuery(PageQuery):
    as_of: Day | None = None
    q: Line = ""
    direction: DirectionCode | None = None
    box: Literal["received", "issued", "given", "given-done"] | None = None
    kind: Id | None = None
    issuer: Id | None = None
    urgency: UrgencyCode | None = None
    field: Id | None = None
    number: Line = ""
    issued_from: Day | None = None
    issued_until: Day | None = None
    force: ForceCode | None = None
    unread: bool | None = None
    unassigned: bool | None = None
    late: Literal["READ", "ASSIGN", "RECEIVE"] | None = None
    unanswered: bool | None = None
    unit: Id | None = None


class DocumentDayQuery(Schema):
    as_of: Day | None = None


class RecipientIn(Schema):
    org_id: Id | None = None
    person_id: Id | None = None
    duty: DutyCode = "MAIN"


class _DocumentIn(Schema):
    direction: DirectionCode
    issued_on: Day
    summary: Text
    number_text: Line = ""
    keeper_id: Id | None = None
    kind_id: Id | None = None
    kind_text: Line = ""
    issuer_id: Id | None = None
    issuer_name: Line = ""
    received_on: Day | None = None
    arrival_number: int | None = None
    take_number: bool = False
    signer_name: Line = ""
    signer_post: Line = ""
    urgency: UrgencyCode = "NORMAL"
    field_id: Id | None = None
    programme_id: Id | None = None
    effective_on: Day | None = None
    expires_on: Day | None = None
    answer_due_on: Day | None = None
    places: list[Id] = []
    recipients: list[RecipientIn] = []
    to_all_communes: bool = False
    recipients_text: Text = ""
    is_public: bool = False
    is_restricted: bool = False
    copies: int | None = None
    archived_at: Line = ""
    note: Text = ""
    source: Line = ""
    secrecy: Line = ""


class DocumentIn(_DocumentIn):
    """``alike_seen``: the documents that the answer ``may_be_there`` named, where this is another one."""

    alike_seen: list[Id] = []


class DocumentCorrectionIn(_DocumentIn):
    reason: Text = ""


class DocumentReasonIn(Schema):
    reason: Text = ""


class ReceiveIn(Schema):
    on: Day | None = None
    arrival_number: int | None = None


class DocumentAssignIn(Schema):
    to_person_id: Id | None = None
    to_org_id: Id | None = None
    role: Literal["LEAD", "WITH", "INFO"] = "LEAD"
    instruction: Text = ""
    due_on: Day | None = None


class FinishIn(Schema):
    """``note`` is asked for where the way tells nothing without it: with whom, to whom, how else."""

    how: Literal["FILED", "TASKS", "PHONE", "PASSED", "OTHER"]
    note: Line = ""


class SendIn(Schema):
    recipients: list[RecipientIn] = []
    to_all_communes: bool = False


class RelateIn(Schema):
    kind: RelationCode
    target_id: Id | None = None
    target_text: Line = ""
    effective_on: Day | None = None
    note: Line = ""


class ReceiptOut(Schema):
    """``new``: this was the first time."""

    new: bool


@router.get("", response=Page[DocumentOut], summary="Sổ văn bản", operation_id="documents_list")
def documents(request: HttpRequest, query: Query[DocumentQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    rows = selectors.documents(actor, day_or_today(request, query.as_of))
    found = _filtered(
        DocumentFilter, request, query, rows,
        ("q", "direction", "box", "kind", "issuer", "urgency", "field", "number", "issued_from", "issued_until",
         "force", "unread", "unassigned", "late", "unanswered", "unit"),
    )  # fmt: skip
    return page_of(found.order_by("-issued_on", "-pk"), query, _out)


@router.get("/{int:document_id}", response=DocumentWhole, summary="Một văn bản", operation_id="document_read_one")
def document(request: HttpRequest, document_id: Id, query: Query[DocumentDayQuery]) -> Any:
    return _whole(request, document_id, query)


@router.post("", response={201: DocumentWhole}, summary="Ghi văn bản vào sổ", operation_id="document_register")
def register(request: HttpRequest, body: DocumentIn) -> Any:
    row = services.document_register(
        actor=request.actor, new=_new(body), alike_seen=body.alike_seen, now=request.now  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(201, _whole(request, row.pk))


@router.post("/{int:document_id}/correct", response=DocumentWhole, summary="Sửa văn bản",
             operation_id="document_correct")
def correct(request: HttpRequest, document_id: Id, body: DocumentCorrectionIn) -> Any:
    services.document_correct(
        actor=request.actor, document_id=document_id, new=_new(body), reason=body.reason,  # type: ignore[attr-defined]
        now=request.now,  # type: ignore[attr-defined]
    )  # fmt: skip
    return _whole(request, document_id)


@router.post("/{int:document_id}/void", response=DocumentWhole, summary="Rút văn bản ghi nhầm",
             operation_id="document_void")
def void(request: HttpRequest, document_id: Id, body: DocumentReasonIn) -> Any:
    return _done(request, services.document_void, document_id, **body.dict())


@router.post("/{int:document_id}/restore", response=DocumentWhole, summary="Khôi phục văn bản",
             operation_id="document_restore")
def restore(request: HttpRequest, document_id: Id, body: DocumentReasonIn) -> Any:
    return _done(request, services.document_restore, document_id, **body.dict())


@router.post("/{int:document_id}/receive", response=DocumentWhole, summary="Ghi đã nhận văn bản",
             operation_id="document_receive")
def receive(request: HttpRequest, document_id: Id, body: ReceiveIn) -> Any:
    return _done(request, services.document_receive, document_id, **body.dict())


@router.post("/{int:document_id}/assign", response=DocumentWhole, summary="Giao xử lý văn bản",
             operation_id="document_assign")
def assign(request: HttpRequest, document_id: Id, body: DocumentAssignIn) -> Any:
    return _done(request, services.document_assign, document_id, **body.dict())


@router.post("/{int:document_id}/finish", response=DocumentWhole, summary="Kết thúc xử lý văn bản trên bàn mình",
             operation_id="document_finish")
def finish(request: HttpRequest, document_id: Id, body: FinishIn) -> Any:
    return _done(request, services.document_finish, document_id, **body.dict())


@router.post("/handlings/{int:handling_id}/finish", response=DocumentWhole, summary="Kết thúc một việc xử lý",
             operation_id="handling_finish")
def finish_one(request: HttpRequest, handling_id: Id, body: FinishIn) -> Any:
    row = services.handling_finish(
        actor=request.actor, handling_id=handling_id, now=request.now, **body.dict()  # type: ignore[attr-defined]
    )  # fmt: skip
    return _whole(request, row.document_id)


@router.post("/handlings/{int:handling_id}/reopen", response=DocumentWhole, summary="Mở lại việc xử lý đã kết thúc",
             operation_id="handling_reopen")
def reopen_one(request: HttpRequest, handling_id: Id, body: DocumentReasonIn) -> Any:
    row = services.handling_reopen(
        actor=request.actor, handling_id=handling_id, now=request.now, **body.dict()  # type: ignore[attr-defined]
    )  # fmt: skip
    return _whole(request, row.document_id)


@router.post("/{int:document_id}/send", response=DocumentWhole, summary="Gửi thêm nơi nhận",
             operation_id="document_send")
def send(request: HttpRequest, document_id: Id, body: SendIn) -> Any:
    return _done(
        request, services.addressees_add, document_id, recipients=_recipients(body.recipients),
        to_all_communes=body.to_all_communes,
    )  # fmt: skip


@router.post("/{int:document_id}/relate", response=DocumentWhole, summary="Ghi quan hệ với văn bản khác",
             operation_id="document_relate")
def relate(request: HttpRequest, document_id: Id, body: RelateIn) -> Any:
    return _done(request, services.relation_add, document_id, **body.dict())


@router.post("/{int:document_id}/read", response=ReceiptOut, summary="Ghi nhận đã đọc", operation_id="document_read")
def read(request: HttpRequest, document_id: Id) -> Any:
    made = services.document_read(
        actor=request.actor, document_id=document_id, now=request.now  # type: ignore[attr-defined]
    )  # fmt: skip
    return {"new": made is not None}


# ------------------------------------------------------------------------------------------------ drafts


class DraftingOut(Schema):
    """A draft; ``timeliness`` is computed, ``holder`` has it since ``step_at``."""

    id: int
    title: str
    kind: str
    state: str
    timeliness: str
    holder: str
    step_at: str
    issuer_id: int
    drafter_org_id: int
    asked_on: Day
    due_on: Day | None
    ended_on: Day | None
    asked: int
    answered: int
    document_id: int | None


class DraftingStepOut(Schema):
    """``days`` are working days at the step; ``ended_at`` is empty while it lasts."""

    state: str
    began_at: str
    ended_at: str | None
    days: int
    holder: str
    note: str


class DraftingWhole(DraftingOut):
    steps: list[DraftingStepOut]
    available_actions: list[str]


class DraftingQuery(PageQuery):
    as_of: Day | None = None
    q: Line = ""
    state: Literal["ASKED", "DRAFTING", "OPINIONS", "SUBMITTED", "SIGNED", "ISSUED", "WITHDRAWN"] | None = None
    timeliness: Literal["IN_TIME", "LATE", "DONE", "LATE_DONE", "NO_DUE", "ENDED"] | None = None
    kind: Id | None = None
    holder: Line = ""


class DraftingIn(Schema):
    title: Text
    issuer_id: Id
    kind_id: Id | None = None
    kind_text: Line = ""
    drafter_org_id: Id | None = None
    drafter_id: Id | None = None
    signer_id: Id | None = None
    signer_name: Line = ""
    signer_post: Line = ""
    asked_by: Line = ""
    asked_by_document_id: Id | None = None
    asked_on: Day | None = None
    due_on: Day | None = None
    urgency: UrgencyCode = "NORMAL"
    field_id: Id | None = None
    note: Text = ""


class ConsultIn(Schema):
    org_ids: list[Id] = []
    due_on: Day | None = None
    question: Text = ""


class OpinionIn(Schema):
    verdict: Literal["AGREES", "COMMENTS", "DISAGREES"]
    text: Text = ""


class DraftingIssueIn(Schema):
    issued_on: Day | None = None
    number_text: Line = ""
    recipients: list[RecipientIn] = []
    to_all_communes: bool = False
    recipients_text: Text = ""
    effective_on: Day | None = None
    answer_due_on: Day | None = None
    places: list[Id] = []
    is_public: bool = False
    is_restricted: bool = False


MoveCode = Literal["start", "resume", "submit", "return", "sign", "unsign", "withdraw"]


@router.get("/drafts", response=Page[DraftingOut], summary="Dự thảo văn bản", operation_id="draftings_list")
def draftings(request: HttpRequest, query: Query[DraftingQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    rows = selectors.draftings(actor, day_or_today(request, query.as_of))
    found = _filtered(DraftingFilter, request, query, rows, ("q", "state", "timeliness", "kind", "holder"))
    return page_of(found.order_by("-asked_on", "-pk"), query, _draft)


@router.get("/drafts/{int:drafting_id}", response=DraftingWhole, summary="Một dự thảo", operation_id="drafting_read")
def drafting(request: HttpRequest, drafting_id: Id) -> Any:
    return _whole_draft(request, drafting_id)


@router.post("/drafts", response={201: DraftingWhole}, summary="Lập dự thảo", operation_id="drafting_ask")
def ask(request: HttpRequest, body: DraftingIn) -> Any:
    row = services.drafting_ask(
        actor=request.actor, new=NewDrafting(**body.dict()), now=request.now  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(201, _whole_draft(request, row.pk))


@router.post("/drafts/{int:drafting_id}/moves/{move}", response=DraftingWhole, summary="Chuyển bước dự thảo",
             operation_id="drafting_move")
def move(request: HttpRequest, drafting_id: Id, move: MoveCode, body: DocumentReasonIn) -> Any:
    services.drafting_move(
        actor=request.actor, drafting_id=drafting_id, move=move, reason=body.reason,  # type: ignore[attr-defined]
        now=request.now,  # type: ignore[attr-defined]
    )  # fmt: skip
    return _whole_draft(request, drafting_id)


@router.post("/drafts/{int:drafting_id}/consult", response=DraftingWhole, summary="Lấy ý kiến",
             operation_id="drafting_consult")
def consult(request: HttpRequest, drafting_id: Id, body: ConsultIn) -> Any:
    services.opinions_ask(
        actor=request.actor, drafting_id=drafting_id, now=request.now, **body.dict()  # type: ignore[attr-defined]
    )  # fmt: skip
    return _whole_draft(request, drafting_id)


@router.post("/drafts/opinions/{int:request_id}", response=DraftingWhole, summary="Trả lời ý kiến",
             operation_id="opinion_give")
def opinion(request: HttpRequest, request_id: Id, body: OpinionIn) -> Any:
    made = services.opinion_give(
        actor=request.actor, request_id=request_id, now=request.now, **body.dict()  # type: ignore[attr-defined]
    )  # fmt: skip
    return _whole_draft(request, made.drafting_id)


@router.post("/drafts/{int:drafting_id}/issue", response={201: DocumentWhole}, summary="Ban hành dự thảo",
             operation_id="drafting_issue")
def issue(request: HttpRequest, drafting_id: Id, body: DraftingIssueIn) -> Any:
    values = {**body.dict(), "recipients": _recipients(body.recipients), "places": tuple(body.places)}
    row = services.drafting_issue(
        actor=request.actor, drafting_id=drafting_id, issue=Issue(**values), now=request.now  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(201, _whole(request, row.pk))


# ------------------------------------------------------------------------------------------------ how fast


class StretchOut(Schema):
    """``median`` and ``longest`` in working days over ``n`` that are over."""

    n: int
    median: float | None
    longest: int | None
    waiting: int
    late: int


class AccessOut(Schema):
    key: str
    documents: int
    receive: StretchOut
    assign: StretchOut
    read: StretchOut


class AccessQuery(Schema):
    issued_from: Day
    issued_until: Day
    by: Literal["month", "issuer", "addressee"] = "month"
    as_of: Day | None = None


@router.get("/access", response=list[AccessOut], summary="Thời gian tiếp cận văn bản", operation_id="documents_access")
def access(request: HttpRequest, query: Query[AccessQuery]) -> Any:
    rows = selectors.access_rows(
        request.actor, query.issued_from, query.issued_until + timedelta(days=1),  # type: ignore[attr-defined]
        day_or_today(request, query.as_of), by=query.by,
    )  # fmt: skip
    return [
        {
            "key": row.key, "documents": row.documents,
            **{name: _stretch(getattr(row, name)) for name in ("receive", "assign", "read")},
        }
        for row in rows
    ]  # fmt: skip


def _stretch(part: Any) -> dict[str, Any]:
    return {name: getattr(part, name) for name in ("n", "median", "longest", "waiting", "late")}


# ------------------------------------------------------------------------------------------------ inside


def _filtered(filterset: Any, request: HttpRequest, query: Any, rows: Any, names: tuple[str, ...]) -> Any:
    params = QueryDict(mutable=True)
    for name in names:
        value = getattr(query, name)
        if value not in (None, ""):
            params[name] = str(value).lower() if isinstance(value, bool) else str(value)
    if query.as_of is not None:
        params["as_of"] = query.as_of.isoformat()
    found = filterset(params, rows, request=request)
    if not found.form.is_valid():
        raise BadQuery([(name, "; ".join(map(str, errors))) for name, errors in found.form.errors.items()])
    return found.qs


def _recipients(rows: list[RecipientIn]) -> tuple[Recipient, ...]:
    return tuple(Recipient(**row.dict()) for row in rows)


def _new(body: _DocumentIn) -> NewDocument:
    values = body.dict(exclude={"reason", "alike_seen"})
    values |= {"recipients": _recipients(body.recipients), "places": tuple(body.places)}
    return NewDocument(**values)


def _done(request: HttpRequest, service: Any, document_id: int, **values: Any) -> dict[str, Any]:
    service(actor=request.actor, document_id=document_id, now=request.now, **values)  # type: ignore[attr-defined]
    return _whole(request, document_id)


def _out(row: Any) -> dict[str, Any]:
    mine = row.my or {}
    same = (
        "direction", "number_text", "number", "symbol", "kind_id", "issued_on", "issuer_id", "summary", "urgency",
        "signer_post", "effective_on", "expires_on", "answer_due_on", "answered", "force", "is_public",
        "is_restricted", "reached", "opened",
    )  # fmt: skip
    return {
        "id": row.pk,
        "kind": row.kind_words,
        "issuer": row.issuer_name,
        "field": row.field.name if row.field is not None else "",
        "signer": row.signer_name,
        "received_on": mine.get("received_on"),
        "arrival_number": mine.get("number"),
        "assigned_on": mine.get("assigned_on"),
        "read_on": mine.get("read_on"),
        "given_to": list(row.given_to),
        **{name: getattr(row, name) for name in same},
    }


def _whole(request: HttpRequest, document_id: int, query: DocumentDayQuery | None = None) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    row = selectors.document(actor, document_id, day_or_today(request, query.as_of if query else None))
    does, done_to = selectors.relations_of(actor, row)
    return {
        **_out(row),
        "state": row.state,
        "keeper_id": row.keeper_id,
        "recipients_text": row.recipients_text,
        "note": row.note,
        "addressees": [
            {
                name: getattr(each, name)
                for name in (
                    "org_id", "person_id", "name", "duty", "sent_on", "received_on", "arrival_number", "assigned_on",
                    "read_on", "read_due_on", "assign_due_on",
                )
            }
            | {"id": each.pk}
            for each in selectors.addressees_of(actor, row.pk)
        ],
        "handlings": [
            {
                name: getattr(each, name)
                for name in (
                    "name", "to_org_id", "to_person_id", "role", "instruction", "given_on", "due_on", "ended_on",
                    "finished", "finished_by",
                )
            }
            | {"id": each.pk, "note": each.end_reason}
            for each in selectors.handlings_of(actor, row.pk)
        ],
        "relations": [
            {
                "id": line.relation.pk, "kind": line.relation.kind, "away": line.away,
                "document_id": None if line.other is None else line.other.pk,
                "words": line.text or ("" if line.other is None else line.other.title),
                "effective_on": line.relation.effective_on,
            }
            for line in (*does, *done_to)
        ],
        "files": [
            {
                "id": line.file.pk, "name": line.file.name, "role": line.file.role, "note": line.file.note,
                "size": line.file.blob.size, "text_state": line.text,
            }
            for line in selectors.files_of(actor, row.pk)
        ],
        "available_actions": _acts(actor, row),
    }  # fmt: skip


def _acts(actor: Any, row: Any) -> list[str]:
    moves = [option.name for option in DOCUMENT_LIFE.options(actor, row) if option.allowed]
    stand = selectors.stand_of(actor, row.pk)
    if row.state == "REGISTERED" and stand.lines:
        moves.append("assign")
        moves += ["receive"] if stand.waits_for_receipt else []
        moves += ["read"] if stand.should_report else []
    if row.state == "REGISTERED" and stand.desk:
        moves.append("finish")
    return moves


def _draft(row: Any) -> dict[str, Any]:
    document = getattr(row, "document", None)
    return {
        "id": row.pk, "title": row.title, "kind": row.kind_words, "state": row.state, "timeliness": row.timeliness,
        "holder": row.holder_name, "step_at": row.step_at.isoformat(), "issuer_id": row.issuer_id,
        "drafter_org_id": row.drafter_org_id, "asked_on": row.asked_on, "due_on": row.due_on,
        "ended_on": row.ended_on, "asked": row.asked_count, "answered": row.answered_count,
        "document_id": None if document is None else document.pk,
    }  # fmt: skip


def _whole_draft(request: HttpRequest, drafting_id: int) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    row = selectors.drafting(actor, drafting_id, actor.on)
    return {
        **_draft(row),
        "steps": [
            {
                "state": step.state, "began_at": step.began_at.isoformat(),
                "ended_at": None if step.ended_at is None else step.ended_at.isoformat(), "days": step.days,
                "holder": step.holder, "note": step.note,
            }
            for step in selectors.steps_of(actor, drafting_id, request.now)  # type: ignore[attr-defined]
        ],
        "available_actions": [option.name for option in DRAFTING_LIFE.options(actor, row) if option.allowed],
    }  # fmt: skip
