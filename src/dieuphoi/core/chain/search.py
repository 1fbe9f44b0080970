"""Search over every kind of record that can be found, within the actor's scope."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dieuphoi.core.chain.registry import Hit, Kind, kinds
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.text import fold


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
    ways = [text for text in dict.fromkeys(" ".join(each.split()) for each in typed) if fold(text)]
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


def _best(hits: Sequence[Hit]) -> list[Hit]:
    """Each address once, best rank first; equals stay as the kind gave them."""
    by_url: dict[str, Hit] = {}
    for hit in hits:
        there = by_url.get(hit.url)
        if there is None or hit.rank < there.rank:
            by_url[hit.url] = hit
    return sorted(by_url.values(), key=lambda hit: hit.rank)
