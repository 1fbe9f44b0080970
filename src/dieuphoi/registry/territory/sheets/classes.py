"""The sheet of classes: unit, dimension, value, decision, since when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.importers import NEW, SAME, Applied, Checked, Importer, Target
from dieuphoi.core.exchange.reader import Table
from dieuphoi.core.exchange.selectors import import_run
from dieuphoi.core.exchange.undoing import Named, never_valid, restore, touched
from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.kernel.ranges import day_after, first_day
from dieuphoi.registry.territory import loader, policies
from dieuphoi.registry.territory.models import UnitClass
from dieuphoi.registry.territory.selectors.units import DIMENSIONS, REGION, Places, units_on
from dieuphoi.registry.territory.services.classes import ClassFrom, class_faults, classes_set
from dieuphoi.registry.territory.services.units import one_at_a_time

CLASS_SHEET: Final = SheetSpec(
    key="unit-classes",
    title=_("Phân loại đơn vị hành chính"),
    columns=(
        SheetColumn("unit", _("Đơn vị (mã hoặc tên)"), "code", required=True, max_length=120, width=26,
                    aliases=("Mã xã", "Đơn vị")),
        SheetColumn("name", _("Tên đơn vị"), width=28, locked=True),
        SheetColumn("dimension", _("Phân loại theo"), "choice", required=True,
                    choices=tuple(DIMENSIONS.items()), width=16),
        SheetColumn("value", _("Giá trị"), "code", required=True, max_length=60, width=16),
        SheetColumn("decision", _("Quyết định"), required=True, max_length=400, width=36),
        SheetColumn("since", _("Từ ngày"), "date", width=14, help=_("Để trống: có từ trước, không rõ ngày.")),
        SheetColumn("until", _("Đến hết ngày"), "date", width=14, help=_("Để trống: đến nay.")),
    ),
    identity=("unit", "dimension", "value", "since"),
    notes=(_("Phân loại mới thay cho phân loại đang có từ ngày ghi ở đây; phân loại cũ còn trong lịch sử."),),
    sheet_name=_("Phân loại"),
    file_name="phan-loai-don-vi.xlsx",
)  # fmt: skip


class ClassImporter(Importer[Table]):
    """Classifies units by a sheet, from a day on; removes none."""

    spec = CLASS_SHEET
    has_template = True
    writes = (UnitClass,)
    can_undo = True

    def may(self, actor: Actor, target: Target) -> Answer:
        return policies.may_manage_territory(actor)

    def back_url(self, target: Target) -> str:
        return reverse("territory:units")

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        return class_workbook(actor, now), CLASS_SHEET.file_name

    def check(self, actor: Actor, target: Target, table: Table, now: datetime) -> Checked:
        checked = Checked()
        regions = set(loader.read_regions().by_old_province.values())
        places: dict[Any, Places] = {}
        rows: list[ClassFrom] = []
        labels: list[str] = []
        for row in table.rows:
            if any(row.get(key) is None for key in ("unit", "dimension", "value", "decision")):
                continue  # the reading itself has said so
            since, until = row.get("since"), row.get("until")
            day = until if until is not None and until < today(now) else max(since or today(now), today(now))
            if day not in places:
                places[day] = Places(units_on(actor, day))
            try:
                unit = places[day].find(str(row["unit"]))
            except ValueError as error:
                checked.errors.append(table.error(row, "unit", str(error)))
                continue
            if row["dimension"] == REGION and row["value"] not in regions:
                message = gettext("Không có vùng này. Chọn một trong: %(regions)s.")
                checked.errors.append(table.error(row, "value", message % {"regions": ", ".join(sorted(regions))}))
                continue
            rows.append(
                ClassFrom(
                    unit=unit.id,
                    dimension=row["dimension"],
                    value=row["value"],
                    decision=row["decision"],
                    since=since,
                    until=until + timedelta(days=1) if until else None,
                    row=row.number,
                )
            )
            labels.append(unit.full_name)
        errors, kept = class_faults(actor, rows)
        for fault in errors:
            checked.errors.append(table.error(fault.row, "value", fault.message, fault.value))
        for index, label in enumerate(labels):
            checked.difference.add(SAME if index in kept else NEW, f"{label}: {rows[index].value}", rows[index].row)
        checked.payload = rows
        return checked

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        rows: list[ClassFrom] = checked.payload
        source = gettext("Bảng tính số %(run)d") % {"run": run_id}
        return Applied({"new": classes_set(actor=actor, rows=rows, source=source, now=now) if rows else 0})

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        one_at_a_time()
        run = import_run(actor, run_id)
        units = UnitClass.objects.filter(pk__in=touched(run, UnitClass)).values_list("unit_id", flat=True)
        names = {row.id: row.full_name for row in units_on(actor, today(now), ids=set(units))}
        named = Named(lambda row: f"{names.get(row.unit_id, row.unit_id)}: {row.value}")
        return restore(run, self.writes, end={UnitClass: never_valid}, named={UnitClass: named})


def class_workbook(actor: Actor, now: datetime) -> bytes:
    """The classes of today's units, that hold today, as the sheet that can be brought back."""
    day = today(now)
    units = {row.id: row for row in units_on(actor, day)}
    classes = UnitClass.objects.visible_to(actor).on(day).filter(unit_id__any_of=units).order_by("unit_id", "dimension")
    rows = []
    for each in classes:
        unit, until = units[each.unit_id], day_after(each.valid)
        rows.append(
            {
                "unit": unit.code or unit.full_name,
                "name": unit.full_name,
                "dimension": each.dimension,
                "value": each.value,
                "decision": each.decision or None,
                "since": first_day(each.valid),
                "until": until - timedelta(days=1) if until else None,
            }
        )
    return write_sheet(CLASS_SHEET, rows, now=now, as_of=day, protect=False, blank_rows=100)
