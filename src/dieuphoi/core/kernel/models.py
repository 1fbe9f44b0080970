"""Long work as people see it: one :class:`Job` row beside the queue's own row."""

from __future__ import annotations

from typing import Self

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.scope import ScopedQuerySet


class JobState(models.TextChoices):
    QUEUED = "QUEUED", _("Đang chờ")
    RUNNING = "RUNNING", _("Đang chạy")
    DONE = "DONE", _("Xong")
    FAILED = "FAILED", _("Không thành công")
    STOPPED = "STOPPED", _("Đã dừng")


ENDED = (JobState.DONE, JobState.FAILED, JobState.STOPPED)

MOVES: tuple[tuple[str, str], ...] = (
    (JobState.QUEUED, JobState.RUNNING),
    (JobState.QUEUED, JobState.STOPPED),
    (JobState.QUEUED, JobState.FAILED),
    (JobState.RUNNING, JobState.DONE),
    (JobState.RUNNING, JobState.FAILED),
    (JobState.RUNNING, JobState.STOPPED),
    (JobState.RUNNING, JobState.QUEUED),  # its worker died, and it may be done again
)
"""The life of a job. (``core.workflow`` stands above the kernel, so the table is written out here.)"""


class JobQuerySet(ScopedQuerySet):
    def scope(self, actor: Actor) -> Self:
        """One sees the jobs that one started oneself."""
        return self.filter(account_id=actor.id)


class Job(models.Model):
    """One piece of long work: who started it, how far it is, how it ended.

    ``args`` are ids and plain values, never objects. ``total`` is empty while nobody knows it. ``message`` is
    the sentence for the person: the step while it runs, the outcome at the end. ``result`` holds figures of
    the outcome, ``result_blob_id`` the file that came out (a ``core.files`` blob, which stands above the
    kernel). ``deaths`` is how often a worker died while it did this: who began before the last death has no say.
    """

    kind = models.CharField(max_length=60)
    label = models.CharField(max_length=200)
    account_id = models.BigIntegerField()
    scopes = models.JSONField(null=True)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    message = models.TextField(blank=True, default="")
    result = models.JSONField(default=dict)
    result_blob_id = models.BigIntegerField(null=True)
    queue_id = models.BigIntegerField(null=True)
    stop_requested = models.BooleanField(default=False)
    deaths = models.PositiveSmallIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["account_id", "-created_at"], name="job_account"),
            models.Index(
                fields=["state"], name="job_open", condition=models.Q(state__in=["QUEUED", "RUNNING"])
            ),
        ]
        constraints = [
            models.CheckConstraint(name="job_state_known", condition=models.Q(state__in=JobState.values)),
            models.CheckConstraint(
                name="job_progress_possible",
                condition=models.Q(done__gte=0) & (models.Q(total=None) | models.Q(total__gte=0)),
            ),
            models.CheckConstraint(
                name="job_ended_has_instant",
                condition=models.Q(state__in=["QUEUED", "RUNNING"], finished_at=None)
                | models.Q(state__in=["DONE", "FAILED", "STOPPED"], finished_at__isnull=False),
            ),
        ]
        triggers = [pgtrigger.FSM(name="state_moves", field="state", transitions=list(MOVES))]

    def __str__(self) -> str:
        return self.label

    @property
    def ended(self) -> bool:
        return self.state in ENDED

    @property
    def percent(self) -> int | None:
        """Whole percent of the work done, ``None`` while the total is unknown."""
        if not self.total:
            return None
        return min(100, self.done * 100 // self.total)
