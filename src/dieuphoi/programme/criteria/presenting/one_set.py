"""What the page of one set says: head, sources, special rules, amendments, conditions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from markupsafe import Markup

from dieuphoi.core.kernel.dates import format_datetime
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.register.tables import Words
from dieuphoi.programme.criteria import sets
from dieuphoi.programme.criteria.presenting.looks import (
    DIMENSION_WORDS,
    DOUBTED_PARTS,
    PROVENANCE_LOOKS,
    PROVENANCE_MEANS,
    day_of,
    decision_words,
    effective_words,
    is_address,
    level_words,
    rows_words,
    there_of,
)
from dieuphoi.programme.criteria.presenting.one_row import Said, said
from dieuphoi.programme.criteria.presenting.rows import provenance_badge, thresholds_joined


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
    dimension = DIMENSION_WORDS.get(version.territory_dimension, version.territory_dimension)
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
            since = day_of(text.get("effective_from"))
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
            names = [str(DOUBTED_PARTS.get(name, name)) for name in extra["needs_check"]]
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
