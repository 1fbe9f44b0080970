"""What pages of criteria sets show: plain data from records, in words; no query of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from markupsafe import Markup, escape

from dieuphoi.core.kernel.dates import format_date, format_datetime
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.text import fold as plain_fold
from dieuphoi.core.register.tables import StateLook, Words
from dieuphoi.core.ui.icons import icon
from dieuphoi.programme.criteria import kinds, sets
from dieuphoi.programme.criteria.engine.rows import ALL, GENERAL
from dieuphoi.programme.criteria.engine.thresholds import Cell, parse_cell
from dieuphoi.programme.criteria.kind_words import KIND_WORDS
from dieuphoi.programme.criteria.states import VersionState
from dieuphoi.programme.criteria.words import PROVENANCE_TONES, PROVENANCE_WORDS, threshold_in_words

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
_INPUT_WORDS = {
    "number": gettext_lazy("một con số (hoặc tử số/mẫu số)"),
    "grade": gettext_lazy("một bậc xếp loại (hoặc số điểm)"),
    "passfail": gettext_lazy("Đạt hoặc Không đạt"),
    "presence": gettext_lazy("Có, Không hoặc số trường hợp"),
}
_CONFIDENCE = {
    "high": gettext_lazy("nhớ chắc"),
    "medium": gettext_lazy("nhớ khá chắc"),
    "low": gettext_lazy("nhớ không chắc"),
}
_DOUBTED_PARTS = {
    "comparator": gettext_lazy("dấu so sánh"),
    "name": gettext_lazy("tên chỉ tiêu"),
    "unit": gettext_lazy("đơn vị tính"),
    "applicable_if": gettext_lazy("điều kiện áp dụng"),
    "mandatory_items": gettext_lazy("danh sách nội dung bắt buộc"),
}
_SIGNS = {
    ">=": gettext_lazy("từ mức đạt trở lên"),
    "<=": gettext_lazy("không quá mức đạt"),
    ">": gettext_lazy("lớn hơn mức đạt"),
    "<": gettext_lazy("nhỏ hơn mức đạt"),
    "=": gettext_lazy("bằng đúng mức đạt"),
}
_DIMENSIONS = {
    "region7": gettext_lazy("theo bảy vùng"),
    "commune_group3": gettext_lazy("theo ba nhóm xã"),
}


# ------------------------------------------------------------------------------------------------ small words


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


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def effective_words(version: Any) -> str:
    """``01/12/2016 – 07/03/2022``: the last day is the one the data gives, open where it gives none."""
    head = version.header.get("set", {})
    first, last = version.effective.lower, _day(head.get("effective_to"))
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


# ------------------------------------------------------------------------------------------------- rows


def engine_row(row: Any) -> sets.Indicator:
    """The row as the engine takes it, with the confirmations that ``selectors.rows`` read along."""
    found: sets.Indicator | None = row.__dict__.get("_engine_row")
    if found is None:
        confirmed = [*(row.cells_read or ()), *([sets.WHOLE_ROW] if row.read_whole else [])]
        found = replace(sets.indicator_from_dict(row.raw), confirmed=tuple(sorted(confirmed)))
        row.__dict__["_engine_row"] = found
    return found


def code_words(row: Any) -> str:
    """The code, or that the decision's code is not known yet (the place in the database is no code)."""
    return str(row.raw.get("code") or "") or _("chưa có mã")


def has_code(row: Any) -> bool:
    return bool(row.raw.get("code"))


def criterion_words(row: Any) -> str:
    return f"{row.criterion.number}. {row.criterion.name}"


def column_name(column: str, territories: Mapping[str, str]) -> str:
    """The heading of a threshold column."""
    if column == ALL:
        return _("Mọi đơn vị")
    if column == GENERAL:
        return _("Chỉ tiêu chung")
    return territories.get(column, column)


def territories_of(version: Any) -> dict[str, str]:
    """The territory columns that the set names: ``{code: name}`` in its order."""
    return {str(t["code"]): str(t["name"]) for t in version.header.get("set", {}).get("territories") or ()}


