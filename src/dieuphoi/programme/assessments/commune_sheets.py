"""The workbook of one commune: a row for each figure of its sheet, out and in (core.exchange; S4-18)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.importers import CHANGED, NEW, SAME, Applied, Change, Checked, Importer, Line, Target
from dieuphoi.core.exchange.reader import Row, Table
from dieuphoi.core.exchange.writer import CellLook, write_sheet
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError
from dieuphoi.core.kernel.policy import Allowed, Answer
from dieuphoi.core.kernel.text import fold, safe_filename
from dieuphoi.programme.assessments import policies, selectors
from dieuphoi.programme.assessments.entries import (
    Entry,
    current_amounts,
    read_entry,
    typed_form,
    with_part_warnings,
)
from dieuphoi.programme.assessments.models import Sheet, Value
from dieuphoi.programme.assessments.services.undo import values_undo
from dieuphoi.programme.assessments.services.values import CheckedCells, EntryGate, ImportedCell, differs, values_import
from dieuphoi.programme.assessments.sheets import keep_cells, recall_cells
from dieuphoi.programme.criteria.kinds import Input, part_key
from dieuphoi.programme.criteria.kinds.base import is_rounding

KIND: Final = "commune-workbook"
_NOT_APPLICABLE: Final = gettext_lazy("không áp dụng")
_WORDS: Final[dict[str, tuple[Any, ...]]] = {
    "passfail": (gettext_lazy("Đạt"), gettext_lazy("Không đạt")),
    "presence": (gettext_lazy("Không"), gettext_lazy("Có")),
}
_FIGURES: Final = ("value", "numerator", "denominator")


class CommuneWorkbook(Importer[Table]):
    """One commune's sheet as a workbook. Its cells obey the rules of the grid; an empty row changes nothing."""

    spec = SheetSpec(
        key=KIND,
        title=gettext_lazy("Biểu nhập số liệu của xã"),
        columns=(
            SheetColumn(
                "code", gettext_lazy("Mã chỉ tiêu"), "code", required=True, locked=True, width=9, aliases=("Mã",)
            ),
            SheetColumn("part", gettext_lazy("Phần"), locked=True, width=16, aliases=("Thành phần",)),
            SheetColumn("criterion", gettext_lazy("Tiêu chí"), locked=True, width=20),
            SheetColumn("name", gettext_lazy("Tên chỉ tiêu"), locked=True, width=48, aliases=("Chỉ tiêu",)),
            SheetColumn("unit", gettext_lazy("Đơn vị tính"), locked=True, width=12),
            SheetColumn("threshold", gettext_lazy("Mức đạt của xã"), locked=True, width=20),
            SheetColumn("guidance", gettext_lazy("Hướng dẫn"), locked=True, width=36),
            SheetColumn("before", gettext_lazy("Đợt trước"), locked=True, width=16),
            SheetColumn(
                "value", gettext_lazy("Số liệu"), "percent", width=13, aliases=("Giá trị", "Kết quả"),
                help=gettext_lazy("Tỷ lệ ghi bằng số phần trăm: 97,5 là 97,5 %."),
            ),
            SheetColumn("numerator", gettext_lazy("Tử số"), "number", width=13),
            SheetColumn("denominator", gettext_lazy("Mẫu số"), "number", width=13),
            SheetColumn(
                "choice", gettext_lazy("Chọn"), width=16, aliases=("Kết luận", "Lựa chọn"),
                help=gettext_lazy("Chỉ tiêu đạt/không đạt, có/không, xếp loại, hoặc “không áp dụng”."),
            ),
            SheetColumn("explanation", gettext_lazy("Giải thích"), width=40, aliases=("Ghi chú",), max_length=2000),
        ),
        identity=("code", "part"),
        notes=(
            gettext_lazy("Chỉ nhập vào các ô trắng. Dòng để trống không làm thay đổi số liệu đã có; 0 là có số liệu."),
            gettext_lazy("Có tử số và mẫu số thì ghi cả hai: tỷ lệ được tính từ đó, và cộng được khi sắp xếp đơn vị."),
        ),
    )  # fmt: skip
    target_keys = ("sheet",)
    has_template = True
    can_undo = True

    def may(self, actor: Actor, target: Target) -> Answer:
        return policies.may_import_sheet(actor, selectors.sheet_by_id(actor, target["sheet"]))

    def target_label(self, actor: Actor, target: Target) -> str:
        sheet = selectors.sheet_by_id(actor, target["sheet"])
        return f"{sheet.unit_name} – {sheet.round.title}"

    def back_url(self, target: Target) -> str:
        return reverse("assessments:sheet", args=[target["sheet"]])

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        sheet = selectors.sheet_by_id(actor, target["sheet"])
        values = selectors.current_values([sheet.id])
        gate = EntryGate(actor, {sheet.id: sheet})
        rows: list[dict[str, Any]] = []
        looks: dict[tuple[int, str], CellLook] = {}
        for row, cell in _lines(sheet):
            value = values.get((sheet.id, row.indicator.id), {}).get(cell.slot.part)
            answer = gate.answer(sheet.id, row.result.verification)
            looks.update(_looks(len(rows), row, cell, answer))
            rows.append(
                {
                    "code": row.indicator.code,
                    "part": "" if len(row.cells) == 1 else cell.slot.name or cell.slot.part,
                    "criterion": f"{row.criterion.number}. {row.criterion.name}",
                    "name": row.indicator.name,
                    "unit": cell.slot.unit,
                    "threshold": row.threshold,
                    "guidance": "\n".join(row.guidance),
                    "before": cell.before,
                    **_shown(value),
                }
            )
        data = write_sheet(
            replace(self.spec, title=f"{sheet.unit_name} – {sheet.round.title}"),
            rows,
            now=now,
            as_of=sheet.round.territory_on,
            looks=looks,
            fit_rows=True,
        )
        return data, safe_filename(f"{sheet.unit_name} - {sheet.round.title}.xlsx")

    def check(self, actor: Actor, target: Target, table: Table, now: datetime) -> Checked:
        sheet = selectors.sheet_by_id(actor, target["sheet"])
        reading = _Reading(actor, sheet, table, Checked())
        # The stamp first: what changes after it is found when the cells are written.
        reading.standing, stamp = selectors.standing_of(actor, sheet.round_id, sheet.id)
        reading.read()
        reading.checked.payload = CheckedCells(sheet.round_id, stamp, reading.cells(), sheet.id)
        return reading.checked

    def keep(self, checked: Checked) -> Any:
        return keep_cells(checked.payload)

    def recall(self, kept: Any) -> CheckedCells | None:
        return recall_cells(kept)

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        written = values_import(actor=actor, checked=checked.payload, run_id=run_id, now=now)
        return Applied({**checked.difference.counts, "written": written})

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        round_id = selectors.sheet_by_id(actor, target["sheet"]).round_id
        return values_undo(actor=actor, round_id=round_id, run_id=run_id, now=now)


