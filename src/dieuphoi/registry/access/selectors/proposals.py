"""Roles proposed on successors: who held a role on a unit that a change ended, and on what it became.

A proposal is read, never stored: it is there as long as the role was held on the eve and is not held on the successor.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.registry.access.models import RoleAssignment
from dieuphoi.registry.access.roles import COMMUNE, role_label
from dieuphoi.registry.organisations.models import OrgKind, OrgUnit
from dieuphoi.registry.territory.models import UnitChange, UnitChangeFrom, UnitChangeLink
from dieuphoi.registry.territory.names import full_name
from dieuphoi.registry.territory.selectors import units_on
from dieuphoi.registry.territory.states import APPLIED, PLANNED


@dataclass(frozen=True, slots=True)
class Proposal:
    """One role on one successor. ``unit_id`` is empty while the successor is only planned. ``done``: it is held."""

    key: str
    assignment_id: int
    account_id: int
    person: str
    role: str
    role_label: str
    from_name: str
    to_name: str
    unit_id: int | None
    org_id: int | None
    org_name: str
    end: date | None
    done: bool


@dataclass(frozen=True, slots=True)
class ChangeProposals:
    """A change with the roles proposed on its successors."""

    id: int
    title: str
    effective_on: date
    applied: bool
    rows: list[Proposal]


def changes_with_holders(actor: Actor) -> list[tuple[int, str, date, bool]]:
    """``(id, title, day, applied)`` of the changes, planned or applied, on whose predecessors a role of the actor's
    scope was held on the eve; the latest first.
    """
    held = RoleAssignment.objects.visible_to(actor).filter(place_id=OuterRef("unit_id"))
    froms = UnitChangeFrom.objects.filter(Exists(held)).values("change_id")
    rows = UnitChange.objects.visible_to(actor).filter(id__in=froms, state__in=[PLANNED, APPLIED])
    return [
        (pk, title, day, state == APPLIED)
        for pk, title, day, state in rows.order_by("-effective_on", "-id").values_list(
            "id", "title", "effective_on", "state"
        )
    ]


def proposals(actor: Actor, change_id: int) -> ChangeProposals:
    """The roles that a change makes worth giving, within the actor's scope. Raises :class:`NotVisible`."""
    change = UnitChange.objects.visible_to(actor).filter(id=change_id, state__in=[PLANNED, APPLIED]).first()
    if change is None:
        raise NotVisible(_("Không tìm thấy thay đổi này."))
    eve = change.effective_on - timedelta(days=1)
    links = list(
        UnitChangeLink.objects.filter(change_id=change_id)
        .select_related("predecessor", "successor")
        .order_by("predecessor_id", "successor_id")
    )
    heirs: dict[int, list[UnitChangeLink]] = {}
    for link in links:
        if link.successor.unit_id != link.predecessor.unit_id:
            heirs.setdefault(link.predecessor.unit_id, []).append(link)
    names = {row.id: row.full_name for row in units_on(actor, eve, ids=heirs)}
    held = (
        RoleAssignment.objects.visible_to(actor)
        .filter(place_id__in=heirs, valid__contains=eve, account__is_active=True)
        .select_related("account__person", "org")
        .order_by("account__person__given_name_key", "id")
    )
    news = {link.successor.unit_id for each in heirs.values() for link in each if link.successor.unit_id is not None}
    there = {
        (row.account_id, row.role, row.place_id)
        for row in RoleAssignment.objects.filter(place_id__in=news, valid__overlap=DateRange(change.effective_on, None))
    }
    offices = {
        org.place_id: org
        for org in OrgUnit.objects.visible_to(actor)
        .on(change.effective_on)
        .filter(kind=OrgKind.COMMUNE, place_id__in=news)
        .order_by("-id")
    }
    rows = []
    for row in held:
        for link in heirs[row.place_id or 0]:
            to = link.successor
            # A commune's people go to the successor's own office, once it is in the register; a leader keeps theirs.
            org = offices.get(to.unit_id) if row.role in COMMUNE else row.org
            rows.append(
                Proposal(
                    key=f"{row.pk}-{to.pk}",
                    assignment_id=row.pk,
                    account_id=row.account_id,
                    person=str(row.account),
                    role=row.role,
                    role_label=role_label(row.role),
                    from_name=names.get(row.place_id or 0, ""),
                    to_name=full_name(to.type, to.name),
                    unit_id=to.unit_id if change.state == APPLIED else None,
                    org_id=org.pk if org is not None else None,
                    org_name=org.name if org is not None else "",
                    end=row.valid.upper,
                    done=(row.account_id, row.role, to.unit_id) in there,
                )
            )
    return ChangeProposals(change.pk, change.title, change.effective_on, change.state == APPLIED, rows)
