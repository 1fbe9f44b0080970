"""What changed, as a file: one row a field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.kernel.dates import format_datetime
from dieuphoi.insight.changes.selectors import Told

CHANGES: Final = SheetSpec(
    key="changes",
    title=_("Những gì đã thay đổi"),
    columns=(
        SheetColumn("kind", _("Loại"), width=22, locked=True),
        SheetColumn("record", _("Tên"), width=40, locked=True),
        SheetColumn("field", _("Mục"), width=22, locked=True),
        SheetColumn("before", _("Trước"), width=34, locked=True),
        SheetColumn("after", _("Sau"), width=34, locked=True),
        SheetColumn("acts", _("Việc đã làm"), width=26, locked=True),
        SheetColumn("who", _("Người làm"), width=24, locked=True),
        SheetColumn("at", _("Lần cuối"), width=18, locked=True),
        SheetColumn("reasons", _("Lý do"), width=30, locked=True),
    ),
    identity=(),
    sheet_name=_("Thay đổi"),
    file_name="thay-doi.xlsx",
)


def change_rows(found: Iterable[Told]) -> Iterator[dict[str, Any]]:
    """One row a changed field; a record whose told fields are the same has one row without a field."""
    for each in found:
        moved = each.moved
        same = {
            "kind": str(each.kind.label),
            "record": each.title,
            "acts": "; ".join(each.acts),
            "who": "; ".join(moved.who),
            "at": format_datetime(moved.at),
            "reasons": "; ".join(moved.reasons),
        }
        if moved.differences:
            for one in moved.differences:
                yield {**same, "field": one.label, "before": one.before, "after": one.after}
        else:
            yield {**same, "field": _now("Tạo mới") if moved.is_new else ""}
