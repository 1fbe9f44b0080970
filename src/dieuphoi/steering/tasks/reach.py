"""Whose work somebody looks at as a whole: of everybody, of the people of their bodies, or their own."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.access.roles import HEADS, OFFICE, Role
from dieuphoi.registry.organisations.models import OrgKind, OrgUnit
from dieuphoi.registry.organisations.selectors import person_of_account
from dieuphoi.steering.tasks.bodies import rooms_of


@dataclass(frozen=True, slots=True)
class Reach:
    """``everybody``: the office, the province's leaders, inspectors. ``heads``: the bodies that the actor speaks for;
    empty for whoever looks at nobody but themselves (``person_id``).

    Which *tasks* are counted is the scope of tasks; this says of whom.
    """

    everybody: bool
    heads: frozenset[int]
    person_id: int | None

    def bodies(self) -> QuerySet[OrgUnit]:
        """The bodies that the actor heads, and the rooms inside them, two floors down: what else stands below has a
        head of its own.
        """
        return OrgUnit.objects.filter(rooms_of(self.heads))


def sees_all(actor: Actor) -> bool:
    """Whether the actor looks at the work of everybody: the office, the province's leaders, inspectors."""
    return bool(actor.reads(*OFFICE, Role.LEADER, Role.INSPECTOR))


def reach_of(actor: Actor) -> Reach:
    """One query."""
    own = None if actor.is_system else person_of_account(actor.id)
    return Reach(sees_all(actor), actor.orgs(*HEADS), own)


def whole_body(org_id: int) -> QuerySet[OrgUnit]:
    """A body with its own rooms, two floors down. A department under the province's committee is no room of it."""
    room, body = Q(kind=OrgKind.ROOM), Q(parent=org_id)
    deep = Q(parent__kind=OrgKind.ROOM, parent__parent=org_id)
    return OrgUnit.objects.filter(Q(pk=org_id) | room & (body | deep))
