"""The routes of tasks that speak of people and bodies; what they ask for."""

from __future__ import annotations

from datetime import date
from typing import Any

from dieuphoi.steering.tasks.services import NewTask, task_give
from dieuphoi.steering.tasks.services.results import result_approve, results_prepare
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

    def prepared(period: str) -> int:
        """Of a period in which one task of Thu's was in hand."""
        return int(
            results_prepare(
                actor=world.actor("lan"), province_id=world.units["tinh"], period=period, now=world.now
            ).pk
        )

    task_give(
        actor=world.actor("lan"),
        new=NewTask(
            title="Báo cáo năm", product="Báo cáo của Sở", given_on=date(2025, 7, 1),
            due_on=date(2026, 4, 30), lead_org_id=world.orgs["SNN"], responsible_id=world.people["thu"],
        ),
        now=world.now,
    )  # fmt: skip
    stage.things["tasks_people.waits"] = prepared("2025-Q3")
    stage.things["tasks_people.published"] = result_approve(
        actor=world.actor("hanh"), edition_id=prepared("2025-Q4"), now=world.now
    ).pk


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


def _waits(s: Stage) -> dict[str, Any]:
    return {"edition_id": s.things["tasks_people.waits"]}


def _published(s: Stage) -> dict[str, Any]:
    return {"edition_id": s.things["tasks_people.published"]}


def _asked(s: Stage) -> dict[str, Any]:
    return {"province": s.world.units["tinh"], "period": "2025"}


def _asked_json(s: Stage) -> dict[str, Any]:
    return {"province_id": s.world.units["tinh"], "period": "2025"}


def _why(s: Stage) -> dict[str, Any]:
    return {"reason": "lập nhầm"}


PAGES: tuple[Row, ...] = (
    Row("GET", "tasks:hand_many", "OOOFFFFOLFL", query=_of_thu),
    Row("POST", "tasks:hand_many", "IIIFFFFILFL", query=_of_thu, data=lambda s: {}),
    Row("GET", "tasks:hand_many", "IIIIIIIILIL", note="of nobody"),
    Row("GET", "tasks:load", "OOOOOOOOLOL", note="everybody at least their own work"),
    Row("GET", "tasks:duties", "OOOOFFFOLFL", at=_person_thu),
    Row("GET", "tasks:scores", "OOOFFFFOLFL"),
    Row("GET", "tasks:results", "OOOOOOOOLOL"),
    Row("POST", "tasks:results", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "tasks:result_new", "OOFFFFFFLFL"),
    Row("POST", "tasks:result_new", "RRFFFFFFLFL", data=_asked),
    Row("GET", "tasks:result", "OONNNNNOLNL", at=_waits),
    Row("GET", "tasks:result", "OOOOOOOOLNL", at=_published, note="published: all who work in the province"),
    Row("GET", "tasks:result_sheet", "OOOOOOOOLNL", at=_published),
    Row("GET", "tasks:result_approve", "OFNNNNNFLNL", at=_waits),
    Row("POST", "tasks:result_approve", "RFNNNNNFLNL", at=_waits, data=lambda s: {}),
    Row("GET", "tasks:result_drop", "OONNNNNFLNL", at=_waits),
    Row("POST", "tasks:result_drop", "RRNNNNNFLNL", at=_waits, data=_why),
    Row("GET", "tasks:result_withdraw", "OFFFFFFFLNL", at=_published),
    Row("POST", "tasks:result_withdraw", "RFFFFFFFLNL", at=_published, data=_why),
    Row("GET", "tasks:mandates", "OOOONNNFLNL", at=_task),
    Row("POST", "tasks:mandates", "RRRRNNNFLNL", at=_task, data=lambda s: {}),
)
API: tuple[Row, ...] = (
    Row("GET", "tasks_load", "OOOOOOOOUOU"),
    Row("GET", "task_person_duties", "OOOOFFFOUFU", at=_person_thu),
    Row("GET", "tasks_scores", "OOOFFFFOUFU"),
    Row("GET", "tasks_scores_rules", "OOOFFFFOUFU"),
    Row("GET", "task_results", "OOOOOOOOUOU"),
    Row("POST", "task_result_prepare", "CCFFFFFFUFU", data=_asked_json),
    Row("GET", "task_result", "OONNNNNOUNU", at=_waits),
    Row("POST", "task_result_approve", "OFNNNNNFUNU", at=_waits, data=lambda s: {}),
    Row("POST", "task_result_drop", "OONNNNNFUNU", at=_waits, data=_why),
    Row("POST", "task_result_withdraw", "OFFFFFFFUNU", at=_published, data=_why),
    Row("POST", "task_mandates", "EEEENNNFUNU", at=_task, data=lambda s: {"mandate_ids": []}),
    Row("POST", "tasks_hand_over", "OOOOOOOOUOU", data=_handed, note="each task is refused by itself"),
)
