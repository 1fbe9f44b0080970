"""Places named one by one after an agency or a group ("UBND các xã A, B"), and levels of all ("UBND cấp xã")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dieuphoi.steering.directives.reading.crowds import past_modifiers
from dieuphoi.steering.directives.reading.lexicon import agencies, verb_at, verbs
from dieuphoi.steering.directives.reading.names import new_head, place_end, places_in_row
from dieuphoi.steering.directives.reading.party import Party, Scanned, closed, grouped, named, past_joint, said
from dieuphoi.steering.directives.reading.tokens import Token

VILLAGES: Final = frozenset({"thôn", "bản", "xóm", "ấp", "buôn", "làng"})
_WITH_NAMES: Final = VILLAGES | {"xã", "phường"}
_BARE_BODIES: Final = frozenset({
    "công an", "đảng ủy", "hđnd", "ubnd", "thường trực hđnd", "ủy ban mttq", "uỷ ban mttq", "hội đồng nhân dân",
    "đảng uỷ",
})  # fmt: skip
_OF_LEVELS: Final = {
    "xã": "communes", "phường": "communes", "thị trấn": "communes", "đặc khu": "communes", "huyện": "places",
    "thị xã": "places", "thành phố": "places", "quận": "places", "cấp xã": "communes", "cấp huyện": "places",
}  # fmt: skip


def listed_places(tokens: Sequence[Token], index: int, end: int, stop: int) -> Scanned | None:
    """ "UBND xã: A, B": one each though no "các" says so."""
    kind = tokens[end - 1].text.lower()
    if kind not in ("xã", "phường") or end >= stop or tokens[end].key != ":" or end - 1 <= index:
        return None
    names = places_in_row(tokens, end + 1, stop)
    if len(names) < 2 or any(close - begin < 2 for begin, close, _own in names):
        return None
    return of_places(tokens, index, end - 1, end - 1, end, "communes", stop)


def every_of_level(tokens: Sequence[Token], index: int, end: int, stop: int) -> tuple[int, str] | None:
    """ "UBND xã, phường", "UBND cấp xã": all are meant though no "các" says so. Where it ends, and the group."""
    lists = agencies()
    for size in (2, 1):
        level = lists.levels.at(tokens, end - size, end) if end - size > index else None
        code = _OF_LEVELS.get(level[1]) if level and level[0] == end else None
        if level is None or code is None or tokens[end - 1].cap:
            continue
        if level[1].startswith("cấp "):
            bare = said(tokens, index, end - size).casefold() in _BARE_BODIES
            return (past_modifiers(tokens, end, stop), code) if bare else None
        close = end
        while close + 1 < stop and tokens[close].key in (",", "va2", "/", "-"):
            more = lists.levels.at(tokens, close + 1, stop)
            if more is None or more[1] not in _OF_LEVELS or (more[0] < stop and tokens[more[0]].cap):
                break
            close = more[0]
        return (past_modifiers(tokens, close, stop), code) if close > end else None
    return None


def further_communes(tokens: Sequence[Token], index: int, end: int, stop: int) -> list[Party]:
    """The others of "UBND xã Thượng Sơn, Hạ Sơn", "UBND xã Thượng Sơn và xã Hạ Sơn"."""
    kind = next((at for at in range(index, end) if tokens[at].text.lower() in ("xã", "phường")), None)
    if kind is None:
        return []
    lead = said(tokens, index, kind)
    found: list[Party] = []
    at = past_joint(tokens, end, stop)
    while at is not None and at < stop:
        first = at + (tokens[at].text.lower() in ("xã", "phường"))
        close = place_end(tokens, first, stop)
        if close == first or new_head(tokens, first, stop):
            break
        own = tokens[at].text if first > at else tokens[kind].text
        called = said(tokens, first, close)
        whole = f"{lead} {own} {called}"
        found.append(named(tokens, at, close, words=whole, place=f"{own.lower()} {called}"))
        at = past_joint(tokens, close, stop)
    return found


def of_places(
    tokens: Sequence[Token], index: int, end: int, opened: int, after: int, code: str, stop: int
) -> Scanned:
    """ "UBND các xã A, B": one each; "UBND các xã, phường": the group."""
    first = after + (after < stop and tokens[after].key == ":")
    names = places_in_row(tokens, first, stop) if code in ("communes", "places") else []
    if not names:
        close = past_modifiers(tokens, after, stop)
        names, past = _names_aside(tokens, close, stop) if code in ("communes", "places") else ([], close)
        if not names:
            return [grouped(tokens, index, close, code)], close
    else:
        past = names[-1][1]
    long = tokens[opened].key in ("thi6", "thanh2", "đăc6")
    kind = said(tokens, opened, opened + 2) if long else tokens[opened].text
    head = said(tokens, index, end)
    found = []
    for begin, close, own in names:
        called = f"{own or kind} {said(tokens, begin, close)}"
        commune = (own or kind).lower() in ("xã", "phường", "thị trấn", "đặc khu")
        party = named(tokens, begin, close, words=f"{head} {called}", place=called if commune else "")
        found.append(party)
    found[0] = replace(found[0], first=index, start=tokens[index].start)
    found[-1] = replace(found[-1], last=max(past, found[-1].last))
    return found, past


def _names_aside(tokens: Sequence[Token], at: int, stop: int) -> tuple[list[tuple[int, int, str]], int]:
    """ "UBND các xã miền núi (Nga Lĩnh, Đông Lĩnh)": the names in the parenthesis at ``at``, and the token after it."""
    close = closed(tokens, at, stop) if at < stop and tokens[at].key == "(" else None
    names = places_in_row(tokens, at + 1, close - 1) if close else []
    if close is None or len(names) < 2 or names[-1][1] != close - 1:
        return [], at
    return names, close


def communes_named(tokens: Sequence[Token], index: int, opened: int, end: int, stop: int) -> Scanned | None:
    """ "các xã A, B": one each."""
    names = places_in_row(tokens, end + (end < stop and tokens[end].key == ":"), stop)
    if not names:
        return None
    kind = tokens[opened].text.lower()
    found = []
    for begin, close, own in names:
        found.append(_place_named(tokens, begin, close, own or kind))
    found[0] = replace(found[0], first=index, start=tokens[index].start)
    close = names[-1][1]
    past = closed(tokens, close, stop) if close < stop and tokens[close].key == "(" else None
    return found, past if past and past - close < 10 else close


def _place_named(tokens: Sequence[Token], first: int, last: int, kind: str) -> Party:
    """A commune, or a village, of which no list of agencies or places knows."""
    called = f"{kind} {said(tokens, first, last)}"
    if kind in VILLAGES:
        return replace(grouped(tokens, first, last, "villages"), words=called)
    return named(tokens, first, last, words=called, place=called)


def communes_aside(tokens: Sequence[Token], index: int, opened: int, end: int, stop: int) -> Scanned | None:
    """ "06 xã đăng ký đạt chuẩn năm 2026 (Thượng Sơn, Phú Lộc …)": the names in the parenthesis."""
    kind = tokens[opened].text.lower()
    if kind not in _WITH_NAMES:
        return None
    at = end
    while at < stop and at - end < 12 and tokens[at].key != "(" and (tokens[at].word or tokens[at].text.isdecimal()):
        if verbs().modals.at(tokens, at, stop) or (at > end + 2 and verb_at(tokens, at, stop)):
            return None
        at += 1
    close = closed(tokens, at, stop) if at < stop and tokens[at].key == "(" else None
    names = places_in_row(tokens, at + 1, close - 1) if close else []
    if close is None or len(names) < 2 or names[-1][1] != close - 1:
        return None
    found = []
    for first, last, own in names:
        found.append(replace(_place_named(tokens, first, last, own or kind), last=close))
    found[0] = replace(found[0], first=index, start=tokens[index].start)
    return found, close


def with_levels(found: list[Party]) -> list[Party]:
    """ "Đảng ủy, UBND xã Nậm Mu": the place after the last one holds for the one before it too."""
    for place in range(len(found) - 2, -1, -1):
        party, after = found[place], found[place + 1]
        if party.group or party.place or party.name.casefold() not in _BARE_BODIES:
            continue
        if after.group and " các " in after.words and after.last - party.last <= 12:
            # "Thường trực HĐND, UBND các xã, phường"
            rest = after.words[after.words.index(" các ") :]
            found[place] = replace(party, words=party.words + rest, name="", group=after.group)
            continue
        for level in (" xã ", " phường ", " huyện ", " tỉnh "):
            at = f"{after.name} ".find(level)
            if at > 0 and after.last - party.last <= 12:
                rest = after.name[at:]
                found[place] = replace(party, words=party.words + rest, name=party.name + rest, place=after.place)
                break
    return found


def place_in_full(tokens: Sequence[Token], index: int, stop: int) -> Scanned | None:
    """ "Thị trấn Phố Mới", "Huyện Bắc Sơn" at the head of what is said: the place stands for who governs it."""
    kind = tokens[index].text.lower()
    size = 1 if kind in ("huyện", "quận") else 2 if kind in ("thị", "đặc", "thành") else 0
    level = agencies().levels.at(tokens, index, stop) if size and tokens[index].cap else None
    if level is None or level[0] != index + size or tokens[index].text.isupper():
        return None
    end = place_end(tokens, level[0], stop)
    if end <= level[0]:
        return None
    called = f"{level[1]} {said(tokens, level[0], end)}"
    commune = kind in ("thị", "đặc") and level[1] != "thị xã"
    return [named(tokens, index, end, name=called, place=called if commune else "")], end
