"""Reading criteria sets: the frozen value that the engine takes, and what pages show."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from django.contrib.auth import get_user_model
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.programme.criteria import sets
from dieuphoi.programme.criteria.models import (
    Criterion,
    Indicator,
    IndicatorOwner,
    Provenance,
    ProvincialThreshold,
    RowConfirmation,
    SetVersion,
)
from dieuphoi.programme.criteria.states import VersionState


def versions(actor: Actor) -> QuerySet[SetVersion]:
    """All set versions with the number of rows they hold and are said to hold, newest decision first."""
    return (
        SetVersion.objects.visible_to(actor)
        .select_related("set")
        .annotate(criteria_there=Count("criteria", distinct=True), rows_there=Count("indicators", distinct=True))
        .order_by("-decision_on", "set__code", "-number")
    )


def usable_versions(actor: Actor) -> QuerySet[SetVersion]:
    """Published versions that have rows to enter: what a round may be opened with."""
    return versions(actor).filter(state="published", indicators__isnull=False)


def version_by_code(actor: Actor, code: str) -> SetVersion:
    """The newest published version of a set by its code. Raises ``NotVisible``."""
    rows = SetVersion.objects.select_related("set").filter(state="published").order_by("-number")
    return rows.one_visible_to(actor, set__code=code)


def newest_version(actor: Actor, code: str) -> SetVersion | None:
    """The newest version of a set by its code in whatever state, ``None`` where the database has none."""
    rows = SetVersion.objects.visible_to(actor).select_related("set").filter(set__code=code)
    return rows.order_by("-number").first()


def last_day(version: SetVersion) -> date | None:
    """The last day in force that the data of a version gives."""
    given = version.header.get("set", {}).get("effective_to")
    return date.fromisoformat(given) if given else None


def base_of(actor: Actor, version: SetVersion) -> SetVersion | None:
    """The version from which one was made, as far as the actor sees it."""
    if version.based_on_id is None:
        return None
    return SetVersion.objects.visible_to(actor).select_related("set").filter(pk=version.based_on_id).first()


def version(actor: Actor, version_id: int) -> SetVersion:
    return SetVersion.objects.select_related("set").one_visible_to(actor, id=version_id)


def engine_set(version_id: int) -> sets.SetVersion:
    """The version as the engine takes it, with today's confirmations. Rebuilt only when a row was confirmed."""
    return engine_set_at(version_id, engine_stamp(version_id))


