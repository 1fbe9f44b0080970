"""The embedded PostgreSQL: whom it runs as, who keeps it, what is said when it cannot (fault 31)."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from dieuphoi.config import embedded
from dieuphoi.config.embedded import binaries, places
from dieuphoi.core.kernel.errors import EXIT_USAGE

from .conftest import ROOT, forget_outside, plain_environment

IS_ROOT = os.geteuid() == 0
only_root = pytest.mark.skipif(not IS_ROOT, reason="needs root: PostgreSQL's account, mounts")
not_for_root = pytest.mark.skipif(IS_ROOT, reason="for an ordinary user")

HOLD = """
import sys, time
from pathlib import Path
from dieuphoi.config import embedded
with embedded.ensure_running(Path(sys.argv[1]), fast=True) as handle:
    print(handle.url, flush=True)
    sys.stdin.readline()
print("closed", flush=True)
"""


@pytest.fixture(autouse=True)
def _no_database_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)


def hold(var: Path, **options: object) -> subprocess.Popen[str]:
    """A command that holds the server of ``var`` until its standard input gets a line."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(var)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=plain_environment(),
        **options,  # type: ignore[call-overload]
    )


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    assert line, process.stderr.read() if process.stderr else ""
    return line


def let_go(process: subprocess.Popen[str]) -> None:
    process.communicate("\n", timeout=60)


def ask(url: str, question: str) -> object:
    with psycopg.connect(url, connect_timeout=10) as connection:
        row = connection.execute(question).fetchone()
        assert row is not None
        return row[0]


