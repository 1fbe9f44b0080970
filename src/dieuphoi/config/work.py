"""What somebody who leaves has in hand, of which packages; and the nightly work of the registers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.nearness import time_left
from dieuphoi.core.kernel.workkind import WorkKind
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
from dieuphoi.steering.directives import desk as directives
from dieuphoi.steering.directives import inhand as directives_inhand
from dieuphoi.steering.meetings import inhand as meetings_inhand
from dieuphoi.steering.meetings import origin as meetings_origin
from dieuphoi.steering.meetings.selectors import work as meetings
from dieuphoi.steering.tasks import inhand as tasks_inhand
from dieuphoi.steering.tasks import jobs as task_jobs
from dieuphoi.steering.tasks import selectors as tasks
from dieuphoi.steering.tasks.plan_policies import may_approve
from dieuphoi.steering.tasks.selectors import plans, results
from dieuphoi.steering.tasks.selectors.handing import left_behind_for

SETTLE: Final = "organisations.columns_settle"
LAPSE: Final = "assessments.amendments_lapse"
KEEP_DAY: Final = "board.keep_day"

AMENDMENT: Final = WorkKind("amendment", "edit", _lazy("chỉ tiêu"), _lazy("Đề nghị điều chỉnh chờ quyết định"))
PAPER: Final = WorkKind("paper", "attach", _lazy("đợt"), _lazy("Đợt chưa ghi văn bản ký chốt"))
PUBLISH: Final = WorkKind("publish", "link", _lazy("dòng"), _lazy("Danh sách công khai chờ duyệt"))
TARGET: Final = WorkKind("target", "flag", _lazy("đích"), _lazy("Về đích chậm tiến độ"))
TASK: Final = WorkKind("task", "tasks", _lazy("việc"), _lazy("Việc của bạn"))
TASKS: Final = WorkKind("tasks", "tasks", _lazy("việc"), _lazy("Việc chờ bạn xem xét"))
MEETING_INPUT: Final = WorkKind("meeting_input", "inbox", _lazy("báo cáo"), _lazy("Báo cáo trước cuộc họp"))
MEETING_CONCLUDE: Final = WorkKind("meeting_conclude", "check", _lazy("cuộc họp"), _lazy("Kết luận cuộc họp chờ duyệt"))
MEETING_HELD: Final = WorkKind("meeting_held", "calendar", _lazy("cuộc họp"), _lazy("Cuộc họp chưa ghi kết quả"))
MEETING_REQUEST: Final = WorkKind("meeting_request", "return", _lazy("đề nghị"), _lazy("Đề nghị làm việc chờ trả lời"))
TASK_LEFT: Final = WorkKind("task_left", "person", _lazy("việc"), _lazy("Việc không còn người làm"))
PLAN_APPROVE: Final = WorkKind("plan_approve", "check", _lazy("chương trình"), _lazy("Chương trình chờ phê duyệt"))
PLAN_OPINION: Final = WorkKind("plan_opinion", "question", _lazy("chương trình"), _lazy("Chương trình chờ ý kiến"))
PLAN_STEP: Final = WorkKind("plan_step", "flag", _lazy("mốc"), _lazy("Mốc xây dựng chương trình công tác"))
RESULTS_APPROVE: Final = WorkKind("results_approve", "check", _lazy("bản"), _lazy("Kết quả chờ duyệt công bố"))


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
            AMENDMENT,
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
            PAPER,
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
            PUBLISH,
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
            TARGET,
            _("Về đích chậm tiến độ"),
            _("năm %(year)s") % {"year": line.year},
            line.count,
            time_left(date(line.year, 12, 31), day),
            ("targets:list", (), {"year": line.year, "outcome": "BEHIND", **line.query}),
        )
        for line in behind_for(actor, day)
    ]


def _tasks(actor: Actor, day: date) -> list[WorkItem]:
    """Tasks to do, one by one as far as they are the most urgent; what waits to be judged or decided; the late ones of
    one's own body.
    """
    mine, rest = tasks.my_tasks(actor, day)
    found = [
        WorkItem(
            TASK,
            _("Làm lại: %(task)s") % {"task": each.title} if each.returned else each.title,
            each.note,
            1,
            None if each.due is None else time_left(each.due, day),
            ("tasks:page", (each.id,), {}),
            since=each.given_on,
        )
        for each in mine
    ]
    lines = [*([rest] if rest is not None else []), *tasks.waiting_for(actor, day)]
    return found + [
        WorkItem(
            TASKS,
            each.words,
            _("nhiệm vụ"),
            each.count,
            None if each.due is None else time_left(each.due, day),
            ("tasks:list", (), each.query),
            since=each.since,
        )
        for each in lines
    ]


def _documents(actor: Actor, day: date) -> list[WorkItem]:
    """Documents that wait to be opened, given to somebody, dealt with; opinions to give; drafts on one's desk."""
    return [
        WorkItem(
            line.what, line.title, line.note, line.count, None if line.due is None else time_left(line.due, day),
            line.route, since=line.since, offer=line.offer,
        )
        for line in directives.waiting_for(actor, day)
    ]  # fmt: skip


def _inputs_to_send(actor: Actor, day: date) -> list[WorkItem]:
    """Written inputs that somebody asked of this person or their organisation before a meeting."""
    return [
        WorkItem(
            MEETING_INPUT, _("Gửi báo cáo trước cuộc họp: %(topic)s") % {"topic": row.topic}, row.meeting.title, 1,
            time_left(row.due_on, day), ("meetings:input", (row.pk,), {}),
        )
        for row in meetings.inputs_asked_of(actor, day)
    ]  # fmt: skip


