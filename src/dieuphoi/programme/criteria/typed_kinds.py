"""Thresholds of several sub-conditions as people type them, by page and by table alike, and back.

Sections stand apart by ``|`` or on lines of their own, items by ``;``:

* ``nếu số trường > 3: csvc mức 1 >= 70; csvc tối thiểu >= 100 | nếu số trường <= 3: csvc mức 1 >= 50``
* ``ít nhất 2 trong: giao thông; y tế; văn hóa | bắt buộc: y tế | danh mục mở``
* ``ít nhất 70% nội dung | bắt buộc: y tế; văn hóa``
* ``từ Khá | thang: Yếu; Trung bình; Khá; Tốt | điểm: Trung bình 50; Khá 65; Tốt 80``
* ``80/100 điểm | bộ: Bộ tiêu chí y tế xã | nhóm: nhân lực 10/20; thuốc /30; khám bệnh 5``
* ``2 năm trước năm xét``, ``3 năm tính cả năm xét: 5``
* ``1,5 lần thu nhập lúc được công nhận``, ``1,1 lần ntm-xa-nang-cao-2021-2025#10``
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.numbers import format_number, parse_number
from dieuphoi.programme.criteria.engine.thresholds import as_decimal, fold
from dieuphoi.programme.criteria.sets import quantity_aliases, quantity_names

_SIGNS = {"≥": ">=", "≤": "<="}
_TEST = re.compile(r"\s*(?P<label>.*?)\s*(?P<sign>>=|<=|≥|≤|>|<|=)\s*(?P<value>[0-9][0-9.,]*)\s*%?\s*\Z")
_AT_LEAST = re.compile(r"ít nhất\s+(?P<n>[0-9]+)\s*(?:mục\s+)?trong\s*:?\s*(?P<items>.*)\Z", re.IGNORECASE)
_SHARE = re.compile(r"ít nhất\s+(?P<share>[0-9][0-9.,]*)\s*%\s*(?:số\s+)?nội dung\s*\Z", re.IGNORECASE)
_GRADE = re.compile(r"từ\s+(?P<grade>.+?)(?:\s+trở lên)?\s*\Z", re.IGNORECASE)
_SCORE = re.compile(r"(?P<score>[0-9][0-9.,]*)(?:\s*/\s*(?P<of>[0-9][0-9.,]*))?\s*điểm\s*\Z", re.IGNORECASE)
_WINDOW = re.compile(
    r"(?P<years>[0-9]+)\s+năm\s+(?P<until>trước năm xét|tính cả năm xét)\s*(?::\s*(?P<value>[0-9][0-9.,]*)\s*%?)?\s*\Z",
    re.IGNORECASE,
)
_TIMES = re.compile(r"(?P<ratio>[0-9][0-9.,]*)\s+lần\s+(?P<base>.+)\Z", re.IGNORECASE | re.DOTALL)
_BAND = re.compile(r"(?P<label>.+?)\s+(?P<least>[0-9][0-9.,]*)\s*\Z")
_GROUP = re.compile(r"(?P<label>.+?)\s+(?P<least>[0-9][0-9.,]*)?\s*(?:/\s*(?P<of>[0-9][0-9.,]*))?\s*\Z")
_IF, _ALWAYS = "nếu", "luôn"


def read_structured(text: str, comparator: str) -> Any | None:
    """The raw form of a threshold of several sub-conditions; ``None`` where ``text`` is none of these.

    Raises ``ValueError`` with words for people where it begins as one and cannot be read.
    """
    sections = [part.strip() for part in re.split(r"[|\n]", text) if part.strip()]
    if not sections:
        return None
    first, rest = sections[0], sections[1:]
    if re.match(rf"({_IF}|{_ALWAYS})\b", first, re.IGNORECASE) and ":" in first:
        return _cases(sections, comparator)
    if found := _AT_LEAST.match(first):
        raw: dict[str, Any] = {"value": _figure(found["n"]), "of": _items(found["items"])}
        return _listed(raw, rest)
    if found := _SHARE.match(first):
        return _listed({"share": _figure(found["share"])}, rest)
    if found := _SCORE.match(first):
        return _scored(found, rest)
    if (found := _GRADE.match(first)) and any(fold(part).startswith("thang") for part in rest):
        return _graded(found["grade"], rest)
    if found := _WINDOW.match(first):
        until = "before" if fold(found["until"]) == "truoc_nam_xet" else "including"
        window: dict[str, Any] = {"window": {"years": int(found["years"]), "until": until}}
        return window | ({"value": _figure(found["value"])} if found["value"] else {}) | _worded(rest)
    if found := _TIMES.match(first):
        return {"base": found["base"].strip(), "ratio": _figure(found["ratio"])} | _worded(rest)
    if re.match(r"ít nhất\b.*\b(?:trong|nội dung)\b.*[:;]", first, re.IGNORECASE):
        raise ValueError(
            _("Không đọc được danh mục. Hãy ghi như: ít nhất 2 trong: giao thông; y tế; văn hóa | bắt buộc: y tế.")
        )
    return None


def nice_structured(raw: Mapping[str, Any], comparator: str) -> str:
    """The text of a threshold of several sub-conditions; ``""`` where none of the forms above says it."""
    rest = dict(raw)
    wording = str(rest.pop("text", "") or "")
    told: list[str] = []
    if "cases" in rest:
        told = [_case_told(case, comparator) for case in rest.pop("cases")]
    elif isinstance(rest.get("of"), list) or "share" in rest:
        told = _listed_told(rest)
    elif "grade" in rest:
        told = [f"từ {rest.pop('grade')}", f"thang: {'; '.join(rest.pop('scale', []))}"]
        if bands := rest.pop("bands", None):
            told.append("điểm: " + "; ".join(f"{label} {_said(least)}" for label, least in bands.items()))
    elif "window" in rest:
        window = rest.pop("window")
        until = "trước năm xét" if window.get("until") == "before" else "tính cả năm xét"
        limit = rest.pop("value", None)
        told = [f"{window.get('years')} năm {until}" + ("" if limit is None else f": {_said(limit)}")]
    elif "score" in rest:
        told = _score_told(rest)
    elif "ratio" in rest and "base" in rest:
        told = [f"{_said(rest.pop('ratio'))} lần {rest.pop('base')}"]
    if not told or rest:
        return ""
    return " | ".join([*told, *([f"lời văn: {wording}"] if wording else [])])


# ------------------------------------------------------------------------------------------------- reading


def _cases(sections: list[str], comparator: str) -> dict[str, Any]:
    cases, more, always = [], {}, None
    for section in sections:
        head, _colon, tail = section.partition(":")
        if fold(head) == "loi_van":
            more = {"text": tail.strip()}
            continue
        demands: dict[str, str] = {}
        for piece in (part for part in tail.split(";") if part.strip()):
            found = _TEST.match(piece)
            if found is None or not found["label"]:
                told = _("Điều kiện con “%(text)s” không đọc được. Hãy ghi như: số trường đạt mức 1 >= 70.")
                raise ValueError(told % {"text": piece.strip()})
            if _SIGNS.get(found["sign"], found["sign"]) != comparator:
                told = _("Dấu “%(sign)s” không khớp với cột dấu so sánh (“%(row)s”).")
                raise ValueError(told % {"sign": found["sign"], "row": comparator})
            key = _quantity(found["label"])
            if key in demands:
                raise ValueError(_("Một điều kiện con nêu “%(text)s” hai lần.") % {"text": found["label"]})
            demands[key] = _figure(found["value"])
        condition = re.match(rf"{_IF}\s+(.+)", head.strip(), re.IGNORECASE)
        test = _TEST.match(condition[1]) if condition else None
        if not demands or (condition and (test is None or not test["label"])):
            told = _("Trường hợp “%(text)s” không đọc được. Hãy ghi như: nếu số trường > 3: trường đạt mức 1 >= 70.")
            raise ValueError(told % {"text": section})
        if test is None:
            always = demands
            continue
        sign = _SIGNS.get(test["sign"], test["sign"])
        cases.append({"when": f"{_quantity(test['label'])} {sign} {_plain(test['value'])}", **demands})
    if always is not None:
        if cases:
            raise ValueError(_("Hãy ghi “nếu …” cho mọi trường hợp, hoặc chỉ một “luôn: …”."))
        return {**always, **more}
    return {"cases": cases, **more}


def _listed(raw: dict[str, Any], rest: list[str]) -> dict[str, Any]:
    for section in rest:
        head, _colon, tail = section.partition(":")
        match fold(head):
            case "bat_buoc":
                raw["mandatory"] = _items(tail)
            case "danh_muc_mo":
                raw["list_open"] = True
            case "danh_muc_dong":
                raw["list_open"] = False
            case _:
                raw |= _worded([section])
    return raw


def _graded(grade: str, rest: list[str]) -> dict[str, Any]:
    raw: dict[str, Any] = {"grade": grade.strip()}
    for section in rest:
        head, _colon, tail = section.partition(":")
        if fold(head) == "thang":
            raw["scale"] = _items(tail)
        elif fold(head) == "diem":
            bands = {}
            for piece in _items(tail):
                found = _BAND.match(piece)
                if found is None:
                    raise ValueError(_("Thang điểm “%(text)s” không đọc được. Hãy ghi như: Khá 65.") % {"text": piece})
                bands[found["label"]] = _figure(found["least"])
            raw["bands"] = bands
        else:
            raw |= _worded([section])
    return raw


def _scored(found: re.Match[str], rest: list[str]) -> dict[str, Any]:
    raw: dict[str, Any] = {"score": _figure(found["score"])}
    if found["of"]:
        raw["of"] = _figure(found["of"])
    for section in rest:
        head, _colon, tail = section.partition(":")
        if fold(head) == "bo":
            raw["set"] = tail.strip()
        elif fold(head) == "nhom":
            groups = []
            for piece in _items(tail):
                group = _GROUP.match(piece)
                if group is None or not (group["least"] or group["of"]):
                    told = _("Nhóm “%(text)s” không đọc được. Hãy ghi như: nhân lực 10/20 (cần 10 trên 20 điểm).")
                    raise ValueError(told % {"text": piece})
                groups.append(
                    {"label": group["label"]}
                    | ({"of": _figure(group["of"])} if group["of"] else {})
                    | ({"at_least": _figure(group["least"])} if group["least"] else {})
                )
            raw["groups"] = groups
        else:
            raw |= _worded([section])
    return raw


def _worded(sections: list[str]) -> dict[str, str]:
    for section in sections:
        head, _colon, tail = section.partition(":")
        if fold(head) != "loi_van":
            raise ValueError(_("Không hiểu phần “%(text)s” của mức đạt.") % {"text": section})
        return {"text": tail.strip()}
    return {}


def _items(text: str) -> list[str]:
    return [piece.strip() for piece in text.split(";") if piece.strip()]


def _quantity(label: str) -> str:
    key = fold(label)
    return quantity_aliases().get(key, key)


def _plain(text: str) -> str:
    return f"{parse_number(text.strip()).value:f}"


def _figure(text: str) -> Any:
    """A number as the data keeps it: whole ones as integers, others as exact text."""
    number = parse_number(text.strip()).value
    return int(number) if number == number.to_integral_value() else f"{number:f}"


# ------------------------------------------------------------------------------------------------- telling


def _said(value: Any) -> str:
    number = as_decimal(value)
    return str(value) if number is None else format_number(number).replace(".", "")


def _name(key: str) -> str:
    names = quantity_names()
    return names[key][0] if key in names else key


def _case_told(case: Mapping[str, Any], comparator: str) -> str:
    quantity, sign, limit = str(case["when"]).split(" ")
    demands = "; ".join(
        f"{_name(key)} {comparator} {_said(value)}" for key, value in case.items() if key != "when"
    )
    return f"{_IF} {_name(quantity)} {sign} {_said(Decimal(limit))}: {demands}"


def _listed_told(rest: dict[str, Any]) -> list[str]:
    items = rest.pop("of", [])
    told = [f"ít nhất {rest.pop('value')} trong: {'; '.join(items)}" if "value" in rest else ""]
    if "share" in rest:
        told = [f"ít nhất {_said(rest.pop('share'))}% nội dung"]
        if items:
            return []
    if "mandatory" in rest:
        told.append(f"bắt buộc: {'; '.join(rest.pop('mandatory'))}")
    if "list_open" in rest:
        told.append("danh mục mở" if rest.pop("list_open") else "danh mục đóng")
    return told


def _score_told(rest: dict[str, Any]) -> list[str]:
    most = rest.pop("of", None)
    told = [f"{_said(rest.pop('score'))}{'' if most is None else f'/{_said(most)}'} điểm"]
    if "set" in rest:
        told.append(f"bộ: {rest.pop('set')}")
    if "groups" in rest:
        groups = [
            f"{group['label']} {_said(group['at_least']) if 'at_least' in group else ''}"
            f"{'/' + _said(group['of']) if 'of' in group else ''}".rstrip()
            for group in rest.pop("groups")
        ]
        told.append("nhóm: " + "; ".join(groups))
    return told
