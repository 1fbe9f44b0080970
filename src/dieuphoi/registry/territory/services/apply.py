"""Applying changes of units: closing what ended, making what is new, moving what lies below – row by row on record.

Everything is set-based over all changes of one day. Each row whose validity is set is kept in ``UnitChangeEdit``; an
undo reads nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange, Range

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.ranges import contains, day_after, first_day
from dieuphoi.registry.territory.models import (
    AdminUnit,
    Edited,
    How,
    Kind,
    UnitBoundary,
    UnitChange,
    UnitChangeEdit,
    UnitChangeFrom,
    UnitChangeLink,
    UnitChangeTo,
    UnitClass,
    UnitCode,
    UnitName,
    UnitParent,
)
from dieuphoi.registry.territory.names import full_name
from dieuphoi.registry.territory.selectors.units import REGION
from dieuphoi.registry.territory.services.units import BATCH, refresh
from dieuphoi.registry.territory.states import APPLIED, CHANGE_LIFE

TABLES: Final[dict[str, Any]] = {
    Edited.UNIT: AdminUnit,
    Edited.NAME: UnitName,
    Edited.CODE: UnitCode,
    Edited.PARENT: UnitParent,
    Edited.CLASS: UnitClass,
    Edited.BOUNDARY: UnitBoundary,
}
_LEVELS: Final = {Kind.PROVINCE: 0, Kind.DISTRICT: 1, Kind.COMMUNE: 2, Kind.VILLAGE: 3}


def apply_changes(actor: Actor, changes: Sequence[UnitChange], now: datetime) -> None:
    """Apply planned changes inside a running act, day by day. Raises ``Refused`` by the machine, :class:`InputErrors`
    with all that stands in the way.
    """
    for change in changes:
        CHANGE_LIFE.move(actor, change, "apply")
        change.applied_at = now
    for day in sorted({change.effective_on for change in changes}):
        _Day(actor, day, [change for change in changes if change.effective_on == day], now).run()
    UnitChange.objects.bulk_update(changes, ["state", "applied_at"], batch_size=BATCH)
    refresh(len(changes))


@dataclass(slots=True)
class _Place:
    """Where a unit lies on the day, by the row that says so."""

    row: int
    parent: int | None
    path: list[int]
    valid: Range[date]


@dataclass
class _Day:
    actor: Actor
    day: date
    changes: list[UnitChange]
    now: datetime
    froms: dict[int, int] = field(default_factory=dict)  # unit → change
    tos: list[UnitChangeTo] = field(default_factory=list)
    same: dict[int, UnitChangeTo] = field(default_factory=dict)
    into: dict[int, list[UnitChangeTo]] = field(default_factory=dict)  # predecessor unit → its successors
    outof: dict[int, list[int]] = field(default_factory=dict)  # successor row → predecessor units
    ended: dict[int, int] = field(default_factory=dict)  # unit → change
    edits: list[UnitChangeEdit] = field(default_factory=list)
    errors: list[InputError] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)

    def run(self) -> None:
        self.read()
        self.check_units()
        self.stop()
        regions = self.regions()
        places = self.places()
        self.close_ended()
        self.check_codes()
        self.stop()
        self.make_units(regions)
        self.rename_same()
        self.move(places)
        self.stop()
        UnitChangeEdit.objects.bulk_create(self.edits, batch_size=BATCH)

    def stop(self) -> None:
        if self.errors:
            raise InputErrors(self.errors)

    def fault(self, message: str, value: str = "") -> None:
        self.errors.append(InputError(message, field="change", value=value))

    # --- reading

    def read(self) -> None:
        ids = [change.pk for change in self.changes]
        by_from: dict[int, int] = {}
        for pk, unit, change in (
            UnitChangeFrom.objects.visible_to(self.actor)
            .filter(change_id__in=ids)
            .values_list("id", "unit_id", "change_id")
        ):
            self.froms[unit] = change
            by_from[pk] = unit
        self.tos = list(
            UnitChangeTo.objects.visible_to(self.actor)
            .filter(change_id__in=ids)
            .select_related("parent_to")
            .order_by("id")
        )
        self.tos.sort(key=lambda to: _LEVELS[Kind(to.kind)])
        by_to = {to.pk: to for to in self.tos}
        for one, other in (
            UnitChangeLink.objects.visible_to(self.actor)
            .filter(change_id__in=ids)
            .order_by("id")
            .values_list("predecessor_id", "successor_id")
        ):
            self.into.setdefault(by_from[one], []).append(by_to[other])
            self.outof.setdefault(other, []).append(by_from[one])
        self.same = {to.unit_id: to for to in self.tos if to.how == How.SAME and to.unit_id is not None}
        self.ended = {unit: change for unit, change in self.froms.items() if unit not in self.same}
        self.names = {
            unit: full_name(kind, name)
            for unit, kind, name in UnitName.objects.visible_to(self.actor)
            .on(self.day - timedelta(days=1))
            .filter(unit_id__any_of=self.froms)
            .values_list("unit_id", "type", "name")
        }

    def check_units(self) -> None:
        eve = self.day - timedelta(days=1)
        wanted = {
            *self.froms,
            *(to.unit_id for to in self.tos if to.unit_id),
            *(to.parent_id for to in self.tos if to.parent_id),
        }
        lives = dict(AdminUnit.objects.visible_to(self.actor).filter(id__any_of=wanted).values_list("id", "valid"))
        for unit in self.froms:
            valid = lives[unit]
            if not contains(valid, eve):
                self.fault(
                    _("%(unit)s không tồn tại vào ngày %(day)s.") % {"unit": self.name(unit), "day": format_date(eve)}
                )
            elif not contains(valid, self.day) and unit in self.same:
                self.fault(_("%(unit)s đã kết thúc.") % {"unit": self.name(unit)})
        later = UnitChangeFrom.objects.visible_to(self.actor).filter(
            unit_id__any_of=self.froms, change__state=APPLIED, change__effective_on__gte=self.day
        )
        for unit, change in later.values_list("unit_id", "change_id"):
            self.fault(
                _("%(unit)s đã nằm trong thay đổi số %(id)d, có hiệu lực cùng ngày hoặc sau ngày này.")
                % {"unit": self.name(unit), "id": change}
            )
        for to in self.tos:
            if to.how == How.ADOPT and to.unit_id is not None and not contains(lives[to.unit_id], self.day):
                self.fault(
                    _("%(unit)s không tồn tại vào ngày %(day)s.") % {"unit": str(to), "day": format_date(self.day)}
                )
            if to.parent_id and not contains(lives[to.parent_id], self.day):
                self.fault(
                    _("%(unit)s: đơn vị cấp trên không tồn tại vào ngày %(day)s.")
                    % {"unit": full_name(to.type, to.name), "day": format_date(self.day)}
                )
            elif to.parent_id in self.ended and len(self.into.get(to.parent_id, [])) != 1:
                self.fault(_("%(unit)s: đơn vị cấp trên kết thúc cùng ngày.") % {"unit": full_name(to.type, to.name)})

    def name(self, unit: int) -> str:
        return self.names.get(unit) or f"#{unit}"

    def regions(self) -> dict[int, tuple[str, str, str]]:
        """The region of a new unit, where all that it came from lay in one: ``{successor row: (value, decision,
        source)}``. The other classes are decided anew.
        """
        own = {
            unit: (value, decision, source)
            for unit, value, decision, source in UnitClass.objects.visible_to(self.actor)
            .on(self.day - timedelta(days=1))
            .filter(unit_id__any_of=self.ended, dimension=REGION)
            .values_list("unit_id", "value", "decision", "source")
        }
        found = {}
        for to in self.tos:
            classes = [own.get(unit) for unit in self.outof.get(to.pk, [])]
            if to.how == How.NEW and classes and classes[0] is not None and len({c and c[0] for c in classes}) == 1:
                found[to.pk] = classes[0]
        return found

    def places(self) -> dict[int, _Place]:
        """Every unit that lies in, or is, a unit of the changes, and the planned parents: where it is on the day."""
        rows = UnitParent.objects.visible_to(self.actor).filter(valid__overlap=DateRange(self.day, None, "[)"))
        found: dict[int, _Place] = {}
        later: dict[int, date | None] = {}

        def take(query: Any) -> None:
            for pk, unit, parent, path, valid in query.values_list("id", "unit_id", "parent_id", "path", "valid"):
                if contains(valid, self.day):
                    found[unit] = _Place(pk, parent, list(path), valid)
                else:
                    later[unit] = first_day(valid)

        take(rows.filter(path__overlap=list(self.froms)))
        for unit, day in later.items():
            message = _("Đơn vị #%(unit)d đã có đơn vị cấp trên ghi từ ngày %(day)s, sau ngày của thay đổi.")
            self.fault(message % {"unit": unit, "day": format_date(day)})
        above = {each for place in found.values() for each in place.path}
        for to in self.tos:
            above |= {each for each in (to.parent_id, to.parent_to and to.parent_to.unit_id) if each}
        # What lies above: only to know its path on the day.
        take(rows.filter(unit_id__any_of=above - set(found), valid__contains=self.day))
        ancestors = {each for place in found.values() for each in place.path}
        take(rows.filter(unit_id__any_of=ancestors - set(found), valid__contains=self.day))
        return found

    # --- writing

    def close_ended(self) -> None:
        """End the predecessors and all that is said of them, on the day."""
        since = DateRange(self.day, None, "[)")
        for what, model in TABLES.items():
            owner = "id" if what == Edited.UNIT else "unit_id"
            rows = list(
                model.objects.visible_to(self.actor)
                .filter(**{f"{owner}__any_of": self.ended, "valid__overlap": since})
                .values_list("id", owner, "valid")
            )
            for _pk, unit, valid in rows:
                start = first_day(valid)
                if start is not None and start > self.day:
                    self.fault(
                        _("%(unit)s có dữ liệu (%(what)s) ghi từ ngày %(day)s, sau ngày của thay đổi.")
                        % {"unit": self.name(unit), "what": Edited(what).label, "day": format_date(start)}
                    )
            self.close(what, {pk: (self.ended[unit], valid) for pk, unit, valid in rows})

    def close(self, what: str, rows: Mapping[int, tuple[int, Range[date]]]) -> None:
        """``{row: (change, validity before)}``: let these rows end on the day."""
        if not rows:
            return
        table = TABLES[what]._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET valid = valid * daterange(NULL, %s)"  # noqa: S608
                " WHERE id = ANY(%s::bigint[]) RETURNING id, valid",
                [self.day, list(rows)],
            )
            after = dict(cursor.fetchall())
        for pk, (change, before) in rows.items():
            self.edit(change, what, pk, before, after[pk])

    def edit(self, change: int, what: str, row: int, before: Range[date] | None, after: Range[date]) -> None:
        self.edits.append(
            UnitChangeEdit(change_id=change, what=what, row_id=row, before=before, after=after, recorded_at=self.now)
        )

    def check_codes(self) -> None:
        """No other unit may hold a successor's code from the day on."""
        wanted = {to.code: to for to in self.tos if to.code and to.how != How.ADOPT}
        held = (
            UnitCode.objects.visible_to(self.actor)
            .filter(code__in=list(wanted), valid__overlap=DateRange(self.day, None, "[)"))
            .values_list("code", "unit_id", "unit__names__type", "unit__names__name")
        )
        for code, unit, kind, name in held:
            if wanted[code].unit_id != unit:
                message = _("Mã %(code)s đã là mã của %(unit)s trong thời gian đó.")
                self.fault(message % {"code": code, "unit": full_name(kind or "", name or "") or f"#{unit}"}, code)

    def make_units(self, regions: Mapping[int, tuple[str, str, str]]) -> None:
        new = [to for to in self.tos if to.how == How.NEW]
        made_of: dict[int, int] = {}  # successor row → the new unit
        since = DateRange(self.day, None, "[)")
        sources = {change.pk: change.source for change in self.changes}
        units = [AdminUnit(kind=to.kind, valid=since, source=sources[to.change_id]) for to in new]
        AdminUnit.objects.bulk_create(units, batch_size=BATCH)
        for to, unit in zip(new, units, strict=True):
            to.unit_id = made_of[to.pk] = unit.pk
        UnitChangeTo.objects.bulk_update(new, ["unit"], batch_size=BATCH)
        names = [UnitName(unit_id=made_of[to.pk], type=to.type, name=to.name, valid=since) for to in new]
        UnitName.objects.bulk_create(names, batch_size=BATCH)
        coded = [to for to in new if to.code]
        codes = [UnitCode(unit_id=made_of[to.pk], code=to.code, valid=since) for to in coded]
        UnitCode.objects.bulk_create(codes, batch_size=BATCH)
        classed = [to for to in new if to.pk in regions]
        classes = [
            UnitClass(
                unit_id=made_of[to.pk], dimension=REGION, value=value, decision=decision, source=source, valid=since
            )
            for to, (value, decision, source) in ((to, regions[to.pk]) for to in classed)
        ]
        UnitClass.objects.bulk_create(classes, batch_size=BATCH)
        made: tuple[tuple[str, list[UnitChangeTo], Sequence[Any]], ...] = (
            (Edited.UNIT, new, units),
            (Edited.NAME, new, names),
            (Edited.CODE, coded, codes),
            (Edited.CLASS, classed, classes),
        )
        for what, of, rows in made:
            for to, row in zip(of, rows, strict=True):
                self.edit(to.change_id, what, row.pk, None, since)

    def rename_same(self) -> None:
        """The units that go on: a name or code of their own from the day, where it differs."""
        if not self.same:
            return
        named = UnitName.objects.visible_to(self.actor).on(self.day).filter(unit_id__any_of=self.same)
        self._replace(
            Edited.NAME,
            {
                unit: (pk, valid, (kind, name))
                for pk, unit, valid, kind, name in named.values_list("id", "unit_id", "valid", "type", "name")
            },
            {unit: (to.type, to.name) for unit, to in self.same.items()},
            lambda unit, value, valid: UnitName(unit_id=unit, type=value[0], name=value[1], valid=valid),
        )
        coded = UnitCode.objects.visible_to(self.actor).on(self.day).filter(unit_id__any_of=self.same)
        self._replace(
            Edited.CODE,
            {unit: (pk, valid, code) for pk, unit, valid, code in coded.values_list("id", "unit_id", "valid", "code")},
            {unit: to.code for unit, to in self.same.items() if to.code},
            lambda unit, value, valid: UnitCode(unit_id=unit, code=value, valid=valid),
        )

    def _replace(
        self,
        what: str,
        held: Mapping[int, tuple[int, Range[date], Any]],
        wanted: Mapping[int, Any],
        make: Any,
    ) -> None:
        changed = {unit: value for unit, value in wanted.items() if unit not in held or held[unit][2] != value}
        self.close(
            what,
            {held[unit][0]: (self.froms[unit], held[unit][1]) for unit in changed if unit in held},
        )
        rows = [
            make(unit, value, DateRange(self.day, day_after(held[unit][1]) if unit in held else None, "[)"))
            for unit, value in changed.items()
        ]
        TABLES[what].objects.bulk_create(rows, batch_size=BATCH)
        for row in rows:
            self.edit(self.froms[row.unit_id], what, row.pk, None, row.valid)

    def move(self, places: dict[int, _Place]) -> None:
        """New units get their place; units that go on, and all that lies below, get the new way up from the day."""
        tree = _Tree(self, places)
        close: dict[int, tuple[int, Range[date]]] = {}
        rows: list[UnitParent] = []
        owners: list[int] = []
        for to in self.tos:
            if to.how == How.NEW and to.unit_id is not None:
                rows.append(
                    UnitParent(
                        unit_id=to.unit_id,
                        parent_id=tree.parent(to.unit_id),
                        path=tree.path(to.unit_id),
                        valid=DateRange(self.day, None, "[)"),
                    )
                )
                owners.append(to.change_id)
        for unit, place in places.items():
            if unit in self.ended or unit not in tree.moved:
                continue
            change = tree.moved[unit]
            parent, path = tree.parent(unit), tree.path(unit)
            if (place.parent, place.path) == (parent, path):
                continue
            close[place.row] = (change, place.valid)
            if parent is None and place.parent is not None:
                continue  # its parent was divided: where it lies now, nobody has said
            rows.append(
                UnitParent(
                    unit_id=unit,
                    parent_id=parent,
                    path=path,
                    valid=DateRange(self.day, day_after(place.valid), "[)"),
                )
            )
            owners.append(change)
        self.close(Edited.PARENT, close)
        UnitParent.objects.bulk_create(rows, batch_size=BATCH)
        for row, change in zip(rows, owners, strict=True):
            self.edit(change, Edited.PARENT, row.pk, None, row.valid)


