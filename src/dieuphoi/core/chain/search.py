"""Search over every kind of record that can be found, within the actor's scope."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import Combinable

from dieuphoi.core.chain.registry import Hit, Kind, kinds
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.matching import Sought


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one kind, best first. ``more``: there are others beyond the limit."""

    kind: Kind
    hits: tuple[Hit, ...]
    more: bool


def searchable() -> list[Kind]:
    """The kinds that can be found."""
    return [kind for kind in kinds() if kind.find is not None]


def search_all(
    actor: Actor, typed: Iterable[str], day: date, *, only: str = "", limit: int = 6
) -> list[Found]:
    """What fits any of the ways to type the same thing, kind by kind, the kind with the best hit first.

    ``typed`` are the text itself and what its abbreviations stand for; ``only`` is the key of one kind. An address is
    named once, with its best rank. Signed out finds nothing.
    """
    ways = [text for text in dict.fromkeys(" ".join(each.split()) for each in typed) if Sought.of(text)]
    if not actor.is_authenticated or not ways:
        return []
    found = []
    for kind in searchable():
        if only and kind.key != only:
            continue
        hits = _best([hit for way in ways for hit in kind.find(actor, way, day, limit + 1)])  # type: ignore[misc]
        if hits:
            found.append(Found(kind, tuple(hits[:limit]), len(hits) > limit))
    return sorted(found, key=lambda each: each.hits[0].rank)


def nearest(
    rows: QuerySet[Any],
    sought: Sought,
    *,
    folded: Sequence[str],
    raw: Sequence[str] = (),
    order: Sequence[str | Combinable] = (),
) -> QuerySet[Any]:
    """The rows that fit, the nearest first and among equals in ``order``; for the caller to cut.

    ``folded`` are columns without marks, ``raw`` the same with them. One query: rows in which the syllables are apart
    come last, so that a cut leaves them out where there are enough near ones.
    """
    return rows.filter(sought.fits(*folded)).order_by(sought.nearness(folded, raw), *order)


def _best(hits: Sequence[Hit]) -> list[Hit]:
    """Each address once, best rank first; equals stay as the kind gave them."""
    by_url: dict[str, Hit] = {}
    for hit in hits:
        there = by_url.get(hit.url)
        if there is None or hit.rank < there.rank:
            by_url[hit.url] = hit
    return sorted(by_url.values(), key=lambda hit: hit.rank)
