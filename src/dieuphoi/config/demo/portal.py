"""What the demo province has made public: one published list of recognised communes, and one that waits."""

from __future__ import annotations

from datetime import datetime

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.insight.portal.services import list_approve, list_prepare


def public_lists(*, office: Actor, head: Actor, province_id: int, now: datetime) -> None:
    """The specialist prepares both; the head has approved the first only."""
    made = [
        list_prepare(actor=office, kind=kind, province_id=province_id, as_of=today(now), now=now)
        for kind in ("recognised-units", "commune-units")
    ]
    list_approve(actor=head, list_id=made[0].pk, now=now)
