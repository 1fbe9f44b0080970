"""Fixtures of every test. The server itself is started by ``tests.support.server``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from django.utils import translation
from hypothesis import settings

from dieuphoi.core.kernel.actor import Actor, system_actor
from tests.support.stories import (
    NOW,
    committed,
    django_db_setup,
    pytest_fixture_setup,
    shipped_world,
    small_world,
    staged,
    stories,
    world,
)

# A property is true or not; how long one example takes is no part of it on a busy machine.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

__all__ = [
    "committed",
    "django_db_setup",
    "pytest_fixture_setup",
    "shipped_world",
    "small_world",
    "staged",
    "stories",
    "world",
]


@pytest.fixture(autouse=True)
def house_language() -> Iterator[None]:
    """A request in English leaves its language to the thread; the next test begins in the house's."""
    yield
    translation.deactivate()


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def today() -> date:
    return date(2026, 3, 2)


@pytest.fixture
def system(today: date) -> Actor:
    return system_actor(today)
