"""A set, its criteria, rows and amendments as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from dieuphoi.programme.criteria.engine.thresholds import (
    Cell,
    Grade,
    Listed,
    Relative,
    Scored,
    SetBy,
    Structured,
    Window,
    Word,
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
