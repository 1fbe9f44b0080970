"""The kit in a real Chromium, behind the strict content security policy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import dieuphoi

from .conftest import Desk

pytestmark = pytest.mark.browser

AXE = Path(dieuphoi.__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("density", ["comfortable", "compact"])
def test_the_style_page_fits_and_axe_finds_nothing(tab: Any, desk: Desk, width: int, density: str) -> None:
    tab.set_viewport_size({"width": width, "height": 800})
    tab.context.add_cookies([{"name": "density", "value": density, "url": desk.address}])
    tab.goto(f"{desk.address}/style/", wait_until="networkidle")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    found = tab.evaluate(
        "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found["violations"]] == []


def test_every_vietnamese_letter_is_drawn_from_our_font(tab: Any, desk: Desk) -> None:
    tab.goto(f"{desk.address}/style/", wait_until="networkidle")
    tab.evaluate("document.fonts.ready")
    client = tab.context.new_cdp_session(tab)
    client.send("DOM.enable")
    client.send("CSS.enable")
    root = client.send("DOM.getDocument")["root"]["nodeId"]
    node = client.send("DOM.querySelector", {"nodeId": root, "selector": ".style-glyphs"})["nodeId"]
    fonts = client.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    assert {font["familyName"] for font in fonts} == {"Be Vietnam Pro"}
    assert all(font["isCustomFont"] for font in fonts)


def test_targets_are_at_least_24_pixels(tab: Any, desk: Desk) -> None:
    tab.set_viewport_size({"width": 360, "height": 800})
    tab.goto(f"{desk.address}/style/", wait_until="networkidle")
    small = tab.evaluate(
        """[...document.querySelectorAll(
          'button, select, input:not([type=hidden]), summary, .button, .chip a, .pagination a')]
        .filter(e => e.checkVisibility())
        .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
        .filter(([, r]) => r.width < 24 || r.height < 23.9).map(([html, r]) => [html, r.width, r.height])"""
    )
    assert small == []


def test_a_greyed_act_says_why_to_the_keyboard(tab: Any, desk: Desk) -> None:
    tab.goto(f"{desk.address}/style/")
    tip = tab.locator("#act-edit-why")
    assert not tip.is_visible()
    tab.locator("[aria-describedby=act-edit-why]").focus()
    assert tip.is_visible()
    assert "Phiếu đã chốt" in tip.inner_text()
    tab.keyboard.press("Escape")
    assert not tip.is_visible()


def test_a_dialog_opens_and_gives_the_focus_back(tab: Any, desk: Desk) -> None:
    tab.goto(f"{desk.address}/style/")
    tab.locator("#act-freeze").click()
    assert tab.locator("#dlg-freeze").evaluate("e => e.open")
    assert tab.evaluate("document.activeElement.name") == "reason"
    tab.keyboard.press("Escape")
    assert not tab.locator("#dlg-freeze").evaluate("e => e.open")
    assert tab.evaluate("document.activeElement.id") == "act-freeze"


def test_the_question_mark_shows_the_keys_but_not_while_typing(tab: Any, desk: Desk) -> None:
    tab.goto(f"{desk.address}/style/")
    tab.locator("#f-q").press("?")
    assert not tab.locator("#keys").evaluate("e => e.open")
    tab.evaluate("document.activeElement.blur()")
    tab.keyboard.press("?")
    assert tab.locator("#keys").evaluate("e => e.open")


def test_density_is_remembered_by_the_server(tab: Any, desk: Desk) -> None:
    tab.goto(f"{desk.address}/style/")
    tab.locator(".title-block [data-density-switch]").click()
    assert tab.locator("html").get_attribute("data-density") == "compact"
    assert {c["name"]: c["value"] for c in tab.context.cookies()}["density"] == "compact"


def test_the_error_summary_takes_the_focus(tab: Any, desk: Desk) -> None:
    tab.goto(f"{desk.address}/style/", wait_until="networkidle")
    assert "error-summary" in tab.evaluate("document.activeElement.className")


def test_the_arrows_move_on_the_wall_and_b_shows_the_basis(tab: Any, desk: Desk) -> None:
    tab.goto(f"{desk.address}/style/", wait_until="networkidle")
    assert tab.locator(".wall td.wc a[tabindex='0']").count() == 1
    tab.locator(".wall td.wc a").first.focus()
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("ArrowDown")
    place = "[document.activeElement.closest('td').cellIndex, document.activeElement.closest('tr').rowIndex]"
    assert tab.evaluate(place) == [2, 2]
    tab.keyboard.press("b")
    assert "show-basis" in tab.locator(".wall").get_attribute("class")


def test_ticked_rows_are_counted_and_all_that_match_too(tab: Any, desk: Desk) -> None:
    tab.goto(f"{desk.address}/style/")
    count = tab.locator("[data-bulk-count]")
    tab.locator("input[name=pick]").nth(2).check()
    assert count.inner_text() == "Đã chọn 1"
    tab.locator("[data-select-all]").check()
    assert count.inner_text() == "Đã chọn 12"
    tab.locator("[name=all_matching]").check()
    assert count.inner_text() == "Đã chọn cả 1.234"


def test_the_list_of_pages_opens_on_a_phone_without_a_script(_chromium: Any, desk: Desk) -> None:
    context = _chromium.new_context(viewport={"width": 360, "height": 700}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{desk.address}/style/")
    assert not page.locator("#nav").is_visible()
    page.locator(".menu-open").click()
    assert page.locator("#nav").is_visible()
    page.locator(".menu-close").click()
    assert not page.locator("#nav").is_visible()
    context.close()


# The entry grid


def until(tab: Any, condition: str) -> None:
    """Playwright's own wait evaluates strings inside the page, which the policy refuses."""
    for _ in range(100):
        if tab.evaluate(condition):
            return
        tab.wait_for_timeout(50)
    raise AssertionError(f"never true: {condition}")


