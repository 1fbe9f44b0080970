"""Work programmes through their pages: each act once, two people at one line, money, editions, Excel and Word, cost.

Serves S0-46, S0-09; fault 17 (two edits of one field) and fault 25 on the pages.
"""

from __future__ import annotations

import io
import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook

from dieuphoi.steering.tasks.models import (
    PlanBudget,
    PlanConsult,
    PlanLine,
    PlanMember,
    PlanMilestone,
    PlanTask,
    WorkPlan,
)
from dieuphoi.steering.tasks.services import plans
from tests.steering.tasks.planning import add, approve, correct, do, start
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dieuphoi.registry.access.middleware.timezone.now", lambda: world.now)


def at(plan: WorkPlan, path: str = "") -> str:
    return f"/tasks/plans/{plan.pk}/{path}"


def post(client: Client, url: str, **data: Any) -> str:
    """Send a form that is taken; the address that it leads to."""
    answer = client.post(url, data)
    assert answer.status_code == 302, unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))[-3000:]
    return answer["Location"]


def shown(client: Client, url: str, **query: Any) -> str:
    answer = client.get(url, query)
    assert answer.status_code == 200, (url, answer.status_code)
    return unescape(answer.content.decode())


LINE = {"text": "Kiểm tra cấp nước", "product": "Báo cáo", "timing": "quý II", "group": "", "place": "", "note": ""}


# ---------------------------------------------------------------------------------------------- refusals


def test_who_may_not_is_told_why_and_a_foreign_draft_is_not_there(world: World) -> None:
    plan = start(world)
    assert sign_in(world, "vy").get(at(plan)).status_code == 404
    assert sign_in(world, "vy").get(at(plan, "plan.docx")).status_code == 404
    assert sign_in(world, "quantri").get("/tasks/plans/new/").status_code == 403
    line = add(world, plan)
    approve(world, plan)
    vy = sign_in(world, "vy")
    html = shown(vy, at(plan))
    assert "Kiểm tra cấp nước" in html
    for hidden in ("Nhóm soạn thảo", "Ký duyệt", "Ghi ý kiến", "Mở điều chỉnh", "Lịch sử"):
        assert hidden not in html, hidden
    assert vy.get(f"/tasks/plans/lines/{line.pk}/").status_code == 409
    lan = sign_in(world, "lan")
    assert lan.get(f"/tasks/plans/lines/{line.pk}/").status_code == 409
    assert lan.get(at(plan, "act/none/")).status_code == 404
    assert lan.get(at(plan, "act/end/")).status_code == 403


