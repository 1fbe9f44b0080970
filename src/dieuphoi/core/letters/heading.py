"""The parts that every letter of an agency has by Nghị định 30/2020/NĐ-CP: motto, agency, number, place and day,
signer.

Where they stand on the page is the template's; this is only what they say. What a person fills in by hand (the number
before it is given, the signer's name) stays a gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.text import nfc
from dieuphoi.core.letters.registry import Word

HEADING: Final = (
    Word("quoc_hieu", gettext_lazy("Quốc hiệu"), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    Word("tieu_ngu", gettext_lazy("Tiêu ngữ"), "Độc lập - Tự do - Hạnh phúc"),
    Word("co_quan_chu_quan", gettext_lazy("Cơ quan chủ quản, chữ hoa"), "ỦY BAN NHÂN DÂN TỈNH SƠN HÀ (GIẢ ĐỊNH)"),
    Word("co_quan", gettext_lazy("Cơ quan ban hành, chữ hoa"), "VĂN PHÒNG ĐIỀU PHỐI NÔNG THÔN MỚI"),
    Word("so_ky_hieu", gettext_lazy("Số và ký hiệu; để trống chỗ điền số"), "Số:        /BC-VPĐP"),
    Word("noi_va_ngay", gettext_lazy("Địa danh và ngày, tháng, năm"), "Sơn Hà, ngày 02 tháng 3 năm 2026"),
    Word("quyen_ky", gettext_lazy("Chức vụ người ký, chữ hoa"), "CHÁNH VĂN PHÒNG"),
    Word("nguoi_ky", gettext_lazy("Họ tên người ký; trống khi chưa biết"), "Nguyễn Thị Hạnh"),
)
"""The words of the heading and of the signature, for every kind that has them."""

MOTTO: Final = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
"""Said in Vietnamese in whatever language the reader works: it is part of the prescribed form."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Who issues a letter, where and when. ``symbol`` is what follows the number (``BC-VPĐP``)."""

    agency: str
    parent: str
    place: str
    on: date
    number: str = ""
    symbol: str = ""
    signer_title: str = ""
    signer: str = ""

    def words(self) -> dict[str, str]:
        """The context of :data:`HEADING`."""
        return {
            "quoc_hieu": MOTTO[0],
            "tieu_ngu": MOTTO[1],
            "co_quan_chu_quan": nfc(self.parent).upper(),
            "co_quan": nfc(self.agency).upper(),
            "so_ky_hieu": _("Số: %(number)s/%(symbol)s")
            % {"number": nfc(self.number) or "\u00a0" * 8, "symbol": nfc(self.symbol)},
            "noi_va_ngay": place_and_day(self.place, self.on),
            "quyen_ky": nfc(self.signer_title).upper(),
            "nguoi_ky": nfc(self.signer),
        }


def place_and_day(place: str, on: date) -> str:
    """``Hà Tĩnh, ngày 02 tháng 3 năm 2026``: days and the months January and February take a nought before them."""
    return _("%(place)s, ngày %(day)02d tháng %(month)s năm %(year)d") % {
        "place": nfc(place),
        "day": on.day,
        "month": f"{on.month:02d}" if on.month < 3 else str(on.month),
        "year": on.year,
    }
