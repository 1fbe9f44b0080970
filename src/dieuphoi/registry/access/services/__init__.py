"""Every act on roles, delegations, reviews and rules of access."""

from __future__ import annotations

from dieuphoi.registry.access.services.roles import role_assign, role_end, role_extend

__all__ = ["role_assign", "role_end", "role_extend"]
