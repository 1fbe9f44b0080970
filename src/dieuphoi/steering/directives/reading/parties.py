"""Who is meant: agencies, posts, persons and groups as they stand in a sentence.

Only the wording is read here, whether or not the registry knows the agency; :mod:`.book` says who it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from dieuphoi.steering.directives.reading.lexicon import agencies, groups, verb_at, verbs
from dieuphoi.steering.directives.reading.tokens import Token

_LONGEST: Final = 40
"""Tokens of one addressee at most."""
_PLACE_NOUNS: Final = frozenset({"places", "communes", "villages"})
_NO_NAMES: Final = frozenset({"Tháng", "Quý", "Năm", "Ngày", "Trong", "Trước", "Thường", "Hằng", "Hàng", "Tuần", "Từ", "Sau", "Đến"})
"""Words with a capital after an agency that begin something else: a cell of a table, a new sentence."""


@dataclass(frozen=True, slots=True)
class Party:
    """An addressee at tokens ``[first, last)``. ``words``: as written, or made whole ("UBND xã B" of "UBND các xã A, B").

    ``group``: its code, empty for a single agency or person. ``name`` is the agency's own name without post or person.
    ``place``: the commune in it ("xã Thượng Sơn"). ``loose``: a bare word ("văn phòng") that stands for one named before.
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


def scan_parties(tokens: Sequence[Token], index: int, stop: int, *, lists: bool = True) -> tuple[list[Party], int] | None:
    """The addressees that begin at ``index``, and where they end. ``None`` where none begins."""
    found: list[Party] = []
    at = index
    while at < stop and len(found) < 60:
        one = _scan(tokens, at, stop)
        if one is None:
            break
        parties, at = one
        found += parties
        if not lists:
            break
        nxt = _past_joint(tokens, at, stop)
        if nxt is None:
            break
        # "Sở Tài chính, Nội vụ": a name of a department without its first word.
        tail = agencies().tails.at(tokens, nxt, stop)
        if tail and found[-1].name.startswith("Sở ") and tokens[nxt].cap and not _begins(tokens, nxt, stop):
            found.append(_made(tokens, nxt, tail[0], words=f"Sở {said(tokens, nxt, tail[0])}"))
            at = tail[0]
            nxt = _past_joint(tokens, at, stop)
            if nxt is None:
                break
        if not _begins(tokens, nxt, stop):
            break
        at = nxt
    if not found:
        return None
    return _with_levels(found), max(party.last for party in found)


def _begins(tokens: Sequence[Token], index: int, stop: int) -> bool:
    return _scan(tokens, index, stop) is not None


def _past_joint(tokens: Sequence[Token], index: int, stop: int) -> int | None:
    """The token after a comma, a semicolon, "và" … between two addressees; ``None`` without one."""
    at = index
    if at < stop and tokens[at].key == "(":
        # "Sở Tài chính (chủ trì), Kho bạc Nhà nước"
        close = _closed(tokens, at, stop)
        if close and close - at <= 12 and close < stop and tokens[close].key in (",", "va2"):
            at = close
            index = close
    if at < stop and tokens[at].key in (",", ";", "/"):
        at += 1
    if at < stop and tokens[at].key in ("va2", "cung2", "hoăc6", "hoặc"):
        at += 1
        if at < stop and tokens[at].key == "vơi5":
            at += 1
    return at if index < at < stop else None


def _made(tokens: Sequence[Token], first: int, last: int, *, words: str = "", **more: object) -> Party:
    text = words or said(tokens, first, last)
    party = Party(first, last, tokens[first].start, tokens[last - 1].end, text)
    name = more.pop("name", text)
    return replace(party, name=name, **more)  # type: ignore[arg-type]


# ---- one addressee (or one head with a list of names)


def _scan(tokens: Sequence[Token], index: int, stop: int) -> tuple[list[Party], int] | None:
    lists = agencies()
    at = index
    person = lists.persons.at(tokens, at, stop)
    if person:
        return _person(tokens, index, person[0], stop, plural=tokens[index].key in ("cac5",))
    post = lists.posts.at(tokens, at, stop)
    if post:
        found = _with_post(tokens, index, post, stop)
        if found:
            return found
    end = agency_end(tokens, at, stop)
    if end:
        return _agency_list(tokens, index, at, end, stop)
    group = _group(tokens, at, stop)
    if group:
        return group
    return None


