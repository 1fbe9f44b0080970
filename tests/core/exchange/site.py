"""The imports alone as a site: no accounts, no menu of the product; who opens a page stands in a header."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from dieuphoi.core.kernel.actor import Actor, anonymous_actor
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused

PEOPLE: dict[str, Actor] = {}
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)

urlpatterns = [
    path("imports/", include("dieuphoi.core.exchange.urls")),
    path("jobs/", include("dieuphoi.core.register.urls")),
]


class PutActor:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = NOW  # type: ignore[attr-defined]
        who = PEOPLE.get(request.headers.get("X-Person", ""))
        request.actor = who or anonymous_actor(date(2026, 3, 2))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """As the product's own middleware answers, without its page."""
        if isinstance(error, NotVisible):
            return HttpResponse(str(error), status=404)
        if isinstance(error, Refused):
            return HttpResponse(error.reason, status=error.status)
        if isinstance(error, InputErrors):
            return HttpResponse(str(error), status=422)
        return None
