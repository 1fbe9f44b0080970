"""Templates by the API: which letters there are and what is in force; one kind with its words and its templates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from dieuphoi.core.kernel.api import Day
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.letters import policies, selectors
from dieuphoi.core.letters.registry import letter_kind, word_lines
from dieuphoi.core.letters.views import chosen_place

router = Router(tags=["letters"])


class TemplateOut(Schema):
    id: int
    name: str
    valid_from: date
    reason: str
    author: str
    uploaded_at: datetime
    withdrawn: bool
    sha256: str


class KindOut(Schema):
    """``template`` is what is in force on the day; empty for the one that comes with the program."""

    key: str
    title: str
    about: str
    place_id: int
    template: TemplateOut | None


class WordOut(Schema):
    typed: str
    meaning: str
    example: str


class KindWhole(KindOut):
    words: list[WordOut]
    templates: list[TemplateOut]


class PlaceQuery(Schema):
    place: str = ""
    as_of: Day | None = None


@router.get("", response=list[KindOut], summary="Các mẫu văn bản", operation_id="letters_list")
def kinds(request: HttpRequest, query: Query[PlaceQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    require(policies.may_see(actor))
    place, _name, _known = chosen_place(actor, query.place)
    rows = selectors.kinds_in_force(actor, place, query.as_of or actor.on)
    return [_kind(row.kind, place, row.template) for row in rows]


@router.get("/{slug:kind}", response=KindWhole, summary="Một mẫu văn bản", operation_id="letter_read")
def kind(request: HttpRequest, kind: str, query: Query[PlaceQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    require(policies.may_see(actor))
    found = letter_kind(kind)
    place, _name, _known = chosen_place(actor, query.place)
    used = selectors.template_in_force(kind, place, query.as_of or actor.on)
    return {
        **_kind(found, place, used),
        "words": [
            {"typed": typed, "meaning": says, "example": sample} for typed, says, sample in word_lines(found.words)
        ],
        "templates": [_template(row) for row in selectors.templates_of(actor, kind, place)],
    }


def _kind(found: Any, place: int, used: Any) -> dict[str, Any]:
    return {
        "key": found.key,
        "title": str(found.title),
        "about": str(found.about),
        "place_id": place,
        "template": None if used is None else _template(used),
    }


def _template(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "valid_from": row.valid_from,
        "reason": row.reason,
        "author": row.author_name,
        "uploaded_at": row.recorded_at,
        "withdrawn": getattr(row, "is_withdrawn", False),
        "sha256": row.blob.sha256,
    }
