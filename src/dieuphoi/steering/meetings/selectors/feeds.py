"""Personal feeds: one's own addresses; and what an address shows, asked without a sign-in."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from typing import Any, Final

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.steering.meetings.models import CalendarFeed
from dieuphoi.steering.meetings.selectors.calendar import entries, mine

BACK: Final = timedelta(days=60)
AHEAD: Final = timedelta(days=400)
MOST: Final = 2_000
"""A feed shows what is near: so many days back and ahead, at most so many lines."""


def digest_of(secret: str) -> str:
    """What is stored of a secret. 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def feeds(actor: Actor) -> list[CalendarFeed]:
    """One's own addresses, those in use first."""
    rows = CalendarFeed.objects.visible_to(actor)
    return sorted(rows.order_by("-id"), key=lambda row: row.revoked_at is not None)


def feed(actor: Actor, feed_id: int) -> CalendarFeed:
    return CalendarFeed.objects.one_visible_to(actor, pk=feed_id)


def feed_by_secret(secret: str) -> CalendarFeed | None:
    """The address in use with this secret; ``None`` for an unknown or revoked one. The one way past the scope: who
    knows the secret is its owner. Whether the account is open says the actor that is built for it.
    """
    if not 20 <= len(secret) <= 100:
        return None
    return CalendarFeed.objects.filter(digest=digest_of(secret), revoked_at=None).first()


def feed_entries(actor: Actor, row: CalendarFeed, now: datetime, today: date) -> list[Any]:
    """What the owner of an address sees today, by time: cancelled ones too, so that calendars strike them out."""
    rows = entries(actor, today).filter(starts_at__gte=now - BACK, starts_at__lte=now + AHEAD)
    if not row.whole:
        rows = mine(actor, rows)
    return list(rows.order_by("starts_at", "pk")[:MOST])
