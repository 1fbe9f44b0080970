"""One journey for each person of the cast, from the sign-in page to the result that they, or who it concerns, see.

Each begins where everybody begins, with a name and a password, and uses only what stands on the screen. Each stands
alone on a fresh story; what others did before is done through the API (:func:`before`). The page where a journey ends
fits its width, and axe finds nothing serious on it; console errors, refused content and requests to other hosts fail
the journey (``conftest.People``).
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.conftest import AXE, DESKTOP, PHONE, People
from tests.journeys.test_entry_grid import call
from tests.journeys.test_manners import WCAG, serious
from tests.journeys.test_sign_in import type_sign_in
from tests.support.matrix import PDF
from tests.support.world import PASSWORD

ROUND = "Rà soát 6 tháng đầu năm 2026"
FROZEN = "Rà soát năm 2025"


def enter(browse: People, name: str, width: int = DESKTOP) -> Any:
    """The browser of a person who has just signed in: at their own work."""
    page = browse(width=width, path="/")
    type_sign_in(page, name, PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc của tôi")
    return page


def menu(page: Any, label: str) -> None:
    """An entry of the main menu, opened first where the screen is narrow."""
    opener = page.get_by_role("link", name="Mở danh mục")
    if opener.is_visible():
        opener.click()
    page.get_by_role("navigation", name="Danh mục chính").get_by_role("link", name=label, exact=True).click()
    page.wait_for_load_state()


def ends_well(page: Any) -> None:
    """The page where a journey ends: as wide as the screen, and open to everybody's aids."""
    width = page.evaluate("window.innerWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{page.url} is wider than {width}"
    page.evaluate(AXE.read_text(encoding="utf-8"))
    wrong = serious(page, page.url, WCAG)
    assert not wrong, "\n".join(wrong)


def cell(page: Any, code: str) -> Any:
    """The field of a row of the grid, by the code that stands in front of it."""
    return grid_row(page, code).get_by_role("textbox").or_(grid_row(page, code).get_by_role("combobox")).first


def grid_row(page: Any, code: str) -> Any:
    return page.get_by_role("row", name=re.compile(rf"^{re.escape(code)} "))


def fill(page: Any, code: str, text: str) -> None:
    """Type into a cell of the grid and wait until it says that it is kept."""
    field = cell(page, code)
    if field.evaluate("e => e.tagName") == "SELECT":
        field.select_option(label=text)
    else:
        field.fill(text)
    field.press("Enter")
    expect(grid_row(page, code).locator(".grid-state").first).to_have_text("Đã lưu")


def confirm(page: Any, label: str, reason: str = "", field: str = "Lý do") -> None:
    """The page that asks before an act: the words it wants, then the button."""
    if reason:
        page.get_by_label(field).fill(reason)
    page.get_by_role("button", name=label, exact=True).click()


def bulk(page: Any, label: str, rows: int, reason: str = "") -> None:
    """Tick the whole list, press, confirm: so many rows are done."""
    page.get_by_label("Chọn cả trang").check()
    page.get_by_role("button", name=label).click()
    if reason:
        page.get_by_label("Lý do").fill(reason)
    page.get_by_role("button", name=label).click()
    expect(page.get_by_text(f"Những dòng đã làm ({rows})")).to_be_visible()


def before(browse: People, *steps: tuple[str, str, dict[str, Any]]) -> None:
    """What other people did before this journey: who, the address of the API, what they send."""
    for who, path, body in steps:
        call(browse.site, who, "POST", path, body)


def verified(browse: People, thu: tuple[tuple[str, str], ...]) -> list[tuple[str, str, dict[str, Any]]]:
    """Hải and Thu accept what is theirs, Hải concludes what has no figure."""
    results = browse.site.world.results
    hai = (("thuong", "2.1"), ("thuong", "2.2"), ("ha", "2.1"), ("dong", "2.2"))
    steps = [
        (who, f"/results/{results[place][code]}/verify", {"decision": "accept"})
        for who, rows in (("hai", hai), ("thu", thu))
        for place, code in rows
    ]
    concluded = {"decision": "conclude", "verdict": "as_claimed", "document": "140/SXD-QH ngày 01/07/2026"}
    return steps + [("hai", f"/results/{results[place]['1.1']}/verify", concluded) for place in ("thuong", "ha")]


def test_tuan_enters_his_sheet_and_hands_it_in(browse: People, tmp_path: Path) -> None:
    """Tuấn (Xã Thượng Sơn): last round's figures, a doubted value explained, evidence, handed in with a reason."""
    page = enter(browse, "tuan")
    page.get_by_role("link", name="Nhập và gửi phiếu: Xã Thượng Sơn").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Xã Thượng Sơn")

    page.get_by_text("Việc khác").click()
    page.get_by_role("link", name="Lấy số của đợt trước").click()
    expect(page.locator("main")).to_contain_text("45/60")
    page.get_by_role("button", name=re.compile("Lấy 3 ô")).click()
    expect(grid_row(page, "2.2")).to_contain_text("mang từ đợt trước")
    grid_row(page, "2.2").get_by_role("button", name="Đúng cho kỳ này").click()
    expect(grid_row(page, "2.2")).not_to_contain_text("mang từ đợt trước")

    cell(page, "3.1").fill("52.5")
    cell(page, "3.1").press("Enter")
    expect(grid_row(page, "3.1")).to_contain_text("Dấu thập phân là dấu phẩy")
    grid_row(page, "3.1").get_by_label(re.compile("giải thích", re.IGNORECASE)).fill("Chi cục Thống kê ghi như thế")
    grid_row(page, "3.1").get_by_role("button", name=re.compile("Giữ")).click()
    expect(grid_row(page, "3.1")).to_contain_text("Chi cục Thống kê ghi như thế")
    # One row stays empty on purpose: the commune has no figure yet.
    fill(page, "3.2", "")

    proof = tmp_path / "Biên bản kiểm đếm đường thôn.pdf"
    proof.write_bytes(PDF)
    grid_row(page, "2.2").get_by_label(re.compile("Thêm minh chứng")).set_input_files(proof)
    expect(grid_row(page, "2.2").get_by_role("link", name=proof.name)).to_be_visible()

    page.get_by_role("link", name="Gửi phiếu").click()
    expect(page.get_by_role("link", name=re.compile("^3.2 "))).to_be_visible()
    confirm(page, "Gửi phiếu", "Chờ kết quả điều tra hộ nghèo của thôn Bản Mới")
    expect(page.locator("main")).to_contain_text("xã đã gửi")
    assert cell(page, "2.1").evaluate("e => e.readOnly || e.disabled"), "a sheet that is handed in is read"
    ends_well(page)

    # Thu, whose department verifies it, finds the figure, its explanation – and nothing to do about the empty row.
    thu = enter(browse, "thu")
    thu.get_by_role("link", name=re.compile("Thẩm định chỉ tiêu 3.1")).click()
    thu.get_by_role("row", name=re.compile("Xã Thượng Sơn")).get_by_role("link").first.click()
    expect(thu.get_by_role("heading", level=1)).to_have_text("3.1 – Xã Thượng Sơn")
    expect(thu.locator("main")).to_contain_text("52,5")
    expect(thu.locator("main")).to_contain_text("Chi cục Thống kê ghi như thế")


def test_vy_hands_in_by_phone_and_finds_nothing_of_her_neighbours(browse: People) -> None:
    """Vy (Xã Hạ Sơn), on a phone: her own sheet; of Thượng Sơn no figure, no file, no word."""
    world = browse.site.world
    before(browse, ("lan", f"/sheets/{world.open_sheets['ha']}/reopen", {"reason": "Xã xin bổ sung chỉ tiêu 2.2"}))
    page = enter(browse, "vy", PHONE)
    page.get_by_role("link", name="Nhập và gửi phiếu: Xã Hạ Sơn").click()
    fill(page, "2.2", "61,5")
    fill(page, "3.2", "4,75")
    page.get_by_role("link", name="Gửi phiếu").click()
    expect(page.locator("main")).to_contain_text("Đã nhập đủ 5 chỉ tiêu")
    confirm(page, "Gửi phiếu")
    expect(page.locator("main")).to_contain_text("xã đã gửi")
    ends_well(page)

    menu(page, "Đợt rà soát")
    page.get_by_role("link", name=ROUND).click()
    page.get_by_role("link", name="Phiếu của các xã").click()
    expect(page.get_by_role("rowheader", name="Xã Hạ Sơn")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Xã Thượng Sơn")).to_have_count(0)
    menu(page, "Bảng điều hành")
    page.get_by_text("Bộ lọc").first.click()
    page.get_by_label("Đợt rà soát").select_option(label=FROZEN)
    page.get_by_role("button", name="Lọc", exact=True).click()
    page.get_by_role("rowheader", name="Xã Thượng Sơn").get_by_role("link").click()
    expect(page.get_by_text("Xã này ngoài phạm vi của bạn")).to_be_visible()
    words = page.locator("main").inner_text()
    for private in ("85,5", "45/60", "51,2", "Mở phiếu"):
        assert private not in words
    ends_well(page)
    for address in (
        f"/rounds/sheets/{world.open_sheets['thuong']}/",
        f"/rounds/results/{world.results['thuong']['2.1']}/",
    ):
        assert page.goto(address).status == 404
        assert "Thượng Sơn" not in page.locator("main").inner_text()

    # The office sees that it is in.
    lan = enter(browse, "lan")
    menu(lan, "Đợt rà soát")
    lan.get_by_role("link", name=ROUND).click()
    lan.get_by_role("link", name="Ai chưa nộp, gọi ai, đôn đốc").click()
    expect(lan.get_by_role("row", name=re.compile("Xã Hạ Sơn"))).to_contain_text("đã gửi, chờ thẩm định")


def entered(browse: People, who: str, place: str, code: str, text: str) -> None:
    """A figure that somebody typed earlier."""
    world = browse.site.world
    [(seen,)] = browse.site.rows(
        "SELECT revision FROM assessments_indicatorresult WHERE id = %s", world.results[place][code]
    )
    path = f"/sheets/{world.open_sheets[place]}/cells/{world.indicators[code]}"
    call(browse.site, who, "PUT", path, {"typed": {"": text}, "revision": seen})


def handed_in(browse: People) -> None:
    """Thượng Sơn and Đông Sơn are in too, whole."""
    world = browse.site.world
    thuong = world.open_sheets["thuong"]
    for code, text in (("1.1", "Đạt"), ("2.2", "62"), ("3.1", "51")):
        entered(browse, "tuan", "thuong", code, text)
    before(browse, ("tuan", f"/sheets/{thuong}/submit", {"reason": ""}))


def test_thu_accepts_in_bulk_returns_one_and_counters_one_and_tuan_disputes(browse: People) -> None:
    """Thu (officer of a department): many at once, one back with words, one with her own figure; Tuấn disputes."""
    handed_in(browse)
    page = enter(browse, "thu")
    page.get_by_role("link", name=re.compile("Thẩm định chỉ tiêu 3.1")).click()
    page.get_by_role("row", name=re.compile("Xã Thượng Sơn")).get_by_role("link").first.click()
    page.get_by_role("link", name="Ghi số khác").click()
    page.get_by_label("Thu nhập bình quân đầu người").fill("48,5")
    confirm(page, "Ghi số của cơ quan", "Niên giám 2025 của Chi cục Thống kê ghi 48,5 triệu đồng")
    expect(page.locator("main")).to_contain_text("Đã ghi số của cơ quan")

    page.get_by_role("link", name="Việc của tôi").click()
    page.get_by_role("link", name=re.compile("Thẩm định chỉ tiêu 3.2")).click()
    page.get_by_role("row", name=re.compile("Xã Thượng Sơn")).get_by_role("link").first.click()
    page.get_by_role("link", name="Trả lại").click()
    confirm(page, "Trả lại", "Thiếu danh sách hộ nghèo có chữ ký của trưởng thôn", field="Ý kiến")
    expect(page.locator("main")).to_contain_text("Trả lại để sửa")

    page.get_by_role("link", name="Việc của tôi").click()
    page.get_by_role("link", name=re.compile("Thẩm định chỉ tiêu 3.1")).click()
    bulk(page, "Chấp nhận số liệu", 1)
    ends_well(page)

    # Tuấn reads both on his phone, mends the one and disputes the other – once.
    tuan = enter(browse, "tuan", PHONE)
    tuan.get_by_role("link", name="Sửa chỉ tiêu bị trả lại: Xã Thượng Sơn").click()
    expect(grid_row(tuan, "3.2")).to_contain_text("Thiếu danh sách hộ nghèo có chữ ký của trưởng thôn")
    fill(tuan, "3.2", "2,75")
    grid_row(tuan, "3.1").get_by_role("link", name="3.1").click()
    expect(tuan.locator("main")).to_contain_text("Niên giám 2025")
    tuan.get_by_role("link", name="Không đồng ý").click()
    confirm(tuan, "Không đồng ý", "Niên giám tính cả hai thôn đã chuyển sang phường")
    expect(tuan.locator("main")).to_contain_text("xã không đồng ý")
    expect(tuan.get_by_role("link", name="Không đồng ý")).to_have_count(0)
    ends_well(tuan)
    page.get_by_role("link", name="Việc của tôi").click()
    page.get_by_role("link", name=re.compile("Thẩm định chỉ tiêu 3.1")).click()
    expect(page.get_by_role("row", name=re.compile("Xã Thượng Sơn"))).to_contain_text("xã không đồng ý")


def disputed(browse: People) -> None:
    handed_in(browse)
    result = browse.site.world.results["thuong"]["3.1"]
    before(
        browse,
        ("thu", f"/results/{result}/counter", {"typed": {"": "48,5"}, "reason": "theo niên giám"}),
        ("tuan", f"/results/{result}/dispute", {"reason": "niên giám tính cả hai thôn đã chuyển đi"}),
    )


def test_minh_sees_what_waits_in_his_department_and_upholds(browse: People) -> None:
    """Minh (head of the department): what waits, of which communes, since when; he upholds; Tuấn reads his words."""
    disputed(browse)
    page = enter(browse, "minh")
    expect(page.locator("main")).to_contain_text("Thẩm định chỉ tiêu 3.1")
    menu(page, "Đợt rà soát")
    page.get_by_role("link", name=ROUND).click()
    page.get_by_role("link", name="Ai chưa nộp, gọi ai, đôn đốc").click()
    waiting = page.get_by_role("table", name="Cơ quan còn chỉ tiêu chờ thẩm định")
    expect(waiting.get_by_role("row", name=re.compile("Sở Nông nghiệp và Môi trường"))).to_contain_text("Phạm Thị Thu")
    page.get_by_role("link", name="Việc của tôi").click()
    page.get_by_role("link", name=re.compile("Thẩm định chỉ tiêu 3.1")).click()
    page.get_by_role("row", name=re.compile("Xã Thượng Sơn")).get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("niên giám tính cả hai thôn đã chuyển đi")
    page.get_by_role("link", name="Giữ số của cơ quan").click()
    confirm(page, "Giữ số của cơ quan", "Số của niên giám đã trừ hai thôn ấy")
    expect(page.locator("main")).to_contain_text("sở, ngành ghi số khác")
    ends_well(page)

    tuan = enter(browse, "tuan")
    tuan.get_by_role("link", name=re.compile("Hộp thư")).click()
    expect(tuan.locator("main")).to_contain_text("Số của niên giám đã trừ hai thôn ấy")


def test_lan_urges_records_the_councils_word_and_consolidates(browse: People) -> None:
    """Lan (specialist of the office): who has not submitted, urged once; the council's word; consolidated in bulk."""
    world = browse.site.world
    page = enter(browse, "lan")
    menu(page, "Đợt rà soát")
    page.get_by_role("link", name=ROUND).click()
    page.get_by_role("link", name="Ai chưa nộp, gọi ai, đôn đốc").click()
    row = page.get_by_role("row", name=re.compile("Xã Thượng Sơn"))
    expect(row).to_contain_text("xã đang nhập")
    expect(row).to_contain_text("Vũ Anh Tuấn")
    page.get_by_role("link", name="Đôn đốc mọi xã chưa nộp").click()
    confirm(page, "Đôn đốc", "Đề nghị gửi phiếu trước thứ Sáu", field="Lời nhắc")
    expect(page.locator("#messages")).to_contain_text("Đã đôn đốc 2 nơi")
    expect(page.get_by_role("table", name="Các lần đôn đốc")).to_contain_text("Trần Thị Lan")
    tuan = enter(browse, "tuan")
    tuan.get_by_role("link", name=re.compile("Hộp thư")).click()
    expect(tuan.locator("main")).to_contain_text("Đề nghị gửi phiếu trước thứ Sáu")

    # He hands in, the departments answer; one argument goes to the council.
    disputed(browse)
    entered(browse, "binh", "dong", "3.1", "50")
    before(
        browse,
        ("thu", f"/results/{world.results['thuong']['3.1']}/uphold", {"reason": "giữ số của niên giám"}),
        *verified(browse, thu=(("thuong", "3.2"), ("ha", "3.1"), ("dong", "3.1"))),
    )
    menu(page, "Đợt rà soát")
    page.get_by_role("link", name=ROUND).click()
    page.get_by_role("link", name="Phiếu của các xã").click()
    page.get_by_role("row", name=re.compile("Xã Thượng Sơn")).get_by_role("link", name="Xã Thượng Sơn").click()
    grid_row(page, "3.1").get_by_role("link", name="3.1").click()
    page.get_by_role("link", name="Ghi quyết định của hội đồng").click()
    page.get_by_label("Thu nhập bình quân đầu người").fill("50,5")
    page.get_by_label("Biên bản họp hội đồng").fill("05/BB-HĐTĐ")
    page.get_by_label("Ngày biên bản").fill("01/03/2026")
    confirm(page, "Ghi quyết định của hội đồng")
    expect(page.locator("main")).to_contain_text("hội đồng đã quyết")
    expect(page.locator("main")).to_contain_text("05/BB-HĐTĐ ngày 01/03/2026")
    page.get_by_role("link", name="Việc của tôi").click()
    page.get_by_role("link", name="Tổng hợp phiếu đã thẩm định xong").click()
    bulk(page, "Tổng hợp", 3)
    ends_well(page)
    hanh = enter(browse, "hanh")
    expect(hanh.get_by_role("link", name="Chốt đợt: mọi phiếu đã tổng hợp")).to_be_visible()


def consolidated(browse: People) -> None:
    """All three sheets are in, verified and consolidated by Lan."""
    world = browse.site.world
    handed_in(browse)
    entered(browse, "binh", "dong", "3.1", "50")
    before(
        browse,
        *verified(browse, thu=(("thuong", "3.1"), ("thuong", "3.2"), ("ha", "3.1"), ("dong", "3.1"))),
        ("lan", "/sheets/consolidate", {"ids": list(world.open_sheets.values())}),
    )


def test_hanh_freezes_records_the_paper_and_approves_an_amendment(browse: People, tmp_path: Path) -> None:
    """Hạnh (head of the office): freeze, the signed paper, and as second person the amendment that Lan asks for."""
    consolidated(browse)
    page = enter(browse, "hanh")
    page.get_by_role("link", name="Chốt đợt: mọi phiếu đã tổng hợp").click()
    page.get_by_role("link", name="Chốt đợt").click()
    expect(page.get_by_text("Chốt là bước cuối")).to_be_visible()
    confirm(page, "Chốt đợt")
    expect(page.locator("main")).to_contain_text("đã chốt")
    page.get_by_role("link", name="Ghi văn bản ký chốt").click()
    page.get_by_label("Số, ký hiệu").fill("125/QĐ-UBND")
    page.get_by_label("Ngày ký").fill("01/07/2026")
    page.get_by_label("Người ký", exact=True).fill("Ngô Quốc Phong")
    scan = tmp_path / "Quyết định 125.pdf"
    scan.write_bytes(PDF)
    page.get_by_label("Bản chụp").set_input_files(scan)
    confirm(page, "Ghi văn bản")
    expect(page.locator("main")).to_contain_text("125/QĐ-UBND")

    # Lan found a figure that was typed wrong; she asks, and may not approve it herself.
    lan = enter(browse, "lan")
    menu(lan, "Đợt rà soát")
    lan.get_by_role("link", name=ROUND).click()
    lan.get_by_role("link", name="Phiếu của các xã").click()
    lan.get_by_role("row", name=re.compile("Xã Hạ Sơn")).get_by_role("link", name="Xã Hạ Sơn").click()
    lan.get_by_role("link", name="Đề nghị điều chỉnh").click()
    lan.get_by_label("2.1 Tỷ lệ đường xã được cứng hóa").check()
    lan.get_by_role("button", name="Điều chỉnh các chỉ tiêu đã chọn").click()
    lan.get_by_label("Vì sao phải điều chỉnh").fill("Nhập nhầm số km của tuyến ĐX.02")
    lan.get_by_label("Văn bản làm căn cứ").fill("15/BB-VPDP")
    lan.get_by_label("Ngày văn bản").fill("02/07/2026")
    lan.get_by_label(re.compile("^2.1 ")).fill("78,5")
    lan.get_by_role("button", name="Chạy thử").click()
    expect(lan.locator("#foreseen")).to_contain_text("78,5")
    lan.get_by_role("button", name="Gửi đề nghị").click()
    expect(lan.get_by_role("heading", level=1)).to_have_text("Điều chỉnh phiếu Xã Hạ Sơn")
    lan.locator(".title-block summary", has_text="Thao tác khác").click()
    expect(lan.locator(".menu-refused", has_text="Duyệt và áp dụng")).to_be_visible()

    menu(page, "Điều chỉnh sau chốt")
    page.get_by_role("row", name=re.compile("Xã Hạ Sơn")).get_by_role("link").first.click()
    page.get_by_role("link", name="Duyệt và áp dụng").click()
    expect(page.locator("#foreseen")).to_contain_text("78,5")
    confirm(page, "Duyệt và áp dụng")
    expect(page.locator("main")).to_contain_text("Nguyễn Thị Hạnh")
    page.get_by_role("link", name="Xem hai bản chốt cạnh nhau").click()
    expect(page.locator("main")).to_contain_text("82,5")
    expect(page.locator("main")).to_contain_text("78,5")
    ends_well(page)
    # The commune reads the second edition.
    vy = enter(browse, "vy", PHONE)
    menu(vy, "Đợt rà soát")
    vy.get_by_role("link", name=ROUND).click()
    vy.get_by_role("link", name="Phiếu của các xã").click()
    vy.get_by_role("link", name="Xã Hạ Sơn").first.click()
    expect(vy.locator("main")).to_contain_text("Bản 2")
    assert cell(vy, "2.1").input_value() == "78,5"


def pdf_of(page: Any, name: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).click()
    return Path(waiting.value.path()).read_bytes()


def pages_in(paper: bytes) -> int:
    return len(PdfReader(io.BytesIO(paper)).pages)


def test_quang_opens_his_commune_by_phone_and_prints_the_brief(browse: People) -> None:
    """Quang (leader assigned to Xã Thượng Sơn), on a phone: the commune of his, and two pages for the way there."""
    page = enter(browse, "quang", PHONE)
    menu(page, "Bảng điều hành")
    page.get_by_role("rowheader", name="Xã Thượng Sơn").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Xã Thượng Sơn")
    expect(page.locator("main")).to_contain_text("Vũ Anh Tuấn")
    expect(page.get_by_role("table", name="Số tiêu chí đạt qua các đợt")).to_contain_text(FROZEN)
    paper = pdf_of(page, "In tóm tắt hai trang (PDF)")
    assert paper.startswith(b"%PDF")
    assert 1 <= pages_in(paper) <= 2
    ends_well(page)


def test_phong_reads_the_board_down_to_the_rows_and_prints_it(browse: People) -> None:
    """Phong (vice-chairman): a number to its rows, the map, the slides by keys, the wall on A3."""
    page = enter(browse, "phong")
    menu(page, "Bảng điều hành")
    page.get_by_role("link", name=re.compile("Xã chưa gửi phiếu")).click()
    wall = page.get_by_role("table", name=re.compile("Bức tường"))
    expect(wall.get_by_role("rowheader", name=re.compile("^Xã "))).to_have_text(["Xã Thượng Sơn"])
    page.get_by_role("link", name="Bỏ hết lọc").first.click()
    page.get_by_role("link", name="Bản đồ").click()
    table = page.get_by_role("table", name="Các xã trên bản đồ")
    expect(table.get_by_role("rowheader", name="Xã Đông Sơn")).to_be_visible()
    expect(page.locator("figure svg a")).to_have_count(3)
    ends_well(page)

    page.get_by_role("link", name="Trình chiếu").click()
    expect(page.get_by_text("1/", exact=False).first).to_be_visible()
    titles = [page.get_by_role("heading", level=1).inner_text()]
    for _time in range(2):
        with page.expect_navigation():
            page.keyboard.press("ArrowRight")
        titles.append(page.get_by_role("heading", level=1).inner_text())
    assert len(set(titles)) == 3, titles
    with page.expect_navigation():
        page.keyboard.press("ArrowLeft")
    assert page.get_by_role("heading", level=1).inner_text() == titles[1]
    ends_well(page)
    with page.expect_navigation():
        page.keyboard.press("Escape")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bảng điều hành")
    paper = pdf_of(page, "In bức tường A3 (PDF)")
    assert paper.startswith(b"%PDF")
    assert pages_in(paper) == 1


def test_quan_who_left_stays_outside_and_his_work_is_handed_over(browse: People) -> None:
    """Quân (left last month): no way in; what he followed is listed, and Hạnh hands it to Thu."""
    gone = browse(path="/")
    type_sign_in(gone, "quan", PASSWORD)
    expect(gone.get_by_text("Việc của tôi")).to_have_count(0)
    ends_well(gone)

    page = enter(browse, "hanh")
    menu(page, "Cơ quan")
    page.get_by_role("link", name="Phân công theo dõi").click()
    page.get_by_role("link", name="Cần xem lại").click()
    page.get_by_role("row", name=re.compile("Dương Minh Quân")).get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("Xã Đông Sơn")
    page.get_by_role("link", name="Lập bàn giao").click()
    receiver = page.get_by_label("Người nhận")
    words = receiver.get_by_role("option", name=re.compile("Phạm Thị Thu")).inner_text()
    receiver.select_option(label=words)
    confirm(page, "Lập bàn giao", "Ông Quân chuyển công tác", field="Lý do bàn giao")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bàn giao: Dương Minh Quân → Phạm Thị Thu")
    expect(page.locator("main")).to_contain_text("Xã Đông Sơn")
    ends_well(page)
    thu = enter(browse, "thu")
    menu(thu, "Bàn giao")
    expect(thu.get_by_role("row", name=re.compile("Dương Minh Quân"))).to_be_visible()
