"""What happened, told upwards: an act of a lower package announces it, packages above hear it in the same transaction.

A package tells people by ``core.notify``, but *whom* is known only to ``registry.access``, which stands above the
registers: they :func:`announce`, and ``config`` lets the packages above :func:`hear`. Nothing is imported upwards. What
a hearer writes belongs to the act: it vanishes with it, also in a dry run.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from dieuphoi.core.kernel.actor import Actor

Hearer = Callable[..., None]
"""``hearer(actor, now, **data)``: the data are those of the event, ids and short words."""

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
    return frozenset(event for event, hearers in _hearers.items() if hearers)


def announce(actor: Actor, event: str, now: datetime, **data: Any) -> None:
    """Tell that ``event`` happened; call it inside the act, once for all its rows. Without a hearer nothing is done.

    An error of a hearer ends the act: what cannot be told is not done.
    """
    for hearer in _hearers.get(event, ()):
        hearer(actor, now, **data)
