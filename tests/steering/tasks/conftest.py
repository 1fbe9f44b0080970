from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from dieuphoi.steering.tasks.models import Task
from dieuphoi.steering.tasks.services import NewTask, task_give
from tests.support.world import World

Give = Callable[..., Task]
DUE = date(2026, 3, 31)


def new_task(world: World, org: str = "SNN", person: str = "thu", **more: Any) -> NewTask:
    """A report that the department of agriculture owes until 31 March 2026, answered for by Thu."""
    values: dict[str, Any] = {
        "title": "Báo cáo tiến độ cấp nước sạch nông thôn", "product": "Báo cáo của Sở", "given_on": world.today,
        "due_on": DUE, "lead_org_id": world.orgs[org], "responsible_id": world.people[person], **more,
    }  # fmt: skip
    return NewTask(**values)


@pytest.fixture
def give(world: World) -> Give:
    """Give a task by Lan unless said otherwise."""

    def make(org: str = "SNN", person: str = "thu", who: str = "lan", **more: Any) -> Task:
        return task_give(actor=world.actor(who), new=new_task(world, org, person, **more), now=world.now)

    return make
