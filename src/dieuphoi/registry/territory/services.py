"""Acts on territory: making units, and loading a province from the data package."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange, Range

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.ranges import contains, date_range, first_day, overlaps
from dieuphoi.registry.territory import loader, policies
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
from dieuphoi.registry.territory.selectors import REGION, UnitRow, units_on

ALWAYS: Final = DateRange(None, None, "[)")
"""Open on both sides: no source tells when it began ("có từ trước"), and it has not ended."""
_DIGITS: Final = {Kind.PROVINCE: 2, Kind.DISTRICT: 3, Kind.COMMUNE: 5}
_TYPES: Final = {
    Kind.PROVINCE: {UnitType.TINH, UnitType.THANH_PHO_TW},
    Kind.DISTRICT: {UnitType.HUYEN, UnitType.QUAN, UnitType.THI_XA, UnitType.THANH_PHO},
    Kind.COMMUNE: {UnitType.XA, UnitType.PHUONG, UnitType.THI_TRAN, UnitType.DAC_KHU},
    Kind.VILLAGE: {UnitType.THON},
}
_BATCH: Final = 5_000


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
        _one_at_a_time()
        return _create(actor, rows)


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did. ``created`` and ``present`` count units by type; ``regions`` the communes by
    region.
    """

    province: str
    province_id: int
    as_of: date
    source: str
    created: dict[str, int]
    present: dict[str, int]
    new_since_reform: int
    """Commune units that the package's mapping proves to be new on the day (something joined or was
    divided).
    """
    unchanged: int
    """Commune units that went on: they have been there since before ("có từ trước")."""
    regions: dict[str, int]
    without_region: tuple[str, ...]
    classes_added: int
    notes: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether anything was written. A second load of the same province writes nothing."""
        return bool(self.created) or self.classes_added > 0

    def as_json(self) -> dict[str, Any]:
        """Plain values for ``--json``; dates are ISO."""
        return {
            "province": self.province,
            "province_id": self.province_id,
            "as_of": self.as_of.isoformat(),
            "source": self.source,
            "changed": self.changed,
            "created": self.created,
            "present": self.present,
            "new_since_reform": self.new_since_reform,
            "unchanged": self.unchanged,
            "regions": self.regions,
            "without_region": list(self.without_region),
            "classes_added": self.classes_added,
            "notes": list(self.notes),
        }


def territory_load(*, actor: Actor, province: str, as_of: date, now: datetime) -> LoadReport:
    """Load a province's units of ``as_of`` from the data package, beside whatever is there, in one act.

    A unit whose code, type, name and place are there already is left alone, so a second load changes
    nothing. A code held on that day by a unit of another name, type or place is a conflict: nothing is
    saved and all conflicts are named (:class:`InputErrors`). Raises :class:`Refused` for a day that the
    package does not know.

    Starts: a unit that took others in, or part of a divided one, is new on 2025-07-01; an unchanged one
    has been there since before, and so have its name and code unless the mapping shows other ones.
    Districts ended that day, so every commune belongs to its province from that day. Source: domain.md §3.
    """
    require(policies.may_manage_territory(actor))
    pack = loader.read_province(province, as_of)
    regions = loader.read_regions()
    with act(actor, "territory.load", reason=f"{pack.full_name}, {pack.source}"):
        _one_at_a_time()
        present, conflicts = _compare(actor, pack, as_of)
        if conflicts:
            raise InputErrors(conflicts)
        rows = _pack_rows(pack, regions, present)
        made = _create(actor, rows)
        ids = {code: row.id for code, row in present.items()} | made
        wanted = {each.code: _region(each, regions) for each in pack.communes}
        added = _top_up_regions(
            actor, {code: ids[code] for code in present if code in wanted}, wanted, regions
        )
    return LoadReport(
        province=pack.full_name,
        province_id=ids[pack.code],
        as_of=as_of,
        source=pack.source,
        created=dict(Counter(row.type for row in rows)),
        present=dict(Counter(row.type for row in present.values())),
        new_since_reform=sum(not each.is_unchanged for each in pack.communes),
        unchanged=sum(each.is_unchanged for each in pack.communes),
        regions=dict(Counter(region for region in wanted.values() if region)),
        without_region=tuple(
            f"{each.full_name} ({each.code})" for each in pack.communes if not wanted[each.code]
        ),
        classes_added=added,
        notes=tuple(loader.doubts(pack)),
    )


def _one_at_a_time() -> None:
    """Two loads at once: the second waits for the first, and then finds its units there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('dieuphoi.territory'))")


def _compare(
    actor: Actor, pack: loader.PackProvince, as_of: date
) -> tuple[dict[str, UnitRow], list[InputError]]:
    """The units of the pack that are there already, by code, and the codes that something else holds."""
    holders = UnitCode.objects.visible_to(actor).on(as_of)
    holders = holders.filter(code__in=[pack.code, *(each.code for each in pack.communes)])
    there = {
        row.code: row for row in units_on(actor, as_of, ids=list(holders.values_list("unit_id", flat=True)))
    }
    present: dict[str, UnitRow] = {}
    conflicts: list[InputError] = []
    province = there.get(pack.code)
    expected: list[tuple[str, str, str, str, UnitRow | None]] = [
        (pack.code, pack.type, pack.name, pack.full_name, None)
    ]
    expected += [(each.code, each.type, each.name, each.full_name, province) for each in pack.communes]
    for code, kind, name, full, parent in expected:
        row = there.get(code)
        if row is None:
            continue
        same = (row.type, row.name) == (kind, name)
        if same and (code == pack.code or (parent is not None and row.parent_id == parent.id)):
            present[code] = row
        else:
            message = _("Mã %(code)s: gói dữ liệu ghi %(pack)s, hệ thống đang có %(there)s (%(parent)s).") % {
                "code": code,
                "pack": full,
                "there": row.full_name,
                "parent": row.parent_name or _("không rõ thuộc đâu"),
            }
            conflicts.append(InputError(message, field="code", value=code))
    return present, conflicts


