"""Open tasks when people leave: found for hand-over, given to another many at once, listed while nobody does them.

Serves S0-24 (open work goes along), fault 15 (closing an account keeps all its tasks and lists them for hand-over) and
fault 16 (bulk acts run the same rules as the form).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.kernel.errors import InputErrors
from dieuphoi.insight.desk.selectors import my_work
from dieuphoi.registry.access.leaving import open_work
from dieuphoi.registry.access.roles import Role
from dieuphoi.registry.access.services import role_assign
from dieuphoi.registry.accounts.services import account_close
from dieuphoi.registry.organisations import services as organisations
from dieuphoi.registry.organisations.models import Holding
from dieuphoi.registry.organisations.openwork import Holder, open_work_of, work_moved
from dieuphoi.steering.tasks import services
from dieuphoi.steering.tasks.models import Handed, Task
from dieuphoi.steering.tasks.services.handing import tasks_hand_over
from tests.steering.tasks.conftest import Give
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db


def in_hand(world: World, who: str, person: str) -> dict[str, list[str]]:
    """What somebody is told of the tasks that a person has in hand: titles by the name of the source."""
    found = open_work_of(world.actor(who), Holder(person_id=world.people[person]), world.today)
    return {source.name: [item.title for item in items] for source, items in found if source.name.startswith("task")}


def finish(world: World, row: Task, doer: str = "thu") -> None:
    at = {"task_id": row.pk, "now": world.now}
    services.task_accept(actor=world.actor(doer), **at)
    services.task_report(actor=world.actor(doer), text="xong", document="1/BC", **at)
    services.task_confirm(actor=world.actor("lan"), **at)


def listed(world: World, who: str, **query: Any) -> set[str]:
    """The titles that the list of tasks shows to somebody."""
    answer = sign_in(world, who).get(reverse("tasks:list", query={"export": "csv", **query}))
    assert answer.status_code == 200, answer.status_code
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return {row.title for row in Task.objects.all() if row.title in text}


def orphans(world: World, who: str, **query: Any) -> set[str]:
    return listed(world, who, orphaned="true", **query)


def leave(world: World, person: str, org: str, on: date | None = None) -> None:
    """The person ends every post that they hold in a body."""
    for held in Holding.objects.filter(person_id=world.people[person], post__org_id=world.orgs[org]):
        organisations.holding_end(
            actor=world.actor("hanh"), holding_id=held.pk, on=on or world.today, reason="chuyển công tác", now=world.now
        )


# ---------------------------------------------------------------------------------------------- what is in hand


def test_what_somebody_has_in_hand_is_what_is_open(world: World, give: Give) -> None:
    give(title="Việc của Thu")
    finish(world, give(title="Việc đã xong"))
    give("VPDP", "lan", who="hanh", title="Việc của Lan")
    assert in_hand(world, "lan", "thu") == {"task": ["1/2026 Việc của Thu"]}
    assert in_hand(world, "lan", "lan") == {"task": ["3/2026 Việc của Lan"], "task_given": ["1/2026 Việc của Thu"]}


def test_who_keeps_accounts_sees_that_there_is_a_task_not_what_it_says(world: World, give: Give) -> None:
    give(title="Việc kín của Sở", restricted=True)
    assert in_hand(world, "quantri", "thu") == {"task": ["Nhiệm vụ số 1/2026"]}
    items = open_work(world.actor("quantri"), world.people["thu"], world.today)
    assert [item.url for item in items if "1/2026" in item.title] == [""]
    for who in ("vy", "tuan", "hai"):
        assert in_hand(world, who, "thu") == {}, "others hear nothing of it"


def test_a_body_has_in_hand_what_it_leads_and_what_it_gave(world: World, give: Give) -> None:
    give(title="Việc của Sở")
    give("SXD", "hai", title="Việc của Sở Xây dựng", who="minh", kind="REQUEST")
    found = open_work_of(world.actor("lan"), Holder(org_id=world.orgs["SNN"]), world.today)
    assert {source.name: len(items) for source, items in found if source.name.startswith("task")} == {
        "task": 1, "task_given": 1,
    }  # fmt: skip


def test_people_who_change_rooms_take_their_tasks_along(world: World, give: Give) -> None:
    row = give()
    moved = work_moved(
        actor=world.actor("lan"), person_id=world.people["thu"], from_org=world.orgs["SNN"],
        to_org=world.orgs["SXD"], on=world.today, now=world.now,
    )  # fmt: skip
    assert moved == {"task": 1}
    row.refresh_from_db()
    assert row.lead_org_id == world.orgs["SXD"]


# ---------------------------------------------------------------------------------------------- nobody does it


def test_a_closed_account_keeps_its_tasks_and_they_are_listed(world: World, give: Give) -> None:
    row = give(title="Việc của Thu")
    assert orphans(world, "lan") == set()
    before = Task.objects.count()
    account_close(actor=world.actor("hanh"), account_id=world.accounts["thu"], reason="nghỉ hưu", now=world.now)
    assert Task.objects.count() == before
    assert Task.objects.get(pk=row.pk).responsible_id == world.people["thu"]
    assert in_hand(world, "quantri", "thu") == {"task": ["Nhiệm vụ số 1/2026"]}
    assert orphans(world, "lan") == {"Việc của Thu"}
    services.task_hand_over(
        actor=world.actor("lan"), task_id=row.pk, person_id=world.people["minh"], reason="Thu nghỉ", now=world.now
    )
    assert orphans(world, "lan") == set()


def test_who_holds_no_post_in_the_lead_body_does_its_tasks_no_more(world: World, give: Give) -> None:
    give(title="Việc của Thu")
    give("UB-HA", "vy", title="Việc của Vy")
    finish(world, give(title="Việc đã xong"))
    leave(world, "thu", "SNN")
    assert orphans(world, "lan") == {"Việc của Thu"}
    assert listed(world, "lan", orphaned="false") == {"Việc của Vy"}
    # The head of the body and the office are told; whoever leads other bodies is not.
    lines = {who: [(i.count, i.route) for i in my_work(world.actor(who), world.today) if i.kind == "task_left"]
             for who in ("lan", "minh", "hai", "tuan", "quantri")}  # fmt: skip
    assert lines == {
        "lan": [(1, ("tasks:list", (), {"orphaned": "true"}))],
        "minh": [(1, ("tasks:list", (), {"orphaned": "true", "whose": "led"}))],
        "hai": [], "tuan": [], "quantri": [],
    }  # fmt: skip
    assert orphans(world, "minh", whose="led") == {"Việc của Thu"}


def test_a_post_above_the_lead_or_in_a_room_of_it_is_enough(world: World, give: Give) -> None:
    made = organisations.orgs_create(
        actor=world.actor("hanh"), now=world.now,
        rows=[organisations.NewOrg("SNN-P1", "Phòng Nước sạch", "room", parent="SNN")],
    )  # fmt: skip
    row = give(title="Việc của Sở")
    post = organisations.post_create(
        actor=world.actor("hanh"), org_id=made["SNN-P1"], title="Trưởng phòng", now=world.now
    )
    organisations.holding_start(
        actor=world.actor("hanh"), person_id=world.people["thu"], post_id=post.pk, start=world.today, now=world.now
    )
    leave(world, "thu", "SNN")
    assert orphans(world, "lan") == set(), "Thu works in a room of the department now"
    services.tasks_follow(
        actor=world.actor("lan"), person_id=world.people["thu"], from_org=world.orgs["SNN"], to_org=made["SNN-P1"],
        on=world.today, now=world.now,
    )  # fmt: skip
    row.refresh_from_db()
    assert row.lead_org_id == made["SNN-P1"] and orphans(world, "lan") == set()


def test_the_past_shows_who_was_there_then(world: World, give: Give) -> None:
    give(title="Việc của Thu", given_on=date(2026, 2, 2))
    leave(world, "thu", "SNN")
    assert orphans(world, "lan", as_of="20/02/2026") == set()
    assert orphans(world, "lan") == {"Việc của Thu"}


# ---------------------------------------------------------------------------------------------- many at once


def hand(world: World, who: str, rows: list[Task], person: str = "minh", org: str = "SNN", reason: str = "nghỉ") -> Any:
    return tasks_hand_over(
        actor=world.actor(who), task_ids=[row.pk for row in rows], person_id=world.people[person],
        org_id=world.orgs[org], reason=reason, now=world.now,
    )  # fmt: skip


def test_faults_of_all_are_told_at_once(world: World, give: Give) -> None:
    row = give()
    with pytest.raises(InputErrors) as faults:
        hand(world, "lan", [], person="quan", reason=" ")
    assert {fault.field for fault in faults.value.errors} == {"tasks", "reason", "person"}
    with pytest.raises(InputErrors, match="không giữ chức vụ"):
        hand(world, "lan", [row], person="hai", org="SNN")
    with pytest.raises(InputErrors, match="tối đa 200"):
        tasks_hand_over(
            actor=world.actor("lan"), task_ids=range(1, 202), person_id=world.people["minh"],
            org_id=world.orgs["SNN"], reason="nghỉ", now=world.now,
        )  # fmt: skip
    assert not Handed.objects.exists()


def test_each_goes_by_the_rules_of_one_and_is_reported(world: World, give: Give) -> None:
    own, done, other = give(), give(), give("UB-HA", "vy")
    finish(world, done)
    report = hand(world, "minh", [own, done, other])
    assert [pk for pk, _label in report.done] == [own.pk]
    assert {each.id: each.reason for each in report.refused} == {
        done.pk: "Việc này đã kết thúc: không chuyển người được nữa.",
        other.pk: "Không tìm thấy, hoặc ngoài phạm vi của bạn.",
    }
    assert {each.label for each in report.refused} == {str(done), f"#{other.pk}"}, "a hidden task is not named"
    own.refresh_from_db()
    assert own.responsible_id == world.people["minh"]


def test_the_lead_stays_where_the_receiver_works_there(world: World, give: Give) -> None:
    kept, moved = give(), give("SXD", "hai")
    report = hand(world, "lan", [kept, moved])
    assert len(report.done) == 2
    assert set(Task.objects.values_list("lead_org_id", flat=True)) == {world.orgs["SNN"]}
    assert set(Handed.objects.values_list("task_id", "from_org_id", "to_org_id")) == {
        (kept.pk, world.orgs["SNN"], world.orgs["SNN"]), (moved.pk, world.orgs["SXD"], world.orgs["SNN"]),
    }  # fmt: skip


def test_the_page_lists_what_is_open_and_reports_done_and_refused(world: World, give: Give) -> None:
    mine, done = give(title="Việc còn mở"), give(title="Việc đã xong")
    finish(world, done)
    page = reverse("tasks:hand_many", query={"person": world.people["thu"]})
    for who in ("thu", "tuan", "hai"):
        assert sign_in(world, who).get(page).status_code == 403, who
    lan = sign_in(world, "lan")
    text = lan.get(page).content.decode()
    assert "Việc còn mở" in text and "Việc đã xong" not in text
    to = f"{world.people['minh']}-{world.orgs['SNN']}"
    faulty = lan.post(page, {"tasks": [mine.pk], "person": to})
    assert faulty.status_code == 422 and "Hãy ghi lý do" in faulty.content.decode()
    report = lan.post(page, {"tasks": [mine.pk], "person": to, "reason": "Thu nghỉ sinh"})
    assert report.status_code == 200 and "Đã làm 1 trên 1 dòng" in report.content.decode()
    mine.refresh_from_db()
    assert mine.responsible_id == world.people["minh"]
    assert "Không có việc nào đang mở" in lan.get(page).content.decode()


def test_a_head_chooses_among_the_own_people(world: World, give: Give) -> None:
    give()
    page = reverse("tasks:hand_many", query={"person": world.people["thu"]})
    text = sign_in(world, "minh").get(page).content.decode()
    assert "Lê Văn Minh –" in text and "Đỗ Văn Hải –" not in text


def test_a_handover_leads_to_the_tasks_of_its_giver(world: World, give: Give) -> None:
    give()
    handover = organisations.handover_open(
        actor=world.actor("lan"), giver_id=world.people["thu"], receiver_id=world.people["minh"],
        effective_on=world.today, reason="Thu nghỉ sinh", now=world.now,
    )  # fmt: skip
    titles = set(handover.items.values_list("title", flat=True))
    assert "1/2026 Báo cáo tiến độ cấp nước sạch nông thôn" in titles
    text = sign_in(world, "lan").get(reverse("tasks:hand_many", query={"handover": handover.pk})).content.decode()
    assert "Thu nghỉ sinh</textarea>" in text
    assert f'value="{world.people["minh"]}-{world.orgs["SNN"]}" selected' in text
    beside = chain_of(world.actor("lan"), "handover", handover.pk).beside
    assert reverse("tasks:hand_many", query={"handover": handover.pk}) in {url for _label, url in beside}


def test_one_who_gave_a_task_may_hand_it_over_without_being_a_head(world: World, give: Give) -> None:
    """Who answers for a task gives its parts, and so may give them to another."""
    whole = give()
    give(who="thu", person="minh", parent_id=whole.pk, title="Phần việc của Minh")
    page = reverse("tasks:hand_many", query={"person": world.people["minh"]})
    assert sign_in(world, "thu").get(page).status_code == 200


def test_the_api_hands_over_and_tells_what_it_refused(world: World, give: Give) -> None:
    row, done = give(), give()
    finish(world, done)
    answer = sign_in(world, "lan").post(
        "/api/v1/tasks/hand-over", content_type="application/json",
        data={"task_ids": [row.pk, done.pk], "person_id": world.people["minh"], "org_id": world.orgs["SNN"],
              "reason": "Thu nghỉ"},
    )  # fmt: skip
    assert answer.status_code == 200, answer.content
    assert answer.json()["done"] == [row.pk]
    assert [each["id"] for each in answer.json()["refused"]] == [done.pk]


def test_a_neighbour_hears_nothing_of_what_is_left_behind(world: World, give: Give) -> None:
    give("UB-THUONG", "tuan", title="Việc của Tuấn")
    role_assign(
        actor=world.actor("hanh"), account_id=world.accounts["vy"], role=Role.COMMUNE_CHAIR, start=world.today,
        end=None, org_id=world.orgs["UB-HA"], place_id=world.units["ha"], now=world.now,
    )  # fmt: skip
    leave(world, "tuan", "UB-THUONG", on=world.today - timedelta(days=1))
    assert orphans(world, "vy") == set()
    assert [item for item in my_work(world.actor("vy"), world.today) if item.kind == "task_left"] == []
