"""Kinds of work that waits for somebody, as "my work" tells it: what each looks like and what its number counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

SHOWN: Final = 5
"""So many lines of one kind stand on "my work"; the rest becomes one line."""


@dataclass(frozen=True, slots=True)
class WorkKind:
    """One kind of work. No line of "my work" exists without one, so a kind cannot lack its sign or its words.

    ``key`` names it in addresses; ``mark`` is the name of an icon; ``unit`` says what the number of a line counts
    ("phiếu"); ``name`` is the heading over all lines of the kind. The words are lazy translations.
    """

    key: str
    mark: str
    unit: Any
    name: Any


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be done of a line without opening it: ``words`` on a button that posts ``data`` to a route
    ``(name, its ids)``; with no data a link that opens the form there.
    """

    words: str
    route: tuple[str, tuple[int, ...]]
    data: tuple[tuple[str, str], ...] = ()
