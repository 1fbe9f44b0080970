"""The criteria wall, made from roll-ups: columns, rows, footer – ready for ``core.ui.wall``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.ui.query import with_query
from dieuphoi.core.ui.states import BASES
from dieuphoi.core.ui.wall import WallCell, WallColumn, WallRow, wall
from dieuphoi.insight.board.selectors import VERDICT_OF_MARK, PastWall, SetYears, change
from dieuphoi.programme.assessments.models import AssessmentRound
from dieuphoi.programme.assessments.selectors import WallRow as Marks
from dieuphoi.programme.criteria.models import Criterion

_BASIS_OF_LETTER = {"C": "COMPUTED", "K": "CONCLUDED", "I": "IMPORTED", "X": "MIXED", "-": ""}


@dataclass(frozen=True, slots=True)
class ColumnCount:
    """How many of the communes shown meet a criterion, and how many do not."""

    met: int
    not_met: int
    open: int


def column_counts(rows: Sequence[Marks], width: int) -> list[ColumnCount]:
    """The counts of every column, over the very rows that the wall shows."""
    counters = [Counter(row.marks[at] for row in rows if at < len(row.marks)) for at in range(width)]
    return [ColumnCount(each["M"], each["N"], each["E"] + each["U"]) for each in counters]


def criterion_anchor(number: str) -> str:
    """The place of a criterion on the commune page."""
    return f"tc-{number}"


def wall_markup(
    round_: AssessmentRound,
    columns: Sequence[Criterion],
    rows: Sequence[Marks],
    before: Mapping[int, str],
    params: QueryDict | None = None,
    *,
    whole: bool = True,
) -> Markup:
    """The wall of ``rows``; without counts where they are but a part of what is shown (``whole``).

    ``before`` are the marks of the previous round by unit; ``params`` the view's
    URL.

    A cell leads to the indicators of that commune and criterion, a column's head to the criterion, a row's
    head to
    the commune; with ``params`` the counts of a column lead to the communes they count.
    """
    heads = [
        WallColumn(
            each.number,
            f"{each.number}. {each.name}",
            reverse("board:criterion", args=[round_.id, each.id]),
            f"#{criterion_anchor(each.number)}",
        )
        for each in columns
    ]
    width = len(columns)
    # Reversed once: a wall of the country has 3,321 rows and 63,000 cells.
    base = reverse("board:commune", args=[0]).removesuffix("0/")
    looks = _Looks()
    drawn = [
        WallRow(
            row.name,
            f"{base}{row.unit_id}/?round={round_.id}",
            [
                looks[key]
                for key in zip(
                    row.marks.ljust(width, "E")[:width],
                    row.bases.ljust(width, "-")[:width],
                    before.get(row.unit_id, "").ljust(width)[:width],
                    strict=True,
                )
            ],
            f"{row.criteria_met}/{row.criteria_total}",
        )
        for row in rows
    ]
    counts = column_counts(rows, len(columns)) if whole else []
    footer: list[str] | None
    footer = [
        Markup("<br>").join(
            (
                _count(count.met, params, each.number, "M", _("%(n)s xã đạt tiêu chí %(number)s")),
                _count(count.not_met, params, each.number, "N", _("%(n)s xã chưa đạt tiêu chí %(number)s")),
            )
        )
        for each, count in zip(columns, counts, strict=False)
    ]
    footer = [*footer, format_number(len(rows))] if whole else None
    return wall(
        heads,
        drawn,
        _("Bức tường tiêu chí: %(title)s") % {"title": round_.title},
        corner=_("Xã"),
        total_label=_("Số đạt"),
        footer=footer,
        footer_label=Markup("<br>").join((escape(_("Số xã đạt")), escape(_("Số xã chưa đạt")))),
    )


class _Looks(dict[tuple[str, str, str], WallCell]):
    """The cell of a mark, its basis and the mark before (a space: none): one object for all that look the same."""

    def __missing__(self, key: tuple[str, str, str]) -> WallCell:
        mark, letter, former = key
        basis = _BASIS_OF_LETTER[letter]
        # The kit draws the bases it knows; another one is told on the commune page.
        found = self[key] = WallCell(
            VERDICT_OF_MARK[mark], basis if basis in BASES else "", change(mark, former.strip())
        )
        return found


def _count(number: int, params: QueryDict | None, criterion: str, mark: str, words: str) -> Markup:
    text = format_number(number)
    label = words % {"n": text, "number": criterion}
    # While the wall is narrowed by one criterion, a link to another would count other communes.
    if params is None or not number or params.get("criterion") or params.get("mark"):
        return Markup('<span title="{}">{}</span>').format(label, text)
    href = with_query(params, criterion=criterion, mark=mark)
    return Markup('<a href="{}" title="{}" aria-label="{}">{}</a>').format(href, label, label, text)


def past_wall_markup(past: PastWall) -> Markup:
    """The wall of a year as it was published: every cell leads to the rows behind it."""
    heads = [WallColumn(each.number, f"{each.number}. {each.name}") for each in past.columns]
    rows = []
    for row in past.rows:
        href = reverse("assessments:decided", args=[row.pk])
        cells = [_past_cell(mark) for mark in row.marks.ljust(len(heads), "E")]
        total = _counted(row.criteria_met, row.criteria_total, row.reported_met)
        rows.append(WallRow(row.unit_name, href, cells, total))
    counts = [Counter(row.marks[at : at + 1] for row in past.rows) for at in range(len(heads))]
    footer: list[str] = [
        Markup("<br>").join(
            Markup('<span title="{}">{}</span>').format(words % {"n": format_number(count[mark])}, count[mark])
            for mark, words in (("M", _("%(n)s xã đạt")), ("N", _("%(n)s xã chưa đạt")))
        )
        for count in counts
    ]
    footer.append(format_number(len(past.rows)))
    return wall(
        heads,
        rows,
        _("Kết quả đã công bố năm %(year)s") % {"year": past.year},
        corner=_("Xã của năm ấy"),
        total_label=_("Số đạt"),
        footer=footer,
        footer_label=Markup("<br>").join((escape(_("Số xã đạt")), escape(_("Số xã chưa đạt")))),
    )


def years_markup(years: SetYears) -> Markup:
    """The years of one commune under one set: a row a year, with the letter of the basis."""
    heads = [WallColumn(each.number, f"{each.number}. {each.name}") for each in years.columns]
    rows = []
    for line in years.lines:
        if line.round_id is not None:
            href = f"?round={line.round_id}"
        else:
            href = reverse("assessments:decided", args=[line.decided_id])
        bases = line.bases.ljust(len(heads), "-")
        cells = [
            WallCell(VERDICT_OF_MARK[mark], basis if basis in BASES else "")
            for mark, basis in zip(
                line.marks.ljust(len(heads), "E"), (_BASIS_OF_LETTER[each] for each in bases), strict=False
            )
        ]
        note = _("theo kết quả đã công bố") if line.decided_id is not None else ""
        rows.append(WallRow(line.label, href, cells, _counted(line.met, line.total, line.reported), note))
    return wall(
        heads,
        rows,
        _("Kết quả các năm – %(set)s") % {"set": years.version.set.name},
        corner=_("Năm"),
        total_label=_("Số đạt"),
        tall=False,
    )


def _past_cell(mark: str) -> WallCell:
    return WallCell(VERDICT_OF_MARK[mark], "" if mark == "E" else "IMPORTED")


def _counted(met: int, total: int, reported: int | None) -> str:
    """``15/19``, and what the document says where it says something else: ``15/19 (văn bản: 16)``."""
    text = f"{met}/{total}"
    if reported is not None and reported != met:
        text += " " + _("(văn bản: %(n)s)") % {"n": reported}
    return text
