"""The moves of a task, one function each; and what is told of it on the way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import IO

from django.utils.translation import gettext as _

from dieuphoi.core.files.services import blob_store
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.period import Period
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.notify.services import house_language
from dieuphoi.steering.tasks import notices, policies
from dieuphoi.steering.tasks.models import (
    Cause,
    Delay,
    Grade,
    Progress,
    Task,
    TaskFile,
    TaskKind,
    TaskReport,
    TaskReturn,
)
from dieuphoi.steering.tasks.selectors.one import wants_cause
from dieuphoi.steering.tasks.states import TASK_LIFE, TaskState

NamedFile = tuple[IO[bytes] | bytes, str]
"""A content and the name that it came under."""


def task_accept(*, actor: Actor, task_id: int, now: datetime) -> Task:
    """Whoever answers for the task takes it on."""
    with act(actor, "task.accept"):
        row = task_locked(actor, task_id)
        TASK_LIFE.move(actor, row, "accept")
        row.accepted_on = today(now)
        _moved(row, now, "accepted_on")
    return row


def task_refuse(*, actor: Actor, task_id: int, reason: str, now: datetime) -> Task:
    """It goes back to who gave it, with the reason."""
    with act(actor, "task.refuse", reason=reason):
        row = task_locked(actor, task_id)
        TASK_LIFE.move(actor, row, "refuse", reason=reason)
        _moved(row, now)
        notices.refused(actor, row, reason, now)
    return row


def task_start(*, actor: Actor, task_id: int, now: datetime) -> Task:
    """Work has begun."""
    with act(actor, "task.start"):
        row = task_locked(actor, task_id)
        TASK_LIFE.move(actor, row, "start")
        _moved(row, now)
    return row


def task_progress(
    *, actor: Actor, task_id: int, text: str, percent: int | None = None, files: Sequence[NamedFile] = (), now: datetime
) -> Progress:
    """Say how far it is. A task that was only accepted is in progress from then on; of a standing duty the next report
    is due at the end of the next period.
    """
    with act(actor, "task.progress"):
        row = task_locked(actor, task_id)
        require(policies.may_tell_progress(actor, row))
        errors = []
        if not text.strip():
            errors.append(InputError(_("Hãy ghi đã làm được gì."), field="text"))
        if percent is not None and not 0 <= percent <= 100:
            errors.append(InputError(_("Tiến độ từ 0 đến 100."), field="percent", value=str(percent)))
        if errors:
            raise InputErrors(errors)
        told = Progress(task=row, text=text.strip(), percent=percent, author_name=actor.name, recorded_at=now)
        told.save(force_insert=True)
        if row.state == TaskState.ACCEPTED:
            TASK_LIFE.move(actor, row, "start")
        if percent is not None:
            row.percent = percent
        if row.kind == TaskKind.STANDING and row.next_progress_on is not None:
            # Told late it counts for the period that is running, told early for the one that was due.
            after = max(row.next_progress_on, Period.of_day(row.every, today(now)).last_day)
            row.next_progress_on = Period.of_day(row.every, _next_day(after)).last_day
        _moved(row, now, "percent", "next_progress_on")
        _attach(actor, row, files, None, now)
    return told


def task_delay(*, actor: Actor, task_id: int, cause: str, text: str, now: datetime) -> Delay:
    """Say what the task waits for. An empty cause: it waits no longer."""
    with act(actor, "task.delay"):
        row = task_locked(actor, task_id)
        require(policies.may_tell_progress(actor, row))
        errors = []
        if cause and cause not in Cause.values:
            errors.append(InputError(_("Hãy chọn nguyên nhân có trong danh sách."), field="cause", value=cause))
        if not cause and not row.delay:
            errors.append(InputError(_("Việc này không có vướng mắc nào đang ghi."), field="cause"))
        if not text.strip():
            errors.append(InputError(_("Hãy ghi rõ đang chờ gì, của ai; hoặc đã gỡ thế nào."), field="text"))
        if errors:
            raise InputErrors(errors)
        told = Delay(task=row, cause=cause, text=text.strip(), author_name=actor.name, recorded_at=now)
        told.save(force_insert=True)
        row.delay = cause
        _moved(row, now, "delay")
        if cause:
            notices.delayed(actor, row, told, now)
    return told


def task_report(
    *, actor: Actor, task_id: int, text: str, document: str = "", files: Sequence[NamedFile] = (), cause: str = "",
    why: str = "", now: datetime,
) -> TaskReport:
    """Say that it is done, with the product. The day of this report decides whether it was in time; one that is late
    says why (S0-30), unless a cause was named before: ``cause`` and, in words, ``why`` (needed for another cause than
    those of the list). Of one in time they are left aside.
    """
    with act(actor, "task.report"):
        row = task_locked(actor, task_id)
        TASK_LIFE.move(actor, row, "report")
        errors = []
        if not text.strip():
            errors.append(InputError(_("Hãy ghi kết quả: đã làm ra gì."), field="text"))
        if not document.strip() and not files and not row.files.exists():
            errors.append(
                InputError(
                    _("Chưa có sản phẩm “%(product)s”: hãy ghi số văn bản hoặc kèm tệp.") % {"product": row.product},
                    field="document",
                )
            )
        asks_why = wants_cause(row, today(now))
        if asks_why:
            errors += _faults_of_cause(row, cause, why)
        if errors:
            raise InputErrors(errors)
        before = row.reports.count()
        report = TaskReport(
            task=row, number=before + 1, text=text.strip(), document=" ".join(document.split()),
            reported_on=today(now), author_name=actor.name, recorded_at=now,
        )  # fmt: skip
        report.save(force_insert=True)
        row.reported_on = today(now)
        if asks_why:
            with house_language():
                said = why.strip() or str(Cause(cause).label)
            Delay(task=row, cause=cause, text=said, author_name=actor.name, recorded_at=now).save(force_insert=True)
            row.delay = cause
        _moved(row, now, "reported_on", "delay")
        _attach(actor, row, files, report, now)
        notices.reported(actor, row, report, now)
    return report


def _faults_of_cause(row: Task, cause: str, why: str) -> list[InputError]:
    if not cause:
        due = row.due_on or row.next_progress_on
        words = _("Việc này quá hạn từ ngày %(due)s: hãy chọn nguyên nhân chậm.") % {"due": format_date(due)}
        return [InputError(words, field="cause")]
    if cause not in Cause.values:
        return [InputError(_("Hãy chọn nguyên nhân có trong danh sách."), field="cause", value=cause)]
    if cause == Cause.OTHER and not why.strip():
        return [InputError(_("Hãy ghi rõ nguyên nhân chậm."), field="why")]
    return []


def task_recall(*, actor: Actor, task_id: int, reason: str, now: datetime) -> Task:
    """The report was too early: the task is in progress again."""
    with act(actor, "task.recall", reason=reason):
        row = task_locked(actor, task_id)
        TASK_LIFE.move(actor, row, "recall", reason=reason)
        row.reported_on = None
        _moved(row, now, "reported_on")
    return row


def task_confirm(*, actor: Actor, task_id: int, grade: str = "", now: datetime) -> Task:
    """The giving side takes the product: done on the day of the report. Never by who reported it."""
    with act(actor, "task.confirm"):
        row = task_locked(actor, task_id)
        TASK_LIFE.move(actor, row, "confirm")
        if grade and grade not in Grade.values:
            raise InputErrors([InputError(_("Hãy chọn đánh giá có trong danh sách."), field="grade", value=grade)])
        row.done_on, row.confirmed_by, row.grade = row.reported_on, actor.name, grade
        row.percent, row.delay = 100, ""
        _moved(row, now, "done_on", "confirmed_by", "grade", "percent", "delay")
        notices.confirmed(actor, row, now)
    return row


def task_return(*, actor: Actor, task_id: int, reason: str, now: datetime) -> Task:
    """The product is not taken: back to who answers for it, with the reason. The due date stays."""
    with act(actor, "task.return", reason=reason):
        row = task_locked(actor, task_id)
        TASK_LIFE.move(actor, row, "return", reason=reason)
        _returned(actor, row, reason, now)
    return row


def task_reopen(*, actor: Actor, task_id: int, reason: str, now: datetime) -> Task:
    """It was confirmed and should not have been: it counts as returned."""
    with act(actor, "task.reopen", reason=reason):
        row = task_locked(actor, task_id)
        TASK_LIFE.move(actor, row, "reopen", reason=reason)
        row.done_on, row.confirmed_by, row.grade = None, "", ""
        _returned(actor, row, reason, now, "done_on", "confirmed_by", "grade")
    return row


def task_pause(
    *, actor: Actor, task_id: int, reason: str, until: date | None = None, now: datetime
) -> Task:
    """The clock does not count against anybody until it goes on; ``until`` is when to think of it again."""
    with act(actor, "task.pause", reason=reason):
        row = task_locked(actor, task_id)
        was = row.state
        TASK_LIFE.move(actor, row, "pause", reason=reason)
        if until is not None and until <= today(now):
            raise InputErrors(
                [
                    InputError(
                        _("Ngày %(day)s không ở phía trước.") % {"day": format_date(until)}, field="until",
                    )
                ]
            )
        row.paused_on, row.paused_until, row.paused_from = today(now), until, was
        _moved(row, now, "paused_on", "paused_until", "paused_from")
        notices.paused(actor, row, reason, now)
    return row


def task_resume(*, actor: Actor, task_id: int, now: datetime) -> Task:
    """It goes on where it was. The due date stays; more time is an extension."""
    with act(actor, "task.resume"):
        row = task_locked(actor, task_id)
        TASK_LIFE.move(actor, row, "resume", to=row.paused_from)
        row.paused_on, row.paused_until, row.paused_from = None, None, ""
        _moved(row, now, "paused_on", "paused_until", "paused_from")
        notices.resumed(actor, row, now)
    return row


def task_withdraw(*, actor: Actor, task_id: int, reason: str, now: datetime) -> Task:
    """It need not be done any more. It stays in all lists, with the reason."""
    with act(actor, "task.withdraw", reason=reason):
        row = task_locked(actor, task_id)
        TASK_LIFE.move(actor, row, "withdraw", reason=reason)
        row.ended_on, row.end_reason = today(now), reason.strip()
        row.paused_on, row.paused_until, row.paused_from = None, None, ""
        _moved(row, now, "ended_on", "end_reason", "paused_on", "paused_until", "paused_from")
        notices.withdrawn(actor, row, reason, now)
    return row


def task_restore(*, actor: Actor, task_id: int, reason: str, now: datetime) -> Task:
    """A task that was withdrawn is given again, to the same person."""
    with act(actor, "task.restore", reason=reason):
        row = task_locked(actor, task_id)
        TASK_LIFE.move(actor, row, "restore", reason=reason)
        row.ended_on, row.end_reason, row.reported_on, row.accepted_on = None, "", None, None
        _moved(row, now, "ended_on", "end_reason", "reported_on", "accepted_on")
        notices.given(actor, [row], now, again=now.isoformat())
    return row


def task_file_add(*, actor: Actor, task_id: int, data: IO[bytes] | bytes, name: str, note: str = "", now: datetime
                  ) -> TaskFile:  # fmt: skip
    """Keep a file with a task. Raises ``InputErrors`` for one that is not taken."""
    with act(actor, "task.file"):
        row = task_locked(actor, task_id)
        require(policies.may_attach(actor, row))
        stored = blob_store(actor=actor, data=data, name=name, now=now)
        file = TaskFile(task=row, blob=stored.blob, name=stored.name, note=note.strip(), recorded_at=now)
        file.save(force_insert=True)
        _moved(row, now)
    return file


# --- inside ---------------------------------------------------------------------------------------------


def task_locked(actor: Actor, task_id: int) -> Task:
    """The task, held until the end of the act, with the account of who answers for it (``doer``), as the policies want
    it. Raises ``NotVisible``.
    """
    row: Task = Task.objects.held(actor, task_id)
    return row


def _moved(row: Task, now: datetime, *more: str) -> None:
    row.moved_at = now
    changed = {name: getattr(row, name) for name in ("state", "moved_at", *more)}
    Task.objects.filter(pk=row.pk).update(**changed)


def _returned(actor: Actor, row: Task, reason: str, now: datetime, *more: str) -> None:
    report = row.reports.order_by("-number").first()
    if report is not None and not TaskReturn.objects.filter(report=report).exists():
        TaskReturn(report=report, task=row, reason=reason.strip(), author_name=actor.name, recorded_at=now).save(
            force_insert=True
        )
    _moved(row, now, *more)
    notices.returned(actor, row, reason, now)


def _attach(
    actor: Actor, row: Task, files: Sequence[NamedFile], report: TaskReport | None, now: datetime
) -> None:
    for data, name in files:
        stored = blob_store(actor=actor, data=data, name=name, now=now)
        TaskFile(task=row, report=report, blob=stored.blob, name=stored.name, recorded_at=now).save(force_insert=True)


def _next_day(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
