"""One's own account: which roles and why, sessions, second step, what is lent, and tokens for programs."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.ranges import contains, day_after, range_label
from dieuphoi.registry.access import policies
from dieuphoi.registry.access.forms import TokenForm
from dieuphoi.registry.access.roles import NEVER_LENT, role_label
from dieuphoi.registry.access.selectors.people import delegations_of
from dieuphoi.registry.access.selectors.roles import roles_of
from dieuphoi.registry.access.selectors.rules import interval_days
from dieuphoi.registry.access.views.words import grant_rows
from dieuphoi.registry.accounts import second_step
from dieuphoi.registry.accounts.oidc import PROVIDER, link_of, oidc_label
from dieuphoi.registry.accounts.scopes import scope_words
from dieuphoi.registry.accounts.selectors import tokens_of
from dieuphoi.registry.accounts.services import token_create
from dieuphoi.registry.accounts.services import token_revoke as revoke
from dieuphoi.registry.accounts.sessions import open_sessions, session_owner, sessions_end_others
from dieuphoi.registry.accounts.sessions import session_end as end_session


@login_required
@require_safe
def account(request: Any) -> HttpResponse:
    return _page(request, TokenForm(today=request.actor.on))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def token_new(request: Any) -> HttpResponse:
    if request.method != "POST":
        # A reload of the answer to the form.
        return HttpResponseRedirect(reverse("access:account"))
    form = TokenForm(request.POST, today=request.actor.on)
    if not form.is_valid():
        return _page(request, form, status=422)
    fresh = token_create(actor=request.actor, now=request.now, **form.cleaned_data)
    # Shown in this answer only: a redirect would have to keep the secret somewhere.
    return _page(request, TokenForm(today=request.actor.on), fresh=fresh)


@login_required
@require_POST
def token_revoke(request: Any, token_id: int) -> HttpResponse:
    if request.actor.scopes is not None:
        raise Refused("only_in_person", _("Hãy đăng nhập để thu hồi mã."), status=403)
    revoke(actor=request.actor, token_id=token_id, now=request.now)
    return HttpResponseRedirect(reverse("access:account"))


@login_required
@require_POST
def session_end(request: Any, session_id: int) -> HttpResponse:
    """End one of one's own sessions; another's is ended on the page of access, with a reason."""
    if session_owner(request.actor, session_id) != request.actor.id:
        return HttpResponseRedirect(reverse("rights:session_end", args=[session_id]))
    end_session(actor=request.actor, session_id=session_id, now=request.now)
    return HttpResponseRedirect(reverse("access:account") + "#sessions")


@login_required
@require_POST
def sessions_end(request: Any) -> HttpResponse:
    sessions_end_others(actor=request.actor, but=request.session.session_key, now=request.now)
    return HttpResponseRedirect(reverse("access:account") + "#sessions")


def _page(request: Any, form: TokenForm, *, fresh: Any = None, status: int = 200) -> HttpResponse:
    actor: Actor = request.actor
    soon = interval_days("token_ends_soon", actor.on)
    context = {
        "form": form,
        "fresh": fresh,
        "roles": grant_rows(actor, actor),
        "lendable": _lendable(actor),
        "delegations": [_delegation(each, actor) for each in delegations_of(actor, actor.id)],
        "sessions": open_sessions(actor, account_id=actor.id, now=request.now, this=request.session.session_key),
        "second_step": second_step.has_second_step(actor.id),
        "second_step_required": request.identity.second_step_required,
        "codes_left": second_step.codes_left(actor.id),
        "oidc_label": oidc_label(),
        "oidc_id": PROVIDER,
        "link": link_of(actor.id),
        "tokens": [(token, *_state(token, actor, soon)) for token in tokens_of(actor)],
        "scope_words": scope_words,
        "keeps_access": bool(policies.may_open_access(actor)),
    }
    return render(request, "access/account.html", context, status=status)


def _lendable(actor: Actor) -> list[dict[str, Any]]:
    return [
        {"id": row.pk, "role": role_label(row.role), "org": row.org.name if row.org else "",
         "valid": range_label(row.valid)}
        for row in roles_of(actor, actor.id, actor.on)
        if row.state in ("now", "later") and row.role not in NEVER_LENT
    ]  # fmt: skip


def _delegation(row: Any, actor: Actor) -> dict[str, Any]:
    until = day_after(row.valid)
    return {
        "id": row.pk,
        "mine": row.assignment.account_id == actor.id,
        "person": str(row.delegate if row.assignment.account_id == actor.id else row.assignment.account),
        "role": role_label(row.assignment.role),
        "valid": range_label(row.valid),
        "reason": row.reason,
        "open": not row.valid.isempty and until is not None and until > actor.on,
        "now": contains(row.valid, actor.on) and contains(row.assignment.valid, actor.on),
    }


def _state(token: Any, actor: Actor, soon: int | None) -> tuple[str, int | None]:
    """Its state, and in how many days it ends where that is soon."""
    if token.revoked_at is not None:
        return "revoked", None
    left = (token.expires_on - actor.on).days
    if left <= 0:
        return "expired", None
    return "active", left if soon is not None and left <= soon else None
