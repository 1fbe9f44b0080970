"""Long work in the background, on the queue in PostgreSQL.

A job receives ids, enters the actor and makes one call::

    @job("rounds.export")
    def export_round(ctx: JobContext, *, round_id: int) -> JobResult:
        return JobResult(message=..., blob_id=round_export(actor=ctx.actor, round_id=round_id, now=ctx.now))

It is started by :func:`job_defer` inside the act that wants it: the queue's row is written in the same
transaction and vanishes with it. Every package's room ``jobs.py`` is found by the queue when the program
starts.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from asgiref.sync import async_to_sync
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as queue
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from dieuphoi.core.kernel.actor import SYSTEM_ACCOUNT_ID, Actor, system_actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import DieuphoiError, NotVisible, Refused
from dieuphoi.core.kernel.models import ENDED, Job, JobState

logger = logging.getLogger(__name__)

TASK: Final = "dieuphoi.job"
STALLED_AFTER: Final = 30.0
"""Seconds without a heartbeat after which the queue itself takes a worker for dead."""
RECOVER_EVERY: Final = 30.0
"""Seconds between two looks for jobs whose worker died."""
_PAUSE: Final = 0.4
"""Seconds between two writes of progress: often enough to look alive, too seldom to cost anything."""

_manager: Final = JobManager(DjangoConnector())
"""The queue on Django's own connection, always: the app's connector is swapped while a worker runs, and a job
that defers a job would write outside its transaction."""

ActorBuilder = Callable[[int, date], Actor]
_actor_builder: ActorBuilder | None = None


def set_actor_builder(builder: ActorBuilder | None) -> None:
    """Tell the jobs how an account becomes an actor. ``config`` wires ``registry.access`` in here."""
    global _actor_builder
    _actor_builder = builder


_ticks: Final[list[Callable[[], object]]] = []


def on_tick(function: Callable[[], object]) -> None:
    """Have ``function`` called every half minute by each worker (regular work stands above the kernel)."""
    if function not in _ticks:
        _ticks.append(function)


def _tick() -> None:
    for function in _ticks:
        try:
            function()
        except Exception:
            logger.exception("regular work failed")


class Stopped(DieuphoiError):
    """The person who started the job asked it to stop. What its acts had not finished was rolled back."""


@dataclass(frozen=True, slots=True)
class JobResult:
    """What came out: a sentence, figures, a file (``blob_id`` with the name it is handed out under), a
    page.
    """

    message: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    blob_id: int | None = None
    file_name: str = ""
    url: str = ""


JobFunction = Callable[..., JobResult | None]
_kinds: dict[str, JobFunction] = {}


def job(kind: str) -> Callable[[JobFunction], JobFunction]:
    """Register the function that does jobs of this ``kind``: ``(ctx: JobContext, **args) -> JobResult |
    None``.
    """

    def register(function: JobFunction) -> JobFunction:
        known = _kinds.get(kind)
        if known is not None and (known.__module__, known.__qualname__) != (
            function.__module__,
            function.__qualname__,
        ):
            raise ValueError(f"two jobs of the kind {kind!r}")
        _kinds[kind] = function
        return function

    return register


def job_kinds() -> tuple[str, ...]:
    """All registered kinds (the write paths that tests walk)."""
    return tuple(sorted(_kinds))


class JobContext:
    """What a running job knows: its actor, its clock, and how to tell how far it is."""

    def __init__(self, *, job_id: int, actor: Actor, now: datetime, apart: bool) -> None:
        self.job_id = job_id
        self.actor = actor
        self.now = now
        self._apart = apart
        self._side: BaseDatabaseWrapper | None = None
        self._told_at = 0.0

    def progress(self, done: int, total: int | None, message: str = "") -> None:
        """Tell that ``done`` of ``total`` is done; seen at once, also while the job's own transaction runs.

        Cheap to call for every row: what comes too soon after the last is dropped, except the end.
        """
        ends = total is not None and done >= total
        if not ends and time.monotonic() - self._told_at < _PAUSE:
            return
        self._told_at = time.monotonic()
        with self._connection().cursor() as cursor:
            cursor.execute(
                "UPDATE kernel_job SET done = %s, total = %s, message = %s"
                " WHERE id = %s AND state = 'RUNNING'",
                [done, total, message, self.job_id],
            )

    def check_stop(self) -> None:
        """Raise :class:`Stopped` when the person has pressed stop. Call it between two steps."""
        with self._connection().cursor() as cursor:
            cursor.execute("SELECT stop_requested FROM kernel_job WHERE id = %s", [self.job_id])
            row = cursor.fetchone()
        if row is not None and row[0]:
            raise Stopped(_("Đã dừng theo yêu cầu."))

    def close(self) -> None:
        if self._side is not None:
            self._side.close()
            self._side = None

    def _connection(self) -> BaseDatabaseWrapper:
        # The job's acts hold a transaction on the usual connection: what is written there is seen only at its
        # end. A worker therefore tells its progress on a connection of its own.
        if not self._apart:
            return connections["default"]
        if self._side is None:
            self._side = connections.create_connection("default")
        return self._side


def job_defer(
    *,
    actor: Actor,
    kind: str,
    label: str,
    args: Mapping[str, Any],
    now: datetime,
    lock: str | None = None,
    once: str | None = None,
) -> Job:
    """Queue one job in the running transaction (or in its own): if that is rolled back, there never was one.

    ``args`` are what JSON can hold. Jobs with the same ``lock`` run one after the other; while a job with the
    same ``once`` waits, another is refused (``Refused("already_queued")``).
    """
    if kind not in _kinds:
        raise LookupError(f"no job of the kind {kind!r} is registered")
    if not actor.id:
        raise Refused("signed_out", _("Phiên làm việc đã hết. Hãy đăng nhập lại."), status=403)
    with transaction.atomic():
        record = Job.objects.create(
            kind=kind,
            label=label[:200],
            account_id=actor.id,
            scopes=None if actor.scopes is None else sorted(actor.scopes),
            args=dict(args),
            created_at=now,
        )
        try:
            with transaction.atomic():
                waiting = configure_task(name=TASK, job_manager=_manager, lock=lock, queueing_lock=once)
                record.queue_id = waiting.defer(job_id=record.pk)
        except AlreadyEnqueued as error:
            raise Refused(
                "already_queued", _("Việc “%(label)s” đang chờ chạy rồi. Hãy đợi nó xong.") % {"label": label}
            ) from error
        record.save(update_fields=["queue_id"])
    inline = _inline.get()
    if inline is not None:
        inline.append(record.pk)
    return record


def job_stop(*, actor: Actor, job_id: int, now: datetime) -> Job:
    """Stop a job: a waiting one at once, a running one at its next step. Raises ``NotVisible``,
    ``Refused``.
    """
    with transaction.atomic():
        record = Job.objects.visible_to(actor).select_for_update().filter(pk=job_id).first()
        if record is None:
            raise NotVisible(_("Không tìm thấy, hoặc ngoài phạm vi của bạn."))
        if record.state in ENDED:
            raise Refused(
                "wrong_state", _("Việc này đã kết thúc (%(state)s).") % {"state": record.get_state_display()}
            )
        if record.state == JobState.QUEUED:
            record.state = JobState.STOPPED
            record.finished_at = now
            record.message = _("Đã dừng trước khi chạy.")
            if record.queue_id is not None:
                _manager.cancel_job_by_id(record.queue_id)
        record.stop_requested = True
        record.save(update_fields=["state", "finished_at", "message", "stop_requested"])
    return record


def job_visible(actor: Actor, job_id: int) -> Job:
    """The job, for the person who started it. Raises ``NotVisible``."""
    return Job.objects.all().one_visible_to(actor, pk=job_id)


def jobs_visible(actor: Actor) -> Any:
    """One's own jobs, the newest first (a queryset)."""
    return Job.objects.visible_to(actor).order_by("-created_at", "-pk")


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
    if not Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING, started_at=now
    ):
        return
    record = Job.objects.get(pk=job_id)
    ctx: JobContext | None = None
    try:
        actor = _actor_of(record, now)
        function = _kinds.get(record.kind)
        if function is None:
            raise LookupError(f"no job of the kind {record.kind!r} is registered")
        ctx = JobContext(job_id=job_id, actor=actor, now=now, apart=apart)
        ctx.check_stop()
        result = function(ctx, **record.args) or JobResult()
    except Stopped as stop:
        _finish(job_id, JobState.STOPPED, str(stop))
    except DieuphoiError as refusal:
        logger.info("job %s (%s) refused: %s", job_id, record.kind, refusal)
        _finish(job_id, JobState.FAILED, str(refusal))
    except Exception:
        logger.exception("job %s (%s) failed", job_id, record.kind)
        _finish(
            job_id,
            JobState.FAILED,
            _("Có lỗi hệ thống nên việc này không xong; bước làm dở không được lưu. Lỗi đã ghi vào nhật ký."),
        )
        raise
    else:
        _finish(job_id, JobState.DONE, result.message or _("Đã xong."), result)
    finally:
        if ctx is not None:
            ctx.close()


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


