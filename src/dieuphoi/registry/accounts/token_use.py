"""When a token was last used, exact to the hour.

A request that only reads must write nothing, so the use is noted in memory and written a moment later by a thread of
its own on a connection of its own. What is lost when a process is killed is an hour's note, never an act.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connections
from django.db.models import Q

from dieuphoi.registry.accounts.models import ApiToken

EVERY: Final = timedelta(hours=1)
_PAUSE: Final = 2.0
"""Seconds that the thread waits for company before it writes."""

_lock = threading.Lock()
_noted: dict[int, datetime] = {}
_thread: threading.Thread | None = None
logger = logging.getLogger(__name__)


def note_use(token_id: int, last: datetime | None, now: datetime) -> None:
    """The token was used ``now``; ``last`` is what its row says. Nothing is written here."""
    global _thread
    if last is not None and now - last < EVERY:
        return
    with _lock:
        _noted[token_id] = now
        if settings.TESTING or (_thread is not None and _thread.is_alive()):
            return
        _thread = threading.Thread(target=_write_soon, name="token-use", daemon=True)
        _thread.start()


def flush() -> int:
    """Write what was noted, on the connection of the caller; how many tokens."""
    with _lock:
        waiting, count = dict(_noted), 0
        _noted.clear()
    for token_id, at in waiting.items():
        old = Q(last_used_at__isnull=True) | Q(last_used_at__lt=at)
        count += ApiToken.objects.filter(old, id=token_id).update(last_used_at=at)
    return count


def _write_soon() -> None:
    threading.Event().wait(_PAUSE)
    try:
        flush()
    except Exception:
        logger.exception("noting the use of tokens failed")
    finally:
        connections.close_all()
