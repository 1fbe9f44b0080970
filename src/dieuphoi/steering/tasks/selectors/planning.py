"""What a template would give: every task with its body, person and due date, and which communes are left out and why.

Nothing is written. The page shows it as the preview, the act gives exactly its rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.calendar import work_calendar
from dieuphoi.core.kernel.workdays import add_working_days
from dieuphoi.registry.access.roles import HEADS, OFFICE
from dieuphoi.registry.organisations.selectors import OrgRow, holders_on, monitors_query, orgs_on
from dieuphoi.registry.territory.selectors import communes_in, provinces_on, units_on
from dieuphoi.steering.tasks.bodies import OWN_BODY
from dieuphoi.steering.tasks.models import ItemLead
from dieuphoi.steering.tasks.selectors.templates import Item, Template

COMMUNE: Final = "{xã}"
PERIOD: Final = "{kỳ}"
_DEEPEST_ROOMS: Final = 2
Choice = tuple[int, str]


def filled(text: str, **words: str) -> str:
    """``text`` with ``{xã}`` and ``{kỳ}`` said: the keys are ``commune`` and ``period``."""
    for sign, key in ((COMMUNE, "commune"), (PERIOD, "period")):
        if key in words:
            text = text.replace(sign, words[key])
    return text


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a template is to be given. ``persons`` are who answers for what: of a task by the key of its item, of a
    commune by ``u`` and its id. ``giver_org_id`` and ``giver_id``: the actor's own unless named.
    """

    start_on: date
    unit_ids: tuple[int, ...] = ()
    persons: Mapping[str, int] = field(default_factory=dict)
    giver_org_id: int | None = None
    giver_id: int | None = None
    source_line: str = ""
    text: str = ""
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """One task that would be given. ``place`` counts from 1, ``whole`` is the place of what it is a part of (0: of
    nothing); ``who`` names its person in :attr:`Wanted.persons`, ``person_id`` is empty until somebody is chosen.
    """

    place: int
    whole: int
    item: Item
    title: str
    product: str
    org_id: int | None
    org_name: str
    unit_id: int | None
    due_on: date | None
    who: str
    person_id: int | None


@dataclass(frozen=True, slots=True)
class Commune:
    """One of the communes: its People's Committee, who may answer there, who does by default; ``why_not`` where it is
    left out.
    """

    unit_id: int
    name: str
    org: OrgRow | None
    people: tuple[Choice, ...]
    person_id: int | None
    why_not: str = ""

    @property
    def key(self) -> str:
        return f"u{self.unit_id}"


@dataclass(frozen=True, slots=True)
class Plan:
    rows: tuple[Planned, ...]
    communes: tuple[Commune, ...]
    people: Mapping[str, tuple[Choice, ...]]
    """Who may be chosen, by the key of the item."""

    @property
    def left(self) -> list[Commune]:
        return [each for each in self.communes if each.why_not]


class Bodies:
    """The bodies of a day with their rooms and people. Two queries."""

    def __init__(self, actor: Actor, day: date) -> None:
        self.rows = {row.id: row for row in orgs_on(actor, day)}
        below: dict[int, list[int]] = {}
        for row in self.rows.values():
            if row.parent_id is not None:
                below.setdefault(row.parent_id, []).append(row.id)
        self._below = below
        self._people: dict[int, list[Choice]] = {}
        for holder in holders_on(actor, day):
            said = (holder.person_id, f"{holder.full_name} – {holder.title}")
            self._people.setdefault(holder.org_id, []).append(said)
        self.of_place = {row.place_id: row for row in self.rows.values() if row.kind == "commune" and row.place_id}

    def people(self, org_id: int | None) -> tuple[Choice, ...]:
        """Who works in a body or in a room of it, each once."""
        found: dict[int, str] = {}
        level = [org_id] if org_id is not None else []
        for _floor in range(_DEEPEST_ROOMS + 1):
            for org in level:
                for person, words in self._people.get(org, ()):
                    found.setdefault(person, words)
            level = [room for org in level for room in self._below.get(org, ())]
        return tuple(found.items())


def own_body(actor: Actor) -> int | None:
    """The body for which the actor gives tasks, unless another is named."""
    own = sorted(actor.orgs(*HEADS)) or sorted(actor.orgs(*OFFICE)) or sorted(actor.orgs(*OWN_BODY))
    return own[0] if own else None


