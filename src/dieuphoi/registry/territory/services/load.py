"""Loading a province from the data package: as it was on the eve of the reform, or on its day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.ranges import date_range
from dieuphoi.registry.territory import loader, policies
from dieuphoi.registry.territory.models import AdminUnit, Kind, UnitClass, UnitCode, UnitName, UnitParent
from dieuphoi.registry.territory.selectors import REGION, UnitRow, lineage_ids, units_on
from dieuphoi.registry.territory.services.units import (
    ALWAYS,
    BATCH,
    NewClass,
    NewUnit,
    create_units,
    one_at_a_time,
)

UNTIL_REFORM = DateRange(None, loader.REFORM, "[)")


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did. ``created``, ``present`` and ``completed`` count units by type (completed: one that went on was
    there, its name, code or place of the day was not); ``regions`` the communes by region.
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
    completed: int = 0

    @property
    def changed(self) -> bool:
        """Whether anything was written. A second load of the same province writes nothing."""
        return bool(self.created) or self.classes_added > 0 or self.completed > 0

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
            "completed": self.completed,
            "new_since_reform": self.new_since_reform,
            "unchanged": self.unchanged,
            "regions": self.regions,
            "without_region": list(self.without_region),
            "classes_added": self.classes_added,
            "notes": list(self.notes),
        }


def territory_load(*, actor: Actor, province: str, as_of: date, now: datetime) -> LoadReport:
    """Load a province's units of ``as_of`` from the data package, beside whatever is there, in one act.

    ``as_of`` is 2025-06-30 (one of 63 provinces, with its districts) or 2025-07-01 (one of 34). A unit whose code,
    type, name and place are there already is left alone, so a second load changes nothing. A code held on that day by
    a unit of another name, type or place is a conflict: nothing is saved and all conflicts are named
    (:class:`InputErrors`). Raises :class:`Refused` for a day that the package does not know, and for 2025-07-01 when
    the units of the eve are there and have not been merged: then the change has to be loaded, not a second set of
    units.

    Starts: a unit that took others in, or part of a divided one, is new on 2025-07-01; an unchanged one
    has been there since before, and so have its name and code unless the mapping shows other ones.
    Districts ended that day, so every commune belongs to its province from that day. The units of the eve are open on
    both sides until a change ends them – unless their successors are there already (loaded as of 2025-07-01): then they
    end on that day at once, and :func:`~..changes.territory_change_load` joins both sides. Source: domain.md §3.
    """
    require(policies.may_manage_territory(actor))
    loader.check_day(as_of)
    if as_of == loader.EVE:
        old = loader.read_old_province(province)
        with act(actor, "territory.load", reason=f"{old.full_name}, {old.source}"):
            one_at_a_time()
            return _load_eve(actor, old)
    pack = loader.read_province(province, as_of)
    with act(actor, "territory.load", reason=f"{pack.full_name}, {pack.source}"):
        one_at_a_time()
        return _load_reform(actor, pack)


# --- 2025-07-01 ------------------------------------------------------------------------------------------------------


def _load_reform(actor: Actor, pack: loader.PackProvince) -> LoadReport:
    as_of = loader.REFORM
    regions = loader.read_regions()
    _refuse_unmerged(actor, pack)
    present, conflicts = _compare(actor, _expected(pack), as_of)
    if conflicts:
        raise InputErrors(conflicts)
    rows = _pack_rows(pack, regions, present)
    made = create_units(actor, rows)
    ids = {code: row.id for code, row in present.items()} | made
    wanted = {each.code: _region(each, regions) for each in pack.communes}
    added = _top_up_regions(actor, {code: ids[code] for code in present if code in wanted}, wanted, regions)
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
        without_region=tuple(f"{each.full_name} ({each.code})" for each in pack.communes if not wanted[each.code]),
        classes_added=added,
        notes=tuple(loader.doubts(pack)),
    )


def _refuse_unmerged(actor: Actor, pack: loader.PackProvince) -> None:
    """The units of the eve are there, and still there on the day: only the change may put the new ones beside them."""
    olds = {old.code: old for each in pack.communes for old in (*each.whole, *each.parts) if old.is_commune}
    there = _holders(actor, olds, loader.REFORM)
    waiting = [
        row
        for code, row in there.items()
        if row.full_name == olds[code].full_name
        and row.province_name == olds[code].province
        and row.parent_name == olds[code].district
    ]
    if waiting:
        raise Refused(
            "not_merged_yet",
            _(
                "Địa bàn ngày %(eve)s của %(province)s đã được nạp, còn %(count)d đơn vị chưa sắp xếp (%(some)s…). "
                "Không nạp chồng đơn vị mới. Hãy chạy: "
                'dieuphoi territory change load --province "%(name)s" --effective %(iso)s --apply'
            )
            % {
                "eve": format_date(loader.EVE),
                "province": pack.full_name,
                "count": len(waiting),
                "some": ", ".join(row.full_name for row in waiting[:3]),
                "name": pack.name,
                "iso": loader.REFORM.isoformat(),
            },
        )


def _expected(pack: loader.PackProvince) -> list[Expected]:
    found = [Expected(pack.code, pack.type, pack.name, pack.full_name, None)]
    found += [Expected(each.code, each.type, each.name, each.full_name, pack.code) for each in pack.communes]
    return found


# --- 2025-06-30 ------------------------------------------------------------------------------------------------------


def _load_eve(actor: Actor, old: loader.OldProvince) -> LoadReport:
    as_of = loader.EVE
    regions = loader.read_regions()
    region = regions.by_old_province.get(old.code, "")
    pack = loader.read_province(old.successor, loader.REFORM)
    after = _after(actor, pack)
    went_on = _went_on(old, pack, after)
    expected = [Expected(old.code, old.type, old.name, old.full_name, None)]
    expected += [Expected(each.code, each.type, each.name, each.full_name, old.code) for each in old.districts]
    expected += [Expected(each.code, each.type, each.name, each.full_name, each.district_code) for each in old.communes]
    present, conflicts = _compare(actor, expected, as_of, known=went_on)
    if conflicts:
        raise InputErrors(conflicts)
    rows = _old_rows(old, pack, after, present | went_on, region, regions)
    made = create_units(actor, rows)
    ids = {code: row.id for code, row in (present | went_on).items()} | made
    completed = _complete(actor, old, ids, went_on)
    codes = [each.code for each in old.communes if each.code in present or each.code in went_on]
    added = _top_up_regions(actor, {code: ids[code] for code in codes}, dict.fromkeys(codes, region), regions)
    return LoadReport(
        province=old.full_name,
        province_id=ids[old.code],
        as_of=as_of,
        source=old.source,
        created=dict(Counter(row.type for row in rows)),
        present=dict(Counter(row.type for row in (present | went_on).values())),
        new_since_reform=0,
        unchanged=len(old.communes),
        regions={region: len(old.communes)} if region else {},
        without_region=() if region else tuple(f"{each.full_name} ({each.code})" for each in old.communes),
        classes_added=added,
        notes=tuple(loader.old_doubts(old)),
        completed=completed,
    )


def _after(actor: Actor, pack: loader.PackProvince) -> dict[str, UnitRow]:
    """The units of 2025-07-01 that are there as the package knows them, by code: loaded as of that day, or merged."""
    there, _conflicts = _compare(actor, _expected(pack), loader.REFORM)
    went_on = {each.code for each in pack.communes if each.is_unchanged} | ({pack.code} if pack.is_unchanged else set())
    # Old Cần Thơ and new Cần Thơ have one name and one code: only what began on the day is the new one.
    begun = set(
        AdminUnit.objects.visible_to(actor)
        .filter(id__any_of={row.id for row in there.values()}, valid__startswith=loader.REFORM)
        .values_list("id", flat=True)
    )
    return {code: row for code, row in there.items() if code in went_on or row.id in begun}


def _went_on(old: loader.OldProvince, pack: loader.PackProvince, after: Mapping[str, UnitRow]) -> dict[str, UnitRow]:
    """Units of the eve that went on and are known by what they are on the day after, by their code of the eve."""
    found = {
        each.whole[0].code: after[each.code]
        for each in pack.communes
        if each.is_unchanged and each.code in after and each.whole[0].province_code == old.code
    }
    if pack.is_unchanged and pack.code in after:
        found[old.code] = after[pack.code]
    return found


def _old_rows(
    old: loader.OldProvince,
    pack: loader.PackProvince,
    after: Mapping[str, UnitRow],
    present: Mapping[str, UnitRow],
    region: str,
    regions: loader.Regions,
) -> list[NewUnit]:
    """What is missing of the eve. A unit whose successor is there already ended on the day."""
    over = {
        before.key
        for each in pack.communes
        if each.code in after and not each.is_unchanged
        for before in (*each.whole, *each.parts)
    }
    reformed = any(each.code in after for each in pack.communes)
    rows: list[NewUnit] = []

    def ref(code: str) -> int | str:
        return present[code].id if code in present else code

    if old.code not in present:
        ended = not pack.is_unchanged and pack.code in after
        rows.append(NewUnit(old.code, Kind.PROVINCE, old.type, old.name, old.code, None, old.source, _life(ended)))
    rows += [
        NewUnit(each.code, Kind.DISTRICT, each.type, each.name, each.code, ref(old.code), old.source, _life(reformed))
        for each in old.districts
        if each.code not in present
    ]
    rows += [
        NewUnit(
            each.code,
            Kind.COMMUNE,
            each.type,
            each.name,
            each.code,
            ref(each.district_code),
            old.source,
            _life(each.key in over),
            classes=(_region_class(region, regions, _life(each.key in over)),) if region else (),
        )
        for each in old.communes
        if each.code not in present
    ]
    return rows


def _life(ended: bool) -> DateRange:
    return UNTIL_REFORM if ended else ALWAYS


def _complete(actor: Actor, old: loader.OldProvince, ids: Mapping[str, int], went_on: Mapping[str, UnitRow]) -> int:
    """Give the units that went on the name, code and place they had on the eve, where no row tells them yet."""
    units = {code: row.id for code, row in went_on.items()}
    named = _known(UnitName, actor, units.values())
    coded = _known(UnitCode, actor, units.values())
    placed = _known(UnitParent, actor, units.values())
    done: set[int] = set()
    names, codes, parents = [], [], []
    paths = lineage_ids(actor, [ids[each.code] for each in old.districts], loader.EVE)
    for each in old.communes:
        unit = units.get(each.code)
        if unit is None:
            continue
        if unit not in named:
            names.append(UnitName(unit_id=unit, type=each.type, name=each.name, valid=UNTIL_REFORM))
            done.add(unit)
        if unit not in coded:
            codes.append(UnitCode(unit_id=unit, code=each.code, valid=UNTIL_REFORM))
            done.add(unit)
        if unit not in placed:
            parent = ids[each.district_code]
            parents.append(UnitParent(unit_id=unit, parent_id=parent, path=[*paths[parent], unit], valid=UNTIL_REFORM))
            done.add(unit)
    UnitName.objects.bulk_create(names, batch_size=BATCH)
    UnitCode.objects.bulk_create(codes, batch_size=BATCH)
    UnitParent.objects.bulk_create(parents, batch_size=BATCH)
    return len(done)


def _known(model: Any, actor: Actor, units: Iterable[int]) -> set[int]:
    rows = model.objects.visible_to(actor).on(loader.EVE).filter(unit_id__in=list(units))
    return set(rows.values_list("unit_id", flat=True))


# --- both ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Expected:
    """A unit as the package knows it on a day; ``parent`` is a code."""

    code: str
    type: str
    name: str
    full_name: str
    parent: str | None


def _holders(actor: Actor, codes: Iterable[str], day: date) -> dict[str, UnitRow]:
    """The units that hold these codes on a day, by code."""
    held = UnitCode.objects.visible_to(actor).on(day).filter(code__in=list(codes))
    return {row.code: row for row in units_on(actor, day, ids=list(held.values_list("unit_id", flat=True)))}


def _compare(
    actor: Actor, expected: list[Expected], day: date, *, known: Mapping[str, UnitRow] | None = None
) -> tuple[dict[str, UnitRow], list[InputError]]:
    """The expected units that are there already, by code, and the codes that something else holds. ``known`` are
    units found by other means, by the expected code.
    """
    there = _holders(actor, [each.code for each in expected], day)
    present: dict[str, UnitRow] = {}
    conflicts: list[InputError] = []
    for each in expected:
        row = there.get(each.code)
        if row is None:
            continue
        itself = (known or {}).get(each.code)
        if itself is not None and itself.id == row.id:
            continue
        parent = present.get(each.parent or "") or (known or {}).get(each.parent or "")
        same = (row.type, row.name) == (each.type, each.name)
        if same and (each.parent is None or (parent is not None and row.parent_id == parent.id)):
            present[each.code] = row
        else:
            message = _("Mã %(code)s: gói dữ liệu ghi %(pack)s, hệ thống đang có %(there)s (%(parent)s).") % {
                "code": each.code,
                "pack": each.full_name,
                "there": row.full_name,
                "parent": row.parent_name or _("không rõ thuộc đâu"),
            }
            conflicts.append(InputError(message, field="code", value=each.code))
    return present, conflicts


def _pack_rows(pack: loader.PackProvince, regions: loader.Regions, present: dict[str, UnitRow]) -> list[NewUnit]:
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


def _region_class(region: str, regions: loader.Regions, valid: DateRange = ALWAYS) -> NewClass:
    return NewClass(dimension=REGION, value=region, source=regions.source, decision=regions.decision, valid=valid)


def _top_up_regions(actor: Actor, present: dict[str, int], wanted: dict[str, str], regions: loader.Regions) -> int:
    """Give a region to units that are there but were never classified. What the office entered stays."""
    known = set(
        UnitClass.objects.visible_to(actor)
        .filter(unit_id__in=present.values(), dimension=REGION, valid__isempty=False)
        .values_list("unit_id", flat=True)
    )
    lives = dict(
        AdminUnit.objects.visible_to(actor)
        .filter(id__in=[unit for unit in present.values() if unit not in known])
        .values_list("id", "valid")
    )
    missing = [
        UnitClass(
            unit_id=unit,
            dimension=REGION,
            value=wanted[code],
            source=regions.source,
            decision=regions.decision,
            # A unit that has ended is classified as long as it was; the others as far as anybody looks.
            valid=ALWAYS if lives[unit].upper is None else lives[unit],
        )
        for code, unit in present.items()
        if unit not in known and wanted[code]
    ]
    UnitClass.objects.bulk_create(missing, batch_size=BATCH)
    return len(missing)
