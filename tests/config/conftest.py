"""What the set-up tests share: state folders of their own, and commands in a process of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def plain_environment(**extra: str) -> dict[str, str]:
    """This process's environment without what the test run itself chose."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    for name in ("DATABASE_URL", "PORT", "DIEUPHOI_VAR", "DIEUPHOI_TESTING", "DIEUPHOI_DB_ACCOUNT"):
        kept.pop(name, None)
    return {**kept, "PYTHONPATH": str(ROOT / "src"), **extra}


@pytest.fixture
def var() -> Iterator[Path]:
    """An open state folder outside pytest's own, which is 0700 and so closed to PostgreSQL's account."""
    folder = Path(tempfile.mkdtemp(prefix="dieuphoi-test-", dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder / "var"
    forget_outside(folder / "var")
    shutil.rmtree(folder, ignore_errors=True)


def forget_outside(var: Path) -> None:
    """Remove the data that a test of root kept outside its closed folder."""
    location = var / "postgres.location"
    if location.is_file():
        home = Path(location.read_text(encoding="utf-8").strip()).parent
        assert "dieuphoi" in str(home)
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def dieuphoi() -> Callable[..., subprocess.CompletedProcess[str]]:
    """``dieuphoi(*arguments, **environment)`` in a process of its own."""

    def call(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "dieuphoi.config.cli", *arguments],
            env=plain_environment(**environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )

    return call
