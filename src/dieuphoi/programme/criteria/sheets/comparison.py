"""Two versions side by side as a workbook: a line a row, before and after of every part that changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.writer import XLSX_MIME, write_sheet
from dieuphoi.programme.criteria.comparing import Group, Line

LINE_WORDS = {
    "added": gettext_lazy("thêm"),
    "removed": gettext_lazy("bỏ"),
    "changed": gettext_lazy("sửa"),
    "same": gettext_lazy("giữ nguyên"),
}
_SPEC = SheetSpec(
    key="criteria-comparison",
    title=gettext_lazy("So sánh hai phiên bản của bộ tiêu chí"),
    columns=(
        SheetColumn("group", gettext_lazy("Tiêu chí, chủ đề"), width=36),
        SheetColumn("kind", gettext_lazy("Thay đổi"), width=12),
        SheetColumn("code_before", gettext_lazy("Mã (trước)"), "code", width=12),
        SheetColumn("code_after", gettext_lazy("Mã (sau)"), "code", width=12),
        SheetColumn("name", gettext_lazy("Chỉ tiêu"), width=60),
        SheetColumn("part", gettext_lazy("Phần"), width=24),
        SheetColumn("before", gettext_lazy("Trước"), width=40),
        SheetColumn("after", gettext_lazy("Sau"), width=40),
    ),
)


def comparison_workbook(
    before: Any, after: Any, groups: Sequence[Group], *, only: bool, now: datetime
) -> bytes:
    """The comparison as XLSX; ``only`` leaves unchanged rows out."""
    rows = [
        row for group in groups for line in group.lines if not only or line.kind != "same" for row in _rows(group, line)
    ]
    notes = (
        _("Trước: %(set)s") % {"set": before},
        _("Sau: %(set)s") % {"set": after},
        _("Giữa hai bộ khác nhau, dòng đứng cạnh nhau theo chủ đề và câu chữ; không văn bản nào quy định như vậy."),
    )
    return write_sheet(_SPEC, rows, now=now, notes=notes, protect=False)


def _rows(group: Group, line: Line) -> list[dict[str, Any]]:
    row = line.after or line.before
    head = {
        "group": group.title,
        "kind": str(LINE_WORDS[line.kind]),
        "code_before": line.before.code if line.before is not None else None,
        "code_after": line.after.code if line.after is not None else None,
        "name": row.name if row is not None else "",
    }
    parts = line.changes if line.kind == "changed" else [part for part in line.parts if part.before or part.after]
    return [{**head, "part": part.label, "before": part.before, "after": part.after} for part in parts] or [head]


def workbook_response(data: bytes, name: str) -> HttpResponse:
    """A workbook as a download that nobody else keeps."""
    response = HttpResponse(data, content_type=XLSX_MIME)
    response.headers["Content-Disposition"] = _attachment(name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _attachment(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(True, name) or "attachment"
