"""Who still has the first password sees only the page that changes it; a session is seen by what is posted."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from dieuphoi.registry.accounts.oidc import BY_ISSUER
from dieuphoi.registry.accounts.sessions import session_seen

_SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
_FREE = ("/accounts/", "/static/", "/language/", "/health/", "/public/", "/api/")
"""Pages that stay open. The API answers for itself (403 with the reason)."""


class FirstPasswordMiddleware:
    """Sends whoever must change the password to that page, and afterwards back to where they were going."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            not request.path.startswith(_FREE)
            and getattr(request.user, "must_change_password", False)
            and not request.session.get(BY_ISSUER)
        ):
            target = reverse("account_change_password")
            if request.method in ("GET", "HEAD") and request.path != "/":
                target += "?" + urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(target)
        return self.get_response(request)


class SessionMiddleware:
    """After what is posted, the session was seen just now. Reading writes nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if request.method not in _SAFE and request.user.is_authenticated:
            session_seen(account=request.user, request=request, now=getattr(request, "now", timezone.now()))
        return answer
