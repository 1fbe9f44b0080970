"""What somebody who leaves has in hand, of which packages; and the nightly work of the registers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.nearness import time_left
from dieuphoi.core.notify.schedule import daily_from, register_schedule
from dieuphoi.insight.board import services as board
from dieuphoi.insight.desk.selectors import WorkItem, register_work
from dieuphoi.insight.portal.selectors import waiting_for
from dieuphoi.programme.assessments import inhand as assessments
from dieuphoi.programme.assessments.amendments import selectors as amendments
from dieuphoi.programme.assessments.amendments.services import amendments_lapse
from dieuphoi.programme.assessments.amendments.terms import paper_due
from dieuphoi.programme.assessments.groups import set_unit_groups
from dieuphoi.programme.targets.selectors import GROUPS, behind_for, in_group
from dieuphoi.registry.access import inhand as access
from dieuphoi.registry.access.leaving import set_open_work
from dieuphoi.registry.organisations import inhand as organisations
from dieuphoi.registry.organisations.services import columns_settle
from dieuphoi.steering.tasks.plan_policies import may_approve
from dieuphoi.steering.tasks.selectors import plans

SETTLE: Final = "organisations.columns_settle"
LAPSE: Final = "assessments.amendments_lapse"


KEEP_DAY: Final = "board.keep_day"


def keep_day(now: datetime) -> None:
    """How the sheets stand as the day begins: what the board tells of earlier days (docs/decisions)."""
    board.day_keep(actor=system_actor(today(now)), now=now)


def settle_columns(now: datetime) -> None:
    """What was decided beforehand and begins today. Days without a worker are made up by one run: it asks for today."""
    columns_settle(actor=system_actor(today(now)), now=now)


def lapse_amendments(now: datetime) -> None:
    """Requests whose last day has passed: recorded and told. The clock had ended them already."""
    amendments_lapse(actor=system_actor(today(now)), now=now)


def _amendments_to_decide(actor: Actor, day: date) -> list[WorkItem]:
    """Requests for an amendment that wait for this head, until their end."""
    return [
        WorkItem(
            "amendment",
            _("Quyết định điều chỉnh phiếu %(unit)s") % {"unit": row.sheet.unit_name},
            f"{row.sheet.round.title} – {row.reason}",
            row.touched,
            time_left(row.ends_on, day),
            ("assessments:amendment", (row.pk,), {}),
        )
        for row in amendments.waiting_for_decision(actor, day)
    ]


def _papers_to_record(actor: Actor, day: date) -> list[WorkItem]:
    """Frozen rounds whose signed paper is not recorded once the office's term for it is over."""
    return [
        WorkItem(
            "paper",
            _("Ghi văn bản ký chốt, kèm bản chụp"),
            row.title,
            1,
            time_left(due, day),
            ("assessments:round", (row.pk,), {}),
        )
        for row in amendments.frozen_without_paper(actor)
        if row.frozen_at is not None
        for due in [paper_due(row.frozen_at, day)]
        if due < day
    ]


def _lists_to_approve(actor: Actor, _today: date) -> list[WorkItem]:
    """Public lists that wait for this head. Nobody set a day for it: none is made up, it says since when it waits."""
    return [
        WorkItem(
            "publish",
            _("Duyệt danh sách công khai"),
            row.title,
            row.row_count,
            None,
            ("portal:page", (row.pk,), {}),
            since=today(row.prepared_at),
        )
        for row in waiting_for(actor)
    ]


def _targets_behind(actor: Actor, day: date) -> list[WorkItem]:
    """Targets that are behind the pace: to whoever follows them, and to the office those that nobody follows."""
    return [
        WorkItem(
            "target",
            _("Về đích chậm tiến độ"),
            _("năm %(year)s") % {"year": line.year},
            line.count,
            time_left(date(line.year, 12, 31), day),
            ("targets:list", (), {"year": line.year, "outcome": "BEHIND", **line.query}),
        )
        for line in behind_for(actor, day)
    ]


# --- work programmes


def _plans_to_approve(actor: Actor, _today: date) -> list[WorkItem]:
    """Work programmes that wait for this head. Nobody set a day for it: it says since when it waits."""
    return [
        WorkItem(
            "plan_approve", _("Phê duyệt chương trình công tác"), row.title, 1, None,
            ("tasks:plan", (row.pk,), {}), since=row.submitted_on,
        )
        for row in plans.waiting_for_approval(actor)
        if may_approve(actor, row)
    ]  # fmt: skip


def _plans_to_answer(actor: Actor, day: date) -> list[WorkItem]:
    """Work programmes that a body of this person's is asked about."""
    return [
        WorkItem(
            "plan_opinion", _("Cho ý kiến: %(plan)s") % {"plan": row.plan.title}, row.org.name, 1,
            time_left(row.due_on, day), ("tasks:plan", (row.plan_id,), {}),
        )
        for row in plans.waiting_for_opinion(actor)
    ]  # fmt: skip


def _plan_steps(actor: Actor, day: date) -> list[WorkItem]:
    """Steps on the way to plans that this person writes: those that are due soon or late."""
    found = [(row, time_left(row.due_on, day)) for row in plans.steps_ahead(actor)]
    return [
        WorkItem("plan_step", row.title, row.plan.title, 1, left, ("tasks:plan", (row.plan_id,), {}))
        for row, left in found
        if left.is_near or left.is_overdue
    ]


def register_all_work() -> None:
    """Called when Django is ready."""
    set_unit_groups(GROUPS, in_group)
    register_work(_targets_behind)
    access.register()
    organisations.register()
    assessments.register()
    register_work(_amendments_to_decide)
    register_work(_papers_to_record)
    register_work(_lists_to_approve)
    register_work(_plans_to_approve)
    register_work(_plans_to_answer)
    register_work(_plan_steps)
    set_open_work(access.in_hand_of)
    register_schedule(KEEP_DAY, daily_from(0), keep_day)
    register_schedule(SETTLE, daily_from(0), settle_columns)
    register_schedule(LAPSE, daily_from(0), lapse_amendments)
