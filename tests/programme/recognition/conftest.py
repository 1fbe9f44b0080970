from __future__ import annotations

from datetime import date

import pytest

from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.ranges import date_range
from dieuphoi.registry.territory.services import NewUnit, units_create
from tests.support.world import World

MERGED_ON = date(2025, 7, 1)


@pytest.fixture
def merged(world: World) -> dict[str, int]:
    """Two communes ended on 1 July 2025; the one that took both in kept the name and the code of one of them."""
    before, since = date_range(None, MERGED_ON), date_range(MERGED_ON, None)
    made = units_create(
        actor=system_actor(world.today),
        rows=[
            NewUnit("dong-tam", "commune", "xa", "Đồng Tâm", "98011", world.units["tinh"], "thử", exists=before),
            NewUnit("an-hoa", "commune", "xa", "An Hòa", "98012", world.units["tinh"], "thử", exists=before),
            NewUnit("dong-tam-moi", "commune", "xa", "Đồng Tâm", "98011", world.units["tinh"], "thử", exists=since),
        ],
        now=world.now,
    )
    return {key: int(unit) for key, unit in made.items()}
