"""Which organisations there are on a day, what they are called then, and under whom they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Case, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from psycopg.types.range import Range

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.matching import Sought
from dieuphoi.core.kernel.ranges import day_after, first_day
from dieuphoi.registry.organisations.models import (
    ChangeKind,
    OrgChangePart,
    OrgKind,
    OrgLevel,
    OrgName,
    OrgParent,
    OrgUnit,
)
from dieuphoi.registry.territory.names import full_name
from dieuphoi.registry.territory.selectors import day_codes, day_names

KIND_CHOICES: Final = tuple(OrgKind.choices)
KIND_LABELS: Final = dict(OrgKind.choices)
LEVEL_CHOICES: Final = tuple(OrgLevel.choices)
LEVEL_LABELS: Final = dict(OrgLevel.choices)


@dataclass(frozen=True, slots=True)
class OrgRow:
    """One organisation on a day. ``name``, ``short_name`` and ``parent_*`` are those of that day, ``place_name`` the
    full name of its unit of territory then. ``valid`` is how long the organisation itself exists.
    """

    id: int
    code: str
    name: str
    kind: str
    kind_label: str
    parent_id: int | None
    parent_code: str
    parent_name: str
    place_id: int | None
    place_code: str
    place_name: str
    phone: str
    short_name: str = ""
    level: str = ""
    level_label: str = ""
    founded_on: date | None = None
    founding_decision: str = ""
    document_symbol: str = ""
    valid: Range[date] | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One stretch of a time line: what held, how long, by which decision."""

    id: int
    words: str
    valid: Range[date]
    decision: str
    decision_on: date | None
    source: str
    org_id: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change as it concerned an organisation: the others on either side, by the names of the day before/after."""

    id: int
    kind: str
    kind_label: str
    effective_on: date
    decision: str
    decision_on: date | None
    note: str
    before: tuple[tuple[int, str], ...]
    after: tuple[tuple[int, str], ...]


def day_org_names(day: date) -> QuerySet[OrgName]:
    """The names of ``day``, for subqueries (``org_id``, ``name``, ``short_name``, ``name_key``)."""
    return OrgName.objects.filter(valid__contains=day)


def orgs_query(actor: Actor, day: date) -> QuerySet[Any]:
    """The organisations of ``day``, unordered, with the columns of :class:`OrgRow`. For registers and
    exports. Annotations: ``day_name`` (with ``_key``, ``_folded``), ``day_short``, ``day_parent_id`` …
    """
    names = day_names(actor, day).filter(unit_id=OuterRef("place_id"))
    codes = day_codes(actor, day).filter(unit_id=OuterRef("place_id"))
    above = day_org_names(day).filter(org_id=OuterRef("day_parent_id"))
    orgs: Any = OrgUnit.objects.visible_to(actor)
    found: QuerySet[Any] = (
        orgs.on(day)
        .annotate(
            n=FilteredRelation("names", condition=Q(names__valid__contains=day)),
            s=FilteredRelation("superiors", condition=Q(superiors__valid__contains=day)),
        )
        .annotate(
            day_name=Coalesce(F("n__name"), F("name")),
            day_name_key=Coalesce(F("n__name_key"), F("name_key")),
            day_name_folded=Coalesce(F("n__name_folded"), F("name_folded")),
            day_short=F("n__short_name"),
            day_short_folded=F("n__short_folded"),
            # No row of the line at all: what the column says.
            day_parent_id=Case(When(s__id__isnull=True, then=F("parent_id")), default=F("s__parent_id")),
        )
        .annotate(
            parent_code=Subquery(OrgUnit.objects.filter(id=OuterRef("day_parent_id")).values("code")[:1]),
            parent_name=Subquery(above.values("name")[:1]),
            day_place_type=Subquery(names.values("type")[:1]),
            day_place_name=Subquery(names.values("name")[:1]),
            day_place_code=Subquery(codes.values("code")[:1]),
        )
    )
    return found


_ORG_COLUMNS: Final = (
    "id",
    "code",
    "day_name",
    "kind",
    "day_parent_id",
    "parent_code",
    "parent_name",
    "place_id",
    "day_place_code",
    "day_place_type",
    "day_place_name",
    "phone",
    "day_short",
    "level",
    "founded_on",
    "founding_decision",
    "document_symbol",
    "valid",
)


def org_rows(query: QuerySet[Any]) -> list[OrgRow]:
    """The rows of an :func:`orgs_query`, in its order, in one query."""
    labels = {code: str(label) for code, label in OrgKind.choices}
    levels = {code: str(label) for code, label in OrgLevel.choices}
    return [
        OrgRow(
            id=pk,
            code=code,
            name=name,
            kind=kind,
            kind_label=labels[kind],
            parent_id=parent,
            parent_code=p_code or "",
            parent_name=p_name or "",
            place_id=place,
            place_code=u_code or "",
            place_name=full_name(u_type or "", u_name or ""),
            phone=phone,
            short_name=short or "",
            level=level,
            level_label=levels.get(level, level),
            founded_on=founded,
            founding_decision=decision,
            document_symbol=symbol,
            valid=valid,
        )
        for (
            pk, code, name, kind, parent, p_code, p_name, place, u_code, u_type, u_name, phone, short, level,
            founded, decision, symbol, valid,
        ) in query.values_list(*_ORG_COLUMNS)
    ]  # fmt: skip


def orgs_on(
    actor: Actor,
    day: date,
    *,
    kind: str | None = None,
    ids: Iterable[int] | None = None,
    place: int | None = None,
    parent: int | None = None,
    text: str = "",
    level: str | None = None,
) -> list[OrgRow]:
    """The organisations of a day in Vietnamese order of name, in one query.

    ``kind`` and ``level`` narrow, ``place`` is the id of the unit they answer for, ``parent`` the organisation above
    them; ``text`` is found in the name or short name without marks.
    """
    query = orgs_query(actor, day)
    if kind is not None:
        query = query.filter(kind=kind)
    if level is not None:
        query = query.filter(level=level)
    if ids is not None:
        query = query.filter(id__in=list(ids))
    if place is not None:
        query = query.filter(place_id=place)
    if parent is not None:
        query = query.filter(day_parent_id=parent)
    if text.strip():
        query = query.filter(Sought.of(text).fits("day_name_folded", "day_short_folded"))
    return org_rows(query.order_by("day_name_key", "code"))


def org_on(actor: Actor, org_id: int, day: date) -> OrgRow:
    """One organisation on a day. Raises :class:`NotVisible` when it did not exist then."""
    rows = orgs_on(actor, day, ids=[org_id])
    if not rows:
        raise NotVisible(_("Không tìm thấy cơ quan này vào ngày đã chọn."))
    return rows[0]


def org_of_place(actor: Actor, place_id: int, day: date) -> OrgRow | None:
    """The People's Committee of a commune on a day; ``None`` when it is not in the register."""
    rows = orgs_on(actor, day, kind=OrgKind.COMMUNE, place=place_id)
    return rows[0] if rows else None


