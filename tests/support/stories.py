"""The small world, made once a worker and committed in a database of its own; each test changes it in its transaction.

Building the world costs more than most tests that begin with it. A fixture of :data:`STORIES` is therefore asked for
by name, and before such a test opens its transaction the connection is turned to the database that holds the story:
a copy of the worker's empty test database, with the story committed. All other tests meet the empty one as ever.
Ids are the same in every test of a worker, and a second connection sees the story too.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Generator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
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


class Stories:
    """The databases of one worker. ``empty`` is the name of the one that the test runner made."""

    def __init__(self, blocker: DjangoDbBlocker) -> None:
        self.blocker = blocker
        self.empty = str(connection.settings_dict["NAME"])
        self.told: dict[str, Any] = {}

    def turn_to(self, name: str) -> None:
        """Let the connection speak to the database of a story, or to the empty one (``""``)."""
        wanted = self._database(name)
        with self.blocker.unblock():
            if name and name not in self.told:
                connection.close()
                self._maintain(f'CREATE DATABASE "{wanted}" TEMPLATE "{self.empty}"')
                connection.settings_dict["NAME"] = wanted
                self.told[name] = STORIES[name]()
            elif connection.settings_dict["NAME"] != wanted:
                connection.close()
                connection.settings_dict["NAME"] = wanted

    def ids(self, name: str) -> Any:
        """What the story made, by short names: a copy, which a test may add to."""
        return copy.deepcopy(self.told[name])

    def forget(self) -> None:
        self.turn_to("")
        with self.blocker.unblock():
            for name in self.told:
                self._maintain(f'DROP DATABASE "{self._database(name)}" WITH (FORCE)')

    def _database(self, name: str) -> str:
        return f"{self.empty}_{name}" if name else self.empty

    @staticmethod
    def _maintain(statement: str) -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement)


def story_of(request: pytest.FixtureRequest) -> str:
    """The story that a test begins with: the one that holds most, where its fixtures name several; else none."""
    return next((name for name in reversed(STORIES) if name in request.fixturenames), "")


@pytest.fixture(scope="session")
def stories(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Generator[Stories]:
    kept = Stories(django_db_blocker)
    yield kept
    kept.forget()


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: Any, request: pytest.FixtureRequest) -> None:
    """Before pytest-django opens the transaction of a test (its helper fixture), be at the right database."""
    if fixturedef.argname == "_django_db_helper":
        request.getfixturevalue("stories").turn_to(story_of(request))


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
def staged(stories: Stories, db: None) -> Stage:
    found: Stage = stories.ids("staged")
    return found


@pytest.fixture
def world(small_world: World) -> World:
    return small_world
