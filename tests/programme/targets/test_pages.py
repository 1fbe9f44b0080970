"""The register of targets through its pages, its sheet and the chain. Serves S1-14, S2-30, S2-22, S3-17, S4-06."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.exchange.importers import importer_for
from dieuphoi.core.exchange.reader import table_of
from dieuphoi.core.exchange.workbook import open_workbook
from dieuphoi.core.notify.models import Notice
from dieuphoi.programme.recognition.services import NewRecognition, recognition_record
from dieuphoi.programme.targets import notices, selectors
from dieuphoi.programme.targets.models import PaceRule, RegisteredTarget
from dieuphoi.programme.targets.sheets import TARGET_SHEET, target_workbook
from tests.programme.targets.conftest import Register
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db

FORM = {
    "unit": "98001", "goal": "LEVEL", "level": "commune_basic", "year": "2026", "registered_on": "15/01/2026",
    "document": "12/ĐK-UBND",
}  # fmt: skip


def test_a_faulty_form_says_what_is_wrong_and_keeps_what_was_typed(world: World) -> None:
    answer = sign_in(world, "tuan").post(reverse("targets:new"), {**FORM, "level": "district_basic"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "không phải là đơn vị của mức" in text and "12/ĐK-UBND" in text
    assert not RegisteredTarget.objects.exists()


def test_a_commune_registers_the_office_confirms_and_moves(world: World) -> None:
    answer = sign_in(world, "tuan").post(reverse("targets:new"), FORM)
    row = RegisteredTarget.objects.get()
    assert answer.url == reverse("targets:page", args=[row.pk])
    lan = sign_in(world, "lan")
    page = lan.get(answer.url).content.decode()
    assert "Đủ tiêu chí theo đợt này" in page and "Rà soát năm 2025" in page and "Xã đạt chuẩn nông thôn mới" in page
    lan.post(reverse("targets:confirm", args=[row.pk]), {"number": "5/QĐ-UBND", "on": "05/02/2026"})
    answer = lan.post(reverse("targets:move", args=[row.pk]), {"year": "2090", "reason": "chờ vốn"})
    new = RegisteredTarget.objects.get(moved_from=row)
    assert answer.url == reverse("targets:page", args=[new.pk])
    old = lan.get(reverse("targets:page", args=[row.pk])).content.decode()
    assert "đã chuyển năm" in old and "chờ vốn" in old
    lan.post(reverse("targets:act", args=[row.pk, "take_back"]), {"reason": "nhầm"})
    row.refresh_from_db()
    assert row.state == "CONFIRMED"


def test_the_list_narrows_by_group_and_outcome_and_tells_the_year(world: World, register: Register) -> None:
    register(unit="dong")
    register(unit="ha")
    register(unit="tinh", goal="UNITS", wanted=2)
    recognition_record(
        actor=world.actor("lan"), now=world.now,
        new=NewRecognition(world.units["ha"], "commune_basic", 2026, "3/QĐ-UBND", date(2026, 2, 20)),
    )  # fmt: skip
    lan = sign_in(world, "lan")

    def shown(**query: Any) -> set[str]:
        answer = lan.get(reverse("targets:list", query={**query, "as_of": "02/03/2026"}))
        assert answer.status_code == 200
        body = answer.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
        return {name for name in ("Xã Đông Sơn", "Xã Hạ Sơn", "Tỉnh Sơn Hà") if name in body}

    assert shown(group="registered") == {"Xã Đông Sơn", "Xã Hạ Sơn"}
    assert shown(group="reached") == {"Xã Hạ Sơn"}
    assert shown(outcome="BEHIND", goal="LEVEL") == {"Xã Đông Sơn"}
    assert shown(q="dong", year=2026) == {"Xã Đông Sơn"}
    assert shown(follower="me") == set()
    asked = {"export": "reminder", "as_of": "02/03/2026"}
    text = lan.get(reverse("targets:list"), asked, headers={"accept": "text/plain"}).content.decode()
    assert "Đông Sơn" in text and "Hạ Sơn" not in text
    plan = lan.get(reverse("targets:plan")).content.decode()
    assert "50" in plan and "Tỉnh Sơn Hà" in plan


def test_many_are_confirmed_by_one_decision(world: World, register: Register) -> None:
    rows = [register(), register(unit="ha")]
    lan = sign_in(world, "lan")
    body = {"bulk": "confirm", "ids": [row.pk for row in rows], "confirmed": "1"}
    lan.post(reverse("targets:list"), {**body, "reason": "quyết định của tỉnh"})
    assert not RegisteredTarget.objects.filter(state="CONFIRMED").exists()
    lan.post(reverse("targets:list"), {**body, "reason": "5/QĐ-UBND ngày 05/02/2026"})
    assert set(RegisteredTarget.objects.values_list("state", "confirmed_number")) == {("CONFIRMED", "5/QĐ-UBND")}


def test_the_head_sets_the_pace_from_today(world: World) -> None:
    shares = {f"m{month}": "0" if month < 12 else "100" for month in range(1, 13)}
    page = reverse("targets:pace_set", args=["CRITERIA"])
    assert sign_in(world, "hanh").post(page, {**shares, "source": "12/KH-VPĐP"}).status_code == 302
    assert PaceRule.objects.get().valid.upper is None
    assert "12/KH-VPĐP" in sign_in(world, "vy").get(reverse("targets:pace")).content.decode()


def test_the_sheet_comes_back_as_it_went_out(world: World, register: Register) -> None:
    register(follower_id=world.people["thu"], follower_org_id=world.orgs["SNN"])
    register(unit="ha", goal="NAMED", version_id=world.version_id, named=("1", "3"))
    register(unit="tinh", goal="UNITS", wanted=2, first_year=2026, year=2030)
    lan = world.actor("lan")
    data = target_workbook(lan, world.today, world.now)
    table = table_of(open_workbook(data, "x.xlsx"), TARGET_SHEET)
    checked = importer_for("targets").check(lan, {}, table, world.now)
    assert not table.errors and not checked.errors, (table.errors, checked.errors)
    assert checked.difference.changes_nothing and checked.difference.counts["same"] == 3


def test_the_chain_leads_to_unit_set_follower_and_what_fulfils_it(world: World, register: Register) -> None:
    row = register(unit="ha", version_id=world.version_id, follower_id=world.people["thu"])
    given = recognition_record(
        actor=world.actor("lan"), now=world.now,
        new=NewRecognition(world.units["ha"], "commune_advanced", 2026, "3/QĐ-UBND", date(2026, 2, 20)),
    )  # fmt: skip
    lan = world.actor("lan")
    assert {branch.kind.key for branch in chain_of(lan, "target", row.pk).down} == {
        "unit", "set_version", "recognition", "person"
    }  # fmt: skip
    assert {branch.kind.key for branch in chain_of(lan, "target", row.pk, on=date(2026, 2, 1)).down} == {
        "unit", "set_version", "person"
    }  # fmt: skip
    up = {branch.kind.key: branch for branch in chain_of(lan, "recognition", given.pk).up}
    assert [link.id for link in up["target"].links] == [row.pk]


def test_who_is_behind_is_reminded_with_the_follower(world: World, register: Register) -> None:
    row = register(unit="dong", follower_id=world.people["thu"])
    register(unit="ha", year=2027)
    register()
    [due] = list(notices.behind(world.today))
    assert due.record == f"target:{row.pk}" and due.due_on == date(2026, 12, 31)
    assert set(due.to) == {world.accounts["binh"], world.accounts["thu"]}
    assert "1/3" in due.title
    assert Notice.objects.filter(kind="target.behind").count() == 0


def test_sheets_and_submissions_narrow_to_the_registered_of_their_rounds_year(world: World, register: Register) -> None:
    """The priority filter in every view: below targets, by the group that config hangs in."""
    register()
    register(unit="ha", year=2027)
    recognition_record(
        actor=world.actor("lan"), now=world.now,
        new=NewRecognition(world.units["dong"], "commune_basic", 2026, "3/QĐ-UBND", date(2026, 2, 20)),
    )  # fmt: skip
    lan = sign_in(world, "lan")
    for page in ("assessments:sheets", "assessments:submissions"):
        for group, name in (("registered", "Xã Thượng Sơn"), ("reached", "Xã Đông Sơn")):
            answer = lan.get(reverse(page, query={"round": world.open_round, "group": group}))
            body = answer.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
            found = {each for each in ("Xã Thượng Sơn", "Xã Hạ Sơn", "Xã Đông Sơn") if each in body}
            assert found == {name}, (page, group)


def test_what_is_behind_waits_for_office_commune_and_follower_alone(world: World, register: Register) -> None:
    register(unit="dong", follower_id=world.people["thu"])
    register(unit="tinh", goal="UNITS", wanted=10, first_year=2025, year=2029)

    def waits(who: str) -> list[tuple[int, int]]:
        return [(line.year, line.count) for line in selectors.behind_for(world.actor(who), world.today)]

    assert waits("tuan") == waits("minh") == waits("phong") == []
    assert waits("binh") == waits("thu") == [(2026, 1)]
    assert waits("lan") == [(2026, 1), (2029, 1)]


def test_my_work_leads_to_the_rows_that_are_counted(world: World, register: Register) -> None:
    """Two years of which one is over ask for half: one criterion of three is behind, whatever the day of the clock."""
    year = timezone.localdate().year
    register(unit="dong", first_year=year - 1, year=year)
    binh = sign_in(world, "binh")
    page = binh.get(reverse("desk:home")).content.decode()
    assert "Về đích chậm tiến độ" in page
    href = reverse("targets:list", query={"year": year, "outcome": "BEHIND", "goal": ["LEVEL", "CRITERIA", "NAMED"]})
    assert href.replace("&", "&amp;") in page
    assert "Xã Đông Sơn" in binh.get(href).content.decode()
