"""For which communes a person enters: their own, and those that ended and became theirs (domain.md §3)."""

from __future__ import annotations

from dieuphoi.core.kernel.actor import Actor, Places
from dieuphoi.registry.access.roles import COMMUNE
from dieuphoi.registry.territory.selectors import heirs_of


def communes_entered(actor: Actor) -> Places:
    """The communes whose sheets the actor's commune roles enter. One query, only where a commune came out of others."""
    own = actor.writes(*COMMUNE)
    past = actor.reads(*COMMUNE).ids - own.ids
    if own.everything or not past:
        return own
    heirs = heirs_of(past, actor.on)
    return own | Places(ids=frozenset(unit for unit, found in heirs.items() if any(each in own for each in found)))
