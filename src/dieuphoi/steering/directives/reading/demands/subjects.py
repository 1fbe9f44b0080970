"""Statements about an addressee: "<addressee> phải/chủ trì/<verb> …"."""

from __future__ import annotations

from typing import Final

from dieuphoi.steering.directives.reading.actions import Action, find_action, low, pair
from dieuphoi.steering.directives.reading.clues import leads, thinks, unknown_verb
from dieuphoi.steering.directives.reading.demands.orders import order_at
from dieuphoi.steering.directives.reading.demands.stretch import Demand, Stretch, with_helper, with_tail
from dieuphoi.steering.directives.reading.lexicon import demand_words, groups, verbs
from dieuphoi.steering.directives.reading.parties import loose_party, scan_parties
from dieuphoi.steering.directives.reading.party import Party, grouped, named
from dieuphoi.steering.directives.reading.tails import unlisted_actor
from dieuphoi.steering.directives.reading.unlisted import unlisted_parties

_SAYING: Final = frozenset({"cũng", "đã", "tiếp", "tục", "thống", "nhất", "đồng", "ý", "cơ", "bản", ","})
_OWN_TOO: Final = frozenset({"yêu cầu", "giao", "giao cho"})
"""Orders that are what an item asks of its addressee, when he stands before them."""
_WAS: Final = frozenset({"đã", "đang", "được", "sẽ", "bị"})


def subject_at(
    stretch: Stretch, at: int, *, listed: bool = False, inside: bool = False, carried: bool = True
) -> Demand | None:
    """ "<addressee> phải/chủ trì/<verb> …" or "<addressee>: <verb> …" beginning at ``at``."""
    tokens, last = stretch.tokens, stretch.last
    found = scan_parties(tokens, at, last)
    if found is None and stretch.asks and listed:
        found = _listed_initials(stretch, at)
    if found is None and stretch.asks and not stretch.carried:
        found = _whoever(stretch, at)
    bare = loose_party(tokens, at, last) if found is None else None
    if bare is not None:
        found = [bare], bare.last
    if found is None or found[1] >= last:
        return None
    parties, end = found
    spoken, said_so = _said_by(stretch, at, parties, end)
    if said_so:
        return spoken
    if not stretch.asks:
        return None
    action = find_action(tokens, end, last, stretch.times)
    if action is None and bare is None:
        parties, end, action = with_tail(stretch, parties, end)
    if action is None and end < last and (listed or tokens[end].key == ":"):
        action = unknown_verb(tokens, end, last)
    if action is None or _no_demand(stretch, at, parties, action):
        return None
    if low(tokens[end]) == "đã" and not action.modal:
        return None  # "Sở đã giao các phòng thẩm định …": it was done
    if bare is not None and not ((carried and stretch.carried) or inside or _timed_verb(stretch, action, bare)):
        return None
    parties, action = with_helper(stretch, parties, end, action)
    return stretch.made(parties, action, "subject", own=True, first=at)


def _whoever(stretch: Stretch, at: int) -> tuple[list[Party], int] | None:
    """ "Thành viên nào vắng mặt phải cử người dự thay": who is in that case, up to what he must do."""
    tokens, last = stretch.tokens, stretch.last
    noun = groups().nouns.at(tokens, at, last)
    if noun is None or noun[0] >= last or tokens[noun[0]].text != "nào":
        return None
    for place in range(noun[0] + 1, min(last, noun[0] + 16)):
        if tokens[place].text in ("phải", "thì", "cần"):
            return [grouped(tokens, at, noun[0] + 1, noun[1])], place + (tokens[place].text == "thì")
    return None


def unlisted_subject(stretch: Stretch) -> Demand | None:
    """ "VNPT Sơn Hà chủ trì …": an actor of whom no list knows, known by what is said of him."""
    tokens = stretch.tokens
    end = unlisted_actor(tokens, stretch.at, stretch.last)
    action = find_action(tokens, end, stretch.last, stretch.times) if end is not None else None
    if end is None or action is None:
        return None
    return stretch.made([named(tokens, stretch.at, end)], action, "subject", own=True)


def _timed_verb(stretch: Stretch, action: Action, bare: Party) -> bool:
    """ "Thôn tự đánh giá, gửi xã trước ngày 01/12": nobody was named, but it has a verb at once and a deadline."""
    near = action.has_verb and action.verb - bare.last <= 2 and low(stretch.tokens[bare.last]) not in _WAS
    return near and stretch.tokens[bare.first].cap and any(bare.last < start < stretch.last for start in stretch.times)


def _listed_initials(stretch: Stretch, at: int) -> tuple[list[Party], int] | None:
    """ "- TTKN: …", "3. CCATTP chủ trì …": initials that head an item, where what follows says that they act."""
    short = unlisted_parties(stretch.tokens, at, stretch.last)
    if short is None or short[1] >= stretch.last:
        return None
    follows = stretch.tokens[short[1]].key
    acts = pair(stretch.tokens, short[1]) in ("chủ trì", "phối hợp", "có trách", "chịu trách")
    return short if follows == ":" or acts else None


def _said_by(stretch: Stretch, at: int, parties: list[Party], end: int) -> tuple[Demand | None, bool]:
    """ "Chủ tịch UBND tỉnh yêu cầu Sở A …": the order that the subject gives, and whether that decides it."""
    tokens, last = stretch.tokens, stretch.last
    place = end
    while place < last and (low(tokens[place]) in _SAYING or place in stretch.times):
        place = stretch.times.get(place, place + 1)
    order = verbs().orders.at(tokens, place, last)
    if order is None:
        return None, False
    if place > end and low(tokens[end]) == "cũng" and leads(parties[0]):
        return order_at(stretch, place, carried=[], spoken=True), True
    own = stretch.asks and stretch.setting.listed and not leads(parties[0]) and order[1] in _OWN_TOO
    soft = order[1] in demand_words().soft_orders or own  # "Ban Quản lý dự án yêu cầu các nhà thầu tăng ca"
    colon = order[0] < last and tokens[order[0]].key == ":"
    if "đã" in (low(token) for token in tokens[end:place]):
        return None, False
    if soft and stretch.asks and not colon:
        if not leads(parties[0]):
            return None, False
        ordered = order_at(stretch, place, carried=[], spoken=True)
        if ordered is None or ordered.action is None or not ordered.action.modal:
            return None, False
        ordered.first = at  # "Phó Chủ tịch lưu ý chính quyền địa phương cần vận động …"
        return ordered, True
    ordered = order_at(stretch, place, carried=[], spoken=True) if not soft or leads(parties[0]) else None
    if ordered:
        ordered.first = at
    return ordered, ordered is not None


def _no_demand(stretch: Stretch, at: int, parties: list[Party], action: Action) -> bool:
    """What an addressee is told to think, what it asked for itself, and rules that are put to nobody."""
    tokens, last = stretch.tokens, stretch.last
    verb = low(tokens[action.verb])
    if verb == "coi" or (action.modal and thinks(tokens, action, last)):
        return True
    between = " ".join(low(token) for token in tokens[parties[-1].last : action.verb + 1])
    if action.modal and ("gương mẫu" in between or "tiên phong" in between):
        return True  # "Người đứng đầu phải gương mẫu, nói đi đôi với làm"
    petition = verb in ("đề", "kiến", "phản", "xin")
    if petition and any(token.key == ":" for token in tokens[action.verb : last]):
        return True  # "Xã A đề nghị …: …": a petition and its answer
    timed = any(at <= start < last for start in stretch.times)
    each = low(tokens[at]) in ("mỗi", "từng") and not action.modal and not timed
    return each and parties[0].group in ("communes", "villages", "places")
