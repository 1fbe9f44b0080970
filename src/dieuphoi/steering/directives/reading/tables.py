"""Duties in tables: rows with a column for who leads, who helps, by when; and the same as fields under a heading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from dieuphoi.core.kernel.text import fold
from dieuphoi.core.kernel.workdays import WorkCalendar
from dieuphoi.steering.directives.reading.blocks import UNNAMED, Block
from dieuphoi.steering.directives.reading.deadlines import find_deadlines
from dieuphoi.steering.directives.reading.due import Found, best_of, shifted
from dieuphoi.steering.directives.reading.findings import Read
from dieuphoi.steering.directives.reading.lexicon import verb_at, verbs
from dieuphoi.steering.directives.reading.outputs import product_of
from dieuphoi.steering.directives.reading.parties import scan_parties
from dieuphoi.steering.directives.reading.party import Party
from dieuphoi.steering.directives.reading.places import communes_in, criteria_in
from dieuphoi.steering.directives.reading.prepare import Prepared
from dieuphoi.steering.directives.reading.tokens import Token, tokens_of

_ROLES: Final = (
    ("coordinating", ("phoi hop",)),
    ("lead", ("chu tri", "thuc hien", "don vi", "co quan", "dau moi", "tham muu", "phu trach", "trach nhiem", "truong doan", "nguoi thuc hien", "chu nhiem")),
    ("time", ("thoi gian", "thoi han", "han", "tien do", "hoan thanh", "lich")),
    ("product", ("san pham", "ket qua", "dau ra")),
    ("content", ("noi dung", "nhiem vu", "cong viec", "hoat dong", "viec")),
    ("number", ("stt", "tt", "so tt")),
)


@dataclass(slots=True)
class TableReader:
    """Finds tables among the paragraphs and reads their rows."""

    prepared: Prepared
    on: date
    calendar: WorkCalendar | None

    def read(self, blocks: list[Block], place: int, *, quiet: bool) -> tuple[int, list[Read]] | None:
        """The table that begins at ``blocks[place]``: where it ends, and its duties (none in a quiet part)."""
        block = blocks[place]
        if block.cells:
            roles = self._roles([self.prepared.text[start:end] for start, end in block.cells])
            end = place + 1
            rows: list[Read] = []
            section = ""
            while end < len(blocks) and blocks[end].cells:
                if roles is not None and not quiet:
                    cells = blocks[end].cells
                    texts = [self.prepared.text[start:stop] for start, stop in cells]
                    if len([text for text in texts if text]) <= 2 and "content" in roles.values():
                        section = texts[0].strip(" .") if texts and len(texts[0]) <= 6 else section
                    else:
                        row = self._row(cells, roles, section)
                        if row is not None:
                            rows.append(row)
                end += 1
            if roles is None and end == place + 1:
                return None
            return end, rows
        return self._flattened(blocks, place, quiet=quiet)

    def _flattened(self, blocks: list[Block], place: int, *, quiet: bool) -> tuple[int, list[Read]] | None:
        """A table whose columns were lost (a PDF, a paste cell by cell): rows are told by their numbers in order."""
        head = fold(" ".join(block.flat for block in blocks[place : place + 8])[:260]) if len(blocks[place].tokens) else ""
        if not _TABLE_HEAD.match(head) or not any(word in head for word in ("chu tri", "thuc hien", "phu trach", "tham muu")):
            return None
        end = place + 1
        while end < len(blocks):
            block = blocks[end]
            if (block.marker is not None and block.marker.style not in ("number", "dash")) or (
                block.is_capitals() and sum(token.word for token in block.tokens) >= 4 and scan_parties(block.tokens, 0, len(block.tokens)) is None
            ):
                break
            end += 1
        stop = blocks[end - 1].end
        lines = [line for line in self.prepared.lines if not line.noise and blocks[place].head <= line.start < stop]
        starts: list[int] = []
        for position, line in enumerate(lines):
            number = len(starts) + 1
            if position and re.match(rf"0?{number}(?:[.)]?\s|[.)]?\Z)", line.text):
                starts.append(position)
        if len(starts) < 2:
            return None
        rows: list[Read] = []
        for number, position in enumerate(starts):
            after = starts[number + 1] if number + 1 < len(starts) else len(lines)
            row = None if quiet else self._loose_row(str(number + 1), lines[position].start, lines[after - 1].end)
            if row is not None:
                rows.append(row)
        return end, rows

    def _loose_row(self, number: str, start: int, stop: int) -> Read | None:
        """A row without columns: what is to be done, then who leads, who helps, by when."""
        tokens = tokens_of(self.prepared.text, start, stop)[1:]
        if len(tokens) < 3:
            return None
        if not tokens[0].word:
            tokens = tokens[1:]
        base = tokens[0].start
        text = self.prepared.text[base:stop].replace("\n", " ")
        times = find_deadlines(text, on=self.on, calendar=self.calendar, is_field=True)
        until = len(tokens)
        found = None
        for each in reversed(times):
            if len(text) - each.end < 12 and each.counts:
                found = shifted(each, base)
                until = next((i for i, token in enumerate(tokens) if token.start >= found.start), until)
                break
        opening = [first for first in range(1, until) if "\n" in self.prepared.text[tokens[first - 1].end : tokens[first].start]]
        for first in [*opening, *(first for first in range(1, until) if first not in opening)]:
            groups = self._runs(tokens, first, until)
            if groups:
                content = (base, tokens[first - 1].end)
                return Read(
                    clause=number, start=content[0], end=content[1], parties=groups[0],
                    coordinating=[party for group in groups[1:] for party in group], verb=_verb(tokens[:first]), product=None,
                    deadline=found, communes=communes_in(tokens, 0, first), criteria=criteria_in(tokens, 0, first), how="table",
                    faults=[found] if found and found.fault else [],
                )  # fmt: skip
        return None

    def _runs(self, tokens: list[Token], first: int, until: int) -> list[list[Party]]:
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

    def _roles(self, texts: list[str]) -> dict[int, str] | None:
        """Which column is what; ``None`` when the row heads no table of tasks."""
        roles: dict[int, str] = {}
        for column, text in enumerate(texts):
            folded = fold(text)
            if len(folded) > 60:
                return None
            for role, words in _ROLES:
                if role not in roles.values() and any(folded == word or word in folded for word in words):
                    roles[column] = role
                    break
        if "content" not in roles.values() or "lead" not in roles.values():
            return None
        return roles

    def _row(self, cells: list[tuple[int, int]], roles: dict[int, str], section: str) -> Read | None:
        by_role = {role: cells[column] for column, role in roles.items() if column < len(cells)}
        content = by_role.get("content")
        if content is None or content[0] >= content[1]:
            return None
        lead = self._parties(by_role.get("lead"))
        if not lead:
            return None
        tokens = tokens_of(self.prepared.text, *content)
        if not tokens:
            return None
        number = self.prepared.text[slice(*by_role["number"])].strip(" .") if "number" in by_role else ""
        product = by_role.get("product")
        found = self._time(by_role.get("time"))
        return Read(
            clause=".".join(part for part in (section, number) if part), start=content[0], end=content[1], parties=lead,
            coordinating=self._parties(by_role.get("coordinating")), verb=_verb(tokens),
            product=product if product and product[0] < product[1] else None, deadline=found,
            communes=communes_in(tokens, 0, len(tokens)), criteria=criteria_in(tokens, 0, len(tokens)), how="table",
            faults=[found] if found and found.fault else [],
        )  # fmt: skip

    def _product(self, tokens: list[Token]) -> tuple[int, int] | None:
        found = product_of(tokens, 0, len(tokens), {})
        return (tokens[found[0]].start, tokens[found[1] - 1].end) if found else None

    def _parties(self, cell: tuple[int, int] | None) -> list[Party]:
        if cell is None or cell[0] >= cell[1]:
            return []
        tokens = tokens_of(self.prepared.text, *cell)
        found: list[Party] = []
        at = 0
        while at < len(tokens):
            some = scan_parties(tokens, at, len(tokens))
            if some:
                found += some[0]
                at = max(some[1], at + 1)
            else:
                at += 1
        if not found and tokens and tokens[0].cap and len(tokens) <= 14:
            words = " ".join(self.prepared.text[slice(*cell)].split())
            found = [Party(0, len(tokens), cell[0], cell[1], words, "", words)]
        return found

    def _time(self, cell: tuple[int, int] | None) -> Found | None:
        if cell is None or cell[0] >= cell[1]:
            return None
        text = self.prepared.text[slice(*cell)].replace("\n", " ")
        found = best_of(find_deadlines(text, on=self.on, calendar=self.calendar, is_field=True))
        return shifted(found, cell[0]) if found else None

    def fields_after(self, blocks: list[Block], place: int) -> tuple[int, Read] | None:
        """A task followed by paragraphs that are its fields ("- Cơ quan chủ trì: …"): where they end, and the duty."""
        block = blocks[place]
        end = place + 1
        fields: dict[str, tuple[int, int]] = {}
        while (
            end < len(blocks) and end - place <= 8 and _FIELD.match(blocks[end].flat)
            and ((marker := blocks[end].marker) is None or marker.style in UNNAMED)
        ):  # fmt: skip
            self._fields(blocks[end], list(_FIELD.finditer(blocks[end].flat)), fields)
            end += 1
        if end == place + 1 or "lead" not in fields or _FIELD.match(block.flat):
            return None
        content = (block.start, block.start + len(block.flat.rstrip(" .;,:")))
        row = self._of_fields(content, fields)
        return (end, row) if isinstance(row, Read) else None

    def _fields(self, block: Block, marks: list[re.Match[str]], fields: dict[str, tuple[int, int]]) -> None:
        """Take up the fields of a paragraph: role → place in the prepared text."""
        for place, found in enumerate(marks):
            stop = marks[place + 1].start() if place + 1 < len(marks) else len(block.flat)
            cell = block.flat[found.end() : stop]
            start = block.start + found.end() + len(cell) - len(cell.lstrip())
            fields.setdefault(_role(found["label"]), (start, block.start + found.end() + len(cell.rstrip(" .;,()"))))

    def _of_fields(self, content: tuple[int, int], fields: dict[str, tuple[int, int]]) -> Read | None:
        lead = self._parties(fields.get("lead"))
        tokens = tokens_of(self.prepared.text, *content)
        if not lead or not tokens:
            return None
        found = self._time(fields.get("time"))
        product = fields.get("product") or self._product(tokens)
        return Read(
            clause="", start=content[0], end=content[1], parties=lead, coordinating=self._parties(fields.get("coordinating")),
            verb=_verb(tokens), product=product if product and product[0] < product[1] else None, deadline=found,
            communes=communes_in(tokens, 0, len(tokens)), criteria=criteria_in(tokens, 0, len(tokens)), how="table",
            faults=[found] if found and found.fault else [],
        )  # fmt: skip

    def fields_of(self, block: Block) -> Read | None:
        """A duty told in fields ("… Cơ quan tham mưu: A; phối hợp: B. Thời gian: tháng 4"); ``None`` for other paragraphs."""
        marks = list(_FIELD.finditer(block.flat))
        if not any(_role(found["label"]) == "lead" for found in marks) or marks[0].start() < 6:
            return None
        fields: dict[str, tuple[int, int]] = {}
        self._fields(block, marks, fields)
        content = (block.start, block.start + len(block.flat[: marks[0].start()].rstrip(" .;,:(-–")))
        return self._of_fields(content, fields)


_TABLE_HEAD: Final = re.compile(r"(?:stt|tt|so tt)\b.{0,40}(?:noi dung|nhiem vu|cong viec|hoat dong)")
_FIELD: Final = re.compile(
    r"(?P<label>(?:(?:cơ quan|đơn vị|bộ phận|người)\s+)?(?:chủ trì|tham mưu|thực hiện|phối hợp|chịu trách nhiệm)(?:\s+(?:thực hiện|chính))?|"
    r"(?:thời gian|thời hạn|tiến độ)(?:\s+(?:hoàn thành|thực hiện|trình|báo cáo))?|hoàn thành|(?:sản phẩm|kết quả)(?:\s+(?:đầu ra|dự kiến))?)\s{0,2}:\s{0,3}",
    re.IGNORECASE,
)


def _role(label: str) -> str:
    folded = fold(label)
    for role, words in (("coordinating", ("phoi hop",)), ("time", ("thoi", "tien do", "hoan thanh")), ("product", ("san pham", "ket qua"))):
        if any(word in folded for word in words):
            return role
    return "lead"


def _verb(tokens: list[Token]) -> tuple[int, int] | None:
    words = verbs()
    at = 0
    while at < len(tokens):
        adverb = words.adverbs.at(tokens, at)
        verb = verb_at(tokens, at)
        if verb:
            return tokens[at].start, tokens[verb[0] - 1].end
        if adverb:
            at = adverb[0]
            continue
        break
    if not tokens[0].word or tokens[0].text.lower() in ("hội", "lễ", "cuộc", "các", "chuyên", "đợt", "công", "phiên", "việc"):
        return None
    end = min(2, len(tokens))
    return tokens[0].start, tokens[end - 1].end
