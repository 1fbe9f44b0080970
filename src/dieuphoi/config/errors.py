"""Turns the errors of the house into pages: 404 outside scope, 403/409 with the reason, 422 with all faults."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dieuphoi.core.kernel.errors import Conflict, InputErrors, NotVisible, Refused


class DieuphoiErrorMiddleware:
    """One translation for every page. The API has its own (problem details)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotVisible):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            return render(request, "ui/error.html", {"status": 404, "message": str(error)}, status=404)
        if isinstance(error, Refused):
            return render(
                request, "ui/error.html", {"status": error.status, "message": error.reason}, status=error.status
            )
        if isinstance(error, Conflict):
            return render(request, "ui/error.html", {"status": 409, "message": str(error)}, status=409)
        if isinstance(error, InputErrors):
            return render(
                request, "ui/error.html", {"status": 422, "message": "", "errors": error.errors}, status=422
            )
        return None
