"""The panel "Chuỗi" as of a day: what was not there yet, or was over, is left out (faults 4, 10; M02)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from dieuphoi.core.chain.registry import check_edges
from dieuphoi.core.chain.selectors import Chain, chain_of
from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.programme.recognition.services import NewRecognition, recognition_record
from dieuphoi.registry.access.services import role_assign
from dieuphoi.registry.access.services.roles import role_end
from dieuphoi.registry.organisations import services as organisations
from dieuphoi.registry.territory.selectors import communes_in
from dieuphoi.registry.territory.services import (
    BatchSpec,
    NewUnit,
    PlannedChange,
    PlannedUnit,
    change_apply,
    change_cancel,
    changes_plan,
    units_create,
)
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db

MERGED_ON = date(2025, 7, 1)
EVE = date(2025, 6, 30)


@pytest.fixture(autouse=True)
def _on_the_day_of_the_world(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dieuphoi.registry.access.middleware.timezone.now", lambda: world.now)


@pytest.fixture
def units(world: World) -> dict[str, int]:
    """Xã Đồng Tâm (recognised on 20/12/2019) and Xã An Hòa (recognised on 15/03/2024) become Xã Tâm Hòa on 01/07/2025.
    The people's committee of An Hòa stands until that day.
    """
    system, lan = system_actor(world.today), world.actor("lan")
    made = units_create(
        actor=system,
        rows=[
            NewUnit("dong-tam", "commune", "xa", "Đồng Tâm", "98011", world.units["tinh"], "thử"),
            NewUnit("an-hoa", "commune", "xa", "An Hòa", "98012", world.units["tinh"], "thử"),
        ],
        now=world.now,
    )
    for unit, year, number, on in (
        ("dong-tam", 2019, "12/QĐ-UBND", date(2019, 12, 20)),
        ("an-hoa", 2023, "31/QĐ-UBND", date(2024, 3, 15)),
    ):
        recognition_record(actor=lan, new=NewRecognition(made[unit], "commune_basic", year, number, on), now=world.now)
    office = organisations.org_create(
        actor=lan, kind="commune", level="commune", code="UB-AN-HOA", name="UBND xã An Hòa", place_id=made["an-hoa"],
        now=world.now,
    )  # fmt: skip
    organisations.org_close(
        actor=lan, org_id=office.pk, on=MERGED_ON, decision=organisations.Decision("1/NQ"),
        now=world.now,
    )  # fmt: skip
    planned = changes_plan(
        actor=system,
        batch=BatchSpec("Sắp xếp thử", "thử"),
        plans=[
            PlannedChange(
                MERGED_ON,
                (made["dong-tam"], made["an-hoa"]),
                (PlannedUnit("moi", "commune", "xa", "Tâm Hòa", "98013", world.units["tinh"]),),
                resolution_number="1/NQ",
                source="thử",
            )
        ],
        now=world.now,
    )
    change_apply(actor=system, ids=[each.pk for each in planned.changes], now=world.now)
    [new] = [row.id for row in communes_in(system, world.units["tinh"], MERGED_ON) if row.name == "Tâm Hòa"]
    return {**made, "moi": new, "change": planned.changes[0].pk, "batch": planned.batch.pk}


def words(chain: Chain) -> dict[str, list[str]]:
    return {str(branch.words): [link.title for link in branch.links] for branch in (*chain.down, *chain.up)}


def on_day(actor: Actor, unit: int, day: date) -> dict[str, list[str]]:
    return words(chain_of(actor, "unit", unit, on=day))


HOA = "Xã An Hòa – Xã đạt chuẩn nông thôn mới (31/QĐ-UBND)"


def test_every_declared_date_can_be_asked() -> None:
    assert check_edges() == []


def test_a_merged_commune_before_and_after_its_merger(world: World, units: dict[str, int]) -> None:
    """An Hòa: recognised on 15/03/2024, merged on 01/07/2025, its committee until then."""
    lan = world.actor("lan")
    recognised, office, later = "quyết định công nhận", "Cơ quan của địa bàn", "thay đổi về sau"
    assert on_day(lan, units["an-hoa"], date(2024, 3, 14)) == {office: ["UBND xã An Hòa"]}
    assert on_day(lan, units["an-hoa"], date(2024, 3, 15)) == {recognised: [HOA], office: ["UBND xã An Hòa"]}
    assert on_day(lan, units["an-hoa"], EVE) == {recognised: [HOA], office: ["UBND xã An Hòa"]}
    after = on_day(lan, units["an-hoa"], MERGED_ON)
    assert set(after) == {recognised, later}
    assert len(after[later]) == 1
    today = on_day(lan, units["moi"], world.today)
    assert set(today) == {"hình thành từ thay đổi"}
    assert today["hình thành từ thay đổi"] == after[later]
    assert on_day(lan, units["moi"], EVE) == {}


def test_the_page_of_a_commune_speaks_for_its_day(world: World, units: dict[str, int]) -> None:
    client = sign_in(world, "lan")
    address = reverse("territory:unit", args=[units["an-hoa"]])
    eve = client.get(address, {"as_of": EVE.isoformat()}).content.decode()
    panel = eve[eve.index('id="chuoi"') :].split("</section>")[0]
    assert "Chuỗi vào ngày 30/06/2025" in panel
    assert "31/QĐ-UBND" in panel
    assert reverse("territory:change", args=[units["change"]]) not in panel
    assert "as_of=2025-06-30" in panel
    now = client.get(address).content.decode()
    panel = now[now.index('id="chuoi"') :].split("</section>")[0]
    assert reverse("territory:change", args=[units["change"]]) in panel
    assert "as_of" not in panel
    early = client.get(address, {"as_of": "2024-03-14"}).content.decode()
    assert "31/QĐ-UBND" not in early[early.index('id="chuoi"') :].split("</section>")[0]


def test_a_unit_bears_the_name_of_the_day(world: World, units: dict[str, int]) -> None:
    """The change's page names its units as they were called; one that is gone keeps its last name."""
    chain = chain_of(world.actor("lan"), "unit_change", units["change"])
    assert words(chain) == {
        "từ đơn vị": ["Xã An Hòa", "Xã Đồng Tâm"],
        "thành đơn vị": ["Xã Tâm Hòa"],
        "trong lần sắp xếp": ["Sắp xếp thử"],
    }


