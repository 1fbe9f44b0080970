"""The story of one unit: what it was called, where it lay, out of whom it came and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from psycopg.types.range import Range

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.matching import Sought
from dieuphoi.core.kernel.ranges import contains, range_label
from dieuphoi.registry.territory.models import AdminUnit, UnitBoundary, UnitChange, UnitClass, UnitName, UnitParent
from dieuphoi.registry.territory.names import full_name
from dieuphoi.registry.territory.selectors.changes import ChangeView, change_views, latest_names
from dieuphoi.registry.territory.selectors.lineage import predecessor_closure, successor_closure
from dieuphoi.registry.territory.selectors.units import UnitRow, called, class_words, units_on
from dieuphoi.registry.territory.states import APPLIED


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact about a unit and when it held, in words; ``unit`` is the other unit it speaks of, if any."""

    words: str
    when: str
    unit: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """Everything about one unit. ``events`` are the changes that lead to it and away from it, the latest first."""

    id: int
    kind: str
    title: str
    source: str
    life: str
    exists: bool
    never: bool
    """A change had made it and was undone: it never was."""
    names: tuple[Fact, ...]
    codes: tuple[Fact, ...]
    parents: tuple[Fact, ...]
    classes: tuple[Fact, ...]
    predecessors: tuple[int, ...]
    successors: tuple[int, ...]
    events: tuple[ChangeView, ...]
    below: tuple[UnitRow, ...]
    boundary: dict[str, Any] | None
    boundary_source: str


def unit_story(actor: Actor, unit_id: int, day: date) -> Story:
    """The story of a unit, which need not exist on ``day``; what lies below it and its boundary are of the day.

    A constant number of queries. Raises ``NotVisible`` for a unit that nobody ever made.
    """
    unit = AdminUnit.objects.one_visible_to(actor, id=unit_id)
    names = _facts(unit.names.order_by("valid"), lambda row: full_name(row.type, row.name))
    if not names:
        names = [Fact(latest_names(actor, [unit_id], undone=True).get(unit_id, str(unit)), "")]
    parents = UnitParent.objects.visible_to(actor).filter(unit_id=unit_id, valid__isempty=False).order_by("valid")
    above = latest_names(actor, {row.parent_id for row in parents if row.parent_id})
    classes = UnitClass.objects.visible_to(actor).filter(unit_id=unit_id, valid__isempty=False)
    back = predecessor_closure([unit_id]).get(unit_id, set())
    ahead = successor_closure([unit_id]).get(unit_id, set())
    boundary = UnitBoundary.objects.visible_to(actor).on(day).filter(unit_id=unit_id).first()
    return Story(
        id=unit_id,
        kind=unit.kind,
        title=names[-1].words,
        source=unit.source,
        life=_label(unit.valid),
        exists=contains(unit.valid, day),
        never=unit.valid.isempty,
        names=tuple(reversed(names)),
        codes=tuple(reversed(_facts(unit.codes.order_by("valid"), lambda row: row.code))),
        parents=tuple(
            reversed(
                [
                    Fact(above.get(row.parent_id or 0, ""), _label(row.valid), row.parent_id)
                    for row in parents
                    if row.parent_id
                ]
            )
        ),
        classes=tuple(
            Fact(class_words(row.dimension, row.value), _label(row.valid), note=row.decision)
            for row in classes.order_by("dimension", "-valid")
        ),
        predecessors=tuple(sorted(back)),
        successors=tuple(sorted(ahead)),
        events=tuple(_events(actor, {unit_id, *back}, {unit_id, *ahead})),
        below=tuple(row for row in units_on(actor, day, province=unit_id) if row.parent_id == unit_id),
        boundary=boundary.geometry if boundary is not None else None,
        boundary_source=boundary.source if boundary is not None else "",
    )


def _events(actor: Actor, back: set[int], ahead: set[int]) -> list[ChangeView]:
    """The changes that made these units, or their predecessors, and those that ended or moved what it became."""
    changes = UnitChange.objects.visible_to(actor).filter(state=APPLIED)
    ids = set(changes.filter(tos__unit_id__in=back).values_list("id", flat=True))
    ids |= set(changes.filter(froms__unit_id__in=ahead).values_list("id", flat=True))
    return change_views(actor, changes.filter(id__in=ids).order_by("-effective_on", "id"))


def _facts(rows: Any, words: Any) -> list[Fact]:
    return [Fact(words(row), _label(row.valid)) for row in rows if not row.valid.isempty]


def _label(valid: Range[date]) -> str:
    return range_label(valid) or _("chưa từng có hiệu lực")


def former_names(actor: Actor, sought: Sought, day: date, limit: int) -> list[tuple[int, str, str, tuple[int, ...]]]:
    """Units that were called so and are not on ``day``, the nearest names first, with what became of them:
    ``(unit, former full name, when, what it is now)``. "Hà Giang" finds what is now Tuyên Quang.
    """
    names = UnitName.objects.visible_to(actor).filter(valid__isempty=False).exclude(valid__contains=day)
    rows = called(names, sought, "type", "name", "name_key", "id")[: limit * 3]
    found = [(row.unit_id, full_name(row.type, row.name), _label(row.valid)) for row in rows]
    ahead = successor_closure([unit for unit, _name, _when in found])
    there = {row.id for row in units_on(actor, day, ids={each for ids in ahead.values() for each in ids})}
    there |= {row.id for row in units_on(actor, day, ids=[unit for unit, _name, _when in found])}
    result = []
    for unit, name, when in found:
        now = (unit,) if unit in there else tuple(sorted(ahead.get(unit, set()) & there))
        result.append((unit, name, when, now))
    return result[:limit]


__all__ = ["Fact", "Story", "former_names", "unit_story"]
