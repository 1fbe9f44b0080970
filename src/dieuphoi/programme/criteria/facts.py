"""Facts: what is known of one unit, as the engine takes it. No I/O here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from dieuphoi.programme.criteria.engine.verdicts import Verdict


class Choice(StrEnum):
    """A claim in words, as the commune typed it."""

    PASS = "Đạt"  # noqa: S105 - a word of the form, no password
    FAIL = "Không đạt"
    PRESENT = "Có"
    ABSENT = "Không"


class Origin(StrEnum):
    """Who decided a conclusion."""

    DEPARTMENT = "department"
    FILE = "file"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A verdict decided by people, with its document: by the owner department, with the facts' file, or
    imported."""

    verdict: Verdict
    document: str = ""
    origin: Origin = Origin.DEPARTMENT

    def __post_init__(self) -> None:
        if self.verdict is Verdict.UNDETERMINED:
            raise ValueError("a conclusion decides; it cannot be UNDETERMINED")


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure or claim of one indicator.

    ``value`` is in the indicator's unit (percent points for ``%``). ``numerator`` and ``denominator`` are
    kept
    as they are and compared exactly; zero is a value, ``None`` is none. ``part`` names the sex (nam, nữ), the
    tier or the quantity; ``year`` the year the figure is of; ``standard`` the standard it was measured by;
    ``applicable`` is ``None`` when nobody said. ``grade`` is the grade given (Khá, loại IV) where the row is graded.
    Where a row asks for several items, a conclusion with a ``part`` is of that item alone.
    """

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    part: str = ""
    year: int | None = None
    standard: str = ""
    applicable: bool | None = None
    choice: Choice | None = None
    conclusion: Conclusion | None = None
    grade: str = ""

    @property
    def has_figure(self) -> bool:
        """A number was given (0 is one)."""
        return self.value is not None or self.numerator is not None or self.denominator is not None

    @property
    def is_empty(self) -> bool:
        """Nothing was given at all: no figure, claim, conclusion or word on applicability."""
        return (
            not self.has_figure
            and self.choice is None
            and self.conclusion is None
            and self.applicable is None
            and not self.grade
        )


Facts = Mapping[str, Sequence[Fact]]
"""The facts of one unit by indicator code; the order of a code's facts means nothing."""


@dataclass(frozen=True, slots=True)
class Classification:
    """Where a commune stands on the day: region of the set, commune group, and its flags (codes of the
    data)."""

    region: str | None = None
    group: str | None = None
    flags: frozenset[str] = frozenset()

    def as_dict(self) -> dict[str, object]:
        """The JSON form."""
        return {"region": self.region, "group": self.group, "flags": sorted(self.flags)}


def facts_of(pairs: Iterable[tuple[str, Fact]]) -> dict[str, tuple[Fact, ...]]:
    """Group ``(code, fact)`` pairs by code."""
    grouped: dict[str, list[Fact]] = {}
    for code, fact in pairs:
        grouped.setdefault(code, []).append(fact)
    return {code: tuple(facts) for code, facts in grouped.items()}
