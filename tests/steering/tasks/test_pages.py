"""Pages of tasks: each act once through its page, the list and its filters, the export, comments, the API, search.

Serves S0-42 (who answers is shown with telephone), S0-50 (the shared thread), S1-42, S4-31
(the body that is asked asks back).
"""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dieuphoi.core.chain.search import search_all
from dieuphoi.core.kernel.dates import LOCAL_ZONE
from dieuphoi.core.register.comments import comment_add
from dieuphoi.registry.access.selectors import actor_for
from dieuphoi.steering.tasks import selectors, services
from dieuphoi.steering.tasks.models import Extension, Task, TaskRule
from tests.steering.tasks.conftest import Give
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages live on the day of the world."""
    monkeypatch.setattr("dieuphoi.registry.access.middleware.timezone.now", lambda: world.now)


def typed(world: World, **more: Any) -> dict[str, Any]:
    return {
        "title": "Báo cáo cấp nước", "product": "Báo cáo",
        "responsible": f"{world.people['thu']}-{world.orgs['SNN']}", "given_on": "02/03/2026", "due_on": "31/03/2026",
        "kind": "ORDINARY", "urgency": "NORMAL", **more,
    }  # fmt: skip


def state(row: Task) -> str:
    row.refresh_from_db()
    return row.state


def test_given_by_its_form_with_bodies_and_communes(world: World) -> None:
    lan = sign_in(world, "lan")
    page = lan.get("/tasks/new/").content.decode()
    assert "Phạm Thị Thu" in page and "Sở Nông nghiệp và Môi trường" in page
    answer = lan.post("/tasks/new/", typed(world, coordinating=[world.orgs["SXD"]], units=[world.units["thuong"]]))
    row = Task.objects.get()
    assert answer["Location"] == f"/tasks/{row.pk}/"
    assert (row.lead_org_id, row.responsible_id, row.due_on) == (
        world.orgs["SNN"], world.people["thu"], date(2026, 3, 31),
    )  # fmt: skip
    shown = lan.get(f"/tasks/{row.pk}/").content.decode()
    for words in ("Phạm Thị Thu", "Sở Xây dựng", "Xã Thượng Sơn", "trong hạn", "Rút việc", "Lịch sử"):
        assert words in shown


def test_a_form_with_faults_keeps_what_was_typed_and_names_each_place(world: World) -> None:
    answer = sign_in(world, "lan").post("/tasks/new/", typed(world, product="", due_on="31/02/2026"))
    page = answer.content.decode()
    assert answer.status_code == 422 and not Task.objects.exists()
    assert "Báo cáo cấp nước" in page and "31/02/2026" in page
    answer = sign_in(world, "lan").post("/tasks/new/", typed(world, due_on=""))
    assert "nếu không có hạn, hãy ghi vì sao" in answer.content.decode()


def test_each_act_once_through_its_page(world: World, give: Give) -> None:
    row = give()
    thu, lan = sign_in(world, "thu"), sign_in(world, "lan")
    at = f"/tasks/{row.pk}"

    def post(client: Client, path: str, **data: Any) -> None:
        answer = client.post(f"{at}/{path}", data)
        assert answer.status_code == 302, (path, answer.content.decode()[:2000])

    post(thu, "act/accept/")
    post(thu, "progress/", text="12 xã", percent="40")
    post(thu, "delay/", cause="MONEY", text="chờ vốn")
    post(thu, "extension/", wanted_due="30/04/2026", cause="MONEY", reason="chờ vốn")
    asked = Extension.objects.get()
    answer = lan.post(f"/tasks/extensions/{asked.pk}/grant/", {"due_on": "15/04/2026", "answer": "đến giữa tháng"})
    assert answer.status_code == 302
    assert "gia hạn đến 15/04/2026" in lan.get(f"{at}/").content.decode()
    post(lan, "urge/", words="cần gấp", letter="7/VPDP ngày 02/03/2026")
    post(lan, "pause/", reason="chờ vốn", until="01/04/2026")
    assert state(row) == "PAUSED"
    post(lan, "act/resume/")
    file = SimpleUploadedFile("báo cáo.txt", "đã xong".encode(), content_type="text/plain")
    post(thu, "report/", text="đã gửi", document="", attached=file)
    assert state(row) == "REPORTED"
    post(lan, "act/return/", reason="thiếu phụ lục")
    post(thu, "report/", text="đã bổ sung", document="16/BC")
    post(thu, "act/recall/", reason="nhầm")
    post(thu, "report/", text="đã bổ sung", document="16/BC")
    post(lan, "confirm/", grade="GOOD")
    assert state(row) == "DONE"
    post(lan, "act/reopen/", reason="số liệu sai")
    post(lan, "hand-over/", person=f"{world.people['minh']}-{world.orgs['SNN']}", reason="Thu nghỉ")
    post(lan, "act/withdraw/", reason="không cần nữa")
    post(lan, "act/restore/", reason="vẫn cần")
    post(sign_in(world, "minh"), "act/refuse/", reason="thuộc sở khác")
    post(lan, "regive/", person=f"{world.people['hai']}-{world.orgs['SXD']}", due_on="30/04/2026", reason="đúng sở")
    row.refresh_from_db()
    assert (row.state, row.lead_org_id, row.due_on) == ("NEW", world.orgs["SXD"], date(2026, 4, 30))
    story = lan.get(f"{at}/").content.decode()
    for words in ("Tiến độ 40%", "Vướng: chờ kinh phí", "Báo cáo hoàn thành", "Trả lại", "Đôn đốc", "Chuyển từ"):
        assert words in story, words
    file_url = f"/tasks/files/{row.files.get().pk}/"
    answer = lan.get(file_url)
    assert answer["Content-Disposition"].startswith("attachment")


def test_the_form_of_a_report_asks_why_only_where_it_is_late(
    world: World, give: Give, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S0-30. The pages live a month on, when one is past its date and the other is not."""
    late, ahead = give(), give(due_on=date(2045, 12, 31))
    for row in (late, ahead):
        services.task_accept(actor=world.actor("thu"), task_id=row.pk, now=world.now)
    a_month_on = datetime.combine(late.due_on + timedelta(days=30), time(9), LOCAL_ZONE)
    monkeypatch.setattr("dieuphoi.registry.access.middleware.timezone.now", lambda: a_month_on)
    thu = sign_in(world, "thu")
    assert "Nguyên nhân chậm" not in thu.get(f"/tasks/{ahead.pk}/report/").content.decode()
    assert "Nguyên nhân chậm" in thu.get(f"/tasks/{late.pk}/report/").content.decode()
    typed = {"text": "đã gửi", "document": "15/BC", "cause": "", "why": ""}
    answer = thu.post(f"/tasks/{late.pk}/report/", typed)
    assert answer.status_code == 422 and "hãy chọn nguyên nhân chậm" in answer.content.decode()
    answer = thu.post(f"/tasks/{late.pk}/report/", {**typed, "cause": "OTHER", "why": "chờ họp dân"})
    assert answer.status_code == 302
    assert (late.delays.get().cause, late.delays.get().text) == ("OTHER", "chờ họp dân")


