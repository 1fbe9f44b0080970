"""Which units exist on a day, what they are called and where they belong. Every read is *as of* a date."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Case, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.core.kernel.errors import InputError, InputErrors, NotVisible
from dieuphoi.core.kernel.matching import Sought
from dieuphoi.core.kernel.text import fold
from dieuphoi.registry.territory.models import (
    AdminUnit,
    Kind,
    UnitClass,
    UnitCode,
    UnitName,
    UnitParent,
    UnitType,
)
from dieuphoi.registry.territory.names import FRONT_WORDS, TYPE_WORD, full_name, near_names, province_key

REGION: Final = "region7"
COMMUNE_GROUP: Final = "commune_group3"
FLAG: Final = "flag"
ZONE: Final = "zone"
DIMENSIONS: Final = {
    REGION: _lazy("Vùng"),
    COMMUNE_GROUP: _lazy("Nhóm xã"),
    ZONE: _lazy("Khu vực"),
    FLAG: _lazy("Cờ"),
}
"""The kinds of classification, and their words. Of all but ``flag`` a unit has one value a day."""
CLASS_WORDS: Final = {
    (REGION, "TDMNPB"): _lazy("Trung du và miền núi phía Bắc"),
    (REGION, "DBSH"): _lazy("Đồng bằng sông Hồng"),
    (REGION, "BTB"): _lazy("Bắc Trung Bộ"),
    (REGION, "DHNTB"): _lazy("Duyên hải Nam Trung Bộ"),
    (REGION, "TN"): _lazy("Tây Nguyên"),
    (REGION, "DNB"): _lazy("Đông Nam Bộ"),
    (REGION, "DBSCL"): _lazy("Đồng bằng sông Cửu Long"),
    (COMMUNE_GROUP, "nhom_1"): _lazy("nhóm 1"),
    (COMMUNE_GROUP, "nhom_2"): _lazy("nhóm 2"),
    (COMMUNE_GROUP, "nhom_3"): _lazy("nhóm 3"),
}
"""The values of the classifications that the criteria sets name their columns by; another value is its own word."""
KINDS: Final = tuple(Kind.values)
TYPES: Final = tuple(UnitType.values)
KIND_CHOICES: Final = tuple(Kind.choices)
TYPE_CHOICES: Final = tuple(UnitType.choices)
KIND_LABELS: Final = dict(Kind.choices)
TYPE_LABELS: Final = dict(UnitType.choices)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit as it was on a day.

    ``type`` is a code (``xa``), ``type_label`` its word in the reader's language; ``full_name``,
    ``parent_name`` and ``province_name`` carry the word in front ("Xã Thượng Sơn", "Tỉnh Hà Tĩnh").
    Empty text and ``None`` mean that no source tells it for that day. A province is its own province.
    """

    id: int
    kind: str
    type: str
    type_label: str
    name: str
    full_name: str
    code: str
    parent_id: int | None
    parent_name: str
    province_id: int | None
    province_name: str


def units_query(actor: Actor, day: date) -> QuerySet[Any]:
    """The units that exist and have a name on ``day``, unordered, with the columns of :class:`UnitRow`.

    Annotations: ``day_type``, ``day_name``, ``day_name_key``, ``day_name_folded``, ``day_code``,
    ``day_parent_id``, ``day_path``, ``day_province_id`` and type and name of parent and province. For
    registers, filters and exports; ordinary readers call :func:`units_on`.
    """
    named = UnitName.objects.visible_to(actor).on(day)
    parent_name = named.filter(unit_id=OuterRef("day_parent_id"))
    province_name = named.filter(unit_id=OuterRef("day_province_id"))
    # Annotated by relations of the day, which the type checker cannot follow: hence Any.
    units: Any = AdminUnit.objects.visible_to(actor)
    found: QuerySet[Any] = (
        units.on(day)
        .annotate(
            n=FilteredRelation("names", condition=Q(names__valid__contains=day)),
            c=FilteredRelation("codes", condition=Q(codes__valid__contains=day)),
            p=FilteredRelation("parents", condition=Q(parents__valid__contains=day)),
        )
        .filter(n__isnull=False)
        .annotate(
            day_type=F("n__type"),
            day_name=F("n__name"),
            day_name_key=F("n__name_key"),
            day_name_folded=F("n__name_folded"),
            day_code=F("c__code"),
            day_parent_id=F("p__parent_id"),
            day_path=F("p__path"),
            # The root of every path is a province: the country has one tree for each.
            day_province_id=F("p__path__0"),
        )
        .annotate(
            day_parent_type=Subquery(parent_name.values("type")[:1]),
            day_parent_name=Subquery(parent_name.values("name")[:1]),
            day_province_type=Subquery(province_name.values("type")[:1]),
            day_province_name=Subquery(province_name.values("name")[:1]),
        )
    )
    return found


