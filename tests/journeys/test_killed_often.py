"""Killed 200 times in the middle of saves, imports and freezes: nothing acknowledged is lost, nothing is half there.

What dies, by SIGKILL: the web server's process, the worker's process, a process of the database (then PostgreSQL drops
all its connections and recovers). When it dies is left to chance. ``pytest -s`` prints the counts.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.journeys.conftest import ROOT, Site, _environment, execute, with_database

KILLS = {
    ("web", "save"): 110,
    ("web", "freeze"): 20,
    ("worker", "import"): 20,
    ("database", "save"): 34,
    ("database", "freeze"): 8,
    ("database", "import"): 8,
}
CELLS = ("2.1", "2.2", "3.1")
CSRF = "k" * 32


def test_two_hundred_in_all() -> None:
    assert sum(KILLS.values()) == 200


# ---------------------------------------------------------------------------------------------- the stage


@dataclass
class Stage:
    """A copy of the world in a database, and processes of the product that work on it."""

    maintenance: str
    template: str
    name: str
    home: Path
    world: Any
    sessions: dict[str, str]
    zygote: subprocess.Popen[str] = field(init=False)
    port: int = 0
    counted: Counter[tuple[str, str]] = field(default_factory=Counter)
    orders: int = 0

    @property
    def url(self) -> str:
        return with_database(self.maintenance, self.name)

    def fresh(self, template: str = "") -> None:
        execute(
            self.maintenance,
            f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)',
            f'CREATE DATABASE "{self.name}" TEMPLATE "{template or self.template}"',
        )

    def keep_as(self, template: str) -> None:
        execute(
            self.maintenance,
            f'DROP DATABASE IF EXISTS "{template}" WITH (FORCE)',
            f'CREATE DATABASE "{template}" TEMPLATE "{self.name}"',
        )

    def start(self, told: Path) -> None:
        with (self.home / "zygote.log").open("wb") as log:
            self.zygote = subprocess.Popen(
                [sys.executable, "-m", "tests.journeys.killing", str(told)],
                env={**_environment(self.url, self.home), "DIEUPHOI_LOG_LEVEL": "CRITICAL"},
                cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
            )  # fmt: skip
        assert self.zygote.stdout is not None
        first = self.zygote.stdout.readline().strip()
        assert first, (self.home / "zygote.log").read_text(encoding="utf-8")[-3000:]
        self.port = int(first)

    def stop(self) -> None:
        assert self.zygote.stdin is not None
        self.zygote.stdin.close()
        self.zygote.wait(20)

    def order(self, act: str, arg: Any = None) -> tuple[int, Path]:
        """Fork a process that does ``act``; its pid, and where it will say that it is done."""
        self.orders += 1
        out = self.home / f"{self.orders}.json"
        assert self.zygote.stdin is not None and self.zygote.stdout is not None
        self.zygote.stdin.write(json.dumps({"act": act, "arg": arg, "out": str(out)}) + "\n")
        self.zygote.stdin.flush()
        return int(self.zygote.stdout.readline()), out

    def ask(self, act: str, arg: Any = None) -> dict[str, Any]:
        """An act that nobody kills."""
        pid, out = self.order(act, arg)
        gone(pid, 60)
        assert out.exists(), (act, (self.home / "zygote.log").read_text(encoding="utf-8")[-3000:])
        answer: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        assert "error" not in answer, (act, answer)
        return answer

    def whole(self) -> None:
        """Nothing is half there."""
        assert self.ask("faults")["faults"] == []

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        until(lambda: answers(self.url), 60)
        with psycopg.connect(self.url) as there:
            return there.execute(query, values).fetchall()  # type: ignore[arg-type]


def gone(pid: int, limit: float = 20) -> None:
    """Wait until a process of the stage has ended."""
    end = time.monotonic() + limit
    while Path(f"/proc/{pid}").exists():
        assert time.monotonic() < end, f"process {pid} lives on"
        time.sleep(0.002)


def kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    gone(pid)


def until(told: Callable[[], bool], limit: float = 30) -> None:
    end = time.monotonic() + limit
    while not told():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.002)


def made(site: Site, maintenance: str, name: str, template: str, home: Path) -> Stage:
    home.mkdir(exist_ok=True)
    (home / "static").symlink_to(site.log.parent / "static")
    stage = Stage(maintenance, template, name, home, site.world, site.world.sessions)
    stage.fresh()
    told = home / "world.json"
    told.write_text(json.dumps(vars(site.world)), encoding="utf-8")
    stage.start(told)
    return stage


@pytest.fixture
def stage(seen: Site, tmp_path: Path) -> Iterator[Stage]:
    """Beside the journeys' server, in the same PostgreSQL: only our own processes die."""
    name = f"{seen.live}_killed"
    found = made(seen, seen.maintenance, name, seen.template, tmp_path / "stage")
    yield found
    found.stop()
    execute(
        seen.maintenance,
        f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
        f'DROP DATABASE IF EXISTS "{name}_ready" WITH (FORCE)',
    )
    print(dict(found.counted))


