"""What the exchange itself hands out: the errors of a file, and the whole difference."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.importers import Difference
from dieuphoi.core.exchange.mapping import Plan, find_header, heads_of
from dieuphoi.core.exchange.marking import write_marked
from dieuphoi.core.exchange.models import ImportRun
from dieuphoi.core.exchange.workbook import HEAD_ROWS, RawSheet, open_workbook
from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.core.files.selectors import blob_bytes
from dieuphoi.core.kernel.text import nfc

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
    words = {
        "new": _("Mới"),
        "changed": _("Thay đổi"),
        "same": _("Không đổi"),
        "written": _("Ô đã ghi"),
        "restored": _("Trả về như trước"),
        "ended": _("Rút lại"),
        "cleared": _("Làm trống lại"),
        "withdrawn": _("Rút lại"),
        "cancelled": _("Hủy"),
        "people": _("Người"),
        "posts": _("Chức vụ"),
        "accounts": _("Tài khoản"),
        "roles": _("Vai trò"),
        "committees": _("Ban Chỉ đạo"),
    }
    return words.get(kind, kind)


def errors_workbook(run: ImportRun, now: datetime) -> bytes:
    """Every error, then every warning, of a run."""
    rows: list[dict[str, Any]] = [{"kind": _("Lỗi"), **error} for error in run.errors]
    rows += [{"kind": _("Lưu ý"), **warning} for warning in run.warnings]
    return write_sheet(ERRORS, rows, now=now, notes=[_("Tệp: %(name)s") % {"name": run.file_name}], protect=False)


def marked_workbook(run: ImportRun) -> bytes:
    """The file as it came, its faulty cells marked and the message at the end of each row; comes back as it is.

    Raises ``InputErrors`` when the file cannot be opened as a workbook at all.
    """
    book = open_workbook(blob_bytes(run.blob), run.file_name)
    if run.map is not None:
        plan = Plan.from_json(run.map.content)
        found = find_header(book, plan)
        heads = [] if found is None else [(h.words, h.index) for h in heads_of(found[0], found[1], plan.depth)]
        places = {} if found is None else {found[0].name: dict(heads)}
    else:
        places = {sheet.name: _places(sheet) for sheet in book.sheets}
    return write_marked(book, run.errors, run.warnings, places)


def _places(sheet: RawSheet) -> dict[str, int]:
    """``{heading: index}`` of everything that may be a heading; the first row that says it counts."""
    found: dict[str, int] = {}
    for cells in sheet.rows[:HEAD_ROWS]:
        for index, cell in enumerate(cells):
            if cell not in (None, ""):
                text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
                found.setdefault(" ".join(nfc(text).split()), index)
    return found


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
