"""Addressees that no list holds to their end, actors that no list holds at all, and what is told and not asked."""

from __future__ import annotations

from datetime import date

import pytest

from dieuphoi.core.kernel.workdays import WorkCalendar
from dieuphoi.steering.directives.reading import AgencyBook, PlaceBook, read_text

DAY = date(2025, 8, 5)
HEAD = "Chủ tịch UBND tỉnh yêu cầu:"


def told(*lines: str, head: str = HEAD) -> list[tuple[list[str], str]]:
    """Of each duty its addressees and its verb."""
    read = read_text(
        "\n".join((head, *lines)), on=DAY, registry=AgencyBook(), places=PlaceBook(), calendar=WorkCalendar()
    )
    return [
        ([each.words for each in duty.addressees], duty.verb.words.lower() if duty.verb else "") for duty in read.duties
    ]


@pytest.mark.parametrize("who", [
    "Tổ công tác số 2", "Tổ công tác 1234", "Đoàn kiểm tra số 1", "Đội Quản lý thị trường số 4", "Thuế cơ sở 3",
    "Tòa án nhân dân khu vực 1", "Hạt Kiểm lâm khu vực 2", "Kho bạc Nhà nước khu vực XI", "Thuế tỉnh Sơn Hà",
    "Tổ Công nghệ số cộng đồng các thôn", "Tổ hợp tác Rau sạch Minh Tâm", "HTX Dịch vụ nông nghiệp Hòa Bình",
    "VNPT Sơn Hà", "Quỹ Hỗ trợ nông dân", "Trung tâm Kiểm soát bệnh tật tỉnh", "Bệnh viện đa khoa khu vực Nam Sơn",
    "Ban Phát triển thôn", "Bộ phận Tài chính - Kế toán", "BQL rừng phòng hộ Đông Sơn", "Câu lạc bộ Gia đình hạnh phúc",
    "Tiểu ban Tuyên truyền và khánh tiết", "Ban quản trị HTX", "Trưởng Đoàn thẩm tra", "Thi hành án dân sự tỉnh",
    "Liên danh nhà thầu", "Các trường phổ thông dân tộc nội trú", "Các quỹ tín dụng nhân dân", "Thị trấn Phố Mới",
    "Cấp ủy, chính quyền các xã", "Chủ nhiệm HTX Tân Tiến", "Phòng giao dịch NHCSXH khu vực Đông Sơn",
    "Chánh Văn phòng Điều phối nông thôn mới tỉnh", "Ủy ban nhân dân các xã vùng III", "Văn thư",
])  # fmt: skip
def test_a_name_ends_where_its_predicate_begins(who: str) -> None:
    assert told(f"1. {who} rà soát, báo cáo kết quả trước ngày 20/8.") == [([who], "rà soát")]


@pytest.mark.parametrize(("line", "who", "verb"), [
    ("1. Lâm Sơn Group chủ trì trồng 2 ha rừng.", "Lâm Sơn Group", "trồng"),
    ("1. Giao nhóm nòng cốt của thôn vận động 5 hộ dời chuồng trại.", "nhóm nòng cốt của thôn", "vận động"),
    ("1. Đề nghị bà con kiều bào xã nhà ủng hộ 100 ghế đá.", "bà con kiều bào xã nhà", "ủng hộ"),
    ("1. Thành viên nào vắng mặt phải cử người dự thay.", "Thành viên nào", "cử"),
    ("1. Hồ sơ thôn kiểu mẫu do UBND xã Phú Lộc hoàn thiện, gửi trước 20/8.", "UBND xã Phú Lộc", "hoàn thiện"),
    ("1. Nghiêm cấm các xã huy động quá sức dân.", "các xã", "huy động"),
    ("1. Ngay sau hội nghị, các xã triển khai đến thôn, bản.", "các xã", "triển khai"),
    ("1. Mỗi xã chọn 01 thôn làm điểm, đăng ký trước ngày 20/8.", "Mỗi xã", "chọn"),
])  # fmt: skip
def test_whoever_is_told_to_act_is_meant(line: str, who: str, verb: str) -> None:
    assert told(line) == [([who], verb)]


@pytest.mark.parametrize(("line", "who"), [
    ("1. Ông Lường Văn Bun, công chức phòng Kinh tế: theo dõi tiêu chí 10.",
     ["Ông Lường Văn Bun, công chức phòng Kinh tế"]),
    ("1. Đ/c Mai và đ/c Quân đi cơ sở nắm tình hình.", ["Đ/c Mai", "đ/c Quân"]),
])  # fmt: skip
def test_persons_are_named_with_what_they_are(line: str, who: list[str]) -> None:
    assert [each for each, _verb in told(line)] == [who]


