"""A file has its name only when it is whole and on the disk (S0-05, fault 22)."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from dieuphoi.core.kernel import durable
from dieuphoi.core.kernel.durable import make_folders, settle, written_whole


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What the system is asked, in order: ``("fsync", path)``, ``("name", path)``."""
    made: list[tuple[str, str]] = []
    fsync, link, replace = os.fsync, os.link, os.replace

    def seen_fsync(descriptor: int) -> None:
        made.append(("fsync", str(Path(f"/proc/self/fd/{descriptor}").readlink())))
        fsync(descriptor)

    def seen_replace(old: Any, new: Any, **more: Any) -> None:
        made.append(("name", str(new)))
        replace(old, new, **more)

    def seen_link(old: Any, new: Any, **more: Any) -> None:
        made.append(("name", str(new)))
        link(old, new, **more)

    monkeypatch.setattr(os, "fsync", seen_fsync)
    monkeypatch.setattr(os, "replace", seen_replace)
    monkeypatch.setattr(os, "link", seen_link)
    monkeypatch.setattr(Path, "replace", lambda self, target: seen_replace(self, target))
    return made


@pytest.mark.parametrize("replace", [True, False])
def test_contents_then_name_then_folder(tmp_path: Path, calls: list[tuple[str, str]], replace: bool) -> None:
    target = tmp_path / "a" / "b" / "tệp"
    with written_whole(target, replace=replace) as out:
        out.write(b"whole")
        assert not target.exists()
    kinds = [(what, path if path in map(str, (target, *target.parents)) else "fresh") for what, path in calls]
    assert kinds == [
        ("fsync", str(tmp_path)),  # the entry of "a"
        ("fsync", str(tmp_path / "a")),  # the entry of "b"
        ("fsync", "fresh"),
        ("name", str(target)),
        ("fsync", str(target.parent)),
    ]
    assert target.read_bytes() == b"whole" and [p.name for p in target.parent.iterdir()] == ["tệp"]


def test_what_fails_half_way_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "x"
    target.write_bytes(b"before")
    with pytest.raises(RuntimeError), written_whole(target) as out:
        out.write(b"half")
        raise RuntimeError
    with pytest.raises(ValueError, match="not good"), written_whole(target, check=lambda fresh: _refuse()) as out:
        out.write(b"whole, but wrong")
    with pytest.raises(FileExistsError), written_whole(target, replace=False) as out:
        out.write(b"another")
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"x": b"before"}


def _refuse() -> None:
    raise ValueError("not good")


def test_the_check_reads_what_is_on_the_disk(tmp_path: Path) -> None:
    seen: list[bytes] = []
    with written_whole(tmp_path / "x", check=lambda fresh: seen.append(fresh.read_bytes())) as out:
        out.write(b"whole")
    assert seen == [b"whole"]


def test_where_there_are_no_links_a_name_is_still_given_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_given: Any, **_named: Any) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    with written_whole(tmp_path / "x", mode=0o600, replace=False) as out:
        out.write(b"first")
    with pytest.raises(FileExistsError), written_whole(tmp_path / "x", replace=False) as out:
        out.write(b"second")
    assert (tmp_path / "x").read_bytes() == b"first"
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o600


def test_a_killed_writer_leaves_no_name_and_the_next_tidies_up(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c",
         "import sys, time, pathlib\n"
         "from dieuphoi.core.kernel.durable import written_whole\n"
         f"with written_whole(pathlib.Path({str(tmp_path / 'x')!r})) as out:\n"
         " out.write(b'half'); out.flush(); print('here', flush=True); time.sleep(60)\n"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None and child.stdout.readline() == "here\n"
    with written_whole(tmp_path / "y") as out:
        out.write(b"beside one that lives")
    assert len(list(tmp_path.iterdir())) == 2, "what a living process writes is left alone"
    child.send_signal(signal.SIGKILL)
    child.communicate()
    assert not (tmp_path / "x").exists()
    with written_whole(tmp_path / "z") as out:
        out.write(b"z")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["y", "z"]


def test_many_at_once_in_one_folder_do_not_tidy_each_other_away(tmp_path: Path) -> None:
    failed: list[BaseException] = []

    def write(number: int) -> None:
        try:
            for turn in range(20):
                with written_whole(tmp_path / f"{number}-{turn}") as out:
                    out.write(b"%d" % number)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not failed and len(list(tmp_path.iterdir())) == 120


def test_what_somebody_else_wrote_a_moment_ago_is_settled(tmp_path: Path, calls: list[tuple[str, str]]) -> None:
    (tmp_path / "x").write_bytes(b"x")
    settle(tmp_path / "x")
    assert calls == [("fsync", str(tmp_path / "x")), ("fsync", str(tmp_path))]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"")
    with pytest.raises(OSError):
        make_folders(tmp_path / "x" / "y")


def test_nobody_keeps_a_file_in_another_way() -> None:
    """One mechanism: no other place of the program writes into the store or flushes by itself."""
    source = Path(durable.__file__).parents[2]
    others = {
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        if path != Path(durable.__file__)
        and any(word in path.read_text(encoding="utf-8") for word in ("os.fsync", "default_storage.save", "O_EXCL"))
    }
    assert others == set()
