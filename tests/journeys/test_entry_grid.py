"""The grid of a commune with the set of 57 indicators that counts today, on a desk and on a phone (domain.md §5).

Figures of the round before, the tools above the grid, the workbook's rows: what :mod:`test_grid` leaves out.
"""

from __future__ import annotations

import json
import re
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESKTOP, PHONE, People, Site
from tests.journeys.test_grid import Sheet, paste
from tests.support.matrix import PDF


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_figures_of_the_round_before_are_previewed_taken_confirmed_and_given_back(browse: People, width: int) -> None:
    grid = Sheet(browse, width=width)
    page = grid.page
    page.goto(f"{grid.path}carry/")
    expect(page.locator("#filled")).to_contain_text("45/60")
    expect(page.locator("details")).to_contain_text("giữ nguyên vì đã có số của kỳ này")
    assert grid.stored("2.2") == [], "looking writes nothing"
    page.get_by_role("button", name=re.compile("Lấy .* ô")).click()
    expect(page).to_have_url(re.compile(grid.path))
    for code in ("1.1", "2.2", "3.1"):
        expect(grid.td(code)).to_contain_text("mang từ đợt trước")
    assert grid.input("2.2").input_value() == "45/60"
    expect(grid.td("2.1")).not_to_contain_text("mang từ đợt trước")

    # Confirmed, it is one's own; edited, too; the third goes back.
    grid.td("2.2").get_by_role("button", name="Đúng cho kỳ này").click()
    grid.state("2.2", "saved")
    expect(grid.td("2.2")).not_to_contain_text("mang từ đợt trước")
    grid.input("3.1").fill("53")
    page.keyboard.press("Enter")
    grid.state("3.1", "saved")
    expect(grid.td("3.1")).not_to_contain_text("mang từ đợt trước")
    page.goto(f"{grid.path}carry/undo/")
    page.get_by_role("button", name="Bỏ số mang từ đợt trước").click()
    expect(page).to_have_url(re.compile(grid.path))
    assert [grid.input(code).input_value() for code in ("1.1", "2.2", "3.1")] == ["", "45/60", "53"]


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_the_tools_narrow_the_grid_lead_to_the_next_gap_and_count(browse: People, width: int) -> None:
    grid = Sheet(browse, width=width)
    page = grid.page
    tools = page.locator("[data-grid-tools]")
    expect(tools.locator('[data-only="empty"] [data-n]')).to_have_text("3")
    tools.get_by_role("button", name=re.compile("Chưa nhập")).click()
    expect(page).to_have_url(re.compile(r"\?only=empty"))
    expect(grid.td("2.1")).to_be_hidden()
    expect(grid.td("2.2")).to_be_visible()
    tools.get_by_role("button", name="Ô trống tiếp theo").click()
    assert grid.focused() == "1.1"
    page.keyboard.press("Tab")
    grid.input("2.2").focus()
    page.keyboard.type("66")
    page.keyboard.press("Alt+ArrowDown")
    assert grid.focused() == "3.1"
    grid.state("2.2", "saved")
    expect(grid.td("2.2")).to_be_visible()  # what was just typed does not vanish under the hand
    expect(tools.locator('[data-only="empty"] [data-n]')).to_have_text("2")
    expect(page.locator("#tc-2 [data-progress]")).to_have_text("2/2")
    page.reload()
    expect(grid.td("2.2")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_what_is_not_saved_is_counted_and_goes_once_the_network_is_back(browse: People, width: int) -> None:
    grid = Sheet(browse, width=width)
    page = grid.page
    page.context.set_offline(True)
    for code, text in (("2.2", "61"), ("3.1", "58")):
        grid.input(code).fill(text)
        page.keyboard.press("Enter")
        grid.state(code, "kept")
    expect(page.locator("[data-unsaved]")).to_contain_text("2 ô chưa lưu")
    expect(page.locator("[data-unsaved]")).to_contain_text("Đang mất mạng")
    page.context.set_offline(False)
    grid.state("3.1", "saved")
    grid.state("2.2", "saved")
    expect(page.locator("[data-unsaved]")).to_be_empty()
    assert (grid.numbers("2.2"), grid.numbers("3.1")) == (["61"], ["58"])


def test_more_rows_than_cells_are_said_and_a_word_is_chosen(browse: People) -> None:
    grid = Sheet(browse)
    grid.input("1.1").focus()
    paste(grid.page, "Đạt\n91\n62\n55\n4\n7\n8\n")
    for code in ("1.1", "2.2", "3.1"):
        grid.state(code, "saved")
    expect(grid.page.locator("[data-grid-live]")).to_contain_text(re.compile("Số ô không dán được.* 2|Đã lưu"))
    assert grid.input("1.1").input_value() == "Đạt"
    assert grid.numbers("3.1") == ["55"]


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_evidence_goes_up_from_the_grid_itself(browse: People, width: int, tmp_path: Path) -> None:
    grid = Sheet(browse, width=width)
    file = tmp_path / "Biên bản đo đường.pdf"
    file.write_bytes(PDF)
    row = grid.page.locator("tr", has=grid.td("2.1"))
    row.locator("input[data-evidence]").set_input_files(file)
    link = row.get_by_role("link", name="Biên bản đo đường.pdf")
    expect(link).to_be_visible()
    with grid.page.expect_download() as waiting:
        link.click()
    assert Path(waiting.value.path()).read_bytes() == PDF
    bad = tmp_path / "ảnh.png"
    bad.write_bytes(b"MZ\x90\x00 not a picture")
    row.locator("input[data-evidence]").set_input_files(bad)
    expect(row.locator(".grid-state")).not_to_be_empty()
    assert grid.site.rows("SELECT count(*) FROM assessments_evidence") == [(1,)]


def test_a_gap_is_one_click_from_the_hand_in_page(browse: People) -> None:
    grid = Sheet(browse)
    page = grid.page
    page.goto(f"{grid.path}act/submit/")
    page.get_by_role("link", name=re.compile("^2.2 ")).click()
    expect(grid.input("2.2")).to_be_focused()


# ------------------------------------------------------------------------------------------- 57 indicators


def call(site: Site, who: str, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """A call of the API as a person, with the CSRF token that a page gives."""
    cookie = f"sessionid={site.world.sessions[who]}; csrftoken={'a' * 32}"
    request = urllib.request.Request(
        f"{site.address}/api/v1{path}", json.dumps(body).encode(), method=method,
        headers={"Cookie": cookie, "X-CSRFToken": "a" * 32, "Content-Type": "application/json"},
    )  # fmt: skip
    with urllib.request.urlopen(request, timeout=30) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def whole_sheet(site: Site) -> tuple[int, list[tuple[int, str]]]:
    """A round of the set of 57 indicators, open; the sheet of Thượng Sơn in it, and its rows ``(id, code)``."""
    world = site.world
    [(version,)] = site.rows(
        "SELECT v.id FROM criteria_setversion v JOIN criteria_criteriaset s ON s.id = v.set_id"
        " WHERE s.code = %s ORDER BY v.id LIMIT 1",
        "ntm-xa-2021-2025",
    )
    [(day,)] = site.rows("SELECT current_date::text")
    plan = {
        "title": "Đợt 57 chỉ tiêu", "province_id": world.units["tinh"], "set_id": version, "period": "2025",
        "territory_on": "2025-12-31", "entry_due_on": day, "verify_due_on": day, "freeze_due_on": day,
    }  # fmt: skip
    made = call(site, "lan", "POST", "/rounds", plan)["id"]
    call(site, "lan", "POST", f"/rounds/{made}/open", {})
    [(sheet,)] = site.rows(
        "SELECT id FROM assessments_sheet WHERE round_id = %s AND unit_id = %s", made, world.units["thuong"]
    )
    return sheet, site.rows("SELECT id, code FROM criteria_indicator WHERE version_id = %s ORDER BY position", version)


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_fifty_seven_indicators_by_keyboard_and_one_paste(browse: People, width: int) -> None:
    sheet, rows = whole_sheet(browse.site)
    assert len(rows) == 57
    page = browse("tuan", width, path=f"/rounds/sheets/{sheet}/")
    cells = page.locator("td[data-cell]")
    n = cells.count()
    assert n >= 57
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.locator('[data-only="empty"] [data-n]')).to_have_text("57")

    # Down the whole grid by Enter: every cell is met once, in order.
    met = []
    cells.first.locator("input, select").first.focus()
    for _step in range(n):
        met.append(page.evaluate("document.activeElement.closest('td').dataset.cell"))
        page.keyboard.press("Enter")
    assert met == cells.evaluate_all("all => all.map(td => td.dataset.cell)")

    # A column of Excel over the first ten figures; words where words are chosen.
    first = cells.evaluate_all("all => all.slice(0, 10).map(td => td.querySelector('select') ? 'Đạt' : '5')")
    cells.first.locator("input, select").first.focus()
    paste(page, "\n".join(first) + "\n")
    expect(page.locator('td[data-cell][data-state="saved"]')).to_have_count(10, timeout=15_000)
    expect(page.locator('[data-only="empty"] [data-n]')).to_have_text(
        str(57 - len({cell.partition("-")[0] for cell in met[:10]}))
    )
    page.locator("[data-next-empty]").click()
    assert page.evaluate("document.activeElement.closest('td').dataset.cell") == met[10]
    head = page.locator(".grid-group").first
    if width == DESKTOP:
        # The table scrolls in its own frame: its head stays in sight.
        top = page.locator(".sheet-grid thead th").first
        page.locator("td[data-cell]").nth(40).scroll_into_view_if_needed()
        expect(top).to_be_in_viewport()
    else:
        assert head.evaluate("e => getComputedStyle(e).position") == "sticky"
    [(written,)] = browse.site.rows("SELECT count(*) FROM assessments_value WHERE sheet_id = %s", sheet)
    assert written == 10
