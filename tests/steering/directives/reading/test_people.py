"""Who is asked in the post of communes and party committees, and what such papers say that asks nobody."""

from __future__ import annotations

from datetime import date

import pytest

from dieuphoi.core.kernel.workdays import WorkCalendar
from dieuphoi.steering.directives.reading import AgencyBook, Duty, PlaceBook, read_text

DAY = date(2026, 8, 12)


def duties(*lines: str, head: str = "Chủ tịch UBND xã yêu cầu:") -> tuple[Duty, ...]:
    text = "\n".join((head, *lines))
    return read_text(text, on=DAY, registry=AgencyBook(), places=PlaceBook(), calendar=WorkCalendar()).duties


def told(*lines: str, head: str = "Chủ tịch UBND xã yêu cầu:") -> list[tuple[list[str], str]]:
    """Of each duty its addressees and its verb."""
    return [
        ([each.words for each in duty.addressees], duty.verb.words.lower() if duty.verb else "")
        for duty in duties(*lines, head=head)
    ]


@pytest.mark.parametrize(("line", "who", "verb"), [
    ("- Trưởng các bản: Nậm Pe, Pu Lau họp trước 20/9, lập biên bản.", ["Trưởng bản Nậm Pe", "Trưởng bản Pu Lau"],
     "họp"),
    ("- Thôn Khe Vai: làm nốt 200 m đường trước ngày 10/10/2026.", ["Thôn Khe Vai"], "làm"),
    ("- Các thôn vùng ven (Khe Vai, Đồng Chùa) dọn kênh, lập danh sách hộ.", ["thôn Khe Vai", "thôn Đồng Chùa"],
     "dọn"),
    ("- Công an xã: thường xuyên nhắc nhở các hộ.", ["Công an xã"], "nhắc nhở"),
    ("- Ủy ban MTTQ xã chốt danh sách hộ góp đất.", ["Ủy ban MTTQ xã"], "chốt"),
    ("- Công chức Địa chính - Xây dựng của xã dự thảo quy ước.", ["Công chức Địa chính - Xây dựng của xã"], "dự thảo"),
    ("- Cấp uỷ viên phụ trách thôn dự sinh hoạt chi bộ.", ["Cấp uỷ viên phụ trách thôn"], "dự"),
    ("- Yêu cầu Bí thư, Chủ tịch UBND xã Phú Lộc cam kết bằng văn bản.", ["Bí thư", "Chủ tịch UBND xã Phú Lộc"],
     "cam kết"),
    ("- Sở Y tế và phòng Văn hóa - Xã hội các xã thẩm tra hồ sơ.", ["Sở Y tế", "phòng Văn hóa - Xã hội các xã"],
     "thẩm tra"),
    ("- Ông Đoàn Văn Tài, Phó Chủ tịch UBND xã chỉ đạo di dời 3 hộ.", ["Ông Đoàn Văn Tài, Phó Chủ tịch UBND xã"],
     "chỉ đạo"),
    ("- Bà Lê Thị Hương, Phó Chủ tịch Hội theo dõi các chi hội.", ["Bà Lê Thị Hương, Phó Chủ tịch Hội"], "theo dõi"),
    ("- Đề nghị Ban Thanh tra nhân dân giám sát việc thu.", ["Ban Thanh tra nhân dân"], "giám sát"),
    ("- Các phòng phụ trách tiêu chí thẩm tra kết quả tự đánh giá.", ["Các phòng phụ trách tiêu chí"], "thẩm tra"),
    ("- Riêng Thanh tra tỉnh kết thúc thanh tra trước 30/9.", ["Thanh tra tỉnh"], "kết thúc"),
    ("- Thành viên vắng mặt gửi phiếu biểu quyết.", ["Thành viên vắng mặt"], "gửi"),
    ("- Góp ý dự thảo quy chế (đ/c Hoà – Phó Chánh Văn phòng), trước 23/9.", ["đ/c Hoà – Phó Chánh Văn phòng"],
     "góp ý"),
    ("- Kiểm tra 5 xã đăng ký: Phòng Kinh tế, từ 09/9 đến 20/9/2026.", ["Phòng Kinh tế"], "kiểm tra"),
    ("- Tiêu chí 5: hai trường hết hạn công nhận, vì vậy Hiệu trưởng 2 trường hoàn thiện hồ sơ.",
     ["Hiệu trưởng 2 trường"], "hoàn thiện"),
])  # fmt: skip
def test_who_is_asked(line: str, who: list[str], verb: str) -> None:
    assert told(line) == [(who, verb)]


