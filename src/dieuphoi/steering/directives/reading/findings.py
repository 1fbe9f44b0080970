"""What is handed between the parts of the reader before names are resolved. Every place counts characters of the
prepared text (:mod:`.prepare`)."""

from __future__ import annotations

from dataclasses import dataclass, field

from dieuphoi.steering.directives.reading.due import Found
from dieuphoi.steering.directives.reading.party import Party
from dieuphoi.steering.directives.reading.places import Named

Place = tuple[int, int]
"""Characters ``[start, end)`` of the prepared text."""


@dataclass(slots=True)
class Frame:
    """What stands above a paragraph and holds for it.

    ``mode``: ``open`` (a preamble, only orders count), ``demand``, or ``quiet`` (reports, aims, definitions).
    ``planned``: quiet, but in a plan ("Kinh phí", "Tài liệu"), where somebody may be told to do something by a day.
    ``receivers``: to whom a letter goes, who are asked where its order names nobody ("Văn phòng đề nghị:").
    ``from_heading``: the addressees stand in a heading, and not in a sentence that opens a list.
    """

    mode: str = "open"
    parties: list[Party] = field(default_factory=list)
    coordinating: tuple[Party, ...] = ()
    deadline: Found | None = None
    communes: list[Named] = field(default_factory=list)
    criteria: list[tuple[str, Named]] = field(default_factory=list)
    from_heading: bool = False
    planned: bool = False
    receivers: tuple[Party, ...] = ()


@dataclass(slots=True)
class Read:
    """A duty before its names are resolved. ``how``: the shape that found it (:mod:`.demands`), or ``table``."""

    clause: str
    start: int
    end: int
    parties: list[Party]
    coordinating: list[Party]
    verb: Place | None
    product: Place | None
    deadline: Found | None
    communes: list[Named]
    criteria: list[tuple[str, Named]]
    how: str
    faults: list[Found] = field(default_factory=list)


def places_of(parties: list[Party]) -> list[Named]:
    """The communes among the addressees."""
    return [Named(party.place, party.start, party.end) for party in parties if party.place]
