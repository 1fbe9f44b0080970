"""The places that have templates of their own. Core knows no province: ``config`` says which ones an actor reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dieuphoi.core.kernel.actor import Actor

Finder = Callable[[Actor, date], list[tuple[int, str]]]
_finder: Finder | None = None


def set_places(finder: Finder) -> None:
    """``(actor, day) -> [(id, name)]``: the provinces that the actor reads whole, in their order."""
    global _finder
    _finder = finder


def places_of(actor: Actor, day: date) -> list[tuple[int, str]]:
    return [] if _finder is None else _finder(actor, day)
