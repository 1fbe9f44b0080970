"""The routes of tasks that speak of people and bodies; what they ask for."""

from __future__ import annotations

from datetime import date
from typing import Any

from dieuphoi.steering.tasks.services import NewTask, task_give
from tests.support.route import Row, Stage


def put_on(stage: Stage) -> None:
    """A task of Thu's, given by Lan."""
    world = stage.world
    stage.things["tasks_people.thu"] = task_give(
        actor=world.actor("lan"),
        new=NewTask(
            title="Báo cáo kết quả cấp nước", product="Báo cáo của Sở", given_on=world.today,
            due_on=date(2026, 4, 30), lead_org_id=world.orgs["SNN"], responsible_id=world.people["thu"],
        ),
        now=world.now,
    ).pk  # fmt: skip


def _of_thu(s: Stage) -> dict[str, Any]:
    return {"person": s.world.people["thu"]}


def _person_thu(s: Stage) -> dict[str, Any]:
    return {"person_id": s.world.people["thu"]}


def _task(s: Stage) -> dict[str, Any]:
    return {"task_id": s.things["tasks_people.thu"]}


def _handed(s: Stage) -> dict[str, Any]:
    return {
        "task_ids": [s.things["tasks_people.thu"]], "person_id": s.world.people["minh"],
        "org_id": s.world.orgs["SNN"], "reason": "Thu nghỉ",
    }  # fmt: skip


PAGES: tuple[Row, ...] = (
    Row("GET", "tasks:hand_many", "OOOFFFFOLFL", query=_of_thu),
    Row("POST", "tasks:hand_many", "IIIFFFFILFL", query=_of_thu, data=lambda s: {}),
    Row("GET", "tasks:hand_many", "IIIIIIIILIL", note="of nobody"),
    Row("GET", "tasks:load", "OOOOOOOOLOL", note="everybody at least their own work"),
    Row("GET", "tasks:duties", "OOOOFFFOLFL", at=_person_thu),
    Row("GET", "tasks:mandates", "OOOONNNFLNL", at=_task),
    Row("POST", "tasks:mandates", "RRRRNNNFLNL", at=_task, data=lambda s: {}),
)
API: tuple[Row, ...] = (
    Row("GET", "tasks_load", "OOOOOOOOUOU"),
    Row("POST", "task_mandates", "EEEENNNFUNU", at=_task, data=lambda s: {"mandate_ids": []}),
    Row("POST", "tasks_hand_over", "OOOOOOOOUOU", data=_handed, note="each task is refused by itself"),
)
