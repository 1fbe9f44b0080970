"""A row made ready to judge: the column chosen, the threshold found, the doubts settled, once for many
units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from dieuphoi.programme.criteria.engine.thresholds import Cell, SetBy
from dieuphoi.programme.criteria.engine.verdicts import Basis, IndicatorVerdict, Reason, Verdict
from dieuphoi.programme.criteria.facts import Classification
from dieuphoi.programme.criteria.sets import ALL, GENERAL, Indicator, SetVersion, SpecialRule

__all__ = ["ALL", "GENERAL", "Column", "Row", "choose_column", "is_row_trusted", "make_row"]


@dataclass(frozen=True, slots=True)
class Column:
    """The column of the table that counts for a commune, and why: ``all``, ``region``, ``group``, ``rule``.

    ``code`` is ``None`` where none was found; ``why`` then is the reason's word.
    """

    code: str | None
    why: str
    rule: SpecialRule | None = None


class Row:
    """One row made ready for one kind of commune on one day.

    ``block`` is why the row cannot compute (``None`` = it can), ``basis`` what a computed verdict rests on
    (TRIAL where the row is unverified and a trial was asked for), ``year`` the year asked for or ``None``.
    ``measure`` is the kind's function; ``blank`` the verdict when nothing was entered. ``by_item``: a conclusion with
    a part is of that item alone; ``may_be_concluded``: the owner department's conclusion decides where figures are
    wanting.
    """

    __slots__ = (
        "basis", "blank", "block", "by_item", "cell", "classification", "column", "concludes_only",
        "criterion_number", "demand", "fallback_year", "indicator", "is_provincial", "may_be_concluded", "measure",
        "on", "set_version", "trial", "year",
    )  # fmt: skip

    indicator: Indicator
    set_version: SetVersion
    criterion_number: int
    column: Column
    cell: Cell | None
    is_provincial: bool
    block: Reason | None
    basis: Basis
    concludes_only: bool
    by_item: bool
    may_be_concluded: bool
    classification: Classification
    trial: bool
    measure: Callable[..., Any]
    demand: Any
    year: int | None
    fallback_year: int
    on: date
    blank: IndicatorVerdict


def choose_column(version: SetVersion, columns: tuple[str, ...], classification: Classification, on: date) -> Column:
    """The column for a commune.

    A table with the one column ``all`` holds for everybody. In a set by region, a special rule in force on
    the
    day that one of the commune's flags meets goes before its region ("bất kể xã ở vùng nào"); in a set by
    commune group the group decides. ``chung`` (the general column of the decision, a national figure) is
    never
    applied to a commune: no set says so, and a commune always has a region. Without the needed
    classification the answer is ``not_classified`` even if all columns agree: what is not known is said.
    """
    if columns == (ALL,):
        return Column(ALL, "all")
    dimension = version.territory_dimension
    if dimension is None:
        return Column(ALL, "all") if ALL in columns else Column(None, Reason.NO_THRESHOLD)
    if dimension.startswith("region"):
        chosen, why, rule = classification.region, "region", None
        for special in version.special_rules:
            in_force = special.effective_from is None or special.effective_from <= on
            if in_force and not classification.flags.isdisjoint(special.flags_any):
                chosen, why, rule = special.column, "rule", special
                break
    else:
        chosen, why, rule = classification.group, "group", None
    if chosen is None or chosen not in {territory.code for territory in version.territories}:
        return Column(None, Reason.NOT_CLASSIFIED)
    if chosen in columns:
        return Column(chosen, why, rule)
    if ALL in columns:
        return Column(ALL, "all")
    return Column(None, Reason.NO_THRESHOLD)


def make_row(
    version: SetVersion,
    criterion_number: int,
    indicator: Indicator,
    classification: Classification,
    *,
    on: date,
    year: int | None,
    trial: bool,
) -> Row:
    """Make one row ready. ``version`` is the set as of ``on`` (amendments applied)."""
    from dieuphoi.programme.criteria.kinds import kind_of

    row = Row()
    row.indicator, row.set_version, row.criterion_number = indicator, version, criterion_number
    row.year, row.fallback_year, row.on = year, on.year, on
    row.classification, row.trial = classification, trial
    cells = indicator.cells_in_force
    if cells:
        row.column = choose_column(version, tuple(cells), classification, on)
        row.cell = cells.get(row.column.code) if row.column.code else None
    else:
        row.column, row.cell = Column(None, Reason.NO_THRESHOLD), None
    row.is_provincial = row.column.code in dict(indicator.provincial)
    kind = kind_of(indicator)
    row.concludes_only, row.by_item = kind.concludes_only, kind.by_item
    row.may_be_concluded = kind.may_be_concluded
    row.basis = Basis.COMPUTED
    row.block = None
    if row.column.code is None:
        row.block = Reason(row.column.why)
    elif row.cell is None or isinstance(row.cell, SetBy):
        row.block = Reason.NO_THRESHOLD
    elif not _is_trusted(row):
        if trial:
            row.basis = Basis.TRIAL
        else:
            row.block = Reason.NOT_CONFIRMED
    row.demand, row.measure = None, kind.measure
    if row.block is None and not kind.concludes_only:
        row.demand = kind.prepare(row)
        if isinstance(row.demand, Reason):
            row.block = row.demand
        elif row.demand is None:
            row.block = Reason.KIND_NOT_SUPPORTED
    row.blank = IndicatorVerdict(indicator.code, Verdict.UNDETERMINED, None, Reason.NO_VALUE, row)
    return row


def is_row_trusted(indicator: Indicator) -> bool:
    """Whether the wording of the row (not a single column) was read or confirmed."""
    return "*" in indicator.confirmed or indicator.has_source


def _is_trusted(row: Row) -> bool:
    indicator = row.indicator
    if row.is_provincial:
        return is_row_trusted(indicator)
    column = row.column.code or ""
    if indicator.structure_doubted and not indicator.is_confirmed(column):
        return False
    return indicator.trusts(column)
