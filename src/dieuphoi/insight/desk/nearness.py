"""When work counts as nearly due: so many working days before its due date. Rule and calendar are data of this
package (``data/*.yaml``), read once when the program starts. No database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

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


@lru_cache(maxsize=1)
def work_calendar() -> WorkCalendar:
    """The calendar of ``data/work-calendar.yaml``. Raises ``ValueError`` as :func:`read_calendar`."""
    return read_calendar((_DATA / "work-calendar.yaml").read_text(encoding="utf-8"))


def read_rules(text: str) -> tuple[NearRule, ...]:
    """Rules from YAML ``nearly_due: [{from, working_days, source}, …]``, oldest first.

    Raises ``ValueError`` with every fault at once: no entry, a missing or unknown key, a day that is none, a number
    below zero, an empty source, days that do not ascend.
    """
    entries = _mapping(text, "nearly_due").get("nearly_due")
    if not isinstance(entries, list) or not entries:
        raise ValueError("nearly_due: a list of at least one entry is needed")
    faults: list[str] = []
    rules: list[NearRule] = []
    for number, entry in enumerate(entries, 1):
        place = f"nearly_due, entry {number}"
        found = _entry_faults(entry, ("from", "working_days", "source"), place)
        if not found:
            if not _is_day(entry["from"]):
                found.append(f"{place}: from is no date: {entry['from']!r}")
            elif rules and entry["from"] <= rules[-1].from_on:
                found.append(f"{place}: from {entry['from']} is not after the entry before")
            # In YAML "yes" is a bool, and a bool is an int.
            if type(entry["working_days"]) is not int or entry["working_days"] < 0:
                found.append(f"{place}: working_days is no whole number from 0: {entry['working_days']!r}")
            found += _text_faults(entry, ("source",), place)
        if found:
            faults += found
        else:
            rules.append(NearRule(entry["from"], entry["working_days"], entry["source"].strip()))
    if faults:
        raise ValueError("; ".join(faults))
    return tuple(rules)


def read_calendar(text: str) -> WorkCalendar:
    """A calendar from YAML ``years: {2026: {days_off: [{day, name, source}, …], worked_in_exchange: […]}}``.

    Raises ``ValueError`` with every fault at once: a missing or unknown key, a day that is none, in another year or
    named twice, an empty name or source. A day off on a weekend, or a weekday worked in exchange, changes nothing
    and so is a slip of the pen: refused too.
    """
    years = _mapping(text, "years").get("years")
    if not isinstance(years, dict) or not years:
        raise ValueError("years: at least one year is needed")
    faults: list[str] = []
    days: dict[str, dict[date, str]] = {"days_off": {}, "worked_in_exchange": {}}
    for year, lists in years.items():
        wrong = [f"year {year!r} is no year"] if type(year) is not int else []
        wrong += _entry_faults(lists, tuple(days), str(year))
        faults += wrong
        if wrong:
            continue
        for kind, kept in days.items():
            if not isinstance(lists[kind], list):
                faults.append(f"{year}, {kind}: no list")
                continue
            for entry in lists[kind]:
                found = _day_faults(entry, year, kind)
                if not found and any(entry["day"] in known for known in days.values()):
                    found = [f"{year}, {kind}: {entry['day']} is named twice"]
                if found:
                    faults += found
                else:
                    kept[entry["day"]] = entry["name"]
    if faults:
        raise ValueError("; ".join(faults))
    return WorkCalendar(days["days_off"], days["worked_in_exchange"], frozenset(years))


def _mapping(text: str, key: str) -> dict[str, Any]:
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(f"not YAML: {error}") from error
    if not isinstance(data, dict) or set(data) != {key}:
        raise ValueError(f"{key}: the only key of the file is missing, or there are others")
    return data


def _day_faults(entry: Any, year: int, kind: str) -> list[str]:
    place = f"{year}, {kind}"
    found = _entry_faults(entry, ("day", "name", "source"), place)
    if found:
        return found
    day = entry["day"]
    if not _is_day(day):
        found.append(f"{place}: day is no date: {day!r}")
    elif day.year != year:
        found.append(f"{place}: {day} lies in another year")
    elif WorkCalendar().is_working_day(day) != (kind == "days_off"):
        found.append(f"{place}: {day} changes nothing, it is that already")
    return found + _text_faults(entry, ("name", "source"), place)


def _entry_faults(entry: Any, keys: tuple[str, ...], place: str) -> list[str]:
    if not isinstance(entry, dict):
        return [f"{place}: no mapping"]
    missing = [f"{place}: {key} is missing" for key in keys if key not in entry]
    return missing + [f"{place}: unknown key {key!r}" for key in entry if key not in keys]


def _text_faults(entry: dict[str, Any], keys: tuple[str, ...], place: str) -> list[str]:
    return [f"{place}: {key} is empty" for key in keys if not isinstance(entry[key], str) or not entry[key].strip()]


def _is_day(value: Any) -> bool:
    # A datetime is a date too, and compares with none.
    return isinstance(value, date) and not isinstance(value, datetime)