@pytest.mark.parametrize(("old", "new"), [
    ("- Uỷ ban Kiểm tra Huyện uỷ kiểm tra 3 chi bộ.", "- Ủy ban Kiểm tra Huyện ủy kiểm tra 3 chi bộ."),
    ("- Trung tâm Văn hoá huyện củng cố loa đài.", "- Trung tâm Văn hóa huyện củng cố loa đài."),
    ("- Chi cục Thuỷ lợi rà soát hồ chứa.", "- Chi cục Thủy lợi rà soát hồ chứa."),
    ("- Đảng uỷ xã cụ thể hoá nghị quyết.", "- Đảng ủy xã cụ thể hóa nghị quyết."),
    ("- Phòng Kinh tế kí kết qui ước.", "- Phòng Kinh tế ký kết quy ước."),
    ("- Ban Quản lí dự án xử lí tồn tại.", "- Ban Quản lý dự án xử lý tồn tại."),
])
def test_how_a_syllable_is_spelt_makes_no_difference(old: str, new: str) -> None:
    (one,), (other,) = duties(old), duties(new)
    assert one.quote == old[2:-1], "the span points into the text as given"
    assert one.lead is not None and other.lead is not None
    assert one.lead.words == old[2:][: len(other.lead.words)]
    assert (one.span, one.verb.span if one.verb else None) == (other.span, other.verb.span if other.verb else None)


@pytest.mark.parametrize("line", [
    "Sau thời điểm này, UBND tỉnh thu hồi và không bố trí bù.",
    "Trong quá trình thực hiện nếu có vướng mắc, liên hệ đồng chí Lò Văn Sơn, Phòng Kinh tế, số điện thoại 0900.",
    "Theo Chỉ thị số 12-CT/TW, đại hội cấp cơ sở phải hoàn thành trước 30-6-2027.",
    "Lưu ý sau ngày này không bổ sung.",
    "Năm ngoái thôn nào họp sớm thì làm nhanh.",
])
def test_what_is_only_told_after_a_duty_is_none(line: str) -> None:
    assert told(f"- Phòng Kinh tế rà soát hồ sơ. {line}") == [(["Phòng Kinh tế"], "rà soát")]


def test_a_meeting_s_chair_is_asked_for_nothing() -> None:
    assert told("4. Chủ trì: đ/c Phó Chủ tịch UBND tỉnh.") == []


def test_a_report_that_repeats_an_order_tells_what_was() -> None:
    text = (
        "UBND TỈNH\nSỞ TÀI CHÍNH\nSố: 5/BC-STC\n\nBÁO CÁO\nKết quả thực hiện kết luận của Chủ tịch UBND tỉnh\n\n"
        "Thực hiện Thông báo số 8/TB-UBND, trong đó Chủ tịch UBND tỉnh giao Sở Tài chính rà soát nợ, báo cáo trước "
        "ngày 15/9/2026; Sở báo cáo như sau:\n\n1. Về nợ\nUBND xã Phú Lộc cam kết trả nợ trước ngày 20/12. "
        "Theo quy chế, các xã nhập số liệu trước ngày 20 hằng tháng.\n"
    )
    found = read_text(text, on=DAY, registry=AgencyBook(), places=PlaceBook()).duties
    assert [duty.quote for duty in found if "cam kết" in duty.quote or "nhập số liệu" in duty.quote] == []


def test_a_letter_that_names_nobody_asks_those_it_goes_to() -> None:
    lines = ("- Chốt danh sách hộ tham gia.", "- Phòng Kinh tế khảo sát mặt bằng.")
    letter = "Kính gửi: UBND các xã; Chi cục Thủy lợi.\n\nĐể kịp tiến độ, Văn phòng Điều phối đề nghị:\n"
    assert told(*lines, head=letter) == [(["UBND các xã", "Chi cục Thủy lợi"], "chốt"), (["Phòng Kinh tế"], "khảo sát")]


