"""Reading work programmes: the list, one with what hangs on it, its editions, what waits for me."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.access.recipients import office_of, people_of_orgs
from dieuphoi.registry.access.roles import HEADS, Role
from dieuphoi.registry.access.touched import surely_nothing, touched
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.steering.tasks.bodies import own_bodies
from dieuphoi.steering.tasks.models import (
    EditionKind,
    PlanBudget,
    PlanConsult,
    PlanEdition,
    PlanGroup,
    PlanKind,
    PlanLine,
    PlanMember,
    PlanMilestone,
    PlanSign,
    PlanTask,
    Stance,
    Task,
    WorkPlan,
)
from dieuphoi.steering.tasks.plan_content import content_of, digest_of
from dieuphoi.steering.tasks.plan_states import PlanState
from dieuphoi.steering.tasks.selectors.plan_lines import DONE, with_standing

KIND_CHOICES: Final = tuple(PlanKind.choices)
STANCE_CHOICES: Final = tuple(Stance.choices)


# ------------------------------------------------------------------------------------------------ plans


def plans(actor: Actor, day: date) -> QuerySet[Any]:
    """The plans that the actor reads, with how many lines they have and what became of those. Unordered.

    Annotated: ``inside`` (the actor reads drafts and opinions), ``is_member``, ``lines_all``, ``lines_key``,
    ``lines_done``, ``money``. Of plans that the actor reads only as approved, lines are counted while they are what
    was approved.
    """
    rows: Any = WorkPlan.objects.visible_to(actor)
    return _with_counts(_told(rows, actor), actor, day)


def _told(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    accounts = sorted({actor.id, *actor.stands_in_for})
    member = PlanMember._base_manager.filter(plan=OuterRef("pk"), ended_at=None, person__account__id__in=accounts)
    found: QuerySet[Any] = rows.select_related("org__parent__parent", "frame", "before").annotate(
        inside=Case(
            When(pk__in=WorkPlan.objects.inside_of(actor).values("pk"), then=Value(True)),
            default=Value(False), output_field=BooleanField(),
        ),
        is_member=Exists(member),
    )  # fmt: skip
    return found


def _with_counts(rows: QuerySet[Any], actor: Actor, day: date) -> QuerySet[Any]:
    lines = PlanLine.objects.visible_to(actor).filter(plan=OuterRef("pk"), ended_at=None).order_by().values("plan")
    done = with_standing(PlanLine.objects.visible_to(actor), actor, day).filter(
        plan=OuterRef("pk"), ended_at=None, standing=DONE
    )
    money = PlanBudget.objects.visible_to(actor).filter(line__plan=OuterRef("pk"), line__ended_at=None, ended_at=None)

    def counted(query: Any) -> Coalesce:
        found = query.order_by().values("plan").annotate(n=Count("pk")).values("n")
        return Coalesce(Subquery(found), 0, output_field=IntegerField())

    found: QuerySet[Any] = rows.annotate(
        lines_all=counted(lines),
        lines_key=counted(lines.filter(is_key=True)),
        lines_done=counted(done),
        money=Subquery(money.order_by().values("line__plan").annotate(all=Sum("amount")).values("all")),
    )
    return found


def plan(actor: Actor, plan_id: int) -> Any:
    """One plan with ``inside`` and ``is_member``. Raises ``NotVisible``."""
    WorkPlan.objects.one_visible_to(actor, id=plan_id)
    rows: Any = WorkPlan.objects.filter(pk=plan_id)
    return _told(rows.select_related("province"), actor).get()


def group_by_id(actor: Actor, group_id: int) -> PlanGroup:
    found = PlanGroup.objects.select_related("plan__org__parent__parent").one_visible_to(actor, pk=group_id)
    assert isinstance(found, PlanGroup)
    return found


def line_by_id(actor: Actor, line_id: int) -> PlanLine:
    found = PlanLine.objects.select_related("plan__org__parent__parent", "lead_org", "person", "group").one_visible_to(
        actor, pk=line_id
    )
    assert isinstance(found, PlanLine)
    return found


def member_by_id(actor: Actor, member_id: int) -> PlanMember:
    found = PlanMember.objects.select_related("plan__org__parent__parent", "person").one_visible_to(
        actor, pk=member_id
    )
    assert isinstance(found, PlanMember)
    return found


def milestone_by_id(actor: Actor, milestone_id: int) -> PlanMilestone:
    found = PlanMilestone.objects.select_related("plan__org__parent__parent").one_visible_to(actor, pk=milestone_id)
    assert isinstance(found, PlanMilestone)
    return found


def consult_by_id(actor: Actor, consult_id: int) -> PlanConsult:
    found = PlanConsult.objects.select_related("plan__org__parent__parent", "org__parent__parent").one_visible_to(
        actor, pk=consult_id
    )
    assert isinstance(found, PlanConsult)
    return found


def link_by_id(actor: Actor, link_id: int) -> PlanTask:
    found = PlanTask.objects.select_related("line__plan__org__parent__parent", "task").one_visible_to(
        actor, pk=link_id
    )
    assert isinstance(found, PlanTask)
    return found


# ------------------------------------------------------------------------------------------------ what hangs on it


def editions_of(actor: Actor, plan_id: int) -> list[PlanEdition]:
    """The editions that the actor reads, newest first, without their contents."""
    rows = PlanEdition.objects.visible_to(actor).filter(plan_id=plan_id)
    return list(rows.defer("content").order_by("-number"))


def edition_of(actor: Actor, plan_id: int, number: int) -> PlanEdition:
    """One edition with its content. Raises ``NotVisible``."""
    found = PlanEdition.objects.select_related("plan__org").one_visible_to(actor, plan_id=plan_id, number=number)
    assert isinstance(found, PlanEdition)
    return found


def edition_holds(edition: PlanEdition) -> bool:
    """Whether the content still has the hash that was kept with it."""
    return digest_of(edition.content) == edition.digest


def signs_of(actor: Actor, plan_id: int) -> list[PlanSign]:
    """Who put their name to it, newest first."""
    return list(PlanSign.objects.visible_to(actor).filter(plan_id=plan_id).order_by("-recorded_at", "-pk"))


def digest_now(found: Any) -> str:
    """The hash of a plan as it is now."""
    return digest_of(content_of(found))


def consults_of(actor: Actor, plan_id: int) -> list[PlanConsult]:
    """Whom it was shown to and what they said; the last time of asking first."""
    rows = PlanConsult.objects.visible_to(actor).filter(plan_id=plan_id).select_related("org__parent__parent")
    return list(rows.order_by("-edition", "org__name_key"))


def members_of(actor: Actor, plan_id: int) -> list[PlanMember]:
    rows = PlanMember.objects.visible_to(actor).filter(plan_id=plan_id, ended_at=None).select_related("person")
    return list(rows.order_by("person__given_name_key", "pk"))


def milestones_of(actor: Actor, plan_id: int) -> list[PlanMilestone]:
    rows = PlanMilestone.objects.visible_to(actor).filter(plan_id=plan_id, ended_at=None).select_related("org")
    return list(rows.order_by("due_on", "pk"))


def left_out(actor: Actor, plan_id: int) -> list[PlanLine]:
    """Lines that were taken out of the plan, the last first."""
    rows = PlanLine.objects.visible_to(actor).filter(plan_id=plan_id, ended_at__isnull=False)
    return list(rows.order_by("-ended_at", "-pk"))


def readers_inside(found: Any, day: date) -> list[tuple[int, str]]:
    """``(account, name)`` of who reads the inside of a plan: its group, the people of its body and of those asked, the
    office; by given name.
    """
    orgs = [found.org_id, *found.consults.values_list("org_id", flat=True)]
    accounts = {account for group in people_of_orgs(orgs, day).values() for account in group}
    accounts |= set(
        Account.objects.filter(
            person_id__in=found.members.filter(ended_at=None).values("person_id"), is_active=True
        ).values_list("pk", flat=True)
    )
    accounts |= set(office_of(found.province_id, day))
    rows = Account.objects.filter(pk__in=accounts, person__isnull=False, is_active=True)
    return list(rows.order_by("person__given_name_key", "pk").values_list("pk", "person__full_name"))


def anchors_of(found: Any) -> list[tuple[str, str]]:
    """``(anchor, words)`` of the lines that may be talked about."""
    rows = PlanLine.objects.filter(plan_id=found.pk, ended_at=None).order_by("position", "pk")
    return [(f"line-{pk}", text if len(text) <= 60 else text[:59] + "…") for pk, text in rows.values_list("pk", "text")]


def groups_of(plan_id: int) -> list[tuple[str, str]]:
    """The headings of a plan as choices, in order."""
    rows = PlanGroup.objects.filter(plan_id=plan_id, ended_at=None).order_by("position", "pk")
    return [(str(pk), title) for pk, title in rows.values_list("pk", "title")]


def frames(actor: Actor) -> list[tuple[str, str]]:
    """The frames of a stage as choices, the newest first."""
    rows = WorkPlan.objects.visible_to(actor).filter(kind=PlanKind.FRAME).exclude(state=PlanState.DROPPED)
    return [(str(pk), title) for pk, title in rows.order_by("-starts_on", "title_key").values_list("pk", "title")]


def inside_of_each(org_ids: Iterable[int]) -> dict[int, set[int]]:
    """Each body with the rooms inside it, two floors down. One query."""
    wanted = set(org_ids)
    found: dict[int, set[int]] = {org: {org} for org in wanted}
    rows = OrgUnit.objects.filter(Q(parent__in=wanted) | Q(parent__parent__in=wanted))
    for room, above, top in rows.values_list("pk", "parent_id", "parent__parent_id"):
        for org in (above, top):
            if org in found:
                found[org].add(room)
    return found


def money_of(line_id: int) -> list[PlanBudget]:
    """The money of a line that the caller found within scope."""
    return list(PlanBudget.objects.filter(line_id=line_id, ended_at=None).order_by("position", "pk"))


# ------------------------------------------------------------------------------------------------ what waits for me


def waiting_for_approval(actor: Actor) -> list[Any]:
    """Plans submitted by others, oldest first; the policy says of each whether the actor decides on it. No query for
    whoever decides on none (``may_approve_some``).
    """
    if not actor.has_role(Role.LEADER, *HEADS):
        return []
    rows = WorkPlan.objects.visible_to(actor).filter(state=PlanState.SUBMITTED).exclude(submitted_by=actor.id)
    return list(rows.select_related("org__parent__parent").order_by("submitted_on", "pk"))


def waiting_for_opinion(actor: Actor) -> list[PlanConsult]:
    """What the actor's bodies were asked and have not answered."""
    asked = PlanConsult.objects.filter(stance="", plan__state=PlanState.CONSULTED).order_by()
    if surely_nothing(actor, "tasks.plan_opinions", lambda: touched(orgs=asked.values("org_id"))):
        return []
    rows = asked.filter(org__in=own_bodies(actor).values("pk"))
    return list(rows.select_related("plan", "org__parent__parent").order_by("due_on", "pk"))