def _lines(sheet: Sheet) -> Iterator[tuple[selectors.GridRow, selectors.Cell]]:
    for row in selectors.grid(sheet):
        for cell in row.cells:
            yield row, cell


def _words_for(row: selectors.GridRow, slot: Input) -> list[str]:
    """What may be chosen in a row: its own words, and that it does not apply, where the set foresees that."""
    words = [str(word) for word in _WORDS.get(slot.what, slot.choices)]
    if row.indicator_row is not None and row.indicator_row.applicable_if:
        words.append(str(_NOT_APPLICABLE))
    return words


def _looks(
    place: int, row: selectors.GridRow, cell: selectors.Cell, answer: Answer
) -> dict[tuple[int, str], CellLook]:
    """How the cells of a row differ from their column: closed ones are locked, and so is what the row does not ask."""
    closed = "" if isinstance(answer, Allowed) else answer.reason
    slot = cell.slot
    kind: Any = "percent" if slot.unit.startswith("%") else "number"
    words = _words_for(row, slot)
    takes_figures = slot.what != "passfail"
    note = cell.past.note if cell.past is not None else ""
    return {
        (place, "before"): CellLook(note=note),
        (place, "value"): CellLook(kind, bool(closed) or not takes_figures, note=closed),
        (place, "numerator"): CellLook(locked=bool(closed) or not takes_figures),
        (place, "denominator"): CellLook(locked=bool(closed) or not takes_figures),
        (place, "choice"): CellLook(locked=bool(closed) or not words, choices=words),
        (place, "explanation"): CellLook(locked=bool(closed)),
    }


