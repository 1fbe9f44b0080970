"""Handing a file out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse

from dieuphoi.core.files.selectors import blob_open

if TYPE_CHECKING:
    from dieuphoi.core.files.models import Blob


def blob_response(blob: Blob, name: str) -> FileResponse:
    """The content as a download under ``name`` (RFC 5987), never shown inside our own origin.

    Call it after the scope check of the record that holds the file. The browser may keep a copy for this
    person only, and asks again before it uses it.
    """
    response = FileResponse(blob_open(blob), as_attachment=True, filename=name, content_type=blob.mime)
    response["Content-Length"] = str(blob.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = f'"{blob.sha256}"'
    return response
