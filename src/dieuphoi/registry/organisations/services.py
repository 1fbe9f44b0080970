"""Acts on organisations, people and posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.ranges import date_range, first_day, overlaps
from dieuphoi.core.kernel.text import nfc
from dieuphoi.registry.organisations import policies
from dieuphoi.registry.organisations.models import Holding, OrgKind, OrgUnit, Person, Post

_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class NewOrg:
    """An organisation to make. ``parent`` is a code: of a row of the batch or of an organisation that
    exists.
    """

    code: str
    name: str
    kind: str
    parent: str = ""
    place_id: int | None = None
    phone: str = ""
    start: date | None = None


def org_create(
    *,
    actor: Actor,
    code: str,
    name: str,
    kind: str,
    now: datetime,
    parent: str = "",
    place_id: int | None = None,
    phone: str = "",
    start: date | None = None,
) -> OrgUnit:
    """Make one organisation; ``start`` ``None``: it has been there since before. Raises
    :class:`InputErrors`.
    """
    row = NewOrg(code, name, kind, parent, place_id, phone, start)
    ids = orgs_create(actor=actor, rows=[row], now=now)
    return OrgUnit.objects.visible_to(actor).get(id=ids[clean(code)])


def orgs_create(*, actor: Actor, rows: Sequence[NewOrg], now: datetime) -> dict[str, int]:
    """Make organisations in one act, parents in any order; returns ``{code: id}``.

    Raises :class:`InputErrors` with every fault: an empty or used code, an unknown kind or parent, a
    circle of parents, a commune's office without its commune.
    """
    require(policies.may_manage_organisations(actor))
    rows = [
        NewOrg(clean(r.code), clean(r.name), r.kind, clean(r.parent), r.place_id, clean(r.phone), r.start)
        for r in rows
    ]
    with act(actor, "organisation.create"):
        one_at_a_time()
        existing = dict(OrgUnit.objects.visible_to(actor).values_list("code", "id"))
        errors = _org_faults(rows, existing)
        if errors:
            raise InputErrors(errors)
        return _insert_orgs(rows, existing)


def orgs_update(*, actor: Actor, changes: Mapping[int, Mapping[str, Any]], now: datetime) -> int:
    """Change organisations in one act: ``{id: {"name": …, "parent_id": …}}``; returns how many.

    Fields: ``name``, ``kind``, ``parent_id``, ``place_id``, ``phone``. Raises :class:`InputErrors` for
    a circle.
    """
    require(policies.may_manage_organisations(actor))
    with act(actor, "organisation.update"):
        one_at_a_time()
        orgs = list(OrgUnit.objects.visible_to(actor).filter(id__in=changes).select_for_update())
        parents: dict[int, int | None] = dict(
            OrgUnit.objects.visible_to(actor).values_list("id", "parent_id")
        )
        for org in orgs:
            for field, value in changes[org.pk].items():
                setattr(org, field, value)
            parents[org.pk] = org.parent_id
        circles = sorted(org.code for org in orgs if _in_circle(org.pk, parents))
        if circles:
            raise InputErrors([_circle(code) for code in circles])
        OrgUnit.objects.bulk_update(orgs, ["name", "kind", "parent", "place", "phone"], batch_size=_BATCH)
    return len(orgs)


def person_create(*, actor: Actor, full_name: str, now: datetime, phone: str = "", email: str = "") -> Person:
    """Enter a person. Raises :class:`InputErrors` without a name."""
    require(policies.may_manage_organisations(actor))
    person = new_person(full_name, phone, email)
    if not person.full_name:
        raise InputErrors([InputError(_("Hãy ghi họ và tên."), field="full_name")])
    with act(actor, "person.create"):
        person.save(force_insert=True)
    return person


def people_create(*, actor: Actor, people: Sequence[Person], now: datetime) -> list[Person]:
    """Enter people made by :func:`new_person`, in one act, without further questions."""
    require(policies.may_manage_organisations(actor))
    with act(actor, "person.create"):
        return Person.objects.bulk_create(people, batch_size=_BATCH)


def person_update(*, actor: Actor, person_id: int, now: datetime, phone: str, email: str) -> Person:
    """Change how a person is reached."""
    require(policies.may_manage_organisations(actor))
    with act(actor, "person.update"):
        person = Person.objects.select_for_update().one_visible_to(actor, id=person_id)
        person.phone, person.email = clean(phone), clean(email)
        person.save(update_fields=["phone", "email"])
    return person


def post_create(*, actor: Actor, org_id: int, title: str, now: datetime, is_single: bool = False) -> Post:
    """The post of that title in an organisation, made when it is not there yet.

    ``is_single``: at most one holder on any day. Raises :class:`InputErrors` without a title.
    """
    require(policies.may_manage_organisations(actor))
    title = clean(title)
    if not title:
        raise InputErrors([InputError(_("Hãy ghi chức vụ."), field="title")])
    with act(actor, "post.create"):
        org = OrgUnit.objects.one_visible_to(actor, id=org_id)
        post, _made = Post.objects.get_or_create(org=org, title=title, defaults={"is_single": is_single})
    return post


def holding_start(
    *, actor: Actor, person_id: int, post_id: int, start: date | None, now: datetime, end: date | None = None
) -> Holding:
    """Put a person into a post from ``start`` (``None``: since before) until before ``end`` (``None``:
    until ended).

    Raises :class:`InputErrors` for an end that is not after the start, :class:`Refused` when the person
    holds the post then already, or somebody else holds a post that only one may hold.
    """
    require(policies.may_manage_organisations(actor))
    valid = _range(start, end)
    with act(actor, "holding.start"):
        person = Person.objects.one_visible_to(actor, id=person_id)
        post = Post.objects.select_for_update().one_visible_to(actor, id=post_id)
        for other in Holding.objects.visible_to(actor).filter(post=post).select_related("person"):
            if not overlaps(other.valid, valid):
                continue
            if other.person_id == person.pk:
                raise Refused(
                    "holds_already", _("%(name)s đang giữ chức vụ này.") % {"name": person.full_name}
                )
            if post.is_single:
                raise Refused(
                    "post_taken",
                    _("Chức vụ “%(title)s” đang do %(name)s giữ. Hãy ghi ngày thôi giữ trước.")
                    % {"title": post.title, "name": other.person.full_name},
                )
        return Holding.objects.create(
            person=person, post=post, single_post=post if post.is_single else None, valid=valid
        )


def holding_end(*, actor: Actor, holding_id: int, on: date, reason: str, now: datetime) -> Holding:
    """End a holding: from the day ``on`` the person no longer holds the post. What was before stays."""
    require(policies.may_manage_organisations(actor))
    with act(actor, "holding.end", reason=reason):
        holding = Holding.objects.select_for_update().one_visible_to(actor, id=holding_id)
        holding.valid = _range(first_day(holding.valid), on)
        holding.save(update_fields=["valid"])
    return holding


def holding_redate(
    *, actor: Actor, holding_id: int, start: date | None, end: date | None, now: datetime
) -> Holding:
    """Mend the days of a holding (``[start, end)``). Raises :class:`InputErrors` when no day is left,
    :class:`Refused` when another holder of a single post is in the way."""
    require(policies.may_manage_organisations(actor))
    valid = _range(start, end)
    with act(actor, "holding.redate"):
        holding = Holding.objects.select_for_update().one_visible_to(actor, id=holding_id)
        if holding.single_post_id is not None:
            others = Holding.objects.visible_to(actor).filter(single_post_id=holding.single_post_id)
            for other in others.exclude(id=holding_id).select_related("person"):
                if overlaps(other.valid, valid):
                    raise Refused(
                        "post_taken",
                        _("Chức vụ này có %(name)s giữ trong thời gian đó.")
                        % {"name": other.person.full_name},
                    )
        holding.valid = valid
        holding.save(update_fields=["valid"])
    return holding


def clean(text: str | None) -> str:
    """Text as it is stored: composed, blanks squeezed."""
    return " ".join(nfc(text or "").split())


def new_person(full_name: str, phone: str = "", email: str = "") -> Person:
    """An unsaved person, for :func:`people_create`."""
    return Person(full_name=clean(full_name), phone=clean(phone), email=clean(email))


def one_at_a_time() -> None:
    """Two imports of organisations or people at once: the second waits for the first. Inside an act."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('dieuphoi.organisations'))")


