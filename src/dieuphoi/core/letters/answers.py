"""A letter as an answer: Word at once; the PDF is asked for by a POST and made by a job (``jobs.py``)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.jobs import job_defer, job_under_way
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.text import safe_filename
from dieuphoi.core.letters.rendering import DOCX_MIME, may_make_pdf
from dieuphoi.core.ui.query import with_query

XLSX_MIME: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LOCK: Final = "letters.pdf"
"""One LibreOffice after the other: the other places of a worker stay free for imports and exports."""


def attached(data: bytes, name: str, mime: str) -> HttpResponse:
    """Bytes as a download under a name that people can read; nobody keeps a copy on the way."""
    response = HttpResponse(data, content_type=mime)
    response["Content-Disposition"] = content_disposition_header(True, safe_filename(name)) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def letter_response(document: bytes, name: str) -> HttpResponse:
    """The letter under ``name`` (without ending), as Word."""
    return attached(document, f"{name}.docx", DOCX_MIME)


def ask_for_pdf(request: HttpRequest, *, name: str, param: str) -> HttpResponse:
    """The answer to a GET that asks for a PDF (an old link): it converts nothing, it shows the button that does.

    ``param`` is the parameter of the address, and of the form, that names the format.
    """
    context = {
        "title": _("Bản PDF"),
        "name": name,
        "param": param,
        "action": request.path + with_query(request.GET, **{param: None}),
        "word_href": request.path + with_query(request.GET, **{param: "docx"}),
        "pdf": may_make_pdf(),
    }
    return render(request, "letters/ask_pdf.html", context)


def pdf_later(
    request: HttpRequest, *, actor: Actor, kind: str, name: str, args: Mapping[str, Any], param: str, now: datetime
) -> HttpResponse:
    """Queue the job of ``kind`` that makes the PDF of the letter ``name``; its page follows it, the inbox tells of it.

    Who presses twice is led to the job that is under way. Call it after every check of scope and right. Raises
    :class:`Refused` where the form asks for another format (422) and where this installation makes no PDF (409).
    """
    if request.POST.get(param) != "pdf":
        raise Refused("unknown_format", _("Chỉ bản PDF được tạo ở phía sau; bản Word thì tải ngay."), status=422)
    require(may_make_pdf())
    label = _("Bản PDF: %(name)s") % {"name": name}
    record = job_under_way(actor=actor, kind=kind, args=args)
    if record is None:
        record = job_defer(actor=actor, kind=kind, label=label, args=args, now=now, lock=_LOCK)
    return HttpResponseRedirect(reverse("jobs:page", args=[record.pk]), status=303)
