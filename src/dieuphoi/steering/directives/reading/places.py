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
    for keys, kind in _KINDS.items():
        size = len(keys)
        if at + size < last and all(tokens[at + i].key == keys[i] for i in range(size)) and not tokens[at].text.isupper():
            return kind, at + size
    return "", at


def criteria_in(tokens: Sequence[Token], first: int, last: int) -> list[tuple[str, Named]]:
    """The criteria named: (code, where). A number as printed, or the name as written where there is no number."""
    found: dict[str, tuple[str, Named]] = {}
    for at in range(first, last - 1):
        if tokens[at].key not in ("chi5", "tiêu") or (tokens[at].key == "tiêu" and tokens[at + 1].key != "chi5"):
            continue
        if tokens[at].key == "chi5":
            continue
        after = at + 2
        for code, start, end in _codes(tokens, after, last):
            found.setdefault(code, (code, Named(said(tokens, start, end), tokens[start].start, tokens[end - 1].end)))
        if after < last and not any(tokens[after].text.isdecimal() or tokens[after].key == "sô5" for _once in (0,)):
            begin = after + 1 if tokens[after].key == "vê2" and after + 1 < last else after
            topic = topics().at(tokens, begin, last)
            if topic and not (at > first and tokens[at - 1].text.isdecimal()):
                words = said(tokens, at, topic[0])
                found.setdefault(words.lower(), (words, Named(words, tokens[at].start, tokens[topic[0] - 1].end)))
                # "tiêu chí Giao thông, Môi trường"
                more = topic[0]
                while more + 1 < last and tokens[more].key in (",", "va2") and tokens[more + 1].cap:
                    another = topics().at(tokens, more + 1, last)
                    if another is None:
                        break
                    words = f"tiêu chí {said(tokens, more + 1, another[0])}"
                    found.setdefault(words.lower(), (words, Named(words, tokens[more + 1].start, tokens[another[0] - 1].end)))
                    more = another[0]
    return list(found.values())


def _codes(tokens: Sequence[Token], at: int, last: int) -> Iterator[tuple[str, int, int]]:
    """Numbers after "tiêu chí": "số 17", "3, 5 và 17", "17.6"."""
    given = 0
    while at < last and given < _NUMBERS:
        if tokens[at].key == "sô5":
            at += 1
        if at >= last or not tokens[at].text.isdecimal() or len(tokens[at].text) > 2:
            return
        start, end = at, at + 1
        code = str(int(tokens[at].text))
        while end + 1 < last and tokens[end].key == "." and tokens[end + 1].text.isdecimal() and tokens[end].start == tokens[end - 1].end \
                and tokens[end + 1].start == tokens[end].end:  # fmt: skip
            code += "." + tokens[end + 1].text
            end += 2
        if end < last and tokens[end].key in ("%", "/"):
            return
        yield code, start, end
        given += 1
        at = end
        # "số 5 về Trường học, số 17 …", "3, 5 và 17"
        if at < last and tokens[at].key in (",", "va2", ";"):
            at += 1
            if at < last and tokens[at].key == "va2":
                at += 1
        else:
            return