def orgs_below(actor: Actor, org_id: int, day: date) -> list[OrgRow]:
    """The organisation and everything below it on ``day``, superiors before what lies below them.

    One query: the province's organisations are a few hundred, a walk down would cost one query a level.
    """
    rows = {row.id: row for row in orgs_on(actor, day)}
    if org_id not in rows:
        raise NotVisible(_("Không tìm thấy cơ quan này vào ngày đã chọn."))
    children: dict[int, list[OrgRow]] = {}
    for row in rows.values():
        if row.parent_id is not None:
            children.setdefault(row.parent_id, []).append(row)
    found, waiting = [], [rows[org_id]]
    while waiting:
        row = waiting.pop(0)
        found.append(row)
        waiting = [*children.get(row.id, []), *waiting]
    return found


def names_of(actor: Actor, org_id: int) -> list[Fact]:
    """All names of an organisation, the latest first."""
    rows = OrgName.objects.visible_to(actor).filter(org_id=org_id, valid__isempty=False).order_by("-valid")
    return [
        Fact(
            row.pk,
            f"{row.name} ({row.short_name})" if row.short_name else row.name,
            row.valid,
            row.decision,
            row.decision_on,
            row.source,
        )
        for row in rows
    ]


def superiors_of(actor: Actor, org_id: int) -> list[Fact]:
    """All superiors of an organisation, the latest first, each by the name it had when that stretch ended (S0-35)."""
    rows = list(OrgParent.objects.visible_to(actor).filter(org_id=org_id, valid__isempty=False).order_by("-valid"))
    named = name_book(actor, [row.parent_id for row in rows if row.parent_id])
    return [
        Fact(
            row.pk,
            named.at_end(row.parent_id, row.valid, actor.on) if row.parent_id else _("Không thuộc cơ quan nào"),
            row.valid,
            row.decision,
            row.decision_on,
            row.source,
            row.parent_id,
        )
        for row in rows
    ]


