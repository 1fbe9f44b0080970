"""Numbers of documents as people write them: ``4393/UBND-NLN``, ``71-KL/TU``, ``12a/QĐ-UBND``, ``Số: 01/2025/QĐ-UBND``.

The number is a figure that sorts and is looked for; what follows it is text, for bodies write their symbols in their
own ways (a Party body with a dash). What was typed is kept beside both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dieuphoi.core.kernel.text import fold, tidy

_HEAD: Final = re.compile(r"^(?:số|so)\s*[:.]\s*|^(?:số|so)\s*(?=\d)", re.IGNORECASE)
_NUMBER: Final = re.compile(r"^(\d{1,9})([a-zđ]{1,2})?(?=$|[\s/\-])\s*([/\-])?\s*(.*)$", re.IGNORECASE)
_DASHES: Final = str.maketrans({"–": "-", "—": "-", "‑": "-", "−": "-", "\\": "/"})
_BLANKS: Final = re.compile(r"\s+")
_YEAR: Final = re.compile(r"^(?:19|20)\d\d/")
_WITHOUT: Final = frozenset({"khong so", "khong co so", "k so", "khong", "k/s", "ks", "0"})


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """``number`` is empty where none was written. ``party``: written with a dash, as Party bodies do."""

    text: str
    number: int | None
    suffix: str
    symbol: str
    party: bool = False

    @property
    def symbol_key(self) -> str:
        """The symbol as it is compared: ``QĐ-UBND`` and ``QD - UBND`` are one."""
        return _BLANKS.sub("", fold(self.symbol))


def parse_number(typed: str) -> ParsedNumber:
    """What was typed as a number and symbol, taken apart. Never raises: what holds no number is a symbol alone."""
    text = tidy(typed).translate(_DASHES)
    text = _HEAD.sub("", text).strip()
    if fold(text) in _WITHOUT:
        return ParsedNumber("", None, "", "")
    found = _NUMBER.match(text)
    if found is None:
        return ParsedNumber(text, None, "", text)
    number, suffix, sign, rest = found.groups()
    return ParsedNumber(text, int(number), (suffix or "").lower(), rest.strip(), sign == "-")


def format_number(number: int, suffix: str, symbol: str) -> str:
    """``5`` and ``QĐ-UBND`` as they are written: numbers below ten take a nought (Nghị định 30/2020/NĐ-CP, Phụ lục I).
    """
    head = f"{number:02d}{suffix}"
    return f"{head}/{symbol}" if symbol else head


def kind_of_symbol(parsed: ParsedNumber, shorts: Mapping[str, int]) -> int | None:
    """The kind that a symbol tells: ``QĐ-UBND`` by its first letters. ``shorts``: abbreviation → id of the kind, with
    ``""`` for công văn, which a symbol of a state body without any stands for.
    """
    symbol = _YEAR.sub("", parsed.symbol)
    first = re.split(r"[-/\s]", symbol, maxsplit=1)[0]
    if not first:
        return None
    if first in shorts:
        return shorts[first]
    # Typed without marks or in another case: only where one kind alone is meant ("QD", "TTR").
    alike = [pk for short, pk in shorts.items() if short and fold(short) == fold(first)]
    if len(alike) == 1:
        return alike[0]
    if alike or parsed.party or parsed.number is None:
        return None
    return shorts.get("")
