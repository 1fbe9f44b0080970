"""From a conclusion to a task that is done: a text is pasted, read, given; four people carry it on (S0-28)."""

from __future__ import annotations

import os
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import People
from tests.journeys.test_sign_in import type_sign_in
from tests.support.world import PASSWORD

SUMMARY = "Kết luận giao ban về giao thông nông thôn"
TITLE = "Rà soát đường xã, đường thôn của Thượng Sơn"
DOES = "rà soát tiêu chí giao thông trên địa bàn xã Thượng Sơn"
WIDTHS = pytest.mark.parametrize("width", [1280, 390])


def conclusion(now: datetime, *, filling: int = 0) -> str:
    """A conclusion of three clauses, as a clerk copies it out of Word."""
    due = f"{now + timedelta(days=60):%d/%m/%Y}"
    told = "\n".join(
        f"Đại biểu thứ {n} nêu tình hình thực hiện, những việc đã làm được và những việc còn chậm ở cơ sở."
        for n in range(1, filling + 1)
    )
    return f"""THÔNG BÁO
Kết luận cuộc họp giao ban

{told}
1. Giao Sở Nông nghiệp và Môi trường chủ trì, phối hợp với Sở Xây dựng {DOES}, báo cáo kết quả trước ngày {due}.
2. Sở Xây dựng hoàn thành hướng dẫn cứng hóa đường thôn trước ngày {due}.
3. Giao UBND xã Hạ Sơn tổng hợp danh sách các hộ hiến đất, gửi Văn phòng điều phối tỉnh trước ngày {due}.
"""


def shot(page: Any, name: str) -> None:
    """A picture for whoever looks at the page, where ``JOURNEY_SHOTS`` names a folder."""
    if folder := os.environ.get("JOURNEY_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png")


def signed_in(browse: People, name: str, width: int) -> Any:
    """The person's own browser, signed in by typing; it stands on their work."""
    page = browse(width=width, path="/")
    type_sign_in(page, name, PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc của tôi")
    return page


def fits(page: Any) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 1


def registered(page: Any, now: datetime) -> str:
    """Lan puts the conclusion into the register; the address of its page."""
    page.goto("/documents/new/out/")
    page.get_by_label("Cơ quan ban hành").select_option(label="Văn phòng điều phối tỉnh")
    page.get_by_label("Số, ký hiệu").fill("TB-VPDP")
    page.get_by_label("Ngày ban hành").fill(f"{now:%d/%m/%Y}")
    page.get_by_label("Trích yếu").fill(SUMMARY)
    page.get_by_role("button", name="Ghi vào sổ").click()
    expect(page).to_have_url(re.compile(r"/documents/\d+/$"))
    return str(page.url)


def pasted(page: Any, text: str) -> None:
    page.get_by_role("link", name="Đọc và giao việc").click()
    expect(page.get_by_text("Văn bản chưa có tệp nào")).to_be_visible()
    page.get_by_label("Chữ của văn bản").fill(text)
    page.get_by_role("button", name="Đọc chữ này").click()
    expect(page.locator("#duty-3")).to_be_visible()


def choose(field: Any, words: str) -> None:
    """Choose the option that names these words, as one who reads the list does."""
    field.select_option(value=field.locator("option", has_text=words).first.get_attribute("value"))


def act(page: Any, link: str, button: str, **fields: str) -> None:
    """Open an act of the page at hand, fill in, press."""
    page.locator(".page-head, main").get_by_role("link", name=link, exact=True).first.click()
    for label, text in fields.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name=button, exact=True).click()


