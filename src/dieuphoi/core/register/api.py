"""Comments by the API, for every kind that a package registered; and the page's own filter for any list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, QueryDict
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field

from dieuphoi.core.kernel.api import BadQuery, Id, Line, LongText
from dieuphoi.core.register import comments

router = Router(tags=["comments"])


def filtered(filter_class: Any, request: HttpRequest, rows: Any, wanted: Mapping[str, Any]) -> Any:
    """The rows that the page's filter keeps; raises :class:`BadQuery` with its words for what it cannot read."""
    data = QueryDict(mutable=True)
    for name, value in wanted.items():
        if isinstance(value, list):
            data.setlist(name, [str(each) for each in value])
        elif value not in (None, ""):
            data[name] = str(value)
    narrowed = filter_class(data, queryset=rows, request=request)
    if not narrowed.form.is_valid():
        raise BadQuery([(field, str(error)) for field, found in narrowed.form.errors.items() for error in found])
    return narrowed.qs


class AnswerOut(Schema):
    """An answer to a comment."""

    id: int
    author: str
    text: str
    mentions: list[int]
    at: datetime


class CommentOut(AnswerOut):
    """A comment with its answers. ``anchor`` is the place on the record that it speaks of, empty: all of it."""

    anchor: str
    resolved: bool
    resolved_by: str
    resolved_at: datetime | None
    answers: list[AnswerOut]


class ThreadOut(Schema):
    """All comments of a record, the unsettled first. ``may_comment`` with the reason why not."""

    items: list[CommentOut]
    count: int
    open: int
    may_comment: bool
    why_not: str


class CommentIn(Schema):
    """``text`` is refused empty or above 5,000 characters, with everything else that is wrong."""

    text: LongText
    anchor: Line = ""
    mentions: Annotated[list[Id], Field(max_length=200)] = []


class ReplyIn(Schema):
    text: LongText
    mentions: Annotated[list[Id], Field(max_length=200)] = []


@router.get("/{slug:kind}/{int:record_id}", response=ThreadOut, summary="Trao đổi của một bản ghi",
            operation_id="comments_list")  # fmt: skip
def thread(request: HttpRequest, kind: str, record_id: Id) -> Any:
    the_kind = comments.comment_kind(kind)
    return _thread(request, kind, the_kind.load(request.actor, record_id))  # type: ignore[attr-defined]


@router.post("/{slug:kind}/{int:record_id}", response={201: ThreadOut}, summary="Ghi ý kiến",
             operation_id="comment_add")  # fmt: skip
def add(request: HttpRequest, kind: str, record_id: Id, body: CommentIn) -> Any:
    comments.comment_add(
        actor=request.actor,  # type: ignore[attr-defined]
        kind=kind,
        record_id=record_id,
        text=body.text,
        anchor=body.anchor,
        mentions=body.mentions,
        now=request.now,  # type: ignore[attr-defined]
    )
    return Status(201, thread(request, kind, record_id))


@router.post("/{slug:kind}/comment/{int:comment_id}/reply", response={201: ThreadOut}, summary="Trả lời ý kiến",
             operation_id="comment_reply")  # fmt: skip
def reply(request: HttpRequest, kind: str, comment_id: Id, body: ReplyIn) -> Any:
    record = _record(request, kind, comment_id)
    comments.comment_add(
        actor=request.actor,  # type: ignore[attr-defined]
        kind=kind,
        record_id=record.pk,
        text=body.text,
        reply_to=comment_id,
        mentions=body.mentions,
        now=request.now,  # type: ignore[attr-defined]
    )
    return Status(201, _thread(request, kind, record))


@router.post("/{slug:kind}/comment/{int:comment_id}/resolve", response=ThreadOut, summary="Đánh dấu đã giải quyết",
             operation_id="comment_resolve")  # fmt: skip
def resolve(request: HttpRequest, kind: str, comment_id: Id) -> Any:
    return _marked(request, kind, comment_id, is_resolved=True)


@router.post("/{slug:kind}/comment/{int:comment_id}/reopen", response=ThreadOut, summary="Mở lại ý kiến",
             operation_id="comment_reopen")  # fmt: skip
def reopen(request: HttpRequest, kind: str, comment_id: Id) -> Any:
    return _marked(request, kind, comment_id, is_resolved=False)


def _marked(request: HttpRequest, kind: str, comment_id: int, *, is_resolved: bool) -> dict[str, Any]:
    record = _record(request, kind, comment_id)
    comments.comment_mark(
        actor=request.actor,  # type: ignore[attr-defined]
        kind=kind,
        comment_id=comment_id,
        is_resolved=is_resolved,
        now=request.now,  # type: ignore[attr-defined]
    )
    return _thread(request, kind, record)


def _record(request: HttpRequest, kind: str, comment_id: int) -> Any:
    _comment, record = comments.comment_of(
        request.actor,  # type: ignore[attr-defined]
        comments.comment_kind(kind),
        comment_id,
    )
    return record


def _thread(request: HttpRequest, kind: str, record: Any) -> dict[str, Any]:
    found = comments.thread_of(request.actor, kind, record)  # type: ignore[attr-defined]
    return {
        "items": [_line(line) for line in found.lines],
        "count": len(found.lines),
        "open": found.open_count,
        "may_comment": found.refusal is None,
        "why_not": found.refusal.reason if found.refusal is not None else "",
    }


def _line(line: comments.Line) -> dict[str, Any]:
    settled = line.resolved
    return {
        **_said(line.comment),
        "anchor": line.comment.anchor,
        "resolved": settled is not None,
        "resolved_by": settled.marker_name if settled is not None else "",
        "resolved_at": settled.recorded_at if settled is not None else None,
        "answers": [_said(each.comment) for each in line.replies],
    }


def _said(comment: Any) -> dict[str, Any]:
    return {
        "id": comment.pk,
        "author": comment.author_name,
        "text": comment.text,
        "mentions": list(comment.mentions),
        "at": comment.recorded_at,
    }
