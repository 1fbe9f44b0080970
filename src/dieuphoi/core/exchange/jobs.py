"""Large files in the background: check, write, and the whole difference as a file."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dieuphoi.core.exchange.selectors import import_run
from dieuphoi.core.exchange.services import import_apply, import_check, import_preview
from dieuphoi.core.exchange.sheets import difference_workbook
from dieuphoi.core.exchange.states import APPLIED, IMPORT_RUN, UNDONE, UPLOADED
from dieuphoi.core.files.services import blob_store
from dieuphoi.core.history.announcing import announce
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.jobs import JobContext, JobResult, job
from dieuphoi.core.kernel.numbers import format_number

logger = logging.getLogger(__name__)


def _announce(ctx: JobContext, run: Any) -> None:
    """Its author went on to other work meanwhile. What is written is written, also where it cannot be told."""
    try:
        announce(
            ctx.actor, "import.finished", ctx.now, run_id=run.pk, account_id=run.created_by_id, state=str(run.state),
            title=run.file_name,
        )  # fmt: skip
    except Exception:
        logger.exception("the end of import %s could not be told", run.pk)


def _once(ctx: JobContext, run_id: int, done: Collection[str], work: Callable[[], Any]) -> Any:
    """Do the work; where a worker that has died since had already done it (the run is in one of ``done``), its run."""
    try:
        return work()
    except Refused:
        if not ctx.deaths:
            raise
        run = import_run(ctx.actor, run_id)
        if run.state not in done:
            raise
        return run


@job("exchange.check", again=True)
def check(ctx: JobContext, *, run_id: int) -> JobResult:
    """Read and check a file that was received; stopping between its steps leaves it as it was.

    Again: one transaction that locks the run and asks for its state first; the notice is told once a run and state.
    """
    told = iter((_("Đang đọc và đối chiếu tệp"), _("Đang ghi kết quả kiểm tra")))

    def step() -> None:
        ctx.check_stop()
        ctx.progress(0, None, next(told, ""))

    done = set(IMPORT_RUN.states) - {UPLOADED}
    run = _once(ctx, run_id, done, lambda: import_check(actor=ctx.actor, run_id=run_id, now=ctx.now, step=step))
    _announce(ctx, run)
    message = _("Tệp có %(errors)s dòng; %(faults)s lỗi.") % {
        "errors": format_number(run.row_count),
        "faults": format_number(run.error_count),
    }
    return JobResult(message=message, url=reverse("exchange:run", args=[run_id]))


@job("exchange.apply", again=True)
def apply(ctx: JobContext, *, run_id: int) -> JobResult:
    """Write a checked file, all or nothing. It cannot be stopped half-way: there is no half.

    Again: one transaction that locks the run and asks for its state first. What a worker had written before it died is
    found applied and only told.
    """
    run = _once(ctx, run_id, (APPLIED, UNDONE), lambda: import_apply(actor=ctx.actor, run_id=run_id, now=ctx.now))
    _announce(ctx, run)
    message = _("Đã áp dụng tệp “%(name)s”.") % {"name": run.file_name}
    return JobResult(message=message, url=reverse("exchange:run", args=[run_id]))


@job("exchange.difference", again=True)
def difference(ctx: JobContext, *, run_id: int) -> JobResult:
    """Every line of the difference as a workbook. Again: it reads, and makes a file that belongs to the job."""
    run = import_run(ctx.actor, run_id)
    found = import_preview(actor=ctx.actor, run_id=run_id, now=ctx.now)
    ctx.check_stop()
    name = _("Khác biệt %(id)s.xlsx") % {"id": run_id}
    data = difference_workbook(run, found, ctx.now)
    stored = blob_store(actor=ctx.actor, data=data, name=name, now=ctx.now, words=False)
    return JobResult(blob_id=stored.blob.pk, file_name=name, url=reverse("exchange:run", args=[run_id]))
