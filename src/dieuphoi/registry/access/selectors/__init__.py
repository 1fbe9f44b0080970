"""Reading of access: who somebody is today, and the registers of roles, reviews and acts."""

from __future__ import annotations

from dieuphoi.registry.access.selectors.actor import Identity, actor_for, identity_for

__all__ = ["Identity", "actor_for", "identity_for"]
