"""Rows of a set in words: thresholds by column, doubts, provenance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from dieuphoi.core.ui.icons import icon
from dieuphoi.programme.criteria import sets
from dieuphoi.programme.criteria.engine.rows import ALL, GENERAL
from dieuphoi.programme.criteria.presenting.looks import DOUBTED_PARTS, PROVENANCE_LOOKS, joined, sourced_briefly
from dieuphoi.programme.criteria.words import threshold_in_words


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


def title_words(row: Any) -> str:
    """Code and name; the name alone where the decision's code is not known yet."""
    return f"{row.raw.get('code') or ''} {row.name}".strip()


def short_words(row: Any) -> str:
    """What names the row in few words: its code, or its name where the code is not known yet."""
    return str(row.raw.get("code") or row.name)


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
        parts.append(_("Được sửa bởi %(decision)s.") % {"decision": joined(extra["amended_by"])})
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
        column_name(name, territories) if name in known else str(DOUBTED_PARTS.get(name, name))
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
