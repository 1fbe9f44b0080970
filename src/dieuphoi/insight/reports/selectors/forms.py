"""Forms of the programme from data (``data/forms.yaml``): what a cell counts, for which group, at which moment.

Nothing here is an official form: every output says ``mẫu tham khảo`` and where the form was seen. A cell without data
is a gap with its reason, never 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final

import yaml
from django.urls import reverse
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.period import parse_period
from dieuphoi.core.letters.tables import Cell, Head, PaperTable
from dieuphoi.core.ui.query import with_query
from dieuphoi.insight.reports.selectors.choosing import last_day, rounds_to_choose
from dieuphoi.insight.reports.selectors.rows import Narrow, Reading, reading
from dieuphoi.insight.reports.selectors.summing import band_limits
from dieuphoi.insight.reports.words import NOT_CLASSIFIED, band_words
from dieuphoi.programme.assessments.comparing.walls import was_frozen
from dieuphoi.programme.assessments.models import AssessmentRound
from dieuphoi.programme.assessments.round_words import edition_words
from dieuphoi.programme.targets import selectors as targets

_DATA: Final = Path(__file__).parents[1] / "data" / "forms.yaml"
_ONES: Final = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_NARROWS: Final = frozenset({"met", "recognised", "level"})


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a form as the data says it."""

    label: str
    count: Any
    number: str = ""
    each: str = ""
    strong: bool = False
    note: str = ""
    why: str = ""
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form (``biểu``): its columns are the groups of ``dimension`` × three moments."""

    key: str
    number: str
    title: str
    about: str
    unit: str
    rows: tuple[Row, ...]
    dimension: str
    groups: tuple[tuple[str, str], ...]
    marked: str
    source: str


@lru_cache(maxsize=1)
def forms() -> tuple[Form, ...]:
    """The forms of the data file. Raises ``ValueError`` for one that cannot be read: a test loads them."""
    kept = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    groups = tuple((str(each["code"]), str(each["name"])) for each in kept["groups"])
    return tuple(
        Form(
            key=each["key"],
            number=each["number"],
            title=each["title"],
            about=each["about"],
            unit=each["unit"],
            rows=tuple(_row(row) for row in each["rows"]),
            dimension=kept["group"],
            groups=groups,
            marked=kept["marked"],
            source=kept["source"].strip(),
        )
        for each in kept["forms"]
    )


def _row(kept: Mapping[str, Any]) -> Row:
    count = kept["count"]
    if isinstance(count, Mapping) and set(count) - _NARROWS:
        raise ValueError(f"unknown count {count!r}")
    if not isinstance(count, Mapping) and count not in ("communes", "none"):
        raise ValueError(f"unknown count {count!r}")
    return Row(
        label=kept.get("label", ""), count=count, number=str(kept.get("number", "")), each=kept.get("each", ""),
        strong=kept.get("strong", False), note=kept.get("note", ""), why=kept.get("why", ""),
        plan=kept.get("plan", ""),
    )  # fmt: skip


def form_of(key: str) -> Form:
    """The form with this key. Raises ``NotVisible``."""
    for each in forms():
        if each.key == key:
            return each
    raise NotVisible(_("Không có biểu này."))


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the filled form: what it counts as a :class:`Narrow`, or ``None`` for what nothing is known of."""

    number: str
    label: str
    strong: bool
    wanted: Narrow | None
    note: str
    why: str
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """One column of each group: a round read – ``why`` says which edition of it –, or the reason why there is nothing.

    ``plan`` finds the plan number of a level instead.
    """

    label: str
    read: Reading | None
    why: str = ""
    plan: Callable[[str], Cell] | None = None


def lines_of(form: Form, read: Reading, bands: Sequence[tuple[str, int, int]]) -> list[Line]:
    """The rows of a form for the set of a reading."""
    total, lines = read.total, []
    for row in form.rows:
        if row.each == "criteria":
            lines += [
                _line(row, Narrow(criterion=each.number, mark="M"), each.name, each.number) for each in read.columns
            ]
        elif row.each == "bands":
            below = [(low, high) for _name, low, high in bands if high < total]
            lines += [
                _line(row, Narrow(least=low, most=high), row.label.replace("{band}", band_words(low, high)))
                for low, high in below
            ]
        else:
            lines.append(_line(row, _wanted(row.count, total), row.label.replace("{all}", str(total))))
    return _numbered(lines)


