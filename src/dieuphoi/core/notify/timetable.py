"""What runs regularly: reminders in the morning, digests from each person's hour on, and what waits to be sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.notify.delivery import deliveries_send
from dieuphoi.core.notify.digest import digests_write
from dieuphoi.core.notify.reminders import reminders_tell, rules_ship
from dieuphoi.core.notify.schedule import daily_from, every, register_schedule

REMIND_FROM: Final = 6
"""Local hour from which the day's reminders are told, before anybody's digest."""


def _remind(now: datetime) -> None:
    system = system_actor(today(now))
    rules_ship(actor=system, now=now)
    reminders_tell(actor=system, day=today(now), now=now)


def _digest(now: datetime) -> None:
    digests_write(now=now)


def _send(now: datetime) -> None:
    deliveries_send(now=now)


def register() -> None:
    """Called once, when Django is ready."""
    register_schedule("reminders", daily_from(REMIND_FROM), _remind)
    register_schedule("digests", every(timedelta(minutes=5)), _digest)
    register_schedule("deliveries", every(timedelta(seconds=20)), _send, apart=True)
