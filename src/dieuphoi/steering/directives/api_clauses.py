"""From text to tasks by the API: what the reader finds in a document, and giving its clauses."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.responses import Status

from dieuphoi.core.kernel.api import Day, Id, Line, Text
from dieuphoi.core.kernel.policy import require
from dieuphoi.steering.directives import policies, selectors, services
from dieuphoi.steering.directives.selectors.clauses import cut_words
from dieuphoi.steering.directives.services import NewDuty

router = Router(tags=["documents"])


class MentionOut(Schema):
    """``org_id`` is empty where the registry knows none or several; ``group`` names a group of bodies."""

    words: str
    org_id: int | None
    group: str
    why: str


class DoerOut(Schema):
    """A body, and who would answer for it; nobody where none is on record."""

    org_id: int
    org: str
    person_id: int | None
    person: str


class DutyOut(Schema):
    """A duty that was found: characters ``[start, end)`` of ``text``. ``due_on``, ``kind`` … are suggestions."""

    clause: str
    quote: str
    start: int
    end: int
    why: list[str]
    warnings: list[str]
    addressees: list[MentionOut]
    title: str
    product: str
    doers: list[DoerOut]
    kind: str
    every: str
    due_on: Day | None
    due_words: str
    no_due_reason: str
    coordinating: list[int]
    units: list[int]
    criteria: list[int]
    decision: str
    task_ids: list[int]
    why_not: str


class ReadingQuery(Schema):
    """``text``: the ``key`` of one of ``sources``; without it the one that the page takes."""

    text: Line = ""


class ReadingSourceOut(Schema):
    """A text of the document: ``key`` asks for it (``?text=``), ``cut`` says that the file has more than is read."""

    key: str
    name: str
    readable: bool
    cut: bool


class ReadingOut(Schema):
    """``text`` is empty where there is none to read; ``why`` then says what to do. ``key`` names the text that was
    read, ``sources`` all that the document has. ``origin`` names the record of which the document is the letter: a
    duty that was given there has its ``task_ids`` here, and ``why_not`` says so.
    """

    key: str
    name: str
    sources: list[ReadingSourceOut]
    text: str
    text_sha: str
    source: str
    why: str
    origin: str
    duties: list[DutyOut]
    warnings: list[str]


class DoerIn(Schema):
    org_id: Id
    person_id: Id


class DutyIn(Schema):
    """A clause to be given; ``quote`` stands word for word in the text. One task for each of ``doers``."""

    quote: Text
    start: int | None = None
    title: Line
    product: Line
    doers: list[DoerIn]
    due_on: Day | None = None
    no_due_reason: Line = ""
    kind: Literal["ORDINARY", "KEY", "STANDING", "REQUEST"] = "ORDINARY"
    every: Literal["", "month", "quarter", "half", "year"] = ""
    coordinating: list[Id] = []
    units: list[Id] = []
    criteria: list[Id] = []


class DutiesIn(Schema):
    """``text`` where the document has none that can be read, else ``source``: the ``key`` of the text that was read;
    ``text_sha`` as the reading told it."""

    duties: list[DutyIn]
    text: str = ""
    source: Line = ""
    text_sha: Line = ""


class DirectiveOut(Schema):
    id: int
    clause: str
    quote: str
    decision: str
    task_ids: list[int]


@router.get("/{int:document_id}/reading", response=ReadingOut, summary="Đọc văn bản để giao việc",
            operation_id="document_reading")  # fmt: skip
def reading(request: HttpRequest, document_id: Id, query: Query[ReadingQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    row = selectors.document(actor, document_id, actor.on)
    require(policies.may_read_clauses(actor, row))
    chosen = selectors.text_of(actor, row.pk, query.text)
    head = {
        "key": chosen.key, "name": chosen.name, "text": chosen.text, "text_sha": chosen.sha, "source": chosen.source,
        "why": chosen.why,
        "sources": [
            {"key": each.key, "name": each.name, "readable": each.readable, "cut": each.cut} for each in chosen.sources
        ],
    }  # fmt: skip
    if not chosen.text.strip():
        return {**head, "origin": "", "duties": [], "warnings": []}
    found = selectors.suggestions_of(actor, row, chosen)
    warnings = [*cut_words(chosen), *found.warnings]
    origin = found.origin.title if found.origin is not None else ""
    return {**head, "origin": origin, "duties": [_duty(each) for each in found.suggestions], "warnings": warnings}


@router.post("/{int:document_id}/duties", response={201: list[DirectiveOut]}, summary="Giao việc từ văn bản",
             operation_id="directive_give")  # fmt: skip
def give(request: HttpRequest, document_id: Id, body: DutiesIn) -> Any:
    duties = [
        NewDuty(
            quote=each.quote, start=each.start, title=each.title, product=each.product,
            doers=tuple((doer.org_id, doer.person_id) for doer in each.doers), due_on=each.due_on,
            no_due_reason=each.no_due_reason, kind=each.kind, every=each.every, coordinating=tuple(each.coordinating),
            unit_ids=tuple(each.units), criterion_ids=tuple(each.criteria),
        )
        for each in body.duties
    ]  # fmt: skip
    actor = request.actor  # type: ignore[attr-defined]
    made = services.directive_give(
        actor=actor, document_id=document_id, duties=duties, text=body.text, text_sha=body.text_sha,
        source=body.source, now=request.now,  # type: ignore[attr-defined]
    )
    wanted = {row.pk for row in made}
    decided = [each for each in selectors.decided_of(actor, document_id) if each.directive.pk in wanted]
    return Status(201, [
        {"id": each.directive.pk, "clause": each.directive.clause, "quote": each.directive.quote,
         "decision": each.directive.decision, "task_ids": [task.pk for task in each.tasks]}
        for each in decided
    ])  # fmt: skip


def _duty(each: Any) -> dict[str, Any]:
    lines = [(line.org_id, line.name, line.person) for line in each.each]
    if not lines and each.lead_id is not None:
        lines = [(each.lead_id, each.lead_name, each.person)]
    return {
        "clause": each.duty.clause, "quote": each.duty.quote, "start": each.duty.span.start,
        "end": each.duty.span.end, "why": list(each.duty.why), "warnings": each.warnings,
        "addressees": [
            {"words": one.words, "org_id": one.org_id, "group": one.group, "why": one.why}
            for one in each.duty.addressees
        ],
        "title": each.title, "product": each.product,
        "doers": [
            {"org_id": org, "org": name, "person_id": person.person_id if person else None,
             "person": person.name if person else ""}
            for org, name, person in lines
        ],
        "kind": each.kind, "every": each.every, "due_on": each.due_on, "due_words": each.due_words,
        "no_due_reason": each.no_due_reason, "coordinating": [pk for pk, _name in each.coordinating],
        "units": [pk for pk, _name in each.units], "criteria": [pk for pk, _number in each.criteria],
        "decision": each.decided.directive.decision if each.decided else "",
        "task_ids": [
            task.pk
            for task in (each.decided.tasks if each.decided else [task for one in each.above for task in one.tasks])
        ],
        "why_not": each.why_not,
    }  # fmt: skip
