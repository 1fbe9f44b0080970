"""The squashed migrations make what the replaced ones make; databases and backups on the old way go on by themselves.

Slow: the old way takes a minute. It is gone once, in the normal suite (``.ci/run`` leaves it out on PostgreSQL 15).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter
from psycopg import sql

from dieuphoi.config import doctor
from dieuphoi.config.backup import making, restoring
from dieuphoi.config.commands import db as db_commands
from tests.journeys.conftest import with_database
from tests.support.stories import EMPTY, Stories

from .conftest import House

OURS = "current_schema()::regnamespace"
LOOKS = {
    "tables": "SELECT relname, relkind::text, relpersistence::text, reloptions, obj_description(oid) FROM pg_class"
    f" WHERE relnamespace = {OURS} AND relkind NOT IN ('i', 'I', 'S')",
    "columns": "SELECT c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,"
    " pg_get_expr(d.adbin, d.adrelid), a.attgenerated::text, a.attidentity::text, a.attcollation::regcollation::text,"
    " a.attstorage::text, col_description(c.oid, a.attnum)"
    " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
    " LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum"
    f" WHERE c.relnamespace = {OURS} AND c.relkind IN ('r', 'v') AND a.attnum > 0 AND NOT a.attisdropped",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated, condeferrable,"
    f" condeferred FROM pg_constraint WHERE connamespace = {OURS} AND contype <> 'n'",
    "indexes": f"SELECT pg_get_indexdef(oid), reloptions FROM pg_class WHERE relnamespace = {OURS} AND relkind = 'i'",
    "triggers": "SELECT t.tgrelid::regclass::text, t.tgname, pg_get_triggerdef(t.oid), t.tgenabled::text,"
    " obj_description(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    f" WHERE NOT t.tgisinternal AND c.relnamespace = {OURS}",
    "functions": f"SELECT proname, pg_get_functiondef(oid), proacl::text FROM pg_proc WHERE pronamespace = {OURS}",
    "views": f"SELECT relname, pg_get_viewdef(oid) FROM pg_class WHERE relnamespace = {OURS} AND relkind = 'v'",
    "types": "SELECT t.typname, (SELECT array_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e"
    f" WHERE e.enumtypid = t.oid)::text FROM pg_type t WHERE t.typnamespace = {OURS} AND t.typtype IN ('e', 'd')",
    "sequences": "SELECT sequencename, data_type::text, start_value, increment_by, cycle FROM pg_sequences"
    " WHERE schemaname = current_schema()",
}
BY_SIGNALS = {"django_content_type", "auth_permission", "django_migrations"}
"""Rows that the end of ``migrate`` writes, with ids in the order in which packages came."""


def looks(url: str) -> dict[str, list[str]]:
    """All that a database holds, as text: its catalogues, its rows (instants without their value), its sequences."""
    with psycopg.connect(url) as there:
        found = {name: sorted(map(repr, there.execute(query).fetchall())) for name, query in LOOKS.items()}
        for (table,) in there.execute(
            f"SELECT relname FROM pg_class WHERE relnamespace = {OURS} AND relkind = 'r' ORDER BY 1"
        ).fetchall():
            if table in BY_SIGNALS:
                continue
            columns = [
                sql.SQL("{} IS NULL" if kind == "timestamp with time zone" else "{}").format(sql.Identifier(name))
                for name, kind in there.execute(
                    "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
                    " WHERE attrelid = quote_ident(%s)::regclass AND attnum > 0 AND NOT attisdropped",
                    [table],
                ).fetchall()
            ]
            query = sql.SQL("SELECT {} FROM {}").format(sql.SQL(", ").join(columns), sql.Identifier(table))
            rows = there.execute(query)
            found[f"rows of {table}"] = sorted(map(repr, rows.fetchall()))
        found["given out"] = sorted(
            repr(row)
            for row in there.execute(
                "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema()"
            ).fetchall()
            if row[0].removesuffix("_id_seq") not in BY_SIGNALS
        )
        return found


def names(house: House) -> set[tuple[str, str]]:
    return {(app, name) for app, name in house.rows("SELECT app, name FROM django_migrations")}


@contextmanager
def before_squashing() -> Iterator[None]:
    """The program as it was: it neither takes the squashed files nor writes their names."""
    build = MigrationLoader.build_graph

    def old(loader: Any) -> None:
        loader.replace_migrations = False
        build(loader)
        for key, squashed in loader.replacements.items():
            loader.graph.remove_replacement_node(key, squashed.replaces)
        loader.replacements = {}
        loader.graph.validate_consistency()

    with pytest.MonkeyPatch.context() as patch, db_commands.collected_rarely():
        patch.setattr(MigrationLoader, "build_graph", old)
        yield


def migrate(*target: str) -> None:
    call_command("migrate", *target, interactive=False, verbosity=0)


@cache
def written(field: Any) -> str:
    return MigrationWriter.serialize(field)[0]


def state(migrations: list[Any]) -> dict[Any, Any]:
    """All models as a list of migrations leaves them: fields in their order, as text, and options."""
    made = ProjectState()
    for migration in migrations:
        migration.mutate_state(made, preserve=False)
    return {
        key: ([(name, written(field)) for name, field in model.fields.items()], model.options, model.bases)
        for key, model in made.models.items()
    }


def steps_told() -> int:
    """How often doctor speaks of migrations: those that wait, those that it does not know."""
    return sum(" bước " in each.words for each in doctor.database())


def test_from_wherever_an_office_stands_the_program_goes_on_to_the_same_models(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """For each of our migrations: all is applied but it and what rests on it, as the replaced files left it."""
    with before_squashing():
        old = MigrationLoader(None).graph
    order = [key for leaf in old.leaf_nodes() for key in old.forwards_plan(leaf)]
    order = list(dict.fromkeys(order))
    whole = state([old.nodes[key] for key in order])
    applied: dict[tuple[str, str], Any] = {}
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda recorder: dict(applied))
    ours = [key for key in order if type(old.nodes[key]).__module__.startswith("dieuphoi.")]
    assert len(ours) > 50
    mixed = 0
    for first in ours:
        waiting = set(old.backwards_plan(first))
        applied = {key: old.nodes[key] for key in order if key not in waiting}
        executor = MigrationExecutor(connection)
        executor.loader.check_consistent_history(connection)
        plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
        done = {key for each in plan for key in each.replaces or [(each.app_label, each.name)]}
        assert done == waiting
        assert state([old.nodes[key] for key in order if key not in waiting] + plan) == whole
        mixed += any(each.replaces for each in plan) and not all(each.replaces for each in plan)
    assert mixed > 10, "squashed and replaced files take turns in most of them"


def test_killed_at_its_last_word_a_squashed_migration_has_not_happened(
    databases: Callable[[str], str], speak_to: Callable[[House], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tables and names come in one transaction: there is no half-recorded list of replaced names to be stuck with."""
    house = House(databases("template0"), tmp_path)
    speak_to(house)
    write = MigrationRecorder.record_applied

    def killed(recorder: Any, app: str, name: str) -> None:
        write(recorder, app, name)
        if (app, name[:4]) == ("territory", "0005"):
            raise KeyboardInterrupt

    with monkeypatch.context() as dying, pytest.raises(KeyboardInterrupt):
        dying.setattr(MigrationRecorder, "record_applied", killed)
        migrate("territory")
    connection.close()
    assert names(house) == {("kernel", "0001_functions")}
    assert house.rows("SELECT to_regclass('territory_adminunit') IS NULL") == [(True,)]
    migrate("territory")
    assert len(names(house)) == 1 + 6
    assert house.rows("SELECT count(*) FROM territory_adminunit") == [(0,)]


