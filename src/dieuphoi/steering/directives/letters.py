"""The printed registers as letters: their words, their contexts, their registration (``core.letters``).

The columns are those of the registers of incoming and outgoing documents in Phụ lục IV of Nghị định 30/2020/NĐ-CP. The
office replaces the shipped template by its own where its register looks otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.text import nfc
from dieuphoi.core.letters.registry import LetterKind, Word, register_letter

IN_BOOK: Final = "so-van-ban-den"
OUT_BOOK: Final = "so-van-ban-di"
KEYS: Final = {"IN": IN_BOOK, "OUT": OUT_BOOK}
_SHIPPED: Final = Path(__file__).parent / "templates_docx"
_HEAD: Final = (
    Word("co_quan", gettext_lazy("Cơ quan giữ sổ, chữ hoa"), "VĂN PHÒNG ĐIỀU PHỐI TỈNH"),
    Word("nam", gettext_lazy("Năm của sổ"), "2026"),
    Word("tu_ngay", gettext_lazy("Từ ngày"), "01/01/2026"),
    Word("den_ngay", gettext_lazy("Đến hết ngày"), "31/03/2026"),
    Word("so_dong", gettext_lazy("Số văn bản trong sổ"), "120"),
    Word("lap_luc", gettext_lazy("Lúc lập"), "02/03/2026 09:00"),
    Word("nguoi_lap", gettext_lazy("Người lập"), "Trần Thị Lan"),
)
IN_COLUMNS: Final = (
    Word("ngay_den", gettext_lazy("Ngày đến"), "02/03/2026"), Word("so_den", gettext_lazy("Số đến"), "12"),
    Word("tac_gia", gettext_lazy("Tác giả"), "UBND tỉnh Sơn Hà"),
    Word("so_ky_hieu", gettext_lazy("Số, ký hiệu văn bản"), "4393/UBND-NLN"),
    Word("ngay_van_ban", gettext_lazy("Ngày, tháng văn bản"), "27/02/2026"),
    Word("trich_yeu", gettext_lazy("Tên loại và trích yếu"), "Công văn: Quy hoạch & <thử>"),
    Word("nguoi_nhan", gettext_lazy("Đơn vị hoặc người nhận"), "Trần Thị Lan"),
    Word("ngay_chuyen", gettext_lazy("Ngày chuyển"), "02/03/2026"),
    Word("ky_nhan", gettext_lazy("Ký nhận: để trống để ký"), ""), Word("ghi_chu", gettext_lazy("Ghi chú"), ""),
)  # fmt: skip
OUT_COLUMNS: Final = (
    Word("so_ky_hieu", gettext_lazy("Số, ký hiệu văn bản"), "12/QĐ-VPĐP"),
    Word("ngay_van_ban", gettext_lazy("Ngày, tháng văn bản"), "27/02/2026"),
    Word("trich_yeu", gettext_lazy("Tên loại và trích yếu"), "Quyết định: Quy hoạch & <thử>"),
    Word("nguoi_ky", gettext_lazy("Người ký"), "Nguyễn Thị Hạnh"),
    Word("noi_nhan", gettext_lazy("Nơi nhận văn bản"), "UBND các xã"),
    Word("ban_luu", gettext_lazy("Đơn vị, người nhận bản lưu"), "Văn thư"),
    Word("so_luong", gettext_lazy("Số lượng bản"), "15"), Word("ghi_chu", gettext_lazy("Ghi chú"), ""),
)  # fmt: skip
COLUMNS: Final = {"IN": IN_COLUMNS, "OUT": OUT_COLUMNS}


def register() -> None:
    """Make the printed registers known; ``config`` calls it."""
    register_letter(
        LetterKind(
            key=IN_BOOK,
            title=gettext_lazy("Sổ đăng ký văn bản đến"),
            about=gettext_lazy("In sổ văn bản đến của một cơ quan trong một khoảng thời gian."),
            shipped=_SHIPPED / "so-van-ban-den.docx",
            words=(*_HEAD, Word("dong", gettext_lazy("Các dòng của sổ"), rows=IN_COLUMNS)),
            file_name=IN_BOOK,
        )
    )
    register_letter(
        LetterKind(
            key=OUT_BOOK,
            title=gettext_lazy("Sổ đăng ký văn bản đi"),
            about=gettext_lazy("In sổ văn bản đi của một cơ quan trong một khoảng thời gian."),
            shipped=_SHIPPED / "so-van-ban-di.docx",
            words=(*_HEAD, Word("dong", gettext_lazy("Các dòng của sổ"), rows=OUT_COLUMNS)),
            file_name=OUT_BOOK,
        )
    )


def book_context(
    direction: str, lines: Sequence[Sequence[str]], *, keeper: str, year: str, first: str, last: str, made_at: str,
    made_by: str, count: str,
) -> dict[str, Any]:
    """The context of a printed register, from the very lines that the page shows."""
    keys = [word.key for word in COLUMNS[direction]]
    return {
        "co_quan": nfc(keeper).upper(), "nam": year, "tu_ngay": first, "den_ngay": last, "so_dong": count,
        "lap_luc": made_at, "nguoi_lap": made_by,
        "dong": [dict(zip(keys, line, strict=True)) for line in lines],
    }  # fmt: skip