@pytest.fixture
def mortal(seen: Site, tmp_path: Path) -> Iterator[Stage]:
    """The same on a PostgreSQL of its own, which may be killed without anybody else noticing."""
    from dieuphoi.config import embedded

    folder = Path(tempfile.mkdtemp(prefix="dieuphoi-killed-", dir="/var/tmp"))
    folder.chmod(0o755)
    # No fsync: the machine does not lose its power here. But what is acknowledged has been handed to the kernel.
    handle = embedded.ensure_running(folder / "var", fast=True)
    try:
        binaries = embedded.wheel_install() / "bin"
        maintenance = with_database(handle.url, "postgres")
        execute(maintenance, "ALTER ROLE CURRENT_USER SET synchronous_commit = on")
        execute(maintenance, "CREATE DATABASE world TEMPLATE template0")
        world = with_database(handle.url, "world")
        source = with_database(seen.maintenance, seen.template)
        dump = subprocess.run([binaries / "pg_dump", "-d", source], capture_output=True, check=True)
        subprocess.run([binaries / "psql", "-q", "-d", world], input=dump.stdout, capture_output=True, check=True)
        found = made(seen, maintenance, "live", "world", tmp_path / "mortal")
        yield found
        found.stop()
        print(dict(found.counted))
    finally:
        handle.close()
        location = folder / "var" / "postgres.location"
        if location.is_file():
            outside = Path(location.read_text(encoding="utf-8").strip()).parent
            assert "dieuphoi" in str(outside)
            shutil.rmtree(outside, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


# ---------------------------------------------------------------------------------------------- the saves


@dataclass
class Typist:
    """Somebody who types into one cell, figure after figure, and remembers what was acknowledged."""

    stage: Stage
    cell: int
    acknowledged: list[int] = field(default_factory=list)
    unexpected: list[tuple[int, bytes]] = field(default_factory=list)
    number: int = 0
    seen: int | None = None
    """The revision that this person saw last; None: to be looked up."""

    def save(self) -> int:
        """One save; the status, or 0 when no answer came."""
        sheet = self.stage.world.open_sheets["thuong"]
        line = http.client.HTTPConnection("127.0.0.1", self.stage.port, timeout=20)
        if self.seen is None:
            self.seen = self.revision()
        self.number += 1
        seen, self.seen = self.seen, None
        try:
            line.request(
                "PUT",
                f"/api/v1/sheets/{sheet}/cells/{self.cell}",
                json.dumps({"typed": {"": str(self.number % 100)}, "revision": seen}),
                {
                    "Content-Type": "application/json",
                    "Cookie": f"sessionid={self.stage.sessions['tuan']}; csrftoken={CSRF}",
                    "X-CSRFToken": CSRF,
                    "Referer": f"http://127.0.0.1:{self.stage.port}/",
                    "Connection": "close",
                },
            )
            answer = line.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            line.close()
        if answer.status == 200:
            self.acknowledged.append(self.number % 100)
            self.seen = seen + 1
        elif answer.status < 500 and answer.status != 409:
            # 409: the save that was cut off before its answer had come through all the same.
            self.unexpected.append((answer.status, body[:300]))
        return answer.status

    def stored(self) -> list[int]:
        rows = self.stage.rows(
            "SELECT number FROM assessments_value WHERE sheet_id = %s AND indicator_id = %s ORDER BY id",
            self.stage.world.open_sheets["thuong"], self.cell,
        )  # fmt: skip
        return [int(row[0]) for row in rows]

    def revision(self) -> int:
        rows = self.stage.rows(
            "SELECT revision FROM assessments_indicatorresult WHERE sheet_id = %s AND indicator_id = %s",
            self.stage.world.open_sheets["thuong"], self.cell,
        )  # fmt: skip
        return int(rows[0][0])


def saves_survive(stage: Stage, what: str, times: int, chance: random.Random) -> None:
    """Three people type without a pause while ``what`` is killed again and again."""
    people = [Typist(stage, stage.world.indicators[code]) for code in CELLS]
    before = {each.cell: (len(each.stored()), each.revision()) for each in people}
    ended = threading.Event()

    def type_on(person: Typist) -> None:
        while not ended.is_set():
            with contextlib.suppress(psycopg.OperationalError):
                if person.save() == 0:
                    time.sleep(0.005)

    web, _out = stage.order("web")
    threads = [threading.Thread(target=type_on, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    try:
        for _turn in range(times):
            said = sum(len(each.acknowledged) for each in people)
            # At least one save came through, and the next ones are at any point of their way.
            until(lambda said=said: sum(len(each.acknowledged) for each in people) > said)  # type: ignore[misc]
            time.sleep(chance.random() * 0.06)
            if what == "web":
                kill(web)
                web, _out = stage.order("web")
            else:
                kill_backend(stage)
            stage.counted[what, "save"] += 1
    finally:
        ended.set()
        for thread in threads:
            thread.join(40)
        kill(web)
    for person in people:
        assert not person.unexpected
        had, revision = before[person.cell]
        numbers = person.stored()[had:]
        # One value, one step of the revision: what was cut off left neither or both.
        assert person.revision() - revision == len(numbers)
        there = iter(numbers)
        assert all(number in there for number in person.acknowledged), "an acknowledged figure is gone"
        assert len(numbers) - len(person.acknowledged) <= times
        authors = stage.rows(
            "SELECT DISTINCT actor_id, act FROM assessments_value WHERE sheet_id = %s AND indicator_id = %s"
            " AND act = 'value.save'",
            stage.world.open_sheets["thuong"], person.cell,
        )  # fmt: skip
        assert authors == [(stage.world.accounts["tuan"], "value.save")]
    stage.whole()


def kill_backend(stage: Stage) -> None:
    """Kill one of the database's processes: PostgreSQL ends all others and recovers, as after a crash."""
    until(lambda: answers(stage.url))
    end = time.monotonic() + 30
    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(stage.url, autocommit=True) as there:
        while True:
            rows = there.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                " AND backend_type = 'client backend'"
                " ORDER BY (pid <> pg_backend_pid()) DESC, (state = 'active') DESC, random()"
            ).fetchall()
            for (pid,) in rows:
                # One may have ended since it was listed; the last is this connection's own, which has not.
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)
                    break
            # Until PostgreSQL has noticed and cut us off. One that was ending by itself cannot be killed any more,
            # though there is still a process of that number: then another one.
            again = time.monotonic() + 1
            while time.monotonic() < again:
                there.execute("SELECT 1")
                time.sleep(0.002)
            assert time.monotonic() < end, "PostgreSQL does not notice that its processes die"
    until(lambda: answers(stage.url), 60)


def answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


# -------------------------------------------------------------------------------------- imports and freezes


def cut(
    stage: Stage, act: str, arg: Any, *, what: str, after: float, seen: Callable[[], bool] | None = None
) -> dict[str, Any] | None:
    """Begin ``act`` and kill ``what`` so many seconds after that, or after ``seen``; the answer, where it had come."""
    pid, out = stage.order(act, arg)
    until(lambda: Path(f"{out}.begun").exists())
    if seen is not None:
        until(seen)
    time.sleep(after)
    if what == "database":
        kill_backend(stage)
        # Most end by themselves; a worker would try for long to come back, and its turn is over.
        with contextlib.suppress(AssertionError):
            gone(pid, 1)
        kill(pid)
        until(lambda: answers(stage.url), 60)
    else:
        kill(pid)
    if not out.exists():
        return None
    answer: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return None if "error" in answer else answer


def freezes_survive(stage: Stage, what: str, times: int, chance: random.Random) -> None:
    ready = stage.ask("ready")["round"]
    template = f"{stage.name}_ready"
    stage.keep_as(template)
    begun = time.monotonic()
    stage.ask("freeze", ready)
    longest = time.monotonic() - begun
    stage.whole()
    outcomes: Counter[bool] = Counter()
    frozen = True
    for _turn in range(times):
        if frozen:
            stage.fresh(template)
        answer = cut(stage, "freeze", ready, what=what, after=chance.random() * longest)
        stage.counted[what, "freeze"] += 1
        [(state, kept)] = stage.rows("SELECT state, frozen_hash FROM assessments_assessmentround WHERE id = %s", ready)
        frozen = state == "FROZEN"
        outcomes[frozen] += 1
        if answer is not None:
            assert (state, kept) == ("FROZEN", answer["hash"]), "an acknowledged freeze is gone"
        stage.whole()
    assert outcomes[False], "every kill came too late to say anything"
    if not frozen:
        # What was cut off can be done again, once.
        stage.ask("freeze", ready)
        stage.whole()


def in_hand(stage: Stage) -> bool:
    """Whether a worker has taken up the newest job."""
    return stage.rows("SELECT state FROM kernel_job ORDER BY id DESC LIMIT 1") != [("QUEUED",)]


def imports_survive(stage: Stage, what: str, times: int, chance: random.Random) -> None:
    number = 1
    begun = time.monotonic()
    stage.ask("upload", number)
    middle = time.monotonic()
    stage.ask("work")
    longest = time.monotonic() - middle
    assert longest < 30 and middle > begun
    imported = stage.ask("faults")["imported"]
    assert imported == 4
    outcomes: Counter[tuple[str, str]] = Counter()
    for turn in range(times):
        number += 1
        told = stage.ask("upload", number)
        assert told["errors"] == 0
        run = told["run"]
        if turn % 2:
            # Whatever the pace of the machine: these fall between the first and the last word of the import.
            cut(stage, "work", None, what=what, after=chance.random() * 0.05, seen=lambda: in_hand(stage))
        else:
            cut(stage, "work", None, what=what, after=chance.random() * longest * 1.1)
        stage.counted[what, "import"] += 1
        [(job_state, before)] = stage.rows("SELECT state, deaths FROM kernel_job ORDER BY id DESC LIMIT 1")
        [(state,)] = stage.rows("SELECT state FROM exchange_importrun WHERE id = %s", run)
        half = stage.ask("faults")
        assert half["faults"] == []
        assert half["imported"] - imported == (4 if state == "APPLIED" else 0), "half an import"
        outcomes[job_state, state] += 1
        # Who comes next finds the job that nobody works on any more, once, and does it.
        told = stage.ask("recover")
        lost = told["lost"]
        assert told["again"] == []
        if job_state == "RUNNING":
            assert len(lost) == 1
        stage.ask("work")
        [(job_state, deaths)] = stage.rows("SELECT state, deaths FROM kernel_job ORDER BY id DESC LIMIT 1")
        [(state,)] = stage.rows("SELECT state FROM exchange_importrun WHERE id = %s", run)
        assert (job_state, state) == ("DONE", "APPLIED") and deaths - before in (0, 1), (job_state, state, outcomes)
        after = stage.ask("faults")
        assert after["faults"] == []
        assert after["imported"] - imported == 4, "an import that was lost, or done twice"
        imported = after["imported"]
        assert stage.rows("SELECT count(*) FROM kernel_job WHERE state IN ('QUEUED', 'RUNNING')") == [(0,)]
    assert ("RUNNING", "CHECKED") in outcomes, outcomes
    once = stage.rows("SELECT count(*) FROM exchange_importrun WHERE state = 'APPLIED'")[0][0]
    assert once == number


# ------------------------------------------------------------------------------------------------ the proof


def test_a_web_server_killed_in_the_middle_of_saves(stage: Stage) -> None:
    saves_survive(stage, "web", KILLS["web", "save"], random.Random(80))
    assert stage.counted == Counter({("web", "save"): 110})


def test_a_web_server_killed_in_the_middle_of_a_freeze(stage: Stage) -> None:
    freezes_survive(stage, "web", KILLS["web", "freeze"], random.Random(30))
    assert stage.counted == Counter({("web", "freeze"): 20})


def test_a_worker_killed_in_the_middle_of_an_import(stage: Stage) -> None:
    imports_survive(stage, "worker", KILLS["worker", "import"], random.Random(40))
    assert stage.counted == Counter({("worker", "import"): 20})


def test_a_database_killed_in_the_middle_of_everything(mortal: Stage) -> None:
    saves_survive(mortal, "database", KILLS["database", "save"], random.Random(50))
    imports_survive(mortal, "database", KILLS["database", "import"], random.Random(10))
    freezes_survive(mortal, "database", KILLS["database", "freeze"], random.Random(10))
    assert sum(mortal.counted.values()) == 50
