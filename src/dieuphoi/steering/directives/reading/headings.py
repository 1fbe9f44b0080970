"""Which paragraphs only head others, and what they hand on: addressees, a time, a place, or that nothing is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from dieuphoi.core.kernel.workdays import WorkCalendar
from dieuphoi.steering.directives.reading.actions import find_action, low, pair, past_parenthesis
from dieuphoi.steering.directives.reading.blocks import UNNAMED, Block
from dieuphoi.steering.directives.reading.clues import ordered_in
from dieuphoi.steering.directives.reading.deadlines import find_deadlines
from dieuphoi.steering.directives.reading.demands.find import find_demand
from dieuphoi.steering.directives.reading.demands.stretch import Demand, Setting
from dieuphoi.steering.directives.reading.due import Found
from dieuphoi.steering.directives.reading.findings import Frame, places_of
from dieuphoi.steering.directives.reading.lexicon import data, sections, verbs
from dieuphoi.steering.directives.reading.parties import scan_parties
from dieuphoi.steering.directives.reading.party import Party, said
from dieuphoi.steering.directives.reading.places import communes_in, criteria_in
from dieuphoi.steering.directives.reading.sentences import Deadlines, sentences
from dieuphoi.steering.directives.reading.tokens import Token
from dieuphoi.steering.directives.reading.values import DeadlineKind

_LONGEST: Final = 34
"""Tokens of a heading at most."""
_OF_TIMES: Final = frozenset({
    "và", "ngày", "thứ", "hai", "ba", "tư", "năm", "sáu", "bảy", "chủ", "nhật", "từ", "đến", "tháng", "thời", "gian",
    "tuần",
})  # fmt: skip
_STEP: Final = re.compile(r"(?:bước|giai đoạn|đợt|kỳ)\s+(?:thứ\s+)?\w{1,4}\s*[:(–-]\s*", re.IGNORECASE)
"""Of "Bước 1: Tháng 9/2026", "Giai đoạn 2 (quý IV)"."""
_MEETING: Final = re.compile(
    r"(?:địa điểm|thành phần|chủ (?:trì|toạ|tọa)|chủ tịch đoàn|thư ký|có mặt|người (?:dự|chủ trì)|tại|nội dung)\b"
    r"[^:]{0,30}:", re.IGNORECASE,
)
"""What follows the time of a meeting ("Thời gian: 7 giờ 30, thứ Hai ngày 06/10. Địa điểm: …"): no deadline."""
_HOUR: Final = re.compile(r"\d\s?(?:giờ|h|g)(?![^\W\d_])|\d:\d\d", re.IGNORECASE)
_ASKS: Final = ("đề nghị", "yêu cầu")
_TIMED_WORKS: Final = re.compile(
    r"(?:(?:các|những|nhóm|một số)\s+){0,2}(?:nhiệm vụ|công việc|việc|phần việc|nội dung)[^:;.()]{0,40}?"
    r"\b(?P<time>(?:(?:phải|cần)\s+)?(?:hoàn thành|xong|thực hiện|trình|ban hành)\s[^:;.()]{5,60})"
    r"\s{0,3}[:.]?\s{0,3}\Z",
    re.IGNORECASE,
)
"""Of "Các việc phải xong trong tháng 8:", "Nhóm nhiệm vụ hoàn thành trước 30/9/2026"."""
_TIME_ASIDE: Final = re.compile(
    r"\((?P<time>(?:(?:phải\s+)?(?:hoàn thành|hoàn tất|xong|thực hiện|thời gian|thời hạn|hạn|gửi|nộp|báo cáo|trước|"
    r"chậm nhất|muộn nhất|trong)\b)[^()\n]{0,70})\)\s{0,3}[:.]?\s{0,3}\Z",
    re.IGNORECASE,
)
_ASIDE: Final = re.compile(r"\s{0,3}\([^()]{3,80}\)\s{0,3}:?\s{0,3}\Z")
_TOWARD: Final = frozenset({"đối", "về", "với", "phía", "của", "cho"})
_RECEIVER: Final = re.compile(
    r"(?:(?:kính )?chuyển(?: đến)?|người (?:nhận|được giao)(?: việc| nhiệm vụ)?|giao (?:việc )?cho|"
    r"(?:đơn vị|cơ quan|bộ phận|cá nhân) (?:nhận(?: việc| nhiệm vụ)?|được giao(?: việc| nhiệm vụ)?|thực hiện|chủ trì)"
    r")\s{0,2}:\s{0,3}",
    re.IGNORECASE,
)
"""Of a slip with tasks: "Người nhận: Phòng Kế hoạch - Tài chính", "Kính chuyển: …"."""
_MEMBERS_FOLLOW: Final = re.compile(
    r"\bgồm(?:\s+(?:các\s+)?(?:ông|bà|đồng chí|thành viên)[^:]{0,30})?\s*:\s*\Z", re.IGNORECASE
)


def section_of(tokens: Sequence[Token], last: int) -> str:
    """``demand`` or ``quiet``, by the first of a heading's words that a list holds; empty when none does."""
    keys = tuple(token.key for token in tokens[:last])
    best: tuple[int, int, str] | None = None
    for mode, phrases in (("demand", sections().demand), ("quiet", sections().quiet)):
        for phrase in phrases:
            at = _position(keys, phrase)
            if at is not None and (best is None or (at, -len(phrase)) < best[:2]):
                best = (at, -len(phrase), mode)
    return best[2] if best else ""


