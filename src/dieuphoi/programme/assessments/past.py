"""How the past is read from a sheet: words of verdicts, names of criteria, units as they were on a day. No writes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.exchange.columns import code_match, header_key
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, parse_date
from dieuphoi.core.kernel.ranges import range_label
from dieuphoi.core.kernel.text import fold
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.models import Criterion
from dieuphoi.registry.territory.models import UnitCode, UnitName
from dieuphoi.registry.territory.names import full_name
from dieuphoi.registry.territory.selectors import Places, UnitRow, successor_closure, units_on

_WORDS: Final[dict[str, str]] = {
    **dict.fromkeys(("d", "dat", "x", "1", "co", "v", "✓", "✔", "+", "met", "true"), "MET"),
    **dict.fromkeys(
        ("cd", "chua dat", "kd", "khong dat", "0", "k", "c", "chua", "khong", "not_met", "false"), "NOT_MET"
    ),
    **dict.fromkeys(("kad", "khong ap dung", "khong xet", "kx", "n/a", "na", "not_applicable"), "NOT_APPLICABLE"),
    **dict.fromkeys(
        ("kdg", "khong danh gia", "chua danh gia", "cxd", "chua xac dinh", "?", "undetermined"), "UNDETERMINED"
    ),
}
"""The words that offices write, folded, and the verdict that each of them is."""

MARK_OF: Final = {"MET": "M", "NOT_MET": "N", "UNDETERMINED": "U", "NOT_APPLICABLE": "A"}
_DAY_IN_TEXT: Final = re.compile(r"\b(\d{1,2}[/.-]\d{1,2}[/.-]\d{4})\b")
_LEADING_CODE: Final = re.compile(r"^\D*(\d+(?:\.\d+)*)")


def read_verdict(text: str) -> str:
    """The verdict that a word of a sheet says. Raises ``ValueError`` (Vietnamese, with the words that are read)."""
    words = " ".join(fold(text).split()).strip(" .")
    found = _WORDS.get(words)
    if found is None:
        raise ValueError(
            _(
                "Không đọc được kết quả này. Hãy ghi Đ, x hoặc 1 (đạt); CĐ hoặc 0 (chưa đạt); "
                "KAD (không áp dụng); KĐG (không đánh giá); để trống khi không biết."
            )
        )
    return found


def day_in(document: str) -> date | None:
    """The day that a document's title tells: ``1234/QĐ-UBND ngày 20/12/2019``; ``None`` without one."""
    for found in _DAY_IN_TEXT.findall(document):
        try:
            return parse_date(found.replace(".", "/").replace("-", "/"))
        except ValueError:
            continue
    return None


def criterion_words(criterion: Criterion) -> tuple[str, ...]:
    """The headings by which people know a criterion: ``1``, ``TC1``, ``Tiêu chí 1``, ``1. Quy hoạch``, its name."""
    number, name = criterion.number, criterion.name
    heads = (number, f"TC{number}", f"Tiêu chí {number}", f"Tiêu chí số {number}", f"Đạt TC{number}")
    return (*heads, *(f"{head} {name}" for head in heads[:4]), name)


def is_indicator_heading(heading: str, number: str) -> bool:
    """Whether a heading that was read as criterion ``number`` really names one of its indicators (``1.1``)."""
    found = _LEADING_CODE.match(heading.strip())
    return found is not None and found.group(1).rstrip(".") != number and "." in found.group(1)


class Items:
    """The criteria and indicators of a set version as people name them in a sheet."""

    def __init__(self, version_id: int) -> None:
        self.criteria = criteria.criteria_of(version_id)
        self._by_number = {code_match(row.number): row.id for row in self.criteria}
        self._by_words = {header_key(words): row.id for row in self.criteria for words in criterion_words(row)}
        self._by_code = {
            code_match(row.code): (row.criterion_id, row.id) for row in criteria.indicators_of(version_id)
        }

    def find(self, typed: str) -> tuple[int, int | None]:
        """``(criterion, indicator or None)``. Raises ``ValueError`` (Vietnamese) for what the set does not have."""
        text = code_match(typed)
        if text in self._by_number:
            return self._by_number[text], None
        if text in self._by_code:
            return self._by_code[text]
        lead = _LEADING_CODE.match(typed.strip())
        if lead is not None and lead.group(1) in self._by_code and "." in lead.group(1):
            return self._by_code[lead.group(1)]
        found = self._by_words.get(header_key(typed))
        if found is None:
            raise ValueError(
                _("Bộ tiêu chí này không có tiêu chí, chỉ tiêu “%(item)s”. Hãy ghi số tiêu chí hoặc mã chỉ tiêu.")
                % {"item": typed}
            )
        return found, None


@dataclass(frozen=True, slots=True)
class Found:
    """A unit and the day on which it was recognised by its code or name."""

    unit: UnitRow
    on: date
    doubt: str = ""


