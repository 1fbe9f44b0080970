"""Puts the :class:`Actor` on every request, from the session. API tokens are resolved by the API itself."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from dieuphoi.core.kernel.dates import today
from dieuphoi.registry.access.selectors import identity_for


class ActorMiddleware:
    """``request.now`` is the one clock of the request, ``request.actor`` who acts, ``request.identity`` also says what
    is asked of their sign-in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = timezone.now()  # type: ignore[attr-defined]
        identity = SimpleLazyObject(
            lambda: identity_for(request.user.pk, today(request.now))  # type: ignore[attr-defined]
        )
        request.identity = identity  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(lambda: identity.actor)  # type: ignore[attr-defined]
        return self.get_response(request)


_FREE = ("/accounts/", "/account/second-step/", "/static/", "/language/", "/health/", "/public/", "/api/")
"""Pages that stay open without the second step. The API answers for itself (403 with the reason)."""


class SecondStepMiddleware:
    """Whose role needs the second step and who has none yet sees only the page that turns it on, then goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            not request.path.startswith(_FREE)
            and request.user.is_authenticated
            and request.identity.second_step_missing  # type: ignore[attr-defined]
        ):
            target = reverse("access:second_step")
            if request.method in ("GET", "HEAD") and request.path != "/":
                target += "?" + urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(target)
        return self.get_response(request)
