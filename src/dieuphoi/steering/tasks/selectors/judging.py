"""Whose turn it is on the giving side: reports to confirm, refusals to answer, requests for more time to decide."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.access.models import RoleAssignment
from dieuphoi.registry.access.roles import HEADS, OFFICE, Role
from dieuphoi.registry.access.touched import surely_nothing, touched
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.organisations.models import KNOWN_TO_ALL, OrgUnit
from dieuphoi.steering.tasks.bodies import LEADERSHIP, rooms_of
from dieuphoi.steering.tasks.models import Extension, Task, TaskReport
from dieuphoi.steering.tasks.states import ExtensionState, TaskState

_NOBODY = Value(0)


def to_judge(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of ``rows`` of today that wait for a decision of the giving side which this actor is to take: what was
    reported, refused, or asks for more time.

    That is who gave the task, and who stands in for them. Where nobody is named, or the giver has no open account or
    holds no role any more, or may not decide (their own work, their own report or request), it is the head of the body
    that gave; of orders of the leadership its leaders, and where no head of that body is left the office of the
    province. Nobody is shown what they may not decide. As :func:`~dieuphoi.steering.tasks.policies.may_confirm` and
    :func:`~dieuphoi.steering.tasks.notices.giving_side`.
    """
    held = RoleAssignment._base_manager.filter(account__is_active=True, valid__contains=actor.on)
    reports = TaskReport._base_manager.filter(task=OuterRef("pk")).order_by("-number")
    asked = Extension._base_manager.filter(task=OuterRef("pk"), state=ExtensionState.ASKED)
    rows = rows.alias(
        giver_account=_id_of(Account._base_manager.filter(person_id=OuterRef("giver_id")).values("pk")),
        doer_account=_id_of(Account._base_manager.filter(person_id=OuterRef("responsible_id")).values("pk")),
        last_reporter=_id_of(reports.values("actor_id")[:1]),
        last_asker=_id_of(asked.order_by("-pk").values("asked_by")[:1]),
        giver_there=Exists(held.filter(account__person_id=OuterRef("giver_id"))),
    )
    own = Q(giver_account__in=sorted({actor.id, *actor.stands_in_for}))
    beside = _in_place_of_the_giver(actor, held)
    away = Q(giver_there=False)
    own_report = Q(responsible_id=F("giver_id")) | Q(last_reporter=F("giver_account"), giver_account__gt=0)
    own_request = Q(last_asker=F("giver_account"), giver_account__gt=0)
    confirm = Q(state=TaskState.REPORTED) & (own | beside & (away | own_report))
    refused = Q(state=TaskState.REFUSED) & (own | beside & away)
    extension = Q(last_asker__gt=0) & (own | beside & (away | own_request))
    return rows.filter(
        confirm & ~Q(doer_account=actor.id) & ~Q(last_reporter=actor.id) | refused | extension & ~Q(last_asker=actor.id)
    )


def may_have_to_judge(actor: Actor) -> bool:
    """Whether :func:`to_judge` can give this actor anything: it can to heads, leaders and the office, to others only
    what they gave themselves, or stand in for. Most people never gave a task, and this is the shorter question.
    """
    if actor.orgs(*HEADS) or actor.orgs(Role.LEADER) or actor.writes(*OFFICE):
        return True
    asked = Extension._base_manager.filter(state=ExtensionState.ASKED).values("task_id")
    waiting: QuerySet[Any] = Task._base_manager.filter(
        Q(state__in=[TaskState.REPORTED, TaskState.REFUSED]) | Q(pk__in=asked)
    )
    if surely_nothing(actor, "tasks.to_judge", lambda: touched(people=waiting.order_by().values("giver_id"))):
        return False
    return waiting.filter(giver__account__id__in=sorted({actor.id, *actor.stands_in_for})).exists()


def _id_of(query: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(query, output_field=IntegerField()), _NOBODY)


def _in_place_of_the_giver(actor: Actor, held: QuerySet[Any]) -> Q:
    """The tasks that this actor decides on where the giver does not."""
    found: Any = Q(pk__in=[])
    if heads := actor.orgs(*HEADS):
        found |= Q(giver_org__in=OrgUnit.objects.filter(rooms_of(heads)).values("pk"))
    leadership = Q(giver_org__kind__in=LEADERSHIP, giver_org__level__in=KNOWN_TO_ALL)
    if led := actor.orgs(Role.LEADER):
        found |= leadership & Q(giver_org_id__in=sorted(led))
    if places := actor.writes(*OFFICE):
        head = held.filter(role__in=HEADS, org_id=OuterRef("giver_org_id")).exclude(
            account__person_id=OuterRef("giver_id")
        )
        of_office = leadership & ~Exists(head)
        found |= of_office if places.everything else of_office & Q(province__any_of=places.array)
    answer: Q = found
    return answer
