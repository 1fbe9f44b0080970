"""Bodies that issue and receive documents, as of a day: found by code, name or short name; named as they were then."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from psycopg.types.range import Range

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.ranges import contains, day_after, first_day
from dieuphoi.core.kernel.text import fold
from dieuphoi.registry.organisations.models import OrgKind, OrgName, OrgUnit
from dieuphoi.registry.organisations.selectors import successors_of
from dieuphoi.registry.territory.selectors import units_on

_PARTS: Final = (OrgKind.ROOM, OrgKind.TEAM)
"""Parts of a body: what is given to one of them is read by the body too."""


class Bodies:
    """All organisations of the register through time; two queries, then no more, however many are looked for."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.rows: dict[int, Any] = {}
        for row in OrgUnit.objects.visible_to(actor).only(
            "id", "code", "name", "kind", "level", "parent_id", "place_id", "valid", "document_symbol"
        ):
            self.rows[row.pk] = row
        self._names: dict[int, list[tuple[str, str, Range[date]]]] = {}
        self._by_text: dict[str, set[int]] = {}
        names = OrgName.objects.visible_to(actor).filter(valid__isempty=False).order_by("org_id", "valid")
        for org, name, short, valid in names.values_list("org_id", "name", "short_name", "valid"):
            self._names.setdefault(org, []).append((name, short, valid))
            for text in (name, short):
                if text:
                    self._by_text.setdefault(fold(text), set()).add(org)
        for row in self.rows.values():
            self._by_text.setdefault(fold(row.code), set()).add(row.pk)
            self._by_text.setdefault(fold(row.name), set()).add(row.pk)

    def there_on(self, org_id: int, day: date) -> bool:
        """Whether the organisation existed on the day."""
        row = self.rows.get(org_id)
        return row is not None and contains(row.valid, day)

    def name_on(self, org_id: int, day: date) -> str:
        """What it was called on the day; the nearest name that is known otherwise."""
        names = self._names.get(org_id, [])
        for name, _short, valid in names:
            if contains(valid, day):
                return name
        return names[-1][0] if names else self.rows[org_id].name

    def why_not_on(self, org_id: int, day: date) -> str:
        """Why it cannot have issued anything that day, and who stood in its place."""
        row = self.rows.get(org_id)
        if row is None:
            return _("Không có cơ quan này trong danh bạ.")
        start, end = first_day(row.valid), day_after(row.valid)
        words = {"name": row.name, "day": format_date(day)}
        if end is not None and day >= end:
            after = [self.name_on(each, day) for each in successors_of(self.actor, [org_id], day).get(org_id, [])]
            if after:
                return _("%(name)s đã kết thúc trước ngày %(day)s; khi ấy là %(after)s.") % {
                    **words, "after": ", ".join(after),
                }  # fmt: skip
            return _("%(name)s đã kết thúc trước ngày %(day)s.") % words
        return _("%(name)s chưa thành lập vào ngày %(day)s (thành lập %(start)s).") % {
            **words, "start": format_date(start),
        }  # fmt: skip

    def find(self, typed: str, day: date) -> int | None:
        """The organisation that is called or coded so on the day; ``None`` where the register knows no such name at
        all. Raises ``ValueError`` (Vietnamese) where it is known but not of that day, or several are meant.
        """
        found = self._by_text.get(fold(typed), set())
        there = {each for each in found if self.there_on(each, day)}
        named = {each for each in there if fold(typed) in self._called_on(each, day)}
        there = named or there
        if len(there) == 1:
            return next(iter(there))
        if there:
            raise ValueError(
                _("Có nhiều cơ quan tên “%(name)s”. Hãy ghi mã cơ quan: %(codes)s.")
                % {"name": typed, "codes": ", ".join(sorted(self.rows[each].code for each in there))}
            )
        if found:
            raise ValueError(self.why_not_on(min(found), day))
        return None

    def _called_on(self, org_id: int, day: date) -> set[str]:
        called = {fold(self.rows[org_id].code)}
        for name, short, valid in self._names.get(org_id, []):
            if contains(valid, day):
                called |= {fold(name), fold(short)}
        return called

    def with_bodies(self, ids: Iterable[int]) -> set[int]:
        """These organisations and, of rooms and teams, the bodies that they are parts of."""
        found = set(ids)
        for each in list(found):
            row = self.rows.get(each)
            while row is not None and row.kind in _PARTS and row.parent_id is not None:
                found.add(row.parent_id)
                row = self.rows.get(row.parent_id)
        return found

    def provinces_of(self, ids: Iterable[int], day: date) -> dict[int, int | None]:
        """The province that each organisation works in: by its place, that of what stands above it, else by the only
        coordination office of the register. One query.
        """
        places: dict[int, int] = {}
        for each in set(ids):
            row, seen = self.rows.get(each), set()
            while row is not None and row.pk not in seen:
                seen.add(row.pk)
                if row.place_id is not None:
                    places[each] = row.place_id
                    break
                row = self.rows.get(row.parent_id or 0)
        offices = {
            row.place_id for row in self.rows.values() if row.kind == OrgKind.OFFICE and row.place_id is not None
        }
        only = next(iter(offices)) if len(offices) == 1 else None
        wanted = {*places.values(), *({only} if only else set())}
        units = {unit.id: unit for unit in units_on(self.actor, day, ids=wanted)} if wanted else {}
        found: dict[int, int | None] = {}
        for each in set(ids):
            # A commune that has ended lies in no province today: what it left belongs to the office's.
            unit = units.get(places.get(each, 0)) or units.get(only or 0)
            found[each] = None if unit is None else unit.province_id
        return found

    def communes_on(self, day: date, units: Iterable[int]) -> list[int]:
        """The People's Committees of these communes on a day, by the alphabet."""
        wanted = set(units)
        rows = [
            row for row in self.rows.values()
            if row.kind == OrgKind.COMMUNE and row.place_id in wanted and contains(row.valid, day)
        ]  # fmt: skip
        return [row.pk for row in sorted(rows, key=lambda row: (row.name, row.pk))]