def is_of_plan(tokens: Sequence[Token], last: int) -> bool:
    """Whether a quiet heading is one of plans ("Kinh phí"), and tells of nothing that was."""
    keys = tuple(token.key for token in tokens[:last])
    return any(_position(keys, phrase) is not None for phrase in sections().planned)


def _asks_in_report(tokens: Sequence[Token], last: int) -> bool:
    """Whether a heading of a report is one of what is to come, and not "Công tác lãnh đạo, chỉ đạo"."""
    keys = tuple(token.key for token in tokens[:last])
    return any(_position(keys, phrase) is not None for phrase in sections().in_reports)


def _position(keys: tuple[str, ...], phrase: tuple[str, ...]) -> int | None:
    if phrase[0] == "^":
        return 0 if keys[: len(phrase) - 1] == phrase[1:] else None
    size = len(phrase)
    return next((at for at in range(len(keys) - size + 1) if keys[at : at + size] == phrase), None)


def is_quiet_lead(tokens: Sequence[Token]) -> bool:
    """ "1. Mục đích: …": the words before the colon say that nothing is asked."""
    at = next((place for place, token in enumerate(tokens[:9]) if token.key == ":"), 0)
    if not at or section_of(tokens, at) != "quiet" or scan_parties(tokens, 0, at) is not None:
        return False
    return find_action(tokens, 0, at, {}, start=True) is None


