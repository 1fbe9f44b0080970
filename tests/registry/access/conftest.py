from __future__ import annotations

import pytest
from django.utils import timezone

from tests.support.world import World, build_world


@pytest.fixture
def live(db: None) -> World:
    """The world of this very moment: pages read the real clock."""
    return build_world(timezone.now())
