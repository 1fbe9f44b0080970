"""Reading the past as it was decided: commune-years, their verdicts, walls and shares. Public to all signed in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.programme.assessments.models import DecidedSheet, DecidedTotal, DecidedVerdict, DecidedYear, Verdict
from dieuphoi.programme.assessments.past import year_end as year_end
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.models import SetVersion
from dieuphoi.registry.territory.selectors import communes_in

VERDICT_CHOICES = tuple(Verdict.choices)


@dataclass(frozen=True, slots=True)
class PastYear:
    """A year of a province under a set, of which verdicts are known: how many communes are told of."""

    province_id: int
    version_id: int
    year: int
    communes: int


@dataclass(frozen=True, slots=True)
class DecidedLine:
    """One row of a commune-year's page. ``stands`` is false for what was corrected or taken back since."""

    id: int
    criterion_id: int
    number: str
    name: str
    indicator_code: str
    verdict: str
    said: str
    document: str
    document_on: date | None
    source: str
    stands: bool
    withdrawn: bool
    recorded_at: datetime
    actor_id: int
    supersedes_id: int | None


def decided_years(actor: Actor) -> QuerySet[DecidedYear]:
    """Commune-years of which something stands, with their set, for the register."""
    rows: QuerySet[DecidedYear] = DecidedYear.objects.visible_to(actor).select_related("version__set")
    return rows


def decided_year(actor: Actor, sheet_id: int) -> DecidedSheet:
    """One commune-year, also one of which nothing stands any more. Raises ``NotVisible``."""
    return DecidedSheet.objects.select_related("version__set").one_visible_to(actor, id=sheet_id)


def decided_of_units(actor: Actor, unit_ids: Iterable[int]) -> list[DecidedYear]:
    """All commune-years of some units, oldest first."""
    rows = decided_years(actor).filter(unit_id__in=list(unit_ids))
    return list(rows.order_by("year", "version__decision_on", "version_id"))


def lines_of(actor: Actor, sheet_id: int) -> list[DecidedLine]:
    """Every row ever recorded of a commune-year, in the set's order, what stands first of each item."""
    superseded = set(
        DecidedVerdict.objects.filter(sheet_id=sheet_id, supersedes__isnull=False).values_list(
            "supersedes_id", flat=True
        )
    )
    rows = (
        DecidedVerdict.objects.visible_to(actor)
        .filter(sheet_id=sheet_id)
        .select_related("criterion", "indicator")
        .order_by("criterion__position", "indicator__position", "-id")
    )
    return [
        DecidedLine(
            id=row.id,
            criterion_id=row.criterion_id,
            number=row.criterion.number,
            name=row.criterion.name if row.indicator is None else row.indicator.name,
            indicator_code="" if row.indicator is None else row.indicator.code,
            verdict=row.verdict,
            said=row.said,
            document=row.document,
            document_on=row.document_on,
            source=row.source,
            stands=row.id not in superseded and not row.withdrawn,
            withdrawn=row.withdrawn,
            recorded_at=row.recorded_at,
            actor_id=row.actor_id,
            supersedes_id=row.supersedes_id,
        )
        for row in rows
    ]


def line_by_id(actor: Actor, verdict_id: int) -> DecidedVerdict:
    """One row with its commune-year. Raises ``NotVisible``."""
    return DecidedVerdict.objects.select_related("sheet__version__set", "criterion", "indicator").one_visible_to(
        actor, id=verdict_id
    )


def total_of(actor: Actor, sheet_id: int) -> DecidedTotal | None:
    """The count that the document gives, as it stands."""
    rows = DecidedTotal.objects.visible_to(actor).filter(sheet_id=sheet_id, superseded_by__isnull=True)
    row: DecidedTotal | None = rows.first()
    return None if row is None or row.withdrawn else row


def past_years(actor: Actor, province_id: int | None = None) -> list[PastYear]:
    """The years that can be shown as a wall, newest first."""
    rows: Any = DecidedYear.objects.visible_to(actor)
    if province_id is not None:
        rows = rows.filter(province_id=province_id)
    found = (
        rows.exclude(province_id=None)
        .values_list("province_id", "version_id", "year")
        .annotate(n=Count("id"))
        .order_by("-year", "version_id", "province_id")
    )
    return [PastYear(*row) for row in found]


