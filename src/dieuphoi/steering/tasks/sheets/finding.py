"""Bodies, people, communes and criteria as a sheet of tasks names them, on the days of its rows.

What a row says holds on its day of giving: bodies and units are found by the code, name or short name of that day. A
word of the way out is always one that the way in finds again: the name, or the code where the name would not do.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from psycopg.types.range import Range

from dieuphoi.core.exchange.columns import code_match
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.ranges import contains, day_after, first_day
from dieuphoi.core.kernel.text import fold
from dieuphoi.programme.criteria.models import Criterion
from dieuphoi.registry.organisations.models import Holding, OrgName, OrgUnit, Person, WorkField
from dieuphoi.registry.territory.models import UnitCode, UnitName
from dieuphoi.registry.territory.names import full_name
from dieuphoi.steering.tasks.bodies import is_inside

_NAMED: Final = 4
"""So many things of one name are told apart in a fault."""


def several(text: str | None) -> list[str]:
    """The parts of a cell that names several, each once: ``"SNN; SXD"``."""
    parts = (" ".join(part.split()) for part in (text or "").replace("\n", ";").split(";"))
    return list(dict.fromkeys(part for part in parts if part))


@dataclass(frozen=True, slots=True)
class _Life:
    """What something was called for a while."""

    id: int
    code: str
    words: tuple[str, ...]
    valid: Range[date]


class _Then:
    """Things with names in time, by the day. Between two days on which something changed, one index does."""

    def __init__(self, rows: Sequence[_Life]) -> None:
        self._rows = rows
        edges = {edge for row in rows for edge in (first_day(row.valid), day_after(row.valid)) if edge is not None}
        self._edges = sorted(edges)
        self._on: dict[int, tuple[dict[str, set[int]], dict[str, set[int]], dict[int, _Life]]] = {}

    def on(self, day: date) -> tuple[dict[str, set[int]], dict[str, set[int]], dict[int, _Life]]:
        """``({code: ids}, {folded word: ids}, {id: life})`` of a day."""
        place = bisect_right(self._edges, day)
        found = self._on.get(place)
        if found is None:
            found = self._on[place] = ({}, {}, {})
            for row in self._rows:
                if contains(row.valid, day):
                    if row.code:
                        found[0].setdefault(code_match(row.code), set()).add(row.id)
                    for word in row.words:
                        if word:
                            found[1].setdefault(fold(word), set()).add(row.id)
                    found[2][row.id] = row
        return found

    def ids(self, typed: str, day: date) -> set[int]:
        """What is called so on the day: by its code, else by exactly these words, else by them without marks."""
        codes, words, lives = self.on(day)
        if by_code := codes.get(code_match(typed)):
            return by_code
        found = words.get(fold(typed), set())
        exact = {pk for pk in found if typed in lives[pk].words}
        return exact or found

    def code_of(self, pk: int, day: date) -> str:
        life = self.on(day)[2].get(pk)
        return "" if life is None else life.code

    def word(self, pk: int, day: date, fallback: str = "") -> str:
        """The name on the day, where it names nothing else; the code, where it does."""
        life = self.on(day)[2].get(pk)
        if life is None:
            return fallback
        name = life.words[0]
        return name if ";" not in name and self.ids(name, day) == {pk} else life.code or name


class BodiesThen:
    """Bodies by code, name or short name of a day. Two queries, whatever is asked."""

    def __init__(self, actor: Actor) -> None:
        self.rows: dict[int, OrgUnit] = {
            row.pk: row for row in OrgUnit.objects.visible_to(actor).select_related("parent__parent")
        }
        lives: list[_Life] = []
        named: set[int] = set()
        for org, name, short, valid in OrgName.objects.filter(org_id__in=self.rows, valid__isempty=False).values_list(
            "org_id", "name", "short_name", "valid"
        ):
            named.add(org)
            if (both := _common(valid, self.rows[org].valid)) is not None:
                lives.append(_Life(org, self.rows[org].code, (name, short), both))
        lives += [_Life(pk, row.code, (row.name,), row.valid) for pk, row in self.rows.items() if pk not in named]
        self._then = _Then(lives)
        self._codes = {code_match(row.code): row for row in self.rows.values()}

    def find(self, typed: str, day: date) -> OrgUnit:
        """The one body meant. Raises ``ValueError`` (Vietnamese, with the way out) for none or several."""
        text = " ".join(typed.split())
        found = self._then.ids(text, day)
        if len(found) == 1:
            return self.rows[next(iter(found))]
        words = {"org": text, "day": format_date(day)}
        if found:
            which = "; ".join(sorted(f"{self.rows[pk].name} ({self.rows[pk].code})" for pk in found)[:_NAMED])
            raise ValueError(_("Ngày %(day)s “%(org)s” có nhiều cơ quan: %(which)s. Hãy ghi mã.") % {
                **words, "which": which,
            })  # fmt: skip
        other = self._codes.get(code_match(text))
        if other is not None:
            raise ValueError(
                _("Ngày %(day)s không có %(org)s. Hãy ghi cơ quan của ngày ấy.") % {**words, "org": other.name}
            )
        raise ValueError(
            _("Ngày %(day)s không có cơ quan “%(org)s”. Hãy ghi mã, tên hoặc tên viết tắt trong danh sách cơ quan.")
            % words
        )

    def word(self, pk: int | None, day: date) -> str:
        """As the sheet calls a body of the day."""
        if pk is None:
            return ""
        row = self.rows.get(pk)
        return self._then.word(pk, day, "" if row is None else row.code)


def _common(one: Range[date], other: Range[date]) -> Range[date] | None:
    starts = [day for day in (first_day(one), first_day(other)) if day is not None]
    ends = [day for day in (day_after(one), day_after(other)) if day is not None]
    start, end = max(starts, default=None), min(ends, default=None)
    return None if start is not None and end is not None and start >= end else Range(start, end, "[)")


@dataclass(frozen=True, slots=True)
class _Holder:
    id: int
    name: str
    phone: str
    org: int
    valid: Range[date]


class PeopleThen:
    """People by name, where namesakes are by telephone; where both work on the day tells the rest. One query."""

    def __init__(self, actor: Actor, bodies: BodiesThen) -> None:
        self._bodies = bodies
        self._people: dict[str, list[_Holder]] = {}
        rows = Holding.objects.visible_to(actor).filter(person__in=Person.objects.visible_to(actor))
        for row in rows.values_list("person_id", "person__full_name", "person__phone", "post__org_id", "valid"):
            self._people.setdefault(fold(row[1]), []).append(_Holder(*row))

    def find(self, name: str, phone: str, body: OrgUnit | None, day: date) -> int:
        """The one person meant: of namesakes the one with that telephone, else the one who works in the body on the
        day. Raises ``ValueError`` (Vietnamese) for none or several.
        """
        found = self._people.get(fold(name), [])
        exact = [row for row in found if row.name == " ".join(name.split())]
        found = exact or found
        digits = _digits(phone)
        if digits and (with_phone := [row for row in found if _digits(row.phone) == digits]):
            found = with_phone
        if body is not None and len({row.id for row in found}) > 1:
            here = [row for row in found if contains(row.valid, day) and self._works_in(row.org, body)]
            found = here or found
        ids = {row.id for row in found}
        if len(ids) == 1:
            return ids.pop()
        if ids:
            raise ValueError(
                _("Có nhiều người tên %(name)s. Hãy ghi điện thoại của người được giao để phân biệt.") % {"name": name}
            )
        raise ValueError(
            _("Không có ai tên %(name)s trong danh sách cán bộ. Hãy nạp danh sách cán bộ trước.") % {"name": name}
        )

    def _works_in(self, org: int, body: OrgUnit) -> bool:
        """In the body, in one above it, or in a room of it."""
        above = {body.pk, body.parent_id, None if body.parent is None else body.parent.parent_id}
        row = self._bodies.rows.get(org)
        return org in above or (row is not None and is_inside(row, frozenset({body.pk})))


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


class PlacesThen:
    """Units of territory by code or name of a day, communes first. Two queries."""

    def __init__(self, actor: Actor) -> None:
        codes: dict[int, list[tuple[str, Range[date]]]] = {}
        for unit, code, valid in UnitCode.objects.visible_to(actor).filter(
            unit__kind__in=_KINDS, valid__isempty=False
        ).values_list("unit_id", "code", "valid"):
            codes.setdefault(unit, []).append((code, valid))
        lives: list[_Life] = []
        self._kinds: dict[int, str] = {}
        for unit, kind, type_, name, valid, whole in UnitName.objects.visible_to(actor).filter(
            unit__kind__in=_KINDS, valid__isempty=False
        ).values_list("unit_id", "unit__kind", "type", "name", "valid", "unit__valid"):
            self._kinds[unit] = kind
            there = _common(valid, whole)
            if there is None:
                continue
            words = (full_name(type_, name), name)
            held = [
                _Life(unit, code, words, both)
                for code, span in codes.get(unit, ())
                if (both := _common(span, there)) is not None
            ]
            lives += held or [_Life(unit, "", words, there)]
        self._then = _Then(lives)

    def find(self, typed: str, day: date) -> int:
        """The one unit meant. Raises ``ValueError`` (Vietnamese, with the way out) for none or several."""
        text = " ".join(typed.split())
        found = self._then.ids(text, day)
        if not found and text.isdigit():
            found = self._then.ids(text.zfill(5), day)
        communes = {pk for pk in found if self._kinds[pk] == "commune"}
        found = communes or found
        words = {"unit": text, "day": format_date(day)}
        if len(found) == 1:
            return next(iter(found))
        if found:
            codes = "; ".join(sorted(f"{self._then.code_of(pk, day)}" for pk in found)[:_NAMED])
            raise ValueError(
                _("Ngày %(day)s có nhiều đơn vị tên “%(unit)s” (mã %(codes)s). Hãy ghi mã.") % {**words, "codes": codes}
            )
        raise ValueError(
            _("Ngày %(day)s không có đơn vị “%(unit)s”. Hãy ghi mã hoặc tên của ngày giao việc.") % words
        )

    def word(self, pk: int, day: date) -> str:
        name = self._then.word(pk, day)
        try:
            return name if self.find(name, day) == pk else self._then.code_of(pk, day)
        except ValueError:
            return self._then.code_of(pk, day) or name


_KINDS: Final = ("commune", "district", "province")


class CriteriaThen:
    """Criteria as ``code of the set and number`` (``bo-xa 2``): of the version that held on the day, else the newest.

    Of another version the sheet names the decision as well: ``bo-xa [01/2025/QĐ-UBND] 2``. One query.
    """

    def __init__(self, actor: Actor) -> None:
        self._rows: dict[int, tuple[str, str, str, Range[date]]] = {}
        self._by: dict[tuple[str, str], list[int]] = {}
        rows = Criterion.objects.visible_to(actor).filter(version__state__in=("published", "retired"))
        for pk, code, number, decision, span in rows.order_by("version__decision_on", "version_id").values_list(
            "pk", "version__set__code", "number", "version__decision_number", "version__effective"
        ):
            self._rows[pk] = (code, number, decision, span)
            self._by.setdefault((code_match(code), code_match(number)), []).append(pk)
        self._sets = {code for code, _number in self._by}

    def find(self, typed: str, day: date) -> int:
        """The one criterion meant. Raises ``ValueError`` (Vietnamese, with the way out)."""
        text, decision = " ".join(typed.split()), ""
        if "[" in text and "]" in text:
            before, _bracket, rest = text.partition("[")
            decision, _bracket, after = rest.partition("]")
            text = f"{before.strip()} {after.strip()}"
        code, _blank, number = text.rpartition(" ")
        if not code and len(self._sets) == 1:
            code = next(iter(self._sets))
        found = self._by.get((code_match(code), code_match(number)), [])
        if decision:
            found = [pk for pk in found if code_match(self._rows[pk][2]) == code_match(decision)]
        if not found:
            raise ValueError(
                _("Không có tiêu chí “%(typed)s”. Hãy ghi mã bộ tiêu chí, dấu cách, số tiêu chí; ví dụ “bo-xa 2”.")
                % {"typed": typed}
            )
        holding = [pk for pk in found if contains(self._rows[pk][3], day)]
        return (holding or found)[-1]

    def word(self, pk: int, day: date) -> str:
        row = self._rows.get(pk)
        if row is None:
            return ""
        code, number, decision, _span = row
        plain = f"{code} {number}"
        return plain if self.find(plain, day) == pk else f"{code} [{decision}] {number}"


class Fields:
    """Fields of work by code or name."""

    def __init__(self, actor: Actor) -> None:
        self._by: dict[str, int] = {}
        self._names: dict[int, str] = {}
        rows = list(WorkField.objects.visible_to(actor).order_by("-position").values_list("pk", "code", "name"))
        for pk, _code, name in rows:
            self._by[fold(name)] = pk
            self._names[pk] = name
        self._by |= {fold(code): pk for pk, code, _name in rows}

    def find(self, typed: str) -> int:
        found = self._by.get(fold(typed))
        if found is None:
            offered = ", ".join(sorted(self._names.values())[:12])
            raise ValueError(_("Không có lĩnh vực này. Chọn một trong: %(offered)s.") % {"offered": offered})
        return found

    def word(self, pk: int | None) -> str:
        return "" if pk is None else self._names.get(pk, "")


def ids_of(words: Iterable[str], find: Any) -> tuple[list[int], list[str]]:
    """``(ids, faults)`` of the parts of a cell."""
    ids, faults = [], []
    for word in words:
        try:
            found = find(word)
        except ValueError as fault:
            faults.append(str(fault))
        else:
            ids.append(getattr(found, "pk", found))
    return list(dict.fromkeys(ids)), faults


__all__ = ["BodiesThen", "CriteriaThen", "Fields", "PeopleThen", "PlacesThen", "ids_of", "several"]
