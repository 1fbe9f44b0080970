"""How provenance, states and decisions of sets look in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.register.tables import StateLook
from dieuphoi.programme.criteria.kind_words import KIND_WORDS
from dieuphoi.programme.criteria.states import VersionState
from dieuphoi.programme.criteria.words import PROVENANCE_TONES, PROVENANCE_WORDS

PROVENANCE_LOOKS = {
    name: StateLook(PROVENANCE_WORDS[name], PROVENANCE_TONES[name], mark)
    for name, mark in (
        ("SOURCED", "document"),
        ("CONFIRMED", "check"),
        ("RECALLED", "question"),
        ("EMPTY", "ring"),
    )
}
PROVENANCE_MEANS = {
    "SOURCED": gettext_lazy("đọc được ở địa chỉ có ghi; được dùng để chấm"),
    "CONFIRMED": gettext_lazy("người của Văn phòng đã đọc trong văn bản; được dùng để chấm"),
    "RECALLED": gettext_lazy("nhớ lại, chưa thấy văn bản; không chấm"),
    "EMPTY": gettext_lazy("chưa tìm được mức đạt; không chấm"),
}
STATE_LOOKS = {
    VersionState.DRAFT.value: StateLook(VersionState.DRAFT.label, "neutral", "edit"),
    VersionState.CONSULTING.value: StateLook(VersionState.CONSULTING.label, "accent", "people"),
    VersionState.PUBLISHED.value: StateLook(VersionState.PUBLISHED.label, "good", "check"),
    VersionState.RETIRED.value: StateLook(VersionState.RETIRED.label, "neutral", "lock"),
}
LEVELS = (
    ("commune", gettext_lazy("xã")),
    ("district", gettext_lazy("huyện")),
    ("province", gettext_lazy("tỉnh")),
)
TIERS = (
    ("basic", gettext_lazy("đạt chuẩn")),
    ("advanced", gettext_lazy("nâng cao")),
    ("model", gettext_lazy("kiểu mẫu")),
    ("modern_pilot", gettext_lazy("hiện đại (thí điểm)")),
)
INPUT_WORDS = {
    "number": gettext_lazy("một con số (hoặc tử số/mẫu số)"),
    "grade": gettext_lazy("một bậc xếp loại (hoặc số điểm)"),
    "passfail": gettext_lazy("Đạt hoặc Không đạt"),
    "presence": gettext_lazy("Có, Không hoặc số trường hợp"),
}
CONFIDENCE_WORDS = {
    "high": gettext_lazy("nhớ chắc"),
    "medium": gettext_lazy("nhớ khá chắc"),
    "low": gettext_lazy("nhớ không chắc"),
}
DOUBTED_PARTS = {
    "comparator": gettext_lazy("dấu so sánh"),
    "name": gettext_lazy("tên chỉ tiêu"),
    "unit": gettext_lazy("đơn vị tính"),
    "applicable_if": gettext_lazy("điều kiện áp dụng"),
    "mandatory_items": gettext_lazy("danh sách nội dung bắt buộc"),
}
SIGN_WORDS = {
    ">=": gettext_lazy("từ mức đạt trở lên"),
    "<=": gettext_lazy("không quá mức đạt"),
    ">": gettext_lazy("lớn hơn mức đạt"),
    "<": gettext_lazy("nhỏ hơn mức đạt"),
    "=": gettext_lazy("bằng đúng mức đạt"),
}
DIMENSION_WORDS = {
    "region7": gettext_lazy("theo bảy vùng"),
    "commune_group3": gettext_lazy("theo ba nhóm xã"),
}




def kind_words(kind: str) -> str:
    """What kind of indicator it is, in words; an unknown kind by its own name."""
    return str(KIND_WORDS.get(kind, kind))


def source_words(source: object) -> str:
    """Where something was read: the address as it stands, or how it came to be known."""
    text = str(source or "").strip()
    if not text:
        return _("không ghi nguồn")
    if text.startswith("recalled"):
        return _("nhớ lại, chưa kiểm chứng")
    if text == "inferred":
        return _("suy ra")
    if text == "not found":
        return _("chưa tìm được")
    return text


def is_address(text: object) -> bool:
    return str(text or "").startswith(("http://", "https://"))


def sourced_briefly(source: object) -> str:
    """Whether it has a source, in two or three words for a narrow cell; the address is on the row's page."""
    return _("có nguồn") if is_address(source) else source_words(source)


def level_words(version: Any) -> str:
    """``xã – nâng cao``"""
    level = dict(LEVELS).get(version.set.level, version.set.level)
    tier = dict(TIERS).get(version.set.tier, version.set.tier)
    return f"{level} – {tier}"


def day_of(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def effective_words(version: Any) -> str:
    """``01/12/2016 – 07/03/2022``: the last day is the one the data gives, open where it gives none."""
    head = version.header.get("set", {})
    first, last = version.effective.lower, day_of(head.get("effective_to"))
    if version.effective.upper is not None:
        # A later version took over before the day that the data gives.
        ended = version.effective.upper - timedelta(days=1)
        if last is None or ended < last:
            return f"{format_date(first) if first else '…'} – {format_date(ended)}"
    if first is None and last is None:
        return ""
    if last is None:
        return _("từ %(day)s") % {"day": format_date(first)}
    inferred = f" ({_('suy ra')})" if head.get("effective_to_source") == "inferred" else ""
    return f"{format_date(first) if first else '…'} – {format_date(last)}{inferred}"


def decision_words(version: Any) -> str:
    """``1980/QĐ-TTg ngày 17/10/2016``"""
    if version.decision_on is None:
        return str(version.decision_number)
    return _("%(number)s ngày %(day)s") % {
        "number": version.decision_number,
        "day": format_date(version.decision_on),
    }


def there_of(there: int, expected: int | None) -> str:
    """``6/47``; ``12/?`` where the decision's number is not known."""
    return f"{format_number(there)}/{'?' if expected is None else format_number(expected)}"


def rows_words(version: Any) -> str:
    """How many rows a set has of those its decision says; the conditions of a set that is no table."""
    conditions = len(version.header.get("conditions") or ())
    if conditions and not version.rows_there:
        return _("%(n)s điều kiện") % {"n": format_number(conditions)}
    return there_of(version.rows_there, version.expected_indicators)


def breakable(text: str) -> Markup:
    """A long address or code that may break at any of its joints; copied, it is the same text."""
    pieces = re.findall(r"[^/\-_?&=.%+#]{1,16}[/\-_?&=.%+#]*|[/\-_?&=.%+#]+", text)
    return Markup("<wbr>").join(pieces)


def is_mapping(value: object) -> bool:
    return isinstance(value, Mapping)


def joined(value: object) -> str:
    """A value of the data in one line: ISO days as days for people, the words of the files in Vietnamese."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, Mapping):
        return "; ".join(joined(item) for item in value.values())
    if isinstance(value, list | tuple):
        return ", ".join(joined(item) for item in value)
    text = str(value)
    try:
        return format_date(date.fromisoformat(text)) if len(text) == 10 else source_words(text)
    except ValueError:
        return text
