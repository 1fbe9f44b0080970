"""Signing in and out as people do it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESKTOP, PHONE, People
from tests.journeys.make_world import FIRST_PASSWORD
from tests.support.world import PASSWORD

WRONG = "Tên đăng nhập và mật khẩu không khớp"


def type_sign_in(page: Any, name: str, password: str) -> None:
    """With the keyboard alone: name, Tab, password, Enter."""
    page.get_by_label("Tên đăng nhập").fill(name)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_wrong_password_is_told_in_vietnamese_then_the_right_one_opens_my_work(browse: People, width: int) -> None:
    page = browse(width=width, path="/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
    expect(page).to_have_title(re.compile("Đăng nhập"))
    type_sign_in(page, "tuan", "sai-mat-khau-roi")
    expect(page.get_by_role("alert")).to_contain_text(WRONG)
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert page.get_by_label("Tên đăng nhập").input_value() == "tuan"
    type_sign_in(page, "tuan", PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc của tôi")
    expect(page.locator(".who")).to_contain_text("Vũ Anh Tuấn")


def test_who_left_cannot_sign_in(browse: People) -> None:
    page = browse(path="/accounts/login/")
    type_sign_in(page, "quan", PASSWORD)
    expect(page.get_by_text("Việc của tôi")).to_have_count(0)
    page.goto("/board/")
    expect(page).to_have_url(re.compile("/accounts/login/"))


def test_a_lost_session_leads_back_to_the_very_page(browse: People) -> None:
    round_ = browse.site.world.open_round
    page = browse("lan", path=f"/rounds/sheets/?round={round_}&q=ha%20son")
    expect(page.get_by_role("rowheader", name="Xã Hạ Sơn")).to_be_visible()
    page.context.clear_cookies(name="sessionid")
    page.reload()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    type_sign_in(page, "lan", PASSWORD)
    assert page.url.endswith(f"/rounds/sheets/?round={round_}&q=ha%20son")
    expect(page.get_by_role("rowheader", name="Xã Hạ Sơn")).to_be_visible()


def test_too_many_wrong_passwords_lock_the_name_and_say_until_when(browse: People) -> None:
    page = browse(path="/accounts/login/")
    for _time in range(5):
        type_sign_in(page, "vy", "sai-mat-khau-roi")
        expect(page.get_by_role("alert")).to_contain_text(WRONG)
    type_sign_in(page, "vy", "sai-mat-khau-roi")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tạm khóa đăng nhập")
    expect(page.get_by_role("alert")).to_contain_text(re.compile(r"Hãy thử lại sau .*\d{2}/\d{2}/\d{4}"))
    page.get_by_role("link", name="Về trang đăng nhập").click()
    type_sign_in(page, "vy", PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tạm khóa đăng nhập")
    # The name is locked, not the house.
    page.goto("/accounts/login/")
    type_sign_in(page, "binh", PASSWORD)
    expect(page.locator(".who")).to_contain_text("Bùi Thanh Bình")


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_the_first_sign_in_asks_for_a_password_of_ones_own(browse: People, width: int) -> None:
    page = browse(width=width, path="/board/?sort=met")
    type_sign_in(page, "moi", FIRST_PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Đổi mật khẩu")
    expect(page.get_by_text("Đây là lần đăng nhập đầu tiên.")).to_be_visible()
    page.goto("/rounds/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đổi mật khẩu")
    own = "mật-khẩu-của-riêng-tôi"
    for label, text in (
        ("Mật khẩu hiện tại", FIRST_PASSWORD),
        ("Mật khẩu mới", FIRST_PASSWORD),
        ("Gõ lại mật khẩu mới", FIRST_PASSWORD),
    ):
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="Đổi mật khẩu").click()
    expect(page.get_by_role("alert")).to_contain_text("Mật khẩu mới phải khác mật khẩu hiện tại.")
    for label, text in (
        ("Mật khẩu hiện tại", FIRST_PASSWORD),
        ("Mật khẩu mới", own),
        ("Gõ lại mật khẩu mới", own),
    ):
        page.get_by_label(label, exact=True).fill(text)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/rounds/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đợt rà soát")


def test_signing_out_is_a_press_and_never_a_link(browse: People) -> None:
    page = browse("lan", path="/")
    page.goto("/accounts/logout/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng xuất")
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc của tôi")
    page.locator("header").get_by_role("button", name="Đăng xuất").click()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    page.goto("/")
    expect(page).to_have_url(re.compile("/accounts/login/"))


def test_a_form_from_before_signing_out_writes_nothing(browse: People) -> None:
    """Two tabs: signed out in one, the other one's button leads to the sign-in page."""
    world = browse.site.world
    page = browse("tuan", path=f"/rounds/sheets/{world.open_sheets['thuong']}/act/submit/")
    other = page.context.new_page()
    other.goto("/")
    other.locator("header").get_by_role("button", name="Đăng xuất").click()
    expect(other).to_have_url(re.compile("/accounts/login/"))
    page.get_by_label("Lý do").fill("chưa có số liệu của hai thôn")
    with page.expect_navigation():
        page.get_by_role("button", name="Gửi phiếu").click()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    state = browse.site.rows("SELECT state FROM assessments_sheet WHERE id = %s", world.open_sheets["thuong"])
    assert state == [("OPEN",)]
