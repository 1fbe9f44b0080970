"""The rows of a set as a table to type into: out with what is known, in into a draft.

A set of which only names are known goes out with its lines numbered and blank (2026–2030: 10 criteria, 47 lines × 3
groups), to be typed from the decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.importers import Applied, Checked, Importer, Line, Target
from dieuphoi.core.exchange.reader import Row, Table
from dieuphoi.core.exchange.selectors import import_run
from dieuphoi.core.exchange.undoing import before_run
from dieuphoi.core.exchange.writer import write_csv, write_sheet
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Answer, Refusal
from dieuphoi.core.kernel.text import safe_filename
from dieuphoi.programme.criteria import policies, selectors, sets
from dieuphoi.programme.criteria.checking import row_faults
from dieuphoi.programme.criteria.kind_words import COMPARATOR_CHOICES, KIND_WORDS
from dieuphoi.programme.criteria.models import Criterion, Indicator
from dieuphoi.programme.criteria.services import RowInput, raw_of, rows_put_back, rows_save
from dieuphoi.programme.criteria.states import VersionState
from dieuphoi.programme.criteria.typed import cell_typed, read_cell

KIND = "criteria-rows"
CELL = "t-"
"""Prefix of the keys of threshold columns; behind it the territory column (``all``: one threshold for all)."""

_HEAD = (
    SheetColumn("line", gettext_lazy("STT"), "integer", required=True, width=6, minimum=1),
    SheetColumn("key", gettext_lazy("Khóa dòng"), "text", width=10, locked=True,
                help=gettext_lazy("Không sửa. Nhận ra dòng đang có trong bộ; dòng mới để trống.")),
    SheetColumn("criterion", gettext_lazy("Tiêu chí số"), "integer", width=9, minimum=1, maximum=999),
    SheetColumn("criterion_name", gettext_lazy("Tên tiêu chí"), width=28, max_length=300),
    SheetColumn("group", gettext_lazy("Nhóm tiêu chí"), width=20, max_length=120),
    SheetColumn("code", gettext_lazy("Mã chỉ tiêu"), "code", width=10, max_length=40),
    SheetColumn("name", gettext_lazy("Tên chỉ tiêu"), width=60, max_length=2000),
    SheetColumn("unit", gettext_lazy("Đơn vị tính"), width=14, max_length=60),
    SheetColumn("kind", gettext_lazy("Dạng"), "choice", width=26, choices=lambda: tuple(KIND_WORDS.items())),
    SheetColumn("comparator", gettext_lazy("Dấu so sánh"), "choice", width=12, choices=COMPARATOR_CHOICES,
                help=gettext_lazy("Để trống: “là” nếu mức đạt là chữ.")),
)  # fmt: skip
_TAIL = (
    SheetColumn("responsible", gettext_lazy("Bộ, ngành phụ trách"), width=28, max_length=300),
    SheetColumn("applicable_if", gettext_lazy("Chỉ áp dụng khi"), width=24, max_length=1000),
    SheetColumn("note", gettext_lazy("Ghi chú"), width=30, max_length=4000),
    SheetColumn(
        "source", gettext_lazy("Nguồn"), width=36, max_length=1000,
        help=gettext_lazy("Địa chỉ trang đã đọc, hoặc tên văn bản và trang (khi đó dòng chờ xác nhận theo văn bản)."),
    ),
)  # fmt: skip
_NOTES = (
    gettext_lazy(
        "Mức đạt: một số (95; 62,5), một chữ (Đạt, Không), “Tỉnh quy định”, theo năm (2026: 50; 2027: 53), nhiều phần "
        "(nước sạch >= 65; tập trung >= 35). Ô trống là chưa có mức."
    ),
    gettext_lazy("Dòng không ghi tên chỉ tiêu và mã thì bỏ qua. Dòng không có trong bảng thì giữ nguyên trong bộ."),
)


def spec_of(version: sets.SetVersion) -> SheetSpec:
    """The columns for a set: one of thresholds for each territory column, and one for all."""
    used = {column for row in version.indicators for column, _cell in row.thresholds or ()}
    columns: list[tuple[str, Any]] = [("all", gettext_lazy("Mức đạt – mọi đơn vị"))]
    if "chung" in used:
        columns.append(("chung", gettext_lazy("Mức đạt – chỉ tiêu chung")))
    columns += [(territory.code, f"{_('Mức đạt')} – {territory.name}") for territory in version.territories]
    return SheetSpec(
        key=KIND,
        title=_("Các dòng của %(set)s") % {"set": version.name},
        columns=(
            *_HEAD,
            *(SheetColumn(CELL + code, words, width=16, max_length=4000) for code, words in columns),
            *_TAIL,
        ),
        identity=("line",),
        notes=_NOTES,
        sheet_name=gettext_lazy("Dòng"),
    )


def line_of(criterion: sets.Criterion, row: sets.Indicator, key: str) -> dict[str, Any]:
    """One row as its line of the sheet, without its number."""
    return {
        "key": key,
        "criterion": criterion.number,
        "criterion_name": criterion.name,
        "group": criterion.group,
        "code": row.code or None,
        "name": row.name,
        "unit": row.unit,
        "kind": row.kind,
        "comparator": row.comparator,
        **{
            CELL + column: cell_typed(sets.cell_dict(cell), row.comparator) or None
            for column, cell in row.thresholds or ()
        },
        "responsible": row.responsible,
        "applicable_if": row.applicable_if,
        "note": row.note,
        "source": row.source,
    }


def lines_of(version: sets.SetVersion) -> list[dict[str, Any]]:
    """Every row of a set as a line; each criterion at least once, and numbered blanks up to the decision's number."""
    lines: list[dict[str, Any]] = []
    rows = len(version.indicators)
    wanted = max(version.counts_indicators or 0, rows)
    blanks = wanted - rows
    for criterion in version.criteria:
        for place, row in enumerate(criterion.indicators, start=1):
            lines.append(line_of(criterion, row, row.code or f"{criterion.number}.?{place}"))
        if not criterion.indicators:
            lines.append(
                {"criterion": criterion.number, "criterion_name": criterion.name, "group": criterion.group}
            )
            blanks -= 1
    lines += [{} for _blank in range(max(blanks, 0))]
    return [{"line": number, **line} for number, line in enumerate(lines, start=1)]


