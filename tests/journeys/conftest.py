"""A real server of the product on a database of its own, and a real Chromium.

A run has one database *world*, the migrated tables with the small world committed once; every worker has its
*live* copy of it, which its server uses. A copy takes a tenth of a second, so each journey that writes starts from
the same story. (History is append-only: emptying the tables would not do.) The server runs as in production: no
debug, no testing switch, static files collected, compressed and hashed, the strict policy, real password hashes.
Nothing here touches Django in the process of the tests.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
DESKTOP, PHONE = 1440, 360


def chromium_path() -> str | None:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


# ------------------------------------------------------------------------------------------- the live server


@dataclass
class Site:
    """The running product and the ids of its world."""

    address: str
    maintenance: str
    """The address of a database of the same server, for creating and dropping others."""
    template: str
    live: str
    world: Any
    log: Path
    touched: bool = False

    def fresh(self) -> None:
        """Give the server its first story again. Its connections are cut; it opens a new one for each request."""
        self._sql(
            f'DROP DATABASE IF EXISTS "{self.live}" WITH (FORCE)',
            f'CREATE DATABASE "{self.live}" TEMPLATE "{self.template}"',
        )
        self.touched = False

    def _sql(self, *statements: str) -> None:
        execute(self.maintenance, *statements)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the live database holds: for looking behind the page, never for a journey's own steps."""
        import psycopg

        with psycopg.connect(with_database(self.maintenance, self.live)) as connection:
            return connection.execute(query, values).fetchall()


def with_database(address: str, name: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))


def execute(address: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            limit = time.monotonic() + 60
            while True:
                try:
                    connection.execute(statement)
                    break
                except psycopg.errors.InsufficientPrivilege:
                    # An ordinary role may not end the server's own cleaner (autovacuum); it is soon done.
                    if time.monotonic() > limit:
                        raise
                    time.sleep(0.2)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{address}/accounts/login/", timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    pytest.fail(f"the server did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-3000:]}")


def _environment(address: str, var: Path) -> dict[str, str]:
    """The product as in production, with its own state folder and database."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))},
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "DJANGO_SETTINGS_MODULE": "dieuphoi.config.settings",
        "DIEUPHOI_TESTING": "0",
        "DIEUPHOI_DEBUG": "0",
        "DIEUPHOI_VAR": str(var),
        "DIEUPHOI_SECRET_KEY": "for the journeys only, nothing of it leaves this run",
        "DATABASE_URL": address,
    }


def _make_world(address: str, maintenance: str, template: str, var: Path) -> str:
    """The tables, the world in them, the static files: once a run. Returns the world's ids as JSON."""
    from dieuphoi.config import frontend

    frontend.build_assets()
    execute(
        maintenance,
        f'DROP DATABASE IF EXISTS "{template}" WITH (FORCE)',
        f'CREATE DATABASE "{template}" TEMPLATE template0',
    )
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.make_world"],
        env=_environment(with_database(address, template), var),
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


@pytest.fixture(scope="session")
def _site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if chromium_path() is None:
        pytest.skip("NO CHROMIUM FOUND: the browser journeys did not run (apt-get install chromium)")
    address = os.environ["DATABASE_URL"]
    maintenance = with_database(address, "postgres")
    run = urlsplit(address).path.lstrip("/")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    template, live = f"test_{run}_world", f"test_{run}_live_{worker}"
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if worker != "alone" else base) / "journeys"
    shared.mkdir(exist_ok=True)
    told, user = shared / "world.json", shared / f"{worker}.user"
    with _alone(shared):
        user.touch()
        if not told.exists():
            told.write_text(_make_world(address, maintenance, template, shared / "var"), encoding="utf-8")
    home = tmp_path_factory.mktemp("server")
    (home / "static").symlink_to(shared / "var" / "static")
    port = _free_port()
    log = home / "server.log"
    ids = SimpleNamespace(**json.loads(told.read_text(encoding="utf-8")))
    site = Site(f"http://127.0.0.1:{port}", maintenance, template, live, ids, log)
    site.fresh()
    server = ["-m", "granian", "--interface", "wsgi", "--no-ws", "--host", "127.0.0.1", "--port", str(port)]
    server += ["--workers", "1", "--blocking-threads", "4", "--log-level", "warning"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, *server, "dieuphoi.config.wsgi:application"],
            env=_environment(with_database(address, live), home),
            cwd=ROOT, stdout=out, stderr=out, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    try:
        _wait_until_it_answers(site.address, process, log)
        yield site
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
        execute(maintenance, f'DROP DATABASE IF EXISTS "{live}" WITH (FORCE)')
        with _alone(shared):
            user.unlink()
            if not list(shared.glob("*.user")):
                # The last one out; a worker that comes later builds it again.
                told.unlink()
                execute(maintenance, f'DROP DATABASE IF EXISTS "{template}" WITH (FORCE)')


