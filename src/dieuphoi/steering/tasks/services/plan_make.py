"""Start a plan, say its head again; the group that writes it; the steps on the way to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.period import Period, PeriodKind, parse_period
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.access.roles import OFFICE
from dieuphoi.registry.organisations.models import OrgUnit, Person
from dieuphoi.registry.organisations.selectors import person_of_account
from dieuphoi.registry.territory.selectors import provinces_on, units_on
from dieuphoi.steering.tasks import plan_notices, plan_policies
from dieuphoi.steering.tasks.models import PlanKind, PlanLine, PlanMember, PlanMilestone, WorkPlan
from dieuphoi.steering.tasks.plan_states import PlanState

_STEPS: Final = Path(__file__).parent.parent / "data" / "plan-steps.yaml"
PERIODS: Final = (PeriodKind.YEAR, PeriodKind.HALF, PeriodKind.STAGE, PeriodKind.QUARTER)
"""What a plan may be of."""


@dataclass(frozen=True, slots=True)
class NewPlan:
    """What a plan is. ``period`` is canonical or as typed; ``province_id`` may be left out where there is one."""

    org_id: int
    kind: str
    title: str
    period: str
    source_line: str = ""
    text: str = ""
    note: str = ""
    frame_id: int | None = None
    province_id: int | None = None
    with_steps: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A shipped step: its words, and its day in the years before the first year of a plan."""

    title: str
    before: int
    month: int
    day: int
    source: str

    def on(self, year: int) -> date:
        return date(year - self.before, self.month, self.day)


def read_steps(text: str) -> tuple[Step, ...]:
    """The shipped steps, from YAML. Raises ``ValueError``, ``KeyError`` or ``TypeError`` for a faulty entry."""
    steps = tuple(Step(**entry) for entry in yaml.safe_load(text)["steps"])
    for each in steps:
        each.on(2000)
        if not each.title.strip() or not each.source.strip():
            raise ValueError(f"faulty step: {each!r}")
    return steps


@lru_cache(maxsize=1)
def shipped_steps() -> tuple[Step, ...]:
    """The steps of ``data/plan-steps.yaml``."""
    return read_steps(_STEPS.read_text(encoding="utf-8"))


def plan_start(*, actor: Actor, new: NewPlan, now: datetime) -> WorkPlan:
    """Start the plan of a body. Who starts it belongs to the group that writes it.

    Raises ``InputErrors`` – no title, a period that is none, the same plan again, a frame that does not hold the
    period; ``Refused`` (403) for who does not work there.
    """
    with act(actor, "workplan.start"):
        return made(actor, new, now)


def made(actor: Actor, new: NewPlan, now: datetime, *, before: WorkPlan | None = None) -> WorkPlan:
    """A new plan with its steps and first member, inside the act of the caller."""
    org = OrgUnit.objects.visible_to(actor).select_related("parent__parent").filter(pk=new.org_id).first()
    if org is None:
        raise InputErrors([InputError(_("Hãy chọn cơ quan của chương trình."), field="org")])
    province = _province(actor, new, org)
    if province is None:
        raise InputErrors([InputError(_("Hãy chọn tỉnh của chương trình."), field="province")])
    require(plan_policies.may_start(actor, org, province))
    period, frame, errors = _head_faults(actor, new, org)
    if errors or period is None:
        raise InputErrors(errors)
    plan = WorkPlan(
        province_id=province, org=org, kind=new.kind, frame=frame, before=before, state=PlanState.DRAFT,
        **_head(new, period),
    )  # fmt: skip
    plan.save(force_insert=True)
    person = None if actor.is_system else person_of_account(actor.id)
    if person is not None:
        PlanMember(plan=plan, person_id=person).save(force_insert=True)
    if new.with_steps:
        for step in shipped_steps():
            due = step.on(period.start.year)
            if due >= today(now):
                PlanMilestone(plan=plan, title=step.title, due_on=due, source=step.source).save(force_insert=True)
    return plan


