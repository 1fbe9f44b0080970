"""Planning a province's changes of 2025-07-01 from the data package: one change per connected group of its mapping."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import DieuphoiError
from dieuphoi.core.kernel.policy import require
from dieuphoi.registry.territory import loader, policies
from dieuphoi.registry.territory.models import (
    ChangeBatch,
    How,
    Kind,
    UnitChange,
    UnitChangeFrom,
    UnitChangeTo,
    UnitCode,
)
from dieuphoi.registry.territory.selectors.units import UnitRow, units_on
from dieuphoi.registry.territory.services.load import LoadReport, territory_load
from dieuphoi.registry.territory.services.plan import (
    BatchSpec,
    PlannedChange,
    PlannedLink,
    PlannedUnit,
    plan_changes,
)
from dieuphoi.registry.territory.services.units import one_at_a_time, refresh
from dieuphoi.registry.territory.states import APPLIED, PLANNED

PROVINCE_KEY = "province"


@dataclass(slots=True)
class MappingPlan:
    """What was planned of a province's mapping. ``groups`` are the ids of the changes of its connected groups (the
    province's own first, when it is merged), ``districts`` of the districts' ends; planned now or found there.
    """

    province: str
    effective_on: date
    source: str
    loaded: list[LoadReport] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    districts: list[int] = field(default_factory=list)
    planned: int = 0
    found: dict[str, int] = field(default_factory=dict)
    batches: list[int] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def ids(self) -> list[int]:
        return [*self.groups, *self.districts]


def territory_change_load(*, actor: Actor, province: str, effective_on: date, now: datetime) -> MappingPlan:
    """Plan the changes by which the province that is called ``province`` on ``effective_on`` came to be.

    The old provinces it was made of are loaded where they are missing. A group that is planned or applied already is
    found and not planned again; one that an office has planned otherwise is left as it is and named among the doubts.
    Raises :class:`Refused` for another day than 2025-07-01, :class:`InputErrors` for an unknown province, or where the
    units that are there contradict the package. Source: domain.md §3; the issue's §1.
    """
    require(policies.may_change_units(actor))
    loader.check_day(effective_on, loader.REFORM)
    pack = loader.read_province(province, effective_on)
    with act(actor, "change.load", reason=f"{pack.full_name}, {pack.source}"):
        one_at_a_time()
        plan = MappingPlan(pack.full_name, effective_on, pack.source, doubts=list(loader.mapping_doubts(pack)))
        olds = [loader.read_old_province(name) for name in pack.old_provinces]
        for old in olds:
            report = territory_load(actor=actor, province=old.name, as_of=loader.EVE, now=now)
            if report.changed:
                plan.loaded.append(report)
            else:
                refresh(sum(report.present.values()))
        _Planner(actor, pack, olds, plan, now).run()
    return plan


@dataclass(frozen=True, slots=True)
class _Live:
    """A planned or applied change of the day, and the codes, types and names of what it makes."""

    id: int
    state: str
    news: frozenset[tuple[str, str, str]]


class _Planner:
    def __init__(
        self,
        actor: Actor,
        pack: loader.PackProvince,
        olds: list[loader.OldProvince],
        plan: MappingPlan,
        now: datetime,
    ) -> None:
        self.actor, self.pack, self.olds, self.plan, self.now = actor, pack, olds, plan, now
        self.eve = self._by_code(loader.EVE, _old_codes(olds))
        self.day = self._by_code(loader.REFORM, [pack.code, *(each.code for each in pack.communes)])
        self.live = self._live()
        self.province_change, self.province_to = self._province_change()
        self.plans: list[PlannedChange] = []
        self.slots: list[tuple[list[int], int | PlannedChange]] = []
        """Where the id of each change goes, in order: found ones at once, planned ones when they have one."""

    def run(self) -> None:
        groups = loader.groups(self.pack)
        if not self.pack.is_unchanged:
            self._group([self._unit(old.code) for old in self.olds], [self._new_province()], {}, self.plan.groups)
        for group in groups:
            self._commune_group(group)
        islands = {old.district_code for group in groups for old in group.olds if not old.is_commune}
        for old in self.olds:
            for district in old.districts:
                if district.code not in islands:
                    self._group([self._unit(district.code)], [], {}, self.plan.districts)
        self.plan.doubts += self._strangers(groups)
        self._write()

    # --- one group

    def _commune_group(self, group: loader.Group) -> None:
        olds = [self._unit(old.code or old.district_code) for old in group.olds]
        ids = {old.key: row.id for old, row in zip(group.olds, olds, strict=True)}
        news = []
        links: dict[str, list[int]] = {}
        for new in group.news:
            links[new.code] = [ids[old.key] for old in (*new.whole, *new.parts)]
            there = self.day.get(new.code)
            how, unit = str(How.NEW), None
            if group.is_unchanged:
                how, unit = str(How.SAME), olds[0].id
            elif there is not None and self._is_the(there, new):
                how, unit = str(How.ADOPT), there.id
            news.append(
                PlannedUnit(
                    key=new.code,
                    kind=Kind.COMMUNE,
                    type=new.type,
                    name=new.name,
                    code=new.code,
                    parent=self._parent(),
                    parent_to=self.province_to,
                    how=how,
                    unit=unit,
                )
            )
        self._group(olds, news, links, self.plan.groups)

    def _is_the(self, there: UnitRow, new: loader.PackCommune) -> bool:
        """The unit of the day is the one the package means: it was loaded as of that day."""
        return there.full_name == new.full_name and there.parent_name == self.pack.full_name

    def _new_province(self) -> PlannedUnit:
        there = self.day.get(self.pack.code)
        olds = {self.eve[old.code].id for old in self.olds if old.code in self.eve}
        adopt = there is not None and there.full_name == self.pack.full_name and there.id not in olds
        return PlannedUnit(
            key=PROVINCE_KEY,
            kind=Kind.PROVINCE,
            type=self.pack.type,
            name=self.pack.name,
            code=self.pack.code,
            parent=None,
            how=How.ADOPT if adopt else How.NEW,
            unit=there.id if adopt and there is not None else None,
        )

    def _province_change(self) -> tuple[int | None, int | None]:
        """The live change that makes the province, when it is there already, and its successor's row."""
        if self.pack.is_unchanged:
            return None, None
        live = self.live.get(frozenset(self._unit(old.code).id for old in self.olds))
        if live is None:
            return None, None
        rows = UnitChangeTo.objects.visible_to(self.actor).filter(change_id=live.id)
        return live.id, rows.values_list("id", flat=True).get()

    def _parent(self) -> int | str | None:
        if self.pack.is_unchanged:
            return self._unit(self.olds[0].code).id
        return PROVINCE_KEY if self.province_change is None else None

    def _group(
        self, olds: list[UnitRow], news: list[PlannedUnit], links: Mapping[str, list[int]], slot: list[int]
    ) -> None:
        units = frozenset(row.id for row in olds)
        live = self.live.get(units)
        if live is not None and live.news == frozenset((to.code, to.type, to.name) for to in news):
            state = live.state
            self.plan.found[state] = self.plan.found.get(state, 0) + 1
            self.slots.append((slot, live.id))
            return
        busy = sorted({each.id for key, each in self.live.items() if key & units})
        if busy:
            self.plan.doubts.append(
                _("%(units)s: hệ thống đã có thay đổi khác cùng ngày (số %(ids)s); giữ nguyên, không lập theo gói.")
                % {"units": ", ".join(row.full_name for row in olds), "ids": ", ".join(map(str, busy))}
            )
            return
        change = PlannedChange(
            effective_on=self.plan.effective_on,
            predecessors=tuple(row.id for row in olds),
            successors=tuple(news),
            links=tuple(PlannedLink(unit, key) for key, each in links.items() for unit in each),
            source=self.pack.source,
        )
        self.plans.append(change)
        self.slots.append((slot, change))

    def _write(self) -> None:
        made: dict[int, int] = {}
        if self.plans:
            title = _("Sắp xếp %(province)s từ %(day)s") % {
                "province": self.pack.full_name,
                "day": format_date(self.plan.effective_on),
            }
            spec = BatchSpec(title, self.pack.source, self.plan.effective_on, tuple(self.plan.doubts))
            planned = plan_changes(self.actor, spec, self.plans, self.now)
            made = {id(plan): change.pk for plan, change in zip(self.plans, planned.changes, strict=True)}
        self.plan.planned = len(made)
        for slot, which in self.slots:
            slot.append(which if isinstance(which, int) else made[id(which)])
        self.plan.batches = sorted(
            ChangeBatch.objects.visible_to(self.actor)
            .filter(changes__id__in=self.plan.ids)
            .distinct()
            .values_list("id", flat=True)
        )

    # --- reading

    def _unit(self, code: str) -> UnitRow:
        row = self.eve.get(code)
        if row is None:
            raise DieuphoiError(
                _("Không thấy đơn vị mã %(code)s vào ngày %(day)s sau khi nạp.")
                % {"code": code, "day": format_date(loader.EVE)}
            )
        return row

    def _by_code(self, day: date, codes: Iterable[str]) -> dict[str, UnitRow]:
        held = UnitCode.objects.visible_to(self.actor).on(day).filter(code__in=list(codes))
        return {row.code: row for row in units_on(self.actor, day, ids=list(held.values_list("unit_id", flat=True)))}

    def _live(self) -> dict[frozenset[int], _Live]:
        """The planned and applied changes of the day that take any unit of the eve, by their predecessors."""
        rows = UnitChangeFrom.objects.visible_to(self.actor).filter(
            change__effective_on=self.plan.effective_on, change__state__in=[PLANNED, APPLIED]
        )
        ids = set(
            rows.filter(unit_id__any_of={row.id for row in self.eve.values()}).values_list("change_id", flat=True)
        )
        units: dict[int, set[int]] = {}
        for change, unit in rows.filter(change_id__any_of=ids).values_list("change_id", "unit_id"):
            units.setdefault(change, set()).add(unit)
        news: dict[int, set[tuple[str, str, str]]] = {}
        for change, code, kind, name in (
            UnitChangeTo.objects.visible_to(self.actor)
            .filter(change_id__any_of=ids)
            .values_list("change_id", "code", "type", "name")
        ):
            news.setdefault(change, set()).add((code, kind, name))
        states = dict(UnitChange.objects.visible_to(self.actor).filter(id__any_of=ids).values_list("id", "state"))
        return {
            frozenset(each): _Live(change, states[change], frozenset(news.get(change, ())))
            for change, each in units.items()
        }

    def _strangers(self, groups: list[loader.Group]) -> list[str]:
        """Commune units of the eve, in the old provinces, that the mapping does not know: nothing is planned."""
        known = {self._unit(old.code or old.district_code).id for group in groups for old in group.olds}
        found = []
        for old in self.olds:
            rows = units_on(self.actor, loader.EVE, kind=Kind.COMMUNE, province=self._unit(old.code).id)
            found += [
                _("%(unit)s (%(code)s, %(province)s): không có trong bảng chuyển đổi của gói, không lập thay đổi.")
                % {"unit": row.full_name, "code": row.code or "…", "province": row.province_name}
                for row in rows
                if row.id not in known
            ]
        return found


def _old_codes(olds: Iterable[loader.OldProvince]) -> list[str]:
    return [
        code
        for old in olds
        for code in (old.code, *(each.code for each in old.districts), *(each.code for each in old.communes))
    ]
