"""Tasks: who gives, does and judges them, what is refused, their lives; faults 15 and 16 of the experience.

Serves S0-34 (followed without gaps), S0-42, S0-47, S4-36 (one lead, one named person, coordinating apart), S0-30
(cause), S2-49 (standing duties), S1-24 (grade), S1-10 (urging), S1-42, S4-31 (requests and counter-requests), S0-24
(open work goes along), S2-54 (bodies of three kinds share a task), S2-42 (mass organisations take tasks and report),
S4-42 (a lead, and who follows it up), S0-03 (heads give and confirm, staff do and report).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.history.selectors import history_of
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.core.register.comments import comment_add
from dieuphoi.registry.access.models import Delegation, RoleAssignment
from dieuphoi.registry.access.services import role_assign
from dieuphoi.registry.accounts.services import account_open
from dieuphoi.registry.organisations import services as organisations
from dieuphoi.registry.organisations.models import Person
from dieuphoi.steering.tasks import selectors, services
from dieuphoi.steering.tasks.models import Handed, Task, TaskOrg, TaskReturn
from dieuphoi.steering.tasks.services import task_give, tasks_give
from tests.steering.tasks.conftest import DUE, Give, new_task
from tests.support.world import PASSWORD, World

pytestmark = pytest.mark.django_db


def read(world: World, row: Task, day: date | None = None, who: str = "lan") -> Any:
    return selectors.task(world.actor(who), row.pk, day or world.today)


def do(world: World, name: str, who: str, row: Task, days: int = 0, **more: Any) -> Any:
    """An act so many days after the day of the world."""
    now = world.now + timedelta(days=days)
    return getattr(services, name)(actor=world.actor(who), task_id=row.pk, now=now, **more)


def finish(world: World, row: Task, days: int = 0) -> None:
    """Done on that day; the cause counts where that is late."""
    do(world, "task_accept", "thu", row)
    do(world, "task_report", "thu", row, days, text="đã gửi", document="15/BC-SNN", cause="PERSON")
    do(world, "task_confirm", "lan", row, days)


# ---------------------------------------------------------------------------------------------- giving: refusals


@pytest.mark.parametrize("who", ["thu", "tuan", "vy", "quang", "quantri"])
def test_only_the_office_leaders_and_heads_give_tasks(world: World, give: Give, who: str) -> None:
    with pytest.raises(Refused) as refusal:
        give(who=who)
    assert refusal.value.status == 403


def test_a_head_gives_inside_the_own_body_and_asks_others(world: World, give: Give) -> None:
    with pytest.raises(Refused, match="đề nghị phối hợp"):
        give("SXD", "hai", who="minh")
    assert give(who="minh").giver_org_id == world.orgs["SNN"]
    request = give("SXD", "hai", who="minh", kind="REQUEST")
    assert request.giver_org_id == world.orgs["SNN"]
    # The body that is asked may ask back: a task that answers the first (S4-31).
    with pytest.raises(Refused):
        give(who="hai", kind="REQUEST", reply_to_id=request.pk)


@pytest.mark.parametrize(
    ("faulty", "fields"),
    [
        ({"title": "  "}, {"title"}),
        ({"title": "x" * 301}, {"title"}),
        ({"product": ""}, {"product"}),
        ({"due_on": None}, {"due_on"}),
        ({"due_on": date(2026, 3, 1)}, {"due_on"}),
        ({"due_on": date(2126, 3, 1)}, {"due_on"}),
        ({"given_on": date(2026, 3, 3)}, {"given_on"}),
        ({"kind": "NONE"}, {"kind"}),
        ({"urgency": "NONE"}, {"urgency"}),
        ({"kind": "STANDING"}, {"due_on", "every"}),
        ({"kind": "STANDING", "due_on": None, "no_due_reason": "thường xuyên"}, {"every"}),
        ({"lead_org_id": 999_999}, {"lead_org"}),
        ({"responsible_id": 999_999}, {"responsible"}),
        ({"coordinating": (999_999,)}, {"orgs"}),
        ({"unit_ids": (999_999,)}, {"units"}),
        ({"criterion_ids": (999_999,)}, {"criteria"}),
        ({"field_id": 999_999}, {"field"}),
        ({"parent_id": 999_999}, {"parent"}),
        ({"reply_to_id": 999_999}, {"reply_to"}),
        ({"title": "", "product": "", "due_on": None}, {"title", "product", "due_on"}),
    ],
)
def test_every_fault_is_told_at_once_and_nothing_is_saved(
    world: World, give: Give, faulty: dict[str, Any], fields: set[str]
) -> None:
    with pytest.raises(InputErrors) as faults:
        give(**faulty)
    assert {fault.field for fault in faults.value.errors} == fields
    assert not Task.objects.exists()


def test_who_answers_works_in_the_lead_body_on_that_day(world: World, give: Give) -> None:
    for person in ("hai", "tuan", "quan"):
        with pytest.raises(InputErrors, match="không giữ chức vụ nào ở"):
            give(person=person)
    assert give(person="quan", given_on=date(2025, 6, 2), due_on=date(2025, 7, 1)).responsible.full_name == (
        "Dương Minh Quân"
    )


def test_a_body_that_was_not_there_yet_or_no_more_leads_nothing(world: World, give: Give) -> None:
    org = Task._meta.get_field("lead_org").related_model.objects.get(pk=world.orgs["SNN"])
    with act(world.actor("lan"), "org.close"):
        org.valid = DateRange(None, date(2026, 2, 1))
        org.save(update_fields=["valid"])
    with pytest.raises(InputErrors, match=r"Ngày 02/03/2026 không có Sở Nông nghiệp"):
        give()


def test_of_many_all_or_nothing_and_each_fault_names_its_row(world: World) -> None:
    rows = [new_task(world), new_task(world, product=""), new_task(world, due_on=None)]
    with pytest.raises(InputErrors) as faults:
        tasks_give(actor=world.actor("lan"), rows=rows, now=world.now)
    assert [(fault.row, fault.field) for fault in faults.value.errors] == [(2, "product"), (3, "due_on")]
    assert not Task.objects.exists()


def test_parts_go_three_floors_deep_inside_the_time_of_the_whole(world: World, give: Give) -> None:
    whole = give(coordinating=(world.orgs["SXD"],))
    with pytest.raises(InputErrors, match=r"sau hạn 31/03/2026 của cả việc"):
        give(parent_id=whole.pk, due_on=DUE + timedelta(days=1))
    # Who answers for the whole gives its parts to bodies that share in it, and to no other.
    part = give("SXD", "hai", who="thu", parent_id=whole.pk, due_on=DUE)
    assert (part.parent_id, part.depth) == (whole.pk, 2)
    with pytest.raises(Refused, match="chủ trì hoặc phối hợp"):
        give("UB-HA", "vy", who="thu", parent_id=whole.pk)
    third = give("SXD", "hai", parent_id=part.pk)
    with pytest.raises(InputErrors, match="ba cấp"):
        give("SXD", "hai", parent_id=third.pk)
    with pytest.raises(DatabaseError), transaction.atomic(), act(world.actor("lan"), "task.correct"):
        Task.objects.filter(pk=part.pk).update(parent=None, depth=1)


def test_the_database_keeps_a_task_whole(world: World, give: Give) -> None:
    row = give()
    for faulty in (
        {"product": ""}, {"due_on": None}, {"no_due_reason": "vì"}, {"state": "DONE"}, {"percent": 101},
        {"state": "ACCEPTED", "grade": "GOOD"}, {"state": "WITHDRAWN"}, {"state": "PAUSED"}, {"number": 9},
        {"due_on": date(2026, 3, 1)},
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(), act(world.actor("lan"), "task.correct"):
            Task.objects.filter(pk=row.pk).update(**faulty)
    with pytest.raises(DatabaseError), transaction.atomic(), act(world.actor("lan"), "task.correct"):
        Task.objects.filter(pk=row.pk).delete()
    do(world, "task_accept", "thu", row)
    with pytest.raises(DatabaseError), transaction.atomic(), act(world.actor("lan"), "task.correct"):
        Task.objects.filter(pk=row.pk).update(first_due_on=DUE + timedelta(days=1))


# ---------------------------------------------------------------------------------------------- giving


def test_a_task_has_its_number_bodies_places_and_tells_who_answers(world: World, give: Give) -> None:
    first, second = give(), give(
        coordinating=(world.orgs["SXD"], world.orgs["SNN"]), following=(world.orgs["VPDP"], world.orgs["SXD"]),
        unit_ids=(world.units["thuong"],), criterion_ids=(world.criteria["2"],), urgency="FLASH",
    )  # fmt: skip
    assert (first.code, second.code) == ("1/2026", "2/2026")
    assert (first.first_due_on, first.giver_org_id, first.giver_id) == (DUE, world.orgs["VPDP"], world.people["lan"])
    shares = set(TaskOrg.objects.filter(task=second).values_list("org__code", "part"))
    assert shares == {("SXD", "COORDINATING"), ("VPDP", "FOLLOWING")}
    told = Notice.objects.filter(url=f"/tasks/{second.pk}/").values_list("account_id", "kind", "at_once")
    assert set(told) == {
        (world.accounts["thu"], "task.given", True),
        (world.accounts["minh"], "task.shared", False),
        (world.accounts["hanh"], "task.shared", False),
    }
    [made] = history_of(second, actor=world.actor("lan"))
    assert (made.act, made.actor_name) == ("task.give", "Trần Thị Lan")


def test_the_office_records_the_order_of_a_leader(world: World, give: Give) -> None:
    row = give(giver_org_id=world.orgs["BCD"], giver_id=world.people["phong"])
    assert (row.giver_org_id, row.giver_id) == (world.orgs["BCD"], world.people["phong"])
    with pytest.raises(InputErrors, match="thay mặt cơ quan mình"):
        give(who="minh", giver_org_id=world.orgs["BCD"])
    with pytest.raises(InputErrors, match="chính mình"):
        give(who="minh", giver_id=world.people["phong"])


# ---------------------------------------------------------------------------------------------- the life


def test_from_given_to_done_the_reporter_never_confirms(world: World, give: Give) -> None:
    row = give()
    for who in ("lan", "hai", "tuan", "phong"):
        with pytest.raises((Refused, NotVisible)):
            do(world, "task_accept", who, row)
    do(world, "task_accept", "thu", row)
    do(world, "task_progress", "thu", row, 3, text="đã có số của 12 xã", percent=40)
    row.refresh_from_db()
    assert (row.state, row.percent, row.accepted_on) == ("IN_PROGRESS", 40, world.today)
    with pytest.raises(InputErrors) as faults:
        do(world, "task_report", "thu", row, text="")
    assert {fault.field for fault in faults.value.errors} == {"text", "document"}
    do(world, "task_report", "thu", row, 9, text="đã gửi báo cáo", document="15/BC-SNN")
    for who in ("thu", "minh"):
        with pytest.raises(Refused, match="Chỉ bên giao việc"):
            do(world, "task_confirm", who, row)
    do(world, "task_confirm", "hanh", row, 12, grade="GOOD")
    row.refresh_from_db()
    assert (row.state, row.done_on, row.grade, row.confirmed_by) == (
        "DONE", world.today + timedelta(days=9), "GOOD", "Nguyễn Thị Hạnh",
    )  # fmt: skip
    with pytest.raises(Refused) as refusal:
        do(world, "task_progress", "thu", row, text="thêm")
    assert refusal.value.status == 409


def test_department_commune_and_mass_organisation_share_a_task(world: World, give: Give) -> None:
    """S2-54: one leads, the others work with it, all talk in one thread. S2-42: the youth union leads one."""
    system = system_actor(world.today)
    [union] = organisations.orgs_create(
        actor=system, rows=[organisations.NewOrg("TD", "Tỉnh đoàn", "mass")], now=world.now
    ).values()
    [person] = organisations.people_create(actor=system, people=[Person(full_name="Cao Thị Mai")], now=world.now)
    post = organisations.post_create(actor=system, org_id=union, title="Bí thư", now=world.now)
    organisations.holding_start(
        actor=system, person_id=person.pk, post_id=post.pk, start=date(2025, 1, 1), now=world.now
    )
    account = account_open(actor=system, person_id=person.pk, username="mai", password=PASSWORD, now=world.now)
    world.people["mai"], world.accounts["mai"], world.orgs["TD"] = person.pk, account.pk, union
    row = give(coordinating=(union, world.orgs["UB-THUONG"]))
    with pytest.raises(NotVisible):
        read(world, row, who="mai")
    role_assign(
        actor=system, account_id=account.pk, role="department_officer", org_id=union, start=date(2025, 1, 1), end=None,
        now=world.now,
    )  # fmt: skip
    for who in ("thu", "mai", "tuan"):
        assert read(world, row, who=who).pk == row.pk
        comment_add(actor=world.actor(who), kind="task", record_id=row.pk, text=f"ý kiến của {who}", now=world.now)
    with pytest.raises(NotVisible):
        read(world, row, who="vy")
    assert row.comments.count() == 3
    with pytest.raises(Refused):
        do(world, "task_accept", "mai", row)
    own = give("TD", "mai")
    do(world, "task_accept", "mai", own)
    do(world, "task_report", "mai", own, 3, text="đã ra quân 12 xã", document="5/BC-TĐ")
    do(world, "task_confirm", "lan", own, 4, grade="GOOD")
    own.refresh_from_db()
    assert (own.state, own.done_on) == ("DONE", world.today + timedelta(days=3))


def test_who_follows_a_task_up_sees_it_and_does_not_do_it(world: World, give: Give) -> None:
    """S4-42: a lead and a follow-up duty. Construction follows what agriculture does."""
    row = give(following=(world.orgs["SXD"],))
    assert read(world, row, who="hai").pk == row.pk
    with pytest.raises(Refused) as refusal:
        do(world, "task_accept", "hai", row)
    assert refusal.value.status == 403
    comment_add(actor=world.actor("hai"), kind="task", record_id=row.pk, text="đến đâu rồi?", now=world.now)
    assert [each.text for each in row.comments.all()] == ["đến đâu rồi?"]


def test_nobody_confirms_what_they_reported_or_answer_for(world: World, give: Give) -> None:
    own = give("VPDP", "lan", who="hanh")
    do(world, "task_accept", "lan", own)
    do(world, "task_report", "hanh", own, text="đã xong", document="1/BC")
    with pytest.raises(Refused, match="Bạn đã báo cáo"):
        do(world, "task_confirm", "hanh", own)
    with pytest.raises(Refused, match="tự xác nhận việc của mình"):
        do(world, "task_confirm", "lan", own)


def test_returned_with_words_reported_again_and_opened_again(world: World, give: Give) -> None:
    row = give()
    do(world, "task_accept", "thu", row)
    do(world, "task_report", "thu", row, text="xong", document="15/BC")
    with pytest.raises(Refused, match="lý do"):
        do(world, "task_return", "lan", row, reason=" ")
    do(world, "task_return", "lan", row, reason="thiếu phụ lục")
    row.refresh_from_db()
    assert row.state == "RETURNED"
    assert TaskReturn.objects.get(task=row).reason == "thiếu phụ lục"
    assert Notice.objects.filter(kind="task.returned", account_id=world.accounts["thu"], at_once=True).count() == 1
    do(world, "task_report", "thu", row, 5, text="đã bổ sung", document="16/BC")
    do(world, "task_recall", "thu", row, 5, reason="nhầm tệp")
    do(world, "task_report", "thu", row, 6, text="đã bổ sung", document="16/BC")
    do(world, "task_confirm", "lan", row, 6)
    do(world, "task_reopen", "lan", row, 8, reason="số liệu sai")
    row.refresh_from_db()
    assert (row.state, row.done_on, row.confirmed_by) == ("RETURNED", None, "")
    assert list(row.reports.values_list("number", flat=True)) == [1, 2, 3]
    assert row.returns.count() == 2


def test_refused_goes_back_to_the_giver_and_is_given_to_another(world: World, give: Give) -> None:
    row = give(giver_org_id=world.orgs["BCD"], giver_id=world.people["phong"])
    do(world, "task_refuse", "thu", row, reason="thuộc Sở Xây dựng")
    assert Notice.objects.filter(kind="task.reported", account_id=world.accounts["phong"]).count() == 1
    with pytest.raises(InputErrors, match="không giữ chức vụ"):
        do(world, "task_regive", "lan", row, reason="đúng", person_id=world.people["hai"])
    do(
        world, "task_regive", "lan", row, reason="chuyển đúng sở", person_id=world.people["hai"],
        org_id=world.orgs["SXD"], due_on=date(2026, 4, 15),
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.state, row.lead_org_id, row.responsible_id) == ("NEW", world.orgs["SXD"], world.people["hai"])
    assert (row.due_on, row.first_due_on) == (date(2026, 4, 15), date(2026, 4, 15))
    with pytest.raises(NotVisible):
        do(world, "task_accept", "thu", row)
    do(world, "task_accept", "hai", row)


def test_a_pause_brings_back_what_stood_before(world: World, give: Give) -> None:
    row = give()
    with pytest.raises(Refused):
        do(world, "task_pause", "thu", row, reason="chờ vốn")
    with pytest.raises(InputErrors, match="không ở phía trước"):
        do(world, "task_pause", "lan", row, reason="chờ vốn", until=world.today)
    do(world, "task_accept", "thu", row)
    do(world, "task_pause", "lan", row, reason="chờ vốn", until=date(2026, 5, 1))
    assert read(world, row, date(2026, 4, 15)).timeliness == "PAUSED"
    with pytest.raises(Refused):
        do(world, "task_report", "thu", row, text="x", document="1")
    do(world, "task_resume", "lan", row, 60)
    row.refresh_from_db()
    assert (row.state, row.paused_on, row.due_on) == ("ACCEPTED", None, DUE)


def test_a_whole_waits_for_its_parts(world: World, give: Give) -> None:
    whole = give()
    part = give(parent_id=whole.pk)
    do(world, "task_accept", "thu", whole)
    for name, who, more in (
        ("task_report", "thu", {"text": "x", "document": "1"}), ("task_withdraw", "lan", {"reason": "thôi"}),
    ):  # fmt: skip
        with pytest.raises(Refused, match="Còn 1 việc thành phần"):
            do(world, name, who, whole, **more)
    do(world, "task_withdraw", "lan", part, reason="gộp lại")
    finish_report = do(world, "task_report", "thu", whole, text="x", document="1")
    assert finish_report.number == 1
    do(world, "task_confirm", "lan", whole)
    with pytest.raises(Refused, match="Việc lớn hơn"):
        do(world, "task_restore", "lan", part, reason="cần lại")


def test_a_stand_in_does_the_work_of_who_is_on_leave_and_only_then(world: World, give: Give) -> None:
    row = give("UB-THUONG", "tuan")
    with pytest.raises(NotVisible):
        do(world, "task_accept", "vy", row)
    lent = RoleAssignment.objects.get(account_id=world.accounts["tuan"])
    with act(world.actor("tuan"), "delegation.give"):
        Delegation.objects.create(
            assignment=lent, delegate_id=world.accounts["vy"], valid=DateRange(world.today, date(2026, 3, 5)),
            reason="nghỉ phép",
        )  # fmt: skip
    do(world, "task_accept", "vy", row)
    row.refresh_from_db()
    assert row.state == "ACCEPTED"


def test_handed_over_inside_the_body_by_its_head_to_another_body_by_the_giver(world: World, give: Give) -> None:
    row = give()
    with pytest.raises(Refused):
        do(world, "task_hand_over", "thu", row, person_id=world.people["minh"], reason="bận")
    with pytest.raises(InputErrors, match="không giữ chức vụ"):
        do(world, "task_hand_over", "minh", row, person_id=world.people["quan"], reason="giao")
    with pytest.raises(Refused, match="Chỉ bên giao việc"):
        do(world, "task_hand_over", "minh", row, person_id=world.people["hai"], org_id=world.orgs["SXD"], reason="x")
    do(world, "task_hand_over", "minh", row, person_id=world.people["minh"], reason="Thu nghỉ")
    with pytest.raises(Refused, match="rồi"):
        do(world, "task_hand_over", "minh", row, person_id=world.people["minh"], reason="Thu nghỉ")
    handed = Handed.objects.get(task=row)
    assert (handed.from_person_id, handed.to_person_id, handed.reason) == (
        world.people["thu"], world.people["minh"], "Thu nghỉ",
    )  # fmt: skip


def test_open_work_goes_along_to_another_room_what_is_done_stays(world: World, give: Give) -> None:
    done, row = give(), give()
    finish(world, done)
    moved = services.tasks_follow(
        actor=world.actor("lan"), person_id=world.people["thu"], from_org=world.orgs["SNN"],
        to_org=world.orgs["SXD"], on=world.today, now=world.now,
    )  # fmt: skip
    assert moved == 1
    row.refresh_from_db()
    done.refresh_from_db()
    assert (row.lead_org_id, done.lead_org_id) == (world.orgs["SXD"], world.orgs["SNN"])


def test_mended_until_accepted_then_only_an_extension_moves_the_date(world: World, give: Give) -> None:
    row = give(unit_ids=(world.units["thuong"],))
    new = new_task(world, title="Báo cáo cấp nước", due_on=date(2026, 4, 1), unit_ids=(world.units["ha"],))
    with pytest.raises(Refused):
        do(world, "task_correct", "thu", row, new=new, reason="x")
    do(world, "task_correct", "lan", row, new=new, reason="sửa hạn")
    row.refresh_from_db()
    assert (row.title, row.due_on, row.first_due_on) == ("Báo cáo cấp nước", date(2026, 4, 1), date(2026, 4, 1))
    assert list(row.places.filter(ended_at=None).values_list("unit_id", flat=True)) == [world.units["ha"]]
    assert row.places.count() == 2, "what was named before stays on record"
    do(world, "task_accept", "thu", row)
    with pytest.raises(InputErrors, match="gia hạn"):
        do(world, "task_correct", "lan", row, new=replace(new, due_on=date(2026, 4, 2)), reason="sửa hạn")
    with pytest.raises(InputErrors, match="Chuyển người"):
        do(world, "task_correct", "lan", row, new=replace(new, responsible_id=world.people["minh"]), reason="x")


def test_a_standing_duty_is_reported_on_each_period(world: World, give: Give) -> None:
    row = give(kind="STANDING", every="month", due_on=None, no_due_reason="thường xuyên")
    assert row.next_progress_on == date(2026, 3, 31)
    do(world, "task_accept", "thu", row)
    do(world, "task_progress", "thu", row, 5, text="tháng 3")
    row.refresh_from_db()
    assert row.next_progress_on == date(2026, 4, 30)
    # Late for April, in the middle of May: the next one is due at the end of June.
    assert read(world, row, date(2026, 5, 15)).timeliness == "OVERDUE"
    do(world, "task_progress", "thu", row, 74, text="tháng 4, 5")
    row.refresh_from_db()
    assert row.next_progress_on == date(2026, 6, 30)


# ---------------------------------------------------------------------------------------------- more time


def test_more_time_is_asked_for_and_decided_by_another(world: World, give: Give) -> None:
    row = give()
    more = {"reason": "chờ số liệu", "cause": "DOCUMENT"}
    with pytest.raises(Refused):
        do(world, "extension_ask", "lan", row, wanted_due=date(2026, 4, 30), **more)
    for wanted in (world.today, DUE, date(2026, 3, 20)):
        with pytest.raises(InputErrors):
            do(world, "extension_ask", "thu", row, wanted_due=wanted, **more)
    asked = do(world, "extension_ask", "thu", row, wanted_due=date(2026, 4, 30), **more)
    with pytest.raises(Refused, match="chờ quyết định"):
        do(world, "extension_ask", "thu", row, wanted_due=date(2026, 5, 30), **more)
    decide = {"extension_id": asked.pk, "now": world.now}
    for who in ("thu", "minh"):
        with pytest.raises(Refused):
            services.extension_grant(actor=world.actor(who), **decide)
    services.extension_grant(actor=world.actor("lan"), due_on=date(2026, 4, 15), answer="đến giữa tháng", **decide)
    row.refresh_from_db()
    assert (row.due_on, row.first_due_on) == (date(2026, 4, 15), DUE)
    with pytest.raises(Refused) as refusal:
        services.extension_refuse(actor=world.actor("lan"), reason="x", **decide)
    assert refusal.value.status == 409


def test_a_refused_or_withdrawn_request_leaves_the_date(world: World, give: Give) -> None:
    row = give()
    for end in ("refuse", "withdraw"):
        asked = do(
            world, "extension_ask", "thu", row, wanted_due=date(2026, 4, 30), reason="chờ vốn", cause="MONEY"
        )
        if end == "refuse":
            services.extension_refuse(
                actor=world.actor("hanh"), extension_id=asked.pk, reason="đủ vốn rồi", now=world.now
            )
        else:
            services.extension_withdraw(actor=world.actor("thu"), extension_id=asked.pk, now=world.now)
    row.refresh_from_db()
    assert row.due_on == DUE
    answer = Notice.objects.get(kind="task.answered", account_id=world.accounts["thu"])
    assert answer.title.startswith("Không được gia hạn")


def test_what_is_waited_for_is_told_to_who_gave_it(world: World, give: Give) -> None:
    row = give()
    with pytest.raises(Refused):
        do(world, "task_delay", "thu", row, cause="MONEY", text="chờ vốn")
    do(world, "task_accept", "thu", row)
    with pytest.raises(InputErrors) as faults:
        do(world, "task_delay", "thu", row, cause="NONE", text="")
    assert {fault.field for fault in faults.value.errors} == {"cause", "text"}
    do(world, "task_delay", "thu", row, cause="MONEY", text="Sở Tài chính chưa cấp")
    row.refresh_from_db()
    assert row.delay == "MONEY"
    assert Notice.objects.filter(kind="task.reported", account_id=world.accounts["lan"]).count() == 1
    do(world, "task_delay", "thu", row, cause="", text="đã cấp")
    row.refresh_from_db()
    assert row.delay == ""


def test_a_late_report_says_why(world: World, give: Give) -> None:
    """S0-30: "chờ văn bản, chờ ý kiến, chờ kinh phí, thiếu người" – what is late is never reported without a cause."""
    row, in_time, waited = give(), give(), give()
    for each in (row, in_time, waited):
        do(world, "task_accept", "thu", each)
    done: dict[str, Any] = {"text": "đã gửi", "document": "15/BC"}
    for faulty, field in (({}, "cause"), ({"cause": "NONE"}, "cause"), ({"cause": "OTHER", "why": " "}, "why")):
        with pytest.raises(InputErrors) as faults:
            do(world, "task_report", "thu", row, 30, **done, **faulty)
        assert {fault.field for fault in faults.value.errors} == {field}
    with pytest.raises(InputErrors) as faults:
        do(world, "task_report", "thu", row, 30, text="")
    assert {fault.field for fault in faults.value.errors} == {"text", "document", "cause"}
    row.refresh_from_db()
    assert (row.state, row.delays.count()) == ("ACCEPTED", 0)
    do(world, "task_report", "thu", row, 30, **done, cause="OPINION", why="Sở Tài chính trả lời ngày 31/3")
    [delay] = row.delays.all()
    assert (delay.cause, delay.text, delay.author_name) == ("OPINION", "Sở Tài chính trả lời ngày 31/3", "Phạm Thị Thu")
    # Returned and reported again: the cause is known by now.
    do(world, "task_return", "lan", row, 31, reason="thiếu phụ lục")
    do(world, "task_report", "thu", row, 32, **done)
    assert row.delays.count() == 1
    # On the very day it is not late; what is said then is left aside.
    do(world, "task_report", "thu", in_time, 29, **done, cause="MONEY")
    assert in_time.delays.count() == 0
    # Who asked for more time has named a cause.
    asked = do(world, "extension_ask", "thu", waited, wanted_due=date(2026, 4, 30), reason="chờ vốn", cause="MONEY")
    services.extension_refuse(actor=world.actor("hanh"), extension_id=asked.pk, reason="đủ vốn rồi", now=world.now)
    do(world, "task_report", "thu", waited, 30, **done)
    # A choice without words of its own says its own name; a standing duty is late by its period.
    standing = give(kind="STANDING", every="month", due_on=None, no_due_reason="thường xuyên")
    do(world, "task_accept", "thu", standing)
    with pytest.raises(InputErrors):
        do(world, "task_report", "thu", standing, 30, **done)
    do(world, "task_report", "thu", standing, 30, **done, cause="PERSON")
    assert standing.delays.get().text == "thiếu người"


# ---------------------------------------------------------------------------------------------- urging, rules


def test_urged_together_what_has_ended_is_left_out_with_its_reason(world: World, give: Give) -> None:
    done, first, second = give(), give(), give("SXD", "hai")
    finish(world, done)
    urged = services.tasks_urge(
        actor=world.actor("lan"), task_ids=[done.pk, first.pk, second.pk], words="cần gấp", letter="7/VPDP",
        now=world.now,
    )  # fmt: skip
    assert [each.task_id for each in urged.done] == [first.pk, second.pk]
    assert len({each.batch for each in urged.done}) == 1
    assert [(row.pk, "đã kết thúc" in why) for row, why in urged.left] == [(done.pk, True)]
    told = Notice.objects.filter(kind="task.urged").values_list("account_id", "url", "at_once")
    assert set(told) == {
        (world.accounts["thu"], f"/tasks/{first.pk}/", True),
        (world.accounts["minh"], f"/tasks/{first.pk}/", True),
        (world.accounts["hai"], f"/tasks/{second.pk}/", True),
    }
    with pytest.raises(InputErrors, match="đã kết thúc"):
        services.tasks_urge(actor=world.actor("lan"), task_ids=[done.pk], now=world.now)
    with pytest.raises(InputErrors, match="Chỉ bên giao việc"):
        services.tasks_urge(actor=world.actor("thu"), task_ids=[first.pk], now=world.now)


def test_the_head_of_the_office_sets_the_numbers(world: World) -> None:
    from dieuphoi.steering.tasks.models import TaskRule

    set_to = {"measure": "NEAR", "number": 5, "source": "Kết luận giao ban", "now": world.now}
    with pytest.raises(Refused):
        services.rule_set(actor=world.actor("lan"), **set_to)
    with pytest.raises(InputErrors):
        services.rule_set(actor=world.actor("hanh"), measure="NONE", number=0, source="", now=world.now)
    assert selectors.numbers_on(world.today)["NEAR"].number == 3
    services.rule_set(actor=world.actor("hanh"), **set_to)
    assert selectors.numbers_on(world.today)["NEAR"].number == 5
    later = world.now + timedelta(days=10)
    services.rule_set(actor=world.actor("hanh"), measure="NEAR", number=7, source="khác", now=later)
    assert selectors.numbers_on(world.today)["NEAR"].number == 5
    assert selectors.numbers_on(world.today + timedelta(days=10))["NEAR"].number == 7
    assert TaskRule.objects.count() == 2


# ---------------------------------------------------------------------------------------------- the clock


@pytest.mark.parametrize(
    ("day", "timeliness"),
    [
        (date(2026, 3, 2), "IN_TIME"),
        (date(2026, 3, 25), "IN_TIME"),
        (date(2026, 3, 26), "NEAR"),
        (date(2026, 3, 31), "NEAR"),
        (date(2026, 4, 1), "OVERDUE"),
    ],
)
def test_timeliness_is_told_by_the_clock_in_working_days(
    world: World, give: Give, day: date, timeliness: str
) -> None:
    """31 March 2026 is a Tuesday: three working days before it is Thursday the 26th."""
    row = give()
    assert read(world, row, day).timeliness == timeliness


def test_done_in_time_is_told_by_the_day_of_the_report(world: World, give: Give) -> None:
    in_time, late = give(), give()
    finish(world, in_time, days=29)
    finish(world, late, days=30)
    end = date(2026, 5, 1)
    assert [read(world, row, end).timeliness for row in (in_time, late)] == ["DONE_IN_TIME", "DONE_LATE"]


def test_a_past_day_shows_what_stood_then(world: World, give: Give) -> None:
    row = give()
    do(world, "task_accept", "thu", row)
    asked = do(world, "extension_ask", "thu", row, 5, wanted_due=date(2026, 4, 30), reason="x", cause="MONEY")
    services.extension_grant(
        actor=world.actor("lan"), extension_id=asked.pk, now=world.now + timedelta(days=10)
    )
    do(world, "task_report", "thu", row, 40, text="xong", document="1")
    do(world, "task_confirm", "lan", row, 45)
    from dieuphoi.registry.access.selectors import actor_for

    later = actor_for(world.accounts["lan"], date(2026, 6, 1))

    def on(day: date) -> tuple[str, date, str]:
        found = selectors.task(later, row.pk, day)
        return found.standing, found.due, found.timeliness

    assert on(date(2026, 3, 11)) == ("IN_PROGRESS", DUE, "IN_TIME")
    assert on(date(2026, 4, 2)) == ("IN_PROGRESS", date(2026, 4, 30), "IN_TIME")
    assert on(date(2026, 6, 1)) == ("DONE", date(2026, 4, 30), "DONE_IN_TIME")


def test_what_nobody_touches_is_idle(world: World, give: Give) -> None:
    row = give()
    from dieuphoi.registry.access.selectors import actor_for

    def idle(day: date) -> bool:
        return selectors.task(actor_for(world.accounts["lan"], day), row.pk, day).idle

    assert not idle(date(2026, 3, 16))
    assert idle(date(2026, 3, 17)), "two working weeks without an act"


# ---------------------------------------------------------------------------------------------- scope


def test_each_sees_what_is_theirs(world: World, give: Give) -> None:
    rows = {
        "snn": give(),
        "sxd": give("SXD", "hai"),
        "both": give("SXD", "hai", coordinating=(world.orgs["SNN"],)),
        "thuong": give("UB-THUONG", "tuan"),
        "of_thuong": give(unit_ids=(world.units["thuong"],)),
        "restricted": give(unit_ids=(world.units["thuong"],), restricted=True),
        "inner": give(who="minh"),
        "by_phong": give("SXD", "hai", giver_org_id=world.orgs["BCD"], giver_id=world.people["phong"]),
    }
    every = set(rows)
    expected = {
        "hanh": every, "lan": every, "phong": every,
        "minh": {"snn", "both", "of_thuong", "restricted", "inner"},
        "thu": {"snn", "both", "of_thuong", "restricted", "inner"},
        "hai": {"sxd", "both", "by_phong"},
        "tuan": {"thuong", "of_thuong"},
        "quang": {"of_thuong"},
        "vy": set(),
        "quantri": set(),
    }  # fmt: skip
    names = {row.pk: name for name, row in rows.items()}
    for who, wanted in expected.items():
        actor = world.actor(who)
        seen = {names[pk] for pk in selectors.tasks(actor, world.today).values_list("pk", flat=True)}
        assert seen == wanted, who
        for row in rows.values():
            if names[row.pk] not in wanted:
                with pytest.raises(NotVisible):
                    selectors.task(actor, row.pk, world.today)


def test_an_outsider_cannot_act_on_what_they_do_not_see(world: World, give: Give) -> None:
    row = give("UB-THUONG", "tuan")
    with pytest.raises(NotVisible):
        do(world, "task_accept", "vy", row)


def test_giving_the_same_number_twice_is_impossible(world: World, give: Give) -> None:
    row = give()
    with pytest.raises(DatabaseError), transaction.atomic(), act(world.actor("lan"), "task.give"):
        copy = Task.objects.get(pk=row.pk)
        copy.pk = None
        copy.save(force_insert=True)


def test_rooms_belong_to_their_body(world: World, give: Give) -> None:
    """Who heads a department sees and directs the tasks of its rooms."""
    made = organisations.orgs_create(
        actor=world.actor("lan"), now=world.now,
        rows=[organisations.NewOrg("SNN-P1", "Phòng Nước sạch", "room", parent="SNN")],
    )  # fmt: skip
    row = task_give(
        actor=world.actor("minh"), now=world.now,
        new=replace(new_task(world), lead_org_id=made["SNN-P1"]),
    )  # fmt: skip
    assert selectors.task(world.actor("minh"), row.pk, world.today).lead_org_id == made["SNN-P1"]
    with pytest.raises(NotVisible):
        selectors.task(world.actor("hai"), row.pk, world.today)


def test_an_office_under_a_department_is_no_room_of_it(world: World, give: Give) -> None:
    """The coordination office moved under the department of agriculture; its orders are not the department's."""
    organisations.org_move(
        actor=world.actor("lan"), org_id=world.orgs["VPDP"], parent_id=world.orgs["SNN"], on=date(2026, 1, 1),
        decision=organisations.Decision("8/NQ"), now=world.now,
    )  # fmt: skip
    row = give("SXD", "hai")
    with pytest.raises(NotVisible):
        selectors.task(world.actor("minh"), row.pk, world.today)
    own = give()
    with pytest.raises(Refused, match="Chỉ bên giao việc"):
        do(world, "task_withdraw", "minh", own, reason="x")


def test_the_doer_hears_of_a_pause_of_going_on_and_of_a_withdrawal(world: World, give: Give) -> None:
    row = give()
    do(world, "task_accept", "thu", row)
    do(world, "task_pause", "lan", row, reason="chờ vốn")
    do(world, "task_resume", "lan", row)
    do(world, "task_withdraw", "lan", row, reason="gộp lại")
    assert Notice.objects.filter(kind="task.changed", account_id=world.accounts["thu"]).count() == 3
