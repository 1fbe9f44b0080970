"""The routes of the product, with those that ``config.urls`` does not mount yet."""

from __future__ import annotations

from importlib.util import find_spec

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from dieuphoi.config import urls as product
from dieuphoi.config.api import api
from dieuphoi.config.health import health

_mounted = {str(route.pattern) for route in product.urlpatterns}
_also = {
    "api/v1/": lambda: path("api/v1/", api.urls),
    "health/": lambda: path("health/", health, name="health"),
    "account/": lambda: path("account/", include("dieuphoi.registry.access.urls")),
}
urlpatterns = [*(make() for at, make in _also.items() if at not in _mounted), *product.urlpatterns]


def _not_there_yet(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=404)


for namespace, name in (("criteria", "sets"),):
    if not find_spec(f"dieuphoi.programme.{namespace}.urls"):
        urlpatterns.append(
            path(f"not-there-yet/{namespace}/", include(([path("", _not_there_yet, name=name)], namespace)))
        )
