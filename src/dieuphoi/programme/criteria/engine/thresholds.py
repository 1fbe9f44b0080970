"""What a cell of a criteria table may hold, read from the data into values the engine can use.

A cell is one of the classes below. Nothing is evaluated from text: a condition such as ``so_truong > 3`` is
parsed into a :class:`When` at load, and a form that is not known stays an :class:`Unread`, which never
judges.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from dieuphoi.programme.criteria.engine.marks import N_, Translate, as_written

COMPARATOR_WORDS = (">=", "<=", ">", "<", "=", "is")

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?\Z")
_WHEN = re.compile(r"\s*([a-z][a-z0-9_]*)\s*(>=|<=|>|<|=)\s*(-?[0-9]+(?:\.[0-9]+)?)\s*\Z")
_NOT_REQUIREMENTS = frozenset({"text", "set_by", "conditional_on", "cases", "when"})


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """``text`` as an identifier: no marks, small letters, ``_`` between words (``Nước sạch`` →
    ``nuoc_sach``)."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D").casefold())
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "_", letters).strip("_")


@dataclass(frozen=True, slots=True)
class Number:
    """A plain number, in the unit of its indicator."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the table: Đạt, Không, Có, a grade."""

    text: str


@dataclass(frozen=True, slots=True)
class SetBy:
    """The cell is left to the province or a ministry; ``text`` is its wording."""

    by: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class ByYear:
    """One number a year. A year that is not there has no threshold: nothing is interpolated."""

    years: tuple[tuple[int, Decimal | None], ...]

    def of(self, year: int) -> Decimal | None:
        """The number of ``year``, or ``None``."""
        return dict(self.years).get(year)


