"""Of which record above a document is the letter: a notice is that of a meeting, and its clauses are the meeting's
conclusions. The packages above register once how that is found (``config`` calls it); nothing is imported upwards.

Such a clause has one home: what was given, or was decided to be no task, where the conclusions stand is not given a
second time from the paper, and what is given from the paper is known up there in the same act.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.kernel.text import tidy

OPEN, GIVEN, DROPPED = "OPEN", "GIVEN", "DROPPED"


@dataclass(frozen=True, slots=True)
class OriginClause:
    """An item of the record above. ``standing``: OPEN, GIVEN, DROPPED (``reason``); ``tasks`` are those that the actor
    sees. ``here``: what was given of it was given from this very document.
    """

    id: int
    number: int
    words: str
    standing: str
    reason: str = ""
    tasks: tuple[Any, ...] = ()
    here: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """The record of which a document is the letter. ``title`` names it in a sentence, ``url`` is empty where the actor
    does not see it; ``may_give`` answers whether the actor may give its items; ``key`` is the keeper's own.
    """

    key: int
    title: str
    url: str
    may_give: Answer
    clauses: tuple[OriginClause, ...]
    keeper: OriginKeeper

    @property
    def given(self) -> int:
        """How many of its items were given, wherever."""
        return sum(each.standing == GIVEN for each in self.clauses)


class OriginKeeper(Protocol):
    """What a package above registers."""

    def origin_of(self, actor: Actor, document_id: int, *, lock: bool) -> Origin | None:
        """The record of which the document is the letter; ``lock`` holds it until the act is over."""

    def took(self, origin: Origin, pairs: Sequence[tuple[int, int]], now: datetime) -> None:
        """Tasks were given from the document: ``(item, task)``. Called inside the act."""


_keepers: Final[list[OriginKeeper]] = []


def register_origin(keeper: OriginKeeper) -> None:
    """Make a kind of record known, once."""
    if keeper in _keepers:
        raise ValueError(f"origin {keeper!r} is registered twice")
    _keepers.append(keeper)


def origin_of(actor: Actor, document_id: int, *, lock: bool = False) -> Origin | None:
    """The record of which a document is the letter; of most documents there is none. One query for each kind."""
    for keeper in _keepers:
        if (found := keeper.origin_of(actor, document_id, lock=lock)) is not None:
            return found
    return None


@dataclass(slots=True)
class Placed:
    """The items of a record, as they stand in one text of its letter."""

    origin: Origin
    text: str
    spans: list[tuple[int, int, OriginClause]] = field(init=False)

    def __post_init__(self) -> None:
        plain, at = squeezed(self.text)
        self.spans = []
        for clause in self.origin.clauses:
            words, start = tidy(clause.words), 0
            while words and (start := plain.find(words, start)) >= 0:
                self.spans.append((at[start], at[start + len(words) - 1] + 1, clause))
                start += len(words)

    def of(self, start: int, end: int) -> tuple[OriginClause, ...]:
        """The items whose words stand, wholly or in part, at ``[start, end)`` of the text; where the letter words them
        otherwise, those of which one contains the other.
        """
        met = [clause for first, last, clause in self.spans if first < end and start < last]
        if not met:
            said = tidy(self.text[start:end]).casefold()
            known = [(clause, tidy(clause.words).casefold()) for clause in self.origin.clauses]
            met = [clause for clause, words in known if said and (said in words or words in said)]
        return tuple({clause.id: clause for clause in met}.values())

    def why_not(self, met: Sequence[OriginClause]) -> str:
        """Why a clause that is these items is not given from the letter, in words that say where it stands; nothing
        where it may be given.
        """
        record = self.origin.title
        given = [each for each in met if each.standing == GIVEN and not each.here]
        if given:
            codes = [task.code for each in given for task in each.tasks]
            words = (
                _("Mục %(numbers)s đã được giao ở %(record)s: nhiệm vụ %(tasks)s. Không giao lần thứ hai.")
                if codes
                else _("Mục %(numbers)s đã được giao ở %(record)s. Không giao lần thứ hai.")
            )
            return words % {"numbers": _numbers(given), "record": record, "tasks": ", ".join(codes)}
        dropped = [each for each in met if each.standing == DROPPED]
        if dropped:
            return _(
                "Mục %(numbers)s đã được ghi là không giao nhiệm vụ ở %(record)s: %(reason)s."
                " Muốn giao, hãy bỏ ghi ở đó."
            ) % {"numbers": _numbers(dropped), "record": record, "reason": "; ".join(each.reason for each in dropped)}
        if len(met) > 1:
            return _("Đoạn này gồm nhiều mục (%(numbers)s) của %(record)s: hãy giao từng mục.") % {
                "numbers": _numbers(met), "record": record,
            }  # fmt: skip
        if not met:
            return _(
                "Đoạn này không thuộc mục nào của %(record)s. Từ thông báo chỉ giao các mục đã duyệt;"
                " việc khác hãy giao ở trang Nhiệm vụ."
            ) % {"record": record}
        return ""


def squeezed(text: str) -> tuple[str, list[int]]:
    """A text with its blanks squeezed to one, and the place of every character of it."""
    signs: list[str] = []
    at: list[int] = []
    for place, sign in enumerate(text):
        if not sign.isspace():
            signs.append(sign)
            at.append(place)
        elif signs and signs[-1] != " ":
            signs.append(" ")
            at.append(place)
    return "".join(signs), at


def _numbers(clauses: Iterable[OriginClause]) -> str:
    return ", ".join(str(each.number) for each in clauses)
