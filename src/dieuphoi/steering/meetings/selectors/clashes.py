"""Clashes of the calendar: one person, team or room twice at one time; too many teams in one commune.

They are warnings: kept with an explanation, shown wherever the entry is shown. What the asker may not see is said to be
taken, without its title.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_datetime, local
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.registry.organisations.models import OrgUnit, Person
from dieuphoi.registry.organisations.selectors import day_org_names
from dieuphoi.steering.meetings.models import CalendarEntry, EntryPart, Room
from dieuphoi.steering.meetings.selectors.settings import Rule, rule_on

PERSON, TEAM, ROOM, COMMUNE = "PERSON", "TEAM", "ROOM", "COMMUNE"


@dataclass(slots=True)
class Taken:
    """What one entry takes: its time, room, commune, people and teams (names by id). ``title`` is empty where the asker
    may not see it. ``id`` is 0 for one that is only being planned."""

    id: int
    title: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    org_id: int
    room_id: int | None = None
    room: str = ""
    place_id: int | None = None
    place: str = ""
    org: str = ""
    people: dict[int, str] = field(default_factory=dict)
    teams: dict[int, str] = field(default_factory=dict)
    explained: str = ""
    at_home: bool = False
    """Whether the calendar is the commune's own: its people are no team that comes."""

    def counted(self) -> dict[int, str]:
        """The teams that this entry brings to its commune: those named, else whose calendar it stands in."""
        return self.teams or ({} if self.at_home else {self.org_id: self.org})

    @property
    def day(self) -> date:
        return local(self.starts_at).date()

    def meets(self, other: Taken) -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True, slots=True)
class Clash:
    """One clash, in words. ``others`` are the entries it is with; ``short`` is who or what is taken twice, for a card
    that has room for a few words."""

    kind: str
    words: str
    others: tuple[int, ...]
    short: str = ""


def short_words(clashes: Iterable[Clash]) -> str:
    """All clashes of one entry on a line or two: who is taken twice (each once), how many teams come."""
    taken: list[str] = []
    come: list[str] = []
    for each in clashes:
        found = come if each.kind == COMMUNE else taken
        if each.short not in found:
            found.append(each.short)
    words = [_("Trùng lịch: %(who)s") % {"who": "; ".join(taken)}] if taken else []
    return " · ".join(words + come)


def clashes_for(actor: Actor, wanted: Taken) -> list[Clash]:
    """What an entry that is being planned (``wanted.id``: itself, when it is there already) clashes with.

    Fixed number of queries.
    """
    rule = rule_on(wanted.day)
    _name(wanted)
    return clashes_of(wanted, _around(actor, wanted.starts_at, wanted.ends_at, rule), rule)


def clashes_in(actor: Actor, rows: Iterable[Any], start: datetime, end: datetime) -> dict[int, list[Clash]]:
    """``{entry: its clashes}`` of the entries shown, which lie between two instants. Fixed number of queries."""
    rule = rule_on(local(start).date())
    there = {each.id: each for each in _around(actor, start, end, rule)}
    found = {}
    for row in rows:
        if row.pk in there and (clashes := clashes_of(there[row.pk], there.values(), rule)):
            found[row.pk] = clashes
    return found