def day_names(actor: Actor, day: date) -> QuerySet[UnitName]:
    """The names valid on ``day``: for subqueries of packages above (``unit_id``, ``type``, ``name``)."""
    return UnitName.objects.visible_to(actor).on(day)


def day_codes(actor: Actor, day: date) -> QuerySet[UnitCode]:
    """The codes valid on ``day``: for subqueries of packages above (``unit_id``, ``code``)."""
    return UnitCode.objects.visible_to(actor).on(day)


_COLUMNS: Final = (
    "id",
    "kind",
    "day_type",
    "day_name",
    "day_code",
    "day_parent_id",
    "day_parent_type",
    "day_parent_name",
    "day_province_id",
    "day_province_type",
    "day_province_name",
)


def unit_rows(query: QuerySet[Any]) -> list[UnitRow]:
    """The rows of a :func:`units_query`, in its order, in one query."""
    labels = {code: str(label) for code, label in UnitType.choices}
    return [
        UnitRow(
            id=pk,
            kind=kind,
            type=type_code,
            type_label=labels.get(type_code, type_code),
            name=name,
            full_name=full_name(type_code, name),
            code=code or "",
            parent_id=parent_id,
            parent_name=full_name(parent_type or "", parent_name or ""),
            province_id=province_id,
            province_name=full_name(province_type or "", province_name or ""),
        )
        for (
            pk,
            kind,
            type_code,
            name,
            code,
            parent_id,
            parent_type,
            parent_name,
            province_id,
            province_type,
            province_name,
        ) in query.values_list(*_COLUMNS)
    ]


def units_on(
    actor: Actor,
    day: date,
    *,
    kind: str | None = None,
    types: Collection[str] = (),
    province: int | None = None,
    ids: Iterable[int] | None = None,
) -> list[UnitRow]:
    """The units of ``day`` in Vietnamese order (then by code), in one query.

    ``kind`` (``commune`` …) and ``types`` (``xa`` …) narrow; ``province`` is a unit's id and keeps what lies
    inside it (itself included, where its kind fits); ``ids`` keeps these units – an empty one keeps none.
    A unit that does not exist on the day is in no list (fault 3).
    """
    query = units_query(actor, day)
    if kind is not None:
        query = query.filter(kind=kind)
    if types:
        query = query.filter(day_type__in=list(types))
    if province is not None:
        query = query.filter(day_path__contains=[province])
    if ids is not None:
        query = query.filter(id__any_of=set(ids))
    return unit_rows(query.order_by("day_name_key", "day_code", "id"))


def unit_on(actor: Actor, unit_id: int, day: date) -> UnitRow:
    """One unit as it was on ``day``. Raises :class:`NotVisible` when it did not exist then, or not at all."""
    rows = units_on(actor, day, ids=[unit_id])
    if not rows:
        raise NotVisible(_("Không tìm thấy đơn vị này vào ngày đã chọn."))
    return rows[0]


def class_words(dimension: str, value: str) -> str:
    """A classification in words: ``Nhóm xã: nhóm 2``."""
    said = CLASS_WORDS.get((dimension, value), value)
    return f"{DIMENSIONS.get(dimension, dimension)}: {said}"


def unit_label(row: UnitRow) -> str:
    """A unit as a form offers it and reads it back: ``Xã Thượng Sơn · 98001``; without a code, where it lies."""
    after = row.code or row.parent_name
    return f"{row.full_name} · {after}" if after else row.full_name


def units_named(actor: Actor, sought: Sought, day: date) -> QuerySet[Any]:
    """The units of ``day`` whose name holds what was typed, the nearest first; a :func:`units_query`.

    The word in front is not part of the stored name, and is read only where it was typed: "phương" is no "Phường".
    """
    return called(units_query(actor, day), sought, "day_type", "day_name", "day_name_key", "day_code", "id")


