"""Classifying units: a class from a day on, by a decision. What held before ends; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange, Range

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.ranges import day_after, first_day, overlaps
from dieuphoi.registry.territory import policies
from dieuphoi.registry.territory.models import AdminUnit, UnitClass
from dieuphoi.registry.territory.selectors.units import DIMENSIONS, FLAG
from dieuphoi.registry.territory.services.units import BATCH, one_at_a_time


@dataclass(frozen=True, slots=True)
class ClassFrom:
    """``unit`` is classified ``dimension`` = ``value`` by ``decision``, from ``since`` (``None``: "có từ trước") until
    before ``until`` (``None``: until further notice).
    """

    unit: int
    dimension: str
    value: str
    decision: str
    since: date | None
    until: date | None = None
    row: int | None = None


def classes_set(*, actor: Actor, rows: Sequence[ClassFrom], source: str, now: datetime) -> int:
    """Classify units, set-based, all or nothing; returns how many classes are new.

    Of a dimension that has one value a day, the class that held before ends on ``since``. The same class over the same
    days is left alone. Raises :class:`InputErrors` with all faults: an unknown dimension, no decision, a class that
    begins later and would be cut (it has to be named first). Source: domain.md §3 (decision and validity of each).
    """
    require(policies.may_manage_territory(actor))
    with act(actor, "unit.classify", reason=source):
        one_at_a_time()
        work = _Work(actor, rows, source)
        if work.errors:
            raise InputErrors(work.errors)
        UnitClass.objects.bulk_update(work.ended, ["valid"], batch_size=BATCH)
        UnitClass.objects.bulk_create(work.new, batch_size=BATCH)
    return len(work.new)


def class_faults(actor: Actor, rows: Sequence[ClassFrom]) -> tuple[list[InputError], set[int]]:
    """What :func:`classes_set` would refuse, and the places of the rows that say what is there already."""
    work = _Work(actor, rows, "")
    return work.errors, work.kept


class _Work:
    """What classifying would write: classes that end, classes that are new."""

    def __init__(self, actor: Actor, rows: Sequence[ClassFrom], source: str) -> None:
        known: dict[tuple[int, str], list[UnitClass]] = {}
        asked = {row.unit for row in rows}
        there = UnitClass.objects.visible_to(actor).filter(unit_id__any_of=asked, valid__isempty=False)
        for each in there.order_by("id"):
            known.setdefault((each.unit_id, each.dimension), []).append(each)
        units = set(
            AdminUnit.objects.visible_to(actor)
            .filter(id__any_of=asked, valid__isempty=False)
            .values_list("id", flat=True)
        )
        self.errors: list[InputError] = []
        self.ended: list[UnitClass] = []
        self.new: list[UnitClass] = []
        self.kept: set[int] = set()
        for index, row in enumerate(rows):
            before = len(self.new)
            fault = _fault(row, units)
            if not fault:
                fault = _put(row, known.setdefault((row.unit, row.dimension), []), self.ended, self.new, source)
            if fault:
                self.errors.append(InputError(fault, field="class", row=row.row or index + 1, value=row.value))
            elif len(self.new) == before:
                self.kept.add(index)


def _fault(row: ClassFrom, units: set[int]) -> str:
    if row.unit not in units:
        return _("Không tìm thấy đơn vị này.")
    if row.dimension not in DIMENSIONS:
        return _("Không có loại phân loại “%(name)s”.") % {"name": row.dimension}
    if not row.value.strip():
        return _("Chưa ghi giá trị phân loại.")
    if not row.decision.strip():
        return _("Chưa ghi quyết định phân loại.")
    if row.since is not None and row.until is not None and row.until <= row.since:
        return _("Ngày kết thúc phải sau ngày bắt đầu.")
    return ""


def _put(row: ClassFrom, there: list[UnitClass], ended: list[UnitClass], new: list[UnitClass], source: str) -> str:
    valid = DateRange(row.since, row.until, "[)")
    for each in there:
        if row.dimension == FLAG and each.value != row.value:
            continue
        if not overlaps(each.valid, valid):
            continue
        if each.value == row.value and _days(each.valid) == _days(valid) and each.decision == row.decision:
            return ""
        start = first_day(each.valid)
        if row.since is None or (start is not None and start >= row.since):
            return _("Đã có phân loại “%(value)s” bắt đầu từ %(day)s; không ghi chồng lên.") % {
                "value": each.value,
                "day": format_date(start) or _("trước"),
            }
        each.valid = DateRange(start, row.since, "[)")
        ended.append(each)
    made = UnitClass(
        unit_id=row.unit,
        dimension=row.dimension,
        value=row.value.strip(),
        decision=row.decision.strip(),
        source=source,
        valid=valid,
    )
    new.append(made)
    there.append(made)
    return ""


def _days(valid: Range[date]) -> tuple[date | None, date | None]:
    return first_day(valid), day_after(valid)