@pytest.fixture
def site(_site: Site) -> Iterator[Site]:
    """The product at the start of its story. For journeys that write."""
    if _site.touched:
        _site.fresh()
    _site.touched = True
    yield _site


@pytest.fixture
def seen(_site: Site) -> Site:
    """The same for journeys that only read: one copy serves all of them."""
    if _site.touched:
        _site.fresh()
    return _site


# ------------------------------------------------------------------------------------------------ the browser


@pytest.fixture(scope="module")
def _chromium(_site: Site) -> Iterator[Any]:
    # Closed with its module: while Playwright's loop lives, Django refuses the database to the tests of this thread.
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=arguments)
        yield browser
        browser.close()


@dataclass
class People:
    """Opens browsers for people, and hears what goes wrong in any of them."""

    chromium: Any
    site: Site
    faults: list[str] = field(default_factory=list)
    contexts: list[Any] = field(default_factory=list)

    def __call__(self, name: str = "", width: int = DESKTOP, path: str = "", **options: Any) -> Any:
        """A page in a browser of its own in which ``name`` is signed in (``""``: nobody)."""
        context = self.chromium.new_context(
            viewport={"width": width, "height": 900 if width > 600 else 740},
            locale="vi-VN",
            base_url=self.site.address,
            has_touch=width <= 600,
            **options,
        )
        context.set_default_timeout(8000)
        self.contexts.append(context)
        if name:
            context.add_cookies(
                [{"name": "sessionid", "value": self.site.world.sessions[name], "url": self.site.address}]
            )
        context.on("page", self._listen)
        page = context.new_page()
        if path:
            page.goto(path)
        return page

    def _listen(self, page: Any) -> None:
        page.on("pageerror", lambda error: self.faults.append(f"script error on {page.url}: {error}"))
        page.on("console", lambda said: self._console(page, said))
        page.on("response", self._response)
        page.on("request", self._request)

    def _console(self, page: Any, said: Any) -> None:
        # A refused save answers 409 or 422 and a foreign record 404: the browser reports them, they are no fault.
        if said.type in ("error", "warning") and "Failed to load resource" not in said.text:
            self.faults.append(f"console on {page.url}: {said.text}")

    def _response(self, response: Any) -> None:
        if response.status >= 500 or (response.status >= 400 and "/static/" in response.url):
            self.faults.append(f"{response.status} {response.url}")

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.site.address, "data:", "blob:")):
            self.faults.append(f"request to another host: {request.url}")


def _people(chromium: Any, site: Site) -> Iterator[People]:
    people = People(chromium, site)
    yield people
    for context in people.contexts:
        context.close()
    assert not people.faults, "\n".join(people.faults)


@pytest.fixture
def browse(_chromium: Any, site: Site) -> Iterator[People]:
    """``browse("tuan", width=360, path="/")``: a page for a person, on a fresh story."""
    yield from _people(_chromium, site)


@pytest.fixture
def look(_chromium: Any, seen: Site) -> Iterator[People]:
    """The same for journeys that only read."""
    yield from _people(_chromium, seen)


@pytest.fixture
def world(_site: Site) -> Any:
    return _site.world
