"""The databases of a test run: tables made once, stories told once, and a copy of each for every worker.

Migrating and building the small world cost more than most tests that begin with them. The first worker that needs one
makes it in a database of the run; every worker copies that in a moment. A test that names a fixture of
:data:`STORIES` finds the connection turned to its worker's copy of that story before its transaction opens; all other
tests meet empty tables as ever. Tests change a story in their own transaction, which is rolled back. Ids are the same
in every test of a worker, and a second connection sees the story too.
"""

from __future__ import annotations

import contextlib
import copy
import fcntl
import os
import pickle
import time
from collections.abc import Callable, Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from psycopg.errors import InsufficientPrivilege, ObjectInUse
from pytest_django.plugin import DjangoDbBlocker

from dieuphoi.core.kernel.actor import system_actor
from tests.support.matrix import Stage
from tests.support.world import World, build_world

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""Monday 2 March 2026, 9:00 in Hà Nội: the clock of every test that does not say otherwise."""


def _small() -> World:
    return build_world(NOW)


def _shipped() -> World:
    """The small world in an office that has brought in every shipped set."""
    from dieuphoi.programme.criteria import services

    world = build_world(NOW)
    services.shipped_sets_load(actor=system_actor(world.today), now=world.now)
    return world


def _staged() -> Stage:
    """The small world plus one thing of each further kind that routes ask for."""
    from tests.proof.stage import build_stage

    return build_stage(build_world(NOW))


STORIES: dict[str, Callable[[], Any]] = {"small_world": _small, "shipped_world": _shipped, "staged": _staged}
EMPTY = ""


class Stories:
    """The databases of one worker. ``shared`` is the folder that the workers of a run have in common."""

    def __init__(self, blocker: DjangoDbBlocker, shared: Path) -> None:
        self.blocker = blocker
        self.shared = shared
        self.worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        self.run = f"test_{settings.DATABASES['default']['NAME']}"
        self.told: dict[str, Any] = {}
        self.spoilt: set[str] = set()
        """Stories of which a test commits: the next one gets a fresh copy."""

    def turn_to(self, name: str) -> None:
        """Let the connection speak to this worker's copy of a story, or to its empty tables (:data:`EMPTY`)."""
        with self.blocker.unblock():
            if name not in self.told or name in self.spoilt:
                connection.close()
                with self._alone():
                    self.told[name] = self._made(name)
                    self._copy(self._of_the_run(name), self._own(name))
                self.spoilt.discard(name)
            self._speak_to(self._own(name))

    def ids(self, name: str) -> Any:
        """What the story made, by short names: a copy, which a test may add to."""
        return copy.deepcopy(self.told[name])

    def open(self) -> None:
        with self._alone():
            (self.shared / f"{self.worker}.user").touch()

    def close(self) -> None:
        """Drop what is this worker's; the last one drops what is the run's."""
        with self.blocker.unblock(), self._alone():
            connection.close()
            for name in self.told:
                self._maintain(f'DROP DATABASE IF EXISTS "{self._own(name)}" WITH (FORCE)')
            (self.shared / f"{self.worker}.user").unlink()
            if not list(self.shared.glob("*.user")):
                for told in self.shared.glob("*.ids"):
                    self._maintain(f'DROP DATABASE IF EXISTS "{self._of_the_run(told.stem.lstrip("_"))}" WITH (FORCE)')
                    told.unlink()

    def _made(self, name: str) -> Any:
        """What the database of the run holds for a story; the first who asks makes it."""
        kept = self.shared / f"_{name}.ids"
        if not kept.exists():
            ids = None
            if name == EMPTY:
                connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            else:
                self._made(EMPTY)
                self._copy(self._of_the_run(EMPTY), self._of_the_run(name))
                self._speak_to(self._of_the_run(name))
                ids = STORIES[name]()
            connection.close()
            kept_ids(self.shared, name, ids)
        return pickle.loads(kept.read_bytes())

    def _of_the_run(self, name: str) -> str:
        return f"{self.run}_{name}" if name else self.run

    def _own(self, name: str) -> str:
        return f"{self._of_the_run(name)}_{self.worker}"

    def _copy(self, source: str, target: str) -> None:
        self._maintain(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        self._maintain(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')

    @staticmethod
    def _speak_to(database: str) -> None:
        if connection.settings_dict["NAME"] != database:
            connection.close()
            connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = database

    @staticmethod
    def _maintain(statement: str) -> None:
        """An ordinary role may not end the server's own cleaner (autovacuum): it is waited for, it is soon done."""
        limit = time.monotonic() + 60
        while True:
            try:
                with connection._nodb_cursor() as cursor:
                    cursor.execute(statement)
                return
            except DatabaseError as error:
                if not isinstance(error.__cause__, InsufficientPrivilege | ObjectInUse) or time.monotonic() > limit:
                    raise
                time.sleep(0.2)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.shared / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def kept_ids(shared: Path, name: str, ids: Any) -> None:
    """Note that a database of the run is there, and what its story made."""
    (shared / f"_{name}.ids").write_bytes(pickle.dumps(ids))


def story_of(request: pytest.FixtureRequest) -> str:
    """The story that a test begins with: the longest, where its fixtures name several; else empty tables."""
    return next((name for name in reversed(STORIES) if name in request.fixturenames), EMPTY)


@pytest.fixture(scope="session")
def stories(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Generator[Stories]:
    kept = Stories(django_db_blocker, Path(os.environ["DIEUPHOI_STORIES"]))
    kept.open()
    yield kept
    kept.close()


@pytest.fixture(scope="session")
def django_db_setup(stories: Stories) -> None:
    """In place of pytest-django's own, which migrates once for each worker."""
    stories.turn_to(EMPTY)


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: Any, request: pytest.FixtureRequest) -> None:
    """Before pytest-django opens the transaction of a test (its helper fixture), be at the right database."""
    if fixturedef.argname == "_django_db_helper":
        stories, story = request.getfixturevalue("stories"), story_of(request)
        stories.turn_to(story)
        marker = request.node.get_closest_marker("django_db")
        if marker is not None and marker.kwargs.get("transaction"):
            stories.spoilt.add(story)


@pytest.fixture
def committed(stories: Stories, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Empty tables with real commits, for threads and processes; nobody after this test meets what it wrote."""
    stories.turn_to(EMPTY)
    stories.spoilt.add(EMPTY)
    with django_db_blocker.unblock():
        yield
        connection.close()


@pytest.fixture
def small_world(stories: Stories, db: None, request: pytest.FixtureRequest) -> World:
    """The small world; where another fixture of the test tells a longer story, the world of that one."""
    told = stories.ids(story_of(request))
    return told.world if isinstance(told, Stage) else told


@pytest.fixture
def shipped_world(stories: Stories, db: None) -> World:
    found: World = stories.ids("shipped_world")
    return found


@pytest.fixture
def staged(stories: Stories, db: None, settings: Any) -> Stage:
    settings.AXES_COOLOFF_TIME = 24.0  # hours: what is locked out when the stage is set stays so, however slow the run
    found: Stage = stories.ids("staged")
    return found


@pytest.fixture
def world(small_world: World) -> World:
    return small_world
