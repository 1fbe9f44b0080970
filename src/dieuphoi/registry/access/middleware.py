"""Puts the :class:`Actor` on every request, from the session. API tokens are resolved by the API itself."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from dieuphoi.core.kernel.dates import today
from dieuphoi.registry.access.selectors import actor_for


class ActorMiddleware:
    """``request.now`` is the one clock of the request, ``request.actor`` who acts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = timezone.now()  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(  # type: ignore[attr-defined]
            lambda: actor_for(request.user.pk, today(request.now))  # type: ignore[attr-defined]
        )
        return self.get_response(request)