def test_a_part_and_a_reply_by_their_forms(world: World, give: Give) -> None:
    row = give(coordinating=(world.orgs["SXD"],))
    answer = sign_in(world, "thu").post(
        f"/tasks/{row.pk}/part/", typed(world, responsible=f"{world.people['hai']}-{world.orgs['SXD']}")
    )
    assert answer.status_code == 302
    part = Task.objects.get(parent=row)
    answer = sign_in(world, "minh").post(
        f"/tasks/{row.pk}/reply/",
        typed(world, responsible=f"{world.people['lan']}-{world.orgs['VPDP']}", kind="REQUEST", title="Xin số liệu"),
    )
    assert answer.status_code == 302
    page = sign_in(world, "lan").get(f"/tasks/{row.pk}/").content.decode()
    assert f'href="/tasks/{part.pk}/"' in page and "Xin số liệu" in page and "Việc thành phần đã kết thúc" in page


def test_the_list_narrows_by_who_when_and_what(world: World, give: Give) -> None:
    rows = {
        "late": give(due_on=date(2026, 3, 2), given_on=date(2026, 2, 2), title="Việc đã quá"),
        "near": give(due_on=date(2026, 3, 5)),
        "far": give("SXD", "hai", unit_ids=(world.units["thuong"],), criterion_ids=(world.criteria["2"],)),
        "phong": give("SXD", "hai", giver_org_id=world.orgs["BCD"], giver_id=world.people["phong"]),
        "shared": give("UB-HA", "vy", coordinating=(world.orgs["SXD"],)),
        "none": give(due_on=None, no_due_reason="cả nhiệm kỳ"),
    }
    names = {str(row.code): name for name, row in rows.items()}
    day = date(2026, 3, 3)
    lan = actor_for(world.accounts["lan"], day)
    services.task_accept(actor=world.actor("hai"), task_id=rows["far"].pk, now=world.now)

    def found(who: str = "lan", **query: Any) -> set[str]:
        client = sign_in(world, who)
        answer = client.get("/tasks/", {"export": "csv", "columns": "title,code", **query})
        assert answer.status_code == 200, answer.content.decode()[:500]
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        cells = {cell for line in csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";") for cell in line}
        return {name for code, name in names.items() if code in cells}

    assert lan.on == day
    every = set(rows)
    assert found() == every
    assert found(as_of="03/03/2026", timeliness="OVERDUE") == {"late"}
    assert found(timeliness=["NEAR", "NO_DUE"]) == {"late", "near", "none"}
    assert found("hai", whose="mine") == {"far", "phong"}
    assert found("hai", whose="unit") == {"far", "phong", "shared"}
    assert found("phong", whose="given") == {"phong"}
    assert found(org=world.orgs["SXD"]) == {"far", "phong"}
    assert found(org=world.orgs["SXD"], part="share") == {"shared"}
    assert found(org=world.orgs["SXD"], part="any") == {"far", "phong", "shared"}
    assert found(org=world.orgs["BCD"], part="give") == {"phong"}
    assert found(unit=f"#{world.units['thuong']}") == {"far"} == found(unit="thượng sơn") == found(unit="98001")
    assert found(criterion=world.criteria["2"]) == {"far"}
    assert found(standing="ACCEPTED") == {"far"}
    assert found(open="true", person="hải") == {"far", "phong"}
    assert found(person=f"#{world.people['vy']}") == {"shared"}
    assert found(q="viec da qua") == {"late"}
    assert found(code=rows["late"].code) == {"late"}
    assert found(due_from="05/03/2026", due_to="05/03/2026") == {"near"}
    assert found(given_to="02/02/2026") == {"late"}


