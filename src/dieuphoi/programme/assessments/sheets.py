"""The province workbook: communes × indicators of one round, out and in (core.exchange)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.exchange.columns import MatrixColumn, MatrixSpec, SheetColumn
from dieuphoi.core.exchange.importers import CHANGED, NEW, SAME, Applied, Change, Checked, Importer, Line, Target
from dieuphoi.core.exchange.reader import Matrix
from dieuphoi.core.exchange.writer import write_matrix
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError
from dieuphoi.core.kernel.policy import Allowed, Answer
from dieuphoi.core.kernel.text import safe_filename
from dieuphoi.programme.assessments import policies, selectors
from dieuphoi.programme.assessments.entries import (
    Entry,
    current_amounts,
    inputs_of,
    read_entry,
    typed_form,
    with_part_warnings,
)
from dieuphoi.programme.assessments.judging import RoundRules
from dieuphoi.programme.assessments.models import Sheet, Value
from dieuphoi.programme.assessments.services.undo import values_undo
from dieuphoi.programme.assessments.services.values import CheckedCells, EntryGate, ImportedCell, differs, values_import
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.kinds import Input
from dieuphoi.programme.criteria.sets import Indicator

KIND = "province-workbook"
_NOTHING: dict[str, Value] = {}

_ROW_COLUMNS = (
    SheetColumn("code", gettext_lazy("Mã xã"), kind="code", required=True, digits=5, locked=True, width=9),
    SheetColumn("name", gettext_lazy("Tên xã"), locked=True, width=24),
)
_NOTES = (
    gettext_lazy(
        "Ô trống không làm thay đổi số liệu đã có. Tỷ lệ ghi bằng số phần trăm (97,5), hoặc tử số/mẫu số (45/60)."
    ),
    gettext_lazy(
        "Chỉ tiêu đạt/không đạt: chọn trong danh sách. Chỉ tiêu “nếu có”: ghi “không áp dụng” khi xã không có."
    ),
)
_CHOICES = {
    "passfail": (("Đạt", gettext_lazy("Đạt")), ("Không đạt", gettext_lazy("Không đạt"))),
    "presence": (("Không", gettext_lazy("Không")), ("Có", gettext_lazy("Có"))),
}


class ProvinceWorkbook(Importer[Matrix]):
    """One workbook for the whole province. Its cells obey the rules of the grid; an empty cell changes nothing."""

    spec = MatrixSpec(
        key=KIND,
        title=gettext_lazy("Biểu nhập số liệu toàn tỉnh"),
        row_columns=_ROW_COLUMNS,
        row_key="code",
        columns=(),
        notes=_NOTES,
    )
    target_keys = ("round",)
    has_template = True
    can_undo = True

    def may(self, actor: Actor, target: Target) -> Answer:
        return policies.may_import(actor, selectors.round_by_id(actor, target["round"]))

    def target_label(self, actor: Actor, target: Target) -> str:
        return selectors.round_by_id(actor, target["round"]).title

    def back_url(self, target: Target) -> str:
        return reverse("assessments:round", args=[target["round"]])

    def spec_for(self, actor: Actor, target: Target) -> MatrixSpec:
        round_ = selectors.round_by_id(actor, target["round"])
        columns = tuple(
            MatrixColumn(
                key=f"{indicator_id}:{slot.part}",
                code=column_code(row, slot),
                name=row.name if slot.name in ("", row.name) else f"{row.name} – {slot.name}",
                unit=slot.unit,
                kind="choice" if slot.what == "passfail" else "percent" if slot.unit == "%" else "number"
                if slot.what == "number" else "text",
                choices=_CHOICES["passfail"] if slot.what == "passfail" else None,
                help=row.note or "",
            )
            for indicator_id, row, slot in _slots(round_)
        )  # fmt: skip
        return MatrixSpec(
            key=KIND, title=round_.title, row_columns=_ROW_COLUMNS, row_key="code", columns=columns, notes=_NOTES
        )

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        round_ = selectors.round_by_id(actor, target["round"])
        sheets = list(selectors.sheets(actor, round_.id))
        values = selectors.current_values([sheet.id for sheet in sheets])
        codes = {sheet.id: sheet.unit_code for sheet in sheets}
        cells = {
            (codes[sheet_id], f"{indicator_id}:{part}"): _shown(value)
            for (sheet_id, indicator_id), parts in values.items()
            for part, value in parts.items()
            if not value.cleared
        }
        closed = frozenset(
            (codes[sheet_id], f"{indicator_id}:{slot.part}")
            for sheet_id, indicator_id, slots in self._closed(actor, round_, sheets)
            for slot in slots
        )
        data = write_matrix(
            self.spec_for(actor, target),
            [{"code": sheet.unit_code, "name": sheet.unit_name} for sheet in sheets],
            cells,
            now=now,
            as_of=round_.territory_on,
            locked=closed,
        )
        return data, safe_filename(f"{round_.title}.xlsx")

    def _closed(
        self, actor: Actor, round_: Any, sheets: list[Sheet]
    ) -> Iterator[tuple[int, int, tuple[Input, ...]]]:
        """Cells that the person may not type into now: locked in the sheet, as they are in the grid."""
        gate = EntryGate(actor, {sheet.id: sheet for sheet in sheets})
        slots: dict[int, list[Input]] = {}
        for indicator_id, _row, slot in _slots(round_):
            slots.setdefault(indicator_id, []).append(slot)
        for (sheet_id, indicator_id), verification in selectors.standing_of(actor, round_.id)[0].items():
            if not isinstance(gate.answer(sheet_id, verification), Allowed):
                yield sheet_id, indicator_id, tuple(slots.get(indicator_id, ()))

    def check(self, actor: Actor, target: Target, table: Matrix, now: datetime) -> Checked:
        round_ = selectors.round_by_id(actor, target["round"])
        checked = Checked()
        sheets = {sheet.unit_code: sheet for sheet in selectors.sheets(actor, round_.id)}
        columns = {f"{pk}:{slot.part}": _Column(pk, row, slot) for pk, row, slot in _slots(round_)}
        # The stamp first: what changes after it is found when the cells are written.
        standing, stamp = selectors.standing_of(actor, round_.id)
        gate = EntryGate(actor, {sheet.id: sheet for sheet in sheets.values()})
        current = selectors.current_values([sheet.id for sheet in sheets.values()])
        for number, code, _cells in table.body:
            if code not in sheets:
                message = _("Đợt này không có xã mang mã này. Hãy dùng biểu của đúng đợt.")
                checked.errors.append(table.error(number, str(_ROW_COLUMNS[0].header), message, code))
        changed: dict[tuple[int, int], list[_Typed]] = {}
        lines: dict[str, _Commune] = {}
        same = new = 0
        for code, key, raw, number, header in _typed(table, checked):
            sheet = sheets.get(code)
            if sheet is None:
                continue
            column = columns[key]
            entry, shown = column.read(raw)
            if isinstance(entry, InputError):
                checked.errors.append(table.error(number, header, entry.message, raw))
                continue
            place = (sheet.id, column.indicator_id)
            former = current[place].get(entry.part) if place in current else None
            if not differs(entry, former):
                same += 1
                continue
            answer = gate.answer(sheet.id, standing[place])
            if not isinstance(answer, Allowed):
                checked.errors.append(table.error(number, header, answer.reason, raw))
                continue
            if place in changed:
                changed[place].append((entry, column, number, header, raw))
            else:
                changed[place] = [(entry, column, number, header, raw)]
            line = lines.get(code)
            if line is None:
                line = lines[code] = _Commune(number, sheet.unit_name, [])
            line.changes.append(Change(header, typed_form(former), shown))
            if former is None or former.cleared:
                new += 1
            else:
                line.is_new = False
        counts = checked.difference.counts
        counts[SAME], counts[NEW] = same, new
        counts[CHANGED] = sum(len(line.changes) for line in lines.values()) - new
        checked.difference.lines += [
            Line(line.number, line.name, NEW if line.is_new else CHANGED, tuple(line.changes))
            for line in lines.values()
        ]
        for place, cells in changed.items():
            if len(cells) > 1 or cells[0][0].warning or place in current:
                checked.warnings += _warnings(table, cells, current.get(place, _NOTHING))
        found = [ImportedCell(*place, tuple([cell[0] for cell in cells])) for place, cells in changed.items()]
        checked.payload = CheckedCells(round_.id, stamp, found)
        return checked

    def keep(self, checked: Checked) -> Any:
        return keep_cells(checked.payload)

    def recall(self, kept: Any) -> CheckedCells | None:
        return recall_cells(kept)

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        written = values_import(actor=actor, checked=checked.payload, run_id=run_id, now=now)
        counts = dict(checked.difference.counts)
        counts["written"] = written
        return Applied(counts)

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        return values_undo(actor=actor, round_id=target["round"], run_id=run_id, now=now)

    def names_of_rows(self, actor: Actor, target: Target) -> Iterator[tuple[str, str]]:
        """The communes of the round by their names of its day."""
        for sheet in selectors.sheets(actor, target["round"]):
            yield sheet.unit_name, sheet.unit_code


_KEPT = "1 " + " ".join(Entry._fields)
"""The form of what is kept of a checked file. Another program may have another: then the file is read again."""
_NUMBERS = [Entry._fields.index(name) for name in ("number", "numerator", "denominator")]


def keep_cells(payload: CheckedCells) -> Any:
    """What a checked file changes, as JSON: applying it need not read the file again."""
    return {
        "format": _KEPT,
        "round": payload.round_id,
        "sheet": payload.sheet_id,
        "stamp": payload.stamp,
        "cells": [
            (sheet_id, indicator_id, [[_plain(part) for part in entry] for entry in entries])
            for sheet_id, indicator_id, entries in payload.cells
        ],
    }


def recall_cells(kept: Any) -> CheckedCells | None:
    """The same back; ``None`` where it is of an older program."""
    if kept.get("format") != _KEPT:
        return None
    cells = [
        ImportedCell(sheet_id, indicator_id, tuple([_entry(parts) for parts in entries]))
        for sheet_id, indicator_id, entries in kept["cells"]
    ]
    return CheckedCells(kept["round"], tuple(kept["stamp"]), cells, kept.get("sheet"))


def _plain(part: Any) -> Any:
    return str(part) if isinstance(part, Decimal) else part


def _entry(parts: list[Any]) -> Entry:
    for place in _NUMBERS:
        if parts[place] is not None:
            parts[place] = Decimal(parts[place])
    return Entry(*parts)


_FAULTY = {
    "error": gettext_lazy("Ô đang báo lỗi công thức (như #N/A). Hãy sửa công thức hoặc nhập giá trị."),
    "formula": gettext_lazy(
        "Ô là công thức chưa có kết quả trong tệp. Hãy mở bằng Excel, lưu lại, hoặc dán thành giá trị."
    ),
}


class _Column:
    """One typed column. Many communes say the same: what a cell of it says is understood once."""

    def __init__(self, indicator_id: int, row: Indicator, slot: Input) -> None:
        self.indicator_id, self.row, self._slot = indicator_id, row, slot
        self._known: dict[tuple[type, Any], tuple[Entry | InputError, str]] = {}

    def read(self, raw: Any) -> tuple[Entry | InputError, str]:
        """What a cell says, and how that is shown."""
        found = self._known.get((type(raw), raw))
        if found is None:
            entry = read_entry(self.row, self._slot, raw)
            found = (entry, "" if isinstance(entry, InputError) else typed_form(entry))
            self._known[type(raw), raw] = found
        return found


_Typed = tuple[Entry, _Column, int, str, Any]
"""One cell that changes something: understood, its column, its row's number, its header, and as it stands."""


