"""Pages of which a large piece goes out again and again: it is written and compressed once, the rest each time."""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from markupsafe import Markup

LEVEL: Final = 4
"""Of zlib: within a tenth of the smallest, for a third of the time."""


class Lasting:
    """A piece of markup as bytes, and as a run of deflate blocks that can stand anywhere in a stream."""

    __slots__ = ("_packed", "data")

    def __init__(self, markup: str) -> None:
        self.data = markup.encode()
        self._packed: bytes | None = None

    def __len__(self) -> int:
        return len(self.data)

    @property
    def packed(self) -> bytes:
        """Raw deflate that refers to nothing before it, is not the last block and ends with a whole byte."""
        if self._packed is None:
            packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
            self._packed = packer.compress(self.data) + packer.flush(zlib.Z_FULL_FLUSH)
        return self._packed


Piece = bytes | Lasting


class PiecedResponse(HttpResponse):
    """An answer like any other; who compresses it may take its ``pieces`` one by one."""

    def __init__(self, pieces: Sequence[Piece], **options: Any) -> None:
        self.pieces = tuple(pieces)
        super().__init__(b"".join(bytes_of(piece) for piece in self.pieces), **options)


def pieced(
    request: HttpRequest, template: str, context: Mapping[str, Any], lasting: Mapping[str, Lasting]
) -> PiecedResponse:
    """The page of ``template``, in which the names of ``lasting`` stand for their pieces, each once at most."""
    # A mark that nobody can have typed holds the places while the frame is made.
    mark = f"<!--{secrets.token_hex(8)} "
    places = {name: Markup(f"{mark}{name}-->") for name in lasting}  # noqa: S704 - hexadecimal and our own names
    first, *others = render_to_string(template, {**context, **places}, request).split(mark)
    pieces: list[Piece] = [first.encode()]
    for other in others:
        name, _end, rest = other.partition("-->")
        pieces += [lasting[name], rest.encode()]
    return PiecedResponse(pieces)


def bytes_of(piece: Piece) -> bytes:
    """What the piece says, plain."""
    return piece.data if isinstance(piece, Lasting) else piece


def deflated(pieces: Sequence[Piece]) -> bytes:
    """One raw deflate stream of all pieces in their order."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    out = []
    for piece in pieces:
        if isinstance(piece, Lasting):
            # What follows must not refer to what the packer has not seen between.
            out += [packer.flush(zlib.Z_FULL_FLUSH), piece.packed]
        else:
            out.append(packer.compress(piece))
    return b"".join([*out, packer.flush()])
