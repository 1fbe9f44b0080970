"""Tasks by workbook, templates, recurring duties, urgings: who gets what. All kept and given by Lan for the office."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from dieuphoi.steering.tasks import services
from dieuphoi.steering.tasks.selectors.planning import Wanted
from dieuphoi.steering.tasks.services import NewTask
from dieuphoi.steering.tasks.services import recurring as duties
from dieuphoi.steering.tasks.services import templates as templates
from tests.support.route import Row, Stage


def put_on(stage: Stage) -> None:
    """A template of the office with one task, one given template, two recurring duties, a batch of urgings."""
    world = stage.world
    lan, now, things = world.actor("lan"), world.now, stage.things
    kept = templates.template_make(
        actor=lan, now=now, new=templates.NewTemplate(world.orgs["VPDP"], "Mẫu của Văn phòng", "Quyết định 5/QĐ-VPDP")
    )
    item = templates.item_add(
        actor=lan, template_id=kept.pk, new=templates.NewItem("Soạn báo cáo", "Báo cáo", days=3), now=now
    )
    use = templates.template_give(
        actor=lan, ref="bao-cao-xa", token=uuid.UUID(int=5), now=now,
        wanted=Wanted(
            world.today, (world.units["thuong"],), {f"u{world.units['thuong']}": world.people["tuan"]},
        ),
    )  # fmt: skip
    running, paused = (
        duties.duty_make(
            actor=lan, now=now,
            new=duties.NewDuty(
                title=title, product="Báo cáo", source="5/VPDP", rhythm="year", due_rule="LAST_DAY",
                valid_from=date(2099, 1, 1), lead_org_id=world.orgs["SNN"], responsible_id=world.people["thu"],
            ),
        )
        for title in ("Báo cáo năm", "Báo cáo năm, tạm dừng")
    )  # fmt: skip
    duties.duty_pause(actor=lan, duty_id=paused.pk, reason="chờ mẫu", now=now)
    late = services.task_give(
        actor=lan, now=now,
        new=NewTask(
            title="Báo cáo quá hạn", product="Báo cáo", lead_org_id=world.orgs["SNN"],
            responsible_id=world.people["thu"], given_on=date(2026, 1, 5), due_on=date(2026, 2, 20),
            unit_ids=(world.units["thuong"],),
        ),
    )  # fmt: skip
    batch = services.tasks_urge(actor=lan, task_ids=[late.pk], words="gấp", now=now).batch
    for name, pk in (
        ("template", kept.pk), ("item", item.pk), ("use", use.pk), ("duty", running.pk), ("paused", paused.pk),
        ("batch", batch.int),
    ):  # fmt: skip
        things[f"tasks_sheets.{name}"] = pk


def _of(argument: str, name: str, **more: Any) -> Callable[[Stage], dict[str, Any]]:
    return lambda s: {argument: s.things[f"tasks_sheets.{name}"], **more}


def _ref(s: Stage) -> dict[str, Any]:
    return {"ref": str(s.things["tasks_sheets.template"])}


def _shipped(s: Stage) -> dict[str, Any]:
    return {"ref": "bao-cao-xa"}


def _batch(s: Stage) -> dict[str, Any]:
    return {"batch": uuid.UUID(int=s.things["tasks_sheets.batch"])}


def _letter(s: Stage) -> dict[str, Any]:
    return {**_batch(s), "org_id": s.world.orgs["SNN"]}


def _nothing(s: Stage) -> dict[str, Any]:
    return {}


def _reason(s: Stage) -> dict[str, Any]:
    return {"reason": "thử"}


def _new_template(s: Stage) -> dict[str, Any]:
    return {"org_id": s.world.orgs["VPDP"], "name": "Mẫu khác", "source": "Quyết định 6/QĐ-VPDP"}


def _new_item(s: Stage) -> dict[str, Any]:
    return {"title": "Soạn tờ trình", "product": "Tờ trình", "days": 2}


def _given(s: Stage) -> dict[str, Any]:
    unit = s.world.units["thuong"]
    return {
        "token": str(uuid.uuid4()), "start_on": "2026-03-02", "unit_ids": [unit],
        "persons": {f"u{unit}": s.world.people["tuan"]},
    }  # fmt: skip


def _new_duty(s: Stage) -> dict[str, Any]:
    return {
        "title": "Báo cáo quý", "product": "Báo cáo", "source": "5/VPDP", "rhythm": "quarter", "due_rule": "LAST_DAY",
        "valid_from": "2099-01-01", "lead_org_id": s.world.orgs["SNN"], "responsible_id": s.world.people["thu"],
        "org_id": s.world.orgs["VPDP"],
    }  # fmt: skip


_TEMPLATE = _of("template_id", "template")
_ITEM = _of("item_id", "item")
_DUTY = _of("duty_id", "duty")

#        Hạnh Lan Minh Thu Quang Tuấn Vy Phong Quân administrator signed-out
PAGES = (
    Row("GET", "tasks:sheet", "OOFFFFFFLFL", note="tasks by a sheet are the office's"),
    Row("GET", "tasks:templates", "OOOOOOOOLOL"),
    Row("GET", "tasks:template_new", "OOOFFFFFLFL"),
    Row("POST", "tasks:template_new", "IIIFFFFFLFL", data=_nothing),
    Row("GET", "tasks:template", "OOOOOOOOLOL", at=_ref, note="the office's are everybody's to use"),
    Row("GET", "tasks:template_copy", "OOOFFFFFLFL", at=_shipped),
    Row("POST", "tasks:template_copy", "IIIFFFFFLFL", at=_shipped, data=_nothing),
    Row("GET", "tasks:template_correct", "OOFFFFFFLFL", at=_TEMPLATE),
    Row("POST", "tasks:template_correct", "IIFFFFFFLFL", at=_TEMPLATE, data=_nothing),
    Row("GET", "tasks:template_end", "OOFFFFFFLFL", at=_TEMPLATE),
    Row("POST", "tasks:template_end", "IIFFFFFFLFL", at=_TEMPLATE, data=_nothing, note="without a reason"),
    Row("GET", "tasks:item_add", "OOFFFFFFLFL", at=_TEMPLATE),
    Row("POST", "tasks:item_add", "IIFFFFFFLFL", at=_TEMPLATE, data=_nothing),
    Row("GET", "tasks:item_correct", "OOFFFFFFLFL", at=_ITEM),
    Row("POST", "tasks:item_correct", "IIFFFFFFLFL", at=_ITEM, data=_nothing),
    Row("GET", "tasks:item_move", "OOFFFFFFLFL", at=_of("item_id", "item", where="up")),
    Row("POST", "tasks:item_move", "RRFFFFFFLFL", at=_of("item_id", "item", where="up"), data=_nothing),
    Row("GET", "tasks:item_end", "OOFFFFFFLFL", at=_ITEM),
    Row("POST", "tasks:item_end", "RRFFFFFFLFL", at=_ITEM, data=_nothing),
    Row("GET", "tasks:template_give", "OOOFFFFOLFL", at=_shipped),
    Row("POST", "tasks:template_give", "IIIFFFFILFL", at=_shipped, data=_nothing),
    Row("GET", "tasks:template_use", "OONNNNNOLNL", at=_of("use_id", "use")),
    Row("GET", "tasks:recurring", "OOOOOOOOLOL", note="each sees what their body gives or does"),
    Row("POST", "tasks:recurring", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "tasks:duty_new", "OOOFFFFFLFL"),
    Row("POST", "tasks:duty_new", "IIIFFFFFLFL", data=_nothing),
    Row("GET", "tasks:duty", "OOOONNNOLNL", at=_DUTY),
    Row("GET", "tasks:duty_correct", "OOFFNNNFLNL", at=_DUTY),
    Row("POST", "tasks:duty_correct", "IIFFNNNFLNL", at=_DUTY, data=_nothing),
    Row("GET", "tasks:duty_act", "OOFFNNNFLNL", at=_of("duty_id", "duty", move="pause")),
    Row("POST", "tasks:duty_act", "IIFFNNNFLNL", at=_of("duty_id", "duty", move="pause"), data=_nothing,
        note="without a reason"),
    Row("GET", "tasks:duty_act", "OOFFNNNFLNL", at=_of("duty_id", "duty", move="end")),
    Row("GET", "tasks:duty_act", "OOFFNNNFLNL", at=_of("duty_id", "paused", move="resume")),
    Row("POST", "tasks:duty_act", "RRFFNNNFLNL", at=_of("duty_id", "paused", move="resume"), data=_nothing),
    Row("GET", "tasks:urgings", "OOOOOOOOLOL", note="urgings of tasks that each sees"),
    Row("POST", "tasks:urgings", "NNNNNNNNLNL", data=lambda s: {}),
    Row("GET", "tasks:urged", "OOOOOONOLNL", at=_batch),
    Row("GET", "tasks:urged_letter", "OOFFFFNFLNL", at=_letter),
    Row("POST", "tasks:urged_letter", "KKFFFFNFLNL", at=_letter, data=lambda s: {"format": "pdf"},
        note="no LibreOffice here"),
)  # fmt: skip

API = (
    Row("GET", "task_templates", "OOOOOOOOUOU"),
    Row("POST", "task_template_make", "CCFFFFFFUFU", data=_new_template),
    Row("GET", "task_template_read", "OOOOOOOOUOU", at=_ref),
    Row("POST", "task_template_copy", "CCFFFFFFUFU", at=_shipped, data=_new_template),
    Row("POST", "task_template_give", "CCFFFFFCUFU", at=_shipped, data=_given),
    Row("POST", "task_template_correct", "OOFFFFFFUFU", at=_TEMPLATE,
        data=lambda s: {**_new_template(s), **_reason(s)}),
    Row("POST", "task_template_end", "OOFFFFFFUFU", at=_TEMPLATE, data=_reason),
    Row("POST", "task_template_item_add", "CCFFFFFFUFU", at=_TEMPLATE, data=_new_item),
    Row("POST", "task_template_item_correct", "OOFFFFFFUFU", at=_ITEM, data=_new_item),
    Row("POST", "task_template_item_move", "OOFFFFFFUFU", at=_ITEM, data=lambda s: {"up": True}),
    Row("POST", "task_template_item_end", "OOFFFFFFUFU", at=_ITEM),
    Row("GET", "duties_list", "OOOOOOOOUOU"),
    Row("POST", "duty_make", "CCFFFFFFUFU", data=_new_duty),
    Row("GET", "duty_read", "OOOONNNOUNU", at=_DUTY),
    Row("POST", "duty_correct", "OOFFNNNFUNU", at=_DUTY, data=lambda s: {**_new_duty(s), **_reason(s)}),
    Row("POST", "duty_pause", "OOFFNNNFUNU", at=_DUTY, data=_reason),
    Row("POST", "duty_resume", "OOFFNNNFUNU", at=_of("duty_id", "paused")),
    Row("POST", "duty_end", "OOFFNNNFUNU", at=_DUTY, data=_reason),
    Row("GET", "task_urgings", "OOOOOOOOUOU"),
)  # fmt: skip