def plan_correct(*, actor: Actor, plan_id: int, new: NewPlan, now: datetime) -> WorkPlan:
    """Say its head again, while it is open. The body stays. Raises ``InputErrors``; also where a line would lie outside
    the new period.
    """
    with act(actor, "workplan.correct"):
        plan = plan_locked(actor, plan_id)
        require(plan_policies.may_edit(actor, plan))
        period, frame, errors = _head_faults(actor, new, plan.org, besides=plan)
        if new.org_id != plan.org_id:
            errors.append(InputError(_("Không đổi cơ quan của một chương trình: hãy lập chương trình khác."),
                                     field="org"))  # fmt: skip
        if period is not None:
            out = PlanLine.objects.filter(plan=plan, ended_at=None, due_on__isnull=False).exclude(
                due_on__range=(period.start, period.last_day)
            )
            if count := out.count():
                errors.append(
                    InputError(_("%(n)s nhiệm vụ có hạn ngoài kỳ mới: hãy sửa thời gian của chúng trước.")
                               % {"n": count}, field="period")
                )  # fmt: skip
        if errors or period is None:
            raise InputErrors(errors)
        for name, value in {**_head(new, period), "kind": new.kind, "frame": frame}.items():
            setattr(plan, name, value)
        plan.save()
    return plan


def member_add(*, actor: Actor, plan_id: int, person_id: int, duty: str = "", now: datetime) -> PlanMember:
    """Somebody joins the group that writes the plan, and is told. Raises ``Refused`` where they are in it already."""
    with act(actor, "workplan.member_add"):
        plan = plan_locked(actor, plan_id)
        require(plan_policies.may_organise(actor, plan))
        person = Person.objects.visible_to(actor).filter(pk=person_id).first()
        if person is None:
            raise InputErrors([InputError(_("Hãy chọn người tham gia."), field="person")])
        if plan.members.filter(person=person, ended_at=None).exists():
            raise Refused("member", _("%(name)s đã ở trong nhóm soạn thảo.") % {"name": person.full_name})
        member = PlanMember(plan=plan, person=person, duty=" ".join(duty.split()))
        member.save(force_insert=True)
        plan_notices.asked_to_edit(actor, plan, member, now)
    return member


def member_end(*, actor: Actor, member_id: int, now: datetime) -> PlanMember:
    """Somebody leaves the group; what they wrote stays."""
    with act(actor, "workplan.member_end"):
        member = PlanMember.objects.one_visible_to(actor, pk=member_id)
        plan = plan_locked(actor, member.plan_id)
        require(plan_policies.may_organise(actor, plan))
        member = PlanMember.objects.locked().select_related("person").get(pk=member_id)
        if member.ended_at is not None:
            raise Refused("ended", _("Người này đã ra khỏi nhóm soạn thảo."))
        member.ended_at = now
        member.save(update_fields=["ended_at"])
    return member


def milestone_add(
    *, actor: Actor, plan_id: int, title: str, due_on: date, org_id: int | None = None, source: str = "", now: datetime
) -> PlanMilestone:
    """A step on the way to the plan, with its day."""
    with act(actor, "workplan.milestone_add"):
        plan = plan_locked(actor, plan_id)
        require(plan_policies.may_organise(actor, plan))
        _milestone_faults(actor, title, org_id)
        step = PlanMilestone(plan=plan, title=_line(title), due_on=due_on, org_id=org_id, source=_line(source))
        step.save(force_insert=True)
    return step


def milestone_correct(
    *, actor: Actor, milestone_id: int, title: str, due_on: date, org_id: int | None = None, source: str = "",
    now: datetime,
) -> PlanMilestone:  # fmt: skip
    """Another day or other words for a step that is not done yet."""
    with act(actor, "workplan.milestone_correct"):
        step = _milestone(actor, milestone_id)
        if step.done_on is not None:
            raise Refused("done", _("Bước này đã xong: không sửa nữa."))
        _milestone_faults(actor, title, org_id)
        step.title, step.due_on, step.org_id, step.source = _line(title), due_on, org_id, _line(source)
        step.save()
    return step


def milestone_done(
    *, actor: Actor, milestone_id: int, done_on: date | None = None, done_note: str = "", now: datetime
) -> PlanMilestone:
    """A step is done, on a day that is not ahead."""
    with act(actor, "workplan.milestone_done"):
        step = _milestone(actor, milestone_id)
        day = done_on or today(now)
        if step.done_on is not None:
            raise Refused("done", _("Bước này đã xong ngày %(day)s.") % {"day": format_date(step.done_on)})
        if day > today(now):
            raise InputErrors([InputError(_("Ngày xong còn ở phía trước."), field="done_on")])
        step.done_on, step.done_note = day, _line(done_note)
        step.save(update_fields=["done_on", "done_note"])
    return step


