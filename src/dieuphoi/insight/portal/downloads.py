"""A public list as a file: workbook and CSV by ``core.exchange``. The same content gives the same bytes."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from dieuphoi.core.exchange.writer import XLSX_MIME, write_csv, write_sheet
from dieuphoi.core.kernel.dates import format_date, url_date
from dieuphoi.core.kernel.text import safe_filename
from dieuphoi.insight.portal.content import Content
from dieuphoi.insight.portal.states import ListState

FORMATS: Final = ("xlsx", "csv")


def list_file(record: Any, content: Content, form: str) -> HttpResponse:
    """The list as ``xlsx`` or ``csv``, dated by its approval, or by its making where it still waits."""
    spec, rows = content.spec(record.kind), content.records()
    if form == "csv":
        data, mime = write_csv(spec, rows), "text/csv; charset=utf-8"
    else:
        at = record.approved_at or record.prepared_at
        data = write_sheet(
            spec, rows, now=at, as_of=content.as_of, notes=[source_line(record), hash_line(content)], protect=False
        )
        mime = XLSX_MIME
    name = safe_filename(f"{record.kind}-{url_date(content.as_of)}.{form}")
    response = HttpResponse(data, content_type=mime)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def source_line(record: Any) -> str:
    """Which office approved the list, when: the footnote of page and workbook."""
    if record.state == ListState.PUBLISHED:
        return _("%(office)s duyệt và công khai ngày %(day)s.") % {
            "office": record.approved_office,
            "day": format_date(record.approved_at),
        }
    return _("Bản chờ duyệt, chưa công khai.") if record.state == ListState.PREPARED else _("Bản không còn công khai.")


def hash_line(content: Content) -> str:
    return _("Mã kiểm tra (SHA-256): %(hash)s") % {"hash": content.sha256}
