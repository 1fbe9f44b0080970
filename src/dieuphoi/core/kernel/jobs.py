"""Long work in the background, on the queue in PostgreSQL.

A job receives ids, enters the actor and makes one call::

    @job("rounds.export", again=True)
    def export_round(ctx: JobContext, *, round_id: int) -> JobResult:
        return JobResult(message=..., blob_id=round_export(actor=ctx.actor, round_id=round_id, now=ctx.now))

It is started by :func:`job_defer` inside the act that wants it: the queue's row is written in the same
transaction and vanishes with it. Every package's room ``jobs.py`` is found by the queue when the program
starts.

``again=True`` declares that doing the job twice, even at the same time, comes to the same as doing it once. Such a job
is put back into the queue when its worker was killed (docs/decisions/jobs-again.md); others end as FAILED and say so.
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
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, connections, transaction
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
BEAT_EVERY: Final = 10.0
"""Seconds between two signs of life for the jobs of this process: the queue gives none while it waits for their end."""
RECOVER_TURNS: Final = 3
"""Every so many signs of life a worker looks for jobs whose worker died, and for regular work."""
_RECOVER_LOCK: Final = 7_402_118
"""Of PostgreSQL's advisory locks: one worker at a time judges who is dead."""
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
_again: Final[set[str]] = set()


def job(kind: str, *, again: bool = False) -> Callable[[JobFunction], JobFunction]:
    """Register the function that does jobs of this ``kind``: ``(ctx: JobContext, **args) -> JobResult |
    None``.

    ``again``: twice, even at the same time, comes to the same as once; the function's docstring says why. Without it
    a job whose worker died is never repeated unasked: some of its acts could be done twice.
    """

    def register(function: JobFunction) -> JobFunction:
        known = _kinds.get(kind)
        if known is not None and (known.__module__, known.__qualname__) != (
            function.__module__,
            function.__qualname__,
        ):
            raise ValueError(f"two jobs of the kind {kind!r}")
        _kinds[kind] = function
        (_again.add if again else _again.discard)(kind)
        return function

    return register


def job_kinds() -> tuple[str, ...]:
    """All registered kinds (the write paths that tests walk)."""
    return tuple(sorted(_kinds))


def may_repeat(kind: str) -> bool:
    """Whether jobs of this kind are put back into the queue when their worker was killed."""
    return kind in _again


class JobContext:
    """What a running job knows: its actor, its clock, how often a worker died over it, how to tell how far it is."""

    def __init__(self, *, job_id: int, actor: Actor, now: datetime, apart: bool, deaths: int = 0) -> None:
        self.job_id = job_id
        self.actor = actor
        self.now = now
        self.deaths = deaths
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
                " WHERE id = %s AND state = 'RUNNING' AND deaths = %s",
                [done, total, message, self.job_id, self.deaths],
            )

    def check_stop(self) -> None:
        """Raise :class:`Stopped` when the person has pressed stop, or this run was given up for dead. Call it between
        two steps."""
        with self._connection().cursor() as cursor:
            cursor.execute("SELECT stop_requested, deaths FROM kernel_job WHERE id = %s", [self.job_id])
            row = cursor.fetchone()
        if row is not None and row[0]:
            raise Stopped(_("Đã dừng theo yêu cầu."))
        if row is not None and row[1] != self.deaths:
            raise Stopped(_("Việc này đã được giao cho tiến trình khác."))

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


def job_under_way(*, actor: Actor, kind: str, args: Mapping[str, Any]) -> Job | None:
    """The actor's own job of this kind with the same ``args`` that waits or runs."""
    return (
        Job.objects.visible_to(actor)
        .filter(account_id=actor.id, kind=kind, args=dict(args), state__in=(JobState.QUEUED, JobState.RUNNING))
        .order_by("-pk")
        .first()
    )


def job_stop(*, actor: Actor, job_id: int, now: datetime) -> Job:
    """Stop a job: a waiting one at once, a running one at its next step. Raises ``NotVisible``,
    ``Refused``.
    """
    with transaction.atomic():
        record = Job.objects.visible_to(actor).select_for_update().filter(pk=job_id).first()
        if record is None:
            raise NotVisible(_("Không tìm thấy, hoặc ngoài phạm vi của bạn."))
        if record.state in ENDED:
            raise Refused("wrong_state", _("Việc này đã kết thúc (%(state)s).") % {"state": record.get_state_display()})
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
    if not Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(state=JobState.RUNNING, started_at=now):
        return
    record = Job.objects.get(pk=job_id)
    ctx: JobContext | None = None
    _running.add(job_id)
    try:
        actor = _actor_of(record, now)
        function = _kinds.get(record.kind)
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
        _running.discard(job_id)
        if ctx is not None:
            ctx.close()


def _database_went(error: Exception) -> bool:
    """Whether the line to the database broke under the job, which is no fault of the job."""
    line = connection.connection
    return isinstance(error, OperationalError | InterfaceError) and line is not None and line.closed


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
        stalled = async_to_sync(_manager.get_stalled_jobs)(task_name=TASK, seconds_since_heartbeat=stalled_after)
        dead = {each.id: each for each in stalled if each.id is not None}
        alive = ProcrastinateJob.objects.filter(task_name=TASK, status__in=["todo", "doing"]).exclude(pk__in=dead)
        lost = list(
            Job.objects.filter(state__in=[JobState.QUEUED, JobState.RUNNING])
            .filter(Q(queue_id=None) | ~Q(queue_id__in=alive.values("id")))
            .select_for_update()
            .order_by("pk")
        )
        for queue_id in dead:
            async_to_sync(_manager.finish_job_by_id_async)(job_id=queue_id, status=Status.FAILED, delete_job=False)
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
            waiting = configure_task(name=TASK, job_manager=_manager, lock=lock, queueing_lock=once)
            record.queue_id = waiting.defer(job_id=record.pk)
    except AlreadyEnqueued:
        record.state = JobState.STOPPED
        record.message = _("Máy xử lý đã dừng giữa chừng; việc này đã được giao lại và đang chờ chạy.")
        return
    if record.state == JobState.RUNNING:
        record.message = _("Máy xử lý đã dừng giữa chừng; việc này sẽ được làm lại từ đầu.")
        record.state, record.started_at, record.done, record.total = JobState.QUEUED, None, 0, None


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


_running: Final[set[int]] = set()
"""The jobs that this process is doing now."""


def _beat() -> None:
    """Say that the workers of this process's jobs live. The queue itself falls silent while it waits for the last jobs
    of a worker that was told to end: another worker would take them for lost."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() WHERE id IN (SELECT q.worker_id"
            " FROM procrastinate_jobs q JOIN kernel_job j ON j.queue_id = q.id"
            " WHERE q.status = 'doing' AND j.id = ANY(%s))",
            [list(_running)],
        )


def _recover_until(ended: threading.Event) -> None:
    """A worker that starts right after another was killed finds its jobs only once the heartbeat is old."""
    turn = 0
    while not ended.wait(BEAT_EVERY):
        turn += 1
        try:
            if _running:
                _beat()
            if turn % RECOVER_TURNS == 0:
                jobs_recover(timezone.now())
        except Exception:
            logger.exception("looking for lost jobs failed")
        try:
            if turn % RECOVER_TURNS == 0:
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
