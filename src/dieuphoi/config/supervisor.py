"""Processes that live and die together: the keeper of the embedded PostgreSQL, and the team of ``serve``.

The keeper is started by :func:`dieuphoi.config.embedded.ensure_running` in a session of its own.
``postgres`` is its direct child, so a killed server is reaped and restarted also where pid 1 reaps nothing.
The keeper ends, and the server with it, when no command holds ``users.lock`` any more; if the keeper itself
is killed, the kernel sends ``postgres`` the signal of a fast shutdown (``PR_SET_PDEATHSIG``).
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dieuphoi.config import embedded
from dieuphoi.config.console import _, say
from dieuphoi.core.kernel.errors import DieuphoiError

PR_SET_PDEATHSIG = 1
TURN = 0.3  # seconds between two looks of the keeper
RESTARTS, RESTART_WINDOW = 5, 60.0  # a server that dies more often than this stays down


def with_parent(sent: signal.Signals) -> Callable[[], None]:
    """A ``preexec_fn``: the kernel sends ``sent`` to the child when its parent dies.

    For programs without threads. Called after ``subprocess`` changed the account: that clears the wish.
    """
    library = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def wish() -> None:
        library.prctl(PR_SET_PDEATHSIG, int(sent), 0, 0, 0)
        if os.getppid() != parent:  # the parent died between fork and wish
            os._exit(1)

    return wish


# --- The keeper of the embedded server ----------------------------------------------------------------


@dataclass
class Server:
    """The embedded ``postgres`` of one state folder, as our direct child."""

    var: Path
    place: embedded.Place
    fast: bool
    log: int
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    @property
    def _password_file(self) -> Path:
        return self.var / "postgres.password"

    def prepare(self) -> None:
        """Make sure data of our version is there: create it, or compare it. Raises DatabaseUnavailable."""
        data = self.place.data
        if (data / "PG_VERSION").is_file():
            self._compare_versions()
            if not self._password_file.is_file():
                self._renew_password()
            return
        if data.exists() and any(data.iterdir()):
            raise embedded.DatabaseUnavailable(
                _(
                    "Thư mục %(data)s có tệp nhưng không phải dữ liệu PostgreSQL (thiếu PG_VERSION). "
                    "Hãy dời thư mục này đi chỗ khác rồi chạy lại."
                )
                % {"data": data}
            )
        self._initialise()

    def version(self) -> str:
        """The binaries' version, such as ``18.4``."""
        text = self._run("postgres", "--version")
        return text.split()[2]

    def _compare_versions(self) -> None:
        of_data = (self.place.data / "PG_VERSION").read_text(encoding="ascii").strip()
        of_program = self.version()
        if of_data == of_program.partition(".")[0]:
            return
        raise embedded.DatabaseUnavailable(
            _(
                "Dữ liệu ở %(data)s là của PostgreSQL %(of_data)s, "
                "chương trình này mang PostgreSQL %(of_program)s. "
                "Hãy mở bằng phiên bản chương trình cũ để kết xuất (pg_dump) rồi nạp lại, dời thư mục đi để "
                "bắt đầu mới, hoặc đặt DATABASE_URL tới máy chủ PostgreSQL %(of_data)s."
            )
            % {"data": self.place.data, "of_data": of_data, "of_program": of_program}
        )

    def _run(self, program: str, *arguments: str, given: str | None = None) -> str:
        done: subprocess.CompletedProcess[str] = subprocess.run(
            [str(self.place.binaries / program), *arguments],
            input=given,
            stdin=subprocess.DEVNULL if given is None else None,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            **self.place.process_options(),
        )
        if done.returncode != 0:
            complaint = done.stderr or done.stdout or f"{program}: {done.returncode}"
            os.write(self.log, f"{program}: {complaint}\n".encode())
            raise embedded.DatabaseUnavailable(embedded.explain(complaint, self.var))
        return done.stdout

    def _own(self, path: Path) -> None:
        if self.place.account is not None:
            os.chown(path, self.place.account.uid, self.place.account.gid)

    def _initialise(self) -> None:
        """``initdb`` beside the final place, renamed when whole: a full disk leaves no half data."""
        data = self.place.data
        fresh = data.with_name("postgres.new")
        secret = data.with_name("postgres.new.password")
        password = secrets.token_urlsafe(24)
        try:
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir(mode=0o700)
            self._own(fresh)
            secret.unlink(missing_ok=True)
            embedded.write_private(secret, password)
            self._own(secret)
            self._run(
                "initdb",
                *("-D", str(fresh), "--username", embedded.SUPERUSER, "--pwfile", str(secret)),
                *("--locale=C.UTF-8", "--encoding=UTF8", "--auth=scram-sha-256"),
                *(("--no-sync",) if self.fast else ()),
            )
            embedded.write_private(self._password_file, password + "\n")
            if data.exists():
                data.rmdir()
            fresh.rename(data)
        except OSError as error:
            raise embedded.DatabaseUnavailable(embedded.explain(str(error), self.var)) from error
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
            with contextlib.suppress(OSError):
                secret.unlink(missing_ok=True)

    def _renew_password(self) -> None:
        """The password's file was lost: set a new one through the single-user mode, which asks for none."""
        self.clear_leftover()
        password = secrets.token_urlsafe(24)
        embedded.write_private(self._password_file, password + "\n")
        self._run(
            *("postgres", "--single", "-D", str(self.place.data), "postgres"),
            given=f"ALTER ROLE {embedded.SUPERUSER} PASSWORD '{password}'\n",
        )

    # Starting and stopping

    def clear_leftover(self) -> None:
        """Deal with what a killed keeper or server left: end our orphan, drop a lock file of the dead."""
        lock_file = self.place.data / "postmaster.pid"
        limit = time.monotonic() + 30
        order = [signal.SIGINT, signal.SIGQUIT, signal.SIGKILL]
        while orphans := _processes_in(self.place.data):
            waited = 30 - (limit - time.monotonic())
            if order and waited >= (3 - len(order)) * 8 + 1:
                sent = order.pop(0)
                for pid in orphans:
                    with contextlib.suppress(OSError):
                        os.kill(pid, sent)
            if time.monotonic() > limit:
                raise embedded.DatabaseUnavailable(
                    _(
                        "Một máy chủ PostgreSQL khác đang dùng dữ liệu ở %(data)s (tiến trình %(pids)s) "
                        "và không chịu dừng. Hãy dừng nó rồi chạy lại."
                    )
                    % {"data": self.place.data, "pids": ", ".join(map(str, orphans))}
                )
            time.sleep(0.05)
        # Nobody works in the data: a postmaster.pid names a dead, a reused or a never reaped pid.
        lock_file.unlink(missing_ok=True)

    def start(self) -> None:
        """Start ``postgres`` and wait until it answers. Raises DatabaseUnavailable."""
        self.clear_leftover()
        port_file = self.var / "postgres.port"
        wished = self.port
        if not wished:
            with contextlib.suppress(OSError, ValueError):
                wished = int(port_file.read_text(encoding="ascii"))
        for _attempt in range(8):
            self.port = wished if wished and _port_is_free(wished) else _free_port()
            wished = 0
            seen = os.fstat(self.log).st_size
            self.process = subprocess.Popen(
                [str(self.place.binaries / "postgres"), "-D", str(self.place.data), *self._options()],
                stdin=subprocess.DEVNULL,
                stdout=self.log,
                stderr=self.log,
                # Not the group of a terminal: Ctrl-C is for the commands, which stop us in order.
                start_new_session=True,
                preexec_fn=with_parent(signal.SIGINT),
                **self.place.process_options(),
            )
            try:
                self._wait_until_ready(seen)
            except _PortTaken:
                continue
            with contextlib.suppress(OSError):
                port_file.write_text(f"{self.port}\n", encoding="ascii")
            return
        raise embedded.DatabaseUnavailable(
            _("Không tìm được cổng TCP trống nào trên 127.0.0.1 cho PostgreSQL.")
        )

    def _options(self) -> list[str]:
        wanted: dict[str, str] = {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "password_encryption": "scram-sha-256",
            "jit": "off",  # short queries: compiling them costs more than it gives
            "max_connections": "120",
            "shared_buffers": "160MB",
            "work_mem": "16MB",
            "logging_collector": "off",
            "log_timezone": "UTC",
        }
        if self.fast:
            wanted |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            wanted |= {"autovacuum": "off", "max_wal_size": "2GB"}
        return [part for name, value in wanted.items() for part in ("-c", f"{name}={value}")]

    def _wait_until_ready(self, seen: int) -> None:
        import psycopg

        assert self.process is not None
        limit = time.monotonic() + embedded.START_LIMIT
        while True:
            if self.process.poll() is not None:
                complaint = self._log_since(seen)
                if "could not bind" in complaint or "could not create any TCP/IP sockets" in complaint:
                    raise _PortTaken
                raise embedded.DatabaseUnavailable(embedded.explain(complaint or "postgres", self.var))
            try:
                self._connect("postgres").close()
                return
            except psycopg.OperationalError as error:
                if "password authentication failed" in str(error):
                    self.stop()
                    raise embedded.DatabaseUnavailable(
                        _(
                            "Mật khẩu trong %(file)s không khớp dữ liệu. Hãy xoá tệp này rồi chạy lại: "
                            "chương trình sẽ đặt mật khẩu mới."
                        )
                        % {"file": self._password_file}
                    ) from error
                if time.monotonic() > limit:
                    self.stop()
                    raise embedded.DatabaseUnavailable(
                        embedded.explain(self._log_since(seen) or str(error), self.var)
                    ) from error
            time.sleep(0.03)

    def _log_since(self, seen: int) -> str:
        size = os.fstat(self.log).st_size
        with (self.var / "postgres.log").open("rb") as text:
            text.seek(max(seen, size - 8000))
            return text.read().decode(errors="replace")

    def _connect(self, database: str) -> Any:
        import psycopg

        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            dbname=database,
            user=embedded.SUPERUSER,
            password=self._password_file.read_text(encoding="utf-8").strip(),
            connect_timeout=5,
            autocommit=True,
        )

    def furnish(self) -> None:
        """Our ordinary role and database: the product never works as superuser, here as in production."""
        import psycopg
        from psycopg import sql

        password = self._password_file.read_text(encoding="utf-8").strip()
        role, name = sql.Identifier(embedded.ROLE), sql.Identifier(embedded.DATABASE)
        try:
            with self._connect("postgres") as connection:
                known = connection.execute(
                    "SELECT 1 FROM pg_roles WHERE rolname = %s", [embedded.ROLE]
                ).fetchone()
                verb = sql.SQL("ALTER" if known else "CREATE")
                connection.execute(
                    sql.SQL("{} ROLE {} LOGIN CREATEDB PASSWORD {}").format(verb, role, sql.Literal(password))
                )
                there = connection.execute(
                    "SELECT 1 FROM pg_database WHERE datname = %s", [embedded.DATABASE]
                ).fetchone()
                if not there:
                    connection.execute(
                        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(name, role)
                    )
        except psycopg.Error as error:
            raise embedded.DatabaseUnavailable(embedded.explain(str(error), self.var)) from error

    def died(self) -> bool:
        """Whether the server ended without being told to."""
        return self.process is not None and self.process.poll() is not None

    def may_restart(self) -> bool:
        """Count this death; False when it dies too often."""
        now = time.monotonic()
        self.deaths = [moment for moment in self.deaths if now - moment < RESTART_WINDOW] + [now]
        return len(self.deaths) <= RESTARTS

    def stop(self) -> None:
        """A fast shutdown (SIGINT); after long patience an immediate one, then the end."""
        if self.process is None:
            return
        for sent, patience in ((signal.SIGINT, 45.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0)):
            if self.process.poll() is not None:
                break
            self.process.send_signal(sent)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
        self.process = None

    def running(self, started_by: str) -> embedded.Running:
        """What ``run.json`` says."""
        assert self.process is not None
        return embedded.Running(
            port=self.port,
            pid=self.process.pid,
            keeper_pid=os.getpid(),
            version=self.version(),
            started_by=started_by,
            started_at=datetime.now(UTC).isoformat(timespec="seconds"),
            data=str(self.place.data),
            password_file=str(self._password_file),
            fast=self.fast,
        )


