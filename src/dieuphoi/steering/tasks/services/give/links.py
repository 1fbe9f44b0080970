"""The communes, criteria and bodies that a task is tied to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from dieuphoi.steering.tasks.models import (
    Task,
    TaskCriterion,
    TaskOrg,
    TaskPlace,
)
from dieuphoi.steering.tasks.services.give.new import NewTask

BATCH: Final = 2_000


def links_make(made: Sequence[Task], rows: Sequence[NewTask]) -> None:
    TaskOrg.objects.bulk_create(
        [TaskOrg(task=row, org_id=org, part=part) for row, new in zip(made, rows, strict=True)
         for org, part in new.parts()],
        batch_size=BATCH,
    )  # fmt: skip
    TaskPlace.objects.bulk_create(
        [TaskPlace(task=row, unit_id=unit) for row, new in zip(made, rows, strict=True)
         for unit in dict.fromkeys(new.unit_ids)],
        batch_size=BATCH,
    )  # fmt: skip
    TaskCriterion.objects.bulk_create(
        [TaskCriterion(task=row, criterion_id=pk) for row, new in zip(made, rows, strict=True)
         for pk in dict.fromkeys(new.criterion_ids)],
        batch_size=BATCH,
    )  # fmt: skip


def links_correct(row: Task, new: NewTask, now: datetime) -> None:
    """Bodies, communes and criteria as ``new`` names them: what is named no more ends, and stays on record."""
    wanted = dict(new.parts())
    for held in TaskOrg.objects.filter(task=row, ended_at=None):
        if wanted.get(held.org_id) == held.part:
            del wanted[held.org_id]
        else:
            held.ended_at = now
            held.save(update_fields=["ended_at"])
    TaskOrg.objects.bulk_create([TaskOrg(task=row, org_id=org, part=part) for org, part in wanted.items()])
    _relink_ids(TaskPlace, row, "unit_id", new.unit_ids, now)
    _relink_ids(TaskCriterion, row, "criterion_id", new.criterion_ids, now)


def _relink_ids(model: type[TaskPlace] | type[TaskCriterion], row: Task, name: str, ids: Iterable[int],
                now: datetime) -> None:  # fmt: skip
    wanted = dict.fromkeys(ids)
    rows: Any = model._default_manager
    for held in rows.filter(task=row, ended_at=None):
        if getattr(held, name) in wanted:
            del wanted[getattr(held, name)]
        else:
            held.ended_at = now
            held.save(update_fields=["ended_at"])
    rows.bulk_create([model(task=row, **{name: pk}) for pk in wanted])
