"""What is said when the database cannot be had: the two errors, and complaints as sentences that say what to do."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from dieuphoi.config.console import _
from dieuphoi.core.kernel.errors import EXIT_USAGE, DieuphoiError

DISK_FULL = ("No space left on device", "Disk quota exceeded", "Check free disk space", "File too large")


class DatabaseUnavailable(DieuphoiError):
    """The database cannot be reached or started; the sentence says why and what to do."""


class WrongDatabaseUrl(DieuphoiError):
    """``DATABASE_URL`` is not the address of a PostgreSQL database."""

    exit_code = EXIT_USAGE


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
