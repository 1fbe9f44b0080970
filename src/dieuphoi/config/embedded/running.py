"""The running server, as its keeper wrote it down in ``run.json``: its names, its address, whether it is there."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from dieuphoi.config.console import _
from dieuphoi.config.embedded.accounts import owner_name
from dieuphoi.config.embedded.complaints import DatabaseUnavailable
from dieuphoi.config.embedded.locks import keeper_lives
from dieuphoi.core.kernel.durable import written_whole

ROLE = "dieuphoi"
DATABASE = "dieuphoi"
SUPERUSER = "postgres"
START_LIMIT = 300.0  # seconds: crash recovery of a large database may take minutes


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
            % {"owner": owner_name(path)}
        ) from error
    if not keeper_lives(var):
        return None
    try:
        running = Running(**json.loads(text))
    except (ValueError, TypeError):
        return None
    return running if Path(running.password_file).is_file() else None
