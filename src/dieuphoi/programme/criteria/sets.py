"""Criteria sets as plain, frozen values: loading, overlays (amendments, confirmations, provincial
thresholds), bytes.

A :class:`SetVersion` is one set as one decision issued it, with the amendments as an overlay by date. The
same
value is rebuilt from the data files, from the database's rows or from JSON by :func:`from_dict`; its
:func:`canonical_bytes` are the same each time. Codes mean something only inside their set.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from dieuphoi.programme.criteria.engine.marks import N_, Translate, as_written
from dieuphoi.programme.criteria.engine.thresholds import (
    ByYear,
    Case,
    Cases,
    Cell,
    Grade,
    Listed,
    Number,
    Part,
    Parts,
    Relative,
    Scored,
    SetBy,
    Structured,
    Unread,
    Window,
    Word,
    as_decimal,
    fold,
    parse_cell,
    parse_structured,
)

WHOLE_ROW = "*"
ALL = "all"
"""The column that holds for every unit."""
GENERAL = "chung"
"""The general column of a decision, a national figure: no commune is judged by it."""


class Provenance(StrEnum):
    """How far a row may be trusted. Only SOURCED and CONFIRMED rows judge."""

    SOURCED = "SOURCED"
    CONFIRMED = "CONFIRMED"
    RECALLED = "RECALLED"
    EMPTY = "EMPTY"


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard a value must be measured by: its code, name and validity ``[effective_from,
    effective_to)``."""

    code: str
    name: str
    effective_from: date | None = None
    effective_to: date | None = None

    def holds_on(self, on: date) -> bool:
        """Whether the standard is in force on the day."""
        return (self.effective_from is None or self.effective_from <= on) and (
            self.effective_to is None or on < self.effective_to
        )


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row (chỉ tiêu).

    ``thresholds`` are ``(column, cell)`` by column code, ``None`` when the whole row has none.
    ``confirmed`` holds the columns a person read in the decision (``*`` = the whole row); ``provincial`` the
    thresholds that the province or a ministry set where the row leaves them to it, ``provincial_decisions`` the
    decision of each by column. ``extra`` keeps every other key of the data as it stands (never change it).
    """

    code: str
    name: str
    unit: str | None
    kind: str
    comparator: str
    thresholds: tuple[tuple[str, Cell | None], ...] | None
    source: str | None
    responsible: str | None = None
    responsible_source: str | None = None
    applicable_if: str | None = None
    recall_confidence: str | None = None
    unverified_thresholds: tuple[str, ...] = ()
    needs_check: tuple[str, ...] = ()
    note: str | None = None
    standards: tuple[Standard, ...] = ()
    extra: Mapping[str, Any] | None = None
    confirmed: tuple[str, ...] = ()
    provincial: tuple[tuple[str, Cell | None], ...] = ()
    provincial_decisions: tuple[tuple[str, str], ...] = ()

    @property
    def provenance(self) -> Provenance:
        """The row as a whole. A row without any threshold is EMPTY whoever read it."""
        if self.thresholds is None or all(cell is None for _column, cell in self.thresholds):
            return Provenance.EMPTY
        if WHOLE_ROW in self.confirmed:
            return Provenance.CONFIRMED
        if self.has_source:
            return Provenance.SOURCED
        return Provenance.RECALLED

    @property
    def has_source(self) -> bool:
        """The row names an address where it was read."""
        return bool(self.source) and str(self.source).startswith(("http://", "https://"))

    def trusts(self, column: str) -> bool:
        """Whether the cell of ``column`` may judge.

        A row with an address may, but for the columns named in ``unverified_thresholds`` and ``needs_check``.
        Where ``needs_check`` names something that is no column (the comparator), the whole row may not. A
        confirmation of the row or of the cell lifts the doubt.
        """
        if WHOLE_ROW in self.confirmed or column in self.confirmed:
            return True
        if not self.has_source:
            return False
        columns = {name for name, _cell in self.thresholds or ()}
        if any(name not in columns for name in self.needs_check):
            return False
        return column not in self.unverified_thresholds and column not in self.needs_check

    def cell_provenance(self, column: str) -> Provenance:
        """The provenance of one cell: a doubted cell of a sourced row counts as RECALLED."""
        cell = dict(self.thresholds or ()).get(column)
        if cell is None:
            return Provenance.EMPTY
        if WHOLE_ROW in self.confirmed or column in self.confirmed:
            return Provenance.CONFIRMED
        return Provenance.SOURCED if self.trusts(column) else Provenance.RECALLED

    @property
    def is_set_by_province(self) -> bool:
        """The national row leaves a threshold to the province, in all columns or in some."""
        return self.is_left("province", ALL)

    @property
    def is_set_by_ministry(self) -> bool:
        """The row leaves a threshold to what a ministry publishes, in all columns or in some."""
        return self.is_left("ministry", ALL)

    def is_left(self, by: str, column: str) -> bool:
        """Whether the row leaves the threshold of ``column`` to ``by`` (``province``, ``ministry``).

        A column that the row does not name is left as its cell for all is, else as the kind of the row says. Of
        ``all``: whether any column is left.
        """
        cells = dict(self.thresholds or ())
        if column == ALL and cells:
            return self.are_others_left(by) or any(self._is_cell_left(by, cell) for cell in cells.values())
        return self._is_cell_left(by, cells[column]) if column in cells else self.are_others_left(by)

    def are_others_left(self, by: str) -> bool:
        """Whether the columns that the row does not name are left to ``by``."""
        cells = dict(self.thresholds or ())
        named = next((name for name in (ALL, GENERAL) if name in cells), None)
        return self.kind == f"{by}_set" if named is None else self._is_cell_left(by, cells[named])

    def _is_cell_left(self, by: str, cell: Cell | None) -> bool:
        if isinstance(cell, SetBy):
            return cell.by == by
        return cell is None and self.kind == f"{by}_set"

    @property
    def cells_in_force(self) -> dict[str, Cell | None]:
        """The cells that judge: those of the decision, and over them what the province or a ministry set.

        A column that the decision itself fills stays; what one set for all columns goes to those left to it.
        """
        national, decided = dict(self.thresholds or ()), dict(self.provincial)
        if decided and isinstance(national.get(GENERAL), SetBy):
            del national[GENERAL]
        return {**national, **decided}

    @property
    def every_cell(self) -> tuple[tuple[str, Cell | None], ...]:
        """All cells that some commune may be judged by, of the decision and of others."""
        return (*(self.thresholds or ()), *self.provincial)

    def decision_of(self, column: str | None) -> str:
        """The decision of the province or ministry that set the threshold of ``column``; empty: nobody did."""
        return dict(self.provincial_decisions).get(column or "", "")

    @property
    def structure(self) -> Mapping[str, Any]:
        """What the row's words say beside the word of its cells: the scale of a grade, the list, the window.

        Empty where the cells say all of it. Its ``source`` is ``row`` where it is told by the row's own words, an
        address where it was read, anything else where it was remembered.
        """
        found = (self.extra or {}).get("structure")
        return found if isinstance(found, Mapping) else {}

    @property
    def structure_doubted(self) -> bool:
        """The row needs a structure that nobody has read yet: remembered, neither sourced nor told by the row."""
        source = str(self.structure.get("source") or "")
        return bool(self.structure) and source != "row" and not source.startswith(("http://", "https://"))

    def is_confirmed(self, column: str) -> bool:
        """Whether a person of the office read the row or this cell."""
        return WHOLE_ROW in self.confirmed or column in self.confirmed

    def demand_of(self, cell: Cell | None) -> Structured | None:
        """The structured demand of one of the row's cells: its own, or the row's structure with the cell's word.

        Raises :class:`~dieuphoi.programme.criteria.engine.thresholds.CellFault` for a structure that does not hold
        together.
        """
        if isinstance(cell, Relative | Listed | Grade | Window | Scored):
            return cell
        if not isinstance(cell, Word) or not self.structure:
            return None
        raw = {key: value for key, value in self.structure.items() if key not in ("source", "note")}
        if "scale" in raw:
            raw["grade"] = cell.text
        return parse_structured(raw)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion (tiêu chí) with its rows."""

    number: int
    name: str
    group: str | None
    source: str | None
    indicators: tuple[Indicator, ...]
    extra: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a set that is no table (319, 321 …): shown, not judged yet."""

    id: str
    text: str
    kind: str
    unit: str | None
    comparator: str | None
    source: str | None
    extra: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class SpecialRule:
    """Communes with one of ``flags_any`` take the column ``column``, wherever they are, from a day on."""

    id: str
    flags_any: tuple[str, ...]
    column: str
    name: str
    effective_from: date | None = None
    decision: str = ""
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Amendment:
    """A decision in mid-period: from ``effective_from`` its rows replace those of the same code."""

    decision: str
    effective_from: date
    changes: tuple[Criterion, ...]
    extra: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Territory:
    """One column of the territory dimension."""

    code: str
    name: str
    extra: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class SetVersion:
    """One criteria set. ``effective_to`` is the last day it is in force, as the data gives it.

    ``counts_criteria`` and ``counts_indicators`` are what the decision says there are (``None`` = not known);
    ``not_applicable_counts`` tells whether a criterion that does not apply counts among those met.
    """

    id: str
    name: str
    level: str
    tier: str
    kind: str
    decision: Mapping[str, Any]
    effective_from: date | None
    effective_to: date | None
    counts_criteria: int | None
    counts_indicators: int | None
    territory_dimension: str | None
    territories: tuple[Territory, ...]
    special_rules: tuple[SpecialRule, ...]
    not_applicable_counts: bool
    evaluable: bool
    status: str
    criteria: tuple[Criterion, ...]
    conditions: tuple[Condition, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    extra: Mapping[str, Any] | None = None
    bases: tuple[SetVersion, ...] = ()
    """Other sets whose thresholds this one refers to (:func:`needed_bases`); no part of its content."""

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """All rows in the order of the set, without amendments."""
        return tuple(row for criterion in self.criteria for row in criterion.indicators)

    @property
    def decision_number(self) -> str:
        """The number of the decision that issued the set."""
        return str(self.decision.get("number") or "")

    def indicator(self, code: str) -> Indicator:
        """The row of ``code``. Raises ``KeyError``."""
        for row in self.indicators:
            if row.code == code:
                return row
        raise KeyError(code)

    def criterion_of(self, code: str) -> Criterion:
        """The criterion that holds ``code``. Raises ``KeyError``."""
        for criterion in self.criteria:
            if any(row.code == code for row in criterion.indicators):
                return criterion
        raise KeyError(code)

    def territory_name(self, code: str) -> str:
        """The name of a column; the code where the set does not name it."""
        for territory in self.territories:
            if territory.code == code:
                return territory.name
        return code

    def as_of(self, on: date) -> SetVersion:
        """The set as it stands on a day: rows of amendments in force replace those of the same code.

        An amended row that names no responsible ministry keeps the one it had. The result carries no
        amendments; it is ``self`` when none is in force.
        """
        due = sorted(
            (amendment for amendment in self.amendments if amendment.effective_from <= on),
            key=lambda amendment: amendment.effective_from,
        )
        if not due:
            return self
        rows: dict[str, Indicator] = {}
        names: dict[int, str] = {}
        for amendment in due:
            for change in amendment.changes:
                names[change.number] = change.name
                for row in change.indicators:
                    rows[row.code] = replace(
                        row, extra={**(row.extra or {}), "amendment": amendment.decision}
                    )
        criteria = tuple(
            replace(
                criterion,
                name=names.get(criterion.number, criterion.name),
                indicators=tuple(_amended(row, rows.get(row.code)) for row in criterion.indicators),
            )
            for criterion in self.criteria
        )
        return replace(self, criteria=criteria, amendments=())


def _amended(old: Indicator, new: Indicator | None) -> Indicator:
    if new is None:
        return old
    if old.provincial:
        # What others set stays where the amended row still leaves it to them.
        kept = tuple(
            (column, cell)
            for column, cell in old.provincial
            if new.is_left("province", column) or new.is_left("ministry", column)
        )
        decisions = tuple((column, decision) for column, decision in old.provincial_decisions if column in dict(kept))
        new = replace(new, provincial=kept, provincial_decisions=decisions)
    if new.responsible is None:
        return replace(new, responsible=old.responsible, responsible_source=old.responsible_source)
    return new


# --- overlays --------------------


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
    given = dict(_cells(cells, row.comparator) or ())
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


# --- from and to plain data --------------------

_ROW_KEYS = frozenset(
    (
        "code", "name", "unit", "kind", "comparator", "thresholds", "source", "responsible",
        "responsible_source", "applicable_if", "recall_confidence", "unverified_thresholds",
        "needs_check", "note", "standards", "confirmed", "provincial", "provincial_decisions",
    )
)  # fmt: skip
_SET_KEYS = frozenset(
    (
        "id", "name", "level", "tier", "kind", "decision", "effective_from", "effective_to", "counts",
        "territory_dimension", "territories", "special_rules", "not_applicable_counts", "evaluable",
        "status",
    )
)  # fmt: skip


def from_dict(raw: Mapping[str, Any]) -> SetVersion:
    """A set from the plain form of the data files (numbers may be numbers or strings; exact either way).

    Raises ``KeyError`` or ``ValueError`` when the data does not hold together.
    """
    head = raw["set"]
    counts = head.get("counts") or {}
    extra = {key: _plain(value) for key, value in head.items() if key not in _SET_KEYS}
    if set(counts) - {"criteria", "indicators"}:
        extra["counts"] = _plain({k: v for k, v in counts.items() if k not in ("criteria", "indicators")})
    rules: list[Mapping[str, Any]] = []
    words: list[Mapping[str, Any]] = []
    for rule in head.get("special_rules") or ():
        (rules if "flags_any" in rule else words).append(rule)
    if words:
        extra["special_rules_text"] = _plain(words)
    return SetVersion(
        id=str(head["id"]),
        name=_text(head["name"]),
        level=str(head["level"]),
        tier=str(head["tier"]),
        kind=str(head.get("kind") or "table"),
        decision=_plain(head.get("decision") or {}),
        effective_from=_day(head.get("effective_from")),
        effective_to=_day(head.get("effective_to")),
        counts_criteria=counts.get("criteria"),
        counts_indicators=counts.get("indicators"),
        territory_dimension=head.get("territory_dimension"),
        territories=tuple(
            Territory(item["code"], _text(item["name"]), _rest(item, {"code", "name"}))
            for item in head.get("territories") or ()
        ),
        special_rules=tuple(_rule(rule) for rule in rules),
        not_applicable_counts=bool(head.get("not_applicable_counts", False)),
        evaluable=bool(head.get("evaluable", True)),
        status=str(head.get("status") or "complete"),
        criteria=tuple(_criterion(item) for item in raw.get("criteria") or ()),
        conditions=tuple(_condition(item) for item in raw.get("conditions") or ()),
        amendments=tuple(_amendment(item) for item in raw.get("amendments") or ()),
        extra=extra or None,
    )


def to_dict(version: SetVersion) -> dict[str, Any]:
    """The plain form: JSON types only, numbers of thresholds as exact strings. ``from_dict`` reads it
    back."""
    extra = dict(version.extra or {})
    counts = {
        "criteria": version.counts_criteria,
        "indicators": version.counts_indicators,
        **extra.pop("counts", {}),
    }
    rules: list[dict[str, Any]] = [_rule_dict(rule) for rule in version.special_rules]
    rules += extra.pop("special_rules_text", [])
    head: dict[str, Any] = {
        "id": version.id,
        "name": version.name,
        "level": version.level,
        "tier": version.tier,
        "kind": version.kind,
        "decision": dict(version.decision),
        "effective_from": _iso(version.effective_from),
        "effective_to": _iso(version.effective_to),
        "counts": counts,
        "territory_dimension": version.territory_dimension,
        "territories": [{"code": t.code, "name": t.name, **(t.extra or {})} for t in version.territories],
        "special_rules": rules,
        "not_applicable_counts": version.not_applicable_counts,
        "evaluable": version.evaluable,
        "status": version.status,
        **extra,
    }
    return {
        "set": head,
        "criteria": [_criterion_dict(criterion) for criterion in version.criteria],
        "conditions": [
            {
                "id": condition.id,
                "text": condition.text,
                "kind": condition.kind,
                "unit": condition.unit,
                "comparator": condition.comparator,
                "source": condition.source,
                **(condition.extra or {}),
            }
            for condition in version.conditions
        ],
        "amendments": [
            {
                "decision": amendment.decision,
                "effective_from": _iso(amendment.effective_from),
                "changes": [_criterion_dict(change) for change in amendment.changes],
                **(amendment.extra or {}),
            }
            for amendment in version.amendments
        ],
    }


def canonical_bytes(plain: Mapping[str, Any]) -> bytes:
    """The one byte form of plain data: sorted keys, no blanks, NFC, UTF-8."""
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return unicodedata.normalize("NFC", text).encode()


def content_hash(version: SetVersion) -> str:
    """SHA-256 of the set's content. Confirmations and provincial thresholds do not change it."""
    return hashlib.sha256(canonical_bytes(to_dict(_bare(version)))).hexdigest()


