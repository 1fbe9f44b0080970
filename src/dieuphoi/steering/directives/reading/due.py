"""A deadline as it is found in words, which of several is a duty's own, and the patterns they are found by."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from dieuphoi.steering.directives.reading.values import DeadlineKind, Every, Since, WarningCode

OF_DAYS: Final = frozenset({DeadlineKind.DATE, DeadlineKind.RELATIVE, DeadlineKind.UNREADABLE})
"""Kinds of which a day can be made, or should have been."""


@dataclass(frozen=True, slots=True)
class Found:
    """A deadline at ``[start, end)`` of the text that was searched. ``fault``: what is wrong with it, in words.

    ``weight`` orders several deadlines of one duty: the heavier is the duty's own. ``counts`` is false where it is no
    deadline after all (a day that has passed), and only ``fault`` is told.
    """

    start: int
    end: int
    kind: DeadlineKind
    on: date | None = None
    every: tuple[Every, ...] = ()
    days: int | None = None
    working: bool = False
    since: Since | None = None
    why: str = ""
    fault: tuple[WarningCode, str] | None = None
    weight: int = 0
    counts: bool = True
    year_given: bool = True


def best_of(found: Iterable[Found]) -> Found | None:
    """The deadline of a duty among those in its words: the heaviest that counts, of equals the last."""
    counted = [each for each in found if each.counts]
    if not counted:
        return None
    periodic = [each for each in counted if each.kind is DeadlineKind.PERIODIC and each.weight >= 30]
    told = (DeadlineKind.PERIODIC, DeadlineKind.STANDING)
    if periodic and all(each.kind in told or not each.year_given for each in counted):
        counted = periodic  # "hằng năm công nhận … trước ngày 15/11"
    top = max(each.weight for each in counted)
    return [each for each in counted if each.weight == top][-1]


def shifted(found: Found, by: int) -> Found:
    """The same deadline, its place moved."""
    return replace(found, start=found.start + by, end=found.end + by)


def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern in which " " stands for the blanks between two words and "~" for blanks or none.

    Both are bounded, as every repetition of these patterns is, so that no text takes for ever.
    """
    return re.compile(pattern.replace(" ", r"[ \n\t]{1,4}").replace("~", r"[ \n\t]{0,3}"), flags)


def lowered(text: str) -> str:
    """Lower case of the same length, sign by sign."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(sign.lower()[:1] or sign for sign in text)
