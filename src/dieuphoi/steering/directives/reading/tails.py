"""How far the name of somebody goes that no list holds to its end: to the word that says what he is to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dieuphoi.steering.directives.reading.lexicon import groups, verb_at, verbs
from dieuphoi.steering.directives.reading.party import Party
from dieuphoi.steering.directives.reading.tokens import Token

_LONGEST: Final = 12
"""Tokens of what goes on a name at most."""
_GO_ON: Final = frozenset({"của", "các", "những", "thuộc", "trong", "trên", "ở", "tại", "cấp", "và", "từ", "với"})
"""Small words that may stand inside a name."""
_NOUNS_BEFORE: Final = frozenset({"việc", "công", "sự", "và", "hoạt", "được", "về", "của", "chủ", "để", "nhằm"})
"""Words before a verb that make it part of a name or of a clause ("Tổ công tác kiểm tra")."""
_TOLD: Final = frozenset({
    "hết", "thiếu", "quá", "vượt", "dưới", "chậm", "bị", "gặp", "nằm", "thành", "đang", "bằng",
    "để", "nhằm", "khi", "nếu", "do", "vì", "theo", "sau", "trước", "đến", "mà", "thì",
})  # fmt: skip
"""Words of what is told of somebody, or of why and when, which never go on a name."""
_WHOLE: Final = (
    "sở ", "ubnd", "ủy ban nhân dân", "chủ tịch", "phó chủ tịch", "hđnd", "công an ", "thường trực", "bí thư",
    "giám đốc",
)  # fmt: skip
_ACTS: Final = frozenset({
    "chủ trì", "trực tiếp chủ trì", "có trách nhiệm", "chịu trách nhiệm", "có nhiệm vụ", "chủ động", "khẩn trương",
    "tích cực", "nghiêm túc", "trực tiếp",
})  # fmt: skip
"""What is said of somebody who acts, and never of a thing."""
_THINGS: Final = frozenset({
    "việc", "công tác", "chất lượng", "tiến độ", "kinh phí", "nguồn", "nguồn vốn", "vốn", "nội dung", "hồ sơ",
    "kết quả", "số liệu", "thời gian", "thời hạn", "kế hoạch", "dự án", "công trình", "chỉ tiêu", "tiêu chí",
    "nhiệm vụ", "quá trình", "mục tiêu", "giải pháp", "báo cáo", "văn bản", "quy định", "tài liệu", "mức", "tỷ lệ",
    "giá", "chương trình", "hoạt động", "cuộc", "đây", "điều", "những việc", "các nội dung", "các nhiệm vụ",
    "sản phẩm", "mô hình", "đất", "hội nghị", "lễ", "phong trào", "chế độ", "chính sách", "thủ tục", "danh sách",
    "danh mục", "dự thảo", "đề án",
})  # fmt: skip
"""Subjects that are nobody."""

_SOMEBODY: Final = frozenset({
    "đơn", "cơ", "nhóm", "bà", "nhân", "người", "hộ", "chủ", "cán", "tổ", "ban", "đội", "hội", "đoàn", "lực", "nhà",
    "gia", "thanh", "phụ", "cựu", "trưởng", "bộ", "kế", "thành", "đại", "doanh", "hợp", "tư", "chính", "cấp", "đảng",
    "mặt", "phòng", "trạm", "trường", "ngành", "xã", "thôn", "bản", "đồng", "hiệu", "giáo", "học", "viên", "khối",
})  # fmt: skip
"""First syllables of nouns for somebody ("đơn vị", "bà con", "nhân dân")."""


def is_whole(party: Party) -> bool:
    """Whether nothing can go on the name: it ends with its place, or is a person's or a department's."""
    return bool(party.place) or party.group == "person" or party.words.lower().startswith(_WHOLE)


def past_tail(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    """The predicate after words that go on a name; ``None`` where none comes, or a sign or a statement before it."""
    words = verbs()
    for place in range(at, min(stop, at + _LONGEST)):
        token = tokens[place]
        if token.key == ":":
            return place if place > at else None
        if not (token.word or token.text.isdecimal() or token.key in ("-", "&", "/")):
            return None
        word = token.text.lower()
        verb = verb_at(tokens, place, stop)
        told = words.statements.at(tokens, place, stop)
        if told and not (verb and verb[0] >= told[0]) and word not in ("mới", "cơ"):
            return None
        says = words.modals.at(tokens, place, stop) or words.adverbs.at(tokens, place, stop)
        if says or (verb and verb[0] - place >= 2 and not token.cap):
            if place > at and (says or tokens[place - 1].text.lower() not in _NOUNS_BEFORE):
                return place
            if place == at:
                return None
        if place == at and word not in _GO_ON and (verb or words.stops.at(tokens, place, stop)):
            return None
        if word in _TOLD:
            return None
    return None


def _is_thing(tokens: Sequence[Token], at: int, stop: int) -> bool:
    first = tokens[at].text.lower()
    both = " ".join(token.text.lower() for token in tokens[at : min(stop, at + 2)])
    return first in _THINGS or both in _THINGS


def unlisted_actor(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    """Where the name of an actor ends of whom no list knows, by what is said of him: "VNPT Sơn Hà chủ trì …"."""
    if not tokens[at].word or not tokens[at].cap or verb_at(tokens, at, stop) or _is_thing(tokens, at, stop):
        return None
    place = past_tail(tokens, at, stop)
    if place is None or place >= stop:
        return None
    words = verbs()
    said = words.modals.at(tokens, place, stop) or words.adverbs.at(tokens, place, stop)
    ahead = " ".join(token.text.lower() for token in tokens[place : place + 3])
    helps = ahead in ("phối hợp với", "phối hợp cùng")
    return place if helps or (said is not None and said[1] in _ACTS) else None


def ordered_actor(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    """The same after an order: "giao đơn vị trúng thầu …", "đề nghị bà con …"; there every verb will do."""
    if at >= stop or not tokens[at].word or verb_at(tokens, at, stop) or _is_thing(tokens, at, stop):
        return None
    words = verbs()
    first = tokens[at].text.lower()
    determined = groups().determiners.at(tokens, at, stop) is not None
    if not determined and (words.stops.at(tokens, at, stop) or words.connectors.at(tokens, at, stop)):
        return None
    if determined and _is_thing(tokens, at + 1, stop):
        return None
    if not (tokens[at].cap or determined or first in _SOMEBODY):
        return None
    place = past_tail(tokens, at, stop)
    return place if place is not None and (place - at >= 2 or tokens[at].cap) else None
