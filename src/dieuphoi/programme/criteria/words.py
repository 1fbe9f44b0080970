"""Criteria in words for pages and sheets: thresholds, kinds, provenance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.programme.criteria.engine.sentences import sentence_of
from dieuphoi.programme.criteria.engine.thresholds import (
    ByYear,
    Cases,
    Cell,
    Number,
    Parts,
    SetBy,
    Unread,
    Word,
    cell_text,
)
from dieuphoi.programme.criteria.engine.verdicts import IndicatorVerdict, TraceStep

SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "=", "is": ""}

PROVENANCE_WORDS = {
    "SOURCED": gettext_lazy("có nguồn"),
    "CONFIRMED": gettext_lazy("đã xác nhận theo văn bản"),
    "RECALLED": gettext_lazy("chưa kiểm chứng"),
    "EMPTY": gettext_lazy("chưa có ngưỡng"),
}
PROVENANCE_TONES = {"SOURCED": "good", "CONFIRMED": "good", "RECALLED": "warn", "EMPTY": "neutral"}


def threshold_in_words(cell: Cell | None, comparator: str, unit: str | None, *, year: int | None = None) -> str:
    """A threshold as people read it: ``≥ 95 %``, ``≥ 95 %, trong đó nước sạch ≥ 60 %``, ``Đạt``.

    ``year`` chooses the number of a threshold by year; without it all years are written.
    """
    sign = SIGNS.get(comparator, comparator)
    tail = f" {unit}" if unit else ""
    match cell:
        case None:
            return ""
        case Number(value=value):
            return f"{sign} {format_number(value)}{tail}".strip()
        case Word(text=text):
            return text
        case SetBy(text=text, by=by):
            return text or (_("do UBND cấp tỉnh quy định") if by == "province" else _("do bộ, ngành công bố"))
        case ByYear(years=years):
            if year is not None:
                asked = dict(years).get(year)
                return "" if asked is None else f"{sign} {format_number(asked)}{tail} ({year})"
            return "; ".join(f"{each}: {sign} {format_number(v)}" for each, v in years if v is not None) + tail
        case Parts(parts=parts):
            return "; ".join(
                f"{part.label} {SIGNS.get(part.comparator, part.comparator)} {format_number(part.value)}{tail}"
                for part in parts
            )
        case Cases(text=text) if text:
            return text
        case Unread():
            return _("dạng ngưỡng chưa đọc được")
    return cell_text(cell)


_COLUMN_WHY = {
    "all": gettext_lazy("một mức cho mọi xã"),
    "region": gettext_lazy("theo vùng của xã"),
    "group": gettext_lazy("theo nhóm của xã"),
    "rule": gettext_lazy("theo quy định riêng cho xã có đặc điểm này"),
    "not_classified": gettext_lazy("xã chưa được phân vùng, phân nhóm"),
    "no_threshold": gettext_lazy("bảng không có mức cho xã này"),
}


def sentence_in_words(judged: IndicatorVerdict | None) -> str:
    """The sentence of a verdict in the language of the page; empty where nothing was judged."""
    return "" if judged is None else sentence_of(judged.code, judged.trace, _)


def trace_in_words(trace: Iterable[TraceStep]) -> list[tuple[str, str]]:
    """How a verdict came to be, as pairs of label and words, in order."""
    lines = []
    for step in trace:
        data = step.data
        if step.step == "column":
            why = str(_COLUMN_WHY.get(str(data["why"]), data["why"]))
            lines.append((_("Cột áp dụng"), f"{data['name']} ({why})" if data.get("name") else why))
            if data.get("rule_name"):
                lines.append((_("Quy định riêng"), str(data["rule_name"])))
        elif step.step == "provenance":
            words = PROVENANCE_WORDS.get(str(data["provenance"]), _("tỉnh quy định"))
            lines.append((_("Nguồn của mức đạt"), str(words)))
        elif step.step == "threshold":
            sign = SIGNS.get(str(data["comparator"]), str(data["comparator"]))
            words = f"{sign} {_plain(data['cell'])} {data['unit'] or ''}".strip() if data["cell"] else _("chưa có")
            lines.append((_("Mức đạt"), f"{words} – {data['decision']}" if data.get("decision") else words))
        elif step.step in {"compare", "when"}:
            lines.append((_("So sánh"), _comparison(data)))
        elif step.step == "conclusion":
            lines.append((_("Kết luận của cơ quan phụ trách"), str(data["document"])))
        elif step.step == "not_applicable":
            lines.append((_("Chỉ áp dụng khi"), str(data["applicable_if"])))
    return lines


def _comparison(data: Mapping[str, Any]) -> str:
    sign = SIGNS.get(str(data.get("comparator")), str(data.get("comparator") or ""))
    if data.get("numerator") is not None:
        figure = f"{_plain(data['numerator'])}/{_plain(data.get('denominator'))}"
    else:
        figure = _plain(data.get("value"))
    part = f"{data['part']}: " if data.get("part") else ""
    held = {True: _("đạt"), False: _("không đạt"), None: _("chưa so sánh được")}[data.get("holds")]
    return f"{part}{figure or '–'} {sign} {_plain(data.get('threshold'))} → {held}".replace("  ", " ")


def _plain(value: Any) -> str:
    """A figure of a trace for people; words stay words."""
    if value is None:
        return ""
    try:
        return format_number(Decimal(str(value)))
    except ArithmeticError:
        return str(value)
