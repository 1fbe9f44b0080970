"""The only routes that the kit's own tests know: core.ui stands without the wings above it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [
    path("style/", include("dieuphoi.core.ui.urls")),
    path("sign-out/", _nothing, name="account_logout"),
    path("language/", _nothing, name="set_language"),
]
