"""Making organisations and mending what is known of them. What becomes of them in time: :mod:`changes`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.ranges import date_range
from dieuphoi.registry.organisations import policies
from dieuphoi.registry.organisations.models import OrgKind, OrgLevel, OrgName, OrgParent, OrgUnit
from dieuphoi.registry.organisations.services.timeline import (
    check_no_circle,
    circle,
    clean,
    in_circle,
    line_set,
    one_at_a_time,
    settle,
)
from dieuphoi.registry.territory.models import AdminUnit, Kind

BATCH: Final = 2_000
_OWN_FIELDS: Final = (
    "kind",
    "level",
    "place_id",
    "phone",
    "founded_on",
    "founding_decision",
    "document_symbol",
)


@dataclass(frozen=True, slots=True)
class NewOrg:
    """An organisation to make. ``parent`` is a code: of a row of the batch or of an organisation that
    exists.

    ``start`` ``None``: it has been there since before. Without ``level`` it is that of its place, else of its
    superior, else the province's. ``founded_on`` and ``founding_decision`` are told by the founding decision.
    """

    code: str
    name: str
    kind: str
    parent: str = ""
    place_id: int | None = None
    phone: str = ""
    start: date | None = None
    level: str = ""
    short_name: str = ""
    founded_on: date | None = None
    founding_decision: str = ""
    document_symbol: str = ""


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
    **more: Any,
) -> OrgUnit:
    """Make one organisation; ``start`` ``None``: it has been there since before; ``more`` as :class:`NewOrg`. Raises
    :class:`InputErrors`.
    """
    row = NewOrg(code, name, kind, parent, place_id, phone, start, **more)
    ids = orgs_create(actor=actor, rows=[row], now=now)
    return OrgUnit.objects.visible_to(actor).get(id=ids[clean(code)])


def orgs_create(*, actor: Actor, rows: Sequence[NewOrg], now: datetime) -> dict[str, int]:
    """Make organisations in one act, parents in any order; returns ``{code: id}``.

    Raises :class:`InputErrors` with every fault: an empty or used code, an unknown kind or parent, a
    circle of parents, a commune's office without its commune.
    """
    require(policies.may_manage_organisations(actor))
    rows = [
        replace(
            row,
            **{  # type: ignore[arg-type]
                name: clean(getattr(row, name))
                for name in (
                    "code",
                    "name",
                    "parent",
                    "phone",
                    "short_name",
                    "founding_decision",
                    "document_symbol",
                )
            },
        )
        for row in rows
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

    Fields: ``name``, ``short_name``, ``parent_id`` (on their time lines), ``kind``, ``level``, ``place_id``, ``phone``,
    ``founded_on``, ``founding_decision``, ``document_symbol``. With ``since`` (a day) name and superior change from
    that day on and what was before stays; without it they are mended, as never having been otherwise.
    Raises :class:`InputErrors` for a circle.
    """
    require(policies.may_manage_organisations(actor))
    day = today(now)
    with act(actor, "organisation.update"):
        one_at_a_time()
        orgs = list(OrgUnit.objects.visible_to(actor).filter(id__in=changes).select_for_update())
        for since in {changes[org.pk].get("since") or day for org in orgs}:
            moves = {
                org.pk: changes[org.pk]["parent_id"]
                for org in orgs
                if "parent_id" in changes[org.pk] and (changes[org.pk].get("since") or day) == since
            }
            if moves:
                check_no_circle(moves, since)
        for org in orgs:
            given = changes[org.pk]
            named = {key: given[key] for key in ("name", "short_name") if key in given}
            since = given.get("since")
            if named:
                line_set(OrgName, org.pk, since, _whole_name(org, named, since or day), mend=day)
            if "parent_id" in given:
                line_set(OrgParent, org.pk, since, {"parent_id": given["parent_id"]}, mend=day)
            for field in _OWN_FIELDS:
                if field in given:
                    setattr(org, field, given[field])
        OrgUnit.objects.bulk_update(orgs, [name.removesuffix("_id") for name in _OWN_FIELDS], batch_size=BATCH)
        settle(day)
    return len(orgs)