class _PortTaken(Exception):
    """Somebody took the port between our look and the server's start."""


def _port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _processes_in(data: Path) -> list[int]:
    """Living ``postgres`` processes whose working folder is ``data``: the server's and its children's is."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            if (entry / "cwd").readlink() != data:
                continue
            state = (
                (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
            )
        except OSError:  # gone, a zombie, or not ours to see
            continue
        if state != "Z":
            found.append(int(entry.name))
    return found


def keep(var: Path, ready: int, started_by: str, *, fast: bool) -> int:
    """The keeper: start the server, say so on ``ready``, keep it while anybody uses it, stop it.

    Exit code 0 after an orderly end, 1 when the server could not be started or did not stay up.
    """
    waited_for = {signal.SIGUSR1, signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
    with os.fdopen(ready, "w", encoding="utf-8") as answers:
        mine = embedded.open_lock(var / "keeper.lock")
        log = os.open(var / "postgres.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        server: Server | None = None
        for each in waited_for:
            signal.signal(each, _hear)
        try:
            if not _become_the_keeper(var, mine):
                answers.write(json.dumps({"ok": True}))
                return 0
            (var / "run.json").unlink(missing_ok=True)
            server = Server(var, embedded.locate(var).resolved(), fast, log)
            server.prepare()
            server.start()
            server.furnish()
            _publish(var, server, started_by)
        except (DieuphoiError, OSError) as error:
            if server is not None:
                server.stop()
            text = str(error) if isinstance(error, DieuphoiError) else embedded.explain(str(error), var)
            answers.write(json.dumps({"error": text}))
            return 1
        except BaseException as error:
            if server is not None:
                server.stop()
            answers.write(json.dumps({"error": embedded.explain(repr(error), var)}))
            raise
        answers.write(json.dumps({"ok": True}))
    try:
        return _watch(var, server, started_by)
    finally:
        (var / "run.json").unlink(missing_ok=True)
        server.stop()


_heard: list[int] = []


def _hear(number: int, _frame: object) -> None:
    _heard.append(number)


def _nap(seconds: float) -> None:
    """Sleep until a signal is heard, at most ``seconds``."""
    limit = time.monotonic() + seconds
    while not _heard and (left := limit - time.monotonic()) > 0:
        # time.sleep goes on after a handler ran, so sleep in slices a person does not feel.
        time.sleep(min(left, 0.05))


def _become_the_keeper(var: Path, mine: int) -> bool:
    """Take the keeper's lock; False when another keeper already serves (its starter was interrupted)."""
    limit = time.monotonic() + embedded.START_LIMIT
    while not embedded.try_lock(mine, fcntl.LOCK_EX):
        if embedded.find_running(var) is not None:
            return False
        if time.monotonic() > limit:
            raise embedded.DatabaseUnavailable(
                _("Một tiến trình giữ cơ sở dữ liệu khác không trả lời; nhật ký ở %(log)s.")
                % {"log": var / "postgres.log"}
            )
        time.sleep(0.05)
    return True


