"""Deadlines that are told apart from their duty: in a sentence or line of their own, at the head of a step."""

from __future__ import annotations

import re
from datetime import date
from itertools import takewhile
from typing import Final

from dieuphoi.core.kernel.workdays import WorkCalendar
from dieuphoi.steering.directives.reading.actions import low
from dieuphoi.steering.directives.reading.blocks import UNNAMED, Block
from dieuphoi.steering.directives.reading.deadlines import find_deadlines
from dieuphoi.steering.directives.reading.due import OF_DAYS, Found, shifted
from dieuphoi.steering.directives.reading.findings import Read
from dieuphoi.steering.directives.reading.lexicon import data
from dieuphoi.steering.directives.reading.parties import scan_parties
from dieuphoi.steering.directives.reading.party import Party
from dieuphoi.steering.directives.reading.sentences import Deadlines
from dieuphoi.steering.directives.reading.values import DeadlineKind

_STEP: Final = re.compile(
    r"(?:bước|giai đoạn|đợt|kỳ)\s+(?:thứ\s+)?\w{1,4}\s*\((?P<time>[^():;]{3,50})\)\s*:\s*", re.IGNORECASE
)
_BACK: Final = 60
"""Duties at most to which a deadline in a line of its own is given: no text may take for ever."""
_NUMBERED: Final = frozenset({"đợt", "bước", "đoạn", "kỳ", "phần"})
"""Before a number in words: "hoàn thành đợt một trước ngày …"."""
_REFERS: Final = re.compile(
    r"\s*(?:các\s+)?(?:báo cáo|nội dung|nhiệm vụ|hồ sơ|văn bản|kết quả|tài liệu|công việc|việc|số liệu)"
    r"(?:,?\s+\w+){0,4}?\s+(?:(?:(?:tại|ở|thuộc)\s+)?(?:các\s+)?(?:mục|điểm|khoản)|tại|ở|thuộc)\s+"
    r"(?P<which>\d{1,2}(?:\.\d{1,2}){0,3}(?:\s*(?:,|và)\s*(?:(?:mục|điểm|khoản)\s+)?\d{1,2}(?:\.\d{1,2}){0,3}){0,6})"
    r"[\s:](?!tháng)",
    re.IGNORECASE,
)


def take_time(read: list[Read], first: int, last: int, deadlines: Deadlines, above: Found | None) -> None:
    """Give the deadline of a sentence that is nothing else to the duty before it, rather than that from ``above``."""
    block = deadlines.block
    if not read or read[-1].start < block.head or (read[-1].deadline is not None and read[-1].deadline is not above):
        return
    best = deadlines.best(first, last)
    if best is None:
        return
    read[-1].end = max(read[-1].end, block.tokens[last - 1].end)
    to_all = any(low(token) == "các" for token in block.tokens[first:last])  # "Các nội dung trên hoàn thành …"
    for each in read[-_BACK:] if to_all else read[-1:]:
        if each.start >= block.head and (each.deadline is None or each.deadline is above):
            each.deadline = shifted(best, block.start)


def step_of(block: Block, on: date, calendar: WorkCalendar | None) -> tuple[int, Found] | None:
    """ "Bước 2 (tháng 9 - tháng 11): …": the token after the colon, and the time that holds for what follows."""
    match = _STEP.match(block.flat)
    if match is None:
        return None
    found = find_deadlines(match["time"], on=on, calendar=calendar, is_field=True)
    if not found or found[-1].kind is not DeadlineKind.DATE or not found[-1].counts:
        return None
    by = block.start + match.start("time")
    after = next((at for at, each in enumerate(block.tokens) if each.start >= block.start + match.end()), None)
    return None if after is None else (after, shifted(found[-1], by))


def line_of_time(read: list[Read], last: int, deadlines: Deadlines) -> bool:
    """ "Thời hạn hoàn thành: ngày 30/9" alone in a line: of what has no deadline yet in the item above."""
    block = deadlines.block
    if not read or (block.marker is not None and block.marker.style not in UNNAMED):
        return False
    best = deadlines.best(0, last) if only_time(deadlines, 0, last) else None
    if best is None or best.kind not in OF_DAYS:
        return False
    above = block.parents[-1].head if block.parents else read[-1].start
    named = [each for each in block.parents if each.marker is not None and each.marker.style not in UNNAMED]
    near = read[-_BACK:][::-1]
    whole = list(takewhile(lambda each: each.start >= named[-1].head, near)) if named else []
    if not any(each.deadline is not None for each in whole) and named:
        above = named[-1].head  # a line below a list is of the whole item
    given = False
    for each in takewhile(lambda each: each.start >= above, near):
        if each.deadline is None:
            given = True
            each.deadline = shifted(best, block.start)
    return given


def items_timed(read: list[Read], begin: int, deadlines: Deadlines) -> tuple[bool, list[Party]]:
    """ "Báo cáo tại mục 1, 2 gửi về … chậm nhất ngày 12/10": gives its time to these items.

    Whether such items were found, and whom they ask.
    """
    block = deadlines.block
    match = _REFERS.match(block.flat, block.tokens[begin].start - block.start)
    best = deadlines.best(begin, len(block.tokens)) if match else None
    if match is None or best is None or best.kind not in OF_DAYS:
        return False, []
    above = block.path.rpartition(".")[0]
    named = re.findall(r"\d+(?:\.\d+)*", match["which"])
    clauses = {f"{above}.{each}".strip(".") for each in named if "." not in each}
    printed = {each for each in named if "." in each}  # "1.1" as it stands before the item
    items = [
        each for each in read[-_BACK:]
        if each.clause in clauses or any(f".{each.clause}".endswith(f".{one}") for one in printed)
    ]  # fmt: skip
    parties: dict[str, Party] = {}
    for each in items:
        if each.deadline is None:
            each.deadline = shifted(best, block.start)
        parties |= {party.words: party for party in each.parties}
    return bool(items), list(parties.values())


def heading_time(deadlines: Deadlines, begin: int, stop: int) -> Found | None:
    """ "Trong quý III/2026: Sở A …; Sở B …", "Nhiệm vụ hoàn thành trong tháng 8: …"."""
    tokens = deadlines.block.tokens
    first = next(((at, end) for at, end in sorted(deadlines.times.items()) if begin <= at < stop), None)
    if first is None or first[0] - begin > 5 or first[1] >= stop or tokens[first[1]].key != ":":
        return None
    return deadlines.at(first[0]) if scan_parties(tokens, begin, first[0]) is None else None


def only_time(deadlines: Deadlines, first: int, last: int, *, of_work: bool = False) -> bool:
    """Whether a stretch is nothing but a deadline ("hoàn thành trước ngày 30/9", "thời gian: …").

    ``of_work``: after a work that is only named, "Trình trước ngày 20/01" is one too.
    """
    inside = [(at, end) for at, end in deadlines.times.items() if first <= at < last]
    if not inside:
        return False
    tokens = deadlines.block.tokens
    outside = [
        low(tokens[at]) for at in range(first, last)
        if tokens[at].word and not any(start <= at < end for start, end in inside)
        and not (at > first and low(tokens[at - 1]) in _NUMBERED)
    ]  # fmt: skip
    words = set(data("sections")["only_time"])
    labelled = outside[:2] in (["thời", "gian"], ["thời", "hạn"], ["tiến", "độ"]) or outside[:1] == ["hạn"]
    if of_work or (labelled and any(token.key == ":" for token in tokens[first:last])):
        words |= set(data("sections")["timed_work"])  # "Thời gian báo cáo: …"
    return len(outside) <= 10 and set(outside) <= words