def test_a_slip_names_who_receives_it() -> None:
    lines = ("Người nhận: Phòng Kế hoạch - Tài chính", "1) Làm việc với Kho bạc. Hạn: 08/8.", "2) Dự thảo tờ trình.")
    assert told(*lines, head="PHIẾU GIAO VIỆC\nNgười giao: Giám đốc Sở.") == [
        (["Phòng Kế hoạch - Tài chính"], "làm việc"), (["Phòng Kế hoạch - Tài chính"], "dự thảo"),
    ]  # fmt: skip


def test_what_a_leader_stresses_is_asked_where_it_must_be_done() -> None:
    head = "Sáng 05/8, Chủ tịch UBND tỉnh làm việc với xã Thượng Sơn."
    must = "Chủ tịch UBND tỉnh nhấn mạnh các sở, ngành cần trả lời bằng văn bản trước ngày 15/8."
    was = "Chủ tịch UBND tỉnh nhấn mạnh các sở, ngành đã trả lời đầy đủ."
    assert told(must, head=head) == [(["các sở, ngành"], "trả lời")]
    assert told(was, head=head) == []


@pytest.mark.parametrize("line", [
    "Tại Thông báo số 12, Chủ tịch UBND tỉnh yêu cầu các xã giải ngân xong trước 30/6.",
    "Quyết định này có hiệu lực kể từ ngày ký.",
    "Việc giải ngân chậm do các xã chưa có hồ sơ.",
    "Chất lượng công trình tiếp tục được nâng lên.",
    "Người đứng đầu cấp ủy phải gương mẫu, nói đi đôi với làm.",
])  # fmt: skip
def test_what_is_told_is_not_asked(line: str) -> None:
    assert told(line) == []


def test_a_report_tells_of_orders_that_were_given() -> None:
    line = "1. UBND xã ban hành 12 văn bản; giao các thôn rà soát hộ nghèo."
    assert told("I. KẾT QUẢ ĐẠT ĐƯỢC", line, head="BÁO CÁO\nKết quả thực hiện Chương trình") == []


@pytest.mark.parametrize("lines", [
    ("I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO", "UBND xã kiện toàn Ban Quản lý, thành lập 9 Ban Phát triển thôn."),
    ("I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO", "Ban Chỉ đạo yêu cầu các thôn báo cáo vào ngày 20 hằng tháng."),
    ("II. KẾT QUẢ", "Công an xã triển khai mô hình camera an ninh."),
])  # fmt: skip
def test_a_report_asks_only_where_a_heading_plainly_says_so(lines: tuple[str, ...]) -> None:
    head = "BÁO CÁO\nTình hình xây dựng nông thôn mới\nUBND xã Tân Lập báo cáo như sau:"
    assert told(*lines, head=head) == []
    tasks = ("I. KẾT QUẢ", "Đạt 12 tiêu chí.", "II. NHIỆM VỤ", "1. Công an xã duy trì mô hình camera an ninh.")
    assert told(*tasks, head=head) == [(["Công an xã"], "duy trì")]


@pytest.mark.parametrize("line", [
    "Các đại biểu đề nghị Trung ương sớm ban hành bộ tiêu chí mới.",
    "Để đạt mục tiêu, tỉnh sẽ tập trung nguồn lực; tiếp tục chỉ đạo các sở, ngành bám sát cơ sở.",
    "Dịp này, UBND tỉnh tặng Bằng khen cho 12 tập thể.",
])  # fmt: skip
def test_news_tell_of_wishes_and_intentions(line: str) -> None:
    assert told(line, head="Sáng 5/8, UBND tỉnh tổ chức hội nghị sơ kết 6 tháng.") == []


@pytest.mark.parametrize(("line", "who"), [
    ("1. Rà soát quy hoạch (Chủ trì: Sở Xây dựng; phối hợp: UBND các xã; hoàn thành trước 30/9/2025).", "Sở Xây dựng"),
    ("1. Khảo sát thực địa – Phòng Kinh tế.", "Phòng Kinh tế"),
])  # fmt: skip
def test_who_does_it_may_stand_after_the_work(line: str, who: str) -> None:
    assert [each for each, _verb in told(line)] == [[who]]


def test_fields_may_be_lettered() -> None:
    lines = ("1. Tổ chức lễ phát động", "a) Thời gian: ngày 12/9/2025", "b) Địa điểm: xã Tân Lập",
             "c) Đơn vị thực hiện: Sở Y tế.")  # fmt: skip
    assert told(*lines) == [(["Sở Y tế"], "tổ chức")]
