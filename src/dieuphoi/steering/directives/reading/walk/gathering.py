"""The parts of a sentence, gathered into duties."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dieuphoi.core.kernel.text import fold
from dieuphoi.steering.directives.reading.actions import find_action, low, pair
from dieuphoi.steering.directives.reading.blocks import Block
from dieuphoi.steering.directives.reading.clues import lead_after
from dieuphoi.steering.directives.reading.demands.find import find_demand
from dieuphoi.steering.directives.reading.demands.stretch import Demand, Setting
from dieuphoi.steering.directives.reading.due import Found, shifted
from dieuphoi.steering.directives.reading.findings import Frame, Read
from dieuphoi.steering.directives.reading.lexicon import demand_words
from dieuphoi.steering.directives.reading.parties import scan_parties
from dieuphoi.steering.directives.reading.party import Party
from dieuphoi.steering.directives.reading.sentences import Deadlines
from dieuphoi.steering.directives.reading.walk.making import made
from dieuphoi.steering.directives.reading.walk.matters import by_deadline, is_same, of_its_own
from dieuphoi.steering.directives.reading.walk.times import heading_time, only_time

_SELF_TOLD: Final = frozenset({"báo cáo", "thông báo", "trả lời", "đề nghị", "hướng dẫn"})


class SentenceReader:
    """The parts of one sentence, gathered into duties."""

    def __init__(
        self, gathered: list[Read], issuer: str, frame: Frame, deadlines: Deadlines, cut: list[tuple[int, int]],
        carried: list[Party],
    ) -> None:  # fmt: skip
        self.gathered = gathered
        self.issuer = issuer
        self.block = block = deadlines.block
        self.tokens = block.tokens
        self.frame = frame
        self.deadlines = deadlines
        self.cut = cut
        self.carried = carried
        self.group: Demand | None = None
        begin = cut[0][0]
        opening = [token.key for token in self.tokens[begin : begin + 3]]
        self.explains = opening[:1] == ["("] and opening[2:] == [")"] and _is_read(gathered, block)
        """Whether it only counts what the duty before it is made of."""

    def read(self) -> list[Party]:
        """Add the duties to those gathered; the addressees that hold afterwards."""
        made = len(self.gathered)
        for start, stop in self.cut:
            if self.group is not None and only_time(self.deadlines, start, stop):
                self.group.last = stop
                self._cover(made, self.deadlines.best(start, stop))
                continue
            if self.group is not None and self._helps(self.group, start, stop):
                continue
            demand = None if self.group is None else of_its_own(self.deadlines, start, stop, self.group.parties)
            demand = demand or self._demand(start, stop)
            if demand is not None and self.group is None and self._is_told(demand, start):
                demand = None
            if demand is not None:
                self._take(demand, start, stop)
            elif self.group is not None:
                self.group.last = stop
        self._close()
        if len(self.cut) > 1:
            self._cover(made, heading_time(self.deadlines, *self.cut[0]))
        return self.carried

    def _is_told(self, demand: Demand, start: int) -> bool:
        """ "Tỉnh sẽ tập trung nguồn lực; tiếp tục chỉ đạo các sở …": it goes on with what somebody will do or did."""
        before = self.tokens[self.cut[0][0] : start]
        if self.frame.mode == "quiet" and any(low(token) == "đã" for token in before[:20]):
            return True  # "Ban Chỉ đạo đã ban hành 5 văn bản; yêu cầu các huyện báo cáo …"
        if demand.own and pair(self.tokens, demand.first) not in demand_words().soft_orders:
            return False
        return any(low(token) in ("sẽ", "đã") for token in before[:20])

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

    def _cover(self, made: int, best: Found | None) -> None:
        """ "Sở A …; Sở B …; hoàn thành trước ngày …": the deadline at the end is everybody's in the sentence."""
        for read in self.gathered[made:]:
            if best is not None and best.counts and (read.deadline is None or read.deadline is self.frame.deadline):
                read.deadline = shifted(best, self.block.start)

    def _demand(self, start: int, stop: int) -> Demand | None:
        block, frame = self.block, self.frame
        timed = frame.mode == "quiet" and self.deadlines.best(start, stop) is not None
        if frame.mode == "quiet" and self.group is None and start > self.cut[0][0] and not timed:
            return None  # "UBND xã ban hành 12 văn bản; giao các thôn rà soát …": it was done
        opens = start == 0
        setting = Setting(
            tuple(self.carried),
            frame.mode if self.group is None or frame.mode == "quiet" else "demand",
            listed=(opens and (block.marker is not None or bool(frame.parties))) or self.group is not None,
            headed=frame.from_heading and block.marker is not None,
        )
        demand = find_demand(self.tokens, start, stop, self.deadlines.times, setting)
        if demand is None or _tells_of_itself(self.issuer, block, demand):
            return None
        if frame.mode == "open" and block.marker is None:
            frame.mode = "demand"
        return demand

    def _take(self, demand: Demand, start: int, stop: int) -> None:
        read = self.gathered
        if self.explains and not demand.own:
            return  # "thực hiện 4 nội dung: (i) Phát triển sản xuất … (ii) …": what it is made of
        led = lead_after(self.tokens, demand.first, demand.last)
        if led and self.carried:
            self._close()
            demand.parties = [*led, *(each for each in self.carried if each.words != led[0].words)]
            self._emit(demand)
            return
        if self.group is not None and not demand.own and is_same(self.deadlines, self.group, demand):
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

    def _emit(self, demand: Demand) -> None:
        for part in by_deadline(self.deadlines, demand):
            self.gathered.append(made(self.deadlines, self.frame, part))


def _tells_of_itself(issuer: str, block: Block, demand: Demand) -> bool:
    """ "Sở … báo cáo UBND tỉnh./.": who signs tells of itself at the end."""
    action = demand.action
    if demand.how != "subject" or action is None or not issuer or block.marker is not None:
        return False
    who = fold(demand.parties[0].name or demand.parties[0].words)
    verb = " ".join(low(token) for token in block.tokens[action.verb : action.verb_end])
    signs = len(who) > 5 and (who in issuer or issuer.endswith(who))
    return signs and verb in _SELF_TOLD and demand.last - demand.first <= 20


def _is_read(read: list[Read], block: Block) -> bool:
    return bool(read) and read[-1].start >= block.head
