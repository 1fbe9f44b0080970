"""The office: the province workbook, consolidation, the freeze – and the summary that leaves the house (S0-13)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import docx
import openpyxl
from playwright.sync_api import expect

from tests.journeys.conftest import People


def fill(path: Path, code: str, cells: dict[str, Any], to: Path) -> Path:
    """The workbook with some cells of a commune filled, by the codes of its head row, as a person would."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    head = next(row for row in sheet.iter_rows() if any(str(cell.value or "").startswith("2.1") for cell in row))
    columns = {str(cell.value).split()[0]: cell.column for cell in head if cell.value}
    line = next(row[0].row for row in sheet.iter_rows(min_row=head[0].row) if str(row[0].value) == code)
    for indicator, value in cells.items():
        sheet.cell(line, columns[indicator]).value = value
    book.save(to)
    return to


def upload(page: Any, file: Path) -> None:
    page.get_by_label("Tệp bảng tính").set_input_files(file)
    page.get_by_role("button", name="Tải lên và kiểm tra").click()
    expect(page).to_have_url(re.compile(r"/imports/\d+/"))


def wall_row(page: Any, name: str) -> list[str]:
    """A row of the wall in words: one text for each criterion, then the count."""
    row = page.locator("table.wall tbody tr", has=page.get_by_role("rowheader", name=name))
    return [text.split(",")[0] for text in row.locator("td").all_inner_texts()]


def values(people: People) -> int:
    return int(people.site.rows("SELECT count(*) FROM assessments_value")[0][0])


def bulk(page: Any, path: str, label: str, reason: str = "") -> None:
    """Tick the whole page, press, confirm."""
    page.goto(path)
    page.get_by_label("Chọn cả trang").check()
    page.get_by_role("button", name=label).click()
    if reason:
        page.get_by_label("Lý do").fill(reason)
    page.get_by_role("button", name=label).click()
    expect(page.get_by_role("link", name="Về danh sách")).to_be_visible()


def test_the_province_workbook_goes_out_comes_back_and_is_seen_on_the_wall(browse: People, tmp_path: Path) -> None:
    world = browse.site.world
    page = browse("lan", path=f"/rounds/{world.open_round}/")
    before = values(browse)
    page.get_by_role("link", name=re.compile("Nhập bằng biểu Excel toàn tỉnh")).click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tải biểu mẫu có số liệu hiện tại").click()
    empty = tmp_path / "biểu.xlsx"
    waiting.value.save_as(empty)

    # Five mistakes: all told at once, each with its place, nothing saved.
    planted = {"1.1": "có lẽ", "2.1": 101, "2.2": "60/45", "3.1": "năm mươi", "3.2": -1}
    upload(page, fill(empty, "98001", planted, tmp_path / "lỗi.xlsx"))
    expect(page.get_by_text("Tệp có 5 lỗi")).to_be_visible()
    told = page.get_by_role("table", name="Các lỗi của tệp").locator("tbody tr")
    expect(told).to_have_count(5)
    text = "\n".join(told.all_inner_texts())
    for code, words in (
        ("1.1", "Hãy ghi “Đạt” hoặc “Không đạt”."),
        ("2.1", "Tỷ lệ phải từ 0 đến 100 %."),
        ("2.2", "Tử số phải từ 0 đến mẫu số"),
        ("3.1", "năm mươi"),
        ("3.2", "Số không được âm."),
    ):
        assert f"cột “{code}”" in text, text
        assert words in text, text
    expect(page.get_by_role("button", name=re.compile("Áp dụng"))).to_have_count(0)
    assert values(browse) == before

    # Corrected: the difference first, still nothing saved.
    page.get_by_role("link", name="Tải tệp đã sửa").click()
    right = {"1.1": "Đạt", "2.1": 90, "2.2": "45/60", "3.1": 1051.25, "3.2": 4}
    upload(page, fill(empty, "98001", right, tmp_path / "đúng.xlsx"))
    difference = page.get_by_role("table", name="Khác biệt so với hiện tại").locator("tbody tr")
    expect(difference).to_have_count(1)
    expect(difference).to_contain_text("Xã Thượng Sơn")
    expect(difference).to_contain_text("1.051,25")
    expect(difference.locator("del", has_text="2,5")).to_be_visible()
    expect(difference.locator("ins", has_text=re.compile("^4$"))).to_be_visible()
    assert values(browse) == before
    page.get_by_role("button", name="Áp dụng 4 thay đổi").click()
    expect(page.locator("#messages")).to_contain_text("Đã áp dụng tệp")
    assert values(browse) == before + 4  # 2.1 was 90 already
    page.goto(f"/board/?round={world.open_round}")
    assert wall_row(page, "Xã Thượng Sơn")[:3] == ["Chưa thể kết luận", "Đạt", "Đạt"]

    # Brought in again unchanged: no change.
    page.goto(f"/imports/new/province-workbook/?round={world.open_round}")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tải biểu mẫu có số liệu hiện tại").click()
    waiting.value.save_as(tmp_path / "lại.xlsx")
    upload(page, tmp_path / "lại.xlsx")
    expect(page.get_by_text("Không có gì thay đổi")).to_be_visible()


