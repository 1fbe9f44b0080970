"""A round never moves its sheets: for a unit that has ended its successor's officer, or the office, enters on its
behalf; nobody else gains (domain.md §3; faults 1–3)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.errors import NotVisible, Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.insight.desk.selectors import my_work
from dieuphoi.programme.assessments import selectors
from dieuphoi.programme.assessments.models import IndicatorResult, Value
from dieuphoi.programme.assessments.reminders import sheets_due
from dieuphoi.programme.assessments.services.figures import result_counter, result_dispute
from dieuphoi.programme.assessments.services.values import sheet_submit, value_save
from dieuphoi.programme.assessments.services.verification import results_verify
from dieuphoi.registry.access.recipients import contacts_of_units, officers_acting_for
from dieuphoi.registry.access.services import role_assign
from dieuphoi.registry.territory.selectors import communes_in, heirs_of
from dieuphoi.registry.territory.services import (
    BatchSpec,
    NewUnit,
    PlannedChange,
    PlannedUnit,
    change_apply,
    changes_plan,
    units_create,
)
from tests.support.world import World

MERGED = date(2026, 2, 1)
"""After the open round's territory day (1 January 2026), before today (2 March 2026)."""


def merge(world: World, olds: tuple[str, ...], name: str, on: date = MERGED) -> int:
    """The communes become one of this name; its id."""
    system = system_actor(world.today)
    plan = PlannedChange(
        on,
        tuple(world.units[old] for old in olds),
        (PlannedUnit("moi", "commune", "xa", name, "98099", world.units["tinh"]),),
        resolution_number="1/NQ",
        source="thử",
    )
    planned = changes_plan(actor=system, batch=BatchSpec("Sắp xếp thử", "thử"), plans=[plan], now=world.now)
    change_apply(actor=system, ids=[each.pk for each in planned.changes], now=world.now)
    [new] = [row.id for row in communes_in(system, world.units["tinh"], max(on, world.today)) if row.name == name]
    return new


def takes_office(world: World, who: str, unit: int, role: str = "commune_officer") -> None:
    role_assign(
        actor=system_actor(world.today), account_id=world.accounts[who], role=role, start=world.today, end=None,
        place_id=unit, now=world.now,
    )  # fmt: skip


@pytest.fixture
def successor(world: World) -> int:
    """Thượng Sơn and Đông Sơn become Sơn Tân; Vy of Hạ Sơn becomes its officer as well."""
    new = merge(world, ("thuong", "dong"), "Sơn Tân")
    takes_office(world, "vy", new)
    return new


def save(world: World, who: str, typed: str = "91", sheet: str = "thuong", code: str = "2.1") -> Value:
    value_save(
        actor=world.actor(who), sheet_id=world.open_sheets[sheet], indicator_id=world.indicators[code],
        typed={"": typed}, now=world.now,
    )  # fmt: skip
    return Value.objects.filter(sheet_id=world.open_sheets[sheet]).latest("id")


def test_before_the_merger_a_neighbour_sees_and_writes_nothing(world: World) -> None:
    with pytest.raises(NotVisible):
        save(world, "vy")


def test_the_change_alone_gives_nobody_anything(world: World) -> None:
    merge(world, ("thuong", "dong"), "Sơn Tân")
    with pytest.raises(NotVisible):
        save(world, "vy")


def test_who_leads_the_successor_in_another_role_does_not_enter(world: World) -> None:
    new = merge(world, ("thuong", "dong"), "Sơn Tân")
    takes_office(world, "quang", new, role="assigned_leader")
    with pytest.raises(Refused) as refusal:
        save(world, "quang")
    assert refusal.value.code == "not_your_commune"


def test_the_past_of_a_unit_that_lives_is_only_read(world: World) -> None:
    """A merger planned for next month: until then Thượng Sơn lives and enters for itself."""
    later = world.today + timedelta(days=30)
    new = merge(world, ("thuong", "dong"), "Sơn Tân", on=later)
    takes_office(world, "vy", new)
    assert heirs_of([world.units["thuong"]], world.today) == {}
    assert heirs_of([world.units["thuong"]], later) == {world.units["thuong"]: {new}}
    with pytest.raises(Refused) as refusal:
        save(world, "vy")
    assert refusal.value.code == "not_your_commune"


