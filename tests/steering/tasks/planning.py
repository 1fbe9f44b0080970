"""What the tests of work programmes begin with: a plan of the office for 2026, and one of a department."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dieuphoi.registry.access.selectors import actor_for
from dieuphoi.steering.tasks.models import PlanLine, WorkPlan
from dieuphoi.steering.tasks.services import plans
from tests.support.world import World

DECISION = {"decision_number": "12/QĐ-VPDP", "decision_on": date(2026, 3, 2)}


def start(world: World, who: str = "lan", org: str = "VPDP", **more: Any) -> WorkPlan:
    values: dict[str, Any] = {
        "org_id": world.orgs[org], "kind": "PROGRAMME", "title": "Chương trình công tác năm 2026", "period": "2026",
        **more,
    }  # fmt: skip
    return plans.plan_start(actor=world.actor(who), new=plans.NewPlan(**values), now=world.now)


def new_line(world: World, text: str = "Kiểm tra cấp nước", org: str | None = "SNN", **more: Any) -> plans.NewLine:
    values: dict[str, Any] = {
        "text": text, "product": "Báo cáo kiểm tra", "timing": "quý II",
        "lead_org_id": world.orgs[org] if org else None, **more,
    }  # fmt: skip
    return plans.NewLine(**values)


def add(world: World, plan: WorkPlan, text: str = "Kiểm tra cấp nước", who: str = "lan", **more: Any) -> PlanLine:
    return plans.line_add(actor=world.actor(who), plan_id=plan.pk, new=new_line(world, text, **more), now=world.now)


def do(world: World, name: str, who: str, plan: WorkPlan, days: int = 0, **more: Any) -> Any:
    """An act on a plan so many days after the day of the world."""
    now = world.now + timedelta(days=days)
    actor = actor_for(world.accounts[who], world.today + timedelta(days=days)) if days else world.actor(who)
    done = getattr(plans, name)(actor=actor, plan_id=plan.pk, now=now, **more)
    plan.refresh_from_db()
    return done


def approve(world: World, plan: WorkPlan, submitter: str = "lan", approver: str = "hanh") -> WorkPlan:
    do(world, "plan_submit", submitter, plan)
    do(world, "plan_approve", approver, plan, **DECISION)
    return plan


def correct(world: World, line: PlanLine, revision: int, who: str = "lan", **more: Any) -> PlanLine:
    """Say a line again: what is not named stays as the line has it now."""
    now = PlanLine.objects.get(pk=line.pk)
    values: dict[str, Any] = {
        "text": now.text, "product": now.product, "group_id": now.group_id, "lead_org_id": now.lead_org_id,
        "coordinating": tuple(now.coordinating), "person_id": now.person_id, "timing": now.timing,
        "is_key": now.is_key, "note": now.note, **more,
    }  # fmt: skip
    return plans.line_correct(
        actor=world.actor(who), line_id=line.pk, new=plans.NewLine(**values), revision=revision, now=world.now
    )
