"""The tables out and in, through ``COPY``: the same bytes on every PostgreSQL that the program runs on.

Rows stand in the order of their primary key and in a pinned notation, so equal contents give equal digests whatever the
server's version and however the table came about.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg import sql

LEFT_OUT: Final = {
    "cache": "derived",
    "django_session": "sessions",
}
"""Tables whose rows are not kept: what can be made again, and the keys of those who are signed in just now."""

MARK: Final = "dieuphoi_restore_unfinished"
"""A table that stands while a restore runs: a database that has it is ours to clear."""

_NOTATION: Final = (
    "SET datestyle = 'ISO, YMD'",
    "SET intervalstyle = 'postgres'",
    "SET timezone = 'UTC'",
    "SET bytea_output = 'hex'",
    "SET extra_float_digits = 1",
    "SET client_encoding = 'UTF8'",
    "SET synchronize_seqscans = off",
    "SET statement_timeout = 0",
    "SET lock_timeout = 0",
    "SET idle_in_transaction_session_timeout = 0",
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table, its columns without the generated ones, and its key."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]


@contextmanager
def connected(url: str, *, reading: bool = False) -> Iterator[psycopg.Connection[Any]]:
    """One transaction on a connection of its own; ``reading``: a snapshot that sees one moment and writes nothing."""
    with psycopg.connect(url, autocommit=True) as connection:
        for each in _NOTATION:
            connection.execute(each)
        if reading:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
        connection.autocommit = False
        with connection.transaction():
            yield connection


def tables(connection: psycopg.Connection[Any]) -> list[Table]:
    """Every table of the schema that belongs to no extension, by name."""
    rows = connection.execute(
        "SELECT c.relname,"
        " (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a"
        "   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''),"
        " (SELECT array_agg(a.attname::text ORDER BY array_position(i.indkey::int2[], a.attnum)) FROM pg_index i"
        "   JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey::int2[])"
        "   WHERE i.indrelid = c.oid AND i.indisprimary)"
        " FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'"
        " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"
        ' ORDER BY c.relname COLLATE "C"'
    ).fetchall()
    return [Table(name, tuple(columns or ()), tuple(key or ())) for name, columns, key in rows]


def copy_out(connection: psycopg.Connection[Any], table: Table) -> Iterator[bytes]:
    """The rows of a table in the order of its key."""
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    # No table of ours lacks a key; one of somebody else's is ordered by all it has.
    order = sql.SQL(", ").join(map(sql.Identifier, table.key or table.columns))
    query = sql.SQL("COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT").format(
        columns, sql.Identifier(table.name), order
    )
    with connection.cursor() as cursor, cursor.copy(query) as rows:
        for data in rows:
            yield bytes(data)


def digest_of(connection: psycopg.Connection[Any], table: Table) -> tuple[str, int]:
    """The SHA-256 of a table's rows and how many there are."""
    digest, count = hashlib.sha256(), 0
    for data in copy_out(connection, table):
        digest.update(data)
        count += data.count(b"\n")
    return digest.hexdigest(), count


def sequences(connection: psycopg.Connection[Any]) -> list[list[Any]]:
    """``[table, column, last value, was it given out]`` of every sequence that a column owns.

    Sequences know no transaction: what is read here is never less than what the snapshot's rows hold.
    """
    owned = connection.execute(
        "SELECT t.relname, a.attname, s.relname FROM pg_class s"
        " JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')"
        " JOIN pg_class t ON t.oid = d.refobjid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid"
        " WHERE s.relkind = 'S' AND t.relnamespace = current_schema()::regnamespace"
        ' ORDER BY t.relname COLLATE "C", a.attname COLLATE "C"'
    ).fetchall()
    found: list[list[Any]] = []
    for table, column, name in owned:
        row = connection.execute(
            sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier(name))
        ).fetchone()
        assert row is not None
        found.append([table, column, row[0], row[1]])
    return found


def is_empty(connection: psycopg.Connection[Any]) -> bool:
    """Whether the schema holds no table, view or sequence but those of extensions."""
    row = connection.execute(
        "SELECT count(*) FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace"
        " AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')"
        " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"
    ).fetchone()
    return row is not None and row[0] == 0


