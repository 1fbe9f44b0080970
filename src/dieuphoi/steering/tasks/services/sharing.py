"""Who answers for a task changes: handed over, given again after a refusal. It is never without somebody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.organisations.models import Holding, OrgUnit, Person
from dieuphoi.steering.tasks import notices, policies
from dieuphoi.steering.tasks.bodies import is_inside, works_in
from dieuphoi.steering.tasks.models import Handed, Task
from dieuphoi.steering.tasks.services.life import task_locked
from dieuphoi.steering.tasks.states import TASK_LIFE


def task_hand_over(
    *, actor: Actor, task_id: int, person_id: int, reason: str, org_id: int | None = None, now: datetime
) -> Task:
    """Another person answers for it from now on; with ``org_id`` another body leads it.

    The head of the lead body hands over inside it; to another body only the giving side does. Raises ``InputErrors``
    for somebody who does not work there today, ``Refused`` where it is that person's already.
    """
    with act(actor, "task.hand_over", reason=reason):
        row = task_locked(actor, task_id)
        require(policies.may_hand_over(actor, row))
        _hand(actor, row, person_id, org_id, reason, now)
        row.save(update_fields=["responsible", "lead_org", "moved_at"])
        notices.handed(actor, row, reason, now)
    return row


def task_regive(
    *, actor: Actor, task_id: int, reason: str, person_id: int | None = None, org_id: int | None = None,
    due_on: date | None = None, now: datetime,
) -> Task:  # fmt: skip
    """A task that was refused is given again, to the same person with words or to another one; a new due date where the
    old one cannot be kept.
    """
    with act(actor, "task.regive", reason=reason):
        row = task_locked(actor, task_id)
        TASK_LIFE.move(actor, row, "regive", reason=reason)
        if person_id is not None and person_id != row.responsible_id:
            _hand(actor, row, person_id, org_id, reason, now)
        if due_on is not None:
            if due_on < today(now):
                raise InputErrors(
                    [InputError(_("Ngày %(day)s đã qua.") % {"day": format_date(due_on)}, field="due_on")]
                )
            row.due_on, row.no_due_reason = due_on, ""
        # Given anew, it was not accepted yet: the due date that is given now is the first one.
        row.accepted_on = None
        row.moved_at = now
        row.save(
            update_fields=["state", "responsible", "lead_org", "due_on", "no_due_reason", "accepted_on", "moved_at"]
        )
        if due_on is not None:
            row.first_due_on = due_on
            row.save(update_fields=["first_due_on"])
        notices.given(actor, [row], now, again=now.isoformat())
    return row


def tasks_follow(
    *, actor: Actor, person_id: int, from_org: int, to_org: int, on: date, now: datetime
) -> int:
    """A person goes to another room and takes the open work along (S0-24): the tasks that they answer for there are
    led by the new room. Returns how many.
    """
    with act(actor, "task.follow"):
        rows = list(
            Task.objects.locked()
            .filter(responsible_id=person_id, lead_org_id=from_org)
            .exclude(state__in=("DONE", "WITHDRAWN"))
        )
        for row in rows:
            _note_handed(row, row.responsible_id, to_org, _("đi cùng người sang phòng mới"), now)
            row.lead_org_id = to_org
            row.moved_at = now
            row.save(update_fields=["lead_org", "moved_at"])
    return len(rows)


# --- inside ---------------------------------------------------------------------------------------------


def _hand(actor: Actor, row: Task, person_id: int, org_id: int | None, reason: str, now: datetime) -> None:
    errors: list[InputError] = []
    if not reason.strip():
        errors.append(InputError(_("Hãy ghi lý do."), field="reason"))
    orgs = OrgUnit.objects.visible_to(actor).select_related("parent__parent")
    org = orgs.filter(pk=org_id or row.lead_org_id).first()
    person = Person.objects.visible_to(actor).filter(pk=person_id).first()
    if org is None:
        errors.append(InputError(_("Không có cơ quan này trong danh sách."), field="org"))
    if person is None:
        errors.append(InputError(_("Hãy chọn người nhận."), field="person"))
    if org is not None and person is not None and not works_in(_held(person.pk), org, today(now)):
        errors.append(
            InputError(
                _("Hôm nay %(name)s không giữ chức vụ nào ở %(org)s.") % {"name": person.full_name, "org": org.name},
                field="person",
            )
        )
    if errors or org is None or person is None:
        raise InputErrors(errors)
    if person.pk == row.responsible_id and org.pk == row.lead_org_id:
        raise Refused("same_person", _("%(name)s đang chịu trách nhiệm việc này rồi.") % {"name": person.full_name})
    if org.pk != row.lead_org_id and not is_inside(org, frozenset({row.lead_org_id})):
        require(policies.may_direct(actor, row))
    _note_handed(row, person.pk, org.pk, reason, now)
    row.responsible, row.lead_org, row.moved_at = person, org, now


def _held(person_id: int) -> Iterable[tuple[int, object]]:
    return Holding.objects.filter(person_id=person_id).values_list("post__org_id", "valid")


def _note_handed(row: Task, person_id: int, org_id: int, reason: str, now: datetime) -> None:
    Handed(
        task=row, from_person_id=row.responsible_id, from_org_id=row.lead_org_id, to_person_id=person_id,
        to_org_id=org_id, reason=reason.strip(), recorded_at=now,
    ).save(force_insert=True)  # fmt: skip
