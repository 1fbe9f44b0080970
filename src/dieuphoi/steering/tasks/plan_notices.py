"""What of work programmes people are told: asked to write, asked for an opinion, submitted, approved, returned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.notify.kinds import NoticeKind, register_kinds
from dieuphoi.core.notify.reminders import Due, register_reminder
from dieuphoi.core.notify.services import Told, house_language, notify_many
from dieuphoi.registry.access.recipients import (
    accounts_of_people,
    heads_of_office,
    heads_of_orgs,
    holders_of,
    people_of_orgs,
)
from dieuphoi.registry.access.roles import Role
from dieuphoi.steering.tasks.bodies import is_leadership
from dieuphoi.steering.tasks.models import PlanConsult, PlanMember, PlanMilestone, WorkPlan
from dieuphoi.steering.tasks.notices import read_rules
from dieuphoi.steering.tasks.plan_states import PlanState

MEMBER: Final = NoticeKind("plan.member", gettext_lazy("Bạn được mời soạn chương trình công tác"))
CONSULTED: Final = NoticeKind("plan.consulted", gettext_lazy("Chương trình công tác xin ý kiến cơ quan bạn"))
ANSWERED: Final = NoticeKind("plan.answered", gettext_lazy("Ý kiến về chương trình công tác bạn soạn"))
SUBMITTED: Final = NoticeKind("plan.submitted", gettext_lazy("Chương trình công tác chờ bạn phê duyệt"))
DECIDED: Final = NoticeKind("plan.decided", gettext_lazy("Chương trình công tác được phê duyệt hoặc trả lại"))
BROUGHT: Final = NoticeKind("plan.imported", gettext_lazy("Nhập nhiệm vụ của chương trình từ bảng"))
OPINION, STEP = "plan.opinion", "plan.step"
_DATA: Final = Path(__file__).parent / "data" / "plan-reminders.yaml"


def _url(plan: Any) -> str:
    return reverse("tasks:plan", args=[plan.pk])


def writers_of(plan: Any, day: date) -> set[int]:
    """The accounts of the group that writes a plan; where nobody is in it, of the heads of its body."""
    people = plan.members.filter(ended_at=None).values_list("person_id", flat=True)
    found = set(accounts_of_people(people))
    return found or set(heads_of_orgs([plan.org_id], day).get(plan.org_id, []))


def approvers_of(plan: Any, day: date) -> set[int]:
    """The accounts of whoever may approve it: the heads of its body; of the leadership's the leaders of the province
    who work in it and the heads of its office.
    """
    found = set(heads_of_orgs([plan.org_id], day).get(plan.org_id, []))
    if is_leadership(plan.org):
        leaders = set(holders_of([Role.LEADER], day))
        found |= leaders & set(people_of_orgs([plan.org_id], day).get(plan.org_id, []))
        found |= set(heads_of_office(plan.province_id, day))
    return found


def _tell(actor: Actor, plan: Any, kind: NoticeKind, to: Iterable[int], once: str, title: str, text: str,
          now: datetime) -> None:  # fmt: skip
    told = Told(sorted(set(to) - {actor.id}), kind.key, f"plan:{plan.pk}:{once}", title, text, _url(plan))
    if told.to:
        notify_many(actor=actor, items=[told], now=now)


def asked_to_edit(actor: Actor, plan: WorkPlan, member: PlanMember, now: datetime) -> None:
    with house_language():
        title = _("Mời bạn soạn: %(plan)s") % {"plan": plan.title}
        to = accounts_of_people([member.person_id])
        _tell(actor, plan, MEMBER, to, f"member:{member.pk}", title, member.duty, now)


def consulted(actor: Actor, plan: WorkPlan, asked: Sequence[PlanConsult], now: datetime) -> None:
    people = people_of_orgs([each.org_id for each in asked], actor.on)
    with house_language():
        items = []
        for each in asked:
            words = {"plan": plan.title, "day": format_date(each.due_on)}
            title = _("Xin ý kiến trước ngày %(day)s: %(plan)s") % words
            to = sorted(set(people.get(each.org_id, [])) - {actor.id})
            if to:
                once = f"plan:{plan.pk}:consult:{each.pk}"
                items.append(Told(to, CONSULTED.key, once, title, each.org.name, _url(plan)))
        notify_many(actor=actor, items=items, now=now)


def answered(actor: Actor, plan: WorkPlan, asked: PlanConsult, now: datetime) -> None:
    with house_language():
        words = {"org": asked.org.name, "stance": asked.get_stance_display(), "plan": plan.title}
        title = _("%(org)s: %(stance)s – %(plan)s") % words
        _tell(actor, plan, ANSWERED, writers_of(plan, actor.on), f"answer:{asked.pk}:{now.isoformat()}", title,
              asked.text, now)  # fmt: skip


def submitted(actor: Actor, plan: WorkPlan, now: datetime) -> None:
    with house_language():
        title = _("Chờ bạn phê duyệt: %(plan)s") % {"plan": plan.title}
        _tell(actor, plan, SUBMITTED, approvers_of(plan, actor.on), f"submitted:{now.isoformat()}", title,
              plan.submitter_name, now)  # fmt: skip


def approved(actor: Actor, plan: WorkPlan, now: datetime) -> None:
    with house_language():
        words = {"plan": plan.title, "number": plan.decision_number, "day": format_date(plan.decision_on)}
        title = _("Đã phê duyệt (%(number)s, %(day)s): %(plan)s") % words
        to = writers_of(plan, actor.on) | {plan.submitted_by or 0} - {0}
        _tell(actor, plan, DECIDED, to, f"approved:{now.isoformat()}", title, "", now)


def returned(actor: Actor, plan: WorkPlan, reason: str, now: datetime, *, submitter: int | None) -> None:
    with house_language():
        title = _("Trả lại: %(plan)s") % {"plan": plan.title}
        to = writers_of(plan, actor.on) | {submitter or 0} - {0}
        _tell(actor, plan, DECIDED, to, f"returned:{now.isoformat()}", title, reason, now)


def brought_in(actor: Actor, run_id: int, plan: WorkPlan, count: int, now: datetime, *, undone: bool = False) -> None:
    with house_language():
        words = {"n": count, "plan": plan.title}
        title = (_("Đã hoàn tác lần nhập: %(plan)s") if undone else _("Nhập %(n)s nhiệm vụ vào: %(plan)s")) % words
        once = f"import:{run_id}:{'undo' if undone else 'apply'}"
        _tell(actor, plan, BROUGHT, writers_of(plan, actor.on), once, title, "", now)


# ------------------------------------------------------------------------------------------------ reminders


def opinions_due(day: date) -> Iterator[Due]:
    """Opinions that are asked for and not given, to the people of the body."""
    rows = list(
        PlanConsult._base_manager.filter(stance="", plan__state=PlanState.CONSULTED)
        .select_related("plan", "org")
        .order_by("pk")
    )
    people = people_of_orgs({row.org_id for row in rows}, day)
    for row in rows:
        if to := tuple(people.get(row.org_id, ())):
            words = {"plan": row.plan.title, "day": format_date(row.due_on)}
            title = _("Cho ý kiến, hạn %(day)s: %(plan)s") % words
            yield Due(f"plan:{row.plan_id}:consult:{row.pk}", row.due_on, to, title, row.org.name, _url(row.plan))


def steps_due(day: date) -> Iterator[Due]:
    """Steps on the way to a plan, to who writes it; and to the people of the body that does the step."""
    rows = list(
        PlanMilestone._base_manager.filter(done_on=None, ended_at=None)
        .exclude(plan__state__in=(PlanState.ENDED, PlanState.DROPPED))
        .select_related("plan")
        .order_by("pk")
    )
    people = people_of_orgs({row.org_id for row in rows if row.org_id}, day)
    writers = {plan.pk: writers_of(plan, day) for plan in {row.plan_id: row.plan for row in rows}.values()}
    for row in rows:
        if to := tuple(sorted(writers[row.plan_id] | set(people.get(row.org_id or 0, ())))):
            title = f"{row.title}, " + _("hạn %(day)s") % {"day": format_date(row.due_on)}
            yield Due(f"plan:{row.plan_id}:step:{row.pk}", row.due_on, to, title, row.plan.title, _url(row.plan))


def register() -> None:
    """Make kinds, finders and shipped rules known. Called once, when Django is ready."""
    reminding = (
        (OPINION, gettext_lazy("Ý kiến về chương trình công tác đến hạn"), opinions_due),
        (STEP, gettext_lazy("Bước xây dựng chương trình công tác đến hạn"), steps_due),
    )
    register_kinds(MEMBER, CONSULTED, ANSWERED, SUBMITTED, DECIDED, BROUGHT)
    register_kinds(*(NoticeKind(key, label) for key, label, _finder in reminding))
    rules = read_rules(_DATA.read_text(encoding="utf-8"))
    for key, label, finder in reminding:
        register_reminder(key, label, finder, rules[key])