def columns_of(version: Any) -> list[tuple[str, str]]:
    """The columns a row of this version may use, ``(code, heading)``: for all, then its territories."""
    territories = territories_of(version)
    return [(code, column_name(code, territories)) for code in (ALL, *territories)]


def ordered_columns(names: Iterable[str], territories: Mapping[str, str]) -> list[str]:
    """Threshold columns in the order of the decision: for all, general, then the territories."""
    order = [ALL, GENERAL, *territories]
    return sorted(set(names), key=lambda name: (order.index(name) if name in order else len(order), name))


def cell_words(row: sets.Indicator, column: str) -> str:
    """The threshold of one column in words, ``""`` where the table has none."""
    return threshold_in_words(dict(row.thresholds or ()).get(column), row.comparator, row.unit)


def is_doubted(row: sets.Indicator, column: str) -> bool:
    """The row has a source, yet this cell may not judge. (A row without a source is marked as a whole.)"""
    cell = dict(row.thresholds or ()).get(column)
    return cell is not None and row.has_source and not row.trusts(column)


def doubt_mark() -> Markup:
    return Markup(' <span class="badge badge-warn">{}{}</span>').format(icon("question"), _("cần kiểm lại"))


def applying_column(row: sets.Indicator, column: str) -> str:
    """The column that judges communes of ``column``: its own, else the one for all, as in the engine."""
    return ALL if column not in dict(row.thresholds or ()) else column


def cell_text_of(row: Any, column: str) -> str:
    """What an export writes into a threshold cell: the words, and the doubt beside them."""
    indicator = engine_row(row)
    column = applying_column(indicator, column)
    words = cell_words(indicator, column)
    return f"{words} ({_('cần kiểm lại')})" if is_doubted(indicator, column) else words


def cell_html_of(row: Any, column: str) -> Markup:
    indicator = engine_row(row)
    column = applying_column(indicator, column)
    words = escape(cell_words(indicator, column))
    return words + doubt_mark() if is_doubted(indicator, column) else words


def cells_merged(row: Any, columns: Sequence[str]) -> Markup | None:
    """The one cell that stands for all ``columns`` where they say the same, else ``None``."""
    if len(columns) < 2 or len({cell_text_of(row, column) for column in columns}) > 1:
        return None
    return cell_html_of(row, columns[0])


def table_columns(engine: sets.SetVersion) -> list[str]:
    """The threshold columns of a set's table; what holds for all stands in each of the territories'."""
    territories = {t.code: t.name for t in engine.territories}
    names = {name for row in engine.indicators for name, _cell in row.thresholds or ()}
    if names - {ALL}:
        names.discard(ALL)
    return ordered_columns(names, territories)


def thresholds_in_one(row: Any) -> str:
    """All thresholds of a row in one text; columns that say the same are said once."""
    indicator = engine_row(row)
    territories = territories_of(row.version)
    return thresholds_joined(indicator, territories)


def thresholds_joined(indicator: sets.Indicator, territories: Mapping[str, str]) -> str:
    said: dict[str, list[str]] = {}
    for column in ordered_columns((name for name, _cell in indicator.thresholds or ()), territories):
        words = cell_words(indicator, column)
        if words:
            mark = f" ({_('cần kiểm lại')})" if is_doubted(indicator, column) else ""
            said.setdefault(words + mark, []).append(column)
    if len(said) == 1:
        return next(iter(said))
    return "; ".join(
        f"{', '.join(column_name(c, territories) for c in columns)}: {words}"
        for words, columns in said.items()
    )


def responsible_words(row: Any) -> str:
    """The ministry with how far that is known: ``Bộ Xây dựng (nhớ lại, chưa kiểm chứng)``."""
    indicator = engine_row(row)
    if not indicator.responsible:
        return ""
    return f"{indicator.responsible} ({sourced_briefly(indicator.responsible_source)})"


def responsible_html(row: Any) -> Markup:
    indicator = engine_row(row)
    if not indicator.responsible:
        return Markup("")
    known = sourced_briefly(indicator.responsible_source)
    return Markup('{}<br><span class="muted">{}</span>').format(indicator.responsible, known)


