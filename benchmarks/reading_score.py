"""How a reading is scored against labels: pure functions over plain duties, tested by hand-made cases.

A predicted duty may match a labelled one when their spans overlap by at least half of the shorter one; the matching is
one to one and as large as can be, of equal ones the one that overlaps most. Duties are scored on all documents, fields
on matched duties only. Agencies, verbs and products are compared folded, lists as sets of folded names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from dieuphoi.core.kernel.text import fold, nfc

FIELDS = ("lead", "addressees", "coordinating", "verb", "product", "product_head", "deadline", "date")
"""What is scored on matched duties. ``deadline`` is its kind, ``date`` the last day of those of kind DATE;
``product_head`` counts a product as right when one of the two phrases begins with the other."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A duty as it is scored, labelled or predicted: ``[start, end)`` in the text."""

    start: int
    end: int
    lead: str = ""
    addressees: frozenset[str] = frozenset()
    coordinating: frozenset[str] = frozenset()
    verb: str = ""
    product: str = ""
    deadline: str = ""
    on: date | None = None


@dataclass(slots=True)
class Tally:
    """Right, predicted and labelled, summed; precision and recall of nothing at all are 1."""

    right: int = 0
    predicted: int = 0
    labelled: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.labelled if self.labelled else 1.0

    def add(self, right: int, predicted: int, labelled: int) -> None:
        self.right += right
        self.predicted += predicted
        self.labelled += labelled


@dataclass(slots=True)
class Score:
    """The tallies of all documents."""

    duties: Tally = field(default_factory=Tally)
    fields: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in FIELDS})
    explicit_dates: Tally = field(default_factory=Tally)
    """Deadlines of kind DATE over all duties: found at all, and with the right day."""


def may_match(one: Plain, other: Plain) -> int:
    """How many characters overlap when it is at least half of the shorter one, else 0."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    shorter = min(one.end - one.start, other.end - other.start)
    return shared if shared > 0 and 2 * shared >= shorter else 0


def match(labelled: Sequence[Plain], predicted: Sequence[Plain]) -> list[tuple[int, int]]:
    """Pairs (labelled, predicted), as many as can be, each duty in one pair at most."""
    choices = {
        place: sorted(
            (other for other in range(len(predicted)) if may_match(one, predicted[other])),
            key=lambda other, one=one: -may_match(one, predicted[other]),  # type: ignore[misc]
        )
        for place, one in enumerate(labelled)
    }
    taken: dict[int, int] = {}

    def place_for(wanting: int, seen: set[int]) -> bool:
        for other in choices[wanting]:
            if other in seen:
                continue
            seen.add(other)
            if other not in taken or place_for(taken[other], seen):
                taken[other] = wanting
                return True
        return False

    for place in sorted(choices, key=lambda each: len(choices[each])):
        place_for(place, set())
    return sorted((wanting, other) for other, wanting in taken.items())


def score(documents: Iterable[tuple[Sequence[Plain], Sequence[Plain]]]) -> Score:
    """Score pairs of (labelled, predicted) duties, one pair a document."""
    total = Score()
    for labelled, predicted in documents:
        pairs = match(labelled, predicted)
        total.duties.add(len(pairs), len(predicted), len(labelled))
        dated = 0
        for place, other in pairs:
            mine, theirs = labelled[place], predicted[other]
            for name in FIELDS:
                total.fields[name].add(*_compare(name, mine, theirs))
            dated += mine.on is not None and mine.on == theirs.on
        total.explicit_dates.add(
            dated, sum(each.on is not None for each in predicted), sum(each.on is not None for each in labelled)
        )
    return total


def _compare(name: str, mine: Plain, theirs: Plain) -> tuple[int, int, int]:
    if name in ("addressees", "coordinating"):
        wanted: frozenset[str] = getattr(mine, name)
        given: frozenset[str] = getattr(theirs, name)
        return len(wanted & given), len(given), len(wanted)
    if name == "date":
        return int(mine.on is not None and mine.on == theirs.on), int(theirs.on is not None), int(mine.on is not None)
    if name == "product_head":
        one, other = mine.product, theirs.product
        near = bool(one and other) and (one.startswith(other) or other.startswith(one))
        return int(near), int(bool(other)), int(bool(one))
    one, other = getattr(mine, name), getattr(theirs, name)
    return int(bool(one) and one == other), int(bool(other)), int(bool(one))


# ---- labelled documents


@dataclass(frozen=True, slots=True)
class Labelled:
    """A labelled document as it lies in its file."""

    id: str
    issued_on: date
    text: str
    duties: tuple[dict[str, Any], ...]


def load(folder: Path) -> list[Labelled]:
    """The documents of a folder, by name. Raises ``ValueError`` for a quote that does not stand in its text."""
    found = []
    for path in sorted(folder.glob("*.yaml")):
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
        document = Labelled(given["id"], given["issued_on"], given["text"], tuple(given["duties"]))
        plain_labels(document)
        found.append(document)
    return found


def plain_labels(document: Labelled) -> list[Plain]:
    """The labelled duties as they are scored. A quote that stands in the text more than once is taken in order."""
    found = []
    at: Counter[str] = Counter()
    for duty in document.duties:
        quote = duty["quote"]
        start = document.text.find(quote, at[quote])
        if start < 0:
            raise ValueError(f"{document.id}: not in the text: {quote[:60]!r}")
        at[quote] = start + 1
        deadline = duty.get("deadline") or {}
        found.append(
            Plain(
                start,
                start + len(quote),
                folded(duty.get("lead")),
                frozenset(map(folded, duty.get("addressees") or ())),
                frozenset(map(folded, duty.get("coordinating") or ())),
                folded(duty.get("verb")),
                folded(duty.get("product")),
                deadline.get("kind", ""),
                deadline.get("on") if deadline.get("kind") == "DATE" else None,
            )
        )
    return found


def folded(words: str | None) -> str:
    """Folded, blanks squeezed, empty for nothing."""
    return fold(nfc(words)) if words else ""
