"""Reading the words inside a content, after the upload has long been answered."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dieuphoi.core.files.services import text_read, texts_waiting
from dieuphoi.core.kernel.jobs import JobContext, JobResult, job


@job("files.text", again=True)
def read_text(ctx: JobContext, *, blob_id: int) -> JobResult:
    """Read one content. What cannot be read is told in its row, not as a failed job.

    Again: the words of a content are the same each time. A content that breaks its reader breaks it each time too:
    after some deaths it is left (``DIEUPHOI_JOB_DEATHS``).
    """
    state = text_read(blob_id=blob_id, now=ctx.now)
    return JobResult(message=_("Đã đọc chữ trong tệp."), data={"state": state})


@job("files.texts", again=True)
def read_texts(ctx: JobContext) -> JobResult:
    """Read all contents that wait: of before this was kept, or whose job was lost. Again: it asks what still waits."""
    ids = texts_waiting()
    for number, blob_id in enumerate(ids, start=1):
        ctx.check_stop()
        text_read(blob_id=blob_id, now=ctx.now)
        ctx.progress(number, len(ids))
    return JobResult(message=_("Đã đọc chữ trong các tệp đang chờ."), data={"read": len(ids)})
