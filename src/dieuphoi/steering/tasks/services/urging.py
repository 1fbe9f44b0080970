"""Urging (``đôn đốc``): a logged act with a letter; and the numbers by which tasks are judged."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import DieuphoiError, InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.access.recipients import account_by_person, heads_of_orgs
from dieuphoi.steering.tasks import notices, policies
from dieuphoi.steering.tasks.models import Measure, Task, TaskRule, TaskUrge


@dataclass(frozen=True, slots=True)
class Urged:
    """What urging did: the batch that a letter is written of, and who was left out for which reason."""

    batch: uuid.UUID
    done: list[TaskUrge]
    left: list[tuple[Task, str]]


def tasks_urge(
    *, actor: Actor, task_ids: Sequence[int], words: str = "", letter: str = "", now: datetime
) -> Urged:
    """Urge tasks together: who answers for each and the head of its lead body are told at once, each act is logged.

    One task that may not be urged does not stop the others: it is left out with its reason. Raises ``InputErrors``
    where none is left.
    """
    batch, done, left = uuid.uuid4(), [], []
    with act(actor, "task.urge"):
        rows = list(Task.objects.locked().visible_to(actor).filter(pk__in=list(task_ids)))
        if not rows:
            raise InputErrors([InputError(_("Chưa chọn việc nào để đôn đốc."))])
        heads = heads_of_orgs({row.lead_org_id for row in rows}, actor.on)
        people = account_by_person({row.responsible_id for row in rows})
        for row in rows:
            try:
                require(policies.may_urge(actor, row))
            except DieuphoiError as refusal:
                left.append((row, str(refusal)))
                continue
            told = {people.get(row.responsible_id, 0), *heads.get(row.lead_org_id, ())} - {0, actor.id}
            done.append(
                TaskUrge(
                    task=row, org_id=row.lead_org_id, batch=batch, words=words.strip(), letter=" ".join(letter.split()),
                    told=sorted(told), due_on=row.due_on, urger_name=actor.name, recorded_at=now,
                )
            )  # fmt: skip
        if not done:
            raise InputErrors([InputError(reason) for _row, reason in left])
        TaskUrge.objects.bulk_create(done)
        notices.urged(actor, done, now)
    return Urged(batch, done, left)


def task_urge(*, actor: Actor, task_id: int, reason: str = "", now: datetime) -> TaskUrge:
    """Urge one task: the bulk act. ``reason`` are the words that go with it."""
    return tasks_urge(actor=actor, task_ids=[task_id], words=reason, now=now).done[0]


def rule_set(*, actor: Actor, measure: str, number: int, source: str, now: datetime) -> TaskRule:
    """From today on this number holds; what held before stays on record."""
    with act(actor, "task.rule_set"):
        require(policies.may_set_rules(actor))
        errors = []
        if measure not in Measure.values:
            errors.append(InputError(_("Không có mức này."), field="measure", value=measure))
        if not 1 <= number <= 260:
            errors.append(InputError(_("Số từ 1 đến 260."), field="number", value=str(number)))
        if not source.strip():
            errors.append(InputError(_("Hãy ghi căn cứ: văn bản hoặc người quyết định."), field="source"))
        if errors:
            raise InputErrors(errors)
        day = today(now)
        for old in TaskRule.objects.locked().filter(measure=measure, valid__contains=day):
            if old.valid.lower == day:
                old.number, old.source = number, source.strip()
                old.save(update_fields=["number", "source"])
                return old
            old.valid = DateRange(old.valid.lower, day)
            old.save(update_fields=["valid"])
        rule = TaskRule(measure=measure, number=number, valid=DateRange(day, None), source=source.strip())
        rule.save(force_insert=True)
    return rule
