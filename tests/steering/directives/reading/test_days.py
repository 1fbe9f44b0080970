"""Days of deadlines as officials write them; every expectation worked out by hand from a calendar."""

from __future__ import annotations

from datetime import date

import pytest

from dieuphoi.core.kernel.workdays import WorkCalendar
from dieuphoi.steering.directives.reading import AgencyBook, Duty, PlaceBook, read_text

DAY = date(2026, 8, 12)
"""A Wednesday."""


def duties_of(*lines: str, on: date = DAY) -> tuple[Duty, ...]:
    text = "\n".join(("Chủ tịch UBND tỉnh yêu cầu:", *lines))
    return tuple(
        read_text(text, on=on, registry=AgencyBook(), places=PlaceBook(), calendar=WorkCalendar()).duties
    )


def told(duty: Duty) -> tuple[str, date | None]:
    """Kind and day of a duty's deadline."""
    if duty.deadline is None:
        return "", None
    return duty.deadline.kind.value, duty.deadline.on if duty.deadline.kind == "DATE" else None


def _day(month: int, day: int, year: int = 2026) -> tuple[str, date]:
    return "DATE", date(year, month, day)


NONE = "", None
AGAIN = "PERIODIC", None


@pytest.mark.parametrize(("words", "expected"), [
    # days by other names, and of this month
    ("gửi báo cáo trước ngày mồng 5 tháng 9", _day(9, 4)),
    ("gửi báo cáo chậm nhất là mùng 5/9", _day(9, 5)),
    ("gửi báo cáo trước ngày 25 tháng này", _day(8, 24)),
    ("gửi báo cáo UBND tỉnh ngày 05 tháng 9 năm 2026", _day(9, 5)),
    ("rà soát danh mục trước lễ 2/9", _day(9, 1)),
    ("rà soát danh mục từ tháng 8 đến tháng 10/2026", _day(10, 31)),
    ("rà soát danh mục trong Q4/2026", _day(12, 31)),
    ("chuẩn bị tài liệu chậm nhất 07 ngày trước phiên họp", NONE),
    ("rà soát danh mục trong tháng Chín", _day(9, 30)),
    ("rà soát danh mục trong quý ba", _day(9, 30)),
    ("rà soát danh mục tuần thứ ba tháng 9", _day(9, 21)),
    ("rà soát danh mục, sáng 15/9", _day(9, 15)),
    ("rà soát danh mục, 15/9 phải xong", _day(9, 15)),
    ("cập nhật kết quả theo tuần", AGAIN),
    # hours
    ("gửi báo cáo chậm nhất 17 giờ, ngày 30/9/2026 (thứ Tư)", _day(9, 30)),
    ("gửi báo cáo trước 16h00, thứ Sáu ngày 21/8/2026", _day(8, 21)),
    ("gửi báo cáo trước 16h30' ngày 21/8/2026", _day(8, 21)),
    ("gửi báo cáo trước 17 giờ 00 phút, ngày 28 tháng 8 năm 2026", _day(8, 28)),
    ("gửi báo cáo chậm nhất vào lúc 10 giờ ngày 20/8", _day(8, 20)),
    ("gửi báo cáo trước 15 giờ chiều thứ Hai, ngày 17/8/2026", _day(8, 17)),
    ("gửi báo cáo trước 11:30 ngày 20/8/2026", _day(8, 20)),
    ("gửi báo cáo trước 10g30 ngày 20/8/2026", _day(8, 20)),
    ("gửi báo cáo chậm nhất 17h ngày 20.8.2026", _day(8, 20)),
    ("gửi báo cáo trước 10 giờ 00' ngày 15/9/2026 để tổng hợp", _day(9, 15)),
    ("gửi báo cáo trong ngày hôm nay 12/8/2026", _day(8, 12)),
    ("gửi báo cáo trong sáng 14/8/2026", _day(8, 14)),
    ("gửi báo cáo chậm nhất cuối giờ chiều ngày 14/8/2026", _day(8, 14)),
    ("gửi báo cáo trước giờ làm việc buổi chiều thứ Hai (ngày 17/8)", _day(8, 17)),
    # signs and manners of a day
    ("rà soát các tiêu chí, xong trước 30/9", _day(9, 29)),
    ("có ý kiến bằng văn bản trước 30-9-2026", _day(9, 29)),
    ("gửi kết quả trước ngày 30.9.2026", _day(9, 29)),
    ("gửi kết quả trước ngày 30 - 9 - 2026", _day(9, 29)),
    ("gửi kết quả trước ngày 05/ 9/ 2026", _day(9, 4)),
    ("gửi kết quả trước ngày (thứ Sáu) 21/8/2026", _day(8, 20)),
    ("hoàn thành hồ sơ chậm nhất là ngày 15/10/2026", _day(10, 15)),
    ("hoàn thành hồ sơ muộn nhất ngày 15/10/2026", _day(10, 15)),
    ("hoàn thành hồ sơ muộn nhất vào 15/10", _day(10, 15)),
    ("gửi hồ sơ không quá ngày 15/10/2026", _day(10, 15)),
    ("gửi hồ sơ không muộn hơn 15/10/2026", _day(10, 15)),
    ("gửi hồ sơ trễ nhất là hết ngày 15/10/2026", _day(10, 15)),
    ("gửi hồ sơ chậm nhất trước ngày 15/10/2026", _day(10, 14)),
    ("gửi hồ sơ (chậm nhất ngày 15/10/2026)", _day(10, 15)),
    ("gửi hồ sơ (hạn: 15/10)", _day(10, 15)),
    ("gửi hồ sơ; thời hạn gửi: trước ngày 15/10/2026", _day(10, 14)),
    ("thẩm tra hồ sơ của xã; có ý kiến trước 20-12-2026", _day(12, 19)),
    ("trình ký ngày 10/10", _day(10, 10)),
    ("trình UBND tỉnh ngày 10/10/2026", _day(10, 10)),
    ("tổ chức hội nghị vào ngày 19 và 20/10/2026", _day(10, 20)),
    ("tổ chức lớp tập huấn trong 02 ngày 23 - 24/10/2026", _day(10, 24)),
    ("tổ chức lớp tập huấn trong 3 ngày (21, 22, 23/10/2026)", _day(10, 23)),
    ("tổ chức lớp tập huấn các ngày 21, 22 và 23/10/2026", _day(10, 23)),
    ("kiểm tra thực địa tại xã từ ngày 17/8 đến hết ngày 28/8/2026", _day(8, 28)),
    ("kiểm tra thực địa tại xã ngày 15-16/9/2026", _day(9, 16)),
    ("hoàn thành trong thời gian từ ngày 17/8 đến ngày 28/8/2026", _day(8, 28)),
    ("mở đợt tuyên truyền từ 01/9/2026 đến 15/9/2026", NONE),  # how long it lasts (labels of benchmarks/labelled)
    ("tổ chức hội nghị trong khoảng từ 10 - 15/10/2026", _day(10, 15)),
    ("báo cáo vào các ngày 15/9, 15/10 và 15/11/2026", _day(11, 15)),
    ("hoàn thiện hồ sơ trước ngày 20/8/2026 để UBND tỉnh báo cáo Bộ trước ngày 30/8/2026", _day(8, 19)),
    # weeks, months, quarters, years
    ("thẩm định hồ sơ trong tuần từ 17 - 21/8/2026", _day(8, 21)),
    ("thẩm định hồ sơ vào thứ Sáu tuần này", _day(8, 14)),
    ("thẩm định hồ sơ trước thứ Hai tuần sau", _day(8, 16)),
    ("thẩm định hồ sơ trong 2 tháng 9, 10/2026", _day(10, 31)),
    ("thẩm định hồ sơ trong 4 tháng cuối năm 2026", _day(12, 31)),
    ("thẩm định hồ sơ trong 3 tháng đầu năm 2027", _day(3, 31, 2027)),
    ("thẩm định hồ sơ, xong trước 10/2026", _day(9, 30)),
    ("thi công đến hết tháng 9 phải xong", _day(9, 30)),
    ("gửi dự thảo trong tuần đầu tháng 9", _day(9, 7)),
    ("gửi dự thảo trong tuần cuối tháng 9/2026", _day(9, 30)),
    ("gửi dự thảo giữa quý III", _day(8, 31)),
    ("gửi dự thảo cuối quý III/2026", _day(9, 30)),
    ("gửi dự thảo trong quý IV năm 2026", _day(12, 31)),
    ("gửi dự thảo trong tháng 9, chậm nhất 20/9", _day(9, 20)),
    ("soạn công văn đôn đốc các xã; cuối tháng 8 trình Chủ tịch UBND tỉnh", _day(8, 31)),
    ("soạn công văn đôn đốc; trung tuần tháng 9 trình UBND tỉnh", _day(9, 20)),
    ("trình UBND tỉnh vào thượng tuần tháng 9/2026", _day(9, 10)),
    ("trình UBND tỉnh trong hạ tuần tháng 9", _day(9, 30)),
    ("hoàn thành việc bàn giao trước tháng 11/2026", _day(10, 31)),
    ("hoàn thành việc bàn giao trước 31/12 năm nay", _day(12, 30)),
    ("hoàn thành việc bàn giao trong năm 2026", _day(12, 31)),
    ("sơ kết vào cuối năm 2027", _day(12, 31, 2027)),
    ("hoàn thành tuyến đường trước ngày 02/9/2026 để chào mừng Quốc khánh", _day(9, 1)),
    ("thẩm định hồ sơ trong quý III và quý IV/2026", _day(12, 31)),
    ("thẩm định hồ sơ trong các tháng 9, 10 và 11 năm 2026", _day(11, 30)),
    ("thẩm định hồ sơ chậm nhất trong ngày làm việc 30/9/2026", _day(9, 30)),
    ("thẩm định hồ sơ trước ngày30/9/2026", _day(9, 29)),
    # signs of a day without "ngày", hours, feasts
    ("gửi dự toán xong trước 25/9", _day(9, 24)),
    ("gửi dự toán chậm nhất 12-10", _day(10, 12)),
    ("gửi dự toán muộn nhất là 12-10-2026", _day(10, 12)),
    ("gửi dự toán trước 15.10", _day(10, 14)),
    ("gửi dự toán không muộn hơn ngày 15.10", _day(10, 15)),
    ("gửi dự toán trước hết ngày 20/9/2026", _day(9, 20)),
    ("gửi dự toán ngay trong ngày 18/8/2026", _day(8, 18)),
    ("gửi dự toán trước 9 giờ 00 phút ngày 14/9/2026", _day(9, 14)),
    ("gửi dự toán chậm nhất 12 giờ trưa ngày 13/9", _day(9, 13)),
    ("gửi dự toán xong từ chiều hôm trước, 19/10/2026", _day(10, 19)),
    ("gửi dự toán trong qúi IV", _day(12, 31)),
    ("gửi dự toán vào 15/9, 15/10 và 15/11", _day(11, 15)),
    ("gửi dự toán vào ngày 15 tháng 9 và ngày 15 tháng 11", _day(11, 15)),
    ("gia cố kè trước mùa lũ, chậm nhất là 30/8", _day(8, 30)),
    ("cấp giống cho dân kịp làm vụ Đông trước 05/10", _day(10, 4)),
    ("mở lớp cho thôn trưởng, khai giảng chậm nhất 15/10", _day(10, 15)),
    ("ra mắt tổ tự quản nhân kỷ niệm 20-10 năm nay", _day(10, 20)),
    ("cấp nước trở lại trong 03 ngày tới (xong ngày 15/8)", _day(8, 15)),
    ("gửi dự toán trước 17h hôm nay", _day(8, 12)),
    ("gửi dự toán ngay trong chiều nay", _day(8, 12)),
    ("gửi dự toán trong ngày mai", _day(8, 13)),
    ("gửi dự toán xong tuần tới", _day(8, 21)),
    ("gửi dự toán chậm nhất vào ngày cuối cùng của tháng 9", _day(9, 30)),
    ("gửi dự toán trước Quốc khánh 2/9", _day(9, 1)),
    ("gửi dự toán trước kỳ họp HĐND tỉnh (dự kiến ngày 10/12/2026)", _day(12, 9)),
    ("gửi dự toán; thời hạn trả lời 30/9", _day(9, 30)),
    ("chuẩn bị tài liệu phục vụ Hội nghị sơ kết (ngày 20/9/2026)", NONE),
    # in a span of days somebody is to do something
    ("kiểm kê tài sản từ 15-9 đến 30-9", _day(9, 30)),
    ("cập nhật phần mềm từ ngày 01/9/2026 đến ngày 20/9/2026", _day(9, 20)),
    ("kiểm tra 3 xã, thời gian kiểm tra từ 01-9 đến 15-9-2026", _day(9, 15)),
    ("ký số trong khoảng thời gian từ ngày 22/9 đến ngày 30/9/2026", _day(9, 30)),
    ("rà soát số liệu phát sinh từ ngày 01/9 đến ngày 30/9/2026", NONE),
    ("chuẩn bị gian hàng cho Tuần lễ nông sản (từ ngày 02/10 đến ngày 06/10/2026)", NONE),
    ("bảo đảm thuốc trong kỳ nghỉ lễ từ ngày 29/8 đến ngày 02/9/2026", NONE),
    ("hỗ trợ mỗi xã từ 5-10 hộ đến 15-20 hộ", NONE),
    ("hỗ trợ mỗi hộ chậm nhất 5-10 ngày", NONE),
    ("quán triệt các phòng không dồn hồ sơ vào cuối năm", NONE),
    # what repeats
    ("báo cáo kết quả trước ngày 30 tháng 6 hằng năm", AGAIN),
    ("báo cáo kết quả trước ngày 15/12 hàng năm", AGAIN),
    ("dự thảo chương trình công tác trước ngày 15 tháng 12 năm trước", AGAIN),
    ("gửi nhu cầu vốn trước ngày 30/6 của năm trước năm kế hoạch", AGAIN),
    # no deadline
    ("bố trí mặt bằng trước khi khởi công công trình", NONE),
    ("bố trí vốn theo Công văn số 12/UBND ngày 03/9/2026", NONE),
    ("bố trí vốn theo Công văn số 12 ngày 3/4/2026 của UBND tỉnh", NONE),
    ("rà soát nợ đọng theo số liệu đến ngày 30/9/2026", NONE),
    ("áp dụng mức hỗ trợ mới kể từ ngày 01/9/2026", NONE),
    ("chuẩn bị kỷ niệm 20 năm ngày thành lập (15/10/2006)", NONE),
    ("bố trí vốn giai đoạn từ năm 2026 đến năm 2030", NONE),
    ("bàn giao tài sản có đến 0 giờ ngày 01/01/2027", NONE),
    ("tham mưu kế hoạch hội nghị dự kiến tổ chức sau ngày 15/10/2026", NONE),
])  # fmt: skip
def test_the_last_day(words: str, expected: tuple[str, date | None]) -> None:
    assert [told(each) for each in duties_of(f"- Sở Tài chính {words}.")] == [expected]