def test_the_two_ways_to_ask_for_a_timeliness_agree(world: World, give: Give) -> None:
    """The columns that a filter of today asks for, and the annotation that a row shows."""
    for due in (date(2026, 3, 2), date(2026, 3, 5), date(2026, 4, 30), None):
        give(due_on=due, no_due_reason="" if due else "cả nhiệm kỳ")
    for name, days in (("done", 1), ("late", 5)):
        row = give(due_on=date(2026, 3, 4), title=name)
        services.task_accept(actor=world.actor("thu"), task_id=row.pk, now=world.now)
        at = world.now + timedelta(days=days)
        services.task_report(actor=world.actor("thu"), task_id=row.pk, text="x", document="1", cause="PERSON",
                             now=at)  # fmt: skip
        if name == "done":
            services.task_confirm(actor=world.actor("lan"), task_id=row.pk, now=at)
    paused = give()
    services.task_pause(actor=world.actor("lan"), task_id=paused.pk, reason="x", now=world.now)
    services.task_withdraw(actor=world.actor("lan"), task_id=give().pk, reason="x", now=world.now)
    give(kind="STANDING", every="month", due_on=None, no_due_reason="thường xuyên")
    seen = set()
    for day in (world.today, date(2026, 3, 3), date(2026, 4, 10), date(2026, 5, 4)):
        actor = actor_for(world.accounts["lan"], day)
        clock = selectors.clock_on(day)
        for kind, _label in selectors.TIMELINESS:
            rows = selectors.tasks(actor, day)
            told = set(rows.filter(timeliness=kind).values_list("pk", flat=True))
            assert set(selectors.timely(rows, [kind], clock).values_list("pk", flat=True)) == told, (day, kind)
            seen |= {kind} if told else set()
    assert seen == {kind for kind, _label in selectors.TIMELINESS} - {"DONE_LATE", "DONE_NO_DUE", "WAITING"}


