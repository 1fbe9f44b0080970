"""Who may do what on a day: bodies with their people, communes, criteria – what a page that gives tasks offers.

Papers (``directives``) and conclusions of meetings (``meetings``) become tasks by the same choices.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.text import fold, tidy
from dieuphoi.programme.criteria.models import Criterion
from dieuphoi.registry.access.roles import HEADS, OFFICE, Role
from dieuphoi.registry.organisations.models import FieldMonitor, Holding, MonitorFunction, OrgKind
from dieuphoi.steering.tasks.bodies_then import Bodies
from dieuphoi.steering.tasks.selectors.one import communes

_HEAD: Final = 100
"""Posts with a place in the chart stand before this one (``Post.position``)."""
_TITLE: Final = 140


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody in a post of a body."""

    person_id: int
    org_id: int
    name: str
    title: str
    org_name: str
    position: int

    @property
    def value(self) -> str:
        """As choices say it: person 12 in body 5 is ``12-5``."""
        return f"{self.person_id}-{self.org_id}"

    @property
    def label(self) -> str:
        return f"{self.name} – {self.title}"

    @property
    def full_label(self) -> str:
        return f"{self.name} – {self.title}, {self.org_name}"


class Day:
    """Bodies, people, communes and criteria of the day that tasks are given on; seven queries."""

    def __init__(self, actor: Actor, on: date) -> None:
        self.actor = actor
        self.on = on
        self.bodies = Bodies(actor)
        rows = Holding.objects.visible_to(actor).filter(valid__contains=on).order_by(
            "post__position", "person__given_name_key", "pk"
        )
        self._held: dict[int, list[Holder]] = {}
        self.people: list[Holder] = []
        for person, name, title, position, org in rows.values_list(
            "person_id", "person__full_name", "post__title", "post__position", "post__org_id"
        ):
            if org in self.bodies.rows:
                holder = Holder(person, org, name, title, self.bodies.name_on(org, on), position)
                self.people.append(holder)
                self._held.setdefault(org, []).append(holder)
        self._rooms: dict[int, list[int]] = {}
        for org in self.bodies.rows.values():
            if org.kind == OrgKind.ROOM and org.parent_id is not None:
                self._rooms.setdefault(org.parent_id, []).append(org.pk)
        officers = FieldMonitor.objects.visible_to(actor).on(on).filter(function=MonitorFunction.PROGRAMME_OFFICER)
        self._officers = dict(officers.values_list("unit_id", "person_id"))
        self.communes = {int(pk): name for pk, name in communes(actor, on)}
        self.criteria = _criteria(actor)

    def people_of(self, org_id: int) -> list[Holder]:
        """Who works in a body and its rooms, the head first."""
        found = list(self._held.get(org_id, ()))
        for room in self._rooms.get(org_id, ()):
            found += self._held.get(room, ())
            for inner in self._rooms.get(room, ()):
                found += self._held.get(inner, ())
        once: dict[int, Holder] = {}
        for each in found:
            once.setdefault(each.person_id, each)
        return list(once.values())

    def default_of(self, org_id: int) -> Holder | None:
        """Who answers for what a body is given: its head by the chart, else a commune's programme officer, else the
        first who works there.
        """
        people = self.people_of(org_id)
        if people and people[0].position < _HEAD:
            return people[0]
        officer = self._officers.get(self.bodies.rows[org_id].place_id or 0)
        return next((each for each in people if each.person_id == officer), people[0] if people else None)

    def commands(self, bodies: Iterable[int]) -> bool:
        """Whether the actor gives orders to these bodies; else it is a request to them."""
        if self.actor.writes(*OFFICE) or self.actor.has_role(Role.LEADER):
            return True
        own = self.actor.orgs(*HEADS)
        return all(self.bodies.with_bodies([org]) & own for org in bodies)

    def communes_bodies(self) -> list[int]:
        return self.bodies.communes_on(self.on, self.communes)

    def departments(self) -> list[int]:
        rows = [row for row in self.bodies.rows.values() if row.kind == OrgKind.DEPARTMENT and row.level == "province"]
        there = [row.pk for row in rows if self.bodies.there_on(row.pk, self.on)]
        return sorted(there, key=lambda pk: (self.bodies.name_on(pk, self.on), pk))

    def body_of_commune(self, unit_id: int) -> int | None:
        found = self.bodies.communes_on(self.on, [unit_id])
        return found[0] if found else None

    def commune_named(self, typed: str) -> int | None:
        """The one commune of the day that is called so."""
        wanted = fold(tidy(typed))
        found = [
            pk for pk, name in self.communes.items() if wanted in (fold(name), fold(name.partition(" ")[2]))
        ]  # fmt: skip
        return found[0] if len(found) == 1 else None

    def criterion_named(self, typed: str) -> tuple[int, str] | None:
        """``(id, number)`` of the criterion with this number, of this indicator ("17.6"), or of this name."""
        wanted = fold(tidy(typed)).removeprefix("tieu chi").strip(" .")
        numbers = {number: pk for pk, number, _name in self.criteria}
        for number in (wanted, wanted.partition(".")[0]):
            if number in numbers:
                return numbers[number], number
        found = [(pk, number) for pk, number, name in self.criteria if wanted and wanted in fold(name)]
        return found[0] if len(found) == 1 else None

    def person_named(self, typed: str) -> Holder | None:
        """The one person of the day who is called so, with post and body or without."""
        wanted = fold(tidy(typed))
        for said in ("full_label", "label", "name"):
            found = {each.value: each for each in self.people if fold(getattr(each, said)) == wanted}
            if len(found) == 1:
                return next(iter(found.values()))
        return None


def _criteria(actor: Actor) -> list[tuple[int, str, str]]:
    """``(id, number, name)`` of the newest published set of communes, the basic one where a decision has several."""
    rows = Criterion.objects.visible_to(actor).filter(version__state="published", version__set__level="commune")
    versions = rows.order_by("-version__decision_on", "-version_id").values_list(
        "version_id", "version__decision_on", "version__set__tier"
    )
    listed = list(dict.fromkeys(versions))
    if not listed:
        return []
    newest = [each for each in listed if each[1] == listed[0][1]]
    version = next((each[0] for each in newest if each[2] == "basic"), newest[0][0])
    return list(rows.filter(version_id=version).order_by("position").values_list("pk", "number", "name"))


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A body of a group of addressees, and who would answer for it; nobody where none is on record."""

    org_id: int
    name: str
    person: Holder | None


def title_of(words: str) -> str:
    """A title of a task from the words of an order, cut at a word."""
    words = tidy(words).strip(" ;,.–-")
    if len(words) > _TITLE:
        words = words[:_TITLE].rpartition(" ")[0].rstrip(" ;,.–-") + "…"
    return words[:1].upper() + words[1:]


def names_line(rows: Iterable[tuple[int, str]]) -> str:
    """As a field of names holds them: ``Sở A; Sở B``."""
    return "; ".join(name for _pk, name in rows)
