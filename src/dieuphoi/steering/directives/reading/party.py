"""One addressee as it stands in a sentence, and the signs that join several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dieuphoi.steering.directives.reading.tokens import Token

_ASIDE: Final = 12
"""Tokens of a parenthesis between two addressees."""


@dataclass(frozen=True, slots=True)
class Party:
    """An addressee at tokens ``[first, last)``.

    ``words``: as written, or made whole ("UBND xã B" of "UBND các xã A, B").
    ``group``: its code, empty for a single agency or person. ``name`` is the agency's own name without post or person.
    ``place``: the commune in it ("xã Thượng Sơn"). ``loose``: a bare word ("văn phòng") that stands for one named
    before.
    """

    first: int
    last: int
    start: int
    end: int
    words: str
    group: str = ""
    name: str = ""
    place: str = ""
    loose: bool = False


Scanned = tuple[list[Party], int]
"""Addressees in a row, and the token after them."""


def said(tokens: Sequence[Token], first: int, last: int) -> str:
    """The words of tokens ``[first, last)`` as written, one blank where there was any."""
    parts: list[str] = []
    before = -1
    for token in tokens[first:last]:
        if before >= 0 and token.start > before:
            parts.append(" ")
        parts.append(token.text)
        before = token.end
    return "".join(parts)


def named(
    tokens: Sequence[Token], first: int, last: int, *, words: str = "", name: str | None = None, place: str = ""
) -> Party:
    """A single agency at these tokens. ``words`` instead of what is written; ``name`` without its post."""
    whole = words or said(tokens, first, last)
    own = whole if name is None else name
    return Party(first, last, tokens[first].start, tokens[last - 1].end, whole, "", own, place)


def grouped(tokens: Sequence[Token], first: int, last: int, group: str) -> Party:
    """A group of this code at these tokens."""
    return Party(first, last, tokens[first].start, tokens[last - 1].end, said(tokens, first, last), group)


def closed(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    """The token after the parenthesis that is opened at ``at``."""
    depth = 0
    for place in range(at, min(stop, at + 60)):
        if tokens[place].key == "(":
            depth += 1
        elif tokens[place].key == ")":
            depth -= 1
            if not depth:
                return place + 1
    return None


def past_joint(tokens: Sequence[Token], index: int, stop: int) -> int | None:
    """The token after a comma, a semicolon, "và" … between two addressees; ``None`` without one."""
    at = index
    if at < stop and tokens[at].key == "(":
        # "Sở Tài chính (chủ trì), Kho bạc Nhà nước"
        end = closed(tokens, at, stop)
        if end and end - at <= _ASIDE and end < stop and tokens[end].key in (",", "va2"):
            at = index = end
    if at < stop and tokens[at].key in (",", ";", "/"):
        at += 1
    if at < stop and tokens[at].key in ("va2", "cung2", "hoăc6"):
        at += 1
        if at < stop and tokens[at].key == "vơi5":
            at += 1
    return at if index < at < stop else None