def rows_workbook(version: sets.SetVersion, *, now: datetime, as_of: date | None = None, form: str = "xlsx") -> bytes:
    """The table of a set as XLSX or CSV."""
    spec, lines = spec_of(version), lines_of(version)
    if form == "csv":
        return write_csv(spec, lines)
    decision = _("Văn bản: %(number)s.") % {"number": version.decision_number}
    return write_sheet(spec, lines, now=now, as_of=as_of, notes=(decision,), blank_rows=20)


class RowsImporter(Importer[Table]):
    """A table of rows into a draft. Lines add and change; what the table does not name stays."""

    spec = SheetSpec(key=KIND, title=gettext_lazy("Các dòng của một bộ tiêu chí"), columns=(*_HEAD, *_TAIL))
    target_keys = ("version",)
    has_template = True
    writes = (Criterion, Indicator)
    can_undo = True

    def may(self, actor: Actor, target: Target) -> Answer:
        answer = policies.may_edit_sets(actor)
        if isinstance(answer, Refusal):
            return answer
        version = selectors.version(actor, target["version"])
        if version.state != VersionState.DRAFT:
            return Refusal("not_draft", _("Chỉ nạp bảng vào dự thảo; hãy lập bản sửa đổi trước."), 409)
        return answer

    def target_label(self, actor: Actor, target: Target) -> str:
        return str(selectors.version(actor, target["version"]))

    def back_url(self, target: Target) -> str:
        return reverse("criteria:set", args=[target["version"]])

    def spec_for(self, actor: Actor, target: Target) -> SheetSpec:
        selectors.version(actor, target["version"])
        return spec_of(selectors.engine_set(target["version"]))

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        version = selectors.version(actor, target["version"])
        engine = selectors.engine_set(version.pk)
        data = rows_workbook(engine, now=now, as_of=actor.on)
        return data, safe_filename(f"{_('Các dòng')} - {version.set.code} - {version.number}.xlsx")

    def check(self, actor: Actor, target: Target, table: Table, now: datetime) -> Checked:
        version = selectors.version(actor, target["version"])
        engine = selectors.engine_set(version.pk)
        checked = Checked()
        rows = {row.code: row for row in selectors.indicators_of(version.pk)}
        engine_rows = {
            row.code or f"{criterion.number}.?{place}": (criterion, row)
            for criterion in engine.criteria
            for place, row in enumerate(criterion.indicators, start=1)
        }
        criteria = _Criteria(engine)
        columns = [territory.code for territory in engine.territories]
        names = {column.key: column.header for column in table.spec.columns}
        written: list[tuple[RowInput, int | None]] = []
        codes: dict[str, int] = {}
        for line in table.rows:
            criteria.read(table, line, checked)
            if not (line.get("name") or line.get("code") or line.get("key")):
                continue
            key = str(line.get("key") or "")
            known = rows.get(key) or rows.get(str(line.get("code") or ""))
            before = engine_rows.get(known.code) if known is not None else None
            row, faults = _typed(table, line, before)
            checked.errors += faults
            code = str(line.get("code") or "")
            if code and codes.setdefault(code, line.number) != line.number:
                told = _("Mã này đã có ở dòng %(n)s của bảng.") % {"n": codes[code]}
                checked.errors.append(table.error(line, "code", told, code))
            if row is None:
                continue
            raw = raw_of(row, known.raw if known is not None else None)
            for fault in row_faults(raw, columns, row.code or row.name[:60]):
                field = fault.field if fault.field in {"name", "kind", "comparator"} else ""
                checked.errors.append(table.error(line, field, fault.message, fault.value))
            _doubt(table, line, row, checked)
            after = {each: value for each, value in line.values.items() if each not in ("line", "key")}
            for each in ("criterion_name", "group"):
                # A line need not say again what its criterion is called.
                if not after.get(each):
                    after.pop(each, None)
            today = line_of(*before, key) if before is not None else None
            label = f"{row.code} {row.name}".strip()
            checked.difference.compare(label, line.number, today, after, names)
            written.append((row, known.pk if known is not None else None))
        checked.errors += criteria.faults(table, written)
        checked.payload = (written, criteria.changed())
        return checked

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        written, criteria = checked.payload
        rows_save(actor=actor, version_id=target["version"], rows=written, criteria=criteria, now=now)
        return Applied(dict(checked.difference.counts))

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        there = before_run(import_run(actor, run_id), *self.writes)
        gone = rows_put_back(
            actor=actor,
            version_id=target["version"],
            made={model: made for model, (made, _former) in there.items()},
            former={model: former for model, (_made, former) in there.items()},
            now=now,
        )
        restored = sum(len(former) for _made, former in there.values())
        return Applied({"restored": restored, "ended": len(gone)}, [Line(None, name, "ended") for name in gone])


