"""The words of the summaries: marks, signs, states of sheets, groups."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.registry.territory import selectors as territory
from dieuphoi.registry.territory.selectors.units import CLASS_WORDS, DIMENSIONS, ZONE

MARKS: Final = {
    "M": gettext_lazy("đạt"),
    "N": gettext_lazy("chưa đạt"),
    "E": gettext_lazy("chưa nhập"),
    "U": gettext_lazy("chưa thể kết luận"),
    "A": gettext_lazy("không áp dụng"),
}
"""The letters of ``SheetRollup.marks`` in words."""
SIGNS: Final = {"M": "Đ", "N": "C", "E": "–", "U": "?", "A": "KAD"}
"""One short sign a mark, for tables too narrow for words; the legend says what each means."""
SHEET_STATES: Final = {
    "OPEN": gettext_lazy("xã đang nhập"),
    "SUBMITTED": gettext_lazy("xã đã gửi"),
    "VERIFYING": gettext_lazy("sở, ngành đang thẩm định"),
    "CONSOLIDATED": gettext_lazy("Văn phòng đã tổng hợp"),
    "FROZEN": gettext_lazy("đã chốt"),
}
MOVES: Final = {
    "gained": gettext_lazy("đạt thêm tiêu chí so với kỳ so sánh"),
    "lost": gettext_lazy("mất tiêu chí so với kỳ so sánh"),
    "same": gettext_lazy("không đổi số tiêu chí đạt"),
    "new": gettext_lazy("không so sánh được với kỳ trước"),
}
ONE_VALUE: Final = (territory.COMMUNE_GROUP, ZONE, territory.REGION)
"""The classifications of which a commune has one value; flags may be several."""
FLAG_WORDS: Final = {
    "khu_vuc_1": gettext_lazy("Xã khu vực I"),
    "khu_vuc_2": gettext_lazy("Xã khu vực II"),
    "khu_vuc_3": gettext_lazy("Xã khu vực III"),
    "an_toan_khu": gettext_lazy("Xã an toàn khu"),
    "bai_ngang": gettext_lazy("Xã bãi ngang ven biển"),
    "bien_gioi": gettext_lazy("Xã biên giới"),
    "dac_biet_kho_khan": gettext_lazy("Xã đặc biệt khó khăn"),
}
"""The flags that the shipped data knows; another one is its own word."""
NOT_CLASSIFIED: Final = "-"


def legend() -> str:
    return "; ".join(f"{SIGNS[mark]}: {label}" for mark, label in MARKS.items())


def class_words(dimension: str, value: str) -> str:
    """A class as people call it: ``Nhóm xã: nhóm 1``; a flag is its own word."""
    if value == NOT_CLASSIFIED:
        return _("%(dimension)s: chưa xếp") % {"dimension": DIMENSIONS.get(dimension, dimension)}
    word = str(CLASS_WORDS.get((dimension, value), value))
    if dimension == territory.FLAG:
        return str(FLAG_WORDS.get(value, word))
    return _("%(dimension)s: %(value)s") % {"dimension": DIMENSIONS.get(dimension, dimension), "value": word}


def band_words(least: int, most: int) -> str:
    """Communes that meet so many criteria, in words."""
    if least == most:
        return _("%(n)s tiêu chí") % {"n": least}
    if least == 0:
        return _("dưới %(n)s tiêu chí") % {"n": most + 1}
    return _("%(low)s–%(high)s tiêu chí") % {"low": least, "high": most}