def called(rows: QuerySet[Any], sought: Sought, type_: str, name: str, *order: str) -> QuerySet[Any]:
    """The rows of which a unit's name (its columns: the type, the name, which has a ``_folded`` beside it) holds what
    was typed, the nearest first, then in ``order``.
    """
    folded, raw = f"{name}_folded", name
    if sought.has_front:
        words = [When(**{type_: code}, then=Value(f"{word} ")) for code, word in TYPE_WORD.items()]
        bare = [When(**{type_: code}, then=Value(f"{fold(word)} ")) for code, word in TYPE_WORD.items()]
        rows = rows.alias(
            full=Concat(Case(*words, default=Value("")), F(raw), output_field=TextField()),
            full_folded=Concat(Case(*bare, default=Value("")), F(folded), output_field=TextField()),
        )
        folded, raw = "full_folded", "full"
    return rows.filter(sought.fits(folded)).order_by(sought.nearness((folded,), (raw,)), *order)


def units_like(actor: Actor, typed: str, day: date, limit: int) -> list[UnitRow]:
    """Units of ``day`` whose code begins like ``typed``, or whose name holds it, marks or not: to pick from."""
    text = " ".join(typed.rpartition(" · ")[0].split() or typed.split())
    if text.isdigit():
        query = units_query(actor, day)
        return unit_rows(query.filter(day_code__startswith=text).order_by("day_code", "id")[:limit])
    return unit_rows(units_named(actor, Sought.of(text, front=FRONT_WORDS), day)[:limit])


def communes_in(actor: Actor, province_id: int, day: date, types: Collection[str] = ("xa",)) -> list[UnitRow]:
    """The commune units of a province on a day: the xã, unless other ``types`` are named; ``()`` is all
    types.
    """
    return units_on(actor, day, kind=Kind.COMMUNE, types=types, province=province_id)


def provinces_on(actor: Actor, day: date) -> list[UnitRow]:
    """The provinces of a day, in Vietnamese order."""
    return units_on(actor, day, kind=Kind.PROVINCE)


def province_choices(actor: Actor, day: date) -> list[tuple[str, str]]:
    """The provinces of a day as choices of a select box: ``(id, "Tỉnh Hà Tĩnh")``."""
    return [(str(row.id), row.full_name) for row in provinces_on(actor, day)]


def find_province(name: str, day: date) -> UnitRow:
    """The province that a person means by ``name`` on ``day``.

    "Hà Tĩnh", "Tỉnh Hà Tĩnh" and "ha tinh" are the same. Which provinces exist is public, so no actor
    is asked. Raises :class:`InputErrors`, naming what is near, when none or more than one fits.
    """
    return pick_province(name, provinces_on(system_actor(day), day))


def pick_province(name: str, provinces: Sequence[UnitRow]) -> UnitRow:
    """As :func:`find_province`, among ``provinces``. Exact writing wins over the folded one."""
    exact = [row for row in provinces if name.strip() in (row.name, row.full_name)]
    found = exact or [row for row in provinces if province_key(row.name) == province_key(name)]
    if len(found) == 1:
        return found[0]
    raise InputErrors(
        [province_error(name, [row.full_name for row in found or provinces], ambiguous=bool(found))]
    )


def province_error(name: str, names: Sequence[str], *, ambiguous: bool = False) -> InputError:
    """The error for a province that is not known (``names``: the known ones), or not clear (the fitting
    ones).
    """
    if ambiguous:
        message = _("“%(name)s” có thể là: %(near)s. Hãy ghi đủ tên.") % {
            "name": name,
            "near": ", ".join(names),
        }
    elif near := near_names(name, names):
        message = _("Không có tỉnh “%(name)s”. Gần giống: %(near)s.") % {
            "name": name,
            "near": ", ".join(near),
        }
    elif names:
        message = _("Không có tỉnh “%(name)s”. Hãy xem danh sách các tỉnh.") % {"name": name}
    else:
        message = _("Chưa có tỉnh nào vào ngày này. Hãy nạp địa bàn trước: dieuphoi territory load.")
    return InputError(message, field="province", value=name)


