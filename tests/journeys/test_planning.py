"""A merger of two communes planned by form, dry-run, applied and undone (M02): with a mouse, a keyboard, a phone, and
without any script.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, People


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_merger_from_the_form_to_its_undo(browse: People, width: int) -> None:
    page = browse("hanh", width=width, path="/territory/changes/")
    page.get_by_role("link", name="Lập phương án").click()
    fits(page)
    page.get_by_role("link", name="Sáp nhập").click()
    fits(page)
    page.get_by_label("Có hiệu lực từ ngày").fill("01/02/2026")
    first = page.get_by_label("Đơn vị cũ 1")
    first.press_sequentially("ha so")
    expect(page.locator("#units-found option").first).to_have_attribute("value", "Xã Hạ Sơn · 98002")
    first.fill("Xã Hạ Sơn · 98002")
    page.get_by_label("Đơn vị cũ 2").fill("Không Đâu")
    page.get_by_label("Loại", exact=True).select_option("xa")
    page.get_by_label("Tên", exact=True).fill("Hạ Đông")
    # Enter saves, as in every form; what is wrong is told at its field and nothing typed is lost.
    page.get_by_label("Tên", exact=True).press("Enter")
    expect(page.locator(".error-summary")).to_contain_text("Không có đơn vị “Không Đâu”")
    expect(page.get_by_label("Tên", exact=True)).to_have_value("Hạ Đông")
    fits(page)
    page.locator(".error-summary a").first.click()
    expect(page.get_by_label("Đơn vị cũ 2")).to_be_focused()
    page.get_by_label("Đơn vị cũ 2").fill("98003")
    page.get_by_role("button", name="Lập phương án").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sáp nhập: Xã Hạ Đông")
    fits(page)
    page.get_by_role("link", name="Chạy thử").click()
    page.get_by_role("button", name="Chạy thử").click()
    expect(page.locator("#report")).to_contain_text("Kết quả chạy thử")
    fits(page)
    assert names(browse) == {"Thượng Sơn", "Hạ Sơn", "Đông Sơn", "Sơn Trung"}
    page.get_by_role("link", name="Áp dụng").click()
    page.get_by_role("button", name="Áp dụng").click()
    expect(page.locator("main")).to_contain_text("Đã áp dụng")
    assert names(browse) == {"Thượng Sơn", "Hạ Đông", "Sơn Trung"}
    page.get_by_role("link", name="Hoàn tác").click()
    page.get_by_label("Lý do").fill("lập thử")
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.locator("main")).to_contain_text("Đã hoàn tác")
    assert names(browse) == {"Thượng Sơn", "Hạ Sơn", "Đông Sơn", "Sơn Trung"}


def names(browse: People) -> set[str]:
    """The communes of the day, as the database has them."""
    rows = browse.site.rows(
        "SELECT n.name FROM territory_unitname n JOIN territory_adminunit u ON u.id = n.unit_id"
        " WHERE u.kind = 'commune' AND u.valid @> date '2026-02-01' AND n.valid @> date '2026-02-01'"
    )
    return {row[0] for row in rows}


def test_more_rows_and_what_was_typed_survive(browse: People) -> None:
    page = browse("hanh", path="/territory/changes/new/?kind=merge")
    page.get_by_label("Đơn vị cũ 1").fill("Hạ Sơn")
    page.get_by_role("button", name="Thêm đơn vị cũ").click()
    expect(page.get_by_label("Đơn vị cũ 3")).to_be_visible()
    expect(page.get_by_label("Đơn vị cũ 1")).to_have_value("Hạ Sơn")
    page.get_by_label("Đơn vị cũ 3").fill("Thượng Sơn")
    expect(page.locator("[data-draft-state]")).to_contain_text(re.compile("Đã lưu nháp lúc"))
    there = browse("hanh", path="/territory/changes/new/?kind=merge")
    expect(there.get_by_label("Đơn vị cũ 3")).to_have_value("Thượng Sơn")
