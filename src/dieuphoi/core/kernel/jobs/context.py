"""What a running job holds in its hand: its actor and its clock, the way to tell how far it is, the call to stop."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Final

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import DieuphoiError

_PAUSE: Final = 0.4
"""Seconds between two writes of progress: often enough to look alive, too seldom to cost anything."""


class Stopped(DieuphoiError):
    """The person who started the job asked it to stop. What its acts had not finished was rolled back."""


class JobContext:
    """What a running job knows: its actor, its clock, how often a worker died over it, how to tell how far it is."""

    def __init__(self, *, job_id: int, actor: Actor, now: datetime, apart: bool, deaths: int = 0) -> None:
        self.job_id = job_id
        self.actor = actor
        self.now = now
        self.deaths = deaths
        self._apart = apart
        self._side: BaseDatabaseWrapper | None = None
        self._told_at = 0.0

    def progress(self, done: int, total: int | None, message: str = "") -> None:
        """Tell that ``done`` of ``total`` is done; seen at once, also while the job's own transaction runs.

        Cheap to call for every row: what comes too soon after the last is dropped, except the end.
        """
        ends = total is not None and done >= total
        if not ends and time.monotonic() - self._told_at < _PAUSE:
            return
        self._told_at = time.monotonic()
        with self._connection().cursor() as cursor:
            cursor.execute(
                "UPDATE kernel_job SET done = %s, total = %s, message = %s"
                " WHERE id = %s AND state = 'RUNNING' AND deaths = %s",
                [done, total, message, self.job_id, self.deaths],
            )

    def check_stop(self) -> None:
        """Raise :class:`Stopped` when the person has pressed stop, or this run was given up for dead. Call it between
        two steps."""
        with self._connection().cursor() as cursor:
            cursor.execute("SELECT stop_requested, deaths FROM kernel_job WHERE id = %s", [self.job_id])
            row = cursor.fetchone()
        if row is not None and row[0]:
            raise Stopped(_("Đã dừng theo yêu cầu."))
        if row is not None and row[1] != self.deaths:
            raise Stopped(_("Việc này đã được giao cho tiến trình khác."))

    def close(self) -> None:
        if self._side is not None:
            self._side.close()
            self._side = None

    def _connection(self) -> BaseDatabaseWrapper:
        # The job's acts hold a transaction on the usual connection: what is written there is seen only at its
        # end. A worker therefore tells its progress on a connection of its own.
        if not self._apart:
            return connections["default"]
        if self._side is None:
            self._side = connections.create_connection("default")
        return self._side
