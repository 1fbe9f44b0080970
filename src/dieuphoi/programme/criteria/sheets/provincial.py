"""The thresholds that a set leaves to a province or to a ministry, out and in by one sheet each."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

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
from dieuphoi.programme.criteria.services import Decided, ministry_set, provincial_set, thresholds_withdraw
from dieuphoi.programme.criteria.typed import cell_typed, read_cell
from dieuphoi.registry.territory.selectors import provinces_on

KIND = "provincial-thresholds"
MINISTRY_KIND = "ministry-thresholds"
ENDED = "hết"
"""Typed as a threshold: from that day on there is none any more."""


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
    target_keys: tuple[str, ...] = ("version", "province")
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

    by = "province"
    """To whom the rows leave their threshold: the word of the data's ``set_by``."""

    def place(self, target: Target) -> int | None:
        """The province; ``None`` for what holds in every one."""
        return target["province"]

    def said(self, line: Any) -> dict[str, Any]:
        """What a line says in the columns that only this sheet has."""
        return {}

    def record(self, actor: Actor, target: Target, thresholds: list[Decided], now: datetime) -> int:
        return provincial_set(
            actor=actor, version_id=target["version"], province_id=target["province"], thresholds=thresholds, now=now
        )

    def not_theirs(self) -> str:
        return _("Dòng này không giao cho tỉnh quy định mức đạt.")

    def wanted(self) -> dict[str, str]:
        """What a line with a threshold must say, and how its absence is told."""
        return {"start": _("Hãy ghi ngày bắt đầu áp dụng."), "decision": _("Hãy ghi số quyết định của tỉnh.")}

    def file_name(self) -> str:
        return _("Mức của tỉnh")

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        version = selectors.version(actor, target["version"])
        names = dict(presenting.columns_of(version))
        lines = selectors.provincial_lines(version.pk, self.place(target))
        rows: list[dict[str, Any]] = [
            {
                "code": line.indicator.code,
                "name": line.indicator.name,
                "unit": line.indicator.unit,
                "column": presenting.column_name(line.column, names),
                "value": cell_typed(line.value, _comparator(line.indicator)),
                "start": line.start,
                "decision": line.decision_number,
                "decision_on": line.decision_on,
                "source": line.source,
                **self.said(line),
            }
            for line in lines
        ]
        there = {line.indicator.code for line in lines}
        rows += [
            {"code": row.code, "name": row.name, "unit": row.unit}
            for row in selectors.provincial_rows(version.pk, self.by)
            if row.code not in there
        ]
        data = write_sheet(
            self.spec, rows, now=now, as_of=actor.on, notes=(self.target_label(actor, target),), blank_rows=20
        )
        return data, safe_filename(f"{self.file_name()} - {version.set.code}.xlsx")

    def check(self, actor: Actor, target: Target, table: Table, now: datetime) -> Checked:
        version = selectors.version(actor, target["version"])
        checked = Checked()
        rows = {row.code: row for row in selectors.provincial_rows(version.pk, self.by)}
        known = {row.code for row in selectors.indicators_of(version.pk)}
        headings = presenting.columns_of(version)
        columns = {"": "all"} | {
            fold(word): code
            for code, name in headings
            for word in (code, name, presenting.column_name(code, {code: name}))
        }
        standing = selectors.provincial_entries(version.pk, self.place(target))
        names = {column.key: str(column.header) for column in self.spec.columns}
        decided: list[Decided] = []
        for line in table.rows:
            code, typed = str(line["code"] or ""), str(line.get("value") or "").strip()
            row = rows.get(code)
            if row is None:
                told = self.not_theirs() if code in known else _("Bộ này không có chỉ tiêu mang mã này.")
                checked.errors.append(table.error(line, "code", told, code))
                continue
            if not typed:
                continue
            faults, column = [], columns.get(fold(str(line.get("column") or "")))
            if column is None:
                faults.append(table.error(line, "column", _("Bộ này không có cột này.")))
            faults += [
                table.error(line, key, told)
                for key, told in self.wanted().items()
                if line.get(key) is None and key not in line.faulty
            ]
            value = None
            try:
                if fold(typed) != fold(ENDED):
                    value = read_cell(typed, _comparator(row))
            except ValueError as error:
                faults.append(table.error(line, "value", str(error), typed))
            if faults or column is None or line.get("start") is None:
                checked.errors += faults
                continue
            each = Decided(
                code, column, value, line["start"], str(line.get("decision") or ""), line.get("decision_on"),
                str(line.get("source") or ""), str(line.get("issuer") or ""),
            )  # fmt: skip
            if refused := self._refused(actor, target, table, line.number, each, now):
                checked.errors += refused
                continue
            after = self._shown(typed, each)
            before = standing.get((code, column, each.start))
            today = None
            if before is not None:
                value_then, number, on, source, issuer = before
                entry = Decided(code, column, value_then, each.start, number, on, source, issuer)
                today = self._shown(cell_typed(value_then, _comparator(row)) or ENDED, entry)
            label = f"{code} {row.name} – {presenting.column_name(column, dict(headings))}"
            checked.difference.compare(label, line.number, today, after, names)
            decided.append(each)
        checked.payload = decided
        return checked

    def _shown(self, typed: str, each: Decided) -> dict[str, Any]:
        return {"value": typed, "decision": each.decision_number, "start": each.start, **self.said(each)}

    def _refused(
        self, actor: Actor, target: Target, table: Table, number: int, each: Decided, now: datetime
    ) -> list[InputError]:
        """What the act itself says of this line, at its place (the check is rolled back)."""
        try:
            self.record(actor, target, [each], now)
        except InputErrors as error:
            places = {"decision_number": "decision", "thresholds": "value"}
            return [
                table.error(number, places.get(fault.field, fault.field or "value"), fault.message, fault.value)
                for fault in error.errors
            ]
        return []

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        return Applied({**checked.difference.counts, "written": self.record(actor, target, checked.payload, now)})

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        ids = added(import_run(actor, run_id), ProvincialThreshold).values_list("pk", flat=True)
        withdrawn, corrected, carried = thresholds_withdraw(
            actor=actor, version_id=target["version"], province_id=self.place(target), ids=list(ids), now=now
        )
        refuse_later(corrected)
        refuse_rests(carried)
        return Applied({"withdrawn": withdrawn})


