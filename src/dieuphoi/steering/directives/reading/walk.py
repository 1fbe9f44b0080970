"""Down the paragraphs: what stands above each, which words are one duty, and what each duty is made of."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise, takewhile
from typing import Final

from dieuphoi.core.kernel.text import fold
from dieuphoi.core.kernel.workdays import WorkCalendar
from dieuphoi.steering.directives.reading.actions import PREPOSITIONS, find_action, low
from dieuphoi.steering.directives.reading.blocks import UNNAMED, Block
from dieuphoi.steering.directives.reading.clues import department_at, helpers_after, lead_after
from dieuphoi.steering.directives.reading.deadlines import find_deadlines
from dieuphoi.steering.directives.reading.demands.find import find_demand
from dieuphoi.steering.directives.reading.demands.stretch import Demand, Setting, past_openers
from dieuphoi.steering.directives.reading.due import Found
from dieuphoi.steering.directives.reading.findings import Frame, Read
from dieuphoi.steering.directives.reading.headings import Heading, is_quiet_lead
from dieuphoi.steering.directives.reading.lexicon import data, groups, products, verbs
from dieuphoi.steering.directives.reading.outputs import product_of, report_in
from dieuphoi.steering.directives.reading.parties import scan_parties
from dieuphoi.steering.directives.reading.party import Party
from dieuphoi.steering.directives.reading.places import Named, communes_in, criteria_in
from dieuphoi.steering.directives.reading.prepare import Prepared
from dieuphoi.steering.directives.reading.sentences import Deadlines, enumeration, parts, sentences
from dieuphoi.steering.directives.reading.tables import TableReader
from dieuphoi.steering.directives.reading.title import Head
from dieuphoi.steering.directives.reading.tokens import Token
from dieuphoi.steering.directives.reading.values import DeadlineKind

_REPORTS: Final = frozenset({"BC", "BB", "TTr"})
"""Kinds that tell of what was; they ask only where a heading says so."""
_OF_DAYS: Final = frozenset({DeadlineKind.DATE, DeadlineKind.RELATIVE, DeadlineKind.UNREADABLE})
_AFTER_A_DAY: Final = frozenset({DeadlineKind.RELATIVE, DeadlineKind.PERIODIC})
"""Kinds that cannot be another name of the day before them."""
_OF_DATES: Final = frozenset({DeadlineKind.DATE, DeadlineKind.UNREADABLE})
_SELF_TOLD: Final = frozenset({"báo cáo", "thông báo", "trả lời", "đề nghị", "hướng dẫn"})
_CLOSES: Final = re.compile(r"[,(]\s*(?:hoàn thành|hoàn tất|xong|ban hành|bảo đảm)(?:\s+\w+){0,2}\Z")
_HANDS_IN: Final = re.compile(
    r"(?<!lộ )(?<!chương )(?<!công )(?<!quy )(?<!quá )(?<!tờ )\b(?:gửi|trình|nộp|báo cáo|(?:có|cho) ý kiến)\b"
)
_DONE_TOO: Final = re.compile(r"\A(?:\w+ ){1,2}xong\b|\Alấy ý kiến\b|\btất cả\b")
_HANDED: Final = re.compile(
    r"\s*(?:báo cáo|kết quả|hồ sơ|văn bản|danh sách|ý kiến|số liệu|kế hoạch|biểu mẫu)(?:,?\s+\w+){0,8}\s+(?:gửi|nộp)\b",
    re.IGNORECASE,
)
_STEP: Final = re.compile(
    r"(?:bước|giai đoạn|đợt|kỳ)\s+(?:thứ\s+)?\w{1,4}\s*\((?P<time>[^():;]{3,50})\)\s*:\s*", re.IGNORECASE
)
_BACK: Final = 60
"""Duties at most to which a deadline in a line of its own is given: no text may take for ever."""
_REFERS: Final = re.compile(
    r"\s*(?:các\s+)?(?:báo cáo|nội dung|nhiệm vụ|hồ sơ|văn bản|kết quả|tài liệu|công việc|việc|số liệu)"
    r"(?:,?\s+\w+){0,4}?\s+(?:(?:(?:tại|ở|thuộc)\s+)?(?:các\s+)?(?:mục|điểm|khoản)|tại|ở|thuộc)\s+"
    r"(?P<which>\d{1,2}(?:\.\d{1,2}){0,3}(?:\s*(?:,|và)\s*(?:(?:mục|điểm|khoản)\s+)?\d{1,2}(?:\.\d{1,2}){0,3}){0,6})"
    r"[\s:](?!tháng)",
    re.IGNORECASE,
)
_OPENS: Final = re.compile(r"\b(?:như sau|sau đây|nội dung sau)\s*[.;]?\s*\Z", re.IGNORECASE)
"""The end of a preamble with a full stop where others have a colon ("… xây dựng kế hoạch thực hiện như sau.")."""
_PART_OF_DAY: Final = 7
"""Characters before a deadline that opens its clause ("chiều thứ Sáu hằng tuần báo cáo …")."""
_SMALL_HEADS: Final = frozenset({"phòng", "kế", "các"})
"""Of those who act after a deadline, though written without a capital ("…, phòng VH&TT hướng dẫn")."""
_SAME_WORK: Final = ("hoàn thành", "hoàn tất", "hồ sơ", "kết quả", "trường hợp", "trong đó")
_SAME_PAPER: Final = ("đồng thời gửi", "đồng gửi", "gửi", "trong đó")


class Walker:
    """Reads the body of one document."""

    def __init__(
        self, prepared: Prepared, blocks: list[Block], head: Head, on: date, calendar: WorkCalendar | None
    ) -> None:
        self.head = head
        self.on = on
        self.calendar = calendar
        self.blocks = [block for block in blocks if self._in_body(block)]
        self.root = Frame(
            mode="quiet" if head.title.kind in _REPORTS else "open", receivers=_named_once(head.receivers)
        )
        self.issuer = fold(head.title.issuer)
        self.frames: dict[int, Frame] = {}
        self.heads: set[int] = set()
        self.local: tuple[Frame, list[Block], str] | None = None
        """What a heading without a number hands on, what it stands under, and the style of its first item."""
        self.flow: tuple[list[Party], list[Block]] = [], []
        """The addressees of the last paragraph without a number, and what it stood under."""
        self.unmet: list[tuple[int, int]] = []
        """Orders ("Giao …") of which no duty could be made."""
        self.listed: list[Party] = []
        """All whom the items of the last list named: "Kết quả gửi về …" below it is meant for each."""
        self.read: list[Read] = []
        self.tables = TableReader(prepared, on, calendar)

    def _in_body(self, block: Block) -> bool:
        if self.head.resumes is not None and block.head >= self.head.resumes:
            return True
        return self.head.body <= block.head < self.head.foot

    def run(self) -> list[Read]:
        """All duties, in the order of the text."""
        annex = False
        place = 0
        while place < len(self.blocks):
            block = self.blocks[place]
            if self.head.resumes is not None and block.head >= self.head.resumes and not annex:
                annex = True
                self.root, self.local, self.flow = Frame(mode="demand"), None, ([], [])
            place = self._read(block, place)
        return self.read

    def _read(self, block: Block, place: int) -> int:
        """Read one paragraph (or the table that begins with it); the place of the next one."""
        frame = self._frame_of(block)
        self.frames[id(block)] = frame
        quiet = frame.mode == "quiet"
        table = self.tables.read(self.blocks, place, quiet=quiet)
        if table is not None:
            self.read += table[1]
            return table[0]
        if not block.tokens:
            return place + 1
        fielded = None if quiet else self.tables.fields_after(self.blocks, place)
        if fielded is not None:
            row = fielded[1]
            self.read.append(replace(row, clause=block.path, deadline=row.deadline or frame.deadline))
            return fielded[0]
        follower = self.blocks[place + 1] if place + 1 < len(self.blocks) else None
        deadlines = Deadlines.of(block, self.on, self.calendar)
        heading = Heading(block, frame, follower, deadlines, self.on, self.calendar)
        below = heading.frame_below()
        if below is None:
            self._body(block, frame, follower, deadlines)
        elif not heading.is_alone(below):
            for first, last in heading.read_first:
                self._sentence(block, frame, first, last, deadlines, [])
            self._hand_on(block, below, to_all=bool(heading.read_first or heading.colon) and not below.from_heading)
        return place + 1

    # ---- what stands above

    def _frame_of(self, block: Block) -> Frame:
        above = next((self.frames[id(each)] for each in reversed(block.parents) if id(each) in self.frames), self.root)
        if self.local is not None:
            local, parents, style = self.local
            mine = "plain" if block.marker is None else "list" if block.marker.style in UNNAMED else "label"
            self.local = local, parents, style or mine
            if block.parents[: len(parents)] != parents or (mine == "label" and (style or mine) != "label"):
                self.local = None
            elif not any(id(each) in self.frames for each in block.parents[len(parents) :]):
                above = local
            elif local.deadline is not None and all(each.head < local.deadline.start for each in block.parents):
                # "THÁNG 3" between the items of "B. NHIỆM VỤ": they go on under it
                above = replace(above, deadline=local.deadline, mode=local.mode)
        frame = replace(above, communes=list(above.communes), criteria=list(above.criteria))
        # A list of dashes in a preamble asks for nothing.
        in_preamble = block.marker is None or (block.marker.style in UNNAMED and not block.parents)
        if frame.mode == "open" and not in_preamble:
            frame.mode = "demand"
        return frame

    def _hand_on(self, block: Block, frame: Frame, *, to_all: bool) -> None:
        self.frames[id(block)] = frame
        if to_all and block.marker is None and not block.parents:
            self.root, self.local, self.flow = replace(frame), None, ([], [])
            return
        self.heads.add(id(block))
        if block.marker is None:
            above = list(block.parents)
            while above and id(above[-1]) not in self.heads:
                above.pop()  # a heading without a number is no part of the item before it
            self.local = frame, above, ""
            self.flow = [], []

    # ---- the paragraph

    def _body(self, block: Block, frame: Frame, follower: Block | None, deadlines: Deadlines) -> None:
        plain = block.marker is None
        carried = list(frame.parties)
        if plain and not carried and self.flow[1] == block.parents:
            carried = list(self.flow[0])
        fields = None if frame.mode == "quiet" else self.tables.fields_of(block)
        if fields is not None:
            self.read.append(replace(fields, clause=block.path, deadline=fields.deadline or frame.deadline))
            return
        step = self._step(block) if frame.mode != "quiet" else None
        begin = 0
        if step is not None:
            begin, frame = step[0], replace(frame, deadline=step[1], mode="demand")
            self.frames[id(block)] = frame
            carried = list(frame.parties)
        if frame.mode != "quiet" and self._of_items(block, frame, deadlines):
            return
        quiet_first = frame.mode != "quiet" and is_quiet_lead(block.tokens)
        was_open = frame.mode == "open"
        made = len(self.read)
        for first, last in sentences(block.tokens):
            if last <= begin or (first == 0 and frame.mode != "quiet" and self._line_of_time(block, last, deadlines)):
                continue
            first = max(first, begin)
            if first > begin and frame.mode != "quiet" and self._of_items(block, frame, deadlines, first):
                break
            under = replace(frame, mode="quiet") if quiet_first and first == 0 else frame
            if under.planned and under.mode == "quiet" and self._is_planned(block, first, last, deadlines):
                under = replace(under, mode="demand")
            carried = self._sentence(block, under, first, last, deadlines, carried)
        if was_open and plain and not block.parents and _opens(block):
            self.root.mode = "demand"
        if len(self.read) == made and plain and frame.mode == "demand":
            self._handing_in(block, frame, deadlines)
        if not plain and self.read[made:]:
            known = {party.words for party in self.listed}
            self.listed += [
                party for party in self.read[-1].parties if party.words not in known and not frame.parties
            ]
        elif len(self.read) > made:
            self.listed = []
        if len(self.read) > made and plain:
            self.flow = list(self.read[-1].parties), list(block.parents)
            if was_open and not block.parents:
                self.root.mode = "demand"
                if self.local is not None:
                    self.local[0].mode = "demand"
        if _is_closing(block, follower):
            for read in self.read[made:]:
                read.clause = ""

    def _handing_in(self, block: Block, frame: Frame, deadlines: Deadlines) -> None:
        """ "Báo cáo gửi về … trước ngày …" below a list whose items name everybody who has to."""
        if not self.listed or not _HANDED.match(block.flat):
            return
        setting = Setting(tuple(self.listed), "demand")
        for first, last in sentences(block.tokens):
            demand = find_demand(block.tokens, first, last, deadlines.times, setting)
            if demand is not None and demand.how in ("passive", "bare"):
                self._sentence(block, frame, first, last, deadlines, list(self.listed))

    def _sentence(
        self, block: Block, frame: Frame, first: int, last: int, deadlines: Deadlines, carried: list[Party]
    ) -> list[Party]:
        """Read one sentence; the addressees that hold for the next one."""
        if carried and _only_time(deadlines, first, last):
            self._take_time(block, first, last, deadlines)
            return carried
        cut = [
            each for part in parts(block.tokens, first, last)
            for each in self._two_in_row(block, frame, part, deadlines, carried)
        ]  # fmt: skip
        if carried or frame.mode == "demand":
            carried = self._enumerated(block, frame, first, cut, deadlines, carried)
        made = len(self.read)
        held = _Sentence(self, block, frame, deadlines, cut, carried).read()
        if len(self.read) == made and frame.mode != "quiet":
            self._note_unmet(block, first, last)
        return held

    def _note_unmet(self, block: Block, first: int, last: int) -> None:
        """ "Giao …" of which no duty was made: a person is told rather than nobody."""
        tokens = block.tokens
        at = past_openers(tokens, first, last)
        order = verbs().orders.at(tokens, at, last) if at < last else None
        if order is None or "giao" not in order[1] or last - order[0] < 3:
            return
        if tokens[order[0]].cap or groups().determiners.at(tokens, order[0], last):
            self.unmet.append((tokens[at].start, tokens[last - 1].end))

    def _two_in_row(
        self, block: Block, frame: Frame, part: tuple[int, int], deadlines: Deadlines, carried: list[Party]
    ) -> list[tuple[int, int]]:
        """ "Sở A gửi … trước ngày 20/8, Sở B tổng hợp …": after a deadline somebody else is told what to do."""
        tokens = block.tokens
        start, stop = part
        if frame.mode == "quiet":
            return [part]
        setting = Setting(tuple(carried), frame.mode, listed=block.marker is not None)
        if low(tokens[start]) in PREPOSITIONS or low(tokens[start]) in ("sau", "khi", "từ"):
            return [part]
        ends = {end: begin for begin, end in deadlines.times.items()}
        depth = 0
        for at in range(start, stop - 2):
            depth = max(0, depth + {"(": 1, ")": -1}.get(tokens[at].key, 0))
            if tokens[at].key != "," or depth or at - start < 4:
                continue
            if not tokens[at + 1].cap and low(tokens[at + 1]) not in _SMALL_HEADS:
                continue
            if not (at in ends or department_at(tokens, at, stop)):
                continue
            named = scan_parties(tokens, at + 1, stop)
            action = find_action(tokens, named[1], stop, deadlines.times) if named else None
            if named is None or action is None or low(tokens[action.verb]) in ("phối", "cùng"):
                continue
            if low(tokens[named[1]]) in ("phối", "cùng", "là"):
                continue
            if find_demand(tokens, start, ends.get(at, at), deadlines.times, setting) is not None:
                rest = self._two_in_row(block, frame, (at + 1, stop), deadlines, carried)
                return [(start, at), *rest]
        return [part]

    def _enumerated(
        self, block: Block, frame: Frame, first: int, cut: list[tuple[int, int]], deadlines: Deadlines,
        carried: list[Party],
    ) -> list[Party]:  # fmt: skip
        """ "Đảng ủy Sở A lãnh đạo Sở: (a) …; (b) …": what stands before the colon only names who."""
        colon = enumeration(block.tokens, first, cut[0][1])
        if colon is None:
            return carried
        setting = Setting(tuple(carried), frame.mode, listed=block.marker is not None)
        who = find_demand(block.tokens, first, colon, deadlines.times, setting)
        if who is None:
            at = past_openers(block.tokens, first, colon)
            order = verbs().orders.at(block.tokens, at, colon)
            named = scan_parties(block.tokens, order[0] if order else at, colon)
            if named is None or named[1] < colon:
                return carried
            cut[0] = colon + 1, cut[0][1]
            return named[0]
        if who.action is None or colon - who.action.verb_end > 3:
            return carried
        cut[0] = colon + 1, cut[0][1]
        return list(who.parties)

    def _take_time(self, block: Block, first: int, last: int, deadlines: Deadlines) -> None:
        """Give the deadline of a sentence that is nothing else to the duty before it."""
        if not self.read or self.read[-1].start < block.head or self.read[-1].deadline is not None:
            return
        best = deadlines.best(first, last)
        if best is None:
            return
        self.read[-1].end = max(self.read[-1].end, block.tokens[last - 1].end)
        to_all = any(low(token) == "các" for token in block.tokens[first:last])  # "Các nội dung trên hoàn thành …"
        for read in self.read[-_BACK:] if to_all else self.read[-1:]:
            if read.start >= block.head and read.deadline is None:
                read.deadline = replace(best, start=best.start + block.start, end=best.end + block.start)

    def _step(self, block: Block) -> tuple[int, Found] | None:
        """ "Bước 2 (tháng 9 - tháng 11): …": the token after the colon, and the time that holds for what follows."""
        match = _STEP.match(block.flat)
        if match is None:
            return None
        found = find_deadlines(match["time"], on=self.on, calendar=self.calendar, is_field=True)
        if not found or found[-1].kind is not DeadlineKind.DATE or not found[-1].counts:
            return None
        by = block.start + match.start("time")
        after = next((at for at, each in enumerate(block.tokens) if each.start >= block.start + match.end()), None)
        moved = replace(found[-1], start=found[-1].start + by, end=found[-1].end + by)
        return None if after is None else (after, moved)

    def _is_planned(self, block: Block, first: int, last: int, deadlines: Deadlines) -> bool:
        """ "Phòng Tài chính tham mưu cấp kinh phí trong tháng 8" under "Kinh phí": somebody is to do it by a day."""
        named = scan_parties(block.tokens, first, last)
        best = deadlines.best(first, last) if named is not None else None
        if named is None or best is None or best.kind not in _OF_DAYS:
            return False
        action = find_action(block.tokens, named[1], last, deadlines.times)
        return action is not None and action.has_verb and action.verb <= named[1] + 8

    def _of_items(self, block: Block, frame: Frame, deadlines: Deadlines, begin: int = 0) -> bool:
        """ "Báo cáo tại mục 1, 2 gửi về … chậm nhất ngày 12/10": the time of these items, and a duty of theirs."""
        match = _REFERS.match(block.flat, block.tokens[begin].start - block.start)
        best = deadlines.best(begin, len(block.tokens)) if match else None
        if match is None or best is None or best.kind not in _OF_DAYS:
            return False
        above = block.path.rpartition(".")[0]
        named = re.findall(r"\d+(?:\.\d+)*", match["which"])
        clauses = {f"{above}.{each}".strip(".") for each in named if "." not in each}
        printed = {each for each in named if "." in each}  # "1.1" as it stands before the item
        items = [
            read for read in self.read[-_BACK:]
            if read.clause in clauses or any(f".{read.clause}".endswith(f".{each}") for each in printed)
        ]  # fmt: skip
        parties: dict[str, Party] = {}
        for read in items:
            if read.deadline is None:
                read.deadline = replace(best, start=best.start + block.start, end=best.end + block.start)
            parties |= {party.words: party for party in read.parties}
        made = len(self.read)
        under = replace(frame, parties=list(parties.values()), mode="demand")
        for first, last in sentences(block.tokens) if parties else ():
            if first >= begin and not _only_time(deadlines, first, last):
                self._sentence(block, under, first, last, deadlines, under.parties)
        return len(self.read) > made or bool(items)

    def _line_of_time(self, block: Block, last: int, deadlines: Deadlines) -> bool:
        """ "Thời hạn hoàn thành: ngày 30/9" alone in a line: of what has no deadline yet in the item above."""
        if not self.read or (block.marker is not None and block.marker.style not in UNNAMED):
            return False
        best = deadlines.best(0, last) if _only_time(deadlines, 0, last) else None
        if best is None or best.kind not in _OF_DAYS:
            return False
        above = block.parents[-1].head if block.parents else self.read[-1].start
        named = [each for each in block.parents if each.marker is not None and each.marker.style not in UNNAMED]
        near = self.read[-_BACK:][::-1]
        whole = list(takewhile(lambda each: each.start >= named[-1].head, near)) if named else []
        if not any(each.deadline is not None for each in whole) and named:
            above = named[-1].head  # a line below a list is of the whole item
        given = False
        for read in takewhile(lambda each: each.start >= above, near):
            if read.deadline is None:
                given = True
                read.deadline = replace(best, start=best.start + block.start, end=best.end + block.start)
        return given

    def tells_of_itself(self, block: Block, demand: Demand) -> bool:
        """ "Sở … báo cáo UBND tỉnh./.": who signs tells of itself at the end."""
        action = demand.action
        if demand.how != "subject" or action is None or not self.issuer or block.marker is not None:
            return False
        who = fold(demand.parties[0].name or demand.parties[0].words)
        verb = " ".join(low(token) for token in block.tokens[action.verb : action.verb_end])
        signs = len(who) > 5 and (who in self.issuer or self.issuer.endswith(who))
        return signs and verb in _SELF_TOLD and demand.last - demand.first <= 20


class _Sentence:
    """The parts of one sentence, gathered into duties."""

    def __init__(
        self, walker: Walker, block: Block, frame: Frame, deadlines: Deadlines, cut: list[tuple[int, int]],
        carried: list[Party],
    ) -> None:  # fmt: skip
        self.walker = walker
        self.block = block
        self.tokens = block.tokens
        self.frame = frame
        self.deadlines = deadlines
        self.cut = cut
        self.carried = carried
        self.group: Demand | None = None
        begin = cut[0][0]
        opening = [token.key for token in self.tokens[begin : begin + 3]]
        self.explains = opening[:1] == ["("] and opening[2:] == [")"] and _is_read(walker.read, block)
        """Whether it only counts what the duty before it is made of."""

    def read(self) -> list[Party]:
        """Add the duties to the walker's; the addressees that hold afterwards."""
        made = len(self.walker.read)
        for start, stop in self.cut:
            if self.group is not None and _only_time(self.deadlines, start, stop):
                self.group.last = stop
                self._cover(made, self.deadlines.best(start, stop))
                continue
            if self.group is not None and self._helps(self.group, start, stop):
                continue
            demand = self._demand(start, stop)
            if demand is not None:
                self._take(demand, start, stop)
            elif self.group is not None:
                self.group.last = stop
        self._close()
        if len(self.cut) > 1:
            self._cover(made, self._heading_time())
        return self.carried

    def _helps(self, group: Demand, start: int, stop: int) -> bool:
        """ "…; phối hợp: Liên minh HTX tỉnh": who helps with the duty before the semicolon."""
        tokens = self.tokens
        while start < stop and not tokens[start].word:
            start += 1
        words = [low(token) for token in tokens[start : start + 4]]
        size = 3 if words[:3] == ["phối", "hợp", ":"] else 4 if words == ["đơn", "vị", "phối", "hợp"] else 0
        if size == 4 and tokens[start + 4 : start + 5] and tokens[start + 4].key == ":":
            size = 5
        named = scan_parties(tokens, start + size, stop) if size in (3, 5) and start + size < stop else None
        if named is None or group.action is None:
            return False
        group.last = stop
        group.action = replace(group.action, coordinating=(*group.action.coordinating, *named[0]))
        return True

    def _heading_time(self) -> Found | None:
        """ "Trong quý III/2026: Sở A …; Sở B …", "Nhiệm vụ hoàn thành trong tháng 8: …"."""
        begin, stop = self.cut[0]
        first = next(((at, end) for at, end in sorted(self.deadlines.times.items()) if begin <= at < stop), None)
        if first is None or first[0] - begin > 5 or first[1] >= stop or self.tokens[first[1]].key != ":":
            return None
        return self.deadlines.at(first[0]) if scan_parties(self.tokens, begin, first[0]) is None else None

    def _cover(self, made: int, best: Found | None) -> None:
        """ "Sở A …; Sở B …; hoàn thành trước ngày …": the deadline at the end is everybody's in the sentence."""
        for read in self.walker.read[made:]:
            if best is not None and best.counts and (read.deadline is None or read.deadline is self.frame.deadline):
                read.deadline = self._placed(best)

    def _demand(self, start: int, stop: int) -> Demand | None:
        block, frame = self.block, self.frame
        opens = start == 0
        setting = Setting(
            tuple(self.carried),
            frame.mode if self.group is None or frame.mode == "quiet" else "demand",
            listed=(opens and (block.marker is not None or bool(frame.parties))) or self.group is not None,
            headed=frame.from_heading and block.marker is not None,
        )
        demand = find_demand(self.tokens, start, stop, self.deadlines.times, setting)
        if demand is None or self.walker.tells_of_itself(block, demand):
            return None
        if frame.mode == "open" and block.marker is None:
            frame.mode = "demand"
        return demand

    def _take(self, demand: Demand, start: int, stop: int) -> None:
        read = self.walker.read
        if self.explains and not demand.own:
            return  # "thực hiện 4 nội dung: (i) Phát triển sản xuất … (ii) …": what it is made of
        led = lead_after(self.tokens, demand.first, demand.last)
        if led and self.carried:
            self._close()
            demand.parties = [*led, *(each for each in self.carried if each.words != led[0].words)]
            self._emit(demand)
            return
        if self.group is not None and not demand.own and self._is_same(self.group, demand):
            self._join(demand, stop)
            return
        self._close()
        begin = self.cut[0][0]
        alone = self.block.marker is not None and start > begin and not _is_read(read, self.block)
        if demand.how == "reversed" and alone:
            # "Họp Ban Chỉ đạo; thông qua quy chế (Văn phòng Điều phối chuẩn bị)"
            demand.first = begin
            demand.action = find_action(self.tokens, begin, stop, self.deadlines.times, start=True) or demand.action
        self.group = demand
        if demand.own:
            self.carried = list(demand.parties)

    def _join(self, demand: Demand, stop: int) -> None:
        group = self.group
        assert group is not None
        group.last = stop
        if group.action and demand.action and demand.action.coordinating and not group.action.coordinating:
            group.action = replace(group.action, coordinating=demand.action.coordinating)

    def _close(self) -> None:
        if self.group is not None:
            self._emit(self.group)
            self.group = None

    # ---- one duty or two

    def _is_same(self, group: Demand, demand: Demand) -> bool:
        """Whether what comes after a semicolon belongs to the same duty: it has no other deadline."""
        mine = self.deadlines.best(min(group.context, group.first), group.last)
        other = self.deadlines.best(demand.first, demand.last)
        if mine is not None and other is not None:
            return (mine.kind, mine.on, mine.every, mine.days) == (other.kind, other.on, other.every, other.days)
        if self._ahead(group) or (mine is None and other is None and self._ahead(demand)):
            return mine is not None  # "gửi trước khi làm việc 03 ngày; …": it has a time, though no day
        if mine is None and other is None:
            return True
        words = " ".join(low(token) for token in self.tokens[demand.first : demand.last])
        if other is None:
            return words.startswith(_SAME_PAPER)
        return other.kind in _OF_DAYS and self._covers(group, demand, other, words)

    def _covers(self, group: Demand, demand: Demand, deadline: Found, words: str) -> bool:
        """Whether a deadline at the end covers what stands before the semicolon too."""
        block = self.block
        if deadline.start <= self.tokens[demand.first].start - block.start + _PART_OF_DAY:
            return self._only_hands_in(demand)  # it opens its clause and holds for that alone
        if self._same_matter(group, demand):
            return True
        ahead = block.flat[: deadline.start].rstrip().lower()
        same = _DONE_TOO.search(words) or _HANDS_IN.search(words) or words.startswith(_SAME_WORK)
        return bool(_CLOSES.search(ahead) or same)

    def _only_hands_in(self, demand: Demand) -> bool:
        """ "cuối tháng 2 trình Chánh Văn phòng": what is handed in was named before."""
        action = demand.action
        if action is None or not action.has_verb or low(self.tokens[action.verb]) not in ("trình", "gửi", "nộp"):
            return False
        _first, last = _trimmed(self.tokens, demand.first, demand.last)
        whom = scan_parties(self.tokens, action.verb_end, last)
        return action.verb_end >= last or (whom is not None and whom[1] >= last)

    def _same_matter(self, group: Demand, demand: Demand) -> bool:
        """What was looked into and what comes of it."""
        if group.action is None or demand.action is None:
            return False
        words = data("sections")
        return self._works(group.action.verb) in words["looks"] and self._works(demand.action.verb) in words["yields"]

    def _works(self, at: int) -> str:
        while at + 1 < len(self.tokens) and low(self.tokens[at]) in ("tổ", "chức"):
            at += 1
        return " ".join(low(token) for token in self.tokens[at : at + 2])

    def _ahead(self, demand: Demand) -> bool:
        """Whether it is due so many days before something else, of which no day can be made."""
        within = self.deadlines.within(demand.first, demand.last)
        return any(not each.counts and each.kind is DeadlineKind.RELATIVE for each in within)

    def _emit(self, demand: Demand) -> None:
        for part in self._by_deadline(demand):
            self.walker.read.append(self._made(part))

    def _by_deadline(self, demand: Demand) -> list[Demand]:
        """Cut at a comma where the two sides have two days ("… xong trong năm nay, mở … trong quý I/2026")."""
        tokens, times = self.tokens, self.deadlines.times
        marks: list[tuple[int, int, Found]] = []
        aside = self._in_parentheses(demand)
        for at, end in sorted(times.items()):
            found = self.deadlines.at(at) if demand.first <= at < demand.last else None
            if found is None or not found.counts:
                continue
            if at in aside:
                continue  # "sản phẩm (giấy chứng nhận hết hạn trong năm), gửi … trước 25/3"
            after = found.kind in _AFTER_A_DAY and marks and marks[-1][2].kind in _OF_DATES
            if (found.kind in _OF_DAYS and found.weight >= 20) or tokens[at - 1].key == "," or not marks or after:
                marks.append((at, end, found))
        for at, end, one in marks:
            if self._opens_clause(demand, at, end, one):
                rest = Demand(
                    at, demand.last, demand.parties, find_action(tokens, end, demand.last, times, start=True), False,
                    demand.how, at,
                )  # fmt: skip
                return [*self._by_deadline(replace(demand, last=at - 1)), *self._by_deadline(rest)]
        for (_at, end, one), (begin, _end, two) in pairwise(marks):
            if (one.kind, one.on, one.every, one.days) == (two.kind, two.on, two.every, two.days):
                continue
            comma = end if one.kind in _OF_DATES and two.kind in _OF_DATES | _AFTER_A_DAY else begin - 1
            counted = one.kind is DeadlineKind.DATE and two.kind is DeadlineKind.RELATIVE
            if counted and end < demand.last and tokens[end].key == ",":
                comma = end  # "ban hành … xong trong tháng 3, gửi về … sau 05 ngày kể từ ngày ban hành"
            while comma < demand.last and not tokens[comma].word and tokens[comma].key not in (",", ";"):
                comma += 1
            if comma + 1 >= demand.last or tokens[comma].key not in (",", ";"):
                continue
            if not demand.own and find_action(tokens, demand.first, comma, times, start=True) is None:
                continue
            begins = comma + 1 + 2 * (low(tokens[comma + 1]) in ("lần", "đợt") and comma + 3 < demand.last)
            action = find_action(tokens, begins, demand.last, times, start=True)
            if action is not None and not self._goes_on(comma + 1, action.verb_end):
                rest = Demand(comma + 1, demand.last, demand.parties, action, False, demand.how, comma + 1)
                return [replace(demand, last=comma), *self._by_deadline(rest)]
        return [demand]

    def _opens_clause(self, demand: Demand, at: int, end: int, found: Found) -> bool:
        """ "…, trước ngày 25 hằng tháng gửi báo cáo": a deadline before its verb holds for that clause alone."""
        action = demand.action
        if found.kind is not DeadlineKind.PERIODIC or action is None or not action.has_verb:
            return False
        if at - demand.first < 5 or action.verb_end > at - 2 or self.tokens[at - 1].key != ",":
            return False
        own = find_action(self.tokens, end, demand.last, self.deadlines.times, start=True)
        if own is None or not own.has_verb or own.verb != end:
            return False
        # "theo dõi, hằng quý báo cáo" is one duty with one time.
        timed = any(demand.first <= start < at - 1 for start in self.deadlines.times)
        return timed or low(self.tokens[own.verb]) not in ("báo", "gửi", "trình", "nộp", "họp", "tổng")

    def _in_parentheses(self, demand: Demand) -> set[int]:
        """The deadlines inside parentheses where others stand outside."""
        starts = {at for at in self.deadlines.times if demand.first <= at < demand.last}
        depth = 0
        inside: set[int] = set()
        for at in range(demand.first, demand.last if starts else demand.first):
            depth = max(0, depth + {"(": 1, ")": -1}.get(self.tokens[at].key, 0))
            if depth and at in starts:
                inside.add(at)
        return inside if inside < starts else set()

    def _goes_on(self, at: int, verb_end: int) -> bool:
        """Whether "…, hoàn thành trước ngày …" says when the same is done ("hoàn thành toàn bộ" is more)."""
        word = low(self.tokens[at])
        rest = low(self.tokens[verb_end]) if verb_end < len(self.tokens) else ""
        return word in ("xong", "chậm", "trước") or (word == "hoàn" and rest not in ("toàn", "100", "số", "phần"))

    # ---- what it is made of

    def _made(self, demand: Demand) -> Read:
        tokens, block, frame = self.tokens, self.block, self.frame
        first, last = _trimmed(tokens, demand.first, demand.last)
        context = min(first, demand.context)
        action = demand.action
        deadline = self.deadlines.best(context, demand.last)
        if deadline is not None:
            deadline = self._placed(deadline)
        start, end = tokens[first].start, tokens[last - 1].end
        faults = [each for each in self.deadlines.within(context, last) if each.fault]
        verb = (tokens[action.verb].start, tokens[action.verb_end - 1].end) if action and action.has_verb else None
        product = self._product(demand, first, last, timed=deadline is not None or frame.deadline is not None)
        return Read(
            clause=block.path, start=start, end=end, parties=list(demand.parties),
            coordinating=self._helpers(demand, first, last), verb=verb,
            product=(tokens[product[0]].start, tokens[product[1] - 1].end) if product else None,
            deadline=deadline or frame.deadline, communes=self._communes(demand, context, last),
            criteria=self._criteria(context, last), how=demand.how, faults=[self._placed(each) for each in faults],
        )  # fmt: skip

    def _placed(self, found: Found) -> Found:
        return replace(found, start=found.start + self.block.start, end=found.end + self.block.start)

    def _helpers(self, demand: Demand, first: int, last: int) -> list[Party]:
        action = demand.action
        found = list(action.coordinating) if action else []
        if not found and not demand.own:
            found = list(self.frame.coordinating)
        known = {each.words for each in found}
        after = action.verb_end if action else first
        return found + [each for each in helpers_after(self.tokens, after, last) if each.words not in known]

    def _product(self, demand: Demand, first: int, last: int, *, timed: bool) -> tuple[int, int] | None:
        action, times = demand.action, self.deadlines.times
        if demand.how == "passive" and action is not None:
            return first, action.verb
        after = action.verb if action else first
        found = product_of(self.tokens, after, last, times)
        if found is None and action is not None and after > first and demand.how == "reversed":
            found = product_of(self.tokens, first, last, times)
        if found is None and (timed or _reports_up(self.tokens, after, last)):
            found = report_in(self.tokens, after, last, times)
        return found

    def _communes(self, demand: Demand, first: int, last: int) -> list[Named]:
        found = communes_in(self.tokens, first, last)
        above = [Named(each.place, each.start, each.end) for each in demand.parties if each.place]
        known = {each.words for each in found}
        for each in [*above, *self.frame.communes]:
            if each.words not in known:
                known.add(each.words)
                found.append(each)
        return found

    def _criteria(self, first: int, last: int) -> list[tuple[str, Named]]:
        found = criteria_in(self.tokens, first, last)
        known = {code for code, _named in found}
        return found + [each for each in self.frame.criteria if each[0] not in known]


