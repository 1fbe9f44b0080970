"""The sheet of units: what exists on a day, and the way in for units that no package knows (villages first of all)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import DateRange

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.importers import NEW, SAME, Applied, Checked, Importer, Target
from dieuphoi.core.exchange.reader import Row, Table
from dieuphoi.core.exchange.selectors import import_run
from dieuphoi.core.exchange.undoing import NOT_TOLD, never_valid, refuse_rests, restore, touched
from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.kernel.ranges import contains, day_after, first_day
from dieuphoi.core.kernel.text import fold
from dieuphoi.registry.territory import policies
from dieuphoi.registry.territory.models import (
    AdminUnit,
    Kind,
    UnitClass,
    UnitCode,
    UnitName,
    UnitParent,
    UnitType,
)
from dieuphoi.registry.territory.names import full_name
from dieuphoi.registry.territory.selectors.units import (
    COMMUNE_GROUP,
    FLAG,
    REGION,
    ZONE,
    Places,
    UnitRow,
    classification_on,
    units_on,
)
from dieuphoi.registry.territory.services.taking_back import on_units
from dieuphoi.registry.territory.services.units import (
    TYPES_OF,
    NewUnit,
    one_at_a_time,
    unit_faults,
    units_create,
)

UNIT_SHEET: Final = SheetSpec(
    key="units",
    title=_("Đơn vị hành chính"),
    columns=(
        SheetColumn("type", _("Loại"), "choice", required=True, choices=tuple(UnitType.choices), width=14),
        SheetColumn("name", _("Tên"), required=True, max_length=120, width=28,
                    help=_("Không ghi chữ Xã, Phường, Thôn phía trước.")),
        SheetColumn("code", _("Mã"), "code", max_length=12, width=10, help=_("Thôn không cần mã.")),
        SheetColumn("parent", _("Thuộc (mã hoặc tên)"), "code", max_length=120, width=26, aliases=("Thuộc",)),
        SheetColumn("since", _("Có từ ngày"), "date", width=14, help=_("Để trống: có từ trước, không rõ ngày.")),
        SheetColumn("until", _("Đến hết ngày"), "date", width=14, help=_("Để trống: đến nay.")),
        SheetColumn("source", _("Nguồn"), max_length=400, width=36),
        SheetColumn("region", _("Vùng"), width=12, locked=True),
        SheetColumn("group", _("Nhóm xã"), width=12, locked=True),
        SheetColumn("zone", _("Khu vực"), width=12, locked=True),
        SheetColumn("flags", _("Cờ"), width=20, locked=True),
    ),
    notes=(
        _("Dùng để nạp đơn vị chưa có, như thôn. Đơn vị đã có được giữ nguyên."),
        _("Đổi tên, đổi mã, sáp nhập là một thay đổi: dùng bảng Thay đổi đơn vị hành chính."),
    ),
    sheet_name=_("Đơn vị"),
    file_name="don-vi-hanh-chinh.xlsx",
)  # fmt: skip
KIND_OF_TYPE: Final = {str(kind): str(level) for level, kinds in TYPES_OF.items() for kind in kinds}


@dataclass(slots=True)
class _Plan:
    rows: list[NewUnit] = field(default_factory=list)


class UnitImporter(Importer[Table]):
    """Units by a sheet: makes the ones that are not there. It renames, moves and ends none."""

    spec = UNIT_SHEET
    has_template = True
    writes = (AdminUnit, UnitName, UnitCode, UnitParent, UnitClass)
    can_undo = True

    def may(self, actor: Actor, target: Target) -> Answer:
        return policies.may_manage_territory(actor)

    def back_url(self, target: Target) -> str:
        return reverse("territory:units")

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        return unit_workbook(actor, now, day=today(now)), UNIT_SHEET.file_name

    def check(self, actor: Actor, target: Target, table: Table, now: datetime) -> Checked:
        checked = Checked()
        plan = _Plan()
        days = _Days(actor, today(now))
        fresh: dict[str, str] = {}  # code or full name of a unit of this file → its key
        rows: list[tuple[Row, str]] = []
        for row in sorted(table.rows, key=_level):
            kind, name = row.get("type"), row.get("name")
            if kind is None or name is None:
                continue  # the reading itself has said so
            since, until = row.get("since"), row.get("until")
            if since and until and until < since:
                checked.errors.append(table.error(row, "until", gettext("Ngày kết thúc phải sau ngày bắt đầu.")))
                continue
            day = days.day(since, until)
            key = f"r{row.number}"
            parent = self._parent(table, row, days.places(day), fresh, checked)
            if parent is False:
                continue
            there = days.find(
                day, kind, name.strip(), row.get("code") or "", parent if isinstance(parent, int) else None
            )
            if there is not None:
                self._same(table, row, there, checked)
                continue
            rows.append((row, key))
            plan.rows.append(
                NewUnit(
                    key=key,
                    kind=KIND_OF_TYPE[kind],
                    type=kind,
                    name=name.strip(),
                    code=row.get("code") or "",
                    parent=parent,
                    source=row.get("source") or gettext("Bảng tính của Văn phòng"),
                    exists=DateRange(since, until + timedelta(days=1) if until else None, "[)"),
                )
            )
            fresh |= dict.fromkeys((full_name(kind, name.strip()), row.get("code") or ""), key)
            checked.difference.add(NEW, full_name(kind, name.strip()), row.number)
        for fault in unit_faults(actor, plan.rows):
            where, _key = rows[(fault.row or 1) - 1]
            column = {"kind": "type", "key": "name"}.get(fault.field, fault.field)
            checked.errors.append(table.error(where, column, fault.message))
        checked.payload = plan
        return checked

    def _parent(
        self, table: Table, row: Row, places: Places, fresh: Mapping[str, str], checked: Checked
    ) -> int | str | bool | None:
        typed = row.get("parent")
        if typed is None:
            return None  # a province; the shape check says so of any other
        if typed in fresh:
            return fresh[typed]
        try:
            return places.find(str(typed)).id
        except ValueError as error:
            checked.errors.append(table.error(row, "parent", str(error)))
            return False

    def _same(self, table: Table, row: Row, there: UnitRow, checked: Checked) -> None:
        if (there.type, fold(there.name)) != (row["type"], fold(row["name"])):
            message = gettext("Mã %(code)s đang là %(unit)s. Đổi tên là một thay đổi, hãy dùng bảng Thay đổi.")
            checked.errors.append(table.error(row, "name", message % {"code": there.code, "unit": there.full_name}))
        else:
            checked.difference.add(SAME)

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        plan: _Plan = checked.payload
        if plan.rows:
            units_create(actor=actor, rows=plan.rows, now=now)
        return Applied({"new": len(plan.rows)})

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        one_at_a_time()
        run = import_run(actor, run_id)
        refuse_rests(on_units(actor, touched(run, AdminUnit), touched(run, UnitClass)))
        return restore(
            run, self.writes, end=dict.fromkeys(self.writes, never_valid),
            named=dict.fromkeys((AdminUnit, UnitCode, UnitParent, UnitClass), NOT_TOLD),
        )


def _level(row: Row) -> tuple[int, int]:
    """Provinces first: a row may name a parent that stands below it in the file."""
    order = [str(kind) for kind in (Kind.PROVINCE, Kind.DISTRICT, Kind.COMMUNE, Kind.VILLAGE)]
    return order.index(KIND_OF_TYPE.get(row.get("type") or "", str(Kind.VILLAGE))), row.number


class _Days:
    """The units of the days that rows speak of, each day read once."""

    def __init__(self, actor: Actor, now: date) -> None:
        self.actor, self.now = actor, now
        self._rows: dict[date, list[UnitRow]] = {}
        self._places: dict[date, Places] = {}
        self._index: dict[date, dict[tuple[str, str, str, int | None], UnitRow]] = {}

    def day(self, since: date | None, until: date | None) -> date:
        """A day on which the row's unit exists: today where it still does, else its last, else its first."""
        if contains(DateRange(since, until + timedelta(days=1) if until else None, "[)"), self.now):
            return self.now
        return until or since or self.now

    def rows(self, day: date) -> list[UnitRow]:
        if day not in self._rows:
            self._rows[day] = units_on(self.actor, day)
        return self._rows[day]

    def places(self, day: date) -> Places:
        if day not in self._places:
            self._places[day] = Places(self.rows(day))
        return self._places[day]

    def find(self, day: date, kind: str, name: str, code: str, parent: int | None) -> UnitRow | None:
        """The unit that is there already: by its code, or by type, name and place where it has none."""
        if day not in self._index:
            index: dict[tuple[str, str, str, int | None], UnitRow] = {}
            for row in self.rows(day):
                if row.code:
                    index[("", "", row.code, None)] = row
                index[(row.type, fold(row.name), "", row.parent_id)] = row
            self._index[day] = index
        if code:
            return self._index[day].get(("", "", code, None))
        return self._index[day].get((kind, fold(name), "", parent))


