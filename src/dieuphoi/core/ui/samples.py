# ruff: noqa: E501 - sample sentences
"""What ``/style/`` shows: an invented place, invented figures. Not for translation: it is a page for builders."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse

from dieuphoi.core.kernel.policy import Refusal
from dieuphoi.core.ui.svg import Bar, Series
from dieuphoi.core.ui.wall import WallCell, WallColumn, WallRow

_COMMUNES = (
    "Thượng Sơn", "Hạ Sơn", "Đắk Pơ Ẵng", "Cẩm Nhượng", "Kỳ Thịnh", "Đức Lạng", "Vũ Quang", "Hương Khê", "Nghĩa Đường",
    "Ân Phú", "Thạch Ngưỡng", "Yên Nguyễn",
)  # fmt: skip
_CYCLE = (
    "MET",
    "MET",
    "MET",
    "NOT_MET",
    "MET",
    "NOT_ENTERED",
    "MET",
    "UNDETERMINED",
    "MET",
    "NOT_APPLICABLE",
    "MET",
)
_BASES = ("COMPUTED", "CONCLUDED", "COMPUTED", "IMPORTED", "COMPUTED", "TRIAL", "COMPUTED")


class SampleForm(forms.Form):
    """One field of each kind that people meet, with errors when it is bound to nothing."""

    name = forms.CharField(label="Tên đợt rà soát", help_text="Ví dụ: Rà soát 6 tháng đầu năm 2025")
    opens_on = forms.DateField(label="Ngày mở", help_text="Ngày, tháng, năm: 01/02/2026")
    kind = forms.ChoiceField(
        label="Loại kỳ", choices=[("", "Chọn loại kỳ"), ("month", "Tháng"), ("quarter", "Quý")]
    )
    steps = forms.MultipleChoiceField(
        label="Các bước",
        choices=[
            ("self", "Xã tự đánh giá"),
            ("verify", "Sở, ngành thẩm định"),
            ("sum", "Văn phòng tổng hợp"),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(label="Ghi chú", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agree = forms.BooleanField(label="Đã đối chiếu với quyết định giao chỉ tiêu")


def _wall_rows() -> list[WallRow]:
    rows = []
    for r, name in enumerate(_COMMUNES):
        cells = []
        for c in range(19):
            verdict = _CYCLE[(r * 7 + c * 3 + r * c) % len(_CYCLE)]
            basis = "" if verdict in ("NOT_ENTERED", "NOT_APPLICABLE") else _BASES[(r + c) % len(_BASES)]
            change = (
                "better" if verdict == "MET" and (r + c) % 9 == 0 else "worse" if (r * c) % 17 == 16 else ""
            )
            cells.append(WallCell(verdict, basis, change))
        met = sum(cell.verdict == "MET" for cell in cells)
        rows.append(WallRow(f"Xã {name}", "#wall", cells, f"{met}/19"))
    return rows


def context(request: HttpRequest) -> dict[str, Any]:
    here = reverse("style")
    form = SampleForm()
    bad_form = SampleForm({"name": "", "opens_on": "hôm kia", "kind": ""}, prefix="bad")
    rows = _wall_rows()
    footer = [str(sum(row.cells[c].verdict == "MET" for row in rows)) for c in range(19)] + [""]
    nav = [
        {"label": "Việc của tôi", "url": here + "#main", "icon": "inbox", "count": 12, "group": ""},
        {"label": "Bảng điều hành", "url": here + "#wall", "icon": "grid", "group": ""},
        {"label": "Đợt rà soát", "url": here + "#grid", "icon": "clipboard", "group": "Đánh giá"},
        {"label": "Bộ tiêu chí", "url": here + "#states", "icon": "list", "group": "Đánh giá"},
        {"label": "Trang mẫu", "url": here, "icon": "wall", "group": "Khác", "current": True},
    ]
    return {
        "sample_nav": nav,
        "form": form,
        "bad_form": bad_form,
        "page": Paginator(range(1234), 50).page(3),
        "params": request.GET,
        "refusal": Refusal("frozen", "Phiếu đã chốt ngày 15/07/2025. Muốn sửa, hãy đề nghị bổ sung và nêu lý do."),
        "columns": [WallColumn(str(n), f"Tiêu chí số {n}", "#wall") for n in range(1, 20)],
        "wall_rows": rows,
        "wall_footer": footer,
        "years": ["2019", "2020", "2021", "2022", "2023", "2024", "2025"],
        "lines": [
            Series("Toàn tỉnh", [61.2, 66, 71.5, None, 83.1, 88, 91.25]),
            Series("Xã Thượng Sơn", [0, 12.5, None, None, 55, 61, 74]),
        ],
        "bars": [
            Bar("Sở Nông nghiệp và Môi trường", 412, "met"),
            Bar("Sở Xây dựng", 187, "not-met"),
            Bar("Sở Giáo dục và Đào tạo", 0),
            Bar("Công an tỉnh", None, note="chưa gửi báo cáo"),
        ],
        "parts": [
            Bar("Đạt", 14, "met"), Bar("Chưa đạt", 2, "not-met"), Bar("Chưa thể kết luận", 1, "undetermined"),
            Bar("Chưa nhập", 1, "not-entered"), Bar("Không áp dụng", 1, "not-applicable"),
        ],
        "glyphs": "Ắắ Ằằ Ẳẳ Ẵẵ Ặặ Ấấ Ầầ Ẩẩ Ẫẫ Ậậ Ếế Ềề Ểể Ễễ Ệệ Ốố Ồồ Ổổ Ỗỗ Ộộ Ớớ Ờờ Ởở Ỡỡ Ợợ Ứứ Ừừ Ửử Ữữ Ựự "
        "Ỳỳ Ỷỷ Ỹỹ Ỵỵ Ýý Đđ Ăă Ââ Êê Ôô Ơơ Ưư · 1.234.567,89 · 12,5% · 1.234.000 đồng · “trích yếu” – ₫",
        "reminder": "Kính gửi đồng chí Tuấn, Xã Thượng Sơn còn 3 chỉ tiêu chưa nhập trong đợt rà soát 6 tháng đầu năm 2025. "
        "Hạn nộp: 10/07/2025.",
        "errors": [
            {"field_id": "s-number", "label": "Số hộ nghèo", "message": "Hãy nhập một số, ví dụ 1.234,5"},
            {"message": "Đợt rà soát đã quá hạn nộp"},
        ],
        "history": [
            {"when": "12/07/2025 14:05", "who": "Thu (Sở Xây dựng)", "text": "Trả lại chỉ tiêu 2.1", "tone": "bad",
             "reason": "Thiếu biên bản nghiệm thu tuyến thôn 3"},
            {"when": "11/07/2025 09:30", "who": "Tuấn (UBND Xã Thượng Sơn)", "text": "Nộp phiếu", "tone": "good"},
            {"when": "01/07/2025 08:00", "who": "Hạnh (Văn phòng điều phối)", "text": "Mở đợt rà soát"},
        ],
    }  # fmt: skip
