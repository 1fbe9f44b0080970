"""Words from which a demand is known: who gives an order, what is only told of, who helps or leads at the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dieuphoi.steering.directives.reading.actions import PREPOSITIONS, Action, low, pair
from dieuphoi.steering.directives.reading.lexicon import agencies, demand_words, groups, verb_at, verbs
from dieuphoi.steering.directives.reading.parties import scan_parties
from dieuphoi.steering.directives.reading.party import Party
from dieuphoi.steering.directives.reading.tokens import Token

_FAR: Final = 25
"""Tokens between the beginning of a speaker's name and the order."""
_ENDS_OF_PLACES: Final = frozenset({"tỉnh", "huyện", "xã", "phường", "chí", "phố", "vì", "vậy", "điều"})
_BODIES: Final = (
    "sở ", "vpđp", "văn phòng điều phối", "chi cục", "phòng ", "trạm ", "kế toán ",
)  # fmt: skip
"""With what the name of somebody begins who acts after a comma."""
_BETWEEN: Final = frozenset({"cũng", "đồng", "thời", "tiếp", "tục", "thống", "nhất", "ý", "có"})
_ASKING: Final = frozenset({"đại biểu", "cử tri", "người dân", "nhân dân", "bà con"})
"""Who asks for something, and orders nothing."""
_ACTS_TOO: Final = frozenset({"thực hiện", "căn cứ", "báo cáo"})


def leads(party: Party) -> bool:
    return party.words.lower().startswith(demand_words().leaders)


def speaker_before(tokens: Sequence[Token], chunk: int, place: int) -> bool:
    """Whether the words between the last sign and the order end with a leader or a name ("… Nông Văn Chí yêu cầu")."""
    at = place - 1
    while at >= chunk and low(tokens[at]) in _BETWEEN:
        at -= 1
    if at < chunk or tokens[at].cap or low(tokens[at]) in _ENDS_OF_PLACES:
        return True
    for begin in range(max(chunk, at - _FAR), at + 1):
        if tokens[begin].cap and (found := scan_parties(tokens, begin, at + 1)) and found[1] == at + 1:
            return True
        post = agencies().posts.at(tokens, begin, at + 1) if begin == chunk else None
        if post and post[0] == at + 1:
            return True  # "Chủ tịch yêu cầu …"
    return False


def is_referred(tokens: Sequence[Token], chunk: int, place: int) -> bool:
    """Whether the order is told of another paper or of the past ("Công văn … yêu cầu các xã báo cáo", "được giao")."""
    words = tokens[chunk:place]
    if any(token.text in demand_words().referring or low(token) in ("không", "chưa", "đã") for token in words):
        return True
    pairs = [pair(words, at) for at in range(len(words) - 1)]
    if any(each in _ASKING for each in pairs):
        return True
    return any(
        each in demand_words().papers and (each not in _ACTS_TOO or at == 0) for at, each in enumerate(pairs)
    )


def ordered_in(tokens: Sequence[Token], first: int, last: int, *, headed: bool) -> list[Party]:
    """The addressees of an order that asks for no more than what follows ("đề nghị UBND các xã thực hiện các việc
    sau")."""
    chunk = first
    for place in range(first, last):
        if tokens[place].key in (",", ":", ";"):
            chunk = place + 1
        order = verbs().orders.at(tokens, place, last)
        if order is None or order[1] in ("lưu ý", "kiến nghị") or is_referred(tokens, chunk, place):
            continue
        if headed and order[1] in demand_words().soft_orders:
            continue
        if place > first and not (place == chunk or speaker_before(tokens, chunk, place)):
            continue
        after = order[0]
        while after < last and low(tokens[after]) in ("cho", "đối", "với"):
            after += 1
        found = scan_parties(tokens, after, last)
        if found and last - found[1] <= 12:
            return found[0]
    return []


def department_at(tokens: Sequence[Token], comma: int, last: int) -> bool:
    """Whether a department that acts follows the comma, and no list of addressees stands before it."""
    found = scan_parties(tokens, comma + 1, last, lists=False)
    if found is None or (found[0][0].group and found[0][0].group != "communes"):
        return False
    if not found[0][0].words.lower().startswith(_BODIES):
        return False
    end = found[1]
    if end >= last or not (verb_at(tokens, end, last) or verbs().adverbs.at(tokens, end, last)):
        return False
    for begin in range(max(0, comma - _FAR), comma):
        if tokens[begin].cap and (before := scan_parties(tokens, begin, comma)) and before[1] == comma:
            return False
    return True


def helpers_after(tokens: Sequence[Token], first: int, last: int) -> list[Party]:
    """ "…, Phòng Tổng hợp cùng dự", "…, Sở Tài chính phối hợp": who helps, named at the end."""
    for place in range(first + 1, last - 1):
        if tokens[place - 1].key == "," and tokens[place].cap:
            found = scan_parties(tokens, place, last)
            if found and found[1] < last and low(tokens[found[1]]) in ("cùng", "phối") and last - found[1] <= 4:
                return found[0]
    return []


def lead_after(tokens: Sequence[Token], first: int, last: int) -> list[Party]:
    """ "…, Văn phòng UBND tỉnh là đơn vị chủ trì": the lead named at the end."""
    for place in range(first + 1, last):
        if tokens[place - 1].key != "," or not tokens[place].cap:
            continue
        found = scan_parties(tokens, place, last, lists=False)
        if found and found[1] < last and low(tokens[found[1]]) == "là":
            rest = " ".join(low(token) for token in tokens[found[1] : last])
            if "chủ trì" in rest and len(rest) < 40:
                return found[0]
    return []


# ---- words where a verb should be


def thinks(tokens: Sequence[Token], action: Action, last: int) -> bool:
    """ "… phải xác định đây là nhiệm vụ trọng tâm": what is to be thought, not done."""
    verb = " ".join(low(token) for token in tokens[action.verb : action.verb_end])
    ahead = tokens[action.verb_end : min(last, action.verb_end + 12)]
    return verb in ("xác định", "nhận thức", "quán triệt") and any(low(token) == "là" for token in ahead)


def unknown_verb(tokens: Sequence[Token], at: int, last: int) -> Action | None:
    """The word after an addressee where a verb should be, which no list holds (a rare one, or mistyped)."""
    words = verbs()
    colon = tokens[at].key == ":"
    while at < last and tokens[at].key == ":":
        at += 1
    if at + 2 >= last or not tokens[at].word or not tokens[at + 1].word or (tokens[at].cap and not colon):
        return None
    if colon and (
        scan_parties(tokens, at, last) or agencies().posts.at(tokens, at, last) or groups().nouns.at(tokens, at, last)
    ):
        return None
    word = low(tokens[at])
    if word in demand_words().not_verbs or word in PREPOSITIONS or low(tokens[at + 1]) in ("khi", "nào"):
        return None
    if words.statements.at(tokens, at, last) or (words.stops.at(tokens, at, last) and not verb_at(tokens, at, last)):
        return None
    return Action(at, at + 2)


def may_be_verb(tokens: Sequence[Token], at: int, last: int) -> bool:
    """Whether the first word of an item may be a verb that no list holds."""
    token = tokens[at]
    if not token.word or not token.cap or token.text.isupper() or at + 2 >= last:
        return False
    return low(token) not in demand_words().not_verbs and tokens[at + 1].word and not tokens[at + 1].cap
