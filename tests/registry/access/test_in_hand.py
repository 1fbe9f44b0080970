"""Who leaves: what they have in hand is listed where their account closes, and fills a handover (fault 15, S0-23)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dieuphoi.core.chain.selectors import chain_of, resting_on
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.notify import schedule
from dieuphoi.core.notify.models import ScheduleRun
from dieuphoi.registry.access.inhand import alone_in, in_hand_of
from dieuphoi.registry.access.leaving import OpenItem, open_work
from dieuphoi.registry.access.models import RoleAssignment
from dieuphoi.registry.access.services import role_assign
from dieuphoi.registry.access.services.delegations import delegation_give
from dieuphoi.registry.organisations.models import HandoverItem, OrgUnit
from dieuphoi.registry.organisations.services import (
    Decision,
    committee_create,
    handover_open,
    monitor_start,
    org_rename,
    seat_start,
)
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db
PAPER = Decision("7/QĐ-UBND", date(2026, 1, 5), "thử")


def kinds(world: World, who: str, leaver: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in open_work(world.actor(who), world.people[leaver], world.today):
        found.setdefault(item.kind, []).append(item.title)
    return found


def follows(world: World, name: str) -> None:
    system = system_actor(world.today)
    monitor_start(
        actor=system, person_id=world.people[name], unit_ids=[world.units["thuong"]], start=date(2026, 1, 1),
        decision=PAPER, now=world.now,
    )  # fmt: skip
    committee = committee_create(
        actor=system, name="Ban Chỉ đạo thử", level="province", start=date(2025, 1, 1), decision=PAPER, now=world.now
    )
    seat_start(
        actor=system, committee_id=committee.pk, person_id=world.people[name], function="member",
        start=date(2025, 1, 1), decision=PAPER, now=world.now,
    )  # fmt: skip


def test_a_commune_officer_leaves_a_sheet_that_only_they_enter(world: World) -> None:
    found = kinds(world, "hanh", "tuan")
    assert found["Vai trò đang giữ"] == ["Cán bộ xã – UBND xã Thượng Sơn – từ 01/01/2025 đến nay"]
    assert found["Phiếu chỉ người này nhập"] == ["Xã Thượng Sơn – Rà soát 6 tháng đầu năm 2026"]
    # Đông Sơn has handed in, but one row came back to it; nothing waits for Vy in Hạ Sơn.
    assert kinds(world, "hanh", "binh")["Phiếu chỉ người này nhập"] == ["Xã Đông Sơn – Rà soát 6 tháng đầu năm 2026"]
    assert "Phiếu chỉ người này nhập" not in kinds(world, "hanh", "vy")


def test_the_administrator_is_told_of_the_sheet_and_given_no_link_into_it(world: World) -> None:
    def of(who: str) -> list[OpenItem]:
        found = open_work(world.actor(who), world.people["tuan"], world.today)
        return [each for each in found if each.kind == "Phiếu chỉ người này nhập"]

    [item] = of("quantri")
    assert (item.title, item.url) == ("Xã Thượng Sơn – Rà soát 6 tháng đầu năm 2026", "")
    [seen] = of("hanh")
    assert seen.url == f"/rounds/sheets/{world.open_sheets['thuong']}/"


def test_another_commune_learns_nothing(world: World) -> None:
    assert in_hand_of(world.actor("vy"), world.people["tuan"], world.today) == []


def test_a_second_officer_of_the_commune_takes_the_sheet_off_the_list(world: World) -> None:
    role_assign(
        actor=system_actor(world.today), account_id=world.accounts["vy"], role="commune_officer",
        org_id=world.orgs["UB-THUONG"], place_id=world.units["thuong"], start=world.today, end=None, now=world.now,
    )  # fmt: skip
    assert "Phiếu chỉ người này nhập" not in kinds(world, "hanh", "tuan")
    assert world.units["thuong"] not in alone_in(world.actor("hanh"), world.people["vy"], world.today).units


def test_indicators_wait_for_the_only_officer_of_a_department(world: World) -> None:
    # The building department has Hải alone; what waits: of Hạ Sơn 1.1 and 2.1, of Đông Sơn 2.2.
    assert kinds(world, "hanh", "hai")["Chỉ tiêu chỉ người này thẩm định"] == [
        "3 chỉ tiêu chờ thẩm định – Rà soát 6 tháng đầu năm 2026"
    ]


def test_the_closing_page_and_a_handover_list_everything(live: World) -> None:
    follows(live, "tuan")
    tuan = RoleAssignment.objects.get(account_id=live.accounts["tuan"])
    delegation_give(
        actor=live.actor("tuan"), assignment_id=tuan.pk, delegate_id=live.accounts["vy"], start=live.today,
        end=live.today + timedelta(days=7), reason="nghỉ phép", now=live.now,
    )  # fmt: skip
    page = sign_in(live, "hanh").get(f"/access/people/{live.accounts['tuan']}/close/").content.decode()
    for words in ("Phiếu chỉ người này nhập", "Vai trò đang giữ", "Ủy quyền chưa hết hạn", "Ban Chỉ đạo thử",
                  "Việc theo dõi được phân công"):  # fmt: skip
        assert words in page
    handover = handover_open(
        actor=live.actor("hanh"), giver_id=live.people["tuan"], receiver_id=live.people["vy"],
        effective_on=live.today, reason="chuyển công tác", now=live.now,
    )  # fmt: skip
    sources = sorted(HandoverItem.objects.filter(handover=handover).values_list("source", flat=True))
    assert sources == ["delegation", "monitor", "role", "seat", "sheet"]


# ---------------------------------------------------------------------------------------------- the chain


def test_an_organisation_knows_the_roles_that_rest_on_it(world: World) -> None:
    resting = {each.edge.upper: each.count for each in resting_on("org", [world.orgs["SXD"]], only_firm=True)}
    assert resting["role"] == RoleAssignment.objects.filter(org_id=world.orgs["SXD"]).count() == 1


def test_the_page_of_a_person_leads_to_the_account_for_whom_may_see_it(world: World) -> None:
    def links(who: str) -> list[str]:
        chain = chain_of(world.actor(who), "person", world.people["tuan"])
        return [link.url for branch in chain.up if branch.kind.key == "account" for link in branch.links]

    assert links("hanh") == links("quantri") == [f"/access/people/{world.accounts['tuan']}/"]
    assert links("vy") == links("minh") == []


# ---------------------------------------------------------------------------------------------- every night


def test_what_was_decided_beforehand_begins_by_itself(world: World) -> None:
    system = system_actor(world.today)
    org_rename(
        actor=system, org_id=world.orgs["SXD"], name="Sở Xây dựng và Giao thông", on=world.today + timedelta(days=2),
        decision=PAPER, now=world.now,
    )  # fmt: skip
    settle = "organisations.columns_settle"

    def name() -> str:
        return OrgUnit.objects.get(pk=world.orgs["SXD"]).name

    assert settle in schedule.tick(world.now)
    assert name() == "Sở Xây dựng"
    assert settle not in schedule.tick(world.now + timedelta(hours=1))
    # No worker for three days: one run makes up for all of them.
    assert settle in schedule.tick(world.now + timedelta(days=4))
    assert name() == "Sở Xây dựng và Giao thông"
    assert ScheduleRun.objects.get(name=settle).ran_at == world.now + timedelta(days=4)