def _comparator(row: Any) -> str:
    return str(row.raw.get("comparator") or "is")


_OF_MINISTRIES: dict[str, dict[str, Any]] = {
    "column": {"help": gettext_lazy("Vùng hoặc nhóm xã; để trống: mọi cột giao cho bộ, ngành.")},
    "value": {"header": gettext_lazy("Mức đạt của bộ, ngành")},
    "decision": {"header": gettext_lazy("Văn bản của bộ, ngành")},
    "decision_on": {"header": gettext_lazy("Ngày văn bản")},
}


def _ministry_columns() -> tuple[SheetColumn, ...]:
    found = []
    for column in ProvincialImporter.spec.columns:
        if column.key == "value":
            found.append(SheetColumn("issuer", gettext_lazy("Bộ, ngành quy định"), width=26, max_length=200))
        found.append(replace(column, **_OF_MINISTRIES.get(column.key, {})))
    return tuple(found)


class MinistryImporter(ProvincialImporter):
    """What ministries decided, for every province; one column more says which of them."""

    spec = replace(
        ProvincialImporter.spec,
        key=MINISTRY_KIND,
        title=gettext_lazy("Mức đạt do bộ, ngành quy định"),
        columns=_ministry_columns(),
    )
    target_keys = ("version",)
    by = "ministry"

    def may(self, actor: Actor, target: Target) -> Answer:
        selectors.version(actor, target["version"])
        return policies.may_edit_sets(actor)

    def target_label(self, actor: Actor, target: Target) -> str:
        return str(selectors.version(actor, target["version"]))

    def back_url(self, target: Target) -> str:
        return reverse("criteria:ministry", args=[target["version"]])

    def place(self, target: Target) -> None:
        return None

    def said(self, line: Any) -> dict[str, Any]:
        return {"issuer": line.issuer}

    def record(self, actor: Actor, target: Target, thresholds: list[Decided], now: datetime) -> int:
        return ministry_set(actor=actor, version_id=target["version"], thresholds=thresholds, now=now)

    def not_theirs(self) -> str:
        return _("Dòng này không giao cho bộ, ngành quy định mức đạt.")

    def wanted(self) -> dict[str, str]:
        return {
            "start": _("Hãy ghi ngày bắt đầu áp dụng."),
            "decision": _("Hãy ghi số văn bản của bộ, ngành."),
            "issuer": _("Hãy ghi bộ, ngành đã quy định."),
        }

    def file_name(self) -> str:
        return _("Mức của bộ, ngành")
