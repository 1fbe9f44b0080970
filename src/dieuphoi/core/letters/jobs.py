"""The PDF of a letter, made by LibreOffice in the background: some ten seconds that no request has to wait."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dieuphoi.core.files.services import blob_store
from dieuphoi.core.kernel.jobs import JobContext, JobResult, job
from dieuphoi.core.kernel.text import safe_filename
from dieuphoi.core.letters.previews import preview_of
from dieuphoi.core.letters.rendering import pdf_of
from dieuphoi.core.register.jobs import tell_of_file


def pdf_result(ctx: JobContext, document: bytes, name: str) -> JobResult:
    """A Word letter as the PDF of a job, under ``name`` (without ending); its owner is told. Raises :class:`Refused`
    with the way out (the Word file) where the conversion fails, and ``Stopped``."""

    def step() -> None:
        # Nobody knows how far LibreOffice is: the bar has no end, the words say what is going on.
        ctx.progress(0, None, _("LibreOffice đang chuyển sang PDF…"))
        ctx.check_stop()

    step()
    data = pdf_of(document, step=step)
    ctx.check_stop()
    file_name = safe_filename(f"{name}.pdf")
    stored = blob_store(actor=ctx.actor, data=data, name=file_name, now=ctx.now, words=False)
    tell_of_file(ctx, file_name)
    message = _("Đã tạo tệp “%(name)s”.") % {"name": file_name}
    return JobResult(message=message, blob_id=stored.blob.pk, file_name=file_name)


@job("letters.preview", again=True)
def preview(ctx: JobContext, *, kind: str, template_id: int | None) -> JobResult:
    """A template filled with the invented sample, as PDF.

    Again: it reads, makes a file that belongs to the job, and tells of it once a job.
    """
    made = preview_of(ctx.actor, kind=kind, template_id=template_id)
    return pdf_result(ctx, made.document, made.name)
