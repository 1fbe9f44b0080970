"""Where a sentence holds more than one demand without a semicolon between them."""

from __future__ import annotations

from typing import Final

from dieuphoi.steering.directives.reading.actions import PREPOSITIONS, find_action, low
from dieuphoi.steering.directives.reading.clues import department_at
from dieuphoi.steering.directives.reading.demands.find import find_demand
from dieuphoi.steering.directives.reading.demands.stretch import Setting, past_openers
from dieuphoi.steering.directives.reading.findings import Frame
from dieuphoi.steering.directives.reading.lexicon import verbs
from dieuphoi.steering.directives.reading.parties import scan_parties
from dieuphoi.steering.directives.reading.party import Party
from dieuphoi.steering.directives.reading.sentences import Deadlines, enumeration

_SMALL_HEADS: Final = frozenset({"phòng", "kế", "các"})
"""Of those who act after a deadline, though written without a capital ("…, phòng VH&TT hướng dẫn")."""


def two_in_row(
    frame: Frame, part: tuple[int, int], deadlines: Deadlines, carried: list[Party]
) -> list[tuple[int, int]]:
    """ "Sở A gửi … trước ngày 20/8, Sở B tổng hợp …": after a deadline somebody else is told what to do."""
    block = deadlines.block
    tokens = block.tokens
    start, stop = part
    if frame.mode == "quiet":
        return [part]
    setting = Setting(tuple(carried), frame.mode, listed=block.marker is not None)
    if low(tokens[start]) in PREPOSITIONS or low(tokens[start]) in ("sau", "khi", "từ"):
        return [part]
    ends = {end: begin for begin, end in deadlines.times.items()}
    depth = 0
    for at in range(start, stop - 2):
        depth = max(0, depth + {"(": 1, ")": -1}.get(tokens[at].key, 0))
        if tokens[at].key != "," or depth or at - start < 4:
            continue
        if not tokens[at + 1].cap and low(tokens[at + 1]) not in _SMALL_HEADS:
            continue
        if not (at in ends or department_at(tokens, at, stop)):
            continue
        named = scan_parties(tokens, at + 1, stop)
        action = find_action(tokens, named[1], stop, deadlines.times) if named else None
        if named is None or action is None or low(tokens[action.verb]) in ("phối", "cùng"):
            continue
        if low(tokens[named[1]]) in ("phối", "cùng", "là"):
            continue
        if find_demand(tokens, start, ends.get(at, at), deadlines.times, setting) is not None:
            rest = two_in_row(frame, (at + 1, stop), deadlines, carried)
            return [(start, at), *rest]
    return [part]


def who_of_items(
    frame: Frame, first: int, cut: list[tuple[int, int]], deadlines: Deadlines,
    carried: list[Party],
) -> list[Party]:  # fmt: skip
    """ "Đảng ủy Sở A lãnh đạo Sở: (a) …; (b) …": what stands before the colon only names who."""
    block = deadlines.block
    colon = enumeration(block.tokens, first, cut[0][1])
    if colon is None:
        return carried
    setting = Setting(tuple(carried), frame.mode, listed=block.marker is not None)
    who = find_demand(block.tokens, first, colon, deadlines.times, setting)
    if who is None:
        at = past_openers(block.tokens, first, colon)
        order = verbs().orders.at(block.tokens, at, colon)
        named = scan_parties(block.tokens, order[0] if order else at, colon)
        if named is None or named[1] < colon:
            return carried
        cut[0] = colon + 1, cut[0][1]
        return named[0]
    if who.action is None or colon - who.action.verb_end > 3:
        return carried
    cut[0] = colon + 1, cut[0][1]
    return list(who.parties)
