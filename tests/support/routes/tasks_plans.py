"""Routes of the other shapes of the list of tasks, and of work programmes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from dieuphoi.steering.tasks.services import NewTask, plans, task_give
from tests.support.route import Row, Stage

FAR = "2099-01-01"
"""Pages and API live by the real clock: a day that is ahead of every one of them."""


def put_on(stage: Stage) -> None:
    """Four plans of the office – a draft, one that the department of agriculture is asked about, one submitted by Lan,
    one approved with a task – and one task more. All by Lan, approved by Hạnh.
    """
    world, things = stage.world, stage.things
    lan, now = world.actor("lan"), world.now

    def plan(title: str) -> int:
        new = plans.NewPlan(world.orgs["VPDP"], "PROGRAMME", title, "2026")
        return plans.plan_start(actor=lan, new=new, now=now).pk

    def line(plan_id: int, text: str, group: int | None = None) -> int:
        new = plans.NewLine(
            text, product="Báo cáo", lead_org_id=world.orgs["SNN"], timing="quý II", group_id=group, is_key=True
        )
        return plans.line_add(actor=lan, plan_id=plan_id, new=new, now=now).pk

    draft = plan("Chương trình đang soạn")
    things["tasks.plan"] = draft
    things["tasks.group"] = plans.group_add(actor=lan, plan_id=draft, title="Hạ tầng", now=now).pk
    things["tasks.line"] = line(draft, "Kiểm tra cấp nước", things["tasks.group"])
    things["tasks.member"] = plans.member_add(
        actor=lan, plan_id=draft, person_id=world.people["hanh"], now=now
    ).pk
    things["tasks.step"] = plans.milestone_add(
        actor=lan, plan_id=draft, title="Gửi dự thảo", due_on=date(2026, 3, 20), now=now
    ).pk
    asked = plan("Chương trình xin ý kiến")
    line(asked, "Tập huấn cán bộ")
    [consult] = plans.plan_consult(
        actor=lan, plan_id=asked, org_ids=[world.orgs["SNN"]], due_on=date(2026, 3, 20), now=now
    )
    things["tasks.consult"] = consult.pk
    submitted = plan("Chương trình chờ duyệt")
    line(submitted, "Tuyên truyền")
    plans.plan_submit(actor=lan, plan_id=submitted, now=now)
    things["tasks.submitted"] = submitted
    approved = plan("Chương trình đã duyệt")
    first, second = line(approved, "Rà soát quy hoạch"), line(approved, "Sửa đường thôn")
    plans.plan_submit(actor=lan, plan_id=approved, now=now)
    plans.plan_approve(
        actor=world.actor("hanh"), plan_id=approved, decision_number="12/QĐ", decision_on=world.today, now=now
    )
    things |= {"tasks.approved": approved, "tasks.approved_line": first, "tasks.free_line": second}
    given = plans.LineGiven(first, world.people["thu"], due_on=date(2026, 6, 30))
    [task] = plans.plan_give(actor=lan, plan_id=approved, rows=[given], given_on=world.today, now=now)
    things["tasks.link"] = task.plan_links.get().pk  # type: ignore[attr-defined]
    things["tasks.other_task"] = task_give(
        actor=lan, now=now,
        new=NewTask(
            "Báo cáo cấp nước", "Báo cáo", world.orgs["SNN"], world.people["thu"], world.today, date(2026, 3, 31)
        ),
    ).pk  # fmt: skip


def _of(part: str, thing: str, **more: Any) -> Callable[[Stage], dict[str, Any]]:
    return lambda s: {part: s.things[f"tasks.{thing}"], **more}


def _plan(thing: str = "plan", **more: Any) -> Callable[[Stage], dict[str, Any]]:
    return _of("plan_id", thing, **more)


_line = _of("line_id", "line")
_group = _of("group_id", "group")
_member = _of("member_id", "member")
_step = _of("step_id", "step")
_link = _of("link_id", "link")
_consult = _of("consult_id", "consult")
_reason: Callable[[Stage], dict[str, Any]] = lambda s: {"reason": "x"}  # noqa: E731
_nothing: Callable[[Stage], dict[str, Any]] = lambda s: {}  # noqa: E731

PAGES: tuple[Row, ...] = (
    Row("GET", "tasks:kanban", "OOOOOOOOLOL"),
    Row("GET", "tasks:calendar", "OOOOOOOOLOL"),
    Row("GET", "tasks:plans", "OOOOOOOOLOL"),
    Row("POST", "tasks:plans", "NNNNNNNNLNL", data=_nothing),
    Row("GET", "tasks:plan_lines", "OOOOOOOOLOL"),
    Row("POST", "tasks:plan_lines", "NNNNNNNNLNL", data=_nothing),
    Row("GET", "tasks:plan_key", "OOOOOOOOLOL"),
    Row("GET", "tasks:plan_new", "OOOOFOOOLFL"),
    Row("POST", "tasks:plan_new", "IIIIFIIILFL", data=_nothing),
    Row("GET", "tasks:plan", "OONNNNNOLNL", at=_plan(), note="a draft"),
    Row("GET", "tasks:plan", "OOOOOOOOLNL", at=_plan("approved"), note="an approved one"),
    Row("GET", "tasks:plan_correct", "OONNNNNFLNL", at=_plan()),
    Row("POST", "tasks:plan_correct", "IINNNNNFLNL", at=_plan(), data=_nothing),
    Row("GET", "tasks:plan_act", "OONNNNNFLNL", at=_plan(move="drop")),
    Row("GET", "tasks:plan_act", "NNNNNNNNLNL", at=_plan(move="burn")),
    Row("GET", "tasks:plan_act", "OFFFFFFOLNL", at=_plan("approved", move="end")),
    Row("POST", "tasks:plan_act", "RRNNNNNFLNL", at=_plan("submitted", move="recall"), data=_reason),
    Row("POST", "tasks:plan_act", "KKKKKKKKLNL", at=_plan("approved", move="keep"), data=_reason),
    Row("GET", "tasks:plan_consult", "OONNNNNFLNL", at=_plan()),
    Row("POST", "tasks:plan_consult", "IINNNNNFLNL", at=_plan(), data=_nothing),
    Row("GET", "tasks:plan_approve", "OFNNNNNOLNL", at=_plan("submitted")),
    Row("POST", "tasks:plan_approve", "IFNNNNNILNL", at=_plan("submitted"), data=_nothing),
    Row("GET", "tasks:plan_save", "OONNNNNFLNL", at=_plan()),
    Row("POST", "tasks:plan_save", "RRNNNNNFLNL", at=_plan(), data=_nothing),
    Row("GET", "tasks:plan_sign", "OONNNNNFLNL", at=_plan()),
    Row("POST", "tasks:plan_sign", "RRNNNNNFLNL", at=_plan(), data=_nothing),
    Row("GET", "tasks:plan_edition", "OOOOOOOOLNL", at=_plan("approved", number=2), note="the approved edition"),
    Row("GET", "tasks:plan_edition", "OONNNNNOLNL", at=_plan("approved", number=1), note="the submitted edition"),
    Row("GET", "tasks:plan_review", "OOOOOOOOLNL", at=_plan("approved")),
    Row("GET", "tasks:plan_give", "OOFFFFFFLNL", at=_plan("approved")),
    Row("POST", "tasks:plan_give", "IIFFFFFFLNL", at=_plan("approved"), data=_nothing),
    Row("GET", "tasks:plan_carry", "OOFFFFFFLNL", at=_plan("approved")),
    Row("POST", "tasks:plan_carry", "IIFFFFFFLNL", at=_plan("approved"), data=_nothing),
    Row("GET", "tasks:plan_sheet", "OOOOOOOOLNL", at=_plan("approved")),
    Row("GET", "tasks:plan_letter", "OOOOOOOOLNL", at=_plan("approved")),
    Row("GET", "tasks:plan_group_new", "OONNNNNFLNL", at=_plan()),
    Row("POST", "tasks:plan_group_new", "IINNNNNFLNL", at=_plan(), data=_nothing),
    Row("GET", "tasks:plan_line_new", "OONNNNNFLNL", at=_plan()),
    Row("POST", "tasks:plan_line_new", "IINNNNNFLNL", at=_plan(), data=_nothing),
    Row("GET", "tasks:plan_member_new", "OONNNNNFLNL", at=_plan()),
    Row("POST", "tasks:plan_member_new", "IINNNNNFLNL", at=_plan(), data=_nothing),
    Row("GET", "tasks:plan_step_new", "OONNNNNFLNL", at=_plan()),
    Row("POST", "tasks:plan_step_new", "IINNNNNFLNL", at=_plan(), data=_nothing),
    Row("GET", "tasks:plan_group", "OONNNNNFLNL", at=_group),
    Row("POST", "tasks:plan_group", "IINNNNNFLNL", at=_group, data=_nothing),
    Row("GET", "tasks:plan_group_end", "OONNNNNFLNL", at=_group),
    Row("POST", "tasks:plan_group_end", "KKNNNNNFLNL", at=_group, data=_nothing, note="a line stands under it"),
    Row("GET", "tasks:plan_line", "OONNNNNFLNL", at=_line),
    Row("GET", "tasks:plan_line", "KKKKKKKKLNL", at=_of("line_id", "free_line"), note="of an approved plan"),
    Row("POST", "tasks:plan_line", "IINNNNNFLNL", at=_line, data=_nothing),
    Row("GET", "tasks:plan_line_end", "OONNNNNFLNL", at=_line),
    Row("POST", "tasks:plan_line_end", "IINNNNNFLNL", at=_line, data=_nothing),
    Row("GET", "tasks:plan_line_restore", "OONNNNNFLNL", at=_line),
    Row("POST", "tasks:plan_line_restore", "KKNNNNNFLNL", at=_line, data=_nothing, note="it is there"),
    Row("GET", "tasks:plan_money", "OONNNNNFLNL", at=_line),
    Row("POST", "tasks:plan_money", "RRNNNNNFLNL", at=_line, data=_nothing),
    Row("GET", "tasks:plan_link", "OOFFFFFFLNL", at=_of("line_id", "free_line")),
    Row("POST", "tasks:plan_link", "IIFFFFFFLNL", at=_of("line_id", "free_line"), data=_nothing),
    Row("GET", "tasks:plan_unlink", "OOFFFFFFLNL", at=_link),
    Row("POST", "tasks:plan_unlink", "IIFFFFFFLNL", at=_link, data=_nothing),
    Row("GET", "tasks:plan_member_end", "OONNNNNFLNL", at=_member),
    Row("POST", "tasks:plan_member_end", "RRNNNNNFLNL", at=_member, data=_nothing),
    Row("GET", "tasks:plan_step", "OONNNNNFLNL", at=_step),
    Row("POST", "tasks:plan_step", "IINNNNNFLNL", at=_step, data=_nothing),
    Row("GET", "tasks:plan_step_done", "OONNNNNFLNL", at=_step),
    Row("POST", "tasks:plan_step_done", "IINNNNNFLNL", at=_step, data=_nothing),
    Row("GET", "tasks:plan_step_end", "OONNNNNFLNL", at=_step),
    Row("POST", "tasks:plan_step_end", "RRNNNNNFLNL", at=_step, data=_nothing),
    Row("GET", "tasks:plan_answer", "FFOONNNFLNL", at=_consult),
    Row("POST", "tasks:plan_answer", "FFIINNNFLNL", at=_consult, data=_nothing),
)


def _new(s: Stage) -> dict[str, Any]:
    return {"org_id": s.world.orgs["VPDP"], "title": "Chương trình năm 2027", "period": "2027"}


def _head(s: Stage) -> dict[str, Any]:
    return {"org_id": s.world.orgs["VPDP"], "title": "Tên khác", "period": "2026"}


def _give(s: Stage) -> dict[str, Any]:
    row = {"line_id": s.things["tasks.free_line"], "responsible_id": s.world.people["thu"], "due_on": "2026-06-30"}
    return {"given_on": "2026-03-02", "lines": [row]}


API: tuple[Row, ...] = (
    Row("GET", "plans_list", "OOOOOOOOUOU"),
    Row("POST", "plan_start", "CCFFFFFFUFU", data=_new),
    Row("GET", "plan_lines_list", "OOOOOOOOUOU"),
    Row("GET", "plan_read", "OONNNNNOUNU", at=_plan(), note="a draft"),
    Row("GET", "plan_read", "OOOOOOOOUNU", at=_plan("approved")),
    Row("GET", "plan_edition", "OOOOOOOOUNU", at=_plan("approved", number=2)),
    Row("POST", "plan_correct", "OONNNNNFUNU", at=_plan(), data=_head),
    Row("POST", "plan_group_add", "CCNNNNNFUNU", at=_plan(), data=lambda s: {"title": "Nước"}),
    Row("PUT", "plan_group_correct", "OONNNNNFUNU", at=_group, data=lambda s: {"title": "Nước"}),
    Row("POST", "plan_group_end", "KKNNNNNFUNU", at=_group),
    Row("POST", "plan_line_add", "CCNNNNNFUNU", at=_plan(), data=lambda s: {"text": "Thêm"}),
    Row("PUT", "plan_line_correct", "OONNNNNFUNU", at=_line, data=lambda s: {"revision": 1, "text": "Khác"}),
    Row("PUT", "plan_line_correct", "KKNNNNNFUNU", at=_line, data=lambda s: {"revision": 9, "text": "Khác"},
        note="a revision that never was"),
    Row("POST", "plan_line_end", "OONNNNNFUNU", at=_line, data=_reason),
    Row("POST", "plan_line_restore", "KKNNNNNFUNU", at=_line),
    Row("PUT", "plan_budget_set", "OONNNNNFUNU", at=_line, data=lambda s: {"revision": 0, "rows": []}),
    Row("POST", "plan_member_add", "CCNNNNNFUNU", at=_plan(), data=lambda s: {"person_id": s.world.people["minh"]}),
    Row("POST", "plan_member_end", "OONNNNNFUNU", at=_member),
    Row("POST", "plan_step_add", "CCNNNNNFUNU", at=_plan(), data=lambda s: {"title": "Họp", "due_on": FAR}),
    Row("POST", "plan_step_done", "OONNNNNFUNU", at=_step, data=_nothing),
    Row("POST", "plan_save", "OONNNNNFUNU", at=_plan(), data=_nothing),
    Row("POST", "plan_sign", "OONNNNNFUNU", at=_plan(), data=_nothing),
    Row("POST", "plan_consult", "OONNNNNFUNU", at=_plan(),
        data=lambda s: {"org_ids": [s.world.orgs["SXD"]], "due_on": FAR}),
    Row("POST", "plan_answer", "FFOONNNFUNU", at=_consult, data=lambda s: {"stance": "AGREE"}),
    Row("POST", "plan_submit", "OONNNNNFUNU", at=_plan(), data=_nothing),
    Row("POST", "plan_approve", "OFNNNNNOUNU", at=_plan("submitted"),
        data=lambda s: {"decision_number": "9/QĐ", "decision_on": "2026-03-02"}),
    Row("POST", "plan_return", "OFNNNNNOUNU", at=_plan("submitted"), data=_reason),
    Row("POST", "plan_recall", "OONNNNNFUNU", at=_plan("submitted"), data=_reason),
    Row("POST", "plan_amend", "OOFFFFFFUNU", at=_plan("approved"), data=_reason),
    Row("POST", "plan_keep", "KKKKKKKKUNU", at=_plan("approved"), data=_reason),
    Row("POST", "plan_end", "OFFFFFFOUNU", at=_plan("approved"), data=_reason),
    Row("POST", "plan_resume", "KKKKKKKKUNU", at=_plan("approved"), data=_reason),
    Row("POST", "plan_drop", "OONNNNNFUNU", at=_plan(), data=_reason),
    Row("POST", "plan_give", "OOFFFFFFUNU", at=_plan("approved"), data=_give),
    Row("POST", "plan_task_link", "OOFFFFFFUNU", at=_of("line_id", "free_line"),
        data=lambda s: {"task_id": s.things["tasks.other_task"]}),
    Row("POST", "plan_task_unlink", "OOFFFFFFUNU", at=_link, data=_reason),
    Row("POST", "plan_carry", "CCFFFFFFUNU", at=_plan("approved"), data=_new),
)  # fmt: skip
