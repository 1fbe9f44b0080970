"""What is missing or doubtful on a sheet before it is handed in, each at its cell (S1-28)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dieuphoi.programme.assessments.entries import Entry, current_amounts, with_part_warnings
from dieuphoi.programme.assessments.models import Sheet, Value
from dieuphoi.programme.assessments.selectors import GridRow, current_values, grid
from dieuphoi.programme.criteria.words import sentence_in_words

_DOUBTED = frozenset(
    {"incomplete_value", "invalid_value", "conflicting_values", "zero_denominator", "standard_unknown"}
)
"""Reasons of the engine that speak of what was typed, not of the set or of a conclusion that is still to come."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to look at. ``kind``: ``missing``, ``returned``, ``carried``, ``doubtful``; ``cell`` the id of its
    cell on the page of the sheet.
    """

    kind: str
    indicator_id: int
    code: str
    name: str
    cell: str
    words: str


@dataclass(frozen=True, slots=True)
class HandInCheck:
    """What stands against handing a sheet in. Only what is ``missing`` needs a reason; the rest is said."""

    total: int
    points: tuple[Point, ...]
    explained: int
    """Figures that somebody explained by hand: soft warnings that were kept."""

    def of(self, kind: str) -> list[Point]:
        return [point for point in self.points if point.kind == kind]

    @property
    def missing(self) -> int:
        return len(self.of("missing"))


def hand_in_check(sheet: Sheet) -> HandInCheck:
    """Look over a sheet (that its reader may read). A fixed number of queries."""
    rows = grid(sheet)
    values = current_values([sheet.id])
    points: list[Point] = []
    explained = 0
    for row in rows:
        mine = values.get((sheet.id, row.indicator.id), {})
        points += _points(row, mine.values(), dict(mine))
        explained += any(value.explanation and not _is_carried(value) for value in mine.values() if not value.cleared)
    return HandInCheck(len(rows), tuple(points), explained)


def _points(row: GridRow, values: Iterable[Value], mine: dict[str, Value]) -> Iterable[Point]:
    def point(kind: str, words: str, place: int = 0) -> Point:
        cell = f"c{row.indicator.id}-{place}"
        return Point(kind, row.indicator.id, row.indicator.code, row.indicator.name, cell, words)

    if row.result.verification == "EMPTY":
        yield point("missing", _("chưa nhập"))
        return
    if row.returned:
        yield point("returned", row.returned)
    for place, cell in enumerate(row.cells):
        if cell.carried:
            yield point("carried", _("số mang từ đợt trước (%(value)s), chưa xác nhận") % {"value": cell.shown}, place)
    if row.judged is not None and str(row.judged.reason or "") in _DOUBTED:
        yield point("doubtful", sentence_in_words(row.judged))
    if row.indicator_row is not None and len(row.cells) > 1:
        entries = [
            Entry(v.part, v.number, v.text, v.numerator, v.denominator, v.standard, v.applicable, v.explanation)
            for v in values
            if not v.cleared
        ]
        places = {cell.slot.part: at for at, cell in enumerate(row.cells)}
        for entry in with_part_warnings(row.indicator_row, entries, current_amounts(row.indicator_row, mine)):
            if entry.warning and not entry.explanation:
                yield point("doubtful", entry.warning, places.get(entry.part, 0))


def _is_carried(value: Value) -> bool:
    return value.act.startswith("sheet.carry_")