@dataclass(frozen=True, slots=True)
class Part:
    """One demand of a composite cell: the quantity ``key`` (folded ``label``) against ``value``."""

    key: str
    label: str
    comparator: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class When:
    """When a case applies: ``quantity comparator value``, e.g. number of schools > 3."""

    quantity: str
    comparator: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Case:
    """Demands that hold together, under a condition (``None`` = always)."""

    when: When | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """Several demands that must all hold (two-tier thresholds)."""

    parts: tuple[Part, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Cases:
    """Demands that depend on a count."""

    cases: tuple[Case, ...]
    text: str = ""
    conditional_on: str = ""
    set_by: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A form of threshold that this version does not judge; kept as it stands in the data."""

    raw: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Relative:
    """A multiple of another figure: ``ratio`` times ``base``.

    ``base`` names a row of another set (``ntm-xa-nang-cao-2021-2025#10``) or tells in words which figure of the
    unit itself is meant ("thu nhập lúc được công nhận").
    """

    ratio: Decimal
    base: str
    raw: Mapping[str, Any]

    @property
    def row_of(self) -> tuple[str, str] | None:
        """``(set id, code)`` where the base is a row of another set."""
        set_id, mark, code = self.base.partition("#")
        return (set_id, code) if mark and set_id and code else None


@dataclass(frozen=True, slots=True)
class Listed:
    """At least ``minimum`` of ``items``, or at least ``share`` percent of all contents; ``mandatory`` ones among them.

    ``is_open``: others than the named items may count too (the province issues the list).
    """

    minimum: Decimal | None
    share: Decimal | None
    items: tuple[str, ...]
    mandatory: tuple[str, ...]
    is_open: bool
    raw: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade of ``scale`` (lowest first); ``bands`` are ``(grade, least score)`` where scores are graded."""

    grade: str
    scale: tuple[str, ...]
    bands: tuple[tuple[str, Decimal], ...]
    raw: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Window:
    """Every one of ``years`` years in a row, before the year considered or up to it; ``limit`` for each year."""

    years: int
    including: bool
    limit: Decimal | None
    raw: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ScoreGroup:
    """One part of a scored set: its most points, and the least it must have (``None`` = no least)."""

    key: str
    label: str
    maximum: Decimal | None
    minimum: Decimal | None


@dataclass(frozen=True, slots=True)
class Scored:
    """A score of an outer set of criteria: ``minimum`` of ``maximum`` points, by ``groups`` where it has any."""

    minimum: Decimal
    maximum: Decimal | None
    name: str
    groups: tuple[ScoreGroup, ...]
    raw: Mapping[str, Any]


Structured = Relative | Listed | Grade | Window | Scored
"""The cells that are kept in the data as they were written (``raw``)."""

Cell = Number | Word | SetBy | ByYear | Parts | Cases | Structured | Unread


class CellFault(ValueError):
    """A cell that cannot be read; its words are Vietnamese and may be translated."""

    def __init__(self, template: str, **values: object) -> None:
        self.template = template
        self.values = values
        super().__init__(self.words())

    def words(self, translate: Translate = as_written) -> str:
        """What is wrong, and the way out."""
        return translate(self.template).format(**self.values)


def as_decimal(value: object) -> Decimal | None:
    """``value`` as an exact number, or ``None`` when it is no number (booleans are none)."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, str) and _NUMBER.match(value):
        return Decimal(value)
    return None


def parse_when(text: str) -> When:
    """Read ``so_truong > 3``. Raises ``ValueError`` for anything else."""
    found = _WHEN.match(text)
    if found is None:
        raise CellFault(N_("Điều kiện “{text}” không đọc được. Hãy ghi như: so_truong > 3."), text=text)
    return When(found[1], found[2], Decimal(found[3]))


def parse_cell(raw: object, comparator: str) -> Cell | None:
    """The cell that stands in the data as ``raw``; ``None`` for an empty one.

    ``comparator`` of the row is the direction of demands that name none. Raises ``ValueError`` for a case
    whose
    condition cannot be read: a set with such a row must not load silently.
    """
    if raw is None:
        return None
    number = as_decimal(raw)
    if number is not None:
        return Number(number)
    if isinstance(raw, str):
        return Word(unicodedata.normalize("NFC", raw))
    if not isinstance(raw, Mapping):
        return Unread({"value": raw})
    if "by_year" in raw:
        return ByYear(tuple(sorted((int(year), as_decimal(value)) for year, value in raw["by_year"].items())))
    if "parts" in raw:
        parts = tuple(
            Part(
                fold(str(part["label"])),
                str(part["label"]),
                str(part.get("comparator", comparator)),
                _must(part["value"]),
            )
            for part in raw["parts"]
        )
        return Parts(parts, str(raw.get("text", "")))
    if "cases" in raw:
        cases = tuple(Case(parse_when(str(case["when"])), _demands(case, comparator)) for case in raw["cases"])
        return Cases(cases, str(raw.get("text", "")), str(raw.get("conditional_on", "")), str(raw.get("set_by", "")))
    structured = parse_structured(raw)
    if structured is not None:
        return structured
    demands = _demands(raw, comparator)
    extra = set(raw) - _NOT_REQUIREMENTS - {part.key for part in demands}
    if demands and not extra:
        return Cases((Case(None, demands),), str(raw.get("text", "")), "", str(raw.get("set_by", "")))
    if "set_by" in raw and not extra:
        return SetBy(str(raw["set_by"]), str(raw.get("text", "")))
    return Unread({str(key): f"{value:f}" if isinstance(value, Decimal) else value for key, value in raw.items()})


def parse_structured(raw: Mapping[str, Any]) -> Structured | None:
    """The relative, listed, graded, windowed or scored cell of ``raw``; ``None`` where it is none of these.

    Raises :class:`CellFault` for one that does not hold together.
    """
    if "ratio" in raw and isinstance(raw.get("base"), str):
        return Relative(_positive(raw["ratio"], "ratio"), raw["base"], _plain(raw))
    if isinstance(raw.get("of"), list | tuple) or "share" in raw:
        return _listed(raw)
    if "grade" in raw:
        return _grade(raw)
    if isinstance(raw.get("window"), Mapping):
        return _window(raw)
    if "score" in raw:
        return _scored(raw)
    return None


def _listed(raw: Mapping[str, Any]) -> Listed:
    items = _labels(raw.get("of"), "of")
    mandatory = _labels(raw.get("mandatory"), "mandatory")
    minimum = None if raw.get("value") is None else _positive(raw["value"], "value")
    share = None if raw.get("share") is None else _positive(raw["share"], "share")
    if (minimum is None) == (share is None):
        raise CellFault(
            N_("Danh mục phải ghi hoặc số mục tối thiểu (value) hoặc tỷ lệ tối thiểu (share), không ghi cả hai.")
        )
    is_open = bool(raw.get("list_open", False))
    if minimum is not None and not is_open and minimum > len(items):
        raise CellFault(
            N_("Danh mục có {there} mục, không thể cần đến {need} mục."), there=len(items), need=f"{minimum:f}"
        )
    if minimum is not None and minimum != minimum.to_integral_value():
        raise CellFault(N_("“{key}” phải là số nguyên."), key="value")
    if share is not None and share > 100:
        raise CellFault(N_("“{key}” là phần trăm nên không quá 100."), key="share")
    strangers = [label for label in mandatory if items and label not in items]
    if strangers:
        raise CellFault(N_("Mục bắt buộc “{label}” không có trong danh mục."), label=strangers[0])
    return Listed(minimum, share, items, mandatory, is_open, _plain(raw))


def _grade(raw: Mapping[str, Any]) -> Grade:
    scale = _labels(raw.get("scale"), "scale")
    grade = str(raw["grade"])
    folded = [fold(label) for label in scale]
    if fold(grade) not in folded:
        raise CellFault(N_("Thang xếp loại (scale) không có “{grade}”. Hãy kê các bậc từ thấp đến cao."), grade=grade)
    bands = raw.get("bands") or {}
    if not isinstance(bands, Mapping):
        raise CellFault(N_("“{key}” phải ghi điểm thấp nhất của từng bậc."), key="bands")
    found = []
    for label, least in bands.items():
        if fold(str(label)) not in folded[1:]:
            raise CellFault(N_("Thang điểm (bands) có bậc “{grade}” không hợp với thang xếp loại."), grade=label)
        found.append((scale[folded.index(fold(str(label)))], _positive(least, "bands")))
    found.sort(key=lambda pair: scale.index(pair[0]))
    leasts = [least for _label, least in found]
    if leasts and (len(leasts) != len(scale) - 1 or leasts != sorted(set(leasts))):
        raise CellFault(N_("Thang điểm (bands) phải ghi điểm tăng dần cho mọi bậc, trừ bậc thấp nhất."))
    return Grade(scale[folded.index(fold(grade))], scale, tuple(found), _plain(raw))


def _window(raw: Mapping[str, Any]) -> Window:
    window = raw["window"]
    years = as_decimal(window.get("years"))
    until = window.get("until")
    if years is None or years != years.to_integral_value() or not 1 <= years <= 20:
        raise CellFault(N_("Khoảng thời gian (window) phải ghi số năm (years) từ 1 đến 20."))
    if until not in ("before", "including"):
        raise CellFault(
            N_("Khoảng thời gian (window) phải ghi until là before (trước năm xét) hoặc including (tính cả năm xét).")
        )
    limit = as_decimal(raw.get("value"))
    if limit is None and raw.get("value") is not None:
        raise CellFault(N_("“{key}” phải là số."), key="value")
    return Window(int(years), until == "including", limit, _plain(raw))


def _scored(raw: Mapping[str, Any]) -> Scored:
    minimum = _positive(raw["score"], "score")
    maximum = None if raw.get("of") is None else _positive(raw["of"], "of")
    if maximum is not None and minimum > maximum:
        raise CellFault(N_("Điểm cần đạt {score} lớn hơn điểm tối đa {of}."), score=f"{minimum:f}", of=f"{maximum:f}")
    groups = []
    for group in raw.get("groups") or ():
        if not isinstance(group, Mapping) or not group.get("label"):
            raise CellFault(N_("Mỗi phần của bộ con phải có tên (label)."))
        most, least = as_decimal(group.get("of")), as_decimal(group.get("at_least"))
        if most is not None and least is not None and least > most:
            raise CellFault(
                N_("Phần “{label}” cần nhiều điểm hơn số điểm tối đa của phần đó."), label=str(group["label"])
            )
        label = str(group["label"])
        groups.append(ScoreGroup(fold(label), label, most, least))
    if len({group.key for group in groups}) != len(groups):
        raise CellFault(N_("Tên các phần của bộ con bị lặp."))
    return Scored(minimum, maximum, str(raw.get("set") or ""), tuple(groups), _plain(raw))


def _labels(raw: object, key: str) -> tuple[str, ...]:
    if raw is None:
        return ()
    if not isinstance(raw, list | tuple) or not all(isinstance(label, str) and label.strip() for label in raw):
        raise CellFault(N_("“{key}” phải là danh sách các tên."), key=key)
    found = tuple(unicodedata.normalize("NFC", label) for label in raw)
    if len({fold(label) for label in found}) != len(found):
        raise CellFault(N_("“{key}” có tên bị lặp."), key=key)
    return found


def _positive(raw: object, key: str) -> Decimal:
    number = as_decimal(raw)
    if number is None or number <= 0:
        raise CellFault(N_("“{key}” phải là số lớn hơn 0."), key=key)
    return number


def _plain(value: Any) -> Any:
    """As it is written in JSON: exact numbers as strings, everything else as it stands."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return f"{value:f}" if isinstance(value, Decimal) else value


def _demands(raw: Mapping[str, Any], comparator: str) -> tuple[Part, ...]:
    found = []
    for key, value in sorted(raw.items()):
        number = as_decimal(value)
        if key not in _NOT_REQUIREMENTS and number is not None:
            found.append(Part(str(key), str(key), comparator, number))
    return tuple(found)


def _must(value: object) -> Decimal:
    number = as_decimal(value)
    if number is None:
        raise CellFault(N_("Mức “{value}” không phải là số."), value=value)
    return number


def cell_text(cell: Cell | None) -> str:
    """A short neutral form of the cell for traces and tables of the office (numbers with a dot)."""
    match cell:
        case None:
            return ""
        case Number(value=value):
            return f"{value:f}"
        case Word(text=text):
            return text
        case SetBy(text=text, by=by):
            return text or by
        case ByYear(years=years):
            return "; ".join(f"{year}: {value:f}" for year, value in years if value is not None)
        case Parts(text=text, parts=parts):
            return text or "; ".join(f"{part.label} {part.comparator} {part.value:f}" for part in parts)
        case Cases(text=text):
            return text
        case Relative() | Listed() | Grade() | Window() | Scored():
            return str(cell.raw.get("text") or "") or _structured_text(cell)
        case Unread(raw=raw):
            return str(raw.get("text", "")) or ", ".join(f"{key}: {value}" for key, value in raw.items())


def _structured_text(cell: Structured) -> str:
    match cell:
        case Relative(ratio=ratio, base=base):
            return f"{ratio:f} × {base}"
        case Listed(minimum=minimum, share=share, items=items, mandatory=mandatory):
            need = f"{minimum:f}" if minimum is not None else f"{share:f}%"
            return f"{need} ({'; '.join(items or mandatory)})" if items or mandatory else need
        case Grade(grade=grade, scale=scale):
            return f"{grade} ({' < '.join(scale)})"
        case Window(years=years, including=including, limit=limit):
            first, last = (1 - years, 0) if including else (-years, -1)
            return f"{limit or 0:f} ({first}…{last})"
        case Scored(minimum=minimum, maximum=maximum):
            return f"{minimum:f}" if maximum is None else f"{minimum:f}/{maximum:f}"
