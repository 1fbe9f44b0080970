"""The rules of reminding in the demo province: the shipped ones, and one that its office added by its own plan."""

from __future__ import annotations

from datetime import date, datetime

from dieuphoi.config.demo.names import SOURCE
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.notify.reminders import rules_ship
from dieuphoi.core.notify.services import rule_add
from dieuphoi.programme.assessments.reminders import ENTRY


def reminder_rules(*, system: Actor, head: Actor, today: date, now: datetime) -> None:
    """The shipped rules first: they are written only where the kind has none. Nobody is reminded here."""
    rules_ship(actor=system, now=now)
    rule_add(
        actor=head, kind=ENTRY, offset=-7, repeat=None, start=date(today.year, 1, 1),
        source=f"Kế hoạch rà soát năm {today.year} của Văn phòng điều phối ({SOURCE})", now=now,
    )  # fmt: skip