def _numbered(lines: list[Line]) -> list[Line]:
    """Rows that repeat (one a band) carry the Roman number once and go on counting: III, IV, … in their order."""
    roman = tuple(f"{tens}{ones}" for tens in ("", "X", "XX") for ones in _ONES)[1:]
    at, numbered = 0, []
    for line in lines:
        if line.number in roman:
            line = replace(line, number=roman[at] if at < len(roman) else "")
            at += 1
        numbered.append(line)
    return numbered


def _line(row: Row, wanted: Narrow | None, label: str, number: str = "") -> Line:
    return Line(number or row.number, label, row.strong, wanted, row.note, row.why, row.plan)


def _wanted(count: Any, total: int) -> Narrow | None:
    if count == "communes":
        return Narrow()
    if count == "none":
        return None
    wanted = Narrow(level=count.get("level", ""))
    if count.get("met") == "all":
        wanted = replace(wanted, least=total)
    if "recognised" in count:
        wanted = replace(wanted, recognised="yes" if count["recognised"] else "no")
    return wanted


def moments_of(actor: Actor, read: Reading) -> tuple[Moment, Moment, Moment]:
    """The end of the year before, what is done, the plan: of the round that a reading is of."""
    round_ = read.round
    before = round_.year - 1
    period = None
    try:
        period = parse_period(round_.period)
    except ValueError:
        period = None
    done = period.label if period is not None else str(round_.year)
    return (
        _year_end(actor, round_, before, read.day),
        Moment(_("Thực hiện %(period)s") % {"period": done[:1].lower() + done[1:]}, read),
        Moment(
            _("Kế hoạch cả năm %(year)s") % {"year": round_.year},
            None,
            _("lấy từ kế hoạch số xã đạt của tỉnh, theo mức công nhận; không chia theo nhóm xã, theo tiêu chí."),
            partial(_planned, actor, round_, read.day or actor.on),
        ),
    )


def _planned(actor: Actor, round_: AssessmentRound, day: date, level: str) -> Cell:
    """The province's plan number for the round's year at a level, with the way to it; a gap says what there is."""
    rows = [row for row in targets.plan_rows(actor, day, year=round_.year, level=level)
            if row.unit_id == round_.province_id]  # fmt: skip
    of_year = [row for row in rows if row.years == str(round_.year)]
    if len(of_year) == 1:
        [row] = of_year
        return Cell(row.wanted, href=reverse("targets:page", args=[row.id]), note=row.document)
    if of_year:
        return Cell(None, note=_("Năm %(year)s có nhiều kế hoạch cho mức này.") % {"year": round_.year})
    if rows:
        return Cell(
            None,
            note=_("Chỉ có kế hoạch giai đoạn %(years)s: %(n)s xã.")
            % {"years": rows[0].years, "n": format_number(rows[0].wanted)},
        )
    return Cell(None, note=_("Tỉnh chưa ghi kế hoạch năm %(year)s cho mức này.") % {"year": round_.year})


def _year_end(actor: Actor, round_: AssessmentRound, year: int, day: date | None) -> Moment:
    """The newest frozen round of the same set that ends in a year, of the same province."""
    label = _("Kết quả đến 31/12/%(year)s") % {"year": year}
    of_year = [each for each in rounds_to_choose(actor, round_.province_id) if last_day(each).year == year]
    known = [
        each
        for each in of_year
        if (was_frozen(each, day) if day is not None else each.state == "FROZEN") and each.pk != round_.pk
    ]
    if not known:
        running = next((each for each in of_year if each.pk != round_.pk), None)
        if running is not None:
            words = {"round": running.title, "year": year}
            return Moment(label, None, _("“%(round)s” chưa chốt, nên chưa có số đến hết năm %(year)s.") % words)
        return Moment(label, None, _("Không có đợt đã chốt nào kết thúc trong năm %(year)s.") % {"year": year})
    same = [each for each in known if each.version_id == round_.version_id]
    if not same:
        words = {"year": year, "set": known[0].version.set.name}
        return Moment(label, None, _("Năm %(year)s chấm theo %(set)s, không so sánh được.") % words)
    told = reading(actor, same[0], day=day)
    edition = _("%(round)s, %(edition)s.") % {"round": same[0].title, "edition": edition_words(same[0], told.at)}
    return Moment(label, told, edition)


