"""One demand in a stretch of words: who is asked, by which verb, with whom. What stands around it is :mod:`.walk`'s.

Shapes are tried in turn, the first that is found wins: an order ("giao <addressee> <verb>"), a statement about an
addressee ("<addressee> phải/chủ trì/<verb>"), a bare verb where an addressee was named above, either of them after what
leads up to it ("Khi …, các cơ quan phải …"), and the addressee after what is to be done ("Sơ kết: Văn phòng …").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dieuphoi.steering.directives.reading.actions import PREPOSITIONS, Action, Times, low, pair
from dieuphoi.steering.directives.reading.clues import leads
from dieuphoi.steering.directives.reading.demands.ahead import after_colon, later, toward
from dieuphoi.steering.directives.reading.demands.bare import bare_at, conditional
from dieuphoi.steering.directives.reading.demands.behind import addressee_after, named_after
from dieuphoi.steering.directives.reading.demands.orders import order_at
from dieuphoi.steering.directives.reading.demands.stretch import Demand, Setting, Stretch, past_openers
from dieuphoi.steering.directives.reading.demands.subjects import subject_at, unlisted_subject
from dieuphoi.steering.directives.reading.lexicon import demand_words, verb_at, verbs
from dieuphoi.steering.directives.reading.parties import scan_parties
from dieuphoi.steering.directives.reading.tokens import Token

_ON_BEHALF: Final = frozenset({"thực", "căn", "theo", "xét"})
"""Of "Thực hiện Công điện số …, Chủ tịch UBND tỉnh yêu cầu …"."""
_NEVER_OPEN: Final = frozenset({"trên đây là", "nơi nhận", "kính gửi", "rất mong", "nguồn", "ảnh", "ghi chú", "v/v"})
_NOTES: Final = (
    "lưu ý :", "lưu ý ,", "lưu ý sau", "đầu mối :", "đầu mối liên", "liên hệ :", "thông tin liên", "thông tin chi",
    "mọi thông tin", "ghi chú"
)
_OCCASIONS: Final = frozenset({"dịp này", "nhân dịp", "cùng ngày", "trước đó", "tại lễ", "tại buổi", "được biết"})
"""What opens a sentence of what was done then ("Dịp này, UBND tỉnh tặng Bằng khen …"), where only orders ask."""
_LATE: Final = ("sau thời điểm", "sau thời hạn", "quá thời hạn", "quá thời điểm")


def find_demand(tokens: Sequence[Token], first: int, last: int, times: Times, setting: Setting) -> Demand | None:
    """The demand in ``tokens[first:last]``; ``None`` when nobody is asked for anything."""
    at = begin = past_openers(tokens, first, last)
    if at + 1 < last and low(tokens[at]) in ("sáng", "chiều", "trưa", "tối") and at + 1 in times:
        at += 1  # "chiều thứ Sáu hằng tuần báo cáo …"
    if at + 3 < last and pair(tokens, at) == "ghi chú" and tokens[at + 2].key == ":":
        timed = any(at < start < last for start in times)
        at += 3 if timed and scan_parties(tokens, at + 3, last) else 0  # "Ghi chú: các phòng gửi lịch trước 15h …"
    if at >= last:
        return None
    found = _found_in(Stretch(tokens, at, last, times, setting))
    if found is not None and found.action is not None and _is_contact(tokens, found.action, last):
        return None
    if found is not None and found.first == at:
        found.first = begin
    if found is not None and found.context == at:
        found.context = first
    return found


def _is_contact(tokens: Sequence[Token], action: Action, last: int) -> bool:
    """ "Nếu có vướng mắc, liên hệ đồng chí …": an offer of help."""
    if pair(tokens, action.verb) != "liên hệ" or action.verb + 2 >= last:
        return False
    whom = scan_parties(tokens, action.verb + 2 + (low(tokens[action.verb + 2]) == "với"), last)
    return whom is not None and whom[0][0].group == "person"


def _found_in(stretch: Stretch) -> Demand | None:
    opening = verbs().openings.at(stretch.tokens, stretch.at, stretch.last)
    if (opening and opening[1] in _NEVER_OPEN) or _only_told(stretch):
        return None
    found = _subordinate(stretch) or order_at(stretch, stretch.at)
    if found is None and stretch.asks:
        found = after_colon(stretch) or toward(stretch)
    if found is None and (stretch.asks or (stretch.setting.mode == "open" and _leader(stretch))):
        found = subject_at(stretch, stretch.at, listed=stretch.setting.listed)
    if found is not None:
        return found
    if not stretch.asks:
        return later(stretch, stretch.carried, orders_only=True)
    # "Căn cứ Kế hoạch này, ban hành …" as an item under its addressee is what he does, no legal basis.
    based = opening is not None and stretch.setting.listed and opening[1].startswith("căn cứ")
    return _of_others(stretch, opening is not None and not based)


def _of_others(stretch: Stretch, opening: bool) -> Demand | None:
    """The shapes that need an addressee from above or elsewhere in the stretch."""
    named = scan_parties(stretch.tokens, stretch.at, stretch.last)
    if stretch.at in stretch.times and stretch.times[stretch.at] < stretch.last:
        # "Đến hết ngày 31/12 các xã phải hoàn thành …"
        found = subject_at(stretch, stretch.times[stretch.at])
        if found:
            found.first = stretch.at
            return found
    if _leads_up(stretch):
        found = later(stretch, [], orders_only=False)
        if found:
            return found
    first = stretch.tokens[stretch.at]
    is_name = named is not None and (
        bool(named[0][0].name) or (first.cap and verb_at(stretch.tokens, stretch.at, stretch.last) is None)
    )
    if stretch.carried and low(first) in _ON_BEHALF and not is_name:
        found = later(stretch, [], orders_only=True)
        if found:
            return found
    if stretch.carried and not opening and not is_name:
        found = bare_at(stretch, stretch.at, listed=stretch.setting.listed)
        if found:
            return named_after(stretch, found)
    occasion = pair(stretch.tokens, stretch.at) in _OCCASIONS
    found = later(stretch, [] if opening else stretch.carried, orders_only=occasion)
    if found or opening:
        return found
    if stretch.carried and not named:
        found = conditional(stretch)
    return found or addressee_after(stretch) or unlisted_subject(stretch)


def _only_told(stretch: Stretch) -> bool:
    """ "Văn phòng … thông báo để các đơn vị biết, thực hiện": told, not asked; and notes, courtesies."""
    tokens, at, last = stretch.tokens, stretch.at, stretch.last
    opens = " ".join(low(token) for token in tokens[at : at + 3])
    words = verbs()
    if opens.startswith(_LATE) and not any(
        words.orders.at(tokens, place, last) or words.modals.at(tokens, place, last) for place in range(at, last)
    ):
        return True  # "Sau thời điểm này, UBND tỉnh thu hồi …": what will be done to who is late
    if any(pair(tokens, place) == "có hiệu" for place in range(at, min(last, at + 8))):
        return True  # "Quyết định này có hiệu lực kể từ ngày ký"
    if low(tokens[at]) == "tại" and at + 4 < last and pair(tokens, at + 1) in demand_words().papers:
        told = {low(token) for token in tokens[at : at + 6]}
        if "số" in told and not told & {"này", "trên"}:
            return True  # "Tại Thông báo số 12, Chủ tịch UBND tỉnh yêu cầu …": what another paper asked
    if opens.startswith((*_NOTES, "trân trọng", "xin trân trọng")):
        return True
    said_by = scan_parties(tokens, at, last)
    verb = said_by[1] if said_by else at
    if verb + 2 < last and low(tokens[verb]) == "trân":
        verb += 2
    if verb + 1 >= last or pair(tokens, verb) not in ("thông báo", "truyền đạt", "trả lời", "báo cáo"):
        return False
    rest = [low(token) for token in tokens[verb:last]]
    if rest[:2] == ["truyền", "đạt"] and "biết" in rest:
        return True
    if "để" not in rest:
        return False
    purpose = rest[rest.index("để") :]
    return "biết" in purpose or ("được" in purpose[:8] and "rõ" in purpose)


def _leader(stretch: Stretch) -> bool:
    found = scan_parties(stretch.tokens, stretch.at, stretch.last, lists=False)
    return bool(found and leads(found[0][0]))


def _leads_up(stretch: Stretch) -> bool:
    """Whether the stretch begins with a time, a condition, a reason, after which the addressee may come."""
    first = low(stretch.tokens[stretch.at])
    timed = stretch.at in stretch.times and not verbs().adverbs.at(stretch.tokens, stretch.at, stretch.last)
    return timed or first in PREPOSITIONS or first in ("định", "từ", "khi")


def _subordinate(stretch: Stretch) -> Demand | None:
    """Under a heading "Đối với UBND huyện A": "Yêu cầu xã B dừng …" is what the district does."""
    order = verbs().orders.at(stretch.tokens, stretch.at, stretch.last)
    soft = order is not None and (order[1] in demand_words().soft_orders or order[1] == "yêu cầu")
    put = soft and verb_at(stretch.tokens, stretch.at, stretch.last)
    if stretch.setting.headed and stretch.carried and stretch.asks and put:
        return bare_at(stretch, stretch.at, listed=stretch.setting.listed, headed=True)
    return None
