"""Into the queue and out of it, for whoever wants the work: deferred in the running act, seen, stopped."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import NotVisible, Refused
from dieuphoi.core.kernel.jobs.kinds import kinds
from dieuphoi.core.kernel.models import ENDED, Job, JobState

TASK: Final = "dieuphoi.job"

manager: Final = JobManager(DjangoConnector())
"""The queue on Django's own connection, always: the app's connector is swapped while a worker runs, and a job
that defers a job would write outside its transaction."""

inline_jobs: ContextVar[list[int] | None] = ContextVar("dieuphoi_inline_jobs", default=None)


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
    if kind not in kinds:
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
                waiting = configure_task(name=TASK, job_manager=manager, lock=lock, queueing_lock=once)
                record.queue_id = waiting.defer(job_id=record.pk)
        except AlreadyEnqueued as error:
            raise Refused(
                "already_queued", _("Việc “%(label)s” đang chờ chạy rồi. Hãy đợi nó xong.") % {"label": label}
            ) from error
        record.save(update_fields=["queue_id"])
    inline = inline_jobs.get()
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
                manager.cancel_job_by_id(record.queue_id)
        record.stop_requested = True
        record.save(update_fields=["state", "finished_at", "message", "stop_requested"])
    return record


def job_visible(actor: Actor, job_id: int) -> Job:
    """The job, for the person who started it. Raises ``NotVisible``."""
    return Job.objects.all().one_visible_to(actor, pk=job_id)


def jobs_visible(actor: Actor) -> Any:
    """One's own jobs, the newest first (a queryset)."""
    return Job.objects.visible_to(actor).order_by("-created_at", "-pk")