def _shown(value: Value | None) -> dict[str, Any]:
    if value is None or value.cleared:
        return {}
    shown: dict[str, Any] = {"explanation": value.explanation}
    if value.applicable is False:
        return {**shown, "choice": str(_NOT_APPLICABLE)}
    if value.numerator is not None and value.denominator is not None:
        return {
            **shown, "numerator": value.numerator.normalize(), "denominator": value.denominator.normalize(),
        }  # fmt: skip
    if value.number is not None:
        return {**shown, "value": value.number.normalize()}
    return {**shown, "choice": value.text}


@dataclass(slots=True)
class _Reading:
    """A workbook against the sheet as it is today."""

    actor: Actor
    sheet: Sheet
    table: Table
    checked: Checked
    standing: Mapping[tuple[int, int], str]
    changed: dict[int, list[tuple[Entry, Row, selectors.GridRow]]]

    def __init__(self, actor: Actor, sheet: Sheet, table: Table, checked: Checked) -> None:
        self.actor, self.sheet, self.table, self.checked = actor, sheet, table, checked
        self.standing, self.changed = {}, {}

    def read(self) -> None:
        places: dict[str, list[tuple[selectors.GridRow, selectors.Cell]]] = {}
        for row, cell in _lines(self.sheet):
            places.setdefault(row.indicator.code.casefold(), []).append((row, cell))
        values = selectors.current_values([self.sheet.id])
        gate = EntryGate(self.actor, {self.sheet.id: self.sheet})
        for line in self.table.rows:
            found = self._place(line, places)
            if found is None or not any(line.get(key) is not None for key in (*_FIGURES, "choice", "explanation")):
                continue
            row, cell = found
            mine = values.get((self.sheet.id, row.indicator.id), {})
            entry = self._entry(line, row, cell.slot, mine.get(cell.slot.part))
            if entry is None:
                continue
            former = mine.get(cell.slot.part)
            if not differs(entry, former):
                self.checked.difference.add(SAME)
                continue
            answer = gate.answer(self.sheet.id, self.standing[self.sheet.id, row.indicator.id])
            if not isinstance(answer, Allowed):
                self.checked.errors.append(self.table.error(line, self._column(line), answer.reason))
                continue
            self.changed.setdefault(row.indicator.id, []).append((entry, line, row))
            is_new = former is None or former.cleared
            label = f"{row.indicator.code} {cell.slot.name or row.indicator.name}".strip()
            changes = [Change(_("Số liệu"), typed_form(former), typed_form(entry))]
            if entry.explanation and (former is None or entry.explanation != former.explanation):
                before = "" if former is None else former.explanation
                changes.append(Change(_("Giải thích"), before, entry.explanation))
            self.checked.difference.lines.append(Line(line.number, label, NEW if is_new else CHANGED, tuple(changes)))
            self.checked.difference.counts[NEW if is_new else CHANGED] += 1
        for indicator_id, cells in self.changed.items():
            self._doubt(cells, values.get((self.sheet.id, indicator_id), {}))

    def cells(self) -> list[ImportedCell]:
        return [
            ImportedCell(self.sheet.id, indicator_id, tuple(entry for entry, _line, _row in cells))
            for indicator_id, cells in self.changed.items()
        ]

    def _column(self, line: Row) -> str:
        return next((key for key in (*_FIGURES, "choice", "explanation") if line.get(key) is not None), "code")

    def _place(
        self, line: Row, places: dict[str, list[tuple[selectors.GridRow, selectors.Cell]]]
    ) -> tuple[selectors.GridRow, selectors.Cell] | None:
        code = line.get("code")
        if code is None:
            return None
        found = places.get(str(code).casefold())
        if not found:
            self._error(line, "code", _("Phiếu này không có chỉ tiêu mang mã này. Hãy dùng biểu của đúng đợt."))
            return None
        if len(found) == 1:
            return found[0]
        part = str(line.get("part") or "")
        for row, cell in found:
            if part_key(part) == part_key(cell.slot.part) or fold(part) == fold(cell.slot.name):
                return row, cell
        names = ", ".join(f"“{cell.slot.name or cell.slot.part}”" for _row, cell in found)
        words = _("Chỉ tiêu này có nhiều phần; cột “Phần” phải ghi một trong: %(parts)s.") % {"parts": names}
        self._error(line, "part", words)
        return None

    def _error(self, line: Row, key: str, message: str, value: object = "") -> None:
        self.checked.errors.append(self.table.error(line, key, message, value))

    def _entry(
        self, line: Row, row: selectors.GridRow, slot: Input, former: Value | None
    ) -> Entry | None:
        """What a row says, or ``None`` where it cannot be read (told) or the reader told it already."""
        if line.faulty.intersection((*_FIGURES, "choice", "explanation")):
            return None
        value, over, under = (line.get(key) for key in _FIGURES)
        choice, explanation = line.get("choice"), str(line.get("explanation") or "")
        if choice is not None and (value is not None or over is not None or under is not None):
            self._error(line, "choice", _("Chỉ ghi một: hoặc số, hoặc lựa chọn."))
            return None
        if (over is None) != (under is None):
            key = "denominator" if under is None else "numerator"
            self._error(line, key, _("Tử số và mẫu số phải ghi cả hai."))
            return None
        if value is None and over is None and choice is None:
            if former is None or former.cleared:
                self._error(line, "explanation", _("Có lời giải thích nhưng chưa có số liệu."))
                return None
            return Entry(
                slot.part, former.number, former.text, former.numerator, former.denominator, former.standard,
                former.applicable, explanation,
            )  # fmt: skip
        typed: object = choice if choice is not None else value
        key = "choice" if choice is not None else "value"
        if over is not None and under is not None:
            typed, key = f"{over:f}".replace(".", ",") + "/" + f"{under:f}".replace(".", ","), "numerator"
            scale = 100 if slot.unit.startswith("%") else 1
            if value is not None and under and not is_rounding(Decimal(value), over, under, scale):
                self._error(line, "value", _("Số liệu không khớp với tử số và mẫu số. Hãy sửa, hoặc để trống số liệu."))
                return None
        entry = read_entry(row.indicator_row, slot, typed)
        if isinstance(entry, InputError):
            self._error(line, key, entry.message)
            return None
        return entry._replace(explanation=explanation)

    def _doubt(self, cells: list[tuple[Entry, Row, selectors.GridRow]], current: Mapping[str, Value]) -> None:
        """Soft doubts, each at its row: a part against its whole as the file has it, else as it is today."""
        row = cells[0][2].indicator_row
        doubted = with_part_warnings(row, [cell[0] for cell in cells], current_amounts(row, current))
        for entry, (_entry, line, _row) in zip(doubted, cells, strict=True):
            if entry.warning and not entry.explanation:
                self.checked.warnings.append(self.table.error(line, "value", entry.warning))
