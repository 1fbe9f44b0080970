"""Reading criteria sets: the frozen value that the engine takes, and what pages show."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.db.models import Count, Max, QuerySet

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.programme.criteria import sets
from dieuphoi.programme.criteria.models import (
    Criterion,
    Indicator,
    IndicatorOwner,
    RowConfirmation,
    SetVersion,
)


def versions(actor: Actor) -> QuerySet[SetVersion]:
    """All set versions with the number of rows they hold and are said to hold, newest decision first."""
    return (
        SetVersion.objects.visible_to(actor)
        .select_related("set")
        .annotate(criteria_there=Count("criteria", distinct=True), rows_there=Count("indicators", distinct=True))
        .order_by("-decision_on", "set__code", "-number")
    )


def version_by_code(actor: Actor, code: str) -> SetVersion:
    """The newest published version of a set by its code. Raises ``NotVisible``."""
    rows = SetVersion.objects.select_related("set").filter(state="published").order_by("-number")
    return rows.one_visible_to(actor, set__code=code)


def version(actor: Actor, version_id: int) -> SetVersion:
    return SetVersion.objects.select_related("set").one_visible_to(actor, id=version_id)


def engine_set(version_id: int) -> sets.SetVersion:
    """The version as the engine takes it, with today's confirmations. Rebuilt only when a row was confirmed."""
    newest = RowConfirmation.objects.filter(indicator__version_id=version_id).aggregate(newest=Max("id"))["newest"]
    return _engine_set(version_id, SetVersion.objects.values_list("content_hash", flat=True).get(id=version_id), newest)


@lru_cache(maxsize=32)
def _engine_set(version_id: int, content_hash: str, newest_confirmation: int | None) -> sets.SetVersion:
    version = SetVersion.objects.get(id=version_id)
    indicators: dict[int, list[dict[str, object]]] = {}
    for criterion_id, raw in version.indicators.order_by("position").values_list("criterion_id", "raw"):
        indicators.setdefault(criterion_id, []).append(raw)
    rebuilt = sets.from_dict(
        {
            **version.header,
            "criteria": [
                {**criterion.raw, "indicators": indicators.get(criterion.id, [])}
                for criterion in version.criteria.order_by("position")
            ],
        }
    )
    items: list[str] = []
    for code, cells in (
        RowConfirmation.objects.filter(indicator__version_id=version_id, content_hash=content_hash)
        .order_by("id")
        .values_list("indicator__code", "cells")
    ):
        items += [f"{code}:{cell}" for cell in cells] or [code]
    return sets.with_confirmations(rebuilt, dict.fromkeys(items))


def indicators_of(version_id: int) -> list[Indicator]:
    """The rows of a version in their order, each with its criterion."""
    return list(Indicator.objects.filter(version_id=version_id).select_related("criterion").order_by("position"))


def criteria_of(version_id: int) -> list[Criterion]:
    return list(Criterion.objects.filter(version_id=version_id).order_by("position"))


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
