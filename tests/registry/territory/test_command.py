"""``dieuphoi territory``: exit codes of the house, and JSON that programs read."""

from __future__ import annotations

import json

import click
import pytest
from click.testing import CliRunner, Result

from dieuphoi.config.cli import report
from dieuphoi.core.kernel.errors import EXIT_INPUT, EXIT_REFUSED, EXIT_USAGE

pytestmark = pytest.mark.django_db


def run(*words: str) -> Result:
    from dieuphoi.config.commands.territory import territory

    return CliRunner().invoke(territory, words, standalone_mode=False)


def exit_code(result: Result) -> int:
    assert result.exception is not None
    return report(result.exception)


def test_a_day_nobody_knows_is_refused() -> None:
    assert exit_code(run("load", "--province", "Hà Tĩnh", "--as-of", "2025-06-29")) == EXIT_REFUSED


def test_an_unknown_province_is_an_input_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(run("load", "--province", "Hà Tin", "--as-of", "2025-07-01")) == EXIT_INPUT
    assert "Tỉnh Hà Tĩnh" in capsys.readouterr().err
    assert exit_code(run("list", "--province", "Atlantis", "--as-of", "2025-07-01", "--json")) == EXIT_INPUT


@pytest.mark.parametrize(
    "words",
    [
        ("load", "--as-of", "2025-07-01"),
        ("load", "--province", "Huế", "--all", "--as-of", "2025-07-01"),
        ("load", "--province", "Huế", "--as-of", "07/2025"),
        ("load", "--province", "Huế"),
        ("list", "--kind", "hamlet", "--as-of", "2025-07-01"),
    ],
)
def test_wrong_use(words: tuple[str, ...]) -> None:
    result = run(*words)
    assert isinstance(result.exception, click.UsageError)
    assert exit_code(result) == EXIT_USAGE


def test_load_then_list_then_load_again() -> None:
    """Hà Tĩnh: 69 commune units on 2025-07-01, of which 60 xã."""
    first = json.loads(run("load", "--province", "Hà Tĩnh", "--as-of", "2025-07-01", "--json").stdout)
    assert (first["changed"], first["created"]) == (True, {"tinh": 1, "xa": 60, "phuong": 9})
    again = json.loads(run("load", "--province", "ha tinh", "--as-of", "01/07/2025", "--json").stdout)
    assert (again["changed"], again["created"]) == (False, {})
    words = ("list", "--kind", "commune", "--province", "Hà Tĩnh", "--as-of", "2025-07-01", "--json")
    rows = json.loads(run(*words).stdout)
    assert len(rows) == 69
    assert len(json.loads(run(*words, "--type", "xa").stdout)) == 60
    assert rows[0] == {
        "id": rows[0]["id"],
        "code": "18115",
        "name": "Bắc Hồng Lĩnh",
        "full_name": "Phường Bắc Hồng Lĩnh",
        "type": "phuong",
        "kind": "commune",
        "parent": "Tỉnh Hà Tĩnh",
        "parent_id": first["province_id"],
        "province": "Tỉnh Hà Tĩnh",
        "province_id": first["province_id"],
    }
    assert json.loads(run("list", "--kind", "district", "--as-of", "2025-07-01", "--json").stdout) == []
