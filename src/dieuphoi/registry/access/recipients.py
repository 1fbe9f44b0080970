"""Who is to be told: accounts by role and place, their addresses, their telephones. No right is decided here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection
from django.db.models import Q

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.lookups import id_array
from dieuphoi.registry.access.models import RoleAssignment
from dieuphoi.registry.access.roles import COMMUNE, DEPARTMENT, HEADS, OFFICE, READS_PROVINCE, Role
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.organisations.models import OrgUnit, Person
from dieuphoi.registry.territory.models import UnitParent
from dieuphoi.registry.territory.selectors import heirs_of


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call: a name and a telephone (empty where none is known)."""

    name: str
    phone: str

    def __str__(self) -> str:
        return f"{self.name} {self.phone}".strip()


def emails_of(accounts: Iterable[int]) -> dict[int, str]:
    """The e-mail addresses of open accounts whose person has one."""
    rows = Account.objects.filter(id__in=list(accounts), is_active=True, person__isnull=False).exclude(person__email="")
    return dict(rows.values_list("id", "person__email"))


def names_of_orgs(ids: Iterable[int]) -> dict[int, str]:
    """The names of organisations, in the order of the alphabet."""
    return dict(OrgUnit.objects.filter(id__in=list(ids)).order_by("name_key").values_list("id", "name"))


def _held(roles: Sequence[str], on: date) -> Q:
    return Q(role__in=list(roles), valid__contains=on, account__is_active=True)


def officers_of_units(unit_ids: Iterable[int], on: date) -> dict[int, list[int]]:
    """The accounts of each commune's own people, by unit."""
    found: dict[int, list[int]] = {}
    with connection.cursor() as cursor:  # by hand: with each save on behalf
        cursor.execute(
            "SELECT r.place_id, r.account_id FROM access_roleassignment r"
            " JOIN accounts_account a ON a.id = r.account_id"
            " WHERE r.place_id = ANY(%s::bigint[]) AND r.role = ANY(%s) AND r.valid @> %s::date AND a.is_active"
            " ORDER BY r.id",
            [id_array(unit_ids), list(COMMUNE), on],
        )
        rows = cursor.fetchall()
    for unit, account in rows:
        if account not in found.setdefault(unit, []):
            found[unit].append(account)
    return found


def officers_acting_for(unit_ids: Iterable[int], on: date) -> dict[int, list[int]]:
    """Whoever enters for each commune: its own people, and for one that has ended those of its successors
    (domain.md §3). One query more than :func:`officers_of_units`, three where a unit has ended.
    """
    wanted = set(unit_ids)
    heirs = heirs_of(wanted, on)
    officers = officers_of_units(wanted.union(*heirs.values()), on)
    found: dict[int, list[int]] = {}
    for unit in sorted(wanted):
        accounts = [each for place in (unit, *sorted(heirs.get(unit, ()))) for each in officers.get(place, ())]
        if accounts:
            found[unit] = list(dict.fromkeys(accounts))
    return found


def officers_of_orgs(org_ids: Iterable[int], on: date) -> dict[int, list[int]]:
    """The accounts of departments, by organisation."""
    return _in_orgs(org_ids, DEPARTMENT, on)


def people_of_orgs(org_ids: Iterable[int], on: date) -> dict[int, list[int]]:
    """The accounts of everybody who holds a role in a body, whichever kind of body it is; not the administrator."""
    return _in_orgs(org_ids, [role for role in Role.values if role != Role.ADMINISTRATOR], on)


def heads_of_orgs(org_ids: Iterable[int], on: date) -> dict[int, list[int]]:
    """The accounts of the heads of bodies: of the office, of departments, of communes."""
    return _in_orgs(org_ids, HEADS, on)


def _in_orgs(org_ids: Iterable[int], roles: Sequence[str], on: date) -> dict[int, list[int]]:
    """One statement, written out: nearly every act asks whom to tell."""
    found: dict[int, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_IN_ORGS, {"orgs": list(org_ids), "roles": [str(role) for role in roles], "on": on})
        rows = cursor.fetchall()
    for org, account in rows:
        if account not in found.setdefault(org, []):
            found[org].append(account)
    return found


_IN_ORGS: Final = """
SELECT held.org_id, held.account_id
FROM access_roleassignment held JOIN accounts_account account ON account.id = held.account_id
WHERE held.org_id = ANY (%(orgs)s::bigint[]) AND held.role = ANY (%(roles)s) AND held.valid @> %(on)s::date
  AND account.is_active
ORDER BY held.id
"""