def _warnings(table: Matrix, cells: list[_Typed], current: Mapping[str, Value]) -> Iterator[InputError]:
    """The soft doubts about one indicator of one commune, each at its cell.

    A part is compared with its whole as the file has it, else as it is today.
    """
    row = cells[0][1].row
    doubted = with_part_warnings(row, [cell[0] for cell in cells], current_amounts(row, current))
    for entry, (_entry, _column, number, header, raw) in zip(doubted, cells, strict=True):
        if entry.warning:
            yield table.error(number, header, entry.warning, raw)


@dataclass(slots=True)
class _Commune:
    """One line of the difference while it grows."""

    number: int
    name: str
    changes: list[Change]
    is_new: bool = True


def column_code(row: Indicator, slot: Input) -> str:
    """What a column is matched by: the indicator's code, and the part where it has several."""
    return row.code if not slot.part else f"{row.code} ({slot.name or slot.part})"


def _slots(round_: Any) -> Iterator[tuple[int, Indicator, Input]]:
    """Every typed cell of the round's set, in its order: ``(indicator id, row, slot)``."""
    rules: RoundRules = selectors.round_rules(round_)
    ids = {str(row.raw.get("code") or ""): row.id for row in criteria.indicators_of(round_.version_id)}
    current = rules.version.as_of(rules.on)
    for row in current.indicators:
        if row.code in ids:
            for slot in inputs_of(row):
                yield ids[row.code], row, slot


def _typed(table: Matrix, checked: Checked) -> Iterator[tuple[str, str, Any, int, str]]:
    """The cells as a person sees them: a percent-formatted cell as its percent; formula errors are reported."""
    if not table.traps:
        yield from table.cells()
        return
    columns = dict(table.columns)
    body = {number: code for number, code, _cells in table.body}
    for (row_index, index), trap in table.traps.items():
        if trap in _FAULTY and index in columns and row_index + 1 in body:
            checked.errors.append(table.error(row_index + 1, columns[index].code, str(_FAULTY[trap])))
    places = {column.code: index for index, column in table.columns}
    for code, key, raw, number, column in table.cells():
        if table.traps.get((number - 1, places[column])) == "percent" and isinstance(raw, int | float):
            # What the person sees counts.
            yield code, key, Decimal(repr(raw)) * 100, number, column
        else:
            yield code, key, raw, number, column


def _shown(value: Value) -> Any:
    """A value as the workbook holds it: numbers as numbers, everything else as it is typed."""
    if value.number is not None and value.applicable is not False:
        return value.number.normalize()
    return typed_form(value)
