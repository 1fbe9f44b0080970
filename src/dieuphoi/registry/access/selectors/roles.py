"""The register of roles and of their reviews."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import (
    Case,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    Func,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import LOCAL_ZONE
from dieuphoi.registry.access.models import AccessReview, Interval, RoleAssignment
from dieuphoi.registry.access.selectors.rules import interval_days
from dieuphoi.registry.organisations.models import Holding
from dieuphoi.registry.territory.names import full_name
from dieuphoi.registry.territory.selectors import day_names

NEVER: Final = "never"
OVERDUE: Final = "overdue"
FINE: Final = "fine"


class UpperDay(Func):
    """The first day no longer in a range of days; empty where it is open."""

    function = "upper"
    output_field = DateField()


class LowerDay(Func):
    """The first day in a range of days; empty where it is open."""

    function = "lower"
    output_field = DateField()


def roles_query(actor: Actor, day: date) -> Any:
    """Every assignment within the actor's scope, past and future ones too, as the register shows it on ``day``.

    Annotations: ``starts``, ``ends`` (first day no longer held), ``state`` (``now``, ``later``, ``ended``),
    ``day_place_type``, ``day_place_name``, ``works`` (its holder holds a post on that day).
    """
    names = day_names(actor, day).filter(unit_id=OuterRef("place_id"))
    posts = Holding.objects.filter(person_id=OuterRef("account__person_id"), valid__contains=day)
    return (
        RoleAssignment.objects.visible_to(actor)
        .select_related("account__person", "org")
        .annotate(
            starts=LowerDay("valid"),
            ends=UpperDay("valid"),
            works=Exists(posts),
            day_place_type=Subquery(names.values("type")[:1]),
            day_place_name=Subquery(names.values("name")[:1]),
            state=Case(
                When(valid__contains=day, then=Value("now")),
                When(valid__isempty=True, then=Value("ended")),
                When(valid__startswith__gt=day, then=Value("later")),
                default=Value("ended"),
                output_field=CharField(),
            ),
        )
    )


def roles_now(actor: Actor, day: date) -> Any:
    """The assignments of a day with their last review: ``reviewed_at``, ``review`` (never, overdue, fine)."""
    latest = AccessReview.objects.filter(assignment_id=OuterRef("pk")).order_by("-recorded_at", "-id")
    rows = roles_query(actor, day).filter(valid__contains=day).annotate(
        reviewed_at=Subquery(latest.values("recorded_at")[:1], output_field=DateTimeField()),
        reviewer_id=Subquery(latest.values("actor_id")[:1]),
    )  # fmt: skip
    every = interval_days(Interval.REVIEW_EVERY, day)
    late: list[When] = []
    if every is not None:
        limit = datetime.combine(day - timedelta(days=every), time.min, LOCAL_ZONE)
        late = [When(reviewed_at__lt=limit, then=Value(OVERDUE))]
    return rows.annotate(
        review=Case(
            When(reviewed_at__isnull=True, then=Value(NEVER)),
            *late,
            default=Value(FINE),
            output_field=CharField(),
        )
    )


def place_words(row: Any) -> str:
    """The place of a role on the day of its register: ``toàn tỉnh`` is said by the caller where there is none."""
    return full_name(row.day_place_type or "", row.day_place_name or "")


def role_visible(actor: Actor, assignment_id: int, day: date) -> Any:
    """One assignment with the register's annotations. Raises ``NotVisible``."""
    return roles_query(actor, day).one_visible_to(actor, id=assignment_id)


def roles_of(actor: Actor, account_id: int, day: date) -> Any:
    """The assignments of one account within the actor's scope, the ones of today first, then the latest."""
    return roles_query(actor, day).filter(account_id=account_id).order_by(F("ends").desc(nulls_first=True), "-id")


def reviews_of(actor: Actor, assignment_id: int) -> QuerySet[AccessReview]:
    """The reviews of one assignment, the latest first."""
    return AccessReview.objects.visible_to(actor).filter(assignment_id=assignment_id).order_by("-recorded_at", "-id")
