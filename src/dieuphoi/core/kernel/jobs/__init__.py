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

from dieuphoi.core.kernel.jobs.context import JobContext, Stopped
from dieuphoi.core.kernel.jobs.kinds import JobResult, job, job_kinds, may_repeat
from dieuphoi.core.kernel.jobs.queueing import job_defer, job_stop, job_under_way, job_visible, jobs_visible
from dieuphoi.core.kernel.jobs.recovery import jobs_recover
from dieuphoi.core.kernel.jobs.run import job_run, run_jobs_inline, set_actor_builder
from dieuphoi.core.kernel.jobs.worker import on_tick, worker_run

__all__ = [
    "JobContext", "JobResult", "Stopped", "job", "job_defer", "job_kinds", "job_run", "job_stop", "job_under_way",
    "job_visible", "jobs_recover", "jobs_visible", "may_repeat", "on_tick", "run_jobs_inline", "set_actor_builder",
    "worker_run",
]  # fmt: skip
