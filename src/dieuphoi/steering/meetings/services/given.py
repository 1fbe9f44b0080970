"""Conclusions become tasks, in one step; or it is decided that one shall be none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.access.roles import HEADS, OFFICE, Role
from dieuphoi.registry.organisations.models import Holding
from dieuphoi.steering.meetings import policies
from dieuphoi.steering.meetings.models import BriefingMeeting, ConclusionItem, ConclusionTask
from dieuphoi.steering.meetings.selectors.given import day_of_meeting, source_of
from dieuphoi.steering.meetings.services.common import meeting_locked
from dieuphoi.steering.tasks.bodies import is_leadership
from dieuphoi.steering.tasks.models import Task
from dieuphoi.steering.tasks.services import NewTask, tasks_give


@dataclass(frozen=True, slots=True)
class NewGiving:
    """An item of the conclusion that is given. ``doers`` are ``(lead body, person who answers for it)``: one task for
    each of them. The task keeps the words of the item.
    """

    item_id: int
    title: str
    product: str
    doers: tuple[tuple[int, int], ...]
    due_on: Any = None
    no_due_reason: str = ""
    kind: str = "ORDINARY"
    every: str = ""
    urgency: str = "NORMAL"
    coordinating: tuple[int, ...] = ()
    unit_ids: tuple[int, ...] = ()
    criterion_ids: tuple[int, ...] = ()


def conclusions_give(
    *, actor: Actor, meeting_id: int, items: Sequence[NewGiving], now: datetime
) -> list[ConclusionTask]:
    """Give these items of a meeting's conclusions in one act, all or nothing.

    Raises ``Refused`` before the conclusions are approved (409), where one of the items was given meanwhile (409,
    ``given``) or shall be no task (409, ``dropped``), for whoever may not give (403); ``InputErrors`` with every
    fault of every item (``row``: the number of the item as printed): one that is none of this meeting, one named
    twice, nobody to do it, another lead than the conclusion names, and all that
    :func:`~dieuphoi.steering.tasks.services.give.tasks_give` finds; ``NotVisible``.
    """
    with act(actor, "meeting.conclusions_give"):
        meeting = meeting_locked(actor, meeting_id)
        require(policies.may_give_conclusions(actor, meeting))
        if not items:
            raise InputErrors([InputError(_("Hãy chọn ít nhất một mục kết luận để giao."))])
        known = {
            row.pk: row
            for row in ConclusionItem.objects.visible_to(actor).filter(meeting=meeting, is_current=True)
            .select_related("lead")
        }  # fmt: skip
        _refuse_decided([known[each.item_id] for each in items if each.item_id in known])
        errors: list[InputError] = []
        rows: list[NewTask] = []
        owners: list[ConclusionItem] = []
        seen: set[int] = set()
        giver_org, giver = _giver(actor, meeting)
        for place, each in enumerate(items, start=1):
            item = known.get(each.item_id)
            if item is None:
                errors.append(InputError(_("Mục này không thuộc kết luận của cuộc họp."), field="item", row=place))
                continue
            errors += [
                InputError(fault.message, field=fault.field, row=item.number)
                for fault in _faults(item, each, meeting, item.pk in seen)
            ]
            seen.add(item.pk)
            for lead, person in dict.fromkeys(each.doers):
                owners.append(item)
                rows.append(_task(meeting, item, each, lead, person, giver_org, giver))
        given: list[Task] = []
        try:
            given = tasks_give(actor=actor, rows=rows, now=now)
        except InputErrors as faults:
            errors += [
                InputError(fault.message, field=fault.field, row=owners[(fault.row or 1) - 1].number)
                for fault in faults.errors
            ]
        if errors:
            raise InputErrors(list({(error.row, error.field, error.message): error for error in errors}.values()))
        return ConclusionTask.objects.bulk_create(
            [ConclusionTask(item=item, task=task, recorded_at=now) for item, task in zip(owners, given, strict=True)]
        )


def conclusion_drop(*, actor: Actor, item_id: int, reason: str, now: datetime) -> ConclusionItem:
    """Note that an item of the conclusions shall be no task, and why. It stays on record and in sight;
    :func:`conclusion_restore` takes it back. One that was given is not dropped (409).
    """
    with act(actor, "meeting.conclusion_drop", reason=reason):
        row = _item_locked(actor, item_id)
        require(policies.may_drop_conclusion(actor, row))
        if not reason.strip():
            raise InputErrors([InputError(_("Hãy ghi lý do."), field="reason")])
        row.dropped_reason, row.dropped_by, row.dropped_on = reason.strip(), actor.name[:200], today(now)
        row.save(update_fields=["dropped_reason", "dropped_by", "dropped_on"])
    return row


def conclusion_restore(*, actor: Actor, item_id: int, reason: str, now: datetime) -> ConclusionItem:
    """An item that was to be no task waits to be given again, for a reason; what was said stays in the history."""
    with act(actor, "meeting.conclusion_restore", reason=reason):
        row = _item_locked(actor, item_id)
        require(policies.may_restore_conclusion(actor, row))
        if not reason.strip():
            raise InputErrors([InputError(_("Hãy ghi lý do."), field="reason")])
        row.dropped_reason, row.dropped_by, row.dropped_on = "", "", None
        row.save(update_fields=["dropped_reason", "dropped_by", "dropped_on"])
    return row


# --- inside ---------------------------------------------------------------------------------------------


def _item_locked(actor: Actor, item_id: int) -> ConclusionItem:
    """An item and its meeting, the meeting locked first: all acts on conclusions take this order."""
    found = ConclusionItem.objects.one_visible_to(actor, pk=item_id, is_current=True)
    meeting = meeting_locked(actor, found.meeting_id)
    row = ConclusionItem.objects.locked().one_visible_to(actor, pk=item_id, is_current=True)
    row.meeting = meeting
    return row


def _refuse_decided(items: Sequence[ConclusionItem]) -> None:
    """The meeting is locked: what somebody decided a moment ago is seen here."""
    ids = set(
        ConclusionTask.objects.filter(item__in=[item.pk for item in items]).values_list("item_id", flat=True)
    )
    numbers = sorted({item.number for item in items if item.pk in ids})
    if numbers:
        raise Refused(
            "given",
            _("Mục %(numbers)s đã được giao thành nhiệm vụ. Chưa giao gì thêm; hãy mở lại trang và giao mục còn lại.")
            % {"numbers": ", ".join(map(str, numbers))},
        )
    numbers = sorted({item.number for item in items if item.dropped_on is not None})
    if numbers:
        raise Refused(
            "dropped",
            _("Mục %(numbers)s đã được ghi là không giao nhiệm vụ. Muốn giao, hãy bấm “Bỏ ghi không giao” ở mục ấy.")
            % {"numbers": ", ".join(map(str, numbers))},
        )


def _faults(item: ConclusionItem, each: NewGiving, meeting: BriefingMeeting, twice: bool) -> list[InputError]:
    faults = []
    if twice:
        faults.append(InputError(_("Mục này được chọn hai lần."), field="item"))
    if not each.doers:
        faults.append(InputError(_("Hãy chọn người chịu trách nhiệm."), field="responsible"))
    lead = item.lead
    if lead is not None and day_of_meeting(meeting) in lead.valid and {org for org, _p in each.doers} - {lead.pk}:
        faults.append(
            InputError(
                _("Kết luận giao %(org)s chủ trì: hãy chọn người của cơ quan ấy.") % {"org": lead.name},
                field="responsible",
            )
        )
    return faults


def _task(
    meeting: BriefingMeeting, item: ConclusionItem, each: NewGiving, lead: int, person: int, giver_org: int | None,
    giver: int | None,
) -> NewTask:  # fmt: skip
    return NewTask(
        title=each.title, product=each.product, lead_org_id=lead, responsible_id=person,
        given_on=day_of_meeting(meeting), due_on=each.due_on, no_due_reason=each.no_due_reason, text=item.text,
        source_line=source_of(meeting, item.number), kind=each.kind, every=each.every, urgency=each.urgency,
        giver_id=giver, giver_org_id=giver_org, coordinating=tuple(org for org in each.coordinating if org != lead),
        unit_ids=each.unit_ids, criterion_ids=each.criterion_ids,
    )  # fmt: skip


def _giver(actor: Actor, meeting: BriefingMeeting) -> tuple[int | None, int | None]:
    """``(body, person)`` who gives: who chaired, for the body of the leadership where they sit, where the actor may
    record its orders; else the host, where the actor speaks for it; else the actor for their own body.
    """
    on = day_of_meeting(meeting)
    if actor.writes(*OFFICE):
        if meeting.chair_id is not None:
            held = Holding.objects.filter(person_id=meeting.chair_id, valid__contains=on).select_related("post__org")
            for each in held.order_by("post__position", "pk"):
                if is_leadership(each.post.org):
                    return each.post.org_id, meeting.chair_id
        return (meeting.host_id, None) if is_leadership(meeting.host) else (None, None)
    if meeting.host_id in actor.orgs(*HEADS, Role.LEADER):
        return meeting.host_id, None
    return None, None
