"""One demand in a stretch of words: who is asked, by which verb, with whom. What stands around it is :mod:`.walk`'s.

Shapes are tried in turn, the first that is found wins: an order ("giao <addressee> <verb>"), a statement about an
addressee ("<addressee> phải/chủ trì/<verb>"), a bare verb where an addressee was named above, either of them after what
leads up to it ("Khi …, các cơ quan phải …"), and the addressee after what is to be done ("Sơ kết: Văn phòng …").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dieuphoi.steering.directives.reading.actions import (
    PREPOSITIONS,
    Action,
    Times,
    find_action,
    low,
    pair,
    past_parenthesis,
)
from dieuphoi.steering.directives.reading.clues import (
    is_referred,
    leads,
    may_be_verb,
    speaker_before,
    thinks,
    unknown_verb,
)
from dieuphoi.steering.directives.reading.lexicon import demand_words, products, verb_at, verbs
from dieuphoi.steering.directives.reading.parties import loose_party, scan_parties, unlisted_parties
from dieuphoi.steering.directives.reading.party import Party, said
from dieuphoi.steering.directives.reading.party import named as named_party
from dieuphoi.steering.directives.reading.tokens import Token

_SAYING: Final = frozenset({"cũng", "đã", "tiếp", "tục", "thống", "nhất", "đồng", "ý", "cơ", "bản", ","})
_WAS: Final = frozenset({"đã", "đang", "được", "sẽ", "bị"})
_ON_BEHALF: Final = frozenset({"thực", "căn", "theo", "xét"})
"""Of "Thực hiện Công điện số …, Chủ tịch UBND tỉnh yêu cầu …"."""
_NEVER_OPEN: Final = frozenset({"trên đây là", "nơi nhận", "kính gửi", "rất mong", "nguồn", "ảnh", "ghi chú", "v/v"})
_NOTES: Final = (
    "lưu ý :", "lưu ý ,", "lưu ý sau", "đầu mối :", "đầu mối liên", "liên hệ :", "thông tin liên", "thông tin chi",
    "mọi thông tin", "ghi chú"
)
_THEREFORE: Final = frozenset({"vì vậy", "vì thế", "do đó", "do vậy"})
_LATE: Final = ("sau thời điểm", "sau thời hạn", "quá thời hạn", "quá thời điểm")
_CONTENTS: Final = frozenset({"nội dung", "số liệu", "công việc", "tài liệu"})
_HANDING_IN: Final = frozenset({"gửi", "báo cáo", "nộp", "trình", "hoàn thành", "công bố", "thông báo"})


@dataclass(slots=True)
class Demand:
    """A demand in tokens ``[first, last)``, with what leads up to it from ``context``.

    ``own``: the addressee stands in it, and was not named above. ``how``: the shape, by which it is explained.
    """

    first: int
    last: int
    parties: list[Party]
    action: Action | None
    own: bool
    how: str
    context: int


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for a stretch.

    ``carried``: the addressees named above. ``mode``: ``open`` (only orders count), ``demand`` or ``quiet``.
    ``listed``: it is an item of a list or opens a paragraph under an addressee; ``headed``: a heading names that
    addressee, so that "yêu cầu xã A …" is what the addressee does.
    """

    carried: tuple[Party, ...]
    mode: str
    listed: bool = False
    headed: bool = False


def find_demand(tokens: Sequence[Token], first: int, last: int, times: Times, setting: Setting) -> Demand | None:
    """The demand in ``tokens[first:last]``; ``None`` when nobody is asked for anything."""
    at = begin = past_openers(tokens, first, last)
    if at + 1 < last and low(tokens[at]) in ("sáng", "chiều", "trưa", "tối") and at + 1 in times:
        at += 1  # "chiều thứ Sáu hằng tuần báo cáo …"
    if at >= last:
        return None
    found = _Stretch(tokens, at, last, times, setting).find()
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


