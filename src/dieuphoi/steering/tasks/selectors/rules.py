"""The numbers by which tasks are judged, on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.db.models import QuerySet

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.calendar import work_calendar
from dieuphoi.core.kernel.dates import day_start
from dieuphoi.core.kernel.nearness import near_rules, rule_on
from dieuphoi.core.kernel.workdays import add_working_days
from dieuphoi.steering.tasks.models import Measure, TaskRule

_DATA: Final = Path(__file__).parent.parent / "data" / "rules.yaml"
MEASURE_LABELS: Final = dict(Measure.choices)


@dataclass(frozen=True, slots=True)
class Number:
    """A number that holds, and who says so. ``shipped``: nobody here has set one yet; ``valid`` says how long one that
    was set here holds.
    """

    measure: str
    number: int
    source: str
    shipped: bool
    valid: Any = None


def read_shipped(text: str) -> dict[str, Number]:
    """The shipped numbers by measure, from YAML. Raises ``ValueError`` or ``KeyError`` for a faulty entry."""
    found = {}
    for entry in yaml.safe_load(text)["rules"]:
        measure, number, source = entry["measure"], entry["number"], str(entry["source"]).strip()
        if measure not in Measure.values or type(number) is not int or not 1 <= number <= 260 or not source:
            raise ValueError(f"faulty rule: {entry!r}")
        found[measure] = Number(measure, number, source, shipped=True)
    return found


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Number]:
    return read_shipped(_DATA.read_text(encoding="utf-8"))


def numbers_on(day: date) -> dict[str, Number]:
    """The numbers that hold on a day, by measure. One query.

    Before the office set NEAR, the rule for all work holds; on days before that rule began it is that rule's first.
    """
    found = dict(_shipped())
    near = rule_on(near_rules(), day) or near_rules()[0]
    found[Measure.NEAR] = Number(Measure.NEAR, near.working_days, near.source, shipped=True)
    for rule in TaskRule.objects.filter(valid__contains=day).order_by("valid", "pk"):
        found[rule.measure] = Number(rule.measure, rule.number, rule.source, shipped=False, valid=rule.valid)
    return found


def rules(actor: Actor) -> QuerySet[Any]:
    """All numbers that were ever set here, the newest first."""
    return TaskRule.objects.visible_to(actor).order_by("measure", "-valid", "-pk")


@dataclass(frozen=True, slots=True)
class Clock:
    """The days between which tasks fall on a day: the SQL compares with these and counts no working days itself.

    Due from ``day`` until ``near_until`` is nearly due; untouched since before ``idle_before`` is idle; given before
    ``accept_before`` and not accepted is slow; reported before ``confirm_before`` waits too long.
    """

    day: date
    near_until: date
    idle_before: date
    accept_before: date
    confirm_before: date

    @property
    def idle_instant(self) -> datetime:
        """What was touched last before this instant is idle."""
        return day_start(self.idle_before)


def clock_on(day: date) -> Clock:
    """The clock of a day. One query."""
    return clock_of(day, numbers_on(day))


def clock_of(day: date, numbers: dict[str, Number]) -> Clock:
    """The clock of a day by the numbers that hold on it."""
    calendar = work_calendar()

    def ahead(measure: str) -> date:
        return add_working_days(day, numbers[measure].number, calendar)

    def back(measure: str) -> date:
        return add_working_days(day, -numbers[measure].number, calendar)

    return Clock(day, ahead(Measure.NEAR), back(Measure.IDLE), back(Measure.ACCEPT), back(Measure.CONFIRM))
