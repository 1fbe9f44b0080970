"""When work counts as nearly due: so many working days before its due date. The rule is data of this package
(``data/nearly-due.yaml``), the calendar of ``core.kernel.calendar``; both are read once. No database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from dieuphoi.core.kernel.calendar import entry_faults, is_day, mapping_of, text_faults, work_calendar
from dieuphoi.core.kernel.workdays import WorkCalendar, working_days_between

_DATA: Final = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class NearRule:
    """From ``from_on`` on, work is nearly due when at most ``working_days`` working days are left."""

    from_on: date
    working_days: int
    source: str


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """How far a due date is from the day asked for.

    ``days`` are calendar days, negative when overdue. ``working_days`` are those after today, up to and with the
    due date; negative where working days have gone by since. ``is_near``: not overdue, and within the rule of today.
    """

    on: date
    days: int
    working_days: int
    is_near: bool

    @property
    def is_overdue(self) -> bool:
        return self.days < 0


def reckon(due_on: date, today: date, rules: Sequence[NearRule], calendar: WorkCalendar) -> TimeLeft:
    """How far ``due_on`` is from ``today``, by the rule of ``today``. Before the first rule nothing is near.

    In a year that the calendar does not know, plain weekdays count.
    """
    days = (due_on - today).days
    working = working_days_between(today, due_on, calendar)
    rule = rule_on(rules, today)
    return TimeLeft(due_on, days, working, rule is not None and days >= 0 and working <= rule.working_days)


@lru_cache(maxsize=4096)
def time_left(due_on: date, today: date) -> TimeLeft:
    """:func:`reckon` by the shipped rule and calendar. Each pair of days is counted once."""
    return reckon(due_on, today, near_rules(), work_calendar())


def rule_on(rules: Sequence[NearRule], day: date) -> NearRule | None:
    """The rule that holds on ``day``; ``None`` before the first one. ``rules`` are in the order of their days."""
    found = None
    for rule in rules:
        if rule.from_on <= day:
            found = rule
    return found


@lru_cache(maxsize=1)
def near_rules() -> tuple[NearRule, ...]:
    """The rules of ``data/nearly-due.yaml``, oldest first. Raises ``ValueError`` as :func:`read_rules`."""
    return read_rules((_DATA / "nearly-due.yaml").read_text(encoding="utf-8"))


def read_rules(text: str) -> tuple[NearRule, ...]:
    """Rules from YAML ``nearly_due: [{from, working_days, source}, …]``, oldest first.

    Raises ``ValueError`` with every fault at once: no entry, a missing or unknown key, a day that is none, a number
    below zero, an empty source, days that do not ascend.
    """
    entries = mapping_of(text, "nearly_due").get("nearly_due")
    if not isinstance(entries, list) or not entries:
        raise ValueError("nearly_due: a list of at least one entry is needed")
    faults: list[str] = []
    rules: list[NearRule] = []
    for number, entry in enumerate(entries, 1):
        place = f"nearly_due, entry {number}"
        found = entry_faults(entry, ("from", "working_days", "source"), place)
        if not found:
            if not is_day(entry["from"]):
                found.append(f"{place}: from is no date: {entry['from']!r}")
            elif rules and entry["from"] <= rules[-1].from_on:
                found.append(f"{place}: from {entry['from']} is not after the entry before")
            # In YAML "yes" is a bool, and a bool is an int.
            if type(entry["working_days"]) is not int or entry["working_days"] < 0:
                found.append(f"{place}: working_days is no whole number from 0: {entry['working_days']!r}")
            found += text_faults(entry, ("source",), place)
        if found:
            faults += found
        else:
            rules.append(NearRule(entry["from"], entry["working_days"], entry["source"].strip()))
    if faults:
        raise ValueError("; ".join(faults))
    return tuple(rules)
