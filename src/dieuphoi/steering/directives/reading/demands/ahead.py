"""A demand after what leads up to it: "Khi …, các cơ quan phải …", "Đối với …: …"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dieuphoi.steering.directives.reading.actions import Action, find_action, low, pair, past_parenthesis
from dieuphoi.steering.directives.reading.clues import is_referred, speaker_before
from dieuphoi.steering.directives.reading.demands.bare import bare_at
from dieuphoi.steering.directives.reading.demands.orders import order_at
from dieuphoi.steering.directives.reading.demands.stretch import Demand, Stretch, past_openers
from dieuphoi.steering.directives.reading.demands.subjects import subject_at
from dieuphoi.steering.directives.reading.lexicon import demand_words, verb_at, verbs
from dieuphoi.steering.directives.reading.parties import loose_party, scan_parties
from dieuphoi.steering.directives.reading.party import Party, Scanned, said
from dieuphoi.steering.directives.reading.tokens import Token

_THEREFORE: Final = frozenset({"vì vậy", "vì thế", "do đó", "do vậy"})


def after_colon(stretch: Stretch) -> Demand | None:
    """ "Kiến nghị vượt thẩm quyền: các sở tham mưu …": a subject of its own after the first colon."""
    depth = 0
    for place in range(stretch.at + 1, min(stretch.last - 2, stretch.at + 45)):
        depth += {"(": 1, ")": -1}.get(stretch.tokens[place].key, 0)
        if depth or stretch.tokens[place].key != ":":
            continue
        after = past_openers(stretch.tokens, place + 1, stretch.last)
        if after < stretch.last and scan_parties(stretch.tokens, after, stretch.last):
            found = order_at(stretch, after, carried=[]) or subject_at(stretch, after, inside=True)
            if found and found.action is not None and _is_only_done(stretch, found.action):
                return None
            if found and found.action is not None and not found.action.leads:
                found.first = after
                return found
        return None
    return None


def _is_only_done(stretch: Stretch, action: Action) -> bool:
    """ "Lắp wifi tại nhà văn hóa: UBND các xã, hoàn thành quý III": who does it and until when, no other work."""
    tokens = stretch.tokens
    own = stretch.setting.listed and verb_at(tokens, stretch.at, stretch.last) is not None
    return own and pair(tokens, action.verb) in ("hoàn thành", "hoàn tất") and action.verb_end in stretch.times


def toward(stretch: Stretch) -> Demand | None:
    """ "Với UBND tỉnh: xem xét …", "Đối với UBND các xã: rà soát …"."""
    tokens, last = stretch.tokens, stretch.last
    begin = stretch.at + (low(tokens[stretch.at]) == "đối")
    if begin >= last or low(tokens[begin]) not in ("với", "về"):
        return None
    begin += 1 + (begin + 1 < last and low(tokens[begin + 1]) == "phía")
    found = scan_parties(tokens, begin, last)
    if found is not None and found[1] < last and tokens[found[1]].key != ":":
        found = _with_clause(tokens, found, last)
    if not found or found[1] >= last or tokens[found[1]].key != ":":
        return None
    after = past_openers(tokens, found[1] + 1, last)
    order = verbs().orders.at(tokens, after, last) if after < last else None
    if after >= last or (order and scan_parties(tokens, order[0], last)):
        return None
    action = find_action(tokens, after, last, stretch.times, start=True)
    if action is None or (scan_parties(tokens, after, last) and not verb_at(tokens, after, last)):
        return None
    return stretch.made(found[0], action, "subject", own=True)


def _with_clause(tokens: Sequence[Token], found: Scanned, last: int) -> Scanned | None:
    """ "Đối với 14 xã chưa gửi báo cáo (danh sách kèm theo): …": a clause about a group up to the colon."""
    parties, end = found
    if len(parties) != 1 or not parties[0].group:
        return None
    for place in range(end, min(last, end + 12)):
        token = tokens[place]
        if token.key == "(":
            close = past_parenthesis(tokens, place, last)
            ends = close is not None and close < last and tokens[close].key == ":"
            colon = close if ends else None
        else:
            colon = place if token.key == ":" else None
        if colon is not None:
            words = said(tokens, parties[0].first, place)
            return [replace(parties[0], last=place, end=tokens[place - 1].end, words=words)], colon
        if not token.word and not token.text.isdecimal():
            return None
    return None


def later(stretch: Stretch, carried: list[Party], *, orders_only: bool) -> Demand | None:
    """A demand after what leads up to it: "Đối với …, giao Sở A …", "Khi …, các cơ quan phải …"."""
    tokens = stretch.tokens
    adverbial = low(tokens[stretch.at]) in demand_words().prefixes or stretch.at in stretch.times
    depth = 0
    chunk = stretch.at
    for place in range(stretch.at, stretch.last):
        key = tokens[place].key
        depth = max(0, depth + {"(": 1, ")": -1}.get(key, 0))
        if depth or key == ")":
            continue
        if key in (",", ":"):
            chunk = place + 1
            continue
        if place == stretch.at:
            continue
        if place == chunk and _was_done(stretch, place):
            return None
        if place == chunk and not orders_only and stretch.asks and adverbial:
            # "Để kịp trình …, chậm nhất 20/8 Sở A gửi …"
            after = stretch.times.get(place, stretch.last)
            timed = subject_at(stretch, after, carried=False) if after < stretch.last else None
            if timed is not None:
                timed.first = place
                return timed
        found = _order_inside(stretch, place, chunk, carried, adverbial)
        sign = tokens[place - 1].key
        so = verbs().connectors.at(tokens, place, stretch.last) if sign == "," and place == chunk else None
        if found is None and not orders_only and so and so[1] in _THEREFORE:
            found = _inside(stretch, place, ":", carried, adverbial)
        if found is None and not orders_only and (sign == ":" or (sign == "," and adverbial)):
            found = _inside(stretch, place, sign, carried, adverbial)
        if found:
            return found
    return None if orders_only else _under_condition(stretch, carried)


def _was_done(stretch: Stretch, at: int) -> bool:
    """ "…, Sở đã giao các phòng thẩm định, hoàn thành trước ngày …": what follows was asked by somebody already."""
    if not stretch.tokens[at].cap:
        return False
    named = scan_parties(stretch.tokens, at, stretch.last)
    bare = loose_party(stretch.tokens, at, stretch.last) if named is None else None
    end = named[1] if named else bare.last if bare else stretch.last
    return end < stretch.last and low(stretch.tokens[end]) == "đã"


def _order_inside(stretch: Stretch, place: int, chunk: int, carried: list[Party], adverbial: bool) -> Demand | None:
    """An order after its speaker, or at the head of a clause."""
    tokens = stretch.tokens
    order = verbs().orders.at(tokens, place, stretch.last)
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
    if not hard and stretch.setting.mode == "quiet" and place == chunk:
        return None  # "78 xã thành lập Ban Chỉ đạo, phân công công chức theo dõi": it was done
    found = order_at(stretch,
        place, carried=[] if hard or not stretch.asks or not carried else carried,
        soft=hard or spoken or not begins, spoken=not begins,
    )  # fmt: skip
    if found and tokens[place - 1].key != ":" and adverbial:
        found.first = stretch.at
    return found


def _inside(stretch: Stretch, place: int, sign: str, carried: list[Party], adverbial: bool) -> Demand | None:
    after = past_openers(stretch.tokens, place, stretch.last)
    if after >= stretch.last:
        return None
    found = subject_at(stretch, after, inside=sign == ":", carried=sign == ":" and bool(carried))
    done = found is not None and found.action is not None and _is_only_done(stretch, found.action)
    if found and sign == ":" and stretch.setting.listed and (done or _only_leads(stretch, found)):
        return None  # "Lớp tập huấn: Phòng Nghiệp vụ chủ trì": the work stands before the colon
    if found:
        timed = any(stretch.at <= start < place for start in stretch.times)
        found.first = stretch.at if sign != ":" and timed else after
        return found
    if carried and (adverbial or sign == ":") and not verbs().statements.at(stretch.tokens, after, stretch.last):
        found = bare_at(stretch, after, listed=False)
        if found:
            found.first = stretch.at
    return found


def _only_leads(stretch: Stretch, found: Demand) -> bool:
    """Whether nothing but "chủ trì" is said of the addressee."""
    action = found.action
    return action is not None and action.leads and low(stretch.tokens[action.verb]) == "chủ" and (
        action.verb_end >= stretch.last
    )  # fmt: skip


def _under_condition(stretch: Stretch, carried: list[Party]) -> Demand | None:
    """ "Khi thẩm định hồ sơ … phải kiểm tra …"."""
    tokens, last = stretch.tokens, stretch.last
    which = stretch.at + 1 < last and low(tokens[stretch.at + 1]) == "nào"  # "Việc nào chậm phải báo cáo …"
    if not carried or not (which or low(tokens[stretch.at]) in ("khi", "nếu", "trường")):
        return None
    for place in range(stretch.at + 1, min(last, stretch.at + 40)):
        if pair(tokens, place) == "đề nghị" and tokens[place - 1].key == "," and not which:
            action = find_action(tokens, place + 2, last, stretch.times, start=True)
            if action and action.has_verb and low(tokens[action.verb]) != "liên":
                return stretch.made(carried, action, "bare", own=False)
        if low(tokens[place]) in ("phải", "cần", "thì") and verbs().modals.at(tokens, place, last):
            action = find_action(tokens, place, last, stretch.times)
            if action:
                return stretch.made(carried, action, "bare", own=False)
    return None
