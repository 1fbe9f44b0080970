"""Paragraphs and their numbering: which lines are one paragraph, which number it bears, what stands above it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from dieuphoi.core.kernel.text import fold
from dieuphoi.steering.directives.reading.lexicon import data
from dieuphoi.steering.directives.reading.prepare import Line, Prepared
from dieuphoi.steering.directives.reading.tokens import Token, tokens_of

DASHES: Final = "-–—−"
_PART: Final = re.compile(
    r"(?:PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục)\s+(?:thứ\s+)?([IVXLC]+|\d{1,2}|[Nn]hất|[Hh]ai|[Bb]a|[Tt]ư)\b\s*[.:–-]?\s*"
)
_ARTICLE: Final = re.compile(r"(Điều|ĐIỀU|Khoản)\s+(\d{1,3}[a-zđ]?)\s*[.:/)]\s*")
_ROMAN: Final = re.compile(r"\(?([IVX]{1,6}|[LC])(?:\s*[.):]|\s*/(?=\s)|\s*[-–—](?=\s))\s*")
_CAPITAL: Final = re.compile(r"([A-HĐKLM])\s*(?:[.)]\s*(?=\S)|/\s|[-–—]\s+(?=[A-ZÀ-ỸĐ]{2}))")
_DEEP: Final = re.compile(
    r"(\d{1,2}(?:\.\d{1,2}){1,4})(?:\s*[.):/]?\s+|\s*[.):/]\s*(?=[^\W\d_])|\s*[-–]\s+(?=[^\W\d_]))"
)
_NUMBER: Final = re.compile(
    r"(\d{1,3})"
    r"(?:\s*[.)/:]\s+|\s*,\s+(?=[A-ZÀ-ỸĐ])|\s*[.)]\s*(?=[^\W\d_])|\s*[.)/]\Z|\s*[-–](?=\s+[^\W\d_]))\s*"
)
_IN_PARENS: Final = re.compile(r"\((\d{1,2}|[a-zđ]|[ivx]{1,5})\)\s*")
_LETTER: Final = re.compile(r"([a-zđ])\s*(?:\)|[./](?=\s))\s*")
_LITTLE_ROMAN: Final = re.compile(r"([ivx]{1,5})\s*[).]\s*")
_DASH: Final = re.compile(rf"[{DASHES}]+\s*(?=\S)")
_PLUS: Final = re.compile(r"\+\s*(?=\S)")
_STAR: Final = re.compile(r"\*+\s*(?=\S)")
_BULLET: Final = re.compile(r"(?:[•●▪■□◦∙·‣➢➤►✓✔♦❖»\uf000-\uf0ff]|o(?=\s+[A-ZĐ]))\s*")
_ENDED: Final = re.compile(r"[.;:!?…]['\"”’)]*\Z|\./\.\Z")
_LABELLED: Final = re.compile(r"[A-ZÀ-ỸĐ]\w*(?: [a-zà-ỹđ]\w*){1,4}\s?:\s")
"""A line that begins with a label of its own: "Người nhận: …", "Thời gian: …"."""
RANKS: Final = {
    "part": 0, "capital": 1, "roman": 2, "article": 2, "number": 3, "deep2": 4, "deep3": 5, "deep4": 5, "deep5": 5,
    "letter": 6, "little": 7, "parens": 7, "star": 8, "dash": 9, "bullet": 10, "plus": 11,
}  # fmt: skip
UNNAMED: Final = frozenset({"dash", "star", "bullet", "plus"})
"""Signs that name nothing: a path never holds them."""
_LETTERS: Final = "abcdđeghiklmnopqrstuvxy"
_ROMANS: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi",
                  "xvii", "xviii", "xix", "xx")  # fmt: skip
_MIXED_DIGIT: Final = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Marker:
    """What stands before a paragraph: its style, its label as printed without signs, and where the words begin."""

    style: str
    label: str
    length: int


@dataclass(slots=True)
class Block:
    """A paragraph. ``start``: its first word (after the marker), ``head``: its first sign; places in the prepared text.

    ``parents`` are the blocks above it in the numbering, the nearest last. ``cells``: the cells of a row of a table.
    """

    head: int
    start: int
    end: int
    marker: Marker | None
    blank_before: bool
    tokens: list[Token]
    flat: str = ""
    path: str = ""
    parents: list[Block] = field(default_factory=list)
    children: list[Block] = field(default_factory=list)
    cells: list[tuple[int, int]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words, line breaks as blanks."""
        return self.flat

    def is_capitals(self) -> bool:
        """Whether it is written in capitals, as headings are."""
        letters = [token for token in self.tokens if token.word and len(token.text) > 1]
        return bool(letters) and sum(token.text.isupper() for token in letters) >= 0.8 * len(letters)


