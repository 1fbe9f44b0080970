"""The hours of the demo's own morning."""

from __future__ import annotations

from datetime import datetime, timedelta

from dieuphoi.core.kernel.dates import day_start, today


def hours_ago(now: datetime, hours: int) -> datetime:
    """So many hours ago, but today: an office that is opened soon after midnight has had no morning yet."""
    return max(now - timedelta(hours=hours), day_start(today(now)))
