"""Makes the shipped Word templates of ``steering/meetings/templates_docx``: notice of conclusion, invitation, week
calendar.

They follow the prescribed form of Nghị định 30/2020/NĐ-CP by the parts of ``make_letter_templates.py``; the words in
braces are those of ``steering.meetings.letters``. Run it again after a change of layout and commit the files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import make_letter_templates as parts
from make_letter_templates import BOTH, CENTRE

FOLDER = Path(__file__).parents[1] / "src/dieuphoi/steering/meetings/templates_docx"


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    notice()
    invitation()
    week()


def notice() -> None:
    document = parts._document(landscape=False)
    parts._heading(document, width=165)
    parts._title(document, "THÔNG BÁO", "Kết luận {{ ten_cuoc_hop }}", "")
    _paragraph(
        document,
        "Ngày {{ ngay_hop }}, tại {{ noi_hop }}, {% if chu_tri %}{{ chu_tri }} chủ trì {% endif %}cuộc họp "
        "{{ ten_cuoc_hop }}. Thành phần dự họp: {{ thanh_phan }}.",
    )
    _paragraph(document, "Nội dung: {{ noi_dung }}.")
    _paragraph(document, "Sau khi nghe báo cáo và ý kiến của các đại biểu, người chủ trì kết luận như sau:")
    parts._text(document, "{%p for m in muc %}")
    _paragraph(document, "{{ m.so }}. {{ m.noi_dung }}")
    parts._text(document, "{%p if m.giao %}")
    parts._text(document, "{{ m.giao }}", italic=True, align=BOTH, indent=True)
    parts._text(document, "{%p endif %}")
    parts._text(document, "{%p endfor %}")
    _paragraph(document, "Trên đây là kết luận tại cuộc họp; đề nghị các cơ quan, đơn vị biết và thực hiện./.")
    _signature(document, width=165)
    parts._save(document, "notice.docx", "Thông báo kết luận cuộc họp", folder=FOLDER)


def invitation() -> None:
    document = parts._document(landscape=False)
    parts._heading(document, width=165)
    parts._title(document, "GIẤY MỜI", "{{ ten_cuoc_hop }}", "")
    parts._text(document, "Kính mời:", bold=True, indent=True)
    parts._text(document, "{%p for noi in kinh_moi %}")
    parts._text(document, "{{ noi }}", indent=True)
    parts._text(document, "{%p endfor %}")
    _paragraph(document, "1. Nội dung: {{ noi_dung }}.")
    parts._text(document, "{%p if chu_tri %}")
    _paragraph(document, "2. Chủ trì: {{ chu_tri }}.")
    parts._text(document, "{%p endif %}")
    _paragraph(document, "3. Thời gian: {{ thoi_gian }}.")
    _paragraph(document, "4. Địa điểm: {{ noi_hop }}.")
    parts._text(document, "{%p if diem_cau %}")
    _paragraph(document, "5. Các điểm cầu: {{ diem_cau }}.")
    parts._text(document, "{%p endif %}")
    parts._text(document, "{%p if ket_luan_truoc %}")
    parts._section(document, "Tình hình thực hiện kết luận cuộc họp trước")
    _paragraph(document, "{{ cuoc_hop_truoc }}:")
    parts._rows(document, ["Mục", "Nội dung kết luận", "Tình trạng"], "ket_luan_truoc",
                ["so", "noi_dung", "tinh_trang"], [13, 87, 65])  # fmt: skip
    parts._text(document, "{%p endif %}")
    parts._text(document, "{%p if chuong_trinh %}")
    parts._section(document, "Chương trình")
    parts._rows(document, ["TT", "Nội dung", "Trình bày", "Phút"], "chuong_trinh",
                ["so", "noi_dung", "trinh_bay", "so_phut"], [12, 88, 50, 15])  # fmt: skip
    parts._text(document, "{%p endif %}")
    _paragraph(document, "Đề nghị các đại biểu dự họp đúng thành phần, đúng giờ./.")
    _signature(document, width=165)
    parts._save(document, "invitation.docx", "Giấy mời họp", folder=FOLDER)


def week() -> None:
    document = parts._document(landscape=True)
    parts._heading(document, width=257)
    parts._title(document, "LỊCH CÔNG TÁC TUẦN", "Từ ngày {{ tu_ngay }} đến ngày {{ den_ngay }}", "")
    parts._text(document, "{{ ban }}{% if loc %} – {{ loc }}{% endif %}", italic=True, align=CENTRE, size=12)
    parts._rows(document, ["Ngày", "Giờ", "Nội dung", "Thành phần", "Địa điểm"], "viec",
                ["ngay", "gio", "noi_dung", "thanh_phan", "noi"], [40, 30, 97, 45, 45])  # fmt: skip
    _signature(document, width=257)
    parts._save(document, "week.docx", "Lịch công tác tuần", folder=FOLDER)


def _paragraph(document: Any, text: str) -> None:
    parts._text(document, text, align=BOTH, indent=True)


def _signature(document: Any, *, width: int) -> None:
    """Where it goes at the left, who signs at the right."""
    parts._text(document, "", after=0)
    table = document.add_table(rows=1, cols=2)
    left, right = table.cell(0, 0), table.cell(0, 1)
    parts._cell(left, "Nơi nhận:", bold=True, italic=True, size=12)
    parts._more(left, "{%p for n in noi_nhan %}", size=11, align=None)
    parts._more(left, "{{ n }}", size=11, align=None)
    parts._more(left, "{%p endfor %}", size=11, align=None)
    parts._cell(right, "{{ quyen_ky }}", bold=True, align=CENTRE, size=13)
    for _n in range(3):
        parts._more(right, "", size=13)
    parts._more(right, "{{ nguoi_ky }}", bold=True, size=13)
    parts._widths(table, [width - round(width * 0.5), round(width * 0.5)])


if __name__ == "__main__":
    main()
