"""The table of facts as a file: the workbook that goes out, and the CSV or workbook that comes back.

One row is one figure: ``unit, indicator, value, numerator, denominator, part, year, standard, applicable``.
The
classification of a unit stands in the same columns with ``@region``, ``@group`` or ``@flag`` as its
indicator.
Every fault of a file is reported at once; nothing of a faulty file is used. No database, no Django model: who shows
the words hands in their translation. The words a commune fills in (Đạt, Không đạt, Có, Không) stay Vietnamese.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.programme.criteria.engine.marks import N_, Translate, as_written
from dieuphoi.programme.criteria.engine.thresholds import Listed, fold
from dieuphoi.programme.criteria.engine.verdicts import Verdict
from dieuphoi.programme.criteria.facts import Choice, Classification, Conclusion, Fact, Origin, facts_of
from dieuphoi.programme.criteria.kinds import (
    claim_verdict,
    is_share_of,
    kind_of,
    part_key,
    takes_negative,
    takes_presence,
)
from dieuphoi.programme.criteria.kinds.relative import PROVINCE_MEAN, RatioKind
from dieuphoi.programme.criteria.sets import Indicator, SetVersion, flag_aliases, flag_names

COLUMNS: dict[str, tuple[str, ...]] = {
    "unit": (N_("Đơn vị"), "xa", "ten xa", "ma xa", "don vi hanh chinh"),
    "indicator": (N_("Chỉ tiêu"), "ma chi tieu", "ma"),
    "name": (N_("Tên chỉ tiêu"), "ten"),
    "measure": (N_("Đơn vị tính"), "dvt", "unit of measure"),
    "value": (N_("Giá trị"), "ket qua", "so lieu"),
    "numerator": (N_("Tử số"),),
    "denominator": (N_("Mẫu số"),),
    "part": (N_("Phần"),),
    "year": (N_("Năm"),),
    "standard": (N_("Chuẩn"), "chuan do"),
    "applicable": (N_("Có áp dụng"), "ap dung"),
}
"""Column → its Vietnamese heading, and other headings that mean it."""

NEEDED = ("unit", "indicator", "value")
PROVINCE = "@province"
"""The unit of rows that hold the province's mean: it is given to every unit of the file."""
CLASS_ROWS = ("@region", "@group", "@flag")

_YES = {"co", "yes", "y", "true", "1", "x", "ap_dung", "dung"}
_NO = {"khong", "no", "n", "false", "0", "khong_ap_dung", "sai"}
_WORDS = {
    "dat": Choice.PASS,
    "khong_dat": Choice.FAIL,
    "chua_dat": Choice.FAIL,
    "co": Choice.PRESENT,
    "khong": Choice.ABSENT,
    "khong_co": Choice.ABSENT,
}
_NOT_APPLICABLE = {"khong_ap_dung", "kad", "n_a"}
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_MOST_ROWS = 500_000


