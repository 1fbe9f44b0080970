"""The house's errors as bare answers (the product's own pages for them are tested with config)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from dieuphoi.core.kernel.errors import NotVisible, Refused


class Refusals:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotVisible):
            return HttpResponse(str(error), status=404)
        if isinstance(error, Refused):
            return HttpResponse(error.reason, status=error.status)
        return None