def test_consolidate_in_bulk_freeze_and_then_everything_refuses(browse: People, tmp_path: Path) -> None:
    world = browse.site.world
    round_ = world.open_round
    queue = f"/rounds/queue/?round={round_}&verification=ENTERED"
    lan = browse("lan", path="/")

    # Too early: every sheet is refused with its reason, and the head may not freeze.
    bulk(lan, f"/rounds/sheets/?round={round_}", "Tổng hợp")
    expect(lan.get_by_role("table", name="Những dòng không làm được").locator("tbody tr")).to_have_count(3)
    hanh = browse("hanh", path=f"/rounds/{round_}/")
    expect(hanh.locator(".refused", has_text="Chốt đợt")).to_contain_text("Còn 3 phiếu chưa được tổng hợp")

    # The communes hand in, the departments verify.
    tuan = browse("tuan", path=f"/rounds/sheets/{world.open_sheets['thuong']}/act/submit/")
    tuan.get_by_label("Lý do").fill("chưa có số liệu của hai thôn")
    tuan.get_by_role("button", name="Gửi phiếu").click()
    expect(tuan.locator(".lead")).to_contain_text("xã đã gửi")
    binh = browse("binh", path=f"/rounds/sheets/{world.open_sheets['dong']}/")
    cell = binh.locator(f'td[data-cell="c{world.indicators["3.1"]}-0"]')
    cell.locator("input").fill("50")
    binh.keyboard.press("Enter")
    expect(cell).to_have_attribute("data-state", "saved")
    hai, thu = browse("hai"), browse("thu")
    bulk(hai, queue + "&indicator=1.1", "Kết luận theo xã (ghi số, ngày văn bản)", "140/SXD-QH ngày 01/07/2026")
    bulk(hai, queue, "Chấp nhận số liệu")
    bulk(thu, queue, "Chấp nhận số liệu")
    expect(thu.get_by_text("Những dòng đã làm (3)")).to_be_visible()  # 3.1 of two communes, 3.2 of one

    # A specialist may not freeze; consolidated in bulk; the head freezes.
    bulk(lan, f"/rounds/sheets/?round={round_}", "Tổng hợp")
    expect(lan.get_by_text("Những dòng đã làm (3)")).to_be_visible()
    lan.goto(f"/rounds/{round_}/")
    expect(lan.locator(".refused", has_text="Chốt đợt")).to_contain_text("Chỉ lãnh đạo Văn phòng")
    hanh.goto("/")
    hanh.get_by_role("link", name="Chốt đợt: mọi phiếu đã tổng hợp").click()
    hanh.get_by_role("link", name="Chốt đợt").click()
    expect(hanh.get_by_text("Chốt là bước cuối")).to_be_visible()
    hanh.get_by_role("button", name="Chốt đợt").click()
    expect(hanh.locator(".lead")).to_contain_text("đã chốt")
    [(state, code)] = browse.site.rows(
        "SELECT state, frozen_hash FROM assessments_assessmentround WHERE id = %s", round_
    )
    assert state == "FROZEN"
    expect(hanh.locator("main")).to_contain_text(code)

    # Afterwards everything refuses: the grid of the commune and of the office, evidence, verification, import.
    before = values(browse)
    for page in (tuan, lan):
        page.goto(f"/rounds/sheets/{world.open_sheets['thuong']}/")
        for field in page.locator("td[data-cell] input, td[data-cell] select").all():
            assert field.evaluate("e => e.readOnly || e.disabled")
        status = page.evaluate(
            """async ([url, name]) => (await fetch(url, {method: "POST", headers: {
                 "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content},
                 body: new URLSearchParams({name, value: "91"})})).status""",
            [
                f"/rounds/sheets/{world.open_sheets['thuong']}/cells/{world.indicators['2.1']}/",
                f"{world.indicators['2.1']}:",
            ],
        )
        assert status == 409
    assert values(browse) == before
    lan.goto(f"/rounds/sheets/{world.open_sheets['thuong']}/act/reopen/")
    expect(lan.locator("main")).to_contain_text("đang ở trạng thái “đã chốt”")
    hai.goto(f"/rounds/results/{world.results['thuong']['2.1']}/verify/return/")
    expect(hai.get_by_role("button", name="Trả lại")).to_have_count(0)
    answer = lan.goto(f"/imports/new/province-workbook/?round={round_}")
    assert answer.status == 409
    expect(lan.locator("main")).to_contain_text("Đợt rà soát này không mở")
    assert values(browse) == before