def _finish(job_id: int, state: JobState, message: str, result: JobResult | None = None) -> None:
    changes: dict[str, Any] = {"state": state, "message": message, "finished_at": timezone.now()}
    if result is not None:
        changes["result"] = {**result.data, "file_name": result.file_name, "url": result.url}
        changes["result_blob_id"] = result.blob_id
    # The job may have been marked as lost meanwhile; the first end stands.
    Job.objects.filter(pk=job_id, state=JobState.RUNNING).update(**changes)


def jobs_recover(now: datetime, *, stalled_after: float = STALLED_AFTER) -> list[int]:
    """Mark the jobs whose worker was killed, and those that the queue lost. Called when a worker starts.

    They end as FAILED with a sentence that says to start them again: a job may hold several acts, so running
    it a second time unasked could do some of them twice. Gives the ids of the jobs marked.
    """
    stalled = async_to_sync(_manager.get_stalled_jobs)(task_name=TASK, seconds_since_heartbeat=stalled_after)
    dead = {each.id for each in stalled if each.id is not None}
    for queue_id in dead:
        async_to_sync(_manager.finish_job_by_id_async)(
            job_id=queue_id, status=Status.FAILED, delete_job=False
        )
    alive = ProcrastinateJob.objects.filter(task_name=TASK, status__in=["todo", "doing"]).values("id")
    lost = Job.objects.filter(state__in=[JobState.QUEUED, JobState.RUNNING]).filter(
        Q(queue_id=None) | ~Q(queue_id__in=alive)
    )
    ids = sorted(lost.values_list("pk", flat=True))
    Job.objects.filter(pk__in=ids, state__in=[JobState.QUEUED, JobState.RUNNING]).update(
        state=JobState.FAILED,
        finished_at=now,
        message=_("Máy xử lý đã dừng giữa chừng; bước đang làm dở không được lưu. Hãy chạy lại."),
    )
    if ids:
        logger.warning("jobs whose worker was lost: %s", ids)
    return ids


