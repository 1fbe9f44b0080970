"""What the registry knows of agencies and places, as the reader of directives asks for it: names through time, who
followed whom. Three queries for the agencies, three for the places, however many there are.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Final

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.ranges import day_after, first_day
from dieuphoi.registry.organisations.models import ChangeKind, OrgChangePart, OrgName, OrgUnit
from dieuphoi.registry.territory.models import Kind, UnitName
from dieuphoi.registry.territory.names import TYPE_WORD
from dieuphoi.registry.territory.selectors import ever_inside, successors_of
from dieuphoi.steering.directives.reading import Agency, AgencyBook, AgencyName, Place, PlaceBook

_READ: Final = (Kind.PROVINCE, Kind.DISTRICT, Kind.COMMUNE)
"""Villages are no addressees, and there are many of them."""


def places_of_province(province_id: int | None) -> frozenset[int] | None:
    """What lies or once lay in a province; ``None``, all places, where none is named. One query."""
    return None if province_id is None else ever_inside([province_id])[province_id]


def agency_book(actor: Actor, on: date, *, within: Collection[int] | None = None) -> AgencyBook:
    """The agencies with all their names, for a text of the day ``on``. ``within``: of those that answer for a place
    only the ones of these places (a country has a hundred communes of one name).

    A name that begins after the day is left out: nobody could have written it.
    """
    names: dict[int, list[AgencyName]] = {}
    rows = OrgName.objects.visible_to(actor).filter(valid__isempty=False).order_by("org_id", "valid")
    for org, name, short, valid in rows.values_list("org_id", "name", "short_name", "valid"):
        start = first_day(valid)
        if start is None or start <= on:
            names.setdefault(org, []).append(AgencyName(name, short, start, day_after(valid)))
    sides: dict[int, tuple[list[int], list[int]]] = {}
    parts = OrgChangePart.objects.visible_to(actor).filter(change__kind__in=[ChangeKind.MERGE, ChangeKind.SPLIT])
    for change, org, after in parts.order_by("change_id", "org_id").values_list("change_id", "org_id", "is_after"):
        sides.setdefault(change, ([], []))[1 if after else 0].append(org)
    heirs: dict[int, list[int]] = {}
    for before, later in sides.values():
        for org in before:
            heirs.setdefault(org, []).extend(each for each in later if each != org)
    found = []
    for pk, kind, level, name, place, valid in OrgUnit.objects.visible_to(actor).order_by("pk").values_list(
        "pk", "kind", "level", "name", "place_id", "valid"
    ):
        if valid.isempty or (within is not None and place is not None and place not in within):
            continue
        found.append(
            Agency(
                pk, kind, level, tuple(names.get(pk, ())) or (AgencyName(name),), first_day(valid), day_after(valid),
                tuple(dict.fromkeys(heirs.get(pk, ()))),
            )
        )  # fmt: skip
    return AgencyBook(found)


def place_book(actor: Actor, on: date, *, within: Collection[int] | None = None) -> PlaceBook:
    """The units of territory with the names they have had, for a text of the day ``on``: a unit of two names is there
    twice, each as long as the name held.
    """
    rows: Any = UnitName.objects.visible_to(actor).filter(valid__isempty=False, unit__kind__in=_READ)
    if within is not None:
        rows = rows.filter(unit_id__any_of=sorted(within))
    named = list(rows.order_by("unit_id", "valid").values_list("unit_id", "type", "name", "valid"))
    heirs = successors_of({unit for unit, *_rest in named})
    found = []
    for unit, type_, name, valid in named:
        start = first_day(valid)
        if start is None or start <= on:
            found.append(
                Place(unit, TYPE_WORD.get(type_, type_), name, start, day_after(valid), tuple(heirs.get(unit, ())))
            )
    return PlaceBook(found)
