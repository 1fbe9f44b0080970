"""Recurring duties: the register, one with what it made and when it returns."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db.models import Count, Max, QuerySet

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.calendar import work_calendar
from dieuphoi.core.kernel.ranges import contains
from dieuphoi.registry.territory.selectors import units_on
from dieuphoi.steering.tasks.models import DueRule, DutyLead, DutyRun, RecurringDuty, Rhythm
from dieuphoi.steering.tasks.occurrences import Occurrence, next_ones, rule_words
from dieuphoi.steering.tasks.states import DutyState

RHYTHM_CHOICES: Final = tuple(Rhythm.choices)
DUE_CHOICES: Final = tuple(DueRule.choices)
DUTY_LEAD_CHOICES: Final = tuple(DutyLead.choices)
DUTY_STATES: Final = tuple(DutyState.choices)


def duties(actor: Actor, _day: date) -> QuerySet[Any]:
    """The recurring duties that the actor sees, with ``made`` and ``last_made``. Unordered."""
    rows: Any = RecurringDuty.objects.visible_to(actor).select_related("org", "lead_org", "responsible", "giver")
    found: QuerySet[Any] = rows.annotate(made=Count("runs"), last_made=Max("runs__planned_on"))
    return found


def duty(actor: Actor, duty_id: int) -> Any:
    """One duty. Raises ``NotVisible``."""
    rows = RecurringDuty.objects.select_related(
        "org__parent", "lead_org__parent", "responsible", "giver", "field", "province"
    )
    return rows.one_visible_to(actor, id=duty_id)


def runs_of(actor: Actor, duty_id: int, most: int = 60) -> list[DutyRun]:
    """The tasks that a duty made, newest first, as far as the actor sees it."""
    rows = DutyRun.objects.visible_to(actor).filter(duty_id=duty_id)
    return list(rows.select_related("task__responsible", "task__lead_org").order_by("-planned_on", "-pk")[:most])


def returns_of(row: Any, day: date, most: int = 5) -> list[Occurrence]:
    """When a duty that runs returns next; nothing for one that is paused or has ended."""
    if row.state != DutyState.ACTIVE:
        return []
    return next_ones(row, work_calendar(), after=max(row.settled_on, day), most=most)


def lead_words(row: Any) -> str:
    """Who does it: a body and its person, or how many communes."""
    if row.lead == DutyLead.ORG:
        return f"{row.responsible.full_name} – {row.lead_org.name}"
    return str(row.get_lead_display())


def when_words(row: Any) -> str:
    """How often and until when: ``hằng tháng, hạn ngày 5 của tháng sau kỳ``."""
    return f"{row.get_rhythm_display()}, {rule_words(row.due_rule, row.due_number)}"


def commune_names_of(actor: Actor, ids: list[int], day: date) -> list[str]:
    """The communes of a duty, as they are called on a day."""
    return [row.full_name for row in units_on(actor, day, ids=ids)] if ids else []


def runs_on(row: Any, day: date) -> bool:
    return row.state == DutyState.ACTIVE and contains(row.valid, day)


def of_duty(rows: QuerySet[Any], duty_id: int) -> QuerySet[Any]:
    """Those tasks that a duty made."""
    return rows.filter(duty_run__duty_id=duty_id)


__all__ = [
    "DUE_CHOICES", "DUTY_LEAD_CHOICES", "DUTY_STATES", "RHYTHM_CHOICES", "commune_names_of", "duties", "duty",
    "lead_words", "of_duty", "returns_of", "runs_of", "runs_on", "when_words",
]  # fmt: skip
