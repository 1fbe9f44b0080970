"""What of tasks runs by itself every night."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.notify.schedule import daily_from, register_schedule
from dieuphoi.steering.tasks.services.returning import duties_make

MAKE_DUTIES: Final = "tasks.duties_make"
FROM_HOUR: Final = 5
"""Before the reminders of the morning: what a period asks for is there when people are reminded."""


def make_duties(now: datetime) -> None:
    """The tasks of the periods that have come. Days without a worker are made up for by one run."""
    duties_make(actor=system_actor(today(now)), now=now)


def register() -> None:
    """Called once, when Django is ready."""
    register_schedule(MAKE_DUTIES, daily_from(FROM_HOUR), make_duties)
