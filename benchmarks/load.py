"""Fifty people at once, over HTTP: the product's server with four processes against bare views of the same stack.

``wrk`` asks where it is installed, else the small client of this module, in a process of its own; the figure's unit
names which. Each of the fifty has a session, a keep-alive connection and the CSRF token of a real page. Nothing but
loopback is spoken to. A load ends by itself after its seconds; the server ends with :func:`served`.

* ``load_board``: the whole board of the province of 124 communes. Limit: the bare wall of the same round (one query,
  plain cells) behind the same middleware, session and person.
* ``load_save``: cells typed by fifty people, each with verdict, roll-up and history. Limit: the bare update and
  insert behind the same middleware.
* ``load_tasks_list``: the list of tasks, 100 of 100,000 with three filters, by fifty people of departments. Limit: the
  bare list of the same rows, as in ``tasks_list_100``.
* ``load_tasks_save``: fifty people tell how far their tasks are, by the form of the page: history, notices, the way
  back to the task. Limit: the bare update and history row.
* ``…_p99``: the time within which 99 of 100 were answered, against the same of the bare view.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import cycle, zip_longest
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from benchmarks import reference, saving, tasks
from benchmarks.country import Country, Place
from benchmarks.figures import Figure, at_least, at_most
from benchmarks.reference import LoadAims
from benchmarks.tasks import Steering
from dieuphoi.core.history.context import act
from dieuphoi.registry.access.roles import Role
from dieuphoi.registry.access.services import role_assign
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.accounts.services import account_open
from dieuphoi.registry.organisations.services import person_create

PEOPLE = 50
WORKERS = 4
NAMES = ("load_board", "load_board_p99", "load_save", "load_save_p99")
TASKS = ("load_tasks_list", "load_tasks_list_p99", "load_tasks_save", "load_tasks_save_p99")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
CSRF = "k" * 32


@dataclass(frozen=True, slots=True)
class Ask:
    """One request that is asked again and again: its line, and what it carries."""

    method: str
    path: str
    cookie: str
    body: str = ""
    status: int = 200
    """What a right answer has: a form that was taken sends the browser on (302)."""


@dataclass(frozen=True, slots=True)
class Load:
    """What came of a load."""

    client: str
    per_second: float
    p99_ms: float
    errors: int
    answers: int


# ------------------------------------------------------------------------------------------------ the server


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(url: str, settings_module: str = "benchmarks.settings") -> Iterator[int]:
    """The product's web server on the database of ``url``; gives its port on loopback."""
    port = free_port()
    root = Path(__file__).resolve().parents[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", str(WORKERS), "--blocking-threads", "4", "--log-level", "error"]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [*command, "dieuphoi.config.wsgi:application"],
            env={
                **os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": settings_module,
                "PYTHONPATH": os.pathsep.join([str(root / "src"), str(root)]), "DIEUPHOI_TESTING": "0",
            },
            cwd=root, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            limit = time.monotonic() + 60
            while True:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=10).close()
                    break
                except (urllib.error.URLError, OSError):
                    if process.poll() is not None or time.monotonic() > limit:
                        log.seek(0)
                        raise AssertionError(f"the server did not start: {log.read().decode()[-2000:]}") from None
                    time.sleep(0.1)
            yield port
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


# ------------------------------------------------------------------------------------------------ the clients


def run(port: int, asks: Sequence[Ask], seconds: float, *, warm: bool = False) -> Load:
    """Fifty connections ask for so many seconds. Raises AssertionError where one answer was faulty (``warm``: not)."""
    with_wrk = shutil.which("wrk")
    load = _with_wrk(with_wrk, port, asks, seconds) if with_wrk else _with_own(port, asks, seconds)
    if not warm and (load.errors or not load.answers):
        raise AssertionError(f"{load.errors} of {load.answers} answers were faulty ({asks[0].path})")
    return load


def _head(ask: Ask, port: int) -> dict[str, str]:
    head = {"Cookie": f"{ask.cookie}; csrftoken={CSRF}", "Accept-Encoding": "gzip", "Host": f"127.0.0.1:{port}"}
    if ask.method == "POST":
        head |= {"X-CSRFToken": CSRF, "Content-Type": "application/x-www-form-urlencoded"}
    return head


