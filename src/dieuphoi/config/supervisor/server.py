"""The embedded ``postgres``: its data, its start, its role and database, its stop."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dieuphoi.config import embedded
from dieuphoi.config.console import _
from dieuphoi.config.supervisor.children import RESTART_WINDOW, RESTARTS, with_parent
from dieuphoi.config.supervisor.machine import free_port, port_is_free, processes_in


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
        while orphans := processes_in(self.place.data):
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
            self.port = wished if wished and port_is_free(wished) else free_port()
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
