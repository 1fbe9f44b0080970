"""What is known of communes: figures by year, planning documents, plans and their targets."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Coalesce

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.profile.models import (
    CommunePlan,
    CommuneStatistic,
    Measure,
    PlanKind,
    PlanningDocument,
    PlanningFile,
    PlanState,
    PlanTarget,
)
from dieuphoi.registry.territory.models import UnitName
from dieuphoi.registry.territory.selectors import day_names, predecessor_closure

KIND_CHOICES: Final = tuple(PlanKind.choices)
KIND_LABELS: Final = dict(PlanKind.choices)
STATE_CHOICES: Final = tuple(PlanState.choices)


@dataclass(frozen=True, slots=True)
class Figure:
    """The current figure of a measure, with the year before beside it. ``unit_id`` may be a predecessor's."""

    measure_id: int
    code: str
    name: str
    unit_name: str
    group: str
    rule: str
    year: int
    number: Decimal
    numerator: Decimal | None
    denominator: Decimal | None
    source: str
    unit_id: int
    previous: Decimal | None
    previous_year: int | None


@dataclass(frozen=True, slots=True)
class Profile:
    """What a page of a commune shows of it as of a day: its own figures, those of its predecessors apart."""

    figures: tuple[Figure, ...]
    before: tuple[Figure, ...]
    planning: tuple[PlanningDocument, ...]
    plans: tuple[CommunePlan, ...]

    def __bool__(self) -> bool:
        return bool(self.figures or self.before or self.planning or self.plans)


def measures_on(actor: Actor, day: date) -> list[Measure]:
    """The measures of a day in their order."""
    return list(Measure.objects.visible_to(actor).on(day).order_by("position", "code"))


def _unit_names(actor: Actor, day: date, path: str = "unit_id") -> dict[str, Any]:
    """Name and type of the row's unit on ``day``; of a unit that has ended, its last ones."""
    on = day_names(actor, day).filter(unit_id=OuterRef(path))
    last = UnitName.objects.filter(unit_id=OuterRef(path)).order_by("-valid")
    return {
        "u_type": Coalesce(Subquery(on.values("type")[:1]), Subquery(last.values("type")[:1])),
        "u_name": Coalesce(Subquery(on.values("name")[:1]), Subquery(last.values("name")[:1])),
        "u_key": Coalesce(
            Subquery(on.values("name_key")[:1]),
            Subquery(last.values("name_key")[:1]),
            output_field=TextField(db_collation="C"),
        ),
        "u_folded": Coalesce(
            Subquery(on.values("name_folded")[:1]),
            Subquery(last.values("name_folded")[:1]),
            output_field=TextField(),
        ),
    }


def current_statistics(actor: Actor) -> QuerySet[Any]:
    """The figures that nobody superseded and that were not taken back."""
    rows: QuerySet[Any] = CommuneStatistic.objects.visible_to(actor).filter(
        superseded_by__isnull=True, number__isnull=False
    )
    return rows


def statistics_query(actor: Actor, day: date) -> QuerySet[Any]:
    """Current figures of years up to ``day``'s, unordered, with ``u_*`` names. For registers and exports."""
    rows: QuerySet[Any] = (
        current_statistics(actor)
        .filter(year__lte=day.year)
        .select_related("measure")
        .annotate(**_unit_names(actor, day))
    )
    return rows


def numbers_of(actor: Actor, year: int, unit_ids: Iterable[int]) -> dict[tuple[int, str], Decimal]:
    """``{(unit, measure code): number}`` of a year, one query."""
    rows = current_statistics(actor).filter(year=year, unit__any_of=list(unit_ids))
    return {(unit, code): number for unit, code, number in rows.values_list("unit_id", "measure__code", "number")}


