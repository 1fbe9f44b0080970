"""Changes of units for lists and pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.territory.models import (
    ChangeBatch,
    ChangeKind,
    Kind,
    UnitChange,
    UnitChangeFrom,
    UnitChangeLink,
    UnitChangeTo,
    UnitName,
    UnitType,
)
from dieuphoi.registry.territory.names import full_name
from dieuphoi.registry.territory.selectors.units import UnitRow, units_on


def changes_query(actor: Actor) -> QuerySet[UnitChange]:
    """All changes, with the number of their predecessors and successors. Changes are public."""
    return (
        UnitChange.objects.visible_to(actor)
        .select_related("batch")
        .annotate(olds=Count("froms", distinct=True), news=Count("tos", distinct=True))
    )


def change_of(actor: Actor, change_id: int) -> UnitChange:
    """One change. Raises ``NotVisible``."""
    return UnitChange.objects.select_related("batch").one_visible_to(actor, id=change_id)


def shared_parent(actor: Actor, units: Iterable[int], effective_on: date) -> int | None:
    """Where units lie on the eve of a change, if all of them in one."""
    if effective_on == date.min:
        return None  # it has no eve
    parents = {row.parent_id for row in units_on(actor, effective_on - timedelta(days=1), ids=units)}
    return parents.pop() if len(parents) == 1 else None


def replaced_of(actor: Actor, change: UnitChange) -> UnitChange | None:
    """The planned change that this one is an edit of."""
    if change.replaces_id is None:
        return None
    return UnitChange.objects.visible_to(actor).filter(pk=change.replaces_id).first()


def replacement_of(actor: Actor, change: UnitChange) -> UnitChange | None:
    """The change that took this one's place when it was edited."""
    return UnitChange.objects.visible_to(actor).filter(replaces_id=change.pk).first()


def change_ids_of(actor: Actor, unit_id: int) -> list[int]:
    """The changes that a unit is a predecessor or a successor of."""
    rows = UnitChange.objects.visible_to(actor)
    ids = set(rows.filter(froms__unit_id=unit_id).values_list("id", flat=True))
    return sorted(ids | set(rows.filter(tos__unit_id=unit_id).values_list("id", flat=True)))


def batch_of(actor: Actor, batch_id: int) -> ChangeBatch:
    """One batch. Raises ``NotVisible``."""
    return ChangeBatch.objects.one_visible_to(actor, id=batch_id)


def batch_change_ids(actor: Actor, batch_id: int, *, states: Collection[str] = ()) -> list[int]:
    """The changes of a batch, those in ``states`` where named. Raises ``NotVisible`` for an unknown batch."""
    batch_of(actor, batch_id)
    rows = UnitChange.objects.visible_to(actor).filter(batch_id=batch_id)
    if states:
        rows = rows.filter(state__in=list(states))
    return list(rows.order_by("id").values_list("id", flat=True))


def batch_counts(actor: Actor, batch_id: int) -> dict[str, int]:
    """How many changes of a batch are in each state."""
    rows = UnitChange.objects.visible_to(actor).filter(batch_id=batch_id).values_list("state")
    return dict(rows.annotate(n=Count("id")).order_by("state"))


def type_words() -> dict[str, str]:
    """The words of types and of kinds ("cấp xã"), for the counts of a report."""
    kinds = {str(code): _("cấp %(kind)s") % {"kind": label} for code, label in Kind.choices}
    return {str(code): str(label) for code, label in UnitType.choices} | kinds


