from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.support.world import World, build_world

FIRST_PASSWORD = "dieuphoi.registry.accounts.middleware.FirstPasswordMiddleware"


@pytest.fixture(autouse=True)
def wired(settings: Any) -> None:
    """The middleware of the first sign-in, while the settings do not name it yet."""
    if FIRST_PASSWORD not in settings.MIDDLEWARE:
        at = settings.MIDDLEWARE.index("dieuphoi.registry.access.middleware.ActorMiddleware")
        settings.MIDDLEWARE = [*settings.MIDDLEWARE[:at], FIRST_PASSWORD, *settings.MIDDLEWARE[at:]]


@pytest.fixture
def world(db: None, now: datetime) -> World:
    return build_world(now)
