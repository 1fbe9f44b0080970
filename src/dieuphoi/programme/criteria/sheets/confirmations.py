"""That rows were read in the decision, by table: row, cells, document, page, and a yes. Append-only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.importers import CHANGED, NEW, SAME, Applied, Change, Checked, Importer, Target
from dieuphoi.core.exchange.reader import Table
from dieuphoi.core.exchange.selectors import import_run
from dieuphoi.core.exchange.undoing import added
from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Answer, Refusal
from dieuphoi.core.kernel.text import fold, safe_filename
from dieuphoi.programme.criteria import policies, presenting, selectors
from dieuphoi.programme.criteria.models import RowConfirmation
from dieuphoi.programme.criteria.services import Reading, readings_withdraw, rows_confirm
from dieuphoi.programme.criteria.states import UNPUBLISHED

KIND = "row-confirmations"


class ConfirmationsImporter(Importer[Table]):
    """Each line with a yes says that the person who brings the table read that row, or those cells, in the document."""

    spec = SheetSpec(
        key=KIND,
        title=gettext_lazy("Xác nhận các dòng theo văn bản"),
        columns=(
            SheetColumn("code", gettext_lazy("Mã chỉ tiêu"), "code", required=True, width=12, max_length=40),
            SheetColumn("name", gettext_lazy("Tên chỉ tiêu"), width=60, locked=True),
            SheetColumn("thresholds", gettext_lazy("Mức đạt trong phần mềm"), width=50, locked=True),
            SheetColumn("cells", gettext_lazy("Chỉ những ô"), width=24, max_length=400,
                        help=gettext_lazy("Tên các cột, cách nhau bằng dấu phẩy. Để trống: cả dòng.")),
            SheetColumn("document", gettext_lazy("Văn bản đã đọc"), width=36, max_length=200),
            SheetColumn("page", gettext_lazy("Trang, mục"), width=14, max_length=40),
            SheetColumn("confirmed", gettext_lazy("Đã đọc và khớp"), "bool", width=14,
                        help=gettext_lazy("Ghi “Có” khi bạn đã tự đọc dòng này trong văn bản và nó khớp.")),
        ),
        identity=("code", "cells"),
        notes=(
            gettext_lazy("Chỉ dòng ghi “Có” được xác nhận. Người nạp bảng là người đã đọc; xác nhận không xóa được, "
                         "chỉ rút lại được bằng hoàn tác lần nhập."),
        ),
    )  # fmt: skip
    target_keys = ("version",)
    has_template = True
    writes = (RowConfirmation,)
    can_undo = True

    def may(self, actor: Actor, target: Target) -> Answer:
        answer = policies.may_confirm_rows(actor)
        if isinstance(answer, Refusal) or selectors.version(actor, target["version"]).state not in UNPUBLISHED:
            return answer
        return Refusal("draft", _("Bộ này còn là dự thảo; hãy xác nhận sau khi ban hành."), 409)

    def target_label(self, actor: Actor, target: Target) -> str:
        return str(selectors.version(actor, target["version"]))

    def back_url(self, target: Target) -> str:
        return reverse("criteria:set", args=[target["version"]])

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        version = selectors.version(actor, target["version"])
        document = presenting.decision_words(version)[:200]
        there: list[Any] = list(selectors.rows_of_version(actor, version.pk, actor.on).order_by("position"))
        rows = [
            {
                "code": row.code,
                "name": row.name,
                "thresholds": presenting.thresholds_in_one(row),
                "document": document,
                "confirmed": True if row.read_whole else None,
            }
            for row in there
            if presenting.has_code(row) and row.provenance != "EMPTY"
        ]
        data = write_sheet(self.spec, rows, now=now, as_of=actor.on, notes=(str(version),))
        return data, safe_filename(f"{_('Xác nhận')} - {version.set.code} - {version.number}.xlsx")

    def check(self, actor: Actor, target: Target, table: Table, now: datetime) -> Checked:
        version = selectors.version(actor, target["version"])
        checked = Checked()
        rows: dict[str, Any] = {row.code: row for row in selectors.rows_of_version(actor, version.pk, actor.on)}
        mine = selectors.read_by(actor, version.pk)
        columns = {
            fold(word): code
            for code, name in presenting.columns_of(version)
            for word in (code, presenting.column_name(code, {code: name}))
        }
        readings: list[Reading] = []
        for line in table.rows:
            code = str(line["code"] or "")
            row = rows.get(code)
            if row is None:
                checked.errors.append(table.error(line, "code", _("Bộ này không có chỉ tiêu mang mã này."), code))
                continue
            if not line.get("confirmed"):
                checked.difference.add(SAME)
                continue
            errors = self._faults(table, line, row, columns)
            if errors:
                checked.errors += errors
                continue
            cells = tuple(columns[fold(each)] for each in _split(line.get("cells")))
            if cells in mine.get(row.pk, ()) or () in mine.get(row.pk, ()):
                checked.difference.add(SAME)
                continue
            reading = Reading(code, str(line["document"]).strip(), str(line.get("page") or "").strip(), cells)
            where = f"{reading.document}, {reading.page}" if reading.page else reading.document
            what = ", ".join(cells) or _("cả dòng")
            checked.difference.add(
                CHANGED if row.read_whole else NEW,
                f"{code} {row.name}",
                line.number,
                [Change(_("Đã đọc"), "", f"{what} – {where}")],
            )
            readings.append(reading)
        checked.payload = readings
        return checked

    def _faults(self, table: Table, line: Any, row: Any, columns: dict[str, str]) -> list[Any]:
        faults = []
        if not presenting.has_code(row):
            told = _("Chỉ tiêu này chưa có mã theo quyết định nên chưa xác nhận được.")
            faults.append(table.error(line, "code", told))
        if row.provenance == "EMPTY":
            faults.append(table.error(line, "code", _("Dòng này chưa có mức đạt nên không có gì để xác nhận.")))
        if not line.get("document"):
            faults.append(table.error(line, "document", _("Hãy ghi văn bản đã đọc.")))
        there = set(row.raw.get("thresholds") or {})
        for word in _split(line.get("cells")):
            if columns.get(fold(word)) not in there:
                faults.append(table.error(line, "cells", _("Dòng này không có ô “%(cell)s”.") % {"cell": word}, word))
        return faults

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        if checked.payload:
            rows_confirm(actor=actor, version_id=target["version"], readings=checked.payload, now=now)
        return Applied(dict(checked.difference.counts))

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        ids = added(import_run(actor, run_id), RowConfirmation).values_list("pk", flat=True)
        withdrawn = readings_withdraw(actor=actor, version_id=target["version"], ids=list(ids), now=now)
        return Applied({"withdrawn": withdrawn})


def _split(text: Any) -> list[str]:
    return [each.strip() for each in str(text or "").replace(";", ",").split(",") if each.strip()]
