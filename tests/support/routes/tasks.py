"""Tasks: who gets what. All are given by Lan to Thu (Sở Nông nghiệp) and concern Thượng Sơn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from dieuphoi.steering.tasks import services
from dieuphoi.steering.tasks.services import NewTask
from tests.support.route import PDF, Row, Stage


def put_on(stage: Stage) -> None:
    """A task in each state that a route asks for, a request for more time, a file."""
    world = stage.world
    lan, thu, now = world.actor("lan"), world.actor("thu"), world.now

    def give(name: str) -> dict[str, Any]:
        row = services.task_give(
            actor=lan, now=now,
            new=NewTask(
                title=f"Báo cáo nước sạch ({name})", product="Báo cáo", lead_org_id=world.orgs["SNN"],
                responsible_id=world.people["thu"], given_on=world.today, due_on=date(2026, 3, 31),
                coordinating=(world.orgs["SXD"],), unit_ids=(world.units["thuong"],),
            ),
        )  # fmt: skip
        stage.things[f"tasks.{name}"] = row.pk
        return {"task_id": row.pk, "now": now}

    new = give("new")
    stage.things["tasks.file"] = services.task_file_add(
        actor=lan, data=BytesIO(PDF), name="công văn.pdf", **new
    ).pk
    for name in ("running", "reported", "done", "paused"):
        at = give(name)
        services.task_accept(actor=thu, **at)
        if name in ("reported", "done"):
            services.task_report(actor=thu, text="đã gửi", document="15/BC-SNN", **at)
        if name == "done":
            services.task_confirm(actor=lan, **at)
        if name == "paused":
            services.task_pause(actor=lan, reason="chờ vốn", **at)
        if name == "running":
            stage.things["tasks.extension"] = services.extension_ask(
                actor=thu, wanted_due=date(2026, 4, 30), reason="chờ số liệu", cause="DOCUMENT", **at
            ).pk
    services.task_refuse(actor=thu, reason="không thuộc sở", **give("refused"))
    services.task_withdraw(actor=lan, reason="thôi", **give("withdrawn"))


def _of(name: str, **more: Any) -> Callable[[Stage], dict[str, Any]]:
    return lambda s: {"task_id": s.things[f"tasks.{name}"], **more}


def _extension(s: Stage) -> dict[str, Any]:
    return {"extension_id": s.things["tasks.extension"]}


def _nothing(s: Stage) -> dict[str, Any]:
    return {}


def _reason(s: Stage) -> dict[str, Any]:
    return {"reason": "thử"}


def _body(s: Stage) -> dict[str, Any]:
    world = s.world
    return {
        "title": "Rà soát hộ chưa đấu nối", "product": "Danh sách", "lead_org_id": world.orgs["SNN"],
        "responsible_id": world.people["thu"], "given_on": "2026-03-02", "due_on": "2026-03-31",
    }  # fmt: skip


def _pdf(s: Stage) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("công văn.pdf", PDF, content_type="application/pdf")}


#        Hạnh Lan Minh Thu Quang Tuấn Vy Phong Quân administrator signed-out
PAGES = (
    Row("GET", "tasks:list", "OOOOOOOOLOL", note="each sees what is theirs; the administrator none"),
    Row("POST", "tasks:list", "IIIIIIIILFL", data=lambda s: {"bulk": "accept", "confirmed": "1"}, note="none chosen"),
    Row("GET", "tasks:new", "OOOFFFFOLFL"),
    Row("POST", "tasks:new", "IIIFFFFILFL", data=_nothing),
    Row("GET", "tasks:urge_many", "OOOFFFFOLFL", query=lambda s: {"org": s.world.orgs["SNN"]}),
    Row("GET", "tasks:urge_many", "IIIIIIIILIL", note="no body named"),
    Row("POST", "tasks:urge_many", "RRIFFFFILFL", query=lambda s: {"org": s.world.orgs["SNN"]}, data=_nothing,
        note="Minh and Phong did not give these"),
    Row("GET", "tasks:rules", "OOOOOOOOLOL"),
    Row("GET", "tasks:rule_set", "OFFFFFFFLFL", at=lambda s: {"measure": "near"}),
    Row("POST", "tasks:rule_set", "IFFFFFFFLFL", at=lambda s: {"measure": "near"}, data=_nothing),
    Row("GET", "tasks:page", "OOOOOONOLNL", at=_of("new")),
    Row("GET", "tasks:correct", "OOFFFFNFLNL", at=_of("new")),
    Row("POST", "tasks:correct", "IIFFFFNFLNL", at=_of("new"), data=_nothing),
    Row("GET", "tasks:part", "OOOOFFNFLNL", at=_of("new")),
    Row("POST", "tasks:part", "IIIIFFNFLNL", at=_of("new"), data=_nothing),
    Row("GET", "tasks:reply", "OOOFFFNOLNL", at=_of("new")),
    Row("POST", "tasks:reply", "IIIFFFNILNL", at=_of("new"), data=_nothing),
    Row("GET", "tasks:progress", "FFOOFFNFLNL", at=_of("running")),
    Row("POST", "tasks:progress", "FFIIFFNFLNL", at=_of("running"), data=_nothing),
    Row("GET", "tasks:delay", "FFOOFFNFLNL", at=_of("running")),
    Row("POST", "tasks:delay", "FFIIFFNFLNL", at=_of("running"), data=_nothing),
    Row("GET", "tasks:report", "FFOOFFNFLNL", at=_of("running")),
    Row("POST", "tasks:report", "FFIIFFNFLNL", at=_of("running"), data=_nothing),
    Row("GET", "tasks:confirm", "OOFFFFNFLNL", at=_of("reported")),
    Row("POST", "tasks:confirm", "RRFFFFNFLNL", at=_of("reported"), data=_nothing),
    Row("GET", "tasks:confirm", "KKKKKKNKLNL", at=_of("new"), note="nothing was reported yet"),
    Row("GET", "tasks:pause", "OOFFFFNFLNL", at=_of("running")),
    Row("POST", "tasks:pause", "IIFFFFNFLNL", at=_of("running"), data=_nothing),
    Row("GET", "tasks:hand_over", "OOOFFFNFLNL", at=_of("running")),
    Row("POST", "tasks:hand_over", "IIIFFFNFLNL", at=_of("running"), data=_nothing),
    Row("GET", "tasks:regive", "OOFFFFNFLNL", at=_of("refused")),
    Row("POST", "tasks:regive", "IIFFFFNFLNL", at=_of("refused"), data=_nothing),
    Row("GET", "tasks:extension_ask", "FFOOFFNFLNL", at=_of("new")),
    Row("POST", "tasks:extension_ask", "FFIIFFNFLNL", at=_of("new"), data=_nothing),
    Row("GET", "tasks:urge", "OOFFFFNFLNL", at=_of("new")),
    Row("POST", "tasks:urge", "RRFFFFNFLNL", at=_of("new"), data=_nothing),
    Row("GET", "tasks:file_add", "OOOOFFNFLNL", at=_of("new")),
    Row("POST", "tasks:file_add", "RRRRFFNFLNL", at=_of("new"), data=_pdf),
    Row("GET", "tasks:act", "FFOOFFNFLNL", at=_of("new", move="accept")),
    Row("POST", "tasks:act", "FFRRFFNFLNL", at=_of("new", move="accept"), data=_nothing),
    Row("GET", "tasks:act", "OOFFFFNFLNL", at=_of("new", move="withdraw")),
    Row("POST", "tasks:act", "IIFFFFNFLNL", at=_of("new", move="withdraw"), data=_nothing, note="without a reason"),
    Row("GET", "tasks:act", "OOFFFFNFLNL", at=_of("done", move="reopen")),
    Row("GET", "tasks:act", "OOFFFFNFLNL", at=_of("paused", move="resume")),
    Row("GET", "tasks:act", "OOFFFFNFLNL", at=_of("withdrawn", move="restore")),
    Row("GET", "tasks:extension_grant", "OOFFFFNFLNL", at=_extension),
    Row("POST", "tasks:extension_grant", "IIFFFFNFLNL", at=_extension, data=_nothing),
    Row("GET", "tasks:extension_act", "OOFFFFNFLNL", at=lambda s: {**_extension(s), "move": "refuse"}),
    Row("POST", "tasks:extension_act", "IIFFFFNFLNL", at=lambda s: {**_extension(s), "move": "refuse"},
        data=_nothing),
    Row("GET", "tasks:extension_act", "FFOOFFNFLNL", at=lambda s: {**_extension(s), "move": "withdraw"}),
    Row("POST", "tasks:extension_act", "FFRRFFNFLNL", at=lambda s: {**_extension(s), "move": "withdraw"},
        data=_nothing),
    Row("GET", "board:steering", "OOOOOOOOLOL", note="counts of what each sees"),
    Row("GET", "tasks:file", "OOOOOONOLNL", at=lambda s: {"file_id": s.things["tasks.file"]}),
)  # fmt: skip

API = (
    Row("GET", "tasks_list", "OOOOOOOOUOU"),
    Row("POST", "task_give", "CCCFFFFCUFU", data=_body),
    Row("POST", "tasks_urge", "OOIIIIIIUIU", data=lambda s: {"task_ids": [s.things["tasks.new"]]},
        note="who may not, or does not see it, is told so as an input without any task"),
    Row("GET", "task_read", "OOOOOONOUNU", at=_of("new")),
    Row("POST", "task_correct", "OOFFFFNFUNU", at=_of("new"), data=lambda s: {**_body(s), **_reason(s)}),
    Row("POST", "task_accept", "FFOOFFNFUNU", at=_of("new")),
    Row("POST", "task_refuse", "FFOOFFNFUNU", at=_of("new"), data=_reason),
    Row("POST", "task_start", "FFOOFFNFUNU", at=_of("running")),
    Row("POST", "task_progress", "FFOOFFNFUNU", at=_of("running"), data=lambda s: {"text": "12 xã", "percent": 40}),
    Row("POST", "task_delay", "FFOOFFNFUNU", at=_of("running"), data=lambda s: {"cause": "MONEY", "text": "chờ vốn"}),
    Row("POST", "task_report", "FFOOFFNFUNU", at=_of("running"), data=lambda s: {"text": "xong", "document": "1/BC"}),
    Row("POST", "task_recall", "FFOOFFNFUNU", at=_of("reported"), data=_reason),
    Row("POST", "task_confirm", "OOFFFFNFUNU", at=_of("reported"), data=_nothing),
    Row("POST", "task_return", "OOFFFFNFUNU", at=_of("reported"), data=_reason),
    Row("POST", "task_reopen", "OOFFFFNFUNU", at=_of("done"), data=_reason),
    Row("POST", "task_regive", "OOFFFFNFUNU", at=_of("refused"), data=_reason),
    Row("POST", "task_pause", "OOFFFFNFUNU", at=_of("running"), data=_reason),
    Row("POST", "task_resume", "OOFFFFNFUNU", at=_of("paused")),
    Row("POST", "task_withdraw", "OOFFFFNFUNU", at=_of("new"), data=_reason),
    Row("POST", "task_restore", "OOFFFFNFUNU", at=_of("withdrawn"), data=_reason),
    Row("POST", "task_hand_over", "OOOFFFNFUNU", at=_of("running"),
        data=lambda s: {"person_id": s.world.people["minh"], **_reason(s)}),
    Row("POST", "extension_ask", "FFCCFFNFUNU", at=_of("new"),
        data=lambda s: {"wanted_due": "2099-06-30", "cause": "MONEY", **_reason(s)}),
    Row("POST", "extension_grant", "OOFFFFNFUNU", at=_extension, data=lambda s: {"due_on": "2099-06-30"}),
    Row("POST", "extension_refuse", "OOFFFFNFUNU", at=_extension, data=_reason),
    Row("POST", "extension_withdraw", "FFOOFFNFUNU", at=_extension),
)  # fmt: skip