def change_kind_words() -> dict[str, str]:
    return {str(code): str(label) for code, label in ChangeKind.choices}


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a predecessor went to a successor; ``None`` where nobody knows; ``whole``: undivided."""

    link: int
    unit: int
    whole: bool
    numerator: Decimal | None
    denominator: Decimal | None
    share_of: str


@dataclass(frozen=True, slots=True)
class Predecessor:
    """A unit as it was on the eve."""

    unit: int
    code: str
    type: str
    full_name: str
    parent_name: str
    divided: bool


@dataclass(frozen=True, slots=True)
class Successor:
    """A unit as it is planned; ``unit`` once it is there."""

    to: int
    unit: int | None
    how: str
    code: str
    type: str
    name: str
    full_name: str
    parent_id: int | None
    parent_name: str
    parent_planned: bool
    """Its parent is itself planned (a new province): only a sheet or the package's mapping says that."""
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change with both its sides."""

    change: UnitChange
    predecessors: tuple[Predecessor, ...]
    successors: tuple[Successor, ...]


def change_views(actor: Actor, changes: Iterable[UnitChange]) -> list[ChangeView]:
    """Both sides of many changes, in a constant number of queries for each day."""
    wanted = list(changes)
    ids = [change.pk for change in wanted]
    day_of = {change.pk: change.effective_on for change in wanted}
    froms: dict[int, list[tuple[int, int]]] = {}
    for pk, change, unit in (
        UnitChangeFrom.objects.visible_to(actor)
        .filter(change_id__in=ids)
        .order_by("id")
        .values_list("id", "change_id", "unit_id")
    ):
        froms.setdefault(change, []).append((pk, unit))
    tos: dict[int, list[UnitChangeTo]] = {}
    for to in (
        UnitChangeTo.objects.visible_to(actor)
        .filter(change_id__in=ids)
        .select_related("parent_to")
        .order_by("code", "id")
    ):
        tos.setdefault(to.change_id, []).append(to)
    links: dict[int, list[UnitChangeLink]] = {}
    per: dict[int, int] = {}
    for link in UnitChangeLink.objects.visible_to(actor).filter(change_id__in=ids).order_by("id"):
        links.setdefault(link.successor_id, []).append(link)
        per[link.predecessor_id] = per.get(link.predecessor_id, 0) + 1
    rows: dict[tuple[int, date], UnitRow] = {}
    for day in set(day_of.values()):
        units = {unit for change, each in froms.items() if day_of[change] == day for _row, unit in each}
        rows |= {(row.id, day): row for row in units_on(actor, day - timedelta(days=1), ids=units)}
    parents = latest_names(actor, {to.parent_id for each in tos.values() for to in each if to.parent_id})
    return [
        ChangeView(
            change,
            tuple(
                sorted(
                    (
                        _predecessor(rows.get((unit, change.effective_on)), unit, per.get(pk, 0) > 1)
                        for pk, unit in froms.get(change.pk, ())
                    ),
                    key=lambda each: (each.code, each.unit),
                )
            ),
            tuple(
                _successor(to, parents, links.get(to.pk, ()), dict(froms.get(change.pk, ())), per)
                for to in tos.get(change.pk, ())
            ),
        )
        for change in wanted
    ]


def _predecessor(row: UnitRow | None, unit: int, divided: bool) -> Predecessor:
    if row is None:
        return Predecessor(unit, "", "", f"#{unit}", "", divided)
    return Predecessor(unit, row.code, row.type, row.full_name, row.parent_name, divided)


def _successor(
    to: UnitChangeTo,
    parents: dict[int, str],
    links: Iterable[UnitChangeLink],
    units: dict[int, int],
    per: dict[int, int],
) -> Successor:
    above = full_name(to.parent_to.type, to.parent_to.name) if to.parent_to is not None else ""
    return Successor(
        to=to.pk,
        unit=to.unit_id,
        how=to.how,
        code=to.code,
        type=to.type,
        name=to.name,
        full_name=full_name(to.type, to.name),
        parent_id=to.parent_id,
        parent_planned=to.parent_to_id is not None,
        parent_name=above or parents.get(to.parent_id or 0, ""),
        shares=tuple(
            Share(
                link=link.pk,
                unit=units[link.predecessor_id],
                whole=per[link.predecessor_id] == 1,
                numerator=link.numerator,
                denominator=link.denominator,
                share_of=link.share_of,
            )
            for link in links
        ),
    )


def latest_names(actor: Actor, units: Iterable[int], *, undone: bool = False) -> dict[int, str]:
    """The latest name of units, whenever it held; with ``undone`` also names that never held."""
    rows = UnitName.objects.visible_to(actor).filter(unit_id__any_of=set(units))
    if not undone:
        rows = rows.filter(valid__isempty=False)
    return {
        unit: full_name(kind, name)
        for unit, kind, name in rows.order_by("valid").values_list("unit_id", "type", "name")
    }


def change_json(view: ChangeView) -> dict[str, Any]:
    """A change as commands and the API print it; unknown shares are ``null``."""
    change = view.change
    return {
        "id": change.pk,
        "batch": change.batch_id,
        "kind": change.kind,
        "level": change.level,
        "state": change.state,
        "title": change.title,
        "effective_on": change.effective_on.isoformat(),
        "resolution_number": change.resolution_number or None,
        "resolution_on": change.resolution_on.isoformat() if change.resolution_on else None,
        "resolution_by": change.resolution_by or None,
        "source": change.source,
        "predecessors": [
            {
                "id": each.unit,
                "code": each.code,
                "type": each.type,
                "full_name": each.full_name,
                "parent": each.parent_name or None,
                "divided": each.divided,
            }
            for each in view.predecessors
        ],
        "successors": [
            {
                "id": each.unit,
                "code": each.code,
                "type": each.type,
                "full_name": each.full_name,
                "parent": each.parent_name or None,
                "how": each.how,
                "from": [
                    {
                        "id": share.unit,
                        "whole": share.whole,
                        "share": None
                        if share.numerator is None or share.denominator is None
                        else {
                            "numerator": str(share.numerator.normalize()),
                            "denominator": str(share.denominator.normalize()),
                            "of": share.share_of,
                        },
                    }
                    for share in each.shares
                ],
            }
            for each in view.successors
        ],
    }
