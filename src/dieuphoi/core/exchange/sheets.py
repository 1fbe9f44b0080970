"""What the exchange itself hands out: the errors of a file, and the whole difference."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.importers import Difference
from dieuphoi.core.exchange.models import ImportRun
from dieuphoi.core.exchange.writer import write_sheet

ERRORS: Final = SheetSpec(
    key="import-errors",
    title=gettext_lazy("Các lỗi của tệp"),
    columns=(
        SheetColumn("kind", gettext_lazy("Loại"), width=10),
        SheetColumn("sheet", gettext_lazy("Trang"), width=18),
        SheetColumn("row", gettext_lazy("Dòng"), "integer", width=8),
        SheetColumn("column", gettext_lazy("Cột"), width=24),
        SheetColumn("value", gettext_lazy("Giá trị"), width=24),
        SheetColumn("message", gettext_lazy("Lỗi và cách sửa"), width=70),
    ),
)
DIFFERENCE: Final = SheetSpec(
    key="import-difference",
    title=gettext_lazy("Khác biệt so với hiện tại"),
    columns=(
        SheetColumn("row", gettext_lazy("Dòng"), "integer", width=8),
        SheetColumn("kind", gettext_lazy("Loại"), width=12),
        SheetColumn("label", gettext_lazy("Bản ghi"), width=40),
        SheetColumn("column", gettext_lazy("Cột"), width=28),
        SheetColumn("before", gettext_lazy("Hiện tại"), width=28),
        SheetColumn("after", gettext_lazy("Trong tệp"), width=28),
    ),
)


def kind_words(kind: str) -> str:
    """A kind of line of the difference, for people; an importer's own kind as it is."""
    return {"new": _("Mới"), "changed": _("Thay đổi"), "same": _("Không đổi")}.get(kind, kind)


def errors_workbook(run: ImportRun, now: datetime) -> bytes:
    """Every error, then every warning, of a run."""
    rows: list[dict[str, Any]] = [{"kind": _("Lỗi"), **error} for error in run.errors]
    rows += [{"kind": _("Lưu ý"), **warning} for warning in run.warnings]
    return write_sheet(
        ERRORS, rows, now=now, notes=[_("Tệp: %(name)s") % {"name": run.file_name}], protect=False
    )


def difference_workbook(run: ImportRun, difference: Difference, now: datetime) -> bytes:
    """Every line of the difference, one row a changed value."""
    return write_sheet(
        DIFFERENCE,
        _difference_rows(difference),
        now=now,
        notes=[_("Tệp: %(name)s") % {"name": run.file_name}],
        protect=False,
    )


def _difference_rows(difference: Difference) -> Iterator[dict[str, Any]]:
    for line in difference.lines:
        head = {"row": line.row, "kind": kind_words(line.kind), "label": line.label}
        if not line.changes:
            yield head
        for change in line.changes:
            yield {**head, "column": change.column, "before": change.before, "after": change.after}
