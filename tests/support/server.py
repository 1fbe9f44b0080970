"""Loaded by ``-p`` before anything else: one PostgreSQL for the run, started by the controller, shared by the workers.

pytest-django reads the settings before any conftest is imported, so the address must be there by then.
"""

from __future__ import annotations

import os
import sys

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
    return bool(named & {"db", "transactional_db"}) or item.get_closest_marker("django_db") is not None


def _start() -> None:
    if os.environ.get("PYTEST_XDIST_WORKER") or os.environ.get("DATABASE_URL") or "no:django" in sys.argv:
        return
    from dieuphoi.config.embedded import start_for_tests

    os.environ["DATABASE_URL"] = start_for_tests()


_start()
