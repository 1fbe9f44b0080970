"""The locks in the state folder: the kernel's word on who lives, starts, stops or uses the server."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from dieuphoi.config.console import _
from dieuphoi.config.embedded.accounts import owner_name
from dieuphoi.config.embedded.complaints import DatabaseUnavailable, explain

LOCK_LIMIT = 120.0  # seconds to wait for another command that starts or stops the server


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
            % {"path": path, "owner": owner_name(path)}
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