def unit_workbook(
    actor: Actor, now: datetime, *, day: date, kind: str | None = None, province: int | None = None
) -> bytes:
    """The units of a day as the sheet that can be brought back."""
    rows = units_on(actor, day, kind=kind, province=province)
    classes = classification_on([row.id for row in rows], day)
    lives = dict(
        AdminUnit.objects.visible_to(actor).filter(id__any_of={row.id for row in rows}).values_list("id", "valid")
    )
    parents = {row.id: row.code for row in rows if row.code}
    return write_sheet(
        UNIT_SHEET,
        [_line(row, parents, lives[row.id], classes[row.id]) for row in rows],
        now=now,
        as_of=day,
        protect=False,
        blank_rows=100,
    )


def _line(row: UnitRow, parents: Mapping[int, str], valid: Any, classes: Mapping[str, Any]) -> dict[str, Any]:
    until = day_after(valid)
    return {
        "type": row.type,
        "name": row.name,
        "code": row.code or None,
        "parent": parents.get(row.parent_id or 0) or row.parent_name or None,
        "since": first_day(valid),
        "until": until - timedelta(days=1) if until else None,
        "region": classes.get(REGION),
        "group": classes.get(COMMUNE_GROUP),
        "zone": classes.get(ZONE),
        "flags": ", ".join(classes.get(FLAG, classes.get("flags", []))) or None,
    }
