"""Days that stand apart from what is to be done: over the rows of a table, before a colon, in the head of minutes."""

from __future__ import annotations

from datetime import date

import pytest

from dieuphoi.core.kernel.workdays import WorkCalendar
from dieuphoi.steering.directives.reading import AgencyBook, PlaceBook, read_text

DAY = date(2026, 8, 12)
"""A Wednesday."""
HEAD = "Chủ tịch UBND tỉnh yêu cầu:"


def told(*lines: str, head: str = HEAD) -> list[tuple[str, str, date | None]]:
    """Of each duty who leads, its kind of deadline and its day."""
    found = read_text(
        "\n".join((head, *lines)), on=DAY, registry=AgencyBook(), places=PlaceBook(), calendar=WorkCalendar()
    )
    return [
        (
            duty.lead.words if duty.lead else "",
            duty.deadline.kind.value if duty.deadline else "", duty.deadline.on if duty.deadline else None,
        )
        for duty in found.duties
    ]  # fmt: skip


def days(*lines: str, head: str = HEAD) -> list[date | None]:
    return [day for _who, _kind, day in told(*lines, head=head)]


def _day(month: int, day: int, year: int = 2026) -> date:
    return date(year, month, day)


HEADS = "Nội dung\tĐơn vị chủ trì\tĐơn vị phối hợp\tThời gian"


@pytest.mark.parametrize("empty", ["\t\t\t", ""])
def test_a_row_of_one_cell_heads_the_rows_under_it(empty: str) -> None:
    rows = (
        HEADS, f"THÁNG 9{empty}", "Kiểm tra chợ nông thôn\tSở Công Thương\tUBND các xã\tTrước 20/9",
        "Tập huấn cán bộ thôn\tSở Nội vụ\t\t", f"QUÝ IV/2026{empty}", "Sơ kết phong trào\tVăn phòng\tCác ban\t",
        "Trao nhà tình nghĩa\tBan Công tác xã hội\t\tGiữa tháng 11",
    )  # fmt: skip
    assert days(*rows) == [_day(9, 19), _day(9, 30), _day(12, 31), _day(11, 20)]
    assert [who for who, _kind, _day in told(*rows)] == [
        "Sở Công Thương", "Sở Nội vụ", "Văn phòng", "Ban Công tác xã hội",
    ]  # fmt: skip


def test_a_row_of_two_cells_may_be_a_task_and_who_leads() -> None:
    assert [who for who, _kind, _day in told(HEADS, "Kiểm tra chợ nông thôn\tSở Công Thương\t\t")] == ["Sở Công Thương"]


MINUTES = "ỦY BAN NHÂN DÂN\nXÃ NÀ TẤU\n\nBIÊN BẢN\nHọp giao ban UBND xã\n\n"


@pytest.mark.parametrize("time", [
    "Thời gian: 8 giờ 00, thứ Tư ngày 12/8/2026.\nĐịa điểm: Phòng họp số 2.", "Thời gian: 14h00 ngày 12/8/2026.",
    "Thời gian: ngày 12/8/2026\nChủ trì: Ông Vi Văn A.", "Thời gian: Từ 7:30, ngày 13/8/2026\nThành phần: các thôn.",
])  # fmt: skip
def test_the_time_of_a_meeting_is_no_deadline(time: str) -> None:
    lines = ("I. Kết luận của Chủ tịch UBND xã", "Giao việc như sau:", "1. Phòng Kinh tế", "- Rà soát 3 chợ.")
    assert told(*lines, head=MINUTES + time) == [("Phòng Kinh tế", "", None)]


def test_opinions_in_minutes_ask_nothing() -> None:
    lines = (
        "II. Ý kiến của các thành viên", "- Các thôn nộp danh sách hiến đất chậm.",
        "III. Kết luận", "Giao việc như sau:", "1. Phòng Kinh tế", "- Rà soát danh sách trước ngày 20/8.",
    )  # fmt: skip
    assert told(*lines, head=MINUTES) == [("Phòng Kinh tế", "DATE", _day(8, 19))]


@pytest.mark.parametrize(("opening", "expected"), [
    ("Tháng 9/2026", _day(9, 30)), ("Quý IV/2026", _day(12, 31)), ("6 tháng đầu năm 2027", _day(6, 30, 2027)),
    ("Trước ngày 20/10", _day(10, 19)), ("Tuần 3 tháng 9", _day(9, 21)), ("Đầu tháng 10", _day(10, 10)),
    ("Ngày 15/9/2026", _day(9, 15)), ("Từ tháng 9 đến tháng 11/2026", _day(11, 30)), ("Cuối quý III", _day(9, 30)),
])  # fmt: skip
def test_a_time_before_a_colon_is_of_what_follows(opening: str, expected: date) -> None:
    assert told(f"1. {opening}: Sở Nội vụ tổ chức hội thi cải cách hành chính.") == [("Sở Nội vụ", "DATE", expected)]


