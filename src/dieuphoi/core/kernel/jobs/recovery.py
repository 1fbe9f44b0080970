"""What becomes of the jobs whose worker was killed: begun again, or ended with a sentence
(docs/decisions/jobs-again.md).
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Final

from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status
from procrastinate.tasks import configure_task

from dieuphoi.core.kernel.jobs.kinds import may_repeat
from dieuphoi.core.kernel.jobs.queueing import TASK, manager
from dieuphoi.core.kernel.models import ENDED, Job, JobState

logger = logging.getLogger(__name__)

STALLED_AFTER: Final = 30.0
"""Seconds without a heartbeat after which the queue itself takes a worker for dead."""
_RECOVER_LOCK: Final = 7_402_118
"""Of PostgreSQL's advisory locks: one worker at a time judges who is dead."""


def jobs_recover(now: datetime, *, stalled_after: float = STALLED_AFTER) -> list[int]:
    """Take care of the jobs whose worker was killed, and of those that the queue lost; their ids.

    What may be done again (:func:`job`), and what had not begun, goes back into the queue. The others end as FAILED
    with a sentence that says to start them again: a job may hold several acts, so running it a second time unasked
    could do some of them twice. A job over which ``DIEUPHOI_JOB_DEATHS`` workers died is left failed. Called when a
    worker starts and every half minute; of several workers one at a time does it.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_RECOVER_LOCK])
        stalled = async_to_sync(manager.get_stalled_jobs)(task_name=TASK, seconds_since_heartbeat=stalled_after)
        dead = {each.id: each for each in stalled if each.id is not None}
        alive = ProcrastinateJob.objects.filter(task_name=TASK, status__in=["todo", "doing"]).exclude(pk__in=dead)
        lost = list(
            Job.objects.filter(state__in=[JobState.QUEUED, JobState.RUNNING])
            .filter(Q(queue_id=None) | ~Q(queue_id__in=alive.values("id")))
            .select_for_update()
            .order_by("pk")
        )
        for queue_id in dead:
            async_to_sync(manager.finish_job_by_id_async)(job_id=queue_id, status=Status.FAILED, delete_job=False)
        for record in lost:
            was = dead.get(record.queue_id)
            _after_death(record, now, None if was is None else was.lock, None if was is None else was.queueing_lock)
    if lost:
        logger.warning("jobs whose worker was lost: %s", [(each.pk, each.kind, each.state) for each in lost])
    return [each.pk for each in lost]


def _after_death(record: Job, now: datetime, lock: str | None, once: str | None) -> None:
    """Decide what becomes of a job that nobody works on any more, and write it."""
    begun = record.state == JobState.RUNNING
    most = int(getattr(settings, "DIEUPHOI_JOB_DEATHS", 3))
    record.deaths += begun
    if record.stop_requested:
        record.state, record.message = JobState.STOPPED, _("Đã dừng theo yêu cầu.")
    elif begun and not may_repeat(record.kind):
        record.state = JobState.FAILED
        record.message = _("Máy xử lý đã dừng giữa chừng; bước đang làm dở không được lưu. Hãy chạy lại.")
    elif begun and record.deaths >= most:
        record.state = JobState.FAILED
        record.message = _(
            "Máy xử lý đã dừng %(n)s lần khi làm việc này nên không tự làm lại nữa. Hãy báo người quản trị."
        ) % {"n": record.deaths}
    else:
        _queue_again(record, lock, once)
    if record.state in ENDED:
        record.finished_at = now
    record.save(update_fields=["state", "message", "deaths", "finished_at", "started_at", "done", "total", "queue_id"])


def _queue_again(record: Job, lock: str | None, once: str | None) -> None:
    """A new row of the queue: whoever still holds the old one has no say over it."""
    try:
        with transaction.atomic():
            waiting = configure_task(name=TASK, job_manager=manager, lock=lock, queueing_lock=once)
            record.queue_id = waiting.defer(job_id=record.pk)
    except AlreadyEnqueued:
        record.state = JobState.STOPPED
        record.message = _("Máy xử lý đã dừng giữa chừng; việc này đã được giao lại và đang chờ chạy.")
        return
    if record.state == JobState.RUNNING:
        record.message = _("Máy xử lý đã dừng giữa chừng; việc này sẽ tự chạy tiếp.")
        record.state, record.started_at, record.done, record.total = JobState.QUEUED, None, 0, None