def marker_of(text: str) -> Marker | None:
    """The number, letter or sign before a paragraph; ``None`` when it begins with words."""
    if found := _PART.match(text):
        return Marker("part", found[1], found.end())
    if found := _ARTICLE.match(text):
        return Marker("article", f"{found[1].capitalize()} {found[2]}", found.end())
    if found := _ROMAN.match(text):
        # "C." and "L." are letters of a list, "I." "V." "X." numbers.
        return Marker("capital" if found[1] in "LC" else "roman", found[1], found.end())
    if found := _CAPITAL.match(text):
        return Marker("capital", found[1], found.end())
    if found := _DEEP.match(text):
        label = found[1]
        # "1.250 tấn": a number with its thousands; "30.9.2026": a day.
        if not re.match(r"\d{1,2}\.\d{1,2}\.\d{4}", text):
            return Marker(f"deep{label.count('.') + 1}", label, found.end())
    if found := _NUMBER.match(text):
        return Marker("number", found[1], found.end())
    if found := _IN_PARENS.match(text):
        return Marker("parens", found[1], found.end())
    if found := _LETTER.match(text):
        return Marker("letter", found[1], found.end())
    if found := _LITTLE_ROMAN.match(text):
        return Marker("little", found[1], found.end())
    for style, pattern in (("dash", _DASH), ("plus", _PLUS), ("star", _STAR), ("bullet", _BULLET)):
        if (found := pattern.match(text)) and not (style == "dash" and _MIXED_DIGIT.match(text[1:2])):
            return Marker(style, "", found.end())
    return None


def _follows(marker: Marker, last: dict[str, str]) -> bool:
    """Whether the label is the first of its list or comes next to the last one seen of its style."""
    label, before = marker.label.lower(), last.get(marker.style, "")
    if marker.style in UNNAMED:
        return True
    for order in (_LETTERS, _ROMANS):
        if label not in order:
            continue
        if label == order[0] or (before in order and order.index(label) == order.index(before) + 1):
            return True
    if label.isdecimal():
        return label == "1" or (before.isdecimal() and int(label) == int(before) + 1)
    return marker.style.startswith("deep") or marker.style in ("part", "article")


def _is_compound(before: str, after: str) -> bool:
    """Whether a dash at the beginning of a line stands inside a name broken there ("Lao động⏎- Thương binh")."""
    left, right = fold(before[-24:]), fold(after[:30])
    return any(left.endswith(one) and right.startswith(other) for one, other in data("titles")["compounds"].items())


