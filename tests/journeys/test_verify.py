"""Hải and Thu verify from their queue; the commune sees what came back and mends it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESKTOP, PHONE, People
from tests.journeys.test_grid import Sheet


def rows_of(page: Any) -> list[str]:
    """The rows of a register as "unit code"."""
    return [
        " ".join(row.locator("td:not(.pick), th").all_inner_texts()[:2]).replace("\n", " ")
        for row in page.locator("main table tbody tr").all()
    ]


def verification(people: People, place: str, code: str) -> tuple[str, str]:
    [row] = people.site.rows(
        "SELECT verification, verdict FROM assessments_indicatorresult WHERE id = %s",
        people.site.world.results[place][code],
    )
    return row


def open_result(page: Any, place: str, code: str) -> None:
    page.get_by_role("row", name=re.compile(rf"{place}.*{re.escape(code)}")).get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{code} – {place}")


def test_from_my_work_to_the_queue_whose_filter_is_in_the_url(look: People) -> None:
    world = look.site.world
    page = look("hai", path="/")
    page.get_by_role("link", name=re.compile("Thẩm định chỉ tiêu 2.2")).click()
    asked = parse_qs(urlsplit(page.url).query)
    assert asked == {"round": [str(world.open_round)], "indicator": ["2.2"], "verification": ["ENTERED", "DISPUTED"]}
    assert rows_of(page) == ["Xã Đông Sơn 2.2"]
    page.get_by_role("link", name="Bỏ hết lọc").click()
    assert len(rows_of(page)) == 6  # three indicators of two communes, in whatever state
    page.go_back()
    assert rows_of(page) == ["Xã Đông Sơn 2.2"]
    page.locator(".filter-bar summary").click()
    page.get_by_label("Xã hoặc chỉ tiêu").fill("ha son")
    page.get_by_role("textbox", name="Mã chỉ tiêu").fill("")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=ha"))
    assert sorted(rows_of(page)) == ["Xã Hạ Sơn 1.1", "Xã Hạ Sơn 2.1"]
    # Thu's department owns neither: her queue of the same address is her own.
    other = look("thu", path=page.url)
    assert rows_of(other) == ["Xã Hạ Sơn 3.1"]


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_one_is_accepted_with_the_keyboard(browse: People, width: int) -> None:
    page = browse("hai", width=width, path=f"/rounds/queue/?round={browse.site.world.open_round}&verification=ENTERED")
    open_result(page, "Xã Hạ Sơn", "2.1")
    expect(page.locator("main")).to_contain_text("82,5")
    page.get_by_role("link", name="Chấp nhận").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Chấp nhận").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("2.1 – Xã Hạ Sơn")
    expect(page.locator(".badge", has_text="đã chấp nhận")).to_be_visible()
    expect(page.locator(".timeline")).to_contain_text("Đỗ Văn Hải")
    assert verification(browse, "ha", "2.1") == ("ACCEPTED", "MET")
    # Done once: the act is greyed now and says why.
    locked = page.locator(".refused", has_text="Chấp nhận").first
    locked.locator("button").focus()
    expect(locked.get_by_role("tooltip")).to_be_visible()


def test_returning_needs_words_and_the_commune_reads_and_mends(browse: People) -> None:
    world = browse.site.world
    page = browse("hai", path=f"/rounds/results/{world.results['dong']['2.2']}/")
    page.get_by_role("link", name="Trả lại").click()
    page.get_by_role("button", name="Trả lại").click()
    # The browser holds an empty comment back; without its help the server does.
    assert page.evaluate("document.activeElement.name") == "comment"
    page.locator("form.act-form").evaluate("form => { form.noValidate = true; }")
    page.get_by_label("Ý kiến").fill("   ")
    page.get_by_role("button", name="Trả lại").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert verification(browse, "dong", "2.2") == ("ENTERED", "NOT_MET")
    page.get_by_label("Ý kiến").fill("Đường thôn Bản Mới <chưa> nghiệm thu & chưa bàn giao")
    page.get_by_role("button", name="Trả lại").click()
    expect(page.locator(".badge", has_text="bị trả lại")).to_be_visible()
    assert verification(browse, "dong", "2.2")[0] == "RETURNED"

    # The commune: first on its list of work, then on the sheet, at a phone.
    mine = browse("binh", width=PHONE, path="/")
    mine.get_by_role("link", name="Sửa chỉ tiêu bị trả lại: Xã Đông Sơn").click()
    expect(mine.get_by_text("Trả lại: Đường thôn Bản Mới <chưa> nghiệm thu & chưa bàn giao")).to_be_visible()
    cell = mine.locator(f'td[data-cell="c{world.indicators["2.2"]}-0"]')
    cell.locator("input").fill("61,25")
    mine.keyboard.press("Enter")
    expect(cell).to_have_attribute("data-state", "saved")
    expect(cell).to_have_attribute("data-verdict", "MET")
    assert verification(browse, "dong", "2.2") == ("ENTERED", "MET")
    locked = mine.locator(f'td[data-cell="c{world.indicators["1.1"]}-0"]').locator("input, select").first
    assert locked.evaluate("e => e.readOnly || e.disabled")
    mine.reload()
    expect(mine.get_by_text("Trả lại: Đường thôn Bản Mới")).to_have_count(0)

    # And again before the department, with both figures in its story.
    page.goto(f"/rounds/queue/?round={world.open_round}&verification=ENTERED&indicator=2.2")
    open_result(page, "Xã Đông Sơn", "2.2")
    expect(page.locator(".timeline")).to_contain_text("61,25")
    expect(page.locator(".timeline")).to_contain_text("59,9")


def test_a_conclusion_needs_its_document(browse: People) -> None:
    world = browse.site.world
    page = browse("hai", path=f"/rounds/results/{world.results['ha']['1.1']}/")
    # A pass/fail row has no figure to accept.
    expect(page.locator(".refused", has_text="Chấp nhận")).to_contain_text("hãy kết luận, kèm văn bản")
    page.get_by_role("link", name="Kết luận").click()
    page.get_by_label("Kết luận", exact=True).select_option(label="Đạt")
    page.locator("form.act-form").evaluate("form => { form.noValidate = true; }")
    page.locator("form.act-form").get_by_role("button").click()
    expect(page.get_by_role("alert")).to_contain_text("Văn bản kết luận")
    assert verification(browse, "ha", "1.1")[0] == "ENTERED"
    assert page.get_by_label("Kết luận", exact=True).input_value() == "MET"
    page.get_by_label("Văn bản kết luận").fill("131/SXD-QH ngày 12/06/2026")
    page.locator("form.act-form").get_by_role("button").click()
    expect(page.locator(".badge", has_text="đã có kết luận")).to_be_visible()
    expect(page.locator(".timeline")).to_contain_text("131/SXD-QH ngày 12/06/2026")
    assert verification(browse, "ha", "1.1") == ("CONCLUDED", "MET")


def test_many_are_accepted_at_once_and_the_report_says_what_was_refused(browse: People) -> None:
    world = browse.site.world
    page = browse("hai", path=f"/rounds/queue/?round={world.open_round}&verification=ENTERED")
    assert sorted(rows_of(page)) == ["Xã Hạ Sơn 1.1", "Xã Hạ Sơn 2.1", "Xã Đông Sơn 2.2"]
    page.get_by_label("Chọn cả trang").check()
    expect(page.locator("[data-bulk-count]")).to_have_text("Đã chọn 3")
    page.get_by_role("button", name="Chấp nhận số liệu").click()
    expect(page.locator("main")).to_contain_text("Việc này sẽ làm trên 3 dòng")
    assert verification(browse, "ha", "2.1")[0] == "ENTERED"
    page.get_by_role("button", name="Chấp nhận số liệu").click()
    refused = page.get_by_role("table", name="Những dòng không làm được")
    expect(refused.get_by_role("rowheader")).to_have_text(["Xã Hạ Sơn – 1.1"])
    expect(refused).to_contain_text("hãy kết luận, kèm văn bản")
    expect(page.get_by_text("Những dòng đã làm (2)")).to_be_visible()
    got = [verification(browse, *each)[0] for each in (("ha", "1.1"), ("ha", "2.1"), ("dong", "2.2"))]
    assert got == ["ENTERED", "ACCEPTED", "ACCEPTED"]
    page.get_by_role("link", name="Về danh sách").click()
    assert rows_of(page) == ["Xã Hạ Sơn 1.1"]


def test_who_entered_a_value_does_not_verify_it(browse: People) -> None:
    """The commune's officer finds no act, the office's specialist a greyed one with the reason."""
    world = browse.site.world
    page = browse("vy", path=f"/rounds/results/{world.results['ha']['3.1']}/")
    expect(page.get_by_role("link", name="Chấp nhận")).to_have_count(0)
    answer = page.goto(f"/rounds/results/{world.results['ha']['3.1']}/verify/accept/")
    assert answer.status in (403, 404)
    page = browse("lan", path=f"/rounds/results/{world.results['ha']['3.1']}/")
    expect(page.locator(".refused", has_text="Chấp nhận")).to_contain_text("do cơ quan khác thẩm định")
    assert Sheet(browse, "lan").focused() == ""