def judging_hash(version: SetVersion) -> str:
    """SHA-256 of everything that judging reads: content, confirmations, provincial thresholds, and the sets it
    refers to."""
    plain = to_dict(version)
    if version.bases:
        plain["bases"] = [judging_hash(base) for base in version.bases]
    return hashlib.sha256(canonical_bytes(plain)).hexdigest()


def _bare(version: SetVersion) -> SetVersion:
    def strip(criterion: Criterion) -> Criterion:
        rows = tuple(
            replace(row, confirmed=(), provincial=(), provincial_decisions=()) for row in criterion.indicators
        )
        return replace(criterion, indicators=rows)

    return replace(
        version,
        criteria=tuple(strip(criterion) for criterion in version.criteria),
        amendments=tuple(
            replace(amendment, changes=tuple(strip(change) for change in amendment.changes))
            for amendment in version.amendments
        ),
    )


def indicator_from_dict(raw: Mapping[str, Any]) -> Indicator:
    """One row from its plain form."""
    comparator = str(raw.get("comparator") or "is")
    return Indicator(
        code=str(raw.get("code") or ""),
        name=_text(raw["name"]),
        unit=raw.get("unit"),
        kind=str(raw["kind"]),
        comparator=comparator,
        thresholds=_cells(raw.get("thresholds"), comparator),
        source=raw.get("source"),
        responsible=raw.get("responsible"),
        responsible_source=raw.get("responsible_source"),
        applicable_if=raw.get("applicable_if"),
        recall_confidence=raw.get("recall_confidence"),
        unverified_thresholds=tuple(raw.get("unverified_thresholds") or ()),
        needs_check=_names(raw.get("needs_check")),
        note=raw.get("note"),
        standards=tuple(
            Standard(
                str(s["code"]), _text(s["name"]), _day(s.get("effective_from")), _day(s.get("effective_to"))
            )
            for s in raw.get("standards") or ()
        ),
        extra=_rest(raw, _ROW_KEYS),
        confirmed=tuple(raw.get("confirmed") or ()),
        provincial=_cells(raw.get("provincial"), comparator) or (),
        provincial_decisions=tuple(sorted((raw.get("provincial_decisions") or {}).items())),
    )