class UnitsThen:
    """Units as a sheet names them, on the days that its rows are of. One query a day that occurs."""

    def __init__(self, actor: Actor, *, province_id: int | None = None, kinds: Collection[str] = ("commune",)) -> None:
        self._actor, self._province, self._kinds = actor, province_id, frozenset(kinds)
        self._places: dict[date, Places] = {}

    def on(self, day: date) -> Places:
        """The units of one day."""
        if day not in self._places:
            rows = units_on(self._actor, day, province=self._province)
            self._places[day] = Places([row for row in rows if row.kind in self._kinds])
        return self._places[day]

    def find(self, code: str, name: str, days: Iterable[date]) -> Found:
        """The unit that bore code and name (either may be empty) on the first of ``days``.

        Where it was not there on the first day and was on a later one of them, that one counts, with a doubt to be
        told. Raises ``ValueError`` (Vietnamese, with the way out) for none, for several, where code and name name two
        units, and where the days give two different units.
        """
        wanted = list(dict.fromkeys(days))
        found: list[Found] = []
        fault = ""
        for day in wanted:
            try:
                found.append(Found(self._one(code, name, day), day))
            except ValueError as error:
                fault = fault or str(error)
        if not found:
            raise ValueError(fault)
        first = found[0]
        if any(each.unit.id != first.unit.id for each in found):
            raise ValueError(
                _("Ngày %(one)s đây là %(first)s, ngày %(other)s là đơn vị khác. Hãy ghi cả mã và tên.")
                % {
                    "one": format_date(first.on),
                    "first": first.unit.full_name,
                    "other": format_date(found[1].on),
                }
            )
        if first.on == wanted[0]:
            return first
        doubt = _("Ngày %(asked)s không có đơn vị này; lấy đơn vị có ngày %(taken)s.") % {
            "asked": format_date(wanted[0]),
            "taken": format_date(first.on),
        }
        return Found(first.unit, first.on, doubt)

    def _one(self, code: str, name: str, day: date) -> UnitRow:
        places = self.on(day)
        code, name = code.strip(), " ".join(name.split())
        try:
            row = places.find(code or name)
        except ValueError as error:
            raise ValueError(f"{error} {self.way_out(code, name, day)}".strip()) from None
        if code and name and fold(name) not in (fold(row.name), fold(row.full_name)):
            raise ValueError(
                _("Ngày %(day)s mã %(code)s là %(unit)s, không phải “%(name)s”. Hãy sửa mã hoặc tên.")
                % {"day": format_date(day), "code": code, "unit": row.full_name, "name": name}
            )
        return row

    def way_out(self, code: str, name: str, day: date) -> str:
        """When a unit of that code or name was there and what became of it, for a line of error; else empty."""
        rows: Any = UnitName.objects.visible_to(self._actor).filter(unit__kind__in=self._kinds)
        if code:
            coded = UnitCode.objects.visible_to(self._actor).filter(code__in={code, code.zfill(5)})
            rows = rows.filter(unit_id__in=coded.values("unit_id"))
        else:
            rows = rows.filter(name_folded=_bare_name(name))
            if self._province is not None:
                rows = rows.filter(unit__parents__path__contains=[self._province])
        rows = rows.distinct().order_by("unit_id", "id")
        lives = list(rows.values_list("unit_id", "type", "name", "unit__valid")[:4])
        if not lives:
            return ""
        told = "; ".join(f"{full_name(kind, name)} ({range_label(valid)})" for _unit, kind, name, valid in lives)
        words = _("Đơn vị mang tên hoặc mã này: %(units)s. Hãy ghi đơn vị có trong ngày %(day)s.") % {
            "units": told,
            "day": format_date(day),
        }
        became = set().union(*successor_closure({unit for unit, *_rest in lives}).values())
        if now := units_on(self._actor, day, ids=became):
            names = ", ".join(row.full_name for row in now)
            words += " " + _("Sau sắp xếp, ngày ấy là: %(names)s.") % {"names": names}
        return words


def _bare_name(name: str) -> str:
    """A unit's name without the word in front, folded."""
    plain = " ".join(fold(name).split())
    for word in ("xa ", "phuong ", "thi tran ", "dac khu ", "huyen ", "tinh "):
        plain = plain.removeprefix(word)
    return plain


def year_end(year: int) -> date:
    """The day on which a year's results are counted: its last."""
    return date(year, 12, 31)


def is_sum_row(values: Mapping[str, object]) -> bool:
    """Whether a row of a sheet is a line of sums or a heading between groups: its name says so and it has no code."""
    name = fold(str(values.get("name") or ""))
    return not values.get("code") and name.startswith(("tong", "cong", "toan tinh", "ty le", "binh quan", "ghi chu"))
