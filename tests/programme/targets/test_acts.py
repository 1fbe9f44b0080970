"""Registered targets: who may, what is refused, their lives, what is read of them; fault 20.

Serves S1-14, S2-30 (groups), S2-22, S3-17 (plan against result), S4-06 (what is behind).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from dieuphoi.core.history.context import act
from dieuphoi.core.history.selectors import history_of
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.programme.recognition.services import (
    NewDecision,
    NewRecognition,
    recognition_acknowledge,
    recognition_record,
    recognition_revoke,
)
from dieuphoi.programme.targets import selectors, services
from dieuphoi.programme.targets.models import RegisteredTarget
from dieuphoi.programme.targets.selectors.pace import Pace
from dieuphoi.programme.targets.services import NewTarget, target_register
from tests.programme.targets.conftest import Register, merge
from tests.support.world import World

pytestmark = pytest.mark.django_db


def read(world: World, row: Any, day: date | None = None, who: str = "lan") -> Any:
    return selectors.target(world.actor(who), row.pk, day or world.today)


def recognise(world: World, unit: str, day: date, level: str = "commune_basic") -> Any:
    return recognition_record(
        actor=world.actor("lan"), now=world.now,
        new=NewRecognition(world.units[unit], level, day.year, f"{day:%d%m}/QĐ-UBND", day),
    )  # fmt: skip


# ---------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize("who", ["vy", "thu", "quang", "phong", "quantri"])
def test_only_its_commune_and_the_office_register_a_unit(world: World, register: Register, who: str) -> None:
    with pytest.raises(Refused) as refusal:
        register(who=who)
    assert refusal.value.status == 403


def test_a_commune_makes_no_plan_and_notes_no_decision_of_the_province(world: World, register: Register) -> None:
    with pytest.raises(Refused):
        register(unit="tinh", who="tuan", goal="UNITS", wanted=3)
    with pytest.raises(InputErrors, match="Văn phòng điều phối ghi"):
        register(who="tuan", confirmed_number="1/QĐ", confirmed_on=date(2026, 2, 1))


@pytest.mark.parametrize(
    ("faulty", "fields"),
    [
        ({"level": "district_basic"}, {"level"}),
        ({"level": ""}, {"level"}),
        ({"goal": "NONE"}, {"goal"}),
        ({"goal": "CRITERIA", "wanted": 0}, {"wanted", "version"}),
        ({"goal": "NAMED"}, {"version"}),
        ({"goal": "UNITS", "wanted": 3}, {"unit"}),
        ({"first_year": 2027}, {"first_year"}),
        ({"year": 2025}, {"registered_on"}),
        ({"registered_on": date(2026, 6, 1)}, {"registered_on"}),
        ({"confirmed_number": "1/QĐ"}, {"confirmed_on"}),
        ({"confirmed_number": "1/QĐ", "confirmed_on": date(2026, 1, 1)}, {"confirmed_on"}),
        ({"follower_id": 999_999}, {"follower"}),
    ],
)
def test_all_faults_are_told_at_once_each_with_its_field(
    world: World, register: Register, faulty: dict[str, Any], fields: set[str]
) -> None:
    with pytest.raises(InputErrors) as faults:
        register(**faulty)
    assert {each.field for each in faults.value.errors} == fields
    assert not RegisteredTarget.objects.exists()


def test_criteria_are_counted_and_named_within_their_set(world: World, register: Register) -> None:
    with pytest.raises(InputErrors, match="chỉ có 3 tiêu chí"):
        register(goal="CRITERIA", version_id=world.version_id, wanted=4)
    with pytest.raises(InputErrors, match="không có tiêu chí số 9"):
        register(goal="NAMED", version_id=world.version_id, named=("1", "9"))


def test_the_same_target_lives_once(world: World, register: Register) -> None:
    register()
    with pytest.raises(InputErrors, match="đã đăng ký đích này"):
        register()


def test_what_was_reached_before_is_not_registered(world: World, register: Register) -> None:
    recognise(world, "thuong", date(2025, 12, 20), "commune_advanced")
    with pytest.raises(InputErrors, match="đã được công nhận"):
        register()
    register(level="commune_model")


def test_the_database_refuses_a_jump_an_end_without_reason_and_a_confirmation_without_decision(
    world: World, register: Register
) -> None:
    row = register()
    for values in ({"state": "WITHDRAWN"}, {"state": "CONFIRMED"}, {"wanted": 3}):
        with pytest.raises(DatabaseError), transaction.atomic(), act(system_actor(world.today), "test.jump"):
            RegisteredTarget.objects.filter(pk=row.pk).update(**values)
    gone = services.target_void(actor=world.actor("lan"), target_id=row.pk, reason="ghi nhầm", now=world.now)
    with pytest.raises(DatabaseError), transaction.atomic(), act(system_actor(world.today), "test.jump"):
        RegisteredTarget.objects.filter(pk=gone.pk).update(state="REGISTERED", ended_on=None, end_reason="")


@pytest.mark.parametrize("who", ["tuan", "thu", "phong"])
def test_only_the_office_decides(world: World, register: Register, who: str) -> None:
    row = register()
    acts: list[tuple[Any, dict[str, Any]]] = [
        (services.target_confirm, {"number": "1/QĐ", "on": date(2026, 2, 1)}),
        (services.target_withdraw, {"reason": "thiếu vốn"}),
        (services.target_move, {"reason": "thiếu vốn", "year": 2027}),
        (services.target_void, {"reason": "nhầm"}),
    ]
    for service, values in acts:
        with pytest.raises(Refused) as refusal:
            service(actor=world.actor(who), target_id=row.pk, now=world.now, **values)
        assert refusal.value.status == 403, service


def test_a_neighbour_does_not_even_see_it(world: World, register: Register) -> None:
    row = register()
    with pytest.raises(NotVisible):
        read(world, row, who="vy")
    assert not selectors.targets(world.actor("vy"), world.today).exists()
    assert {each.pk for each in selectors.targets(world.actor("tuan"), world.today)} == {row.pk}
    plan = register(unit="tinh", goal="UNITS", wanted=2)
    assert {each.pk for each in selectors.targets(world.actor("vy"), world.today)} == {plan.pk}


def test_a_reached_target_is_neither_withdrawn_nor_moved(world: World, register: Register) -> None:
    row = register()
    recognise(world, "thuong", date(2026, 2, 20))
    for service, more in ((services.target_withdraw, {}), (services.target_move, {"year": 2027})):
        with pytest.raises(Refused, match="đã đạt"):
            service(actor=world.actor("lan"), target_id=row.pk, reason="x", now=world.now, **more)


# ---------------------------------------------------------------------------------------------- lives


def test_registered_confirmed_moved_and_taken_back_keep_every_step(world: World, register: Register) -> None:
    lan = world.actor("lan")
    row = register(who="tuan")
    services.target_confirm(actor=lan, target_id=row.pk, number="5/QĐ-UBND", on=date(2026, 2, 5), now=world.now)
    with pytest.raises(Refused, match="chỉ Văn phòng"):
        services.target_correct(
            actor=world.actor("tuan"), target_id=row.pk, reason="x", now=world.now,
            new=NewTarget(row.unit_id, 2026, "LEVEL", row.registered_on, "commune_advanced"),
        )  # fmt: skip
    for year, words in ((2026, "năm khác"), (2025, "năm nay")):
        with pytest.raises(InputErrors, match=words):
            services.target_move(actor=lan, target_id=row.pk, year=year, reason="x", now=world.now)
    new = services.target_move(actor=lan, target_id=row.pk, year=2027, reason="chờ vốn", now=world.now)
    old = read(world, row)
    assert (old.state, old.outcome, old.end_reason) == ("MOVED", "MOVED", "chờ vốn")
    assert (new.state, new.year, new.first_year, new.moved_from_id) == ("REGISTERED", 2027, 2027, row.pk)
    assert read(world, row, date(2026, 2, 10)).standing == "CONFIRMED"
    assert selectors.registered_units(lan, 2026, world.today) == set()
    assert selectors.registered_units(lan, 2027, world.today) == {world.units["thuong"]}
    with pytest.raises(Refused, match="hủy việc chuyển năm"):
        services.target_void(actor=lan, target_id=new.pk, reason="nhầm", now=world.now)
    services.target_take_back(actor=lan, target_id=row.pk, reason="chuyển nhầm", now=world.now)
    old = read(world, row)
    assert (old.state, old.confirmed_number, old.end_reason) == ("CONFIRMED", "5/QĐ-UBND", "")
    assert RegisteredTarget.objects.get(pk=new.pk).state == "VOID"
    assert selectors.registered_units(lan, 2027, world.today) == set()
    again = services.target_move(actor=lan, target_id=row.pk, year=2028, reason="chờ vốn", now=world.now)
    assert again.moved_from_id == row.pk
    acts = {change.act for change in history_of(row)}
    assert {"target.register", "target.confirm", "target.move", "target.take_back"} <= acts


def test_a_withdrawal_by_mistake_is_restored_unless_its_place_is_taken(world: World, register: Register) -> None:
    lan = world.actor("lan")
    row = register()
    services.target_withdraw(actor=lan, target_id=row.pk, reason="thiếu vốn", now=world.now)
    other = register()
    with pytest.raises(Refused, match="Đã có một đăng ký khác"):
        services.target_restore(actor=lan, target_id=row.pk, reason="rút nhầm", now=world.now)
    services.target_void(actor=lan, target_id=other.pk, reason="ghi nhầm", now=world.now)
    assert services.target_restore(actor=lan, target_id=row.pk, reason="rút nhầm", now=world.now).state == "REGISTERED"


def test_commune_and_follower_are_told_of_each_decision_once(world: World, register: Register) -> None:
    row = register(who="tuan", follower_id=world.people["thu"])
    told = Notice.objects.filter(kind="target.registered", url__endswith=f"/{row.pk}/")
    assert set(told.values_list("account_id", flat=True)) == {
        world.accounts["lan"], world.accounts["hanh"], world.accounts["thu"]
    }  # fmt: skip
    services.target_confirm_by(
        actor=world.actor("lan"), target_id=row.pk, reason="5/QĐ-UBND ngày 05/02/2026", now=world.now
    )
    row.refresh_from_db()
    assert (row.confirmed_number, row.confirmed_on) == ("5/QĐ-UBND", date(2026, 2, 5))
    decided = Notice.objects.filter(kind="target.decided")
    assert set(decided.values_list("account_id", flat=True)) == {world.accounts["tuan"], world.accounts["thu"]}


# ---------------------------------------------------------------------------------------------- what is read


def test_reached_by_a_recognition_in_its_year_late_after_it_and_not_once_revoked(
    world: World, register: Register
) -> None:
    row = register(year=2025, registered_on=date(2025, 2, 1))
    assert read(world, row).outcome == "MISSED"
    late = recognise(world, "thuong", date(2026, 2, 20))
    found = read(world, row)
    assert (found.outcome, found.reached_year, found.fulfilled_by) == ("LATE", 2026, late.root_id)
    assert read(world, row, date(2026, 2, 19)).outcome == "MISSED"
    other = register(unit="ha", year=2025, registered_on=date(2025, 2, 1))
    higher = recognise(world, "ha", date(2025, 11, 20), "commune_advanced")
    assert read(world, other).outcome == "REACHED"
    recognition_revoke(
        actor=world.actor("lan"), recognition_id=higher.root_id, now=world.now,
        new=NewDecision("1/QĐ", date(2026, 2, 1), reason="không giữ chuẩn"),
    )  # fmt: skip
    assert read(world, other).outcome == "MISSED"
    assert selectors.reached_units(world.actor("vy"), 2026, world.today) == {world.units["thuong"]}
    assert selectors.reached_units(world.actor("vy"), 2025, world.today) == set()


def test_progress_is_that_of_the_newest_settled_round_of_the_set_and_says_what_is_missing(
    world: World, register: Register
) -> None:
    """Frozen 2025: Hạ Sơn met 1 of 3 (roads 79 < 80, poverty 6,25 > 5). The round that runs says nothing yet."""
    row = register(unit="ha")
    found = read(world, row)
    assert (found.progress["title"], found.done, found.need) == ("Rà soát năm 2025", 1, 3)
    missing = selectors.missing_of(world.actor("lan"), found)
    assert [(each.number, each.verdict) for each in missing] == [("2", "NOT_MET"), ("3", "NOT_MET")]
    assert [code for code, _name, _words in missing[0].reasons] == ["2.1"] and "79" in missing[0].reasons[0][2]
    named = register(unit="ha", goal="NAMED", version_id=world.version_id, named=("1",), year=2025,
                     registered_on=date(2025, 3, 1))  # fmt: skip
    assert (read(world, named).done, read(world, named).need, read(world, named).outcome) == (1, 1, "REACHED")
    count = register(unit="ha", goal="CRITERIA", version_id=world.version_id, wanted=2, year=2025,
                     registered_on=date(2025, 3, 1))  # fmt: skip
    assert (read(world, count).done, read(world, count).need, read(world, count).outcome) == (1, 2, "MISSED")


def test_behind_is_measured_by_the_pace_that_holds_on_the_day(world: World, register: Register) -> None:
    """On 2 March two months are over: the shipped pace asks for 70 % of 3 criteria, the office's own for none."""
    row = register(unit="ha")
    found = read(world, row)
    assert (found.outcome, found.done, found.expected) == ("BEHIND", 1, Decimal("2.1"))
    services.pace_set(
        actor=world.actor("hanh"), measure="CRITERIA", shares=[Decimal(0)] * 11 + [Decimal(100)],
        source="12/KH-VPĐP", now=world.now,
    )  # fmt: skip
    found = read(world, row)
    assert (found.outcome, found.expected) == ("ON_TRACK", Decimal(0))


