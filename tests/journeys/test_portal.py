"""The public part: the office prepares, the head approves, and who has no account reads and takes the file (S3-02)."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, People


def rows(page: Any) -> list[str]:
    return page.locator("main table tbody tr").all_inner_texts()


def test_staff_prepares_the_head_approves_and_everybody_reads(browse: People, tmp_path: Path) -> None:
    outside = browse("", width=PHONE, path="/public/", java_script_enabled=False)
    expect(outside.get_by_text("Chưa có danh sách nào được công khai")).to_be_visible()

    lan = browse("lan", path="/")
    lan.get_by_role("navigation", name="Danh mục chính").get_by_role("link", name="Công bố công khai").click()
    lan.get_by_role("link", name="Soạn danh sách").click()
    lan.get_by_label("Loại danh sách").select_option(label="Đơn vị hành chính cấp xã")
    lan.get_by_role("button", name="Xem trước").click()
    seen = rows(lan)
    assert len(seen) == 4
    lan.get_by_role("button", name="Soạn và gửi lãnh đạo duyệt").click()
    expect(lan).to_have_url(re.compile(r"/publications/\d+/$"))
    expect(lan.get_by_text("Chưa công khai.")).to_be_visible()
    number = lan.url.rstrip("/").rpartition("/")[2]
    assert outside.goto(f"/public/{number}/").status == 404

    hanh = browse("hanh", path="/")
    hanh.get_by_role("link", name="Duyệt danh sách công khai").click()
    hanh.get_by_role("link", name="Duyệt và công khai").click()
    assert rows(hanh) == seen
    hanh.get_by_role("button", name="Duyệt và công khai").click()
    expect(hanh.get_by_text("Đã công khai. Ai cũng đọc được")).to_be_visible()

    outside.goto("/accounts/login/")
    outside.get_by_role("link", name="Phần công khai").click()
    outside.get_by_role("link", name=re.compile("Danh sách đơn vị hành chính cấp xã")).click()
    assert rows(outside) == seen
    assert outside.evaluate("document.documentElement.scrollWidth") <= PHONE
    with outside.expect_download() as waiting:
        outside.get_by_role("link", name="CSV").click()
    file = tmp_path / "danh-sach.csv"
    waiting.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as text:
        assert len(list(csv.reader(text, delimiter=";"))) == 1 + 4
    assert not outside.context.cookies()[1:], "at most the token of the sign-in form"

    hanh.get_by_role("link", name="Rút khỏi phần công khai").click()
    hanh.get_by_label("Lý do").fill("nêu nhầm một xã")
    hanh.get_by_role("button", name="Rút", exact=True).click()
    expect(hanh.get_by_text("Địa chỉ công khai nay chỉ nói")).to_be_visible()
    other = browse("", path=f"/public/{number}/")
    expect(other.get_by_text(re.compile("đã rút danh sách này ngày"))).to_be_visible()
    expect(other.locator("table")).to_have_count(0)
