"""Conclusions as tasks by JSON: give them, and how they stand."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Schema
from ninja.responses import Status

from dieuphoi.core.kernel.api import Day, Id, Reason
from dieuphoi.steering.meetings import services
from dieuphoi.steering.meetings.api.fields import Title
from dieuphoi.steering.meetings.api.rows import router
from dieuphoi.steering.meetings.selectors import given as giving
from dieuphoi.steering.meetings.selectors import meetings as reading
from dieuphoi.steering.meetings.services import NewGiving


class GivingDoerIn(Schema):
    """The lead body, and who answers for the task there."""

    org_id: Id
    person_id: Id


class GivingIn(Schema):
    """An item of the conclusions that becomes a task: one for each of ``doers``."""

    item_id: Id
    title: Title
    product: Title
    doers: list[GivingDoerIn]
    due_on: Day | None = None
    no_due_reason: Title = ""
    kind: Literal["ORDINARY", "KEY", "STANDING", "REQUEST"] = "ORDINARY"
    every: Literal["", "month", "quarter", "half", "year"] = ""
    urgency: Literal["NORMAL", "URGENT", "VERY_URGENT", "FLASH"] = "NORMAL"
    coordinating: list[Id] = []
    units: list[Id] = []
    criteria: list[Id] = []


class GivingsIn(Schema):
    items: list[GivingIn]


class GivenTaskOut(Schema):
    id: int
    code: str
    title: str
    lead: str
    responsible: str
    due_on: Day | None
    timeliness: str


class ConclusionStandingOut(Schema):
    """``standing``: LATE, OPEN, GIVEN (by tasks out of sight), DONE, NOT_GIVEN, DROPPED (shall be no task:
    ``dropped_reason``), OFF. ``beyond``: it has tasks that the asker does not see.
    """

    id: int
    number: int
    text: str
    standing: str
    beyond: bool
    dropped_reason: str
    dropped_by: str
    dropped_on: Day | None
    tasks: list[GivenTaskOut]


class ConclusionsOut(Schema):
    """How the conclusions of a meeting stand today; ``opens_with``: those of the meeting that this one follows."""

    meeting_id: int
    counts: dict[str, int]
    items: list[ConclusionStandingOut]


class ConclusionsWhole(ConclusionsOut):
    opens_with: ConclusionsOut | None


@router.get(
    "/{int:meeting_id}/conclusions", response=ConclusionsWhole, summary="Tình hình thực hiện kết luận",
    operation_id="meeting_conclusions",
)  # fmt: skip
def conclusions(request: HttpRequest, meeting_id: Id) -> Any:
    return _standing(request, meeting_id)


@router.post(
    "/{int:meeting_id}/tasks", response={201: ConclusionsWhole}, summary="Giao việc theo kết luận",
    operation_id="meeting_conclusions_give",
)  # fmt: skip
def give(request: HttpRequest, meeting_id: Id, body: GivingsIn) -> Any:
    items = [
        NewGiving(
            item_id=each.item_id, title=each.title, product=each.product,
            doers=tuple((doer.org_id, doer.person_id) for doer in each.doers), due_on=each.due_on,
            no_due_reason=each.no_due_reason, kind=each.kind, every=each.every, urgency=each.urgency,
            coordinating=tuple(each.coordinating), unit_ids=tuple(each.units), criterion_ids=tuple(each.criteria),
        )
        for each in body.items
    ]  # fmt: skip
    services.conclusions_give(
        actor=request.actor, meeting_id=meeting_id, items=items, now=request.now,  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(201, _standing(request, meeting_id))


@router.post(
    "/{int:meeting_id}/conclusions/{int:item_id}/drop", response=ConclusionsWhole, summary="Không giao nhiệm vụ",
    operation_id="meeting_conclusion_drop",
)  # fmt: skip
def drop(request: HttpRequest, meeting_id: Id, item_id: Id, body: Reason) -> Any:
    """An item of the conclusions shall be no task."""
    return _decided(request, services.conclusion_drop, meeting_id, item_id, body)


@router.post(
    "/{int:meeting_id}/conclusions/{int:item_id}/restore", response=ConclusionsWhole,
    summary="Bỏ ghi không giao nhiệm vụ", operation_id="meeting_conclusion_restore",
)  # fmt: skip
def restore(request: HttpRequest, meeting_id: Id, item_id: Id, body: Reason) -> Any:
    """Such an item waits to be given again."""
    return _decided(request, services.conclusion_restore, meeting_id, item_id, body)


# --- inside ---------------------------------------------------------------------------------------------


def _decided(request: HttpRequest, service: Any, meeting_id: int, item_id: int, body: Reason) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    reading.meeting(actor, meeting_id)
    service(actor=actor, item_id=item_id, reason=body.reason, now=request.now)  # type: ignore[attr-defined]
    return _standing(request, meeting_id)


def _standing(request: HttpRequest, meeting_id: int) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    one = reading.meeting(actor, meeting_id)
    before = giving.opens_with(actor, one)
    found = giving.conclusions_standing(actor, [meeting_id, before.pk if before is not None else 0], actor.on)
    return {
        **_conclusions(meeting_id, found.get(meeting_id)),
        "opens_with": None if before is None else _conclusions(before.pk, found.get(before.pk)),
    }


def _conclusions(meeting_id: int, found: Any) -> dict[str, Any]:
    return {
        "meeting_id": meeting_id,
        "counts": {code: n for code, _words, n in found.counts} if found is not None else {},
        "items": [
            {
                "id": each.item.pk, "number": each.item.number, "text": each.item.text, "standing": each.standing,
                "beyond": each.beyond, "dropped_reason": each.item.dropped_reason, "dropped_by": each.item.dropped_by,
                "dropped_on": each.item.dropped_on,
                "tasks": [
                    {"id": task.pk, "code": task.code, "title": task.title, "lead": task.lead_org.name,
                     "responsible": task.responsible.full_name, "due_on": task.due, "timeliness": task.timeliness}
                    for task in each.tasks
                ],
            }
            for each in (found.items if found is not None else ())
        ],
    }  # fmt: skip