def groups_of_form(form: Form, moments: Sequence[Moment]) -> list[tuple[str, str]]:
    """The columns of a form; communes without a group get one of their own: nobody falls out of the sum."""
    groups = [(f"{form.dimension}:{code}", name) for code, name in form.groups]
    known = {code for code, _name in form.groups}
    rest = {
        str(row.classes.get(form.dimension) or NOT_CLASSIFIED)
        for moment in moments
        if moment.read is not None
        for row in moment.read.rows
    } - known
    named = [(f"{form.dimension}:{value}", value) for value in sorted(rest - {NOT_CLASSIFIED})]
    return (
        groups
        + named
        + ([(f"{form.dimension}:{NOT_CLASSIFIED}", _("Chưa xếp nhóm"))] if NOT_CLASSIFIED in rest else [])
    )


def form_table(actor: Actor, form: Form, read: Reading) -> PaperTable:
    """The filled form for one round: every count leads to the communes behind it."""
    moments = moments_of(actor, read)
    groups = groups_of_form(form, moments)
    lines = lines_of(form, read, band_limits(actor, read.round, read.total))
    short = (_("Kết quả đến 31/12/%(year)s") % {"year": read.round.year - 1}, moments[1].label, moments[2].label)
    heads = (
        (Head(_("TT"), rows=2), Head(_("Nội dung"), rows=2), *(Head(name, span=len(moments)) for _group, name in
        groups), Head(_("Cộng"), span=len(moments))),
        tuple(Head(label) for _group in (*groups, ("", "")) for label in short),
    )  # fmt: skip
    rows = []
    for line in lines:
        cells = [Cell(line.number), Cell(line.label)]
        for group, _name in (*groups, ("", "")):
            cells += [_cell(line, moment, group) for moment in moments]
        rows.append(tuple(cells))
    # The same gap in many cells is told once, below the table.
    notes = [
        *(line.note for line in lines if line.note),
        *(line.why for line in lines if line.wanted is None and line.why),
    ]
    notes += [f"{moment.label}: {moment.why}" for moment in moments if moment.why]
    notes.append(
        _("Dữ liệu công nhận tính đến ngày %(day)s. Ô trống là chưa có số liệu, không phải bằng 0.")
        % {"day": format_date(read.recognised_on)}
    )
    notes.append(f"{form.marked[:1].upper()}{form.marked[1:]}. {form.source}")
    return PaperTable(
        key=form.key,
        title=f"{form.number}. {form.title}",
        heads=heads,
        rows=tuple(rows),
        widths=(6, 40, *([10] * (len(groups) + 1) * len(moments))),
        notes=tuple(dict.fromkeys(notes)),
        strong=frozenset(at for at, line in enumerate(lines) if line.strong),
        sheet=form.number,
    )


def _cell(line: Line, moment: Moment, group: str) -> Cell:
    if line.wanted is None:
        return Cell(None, note=line.why)
    if moment.plan is not None:
        if not line.plan:
            return Cell(None, note=_("Không có kế hoạch cho dòng này."))
        return moment.plan(line.plan) if not group else Cell(None, note=_("Kế hoạch không chia theo nhóm xã."))
    if moment.read is None:
        return Cell(None, note=moment.why)
    read = moment.read
    wanted = replace(line.wanted, group=group)
    if wanted.criterion and wanted.criterion not in {each.number for each in read.columns}:
        return Cell(None, note=_("Đợt này không có tiêu chí ấy."))
    found = read.narrowed(wanted)
    return Cell(len(found), href=communes_url(read, wanted))


def communes_url(read: Reading, wanted: Narrow) -> str:
    """The page of the communes that are meant: the very rows that a cell counts."""
    params: dict[str, object] = {"round": read.round.pk}
    if read.against is not None and wanted.move:
        params["against"] = read.against.pk
    for name in ("criterion", "mark", "least", "most", "group", "recognised", "level", "move"):
        value = getattr(wanted, name)
        if value not in ("", None):
            params[name] = value
    if read.day is not None:
        params["as_of"] = format_date(read.day)
    return reverse("reports:communes") + with_query(params)