def test_every_fault_of_a_form_is_told_at_its_field(world: World) -> None:
    plan = start(world)
    client = sign_in(world, "lan")
    answer = client.post(at(plan, "lines/new/"), {**LINE, "text": "", "timing": "khi nào xong"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert 'href="#id_text"' in html
    answer = client.post(at(plan, "lines/new/"), {**LINE, "timing": "khi nào xong"})
    assert answer.status_code == 422
    assert 'href="#id_timing"' in answer.content.decode()


# ---------------------------------------------------------------------------------------------- the whole way


def test_from_an_empty_plan_to_tasks_by_the_pages(world: World) -> None:
    lan, hanh = sign_in(world, "lan"), sign_in(world, "hanh")
    assert "Lập chương trình" in shown(lan, "/tasks/plans/")
    url = post(
        lan, "/tasks/plans/new/", org=world.orgs["VPDP"], kind="PROGRAMME", title="Chương trình 2026", period="2026",
        frame="", with_steps="on",
    )  # fmt: skip
    plan = WorkPlan.objects.get()
    assert url == at(plan)
    assert "Chưa có nhiệm vụ nào" in shown(lan, at(plan))
    post(lan, at(plan, "groups/new/"), title="Hạ tầng")
    group = plan.groups.get()
    post(lan, f"/tasks/plans/groups/{group.pk}/", title="Hạ tầng nông thôn")
    url = post(
        lan, at(plan, "lines/new/"), **{**LINE, "group": group.pk, "is_key": "on"},
        person=f"{world.people['thu']}-{world.orgs['SNN']}", coordinating=[world.orgs["SXD"]],
    )  # fmt: skip
    line = PlanLine.objects.get()
    assert url == f"{at(plan)}#line-{line.pk}"
    assert (line.lead_org_id, line.person_id, line.is_key) == (world.orgs["SNN"], world.people["thu"], True)
    post(lan, f"/tasks/plans/lines/{line.pk}/money/", revision=0, source_1="Ngân sách tỉnh", amount_1="1.500.000",
         year_1=2026)  # fmt: skip
    assert PlanBudget.objects.get().amount == 1_500_000
    post(lan, at(plan, "members/new/"), person=f"{world.people['hai']}-{world.orgs['SXD']}", duty="giao thông")
    post(lan, at(plan, "steps/new/"), title="Gửi dự thảo", due_on="10/03/2026", org="", source="")
    step = PlanMilestone.objects.get()
    post(lan, f"/tasks/plans/steps/{step.pk}/", title="Gửi dự thảo một", due_on="11/03/2026", org="", source="")
    post(lan, f"/tasks/plans/steps/{step.pk}/done/", done_on="02/03/2026", done_note="CV 5")
    post(lan, at(plan, "correct/"), kind="PROGRAMME", title="Chương trình năm 2026", period="2026", frame="",
         text="Mục đích & yêu cầu")  # fmt: skip
    post(lan, at(plan, "save/"), text="bản đầu")
    post(lan, at(plan, "sign/"), text="")
    post(lan, at(plan, "consult/"), orgs=[world.orgs["SXD"]], due_on="20/03/2026")
    asked = PlanConsult.objects.get()
    hai = sign_in(world, "hai")
    assert f"/tasks/plans/consults/{asked.pk}/" in shown(hai, at(plan))
    post(hai, f"/tasks/plans/consults/{asked.pk}/", stance="REMARKS", text="Thêm đường", document="")
    post(lan, reverse("comments:new", args=["plan", plan.pk]), text="Đã tiếp thu", anchor=f"line-{line.pk}")
    html = shown(lan, at(plan))
    for words in ("Hạ tầng nông thôn", "1.500.000 đồng", "Đỗ Văn Hải", "Thêm đường", "Gửi dự thảo một",
                  "xong 02/03/2026", "Ý kiến (1)", "Còn 1 ý kiến chưa giải quyết", "Bản 1", "Ký nháy"):  # fmt: skip
        assert words in html, words
    post(lan, at(plan, "act/submit/"))
    assert hanh.get(at(plan, "approve/")).status_code == 200
    post(hanh, at(plan, "approve/"), decision_number="12/QĐ", decision_on="02/03/2026", signer="")
    html = shown(hanh, at(plan, "give/"))
    assert 'value="30/06/2026"' in html
    faulty = hanh.post(at(plan, "give/"), {"given_on": "02/03/2026", f"line_{line.pk}": "on"})
    assert faulty.status_code == 422
    post(
        hanh, at(plan, "give/"), given_on="02/03/2026",
        **{f"line_{line.pk}": "on", f"person_{line.pk}": f"{world.people['thu']}-{world.orgs['SNN']}",
           f"product_{line.pk}": "Báo cáo", f"due_{line.pk}": "30/06/2026"},
    )  # fmt: skip
    link = PlanTask.objects.get()
    html = shown(hanh, at(plan))
    assert link.task.code in html
    assert "đang làm" in html
    assert "Mọi nhiệm vụ đã được giao" in shown(hanh, at(plan, "give/"))
    task = shown(hanh, f"/tasks/{link.task_id}/")
    assert "thực hiện nhiệm vụ của chương trình" in task
    post(hanh, f"/tasks/plans/links/{link.pk}/end/", reason="gắn nhầm")
    post(hanh, f"/tasks/plans/lines/{line.pk}/link/", code=link.task.code)
    post(hanh, at(plan, "act/amend/"), reason="bổ sung")
    assert "vẫn có hiệu lực" in shown(hanh, at(plan))
    post(hanh, at(plan, "act/keep/"), reason="thôi")
    post(hanh, at(plan, "act/end/"), reason="hết năm")
    post(hanh, at(plan, "act/resume/"), reason="còn việc")
    url = post(
        hanh, at(plan, "carry/"), kind="PROGRAMME", title="Chương trình năm 2027", period="2027", frame="",
        lines=[line.pk], reason="chưa xong", with_steps="on",
    )  # fmt: skip
    following = WorkPlan.objects.get(before=plan)
    assert url == at(following)
    assert "Chuyển từ kỳ trước: chưa xong" in shown(hanh, at(following))


def test_what_is_left_out_comes_back_and_members_and_groups_go(world: World) -> None:
    plan = start(world)
    line = add(world, plan)
    group = plans.group_add(actor=world.actor("lan"), plan_id=plan.pk, title="Rỗng", now=world.now)
    client = sign_in(world, "lan")
    post(client, f"/tasks/plans/lines/{line.pk}/end/", reason="trùng")
    assert "đưa lại" in shown(client, at(plan))
    post(client, f"/tasks/plans/lines/{line.pk}/restore/")
    post(client, f"/tasks/plans/groups/{group.pk}/end/")
    member = PlanMember.objects.get(plan=plan)
    post(client, f"/tasks/plans/members/{member.pk}/end/")
    post(client, at(plan, "act/drop/"), reason="lập nhầm")
    assert "đã bỏ dự thảo" in shown(client, at(plan))


# ---------------------------------------------------------------------------------------------- two at one line


def test_the_second_writer_sees_both_and_decides(world: World) -> None:
    """Fault 17 on the page: what the other wrote elsewhere is taken over, what both wrote is shown, nothing is lost."""
    plan = start(world)
    line = add(world, plan)
    lan = sign_in(world, "lan")
    assert 'name="revision" value="1"' in shown(lan, f"/tasks/plans/lines/{line.pk}/")
    correct(world, line, 1, "hanh", text="Bản của Hạnh", product="Sản phẩm của Hạnh", is_key=True)
    mine = {**LINE, "text": "Bản của Lan", "product": "Báo cáo kiểm tra", "lead_org": world.orgs["SNN"], "revision": 1}
    answer = lan.post(f"/tasks/plans/lines/{line.pk}/", mine)
    assert answer.status_code == 409
    html = unescape(answer.content.decode())
    assert "Người kia đã ghi" in html
    assert "Bản của Hạnh" in html
    assert ">\nBản của Lan</textarea>" in html or ">Bản của Lan</textarea>" in html, "what was typed stays"
    assert 'value="Sản phẩm của Hạnh"' in html, "what only the other changed is taken over"
    assert 'name="revision" value="2"' in html
    line.refresh_from_db()
    assert line.text == "Bản của Hạnh"
    again = {**mine, "revision": 2, "product": "Sản phẩm của Hạnh", "is_key": "on"}
    post(lan, f"/tasks/plans/lines/{line.pk}/", **again)
    line.refresh_from_db()
    assert (line.text, line.product, line.is_key) == ("Bản của Lan", "Sản phẩm của Hạnh", True)
    assert "Bản của Hạnh" in {event.text for event in line.history.all()}


def test_two_who_write_in_different_fields_are_not_asked(world: World) -> None:
    line = add(world, start(world))
    correct(world, line, 1, "hanh", product="Của Hạnh")
    mine = {**LINE, "text": "Của Lan", "product": "Báo cáo kiểm tra", "lead_org": world.orgs["SNN"], "revision": 1}
    post(sign_in(world, "lan"), f"/tasks/plans/lines/{line.pk}/", **mine)
    line.refresh_from_db()
    assert (line.text, line.product) == ("Của Lan", "Của Hạnh")


def test_money_that_moved_is_shown_before_it_is_overwritten(world: World) -> None:
    line = add(world, start(world))
    rows = [plans.Money("Của Hạnh", 7, 2026)]
    plans.budget_set(actor=world.actor("hanh"), line_id=line.pk, rows=rows, revision=0, now=world.now)
    lan = sign_in(world, "lan")
    url = f"/tasks/plans/lines/{line.pk}/money/"
    mine = {"revision": 0, "source_1": "Của Lan", "amount_1": "8", "year_1": 2026}
    answer = lan.post(url, mine)
    assert answer.status_code == 409
    html = unescape(answer.content.decode())
    assert "Của Hạnh 2026: 7 đồng" in html
    assert 'value="Của Lan"' in html
    assert 'name="revision" value="1"' in html
    for faulty in ({"amount_1": "8,5"}, {"amount_1": "tám"}, {"source_1": ""}, {"year_1": "2050"}, {"year_1": ""}):
        assert lan.post(url, {**mine, "revision": 1, **faulty}).status_code == 422, faulty
    post(lan, url, **{**mine, "revision": 1})
    assert list(PlanBudget.objects.filter(ended_at=None).values_list("source", "amount")) == [("Của Lan", 8)]


# ---------------------------------------------------------------------------------------------- editions, files, lists


def test_an_edition_is_read_and_compared(world: World) -> None:
    plan = start(world)
    line = add(world, plan)
    do(world, "plan_save", "lan", plan)
    correct(world, line, 1, text="Khác <b>", timing="quý III")
    add(world, plan, "Thêm & mới")
    client = sign_in(world, "lan")
    page = client.get(at(plan, "editions/1/"), {"with": "now"})
    html = page.content.decode()
    assert "Mã kiểm tra khớp" in html
    assert "Khác &lt;b&gt;" in html
    assert "Thêm &amp; mới" in html
    assert client.get(at(plan, "editions/9/")).status_code == 404


def test_excel_and_word_hold_what_the_page_shows(world: World) -> None:
    """Fault 28: an ampersand and a ``<`` lose no text."""
    plan = start(world, text="Mục đích & <yêu cầu>")
    group = plans.group_add(actor=world.actor("lan"), plan_id=plan.pk, title="Hạ tầng & nước", now=world.now)
    line = add(world, plan, "Kiểm tra <nước> & đường", group_id=group.pk, is_key=True,
               coordinating=(world.orgs["SXD"],))  # fmt: skip
    rows = [plans.Money("Ngân sách tỉnh", 1_500_000, 2026)]
    plans.budget_set(actor=world.actor("lan"), line_id=line.pk, rows=rows, revision=0, now=world.now)
    client = sign_in(world, "lan")
    word = client.get(at(plan, "plan.docx"))
    assert word.status_code == 200
    document = Document(io.BytesIO(word.content))
    said = "\n".join(
        [paragraph.text for paragraph in document.paragraphs]
        + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    )
    for words in ("DỰ THẢO", "Mục đích & <yêu cầu>", "Hạ tầng & nước", "Kiểm tra <nước> & đường", "1*", "Sở Xây dựng",
                  "1.500.000 đồng", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"):  # fmt: skip
        assert words in said, words
    excel = client.get(at(plan, "lines.xlsx"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(excel.content))
    cells = [cell for row in book.get_sheet_by_index(0).to_python() for cell in row]
    for each in ("Kiểm tra <nước> & đường", "Hạ tầng & nước", "Ngân sách tỉnh 2026: 1.500.000", "SNN"):
        assert each in cells, each
    approve(world, plan)
    assert "Phê duyệt tại 12/QĐ-VPDP ngày 02/03/2026" in "\n".join(
        paragraph.text for paragraph in Document(io.BytesIO(client.get(at(plan, "plan.docx")).content)).paragraphs
    )


def test_more_lines_cost_no_more_queries(world: World) -> None:
    plan = start(world)
    client = sign_in(world, "lan")

    def cost(url: str) -> int:
        shown(client, url)
        with CaptureQueriesContext(connection) as queries:
            shown(client, url)
        return len(queries)

    add(world, plan, person_id=world.people["thu"], coordinating=(world.orgs["SXD"],))
    approve(world, plan)
    [line] = PlanLine.objects.filter(plan=plan)
    give = [plans.LineGiven(line.pk, world.people["thu"], due_on=date(2026, 6, 30))]
    do(world, "plan_give", "lan", plan, rows=give, given_on=world.today)
    do(world, "plan_amend", "lan", plan, reason="thêm")
    pages = (at(plan), "/tasks/plans/", "/tasks/plans/lines/", at(plan, "review/"))
    before = {url: cost(url) for url in pages}
    for place in range(8):
        row = add(world, plan, f"Thêm {place}", person_id=world.people["thu"], coordinating=(world.orgs["VPDP"],))
        rows = [plans.Money("x", 1, 2026)]
        plans.budget_set(actor=world.actor("lan"), line_id=row.pk, rows=rows, revision=0, now=world.now)
    start(world, title="Khác")
    assert {url: cost(url) for url in pages} == before
    assert before[at(plan)] < 50
    assert before["/tasks/plans/"] < 25


def test_the_figures_on_top_open_the_same_lines(world: World) -> None:
    plan = start(world)
    for place in range(3):
        add(world, plan, f"Nhiệm vụ {place}", is_key=place == 0, timing="tháng 2" if place else "quý II")
    approve(world, plan)
    client = sign_in(world, "lan")
    html = shown(client, at(plan))
    found = re.findall(r'figure-label">([^<]+)</p>\s*<p class="figure-value"><a href="([^"]+)">(\d+)</a>', html)
    assert [(label, int(count)) for label, _href, count in found] == [
        ("Nhiệm vụ", 3), ("Trọng tâm", 1), ("Hoàn thành", 0), ("Đang làm", 0), ("Quá hạn, đã qua thời gian", 2),
        ("Chưa giao", 1),
    ]  # fmt: skip
    for label, href, count in found:
        listed = re.search(r'class="pagination".*?([\d.]+) dòng', shown(client, href), re.DOTALL)
        assert listed, label
        assert int(listed[1]) == int(count), label


def test_the_list_of_lines_narrows_as_its_filter_says(world: World) -> None:
    plan = start(world)
    add(world, plan, "Của Thu", person_id=world.people["thu"])
    add(world, plan, "Của Hải", org="SXD", timing="quý IV")
    client = sign_in(world, "lan")

    def listed(**query: Any) -> set[str]:
        html = shown(client, "/tasks/plans/lines/", **query)
        return set(re.findall(r'#line-\d+">([^<]+)</a>', html))

    assert listed() == {"Của Thu", "Của Hải"}
    assert listed(q="cua thu") == {"Của Thu"}
    assert listed(person="Thu") == listed(person=f"#{world.people['thu']}") == {"Của Thu"}
    assert listed(org=world.orgs["SXD"]) == {"Của Hải"}
    assert listed(due_to="30/06/2026") == {"Của Thu"}
    assert listed(approved="true") == set()
    assert listed(year="2026", plan=plan.pk, standing="NOT_GIVEN") == {"Của Thu", "Của Hải"}
    assert listed(year="2027") == set()
