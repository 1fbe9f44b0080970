"""Whose accounts stand behind an organisation: the office's, a department's, a commune's, a leader's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from dieuphoi.registry.access.models import RoleAssignment
from dieuphoi.registry.access.roles import OFFICE, Role
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.organisations.models import OrgKind, OrgUnit


def accounts_of_orgs(org_ids: Iterable[int], day: date) -> dict[int, list[int]]:
    """``{organisation: accounts of everybody who holds a role in it on the day}``, the administrator's apart.

    Of a room or team without roles of its own: those of the body it is a part of. Two queries.
    """
    wanted = set(org_ids)
    if not wanted:
        return {}
    parts = dict(
        OrgUnit.objects.filter(pk__in=wanted, kind__in=(OrgKind.ROOM, OrgKind.TEAM), parent__isnull=False)
        .values_list("pk", "parent_id")
    )  # fmt: skip
    held: dict[int, list[int]] = {}
    rows = (
        RoleAssignment.objects.filter(
            org_id__in={*wanted, *parts.values()}, valid__contains=day, account__is_active=True
        )
        .exclude(role=Role.ADMINISTRATOR)
        .order_by("id")
    )
    for org, account in rows.values_list("org_id", "account_id"):
        if org is not None and account not in held.setdefault(org, []):
            held[org].append(account)
    return {org: held.get(org) or held.get(parts.get(org, 0), []) for org in wanted}


def readers_of_document(record: Any, day: date) -> list[tuple[int, str]]:
    """``(account, name)`` of everybody to whom a document lies open by their organisation or by name, and the office of
    its province, by given name.
    """
    held = RoleAssignment.objects.filter(valid__contains=day, account__is_active=True).exclude(role=Role.ADMINISTRATOR)
    here = Q(org_id__in=record.reader_orgs)
    if record.province_id is not None:
        here |= Q(role__in=OFFICE) & (Q(place=None) | Q(place_id=record.province_id))
    accounts = held.filter(here).values("account_id")
    rows = Account.objects.filter(
        Q(id__in=accounts) | Q(person_id__in=record.reader_people, is_active=True), person__isnull=False
    )
    return list(rows.order_by("person__given_name_key", "id").values_list("id", "person__full_name"))
