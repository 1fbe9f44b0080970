"""The board: what the province sees, what its links lead to, and what a neighbour must not see."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESKTOP, PHONE, People
from tests.journeys.test_office import wall_row


def names(page: Any) -> list[str]:
    return page.locator("table.wall tbody th a").all_inner_texts()


def test_the_filters_stay_in_the_url_and_a_copied_link_opens_the_same_view(look: People) -> None:
    world = look.site.world
    page = look("hanh", path=f"/board/?round={world.frozen_round}")
    assert sorted(names(page)) == ["Xã Hạ Sơn", "Xã Thượng Sơn", "Xã Đông Sơn"]
    page.locator(".filter-bar summary").click()
    page.get_by_label("Tiêu chí", exact=True).select_option(label="1. Quy hoạch")
    page.get_by_label("Kết quả").select_option(label="đạt")
    page.get_by_label("Sắp xếp").select_option(label="số tiêu chí đạt, nhiều trước")
    page.get_by_role("button", name="Lọc", exact=True).click()
    page.wait_for_url(re.compile("criterion=1"))
    assert names(page) == ["Xã Thượng Sơn", "Xã Hạ Sơn"]
    for part in (f"round={world.frozen_round}", "criterion=1", "mark=M", "sort=-met"):
        assert part in page.url
    expect(page.locator(".chips li").first).to_be_visible()
    copied = page.url
    other = look("lan", path=copied)
    assert names(other) == ["Xã Thượng Sơn", "Xã Hạ Sơn"]
    assert other.locator("table.wall").inner_text() == page.locator("table.wall").inner_text()
    page.get_by_role("link", name="Bỏ hết lọc").click()
    assert len(names(page)) == 3
    page.go_back()
    assert names(page) == ["Xã Thượng Sơn", "Xã Hạ Sơn"]


def test_a_fault_in_the_url_is_told_and_shows_no_row(look: People) -> None:
    page = look("hanh", path=f"/board/?round={look.site.world.frozen_round}&mark=Z&nonsense=1")
    expect(page.get_by_role("alert")).to_contain_text("“Z” không có trong danh sách.")
    expect(page.get_by_role("alert")).to_contain_text("nonsense")
    assert names(page) == []


def test_the_numbers_above_open_the_rows_behind_them(look: People) -> None:
    world = look.site.world
    page = look("hanh", path=f"/board/?round={world.open_round}")
    card = page.get_by_role("link", name=re.compile("Xã chưa gửi phiếu"))
    expect(card).to_contain_text("1")
    card.click()
    assert names(page) == ["Xã Thượng Sơn"]
    page.goto(f"/board/?round={world.frozen_round}")
    page.locator("table.wall tfoot").get_by_role("link", name="1 xã đạt tiêu chí 3").click()
    assert names(page) == ["Xã Thượng Sơn"]


def test_with_the_keyboard_from_a_cell_to_its_indicators(look: People) -> None:
    world = look.site.world
    page = look("hanh", path=f"/board/?round={world.frozen_round}")
    row = page.locator("table.wall tbody tr", has=page.get_by_role("rowheader", name="Xã Hạ Sơn"))
    assert wall_row(page, "Xã Hạ Sơn")[:3] == ["Đạt", "Chưa đạt", "Chưa đạt"]
    assert page.locator("table.wall td.wc a[tabindex='0']").count() == 1
    row.locator("td.wc a").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("b")
    expect(page.locator("table.wall")).to_have_class(re.compile("show-basis"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/board/communes/{world.units['ha']}/\?round={world.frozen_round}#tc-2"))
    section = page.locator("#tc-2")
    expect(section.locator(".board-indicators > li")).to_have_count(2)
    expect(section).to_contain_text("79")
    expect(section).to_contain_text("≥ 80%")
    box = section.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 900, "the jump stops at the criterion, not hidden below the head"


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_the_criterion_page_names_who_is_not_there_and_why(look: People, width: int) -> None:
    world = look.site.world
    page = look("phong", width=width, path=f"/board/?round={world.frozen_round}")
    page.locator("table.wall thead").get_by_role("link", name="3", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tiêu chí 3. Thu nhập và nghèo")
    table = page.get_by_role("table", name="Các xã và vì sao")
    expect(table.locator("tbody th a")).to_have_text(["Xã Đông Sơn", "Xã Hạ Sơn"])  # Đ before H
    expect(table).to_contain_text("6,25")
    expect(page.get_by_text("Sở Nông nghiệp và Môi trường").first).to_be_visible()
    counts = page.get_by_role("table", name="Số xã theo kết quả")
    counts.get_by_role("row", name=re.compile("^Đạt")).get_by_role("link").click()
    expect(page.get_by_role("table", name="Các xã và vì sao").locator("tbody th a")).to_have_text(["Xã Thượng Sơn"])
    assert "mark=M" in page.url


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_the_commune_page_holds_its_rounds_its_office_and_its_criteria(look: People, width: int) -> None:
    world = look.site.world
    page = look("tuan", width=width, path=f"/board/communes/{world.units['thuong']}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Xã Thượng Sơn")
    rounds = page.get_by_role("table", name="Số tiêu chí đạt qua các đợt")
    expect(rounds.locator("tbody th a")).to_have_text(["Rà soát 6 tháng đầu năm 2026", "Rà soát năm 2025"])
    expect(page.locator("#office")).to_contain_text("Vũ Anh Tuấn")
    rounds.get_by_role("link", name="Rà soát năm 2025").click()
    expect(page.locator("#tc-3")).to_contain_text("51,2")
    expect(page.get_by_role("link", name="Mở phiếu")).to_be_visible()


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_the_neighbour_sees_frozen_verdicts_alone(look: People, width: int) -> None:
    world = look.site.world
    page = look("vy", width=width, path=f"/board/?round={world.open_round}")
    assert names(page) == ["Xã Hạ Sơn"]
    page.goto(f"/board/?round={world.frozen_round}")
    assert wall_row(page, "Xã Thượng Sơn")[:3] == ["Đạt", "Đạt", "Đạt"]
    page.goto(f"/board/communes/{world.units['thuong']}/")
    expect(page.get_by_text("Xã này ngoài phạm vi của bạn")).to_be_visible()
    words = page.locator("main").inner_text()
    for figure in ("85,5", "45/60", "51,2"):
        assert figure not in words
    expect(page.locator("#rounds tbody tr")).to_have_count(1)
    expect(page.get_by_role("link", name="Mở phiếu")).to_have_count(0)
    for sheet in (world.open_sheets["thuong"], world.frozen_sheets["thuong"]):
        answer = page.goto(f"/rounds/sheets/{sheet}/")
        assert answer.status == 404
        expect(page.locator("main")).not_to_contain_text("Thượng Sơn")
    answer = page.goto(f"/board/communes/{world.units['thuong']}/?round={world.open_round}")
    assert "90" not in page.locator("main").inner_text()


def test_a_day_in_the_past_shows_the_round_of_that_day(look: People) -> None:
    world = look.site.world
    page = look("hanh", path="/board/?as_of=15/12/2025")
    expect(page.locator(".lead")).to_contain_text("Rà soát năm 2025")
    expect(page.locator(".board-final")).to_contain_text("Đã chốt")
    expect(page.locator(".as-of")).to_contain_text("15/12/2025")
    assert wall_row(page, "Xã Thượng Sơn")[:3] == ["Đạt", "Đạt", "Đạt"]
    page.goto(f"/board/communes/{world.units['thuong']}/?as_of=15/12/2025")
    expect(page.locator("#criteria")).to_contain_text("Rà soát năm 2025")
    page.goto("/board/?as_of=31/02/2026")
    expect(page.get_by_role("alert")).to_contain_text("Không có ngày “31/02/2026”")
