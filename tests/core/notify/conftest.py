from __future__ import annotations

from datetime import datetime

import pytest

from tests.support.world import World, build_world


@pytest.fixture
def world(db: None, now: datetime) -> World:
    return build_world(now)