def test_a_full_sheet_is_on_track_and_not_reached_until_it_is_recognised(world: World, register: Register) -> None:
    """Registered ≠ qualifies ≠ recognised: Thượng Sơn met 3 of 3 in the frozen round."""
    found = read(world, register())
    assert (found.done, found.need, found.outcome, found.progress["qualifies"]) == (3, 3, "ON_TRACK", True)
    assert selectors.reached_units(world.actor("lan"), 2026, world.today) == set()


def test_the_pace_is_the_head_of_offices_with_a_source_and_never_falls(world: World) -> None:
    rising = [Decimal(n) for n in range(12)]
    with pytest.raises(Refused):
        services.pace_set(actor=world.actor("lan"), measure="UNITS", shares=rising, source="x", now=world.now)
    with pytest.raises(InputErrors) as faults:
        services.pace_set(actor=world.actor("hanh"), measure="UNITS", shares=rising[::-1], source=" ", now=world.now)
    assert {each.field for each in faults.value.errors} == {"shares", "source"}


def test_a_months_share_is_due_at_its_end() -> None:
    pace = Pace("UNITS", tuple(Decimal(min(n * 10, 100)) for n in range(1, 13)), "x", None, False)
    assert [pace.share_on(date(2026, month, 1)) for month in (1, 2, 10)] == [0, 10, 90]