def milestone_end(*, actor: Actor, milestone_id: int, now: datetime) -> PlanMilestone:
    """A step is not needed."""
    with act(actor, "workplan.milestone_end"):
        step = _milestone(actor, milestone_id)
        step.ended_at = now
        step.save(update_fields=["ended_at"])
    return step


# --- inside ---------------------------------------------------------------------------------------------


def plan_locked(actor: Actor, plan_id: int) -> WorkPlan:
    """The plan, held until the end of the act. Raises ``NotVisible``."""
    plan = WorkPlan.objects.locked().select_related("org__parent__parent").one_visible_to(actor, id=plan_id)
    assert isinstance(plan, WorkPlan)
    return plan


def _line(text: str) -> str:
    return " ".join(text.split())


def _head(new: NewPlan, period: Period) -> dict[str, Any]:
    return {
        "title": _line(new.title), "period": str(period), "starts_on": period.start, "ends_on": period.last_day,
        "source_line": _line(new.source_line), "text": new.text.strip(), "note": new.note.strip(),
    }  # fmt: skip


def _head_faults(
    actor: Actor, new: NewPlan, org: OrgUnit, *, besides: WorkPlan | None = None
) -> tuple[Period | None, WorkPlan | None, list[InputError]]:
    errors: list[InputError] = []
    period = None
    if not _line(new.title):
        errors.append(InputError(_("Hãy ghi tên chương trình."), field="title"))
    if new.kind not in PlanKind.values:
        errors.append(InputError(_("Hãy chọn loại chương trình."), field="kind", value=new.kind))
    try:
        period = parse_period(new.period)
    except ValueError as fault:
        errors.append(InputError(str(fault), field="period", value=new.period))
    if period is not None and period.kind not in PERIODS:
        errors.append(
            InputError(_("Chương trình là của năm, nửa năm, quý hoặc giai đoạn."), field="period", value=new.period)
        )
        period = None
    frame = None
    if new.frame_id:
        frame = WorkPlan.objects.visible_to(actor).filter(pk=new.frame_id).first()
        if frame is None or frame == besides:
            errors.append(InputError(_("Không có khung kế hoạch này, hoặc ngoài phạm vi của bạn."), field="frame"))
        elif period is not None and not (frame.starts_on <= period.start and period.last_day <= frame.ends_on):
            errors.append(InputError(_("Kỳ của chương trình không nằm trong khung kế hoạch."), field="frame"))
    if period is not None and not errors:
        there = WorkPlan._base_manager.filter(org=org, kind=new.kind, period=str(period), title=_line(new.title))
        there = there.exclude(state=PlanState.DROPPED).exclude(pk=besides.pk if besides else 0)
        if there.exists():
            errors.append(InputError(_("Cơ quan này đã có chương trình cùng tên cho kỳ này."), field="title"))
    return period, frame, errors


def _province(actor: Actor, new: NewPlan, org: OrgUnit) -> int | None:
    """Whose plan it is: as named, of the one province there is, of the body's place."""
    known = [row.id for row in provinces_on(actor, actor.on)]
    if new.province_id in known:
        return new.province_id
    mine = [pk for pk in known if pk in actor.writes(*OFFICE)] or known
    if len(mine) == 1:
        return mine[0]
    rows = units_on(actor, actor.on, ids=[org.place_id]) if org.place_id is not None else []
    return (rows[0].province_id or rows[0].id) if rows else None


def _milestone(actor: Actor, milestone_id: int) -> PlanMilestone:
    step = PlanMilestone.objects.one_visible_to(actor, pk=milestone_id)
    plan = plan_locked(actor, step.plan_id)
    require(plan_policies.may_organise(actor, plan))
    step = PlanMilestone.objects.locked().get(pk=milestone_id)
    if step.ended_at is not None:
        raise Refused("ended", _("Bước này đã bỏ."))
    return step


def _milestone_faults(actor: Actor, title: str, org_id: int | None) -> None:
    errors: Sequence[InputError] = []
    if not _line(title):
        errors = [InputError(_("Hãy ghi bước phải làm."), field="title")]
    if org_id and not OrgUnit.objects.visible_to(actor).filter(pk=org_id).exists():
        errors = [*errors, InputError(_("Không có cơ quan này trong danh sách."), field="org")]
    if errors:
        raise InputErrors(errors)
