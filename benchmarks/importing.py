"""The province workbook: read, checked, judged and written, against ``COPY`` and ``INSERT`` of the same rows.

Measured are the two acts of an import as its page does them, each with its commit. ``import_workbook``
(``import_apply``) reads the file, checks everything, writes the values with actor and act, judges them, sets verdicts
and rolls up. ``import_preview`` (``import_upload``) is the dry run before it: the same reading and checking, the
difference, the file kept.

Limit: one transaction that stores the very rows that an import leaves behind, by ``COPY`` into a temporary table and
``INSERT … SELECT`` from it, and commits: the values into ``assessments_value`` itself – keys, indexes, foreign keys,
triggers and the actor's default – of another empty round of the same communes; indicator results, criterion results
and roll-ups into plain copies of their tables (same columns, keys and indexes; no triggers, no foreign keys). It reads
no workbook, checks nothing and judges nothing. The rates count the values.
"""

from __future__ import annotations

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


_DERIVED = ("assessments_indicatorresult", "assessments_criterionresult", "assessments_sheetrollup")
Rows = list[tuple[Any, ...]]


def bare_tables() -> None:
    """Make the plain copies of the derived tables, as full as the real ones."""
    with connection.cursor() as cursor:
        for table in _DERIVED:
            cursor.execute(f"DROP TABLE IF EXISTS bench_{table}")
            cursor.execute(f"CREATE TABLE bench_{table} (LIKE {table} INCLUDING ALL)")
            cursor.execute(f"INSERT INTO bench_{table} OVERRIDING SYSTEM VALUE SELECT * FROM {table}")
            cursor.execute(f"ANALYZE bench_{table}")


def bare_rows(source_id: int, round_id: int) -> dict[str, Rows]:
    """What an import left behind in a round: its values as rows for another round of the same communes, and all
    derived rows of its sheets as they are.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT mine.id, {_COLUMNS} FROM assessments_value v JOIN assessments_sheet s ON s.id = v.sheet_id"
            " JOIN assessments_sheet mine ON mine.unit_id = s.unit_id AND mine.round_id = %s"
            " WHERE s.round_id = %s AND NOT EXISTS (SELECT FROM assessments_value w WHERE w.supersedes_id = v.id)"
            " ORDER BY v.id",
            [round_id, source_id],
        )
        found = {"assessments_value": list(cursor.fetchall())}
        for table in _DERIVED:
            cursor.execute(
                f"SELECT t.* FROM {table} t JOIN assessments_sheet s ON s.id = t.sheet_id WHERE s.round_id = %s",
                [source_id],
            )
            found[table] = list(cursor.fetchall())
            # They stand in the plain copy already where an earlier pair was measured.
            cursor.execute(f"DELETE FROM bench_{table} WHERE id = ANY (%s)", [[row[0] for row in found[table]]])
    return found


def bare_import(country: Country, rows: dict[str, Rows]) -> None:
    """The limit."""
    with act(country.system, "bench.bare"), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE bench_staged (sheet_id bigint, indicator_id bigint, part text, side text,"
            " number numeric, text text, numerator numeric, denominator numeric, standard text,"
            " applicable boolean, explanation text, cleared boolean, on_behalf boolean,"
            " recorded_at timestamptz) ON COMMIT DROP"
        )
        _copy(cursor, "bench_staged", rows["assessments_value"])
        cursor.execute(f"INSERT INTO assessments_value (sheet_id, {_COLUMNS}) SELECT * FROM bench_staged")
        for table in _DERIVED:
            cursor.execute(f"CREATE TEMP TABLE staged_{table} (LIKE {table}) ON COMMIT DROP")
            _copy(cursor, f"staged_{table}", rows[table])
            cursor.execute(
                f"INSERT INTO bench_{table} OVERRIDING SYSTEM VALUE SELECT * FROM staged_{table}"
            )


def _copy(cursor: Any, table: str, rows: Rows) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def measure(country: Country, place: Place, filled: int, empty: list[tuple[int, int]]) -> list[Figure]:
    """Import into the first round of each pair and write barely into the second, which then gets its verdicts too."""
    applied: list[tuple[float, float]] = []
    previewed: list[tuple[float, float]] = []
    bare_tables()
    for import_into, write_into in empty:
        data, _cells = workbook(country, place, import_into)
        upload, apply, written = bring_in(place, import_into, data)
        rows = bare_rows(import_into, write_into)
        limit = written / clock(lambda rows=rows: bare_import(country, rows))  # type: ignore[misc]
        applied.append((written / apply, limit))
        previewed.append((written / upload, limit))
        copy_figures(country, write_into, import_into)
    return [_figure("import_workbook", applied), _figure("import_preview", previewed)]


def _figure(name: str, pairs: list[tuple[float, float]]) -> Figure:
    """The pair of rate and limit whose ratio is the median: both were taken one after the other."""
    rate, limit = sorted(pairs, key=lambda pair: pair[0] / pair[1])[len(pairs) // 2]
    return at_least(name, rate, "rows/s", limit=limit, aim=AIM)