def office_of(province_id: int, on: date) -> list[int]:
    """The accounts of the coordination office that runs a province."""
    rows = RoleAssignment.objects.filter(_held(OFFICE, on)).filter(Q(place=None) | Q(place_id=province_id))
    return sorted(set(rows.values_list("account_id", flat=True)))


def heads_of_office(province_id: int, on: date) -> list[int]:
    """The accounts of the heads (and deputies) of the coordination office that runs a province."""
    rows = RoleAssignment.objects.filter(_held((Role.OFFICE_HEAD,), on)).filter(Q(place=None) | Q(place_id=province_id))
    return sorted(set(rows.values_list("account_id", flat=True)))


def holders_of(roles: Sequence[str], on: date) -> list[int]:
    """The accounts that hold one of the roles anywhere."""
    return sorted(set(RoleAssignment.objects.filter(_held(roles, on)).values_list("account_id", flat=True)))


def holders_on_units(unit_ids: Iterable[int], on: date) -> dict[int, list[int]]:
    """The accounts whose role names one of these very units, by unit: whoever a change of the unit concerns."""
    found: dict[int, list[int]] = {}
    rows = RoleAssignment.objects.filter(place_id__in=list(unit_ids), valid__contains=on, account__is_active=True)
    for unit, account in rows.order_by("id").values_list("place_id", "account_id"):
        if account not in found.setdefault(unit, []):
            found[unit].append(account)
    return found


def accounts_of_people(person_ids: Iterable[int]) -> list[int]:
    """The open accounts of people."""
    ids = list(person_ids)
    if not ids:
        return []
    return list(Account.objects.filter(person_id__in=ids, is_active=True).values_list("id", flat=True))


def account_by_person(person_ids: Iterable[int]) -> dict[int, int]:
    """``{person: their open account}``; who has none is left out."""
    rows = Account.objects.filter(person_id__in=list(person_ids), is_active=True)
    return dict(rows.values_list("person_id", "id"))


def concerned_with_units(unit_ids: Iterable[int], on: date) -> list[int]:
    """Everybody whose role names one of these units, or a unit above one (the district, the province), and the office.

    The administrator keeps accounts, not communes, and is not among them.
    """
    above: set[int] = set(unit_ids)
    for path in UnitParent.objects.filter(unit_id__in=above, valid__isempty=False).values_list("path", flat=True):
        above = above | set(path)
    held = RoleAssignment.objects.filter(valid__contains=on, account__is_active=True)
    rows = held.filter(Q(place_id__in=above) & ~Q(role=Role.ADMINISTRATOR) | Q(role__in=OFFICE, place=None))
    return sorted(set(rows.values_list("account_id", flat=True)))


def readers_of_unit(unit_id: int, on: date) -> list[tuple[int, str]]:
    """``(account, name)`` of everybody whose role of the day opens the unit, by given name."""
    above: set[int] = {unit_id}
    for path in UnitParent.objects.filter(unit_id=unit_id).values_list("path", flat=True):
        above.update(path)
    everywhere = sorted(READS_PROVINCE - {Role.ADMINISTRATOR})
    here = Q(role__in=everywhere, place=None) | Q(place_id__in=above) & ~Q(role=Role.ADMINISTRATOR)
    ids = RoleAssignment.objects.filter(here, valid__contains=on, account__is_active=True).values("account_id")
    rows = Account.objects.filter(id__in=ids, person__isnull=False)
    return list(rows.order_by("person__given_name_key", "id").values_list("id", "person__full_name"))


def people_in_roles(roles: Sequence[str], on: date) -> list[tuple[int, str]]:
    """``(account, name)`` of everybody who holds one of the roles anywhere, by given name."""
    ids = RoleAssignment.objects.filter(_held(roles, on)).values("account_id")
    rows = Account.objects.filter(id__in=ids, person__isnull=False)
    return list(rows.order_by("person__given_name_key", "id").values_list("id", "person__full_name"))


def contacts_of_units(actor: Actor, unit_ids: Iterable[int], on: date) -> dict[int, list[Contact]]:
    """Whom to call in each commune, as far as the actor may see people; of one that has ended, its successor's."""
    officers = officers_acting_for(unit_ids, on)
    accounts = {account for group in officers.values() for account in group}
    people = {
        account: Contact(name, phone)
        for account, name, phone in Person.objects.visible_to(actor)
        .filter(account__id__in=accounts)
        .values_list("account__id", "full_name", "phone")
    }
    return {unit: [people[each] for each in group if each in people] for unit, group in officers.items()}