def test_what_is_planned_shows_today_and_not_on_a_past_day(world: World, units: dict[str, int]) -> None:
    """A merger planned for 2099 is there to be prepared; given up, it is nowhere."""
    hanh, lan = world.actor("hanh"), world.actor("lan")
    planned = changes_plan(
        actor=hanh,
        batch=BatchSpec("Dự kiến", "thử"),
        plans=[
            PlannedChange(
                date(2099, 1, 1),
                (world.units["ha"], world.units["dong"]),
                (PlannedUnit("m", "commune", "xa", "Hạ Đông", "98005", world.units["tinh"]),),
            )
        ],
        now=world.now,
    )
    later = "thay đổi về sau"
    assert later in on_day(lan, world.units["ha"], world.today)
    assert later not in on_day(lan, world.units["ha"], world.today - timedelta(days=1))
    change_cancel(actor=hanh, ids=[planned.changes[0].pk], reason="thôi", now=world.now)
    assert later not in on_day(lan, world.units["ha"], world.today)


def test_a_role_is_told_on_its_days_only(world: World) -> None:
    keeper, unit = world.actor("quantri"), world.units["ha"]
    start, last = world.today - timedelta(days=20), world.today - timedelta(days=10)
    role = role_assign(
        actor=keeper, account_id=world.accounts["binh"], role="commune_officer", org_id=world.orgs["UB-HA"],
        place_id=unit, start=start, end=None, reason="tăng cường", now=world.now,
    )  # fmt: skip
    role_end(actor=keeper, assignment_id=role.pk, on=last + timedelta(days=1), reason="hết việc", now=world.now)

    def told(day: date) -> bool:
        branches = chain_of(keeper, "unit", unit, on=day, shown=50).up
        return any(link.kind == "role" and link.id == role.pk for each in branches for link in each.links)

    days: list[Any] = [start - timedelta(days=1), start, last, last + timedelta(days=1), world.today]
    assert [told(day) for day in days] == [False, True, True, False, False]
    # Its own page still says where it was held.
    assert "trên địa bàn" in words(chain_of(keeper, "role", role.pk))


def test_a_seat_on_a_committee_counts_with_its_own_days(world: World) -> None:
    """The committee stands all the time; An sits on it until 31/05/2025."""
    lan, person = world.actor("lan"), world.people["tuan"]
    paper = organisations.Decision("1/QĐ-UBND")
    committee = organisations.committee_create(
        actor=lan, name="Ban Chỉ đạo thử", level="province", start=date(2024, 1, 1), decision=paper, now=world.now
    )
    seat = organisations.seat_start(
        actor=lan, committee_id=committee.pk, person_id=person, function="member", start=date(2024, 1, 1),
        decision=paper, now=world.now,
    )  # fmt: skip
    organisations.seat_end(actor=lan, seat_id=seat.pk, on=date(2025, 6, 1), reason="chuyển", now=world.now)
    for day, sits in ((date(2025, 5, 31), True), (date(2025, 6, 1), False), (date(2023, 12, 31), False)):
        up = words(chain_of(lan, "person", person, on=day))
        down = words(chain_of(lan, "committee", committee.pk, on=day))
        assert ("Ban Chỉ đạo" in up, "Thành viên" in down) == (sits, sits), day


def test_an_undated_branch_says_that_it_tells_what_stands_today(world: World) -> None:
    """The criteria of a set have no day of their own."""
    client = sign_in(world, "lan")
    address = reverse("criteria:set", args=[world.version_id])
    past = client.get(address, {"as_of": "2025-06-30"}).content.decode()
    panel = past[past.index('id="chuoi"') :].split("</section>")[0]
    assert f"theo hiện trạng ngày {world.today:%d/%m/%Y}" in panel
    assert "theo hiện trạng" not in client.get(address).content.decode()


def test_another_day_opens_nothing_that_is_out_of_scope(world: World, units: dict[str, int]) -> None:
    """Vy reads Hạ Sơn: on no day does Tuấn's commune show her its sheets or its people's roles."""
    vy, tuan, thuong = world.actor("vy"), world.actor("tuan"), world.units["thuong"]
    for day in (world.today, world.today - timedelta(days=90), world.today + timedelta(days=90)):
        seen = {branch.kind.key for branch in chain_of(vy, "unit", thuong, on=day).up}
        assert not seen & {"sheet", "role", "planning", "statistic", "commune_plan"}, day
    assert "sheet" in {branch.kind.key for branch in chain_of(tuan, "unit", thuong).up}
