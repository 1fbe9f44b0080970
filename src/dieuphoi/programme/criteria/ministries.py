"""The thresholds of ministries out and in by the sheet of the provincial ones, with one column more: who issued it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.exchange.columns import SheetColumn
from dieuphoi.core.exchange.importers import Applied, Checked, Target
from dieuphoi.core.exchange.reader import Table
from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.core.kernel.text import fold, safe_filename
from dieuphoi.programme.criteria import policies, presenting, selectors
from dieuphoi.programme.criteria.services import Decided, ministry_set
from dieuphoi.programme.criteria.sheets.provincial import ENDED, ProvincialImporter
from dieuphoi.programme.criteria.typed import cell_typed, read_cell

KIND = "ministry-thresholds"
_TITLES: dict[str, dict[str, Any]] = {
    "column": {"help": gettext_lazy("Vùng hoặc nhóm xã; để trống: mọi cột giao cho bộ, ngành.")},
    "value": {"header": gettext_lazy("Mức đạt của bộ, ngành")},
    "decision": {"header": gettext_lazy("Văn bản của bộ, ngành")},
    "decision_on": {"header": gettext_lazy("Ngày văn bản")},
}


def _columns() -> tuple[SheetColumn, ...]:
    issuer = SheetColumn("issuer", gettext_lazy("Bộ, ngành quy định"), width=26, max_length=200)
    found = []
    for column in ProvincialImporter.spec.columns:
        if column.key == "value":
            found.append(issuer)
        found.append(replace(column, **_TITLES.get(column.key, {})))
    return tuple(found)


class MinistryImporter(ProvincialImporter):
    """What ministries decided, a line a row and column, for every province."""

    spec = replace(
        ProvincialImporter.spec, key=KIND, title=gettext_lazy("Mức đạt do bộ, ngành quy định"), columns=_columns()
    )
    target_keys = ("version",)  # type: ignore[assignment]

    def may(self, actor: Actor, target: Target) -> Answer:
        selectors.version(actor, target["version"])
        return policies.may_edit_sets(actor)

    def target_label(self, actor: Actor, target: Target) -> str:
        return str(selectors.version(actor, target["version"]))

    def back_url(self, target: Target) -> str:
        return reverse("criteria:ministry", args=[target["version"]])

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        version = selectors.version(actor, target["version"])
        names = dict(presenting.columns_of(version))
        rows: list[dict[str, Any]] = [
            {
                "code": line.indicator.code,
                "name": line.indicator.name,
                "unit": line.indicator.unit,
                "column": presenting.column_name(line.column, names),
                "issuer": line.issuer,
                "value": cell_typed(line.value, str(line.indicator.raw.get("comparator") or "is")),
                "start": line.start,
                "decision": line.decision_number,
                "decision_on": line.decision_on,
                "source": line.source,
            }
            for line in selectors.provincial_lines(version.pk, None)
        ]
        there = {row["code"] for row in rows}
        rows += [
            {"code": row.code, "name": row.name, "unit": row.unit}
            for row in selectors.provincial_rows(version.pk, "ministry")
            if row.code not in there
        ]
        data = write_sheet(
            self.spec, rows, now=now, as_of=actor.on, notes=(self.target_label(actor, target),), blank_rows=20
        )
        return data, safe_filename(f"{_('Mức của bộ, ngành')} - {version.set.code}.xlsx")

    def check(self, actor: Actor, target: Target, table: Table, now: datetime) -> Checked:
        version = selectors.version(actor, target["version"])
        checked = Checked()
        rows = {row.code: row for row in selectors.provincial_rows(version.pk, "ministry")}
        known = {row.code for row in selectors.indicators_of(version.pk)}
        headings = presenting.columns_of(version)
        columns = {"": "all"} | {fold(word): code for code, name in headings for word in (code, name)}
        standing = selectors.provincial_entries(version.pk, None)
        names = {column.key: str(column.header) for column in self.spec.columns}
        decided: list[tuple[int, Decided]] = []
        for line in table.rows:
            code, typed = str(line["code"] or ""), str(line.get("value") or "").strip()
            row = rows.get(code)
            if row is None:
                told = _("Bộ này không có chỉ tiêu mang mã này.")
                if code in known:
                    told = _("Dòng này không giao cho bộ, ngành quy định mức đạt.")
                checked.errors.append(table.error(line, "code", told, code))
                continue
            if not typed:
                continue
            comparator = str(row.raw.get("comparator") or "is")
            faults, column = [], columns.get(fold(str(line.get("column") or "")))
            if column is None:
                faults.append(table.error(line, "column", _("Bộ này không có cột này.")))
            if line.get("start") is None and "start" not in line.faulty:
                faults.append(table.error(line, "start", _("Hãy ghi ngày bắt đầu áp dụng.")))
            value = None
            try:
                if fold(typed) != fold(ENDED):
                    value = read_cell(typed, comparator)
            except ValueError as error:
                faults.append(table.error(line, "value", str(error), typed))
            if not faults and column is not None and line.get("start") is not None:
                each = Decided(
                    code, column, value, line["start"], str(line.get("decision") or ""), line.get("decision_on"),
                    str(line.get("source") or ""), str(line.get("issuer") or ""),
                )  # fmt: skip
                faults = self._refused(actor, target, table, line.number, each, now)
            checked.errors += faults
            if faults or column is None or line.get("start") is None:
                continue
            before = standing.get((code, column, each.start))
            today = None
            if before is not None:
                shown = cell_typed(before[0], comparator) or ENDED
                today = {"value": shown, "decision": before[1], "start": each.start, "issuer": before[4]}
            after = {
                "value": typed, "decision": each.decision_number, "start": each.start, "issuer": each.issuer
            }  # fmt: skip
            label = f"{code} {row.name} – {presenting.column_name(column, dict(headings))}"
            checked.difference.compare(label, line.number, today, after, names)
            decided.append((line.number, each))
        checked.payload = [each for _number, each in decided]
        return checked

    def _refused(
        self, actor: Actor, target: Target, table: Table, number: int, each: Decided, now: datetime
    ) -> list[InputError]:
        """What the act itself says of this line, at its place (the check is rolled back)."""
        try:
            ministry_set(actor=actor, version_id=target["version"], thresholds=[each], now=now)
        except InputErrors as error:
            places = {"decision_number": "decision", "thresholds": "value"}
            return [
                table.error(number, places.get(fault.field, fault.field or "value"), fault.message, fault.value)
                for fault in error.errors
            ]
        return []

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        written = ministry_set(
            actor=actor, version_id=target["version"], thresholds=checked.payload, now=now
        )
        return Applied({**checked.difference.counts, "written": written})