@pytest.mark.parametrize(("lines", "expected"), [
    # a deadline at the end of a sentence of two bodies
    (["1. Sở Tài chính rà soát nợ đọng; Sở Xây dựng rà soát quy hoạch; hoàn thành trước ngày 30/9/2026."],
     [_day(9, 29), _day(9, 29)]),
    (["1. Sở Tài chính gửi số liệu trước ngày 20/9; Sở Xây dựng tổng hợp trước ngày 30/9/2026."],
     [_day(9, 19), _day(9, 29)]),
    # a deadline in a sentence or a line of its own
    (["1. Sở Tài chính bố trí vốn cho các xã. Thời gian hoàn thành: trước ngày 30/9/2026."], [_day(9, 29)]),
    (["1. Sở Tài chính bố trí vốn cho các xã. Hoàn thành trước 30/9."], [_day(9, 29)]),
    (["1. Sở Tài chính bố trí vốn cho các xã.", "Thời hạn hoàn thành: ngày 30/9/2026."], [_day(9, 30)]),
    (["1. Sở Tài chính bố trí vốn cho các xã.", "Hoàn thành chậm nhất ngày 30/9/2026.",
      "2. Sở Xây dựng rà soát quy hoạch."], [_day(9, 30), NONE]),
    (["1. Sở Nội vụ thẩm định hồ sơ; Sở Tài chính bố trí vốn. Các nội dung trên hoàn thành trước ngày 15/9/2026."],
     [_day(9, 14), _day(9, 14)]),
    (["1. Sở Tài chính thẩm định hồ sơ của các xã. Thời gian báo cáo: trước ngày 15/9/2026."], [_day(9, 14)]),
    (["1. UBND các xã, phường", "- Rà soát, đăng ký nhu cầu vốn;", "- Tổng hợp danh mục công trình.",
      "Thời gian hoàn thành: Trước ngày 15/9/2026.", "2. Sở Tài chính", "- Thẩm định nhu cầu vốn."],
     [_day(9, 14), _day(9, 14), NONE]),
    (["1. UBND các xã, phường rà soát nhu cầu vốn.", "- Thời gian: xong trước 15/9/2026.",
      "- Đơn vị phối hợp: Sở Tài chính."], [_day(9, 14)]),
    (["1. Sở Nội vụ gửi số liệu.", "2. Sở Tài chính gửi dự toán.", "3. Sở Xây dựng rà soát quy hoạch.",
      "4. Báo cáo tại mục 1, 2 gửi về Văn phòng UBND tỉnh chậm nhất ngày 15/9/2026."],
     [_day(9, 15), _day(9, 15), NONE, _day(9, 15)]),
    (["1. Trong quý III/2026: Sở Tài chính tổ chức tập huấn; Sở Nội vụ kiểm tra công vụ."], [_day(9, 30), _day(9, 30)]),
    (["1. Sở Tài chính tổ chức tập huấn trong tháng 8/2026; Sở Nội vụ kiểm tra công vụ."], [_day(8, 31), NONE]),
    (["Đề nghị UBND các xã lập hồ sơ.", "Thời gian gửi hồ sơ: chậm nhất ngày 28/8/2026. Xin cảm ơn."], [_day(8, 28)]),
    (["1. Sở Tài chính mở sổ theo dõi; Sở Xây dựng lập danh mục; tất cả xong trước 15/9."], [_day(9, 14), _day(9, 14)]),
    (["1. Về chợ:", "+ Sở Công Thương khảo sát vị trí;", "+ Sở Xây dựng lập thiết kế.",
      "Thời hạn hoàn thành đối với cả hai đơn vị: 15/9/2026."], [_day(9, 15), _day(9, 15)]),
    (["1. Sở Nội vụ:", "1.1. Rà soát biên chế;", "1.2. Lập danh sách nghỉ việc;",
      "Các việc tại 1.1, 1.2 phải xong ngày 18/9/2026.", "1.3. Kiểm tra công vụ."], [_day(9, 18), _day(9, 18), NONE]),
    (["1. UBND các xã", "1.1. Rà soát hộ nghèo.", "1.2. Lập danh sách nhà tạm.",
      "Báo cáo, số liệu tại các điểm 1.1 và 1.2 gửi về Sở Xây dựng trước ngày 25/9/2026."],
     [_day(9, 24), _day(9, 24), _day(9, 24)]),
    # a deadline of the heading above
    (["2. Phân công nhiệm vụ (hoàn thành trước ngày 25/9/2026):", "a) Sở Tài chính bố trí kinh phí;",
      "b) Sở Nội vụ bố trí cán bộ trực."], [_day(9, 24), _day(9, 24)]),
    (["B. NHIỆM VỤ", "THÁNG 9/2026", "- Sở Tài chính rà soát nhu cầu vốn.",
      "THÁNG 10/2026 (nghỉ bù ngày 12/10)", "- Sở Tài chính trình phương án."], [_day(9, 30), _day(10, 31)]),
    (["Thực hiện Công văn số 12/UBND ngày 05/8/2026 về việc báo cáo Bộ trước ngày 30/9/2026, đề nghị các sở:",
      "1. Rà soát nhu cầu vốn.", "2. Lập danh mục công trình trước ngày 15/9."], [NONE, _day(9, 14)]),
    # parts with days of their own
    (["1. Sở Nội vụ ban hành quy chế xong trong tháng 9, gửi về Văn phòng sau 05 ngày kể từ ngày ban hành."],
     [_day(9, 30), ("RELATIVE", None)]),
    (["1. Giao Sở Nội vụ: a) Rà soát biên chế trước ngày 20/8; b) Trình đề án trước ngày 30/9/2026."],
     [_day(8, 19), _day(9, 29)]),
    (["1. Đến hết ngày 31/12/2026 các xã phải hoàn thành tiêu chí môi trường."], [_day(12, 31)]),
    (["1. UBND các xã đóng cửa bãi rác tạm: xong 50% số bãi trước 31/12/2026, hoàn thành toàn bộ trong năm 2027."],
     [_day(12, 30), _day(12, 31, 2027)]),
    (["1. Sở Tài chính theo dõi, đôn đốc các xã; sơ kết vào cuối năm 2026."], [NONE, _day(12, 31)]),
    (["1. UBND xã Tân Lập hoàn thành điểm tập kết rác trước 15/9/2026; lắp 20 thùng rác trong tháng 9."],
     [_day(9, 14), _day(9, 30)]),
    (["1. Sở Tài chính phê duyệt dự án trước ngày 30/9/2026, giải ngân 100% vốn trước ngày 31/01/2027."],
     [_day(9, 29), _day(1, 30, 2027)]),
    # what was done, and what is an event
    (["1. Đối với tiêu chí số 3, Sở Tài chính đã giao các phòng thẩm định, hoàn thành trước ngày 30/9/2026."], []),
    (["1. Các xã gửi hồ sơ.",
      "Đối với tiêu chí số 3, 10, Sở đã giao các phòng thẩm định, hoàn thành trước ngày 30/9/2026."],
     [NONE]),
    (["1. Lễ trao giải dự kiến vào dịp 20/11/2026."], []),
    # months over steps
    (["Tháng 9/2026:", "- Sở Tài chính rà soát nhu cầu vốn.", "Tháng 10/2026:", "- Sở Tài chính trình phương án."],
     [_day(9, 30), _day(10, 31)]),
    (["Bước 1: Tháng 9/2026", "- UBND các xã tự rà soát.", "Bước 2: Tháng 10/2026", "- Đoàn kiểm tra thẩm định."],
     [_day(9, 30), _day(10, 31)]),
    (["a) Từ ngày 01/9 đến ngày 30/9/2026: Sở Tài chính rà soát.", "b) Từ ngày 01/10/2026: Sở Nội vụ thẩm định."],
     [_day(9, 30), NONE]),
    (["1. Giai đoạn 1 (từ nay đến hết tháng 9/2026): Sở Tài chính rà soát.",
      "2. Giai đoạn 2 (từ 01/10/2026 đến 31/12/2026): Sở Nội vụ thẩm định."], [_day(9, 30), _day(12, 31)]),
    (["Bước 1 (tháng 9): khảo sát. Sở Tài chính khảo sát các xã, lập danh sách.",
      "Bước 2 (tháng 10 - tháng 11): triển khai. Sở Xây dựng hướng dẫn các xã."],
     [_day(9, 30), _day(11, 30)]),
    # who asks nobody with words, but is told
    (["1. Phòng Tài chính - Kế hoạch tham mưu cấp kinh phí trong tháng 9."], [_day(9, 30)]),
    (["1. Kinh phí: 500 triệu đồng. Phòng Tài chính - Kế hoạch tham mưu cấp kinh phí trong tháng 9."], [_day(9, 30)]),
    (["1. Bộ phận kế toán lập dự toán, trình Sở Tài chính thẩm định trong quý IV."], [_day(12, 31)]),
    (["1. Thôn tự đánh giá, gửi xã trước ngày 01/12."], [_day(11, 30)]),
    (["1. Trường Trung cấp Kinh tế - Kỹ thuật biên soạn tài liệu, nghiệm thu trong tháng 9/2026."], [_day(9, 30)]),
])  # fmt: skip
def test_which_duty_has_which_day(lines: list[str], expected: list[tuple[str, date | None]]) -> None:
    assert [told(each) for each in duties_of(*lines)] == expected