class _Criteria:
    """The criteria as the lines of a table name them, against those of the set."""

    def __init__(self, engine: sets.SetVersion) -> None:
        self._there = {each.number: (each.name, each.group or "") for each in engine.criteria}
        self._named: dict[int, tuple[str, str]] = {}

    def read(self, table: Table, line: Row, checked: Checked) -> None:
        number = line.get("criterion")
        if number is None:
            return
        name = str(line.get("criterion_name") or "").strip()
        before = self._named.get(number) or self._there.get(number, ("", ""))
        group = before[1] if "group" not in line.values else str(line.get("group") or "").strip()
        if not name:
            return
        if number in self._named and self._named[number][0] != name:
            told = _("Tiêu chí %(n)s có hai tên trong bảng.") % {"n": number}
            checked.errors.append(table.error(line, "criterion_name", told, name))
        self._named.setdefault(number, (name, group))

    def faults(self, table: Table, written: Iterable[tuple[RowInput, int | None]]) -> list[Any]:
        known = {*self._there, *self._named}
        lines = {line.get("line"): line for line in table.rows}
        told = _("Bộ này không có tiêu chí số này; hãy ghi cả tên tiêu chí.")
        return [
            table.error(lines.get(row.line), "criterion", told)
            for row, _pk in written
            if row.criterion not in known
        ]

    def changed(self) -> list[tuple[int, str, str]]:
        return [
            (number, name, group)
            for number, (name, group) in sorted(self._named.items())
            if self._there.get(number) != (name, group)
        ]


def _typed(
    table: Table, line: Row, before: tuple[sets.Criterion, sets.Indicator] | None
) -> tuple[RowInput | None, list[Any]]:
    """The typed row of a line; columns that the file lacks keep what the row has today."""
    today = line_of(*before, "") if before is not None else {}
    values: Mapping[str, Any] = {**today, **line.values}
    faults = []
    if values.get("criterion") is None:
        faults.append(table.error(line, "criterion", _("Hãy ghi số của tiêu chí chứa chỉ tiêu này.")))
    cells = {key: str(values.get(key) or "") for key in values if key.startswith(CELL)}
    comparator = str(values.get("comparator") or "")
    if not comparator and not any(cell[:1].isdigit() for cell in cells.values()):
        comparator = "is"
    thresholds = {}
    for key, text in cells.items():
        try:
            thresholds[key.removeprefix(CELL)] = read_cell(text, comparator or "is")
        except ValueError as error:
            faults.append(table.error(line, key, str(error), text))
    if faults or line.faulty:
        return None, faults
    texts = {key: str(value or "") for key, value in values.items()}
    row = RowInput(
        criterion=int(values["criterion"]),
        name=texts.get("name", ""),
        kind=texts.get("kind", ""),
        comparator=comparator,
        code=texts.get("code", ""),
        unit=texts.get("unit", ""),
        thresholds=thresholds,
        responsible=texts.get("responsible", ""),
        applicable_if=texts.get("applicable_if", ""),
        note=texts.get("note", ""),
        source=texts.get("source", ""),
        line=int(values["line"]),
    )
    return row, faults


def _doubt(table: Table, line: Row, row: RowInput, checked: Checked) -> None:
    """A share below 1 % is most often a percent cell that a spreadsheet keeps as a fraction."""
    if row.unit != "%":
        return
    for column, cell in row.thresholds.items():
        if isinstance(cell, str) and cell.startswith("0.") and cell.strip("0.") and row.comparator != "<=":
            told = _("Mức này nhỏ hơn 1 %. Nếu là tỷ lệ phần trăm, hãy ghi số phần trăm (95), không ghi 0,95.")
            checked.warnings.append(table.error(line, CELL + column, told, cell))
