"""What happened, told upwards: an act of a lower package announces it, packages above hear it in the same transaction.

A package tells people by ``core.notify``, but *whom* is known only to ``registry.access``, which stands above the
registers: they :func:`announce`, and ``config`` lets the packages above :func:`hear`. Nothing is imported upwards. What
a hearer writes belongs to the act: it vanishes with it, also in a dry run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Final

from dieuphoi.core.kernel.actor import Actor

Hearer = Callable[..., None]
"""``hearer(actor, now, **data)``: the data are those of the event, ids and short words."""

ManyHearer = Callable[[Actor, datetime, list[dict[str, Any]]], None]
"""``hearer(actor, now, [data, …])``"""

_hearers: Final[dict[str, list[Hearer]]] = {}


def hear(event: str, hearer: Hearer) -> None:
    """Have ``hearer`` called at each ``event`` (``area.what``). The same hearer twice is heard once."""
    there = _hearers.setdefault(event, [])
    if hearer not in there:
        there.append(hearer)


def unhear(event: str, hearer: Hearer) -> None:
    """Call it no more (tests register their own)."""
    _hearers[event].remove(hearer)


def heard() -> frozenset[str]:
    """The events that somebody hears."""
    return frozenset(event for table in (_hearers, _together) for event, hearers in table.items() if hearers)


_gathering: ContextVar[list[tuple[Actor, str, datetime, dict[str, Any]]] | None] = ContextVar(
    "dieuphoi_announced", default=None
)
_together: Final[dict[str, list[ManyHearer]]] = {}


def hear_many(event: str, hearer: ManyHearer) -> None:
    """As :func:`hear`, for a hearer that takes all of one act at once: ``hearer(actor, now, [data, …])``."""
    there = _together.setdefault(event, [])
    if hearer not in there:
        there.append(hearer)


@contextmanager
def gathered() -> Iterator[None]:
    """Events that acts of the block announce row by row reach the hearers of many at its end, once for all."""
    if _gathering.get() is not None:
        yield
        return
    waiting: list[tuple[Actor, str, datetime, dict[str, Any]]] = []
    token = _gathering.set(waiting)
    try:
        yield
    finally:
        _gathering.reset(token)
    groups: dict[tuple[int, str, datetime], tuple[Actor, list[dict[str, Any]]]] = {}
    for actor, event, now, data in waiting:
        groups.setdefault((actor.id, event, now), (actor, []))[1].append(data)
    for (_id, event, now), (actor, rows) in groups.items():
        for hearer in _together[event]:
            hearer(actor, now, rows)


def announce(actor: Actor, event: str, now: datetime, **data: Any) -> None:
    """Tell that ``event`` happened; call it inside the act, once for all its rows. Without a hearer nothing is done.

    An error of a hearer ends the act: what cannot be told is not done.
    """
    for hearer in _hearers.get(event, ()):
        hearer(actor, now, **data)
    if event in _together:
        if (waiting := _gathering.get()) is not None:
            waiting.append((actor, event, now, data))
            return
        for many in _together[event]:
            many(actor, now, [data])
