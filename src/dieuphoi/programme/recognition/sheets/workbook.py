"""The register of a day, written as the sheet that can be brought back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.programme.recognition import selectors
from dieuphoi.programme.recognition.sheets.columns import ACKNOWLEDGE, RECOGNISE, RECOGNITION_SHEET, REVOKE


def sheet_rows(actor: Actor, day: date, rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Recognitions with what became of them, as rows of the sheet."""
    listed = list(rows)
    given, taken = selectors.all_facts(listed, actor, day)
    by_root = {row.root: row for row in listed}
    for row in listed:
        yield {
            "event": RECOGNISE,
            "code": row.unit_code,
            "name": row.unit_name,
            "level": str(selectors.LEVEL_LABELS[row.level]),
            "year": row.year,
            "set": "" if row.version is None else row.version.set.code,
            **_decision_cells(row),
        }
    for fact in given:
        base = by_root[fact.recognition_id]
        yield {
            "event": ACKNOWLEDGE,
            "name": fact.unit_name,
            "level": str(selectors.LEVEL_LABELS[base.level]),
            "base": base.decision_number,
            "former": base.unit_code or base.unit_name,
            **_decision_cells(fact),
        }
    for away in taken:
        base = by_root[away.recognition_id]
        yield {
            "event": REVOKE,
            "code": base.unit_code,
            "name": base.unit_name,
            "level": str(selectors.LEVEL_LABELS[base.level]),
            "base": base.decision_number,
            "reason": away.reason,
            **_decision_cells(away),
        }


def _decision_cells(row: Any) -> dict[str, Any]:
    names = ("decision_number", "decision_on", "issuer", "source", "note")
    return {name: getattr(row, name) for name in names}


def recognition_workbook(actor: Actor, day: date, now: datetime) -> bytes:
    """The register of a day as the sheet that can be brought back."""
    rows = selectors.recognitions(actor, day).order_by("decision_on", "unit_key", "pk")
    return write_sheet(
        RECOGNITION_SHEET, sheet_rows(actor, day, rows), now=now, as_of=day, protect=False, blank_rows=50
    )
