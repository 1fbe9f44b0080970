"""Many rows at once: ``COPY`` into a temporary table, then checks and writes by sets.

Works inside one transaction (the table goes with it) and through Django's own connection, so that the acts of
history and the savepoints of a dry run hold for it too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from dieuphoi.core.exchange.reader import show
from dieuphoi.core.kernel.errors import InputError

TYPES: Final = frozenset({"bigint", "integer", "text", "numeric", "date", "boolean", "timestamptz", "jsonb"})
_NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}\Z")


def stage(
    connection: BaseDatabaseWrapper,
    table_name: str,
    columns: Sequence[tuple[str, str]],
    rows: Iterable[Sequence[Any]],
) -> int:
    """Create the temporary table ``table_name`` and fill it; how many rows went in.

    ``columns`` are ``(name, type)``, types of :data:`TYPES`. The table is dropped at the end of the
    transaction; one of the same name in the same transaction is replaced. Raises ``ValueError`` outside of a
    transaction and for names or types that are not plain.
    """
    if not connection.in_atomic_block:
        raise ValueError("stage() needs a transaction: its table lives no longer")
    _plain(table_name, *(name for name, _type in columns))
    strange = {kind for _name, kind in columns} - TYPES
    if strange:
        raise ValueError(f"types not staged: {sorted(strange)}")
    table = sql.Identifier("pg_temp", table_name)
    body = sql.SQL(", ").join(sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind)) for name, kind in columns)
    names = sql.SQL(", ").join(sql.Identifier(name) for name, _kind in columns)
    count = 0
    with connection.cursor() as cursor:
        # Dropped only when it is there: DROP … IF EXISTS would write a notice each time.
        cursor.execute("SELECT to_regclass(%s)", [f"pg_temp.{table_name}"])
        if cursor.fetchone()[0] is not None:
            cursor.execute(sql.SQL("DROP TABLE {}").format(table))
        cursor.execute(sql.SQL("CREATE TEMP TABLE {} ({}) ON COMMIT DROP").format(sql.Identifier(table_name), body))
        with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(table, names)) as copy:
            write = copy.write_row
            for row in rows:
                write(row)
                count += 1
        # The planner knows nothing of a table that was just filled.
        cursor.execute(sql.SQL("ANALYZE {}").format(table))
    return count


def faults(
    connection: BaseDatabaseWrapper,
    query: str,
    parameters: Sequence[Any] = (),
    *,
    message: str,
    sheet: str,
    column: str = "",
) -> list[InputError]:
    """The rows that ``query`` finds, each as an error.

    ``query`` is written by the programmer (values go through ``parameters``) and selects ``row_no, value`` or
    ``row_no, value, column header``. ``message`` is the Vietnamese sentence for all of them.
    """
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        found = cursor.fetchall()
    return [
        InputError(
            message,
            sheet=sheet,
            row=row[0],
            column=str(row[2]) if len(row) > 2 and row[2] is not None else column,
            value=show(row[1]),
        )
        for row in found
    ]


def unknown(
    connection: BaseDatabaseWrapper,
    table_name: str,
    name: str,
    known_query: str,
    parameters: Sequence[Any] = (),
    *,
    message: str,
    sheet: str,
    column: str,
) -> list[InputError]:
    """Rows of the staged table whose ``name`` is not among what ``known_query`` selects (one column).

    The table needs a column ``row_no``. One error a row number and value, however many cells it has.
    """
    _plain(table_name, name)
    return faults(
        connection,
        f"SELECT s.row_no, s.{name} FROM pg_temp.{table_name} s WHERE s.{name} IS NOT NULL"  # noqa: S608
        f" AND NOT EXISTS (SELECT 1 FROM ({known_query}) AS known(value) WHERE known.value = s.{name})"
        f" GROUP BY s.row_no, s.{name} ORDER BY s.row_no",
        parameters,
        message=message,
        sheet=sheet,
        column=column,
    )


def _plain(*names: str) -> None:
    for name in names:
        if not _NAME.match(name):
            raise ValueError(f"not a plain name: {name!r}")
