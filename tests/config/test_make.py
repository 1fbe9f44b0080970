"""What a newcomer meets: `make` where something is missing, and a demo that ends with all it started."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from dieuphoi.config.supervisor import Member, Team

from .conftest import ROOT, plain_environment

SETUP = ROOT / "scripts" / "setup.py"


def make(*arguments: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = plain_environment()
    environment.pop("MAKEFLAGS", None)
    if path is not None:
        environment["PATH"] = path
    return subprocess.run(
        ["make", "-s", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        executable=shutil.which("make"),
    )


needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="no make on this machine")


@needs_make
def test_a_missing_python_is_named_with_its_apt_get_line() -> None:
    done = make("demo", "PYTHON=python-that-is-not-there")
    assert done.returncode != 0
    assert "apt-get install python3 python3-venv" in done.stderr


def test_a_missing_venv_module_is_named_with_its_apt_get_line(tmp_path: Path) -> None:
    # Debian's python3 without python3-venv: `import ensurepip` fails.
    (tmp_path / "ensurepip.py").write_text("raise ImportError('not installed')\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(SETUP), "base"],
        env=plain_environment(PYTHONPATH=str(tmp_path)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_old_python_is_told_the_version_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nsys.version_info = (3, 9, 2, 'final', 0)\n", encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, str(SETUP), "base"],
        env=plain_environment(PYTHONPATH=str(tmp_path)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "3.11" in done.stderr
    assert "apt-get install python3 python3-venv" in done.stderr


def test_the_setup_is_readable_by_old_pythons() -> None:
    import ast

    ast.parse(SETUP.read_text(encoding="utf-8"), feature_version=(3, 6))


@needs_make
def test_help_lists_the_targets() -> None:
    done = make("help")
    assert done.returncode == 0
    for target in ("demo", "test", "dev", "lint", "bench", "assets"):
        assert f"make {target}" in done.stdout


# --- A team of processes ------------------------------------------------------------------------------------

SLEEPER = "import sys, time; open(sys.argv[1], 'w').write(str(__import__('os').getpid())); time.sleep(600)"
TEAM = """
import sys
from dieuphoi.config.supervisor import Member, Team
sleeper, one, two = sys.argv[1:]
members = [Member(n, [sys.executable, "-c", sleeper, f]) for n, f in (("một", one), ("hai", two))]
sys.exit(Team(members).run())
"""


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def wait_until_gone(pids: list[int], seconds: float = 15) -> list[int]:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit and not all(map(gone, pids)):
        time.sleep(0.05)
    return [pid for pid in pids if not gone(pid)]


def read_pids(files: list[Path]) -> list[int]:
    limit = time.monotonic() + 20
    while time.monotonic() < limit:
        with contextlib.suppress(OSError, ValueError):
            return [int(file.read_text(encoding="ascii")) for file in files]
        time.sleep(0.05)
    raise AssertionError("the members did not start")


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_team_ends_together_however_it_is_ended(sent: signal.Signals, tmp_path: Path) -> None:
    files = [tmp_path / "one", tmp_path / "two"]
    team = subprocess.Popen(
        [sys.executable, "-c", TEAM, SLEEPER, *map(str, files)],
        env=plain_environment(),
        stderr=subprocess.PIPE,
    )
    pids = read_pids(files)
    team.send_signal(sent)
    code = team.wait(20)
    assert code == (0 if sent != signal.SIGKILL else -signal.SIGKILL)
    assert wait_until_gone(pids) == []


def test_a_team_whose_member_keeps_ending_gives_up(capsys: pytest.CaptureFixture[str]) -> None:
    assert Team([Member("hỏng", [sys.executable, "-c", "raise SystemExit(7)"])]).run() == 1
    assert "hỏng đã dừng (mã 7)" in capsys.readouterr().err


# --- The demo itself ----------------------------------------------------------------------------------------


def descendants(pid: int) -> list[int]:
    """``pid`` and everything below it, by the kernel's table."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                parent = int((entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    found, queue = [], [pid]
    while queue:
        each = queue.pop()
        found.append(each)
        queue += children.get(each, [])
    return found


@pytest.fixture
def demo(var: Path) -> Iterator[tuple[subprocess.Popen[str], int, Path]]:
    if importlib.util.find_spec("dieuphoi.config.demo.load") is None:
        pytest.fail("the demo province has no loader")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = var.parent / "demo.log"
    process = subprocess.Popen(
        [sys.executable, "-m", "dieuphoi.config.cli", "demo", "--workers", "1"],
        env=plain_environment(PORT=str(port), DIEUPHOI_VAR=str(var)),
        stdout=log.open("w"),
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    yield process, port, log
    if process.poll() is None:
        process.kill()
        process.wait()


def test_the_demo_serves_names_its_sign_ins_and_ends_with_everything(
    demo: tuple[subprocess.Popen[str], int, Path], var: Path
) -> None:
    process, port, log = demo
    answer, limit = 0, time.monotonic() + 300
    while not answer and time.monotonic() < limit and process.poll() is None:
        with contextlib.suppress(OSError):
            try:
                answer = urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=10).status
            except urllib.error.HTTPError as error:
                answer = error.code
        time.sleep(0.2)
    text = log.read_text(encoding="utf-8")
    assert answer == 200, text
    assert f"http://localhost:{port}/" in text
    from dieuphoi.config.demo.load import SIGN_INS

    for name, password, _who in SIGN_INS:
        assert name in text
        assert password in text

    # Beside the running demo every command works, on the same server.
    beside = subprocess.run(
        [sys.executable, "-m", "dieuphoi.config.cli", "migrate", "--quiet"],
        env=plain_environment(DIEUPHOI_VAR=str(var)),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert beside.returncode == 0, beside.stderr
    assert process.poll() is None

    started = descendants(process.pid)
    assert len(started) >= 5  # the demo, web server and its worker, background worker, keeper and server
    os.kill(process.pid, signal.SIGINT)
    assert process.wait(60) == 0
    assert wait_until_gone(started) == []
    assert not (var / "run.json").exists()
