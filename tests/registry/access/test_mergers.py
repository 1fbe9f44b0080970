"""Rights and changes of units (fault 2): a change gives nobody anything; a successor opens the years before."""

from __future__ import annotations

import re

import pytest

from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.programme.assessments.models import Value
from dieuphoi.registry.access.models import RoleAssignment
from dieuphoi.registry.access.selectors.proposals import proposals
from dieuphoi.registry.access.services.proposals import proposals_confirm
from dieuphoi.registry.access.services.roles import role_assign
from dieuphoi.registry.accounts.services import account_open
from dieuphoi.registry.organisations.models import Person
from dieuphoi.registry.organisations.services import people_create
from dieuphoi.registry.territory.models import UnitChangeTo
from dieuphoi.registry.territory.services import BatchSpec, PlannedChange, PlannedUnit, change_apply, changes_plan
from tests.support.world import CAST, World, sign_in

pytestmark = pytest.mark.django_db


def plan(world: World, *olds: str, name: str = "Sơn Mới", code: str = "98901") -> int:
    """Thượng Sơn and Hạ Sơn become one new commune, from today on."""
    made = changes_plan(
        actor=world.actor("hanh"),
        batch=BatchSpec("Sắp xếp thử", "giả định", world.today),
        plans=[
            PlannedChange(
                effective_on=world.today,
                predecessors=tuple(world.units[old] for old in olds),
                successors=(PlannedUnit(name, "commune", "xa", name, code, world.units["tinh"]),),
            )
        ],
        now=world.now,
    )
    return made.changes[0].pk


def apply(world: World, change: int) -> int:
    change_apply(actor=world.actor("hanh"), ids=[change], now=world.now)
    unit = UnitChangeTo.objects.get(change_id=change).unit_id
    assert unit is not None
    return unit


def reach(world: World) -> dict[str, tuple[object, object]]:
    actors = {name: world.actor(name) for name in CAST}
    return {name: (actor.reads(), actor.writes()) for name, actor in actors.items()}


def test_a_merger_by_itself_gives_nobody_a_unit(world: World) -> None:
    before = reach(world)
    new = apply(world, plan(world, "thuong", "ha"))
    assert reach(world) == before
    for name in ("tuan", "vy", "binh", "quang"):
        assert new not in world.actor(name).reads()
        assert new not in world.actor(name).writes()


def test_who_has_no_unit_gains_none(world: World) -> None:
    system = world.actor("hanh")
    [person] = people_create(actor=system, people=[Person(full_name="Người Không Vai Trò")], now=world.now)
    account = account_open(actor=system, person_id=person.pk, username="khong", password=None, now=world.now)
    from dieuphoi.registry.access.selectors import actor_for

    apply(world, plan(world, "thuong", "ha"))
    nobody = actor_for(account.pk, world.today)
    assert not nobody.reads()
    assert not nobody.writes()
    assert not world.actor("quantri").reads(), "the administrator keeps accounts, not communes"


def give_new(world: World, new: int) -> None:
    role_assign(
        actor=world.actor("hanh"), account_id=world.accounts["binh"], role="commune_officer", start=world.today,
        end=None, place_id=new, now=world.now,
    )  # fmt: skip


def test_who_holds_the_successor_reads_the_past_of_its_predecessors_and_enters_for_them(
    world: World,
) -> None:
    new = apply(world, plan(world, "thuong", "ha"))
    give_new(world, new)
    binh, units = world.actor("binh"), world.units
    assert binh.reads().ids == {units["dong"], new, units["thuong"], units["ha"]}
    assert binh.writes().ids == {units["dong"], new}
    # A round never moves its sheets: the officer of the successor enters for the unit that has ended (domain.md §3).
    client = sign_in(world, "binh")
    sheet = world.open_sheets["thuong"]
    assert client.get(f"/api/v1/sheets/{sheet}").status_code == 200
    url = f"/api/v1/sheets/{sheet}/cells/{world.indicators['2.1']}"
    revision = client.get(f"/api/v1/results/{world.result(sheet, '2.1')}").json()["revision"]
    typed = client.put(url, {"typed": {"": "1"}, "revision": revision}, content_type="application/json")
    assert typed.status_code == 200
    assert Value.objects.get(sheet_id=sheet, superseded_by__isnull=True, indicator__code="2.1").on_behalf