def test_a_stage_is_expected_year_by_year(world: World, register: Register) -> None:
    row = register(unit="tinh", goal="UNITS", wanted=10, first_year=2025, year=2029)
    # One whole year of five is over, nothing of 2026 is due on 2 March: 1/5 of 10.
    found = read(world, row)
    assert (found.done, found.need, found.expected, found.outcome) == (0, 10, Decimal(2), "BEHIND")


def test_a_plan_counts_recognitions_of_its_level_and_years_once_a_unit(world: World, register: Register) -> None:
    recognise(world, "ha", date(2025, 12, 20))
    recognise(world, "thuong", date(2026, 2, 1))
    recognise(world, "dong", date(2026, 2, 2), "commune_advanced")
    plan = register(unit="tinh", goal="UNITS", wanted=2)
    stage = register(unit="tinh", goal="UNITS", wanted=2, first_year=2025, year=2026)
    assert (read(world, plan).done, read(world, plan).outcome) == (1, "ON_TRACK")
    assert (read(world, stage).done, read(world, stage).outcome) == (2, "REACHED")
    rows = selectors.plan_rows(world.actor("vy"), world.today, year=2026)
    assert [(row.years, row.done, row.percent, row.rank) for row in rows] == [
        ("2026", 1, Decimal(50), None), ("2025–2026", 2, Decimal(100), None)
    ]  # fmt: skip