def _meetings_to_conclude(actor: Actor, day: date) -> list[WorkItem]:
    """Meetings that were held and whose conclusions wait for this person's approval: since when, nobody set a day."""
    return [
        WorkItem(
            MEETING_CONCLUDE, _("Duyệt kết luận cuộc họp"), row.title, 1, None, ("meetings:page", (row.pk,), {}),
            since=today(row.held_at),
        )
        for row in meetings.meetings_to_conclude(actor)
    ]  # fmt: skip


def _meetings_to_write_up(actor: Actor, day: date) -> list[WorkItem]:
    """Meetings whose day is over and of which nobody noted whether they were held."""
    return [
        WorkItem(
            MEETING_HELD, _("Ghi đã họp, hoãn hay hủy"), row.title, 1, None, ("meetings:page", (row.pk,), {}),
            since=today(row.ends_at),
        )
        for row in meetings.meetings_to_write_up(actor, day)
    ]  # fmt: skip


def _requests_to_answer(actor: Actor, day: date) -> list[WorkItem]:
    """Requests for a meeting that wait for an answer of this person's organisation."""
    return [
        WorkItem(
            MEETING_REQUEST, _("Trả lời đề nghị làm việc của %(org)s") % {"org": row.asker.name}, row.subject, 1,
            None if row.due_on is None else time_left(row.due_on, day), ("meetings:request", (row.pk,), {}),
            since=row.asked_on,
        )
        for row in meetings.requests_to_answer(actor, day)
    ]  # fmt: skip


def _tasks_left_behind(actor: Actor, day: date) -> list[WorkItem]:
    """Open tasks that nobody does any more, to whoever can give them to another (S0-24)."""
    left = left_behind_for(actor, day)
    if left is None:
        return []
    due = None if left.due_on is None else time_left(left.due_on, day)
    why = _("người chịu trách nhiệm đã nghỉ, thôi chức vụ hoặc đóng tài khoản")
    return [
        WorkItem(
            TASK_LEFT,
            _("Giao nhiệm vụ cho người khác"),
            why,
            left.count,
            due,
            ("tasks:list", (), left.query),
            since=left.given_on,
        )
    ]


def _plans_to_approve(actor: Actor, _today: date) -> list[WorkItem]:
    """Work programmes that wait for this head. Nobody set a day for it: it says since when it waits."""
    return [
        WorkItem(
            PLAN_APPROVE, _("Phê duyệt chương trình công tác"), row.title, 1, None,
            ("tasks:plan", (row.pk,), {}), since=row.submitted_on,
        )
        for row in plans.waiting_for_approval(actor)
        if may_approve(actor, row)
    ]  # fmt: skip


def _results_to_approve(actor: Actor, _today: date) -> list[WorkItem]:
    """Results of a period that wait for this head to publish them. Nobody set a day: it says since when they wait."""
    return [
        WorkItem(
            RESULTS_APPROVE, _("Duyệt kết quả để công bố"), row.title, 1, None,
            ("tasks:result", (row.pk,), {}), since=today(row.prepared_at),
        )
        for row in results.waiting_for(actor)
    ]  # fmt: skip


def _plans_to_answer(actor: Actor, day: date) -> list[WorkItem]:
    """Work programmes that a body of this person's is asked about."""
    return [
        WorkItem(
            PLAN_OPINION, _("Cho ý kiến: %(plan)s") % {"plan": row.plan.title}, row.org.name, 1,
            time_left(row.due_on, day), ("tasks:plan", (row.plan_id,), {}),
        )
        for row in plans.waiting_for_opinion(actor)
    ]  # fmt: skip


def _plan_steps(actor: Actor, day: date) -> list[WorkItem]:
    """Steps on the way to plans that this person writes: those that are due soon or late."""
    found = [(row, time_left(row.due_on, day)) for row in plans.steps_ahead(actor)]
    return [
        WorkItem(PLAN_STEP, row.title, row.plan.title, 1, left, ("tasks:plan", (row.plan_id,), {}))
        for row, left in found
        if left.is_near or left.is_overdue
    ]


def register_all_work() -> None:
    """Called when Django is ready."""
    set_unit_groups(GROUPS, in_group)
    register_work(_tasks)
    register_work(_targets_behind)
    register_work(_documents)
    access.register()
    organisations.register()
    assessments.register()
    directives_inhand.register()
    meetings_inhand.register()
    meetings_origin.register()
    tasks_inhand.register()
    register_work(_tasks_left_behind)
    register_work(_amendments_to_decide)
    register_work(_papers_to_record)
    register_work(_lists_to_approve)
    for kind in (_inputs_to_send, _meetings_to_conclude, _meetings_to_write_up, _requests_to_answer):
        register_work(kind)
    register_work(_plans_to_approve)
    register_work(_results_to_approve)
    register_work(_plans_to_answer)
    register_work(_plan_steps)
    set_open_work(access.in_hand_of)
    register_schedule(KEEP_DAY, daily_from(0), keep_day)
    register_schedule(SETTLE, daily_from(0), settle_columns)
    register_schedule(LAPSE, daily_from(0), lapse_amendments)
    task_jobs.register()
