"""Who still has the first password sees only the page that changes it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

_FREE = ("/accounts/", "/static/", "/language/", "/health/", "/api/")
"""Pages that stay open. The API answers for itself (403 with the reason)."""


class FirstPasswordMiddleware:
    """Sends whoever must change the password to that page, and afterwards back to where they were going."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(_FREE) and getattr(request.user, "must_change_password", False):
            target = reverse("account_change_password")
            if request.method in ("GET", "HEAD") and request.path != "/":
                target += "?" + urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(target)
        return self.get_response(request)