def indicator_to_dict(row: Indicator) -> dict[str, Any]:
    """One row in plain form; keys that say nothing are left out."""
    found: dict[str, Any] = {
        "code": row.code or None,
        "name": row.name,
        "unit": row.unit,
        "kind": row.kind,
        "comparator": row.comparator,
        "thresholds": None if row.thresholds is None else {c: cell_dict(cell) for c, cell in row.thresholds},
        "responsible": row.responsible,
        "source": row.source,
    }
    optional: dict[str, Any] = {
        "responsible_source": row.responsible_source,
        "applicable_if": row.applicable_if,
        "recall_confidence": row.recall_confidence,
        "unverified_thresholds": list(row.unverified_thresholds),
        "needs_check": list(row.needs_check),
        "note": row.note,
        "standards": [
            {
                "code": s.code,
                "name": s.name,
                "effective_from": _iso(s.effective_from),
                "effective_to": _iso(s.effective_to),
            }
            for s in row.standards
        ],
        "confirmed": list(row.confirmed),
        "provincial": {column: cell_dict(cell) for column, cell in row.provincial},
        "provincial_decisions": dict(row.provincial_decisions),
        **(row.extra or {}),
    }
    found.update({key: value for key, value in optional.items() if value not in (None, [], {}, "")})
    return found