def wall_of_year(actor: Actor, version_id: int, year: int, province_id: int) -> list[DecidedYear]:
    """The commune-years of a province under a set, in Vietnamese order."""
    rows = decided_years(actor).filter(version_id=version_id, year=year, province_id=province_id)
    return list(rows.order_by("unit_key", "unit_code"))


def marks_of_year(
    actor: Actor, version_id: int, before: int, unit_ids: Collection[int] | None = None
) -> tuple[int | None, dict[int, str]]:
    """The newest year before ``before`` with verdicts under this very set version: ``(year, {unit: marks})``.

    Only the same unit is compared: a commune that took others in is a new one.
    """
    rows = decided_years(actor).filter(version_id=version_id, year__lt=before)
    if unit_ids is not None:
        rows = rows.filter(unit_id__in=list(unit_ids))
    newest = rows.order_by("-year").values_list("year", flat=True).first()
    if newest is None:
        return None, {}
    return newest, dict(rows.filter(year=newest).values_list("unit_id", "marks"))


def item_names(version_id: int) -> dict[tuple[int, int | None], str]:
    """``{(criterion, indicator or None): its number or code}`` of a set version."""
    names: dict[tuple[int, int | None], str] = {
        (row.id, None): _("Tiêu chí %(n)s") % {"n": row.number} for row in criteria.criteria_of(version_id)
    }
    names |= {(row.criterion_id, row.id): row.code for row in criteria.indicators_of(version_id)}
    return names


def row_words(row: DecidedVerdict) -> str:
    """A row in words: its verdict and the document that says it."""
    return f"{row.get_verdict_display()} ({row.document})"


def wide_rows(actor: Actor, version_id: int, year: int, province_id: int) -> list[dict[str, Any]]:
    """The communes of the year's last day with what stands, as the wide sheet holds them."""
    found = {
        each.unit_id: {"code": each.unit_code, "name": each.unit_name, "reported": each.reported_met}
        for each in wall_of_year(actor, version_id, year, province_id)
    }
    rows: dict[int, dict[str, Any]] = {}
    for unit in communes_in(actor, province_id, year_end(year)):
        rows[unit.id] = found.pop(unit.id, {"code": unit.code, "name": unit.full_name})
    rows |= found
    for each in _standing(actor, version_id, year, province_id).filter(indicator__isnull=True):
        row = rows[each.sheet.unit_id]
        row[f"c{each.criterion_id}"] = each.said or each.get_verdict_display()
        row |= {"document": each.document, "document_on": each.document_on, "source": each.source}
    return list(rows.values())


def long_rows(actor: Actor, version_id: int, year: int, province_id: int) -> Iterator[dict[str, Any]]:
    """What stands of a year, one verdict a row, as the long sheet holds it."""
    for each in _standing(actor, version_id, year, province_id):
        yield {
            "code": each.sheet.unit_code,
            "name": each.sheet.unit_name,
            "year": each.sheet.year,
            "item": each.criterion.number if each.indicator is None else each.indicator.code,
            "verdict": each.said or each.get_verdict_display(),
            "document": each.document,
            "document_on": each.document_on,
            "source": each.source,
        }


def _standing(actor: Actor, version_id: int, year: int, province_id: int) -> QuerySet[DecidedVerdict]:
    rows: QuerySet[DecidedVerdict] = (
        DecidedVerdict.objects.visible_to(actor)
        .filter(
            sheet__version_id=version_id,
            sheet__year=year,
            sheet__province_id=province_id,
            superseded_by__isnull=True,
            withdrawn=False,
        )
        .select_related("sheet", "criterion", "indicator")
        .order_by("sheet__unit_key", "criterion__position", "indicator__position")
    )
    return rows


def version_choices(actor: Actor) -> list[tuple[str, str]]:
    """The sets whose results can be recorded: every version with criteria, newest decision first."""
    rows = SetVersion.objects.visible_to(actor).filter(criteria__isnull=False).exclude(state="draft").distinct()
    return [
        (str(row.pk), f"{row.set.name} ({row.decision_number})")
        for row in rows.select_related("set").order_by("-decision_on", "pk")
    ]


def year_choices(actor: Actor) -> list[tuple[str, str]]:
    """The years of which something stands."""
    years = decided_years(actor).order_by("-year").values_list("year", flat=True).distinct()
    return [(str(year), str(year)) for year in years]
