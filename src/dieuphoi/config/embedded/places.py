"""Where the server's data and programs are and as whom it runs, also for root and below closed folders."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dieuphoi.config.console import _
from dieuphoi.config.embedded.accounts import Account, owner_name
from dieuphoi.config.embedded.binaries import reachable_install, wheel_install
from dieuphoi.config.embedded.complaints import DatabaseUnavailable
from dieuphoi.config.embedded.folders import make_state_dir, repository_root


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


def _account_for_root() -> Account:
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
                % {"data": data, "owner": owner_name(data)}
            )
        return Place(data, wheel_install() / "bin", None)
    if recorded is not None and (recorded / "PG_VERSION").is_file():
        account = _owner(recorded)
        return Place(recorded, reachable_install(account, recorded.parent) / "bin", account)
    if (inside / "PG_VERSION").is_file():
        account = _owner(inside)
        if account.may("-x", var):
            return Place(inside, reachable_install(account, var) / "bin", account)
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
        moving = Path(f"{data}.moving")
        if moving.exists():
            # A start was killed while it copied: copied once more, it would lie inside of what is left.
            shutil.rmtree(moving)
        subprocess.run(["cp", "-a", str(inside), str(moving)], check=True)
        moving.rename(data)
        location.write_text(f"{data}\n", encoding="utf-8")
        shutil.rmtree(inside)
        return Place(data, reachable_install(account, data.parent) / "bin", account)
    account = _account_for_root()
    if account.may("-x", var):
        return Place(inside, reachable_install(account, var) / "bin", account)
    data = _outside_home(var, account) / "postgres"
    location.write_text(f"{data}\n", encoding="utf-8")
    return Place(data, reachable_install(account, data.parent) / "bin", account)
