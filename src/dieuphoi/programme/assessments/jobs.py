"""Long work on rounds of national size: verifying one against its freeze, comparing two moments as a file."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dieuphoi.core.files.services import blob_store
from dieuphoi.core.kernel.dates import url_date
from dieuphoi.core.kernel.jobs import JobContext, JobResult, job
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.policy import require
from dieuphoi.programme.assessments import selectors
from dieuphoi.programme.assessments.amendments import policies
from dieuphoi.programme.assessments.amendments.verifying import round_verify
from dieuphoi.programme.assessments.comparing.asked import read_asked, words_of
from dieuphoi.programme.assessments.comparing.selectors import compare
from dieuphoi.programme.assessments.comparing.sheets import comparison_file

MOST_TOLD = 200


@job("rounds.verify", again=True)
def verify_round(ctx: JobContext, *, round_id: int) -> JobResult:
    """Verify a frozen round; its page tells what was found. Again: it reads."""
    round_ = selectors.round_by_id(ctx.actor, round_id)
    require(policies.may_verify_round(ctx.actor, round_))
    report = round_verify(ctx.actor, round_id, progress=lambda done, of: ctx.progress(done, of))
    if report.is_whole:
        message = _("%(title)s nguyên như đã chốt.") % {"title": report.title}
    else:
        words = ngettext("%(n)s chỗ không còn như đã chốt", "%(n)s chỗ không còn như đã chốt", len(report.findings))
        told = "; ".join(str(each) for each in report.findings[:MOST_TOLD])
        message = f"{words % {'n': format_number(len(report.findings))}}: {told}"
    return JobResult(message=message, url=reverse("assessments:round", args=[round_id]))


@job("rounds.compare", again=True)
def compare_rounds(ctx: JobContext, *, round_id: int, query: dict[str, str]) -> JobResult:
    """Compare two moments of however many communes; the whole as XLSX. Again: it reads, and makes a file."""
    round_ = selectors.round_by_id(ctx.actor, round_id)
    asked = read_asked(ctx.actor, round_, query, ctx.now)
    found = compare(
        ctx.actor,
        asked.before,
        asked.after,
        unit_ids=None if asked.unit_id is None else [asked.unit_id],
        criterion=asked.criterion,
        kind=asked.kind,
        at_once=None,
    )
    data = comparison_file(found.rows, "xlsx", words=words_of(asked), now=ctx.now)
    name = f"so-sanh-{url_date(ctx.actor.on)}.xlsx"
    stored = blob_store(actor=ctx.actor, data=data, name=name, now=ctx.now, words=False)
    words = ngettext("%(n)s dòng thay đổi", "%(n)s dòng thay đổi", len(found.rows))
    return JobResult(message=words % {"n": format_number(len(found.rows))}, blob_id=stored.blob.pk, file_name=name)