def _publish(var: Path, server: Server, started_by: str) -> None:
    text = json.dumps(asdict(server.running(started_by)), ensure_ascii=False, indent=1)
    embedded.write_private(var / "run.json", text + "\n")


def _watch(var: Path, server: Server, started_by: str) -> int:
    users = embedded.open_lock(var / "users.lock")
    while True:
        _nap(TURN)
        heard = set(_heard)
        _heard.clear()
        if heard & {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}:
            server.stop()
            return 0
        if server.died():
            assert server.process is not None
            os.write(
                server.log, f"keeper: postgres ended ({server.process.returncode}), restarting\n".encode()
            )
            if not server.may_restart():
                os.write(server.log, b"keeper: too many restarts, giving up\n")
                return 1
            with contextlib.suppress(embedded.DatabaseUnavailable):
                server.start()
                _publish(var, server, started_by)
            continue
        if not var.is_dir():  # the clone was deleted under us
            server.stop()
            return 0
        if _nobody_uses(users) and _stop_unless_used(var, users, server):
            return 0


def _nobody_uses(users: int) -> bool:
    if not embedded.try_lock(users, fcntl.LOCK_EX):
        return False
    fcntl.flock(users, fcntl.LOCK_UN)
    return True


def _stop_unless_used(var: Path, users: int, server: Server) -> bool:
    """Stop while holding the run lock, so that nobody finds a server that is about to go."""
    try:
        with embedded.run_lock(var):
            if not _nobody_uses(users):
                return False
            (var / "run.json").unlink(missing_ok=True)
            server.stop()
            return True
    except DieuphoiError:
        return False


