"""Where the names of agencies and of places begin and end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from dieuphoi.steering.directives.reading.lexicon import agencies, groups, verb_at, verbs
from dieuphoi.steering.directives.reading.party import past_joint, said
from dieuphoi.steering.directives.reading.tails import past_tail
from dieuphoi.steering.directives.reading.tokens import Token, is_syllable

_LONGEST: Final = 40
"""Tokens of one name at most."""
_SMALL: Final = 6
"""Words in small letters at the end of a name in sentence case."""
_NO_NAMES: Final = frozenset({
    "Tháng", "Quý", "Năm", "Ngày", "Trong", "Trước", "Thường", "Hằng", "Hàng", "Tuần", "Từ", "Sau", "Đến",
})  # fmt: skip
"""Words with a capital after an agency that begin something else: a cell of a table, a new sentence."""
_DEPARTMENT: Final = re.compile(r"S[BCDĐGHKLMNPQRSTVX]{2,8}")
"""The initials of a department: STC, SNNMT, SGDĐT. Without a vowel, so that no word of a heading in capitals is one."""
_ROMAN: Final = re.compile(r"[IVX]{1,5}")
_SECOND_WORKS: Final = frozenset({
    "quyết toán", "thanh toán", "khen thưởng", "đầu tư", "phát triển", "bảo vệ", "quản lý", "vận hành", "sử dụng",
    "đấu giá", "thanh tra", "thi hành",
})  # fmt: skip
"""What a body may be for besides its first work ("Phòng Thẩm tra quyết toán"), seldom what it is told to do."""
_PARTY_BODIES: Final = frozenset({"tỉnh ủy", "huyện ủy", "thành ủy", "đảng ủy"})


def is_short(tokens: Sequence[Token], at: int, stop: int) -> bool:
    """Whether initials stand at ``at`` ("STC", "CT"), and not a word of a line in capitals ("SINH KẾ")."""
    if at >= stop or not tokens[at].word or len(tokens[at].text) < 2 or not tokens[at].text.isupper():
        return False
    if not is_syllable(tokens[at].text):
        return True
    return not any(
        tokens[near].text.isupper() and len(tokens[near].text) > 1 and is_syllable(tokens[near].text)
        for near in (at - 1, at + 1)
        if 0 <= near < len(tokens) and tokens[near].word
    )


def past_short(tokens: Sequence[Token], at: int, stop: int) -> int:
    """Past initials and what is joined to them without a blank ("SNN&MT", "NN-MT"); ``at`` where there are none."""
    if not is_short(tokens, at, stop):
        return at
    end = at + 1
    while end + 1 < stop and tokens[end].key in ("&", "-") and is_short(tokens, end + 1, stop):
        if tokens[end].key == "-" and tokens[end].start > tokens[end - 1].end:
            break
        end += 2
    return end


def initials_at(tokens: Sequence[Token], at: int, stop: int) -> str:
    """The initials that stand at ``at`` without their signs; empty where there are none."""
    return "".join(token.text for token in tokens[at : past_short(tokens, at, stop)] if token.word)


def _short_end(tokens: Sequence[Token], index: int, stop: int) -> int | None:
    """Where a body that is named by its initials alone ends ("STC", "SNN&MT", "CA tỉnh", "UBKT Tỉnh ủy")."""
    lists = agencies()
    letters = initials_at(tokens, index, stop)
    if not letters or letters in lists.not_initials:
        return None
    end = past_short(tokens, index, stop)
    known = letters in lists.initials or tokens[index].text in lists.initials  # "TTKN&DVNN"
    if not known and not _DEPARTMENT.fullmatch(letters):
        return None
    over = lists.any_heads.at(tokens, end, stop) if end < stop and not _DEPARTMENT.fullmatch(letters) else None
    if over and over[1].lower() in _PARTY_BODIES:
        return agency_end(tokens, end, stop)
    return _extended(tokens, end, stop, open_name=False)


def agency_end(tokens: Sequence[Token], index: int, stop: int) -> int | None:
    """Where the name of an agency that begins at ``index`` ends; ``None`` where none begins."""
    lists = agencies()
    if index >= stop or not tokens[index].word:
        return None
    if tokens[index].key == "phong2" and tokens[index].cap and (three := _of_three(tokens, index + 1, stop)):
        return _extended(tokens, three, stop, open_name=False)
    room = _room_end(tokens, index, stop)
    if room:
        return _extended(tokens, room, stop, open_name=False)
    known = lists.names.at(tokens, index, stop) if _may_be_named(tokens, index, stop) else None
    if known:
        if known[1].endswith((" tỉnh", " huyện")):
            return _past_place(tokens, known[0], stop)
        full = known[1].startswith(("Sở ", "Phòng ")) and not known[1].lower().startswith("phòng giao dịch")
        return _extended(tokens, known[0], stop, open_name=not full)
    short = _short_end(tokens, index, stop)
    if short:
        return short
    head = lists.any_heads.at(tokens, index, stop)
    called = lists.named_heads.at(tokens, index, stop) if _may_be_named(tokens, index, stop) else None
    never = lists.not_heads.at(tokens, index, stop)
    longest = max(head[0] if head else 0, called[0] if called else 0)
    if never and longest <= never[0] and not _is_titled(tokens, index, stop):
        return None
    if head and head[0] < stop and tokens[head[0]].text == "viên":
        return None  # "đảng ủy viên"
    if called and (not head or called[0] > head[0]):
        return _named_end(tokens, index, called[0], stop)
    return _extended(tokens, head[0], stop, open_name=True) if head else None


def _is_titled(tokens: Sequence[Token], index: int, stop: int) -> bool:
    """ "Ban Phát triển thôn": two capitals in a row begin a name, and no word that looks like a head."""
    if index + 1 >= stop:
        return False
    first, second = tokens[index], tokens[index + 1]
    return first.cap and second.cap and not first.text.isupper() and not second.text.isupper()


def _named_end(tokens: Sequence[Token], index: int, at: int, stop: int) -> int | None:
    """A head that is one only with a capital: "Sở", "Hội", "Ban Tổ chức"."""
    lists = agencies()
    verb = verb_at(tokens, index, stop)
    if at - index >= 2 and (verb is None or verb[0] < at):
        return _extended(tokens, at, stop, open_name=True)
    if at >= stop:
        return None
    goes_on = (
        (tokens[at].cap and tokens[at].word)
        or lists.levels.at(tokens, at, stop)
        or (lists.pieces.at(tokens, at, stop) and not verb_at(tokens, at, stop))
    )
    return _extended(tokens, at, stop, open_name=True) if goes_on else None


def _may_be_named(tokens: Sequence[Token], index: int, stop: int) -> bool:
    """Whether a head that needs a capital has one; a room need not where its name has one ("phòng VH&TT")."""
    token = tokens[index]
    return token.cap or (token.key == "phong2" and index + 1 < stop and tokens[index + 1].cap)


def _room_end(tokens: Sequence[Token], index: int, stop: int) -> int | None:
    """ "Phòng Lao động, Thương binh và Xã hội": a room named like a department."""
    if tokens[index].key != "phong2" or not _may_be_named(tokens, index, stop):
        return None
    tail = agencies().tails.at(tokens, index + 1, stop)
    known = agencies().names.at(tokens, index, stop)
    return max(tail[0], known[0] if known else 0) if tail else None


def _of_three(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    """ "Phòng Văn hóa, Khoa học và Thông tin": one room for three fields, each a word with a capital."""
    first = _field_end(tokens, at, stop)
    if first is None or first >= stop or tokens[first].key != ",":
        return None
    second = _field_end(tokens, first + 1, stop)
    if second is None or second >= stop or tokens[second].key != "va2":
        return None
    return _field_end(tokens, second + 1, stop)


def _field_end(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    """Past a word of two syllables of which the first has a capital."""
    if at + 1 >= stop or not tokens[at].cap or tokens[at].text.isupper() or new_head(tokens, at, stop):
        return None
    return at + 2 if tokens[at + 1].word and not tokens[at + 1].cap else None


def _extended(tokens: Sequence[Token], at: int, stop: int, *, open_name: bool) -> int:
    """Past what goes on a name after its head: pieces, capitals, a level and the name of its place."""
    lists = agencies()
    # Nothing but a level or a place follows the full name of a department.
    is_full = not open_name or tokens[at - 1].key in ("sơ3", "ubnd", "hđnd")
    small = 0
    end = at
    limit = min(stop, at + _LONGEST)
    if tokens[at - 1].key in ("sơ3", "phong2"):
        end = past_short(tokens, at, limit)  # "Sở CT", "Sở TP": no post, no town
    while end < limit:
        token = tokens[end]
        inner = lists.any_heads.at(tokens, end, limit) if token.cap else None
        if inner and is_full:
            break
        if inner:
            end = inner[0]  # "Ban cán sự đảng Ủy ban nhân dân tỉnh"
            continue
        social = token.text == "xã" and end + 1 < limit and tokens[end + 1].text == "hội"
        if social and open_name:
            end += 2  # "Ban Công tác xã hội": no level of a place
            continue
        level = lists.levels.at(tokens, end, limit)
        if level:
            # "UBND các huyện, thành phố": what follows "các" is the list's, not the name's.
            end = _past_place(tokens, level[0], limit)
            if end < limit and tokens[end].key in ("tinh3", "huyên6"):
                continue
            break
        if token.key == "(" and end + 2 < limit and tokens[end + 2].key == ")" and tokens[end + 1].text.isupper():
            # "Ban Chỉ đạo (BCĐ) cấp huyện"
            if not lists.levels.at(tokens, end + 3, limit):
                break
            end += 3
            continue
        further = _further(tokens, end, limit, at, is_full=is_full, open_name=open_name)
        if further is not None:
            end = further
            small = 0
        elif open_name and end > at and small < _SMALL and _small_rest(tokens, end, limit):
            end += 1
            small += 1
        else:
            break
    return end


def _past_place(tokens: Sequence[Token], at: int, limit: int) -> int:
    """Past the name of the place after a level ("xã Thượng Sơn")."""
    end = at
    while end < limit and end - at < 4 and tokens[end].cap and tokens[end].word:
        if tokens[end].text in _NO_NAMES or new_head(tokens, end, limit):
            break
        end += 1
    return _past_number(tokens, end, limit) if end == at else end


def _past_number(tokens: Sequence[Token], at: int, limit: int) -> int:
    """Past the number of a body ("khu vực 2", "số 3", "khu vực XI"), where no count follows ("Tổ 5 người")."""
    if at >= limit:
        return at
    number = at + (tokens[at].key == "sô5")
    if number >= limit or not (tokens[number].text.isdecimal() or _ROMAN.fullmatch(tokens[number].text)):
        return at
    after = number + 1
    if after < limit and tokens[after].key in ("/", ".") and not tokens[after].word and tokens[after].end < limit:
        return after if tokens[after].key == "." else at
    free = after >= limit or tokens[after].cap or not tokens[after].word or verbs().stops.at(tokens, after, limit)
    return after if free or tokens[at].key == "sô5" else at


def _further(tokens: Sequence[Token], end: int, limit: int, at: int, *, is_full: bool, open_name: bool) -> int | None:
    """One step further in a name: a piece of the list, a word with a capital, a sign that joins two of them."""
    token = tokens[end]
    piece = agencies().pieces.at(tokens, end, limit)
    if piece and not (token.key in ("thôn", "cac5") and piece[0] - end == 1):
        return piece[0]
    number = _past_number(tokens, end, limit) if open_name else end
    if number > end:
        return number  # "Đội QLTT số 3", "Tổ công tác 1234", "Tòa án nhân dân khu vực 1"
    if token.word and token.cap and open_name and not is_full and (work := _work_named(tokens, end, limit)):
        return work
    if token.word and token.cap:
        ends = groups().determiners.at(tokens, end, limit) or (is_full and new_head(tokens, end, limit))
        return None if ends else end + 1
    if end <= at or end + 1 >= limit or not tokens[end + 1].word:
        return None
    follows = tokens[end + 1].cap
    if token.key in ("-", "&") and (follows or agencies().pieces.at(tokens, end + 1, limit)):
        return end + 1
    if token.key == "va2" and open_name and follows and not new_head(tokens, end + 1, limit):
        return end + 1
    return None


def _work_named(tokens: Sequence[Token], at: int, limit: int) -> int | None:
    """ "Quỹ Hỗ trợ nông dân", "Trung tâm Kiểm soát bệnh tật": a verb that a capital makes part of the name."""
    verb = verb_at(tokens, at, limit)
    if verb is None or verb[0] - at < 2 or any(token.cap for token in tokens[at + 1 : verb[0]]):
        return None
    second = verb_at(tokens, verb[0], limit)
    if second and second[1] in _SECOND_WORKS and second[0] < limit:
        words = verbs()
        third = verb_at(tokens, second[0], limit) or words.adverbs.at(tokens, second[0], limit)
        if third or words.modals.at(tokens, second[0], limit):
            return second[0]  # "Phòng Thẩm tra quyết toán bố trí …"
    return verb[0] if past_tail(tokens, verb[0], limit) is not None else None


def _small_rest(tokens: Sequence[Token], at: int, stop: int) -> bool:
    """Whether the small word at ``at`` goes on a name: a verb, a sign or the end comes soon after it."""
    if not tokens[at].word or tokens[at].cap or not tokens[at - 1].word:
        return False
    words = verbs()
    if (
        words.stops.at(tokens, at, stop)
        or groups().determiners.at(tokens, at, stop)
        or agencies().persons.at(tokens, at, stop)
    ):
        return False
    for ahead in range(at + 1, min(stop, at + 3)):
        token = tokens[ahead]
        if not token.word or token.cap or words.stops.at(tokens, ahead, stop):
            return True
        if agencies().levels.at(tokens, ahead, stop):
            return True
    if past_tail(tokens, at, stop) is not None:
        return True
    return at + 3 >= stop or agencies().levels.at(tokens, at, stop) is not None


def new_head(tokens: Sequence[Token], at: int, stop: int) -> bool:
    """Whether another addressee begins here, so that "và" joins two and is not part of a name."""
    lists = agencies()
    if lists.not_heads.at(tokens, at, stop):
        return False
    short = _short_end(tokens, at, stop)
    if short or lists.any_heads.at(tokens, at, stop) or lists.posts.at(tokens, at, stop):
        return True
    if lists.persons.at(tokens, at, stop):
        return True
    called = lists.named_heads.at(tokens, at, stop)
    if called:
        return called[0] < stop and (
            tokens[called[0]].cap or lists.levels.at(tokens, called[0], stop) is not None
        )
    return groups().determiners.at(tokens, at, stop) is not None


def department_end(tokens: Sequence[Token], at: int, stop: int) -> int:
    """A name of a department that no list holds: capitals and short forms ("NN&PTNT", "Tài nguyên và MT")."""
    if at >= stop or not tokens[at].cap:
        return at
    end = at
    while end < stop and end - at < 8:
        token = tokens[end]
        if token.word and (token.cap or (end > at and tokens[end - 1].cap and not verbs().stops.at(tokens, end, stop))):
            if end > at and new_head(tokens, end, stop):
                break
            end += 1
        elif token.key in ("&", "-") and end > at and end + 1 < stop and tokens[end + 1].cap:
            end += 1
        else:
            break
    return end


# ---- places


def place_end(tokens: Sequence[Token], at: int, stop: int) -> int:
    """Where a name of a place (up to four syllables with capitals) ends; ``at`` itself where there is none."""
    end = at
    while end < stop and end - at < 4 and tokens[end].word and tokens[end].cap:
        if tokens[end].text.isupper() and len(tokens[end].text) > 1:
            break  # initials; but "A Lù", "Y Tý" are places
        if end > at and new_head(tokens, end, stop):
            break
        end += 1
    return end


def _like_head(tokens: Sequence[Token], at: int, end: int, stop: int) -> bool:
    """ "các xã Trường Khê, Hàm Giang": a name of two words that begins like an institution, and is none."""
    if end - at != 2 or any(token.text.isupper() or not token.cap for token in tokens[at:end]):
        return False
    if groups().determiners.at(tokens, at, stop) or agencies().persons.at(tokens, at, stop):
        return False
    known = agency_end(tokens, at, stop)
    alone = agencies().posts.at(tokens, at, stop) is None and agencies().names.at(tokens, at, stop) is None
    return alone and known in (None, end) and tokens[at].key not in ("sơ3", "uy3", "chi", "hôi6")


def places_in_row(tokens: Sequence[Token], at: int, stop: int) -> list[tuple[int, int, str]]:
    """Names of places in a row: first and last token, and the kind word that one has of its own."""
    found: list[tuple[int, int, str]] = []
    while at < stop and len(found) < 80:
        own = ""
        if tokens[at].text.lower() in ("xã", "phường") and found:
            own = tokens[at].text.lower()
            at += 1
        end = place_end(tokens, at, stop)
        if end == at or (new_head(tokens, at, stop) and not _like_head(tokens, at, end, stop)):
            break
        found.append((at, end, own))
        following = past_joint(tokens, end, stop)
        if following is None or not (tokens[following].cap or tokens[following].text.lower() in ("xã", "phường")):
            break
        at = following
    return found


def commune_in(tokens: Sequence[Token], first: int, last: int) -> str:
    """The commune in the name of an agency ("xã Thượng Sơn" in "UBND xã Thượng Sơn")."""
    for place in range(first, last - 1):
        word = tokens[place].text.lower()
        if word in ("xã", "phường", "thị") and tokens[place + 1].cap and not tokens[place].text.isupper():
            return f"{word} {said(tokens, place + 1, last)}"
    return ""