def engine_stamp(version_id: int) -> str:
    """What the reading of a version depends on: its content, newest confirmation and newest provincial
    threshold (``criteria_stamp``)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT criteria_stamp(%s)", [version_id])
        return str(cursor.fetchone()[0])


def engine_set_at(version_id: int, stamp: str) -> sets.SetVersion:
    """The version as its stamp says it is, with the other sets that its rows refer to as they stand now.

    A row that refers to a set which is not published here has no threshold: the engine says so.
    """
    needed = _needed_bases(version_id, stamp)
    if not needed:
        return _alone(version_id, stamp)
    newest = dict(
        SetVersion.objects.filter(set__code__in=needed, state=VersionState.PUBLISHED)
        .order_by("number")
        .values_list("set__code", "id")
    )
    bases = tuple((newest[code], engine_stamp(newest[code])) for code in needed if code in newest)
    return _with_bases(version_id, stamp, bases)


@lru_cache(maxsize=32)
def _needed_bases(version_id: int, stamp: str) -> tuple[str, ...]:
    return sets.needed_bases(_alone(version_id, stamp))


@lru_cache(maxsize=16)
def _with_bases(version_id: int, stamp: str, bases: tuple[tuple[int, str], ...]) -> sets.SetVersion:
    return sets.with_bases(_alone(version_id, stamp), [_alone(*base) for base in bases])


@lru_cache(maxsize=32)
def _alone(version_id: int, stamp: str) -> sets.SetVersion:
    rebuilt = engine_set_from(SetVersion.objects.get(id=version_id))
    items: list[str] = []
    for code, cells in (
        RowConfirmation.objects.standing()
        .filter(indicator__version_id=version_id, content_hash=stamp.partition(":")[0])
        .order_by("id")
        .values_list("indicator__code", "cells")
    ):
        items += [f"{code}:{cell}" for cell in cells] or [code]
    return sets.with_confirmations(rebuilt, dict.fromkeys(items))


def engine_set_from(version: SetVersion) -> sets.SetVersion:
    """The version as its rows stand now, without confirmations."""
    indicators: dict[int, list[dict[str, object]]] = {}
    for criterion_id, raw in version.indicators.order_by("position").values_list("criterion_id", "raw"):
        indicators.setdefault(criterion_id, []).append(raw)
    return sets.from_dict(
        {
            **version.header,
            "criteria": [
                {**criterion.raw, "indicators": indicators.get(criterion.id, [])}
                for criterion in version.criteria.order_by("position")
            ],
        }
    )


@lru_cache(maxsize=64)
def engine_set_in(
    version_id: int, stamp: str, province_id: int, on: date, known_at: datetime | None = None
) -> sets.SetVersion:
    """The version as a province's communes are judged by it on a day: with the thresholds of the ministries and of the
    province, where the rows leave them to these.

    ``known_at``: only what was recorded by then counts (a frozen round reads what it was judged by).
    """
    version = engine_set_at(version_id, stamp)
    rows = {row.code: row for row in version.indicators}
    for by, place in (("ministry", None), ("province", province_id)):
        thresholds: dict[str, dict[str, object]] = {}
        decisions: dict[str, dict[str, str]] = {}
        for code, cells in provincial_on(version_id, place, on, known_at).items():
            for column, each in cells.items():
                if rows[code].is_left(by, column):
                    thresholds.setdefault(code, {})[column] = each.value
                    decisions.setdefault(code, {})[column] = decision_told(each)
        fill = sets.with_ministry_thresholds if place is None else sets.with_provincial_thresholds
        version = fill(version, thresholds, decision=decisions)
    return version


def decision_told(entry: ProvincialThreshold) -> str:
    """The decision as a sentence names it: ``12/2026/QĐ-UBND``, ``Bộ Y tế, 1300/QĐ-BYT``."""
    return ", ".join(part for part in (entry.issuer, entry.decision_number) if part)


def provincial_on(
    version_id: int, province_id: int | None, on: date, known_at: datetime | None = None
) -> dict[str, dict[str, ProvincialThreshold]]:
    """What a province decided for a version on a day: ``{code: {column: entry}}``; what ended is absent.

    ``None`` for the province: what the ministries decided.
    """
    entries = ProvincialThreshold.objects.standing(known_at).filter(
        indicator__version_id=version_id, province_id=province_id, start__lte=on
    )
    found: dict[str, dict[str, ProvincialThreshold]] = {}
    for entry in entries.select_related("indicator").order_by("start", "id"):
        cells = found.setdefault(entry.indicator.code, {})
        cells.pop(entry.column, None)
        if entry.value is not None:
            cells[entry.column] = entry
    return {code: cells for code, cells in found.items() if cells}


def indicators_of(version_id: int) -> list[Indicator]:
    """The rows of a version in their order, each with its criterion."""
    return list(Indicator.objects.filter(version_id=version_id).select_related("criterion").order_by("position"))


def row_codes(version_id: int) -> dict[int, str]:
    """``{indicator id: code of its row}``; empty text where the set's table gives no code."""
    rows = Indicator.objects.filter(version_id=version_id)
    return {pk: code or "" for pk, code in rows.values_list("id", "raw__code")}


def criteria_of(version_id: int) -> list[Criterion]:
    return list(Criterion.objects.filter(version_id=version_id).order_by("position"))


def criterion_read(actor: Actor, criterion_id: int) -> Criterion:
    return Criterion.objects.one_visible_to(actor, id=criterion_id)


def owners_on(version_id: int, day: date) -> dict[int, int]:
    """The owner department of each indicator on a day: ``{indicator id: org id}``."""
    return dict(
        IndicatorOwner.objects.filter(indicator__version_id=version_id, valid__contains=day).values_list(
            "indicator_id", "org_id"
        )
    )


def owner_names_on(indicator_ids: Iterable[int], day: date) -> dict[int, str]:
    return dict(
        IndicatorOwner.objects.filter(indicator_id__in=list(indicator_ids), valid__contains=day).values_list(
            "indicator_id", "org__name"
        )
    )


# ------------------------------------------------------------------------------------------------- pages


def _read_whole() -> Exists:
    """Somebody read the whole row of this very content (an empty list of cells is the whole row)."""
    return Exists(
        RowConfirmation.objects.standing().filter(
            indicator=OuterRef("pk"), cells=[], content_hash=OuterRef("version__content_hash")
        )
    )


def _cells_read() -> ArraySubquery:
    cell = Func("cells", function="unnest", output_field=TextField())
    return ArraySubquery(
        RowConfirmation.objects.standing()
        .filter(indicator=OuterRef("pk"), content_hash=OuterRef("version__content_hash"))
        .annotate(cell=cell)
        .order_by()
        .values("cell")
        .distinct()
    )


