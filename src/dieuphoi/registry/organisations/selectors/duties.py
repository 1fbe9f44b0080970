"""Who follows what, who sits on which committee, what a body answers for, and what a mover still has in hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from psycopg.types.range import Range

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.ranges import range_label
from dieuphoi.registry.organisations.models import (
    CommitteeFunction,
    CommitteeMember,
    FieldMonitor,
    Mandate,
    MemberArea,
    MonitorFunction,
    PersonnelCheck,
    ServedProgramme,
    SteeringCommittee,
    WorkField,
)
from dieuphoi.registry.organisations.openwork import Holder, open_work_of
from dieuphoi.registry.organisations.selectors.orgs import day_org_names
from dieuphoi.registry.territory.names import full_name
from dieuphoi.registry.territory.selectors import day_codes, day_names

FUNCTION_CHOICES: Final = tuple(CommitteeFunction.choices)
FUNCTION_LABELS: Final = dict(CommitteeFunction.choices)
MONITOR_CHOICES: Final = tuple(MonitorFunction.choices)
MONITOR_LABELS: Final = dict(MonitorFunction.choices)
_ORDER_OF_FUNCTIONS: Final = {code: place for place, (code, _label) in enumerate(CommitteeFunction.choices)}


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One seat on a committee with the areas its holder answers for."""

    id: int
    committee_id: int
    committee_name: str
    person_id: int
    full_name: str
    phone: str
    function: str
    function_label: str
    post_title: str
    areas: tuple[tuple[str, str], ...]
    """``(field, unit)`` in words; either may be empty."""
    valid: Range[date]
    decision: str
    decision_on: date | None

    @property
    def areas_words(self) -> str:
        return "; ".join(" – ".join(part for part in area if part) for area in self.areas)


@dataclass(frozen=True, slots=True)
class InHand:
    """One thing that a person still follows or has in hand."""

    kind: str
    title: str
    url: str
    note: str = ""


def fields_on(actor: Actor, day: date) -> list[WorkField]:
    """The fields of work of a day, in their order."""
    return list(WorkField.objects.visible_to(actor).on(day).order_by("position", "name_key"))


def all_fields(actor: Actor) -> list[WorkField]:
    """Every field of work, ended ones too."""
    return list(WorkField.objects.visible_to(actor).order_by("position", "name_key"))


def mandates_of(actor: Actor, org_id: int, day: date) -> list[Mandate]:
    """The functions and duties of a body on a day, in the order of their numbers (S0-10)."""
    rows = Mandate.objects.visible_to(actor).on(day).filter(org_id=org_id)
    return sorted(
        rows, key=lambda row: ([int(part) if part.isdigit() else 0 for part in row.number.split(".")], row.pk)
    )


def mandate_by_id(actor: Actor, mandate_id: int) -> Mandate:
    """One duty. Raises :class:`NotVisible`."""
    return Mandate.objects.select_related("org").one_visible_to(actor, id=mandate_id)


def programmes_on(actor: Actor, day: date, org_id: int) -> list[ServedProgramme]:
    """The programmes that a body serves on a day (S4-34)."""
    return list(ServedProgramme.objects.visible_to(actor).on(day).filter(org_id=org_id).order_by("name"))


def committees_query(actor: Actor, day: date) -> QuerySet[Any]:
    """The committees of a day, unordered, with ``day_place_type`` and ``day_place_name``. For registers."""
    place = day_names(actor, day).filter(unit_id=OuterRef("place_id"))
    head = CommitteeMember.objects.visible_to(actor).on(day).filter(
        committee_id=OuterRef("pk"), function=CommitteeFunction.HEAD
    )
    rows: QuerySet[Any] = (
        SteeringCommittee.objects.visible_to(actor)
        .on(day)
        .annotate(
            day_place_type=Subquery(place.values("type")[:1]),
            day_place_name=Subquery(place.values("name")[:1]),
            head_name=Subquery(head.values("person__full_name")[:1]),
        )
    )
    return rows


def committee_by_id(actor: Actor, committee_id: int) -> SteeringCommittee:
    """One committee. Raises :class:`NotVisible`."""
    return SteeringCommittee.objects.select_related("org", "place").one_visible_to(actor, id=committee_id)


