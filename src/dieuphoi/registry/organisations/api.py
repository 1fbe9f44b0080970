"""Organisations by the API, as of a day."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from dieuphoi.core.kernel.api import Day, Id, Line, Page, PageQuery, day_or_today, page_of
from dieuphoi.registry.organisations import selectors

router = Router(tags=["organisations"])


class OrgOut(Schema):
    """An organisation on the day; ``place_*`` is the unit of territory that it answers for."""

    id: int
    code: str
    name: str
    kind: str
    kind_label: str
    parent_id: int | None
    parent_code: str
    parent_name: str
    place_id: int | None
    place_code: str
    place_name: str
    phone: str


class OrgQuery(PageQuery):
    as_of: Day | None = None
    kind: Literal["office", "department", "commune", "committee", "council", "team"] | None = None
    place: Id | None = None
    q: Line = ""


class DayQuery(Schema):
    as_of: Day | None = None


@router.get("", response=Page[OrgOut], summary="Cơ quan của một ngày", operation_id="organisations_list")
def organisations(request: HttpRequest, query: Query[OrgQuery]) -> Any:
    rows = selectors.orgs_on(
        request.actor,  # type: ignore[attr-defined]
        day_or_today(request, query.as_of),
        kind=query.kind,
        place=query.place,
        text=query.q,
    )
    return page_of(rows, query, _out)


@router.get("/{int:org_id}", response=OrgOut, summary="Một cơ quan", operation_id="organisation_read")
def organisation(request: HttpRequest, org_id: Id, query: Query[DayQuery]) -> Any:
    return _out(
        selectors.org_on(request.actor, org_id, day_or_today(request, query.as_of))  # type: ignore[attr-defined]
    )


def _out(row: selectors.OrgRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in OrgOut.model_fields}
