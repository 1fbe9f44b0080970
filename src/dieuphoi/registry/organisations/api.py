"""Organisations by the API, as of a day."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from dieuphoi.core.kernel.api import Day, Id, Line, Page, PageQuery, day_or_today, page_of
from dieuphoi.core.register.tables import Register
from dieuphoi.registry.organisations import selectors
from dieuphoi.registry.organisations.states import HANDOVER_LIFE
from dieuphoi.registry.organisations.tables import (
    COMMITTEES,
    CONTACTS,
    MONITORS,
    giver_words,
    receiver_words,
)
from dieuphoi.registry.territory.names import full_name

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
    short_name: str
    level: str
    founded_on: date | None
    founding_decision: str


class OrgQuery(PageQuery):
    as_of: Day | None = None
    kind: (
        Literal[
            "office", "department", "commune", "committee", "council", "team", "people", "party", "front", "mass",
            "projects", "room", "other",
        ]
        | None
    ) = None  # fmt: skip
    level: Literal["central", "province", "district", "commune"] | None = None
    place: Id | None = None
    q: Line = ""


class DayQuery(Schema):
    as_of: Day | None = None


class ListQuery(PageQuery):
    as_of: Day | None = None
    q: Line = ""


class ContactOut(Schema):
    """Whom to call: one post of one person on the day."""

    person_id: int
    full_name: str
    phone: str
    email: str
    title: str
    org_id: int
    org_name: str
    place_name: str


class MonitorOut(Schema):
    """Who follows what: no field is all fields, no unit the whole province."""

    id: int
    person_id: int | None
    org_id: int | None
    who: str
    function: str
    field_name: str
    unit_id: int | None
    unit_name: str
    decision: str


class CommitteeOut(Schema):
    id: int
    name: str
    level: str
    place_id: int | None
    place_name: str
    head: str
    decision: str
    decision_on: date | None


class SeatOut(Schema):
    id: int
    person_id: int
    full_name: str
    function: str
    function_label: str
    post_title: str
    areas: str


class HandoverOut(Schema):
    id: int
    giver: str
    receiver: str
    effective_on: date
    state: str
    all_items: int
    open_items: int
    available_actions: list[str]


@router.get("", response=Page[OrgOut], summary="Cơ quan của một ngày", operation_id="organisations_list")
def organisations(request: HttpRequest, query: Query[OrgQuery]) -> Any:
    rows = selectors.orgs_on(
        request.actor,  # type: ignore[attr-defined]
        day_or_today(request, query.as_of),
        kind=query.kind,
        place=query.place,
        level=query.level,
        text=query.q,
    )
    return page_of(rows, query, _out)


@router.get("/contacts", response=Page[ContactOut], summary="Danh bạ của một ngày", operation_id="contacts_list")
def contacts(request: HttpRequest, query: Query[ListQuery]) -> Any:
    rows = _listed(request, CONTACTS, query).order_by("person__given_name_key", "id")
    return page_of(
        rows,
        query,
        lambda row: {
            "person_id": row.person_id,
            "full_name": row.person.full_name,
            "phone": row.person.phone,
            "email": row.person.email,
            "title": row.post.title,
            "org_id": row.post.org_id,
            "org_name": row.day_org,
            "place_name": full_name(row.day_place_type or "", row.day_place_name or ""),
        },
    )


@router.get("/monitors", response=Page[MonitorOut], summary="Ai theo dõi gì", operation_id="monitors_list")
def monitors(request: HttpRequest, query: Query[ListQuery]) -> Any:
    rows = _listed(request, MONITORS, query).order_by("who_key", "id")
    return page_of(
        rows,
        query,
        lambda row: {
            "id": row.pk,
            "person_id": row.person_id,
            "org_id": row.org_id,
            "who": row.who,
            "function": row.function,
            "field_name": row.field_name or "",
            "unit_id": row.unit_id,
            "unit_name": full_name(row.day_unit_type or "", row.day_unit_name or ""),
            "decision": row.decision,
        },
    )


@router.get("/committees", response=Page[CommitteeOut], summary="Ban Chỉ đạo", operation_id="committees_list")
def committees(request: HttpRequest, query: Query[ListQuery]) -> Any:
    rows = _listed(request, COMMITTEES, query).order_by("name_key", "id")
    return page_of(
        rows,
        query,
        lambda row: {
            "id": row.pk,
            "name": row.name,
            "level": row.level,
            "place_id": row.place_id,
            "place_name": full_name(row.day_place_type or "", row.day_place_name or ""),
            "head": row.head_name or "",
            "decision": row.decision,
            "decision_on": row.decision_on,
        },
    )


@router.get(
    "/committees/{int:committee_id}/members",
    response=list[SeatOut],
    summary="Thành viên của một Ban Chỉ đạo",
    operation_id="committee_members",
)
def committee_members(request: HttpRequest, committee_id: Id, query: Query[DayQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    committee = selectors.committee_by_id(actor, committee_id)
    return [
        {
            "id": seat.id,
            "person_id": seat.person_id,
            "full_name": seat.full_name,
            "function": seat.function,
            "function_label": seat.function_label,
            "post_title": seat.post_title,
            "areas": seat.areas_words,
        }
        for seat in selectors.seats(actor, day=day_or_today(request, query.as_of), committee=committee.pk)
    ]


@router.get("/handovers", response=Page[HandoverOut], summary="Bàn giao", operation_id="handovers_list")
def handovers(request: HttpRequest, query: Query[PageQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    rows = selectors.handovers_query(actor, actor.on).order_by("-effective_on", "-id")
    return page_of(
        rows,
        query,
        lambda row: {
            "id": row.pk,
            "giver": giver_words(row),
            "receiver": receiver_words(row),
            "effective_on": row.effective_on,
            "state": row.state,
            "all_items": row.all_items,
            "open_items": row.open_items,
            "available_actions": [o.name for o in HANDOVER_LIFE.options(actor, row) if o.allowed],
        },
    )


def _listed(request: HttpRequest, register: Register, query: ListQuery) -> Any:
    """The rows of a register's selector, narrowed by its own text filter."""
    day = day_or_today(request, query.as_of)
    rows = register.selector(request.actor, day)  # type: ignore[attr-defined]
    if query.q and register.filterset is not None:
        rows = register.filterset({"q": query.q}, queryset=rows, request=request).qs
    return rows


@router.get("/{int:org_id}", response=OrgOut, summary="Một cơ quan", operation_id="organisation_read")
def organisation(request: HttpRequest, org_id: Id, query: Query[DayQuery]) -> Any:
    return _out(
        selectors.org_on(request.actor, org_id, day_or_today(request, query.as_of))  # type: ignore[attr-defined]
    )


def _out(row: selectors.OrgRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in OrgOut.model_fields}
