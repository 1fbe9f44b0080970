"""Which bodies somebody works in and speaks for: what scope and policies of tasks go by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.access.roles import COMMUNE, DEPARTMENT, HEADS, OFFICE, Role
from dieuphoi.registry.organisations.models import KNOWN_TO_ALL, OrgKind, OrgUnit

OWN_BODY: Final = (*OFFICE, *DEPARTMENT, *COMMUNE, Role.LEADER)
"""Roles that belong to a body. An assigned leader holds theirs in a committee, but reads communes only."""
LEADERSHIP: Final = (OrgKind.OFFICE, OrgKind.COMMITTEE, OrgKind.PEOPLE, OrgKind.COUNCIL, OrgKind.PARTY)
"""Bodies of the province whose orders its coordination office keeps."""


def own_bodies(actor: Actor) -> QuerySet[OrgUnit]:
    """The bodies that the actor works in, and the rooms inside them, two floors down."""
    own = sorted(actor.orgs(*OWN_BODY))
    return OrgUnit.objects.filter(Q(pk__in=own) | Q(parent__in=own) | Q(parent__parent__in=own))


def is_inside(org: Any, bodies: frozenset[int]) -> bool:
    """Whether a body is one of ``bodies`` or a room inside one, two floors down: as :func:`own_bodies`."""
    if org.pk in bodies or org.parent_id in bodies:
        return True
    return org.parent_id is not None and org.parent.parent_id in bodies


def speaks_for(actor: Actor, org: Any) -> bool:
    """Whether the actor heads this body, or the one that it is a room of."""
    return is_inside(org, actor.orgs(*HEADS))


def is_leadership(org: Any) -> bool:
    """Whether a body gives orders that the coordination office keeps: the office itself, the committee, the
    province's People's Committee or Council, its Party bodies.
    """
    return org.kind in LEADERSHIP and org.level in KNOWN_TO_ALL


def works_in(held: Iterable[tuple[int, Any]], lead: OrgUnit, day: date) -> bool:
    """Whether one of the posts held (``(body, valid)``) on the day is in the body, in one above or in a room of it."""
    above = {lead.pk, lead.parent_id, None if lead.parent is None else lead.parent.parent_id} - {None}
    on_day = [org for org, valid in held if day in valid]
    if any(org in above for org in on_day):
        return True
    inside = OrgUnit.objects.filter(pk__in=on_day)
    return inside.filter(parent=lead).exists() or inside.filter(parent__parent=lead).exists()
