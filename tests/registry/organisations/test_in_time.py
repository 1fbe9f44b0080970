"""Organisations in time: names, superiors, closing, merging, rooms (S0-04, S0-24, S0-35, S1-05, S3-65)."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.kernel.ranges import date_range
from dieuphoi.registry.organisations import selectors
from dieuphoi.registry.organisations.models import (
    Holding,
    OrgChange,
    OrgName,
    OrgParent,
    OrgUnit,
    PersonnelCheck,
)
from dieuphoi.registry.organisations.openwork import Holder, OpenWork, register_open_work, unregister_open_work
from dieuphoi.registry.organisations.services import (
    Decision,
    NewOrg,
    RoomPlan,
    columns_settle,
    org_close,
    org_move,
    org_rename,
    orgs_succeed,
    orgs_update,
    preview,
    rooms_reorganise,
)
from dieuphoi.registry.organisations.services.timeline import settle
from tests.registry.organisations.cast import DAY, NOW, SYSTEM, Cast

MARCH = date(2025, 3, 1)
BEFORE = date(2025, 2, 28)
PAPER = Decision("12/QĐ-UBND", date(2025, 2, 20), "Công báo", "sắp xếp bộ máy")


class TestRefusals:
    def test_a_commune_changes_no_organisation(self, cast: Cast) -> None:
        for attempt in (
            lambda: org_rename(
                actor=cast.tuan, org_id=cast.orgs["UB-A"], name="X", on=MARCH, decision=PAPER, now=NOW
            ),
            lambda: org_move(
                actor=cast.tuan, org_id=cast.orgs["UB-A"], parent_id=None, on=MARCH, decision=PAPER, now=NOW
            ),
            lambda: org_close(actor=cast.tuan, org_id=cast.orgs["UB-A"], on=MARCH, decision=PAPER, now=NOW),
            lambda: rooms_reorganise(
                actor=cast.tuan, org_id=cast.orgs["UB-A"], plan=RoomPlan(), on=MARCH, decision=PAPER, now=NOW
            ),
        ):
            with pytest.raises(Refused) as refusal:
                attempt()
            assert refusal.value.status == 403
        assert not OrgChange.objects.exists()

    def test_no_superior_of_itself_on_any_later_day(self, cast: Cast) -> None:
        org_move(
            actor=SYSTEM,
            org_id=cast.orgs["SNN"],
            parent_id=cast.orgs["VPDP"],
            on=date(2027, 1, 1),
            decision=PAPER,
            now=NOW,
        )
        # Today the office stands above nobody; in 2027 it will stand above the department.
        with pytest.raises(InputErrors, match="cấp trên của chính nó"):
            org_move(
                actor=SYSTEM,
                org_id=cast.orgs["VPDP"],
                parent_id=cast.orgs["SNN"],
                on=DAY,
                decision=PAPER,
                now=NOW,
            )

    def test_not_closed_over_rooms_nor_over_people(self, cast: Cast) -> None:
        with pytest.raises(Refused, match="Phòng Thủy lợi, Phòng Trồng trọt"):
            org_close(actor=SYSTEM, org_id=cast.orgs["SNN"], on=MARCH, decision=PAPER, now=NOW)
        with pytest.raises(Refused, match="Phạm Thị Thu"):
            org_close(actor=SYSTEM, org_id=cast.orgs["SNN-TL"], on=MARCH, decision=PAPER, now=NOW)
        assert selectors.org_on(SYSTEM, cast.orgs["SNN"], DAY).name.startswith("Sở Nông nghiệp")

    def test_two_names_on_a_day_are_refused_by_the_database(self, cast: Cast) -> None:
        with pytest.raises(IntegrityError, match="org_one_name_a_day"), act(SYSTEM, "test.write"):
            OrgName.objects.create(org_id=cast.orgs["SNN"], name="X", valid=date_range(MARCH, None))

    def test_a_recorded_change_stays_as_it_was(self, cast: Cast) -> None:
        org_rename(
            actor=SYSTEM, org_id=cast.orgs["SNN"], name="Sở Mới", on=MARCH, decision=PAPER, now=NOW
        )
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic(), act(SYSTEM, "test.write"):
            OrgChange.objects.update(note="khác")

    def test_all_faults_of_a_plan_at_once(self, cast: Cast) -> None:
        with pytest.raises(InputErrors) as faults:
            rooms_reorganise(
                actor=SYSTEM,
                org_id=cast.orgs["SNN"],
                plan=RoomPlan(
                    rename={cast.orgs["SNN-TL"]: " ", cast.orgs["STN"]: "X"},
                    close=(cast.orgs["SNN-TL"],),
                    move={cast.holdings["hai"]: cast.orgs["SNN-TL"], cast.holdings["tuan"]: None},
                ),
                on=MARCH,
                decision=PAPER,
                now=NOW,
            )
        assert [error.field for error in faults.value.errors] == ["rename", "close", "rename", "move", "move"]


def test_a_new_name_from_a_day_and_the_old_one_before_it(cast: Cast) -> None:
    org_rename(
        actor=cast.lan,
        org_id=cast.orgs["SNN"],
        name="Sở Nông nghiệp và Môi trường",
        short_name="Sở NN&MT",
        on=MARCH,
        decision=PAPER,
        now=NOW,
    )
    assert selectors.org_on(SYSTEM, cast.orgs["SNN"], BEFORE).name == "Sở Nông nghiệp và Phát triển nông thôn"
    assert selectors.org_on(SYSTEM, cast.orgs["SNN"], MARCH).short_name == "Sở NN&MT"
    assert OrgUnit.objects.get(id=cast.orgs["SNN"]).name == "Sở Nông nghiệp và Môi trường"
    rows = selectors.orgs_on(SYSTEM, MARCH, parent=cast.orgs["SNN"])
    assert {row.parent_name for row in rows} == {"Sở Nông nghiệp và Môi trường"}
    [before, after] = [
        selectors.holders_on(SYSTEM, day, people=[cast.people["minh"]])[0].org_name for day in (BEFORE, MARCH)
    ]
    assert (before, after) == ("Sở Nông nghiệp và Phát triển nông thôn", "Sở Nông nghiệp và Môi trường")
    assert [row.code for row in selectors.orgs_on(SYSTEM, DAY, text="nn&mt")] == ["SNN"]
    [change] = selectors.changes_of(SYSTEM, cast.orgs["SNN"])
    assert change.before[0][1] == "Sở Nông nghiệp và Phát triển nông thôn"
    assert change.after[0][1] == "Sở Nông nghiệp và Môi trường"
    assert change.decision == "12/QĐ-UBND"


def test_the_office_moves_and_its_past_stays_under_the_old_superior(cast: Cast) -> None:
    """S0-04, S0-35: from the province to the department."""
    org_move(
        actor=SYSTEM, org_id=cast.orgs["VPDP"], parent_id=cast.orgs["SNN"], on=MARCH, decision=PAPER, now=NOW
    )
    assert selectors.org_on(SYSTEM, cast.orgs["VPDP"], BEFORE).parent_code == "UBND"
    assert selectors.org_on(SYSTEM, cast.orgs["VPDP"], MARCH).parent_code == "SNN"
    assert "VPDP" in {row.code for row in selectors.orgs_below(SYSTEM, cast.orgs["SNN"], MARCH)}
    assert "VPDP" not in {row.code for row in selectors.orgs_below(SYSTEM, cast.orgs["SNN"], BEFORE)}
    assert [fact.words for fact in selectors.superiors_of(SYSTEM, cast.orgs["VPDP"])] == [
        "Sở Nông nghiệp và Phát triển nông thôn",
        "Ủy ban nhân dân tỉnh",
    ]
    assert Holding.objects.filter(post__org_id=cast.orgs["VPDP"]).count() == 2


def test_what_is_decided_beforehand_begins_on_its_day(cast: Cast) -> None:
    org_rename(
        actor=SYSTEM,
        org_id=cast.orgs["STN"],
        name="Sở Mới",
        on=date(2026, 4, 1),
        decision=PAPER,
        now=NOW,
    )
    assert OrgUnit.objects.get(id=cast.orgs["STN"]).name == "Sở Tài nguyên và Môi trường"
    later = datetime(2026, 3, 31, 18, 0, tzinfo=NOW.tzinfo)  # 1 April in Hà Nội
    assert columns_settle(actor=SYSTEM, now=later) == 1
    assert OrgUnit.objects.get(id=cast.orgs["STN"]).name == "Sở Mới"


def test_a_sheet_mends_a_name_or_dates_it(cast: Cast) -> None:
    orgs_update(actor=SYSTEM, changes={cast.orgs["STN"]: {"name": "Sở TNMT"}}, now=NOW)
    assert OrgName.objects.filter(org_id=cast.orgs["STN"]).count() == 1
    orgs_update(
        actor=SYSTEM, changes={cast.orgs["STN"]: {"parent_id": cast.orgs["SNN"], "since": MARCH}}, now=NOW
    )
    assert OrgParent.objects.filter(org_id=cast.orgs["STN"]).count() == 2
    assert selectors.org_on(SYSTEM, cast.orgs["STN"], BEFORE).name == "Sở TNMT"
    assert selectors.org_on(SYSTEM, cast.orgs["STN"], BEFORE).parent_code == "UBND"


def test_two_departments_merge(cast: Cast) -> None:
    report = orgs_succeed(
        actor=SYSTEM,
        before=[cast.orgs["SNN"], cast.orgs["STN"]],
        after=[NewOrg("SNNMT", "Sở Nông nghiệp và Môi trường", "department", "UBND")],
        on=MARCH,
        decision=PAPER,
        now=NOW,
    )
    new = report.made["SNNMT"]
    with pytest.raises(NotVisible):
        selectors.org_on(SYSTEM, cast.orgs["SNN"], MARCH)
    with pytest.raises(NotVisible):
        selectors.org_on(SYSTEM, new, BEFORE)
    assert selectors.org_on(SYSTEM, cast.orgs["SNN"], BEFORE).name == "Sở Nông nghiệp và Phát triển nông thôn"
    rooms = {row.code for row in selectors.orgs_on(SYSTEM, MARCH, parent=new)}
    assert rooms == {"SNN-TL", "SNN-TT"}
    [minh] = selectors.holders_on(SYSTEM, MARCH, people=[cast.people["minh"]])
    assert (minh.org_name, minh.title) == ("Sở Nông nghiệp và Môi trường", "Giám đốc")
    assert selectors.successors_of(SYSTEM, [cast.orgs["SNN"], cast.orgs["UBND"]], DAY) == {
        cast.orgs["SNN"]: [new],
        cast.orgs["UBND"]: [cast.orgs["UBND"]],
    }
    story = [row.org_name for row in selectors.holdings_of(SYSTEM, cast.people["minh"])]
    assert story == ["Sở Nông nghiệp và Môi trường", "Sở Nông nghiệp và Phát triển nông thôn"]
    assert OrgUnit.objects.get(id=new).founded_on == MARCH


def test_a_preview_tells_all_and_writes_nothing(cast: Cast) -> None:
    before = OrgUnit.objects.count()
    report = preview(
        lambda: orgs_succeed(
            actor=cast.lan,
            before=[cast.orgs["SNN"], cast.orgs["STN"]],
            after=[NewOrg("SNNMT", "Sở Nông nghiệp và Môi trường", "department", "UBND")],
            on=MARCH,
            decision=PAPER,
            now=NOW,
        )
    )
    assert any("Lê Văn Minh" in line for line in report.done)
    assert any("Phòng Thủy lợi" in line for line in report.done)
    assert OrgUnit.objects.count() == before
    assert not OrgChange.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT upper_inf(valid) FROM organisations_orgunit WHERE id = %s", [cast.orgs["SNN"]])
        assert cursor.fetchone() == (True,)


def test_rooms_are_reorganised_in_one_act_and_open_work_goes_along(cast: Cast) -> None:
    """S0-24: one room new, one renamed, one closed, its people moved with what they have in hand."""
    moved: list[tuple[int, int, int]] = []

    def mover(**at: object) -> int:
        moved.append((int(str(at["person_id"])), int(str(at["from_org"])), int(str(at["to_org"]))))
        return 3

    register_open_work("test", "Việc thử", lambda actor, holder, day: [], mover=mover)
    try:
        report = rooms_reorganise(
            actor=cast.lan,
            org_id=cast.orgs["SNN"],
            plan=RoomPlan(
                rename={cast.orgs["SNN-TL"]: "Chi cục Thủy lợi"},
                close=(cast.orgs["SNN-TT"],),
                create={"new:1": ("SNN-CN", "Phòng Chăn nuôi")},
                move={cast.holdings["hai"]: "new:1", cast.holdings["minh"]: None},
            ),
            on=MARCH,
            decision=PAPER,
            now=NOW,
        )
    finally:
        unregister_open_work("test")
    new = report.made["SNN-CN"]
    assert moved == [(cast.people["hai"], cast.orgs["SNN-TT"], new)]
    assert [row.name for row in selectors.orgs_on(SYSTEM, MARCH, parent=cast.orgs["SNN"])] == [
        "Chi cục Thủy lợi",
        "Phòng Chăn nuôi",
    ]
    assert [row.name for row in selectors.orgs_on(SYSTEM, BEFORE, parent=cast.orgs["SNN"])] == [
        "Phòng Thủy lợi",
        "Phòng Trồng trọt",
    ]
    [hai] = selectors.holders_on(SYSTEM, MARCH, people=[cast.people["hai"]])
    assert hai.org_code == "SNN-CN"
    assert any("mang theo 3 việc" in line for line in report.done)
    assert OrgChange.objects.get().kind == "reorganise"


def test_a_room_that_closes_leaves_nobody_behind(cast: Cast) -> None:
    with pytest.raises(Refused, match="Đỗ Văn Hải chưa có phòng mới"):
        rooms_reorganise(
            actor=SYSTEM,
            org_id=cast.orgs["SNN"],
            plan=RoomPlan(close=(cast.orgs["SNN-TT"],)),
            on=MARCH,
            decision=PAPER,
            now=NOW,
        )
    assert selectors.org_on(SYSTEM, cast.orgs["SNN-TT"], DAY).parent_code == "SNN"


def test_levels_follow_the_place_and_rooms_follow_their_body(cast: Cast) -> None:
    levels = dict(OrgUnit.objects.values_list("code", "level"))
    assert (levels["DU-A"], levels["UB-A"], levels["SNN-TL"]) == ("commune", "commune", "province")


def test_an_ended_post_with_work_left_asks_for_a_look(cast: Cast) -> None:
    """S3-44, with a finder of an upper package."""
    person = cast.people["thu"]

    def finder(actor: object, holder: Holder, day: date) -> list[OpenWork]:
        return [OpenWork(7, "Phiếu của Thượng Sơn", "/rounds/")] if holder.person_id == person else []

    register_open_work("test", "Phiếu", finder)
    try:
        org_close(
            actor=SYSTEM,
            org_id=cast.orgs["SNN-TL"],
            on=MARCH,
            decision=PAPER,
            now=NOW,
            end_holdings=True,
        )
        org_close(
            actor=SYSTEM,
            org_id=cast.orgs["SNN-TT"],
            on=MARCH,
            decision=PAPER,
            now=NOW,
            end_holdings=True,
        )
        assert [row.title for row in selectors.still_in_hand(SYSTEM, person, DAY)] == ["Phiếu của Thượng Sơn"]
    finally:
        unregister_open_work("test")
    # Hải has nothing in hand: nothing to look at.
    assert [check.person_id for check in PersonnelCheck.objects.all()] == [person]


def test_settling_twice_changes_nothing_the_second_time(cast: Cast) -> None:
    with act(SYSTEM, "test.settle"):
        assert settle(DAY) == 0
