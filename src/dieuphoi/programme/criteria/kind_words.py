"""The kinds of indicator and the signs of comparison, in words; sheets and forms offer these."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

KIND_WORDS: dict[str, str | Promise] = {
    "absence": gettext_lazy("không có trường hợp nào"),
    "absence_in_window": gettext_lazy("không có trường hợp nào trong một khoảng thời gian"),
    "absence_with_exclusions": gettext_lazy("không có trường hợp nào, trừ ngoại lệ"),
    "area_per_capita": gettext_lazy("diện tích bình quân đầu người"),
    "at_least_of": gettext_lazy("đạt ít nhất mấy mục trong danh mục"),
    "choice_at_least_n": gettext_lazy("chọn ít nhất mấy mục trong danh mục"),
    "composite": gettext_lazy("nhiều mức cùng phải đạt"),
    "conditional_percent_with_mandatory": gettext_lazy(
        "tỷ lệ nội dung phải đạt, trong đó có nội dung bắt buộc, nếu có điều kiện"
    ),
    "conditional_composite": gettext_lazy("nhiều mức, tùy theo số lượng"),
    "count": gettext_lazy("số lượng"),
    "count_per_village": gettext_lazy("số lượng ở từng thôn"),
    "external_score": gettext_lazy("điểm của bộ chỉ tiêu khác"),
    "graded": gettext_lazy("xếp loại theo điểm"),
    "growth_rate": gettext_lazy("tốc độ tăng"),
    "ministry_set": gettext_lazy("mức do bộ quản lý ngành công bố"),
    "money": gettext_lazy("số tiền"),
    "number_in_window": gettext_lazy("mỗi năm trong một khoảng thời gian đều phải đạt"),
    "one_of": gettext_lazy("đạt một trong các phương án"),
    "pass_fail": gettext_lazy("đạt hoặc không đạt"),
    "pass_fail_alternative": gettext_lazy("đạt hoặc không đạt, có phương án thay thế"),
    "pass_fail_external_set": gettext_lazy("đạt hoặc không đạt theo bộ chỉ tiêu khác"),
    "pass_fail_ministry_detail": gettext_lazy("đạt hoặc không đạt, bộ ngành quy định chi tiết"),
    "percent": gettext_lazy("tỷ lệ phần trăm"),
    "percent_by_sex": gettext_lazy("tỷ lệ phần trăm, nam và nữ đều phải đạt"),
    "presence": gettext_lazy("có hoặc không"),
    "province_set": gettext_lazy("mức do UBND cấp tỉnh quy định"),
    "quantity": gettext_lazy("số đo"),
    "rank_at_least": gettext_lazy("xếp hạng từ mức quy định trở lên"),
    "ratio_to_province_average": gettext_lazy("so với bình quân của tỉnh"),
    "relative_money": gettext_lazy("số tiền bằng ít nhất bao nhiêu lần mức của bộ khác"),
    "relative_to_set": gettext_lazy("bằng ít nhất bao nhiêu lần mức của bộ khác"),
    "relative_to_own_past": gettext_lazy("so với chính mình trước đây"),
    "share_with_mandatory": gettext_lazy("tỷ lệ nội dung phải đạt, trong đó có nội dung bắt buộc"),
}

COMPARATOR_CHOICES: tuple[tuple[str, str | Promise], ...] = (
    (">=", "≥"),
    ("<=", "≤"),
    (">", ">"),
    ("<", "<"),
    ("=", "="),
    ("is", gettext_lazy("là (chữ: Đạt, Không, Có…)")),
)
