"""The life of a work programme: editions with their hash, opinions, signatures, approval by another, amendment, end.

Serves S0-46 (versions, comments, sign-off), S4-47, S4-49.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from dieuphoi.config.work import _plan_steps, _plans_to_answer, _plans_to_approve
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.dates import LOCAL_ZONE
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.core.notify.reminders import reminders_tell, rules_ship
from dieuphoi.core.register.comments import comment_add, comment_mark, thread_of
from dieuphoi.steering.tasks import plan_comments, plan_notices
from dieuphoi.steering.tasks.models import PlanConsult, PlanEdition, PlanLine, PlanSign, WorkPlan
from dieuphoi.steering.tasks.plan_content import content_of, digest_of
from dieuphoi.steering.tasks.plan_editions import compared
from dieuphoi.steering.tasks.selectors import plan_lines
from dieuphoi.steering.tasks.selectors import plans as selectors
from dieuphoi.steering.tasks.services import plans
from tests.steering.tasks.planning import DECISION, add, approve, correct, do, start
from tests.support.world import World

pytestmark = pytest.mark.django_db

DUE = date(2026, 3, 20)


def ask(world: World, plan: WorkPlan, *orgs: str) -> dict[str, PlanConsult]:
    found = do(world, "plan_consult", "lan", plan, org_ids=[world.orgs[org] for org in orgs], due_on=DUE)
    return {each.org.code: each for each in found}


def answer(world: World, who: str, asked: PlanConsult, **more: Any) -> PlanConsult:
    values = {"stance": "AGREE", **more}
    return plans.consult_answer(actor=world.actor(who), consult_id=asked.pk, now=world.now, **values)


# ---------------------------------------------------------------------------------------------- refusals


def test_nothing_is_submitted_that_is_empty_or_has_no_lead(world: World) -> None:
    plan = start(world)
    with pytest.raises(Refused, match="chưa có nhiệm vụ nào"):
        do(world, "plan_submit", "lan", plan)
    line = add(world, plan, org=None)
    with pytest.raises(Refused, match="chưa có cơ quan chủ trì"):
        do(world, "plan_submit", "lan", plan)
    correct(world, line, 1, lead_org_id=world.orgs["SNN"])
    do(world, "plan_submit", "lan", plan)
    assert (plan.state, plan.submitted_by) == ("SUBMITTED", world.accounts["lan"])


def test_who_submitted_never_approves_and_only_heads_do(world: World) -> None:
    plan = start(world, "hanh")
    add(world, plan, who="hanh")
    do(world, "plan_submit", "hanh", plan)
    with pytest.raises(Refused, match="Bạn đã trình"):
        do(world, "plan_approve", "hanh", plan, **DECISION)
    with pytest.raises(Refused, match="Chỉ thủ trưởng"):
        do(world, "plan_approve", "lan", plan, **DECISION)
    with pytest.raises(NotVisible):
        do(world, "plan_approve", "minh", plan, **DECISION)
    with pytest.raises(InputErrors) as faults:
        do(world, "plan_approve", "phong", plan, decision_number=" ", decision_on=date(2026, 3, 3))
    assert {fault.field for fault in faults.value.errors} == {"decision_number", "decision_on"}
    do(world, "plan_approve", "phong", plan, **DECISION)
    assert (plan.state, plan.approver_name, plan.decision_number) == ("APPROVED", "Ngô Quốc Phong", "12/QĐ-VPDP")


def test_a_departments_plan_is_approved_by_its_head(world: World) -> None:
    plan = start(world, "thu", "SNN", title="Kế hoạch của Sở")
    add(world, plan, who="thu")
    do(world, "plan_submit", "thu", plan)
    for who in ("lan", "hanh"):
        with pytest.raises(Refused, match="Chỉ thủ trưởng"):
            do(world, "plan_approve", who, plan, **DECISION)
    do(world, "plan_approve", "minh", plan, **DECISION)
    assert plan.approver_name == "Lê Văn Minh"


def test_a_jump_is_refused_also_by_the_database(world: World) -> None:
    plan = start(world)
    add(world, plan)
    for name, more in (
        ("plan_approve", DECISION), ("plan_amend", {"reason": "x"}), ("plan_end", {"reason": "x"}),
        ("plan_return", {"reason": "x"}), ("plan_keep", {"reason": "x"}), ("plan_resume", {"reason": "x"}),
    ):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            do(world, name, "hanh", plan, **more)
        assert refusal.value.status == 409, name
    with pytest.raises(DatabaseError), transaction.atomic(), act(world.actor("hanh"), "workplan.approve"):
        WorkPlan.objects.filter(pk=plan.pk).update(state="APPROVED")


@pytest.mark.parametrize("move", ["plan_drop", "plan_recall", "plan_return", "plan_amend", "plan_end"])
def test_a_reason_is_asked_for(world: World, move: str) -> None:
    plan = start(world)
    add(world, plan)
    if move in ("plan_recall", "plan_return"):
        do(world, "plan_submit", "lan", plan)
    if move in ("plan_amend", "plan_end"):
        approve(world, plan)
    with pytest.raises(Refused, match="lý do"):
        do(world, move, "hanh", plan, reason=" ")


# ---------------------------------------------------------------------------------------------- opinions


def test_bodies_are_asked_by_a_day_and_answer_for_themselves(world: World) -> None:
    plan = start(world)
    add(world, plan)
    for faulty, field in (
        ({"org_ids": [], "due_on": DUE}, "orgs"),
        ({"org_ids": [999_999], "due_on": DUE}, "orgs"),
        ({"org_ids": [world.orgs["SNN"]], "due_on": world.today}, "due_on"),
    ):
        with pytest.raises(InputErrors) as faults:
            do(world, "plan_consult", "lan", plan, **faulty)
        assert {fault.field for fault in faults.value.errors} == {field}
    with pytest.raises(NotVisible):
        selectors.plan(world.actor("hai"), plan.pk)
    asked = ask(world, plan, "SNN", "SXD")
    assert plan.state == "CONSULTED"
    told = Notice.objects.filter(kind="plan.consulted").values_list("account_id", flat=True)
    assert set(told) == {world.accounts[name] for name in ("minh", "thu", "hai")}
    assert selectors.plan(world.actor("hai"), plan.pk).inside
    with pytest.raises(Refused, match="Chỉ người của Sở Nông nghiệp"):
        answer(world, "hai", asked["SNN"])
    with pytest.raises(InputErrors) as faults:
        answer(world, "hai", asked["SXD"], stance="REMARKS")
    assert {fault.field for fault in faults.value.errors} == {"text"}
    with pytest.raises(InputErrors):
        answer(world, "hai", asked["SXD"], stance="NONE")
    answer(world, "hai", asked["SXD"], stance="REMARKS", text="Thêm giao thông", document="5/SXD")
    assert Notice.objects.get(kind="plan.answered").account_id == world.accounts["lan"]
    answer(world, "hai", asked["SXD"], stance="AGREE")
    do(world, "plan_submit", "lan", plan)
    with pytest.raises(Refused, match="không còn lấy ý kiến"):
        answer(world, "thu", asked["SNN"])


def test_what_waits_for_me_is_on_my_desk(world: World) -> None:
    plan = start(world, with_steps=False)
    add(world, plan)
    actor = world.actor("lan")
    plans.milestone_add(actor=actor, plan_id=plan.pk, title="Gửi dự thảo", due_on=date(2026, 3, 4), now=world.now)
    plans.milestone_add(actor=actor, plan_id=plan.pk, title="Xa", due_on=date(2026, 9, 4), now=world.now)

    def desk(who: str) -> list[tuple[str, str]]:
        person = world.actor(who)
        items = [*_plans_to_answer(person, world.today), *_plans_to_approve(person, world.today),
                 *_plan_steps(person, world.today)]  # fmt: skip
        return [(item.kind, item.title) for item in items]

    assert desk("lan") == [("plan_step", "Gửi dự thảo")]
    asked = ask(world, plan, "SXD")
    assert desk("hai") == [("plan_opinion", f"Cho ý kiến: {plan.title}")]
    assert desk("thu") == []
    answer(world, "hai", asked["SXD"])
    assert desk("hai") == []
    do(world, "plan_submit", "lan", plan)
    assert desk("hanh") == desk("phong") == [("plan_approve", "Phê duyệt chương trình công tác")]
    assert ("plan_approve", "Phê duyệt chương trình công tác") not in desk("lan")
    assert Notice.objects.filter(kind="plan.submitted").values_list("account_id", flat=True).get() in (
        world.accounts["hanh"], world.accounts["phong"],
    )  # fmt: skip


def test_opinions_and_steps_are_reminded_of_until_they_are_there(world: World) -> None:
    plan = start(world)
    add(world, plan)
    step = plans.milestone_add(
        actor=world.actor("lan"), plan_id=plan.pk, title="Gửi dự thảo", due_on=DUE, org_id=world.orgs["SXD"],
        now=world.now,
    )  # fmt: skip
    [due] = plan_notices.steps_due(world.today)
    assert (due.due_on, set(due.to)) == (DUE, {world.accounts["lan"], world.accounts["hai"]})
    asked = ask(world, plan, "SNN")
    [due] = plan_notices.opinions_due(world.today)
    assert (due.due_on, set(due.to)) == (DUE, {world.accounts["minh"], world.accounts["thu"]})
    rules_ship(actor=system_actor(world.today), now=world.now)
    for day in (date(2026, 3, 17), date(2026, 3, 18)):
        now = datetime.combine(day, time(8), LOCAL_ZONE)
        reminders_tell(actor=system_actor(day), day=day, now=now)
    told = {(row.kind, row.account_id) for row in Notice.objects.filter(kind__in=("plan.step", "plan.opinion"))}
    assert told == {("plan.step", world.accounts[who]) for who in ("lan", "hai")} | {
        ("plan.opinion", world.accounts[who]) for who in ("minh", "thu")
    }
    answer(world, "thu", asked["SNN"])
    plans.milestone_done(actor=world.actor("lan"), milestone_id=step.pk, now=world.now)
    assert [*plan_notices.opinions_due(world.today), *plan_notices.steps_due(world.today)] == []


# ---------------------------------------------------------------------------------------------- editions, signatures


def test_an_edition_keeps_content_and_hash_and_is_never_changed(world: World) -> None:
    plan = start(world)
    line = add(world, plan, coordinating=(world.orgs["SXD"],))
    rows = [plans.Money("Ngân sách tỉnh", 5, 2026)]
    plans.budget_set(actor=world.actor("lan"), line_id=line.pk, rows=rows, revision=0, now=world.now)
    first = do(world, "plan_save", "lan", plan, reason="bản đầu")
    with pytest.raises(Refused, match="Không có gì đổi"):
        do(world, "plan_save", "lan", plan)
    line.refresh_from_db()
    correct(world, line, line.revision, text="Khác")
    second = do(world, "plan_save", "lan", plan)
    assert (first.number, second.number) == (1, 2)
    kept = selectors.edition_of(world.actor("lan"), plan.pk, 1)
    [said] = kept.content["lines"]
    assert (said["text"], said["coordinating_names"], said["money"]) == (
        "Kiểm tra cấp nước", ["Sở Xây dựng"], [{"source": "Ngân sách tỉnh", "amount": 5, "year": 2026}],
    )  # fmt: skip
    assert selectors.edition_holds(kept)
    found = compared(kept.content, second.content)
    assert [(each.text, each.differences[0][1:]) for each in found.changed] == [
        ("Kiểm tra cấp nước", ("Kiểm tra cấp nước", "Khác"))
    ]
    for faulty in (
        lambda: PlanEdition.objects.filter(pk=first.pk).update(reason="x"),
        lambda: PlanSign.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), act(world.actor("lan"), "workplan.save"):
            faulty()
            PlanEdition.objects.filter(pk=first.pk).delete()


def test_a_signature_names_the_text_that_was_signed(world: World) -> None:
    plan = start(world)
    line = add(world, plan)
    sign = do(world, "plan_sign", "lan", plan, text="đồng ý")
    assert sign.digest == digest_of(content_of(plan))
    with pytest.raises(Refused, match="đã ký nháy"):
        do(world, "plan_sign", "lan", plan)
    correct(world, line, 1, text="Khác")
    again = do(world, "plan_sign", "lan", plan)
    assert again.digest != sign.digest
    for who in ("thu", "vy"):
        with pytest.raises(NotVisible):
            do(world, "plan_sign", who, plan)


def test_every_step_is_signed(world: World) -> None:
    plan = start(world)
    add(world, plan)
    asked = ask(world, plan, "SXD")
    answer(world, "hai", asked["SXD"])
    do(world, "plan_submit", "lan", plan)
    do(world, "plan_return", "hanh", plan, reason="thiếu tiến độ")
    assert (plan.state, plan.submitted_by) == ("DRAFT", None)
    told = Notice.objects.filter(kind="plan.decided").values_list("account_id", "title")
    assert list(told) == [(world.accounts["lan"], f"Trả lại: {plan.title}")]
    approve(world, plan)
    steps = PlanSign.objects.filter(plan=plan).order_by("pk").values_list("step", "signer_name")
    assert list(steps) == [
        ("CONSULTED", "Trần Thị Lan"), ("ANSWERED", "Đỗ Văn Hải"), ("SUBMITTED", "Trần Thị Lan"),
        ("RETURNED", "Nguyễn Thị Hạnh"), ("SUBMITTED", "Trần Thị Lan"), ("APPROVED", "Nguyễn Thị Hạnh"),
    ]  # fmt: skip


# ---------------------------------------------------------------------------------------------- amendment and end


def test_an_amendment_leaves_the_edition_in_force_until_the_next_is_approved(world: World) -> None:
    plan = approve(world, _with_line(world))
    standing = plan.edition
    do(world, "plan_amend", "lan", plan, reason="bổ sung")
    line = PlanLine.objects.get(plan=plan)
    correct(world, line, line.revision, text="Bản điều chỉnh")

    def seen(who: str) -> list[str]:
        actor = world.actor(who)
        found = plan_lines.lines_of(actor, selectors.plan(actor, plan.pk), world.today)
        return [row.text for row in found.rows]

    assert (plan.state, plan.edition) == ("AMENDED", standing)
    assert seen("lan") == ["Bản điều chỉnh"]
    for outsider in ("thu", "vy", "tuan", "quang"):
        assert seen(outsider) == ["Kiểm tra cấp nước"], outsider
        assert list(plan_lines.plan_lines(world.actor(outsider), world.today)) == []
    with pytest.raises(Refused, match="khác bản"):
        do(world, "plan_keep", "lan", plan, reason="thôi")
    do(world, "plan_submit", "lan", plan)
    do(world, "plan_return", "hanh", plan, reason="chưa đủ")
    assert plan.state == "AMENDED", "back to the amendment, not to a draft"
    approve(world, plan)
    assert seen("vy") == ["Bản điều chỉnh"]
    both = PlanEdition.objects.filter(plan=plan, kind="APPROVED").order_by("number")
    assert [each.content["lines"][0]["text"] for each in both] == ["Kiểm tra cấp nước", "Bản điều chỉnh"]
    assert {each.number for each in selectors.editions_of(world.actor("vy"), plan.pk)} == {
        each.number for each in both
    }, "outsiders read approved editions only"


def test_an_amendment_that_changed_nothing_is_given_up(world: World) -> None:
    plan = approve(world, _with_line(world))
    do(world, "plan_amend", "lan", plan, reason="bổ sung")
    line = PlanLine.objects.get(plan=plan)
    correct(world, line, line.revision, text="Thử")
    line.refresh_from_db()
    correct(world, line, line.revision, text="Kiểm tra cấp nước")
    do(world, "plan_keep", "lan", plan, reason="thôi")
    assert plan.state == "APPROVED"


def test_an_ended_plan_is_read_and_may_be_taken_up_again(world: World) -> None:
    plan = approve(world, _with_line(world))
    with pytest.raises(Refused, match="Chỉ thủ trưởng"):
        do(world, "plan_end", "lan", plan, reason="hết năm")
    do(world, "plan_end", "hanh", plan, reason="hết năm")
    assert (plan.state, plan.ended_on, plan.end_reason) == ("ENDED", world.today, "hết năm")
    with pytest.raises(Refused):
        do(world, "plan_amend", "lan", plan, reason="x")
    do(world, "plan_resume", "hanh", plan, reason="còn việc")
    assert (plan.state, plan.ended_on) == ("APPROVED", None)
    with pytest.raises(Refused):
        do(world, "plan_drop", "lan", plan, reason="x")


def _with_line(world: World) -> WorkPlan:
    plan = start(world)
    add(world, plan)
    return plan


# ---------------------------------------------------------------------------------------------- comments, scope


def test_a_line_is_talked_about_and_settled(world: World) -> None:
    plan = start(world)
    line = add(world, plan)
    actor = world.actor("lan")
    anchor = f"line-{line.pk}"
    say: dict[str, Any] = {"actor": actor, "kind": "plan", "record_id": plan.pk, "now": world.now}
    with pytest.raises(InputErrors, match="chỗ này"):
        comment_add(**say, text="?", anchor="line-999999")
    said = comment_add(**say, text="Sản phẩm là gì?", anchor=anchor, mentions=[world.accounts["hanh"]])
    [found] = thread_of(actor, plan_comments.PLAN_COMMENTS.key, selectors.plan(actor, plan.pk)).lines
    assert (found.anchor, found.resolved) == ("Kiểm tra cấp nước", None)
    comment_mark(actor=actor, kind="plan", comment_id=said.pk, is_resolved=True, now=world.now)
    assert thread_of(actor, "plan", selectors.plan(actor, plan.pk)).open_count == 0
    approve(world, plan)
    with pytest.raises(Refused, match="nhóm soạn thảo"):
        comment_add(actor=world.actor("vy"), kind="plan", record_id=plan.pk, text="x", now=world.now)
    assert thread_of(world.actor("vy"), "plan", selectors.plan(world.actor("vy"), plan.pk)).lines == ()


def test_each_reads_what_is_theirs(world: World) -> None:
    """Scope as sets: drafts by who makes them and the office, approved ones of the province's bodies by everybody."""
    made = {
        "office": start(world, title="Văn phòng"),
        "committee": start(world, org="BCD", title="Ban Chỉ đạo"),
        "snn": start(world, "thu", "SNN", title="Sở Nông nghiệp"),
        "commune": start(world, "tuan", "UB-THUONG", title="Xã Thượng Sơn"),
        "approved": approve(world, _with_title(world, "Đã duyệt")),
    }
    snn_approved = start(world, "thu", "SNN", title="Sở đã duyệt")
    add(world, snn_approved, who="thu")
    do(world, "plan_submit", "thu", snn_approved)
    do(world, "plan_approve", "minh", snn_approved, **DECISION)
    made["snn_approved"] = snn_approved
    every = set(made)
    expected = {
        "hanh": every, "lan": every,
        "phong": {"office", "committee", "approved"},
        "minh": {"snn", "snn_approved", "approved"}, "thu": {"snn", "snn_approved", "approved"},
        "hai": {"approved"}, "quang": {"approved"}, "vy": {"approved"},
        "tuan": {"commune", "approved"},
        "quantri": set(),
    }  # fmt: skip
    names = {row.pk: name for name, row in made.items()}
    for who, wanted in expected.items():
        actor = world.actor(who)
        assert {names[pk] for pk in selectors.plans(actor, world.today).values_list("pk", flat=True)} == wanted, who
        lines = plan_lines.plan_lines(actor, world.today)
        assert {names[row.plan_id] for row in lines} <= wanted, who
        for pk, name in names.items():
            if name not in wanted:
                with pytest.raises(NotVisible):
                    selectors.plan(actor, pk)
    inside = {
        who: {names[row.pk] for row in selectors.plans(world.actor(who), world.today) if row.inside}
        for who in ("vy", "tuan", "phong", "minh")
    }
    assert inside == {
        "vy": set(), "tuan": {"commune"}, "phong": {"office", "committee", "approved"},
        "minh": {"snn", "snn_approved"},
    }  # fmt: skip


def _with_title(world: World, title: str) -> WorkPlan:
    plan = start(world, title=title)
    add(world, plan)
    return plan


def test_a_stand_in_writes_for_the_member_who_is_on_leave(world: World) -> None:
    from psycopg.types.range import DateRange

    from dieuphoi.registry.access.models import Delegation, RoleAssignment

    plan = start(world)
    member: Any = {"actor": world.actor("lan"), "plan_id": plan.pk, "now": world.now}
    plans.member_add(person_id=world.people["tuan"], **member)
    lent = RoleAssignment.objects.get(account_id=world.accounts["tuan"])
    with pytest.raises(NotVisible):
        add(world, plan, who="vy")
    with act(world.actor("tuan"), "delegation.give"):
        Delegation.objects.create(
            assignment=lent, delegate_id=world.accounts["vy"],
            valid=DateRange(world.today, world.today + timedelta(days=3)), reason="nghỉ phép",
        )  # fmt: skip
    add(world, plan, who="vy")
