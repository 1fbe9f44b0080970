"""What offices write in short: a search for "Sở NN&PTNT" or "UBND" also finds the words it stands for."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from dieuphoi.core.kernel.text import fold

_DATA: Final = Path(__file__).parent / "data" / "abbreviations.yaml"
_WORD: Final = re.compile(r"[^\s,;()]+(?:,[^\s,;()]+)*")
MOST_WAYS: Final = 4
"""Ways to type one thing that are looked for: each costs a query of every kind."""


@cache
def abbreviations() -> dict[str, tuple[str, ...]]:
    """The table, by the folded short form. Raises ``ValueError`` for one that is no text or stands for nothing."""
    table = yaml.safe_load(_DATA.read_text(encoding="utf-8"))["abbreviations"]
    known: dict[str, tuple[str, ...]] = {}
    for short, stands_for in table.items():
        if not isinstance(short, str) or not stands_for or not all(isinstance(each, str) for each in stands_for):
            raise ValueError(f"{_DATA.name}: {short!r}")
        known[fold(short)] = tuple(stands_for)
    return known


def ways_to_say(typed: str) -> list[str]:
    """The text, and the text with its abbreviations spelled out: ``"Sở NN&MT"`` is also "Sở Nông nghiệp và Môi trường".

    At most :data:`MOST_WAYS`, the typed one first.
    """
    ways = [typed]
    for word in _WORD.findall(typed):
        for stands_for in abbreviations().get(fold(word), ()):
            ways += [way.replace(word, stands_for) for way in ways if word in way][:MOST_WAYS]
    return list(dict.fromkeys(ways))[:MOST_WAYS]