def all_communes(actor: Actor, day: date) -> list[int]:
    """The xã of the provinces of a day that the actor reads, by the alphabet."""
    read = actor.reads()
    return [
        row.id for province in provinces_on(actor, day) for row in communes_in(actor, province.id, day)
        if read.everything or row.id in read
    ]  # fmt: skip


def communes_of(
    actor: Actor, day: date, unit_ids: Iterable[int], bodies: Bodies, chosen: Mapping[str, int]
) -> list[Commune]:
    """Who would answer in each commune: who is chosen, else its named programme officer (S3-58). Two queries."""
    wanted = list(dict.fromkeys(unit_ids))
    officers: dict[int, tuple[int, str]] = {
        unit: (person, name)
        for unit, person, name in monitors_query(actor, day)
        .filter(unit_id__in=wanted, function="officer")
        .values_list("unit_id", "person_id", "person__full_name")
    }
    found = []
    for row in units_on(actor, day, ids=wanted):
        org = bodies.of_place.get(row.id)
        people = bodies.people(None if org is None else org.id)
        known = {pk for pk, _words in people}
        officer, name = officers.get(row.id, (None, ""))
        picked = chosen.get(f"u{row.id}")
        person = picked if picked in known else officer if officer in known and picked != 0 else None
        why = ""
        if org is None:
            why = _("chưa có UBND xã trong danh sách cơ quan")
        elif person is None and picked == 0:
            why = _("không chọn người nhận")
        elif person is None and officer is not None:
            why = _("cán bộ phụ trách %(name)s không giữ chức vụ nào ở %(org)s") % {"name": name, "org": org.name}
        elif person is None:
            why = _("chưa có cán bộ phụ trách chương trình")
        found.append(Commune(row.id, row.full_name, org, people, person, why))
    return found


def plan_of(actor: Actor, template: Template, wanted: Wanted, day: date) -> Plan:
    """What the template would give on a day. Six queries, whatever its size."""
    bodies = Bodies(actor, day)
    communes = communes_of(actor, day, wanted.unit_ids, bodies, wanted.persons) if template.for_communes else []
    walk = _Walk(template.items, wanted, bodies, [each for each in communes if not each.why_not], own_body(actor))
    walk.go("", 0, None)
    return Plan(tuple(walk.rows), tuple(communes), walk.people)


class _Walk:
    """The tree of a template, once for each commune below the first task that is a commune's."""

    def __init__(
        self, items: Sequence[Item], wanted: Wanted, bodies: Bodies, communes: Sequence[Commune], own: int | None
    ) -> None:
        self.below: dict[str, list[Item]] = {}
        for item in items:
            self.below.setdefault(item.parent, []).append(item)
        self.wanted, self.bodies, self.communes, self.calendar = wanted, bodies, communes, work_calendar()
        self.giver_org = wanted.giver_org_id or own
        self.rows: list[Planned] = []
        self.people: dict[str, tuple[Choice, ...]] = {}

    def go(self, parent: str, whole: int, commune: Commune | None) -> None:
        for item in self.below.get(parent, ()):
            if item.lead == ItemLead.COMMUNE and commune is None:
                for each in self.communes:
                    self._one(item, whole, each)
            else:
                self._one(item, whole, commune)

    def _one(self, item: Item, whole: int, commune: Commune | None) -> None:
        if item.lead == ItemLead.COMMUNE:
            assert commune is not None and commune.org is not None
            org: int | None = commune.org.id
            name, who, person = commune.org.name, commune.key, commune.person_id
        else:
            org = item.lead_org_id or self.giver_org
            row: Any = self.bodies.rows.get(org or 0)
            name, who = "" if row is None else row.name, item.key
            people = self.people.setdefault(item.key, self.bodies.people(org))
            known = {pk for pk, _words in people}
            asked = self.wanted.persons.get(item.key, item.responsible_id)
            person = asked if asked in known else next(iter(known)) if len(known) == 1 else None
        said = _("các xã") if commune is None else commune.name
        due = None if item.days is None else add_working_days(self.wanted.start_on, item.days, self.calendar)
        place = len(self.rows) + 1
        self.rows.append(
            Planned(
                place, whole, item, filled(item.title, commune=said), filled(item.product, commune=said), org, name,
                None if commune is None else commune.unit_id, due, who, person,
            )
        )  # fmt: skip
        self.go(item.key, place, commune)
