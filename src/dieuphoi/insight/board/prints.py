"""What leaves the board on paper: the criteria wall on A3, the two-page brief of a commune. PDF by ``core.letters``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.errors import Refused
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.letters.prints import PrintHead, pages_of, print_pdf
from dieuphoi.insight.board import sheets
from dieuphoi.insight.board.filters import MARKS
from dieuphoi.insight.board.selectors import change
from dieuphoi.insight.board.tables import column_counts
from dieuphoi.programme.assessments.models import AssessmentRound
from dieuphoi.programme.assessments.selectors import WallRow
from dieuphoi.programme.criteria.models import Criterion

_TEMPLATES: Final = Path(__file__).parent / "typst"
ROWS_A_BLOCK: Final = 62
"""Communes of one block; two blocks stand beside each other, so that 124 communes are one A3 page."""
NARROW: Final = 24
"""Up to so many criteria two blocks find room beside each other; more take the whole width."""
MOST_COMMUNES: Final = 2_000
"""More communes than these take longer to set than a person waits."""


def template(name: str) -> str:
    return (_TEMPLATES / f"{name}.typ").read_text(encoding="utf-8")


def _pages(rows: Sequence[Any], blocks: int) -> list[list[Sequence[Any]]]:
    parts = [rows[at : at + ROWS_A_BLOCK] for at in range(0, len(rows), ROWS_A_BLOCK)]
    if len(parts) == 1 and blocks == 2 and len(rows) > 20:
        half = -(-len(rows) // 2)
        parts = [rows[:half], rows[half:]]
    return [parts[at : at + blocks] for at in range(0, len(parts), blocks)]


def wall_pdf(
    round_: AssessmentRound,
    columns: Sequence[Criterion],
    rows: Sequence[WallRow],
    before: Mapping[int, str],
    *,
    compared_with: str,
    of: int,
    who: str,
    now: datetime,
    filters: Sequence[str] = (),
    as_of: date | None = None,
) -> bytes:
    """The wall exactly as shown – its rows, order, filters and day – on A3, with legend and counts.

    Raises :class:`Refused` for more than ``MOST_COMMUNES`` communes.
    """
    if len(rows) > MOST_COMMUNES:
        raise Refused(
            "print_too_long",
            _("Bản in A3 nhận tối đa %(n)s xã một lần. Hãy lọc bớt (theo tỉnh, nhóm, trạng thái) rồi in lại.")
            % {"n": format_number(MOST_COMMUNES)},
        )
    head = PrintHead(
        title=_("Bức tường tiêu chí – %(title)s") % {"title": round_.title},
        made_by=who,
        made_at=now,
        lines=sheets.header(round_, "", n=len(rows), of=of, who=who, now=now).lines[1:-1],
        filters=filters,
        as_of=as_of,
    )
    counts = column_counts(rows, len(columns))
    every = Counter(row.marks[at : at + 1] or "E" for row in rows for at in range(len(columns)))
    blocks = 2 if len(columns) <= NARROW else 1
    drawn = [
        {
            "name": row.name,
            "marks": row.marks[: len(columns)].ljust(len(columns), "E"),
            "changes": [
                change(row.marks[at : at + 1] or "E", before.get(row.unit_id, "")[at : at + 1].strip())
                for at in range(len(columns))
            ],
            "total": f"{row.criteria_met}/{row.criteria_total}",
        }
        for row in rows
    ]
    data = {
        "columns": [
            {"number": each.number, "name": each.name, "met": format_number(count.met)}
            for each, count in zip(columns, counts, strict=True)
        ],
        "pages": _pages(drawn, blocks),
        "legend": [
            {"mark": mark, "label": str(label), "count": format_number(every[mark])} for mark, label in MARKS.items()
        ],
        "note": _("góc tam giác: thay đổi so với %(title)s") % {"title": compared_with} if before else "",
        "corner": _("Xã"),
        "total": _("Số đạt"),
        "met_label": _("Số xã đạt"),
        "empty": _("Không có xã nào khớp bộ lọc"),
        "block_width": 198 if blocks == 2 else 402,
        "name_width": 40,
        "head_height": 26,
        "row_height": 3.6,
        "text_size": 7,
    }
    return print_pdf(template("wall"), data, head)


def brief_pdf(brief: Mapping[str, Any], *, who: str, now: datetime, as_of: date) -> bytes:
    """The brief of a commune (``selectors.brief``) on two A4 pages at most: what does not fit is counted, not cut.

    It is set anew with fewer rows of each part until two pages hold it.
    """
    head = PrintHead(title=brief["title"], made_by=who, made_at=now, lines=brief["lines"], as_of=as_of)
    for most in (60, 24, 19, 14, 8, 4):
        made = print_pdf(template("brief"), _shortened(brief, most), head)
        if pages_of(made) <= 2:
            return made
    reason = _("Bản tóm tắt không gọn được trong hai trang. Hãy báo người quản trị.")
    raise Refused("print_too_long", reason, status=503)


def _shortened(brief: Mapping[str, Any], most: int) -> dict[str, Any]:
    parts = []
    for part in brief["parts"]:
        rows = part["rows"]
        # The rows of the criteria are what the brief is for: they keep twice as many.
        room = most * (2 if part.get("main") else 1)
        rest = len(rows) - room
        more = _("… và %(n)s dòng nữa, xem trên trang của xã") % {"n": format_number(rest)} if rest > 0 else ""
        kept = [[_clipped(cell, 12 * most + 40) for cell in row] for row in rows[:room]]
        parts.append({**part, "rows": kept, "more": more})
    facts = [[label, _clipped(text, 12 * most + 200)] for label, text in brief["facts"]]
    return {**brief, "facts": facts, "parts": parts}


def _clipped(text: str, most: int) -> str:
    """A text that fits; one that was cut says so by its dots."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
