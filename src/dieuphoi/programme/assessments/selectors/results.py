"""One indicator of one sheet; those of a criterion."""

from __future__ import annotations

from django.db.models import QuerySet

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.programme.assessments.models import CriterionResult, IndicatorResult, Sheet


def result_in_full(actor: Actor, result_id: int) -> IndicatorResult:
    """One indicator with all that was typed and said: only for whoever reads the commune itself."""
    result = result_by_id(actor, result_id)
    Sheet.objects.one_visible_to(actor, id=result.sheet_id)
    return result


def result_of(actor: Actor, sheet_id: int, indicator_id: int) -> IndicatorResult:
    return IndicatorResult.objects.select_related("sheet__round", "indicator").one_visible_to(
        actor, sheet_id=sheet_id, indicator_id=indicator_id
    )


def result_by_id(actor: Actor, result_id: int) -> IndicatorResult:
    return IndicatorResult.objects.select_related(
        "sheet__round__version__set", "indicator", "criterion", "owner"
    ).one_visible_to(actor, id=result_id)


def criterion_results(actor: Actor, round_id: int, criterion_id: int) -> QuerySet[CriterionResult]:
    return (
        CriterionResult.objects.visible_to(actor)
        .filter(sheet__round_id=round_id, criterion_id=criterion_id)
        .select_related("sheet")
        .order_by("sheet__unit_key", "sheet__unit_code")
    )


def results_of_criterion(actor: Actor, round_id: int, criterion_id: int) -> QuerySet[IndicatorResult]:
    return (
        IndicatorResult.objects.visible_to(actor)
        .filter(sheet__round_id=round_id, criterion_id=criterion_id)
        .select_related("sheet__round", "indicator", "owner")
        .order_by("sheet__unit_key", "indicator__position")
    )
