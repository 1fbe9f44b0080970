"""The week calendar: entries of a week, what was published, what changed since; lists of entries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import LOCAL_ZONE, local
from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.steering.meetings.models import CalendarEntry, EntryKind, EntryPart, WeekEdition
from dieuphoi.steering.meetings.models.scopes import own_orgs, own_person
from dieuphoi.steering.meetings.selectors.clashes import Clash, clashes_in
from dieuphoi.steering.meetings.states import EntryState

KIND_CHOICES: Final = tuple(EntryKind.choices)
TYPED_KINDS: Final = tuple(pair for pair in EntryKind.choices if pair[0] != "MEETING")
KIND_LABELS: Final = dict(EntryKind.choices)
ENTRY_STATE_CHOICES: Final = tuple(pair for pair in EntryState.choices if pair[0] != EntryState.VOID)


EARLIEST, LATEST = 2000, 2199
"""Years in which meetings and entries may lie: anything else is a slip of the keyboard."""


def is_near(day: date) -> bool:
    """Whether a day lies in the years that a calendar knows."""
    return EARLIEST <= day.year <= LATEST


def monday_of(day: date) -> date:
    """The Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def week_bounds(monday: date) -> tuple[datetime, datetime]:
    """The instants between which a week lies in Vietnam's time."""
    start = datetime.combine(monday, time(), LOCAL_ZONE)
    return start, datetime.combine(monday + timedelta(days=7), time(), LOCAL_ZONE)


def entries(actor: Actor, day: date) -> QuerySet[Any]:
    """All entries in sight that were not written by mistake, unordered."""
    rows: Any = CalendarEntry.objects.visible_to(actor).exclude(state=EntryState.VOID)
    found: QuerySet[Any] = rows.select_related("org", "room", "place")
    return found


def entry(actor: Actor, entry_id: int) -> Any:
    """One entry with ``people`` and ``teams`` ((id, name) each). Raises ``NotVisible``."""
    rows: Any = CalendarEntry.objects.select_related("org", "room", "meeting")
    row = rows.one_visible_to(actor, pk=entry_id)
    with_parts([row])
    return row


def with_parts(rows: Iterable[Any]) -> None:
    """Give every entry ``people`` and ``teams``: ``(id, name)`` each, by name. One query."""
    listed = {row.pk: row for row in rows}
    for row in listed.values():
        row.people, row.teams = [], []
    parts = EntryPart.objects.filter(entry_id__in=listed, is_current=True).order_by(
        "org__name_key", "person__given_name_key", "pk"
    )
    for entry_id, person, name, org, org_name in parts.values_list(
        "entry_id", "person_id", "person__full_name", "org_id", "org__name"
    ):
        row = listed[entry_id]
        if person is not None:
            row.people.append((person, name))
        else:
            row.teams.append((org, org_name))


