"""Shapes that were read wrongly at first in documents nobody had looked at; the sentences here are others."""

from __future__ import annotations

from datetime import date

import pytest

from dieuphoi.core.kernel.workdays import WorkCalendar
from dieuphoi.steering.directives.reading import AgencyBook, Duty, PlaceBook, read_text

DAY = date(2025, 8, 5)
HEAD = "Chủ tịch UBND tỉnh yêu cầu:"


def duties(*lines: str, head: str = HEAD) -> tuple[Duty, ...]:
    text = "\n".join((head, *lines))
    return read_text(text, on=DAY, registry=AgencyBook(), places=PlaceBook(), calendar=WorkCalendar()).duties


def told(*lines: str, head: str = HEAD) -> list[tuple[list[str], date | None]]:
    """Of each duty its addressees and its day."""
    return [
        ([each.words for each in duty.addressees], duty.deadline.on if duty.deadline else None)
        for duty in duties(*lines, head=head)
    ]


PROGRAMME = """CHƯƠNG TRÌNH
Công tác quý IV
UBND tỉnh ban hành Chương trình như sau:

A. CÁC NỘI DUNG TRÌNH UBND TỈNH
"""


def test_a_work_of_a_programme_names_who_makes_it_and_the_month_above_it() -> None:
    found = duties(
        "THÁNG 10/2025", "1. Đề án phát triển cây dược liệu (Sở Y tế).",
        "2. Quy chế quản lý chợ (Sở Công Thương chủ trì, phối hợp với Sở Tài chính). Trình trước ngày 20/10/2025.",
        "B. TỔ CHỨC THỰC HIỆN", "1. Văn phòng UBND tỉnh theo dõi, đôn đốc.", head=PROGRAMME,
    )  # fmt: skip
    assert [duty.addressees[0].words for duty in found] == ["Sở Y tế", "Sở Công Thương", "Văn phòng UBND tỉnh"]
    assert [duty.deadline.on if duty.deadline else None for duty in found] == [
        date(2025, 10, 31), date(2025, 10, 19), None,
    ]  # fmt: skip
    assert found[0].product is not None and found[0].product.words == "Đề án phát triển cây dược liệu"
    assert [each.words for each in found[1].coordinating] == ["Sở Tài chính"]


def test_who_leads_may_be_known_by_the_cells_of_a_column() -> None:
    rows = ("STT\tĐịa phương, chủ rừng\tNội dung\tHạn", "1\tUBND xã Nà Tấu\tCắm 12 biển cấm lửa\t20/8/2025")
    assert told(*rows) == [(["UBND xã Nà Tấu"], date(2025, 8, 20))]
    chairs = ("Ngày | Người tiếp | Thời gian", "15/8/2025 | Đồng chí Chủ tịch UBND tỉnh | 7h30 - 11h30")
    assert told(*chairs) == []


@pytest.mark.parametrize(("line", "expected"), [
    # a day at the end covers what stands before it, but for works without an end
    ("1. Sở Y tế chuẩn bị tài liệu; đăng ký danh sách đại biểu trước ngày 20/8.", [date(2025, 8, 19)]),
    ("1. Sở Y tế phụ trách tiêu chí 15; ban hành hướng dẫn trước ngày 20/8.", [None, date(2025, 8, 19)]),
    ("1. Sở Y tế theo dõi, đôn đốc; báo cáo UBND tỉnh vào ngày 25 hằng tháng.", [None]),
    ("1. Sở Y tế làm việc với xã mỗi quý 01 lần, giúp xã hoàn thiện hồ sơ trước ngày 20/8.", [None, date(2025, 8, 19)]),
    ("1. Sở Y tế giải quyết dứt điểm, không để kéo dài sang quý IV/2025.", [date(2025, 9, 30)]),
    ("1. Sở Y tế phát động tháng cao điểm, khởi động ngày 15/8/2025.", [None]),
    ("1. Sở Y tế báo cáo UBND tỉnh tại cuộc họp giao ban tháng 9/2025.", [None]),
])  # fmt: skip
def test_which_part_of_a_sentence_has_which_day(line: str, expected: list[date | None]) -> None:
    assert [day for _who, day in told(line)] == expected


