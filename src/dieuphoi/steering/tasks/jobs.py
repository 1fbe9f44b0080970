"""What of tasks runs by itself every night, and the letters of urging as PDF."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.jobs import JobContext, JobResult, job
from dieuphoi.core.letters.jobs import pdf_result
from dieuphoi.core.notify.schedule import daily_from, register_schedule
from dieuphoi.steering.tasks.letters import letter_of
from dieuphoi.steering.tasks.services.returning import duties_make

MAKE_DUTIES: Final = "tasks.duties_make"
FROM_HOUR: Final = 5
"""Before the reminders of the morning: what a period asks for is there when people are reminded."""


def make_duties(now: datetime) -> None:
    """The tasks of the periods that have come. Days without a worker are made up for by one run."""
    duties_make(actor=system_actor(today(now)), now=now)


def register() -> None:
    """Called once, when Django is ready."""
    register_schedule(MAKE_DUTIES, daily_from(FROM_HOUR), make_duties)


@job("tasks.urging_letter", again=True)
def urging_letter(ctx: JobContext, *, batch: str, org_id: int) -> JobResult:
    """The letter of urging to one body of a batch as PDF, by what its owner may read when it is made.

    Again: it reads, makes a file that belongs to the job, and tells of it once a job.
    """
    ctx.progress(0, None, _("Đang lập văn bản…"))
    data, name = letter_of(ctx.actor, batch, org_id)
    return pdf_result(ctx, data, name)
