"""One queued job done now, as its owner: by a worker's task, or inline; and how it ended."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

import psycopg
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as queue

from dieuphoi.core.kernel.actor import SYSTEM_ACCOUNT_ID, Actor, system_actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import DieuphoiError, Refused
from dieuphoi.core.kernel.jobs.context import JobContext, Stopped
from dieuphoi.core.kernel.jobs.kinds import JobResult, kinds, may_repeat
from dieuphoi.core.kernel.jobs.queueing import TASK, inline_jobs
from dieuphoi.core.kernel.models import Job, JobState

logger = logging.getLogger(__name__)

ActorBuilder = Callable[[int, date], Actor]
_actor_builder: ActorBuilder | None = None


def set_actor_builder(builder: ActorBuilder | None) -> None:
    """Tell the jobs how an account becomes an actor. ``config`` wires ``registry.access`` in here."""
    global _actor_builder
    _actor_builder = builder


running: Final[set[int]] = set()
"""The jobs that this process is doing now."""


@queue.task(name=TASK)
def _task(job_id: int) -> None:
    job_run(job_id)


def job_run(job_id: int, *, apart: bool = True) -> None:
    """Do one queued job now, as its owner. A job that no longer waits is left alone.

    A refusal by a rule or faulty input ends the job as FAILED with its sentence; any other error also, with a
    general sentence, and is raised again for the queue's log. ``apart=False`` tells the progress on the usual
    connection (inside somebody's transaction).
    """
    now = timezone.now()
    if not Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(state=JobState.RUNNING, started_at=now):
        return
    record = Job.objects.get(pk=job_id)
    ctx: JobContext | None = None
    running.add(job_id)
    try:
        actor = _actor_of(record, now)
        function = kinds.get(record.kind)
        if function is None:
            raise LookupError(f"no job of the kind {record.kind!r} is registered")
        ctx = JobContext(job_id=job_id, actor=actor, now=now, apart=apart, deaths=record.deaths)
        ctx.check_stop()
        result = function(ctx, **record.args) or JobResult()
    except Stopped as stop:
        _finish(record, JobState.STOPPED, str(stop))
    except DieuphoiError as refusal:
        logger.info("job %s (%s) refused: %s", job_id, record.kind, refusal)
        _finish(record, JobState.FAILED, str(refusal))
    except Exception as error:
        logger.exception("job %s (%s) failed", job_id, record.kind)
        if may_repeat(record.kind) and _database_went(error):
            raise  # it stays RUNNING with nobody working on it: jobs_recover puts it back
        _finish(
            record,
            JobState.FAILED,
            _("Có lỗi hệ thống nên việc này không xong; bước làm dở không được lưu. Lỗi đã ghi vào nhật ký."),
        )
        raise
    else:
        _finish(record, JobState.DONE, result.message or _("Đã xong."), result)
    finally:
        running.discard(job_id)
        if ctx is not None:
            ctx.close()


def _database_went(error: Exception) -> bool:
    """Whether the line to the database broke under the job, which is no fault of the job.

    The error tells: no answer of the server (no code), or that it ends. The line itself may be open again by now –
    whoever leaves a transaction opens it anew.
    """
    if not isinstance(error, OperationalError | InterfaceError | psycopg.OperationalError | psycopg.InterfaceError):
        return False
    # COPY raises the driver's own error.
    code = getattr(error.__cause__ or error, "sqlstate", None)
    return code is None or code.startswith(_GONE)


_GONE: Final = ("08", "57P")
"""Classes of PostgreSQL's codes: faults of the connection; the server shuts down, crashed or is not up yet."""


def _actor_of(record: Job, now: datetime) -> Actor:
    on = today(now)
    if record.account_id == SYSTEM_ACCOUNT_ID:
        return system_actor(on)
    if _actor_builder is None:
        raise RuntimeError("set_actor_builder() was not called: config must wire the actor of jobs")
    actor = _actor_builder(record.account_id, on)
    if not actor.is_authenticated:
        raise Refused("closed_account", _("Tài khoản đã giao việc này không còn hoạt động."), status=403)
    # A job started with a token of narrow scopes does no more than that token may.
    return actor if record.scopes is None else replace(actor, scopes=frozenset(record.scopes))


def _finish(record: Job, state: JobState, message: str, result: JobResult | None = None) -> None:
    changes: dict[str, Any] = {"state": state, "message": message, "finished_at": timezone.now()}
    if result is not None:
        changes["result"] = {**result.data, "file_name": result.file_name, "url": result.url}
        changes["result_blob_id"] = result.blob_id
    # The job may have been marked as lost meanwhile, and begun again by another worker: only the last run ends it.
    Job.objects.filter(pk=record.pk, state=JobState.RUNNING, deaths=record.deaths).update(**changes)


@contextmanager
def run_jobs_inline() -> Iterator[list[int]]:
    """For tests and one-off commands: at the end of the block, run here what was queued inside it.

    Gives the list of the ids as they come. What was rolled back is not run, as on the real queue; a job that
    a job queues is run as well. An unforeseen error is raised.
    """
    waiting: list[int] = []
    token = inline_jobs.set(waiting)
    try:
        yield waiting
        position = 0
        while position < len(waiting):
            job_run(waiting[position], apart=False)
            position += 1
    finally:
        inline_jobs.reset(token)
