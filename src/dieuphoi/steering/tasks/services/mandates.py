"""Tie tasks to the functions of the body that leads them (S0-10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.steering.tasks import policies
from dieuphoi.steering.tasks.models import Task
from dieuphoi.steering.tasks.models.mandates import TaskMandate
from dieuphoi.steering.tasks.selectors.duties import mandates_for
from dieuphoi.steering.tasks.services.life import task_locked


def task_mandates_set(*, actor: Actor, task_id: int, mandate_ids: Sequence[int], now: datetime) -> Task:
    """The task serves these functions of its lead body, and no others. What it served before stays on record.

    Raises ``InputErrors`` for a function of another body, or one that does not hold today.
    """
    with act(actor, "task.mandates"):
        row = task_locked(actor, task_id)
        require(policies.may_tie(actor, row))
        wanted = set(mandate_ids)
        held = {tie.mandate_id: tie for tie in TaskMandate.objects.filter(task=row, ended_at=None)}
        offered = {each.pk for each in mandates_for(actor, row.lead_org_id, actor.on)}
        if wanted - offered - set(held):
            raise InputErrors(
                [
                    InputError(
                        _("Hãy chọn chức năng, nhiệm vụ của %(org)s đang có hiệu lực.") % {"org": row.lead_org.name},
                        field="mandates",
                    )
                ]
            )
        for mandate, tie in held.items():
            if mandate not in wanted:
                tie.ended_at = now
                tie.save(update_fields=["ended_at"])
        TaskMandate.objects.bulk_create(
            [TaskMandate(task=row, mandate_id=mandate) for mandate in sorted(wanted - set(held))]
        )
    return row
