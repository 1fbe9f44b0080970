"""A backup of an older release comes back by today's program and goes forward to it, whole (fault 22)."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, migrations
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from dieuphoi.config import embedded
from dieuphoi.config.backup import RestoreRefused, making, restoring
from dieuphoi.config.backup.container import Reader

from .conftest import House
from .test_backup import everything

Turn = Callable[[House], None]
Key = tuple[str, str]


def step_back() -> tuple[Key, Key]:
    """``(last, the one before)`` of an app of ours whose last migration can be taken back by itself.

    Asked of the graph: names of files come and go (squashes). The kernel's is asked for first.
    """
    graph = MigrationLoader(connection).graph
    for last in sorted(graph.leaf_nodes(), key=lambda key: (key[0] != "kernel", key)):
        node = graph.node_map[last]
        before = [parent.key for parent in node.parents if parent.key[0] == last[0]]
        ours = graph.nodes[last].__module__.startswith("dieuphoi.")
        if ours and before and all(each.reversible for each in graph.nodes[last].operations):
            return last, before[0]
    raise AssertionError("no migration of ours can be taken back")


@pytest.fixture
def as_source(source: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables of then by pg_dump of the older house: a minute of migrations less. The drill runs them all, and
    what would be run is compared by name below."""
    tables = embedded.wheel_install() / "bin"

    def make(told: list[list[str]]) -> None:
        executor = restoring.migrations_of(told)
        plan = {
            (each.app_label, each.name) for each, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())
        }
        replaced = {tuple(key) for each in plan for key in executor.loader.disk_migrations[each].replaces}
        squashes = {key for key in plan if executor.loader.disk_migrations[key].replaces}
        assert (plan - squashes) | replaced | (squashes & {(a, n) for a, n in told}) == {(a, n) for a, n in told}
        connection.close()
        to = source.url.rsplit("/", 1)[0] + "/" + connection.settings_dict["NAME"]
        dump = subprocess.run([tables / "pg_dump", "-s", "-d", source.url], capture_output=True, check=True)
        words = b"\n".join(line for line in dump.stdout.splitlines() if not line.startswith(b"SET "))
        subprocess.run([tables / "psql", "-q", "-d", to], input=words, capture_output=True, check=True)

    monkeypatch.setattr(restoring, "_make_tables", make)


def test_a_backup_of_an_older_release_comes_back_whole_and_goes_forward(
    source: House, target: House, tmp_path: Path, now: datetime, speak_to: Turn, as_source: None
) -> None:
    last, before = step_back()
    assert last[0] == "kernel", "think about which table is compared below"
    MigrationExecutor(connection).migrate([before])
    connection.close()
    there = source.rows("SELECT app, name FROM django_migrations")
    assert tuple(last) not in there and before in there
    columns = "id, kind, label, account_id, args, state, done, message, created_at"
    done = making.make_backup(url=source.url, to=tmp_path / "b", now=now)
    assert done.path is not None
    with Reader(done.path) as reader:
        assert list(last) not in reader.manifest["migrations"]
        assert "deaths" not in reader.manifest["tables"]["kernel_job"]["columns"]
    speak_to(target)
    told = restoring.restore_backup(done.path, url=target.url)
    assert told.newer and told.files == 3
    # At the head, with what the step brings; and every row as it was.
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert target.rows("SELECT count(*) FROM kernel_job WHERE deaths <> 0") == [(0,)]
    rows = f"SELECT {columns} FROM kernel_job ORDER BY id"
    assert target.rows(rows) == source.rows(rows) != []
    ours, theirs = everything(target), everything(source)
    differ = {name for name in theirs if ours[name] != theirs[name]}
    assert differ == {"kernel_job", "django_migrations"} and len(theirs) > 100
    # What was migrated again after the step is there too, and empty.
    assert {name for name in ours.keys() - theirs.keys() if ours[name][1]} == set()
    assert set(source.rows("SELECT app, name FROM django_migrations")) < set(
        target.rows("SELECT app, name FROM django_migrations")
    )


def with_squash(monkeypatch: pytest.MonkeyPatch, replaced: list[Key], *, kept: bool) -> Key:
    """The program as it would be with a squash of these; ``kept``: their own files are still there."""
    key = (replaced[0][0], "0001_squashed")
    load = MigrationLoader.load_disk

    def load_disk(self: MigrationLoader) -> None:
        load(self)
        squash = migrations.Migration(key[1], key[0])
        squash.replaces = list(replaced)
        self.disk_migrations[key] = squash
        if not kept:
            for each in replaced:
                del self.disk_migrations[each]

    monkeypatch.setattr(MigrationLoader, "load_disk", load_disk)
    return key


def small_history() -> list[Key]:
    """The migrations of an app of somebody else's that none of ours squashes, in order."""
    graph = MigrationLoader(connection).graph
    return [key for key in graph.forwards_plan(graph.leaf_nodes("axes")[0]) if key[0] == "axes"]


def test_a_squash_stands_for_all_it_replaces_and_not_for_some(
    target: House, speak_to: Turn, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak_to(target)
    history = small_history()
    assert len(history) > 3
    squash = with_squash(monkeypatch, history, kept=True)

    def run(told: list[Key]) -> list[Key]:
        executor = restoring.migrations_of([list(key) for key in told])
        return [
            (each.app_label, each.name) for each, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())
        ]

    assert run(history[:-1]) == history[:-1]
    assert run(history) == [squash]
    assert run([*history, squash]) == [squash]


def test_a_backup_whose_migrations_were_squashed_since_is_no_newer_one(
    made: Path, target: House, speak_to: Turn, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak_to(target)
    with Reader(made) as reader:
        manifest: dict[str, Any] = reader.manifest
    with monkeypatch.context() as later:
        with_squash(later, small_history(), kept=True)
        restoring._check_age(manifest)
    some = [list(key) for key in small_history()[1:]]
    with monkeypatch.context() as later:
        with_squash(later, small_history(), kept=False)
        restoring._check_age(manifest)
        with pytest.raises(RestoreRefused, match="phiên bản trung gian"):
            restoring._check_age({**manifest, "migrations": [m for m in manifest["migrations"] if m not in some]})
    with pytest.raises(RestoreRefused, match="mới hơn"):
        restoring._check_age({**manifest, "migrations": [*manifest["migrations"], ["axes", "9999_later"]]})
