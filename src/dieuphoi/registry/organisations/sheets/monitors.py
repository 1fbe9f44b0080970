"""The sheet of who follows what: person (or room) × field × territory, one row each (S0-49, S2-37, S3-58)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.importers import NEW, SAME, Applied, Checked, Importer, Target
from dieuphoi.core.exchange.reader import Table
from dieuphoi.core.exchange.selectors import import_run
from dieuphoi.core.exchange.undoing import restore
from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.kernel.ranges import first_day
from dieuphoi.core.kernel.text import fold
from dieuphoi.core.notify.services import together
from dieuphoi.registry.organisations import policies, selectors
from dieuphoi.registry.organisations.models import FieldMonitor
from dieuphoi.registry.organisations.services import Decision, clean, monitor_end, monitor_start
from dieuphoi.registry.organisations.sheets.undoing import MONITOR_NAMED, never_valid
from dieuphoi.registry.territory.selectors import Places, units_on

MONITOR_SHEET: Final = SheetSpec(
    key="monitors",
    title=_("Phân công theo dõi lĩnh vực, địa bàn"),
    columns=(
        SheetColumn("person", _("Họ và tên"), max_length=120, width=26, help=_("Để trống khi phân công cho phòng.")),
        SheetColumn(
            "org", _("Mã cơ quan, phòng"), "code", max_length=40, width=16, help=_("Bắt buộc khi không ghi tên người.")
        ),
        SheetColumn(
            "function", _("Việc"), "choice", choices=selectors.MONITOR_CHOICES, width=26, help=_("Để trống: theo dõi.")
        ),
        SheetColumn("field", _("Lĩnh vực"), max_length=160, width=28, help=_("Để trống: mọi lĩnh vực.")),
        SheetColumn(
            "unit", _("Địa bàn (mã hoặc tên)"), "code", max_length=120, width=22, help=_("Để trống: toàn tỉnh.")
        ),
        SheetColumn("start", _("Từ ngày"), "date", width=12, help=_("Để trống: có từ trước.")),
        SheetColumn("end", _("Đến hết ngày"), "date", width=12),
        SheetColumn("decision", _("Quyết định"), max_length=200, width=24),
        SheetColumn("decision_on", _("Ngày quyết định"), "date", width=14),
    ),
    identity=("person", "org", "function", "field", "unit"),
    notes=(_("Mỗi dòng một người (hoặc phòng), một lĩnh vực, một địa bàn. Dòng không có trong tệp được giữ nguyên."),),
    sheet_name=_("Phân công"),
    file_name="phan-cong-theo-doi.xlsx",
)
NAMES: Final = {column.key: column.header for column in MONITOR_SHEET.columns}


@dataclass(slots=True)
class _Plan:
    new: list[dict[str, Any]] = field(default_factory=list)
    ends: list[tuple[int, date]] = field(default_factory=list)


class MonitorImporter(Importer[Table]):
    """Who follows what by a sheet: starts new assignments, ends known ones, removes none."""

    spec = MONITOR_SHEET
    has_template = True
    writes = (FieldMonitor,)
    can_undo = True

    def may(self, actor: Actor, target: Target) -> Answer:
        return policies.may_assign_work(actor)

    def back_url(self, target: Target) -> str:
        return reverse("organisations:monitors")

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        day = today(now)
        orgs = {row.person_id: row.org_code for row in selectors.holders_on(actor, day)}
        rows = [
            {
                "person": row.person.full_name if row.person else None,
                "org": orgs.get(row.person_id) if row.person else row.org.code,
                "function": row.function,
                "field": row.field_name,
                "unit": row.day_unit_code or selectors.unit_words(row) if row.unit_id else None,
                "start": first_day(row.valid),
                "end": selectors.last_day(row.valid),
                "decision": row.decision or None,
                "decision_on": row.decision_on,
            }
            for row in selectors.monitors_of(actor, day)
        ]
        book = write_sheet(MONITOR_SHEET, rows, now=now, as_of=day, protect=False, blank_rows=100)
        return book, MONITOR_SHEET.file_name

    def check(self, actor: Actor, target: Target, table: Table, now: datetime) -> Checked:
        day = today(now)
        checked, plan = Checked(), _Plan()
        people = selectors.PeopleBook(selectors.holders_on(actor, day))
        orgs = {org.code: org for org in selectors.orgs_on(actor, day)}
        places = Places(units_on(actor, day))
        fields = {fold(each.name): each.pk for each in selectors.fields_on(actor, day)}
        there = {
            (row.person_id, None if row.person_id else row.org_id, row.field_id, row.unit_id, row.function): row
            for row in selectors.monitors_of(actor, day)
        }
        for row in table.rows:
            values: dict[str, Any] = {k: clean(v) or None if isinstance(v, str) else v for k, v in row.values.items()}
            faults: list[tuple[str, str]] = []
            who = _who(values, people, orgs, faults)
            function = values.get("function") or "monitor"
            each = fields.get(fold(values.get("field") or ""))
            if values.get("field") and each is None:
                message = gettext("Không có lĩnh vực “%(name)s”. Hãy thêm vào danh mục lĩnh vực trước.")
                faults.append(("field", message % {"name": values["field"]}))
            unit = None
            if values.get("unit"):
                try:
                    unit = places.find(str(values["unit"])).id
                except ValueError as error:
                    faults.append(("unit", str(error)))
            if function == "officer" and (not values.get("unit") or not values.get("person")):
                faults.append(("unit", gettext("Cán bộ phụ trách ở xã cần có người và có xã.")))
            start, end = values.get("start"), values.get("end")
            if start and end and end < start:
                faults.append(("end", gettext("Ngày kết thúc phải từ ngày bắt đầu trở đi.")))
            checked.errors += [table.error(row, column, message) for column, message in faults]
            if faults or who is None:
                continue
            known = there.get((*who, each, unit, function))
            before = None if known is None else {"end": selectors.last_day(known.valid)}
            shown = (
                {key: values.get(key) for key in ("person", "org", "field", "unit", "start", "end", "decision")}
                if known is None
                else {"end": end}
                if end
                else {}
            )
            label = ", ".join(str(values.get(key) or "–") for key in ("person", "org", "field", "unit"))
            kind = checked.difference.compare(label, row.number, before, shown, NAMES)
            if kind == NEW:
                plan.new.append(
                    {
                        "person_id": who[0],
                        "org_id": who[1],
                        "field_id": each,
                        "unit_ids": [unit],
                        "function": function,
                        "start": start,
                        "end": end + timedelta(days=1) if end else None,
                        "decision": Decision(values.get("decision") or "", values.get("decision_on")),
                    }
                )
            elif kind != SAME and known is not None and end:
                plan.ends.append((known.pk, end + timedelta(days=1)))
        checked.payload = plan
        return checked

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        plan: _Plan = checked.payload
        for pk, on in plan.ends:
            monitor_end(actor=actor, monitor_id=pk, on=on, reason=gettext("Theo tệp nạp"), now=now)
        with together(now):
            for values in plan.new:
                monitor_start(actor=actor, now=now, **values)
        return Applied({"new": len(plan.new), "changed": len(plan.ends)})

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        return restore(
            import_run(actor, run_id), self.writes, end={FieldMonitor: never_valid}, kinds={FieldMonitor: "monitor"},
            named={FieldMonitor: MONITOR_NAMED},
        )  # fmt: skip


def _who(
    values: dict[str, Any],
    people: selectors.PeopleBook,
    orgs: dict[str, selectors.OrgRow],
    faults: list[tuple[str, str]],
) -> tuple[int | None, int | None] | None:
    """``(person, None)`` or ``(None, organisation)``; ``None`` where the row names neither."""
    code = values.get("org") or ""
    if code and code not in orgs:
        faults.append(("org", gettext("Không có cơ quan mã “%(code)s” vào ngày này.") % {"code": code}))
        return None
    if values.get("person"):
        try:
            return people.find(values["person"], org=code), None
        except ValueError as error:
            faults.append(("person", str(error)))
            return None
    if not code:
        faults.append(("person", gettext("Hãy ghi họ và tên, hoặc mã phòng.")))
        return None
    return None, orgs[code].id
