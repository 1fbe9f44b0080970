"""Who works where on a day, and who held which post through time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, Concat
from psycopg.types.range import Range

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.text import fold
from dieuphoi.registry.organisations.models import Holding, Person, Post
from dieuphoi.registry.organisations.selectors.orgs import day_org_names, name_book
from dieuphoi.registry.territory.selectors import day_names


@dataclass(frozen=True, slots=True)
class HolderRow:
    """Somebody in a post. ``valid`` is how long; a person with several posts has several rows. ``org_name`` is the
    name of the asked day (in a person's whole story: of the end of each holding).
    """

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


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post of an organisation on a day with its holders, and how many of its seats are vacant (S0-41)."""

    id: int
    org_id: int
    title: str
    is_single: bool
    seats: int | None
    position: int
    valid: Range[date]
    decision: str
    holders: tuple[HolderRow, ...]
    vacant: int


def people_query(actor: Actor, day: date) -> QuerySet[Any]:
    """The people whom ``actor`` sees and who hold a post on ``day``, unordered. For registers.

    Annotations: ``day_posts`` (texts "Giám đốc, Sở Nông nghiệp"), ``day_kinds`` (kinds of their
    organisations).
    """
    held = Holding.objects.visible_to(actor).on(day).filter(person_id=OuterRef("pk")).order_by("id")
    named = day_org_names(day).filter(org_id=OuterRef("post__org_id")).values("name")[:1]
    words = Concat(
        "post__title", Value(", "), Coalesce(Subquery(named), F("post__org__name")), output_field=TextField()
    )
    people: QuerySet[Any] = (
        Person.objects.visible_to(actor)
        .filter(Exists(held))
        .annotate(
            day_posts=ArraySubquery(held.annotate(words=words).values("words")),
            day_kinds=ArraySubquery(held.values("post__org__kind")),
        )
    )
    return people


def contacts_query(actor: Actor, day: date) -> QuerySet[Any]:
    """Whom to call: one row for each post held on ``day`` by somebody the actor sees (S0-50), unordered.

    Annotations: ``day_org`` (with ``_key``, ``_folded``, ``day_short``), ``day_place_type``, ``day_place_name``.
    """
    named = day_org_names(day).filter(org_id=OuterRef("post__org_id"))
    place = day_names(actor, day).filter(unit_id=OuterRef("post__org__place_id"))
    rows: QuerySet[Any] = (
        _holdings(actor)
        .on(day)
        .select_related("person", "post__org")
        .annotate(
            day_org=Coalesce(Subquery(named.values("name")[:1]), F("post__org__name")),
            day_org_key=Coalesce(
                Subquery(named.values("name_key")[:1]),
                F("post__org__name_key"),
                output_field=TextField(db_collation="C"),
            ),
            day_org_folded=Coalesce(
                Subquery(named.values("name_folded")[:1]),
                F("post__org__name_folded"),
                output_field=TextField(),
            ),
            day_short_folded=Subquery(named.values("short_folded")[:1]),
            day_place_type=Subquery(place.values("type")[:1]),
            day_place_name=Subquery(place.values("name")[:1]),
            day_place_folded=Subquery(place.values("name_folded")[:1]),
        )
    )
    return rows


def holders_on(
    actor: Actor,
    day: date,
    *,
    org: int | None = None,
    post: int | None = None,
    people: Iterable[int] | None = None,
    orgs: Iterable[int] | None = None,
) -> list[HolderRow]:
    """Who holds which post on a day, people by given name, in one query. Only people whom the actor sees."""
    return _holders(_holdings(actor).on(day), day, org=org, post=post, people=people, orgs=orgs)


def holdings_of(actor: Actor, person_id: int) -> list[HolderRow]:
    """All posts of a person, past and future ones too, the latest first, under the names of their time.

    Raises :class:`NotVisible`.
    """
    Person.objects.one_visible_to(actor, id=person_id)
    rows = _holders(_holdings(actor), actor.on, people=[person_id], order=("-valid", "id"))
    book = name_book(actor, [row.org_id for row in rows])
    return [replace(row, org_name=book.at_end(row.org_id, row.valid, actor.on)) for row in rows]


def posts_on(actor: Actor, day: date, org_ids: Iterable[int]) -> dict[int, list[PostRow]]:
    """The posts of organisations on a day with holders and vacancies, the head's first; two queries.

    A post without a known number of seats is vacant when nobody holds it. Of holders out of the actor's sight only
    the number counts, never the name.
    """
    wanted = list(org_ids)
    holders: dict[int, list[HolderRow]] = {}
    for holder in holders_on(actor, day, orgs=wanted):
        holders.setdefault(holder.post_id, []).append(holder)
    counts: dict[int, int] = {}
    for post in Holding.objects.filter(post__org_id__in=wanted, valid__contains=day).values_list(
        "post_id", flat=True
    ):
        counts[post] = counts.get(post, 0) + 1
    found: dict[int, list[PostRow]] = {}
    for each in (
        Post.objects.visible_to(actor).on(day).filter(org_id__in=wanted).order_by("position", "title_key", "id")
    ):
        held = counts.get(each.pk, 0)
        row = PostRow(
            each.pk, each.org_id, each.title, each.is_single, each.seats, each.position, each.valid, each.decision,
            tuple(holders.get(each.pk, ())), max(0, (each.seats or 1) - held),
        )  # fmt: skip
        found.setdefault(each.org_id, []).append(row)
    return found


def post_by_id(actor: Actor, post_id: int) -> Post:
    """One post. Raises :class:`NotVisible`."""
    return Post.objects.select_related("org").one_visible_to(actor, id=post_id)


def holding_by_id(actor: Actor, holding_id: int) -> Holding:
    """One holding of somebody the actor sees. Raises :class:`NotVisible`."""
    rows: Any = _holdings(actor).select_related("person", "post__org")
    holding: Holding = rows.one_visible_to(actor, id=holding_id)
    return holding


def person_named(actor: Actor, person_id: int) -> dict[str, Any]:
    """Name, telephone and e-mail of a person. Raises :class:`NotVisible`."""
    person = Person.objects.one_visible_to(actor, id=person_id)
    return {"id": person.pk, "full_name": person.full_name, "phone": person.phone, "email": person.email}


def person_of_account(account_id: int) -> int | None:
    """The person behind an account (the account hangs on the person, one floor up); ``None`` for the system."""
    return Person.objects.filter(account__id=account_id).values_list("id", flat=True).first()


def people_choices(actor: Actor, day: date) -> list[tuple[int, str]]:
    """The people of the day as choices: ``(id, "Lê Văn Minh – Giám đốc, Sở …")``, by given name."""
    return [
        (row.pk, f"{row.full_name} – {'; '.join(row.day_posts)}")
        for row in people_query(actor, day).order_by("given_name_key", "full_name", "id")
    ]


class PeopleBook:
    """People as sheets name them: by name, and where namesakes are, by organisation or telephone."""

    def __init__(self, rows: Iterable[HolderRow]) -> None:
        self._people: dict[str, dict[int, list[HolderRow]]] = {}
        for row in rows:
            self._people.setdefault(fold(row.full_name), {}).setdefault(row.person_id, []).append(row)

    def find(self, name: str, *, org: str = "", phone: str = "") -> int:
        """The one person meant (``org`` is a code). Raises ``ValueError`` (Vietnamese) for none or several."""
        from django.utils.translation import gettext as _

        found = self._people.get(fold(name), {})
        if org:
            found = {pk: rows for pk, rows in found.items() if any(row.org_code == org for row in rows)}
        digits = "".join(sign for sign in phone if sign.isdigit())
        if digits and len(found) > 1:
            found = {
                pk: rows
                for pk, rows in found.items()
                if "".join(sign for sign in rows[0].phone if sign.isdigit()) == digits
            }
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise ValueError(
                _("Có nhiều người tên %(name)s. Hãy ghi mã cơ quan hoặc điện thoại để phân biệt.") % {"name": name}
            )
        raise ValueError(
            _("Không có ai tên %(name)s giữ chức vụ ở đó vào ngày này. Hãy nạp danh sách cán bộ trước.")
            % {"name": name}
        )


def _holdings(actor: Actor) -> Any:
    return Holding.objects.visible_to(actor).filter(person__in=Person.objects.visible_to(actor))


def _holders(
    query: Any,
    day: date,
    *,
    org: int | None = None,
    post: int | None = None,
    people: Iterable[int] | None = None,
    orgs: Iterable[int] | None = None,
    order: tuple[str, ...] = ("person__given_name_key", "person__full_name", "day_org_key", "id"),
) -> list[HolderRow]:
    if org is not None:
        query = query.filter(post__org_id=org)
    if orgs is not None:
        query = query.filter(post__org_id__in=list(orgs))
    if post is not None:
        query = query.filter(post_id=post)
    if people is not None:
        query = query.filter(person_id__in=list(people))
    named = day_org_names(day).filter(org_id=OuterRef("post__org_id"))
    query = query.annotate(
        day_org=Coalesce(Subquery(named.values("name")[:1]), F("post__org__name")),
        day_org_key=Coalesce(Subquery(named.values("name_key")[:1]), F("post__org__name_key")),
    )
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
            "day_org",
            "post__org__kind",
            "post__org__place_id",
            "valid",
        )
    ]
