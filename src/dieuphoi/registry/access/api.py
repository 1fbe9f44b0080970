"""Roles by the API: who holds what, giving, extending, ending; lending one's own for a time."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from dieuphoi.core.kernel.api import Day, Id, Line, Page, PageQuery, Text, page_of
from dieuphoi.core.kernel.ranges import day_after, first_day
from dieuphoi.core.register.api import filtered
from dieuphoi.registry.access.filters import RoleFilter
from dieuphoi.registry.access.roles import role_label
from dieuphoi.registry.access.selectors.people import delegation_visible, delegations_of
from dieuphoi.registry.access.selectors.roles import place_words, role_visible, roles_query
from dieuphoi.registry.access.services.delegations import delegation_end, delegation_give
from dieuphoi.registry.access.services.roles import role_assign, role_end, role_extend

router = Router(tags=["roles"])
delegations_router = Router(tags=["delegations"])


class RoleOut(Schema):
    """A role of an account from ``start`` until before ``end`` (``null``: until ended)."""

    id: int
    account_id: int
    username: str
    person: str
    role: str
    role_label: str
    org_id: int | None
    org: str
    place_id: int | None
    place: str
    start: Day | None
    end: Day | None
    state: str
    coordinator: bool
    reason: str


class RoleQuery(PageQuery):
    q: Line = ""
    role: Line = ""
    state: Literal["now", "later", "ended"] | None = None
    org: Line = ""
    place: Line = ""


class RoleIn(Schema):
    """Whose account, which role, where. Rights never grow by themselves: each place is named."""

    account_id: Id
    role: Line
    start: Day
    end: Day | None = None
    org_id: Id | None = None
    place_id: Id | None = None
    coordinator: bool = False
    reason: Text = ""


class RoleEndIn(Schema):
    """``on``: the first day on which the role opens nothing any more."""

    on: Day
    reason: Text = ""


class RoleExtendIn(Schema):
    """``end``: the new first day without the role; ``null``: until ended."""

    end: Day | None
    reason: Text = ""


class DelegationOut(Schema):
    id: int
    assignment_id: int
    role: str
    role_label: str
    lender: str
    delegate_id: int
    delegate: str
    start: Day | None
    end: Day | None
    reason: str


class DelegationIn(Schema):
    """Lend one's own role, whole or on some of its places (``place_ids``)."""

    assignment_id: Id
    delegate_id: Id
    start: Day
    end: Day
    reason: Text
    place_ids: Annotated[list[Id], Field(max_length=2000)] = []


class EndIn(Schema):
    reason: Text = ""


def _role(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "account_id": row.account_id,
        "username": row.account.username,
        "person": str(row.account),
        "role": row.role,
        "role_label": str(role_label(row.role)),
        "org_id": row.org_id,
        "org": row.org.name if row.org_id is not None else "",
        "place_id": row.place_id,
        "place": place_words(row),
        "start": row.starts,
        "end": row.ends,
        "state": row.state,
        "coordinator": row.coordinator,
        "reason": row.reason,
    }


def _one(request: HttpRequest, role_id: int) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    return _role(role_visible(actor, role_id, actor.on))


@router.get("", response=Page[RoleOut], summary="Vai trò trong phạm vi của tôi", operation_id="roles_list")
def roles(request: HttpRequest, query: Query[RoleQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    wanted = {name: getattr(query, name) for name in ("q", "role", "state", "org", "place")}
    rows = filtered(RoleFilter, request, roles_query(actor, actor.on), wanted)
    return page_of(rows.order_by("account__person__given_name_key", "id"), query, _role)


@router.get("/{int:role_id}", response=RoleOut, summary="Một vai trò", operation_id="role_read")
def role(request: HttpRequest, role_id: Id) -> Any:
    return _one(request, role_id)


@router.post("", response={201: RoleOut}, summary="Giao vai trò", operation_id="role_assign")
def assign(request: HttpRequest, body: RoleIn) -> Any:
    made = role_assign(
        actor=request.actor,  # type: ignore[attr-defined]
        now=request.now,  # type: ignore[attr-defined]
        **body.dict(),
    )
    return Status(201, _one(request, made.pk))


@router.post("/{int:role_id}/end", response=RoleOut, summary="Kết thúc vai trò", operation_id="role_end")
def end(request: HttpRequest, role_id: Id, body: RoleEndIn) -> Any:
    role_end(
        actor=request.actor,  # type: ignore[attr-defined]
        assignment_id=role_id,
        on=body.on,
        reason=body.reason,
        now=request.now,  # type: ignore[attr-defined]
    )
    return _one(request, role_id)


@router.post("/{int:role_id}/extend", response=RoleOut, summary="Gia hạn vai trò", operation_id="role_extend")
def extend(request: HttpRequest, role_id: Id, body: RoleExtendIn) -> Any:
    role_extend(
        actor=request.actor,  # type: ignore[attr-defined]
        assignment_id=role_id,
        end=body.end,
        reason=body.reason,
        now=request.now,  # type: ignore[attr-defined]
    )
    return _one(request, role_id)


def _delegation(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "assignment_id": row.assignment_id,
        "role": row.assignment.role,
        "role_label": str(role_label(row.assignment.role)),
        "lender": str(row.assignment.account),
        "delegate_id": row.delegate_id,
        "delegate": str(row.delegate),
        "start": first_day(row.valid),
        "end": day_after(row.valid),
        "reason": row.reason,
    }


@delegations_router.get(
    "", response=Page[DelegationOut], summary="Ủy quyền của tôi, cho và nhận", operation_id="delegations_list"
)
def delegations(request: HttpRequest, query: Query[PageQuery]) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    return page_of(delegations_of(actor, actor.id), query, _delegation)


@delegations_router.post(
    "", response={201: DelegationOut}, summary="Ủy quyền một vai trò của mình", operation_id="delegation_give"
)
def give(request: HttpRequest, body: DelegationIn) -> Any:
    made = delegation_give(
        actor=request.actor,  # type: ignore[attr-defined]
        now=request.now,  # type: ignore[attr-defined]
        **body.dict(),
    )
    return Status(201, _delegation(delegation_visible(request.actor, made.pk)))  # type: ignore[attr-defined]


@delegations_router.post(
    "/{int:delegation_id}/end", response=DelegationOut, summary="Thôi ủy quyền", operation_id="delegation_end"
)
def end_delegation(request: HttpRequest, delegation_id: Id, body: EndIn) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    delegation_end(
        actor=actor,
        delegation_id=delegation_id,
        reason=body.reason,
        now=request.now,  # type: ignore[attr-defined]
    )
    return _delegation(delegation_visible(actor, delegation_id))
