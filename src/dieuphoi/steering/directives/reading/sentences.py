"""Sentences, their parts, and where the deadlines stand in a paragraph."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from dieuphoi.core.kernel.workdays import WorkCalendar
from dieuphoi.steering.directives.reading.actions import Times
from dieuphoi.steering.directives.reading.blocks import Block
from dieuphoi.steering.directives.reading.deadlines import find_deadlines
from dieuphoi.steering.directives.reading.due import Found, best_of
from dieuphoi.steering.directives.reading.lexicon import verbs
from dieuphoi.steering.directives.reading.parties import scan_parties
from dieuphoi.steering.directives.reading.tokens import Token

_SHORT: Final = frozenset({"TP", "TX", "TT", "ĐC", "KT", "TL", "TM", "ĐT", "VD"})
"""Abbreviations that end with a full stop."""
_LONG_ROW: Final = 80
"""Tokens of a row of addressees before a semicolon."""
LONGEST: Final = 500
"""Tokens of one part at most: no duty is longer, and no text without signs may take for ever."""


def sentences(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The sentences: a full stop ends one where a capital follows and no abbreviation or number stands before."""
    depth = 0
    start = 0
    last = len(tokens)
    for at, token in enumerate(tokens):
        depth = max(0, depth + {"(": 1, ")": -1}.get(token.key, 0))
        if token.key not in (".", "!", "?", "…") or depth or at + 1 >= last or not _ends(tokens, at):
            continue
        yield start, at + 1
        start = at + 1
    if start < last:
        yield start, last


def _ends(tokens: Sequence[Token], at: int) -> bool:
    sign, following = tokens[at], tokens[at + 1]
    if sign.key == "." and following.start == sign.end:
        return False
    if sign.key == "." and at and tokens[at - 1].end == sign.start:
        before = tokens[at - 1]
        initial = len(before.text) == 1 and before.text.isupper() and before.word
        if initial or before.text.upper() in _SHORT:
            return False
    return following.cap or following.text.isdecimal() or following.key in ("(", '"', "-", "+", "*")


def parts(tokens: Sequence[Token], first: int, last: int) -> Iterator[tuple[int, int]]:
    """The parts of a sentence between semicolons, none inside parentheses; addressees in a row are not cut apart."""
    depth = 0
    start = first
    for at in range(first, last):
        key = tokens[at].key
        depth = max(0, depth + {"(": 1, ")": -1}.get(key, 0))
        if (key != ";" or depth) and at - start < LONGEST:
            continue
        if key == ";" and at > start and _among_addressees(tokens, start, at, last):
            continue  # "Chánh Văn phòng UBND tỉnh; Giám đốc các sở … thi hành"
        if at > start:
            yield start, at
        start = at + (key == ";")
    if start < last:
        yield start, last


def _among_addressees(tokens: Sequence[Token], start: int, at: int, last: int) -> bool:
    """Whether nothing but addressees stands before a semicolon: from the beginning, or after an order ("yêu cầu …")."""
    named = scan_parties(tokens, start, at)
    if named:
        return named[1] >= at
    if scan_parties(tokens, at + 1, last) is None:
        return False
    for place in range(max(start, at - _LONG_ROW), at):
        order = verbs().orders.at(tokens, place, at)
        ordered = scan_parties(tokens, order[0], at) if order else None
        if ordered and ordered[1] >= at:
            return True
    return False


def enumeration(tokens: Sequence[Token], first: int, last: int) -> int | None:
    """The colon before "(a) …; (b) …" within a sentence."""
    for at in range(first + 1, last - 4):
        if tokens[at].key != ":":
            continue
        label = at + 1 + (tokens[at + 1].key == "(")
        if tokens[label + 1].key == ")" and len(tokens[label].text) <= 3:
            return at
    return None


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The deadlines of a paragraph: where they stand in its words, and at which tokens."""

    block: Block
    found: tuple[Found, ...]
    times: Times

    @classmethod
    def of(cls, block: Block, on: date, calendar: WorkCalendar | None) -> Deadlines:
        found = find_deadlines(block.flat, on=on, calendar=calendar)
        times: Times = {}
        if found:
            starts = [token.start for token in block.tokens]
            for each in found:
                first = bisect_left(starts, block.start + each.start)
                if first < len(starts):
                    times[first] = bisect_left(starts, block.start + each.end)
        return cls(block, tuple(found), times)

    def within(self, first: int, last: int) -> list[Found]:
        """Those that begin in ``tokens[first:last]``."""
        if not self.found or first >= last:
            return []
        start = self.block.tokens[first].start - self.block.start
        end = self.block.tokens[last - 1].end - self.block.start
        return [each for each in self.found if start <= each.start < end]

    def best(self, first: int, last: int) -> Found | None:
        """The one that a demand in ``tokens[first:last]`` takes."""
        return best_of(self.within(first, last))

    def at(self, token: int) -> Found | None:
        """The one whose words hold this token."""
        place = self.block.tokens[token].start - self.block.start
        return next((each for each in self.found if each.start <= place < each.end), None)
