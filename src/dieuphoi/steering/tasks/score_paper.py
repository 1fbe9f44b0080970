"""The tables of the scorecard: the same for page, workbook and what is published."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.ranges import range_label
from dieuphoi.core.letters.tables import Cell, Head, PaperTable
from dieuphoi.core.ui.query import with_query
from dieuphoi.steering.tasks.selectors.figures import BY_KEY, CAUSES, FIGURES, Span
from dieuphoi.steering.tasks.selectors.rules import MEASURE_LABELS, Number
from dieuphoi.steering.tasks.selectors.scores import Score, Step

SHARE, DAYS, RANK = "share", "days", "rank"
GROUPS: Final = (
    (gettext_lazy("Khối lượng"), ("in_hand", "done", "open")),
    (gettext_lazy("Theo hạn"), ("judged", "in_time", SHARE, "late", "overdue", DAYS)),
    (gettext_lazy("Nền nếp"), ("returned", "refused", "idle", "slow_accept", "extended")),
    (gettext_lazy("Khi giao việc"), ("to_confirm", "slow_confirm")),
)
"""The columns under their heads; what is not a figure is a share, the mean days late."""
COLUMNS: Final = tuple(key for _title, keys in GROUPS for key in keys)
SORTS: Final = ("name", RANK, *COLUMNS)
_WORDS: Final = {
    SHARE: (gettext_lazy("Tỷ lệ đúng hạn"), gettext_lazy("Đúng hạn trên số đã rõ đúng hay muộn.")),
    DAYS: (
        gettext_lazy("Muộn trung bình, ngày làm việc"),
        gettext_lazy("Số ngày làm việc muộn, trung bình của các việc hoàn thành muộn."),
    ),
    RANK: (
        gettext_lazy("Xếp thứ"),
        gettext_lazy("Theo tỷ lệ đúng hạn; cơ quan có quá ít việc đã rõ thì không xếp, bằng nhau thì đồng hạng."),
    ),
}
Link = Callable[[str, int], str]


def label_of(key: str) -> str:
    return str(_WORDS[key][0] if key in _WORDS else BY_KEY[key].label)


def rule_of(key: str) -> str:
    return str(_WORDS[key][1] if key in _WORDS else BY_KEY[key].rule)


def rows_query(figure: str, span: Span, body: int = 0, *, outside: bool = False, today: Any = None) -> dict[str, Any]:
    """The filter of the list of tasks behind a figure of a body (0: of all). A period that is over is looked at as of
    its last day.
    """
    query: dict[str, Any] = {"figure": figure, "during": str(span.period)}
    if span.until != today:
        query["as_of"] = format_date(span.until)
    if body:
        query["body"] = str(body)
    if outside:
        query["outside"] = "true"
    return query


def links_of(span: Span, *, outside: bool, today: Any) -> Link:
    """The address of the tasks behind a figure of a body."""

    def link(figure: str, body: int) -> str:
        return reverse("tasks:list") + with_query(rows_query(figure, span, body, outside=outside, today=today))

    return link


def sorted_scores(rows: Sequence[Score], sort: str) -> list[Score]:
    """The bodies in the order that is asked for, the largest number first; equals stay by their rank."""
    if sort == "name":
        return sorted(rows, key=lambda row: row.name.casefold())
    if sort in ("", RANK):
        return list(rows)
    return sorted(rows, key=lambda row: -_weight(row, sort))


def _weight(row: Score, key: str) -> Any:
    if key == SHARE:
        part = row.part("in_time")
        return part[0] / part[1] if part and part[1] else -1
    if key == DAYS:
        return row.mean_late if row.mean_late is not None else -1
    return row.counts[key]


def _cell(row: Score, key: str, link: Link | None) -> Cell:
    if key == SHARE:
        part = row.part("in_time")
        return Cell(part if part and part[1] else None, note=_("chưa có việc nào đã rõ đúng hay muộn"))
    if key == DAYS:
        return Cell(row.mean_late, note=_("không có việc nào hoàn thành muộn"))
    number = row.counts[key]
    return Cell(number, href=link(key, row.org_id) if link is not None and number and row.org_id else "")


def score_table(
    rows: Sequence[Score],
    total: Score,
    *,
    link: Link | None = None,
    body_href: Callable[[int], str] | None = None,
    sort_href: Callable[[str], str] | None = None,
    notes: Iterable[str] = (),
) -> PaperTable:
    """One row a body, the sum of all below."""

    def head(key: str, label: str, title: str = "", **more: Any) -> Head:
        return Head(label, href=sort_href(key) if sort_href is not None else "", title=title, **more)

    first = [head("name", _("Cơ quan"), rows=2), Head(_("Người đứng đầu"), rows=2)]
    first += [Head(str(title), span=len(keys)) for title, keys in GROUPS]
    first.append(head(RANK, label_of(RANK), rule_of(RANK), rows=2))
    second = [head(key, label_of(key), rule_of(key)) for key in COLUMNS]
    lines = []
    for row in rows:
        cells = [Cell(row.name, href=body_href(row.org_id) if body_href is not None else "")]
        cells.append(Cell("; ".join(str(each) for each in row.heads) or None, note=_("chưa ghi ai đứng đầu")))
        cells += [_cell(row, key, link) for key in COLUMNS]
        cells.append(Cell(row.rank, note=_("quá ít việc để xếp")))
        lines.append(tuple(cells))
    count = ngettext("%(n)s cơ quan", "%(n)s cơ quan", len(rows)) % {"n": format_number(len(rows))}
    lines.append((Cell(_("Cộng")), Cell(count), *(_cell(total, key, None) for key in COLUMNS), Cell(None)))
    return PaperTable(
        "scores", _("Bảng điểm cơ quan và người đứng đầu"), (tuple(first), tuple(second)), tuple(lines),
        (26, 24, *([6] * len(COLUMNS)), 6), notes=tuple(notes), total=True, sheet=_("Bảng điểm"),
    )  # fmt: skip


def causes_table(rows: Sequence[Score], total: Score, *, link: Link | None = None) -> PaperTable:
    """Why tasks were late, by body (S0-30); bodies with nothing late are left out."""
    heads = (Head(_("Cơ quan")), Head(label_of("late")), *(Head(str(each.label)) for each in CAUSES))
    keys = ["late", *(each.key for each in CAUSES)]
    lines = [
        (Cell(row.name), *(_cell(row, key, link) for key in keys)) for row in rows if row.counts["late"]
    ]
    lines.append((Cell(_("Cộng")), *(_cell(total, key, None) for key in keys)))
    return PaperTable(
        "causes", _("Nguyên nhân muộn"), (heads,), tuple(lines), (34, *([12] * len(keys))), total=True,
        sheet=_("Nguyên nhân"),
    )  # fmt: skip


def steps_table(steps: Sequence[Step]) -> PaperTable:
    """How long each step took, in working days (S4-19)."""
    heads = (
        Head(_("Bước")), Head(_("Để làm gì")), Head(_("Số lần")), Head(_("Trung bình, ngày làm việc")),
        Head(_("Trung vị")), Head(_("Lâu nhất")),
    )  # fmt: skip
    none = _("chưa có lần nào")
    lines = tuple(
        (
            Cell(str(each.label)), Cell(str(each.purpose)), Cell(each.n), Cell(each.mean, note=none),
            Cell(each.median, note=none), Cell(each.longest, note=none),
        )
        for each in steps
    )  # fmt: skip
    return PaperTable(
        "steps", _("Mỗi bước mất bao lâu"), (heads,), lines, (28, 56, 10, 14, 10, 10), sheet=_("Các bước")
    )


def rules_table(numbers: Mapping[str, Number]) -> PaperTable:
    """What each figure counts, and the numbers that held on the last day with their source."""
    heads = (Head(_("Số liệu hoặc mức")), Head(_("Cách tính, căn cứ")))
    lines = [(Cell(label_of(key)), Cell(rule_of(key))) for key in (*(each.key for each in FIGURES), SHARE, DAYS, RANK)]
    lines += [(Cell(number_label(each)), Cell(number_words(each))) for each in used(numbers)]
    return PaperTable("rules", _("Cách tính"), (heads,), tuple(lines), (34, 100), sheet=_("Cách tính"))


def used(numbers: Mapping[str, Number]) -> list[Number]:
    """The numbers that the scorecard goes by, in the order of their measures."""
    return [numbers[key] for key in MEASURE_LABELS if key in ("IDLE", "ACCEPT", "CONFIRM", "RANK") and key in numbers]


def number_label(number: Number) -> str:
    label = str(MEASURE_LABELS[number.measure])
    return f"{label} {format_number(number.number)}"


def number_words(number: Number) -> str:
    """Since when the number holds and by which source."""
    held = _("mức đi kèm phần mềm") if number.shipped or number.valid is None else range_label(number.valid)
    words = {"held": held[:1].upper() + held[1:], "source": number.source.rstrip(".")}
    return _("%(held)s. Căn cứ: %(source)s.") % words
