"""Making units with their names, codes, parents and classes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange, Range

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.bulk import MANY, refresh_statistics
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.ranges import contains, first_day, overlaps
from dieuphoi.registry.territory import policies
from dieuphoi.registry.territory.models import (
    AdminUnit,
    Kind,
    UnitClass,
    UnitCode,
    UnitName,
    UnitParent,
    UnitType,
)
from dieuphoi.registry.territory.names import full_name

ALWAYS: Final = DateRange(None, None, "[)")
"""Open on both sides: no source tells when it began ("có từ trước"), and it has not ended."""
DIGITS: Final = {Kind.PROVINCE: 2, Kind.DISTRICT: 3, Kind.COMMUNE: 5}
TYPES_OF: Final = {
    Kind.PROVINCE: {UnitType.TINH, UnitType.THANH_PHO_TW},
    Kind.DISTRICT: {UnitType.HUYEN, UnitType.QUAN, UnitType.THI_XA, UnitType.THANH_PHO},
    Kind.COMMUNE: {UnitType.XA, UnitType.PHUONG, UnitType.THI_TRAN, UnitType.DAC_KHU},
    Kind.VILLAGE: {UnitType.THON},
}
LEVEL_OF: Final = {str(kind): str(level) for level, kinds in TYPES_OF.items() for kind in kinds}
"""The level of each type of unit: ``xa`` is a ``commune``."""
BATCH: Final = 5_000
A_PROVINCE: Final = 30
"""From so many units at once on, a load or a change is that of a whole province."""


@dataclass(frozen=True, slots=True)
class NewClass:
    """A classification of a new unit: ``dimension`` (``region7`` …), ``value``, and where it is from."""

    dimension: str
    value: str
    source: str
    decision: str = ""
    valid: DateRange = ALWAYS


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to make.

    ``key`` is the batch's own word for it; ``parent`` the key of a row before it, the id of a unit that
    exists, or ``None`` for a province. ``code`` is a string (province 2, district 3, commune 5 digits;
    empty: none known). ``exists`` is the unit's own life; ``named``, ``coded`` and ``placed`` say since
    when name, code and parent hold (``None``: as long as the unit). Ranges are ``[from, to)``, open
    where no source tells.
    """

    key: str
    kind: str
    type: str
    name: str
    code: str
    parent: str | int | None
    source: str
    exists: DateRange = ALWAYS
    named: DateRange | None = None
    coded: DateRange | None = None
    placed: DateRange | None = None
    classes: tuple[NewClass, ...] = ()


def units_create(*, actor: Actor, rows: Sequence[NewUnit], now: datetime) -> dict[str, int]:
    """Make units with their names, codes, parents and classes in one act; returns ``{key: id}``.

    Set-based, all or nothing: raises :class:`InputErrors` with every fault at once – wrong kind, type
    or code, a parent that is not there, a code that another unit holds on one of the days. Source:
    domain.md §3.
    """
    require(policies.may_manage_territory(actor))
    with act(actor, "unit.create"):
        one_at_a_time()
        return create_units(actor, rows)


