"""The facts of each unit, from the lines of a file: what a line says, and every fault of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from dieuphoi.core.kernel.errors import InputError
from dieuphoi.programme.criteria.engine.marks import N_, Translate
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
from dieuphoi.programme.criteria.template_book.columns import CLASS_ROWS, PROVINCE, Line

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


@dataclass
class UnitFacts:
    """What a file says of one unit."""

    unit: str
    classification: Classification = field(default_factory=Classification)
    facts: dict[str, tuple[Fact, ...]] = field(default_factory=dict)


class Reader:
    """Turns lines into facts, one unit at a time, collecting every fault."""

    def __init__(self, version: SetVersion, errors: list[InputError], translate: Translate) -> None:
        self.version = version
        self.translate = translate
        self.errors = errors
        self.warnings: list[InputError] = []
        self.units: dict[str, list[tuple[str, Fact]]] = {}
        self.classes: dict[str, dict[str, Any]] = {}
        self.rows = {row.code: row for row in version.indicators}
        self.seen: dict[tuple[str, str, str, int | None], Line] = {}

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

    def take(self, line: Line) -> None:
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

    def _measured_alike(self, line: Line, row: Indicator) -> None:
        """A unit of measure that was typed must be the row's own."""
        given = line.text("measure").casefold()
        known = {(row.unit or "").casefold(), *(asked.unit.casefold() for asked in kind_of(row).inputs(row))}
        if given and known != {""} and given not in known:
            told = N_("Đơn vị tính “{given}” khác với bộ ({unit}). Hãy đổi số liệu về đơn vị của bộ.")
            self._fault(line, "measure", told, given=line.text("measure"), unit=row.unit or "")

    def _row(self, line: Line, mark: str) -> Indicator | None:
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

    def _classify(self, line: Line, unit: str, mark: str) -> None:
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

    def _fact(self, line: Line, unit: str, row: Indicator) -> None:
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

    def _applicable(self, line: Line, row: Indicator) -> bool | None:
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

    def _not_applicable(self, line: Line, row: Indicator, column: str) -> bool | None:
        if not row.applicable_if:
            told = N_("Chỉ tiêu {code} áp dụng cho mọi xã, không ghi “không áp dụng” được.")
            self._fault(line, column, told, code=row.code)
            return None
        return False

    def _number(self, line: Line, column: str, row: Indicator) -> Decimal | None:
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
        line: Line,
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

    def _year(self, line: Line) -> int | None:
        text = line.text("year")
        if not text:
            return None
        if text.isdecimal() and _FIRST_YEAR <= int(text) <= _LAST_YEAR:
            return int(text)
        told = N_("Năm phải là số từ {first} đến {last}, không phải “{text}”.")
        self._fault(line, "year", told, first=_FIRST_YEAR, last=_LAST_YEAR, text=text)
        return None

    def _part(self, line: Line, row: Indicator) -> str:
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

    def _fault(self, line: Line, column: str, message: str, **values: object) -> None:
        """Note a fault; ``message`` is marked with ``N_`` and says ``{name}`` where a value stands."""
        self.errors.append(self._at(line, column, self.translate(message).format(**values)))

    def _at(self, line: Line, column: str, message: str) -> InputError:
        return InputError(message, sheet=line.sheet, row=line.row, column=column, value=line.text(column))


def _is_number(text: str) -> bool:
    return any(char.isdigit() for char in text)
