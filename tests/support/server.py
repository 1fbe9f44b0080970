"""Loaded by ``-p`` before anything else: one PostgreSQL for the run, started by the controller, shared by the workers.

pytest-django reads the settings before any conftest is imported, so the address must be there by then.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

os.environ["DIEUPHOI_TESTING"] = "1"
os.environ.setdefault("DIEUPHOI_LANGUAGE", "vi")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only", action="store_true", help="run only what asks for the database: for a second version of it"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--database-only"):
        return
    asking = [item for item in items if _asks_for_the_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(asking)])
    items[:] = asking


def _asks_for_the_database(item: pytest.Item) -> bool:
    named = set(getattr(item, "fixturenames", ()))
    return bool(named & {"db", "transactional_db", "stories"}) or item.get_closest_marker("django_db") is not None


def _start() -> None:
    if os.environ.get("PYTEST_XDIST_WORKER") or "no:django" in sys.argv:
        return
    if not os.environ.get("DATABASE_URL"):
        from dieuphoi.config.embedded import start_for_tests

        os.environ["DATABASE_URL"] = start_for_tests()
    folder = tempfile.mkdtemp(prefix="dieuphoi-stories-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["DIEUPHOI_STORIES"] = folder
    if "auto" in sys.argv:  # the whole suite: make the tables while the workers read the tests
        _migrate_beside(folder)


def _migrate_beside(folder: str) -> None:
    """Start :mod:`tests.support.tables`, which holds the lock of the stories until the tables are there."""
    with (Path(folder) / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.tables"],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "dieuphoi.config.settings", "PYTHONPATH": "src"},
            pass_fds=(lock.fileno(),),
        )
    atexit.register(process.kill)


_start()