def _person(tokens: Sequence[Token], index: int, at: int, stop: int, *, plural: bool) -> tuple[list[Party], int] | None:
    lists = agencies()
    name = at
    while name < stop and tokens[name].cap and name - at < 6 and not lists.posts.at(tokens, name, stop):
        name += 1
    alone = name - at == 1 and name < stop and (
        tokens[name].key == "(" or not tokens[name].cap and verb_at(tokens, name, stop) is not None
    )
    if (2 <= name - at <= 5 or alone) and not (agency_end(tokens, at, stop) and not plural):
        # "đồng chí Hoàng Văn Thắng, Ủy viên Ban Thường vụ, Phó Chủ tịch UBND tỉnh", "Đ/c Thủy (PCVP)"
        end = name
        for _post in range(4):
            if end >= stop or tokens[end].key not in (",", "-", "("):
                break
            opened = tokens[end].key == "("
            if opened:
                close = _closed(tokens, end, stop)
                if close and close - end <= 14 and (tokens[end + 1].cap or lists.posts.at(tokens, end + 1, stop)):
                    end = close
                    continue
                break
            if end + 1 >= stop or not (lists.posts.at(tokens, end + 1, stop) and tokens[end + 1].cap or tokens[end + 1].key == "chuyên"):
                break
            inner = _with_post(tokens, end + 1, lists.posts.at(tokens, end + 1, stop) or (end + 2, ""), stop)
            if inner and len(inner[0]) == 1:
                end = inner[1]
                continue
            post = lists.posts.at(tokens, end + 1, stop)
            if post and (post[0] >= stop or not tokens[post[0]].word):
                end = post[0]
                continue
            break
        return [_made(tokens, index, end, group="person", name="")], end
    inner = _scan(tokens, at, stop) if at < stop else None
    if inner is None and at < stop:
        inner = _group_after(tokens, at, stop)
    if inner:
        first = inner[0][0]
        words = said(tokens, index, first.first) + " " + first.words if first.first > index else first.words
        head = replace(first, first=index, start=tokens[index].start, words=words, group=first.group or "people")
        return [head, *inner[0][1:]], inner[1]
    if plural:
        end = _modified(tokens, at, stop)
        return [_made(tokens, index, end, group="people", name="")], end
    return None


def _group_after(tokens: Sequence[Token], at: int, stop: int) -> tuple[list[Party], int] | None:
    """A group without its "các": after "các đồng chí", after a post."""
    code, end = _nouns(tokens, at, stop)
    if not code:
        return None
    end = _modified(tokens, end, stop)
    return [_made(tokens, at, end, group=code, name="")], end


def _with_post(tokens: Sequence[Token], index: int, post: tuple[int, str], stop: int) -> tuple[list[Party], int] | None:
    lists = agencies()
    at = post[0]
    capital = tokens[index].cap
    if at < stop and tokens[at].key == "(":
        # "Thủ trưởng (người đứng đầu) cơ quan"
        close = _closed(tokens, at, stop)
        if close and close - at < 8:
            at = close
    inner = _scan(tokens, at, stop) if at < stop else None
    if inner and post[1] in ("Công chức", "Chuyên viên", "Cán bộ") and inner[1] + 1 < stop and tokens[inner[1]].key == "-" and tokens[inner[1] + 1].cap:
        # "công chức Văn phòng - Thống kê"
        end = inner[1] + 2
        while end < stop and end - at < 8 and tokens[end].word and not verb_at(tokens, end, stop) and not verbs().stops.at(tokens, end, stop):
            end += 1
        return [_made(tokens, index, end, group="people", name="")], end
    if inner:
        parties = []
        for place, party in enumerate(inner[0]):
            first = index if place == 0 else party.first
            lead = said(tokens, index, at)
            parties.append(replace(party, first=first, start=tokens[first].start, words=f"{lead} {party.words}"))
        end = inner[1]
        # "Phó Chủ tịch UBND tỉnh Trần Thị Minh Nguyệt"
        return parties, end
    if post[1].lower().endswith("phòng") and at < stop and tokens[at].cap and (tail := _tail_end(tokens, at, stop)) > at and not lists.posts.at(tokens, at, stop):
        # "Trưởng phòng NN&PTNT"
        return [_made(tokens, index, tail, group="person", name="")], tail
    if at < stop and (noun := groups().nouns.at(tokens, at, stop)) and not tokens[at].cap:
        # "Giám đốc sở", "Trưởng thôn"
        end = _modified(tokens, _nouns(tokens, at, stop)[1], stop)
        return [_made(tokens, index, end, group=noun[1], name="")], end
    key = tokens[index].key
    if key in ("công", "can5", "chuyên", "viên", "kê5") and capital or key == "công" and post[1] == "Công chức":
        end = at
        while end < stop and end - at < 8 and (tokens[end].word or tokens[end].key == "-"):
            if tokens[end - 1].key != "-" and (verbs().stops.at(tokens, end, stop) or tokens[end].key == "co5"):
                break
            end += 1
        if end > at:
            return [_made(tokens, index, end, group="people", name="")], end
    if capital and at < stop and at - index >= 1:
        name = at
        while name < stop and tokens[name].cap and tokens[name].word and name - at < 6:
            name += 1
        if 2 <= name - at <= 5 and post[1] not in ("CT", "Cán bộ"):
            return [_made(tokens, index, name, group="person", name="")], name
    if post[1] in ("Người đứng đầu", "Lãnh đạo", "Cấp ủy", "Tập thể lãnh đạo") or key == "trương3" and at - index > 1:
        bare = groups().bare.at(tokens, index, stop)
        if bare:
            end = _modified(tokens, bare[0], stop)
            return [_made(tokens, index, end, group="people", name="")], end
    if (capital and post[1] in ("Chánh Văn phòng", "Phó Chánh Văn phòng", "Chánh Thanh tra", "Trưởng đoàn", "Trưởng Đoàn", "Tổ trưởng")):
        end = at
        piece = lists.pieces.at(tokens, end, stop) or lists.levels.at(tokens, end, stop)
        while piece:
            end = piece[0]
            piece = lists.pieces.at(tokens, end, stop) or lists.levels.at(tokens, end, stop)
        return [_made(tokens, index, end, group="person", name="")], end
    return None


