"""Pages go out compressed; what a guesser could measure is blurred.

Why here: ``docs/decisions/pages-are-compressed.md``.
"""

from __future__ import annotations

import gzip
import secrets
import zlib
from collections.abc import Callable, Sequence
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from dieuphoi.core.ui.pieces import Piece, PiecedResponse, bytes_of, deflated

LEAST: Final = 512
"""Bytes below which a packet is a packet either way."""
BLUR: Final = 100
"""Up to so many random bytes change the length of every answer: two answers cannot be compared by their length."""
KINDS: Final = ("text/html", "image/svg+xml", "text/css", "text/plain")


class CompressMiddleware:
    """Compress HTML and SVG for those who take gzip.

    Left alone: what streams (exports tell their progress by flowing), what carries an ``ETag`` (a strong one names the
    bytes), the API's JSON (its pages are short, its programs plain), what is compressed already, and what is small.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if not settings.DIEUPHOI_COMPRESS or not isinstance(response, HttpResponse) or response.streaming:
            return response
        kind = response.get("Content-Type", "").partition(";")[0].strip()
        if kind not in KINDS or response.has_header("Content-Encoding") or response.has_header("ETag"):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if len(response.content) < LEAST or not takes_gzip(request.headers.get("Accept-Encoding", "")):
            return response
        response.content = compressed(response.pieces if isinstance(response, PiecedResponse) else [response.content])
        response["Content-Encoding"] = "gzip"
        response["Content-Length"] = str(len(response.content))
        return response


def takes_gzip(header: str) -> bool:
    """Whether ``Accept-Encoding`` names gzip and does not refuse it (``q=0``)."""
    for each in header.lower().split(","):
        name, _semicolon, weight = each.strip().partition(";")
        if name.strip() == "gzip":
            number = weight.strip().removeprefix("q=").strip()
            return not number or number.strip("0.") != ""
    return False


def compressed(pieces: Sequence[Piece]) -> bytes:
    """A gzip stream whose head bears a random name of random length, which every reader skips."""
    name = secrets.token_hex(secrets.randbelow(BLUR) // 2 + 1).encode("ascii")
    # Flag 8: a file name follows, ended by a zero; no time, so that the clock is not told.
    head = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff" + name + b"\x00"
    check = length = 0
    for piece in map(bytes_of, pieces):
        check = zlib.crc32(piece, check)
        length += len(piece)
    return head + deflated(pieces) + check.to_bytes(4, "little") + (length & 0xFFFFFFFF).to_bytes(4, "little")


def opened(content: bytes) -> bytes:
    """The reverse, for those who measure."""
    return gzip.decompress(content)