def with_provenance(rows: QuerySet[Indicator]) -> QuerySet[Indicator]:
    """Rows with ``read_whole`` and ``provenance_now``: as brought in, with today's confirmations over it.

    The same answer as ``sets.Indicator.provenance``: a row without any threshold stays EMPTY whoever read it,
    and only a reading of the whole row makes the row CONFIRMED.
    """
    return rows.annotate(read_whole=_read_whole()).annotate(
        provenance_now=Case(
            When(Q(read_whole=True) & ~Q(provenance=Provenance.EMPTY), then=Value(Provenance.CONFIRMED.value)),
            default=F("provenance"),
            output_field=TextField(),
        )
    )


def _rows_that(**wanted: object) -> Coalesce:
    rows = with_provenance(Indicator.objects.filter(version=OuterRef("pk"))).filter(**wanted).order_by()
    return Coalesce(Subquery(rows.values("version").annotate(n=Count("pk")).values("n")), 0)


def versions_in_numbers(actor: Actor) -> QuerySet[SetVersion]:
    """Set versions with ``criteria_there``, ``rows_there`` and how many rows are of each provenance today."""
    criteria = Criterion.objects.filter(version=OuterRef("pk")).order_by()
    return (
        SetVersion.objects.visible_to(actor)
        .select_related("set")
        .annotate(
            criteria_there=Coalesce(Subquery(criteria.values("version").annotate(n=Count("pk")).values("n")), 0),
            rows_there=_rows_that(),
            sourced=_rows_that(provenance_now=Provenance.SOURCED),
            confirmed=_rows_that(provenance_now=Provenance.CONFIRMED),
            recalled=_rows_that(provenance_now=Provenance.RECALLED),
            empty=_rows_that(provenance_now=Provenance.EMPTY),
        )
    )


def version_in_numbers(actor: Actor, version_id: int) -> SetVersion:
    """One version with its numbers. Raises ``NotVisible``."""
    found = versions_in_numbers(actor).filter(id=version_id).first()
    if found is None:
        raise NotVisible(_("Không có bộ tiêu chí này."))
    return found


def rows(actor: Actor, on: date) -> QuerySet[Indicator]:
    """Rows of all versions as pages show them: provenance of today, cells read, owner department of the day."""
    owner = IndicatorOwner.objects.filter(indicator=OuterRef("pk"), valid__contains=on)
    return (
        with_provenance(Indicator.objects.visible_to(actor))
        .select_related("criterion", "version__set")
        .annotate(cells_read=_cells_read(), owner_name=Subquery(owner.values("org__name")[:1]))
    )


def rows_of_version(actor: Actor, version_id: int, on: date) -> QuerySet[Indicator]:
    return rows(actor, on).filter(version_id=version_id)


def row(actor: Actor, indicator_id: int, on: date) -> Indicator:
    """One row as pages show it. Raises ``NotVisible``."""
    found = rows(actor, on).filter(id=indicator_id).first()
    if found is None:
        raise NotVisible(_("Không có chỉ tiêu này."))
    return found


def readings_of(indicator_id: int) -> list[tuple[RowConfirmation, str]]:
    """Who read the row in a document, the newest first, each with the person's name."""
    found = list(RowConfirmation.objects.standing().filter(indicator_id=indicator_id).order_by("-id"))
    accounts = get_user_model().objects.filter(id__in={each.actor_id for each in found}).select_related("person")
    names = {account.pk: str(account) for account in accounts}
    return [(each, names.get(each.actor_id, "")) for each in found]


def has_read(actor: Actor, indicator_id: int) -> bool:
    """This person already read the whole row as it stands."""
    return RowConfirmation.objects.standing().filter(
        indicator_id=indicator_id,
        cells=[],
        actor_id=actor.id,
        content_hash=F("indicator__version__content_hash"),
    ).exists()


def read_by(actor: Actor, version_id: int) -> dict[int, set[tuple[str, ...]]]:
    """What this person already read of the content as it stands: ``{indicator: {cells}}``; no cells: the whole row."""
    found: dict[int, set[tuple[str, ...]]] = {}
    for indicator_id, cells in RowConfirmation.objects.standing().filter(
        indicator__version_id=version_id, actor_id=actor.id, content_hash=F("indicator__version__content_hash")
    ).values_list("indicator_id", "cells"):
        found.setdefault(indicator_id, set()).add(tuple(cells))
    return found


def version_choices(actor: Actor) -> QuerySet[SetVersion]:
    """The versions a filter offers, newest decision first."""
    return (
        SetVersion.objects.visible_to(actor)
        .select_related("set")
        .order_by(F("decision_on").desc(nulls_last=True), "set__code", "-number")
    )