@pytest.mark.parametrize("part", ["đợt 1", "bước một", "giai đoạn I", "kỳ 2", "toàn bộ"])
def test_a_sentence_that_only_says_until_when_a_part_is_done(part: str) -> None:
    line = f"1. Sở Nội vụ kiểm tra 12 xã; gỡ vướng về phần mềm. Hoàn thành {part} trước ngày 30 tháng 9 năm 2026."
    assert told(line) == [("Sở Nội vụ", "DATE", _day(9, 29))]


@pytest.mark.parametrize(("line", "expected"), [
    # what stands before a semicolon is another work
    ("1. Công an tỉnh tuần tra ban đêm; số hồ sơ còn lại (9 vụ) phải trả xong trong tháng 10.", [None, _day(10, 31)]),
    ("1. Sở Y tế chỉ đạo nghiêm; đơn vị nào chưa xong thì phải giải trình trước ngày 20/8.", [None, _day(8, 19)]),
    ("1. Đ/c Nguyễn Văn An phụ trách việc đón đoàn; đ/c duyệt kịch bản xong trước 20/8.", [None, _day(8, 19)]),
    ("1. Công an tỉnh tổ chức trực ban; báo cáo nhanh UBND tỉnh trước 15 giờ ngày 20/8.", [None, _day(8, 20)]),
    ("1. Sở Y tế không để hồ sơ trễ hẹn; rà soát quy trình, xong trước ngày 20/8.", [_day(8, 19)]),
    ("1. Sở Y tế gửi danh mục trước 20/8 và lập đề án trước 30/9.", [_day(8, 19), _day(9, 29)]),
    ("1. Sở Y tế sơ kết hằng năm, tổng kết Đề án vào năm 2028.", [None, _day(12, 31, 2028)]),
    ("1. Để kịp trình HĐND tỉnh, chậm nhất 20/8 Sở Y tế gửi danh mục.", [_day(8, 20)]),
    # what is divided by weeks is no work of every week
    ("1. Sở Y tế lập tiến độ theo từng tuần, gửi Văn phòng trước ngày 20/8.", [_day(8, 19)]),
    ("1. Sở Y tế xây dựng kế hoạch chi tiết cho từng tháng, trình trước ngày 20/8.", [_day(8, 19)]),
    # a day in parentheses
    ("1. Sở Y tế lập danh mục thiết bị (20/8/2026).", [_day(8, 20)]),
    ("1. Sở Y tế lập danh mục thiết bị (quý IV/2026).", [_day(12, 31)]),
    ("1. Sở Y tế tuyên truyền Ngày Phụ nữ Việt Nam (20/10).", [None]),
    ("1. Sở Y tế chuẩn bị kỷ niệm ngày thành lập ngành (27/02/2027).", [None]),
    ("1. Sở Y tế lập danh mục không sau ngày 20/8/2026.", [_day(8, 20)]),
    ("1. Sở Y tế lập danh mục trong nửa đầu năm 2027.", [_day(6, 30, 2027)]),
])  # fmt: skip
def test_which_work_of_a_sentence_has_which_day(line: str, expected: list[date | None]) -> None:
    assert days(line) == expected


@pytest.mark.parametrize("line", [
    "Tuần nào cũng rà lại danh mục", "Tháng nào cũng họp thôn", "Chủ nhật tuần đầu của tháng dọn vệ sinh",
    "Dọn vệ sinh vào thứ Bảy tuần thứ hai hằng tháng",
])  # fmt: skip
def test_what_comes_back_each_week_or_month(line: str) -> None:
    assert [kind for _who, kind, _day in told("1. Sở Y tế", f"- {line}.")] == ["PERIODIC"]


def test_a_legal_basis_in_an_item_leads_up_to_what_is_asked() -> None:
    lines = ("8. UBND các xã", "- Căn cứ Kế hoạch này, ban hành kế hoạch của địa phương trước ngày 28/8/2026.")
    assert told(*lines) == [("UBND các xã", "DATE", _day(8, 27))]


@pytest.mark.parametrize(("heading", "expected"), [
    ("1. Các việc phải xong trong tháng 8:", _day(8, 31)), ("1. Nhóm nhiệm vụ hoàn thành trước 30/9/2026", _day(9, 29)),
    ("1. Những nội dung trình UBND tỉnh trong quý IV/2026:", _day(12, 31)), ("1. Các nhiệm vụ khác:", None),
])  # fmt: skip
def test_a_heading_says_until_when_its_items_are_done(heading: str, expected: date | None) -> None:
    assert days(heading, "a) Sở Y tế rà soát danh mục.", "b) Sở Nội vụ gửi đề án.") == [expected, expected]


