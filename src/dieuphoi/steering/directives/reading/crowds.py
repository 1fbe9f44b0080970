"""Groups of addressees ("các sở, ban, ngành cấp tỉnh có liên quan"): their nouns, and what belongs to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dieuphoi.steering.directives.reading.lexicon import agencies, groups, verb_at, verbs
from dieuphoi.steering.directives.reading.names import agency_end, new_head
from dieuphoi.steering.directives.reading.party import closed
from dieuphoi.steering.directives.reading.tokens import Token

PLACES: Final = frozenset({"places", "communes", "villages"})
_NOUNS_BEFORE: Final = frozenset({
    "va2", ",", "đươc6", "viêc6", "tac5", "qua3", "vu6", "hoach6", "sơ", "biêu3", "đô6", "cao5", "thuc6", "dưng", "lê6",
})  # fmt: skip
"""Keys before a verb that make it a noun ("công tác kiểm tra", "kết quả thực hiện")."""
_LONG_ASIDE: Final = 40
_CHOSEN: Final = ("giao", "phân công", "cử", "chọn", "lựa chọn")


def after_determiner(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    """Past "các", "58", "tất cả các" …; ``None`` where none stands."""
    determiner = groups().determiners.at(tokens, at, stop)
    if determiner:
        at = determiner[0]
        return at + (at < stop and tokens[at].text.isdecimal())
    if at < stop and tokens[at].text.isdecimal() and len(tokens[at].text) <= 3:
        return at + 1
    return None


def nouns_end(tokens: Sequence[Token], at: int, stop: int) -> tuple[str, int]:
    """The nouns of a group ("sở, ban, ngành"): its code and where they end; an empty code without one."""
    lists = groups()
    code = ""
    end = good = at
    while end < stop:
        noun = lists.nouns.at(tokens, end, stop)
        if noun is None or (noun[0] - end == 1 and agencies().not_heads.at(tokens, end, stop)):
            break
        if (code in PLACES and noun[1] == "firms") or (code and _is_name(tokens, end, stop)):
            break
        code = code or noun[1]
        end = good = noun[0]
        inner = lists.modifiers.at(tokens, end, stop)
        following = inner[0] if inner and _joins(tokens, inner[0], stop) else end
        joint = _past_sign(tokens, following, stop)
        if joint is None or lists.nouns.at(tokens, joint, stop) is None:
            break
        post = agencies().posts.at(tokens, joint, stop)
        if post and agency_end(tokens, post[0], stop):
            break  # "…, chủ tịch UBND các xã"
        if tokens[joint].cap and not tokens[joint].text.isupper() and (post or agency_end(tokens, joint, stop)):
            break
        end = joint
    return code, (good if code else at)


def _is_name(tokens: Sequence[Token], at: int, stop: int) -> bool:
    return tokens[at].cap and not tokens[at].text.isupper() and agency_end(tokens, at, stop) is not None


def _past_sign(tokens: Sequence[Token], at: int, stop: int) -> int | None:
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
    joint = _past_sign(tokens, at, stop)
    return joint is not None and groups().nouns.at(tokens, joint, stop) is not None


def past_modifiers(tokens: Sequence[Token], at: int, stop: int) -> int:
    """Past what belongs to a group: "cấp tỉnh", "có liên quan", "được phân công giúp đỡ xã", a parenthesis of names."""
    end = at
    clauses = 0
    while end < stop:
        if tokens[end].key != "đươc6" and verbs().modals.at(tokens, end, stop):
            break
        step = _plain_step(tokens, end, at, stop)
        if step is None and not clauses:
            step = _soft_step(tokens, end, stop) or _relative_clause(tokens, end, stop)
            clauses += 1
        if step is None:
            break
        end = step
    return end


def _plain_step(tokens: Sequence[Token], end: int, at: int, stop: int) -> int | None:
    """Past one modifier of the list, the agency a group belongs to, or a year."""
    if tokens[end].key in ("thuôc6", "trưc6"):
        of = end + (2 if tokens[end].key == "trưc6" else 1)
        inner = agency_end(tokens, of, stop) if of < stop else None
        if inner:
            return inner
    modifier = groups().modifiers.at(tokens, end, stop)
    if modifier:
        return _past_name(tokens, end, modifier[0], at, stop)
    year = end > at and tokens[end].text == "năm" and end + 1 < stop and tokens[end + 1].text
    if year and year.isdecimal() and len(year) == 4:
        return end + 2  # "các xã đăng ký đạt chuẩn năm 2026"
    return None


def _past_name(tokens: Sequence[Token], begin: int, end: int, at: int, stop: int) -> int:
    """Past the name after a modifier ("trên địa bàn xã Đông Sơn", "thành viên Ban Chỉ đạo tỉnh")."""
    body = agency_end(tokens, begin, stop) if tokens[begin].cap else None
    if body and body > end:
        return body
    while end < stop and end - at < 20 and tokens[end].cap and tokens[end].word and not new_head(tokens, end, stop):
        end += 1
    joint = _past_sign(tokens, end, stop)
    further = joint is not None and tokens[end].key in (",", "va2") and tokens[joint].key == "câp5"
    if joint is not None and further and groups().modifiers.at(tokens, joint, stop):
        return joint  # "cấp tỉnh, cấp xã"
    return end


def _soft_step(tokens: Sequence[Token], end: int, stop: int) -> int | None:
    """Past a verb that belongs to the group where its predicate, or another addressee, follows."""
    soft = groups().soft.at(tokens, end, stop)
    if not soft:
        return None
    if len(soft[1].split()) > 2 and verb_at(tokens, soft[0], stop):
        return soft[0]  # "các sở phụ trách tiêu chí thẩm tra kết quả tự đánh giá"
    predicate = to_predicate(tokens, soft[0], stop, 10, nearest=True)
    if predicate is not None and all(token.word or token.key in "/&" for token in tokens[end:predicate]):
        return predicate
    limit = predicate if predicate is not None else min(stop, soft[0] + 12)
    for place in range(limit - 2, soft[0], -1):
        # "các đơn vị quản lý hồ chứa thủy điện, thủy lợi và các đơn vị có liên quan"
        if tokens[place].key in ("va2", ",") and groups().determiners.at(tokens, place + 1, stop):
            return place
    return None


def _relative_clause(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    """Past a clause about the group ("có tên tại Điều 2", "được giao phụ trách tiêu chí"), up to its predicate.

    Such a clause is taken only where a modal, an adverb or another verb follows it, for without one it is the
    predicate itself.
    """
    key = tokens[at].key
    if key == "(":
        close = closed(tokens, at, stop)
        return close if close and close - at <= _LONG_ASIDE and tokens[at + 1].key in ("thôn", "xa4", "gôm2") else None
    if key == "đươc6":
        return _passive_clause(tokens, at, stop)
    has_not = key == "không" and at + 1 < stop and tokens[at + 1].key == "co5"
    if has_not or key in ("co5", "chưa", "đa4", "đang", "con2", "thuôc6", "tai6", "bi6"):
        close = to_predicate(tokens, at + 1, stop, 16)
        if close is not None and tokens[close].text in ("đăng", "phấn") and _ends_in_year(tokens, close, stop):
            return stop  # "UBND các xã có trường đăng ký đạt chuẩn năm 2026", a heading
        told = key in ("đa4", "đang") and close is not None
        if told and any(token.key == "," for token in tokens[at:close]):
            return None  # "các đồng chí lãnh đạo đã tiếp 64 lượt công dân, chủ yếu về …": what was done
        return close
    return None


def _ends_in_year(tokens: Sequence[Token], at: int, stop: int) -> bool:
    """Whether nothing but a few words and "năm 2026" follows."""
    year = tokens[stop - 1].text
    told = stop - at <= 9 and tokens[stop - 2].text == "năm" and year.isdecimal() and len(year) == 4
    return told and all(token.word or token.text.isdecimal() for token in tokens[at:stop])


def relative_clause(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    """Past a clause about somebody ("Người được phân công …")."""
    return _relative_clause(tokens, at, stop) if at < stop else None


def _passive_clause(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    """Past "được phân công giúp đỡ xã", "được UBND tỉnh giao chủ trì"."""
    words = verbs()
    verb = verb_at(tokens, at + 1, stop)
    if verb is None and at + 1 < stop and tokens[at + 1].text.isupper():
        inner = agency_end(tokens, at + 1, stop)
        verb = verb_at(tokens, inner, stop) if inner else None
    if verb is None:
        return None
    end = verb[0]
    second = verb_at(tokens, end, stop)
    if second and verb[1] not in _CHOSEN:
        return end
    if second:
        ahead = to_predicate(tokens, second[0], stop, 8)
        plain = ahead is not None and all(token.key != "," for token in tokens[second[0] : ahead])
        noun = second[0]
        while noun < stop and tokens[noun].word and not words.stops.at(tokens, noun, stop):
            noun += 1
        goes_on = noun < stop and (
            tokens[noun].key not in (",", ";", ".") or (noun + 1 < stop and new_head(tokens, noun + 1, stop))
        )
        if not plain and not (noun > second[0] and goes_on):
            return end
        end = second[0]
    while end < stop and end - at < 12 and tokens[end].word and not words.stops.at(tokens, end, stop):
        end += 1
    return end


def to_predicate(tokens: Sequence[Token], at: int, stop: int, most: int, *, nearest: bool = False) -> int | None:
    """The first modal, adverb or colon after ``at``, else the first verb that no noun before it makes a noun.

    ``nearest``: whichever of them comes first.
    """
    words = verbs()
    limit = min(stop, at + most)
    for place in range(at, limit):
        if tokens[place].key in (".", ";", "!"):
            limit = place
            break
        if tokens[place].key == "căn" and place + 1 < limit and tokens[place + 1].key == "cư5":
            return place
        if (
            tokens[place].key == ":"
            or words.modals.at(tokens, place, stop)
            or words.adverbs.at(tokens, place, stop)
        ):
            return place
        if nearest and place > at and verb_at(tokens, place, stop) and not verb_at(tokens, place - 1, stop):
            return place
    for place in range(at + 1, limit):
        if verb_at(tokens, place, stop):
            before = tokens[place - 1].key
            if before not in _NOUNS_BEFORE and verb_at(tokens, place - 1, stop) is None:
                return place
    return None
