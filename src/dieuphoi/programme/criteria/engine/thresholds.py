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


Cell = Number | Word | SetBy | ByYear | Parts | Cases | Unread


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
        raise ValueError(f"unreadable condition: {text!r}")
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
        cases = tuple(
            Case(parse_when(str(case["when"])), _demands(case, comparator)) for case in raw["cases"]
        )
        return Cases(
            cases, str(raw.get("text", "")), str(raw.get("conditional_on", "")), str(raw.get("set_by", ""))
        )
    demands = _demands(raw, comparator)
    extra = set(raw) - _NOT_REQUIREMENTS - {part.key for part in demands}
    if demands and not extra:
        return Cases((Case(None, demands),), str(raw.get("text", "")), "", str(raw.get("set_by", "")))
    if "set_by" in raw and not extra:
        return SetBy(str(raw["set_by"]), str(raw.get("text", "")))
    return Unread(
        {str(key): f"{value:f}" if isinstance(value, Decimal) else value for key, value in raw.items()}
    )


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
        raise ValueError(f"not a number in a threshold: {value!r}")
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
        case Unread(raw=raw):
            return str(raw.get("text", "")) or ", ".join(f"{key}: {value}" for key, value in raw.items())
