"""Which bodies somebody works in and speaks for: what scope and policies of tasks go by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.access.roles import COMMUNE, DEPARTMENT, HEADS, OFFICE, Role
from dieuphoi.registry.organisations.models import KNOWN_TO_ALL, OrgKind, OrgUnit

OWN_BODY: Final = (*OFFICE, *DEPARTMENT, *COMMUNE, Role.LEADER)
"""Roles that belong to a body. An assigned leader holds theirs in a committee, but reads communes only."""
LEADERSHIP: Final = (OrgKind.OFFICE, OrgKind.COMMITTEE, OrgKind.PEOPLE, OrgKind.COUNCIL, OrgKind.PARTY)
"""Bodies of the province whose orders its coordination office keeps."""


ROOMS: Final = """
SELECT unnest(%s::bigint[]) AS id
UNION ALL
SELECT room.id FROM organisations_orgunit room WHERE room.kind = 'room' AND room.parent_id = ANY (%s::bigint[])
UNION ALL
SELECT room.id FROM organisations_orgunit room JOIN organisations_orgunit above ON above.id = room.parent_id
WHERE room.kind = 'room' AND above.kind = 'room' AND above.parent_id = ANY (%s::bigint[])"""
"""Bodies (three times the same array of ids) and their rooms, two floors down: each branch by an index of its own."""


def rooms_of(bodies: Iterable[int]) -> Q:
    """The condition of being one of these bodies or a room of one, two floors down.

    Only rooms belong to the body above them: an office that stands under a department has a head of its own.
    """
    return Q(pk__in=RawSQL(ROOMS, [sorted(bodies)] * 3))  # noqa: S611 - words of ours


def own_bodies(actor: Actor) -> QuerySet[OrgUnit]:
    """The bodies that the actor works in, and their rooms."""
    return OrgUnit.objects.filter(rooms_of(actor.orgs(*OWN_BODY)))


def is_inside(org: Any, bodies: frozenset[int]) -> bool:
    """Whether a body is one of ``bodies`` or a room of one: as :func:`rooms_of`."""
    if org.pk in bodies:
        return True
    if org.kind != OrgKind.ROOM or org.parent_id is None:
        return False
    return org.parent_id in bodies or (org.parent.kind == OrgKind.ROOM and org.parent.parent_id in bodies)


def speaks_for(actor: Actor, org: Any) -> bool:
    """Whether the actor heads this body, or the one that it is a room of."""
    return is_inside(org, actor.orgs(*HEADS))


def is_leadership(org: Any) -> bool:
    """Whether a body gives orders that the coordination office keeps: the office itself, the committee, the
    province's People's Committee or Council, its Party bodies.
    """
    return org.kind in LEADERSHIP and org.level in KNOWN_TO_ALL


def works_in(held: Iterable[tuple[int, Any]], lead: OrgUnit, day: date) -> bool:
    """Whether one of the posts held (``(body, valid)``) on the day is in the body, in one of its rooms, or – where it
    is a room itself – in the body above.
    """
    above = {lead.pk}
    if lead.kind == OrgKind.ROOM:
        above |= {lead.parent_id, None if lead.parent is None else lead.parent.parent_id} - {None}  # type: ignore[arg-type]
    on_day = [org for org, valid in held if day in valid]
    if any(org in above for org in on_day):
        return True
    return OrgUnit.objects.filter(rooms_of([lead.pk]), pk__in=on_day).exists()
