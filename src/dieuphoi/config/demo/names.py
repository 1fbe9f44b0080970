"""Invented names. The province does not exist and says so wherever it is shown."""

from __future__ import annotations

PROVINCE = "Sơn Hà (tỉnh giả định)"
PROVINCE_CODE = "98"
SOURCE = "tỉnh giả định của bản trình diễn"

_FIRST = (
    "Thượng", "Hạ", "Đông", "Tây", "Nam", "Bắc", "Tân", "Phú", "An", "Bình",
    "Xuân", "Hòa", "Thanh", "Minh", "Đức", "Kim",
)  # fmt: skip
_SECOND = ("Sơn", "Lâm", "Khê", "Điền", "Châu", "Giang", "Phong", "Thủy")

WARDS = (
    "Sơn Hà", "Cửa Đông", "Cửa Tây", "Bến Gỗ", "Cầu Mây", "Đồi Thông", "Ngã Ba", "Chợ Mới", "Bờ Hồ", "Ga Mới",
    "Vườn Chè", "Suối Trong",
)  # fmt: skip

DEPARTMENTS = (
    ("SNNMT", "Sở Nông nghiệp và Môi trường"),
    ("SXD", "Sở Xây dựng"),
    ("SCT", "Sở Công Thương"),
    ("SGDDT", "Sở Giáo dục và Đào tạo"),
    ("SYT", "Sở Y tế"),
    ("SVHTTDL", "Sở Văn hóa, Thể thao và Du lịch"),
    ("SKHCN", "Sở Khoa học và Công nghệ"),
    ("STC", "Sở Tài chính"),
    ("SNV", "Sở Nội vụ"),
    ("STP", "Sở Tư pháp"),
    ("BCHQS", "Bộ Chỉ huy Quân sự tỉnh"),
    ("CA", "Công an tỉnh"),
)

OWNERS = {
    1: "SXD", 2: "SXD", 3: "SNNMT", 4: "SCT", 5: "SGDDT", 6: "SVHTTDL", 7: "SCT", 8: "SKHCN", 9: "SXD", 10: "STC",
    11: "SNNMT", 12: "SNV", 13: "SNNMT", 14: "SGDDT", 15: "SYT", 16: "SVHTTDL", 17: "SNNMT", 18: "SNV", 19: "CA",
}  # fmt: skip
"""The owner department of each criterion; rows that another one owns stand in :data:`OWNERS_OF_ROWS`."""
OWNERS_OF_ROWS = {"17.4": "SXD", "17.5": "SXD", "17.8": "SYT", "18.4": "STP", "19.1": "BCHQS"}

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Đinh")
MIDDLE = ("Văn", "Thị", "Minh", "Thanh", "Hữu", "Ngọc", "Quốc", "Thu", "Anh", "Đức")
GIVEN = (
    "An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hải", "Hiền", "Hòa", "Hùng",
    "Khánh", "Lâm", "Liên", "Long", "Mai", "Nam", "Nga", "Oanh", "Phúc", "Quý",
    "Sơn", "Tâm", "Thắng", "Thủy", "Tùng", "Uyên", "Vân", "Xuân", "Yến", "Đạt",
)  # fmt: skip


def commune_names(count: int) -> list[str]:
    """``count`` different commune names; Thượng Sơn and Hạ Sơn come first."""
    names = [f"{first} {second}" for second in _SECOND for first in _FIRST]
    return names[:count]
