"""The headings of a plan."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.steering.tasks.models import PlanGroup
from dieuphoi.steering.tasks.services.plan_lines.known import open_plan, put_on


def group_add(*, actor: Actor, plan_id: int, title: str, place: int | None = None, now: datetime) -> PlanGroup:
    """A heading, at the end or at a place counted from 1."""
    with act(actor, "workplan.group_add"):
        plan = open_plan(actor, plan_id)
        words = _heading(title)
        group = PlanGroup(plan=plan, title=words, position=0)
        others = list(PlanGroup.objects.filter(plan=plan, ended_at=None).order_by("position", "pk"))
        put_on(group, others, place, PlanGroup)
        group.save(force_insert=True)
    return group


def group_correct(*, actor: Actor, group_id: int, title: str, place: int | None = None, now: datetime) -> PlanGroup:
    """Other words for a heading, or another place."""
    with act(actor, "workplan.group_correct"):
        group = _group(actor, group_id)
        group.title = _heading(title)
        if place is not None:
            others = PlanGroup.objects.filter(plan_id=group.plan_id, ended_at=None).exclude(pk=group.pk)
            put_on(group, list(others.order_by("position", "pk")), place, PlanGroup)
        group.save()
    return group


def group_end(*, actor: Actor, group_id: int, now: datetime) -> PlanGroup:
    """A heading goes. Raises ``Refused`` (409) while lines stand under it."""
    with act(actor, "workplan.group_end"):
        group = _group(actor, group_id)
        if count := group.lines.filter(ended_at=None).count():
            raise Refused(
                "has_lines", _("Còn %(n)s nhiệm vụ trong nhóm này: hãy chuyển hoặc bỏ chúng trước.") % {"n": count}
            )
        group.ended_at = now
        group.save(update_fields=["ended_at"])
    return group


def _heading(title: str) -> str:
    words = " ".join(title.split())
    if not words or len(words) > 300:
        raise InputErrors([InputError(_("Hãy ghi tên nhóm, không quá 300 ký tự."), field="title")])
    return words


def _group(actor: Actor, group_id: int) -> PlanGroup:
    group = PlanGroup.objects.one_visible_to(actor, pk=group_id)
    open_plan(actor, group.plan_id)
    group = PlanGroup.objects.locked().get(pk=group_id)
    if group.ended_at is not None:
        raise Refused("ended", _("Nhóm này đã bỏ."))
    return group