def cell_dict(cell: Cell | None) -> Any:
    """A threshold cell in the plain form of the data."""
    match cell:
        case None:
            return None
        case Number(value=value):
            return _digits(value)
        case Word(text=text):
            return text
        case SetBy(by=by, text=text):
            return {"set_by": by, **({"text": text} if text else {})}
        case ByYear(years=years):
            return {"by_year": {str(y): None if v is None else _digits(v) for y, v in years}}
        case Parts(parts=parts, text=text):
            return {
                "parts": [
                    {"label": p.label, "comparator": p.comparator, "value": _digits(p.value)} for p in parts
                ],
                **({"text": text} if text else {}),
            }
        case Cases(cases=cases):
            return _cases_dict(cell, cases)
        case Relative(raw=raw) | Listed(raw=raw) | Grade(raw=raw) | Window(raw=raw) | Scored(raw=raw):
            return dict(_plain(raw))
        case Unread(raw=raw):
            return dict(_plain(raw))


def _cases_dict(cell: Cases, cases: tuple[Case, ...]) -> dict[str, Any]:
    def demands(parts: tuple[Part, ...]) -> dict[str, str]:
        return {part.key: _digits(part.value) for part in parts}

    found: dict[str, Any] = {}
    for key in ("text", "set_by", "conditional_on"):
        if getattr(cell, key):
            found[key] = getattr(cell, key)
    if len(cases) == 1 and cases[0].when is None:
        return {**found, **demands(cases[0].parts)}
    found["cases"] = [
        {
            "when": f"{case.when.quantity} {case.when.comparator} {_digits(case.when.value)}"
            if case.when
            else "",
            **demands(case.parts),
        }
        for case in cases
    ]
    return found


