"""Reminding of due dates: packages say what is due for whom, rules (data) say when people hear of it.

A rule's occurrences are working days counted from the due date. On a day each due thing is told its **latest**
occurrence, once: after three days without a worker the next run tells everybody once and then goes on by rule
(fault 14).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.functional import Promise
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.calendar import work_calendar
from dieuphoi.core.kernel.workdays import WorkCalendar, add_working_days, working_days_between
from dieuphoi.core.notify.models import ReminderRule


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that is due for some accounts. ``record`` is its stable key (``round:12:unit:7``)."""

    record: str
    due_on: date
    to: tuple[int, ...]
    title: str
    text: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class RuleData:
    """A rule as it ships, with its provenance; the office changes it from then on."""

    offset: int
    repeat: int | None
    start: date
    source: str


Finder = Callable[[date], Iterable[Due]]
"""``day → everything not done yet``, overdue or not; the rules choose whom to tell."""


@dataclass(frozen=True, slots=True)
class ReminderKind:
    """``key`` is both the kind of rule and the kind of notice (register that one too)."""

    key: str
    label: str | Promise
    finder: Finder
    rules: tuple[RuleData, ...] = ()


_kinds: Final[dict[str, ReminderKind]] = {}


def register_reminder(key: str, label: str | Promise, finder: Finder, rules: Sequence[RuleData] = ()) -> ReminderKind:
    """Make a kind of reminder known. ``rules`` are written once, when no rule of the kind was ever there."""
    kind = ReminderKind(key, label, finder, tuple(rules))
    known = _kinds.get(key)
    if known is not None and known.finder is not finder:
        raise ValueError(f"two reminders {key!r}")
    _kinds[key] = kind
    return kind


def reminder_kinds() -> list[ReminderKind]:
    return list(_kinds.values())


def latest_occurrence(due_on: date, offset: int, repeat: int | None, day: date, calendar: WorkCalendar) -> date | None:
    """The last day not after ``day`` on which the rule speaks; ``None`` before its first."""
    first = add_working_days(due_on, offset, calendar)
    if day < first:
        return None
    if repeat is None:
        return first
    gone = working_days_between(first, day, calendar)
    return add_working_days(first, gone - gone % repeat, calendar) if gone >= repeat else first


def occurrence_on(due_on: date, rules: Iterable[Any], day: date, calendar: WorkCalendar) -> date | None:
    """The latest occurrence over all rules, each only within its validity."""
    found = []
    for rule in rules:
        spoken = latest_occurrence(due_on, rule.offset, rule.repeat, day, calendar)
        if spoken is not None and spoken in rule.valid:
            found.append(spoken)
    return max(found, default=None)


def rules_ship(*, actor: Actor, now: datetime) -> int:
    """Write the shipped rules of kinds that never had one. Returns how many were written."""
    known = set(ReminderRule.objects.values_list("kind", flat=True).distinct())
    fresh = [(kind.key, rule) for kind in _kinds.values() if kind.key not in known for rule in kind.rules]
    if fresh:
        with act(actor, "reminder.rule_ship"):
            for key, rule in fresh:
                ReminderRule.objects.create(
                    kind=key,
                    offset=rule.offset,
                    repeat=rule.repeat,
                    valid=DateRange(rule.start, None),
                    source=rule.source,
                )
    return len(fresh)


def reminders_tell(*, actor: Actor, day: date, now: datetime) -> int:
    """Tell what is due by the rules of ``day``; returns how many accounts were told something new.

    Told late it is told once. What is due today or overdue is told at once, what is still ahead by the digest.
    """
    from dieuphoi.core.notify.services import (  # services reads the kinds of this module
        Told,
        house_language,
        notify_many,
    )

    calendar = work_calendar()
    items: list[Told] = []
    by_kind: dict[str, list[ReminderRule]] = {}
    for rule in ReminderRule.objects.all():
        by_kind.setdefault(rule.kind, []).append(rule)
    with act(actor, "reminder.tell"), house_language():
        for kind in _kinds.values():
            rules = by_kind.get(kind.key, [])
            if not rules:
                continue
            for due in kind.finder(day):
                spoken = occurrence_on(due.due_on, rules, day, calendar)
                if spoken is None:
                    continue
                items.append(
                    Told(
                        to=due.to,
                        kind=kind.key,
                        once=f"{kind.key}:{due.record}:{due.due_on:%Y%m%d}:{spoken:%Y%m%d}",
                        title=due.title,
                        text=due.text,
                        url=due.url,
                        at_once=due.due_on <= day,
                    )
                )
        return notify_many(actor=actor, items=items, now=now)
