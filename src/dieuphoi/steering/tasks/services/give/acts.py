"""The acts: give one or many, look for their faults, correct one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import InputError, InputErrors, MayBeThere, Refused
from dieuphoi.core.kernel.period import Period
from dieuphoi.core.kernel.policy import require
from dieuphoi.steering.tasks import notices, policies
from dieuphoi.steering.tasks.models import (
    Task,
    TaskKind,
)
from dieuphoi.steering.tasks.selectors.alike import TaskSketch, tasks_alike
from dieuphoi.steering.tasks.services.give.faults import day_faults, what_faults, who_faults, whole_faults
from dieuphoi.steering.tasks.services.give.known import Known, giver_of, known_for, province_of
from dieuphoi.steering.tasks.services.give.links import BATCH, links_correct, links_make
from dieuphoi.steering.tasks.services.give.new import DEEPEST, NewTask, line_of
from dieuphoi.steering.tasks.states import TaskState


def task_give(
    *, actor: Actor, new: NewTask, alike_seen: Collection[int] | None = None, now: datetime
) -> Task:
    """Give one task. ``alike_seen``: the open tasks of which a person says, having seen them, that this is another one;
    without it nobody is asked. Raises ``MayBeThere`` for others that may be this one
    (:mod:`~dieuphoi.steering.tasks.selectors.alike`), ``InputErrors`` with every fault – no product, neither a due date
    nor why there is none, a person who does not work in the lead body, a body or commune that was not there that day;
    ``Refused`` (403) for whoever may not give to that body.
    """
    [row] = tasks_give(actor=actor, rows=[new], alike_seen=alike_seen, now=now)
    return row


def tasks_give(
    *, actor: Actor, rows: Sequence[NewTask], tell: bool = True, alike_seen: Collection[int] | None = None,
    now: datetime,
) -> list[Task]:  # fmt: skip
    """Many at once, all or nothing, wholes with their parts; as :func:`task_give`. Faults name the row (from 1) where
    there are several.
    """
    if not rows:
        return []
    with act(actor, "task.give"):
        made, errors = _built(actor, rows, now)
        if errors:
            raise InputErrors(errors if len(rows) > 1 else [replace(fault, row=None) for fault in errors])
        if alike_seen is not None:
            _refuse_unseen(actor, made, rows, alike_seen)
        _number(made)
        for depth in range(1, DEEPEST + 1):
            Task.objects.bulk_create([row for row in made if row.depth == depth], batch_size=BATCH)
        links_make(made, rows)
        if tell:
            notices.given(actor, made, now)
    return made


def tasks_faults(
    *, actor: Actor, rows: Sequence[NewTask], besides: Mapping[int, Task] | None = None, now: datetime
) -> list[InputError]:
    """Everything that :func:`tasks_give` would find wrong, each with its row (from 1); nothing is written.

    ``besides`` names by row the tasks that are there and would be said again (:func:`task_correct`).
    """
    return _built(actor, rows, now, besides=besides, trial=True)[1]


def sketch_of(new: NewTask, whole: Task | None) -> TaskSketch:
    """What is given, for the look at tasks that may be the same; what it is a part of, or answers, is not."""
    above = (None, None) if whole is None else (whole.pk, whole.parent_id)
    return TaskSketch(
        new.lead_org_id, new.title, new.product, new.given_on, new.due_on, frozenset(new.unit_ids),
        frozenset(pk for pk in (*above, new.reply_to_id) if pk),
    )  # fmt: skip


def _refuse_unseen(actor: Actor, made: Sequence[Task], rows: Sequence[NewTask], seen: Collection[int]) -> None:
    sketches = [sketch_of(new, row.parent) for row, new in zip(made, rows, strict=True)]
    alike = {each.id: each for found in tasks_alike(actor, sketches, actor.on) for each in found if each.id not in seen}
    if alike:
        raise MayBeThere(list(alike.values()))


def task_correct(
    *, actor: Actor, task_id: int, new: NewTask, reason: str, tell: bool = True, now: datetime
) -> Task:
    """Say it again as it should be; what it said before stays in its history.

    Who answers for it changes by :func:`~dieuphoi.steering.tasks.services.sharing.task_hand_over`, the due date of a
    task that was accepted by an extension: raises ``InputErrors`` where ``new`` says otherwise.
    """
    with act(actor, "task.correct", reason=reason):
        row = Task.objects.locked().one_visible_to(actor, id=task_id)
        require(policies.may_correct(actor, row))
        known = known_for(actor, [new])
        again, errors = _row(actor, new, known, now, besides=row)
        if not reason.strip():
            errors.append(InputError(_("Hãy ghi lý do."), field="reason"))
        if new.responsible_id != row.responsible_id or new.lead_org_id != row.lead_org_id:
            errors.append(
                InputError(_("Đổi chủ trì hoặc người chịu trách nhiệm bằng “Chuyển người”."), field="responsible")
            )
        if row.accepted_on is not None and new.due_on != row.due_on:
            errors.append(
                InputError(_("Việc đã nhận: hạn chỉ đổi bằng đề nghị gia hạn được đồng ý."), field="due_on")
            )
        if errors or again is None:
            raise InputErrors(errors)
        for name in _CORRECTED:
            setattr(row, name, getattr(again, name))
        if row.accepted_on is None:
            row.due_on = row.first_due_on = again.due_on
            row.no_due_reason = again.no_due_reason
        row.moved_at = now
        row.save()
        links_correct(row, new, now)
        if tell:
            notices.corrected(actor, row, reason, now)
    return row


_CORRECTED: Final = (
    "title", "text", "source_line", "product", "kind", "urgency", "restricted", "field_id", "every",
    "next_progress_on", "note", "given_on",
)  # fmt: skip


def _built(
    actor: Actor, rows: Sequence[NewTask], now: datetime, *, besides: Mapping[int, Task] | None = None,
    trial: bool = False,
) -> tuple[list[Task], list[InputError]]:  # fmt: skip
    """The rows of what is given, unsaved, and what is wrong with it. A part of a faulty whole is not blamed for it. In
    a ``trial`` a refusal is one more fault of its row.
    """
    known = known_for(actor, rows)
    made: list[Task] = []
    errors: list[InputError] = []
    faulty: set[int] = set()
    for place, new in enumerate(rows, start=1):
        parent = new.parent_id or 0
        if parent < 0 and -parent in faulty:
            faulty.add(place)
            if not trial:
                continue
            new = replace(new, parent_id=None)
        try:
            found, faults = _row(actor, new, known, now, besides=(besides or {}).get(place))
        except Refused as refusal:
            if not trial:
                raise
            found, faults = None, [InputError(refusal.reason, field="lead_org")]
        errors += [replace(fault, row=place) for fault in faults]
        if found is None or place in faulty:
            faulty.add(place)
        else:
            made.append(found)
            known.wholes[-place] = found
    return made, errors


def _row(
    actor: Actor, new: NewTask, known: Known, now: datetime, *, besides: Task | None = None
) -> tuple[Task | None, list[InputError]]:
    """The row of what is given, checked; ``besides`` is the task that is said again. Raises ``Refused``."""
    errors: list[InputError] = []
    whole = known.wholes.get(new.parent_id or 0)
    lead = known.orgs.get(new.lead_org_id)
    province = besides.province_id if besides is not None else province_of(actor, new, lead, whole, known)
    if lead is None:
        errors.append(InputError(_("Hãy chọn cơ quan chủ trì."), field="lead_org"))
    if province is None:
        errors.append(InputError(_("Hãy chọn tỉnh của nhiệm vụ."), field="province"))
    if lead is not None and province is not None and besides is None:
        require(policies.may_give(actor, lead, province_id=province, kind=new.kind, whole=whole))
    giver_org, giver = giver_of(actor, new, known, besides, errors)
    errors += what_faults(new, known)
    errors += day_faults(new, now)
    if lead is not None:
        errors += who_faults(new, lead, known, besides)
    errors += whole_faults(new, whole, known, besides)
    if errors or lead is None or province is None or giver_org is None:
        return None, errors
    standing = new.kind == TaskKind.STANDING
    return Task(
        province_id=province, year=new.given_on.year, title=line_of(new.title), text=new.text.strip(),
        source_line=line_of(new.source_line), product=line_of(new.product), kind=new.kind, urgency=new.urgency,
        restricted=new.restricted, field_id=new.field_id, parent=whole, depth=1 if whole is None else whole.depth + 1,
        reply_to_id=new.reply_to_id, given_on=new.given_on, giver_id=giver, giver_org=giver_org, lead_org=lead,
        responsible=known.people[new.responsible_id], due_on=new.due_on, first_due_on=new.due_on,
        no_due_reason="" if new.due_on else line_of(new.no_due_reason), every=new.every if standing else "",
        next_progress_on=Period.of_day(new.every, max(new.given_on, today(now))).last_day if standing else None,
        state=TaskState.NEW, moved_at=now, note=new.note.strip(),
    ), []  # fmt: skip


def _number(made: Sequence[Task]) -> None:
    """The next numbers of each province and year. Whoever gives at the same time waits for the end of this act."""
    groups: dict[tuple[int, int], list[Task]] = {}
    for row in made:
        groups.setdefault((row.province_id, row.year), []).append(row)
    for (province, year), rows in sorted(groups.items(), key=lambda each: each[0]):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"dieuphoi.task:{province}:{year}"]
            )
        last = Task._base_manager.filter(province_id=province, year=year).aggregate(last=Max("number"))["last"] or 0
        for place, row in enumerate(rows, start=1):
            row.number = last + place