def _named_once(receivers: list[Party]) -> tuple[Party, ...]:
    """To whom a letter goes, each once."""
    return tuple({party.words: party for party in receivers}.values())


def _opens(block: Block) -> bool:
    """ "… xây dựng kế hoạch thực hiện như sau.", and not "… báo cáo kết quả như sau."."""
    match = _OPENS.search(block.flat)
    ahead = block.flat[: match.start()].lower()[-40:] if match else ""
    return match is not None and not any(word in ahead for word in ("báo cáo", "kết quả", "tình hình", "trả lời"))


def _trimmed(tokens: list[Token], first: int, last: int) -> tuple[int, int]:
    """Without the signs around it."""
    while last > first + 1 and tokens[last - 1].key in (".", ";", ",", ":", "/", "…"):
        last -= 1
    while first + 1 < last and tokens[first].key not in ("(", '"'):
        if tokens[first].word or tokens[first].text.isdecimal():
            break
        first += 1
    return first, last


def _only_time(deadlines: Deadlines, first: int, last: int) -> bool:
    """Whether a stretch is nothing but a deadline ("hoàn thành trước ngày 30/9", "thời gian: …")."""
    inside = [(at, end) for at, end in deadlines.times.items() if first <= at < last]
    if not inside:
        return False
    tokens = deadlines.block.tokens
    outside = [
        low(tokens[at]) for at in range(first, last)
        if tokens[at].word and not any(start <= at < end for start, end in inside)
    ]  # fmt: skip
    words = set(data("sections")["only_time"])
    labelled = outside[:2] in (["thời", "gian"], ["thời", "hạn"], ["tiến", "độ"]) or outside[:1] == ["hạn"]
    if labelled and any(token.key == ":" for token in tokens[first:last]):
        words |= set(data("sections")["timed_work"])  # "Thời gian báo cáo: …"
    return len(outside) <= 10 and set(outside) <= words


def _is_read(read: list[Read], block: Block) -> bool:
    return bool(read) and read[-1].start >= block.head


def _is_closing(block: Block, follower: Block | None) -> bool:
    """A paragraph without a number at the end, after lists: it closes the document and belongs to no clause."""
    if block.marker is not None or not block.parents or not block.blank_before:
        return False
    top = block.parents[-1]
    listed = any(child.marker is not None for child in top.children if child.head < block.head)
    full = bool(top.tokens) and top.tokens[-1].key in (".", ";")
    return (listed or full) and (follower is None or follower.marker is None)


def _reports_up(tokens: list[Token], first: int, last: int) -> bool:
    """Whether a report goes to somebody named, or it is the demand itself."""
    for at in range(first, last):
        report = products().reports.at(tokens, at, last)
        if report and (at == first or scan_parties(tokens, report[0], last)):
            return True
    return False