def test_a_plan_in_prose_asks_after_its_preamble() -> None:
    found = told(
        "Về hồ sơ: Phòng Kinh tế soát lại 19 tiêu chí. Trạm Y tế lập phương án trực.",
        head="UBND xã xây dựng kế hoạch thực hiện như sau.\n",
    )
    assert found == [(["Phòng Kinh tế"], "soát"), (["Trạm Y tế"], "lập")]


def test_who_helps_may_stand_after_a_semicolon() -> None:
    (duty,) = duties("- Lớp tập huấn kế toán: Phòng Nghiệp vụ chủ trì; phối hợp: Liên minh Hợp tác xã tỉnh.")
    assert duty.quote.startswith("Lớp tập huấn kế toán: Phòng Nghiệp vụ chủ trì")
    assert [each.words for each in duty.addressees] == ["Phòng Nghiệp vụ"]
    assert [each.words for each in duty.coordinating] == ["Liên minh Hợp tác xã tỉnh"]


def test_results_that_follow_are_no_duties() -> None:
    found = told(
        "Phòng Kinh tế soát lại 19 tiêu chí. Trạm Y tế lập phương án trực.",
        head="UBND xã báo cáo kết quả thực hiện như sau.\n",
    )
    assert found == []


def test_parts_numbered_with_a_dash() -> None:
    found = duties("2- Thường trực yêu cầu:", "2.1- Chi bộ các thôn họp dân.", "2.2- Công an xã lập phương án.")
    assert [(duty.clause, duty.lead.words if duty.lead else "") for duty in found] == [
        ("2.1", "Chi bộ các thôn"), ("2.2", "Công an xã"),
    ]  # fmt: skip


@pytest.mark.parametrize(("line", "quotes"), [
    ("- Các thành viên mỗi tháng xuống xã 02 lần, trước ngày 25 hằng tháng gửi báo cáo về Phòng Kinh tế.",
     ["Các thành viên mỗi tháng xuống xã 02 lần", "trước ngày 25 hằng tháng gửi báo cáo về Phòng Kinh tế"]),
    ("- UBND các xã ban hành kế hoạch trong tháng 9/2026, gửi về Sở Tài chính sau 05 ngày kể từ ngày ban hành.",
     ["UBND các xã ban hành kế hoạch trong tháng 9/2026", "gửi về Sở Tài chính sau 05 ngày kể từ ngày ban hành"]),
    ("- Sở Xây dựng giao xi măng hai lần: lần một xong trong tháng 9/2026, lần hai giao xong trước ngày 20/10/2026.",
     ["Sở Xây dựng giao xi măng hai lần: lần một xong trong tháng 9/2026", "lần hai giao xong trước ngày 20/10/2026"]),
    ("- Phòng Kinh tế cử người xuống thôn; chiều thứ Sáu hằng tuần báo cáo tiến độ.",
     ["Phòng Kinh tế cử người xuống thôn", "chiều thứ Sáu hằng tuần báo cáo tiến độ"]),
    ("- Sở Tài chính theo dõi, đôn đốc, định kỳ hằng quý báo cáo UBND tỉnh.",
     ["Sở Tài chính theo dõi, đôn đốc, định kỳ hằng quý báo cáo UBND tỉnh"]),
])  # fmt: skip
def test_where_another_time_begins_another_duty(line: str, quotes: list[str]) -> None:
    assert [duty.quote for duty in duties(line)] == quotes


def test_items_called_by_their_full_numbers_take_the_deadline_below() -> None:
    found = duties(
        "1. UBND các xã:", "1.1. Rà soát công trình.", "1.2. Lập danh mục.", "1.3. Dán thông báo tại thôn.",
        "Các nội dung tại điểm 1.1, 1.2 gửi về Sở Tài chính trước ngày 25/9/2026.",
    )  # fmt: skip
    days = [duty.deadline.on if duty.deadline else None for duty in found]
    due = date(2026, 9, 24)
    assert (days[0], days[1], days[-1]) == (due, due, due)
    assert len(found) == len(days) and days.count(None) == len(days) - 3
