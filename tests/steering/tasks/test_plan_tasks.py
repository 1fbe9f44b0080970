"""From a plan to tasks and to the next plan: given once, linked, what became of each line, carried over with a reason.

Serves S0-09 (key tasks of the year, done and not done for a period), S4-04 (tasks of the second half), S4-47 (key
solutions as a group of tasks), S4-49 (next year's plan), S1-06 (derived plans), S3-52 (state of each
line).
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.kernel.period import Period
from dieuphoi.programme.targets import selectors as targets
from dieuphoi.programme.targets.services import NewTarget, target_register
from dieuphoi.steering.tasks import services as task_services
from dieuphoi.steering.tasks.models import PlanLine, Task, WorkPlan
from dieuphoi.steering.tasks.selectors import plan_lines
from dieuphoi.steering.tasks.selectors import plans as selectors
from dieuphoi.steering.tasks.selectors.plan_targets import targets_of
from dieuphoi.steering.tasks.services import plans
from tests.steering.tasks.conftest import Give
from tests.steering.tasks.planning import add, approve, do, start
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db

DUE = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def clock(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dieuphoi.registry.access.middleware.timezone.now", lambda: world.now)


def approved(world: World, *texts: str, **more: Any) -> WorkPlan:
    """An approved plan of the office with a line for each text, led by the department of agriculture."""
    plan = start(world)
    for text in texts or ("Kiểm tra cấp nước",):
        add(world, plan, text, is_key=text.startswith("Trọng tâm"), **more)
    return approve(world, plan)


def lines(plan: WorkPlan) -> list[PlanLine]:
    return list(PlanLine.objects.filter(plan=plan, ended_at=None).order_by("position"))


def given(line: PlanLine, world: World, person: str = "thu", **more: Any) -> plans.LineGiven:
    values: dict[str, Any] = {"due_on": DUE, **more}
    return plans.LineGiven(line.pk, world.people[person], **values)


def give_all(world: World, plan: WorkPlan, who: str = "lan", **more: Any) -> list[Task]:
    rows = [given(line, world, **more) for line in lines(plan)]
    return do(world, "plan_give", who, plan, rows=rows, given_on=world.today)  # type: ignore[no-any-return]


def standing(world: World, plan: WorkPlan, who: str = "lan", day: date | None = None) -> list[str]:
    actor = world.actor(who)
    return [row.standing for row in plan_lines.lines_of(actor, selectors.plan(actor, plan.pk), day or world.today).rows]


def finish(world: World, task: Task) -> None:
    act: dict[str, Any] = {"task_id": task.pk, "now": world.now}
    task_services.task_accept(actor=world.actor("thu"), **act)
    task_services.task_report(actor=world.actor("thu"), text="xong", document="1", **act)
    task_services.task_confirm(actor=world.actor("lan"), **act)


# ---------------------------------------------------------------------------------------------- giving


def test_only_an_approved_plan_gives_tasks_and_only_by_who_may(world: World) -> None:
    plan = start(world)
    line = add(world, plan)
    with pytest.raises(Refused, match="đã được phê duyệt"):
        do(world, "plan_give", "lan", plan, rows=[given(line, world)], given_on=world.today)
    approve(world, plan)
    with pytest.raises(Refused, match="Chỉ nhóm soạn thảo"):
        do(world, "plan_give", "minh", plan, rows=[given(line, world)], given_on=world.today)
    own = start(world, "thu", "SNN", title="Của Sở")
    line = add(world, own, who="thu")
    approve(world, own, "thu", "minh")
    with pytest.raises(Refused, match="thủ trưởng"):
        do(world, "plan_give", "thu", own, rows=[given(line, world)], given_on=world.today)
    [task] = do(world, "plan_give", "minh", own, rows=[given(line, world)], given_on=world.today)
    assert (task.giver_org_id, task.kind) == (world.orgs["SNN"], "ORDINARY")


def test_faults_name_the_line_and_nothing_is_given(world: World) -> None:
    plan = approved(world, "Một", "Hai", "Ba")
    one, two, three = lines(plan)
    rows = [given(one, world), given(two, world, "hai"), given(three, world, due_on=date(2026, 1, 1))]
    with pytest.raises(InputErrors) as faults:
        do(world, "plan_give", "lan", plan, rows=rows, given_on=world.today)
    assert {fault.field for fault in faults.value.errors} == {f"person_{two.pk}", f"due_{three.pk}"}
    with pytest.raises(InputErrors, match="ít nhất một"):
        do(world, "plan_give", "lan", plan, rows=[], given_on=world.today)
    with pytest.raises(InputErrors, match="Không có nhiệm vụ này"):
        do(world, "plan_give", "lan", plan, rows=[plans.LineGiven(999_999, world.people["thu"])], given_on=world.today)
    assert not Task.objects.exists()


def test_lines_become_tasks_that_say_where_they_come_from(world: World) -> None:
    plan = approved(world, "Trọng tâm: kiểm tra cấp nước", "Tập huấn", coordinating=(world.orgs["SXD"],))
    first, second = give_all(world, plan)
    assert (first.kind, second.kind) == ("KEY", "ORDINARY")
    assert (first.title, first.product, first.due_on) == (
        "Trọng tâm: kiểm tra cấp nước", "Báo cáo kiểm tra", DUE,
    )  # fmt: skip
    assert "12/QĐ-VPDP" in first.source_line
    assert first.orgs.get().org_id == world.orgs["SXD"]
    with pytest.raises(InputErrors, match="chưa kết thúc"):
        give_all(world, plan)
    branches = {str(branch.words): [link.title for link in branch.links]
                for branch in chain_of(world.actor("lan"), "task", first.pk).up}  # fmt: skip
    assert branches["thực hiện nhiệm vụ của chương trình"] == ["Trọng tâm: kiểm tra cấp nước"]
    down = chain_of(world.actor("lan"), "plan_line", lines(plan)[0].pk).down
    assert {"task", "workplan"} <= {branch.kind.key for branch in down}


def test_a_line_without_an_end_is_given_with_its_words_as_the_reason(world: World) -> None:
    plan = approved(world, "Tuyên truyền", timing="thường xuyên")
    [task] = give_all(world, plan, due_on=None)
    assert (task.due_on, task.no_due_reason) == (None, "thường xuyên")


def test_a_body_asks_others_whom_it_does_not_command(world: World) -> None:
    own = start(world, "minh", "SNN", title="Của Sở")
    line = add(world, own, who="minh", org="SXD")
    do(world, "plan_submit", "thu", own)
    do(world, "plan_approve", "minh", own, decision_number="1", decision_on=world.today)
    [task] = do(world, "plan_give", "minh", own, rows=[given(line, world, "hai")], given_on=world.today)
    assert task.kind == "REQUEST"


# ---------------------------------------------------------------------------------------------- what became of it


def test_a_line_stands_as_its_tasks_do_for_who_sees_them(world: World) -> None:
    plan = approved(world, "Một", "Hai", "Ba", "Bốn", "Năm")
    assert standing(world, plan) == ["NOT_GIVEN"] * 5
    assert standing(world, plan, day=date(2026, 7, 1)) == ["MISSED"] * 5
    tasks = give_all(world, plan)
    finish(world, tasks[1])
    task_services.task_withdraw(actor=world.actor("lan"), task_id=tasks[2].pk, reason="thôi", now=world.now)
    assert standing(world, plan) == ["DOING", "DONE", "GONE", "DOING", "DOING"]
    assert standing(world, plan, "vy") == ["GIVEN"] * 5, "given, but out of the reader's sight"
    # The list says the same as the page, row by row.
    listed = {row.pk: row.standing for row in plan_lines.plan_lines(world.actor("lan"), world.today)}
    assert [listed[line.pk] for line in lines(plan)] == standing(world, plan)
    from dieuphoi.registry.access.selectors import actor_for

    later = date(2026, 7, 2)
    actor = actor_for(world.accounts["lan"], later)
    whole = plan_lines.lines_of(actor, selectors.plan(actor, plan.pk), later)
    assert [row.standing for row in whole.rows] == ["LATE", "DONE", "GONE", "LATE", "LATE"]
    rows = {row.pk: row.standing for row in plan_lines.plan_lines(actor, later)}
    assert [rows[line.pk] for line in lines(plan)] == [row.standing for row in whole.rows]


def test_a_task_given_otherwise_is_linked_and_taken_off_again(world: World, give: Give) -> None:
    plan = approved(world)
    [line] = lines(plan)
    task = give()
    act: dict[str, Any] = {"actor": world.actor("lan"), "now": world.now}
    with pytest.raises(Refused):
        plans.task_link(actor=world.actor("minh"), line_id=line.pk, task_id=task.pk, now=world.now)
    with pytest.raises(InputErrors, match="phạm vi"):
        plans.task_link(line_id=line.pk, task_id=999_999, **act)
    link = plans.task_link(line_id=line.pk, task_id=task.pk, **act)
    with pytest.raises(Refused, match="đã gắn"):
        plans.task_link(line_id=line.pk, task_id=task.pk, **act)
    assert standing(world, plan) == ["DOING"]
    with pytest.raises(InputErrors, match="lý do"):
        plans.task_unlink(link_id=link.pk, reason="", **act)
    plans.task_unlink(link_id=link.pk, reason="gắn nhầm", **act)
    assert standing(world, plan) == ["NOT_GIVEN"]
    assert chain_of(world.actor("lan"), "task", task.pk).up == ()


def test_key_tasks_of_a_period_are_counted_and_each_count_opens_its_list(world: World) -> None:
    """S0-09: "đã thực hiện 21 nhiệm vụ trọng tâm" – here two of three, in the first half of 2026."""
    plan = approved(world, "Trọng tâm một", "Trọng tâm hai", "Trọng tâm ba", "Thường")
    tasks = give_all(world, plan)
    finish(world, tasks[0])
    finish(world, tasks[1])
    client = sign_in(world, "lan")
    html = unescape(client.get("/tasks/plans/key/", {"period": "2026-H1"}).content.decode())
    found = re.findall(r'figure-label">([^<]+)</p>\s*<p class="figure-value"><a href="([^"]+)">(\d+)</a>', html)
    counts = [(label, int(count)) for label, _href, count in found]
    assert counts == [
        ("Nhiệm vụ trọng tâm có hạn trong kỳ", 3), ("Hoàn thành trong kỳ", 2),
        ("Có hạn trong kỳ, chưa hoàn thành", 1), ("Quá hạn", 0),
        ("Trong các chương trình, có hạn trong kỳ", 3), ("Hoàn thành", 2), ("Đang làm", 1),
        ("Quá hạn hoặc đã qua thời gian", 0), ("Chưa giao", 0),
    ]  # fmt: skip
    for label, href, count in found:
        page = client.get(href).content.decode()
        listed = re.search(r'class="pagination".*?([\d.]+) dòng', page, re.DOTALL)
        assert listed, label
        assert int(listed[1]) == int(count), label
    other = client.get("/tasks/plans/key/", {"period": "2026-Q3"}).content.decode()
    assert re.findall(r'figure-value"><a href="[^"]+">(\d+)</a>', other) == ["0"] * 9
    sxd = client.get("/tasks/plans/key/", {"period": "2026", "org": str(world.orgs["SXD"])}).content.decode()
    assert re.findall(r'figure-value"><a href="[^"]+">(\d+)</a>', sxd) == ["0"] * 9
    assert client.get("/tasks/plans/key/", {"period": "năm nay"}).status_code == 422


def test_the_look_at_half_a_year_tells_done_left_and_ahead(world: World) -> None:
    """S4-04: what of the first half is done, what is owed, what the second half holds."""
    plan = start(world)
    for text, timing in (("Xong", "quý I"), ("Nợ", "tháng 2"), ("Sau", "quý IV"), ("Mãi", "thường xuyên")):
        add(world, plan, text, timing=timing)
    approve(world, plan)
    done = lines(plan)[0]
    [task] = do(world, "plan_give", "lan", plan, rows=[given(done, world)], given_on=world.today)
    finish(world, task)
    actor = world.actor("lan")
    whole = plan_lines.lines_of(actor, selectors.plan(actor, plan.pk), world.today)
    parts = plan_lines.by_period(whole.rows, date(2026, 6, 30))
    assert {key: [row.text for row in rows] for key, rows in parts.items()} == {
        "done": ["Xong"], "left": ["Nợ"], "ahead": ["Sau"], "lasting": ["Mãi"],
    }  # fmt: skip
    early = plan_lines.by_period(whole.rows, date(2026, 2, 28))
    assert [row.text for row in early["left"]] == ["Nợ"]
    html = sign_in(world, "lan").get(f"/tasks/plans/{plan.pk}/review/").content.decode()
    assert "6 tháng đầu năm 2026: những gì" in html
    assert html.index('id="done"') < html.index('id="left"') < html.index('id="ahead"')
    third = sign_in(world, "lan").get(f"/tasks/plans/{plan.pk}/review/", {"period": "2026-Q3"}).content.decode()
    assert "Quý III năm 2026: những gì" in third


def test_the_review_tells_the_targets_of_the_year_and_opens_those_at_risk(world: World) -> None:
    """S4-48: tasks and targets in one review. Hạ Sơn met 1 criterion of 3, the pace of March asks for more."""
    plan = approved(world)
    lan = world.actor("lan")
    assert targets_of(lan, Period.half(2026, 1))[2] == []
    for unit in ("ha", "thuong"):
        new = NewTarget(
            unit_id=world.units[unit], year=2026, goal="LEVEL", level="commune_basic", registered_on=date(2026, 1, 15),
            document="12/ĐK-UBND",
        )  # fmt: skip
        target_register(actor=lan, new=new, now=world.now)
    year, day, found = targets_of(lan, Period.half(2026, 1))
    assert (year, day) == (2026, world.today)
    counts = {each.outcome: each.count for each in found}
    rows = targets.targets(lan, world.today)
    assert counts["BEHIND"] == rows.filter(outcome="BEHIND", year=2026).count() > 0
    [commune] = targets_of(world.actor("vy"), Period.half(2026, 1))[2][2:3]
    assert (commune.outcome, commune.count) == ("BEHIND", 1), "a commune counts its own"
    client = sign_in(world, "lan")
    html = unescape(client.get(f"/tasks/plans/{plan.pk}/review/").content.decode())
    figures = re.findall(r'figure-value"><a href="(/targets/[^"]+)">(\d+)</a>', html)
    assert "Chỉ tiêu đăng ký năm 2026" in html and len(figures) == 4
    for href, count in figures:
        listed = re.search(r'class="pagination".*?([\d.]+) dòng', client.get(href).content.decode(), re.DOTALL)
        assert (int(listed[1]) if listed else 0) == int(count), href


# ---------------------------------------------------------------------------------------------- the next plan


def test_open_lines_go_on_in_the_next_plan_with_the_reason(world: World) -> None:
    plan = start(world)
    group = plans.group_add(actor=world.actor("lan"), plan_id=plan.pk, title="Hạ tầng", now=world.now)
    for text, timing in (("Còn nợ", "quý II"), ("Thường xuyên", "hằng tháng"), ("Đã xong", "quý I")):
        add(world, plan, text, timing=timing, group_id=group.pk, person_id=world.people["thu"])
    new = plans.NewPlan(world.orgs["VPDP"], "PROGRAMME", "Chương trình 2027", "2027", with_steps=True)
    chosen = [line.pk for line in lines(plan)[:2]]
    with pytest.raises(Refused, match="đã được phê duyệt"):
        do(world, "plan_carry", "lan", plan, new=new, line_ids=chosen, reason="x")
    approve(world, plan)
    with pytest.raises(InputErrors, match="vì sao"):
        do(world, "plan_carry", "lan", plan, new=new, line_ids=chosen, reason=" ")
    with pytest.raises(InputErrors):
        do(world, "plan_carry", "lan", plan, new=new, line_ids=[999_999], reason="x")
    back = plans.NewPlan(world.orgs["VPDP"], "PROGRAMME", "Chương trình 2025", "2025")
    with pytest.raises(InputErrors, match="bắt đầu sau"):
        do(world, "plan_carry", "lan", plan, new=back, line_ids=chosen, reason="x")
    following = do(world, "plan_carry", "lan", plan, new=new, line_ids=chosen, reason="vốn về chậm")
    assert (following.state, following.before_id, following.edition) == ("DRAFT", plan.pk, 0)
    carried = lines(following)
    assert [(row.text, row.timing, row.carry_reason, row.carried_from_id) for row in carried] == [
        ("Còn nợ", "", "vốn về chậm", chosen[0]), ("Thường xuyên", "hằng tháng", "vốn về chậm", chosen[1]),
    ]  # fmt: skip
    assert {row.group.title for row in carried if row.group is not None} == {"Hạ tầng"}
    assert len(lines(plan)) == 3, "the plan it comes from stays as it was"
    assert following.milestones.count() == 5
    up = {branch.kind.key for branch in chain_of(world.actor("lan"), "plan_line", chosen[0]).up}
    assert up == {"plan_line"}


def test_nobody_carries_over_or_gives_what_they_do_not_see(world: World) -> None:
    own = start(world, "thu", "SNN", title="Của Sở")
    add(world, own, who="thu")
    approve(world, own, "thu", "minh")
    new = plans.NewPlan(world.orgs["SNN"], "PROGRAMME", "2027", "2027")
    for who in ("vy", "hai", "quantri"):
        with pytest.raises(NotVisible):
            do(world, "plan_carry", who, own, new=new, line_ids=[], reason="")
    assert own.ends_on == date(2026, 12, 31)
    assert own.starts_on + timedelta(days=364) == own.ends_on