def test_bulk_acts_are_those_of_the_form(world: World, give: Give) -> None:
    """Fault 16."""
    own, other = give(), give("SXD", "hai", coordinating=(world.orgs["SNN"],))
    data = {"bulk": "accept", "confirmed": "1", "ids": [own.pk, other.pk]}
    page = sign_in(world, "thu").post("/tasks/", data).content.decode()
    assert "Đã làm 1 trên 2 dòng" in page and "Chỉ Đỗ Văn Hải" in page
    assert (state(own), state(other)) == ("ACCEPTED", "NEW")


def test_many_are_urged_with_one_letter(world: World, give: Give) -> None:
    late = give(due_on=date(2026, 2, 20), given_on=date(2026, 2, 1))
    give()
    lan = sign_in(world, "lan")
    page = lan.get("/tasks/urge/", {"org": world.orgs["SNN"]}).content.decode()
    assert late.title in page and page.count("/tasks/") >= 2
    answer = lan.post(f"/tasks/urge/?org={world.orgs['SNN']}", {"words": "gấp", "letter": "7/VPDP"})
    assert answer.status_code == 302
    assert [urge.task_id for urge in late.urges.all()] == [late.pk]


def test_the_head_sets_a_number_by_its_page(world: World) -> None:
    answer = sign_in(world, "hanh").post("/tasks/rules/near/", {"number": "5", "source": "Kết luận giao ban"})
    assert answer.status_code == 302
    assert TaskRule.objects.get().number == 5
    page = sign_in(world, "vy").get("/tasks/rules/").content.decode()
    assert "Kết luận giao ban" in page and "Kèm theo phần mềm" in page


def test_bodies_of_a_task_share_one_thread(world: World, give: Give) -> None:
    row = give(coordinating=(world.orgs["SXD"],))
    comment_add(
        actor=world.actor("hai"), kind="task", record_id=row.pk, text="Sở Xây dựng gửi số liệu ngày mai",
        mentions=[world.accounts["thu"]], now=world.now,
    )  # fmt: skip
    assert "gửi số liệu ngày mai" in sign_in(world, "thu").get(f"/tasks/{row.pk}/").content.decode()
    people = {name for _account, name in selectors.readers_of(selectors.task(world.actor("lan"), row.pk, world.today),
                                                              world.today)}  # fmt: skip
    assert {"Phạm Thị Thu", "Đỗ Văn Hải", "Lê Văn Minh", "Nguyễn Thị Hạnh"} <= people
    assert "Đặng Khánh Vy" not in people


def test_found_by_title_or_paper_within_scope(world: World, give: Give) -> None:
    row = give(source_line="Thông báo 5/TB-VPDP ngày 12/02/2026, mục 2")
    for typed_text in ("nước sạch", "5/TB-VPDP", "cap nuoc"):
        [found] = search_all(world.actor("lan"), [typed_text], world.today, only="task")
        assert [hit.url for hit in found.hits] == [f"/tasks/{row.pk}/"]
    assert search_all(world.actor("vy"), ["nước sạch"], world.today, only="task") == []


def test_the_api_gives_acts_and_says_what_may_be_done(world: World) -> None:
    lan, thu = sign_in(world, "lan"), sign_in(world, "thu")
    body = {
        "title": "Báo cáo", "product": "Báo cáo", "lead_org_id": world.orgs["SNN"],
        "responsible_id": world.people["thu"], "given_on": "2026-03-02", "due_on": "2026-03-31",
    }  # fmt: skip
    made = lan.post("/api/v1/tasks", json.dumps(body), content_type="application/json")
    assert made.status_code == 201
    pk = made.json()["id"]
    assert "withdraw" in made.json()["available_actions"] and "accept" not in made.json()["available_actions"]
    seen = thu.get(f"/api/v1/tasks/{pk}").json()
    assert set(seen["available_actions"]) == {"accept", "refuse"}
    assert thu.post(f"/api/v1/tasks/{pk}/accept").json()["state"] == "ACCEPTED"
    answer = lan.post(f"/api/v1/tasks/{pk}/confirm", "{}", content_type="application/json")
    assert answer.status_code == 409 and answer["Content-Type"].startswith("application/problem+json")
    listed = lan.get("/api/v1/tasks", {"standing": "ACCEPTED"}).json()
    assert [each["id"] for each in listed["items"]] == [pk]
