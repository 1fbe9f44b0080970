"""The wide sheet of a year: communes by measures, the same out and in (S3-30, S4-41)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.exchange.columns import MatrixColumn, MatrixSpec, SheetColumn
from dieuphoi.core.exchange.importers import (
    CHANGED,
    NEW,
    SAME,
    Applied,
    Change,
    Checked,
    Importer,
    Line,
    Target,
)
from dieuphoi.core.exchange.reader import Matrix, show
from dieuphoi.core.exchange.selectors import import_run
from dieuphoi.core.exchange.undoing import added, refuse_later
from dieuphoi.core.exchange.writer import write_matrix
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.policy import Answer, Refusal
from dieuphoi.registry.profile import policies, selectors
from dieuphoi.registry.profile.models import CommuneStatistic
from dieuphoi.registry.profile.services import NewFigure, doubts, statistics_save, statistics_take_back
from dieuphoi.registry.territory.selectors import UnitRow, units_on

KIND: Final = "commune-statistics"
_ROWS: Final = (
    SheetColumn("code", _("Mã xã"), kind="code", required=True, digits=5, locked=True, width=9),
    SheetColumn("name", _("Tên xã"), locked=True, width=24),
)
_NOTES: Final = (_("Ô trống không làm thay đổi số liệu đã có. Số 0 là có số liệu và bằng không."),)


@dataclass(slots=True)
class _Line:
    number: int
    name: str
    changes: list[Change] = field(default_factory=list)
    is_new: bool = True


class StatisticImporter(Importer[Matrix]):
    """The figures of one year; a person sees and fills the communes that they may write."""

    spec = MatrixSpec(
        key=KIND,
        title=_("Số liệu kinh tế - xã hội của xã"),
        row_columns=_ROWS,
        row_key="code",
        columns=(),
        notes=_NOTES,
    )
    target_keys = ("year",)
    has_template = True
    writes = (CommuneStatistic,)
    can_undo = True

    def may(self, actor: Actor, target: Target) -> Answer:
        if not 1990 <= target["year"] <= 2100:
            return Refusal("bad_year", gettext("Năm phải từ 1990 đến 2100."), status=422)
        return policies.may_enter_somewhere(actor)

    def target_label(self, actor: Actor, target: Target) -> str:
        return gettext("Năm %(year)s") % {"year": target["year"]}

    def back_url(self, target: Target) -> str:
        return f"{reverse('profile:statistics')}?year={target['year']}"

    def spec_for(self, actor: Actor, target: Target) -> MatrixSpec:
        year = target["year"]
        columns = tuple(
            MatrixColumn(
                key=measure.code,
                code=measure.code,
                name=measure.name,
                unit=measure.unit_name,
                kind="percent" if measure.unit_name == "%" else "number",
                minimum=0,
            )
            for measure in selectors.measures_on(actor, _end_of(year))
        )
        title = gettext("Số liệu kinh tế - xã hội của xã, năm %(year)s") % {"year": year}
        return MatrixSpec(
            key=KIND,
            title=title,
            row_columns=_ROWS,
            row_key="code",
            columns=columns,
            notes=_NOTES,
            sheet_name=str(year),
        )

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        year = target["year"]
        units = _units(actor, year, today(now))
        numbers = selectors.numbers_of(actor, year, [unit.id for unit in units.values()])
        before = selectors.numbers_of(actor, year - 1, [unit.id for unit in units.values()])
        codes = {unit.id: code for code, unit in units.items()}
        data = write_matrix(
            self.spec_for(actor, target),
            [{"code": unit.code, "name": unit.full_name} for unit in units.values()],
            {(codes[unit], code): number for (unit, code), number in numbers.items()},
            previous={(codes[unit], code): number for (unit, code), number in before.items()},
            now=now,
        )
        return data, f"so-lieu-xa-{year}.xlsx"

    def check(self, actor: Actor, target: Target, table: Matrix, now: datetime) -> Checked:
        year = target["year"]
        checked = Checked()
        units = _units(actor, year, today(now))
        measures = selectors.measures_on(actor, _end_of(year))
        ids = {measure.code: measure.pk for measure in measures}
        there = selectors.numbers_of(actor, year, [unit.id for unit in units.values()])
        for number, code, _cells in table.body:
            if code not in units:
                message = gettext("Năm này không có xã mang mã này trong phạm vi của bạn.")
                checked.errors.append(table.error(number, str(_ROWS[0].header), message, code))
        lines: dict[str, _Line] = {}
        rows: dict[str, dict[str, Decimal | None]] = {}
        figures = []
        counts = checked.difference.counts
        for code, key, value, number, header in table.values():
            unit = units.get(code)
            if unit is None:
                continue
            if value < 0:
                checked.errors.append(table.error(number, header, gettext("Số liệu không được âm."), value))
                continue
            former = there.get((unit.id, key))
            numbers = rows.setdefault(code, {m: there.get((unit.id, m)) for m in ids})
            numbers[key] = value
            if former is not None and former == value:
                counts[SAME] += 1
                continue
            counts[NEW if former is None else CHANGED] += 1
            line = lines.setdefault(code, _Line(number, unit.full_name))
            line.is_new = line.is_new and former is None
            line.changes.append(Change(header, show(former), show(value)))
            figures.append(NewFigure(unit.id, year, ids[key], value, source=gettext("Biểu nhập số liệu")))
        for code, line in lines.items():
            for measure, words in doubts(measures, rows[code]):
                checked.warnings.append(table.error(line.number, measure, words))
        checked.difference.lines += [
            Line(each.number, each.name, NEW if each.is_new else CHANGED, tuple(each.changes))
            for each in lines.values()
        ]
        checked.payload = figures
        return checked

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        saved = statistics_save(actor=actor, figures=checked.payload, now=now)
        return Applied({"changed": saved.changed})

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        ids = list(added(import_run(actor, run_id), CommuneStatistic).values_list("pk", flat=True))
        restored, cleared, corrected = statistics_take_back(actor=actor, ids=ids, now=now)
        refuse_later(corrected)
        return Applied({"restored": restored, "cleared": cleared})


def _end_of(year: int) -> date:
    return date(year, 12, 31)


def _units(actor: Actor, year: int, day: date) -> dict[str, UnitRow]:
    """The commune units that stood at the end of the year (this year: today) and that the actor may write, by code."""
    writes = actor.writes()
    rows: list[Any] = units_on(actor, min(_end_of(year), day), kind="commune", types=("xa",))
    return {row.code: row for row in rows if row.code and row.id in writes}
