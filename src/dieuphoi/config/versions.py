"""Which version of a record a reader of the API has: ``ETag`` of every GET, ``If-None-Match``, ``If-Match``.

The version is a hash of the answer itself, so that it is right for every route without a line of its package: what a
reader may see of a record and the acts offered on it are part of it.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import Resolver404, resolve
from django.utils.cache import get_conditional_response
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.api import Stale

_SAFE: Final = ("GET", "HEAD")


def versioned(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """The answer to a GET with its ``ETag``; 304 without content where the reader has it already."""
    if request.method not in _SAFE or response.status_code != HTTPStatus.OK or response.has_header("ETag"):
        return response
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    response.setdefault("Cache-Control", "private, no-cache")
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag, response=response)
    return answer if answer is not None else response


def checks_version(view: Callable[..., Any], asks_itself: Callable[[HttpRequest], bool]) -> Callable[..., Any]:
    """A route whose acts honour ``If-Match``: the tags are those of a GET of the same address, or of the record that
    the act is on (``/rounds/5`` for ``/rounds/5/open``).

    The version is compared just before the act, which still checks the record's state under its lock. Raises
    :class:`Stale` where it is another, or where nothing can be compared. ``asks_itself``: routes with a version of
    their own.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        tags = request.headers.get("If-Match", "")
        if tags and request.method not in _SAFE and not asks_itself(request):
            etag = _etag_of(request, request.path) or _etag_of(request, request.path.rpartition("/")[0])
            wanted = parse_etags(tags)
            if etag is None or (wanted != ["*"] and etag not in wanted):
                raise Stale(_("Bản ghi đã khác với lúc bạn đọc. Hãy đọc lại, xem những gì đã đổi rồi gửi lại."))
        return view(request, *args, **kwargs)

    return checked


def _etag_of(request: HttpRequest, path: str) -> str | None:
    """The version of what an address answers to a GET of this reader; ``None`` where it answers nothing."""
    try:
        found = resolve(path)
    except Resolver404:
        return None
    asked = copy.copy(request)
    asked.method, asked.path, asked.path_info = "GET", path, path
    asked.GET, asked.resolver_match = QueryDict(), found  # type: ignore[assignment]
    asked.META = {key: value for key, value in request.META.items() if key not in ("HTTP_IF_MATCH", "REQUEST_METHOD")}
    asked.META["REQUEST_METHOD"] = "GET"
    asked.__dict__.pop("headers", None)
    answer = found.func(asked, *found.args, **found.kwargs)
    return answer.get("ETag") if answer.status_code == HTTPStatus.OK else None
