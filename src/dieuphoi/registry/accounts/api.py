"""Tokens by the API: list, make, revoke. A token cannot make another token: only a signed-in person can."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from dieuphoi.core.kernel.api import Day, Id, Line, Page, PageQuery, page_of
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.registry.accounts import selectors, services
from dieuphoi.registry.accounts.scopes import ALL

router = Router(tags=["tokens"])
Scope = Literal[
    "read", "write", "territory:read", "territory:write", "organisations:read", "organisations:write",
    "criteria:read", "criteria:write", "assessments:read", "assessments:write", "recognition:read",
    "recognition:write", "targets:read", "targets:write", "tasks:read", "tasks:write", "documents:read",
    "documents:write", "letters:read", "letters:write", "meetings:read", "meetings:write",
    "publications:read", "publications:write", "access:read", "access:write",
]  # fmt: skip
"""Written out for the contract; a test holds it to :data:`dieuphoi.registry.accounts.scopes.ALL`."""


class TokenOut(Schema):
    id: int
    name: str
    prefix: str
    scopes: list[str]
    created_at: datetime
    expires_on: Day
    revoked_at: datetime | None
    last_used_at: datetime | None


class FreshTokenOut(TokenOut):
    """``secret`` is shown this once and never again."""

    secret: str


class TokenIn(Schema):
    name: Annotated[Line, Field(min_length=1, max_length=80)]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(ALL))]
    expires_on: Day


def token_out(token: Any) -> dict[str, Any]:
    return {name: getattr(token, name) for name in TokenOut.model_fields}


def _in_person(request: HttpRequest) -> None:
    if request.actor.scopes is not None:  # type: ignore[attr-defined]
        raise Refused("only_in_person", _("Mã truy cập không tạo hay thu hồi được mã khác. Hãy đăng nhập."), status=403)


@router.get("", response=Page[TokenOut], summary="Mã truy cập của tôi", operation_id="tokens_list")
def tokens(request: HttpRequest, query: Query[PageQuery]) -> Any:
    return page_of(selectors.tokens_of(request.actor), query, token_out)  # type: ignore[attr-defined]


@router.post("", response={201: FreshTokenOut}, summary="Tạo mã truy cập", operation_id="token_create")
def token_create(request: HttpRequest, body: TokenIn) -> Any:
    _in_person(request)
    fresh = services.token_create(
        actor=request.actor,  # type: ignore[attr-defined]
        name=body.name,
        scopes=list(body.scopes),
        expires_on=body.expires_on,
        now=request.now,  # type: ignore[attr-defined]
    )
    return Status(201, {**token_out(fresh.token), "secret": fresh.secret})


@router.delete("/{int:token_id}", response={204: None}, summary="Thu hồi mã truy cập", operation_id="token_revoke")
def token_revoke(request: HttpRequest, token_id: Id) -> Any:
    _in_person(request)
    services.token_revoke(actor=request.actor, token_id=token_id, now=request.now)  # type: ignore[attr-defined]
    return Status(204, None)
