"""Kinds of meetings, rooms, series, and the rule of clashes that holds on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.organisations.selectors import OrgRow, orgs_on
from dieuphoi.steering.meetings import policies
from dieuphoi.steering.meetings.models import EntryKind, KindGroup, MeetingKind, Room, TeamRule

_DATA: Final = Path(__file__).parent.parent / "data" / "clash.yaml"
GROUP_CHOICES: Final = tuple(KindGroup.choices)
GROUP_LABELS: Final = dict(KindGroup.choices)


@dataclass(frozen=True, slots=True)
class Rule:
    """From how many teams in one commune within so many days a clash is shown. ``shipped``: nobody set one yet."""

    window_days: int
    teams: int
    kinds: tuple[str, ...]
    source: str
    shipped: bool


def read_shipped(text: str) -> Rule:
    """The shipped rule, from YAML. Raises ``KeyError`` or ``ValueError`` for a faulty file."""
    data = yaml.safe_load(text)
    kinds = tuple(str(each) for each in data["kinds"])
    if set(kinds) - set(EntryKind.values) or int(data["teams"]) < 2 or int(data["window_days"]) < 1:
        raise ValueError("the rule of clashes: known kinds, two teams or more, a day or more")
    return Rule(int(data["window_days"]), int(data["teams"]), kinds, str(data["source"]), shipped=True)


@cache
def _shipped() -> Rule:
    return read_shipped(_DATA.read_text(encoding="utf-8"))


def rule_on(day: date) -> Rule:
    """The rule that holds on a day: the newest that was set, before the first one the shipped one. One query."""
    row = TeamRule.objects.filter(valid__contains=day).order_by("-id").first()
    if row is None:
        return _shipped()
    return Rule(row.window_days, row.teams, tuple(row.kinds), row.source, shipped=False)


def team_rules(actor: Actor) -> list[TeamRule]:
    """All that were ever set, the newest first."""
    return list(TeamRule.objects.visible_to(actor).order_by("-id"))


def kinds_of(actor: Actor, day: date | None = None) -> list[MeetingKind]:
    """The kinds of a day (``None``: all that ever were), in the office's order."""
    rows: Any = MeetingKind.objects.visible_to(actor)
    return list((rows if day is None else rows.on(day)).order_by("position", "name_key"))


def kind_choices(actor: Actor, day: date | None = None) -> list[tuple[str, str]]:
    return [(str(row.pk), row.name) for row in kinds_of(actor, day)]


def rooms_of(actor: Actor, day: date | None = None) -> list[Room]:
    """The rooms of a day (``None``: all that ever were), by name."""
    rows: Any = Room.objects.visible_to(actor).select_related("org")
    return list((rows if day is None else rows.on(day)).order_by("name_key", "pk"))


def room_choices(actor: Actor, day: date) -> list[tuple[str, str]]:
    return [(str(row.pk), f"{row.name} – {row.org.name}") for row in rooms_of(actor, day)]


def room_by_id(actor: Actor, room_id: int) -> Room:
    return Room.objects.select_related("org").one_visible_to(actor, pk=room_id)


def kind_by_id(actor: Actor, kind_id: int) -> MeetingKind:
    return MeetingKind.objects.one_visible_to(actor, pk=kind_id)


def host_rows(actor: Actor, day: date) -> list[OrgRow]:
    """The organisations for which the actor may call meetings and keep a calendar, the province's first."""
    order = {"office": 0, "committee": 1, "people": 2, "department": 3}
    rows = [row for row in orgs_on(actor, day) if policies.may_host(actor, row)]
    return sorted(rows, key=lambda row: order.get(row.kind, 9))


def host_choices(actor: Actor, day: date) -> list[tuple[str, str]]:
    return [(str(row.id), row.name) for row in host_rows(actor, day)]
