"""Behind a proxy everybody seems to come from the proxy: the address that it saw is put in its place."""

from __future__ import annotations

import contextlib
import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class BehindProxyMiddleware:
    """With ``DIEUPHOI_HTTPS=1`` (a proxy stands in front) ``REMOTE_ADDR`` becomes the last of ``X-Forwarded-For``.

    The last is what our own proxy wrote; what stands before it may have been sent by anybody. Failed sign-ins are
    counted by this address, and the journal shows it. Without a proxy the header is not believed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.HTTPS:
            last = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
            with contextlib.suppress(ValueError):  # no address: what the socket says stays
                request.META["REMOTE_ADDR"] = str(ipaddress.ip_address(last))
        return self._get_response(request)