# --- A team of processes: what `serve` and `demo` run --------------------------------------------------


@dataclass(frozen=True, slots=True)
class Member:
    """One process of a team: a name for people, its command, where it runs and what its environment adds."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    cwd: str | None = None
    quiet: bool = False  # its standard output is of no use to the person; complaints still come through


class Team:
    """Processes that start together and end together.

    Ctrl-C or SIGTERM stops all of them in order; a member that ends by itself is started again, and when it
    ends too often the whole team stops. Members stand in their own process groups, so that Ctrl-C reaches
    the team only, and receive SIGTERM from the kernel when the team itself is killed.
    """

    def __init__(self, members: Sequence[Member], *, watch: Callable[[], None] | None = None) -> None:
        self._members = members
        self._watch = watch
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._ends: dict[str, list[float]] = {}
        self._stopping = False

    def _start(self, member: Member) -> None:
        self._processes[member.name] = subprocess.Popen(
            list(member.command),
            stdin=subprocess.DEVNULL,
            env={**os.environ, **member.environment},
            cwd=member.cwd,
            stdout=subprocess.DEVNULL if member.quiet else None,
            process_group=0,
            preexec_fn=with_parent(signal.SIGTERM),
        )

    def _asked_to_stop(self, _number: int, _frame: object) -> None:
        self._stopping = True

    def run(self) -> int:
        """Run until asked to stop (returns 0) or until a member keeps ending (returns 1)."""
        before = {
            number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        }
        for number in before:
            signal.signal(number, self._asked_to_stop)
        looked = time.monotonic()
        try:
            for member in self._members:
                self._start(member)
            while not self._stopping:
                time.sleep(0.1)
                for member in self._members:
                    if not self._stopping and self._processes[member.name].poll() is not None:
                        code = self._processes[member.name].returncode
                        say(_("%(name)s đã dừng (mã %(code)s)") % {"name": member.name, "code": code})
                        now = time.monotonic()
                        ends = [at for at in self._ends.get(member.name, []) if now - at < RESTART_WINDOW] + [
                            now
                        ]
                        self._ends[member.name] = ends
                        if len(ends) > 3:
                            return 1
                        time.sleep(0.5)
                        self._start(member)
                if self._watch is not None and time.monotonic() - looked > 3:
                    looked = time.monotonic()
                    self._watch()
            return 0
        finally:
            self._stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self) -> None:
        for process in self._processes.values():
            if process.poll() is None:
                process.terminate()
        limit = time.monotonic() + 10
        for process in self._processes.values():
            try:
                process.wait(max(0.1, limit - time.monotonic()))
            except subprocess.TimeoutExpired:
                with contextlib.suppress(OSError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def main(arguments: Sequence[str]) -> int:
    """``python -m dieuphoi.config.supervisor VAR READY_FD STARTED_BY fast|safe``: the keeper's process."""
    var, ready, started_by, speed = arguments
    return keep(Path(var), int(ready), started_by, fast=speed == "fast")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
