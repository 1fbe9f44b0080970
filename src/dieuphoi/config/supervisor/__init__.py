"""Processes that live and die together: the keeper of the embedded PostgreSQL, and the team of ``serve``.

The keeper is started by :func:`dieuphoi.config.embedded.ensure_running` in a session of its own.
``postgres`` is its direct child, so a killed server is reaped and restarted also where pid 1 reaps nothing.
The keeper ends, and the server with it, when no command holds ``users.lock`` any more; if the keeper itself
is killed, the kernel sends ``postgres`` the signal of a fast shutdown (``PR_SET_PDEATHSIG``).
"""

from __future__ import annotations

from dieuphoi.config.supervisor.team import Member, Team

__all__ = ["Member", "Team"]
