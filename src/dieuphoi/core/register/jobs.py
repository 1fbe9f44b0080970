"""Bulk acts on more rows than a person wants to wait for."""

from __future__ import annotations

from django.urls import get_resolver

from dieuphoi.core.kernel.jobs import JobContext, JobResult, job
from dieuphoi.core.register.bulk import bulk_run, view_of_query
from dieuphoi.core.register.tables import register_named

MOST_NAMED = 500
"""So many refused rows are named in a job's report; the count is always complete."""


@job("register.bulk")
def bulk(
    ctx: JobContext, *, register: str, act: str, ids: list[int], query: str, reason: str, back: str
) -> JobResult:
    """Do one bulk act. Registers are known once the routes are loaded, which a worker has not done yet."""
    _ = get_resolver().url_patterns
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
        now=ctx.now,
        tell=tell,
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
