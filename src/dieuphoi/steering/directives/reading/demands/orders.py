"""Orders: "giao/yêu cầu/đề nghị <addressee> …"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dieuphoi.steering.directives.reading.actions import Action, find_action, low, pair
from dieuphoi.steering.directives.reading.demands.stretch import Demand, Stretch, with_helper, with_tail
from dieuphoi.steering.directives.reading.lexicon import demand_words, verb_at, verbs
from dieuphoi.steering.directives.reading.parties import loose_party, scan_parties
from dieuphoi.steering.directives.reading.party import Party
from dieuphoi.steering.directives.reading.party import named as named_party
from dieuphoi.steering.directives.reading.tails import ordered_actor
from dieuphoi.steering.directives.reading.tokens import Token
from dieuphoi.steering.directives.reading.unlisted import unlisted_parties

_SAID: Final = frozenset({
    "nhấn mạnh", "chỉ rõ", "nêu rõ", "quán triệt", "gợi ý", "mong muốn", "cho rằng", "khẳng định", "lưu ý rằng", "nhắc",
})  # fmt: skip
"""What leaders say: an order only where "phải", "cần" follows the addressee."""
_COMING: Final = ("dự", "tham dự", "tham gia", "họp", "tới", "đến", "có mặt")
_TO_ANYBODY: Final = frozenset({
    "giao", "giao cho", "yêu cầu", "đề nghị", "phân công", "phân công cho", "giao nhiệm vụ cho",
    "giao trách nhiệm cho", "tiếp tục giao", "thống nhất giao", "kính đề nghị",
})  # fmt: skip
"""Orders after which whoever stands there is told to do something."""


def order_at(
    stretch: Stretch, at: int, *, carried: list[Party] | None = None, soft: bool = True, spoken: bool = False
) -> Demand | None:
    """ "giao/yêu cầu/đề nghị <addressee> …" beginning at ``at``. ``spoken``: who orders stands before it."""
    tokens, last = stretch.tokens, stretch.last
    above = stretch.carried if carried is None else carried
    order = verbs().orders.at(tokens, at, last)
    is_open = stretch.setting.mode == "open"
    if order is None or (is_open and order[1] == "kiến nghị") or _is_verb(tokens, at, order[0], last):
        return None
    colon = order[0] < last and tokens[order[0]].key == ":"
    # "Chỉ đạo UBND các xã …" under an addressee is that addressee's verb; in a preamble it is told of.
    told = (is_open and not spoken) or (bool(above) and stretch.asks) or not soft
    if told and not colon and order[1] in demand_words().soft_orders:
        return None
    if order[1] in _SAID and not (spoken or is_open or stretch.setting.mode == "quiet" or not above):
        return None  # "Quán triệt các đơn vị …" under an addressee is its own verb
    found = _ordered(stretch, _past_order(stretch, order[0])) or _unlisted_name(stretch, order) or (
        _unlisted_actor(stretch, order) if stretch.asks or spoken or at == stretch.at else None
    )
    if found is None:
        return None
    parties, end = found
    action = find_action(tokens, end, last, stretch.times)
    if action is None:
        parties, end, action = with_tail(stretch, parties, end)
    action = action or _any_verb(stretch, end)
    if action is None and last - end < 2:
        return None
    if stretch.setting.mode == "quiet" and spoken:
        return None  # "Huyện ủy yêu cầu các xã đưa nội dung vào sinh hoạt; đến nay …": a report tells of it
    if order[1] == "mời" and (action is None or pair(tokens, action.verb).startswith(_COMING)):
        return None  # who is only asked to come
    if order[1] in _SAID and not (action is not None and action.modal):
        return None  # "nhấn mạnh các sở đã hoàn thành …": told, and not asked
    parties, action = with_helper(stretch, parties, end, action)
    return stretch.made(parties, action, "order", own=True, first=at)


def _is_verb(tokens: Sequence[Token], at: int, end: int, last: int) -> bool:
    """ "giao ban", "giao lưu": a verb that only begins like an order."""
    verb = verb_at(tokens, at, last)
    return verb is not None and verb[0] > end and not any(token.cap for token in tokens[end : verb[0]])


def _past_order(stretch: Stretch, at: int) -> int:
    """Past what may stand between "đề nghị" and the addressee."""
    tokens, last, times = stretch.tokens, stretch.last, stretch.times
    words = verbs()
    for _turn in range(8):
        if at >= last:
            break
        skipped = words.connectors.at(tokens, at, last)
        adverb = words.adverbs.at(tokens, at, last)
        if at in times and times[at] <= last:
            at = times[at]
        elif tokens[at].key in (":", ",", "-") or low(tokens[at]) in ("cho", "đối", "với", "thêm", "rõ"):
            at += 1
        elif adverb and not scan_parties(tokens, at, last):
            at = adverb[0]
        elif skipped and skipped[1].endswith("thời gian tới"):
            at = skipped[0]
        else:
            break
    return at


def _ordered(stretch: Stretch, at: int) -> tuple[list[Party], int] | None:
    found = scan_parties(stretch.tokens, at, stretch.last)
    if found:
        return found
    short = unlisted_parties(stretch.tokens, at, stretch.last)
    if short and find_action(stretch.tokens, short[1], stretch.last, stretch.times):
        return short
    loose = loose_party(stretch.tokens, at, stretch.last)
    action = find_action(stretch.tokens, loose.last, stretch.last, stretch.times) if loose else None
    if loose and action and (action.modal or loose.words.lower() in ("văn phòng", "sở")):
        return [loose], loose.last
    return None


def _unlisted_name(stretch: Stretch, order: tuple[int, str]) -> tuple[list[Party], int] | None:
    """ "Giao Viettel Sơn Hà lắp đặt …": a name with capitals that no list holds, and a verb at once after it."""
    tokens, last = stretch.tokens, stretch.last
    at = end = order[0]
    while end < last and end - at < 6 and tokens[end].word and tokens[end].cap:
        end += 1
    if "giao" not in order[1] or end - at < 2 or tokens[at].text.isupper():
        return None
    action = find_action(tokens, end, last, stretch.times)
    if action is None or (action.verb > end and not action.leads):
        return None
    return [named_party(tokens, at, end)], end


def _unlisted_actor(stretch: Stretch, order: tuple[int, str]) -> tuple[list[Party], int] | None:
    """ "Giao nhóm nòng cốt của thôn vận động …": whoever stands between an order and its verb."""
    if order[1] not in _TO_ANYBODY:
        return None
    at = _past_order(stretch, order[0])
    end = ordered_actor(stretch.tokens, at, stretch.last)
    if end is None or find_action(stretch.tokens, end, stretch.last, stretch.times) is None:
        return None
    return [named_party(stretch.tokens, at, end)], end


def _any_verb(stretch: Stretch, at: int) -> Action | None:
    """The first verb anywhere after an ordered addressee."""
    for place in range(at, min(stretch.last, at + 30)):
        found = None if stretch.tokens[place].cap and place > at else verb_at(stretch.tokens, place, stretch.last)
        if found and (place == at or low(stretch.tokens[place - 1]) not in ("được", "đã", "việc", "sự")):
            return Action(place, found[0])
    return None