def _pack_rows(
    pack: loader.PackProvince, regions: loader.Regions, present: dict[str, UnitRow]
) -> list[NewUnit]:
    """What is missing of the pack. The batch's key of a unit is its code."""
    since = date_range(loader.REFORM, None)
    rows: list[NewUnit] = []
    if pack.code not in present:
        rows.append(
            NewUnit(
                key=pack.code,
                kind=Kind.PROVINCE,
                type=pack.type,
                name=pack.name,
                code=pack.code,
                parent=None,
                source=pack.source,
                exists=ALWAYS if pack.is_unchanged else since,
            )
        )
    parent = present[pack.code].id if pack.code in present else pack.code
    for each in pack.communes:
        if each.code in present:
            continue
        region = _region(each, regions)
        rows.append(
            NewUnit(
                key=each.code,
                kind=Kind.COMMUNE,
                type=each.type,
                name=each.name,
                code=each.code,
                parent=parent,
                source=_origin(pack, each),
                exists=ALWAYS if each.is_unchanged else since,
                named=ALWAYS if each.kept_name else since,
                coded=ALWAYS if each.kept_code else since,
                placed=since,
                classes=(_region_class(region, regions),) if region else (),
            )
        )
    return rows


def _origin(pack: loader.PackProvince, each: loader.PackCommune) -> str:
    """Source of one unit, with the old units that the mapping names."""
    olds = [f"{old.full_name} ({old.code or old.district})" for old in each.whole]
    olds += [f"{old.full_name} ({old.code}), một phần" for old in each.parts]
    return f"{pack.source}: {'; '.join(olds)}" if olds else pack.source


def _region(each: loader.PackCommune, regions: loader.Regions) -> str:
    """The region of the old provinces; none where they lie in two, for nothing says which rules."""
    found = {regions.by_old_province.get(code, "") for code in each.old_provinces}
    return found.pop() if len(found) == 1 else ""


def _region_class(region: str, regions: loader.Regions) -> NewClass:
    return NewClass(dimension=REGION, value=region, source=regions.source, decision=regions.decision)


def _top_up_regions(
    actor: Actor, present: dict[str, int], wanted: dict[str, str], regions: loader.Regions
) -> int:
    """Give a region to units that are there but were never classified. What the office entered stays."""
    known = set(
        UnitClass.objects.visible_to(actor)
        .filter(unit_id__in=present.values(), dimension=REGION)
        .values_list("unit_id", flat=True)
    )
    missing = [
        UnitClass(
            unit_id=unit,
            dimension=REGION,
            value=wanted[code],
            source=regions.source,
            decision=regions.decision,
            valid=ALWAYS,
        )
        for code, unit in present.items()
        if unit not in known and wanted[code]
    ]
    UnitClass.objects.bulk_create(missing, batch_size=_BATCH)
    return len(missing)


def _create(actor: Actor, rows: Sequence[NewUnit]) -> dict[str, int]:
    paths = _existing_paths(actor, (row.parent for row in rows))
    errors = _faults(actor, rows, paths)
    if errors:
        raise InputErrors(errors)
    units = [AdminUnit(kind=row.kind, valid=row.exists, source=row.source) for row in rows]
    AdminUnit.objects.bulk_create(units, batch_size=_BATCH)
    ids = {row.key: unit.pk for row, unit in zip(rows, units, strict=True)}
    UnitName.objects.bulk_create(
        [
            UnitName(unit_id=ids[row.key], type=row.type, name=row.name, valid=row.named or row.exists)
            for row in rows
        ],
        batch_size=_BATCH,
    )
    UnitCode.objects.bulk_create(
        [
            UnitCode(unit_id=ids[row.key], code=row.code, valid=row.coded or row.exists)
            for row in rows
            if row.code
        ],
        batch_size=_BATCH,
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
        batch_size=_BATCH,
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
        batch_size=_BATCH,
    )
    return ids


_Paths = dict[int, list[tuple[Range[date], list[int]]]]


def _existing_paths(actor: Actor, parents: Iterable[str | int | None]) -> _Paths:
    """The paths of parents that exist already, with their validity, oldest first."""
    found: _Paths = {}
    wanted = {parent for parent in parents if isinstance(parent, int)}
    if wanted:
        for unit, valid, path in (
            UnitParent.objects.visible_to(actor)
            .filter(unit_id__in=wanted)
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
    elif row.type not in _TYPES[Kind(row.kind)]:
        yield "type", _("Loại đơn vị “%(type)s” không hợp với cấp của đơn vị.") % {"type": row.type}
    if not row.name.strip():
        yield "name", _("Đơn vị chưa có tên.")
    digits = _DIGITS.get(Kind(row.kind)) if row.kind in Kind.values else None
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
