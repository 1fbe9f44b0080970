"""The letters of a round as PDF."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.jobs import JobContext, JobResult, job
from dieuphoi.core.letters.jobs import pdf_result
from dieuphoi.insight.reports import selectors
from dieuphoi.insight.reports.making import letter_of, rounds_of


@job("reports.letter", again=True)
def letter(ctx: JobContext, *, key: str, round_id: int, against: int | None, as_of: str | None) -> JobResult:
    """The letter ``key`` of a round as PDF, by what its owner may read when it is made. ``as_of`` is an ISO date.

    Again: it reads, makes a file that belongs to the job, and tells of it once a job.
    """
    ctx.progress(0, None, _("Đang lập văn bản…"))
    day = None if as_of is None else date.fromisoformat(as_of)
    rounds = rounds_of(ctx.actor, round_id=round_id, against=against, day=day or ctx.actor.on)
    found = selectors.reading(ctx.actor, rounds.round, against=rounds.against, day=day)
    made = letter_of(ctx.actor, key, found, now=ctx.now)
    return pdf_result(ctx, made.document, made.name)
