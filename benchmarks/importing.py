"""The province workbook: read, checked, judged and written, against ``COPY`` and ``INSERT`` of the same values.

Measured: ``import_upload`` (read, check, preview, keep the file) and ``import_apply`` (read and check again, write the
values with actor and act, set verdicts, roll up), as the page does them, both commits included.

Limit: one transaction that takes the very rows that an import wrote, ``COPY`` into a temporary table and ``INSERT …
SELECT`` into ``assessments_value`` – the real table with its keys, indexes, foreign keys, triggers and the actor's
default – of another empty round of the same communes, and commits. It reads no workbook, checks nothing, and writes
neither verdicts nor roll-ups.
"""

from __future__ import annotations

from statistics import median
from typing import Any

from django.db import connection
from django.utils import timezone

from benchmarks.country import Country, Place, copy_figures, workbook
from benchmarks.figures import Figure, at_least, clock
from dieuphoi.core.exchange.services import import_apply, import_upload
from dieuphoi.core.exchange.states import CHECKED
from dieuphoi.core.history.context import act
from dieuphoi.programme.assessments.sheets import KIND

AIM = 0.5
_COLUMNS = (
    "indicator_id, part, side, number, text, numerator, denominator, standard, applicable, explanation, cleared,"
    " on_behalf, recorded_at"
)


def bring_in(place: Place, round_id: int, data: bytes) -> tuple[float, float, int]:
    """Import a workbook into an empty round: seconds of the upload, of the apply, and how many values it wrote."""
    actor, runs = place.actor(), []

    def upload() -> None:
        runs.append(
            import_upload(
                actor=actor, kind=KIND, target={"round": round_id}, data=data, name="do.xlsx", now=timezone.now()
            )
        )

    checked = clock(upload)
    run = runs[0]
    if run.state != CHECKED:
        raise AssertionError(f"the bench's workbook has faults: {run.errors[:3]}")
    applied = clock(lambda: import_apply(actor=actor, run_id=run.pk, now=timezone.now()))
    run.refresh_from_db()
    return checked, applied, int(run.applied["written"])


def bare_rows(source_id: int, round_id: int) -> list[tuple[Any, ...]]:
    """The values of a filled round as rows for another round of the same communes."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT mine.id, {_COLUMNS} FROM assessments_value v JOIN assessments_sheet s ON s.id = v.sheet_id"
            " JOIN assessments_sheet mine ON mine.unit_id = s.unit_id AND mine.round_id = %s"
            " WHERE s.round_id = %s AND NOT EXISTS (SELECT FROM assessments_value w WHERE w.supersedes_id = v.id)"
            " ORDER BY v.id",
            [round_id, source_id],
        )
        return list(cursor.fetchall())


def bare_import(country: Country, rows: list[tuple[Any, ...]]) -> None:
    """The limit."""
    with act(country.system, "bench.bare"), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE bench_staged (sheet_id bigint, indicator_id bigint, part text, side text,"
            " number numeric, text text, numerator numeric, denominator numeric, standard text,"
            " applicable boolean, explanation text, cleared boolean, on_behalf boolean,"
            " recorded_at timestamptz) ON COMMIT DROP"
        )
        with cursor.copy("COPY bench_staged FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            f"INSERT INTO assessments_value (sheet_id, {_COLUMNS}) SELECT * FROM bench_staged"
        )


def measure(country: Country, place: Place, filled: int, empty: list[tuple[int, int]]) -> list[Figure]:
    """Import into the first round of each pair and write barely into the second, which then gets its verdicts too."""
    rates, bare, applied_only = [], [], []
    for import_into, write_into in empty:
        data, _cells = workbook(country, place, import_into)
        upload, apply, written = bring_in(place, import_into, data)
        rows = bare_rows(import_into, write_into)
        bare.append(len(rows) / clock(lambda rows=rows: bare_import(country, rows)))  # type: ignore[misc]
        rates.append(written / (upload + apply))
        applied_only.append(written / apply)
        copy_figures(country, write_into, import_into)
    limit = median(bare)
    return [
        at_least("import_workbook", median(rates), "rows/s", limit=limit, aim=AIM),
        at_least("import_apply_alone", median(applied_only), "rows/s", limit=limit, aim=AIM),
    ]
