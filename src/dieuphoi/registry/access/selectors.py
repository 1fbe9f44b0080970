"""Who is this, today? Builds the :class:`Actor` from the roles that are valid on the day."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import EVERYWHERE, NOWHERE, Actor, Grant, Places, anonymous_actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.registry.access.models import RoleAssignment
from dieuphoi.registry.access.roles import READS_PROVINCE, WRITES_PLACE, Role
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.territory.models import UnitParent


def actor_for(account_id: int | None, on: date, *, scopes: frozenset[str] | None = None) -> Actor:
    """The actor of an account on a day; the anonymous one when the account is closed or absent."""
    if account_id is None:
        return anonymous_actor(on)
    account = Account.objects.select_related("person").filter(id=account_id, is_active=True).first()
    if account is None:
        return anonymous_actor(on)
    roles = list(
        RoleAssignment.objects.filter(account_id=account_id, valid__contains=on).order_by("id").values_list(
            "role", "org_id", "place_id", "valid"
        )
    )
    inside = _units_inside({place for _role, _org, place, _valid in roles if place is not None})
    grants = tuple(_grant(role, org, place, valid, inside) for role, org, place, valid in roles)
    return Actor(id=account.id, name=str(account), on=on, grants=grants, scopes=scopes)


def _grant(role: str, org: int | None, place: int | None, valid: object, inside: dict[int, frozenset[int]]) -> Grant:
    here = EVERYWHERE if place is None else Places(ids=inside[place])
    needs_place = role not in READS_PROVINCE
    read = NOWHERE if role == Role.ADMINISTRATOR or (needs_place and place is None) else here
    write = read if role in WRITES_PLACE else NOWHERE
    upper = getattr(valid, "upper", None)
    why = _("vai trò “%(role)s”") % {"role": Role(role).label}
    if upper is not None:
        why += " " + _("đến trước ngày %(day)s") % {"day": format_date(upper)}
    return Grant(role=role, org_id=org, read=read, write=write, why=why)


def _units_inside(places: set[int]) -> dict[int, frozenset[int]]:
    """Each place with everything that lies, or once lay, inside it."""
    found: dict[int, set[int]] = {place: {place} for place in places}
    if places:
        rows = UnitParent.objects.filter(path__overlap=sorted(places)).values_list("unit_id", "path")
        for unit_id, path in rows:
            for place in places.intersection(path):
                found[place].add(unit_id)
    return {place: frozenset(ids) for place, ids in found.items()}
