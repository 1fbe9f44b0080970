"""What of tasks somebody has in hand: those that they answer for, and those that they gave (S0-24, fault 15)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.organisations.openwork import Holder, OpenWork, register_open_work
from dieuphoi.registry.organisations.policies import may_manage_organisations
from dieuphoi.steering.tasks.models import Task
from dieuphoi.steering.tasks.selectors.rows import OPEN_STATES
from dieuphoi.steering.tasks.services import tasks_follow
from dieuphoi.steering.tasks.tables import task_url


def tasks_in_hand(actor: Actor, holder: Holder, day: date) -> Sequence[OpenWork]:
    """The open tasks that a person answers for, or that a body leads."""
    if holder.person_id is not None:
        return _listed(actor, {"responsible_id": holder.person_id})
    return [] if holder.org_id is None else _listed(actor, {"lead_org_id": holder.org_id})


def tasks_given(actor: Actor, holder: Holder, day: date) -> Sequence[OpenWork]:
    """The open tasks that a person, or a body, gave to others: somebody else must confirm them."""
    if holder.person_id is not None:
        return _listed(actor, {"giver_id": holder.person_id}, besides={"responsible_id": holder.person_id})
    if holder.org_id is None:
        return []
    return _listed(actor, {"giver_org_id": holder.org_id}, besides={"lead_org_id": holder.org_id})


def _listed(actor: Actor, whose: dict[str, int], *, besides: dict[str, int] | None = None) -> list[OpenWork]:
    """Open tasks, the next due first. What is open is asked of today, whatever the day of the handover is: only that
    can still go to somebody.

    Who keeps people and accounts may read no task, yet must know that one has to be taken over: it is named by its
    number then, and not linked.
    """
    rows: Any = Task._base_manager.filter(state__in=OPEN_STATES, **whose)
    if besides:
        rows = rows.exclude(**besides)
    rows = rows.annotate(by=Coalesce("due_on", "next_progress_on")).order_by(F("by").asc(nulls_last=True), "pk")
    seen = set(Task.objects.visible_to(actor).filter(pk__in=rows.order_by().values("pk")).values_list("pk", flat=True))
    keeps = bool(may_manage_organisations(actor))
    return [
        OpenWork(row.pk, str(row), task_url(row), due_on=row.by)
        if row.pk in seen
        else OpenWork(row.pk, _("Nhiệm vụ số %(code)s") % {"code": row.code}, due_on=row.by)
        for row in rows
        if keeps or row.pk in seen
    ]


def register() -> None:
    """Called once, when Django is ready."""
    register_open_work("task", gettext_lazy("Nhiệm vụ đang chịu trách nhiệm"), tasks_in_hand, mover=tasks_follow)
    register_open_work("task_given", gettext_lazy("Nhiệm vụ đã giao, chưa kết thúc"), tasks_given)