def test_a_frozen_past_stays_closed_to_the_successor(world: World, successor: int) -> None:
    with pytest.raises(Refused) as refusal:
        value_save(
            actor=world.actor("vy"), sheet_id=world.frozen_sheets["thuong"], indicator_id=world.indicators["2.1"],
            typed={"": "1"}, now=world.now,
        )  # fmt: skip
    assert refusal.value.code == "frozen"


def test_the_successors_officer_enters_hands_in_and_argues_on_behalf(world: World, successor: int) -> None:
    value = save(world, "vy")
    assert (value.on_behalf, value.actor_id) == (True, world.accounts["vy"])
    sheet_submit(actor=world.actor("vy"), sheet_id=world.open_sheets["thuong"], now=world.now, reason="Chưa có số")
    result = IndicatorResult.objects.get(sheet_id=world.open_sheets["thuong"], indicator_id=world.indicators["2.1"])
    result_counter(
        actor=world.actor("hai"), result_id=result.pk, typed={"": "70"}, reason="đo lại", now=world.now
    )
    assert world.accounts["vy"] in set(Notice.objects.filter(kind="result.countered").values_list("account", flat=True))
    result_dispute(actor=world.actor("vy"), result_id=result.pk, reason="xã cũ đã nghiệm thu", now=world.now)
    told = selectors.happenings(world.actor("vy"), result)
    assert [(each.what, each.on_behalf) for each in told][-3:] == [
        ("value", True), ("counter", False), ("dispute", False),
    ]  # fmt: skip
    [row] = [row for row in selectors.grid(selectors.sheet_by_id(world.actor("vy"), world.open_sheets["thuong"]))
             if row.indicator.code == "2.1"]  # fmt: skip
    assert [side.on_behalf for side in row.sides] == [True, False, False]


def test_the_office_still_enters_on_behalf(world: World, successor: int) -> None:
    assert save(world, "lan", "92").on_behalf


def test_what_waits_and_who_is_told_follows_the_successor(world: World, successor: int) -> None:
    vy = world.accounts["vy"]
    acting = officers_acting_for([world.units["thuong"], world.units["ha"]], world.today)
    assert acting == {world.units["thuong"]: [world.accounts["tuan"], vy], world.units["ha"]: [vy]}
    due = {each.record: each.to for each in sheets_due(world.today)}
    assert vy in due[f"sheet:{world.open_sheets['thuong']}"]
    assert "Đặng Khánh Vy" in [
        each.name for each in contacts_of_units(world.actor("lan"), [world.units["thuong"]], world.today)[
            world.units["thuong"]
        ]
    ]
    mine = {(item.kind, item.title) for item in my_work(world.actor("vy"), world.today)}
    assert ("finish", "Nhập và gửi phiếu: Xã Thượng Sơn") in mine
    assert ("returned", "Sửa chỉ tiêu bị trả lại: Xã Đông Sơn") in mine
    results_verify(
        actor=world.actor("hai"), decision="return", comment="thiếu", now=world.now,
        result_ids=[IndicatorResult.objects.get(
            sheet_id=world.open_sheets["dong"], indicator_id=world.indicators["2.2"]).pk],
    )  # fmt: skip
    returned = Notice.objects.filter(kind="result.returned", title__contains="2.2")
    assert vy in set(returned.values_list("account", flat=True))


def test_nobody_stands_for_a_unit_that_lives(world: World) -> None:
    system = system_actor(world.today)
    [only] = units_create(
        actor=system, rows=[NewUnit("x", "commune", "xa", "Riêng", "98055", world.units["tinh"], "thử")], now=world.now
    ).values()
    assert heirs_of([only, world.units["ha"]], world.today) == {}
