"""What a file would write: its recognitions, and the later decisions about recognitions."""

from __future__ import annotations

from dataclasses import dataclass, field

from dieuphoi.programme.recognition.services import NewDecision, NewRecognition
from dieuphoi.registry.territory.selectors import UnitRow


@dataclass(slots=True)
class Planned:
    """One recognition of the file: ``root`` of the chain that it corrects, or that says it already."""

    row: int
    unit: UnitRow
    new: NewRecognition
    root: int | None = None
    writes: bool = True


@dataclass(slots=True)
class Later:
    """An acknowledgement or revocation: of a chain that is there (``root``) or of a row of this file (``planned``)."""

    row: int
    event: str
    new: NewDecision
    root: int | None = None
    planned: Planned | None = None
    writes: bool = True


@dataclass(slots=True)
class Plan:
    recognitions: list[Planned] = field(default_factory=list)
    later: list[Later] = field(default_factory=list)