def wait_state(tab: Any, cell: str, state: str) -> None:
    tab.wait_for_selector(f'td[data-cell="{cell}"][data-state="{state}"]')


def test_enter_saves_and_goes_one_row_down(tab: Any, desk: Desk) -> None:
    tab.goto(f"{desk.address}/grid/")
    tab.locator("#a1").fill("12,5")
    tab.keyboard.press("Enter")
    wait_state(tab, "a1", "saved")
    assert tab.evaluate("document.activeElement.id") == "a2"
    assert desk.posts == [{"name": "a1", "value": "12,5", "version": "v1"}]
    assert tab.locator("td[data-cell=a1]").get_attribute("data-version") == "v2"
    assert tab.locator("td[data-cell=a1] .state-met").count() == 1
    assert tab.locator("td[data-cell=a1] [data-sentence]").inner_text() == "12,5 là đạt."
    until(tab, "document.querySelector('[data-grid-live]').textContent.includes('Ô a1')")


def test_an_untouched_cell_is_not_saved(tab: Any, desk: Desk) -> None:
    tab.goto(f"{desk.address}/grid/")
    tab.locator("#a1").focus()
    for key in ("Enter", "ArrowRight", "ArrowDown", "ArrowLeft", "Tab"):
        tab.keyboard.press(key)
    tab.wait_for_timeout(200)
    assert desk.posts == []


def test_escape_brings_the_saved_text_back(tab: Any, desk: Desk) -> None:
    tab.goto(f"{desk.address}/grid/")
    tab.locator("#a1").press_sequentially("99")
    tab.keyboard.press("Escape")
    assert tab.locator("#a1").input_value() == "10"
    assert desk.posts == []


def paste(tab: Any, cell: str, text: str) -> None:
    tab.evaluate(
        """([id, text]) => { const data = new DataTransfer(); data.setData('text/plain', text);
        const input = document.getElementById(id); input.focus();
        const how = {clipboardData: data, bubbles: true, cancelable: true};
        input.dispatchEvent(new ClipboardEvent('paste', how)); }""",
        [cell, text],
    )


def test_a_block_from_excel_spreads_and_counts_what_did_not_fit(tab: Any, desk: Desk) -> None:
    tab.goto(f"{desk.address}/grid/")
    # Two columns, three rows: an empty cell leaves what is there, b3 is locked, a quoted cell keeps its tab.
    paste(tab, "a1", '\t1,25\r\n2\t"3"\r\n4\t5\r\n')
    until(tab, "document.querySelectorAll('td[data-state=saved]').length === 4")
    assert {(p["name"], p["value"]) for p in desk.posts} == {
        ("b1", "1,25"),
        ("a2", "2"),
        ("b2", "3"),
        ("a3", "4"),
    }
    assert tab.locator("#a1").input_value() == "10"
    assert tab.locator("#b3").input_value() == ""


def test_errors_of_the_server_stay_at_the_cell(tab: Any, desk: Desk) -> None:
    desk.answers = [(422, {"state": "error", "errors": ["“mười” không phải là một số."]})]
    tab.goto(f"{desk.address}/grid/")
    tab.locator("#a2").fill("mười")
    tab.keyboard.press("Enter")
    wait_state(tab, "a2", "error")
    assert tab.locator("td[data-cell=a2] .grid-state").inner_text() == "“mười” không phải là một số."
    assert tab.locator("#a2").get_attribute("aria-invalid") == "true"
    assert tab.locator("#a2").input_value() == "mười"


CONFLICT = {
    "state": "conflict",
    "version": "v9",
    "theirs": {"value": "77", "who": "Lan", "when": "01/02/2026 09:00"},
}


