"""Many open tasks go to another person at once, each by the rules of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import DieuphoiError, InputError, InputErrors
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.register.bulk import BulkReport, RowRefusal
from dieuphoi.registry.organisations.models import Holding, OrgUnit, Person
from dieuphoi.steering.tasks.bodies import works_in
from dieuphoi.steering.tasks.models import Task
from dieuphoi.steering.tasks.selectors.handing import AT_ONCE
from dieuphoi.steering.tasks.services.sharing import task_hand_over


def tasks_hand_over(
    *, actor: Actor, task_ids: Sequence[int], person_id: int, org_id: int, reason: str, now: datetime
) -> BulkReport:
    """Another person answers for these tasks from now on. Where they work in the body that leads a task it goes on
    leading it; else ``org_id``, a body that they work in, does.

    Each is an act of its own by :func:`~dieuphoi.steering.tasks.services.sharing.task_hand_over`: one that is refused
    is reported with its reason and stops no other. Raises ``InputErrors`` for faults that are those of all.
    """
    wanted = list(dict.fromkeys(task_ids))
    errors = []
    if not wanted:
        errors.append(InputError(_("Hãy chọn ít nhất một việc."), field="tasks"))
    if len(wanted) > AT_ONCE:
        words = {"most": format_number(AT_ONCE), "n": format_number(len(wanted))}
        errors.append(InputError(_("Mỗi lần chuyển tối đa %(most)s việc; bạn chọn %(n)s.") % words, field="tasks"))
    if not reason.strip():
        errors.append(InputError(_("Hãy ghi lý do."), field="reason"))
    person = Person.objects.visible_to(actor).filter(pk=person_id).first()
    org = OrgUnit.objects.visible_to(actor).select_related("parent").filter(pk=org_id).first()
    held = list(Holding.objects.filter(person_id=person_id).values_list("post__org_id", "valid"))
    if person is None:
        errors.append(InputError(_("Hãy chọn người nhận."), field="person"))
    elif org is None or not works_in(held, org, today(now)):
        errors.append(
            InputError(
                _("Hôm nay %(name)s không giữ chức vụ nào ở cơ quan đã chọn.") % {"name": person.full_name},
                field="person",
            )
        )
    if errors:
        raise InputErrors(errors)
    rows = Task.objects.visible_to(actor).filter(pk__in=wanted).select_related("lead_org__parent")
    known = {row.pk: row for row in rows}
    report = BulkReport(asked=len(wanted))
    for pk in wanted:
        row = known.get(pk)
        label = str(row) if row is not None else f"#{pk}"
        try:
            keeps = row is not None and works_in(held, row.lead_org, today(now))
            task_hand_over(
                actor=actor, task_id=pk, person_id=person_id, org_id=None if keeps else org_id, reason=reason, now=now
            )
        except DieuphoiError as refusal:
            report.refused.append(RowRefusal(pk, label, str(refusal)))
        else:
            report.done.append((pk, label))
    return report
