"""One demand in a stretch of words: who is asked, by which verb, with whom. What stands around it is :mod:`.walk`'s.

Three shapes are looked for, the first that is found wins: an order ("giao <addressee> <verb>"), a statement about an
addressee ("<addressee> phải/chủ trì/<verb>"), and a bare verb where an addressee was named above.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from dieuphoi.steering.directives.reading.lexicon import agencies, groups, products, verb_at, verbs
from dieuphoi.steering.directives.reading.parties import Party, loose_party, said, scan_parties
from dieuphoi.steering.directives.reading.tokens import Token

_REFERRED: Final = frozenset("của theo về việc đã được xét do nhằm để khi nếu mà từng chưa không nhận".split())
_PAPERS: Final = frozenset(
    ("thực hiện", "căn cứ", "công văn", "văn bản", "hồ sơ", "tờ trình", "nghị quyết", "thông báo", "kế hoạch", "chỉ thị", "quyết định", "báo cáo",
     "công điện", "phiếu", "đơn")
)
_ACTS: Final = frozenset({"thực hiện", "căn cứ", "báo cáo"})
_SOFT_ORDERS: Final = frozenset({"chỉ đạo", "phân công", "phân công cho", "nhắc nhở", "lưu ý", "kiến nghị", "ủy quyền", "ủy quyền cho"})
_JOINED_BARE: Final = frozenset(
    {"đồng thời", "ngoài ra", "riêng", "đặc biệt", "cũng", "vì vậy", "vì thế", "do đó", "do vậy", "sau đó", "thời gian tới", "trước mắt"}
)
"""Connectors after which no comma is needed."""
_PREFIXES: Final = frozenset(
    "để nhằm khi trong căn trên đối về từ trước sau định hằng hàng theo tại với nhận qua trường nếu thời vào mỗi song hiện đến cuối chậm muộn hạn thứ kết quá".split()
)
_PREPOSITIONS: Final = frozenset("khi sau nếu trong tại từ qua trước với đối trên ngoài cùng".split())
_LEADERS: Final = ("chủ tịch", "phó chủ tịch", "bí thư", "phó bí thư", "đồng chí", "ban thường vụ", "ubnd tỉnh", "ủy ban nhân dân tỉnh", "trưởng ban", "phó trưởng ban", "thường trực")
_NOTHING_TO_DO: Final = (
    ("để", "biết"), ("thông", "báo", "để"), ("được", "biết"), ("được", "rõ"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Action:
    """What is asked after the addressee: the verb at tokens ``[verb, verb_end)``, who helps, where it was read to."""

    verb: int
    verb_end: int
    coordinating: tuple[Party, ...]
    leads: bool
    modal: bool
    after: int


@dataclass(slots=True)
class Demand:
    """A demand in tokens ``[first, last)``. ``own``: the addressee stands in it, and was not named above."""

    first: int
    last: int
    parties: list[Party]
    action: Action | None
    own: bool
    how: str
    order: int | None = None
    context: int | None = None
    extra: list[Party] = field(default_factory=list)


def low(token: Token) -> str:
    """The word in small letters."""
    return token.text.lower()


def find_action(tokens: Sequence[Token], at: int, stop: int, times: dict[int, int], *, start: bool = False) -> Action | None:
    """The verb after an addressee (or at the start of a demand), adverbs, modals and helpers passed over.

    ``times``: tokens at which a deadline begins, with where it ends. ``start``: the first word may be a verb that is
    as often something else.
    """
    words = verbs()
    begin = at
    coordinating: list[Party] = []
    leads = modal = adverb = False
    fallback: tuple[int, int] | None = None
    for _turn in range(40):
        if at >= stop:
            break
        if at in times and at + 0 < times[at]:
            if times[at] > stop:
                break
            at = times[at]
            adverb = True
            continue
        token = tokens[at]
        key = low(token)
        if key == "(":
            close = _past_parenthesis(tokens, at, stop)
            if close is None:
                break
            inside = " ".join(low(each) for each in tokens[at + 1 : close - 1])
            leads = leads or "chủ trì" in inside
            if at == begin:
                begin = close
            at = close
            continue
        if key in ("-", "–") and at == begin and at + 2 < stop and low(tokens[at + 1]) in ("cơ", "đơn", "là") and low(tokens[at + 2]) in ("quan", "vị"):
            # "Sở Kế hoạch và Đầu tư - cơ quan thường trực Ban … giúp …"
            close = _to_verb(tokens, at + 1, stop)
            if close is not None:
                at = begin = close
                continue
        if key in (",", "-", "–", ":", '"', "“") and (at == begin or leads or adverb or modal or coordinating or fallback):
            at += 1
            continue
        if key in ("và", "hoặc") and (leads or adverb or modal or fallback):
            at += 1
            continue
        if at == begin and key in ("mỗi", "từng", "cả") and at + 1 < stop:
            noun = groups().nouns.at(tokens, at + 1, stop)
            if noun:
                at = noun[0]
                begin = at
                continue
        modal_at = words.modals.at(tokens, at, stop)
        statement = words.statements.at(tokens, at, stop)
        if modal_at and (statement is None or modal_at[0] > statement[0]):
            if modal_at[1] in words.modal_verbs:
                return Action(at, modal_at[0], tuple(coordinating), leads, True, modal_at[0])
            fallback = fallback or (at, modal_at[0])
            modal = True
            at = modal_at[0]
            if modal_at[1].startswith(("là ", "làm ")):
                at = _past_apposition(tokens, at, stop)
            continue
        adverb_at = words.adverbs.at(tokens, at, stop)
        verb = verb_at(tokens, at, stop)
        if key == "phối" and verb:
            whom = verb[0]
            fallback = fallback or (at, at + 2)
            while whom < stop and low(tokens[whom]) in ("chặt", "chẽ", "với", "cùng", "tốt", "và", "thường", "xuyên"):
                whom += 1
            joined = scan_parties(tokens, whom, stop)
            if joined:
                coordinating += joined[0]
                at = joined[1]
                adverb = True
                if at < stop and tokens[at].key == "(":
                    at = _past_parenthesis(tokens, at, stop) or at
                continue
            if verb_at(tokens, whom, stop) or words.adverbs.at(tokens, whom, stop):
                at = whom
                continue
            if whom > verb[0] and low(tokens[whom - 1]) in ("với", "cùng"):
                close = _to_verb(tokens, whom, stop)
                if close is not None and close > whom:
                    end = close
                    while end > whom and not tokens[end - 1].word:
                        end -= 1
                    coordinating.append(_helper(tokens, whom, end))
                    at = close
                    adverb = True
                    continue
            return Action(at, at + 2, tuple(coordinating), leads, modal, whom)
        if key in ("cùng", "cùng với") and at > begin:
            whom = at + 1
            if whom < stop and low(tokens[whom]) == "với":
                whom += 1
            joined = scan_parties(tokens, whom, stop)
            if joined:
                coordinating += joined[0]
                at = joined[1]
                adverb = True
                continue
        negated = words.negations.at(tokens, at, stop)
        if negated and not (verb and verb[0] > negated[0]):
            nxt = verb_at(tokens, negated[0], stop)
            if negated[1] in ("không để", "không để xảy ra", "nghiêm cấm", "cấm", "tránh", "đừng"):
                return Action(at, negated[0], tuple(coordinating), leads, modal, negated[0])
            if nxt and (modal or adverb or start or at == begin):
                return Action(at, nxt[0], tuple(coordinating), leads, modal, nxt[0])
            if nxt is None and (adverb or modal or (start and at == begin)) and negated[0] < stop and tokens[negated[0]].word and not tokens[negated[0]].cap:
                return Action(at, negated[0] + 1, tuple(coordinating), leads, modal, negated[0] + 1)
            if negated[0] < stop and low(tokens[negated[0]]) in ("để",):
                return Action(at, negated[0] + 1, tuple(coordinating), leads, modal, negated[0] + 1)
            break
        if adverb_at and not (verb and verb[0] > adverb_at[0]):
            if adverb_at[1] == "chủ trì" or "chủ trì" in adverb_at[1]:
                leads = True
                fallback = fallback or (at, adverb_at[0])
            adverb = True
            if adverb_at[1] in ("tập trung", "ưu tiên", "quan tâm", "chú trọng", "phấn đấu"):
                fallback = fallback or (at, adverb_at[0])
            at = adverb_at[0]
            continue
        if (key in ("căn", "theo", "dựa") and not (verb and verb[0] > at + 1)) or key == "trên" and at + 1 < stop and low(tokens[at + 1]) == "cơ":
            close = _past_basis(tokens, at, stop)
            if close is not None:
                at = close
                adverb = True
                continue
        if key in _PREPOSITIONS and not verb:
            close = _past_clause(tokens, at, stop)
            if close is not None:
                at = close
                adverb = True
                continue
            break
        if verb:
            if key == "khi":
                break
            if verb[1] in words.weak and not (modal or adverb or leads or start or coordinating or at > begin or token.cap or at == begin):
                break
            if low(tokens[verb[0]]) == "khi" if verb[0] < stop and verb[1] == "họp" else False:
                break
            if statement and statement[0] >= verb[0] and not modal:
                break
            return Action(at, verb[0], tuple(coordinating), leads, modal, verb[0])
        if key == "có" and at + 1 < stop:
            noun = at + 1
            while noun < stop and low(tokens[noun]) in ("các", "ngay", "đầy", "đủ", "giải"):
                noun += 1
            if modal or adverb or (products().nouns.at(tokens, noun, stop) and tokens[noun].key not in ("kêt5", "hương5")):
                return Action(at, at + 1, tuple(coordinating), leads, modal, at + 1)
        if statement and not (modal or adverb):
            return None
        if modal or adverb:
            # A verb that no list holds: the first word after a modal or an adverb is one.
            if token.word and not token.cap and modal and not statement:
                end = at + 1
                if end < stop and tokens[end].word and not tokens[end].cap and not words.stops.at(tokens, end, stop):
                    end += 1
                return Action(at, end, tuple(coordinating), leads, modal, end)
        break
    if fallback is not None and (leads or modal or coordinating or fallback[1] < stop):
        if fallback[0] >= begin and (leads or modal or coordinating):
            return Action(fallback[0], fallback[1], tuple(coordinating), leads, modal, fallback[1])
    return None


def _helper(tokens: Sequence[Token], first: int, last: int) -> Party:
    return Party(first, last, tokens[first].start, tokens[last - 1].end, said(tokens, first, last), "people")


def _past_parenthesis(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    depth = 0
    for place in range(at, min(stop, at + 80)):
        if tokens[place].key == "(":
            depth += 1
        elif tokens[place].key == ")":
            depth -= 1
            if depth == 0:
                return place + 1
    return None


def _past_apposition(tokens: Sequence[Token], at: int, stop: int) -> int:
    """After "là đầu mối", "là cơ quan": what it is the centre of, up to a comma or a verb after one."""
    for place in range(at, min(stop, at + 14)):
        if tokens[place].key in (",", ";"):
            return place + 1
        if verb_at(tokens, place, stop):
            return place
    return at


def _past_basis(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    """Past "căn cứ …", "theo …", "trên cơ sở …": to the comma, or to the verb that is not part of it."""
    words = verbs()
    limit = min(stop, at + 34)
    comma = None
    for place in range(at + 1, min(limit, at + 16)):
        if tokens[place].key in (";", ":"):
            break
        if tokens[place].key == "," and place + 1 < stop and verb_at(tokens, place + 1, stop):
            return place + 1
        if place >= at + 2 and words.adverbs.at(tokens, place, stop) and low(tokens[place - 1]) not in ("được", "và"):
            return place
    for place in range(at + 1, limit):
        if tokens[place].key == ",":
            nxt = place + 1
            if nxt < stop and (verb_at(tokens, nxt, stop) or words.adverbs.at(tokens, nxt, stop) or words.modals.at(tokens, nxt, stop)):
                return nxt
            comma = comma or nxt
            continue
        if tokens[place].key in (";", ":"):
            return None
        verb = verb_at(tokens, place, stop) if not tokens[place].cap else None
        if place >= at + 2 and verb and low(tokens[place - 1]) not in ("được", "nhiệm", "chức", "việc", "quy", "để", "và"):
            if low(tokens[place - 2]) == "được" and low(tokens[place - 1]) not in ("giao", "công", "duyệt"):
                continue
            return place
        if place >= at + 2 and (words.modals.at(tokens, place, stop) or words.adverbs.at(tokens, place, stop)) and low(tokens[place]) != "được":
            return place
    return comma


def _past_clause(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    """Past "trong quá trình …", "khi có …", "ngoài việc …": to a comma, a modal or "đề nghị"."""
    words = verbs()
    limit = min(stop, at + 28)
    for place in range(at + 1, limit):
        if tokens[place].key in (";", ":", "."):
            limit = place
            break
    for place in range(at + 1, limit if low(tokens[at]) not in ("trong", "đối", "tại", "trên") else at + 1):
        if low(tokens[place]) in ("phải", "cần"):
            return place
    for place in range(at + 1, limit):
        if tokens[place].key == ",":
            nxt = place + 1
            if nxt < stop and (
                verb_at(tokens, nxt, stop) or words.adverbs.at(tokens, nxt, stop) or words.modals.at(tokens, nxt, stop)
                or low(tokens[nxt]) in _PREPOSITIONS
            ):
                return nxt
        if low(tokens[place]) in ("phải", "cần") and any(token.key == "," for token in tokens[at:place]):
            return place
        if " ".join(low(each) for each in tokens[place : place + 2]) == "đề nghị" and low(tokens[place - 1]) not in ("sơ", "văn", "trình"):
            return place + 2
        modal = words.modals.at(tokens, place, stop)
        if modal and modal[1] in ("có trách nhiệm", "có nhiệm vụ"):
            return place
    return None


def _to_verb(tokens: Sequence[Token], at: int, stop: int) -> int | None:
    """The first verb (or modal, adverb, comma before one) after words that name a helper nobody knows."""
    words = verbs()
    for place in range(at, min(stop, at + 14)):
        if tokens[place].key in (";", ":", "."):
            return None
        if place > at and not tokens[place].cap and (verb_at(tokens, place, stop) or words.adverbs.at(tokens, place, stop)):
            return place
    return None


# ---- the whole stretch


def find_demand(
    tokens: Sequence[Token],
    first: int,
    last: int,
    times: dict[int, int],
    carried: list[Party],
    *,
    mode: str,
    listed: bool,
    headed: bool = False,
) -> Demand | None:
    """The demand in ``tokens[first:last]``.

    ``carried``: the addressees named above. ``mode``: ``open`` (only orders count), ``demand`` or ``quiet``.
    ``listed``: it is an item of a list or opens a paragraph under an addressee; ``headed``: a heading names that
    addressee, so that "yêu cầu xã A …" is what the addressee does.
    """
    words = verbs()
    at = _skip(tokens, first, last)
    if at >= last:
        return None
    opening = words.openings.at(tokens, at, last)
    if opening and opening[1] in ("trên đây là", "nơi nhận", "kính gửi", "rất mong", "nguồn", "ảnh", "ghi chú", "v/v"):
        return None
    text = [low(token) for token in tokens[at:last]]
    if _only_told(tokens, at, last) or " ".join(text[:3]).startswith(("lưu ý :", "lưu ý ,", "đầu mối :", "ghi chú")):
        return None
    order = words.orders.at(tokens, at, last)
    subordinate = order is not None and (order[1] in _SOFT_ORDERS or order[1] in ("yêu cầu", "nghiêm túc yêu cầu"))
    if headed and carried and mode == "demand" and subordinate and verb_at(tokens, at, last):
        found = _bare_at(tokens, at, last, times, carried, listed, headed=True)
        if found:
            return _with_first(found, first, at)
    found = _order_at(tokens, at, last, times, carried, mode)
    if found:
        return _with_first(found, first, at)
    if mode == "demand":
        found = _after_colon(tokens, at, last, times, carried)
        if found:
            return found
    addressed = _toward(tokens, at, last, times) if mode == "demand" else None
    if addressed:
        return _with_first(addressed, first, at)
    named = scan_parties(tokens, at, last)
    if mode == "demand" or (mode == "open" and _leader_at(tokens, at, last)):
        found = _subject_at(tokens, at, last, times, carried, mode, listed=listed)
        if found:
            return _with_first(found, first, at)
    if mode == "quiet":
        return _later(tokens, at, last, times, carried, mode, orders_only=True)
    lead_in = low(tokens[at]) in _PREPOSITIONS or (at in times and not words.adverbs.at(tokens, at, last)) or low(tokens[at]) in ("định", "từ", "khi")
    if mode == "demand" and lead_in:
        found = _later(tokens, at, last, times, [], mode, orders_only=False)
        if found:
            return found
    if mode == "demand" and carried and not opening and not (named and tokens[at].cap and not verb_at(tokens, at, last)) and not (
        named and named[0][0].name
    ):
        found = _bare_at(tokens, at, last, times, carried, listed)
        if found:
            colon = next((place for place in range(at, last) if tokens[place].key == ":"), None)
            named_after = _only_addressees(tokens, colon + 1, last) if listed and colon is not None else []
            if named_after:
                found = Demand(at, last, named_after, found.action, True, "reversed")
            return _with_first(found, first, at)
    found = _later(tokens, at, last, times, [] if opening else carried, mode, orders_only=mode != "demand")
    if found:
        return found
    if mode == "demand" and carried and not named and not opening:
        found = _conditional(tokens, at, last, times, carried)
        if found:
            return found
    if mode == "demand" and not opening:
        return _reversed(tokens, at, last, times, carried, listed)
    return None


def _conditional(tokens: Sequence[Token], at: int, last: int, times: dict[int, int], carried: list[Party]) -> Demand | None:
    """ "Gói thầu nào chậm thì kiên quyết chấm dứt hợp đồng": what the addressee is to do in that case."""
    for place in range(at + 2, min(last - 1, at + 30)):
        if tokens[place].text == "thì" and not scan_parties(tokens, place + 1, last):
            action = find_action(tokens, place + 1, last, times)
            if action is not None and not loose_party(tokens, place + 1, last):
                return Demand(at, last, carried, action, False, "bare", context=at)
    return None


def _only_addressees(tokens: Sequence[Token], at: int, last: int) -> list[Party]:
    """The addressees when nothing else stands in ``tokens[at:last]`` but asides in parentheses."""
    found: list[Party] = []
    while at < last:
        if tokens[at].key == "(":
            at = _past_parenthesis(tokens, at, last) or last
            continue
        if not tokens[at].word and not tokens[at].text.isdigit():
            at += 1
            continue
        some = scan_parties(tokens, at, last)
        if some is None and found and found[0].place and tokens[at].cap:
            # "các xã Tân Tiến (412 triệu đồng), Bản Cái (96 triệu đồng)"
            end = at
            while end < last and tokens[end].cap and tokens[end].word:
                end += 1
            kind = found[0].place.split(" ", 1)[0]
            called = f"{kind} {said(tokens, at, end)}"
            found.append(Party(at, end, tokens[at].start, tokens[end - 1].end, called, "", called, called))
            at = end
            continue
        if some is None:
            return []
        found += some[0]
        at = max(some[1], at + 1)
    return found


def _after_colon(tokens: Sequence[Token], at: int, last: int, times: dict[int, int], carried: list[Party]) -> Demand | None:
    """ "Kiến nghị vượt thẩm quyền: các sở tham mưu …": a subject of its own after the colon."""
    depth = 0
    for place in range(at + 1, min(last - 2, at + 45)):
        depth += {"(": 1, ")": -1}.get(tokens[place].key, 0)
        if depth or tokens[place].key != ":":
            continue
        after = _skip(tokens, place + 1, last)
        if after < last and scan_parties(tokens, after, last):
            found = _order_at(tokens, after, last, times, [], "demand") or _subject_at(tokens, after, last, times, carried, "demand", inside=True)
            if found and found.action is not None and not found.action.leads:
                found.first, found.context = after, at
                return found
        return None
    return None


def ordered_in(tokens: Sequence[Token], first: int, last: int, *, headed: bool) -> list[Party]:
    """The addressees of an order that says no more than "thực hiện các nội dung sau" or nothing ("đề nghị UBND các xã")."""
    words = verbs()
    chunk = first
    for place in range(first, last):
        if tokens[place].key in (",", ":"):
            chunk = place + 1
        order = words.orders.at(tokens, place, last)
        if order is None or order[1] in ("lưu ý", "kiến nghị") or (headed and order[1] in _SOFT_ORDERS) or _is_referred(tokens, chunk, place):
            continue
        if place > first and not (place == chunk or _speaker_before(tokens, chunk, place)):
            continue
        after = order[0]
        while after < last and low(tokens[after]) in ("cho", "đối", "với"):
            after += 1
        found = scan_parties(tokens, after, last)
        if found and last - found[1] <= 12:
            return found[0]
    return []


def helpers_after(tokens: Sequence[Token], first: int, last: int) -> list[Party]:
    """ "…, Phòng Tổng hợp cùng dự", "…, Sở Tài chính phối hợp": who helps, named at the end."""
    for place in range(first + 1, last - 1):
        if tokens[place - 1].key == "," and tokens[place].cap:
            found = scan_parties(tokens, place, last)
            if found and found[1] < last and low(tokens[found[1]]) in ("cùng", "phối") and last - found[1] <= 4:
                return found[0]
    return []


def _toward(tokens: Sequence[Token], at: int, last: int, times: dict[int, int]) -> Demand | None:
    """ "Với UBND tỉnh: xem xét …", "Đối với UBND các xã: rà soát …"."""
    begin = at
    if low(tokens[begin]) == "đối":
        begin += 1
    if begin >= last or low(tokens[begin]) not in ("với", "về"):
        return None
    begin += 1
    if begin < last and low(tokens[begin]) == "phía":
        begin += 1
    found = scan_parties(tokens, begin, last)
    if not found or found[1] >= last or tokens[found[1]].key != ":":
        return None
    after = _skip(tokens, found[1] + 1, last)
    if after >= last or verbs().orders.at(tokens, after, last) and scan_parties(tokens, verbs().orders.at(tokens, after, last)[0], last):  # type: ignore[index]
        return None
    action = find_action(tokens, after, last, times, start=True)
    if action is None or scan_parties(tokens, after, last) and not verb_at(tokens, after, last):
        return None
    return Demand(at, last, found[0], action, True, "subject")


def lead_after(tokens: Sequence[Token], first: int, last: int) -> list[Party]:
    """ "…, Văn phòng UBND tỉnh là đơn vị chủ trì": the lead named at the end."""
    for place in range(first + 1, last):
        if tokens[place - 1].key == "," and tokens[place].cap:
            found = scan_parties(tokens, place, last, lists=False)
            if found and [low(token) for token in tokens[found[1] : last]][:1] == ["là"]:
                rest = " ".join(low(token) for token in tokens[found[1] : last])
                if "chủ trì" in rest and len(rest) < 40:
                    return found[0]
    return []


def _with_first(found: Demand, first: int, at: int) -> Demand:
    found.first = at if found.first >= at else found.first
    found.first = at
    found.context = first
    return found


def _skip(tokens: Sequence[Token], at: int, last: int) -> int:
    """Past signs, "(1)", "Một là," and the like."""
    words = verbs()
    for _turn in range(6):
        while at < last and not tokens[at].word and tokens[at].key != "(" and not tokens[at].text.isdigit():
            at += 1
        if at + 2 < last and tokens[at].key == "(" and tokens[at + 2].key == ")" and len(tokens[at + 1].text) <= 3:
            at += 3
            continue
        if at < last and tokens[at].key == "(":
            return at
        joined = words.connectors.at(tokens, at, last)
        if joined and joined[0] < last and (tokens[joined[0]].key in (",", ":") or joined[1] in _JOINED_BARE):
            at = joined[0]
            continue
        break
    return at


def _only_told(tokens: Sequence[Token], at: int, last: int) -> bool:
    """ "Văn phòng … thông báo để các đơn vị biết, thực hiện": told, not asked."""
    if " ".join(low(token) for token in tokens[at : at + 3]).startswith(("trân trọng", "xin trân trọng")):
        return True
    said_by = scan_parties(tokens, at, last)
    verb = said_by[1] if said_by else at
    if low(tokens[verb]) == "trân" and verb + 2 < last:
        verb += 2
    if verb + 1 >= last or f"{low(tokens[verb])} {low(tokens[verb + 1])}" not in ("thông báo", "truyền đạt", "trả lời", "báo cáo"):
        return False
    rest = [low(token) for token in tokens[verb:last]]
    return "để" in rest and ("biết" in rest[rest.index("để") :] or "được" in rest[rest.index("để") : rest.index("để") + 8] and "rõ" in rest)


def _leader_at(tokens: Sequence[Token], at: int, last: int) -> bool:
    found = scan_parties(tokens, at, last, lists=False)
    return bool(found and found[0][0].words.lower().startswith(_LEADERS))


def _order_at(
    tokens: Sequence[Token], at: int, last: int, times: dict[int, int], carried: list[Party], mode: str, *, soft: bool = True,
    spoken: bool = False,
) -> Demand | None:
    """ "giao/yêu cầu/đề nghị <addressee> …" beginning at ``at``."""
    words = verbs()
    order = words.orders.at(tokens, at, last)
    if order is None or (mode == "open" and order[1] == "kiến nghị"):
        return None
    if order[1] in _SOFT_ORDERS and mode == "open" and not spoken and not (order[0] < last and tokens[order[0]].key == ":"):
        return None
    if order[1] in _SOFT_ORDERS and (carried and mode == "demand" or not soft):
        # "Chỉ đạo UBND các xã …" under an addressee: it is the addressee's verb.
        colon = order[0] < last and tokens[order[0]].key == ":"
        if not colon:
            return None
    after = order[0]
    for _turn in range(8):
        if after in times and times[after] <= last:
            after = times[after]
        elif after < last and tokens[after].key in (":", ",", "-"):
            after += 1
        elif after < last and low(tokens[after]) in ("cho", "đối", "với", "thêm", "rõ"):
            after += 1
        elif (skipped := words.adverbs.at(tokens, after, last)) and not scan_parties(tokens, after, last):
            after = skipped[0]
        elif (skipped := words.connectors.at(tokens, after, last)) and skipped[1] in ("thời gian tới", "trong thời gian tới"):
            after = skipped[0]
        else:
            break
    found = scan_parties(tokens, after, last)
    if found is None:
        loose = loose_party(tokens, after, last)
        action = find_action(tokens, loose.last, last, times) if loose else None
        if loose is None or action is None or not (action.modal or loose.words.lower() in ("văn phòng", "sở")):
            return None
        found = [loose], loose.last
    parties, end = found
    action = find_action(tokens, end, last, times)
    if action is None:
        action = _any_verb(tokens, end, last)
        if action is None and last - end < 2:
            return None
    parties, action = _led(tokens, parties, end, last, action)
    return Demand(at, last, parties, action, True, "order", order=at)


def _led(
    tokens: Sequence[Token], parties: list[Party], end: int, last: int, action: Action | None
) -> tuple[list[Party], Action | None]:
    """ "Sở A chủ trì, Sở B phối hợp …": who only helps is moved among the helpers."""
    if action is None or not action.leads:
        return parties, action
    at = action.verb
    if low(tokens[at]) in ("chủ", "phối"):
        at = end
        while at < last and tokens[at].key in (",", ";") or at < last and low(tokens[at]) in ("chủ", "trì"):
            at += 1
        joined = scan_parties(tokens, at, last)
        if joined and joined[1] < last and low(tokens[joined[1]]) in ("phối", "cùng"):
            rest = find_action(tokens, joined[1] + (2 if low(tokens[joined[1]]) == "phối" else 1), last, {}, start=True)
            verb = rest or action
            return parties, Action(verb.verb, verb.verb_end, (*action.coordinating, *joined[0]), True, action.modal, verb.after)
    return parties, action


def _any_verb(tokens: Sequence[Token], at: int, last: int) -> Action | None:
    """The first verb anywhere after an ordered addressee."""
    words = verbs()
    for place in range(at, min(last, at + 30)):
        found = verb_at(tokens, place, last) if not tokens[place].cap or place == at else None
        if found and (place == at or low(tokens[place - 1]) not in ("được", "đã", "việc", "sự")):
            return Action(place, found[0], (), False, False, found[0])
    return None


def _subject_at(
    tokens: Sequence[Token], at: int, last: int, times: dict[int, int], carried: list[Party], mode: str, *,
    listed: bool = False, inside: bool = False,
) -> Demand | None:
    """ "<addressee> phải/chủ trì/<verb> …" or "<addressee>: <verb> …" beginning at ``at``."""
    words = verbs()
    found = scan_parties(tokens, at, last)
    loose = False
    if found is None:
        bare = loose_party(tokens, at, last)
        if bare is None:
            return None
        found, loose = ([bare], bare.last), True
    parties, end = found
    if end >= last:
        return None
    said_by = end
    while said_by < last and (low(tokens[said_by]) in ("cũng", "đã", "tiếp", "tục", "thống", "nhất", "đồng", "ý", "cơ", "bản", ",") or said_by in times):
        said_by = times.get(said_by, said_by + 1)
    order = words.orders.at(tokens, said_by, last)
    if order and said_by > end and low(tokens[end]) == "cũng" and parties[0].words.lower().startswith(_LEADERS):
        return _order_at(tokens, said_by, last, times, [], mode, spoken=True)
    if order and (mode == "open" or not (order[1] in _SOFT_ORDERS) or tokens[order[0] if order[0] < last else last - 1].key == ":"):
        if "đã" not in (low(token) for token in tokens[end:said_by]):
            leader = parties[0].words.lower().startswith(_LEADERS) or order[1] not in _SOFT_ORDERS
            ordered = _order_at(tokens, said_by, last, times, [], mode, spoken=True) if leader else None
            if ordered:
                ordered.first = at
                return ordered
    if mode == "open":
        return None
    action = find_action(tokens, end, last, times)
    if action is None and (listed or tokens[end].key == ":"):
        action = _unknown_verb(tokens, end, last)
    if action is None or low(tokens[action.verb]) == "coi" or action.modal and _thinks(tokens, action, last):
        return None
    if low(tokens[action.verb]) in ("đề", "kiến", "phản", "xin") and any(token.key == ":" for token in tokens[action.verb : last]):
        return None  # "Xã A đề nghị …: …": a petition and its answer
    if loose and not (carried or inside):
        return None
    if low(tokens[at]) in ("mỗi", "từng") and not action.modal and parties[0].group in ("communes", "villages", "places"):
        return None  # "Mỗi xã lựa chọn 1 - 2 sản phẩm": a rule, not put to anybody
    parties, action = _led(tokens, parties, end, last, action)
    return Demand(at, last, parties, action, True, "subject")


def _thinks(tokens: Sequence[Token], action: Action, last: int) -> bool:
    """ "… phải xác định đây là nhiệm vụ trọng tâm": what is to be thought, not done."""
    verb = " ".join(low(token) for token in tokens[action.verb : action.verb_end])
    return verb in ("xác định", "nhận thức", "quán triệt") and any(
        low(token) == "là" for token in tokens[action.verb_end : min(last, action.verb_end + 12)]
    )


def _unknown_verb(tokens: Sequence[Token], at: int, last: int) -> Action | None:
    """The word after an addressee where a verb should be, which no list holds (a rare one, or mistyped)."""
    words = verbs()
    colon = tokens[at].key == ":"
    while at < last and not tokens[at].word:
        if tokens[at].key != ":":
            return None
        at += 1
    if colon and (scan_parties(tokens, at, last) or agencies().posts.at(tokens, at, last) or groups().nouns.at(tokens, at, last)):
        return None
    if at + 2 >= last or (tokens[at].cap and not colon) or low(tokens[at]) in _NOT_VERBS or words.statements.at(tokens, at, last):
        return None
    if low(tokens[at]) in _PREPOSITIONS or low(tokens[at + 1]) in ("khi", "nào") or not tokens[at + 1].word or words.stops.at(tokens, at, last) and not verb_at(tokens, at, last):
        return None
    return Action(at, at + 2, (), False, False, at + 2)


def _bare_at(
    tokens: Sequence[Token], at: int, last: int, times: dict[int, int], carried: list[Party], listed: bool, *,
    headed: bool = False,
) -> Demand | None:
    """A bare verb: the addressee was named above."""
    words = verbs()
    if any(low(token) in ("này", "trên") for token in tokens[at + 1 : at + 3]) and tokens[at].cap and low(tokens[at + 1]) != "khai":
        return None
    action = find_action(tokens, at, last, times, start=True)
    if action is not None and not headed and low(tokens[action.verb]) == "đề" and low(tokens[action.verb + 1]) == "nghị":
        return None  # "đề nghị liên hệ …": nobody is named
    if action is not None and low(tokens[action.verb]) == "kiến" and action.verb_end < last and low(tokens[action.verb_end]) == "về":
        return None  # "Kiến nghị về …" is what was asked, not what is to be done
    if action is None:
        if not listed or not tokens[at].word:
            return None
        # A verb that no list holds opens an item under an addressee: "Phủ sóng …", "Đóng cửa …".
        if words.statements.at(tokens, at, last) or not _looks_like_verb(tokens, at, last):
            return None
        end = min(at + 2, last)
        return Demand(at, last, carried, Action(at, end, (), False, False, end), False, "unknown-verb")
    return Demand(at, last, carried, action, False, "bare")


_NOT_VERBS: Final = frozenset(
    """việc các những mọi một hai ba bốn năm sáu số tỷ tổng kinh nguồn mức công nội phạm hồ kết đây khi nếu trường do vì tuy song nhưng
    toàn hiện ngày tháng quý thời từ đến trong theo tại với về đối ông bà đồng minh chứng quá mục tiêu chí chỉ danh biểu phụ lục xã huyện tỉnh thôn bản sở ban
    phòng đơn cơ vốn hộ người dân dự kế chương hội tiến chất lượng không gói mỗi như là và hoặc của cho để gồm thực trạng chế độ trang mẫu địa đầu mối cả trên dưới
    ngoài sau trước giai đoạn điểm hạng loại đoàn tổ nào này đó rất xin mong trân hiện cụ""".split()
)


def _looks_like_verb(tokens: Sequence[Token], at: int, last: int) -> bool:
    token = tokens[at]
    return token.word and token.cap and not token.text.isupper() and low(token) not in _NOT_VERBS and at + 2 < last and tokens[at + 1].word and not tokens[at + 1].cap


def _later(
    tokens: Sequence[Token], at: int, last: int, times: dict[int, int], carried: list[Party], mode: str, *, orders_only: bool
) -> Demand | None:
    """A demand after what leads up to it: "Đối với …, giao Sở A …", "Khi …, các cơ quan phải …"."""
    words = verbs()
    depth = 0
    chunk = at
    adverbial = low(tokens[at]) in _PREFIXES or at in times
    for place in range(at, last):
        key = tokens[place].key
        if key == "(":
            depth += 1
            continue
        if key == ")":
            depth = max(0, depth - 1)
            continue
        if depth:
            continue
        begins = place > at and (tokens[place - 1].key in (",", ":", '"') or low(tokens[place - 1]) in ("và", "thời") or place - 1 in ())
        if tokens[place].key in (",", ":"):
            chunk = place + 1
            continue
        if place == at:
            continue
        # an order after its speaker or at the head of a clause
        order = words.orders.at(tokens, place, last)
        if order and (begins or _speaker_before(tokens, chunk, place) or low(tokens[place - 1]) in ("mắc", "khăn", "sinh")) and not _is_referred(tokens, chunk, place):
            soft = order[1] not in _SOFT_ORDERS or mode == "open" or not carried
            found = _order_at(tokens, place, last, times, [] if soft else carried, mode, soft=order[1] not in _SOFT_ORDERS or _speaker_before(tokens, chunk, place) or not begins, spoken=not begins)
            if found:
                found.context = at
                if tokens[place - 1].key != ":" and adverbial:
                    found.first = at
                return found
        if orders_only or not begins:
            continue
        if tokens[place - 1].key not in (",", ":"):
            continue
        if not adverbial and tokens[place - 1].key == ",":
            continue
        after = _skip(tokens, place, last)
        found = _subject_at(tokens, after, last, times, [] if tokens[place - 1].key == "," else carried, mode, inside=tokens[place - 1].key == ":")
        if found:
            found.context = at
            found.first = after if tokens[place - 1].key == ":" or not _time_before(tokens, at, place, times) else at
            return found
        if carried and (adverbial or tokens[place - 1].key == ":"):
            found = _bare_at(tokens, after, last, times, carried, False)
            if found and not words.statements.at(tokens, after, last):
                found.context = at
                found.first = at if tokens[place - 1].key != ":" or True else after
                return found
    if orders_only:
        return None
    if carried and low(tokens[at]) in ("khi", "nếu", "trường"):
        # "Khi thẩm định hồ sơ … phải kiểm tra …"
        for place in range(at + 1, min(last, at + 40)):
            modal = words.modals.at(tokens, place, last)
            if modal and low(tokens[place]) in ("phải", "cần", "thì"):
                action = find_action(tokens, place, last, times)
                if action:
                    return Demand(at, last, carried, action, False, "bare", context=at)
    return None


def _time_before(tokens: Sequence[Token], at: int, place: int, times: dict[int, int]) -> bool:
    return any(at <= start < place for start in times)


def _speaker_before(tokens: Sequence[Token], chunk: int, place: int) -> bool:
    """Whether the words between the last sign and the order end with a leader or a name ("… Nông Văn Chí yêu cầu")."""
    at = place - 1
    while at >= chunk and low(tokens[at]) in ("cũng", "đồng", "thời", "tiếp", "tục", "thống", "nhất", "ý", "có"):
        at -= 1
    if at < chunk:
        return True
    for begin in range(chunk, at + 1):
        if tokens[begin].cap and (found := scan_parties(tokens, begin, at + 1)) and found[1] == at + 1:
            return True
    return tokens[at].cap or low(tokens[at]) in ("tỉnh", "huyện", "xã", "phường", "chí", "phố", "vì", "vậy", "điều")


def _is_referred(tokens: Sequence[Token], chunk: int, place: int) -> bool:
    """Whether the order is told of another paper or of the past ("Công văn … yêu cầu các xã báo cáo", "được giao")."""
    words = tokens[chunk:place]
    if any(token.text in _REFERRED or low(token) in ("không", "chưa", "đã") for token in words):
        return True
    pairs = [f"{low(one)} {low(other)}" for one, other in zip(words, words[1:], strict=False)]
    return any(pair in _PAPERS and (pair not in _ACTS or place == 0) for place, pair in enumerate(pairs))


def _reversed(
    tokens: Sequence[Token], at: int, last: int, times: dict[int, int], carried: list[Party], listed: bool
) -> Demand | None:
    """The addressee after what is to be done: "Sơ kết: Văn phòng Điều phối", "… (Sở Nội vụ chuẩn bị)", "do … chủ trì"."""
    verb = verb_at(tokens, at, last)
    for place in range(at + 1, last):
        key = tokens[place].key
        if key == ":" and listed:
            begin = place + 1
            named = _only_addressees(tokens, begin, last)
            if named:
                action = Action(at, verb[0], (), False, False, verb[0]) if verb else None
                return Demand(at, last, named, action, True, "reversed") if action or not scan_parties(tokens, at, place) else None
            found = scan_parties(tokens, begin, last)
            if found:
                led = find_action(tokens, found[1], last, times)
                if led and led.leads:
                    parties, led = _led(tokens, found[0], found[1], last, led)
                    if led is not None:
                        own = verb or (at, "")
                        led = Action(at, own[0], led.coordinating, True, led.modal, led.after)
                    return Demand(at, last, parties, led, True, "reversed")
        if key == "(" and (listed or verb):
            close = _past_parenthesis(tokens, place, last)
            if close is None or close < last and tokens[close].key == ":":
                continue
            begin = place + 1
            if begin < last and low(tokens[begin]) in ("do", "giao", "đoàn"):
                begin += 1
                if begin < last and low(tokens[begin]) in ("do", "cho"):
                    begin += 1
            found = scan_parties(tokens, begin, close - 1)
            if found and (found[1] >= close - 1 or find_action(tokens, found[1], close - 1, times)
                          or low(tokens[found[1]]) in ("làm", "chuẩn", ";", ",")):  # fmt: skip
                if not verb and not listed:
                    return None
                parties = list(found[0])
                more = found[1]
                while more < close - 1:
                    if tokens[more].key == ";":
                        other = scan_parties(tokens, more + 1, close - 1)
                        if other:
                            parties += other[0]
                            more = other[1]
                            continue
                    more += 1
                action = Action(at, verb[0], (), False, False, verb[0]) if verb else None
                if action is None and not listed:
                    return None
                return Demand(at, last, parties, action, True, "reversed") if verb else None
        if low(tokens[place]) == "do" and verb:
            found = scan_parties(tokens, place + 1, last)
            if found and found[1] < last and low(tokens[found[1]]) in ("chủ", "thực", "tham"):
                action = Action(at, verb[0], (), False, False, verb[0])
                return Demand(at, last, found[0], action, True, "reversed")
    return _passive(tokens, at, last, times, carried)


def _passive(tokens: Sequence[Token], at: int, last: int, times: dict[int, int], carried: list[Party]) -> Demand | None:
    """ "Kết quả gửi về Văn phòng Điều phối trước ngày …": what is handed in stands first."""
    if not carried:
        return None
    noun = products().nouns.at(tokens, at, last)
    if noun is None or not tokens[at].word:
        return None
    if not any(at <= start < last for start in times):
        return None
    for place in range(noun[0], min(last, noun[0] + 14)):
        verb = verb_at(tokens, place, last)
        if verb and verb[1] in ("gửi", "báo cáo", "nộp", "trình", "hoàn thành", "công bố", "thông báo"):
            return Demand(at, last, carried, Action(place, verb[0], (), False, False, verb[0]), False, "passive")
    return None
