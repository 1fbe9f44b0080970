"""Regular work: the worker asks every half minute what is due, and each thing runs once, however many workers there
are. What was missed runs once, not once for each day missed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import LOCAL_ZONE
from dieuphoi.core.notify.models import ScheduleRun

logger = logging.getLogger(__name__)

RETRY_AFTER: Final = timedelta(minutes=5)
"""After a failed try the next one waits so long."""

WhenDue = Callable[[datetime | None, datetime], bool]
"""``(ran last at, now) → is it due?``"""


@dataclass(frozen=True, slots=True)
class Scheduled:
    name: str
    due: WhenDue
    run: Callable[[datetime], object]
    apart: bool = False


_scheduled: Final[dict[str, Scheduled]] = {}


def register_schedule(name: str, due: WhenDue, run: Callable[[datetime], object], *, apart: bool = False) -> None:
    """Make regular work known. ``run(now)`` may be called again after a failure.

    It runs in one transaction with the note that it ran; ``apart``: outside of it, for work that commits piece by
    piece (what was sent to other servers cannot be rolled back).
    """
    _scheduled[name] = Scheduled(name, due, run, apart)


def daily_from(hour: int) -> WhenDue:
    """Once a day, from ``hour`` (local) on; a day without a worker is not made up for twice."""

    def due(last: datetime | None, now: datetime) -> bool:
        local = now.astimezone(LOCAL_ZONE)
        starts = datetime.combine(local.date(), time(hour), tzinfo=LOCAL_ZONE)
        return now >= starts and (last is None or last < starts)

    return due


def every(span: timedelta) -> WhenDue:
    """Again after ``span``."""

    def due(last: datetime | None, now: datetime) -> bool:
        return last is None or now - last >= span

    return due


@dataclass(frozen=True, slots=True)
class Trouble:
    """Regular work that does not run: it failed (``failed_at``, ``error``), or nobody tried it in time (neither)."""

    name: str
    failed_at: datetime | None = None
    error: str = ""


def troubles(now: datetime, grace: timedelta) -> list[Trouble]:
    """Work whose last try failed, and work that has been due for longer than ``grace`` without being tried.

    Work that no worker has ever tried is not told: that no worker runs is the matter of the queue.
    """
    rows = {row.name: row for row in ScheduleRun.objects.all()}
    found = []
    for each in _scheduled.values():
        row = rows.get(each.name)
        if row is None:
            continue
        if row.failed_at is not None:
            found.append(Trouble(each.name, row.failed_at, row.error))
        elif row.ran_at is not None and each.due(row.ran_at, now - grace):
            found.append(Trouble(each.name))
    return found


def tick(now: datetime | None = None) -> list[str]:
    """Run what is due, each thing by itself. Returns the names of what ran.

    A thing that fails is undone, noted with its error (seen by the managers), and tried again five minutes later; the
    others run all the same.
    """
    moment = timezone.now() if now is None else now
    ran = []
    for each in list(_scheduled.values()):
        try:
            if _run(each, moment):
                ran.append(each.name)
        except Exception as error:
            logger.exception("scheduled work %s failed", each.name)
            ScheduleRun.objects.filter(name=each.name).update(
                failed_at=moment, error=f"{type(error).__name__}: {error}"[:2000] or _("lỗi không rõ")
            )
    return ran


def _run(each: Scheduled, now: datetime) -> bool:
    ScheduleRun.objects.get_or_create(name=each.name)
    with transaction.atomic():
        # Another worker holds the row while it does the work: this one has nothing to do.
        row = (
            ScheduleRun.objects.select_for_update(skip_locked=True)
            .filter(name=each.name)
            .filter(Q(failed_at=None) | Q(failed_at__lte=now - RETRY_AFTER))
            .first()
        )
        if row is None or not each.due(row.ran_at, now):
            return False
        if not each.apart:
            each.run(now)
        row.ran_at, row.failed_at, row.error = now, None, ""
        row.save(update_fields=["ran_at", "failed_at", "error"])
    if each.apart:
        each.run(now)
    return True