def classification_on(unit_ids: Iterable[int], day: date) -> dict[int, dict[str, Any]]:
    """How units are classified on a day: ``{unit: {"region7": …, "commune_group3": …, "flags": […]}}``.

    Every asked unit is a key; a dimension that nobody classified is absent (never a guess), ``flags`` is
    always there, sorted. A region holds for what lies inside: a unit without its own has its nearest
    ancestor's of the day. Judging reads this whoever looks, so it takes no actor. Two queries, however
    many units.
    """
    reader = system_actor(day)
    wanted = list(dict.fromkeys(unit_ids))
    paths: dict[int, list[int]] = {unit: [unit] for unit in wanted}
    for unit, path in (
        UnitParent.objects.visible_to(reader)
        .on(day)
        .filter(unit_id__in=wanted)
        .values_list("unit_id", "path")
    ):
        paths[unit] = list(path)
    everyone = {each for path in paths.values() for each in path}
    own: dict[int, dict[str, Any]] = {}
    for unit, dimension, value in (
        UnitClass.objects.visible_to(reader)
        .on(day)
        .filter(unit_id__in=everyone)
        .order_by("unit_id", "dimension", "value")
        .values_list("unit_id", "dimension", "value")
    ):
        classes = own.setdefault(unit, {"flags": []})
        if dimension == FLAG:
            classes["flags"].append(value)
        else:
            classes[dimension] = value
    result: dict[int, dict[str, Any]] = {}
    for unit in wanted:
        classes = dict(own.get(unit, {"flags": []}))
        region = next((own[up][REGION] for up in reversed(paths[unit]) if REGION in own.get(up, {})), None)
        if region is not None:
            classes[REGION] = region
        result[unit] = classes
    return result


class Places:
    """Units of a day as people name them in a sheet: by code (eaten zeros too), by name with or without
    its word.
    """

    def __init__(self, rows: Iterable[UnitRow]) -> None:
        self._by_code: dict[str, UnitRow] = {}
        self._by_name: dict[str, list[UnitRow]] = {}
        self._by_id: dict[int, UnitRow] = {}
        for row in rows:
            self._by_id[row.id] = row
            if row.code:
                self._by_code[row.code] = row
            for key in {fold(row.name), fold(row.full_name)}:
                self._by_name.setdefault(key, []).append(row)

    def name_of(self, unit_id: int | None) -> str | None:
        """The full name of a unit of the day; ``None`` without one."""
        row = self._by_id.get(unit_id) if unit_id is not None else None
        return None if row is None else row.full_name

    def find(self, typed: str) -> UnitRow:
        """The one unit meant. Raises ``ValueError`` (Vietnamese, with the way out) for none or several."""
        text = " ".join(typed.split())
        if text.isdigit():
            for code in (text, text.zfill(5), text.zfill(2)):
                if code in self._by_code:
                    return self._by_code[code]
            raise ValueError(_("Không có đơn vị mã “%(code)s” vào ngày này.") % {"code": text})
        found = self._by_name.get(fold(text), [])
        exact = [row for row in found if text in (row.name, row.full_name)]
        found = exact or found
        if len(found) == 1:
            return found[0]
        if found:
            which = ", ".join(f"{row.full_name} ({row.code})" for row in found[:5])
            raise ValueError(
                _("“%(name)s” có nhiều đơn vị: %(which)s. Hãy ghi mã.") % {"name": text, "which": which}
            )
        raise ValueError(_("Không có đơn vị “%(name)s” vào ngày này.") % {"name": text})


def lineage_ids(actor: Actor, unit_ids: Iterable[int], day: date) -> dict[int, list[int]]:
    """From the root down to the unit itself on ``day``; a unit without a known parent that day is absent."""
    return {
        unit: list(path)
        for unit, path in UnitParent.objects.visible_to(actor)
        .on(day)
        .filter(unit_id__in=list(unit_ids))
        .values_list("unit_id", "path")
    }


__all__ = [
    "COMMUNE_GROUP",
    "FLAG",
    "KINDS",
    "KIND_CHOICES",
    "KIND_LABELS",
    "REGION",
    "TYPES",
    "TYPE_CHOICES",
    "TYPE_LABELS",
    "Places",
    "UnitRow",
    "classification_on",
    "communes_in",
    "day_codes",
    "day_names",
    "find_province",
    "lineage_ids",
    "pick_province",
    "province_choices",
    "province_error",
    "provinces_on",
    "unit_label",
    "unit_on",
    "unit_rows",
    "units_like",
    "units_named",
    "units_on",
    "units_query",
]
