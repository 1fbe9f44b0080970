"""What somebody who leaves still has in hand: asked of those that know, shown before the account closes (fault 15).

``config`` wires the finder (``registry.organisations`` keeps the register of open work); without one nothing is listed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from dieuphoi.core.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One thing in hand, in words, with where it is."""

    kind: str
    title: str
    url: str = ""


Finder = Callable[[Actor, int, date], Sequence[OpenItem]]
"""``(actor, person_id, day) → what that person has in hand``, within the actor's scope."""

_finder: Finder | None = None


def set_open_work(finder: Finder | None) -> None:
    """Tell how open work is found. Called once by ``config``."""
    global _finder
    _finder = finder


def open_work(actor: Actor, person_id: int, day: date) -> list[OpenItem]:
    """What a person has in hand on a day."""
    return [] if _finder is None else list(_finder(actor, person_id, day))
