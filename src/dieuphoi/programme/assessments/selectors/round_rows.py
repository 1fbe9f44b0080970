"""Rounds: the list, one of them, how it judges, what it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.programme.assessments.judging import RoundRules, rules_at
from dieuphoi.programme.assessments.models import AssessmentRound, IndicatorResult, Sheet, SheetRollup
from dieuphoi.programme.assessments.states import ARGUED, VERIFIED, WAITS_FOR_DEPARTMENT, SheetState
from dieuphoi.programme.criteria import selectors as criteria


def rounds(actor: Actor) -> QuerySet[AssessmentRound]:
    """Rounds that the actor sees, newest period first, with the number of sheets by state."""
    return (
        AssessmentRound.objects.visible_to(actor)
        .select_related("version__set")
        .annotate(
            sheet_count=Count("sheets"),
            submitted=Count("sheets", filter=~Q(sheets__state="OPEN")),
            consolidated=Count("sheets", filter=Q(sheets__state__in=["CONSOLIDATED", "FROZEN"])),
        )
        .order_by("-territory_on", "-id")
    )


def round_titles(actor: Actor) -> list[tuple[int, str]]:
    """``(id, title)`` of the rounds that the actor sees, in the order of :func:`rounds`: to choose from."""
    rows = AssessmentRound.objects.visible_to(actor).order_by("-territory_on", "-id")
    return list(rows.values_list("id", "title"))


def round_by_id(actor: Actor, round_id: int) -> AssessmentRound:
    return AssessmentRound.objects.select_related("version__set", "previous").one_visible_to(actor, id=round_id)


def newest_round(actor: Actor, province_id: int | None = None, as_of: date | None = None) -> AssessmentRound | None:
    """The round that the board shows: the newest open or frozen one whose territory date is not after ``as_of``."""
    rows = AssessmentRound.objects.visible_to(actor).filter(state__in=["OPEN", "FROZEN"])
    if province_id is not None:
        rows = rows.filter(province_id=province_id)
    if as_of is not None:
        rows = rows.filter(territory_on__lte=as_of)
    return rows.select_related("version__set", "previous").order_by("-territory_on", "-id").first()


def round_rules(round_: AssessmentRound) -> RoundRules:
    """How the round judges: its set with today's confirmations, read on the last day of the period."""
    return rules_at(
        round_.version_id,
        criteria.engine_stamp(round_.version_id),
        round_.period,
        round_.year,
        round_.province_id,
        round_.frozen_at,
    )


def round_counts(actor: Actor, round_id: int) -> dict[str, int]:
    """The sheets of a round by state, and its cells by verification, within the actor's scope."""
    states = dict(
        Sheet.objects.visible_to(actor).filter(round_id=round_id).values_list("state").annotate(n=Count("id"))
    )
    sums = SheetRollup.objects.visible_to(actor).of_round(round_id).aggregate(
        entered=Sum("entered", default=0),
        waiting=Sum("waiting", default=0),
        returned=Sum("returned", default=0),
        verified=Sum("verified", default=0),
        total=Sum("total", default=0),
        qualifies=Count("id", filter=Q(qualifies=True)),
    )
    return {**{state: states.get(state, 0) for state in SheetState.values}, "sheets": sum(states.values()), **sums}


def argued(actor: Actor) -> QuerySet[IndicatorResult]:
    """The indicators of open and frozen rounds over which two sides differ, or differed until the council decided."""
    return (
        IndicatorResult.objects.visible_to(actor)
        .filter(verification__in=ARGUED, sheet__round__state__in=["OPEN", "FROZEN"])
        .select_related("sheet__round", "indicator", "owner")
        .order_by("indicator__position", "sheet__unit_key")
    )


def argued_counts(actor: Actor, round_id: int) -> dict[str, int]:
    """How many indicators of a round the departments see otherwise, the communes dispute, the council decided: the
    rows of :func:`argued` by state.
    """
    rows = argued(actor).filter(sheet__round_id=round_id).order_by()
    return dict(rows.aggregate(**{state: Count("id", filter=Q(verification=state)) for state in ARGUED}))


@dataclass(frozen=True, slots=True)
class OwnerWaiting:
    """How much waits for one department in a round."""

    owner: str
    waiting: int
    verified: int
    total: int


def waiting_by_owner(actor: Actor, round_id: int) -> list[OwnerWaiting]:
    """By department: what waits, what is verified, of how many – worst first."""
    rows = (
        IndicatorResult.objects.visible_to(actor)
        .filter(sheet__round_id=round_id)
        .values_list("owner__name")
        .annotate(
            waiting=Count(
                "id",
                filter=Q(verification__in=WAITS_FOR_DEPARTMENT, sheet__state__in=["SUBMITTED", "VERIFYING"]),
            ),
            verified=Count("id", filter=Q(verification__in=VERIFIED)),
            total=Count("id"),
        )
        .order_by("-waiting", "owner__name")
    )
    return [OwnerWaiting(name or gettext("Văn phòng điều phối"), w, v, t) for name, w, v, t in rows]
