"""A threshold as people type it into one cell of a form or a sheet, and back, without loss.

``95`` · ``62,5`` · ``Đạt`` · ``Tỉnh quy định`` · ``Bộ quy định: theo …`` · ``2021: 39; 2022: 42`` ·
``nước sạch >= 65; tập trung >= 35`` (behind ``|`` the wording of the decision); several sub-conditions, lists, grades,
scores and stretches of time as in :mod:`.typed_kinds`. What none of these can say is written
as the data's own JSON, so that every cell of every set goes out and comes back the same.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.numbers import format_number, parse_number
from dieuphoi.programme.criteria.engine.thresholds import CellFault, as_decimal, fold, parse_cell
from dieuphoi.programme.criteria.sets import cell_dict
from dieuphoi.programme.criteria.typed_kinds import nice_structured, read_structured

_YEAR = re.compile(r"\s*((?:19|20)[0-9]{2})\s*:\s*(.*?)\s*\Z")
_DEMAND = re.compile(r"\s*(?P<label>.*?)\s*(?P<sign>>=|<=|≥|≤|>|<|=)\s*(?P<value>[0-9][0-9.,]*)\s*%?\s*\Z")
_SIGNS = {"≥": ">=", "≤": "<="}
_LEFT_TO = {
    "tinh_quy_dinh": "province",
    "ubnd_tinh_quy_dinh": "province",
    "ubnd_cap_tinh_quy_dinh": "province",
    "bo_quy_dinh": "ministry",
    "bo_nganh_quy_dinh": "ministry",
}
_LEFT_LONGER = (
    (re.compile(r"(?:theo_)?(?:quy_dinh|huong_dan)_cua_(?:ubnd|uy_ban|tinh)"), "province"),
    (re.compile(r"ubnd_.*(?:quy_dinh|huong_dan)"), "province"),
    (re.compile(r"(?:theo_)?(?:quy_dinh|huong_dan)_cua_bo_"), "ministry"),
    (re.compile(r"bo_.*(?:quy_dinh|huong_dan|cong_bo)\Z"), "ministry"),
)
"""Longer wordings of a decision, kept as they were typed: "theo hướng dẫn của Bộ Y tế"."""
_LEFT_WORDS = {"province": "Tỉnh quy định", "ministry": "Bộ quy định"}


def cell_typed(raw: Any, comparator: str) -> str:
    """The threshold ``raw`` (plain form of the data) as it is typed; ``""`` for none."""
    if raw is None:
        return ""
    nice = _nice(raw, comparator)
    if nice:
        try:
            if read_cell(nice, comparator) == plain_cell(raw, comparator):
                return nice
        except ValueError:
            pass
    return json.dumps(raw, ensure_ascii=False, sort_keys=True)


def _nice(raw: Any, comparator: str) -> str:
    number = as_decimal(raw)
    if number is not None:
        return _number(number)
    if isinstance(raw, str):
        return raw
    if not isinstance(raw, Mapping):
        return ""
    if "by_year" in raw:
        return "; ".join(
            f"{year}: {'' if value is None else _number(Decimal(str(value)))}".rstrip()
            for year, value in sorted(raw["by_year"].items())
        )
    if "parts" in raw:
        demands = "; ".join(
            f"{part['label']} {part.get('comparator', comparator)} {_number(Decimal(str(part['value'])))}"
            for part in raw["parts"]
        )
        return f"{demands} | {raw['text']}" if raw.get("text") else demands
    if set(raw) <= {"set_by", "text"} and raw.get("set_by") in _LEFT_WORDS:
        words = _LEFT_WORDS[raw["set_by"]]
        return f"{words}: {raw['text']}" if raw.get("text") else words
    return nice_structured(raw, comparator)


def _number(value: Decimal) -> str:
    """Digits without a sign between thousands: what comes back is exactly this."""
    return format_number(value).replace(".", "") if abs(value) >= 1000 else format_number(value)


def plain_cell(raw: Any, comparator: str) -> Any:
    """``raw`` in the one plain form that versions keep. Raises ``ValueError`` where the data cannot be read."""
    return cell_dict(parse_cell(raw, comparator))


def read_cell(text: str, comparator: str) -> Any:
    """The plain form of a typed threshold; ``None`` for an empty one.

    Raises ``ValueError`` with words for people when it looks like a number, years or demands but is none.
    """
    text = unicodedata.normalize("NFC", text).strip()
    if not text or text in {"–", "-"}:
        return None
    if text[0] in '{"':
        try:
            return plain_cell(json.loads(text, parse_float=Decimal), comparator)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ValueError(_("Không đọc được mức đạt viết theo cấu trúc: %(why)s.") % {"why": error}) from error
    head, colon, tail = text.partition(":")
    left_to = _LEFT_TO.get(fold(head))
    if left_to is not None:
        return {"set_by": left_to, **({"text": tail.strip()} if colon and tail.strip() else {})}
    for pattern, by in _LEFT_LONGER:
        if pattern.match(fold(text)):
            return {"set_by": by, "text": text}
    if (structured := read_structured(text, comparator)) is not None:
        try:
            return plain_cell(structured, comparator)
        except CellFault as fault:
            raise ValueError(fault.words(_)) from fault
    table, bar, wording = text.partition("|")
    pieces = [piece for piece in table.split(";") if piece.strip()]
    years = [_YEAR.match(piece) for piece in pieces]
    if all(years) and not bar:
        values = {found[1]: None if not found[2] else _digits(found[2]) for found in years if found}
        return plain_cell({"by_year": values}, comparator)
    demands = [_DEMAND.match(piece) for piece in pieces]
    if all(demands):
        return _demands([found for found in demands if found], comparator, wording.strip())
    if text[0].isdigit() or text[0] in "+-":
        return _digits(text)
    return text


def _demands(found: list[re.Match[str]], comparator: str, wording: str) -> Any:
    signs = [_SIGNS.get(each["sign"], each["sign"]) for each in found]
    if len(found) == 1 and not found[0]["label"]:
        if signs[0] != comparator:
            raise ValueError(
                _("Dấu “%(sign)s” không khớp với cột dấu so sánh (“%(row)s”).") % {"sign": signs[0], "row": comparator}
            )
        return _digits(found[0]["value"])
    if any(not each["label"] for each in found):
        raise ValueError(_("Mỗi phần phải có tên, ví dụ: nước sạch >= 65; tập trung >= 35."))
    parts = [
        {"label": each["label"], "comparator": sign, "value": _digits(each["value"])}
        for each, sign in zip(found, signs, strict=True)
    ]
    return plain_cell({"parts": parts, **({"text": wording} if wording else {})}, comparator)


def _digits(text: str) -> str:
    return f"{parse_number(text.strip().removesuffix('%').strip()).value:f}"