def note_words(row: Any) -> str:
    """What the data says beside the row, the decision that amended it first."""
    indicator = engine_row(row)
    extra = indicator.extra or {}
    parts = []
    if extra.get("amended_by"):
        parts.append(_("Được sửa bởi %(decision)s.") % {"decision": _joined(extra["amended_by"])})
    if indicator.applicable_if:
        parts.append(_("Chỉ áp dụng khi: %(what)s.") % {"what": indicator.applicable_if})
    if indicator.note:
        parts.append(indicator.note)
    return " ".join(parts)


def doubts_words(indicator: sets.Indicator, territories: Mapping[str, str]) -> str:
    """The parts that the data itself doubts, in words."""
    names = dict.fromkeys((*indicator.needs_check, *indicator.unverified_thresholds))
    known = {ALL, GENERAL, *territories}
    return ", ".join(
        column_name(name, territories) if name in known else str(_DOUBTED_PARTS.get(name, name))
        for name in names
    )


def provenance_badge(provenance: str) -> Markup:
    look = PROVENANCE_LOOKS[provenance]
    return Markup('<span class="badge badge-{}">{}{}</span>').format(look.tone, icon(look.icon), look.label)


def provenance_html(row: Any) -> Markup:
    """The row's badge, and a second one where a cell of it is doubted."""
    indicator = engine_row(row)
    badge = provenance_badge(row.provenance_now)
    doubted = any(is_doubted(indicator, column) for column, _cell in indicator.thresholds or ())
    return badge + doubt_mark() if doubted else badge


def provenance_text(row: Any) -> str:
    indicator = engine_row(row)
    words = str(PROVENANCE_LOOKS[row.provenance_now].label)
    doubted = [c for c, _cell in indicator.thresholds or () if is_doubted(indicator, c)]
    return f"{words}; {_('có ô cần kiểm lại')}" if doubted else words


# ------------------------------------------------------------------------------------------------- one row


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
                % {"what": ", ".join(str(_DOUBTED_PARTS.get(name, name)) for name in whole)}
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
                texts.append(str(_CONFIDENCE.get(str(item), item)))
            elif key in _ADDRESS_KEYS:
                inner = said(item)
                addresses += [address for line in inner for address in line.addresses]
                texts += [line.text for line in inner if line.text]
            elif isinstance(item, Mapping) or (
                isinstance(item, list | tuple) and any(map(_is_mapping, item))
            ):
                lines += said(item)
            else:
                texts.append(_joined(item))
        return [Said(" – ".join(text for text in texts if text), tuple(addresses)), *lines]
    if is_address(value):
        return [Said("", (str(value),))]
    return [Said(_joined(value))]


def _is_mapping(value: object) -> bool:
    return isinstance(value, Mapping)


