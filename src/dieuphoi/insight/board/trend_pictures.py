"""The comparison across sets as a picture and as tables to take away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.writer import write_csv, write_sheet
from dieuphoi.core.ui.svg import Series, line_chart
from dieuphoi.insight.board.selectors.trend import TopicLine, Trend

MOST_LINES: Final = 4
"""Lines of one picture: as many as differ in shape."""

TREND_SHEET: Final = SheetSpec(
    key="trend",
    title=gettext_lazy("So sánh qua các bộ tiêu chí"),
    columns=(
        SheetColumn("topic", gettext_lazy("Chủ đề"), width=34),
        SheetColumn("year", gettext_lazy("Năm"), "code", width=7),
        SheetColumn("set", gettext_lazy("Bộ tiêu chí"), width=44),
        SheetColumn("number", gettext_lazy("Tiêu chí số"), "code", width=9),
        SheetColumn("met", gettext_lazy("Số xã đạt"), "integer", width=9),
        SheetColumn("told", gettext_lazy("Số xã có kết quả"), "integer", width=9),
        SheetColumn("of", gettext_lazy("Tổng số xã của ngày ấy"), "integer", width=10),
        SheetColumn("percent", gettext_lazy("Tỷ lệ đạt trên tổng số xã (%)"), "number", width=12),
        SheetColumn("notes", gettext_lazy("Chú thích"), width=70),
    ),
    notes=(
        gettext_lazy("So theo chủ đề, không theo số tiêu chí. Ánh xạ chủ đề do người soạn, không có trong văn bản."),
    ),
    sheet_name=gettext_lazy("So sánh"),
)


def chosen_lines(found: Trend) -> list[TopicLine]:
    """What the picture shows: the chosen topics, or those with the lowest newest share (S2-24)."""
    known = [line for line in found.lines if line.last is not None]
    return sorted(known, key=lambda line: line.last or 0.0)[:MOST_LINES]


def picture(found: Trend, lines: Sequence[TopicLine]) -> Markup:
    """The lines over the years; what is not known is a gap."""
    labels = [
        f"{point.label}{''.join(f' ({number})' for number in found.notes_at(at))}"
        for at, point in enumerate(found.points)
    ]
    series = [
        Series(
            line.topic.name,
            [None if cell is None or cell.percent is None else round(cell.percent, 1) for cell in line.cells],
        )
        for line in lines
    ]
    return line_chart(labels, series, _("Tỷ lệ xã đạt theo chủ đề"), percent=True, width=880)


def xlsx_of(rows: Sequence[dict[str, Any]], now: datetime, province: str) -> bytes:
    return write_sheet(TREND_SHEET, _plain(rows), now=now, filters_in_words=province, protect=False)


def csv_of(rows: Sequence[dict[str, Any]]) -> bytes:
    return write_csv(TREND_SHEET, _plain(rows))


def _plain(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "year": str(row["year"])} for row in rows]
