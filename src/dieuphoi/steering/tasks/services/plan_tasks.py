"""From a plan to tasks and to the next plan: lines given as tasks, tasks that serve a line, open lines carried over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.access.roles import HEADS, OFFICE, Role
from dieuphoi.steering.tasks import plan_policies
from dieuphoi.steering.tasks.bodies import is_inside
from dieuphoi.steering.tasks.models import PlanGroup, PlanLine, PlanTask, Task, TaskKind, WorkPlan
from dieuphoi.steering.tasks.services.give import NewTask, tasks_give
from dieuphoi.steering.tasks.services.plan_lines import STEP
from dieuphoi.steering.tasks.services.plan_make import NewPlan, made, plan_locked
from dieuphoi.steering.tasks.states import ENDED

TITLE: Final = 300


@dataclass(frozen=True, slots=True)
class LineGiven:
    """A line as a task: who answers for it, and until when – or why there is no date."""

    line_id: int
    responsible_id: int
    due_on: date | None = None
    no_due_reason: str = ""
    product: str = ""


def plan_give(
    *, actor: Actor, plan_id: int, rows: Sequence[LineGiven], given_on: date, now: datetime
) -> list[Task]:
    """Make tasks of lines of an approved plan, all or nothing; each is linked with its line, key lines become key
    tasks. The giver is the body of the plan.

    Raises ``InputErrors`` naming the line for each fault – one that has an open task already, one without a lead, a
    person or a product; ``Refused`` as :func:`~dieuphoi.steering.tasks.services.give.task_give`.
    """
    with act(actor, "workplan.give"):
        plan = plan_locked(actor, plan_id)
        require(plan_policies.may_give_tasks(actor, plan))
        wanted = {row.line_id: row for row in rows}
        if not wanted:
            raise InputErrors([InputError(_("Hãy chọn ít nhất một nhiệm vụ để giao."), field="lines")])
        lines = {
            line.pk: line
            for line in PlanLine.objects.filter(plan=plan, ended_at=None, pk__in=wanted).select_related(
                "lead_org__parent__parent"
            )
        }
        busy = set(
            PlanTask.objects.filter(line__in=lines, ended_at=None)
            .exclude(task__state__in=ENDED)
            .values_list("line_id", flat=True)
        )
        errors = [
            InputError(_("Không có nhiệm vụ này trong chương trình."), field=f"line_{pk}")
            for pk in wanted.keys() - lines.keys()
        ]
        errors += [
            InputError(_("Nhiệm vụ này đang có việc chưa kết thúc."), field=f"line_{pk}") for pk in sorted(busy)
        ]
        order = sorted(lines.values(), key=lambda line: (line.position, line.pk))
        for line in order:
            if line.lead_org_id is None:
                errors.append(InputError(_("Nhiệm vụ chưa có cơ quan chủ trì."), field=f"line_{line.pk}"))
        if errors:
            raise InputErrors(errors)
        new = [_task_of(actor, plan, line, wanted[line.pk], given_on) for line in order]
        try:
            tasks = tasks_give(actor=actor, rows=new, now=now)
        except InputErrors as faults:
            raise InputErrors(
                [
                    InputError(
                        fault.message, field=f"{_OWN_FIELDS.get(fault.field, 'line')}_{order[(fault.row or 1) - 1].pk}"
                    )
                    for fault in faults.errors
                ]
            ) from faults
        PlanTask.objects.bulk_create(
            [PlanTask(line=line, task=task) for line, task in zip(order, tasks, strict=True)]
        )
    return tasks


_OWN_FIELDS: Final = {"responsible": "person", "due_on": "due", "product": "product"}


def task_link(*, actor: Actor, line_id: int, task_id: int, now: datetime) -> PlanTask:
    """A task that was given otherwise serves this line too. Raises ``Refused`` where it does already."""
    with act(actor, "workplan.link"):
        line = PlanLine.objects.one_visible_to(actor, pk=line_id)
        plan = plan_locked(actor, line.plan_id)
        require(plan_policies.may_link(actor, plan))
        if line.ended_at is not None:
            raise Refused("ended", _("Nhiệm vụ này đã bỏ khỏi chương trình."))
        task = Task.objects.visible_to(actor).filter(pk=task_id).first()
        if task is None:
            raise InputErrors([InputError(_("Không có việc này, hoặc ngoài phạm vi của bạn."), field="task")])
        if PlanTask.objects.filter(line=line, task=task, ended_at=None).exists():
            raise Refused("linked", _("Việc %(code)s đã gắn với nhiệm vụ này.") % {"code": task.code})
        link = PlanTask(line=line, task=task)
        link.save(force_insert=True)
    return link


def task_unlink(*, actor: Actor, link_id: int, reason: str, now: datetime) -> PlanTask:
    """The task does not serve the line after all; both stay."""
    with act(actor, "workplan.unlink", reason=reason):
        seen = PlanTask.objects.select_related("line").one_visible_to(actor, pk=link_id)
        plan = plan_locked(actor, seen.line.plan_id)
        require(plan_policies.may_link(actor, plan))
        link = PlanTask.objects.locked().get(pk=link_id)
        if link.ended_at is not None:
            raise Refused("ended", _("Việc này đã được gỡ."))
        if not reason.strip():
            raise InputErrors([InputError(_("Hãy ghi lý do."), field="reason")])
        link.ended_at = now
        link.save(update_fields=["ended_at"])
    return link


def plan_carry(
    *, actor: Actor, plan_id: int, new: NewPlan, line_ids: Sequence[int], reason: str, now: datetime
) -> WorkPlan:
    """Start the plan of the next period from this one: its headings, and the chosen lines with the reason why they go
    on. Their times are left to be said again; a time that lasts stays.
    """
    with act(actor, "workplan.carry", reason=reason):
        plan = plan_locked(actor, plan_id)
        require(plan_policies.may_carry(actor, plan))
        lines = list(
            PlanLine.objects.filter(plan=plan, ended_at=None, pk__in=line_ids)
            .select_related("group")
            .order_by("position", "pk")
        )
        errors = []
        if set(line_ids) - {line.pk for line in lines}:
            errors.append(InputError(_("Không có nhiệm vụ này trong chương trình."), field="lines"))
        if lines and not reason.strip():
            errors.append(InputError(_("Hãy ghi vì sao các nhiệm vụ này chuyển sang kỳ sau."), field="reason"))
        if errors:
            raise InputErrors(errors)
        following = made(actor, new, now, before=plan)
        if following.starts_on <= plan.starts_on:
            raise InputErrors(
                [
                    InputError(
                        _("Kỳ sau phải bắt đầu sau ngày %(day)s.") % {"day": format_date(plan.starts_on)},
                        field="period",
                    )
                ]
            )
        groups: dict[int, PlanGroup] = {}
        for group in PlanGroup.objects.filter(plan=plan, ended_at=None).order_by("position", "pk"):
            groups[group.pk] = PlanGroup(plan=following, position=group.position, title=group.title)
            groups[group.pk].save(force_insert=True)
        PlanLine.objects.bulk_create(
            [
                PlanLine(
                    plan=following, group=groups.get(line.group_id or 0), position=place * STEP, text=line.text,
                    product=line.product, lead_org_id=line.lead_org_id, coordinating=line.coordinating,
                    person_id=line.person_id, timing="" if line.due_on else line.timing, every=line.every,
                    is_key=line.is_key, note=line.note, carried_from=line, carry_reason=reason.strip(),
                )
                for place, line in enumerate(lines, start=1)
            ]
        )  # fmt: skip
    return following


# --- inside ---------------------------------------------------------------------------------------------


def _task_of(actor: Actor, plan: WorkPlan, line: PlanLine, given: LineGiven, given_on: date) -> NewTask:
    text = " ".join(line.text.split())
    title = text if len(text) <= TITLE else text[: TITLE - 1].rsplit(" ", 1)[0] + "…"
    source = _("%(plan)s (%(number)s, %(day)s)") % {
        "plan": plan.title, "number": plan.decision_number, "day": format_date(plan.decision_on),
    }  # fmt: skip
    kind = TaskKind.KEY if line.is_key else TaskKind.ORDINARY
    commands = plan.province_id in actor.writes(*OFFICE) or actor.has_role(Role.LEADER)
    if not commands and line.lead_org is not None and not is_inside(line.lead_org, actor.orgs(*HEADS)):
        # A body asks others whom it does not command.
        kind = TaskKind.REQUEST
    return NewTask(
        title=title, product=given.product or line.product, lead_org_id=line.lead_org_id or 0,
        responsible_id=given.responsible_id, given_on=given_on, due_on=given.due_on,
        no_due_reason="" if given.due_on else given.no_due_reason or line.timing, text=line.text,
        source_line=source[:400], kind=kind, coordinating=tuple(line.coordinating), province_id=plan.province_id,
        giver_org_id=plan.org_id,
    )  # fmt: skip
