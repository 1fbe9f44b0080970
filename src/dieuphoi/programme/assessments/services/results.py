"""Writing derived results: many at once through a staging table, and the roll-ups that follow from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection

MANY = 1000
"""From so many rows on, planner statistics are refreshed in the act: autovacuum comes too late for what follows."""


class ResultRow(NamedTuple):
    """The new state of one indicator result. ``entered_by``: account of the current value, none where cleared."""

    id: int
    verification: str
    verdict: str
    basis: str
    reason: str
    entered_by: int | None


def write_results(rows: Sequence[ResultRow], *, now: datetime) -> None:
    """Set many results in one statement; each gets a new revision."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS staged_result (id bigint, verification text, verdict text, basis text,"
            " reason text, entered_by bigint) ON COMMIT DROP"
        )
        cursor.execute("TRUNCATE staged_result")
        with cursor.copy("COPY staged_result FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            "UPDATE assessments_indicatorresult r SET verification = s.verification, verdict = s.verdict,"
            " basis = s.basis, reason = s.reason, entered_by = s.entered_by, revision = r.revision + 1,"
            " changed_at = %s FROM staged_result s WHERE s.id = r.id",
            [now],
        )


def roll_up(sheet_ids: Sequence[int]) -> None:
    """Bring criterion verdicts and roll-ups of sheets up to date with their indicator results, in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT assessments_roll_up(%s)", [list(sheet_ids)])