def _joined(value: object) -> str:
    """A value of the data in one line: ISO days as days for people, the words of the files in Vietnamese."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, Mapping):
        return "; ".join(_joined(item) for item in value.values())
    if isinstance(value, list | tuple):
        return ", ".join(_joined(item) for item in value)
    text = str(value)
    try:
        return format_date(date.fromisoformat(text)) if len(text) == 10 else source_words(text)
    except ValueError:
        return text


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
    return [(label, _joined(extra[key])) for key, label in _ROW_SAYS if extra.get(key)]


def confidence_words(indicator: sets.Indicator) -> str:
    return str(_CONFIDENCE.get(indicator.recall_confidence or "", indicator.recall_confidence or ""))


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
    sign = _SIGNS.get(indicator.comparator)
    if sign is None:
        return _("Máy so số liệu với mức đạt của cột áp dụng cho xã.")
    return _("Máy so số liệu với mức đạt của cột áp dụng cho xã: %(sign)s là đạt.") % {"sign": sign}


def asked_for(indicator: sets.Indicator) -> list[tuple[str, str, str]]:
    """What is typed for the row: name, what may be typed, unit."""
    return [
        (asked.name, str(_INPUT_WORDS.get(asked.what, asked.what)), asked.unit)
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


# ------------------------------------------------------------------------------------------------- one set


def provenance_figures(version: Any) -> list[tuple[str, str, int, str]]:
    """The legend: provenance, its words, how many rows are of it now, what it means for judging."""
    counts = {
        "SOURCED": version.sourced,
        "CONFIRMED": version.confirmed,
        "RECALLED": version.recalled,
        "EMPTY": version.empty,
    }
    return [
        (name, str(PROVENANCE_LOOKS[name].label), count, str(PROVENANCE_MEANS[name]))
        for name, count in counts.items()
    ]


def missing_words(engine: sets.SetVersion) -> str:
    """Why the set as a whole does not judge, ``""`` where it does."""
    if engine.conditions and not engine.criteria:
        return _("Bộ này gồm các điều kiện, không phải bảng tiêu chí; phần mềm hiện để đọc, chưa chấm.")
    missing = sets.missing_parts(engine, _)
    return _("Bộ này chưa chấm được vì %(what)s.") % {"what": "; ".join(missing)} if missing else ""


def resting_words(version: Any) -> str:
    """How many rows of a set do not judge by themselves, ``""`` where all do."""
    resting = version.recalled + version.empty
    if not resting:
        return ""
    return ngettext(
        "%(n)s/%(of)s dòng chưa được chấm: chưa kiểm chứng (chỉ chấm thử, có ghi nhãn) hoặc chưa có ngưỡng.",
        "%(n)s/%(of)s dòng chưa được chấm: chưa kiểm chứng (chỉ chấm thử, có ghi nhãn) hoặc chưa có ngưỡng.",
        resting,
    ) % {"n": format_number(resting), "of": format_number(version.rows_there)}


def head_pairs(version: Any) -> list[tuple[Words, Any]]:
    """The head of a set's page."""
    head = version.header.get("set", {})
    decision = decision_words(version)
    if head.get("annex") or head.get("decision", {}).get("annex"):
        decision += f", {head.get('annex') or head['decision']['annex']}"
    dimension = _DIMENSIONS.get(version.territory_dimension, version.territory_dimension)
    return [
        (_("Quyết định"), decision),
        (_("Cơ quan ban hành"), version.issuer),
        (_("Hiệu lực"), effective_words(version)),
        (_("Cấp và bậc"), level_words(version)),
        (_("Tiêu chí (đã có/theo quyết định)"), there_of(version.criteria_there, version.expected_criteria)),
        (_("Chỉ tiêu (đã có/theo quyết định)"), rows_words(version)),
        (_("Mức đạt chia"), dimension or _("không chia cột")),
        (_("Công bố trong phần mềm"), format_datetime(version.published_at) if version.published_at else ""),
    ]


_SET_SAYS: tuple[tuple[str, Words], ...] = (
    ("status_note", gettext_lazy("Tình trạng dữ liệu")),
    ("territory_warning", gettext_lazy("Cảnh báo")),
    ("effective_from_note", gettext_lazy("Về ngày hiệu lực")),
    ("effective_from_source", gettext_lazy("Nguồn của ngày hiệu lực")),
    ("effective_note", gettext_lazy("Về hiệu lực")),
    ("effective_to_note", gettext_lazy("Về ngày hết hiệu lực")),
    ("effective_to_source", gettext_lazy("Nguồn của ngày hết hiệu lực")),
    ("replaces", gettext_lazy("Thay thế")),
    ("replaces_source", gettext_lazy("Nguồn của việc thay thế")),
    ("replaces_note", gettext_lazy("Về việc thay thế")),
    ("amended_by", gettext_lazy("Được sửa bởi")),
    ("legal_basis", gettext_lazy("Căn cứ")),
    ("counts", gettext_lazy("Nguồn của số tiêu chí, chỉ tiêu")),
    ("counts_status", gettext_lazy("Về số tiêu chí, chỉ tiêu")),
    ("delegation", gettext_lazy("Phân cấp cho tỉnh")),
    ("prerequisite", gettext_lazy("Điều kiện trước")),
    ("depends_on", gettext_lazy("Phụ thuộc bộ")),
    ("transitional", gettext_lazy("Chuyển tiếp")),
    ("recognition", gettext_lazy("Công nhận")),
    ("tiers_note", gettext_lazy("Về các bậc")),
    ("pilot_source", gettext_lazy("Nguồn của việc thí điểm")),
    ("programme_target", gettext_lazy("Mục tiêu của Chương trình")),
    ("used_by", gettext_lazy("Được dùng ở")),
    ("other_levels", gettext_lazy("Cấp khác")),
    ("related_sets", gettext_lazy("Bộ liên quan")),
    ("guided_by", gettext_lazy("Văn bản hướng dẫn")),
    ("provincial_sets", gettext_lazy("Văn bản của tỉnh")),
    ("primary_text", gettext_lazy("Toàn văn")),
    ("text_source", gettext_lazy("Nguồn câu chữ")),
    ("press_source", gettext_lazy("Nguồn báo chí")),
    ("groups_source", gettext_lazy("Nguồn của việc chia nhóm")),
    ("sources_other", gettext_lazy("Nguồn khác")),
    ("see_also", gettext_lazy("Xem thêm")),
)


