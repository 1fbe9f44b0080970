r"""What a person types into a search or a filter, and the texts that hold it: one mechanism for every kind of record.

Vietnamese is written in syllables, so text is compared by whole syllables, without marks: "thuong son" holds "Thượng
Sơn" and neither "Thường Sơna" nor, for "an", the inside of "Thanh". Only the last syllable may be begun, for people
type on. Figures and numbers of documents follow the same rule: they are found from where they begin ("98001",
"4393/UBND"), never from their middle. Every other sign – ``%``, ``_``, ``\``, ``/``, a dash – only parts syllables.

The patterns are the same text for PostgreSQL and for Python: what :meth:`Sought.fits` and :meth:`Sought.nearness` say
in a query, :meth:`Sought.held_by` and :meth:`Sought.rank` say of texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Final

from django.db.models import Case, IntegerField, Q, Value, When

from dieuphoi.core.kernel.text import fold, tidy

MOST: Final = 16
"""Syllables that are looked for; what is typed beyond them is left out."""

_IN: Final = r"A-Za-z0-9\u00c0-\u1fff\u2c00-\ud7ff"
"""What syllables and figures are made of: figures, Latin letters and those of other scripts; no sign is."""
_GAP: Final = f"[^{_IN}]"
_SYLLABLE: Final = re.compile(f"[{_IN}]+")


class Rank(IntEnum):
    """How well a record fits what was typed; the least is the best."""

    EXACT = 0
    """The very text, with its marks."""
    MARKED = 1
    """Its syllables as they were typed, with their marks, next to each other."""
    PLAIN = 2
    """The same without regard to marks."""
    BEGUN = 3
    """The last syllable is only begun."""
    FORMER = 4
    """Under a name that no longer holds."""
    SCATTERED = 5
    """All syllables are there, apart or in another order."""
    IN_A_FILE = 6
    """In the text of a file."""


@dataclass(frozen=True)
class Sought:
    """What was typed, as syllables. False when it holds none: then it fits nothing.

    ``front`` are words in front of names which the records carry and people leave out ("Xã", "Thị trấn"): "thượng sơn"
    then is the whole of "Xã Thượng Sơn".
    """

    marked: tuple[str, ...]
    front: tuple[str, ...] = ()

    @classmethod
    def of(cls, typed: str, *, front: Iterable[str] = ()) -> Sought:
        return cls(tuple(_SYLLABLE.findall(tidy(typed).lower())[:MOST]), tuple(front))

    def __bool__(self) -> bool:
        return bool(self.plain)

    @cached_property
    def plain(self) -> tuple[str, ...]:
        """The syllables without marks."""
        return tuple(each for each in map(fold, self.marked) if each)

    @cached_property
    def has_front(self) -> bool:
        """Whether the first of what was typed is a word in front of a name, with more after it."""
        ways = [_SYLLABLE.findall(fold(word)) for word in self.front]
        return any(len(way) < len(self.plain) and list(self.plain[: len(way)]) == way for way in ways)

    def fits(self, *folded: str) -> Q:
        """Condition: every syllable stands in one of these columns (folded ones) or annotations, the last one perhaps
        only begun. The nearest come first in the order of :meth:`nearness`.
        """
        if not self or not folded:
            return Q(pk__in=[])
        found = Q()
        for pattern in self._each:
            found &= _any(folded, pattern)
        return found

    def fits_as_typed(self, folded: str, raw: str) -> Q:
        """As :meth:`fits`, and a syllable that was typed with marks stands with these in ``raw``."""
        found = self.fits(folded)
        for number, syllable in enumerate(self.marked, start=1):
            if syllable != fold(syllable):
                end = "" if number == len(self.marked) else f"({_GAP}|$)"
                found &= Q(**{f"{raw}__regex": f"(^|{_GAP}){_any_case(syllable)}{end}"})
        return found

    def nearness(self, folded: Sequence[str], raw: Sequence[str] = ()) -> Case:
        """Number to order by, of rows that fit: the nearest is the least. ``raw`` are the columns with their marks."""
        steps = [When(_any(columns, pattern), then=Value(step)) for step, _rank, columns, pattern in
                 ((step, rank, raw if marked else folded, pattern) for step, rank, marked, pattern in self._steps)
                 if columns]  # fmt: skip
        return Case(*steps, default=Value(len(self._steps)), output_field=IntegerField())

    def held_by(self, *texts: str) -> bool:
        """Whether these texts together hold every syllable: what :meth:`fits` says in a query."""
        plain = [fold(text) for text in texts]
        return bool(self) and all(any(re.search(each, text) for text in plain) for each in self._each)

    def rank(self, *texts: str) -> Rank:
        """How near the nearest of the texts is: those of a record that fits."""
        plain, whole = [fold(text) for text in texts], [tidy(text) for text in texts]
        for _step, rank, marked, pattern in self._steps:
            if any(re.search(pattern, text) for text in (whole if marked else plain)):
                return rank
        return Rank.SCATTERED

    def step_rank(self, step: int) -> Rank:
        """What a number of :meth:`nearness` means."""
        return self._steps[step][1] if step < len(self._steps) else Rank.SCATTERED

    @cached_property
    def _each(self) -> tuple[str, ...]:
        """A pattern for every syllable, the last one begun."""
        *before, last = self.plain
        whole = [f"(^|{_GAP}){each}({_GAP}|$)" for each in dict.fromkeys(before)]
        return (*whole, f"(^|{_GAP}){last}")

    @cached_property
    def _steps(self) -> tuple[tuple[int, Rank, bool, str], ...]:
        """``(step, rank, with marks, pattern)``, the nearest first."""
        if not self:
            return ()
        steps: list[tuple[int, Rank, bool, str]] = []
        marks = (_phrase(map(_any_case, self.marked)), _starts(map(_in_any_case, self.front)))
        bare = (_phrase(self.plain), _starts(map(_words, map(fold, self.front))))
        end = f"({_GAP}|$)"
        for rank, marked, form in (
            (Rank.EXACT, True, "{starts}{phrase}{gap}*$"),
            (Rank.MARKED, True, "{starts}{phrase}{end}"),
            (Rank.MARKED, True, "{within}{phrase}{end}"),
            (Rank.PLAIN, False, "{starts}{phrase}{gap}*$"),
            (Rank.PLAIN, False, "{starts}{phrase}{end}"),
            (Rank.PLAIN, False, "{within}{phrase}{end}"),
            (Rank.BEGUN, True, "{starts}{phrase}"),
            (Rank.BEGUN, True, "{within}{phrase}"),
            (Rank.BEGUN, False, "{starts}{phrase}"),
            (Rank.BEGUN, False, "{within}{phrase}"),
        ):
            phrase, starts = marks if marked else bare
            pattern = form.format(starts=starts, phrase=phrase, end=end, gap=_GAP, within=f"(^|{_GAP})")
            steps.append((len(steps), rank, marked, pattern))
        return tuple(steps)


def _any(columns: Iterable[str], pattern: str) -> Q:
    found = Q()
    for column in columns:
        found |= Q(**{f"{column}__regex": pattern})
    return found


def _phrase(syllables: Iterable[str]) -> str:
    return f"{_GAP}+".join(syllables)


def _words(text: str) -> str:
    return _phrase(_SYLLABLE.findall(text))


def _in_any_case(text: str) -> str:
    return _phrase(_any_case(each) for each in _SYLLABLE.findall(tidy(text).lower()))


def _starts(front: Iterable[str]) -> str:
    words = "|".join(front)
    return f"^{_GAP}*(({words}){_GAP}+)?" if words else f"^{_GAP}*"


def _any_case(syllable: str) -> str:
    """The syllable in small or capital letters, whatever the locale of the server knows of them."""
    return "".join(sign if sign == (big := sign.upper()) or len(big) > 1 else f"[{sign}{big}]" for sign in syllable)
