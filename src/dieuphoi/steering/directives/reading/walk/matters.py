"""One duty or two: what stands after a semicolon, and what stands before and after a second deadline."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Final

from dieuphoi.steering.directives.reading.actions import find_action, low
from dieuphoi.steering.directives.reading.demands.stretch import Demand
from dieuphoi.steering.directives.reading.due import OF_DAYS, Found
from dieuphoi.steering.directives.reading.lexicon import data
from dieuphoi.steering.directives.reading.parties import scan_parties
from dieuphoi.steering.directives.reading.party import Party
from dieuphoi.steering.directives.reading.sentences import Deadlines
from dieuphoi.steering.directives.reading.tokens import Token
from dieuphoi.steering.directives.reading.values import DeadlineKind

_AFTER_A_DAY: Final = frozenset({DeadlineKind.RELATIVE, DeadlineKind.PERIODIC})
"""Kinds that cannot be another name of the day before them."""
_OF_DATES: Final = frozenset({DeadlineKind.DATE, DeadlineKind.UNREADABLE})
_CLOSES: Final = re.compile(r"[,(]\s*(?:hoàn thành|hoàn tất|xong|ban hành|bảo đảm)(?:\s+\w+){0,2}\Z")
_HANDS_IN: Final = re.compile(
    r"(?<!lộ )(?<!chương )(?<!công )(?<!quy )(?<!quá )(?<!tờ )\b(?:gửi|trình|nộp|báo cáo|(?:có|cho) ý kiến)\b"
)
_DONE_TOO: Final = re.compile(r"\A(?:\w+ ){1,2}xong\b|\Alấy ý kiến\b|\btất cả\b")
_PART_OF_DAY: Final = 7
"""Characters before a deadline that opens its clause ("chiều thứ Sáu hằng tuần báo cáo …")."""
_SAME_WORK: Final = ("hoàn thành", "hoàn tất", "hồ sơ", "kết quả", "trường hợp", "trong đó")
_STANDING: Final = frozenset({
    "phụ trách", "trực tiếp", "làm đầu", "là đầu", "chịu trách", "đảm nhiệm", "đảm đương", "không để",
})  # fmt: skip
"""Works without an end: a deadline after them is of another matter ("Phụ trách tiêu chí 6; ban hành … trước …")."""
_ONGOING: Final = frozenset({
    "trực ban", "tuần tra", "ứng trực", "canh gác", "trực chiến", "trực 24/24", "điều tiết", "vận hành", "có phương",
    "sẵn sàng", "duy trì",
})  # fmt: skip
"""The same, whatever is handed in afterwards: "tổ chức trực ban; báo cáo nhanh … trước 15 giờ ngày 29/9"."""
_OF_ITS_OWN: Final = re.compile(
    r"(?:[^\W\d_]+ ){1,3}nào |(?:đ/c|đ / c|đồng chí|ông|bà) (?!xong)|"
    r"(?:số|những|phần) (?:(?!trên |này |nêu )[^;,]){3,60}?(?:phải|cần) |"
    r"(?:riêng )?đối với (?:(?!trên |này |nêu )[^;]){3,60}?(?:phải|cần) "
)
"""A subject of its own after a semicolon: "đơn vị nào chậm thì …", "số hồ sơ còn lại phải xong …", "đ/c duyệt …",
"đối với xã A phải xong …"."""
_ENDS: Final = re.compile(
    r"(?:tham mưu )?(?:tổ chức )?(?:sơ|tổng) kết |ký (?:cam kết|hợp đồng|thỏa thuận|thoả thuận|giao ước) "
)
"""Works with an end of their own: "theo dõi, đôn đốc; tham mưu sơ kết …", "…; ký cam kết …"."""
_SO_MANY: Final = re.compile(
    r"(?<!ít nhất )(?<!từ )(?<!tối thiểu )(?<!biểu )(?<!mẫu )(?<!số )(?<!phụ lục )(?<!\d / )(?<!\()\b"
    r"(?!01 |1 )\d{1,4} (?!(?:ngày|giờ|h|g|phút|tuần|tháng|quý|năm|bộ|bản|lần|điểm|đợt)\b)[^\W\d_]+ "
)
"""So many things of its own: "giám sát việc bán thuốc; cử người trực tại 05 bệnh viện trước ngày 26/8"."""
_AT_A_SESSION: Final = re.compile(r"\btại (?:kỳ|phiên) họp\b")
_WATCHES: Final = frozenset({
    "theo dõi", "đôn đốc", "kiểm tra", "giám sát", "thực hiện", "nghiêm túc", "triển khai", "chỉ đạo", "thường trực",
    "quán triệt",
})  # fmt: skip
"""What is watched or carried out is reported of at the end: "theo dõi, đôn đốc; báo cáo … vào ngày 25 hằng tháng"."""
_SAME_PAPER: Final = ("đồng thời gửi", "đồng gửi", "gửi", "trong đó")


def is_same(deadlines: Deadlines, group: Demand, demand: Demand) -> bool:
    """Whether what comes after a semicolon belongs to the same duty: it has no other deadline."""
    mine = deadlines.best(min(group.context, group.first), group.last)
    other = deadlines.best(demand.first, demand.last)
    if mine is not None and other is not None:
        return (mine.kind, mine.on, mine.every, mine.days) == (other.kind, other.on, other.every, other.days)
    if _ahead(deadlines, group) or (mine is None and other is None and _ahead(deadlines, demand)):
        return mine is not None  # "gửi trước khi làm việc 03 ngày; …": it has a time, though no day
    if mine is None and other is None:
        return True
    words = " ".join(low(token) for token in deadlines.block.tokens[demand.first : demand.last])
    if other is None:
        return words.startswith(_SAME_PAPER)
    if other.kind is DeadlineKind.PERIODIC:
        return words.startswith("báo cáo") and _works(deadlines.block.tokens, _verb(group)) in _WATCHES
    return other.kind in OF_DAYS and _covers(deadlines, group, demand, other, words)


def _covers(deadlines: Deadlines, group: Demand, demand: Demand, deadline: Found, words: str) -> bool:
    """Whether a deadline at the end covers what stands before the semicolon too."""
    block = deadlines.block
    if deadline.start <= deadlines.block.tokens[demand.first].start - block.start + _PART_OF_DAY:
        return _only_hands_in(deadlines, demand)  # it opens its clause and holds for that alone
    works = _works(block.tokens, _verb(group))
    apart = works in _ONGOING or _OF_ITS_OWN.match(words) or _ENDS.match(words)
    if apart or _is_another(deadlines, group, demand, words):
        return False
    if _same_matter(deadlines, group, demand):
        return True
    ahead = block.flat[: deadline.start].rstrip().lower()
    same = _DONE_TOO.search(words) or _HANDS_IN.search(words) or words.startswith(_SAME_WORK)
    if _CLOSES.search(ahead) or same:
        return True
    if deadline.kind is not DeadlineKind.DATE:
        return False
    return works not in _STANDING


def _is_another(deadlines: Deadlines, group: Demand, demand: Demand, words: str) -> bool:
    """Whether it is another work: of so many things, or after one with its own time."""
    tokens = deadlines.block.tokens
    before = " ".join(low(token) for token in tokens[group.first : group.last])
    if _SO_MANY.search(words) and not _SO_MANY.search(before) and "( hoàn thành" not in words:
        return True
    return _AT_A_SESSION.search(before) is not None


def of_its_own(deadlines: Deadlines, start: int, stop: int, parties: list[Party]) -> Demand | None:
    """After a semicolon "đơn vị nào chậm thì phải giải trình trước …", "số hồ sơ còn lại phải xong …": of who was told
    before, with a day of its own."""
    tokens = deadlines.block.tokens
    while start < stop and not tokens[start].word:
        start += 1
    words = " ".join(low(token) for token in tokens[start:stop])
    if not parties or deadlines.best(start, stop) is None or not _OF_ITS_OWN.match(words):
        return None
    named = scan_parties(tokens, start, stop)
    if named is not None and named[0][0].name:
        return None
    told = next((at for at in range(start + 1, stop) if low(tokens[at]) in ("phải", "cần", "thì")), None)
    begin = told if told is not None else start + 3 if low(tokens[start]) == "đ" else start + 1
    if named is not None and told is None:
        begin = named[1]
    action = find_action(tokens, begin, stop, deadlines.times, start=True) if begin < stop else None
    action = action or find_action(tokens, begin + 1, stop, deadlines.times, start=True)
    return None if action is None else Demand(start, stop, list(parties), action, False, "bare", start)


def _verb(demand: Demand) -> int:
    return demand.action.verb if demand.action is not None else demand.first


def _only_hands_in(deadlines: Deadlines, demand: Demand) -> bool:
    """ "cuối tháng 2 trình Chánh Văn phòng": what is handed in was named before."""
    action = demand.action
    if action is None or not action.has_verb or low(deadlines.block.tokens[action.verb]) not in ("trình", "gửi", "nộp"):
        return False
    _first, last = trimmed(deadlines.block.tokens, demand.first, demand.last)
    whom = scan_parties(deadlines.block.tokens, action.verb_end, last)
    return action.verb_end >= last or (whom is not None and whom[1] >= last)


def _same_matter(deadlines: Deadlines, group: Demand, demand: Demand) -> bool:
    """What was looked into and what comes of it."""
    if group.action is None or demand.action is None:
        return False
    words, tokens = data("sections"), deadlines.block.tokens
    looks, yields = _works(tokens, group.action.verb), _works(tokens, demand.action.verb)
    return looks in words["looks"] and yields in words["yields"]


def _works(tokens: list[Token], at: int) -> str:
    while at + 1 < len(tokens) and low(tokens[at]) in ("tổ", "chức"):
        at += 1
    return " ".join(low(token) for token in tokens[at : at + 2])


def _ahead(deadlines: Deadlines, demand: Demand) -> bool:
    """Whether it is due so many days before something else, of which no day can be made."""
    within = deadlines.within(demand.first, demand.last)
    return any(not each.counts and each.kind is DeadlineKind.RELATIVE for each in within)


def by_deadline(deadlines: Deadlines, demand: Demand) -> list[Demand]:
    """Cut at a comma where the two sides have two days ("… xong trong năm nay, mở … trong quý I/2026")."""
    tokens, times = deadlines.block.tokens, deadlines.times
    marks: list[tuple[int, int, Found]] = []
    aside = _in_parentheses(deadlines, demand)
    for at, end in sorted(times.items()):
        found = deadlines.at(at) if demand.first <= at < demand.last else None
        if found is None or not found.counts:
            continue
        if at in aside:
            continue  # "sản phẩm (giấy chứng nhận hết hạn trong năm), gửi … trước 25/3"
        after = found.kind in _AFTER_A_DAY and marks and marks[-1][2].kind in _OF_DATES
        if (found.kind in OF_DAYS and found.weight >= 20) or tokens[at - 1].key == "," or not marks or after:
            marks.append((at, end, found))
    for at, end, one in marks:
        if _opens_clause(deadlines, demand, at, end, one):
            rest = Demand(
                at, demand.last, demand.parties, find_action(tokens, end, demand.last, times, start=True), False,
                demand.how, at,
            )  # fmt: skip
            return [*by_deadline(deadlines, replace(demand, last=at - 1)), *by_deadline(deadlines, rest)]
    for (_at, end, one), (begin, _end, two) in pairwise(marks):
        if (one.kind, one.on, one.every, one.days) == (two.kind, two.on, two.every, two.days):
            continue
        if _to_others(deadlines, end, begin, _end, demand.last):
            rest = replace(demand, first=begin, context=begin, own=False)
            cut = begin - 1
            return [replace(demand, last=cut), *by_deadline(deadlines, rest)]
        comma = end if one.kind in _OF_DATES and two.kind in _OF_DATES | _AFTER_A_DAY else begin - 1
        counted = one.kind is DeadlineKind.DATE and two.kind is DeadlineKind.RELATIVE
        if counted and end < demand.last and tokens[end].key == ",":
            comma = end  # "ban hành … xong trong tháng 3, gửi về … sau 05 ngày kể từ ngày ban hành"
        while comma < demand.last and not tokens[comma].word and tokens[comma].key not in (",", ";"):
            comma += 1
        if comma + 1 >= demand.last or not (tokens[comma].key in (",", ";") or _and_more(deadlines, comma, begin)):
            again = one.kind is DeadlineKind.PERIODIC and two.kind is DeadlineKind.DATE
            comma = _comma_between(deadlines, end, begin) if again else demand.last
        if comma + 1 >= demand.last:
            continue
        if not demand.own and find_action(tokens, demand.first, comma, times, start=True) is None:
            continue
        begins = comma + 1 + 2 * (low(tokens[comma + 1]) in ("lần", "đợt") and comma + 3 < demand.last)
        action = find_action(tokens, begins, demand.last, times, start=True)
        if action is not None and not _goes_on(tokens, comma + 1, action.verb_end):
            rest = Demand(comma + 1, demand.last, demand.parties, action, False, demand.how, comma + 1)
            return [replace(demand, last=comma), *by_deadline(deadlines, rest)]
    return [demand]


def _to_others(deadlines: Deadlines, end: int, begin: int, after: int, last: int) -> bool:
    """ "gửi … trước ngày 20/8 đối với cấp xã và trước ngày 30/8 đối với cấp tỉnh": the same work with two days."""
    words = [low(token) for token in deadlines.block.tokens[:last]]
    joined = words[begin - 1] in ("và", ",", ";") and begin - end <= 14 and "," not in words[end + 6 : begin - 1]
    return joined and words[end : end + 2] == ["đối", "với"] == words[after : after + 2]


def _and_more(deadlines: Deadlines, at: int, last: int) -> bool:
    """ "gửi … trước ngày 20/8 và lập đề án trước ngày 30/9": another work after "và"."""
    tokens = deadlines.block.tokens
    if low(tokens[at]) != "và" or at + 2 >= last:
        return False
    action = find_action(tokens, at + 1, last, deadlines.times, start=True)
    return action is not None and action.has_verb and action.verb == at + 1


def _comma_between(deadlines: Deadlines, first: int, last: int) -> int:
    """The comma before the verb that a second time belongs to ("mỗi quý một lần, giúp xã hoàn thiện … trước ngày
    31/8"); far beyond where there is none."""
    tokens = deadlines.block.tokens
    for at in range(first, last - 1):
        action = None
        if tokens[at].key == ",":
            action = find_action(tokens, at + 1, last, deadlines.times, start=True)
        if action is not None and action.verb == at + 1 and low(tokens[at + 1]) not in ("gửi", "trình", "nộp", "báo"):
            return at
    return len(tokens)


def _opens_clause(deadlines: Deadlines, demand: Demand, at: int, end: int, found: Found) -> bool:
    """ "…, trước ngày 25 hằng tháng gửi báo cáo": a deadline before its verb holds for that clause alone."""
    action = demand.action
    if found.kind is not DeadlineKind.PERIODIC or action is None or not action.has_verb:
        return False
    if at - demand.first < 5 or action.verb_end > at - 2 or deadlines.block.tokens[at - 1].key != ",":
        return False
    own = find_action(deadlines.block.tokens, end, demand.last, deadlines.times, start=True)
    if own is None or not own.has_verb or own.verb != end:
        return False
    # "theo dõi, hằng quý báo cáo" is one duty with one time.
    timed = any(demand.first <= start < at - 1 for start in deadlines.times)
    return timed or low(deadlines.block.tokens[own.verb]) not in ("báo", "gửi", "trình", "nộp", "họp", "tổng")


def _in_parentheses(deadlines: Deadlines, demand: Demand) -> set[int]:
    """The deadlines inside parentheses where others stand outside."""
    starts = {at for at in deadlines.times if demand.first <= at < demand.last}
    depth = 0
    inside: set[int] = set()
    for at in range(demand.first, demand.last if starts else demand.first):
        depth = max(0, depth + {"(": 1, ")": -1}.get(deadlines.block.tokens[at].key, 0))
        if depth and at in starts:
            inside.add(at)
    return inside if inside < starts else set()


def _goes_on(tokens: list[Token], at: int, verb_end: int) -> bool:
    """Whether "…, hoàn thành trước ngày …" says when the same is done ("hoàn thành toàn bộ" is more)."""
    word = low(tokens[at])
    rest = low(tokens[verb_end]) if verb_end < len(tokens) else ""
    return word in ("xong", "chậm", "trước") or (word == "hoàn" and rest not in ("toàn", "100", "số", "phần"))


def trimmed(tokens: list[Token], first: int, last: int) -> tuple[int, int]:
    """Without the signs around it."""
    while last > first + 1 and tokens[last - 1].key in (".", ";", ",", ":", "/", "…"):
        last -= 1
    while first + 1 < last and tokens[first].key not in ("(", '"'):
        if tokens[first].word or tokens[first].text.isdecimal():
            break
        first += 1
    return first, last
