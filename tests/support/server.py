"""Loaded by ``-p`` before anything else: one PostgreSQL for the run, started by the controller, shared by the workers.

pytest-django reads the settings before any conftest is imported, so the address must be there by then.
"""

from __future__ import annotations

import os
import sys

os.environ["DIEUPHOI_TESTING"] = "1"
os.environ.setdefault("DIEUPHOI_LANGUAGE", "vi")


def _start() -> None:
    if os.environ.get("PYTEST_XDIST_WORKER") or os.environ.get("DATABASE_URL") or "no:django" in sys.argv:
        return
    from dieuphoi.config.embedded import start_for_tests

    os.environ["DATABASE_URL"] = start_for_tests()


_start()
