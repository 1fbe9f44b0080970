"""What is handed in, in sentences as offices write them; every expectation set by hand."""

from __future__ import annotations

from datetime import date

import pytest

from dieuphoi.core.kernel.workdays import WorkCalendar
from dieuphoi.steering.directives.reading import AgencyBook, PlaceBook, read_text


@pytest.mark.parametrize(("words", "expected"), [
    ("lập bảng kê các khoản thu, gửi UBND tỉnh trước 15/9", "bảng kê các khoản thu"),
    ("rà soát nhu cầu trước 15/9", "nhu cầu"),
    ("rà soát nhu cầu, tham mưu UBND tỉnh danh sách xã được hỗ trợ trước 15/9", "danh sách xã"),
    ("rà soát từng hộ; danh sách hộ cần giúp gửi Sở Nội vụ trước 15/9", "danh sách hộ cần giúp"),
    ("làm rõ trách nhiệm của các phòng; kết quả báo cáo UBND tỉnh trước 15/9", "kết quả"),
    ("cử 02 công chức theo dõi xã, danh sách gửi Sở Nội vụ trước 15/9", "danh sách"),
    ("xây dựng phương án bảo đảm an ninh trật tự, an toàn thực phẩm",
     "phương án bảo đảm an ninh trật tự, an toàn thực phẩm"),
    ("ký hợp đồng khung với nhà máy nước trước 15/9", "hợp đồng khung"),
    ("xây dựng quy chế phối hợp với Công an tỉnh trước 15/9", "quy chế phối hợp"),
    ("hoàn thiện hồ sơ tiêu chí 10, 13 trong tháng 8", "hồ sơ tiêu chí 10, 13"),
    ("báo cáo khối lượng công việc đã làm trước ngày 20/8", "báo cáo khối lượng công việc đã làm"),
    ("báo cáo giải trình về tiêu chí Y tế trước ngày 20/8", "báo cáo giải trình về tiêu chí Y tế"),
    ("trình quyết toán kinh phí năm 2025", "quyết toán kinh phí năm 2025"),
    ("quyết toán dứt điểm các công trình đã xong trước 15/9", ""),
    ("trình Ban Thường vụ Tỉnh ủy cho ý kiến về phương án sáp nhập trong tháng 9", "phương án sáp nhập"),
    ("in phiếu biểu quyết, bố trí tổ kiểm phiếu", "phiếu biểu quyết"),
    ("ban hành thông báo kết quả thẩm định trước 15/9", "thông báo kết quả thẩm định"),
    ("công khai danh mục dự án tại trụ sở", "danh mục dự án"),
    ("cung cấp số liệu về tai nạn tính đến hết ngày 30/7/2026", "số liệu về tai nạn"),
    ("điền vào Biểu số 01", "Biểu số 01"),
    ("hướng dẫn các xã lập bảng kê", ""),
])  # fmt: skip
def test_what_is_handed_in(words: str, expected: str) -> None:
    text = f"Chủ tịch UBND tỉnh yêu cầu:\n- Sở Tài chính {words}."
    read = read_text(
        text, on=date(2026, 8, 12), registry=AgencyBook(), places=PlaceBook(), calendar=WorkCalendar()
    )
    assert [duty.product.words if duty.product else "" for duty in read.duties] == [expected]
