"""``dieuphoi territory``: exit codes of the house, and JSON that programs read."""

from __future__ import annotations

import json
from datetime import date

import click
import pytest
from click.testing import CliRunner, Result
from psycopg.types.range import DateRange

from dieuphoi.config.cli import report
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.errors import EXIT_INPUT, EXIT_REFUSED, EXIT_USAGE
from dieuphoi.registry.territory.models import AdminUnit, UnitChange, UnitClass
from dieuphoi.registry.territory.selectors import units_on

pytestmark = pytest.mark.django_db
SYSTEM = system_actor(date(2026, 3, 2))


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


# --- as an outside tester would try


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("load", "--province", "Hà", "--as-of", "2025-06-30"), EXIT_INPUT, "Không có tỉnh “Hà”"),
        (("load", "--province", "Yên Bái", "--as-of", "2025-07-01"), EXIT_INPUT, "thuộc Tỉnh Lào Cai"),
        (("load", "--province", "Hà Tĩnh", "--as-of", "2024-01-01"), EXIT_REFUSED, "không biết ngày 01/01/2024"),
        (("load", "--province", "Hà Tĩnh", "--as-of", "31/02/2025"), EXIT_USAGE, "--as-of: Không có ngày “31/02/2025”"),
        (("load", "--province", "Hà Tĩnh"), EXIT_USAGE, "Thiếu --as-of."),
        (("load", "--provinc", "Hà Tĩnh"), EXIT_USAGE, "Không có tham số --provinc. Có phải: --province?"),
        (("load", "--province"), EXIT_USAGE, "Sau --province phải có một giá trị."),
        (("load", "thừa", "--all", "--as-of", "2025-07-01"), EXIT_USAGE, "Thừa: thừa."),
        (("load", "--as-of", "2025-07-01"), EXIT_USAGE, "Hãy ghi --province TÊN"),
        (("list", "--as-of", "khi nào", "--json"), EXIT_USAGE, "--as-of: Không đọc được ngày"),
        (("list", "--kind", "thon", "--as-of", "2025-07-01"), EXIT_USAGE, "--kind: không có “thon”. Chọn một"),
        (("list", "--province", "Hà Tĩnh", "--as-of", "2025-07-01", "--json"), EXIT_INPUT, "Chưa có tỉnh nào"),
        (("change", "load", "--province", "Hà Tĩnh", "--effective", "2025-06-30"), EXIT_REFUSED, "Hãy dùng ngày"),
        (("change", "load", "--province", "Hà Giang", "--effective", "2025-07-01"), EXIT_INPUT, "Tỉnh Tuyên Quang"),
        (("change", "undo"), EXIT_USAGE, "Hãy ghi số của các thay đổi"),
        (("change", "undo", "1", "--batch", "1"), EXIT_USAGE, "Hãy ghi số của các thay đổi"),
        (("change", "undo", "abc"), EXIT_USAGE, "“abc” không phải là số nguyên."),
        (("change", "undo", "0"), EXIT_USAGE, "0 không dùng được; nhỏ nhất là 1."),
        (("change", "undo", "9" * 30), EXIT_USAGE, "không dùng được"),
        (("change", "undo", "99", "98"), EXIT_INPUT, "Không có thay đổi số 99, 98."),
        (("change", "cancel", "99"), EXIT_INPUT, "Không có thay đổi số 99."),
        (("change", "show", "99", "--json"), EXIT_INPUT, "Không có thay đổi số 99."),
        (("change", "undo", "--batch", "7"), EXIT_INPUT, "Không có lần sắp xếp số 7."),
        (("change", "list", "--batch", "7", "--json"), EXIT_INPUT, "Không có lần sắp xếp số 7."),
        (("change", "burn"), EXIT_USAGE, "Không có lệnh “burn”."),
        (("classes", "load", "/không/có.xlsx"), EXIT_USAGE, "không có tệp “/không/có.xlsx”."),
        (("boundaries", "load", "/tmp", "--as-of", "2025-07-01"), EXIT_USAGE, "“/tmp” là thư mục"),
    ],
)
def test_each_wrong_call_is_one_vietnamese_sentence_and_saves_nothing(
    words: tuple[str, ...], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    result = run(*words)
    assert result.stdout == ""
    assert exit_code(result) == code
    told = capsys.readouterr().err
    assert said in told
    for english in ("Usage", "Error", "Invalid", "Missing", "Try ", "Traceback", "province:", "is not"):
        assert english not in told
    assert not AdminUnit.objects.exists() and not UnitChange.objects.exists()


def test_applied_twice_undone_twice_and_undone_with_something_resting(capsys: pytest.CaptureFixture[str]) -> None:
    load = ("change", "load", "--province", "Hà Tĩnh", "--effective", "2025-07-01", "--json")
    before = json.loads(run("load", "--province", "Hà Tĩnh", "--as-of", "2025-06-30", "--json").stdout)
    assert before["created"]["xa"] == 170
    first = json.loads(run(*load, "--apply").stdout)
    again = json.loads(run(*load, "--apply").stdout)
    assert first["applied"] and first["planned"] > 0
    assert (again["planned"], again["counts"]) == (0, first["counts"])
    day = date(2025, 7, 1)
    merged = units_on(SYSTEM, day, kind="commune", types=["xa"])
    assert len(merged) == 60
    with act(SYSTEM, "unit.classify"):
        resting = UnitClass.objects.create(
            unit_id=next(row.id for row in merged if row.full_name == "Xã Thạch Hà"),
            dimension="zone", value="I", source="thử", valid=DateRange(day, None),
        )  # fmt: skip
    batch = ("change", "undo", "--batch", str(first["batch"]), "--json")
    refused = run(*batch)
    assert (refused.stdout, exit_code(refused)) == ("", EXIT_REFUSED)
    assert "đã có dữ liệu dựa trên đơn vị mới (phân loại: 1)" in capsys.readouterr().err
    assert len(units_on(SYSTEM, day, kind="commune", types=["xa"])) == 60
    with act(SYSTEM, "unit.classify"):
        UnitClass.objects.filter(pk=resting.pk).update(valid=DateRange(empty=True))
    undone = json.loads(run(*batch).stdout)
    assert sorted(undone["undone"]) == sorted(first["change_ids"])
    assert len(units_on(SYSTEM, day, kind="commune", types=["xa"])) == 170
    twice = run(*batch)
    assert (twice.stdout, exit_code(twice)) == ("", EXIT_REFUSED)
    assert "không có thay đổi nào ở trạng thái “Đã áp dụng”" in capsys.readouterr().err
    one = run("change", "undo", str(first["change_ids"][0]))
    assert exit_code(one) == EXIT_REFUSED
    assert "khi đang ở trạng thái “Đã hoàn tác”" in capsys.readouterr().err