def seat_by_id(actor: Actor, seat_id: int) -> CommitteeMember:
    """One seat. Raises :class:`NotVisible`."""
    return CommitteeMember.objects.select_related("person", "committee").one_visible_to(actor, id=seat_id)


def seats(
    actor: Actor, *, day: date | None = None, committee: int | None = None, person: int | None = None
) -> list[SeatRow]:
    """Seats on committees, heads first; of one day, or of all times (``day`` ``None``). Two queries."""
    query = CommitteeMember.objects.visible_to(actor).select_related("person", "committee")
    if day is not None:
        query = query.filter(valid__contains=day)
    if committee is not None:
        query = query.filter(committee_id=committee)
    if person is not None:
        query = query.filter(person_id=person)
    rows = list(query.order_by("committee__name_key", "person__given_name_key", "id"))
    labels = day_names(actor, day or actor.on).filter(unit_id=OuterRef("unit_id"))
    areas: dict[int, list[tuple[str, str]]] = {}
    for member, field, kind, name in (
        MemberArea.objects.visible_to(actor)
        .filter(member_id__in=[row.pk for row in rows], valid__isempty=False)
        .annotate(u_type=Subquery(labels.values("type")[:1]), u_name=Subquery(labels.values("name")[:1]))
        .order_by("id")
        .values_list("member_id", "field__name", "u_type", "u_name")
    ):
        areas.setdefault(member, []).append((field or "", full_name(kind or "", name or "")))
    found = [
        SeatRow(
            row.pk, row.committee_id, row.committee.name, row.person_id, row.person.full_name, row.person.phone,
            row.function, str(FUNCTION_LABELS[row.function]), row.post_title, tuple(areas.get(row.pk, ())), row.valid,
            row.decision, row.decision_on,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda row: (row.committee_name, _ORDER_OF_FUNCTIONS[row.function]))


def monitors_query(actor: Actor, day: date) -> QuerySet[Any]:
    """Who follows what on ``day``, unordered (S0-49). For registers, the matrix and exports.

    Annotations: ``who`` (person, else body) with ``who_key`` and ``who_folded``, ``day_unit_*``, ``field_name``.
    """
    unit = day_names(actor, day).filter(unit_id=OuterRef("unit_id"))
    named = day_org_names(day).filter(org_id=OuterRef("org_id"))
    rows: QuerySet[Any] = (
        FieldMonitor.objects.visible_to(actor)
        .on(day)
        .select_related("person", "org", "field")
        .annotate(
            day_org=Coalesce(Subquery(named.values("name")[:1]), F("org__name")),
            field_name=F("field__name"),
            day_unit_type=Subquery(unit.values("type")[:1]),
            day_unit_name=Subquery(unit.values("name")[:1]),
            day_unit_key=Subquery(unit.values("name_key")[:1]),
            day_unit_folded=Subquery(unit.values("name_folded")[:1]),
            day_unit_code=Subquery(day_codes(actor, day).filter(unit_id=OuterRef("unit_id")).values("code")[:1]),
        )
        .annotate(
            who=Coalesce("person__full_name", "day_org"),
            who_key=Coalesce("person__given_name_key", "org__name_key"),
            who_folded=Coalesce("person__name_folded", "org__name_folded"),
        )
    )
    return rows


def monitor_by_id(actor: Actor, monitor_id: int) -> FieldMonitor:
    """One assignment. Raises :class:`NotVisible`."""
    return FieldMonitor.objects.select_related("person", "org", "field").one_visible_to(actor, id=monitor_id)


def monitors_of(
    actor: Actor,
    day: date,
    *,
    person: int | None = None,
    org: int | None = None,
    unit: int | None = None,
    units: Iterable[int] | None = None,
    ever: bool = False,
) -> list[Any]:
    """Who follows what: of one person, one body, or one commune (then also who follows the whole province)."""
    query = monitors_query(actor, day)
    if ever:
        query = _ever(actor, day)
    if person is not None:
        query = query.filter(person_id=person)
    if org is not None:
        query = query.filter(org_id=org)
    if unit is not None:
        query = query.filter(Q(unit_id=unit) | Q(unit__isnull=True))
    if units is not None:
        query = query.filter(unit_id__in=list(units))
    return list(query.order_by("field__position", "field__name_key", "day_unit_key", "who_key", "id"))


def _ever(actor: Actor, day: date) -> QuerySet[Any]:
    unit = day_names(actor, day).filter(unit_id=OuterRef("unit_id"))
    rows: QuerySet[Any] = (
        FieldMonitor.objects.visible_to(actor)
        .select_related("person", "org", "field")
        .annotate(
            day_unit_type=Subquery(unit.values("type")[:1]),
            day_unit_name=Subquery(unit.values("name")[:1]),
            day_unit_key=Subquery(unit.values("name_key")[:1]),
            who_key=Coalesce("person__given_name_key", "org__name_key"),
        )
    )
    return rows


def programme_officer_of(actor: Actor, unit_id: int, day: date) -> Any | None:
    """The named programme officer of a commune on a day (S3-58), whom the actor sees; ``None`` without one."""
    return monitors_query(actor, day).filter(unit_id=unit_id, function=MonitorFunction.PROGRAMME_OFFICER).first()


def fields_monitored_by(account_id: int, day: date) -> list[tuple[int | None, int | None]]:
    """``(field, unit)`` pairs that the person behind an account follows on a day; ``None`` is all (S0-07).

    For packages that open a view of a field to its monitor.
    """
    return list(
        FieldMonitor.objects.filter(person__account__id=account_id, valid__contains=day).values_list(
            "field_id", "unit_id"
        )
    )


def unit_words(row: Any) -> str:
    """The unit of a monitor in words; the whole province where none is named."""
    return full_name(row.day_unit_type or "", row.day_unit_name or "") or _("Toàn tỉnh")


def still_in_hand(actor: Actor, person_id: int, on: date) -> list[InHand]:
    """What a person follows or has in hand on ``on``: fields and communes, seats, open work of every package
    (S3-44).
    """
    person_url = reverse("organisations:person", args=[person_id])
    found = [
        InHand(
            "monitor",
            f"{row.field.name if row.field else _('Mọi lĩnh vực')} – {unit_words(row)}",
            person_url,
            range_label(row.valid),
        )
        for row in monitors_of(actor, on, person=person_id)
    ]
    found += [
        InHand(
            "seat",
            f"{seat.function_label}, {seat.committee_name}",
            reverse("organisations:committee", args=[seat.committee_id]),
            range_label(seat.valid),
        )
        for seat in seats(actor, day=on, person=person_id)
    ]
    for source, items in open_work_of(actor, Holder(person_id=person_id), on):
        if source.name in ("monitor", "seat"):
            continue  # above, with their days
        found += [InHand(source.name, item.title, item.url, str(source.label)) for item in items]
    return found


def checks_query(actor: Actor, day: date) -> QuerySet[Any]:
    """Changes of personnel that ask for a look, unordered. ``day`` has no bearing: a check is open until done."""
    rows: QuerySet[Any] = PersonnelCheck.objects.visible_to(actor).select_related("person", "holding__post__org")
    return rows


def checks_of(actor: Actor, person_id: int) -> list[PersonnelCheck]:
    """The open checks of one person."""
    return list(checks_query(actor, actor.on).filter(person_id=person_id, state="OPEN").order_by("changed_on"))


def check_by_id(actor: Actor, check_id: int) -> PersonnelCheck:
    """One check. Raises :class:`NotVisible`."""
    return PersonnelCheck.objects.select_related("person", "holding__post__org").one_visible_to(actor, id=check_id)


def area_ids(actor: Actor, seat_id: int) -> tuple[list[int], list[int]]:
    """The fields and units that a seat answers for, by ids."""
    rows = MemberArea.objects.visible_to(actor).filter(member_id=seat_id, valid__isempty=False)
    pairs = list(rows.values_list("field_id", "unit_id"))
    return (
        sorted({field for field, _unit in pairs if field is not None}),
        sorted({unit for _field, unit in pairs if unit is not None}),
    )
