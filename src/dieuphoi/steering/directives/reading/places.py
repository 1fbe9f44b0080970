"""Communes and criteria that are named in a demand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dieuphoi.steering.directives.reading.lexicon import topics
from dieuphoi.steering.directives.reading.names import place_end, places_in_row
from dieuphoi.steering.directives.reading.party import said
from dieuphoi.steering.directives.reading.tokens import Token

_KINDS: Final = {("xa4",): "xã", ("phương2",): "phường", ("thi6", "trân5"): "thị trấn", ("đăc6", "khu"): "đặc khu"}
_NUMBERS: Final = 30
_OPEN_KIND: Final = frozenset(keys[0] for keys in _KINDS)


@dataclass(frozen=True, slots=True)
class Named:
    """Words at ``[start, end)`` of the prepared text, made whole ("xã B" of "các xã A, B")."""

    words: str
    start: int
    end: int


def communes_in(tokens: Sequence[Token], first: int, last: int) -> list[Named]:
    """The communes named in ``tokens[first:last]``, each once, in their order."""
    found: dict[str, Named] = {}
    at = first
    while at < last:
        kind, after = _kind(tokens, at, last)
        if not kind:
            at += 1
            continue
        begin = after
        if begin < last and tokens[begin].key == ":":
            begin += 1
        plural = at > first and (tokens[at - 1].key in ("cac5", "nhưng4") or tokens[at - 1].text.isdecimal())
        if plural:
            for start, end, own in places_in_row(tokens, begin, last):
                words = f"{own or kind} {said(tokens, start, end)}"
                found.setdefault(words, Named(words, tokens[start].start, tokens[end - 1].end))
                at = end
            at = max(at, after)
            continue
        end = place_end(tokens, after, last)
        if end > after and after == begin:
            words = f"{kind} {said(tokens, after, end)}"
            found.setdefault(words, Named(words, tokens[at].start, tokens[end - 1].end))
            at = end
        else:
            at = after
    return list(found.values())


def _kind(tokens: Sequence[Token], at: int, last: int) -> tuple[str, int]:
    if tokens[at].key not in _OPEN_KIND:
        return "", at
    for keys, kind in _KINDS.items():
        size = len(keys)
        here = tuple(token.key for token in tokens[at : at + size])
        if here == keys and at + size < last and not tokens[at].text.isupper():
            return kind, at + size
    return "", at


def criteria_in(tokens: Sequence[Token], first: int, last: int) -> list[tuple[str, Named]]:
    """The criteria named: (code, where). A number as printed, or the name as written where there is no number."""
    found: dict[str, tuple[str, Named]] = {}
    for at in range(first, last - 1):
        if tokens[at].key != "tiêu" or tokens[at + 1].key != "chi5":
            continue
        after = at + 2
        for code, start, end in _codes(tokens, after, last):
            found.setdefault(code, (code, Named(said(tokens, start, end), tokens[start].start, tokens[end - 1].end)))
        counted = at > first and tokens[at - 1].text.isdecimal()  # "19 tiêu chí về …"
        if after < last and not tokens[after].text.isdecimal() and tokens[after].key != "sô5" and not counted:
            for named in _by_name(tokens, at, after, last):
                found.setdefault(named.words.lower(), (named.words, named))
    return list(found.values())


def _by_name(tokens: Sequence[Token], at: int, after: int, last: int) -> Iterator[Named]:
    """ "tiêu chí môi trường", "tiêu chí Giao thông, Môi trường"."""
    begin = after + 1 if tokens[after].key == "vê2" and after + 1 < last else after
    topic = topics().at(tokens, begin, last)
    if topic is None:
        return
    yield Named(said(tokens, at, topic[0]), tokens[at].start, tokens[topic[0] - 1].end)
    more = topic[0]
    while more + 1 < last and tokens[more].key in (",", "va2") and tokens[more + 1].cap:
        another = topics().at(tokens, more + 1, last)
        if another is None:
            return
        words = f"tiêu chí {said(tokens, more + 1, another[0])}"
        yield Named(words, tokens[more + 1].start, tokens[another[0] - 1].end)
        more = another[0]


def _codes(tokens: Sequence[Token], at: int, last: int) -> Iterator[tuple[str, int, int]]:
    """Numbers after "tiêu chí": "số 17", "3, 5 và 17", "17.6"."""
    given = 0
    while at < last and given < _NUMBERS:
        at += tokens[at].key == "sô5"
        if at >= last or not tokens[at].text.isdecimal() or len(tokens[at].text) > 2:
            return
        start, end = at, at + 1
        code = str(int(tokens[at].text))
        while _goes_deeper(tokens, end, last):
            code += "." + tokens[end + 1].text
            end += 2
        if end < last and tokens[end].key in ("%", "/"):
            return
        yield code, start, end
        given += 1
        if end >= last or tokens[end].key not in (",", "va2", ";"):
            return
        at = end + 1
        at += at < last and tokens[at].key == "va2"


def _goes_deeper(tokens: Sequence[Token], at: int, last: int) -> bool:
    """Whether ".6" goes on with "17" without a blank."""
    if at + 1 >= last or tokens[at].key != "." or not tokens[at + 1].text.isdecimal():
        return False
    return tokens[at].start == tokens[at - 1].end and tokens[at + 1].start == tokens[at].end
