"""Fixtures of every test. The server itself is started by ``tests.support.server``."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dieuphoi.core.kernel.actor import Actor, system_actor

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""Monday 2 March 2026, 9:00 in Hà Nội: the clock of every test that does not say otherwise."""


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def today() -> date:
    return date(2026, 3, 2)


@pytest.fixture
def system(today: date) -> Actor:
    return system_actor(today)
