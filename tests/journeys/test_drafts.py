"""Nothing typed is lost: a form half filled in survives the end of the session (experience.md, entry)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESKTOP, PHONE, People
from tests.journeys.test_sign_in import type_sign_in
from tests.support.world import PASSWORD

SAID = "Số hộ nghèo của thôn Đông chưa khớp, chờ xác minh"


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_text_typed_before_the_session_ended_is_there_after_signing_in(browse: People, width: int) -> None:
    address = f"/comments/sheet/{browse.site.world.open_sheets['thuong']}/"
    page = browse("tuan", width=width, path=address)
    page.get_by_label("Ý kiến").fill(SAID)
    expect(page.locator("[data-draft-state]")).to_contain_text("Đã lưu nháp lúc")
    page.context.clear_cookies(name="sessionid")
    # More is typed, nothing of it can reach the server any more, and the form is sent at once.
    page.get_by_label("Ý kiến").press_sequentially(" (thêm)")
    page.get_by_role("button", name="Gửi").click()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    type_sign_in(page, "tuan", PASSWORD)
    expect(page).to_have_url(re.compile(re.escape(address)))
    expect(page.get_by_label("Ý kiến")).to_have_value(f"{SAID} (thêm)")
    page.get_by_role("button", name="Gửi").click()
    expect(page.locator("#comments")).to_contain_text(f"{SAID} (thêm)")
    # The act is done: the draft is over, also on this machine.
    page.goto(address)
    expect(page.get_by_label("Ý kiến")).to_have_value("")
    assert browse.site.rows('SELECT "end" FROM register_draft') == [("sent",)]


def test_a_draft_is_found_on_another_machine_and_can_be_dropped(browse: People) -> None:
    address = f"/comments/sheet/{browse.site.world.open_sheets['thuong']}/"
    here = browse("tuan", path=address)
    here.get_by_label("Ý kiến").fill(SAID)
    expect(here.locator("[data-draft-state]")).to_contain_text("Đã lưu nháp lúc")
    there = browse("tuan", path=address)
    expect(there.get_by_label("Ý kiến")).to_have_value(SAID)
    there.get_by_role("button", name="Bỏ bản nháp").click()
    expect(there.get_by_label("Ý kiến")).to_have_value("")


def test_the_text_of_one_person_is_not_given_to_the_next_on_the_same_machine(browse: People) -> None:
    address = f"/comments/sheet/{browse.site.world.open_sheets['thuong']}/"
    page = browse("tuan", path=address)
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Ý kiến").fill(SAID)
    page.get_by_role("button", name="Gửi").click()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    type_sign_in(page, "lan", PASSWORD)
    expect(page.get_by_label("Ý kiến")).to_have_value("")


def test_the_inbox_reports_what_it_showed(browse: People) -> None:
    world = browse.site.world
    waiting = browse("tuan", path="/").locator("[data-unread]").text_content()
    lan = browse("lan", path=f"/comments/sheet/{world.open_sheets['thuong']}/")
    lan.get_by_label("Ý kiến").fill("Mời xem lại")
    lan.get_by_label("Vũ Anh Tuấn").check()
    lan.get_by_role("button", name="Gửi").click()
    expect(lan.locator("#comments")).to_contain_text("Mời xem lại")
    page = browse("tuan", path="/")
    expect(page.locator("[data-unread]")).to_have_text(str(int(waiting or 0) + 1))
    page.get_by_role("link", name="Hộp thư").click()
    expect(page.get_by_role("rowheader", name="Trần Thị Lan nhắc tới bạn")).to_be_visible()
    expect(page.locator("[data-unread]")).to_be_hidden()
    page.reload()
    expect(page.get_by_text("đã đọc", exact=True).first).to_be_visible()


def test_a_reminder_is_copied_with_one_press(browse: People) -> None:
    page = browse("lan", path="/rounds/sheets/", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_text("Xuất", exact=True).click()
    page.get_by_role("link", name="Chép lời nhắc").click()
    expect(page.get_by_text("Đã chép")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "- Xã Thượng Sơn: Vũ Anh Tuấn" in copied
    assert copied.endswith("/rounds/sheets/")