def _range(start: date | None, end: date | None) -> Any:
    try:
        return date_range(start, end)
    except ValueError as error:
        raise InputErrors([InputError(str(error), field="end", value=format_date(end))]) from None


def _org_faults(rows: Sequence[NewOrg], existing: Mapping[str, int]) -> list[InputError]:
    errors = []
    codes = {row.code for row in rows}
    seen: set[str] = set()
    parents = {row.code: row.parent or None for row in rows}
    for number, row in enumerate(rows, start=1):
        if not row.code:
            errors.append(InputError(_("Cơ quan chưa có mã."), field="code", row=number))
        elif row.code in existing or row.code in seen:
            message = _("Mã cơ quan “%(code)s” đã có.") % {"code": row.code}
            errors.append(InputError(message, field="code", row=number, value=row.code))
        if not row.name:
            errors.append(InputError(_("Cơ quan chưa có tên."), field="name", row=number, value=row.code))
        if row.kind not in OrgKind.values:
            message = _("Loại cơ quan “%(kind)s” không có.") % {"kind": row.kind}
            errors.append(InputError(message, field="kind", row=number, value=row.kind))
        if row.kind == OrgKind.COMMUNE and row.place_id is None:
            message = _("Ủy ban nhân dân xã cần có địa bàn.")
            errors.append(InputError(message, field="place", row=number, value=row.code))
        if row.parent and row.parent not in codes and row.parent not in existing:
            message = _("Không có cơ quan cấp trên mã “%(code)s”.") % {"code": row.parent}
            errors.append(InputError(message, field="parent", row=number, value=row.parent))
        elif _in_circle(row.code, parents):
            errors.append(_circle(row.code, number))
        seen.add(row.code)
    return errors


def _in_circle(start: Any, parents: Mapping[Any, Any]) -> bool:
    """Whether the way up from ``start`` comes back to it."""
    at, steps = parents.get(start), 0
    while at is not None and steps <= len(parents):
        if at == start:
            return True
        at, steps = parents.get(at), steps + 1
    return False


def _circle(code: str, number: int | None = None) -> InputError:
    message = _("Cơ quan “%(code)s” là cấp trên của chính nó.") % {"code": code}
    return InputError(message, field="parent", row=number, value=code)


def _insert_orgs(rows: Sequence[NewOrg], existing: Mapping[str, int]) -> dict[str, int]:
    """Insert level by level, so that a parent has its id before its children need it."""
    known = dict(existing)
    made: dict[str, int] = {}
    waiting = list(rows)
    while waiting:
        ready = [row for row in waiting if not row.parent or row.parent in known]
        orgs = OrgUnit.objects.bulk_create(
            [
                OrgUnit(
                    code=row.code,
                    name=row.name,
                    kind=row.kind,
                    parent_id=known[row.parent] if row.parent else None,
                    place_id=row.place_id,
                    phone=row.phone,
                    valid=date_range(row.start, None),
                )
                for row in ready
            ],
            batch_size=_BATCH,
        )
        fresh = {org.code: org.pk for org in orgs}
        made |= fresh
        known |= fresh
        waiting = [row for row in waiting if row.code not in fresh]
    return made