def _closed(tokens: Sequence[Token], at: int, stop: int) -> int | None:
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


# ---- agencies


def agency_end(tokens: Sequence[Token], index: int, stop: int) -> int | None:
    """Where the name of an agency that begins at ``index`` ends; ``None`` where none begins."""
    lists = agencies()
    if index >= stop or not tokens[index].word:
        return None
    room = _room_end(tokens, index, stop)
    if room:
        return _extended(tokens, room, stop, open_name=False)
    known = lists.names.at(tokens, index, stop)
    if known and tokens[index].cap and known[1].endswith((" tỉnh", " huyện")):
        return known[0]
    if known and tokens[index].cap:
        return _extended(tokens, known[0], stop, open_name=not known[1].startswith(("Sở ", "Phòng ")))
    if lists.not_heads.at(tokens, index, stop):
        return None
    head = lists.any_heads.at(tokens, index, stop)
    if head and head[0] < stop and tokens[head[0]].text == "viên":
        return None  # "đảng ủy viên"
    named = lists.named_heads.at(tokens, index, stop)
    if named and (not head or named[0] > head[0]) and tokens[index].cap:
        at = named[0]
        if at - index >= 2 and not verb_at(tokens, index, stop):
            return _extended(tokens, at, stop, open_name=True)
        nxt = tokens[at] if at < stop else None
        if nxt is None:
            return None
        if nxt.cap and nxt.word or lists.levels.at(tokens, at, stop) or (
            lists.pieces.at(tokens, at, stop) and not verb_at(tokens, at, stop)
        ):
            return _extended(tokens, at, stop, open_name=True)
        return None
    if not head:
        return None
    return _extended(tokens, head[0], stop, open_name=True)


def _room_end(tokens: Sequence[Token], index: int, stop: int) -> int | None:
    """ "Phòng Lao động, Thương binh và Xã hội": a room named like a department."""
    if tokens[index].key not in ("phong2",) or not tokens[index].cap:
        return None
    tail = agencies().tails.at(tokens, index + 1, stop)
    known = agencies().names.at(tokens, index, stop)
    return max(tail[0], known[0] if known else 0) if tail else None


