from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.programme.targets.services import NewTarget, target_register
from dieuphoi.registry.territory.selectors import communes_in
from dieuphoi.registry.territory.services import BatchSpec, PlannedChange, PlannedUnit, change_apply, changes_plan
from tests.support.world import World

Register = Callable[..., Any]


@pytest.fixture
def register(world: World) -> Register:
    """Register a target of Thượng Sơn for 2026 by Lan, unless said otherwise."""

    def make(unit: str = "thuong", who: str = "lan", **more: Any) -> Any:
        values: dict[str, Any] = {
            "year": 2026, "goal": "LEVEL", "level": "commune_basic", "registered_on": date(2026, 1, 15),
            "document": "12/ĐK-UBND", **more,
        }  # fmt: skip
        new = NewTarget(unit_id=world.units[unit], **values)
        return target_register(actor=world.actor(who), new=new, now=world.now)

    return make


def merge(world: World) -> int:
    """Thượng Sơn and Hạ Sơn become Thượng Sơn on 1 March 2026, by an applied change; the id of the new unit."""
    system = system_actor(world.today)
    planned = changes_plan(
        actor=system,
        batch=BatchSpec("Sắp xếp thử", "thử"),
        plans=[
            PlannedChange(
                date(2026, 3, 1),
                (world.units["thuong"], world.units["ha"]),
                (PlannedUnit("moi", "commune", "xa", "Thượng Sơn", "98001", world.units["tinh"]),),
                resolution_number="1/NQ",
                source="thử",
            )
        ],
        now=world.now,
    )
    change_apply(actor=system, ids=[each.pk for each in planned.changes], now=world.now)
    [found] = [row.id for row in communes_in(system, world.units["tinh"], world.today) if row.name == "Thượng Sơn"]
    return found
