"""Bulk acts on more rows than a person wants to wait for."""

from __future__ import annotations

import logging
import tempfile

from django.urls import get_resolver, reverse
from django.utils.translation import gettext as _

from dieuphoi.core.files.services import blob_store
from dieuphoi.core.history.announcing import announce
from dieuphoi.core.history.context import act as acting
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.jobs import JobContext, JobResult, job
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.register.bulk import Ledger, bulk_run, view_of_query
from dieuphoi.core.register.exports import FORMATS, export_file_name, write_csv, write_xlsx
from dieuphoi.core.register.tables import register_named

logger = logging.getLogger(__name__)

MOST_NAMED = 500
"""So many refused rows are named in a job's report; the count is always complete."""


def load_registers() -> None:
    """Registers are known once the routes are loaded, which a worker has not done yet."""
    _ = get_resolver().url_patterns


@job("register.export", again=True)
def export(ctx: JobContext, *, register: str, query: str, form: str) -> JobResult:
    """A long list as a file of the one who asked: their rows, by what they may read when it is made.

    Again: it reads, makes a file that belongs to the job, and tells of it once a job.
    """
    load_registers()
    view = view_of_query(register_named(register), ctx.actor, query)
    if view.faults:
        raise InputErrors([InputError(fault.message, field=fault.label) for fault in view.faults])
    if form not in FORMATS:
        raise Refused("bad_form", _("Không xuất được dạng “%(form)s”; chỉ có xlsx và csv.") % {"form": form})
    name = export_file_name(view, form)
    with tempfile.SpooledTemporaryFile(max_size=8 * 1024 * 1024) as file:
        written = (write_xlsx if form == "xlsx" else write_csv)(view, file, now=ctx.now)
        ctx.check_stop()
        file.seek(0)
        stored = blob_store(actor=ctx.actor, data=file, name=name, now=ctx.now, words=False)
    tell_of_file(ctx, name)
    message = _("Đã xuất %(n)s dòng ra tệp “%(name)s”.") % {"n": format_number(written), "name": name}
    return JobResult(message=message, blob_id=stored.blob.pk, file_name=name)


def tell_of_file(ctx: JobContext, name: str) -> None:
    """Tell the owner of a job that its file is there, once a job: they went on to other work meanwhile.

    What is made is made, also where it cannot be told.
    """
    try:
        with acting(ctx.actor, "register.export"):
            announce(ctx.actor, "export.finished", ctx.now, job_id=ctx.job_id, account_id=ctx.actor.id, title=name,
                     url=reverse("jobs:page", args=[ctx.job_id]))  # fmt: skip
    except Exception:
        logger.exception("the file of job %s could not be told of", ctx.job_id)


@job("register.bulk", again=True)
def bulk(
    ctx: JobContext, *, register: str, act: str, ids: list[int], query: str, reason: str, back: str, way: str = ""
) -> JobResult:
    """Do one bulk act.

    Again: that a row is done is written with its act, and a run that takes over passes over what is written.
    """
    load_registers()
    the_register = register_named(register)
    the_act = the_register.bulk_act(act)
    if the_act is None:
        raise LookupError(f"register {register!r} has no bulk act {act!r}")

    def tell(done: int, total: int) -> None:
        ctx.progress(done, total)
        if done < total:
            ctx.check_stop()

    report = bulk_run(
        actor=ctx.actor,
        register=the_register,
        bulk=the_act,
        view=view_of_query(the_register, ctx.actor, query),
        ids=ids,
        reason=reason,
        way=way,
        now=ctx.now,
        tell=tell,
        ledger=Ledger(ctx.actor, ctx.job_id, ctx.now),
    )
    return JobResult(
        message=report.words,
        data={
            "done": len(report.done),
            "refused": len(report.refused),
            "refusals": [{"label": r.label, "reason": r.reason} for r in report.refused[:MOST_NAMED]],
        },
        url=back,
    )
