"""What every package's ``api.py`` needs: ids, days and texts that are safe to read, pages, and offered acts.

Mechanism only: who asks, which errors become which answers and where routers are mounted is ``config``'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Annotated, Any, Generic, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from dieuphoi.core.kernel.cursors import BadCursor, cursor_after, cursor_at, place_in, rows_after
from dieuphoi.core.kernel.dates import parse_date

T = TypeVar("T")

DEFAULT_LIMIT: int = getattr(settings, "DIEUPHOI_API_LIMIT", 50)
MAX_LIMIT: int = getattr(settings, "DIEUPHOI_API_MAX_LIMIT", 500)
"""How many rows one page holds when nothing is said, and at most (more is a 400, never silently less)."""


class BadQuery(Exception):
    """The query string asks for something this route does not have (HTTP 400)."""

    def __init__(self, errors: Sequence[tuple[str, str]]) -> None:
        self.errors = tuple(errors)
        super().__init__("; ".join(message for _place, message in errors))


class Precondition(Exception):
    """The caller must say which version it saw (HTTP 428)."""


class Stale(Exception):
    """The record is no longer the one that the caller saw (HTTP 412)."""


def _no_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("Văn bản có ký tự không lưu được (NUL).")
    return text


def _day(value: Any) -> Any:
    return parse_date(value) if isinstance(value, str) else value


Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
"""A key of the database (bigint)."""
Day = Annotated[date, BeforeValidator(_day)]
"""A day: ISO in answers; read as ISO or ``dd/mm/yyyy`` (``01/02/2026`` is 1 February)."""
Line = Annotated[str, AfterValidator(_no_nul), StringConstraints(max_length=200)]
Text = Annotated[str, AfterValidator(_no_nul), StringConstraints(max_length=4000)]
LongText = Annotated[str, AfterValidator(_no_nul), StringConstraints(max_length=20_000)]


class PageQuery(Schema):
    """Which part of a list: ``limit`` rows from ``offset`` on, or after the ``cursor`` of the page before."""

    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT, description="Số dòng mỗi trang")] = DEFAULT_LIMIT
    offset: Annotated[int, Field(ge=0, le=10_000_000, description="Bỏ qua bao nhiêu dòng đầu")] = 0
    cursor: Annotated[
        str,
        Field(
            max_length=2000,
            description="Đọc tiếp từ sau dòng cuối của trang trước (`next_cursor`); không dùng cùng `offset`",
        ),
    ] = ""


class Page(Schema, Generic[T]):
    """One page of a list. ``count`` is the whole list's size; ``next`` the offset of the next page, ``next_cursor``
    where to read on whatever is added meanwhile – both ``null`` on the last page.
    """

    items: list[T]
    count: int
    limit: int
    offset: int
    next: int | None
    next_cursor: str | None


def page_of(
    rows: Any, query: PageQuery, make: Callable[[Any], Any], *, whole: Callable[[Any], Sequence[Any]] = list
) -> dict[str, Any]:
    """A page of a queryset or a sequence; ``make`` turns one row into its schema's form, ``whole`` first reads the
    page's part of the queryset at once.

    Raises :class:`BadQuery` for a cursor of another list, or one beside an offset.
    """
    if query.cursor and query.offset:
        raise BadQuery([("cursor", _("Hãy dùng cursor hoặc offset, không dùng cả hai."))])
    try:
        page = _of_list if isinstance(rows, list | tuple) else _of_queryset
        found, count, next_cursor = page(rows, query, whole)
    except BadCursor:
        raise BadQuery([("cursor", _("Con trỏ này không thuộc danh sách này. Hãy đọc lại từ đầu."))]) from None
    after = query.offset + query.limit
    return {
        "items": [make(row) for row in found],
        "count": count,
        "limit": query.limit,
        "offset": query.offset,
        "next": after if after < count and not query.cursor else None,
        "next_cursor": next_cursor or None,
    }


def _of_list(rows: Sequence[Any], query: PageQuery, _whole: Any) -> tuple[Sequence[Any], int, str]:
    start = place_in(query.cursor) if query.cursor else query.offset
    after = start + query.limit
    return rows[start:after], len(rows), cursor_at(after) if after < len(rows) else ""


def _of_queryset(rows: Any, query: PageQuery, whole: Callable[[Any], Sequence[Any]]) -> tuple[Sequence[Any], int, str]:
    count = rows.count()
    here = rows_after(rows, query.cursor)
    after = query.offset + query.limit
    found = whole(here[query.offset : after])
    return found, count, cursor_after(here, after - 1) if len(found) == query.limit else ""


class Action(Schema):
    """An act on a record as the asker may do it now: offered, or refused with the reason."""

    name: str
    label: str
    allowed: bool
    why_not: str
    needs_reason: bool


def actions_of(options: Iterable[Any], *, only: Iterable[str] = ()) -> list[dict[str, Any]]:
    """The moves of a :class:`Machine` (``Machine.options``) as JSON; ``only`` keeps those that a person makes."""
    wanted = set(only)
    return [
        {
            "name": option.name,
            "label": option.label,
            "allowed": option.allowed,
            "why_not": option.why_not,
            "needs_reason": option.move.needs_reason,
        }
        for option in options
        if not wanted or option.name in wanted
    ]


class Done(Schema):
    """What a bulk act did, and what it refused with which words."""

    class Refusal(Schema):
        id: int
        what: str
        why: str

    done: list[int]
    refused: list[Refusal]


def done_of(outcome: Any) -> dict[str, Any]:
    return {
        "done": list(outcome.done),
        "refused": [{"id": pk, "what": what, "why": why} for pk, what, why in outcome.refused],
    }


class Reason(Schema):
    """Why the act is done; kept in the history."""

    reason: Text = ""


def day_or_today(request: HttpRequest, day: date | None) -> date:
    """The day that is read: the asked one, or the actor's today."""
    return day if day is not None else request.actor.on  # type: ignore[attr-defined, no-any-return]
