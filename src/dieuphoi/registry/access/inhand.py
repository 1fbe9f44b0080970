"""What of this package somebody has in hand: roles still held, roles lent and borrowed (fault 15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.types.range import DateRange

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.ranges import range_label
from dieuphoi.registry.access.leaving import OpenItem
from dieuphoi.registry.access.models import Delegation, RoleAssignment
from dieuphoi.registry.access.recipients import officers_of_orgs, officers_of_units
from dieuphoi.registry.access.roles import COMMUNE, DEPARTMENT, role_label
from dieuphoi.registry.organisations.openwork import Holder, OpenWork, open_work_of, register_open_work


def roles_in_hand(actor: Actor, holder: Holder, day: date) -> Sequence[OpenWork]:
    """The roles that a person holds on ``day`` or will hold later, within the actor's scope."""
    if holder.person_id is None:
        return []
    rows = (
        RoleAssignment.objects.visible_to(actor)
        .filter(account__person_id=holder.person_id, valid__overlap=DateRange(day, None))
        .select_related("org")
        .order_by("id")
    )
    return [
        OpenWork(
            row.pk,
            " – ".join(
                part for part in (role_label(row.role), row.org.name if row.org else "", range_label(row.valid)) if part
            ),
            reverse("rights:role", args=[row.pk]),
            kind="account",
        )
        for row in rows
    ]


def delegations_in_hand(actor: Actor, holder: Holder, day: date) -> Sequence[OpenWork]:
    """What a person lent or borrowed and has not ended by ``day``, within the actor's scope."""
    if holder.person_id is None:
        return []
    rows = Delegation.objects.visible_to(actor).filter(valid__overlap=DateRange(day, None))
    rows = rows.filter(delegate__person_id=holder.person_id) | rows.filter(
        assignment__account__person_id=holder.person_id
    )
    return [
        OpenWork(
            row.pk,
            _("%(role)s: %(lender)s ủy quyền cho %(delegate)s, %(days)s")
            % {
                "role": role_label(row.assignment.role),
                "lender": str(row.assignment.account),
                "delegate": str(row.delegate),
                "days": range_label(row.valid),
            },
            reverse("rights:role", args=[row.assignment_id]),
            kind="account",
        )
        for row in rows.select_related("assignment__account__person", "delegate__person").order_by("id")
    ]


@dataclass(frozen=True, slots=True)
class Alone:
    """Where one person is the only one who can act: communes, departments, by ids."""

    units: frozenset[int]
    orgs: frozenset[int]


def alone_in(actor: Actor, person_id: int, day: date) -> Alone:
    """The communes and departments whose only officer on ``day`` the person is, as far as the actor sees their roles.

    Whoever sees the role may know that work waits for it; the figures of that work stay behind their own scope.
    """
    held = list(
        RoleAssignment.objects.visible_to(actor)
        .filter(account__person_id=person_id, valid__contains=day, role__in=[*COMMUNE, *DEPARTMENT])
        .values_list("account_id", "role", "place_id", "org_id")
    )
    own = {account for account, *_rest in held}
    units = {place for _account, role, place, _org in held if role in COMMUNE and place is not None}
    orgs = {org for _account, role, _place, org in held if role in DEPARTMENT and org is not None}
    at_units = officers_of_units(units, day) if units else {}
    at_orgs = officers_of_orgs(orgs, day) if orgs else {}
    return Alone(
        units=frozenset(unit for unit in units if not set(at_units.get(unit, ())) - own),
        orgs=frozenset(org for org in orgs if not set(at_orgs.get(org, ())) - own),
    )


def in_hand_of(actor: Actor, person_id: int, day: date) -> list[OpenItem]:
    """Everything a person has in hand, of every package: for the page that closes an account."""
    return [
        OpenItem(str(source.label), item.title, item.url)
        for source, items in open_work_of(actor, Holder(person_id=person_id), day)
        for item in items
    ]


def register() -> None:
    """Called once, when Django is ready."""
    register_open_work("role", gettext_lazy("Vai trò đang giữ"), roles_in_hand)
    register_open_work("delegation", gettext_lazy("Ủy quyền chưa hết hạn"), delegations_in_hand)