def figures_of(actor: Actor, unit_ids: Iterable[int], until: int) -> dict[int, list[Figure]]:
    """By unit: each measure's latest figure up to the year ``until``, with the one before it. One query."""
    found: dict[int, dict[int, list[Any]]] = {}
    rows = (
        current_statistics(actor)
        .filter(unit__any_of=list(unit_ids), year__lte=until)
        .select_related("measure")
        .order_by("measure__position", "measure__code", "-year")
    )
    for row in rows:
        found.setdefault(row.unit_id, {}).setdefault(row.measure_id, []).append(row)
    return {
        unit: [
            Figure(
                each[0].measure_id, each[0].measure.code, each[0].measure.name, each[0].measure.unit_name,
                each[0].measure.group, each[0].measure.rule, each[0].year, each[0].number, each[0].numerator,
                each[0].denominator, each[0].source, unit, each[1].number if len(each) > 1 else None,
                each[1].year if len(each) > 1 else None,
            )
            for each in measures.values()
        ]
        for unit, measures in found.items()
    }  # fmt: skip


def profile_of(actor: Actor, unit_id: int, day: date, *, former: Collection[int] | None = None) -> Profile:
    """The profile of a commune as of ``day``: its figures and documents, and its predecessors' figures apart – they
    are re-expressed nowhere here, each measure names its own rule. Everything within the actor's scope; four queries,
    three where the caller knows the predecessors already (``former``).
    """
    if former is None:
        former = predecessor_closure([unit_id]).get(unit_id, set())
    units = {unit_id, *former}
    figures = figures_of(actor, units, day.year)
    planning = PlanningDocument.objects.visible_to(actor).filter(unit__any_of=units)
    plans = CommunePlan.objects.visible_to(actor).filter(unit__any_of=units, first_year__lte=day.year)
    return Profile(
        figures=tuple(figures.get(unit_id, [])),
        before=tuple(each for unit in sorted(units - {unit_id}) for each in figures.get(unit, [])),
        planning=tuple(planning.order_by("kind", "title_key", "id")),
        plans=tuple(plans.order_by("-first_year", "id")),
    )


def years_known(actor: Actor) -> list[int]:
    """The years of which there are figures in sight, the latest first."""
    return sorted(set(current_statistics(actor).order_by().values_list("year", flat=True)), reverse=True)


def planning_query(actor: Actor, day: date) -> QuerySet[Any]:
    """The planning documents in sight, unordered, with ``u_*`` names. For registers."""
    rows: QuerySet[Any] = PlanningDocument.objects.visible_to(actor).annotate(**_unit_names(actor, day))
    return rows


def planning_by_id(actor: Actor, document_id: int) -> PlanningDocument:
    """One planning document. Raises ``NotVisible``."""
    return PlanningDocument.objects.one_visible_to(actor, id=document_id)


def files_of(actor: Actor, document_id: int) -> list[PlanningFile]:
    """The files of a planning document, the latest first."""
    return list(
        PlanningFile.objects.visible_to(actor).filter(document_id=document_id).order_by("-id").select_related("blob")
    )


def file_by_id(actor: Actor, file_id: int) -> PlanningFile:
    """One file. Raises ``NotVisible``."""
    return PlanningFile.objects.select_related("blob").one_visible_to(actor, id=file_id)


def plans_query(actor: Actor, day: date) -> QuerySet[Any]:
    """The plans in sight, unordered, with ``u_*`` names. For registers."""
    rows: QuerySet[Any] = CommunePlan.objects.visible_to(actor).annotate(**_unit_names(actor, day))
    return rows


def plan_by_id(actor: Actor, plan_id: int) -> CommunePlan:
    """One plan. Raises ``NotVisible``."""
    return CommunePlan.objects.one_visible_to(actor, id=plan_id)


def targets_of(actor: Actor, plan_id: int) -> list[tuple[PlanTarget, Decimal | None]]:
    """The current targets of a plan with the figure reached in that year, if known. Two queries."""
    rows = list(
        PlanTarget.objects.visible_to(actor)
        .filter(plan_id=plan_id, superseded_by__isnull=True, number__isnull=False)
        .select_related("measure", "plan")
        .order_by("measure__position", "measure__code", "year")
    )
    if not rows:
        return []
    reached = {
        (measure, year): number
        for measure, year, number in current_statistics(actor)
        .filter(unit_id=rows[0].plan.unit_id, year__in={row.year for row in rows})
        .values_list("measure_id", "year", "number")
    }
    return [(row, reached.get((row.measure_id, row.year))) for row in rows]
