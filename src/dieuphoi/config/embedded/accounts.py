"""Accounts of this machine: whose a file is, and as whom root runs the server."""

from __future__ import annotations

import contextlib
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any


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


def owner_name(path: Path) -> str:
    for folder in (path, *path.parents):
        with contextlib.suppress(OSError):
            uid = folder.stat().st_uid
            account = Account.of_uid(uid)
            return account.name if account else str(uid)
    return "?"
