from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

from tests.support.world import World, build_world


@pytest.fixture
def world(db: None, now: datetime) -> World:
    return build_world(now)


@pytest.fixture
def live(db: None) -> World:
    """The world of this very moment: pages read the real clock."""
    return build_world(timezone.now())