def test_its_statements_can_be_read_before_they_run(db: None) -> None:
    out = StringIO()
    call_command("sqlmigrate", "profile", "0001_squashed_0002_first_measures", stdout=out, no_color=True)
    told = out.getvalue()
    assert told.count("CREATE TABLE") > 5 and "EXECUTE PROCEDURE pgtrigger_" in told and "ADD CONSTRAINT" in told
    assert "INSERT INTO profile_measure\n" not in told, "a step in Python is no statement"


def test_the_old_way_and_the_squashed_one(
    databases: Callable[[str], str],
    speak_to: Callable[[House], None],
    stories: Stories,
    tmp_path: Path,
    now: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stories.spoilt.add(EMPTY)  # what a test takes back, its sequences have given out all the same
    stories.turn_to(EMPTY)
    run = with_database(os.environ["DATABASE_URL"], connection.settings_dict["NAME"])
    today = House(run, tmp_path / "nay")
    squashed = looks(run)
    assert squashed["columns"] and squashed["rows of profile_measure"] and squashed["rows of access_accessinterval"]
    monkeypatch.setattr(db_commands, "load_shipped_sets", lambda: None)

    # An office of last year, half way: the assessments at their fifth migration, what lies below them complete.
    half = House(databases("template0"), tmp_path / "nửa")
    speak_to(half)
    with before_squashing():
        migrate("organisations")
        migrate("criteria")
        migrate("assessments", "0005")
        migrate("exchange", "0002")
    connection.close()
    old = House(databases(half.url.rsplit("/", 1)[1]), tmp_path / "cũ")
    half_way, half_names = looks(half.url), names(half)
    half_backup = making.make_backup(url=half.url, to=tmp_path / "sao lưu nửa", now=now)

    # And one that went the old way to its end. Not a column stands elsewhere, not a trigger differs.
    speak_to(old)
    with before_squashing():
        migrate()
        at_the_end, old_names = looks(old.url), names(old)  # the cache's table is no migration's, and in no backup
        call_command("createcachetable", verbosity=0)
    assert not [name for name in old_names if "_squashed_" in name[1]]
    assert looks(old.url) == squashed

    # The program of today has nothing to do there; doctor neither misses nor wonders; it only writes the new names.
    assert steps_told() == 0
    old_backup = making.make_backup(url=old.url, to=tmp_path / "sao lưu cũ", now=now)
    migrate()
    assert names(old) - old_names == {name for name in names(today) if "_squashed_" in name[1]}
    assert names(old) == names(today)
    assert steps_told() == 0

    # Backups of both come back, each with exactly the migrations that it had. The half one then goes on: by the old
    # files where it has begun, by the squashed ones where it has not.
    forward = db_commands.bring_up_to_date
    for backup, was, was_named, newer in (
        (old_backup, at_the_end, old_names, False),
        (half_backup, half_way, half_names, True),
    ):
        target = House(databases("template0"), tmp_path / "đích")
        speak_to(target)
        restored: list[Any] = []

        def onwards(target: House = target, restored: list[Any] = restored) -> None:
            restored.extend([looks(target.url), names(target), steps_told()])
            forward()

        monkeypatch.setattr(db_commands, "bring_up_to_date", onwards)
        assert backup.path is not None
        done = restoring.restore_backup(backup.path, url=target.url)
        assert restored == [was, was_named, int(newer)]
        assert done.newer is newer
        assert names(target) == names(today)
        assert looks(target.url) == squashed