def _extended(tokens: Sequence[Token], at: int, stop: int, *, open_name: bool) -> int:
    lists = agencies()
    # Nothing but a level or a place follows the full name of a department.
    closed = not open_name or tokens[at - 1].key in ("sơ3", "ubnd", "hđnd")
    small = 0
    end = at
    limit = min(stop, at + _LONGEST)
    while end < limit:
        token = tokens[end]
        inner = lists.any_heads.at(tokens, end, limit) if token.cap else None
        if inner and closed:
            break
        if inner:
            # "Ban cán sự đảng Ủy ban nhân dân tỉnh", "Ban Tuyên giáo Tỉnh ủy"
            end = inner[0]
            continue
        level = lists.levels.at(tokens, end, limit)
        if level:
            # "UBND các huyện, thành phố": what follows "các" is the list's, not the name's.
            end = level[0]
            place = end
            while (
                place < limit and tokens[place].cap and tokens[place].word and place - end < 4
                and tokens[place].text not in _NO_NAMES and not _new_head(tokens, place, limit)
            ):  # fmt: skip
                place += 1
            end = place
            again = lists.levels.at(tokens, end, limit)
            if again and tokens[end].key in ("tinh3", "huyên6"):
                continue
            break
        if token.key == "(" and end + 2 < limit and tokens[end + 2].key == ")" and tokens[end + 1].text.isupper():
            # "Ban Chỉ đạo (BCĐ) cấp huyện"
            if lists.levels.at(tokens, end + 3, limit):
                end += 3
                continue
            break
        piece = lists.pieces.at(tokens, end, limit)
        if piece and not (tokens[end].key in ("thôn", "cac5") and piece[0] - end == 1):
            end = piece[0]
            small = 0
            continue
        if token.word and token.cap:
            if groups().determiners.at(tokens, end, limit) or (closed and _new_head(tokens, end, limit)):
                break
            end += 1
            small = 0
            open_name = open_name or False
            continue
        if token.key in ("-", "&") and end + 1 < limit and tokens[end + 1].word and (
            tokens[end + 1].cap or lists.pieces.at(tokens, end + 1, limit)
        ) and end > at:
            end += 1
            continue
        if token.key == "va2" and open_name and end > at and end + 1 < limit and tokens[end + 1].cap:
            if _new_head(tokens, end + 1, limit):
                break
            end += 1
            continue
        if token.word and open_name and end > at and small < 3 and tokens[end - 1].word:
            if verbs().stops.at(tokens, end, limit) or groups().determiners.at(tokens, end, limit) or lists.persons.at(tokens, end, limit):
                break
            if _has_small_rest(tokens, end, limit):
                end += 1
                small += 1
                continue
        break
    return end


def _has_small_rest(tokens: Sequence[Token], at: int, stop: int) -> bool:
    """Whether the small word at ``at`` ends a name in sentence case: a verb, a sign or the end comes soon after it."""
    for ahead in range(at, min(stop, at + 3)):
        token = tokens[ahead]
        if not token.word or (ahead > at and token.cap):
            return True
        if verbs().stops.at(tokens, ahead, stop) or agencies().levels.at(tokens, ahead, stop):
            return True
    return at + 3 >= stop


def _new_head(tokens: Sequence[Token], at: int, stop: int) -> bool:
    """Whether another addressee begins here, so that "và" joins two and is not part of a name."""
    lists = agencies()
    if lists.not_heads.at(tokens, at, stop):
        return False
    if lists.any_heads.at(tokens, at, stop) or lists.posts.at(tokens, at, stop) or lists.persons.at(tokens, at, stop):
        return True
    named = lists.named_heads.at(tokens, at, stop)
    if named:
        nxt = tokens[named[0]] if named[0] < stop else None
        return nxt is not None and (nxt.cap or lists.levels.at(tokens, named[0], stop) is not None)
    return groups().determiners.at(tokens, at, stop) is not None


def _agency_list(
    tokens: Sequence[Token], index: int, at: int, end: int, stop: int
) -> tuple[list[Party], int]:
    """An agency; with "các xã" after it the group or the list of names ("UBND các xã A, B")."""
    head = said(tokens, index, end)
    if end < stop:
        follows = tokens[end].text.lower() not in ("mỗi", "từng", "một") and (not tokens[end].cap or tokens[end].text.isupper())
        opened = _many(tokens, end, stop) if follows else None
        if opened is not None:
            code, nouns_end = _nouns(tokens, opened, stop)
            if code in _PLACE_NOUNS or code == "bodies" or code == "departments":
                return _places_of(tokens, index, end, opened, nouns_end, code, stop, head)
    place = _place_in(tokens, at, end)
    name_end = end
    if end < stop and tokens[end].key == "(":
        close = _closed(tokens, end, stop)
        inside = scan_parties(tokens, end + 1, close - 1) if close and close - end <= 14 else None
        if close and inside and inside[1] == close - 1 and tokens[end + 1].cap:
            # "Ban Thi đua - Khen thưởng (Sở Nội vụ)"
            end = close
    elif end < stop and tokens[end].text == "do":
        led = _scan(tokens, end + 1, stop)
        if led and len(led[0]) == 1 and led[1] + 1 < stop and tokens[led[1]].text == "làm":
            post = agencies().posts.at(tokens, led[1] + 1, stop)
            end = post[0] if post else end
    found = [_made(tokens, index, end, name=said(tokens, at, name_end), place=place)]
    # "UBND xã Thượng Sơn, Hạ Sơn", "UBND xã Thượng Sơn và xã Hạ Sơn"
    if place and end - at >= 3:
        kind = next((i for i in range(at, end) if tokens[i].text.lower() in ("xã", "phường")), None)
        if kind is not None:
            lead = said(tokens, index, kind)
            nxt = _past_joint(tokens, end, stop)
            while nxt is not None and nxt < stop:
                word = tokens[nxt].text.lower()
                first = nxt + 1 if word in ("xã", "phường") else nxt
                close = _name_end(tokens, first, stop)
                if close == first or _new_head(tokens, first, stop) or (first == nxt and _sentence_goes(tokens, close, stop)):
                    break
                kind_word = tokens[nxt].text if first > nxt else tokens[kind].text
                whole = f"{lead} {kind_word} {said(tokens, first, close)}"
                found.append(
                    Party(nxt, close, tokens[nxt].start, tokens[close - 1].end, whole, "", whole,
                          f"{kind_word.lower()} {said(tokens, first, close)}")
                )  # fmt: skip
                end = close
                nxt = _past_joint(tokens, end, stop)
    return found, end


