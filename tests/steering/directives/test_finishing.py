"""A document leaves a desk otherwise than by an answer: filed, its tasks done, answered by word, passed on (S0-28)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.kernel.jobs import run_jobs_inline
from dieuphoi.steering.directives import selectors, services
from dieuphoi.steering.directives.desk import waiting_for
from dieuphoi.steering.directives.models import Handling
from dieuphoi.steering.directives.tables import DOCUMENTS
from dieuphoi.steering.directives.views.documents import DocumentList
from dieuphoi.steering.tasks.models import Task
from dieuphoi.steering.tasks.services import task_accept, task_confirm, task_report, task_withdraw
from tests.steering.directives.conftest import Register
from tests.steering.directives.test_clauses import TEXT, duty, paste
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db


def on_desk(world: World, row: Any, who: str = "lan", by: str = "hanh", **more: Any) -> Handling:
    return services.document_assign(
        actor=world.actor(by), document_id=row.pk, to_person_id=world.people[who], now=world.now, **more
    )


def finish(world: World, handling: Handling, how: str = "FILED", note: str = "", who: str = "lan") -> Handling:
    return services.handling_finish(
        actor=world.actor(who), handling_id=handling.pk, how=how, note=note, now=world.now
    )


def given(world: World, row: Any, *duties: Any) -> list[Task]:
    paste(world, row)
    services.directive_give(
        actor=world.actor("lan"), document_id=row.pk, duties=duties or (duty(world),), text=TEXT, now=world.now
    )
    return list(Task.objects.filter(directive_link__directive__document=row).order_by("pk"))


def do(world: World, task: Task) -> None:
    """Thu reports it done, Lan confirms."""
    thu, lan = world.actor("thu"), world.actor("lan")
    task_accept(actor=thu, task_id=task.pk, now=world.now)
    task_report(actor=thu, task_id=task.pk, text="Đã xong", document="12/BC-SNN", now=world.now)
    task_confirm(actor=lan, task_id=task.pk, now=world.now)


def lines(world: World, who: str = "lan") -> list[Any]:
    return [each for each in waiting_for(world.actor(who), world.today) if each.kind == "doc_handle"]


# ------------------------------------------------------------------------------------------------ refusals


@pytest.mark.parametrize("who", ["minh", "tuan", "phong"])
def test_only_who_has_it_or_gave_it_says_so(world: World, came: Register, who: str) -> None:
    handling = on_desk(world, came(to=("UB-THUONG",)))
    with pytest.raises(Refused, match="Chỉ người được giao") as refusal:
        finish(world, handling, who=who)
    assert refusal.value.status == 403
    with pytest.raises(NotVisible):
        finish(world, handling, who="vy")
    handling.refresh_from_db()
    assert (handling.ended_on, handling.finished) == (None, "")


@pytest.mark.parametrize(("how", "note"), [("", ""), ("EATEN", ""), ("PHONE", " "), ("PASSED", ""), ("OTHER", "")])
def test_a_way_that_tells_nothing_without_words_asks_for_them(
    world: World, came: Register, how: str, note: str
) -> None:
    handling = on_desk(world, came())
    with pytest.raises(InputErrors) as faults:
        finish(world, handling, how, note)
    assert {each.field for each in faults.value.errors} == {"note" if how in ("PHONE", "PASSED", "OTHER") else "how"}


def test_tasks_are_said_to_be_done_only_when_they_are(world: World, came: Register) -> None:
    row = came()
    handling = on_desk(world, row)
    with pytest.raises(Refused, match="Chưa có nhiệm vụ"):
        finish(world, handling, "TASKS")
    [task] = given(world, row)
    with pytest.raises(Refused, match="Còn 1 nhiệm vụ"):
        finish(world, handling, "TASKS")
    do(world, task)
    assert finish(world, handling, "TASKS").finished == "TASKS"


def test_tasks_that_were_withdrawn_are_no_tasks(world: World, came: Register) -> None:
    row = came()
    handling = on_desk(world, row)
    [task] = given(world, row)
    task_withdraw(actor=world.actor("lan"), task_id=task.pk, reason="Giao nhầm", now=world.now)
    with pytest.raises(Refused, match="Chưa có nhiệm vụ"):
        finish(world, handling, "TASKS")


def test_what_has_ended_does_not_end_again_nor_what_was_taken_off(world: World, came: Register) -> None:
    row = came()
    handling = on_desk(world, row)
    finish(world, handling)
    with pytest.raises(Refused, match="đã kết thúc"):
        finish(world, handling)
    other = came("13/SNN-KH")
    lying = on_desk(world, other)
    services.document_void(actor=world.actor("lan"), document_id=other.pk, reason="Ghi nhầm", now=world.now)
    with pytest.raises(Refused, match="đã rút"):
        finish(world, lying)


def test_only_what_was_finished_is_opened_again_and_not_over_another_lead(world: World, came: Register) -> None:
    handling = on_desk(world, came())
    lan = world.actor("lan")
    with pytest.raises(Refused, match="chưa được ghi là kết thúc"):
        services.handling_reopen(actor=lan, handling_id=handling.pk, reason="x", now=world.now)
    finish(world, handling)
    with pytest.raises(InputErrors):
        services.handling_reopen(actor=lan, handling_id=handling.pk, reason=" ", now=world.now)
    on_desk(world, handling.document, "hanh", "hanh")
    with pytest.raises(Refused, match="người khác chủ trì"):
        services.handling_reopen(actor=lan, handling_id=handling.pk, reason="Chưa xong", now=world.now)


# ------------------------------------------------------------------------------------------------ what is kept


def test_how_and_by_whom_and_it_leaves_my_work_until_it_is_opened_again(world: World, came: Register) -> None:
    handling = on_desk(world, came())
    assert len(lines(world)) == 1
    row = finish(world, handling, "PHONE", "  chị Thu, Sở Nông nghiệp,  sáng 02/03 ")
    assert (row.finished, row.finished_by, row.ended_on) == ("PHONE", "Trần Thị Lan", world.today)
    assert row.end_reason == "chị Thu, Sở Nông nghiệp, sáng 02/03"
    assert lines(world) == []
    back = services.handling_reopen(
        actor=world.actor("hanh"), handling_id=handling.pk, reason="Chưa rõ số liệu", now=world.now
    )
    assert (back.finished, back.finished_by, back.ended_on, back.end_reason) == ("", "", None, "")
    assert len(lines(world)) == 1


def test_the_desk_says_when_all_its_tasks_are_done_and_offers_the_end(world: World, came: Register) -> None:
    row = came()
    on_desk(world, row, instruction="Tham mưu")
    tasks = given(world, row, duty(world, doers=(
        (world.orgs["SNN"], world.people["thu"]), (world.orgs["UB-THUONG"], world.people["tuan"]),
    )))  # fmt: skip
    assert len(tasks) == 2
    do(world, next(task for task in tasks if task.responsible_id == world.people["thu"]))
    [line] = lines(world)
    assert line.note == "Tham mưu" and line.offer is not None and line.offer.data == ()
    last = next(task for task in tasks if task.responsible_id == world.people["tuan"])
    task_withdraw(actor=world.actor("lan"), task_id=last.pk, reason="Không còn", now=world.now)
    [line] = lines(world)
    assert line.note == "1 nhiệm vụ giao từ văn bản đã xong. Tham mưu"
    assert line.offer is not None and line.offer.data == (("how", "TASKS"),)
    found = selectors.documents(world.actor("lan"), world.today)
    assert list(selectors.in_box(world.actor("lan"), found, "given-done")) == [row]
    assert not selectors.in_box(world.actor("hanh"), found, "given-done").exists()


def test_my_work_costs_the_same_for_many(world: World, came: Register) -> None:
    on_desk(world, came("1/SNN"))
    with CaptureQueriesContext(connection) as one:
        waiting_for(world.actor("lan"), world.today)
    for number in range(2, 8):
        on_desk(world, came(f"{number}/SNN"))
    with CaptureQueriesContext(connection) as many:
        waiting_for(world.actor("lan"), world.today)
    assert len(one) == len(many)


# ------------------------------------------------------------------------------------------------ pages, bulk, API


def test_one_click_on_my_work_and_the_form_on_the_page(world: World, came: Register) -> None:
    row = came()
    handling = on_desk(world, row)
    client = sign_in(world, "lan")
    address = f"/documents/handlings/{handling.pk}/finish/"
    shown = client.get("/?work=1").content.decode()
    assert f'href="{address}?next=' in shown
    form = client.get(address).content.decode()
    assert 'value="FILED"' in form and 'value="TASKS"' not in form
    [task] = given(world, row)
    do(world, task)
    shown = client.get("/?work=1").content.decode()
    assert f'action="{address}"' in shown and 'name="how" value="TASKS"' in shown
    page = client.get(f"/documents/{row.pk}/").content.decode()
    assert "1 nhiệm vụ giao từ văn bản này đã hoàn thành" in page and f'action="{address}"' in page
    answer = client.post(address, {"how": "TASKS", "next": "/?work=1"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/?work=1")
    page = client.get(f"/documents/{row.pk}/").content.decode()
    assert "nhiệm vụ giao từ văn bản đã xong" in page and f"/documents/handlings/{handling.pk}/reopen/" in page
    assert client.post(f"/documents/handlings/{handling.pk}/reopen/", {"reason": "Chưa xong"}).status_code == 302


def test_many_at_once_each_with_its_own_refusal(world: World, came: Register) -> None:
    mine, done, other = came("1/SNN"), came("2/SNN"), came("3/SNN")
    for row in (mine, done):
        on_desk(world, row)
    client = sign_in(world, "lan")
    said = "đã trao đổi với anh Minh"
    typed: dict[str, Any] = {"bulk": "finish", "ids": [mine.pk, other.pk], "confirmed": "1"}
    asked = client.post("/documents/", {**typed, "confirmed": ""}).content.decode()
    assert 'name="way" value="PHONE"' in asked and "Bắt buộc với: đã trả lời bằng điện thoại" in asked
    for wrong in ({}, {"way": "EATEN"}, {"way": "PHONE"}):
        assert client.post("/documents/", {**typed, **wrong}).status_code == 422
    typed |= {"way": "PHONE", "reason": said}
    page = client.post("/documents/", typed).content.decode()
    assert "không nằm trên bàn của bạn" in page
    for way in ("FILED", "TASKS"):
        client.post("/documents/", {"bulk": "finish", "ids": [done.pk], "way": way, "confirmed": "1"})
    kept = {each.document_id: (each.finished, each.end_reason) for each in Handling.objects.all()}
    assert kept == {mine.pk: ("PHONE", said), done.pk: ("FILED", "")}


def test_a_long_list_is_finished_in_the_background_in_the_way_that_was_chosen(
    world: World, came: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = came()
    on_desk(world, row)
    short = tuple(replace(each, at_once=0) for each in DOCUMENTS.bulk_acts)
    monkeypatch.setattr(DocumentList, "register", replace(DOCUMENTS, bulk_acts=short))
    typed = {"bulk": "finish", "ids": [row.pk], "way": "PASSED", "reason": "Chi cục", "confirmed": "1"}
    with run_jobs_inline():
        assert sign_in(world, "lan").post("/documents/", typed).status_code == 302
    assert list(Handling.objects.values_list("finished", "end_reason")) == [("PASSED", "Chi cục")]


def test_the_api_tells_desks_and_ends_them(world: World, came: Register) -> None:
    row = came()
    handling = on_desk(world, row)
    client = sign_in(world, "lan")

    def post(path: str, **values: Any) -> Any:
        return client.post(f"/api/v1/documents/{path}", json.dumps(values), content_type="application/json")

    told = client.get(f"/api/v1/documents/{row.pk}").json()
    assert [(each["id"], each["finished"]) for each in told["handlings"]] == [(handling.pk, "")]
    assert "finish" in told["available_actions"]
    assert post(f"{row.pk}/finish", how="PASSED").status_code == 422
    told = post(f"{row.pk}/finish", how="PASSED", note="Chi cục Phát triển nông thôn").json()
    assert told["handlings"][0]["finished"] == "PASSED" and "finish" not in told["available_actions"]
    assert post(f"handlings/{handling.pk}/reopen", reason="Chuyển nhầm").json()["handlings"][0]["finished"] == ""
    assert post(f"handlings/{handling.pk}/finish", how="FILED").json()["handlings"][0]["finished_by"] == "Trần Thị Lan"
