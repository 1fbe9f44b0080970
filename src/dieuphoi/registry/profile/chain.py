"""The kinds of record of the profile and what they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.chain.registry import Edge, Hit, Kind
from dieuphoi.core.chain.search import nearest
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.matching import Sought
from dieuphoi.registry.profile.models import CommunePlan, CommuneStatistic, PlanningDocument
from dieuphoi.registry.profile.selectors import planning_query
from dieuphoi.registry.profile.tables import unit_words


def find_planning(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """Planning documents by title."""
    sought = Sought.of(typed)
    if not sought:
        return []
    rows = nearest(
        planning_query(actor, day), sought, folded=("title_folded",), raw=("title",), order=("title_key", "id")
    )
    return [
        Hit(row.title, reverse("profile:planning_document", args=[row.pk]), unit_words(row), sought.rank(row.title))
        for row in rows[:limit]
    ]


def _planned_for(on: date, today: date) -> Q:
    """Planning documents whose period is not over: on a past day those decided by then (or, where no day of a decision
    is known, begun by then).
    """
    lives = ~Q(valid__fully_lt=(on, None))
    return lives if on >= today else lives & (
        Q(decision_on__lte=on) | Q(decision_on__isnull=True, valid__startswith__lte=on)
    )


def _in_years(on: date, today: date) -> Q:
    """Plans of the day's year; today also those of years to come."""
    lives = Q(last_year__gte=on.year)
    return lives if on >= today else lives & Q(first_year__lte=on.year)


def _current(on: date, today: date) -> Q:
    """Figures of years up to the day's, as they stand: a corrected one is told once."""
    return Q(year__lte=on.year, superseded_by__isnull=True)


KINDS = (
    Kind(
        "planning",
        _("Quy hoạch của xã"),
        PlanningDocument,
        title=lambda row: row.title,
        url=lambda row: reverse("profile:planning_document", args=[row.pk]),
        reads=("title",),
        find=find_planning,
        history=True,
    ),
    Kind(
        "commune_plan",
        _("Kế hoạch của xã"),
        CommunePlan,
        title=lambda row: row.title,
        url=lambda row: reverse("profile:plan", args=[row.pk]),
        reads=("title",),
        history=True,
    ),
    Kind(
        "statistic",
        _("Số liệu của xã"),
        CommuneStatistic,
        title=lambda row: f"{row.measure.name}, {row.year}",
        url=lambda row: f"{reverse('profile:statistics')}?measure={row.measure.code}&year={row.year}",
        reads=("year", "measure__code", "measure__name"),
        history=True,
    ),
)

EDGES = (
    Edge("planning", "unit", "unit_id", _("Của xã"), _("Quy hoạch"), at=_planned_for),
    Edge("commune_plan", "unit", "unit_id", _("Của xã"), _("Kế hoạch"), at=_in_years),
    Edge("statistic", "unit", "unit_id", _("Của xã"), _("Số liệu của xã"), at=_current),
)
