"""A database of one's own with the small world in it, evidence with Vietnamese names, and fast empty tables."""

from __future__ import annotations

import os
import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import connection

from dieuphoi.config import embedded
from dieuphoi.config.backup import making, restoring
from dieuphoi.programme.assessments.services.values import evidence_add
from tests.journeys.conftest import execute, with_database
from tests.support.stories import EMPTY, Stories
from tests.support.world import World

NAMES = (
    "Biên bản họp thôn Đồng Ấm.txt",
    unicodedata.normalize("NFD", "Ảnh đường liên xã & kênh mương – ngõ nhỏ.txt"),
    "đ" * 196 + ".txt",
)


@dataclass
class House:
    """One installation: its database and its state folder."""

    url: str
    var: Path

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url) as there:
            return there.execute(query, values).fetchall()  # type: ignore[arg-type]

    def contents(self) -> dict[str, bytes]:
        return {str(p.relative_to(self.var)): p.read_bytes() for p in sorted(self.var.rglob("*")) if p.is_file()}


@pytest.fixture
def databases() -> Iterator[Callable[[str], str]]:
    """``databases(template)``: the address of a new database, dropped at the end."""
    maintenance = with_database(os.environ["DATABASE_URL"], "postgres")
    made: list[str] = []

    def make(template: str) -> str:
        name = f"test_backup_{os.getpid()}_{len(made)}"
        execute(
            maintenance,
            f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
            f'CREATE DATABASE "{name}" TEMPLATE "{template}"',
        )
        made.append(name)
        return with_database(maintenance, name)

    yield make
    connection.close()
    for name in made:
        execute(maintenance, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def speak_to(settings: Any, stories: Stories, django_db_blocker: Any) -> Iterator[Callable[[House], None]]:
    """Let Django in this process be the program of that house. Nothing here is rolled back: each has its databases."""

    def turn(house: House) -> None:
        connection.close()
        name = house.url.rsplit("/", 1)[1]
        connection.settings_dict["NAME"] = django_settings.DATABASES["default"]["NAME"] = name
        settings.STORAGES = {
            **settings.STORAGES,
            "default": {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": str(house.var / "files")},
            },
        }

    with django_db_blocker.unblock():
        yield turn
        connection.close()
    stories.turn_to(EMPTY)


@pytest.fixture
def source(
    databases: Callable[[str], str], speak_to: Callable[[House], None], stories: Stories, tmp_path: Path
) -> House:
    """The small world of an office that has every shipped set, with three pieces of evidence."""
    stories.turn_to("shipped_world")
    world: World = stories.ids("shipped_world")
    story = connection.settings_dict["NAME"]
    connection.close()
    house = House(databases(story), tmp_path / "nguồn")
    speak_to(house)
    for number, name in enumerate(NAMES):
        evidence_add(
            actor=world.actor("tuan"),
            sheet_id=world.open_sheets["thuong"],
            indicator_id=world.indicators["2.1"],
            data=f"Nội dung thứ {number}: xã có 12,5 km đường.\n".encode() * 20,
            name=name,
            now=world.now,
        )
    return house


@pytest.fixture
def target(databases: Callable[[str], str], tmp_path: Path) -> House:
    return House(databases("template0"), tmp_path / "đích")


@pytest.fixture
def quick_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables by the wheel's pg_dump instead of ten seconds of migrations: same tables, other way.

    The drill (test_drill.py) makes them by migrations, as the program does.
    """
    tables = embedded.wheel_install() / "bin"
    run = embedded.parse_database_url(os.environ["DATABASE_URL"])["NAME"]
    empty = with_database(os.environ["DATABASE_URL"], f"test_{run}")

    def make(migrations: list[list[str]]) -> None:
        to = with_database(empty, connection.settings_dict["NAME"])
        dump = subprocess.run([tables / "pg_dump", "-s", "-d", empty], capture_output=True, check=True)
        words = b"\n".join(line for line in dump.stdout.splitlines() if not line.startswith(b"SET "))
        subprocess.run([tables / "psql", "-q", "-d", to], input=words, capture_output=True, check=True)

    monkeypatch.setattr(restoring, "_make_tables", make)


@pytest.fixture
def made(source: House, tmp_path: Path, now: Any) -> Path:
    """A backup of the source."""
    done = making.make_backup(url=source.url, to=tmp_path / "sao lưu", now=now)
    assert done.path is not None
    return done.path
