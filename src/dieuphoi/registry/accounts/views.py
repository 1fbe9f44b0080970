"""Sign-in pages: allauth's views with our forms and words, and the pages that allauth does not have."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account import views as allauth
from axes.helpers import get_cool_off
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.registry.accounts.forms import NewPasswordForm, SignInForm
from dieuphoi.registry.organisations.selectors import orgs_on

login = allauth.LoginView.as_view(form_class=SignInForm)
logout = allauth.LogoutView.as_view()
inactive = allauth.AccountInactiveView.as_view()


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
