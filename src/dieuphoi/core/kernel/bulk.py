"""What bulk loads need besides COPY."""

from __future__ import annotations

from django.db import connection


def refresh_statistics(*tables: str) -> None:
    """Refresh the planner's statistics of tables that this transaction has just filled.

    Autovacuum looks only after the commit, and cached plans of an empty table are quadratic on a full one.
    """
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ANALYZE {quote(table)}")
