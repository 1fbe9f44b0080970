"""From pasted text to lines that can be read, every character still knowing where it stood.

Word, PDF and web pages leave decomposed letters, invisible signs, hard line breaks, syllables split by a hyphen, page
numbers and running heads. The given text is never changed: :class:`Prepared` is a cleaned copy with a map back.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from dieuphoi.core.kernel.text import fold
from dieuphoi.steering.directives.reading.tokens import is_syllable
from dieuphoi.steering.directives.reading.values import Span, Words

_INVISIBLE: Final = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff") | {
    chr(code) for code in (*range(0x09), *range(0x0E, 0x20), 0x7F)
}
_BLANK: Final = frozenset("\u00a0\u1680\u202f\u205f\u3000\v") | {chr(code) for code in range(0x2000, 0x200B)}
_BREAKS: Final = {"\r": "\n", "\f": "\n\f", "\u0085": "\n", "\u2028": "\n", "\u2029": "\n"}
_HYPHEN_BREAK: Final = re.compile(r"([^\W\d_]{1,7})-[ \t]*\n[ \t]*([^\W\d_]{1,7})")
_PAGE_NUMBER: Final = re.compile(
    r"(?:[-–—~|]\s*)?(?:trang\s*:?\s*)?\d{1,3}(?:\s*(?:/|of|trên)\s*\d{1,3})?(?:\s*[-–—~|])?\s*(?:\|\s*p\s?a\s?g\s?e)?\Z",
    re.IGNORECASE,
)
_LISTED: Final = re.compile(r"[-–—+*•]|(?:[0-9]{1,3}|[a-zđA-Z]|[IVX]+)[.)/]")
_DIGITS: Final = re.compile(r"\d+")
_RULE: Final = re.compile(r"[\s._\-–—=*~|+]+\Z")


@dataclass(slots=True)
class Line:
    """A line without its outer blanks, ``[start, end)`` of the prepared text. ``blank_before``: an empty line above."""

    start: int
    end: int
    text: str
    blank_before: bool = False
    noise: bool = False
    page_before: bool = False


@dataclass(slots=True)
class Prepared:
    """The cleaned copy, its lines, and the way back to the given text."""

    given: str
    text: str
    starts: list[int] | None
    ends: list[int] | None
    lines: list[Line] = field(default_factory=list)

    def span(self, start: int, end: int) -> Span:
        """The place in the given text of ``[start, end)`` of the cleaned copy."""
        if self.starts is None or self.ends is None:
            return Span(start, end)
        if end <= start:
            at = self.starts[start] if start < len(self.starts) else len(self.given)
            return Span(at, at)
        return Span(self.starts[start], self.ends[end - 1])

    def words(self, start: int, end: int) -> Words:
        """The characters of the given text at that place, blanks squeezed, composed."""
        span = self.span(start, end)
        return Words(" ".join(self.text[start:end].split()), span)


def prepare(given: str) -> Prepared:
    """Clean the text and cut it into lines; noise (page numbers, running heads, rules) is marked, not taken out."""
    prepared = _joined_syllables(_cleaned(given))
    prepared.lines = _lines(prepared.text)
    _mark_noise(prepared.lines)
    return prepared


def _cleaned(given: str) -> Prepared:
    if given.isascii() or unicodedata.is_normalized("NFC", given):
        special = _INVISIBLE | _BLANK | set(_BREAKS)
        if special.isdisjoint(given):
            return Prepared(given, given, None, None)
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at, size = 0, len(given)
    while at < size:
        sign = given[at]
        stop = at + 1
        while stop < size and unicodedata.combining(given[stop]):
            stop += 1
        if stop > at + 1:
            put = unicodedata.normalize("NFC", given[at:stop])
        elif sign in _INVISIBLE:
            put = ""
        elif sign in _BLANK:
            put = " "
        elif sign in _BREAKS:
            put = "" if sign == "\r" and given[stop : stop + 1] == "\n" else _BREAKS[sign]
        else:
            put = unicodedata.normalize("NFC", sign)
        for letter in put:
            letters.append(letter)
            starts.append(at)
            ends.append(stop)
        at = stop
    return Prepared(given, "".join(letters), starts, ends)


def _joined_syllables(prepared: Prepared) -> Prepared:
    """Take out a hyphen and a line break inside one syllable ("nghi-⏎êm"); between two syllables they stay."""
    cuts = []
    for match in _HYPHEN_BREAK.finditer(prepared.text):
        first, second = match[1], match[2]
        if second[0].isupper() or (is_syllable(first) and is_syllable(second)):
            continue
        if is_syllable(first + second):
            cuts.append((match.end(1), match.start(2)))
    if not cuts:
        return prepared
    text = prepared.text
    starts = prepared.starts if prepared.starts is not None else list(range(len(text)))
    ends = prepared.ends if prepared.ends is not None else list(range(1, len(text) + 1))
    kept_text, kept_starts, kept_ends, at = [], [], [], 0
    for start, stop in [*cuts, (len(text), len(text))]:
        kept_text.append(text[at:start])
        kept_starts += starts[at:start]
        kept_ends += ends[at:start]
        at = stop
    return Prepared(prepared.given, "".join(kept_text), kept_starts, kept_ends)


def _lines(text: str) -> list[Line]:
    found: list[Line] = []
    blank, page = True, False
    at = 0
    for raw in text.split("\n"):
        if raw.startswith("\f"):
            page = True
        line = raw.replace("\f", " ").strip()
        if line:
            start = at + raw.find(line[0])
            found.append(Line(start, start + len(raw[start - at :].rstrip(" \t\f")), line, blank, False, page))
            blank, page = False, False
        else:
            blank = True
        at += len(raw) + 1
    return found


def _mark_noise(lines: list[Line]) -> None:
    """Mark page numbers, rules of signs, and what is repeated beside page numbers (running heads and feet)."""
    pages = []
    row = 0
    for place, line in enumerate(lines):
        # Numbers alone on their lines count the rows of a table that was flattened cell by cell.
        if line.text.casefold() in ("stt", "tt", "số tt"):
            row = 1
        if _RULE.match(line.text) and (len(line.text) > 2 or line.text == "|"):
            line.noise = True
        elif row and line.text.isdecimal() and int(line.text) == row:
            row += 1
        elif len(line.text) < 24 and _PAGE_NUMBER.match(line.text):
            line.noise = True
            pages.append(place)
    _mark_running(lines)
    breaks = set(pages) | {place for place, line in enumerate(lines) if line.page_before}
    beside = [
        near
        for place in breaks
        for near in {place - 2, place - 1, place, place + 1, place + 2}
        if 0 <= near < len(lines) and not lines[near].noise and not _LISTED.match(lines[near].text)
    ]
    heads = Counter(_mask(lines[near].text) for near in set(beside) if len(lines[near].text) < 120)
    for near in beside:
        if heads[_mask(lines[near].text)] >= 2:
            lines[near].noise = True


_PAPER_NUMBER: Final = re.compile(
    r"\d{1,6}\s?[/-]\s?[A-ZĐ][\w&/.-]{1,24}(?:\s+\d{1,2}[/.]\d{1,2}[/.]\d{4})?(?:\s+\d{1,3})?\Z"
)


def _mark_running(lines: list[Line]) -> None:
    """Mark the document's number alone on its line ("233/TB-VPUBND", "2764/SNN-VPĐP 17/10/2023 2"): a running head."""
    for place, line in enumerate(lines):
        if place < 4 or line.noise or not _PAPER_NUMBER.match(line.text):
            continue
        near = lines[max(0, place - 2) : place + 3]
        apart = line.blank_before and place + 1 < len(lines) and lines[place + 1].blank_before
        if apart or any(other.noise for other in near):
            line.noise = True


def _mask(text: str) -> str:
    return _DIGITS.sub("0", fold(text))