@pytest.mark.parametrize(("cell", "expected"), [
    ("30/9", _day(9, 30)), ("15.10.2026", _day(10, 15)), ("15-10-2026", _day(10, 15)), ("Trước 30/9", _day(9, 29)),
    ("01/9 - 15/9/2026", _day(9, 15)), ("Từ 01/9 đến 15/9", _day(9, 15)), ("9/2026", _day(9, 30)),
    ("T9/2026", _day(9, 30)), ("Tháng 9-10/2026", _day(10, 31)), ("Tháng 8, 9, 10", _day(10, 31)),
    ("Quý 3", _day(9, 30)), ("Q.III/2026", _day(9, 30)), ("Quý III, IV/2026", _day(12, 31)),
    ("Quý III - Quý IV", _day(12, 31)), ("Tuần 2 tháng 9", _day(9, 14)), ("6 tháng đầu năm 2027", _day(6, 30, 2027)),
    ("Năm 2026", _day(12, 31)), ("2026", _day(12, 31)), ("Hằng quý", AGAIN), ("Theo tiến độ dự án", NONE),
    ("Sau khi có hướng dẫn", NONE),
])  # fmt: skip
def test_the_last_day_in_a_cell(cell: str, expected: tuple[str, date | None]) -> None:
    (duty,) = duties_of(
        "| TT | Nội dung | Cơ quan chủ trì | Thời gian hoàn thành |",
        f"| 1 | Rà soát nhu cầu vốn của các xã | Sở Tài chính | {cell} |",
    )
    assert told(duty) == expected
