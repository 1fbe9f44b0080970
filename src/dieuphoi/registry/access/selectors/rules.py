"""The rules of access that hold on a day."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.access.models import AccessInterval, Interval, SecondStepRule

INTERVAL_CHOICES = tuple(Interval.choices)
INTERVAL_LABELS = dict(Interval.choices)


def interval_days(key: str, day: date) -> int | None:
    """How many days; ``None`` while nothing is set (then nothing is late and nothing is warned of)."""
    return (
        AccessInterval.objects.filter(key=key, valid__contains=day)
        .order_by("-id")
        .values_list("days", flat=True)
        .first()
    )


def intervals(actor: Actor) -> QuerySet[AccessInterval]:
    """All intervals, also former ones, the newest first."""
    return AccessInterval.objects.visible_to(actor).order_by("key", "-id")


def second_step_rules(actor: Actor) -> QuerySet[SecondStepRule]:
    """All rules of the second step, also ended ones, the newest first."""
    return SecondStepRule.objects.visible_to(actor).order_by("-id")


def second_step_rule(actor: Actor, rule_id: int) -> SecondStepRule:
    """One rule. Raises ``NotVisible``."""
    return SecondStepRule.objects.all().one_visible_to(actor, id=rule_id)
