"""The restore drill, by the commands alone: backup, wipe, restore, compare hashes (fault 22). A full disk too."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.config.conftest import plain_environment

from .conftest import House


def run(house: House, *words: str, most_bytes: int = 0) -> subprocess.CompletedProcess[str]:
    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    return subprocess.run(
        [sys.executable, "-m", "dieuphoi.config.cli", *words],
        env=plain_environment(DATABASE_URL=house.url, DIEUPHOI_VAR=str(house.var), DIEUPHOI_SECRET_KEY="k" * 50),
        capture_output=True, text=True, check=False, timeout=300, preexec_fn=small_disk if most_bytes else None,
    )  # fmt: skip


def told(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def parts(path: Path) -> dict[str, str]:
    from dieuphoi.config.backup.container import Reader

    with Reader(path) as reader:
        return {name: digest for name, digest in reader.parts.items() if name != "settings.json"}


def test_backup_wipe_restore_compare(
    source: House, target: House, databases: Callable[[str], str], tmp_path: Path
) -> None:
    first = Path(told(run(source, "backup", "--to", str(tmp_path / "b"), "--json"))["path"])
    assert "nguyên vẹn" in run(source, "backup", "--verify", str(first)).stderr
    # Wiped: another database, another folder, nothing of the first installation.
    done = told(run(target, "restore", str(first), "--json"))
    assert done["files"] == 3 and done["migrated"] is False
    second = Path(told(run(target, "backup", "--to", str(tmp_path / "c"), "--json"))["path"])
    # Every table's rows and every file have the digest they had; the restore added nothing and took nothing.
    assert parts(second) == parts(first)
    assert {name for name in parts(first) if name.startswith("files/")} != set()


@pytest.mark.parametrize("damage", ["flipped", "cut"])
def test_a_damaged_backup_is_told_and_touches_nothing(
    made: Path, target: House, tmp_path: Path, damage: str
) -> None:
    data = bytearray(made.read_bytes())
    if damage == "flipped":
        data[len(data) // 3] ^= 0x10
    else:
        del data[len(data) // 2 :]
    broken = tmp_path / "hỏng.zip"
    broken.write_bytes(bytes(data))
    for words in (["restore", str(broken)], ["backup", "--verify", str(broken)]):
        done = run(target, *words)
        assert done.returncode == 1
        assert "Bản sao lưu không dùng được" in done.stderr and "Traceback" not in done.stderr
    assert target.rows("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == [(0,)]
    assert not [name for name in target.contents() if name.startswith("files/")]


def test_a_full_disk_leaves_no_half_backup_and_no_half_restore(
    source: House, target: House, made: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "đầy"
    folder.mkdir()
    done = run(source, "backup", "--to", str(folder), most_bytes=50_000)
    assert done.returncode == 1
    assert "Đĩa đầy" in done.stderr and "Traceback" not in done.stderr
    assert list(folder.iterdir()) == []
    # The evidence is larger than what this disk takes: the first file already fails, before any table is made.
    done = run(target, "restore", str(made), most_bytes=200)
    assert done.returncode == 1
    assert "Đĩa đầy" in done.stderr and "Traceback" not in done.stderr
    assert target.rows("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == [(0,)]
    assert not [name for name in target.contents() if name.startswith("files/")]
