"""Work that has to wait for a lock of ours: what two people at once come to, without a race."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future

from django.db import connection


def someone_waits() -> bool:
    """Does another session wait for what this one holds?"""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
        )
        [(waiting,)] = cursor.fetchall()
    return bool(waiting)


def beside(work: Callable[[], object]) -> Future[object]:
    """Start ``work`` in a thread of its own and come back once it waits for what we hold."""
    outcome: Future[object] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except Exception as error:
            outcome.set_exception(error)
        finally:
            connection.close()

    threading.Thread(target=run).start()
    until = time.monotonic() + 30
    while not someone_waits():
        assert not outcome.done(), f"it never met us: {outcome.exception()!r}"
        assert time.monotonic() < until
        time.sleep(0.01)
    return outcome
