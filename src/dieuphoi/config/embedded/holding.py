"""A command's hold on a database for its own life: find the server running or start its keeper, let go at the end."""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from dieuphoi.config.embedded.address import check_server, database_url, parse_database_url
from dieuphoi.config.embedded.complaints import DatabaseUnavailable, explain
from dieuphoi.config.embedded.folders import make_state_dir, state_dir
from dieuphoi.config.embedded.locks import keeper_lives, open_lock, run_lock, try_lock
from dieuphoi.config.embedded.running import Running, find_running
from dieuphoi.core.kernel.errors import DieuphoiError


class Handle:
    """A command's hold on a database, for its own life: a context manager.

    ``url`` is the address (with password); ``started`` says whether this hold started the server.
    Closing lets go; when nobody else holds the embedded server it stops, and closing waits for that.
    """

    def __init__(self, url: str, *, var: Path | None = None, users: int = -1, started: bool = False) -> None:
        self.url = url
        self.started = started
        self._var = var
        self._users = users
        self._pid = os.getpid()
        self._keeper: subprocess.Popen[bytes] | None = None

    @property
    def embedded(self) -> bool:
        """True for our own server, False for the server of ``DATABASE_URL``."""
        return self._var is not None

    def alive(self) -> bool:
        """Whether the embedded server's keeper still lives (always True with ``DATABASE_URL``)."""
        return self._var is None or keeper_lives(self._var)

    def adopt(self, other: Handle) -> None:
        """Go on with the hold of ``other``, taken after our server was lost; ``other`` holds nothing then."""
        if self._users >= 0:
            os.close(self._users)
        self.url, self.started, self._users, self._keeper = (
            other.url,
            other.started,
            other._users,
            other._keeper,
        )
        other._users = -1

    def close(self) -> None:
        """Let go. A forked child's copy lets go of nothing: the hold is its parent's."""
        if self._users < 0 or self._var is None or os.getpid() != self._pid:
            return
        users, self._users = self._users, -1
        fcntl.flock(users, fcntl.LOCK_UN)
        try:
            self._wait_for_stop(users)
        finally:
            os.close(users)

    def _wait_for_stop(self, users: int) -> None:
        assert self._var is not None
        try:
            running = find_running(self._var)
        except DieuphoiError:
            return
        if running is not None:
            with contextlib.suppress(OSError):
                os.kill(running.keeper_pid, signal.SIGUSR1)  # look now, not at the next turn
        limit, refused = time.monotonic() + 60, 0
        while keeper_lives(self._var) and time.monotonic() < limit:
            if try_lock(users, fcntl.LOCK_EX):
                fcntl.flock(users, fcntl.LOCK_UN)
                refused = 0
            else:
                # The keeper's own look takes an instant; refused again and again means other users.
                refused += 1
                if refused >= 6:
                    return
            time.sleep(0.02)
        if self._keeper is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._keeper.wait(5)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def ensure_running(var: Path | None = None, *, fast: bool = False) -> Handle:
    """Hold a database for the life of this command: find it running, or start it.

    With ``DATABASE_URL`` (and no ``var``) nothing is started: the address is checked by one connection.
    Else the embedded server of ``var`` (default: the clone's). ``fast`` gives up safety against power cuts
    (``fsync`` off): for tests only. Raises DatabaseUnavailable or WrongDatabaseUrl. Use as a context manager.
    """
    if var is None and database_url():
        url = database_url()
        check_server(parse_database_url(url))
        return Handle(url)
    where = (var or state_dir()).resolve()
    make_state_dir(where)
    with run_lock(where):
        users = open_lock(where / "users.lock")
        try:
            fcntl.flock(users, fcntl.LOCK_SH)
            keeper = None
            running = _running_that_answers(where)
            if running is None:
                keeper = _start_keeper(where, fast=fast)
                running = find_running(where)
            if running is None:
                raise DatabaseUnavailable(explain(_read_tail(where / "postgres.log"), where))
        except BaseException:
            os.close(users)
            raise
    handle = Handle(running.url, var=where, users=users, started=keeper is not None)
    handle._keeper = keeper
    return handle


def _running_that_answers(var: Path) -> Running | None:
    """The running server once it takes a connection; patient while its keeper brings a killed one back.

    None when no keeper lives. Raises DatabaseUnavailable when a living keeper's server stays silent.
    """
    import psycopg

    limit = time.monotonic() + 60
    while (running := find_running(var)) is not None:
        try:
            psycopg.connect(running.url, connect_timeout=10).close()
        except psycopg.OperationalError:
            if time.monotonic() > limit:
                raise DatabaseUnavailable(explain(_read_tail(var / "postgres.log"), var)) from None
            time.sleep(0.05)
        else:
            return running
    return None


def _start_keeper(var: Path, *, fast: bool) -> subprocess.Popen[bytes]:
    """Start the keeper in its own session and wait for its word. The caller holds the run lock."""
    reader, writer = os.pipe()
    source = str(Path(__file__).resolve().parents[3])
    path = os.pathsep.join([source, *filter(None, [os.environ.get("PYTHONPATH", "")])])
    log_path = var / "postgres.log"
    program = Path(sys.argv[0]).name
    started_by = " ".join(["dieuphoi" if program == "cli.py" else program, *sys.argv[1:]])[:200]
    try:
        if log_path.exists() and log_path.stat().st_size > 5_000_000:
            log_path.replace(var / "postgres.log.1")
        with os.fdopen(os.open(log_path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as log:
            keeper = subprocess.Popen(
                [
                    *(sys.executable, "-m", "dieuphoi.config.supervisor"),
                    *(str(var), str(writer), started_by, "fast" if fast else "safe"),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=[writer],
                env={**os.environ, "PYTHONPATH": path},
            )
    except OSError as error:
        os.close(reader)
        raise DatabaseUnavailable(explain(str(error), var)) from error
    finally:
        os.close(writer)
    with os.fdopen(reader, "rb") as answers:
        text = answers.read().decode()
    answer = json.loads(text) if text else {"error": explain(_read_tail(log_path), var)}
    if "error" in answer:
        keeper.wait(30)
        raise DatabaseUnavailable(answer["error"])
    return keeper


def _read_tail(path: Path) -> str:
    with contextlib.suppress(OSError):
        return path.read_text(encoding="utf-8", errors="replace")[-2000:]
    return ""


def start_for_tests(var_dir: Path | None = None) -> str:
    """The address of a throw-away-fast server for one test run, held until this process ends.

    Called once by pytest's controller (never by a worker), which hands the address to its workers as
    ``DATABASE_URL``. Runs at the same time share one server in ``var/test``, each under its own database
    name, so that pytest-django's ``test_<name>_gw0`` never meet; what killed runs left is dropped when
    the server starts afresh.
    """
    import psycopg
    from psycopg import sql

    var = (var_dir or state_dir() / "test").resolve()
    handle = ensure_running(var, fast=True)
    atexit.register(handle.close)
    if handle.started:
        with psycopg.connect(handle.url, dbname="postgres", autocommit=True) as connection:
            rows = connection.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'"
            ).fetchall()
            for (name,) in rows:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
    base, _slash, _name = handle.url.rpartition("/")
    return f"{base}/run{os.getpid()}_{secrets.token_hex(2)}"
