"""One row as an office types it, and its plain form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dieuphoi.programme.criteria import sets


@dataclass(frozen=True, slots=True)
class RowInput:
    """One row as it is typed. ``thresholds`` maps columns to the plain form (``typed.read_cell``), ``None`` for empty.

    ``line`` puts it among the rows of its criterion; without one it comes last.
    """

    criterion: int
    name: str
    kind: str
    comparator: str
    code: str = ""
    unit: str = ""
    thresholds: Mapping[str, Any] = field(default_factory=dict)
    responsible: str = ""
    applicable_if: str = ""
    note: str = ""
    source: str = ""
    line: int | None = None


def raw_of(row: RowInput, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The plain form of a typed row; what ``before`` says besides stays, but doubts about cells that were retyped.

    Where it was read is ``source``: an address makes the row SOURCED, any other text waits for its confirmation.
    """
    kept = {key: value for key, value in (before or {}).items() if key not in ("confirmed", "provincial")}
    cells = {column: cell for column, cell in row.thresholds.items() if cell is not None}
    old = dict((before or {}).get("thresholds") or {})
    raw = {
        **kept,
        "code": row.code.strip() or None,
        "name": row.name.strip(),
        "unit": row.unit.strip() or None,
        "kind": row.kind,
        "comparator": row.comparator,
        "thresholds": cells or None,
        "responsible": row.responsible.strip() or None,
        "applicable_if": row.applicable_if.strip() or None,
        "note": row.note.strip() or None,
        "source": row.source.strip() or None,
    }
    for key in ("unverified_thresholds", "needs_check"):
        doubted = [each for each in kept.get(key) or () if each not in cells or cells[each] == old.get(each)]
        raw[key] = doubted
    if cells and not old:
        raw.pop("thresholds_status", None)
    if raw["code"] and not kept.get("code"):
        raw.pop("code_status", None)
    if raw["responsible"] != kept.get("responsible"):
        raw.pop("responsible_source", None)
    return sets.indicator_to_dict(sets.indicator_from_dict(raw))