class _Tree:
    """Who lies where from the day on: planned parents first, then heirs of ended ones, else as before."""

    def __init__(self, day: _Day, places: Mapping[int, _Place]) -> None:
        self.day = day
        self.places = places
        self.planned: dict[int, int | None] = {}
        for to in day.tos:
            if to.unit_id is not None and to.how != How.ADOPT:
                self.planned[to.unit_id] = self._planned_parent(to)
        self.moved: dict[int, int] = {}
        """Units whose place follows from a change, and which one it follows from."""
        for unit in places:
            cause = self._cause(unit)
            if cause is not None:
                self.moved[unit] = cause
        self._paths: dict[int, list[int]] = {}

    def _planned_parent(self, to: UnitChangeTo) -> int | None:
        if to.parent_to is not None:
            # Another change of this run has just made it, or an earlier one had.
            made = next((each.unit_id for each in self.day.tos if each.pk == to.parent_to_id), to.parent_to.unit_id)
            if made is None:
                self.day.fault(
                    _(
                        "%(unit)s: đơn vị cấp trên %(parent)s chưa có. "
                        "Hãy áp dụng thay đổi số %(id)d trước hoặc cùng lúc."
                    )
                    % {
                        "unit": full_name(to.type, to.name),
                        "parent": full_name(to.parent_to.type, to.parent_to.name),
                        "id": to.parent_to.change_id,
                    }
                )
            return made
        if to.parent_id in self.day.ended:
            return self._heir(to.parent_id)
        return to.parent_id

    def _heir(self, unit: int) -> int | None:
        """What took an ended unit's place as a parent: its one successor; of one that only ended, what lies above."""
        news = self.day.into.get(unit, [])
        if len(news) == 1:
            return news[0].unit_id
        if news:
            return None
        above = self.places[unit].parent if unit in self.places else None
        return self._heir(above) if above in self.day.ended and above is not None else above

    def _cause(self, unit: int) -> int | None:
        if unit in self.day.ended:
            return None
        if unit in self.day.same:
            return self.day.froms[unit]
        for above in reversed(self.places[unit].path[:-1]):
            if above in self.day.froms:
                return self.day.froms[above]
        return None

    def parent(self, unit: int) -> int | None:
        if unit in self.planned:
            return self.planned[unit]
        above = self.places[unit].parent if unit in self.places else None
        return self._heir(above) if above is not None and above in self.day.ended else above

    def path(self, unit: int) -> list[int]:
        if unit not in self._paths:
            above = self.parent(unit)
            known = self.places.get(unit)
            if above is None and known is not None and known.parent is None and unit not in self.planned:
                self._paths[unit] = known.path
            else:
                self._paths[unit] = [*(self.path(above) if above is not None else []), unit]
        return self._paths[unit]