@pytest.mark.parametrize(
    ("choice", "value", "posted"), [("Giữ số của tôi", "55", ["v1", "v9"]), ("Lấy số của họ", "77", ["v1"])]
)
def test_a_conflict_shows_both_and_the_person_chooses(
    tab: Any, desk: Desk, choice: str, value: str, posted: list[str]
) -> None:
    desk.answers = [(409, CONFLICT)]
    tab.goto(f"{desk.address}/grid/")
    tab.locator("#a1").fill("55")
    tab.keyboard.press("Enter")
    wait_state(tab, "a1", "conflict")
    text = tab.locator("td[data-cell=a1] .grid-state").inner_text()
    assert "55" in text
    assert "77" in text
    assert "Lan, 01/02/2026 09:00" in text
    tab.get_by_role("button", name=choice).click()
    tab.wait_for_selector('td[data-cell="a1"]:not([data-state="conflict"]):not([data-state="saving"])')
    assert tab.locator("#a1").input_value() == value
    assert [p["version"] for p in desk.posts] == posted
    if len(posted) == 1:
        assert tab.locator("td[data-cell=a1]").get_attribute("data-version") == "v9"


def test_a_strange_value_is_kept_only_with_an_explanation(tab: Any, desk: Desk) -> None:
    desk.answers = [(200, {"state": "warning", "warning": "Gấp 10 lần năm trước."})]
    tab.goto(f"{desk.address}/grid/")
    tab.locator("#a1").fill("100")
    tab.keyboard.press("Enter")
    wait_state(tab, "a1", "warning")
    tab.get_by_role("button", name="Giữ và giải thích").click()
    assert len(desk.posts) == 1  # nothing goes out without words
    tab.get_by_label("Giải thích vì sao số này đúng").fill("Thêm hai thôn")
    tab.get_by_role("button", name="Giữ và giải thích").click()
    wait_state(tab, "a1", "saved")
    assert desk.posts[1] == {"name": "a1", "value": "100", "version": "v1", "explanation": "Thêm hai thôn"}


@pytest.mark.parametrize("answer", [(401, None), (302, None), (200, None)], ids=["401", "redirect", "a page"])
def test_a_lost_session_keeps_the_text_and_saves_it_on_return(tab: Any, desk: Desk, answer: Any) -> None:
    desk.answers = [answer]
    tab.goto(f"{desk.address}/grid/")
    tab.locator("#a1").fill("31")
    tab.keyboard.press("Enter")
    wait_state(tab, "a1", "kept")
    assert tab.locator("td[data-cell=a1] a").get_attribute("href") == "/sign-in/?next=%2Fgrid%2F"
    tab.goto(f"{desk.address}/sign-in/")
    tab.goto(f"{desk.address}/grid/")
    wait_state(tab, "a1", "saved")
    assert desk.cells["a1"]["value"] == "31"
    assert tab.evaluate("localStorage.length") == 0


def test_text_kept_over_a_cell_that_somebody_changed_asks_instead_of_overwriting(
    tab: Any, desk: Desk
) -> None:
    desk.answers = [(401, None)]
    tab.goto(f"{desk.address}/grid/")
    tab.locator("#a1").fill("31")
    tab.keyboard.press("Enter")
    wait_state(tab, "a1", "kept")
    desk.cells["a1"] = {"value": "44", "version": "v5"}
    tab.goto(f"{desk.address}/grid/")
    wait_state(tab, "a1", "conflict")
    assert "44" in tab.locator("td[data-cell=a1] .grid-state").inner_text()
    assert len(desk.posts) == 1


def test_without_a_network_the_text_stays_and_goes_out_later(tab: Any, desk: Desk) -> None:
    tab.goto(f"{desk.address}/grid/", wait_until="networkidle")
    tab.context.set_offline(True)
    tab.locator("#a2").fill("8")
    tab.keyboard.press("Enter")
    wait_state(tab, "a2", "kept")
    tab.context.set_offline(False)
    wait_state(tab, "a2", "saved")
    assert desk.posts == [{"name": "a2", "value": "8", "version": ""}]


def test_typing_on_while_a_save_runs_saves_again_with_the_new_version(tab: Any, desk: Desk) -> None:
    tab.goto(f"{desk.address}/grid/")
    tab.locator("#a1").fill("1")
    tab.evaluate("document.getElementById('a1').dispatchEvent(new Event('change', {bubbles: true}))")
    tab.evaluate(
        """() => { const a = document.getElementById('a1'); a.value = '12';
        a.dispatchEvent(new Event('change', {bubbles: true})); }"""
    )
    until(tab, "document.querySelector('td[data-cell=a1]').dataset.version === 'v3'")
    assert [(p["value"], p["version"]) for p in desk.posts] == [("1", "v1"), ("12", "v2")]