def test_the_past_reaches_through_a_second_merger_and_no_further_than_its_own_line(world: World) -> None:
    first = apply(world, plan(world, "thuong", "ha"))
    give_new(world, first)
    before = world.actor("tuan").reads()
    again = changes_plan(
        actor=world.actor("hanh"),
        batch=BatchSpec("Lần hai", "giả định", world.today),
        plans=[
            PlannedChange(
                effective_on=world.today.replace(year=world.today.year + 1),
                predecessors=(first, world.units["phuong"]),
                successors=(PlannedUnit("x", "commune", "xa", "Sơn Lớn", "98902", world.units["tinh"]),),
            )
        ],
        now=world.now,
    ).changes[0]
    second = apply(world, again.pk)
    role_assign(
        actor=world.actor("hanh"), account_id=world.accounts["vy"], role="commune_officer", start=world.today,
        end=None, place_id=second, now=world.now,
    )  # fmt: skip
    units = world.units
    assert world.actor("vy").reads().ids == {second, first, units["thuong"], units["ha"], units["phuong"]}
    assert units["dong"] not in world.actor("vy").reads()
    assert world.actor("tuan").reads() == before


def test_proposals_are_seen_with_the_plan_and_confirmed_only_after_it_is_applied(world: World) -> None:
    change = plan(world, "thuong", "ha")
    hanh = world.actor("hanh")
    found = proposals(hanh, change)
    assert [(row.person, row.role, row.from_name, row.to_name, row.unit_id) for row in found.rows] == [
        ("Hoàng Văn Quang", "assigned_leader", "Xã Thượng Sơn", "Xã Sơn Mới", None),
        ("Vũ Anh Tuấn", "commune_officer", "Xã Thượng Sơn", "Xã Sơn Mới", None),
        ("Đặng Khánh Vy", "commune_officer", "Xã Hạ Sơn", "Xã Sơn Mới", None),
    ]
    with pytest.raises(Refused) as refused:
        proposals_confirm(actor=hanh, change_id=change, keys=[row.key for row in found.rows], now=world.now)
    assert refused.value.code == "not_applied"


def test_only_what_is_ticked_becomes_a_role_and_only_by_who_gives_roles(world: World) -> None:
    change = plan(world, "thuong", "ha")
    new = apply(world, change)
    hanh = world.actor("hanh")
    tuan = next(row for row in proposals(hanh, change).rows if row.person == "Vũ Anh Tuấn")
    for name in ("lan", "tuan", "minh"):
        with pytest.raises(Refused):
            proposals_confirm(actor=world.actor(name), change_id=change, keys=[tuan.key], now=world.now)
    with pytest.raises(InputErrors):
        proposals_confirm(actor=hanh, change_id=change, keys=[tuan.key, "1-1"], now=world.now)
    with pytest.raises(InputErrors):
        proposals_confirm(actor=hanh, change_id=change, keys=[], now=world.now)
    assert not RoleAssignment.objects.filter(place_id=new).exists()
    proposals_confirm(actor=hanh, change_id=change, keys=[tuan.key], now=world.now)
    made = RoleAssignment.objects.get(place_id=new)
    assert (made.account_id, made.role, made.valid.lower) == (
        world.accounts["tuan"], "commune_officer", world.today,
    )  # fmt: skip
    assert world.actor("tuan").writes().ids == {world.units["thuong"], new}
    assert new not in world.actor("vy").reads()
    left = [row.person for row in proposals(hanh, change).rows if not row.done]
    assert left == ["Hoàng Văn Quang", "Đặng Khánh Vy"]
    with pytest.raises(InputErrors):
        proposals_confirm(actor=hanh, change_id=change, keys=[tuan.key], now=world.now)


def test_the_page_gives_the_ticked_ones(live: World) -> None:
    change = plan(live, "thuong", "ha")
    keeper = sign_in(live, "hanh")
    assert "Sáp nhập" in keeper.get("/access/changes/").content.decode()
    page = f"/access/changes/{change}/"
    planned = keeper.get(page).content.decode()
    assert "Thay đổi mới được lập kế hoạch" in planned
    assert 'name="keys"' not in planned
    new = apply(live, change)
    keys = re.findall(r'name="keys" value="(\d+-\d+)"', keeper.get(page).content.decode())
    assert len(keys) == 3
    assert keeper.post(page, {}).status_code == 422
    assert keeper.post(page, {"keys": keys}).status_code == 302
    assert RoleAssignment.objects.filter(place_id=new).count() == 3
    assert "Không còn đề xuất nào" in keeper.get(page).content.decode()
