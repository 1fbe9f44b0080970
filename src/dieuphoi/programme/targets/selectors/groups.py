"""The two groups of a year (S2-30): who registered, and who reached. Registered ≠ reached ≠ recognised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.programme.recognition.selectors import COMMUNE_LEVELS
from dieuphoi.programme.targets.models import Goal, StandingTarget
from dieuphoi.programme.targets.selectors.rows import LIVING_STATES, recognised, targets
from dieuphoi.registry.territory.selectors import predecessor_closure

REGISTERED_GROUP: Final = "registered"
REACHED_GROUP: Final = "reached"
GROUPS: Final = (
    (REGISTERED_GROUP, _("đăng ký về đích trong năm")),
    (REACHED_GROUP, _("đã về đích trong năm")),
)


def living(actor: Actor, year: int, on: date) -> QuerySet[Any]:
    """The targets of units that are followed for ``year`` (stages that end with it), as of the day; no plan numbers."""
    rows: Any = StandingTarget.objects.visible_to(actor)
    found: QuerySet[Any] = rows.filter(
        Q(state__in=LIVING_STATES) | Q(ended_on__gt=on), year=year, registered_on__lte=on
    ).exclude(goal=Goal.UNITS)
    return found


def registered_units(actor: Actor, year: int, on: date, *, level: str = "") -> set[int]:
    """The units that have registered something for ``year`` as of the day, within the actor's scope. One query."""
    rows = living(actor, year, on)
    if level:
        rows = rows.filter(level=level)
    return set(rows.values_list("unit_id", flat=True))


def reached_units(actor: Actor, year: int, on: date, *, level: str = "") -> set[int]:
    """The units that were recognised in ``year``, at any level of communes unless one is named, and still are on the
    day. Public to everybody signed in, as recognitions are. One query.
    """
    rows = recognised(actor, on).filter(year=year, level__in=[level] if level else COMMUNE_LEVELS)
    return set(rows.order_by().values_list("unit_id", flat=True))


def registered_filter(
    rows: QuerySet[Any], actor: Actor, year: int, on: date, *, path: str = "unit_id"
) -> QuerySet[Any]:
    """The rows of any register whose unit (``path``) has registered for ``year``: the filter ``registered=<year>``.

    For lists of packages above; those below use the group that is hung into them (``assessments.groups``).
    """
    return rows.filter(Exists(living(actor, year, on).filter(unit_id=OuterRef(path))))


def reached_filter(rows: QuerySet[Any], actor: Actor, year: int, on: date, *, path: str = "unit_id") -> QuerySet[Any]:
    """The rows whose unit was recognised in ``year``: the other group."""
    found = recognised(actor, on).filter(year=year, level__in=COMMUNE_LEVELS, unit_id=OuterRef(path))
    return rows.filter(Exists(found))


def in_group(actor: Actor, group: str, unit: str, year: str, on: date) -> Exists:
    """A condition on rows that carry a unit and a year: whether the unit is of the ``group`` in that year.

    ``unit`` and ``year`` are paths. Raises ``LookupError`` for a group that there is not.
    """
    if group == REGISTERED_GROUP:
        rows: Any = StandingTarget.objects.visible_to(actor)
        rows = rows.filter(Q(state__in=LIVING_STATES) | Q(ended_on__gt=on), registered_on__lte=on)
        return Exists(rows.exclude(goal=Goal.UNITS).filter(unit_id=OuterRef(unit), year=OuterRef(year)))
    if group == REACHED_GROUP:
        found = recognised(actor, on).filter(level__in=COMMUNE_LEVELS)
        return Exists(found.filter(unit_id=OuterRef(unit), year=OuterRef(year)))
    raise LookupError(group)


@dataclass(frozen=True, slots=True)
class OfUnit:
    """The targets of a unit: its own, and as history those of the units that went into it."""

    own: tuple[Any, ...]
    before: tuple[Any, ...]


def targets_of_unit(actor: Actor, unit_id: int, day: date) -> OfUnit:
    """What a unit has registered, newest year first; its predecessors' as history, never as its own."""
    back = set(predecessor_closure([unit_id]).get(unit_id, ())) - {unit_id}
    rows = list(
        targets(actor, day)
        .filter(unit_id__in={unit_id, *back})
        .exclude(goal=Goal.UNITS)
        .order_by("-year", "unit_key", "-pk")
    )
    return OfUnit(
        tuple(row for row in rows if row.unit_id == unit_id), tuple(row for row in rows if row.unit_id != unit_id)
    )


def living_by_unit(actor: Actor, unit_ids: Iterable[int], year: int, day: date) -> dict[int, list[Any]]:
    """``{unit: its followed targets of the year}`` with progress; units without any are absent. One query."""
    found: dict[int, list[Any]] = {}
    rows = targets(actor, day).filter(unit_id__in=list(unit_ids), year=year, standing__in=LIVING_STATES)
    for row in rows.exclude(goal=Goal.UNITS).order_by(F("height").desc(), "pk"):
        found.setdefault(row.unit_id, []).append(row)
    return found
