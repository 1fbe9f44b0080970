"""Tuấn fills his commune's sheet in the grid, with the keyboard, on a desk and on a phone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESKTOP, PHONE, People
from tests.journeys.test_sign_in import type_sign_in
from tests.support.matrix import PDF
from tests.support.world import PASSWORD


class Sheet:
    """The grid of Xã Thượng Sơn as a person sees it."""

    def __init__(self, browse: People, name: str = "tuan", width: int = DESKTOP, page: Any = None) -> None:
        self.world = browse.site.world
        self.sheet = self.world.open_sheets["thuong"]
        self.path = f"/rounds/sheets/{self.sheet}/"
        self.site = browse.site
        self.page = page or browse(name, width)
        self.page.goto(self.path)

    def td(self, code: str) -> Any:
        return self.page.locator(f'td[data-cell="c{self.world.indicators[code]}-0"]')

    def input(self, code: str) -> Any:
        return self.td(code).locator("input, select").first

    def focused(self) -> str:
        """The code of the indicator in whose cell the focus is."""
        found = self.page.evaluate("document.activeElement.closest('td')?.dataset.cell ?? ''")
        codes = {f"c{pk}-0": code for code, pk in self.world.indicators.items()}
        return codes.get(found, "")

    def state(self, code: str, state: str) -> None:
        expect(self.td(code)).to_have_attribute("data-state", state)

    def stored(self, code: str) -> list[tuple[Any, ...]]:
        """What the database holds for the indicator, oldest first: number, text, numerator, denominator."""
        return self.site.rows(
            "SELECT number, text, numerator, denominator, cleared FROM assessments_value"
            " WHERE sheet_id = %s AND indicator_id = %s ORDER BY id",
            self.sheet,
            self.world.indicators[code],
        )

    def numbers(self, code: str) -> list[str]:
        return [f"{row[0].normalize():f}" for row in self.stored(code) if row[0] is not None]


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_value_with_a_comma_saves_itself_and_the_mark_changes(browse: People, width: int) -> None:
    grid = Sheet(browse, width=width)
    page = grid.page
    expect(grid.td("3.1")).to_have_attribute("data-verdict", "NOT_ENTERED")
    expect(page.locator("#count-entered")).to_have_text("2/5")
    grid.input("3.1").focus()
    page.keyboard.type("1051,25")
    page.keyboard.press("Tab")
    grid.state("3.1", "saved")
    expect(grid.td("3.1").locator(".grid-state")).to_have_text("Đã lưu")
    assert grid.input("3.1").input_value() == "1.051,25"
    expect(grid.td("3.1")).to_have_attribute("data-verdict", "MET")
    expect(grid.td("3.1").locator("[data-verdict-slot]")).to_contain_text("Đạt")
    expect(grid.td("3.1").locator("[data-sentence]")).to_contain_text("1.051,25")
    expect(page.locator("#count-entered")).to_have_text("3/5")
    grid.input("3.1").focus()
    page.keyboard.type("49,9")
    page.keyboard.press("Enter")
    expect(grid.td("3.1")).to_have_attribute("data-verdict", "NOT_MET")
    assert grid.numbers("3.1") == ["1051.25", "49.9"]
    page.reload()
    assert grid.input("3.1").input_value() == "49,9"
    expect(grid.td("3.1").locator("[data-verdict-slot]")).to_contain_text("Chưa đạt")


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_the_keys_walk_the_grid(browse: People, width: int) -> None:
    grid = Sheet(browse, width=width)
    page = grid.page
    grid.input("2.1").focus()
    page.keyboard.press("Enter")
    assert grid.focused() == "2.2"
    page.keyboard.press("ArrowDown")
    assert grid.focused() == "3.1"
    page.keyboard.press("ArrowUp")
    assert grid.focused() == "2.2"
    page.keyboard.press("Shift+Enter")
    assert grid.focused() == "2.1"
    page.keyboard.type("12,")
    page.keyboard.press("Escape")
    assert grid.input("2.1").input_value() == "90"
    assert grid.focused() == "2.1"
    for _time in range(6):
        page.keyboard.press("Tab")
        if grid.focused() == "2.2":
            break
    assert grid.focused() == "2.2"
    assert grid.numbers("2.1") == ["90"]


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_bad_value_says_why_and_nothing_is_saved(browse: People, width: int) -> None:
    grid = Sheet(browse, width=width)
    page = grid.page
    for typed, words in (("101", "Tỷ lệ phải từ 0 đến 100 %"), ("chín mươi", "số"), ("-3", "Số không được âm")):
        grid.input("2.1").focus()
        page.keyboard.press("Control+A")
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        grid.state("2.1", "error")
        expect(grid.td("2.1").locator(".grid-state")).to_contain_text(words)
        expect(grid.input("2.1")).to_have_attribute("aria-invalid", "true")
        expect(page.locator("[data-grid-live]")).to_contain_text(words)
    assert grid.numbers("2.1") == ["90"]
    grid.input("2.1").focus()
    page.keyboard.press("Escape")
    assert grid.input("2.1").input_value() == "90"
    expect(grid.td("2.1").locator(".grid-state")).to_have_count(0)


def test_a_zero_is_a_value_and_an_empty_cell_is_none(browse: People) -> None:
    grid = Sheet(browse)
    grid.input("3.2").fill("0")
    grid.page.keyboard.press("Enter")
    grid.state("3.2", "saved")
    assert grid.input("3.2").input_value() == "0"
    expect(grid.td("3.2")).to_have_attribute("data-verdict", "MET")
    expect(grid.page.locator("#count-entered")).to_have_text("2/5")
    grid.input("3.2").fill("")
    grid.page.keyboard.press("Enter")
    expect(grid.td("3.2")).to_have_attribute("data-verdict", "NOT_ENTERED")
    expect(grid.page.locator("#count-entered")).to_have_text("1/5")


def paste(page: Any, text: str) -> None:
    """What Ctrl+V does with this text on the clipboard."""
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        text,
    )


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_block_copied_from_excel_spreads_over_the_cells(browse: People, width: int) -> None:
    grid = Sheet(browse, width=width)
    grid.input("2.1").focus()
    paste(grid.page, "91,5\r\n45/60\r\n\r\n4,75\r\n7\r\n")
    for code in ("2.1", "2.2", "3.2"):
        grid.state(code, "saved")
    expect(grid.page.locator("[data-grid-live]")).to_contain_text(re.compile("Đã dán|Đã lưu"))
    assert [grid.input(code).input_value() for code in ("2.1", "2.2", "3.1", "3.2")] == ["91,5", "45/60", "", "4,75"]
    assert grid.numbers("2.1") == ["90", "91.5"]
    assert [(int(row[2]), int(row[3])) for row in grid.stored("2.2")] == [(45, 60)]
    assert grid.stored("3.1") == []
    assert grid.numbers("3.2") == ["2.5", "4.75"]


def test_a_real_clipboard_works_too(browse: People) -> None:
    grid = Sheet(browse)
    grid.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    grid.page.evaluate("text => navigator.clipboard.writeText(text)", "88\n61\n")
    grid.input("2.1").focus()
    grid.page.keyboard.press("Control+V")
    grid.state("2.2", "saved")
    grid.state("2.1", "saved")
    assert (grid.numbers("2.1"), grid.numbers("2.2")) == (["90", "88"], ["61"])


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("choice", ["Giữ số của tôi", "Lấy số của họ"])
def test_two_people_on_one_cell_see_both_versions_and_choose(browse: People, width: int, choice: str) -> None:
    mine, theirs = Sheet(browse, width=width), Sheet(browse, "lan")
    theirs.input("2.1").fill("77")
    theirs.page.keyboard.press("Enter")
    theirs.state("2.1", "saved")
    mine.input("2.1").fill("93,5")
    mine.page.keyboard.press("Enter")
    mine.state("2.1", "conflict")
    box = mine.td("2.1").locator(".grid-state")
    expect(box).to_contain_text("93,5")
    expect(box).to_contain_text("77")
    expect(box).to_contain_text("Trần Thị Lan")
    assert mine.numbers("2.1") == ["90", "77"]
    button = box.get_by_role("button", name=choice)
    button.focus()
    mine.page.keyboard.press("Enter")
    if choice == "Giữ số của tôi":
        mine.state("2.1", "saved")
        assert mine.numbers("2.1") == ["90", "77", "93.5"]
    else:
        expect(box).to_have_count(0)
        assert mine.input("2.1").input_value() == "77"
        assert mine.numbers("2.1") == ["90", "77"]
    mine.page.reload()
    assert mine.input("2.1").input_value() == ("93,5" if choice == "Giữ số của tôi" else "77")


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_lost_session_keeps_what_was_typed_and_gives_it_back(browse: People, width: int) -> None:
    grid = Sheet(browse, width=width)
    page = grid.page
    page.context.clear_cookies(name="sessionid")
    grid.input("3.1").fill("63,5")
    page.keyboard.press("Enter")
    grid.state("3.1", "kept")
    expect(grid.td("3.1").locator(".grid-state")).to_contain_text("Phiên làm việc đã hết")
    assert grid.stored("3.1") == []
    grid.td("3.1").get_by_role("link", name="Đăng nhập lại").click()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    type_sign_in(page, "tuan", PASSWORD)
    expect(page).to_have_url(re.compile(grid.path))
    grid.state("3.1", "saved")
    assert grid.input("3.1").input_value() == "63,5"
    assert grid.numbers("3.1") == ["63.5"]
    page.reload()
    assert grid.input("3.1").input_value() == "63,5"


def test_the_text_of_one_person_is_not_given_to_the_next_on_the_same_machine(browse: People) -> None:
    grid = Sheet(browse)
    page = grid.page
    page.context.clear_cookies(name="sessionid")
    grid.input("3.1").fill("63,5")
    page.keyboard.press("Enter")
    grid.state("3.1", "kept")
    page.goto("/accounts/login/")
    type_sign_in(page, "lan", PASSWORD)
    page.goto(grid.path)
    assert grid.input("3.1").input_value() == ""
    assert grid.stored("3.1") == []


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_without_a_network_the_text_stays_and_is_saved_afterwards(browse: People, width: int) -> None:
    grid = Sheet(browse, width=width)
    page = grid.page
    page.context.set_offline(True)
    grid.input("3.1").fill("58")
    page.keyboard.press("Enter")
    grid.state("3.1", "kept")
    page.context.set_offline(False)
    grid.state("3.1", "saved")
    assert grid.numbers("3.1") == ["58"]


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_evidence_goes_up_beside_its_value_and_comes_down_again(browse: People, width: int, tmp_path: Path) -> None:
    grid = Sheet(browse, width=width)
    page = grid.page
    page.get_by_role("link", name="2.1", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2.1 – Xã Thượng Sơn")
    file = tmp_path / "Biên bản nghiệm thu đường xã.pdf"
    file.write_bytes(PDF)
    page.get_by_label("Tệp minh chứng").set_input_files(file)
    page.get_by_label("Ghi chú").fill("bản ký ngày 01/02/2026")
    page.get_by_role("button", name="Tải lên").click()
    link = page.get_by_role("link", name="Biên bản nghiệm thu đường xã.pdf")
    expect(link).to_be_visible()
    with page.expect_download() as waiting:
        link.click()
    assert waiting.value.suggested_filename == "Biên bản nghiệm thu đường xã.pdf"
    assert Path(waiting.value.path()).read_bytes() == PDF
    page.goto(grid.path)
    expect(page.get_by_text("1 minh chứng")).to_be_visible()


def test_a_program_dressed_as_a_picture_is_no_evidence(browse: People, tmp_path: Path) -> None:
    grid = Sheet(browse)
    page = grid.page
    page.get_by_role("link", name="2.1", exact=True).click()
    file = tmp_path / "ảnh.png"
    file.write_bytes(b"MZ\x90\x00 not a picture")
    page.get_by_label("Tệp minh chứng").set_input_files(file)
    page.get_by_role("button", name="Tải lên").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert grid.site.rows("SELECT count(*) FROM assessments_evidence") == [(0,)]


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_the_sheet_is_finished_and_handed_in(browse: People, width: int) -> None:
    grid = Sheet(browse, width=width)
    page = grid.page
    page.goto("/")
    page.get_by_role("link", name="Nhập và gửi phiếu: Xã Thượng Sơn").click()
    for code, text in (("1.1", "Đạt"), ("2.2", "60"), ("3.1", "52,5")):
        field = grid.input(code)
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(label=text)
        else:
            field.fill(text)
            page.keyboard.press("Enter")
        grid.state(code, "saved")
    expect(page.locator("#count-entered")).to_have_text("5/5")
    page.get_by_role("link", name="Gửi phiếu").click()
    expect(page.get_by_text("Sau khi gửi, xã chỉ sửa được những chỉ tiêu bị trả lại.")).to_be_visible()
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page).to_have_url(re.compile(grid.path))
    expect(page.locator(".lead")).to_contain_text("xã đã gửi")
    for code in ("1.1", "2.1", "2.2", "3.1", "3.2"):
        assert grid.input(code).evaluate("e => e.readOnly || e.disabled")
    page.goto("/")
    expect(page.get_by_text("Nhập và gửi phiếu: Xã Thượng Sơn")).to_have_count(0)


def test_a_locked_cell_says_why_it_is_locked(look: People) -> None:
    world = look.site.world
    page = look("binh", path=f"/rounds/sheets/{world.open_sheets['dong']}/")
    cell = page.locator(f'td[data-cell="c{world.indicators["2.2"]}-0"]')
    expect(cell.locator("input")).to_have_attribute("readonly", "")
    expect(cell).to_contain_text("Phiếu đã gửi: chỉ sửa được chỉ tiêu bị trả lại", timeout=500)


def test_the_neighbour_finds_nothing_there(browse: People) -> None:
    world = browse.site.world
    page = browse("vy")
    answer = page.goto(f"/rounds/sheets/{world.open_sheets['thuong']}/")
    assert answer.status == 404
    assert "90" not in page.locator("main").inner_text()