def worker_run(*, concurrency: int = 2, wait: bool = True) -> None:
    """Work on the queue until told to end (``SIGINT``, ``SIGTERM``); with ``wait=False`` until it is
    empty.
    """
    jobs_recover(timezone.now())
    _tick()
    ended = threading.Event()
    watch = threading.Thread(target=_recover_until, args=(ended,), name="jobs-recover", daemon=True)
    if wait:
        watch.start()
    try:
        _work(concurrency, wait)
    finally:
        ended.set()
        if wait:
            watch.join()


def _recover_until(ended: threading.Event) -> None:
    """A worker that starts right after another was killed finds its jobs only once the heartbeat is old."""
    while not ended.wait(RECOVER_EVERY):
        try:
            jobs_recover(timezone.now())
        except Exception:
            logger.exception("looking for lost jobs failed")
        try:
            _tick()
        finally:
            connections.close_all()


def _work(concurrency: int, wait: bool) -> None:
    with queue.replace_connector(queue.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        working.run_worker(concurrency=concurrency, wait=wait, listen_notify=wait, delete_jobs="successful")


_inline: ContextVar[list[int] | None] = ContextVar("dieuphoi_inline_jobs", default=None)


@contextmanager
def run_jobs_inline() -> Iterator[list[int]]:
    """For tests and one-off commands: at the end of the block, run here what was queued inside it.

    Gives the list of the ids as they come. What was rolled back is not run, as on the real queue; a job that
    a job queues is run as well. An unforeseen error is raised.
    """
    waiting: list[int] = []
    token = _inline.set(waiting)
    try:
        yield waiting
        position = 0
        while position < len(waiting):
            job_run(waiting[position], apart=False)
            position += 1
    finally:
        _inline.reset(token)
