"""Whose accounts stand behind an organisation: the office's, a department's, a commune's, a leader's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dieuphoi.registry.access.models import RoleAssignment
from dieuphoi.registry.access.roles import Role
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
