"""The tables of people and bodies, the same for page, workbook and letter: no one of them shows another figure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dieuphoi.core.kernel.dates import format_date, format_datetime
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.letters.tables import Cell, Head, PaperHead, PaperTable
from dieuphoi.core.ui.query import with_query
from dieuphoi.steering.tasks.selectors import load

SORTS: Final = ("name", *load.KEYS, "oldest")


def paper_head(title: str, *lines: str, who: str, now: datetime) -> PaperHead:
    """What stands above every file: what it is, what was asked for, who made it when."""
    made = _("Xuất lúc %(at)s, người xuất: %(who)s") % {"at": format_datetime(now), "who": who}
    return PaperHead(title, (*(line for line in lines if line), made))


def rule_words(work: load.Workload) -> str:
    words = {"n": format_number(work.rule.number), "source": work.rule.source.rstrip(".")}
    return _("Quá tải: từ %(n)s việc đang mở. Căn cứ: %(source)s.") % words


def sorted_load(work: load.Workload, sort: str) -> list[load.LoadRow]:
    """The people in the order that is asked for; equals stay as they are: the most open tasks first."""
    rows = list(work.rows)
    if sort == "name":
        return sorted(rows, key=lambda row: (row.key, row.person_id))
    if sort == "oldest":
        return sorted(rows, key=lambda row: row.oldest or date.max)
    return sorted(rows, key=lambda row: -row.figures[sort]) if sort else rows


def load_table(
    work: load.Workload, rows: list[load.LoadRow], *, sort_href: Callable[[str], str] | None = None
) -> PaperTable:
    """One row a person; each number opens the list of exactly these tasks."""

    def head(text: str, key: str, title: str = "") -> Head:
        return Head(text, href=sort_href(key) if sort_href is not None else "", title=title)

    heads = [head(_("Người"), "name"), Head(_("Chức vụ"))]
    heads += [head(str(each.label), each.key, str(each.rule)) for each in load.FIGURES]
    heads += [head(_("Việc mở lâu nhất, giao ngày"), "oldest"), Head(_("Mức tải"))]
    lines = []
    for row in rows:
        cells = [Cell(row.name, href=reverse("tasks:duties", args=[row.person_id]))]
        cells.append(Cell("; ".join(row.posts) or _("không còn chức vụ")))
        cells += [Cell(row.figures[key], href=list_href(key, row, work.day)) for key in load.KEYS]
        oldest = format_date(row.oldest) if row.oldest else None
        cells.append(Cell(oldest, href=list_href("oldest", row, work.day) if oldest else "", note=_("không có việc")))
        cells.append(Cell(_("quá tải") if row.overloaded else ""))
        lines.append(tuple(cells))
    total = [Cell(_("Cộng")), Cell(ngettext("%(n)s người", "%(n)s người", len(rows)) % {"n": format_number(len(rows))})]
    total += [Cell(sum(row.figures[key] for row in rows)) for key in load.KEYS]
    lines.append((*total, Cell(""), Cell(format_number(work.overloaded) if work.overloaded else "")))
    return PaperTable(
        "load", _("Khối lượng việc theo người"), (tuple(heads),), tuple(lines),
        (26, 44, *([11] * len(load.KEYS)), 14, 12), notes=(rule_words(work),), total=True,
        strong=frozenset(n for n, row in enumerate(rows) if row.overloaded), sheet=_("Khối lượng việc"),
    )  # fmt: skip


def list_href(figure: str, row: load.LoadRow, day: date) -> str:
    """The list of tasks behind a number; none behind nothing."""
    if figure != "oldest" and not row.figures[figure]:
        return ""
    return reverse("tasks:list") + with_query(load.rows_of(figure, row.person_id, day))
