"""What of meetings waits for somebody: inputs asked of them, meetings to conclude, requests to answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.access.roles import COMMUNE, DEPARTMENT, OFFICE, Role
from dieuphoi.registry.access.touched import surely_nothing, touched
from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.steering.meetings.models import BriefingMeeting, ConclusionItem, MeetingInput, MeetingRequest
from dieuphoi.steering.meetings.models.scopes import own_person, sees_all


def _orgs(actor: Actor) -> Any:
    """The organisations for which the actor answers: the office's too."""
    mine = Q(pk__in=sorted(actor.orgs(*OFFICE, *DEPARTMENT, *COMMUNE)))
    if places := actor.writes(*COMMUNE):
        mine |= Q(kind="commune", place__any_of=places.array)
    return OrgUnit.objects.filter(mine).values("pk")


def inputs_asked_of(actor: Actor, day: date) -> list[Any]:
    """Inputs that the actor or their organisation still owes, the most urgent first. One query."""
    if actor.is_system or not actor.is_authenticated:
        return []
    owed = Q(state="ASKED", meeting__state__in=["PLANNED", "INVITED", "POSTPONED", "HELD"])
    asked: Any = MeetingInput.objects.filter(owed).order_by()
    if surely_nothing(
        actor, "meetings.inputs", lambda: touched(orgs=asked.values("org_id"), people=asked.values("person_id"))
    ):
        return []
    rows: Any = MeetingInput.objects.asked_of(actor, _orgs(actor)).filter(owed)
    return list(rows.select_related("meeting", "org", "person").order_by("due_on", "pk"))


def meetings_to_conclude(actor: Actor) -> list[Any]:
    """Meetings that were held and wait for this actor's approval of their conclusions: who chairs, who heads; written
    by others. One query."""
    if actor.is_system or not actor.is_authenticated:
        return []
    held: Any = BriefingMeeting.objects.filter(state="HELD").order_by()
    if not sees_all(actor) and surely_nothing(
        actor, "meetings.held", lambda: touched(orgs=held.values("host_id"), people=held.values("chair_id"))
    ):
        return []
    may = Q(chair__in=own_person(actor))
    if actor.has_role(Role.OFFICE_HEAD) and actor.writes(*OFFICE):
        may |= ~Q(host__kind__in=["department", "commune"])
    may |= Q(host_id__in=sorted(actor.orgs(Role.DEPARTMENT_HEAD, Role.COMMUNE_CHAIR)))
    items = ConclusionItem.objects.filter(meeting=OuterRef("pk"), is_current=True)
    rows: Any = BriefingMeeting.objects.of_host_side(actor).filter(may, state="HELD")
    rows = rows.filter(Exists(items)).exclude(
        pk__in=ConclusionItem.objects.filter(is_current=True, writers__contains=[actor.id]).values("meeting_id")
    )
    return list(rows.select_related("host").order_by("held_at", "pk"))


def meetings_to_write_up(actor: Actor, day: date) -> list[Any]:
    """Meetings of the actor's organisation whose day is over and of which nothing is noted: held or not? One query."""
    if actor.is_system or not actor.is_authenticated:
        return []
    over = Q(state__in=["PLANNED", "INVITED", "POSTPONED"], time_open=False, ends_at__date__lt=day)
    past: Any = BriefingMeeting.objects.filter(over).order_by()
    if surely_nothing(actor, "meetings.past", lambda: touched(orgs=past.values("host_id"))):
        return []
    rows: Any = BriefingMeeting.objects.of_host_side(actor).filter(over, host__in=_orgs(actor))
    return list(rows.select_related("host").order_by("ends_at", "pk"))


def requests_to_answer(actor: Actor, day: date) -> list[Any]:
    """Requests that wait for an answer of the actor's organisation. One query."""
    if actor.is_system or not actor.is_authenticated:
        return []
    asked: Any = MeetingRequest.objects.filter(state="ASKED").order_by()
    if surely_nothing(actor, "meetings.requests", lambda: touched(orgs=asked.values("to_org_id"))):
        return []
    rows: Any = MeetingRequest.objects.visible_to(actor).filter(to_org__in=_orgs(actor), state="ASKED")
    return list(rows.select_related("asker").order_by("due_on", "asked_on", "pk"))
