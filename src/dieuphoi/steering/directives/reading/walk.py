"""Down the paragraphs: what a heading hands on to those under it, which words are one duty, what each duty is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from dieuphoi.core.kernel.text import fold
from dieuphoi.core.kernel.workdays import WorkCalendar
from dieuphoi.steering.directives.reading.blocks import UNNAMED, Block
from dieuphoi.steering.directives.reading.deadlines import Found, best_of, find_deadlines
from dieuphoi.steering.directives.reading.demands import Demand, find_action, find_demand, helpers_after, lead_after, low, ordered_in
from dieuphoi.steering.directives.reading.lexicon import products, sections, verbs
from dieuphoi.steering.directives.reading.outputs import product_of, report_in
from dieuphoi.steering.directives.reading.parties import Party, said, scan_parties
from dieuphoi.steering.directives.reading.places import Named, communes_in, criteria_in
from dieuphoi.steering.directives.reading.prepare import Prepared
from dieuphoi.steering.directives.reading.tables import TableReader
from dieuphoi.steering.directives.reading.title import Head
from dieuphoi.steering.directives.reading.tokens import Token

_REPORTS: Final = frozenset({"BC", "BB", "TTr"})
"""Kinds that tell of what was; they ask only where a heading says so."""
_HEADING: Final = 34
"""Tokens of a heading at most."""
_HANDING_IN: Final = frozenset(
    "báo cáo|gửi|trình|nộp|hoàn thành|hoàn tất|tổng hợp|kết quả|đề xuất|lập|đồng gửi|hồ sơ|thông qua|thời gian|thời hạn|xong".split("|")
)


_MEMBERS: Final = re.compile(r"(?i)(?:thành lập|kiện toàn|thành phần|danh sách|phân công)[^:]{0,120}\bgồm(?:\s+(?:các\s+)?(?:ông|bà|đồng chí|thành viên)[^:]{0,30})?\s*:\s*\Z")
"""A list of members follows, not of duties."""


_LOOKS: Final = frozenset({"rà soát", "thống kê", "kiểm kê", "đánh giá", "khảo sát", "tổng hợp", "kiểm đếm", "phân loại", "xác định", "điều tra"})
_YIELDS: Final = frozenset({"đề xuất", "xây dựng", "tham mưu", "ban hành", "lập danh"})


@dataclass(slots=True)
class Frame:
    """What stands above a paragraph and holds for it."""

    mode: str = "open"
    parties: list[Party] = field(default_factory=list)
    coordinating: tuple[Party, ...] = ()
    deadline: Found | None = None
    communes: list[Named] = field(default_factory=list)
    criteria: list[tuple[str, Named]] = field(default_factory=list)
    from_heading: bool = False


@dataclass(slots=True)
class Read:
    """A duty before it is resolved; every place counts characters of the prepared text."""

    clause: str
    start: int
    end: int
    parties: list[Party]
    coordinating: list[Party]
    verb: tuple[int, int] | None
    product: tuple[int, int] | None
    deadline: Found | None
    communes: list[Named]
    criteria: list[tuple[str, Named]]
    how: list[str]
    faults: list[Found] = field(default_factory=list)


class Walker:
    """Reads the body of one document."""

    def __init__(self, prepared: Prepared, blocks: list[Block], head: Head, on: date, calendar: WorkCalendar | None) -> None:
        self.prepared = prepared
        self.head = head
        self.on = on
        self.calendar = calendar
        self.blocks = [block for block in blocks if self._in_body(block)]
        self.root = Frame(mode="quiet" if head.title.kind in _REPORTS else "open")
        self.issuer = fold(head.title.issuer)
        self.frames: dict[int, Frame] = {}
        self.local: tuple[Frame, list[Block], str] | None = None
        self.heads: set[int] = set()
        self.flow: list[Party] = []
        self.flow_under: list[Block] = []
        self.read: list[Read] = []
        self.tables = TableReader(prepared, on, calendar)

    def _in_body(self, block: Block) -> bool:
        if self.head.resumes is not None and block.head >= self.head.resumes:
            return True
        return self.head.body <= block.head < self.head.foot

    def run(self) -> list[Read]:
        """All duties, in the order of the text."""
        annex = False
        skip_to = -1
        for place, block in enumerate(self.blocks):
            if place < skip_to:
                continue
            if self.head.resumes is not None and block.head >= self.head.resumes and not annex:
                annex = True
                self.root = Frame(mode="demand")
                self.local = None
                self.flow = []
            frame = self._frame_of(block)
            self.frames[id(block)] = frame
            table = self.tables.read(self.blocks, place, quiet=frame.mode == "quiet")
            if table is not None:
                skip_to, rows = table
                self.read += [replace(row, clause=_joined_path(block, row.clause)) for row in rows]
                continue
            if not block.tokens:
                continue
            fielded = None if frame.mode == "quiet" else self.tables.fields_after(self.blocks, place)
            if fielded is not None:
                skip_to, row = fielded
                self.read.append(replace(row, clause=block.path, deadline=row.deadline or frame.deadline))
                continue
            follower = self.blocks[place + 1] if place + 1 < len(self.blocks) else None
            if self._is_heading(block, frame, follower):
                continue
            self._body(block, frame, follower)
        return self.read

    # ---- what stands above

    def _frame_of(self, block: Block) -> Frame:
        above = self.root
        for parent in reversed(block.parents):
            if id(parent) in self.frames:
                above = self.frames[id(parent)]
                break
        frame = replace(above, communes=list(above.communes), criteria=list(above.criteria))
        if self.local is not None:
            local, parents, style = self.local
            inside = block.parents[: len(parents)] == parents
            mine = _style(block)
            if not style:
                self.local = (local, parents, mine)
                style = mine
            if not inside or (mine == "label" and style != "label"):
                self.local = None
            elif len(block.parents) == len(parents) or not any(id(p) in self.frames and p not in parents for p in block.parents):
                frame = replace(local, communes=list(local.communes), criteria=list(local.criteria))
        if frame.mode == "open" and block.marker is not None and not self.head_is_open(block):
            frame.mode = "demand"
        return frame

    def head_is_open(self, block: Block) -> bool:
        """A list of dashes in a preamble asks for nothing."""
        return block.marker is not None and block.marker.style in UNNAMED and not block.parents

    def _is_heading(self, block: Block, frame: Frame, follower: Block | None) -> bool:
        """Whether the paragraph only heads what follows; then the frame (or the local one) takes up what it says."""
        tokens = block.tokens
        size = len(tokens)
        last = size
        while last and tokens[last - 1].key in (":", ".", ";", ",", '"'):
            last -= 1
        if not last:
            return True
        colon = tokens[-1].key == ":"
        ended = tokens[-1].key in (".", ";", "!")
        followed = bool(block.children) or (follower is not None and follower.parents[: len(block.parents)] == block.parents)
        # a time
        if last <= 14 and followed:
            found = find_deadlines(block.flat.rstrip(" :.;,"), on=self.on, calendar=self.calendar, is_field=True)
            if found and _covers(found, block.flat, last):
                self._hand_on(block, replace(frame, deadline=found[-1], mode="demand"))
                return True
        # an addressee
        signed = block.is_capitals() and block.marker is None and not colon and frame.mode == "open"
        if last <= 60 and followed and not signed and (not ended or block.children):
            named = self._addressees(tokens, last, bool(frame.parties))
            named = _in_full(named, frame.parties)
            if named and (colon or block.children or block.marker is not None or block.blank_before or (follower is not None and follower.marker is not None)):
                if block.marker is None or colon or block.children or (follower is not None and follower.marker is None):
                    self._hand_on(block, replace(
                        frame, parties=named, coordinating=(), mode="quiet" if frame.mode == "quiet" else "demand",
                        communes=_places(named), from_heading=True,
                    ))  # fmt: skip
                    return True
        if colon and followed:
            if self._intro(block, frame, last):
                return True
        # a section
        label = block.marker is not None and block.marker.style not in UNNAMED
        if size <= _HEADING and not ended and followed and (label or block.is_capitals() or (block.blank_before and block.marker is None and size <= 16)):
            kind = _section(tokens, last)
            has_parties = bool(frame.parties)
            verb = find_action(tokens, 0, last, {}, start=True) is not None and not block.is_capitals()
            if block.is_capitals() or not has_parties and not self._asks(block, frame) or has_parties and block.children and (kind or not verb):
                mode = frame.mode
                if kind:
                    mode = kind
                elif frame.mode == "open" and block.marker is not None:
                    mode = "demand"
                handed = replace(frame, mode=mode)
                handed.communes = frame.communes + communes_in(tokens, 0, last)
                handed.criteria = frame.criteria + criteria_in(tokens, 0, last)
                if block.is_capitals() and block.marker is None:
                    handed.parties = []
                    handed.coordinating = ()
                if block.marker is None and not kind and not block.is_capitals():
                    # A line that stands alone (a caption, a name) heads nothing.
                    return True
                self._hand_on(block, handed)
                return True
        return False

    def _asks(self, block: Block, frame: Frame) -> bool:
        times = self._times(block)[1]
        return find_demand(block.tokens, 0, len(block.tokens), times, frame.parties, mode="demand", listed=False) is not None

    def _hand_on(self, block: Block, frame: Frame) -> None:
        self.frames[id(block)] = frame
        self.heads.add(id(block))
        if block.marker is None:
            above = list(block.parents)
            while above and id(above[-1]) not in self.heads:
                above.pop()  # a heading without a number is no part of the item before it
            self.local = (frame, above, "")
            self.flow = []

    def _addressees(self, tokens: list[Token], last: int, above: bool) -> list[Party]:
        """The addressees, when the words are nothing but them ("Đối với UBND các xã", "Sở Tài chính")."""
        at = 0
        toward = False
        words = verbs()
        for _turn in range(5):
            if at >= last:
                return []
            key = low(tokens[at])
            if key in ("đối", "về", "với", "phía", "của", "cho"):
                toward = toward or key == "đối"
                at += 1
                continue
            pair = " ".join(low(token) for token in tokens[at : at + 2])
            if pair in ("trách nhiệm", "nhiệm vụ", "phân công"):
                at += 2
                continue
            order = words.orders.at(tokens, at, last)
            if order and not scan_parties(tokens, at, last) and not (above and order[1] in ("chỉ đạo", "phân công")):
                at = order[0]
                continue
            break
        found = scan_parties(tokens, at, last)
        if not found:
            return []
        parties, end = found
        while end < last:
            if tokens[end].key == "(":
                depth, close = 0, end
                while close < last:
                    depth += {"(": 1, ")": -1}.get(tokens[close].key, 0)
                    close += 1
                    if depth == 0:
                        break
                end = close
                continue
            if tokens[end].key in (",", ":", "-", "–"):
                more = scan_parties(tokens, end + 1, last)
                if more:
                    parties = parties + more[0]
                    end = more[1]
                    continue
            if toward and len(parties) == 1 and parties[0].group and last - end <= 10 and tokens[end].word:
                # "Đối với các xã giải ngân dưới 35%"
                whole = said(tokens, parties[0].first, last)
                return [replace(parties[0], last=last, end=tokens[last - 1].end, words=whole)]
            return []
        return parties

    def _intro(self, block: Block, frame: Frame, last: int) -> bool:
        """A sentence that ends with a colon and opens a list: its order holds for what follows, it is no duty itself."""
        sentences = list(_sentences(block.tokens, len(block.tokens)))
        first, end = sentences[-1]
        tokens = block.tokens
        while end > first and tokens[end - 1].key in (":", "."):
            end -= 1
        if _MEMBERS.search(block.flat):
            self._hand_on(block, replace(frame, mode="quiet"))
            return True
        times = self._times(block)
        body = [low(token) for token in tokens[first:end]]
        joined = " ".join(body)
        said_so = joined.endswith(("sau", "sau đây", "như sau", "sau :", "cụ thể", "gồm", "là")) or "như sau" in joined
        demand = find_demand(tokens, first, end, times[1], frame.parties, mode="open" if frame.mode == "open" else "demand", listed=False)
        handed = frame
        ordered = ordered_in(tokens, first, end, headed=bool(frame.parties)) if demand is None or not demand.own else None
        if ordered and frame.mode != "quiet":
            handed = replace(frame, mode="demand", parties=ordered, communes=_places(ordered), coordinating=())
        elif demand is not None and demand.own:
            after = demand.action.verb_end if demand.action else demand.first
            plain = end - after <= 12 or said_so
            if not plain and block.marker is not None and not said_so and frame.mode == "demand":
                return False
            deadline = best_of([each for each in times[0] if each.counts])
            handed = replace(
                frame, mode="demand", parties=demand.parties, communes=_places(demand.parties),
                coordinating=demand.action.coordinating if demand.action else (),
                deadline=deadline or frame.deadline,
            )  # fmt: skip
        elif demand is not None:
            under = [child for child in block.children if self._asks(child, frame)]
            short = demand.action is None or end - demand.action.verb_end <= 10
            if not said_so and not (short and under):
                return False
            handed = replace(frame, mode="demand")
            if demand.action and demand.action.coordinating:
                handed.coordinating = demand.action.coordinating
        else:
            kind = _section(tokens, last) if block.marker is not None else ""
            orders = any(verbs().orders.at(tokens, at, end) for at in range(first, end)) or any(
                word in joined for word in ("chỉ thị", "kết luận", "ý kiến", "như sau", "quyết định", "điện", "nội dung sau", "nhiệm vụ sau", "thực hiện", "nhiệm vụ cụ thể", "nhiệm vụ")
            )
            mode = kind or ("demand" if orders and frame.mode != "quiet" else frame.mode)
            handed = replace(frame, mode=mode)
            handed.communes = frame.communes + communes_in(tokens, first, end)
            handed.criteria = frame.criteria + criteria_in(tokens, first, end)
        for start, stop in sentences[:-1]:
            self._sentence(block, frame, start, stop, times, [])
        if block.marker is None and not block.parents:
            self.root = replace(handed)
            self.local = None
            self.flow = []
            self.frames[id(block)] = handed
        else:
            self._hand_on(block, handed)
        return True

    # ---- the paragraph

    def _times(self, block: Block) -> tuple[list[Found], dict[int, int]]:
        found = find_deadlines(block.flat, on=self.on, calendar=self.calendar)
        times: dict[int, int] = {}
        for each in found:
            start, end = block.start + each.start, block.start + each.end
            first = next((i for i, token in enumerate(block.tokens) if token.start >= start), None)
            if first is None:
                continue
            after = next((i for i in range(first, len(block.tokens)) if block.tokens[i].start >= end), len(block.tokens))
            times[first] = after
        return found, times

    def _body(self, block: Block, frame: Frame, follower: Block | None) -> None:
        quiet_first = frame.mode != "quiet" and _quiet_lead(block.tokens)
        times = self._times(block)
        plain = block.marker is None
        carried = list(frame.parties)
        if plain and not carried and self.flow_under == block.parents:
            carried = list(self.flow)
        fields = self.tables.fields_of(block)
        if fields is not None and frame.mode != "quiet":
            self.read.append(replace(fields, clause=block.path, deadline=fields.deadline or frame.deadline))
            return
        made = len(self.read)
        was_open = frame.mode == "open"
        for first, last in _sentences(block.tokens, len(block.tokens)):
            under = replace(frame, mode="quiet") if quiet_first and first == 0 else frame
            carried = self._sentence(block, under, first, last, times, carried)
        if len(self.read) > made:
            if was_open and plain and not block.parents:
                self.root.mode = "demand"
                if self.local is not None:
                    self.local[0].mode = "demand"
            if plain:
                self.flow = list(self.read[-1].parties)
                self.flow_under = list(block.parents)
        if _is_closing(block, follower):
            for read in self.read[made:]:
                read.clause = ""

    def _sentence(
        self, block: Block, frame: Frame, first: int, last: int, times: tuple[list[Found], dict[int, int]], carried: list[Party]
    ) -> list[Party]:
        """Read one sentence; the addressees that hold for the next one."""
        tokens = block.tokens
        group: Demand | None = None
        listed = block.marker is not None
        inline = tokens[first].key == "(" and first + 2 < last and tokens[first + 2].key == ")"
        opens = first == 0
        if carried and self._only_time(block, first, last, times):
            self._take_time(block, first, last, times)
            return carried
        parts = list(_segments(tokens, first, last))
        if carried or frame.mode == "demand":
            head_end = _enumeration(tokens, first, parts[0][1] if parts else last)
            if head_end is not None:
                who = find_demand(tokens, first, head_end, times[1], carried, mode=frame.mode, listed=listed)
                if who is not None and who.action is not None and head_end - who.action.verb_end <= 3:
                    carried = list(who.parties)
                    parts[0] = (head_end + 1, parts[0][1])
        for start, stop in parts:
            if group is not None and self._only_time(block, start, stop, times):
                group.last = stop
                continue
            demand = find_demand(
                tokens, start, stop, times[1], carried, mode=frame.mode if group is None or frame.mode == "quiet" else "demand",
                listed=(listed and opens) or (bool(frame.parties) and opens) or group is not None,
                headed=frame.from_heading and block.marker is not None,
            )  # fmt: skip
            opens = False
            if demand is not None and self._of_issuer(block, demand):
                demand = None
            if demand is not None and frame.mode == "open" and block.marker is None:
                frame.mode = "demand"
            if demand is not None and inline and not demand.own and self.read and self.read[-1].start >= block.head:
                continue
            if demand is None:
                if group is not None:
                    group.last = stop
                continue
            named_after = lead_after(tokens, demand.first, demand.last)
            if named_after and carried:
                if group is not None:
                    self._emit(block, frame, group, times)
                demand.parties = [*named_after, *[each for each in carried if each.words != named_after[0].words]]
                self._emit(block, frame, demand, times)
                group = None
                continue
            if group is not None and not demand.own:
                if self._one_duty(block, group, demand, times[0]):
                    group.last = stop
                    if group.action and demand.action and demand.action.coordinating and not group.action.coordinating:
                        group.action = replace(group.action, coordinating=demand.action.coordinating)
                    continue
            if group is not None:
                self._emit(block, frame, group, times)
            if demand.how == "reversed" and group is None and listed and not named_after and start > parts[0][0]:
                # "Họp Ban Chỉ đạo; thông qua quy chế (Văn phòng Điều phối chuẩn bị)"
                demand.first = parts[0][0]
                demand.action = find_action(tokens, parts[0][0], stop, times[1], start=True) or demand.action
            group = demand
            if demand.own:
                carried = list(demand.parties)
        if group is not None:
            self._emit(block, frame, group, times)
        return carried

    def _of_issuer(self, block: Block, demand: Demand) -> bool:
        """ "Sở … báo cáo UBND tỉnh./.": who signs tells of itself at the end."""
        if demand.order is not None or not demand.own or demand.action is None or not self.issuer or block.marker is not None:
            return False
        who = fold(demand.parties[0].name or demand.parties[0].words)
        verb = " ".join(low(token) for token in block.tokens[demand.action.verb : demand.action.verb_end])
        return len(who) > 5 and (who in self.issuer or self.issuer.endswith(who)) and verb in ("báo cáo", "thông báo", "trả lời", "đề nghị", "hướng dẫn") and (
            demand.last - demand.first <= 20
        )

    def _one_duty(self, block: Block, group: Demand, demand: Demand, found: list[Found]) -> bool:
        """Whether what comes after a semicolon belongs to the same duty: it has no other deadline."""
        mine, other = self._deadline(block, group, found), self._deadline(block, demand, found, own=True)
        if mine is None and other is None:
            return not (self._uncounted(block, group, found) or self._uncounted(block, demand, found))
        if mine is not None and other is not None:
            return (mine.kind, mine.on, mine.every, mine.days) == (other.kind, other.on, other.every, other.days)
        words = [low(token) for token in block.tokens[demand.first : demand.last]]
        said = " ".join(words)
        if mine is None and other is not None and other.kind.value in ("DATE", "RELATIVE", "UNREADABLE"):
            if self._uncounted(block, group, found):
                return False
            start = block.tokens[demand.first].start - block.start
            if other.start <= start + 3:
                return False
            ahead = block.flat[: other.start].rstrip().lower()
            if self._same_matter(block, group, demand):
                return True
            closes = re.search(r",\s*(?:hoàn thành|hoàn tất|xong|ban hành|bảo đảm)(?:\s+\w+){0,2}\Z", ahead)
            hands = re.search(r"(?<!lộ )(?<!chương )(?<!công )(?<!quy )(?<!quá )(?<!tờ )\b(?:gửi|trình|nộp|báo cáo)\b", said)
            return bool(closes or hands) or said.startswith(("hoàn thành", "hoàn tất", "hồ sơ", "kết quả", "trường hợp", "trong đó"))
        if mine is not None and other is None:
            return said.startswith(("đồng thời gửi", "đồng gửi", "gửi", "trong đó"))
        return False

    def _same_matter(self, block: Block, group: Demand, demand: Demand) -> bool:
        """What was looked into and what comes of it: "rà soát …; đề xuất phương án … trước ngày …"."""
        if group.action is None or demand.action is None:
            return False
        pairs = []
        for action in (group.action, demand.action):
            at = action.verb
            while at < action.verb_end and low(block.tokens[at]) in ("tổ", "chức"):
                at += 1
            pairs.append(" ".join(low(token) for token in block.tokens[at : max(at + 2, action.verb_end)][:2]))
        return pairs[0] in _LOOKS and pairs[1] in _YIELDS

    def _uncounted(self, block: Block, demand: Demand, found: list[Found]) -> bool:
        start, end = block.tokens[demand.first].start - block.start, block.tokens[demand.last - 1].end - block.start
        return any(not each.counts and each.kind.value == "RELATIVE" and start <= each.start < end for each in found)

    def _deadline(self, block: Block, demand: Demand, found: list[Found], *, own: bool = False) -> Found | None:
        context = demand.first if own or demand.context is None else min(demand.context, demand.first)
        start, end = block.tokens[context].start - block.start, block.tokens[demand.last - 1].end - block.start
        return best_of([each for each in found if start <= each.start < end])

    def _only_time(self, block: Block, first: int, last: int, times: tuple[list[Found], dict[int, int]]) -> bool:
        """Whether a stretch is nothing but a deadline ("hoàn thành trước ngày 30/9", "thời gian: …")."""
        tokens = block.tokens
        inside = [(at, end) for at, end in times[1].items() if first <= at < last]
        if not inside:
            return False
        taken = sum(min(end, last) - at for at, end in inside)
        rest = [low(token) for token in tokens[first:last] if token.word]
        words = (
            "hoàn", "thành", "xong", "thời", "gian", "hạn", "hoàn tất", "tất", "thực", "hiện", "phải", "và", "nội", "dung", "này", "việc", "bảo", "đảm", "yêu", "cầu", "tiến", "độ",
            "toàn", "bộ", "các", "trên", "công", "nhiệm", "vụ", "cuối", "chót", "là", "đồng", "bộ", "dứt", "điểm",
        )  # fmt: skip
        outside = [
            low(tokens[at]) for at in range(first, last)
            if tokens[at].word and not any(start <= at < end for start, end in inside)
        ]
        return bool(taken) and len(outside) <= 8 and len(outside) < len(rest) and all(word in words for word in outside)

    def _take_time(self, block: Block, first: int, last: int, times: tuple[list[Found], dict[int, int]]) -> None:
        """Give the deadline of a sentence that is nothing else to the duty before it."""
        if not self.read or self.read[-1].start < block.head or self.read[-1].deadline is not None:
            return
        start, end = block.tokens[first].start - block.start, block.tokens[last - 1].end - block.start
        best = best_of([each for each in times[0] if start <= each.start < end])
        if best is not None:
            self.read[-1].deadline = replace(best, start=best.start + block.start, end=best.end + block.start)
            self.read[-1].end = max(self.read[-1].end, block.tokens[last - 1].end)

    # ---- one duty

    def _emit(self, block: Block, frame: Frame, demand: Demand, times: tuple[list[Found], dict[int, int]]) -> None:
        parts = self._by_deadline(block, demand, times)
        for part in parts:
            self.read.append(self._made(block, frame, part, times))

    def _by_deadline(self, block: Block, demand: Demand, times: tuple[list[Found], dict[int, int]]) -> list[Demand]:
        """Cut at a comma where the two sides have two days ("… xong trong năm nay, mở … trong quý I/2026")."""
        tokens = block.tokens
        marks = []
        for at, end in sorted(times[1].items()):
            if demand.first <= at < demand.last:
                found = next((each for each in times[0] if block.start + each.start <= tokens[at].start < block.start + each.end), None)
                if found is not None and found.counts and (
                    found.kind.value in ("DATE", "UNREADABLE") and found.weight >= 20 or tokens[at - 1].key == "," or not marks
                ):
                    marks.append((at, end, found))
        for (_at, end, one), (_later, _end, two) in zip(marks, marks[1:], strict=False):
            if one.on == two.on and one.kind == two.kind:
                continue
            plain = {one.kind.value, two.kind.value} <= {"DATE", "UNREADABLE"}
            comma = end if plain else _later - 1
            while comma < demand.last and not tokens[comma].word and tokens[comma].key not in (",", ";"):
                comma += 1
            if comma < demand.last and tokens[comma].key in (",", ";"):
                if find_action(tokens, demand.first, comma, times[1], start=True) is None and not demand.own:
                    continue
                action = find_action(tokens, comma + 1, demand.last, times[1], start=True)
                begins = comma + 1 < demand.last and low(tokens[comma + 1]) not in ("xong", "hoàn", "chậm", "trước")
                if action is not None and begins:
                    head = Demand(demand.first, comma, demand.parties, demand.action, demand.own, demand.how, demand.order, demand.context)
                    rest = Demand(comma + 1, demand.last, demand.parties, action, False, demand.how)
                    return [head, *self._by_deadline(block, rest, times)]
        return [demand]

    def _made(self, block: Block, frame: Frame, demand: Demand, times: tuple[list[Found], dict[int, int]]) -> Read:
        tokens = block.tokens
        first, last = demand.first, demand.last
        while last > first and tokens[last - 1].key in (".", ";", ",", ":", "/", "…"):
            last -= 1
        while first < last and not tokens[first].word and tokens[first].key not in ("(", '"') and not tokens[first].text.isdigit():
            first += 1
        action = demand.action
        coordinating = list(action.coordinating) if action else []
        if not coordinating and not demand.own and frame.coordinating:
            coordinating = list(frame.coordinating)
        parties, more = _lead_first(tokens, demand, last)
        coordinating += more
        coordinating += [each for each in helpers_after(tokens, action.after if action else first, last) if each.words not in {c.words for c in coordinating}]
        deadline = self._deadline(block, demand, times[0])
        if deadline is not None:
            deadline = replace(deadline, start=deadline.start + block.start, end=deadline.end + block.start)
        elif frame.deadline is not None:
            deadline = frame.deadline
        after = action.verb if action else first
        if demand.how == "passive" and action is not None:
            product: tuple[int, int] | None = (first, action.verb)
        else:
            product = product_of(tokens, after, last, times[1])
        if product is None and (deadline is not None or _reports_up(tokens, after, last)):
            product = report_in(tokens, after, last, times[1])
        context = first if demand.context is None else min(first, demand.context)
        communes = communes_in(tokens, context, last)
        known = {each.words for each in communes}
        for party in [*parties, *[each for each in frame.communes if isinstance(each, Named)]]:
            place = party.place if isinstance(party, Party) else party.words
            if place and place not in known:
                known.add(place)
                communes.append(Named(place, party.start, party.end))
        criteria = criteria_in(tokens, context, last)
        criteria += [each for each in frame.criteria if each[0] not in {code for code, _n in criteria}]
        start, end = tokens[first].start, tokens[last - 1].end
        faults = [
            replace(each, start=each.start + block.start, end=each.end + block.start)
            for each in times[0] if each.fault and block.start + each.start < end and block.start + each.start >= tokens[context].start
        ]  # fmt: skip
        return Read(
            clause=block.path, start=start, end=end, parties=parties, coordinating=coordinating,
            verb=(tokens[action.verb].start, tokens[action.verb_end - 1].end) if action and action.verb_end > action.verb else None,
            product=(tokens[product[0]].start, tokens[product[1] - 1].end) if product else None,
            deadline=deadline, communes=communes, criteria=criteria, how=[demand.how], faults=faults,
        )  # fmt: skip


def _in_full(named: list[Party], above: list[Party]) -> list[Party]:
    """ "06 xã … (Thượng Sơn, Phú Lộc)" under "UBND các xã": the committees of these communes are meant."""
    if above and above[0].words.upper().startswith("UBND") and all(party.place and party.name == party.place for party in named):
        return [replace(party, words=f"UBND {party.words}", name=f"UBND {party.name}") for party in named]
    return named


def _style(block: Block) -> str:
    if block.marker is None:
        return "plain"
    return "list" if block.marker.style in UNNAMED else "label"


def _joined_path(block: Block, path: str) -> str:
    return path


def _covers(found: list[Found], flat: str, last: int) -> bool:
    """Whether nothing but times stands there ("Tháng 8, tháng 9", "Thứ Hai (08/6)")."""
    rest = flat
    for each in reversed(found):
        rest = rest[: each.start] + rest[each.end :]
    letters = [word for word in rest.replace("(", " ").replace(")", " ").replace(",", " ").replace(":", " ").replace(".", " ").split() if any(s.isalnum() for s in word)]
    return all(word.lower() in ("và", "ngày", "thứ", "hai", "ba", "tư", "năm", "sáu", "bảy", "chủ", "nhật", "từ", "đến", "tháng", "thời", "gian", "-", "tuần") for word in letters)


def _section(tokens: list[Token], last: int) -> str:
    """Whether a heading opens demands or not: by the first of its words that a list holds."""
    keys = [token.key for token in tokens[:last]]
    best: tuple[int, int, str] | None = None
    for mode, phrases in (("demand", sections().demand), ("quiet", sections().quiet)):
        for phrase in phrases:
            if phrase[0] == "^":
                if tuple(keys[: len(phrase) - 1]) == phrase[1:] and (best is None or best[0] > 0):
                    best = (0, -len(phrase), mode)
                continue
            for at in range(len(keys) - len(phrase) + 1):
                if tuple(keys[at : at + len(phrase)]) == phrase:
                    if best is None or (at, -len(phrase)) < best[:2]:
                        best = (at, -len(phrase), mode)
                    break
    return best[2] if best else ""


def _quiet_lead(tokens: list[Token]) -> bool:
    """ "1. Mục đích: …": the words before the colon say that nothing is asked."""
    for at, token in enumerate(tokens[:9]):
        if token.key == ":":
            begins = find_action(tokens, 0, at, {}, start=True) is not None
            return at > 0 and not begins and _section(tokens, at) == "quiet" and scan_parties(tokens, 0, at) is None
    return False


def _places(parties: list[Party]) -> list[Named]:
    return [Named(party.place, party.start, party.end) for party in parties if party.place]


def _is_closing(block: Block, follower: Block | None) -> bool:
    """A paragraph without a number at the end, after lists: it closes the document and belongs to no clause."""
    if block.marker is not None or not block.parents or not block.blank_before:
        return False
    top = block.parents[-1]
    listed = any(child.marker is not None for child in top.children if child.head < block.head)
    full = bool(top.tokens) and top.tokens[-1].key in (".", ";")
    if not (listed or full):
        return False
    return follower is None or follower.marker is None


def _sentences(tokens: list[Token], last: int) -> Iterator[tuple[int, int]]:
    """The sentences: a full stop ends one where a capital follows and no abbreviation or number stands before."""
    depth = 0
    quoted = False
    start = 0
    for at in range(last):
        key = tokens[at].key
        if key == "(":
            depth += 1
        elif key == ")":
            depth = max(0, depth - 1)
        elif key == '"':
            quoted = not quoted
        if key not in (".", "!", "?", "…") or depth > 0:
            continue
        after = at + 1
        if after >= last:
            break
        nxt, before = tokens[after], tokens[at - 1] if at else None
        if nxt.start == tokens[at].end and key == ".":
            continue
        if key == "." and before is not None and (
            (len(before.text) == 1 and before.text.isupper() and before.word) or before.text.upper() in ("TP", "TX", "TT", "ĐC", "KT", "TL", "TM", "ĐT", "VD")
        ) and before.end == tokens[at].start:  # fmt: skip
            continue
        if not (nxt.cap or nxt.text.isdigit() or nxt.key in ("(", '"', "-", "+", "*")):
            continue
        if after - start > 0:
            yield start, after
        start = after
        depth = 0
    if start < last:
        yield start, last


def _segments(tokens: list[Token], first: int, last: int) -> Iterator[tuple[int, int]]:
    """The parts of a sentence between semicolons, none inside parentheses."""
    depth = 0
    start = first
    for at in range(first, last):
        key = tokens[at].key
        if key == "(":
            depth += 1
        elif key == ")":
            depth = max(0, depth - 1)
        elif key == ";" and depth == 0:
            named = scan_parties(tokens, start, at) if at > start else None
            if named and named[1] >= at:
                continue  # "Chánh Văn phòng UBND tỉnh; Giám đốc các sở … thi hành": one list of addressees
            if at > start:
                yield start, at
            start = at + 1
    if start < last:
        yield start, last


def _enumeration(tokens: list[Token], first: int, last: int) -> int | None:
    """The colon before "(a) …; (b) …" within a sentence."""
    for at in range(first + 1, last - 4):
        if tokens[at].key == ":" and tokens[at + 1].key == "(" and tokens[at + 3].key == ")" and len(tokens[at + 2].text) <= 3:
            return at
    return None


def _lead_first(tokens: list[Token], demand: Demand, last: int) -> tuple[list[Party], list[Party]]:
    """ "Văn phòng UBND tỉnh là đơn vị chủ trì": the lead stands after the demand."""
    return list(demand.parties), []


def _reports_up(tokens: list[Token], first: int, last: int) -> bool:
    """Whether a report goes to somebody named, or it is the demand itself."""
    lists = products()
    for at in range(first, last):
        report = lists.reports.at(tokens, at, last)
        if report and scan_parties(tokens, report[0], last):
            return True
        if report and at == first:
            return True
    return False

