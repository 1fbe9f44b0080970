"""What the page of one row says: cells with their doubts, sources, how it is judged, who read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from dieuphoi.core.kernel.dates import format_date, format_datetime
from dieuphoi.core.register.tables import Words
from dieuphoi.programme.criteria import kinds, sets
from dieuphoi.programme.criteria.engine.thresholds import Cell, parse_cell
from dieuphoi.programme.criteria.presenting.looks import (
    CONFIDENCE_WORDS,
    DOUBTED_PARTS,
    INPUT_WORDS,
    SIGN_WORDS,
    is_address,
    is_mapping,
    joined,
    source_words,
)
from dieuphoi.programme.criteria.presenting.rows import (
    cell_words,
    column_name,
    is_doubted,
    ordered_columns,
    provenance_badge,
    territories_of,
)
from dieuphoi.programme.criteria.words import threshold_in_words


@dataclass(frozen=True, slots=True)
class CellLine:
    """One threshold cell on the page of a row."""

    column: str
    name: str
    words: str
    provenance: Markup
    doubt: str


def cell_lines(indicator: sets.Indicator, territories: Mapping[str, str]) -> list[CellLine]:
    """The thresholds of a row, column by column, each with how far it may be trusted and why not."""
    names = [name for name, _cell in indicator.thresholds or ()]
    lines = []
    for column in ordered_columns(names, territories):
        doubt = ""
        if is_doubted(indicator, column):
            whole = [name for name in indicator.needs_check if name not in names]
            doubt = (
                _("cần kiểm lại %(what)s của cả dòng")
                % {"what": ", ".join(str(DOUBTED_PARTS.get(name, name)) for name in whole)}
                if whole
                and column not in indicator.needs_check
                and column not in indicator.unverified_thresholds
                else _("dữ liệu ghi ô này chưa kiểm chứng")
            )
        lines.append(
            CellLine(
                column,
                column_name(column, territories),
                cell_words(indicator, column),
                provenance_badge(indicator.cell_provenance(column).value),
                doubt,
            )
        )
    return lines


@dataclass(frozen=True, slots=True)
class Said:
    """One thing the data says: its text and the addresses it was read at."""

    text: str
    addresses: tuple[str, ...] = ()


_ADDRESS_KEYS = ("url", "source", "sources", "sources_other", "see_also")
_UNSAID_KEYS = ("id", "applies_to")
_FIRST_KEYS = (
    "part",
    "province",
    "kind",
    "name",
    "number",
    "decision",
    "date",
    "text",
    "rule",
    "subject",
    "content",
)


def said(value: object) -> list[Said]:
    """Notes of the data (a text, a mapping, or a list of them) as lines of text with their addresses."""
    if value is None or value == "" or value == []:
        return []
    if isinstance(value, list | tuple):
        return [line for each in value for line in said(each)]
    if isinstance(value, Mapping):
        keys = sorted(
            value, key=lambda key: _FIRST_KEYS.index(key) if key in _FIRST_KEYS else len(_FIRST_KEYS)
        )
        lines: list[Said] = []
        addresses: list[str] = []
        texts: list[str] = []
        for key in keys:
            item = value[key]
            if key in _UNSAID_KEYS:
                continue
            if key == "recall_confidence":
                texts.append(str(CONFIDENCE_WORDS.get(str(item), item)))
            elif key in _ADDRESS_KEYS:
                inner = said(item)
                addresses += [address for line in inner for address in line.addresses]
                texts += [line.text for line in inner if line.text]
            elif isinstance(item, Mapping) or (
                isinstance(item, list | tuple) and any(map(is_mapping, item))
            ):
                lines += said(item)
            else:
                texts.append(joined(item))
        return [Said(" – ".join(text for text in texts if text), tuple(addresses)), *lines]
    if is_address(value):
        return [Said("", (str(value),))]
    return [Said(joined(value))]


_ROW_SAYS: tuple[tuple[str, Words], ...] = (
    ("membership", gettext_lazy("Vì sao ở tiêu chí này")),
    ("criterion_source", gettext_lazy("Nguồn của việc xếp vào tiêu chí")),
    ("code_status", gettext_lazy("Về mã")),
    ("thresholds_status", gettext_lazy("Về mức đạt")),
    ("wording", gettext_lazy("Về câu chữ")),
    ("exclusions", gettext_lazy("Ngoại lệ")),
    ("window", gettext_lazy("Khoảng thời gian xét")),
    ("guided_by", gettext_lazy("Văn bản hướng dẫn")),
    ("amended_by", gettext_lazy("Được sửa bởi")),
)


def row_says(indicator: sets.Indicator) -> list[tuple[Words, Any]]:
    """Everything else the data says of a row, labelled."""
    extra = indicator.extra or {}
    return [(label, joined(extra[key])) for key, label in _ROW_SAYS if extra.get(key)]


def confidence_words(indicator: sets.Indicator) -> str:
    return str(CONFIDENCE_WORDS.get(indicator.recall_confidence or "", indicator.recall_confidence or ""))


@dataclass(frozen=True, slots=True)
class Alternative:
    """Other figures that were met for the same row, with where."""

    source: str
    cells: tuple[tuple[str, str], ...]


def alternatives(indicator: sets.Indicator, territories: Mapping[str, str]) -> list[Alternative]:
    found = []
    for each in (indicator.extra or {}).get("alternative_values") or ():
        cells = []
        for column in ordered_columns((key for key in each if key != "source"), territories):
            raw = each[column]
            by_year = isinstance(raw, Mapping) and all(str(key).isdigit() for key in raw)
            cell: Cell | None = parse_cell({"by_year": raw} if by_year else raw, indicator.comparator)
            words = threshold_in_words(cell, indicator.comparator, indicator.unit)
            cells.append((column_name(column, territories), words))
        found.append(Alternative(source_words(each.get("source")), tuple(cells)))
    return found


def how_judged(indicator: sets.Indicator) -> str:
    """How a row of this kind comes to its verdict, in a sentence."""
    if not kinds.is_supported(indicator):
        return _("Phần mềm chưa tự chấm được loại này: cơ quan phụ trách kết luận bằng văn bản.")
    if kinds.kind_of(indicator).concludes_only:
        return _("Cơ quan phụ trách kết luận đạt hay không đạt bằng văn bản; lời xã tự báo không đủ.")
    sign = SIGN_WORDS.get(indicator.comparator)
    if sign is None:
        return _("Máy so số liệu với mức đạt của cột áp dụng cho xã.")
    return _("Máy so số liệu với mức đạt của cột áp dụng cho xã: %(sign)s là đạt.") % {"sign": sign}


def asked_for(indicator: sets.Indicator) -> list[tuple[str, str, str]]:
    """What is typed for the row: name, what may be typed, unit."""
    return [
        (asked.name, str(INPUT_WORDS.get(asked.what, asked.what)), asked.unit)
        for asked in kinds.kind_of(indicator).inputs(indicator)
    ]


def standards_words(indicator: sets.Indicator) -> str:
    return "; ".join(
        standard.name
        + (
            f" ({_('từ %(day)s') % {'day': format_date(standard.effective_from)}})"
            if standard.effective_from
            else ""
        )
        for standard in indicator.standards
    )


def reading_items(readings: Iterable[tuple[Any, str]], row: Any) -> list[dict[str, str]]:
    """Confirmations in the shape of ``ui.timeline``."""
    territories = territories_of(row.version)
    items = []
    for each, who in readings:
        cells = ", ".join(column_name(cell, territories) for cell in each.cells)
        text = _("Đã đọc cả dòng") if not each.cells else _("Đã đọc các ô: %(cells)s") % {"cells": cells}
        where = f"{each.document}, {each.page}" if each.page else each.document
        stale = each.content_hash != row.version.content_hash
        items.append(
            {
                "when": format_datetime(each.recorded_at),
                "who": who,
                "text": f"{text} – {where}",
                "note": _("Nội dung bộ đã khác khi xác nhận: lần đọc này không còn tính.") if stale else "",
                "tone": "neutral" if stale else "good",
            }
        )
    return items


def amendments_of_row(version: sets.SetVersion, code: str) -> list[tuple[str, date, sets.Indicator]]:
    """The amendments that replace the row of ``code``: decision, first day, the new row."""
    return [
        (amendment.decision, amendment.effective_from, row)
        for amendment in version.amendments
        for change in amendment.changes
        for row in change.indicators
        if code and row.code == code
    ]
