"""The worker: the queue until its end, signs of life meanwhile, and regular work every half minute."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final

from django.db import connection, connections
from django.utils import timezone
from procrastinate.contrib.django import app as queue

from dieuphoi.core.kernel.jobs.recovery import jobs_recover
from dieuphoi.core.kernel.jobs.run import running

logger = logging.getLogger(__name__)

BEAT_EVERY: Final = 10.0
"""Seconds between two signs of life for the jobs of this process: the queue gives none while it waits for their end."""
RECOVER_TURNS: Final = 3
"""Every so many signs of life a worker looks for jobs whose worker died, and for regular work."""

_ticks: Final[list[Callable[[], object]]] = []


def on_tick(function: Callable[[], object]) -> None:
    """Have ``function`` called every half minute by each worker (regular work stands above the kernel)."""
    if function not in _ticks:
        _ticks.append(function)


def _tick() -> None:
    for function in _ticks:
        try:
            function()
        except Exception:
            logger.exception("regular work failed")


def worker_run(*, concurrency: int = 2, wait: bool = True) -> None:
    """Work on the queue until told to end (``SIGINT``, ``SIGTERM``); with ``wait=False`` until it is
    empty.
    """
    jobs_recover(timezone.now())
    _tick()
    ended = threading.Event()
    watch = threading.Thread(target=_recover_until, args=(ended,), name="jobs-recover", daemon=True)
    if wait:
        watch.start()
    try:
        _work(concurrency, wait)
    finally:
        ended.set()
        if wait:
            watch.join()


def _beat() -> None:
    """Say that the workers of this process's jobs live. The queue itself falls silent while it waits for the last jobs
    of a worker that was told to end: another worker would take them for lost."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() WHERE id IN (SELECT q.worker_id"
            " FROM procrastinate_jobs q JOIN kernel_job j ON j.queue_id = q.id"
            " WHERE q.status = 'doing' AND j.id = ANY(%s))",
            [list(running)],
        )


def _recover_until(ended: threading.Event) -> None:
    """A worker that starts right after another was killed finds its jobs only once the heartbeat is old."""
    turn = 0
    while not ended.wait(BEAT_EVERY):
        turn += 1
        try:
            if running:
                _beat()
            if turn % RECOVER_TURNS == 0:
                jobs_recover(timezone.now())
        except Exception:
            logger.exception("looking for lost jobs failed")
        try:
            if turn % RECOVER_TURNS == 0:
                _tick()
        finally:
            connections.close_all()


def _work(concurrency: int, wait: bool) -> None:
    with queue.replace_connector(queue.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        working.run_worker(concurrency=concurrency, wait=wait, listen_notify=wait, delete_jobs="successful")
