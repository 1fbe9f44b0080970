"""How alike two lines of Vietnamese are, and from what share on one of them may be the other, typed twice.

Text is compared by whole syllables without marks, for that is how people type one thing in two ways: with or without
marks, in another order, with a word more. Figures weigh otherwise: "tháng 5" and "tháng 6" are two things, however
alike the rest is. The rules are data of the packages that ask. No database.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from dieuphoi.core.kernel.calendar import entry_faults, is_day, mapping_of, text_faults
from dieuphoi.core.kernel.text import fold

_SYLLABLE: Final = re.compile(r"[0-9a-z]+")
_FIGURE: Final = re.compile(r"[0-9]+")
_LEADS: Final = re.compile(r"^(?:v/v|vv|ve viec)[ :.]+")
"""What people put in front of a summary, or leave out: it tells nothing apart."""


@dataclass(frozen=True, slots=True)
class LikenessRule:
    """From ``from_on`` on, lines whose likeness is at least ``percent`` may be one thing."""

    from_on: date
    percent: int
    source: str


def syllables(text: str) -> list[str]:
    """The syllables and figures of a line, without marks, in the order in which they stand."""
    return _SYLLABLE.findall(_LEADS.sub("", fold(text)))


def likeness(one: str, other: str) -> int:
    """How much of two lines is the same, in percent: twice their common syllables by all of both (Dice). 0 where each
    names a figure that the other lacks, and where one of them holds nothing.
    """
    (here, figures), (there, others) = _counted(one), _counted(other)
    if not here or not there or (figures - others and others - figures):
        return 0
    return 200 * (here & there).total() // (here.total() + there.total())


@lru_cache(maxsize=8192)
def _counted(text: str) -> tuple[Counter[str], frozenset[str]]:
    """The syllables of a line, each with how often it stands there, and its figures."""
    found = syllables(text)
    return Counter(found), frozenset(each.lstrip("0") for each in found if _FIGURE.fullmatch(each))


def percent_on(rules: Sequence[LikenessRule], day: date) -> int | None:
    """From what likeness on lines may be one thing, by the rule that holds on ``day``; ``None`` before the first one.
    ``rules`` are in the order of their days.
    """
    found = None
    for rule in rules:
        if rule.from_on <= day:
            found = rule.percent
    return found


def read_likeness_rules(text: str) -> tuple[LikenessRule, ...]:
    """Rules from YAML ``likely_doubles: [{from, percent, source}, …]``, oldest first.

    Raises ``ValueError`` with every fault at once: no entry, a missing or unknown key, a day that is none, a share that
    is no whole number from 1 to 100, an empty source, days that do not ascend.
    """
    entries = mapping_of(text, "likely_doubles").get("likely_doubles")
    if not isinstance(entries, list) or not entries:
        raise ValueError("likely_doubles: a list of at least one entry is needed")
    faults: list[str] = []
    rules: list[LikenessRule] = []
    for number, entry in enumerate(entries, 1):
        place = f"likely_doubles, entry {number}"
        found = entry_faults(entry, ("from", "percent", "source"), place)
        if not found:
            if not is_day(entry["from"]):
                found.append(f"{place}: from is no date: {entry['from']!r}")
            elif rules and entry["from"] <= rules[-1].from_on:
                found.append(f"{place}: from {entry['from']} is not after the entry before")
            # In YAML "yes" is a bool, and a bool is an int.
            if type(entry["percent"]) is not int or not 0 < entry["percent"] <= 100:
                found.append(f"{place}: percent is no whole number from 1 to 100: {entry['percent']!r}")
            found += text_faults(entry, ("source",), place)
        if found:
            faults += found
        else:
            rules.append(LikenessRule(entry["from"], entry["percent"], entry["source"].strip()))
    if faults:
        raise ValueError("; ".join(faults))
    return tuple(rules)
