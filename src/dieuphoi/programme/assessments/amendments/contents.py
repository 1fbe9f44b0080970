"""Reading what a snapshot keeps: its rows in words, the verdicts of criteria that follow, and what differs in two."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.programme.criteria.sets import canonical_bytes

Content = dict[str, Any]


def packed(content: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """The canonical bytes of a content, and the same compressed as they are stored."""
    data = canonical_bytes(content)
    return data, zlib.compress(data, 6)


def read_content(stored: Any) -> Content:
    """What stored bytes hold. Raises ``zlib.error`` or ``ValueError`` where they are not what was written."""
    found: Content = json.loads(zlib.decompress(bytes(stored)))
    return found


def rows_by_code(content: Content) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in content["indicators"]}


def mark_of_row(row: Mapping[str, Any]) -> str:
    """The verdict of a frozen row; NOT_ENTERED where nothing was said of it."""
    if row["verdict"] == "UNDETERMINED" and not row["values"] and not row["conclusion"]:
        return "NOT_ENTERED"
    return str(row["verdict"])


_SIDES = ("council", "department", "commune")


def value_words(row: Mapping[str, Any], parts: Mapping[str, str] = MappingProxyType({})) -> str:
    """The figures of a frozen row as they were typed, those of the side that decided; ``parts`` by their names."""
    values = row["values"]
    for side in _SIDES:
        of_side = [value for value in values if value.get("side", "commune") == side]
        if of_side:
            return "; ".join(_one(value, parts) for value in of_side)
    return ""


def _one(value: Mapping[str, Any], parts: Mapping[str, str]) -> str:
    if value["applicable"] is False:
        shown = _("không áp dụng")
    elif value["numerator"] is not None:
        shown = "/".join(format_number(Decimal(value[key])) for key in ("numerator", "denominator"))
    elif value["number"] is not None:
        shown = format_number(Decimal(value["number"]))
    else:
        shown = value["text"]
    return f"{parts.get(value['part'], value['part'])}: {shown}" if value["part"] else shown


def conclusion_words(row: Mapping[str, Any]) -> str:
    """The document of the conclusion that decided the row."""
    return str(row["conclusion"]["document"]) if row["conclusion"] else ""


def criterion_mark(rows: Iterable[Mapping[str, Any]]) -> str:
    """NOT_MET if an indicator is; else UNDETERMINED if one is (NOT_ENTERED where nothing was entered for those); else
    NOT_APPLICABLE if all are; else MET (domain.md §4)."""
    marks = [mark_of_row(row) for row in rows]
    if "NOT_MET" in marks:
        return "NOT_MET"
    open_ones = {mark for mark in marks if mark in ("UNDETERMINED", "NOT_ENTERED")}
    if open_ones:
        return "NOT_ENTERED" if open_ones == {"NOT_ENTERED"} else "UNDETERMINED"
    return "NOT_APPLICABLE" if all(mark == "NOT_APPLICABLE" for mark in marks) else "MET"


def criteria_marks(content: Content) -> dict[str, str]:
    """``{number of the criterion: its mark}``, in the set's order."""
    groups: dict[str, list[Any]] = {}
    for row in content["indicators"]:
        groups.setdefault(str(row["criterion"]), []).append(row)
    return {number: criterion_mark(rows) for number, rows in groups.items()}


@dataclass(frozen=True, slots=True)
class Stand:
    """Where one indicator stood in one edition."""

    shown: str
    mark: str
    sentence: str
    document: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """One indicator that says something else in the later edition."""

    code: str
    before: Stand
    after: Stand


@dataclass(frozen=True, slots=True)
class Differences:
    """What the later of two contents says otherwise. ``criteria``: ``(number, mark before, mark after)``."""

    rows: tuple[RowChange, ...]
    criteria: tuple[tuple[str, str, str], ...]
    met_before: int
    met_after: int

    def as_dict(self) -> dict[str, Any]:
        """Plain data that JSON keeps; :func:`differences_from` reads it."""
        plain = asdict(self)
        plain["criteria"] = [list(each) for each in self.criteria]
        return plain


def differences_from(plain: Mapping[str, Any]) -> Differences:
    """What :meth:`Differences.as_dict` wrote."""
    return Differences(
        tuple(RowChange(row["code"], Stand(**row["before"]), Stand(**row["after"])) for row in plain["rows"]),
        tuple((number, before, after) for number, before, after in plain["criteria"]),
        plain["met_before"],
        plain["met_after"],
    )


def _stand(row: Mapping[str, Any], parts: Mapping[str, str]) -> Stand:
    return Stand(value_words(row, parts), mark_of_row(row), str(row["sentence"]), conclusion_words(row))


def differences(
    before: Content, after: Content, parts: Mapping[str, str] = MappingProxyType({})
) -> Differences:
    """What ``after`` says otherwise than ``before``, in the set's order; ``parts`` by their names."""
    former = rows_by_code(before)
    rows = [
        RowChange(row["code"], _stand(former[row["code"]], parts), _stand(row, parts))
        for row in after["indicators"]
        if row != former[row["code"]]
    ]
    was, becomes = criteria_marks(before), criteria_marks(after)
    return Differences(
        tuple(rows),
        tuple((number, was[number], mark) for number, mark in becomes.items() if was[number] != mark),
        sum(mark == "MET" for mark in was.values()),
        sum(mark == "MET" for mark in becomes.values()),
    )