def set_says(version: Any) -> list[tuple[Words, list[Said]]]:
    """Sources and notes of a set, labelled, in a fixed order."""
    head = dict(version.header.get("set", {}))
    counts = head.get("counts") or {}
    head["counts"] = {key: counts[key] for key in ("source", "note") if counts.get(key)}
    found: list[tuple[Words, list[Said]]] = []
    if head.get("decision", {}).get("source"):
        found.append((_("Nguồn của quyết định"), said({"source": head["decision"]["source"]})))
    for key, label in _SET_SAYS:
        lines = [line for line in said(head.get(key)) if line.text or line.addresses]
        if lines:
            found.append((label, lines))
    return found


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A special rule in words."""

    words: str
    decision: str
    since: date | None
    said: tuple[Said, ...]


def rule_lines(engine: sets.SetVersion) -> list[RuleLine]:
    """The special rules that the engine applies, then those the data has in words only."""
    texts = {str(rule.get("id")): rule for rule in (engine.extra or {}).get("special_rules_text") or ()}
    lines = []
    for rule in engine.special_rules:
        words = _("%(who)s: áp dụng mức của cột %(column)s, dù xã ở vùng nào") % {
            "who": rule.name[:1].upper() + rule.name[1:],
            "column": engine.territory_name(rule.column),
        }
        lines.append(
            RuleLine(words, rule.decision, rule.effective_from, tuple(said({"source": rule.source})))
        )
    known = {rule.id for rule in engine.special_rules}
    for name, text in texts.items():
        if name not in known:
            rest = {key: text[key] for key in ("source", "note") if text.get(key)}
            since = _day(text.get("effective_from"))
            lines.append(
                RuleLine(
                    str(text.get("rule") or ""), str(text.get("decision") or ""), since, tuple(said(rest))
                )
            )
    return lines


@dataclass(frozen=True, slots=True)
class AmendedRow:
    """One row of an amendment."""

    criterion: str
    code: str
    name: str
    thresholds: str
    provenance: Markup
    note: str


def amendment_lines(engine: sets.SetVersion) -> list[tuple[str, date, list[AmendedRow]]]:
    """Amendments: decision, first day, the rows they replace."""
    territories = {t.code: t.name for t in engine.territories}
    return [
        (
            amendment.decision,
            amendment.effective_from,
            [
                AmendedRow(
                    f"{change.number}. {change.name}",
                    row.code,
                    row.name,
                    thresholds_joined(row, territories),
                    provenance_badge(row.provenance.value),
                    row.note or "",
                )
                for change in amendment.changes
                for row in change.indicators
            ],
        )
        for amendment in engine.amendments
    ]


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """A condition of a set that is no table."""

    id: str
    text: str
    known: Markup
    address: str
    notes: tuple[str, ...]


def condition_lines(engine: sets.SetVersion) -> list[ConditionLine]:
    """Conditions in words, each with whether it has a source and what is still to be checked."""
    lines = []
    for condition in engine.conditions:
        extra = condition.extra or {}
        notes = []
        if extra.get("applicable_if"):
            notes.append(_("Chỉ áp dụng khi: %(what)s.") % {"what": extra["applicable_if"]})
        if extra.get("mandatory_items"):
            notes.append(
                _("Nội dung bắt buộc: %(what)s.") % {"what": "; ".join(map(str, extra["mandatory_items"]))}
            )
        if extra.get("needs_check"):
            names = [str(_DOUBTED_PARTS.get(name, name)) for name in extra["needs_check"]]
            notes.append(_("Cần kiểm lại: %(what)s.") % {"what": ", ".join(names)})
        if extra.get("note"):
            notes.append(str(extra["note"]))
        sourced = is_address(condition.source)
        lines.append(
            ConditionLine(
                condition.id,
                condition.text,
                provenance_badge("SOURCED" if sourced else "RECALLED"),
                str(condition.source) if sourced else "",
                tuple(notes),
            )
        )
    return lines


# ------------------------------------------------------------------------------------------------- beside the rows


def typed_words(row: Any, value: Any) -> str:
    """A threshold of a province for a row, in words."""
    comparator = str(row.raw.get("comparator") or "is")
    return threshold_in_words(parse_cell(value, comparator), comparator, row.unit or None)


def national_words(row: Any) -> str:
    """What the national row itself says of its threshold."""
    return thresholds_joined(sets.indicator_from_dict(row.raw), {})


def range_words(start: date | None, end: date | None) -> str:
    """``01/07/2025 – 31/12/2026`` from a range ``[from, to)``; open ends in words."""
    if end is not None:
        return f"{format_date(start) if start else '…'} – {format_date(end - timedelta(days=1))}"
    return _("từ %(day)s") % {"day": format_date(start)} if start else _("có từ trước")


def decision_and_day(number: str, day: date | None) -> str:
    return number if day is None else _("%(number)s ngày %(day)s") % {"number": number, "day": format_date(day)}


def answer_item(answer: Any, who: str) -> dict[str, str]:
    """An answer in the shape of ``ui.timeline``."""
    org = "" if answer.org is None else answer.org.name
    return {
        "when": format_datetime(answer.recorded_at),
        "who": f"{who} – {org}" if org else who,
        "text": answer.text,
        "note": _("Căn cứ: %(source)s") % {"source": answer.source} if answer.source else "",
        "tone": "good",
    }


def owner_label(day: date, today: date) -> str:
    """The words before the owner of a row: of today, or of the day that is read."""
    if day == today:
        return _("Cơ quan thẩm định hôm nay")
    return _("Cơ quan thẩm định ngày %(day)s") % {"day": format_date(day)}


def band_words(band: Any) -> str:
    """``từ 5 đến 9`` criteria met."""
    if band.most is None:
        return _("từ %(least)s tiêu chí trở lên") % {"least": format_number(band.least)}
    if band.most == band.least:
        return _("%(n)s tiêu chí") % {"n": format_number(band.least)}
    return _("từ %(least)s đến %(most)s tiêu chí") % {
        "least": format_number(band.least),
        "most": format_number(band.most),
    }


DOCUMENT_KINDS: tuple[tuple[str, Words], ...] = (
    ("criteria", gettext_lazy("bộ tiêu chí")),
    ("amendment", gettext_lazy("sửa đổi, bổ sung")),
    ("recognition", gettext_lazy("công nhận, thu hồi")),
    ("programme", gettext_lazy("chương trình")),
    ("guidance", gettext_lazy("hướng dẫn")),
    ("ministry_thresholds", gettext_lazy("mức đạt của bộ, ngành")),
    ("external_standard", gettext_lazy("chuẩn ngoài chương trình")),
    ("external_subset", gettext_lazy("bộ chỉ tiêu con")),
    ("transitional", gettext_lazy("chuyển tiếp")),
    ("territory_list", gettext_lazy("danh sách địa bàn")),
    ("administrative", gettext_lazy("đơn vị hành chính")),
)


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document of the programme: what it is, when, about what, and where that was read."""

    number: str
    day: date | None
    date_words: str
    kind: str
    subject: str
    source: str
    says: tuple[str, ...]
    sets: tuple[tuple[str, int], ...]


