"""One's own account: which roles, why may I, and tokens for programs."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dieuphoi.core.kernel.actor import Actor, Places
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.registry.access.forms import TokenForm
from dieuphoi.registry.access.roles import Role
from dieuphoi.registry.accounts.selectors import tokens_of
from dieuphoi.registry.accounts.services import token_create
from dieuphoi.registry.accounts.services import token_revoke as revoke
from dieuphoi.registry.organisations.selectors import orgs_on
from dieuphoi.registry.territory.selectors import units_on

_NAMED = 3


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


def _page(request: Any, form: TokenForm, *, fresh: Any = None, status: int = 200) -> HttpResponse:
    actor: Actor = request.actor
    context = {
        "form": form,
        "fresh": fresh,
        "roles": _roles(actor),
        "tokens": [(token, _state(token, actor)) for token in tokens_of(actor)],
    }
    return render(request, "access/account.html", context, status=status)


def _roles(actor: Actor) -> list[dict[str, Any]]:
    """Each role of today in words: what, where, how far it reads and writes, and from which assignment."""
    wanted = {grant.org_id for grant in actor.grants if grant.org_id is not None}
    orgs = {org.id: org.name for org in orgs_on(actor, actor.on, ids=wanted)} if wanted else {}
    return [
        {
            "role": Role(grant.role).label,
            "org": orgs.get(grant.org_id or 0, ""),
            "reads": _places(actor, grant.read),
            "writes": _places(actor, grant.write),
            "why": grant.why,
        }
        for grant in actor.grants
    ]


def _places(actor: Actor, places: Places) -> str:
    if places.everything:
        return _("toàn tỉnh")
    if not places:
        return _("không")
    names = [unit.full_name for unit in units_on(actor, actor.on, ids=places.ids)]
    if len(names) > _NAMED:
        return ", ".join(names[:_NAMED]) + " " + _("và %(n)s đơn vị khác") % {"n": len(names) - _NAMED}
    return ", ".join(names)


def _state(token: Any, actor: Actor) -> str:
    if token.revoked_at is not None:
        return "revoked"
    return "expired" if token.expires_on <= actor.on else "active"
