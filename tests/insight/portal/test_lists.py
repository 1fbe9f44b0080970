"""What each kind of list holds: the very rows of the registers on the day, and no private person (S3-02, fault 32)."""

from __future__ import annotations

from datetime import date

import pytest

from dieuphoi.insight.portal import selectors
from dieuphoi.insight.portal.content import ListColumn, content_of
from dieuphoi.insight.portal.lists import ListKind, kind_label, list_kinds, register_list_kind, shipped
from dieuphoi.programme.criteria import services as criteria
from dieuphoi.programme.recognition import selectors as recognition
from dieuphoi.programme.recognition.services import NewDecision, recognition_acknowledge
from dieuphoi.registry.territory.services import BatchSpec, PlannedChange, PlannedUnit, change_apply, changes_plan
from tests.insight.portal.conftest import Prepare
from tests.support.world import CAST, World


def cells(content: object, *keys: str) -> list[tuple[str, ...]]:
    at = [column.key for column in content.columns].index  # type: ignore[attr-defined]
    return [tuple(row[at(key)] for key in keys) for row in content.texts()]  # type: ignore[attr-defined]


def test_the_recognised_units_are_those_of_the_register_that_day(world: World, prepare: Prepare) -> None:
    content = content_of(prepare())
    # By hand from the fixture: Đông Sơn's was revoked; communes in the order of the alphabet, levels from below.
    assert cells(content, "unit", "level", "number", "on") == [
        ("Xã Hạ Sơn", "Xã đạt chuẩn nông thôn mới", "7/QĐ-UBND", "03/11/2019"),
        ("Xã Hạ Sơn", "Xã nông thôn mới nâng cao", "30/QĐ-UBND", "01/06/2024"),
        ("Xã Thượng Sơn", "Xã đạt chuẩn nông thôn mới", "12/QĐ-UBND", "20/12/2020"),
    ]
    register = recognition.recognitions(world.actor("lan"), world.today).filter(province_id=world.units["tinh"])
    standing = register.filter(status__in=[recognition.RECOGNISED, recognition.ACKNOWLEDGED])
    assert set(cells(content, "unit", "number")) == set(standing.values_list("unit_name", "decision_number"))
    before = content_of(prepare(on=date(2020, 1, 1)))
    assert cells(before, "unit", "number") == [("Xã Đông Sơn", "5/QĐ-UBND"), ("Xã Hạ Sơn", "7/QĐ-UBND")]


def merged(world: World) -> int:
    """Hạ Sơn and Đông Sơn become Hạ Đông on 1 January 2026, by a resolution; gives the new unit."""
    hanh = world.actor("hanh")
    planned = changes_plan(
        actor=hanh,
        batch=BatchSpec("Sắp xếp thử", "thử"),
        plans=[
            PlannedChange(
                date(2026, 1, 1),
                (world.units["ha"], world.units["dong"]),
                (PlannedUnit("m", "commune", "xa", "Hạ Đông", "98005", world.units["tinh"]),),
                resolution_number="5/NQ-HĐND",
                resolution_on=date(2025, 12, 10),
            )
        ],
        now=world.now,
    )
    change_apply(actor=hanh, ids=[planned.changes[0].pk], now=world.now)
    [unit] = [row.id for row in selectors.territory.units_on(hanh, world.today, kind="commune") if row.code == "98005"]
    return unit


def test_a_successor_holds_only_what_was_acknowledged_onto_it(
    world: World, prepare: Prepare, recognised: dict[str, int]
) -> None:
    unit = merged(world)
    assert cells(content_of(prepare()), "unit") == [("Xã Thượng Sơn",)], "no predecessor's recognition (fault 32)"
    recognition_acknowledge(
        actor=world.actor("lan"),
        recognition_id=recognised["ha commune_basic"],
        new=NewDecision("3/QĐ-UBND", date(2026, 2, 5), unit_id=unit),
        now=world.now,
    )
    rows = cells(content_of(prepare()), "unit", "number", "held", "of_unit", "again_number", "again_on")
    assert rows == [
        ("Xã Hạ Đông", "7/QĐ-UBND", "thừa nhận lại sau sắp xếp", "Xã Hạ Sơn", "3/QĐ-UBND", "05/02/2026"),
        ("Xã Thượng Sơn", "12/QĐ-UBND", "đang được công nhận", "", "", ""),
    ]


def test_the_communes_of_a_day_say_what_they_came_out_of(world: World, prepare: Prepare) -> None:
    assert cells(content_of(prepare("commune-units")), "unit", "type", "from") == [
        ("Xã Đông Sơn", "Xã", ""),
        ("Xã Hạ Sơn", "Xã", ""),
        ("Phường Sơn Trung", "Phường", ""),
        ("Xã Thượng Sơn", "Xã", ""),
    ]
    merged(world)
    assert cells(content_of(prepare("commune-units")), "unit", "from", "since", "resolution") == [
        ("Xã Hạ Đông", "Xã Hạ Sơn; Xã Đông Sơn", "01/01/2026", "5/NQ-HĐND (10/12/2025)"),
        ("Phường Sơn Trung", "", "", ""),
        ("Xã Thượng Sơn", "", "", ""),
    ]
    eve = content_of(prepare("commune-units", on=date(2025, 12, 31)))
    assert [name for name, came in cells(eve, "unit", "from") if not came][:2] == ["Xã Đông Sơn", "Xã Hạ Sơn"]


def test_the_sets_in_force_leave_out_drafts_and_other_days(world: World, prepare: Prepare) -> None:
    criteria.draft_start(
        actor=world.actor("lan"),
        base_id=world.version_id,
        relation="amends",
        head=criteria.Head("dự thảo", effective_from=date(2026, 1, 1), change_note="Nâng mức 2.1"),
        now=world.now,
    )
    rows = cells(content_of(prepare("sets-in-force")), "number", "level", "tier", "since", "criteria", "indicators")
    assert rows == [("01/2025/QĐ-UBND", "xã", "đạt chuẩn", "20/01/2025", "3", "5")]
    with pytest.raises(Exception, match="không có dòng nào"):
        prepare("sets-in-force", on=date(2025, 1, 19))


@pytest.mark.parametrize("kind", ["recognised-units", "sets-in-force", "commune-units"])
def test_no_list_names_a_private_person(world: World, prepare: Prepare, kind: str) -> None:
    text = content_of(prepare(kind)).data.decode()
    assert not [full_name for full_name, *_rest in CAST.values() if full_name in text]


def test_a_later_kind_is_one_registration(world: World, prepare: Prepare) -> None:
    later = ListKind(
        key="a-later-kind",
        label="Loại mới",
        about="thử",
        title="Loại mới của %(province)s ngày %(day)s",
        columns=(ListColumn("n", "Số", "integer"),),
        rows=lambda actor, province, day: [{"n": 1234}],
    )
    with pytest.raises(ValueError, match="recognised-units"):
        register_list_kind(ListKind("recognised-units", "x", "x", "x", (), later.rows))
    try:
        register_list_kind(later)
        row = prepare("a-later-kind")
        assert row.title == "Loại mới của Tỉnh Sơn Hà (giả định) ngày 02/03/2026"
        assert cells(content_of(row), "n") == [("1.234",)]
    finally:
        from dieuphoi.insight.portal import lists

        lists._kinds.pop("a-later-kind", None)
    assert kind_label("a-later-kind") == "a-later-kind", "what was published outlives its kind"
    assert [kind.key for kind in list_kinds()] == [
        kind.key for kind in (shipped.RECOGNISED_UNITS, shipped.SETS_IN_FORCE, shipped.COMMUNE_UNITS)
    ]