def _criterion(raw: Mapping[str, Any]) -> Criterion:
    return Criterion(
        number=int(raw["number"]),
        name=_text(raw["name"]),
        group=raw.get("group"),
        source=raw.get("source"),
        indicators=tuple(indicator_from_dict(row) for row in raw.get("indicators") or ()),
        extra=_rest(raw, {"number", "name", "group", "source", "indicators"}),
    )


def _criterion_dict(criterion: Criterion) -> dict[str, Any]:
    return {
        "number": criterion.number,
        "name": criterion.name,
        "group": criterion.group,
        "source": criterion.source,
        **(criterion.extra or {}),
        "indicators": [indicator_to_dict(row) for row in criterion.indicators],
    }


def _condition(raw: Mapping[str, Any]) -> Condition:
    return Condition(
        id=str(raw["id"]),
        text=_text(raw["text"]),
        kind=str(raw["kind"]),
        unit=raw.get("unit"),
        comparator=raw.get("comparator"),
        source=raw.get("source"),
        extra=_rest(raw, {"id", "text", "kind", "unit", "comparator", "source"}),
    )


def _amendment(raw: Mapping[str, Any]) -> Amendment:
    effective_from = _day(raw["effective_from"])
    if effective_from is None:
        raise ValueError("an amendment needs its day")
    return Amendment(
        decision=str(raw["decision"]),
        effective_from=effective_from,
        changes=tuple(_criterion(item) for item in raw.get("changes") or ()),
        extra=_rest(raw, {"decision", "effective_from", "changes"}),
    )