def past_openers(tokens: Sequence[Token], at: int, last: int) -> int:
    """Past signs, "(1)", "Một là," and the like."""
    for _turn in range(6):
        while at < last and not tokens[at].word and tokens[at].key != "(" and not tokens[at].text.isdecimal():
            at += 1
        if at + 2 < last and tokens[at].key == "(" and tokens[at + 2].key == ")" and len(tokens[at + 1].text) <= 3:
            at += 3
            continue
        if at + 2 < last and tokens[at + 1].key == ")" and len(tokens[at].text) <= 2:
            at += 2  # "a) …; b) …"
            continue
        joined = verbs().connectors.at(tokens, at, last) if at < last and tokens[at].key != "(" else None
        if joined and joined[0] < last and (
            tokens[joined[0]].key in (",", ":") or joined[1] in demand_words().bare_connectors
        ):  # fmt: skip
            at = joined[0]
            continue
        break
    return at


class _Stretch:
    """The search in one stretch."""

    def __init__(self, tokens: Sequence[Token], at: int, last: int, times: Times, setting: Setting) -> None:
        self.tokens = tokens
        self.at = at
        self.last = last
        self.times = times
        self.setting = setting
        self.carried = list(setting.carried)
        self.asks = setting.mode == "demand"

    def find(self) -> Demand | None:
        opening = verbs().openings.at(self.tokens, self.at, self.last)
        if (opening and opening[1] in _NEVER_OPEN) or self._only_told():
            return None
        found = self._subordinate() or self._order(self.at)
        if found is None and self.asks:
            found = self._after_colon() or self._toward()
        if found is None and (self.asks or (self.setting.mode == "open" and self._leader())):
            found = self._subject(self.at, listed=self.setting.listed)
        if found is not None:
            return found
        if not self.asks:
            return self._later(self.carried, orders_only=True)
        return self._of_others(opening is not None)

    def _of_others(self, opening: bool) -> Demand | None:
        """The shapes that need an addressee from above or elsewhere in the stretch."""
        named = scan_parties(self.tokens, self.at, self.last)
        if self.at in self.times and self.times[self.at] < self.last:
            # "Đến hết ngày 31/12 các xã phải hoàn thành …"
            found = self._subject(self.times[self.at])
            if found:
                found.first = self.at
                return found
        if self._leads_up():
            found = self._later([], orders_only=False)
            if found:
                return found
        first = self.tokens[self.at]
        is_name = named is not None and (
            bool(named[0][0].name) or (first.cap and verb_at(self.tokens, self.at, self.last) is None)
        )
        if self.carried and low(first) in _ON_BEHALF and not is_name:
            found = self._later([], orders_only=True)
            if found:
                return found
        if self.carried and not opening and not is_name:
            found = self._bare(self.at, listed=self.setting.listed)
            if found:
                return self._named_after(found)
        found = self._later([] if opening else self.carried, orders_only=False)
        if found or opening:
            return found
        if self.carried and not named:
            found = self._conditional()
        return found or self._reversed()

    def _made(
        self, parties: list[Party], action: Action | None, how: str, *, own: bool, first: int | None = None
    ) -> Demand:
        begin = self.at if first is None else first
        return Demand(begin, self.last, parties, action, own, how, self.at)

    # ---- is anything asked at all?

    def _only_told(self) -> bool:
        """ "Văn phòng … thông báo để các đơn vị biết, thực hiện": told, not asked; and notes, courtesies."""
        tokens, at, last = self.tokens, self.at, self.last
        opens = " ".join(low(token) for token in tokens[at : at + 3])
        words = verbs()
        if opens.startswith(_LATE) and not any(
            words.orders.at(tokens, place, last) or words.modals.at(tokens, place, last) for place in range(at, last)
        ):
            return True  # "Sau thời điểm này, UBND tỉnh thu hồi …": what will be done to who is late
        if opens.startswith((*_NOTES, "trân trọng", "xin trân trọng")):
            return True
        said_by = scan_parties(tokens, at, last)
        verb = said_by[1] if said_by else at
        if verb + 2 < last and low(tokens[verb]) == "trân":
            verb += 2
        if verb + 1 >= last or pair(tokens, verb) not in ("thông báo", "truyền đạt", "trả lời", "báo cáo"):
            return False
        rest = [low(token) for token in tokens[verb:last]]
        if "để" not in rest:
            return False
        purpose = rest[rest.index("để") :]
        return "biết" in purpose or ("được" in purpose[:8] and "rõ" in purpose)

    def _leader(self) -> bool:
        found = scan_parties(self.tokens, self.at, self.last, lists=False)
        return bool(found and leads(found[0][0]))

    def _leads_up(self) -> bool:
        """Whether the stretch begins with a time, a condition, a reason, after which the addressee may come."""
        first = low(self.tokens[self.at])
        timed = self.at in self.times and not verbs().adverbs.at(self.tokens, self.at, self.last)
        return timed or first in PREPOSITIONS or first in ("định", "từ", "khi")

    # ---- orders

    def _subordinate(self) -> Demand | None:
        """Under a heading "Đối với UBND huyện A": "Yêu cầu xã B dừng …" is what the district does."""
        order = verbs().orders.at(self.tokens, self.at, self.last)
        soft = order is not None and (order[1] in demand_words().soft_orders or order[1] == "yêu cầu")
        if self.setting.headed and self.carried and self.asks and soft and verb_at(self.tokens, self.at, self.last):
            return self._bare(self.at, listed=self.setting.listed, headed=True)
        return None

    def _order(
        self, at: int, *, carried: list[Party] | None = None, soft: bool = True, spoken: bool = False
    ) -> Demand | None:
        """ "giao/yêu cầu/đề nghị <addressee> …" beginning at ``at``. ``spoken``: who orders stands before it."""
        tokens, last = self.tokens, self.last
        above = self.carried if carried is None else carried
        order = verbs().orders.at(tokens, at, last)
        is_open = self.setting.mode == "open"
        if order is None or (is_open and order[1] == "kiến nghị"):
            return None
        colon = order[0] < last and tokens[order[0]].key == ":"
        # "Chỉ đạo UBND các xã …" under an addressee is that addressee's verb; in a preamble it is told of.
        told = (is_open and not spoken) or (bool(above) and self.asks) or not soft
        if told and not colon and order[1] in demand_words().soft_orders:
            return None
        found = self._ordered(self._past_order(order[0])) or self._unlisted_name(order)
        if found is None:
            return None
        parties, end = found
        action = find_action(tokens, end, last, self.times) or self._any_verb(end)
        if action is None and last - end < 2:
            return None
        parties, action = self._with_helper(parties, end, action)
        return self._made(parties, action, "order", own=True, first=at)

    def _past_order(self, at: int) -> int:
        """Past what may stand between "đề nghị" and the addressee."""
        words = verbs()
        for _turn in range(8):
            if at >= self.last:
                break
            skipped = words.connectors.at(self.tokens, at, self.last)
            adverb = words.adverbs.at(self.tokens, at, self.last)
            if at in self.times and self.times[at] <= self.last:
                at = self.times[at]
            elif self.tokens[at].key in (":", ",", "-") or low(self.tokens[at]) in ("cho", "đối", "với", "thêm", "rõ"):
                at += 1
            elif adverb and not scan_parties(self.tokens, at, self.last):
                at = adverb[0]
            elif skipped and skipped[1].endswith("thời gian tới"):
                at = skipped[0]
            else:
                break
        return at

    def _ordered(self, at: int) -> tuple[list[Party], int] | None:
        found = scan_parties(self.tokens, at, self.last)
        if found:
            return found
        short = unlisted_parties(self.tokens, at, self.last)
        if short and find_action(self.tokens, short[1], self.last, self.times):
            return short
        loose = loose_party(self.tokens, at, self.last)
        action = find_action(self.tokens, loose.last, self.last, self.times) if loose else None
        if loose and action and (action.modal or loose.words.lower() in ("văn phòng", "sở")):
            return [loose], loose.last
        return None

    def _unlisted_name(self, order: tuple[int, str]) -> tuple[list[Party], int] | None:
        """ "Giao Viettel Sơn Hà lắp đặt …": a name with capitals that no list holds, and a verb at once after it."""
        tokens, last = self.tokens, self.last
        at = end = order[0]
        while end < last and end - at < 6 and tokens[end].word and tokens[end].cap:
            end += 1
        if "giao" not in order[1] or end - at < 2 or tokens[at].text.isupper():
            return None
        action = find_action(tokens, end, last, self.times)
        if action is None or (action.verb > end and not action.leads):
            return None
        return [named_party(tokens, at, end)], end

    def _with_helper(
        self, parties: list[Party], end: int, action: Action | None
    ) -> tuple[list[Party], Action | None]:
        """ "Sở A chủ trì, Sở B phối hợp …": who only helps is moved among the helpers."""
        tokens, last = self.tokens, self.last
        if action is None or not action.leads or low(tokens[action.verb]) not in ("chủ", "phối"):
            return parties, action
        at = end
        while at < last and (tokens[at].key in (",", ";") or low(tokens[at]) in ("chủ", "trì")):
            at += 1
        helper = scan_parties(tokens, at, last)
        if helper is None or helper[1] >= last or low(tokens[helper[1]]) not in ("phối", "cùng"):
            return parties, action
        after = helper[1] + (2 if low(tokens[helper[1]]) == "phối" else 1)
        verb = find_action(tokens, after, last, {}, start=True) or action
        helpers = (*action.coordinating, *helper[0])
        return parties, Action(verb.verb, verb.verb_end, helpers, True, action.modal)

    def _any_verb(self, at: int) -> Action | None:
        """The first verb anywhere after an ordered addressee."""
        for place in range(at, min(self.last, at + 30)):
            found = None if self.tokens[place].cap and place > at else verb_at(self.tokens, place, self.last)
            if found and (place == at or low(self.tokens[place - 1]) not in ("được", "đã", "việc", "sự")):
                return Action(place, found[0])
        return None

    # ---- statements

    def _subject(self, at: int, *, listed: bool = False, inside: bool = False, carried: bool = True) -> Demand | None:
        """ "<addressee> phải/chủ trì/<verb> …" or "<addressee>: <verb> …" beginning at ``at``."""
        tokens, last = self.tokens, self.last
        found = scan_parties(tokens, at, last)
        if found is None and self.asks and listed:
            found = self._listed_initials(at)
        bare = loose_party(tokens, at, last) if found is None else None
        if bare is not None:
            found = [bare], bare.last
        if found is None or found[1] >= last:
            return None
        parties, end = found
        spoken, said_so = self._said_by(at, parties, end)
        if said_so:
            return spoken
        if not self.asks:
            return None
        action = find_action(tokens, end, last, self.times)
        if action is None and (listed or tokens[end].key == ":"):
            action = unknown_verb(tokens, end, last)
        if action is None or self._no_demand(at, parties, action):
            return None
        if low(tokens[end]) == "đã" and not action.modal:
            return None  # "Sở đã giao các phòng thẩm định …": it was done
        if bare is not None and not ((carried and self.carried) or inside or self._timed_verb(action, bare)):
            return None
        parties, action = self._with_helper(parties, end, action)
        return self._made(parties, action, "subject", own=True, first=at)

    def _timed_verb(self, action: Action, bare: Party) -> bool:
        """ "Thôn tự đánh giá, gửi xã trước ngày 01/12": nobody was named, but it has a verb at once and a deadline."""
        near = action.has_verb and action.verb - bare.last <= 2 and low(self.tokens[bare.last]) not in _WAS
        return near and self.tokens[bare.first].cap and any(bare.last < start < self.last for start in self.times)

    def _listed_initials(self, at: int) -> tuple[list[Party], int] | None:
        """ "- TTKN: …", "3. CCATTP chủ trì …": initials that head an item, where what follows says that they act."""
        short = unlisted_parties(self.tokens, at, self.last)
        if short is None or short[1] >= self.last:
            return None
        follows = self.tokens[short[1]].key
        acts = pair(self.tokens, short[1]) in ("chủ trì", "phối hợp", "có trách", "chịu trách")
        return short if follows == ":" or acts else None

    def _said_by(self, at: int, parties: list[Party], end: int) -> tuple[Demand | None, bool]:
        """ "Chủ tịch UBND tỉnh yêu cầu Sở A …": the order that the subject gives, and whether that decides it."""
        tokens, last = self.tokens, self.last
        place = end
        while place < last and (low(tokens[place]) in _SAYING or place in self.times):
            place = self.times.get(place, place + 1)
        order = verbs().orders.at(tokens, place, last)
        if order is None:
            return None, False
        if place > end and low(tokens[end]) == "cũng" and leads(parties[0]):
            return self._order(place, carried=[], spoken=True), True
        soft = order[1] in demand_words().soft_orders
        colon = order[0] < last and tokens[order[0]].key == ":"
        if "đã" in (low(token) for token in tokens[end:place]) or (soft and self.asks and not colon):
            return None, False
        ordered = self._order(place, carried=[], spoken=True) if not soft or leads(parties[0]) else None
        if ordered:
            ordered.first = at
        return ordered, ordered is not None

    def _no_demand(self, at: int, parties: list[Party], action: Action) -> bool:
        """What an addressee is told to think, what it asked for itself, and rules that are put to nobody."""
        tokens, last = self.tokens, self.last
        verb = low(tokens[action.verb])
        if verb == "coi" or (action.modal and thinks(tokens, action, last)):
            return True
        petition = verb in ("đề", "kiến", "phản", "xin")
        if petition and any(token.key == ":" for token in tokens[action.verb : last]):
            return True  # "Xã A đề nghị …: …": a petition and its answer
        each = low(tokens[at]) in ("mỗi", "từng") and not action.modal
        return each and parties[0].group in ("communes", "villages", "places")

    # ---- bare verbs

    def _bare(self, at: int, *, listed: bool, headed: bool = False) -> Demand | None:
        """A bare verb: the addressee was named above."""
        tokens, last = self.tokens, self.last
        near = [low(token) for token in tokens[at + 1 : at + 3]]
        if tokens[at].cap and ("này" in near or "trên" in near) and near[:1] != ["khai"]:
            return None  # "Hướng dẫn này thay thế …": a noun
        action = find_action(tokens, at, last, self.times, start=True)
        if action is not None and action.has_verb:
            verb = pair(tokens, action.verb)
            after = low(tokens[action.verb_end]) if action.verb_end < last else ""
            if (verb == "đề nghị" and not headed) or (verb == "kiến nghị" and after == "về"):
                return None  # "đề nghị liên hệ …" names nobody; "Kiến nghị về …" is what was asked for
        if action is not None and low(tokens[at]) in ("theo", "căn") and self._of_something(at, action.verb):
            return None
        if action is not None:
            return self._made(self.carried, action, "bare", own=False, first=at)
        # A verb that no list holds opens an item under an addressee: "Phủ sóng …", "Đóng cửa …".
        if not listed or verbs().statements.at(tokens, at, last) or not may_be_verb(tokens, at, last):
            return None
        return self._made(self.carried, Action(at, min(at + 2, last)), "unknown-verb", own=False, first=at)

    def _of_something(self, at: int, verb: int) -> bool:
        """ "Theo Chỉ thị …, đại hội phải hoàn thành …": another subject stands between the reason and the verb."""
        comma = next((place for place in range(verb - 1, at, -1) if self.tokens[place].key == ","), None)
        if comma is None or comma + 1 >= verb:
            return False
        words, after = verbs(), comma + 1
        opens = words.adverbs.at(self.tokens, after, self.last) or words.modals.at(self.tokens, after, self.last)
        end = min(self.last, verb + 6)
        modal = any(words.modals.at(self.tokens, place, self.last) for place in range(after + 1, end))
        plain = low(self.tokens[after]) not in PREPOSITIONS and after not in self.times
        return modal and plain and opens is None and scan_parties(self.tokens, after, self.last) is None

    def _named_after(self, found: Demand) -> Demand:
        """ "Thu hồi tạm ứng: các xã A, B": the addressees after the colon are meant, not those above."""
        colon = next((place for place in range(self.at, self.last) if self.tokens[place].key == ":"), None)
        named = self._only_addressees(colon + 1) if self.setting.listed and colon is not None else []
        return self._made(named, found.action, "reversed", own=True) if named else found

    def _conditional(self) -> Demand | None:
        """ "Gói thầu nào chậm thì kiên quyết chấm dứt hợp đồng": what the addressee is to do in that case."""
        tokens, last = self.tokens, self.last
        for place in range(self.at + 2, min(last - 1, self.at + 30)):
            after = place + 1
            if tokens[place].text != "thì" or scan_parties(tokens, after, last) or loose_party(tokens, after, last):
                continue
            action = find_action(tokens, place + 1, last, self.times)
            if action is not None:
                return self._made(self.carried, action, "bare", own=False)
        return None

    # ---- after what leads up to it

    def _after_colon(self) -> Demand | None:
        """ "Kiến nghị vượt thẩm quyền: các sở tham mưu …": a subject of its own after the first colon."""
        depth = 0
        for place in range(self.at + 1, min(self.last - 2, self.at + 45)):
            depth += {"(": 1, ")": -1}.get(self.tokens[place].key, 0)
            if depth or self.tokens[place].key != ":":
                continue
            after = past_openers(self.tokens, place + 1, self.last)
            if after < self.last and scan_parties(self.tokens, after, self.last):
                found = self._order(after, carried=[]) or self._subject(after, inside=True)
                if found and found.action is not None and not found.action.leads:
                    found.first = after
                    return found
            return None
        return None

    def _toward(self) -> Demand | None:
        """ "Với UBND tỉnh: xem xét …", "Đối với UBND các xã: rà soát …"."""
        tokens, last = self.tokens, self.last
        begin = self.at + (low(tokens[self.at]) == "đối")
        if begin >= last or low(tokens[begin]) not in ("với", "về"):
            return None
        begin += 1 + (begin + 1 < last and low(tokens[begin + 1]) == "phía")
        found = scan_parties(tokens, begin, last)
        if not found or found[1] >= last or tokens[found[1]].key != ":":
            return None
        after = past_openers(tokens, found[1] + 1, last)
        order = verbs().orders.at(tokens, after, last) if after < last else None
        if after >= last or (order and scan_parties(tokens, order[0], last)):
            return None
        action = find_action(tokens, after, last, self.times, start=True)
        if action is None or (scan_parties(tokens, after, last) and not verb_at(tokens, after, last)):
            return None
        return self._made(found[0], action, "subject", own=True)

    def _later(self, carried: list[Party], *, orders_only: bool) -> Demand | None:
        """A demand after what leads up to it: "Đối với …, giao Sở A …", "Khi …, các cơ quan phải …"."""
        tokens = self.tokens
        adverbial = low(tokens[self.at]) in demand_words().prefixes or self.at in self.times
        depth = 0
        chunk = self.at
        for place in range(self.at, self.last):
            key = tokens[place].key
            depth = max(0, depth + {"(": 1, ")": -1}.get(key, 0))
            if depth or key == ")":
                continue
            if key in (",", ":"):
                chunk = place + 1
                continue
            if place == self.at:
                continue
            if place == chunk and self._was_done(place):
                return None
            found = self._order_inside(place, chunk, carried, adverbial)
            sign = tokens[place - 1].key
            so = verbs().connectors.at(tokens, place, self.last) if sign == "," and place == chunk else None
            if found is None and not orders_only and so and so[1] in _THEREFORE:
                found = self._inside(place, ":", carried, adverbial)
            if found is None and not orders_only and (sign == ":" or (sign == "," and adverbial)):
                found = self._inside(place, sign, carried, adverbial)
            if found:
                return found
        return None if orders_only else self._under_condition(carried)

    def _was_done(self, at: int) -> bool:
        """ "…, Sở đã giao các phòng thẩm định, hoàn thành trước ngày …": what follows was asked by somebody already."""
        if not self.tokens[at].cap:
            return False
        named = scan_parties(self.tokens, at, self.last)
        bare = loose_party(self.tokens, at, self.last) if named is None else None
        end = named[1] if named else bare.last if bare else self.last
        return end < self.last and low(self.tokens[end]) == "đã"

    def _order_inside(self, place: int, chunk: int, carried: list[Party], adverbial: bool) -> Demand | None:
        """An order after its speaker, or at the head of a clause."""
        tokens = self.tokens
        order = verbs().orders.at(tokens, place, self.last)
        if order is None:
            return None
        before = low(tokens[place - 1])
        if before == "đã":
            return None  # "Sở đã giao các phòng thẩm định …": it was done
        begins = tokens[place - 1].key in (",", ":", '"') or before in ("và", "thời")
        spoken = speaker_before(tokens, chunk, place)
        if not (begins or spoken or before in ("mắc", "khăn", "sinh")) or is_referred(tokens, chunk, place):
            return None
        hard = order[1] not in demand_words().soft_orders
        if not hard and self.setting.mode == "quiet" and place == chunk:
            return None  # "78 xã thành lập Ban Chỉ đạo, phân công công chức theo dõi": it was done
        found = self._order(
            place, carried=[] if hard or not self.asks or not carried else carried,
            soft=hard or spoken or not begins, spoken=not begins,
        )  # fmt: skip
        if found and tokens[place - 1].key != ":" and adverbial:
            found.first = self.at
        return found

    def _inside(self, place: int, sign: str, carried: list[Party], adverbial: bool) -> Demand | None:
        after = past_openers(self.tokens, place, self.last)
        if after >= self.last:
            return None
        found = self._subject(after, inside=sign == ":", carried=sign == ":" and bool(carried))
        if found and sign == ":" and self.setting.listed and self._only_leads(found):
            return None  # "Lớp tập huấn: Phòng Nghiệp vụ chủ trì": the work stands before the colon
        if found:
            timed = any(self.at <= start < place for start in self.times)
            found.first = self.at if sign != ":" and timed else after
            return found
        if carried and (adverbial or sign == ":") and not verbs().statements.at(self.tokens, after, self.last):
            found = self._bare(after, listed=False)
            if found:
                found.first = self.at
        return found

    def _only_leads(self, found: Demand) -> bool:
        """Whether nothing but "chủ trì" is said of the addressee."""
        action = found.action
        return action is not None and action.leads and low(self.tokens[action.verb]) == "chủ" and (
            action.verb_end >= self.last
        )  # fmt: skip

    def _under_condition(self, carried: list[Party]) -> Demand | None:
        """ "Khi thẩm định hồ sơ … phải kiểm tra …"."""
        tokens, last = self.tokens, self.last
        which = self.at + 1 < last and low(tokens[self.at + 1]) == "nào"  # "Việc nào chậm phải báo cáo …"
        if not carried or not (which or low(tokens[self.at]) in ("khi", "nếu", "trường")):
            return None
        for place in range(self.at + 1, min(last, self.at + 40)):
            if pair(tokens, place) == "đề nghị" and tokens[place - 1].key == "," and not which:
                action = find_action(tokens, place + 2, last, self.times, start=True)
                if action and action.has_verb and low(tokens[action.verb]) != "liên":
                    return self._made(carried, action, "bare", own=False)
            if low(tokens[place]) in ("phải", "cần", "thì") and verbs().modals.at(tokens, place, last):
                action = find_action(tokens, place, last, self.times)
                if action:
                    return self._made(carried, action, "bare", own=False)
        return None

    # ---- the addressee after what is to be done

    def _reversed(self) -> Demand | None:
        """ "Sơ kết: Văn phòng Điều phối", "… (Sở Nội vụ chuẩn bị)", "… do Sở A chủ trì"."""
        tokens, last = self.tokens, self.last
        verb = verb_at(tokens, self.at, last)
        own = Action(self.at, verb[0]) if verb else None
        for place in range(self.at + 1, last):
            key = tokens[place].key
            if key == ":" and self.setting.listed:
                found = self._colon_addressees(place, own)
                if found:
                    return found
            elif key == "(" and own:
                found = self._aside_addressees(place, own)
                if found:
                    return found
            elif own and low(tokens[place]) == "do":
                named = scan_parties(tokens, place + 1, last)
                if named and named[1] < last and low(tokens[named[1]]) in ("chủ", "thực", "tham"):
                    return self._made(named[0], own, "reversed", own=True)
        return self._product_first()

    def _colon_addressees(self, place: int, own: Action | None) -> Demand | None:
        tokens, last = self.tokens, self.last
        if pair(tokens, place - 2) == "phối hợp":
            return None  # "Đơn vị phối hợp: …": who helps
        if pair(tokens, place - 2) == "chủ trì" and place - 2 <= self.at:
            return None  # "Chủ trì: đ/c Phó Chủ tịch": who presides over a meeting
        named = self._only_addressees(place + 1)
        if named:
            works = own is not None or scan_parties(tokens, self.at, place) is None
            return self._made(named, own, "reversed", own=True) if works else None
        found = scan_parties(tokens, place + 1, last)
        led = find_action(tokens, found[1], last, self.times) if found else None
        if found is None or led is None or not led.leads:
            return None
        parties, led = self._with_helper(found[0], found[1], led)
        helpers = led.coordinating if led else ()
        verb_end = own.verb_end if own else self.at
        return self._made(parties, Action(self.at, verb_end, helpers, True), "reversed", own=True)

    def _aside_addressees(self, place: int, own: Action) -> Demand | None:
        """Who does it, in a parenthesis ("(Đoàn do đồng chí A làm Trưởng đoàn; Sở B chuẩn bị nội dung)")."""
        tokens, last = self.tokens, self.last
        close = past_parenthesis(tokens, place, last)
        if close is None or (close < last and tokens[close].key == ":"):
            return None
        begin = place + 1
        for opener in (("do", "giao", "đoàn"), ("do", "cho")):
            if begin < last and low(tokens[begin]) in opener:
                begin += 1
            else:
                break
        found = scan_parties(tokens, begin, close - 1)
        if found is None:
            return None
        parties, at = list(found[0]), found[1]
        does = at >= close - 1 or low(tokens[at]) in ("làm", "chuẩn", ";", ",")
        if not does and find_action(tokens, at, close - 1, self.times) is None:
            return None
        for more in range(at, close - 1):
            other = scan_parties(tokens, more + 1, close - 1) if tokens[more].key == ";" else None
            parties += other[0] if other else []
        return self._made(parties, own, "reversed", own=True)

    def _product_first(self) -> Demand | None:
        """ "Kết quả gửi về Văn phòng Điều phối trước ngày …": what is handed in stands first."""
        tokens, last = self.tokens, self.last
        at = self.at + (low(tokens[self.at]) in ("các", "những"))
        noun = products().nouns.at(tokens, at, last)
        if noun is None and pair(tokens, at) in _CONTENTS:
            noun = at + 2, ""  # "Các nội dung tại điểm 1.1, 1.2 gửi về …"
        timed = any(self.at <= start < last for start in self.times)
        if not self.carried or noun is None or not timed:
            return None
        for place in range(noun[0], min(last, noun[0] + 20)):
            verb = verb_at(tokens, place, last)
            if verb and verb[1] in _HANDING_IN and (noun[1] or verb[1] in ("gửi", "nộp", "trình")):
                return self._made(self.carried, Action(place, verb[0]), "passive", own=False)
        return None

    def _only_addressees(self, at: int) -> list[Party]:
        """The addressees when nothing else stands from ``at`` on but asides in parentheses."""
        tokens, last = self.tokens, self.last
        found: list[Party] = []
        while at < last:
            if tokens[at].key == "(":
                at = past_parenthesis(tokens, at, last) or last
                continue
            if found and (at in self.times or low(tokens[at]) in ("xong", "hoàn", "thành")):
                at = self.times.get(at, at + 1)  # "Kiểm tra …: Phòng Kế hoạch, xong trước ngày 20/3"
                continue
            if found and low(tokens[at]) == "từ" and at + 1 < last and (
                tokens[at + 1].text.isdecimal() or low(tokens[at + 1]) in ("ngày", "tháng")
            ):  # fmt: skip
                break  # "…: Phòng Kế hoạch, từ 09/3 đến 20/3": when it is done
            if not tokens[at].word and not tokens[at].text.isdecimal():
                at += 1
                continue
            some = scan_parties(tokens, at, last)
            if some is not None:
                found += some[0]
                at = max(some[1], at + 1)
            elif found and found[0].place and tokens[at].cap:
                # "các xã Tân Tiến (412 triệu đồng), Bản Cái (96 triệu đồng)"
                end = at
                while end < last and tokens[end].cap and tokens[end].word:
                    end += 1
                called = f"{found[0].place.split(' ', 1)[0]} {said(tokens, at, end)}"
                found.append(Party(at, end, tokens[at].start, tokens[end - 1].end, called, "", called, called))
                at = end
            else:
                return []
        return found