def mine(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of ``rows`` in which the actor, or an organisation of theirs, takes part or is called."""
    orgs, person = own_orgs(actor), own_person(actor)
    parts = EntryPart.objects.filter(
        Q(person__in=person) | Q(org__in=orgs), entry=OuterRef("pk"), is_current=True
    )
    called = Q(meeting__invitees__is_current=True, meeting__invitees__org__in=orgs)
    points = Q(meeting__points__is_current=True, meeting__points__org__in=orgs)
    of_meeting = CalendarEntry.objects.filter(called | points).order_by().values("pk")
    own = Q(meeting__chair__in=person) | Q(meeting__host__in=orgs)
    return rows.filter(Exists(parts) | Q(pk__in=of_meeting) | own)


@dataclass(frozen=True, slots=True)
class WeekAsked:
    """How a week is narrowed: by calendar, person, team, place; ``mine`` only."""

    monday: date
    org_id: int | None = None
    person_id: int | None = None
    team_id: int | None = None
    place_id: int | None = None
    kinds: tuple[str, ...] = ()
    mine: bool = False


@dataclass(slots=True)
class Day:
    """One day of the week and what is on; an entry over several days stands on each."""

    on: date
    entries: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Week:
    """A week as it is shown. ``clashes`` by entry; ``editions`` the newest published version of each calendar in it;
    ``changed`` are entries that are other than their newest version said (or newer than it)."""

    asked: WeekAsked
    days: tuple[Day, ...]
    entries: tuple[Any, ...]
    clashes: dict[int, list[Clash]]
    editions: tuple[Any, ...]
    changed: frozenset[int]

    @property
    def sunday(self) -> date:
        return self.asked.monday + timedelta(days=6)


def week(actor: Actor, asked: WeekAsked) -> Week:
    """The entries of a week, Monday first, with clashes and what was published. Fixed number of queries."""
    start, end = week_bounds(asked.monday)
    rows = narrowed(actor, entries(actor, asked.monday), asked).filter(starts_at__lt=end, ends_at__gt=start)
    found = list(rows.order_by("starts_at", "ends_at", "title_key", "pk"))
    with_parts(found)
    calendars = {row.org_id for row in found} | ({asked.org_id} if asked.org_id else set())
    editions = _editions(actor, calendars, asked.monday)
    said = {line["id"]: line for edition in editions for line in edition.lines}
    published = {edition.org_id for edition in editions}
    changed = frozenset(
        row.pk for row in found
        if row.org_id in published and said.get(row.pk) != line_of(row)
    )  # fmt: skip
    days = tuple(Day(asked.monday + timedelta(days=n)) for n in range(7))
    for row in found:
        first, last = local(row.starts_at).date(), local(row.ends_at - timedelta(microseconds=1)).date()
        for each in days:
            if first <= each.on <= last:
                each.entries.append(row)
    return Week(asked, days, tuple(found), clashes_in(actor, found, start, end), editions, changed)


def narrowed(actor: Actor, rows: QuerySet[Any], asked: WeekAsked) -> QuerySet[Any]:
    parts = EntryPart.objects.filter(entry=OuterRef("pk"), is_current=True)
    if asked.org_id is not None:
        rows = rows.filter(org_id=asked.org_id)
    if asked.person_id is not None:
        rows = rows.filter(Exists(parts.filter(person_id=asked.person_id)))
    if asked.team_id is not None:
        rows = rows.filter(Exists(parts.filter(org_id=asked.team_id)))
    if asked.place_id is not None:
        rows = rows.filter(place_id=asked.place_id)
    if asked.kinds:
        rows = rows.filter(kind__in=asked.kinds)
    return mine(actor, rows) if asked.mine else rows


def _editions(actor: Actor, org_ids: Iterable[int], monday: date) -> tuple[Any, ...]:
    rows = WeekEdition.objects.visible_to(actor).filter(org_id__in=set(org_ids), monday=monday)
    newest: dict[int, Any] = {}
    for row in rows.select_related("org").order_by("version"):
        newest[row.org_id] = row
    return tuple(newest.values())


def editions_of(actor: Actor, org_id: int, monday: date) -> list[Any]:
    """All published versions of a week, the newest first."""
    rows = WeekEdition.objects.visible_to(actor).filter(org_id=org_id, monday=monday)
    return list(rows.select_related("org").order_by("-version"))


def line_of(row: Any) -> dict[str, Any]:
    """An entry as a published week keeps it; ``people`` and ``teams`` are those of :func:`with_parts`."""
    return {
        "id": row.pk,
        "title": row.title,
        "kind": row.kind,
        "starts_at": row.starts_at.astimezone(LOCAL_ZONE).isoformat(),
        "ends_at": row.ends_at.astimezone(LOCAL_ZONE).isoformat(),
        "room": row.room_id,
        "venue": row.venue,
        "place": row.place_name,
        "state": row.state,
        "people": sorted(key for key, _name in row.people),
        "teams": sorted(key for key, _name in row.teams),
    }


def edition_lines(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Entries as lines of a published week, in the order of time. One query."""
    listed = sorted(rows, key=lambda row: (row.starts_at, row.pk))
    with_parts(listed)
    return [line_of(row) for row in listed]


@dataclass(frozen=True, slots=True)
class Choices:
    """What a week may be narrowed to: only what is in sight."""

    orgs: tuple[tuple[int, str], ...]
    people: tuple[tuple[int, str], ...]
    teams: tuple[tuple[int, str], ...]
    places: tuple[tuple[int, str], ...]


def choices_of(actor: Actor, monday: date) -> Choices:
    """Calendars, people, teams and communes of the entries around a week. Four queries."""
    start, end = week_bounds(monday)
    near = entries(actor, monday).filter(
        starts_at__lt=end + timedelta(days=28), ends_at__gt=start - timedelta(days=28)
    )
    ids = near.order_by().values("pk")
    parts = EntryPart.objects.filter(entry__in=ids, is_current=True)
    people = parts.filter(person__isnull=False).values_list("person_id", "person__full_name").distinct()
    teams = parts.filter(org__isnull=False).values_list("org_id", "org__name").distinct()
    orgs = OrgUnit.objects.filter(pk__in=near.order_by().values("org_id")).order_by("name_key")
    places = near.order_by("place_name").filter(place__isnull=False).values_list("place_id", "place_name").distinct()
    return Choices(
        tuple(orgs.values_list("pk", "name")),
        tuple(people.order_by("person__given_name_key", "person_id")),
        tuple(teams.order_by("org__name_key", "org_id")),
        tuple(places),
    )
