"""The first quarter of 2026 as it happened: acts on chosen days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.registry.access.selectors import actor_for
from dieuphoi.steering.tasks import services
from dieuphoi.steering.tasks.models import Task
from dieuphoi.steering.tasks.services import task_give
from tests.steering.tasks.conftest import new_task
from tests.support.world import World


class Told:
    """Acts on chosen days: each person as they are on that day, at nine in the morning."""

    def __init__(self, world: World) -> None:
        self.world = world

    def at(self, day: date) -> datetime:
        return self.world.now + timedelta(days=(day - self.world.today).days)

    def actor(self, who: str, day: date) -> Actor:
        return actor_for(self.world.accounts[who], day)

    def give(self, on: date, due: date | None, org: str = "SNN", person: str = "thu", who: str = "lan",
             **more: Any) -> Task:  # fmt: skip
        if due is None:
            more.setdefault("no_due_reason", "cả nhiệm kỳ")
        new = new_task(self.world, org, person, given_on=on, due_on=due, **more)
        return task_give(actor=self.actor(who, on), new=new, now=self.at(on))

    def __call__(self, name: str, who: str, row: Task, day: date, **more: Any) -> Any:
        return getattr(services, name)(
            actor=self.actor(who, day), task_id=row.pk, now=self.at(day), **more
        )

    def done(self, row: Task, accepted: date, reported: date, confirmed: date, doer: str = "thu") -> None:
        self("task_accept", doer, row, accepted)
        self("task_report", doer, row, reported, text="xong", document="1/BC")
        self("task_confirm", "lan", row, confirmed)


def d(month: int, day: int, year: int = 2026) -> date:
    return date(year, month, day)


def quarter_told(world: World, tell: Told) -> dict[str, Task]:
    """The first quarter of 2026 in the departments of agriculture (Thu, Minh) and of construction (Hải)."""
    rows = {}
    # Done before the quarter: no part of it.
    rows["before"] = tell.give(d(11, 3, 2025), d(12, 1, 2025))
    tell.done(rows["before"], d(11, 4, 2025), d(11, 20, 2025), d(11, 21, 2025))
    # Carried over from 2025 and done in time, confirmed only after the quarter's end.
    rows["carried"] = tell.give(d(12, 1, 2025), d(3, 31))
    tell("task_accept", "thu", rows["carried"], d(12, 2, 2025))
    tell("task_report", "thu", rows["carried"], d(3, 30), text="xong", document="2/BC")
    tell("task_confirm", "lan", rows["carried"], d(4, 10))
    # Done late: due on Friday 6 March, reported on Tuesday 10 March: two working days.
    rows["late"] = tell.give(d(2, 2), d(3, 6))
    tell("task_accept", "thu", rows["late"], d(2, 3))
    tell("task_delay", "thu", rows["late"], d(3, 5), cause="MONEY", text="chờ cấp vốn")
    tell("task_report", "thu", rows["late"], d(3, 10), text="xong", document="3/BC")
    tell("task_confirm", "lan", rows["late"], d(3, 11))
    # Done late by five working days, after a return.
    rows["returned"] = tell.give(d(2, 2), d(3, 2))
    tell("task_accept", "thu", rows["returned"], d(2, 12))
    tell("task_report", "thu", rows["returned"], d(3, 2), text="xong", document="4/BC")
    tell("task_return", "lan", rows["returned"], d(3, 4), reason="thiếu phụ lục")
    tell("task_report", "thu", rows["returned"], d(3, 9), text="bổ sung", document="5/BC",
         cause="PERSON")  # fmt: skip
    tell("task_confirm", "lan", rows["returned"], d(3, 10))
    # Overdue on 31 March, nobody touched it since it was given: idle, never accepted.
    rows["overdue"] = tell.give(d(3, 2), d(3, 20))
    # Extended from 16 March to 30 June: open, not late.
    rows["extended"] = tell.give(d(2, 16), d(3, 16))
    tell("task_accept", "thu", rows["extended"], d(2, 17))
    asked = tell("extension_ask", "thu", rows["extended"], d(3, 10), wanted_due=d(6, 30), reason="x", cause="OPINION")
    services.extension_grant(actor=tell.actor("lan", d(3, 12)), extension_id=asked.pk, now=tell.at(d(3, 12)))
    # Refused, then given to the department of construction, which is at it.
    rows["refused"] = tell.give(d(3, 9), d(4, 30))
    tell("task_refuse", "thu", rows["refused"], d(3, 10), reason="thuộc Sở Xây dựng")
    tell("task_regive", "lan", rows["refused"], d(3, 16), reason="đúng", person_id=world.people["hai"],
         org_id=world.orgs["SXD"])  # fmt: skip
    tell("task_accept", "hai", rows["refused"], d(3, 18))
    # Withdrawn; inner, of the department itself; of construction, one single case.
    rows["withdrawn"] = tell.give(d(1, 12), d(2, 27))
    tell("task_withdraw", "lan", rows["withdrawn"], d(2, 2), reason="không cần nữa")
    rows["inner"] = tell.give(d(3, 2), d(3, 27), who="minh")
    tell("task_accept", "thu", rows["inner"], d(3, 3))
    tell("task_report", "thu", rows["inner"], d(3, 27), text="xong", document="6/BC")
    rows["hai"] = tell.give(d(3, 2), d(3, 20), "SXD", "hai")
    tell.done(rows["hai"], d(3, 3), d(3, 13), d(3, 16), doer="hai")
    # Given after the quarter: no part of it.
    rows["after"] = tell.give(d(4, 6), d(5, 1))
    return rows
