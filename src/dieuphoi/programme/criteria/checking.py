"""What a version lacks before it may be published, row by row; a set that is not whole may be published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.errors import InputError
from dieuphoi.programme.criteria import sets
from dieuphoi.programme.criteria.engine.thresholds import COMPARATOR_WORDS, Cell, Number
from dieuphoi.programme.criteria.kind_words import KIND_WORDS

ANY_COLUMN = ("all", "chung")
"""Columns that every table may have: for all units, and the general figure of the decision."""


def row_faults(raw: Mapping[str, Any], columns: Sequence[str], place: str) -> list[InputError]:
    """What is wrong with one row in its plain form; ``columns`` are the territory columns of its set.

    ``place`` names the row for people. A missing code or threshold is no fault: the set then refuses to judge.
    """

    def fault(field: str, message: str, value: Any = "") -> InputError:
        return InputError(f"{place}: {message}", field=field, value=str(value or ""))

    faults = []
    kind, comparator = str(raw.get("kind") or ""), str(raw.get("comparator") or "")
    if not str(raw.get("name") or "").strip():
        faults.append(fault("name", _("chưa có tên chỉ tiêu.")))
    if kind not in KIND_WORDS:
        faults.append(fault("kind", _("chưa chọn dạng chỉ tiêu."), kind))
    if comparator not in COMPARATOR_WORDS:
        faults.append(fault("comparator", _("chưa chọn dấu so sánh."), comparator))
    try:
        row = sets.indicator_from_dict({**raw, "name": raw.get("name") or "?", "kind": kind or "?"})
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        return [*faults, fault("thresholds", _("không đọc được mức đạt (%(why)s).") % {"why": error})]
    known = {*columns, *ANY_COLUMN}
    for column, cell in row.thresholds or ():
        if column not in known:
            faults.append(fault("thresholds", _("bộ này không có cột “%(column)s”.") % {"column": column}, column))
        if cell is not None:
            faults += [fault("thresholds", told, column) for told in _cell_faults(row, column, cell)]
    return faults


def _cell_faults(row: sets.Indicator, column: str, cell: Cell) -> list[str]:
    found = []
    if isinstance(cell, Number):
        if row.comparator == "is":
            found.append(_("cột %(column)s là số nên phải chọn dấu so sánh.") % {"column": column})
        if row.unit == "%" and not Decimal(0) <= cell.value <= Decimal(100):
            found.append(_("cột %(column)s: tỷ lệ phải từ 0 đến 100.") % {"column": column})
    return found


def publish_faults(version: Any, criteria: Sequence[Any], rows: Sequence[Any]) -> list[InputError]:
    """Every reason why a version may not be published yet. A version without rows and conditions has nothing to say."""
    head = version.header.get("set", {})
    faults = []
    if not version.decision_number.strip():
        faults.append(InputError(_("Chưa ghi số quyết định."), field="decision_number"))
    if not criteria and not rows and not version.header.get("conditions") and version.expected_criteria:
        faults.append(InputError(_("Bộ này chưa có tiêu chí nào."), field="criteria"))
    columns = [str(each["code"]) for each in head.get("territories") or ()]
    names: dict[str, str] = {}
    for row in rows:
        code = str(row.raw.get("code") or "")
        place = _("Chỉ tiêu %(code)s") % {"code": code} if code else _("Dòng %(n)s") % {"n": row.position}
        faults += row_faults(row.raw, columns, place)
        if code and code in names:
            faults.append(InputError(_("Mã %(code)s có ở hai dòng.") % {"code": code}, field="code", value=code))
        names[code] = row.name
    return faults
