"""What is laid over a set: confirmations, thresholds that others set, sets it refers to; and what it still lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from dieuphoi.programme.criteria.engine.marks import N_, Translate, as_written
from dieuphoi.programme.criteria.engine.thresholds import (
    Relative,
)
from dieuphoi.programme.criteria.sets.plain import cells_from
from dieuphoi.programme.criteria.sets.values import (
    ALL,
    GENERAL,
    WHOLE_ROW,
    Criterion,
    Indicator,
    Provenance,
    SetVersion,
)


def with_confirmations(version: SetVersion, items: Iterable[str]) -> SetVersion:
    """The set with rows or cells confirmed by people of the office.

    An item is ``4.2`` (the whole row) or ``4.2:DBSH`` (one cell); ``211/QĐ-TTg#15.4`` names the row of an
    amendment. The content, and with it :func:`content_hash`, is unchanged. Raises ``KeyError`` for a row or a
    column that is not there.
    """
    wanted: dict[tuple[str, str], list[str]] = {}
    for item in items:
        decision, _mark, rest = item.rpartition("#")
        code, _colon, column = rest.partition(":")
        wanted.setdefault((decision, code), []).append(column or WHOLE_ROW)

    def confirm(decision: str, criterion: Criterion) -> Criterion:
        rows = []
        for row in criterion.indicators:
            columns = wanted.pop((decision, row.code), None)
            if columns:
                known = {name for name, _cell in row.thresholds or ()} | {WHOLE_ROW}
                missing = [column for column in columns if column not in known]
                if missing:
                    raise KeyError(f"{row.code}:{missing[0]}")
                row = replace(row, confirmed=tuple(sorted({*row.confirmed, *columns})))
            rows.append(row)
        return replace(criterion, indicators=tuple(rows))

    criteria = tuple(confirm("", criterion) for criterion in version.criteria)
    amendments = tuple(
        replace(
            amendment,
            changes=tuple(confirm(amendment.decision, criterion) for criterion in amendment.changes),
        )
        for amendment in version.amendments
    )
    if wanted:
        raise KeyError("#".join(part for part in next(iter(wanted)) if part))
    return replace(version, criteria=criteria, amendments=amendments)


Decisions = str | Mapping[str, Mapping[str, str]]
"""The decision of all thresholds, or ``{code: {column: decision}}``."""


def with_provincial_thresholds(
    version: SetVersion, thresholds: Mapping[str, Mapping[str, Any]], *, decision: Decisions
) -> SetVersion:
    """The set with what the province decided: ``{code: {column: threshold}}``, columns as in the set or ``all``.

    Only cells that the row leaves to the province take one: ``all`` fills each of them that has none of its own. A
    column that is not left to it raises ``ValueError``, an unknown code or column ``KeyError``.
    """
    return _with_thresholds(version, thresholds, decision, "province")


def with_ministry_thresholds(
    version: SetVersion, thresholds: Mapping[str, Mapping[str, Any]], *, decision: Decisions
) -> SetVersion:
    """The set with what a ministry published, as :func:`with_provincial_thresholds` for what is left to a ministry."""
    return _with_thresholds(version, thresholds, decision, "ministry")


def _with_thresholds(
    version: SetVersion, thresholds: Mapping[str, Mapping[str, Any]], decision: Decisions, by: str
) -> SetVersion:
    pending = dict(thresholds)
    known = {territory.code for territory in version.territories} | {ALL}

    def fill(criterion: Criterion) -> Criterion:
        rows = []
        for row in criterion.indicators:
            cells = pending.pop(row.code, None)
            if cells is not None:
                unknown = [column for column in cells if column not in known]
                if unknown:
                    raise KeyError(f"{row.code}:{unknown[0]}")
                strange = [column for column in cells if not row.is_left(by, column)]
                if strange:
                    raise ValueError(f"{row.code}:{strange[0]} is not left to the {by}")
                told = decision if isinstance(decision, str) else decision.get(row.code, {})
                row = _with_cells(row, cells, told, by)
            rows.append(row)
        return replace(criterion, indicators=tuple(rows))

    filled = replace(version, criteria=tuple(fill(criterion) for criterion in version.criteria))
    if pending:
        raise KeyError(next(iter(pending)))
    return filled


def _with_cells(row: Indicator, cells: Mapping[str, Any], decision: str | Mapping[str, str], by: str) -> Indicator:
    """The row with cells that ``by`` decided beside those that others decided before."""
    given = dict(cells_from(cells, row.comparator) or ())
    national = dict(row.thresholds or ())
    places = {column: column for column in given if column != ALL}
    if ALL in given:
        # What holds for all goes to each column that is left; the others keep what they have.
        named = [column for column in national if column not in (ALL, GENERAL) and row.is_left(by, column)]
        places = dict.fromkeys(named, ALL) | places
        if row.are_others_left(by):
            places[ALL] = ALL
    found = dict(row.provincial) | {column: given[source] for column, source in places.items()}
    decisions = dict(row.provincial_decisions) | {
        column: decision if isinstance(decision, str) else decision.get(source, "")
        for column, source in places.items()
    }
    return replace(row, provincial=tuple(sorted(found.items())), provincial_decisions=tuple(sorted(decisions.items())))


def with_bases(version: SetVersion, bases: Iterable[SetVersion]) -> SetVersion:
    """The set with the other sets whose thresholds it refers to; the content is unchanged."""
    return replace(version, bases=tuple(bases))


def needed_bases(version: SetVersion) -> tuple[str, ...]:
    """The ids of other sets that rows of this one refer to ("cao hơn 10% so với mức của bộ …")."""
    rows = [*version.indicators, *(row for each in version.amendments for c in each.changes for row in c.indicators)]
    found: dict[str, None] = {}
    for row in rows:
        for _column, cell in row.thresholds or ():
            if isinstance(cell, Relative) and cell.row_of and cell.row_of[0] != version.id:
                found.setdefault(cell.row_of[0])
    return tuple(found)


def rows_lacking(version: SetVersion, translate: Translate = as_written) -> tuple[str, ...]:
    """The rows that lack something needed to judge them, each with what it lacks; in the order of the set."""
    found = []
    for criterion in version.criteria:
        for row in criterion.indicators:
            lacks = []
            if not row.code:
                lacks.append(translate(N_("mã")))
            if row.provenance is Provenance.EMPTY and not row.provincial:
                lacks.append(translate(N_("mức đạt")))
            if lacks:
                name = row.code or f"“{row.name}”"
                found.append(translate(N_("{row}: thiếu {what}")).format(row=name, what=", ".join(lacks)))
    return tuple(found)


def missing_parts(version: SetVersion, translate: Translate = as_written) -> tuple[str, ...]:
    """What a set lacks to be judged as a whole, in words; empty when nothing does."""

    def told(text: str, **figures: object) -> str:
        return translate(text).format(**figures)

    if version.kind == "conditions" or (not version.criteria and version.conditions):
        return (told(N_("bộ này gồm các điều kiện, không phải bảng tiêu chí; chưa chấm được ở đây")),)
    missing = []
    criteria, rows = len(version.criteria), len(version.indicators)
    if version.counts_criteria is None:
        missing.append(told(N_("chưa biết bộ có bao nhiêu tiêu chí")))
    elif criteria != version.counts_criteria:
        missing.append(told(N_("mới có {there}/{of} tiêu chí"), there=criteria, of=version.counts_criteria))
    if version.counts_indicators is None:
        missing.append(told(N_("chưa biết bộ có bao nhiêu chỉ tiêu (mới có {there})"), there=rows))
    elif rows != version.counts_indicators:
        missing.append(told(N_("mới có {there}/{of} chỉ tiêu"), there=rows, of=version.counts_indicators))
    bare = [str(criterion.number) for criterion in version.criteria if not criterion.indicators]
    if bare:
        missing.append(told(N_("tiêu chí chưa có chỉ tiêu nào: {numbers}"), numbers=", ".join(bare)))
    without_code = sum(1 for row in version.indicators if not row.code)
    if without_code:
        missing.append(told(N_("{n} chỉ tiêu chưa có mã"), n=without_code))
    if not version.evaluable and not missing:
        missing.append(told(N_("văn bản chưa đọc đủ, bộ được đánh dấu là chưa chấm được")))
    return tuple(missing)
