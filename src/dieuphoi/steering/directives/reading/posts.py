"""Posts: what goes on one, and a post without an agency after it ("Trưởng thôn", "Công chức địa chính")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dieuphoi.steering.directives.reading.crowds import after_determiner, nouns_end, past_modifiers
from dieuphoi.steering.directives.reading.lexicon import agencies, groups, verbs
from dieuphoi.steering.directives.reading.named_places import VILLAGES, communes_named
from dieuphoi.steering.directives.reading.names import agency_end, department_end
from dieuphoi.steering.directives.reading.party import Scanned, grouped, past_joint
from dieuphoi.steering.directives.reading.tokens import Token

_LED: Final = ("Người đứng đầu", "Lãnh đạo", "Cấp ủy", "Tập thể lãnh đạo")
_ALONE: Final = (
    "Chánh Văn phòng", "Phó Chánh Văn phòng", "Chánh Thanh tra", "Trưởng đoàn", "Trưởng Đoàn", "Tổ trưởng",
    "Ủy viên Thường trực", "Phó Trưởng ban Thường trực", "Phó Trưởng Ban Thường trực", "Trưởng Ban Thường trực",
    "CVP", "PCVP",
)  # fmt: skip
"""Posts that name somebody without an agency after them."""
_MEMBER_WORDS: Final = frozenset({
    "thành", "viên", "ủy", "uỷ", "thường", "trực", "kiêm", "thư", "ký", "tổ", "trưởng", "phó", "ban", "đoàn",
})  # fmt: skip


def past_more_posts(tokens: Sequence[Token], end: int, stop: int) -> int:
    """Past what goes on a post ("Phó Trưởng ban Thường trực"), and past other posts ("Ủy viên BTV, Tỉnh ủy viên")."""
    lists = agencies()
    while end < stop:
        piece = lists.levels.at(tokens, end, stop) or (lists.posts.at(tokens, end, stop) if tokens[end].cap else None)
        joint = None if piece else past_joint(tokens, end, stop)
        if joint is not None and tokens[joint].cap and not agency_end(tokens, joint, stop):
            piece = lists.posts.at(tokens, joint, stop)
        if piece is None:
            break
        end = piece[0]
    return end


def member_end(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    """Past what somebody is in a body ("thành viên kiêm Thư ký", "ủy viên", "tổ trưởng") at the end of the words."""
    end = at
    while end < stop and end - at < 8 and tokens[end].word:
        if tokens[end].text.lower() not in _MEMBER_WORDS:
            return None
        end += 1
    return end if end > at + 1 and (end >= stop or tokens[end].key in (":", ".", ";", ",", ")")) else None


def post_of_room(tokens: Sequence[Token], index: int, at: int, title: str, stop: int) -> Scanned | None:
    """ "Trưởng phòng NN&PTNT", "Giám đốc sở", "Trưởng thôn"."""
    if at >= stop:
        return None
    of_room = title.lower().endswith(("phòng", " ban", " khoa")) and "Chánh" not in title
    if of_room and tokens[at].cap and not agencies().posts.at(tokens, at, stop):
        tail = department_end(tokens, at, stop)
        if tail > at:
            return [grouped(tokens, index, tail, "person")], tail
    plural = at if title.endswith(" các") else after_determiner(tokens, at, stop)
    if plural is not None and plural < stop and tokens[plural].text.lower() in VILLAGES:
        listed = communes_named(tokens, at, plural, plural + 1, stop)
        if listed:  # "Trưởng các bản: A, B"
            lead = title.removesuffix(" các")
            each = [replace(party, words=f"{lead} {party.words}", group="person") for party in listed[0]]
            return [replace(each[0], first=index, start=tokens[index].start), *each[1:]], listed[1]
    noun = groups().nouns.at(tokens, at, stop)
    if noun and not tokens[at].cap:
        end = past_modifiers(tokens, nouns_end(tokens, at, stop)[1], stop)
        return [grouped(tokens, index, end, noun[1])], end
    return None


def clerk(tokens: Sequence[Token], index: int, at: int, title: str, stop: int) -> Scanned | None:
    """ "Công chức địa chính - nông nghiệp …": clerks by their field."""
    key = tokens[index].key
    if not ((key in ("công", "can5", "chuyên", "viên", "kê5") and tokens[index].cap) or title == "Công chức"):
        return None
    end = at
    while end < stop and end - at < 8 and (tokens[end].word or tokens[end].key == "-"):
        if tokens[end - 1].key != "-" and (verbs().stops.at(tokens, end, stop) or tokens[end].key == "co5"):
            break
        end += 1
    end = past_modifiers(tokens, end, stop) if end > at else end
    return ([grouped(tokens, index, end, "people")], end) if end > at else None


def post_and_name(tokens: Sequence[Token], index: int, at: int, title: str, stop: int) -> Scanned | None:
    """ "Phó Chủ tịch Trần Thị Minh Nguyệt"."""
    if not tokens[index].cap or at >= stop:
        return None
    end = at
    while end < stop and tokens[end].cap and tokens[end].word and end - at < 6:
        end += 1
    if 2 <= end - at <= 5 and title not in ("CT", "Cán bộ"):
        return [grouped(tokens, index, end, "person")], end
    return None


def post_alone(tokens: Sequence[Token], index: int, at: int, title: str, stop: int) -> Scanned | None:
    """ "Người đứng đầu cấp ủy, chính quyền", "Chánh Văn phòng Điều phối"."""
    if title in _LED or (tokens[index].key == "trương3" and at - index > 1):
        bare = groups().bare.at(tokens, index, stop)
        if bare:
            end = past_modifiers(tokens, bare[0], stop)
            return [grouped(tokens, index, end, "people")], end
    if not tokens[index].cap or title not in _ALONE:
        return None
    lists = agencies()
    end = at
    while piece := lists.pieces.at(tokens, end, stop) or lists.levels.at(tokens, end, stop):
        end = piece[0]
    return [grouped(tokens, index, end, "person")], end