def _rule(raw: Mapping[str, Any]) -> SpecialRule:
    return SpecialRule(
        id=str(raw["id"]),
        flags_any=tuple(raw["flags_any"]),
        column=str(raw["column"]),
        name=_text(raw.get("name") or raw["id"]),
        effective_from=_day(raw.get("effective_from")),
        decision=str(raw.get("decision") or ""),
        source=raw.get("source"),
    )


def _rule_dict(rule: SpecialRule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "flags_any": list(rule.flags_any),
        "column": rule.column,
        "name": rule.name,
        "effective_from": _iso(rule.effective_from),
        "decision": rule.decision,
        "source": rule.source,
    }


def _cells(raw: Mapping[str, Any] | None, comparator: str) -> tuple[tuple[str, Cell | None], ...] | None:
    if raw is None:
        return None
    # Sorted: JSON objects have no order, and the same table must rebuild to the same value.
    return tuple((str(column), parse_cell(raw[column], comparator)) for column in sorted(raw))


def _names(raw: object) -> tuple[str, ...]:
    if raw is None:
        return ()
    return (raw,) if isinstance(raw, str) else tuple(str(name) for name in raw)  # type: ignore[attr-defined]


def _rest(raw: Mapping[str, Any], known: Iterable[str]) -> dict[str, Any] | None:
    taken = set(known)
    return {str(key): _plain(value) for key, value in raw.items() if key not in taken} or None


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return _digits(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def _digits(value: Decimal) -> str:
    return f"{value:f}"


def _text(value: Any) -> str:
    return unicodedata.normalize("NFC", str(value))


def _day(value: Any) -> date | None:
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(str(value))


def _iso(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


# --- the data of this package --------------------


class _ExactLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML with exact numbers: 21.8 is Decimal("21.8"); a day stays its text."""


_ExactLoader.add_constructor(
    "tag:yaml.org,2002:float", lambda loader, node: Decimal(loader.construct_scalar(node).replace("_", ""))
)
_ExactLoader.add_constructor(
    "tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node)
)


def read_yaml(text: str) -> Any:
    """Plain data from YAML, numbers exact."""
    return yaml.load(text, Loader=_ExactLoader)  # noqa: S506 - a safe loader with two exact constructors


@lru_cache(maxsize=32)
def _data(name: str) -> Any:
    folder = resources.files("dieuphoi.programme.criteria") / "data"
    return read_yaml((folder / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def list_sets() -> tuple[str, ...]:
    """The ids of the sets that ship with the program, commune sets first, newest first within a level."""
    folder = resources.files("dieuphoi.programme.criteria") / "data"
    names = [item.name[: -len(".yaml")] for item in folder.iterdir() if item.name.startswith("ntm-")]
    levels = {"ntm-xa": 0, "ntm-huyen": 1, "ntm-tinh": 2}
    return tuple(
        sorted(
            names, key=lambda name: (next(v for k, v in levels.items() if name.startswith(k)), _newest(name))
        )
    )


def _newest(name: str) -> tuple[int, str]:
    return (-int(name.rsplit("-", 1)[-1]), name)


@lru_cache(maxsize=32)
def load_set(set_id: str) -> SetVersion:
    """The national set ``set_id`` as it ships. Raises ``KeyError`` for an id that is not in
    :func:`list_sets`."""
    if set_id not in list_sets():
        raise KeyError(set_id)
    raw = dict(_data(f"{set_id}.yaml"))
    head = dict(raw["set"])
    rules = [rule for rule in _data("special-rules.yaml")["rules"] if set_id in rule["applies_to"]]
    head["special_rules"] = [*rules, *(head.get("special_rules") or ())]
    raw["set"] = head
    # Kept out of use on purpose: unverified hints of a sample application are no data (README of the files).
    raw.pop("unverified_hints", None)
    structures = _data("special-rules.yaml").get("structures", {}).get(set_id, {})
    if structures:
        raw["criteria"] = [
            {
                **criterion,
                "indicators": [
                    {**row, "structure": structures[row["code"]]} if row.get("code") in structures else row
                    for row in criterion.get("indicators") or ()
                ],
            }
            for criterion in raw["criteria"]
        ]
    version = from_dict(raw)
    return with_bases(version, [load_set(base) for base in needed_bases(version) if base in list_sets()])


def load_all() -> tuple[SetVersion, ...]:
    """Every set that ships, in the order of :func:`list_sets`."""
    return tuple(load_set(set_id) for set_id in list_sets())


def lineage() -> dict[str, Any]:
    """Topics and the criterion number of each in each set (unofficial; never used to judge)."""
    return dict(_plain(_data("lineage.yaml")))


def legal_timeline() -> list[dict[str, Any]]:
    """The documents of the programme in time, with sources."""
    return list(_plain(_data("legal-timeline.yaml"))["timeline"])


def provincial_index() -> list[dict[str, Any]]:
    """Documents of provinces (an index without thresholds)."""
    return list(_plain(_data("provincial-sets-index.yaml"))["decisions"])


def count_bands() -> list[dict[str, Any]]:
    """Groups of communes by number of criteria met that ship, by set, each list with its source (S1-15)."""
    return list(_plain(_data("count-bands.yaml"))["bands"])


@lru_cache(maxsize=1)
def flag_names() -> dict[str, str]:
    """The flags a commune may carry: code → name."""
    return {item["code"]: item["name"] for item in _data("special-rules.yaml")["flags"]}


@lru_cache(maxsize=1)
def flag_aliases() -> dict[str, str]:
    """Folded words that mean a flag → its code."""
    found: dict[str, str] = {}
    for item in _data("special-rules.yaml")["flags"]:
        for word in (item["code"], item["name"], *item["also"]):
            found[fold(word)] = item["code"]
    return found


@lru_cache(maxsize=1)
def quantity_names() -> dict[str, tuple[str, str]]:
    """Quantities that rows with several figures speak of: code → (name, unit)."""
    return {item["code"]: (item["name"], item["unit"]) for item in _data("special-rules.yaml")["quantities"]}


@lru_cache(maxsize=1)
def quantity_aliases() -> dict[str, str]:
    """Folded words that mean a quantity → its code."""
    found: dict[str, str] = {}
    for item in _data("special-rules.yaml")["quantities"]:
        for word in (item["code"], item["name"], *item["also"]):
            found[fold(word)] = item["code"]
    return found


@lru_cache(maxsize=1)
def part_wholes() -> dict[str, str]:
    """Parts counted within another part of the same row ("≥95%, trong đó nước sạch ≥60%"): part → its whole.

    Folded names, from the list ``within`` of ``special-rules.yaml``; empty where the data says nothing of it. No
    verdict reads this: it only lets a figure be doubted while it is typed.
    """
    return {fold(item["part"]): fold(item["whole"]) for item in _data("special-rules.yaml").get("within") or ()}


__all__ = [
    "Amendment", "Condition", "Criterion", "Indicator", "Provenance", "SetVersion", "SpecialRule", "Standard",
    "Territory", "as_decimal", "canonical_bytes", "cell_dict", "content_hash", "count_bands", "flag_aliases",
    "flag_names", "from_dict", "indicator_from_dict", "indicator_to_dict", "judging_hash", "legal_timeline", "lineage",
    "list_sets", "load_all", "load_set", "missing_parts", "needed_bases", "part_wholes", "provincial_index",
    "quantity_aliases", "quantity_names", "read_yaml", "rows_lacking", "to_dict", "with_bases", "with_confirmations",
    "with_ministry_thresholds", "with_provincial_thresholds",
]  # fmt: skip