def is_gone(pid: int) -> bool:
    """Whether the process ended; a zombie that nobody reaps has ended too."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


def wait_until(true: Callable[[], bool], seconds: float = 20) -> bool:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if true():
            return True
        time.sleep(0.05)
    return true()


def facts(var: Path) -> dict[str, object]:
    return dict(json.loads((var / "run.json").read_text(encoding="utf-8")))


# --- Refusals: each says what to do -----------------------------------------------------------------------


def test_data_of_another_version_is_refused_and_left_alone(var: Path) -> None:
    with embedded.ensure_running(var, fast=True):
        pass
    version = var / "postgres" / "PG_VERSION"
    version.write_text("16\n", encoding="ascii")
    with pytest.raises(embedded.DatabaseUnavailable) as refusal:
        embedded.ensure_running(var, fast=True)
    assert "PostgreSQL 16" in str(refusal.value)
    assert "pg_dump" in str(refusal.value)
    assert version.read_text(encoding="ascii") == "16\n"
    assert not (var / "run.json").exists()


def test_a_folder_that_is_not_postgresql_data_is_not_overwritten(var: Path) -> None:
    (var / "postgres").mkdir(parents=True)
    (var / "postgres" / "thư.txt").write_text("của tôi", encoding="utf-8")
    with pytest.raises(embedded.DatabaseUnavailable, match="PG_VERSION"):
        embedded.ensure_running(var, fast=True)
    assert (var / "postgres" / "thư.txt").read_text(encoding="utf-8") == "của tôi"


@only_root
def test_a_full_disk_is_named_and_leaves_no_half_data() -> None:
    mount = Path(tempfile.mkdtemp(prefix="dieuphoi-tiny-", dir="/var/tmp"))
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=20m,mode=755", "tmpfs", str(mount)],
        check=False,
        capture_output=True,
    )
    if done.returncode != 0:
        mount.rmdir()
        pytest.skip("this machine lets nobody mount")
    try:
        with pytest.raises(embedded.DatabaseUnavailable) as refusal:
            embedded.ensure_running(mount / "var", fast=True)
        assert "Đĩa đầy" in str(refusal.value)
        assert str(mount / "var") in str(refusal.value)
        assert not list((mount / "var").glob("postgres.new*"))
        assert not (mount / "var" / "postgres").exists()
    finally:
        subprocess.run(["umount", str(mount)], check=True)
        mount.rmdir()


@not_for_root
def test_a_state_folder_that_cannot_be_written_is_named(var: Path) -> None:
    var.mkdir()
    var.chmod(0o555)
    with pytest.raises(embedded.DatabaseUnavailable, match="DIEUPHOI_VAR"):
        embedded.ensure_running(var, fast=True)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://a:b@h/d", "phải bắt đầu bằng postgresql://"),
        ("a:b@h/d", "phải bắt đầu bằng postgresql://"),
        ("postgresql://a:bí-mật@h", "thiếu tên cơ sở dữ liệu"),
        ("postgresql://a:bí-mật@h/", "thiếu tên cơ sở dữ liệu"),
        ("postgresql:///d", "thiếu tên máy chủ"),
        ("postgresql://a:bí-mật@h:chín/d", "cổng"),
        ("postgresql://a:bí-mật@h:99999/d", "cổng"),
        ("postgresql://a:bí-mật@h/d#x", "%23"),
        ("postgresql://[::1/d", "địa chỉ máy"),
    ],
)
def test_a_wrong_database_url_is_explained_without_its_password(url: str, said: str) -> None:
    with pytest.raises(embedded.WrongDatabaseUrl) as refusal:
        embedded.parse_database_url(url)
    assert said in str(refusal.value)
    assert "bí-mật" not in str(refusal.value)
    assert refusal.value.exit_code == EXIT_USAGE


def test_a_database_url_where_nobody_answers_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://ai:bí-mật@127.0.0.1:9/không-có")
    with pytest.raises(embedded.DatabaseUnavailable) as refusal:
        embedded.ensure_running()
    assert "127.0.0.1:9/không-có" in str(refusal.value)
    assert "không có máy chủ nào trả lời" in str(refusal.value)
    assert "bí-mật" not in str(refusal.value)


def test_wrong_password_and_missing_database_are_told_apart(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with embedded.ensure_running(var, fast=True) as handle:
        base = handle.url.rpartition("/")[0]
        monkeypatch.setenv("DATABASE_URL", f"{base}/vắng")
        with pytest.raises(embedded.DatabaseUnavailable, match="createdb"):
            embedded.ensure_running()
        place = base.rpartition("@")[2]
        monkeypatch.setenv("DATABASE_URL", f"postgresql://dieuphoi:sai@{place}/dieuphoi")
        with pytest.raises(embedded.DatabaseUnavailable, match="sai tài khoản hoặc mật khẩu"):
            embedded.ensure_running()


# --- What runs --------------------------------------------------------------------------------------------


def test_a_database_url_is_read_part_by_part() -> None:
    entry = embedded.parse_database_url("postgres://v%C4%83n:p%40ss%3A@may-chu:6543/tỉnh?sslmode=require")
    assert (entry["USER"], entry["PASSWORD"], entry["HOST"], entry["PORT"]) == (
        "văn",
        "p@ss:",
        "may-chu",
        "6543",
    )
    assert entry["NAME"] == "tỉnh"
    assert entry["OPTIONS"] == {"sslmode": "require"}
    socket = embedded.parse_database_url("postgresql:///d?host=/run/postgresql")
    assert (socket["HOST"], socket["PORT"]) == ("/run/postgresql", "5432")


def test_the_server_knows_vietnamese_letters_and_our_role_is_ordinary(var: Path) -> None:
    with embedded.ensure_running(var) as handle:
        assert ask(handle.url, "SELECT lower('ĐẮK LẮK')") == "đắk lắk"
        assert ask(handle.url, "SHOW server_encoding") == "UTF8"
        assert ask(handle.url, "SHOW fsync") == "on"
        assert ask(handle.url, "SHOW listen_addresses") == "127.0.0.1"
        assert ask(handle.url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(handle.url, password="đoán")
        assert not list(Path(str(facts(var)["data"])).glob(".s.PGSQL*"))
        sockets = Path("/proc/net/unix").read_text(encoding="utf-8")
        assert f".s.PGSQL.{facts(var)['port']}" not in sockets


def test_what_is_kept_about_the_server_is_for_its_owner_only(var: Path) -> None:
    with embedded.ensure_running(var, fast=True) as handle:
        for name in ("run.json", "postgres.password", "postgres.log"):
            assert stat.S_IMODE((var / name).stat().st_mode) == 0o600, name
        known = facts(var)
        assert {"port", "pid", "version", "started_by", "password_file"} <= set(known)
        assert str(known["version"]).startswith("18.")
        password = (var / "postgres.password").read_text(encoding="utf-8").strip()
        assert password not in (var / "run.json").read_text(encoding="utf-8")
        assert password in handle.url


def test_a_second_start_is_quick_and_keeps_the_data_and_the_port(var: Path) -> None:
    with embedded.ensure_running(var) as handle:
        port = facts(var)["port"]
        with psycopg.connect(handle.url) as connection:
            connection.execute("CREATE TABLE giữ AS SELECT 'xã Thạch Hà' AS tên")
    assert not (var / "run.json").exists()
    began = time.monotonic()
    with embedded.ensure_running(var) as handle:
        assert time.monotonic() - began < 10
        assert facts(var)["port"] == port
        assert ask(handle.url, "SELECT tên FROM giữ") == "xã Thạch Hà"


def test_commands_at_the_same_time_share_one_server_that_stays_for_the_last(var: Path) -> None:
    commands = [hold(var) for _ in range(3)]
    urls = {first_line(command) for command in commands}
    assert len(urls) == 1
    pid = int(str(facts(var)["pid"]))
    for command in commands[:2]:
        let_go(command)
    assert ask(urls.copy().pop(), "SELECT 1") == 1
    assert facts(var)["pid"] == pid
    let_go(commands[2])
    assert is_gone(pid)
    assert not (var / "run.json").exists()


def test_a_killed_server_comes_back_on_its_port(var: Path) -> None:
    with embedded.ensure_running(var, fast=True) as handle:
        before = facts(var)
        os.kill(int(str(before["pid"])), signal.SIGKILL)
        assert wait_until(lambda: (var / "run.json").exists() and facts(var)["pid"] != before["pid"])
        assert ask(handle.url, "SELECT 1") == 1


def test_a_killed_keeper_takes_its_server_along_and_the_next_command_starts_anew(var: Path) -> None:
    command = hold(var)
    first_line(command)
    before = facts(var)
    os.kill(int(str(before["keeper_pid"])), signal.SIGKILL)
    assert wait_until(lambda: is_gone(int(str(before["pid"]))))
    assert (var / "run.json").exists()  # left behind, and not believed
    assert embedded.find_running(var) is None
    with embedded.ensure_running(var, fast=True) as handle:
        assert handle.started
        assert ask(handle.url, "SELECT 1") == 1
    let_go(command)


def test_keeper_and_server_killed_together_leave_nothing_in_the_way(var: Path) -> None:
    command = hold(var)
    first_line(command)
    before = facts(var)
    for name in ("keeper_pid", "pid"):
        os.kill(int(str(before[name])), signal.SIGKILL)
    with embedded.ensure_running(var, fast=True) as handle:
        assert ask(handle.url, "SELECT 1") == 1
    let_go(command)


def test_a_killed_command_leaves_no_server_behind(var: Path) -> None:
    command = hold(var)
    first_line(command)
    pid = int(str(facts(var)["pid"]))
    command.kill()
    command.wait()
    assert wait_until(lambda: is_gone(pid))
    assert wait_until(lambda: not (var / "run.json").exists())


def test_a_stale_run_json_with_a_living_pid_is_not_believed(var: Path) -> None:
    with embedded.ensure_running(var, fast=True):
        text = (var / "run.json").read_text(encoding="utf-8")
    old = json.loads(text) | {"pid": os.getpid(), "keeper_pid": os.getpid()}
    (var / "run.json").write_text(json.dumps(old), encoding="utf-8")
    (var / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n", encoding="ascii")
    assert embedded.find_running(var) is None
    with embedded.ensure_running(var, fast=True) as handle:
        assert ask(handle.url, "SELECT 1") == 1


def test_a_torn_run_json_is_not_believed(var: Path) -> None:
    var.mkdir()
    (var / "run.json").write_text('{"port": 54', encoding="utf-8")
    with embedded.ensure_running(var, fast=True) as handle:
        assert handle.started


def test_a_lost_password_file_is_renewed(var: Path) -> None:
    with embedded.ensure_running(var, fast=True) as handle:
        first = handle.url
    (var / "postgres.password").unlink()
    with embedded.ensure_running(var, fast=True) as handle:
        assert ask(handle.url, "SELECT 1") == 1
        assert handle.url != first


def test_tests_share_a_fast_server_under_names_of_their_own(var: Path) -> None:
    code = "from dieuphoi.config import embedded; from pathlib import Path; import sys\n"
    code += "print(embedded.start_for_tests(Path(sys.argv[1])))"
    seen = []
    with embedded.ensure_running(var, fast=True) as handle:
        assert ask(handle.url, "SHOW fsync") == "off"
        for _ in range(2):
            done = subprocess.run(
                [sys.executable, "-c", code, str(var)],
                env=plain_environment(),
                capture_output=True,
                text=True,
                check=True,
            )
            seen.append(done.stdout.strip())
        assert len(set(seen)) == 2
        assert {url.rpartition("/")[0] for url in seen} == {handle.url.rpartition("/")[0]}


# --- Root and ordinary users (fault 31) ---------------------------------------------------------------------


@only_root
def test_root_below_a_closed_folder_reaches_its_database() -> None:
    closed = Path(tempfile.mkdtemp(prefix="dieuphoi-closed-", dir="/var/tmp"))  # mkdtemp makes it 0700
    var = closed / "bản của tôi" / "var"
    try:
        with embedded.ensure_running(var, fast=True) as handle:
            known = facts(var)
            data = Path(str(known["data"]))
            assert ask(handle.url, "SELECT 1") == 1
            assert not data.is_relative_to(closed)
            owner = pwd.getpwuid(Path(f"/proc/{known['pid']}").stat().st_uid)
            assert owner.pw_uid != 0
            assert data.stat().st_uid == owner.pw_uid
            assert stat.S_IMODE(closed.stat().st_mode) == 0o700  # nobody's rights were widened
        with embedded.ensure_running(var, fast=True):
            assert facts(var)["data"] == str(data)
    finally:
        forget_outside(var)
        shutil.rmtree(closed)


@only_root
@pytest.mark.parametrize("killed_before", [False, True])
def test_root_takes_its_data_along_when_the_folder_is_closed_later(var: Path, killed_before: bool) -> None:
    with embedded.ensure_running(var, fast=True) as handle:
        with psycopg.connect(handle.url) as connection:
            connection.execute("CREATE TABLE giữ AS SELECT 7 AS số")
        assert facts(var)["data"] == str(var / "postgres")
    if killed_before:
        account = embedded.locate(var).account
        assert account is not None
        left = places._outside_home(var, account) / "postgres.moving"
        left.mkdir(parents=True)
        (left / "PG_VERSION").write_text("nửa chừng")
    var.parent.chmod(0o700)
    with embedded.ensure_running(var, fast=True) as handle:
        assert facts(var)["data"] != str(var / "postgres")
        assert ask(handle.url, "SELECT số FROM giữ") == 7


@only_root
def test_an_account_that_cannot_read_the_wheel_gets_a_copy_of_the_binaries(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = Path(tempfile.mkdtemp(prefix="dieuphoi-venv-", dir="/var/tmp"))
    try:
        wheel = embedded.wheel_install()
        site = closed / "site-packages"
        shutil.copytree(wheel, site / embedded.WHEEL / embedded.INSTALL, symlinks=True)
        shutil.copytree(wheel.parents[1] / f"{embedded.WHEEL}.libs", site / f"{embedded.WHEEL}.libs")
        install = site / embedded.WHEEL / embedded.INSTALL
        monkeypatch.setattr(binaries, "wheel_install", lambda: install)
        place = embedded.locate(var)
        assert place.binaries.is_relative_to(var)
        assert place.account is not None
        for program in ("postgres", "initdb"):
            done = subprocess.run(
                [str(place.binaries / program), "--version"],
                cwd="/",
                capture_output=True,
                check=False,
                **place.account.process_options(),
            )
            assert done.returncode == 0, done.stderr
        again = embedded.locate(var)
        assert again.binaries == place.binaries
    finally:
        shutil.rmtree(closed)


@only_root
def test_an_ordinary_user_runs_the_server_as_itself(var: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    python, source = Path(sys.executable), ROOT / "src" / "dieuphoi" / "config" / "embedded" / "__init__.py"
    account = embedded.Account(nobody.pw_name, nobody.pw_uid, nobody.pw_gid)
    if not account.may("-x", python) or not account.may("-r", source):
        pytest.skip("account nobody cannot read this environment or its Python")
    var.mkdir()
    os.chown(var, nobody.pw_uid, nobody.pw_gid)
    command = hold(var, cwd="/", user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[])
    url = first_line(command)
    assert ask(url, "SELECT 1") == 1
    assert Path(f"/proc/{facts(var)['pid']}").stat().st_uid == nobody.pw_uid
    assert (var / "postgres").stat().st_uid == nobody.pw_uid
    # Another ordinary account is told whose it is, instead of a bare "permission denied".
    other = subprocess.run(
        [sys.executable, "-c", HOLD, str(var)],
        env=plain_environment(),
        cwd="/",
        input="\n",
        capture_output=True,
        text=True,
        check=False,
        user=65533,
        group=65533,
        extra_groups=[],
    )
    assert other.returncode != 0
    assert "tài khoản nobody" in other.stderr
    let_go(command)


@not_for_root
def test_the_server_runs_as_we_do(var: Path) -> None:
    with embedded.ensure_running(var, fast=True):
        assert Path(f"/proc/{facts(var)['pid']}").stat().st_uid == os.geteuid()