def one_at_a_time() -> None:
    """Two loads at once: the second waits for the first, and then finds its units there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('dieuphoi.territory'))")


def unit_faults(actor: Actor, rows: Sequence[NewUnit]) -> list[InputError]:
    """What :func:`units_create` would refuse, by the number of the row from 1; nothing is written."""
    return _faults(actor, rows, _existing_paths(actor, (row.parent for row in rows)))


def create_units(actor: Actor, rows: Sequence[NewUnit]) -> dict[str, int]:
    paths = _existing_paths(actor, (row.parent for row in rows))
    errors = _faults(actor, rows, paths)
    if errors:
        raise InputErrors(errors)
    units = [AdminUnit(kind=row.kind, valid=row.exists, source=row.source) for row in rows]
    AdminUnit.objects.bulk_create(units, batch_size=BATCH)
    ids = {row.key: unit.pk for row, unit in zip(rows, units, strict=True)}
    UnitName.objects.bulk_create(
        [UnitName(unit_id=ids[row.key], type=row.type, name=row.name, valid=row.named or row.exists) for row in rows],
        batch_size=BATCH,
    )
    UnitCode.objects.bulk_create(
        [UnitCode(unit_id=ids[row.key], code=row.code, valid=row.coded or row.exists) for row in rows if row.code],
        batch_size=BATCH,
    )
    new_paths: dict[str, list[int]] = {}
    for row in rows:
        new_paths[row.key] = [*_path_of(row, paths, new_paths), ids[row.key]]
    UnitParent.objects.bulk_create(
        [
            UnitParent(
                unit_id=ids[row.key],
                parent_id=ids[row.parent] if isinstance(row.parent, str) else row.parent,
                path=new_paths[row.key],
                valid=row.placed or row.exists,
            )
            for row in rows
        ],
        batch_size=BATCH,
    )
    UnitClass.objects.bulk_create(
        [
            UnitClass(
                unit_id=ids[row.key],
                dimension=each.dimension,
                value=each.value,
                decision=each.decision,
                source=each.source,
                valid=each.valid,
            )
            for row in rows
            for each in row.classes
        ],
        batch_size=BATCH,
    )
    refresh(len(rows))
    return ids


def refresh(units: int) -> None:
    """Tell the planner about some ``units`` just written, with their names, codes and places: without it every later
    query of a day walks the whole index of validity once for each unit.
    """
    if units < A_PROVINCE:
        return
    models = (AdminUnit, UnitName, UnitCode, UnitParent, UnitClass)
    # The tables are small: even of a province's hundred units the planner has to be told.
    refresh_statistics(*(model._meta.db_table for model in models), rows=max(units * len(models), MANY))


_Paths = dict[int, list[tuple[Range[date], list[int]]]]


def _existing_paths(actor: Actor, parents: Iterable[str | int | None]) -> _Paths:
    """The paths of parents that exist already, with their validity, oldest first."""
    found: _Paths = {}
    wanted = {parent for parent in parents if isinstance(parent, int)}
    if wanted:
        for unit, valid, path in (
            UnitParent.objects.visible_to(actor)
            .filter(unit_id__in=wanted, valid__isempty=False)
            .order_by("valid")
            .values_list("unit_id", "valid", "path")
        ):
            found.setdefault(unit, []).append((valid, list(path)))
    return found


def _path_of(row: NewUnit, existing: _Paths, new: dict[str, list[int]]) -> list[int]:
    """The path of the row's parent on the row's first day."""
    if row.parent is None:
        return []
    if isinstance(row.parent, str):
        return new[row.parent]
    start = first_day(row.placed or row.exists)
    spans = existing[row.parent]
    return next((path for valid, path in spans if start is not None and contains(valid, start)), spans[0][1])


def _faults(actor: Actor, rows: Sequence[NewUnit], existing: _Paths) -> list[InputError]:
    errors: list[InputError] = []
    seen: set[str] = set()
    taken = _codes_taken(actor, rows)
    for number, row in enumerate(rows, start=1):
        for field, message in (
            *_shape_faults(row),
            *_place_faults(row, seen, existing),
            *_code_faults(row, taken),
        ):
            errors.append(InputError(message, field=field, row=number, value=row.code))
        seen.add(row.key)
        if row.code:
            taken.setdefault(row.code, []).append((row.coded or row.exists, full_name(row.type, row.name)))
    return errors


def _shape_faults(row: NewUnit) -> Iterable[tuple[str, str]]:
    if row.kind not in Kind.values:
        yield "kind", _("Cấp đơn vị “%(kind)s” không có.") % {"kind": row.kind}
    elif row.type not in TYPES_OF[Kind(row.kind)]:
        yield "type", _("Loại đơn vị “%(type)s” không hợp với cấp của đơn vị.") % {"type": row.type}
    if not row.name.strip():
        yield "name", _("Đơn vị chưa có tên.")
    digits = DIGITS.get(Kind(row.kind)) if row.kind in Kind.values else None
    if row.code and digits and not re.fullmatch(rf"[0-9]{{{digits}}}", row.code):
        yield (
            "code",
            _("Mã “%(code)s” phải gồm %(digits)d chữ số, kể cả số 0 ở đầu.")
            % {
                "code": row.code,
                "digits": digits,
            },
        )


def _place_faults(row: NewUnit, seen: set[str], existing: _Paths) -> Iterable[tuple[str, str]]:
    if row.key in seen:
        yield "key", _("Dòng “%(key)s” lặp lại.") % {"key": row.key}
    if (row.parent is None) != (row.kind == Kind.PROVINCE):
        yield "parent", _("Chỉ tỉnh không thuộc đơn vị nào; đơn vị khác phải thuộc một đơn vị.")
    elif isinstance(row.parent, str) and row.parent not in seen:
        yield "parent", _("Không có đơn vị cấp trên “%(parent)s” ở dòng phía trước.") % {"parent": row.parent}
    elif isinstance(row.parent, int) and row.parent not in existing:
        yield "parent", _("Không có đơn vị cấp trên này.")


def _code_faults(row: NewUnit, taken: dict[str, list[tuple[Range[date], str]]]) -> Iterable[tuple[str, str]]:
    for valid, holder in taken.get(row.code, []) if row.code else []:
        if overlaps(valid, row.coded or row.exists):
            yield (
                "code",
                _("Mã %(code)s đã là mã của %(unit)s trong thời gian đó.")
                % {
                    "code": row.code,
                    "unit": holder,
                },
            )
            return


def _codes_taken(actor: Actor, rows: Sequence[NewUnit]) -> dict[str, list[tuple[Range[date], str]]]:
    """Who holds the codes of ``rows`` already, and when."""
    taken: dict[str, list[tuple[Range[date], str]]] = {}
    held = list(
        UnitCode.objects.visible_to(actor)
        .filter(code__in={row.code for row in rows if row.code})
        .values_list("code", "valid", "unit_id")
    )
    names = {
        unit: full_name(kind, name)
        for unit, kind, name in UnitName.objects.visible_to(actor)
        .filter(unit_id__in={unit for *_rest, unit in held})
        .order_by("valid")
        .values_list("unit_id", "type", "name")
    }
    for code, valid, unit in held:
        taken.setdefault(code, []).append((valid, names.get(unit, "")))
    return taken
