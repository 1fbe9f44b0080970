"""Recognitions through a real change of units: who may be acknowledged, what rests, the commune's story; the commands.

Serves S0-14, M07 (list); faults 1, 4, 20, 32.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.programme.assessments.services.decided import CommuneYear, Said, decided_record
from dieuphoi.programme.recognition import selectors
from dieuphoi.programme.recognition.services import (
    NewDecision,
    NewRecognition,
    decision_withdraw,
    recognition_acknowledge,
    recognition_record,
)
from dieuphoi.registry.territory.selectors import communes_in
from dieuphoi.registry.territory.services import (
    BatchSpec,
    NewUnit,
    PlannedChange,
    PlannedUnit,
    change_apply,
    change_undo,
    changes_plan,
    units_create,
)
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def change(world: World) -> dict[str, int]:
    """Đồng Tâm and An Hòa become Đồng Tâm on 1 July 2025, by an applied change."""
    system = system_actor(world.today)
    old = units_create(
        actor=system,
        rows=[
            NewUnit("dong-tam", "commune", "xa", "Đồng Tâm", "98011", world.units["tinh"], "thử"),
            NewUnit("an-hoa", "commune", "xa", "An Hòa", "98012", world.units["tinh"], "thử"),
        ],
        now=world.now,
    )
    planned = changes_plan(
        actor=system,
        batch=BatchSpec("Sắp xếp thử", "thử"),
        plans=[
            PlannedChange(
                date(2025, 7, 1),
                (old["dong-tam"], old["an-hoa"]),
                (PlannedUnit("moi", "commune", "xa", "Đồng Tâm", "98011", world.units["tinh"]),),
                resolution_number="1/NQ",
                source="thử",
            )
        ],
        now=world.now,
    )
    ids = [each.pk for each in planned.changes]
    change_apply(actor=system, ids=ids, now=world.now)
    communes = communes_in(system, world.units["tinh"], date(2025, 7, 1))
    [successor] = [row.id for row in communes if row.name == "Đồng Tâm"]
    return {**old, "moi": successor, "change": ids[0]}


def recorded(world: World, unit: int) -> int:
    return recognition_record(
        actor=world.actor("lan"),
        new=NewRecognition(unit, "commune_basic", 2019, "12/QĐ-UBND", date(2019, 12, 20)),
        now=world.now,
    ).root_id


def acknowledged(world: World, root: int, unit: int) -> Any:
    return recognition_acknowledge(
        actor=world.actor("lan"),
        recognition_id=root,
        new=NewDecision("9/QĐ-UBND", date(2026, 1, 15), unit_id=unit),
        now=world.now,
    )


def test_only_a_successor_is_acknowledged(world: World, change: dict[str, int]) -> None:
    root = recorded(world, change["an-hoa"])
    with pytest.raises(InputErrors) as faults:
        acknowledged(world, root, world.units["ha"])
    assert "Xã Đồng Tâm" in str(faults.value)
    acknowledged(world, root, change["moi"])
    assert selectors.recognised_units(world.actor("vy"), [change["moi"]], world.today) == {change["moi"]}


def test_a_change_is_undone_until_an_acknowledgement_rests_on_the_successor(
    world: World, change: dict[str, int]
) -> None:
    """Fault 4: a recognition of the old unit hinders nothing, one acknowledged onto the new one does."""
    given = acknowledged(world, recorded(world, change["an-hoa"]), change["moi"])
    system = system_actor(world.today)
    with pytest.raises(Refused) as refused:
        change_undo(actor=system, ids=[change["change"]], reason="thử", now=world.now)
    assert refused.value.code == "rests"
    decision_withdraw(
        actor=world.actor("lan"), kind="acknowledgement", decision_id=given.pk, reason="ghi nhầm", now=world.now
    )
    change_undo(actor=system, ids=[change["change"]], reason="thử", now=world.now)
    [row] = selectors.recognitions(world.actor("vy"), world.today)
    assert row.status == selectors.RECOGNISED


def test_the_commune_tells_its_predecessors_each_with_its_own(world: World, change: dict[str, int]) -> None:
    recorded(world, change["dong-tam"])
    decided_record(
        actor=world.actor("lan"),
        version_id=world.version_id,
        rows=[
            CommuneYear(
                change["an-hoa"], "Xã An Hòa", "98012", world.units["tinh"], 2024, date(2024, 12, 31), "7/QĐ",
                verdicts=tuple(Said(world.criteria[number], None, "MET") for number in ("1", "2")),
            )
        ],
        now=world.now,
    )  # fmt: skip
    page = sign_in(world, "hanh").get(f"/board/communes/{change['moi']}/").content.decode()
    assert "Trước đây" in page
    assert "chưa thừa nhận lại" in page
    assert "2024: 2/3 tiêu chí đạt" in page
    assert "30/06/2025" in page
    assert "đang được công nhận" not in page


def test_a_unit_that_had_ended_is_told_with_what_became_of_it(world: World, change: dict[str, int]) -> None:
    from dieuphoi.programme.assessments.past import UnitsThen

    units = UnitsThen(world.actor("lan"), province_id=world.units["tinh"])
    with pytest.raises(ValueError, match=r"An Hòa.*đến hết 30/06/2025.*Sau sắp xếp, ngày ấy là: Xã Đồng Tâm"):
        units.find("", "An Hòa", [date(2026, 1, 1)])
    assert units.find("", "xã đồng tâm", [date(2024, 12, 31)]).unit.id == change["dong-tam"]
    assert units.find("98011", "", [date(2025, 12, 31)]).unit.id == change["moi"]


# ------------------------------------------------------------------------------------------------- commands


def run(command: Any, *words: str) -> Any:
    return CliRunner().invoke(command, list(words), standalone_mode=False)


def test_recognitions_by_command(world: World, change: dict[str, int], tmp_path: Path) -> None:
    from dieuphoi.config.commands.recognitions import recognitions

    file = tmp_path / "cong-nhan.csv"
    file.write_text("Tên xã;Số quyết định;Ngày quyết định\nĐồng Tâm;12/QĐ-UBND;20/12/2019\n", encoding="utf-8")
    tried = run(recognitions, "load", str(file), "--trial")
    assert tried.exception is None, tried.exception
    assert selectors.recognitions(system_actor(world.today), world.today).count() == 0
    assert run(recognitions, "load", str(file)).exception is None
    listed = json.loads(run(recognitions, "list", "--as-of", "2024-01-01", "--json").stdout)
    assert [(each["unit_id"], each["status"]) for each in listed] == [(change["dong-tam"], "RECOGNISED")]
    later = json.loads(run(recognitions, "list", "--as-of", "2026-01-01", "--json").stdout)
    assert [each["status"] for each in later] == ["PREDECESSOR"]
    wrong = run(recognitions, "load", str(file.with_name("khong-co.csv")))
    assert wrong.exception is not None


def test_the_past_by_command(world: World, change: dict[str, int], tmp_path: Path) -> None:
    from dieuphoi.config.commands.past import past
    from dieuphoi.programme.criteria import selectors as criteria

    code = criteria.version(system_actor(world.today), world.version_id).set.code
    file = tmp_path / "2024.csv"
    file.write_text("Tên xã;1;2;3;Quyết định\nAn Hòa;Đ;CĐ;Đ;7/QĐ-UBND\n", encoding="utf-8")
    words = ("load", str(file), "--set", code, "--province", "ha tinh")
    assert isinstance(run(past, *words, "--year", "2024").exception, InputErrors)
    words = ("load", str(file), "--set", code, "--province", world_province(world))
    done = run(past, *words, "--year", "2024", "--json")
    assert done.exception is None, done.exception
    assert json.loads(done.stdout)["applied"] == {"new": 3, "changed": 0, "same": 0}
    # After the merger there is no An Hòa: told, and nothing is written.
    gone = run(past, *words, "--year", "2025")
    assert isinstance(gone.exception, InputErrors)
    assert "Xã Đồng Tâm" in str(gone.exception)


def world_province(world: World) -> str:
    from dieuphoi.registry.territory.selectors import unit_on

    return unit_on(system_actor(world.today), world.units["tinh"], world.today).name
