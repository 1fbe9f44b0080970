"""Tasks by workbook: new ones are given, known ones mended, none is removed; a run is taken back by withdrawing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dieuphoi.core.exchange.importers import Applied, Checked, Importer, Target
from dieuphoi.core.exchange.reader import Table
from dieuphoi.core.exchange.selectors import import_run
from dieuphoi.core.exchange.undoing import NOT_TOLD, Named, refuse_rests, restore, touched
from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.steering.tasks import notices, policies
from dieuphoi.steering.tasks.models import Task, TaskCriterion, TaskOrg, TaskPlace
from dieuphoi.steering.tasks.services import task_correct, tasks_give
from dieuphoi.steering.tasks.sheets.cells import Books, cells_of
from dieuphoi.steering.tasks.sheets.columns import KIND, TASK_SHEET
from dieuphoi.steering.tasks.sheets.reading import Plan, Reading
from dieuphoi.steering.tasks.states import ENDED, TaskState

__all__ = ["KIND", "TASK_SHEET", "TaskImporter", "task_workbook"]

BLANK_ROWS = 50


class TaskImporter(Importer[Table]):
    """Tasks by a sheet, for the office."""

    spec = TASK_SHEET
    writes = (Task, TaskOrg, TaskPlace, TaskCriterion)
    can_undo = True
    has_template = True

    def may(self, actor: Actor, target: Target) -> Answer:
        return policies.may_import(actor)

    def back_url(self, target: Target) -> str:
        return reverse("tasks:list")

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        rows = Task.objects.visible_to(actor).exclude(state=TaskState.WITHDRAWN).order_by("-year", "-number", "pk")
        return task_workbook(actor, rows, now), TASK_SHEET.file_name

    def check(self, actor: Actor, target: Target, table: Table, now: datetime) -> Checked:
        return Reading(actor, table, now).run()

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        plan: Plan = checked.payload
        made = tasks_give(actor=actor, rows=plan.new, tell=False, now=now)
        changed = [
            task_correct(actor=actor, task_id=pk, new=new, reason=_("theo bảng đã nhập"), tell=False, now=now)
            for pk, new in plan.changed
        ]
        notices.brought_in(actor, run_id, made, changed, now)
        return Applied({"new": len(made), "changed": len(changed)})

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        run = import_run(actor, run_id)
        wrote = touched(run, Task)
        made = {pk for pk, is_new in wrote.items() if is_new}
        rows = list(Task.objects.filter(pk__in=list(wrote)).select_related("responsible", "lead_org"))
        parts = Task.objects.filter(parent_id__in=made).exclude(pk__in=made).exclude(state__in=ENDED)
        refuse_rests([str(row) for row in parts.order_by("pk")])

        def withdraw(tasks: list[Any]) -> None:
            """What the run gave need not be done; it stays, with the reason."""
            for row in tasks:
                row.state, row.ended_on, row.moved_at = TaskState.WITHDRAWN, actor.on, now
                row.end_reason = _("hoàn tác lần nhập")
                row.save(update_fields=["state", "ended_on", "end_reason", "moved_at"])

        def end(links: list[Any]) -> None:
            """What a mended task was linked with by the run; a withdrawn one keeps its links, to be found by them."""
            for row in links:
                if row.task_id not in made:
                    row.ended_at = now
                    row.save(update_fields=["ended_at"])

        applied = restore(
            run, self.writes,
            end={Task: withdraw, TaskOrg: end, TaskPlace: end, TaskCriterion: end},
            kinds={Task: "task"},
            named={Task: Named(), TaskOrg: NOT_TOLD, TaskPlace: NOT_TOLD, TaskCriterion: NOT_TOLD},
        )  # fmt: skip
        notices.brought_in(
            actor, run_id, [row for row in rows if row.pk in made], [row for row in rows if row.pk not in made], now,
            undone=True,
        )  # fmt: skip
        return applied


def task_workbook(actor: Actor, rows: Any, now: datetime, filters_in_words: str = "") -> bytes:
    """Tasks (a queryset) as the sheet that can be brought back."""
    found: Iterable[Task] = rows.select_related("responsible", "giver", "parent").iterator(chunk_size=5_000)
    return write_sheet(
        TASK_SHEET, cells_of(found, Books(actor)), now=now, as_of=actor.on, filters_in_words=filters_in_words,
        protect=False, blank_rows=BLANK_ROWS,
    )  # fmt: skip