@pytest.mark.parametrize(("line", "who"), [
    ("1. Ban Quản lý dự án tỉnh yêu cầu các nhà thầu tăng ca.", ["Ban Quản lý dự án tỉnh"]),
    ("1. UBND các xã vùng cao (Nà Tấu, Mường Pồn) di dời 12 hộ.", ["UBND xã Nà Tấu", "UBND xã Mường Pồn"]),
    ("1. Các xã bị chia cắt dự trữ lương thực cho 05 ngày.", ["Các xã bị chia cắt"]),
    ("1. Đối với 14 xã chưa gửi báo cáo (có danh sách): gửi ngay trong tuần này.", ["14 xã chưa gửi báo cáo"]),
    ("1. Phòng Thẩm tra quyết toán bố trí người trực.", ["Phòng Thẩm tra quyết toán"]),
    ("1. Sở, ngành xin lùi thời hạn phải có văn bản.", ["Sở, ngành xin lùi thời hạn"]),
    ("1. Mời UBND xã Nà Tấu tham luận về cách làm.", ["UBND xã Nà Tấu"]),
    ("1. Phòng Văn hóa, Khoa học và Thông tin rà soát trạm phát sóng.", ["Phòng Văn hóa, Khoa học và Thông tin"]),
    ("1. Phủ sóng 12 thôn (VNPT, Viettel thực hiện).", ["VNPT", "Viettel"]),
    ("1. Lắp wifi tại nhà văn hóa: UBND các xã, hoàn thành quý III/2025.", ["UBND các xã"]),
    ("1. Chi đoàn thanh niên san nền sân bóng.", ["Chi đoàn thanh niên"]),
    ("1. Các xã Trường Khê, Hàm Giang rà soát danh mục.", ["xã Trường Khê", "xã Hàm Giang"]),
    ("1. UBND các xã Viện Sơn, Phòng Khê rà soát danh mục.", ["UBND xã Viện Sơn", "UBND xã Phòng Khê"]),
    ("1. Các xã Nà Tấu, Hội Nông dân tỉnh vận động hội viên.", ["xã Nà Tấu", "Hội Nông dân tỉnh"]),
    ("1. Giám đốc trung tâm GDNN-GDTX rà soát phòng học.", ["Giám đốc trung tâm GDNN-GDTX"]),
    ("1. Các ban quản lý rừng phòng hộ, rừng đặc dụng phát dọn thực bì.",
     ["Các ban quản lý rừng phòng hộ, rừng đặc dụng"]),
])  # fmt: skip
def test_who_is_meant(line: str, who: list[str]) -> None:
    assert [each for each, _day in told(line)] == [who]


@pytest.mark.parametrize("line", [
    "1. Ban Thường vụ Tỉnh ủy đồng ý chủ trương điều chỉnh hướng tuyến.",
    "1. Trong quý I, các đồng chí lãnh đạo tỉnh đã tiếp 64 lượt công dân, chủ yếu về bồi thường.",
    "1. Mời các đồng chí Phó Chủ tịch UBND tỉnh dự họp.",
])  # fmt: skip
def test_what_is_told_is_not_asked(line: str) -> None:
    assert told(line) == []


def test_minutes_ask_after_what_was_decided() -> None:
    head = "BIÊN BẢN HỌP THÔN\nÔng Lương Văn Thức chủ trì.\nSau khi nghe, bà con bàn bạc và thống nhất:"
    lines = ("- Tổ tự quản nhắc nhở từng nhà.", "- Mỗi hộ góp 500.000đ, nộp cho bà Tuyết (thủ quỹ).")
    assert told(*lines, head=head)[0] == (["Tổ tự quản"], None)
    assert ["thủ quỹ"] not in [who for who, _day in told(*lines, head=head)]


def test_what_a_paper_must_hold_is_no_duty() -> None:
    lines = ("1. UBND các xã gửi báo cáo về Sở Y tế.", "Báo cáo cần nêu rõ kết quả huy động nguồn lực.")
    assert told(*lines) == [(["UBND các xã"], None)]


def test_a_report_tells_of_what_was_asked() -> None:
    lines = ("I. TÌNH HÌNH", "Ban Chỉ đạo đã ban hành 5 văn bản; yêu cầu các xã báo cáo trước ngày 20/8/2025.")
    assert told(*lines, head="BÁO CÁO\nKết quả công tác\nUBND xã báo cáo như sau:") == []


def test_who_was_named_holds_under_the_heading_of_his_tasks() -> None:
    lines = ("1. Về nhiệm vụ của xã", "1.1. UBND xã Nà Tấu rà soát quy hoạch.", "1.2. Vận động nhân dân hiến đất.",
             "2. Sở Y tế kiểm tra.")  # fmt: skip
    assert [who for who, _day in told(*lines)] == [["UBND xã Nà Tấu"], ["UBND xã Nà Tấu"], ["Sở Y tế"]]


def test_a_heading_may_say_of_a_group_what_it_has() -> None:
    lines = ("2. UBND các xã, phường có chợ đăng ký đạt chuẩn năm 2026", "- Bố trí vốn xây nhà lồng.",
             "- Sắp xếp lại các quầy hàng.")  # fmt: skip
    assert told(*lines) == [(["UBND các xã, phường có chợ đăng ký đạt chuẩn năm 2026"], None)] * 2
