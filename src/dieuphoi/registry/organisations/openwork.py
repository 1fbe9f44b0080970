"""What a person or a body has in hand, told by the packages above: each registers a finder once (``config`` calls it).

A finder is asked when a post ends, when an account closes and when a handover is filled; a mover, where a package has
one, is asked when people go to another room and their open work goes with them (S0-24). Nothing is imported upwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.register.tables import Words


@dataclass(frozen=True, slots=True)
class OpenWork:
    """One thing in hand. ``kind`` is an item kind of handovers (``work``, ``document``, ``account`` …)."""

    id: int
    title: str
    url: str = ""
    kind: str = "work"
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose work is asked for: a person, or a body (then ``person_id`` is empty)."""

    person_id: int | None = None
    org_id: int | None = None


Finder = Callable[[Actor, Holder, date], Sequence[OpenWork]]
"""``(actor, holder, day) → what they hold on that day``, within the actor's scope."""
Mover = Callable[..., int]
"""``mover(actor=…, person_id=…, from_org=…, to_org=…, on=…, now=…) → how many records went along``."""


@dataclass(frozen=True, slots=True)
class Source:
    """One package's finder, and its mover if it has one."""

    name: str
    label: Words
    finder: Finder
    mover: Mover | None = None


_sources: Final[dict[str, Source]] = {}


def register_open_work(name: str, label: Words, finder: Finder, *, mover: Mover | None = None) -> None:
    """Make a kind of open work known. The same name again replaces nothing: raises ``ValueError``."""
    if name in _sources:
        raise ValueError(f"open work {name!r} is registered twice")
    _sources[name] = Source(name, label, finder, mover)


def unregister_open_work(name: str) -> None:
    """Forget a kind of open work (tests register their own)."""
    _sources.pop(name, None)


def sources() -> list[Source]:
    """All kinds of open work, in the order of registration."""
    return list(_sources.values())


def open_work_of(actor: Actor, holder: Holder, day: date) -> list[tuple[Source, list[OpenWork]]]:
    """What a person or body holds on ``day``, by kind; kinds without any are left out."""
    found = [(source, list(source.finder(actor, holder, day))) for source in sources()]
    return [(source, items) for source, items in found if items]


def work_moved(
    *, actor: Actor, person_id: int, from_org: int, to_org: int, on: date, now: datetime
) -> dict[str, int]:
    """A person went from one room to another: every mover takes their open work along. ``{source: how many}``."""
    moved = {}
    for source in sources():
        if source.mover is not None:
            moved[source.name] = source.mover(
                actor=actor, person_id=person_id, from_org=from_org, to_org=to_org, on=on, now=now
            )
    return {name: count for name, count in moved.items() if count}
