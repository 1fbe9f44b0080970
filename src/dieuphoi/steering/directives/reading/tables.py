"""Duties in tables: rows with a column for who leads, who helps, by when; and the same as fields under a heading."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from dieuphoi.core.kernel.text import fold
from dieuphoi.core.kernel.workdays import WorkCalendar
from dieuphoi.steering.directives.reading.blocks import UNNAMED, Block
from dieuphoi.steering.directives.reading.deadlines import find_deadlines
from dieuphoi.steering.directives.reading.due import Found, best_of, shifted
from dieuphoi.steering.directives.reading.findings import Place, Read
from dieuphoi.steering.directives.reading.lexicon import data, verb_at, verbs
from dieuphoi.steering.directives.reading.outputs import product_of
from dieuphoi.steering.directives.reading.parties import scan_parties
from dieuphoi.steering.directives.reading.party import Party
from dieuphoi.steering.directives.reading.places import communes_in, criteria_in
from dieuphoi.steering.directives.reading.prepare import Line, Prepared
from dieuphoi.steering.directives.reading.tokens import Token, tokens_of

_MOST_FIELDS: Final = 8
_LONG_HEAD: Final = 60
"""Characters of the head of a column."""
_TABLE_HEAD: Final = re.compile(r"(?:stt|tt|so tt)\b.{0,40}(?:noi dung|nhiem vu|cong viec|hoat dong)")
_TIMED: Final = ("thoi gian", "thoi han", "tien do")
_LEADING: Final = ("chu tri", "thuc hien", "phu trach", "tham muu")
_LABEL: Final = re.compile(r"[IVX\d.]{1,6}\.?|[A-ZĐ]\.?")
_OF_DAYS: Final = re.compile(r"ngay(?:,? (?:thang|hoan thanh|thuc hien|xong|nop|trinh|gui|bao cao).{0,20})?\Z")
_FIELD: Final = re.compile(
    r"(?<!là\s)(?<!là cơ quan\s)(?<!là đơn vị\s)"
    r"(?P<label>(?:(?:cơ quan|đơn vị|bộ phận|người)\s+)?(?:chủ trì|tham mưu|thực hiện|phối hợp|chịu trách nhiệm)"
    r"(?:\s+(?:thực hiện|chính))?|"
    r"(?:thời gian|thời hạn|tiến độ)(?:\s+(?:hoàn thành|thực hiện|trình|báo cáo))?|hoàn thành|"
    r"(?:sản phẩm|kết quả)(?:\s+(?:đầu ra|dự kiến))?|"
    r"(?:(?<=\A)|(?<=[.;(])|(?<=[.;(]\s))(?:(?:người|cán bộ|lãnh đạo)\s+)?(?:phụ trách|hạn(?:\s+chót)?|"
    r"địa điểm|thành phần|kinh phí|hình thức|số lượng))\s{0,2}:\s{0,3}",
    re.IGNORECASE,
)


@dataclass(slots=True)
class TableReader:
    """Finds tables among the paragraphs and reads their rows."""

    prepared: Prepared
    on: date
    calendar: WorkCalendar | None

    def read(self, blocks: list[Block], place: int, *, quiet: bool) -> tuple[int, list[Read]] | None:
        """The table that begins at ``blocks[place]``: where it ends, and its duties (none in a quiet part)."""
        if not blocks[place].cells:
            return self._flattened(blocks, place, quiet=quiet)
        following = blocks[place + 1].cells if place + 1 < len(blocks) else []
        heads = [self._text(cell) for cell in blocks[place].cells]
        roles = self._roles(heads, following)
        end = place + 1
        rows: list[Read] = []
        section = ""
        above: Found | None = None
        last_time: Found | None = None
        while end < len(blocks) and (blocks[end].cells or (roles is not None and self._heads_rows(blocks, end))):
            cells = self._padded(blocks[end], blocks[place])
            end += 1
            if roles is None or quiet:
                continue
            if not cells:
                above = self._time_of(blocks[end - 1])
                continue
            texts = [self._text(cell) for cell in cells]
            told = all(roles[role] < len(texts) and texts[roles[role]] for role in ("content", "lead"))
            if sum(bool(text) for text in texts) <= 2 and not told:
                # "II | Môi trường": a row that heads those under it
                section = texts[0].strip(" .") if len(texts[0]) <= 6 else section
                named = [cell for cell, text in zip(cells, texts, strict=True) if text and not _LABEL.fullmatch(text)]
                above = self._time(named[0]) if len(named) == 1 else None
                last_time = None
            elif row := self._row(cells, roles, section):
                # A time that stands first and holds for several rows is written in the first of them.
                merged = last_time if roles.get("time", len(heads)) < roles["content"] else None
                last_time = row.deadline or merged
                rows.append(replace(row, deadline=row.deadline or merged or above))
        return None if roles is None and end == place + 1 else (end, rows)

    def _heads_rows(self, blocks: list[Block], place: int) -> bool:
        """A row whose only cell heads those under it ("THÁNG 02", "I. Môi trường"): its empty cells were lost."""
        block = blocks[place]
        following = blocks[place + 1].cells if place + 1 < len(blocks) else []
        if not 0 < len(block.flat) <= _LONG_HEAD or block.flat.rstrip().endswith((".", ";", ":")):
            return False
        return len(following) >= 3 and self._roles([self._text(cell) for cell in following], []) is None

    def _padded(self, block: Block, head: Block) -> list[Place]:
        """The cells of a row, with the empty ones at its beginning that were cut off as blanks or as a border."""
        cells, text = block.cells, self.prepared.text
        missing = len(head.cells) - len(cells)
        if not cells or missing <= 0:
            return cells
        begin = text.rfind("\n", 0, block.head) + 1
        lost = text[begin : block.head].count("\t")
        if text[block.head] == "|" and text[head.head] != "|":
            lost = 1
        return [(block.head, block.head)] * min(lost, missing) + cells

    def _time_of(self, block: Block) -> Found | None:
        return self._time((block.head, block.end))

    def _text(self, cell: Place) -> str:
        return self.prepared.text[cell[0] : cell[1]]

    # ---- rows with cells

    def _roles(self, heads: list[str], following: list[Place]) -> dict[str, int] | None:
        """Which column is what; ``None`` when the row heads no table of tasks. ``following``: the cells below it."""
        roles: dict[str, int] = {}
        best = len(data("tables")["columns"]["lead"])
        for column, text in enumerate(heads):
            folded = fold(text)
            if len(folded) > _LONG_HEAD:
                return None
            timed = any(word in folded for word in _TIMED)
            for role, words in data("tables")["columns"].items():
                rank = next((place for place, word in enumerate(words) if word in folded), None)
                if rank is None or (timed and role == "lead"):
                    continue
                if role not in roles or (role == "lead" and rank < best):
                    # "Cơ quan thực hiện" leads, and not "Lãnh đạo phụ trách" before it.
                    roles[role] = column
                    best = rank if role == "lead" else best
                    break
        if "time" not in roles and "content" in roles:
            dated = next((column for column, text in enumerate(heads) if _OF_DAYS.match(fold(text).strip())), None)
            if dated is not None and dated not in roles.values():
                roles["time"] = dated
        if "lead" in roles and "time" in roles and "content" not in roles:
            # "Cơ quan | Tiêu chí | Thời hạn": what is to be done stands in the column that is nothing else.
            taken = set(roles.values())
            free = next((column for column in self._named_only(heads) if column not in taken), None)
            if free is not None:
                roles["content"] = free
        if "content" in roles and "lead" not in roles and ("time" in roles or "product" in roles):
            # "Địa phương, chủ rừng | Nội dung | Hạn": who leads stands in the column of which each cell names somebody.
            taken = set(roles.values())
            named = [
                column for column in self._named_only(heads)
                if column not in taken and column < len(following) and self._names_somebody(following[column])
            ]  # fmt: skip
            if named:
                roles["lead"] = named[0]
        return roles if "content" in roles and "lead" in roles else None

    def _named_only(self, heads: list[str]) -> list[int]:
        """The columns with a head that is none of those of days, places and remarks."""
        return [
            column for column, text in enumerate(heads)
            if text.strip() and not any(word in fold(text) for word in data("tables")["beside"])
        ]  # fmt: skip

    def _names_somebody(self, cell: Place) -> bool:
        tokens = tokens_of(self.prepared.text, *cell)
        found = scan_parties(tokens, 0, len(tokens)) if tokens else None
        return found is not None and found[1] >= len(tokens)

    def _row(self, cells: list[Place], roles: dict[str, int], section: str) -> Read | None:
        fields = {
            role: cells[column] for role, column in roles.items()
            if column < len(cells) and cells[column][0] < cells[column][1]
        }  # fmt: skip
        content = fields.get("content")
        if content is None:
            return None
        number = self._text(fields["number"]).strip(" .") if "number" in fields else ""
        return self._made(".".join(part for part in (section, number) if part), content, fields)

    def _made(self, clause: str, content: Place, fields: dict[str, Place]) -> Read | None:
        """A duty of its cells; ``None`` where nobody leads."""
        lead = self._parties(fields.get("lead"))
        tokens = tokens_of(self.prepared.text, *content)
        if not lead or not tokens:
            return None
        helpers = self._parties(fields.get("coordinating"))
        deadline = self._time(fields.get("time"))
        return self._told(clause, content, tokens, (lead, helpers), fields.get("product"), deadline)

    def _told(
        self, clause: str, content: Place, tokens: list[Token], who: tuple[list[Party], list[Party]],
        product: Place | None, deadline: Found | None,
    ) -> Read:  # fmt: skip
        return Read(
            clause=clause, start=content[0], end=content[1], parties=who[0], coordinating=who[1], verb=_verb(tokens),
            product=product, deadline=deadline, communes=communes_in(tokens, 0, len(tokens)),
            criteria=criteria_in(tokens, 0, len(tokens)), how="table",
            faults=[deadline] if deadline and deadline.fault else [],
        )  # fmt: skip

    def _parties(self, cell: Place | None) -> list[Party]:
        if cell is None:
            return []
        tokens = tokens_of(self.prepared.text, *cell)
        found: list[Party] = []
        at = 0
        while at < len(tokens):
            some = scan_parties(tokens, at, len(tokens))
            found += some[0] if some else []
            at = max(some[1], at + 1) if some else at + 1
        if not found and tokens and tokens[0].cap and len(tokens) <= 14:
            words = " ".join(self._text(cell).split())
            found = [Party(0, len(tokens), cell[0], cell[1], words, "", words)]
        return found

    def _time(self, cell: Place | None) -> Found | None:
        if cell is None:
            return None
        text = self._text(cell).replace("\n", " ")
        found = best_of(find_deadlines(text, on=self.on, calendar=self.calendar, is_field=True))
        return shifted(found, cell[0]) if found else None

    # ---- rows whose columns were lost

    def _flattened(self, blocks: list[Block], place: int, *, quiet: bool) -> tuple[int, list[Read]] | None:
        """A table whose columns were lost (a PDF, a paste cell by cell): rows are told by their numbers in order."""
        if not blocks[place].tokens:
            return None
        head = fold(" ".join(block.flat for block in blocks[place : place + 8])[:260])
        if not _TABLE_HEAD.match(head) or not any(word in head for word in _LEADING):
            return None
        end = place + 1
        while end < len(blocks) and not _ends_table(blocks[end]):
            end += 1
        first, stop = blocks[place].head, blocks[end - 1].end
        lines = [line for line in self.prepared.lines if not line.noise and first <= line.start < stop]
        starts = _numbered(lines)
        if len(starts) < 2:
            return None
        rows: list[Read] = []
        roles = self._roles([line.text.strip() for line in lines[: starts[0]]], [])
        for number, position in enumerate(starts, start=1):
            after = starts[number] if number < len(starts) else len(lines)
            row = None
            if not quiet:
                row = self._row_of_lines(lines[position:after], roles, starts[0])
                row = row or self._loose_row(str(number), lines[position].start, lines[after - 1].end)
            if row is not None:
                rows.append(row)
        return end, rows

    def _row_of_lines(self, lines: list[Line], roles: dict[str, int] | None, columns: int) -> Read | None:
        """A row pasted cell by cell: a line for each column that the head names."""
        if roles is None or columns < 3 or len(lines) < columns:
            return None
        cells = [(line.start, line.end) for line in lines[:columns]]
        return self._row(cells, roles, "")

    def _loose_row(self, number: str, start: int, stop: int) -> Read | None:
        """A row without columns: what is to be done, then who leads, who helps, by when."""
        tokens = tokens_of(self.prepared.text, start, stop)[1:]
        if tokens and not tokens[0].word:
            tokens = tokens[1:]
        if len(tokens) < 3:
            return None
        base = tokens[0].start
        found = self._time_at_end(base, stop)
        until = len(tokens)
        if found is not None:
            until = next((at for at, token in enumerate(tokens) if token.start >= found.start), until)
        for first in self._openings(tokens, until):
            groups = _runs(tokens, first, until)
            if groups:
                helpers = [party for group in groups[1:] for party in group]
                content = (base, tokens[first - 1].end)
                return self._told(number, content, tokens[:first], (groups[0], helpers), None, found)
        return None

    def _time_at_end(self, base: int, stop: int) -> Found | None:
        text = self.prepared.text[base:stop].replace("\n", " ")
        times = find_deadlines(text, on=self.on, calendar=self.calendar, is_field=True)
        found = next((each for each in reversed(times) if len(text) - each.end < 12 and each.counts), None)
        return shifted(found, base) if found else None

    def _openings(self, tokens: list[Token], until: int) -> Iterable[int]:
        """Where the addressees may begin: at a new line first, then anywhere."""
        text = self.prepared.text
        lines = {at for at in range(1, until) if "\n" in text[tokens[at - 1].end : tokens[at].start]}
        yield from sorted(lines)
        yield from (at for at in range(1, until) if at not in lines)

    # ---- fields

    def fields_after(self, blocks: list[Block], place: int) -> tuple[int, Read] | None:
        """A task followed by paragraphs that are its fields ("- Cơ quan chủ trì: …"): where they end, and the duty."""
        block = blocks[place]
        if _FIELD.match(block.flat):
            return None
        end = place + 1
        fields: dict[str, Place] = {}
        while end < len(blocks) and end - place <= _MOST_FIELDS and _is_field(blocks[end]):
            self._take_fields(blocks[end], list(_FIELD.finditer(blocks[end].flat)), fields)
            end += 1
        if "lead" not in fields:
            return None
        row = self._of_fields((block.start, block.start + len(block.flat.rstrip(" .;,:"))), fields)
        return (end, row) if row else None

    def fields_of(self, block: Block) -> Read | None:
        """A duty told in fields ("… Cơ quan tham mưu: A; phối hợp: B."); ``None`` for other paragraphs."""
        marks = list(_FIELD.finditer(block.flat))
        if not any(_role(mark["label"]) == "lead" for mark in marks) or marks[0].start() < 6:
            return None
        fields: dict[str, Place] = {}
        self._take_fields(block, marks, fields)
        if "time" not in fields:
            # "(Chủ trì: Sở A; phối hợp: B; hoàn thành trước 30/9)"
            said = best_of(find_deadlines(block.flat[marks[0].start() :], on=self.on, calendar=self.calendar))
            if said is not None:
                begin = block.start + marks[0].start()
                fields["time"] = begin + said.start, begin + said.end
        return self._of_fields(
            (block.start, block.start + len(block.flat[: marks[0].start()].rstrip(" .;,:(-–"))), fields
        )

    def _take_fields(self, block: Block, marks: list[re.Match[str]], fields: dict[str, Place]) -> None:
        """Take up the fields of a paragraph: role → place in the prepared text."""
        stops = [*(mark.start() for mark in marks[1:]), len(block.flat)]
        for mark, stop in zip(marks, stops, strict=True):
            cell = block.flat[mark.end() : stop]
            start = block.start + mark.end() + len(cell) - len(cell.lstrip())
            end = block.start + mark.end() + len(cell.rstrip(" .;,()"))
            if start < end:
                fields.setdefault(_role(mark["label"]), (start, end))

    def _of_fields(self, content: Place, fields: dict[str, Place]) -> Read | None:
        if "product" not in fields:
            tokens = tokens_of(self.prepared.text, *content)
            found = product_of(tokens, 0, len(tokens), {})
            if found:
                fields["product"] = tokens[found[0]].start, tokens[found[1] - 1].end
        return self._made("", content, fields)


def _ends_table(block: Block) -> bool:
    """Whether a heading or another list begins after a table without columns."""
    if block.marker is not None and block.marker.style not in ("number", "dash"):
        return True
    long = sum(token.word for token in block.tokens) >= 4
    return block.is_capitals() and long and scan_parties(block.tokens, 0, len(block.tokens)) is None


def _numbered(lines: list[Line]) -> list[int]:
    """The lines that begin with 1, 2, 3 … in this order."""
    starts: list[int] = []
    for position, line in enumerate(lines):
        number = len(starts) + 1
        if position and re.match(rf"0?{number}(?:[.)]?\s|[.)]?\Z)", line.text):
            starts.append(position)
    return starts


def _runs(tokens: list[Token], first: int, until: int) -> list[list[Party]]:
    """The addressees that fill ``tokens[first:until]`` and nothing else, in runs without a comma between."""
    groups: list[list[Party]] = []
    at = first
    while at < until:
        found = scan_parties(tokens, at, until)
        if not found:
            return []
        groups.append(found[0])
        at = found[1]
        while at < until and tokens[at].key in (",", ";", ".", "-"):
            at += 1
    return groups


def _is_field(block: Block) -> bool:
    listed = block.marker is None or block.marker.style in (*UNNAMED, "letter")
    return listed and _FIELD.match(block.flat) is not None


def _role(label: str) -> str:
    folded = fold(label)
    for role, words in data("tables")["fields"].items():
        if any(word in folded for word in words):
            return str(role)
    return "lead"


def _verb(tokens: list[Token]) -> Place | None:
    """The first verb of a cell, adverbs passed over; its first words where no list holds a verb."""
    words = verbs()
    at = 0
    while at < len(tokens):
        verb = verb_at(tokens, at)
        if verb:
            return tokens[at].start, tokens[verb[0] - 1].end
        adverb = words.adverbs.at(tokens, at)
        if adverb is None:
            break
        at = adverb[0]
    if not tokens[0].word or tokens[0].text.lower() in data("tables")["nouns"]:
        return None
    return tokens[0].start, tokens[min(2, len(tokens)) - 1].end