def document_lines(kind: str, words: Sequence[str], versions: Mapping[str, int]) -> list[DocumentLine]:
    """The documents of a kind (``provincial``: of provinces; ``""``: all) that hold every word, newest first."""
    labels = dict(DOCUMENT_KINDS)
    found = []
    if kind != "provincial":
        for each in sets.legal_timeline():
            if kind and each["kind"] != kind:
                continue
            codes = [str(each["set"])] if each.get("set") else [str(code) for code in each.get("sets") or ()]
            says = [
                _("Sửa: %(what)s") % {"what": _joined(each["amends"])} if each.get("amends") else "",
                _("Thay thế: %(what)s") % {"what": _joined(each["replaces"])} if each.get("replaces") else "",
                _("Hiệu lực từ %(day)s") % {"day": _joined(each["effective_from"])}
                if each.get("effective_from")
                else "",
                str(each.get("note") or ""),
                str(each.get("source_note") or ""),
            ]
            found.append(_document(each, str(labels.get(each["kind"], each["kind"])), says, codes, versions))
    if kind in ("", "provincial"):
        for each in sets.provincial_index():
            says = [_("Đã đọc: %(what)s") % {"what": each.get("read") or ""}, str(each.get("note") or "")]
            line = _document(each, _("văn bản của tỉnh"), says, [], versions)
            found.append(replace(line, subject=f"{each['province']}: {line.subject or _('chưa biết tên')}"))
    if words:
        found = [
            line for line in found
            if all(word in plain_fold(f"{line.number} {line.subject} {' '.join(line.says)}") for word in words)
        ]  # fmt: skip
    return sorted(found, key=lambda line: (line.day or date.min, line.number), reverse=True)