def _sentence_goes(tokens: Sequence[Token], at: int, stop: int) -> bool:
    return False


def _place_in(tokens: Sequence[Token], at: int, end: int) -> str:
    for place in range(at, end - 1):
        word = tokens[place].text.lower()
        if word in ("xã", "phường", "thị") and tokens[place + 1].cap and not tokens[place].text.isupper():
            return f"{word} {said(tokens, place + 1, end)}"
    return ""


def _name_end(tokens: Sequence[Token], at: int, stop: int) -> int:
    """Where a name of a place (up to four syllables with capitals) ends."""
    end = at
    while end < stop and end - at < 4 and tokens[end].word and tokens[end].cap and not tokens[end].text.isupper():
        if end > at and _new_head(tokens, end, stop):
            break
        end += 1
    return end


def _many(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    """After "các", "58", "tất cả các" …"""
    determiner = groups().determiners.at(tokens, at, stop)
    if determiner:
        at = determiner[0]
        if at < stop and tokens[at].text.isdigit():
            at += 1
        return at
    if tokens[at].text.isdigit() and len(tokens[at].text) <= 3:
        return at + 1
    return None


def _places_of(
    tokens: Sequence[Token], index: int, head_end: int, opened: int, nouns_end: int, code: str, stop: int, head: str
) -> tuple[list[Party], int]:
    first = nouns_end
    if first < stop and tokens[first].key == ":":
        first += 1
    names = _names(tokens, first, stop)
    if names and code in ("communes", "places"):
        kind = tokens[opened].text
        if tokens[opened].key == "thi6" or tokens[opened].key == "thanh2" or tokens[opened].key == "đăc6":
            kind = said(tokens, opened, opened + 2)
        found = []
        for place, (begin, close, own) in enumerate(names):
            called = f"{own or kind} {said(tokens, begin, close)}".strip()
            whole = f"{head} {called}"
            start = index if place == 0 else begin
            found.append(
                Party(start, close, tokens[start].start, tokens[close - 1].end, whole, "", whole,
                      called if (own or kind).lower() in ("xã", "phường", "thị trấn", "đặc khu") else "")
            )  # fmt: skip
        return found, names[-1][1]
    end = _modified(tokens, nouns_end, stop)
    return [_made(tokens, index, end, group=code, name="")], end


def _names(tokens: Sequence[Token], at: int, stop: int) -> list[tuple[int, int, str]]:
    """Names of places in a row: (first, last, its own kind word)."""
    found: list[tuple[int, int, str]] = []
    while at < stop and len(found) < 80:
        own = ""
        if tokens[at].text.lower() in ("xã", "phường") and found:
            own = tokens[at].text.lower()
            at += 1
        end = _name_end(tokens, at, stop)
        if end == at or _new_head(tokens, at, stop):
            break
        found.append((at, end, own))
        nxt = _past_joint(tokens, end, stop)
        if nxt is None or (not tokens[nxt].cap and tokens[nxt].text.lower() not in ("xã", "phường")):
            break
        at = nxt
    return found


# ---- groups


def _nouns(tokens: Sequence[Token], at: int, stop: int) -> tuple[str, int]:
    """The nouns of a group ("sở, ban, ngành"): its code and where they end; an empty code without one."""
    lists = groups()
    code = ""
    end = good = at
    while end < stop:
        noun = lists.nouns.at(tokens, end, stop)
        if noun is None or (noun[0] - end == 1 and agencies().not_heads.at(tokens, end, stop)):
            break
        if code in _PLACE_NOUNS and noun[1] == "firms":
            break
        if code and agency_end(tokens, end, stop) and tokens[end].cap and not tokens[end].text.isupper():
            break
        code = code or noun[1]
        end = good = noun[0]
        inner = lists.modifiers.at(tokens, end, stop)
        nxt = end
        if inner and _joins(tokens, inner[0], stop):
            nxt = inner[0]
        joint = _joint(tokens, nxt, stop)
        if joint is None or lists.nouns.at(tokens, joint, stop) is None:
            break
        if tokens[joint].cap and not tokens[joint].text.isupper() and (
            agency_end(tokens, joint, stop) or agencies().posts.at(tokens, joint, stop)
        ):
            break
        post = agencies().posts.at(tokens, joint, stop)
        if post and agency_end(tokens, post[0], stop):
            break  # "…, chủ tịch UBND các xã"
        end = joint
    return code, (good if code else at)


def _joint(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    if at < stop and tokens[at].key in (",", "-", "/"):
        at += 1
        if at < stop and tokens[at].key == "va2":
            at += 1
        return at if at < stop else None
    if at < stop and tokens[at].key == "va2":
        return at + 1 if at + 1 < stop else None
    # "sở ngành", "ban ngành" without a comma
    return at if at < stop and tokens[at].key in ("nganh2", "đoan2", "đia6") else None


def _joins(tokens: Sequence[Token], at: int, stop: int) -> bool:
    joint = _joint(tokens, at, stop)
    return joint is not None and groups().nouns.at(tokens, joint, stop) is not None


def _modified(tokens: Sequence[Token], at: int, stop: int) -> int:
    """Past what belongs to a group: "cấp tỉnh", "có liên quan", "được phân công giúp đỡ xã", a parenthesis of names."""
    lists = groups()
    end = at
    clauses = 0
    while end < stop:
        if tokens[end].key != "đươc6" and verbs().modals.at(tokens, end, stop):
            break
        if tokens[end].key in ("thuôc6", "trưc6"):
            of = end + (2 if tokens[end].key == "trưc6" else 1)
            inner = agency_end(tokens, of, stop) if of < stop else None
            if inner:
                end = inner
                continue
        modifier = lists.modifiers.at(tokens, end, stop)
        if modifier:
            end = modifier[0]
            # "trên địa bàn xã Đông Sơn", "thành viên Ban Chỉ đạo tỉnh"
            while end < stop and tokens[end].cap and tokens[end].word and end - at < 20 and not _new_head(tokens, end, stop):
                end += 1
            joint = _joint(tokens, end, stop)
            if joint is not None and tokens[end].key in (",", "va2") and tokens[joint].key == "câp5" and lists.modifiers.at(tokens, joint, stop):
                end = joint
            continue
        if end > at and tokens[end].text == "năm" and end + 1 < stop and len(tokens[end + 1].text) == 4 and tokens[end + 1].text.isdigit():
            end += 2  # "các xã đăng ký đạt chuẩn năm 2026"
            continue
        soft = lists.soft.at(tokens, end, stop)
        if soft and not clauses:
            predicate = _to_predicate(tokens, soft[0], stop, 10, nearest=True)
            if predicate is not None and all(token.word or token.key in "/&" for token in tokens[end:predicate]):
                end = predicate
                clauses += 1
                continue
        clause = _relative_clause(tokens, end, stop) if not clauses else None
        if clause is None:
            break
        end = clause
        clauses += 1
    return end


def _relative_clause(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    """Past a clause about the group ("có tên tại Điều 2", "được giao phụ trách tiêu chí"), up to its predicate.

    Such a clause is taken only where a modal, an adverb or another verb follows it, for without one it is the
    predicate itself.
    """
    words = verbs()
    key = tokens[at].key
    if key == "(":
        close = _closed(tokens, at, stop)
        return close if close and close - at <= 40 and tokens[at + 1].key in ("thôn", "xa4", "gôm2") else None
    if key == "đươc6":
        verb = verb_at(tokens, at + 1, stop)
        if verb is None and at + 1 < stop and tokens[at + 1].text.isupper():
            inner = agency_end(tokens, at + 1, stop)
            verb = verb_at(tokens, inner, stop) if inner else None
        if verb is None:
            return None
        end = verb[0]
        if verb[1] not in ("giao", "phân công", "cử", "chọn", "lựa chọn"):
            if verb_at(tokens, end, stop):
                return end
        else:
            second = verb_at(tokens, end, stop)
            if second:
                ahead = _to_predicate(tokens, second[0], stop, 8)
                plain = ahead is not None and all(token.key != "," for token in tokens[second[0] : ahead])
                noun = second[0]
                while noun < stop and tokens[noun].word and not words.stops.at(tokens, noun, stop):
                    noun += 1
                goes_on = noun < stop and (tokens[noun].key not in (",", ";", ".") or _begins(tokens, noun + 1, stop))
                if not plain and not (noun > second[0] and goes_on):
                    return end
                end = second[0]
        while end < stop and end - at < 12 and tokens[end].word and not words.stops.at(tokens, end, stop):
            end += 1
        return end
    if key in ("co5", "chưa", "đa4", "đang", "con2", "thuôc6", "tai6") or key == "không" and tokens[at + 1].key == "co5":
        return _to_predicate(tokens, at + 1, stop, 16)
    return None


_NOUNS_BEFORE: Final = frozenset({"va2", ",", "đươc6", "viêc6", "tac5", "qua3", "vu6", "hoach6", "sơ", "biêu3", "đô6", "cao5", "thuc6", "dưng"})


def _to_predicate(tokens: Sequence[Token], at: int, stop: int, most: int, *, nearest: bool = False) -> int | None:
    """The first modal, adverb or colon after ``at``, else the first verb that no noun before it makes a noun.

    ``nearest``: whichever of them comes first.
    """
    words = verbs()
    limit = min(stop, at + most)
    for place in range(at, limit):
        if tokens[place].key in (".", ";", "!"):
            limit = place
            break
        if tokens[place].text.lower() == "căn" and place + 1 < limit and tokens[place + 1].text.lower() == "cứ":
            return place
        if tokens[place].key == ":" or words.modals.at(tokens, place, stop) or words.adverbs.at(tokens, place, stop):
            return place
        if nearest and place > at and verb_at(tokens, place, stop) and not verb_at(tokens, place - 1, stop):
            return place
    for place in range(at, limit):
        if place > at and verb_at(tokens, place, stop):
            if verb_at(tokens, place - 1, stop) is None and tokens[place - 1].key not in _NOUNS_BEFORE:
                return place
    return None


def _group(tokens: Sequence[Token], index: int, stop: int) -> tuple[list[Party], int] | None:
    lists = groups()
    opened = None
    if lists.determiners.at(tokens, index, stop) or (tokens[index].text.isdigit() and len(tokens[index].text) <= 3):
        opened = _many(tokens, index, stop)
    if opened is not None and opened < stop:
        inner = agencies().persons.at(tokens, opened, stop)
        if inner:
            rest = _person(tokens, opened, inner[0], stop, plural=True)
            if rest:
                first = rest[0][0]
                whole = replace(
                    first, first=index, start=tokens[index].start, words=said(tokens, index, opened) + " " + first.words
                )
                return [whole, *rest[0][1:]], rest[1]
        departments = _departments(tokens, index, opened, stop)
        if departments:
            return departments
        code, end = _nouns(tokens, opened, stop)
        post = agencies().posts.at(tokens, opened, stop)
        if post and (not code or post[0] > end):
            rest = _scan(tokens, opened, stop)
            if rest:
                first = rest[0][0]
                whole = replace(first, first=index, start=tokens[index].start, words=said(tokens, index, first.last), group="people")
                return [whole, *rest[0][1:]], rest[1]
        inner_agency = agency_end(tokens, opened, stop)
        if inner_agency and (not code or inner_agency > end):
            # "các Ban Quản lý dự án", "các Ban Chỉ đạo cấp xã"
            end = _modified(tokens, inner_agency, stop)
            return [_made(tokens, index, end, group="bodies", name="")], end
        if code:
            if code == "communes" and not _joined_kind(tokens, opened, end):
                after = end + 1 if end < stop and tokens[end].key == ":" else end
                names = _names(tokens, after, stop)
                if names:
                    kind = tokens[opened].text.lower()
                    found = []
                    for place, (begin, close, own) in enumerate(names):
                        called = f"{own or kind} {said(tokens, begin, close)}"
                        start = index if place == 0 else begin
                        found.append(Party(start, close, tokens[start].start, tokens[close - 1].end, called, "", called, called))
                    close = names[-1][1]
                    if close < stop and tokens[close].key == "(":
                        past = _closed(tokens, close, stop)
                        if past and past - close < 10:
                            close = past
                    return found, close
            end = _modified(tokens, end, stop)
            if code == "communes" and tokens[opened].text.lower() in ("xã", "phường"):
                listed = _names_aside(tokens, index, opened, end, stop)
                if listed:
                    return listed
            shown = end
            if tokens[end - 1].key == ")":
                shown = next(place for place in range(end - 1, index, -1) if tokens[place].key == "(")
            return [_made(tokens, index, shown, group=code, name="")], end
        return None
    if tokens[index].key == "ngươi2" and tokens[index].cap:
        clause = _relative_clause(tokens, index + 1, stop) if index + 1 < stop else None
        if clause:
            return [_made(tokens, index, clause, group="people", name="")], clause
    bare = lists.bare.at(tokens, index, stop)
    if bare:
        end = _modified(tokens, bare[0], stop)
        return [_made(tokens, index, end, group="people", name="")], end
    single = tokens[index].text.lower()
    if single in ("xã", "phường") and index + 1 < stop and tokens[index + 1].cap and not tokens[index].text.isupper():
        end = _name_end(tokens, index + 1, stop)
        if end > index + 1:
            called = f"{single} {said(tokens, index + 1, end)}"
            return [_made(tokens, index, end, name=called, place=called)], end
    return None


def _names_aside(
    tokens: Sequence[Token], index: int, opened: int, end: int, stop: int
) -> tuple[list[Party], int] | None:
    """ "06 xã đăng ký đạt chuẩn năm 2026 (Thượng Sơn, Phú Lộc …)": the names in the parenthesis."""
    at = end
    while at < stop and at - end < 12 and tokens[at].key != "(" and (tokens[at].word or tokens[at].text.isdigit()):
        if verbs().modals.at(tokens, at, stop) or (at > end + 2 and verb_at(tokens, at, stop)):
            return None
        at += 1
    if at >= stop or tokens[at].key != "(":
        return None
    close = _closed(tokens, at, stop)
    if close is None:
        return None
    names = _names(tokens, at + 1, close - 1)
    if len(names) < 2 or names[-1][1] != close - 1:
        return None
    kind = tokens[opened].text.lower()
    found = []
    for place, (first, last, own) in enumerate(names):
        called = f"{own or kind} {said(tokens, first, last)}"
        start = index if place == 0 else first
        found.append(Party(start, close, tokens[start].start if place == 0 else tokens[first].start, tokens[last - 1].end, called, "", called, called))
    return found, close


def _joined_kind(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Whether more than one kind is named ("các xã, phường")."""
    return any(token.key in (",", "va2") for token in tokens[first:end])


def _departments(tokens: Sequence[Token], index: int, opened: int, stop: int) -> tuple[list[Party], int] | None:
    """ "các Sở: Tài chính, Xây dựng": one addressee each."""
    if tokens[opened].key not in ("sơ3", "phong2") or opened + 1 >= stop:
        return None
    kind = "Sở" if tokens[opened].key == "sơ3" else "Phòng"
    at = opened + 1
    if tokens[at].key == ":":
        at += 1
    found: list[Party] = []
    end = at
    while at < stop and len(found) < 30:
        tail = agencies().tails.at(tokens, at, stop) if tokens[at].cap else None
        close = tail[0] if tail else _tail_end(tokens, at, stop)
        if close == at:
            break
        start = index if not found else at
        words = f"{kind} {said(tokens, at, close)}"
        found.append(Party(start, close, tokens[start].start, tokens[close - 1].end, words, "", words))
        end = close
        nxt = _past_joint(tokens, close, stop)
        if nxt is None or not tokens[nxt].cap or _new_head(tokens, nxt, stop) or tokens[close].key == ";":
            break
        at = nxt
    return (found, end) if found else None


def _tail_end(tokens: Sequence[Token], at: int, stop: int) -> int:
    """A name of a department that the list does not hold: capitals and short forms ("NN&PTNT", "Tài nguyên và MT")."""
    end = at
    while end < stop and end - at < 8:
        token = tokens[end]
        if token.word and (token.cap or (end > at and not verbs().stops.at(tokens, end, stop) and tokens[end - 1].cap)):
            if end > at and _new_head(tokens, end, stop):
                break
            end += 1
        elif token.key in ("&", "-") and end > at and end + 1 < stop and tokens[end + 1].cap:
            end += 1
        else:
            break
    if end > at and not tokens[at].cap:
        return at
    return end


def _with_levels(found: list[Party]) -> list[Party]:
    """ "Đảng ủy, UBND xã Nậm Mu": the place after the last one holds for the one before it too."""
    for place in range(len(found) - 2, -1, -1):
        party, after = found[place], found[place + 1]
        if party.group or party.place or not after.name or party.name.casefold() not in _BARE_BODIES:
            continue
        for level in (" xã ", " phường ", " huyện ", " tỉnh"):
            at = after.name.find(level)
            if at > 0 and after.last - party.last <= 12:
                rest = after.name[at:]
                found[place] = replace(party, words=party.words + rest, name=party.name + rest, place=after.place)
                break
    return found


_BARE_BODIES: Final = frozenset({"đảng ủy", "hđnd", "ubnd", "thường trực hđnd", "ủy ban mttq", "uỷ ban mttq", "hội đồng nhân dân", "đảng uỷ"})


def loose_party(tokens: Sequence[Token], index: int, stop: int) -> Party | None:
    """A bare "văn phòng", "Sở", "đơn vị" that stands for one named before."""
    if agencies().not_heads.at(tokens, index, stop):
        return None
    for size in (2, 1):
        if index + size <= stop and " ".join(token.key for token in tokens[index : index + size]) in agencies().loose:
            party = _made(tokens, index, index + size, name="", loose=True)
            return party
    return None
