"""Sign-in pages that are not allauth's own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None, *args: Any) -> HttpResponse:
    """Too many wrong passwords: says so, and when to try again."""
    return render(request, "accounts/locked_out.html", status=429)
