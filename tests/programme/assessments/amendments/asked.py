"""What the tests of amendments ask for: of the frozen sheets of the small world."""

from __future__ import annotations

from datetime import date
from typing import Any

from dieuphoi.programme.assessments.amendments.asking import NewAmendment, NewItem
from dieuphoi.programme.assessments.amendments.models import Amendment
from dieuphoi.programme.assessments.amendments.services import amendment_request
from tests.support.world import World


def wanted(world: World, sheet: str = "ha", **more: Any) -> NewAmendment:
    """Hạ Sơn's hard roads: 79 % was a slip of the pen for 82 %. The threshold is 80 %: not met becomes met."""
    items = more.pop("items", (NewItem(world.indicators["2.1"], {"": "82"}),))
    told: dict[str, Any] = {
        "reason": "Nhập nhầm số km đã cứng hóa",
        "document": "15/BB-VPDP",
        "document_on": date(2026, 2, 20),
        "ends_on": date(2026, 3, 10),
        **more,
    }
    return NewAmendment(sheet_id=world.frozen_sheets[sheet], items=items, **told)


def requested(world: World, who: str = "lan", **more: Any) -> Amendment:
    return amendment_request(actor=world.actor(who), new=wanted(world, **more), now=world.now)