def wrk_script(asks: Sequence[Ask], port: int) -> str:
    """The Lua script for wrk: every thread asks the list in turns; at the end one line of JSON."""

    def lua(text: str) -> str:
        return json.dumps(text, ensure_ascii=True)

    rows = []
    for ask in asks:
        head = ", ".join(f"[{lua(name)}]={lua(value)}" for name, value in _head(ask, port).items())
        rows.append(f"{{{lua(ask.method)}, {lua(ask.path)}, {lua(ask.body) if ask.body else 'nil'}, {{{head}}}}}")
    return (
        "local asks = {\n" + ",\n".join(rows) + "\n}\n"
        "local threads = 0\n"
        "function setup(thread) thread:set('first', threads); threads = threads + 1 end\n"
        "local turn = nil\n"
        f"function request() turn = (turn or first * {max(1, len(asks) // 4)}) + 1;"
        " local a = asks[(turn - 1) % #asks + 1]; return wrk.format(a[1], a[2], a[4], a[3]) end\n"
        "function done(summary, latency, requests)\n"
        "  local e = summary.errors\n"
        "  print(string.format('{\"answers\": %d, \"us\": %d, \"errors\": %d, \"p99\": %d}', summary.requests,"
        " summary.duration, e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(99)))\n"
        "end\n"
    )


def _with_wrk(program: str, port: int, asks: Sequence[Ask], seconds: float) -> Load:
    with tempfile.NamedTemporaryFile("w", suffix=".lua", encoding="utf-8") as script:
        script.write(wrk_script(asks, port))
        script.flush()
        words = [program, "-t", "4", "-c", str(PEOPLE), "-d", f"{max(1, round(seconds))}s", "--timeout", "30s"]
        done = subprocess.run(
            [*words, "-s", script.name, f"http://127.0.0.1:{port}"],
            capture_output=True, text=True, check=True, timeout=seconds + 60,
        )  # fmt: skip
    told = json.loads(done.stdout.strip().splitlines()[-1])
    return Load("wrk", told["answers"] / (told["us"] / 1e6), told["p99"] / 1000, told["errors"], told["answers"])


def _with_own(port: int, asks: Sequence[Ask], seconds: float) -> Load:
    order = {"port": port, "seconds": seconds, "asks": [asdict(ask) for ask in asks]}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load_client"], input=json.dumps(order), capture_output=True, text=True,
        check=True, timeout=seconds + 60, cwd=Path(__file__).resolve().parents[1],
    )  # fmt: skip
    return Load("own client", **json.loads(done.stdout))


# ------------------------------------------------------------------------------------------------ the figures


def session_of(account_id: int) -> str:
    """The cookie of an account that is signed in."""
    client = Client()
    client.force_login(Account.objects.get(pk=account_id), backend=BACKEND)
    return f"sessionid={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def people_of(country: Country, place: Place) -> list[str]:
    """The session cookies of fifty people of the place's office."""
    office = next(grant.org_id for grant in place.actor().grants if grant.org_id)
    cookies = []
    for number in range(PEOPLE):
        person = person_create(actor=country.system, full_name=f"Người thứ {number}", phone="", now=country.now)
        account = account_open(
            actor=country.system, person_id=person.pk, username=f"do.{place.unit_id}.{number}", password=None,
            now=country.now,
        )  # fmt: skip
        role_assign(
            actor=country.system, account_id=account.pk, role=Role.OFFICE_SPECIALIST,
            start=country.today.replace(month=1, day=1), end=None, org_id=office, place_id=place.unit_id,
            now=country.now,
        )  # fmt: skip
        with act(country.system, "account.first_sign_in"):
            Account.objects.filter(pk=account.pk).update(must_change_password=False)
        cookies.append(session_of(account.pk))
    return cookies


