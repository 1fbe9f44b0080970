"""Saving one cell: with verdict, roll-up and history, against a bare update and a history row.

The limit works on plain copies of the two tables (``LIKE … INCLUDING ALL``: same columns, keys and indexes) without
triggers and foreign keys, through the same driver and connection, in a transaction of its own, ``fsync`` on.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.country import Place
from benchmarks.figures import Figure, at_most, in_turns
from dieuphoi.programme.assessments.services.values import value_save

AIM = 3.0


def bare_tables(round_ids: list[int]) -> None:
    """Make the copies, holding the results of these rounds."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_cell, bench_cell_history")
        cursor.execute("CREATE TABLE bench_cell (LIKE assessments_indicatorresult INCLUDING ALL)")
        cursor.execute("CREATE TABLE bench_cell_history (LIKE assessments_value INCLUDING ALL)")
        cursor.execute("ALTER TABLE bench_cell_history ALTER actor_id SET DEFAULT 1, ALTER act SET DEFAULT 'bench'")
        cursor.execute(
            "INSERT INTO bench_cell OVERRIDING SYSTEM VALUE SELECT r.* FROM assessments_indicatorresult r"
            " JOIN assessments_sheet s ON s.id = r.sheet_id WHERE s.round_id = ANY (%s)",
            [round_ids],
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE bench_cell, bench_cell_history")


def bare_save(cursor: Any, result_id: int, text: str) -> None:
    """The limit: change the cell, keep the history row."""
    now = timezone.now()
    cursor.execute(
        "UPDATE bench_cell SET verification = 'ENTERED', verdict = 'MET', basis = 'COMPUTED', reason = '',"
        " entered_by = 1, revision = revision + 1, changed_at = %s WHERE id = %s RETURNING sheet_id, indicator_id",
        [now, result_id],
    )
    sheet_id, indicator_id = cursor.fetchone()
    cursor.execute(
        "INSERT INTO bench_cell_history (sheet_id, indicator_id, part, side, number, text, standard, explanation,"
        " cleared, on_behalf, supersedes_id, recorded_at)"
        " VALUES (%s, %s, '', 'commune', %s, '', '', '', false, false, %s, %s)",
        [sheet_id, indicator_id, Decimal(text.replace(",", ".")), random.getrandbits(62), now],
    )


def _numbers() -> Iterator[int]:
    number = 0
    while True:
        number += 1
        yield number


_serial = _numbers()


def typed() -> Iterator[str]:
    """Percentages as they are typed; none is what a cell already holds."""
    for number in _serial:
        yield f"{50 + number % 49},{number % 997:03d}"


def cells_of(place: Place, round_id: int, *, scattered: bool = False) -> Iterator[tuple[int, int, int]]:
    """``(result, sheet, indicator)`` of percentages that can be entered, each once; sheet after sheet, as one types.

    ``scattered``: row after row, so that each is another commune's and the first of the day there.
    """
    order = "i.position, s.id" if scattered else "s.id, i.position"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id, r.sheet_id, r.indicator_id FROM assessments_indicatorresult r"
            " JOIN assessments_sheet s ON s.id = r.sheet_id JOIN criteria_indicator i ON i.id = r.indicator_id"
            " WHERE s.round_id = %s AND i.kind = 'percent' AND r.verification IN ('EMPTY', 'ENTERED')"
            f" AND i.code = ANY (%s) ORDER BY {order}",
            [round_id, PLAIN],
        )
        return iter(cursor.fetchall())


PLAIN = ["2.1", "2.2", "2.3", "2.4", "5", "16", "17.2", "17.6", "17.12"]
"""Rows of one plain percentage."""


def measure(place: Place, round_id: int, name: str, *, times: int, scattered: bool = False) -> Figure:
    """Save cells of one round as its office does for its communes: the first of a day in a sheet tells the commune."""
    cells, texts = cells_of(place, round_id, scattered=scattered), typed()
    actor = place.actor()

    def save() -> None:
        _result, sheet_id, indicator_id = next(cells)
        saved = value_save(
            actor=actor, sheet_id=sheet_id, indicator_id=indicator_id, typed={"": next(texts)}, now=timezone.now()
        )
        assert saved.changed, "the bench must write"

    bare = cells_of(place, round_id, scattered=scattered)

    def bare_one() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            bare_save(cursor, next(bare)[0], next(texts))

    mine, limit = in_turns(save, bare_one, times=times)
    return at_most(name, mine * 1000, "ms", limit=limit * 1000, aim=AIM)