@pytest.mark.parametrize(("rows", "expected"), [
    # a time that stands first holds for the rows below it that have none
    (["Thời gian | Nội dung | Chủ trì", "Tháng 8 | Rà soát | Sở Y tế", " | Gửi đề án | Sở Nội vụ",
      "Tháng 9 | Lập danh sách | Sở Tài chính"], [_day(8, 31), _day(8, 31), _day(9, 30)]),
    (["Thời gian\tNội dung\tChủ trì", "Tháng 8\tRà soát\tSở Y tế", "\tGửi đề án\tSở Nội vụ"],
     [_day(8, 31), _day(8, 31)]),
    # one that stands behind does not
    (["Nội dung | Chủ trì | Thời gian", "Rà soát | Sở Y tế | Tháng 8", "Gửi đề án | Sở Nội vụ | "],
     [_day(8, 31), None]),
    # rows with a number head others too
    (["TT | Nội dung | Thời gian | Chủ trì", "I | Tháng 8 | | ", "1 | Rà soát | | Sở Y tế", "II | Tháng 9 | | ",
      "1 | Gửi đề án | | Sở Nội vụ"], [_day(8, 31), _day(9, 30)]),
    (["Ngày | Việc | Người làm", "20/8 | Rà soát | Phòng Kinh tế", "21/8 | Gửi đề án | Văn phòng"],
     [_day(8, 20), _day(8, 21)]),
])  # fmt: skip
def test_days_in_the_columns_of_a_table(rows: list[str], expected: list[date | None]) -> None:
    assert days(*rows) == expected


@pytest.mark.parametrize("who", ["các tỉnh, thành phố", "các tỉnh, thành phố chưa ban hành kế hoạch"])
def test_a_letter_to_provinces_asks_them(who: str) -> None:
    line = f"Đề nghị {who} khẩn trương trình phê duyệt trước ngày 20/8/2026."
    assert told(line) == [(who, "DATE", _day(8, 19))]


@pytest.mark.parametrize(("line", "expected"), [
    # what has an end, a count or a subject of its own stands apart from what goes before the semicolon
    ("1. Sở Y tế giám sát việc bán thuốc; cử người trực tại 05 bệnh viện trước ngày 26/8.", [None, _day(8, 25)]),
    ("1. Sở Y tế rà soát thiết bị; ký hợp đồng với từng đơn vị trong tháng 8/2026.", [None, _day(8, 31)]),
    ("1. Sở Y tế theo dõi, đôn đốc; tham mưu sơ kết 01 năm thực hiện vào tháng 02/2027.", [None, _day(2, 28, 2027)]),
    ("1. Sở Y tế giải quyết hồ sơ; đối với huyện Nà Hẩu phải xong trước ngày 31/8.", [None, _day(8, 30)]),
    ("1. Sở Y tế có phương án bảo đảm thuốc; gửi danh sách đầu mối về Văn phòng trước ngày 25/8.", [None, _day(8, 24)]),
    # what is handed in, or said by a number of its own kind, does not
    ("1. Sở Y tế cử 02 công chức tham gia; danh sách 02 người gửi về Văn phòng trước ngày 25/8.", [_day(8, 24)]),
    ("1. Sở Y tế chuẩn bị nhà kho; dự trữ thuốc cho ít nhất 07 ngày trước ngày 25/8.", [_day(8, 24)]),
    # the same work with a day for each
    ("1. Sở Y tế nộp hồ sơ trước ngày 30/8 đối với cấp huyện và trước ngày 10/9 đối với cấp xã.",
     [_day(8, 29), _day(9, 9)]),
    ("1. Từ nay đến hết năm, hàng tháng Sở Y tế đối thoại với người bệnh.", [None]),
    ("1. Sở Y tế rà soát danh mục, hoàn thành trong hai tuần đầu tháng 9.", [_day(9, 14)]),
    ("1. Sở Y tế rà soát danh mục trong tuần đầu tháng 9.", [_day(9, 7)]),
    ("1. Sở Y tế gửi danh mục trước ngày 25 (tháng 8).", [_day(8, 24)]),
    ("1. Sở Y tế gửi danh mục trước ngày 20 tháng sau.", [_day(9, 19)]),
    ("1. Sở Y tế rà soát danh mục, 20/8 gửi kết quả.", [_day(8, 20)]),
    ("1. Sở Y tế kiểm tra các trạm (01/9 - 30/9).", [_day(9, 30)]),
    ("1. Sở Y tế tuyên truyền Tuần lễ phòng bệnh (01/9 - 07/9).", [None]),
])  # fmt: skip
def test_a_day_holds_for_what_it_is_said_of(line: str, expected: list[date | None]) -> None:
    assert days(line) == expected


@pytest.mark.parametrize("line", [
    "1. Sở Y tế gửi báo cáo tháng trước ngày 05 tháng sau.",
    "1. Sở Y tế định kỳ trước ngày 25 hằng tháng trong suốt mùa mưa gửi báo cáo.",
    "1. Từ nay đến hết năm, hằng quý Sở Y tế kiểm tra các trạm.",
])  # fmt: skip
def test_what_comes_back_has_no_day(line: str) -> None:
    assert [kind for _who, kind, _day in told(line)] == ["PERIODIC"]