def measure(country: Country, place: Place, url: str, *, seconds: float) -> Iterator[Figure]:
    """The four lines. The data must be committed: the server is another process."""
    if connection.in_atomic_block:
        raise AssertionError("the server would not see what this transaction has written")
    cookies = people_of(country, place)
    round_id = place.rounds[-1]
    saving.bare_tables([round_id])
    board = [Ask("GET", f"{reverse('board:board')}?round={round_id}", cookie) for cookie in cookies]
    bare_board = [Ask("GET", reverse("bench_wall", args=[round_id]), cookie) for cookie in cookies]
    save, bare_save = _saves(place, round_id, cookies)
    yield from _beside(
        url, seconds,
        ("load_board", board, bare_board, reference.LOAD_BOARD), ("load_save", save, bare_save, reference.LOAD_SAVE),
    )  # fmt: skip


def measure_tasks(country: Country, found: Steering, url: str, *, seconds: float) -> Iterator[Figure]:
    """The four lines of tasks. The data must be committed, as for :func:`measure`."""
    if connection.in_atomic_block:
        raise AssertionError("the server would not see what this transaction has written")
    tasks.bare_tables()
    owned = tasks.saved_by(found, PEOPLE)
    with act(country.system, "account.first_sign_in"):
        Account.objects.filter(pk__in=[account for account, _tasks in owned]).update(must_change_password=False)
    cookies = {account: session_of(account) for account, _tasks in owned}
    listed, bare_listed = (
        [Ask("GET", reverse(name) + tasks.asked(found), cookie) for cookie in cookies.values()]
        for name in ("tasks:list", "bench_tasks")
    )
    # The people in turns, each with its next task: two requests wait for one row only where fifty are fewer tasks.
    turns = [
        (cookies[account], task)
        for round_of in zip_longest(*([(account, each) for each in mine] for account, mine in owned))
        for account, task in filter(None, round_of)
    ]
    body = "text=%C4%91%C3%A3%20l%C3%A0m&percent=50"
    save = [Ask("POST", reverse("tasks:progress", args=[task]), cookie, body, 302) for cookie, task in turns]
    bare_save = [Ask("POST", reverse("bench_task", args=[task]), cookie, body) for cookie, task in turns]
    yield from _beside(
        url, seconds,
        ("load_tasks_list", listed, bare_listed, reference.LOAD_TASKS_LIST),
        ("load_tasks_save", save, bare_save, reference.LOAD_TASKS_SAVE),
    )  # fmt: skip


def _beside(
    url: str, seconds: float, *loads: tuple[str, list[Ask], list[Ask], LoadAims]
) -> Iterator[Figure]:
    """Each load of the product and the bare one after it, by a server that has answered both before."""
    with served(url) as port:
        for _name, mine, bare, _aims in loads:
            for asks in (mine, bare):
                run(port, asks[:PEOPLE], min(2.0, seconds), warm=True)
        for name, mine, bare, aims in loads:
            yield from _judged(name, run(port, mine, seconds), run(port, bare, seconds), aims)


def _saves(place: Place, round_id: int, cookies: list[str]) -> tuple[list[Ask], list[Ask]]:
    """Each cell once or twice, with a figure that it does not hold; the people in turns."""
    cells = list(saving.cells_of(place, round_id, scattered=True))
    texts = saving.typed()
    save, bare = [], []
    for cookie, (result_id, sheet_id, indicator_id) in zip(cycle(cookies), cells * 2, strict=False):
        body = f"name={indicator_id}%3A&value={next(texts).replace(',', '%2C')}"
        save.append(Ask("POST", reverse("assessments:cell", args=[sheet_id, indicator_id]), cookie, body))
        bare.append(Ask("POST", reverse("bench_cell", args=[result_id]), cookie, body))
    return save, bare


def _judged(name: str, mine: Load, bare: Load, aims: LoadAims) -> Iterator[Figure]:
    unit = f"{mine.client} requests/s"
    yield at_least(name, mine.per_second, unit, limit=bare.per_second, aim=aims.per_second / aims.bare_per_second)
    yield at_most(f"{name}_p99", mine.p99_ms, "ms", limit=bare.p99_ms, aim=aims.p99_ms / aims.bare_p99_ms)

