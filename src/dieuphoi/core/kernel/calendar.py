"""The work calendar of the state's offices: data (``data/work-calendar.yaml``) that ships with the program, read once.

Whoever counts working days (due dates, reminders, digests) takes :func:`work_calendar`; the reckoning itself is
:mod:`dieuphoi.core.kernel.workdays`.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from dieuphoi.core.kernel.workdays import WorkCalendar

_DATA: Final = Path(__file__).parent / "data"


@lru_cache(maxsize=1)
def work_calendar() -> WorkCalendar:
    """The calendar of ``data/work-calendar.yaml``. Raises ``ValueError`` as :func:`read_calendar`."""
    return read_calendar((_DATA / "work-calendar.yaml").read_text(encoding="utf-8"))


def read_calendar(text: str) -> WorkCalendar:
    """A calendar from YAML ``years: {2026: {days_off: [{day, name, source}, …], worked_in_exchange: […]}}``.

    Raises ``ValueError`` with every fault at once: a missing or unknown key, a day that is none, in another year or
    named twice, an empty name or source. A day off on a weekend, or a weekday worked in exchange, changes nothing
    and so is a slip of the pen: refused too.
    """
    years = mapping_of(text, "years").get("years")
    if not isinstance(years, dict) or not years:
        raise ValueError("years: at least one year is needed")
    faults: list[str] = []
    days: dict[str, dict[date, str]] = {"days_off": {}, "worked_in_exchange": {}}
    for year, lists in years.items():
        wrong = [f"year {year!r} is no year"] if type(year) is not int else []
        wrong += entry_faults(lists, tuple(days), str(year))
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


def _day_faults(entry: Any, year: int, kind: str) -> list[str]:
    place = f"{year}, {kind}"
    found = entry_faults(entry, ("day", "name", "source"), place)
    if found:
        return found
    day = entry["day"]
    if not is_day(day):
        found.append(f"{place}: day is no date: {day!r}")
    elif day.year != year:
        found.append(f"{place}: {day} lies in another year")
    elif WorkCalendar().is_working_day(day) != (kind == "days_off"):
        found.append(f"{place}: {day} changes nothing, it is that already")
    return found + text_faults(entry, ("name", "source"), place)


def mapping_of(text: str, key: str) -> dict[str, Any]:
    """The YAML mapping of ``text`` whose only key is ``key``. Raises ``ValueError``."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(f"not YAML: {error}") from error
    if not isinstance(data, dict) or set(data) != {key}:
        raise ValueError(f"{key}: the only key of the file is missing, or there are others")
    return data


def entry_faults(entry: Any, keys: tuple[str, ...], place: str) -> list[str]:
    """What is wrong with the keys of one entry, each fault naming its ``place``."""
    if not isinstance(entry, dict):
        return [f"{place}: no mapping"]
    missing = [f"{place}: {key} is missing" for key in keys if key not in entry]
    return missing + [f"{place}: unknown key {key!r}" for key in entry if key not in keys]


def text_faults(entry: dict[str, Any], keys: tuple[str, ...], place: str) -> list[str]:
    """Texts of one entry that are missing or blank."""
    return [f"{place}: {key} is empty" for key in keys if not isinstance(entry[key], str) or not entry[key].strip()]


def is_day(value: Any) -> bool:
    """Whether a value of YAML is a day without a time."""
    # A datetime is a date too, and compares with none.
    return isinstance(value, date) and not isinstance(value, datetime)