class NameBook:
    """What organisations were called on any day; one query, then no more."""

    def __init__(self, rows: Iterable[tuple[int, str, Range[date]]]) -> None:
        self._names: dict[int, list[tuple[str, Range[date]]]] = {}
        for org, name, valid in rows:
            self._names.setdefault(org, []).append((name, valid))

    def on(self, org_id: int, day: date) -> str:
        """The name on ``day``; where none is known for it, the nearest one that is."""
        names = self._names.get(org_id, [])
        for name, valid in names:
            start, end = first_day(valid), day_after(valid)
            if (start is None or start <= day) and (end is None or day < end):
                return name
        return names[-1][0] if names else f"#{org_id}"

    def at_end(self, org_id: int, valid: Range[date], today: date) -> str:
        """The name at the end of a stretch of time, or ``today`` where it still lasts."""
        end = day_after(valid)
        return self.on(org_id, today if end is None or end > today else date.fromordinal(end.toordinal() - 1))


def name_book(actor: Actor, ids: Iterable[int]) -> NameBook:
    """The names of these organisations through time."""
    rows = OrgName.objects.visible_to(actor).filter(org_id__in=set(ids), valid__isempty=False).order_by("valid")
    return NameBook(rows.values_list("org_id", "name", "valid"))


def changes_of(actor: Actor, org_id: int) -> list[ChangeRow]:
    """What became of an organisation and where it came from, the latest first (S3-65)."""
    mine = OrgChangePart.objects.visible_to(actor).filter(org_id=org_id).values("change_id")
    parts = list(
        OrgChangePart.objects.visible_to(actor)
        .filter(change_id__in=mine)
        .select_related("change")
        .order_by("-change__effective_on", "-change_id", "org_id")
    )
    book = name_book(actor, [part.org_id for part in parts])
    labels = dict(ChangeKind.choices)
    found: dict[int, ChangeRow] = {}
    for part in parts:
        change = part.change
        row = found.get(change.pk)
        if row is None:
            row = ChangeRow(
                change.pk, change.kind, str(labels[change.kind]), change.effective_on, change.decision,
                change.decision_on, change.note, (), (),
            )  # fmt: skip
        day = change.effective_on if part.is_after else date.fromordinal(change.effective_on.toordinal() - 1)
        named = (part.org_id, book.on(part.org_id, day))
        found[change.pk] = (
            _with(row, after=(*row.after, named)) if part.is_after else _with(row, before=(*row.before, named))
        )
    return list(found.values())


def _with(row: ChangeRow, **changed: Any) -> ChangeRow:
    values = {name: getattr(row, name) for name in ChangeRow.__slots__}
    return ChangeRow(**{**values, **changed})


def successors_of(actor: Actor, org_ids: Iterable[int], day: date) -> dict[int, list[int]]:
    """Who stands today in the place of organisations that ended: ``{old: [those of day]}``, through any number of
    mergers and splits. An organisation that still is on ``day`` is its own. Rights never follow by themselves.
    """
    wanted = set(org_ids)
    edges: dict[int, set[int]] = {}
    sides: dict[int, tuple[set[int], set[int]]] = {}
    for change, org, after in (
        OrgChangePart.objects.visible_to(actor)
        .filter(change__kind__in=[ChangeKind.MERGE, ChangeKind.SPLIT], change__effective_on__lte=day)
        .values_list("change_id", "org_id", "is_after")
    ):
        sides.setdefault(change, (set(), set()))[1 if after else 0].add(org)
    for before, later in sides.values():
        for org in before:
            edges.setdefault(org, set()).update(later)
    alive = set(OrgUnit.objects.visible_to(actor).on(day).values_list("id", flat=True))
    found: dict[int, list[int]] = {}
    for org in wanted:
        seen, waiting, ends = {org}, [org], set()
        while waiting:
            at = waiting.pop()
            if at in alive:
                ends.add(at)
                continue
            following = edges.get(at, set()) - seen
            seen |= following
            waiting.extend(following)
        found[org] = sorted(ends)
    return found


def last_day(valid: Range[date]) -> date | None:
    """The last day in the range; ``None`` where it still lasts."""
    end = day_after(valid)
    return None if end is None else date.fromordinal(end.toordinal() - 1)
