"""The frozen ``Actor``: who acts, on which day, with which roles over which units – and why.

Core knows no commune: a *place* is the id of a unit of territory, an *org* the id of an organisation.
``registry.access`` builds actors; everything else only asks them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from dieuphoi.core.kernel.lookups import IdArray, written


@dataclass(frozen=True, slots=True)
class Places:
    """A set of unit ids, or everything. ``ids`` already holds descendants and the predecessors' past."""

    everything: bool = False
    ids: frozenset[int] = frozenset()

    @property
    def array(self) -> IdArray:
        """``ids`` for ``unit__any_of=places.array``: written once, whoever asks with the same places."""
        return written(self.ids)

    def __contains__(self, place_id: object) -> bool:
        return self.everything or place_id in self.ids

    def __bool__(self) -> bool:
        return self.everything or bool(self.ids)

    def __or__(self, other: Places) -> Places:
        if self.everything or other.everything:
            return EVERYWHERE
        return Places(ids=self.ids | other.ids)


EVERYWHERE = Places(everything=True)
NOWHERE = Places()


@dataclass(frozen=True, slots=True)
class Grant:
    """One role that the actor holds today.

    ``role`` is a role code of ``registry.access`` (``office_head``, ``commune_officer`` …), ``org_id`` the
    organisation it is held in, ``read`` and ``write`` the units it opens, ``why`` the sentence that says from
    which assignment or delegation it comes. ``lent_by``: the account whose role it is, where it is borrowed.
    """

    role: str
    org_id: int | None = None
    read: Places = NOWHERE
    write: Places = NOWHERE
    why: str = ""
    lent_by: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. ``id`` is the account's id, the one that history records; ``on`` the day of the rights."""

    id: int
    name: str
    on: date
    grants: tuple[Grant, ...] = ()
    is_system: bool = False
    is_authenticated: bool = True
    scopes: frozenset[str] | None = field(default=None)
    """Scopes of an API token; ``None`` when the person is signed in themselves."""

    def has_role(self, *roles: str) -> bool:
        return self.is_system or any(grant.role in roles for grant in self.grants)

    def orgs(self, *roles: str) -> frozenset[int]:
        """Ids of the organisations in which one of ``roles`` (any role when none is named) is held."""
        return frozenset(g.org_id for g in self._of(roles) if g.org_id is not None)

    @property
    def stands_in_for(self) -> frozenset[int]:
        """The accounts that lent a role to this one: who is on leave, and whose work it does meanwhile."""
        return frozenset(g.lent_by for g in self.grants if g.lent_by is not None)

    def reads(self, *roles: str) -> Places:
        """Units that one of ``roles`` (any role when none is named) opens for reading."""
        if self.is_system:
            return EVERYWHERE
        return _union(g.read for g in self._of(roles))

    def writes(self, *roles: str) -> Places:
        """Units on which one of ``roles`` (any role when none is named) may act."""
        if self.is_system:
            return EVERYWHERE
        return _union(g.write for g in self._of(roles))

    def _of(self, roles: tuple[str, ...]) -> Iterable[Grant]:
        return (g for g in self.grants if not roles or g.role in roles)


def _union(places: Iterable[Places]) -> Places:
    result = NOWHERE
    for each in places:
        result |= each
    return result


SYSTEM_ACCOUNT_ID = 1
"""The account that the first migration of ``registry.accounts`` writes; nobody can sign in with it."""


def system_actor(on: date) -> Actor:
    """The system itself (migrations, scheduled jobs, the command line). It is an actor like any other."""
    return Actor(id=SYSTEM_ACCOUNT_ID, name="Hệ thống", on=on, is_system=True)


def anonymous_actor(on: date) -> Actor:
    """Nobody signed in: sees nothing, may nothing."""
    return Actor(id=0, name="", on=on, is_authenticated=False)