def test_the_summary_opens_in_excel_and_in_word_with_the_right_counts(look: People, tmp_path: Path) -> None:
    """The frozen round by hand: Thượng Sơn meets 1, 2, 3; Hạ Sơn only 1; Đông Sơn only 2 (3.2 was never entered)."""
    world = look.site.world
    page = look("hanh", path=f"/rounds/{world.frozen_round}/")
    files = {}
    for name, ending in (("Bảng tổng hợp (Excel)", "xlsx"), ("Bảng tổng hợp (Word)", "docx")):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=name).click()
        assert waiting.value.suggested_filename.startswith("Tổng hợp Rà soát năm 2025")
        assert waiting.value.suggested_filename.endswith(f".{ending}")
        files[ending] = tmp_path / f"tổng hợp.{ending}"
        waiting.value.save_as(files[ending])

    book = openpyxl.load_workbook(files["xlsx"])
    assert book.sheetnames == [
        "Theo xã", "Theo tiêu chí", "Theo nhóm", "Theo phân loại", "Thay đổi", "Không so sánh được",
    ]  # fmt: skip
    communes = {row[1]: row for row in book["Theo xã"].iter_rows(values_only=True) if row[1]}
    assert communes["Xã Thượng Sơn"][3:8] == ("đạt", "đạt", "đạt", 3, 3)
    assert communes["Xã Hạ Sơn"][3:8] == ("đạt", "chưa đạt", "chưa đạt", 1, 3)
    assert communes["Xã Đông Sơn"][3:5] == ("chưa đạt", "đạt")
    assert communes["Xã Đông Sơn"][5] in ("chưa nhập", "chưa thể kết luận")
    by_criterion = {row[0]: row for row in book["Theo tiêu chí"].iter_rows(values_only=True) if row[1]}
    assert by_criterion["1"][1:4] == ("Quy hoạch", 2, 1)
    top = "\n".join(str(row[0]) for row in book["Theo xã"].iter_rows(max_row=9, values_only=True) if row[0])
    assert "3 trên 3 xã của đợt" in top
    assert "Nguyễn Thị Hạnh" in top
    [(code,)] = look.site.rows("SELECT frozen_hash FROM assessments_assessmentround WHERE id = %s", world.frozen_round)
    assert code in top

    paper = docx.Document(str(files["docx"]))
    text = "\n".join(p.text for p in paper.paragraphs)
    assert "Rà soát năm 2025" in text
    assert code in text
    cells = [[cell.text.strip() for cell in row.cells] for table in paper.tables for row in table.rows]
    assert any("Xã Thượng Sơn" in row and "3/3" in row for row in cells)
    assert any("Xã Hạ Sơn" in row and "1/3" in row for row in cells)


def test_the_summary_of_an_open_round_says_that_it_is_not_final(look: People, tmp_path: Path) -> None:
    page = look("lan", path=f"/board/?round={look.site.world.open_round}")
    page.locator("summary", has_text="Tải về").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tổng hợp (XLSX)").click()
    waiting.value.save_as(tmp_path / "mở.xlsx")
    book = openpyxl.load_workbook(tmp_path / "mở.xlsx")
    assert any("CHƯA CHỐT" in str(row[0]) for row in book["Theo xã"].iter_rows(max_row=9, values_only=True))
