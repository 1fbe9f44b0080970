"""The thresholds of a province for the rows that the national set leaves to it, out and in by one sheet."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.importers import Applied, Checked, Importer, Target
from dieuphoi.core.exchange.reader import Table
from dieuphoi.core.exchange.selectors import import_run
from dieuphoi.core.exchange.undoing import added, refuse_later, refuse_rests
from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.kernel.text import fold, safe_filename
from dieuphoi.programme.criteria import policies, presenting, selectors
from dieuphoi.programme.criteria.models import ProvincialThreshold
from dieuphoi.programme.criteria.services import Decided, provincial_set, thresholds_withdraw
from dieuphoi.programme.criteria.typed import cell_typed, read_cell
from dieuphoi.registry.territory.selectors import provinces_on

KIND = "provincial-thresholds"
ENDED = "hết"
"""Typed as a threshold: from that day on the province has none any more."""


class ProvincialImporter(Importer[Table]):
    """What a province decided, a line a row and column. An empty threshold changes nothing; "hết" ends one."""

    spec = SheetSpec(
        key=KIND,
        title=gettext_lazy("Mức đạt do tỉnh quy định"),
        columns=(
            SheetColumn("code", gettext_lazy("Mã chỉ tiêu"), "code", required=True, width=12, max_length=40),
            SheetColumn("name", gettext_lazy("Tên chỉ tiêu"), width=60, locked=True),
            SheetColumn("unit", gettext_lazy("Đơn vị tính"), width=14, locked=True),
            SheetColumn("column", gettext_lazy("Cột"), width=24, max_length=100,
                        help=gettext_lazy("Vùng hoặc nhóm xã; để trống: mọi xã của tỉnh.")),
            SheetColumn("value", gettext_lazy("Mức đạt của tỉnh"), width=20, max_length=1000,
                        help=gettext_lazy("Một số, một chữ, theo năm… Ghi “hết” để thôi áp dụng từ ngày ở cột sau.")),
            SheetColumn("start", gettext_lazy("Áp dụng từ ngày"), "date", width=14),
            SheetColumn("decision", gettext_lazy("Quyết định của tỉnh"), width=26, max_length=120),
            SheetColumn("decision_on", gettext_lazy("Ngày quyết định"), "date", width=14),
            SheetColumn("source", gettext_lazy("Trang, phụ lục"), width=26, max_length=300),
        ),
        identity=("code", "column", "start"),
    )  # fmt: skip
    target_keys = ("version", "province")
    has_template = True
    writes = (ProvincialThreshold,)
    can_undo = True

    def may(self, actor: Actor, target: Target) -> Answer:
        selectors.version(actor, target["version"])
        return policies.may_act_for_province(actor, target["province"])

    def target_label(self, actor: Actor, target: Target) -> str:
        names = {unit.id: unit.full_name for unit in provinces_on(actor, actor.on)}
        version = selectors.version(actor, target["version"])
        return f"{version} – {names.get(target['province'], '')}"

    def back_url(self, target: Target) -> str:
        return reverse("criteria:provincial", args=[target["version"]]) + f"?province={target['province']}"

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        version = selectors.version(actor, target["version"])
        names = dict(presenting.columns_of(version))
        lines = selectors.provincial_lines(version.pk, target["province"])
        rows = [
            {
                "code": line.indicator.code,
                "name": line.indicator.name,
                "unit": line.indicator.unit,
                "column": presenting.column_name(line.column, names),
                "value": cell_typed(line.value, str(line.indicator.raw.get("comparator") or "is")),
                "start": line.start,
                "decision": line.decision_number,
                "decision_on": line.decision_on,
                "source": line.source,
            }
            for line in lines
        ]
        there = {line.indicator.code for line in lines}
        rows += [
            {"code": row.code, "name": row.name, "unit": row.unit}
            for row in selectors.provincial_rows(version.pk)
            if row.code not in there
        ]
        data = write_sheet(
            self.spec, rows, now=now, as_of=actor.on, notes=(self.target_label(actor, target),), blank_rows=20
        )
        return data, safe_filename(f"{_('Mức của tỉnh')} - {version.set.code}.xlsx")

    def check(self, actor: Actor, target: Target, table: Table, now: datetime) -> Checked:
        version = selectors.version(actor, target["version"])
        checked = Checked()
        rows = {row.code: row for row in selectors.provincial_rows(version.pk)}
        known = {row.code for row in selectors.indicators_of(version.pk)}
        columns = {"": "all"} | {
            fold(word): code
            for code, name in presenting.columns_of(version)
            for word in (code, presenting.column_name(code, {code: name}))
        }
        standing = selectors.provincial_entries(version.pk, target["province"])
        names = {
            "value": _("Mức đạt của tỉnh"), "decision": _("Quyết định của tỉnh"), "start": _("Áp dụng từ ngày"),
        }  # fmt: skip
        decided: list[tuple[int, Decided]] = []
        for line in table.rows:
            code, typed = str(line["code"] or ""), str(line.get("value") or "").strip()
            row = rows.get(code)
            if row is None:
                told = (
                    _("Dòng này không giao cho tỉnh quy định mức đạt.")
                    if code in known
                    else _("Bộ này không có chỉ tiêu mang mã này.")
                )
                checked.errors.append(table.error(line, "code", told, code))
                continue
            if not typed:
                continue
            faults = []
            column = columns.get(fold(str(line.get("column") or "")))
            if column is None:
                faults.append(table.error(line, "column", _("Bộ này không có cột này.")))
            if line.get("start") is None and "start" not in line.faulty:
                faults.append(table.error(line, "start", _("Hãy ghi ngày bắt đầu áp dụng.")))
            if not line.get("decision"):
                faults.append(table.error(line, "decision", _("Hãy ghi số quyết định của tỉnh.")))
            value = None
            try:
                if fold(typed) != fold(ENDED):
                    value = read_cell(typed, str(row.raw.get("comparator") or "is"))
            except ValueError as error:
                faults.append(table.error(line, "value", str(error), typed))
            checked.errors += faults
            if faults or column is None or line.get("start") is None:
                continue
            each = Decided(
                code, column, value, line["start"], str(line["decision"]), line.get("decision_on"),
                str(line.get("source") or ""),
            )  # fmt: skip
            before = standing.get((code, column, each.start))
            today = None
            if before is not None:
                shown = cell_typed(before[0], str(row.raw.get("comparator") or "is")) or ENDED
                today = {"value": shown, "decision": before[1], "start": each.start}
            after = {"value": typed, "decision": each.decision_number, "start": each.start}
            label = f"{code} {row.name} – {presenting.column_name(column, dict(presenting.columns_of(version)))}"
            checked.difference.compare(label, line.number, today, after, names)
            decided.append((line.number, each))
        checked.payload = [each for _number, each in decided]
        if not checked.errors:
            checked.errors += self._rules(actor, target, table, decided, now)
        return checked

    def _rules(
        self, actor: Actor, target: Target, table: Table, decided: list[tuple[int, Decided]], now: datetime
    ) -> list[InputError]:
        """The rules of the act itself, line by line: what it refuses is said at its place (rolled back)."""
        found: list[InputError] = []
        for number, each in decided:
            try:
                provincial_set(
                    actor=actor,
                    version_id=target["version"],
                    province_id=target["province"],
                    thresholds=[each],
                    now=now,
                )
            except InputErrors as error:
                key = {"value": "value", "start": "start", "column": "column", "code": "code"}
                found += [
                    table.error(number, key.get(fault.field, "value"), fault.message, fault.value)
                    for fault in error.errors
                ]
        return found

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        written = provincial_set(
            actor=actor,
            version_id=target["version"],
            province_id=target["province"],
            thresholds=checked.payload,
            now=now,
        )
        return Applied({**checked.difference.counts, "written": written})

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        ids = added(import_run(actor, run_id), ProvincialThreshold).values_list("pk", flat=True)
        withdrawn, corrected, carried = thresholds_withdraw(
            actor=actor, version_id=target["version"], province_id=target["province"], ids=list(ids), now=now
        )
        refuse_later(corrected)
        refuse_rests(carried)
        return Applied({"withdrawn": withdrawn})