def steps_ahead(actor: Actor) -> list[PlanMilestone]:
    """Steps not done of plans whose group the actor is in."""
    members = PlanMember.objects.filter(ended_at=None).order_by()
    if surely_nothing(actor, "tasks.plan_steps", lambda: touched(people=members.values("person_id"))):
        return []
    accounts = sorted({actor.id, *actor.stands_in_for})
    mine = PlanMember.objects.filter(person__account__id__in=accounts, ended_at=None).values("plan_id")
    rows = PlanMilestone.objects.filter(plan__in=mine, done_on=None, ended_at=None)
    rows = rows.exclude(plan__state__in=(PlanState.ENDED, PlanState.DROPPED))
    return list(rows.select_related("plan").order_by("due_on", "pk"))


def given_for(found: Any) -> dict[str, Any]:
    """How many lines of an approved plan have no task yet."""
    held = PlanTask.objects.filter(line=OuterRef("pk"), ended_at=None)
    rows = PlanLine.objects.filter(plan_id=found.pk, ended_at=None).annotate(given=Exists(held))
    return dict(rows.aggregate(all=Count("pk"), given=Count("pk", filter=Q(given=True))))


def task_of_code(actor: Actor, code: str) -> int | None:
    """The task with a number like ``12/2026``; nothing for none or several."""
    number, _slash, year = code.strip().partition("/")
    if not (number.isascii() and number.isdigit() and year.isascii() and year.isdigit() and len(code) < 16):
        return None
    rows = Task.objects.visible_to(actor).filter(number=int(number), year=int(year))
    found = list(rows.values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def of_plan(rows: QuerySet[Any], plan_id: int) -> QuerySet[Any]:
    """Of tasks those that carry out a line of a plan."""
    held = PlanTask._base_manager.filter(line__plan_id=plan_id, ended_at=None)
    return rows.filter(pk__in=held.values("task_id"))


EDITION_LABELS: Final = dict(EditionKind.choices)