def is_marked(connection: psycopg.Connection[Any]) -> bool:
    """Whether a restore began here and did not come to its end."""
    row = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [MARK]).fetchone()
    return row is not None and bool(row[0])


def mark(connection: psycopg.Connection[Any]) -> None:
    name = sql.Identifier(MARK)
    connection.execute(sql.SQL("CREATE TABLE {} (since timestamptz PRIMARY KEY DEFAULT now())").format(name))


def unmark(connection: psycopg.Connection[Any]) -> None:
    connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(MARK)))


_MINE = "NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = x.oid AND d.deptype = 'e')"
_DROPS = (  # no input of anybody in it
    "SELECT format('DROP %s IF EXISTS %I CASCADE', CASE x.relkind WHEN 'v' THEN 'VIEW' WHEN 'S' THEN 'SEQUENCE'"
    " WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END, x.relname) FROM pg_class x"
    " WHERE x.relnamespace = current_schema()::regnamespace AND x.relkind IN ('r', 'p', 'v', 'm', 'c', 'S')"
    f" AND {_MINE} ORDER BY x.relkind = 'S'",
    "SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', x.oid::regprocedure) FROM pg_proc x"
    f" WHERE x.pronamespace = current_schema()::regnamespace AND {_MINE}",
    "SELECT format('DROP TYPE IF EXISTS %I CASCADE', x.typname) FROM pg_type x"
    f" WHERE x.typnamespace = current_schema()::regnamespace AND x.typtype IN ('e', 'd', 'r') AND {_MINE}",
)


def clear(connection: psycopg.Connection[Any]) -> None:
    """Drop what stands in the schema. Only for a database that was empty when our restore began (:data:`MARK`)."""
    for listing in _DROPS:
        for (statement,) in connection.execute(listing).fetchall():
            connection.execute(statement)


class Loading:
    """Rows go in as they are: triggers rest, foreign keys come back (and judge every row) when all is in.

    Works for an ordinary owner of the tables; a superuser's ``session_replication_role`` is not asked for.
    """

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self.tables = {table.name: table for table in tables(connection) if table.name != MARK}
        self._keys: list[tuple[str, str, str]] = []
        self._triggers: list[tuple[str, str, str]] = []

    def begin(self) -> None:
        """Empty every table (migrations wrote rows of their own) and put triggers and foreign keys aside."""
        run = self._connection.execute
        self._keys = run(
            "SELECT t.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k"
            " JOIN pg_class t ON t.oid = k.conrelid"
            " WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace AND k.conparentid = 0"
        ).fetchall()
        self._triggers = run(
            "SELECT t.relname, g.tgname, g.tgenabled::text FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid"
            " WHERE NOT g.tgisinternal AND t.relnamespace = current_schema()::regnamespace"
        ).fetchall()
        for table, name, _definition in self._keys:
            run(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.Identifier(table), sql.Identifier(name)))
        for table in self.tables:
            run(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
        run(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, self.tables))))

    def copy_in(self, name: str, columns: Iterable[str], data: Iterable[bytes]) -> None:
        """Write the rows of one table."""
        into = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with self._connection.cursor() as cursor, cursor.copy(into) as rows:
            for each in data:
                rows.write(each)

    def set_sequence(self, table: str, column: str, last: int, called: bool) -> None:
        self._connection.execute(
            "SELECT setval(pg_get_serial_sequence(quote_ident(%s), %s), %s, %s)", [table, column, last, called]
        )

    def end(self) -> None:
        """Keys and triggers as they were; a row that points nowhere is refused here, with the key's name."""
        run = self._connection.execute
        run("SET CONSTRAINTS ALL IMMEDIATE")
        for table, name, definition in self._keys:
            run(
                sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(
                    sql.Identifier(table), sql.Identifier(name), sql.SQL(definition)
                )
            )
        for table in self.tables:
            run(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table)))
        words = {"D": "DISABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}
        for table, name, state in self._triggers:
            if state in words:
                run(
                    sql.SQL("ALTER TABLE {} {} TRIGGER {}").format(
                        sql.Identifier(table), sql.SQL(words[state]), sql.Identifier(name)
                    )
                )
