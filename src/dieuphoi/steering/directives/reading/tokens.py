"""Syllables and signs of a text, their keys, and lists of phrases that are found in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final, Generic, NamedTuple, TypeVar

_TOKEN: Final = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_+")
_TONES: Final = {ord(mark): None for mark in "\u0300\u0301\u0303\u0309\u0323"}
_TONE: Final = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}
_SIGNS: Final = {"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "“": '"', "”": '"', "„": '"', "″": '"', "…": "…"}
_FINAL_Y: Final = re.compile(r"(?<=\A[hklmst])y\Z|(?<=\Aqu)y\Z")


@lru_cache(maxsize=50_000)
def syllable_key(word: str) -> str:
    """What syllables are compared by: lower case, the tone taken to the end, so that "hoá" and "hóa" are one; and "i"
    for the "y" that ends a syllable, so that "kỹ" and "kĩ", "quy" and "qui" are.

    Marks count otherwise: "giao" is not "giáo".
    """
    if word.isascii():
        return _FINAL_Y.sub("i", word.lower())
    parts = unicodedata.normalize("NFD", word.lower())
    tone = "".join(_TONE[sign] for sign in parts if sign in _TONE)
    return _FINAL_Y.sub("i", unicodedata.normalize("NFC", parts.translate(_TONES))) + tone


_SYLLABLE: Final = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|b|c|d|đ|g|h|k|l|m|n|p|r|s|t|v|x)?"
    r"(?:uyê|oai|oay|uây|iêu|yêu|uôi|ươi|ươu|oeo|uya|uyu|ia|iê|yê|ua|uô|ưa|ươ|oa|oă|oe|uâ|uê|uơ|uy|ai|ao|au|ay|âu|ây|"
    r"eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|oo|a|ă|â|e|ê|i|o|ô|ơ|u|ư|y)(?:ch|ng|nh|c|m|n|p|t)?\Z"
)


def is_syllable(word: str) -> bool:
    """Whether it can be one Vietnamese syllable."""
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFD", word.lower()).translate(_TONES))
    return _SYLLABLE.match(plain) is not None


@lru_cache(maxsize=50_000)
def glued_at(word: str) -> int:
    """Where two syllables that lost the blank between them ("hoạchvà", "theoQuyết") are to be cut; 0 for one word."""
    if word.isupper() or word.isascii() or is_syllable(word):
        return 0
    for cut in range(1, len(word)):
        if word[cut].isupper() and word[cut - 1].islower():
            return cut if is_syllable(word[:cut]) and is_syllable(word[cut:]) else 0
    cuts = [cut for cut in range(2, len(word) - 1) if is_syllable(word[:cut]) and is_syllable(word[cut:])]
    # Of several the one with the longest first syllable: final consonants are rarely left to the next.
    return cuts[-1] if cuts else 0


class Token(NamedTuple):
    """A syllable, a number or a sign, at ``[start, end)`` of the prepared text. ``cap``: it begins with a capital."""

    text: str
    key: str
    start: int
    end: int
    cap: bool
    word: bool


def tokens_of(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of ``text[start:end]``, with places in ``text``."""
    found = []
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        word = match[0]
        first = word[0]
        if first.isalpha():
            cut = glued_at(word) if len(word) > 4 else 0
            if cut:
                at = match.start()
                for part, begin in ((word[:cut], at), (word[cut:], at + cut)):
                    found.append(Token(part, syllable_key(part), begin, begin + len(part), part[0].isupper(), True))
                continue
            found.append(Token(word, syllable_key(word), match.start(), match.end(), first.isupper(), True))
        else:
            found.append(Token(word, _SIGNS.get(word, word), match.start(), match.end(), False, False))
    return found


def keys_of(phrase: str) -> tuple[str, ...]:
    """The keys of a phrase of a word list."""
    return tuple(token.key for token in tokens_of(unicodedata.normalize("NFC", phrase)))


V = TypeVar("V")


class Phrases(Generic[V]):
    """Phrases with a value each; the longest that begins at a token is found."""

    def __init__(self, entries: Iterable[tuple[str, V]] = ()) -> None:
        self._root: dict[str, Any] = {}
        for phrase, value in entries:
            self.add(keys_of(phrase), value)

    def add(self, keys: Sequence[str], value: V) -> None:
        """Take in a phrase by its keys. The first value of a phrase stays."""
        if not keys:
            return
        node = self._root
        for key in keys:
            node = node.setdefault(key, {})
        node.setdefault("", value)

    def at(self, tokens: Sequence[Token], index: int, stop: int | None = None) -> tuple[int, V] | None:
        """Where the longest phrase that begins at ``index`` ends, and its value."""
        node = self._root
        limit = len(tokens) if stop is None else stop
        found: tuple[int, V] | None = None
        while index < limit:
            if tokens[index].key not in node:
                break
            node = node[tokens[index].key]
            index += 1
            if "" in node:
                found = (index, node[""])
        return found

    def __bool__(self) -> bool:
        return bool(self._root)