@dataclass
class UnitFacts:
    """What a file says of one unit."""

    unit: str
    classification: Classification = field(default_factory=Classification)
    facts: dict[str, tuple[Fact, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FactsFile:
    """A file read without faults: its units in the order of the file, and doubts to show."""

    units: tuple[UnitFacts, ...]
    warnings: tuple[InputError, ...]


# --- out --------------------


def write_template(
    version: SetVersion, target: Path, *, units: Sequence[str] = (), translate: Translate = as_written
) -> None:
    """Write the workbook to fill in: one sheet of figures, one of classification, one of guidance.

    For each of ``units`` (or once, with the unit left blank) every row of the set with a line for each figure
    it asks for. Only plain cells, lists and column widths: the same in Excel and LibreOffice. Headings and guidance
    are translated, the key in brackets by which a heading is read again is not.
    """
    import xlsxwriter

    _ = translate

    book = xlsxwriter.Workbook(str(target), {"in_memory": True, "strings_to_numbers": False})
    head = book.add_format(
        {"bold": True, "bg_color": "#DDE6ED", "border": 1, "text_wrap": True, "valign": "top"}
    )
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    fill = book.add_format({"bg_color": "#FFFBE6", "border": 1, "valign": "top"})
    fill_text = book.add_format({"bg_color": "#FFFBE6", "border": 1, "num_format": "@", "valign": "top"})

    sheet = book.add_worksheet(_("Số liệu"))
    names = list(COLUMNS)
    for at, name in enumerate(names):
        sheet.write_string(0, at, heading(name, _), head)
    sheet.freeze_panes(1, 3)
    for at, width in enumerate((22, 11, 60, 14, 14, 12, 12, 24, 8, 16, 12)):
        sheet.set_column(at, at, width)
    at_row = 1
    for unit in units or ("",):
        for indicator in version.indicators:
            for asked in kind_of(indicator).inputs(indicator):
                sheet.write_string(at_row, 0, unit, fill_text)
                sheet.write_string(at_row, 1, indicator.code, text)
                label = indicator.name if not asked.part else f"{indicator.name} – {asked.name}"
                sheet.write_string(at_row, 2, label, text)
                sheet.write_string(at_row, 3, asked.unit or "", text)
                for column in range(4, len(names)):
                    name = names[column]
                    if name == "part":
                        sheet.write_string(at_row, column, asked.part, text)
                    else:
                        sheet.write_blank(at_row, column, None, fill_text if name == "standard" else fill)
                choices = {"passfail": ["Đạt", "Không đạt"], "presence": ["Không", "Có"]}.get(asked.what)
                if choices:
                    # Soft: a count or a word typed otherwise is checked when the file is read.
                    sheet.data_validation(
                        at_row,
                        4,
                        at_row,
                        4,
                        {"validate": "list", "source": choices, "error_type": "information"},
                    )
                if indicator.applicable_if:
                    when = _("Chỉ áp dụng khi: {when}").format(when=indicator.applicable_if)
                    sheet.write_comment(at_row, 10, when)
                    sheet.data_validation(
                        at_row, 10, at_row, 10, {"validate": "list", "source": ["Có", "Không"]}
                    )
                at_row += 1
    _write_classification(book, version, units, (head, text, fill_text), _)
    _write_guide(book, version, (head, text), _)
    book.close()


def heading(name: str, translate: Translate = as_written) -> str:
    """The heading of a column in the workbook: ``Đơn vị (unit)``."""
    return f"{translate(COLUMNS[name][0])} ({name})"


def _write_classification(
    book: Any, version: SetVersion, units: Sequence[str], formats: tuple[Any, Any, Any], _: Translate
) -> None:
    head, text, fill = formats
    sheet = book.add_worksheet(_("Phân loại"))
    for at, name in enumerate(NEEDED):
        sheet.write_string(0, at, heading(name, _), head)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 16)
    sheet.set_column(2, 2, 40)
    dimension = version.territory_dimension or ""
    rows = ["@group"] if dimension.startswith("commune_group") else ["@region"] if dimension else []
    if version.special_rules:
        rows.append("@flag")
    at_row = 1
    for unit in units or ("",):
        for mark in rows:
            sheet.write_string(at_row, 0, unit, fill)
            sheet.write_string(at_row, 1, mark, text)
            sheet.write_blank(at_row, 2, None, fill)
            if mark != "@flag":
                codes = [territory.code for territory in version.territories]
                sheet.data_validation(at_row, 2, at_row, 2, {"validate": "list", "source": codes})
            at_row += 1


def _write_guide(book: Any, version: SetVersion, formats: tuple[Any, Any], _: Translate) -> None:
    head, text = formats
    sheet = book.add_worksheet(_("Hướng dẫn"))
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    lines = [
        (_("Bộ tiêu chí"), f"{version.name} ({version.id})"),
        (
            _("Cách ghi số"),
            _("Dấu phẩy là dấu thập phân (97,5); dấu chấm cách hàng nghìn (1.234). Số 0 khác ô trống."),
        ),
        (
            _("Tử số, mẫu số"),
            _("Nếu có thì ghi cả hai; khi đó tỷ lệ được tính đúng từ hai số này, không làm tròn."),
        ),
        ("Đạt / Không đạt", _("Ghi theo kết luận của cơ quan phụ trách chỉ tiêu.")),
        (
            _("Phần"),
            _("Một số chỉ tiêu cần nhiều số: nam và nữ; từng tầng; số trường. Không sửa cột này."),
        ),
        (
            _("Phân loại"),
            _("Ghi mã vùng (hoặc nhóm xã) và đặc điểm của xã; nhiều đặc điểm cách nhau bằng dấu chấm phẩy."),
        ),
    ]
    lines += [(territory.code, territory.name) for territory in version.territories]
    if version.special_rules:
        lines += list(flag_names().items())
    sheet.write_string(0, 0, _("Mục"), head)
    sheet.write_string(0, 1, _("Nội dung"), head)
    for at, (left, right) in enumerate(lines, start=1):
        sheet.write_string(at, 0, left, text)
        sheet.write_string(at, 1, right, text)


# --- in --------------------


@dataclass(frozen=True, slots=True)
class _Line:
    sheet: str
    row: int
    cells: Mapping[str, Any]

    def text(self, name: str) -> str:
        value = self.cells.get(name)
        if value is None:
            return ""
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return unicodedata.normalize("NFC", str(value)).strip()


def read_facts(
    path: Path, version: SetVersion, *, as_of: date, translate: Translate = as_written
) -> FactsFile:
    """Read a CSV or XLSX of facts for ``version`` as it stands on ``as_of``.

    A word Đạt / Không đạt (or Không / Có, or a row that does not apply) is taken as the conclusion given with
    the facts. Raises :class:`~dieuphoi.core.kernel.errors.InputErrors` with every fault of the file.
    """
    errors: list[InputError] = []
    _ = translate
    lines = list(_lines(path, errors, _))
    reader = _Reader(version.as_of(as_of), errors, _)
    for line in lines:
        reader.take(line)
    if not errors and not reader.units:
        errors.append(InputError(_("Tệp không có dòng số liệu nào. Hãy nhập ít nhất một giá trị.")))
    if errors:
        raise InputErrors(sorted(errors, key=lambda error: (error.sheet, error.row or 0, error.column)))
    return FactsFile(tuple(reader.result()), tuple(reader.warnings))


def _lines(path: Path, errors: list[InputError], _: Translate) -> Iterator[_Line]:
    suffix = path.suffix.lower()
    try:
        raw = path.read_bytes()
    except OSError as error:
        why = error.strerror or _("lỗi đọc")
        errors.append(InputError(_("Không đọc được tệp {name}: {why}.").format(name=path.name, why=why)))
        return
    if suffix in (".xlsx", ".xls", ".ods", ".xlsm"):
        yield from _workbook_lines(raw, errors, _)
    else:
        yield from _csv_lines(raw, errors, _)


def _csv_lines(raw: bytes, errors: list[InputError], _: Translate) -> Iterator[_Line]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        errors.append(InputError(_("Tệp CSV không phải mã UTF-8. Hãy lưu lại thành “CSV UTF-8” rồi thử lại.")))
        return
    if "\x00" in text:
        errors.append(InputError(_("Tệp này không phải tệp CSV. Hãy dùng tệp CSV hoặc XLSX.")))
        return
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from _table("", enumerate(rows, start=1), errors, _, strict=True)
    except csv.Error:
        errors.append(InputError(_("Tệp CSV bị hỏng (dấu ngoặc kép không khớp hoặc ô quá dài).")))


def _workbook_lines(raw: bytes, errors: list[InputError], _: Translate) -> Iterator[_Line]:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw))
        sheets = [
            (name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names
        ]
    except Exception:
        # calamine raises several classes of its own (and zip errors) for a file that is no workbook.
        errors.append(InputError(_("Không mở được tệp bảng tính: tệp hỏng hoặc không phải XLSX.")))
        return
    found = False
    for name, rows in sheets:
        if rows and {"unit", "indicator"} <= set(_header(rows[0])):
            found = True
            yield from _table(name, enumerate(rows, start=1), errors, _, strict=False)
    if not found:
        errors.append(InputError(_("Không trang tính nào có dòng đầu với các cột unit và indicator.")))


def _header(cells: Iterable[Any]) -> list[str]:
    return [_column_of(str(cell or "")) for cell in cells]


def _column_of(title: str) -> str:
    if "(" in title and title.rstrip().endswith(")"):
        inner = title[title.rindex("(") + 1 :].rstrip(") ")
        if fold(inner) in COLUMNS:
            return fold(inner)
    key = fold(title)
    for name, words in COLUMNS.items():
        if key == name or key in {fold(word) for word in words}:
            return name
    return ""


def _table(
    sheet: str,
    rows: Iterator[tuple[int, Sequence[Any]]],
    errors: list[InputError],
    _: Translate,
    *,
    strict: bool,
) -> Iterator[_Line]:
    first = next(rows, None)
    if first is None:
        errors.append(InputError(_("Tệp trống."), sheet=sheet))
        return
    header = _header(first[1])
    missing = [name for name in NEEDED if name not in header]
    if missing:
        told = _("Dòng đầu thiếu cột: {names}.").format(names=", ".join(missing))
        errors.append(InputError(told, sheet=sheet, row=first[0]))
        return
    repeated = sorted({name for name in header if name and header.count(name) > 1})
    if repeated:
        told = _("Cột bị lặp: {names}.").format(names=", ".join(repeated))
        errors.append(InputError(told, sheet=sheet, row=first[0]))
        return
    for number, cells in rows:
        if number > _MOST_ROWS:
            told = _("Tệp dài hơn {most} dòng.").format(most=_MOST_ROWS)
            errors.append(InputError(told, sheet=sheet, row=number))
            return
        if strict and len(cells) > len(header):
            errors.append(
                InputError(
                    _(
                        "Dòng có nhiều ô hơn dòng đầu. Số có dấu phẩy thập phân phải đặt trong ngoặc kép, "
                        'ví dụ "97,5".'
                    ),
                    sheet=sheet,
                    row=number,
                )
            )
            continue
        found = {
            name: cell for name, cell in zip(header, cells, strict=False) if name and cell not in ("", None)
        }
        if found:
            yield _Line(sheet, number, found)


class _Reader:
    """Turns lines into facts, one unit at a time, collecting every fault."""

    def __init__(self, version: SetVersion, errors: list[InputError], translate: Translate) -> None:
        self.version = version
        self.translate = translate
        self.errors = errors
        self.warnings: list[InputError] = []
        self.units: dict[str, list[tuple[str, Fact]]] = {}
        self.classes: dict[str, dict[str, Any]] = {}
        self.rows = {row.code: row for row in version.indicators}
        self.seen: dict[tuple[str, str, str, int | None], _Line] = {}

    def result(self) -> Iterator[UnitFacts]:
        means = [(code, replace(fact, part=PROVINCE_MEAN)) for code, fact in self.units.pop(PROVINCE, ())]
        for unit, pairs in self.units.items():
            found = self.classes.get(unit, {})
            # A commune that entered nothing has entered nothing, whatever the province's mean is.
            own = {code for code, _fact in pairs}
            yield UnitFacts(
                unit,
                Classification(found.get("region"), found.get("group"), frozenset(found.get("flags", ()))),
                facts_of([*pairs, *(mean for mean in means if mean[0] in own)]),
            )

    def take(self, line: _Line) -> None:
        given = [
            name
            for name in ("value", "numerator", "denominator", "applicable", "standard")
            if line.text(name)
        ]
        mark = line.text("indicator")
        if not given and not mark.startswith("@"):
            return  # an untouched row of the workbook
        if mark.startswith("@") and not line.text("value"):
            return
        unit = line.text("unit")
        if not unit:
            self._fault(line, "unit", N_("Chưa ghi đơn vị (xã) của dòng này."))
        if unit.startswith("@") and unit != PROVINCE:
            told = N_("Không có đơn vị “{unit}”. Bình quân của tỉnh ghi ở đơn vị {province}.")
            self._fault(line, "unit", told, unit=unit, province=PROVINCE)
            return
        if not mark:
            self._fault(line, "indicator", N_("Chưa ghi mã chỉ tiêu."))
            return
        self.units.setdefault(unit, [])
        if mark.startswith("@") and unit != PROVINCE:
            self._classify(line, unit, mark)
            return
        row = self._row(line, mark)
        if row is None:
            return
        kind = kind_of(row)
        takes_mean = isinstance(kind, RatioKind) and kind.over == PROVINCE_MEAN and not line.text("part")
        if unit == PROVINCE and not takes_mean:
            told = N_("Chỉ tiêu {code} không so với bình quân của tỉnh, không ghi ở đơn vị {province}.")
            self._fault(line, "unit", told, code=row.code, province=PROVINCE)
            return
        self._measured_alike(line, row)
        self._fact(line, unit, row)

    def _measured_alike(self, line: _Line, row: Indicator) -> None:
        """A unit of measure that was typed must be the row's own."""
        given = line.text("measure").casefold()
        known = {(row.unit or "").casefold(), *(asked.unit.casefold() for asked in kind_of(row).inputs(row))}
        if given and known != {""} and given not in known:
            told = N_("Đơn vị tính “{given}” khác với bộ ({unit}). Hãy đổi số liệu về đơn vị của bộ.")
            self._fault(line, "measure", told, given=line.text("measure"), unit=row.unit or "")

    def _row(self, line: _Line, mark: str) -> Indicator | None:
        if isinstance(line.cells.get("indicator"), float) and f"{mark}0" in self.rows and mark in self.rows:
            self._fault(
                line,
                "indicator",
                N_("Mã “{mark}” là ô số, không phân biệt được {mark} và {mark}0. Hãy ghi mã dạng chữ."),
                mark=mark,
            )
            return None
        row = self.rows.get(mark)
        if row is None:
            told = N_("Không có chỉ tiêu “{mark}” trong bộ {set}.")
            self._fault(line, "indicator", told, mark=mark, set=self.version.id)
        return row

    def _classify(self, line: _Line, unit: str, mark: str) -> None:
        kind = fold(mark)
        text = line.text("value")
        found = self.classes.setdefault(unit, {})
        if kind == "flag":
            for word in text.replace(",", ";").split(";"):
                if not word.strip():
                    continue
                code = flag_aliases().get(fold(word))
                if code is None:
                    known = ", ".join(flag_names())
                    told = N_("Không hiểu đặc điểm “{word}”. Các đặc điểm: {known}.")
                    self._fault(line, "value", told, word=word.strip(), known=known)
                else:
                    found.setdefault("flags", set()).add(code)
            return
        if kind not in ("region", "group"):
            told = N_("Dòng phân loại “{mark}” không có. Chỉ có {known}.")
            self._fault(line, "indicator", told, mark=mark, known=", ".join(CLASS_ROWS))
            return
        dimension = self.version.territory_dimension or ""
        of_set = "group" if dimension.startswith("commune_group") else "region"
        code = self._territory(text) if kind == of_set else text
        if code is None:
            known = ", ".join(territory.code for territory in self.version.territories)
            told = N_("Không có “{text}” trong bộ {set}. Các mã: {known}.")
            self._fault(line, "value", told, text=text, set=self.version.id, known=known)
        elif found.get(kind, code) != code:
            self._fault(line, "value", N_("Đơn vị đã được ghi {mark} là “{there}”."), mark=mark, there=found[kind])
        else:
            found[kind] = code

    def _territory(self, text: str) -> str | None:
        key = fold(text)
        for territory in self.version.territories:
            words = {fold(territory.code), fold(territory.name), fold(territory.code).removeprefix("nhom_")}
            if key in words or key.removeprefix("vung_") in words:
                return territory.code
        return None if self.version.territories else text

    def _fact(self, line: _Line, unit: str, row: Indicator) -> None:
        before = len(self.errors)
        choice: Choice | None = None
        value: Decimal | None = None
        grade = ""
        applicable = self._applicable(line, row)
        text = line.text("value")
        if text and fold(text) in _NOT_APPLICABLE:
            applicable = self._not_applicable(line, row, "value")
        elif text and self._is_grade(text, row):
            grade = text
        elif text and isinstance(line.cells["value"], str) and fold(text) in _WORDS and not _is_number(text):
            choice = _WORDS[fold(text)]
        elif text:
            value = self._number(line, "value", row)
        numerator, denominator = self._number(line, "numerator", row), self._number(line, "denominator", row)
        self._check(line, row, value, numerator, denominator, choice)
        year = self._year(line)
        part = self._part(line, row)
        key = (unit, row.code, part_key(part), year)
        if key in self.seen and len(self.errors) == before:
            first = self.seen[key]
            told = N_("Chỉ tiêu {code} của đơn vị này đã có ở dòng {row}.")
            self._fault(line, "indicator", told, code=row.code, row=first.row)
        if len(self.errors) > before:
            return
        self.seen[key] = line
        conclusion = None
        if applicable is False and choice is not None:
            pass  # both at once: nobody concluded anything, the engine says that they contradict each other
        elif applicable is False:
            conclusion = Conclusion(Verdict.NOT_APPLICABLE, "", Origin.FILE)
        elif choice is not None:
            conclusion = Conclusion(claim_verdict(row, choice), "", Origin.FILE)
        fact = Fact(
            value=value,
            numerator=numerator,
            denominator=denominator,
            part=part,
            year=year,
            standard=line.text("standard"),
            applicable=applicable,
            choice=choice,
            conclusion=conclusion,
            grade=grade,
        )
        if not fact.is_empty:
            self.units[unit].append((row.code, fact))

    @staticmethod
    def _is_grade(text: str, row: Indicator) -> bool:
        return any(fold(text) == fold(word) for asked in kind_of(row).inputs(row) for word in asked.choices)

    def _applicable(self, line: _Line, row: Indicator) -> bool | None:
        word = fold(line.text("applicable"))
        if not word:
            return None
        if word in _YES:
            return True
        if word in _NO:
            return self._not_applicable(line, row, "applicable")
        told = N_("Ghi Có hoặc Không, không phải “{text}”.")
        self._fault(line, "applicable", told, text=line.text("applicable"))
        return None

    def _not_applicable(self, line: _Line, row: Indicator, column: str) -> bool | None:
        if not row.applicable_if:
            told = N_("Chỉ tiêu {code} áp dụng cho mọi xã, không ghi “không áp dụng” được.")
            self._fault(line, column, told, code=row.code)
            return None
        return False

    def _number(self, line: _Line, column: str, row: Indicator) -> Decimal | None:
        from dieuphoi.core.kernel.numbers import cell_number

        if column not in line.cells:
            return None
        percent = column == "value" and (row.unit or "").startswith("%")
        try:
            parsed = cell_number(line.cells[column], allow_percent=percent)
        except ValueError as error:
            # The reader of numbers has said it in the reader's language already.
            self.errors.append(self._at(line, column, str(error)))
            return None
        if parsed is None:
            return None
        if parsed.warning:
            self.warnings.append(self._at(line, column, parsed.warning))
        if percent and isinstance(line.cells[column], float) and 0 < parsed.value <= 1:
            # A workbook cell formatted as percent holds its fraction: 97,5% arrives as 0.975.
            told = self.translate(
                N_("Được hiểu là {percent}. Nếu ô định dạng phần trăm, hãy ghi số thường (97,5).")
            )
            self.warnings.append(self._at(line, column, told.format(percent=f"{line.text(column)}%")))
        return parsed.value

    def _check(
        self,
        line: _Line,
        row: Indicator,
        value: Decimal | None,
        numerator: Decimal | None,
        denominator: Decimal | None,
        choice: Choice | None,
    ) -> None:
        kind = kind_of(row)
        figures = [number for number in (value, numerator, denominator) if number is not None]
        if kind.concludes_only and (figures or choice in (Choice.PRESENT, Choice.ABSENT)):
            self._fault(line, "value", N_("Chỉ tiêu {code} ghi Đạt hoặc Không đạt."), code=row.code)
            return
        presence = takes_presence(row)
        if choice in (Choice.PRESENT, Choice.ABSENT) and not presence:
            told = N_("Chỉ tiêu {code} là số ({unit}), không ghi “{choice}”.")
            if not row.unit:
                told = N_("Chỉ tiêu {code} là số, không ghi “{choice}”.")
            self._fault(line, "value", told, code=row.code, unit=row.unit, choice=choice)
        if choice is not None and figures:
            told = N_("Đã ghi kết luận bằng chữ thì không ghi tử số, mẫu số ở cùng dòng.")
            self._fault(line, "numerator", told)
        for column, number in (("value", value), ("numerator", numerator), ("denominator", denominator)):
            if number is not None and number < 0 and not takes_negative(row, line.text("part")):
                self._fault(line, column, N_("Số không được âm."))
        if numerator is not None and "denominator" not in line.cells:
            self._fault(line, "denominator", N_("Có tử số thì phải có mẫu số."))
        if denominator is not None and "numerator" not in line.cells:
            self._fault(line, "numerator", N_("Có mẫu số thì phải có tử số."))
        is_share = is_share_of(row, line.text("part"))
        if is_share and value is not None and value > 100:
            self._fault(line, "value", N_("Tỷ lệ không được lớn hơn 100%."))
        if is_share and numerator is not None and denominator is not None and numerator > denominator > 0:
            self._fault(line, "numerator", N_("Tử số không được lớn hơn mẫu số."))

    def _year(self, line: _Line) -> int | None:
        text = line.text("year")
        if not text:
            return None
        if text.isdecimal() and _FIRST_YEAR <= int(text) <= _LAST_YEAR:
            return int(text)
        told = N_("Năm phải là số từ {first} đến {last}, không phải “{text}”.")
        self._fault(line, "year", told, first=_FIRST_YEAR, last=_LAST_YEAR, text=text)
        return None

    def _part(self, line: _Line, row: Indicator) -> str:
        text = line.text("part")
        if not text:
            return ""
        allowed = {part_key(asked.part): asked.part for asked in kind_of(row).inputs(row) if asked.part}
        if kind_of(row).by_item and any(
            isinstance(cell, Listed) and cell.is_open for _column, cell in row.thresholds or ()
        ):
            return allowed.get(part_key(text), text)  # an open list: the province may have named others
        if not allowed and row.kind == "composite" and row.thresholds is None:
            return text  # several figures, but nobody knows yet which
        if not allowed:
            self._fault(line, "part", N_("Chỉ tiêu {code} chỉ có một số, không chia phần."), code=row.code)
            return ""
        if part_key(text) not in allowed:
            told = N_("Không có phần “{text}”. Các phần: {known}.")
            self._fault(line, "part", told, text=text, known=", ".join(allowed.values()))
            return ""
        return allowed[part_key(text)]

    def _fault(self, line: _Line, column: str, message: str, **values: object) -> None:
        """Note a fault; ``message`` is marked with ``N_`` and says ``{name}`` where a value stands."""
        self.errors.append(self._at(line, column, self.translate(message).format(**values)))

    def _at(self, line: _Line, column: str, message: str) -> InputError:
        return InputError(message, sheet=line.sheet, row=line.row, column=column, value=line.text(column))


def _is_number(text: str) -> bool:
    return any(char.isdigit() for char in text)