@WIDTHS
def test_a_pasted_conclusion_becomes_a_task_that_four_people_carry_to_its_end(
    browse: People, width: int, tmp_path: Path
) -> None:
    now = datetime.fromisoformat(browse.site.world.now)
    # Lan, the clerk: registers, pastes, reads.
    lan = signed_in(browse, "lan", width)
    document = registered(lan, now)
    pasted(lan, conclusion(now, filling=60))
    reading = lan.url
    fits(lan)
    first = lan.locator("#duty-1")
    expect(lan.locator("#mark-1")).to_contain_text(DOES)
    if width > 600:
        # The words stand in the text beside the card, and come into sight with the card in hand.
        first.get_by_label("Giao việc này").focus()
        expect(lan.locator("#mark-1")).to_have_class(re.compile("is-current"))
        expect(lan.locator("#mark-1")).to_be_in_viewport()
    else:
        expect(first.locator(".reading-quote")).to_contain_text(DOES)
    shot(lan, f"reading-{width}")
    # One clause is no task: dropped with a reason.
    lan.locator("#duty-3").get_by_role("link", name="Không giao mục này").press("Enter")
    lan.get_by_label("Lý do").fill("xã đã gửi tháng trước")
    lan.get_by_role("button", name="Ghi là không giao").press("Enter")
    expect(lan.locator("#duty-3")).to_contain_text("không giao")
    assert browse.site.rows("SELECT count(*) FROM tasks_task") == [(0,)]
    # By the keyboard alone: accept the first with another name, forget its product; the page says where.
    first.get_by_label("Giao việc này").press("Space")
    first.get_by_label("Tên việc").fill(TITLE)
    product = first.get_by_label("Sản phẩm")
    product.fill("")
    choose(first.get_by_label("Người chịu trách nhiệm"), "Lê Văn Minh")
    lan.get_by_role("button", name="Giao các mục đã chọn").press("Enter")
    expect(lan.locator(".error-summary")).to_contain_text("Chưa giao việc nào")
    expect(first.get_by_label("Tên việc")).to_have_value(TITLE)
    shot(lan, f"fault-{width}")
    lan.locator(".error-summary").get_by_role("link", name=re.compile("Sản phẩm")).press("Enter")
    expect(product).to_be_focused()
    lan.keyboard.type("Báo cáo kết quả rà soát")
    second = lan.locator("#duty-2")
    second.get_by_label("Giao việc này").press("Space")
    lan.get_by_role("button", name="Giao các mục đã chọn").press("Enter")
    expect(lan.locator("#messages")).to_contain_text("Đã giao 2 mục")
    assert lan.url != reading and lan.url == document
    shot(lan, f"given-{width}")

    # Minh, the head of the department: in his work; he names Thu.
    minh = signed_in(browse, "minh", width)
    minh.get_by_role("link", name=re.compile(TITLE)).first.click()
    expect(minh.locator("#text")).to_contain_text("01/TB-VPDP")
    act_hand(minh)

    # Thu, the specialist: accepts, reports progress with evidence, reports the result.
    thu = signed_in(browse, "thu", width)
    thu.get_by_role("link", name=re.compile(TITLE)).first.click()
    act(thu, "Nhận việc", "Nhận việc")
    evidence = tmp_path / "ảnh chụp hiện trường.txt"
    evidence.write_text("Đã đo 12 tuyến đường thôn.", encoding="utf-8")
    thu.get_by_role("link", name="Ghi tiến độ", exact=True).click()
    thu.get_by_label("Đã làm được gì, bước tới là gì").fill("Đã đi đo 12 tuyến")
    thu.get_by_label("Tiến độ, %").fill("60")
    thu.get_by_label("Tệp kèm").set_input_files(evidence)
    thu.get_by_role("button", name="Ghi", exact=True).click()
    expect(thu.locator("#story")).to_contain_text("Đã đi đo 12 tuyến")
    expect(thu.locator("#files")).to_contain_text("ảnh chụp hiện trường.txt")
    thu.get_by_role("link", name="Báo cáo hoàn thành", exact=True).click()
    thu.get_by_label("Kết quả").fill("8/12 tuyến đã cứng hóa")
    thu.get_by_label("Tệp sản phẩm").set_input_files(evidence)
    thu.get_by_role("button", name="Gửi báo cáo").click()
    expect(thu.locator("#messages")).to_contain_text("Đã gửi báo cáo")
    expect(thu.get_by_role("link", name="Xác nhận hoàn thành", exact=True)).to_have_count(0)

    # Hạnh, the head of the office, comes from the document (it waits in the work of Lan, who gave it); she confirms.
    hanh = signed_in(browse, "hanh", width)
    hanh.goto(document)
    hanh.locator("#directives a[href^='/tasks/']").first.click()
    expect(hanh.locator("#story")).to_contain_text("8/12 tuyến đã cứng hóa")
    act(hanh, "Xác nhận hoàn thành", "Xác nhận")
    expect(hanh.locator("#messages")).to_contain_text("Đã xác nhận.")
    expect(hanh.locator("#chuoi")).to_contain_text("Thông báo 01/TB-VPDP, mục 1")

    # The document: which clause became what, how it stands, and the chain to the task.
    hanh.goto(document)
    given = hanh.locator("#directives")
    expect(given).to_contain_text(DOES)
    expect(given).to_contain_text("xã đã gửi tháng trước")
    expect(given).to_contain_text(re.compile("[Hh]oàn thành"))
    expect(hanh.locator("#chuoi")).to_contain_text("Thông báo 01/TB-VPDP, mục 1")
    fits(hanh)
    shot(hanh, f"done-{width}")


def act_hand(page: Any) -> None:
    page.get_by_role("link", name="Chuyển người", exact=True).click()
    choose(page.get_by_label("Người nhận"), "Phạm Thị Thu")
    page.get_by_label("Lý do").fill("Thu phụ trách tiêu chí này")
    page.get_by_role("button", name="Chuyển", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("Đã chuyển")


def test_cards_half_filled_in_survive_the_end_of_the_session(browse: People) -> None:
    now = datetime.fromisoformat(browse.site.world.now)
    page = signed_in(browse, "lan", 1280)
    registered(page, now)
    pasted(page, conclusion(now))
    first = page.locator("#duty-1")
    first.get_by_label("Giao việc này").check()
    first.get_by_label("Tên việc").fill(TITLE)
    expect(page.locator("[data-draft-state]")).to_contain_text("Đã lưu nháp lúc")
    page.context.clear_cookies(name="sessionid")
    first.get_by_label("Sản phẩm").fill("Báo cáo rà soát")
    page.get_by_role("button", name="Giao các mục đã chọn").click()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    type_sign_in(page, "lan", PASSWORD)
    expect(first.get_by_label("Giao việc này")).to_be_checked()
    expect(first.get_by_label("Tên việc")).to_have_value(TITLE)
    expect(first.get_by_label("Sản phẩm")).to_have_value("Báo cáo rà soát")
    page.get_by_role("button", name="Giao các mục đã chọn").click()
    expect(page.locator("#messages")).to_contain_text("Đã giao 1 mục")
