"""A comparison as a file: one row a commune and criterion, as the page lists them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.writer import write_csv, write_sheet
from dieuphoi.core.ui.states import VERDICTS
from dieuphoi.programme.assessments.comparing.selectors import KINDS, Row

COMPARISON: Final = SheetSpec(
    key="comparison",
    title=_("So sánh hai thời điểm"),
    columns=(
        SheetColumn("unit", _("Xã"), width=26, locked=True),
        SheetColumn("code", _("Mã xã"), width=10, locked=True),
        SheetColumn("criterion", _("Tiêu chí"), width=32, locked=True),
        SheetColumn("kind", _("Thay đổi"), width=20, locked=True),
        SheetColumn("before", _("Trước"), width=20, locked=True),
        SheetColumn("after", _("Sau"), width=20, locked=True),
        SheetColumn("indicators", _("Chỉ tiêu thay đổi"), width=60, locked=True),
    ),
    identity=(),
    sheet_name=_("So sánh"),
    file_name="so-sanh.xlsx",
)


def comparison_rows(rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {
            "unit": row.unit_name,
            "code": row.unit_code,
            "criterion": f"{row.criterion}. {row.criterion_name}",
            "kind": str(KINDS[row.kind]),
            "before": str(VERDICTS[row.mark_before].label),
            "after": str(VERDICTS[row.mark_after].label),
            "indicators": "; ".join(
                f"{each.code}: {each.shown_before or '–'} ({VERDICTS[each.mark_before].label}) → "
                f"{each.shown_after or '–'} ({VERDICTS[each.mark_after].label})"
                for each in row.indicators
            ),
        }


def comparison_file(rows: Iterable[Row], form: str, *, words: str, now: datetime) -> bytes:
    """The file in the form asked for (``xlsx``, ``csv``); ``words`` say what was compared and how it is narrowed."""
    told = list(comparison_rows(rows))
    if form == "xlsx":
        return write_sheet(COMPARISON, told, now=now, filters_in_words=words)
    return write_csv(COMPARISON, told)
