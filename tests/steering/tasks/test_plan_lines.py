"""Work programmes: who starts and writes them, what is refused, order, money, and two people at one line (fault 17).

Serves S0-46 (a group edits one plan with its budget), S1-06 (derived from a frame), S4-47 (groups of key solutions),
S4-49 (steps with dates).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from dieuphoi.core.history.context import act
from dieuphoi.core.history.selectors import history_of
from dieuphoi.core.kernel.errors import Conflict, InputErrors, NotVisible, Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.steering.tasks.models import PlanBudget, PlanGroup, PlanLine, PlanMember, PlanMilestone, WorkPlan
from dieuphoi.steering.tasks.services import plans
from dieuphoi.steering.tasks.services.plan_make import read_steps
from tests.steering.tasks.planning import add, approve, correct, do, new_line, start
from tests.support.world import World

pytestmark = pytest.mark.django_db


def texts(plan: WorkPlan) -> list[str]:
    """The lines as they stand, in order."""
    rows = PlanLine.objects.filter(plan=plan, ended_at=None).order_by("group__position", "position", "pk")
    return [row.text for row in rows]


# ---------------------------------------------------------------------------------------------- starting


@pytest.mark.parametrize(("who", "org"), [("vy", "VPDP"), ("thu", "SXD"), ("quantri", "VPDP"), ("minh", "BCD")])
def test_only_the_people_of_a_body_start_its_plan(world: World, who: str, org: str) -> None:
    with pytest.raises((Refused, InputErrors)):
        start(world, who, org)
    assert not WorkPlan.objects.exists()


def test_the_office_makes_the_plans_of_the_leadership_a_department_its_own(world: World) -> None:
    assert start(world, "lan", "BCD").org_id == world.orgs["BCD"]
    assert start(world, "thu", "SNN").province_id == world.units["tinh"]
    plan = start(world)
    assert (plan.state, plan.starts_on, plan.ends_on) == ("DRAFT", date(2026, 1, 1), date(2026, 12, 31))
    assert [row.person_id for row in PlanMember.objects.filter(plan=plan)] == [world.people["lan"]]
    [made] = history_of(plan, actor=world.actor("lan"))
    assert made.act == "workplan.start"


@pytest.mark.parametrize(
    ("faulty", "fields"),
    [
        ({"title": " "}, {"title"}),
        ({"kind": "NONE"}, {"kind"}),
        ({"period": "năm sau"}, {"period"}),
        ({"period": "2026-03"}, {"period"}),
        ({"frame_id": 999_999}, {"frame"}),
        ({"title": "", "kind": "NONE", "period": "x"}, {"title", "kind", "period"}),
    ],
)
def test_every_fault_of_a_plan_is_told_at_once(world: World, faulty: dict[str, Any], fields: set[str]) -> None:
    with pytest.raises(InputErrors) as faults:
        start(world, **faulty)
    assert {fault.field for fault in faults.value.errors} == fields


def test_a_plan_stands_once_and_inside_its_frame(world: World) -> None:
    frame = start(world, kind="FRAME", title="Khung 2026–2030", period="2026..2030")
    plan = start(world, frame_id=frame.pk)
    assert plan.frame_id == frame.pk
    with pytest.raises(InputErrors, match="cùng tên"):
        start(world)
    with pytest.raises(InputErrors, match="không nằm trong khung"):
        start(world, title="Chương trình 2025", period="2025", frame_id=frame.pk)
    do(world, "plan_drop", "lan", plan, reason="lập nhầm")
    assert start(world).pk != plan.pk, "a dropped draft stands in nobody's way"


def test_the_steps_of_planning_are_data_and_come_with_their_days(world: World) -> None:
    """S4-49: of the shipped steps those that are ahead; a plan of next year has them all."""
    late = start(world, title="Năm nay", with_steps=True)
    assert not PlanMilestone.objects.filter(plan=late).exists(), "all of them lie behind"
    plan = start(world, title="Năm sau", period="2027", with_steps=True)
    steps = list(PlanMilestone.objects.filter(plan=plan).order_by("due_on").values_list("due_on", flat=True))
    assert steps == [date(2026, 9, 15), date(2026, 10, 15), date(2026, 11, 1), date(2026, 12, 1), date(2026, 12, 25)]
    with pytest.raises(ValueError, match="faulty"):
        read_steps("steps: [{title: '', before: 1, month: 2, day: 3, source: x}]")
    with pytest.raises(ValueError, match=r"day|month"):
        read_steps("steps: [{title: x, before: 1, month: 13, day: 3, source: x}]")


def test_a_step_is_done_once_and_not_ahead_of_its_day(world: World) -> None:
    plan = start(world)
    act_ = {"actor": world.actor("lan"), "now": world.now}
    with pytest.raises(InputErrors) as faults:
        plans.milestone_add(plan_id=plan.pk, title=" ", due_on=world.today, org_id=999_999, **act_)
    assert {fault.field for fault in faults.value.errors} == {"title", "org"}
    step = plans.milestone_add(plan_id=plan.pk, title="Gửi dự thảo", due_on=date(2026, 3, 9), **act_)
    with pytest.raises(Refused):
        plans.milestone_done(actor=world.actor("phong"), milestone_id=step.pk, now=world.now)
    with pytest.raises(InputErrors, match="phía trước"):
        plans.milestone_done(milestone_id=step.pk, done_on=date(2026, 3, 3), **act_)
    plans.milestone_correct(milestone_id=step.pk, title="Gửi dự thảo", due_on=date(2026, 3, 10), **act_)
    plans.milestone_done(milestone_id=step.pk, done_note="Công văn 5", **act_)
    for again in (plans.milestone_done, ):
        with pytest.raises(Refused, match="02/03/2026"):
            again(milestone_id=step.pk, **act_)
    with pytest.raises(Refused, match="đã xong"):
        plans.milestone_correct(milestone_id=step.pk, title="Khác", due_on=date(2026, 3, 10), **act_)


# ---------------------------------------------------------------------------------------------- the group that writes


def test_a_member_writes_and_is_told_so_who_left_writes_no_more(world: World) -> None:
    plan = start(world)
    for who in ("hai", "tuan", "vy"):
        with pytest.raises(NotVisible):
            add(world, plan, who=who)
    member = plans.member_add(
        actor=world.actor("lan"), plan_id=plan.pk, person_id=world.people["hai"], duty="phần giao thông", now=world.now
    )
    told = Notice.objects.get(kind="plan.member")
    assert (told.account_id, told.url) == (world.accounts["hai"], f"/tasks/plans/{plan.pk}/")
    add(world, plan, who="hai")
    with pytest.raises(Refused, match="đã ở trong nhóm"):
        plans.member_add(actor=world.actor("lan"), plan_id=plan.pk, person_id=world.people["hai"], now=world.now)
    plans.member_end(actor=world.actor("lan"), member_id=member.pk, now=world.now)
    with pytest.raises(NotVisible):
        add(world, plan, who="hai")


# ---------------------------------------------------------------------------------------------- lines


@pytest.mark.parametrize(
    ("faulty", "fields"),
    [
        ({"text": ""}, {"text"}),
        ({"text": "x" * 5001}, {"text"}),
        ({"product": "x" * 301}, {"product"}),
        ({"group_id": 999_999}, {"group"}),
        ({"lead_org_id": 999_999}, {"lead_org"}),
        ({"coordinating": (999_999,)}, {"coordinating"}),
        ({"person_id": 999_999}, {"person"}),
        ({"timing": "khi nào xong"}, {"timing"}),
        ({"text": "", "timing": "tháng 13", "group_id": 999_999}, {"text", "timing", "group"}),
    ],
)
def test_every_fault_of_a_line_is_told_at_once(world: World, faulty: dict[str, Any], fields: set[str]) -> None:
    plan = start(world)
    with pytest.raises(InputErrors) as faults:
        plans.line_add(
            actor=world.actor("lan"), plan_id=plan.pk, new=replace(new_line(world), **faulty), now=world.now
        )
    assert {fault.field for fault in faults.value.errors} == fields
    assert not PlanLine.objects.exists()


def test_who_is_named_works_in_the_lead_body(world: World) -> None:
    plan = start(world)
    with pytest.raises(InputErrors, match="không giữ chức vụ nào ở"):
        add(world, plan, person_id=world.people["hai"])
    with pytest.raises(InputErrors, match="cơ quan chủ trì"):
        add(world, plan, org=None, person_id=world.people["hai"])
    line = add(world, plan, person_id=world.people["thu"], coordinating=(world.orgs["SXD"], world.orgs["SNN"]))
    assert (line.coordinating, line.due_on, line.revision) == ([world.orgs["SXD"]], date(2026, 6, 30), 1)


def test_of_many_lines_all_or_nothing_and_each_fault_names_its_row(world: World) -> None:
    plan = start(world)
    rows = [new_line(world), new_line(world, ""), new_line(world, timing="x")]
    with pytest.raises(InputErrors) as faults:
        plans.lines_add(actor=world.actor("lan"), plan_id=plan.pk, rows=rows, now=world.now)
    assert [(fault.row, fault.field) for fault in faults.value.errors] == [(2, "text"), (3, "timing")]
    assert not PlanLine.objects.exists()


def test_lines_and_headings_stand_in_the_order_that_is_given(world: World) -> None:
    plan = start(world)
    actor = world.actor("lan")
    groups = [
        plans.group_add(actor=actor, plan_id=plan.pk, title=title, now=world.now) for title in ("Một", "Hai")
    ]
    first = plans.group_add(actor=actor, plan_id=plan.pk, title="Không", place=1, now=world.now)
    titles = PlanGroup.objects.filter(plan=plan).order_by("position").values_list("title", flat=True)
    assert list(titles) == ["Không", "Một", "Hai"]
    lines = {text: add(world, plan, text, group_id=groups[0].pk) for text in "abcde"}
    correct(world, lines["e"], 1, place=1)
    assert texts(plan) == list("eabcd")
    for _again in range(6):  # also when there is no room left between two places
        for text in "de":
            row = PlanLine.objects.get(pk=lines[text].pk)
            correct(world, row, row.revision, place=2)
    assert texts(plan) == list("aedbc") or texts(plan)[1] == "e"
    row = PlanLine.objects.get(pk=lines["a"].pk)
    correct(world, row, row.revision, group_id=first.pk)
    assert texts(plan)[0] == "a"
    with pytest.raises(Refused, match="Còn 4 nhiệm vụ"):
        plans.group_end(actor=actor, group_id=groups[0].pk, now=world.now)
    plans.group_end(actor=actor, group_id=groups[1].pk, now=world.now)


def test_a_line_that_is_left_out_has_a_reason_and_may_come_back(world: World) -> None:
    plan = start(world)
    line = add(world, plan)
    actor = world.actor("lan")
    with pytest.raises(InputErrors):
        plans.line_end(actor=actor, line_id=line.pk, reason=" ", now=world.now)
    plans.line_end(actor=actor, line_id=line.pk, reason="trùng", now=world.now)
    assert texts(plan) == []
    with pytest.raises(Refused, match="đã bỏ"):
        correct(world, line, 2, text="khác")
    plans.line_restore(actor=actor, line_id=line.pk, now=world.now)
    assert texts(plan) == ["Kiểm tra cấp nước"]
    acts = [change.act for change in history_of(line, actor=actor)]
    assert acts == ["workplan.line_restore", "workplan.line_end", "workplan.line_add"]


def test_what_is_not_open_is_not_written_by_any_path(world: World) -> None:
    plan = start(world)
    line = add(world, plan)
    approve(world, plan)
    for who in ("lan", "hanh"):
        with pytest.raises(Refused) as refusal:
            add(world, plan, who=who)
        assert refusal.value.status == 409
        with pytest.raises(Refused):
            correct(world, line, 1, who, text="khác")
    with pytest.raises(Refused):
        plans.group_add(actor=world.actor("lan"), plan_id=plan.pk, title="x", now=world.now)
    for faulty in (
        lambda: PlanLine.objects.filter(pk=line.pk).update(text="lén"),
        lambda: PlanGroup.objects.create(plan=plan, title="lén", position=1),
        lambda: PlanBudget.objects.create(line=line, position=1, source="lén", amount=1, year=2026),
        lambda: PlanLine.objects.filter(pk=line.pk).delete(),
        lambda: WorkPlan.objects.filter(pk=plan.pk).update(state="DRAFT"),
        lambda: WorkPlan.objects.filter(pk=plan.pk).update(decision_number=""),
        lambda: WorkPlan.objects.filter(pk=plan.pk).update(approved_by=plan.submitted_by),
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), act(world.actor("lan"), "workplan.line_correct"):
            faulty()


# ---------------------------------------------------------------------------------------------- two at one line


def test_two_edits_of_different_fields_are_put_together(world: World) -> None:
    """Fault 17: neither is lost, and nobody is asked."""
    line = add(world, start(world))
    first = correct(world, line, 1, "hanh", product="Báo cáo của Sở")
    assert first.revision == 2
    both = correct(world, line, 1, "lan", product="Báo cáo kiểm tra", text="Kiểm tra nước sạch")
    assert (both.text, both.product, both.revision) == ("Kiểm tra nước sạch", "Báo cáo của Sở", 3)


def test_two_edits_of_one_field_show_both_and_lose_none(world: World) -> None:
    """Fault 17: the second is told what the first wrote, keeps what they typed, and decides; the history has both."""
    line = add(world, start(world))
    correct(world, line, 1, "hanh", text="Bản của Hạnh", product="Sản phẩm của Hạnh")
    with pytest.raises(Conflict) as conflict:
        correct(world, line, 1, "lan", text="Bản của Lan", product="Báo cáo kiểm tra")
    assert conflict.value.theirs == {"revision": 2, "text": "Bản của Hạnh"}
    assert conflict.value.mine == {"text": "Bản của Lan"}
    merged = conflict.value.merged  # type: ignore[attr-defined]
    assert (merged.text, merged.product) == ("Bản của Lan", "Sản phẩm của Hạnh")
    line.refresh_from_db()
    assert line.text == "Bản của Hạnh", "nothing was written"
    correct(world, line, 2, "lan", text="Bản của Lan")
    said = [
        change.after for moved in history_of(line) for change in moved.differences if change.field == "text"
    ]
    assert said == ["Bản của Lan", "Bản của Hạnh", "Kiểm tra cấp nước"]


def test_bodies_people_and_headings_are_told_by_name(world: World) -> None:
    plan = start(world)
    line = add(world, plan)
    correct(world, line, 1, lead_org_id=world.orgs["SXD"], coordinating=(world.orgs["VPDP"],), is_key=True)
    with pytest.raises(Conflict) as conflict:
        correct(world, line, 1, lead_org_id=world.orgs["BCD"], coordinating=(world.orgs["SNN"],))
    assert conflict.value.theirs == {
        "revision": 2, "lead_org_id": "Sở Xây dựng", "coordinating": "Văn phòng điều phối tỉnh",
    }  # fmt: skip
    assert conflict.value.mine == {
        "lead_org_id": "Ban Chỉ đạo tỉnh", "coordinating": "Sở Nông nghiệp và Môi trường",
    }  # fmt: skip


def test_a_revision_that_never_was_overwrites_nothing(world: World) -> None:
    line = add(world, start(world))
    with pytest.raises(Conflict):
        correct(world, line, 99, text="Mò")
    assert correct(world, line, 99).text == "Kiểm tra cấp nước", "saying the same again changes nothing"


# ---------------------------------------------------------------------------------------------- money


def test_money_is_whole_dong_of_a_year_of_the_plan(world: World) -> None:
    plan = start(world)
    line = add(world, plan)
    act_: dict[str, Any] = {"actor": world.actor("lan"), "line_id": line.pk, "now": world.now}
    with pytest.raises(InputErrors) as faults:
        plans.budget_set(rows=[plans.Money(" ", 0, 2026), plans.Money("x", 10**15, 2031)], revision=0, **act_)
    assert {fault.field for fault in faults.value.errors} == {"source_1", "amount_1", "amount_2", "year_2"}
    rows = [plans.Money("Ngân sách tỉnh", 500_000_000, 2026), plans.Money("Xã hội hóa", 20_000_001, 2026)]
    plans.budget_set(rows=rows, revision=0, **act_)
    held = PlanBudget.objects.filter(line=line, ended_at=None).values_list("source", "amount", "year")
    assert list(held) == [("Ngân sách tỉnh", 500_000_000, 2026), ("Xã hội hóa", 20_000_001, 2026)]
    line.refresh_from_db()
    assert (line.revision, line.money_revision) == (2, 1)
    plans.budget_set(rows=rows, revision=0, **act_)
    line.refresh_from_db()
    assert line.money_revision == 1, "the same again changes nothing"
    with pytest.raises(Conflict) as conflict:
        plans.budget_set(rows=[], revision=0, **act_)
    assert conflict.value.theirs == {
        "revision": 1, "rows": ["Ngân sách tỉnh 2026: 500.000.000 đồng", "Xã hội hóa 2026: 20.000.001 đồng"],
    }  # fmt: skip
    plans.budget_set(rows=rows[:1], revision=1, **act_)
    assert PlanBudget.objects.filter(line=line, ended_at=None).count() == 1
    assert PlanBudget.objects.filter(line=line).count() == 3, "what stood before stays on record"
