"""A letter as an answer: Word, or PDF where this installation makes one."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from dieuphoi.core.kernel.text import safe_filename
from dieuphoi.core.letters.rendering import DOCX_MIME, PDF_MIME, pdf_of

XLSX_MIME: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attached(data: bytes, name: str, mime: str) -> HttpResponse:
    """Bytes as a download under a name that people can read; nobody keeps a copy on the way."""
    response = HttpResponse(data, content_type=mime)
    response["Content-Disposition"] = content_disposition_header(True, safe_filename(name)) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def letter_response(document: bytes, name: str, form: str = "docx") -> HttpResponse:
    """The letter under ``name`` (without ending): as Word, or as ``pdf``. Raises ``Refused`` where there is no PDF."""
    if form == "pdf":
        return attached(pdf_of(document), f"{name}.pdf", PDF_MIME)
    return attached(document, f"{name}.docx", DOCX_MIME)
