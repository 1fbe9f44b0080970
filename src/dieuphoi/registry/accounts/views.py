"""Sign-in pages: allauth's views with our forms and words, and the pages that allauth does not have."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import requests
from allauth.account import views as allauth
from allauth.mfa.base import views as allauth_mfa
from allauth.socialaccount.providers.openid_connect import views as allauth_oidc
from axes.helpers import get_cool_off
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_GET, require_POST, require_safe

from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.registry.accounts.forms import NewPasswordForm, SignInForm
from dieuphoi.registry.accounts.oidc import PROVIDER, oidc_label
from dieuphoi.registry.organisations.selectors import orgs_on

logger = logging.getLogger(__name__)


class SignInView(allauth.LoginView):  # type: ignore[misc]
    """User name and password, or the button of another house where one is set up."""

    form_class = SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "oidc_label": oidc_label(), "oidc_id": PROVIDER}


login = SignInView.as_view()
logout = allauth.LogoutView.as_view()
inactive = allauth.AccountInactiveView.as_view()
code = allauth_mfa.AuthenticateView.as_view()
password_again = allauth.ReauthenticateView.as_view()
code_again = allauth_mfa.ReauthenticateView.as_view()


@login_not_required
@require_POST
def oidc_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the issuer; 404 while this way is off."""
    return _by_issuer(allauth_oidc.login, request, provider_id)


@login_not_required
@require_GET
def oidc_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the issuer. The protocol makes this a GET that signs in: the one exception to "GET never writes"."""
    return _by_issuer(allauth_oidc.callback, request, provider_id)


def _by_issuer(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    if not oidc_label() or provider_id != PROVIDER:
        raise Http404
    try:
        answer: HttpResponse = view(request, provider_id)
    except requests.RequestException:
        logger.exception("the issuer does not answer")
        return render(request, "socialaccount/authentication_error.html", {"label": oidc_label()}, status=502)
    return answer


@login_not_required
@require_safe
def oidc_cancelled(request: HttpRequest) -> HttpResponse:
    """The person turned back at the issuer's page."""
    return render(request, "socialaccount/authentication_error.html", {"label": oidc_label()})


@method_decorator(login_required, name="dispatch")
class PasswordChangeView(allauth.PasswordChangeView):  # type: ignore[misc]
    """Change one's own password; then back to where the person was going."""

    form_class = NewPasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "actor": self.request.actor, "now": self.request.now}

    def get_default_success_url(self) -> str:
        return "/"


password_change = PasswordChangeView.as_view()


def _offices(request: HttpRequest) -> list[Any]:
    """Whom to call. The office's name and telephone are public, so nobody needs to be signed in."""
    day = today(getattr(request, "now", timezone.now()))
    return orgs_on(system_actor(day), day, kind="office")


@login_not_required
@require_safe
def password_help(request: HttpRequest) -> HttpResponse:
    """Forgot the password: nothing goes by mail, the coordinator of the unit sets a new one."""
    return render(request, "accounts/password_help.html", {"offices": _offices(request)})


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None, *args: Any) -> HttpResponse:
    """Too many wrong passwords: says so, and when to try again (each further try starts the wait anew)."""
    now = getattr(request, "now", timezone.now())
    again = now + (get_cool_off(request) or timedelta())
    # Rounded up to the minute: who waits until the shown minute is let in.
    again = (again + timedelta(seconds=59)).replace(second=0, microsecond=0)
    return render(request, "accounts/locked_out.html", {"again": again, "offices": _offices(request)}, status=429)