def clashes_of(wanted: Taken, entries: Iterable[Taken], rule: Rule) -> list[Clash]:
    """The clashes of one entry with others: pure, no query."""
    others = [each for each in entries if each.id != wanted.id]
    at_once = [each for each in others if wanted.meets(each)]
    found = []
    for each in at_once:
        for names, said in (
            ({wanted.people[key] for key in wanted.people.keys() & each.people.keys()}, PERSON),
            ({wanted.teams[key] for key in wanted.teams.keys() & each.teams.keys()}, TEAM),
        ):
            found += [Clash(said, _twice(name, each), (each.id,), name) for name in sorted(names)]
        if wanted.room_id is not None and wanted.room_id == each.room_id:
            found.append(Clash(ROOM, _twice(wanted.room, each), (each.id,), wanted.room))
    if wanted.place_id is not None and wanted.kind in rule.kinds and wanted.counted():
        near = [
            each for each in others
            if each.place_id == wanted.place_id and each.kind in rule.kinds and each.counted()
            and abs((each.day - wanted.day).days) < rule.window_days
        ]  # fmt: skip
        teams = dict(wanted.counted())
        for each in near:
            teams |= each.counted()
        if near and len(teams) >= rule.teams:
            words = {
                "place": wanted.place, "n": format_number(len(teams)), "days": format_number(rule.window_days),
                "teams": "; ".join(sorted(teams.values())),
            }  # fmt: skip
            found.append(
                Clash(
                    COMMUNE, _("%(place)s có %(n)s đoàn trong %(days)s ngày: %(teams)s.") % words,
                    tuple(each.id for each in near), _("%(n)s đoàn trong %(days)s ngày") % words,
                )
            )  # fmt: skip
    return found


def _twice(who: str, other: Taken) -> str:
    words = {"who": who, "from": format_datetime(other.starts_at), "to": format_datetime(other.ends_at)}
    if other.title:
        return _("%(who)s đã có lịch từ %(from)s đến %(to)s: %(title)s.") % {**words, "title": other.title}
    return _("%(who)s đã có lịch từ %(from)s đến %(to)s.") % words


def _name(wanted: Taken) -> None:
    """Give a planned entry the names of what it wants. At most four queries."""
    people = {*wanted.people}
    if people:
        wanted.people = dict(Person.objects.filter(pk__in=people).values_list("pk", "full_name"))
    rows = OrgUnit.objects.filter(pk__in={*wanted.teams, wanted.org_id})
    orgs = {row.pk: row for row in rows.annotate(said=_short("pk", "name", wanted.day))}
    if wanted.org_id in orgs:
        own = orgs[wanted.org_id]
        wanted.org, wanted.at_home = own.said, own.place_id is not None and own.place_id == wanted.place_id
    wanted.teams = {key: orgs[key].said for key in wanted.teams if key in orgs}
    if wanted.room_id is not None:
        wanted.room = Room.objects.filter(pk=wanted.room_id).values_list("name", flat=True).first() or ""


def _short(org: str, name: str, day: date) -> Coalesce:
    """What an organisation is called for short on a day; its name where it has no short one."""
    short = day_org_names(day).filter(org_id=OuterRef(org)).values("short_name")[:1]
    return Coalesce(NullIf(Subquery(short), Value("")), F(name))


def _around(actor: Actor, start: datetime, end: datetime, rule: Rule) -> list[Taken]:
    """Everything that is planned around two instants, whoever may see it: a clash is a clash. Three queries."""
    margin = timedelta(days=rule.window_days)
    rows: QuerySet[Any] = (
        CalendarEntry.objects.filter(state="PLANNED", starts_at__lt=end + margin, ends_at__gt=start - margin)
        .select_related("org", "room")
        .annotate(said=_short("org_id", "org__name", local(start).date()))
        .order_by("starts_at", "pk")
    )
    entries = {
        row.pk: Taken(
            row.pk, row.title, row.kind, row.starts_at, row.ends_at, row.org_id, row.room_id,
            row.room.name if row.room is not None else "", row.place_id, row.place_name, row.said,
            explained=row.clash_reason, at_home=row.place_id is not None and row.org.place_id == row.place_id,
        )
        for row in rows
    }  # fmt: skip
    seen = set(CalendarEntry.objects.visible_to(actor).filter(pk__in=entries).values_list("pk", flat=True))
    parts = (
        EntryPart.objects.filter(entry_id__in=entries, is_current=True)
        .annotate(said=_short("org_id", "org__name", local(start).date()))
        .values_list("entry_id", "person_id", "person__full_name", "org_id", "said")
    )
    for entry, person, name, org, org_name in parts:
        if person is not None:
            entries[entry].people[person] = name
        else:
            entries[entry].teams[org] = org_name
    for pk, each in entries.items():
        if pk not in seen:
            each.title = ""
    return list(entries.values())
