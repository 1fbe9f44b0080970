"""A task as cells of the sheet: by the words of its day of giving, each one such that the way in finds it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

from dieuphoi.core.exchange.reader.cells import text_typed
from dieuphoi.core.exchange.writer.cells import safe
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.organisations.models import Person
from dieuphoi.steering.tasks.models import Part, Task, TaskCriterion, TaskOrg, TaskPlace
from dieuphoi.steering.tasks.services import NewTask
from dieuphoi.steering.tasks.sheets.finding import BodiesThen, CriteriaThen, Fields, PeopleThen, PlacesThen

_BATCH: Final = 5_000


@dataclass(slots=True)
class Links:
    """What a task is linked with now."""

    coordinating: list[int] = field(default_factory=list)
    following: list[int] = field(default_factory=list)
    informed: list[int] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    criteria: list[int] = field(default_factory=list)


def links_of_many(ids: Iterable[int]) -> dict[int, Links]:
    """The living links of tasks already found within scope. Three queries for each few thousand tasks."""
    wanted = list(ids)
    found = {pk: Links() for pk in wanted}
    for start in range(0, len(wanted), _BATCH):
        some = wanted[start : start + _BATCH]
        orgs = TaskOrg.objects.filter(task_id__in=some, ended_at=None).order_by("task_id", "org__name_key", "org_id")
        for task, org, part in orgs.values_list("task_id", "org_id", "part"):
            mine: list[int] = getattr(found[task], Part(part).value.lower())
            mine.append(org)
        places = TaskPlace.objects.filter(task_id__in=some, ended_at=None).order_by("task_id", "pk")
        for task, unit in places.values_list("task_id", "unit_id"):
            found[task].units.append(unit)
        criteria = TaskCriterion.objects.filter(task_id__in=some, ended_at=None)
        order = ("task_id", "criterion__version_id", "criterion__position")
        for task, criterion in criteria.order_by(*order).values_list("task_id", "criterion_id"):
            found[task].criteria.append(criterion)
    return found


def as_new(row: Task, links: Links) -> NewTask:
    """A task as what it was given with."""
    return NewTask(
        title=row.title, product=row.product, lead_org_id=row.lead_org_id, responsible_id=row.responsible_id,
        given_on=row.given_on, due_on=row.due_on, no_due_reason=row.no_due_reason, text=row.text,
        source_line=row.source_line, kind=row.kind, urgency=row.urgency, restricted=row.restricted,
        field_id=row.field_id, every=row.every, parent_id=row.parent_id, reply_to_id=row.reply_to_id,
        giver_id=row.giver_id, giver_org_id=row.giver_org_id, province_id=row.province_id,
        coordinating=tuple(links.coordinating), following=tuple(links.following), informed=tuple(links.informed),
        unit_ids=tuple(links.units), criterion_ids=tuple(links.criteria), note=row.note,
    )  # fmt: skip


class Books:
    """Everything by which the sheet calls things, read once and only where it is asked for."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    @cached_property
    def bodies(self) -> BodiesThen:
        return BodiesThen(self.actor)

    @cached_property
    def people(self) -> PeopleThen:
        return PeopleThen(self.actor, self.bodies)

    @cached_property
    def places(self) -> PlacesThen:
        return PlacesThen(self.actor)

    @cached_property
    def criteria(self) -> CriteriaThen:
        return CriteriaThen(self.actor)

    @cached_property
    def fields(self) -> Fields:
        return Fields(self.actor)

    def cells(self, new: NewTask, *, person: Person | None, giver: Person | None) -> dict[str, Any]:
        """A task as cells of the sheet, by the words of its day of giving; without number, whole and state."""
        day = new.given_on
        return {
            "title": new.title,
            "product": new.product,
            "lead": self.bodies.word(new.lead_org_id, day),
            "responsible": "" if person is None else person.full_name,
            "phone": "" if person is None else person.phone,
            "giver_org": self.bodies.word(new.giver_org_id, day),
            "giver": "" if giver is None else giver.full_name,
            "given_on": day,
            "due_on": new.due_on,
            "no_due_reason": new.no_due_reason,
            "kind": new.kind,
            "every": new.every,
            "urgency": new.urgency,
            "source_line": new.source_line,
            "text": text_typed(safe(new.text)),
            "coordinating": self._bodies(new.coordinating, day),
            "following": self._bodies(new.following, day),
            "communes": "; ".join(self.places.word(pk, day) for pk in new.unit_ids),
            "criteria": "; ".join(self.criteria.word(pk, day) for pk in new.criterion_ids),
            "field": self.fields.word(new.field_id),
            "restricted": new.restricted,
            "note": text_typed(safe(new.note)),
        }

    def _bodies(self, ids: Iterable[int], day: date) -> str:
        return "; ".join(self.bodies.word(pk, day) for pk in ids)


def cells_of(rows: Iterable[Task], books: Books) -> Iterator[dict[str, Any]]:
    """Tasks (with their people and whole) as rows of the sheet."""
    batch: list[Task] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield from _batch_cells(batch, books)
            batch = []
    yield from _batch_cells(batch, books)


def _batch_cells(rows: list[Task], books: Books) -> Iterator[dict[str, Any]]:
    links = links_of_many(row.pk for row in rows)
    for row in rows:
        yield {
            **books.cells(as_new(row, links[row.pk]), person=row.responsible, giver=row.giver),
            "code": row.code,
            "parent": "" if row.parent is None else row.parent.code,
            "state": row.state,
        }
