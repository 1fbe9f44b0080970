"""Which organisations there are on a day, who works there, and who holds which post."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _
from psycopg.types.range import Range

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.text import fold
from dieuphoi.registry.organisations.models import Holding, OrgKind, OrgUnit, Person
from dieuphoi.registry.territory.names import full_name
from dieuphoi.registry.territory.selectors import day_codes, day_names

KIND_CHOICES: Final = tuple(OrgKind.choices)
KIND_LABELS: Final = dict(OrgKind.choices)


@dataclass(frozen=True, slots=True)
class OrgRow:
    """One organisation on a day. ``place_name`` is the full name of its unit of territory on that day."""

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


@dataclass(frozen=True, slots=True)
class HolderRow:
    """Somebody in a post. ``valid`` is how long; a person with several posts has several rows."""

    holding_id: int
    person_id: int
    full_name: str
    phone: str
    email: str
    post_id: int
    title: str
    is_single: bool
    org_id: int
    org_code: str
    org_name: str
    org_kind: str
    place_id: int | None
    valid: Range[date]


def orgs_query(actor: Actor, day: date) -> QuerySet[OrgUnit]:
    """The organisations of ``day``, unordered, with the columns of :class:`OrgRow`. For registers and
    exports.
    """
    names = day_names(actor, day).filter(unit_id=OuterRef("place_id"))
    codes = day_codes(actor, day).filter(unit_id=OuterRef("place_id"))
    return (
        OrgUnit.objects.visible_to(actor)
        .on(day)
        .annotate(
            parent_code=F("parent__code"),
            parent_name=F("parent__name"),
            day_place_type=Subquery(names.values("type")[:1]),
            day_place_name=Subquery(names.values("name")[:1]),
            day_place_code=Subquery(codes.values("code")[:1]),
        )
    )


_ORG_COLUMNS: Final = (
    "id",
    "code",
    "name",
    "kind",
    "parent_id",
    "parent_code",
    "parent_name",
    "place_id",
    "day_place_code",
    "day_place_type",
    "day_place_name",
    "phone",
)


def org_rows(query: QuerySet[Any]) -> list[OrgRow]:
    """The rows of an :func:`orgs_query`, in its order, in one query."""
    labels = {code: str(label) for code, label in OrgKind.choices}
    rows = []
    for (
        pk,
        code,
        name,
        kind,
        parent,
        p_code,
        p_name,
        place,
        u_code,
        u_type,
        u_name,
        phone,
    ) in query.values_list(*_ORG_COLUMNS):
        rows.append(
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
            )
        )
    return rows


def orgs_on(
    actor: Actor,
    day: date,
    *,
    kind: str | None = None,
    ids: Iterable[int] | None = None,
    place: int | None = None,
    parent: int | None = None,
    text: str = "",
) -> list[OrgRow]:
    """The organisations of a day in Vietnamese order of name, in one query.

    ``kind`` narrows, ``place`` is the id of the unit they answer for, ``parent`` the organisation above them;
    ``text`` is found in the name without marks.
    """
    query = orgs_query(actor, day)
    if kind is not None:
        query = query.filter(kind=kind)
    if ids is not None:
        query = query.filter(id__in=list(ids))
    if place is not None:
        query = query.filter(place_id=place)
    if parent is not None:
        query = query.filter(parent_id=parent)
    if text.strip():
        query = query.filter(name_folded__contains=fold(text))
    return org_rows(query.order_by("name_key", "code"))


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


def people_query(actor: Actor, day: date) -> QuerySet[Person]:
    """The people whom ``actor`` sees and who hold a post on ``day``, unordered. For registers.

    Annotations: ``day_posts`` (texts "Giám đốc, Sở Nông nghiệp"), ``day_kinds`` (kinds of their
    organisations).
    """
    held = Holding.objects.visible_to(actor).on(day).filter(person_id=OuterRef("pk")).order_by("id")
    words = Concat("post__title", Value(", "), "post__org__name", output_field=TextField())
    return (
        Person.objects.visible_to(actor)
        .filter(Exists(held))
        .annotate(
            day_posts=ArraySubquery(held.annotate(words=words).values("words")),
            day_kinds=ArraySubquery(held.values("post__org__kind")),
        )
    )


def holders_on(
    actor: Actor,
    day: date,
    *,
    org: int | None = None,
    post: int | None = None,
    people: Iterable[int] | None = None,
) -> list[HolderRow]:
    """Who holds which post on a day, people by given name, in one query. Only people whom the actor sees."""
    return _holders(_holdings(actor).on(day), org=org, post=post, people=people)


def holdings_of(actor: Actor, person_id: int) -> list[HolderRow]:
    """All posts of a person, past and future ones too, the latest first. Raises :class:`NotVisible`."""
    Person.objects.one_visible_to(actor, id=person_id)
    return _holders(_holdings(actor), people=[person_id], order=("-valid", "id"))


def person_named(actor: Actor, person_id: int) -> dict[str, Any]:
    """Name, telephone and e-mail of a person. Raises :class:`NotVisible`."""
    person = Person.objects.one_visible_to(actor, id=person_id)
    return {"id": person.pk, "full_name": person.full_name, "phone": person.phone, "email": person.email}


def _holdings(actor: Actor) -> Any:
    return Holding.objects.visible_to(actor).filter(person__in=Person.objects.visible_to(actor))


def _holders(
    query: Any,
    *,
    org: int | None = None,
    post: int | None = None,
    people: Iterable[int] | None = None,
    order: tuple[str, ...] = ("person__given_name_key", "person__full_name", "post__org__name_key", "id"),
) -> list[HolderRow]:
    if org is not None:
        query = query.filter(post__org_id=org)
    if post is not None:
        query = query.filter(post_id=post)
    if people is not None:
        query = query.filter(person_id__in=list(people))
    return [
        HolderRow(*row)
        for row in query.order_by(*order).values_list(
            "id",
            "person_id",
            "person__full_name",
            "person__phone",
            "person__email",
            "post_id",
            "post__title",
            "post__is_single",
            "post__org_id",
            "post__org__code",
            "post__org__name",
            "post__org__kind",
            "post__org__place_id",
            "valid",
        )
    ]
