"""What bulk loads need besides COPY."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection

MANY: Final = 1000
"""Fewer new rows than this mislead no plan."""
GROWN: Final = 0.1
"""From this share of new rows on, autovacuum itself would analyse a table (``autovacuum_analyze_scale_factor``)."""


@contextmanager
def collector_paused() -> Iterator[None]:
    """Run a bulk step without Python's cycle collector, which would walk everything loaded, over and over.

    For steps that make tens of thousands of plain records and no cycles; what is freed, is freed by its last reference.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def refresh_statistics(*tables: str, rows: int) -> None:
    """Refresh the planner's statistics of tables to which this transaction has just written some ``rows`` each.

    Autovacuum looks only after the commit, and cached plans of an empty table are quadratic on a full one. A table
    that grew by less than :data:`GROWN` keeps its statistics: they still describe it.
    """
    if rows < MANY:
        return
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE oid = ANY (%s::regclass[]) AND reltuples * %s <= %s",
            [list(tables), GROWN, rows],  # never analysed: reltuples is -1
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"ANALYZE {quote(table)}")