def wrap_width(lines: list[Line]) -> int:
    """How long the lines of a hard-wrapped text are; 0 when a paragraph is one line."""
    sizes = sorted(len(line.text) for line in lines if not line.noise and len(line.text) > 20)
    if len(sizes) < 4:
        return 0
    width = sizes[len(sizes) * 9 // 10]
    return width if width <= 130 else 0


def _goes_on(before: Line, line: Line, width: int, after_noise: bool) -> bool:
    """Whether ``line`` goes on with the paragraph that ``before`` belongs to (it bears no marker)."""
    ended = bool(_ENDED.search(before.text))
    first = line.text[0]
    small = first.islower() or first.isdecimal() or first in ",.;:)]%&/"
    if ended:
        # A sentence goes on after a semicolon in a text of hard line breaks.
        wrapped = width > 0 and len(before.text) >= 0.5 * width
        return wrapped and before.text[-1] == ";" and first.islower() and not line.blank_before
    if line.blank_before and not after_noise:
        return first.islower() and before.text[-1] in ",-–" and len(before.text) > 20
    if before.text.isupper() != line.text.isupper() and len(before.text) < max(width, 60):
        return first.islower() and not before.text.isupper()
    if small:
        return True
    return width > 0 and len(before.text) >= 0.7 * width and not _LABELLED.match(line.text)


def blocks_of(prepared: Prepared, body: int = 0) -> list[Block]:
    """The paragraphs of the text in their order, with their numbering and what stands above them.

    Numbering begins anew at ``body``, where the head of the document ends.
    """
    lines = [line for line in prepared.lines if not line.noise]
    width = wrap_width(lines)
    groups: list[tuple[Marker | None, list[Line]]] = []
    last: dict[str, str] = {}
    noise_ends = {id(b) for a, b in pairwise(prepared.lines) if a.noise and not b.noise}
    for line in lines:
        marker = marker_of(line.text)
        if groups:
            opener, group = groups[-1]
            before = group[-1]
            alone = opener is not None and len(group) == 1 and len(before.text) <= opener.length
            if marker is not None and _only_looks_so(marker, line, before, width, last):
                group.append(line)
                continue
            rows = _is_row(line) or _is_row(before)
            goes_on = alone or (not rows and _goes_on(before, line, width, id(line) in noise_ends))
            if marker is None and goes_on:
                group.append(line)
                continue
        if marker is not None and marker.label:
            last[marker.style] = marker.label.lower()
        groups.append((marker, [line]))
    blocks = [_block(prepared, marker, group) for marker, group in groups]
    _number([block for block in blocks if block.head < body])
    _number([block for block in blocks if block.head >= body])
    return blocks


def _only_looks_so(marker: Marker, line: Line, before: Line, width: int, last: dict[str, str]) -> bool:
    """Whether a line that seems to begin with a number or a sign goes on with the paragraph above."""
    if _is_row(line) or _ENDED.search(before.text) or line.blank_before:
        return False
    wrapped = width > 0 and len(before.text) >= 0.7 * width
    rest = line.text[marker.length :]
    if marker.style in UNNAMED:
        if marker.style == "dash" and _is_compound(before.text, rest):
            return True
        return wrapped and rest[:1].islower() and before.text[-1] != ","
    return not _follows(marker, last) and (wrapped or marker.style == "letter")


def _is_row(line: Line) -> bool:
    if line.text.count("|") >= 2:
        return True
    if "\t" not in line.text:
        return False
    marker = marker_of(line.text)  # "•<tab>Thành lập …", as Word pastes its lists, is no row of a table
    return "\t" in line.text[marker.length if marker else 0 :]


def _block(prepared: Prepared, marker: Marker | None, group: list[Line]) -> Block:
    head, end = group[0].start, group[-1].end
    start = head + (marker.length if marker else 0)
    if start >= group[0].end and len(group) > 1:
        start = group[1].start
    start = min(start, end)
    tokens: list[Token] = []
    flat = [" "] * (end - start)
    for line in group:
        first = max(line.start, start)
        if first < line.end:
            tokens += tokens_of(prepared.text, first, line.end)
            flat[first - start : line.end - start] = prepared.text[first : line.end].replace("\t", " ")
    block = Block(head, start, end, marker, group[0].blank_before, tokens, "".join(flat))
    if len(group) == 1 and _is_row(group[0]):
        block.cells = _cells(prepared.text, group[0].start, group[0].end)
    return block


def _cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    cells = []
    at = start
    sign = "|" if text.count("|", start, end) >= 2 else "\t"
    for raw in text[start:end].split(sign):
        stripped = raw.strip()
        first = at + (len(raw) - len(raw.lstrip()))
        cells.append((first, first + len(stripped)))
        at += len(raw) + 1
    if sign == "|" and cells and cells[0][0] >= cells[0][1]:
        cells = cells[1:]
    if sign == "|" and cells and cells[-1][0] >= cells[-1][1]:
        cells = cells[:-1]
    return cells


def _number(blocks: list[Block]) -> None:
    stack: list[Block] = []
    for block in blocks:
        marker = block.marker
        if marker is None:
            if block.is_capitals() and len(block.flat) > 3:
                # A heading without a number ends the lists above it.
                stack = [above for above in stack if above.marker and RANKS[above.marker.style] <= 2]
                block.parents = []
            else:
                while stack and stack[-1].marker and stack[-1].marker.style in UNNAMED and block.blank_before:
                    stack.pop()
                block.parents = list(stack)
        else:
            rank = RANKS[marker.style]
            while stack and stack[-1].marker and RANKS[stack[-1].marker.style] >= rank:
                stack.pop()
            block.parents = list(stack)
            stack.append(block)
        if block.parents:
            block.parents[-1].children.append(block)
        block.path = _path([*block.parents, block] if marker else block.parents)


def _path(chain: list[Block]) -> str:
    labels: list[str] = []
    for block in chain:
        marker = block.marker
        if marker is None or marker.style in UNNAMED or marker.style == "part":
            continue
        if marker.style.startswith("deep"):
            # "1.2" stands for "1" and "2": it takes the place of the "1" above it.
            while labels and (labels[-1] == marker.label[: len(labels[-1])] and labels[-1][0].isdecimal()):
                labels.pop()
        labels.append(marker.label)
    return ".".join(labels)