class Heading:
    """One paragraph as it may head others."""

    def __init__(
        self, block: Block, frame: Frame, follower: Block | None, deadlines: Deadlines, on: date,
        calendar: WorkCalendar | None, *, reports: bool = False,
    ) -> None:  # fmt: skip
        """``reports``: it stands in a report or a submission, which asks only where a heading plainly says so."""
        self.block = block
        self.frame = frame
        self.follower = follower
        self.deadlines = deadlines
        self.on = on
        self.calendar = calendar
        self.reports = reports
        self.tokens = block.tokens
        self.last = len(block.tokens)
        while self.last and self.tokens[self.last - 1].key in (":", ".", ";", ",", '"'):
            self.last -= 1
        self.colon = bool(self.tokens) and self.tokens[-1].key == ":"
        self.ended = bool(self.tokens) and self.tokens[-1].key in (".", ";", "!")
        below = follower is not None and (
            follower.parents[: len(block.parents)] == block.parents
            or (block.marker is None and follower.marker is not None and bool(block.parents) and self._after_list())
        )
        self.followed = bool(block.children) or below
        self.read_first: list[tuple[int, int]] = []
        """Sentences before the one that opens a list: they are read as any other."""

    def _after_list(self) -> bool:
        """ "Tháng 10:" after the items of "Tháng 9:": it heads the next items."""
        mark = self.block.parents[-1].marker
        return mark is not None and mark.style in UNNAMED

    def frame_below(self) -> Frame | None:
        """What it hands on; ``None`` when it is no heading."""
        if not self.last or not self.followed:
            return None if self.last else self.frame
        timed = self._of_time()
        if timed is not None:
            return timed
        below = self._of_addressees() or (self._intro() if self.colon else None) or self._of_section()
        if below is not None and below is not self.frame and below.deadline is self.frame.deadline:
            below.deadline = self._aside_time() or below.deadline
        return below

    def _aside_time(self) -> Found | None:
        """ "2. Phân công nhiệm vụ (hoàn thành trước ngày 25/9):": a time in parentheses at the end of a heading."""
        match = _TIME_ASIDE.search(self.block.flat) if self.last <= _LONGEST else None
        match = match or (_TIMED_WORKS.match(self.block.flat) if self.last <= _LONGEST else None)
        if match is None:
            return None
        found = find_deadlines(match["time"], on=self.on, calendar=self.calendar)
        if len(found) != 1 or found[0].kind is not DeadlineKind.DATE or found[0].weight < 40 or not found[0].counts:
            return None
        by = self.block.start + match.start("time")
        return replace(found[0], start=found[0].start + by, end=found[0].end + by)

    def asks(self, block: Block) -> bool:
        """Whether a demand stands in the paragraph."""
        times = Deadlines.of(block, self.on, self.calendar).times if block is not self.block else self.deadlines.times
        setting = Setting(tuple(self.frame.parties), "demand")
        return find_demand(block.tokens, 0, len(block.tokens), times, setting) is not None

    def is_alone(self, below: Frame) -> bool:
        """A line that stands alone (a caption, a name) and says nothing: it heads nothing either."""
        return below is self.frame and self.block.marker is None

    # ---- kinds of headings

    def _of_time(self) -> Frame | None:
        """ "Quý II", "Tháng 8, tháng 9", "Thứ Hai (08/6)"."""
        step = _STEP.match(self.block.flat)
        begin = step.end() if step else 0
        aside = _ASIDE.search(self.block.flat)
        # "THÁNG 02 (nghỉ Tết từ ngày 14/02 đến ngày 22/02)": what is only remarked is no part of it
        for flat in (self.block.flat[begin:], self.block.flat[begin : aside.start()] if aside else ""):
            words = flat.rstrip(" :.;,)")
            if self._of_meeting(words):
                continue
            if not words or len(words.split()) > 14:
                continue
            found = find_deadlines(words, on=self.on, calendar=self.calendar, is_field=True)
            if found and _are_all(found, flat):
                break
        else:
            return None
        by = self.block.start + begin
        last = replace(found[-1], start=found[-1].start + by, end=found[-1].end + by)
        return replace(self.frame, deadline=last, mode="demand")

    def _of_meeting(self, words: str) -> bool:
        """ "Thời gian: 7 giờ 30 phút, ngày 06/10" at the head of minutes and invitations: when those met."""
        if not words.lower().startswith(("thời gian", "thời điểm", "hồi", "vào hồi", "bắt đầu", "khai mạc")):
            return False
        follows = self.follower is not None and _MEETING.match(self.follower.flat) is not None
        return follows or _HOUR.search(words) is not None

    def _of_addressees(self) -> Frame | None:
        """ "Đối với UBND các xã, phường", "1. Sở Tài chính", "Giao Sở Y tế:"."""
        block = self.block
        signed = block.is_capitals() and block.marker is None and not self.colon and self.frame.mode == "open"
        if self.last > 60 or signed or (self.ended and not block.children):
            return None
        follows_plain = self.follower is not None and self.follower.marker is None
        follows_listed = self.follower is not None and self.follower.marker is not None
        if not (self.colon or block.children or block.marker is None or follows_plain):
            return None
        if block.marker is None and not (self.colon or block.children or block.blank_before or follows_listed):
            return None
        named = _in_full(self._addressees(), self.frame.parties)
        if not named:
            return None
        mode = "quiet" if self.frame.mode == "quiet" else "demand"
        return replace(
            self.frame, parties=named, coordinating=(), mode=mode, communes=places_of(named), from_heading=True
        )

    def _addressees(self) -> list[Party]:
        """The addressees, when the words are nothing but them."""
        tokens, last = self.tokens, self.last
        at = 0
        toward = False
        if tokens[0].key == "(" and tokens[last - 1].key == ")":
            return self._aside()
        label = _RECEIVER.match(self.block.flat)
        if label is not None:
            begin = self.block.start + label.end()
            at = next((place for place in range(last) if tokens[place].start >= begin), last)
        for _turn in range(5):
            if at >= last:
                return []
            order = verbs().orders.at(tokens, at, last)
            softly = order is not None and order[1] in ("chỉ đạo", "phân công") and bool(self.frame.parties)
            if low(tokens[at]) in _TOWARD:
                toward = toward or low(tokens[at]) == "đối"
                at += 1
            elif pair(tokens, at) in ("trách nhiệm", "nhiệm vụ", "phân công"):
                at += 2
            elif order and not softly and not scan_parties(tokens, at, last):
                at = order[0]
            else:
                break
        found = scan_parties(tokens, at, last)
        if not found:
            return []
        parties, end = found
        while end < last:
            close = past_parenthesis(tokens, end, last) if tokens[end].key == "(" else None
            more = scan_parties(tokens, end + 1, last) if tokens[end].key in (",", ":", "-", "–") else None
            if close:
                end = close
            elif more:
                parties, end = parties + more[0], more[1]
            elif toward and len(parties) == 1 and parties[0].group and last - end <= 10 and tokens[end].word:
                # "Đối với các xã giải ngân dưới 35%"
                whole = said(tokens, parties[0].first, last)
                return [replace(parties[0], last=last, end=tokens[last - 1].end, words=whole)]
            else:
                return []
        return parties

    def _aside(self) -> list[Party]:
        """ "(Phòng Nghiệp vụ chủ trì, phối hợp Đài …)" alone in a line below a heading."""
        found = scan_parties(self.tokens, 1, self.last - 1)
        if found is None or found[0][0].group:
            return []
        rest = " ".join(low(token) for token in self.tokens[found[1] : self.last - 1])
        return found[0] if not rest or rest.startswith(("chủ trì", "thực hiện", "phụ trách")) else []

    def _of_section(self) -> Frame | None:
        """ "II. NHIỆM VỤ", "1. Đánh giá chung"."""
        block, frame, tokens, last = self.block, self.frame, self.tokens, self.last
        label = block.marker is not None and block.marker.style not in UNNAMED
        capitals = block.is_capitals()
        apart = block.blank_before and block.marker is None and len(tokens) <= 16
        if len(tokens) > _LONGEST or self.ended or not (label or capitals or apart):
            return None
        kind = section_of(tokens, last)
        if kind == "demand" and self.reports and not _asks_in_report(tokens, last):
            kind = "quiet"
        if not capitals:
            verb = find_action(tokens, 0, last, {}, start=True) is not None
            if frame.parties and not (block.children and (kind or not verb)):
                return None
            if not frame.parties and self.asks(block):
                return None
        if block.marker is None and not kind and not capitals:
            return frame
        mode = kind or ("demand" if frame.mode == "open" and block.marker is not None else frame.mode)
        planned = kind == "quiet" and frame.mode != "quiet" and is_of_plan(tokens, last)
        handed = replace(frame, mode=mode, planned=planned)
        handed.communes = frame.communes + communes_in(tokens, 0, last)
        handed.criteria = frame.criteria + criteria_in(tokens, 0, last)
        if (capitals and block.marker is None) or (frame.receivers and handed.parties == list(frame.receivers)):
            handed.parties, handed.coordinating = [], ()
        return handed

    # ---- a sentence that ends with a colon

    def _intro(self) -> Frame | None:
        """A sentence that opens a list: its order holds for what follows, it is no duty itself."""
        words = data("sections")
        every = list(sentences(self.tokens))
        first, end = every[-1]
        while end > first and self.tokens[end - 1].key in (":", "."):
            end -= 1
        flat = self.block.flat.lower()
        if _MEMBERS_FOLLOW.search(flat) and any(word in flat for word in words["members"]):
            return replace(self.frame, mode="quiet")
        joined = " ".join(low(token) for token in self.tokens[first:end])
        only_opens = joined.endswith(tuple(words["ends_open"])) or "như sau" in joined
        handed = self._opened(first, end, only_opens, joined)
        if handed is not None:
            self.read_first = every[:-1]
        return handed

    def _opened(self, first: int, end: int, only_opens: bool, joined: str) -> Frame | None:
        frame, tokens = self.frame, self.tokens
        if frame.mode == "quiet" and "báo cáo" in joined[-40:]:
            return None if self.block.marker is not None else frame  # "Thực hiện …, Sở báo cáo như sau:" of a report
        mode = "open" if frame.mode == "open" else "demand"
        demand = find_demand(tokens, first, end, self.deadlines.times, Setting(tuple(frame.parties), mode))
        if (demand is None or not demand.own) and frame.mode != "quiet":
            ordered = ordered_in(tokens, first, end, headed=bool(frame.parties))
            if ordered:
                return replace(frame, mode="demand", parties=ordered, communes=places_of(ordered), coordinating=())
        if demand is None:
            return self._unaddressed(first, end, joined)
        action = demand.action
        after = action.verb_end if action else demand.first
        if demand.own:
            if end - after > 12 and not only_opens and self.block.marker is not None and frame.mode == "demand":
                return None
            return replace(
                frame, mode="demand", parties=demand.parties, communes=places_of(demand.parties),
                coordinating=action.coordinating if action else (),
                deadline=self._moved(self._told(demand, first, end)) or frame.deadline,
            )  # fmt: skip
        short = action is None or end - after <= 10
        if not only_opens and not (short and any(self.asks(child) for child in self.block.children)):
            return None
        helped = action.coordinating if action and action.coordinating else frame.coordinating
        return replace(frame, mode="demand", coordinating=helped)

    def _unaddressed(self, first: int, end: int, joined: str) -> Frame:
        """ "Để …, Chủ tịch UBND tỉnh yêu cầu:": demands follow, each with its own addressee."""
        frame, tokens = self.frame, self.tokens
        kind = section_of(tokens, self.last) if self.block.marker is not None else ""
        opens = any(verbs().orders.at(tokens, at, end) for at in range(first, end)) or any(
            word in joined for word in data("sections")["opening"]
        )
        said = joined.removesuffix(" như sau").removesuffix(" cụ thể").removesuffix(" một số nội dung")
        decided = not self.reports and said.endswith(tuple(data("sections")["decides"]))
        mode = "demand" if decided or (opens and frame.mode != "quiet") else frame.mode
        handed = replace(frame, mode=kind or mode)
        if handed.mode == "demand" and not frame.parties and joined.endswith(_ASKS):
            handed.parties = list(frame.receivers)  # "Văn phòng Điều phối đề nghị:" of a letter
        handed.communes = frame.communes + communes_in(tokens, first, end)
        handed.criteria = frame.criteria + criteria_in(tokens, first, end)
        return handed

    def _told(self, demand: Demand, first: int, end: int) -> Found | None:
        """The time that holds for the list: of the order, or what opens its sentence; not of what it goes back to."""
        first_time = next((each for each in self.deadlines.within(first, end) if each.counts), None)
        opens = first_time is not None and first_time.start <= self.tokens[first].end - self.block.start
        start = first if opens else demand.first
        return self.deadlines.best(start, len(self.tokens))

    def _moved(self, found: Found | None) -> Found | None:
        by = self.block.start
        return replace(found, start=found.start + by, end=found.end + by) if found else None


def _are_all(found: Sequence[Found], flat: str) -> bool:
    """Whether nothing but times stands there ("Tháng 8, tháng 9", "Thứ Hai (08/6)")."""
    rest = flat
    for each in reversed(found):
        rest = rest[: each.start] + rest[each.end :]
    return all(word.lower() in _OF_TIMES for word in re.findall(r"\w+", rest))


def _in_full(named: list[Party], above: Sequence[Party]) -> list[Party]:
    """ "06 xã … (Thượng Sơn, Phú Lộc)" under "UBND các xã": the committees of these communes are meant."""
    communes = named and all(party.place and party.name == party.place for party in named)
    if communes and above and above[0].words.upper().startswith("UBND"):
        return [replace(party, words=f"UBND {party.words}", name=f"UBND {party.name}") for party in named]
    return named
