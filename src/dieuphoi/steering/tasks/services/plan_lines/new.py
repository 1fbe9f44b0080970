"""What a person says of a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dieuphoi.core.kernel.numbers import format_money

STEP: Final = 10
"""Between the places of two lines: one that comes between them moves no other."""
MOST_BUDGETS: Final = 12
BATCH: Final = 2_000


@dataclass(frozen=True, slots=True)
class NewLine:
    """One line. ``place`` is where it stands in its group, from 1; nothing: at the end, or where it is."""

    text: str
    product: str = ""
    group_id: int | None = None
    lead_org_id: int | None = None
    coordinating: tuple[int, ...] = ()
    person_id: int | None = None
    timing: str = ""
    is_key: bool = False
    note: str = ""
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """Money of a line: whole đồng."""

    source: str
    amount: int
    year: int

    def __str__(self) -> str:
        return f"{self.source} {self.year}: {format_money(self.amount)}"


FIELDS: Final = (
    "text", "product", "group_id", "lead_org_id", "coordinating", "person_id", "timing", "is_key", "note",
)  # fmt: skip
"""What two people may change at a time, each by itself."""