def test_ties_share_a_rank_and_nobody_is_ranked_alone() -> None:
    """Fault 19."""
    half, whole = Decimal(50), Decimal(100)
    assert selectors.rank_of(half, [half]) is None
    assert [selectors.rank_of(each, [whole, half, whole]) for each in (whole, half, whole)] == [1, 3, 1]


def test_the_two_groups_of_a_year_and_its_row(world: World, register: Register) -> None:
    register()
    gone = register(unit="ha")
    register(unit="dong")
    services.target_withdraw(actor=world.actor("lan"), target_id=gone.pk, reason="thiếu vốn", now=world.now)
    recognise(world, "thuong", date(2026, 2, 20))
    lan = world.actor("lan")
    assert selectors.registered_units(lan, 2026, world.today) == {world.units["thuong"], world.units["dong"]}
    assert selectors.reached_units(lan, 2026, world.today) == {world.units["thuong"]}
    [row] = selectors.year_rows(lan, world.today)
    assert (row.registered, row.reached, row.withdrawn, row.percent) == (2, 1, 1, Decimal(50))
    with pytest.raises(LookupError):
        selectors.in_group(lan, "others", "unit_id", "year", world.today)


def test_a_successor_shows_the_targets_of_its_predecessors_as_history_not_as_its_own(
    world: World, register: Register
) -> None:
    before = register()
    successor = merge(world)
    found = selectors.targets_of_unit(world.actor("lan"), successor, world.today)
    assert ([row.pk for row in found.own], [row.pk for row in found.before]) == ([], [before.pk])
    assert found.before[0].outcome == "ENDED"
    given = recognise(world, "ha", date(2025, 6, 1))
    mine = target_register(
        actor=world.actor("lan"), now=world.now,
        new=NewTarget(successor, 2026, "LEVEL", world.today, "commune_basic"),
    )  # fmt: skip
    assert read(world, mine).outcome == "NO_DATA"
    recognition_acknowledge(
        actor=world.actor("lan"), recognition_id=given.root_id, now=world.now,
        new=NewDecision("7/QĐ", world.today, unit_id=successor),
    )  # fmt: skip
    assert read(world, mine).outcome == "REACHED"