def _whole_name(org: OrgUnit, named: Mapping[str, Any], day: date) -> dict[str, Any]:
    """Name and short name together: a row of the line holds both."""
    there = OrgName.objects.filter(org=org, valid__contains=day).first()
    return {
        "name": named.get("name", there.name if there else org.name),
        "short_name": named.get("short_name", there.short_name if there else "") or "",
    }


def columns_settle(*, actor: Actor, now: datetime) -> int:
    """Bring today's columns up to the time line: what was decided beforehand and begins today. For a nightly run."""
    with act(actor, "organisation.settle"):
        one_at_a_time()
        return settle(today(now))


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
        if row.level and row.level not in OrgLevel.values:
            message = _("Cấp “%(level)s” không có.") % {"level": row.level}
            errors.append(InputError(message, field="level", row=number, value=row.level))
        if row.kind == OrgKind.COMMUNE and row.place_id is None:
            message = _("Ủy ban nhân dân xã cần có địa bàn.")
            errors.append(InputError(message, field="place", row=number, value=row.code))
        if row.parent and row.parent not in codes and row.parent not in existing:
            message = _("Không có cơ quan cấp trên mã “%(code)s”.") % {"code": row.parent}
            errors.append(InputError(message, field="parent", row=number, value=row.parent))
        elif in_circle(row.code, parents):
            errors.append(circle(row.code, number))
        seen.add(row.code)
    return errors


_LEVEL_OF_PLACE: Final[dict[str, str]] = {
    Kind.PROVINCE: OrgLevel.PROVINCE,
    Kind.DISTRICT: OrgLevel.DISTRICT,
    Kind.COMMUNE: OrgLevel.COMMUNE,
    Kind.VILLAGE: OrgLevel.COMMUNE,
}


def _insert_orgs(rows: Sequence[NewOrg], existing: Mapping[str, int]) -> dict[str, int]:
    """Insert level by level, so that a parent has its id before its children need it.

    A room takes place and level of its superior where it tells none of its own.
    """
    known = dict(existing)
    made: dict[str, int] = {}
    waiting = list(rows)
    above: dict[str, tuple[str, int | None]] = {
        code: (level, place)
        for code, level, place in OrgUnit.objects.filter(
            code__in={row.parent for row in rows} & existing.keys()
        ).values_list("code", "level", "place_id")
    }
    kinds = dict(
        AdminUnit.objects.filter(id__in={row.place_id for row in rows if row.place_id}).values_list("id", "kind")
    )
    while waiting:
        ready = [row for row in waiting if not row.parent or row.parent in known]
        prepared = []
        for row in ready:
            up_level, up_place = above.get(row.parent, ("", None))
            place = row.place_id or (up_place if row.kind == OrgKind.ROOM else None)
            level = row.level or _LEVEL_OF_PLACE.get(kinds.get(row.place_id or 0, ""), "")
            if row.kind == OrgKind.COMMUNE:
                level = OrgLevel.COMMUNE
            level = level or (up_level if row.kind == OrgKind.ROOM else "") or OrgLevel.PROVINCE
            above[row.code] = (level, place)
            prepared.append(
                OrgUnit(
                    code=row.code,
                    name=row.name,
                    kind=row.kind,
                    level=level,
                    parent_id=known[row.parent] if row.parent else None,
                    place_id=place,
                    phone=row.phone,
                    valid=date_range(row.start, None),
                    founded_on=row.founded_on,
                    founding_decision=row.founding_decision,
                    document_symbol=row.document_symbol,
                )
            )
        orgs = OrgUnit.objects.bulk_create(prepared, batch_size=BATCH)
        short = {row.code: row.short_name for row in ready}
        always = date_range(None, None)
        OrgName.objects.bulk_create(
            [OrgName(org=org, name=org.name, short_name=short[org.code], valid=always) for org in orgs],
            batch_size=BATCH,
        )
        OrgParent.objects.bulk_create(
            [OrgParent(org=org, parent_id=org.parent_id, valid=always) for org in orgs], batch_size=BATCH
        )
        fresh = {org.code: org.pk for org in orgs}
        made |= fresh
        known |= fresh
        waiting = [row for row in waiting if row.code not in fresh]
    return made