def _document(
    each: Mapping[str, Any], kind: str, says: Iterable[str], codes: Iterable[str], versions: Mapping[str, int]
) -> DocumentLine:
    text = str(each.get("date") or "")
    day = date.fromisoformat(text) if len(text) == 10 else None
    return DocumentLine(
        str(each["number"] or _("chưa biết số")),
        day or (date(int(text[:4]), 1, 1) if text[:4].isdigit() else None),
        format_date(day) if day else str(each.get("date_precision") or text or _("chưa biết ngày")),
        kind,
        str(each.get("subject") or ""),
        str(each.get("source") or ""),
        tuple(word for word in says if word),
        tuple((code, versions[code]) for code in codes if code in versions),
    )


def print_groups(rows: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """Rows by criterion for a print: ``(criterion, rows)`` in order."""
    groups: dict[int, tuple[str, list[Any]]] = {}
    for row in rows:
        groups.setdefault(row.criterion_id, (criterion_words(row), []))[1].append(
            (code_words(row), row.name, thresholds_in_one(row), str(PROVENANCE_LOOKS[row.provenance_now].label))
        )
    return list(groups.values())


def row_thresholds(row: Any, version: Any) -> str:
    """All thresholds of a row of a version, without today's confirmations."""
    return thresholds_joined(sets.indicator_from_dict(row.raw), territories_of(version))


def relation_words(version: Any, base: Any) -> str:
    """Where a version came from: ``sửa đổi, bổ sung 491/QĐ-TTg``."""
    return f"{version.get_relation_display()} {base.decision_number}".strip()


def guidance_items(found: Iterable[tuple[Any, str]]) -> list[dict[str, Any]]:
    """Guidance for the page of a row; the text that stands comes first."""
    return [
        {
            "text": each.text,
            "source": each.source,
            "who": who,
            "when": format_datetime(each.recorded_at),
            "files": [(file.pk, file.name) for file in each.files.all()],
            "current": not hasattr(each, "superseded_by"),
        }
        for each, who in found
    ]


def question_items(found: Iterable[Any]) -> list[tuple[Any, str, str]]:
    """Questions for the page of a row: the question, when and by whom, and how many answers."""
    items = []
    for each in found:
        org = "" if each.org is None else each.org.name
        answers = _("chưa trả lời")
        if each.answer_count:
            answers = _("%(n)s trả lời") % {"n": format_number(each.answer_count)}
        items.append((each, " – ".join(part for part in (format_datetime(each.recorded_at), org) if part), answers))
    return items
