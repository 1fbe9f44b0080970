"""Down the paragraphs: what stands above each, and what each hands on to those below."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final

from dieuphoi.core.kernel.text import fold
from dieuphoi.core.kernel.workdays import WorkCalendar
from dieuphoi.steering.directives.reading.actions import find_action
from dieuphoi.steering.directives.reading.blocks import RANKS, UNNAMED, Block
from dieuphoi.steering.directives.reading.demands.find import find_demand
from dieuphoi.steering.directives.reading.demands.stretch import Setting, past_openers
from dieuphoi.steering.directives.reading.due import OF_DAYS
from dieuphoi.steering.directives.reading.findings import Frame, Read
from dieuphoi.steering.directives.reading.headings import Heading, is_quiet_lead
from dieuphoi.steering.directives.reading.lexicon import groups, verbs
from dieuphoi.steering.directives.reading.parties import scan_parties
from dieuphoi.steering.directives.reading.party import Party
from dieuphoi.steering.directives.reading.prepare import Prepared
from dieuphoi.steering.directives.reading.sentences import Deadlines, parts, sentences
from dieuphoi.steering.directives.reading.tables import TableReader
from dieuphoi.steering.directives.reading.title import Head
from dieuphoi.steering.directives.reading.walk.cutting import two_in_row, who_of_items
from dieuphoi.steering.directives.reading.walk.gathering import SentenceReader
from dieuphoi.steering.directives.reading.walk.times import items_timed, line_of_time, only_time, step_of, take_time

_REPORTS: Final = frozenset({"BC", "BB", "TTr"})
"""Kinds that tell of what was; they ask only where a heading says so."""
_HANDED: Final = re.compile(
    r"\s*(?:báo cáo|kết quả|hồ sơ|văn bản|danh sách|ý kiến|số liệu|kế hoạch|biểu mẫu)(?:,?\s+\w+){0,8}\s+(?:gửi|nộp)\b",
    re.IGNORECASE,
)
_OPENS: Final = re.compile(r"\b(?:như sau|sau đây|nội dung sau)\s*[.;]?\s*\Z", re.IGNORECASE)
"""The end of a preamble with a full stop where others have a colon ("… xây dựng kế hoạch thực hiện như sau.")."""

_OF_ONE: Final = re.compile(
    r"(?:nhiệm vụ|trách nhiệm|công việc|việc)\s+(?:của|đối với)\s+"
    r"(?:xã|phường|huyện|thị xã|thành phố|thôn|địa phương|đơn vị)\b",
    re.IGNORECASE,
)
_TELLING: Final = frozenset({"BC", "TTr"})
"""Of them those that decide nothing, as minutes do."""


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
        self.local_rank: int | None = None
        """Of which level its first numbered item is."""
        self.flow: tuple[list[Party], list[Block]] = [], []
        """The addressees of the last paragraph without a number, and what it stood under."""
        self.item: tuple[list[Party], list[Block]] = [], []
        """The same of the last item of a list."""
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
        reports = self.head.title.kind in _TELLING and self.root.mode == "quiet"
        heading = Heading(block, frame, follower, deadlines, self.on, self.calendar, reports=reports)
        below = heading.frame_below()
        if below is None:
            self._body(block, frame, follower, deadlines)
        elif not heading.is_alone(below):
            for first, last in heading.read_first:
                told = first == 0 and is_quiet_lead(block.tokens)
                self._sentence(block, replace(frame, mode="quiet") if told else frame, first, last, deadlines, [])
            self._hand_on(block, below, to_all=bool(heading.read_first or heading.colon) and not below.from_heading)
        return place + 1

    # ---- what stands above

    def _frame_of(self, block: Block) -> Frame:
        above = next((self.frames[id(each)] for each in reversed(block.parents) if id(each) in self.frames), self.root)
        if self.local is not None:
            local, parents, style = self.local
            mine = "plain" if block.marker is None else "list" if block.marker.style in UNNAMED else "label"
            self.local = local, parents, style or mine
            above_it = mine == "label" and block.marker is not None and self._is_above(block.marker.style)
            if block.parents[: len(parents)] != parents or (mine == "label" and (style or mine) != "label") or above_it:
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

    def _is_above(self, style: str) -> bool:
        """Whether a label is of a higher level than the first item under the heading without a number ("B." over
        "1.")."""
        if self.local_rank is None:
            self.local_rank = RANKS[style]
        return RANKS[style] < self.local_rank

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
            self.local_rank = None
            self.flow = [], []

    # ---- the paragraph

    def _body(self, block: Block, frame: Frame, follower: Block | None, deadlines: Deadlines) -> None:
        plain = block.marker is None
        carried = list(frame.parties)
        if plain and not carried and self.flow[1] == block.parents:
            carried = list(self.flow[0])
        elif not plain and not carried and frame.mode == "demand" and self._is_of_one(block):
            carried = list(self.item[0])
        fields = None if frame.mode == "quiet" else self.tables.fields_of(block)
        if fields is not None:
            self.read.append(replace(fields, clause=block.path, deadline=fields.deadline or frame.deadline))
            return
        step = step_of(block, self.on, self.calendar) if frame.mode != "quiet" else None
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
            if last <= begin or (first == 0 and frame.mode != "quiet" and line_of_time(self.read, last, deadlines)):
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
        if not plain:
            self.item = (list(self.read[-1].parties) if len(self.read) > made else []), list(block.parents)
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

    def _is_of_one(self, block: Block) -> bool:
        """Whether the heading above says whose tasks the items are ("2. Nhiệm vụ của xã"): who was named in one of them
        holds for the next."""
        above = block.parents[-1].flat if block.parents else ""
        return self.item[1] == block.parents and _OF_ONE.search(above) is not None

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
        named = bool(self.read) and self.read[-1].how == "reversed" and self.read[-1].start >= block.head
        if carried and only_time(deadlines, first, last, of_work=named):
            take_time(self.read, first, last, deadlines, frame.deadline)
            return carried
        cut = [
            each for part in parts(block.tokens, first, last)
            for each in two_in_row(frame, part, deadlines, carried)
        ]  # fmt: skip
        if carried or frame.mode == "demand":
            carried = who_of_items(frame, first, cut, deadlines, carried)
        made = len(self.read)
        held = SentenceReader(self.read, self.issuer, frame, deadlines, cut, carried).read()
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

    def _is_planned(self, block: Block, first: int, last: int, deadlines: Deadlines) -> bool:
        """ "Phòng Tài chính tham mưu cấp kinh phí trong tháng 8" under "Kinh phí": somebody is to do it by a day."""
        named = scan_parties(block.tokens, first, last)
        best = deadlines.best(first, last) if named is not None else None
        if named is None or best is None or best.kind not in OF_DAYS:
            return False
        action = find_action(block.tokens, named[1], last, deadlines.times)
        return action is not None and action.has_verb and action.verb <= named[1] + 8

    def _of_items(self, block: Block, frame: Frame, deadlines: Deadlines, begin: int = 0) -> bool:
        """ "Báo cáo tại mục 1, 2 gửi về … chậm nhất ngày 12/10": the time of these items, and a duty of theirs."""
        items, parties = items_timed(self.read, begin, deadlines)
        made = len(self.read)
        under = replace(frame, parties=parties, mode="demand")
        for first, last in sentences(block.tokens) if parties else ():
            if first >= begin and not only_time(deadlines, first, last):
                self._sentence(block, under, first, last, deadlines, under.parties)
        return len(self.read) > made or items


def _named_once(receivers: list[Party]) -> tuple[Party, ...]:
    """To whom a letter goes, each once."""
    return tuple({party.words: party for party in receivers}.values())


def _opens(block: Block) -> bool:
    """ "… xây dựng kế hoạch thực hiện như sau.", and not "… báo cáo kết quả như sau."."""
    match = _OPENS.search(block.flat)
    ahead = block.flat[: match.start()].lower()[-40:] if match else ""
    return match is not None and not any(word in ahead for word in ("báo cáo", "kết quả", "tình hình", "trả lời"))


def _is_closing(block: Block, follower: Block | None) -> bool:
    """A paragraph without a number at the end, after lists: it closes the document and belongs to no clause."""
    if block.marker is not None or not block.parents or not block.blank_before:
        return False
    top = block.parents[-1]
    listed = any(child.marker is not None for child in top.children if child.head < block.head)
    full = bool(top.tokens) and top.tokens[-1].key in (".", ";")
    return (listed or full) and (follower is None or follower.marker is None)
