"""The addressee after what is to be done: "Sơ kết: Văn phòng Điều phối", "… (Sở Nội vụ chuẩn bị)"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dieuphoi.steering.directives.reading.actions import Action, find_action, low, pair, past_parenthesis
from dieuphoi.steering.directives.reading.demands.stretch import Demand, Stretch, with_helper
from dieuphoi.steering.directives.reading.lexicon import products, verb_at
from dieuphoi.steering.directives.reading.parties import scan_parties
from dieuphoi.steering.directives.reading.party import Party, said
from dieuphoi.steering.directives.reading.tokens import Token

_CONTENTS: Final = frozenset({"nội dung", "số liệu", "công việc", "tài liệu"})
_LED_BY: Final = frozenset({"chủ trì", "thực hiện", "tham mưu"})
_DONE_BY: Final = frozenset({
    "hoàn thiện", "chuẩn bị", "soạn thảo", "biên soạn", "tổng hợp", "lập", "xây dựng", "đảm nhiệm", "tham mưu",
    "tổ chức", "trình", "dự thảo",
})  # fmt: skip
"""What is said of who does it: "Hồ sơ do UBND xã A hoàn thiện"; "do xã quản lý" only says whose it is."""
_HANDING_IN: Final = frozenset({"gửi", "báo cáo", "nộp", "trình", "hoàn thành", "công bố", "thông báo"})


def addressee_after(stretch: Stretch) -> Demand | None:
    """ "Sơ kết: Văn phòng Điều phối", "… (Sở Nội vụ chuẩn bị)", "… do Sở A chủ trì"."""
    tokens, last = stretch.tokens, stretch.last
    verb = verb_at(tokens, stretch.at, last)
    own = Action(stretch.at, verb[0]) if verb else None
    for place in range(stretch.at + 1, last):
        key = tokens[place].key
        if key == ":" and stretch.setting.listed:
            found = _colon_addressees(stretch, place, own)
            if found:
                return found
        elif own and stretch.setting.listed and _is_arrow(tokens, place, last):
            named = _only_addressees(stretch, place + 1)
            if named:
                return stretch.made(named, own, "reversed", own=True)
        elif key == "(" and (own or _is_work(stretch, place)):
            found = _aside_addressees(stretch, place, own)
            if found:
                return found
        elif low(tokens[place]) == "do" and (own or stretch.setting.listed):
            doer = scan_parties(tokens, place + 1, last)
            works = verb_at(tokens, doer[1], last) if doer else None
            if doer and works and (works[1] in _DONE_BY if own is None else works[1] in (*_LED_BY, *_DONE_BY)):
                return stretch.made(doer[0], own or Action(doer[1], works[0]), "reversed", own=True)
    return _product_first(stretch)


def _is_arrow(tokens: Sequence[Token], at: int, last: int) -> bool:
    """ "Khảo sát thực địa – Phòng Kinh tế", "… => Phòng Kinh tế": a dash between blanks, or an arrow."""
    if tokens[at].key == "-" and at + 1 < last:
        return tokens[at].start > tokens[at - 1].end and tokens[at + 1].start > tokens[at].end
    return tokens[at].key in ("→", "⇒", ">", "➔")


def named_after(stretch: Stretch, found: Demand) -> Demand:
    """ "Thu hồi tạm ứng: các xã A, B": the addressees after the colon are meant, not those above."""
    colon = next((place for place in range(stretch.at, stretch.last) if stretch.tokens[place].key == ":"), None)
    named = _only_addressees(stretch, colon + 1) if stretch.setting.listed and colon is not None else []
    return stretch.made(named, found.action, "reversed", own=True) if named else found


def _colon_addressees(stretch: Stretch, place: int, own: Action | None) -> Demand | None:
    tokens, last = stretch.tokens, stretch.last
    if pair(tokens, place - 2) == "phối hợp":
        return None  # "Đơn vị phối hợp: …": who helps
    if pair(tokens, place - 2) == "chủ trì" and place - 2 <= stretch.at:
        return None  # "Chủ trì: đ/c Phó Chủ tịch": who presides over a meeting
    named = _only_addressees(stretch, place + 1)
    if named:
        works = own is not None or scan_parties(tokens, stretch.at, place) is None
        return stretch.made(named, own, "reversed", own=True) if works else None
    found = scan_parties(tokens, place + 1, last)
    led = find_action(tokens, found[1], last, stretch.times) if found else None
    if found is None or led is None or not led.leads:
        return None
    parties, led = with_helper(stretch, found[0], found[1], led)
    helpers = led.coordinating if led else ()
    verb_end = own.verb_end if own else stretch.at
    return stretch.made(parties, Action(stretch.at, verb_end, helpers, True), "reversed", own=True)


def _is_work(stretch: Stretch, place: int) -> bool:
    """ "Đề án sắp xếp mạng lưới trường, lớp học (Sở Giáo dục và Đào tạo).": an item of a programme that only names a
    paper to be made, and ends with who makes it."""
    tokens, last = stretch.tokens, stretch.last
    listed = stretch.setting.listed and tokens[stretch.at].cap
    if not listed or products().nouns.at(tokens, stretch.at, place) is None:
        return False
    close = past_parenthesis(tokens, place, last)
    ends = close is not None and not any(token.word for token in tokens[close:last])
    named = scan_parties(tokens, place + 1, last) if ends else None
    return named is not None and close is not None and (
        named[1] >= close - 1 or low(tokens[named[1]]) in ("chủ", "phối") or tokens[named[1]].key in (",", ";")
    )  # fmt: skip


def _aside_addressees(stretch: Stretch, place: int, own: Action | None) -> Demand | None:
    """Who does it, in a parenthesis ("(Đoàn do đồng chí A làm Trưởng đoàn; Sở B chuẩn bị nội dung)")."""
    tokens, last = stretch.tokens, stretch.last
    close = past_parenthesis(tokens, place, last)
    if close is None or (close < last and tokens[close].key == ":"):
        return None
    begin = place + 1
    if tokens[place - 1].cap and not tokens[begin].cap:
        return None  # "nộp cho bà Tuyết (thủ quỹ)": who somebody is
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
    inner = find_action(tokens, at, close - 1, stretch.times) if at < close - 1 else None
    if not does and inner is None:
        return None
    helpers = inner.coordinating if inner is not None else ()
    for more in range(at, close - 1):
        other = scan_parties(tokens, more + 1, close - 1) if tokens[more].key == ";" else None
        parties += other[0] if other else []
    action = Action(stretch.at, own.verb_end if own else stretch.at, helpers)
    return stretch.made(parties, action, "reversed", own=True)


def _product_first(stretch: Stretch) -> Demand | None:
    """ "Kết quả gửi về Văn phòng Điều phối trước ngày …": what is handed in stands first."""
    tokens, last = stretch.tokens, stretch.last
    at = stretch.at + (low(tokens[stretch.at]) in ("các", "những"))
    noun = products().nouns.at(tokens, at, last)
    if noun is None and pair(tokens, at) in _CONTENTS:
        noun = at + 2, ""  # "Các nội dung tại điểm 1.1, 1.2 gửi về …"
    timed = any(stretch.at <= start < last for start in stretch.times)
    if not stretch.carried or noun is None or not timed:
        return None
    for place in range(noun[0], min(last, noun[0] + 20)):
        verb = verb_at(tokens, place, last)
        if verb and verb[1] in _HANDING_IN and (noun[1] or verb[1] in ("gửi", "nộp", "trình")):
            return stretch.made(stretch.carried, Action(place, verb[0]), "passive", own=False)
    return None


def _only_addressees(stretch: Stretch, at: int) -> list[Party]:
    """The addressees when nothing else stands from ``at`` on but asides in parentheses."""
    tokens, last = stretch.tokens, stretch.last
    found: list[Party] = []
    while at < last:
        if tokens[at].key == "(":
            at = past_parenthesis(tokens, at, last) or last
            continue
        if found and (at in stretch.times or low(tokens[at]) in ("xong", "hoàn", "thành")):
            at = stretch.times.get(at, at + 1)  # "Kiểm tra …: Phòng Kế hoạch, xong trước ngày 20/3"
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
