"""Who is meant: agencies, posts, persons and groups as they stand in a sentence.

Only the wording is read here, whether or not the registry knows the agency; :mod:`.book` says who it is. Names and
groups are :mod:`.names`' and :mod:`.crowds`'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dieuphoi.steering.directives.reading.crowds import (
    PLACES,
    after_determiner,
    nouns_end,
    past_modifiers,
    relative_clause,
)
from dieuphoi.steering.directives.reading.lexicon import agencies, groups, verb_at, verbs
from dieuphoi.steering.directives.reading.named_places import (
    VILLAGES,
    communes_aside,
    communes_named,
    every_of_level,
    further_communes,
    listed_places,
    of_places,
    place_in_full,
    with_levels,
)
from dieuphoi.steering.directives.reading.names import (
    agency_end,
    commune_in,
    department_end,
    initials_at,
    is_short,
    new_head,
    past_short,
    place_end,
)
from dieuphoi.steering.directives.reading.party import Party, Scanned, closed, grouped, named, past_joint, said
from dieuphoi.steering.directives.reading.posts import (
    clerk,
    member_end,
    past_more_posts,
    post_alone,
    post_and_name,
    post_of_room,
)
from dieuphoi.steering.directives.reading.tokens import Token

MOST: Final = 60
"""Addressees in a row."""
_CLERKS: Final = ("Công chức", "Chuyên viên", "Cán bộ")
_SURNAMES: Final = frozenset({"Đoàn"})
"""Heads of bodies that are surnames after "ông", "bà"."""
_PAIRED: Final = ("Bí thư", "Phó Bí thư", "Bí thư Đảng ủy")
"""Posts that stand before the other post of the same place."""


def scan_parties(tokens: Sequence[Token], index: int, stop: int, *, lists: bool = True) -> Scanned | None:
    """The addressees that begin at ``index``, and where they end. ``None`` where none begins.

    ``lists``: whether several in a row are taken.
    """
    found: list[Party] = []
    at = index
    while at < stop and len(found) < MOST:
        one = _scan(tokens, at, stop)
        if one is None:
            break
        parties, at = one
        found += parties
        if not lists:
            break
        following = past_joint(tokens, at, stop)
        if following is None:
            break
        # "Sở Tài chính, Nội vụ": a name of a department without its first word.
        while following is not None and found[-1].name.startswith("Sở "):
            tail = _tail_end(tokens, following, stop)
            if tail is None:
                break
            found.append(named(tokens, following, tail, words=f"Sở {said(tokens, following, tail)}"))
            at = tail
            following = past_joint(tokens, at, stop)
        if following is None:
            break
        if _scan(tokens, following, stop) is None:
            break
        at = following
    if not found:
        return None
    return with_levels(found), max(party.last for party in found)


def _tail_end(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    """Where a name of a department without "Sở" ends: "Nội vụ", "NN&MT", "CT"."""
    if not tokens[at].cap:
        return None
    short = initials_at(tokens, at, stop)
    if short and short in agencies().tail_initials and not _is_post_of(tokens, at, stop):
        return past_short(tokens, at, stop)
    tail = agencies().tails.at(tokens, at, stop)
    return tail[0] if tail and _scan(tokens, at, stop) is None else None


def _is_post_of(tokens: Sequence[Token], at: int, stop: int) -> bool:
    """Whether "CT" stands before the agency or the name of whom it is the post ("CT UBND xã")."""
    if agencies().posts.at(tokens, at, stop) is None or at + 1 >= stop:
        return False
    return (tokens[at + 1].word and tokens[at + 1].cap) or after_determiner(tokens, at + 1, stop) is not None


def loose_party(tokens: Sequence[Token], index: int, stop: int) -> Party | None:
    """A bare "văn phòng", "Sở", "đơn vị" that stands for one named before."""
    if agencies().not_heads.at(tokens, index, stop):
        return None
    for size in (2, 1):
        if index + size <= stop and " ".join(token.key for token in tokens[index : index + size]) in agencies().loose:
            return replace(named(tokens, index, index + size, name=""), loose=True)
    return None


def _scan(tokens: Sequence[Token], index: int, stop: int) -> Scanned | None:
    """One addressee, or one head with a list of names."""
    lists = agencies()
    person = lists.persons.at(tokens, index, stop)
    if person:
        return _person(tokens, index, person[0], stop, plural=tokens[index].key == "cac5")
    post = lists.posts.at(tokens, index, stop)
    member = groups().bare.at(tokens, index, stop) if post else None
    if post and member and member[0] > post[0] and member[1].endswith("viên"):
        return _group(tokens, index, stop)  # "Cấp ủy viên", no post of a "Cấp ủy"
    if post:
        found = _with_post(tokens, index, post, stop)
        if found:
            return found
    end = agency_end(tokens, index, stop)
    bare = groups().bare.at(tokens, index, stop) if end else None
    if end and not (bare and bare[0] > end):
        return _agency(tokens, index, end, stop)
    return _group(tokens, index, stop)


def _person(tokens: Sequence[Token], index: int, at: int, stop: int, *, plural: bool) -> Scanned | None:
    """After "đồng chí": a name with its posts, a post, or a group."""
    lists = agencies()
    name = at
    while name < stop and tokens[name].cap and name - at < 6 and not lists.posts.at(tokens, name, stop):
        name += 1
    follows = tokens[name] if name < stop else None
    alone = name - at == 1 and follows is not None and (
        follows.key == "("
        or (follows.key == "-" and name + 1 < stop and lists.posts.at(tokens, name + 1, stop) is not None)
        or (not follows.cap and verb_at(tokens, name, stop) is not None)
        or (follows.key in ("va2", ",") and name + 1 < stop and lists.persons.at(tokens, name + 1, stop) is not None)
    )  # fmt: skip
    surname = tokens[at].text in _SURNAMES and lists.names.at(tokens, at, stop) is None if at < stop else False
    if (2 <= name - at <= 5 or alone) and (plural or surname or not agency_end(tokens, at, stop)):
        end = _past_posts(tokens, name, stop)
        return [grouped(tokens, index, end, "person")], end
    post = lists.posts.at(tokens, at, stop) if at < stop else None
    inner = _scan(tokens, at, stop) if at < stop else None
    if inner is None and at < stop:
        inner = _group_noun(tokens, at, stop)
        if inner and post and post[0] > at + 2:
            inner = None  # "các đồng chí Ủy viên Ban Thường vụ"
    if inner:
        first = inner[0][0]
        words = said(tokens, index, first.first) + " " + first.words if first.first > index else first.words
        alone = bool(first.name) and not plural  # "đồng chí Giám đốc Sở Y tế": that department
        group = first.group or ("" if alone else "people")
        head = replace(first, first=index, start=tokens[index].start, words=words, group=group)
        return [head, *inner[0][1:]], inner[1]
    if post:
        end = past_more_posts(tokens, post[0], stop)
        end = past_modifiers(tokens, end, stop)
        return [grouped(tokens, index, end, "people" if plural else "person")], end
    if plural:
        end = past_modifiers(tokens, at, stop)
        return [grouped(tokens, index, end, "people")], end
    return None


def _past_posts(tokens: Sequence[Token], end: int, stop: int) -> int:
    """Past the posts of a person: "…, Ủy viên Ban Thường vụ, Phó Chủ tịch UBND tỉnh", "Thủy (PCVP)"."""
    lists = agencies()
    for _post in range(4):
        if end + 1 >= stop or tokens[end].key not in (",", "-", "("):
            break
        post = lists.posts.at(tokens, end + 1, stop)
        if tokens[end].key == "(":
            close = closed(tokens, end, stop)
            if not close or close - end > 14 or not (tokens[end + 1].cap or post):
                break
            end = close
            continue
        member = member_end(tokens, end + 1, stop)
        if member:
            end = member
            continue
        own = post and (tokens[end + 1].cap or tokens[end].key in (",", "-"))
        if not (own or tokens[end + 1].key == "chuyên"):
            break
        inner = _with_post(tokens, end + 1, post or (end + 2, ""), stop)
        if inner and len(inner[0]) == 1:
            end = inner[1]
        elif post and (post[0] >= stop or not tokens[post[0]].word) and (
            tokens[end + 1].cap or tokens[end].key == "-" or (post[0] < stop and tokens[post[0]].key == ":")
        ):  # fmt: skip
            end = post[0]
        elif post and (body := loose_party(tokens, post[0], stop)) and not (
            body.last < stop and tokens[body.last].cap
        ):  # fmt: skip
            end = body.last  # "bà Lê Thị Hương, Phó Chủ tịch Hội theo dõi"
        else:
            break
    return end


def _group_noun(tokens: Sequence[Token], at: int, stop: int) -> Scanned | None:
    """A group without its "các": after "các đồng chí", after a post."""
    code, end = nouns_end(tokens, at, stop)
    if not code:
        return None
    end = past_modifiers(tokens, end, stop)
    return [grouped(tokens, at, end, code)], end


def _with_post(tokens: Sequence[Token], index: int, post: tuple[int, str], stop: int) -> Scanned | None:
    """A post with the agency, the group or the person after it ("Giám đốc Sở Y tế", "Trưởng thôn")."""
    at, title = post
    if at < stop and tokens[at].key == "(":
        close = closed(tokens, at, stop)
        if close and close - at < 8:
            at = close  # "Thủ trưởng (người đứng đầu) cơ quan"
    inner = _scan(tokens, at, stop) if at < stop else None
    if inner is None and at - index >= 2 and title.lower().endswith((" đoàn", " ban", " tiểu ban")):
        at -= 2 if title.lower().endswith("tiểu ban") else 1
        inner = _scan(tokens, at, stop)  # "Trưởng Đoàn thẩm tra": the head of the body ends the post
        if inner is None or inner[1] <= post[0]:
            inner, at = None, post[0]
    if inner:
        return _post_of(tokens, index, at, title, inner, stop)
    if title in _PAIRED and tokens[index].cap and at + 1 < stop and tokens[at].key in (",", "va2"):
        # "Bí thư, Chủ tịch UBND xã Phú Lộc"
        other = agencies().posts.at(tokens, at + 1, stop)
        body = agency_end(tokens, other[0], stop) if other and other[1] == "Chủ tịch" else None
        if body:
            return [grouped(tokens, index, at, "person")], at
    return (
        post_of_room(tokens, index, at, title, stop)
        or clerk(tokens, index, at, title, stop)
        or post_and_name(tokens, index, at, title, stop)
        or post_alone(tokens, index, at, title, stop)
    )


def _post_of(tokens: Sequence[Token], index: int, at: int, title: str, inner: Scanned, stop: int) -> Scanned:
    end = inner[1]
    if title in _CLERKS and end + 1 < stop and tokens[end].key == "-" and tokens[end + 1].cap:
        # "công chức Văn phòng - Thống kê"
        end += 2
        words = verbs()
        while end < stop and end - at < 8 and tokens[end].word:
            if verb_at(tokens, end, stop) or words.stops.at(tokens, end, stop):
                break
            end += 1
        return [grouped(tokens, index, end, "people")], end
    lead = said(tokens, index, at)
    parties = []
    for place, party in enumerate(inner[0]):
        first = party.first if place else index
        parties.append(replace(party, first=first, start=tokens[first].start, words=f"{lead} {party.words}"))
    return parties, end


def _agency(tokens: Sequence[Token], index: int, end: int, stop: int) -> Scanned:
    """An agency; with "các xã" after it the group or the list of names ("UBND các xã A, B")."""
    opened = _plural_after(tokens, end, stop)
    if opened is not None:
        code, after = nouns_end(tokens, opened, stop)
        if code in PLACES or code in ("bodies", "departments", "party", "unions"):
            return of_places(tokens, index, end, opened, after, code, stop)
    listed = listed_places(tokens, index, end, stop)
    if listed is not None:
        return listed
    every = every_of_level(tokens, index, end, stop)
    if every is not None:
        return [grouped(tokens, index, every[0], every[1])], every[0]
    place = commune_in(tokens, index, end)
    found = [named(tokens, index, _past_aside(tokens, end, stop), name=said(tokens, index, end), place=place)]
    if place and end - index >= 3:
        found += further_communes(tokens, index, end, stop)
    return found, max(found[0].last, found[-1].last)


def _plural_after(tokens: Sequence[Token], end: int, stop: int) -> int | None:
    if end >= stop or tokens[end].text.lower() in ("mỗi", "từng", "một"):
        return None
    return after_determiner(tokens, end, stop) if not tokens[end].cap or tokens[end].text.isupper() else None


def _past_aside(tokens: Sequence[Token], end: int, stop: int) -> int:
    """Past "(Sở Nội vụ)", and past "do đồng chí A làm Tổ trưởng"."""
    if end + 1 < stop and tokens[end].key == "(" and tokens[end + 1].cap:
        close = closed(tokens, end, stop)
        inside = scan_parties(tokens, end + 1, close - 1) if close and close - end <= 14 else None
        return close if close and inside and inside[1] == close - 1 else end
    if end < stop and tokens[end].text == "do":
        led = _scan(tokens, end + 1, stop)
        if led and len(led[0]) == 1 and led[1] + 1 < stop and tokens[led[1]].text == "làm":
            post = agencies().posts.at(tokens, led[1] + 1, stop)
            return post[0] if post else end
    return end


def _group(tokens: Sequence[Token], index: int, stop: int) -> Scanned | None:
    lists = groups()
    opened = after_determiner(tokens, index, stop)
    if opened is not None and opened < stop:
        return _plural(tokens, index, opened, stop)
    if tokens[index].key == "ngươi2" and tokens[index].cap:
        clause = relative_clause(tokens, index + 1, stop)
        if clause:
            return [grouped(tokens, index, clause, "people")], clause
    bare = lists.bare.at(tokens, index, stop)
    if bare:
        end = past_modifiers(tokens, bare[0], stop)
        return [grouped(tokens, index, end, "people")], end
    kind = tokens[index].text.lower()
    if kind in ("xã", "phường") and index + 1 < stop and tokens[index + 1].cap and not tokens[index].text.isupper():
        end = place_end(tokens, index + 1, stop)
        if end > index + 1:
            called = f"{kind} {said(tokens, index + 1, end)}"
            return [named(tokens, index, end, name=called, place=called)], end
    named_place = place_in_full(tokens, index, stop)
    if named_place:
        return named_place
    if kind in VILLAGES and tokens[index].cap and index + 1 < stop and tokens[index + 1].cap:
        end = place_end(tokens, index + 1, stop)
        if end > index + 1 and not tokens[index].text.isupper():
            return [grouped(tokens, index, end, "villages")], end
    return None


def _plural(tokens: Sequence[Token], index: int, opened: int, stop: int) -> Scanned | None:
    """After "các", "06": persons, departments by name, posts, bodies, or the nouns of a group."""
    inner = agencies().persons.at(tokens, opened, stop)
    if inner:
        rest = _person(tokens, opened, inner[0], stop, plural=True)
        if rest:
            words = f"{said(tokens, index, opened)} {rest[0][0].words}"
            return _begun(tokens, index, rest, words=words)
    found = _departments(tokens, index, opened, stop)
    if found:
        return found
    code, end = nouns_end(tokens, opened, stop)
    post = agencies().posts.at(tokens, opened, stop)
    if post and (not code or post[0] > end):
        rest = _scan(tokens, opened, stop)
        if rest:
            return _begun(tokens, index, rest, words=said(tokens, index, rest[0][0].last), group="people")
    body = agency_end(tokens, opened, stop)
    if body and (not code or body > end):
        # "các Ban Quản lý dự án", "các Ban Chỉ đạo cấp xã"
        end = past_modifiers(tokens, body, stop)
        return [grouped(tokens, index, end, "bodies")], end
    if not code:
        return None
    if code in ("communes", "villages") and not any(token.key in (",", "va2") for token in tokens[opened:end]):
        found = communes_named(tokens, index, opened, end, stop)
        if found:
            return found
    end = past_modifiers(tokens, end, stop)
    aside = communes_aside(tokens, index, opened, end, stop) if code in ("communes", "villages") else None
    if aside:
        return aside
    shown = end
    if tokens[end - 1].key == ")":
        shown = next(place for place in range(end - 1, index, -1) if tokens[place].key == "(")
    return [grouped(tokens, index, shown, code)], end


def _begun(tokens: Sequence[Token], index: int, rest: Scanned, *, words: str, group: str = "") -> Scanned:
    """The same addressees, the first of them beginning earlier."""
    first = rest[0][0]
    whole = replace(first, first=index, start=tokens[index].start, words=words, group=group or first.group)
    return [whole, *rest[0][1:]], rest[1]


def _departments(tokens: Sequence[Token], index: int, opened: int, stop: int) -> Scanned | None:
    """ "các Sở: Tài chính, Xây dựng": one addressee each."""
    if tokens[opened].key not in ("sơ3", "phong2") or opened + 1 >= stop:
        return None
    kind = "Sở" if tokens[opened].key == "sơ3" else "Phòng"
    at = opened + 1 + (tokens[opened + 1].key == ":")
    found: list[Party] = []
    end = at
    while at < stop and len(found) < MOST:
        tail = agencies().tails.at(tokens, at, stop) if tokens[at].cap else None
        close = tail[0] if tail else department_end(tokens, at, stop)
        if close == at:
            break
        found.append(named(tokens, index if not found else at, close, words=f"{kind} {said(tokens, at, close)}"))
        end = close
        at = past_joint(tokens, close, stop) or stop
        if at >= stop or tokens[close].key == ";" or not tokens[at].cap:
            break
        if new_head(tokens, at, stop) and (not is_short(tokens, at, stop) or _tail_end(tokens, at, stop) is None):
            break
    return (found, end) if found else None
