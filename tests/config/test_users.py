"""``dieuphoi users slips``: by default only who has none; renewing is asked for; nothing is half done."""

from __future__ import annotations

import stat
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from django.contrib.auth import get_user_model
from python_calamine import CalamineWorkbook

from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.errors import EXIT_INPUT, EXIT_REFUSED, InputErrors, Refused
from dieuphoi.registry.accounts.services import account_open
from dieuphoi.registry.organisations.services import person_create

SYSTEM = system_actor(date(2026, 3, 2))


@pytest.fixture(autouse=True)
def people(db: None, now: datetime) -> None:
    for username, name in (("an", "Trần Văn An"), ("binh", "Lê Thị Bình")):
        person = person_create(actor=SYSTEM, full_name=name, now=now)
        account_open(actor=SYSTEM, person_id=person.pk, username=username, password=None, now=now)


def slips(*words: str) -> Result:
    from dieuphoi.config.commands.users import users

    return CliRunner().invoke(users, ["slips", *words], standalone_mode=False)


def account(username: str) -> Any:
    return get_user_model().objects.get(username=username)


def passwords(path: Path) -> dict[str, str]:
    """``{user name: password}`` of the sheet that was written."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    head = next(number for number, row in enumerate(rows) if "Tên đăng nhập" in row)
    name, password = rows[head].index("Tên đăng nhập"), rows[head].index("Mật khẩu dùng một lần")
    return {str(row[name]): str(row[password]) for row in rows[head + 1 :] if row[name]}


# --- Refusals -----------------------------------------------------------------------------------------------


def test_renew_and_a_name_together_are_wrong_use(tmp_path: Path) -> None:
    out = tmp_path / "phieu.xlsx"
    done = slips("--out", str(out), "--renew", "--username", "an")
    assert isinstance(done.exception, click.UsageError)
    assert not out.exists()
    assert not account("an").has_usable_password()


def test_unknown_names_are_input_errors_and_write_nothing(tmp_path: Path) -> None:
    out = tmp_path / "phieu.xlsx"
    done = slips("--out", str(out), "--username", "dung", "--username", "an", "--username", "giang")
    assert isinstance(done.exception, InputErrors)
    assert done.exception.exit_code == EXIT_INPUT
    assert [each.value for each in done.exception.errors] == ["dung", "giang"]
    assert not out.exists()
    assert not account("an").has_usable_password()


def test_an_account_in_use_is_refused_with_the_reason(tmp_path: Path, now: datetime) -> None:
    get_user_model().objects.filter(username="an").update(last_login=now)
    out = tmp_path / "phieu.xlsx"
    done = slips("--out", str(out), "--username", "an")
    assert isinstance(done.exception, Refused)
    assert done.exception.exit_code == EXIT_REFUSED
    assert "“an”: đã có người đăng nhập, lần gần nhất ngày 02/03/2026" in str(done.exception)
    assert not out.exists()


def test_a_file_that_cannot_be_written_takes_the_passwords_back(tmp_path: Path) -> None:
    done = slips("--out", str(tmp_path / "không có" / "phieu.xlsx"))
    assert isinstance(done.exception, OSError)
    assert not account("an").has_usable_password()


# --- Slips --------------------------------------------------------------------------------------------------


def test_the_first_run_writes_a_slip_for_everybody_into_a_closed_file(tmp_path: Path) -> None:
    out = tmp_path / "phieu.xlsx"
    done = slips("--out", str(out))
    assert done.exception is None, done.exception
    assert done.stdout.strip() == str(out)
    assert "2 phiếu đăng nhập" in done.stderr
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    written = passwords(out)
    assert set(written) == {"an", "binh"}
    assert all(account(username).check_password(password) for username, password in written.items())


def test_a_second_run_changes_no_password_and_keeps_the_file(tmp_path: Path) -> None:
    out = tmp_path / "phieu.xlsx"
    slips("--out", str(out))
    kept = out.read_bytes()
    done = slips("--out", str(out))
    assert done.exception is None, done.exception
    assert done.stdout == ""
    assert "Không có tài khoản nào chờ phiếu" in done.stderr
    assert "2 tài khoản đã có phiếu mà chưa ai đăng nhập" in done.stderr
    assert "--renew" in done.stderr
    assert out.read_bytes() == kept
    assert account("an").check_password(passwords(out)["an"])


def test_renew_gives_all_who_never_signed_in_a_new_slip(tmp_path: Path, now: datetime) -> None:
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    slips("--out", str(first))
    get_user_model().objects.filter(username="binh").update(last_login=now)
    done = slips("--out", str(second), "--renew")
    assert done.exception is None, done.exception
    assert set(passwords(second)) == {"an"}
    assert account("an").check_password(passwords(second)["an"])
    assert not account("an").check_password(passwords(first)["an"])
    assert account("binh").check_password(passwords(first)["binh"])


def test_a_name_renews_that_one_alone(tmp_path: Path) -> None:
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    slips("--out", str(first))
    done = slips("--out", str(second), "--username", "Binh")
    assert done.exception is None, done.exception
    assert set(passwords(second)) == {"binh"}
    assert not account("binh").check_password(passwords(first)["binh"])
    assert account("an").check_password(passwords(first)["an"])


def test_several_names_are_several_slips(tmp_path: Path) -> None:
    out = tmp_path / "phieu.xlsx"
    done = slips("--out", str(out), "--username", "an", "--username", "binh")
    assert done.exception is None, done.exception
    assert set(passwords(out)) == {"an", "binh"}
