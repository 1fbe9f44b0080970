"""How a row of each kind is written, and what is wrong with one that is not: for drafts, tables and files of sets.

A row is plain data (:func:`~dieuphoi.programme.criteria.sets.indicator_from_dict` reads it). :func:`row_faults` names
every fault at once, in Vietnamese, with its place and the way out; a row without faults can be judged once it has a
threshold. Thresholds may be wanting (``null``): such a row is shown and collected, and never judged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from dieuphoi.programme.criteria.engine.marks import N_, Translate, as_written
from dieuphoi.programme.criteria.engine.rows import ALL, GENERAL
from dieuphoi.programme.criteria.engine.thresholds import (
    COMPARATOR_WORDS,
    ByYear,
    Cases,
    Cell,
    CellFault,
    Grade,
    Listed,
    Number,
    Parts,
    Relative,
    Scored,
    SetBy,
    Window,
    Word,
    fold,
    parse_cell,
)
from dieuphoi.programme.criteria.sets import Indicator, indicator_from_dict

_FIGURES = (">=", "<=", ">", "<", "=")
_AT_LEAST = (">=", "is")
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class Form:
    """How the rows of one kind are written.

    ``means`` and ``facts`` are Vietnamese (marked for translation): what the kind demands, and which figures it asks
    for. ``example`` is a threshold cell in plain form; ``cells`` the forms a cell may have.
    """

    means: str
    facts: str
    example: Any
    cells: tuple[type, ...]
    comparators: tuple[str, ...] = _FIGURES
    percent: bool = False


@dataclass(frozen=True, slots=True)
class RowFault:
    """One fault of a row: ``place`` is the key of the row (``thresholds.BTB`` for a cell)."""

    place: str
    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def words(self, translate: Translate = as_written) -> str:
        """What is wrong and the way out."""
        return translate(self.template).format(**self.values)


_ONE = N_("một con số, hoặc tử số và mẫu số")
_PASS = N_("Đạt hoặc Không đạt, theo kết luận của cơ quan phụ trách")
_NUMBERS = (Number, ByYear)

FORMS: dict[str, Form] = {
    "pass_fail": Form(N_("đạt hoặc không đạt"), _PASS, "Đạt", (Word, SetBy), ("is",)),
    "pass_fail_external_set": Form(
        N_("đạt hoặc không đạt theo bộ chỉ tiêu khác"), _PASS, "Đạt", (Word, SetBy), ("is",)
    ),
    "pass_fail_ministry_detail": Form(
        N_("đạt hoặc không đạt, bộ ngành quy định chi tiết"),
        _PASS,
        {"set_by": "ministry", "text": "…"},
        (Word, SetBy),
        ("is",),
    ),
    "pass_fail_alternative": Form(
        N_("đạt hoặc không đạt, có phương án thay thế"), _PASS, "Đạt", (Word, SetBy), ("is",)
    ),
    "absence": Form(N_("không có trường hợp nào"), N_("số trường hợp; hoặc Có, Không"), "Không", (Word,), ("is",)),
    "presence": Form(N_("có ít nhất một trường hợp"), N_("số trường hợp; hoặc Có, Không"), "Có", (Word,), ("is",)),
    "absence_with_exclusions": Form(
        N_("không có trường hợp nào, trừ ngoại lệ"),
        N_("tổng số, và phần “ngoại lệ”: bao nhiêu trong đó là ngoại lệ"),
        "Không",
        (Word,),
        ("is",),
    ),
    "percent": Form(N_("tỷ lệ phần trăm"), _ONE, 85, _NUMBERS, percent=True),
    "money": Form(N_("số tiền"), _ONE, {"by_year": {"2024": 45}}, _NUMBERS),
    "area_per_capita": Form(N_("diện tích bình quân đầu người"), _ONE, 2, _NUMBERS),
    "count": Form(N_("số lượng"), _ONE, 1, _NUMBERS),
    "quantity": Form(N_("số đo"), _ONE, 1, _NUMBERS),
    "province_set": Form(
        N_("mức do UBND cấp tỉnh quy định"),
        _ONE,
        {"set_by": "province", "text": "…"},
        (SetBy, Number, ByYear, Word),
        (*_FIGURES, "is"),
    ),
    "ministry_set": Form(
        N_("mức do bộ quản lý ngành công bố"),
        _ONE,
        {"set_by": "ministry", "text": "…"},
        (SetBy, Number, ByYear, Word),
        (*_FIGURES, "is"),
    ),
    "count_per_village": Form(
        N_("số lượng ở từng thôn"),
        N_("số của thôn thấp nhất; hoặc tử số là số thôn đủ mức, mẫu số là số thôn"),
        1,
        (Number,),
    ),
    "relative_to_set": Form(
        N_("bằng ít nhất bao nhiêu lần mức của bộ khác"),
        _ONE,
        {"base": "ntm-xa-nang-cao-2021-2025#10", "ratio": "1.1"},
        (Relative,),
    ),
    "ratio_to_province_average": Form(
        N_("bằng ít nhất bao nhiêu lần bình quân của tỉnh"),
        N_("số của xã, và phần “bình quân của tỉnh” cùng năm"),
        "1.4",
        (Number,),
    ),
    "relative_to_own_past": Form(
        N_("bằng ít nhất bao nhiêu lần chính mình trước đây"),
        N_("số bây giờ, và phần “mốc so sánh”"),
        {"base": "…", "ratio": "1.5"},
        (Relative, Number),
    ),
    "growth_rate": Form(
        N_("tốc độ tăng so với năm trước"),
        N_("phần “năm nay” và “năm trước”; hoặc chính tốc độ tăng"),
        8,
        (Number,),
    ),
    "percent_by_sex": Form(
        N_("tỷ lệ phần trăm, nam và nữ đều phải đạt"), N_("phần nam và phần nữ"), 90, (Number,), percent=True
    ),
    "composite": Form(
        N_("nhiều mức cùng phải đạt"),
        N_("mỗi phần một con số"),
        {
            "parts": [
                {"label": "nước hợp vệ sinh", "comparator": ">=", "value": 95},
                {"label": "nước sạch", "comparator": ">=", "value": 60},
            ]
        },
        (Parts,),
        (*_FIGURES, "is"),
    ),
    "conditional_composite": Form(
        N_("nhiều mức, tùy theo số lượng"),
        N_("số lượng, và mỗi phần một con số"),
        {"cases": [{"when": "so_truong > 3", "csvc_muc_1": 70}, {"when": "so_truong <= 3", "csvc_muc_1": 50}]},
        (Cases,),
    ),
    "at_least_of": Form(
        N_("đạt ít nhất mấy mục trong danh mục"),
        N_("kết luận từng mục; hoặc số mục đạt nếu dòng có đơn vị tính"),
        {"value": 1, "of": ["sản xuất", "du lịch"], "list_open": False},
        (Listed,),
        _AT_LEAST,
    ),
    "share_with_mandatory": Form(
        N_("đạt ít nhất bao nhiêu phần trăm nội dung, trong đó có nội dung bắt buộc"),
        N_("số nội dung đạt trên tổng số, và kết luận từng nội dung bắt buộc"),
        {"share": 70, "mandatory": ["…"]},
        (Listed,),
        _AT_LEAST,
    ),
    "graded": Form(
        N_("xếp loại từ mức quy định trở lên"),
        N_("xếp loại (Khá …); hoặc điểm nếu dòng có thang điểm"),
        {"grade": "Khá", "scale": ["Yếu", "Trung bình", "Khá", "Tốt"]},
        (Grade,),
        _AT_LEAST,
    ),
    "external_score": Form(
        N_("điểm của bộ chỉ tiêu khác"),
        N_("tổng điểm; hoặc điểm từng phần nếu bộ con chia phần"),
        {"score": 80, "of": 100, "set": "…"},
        (Scored,),
        _AT_LEAST,
    ),
    "absence_in_window": Form(
        N_("không có trường hợp nào trong một khoảng thời gian"),
        N_("số trường hợp của từng năm; hoặc của cả khoảng"),
        {"window": {"years": 2, "until": "before"}},
        (Window,),
        ("is",),
    ),
    "number_in_window": Form(
        N_("mỗi năm trong một khoảng thời gian đều phải đạt"),
        N_("số của từng năm"),
        {"window": {"years": 3, "until": "including"}, "value": 5},
        (Window,),
    ),
}
FORMS["relative_money"] = FORMS["relative_to_set"]
FORMS["one_of"] = FORMS["choice_at_least_n"] = FORMS["at_least_of"]
FORMS["conditional_percent_with_mandatory"] = FORMS["share_with_mandatory"]
FORMS["rank_at_least"] = FORMS["graded"]


def row_faults(raw: Mapping[str, Any], *, columns: Collection[str] | None = None) -> tuple[RowFault, ...]:
    """Every fault of one row in plain form; empty where there is none.

    ``columns`` are the territory columns of its set; ``None`` leaves them unchecked (``all`` and ``chung`` are always
    known).
    """
    return tuple(_faults(raw, columns))


def _faults(raw: Mapping[str, Any], columns: Collection[str] | None) -> Iterator[RowFault]:
    if not str(raw.get("code") or "").strip():
        yield RowFault("code", N_("Dòng chưa có mã. Hãy ghi mã theo văn bản."))
    if not str(raw.get("name") or "").strip():
        yield RowFault("name", N_("Dòng chưa có tên chỉ tiêu."))
    kind = str(raw.get("kind") or "")
    form = FORMS.get(kind)
    if form is None:
        yield RowFault("kind", N_("Không có dạng chỉ tiêu “{kind}”. Các dạng: {known}."), _known(kind))
        return
    comparator = str(raw.get("comparator") or "is")
    if comparator not in COMPARATOR_WORDS:
        values: dict[str, object] = {"sign": comparator, "known": ", ".join(COMPARATOR_WORDS)}
        yield RowFault("comparator", N_("Không hiểu dấu so sánh “{sign}”. Các dấu: {known}."), values)
        return
    if comparator not in form.comparators:
        values = {"kind": kind, "known": ", ".join(form.comparators)}
        yield RowFault("comparator", N_("Dạng {kind} chỉ dùng dấu: {known}."), values)
    if form.percent and not str(raw.get("unit") or "").startswith("%"):
        yield RowFault("unit", N_("Dạng {kind} phải có đơn vị tính là %."), {"kind": kind})
    yield from _threshold_faults(raw, kind, form, comparator, columns)


def _known(kind: str) -> dict[str, object]:
    return {"kind": kind, "known": ", ".join(sorted(FORMS))}


def _threshold_faults(
    raw: Mapping[str, Any], kind: str, form: Form, comparator: str, columns: Collection[str] | None
) -> Iterator[RowFault]:
    thresholds = raw.get("thresholds")
    if thresholds is None:
        return
    if not isinstance(thresholds, Mapping):
        yield RowFault("thresholds", N_("Mức đạt phải ghi theo cột, ví dụ all: 85 hoặc BTB: 85."))
        return
    cells: dict[str, Cell | None] = {}
    for column, value in thresholds.items():
        place = f"thresholds.{column}"
        if columns is not None and column not in (ALL, GENERAL, *columns):
            values: dict[str, object] = {"column": column, "known": ", ".join((ALL, GENERAL, *columns))}
            yield RowFault(place, N_("Bộ không có cột “{column}”. Các cột: {known}."), values)
        try:
            cells[place] = parse_cell(value, comparator)
        except CellFault as fault:
            yield RowFault(place, fault.template, fault.values)
        except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError):
            yield RowFault(place, N_("Mức đạt không đọc được. Ví dụ đúng: {example}."), {"example": form.example})
    row: Indicator | None = None
    if len(cells) == len(thresholds):
        row = indicator_from_dict({**raw, "code": str(raw.get("code") or ""), "name": str(raw.get("name") or "")})
    for place, cell in cells.items():
        yield from _cell_faults(place, cell, kind, form, row)


def _cell_faults(place: str, cell: Cell | None, kind: str, form: Form, row: Indicator | None) -> Iterator[RowFault]:
    if cell is None:
        return
    if row is not None and isinstance(cell, Word) and row.structure:
        try:
            cell = row.demand_of(cell) or cell
        except CellFault as fault:
            yield RowFault("structure", fault.template, fault.values)
            return
    if isinstance(cell, SetBy):
        return  # any row may leave a column to the province or a ministry
    if not isinstance(cell, form.cells):
        values: dict[str, object] = {"kind": kind, "example": form.example}
        yield RowFault(place, N_("Mức đạt không hợp với dạng {kind}. Ví dụ đúng: {example}."), values)
        return
    match cell:
        case Word(text=text) if kind.startswith(("absence", "presence")):
            wanted = str(form.example)
            if fold(text) != fold(wanted):
                yield RowFault(place, N_("Dạng {kind} ghi mức đạt là “{word}”."), {"kind": kind, "word": wanted})
        case Word(text=text) if fold(text) != "dat":
            yield RowFault(place, N_("Dạng {kind} ghi mức đạt là “{word}”."), {"kind": kind, "word": "Đạt"})
        case ByYear(years=years):
            wrong = [year for year, _value in years if not _FIRST_YEAR <= year <= _LAST_YEAR]
            if wrong or not years:
                yield RowFault(place, N_("Mức theo năm phải ghi các năm từ {first} đến {last}."), _YEARS)
        case Relative(base=base) if kind in ("relative_to_set", "relative_money") and cell.row_of is None:
            yield RowFault(place, N_("“{base}” không chỉ ra dòng nào. Hãy ghi mã bộ#mã dòng."), {"base": base})
        case Listed(minimum=minimum) if (minimum is None) == ("share" not in kind and "percent" not in kind):
            values = {"kind": kind, "example": form.example}
            yield RowFault(place, N_("Mức đạt không hợp với dạng {kind}. Ví dụ đúng: {example}."), values)
        case Window(limit=limit) if kind == "number_in_window" and limit is None:
            yield RowFault(place, N_("Dạng {kind} phải ghi mức của mỗi năm (value)."), {"kind": kind})
    wrong_figures = [number for number in _figures_of(cell) if number < 0 or (form.percent and number > 100)]
    if wrong_figures:
        told = N_("Mức {number} không hợp lệ: mức đạt không âm, phần trăm không quá 100.")
        yield RowFault(place, told, {"number": f"{wrong_figures[0]:f}"})


_YEARS: dict[str, object] = {"first": _FIRST_YEAR, "last": _LAST_YEAR}


def _figures_of(cell: Cell) -> list[Decimal]:
    match cell:
        case Number(value=value):
            return [value]
        case ByYear(years=years):
            return [value for _year, value in years if value is not None]
        case Parts(parts=parts):
            return [part.value for part in parts]
        case Cases(cases=cases):
            return [part.value for case in cases for part in case.parts]
    return []
