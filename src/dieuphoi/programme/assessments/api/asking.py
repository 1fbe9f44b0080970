"""Who asks, when, and by which filter."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, QueryDict
from ninja import Schema
from pydantic import Field

from dieuphoi.core.kernel.api import BadQuery, Id
from dieuphoi.core.kernel.errors import Refused

MOST_AT_ONCE = 2000


def actor_of(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


def now_of(request: HttpRequest) -> datetime:
    return request.now  # type: ignore[attr-defined, no-any-return]


def filtered(filter_class: Any, request: HttpRequest, rows: Any, wanted: dict[str, Any]) -> Any:
    """The rows that the page's own filter keeps; what it cannot read is a 400 with its words."""
    data = QueryDict(mutable=True)
    for name, value in wanted.items():
        if value not in (None, ""):
            data[name] = str(value)
    narrowed = filter_class(data, queryset=rows, request=request)
    if not narrowed.form.is_valid():
        raise BadQuery([(field, str(error)) for field, found in narrowed.form.errors.items() for error in found])
    return narrowed.qs


class ManyIn(Schema):
    ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_AT_ONCE)]


def only_row(outcome: Any) -> None:
    """The one row of a bulk act was refused under way: its words are the answer."""
    if outcome.refused:
        raise Refused("refused", outcome.refused[0][2])
