"""Committees, who follows what, handovers, checks (S0-07, S0-23, S0-49, S1-02, S2-37, S3-23, S3-44, S3-58, S4-34)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.db import DatabaseError, IntegrityError, transaction

from dieuphoi.core.exchange.importers import Checked
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import anonymous_actor
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.kernel.ranges import date_range
from dieuphoi.registry.organisations import selectors, services
from dieuphoi.registry.organisations.chain import find_committees, find_orgs, find_people
from dieuphoi.registry.organisations.models import CommitteeMember, FieldMonitor, Handover, HandoverItem
from dieuphoi.registry.organisations.openwork import Holder, OpenWork, register_open_work, unregister_open_work
from dieuphoi.registry.organisations.services import Area, Decision
from dieuphoi.registry.organisations.sheets import CommitteeImporter, MonitorImporter, PostImporter
from tests.registry.organisations.cast import DAY, NOW, SYSTEM, Cast

START = date(2025, 6, 1)
PAPER = Decision("5/QĐ-UBND", date(2025, 5, 20))


@pytest.fixture
def fields(cast: Cast) -> dict[str, int]:
    return {
        code: services.field_set(actor=SYSTEM, code=code, name=name, now=NOW).pk
        for code, name in (("GT", "Giao thông"), ("NV", "Nhà ở dân cư"))
    }


@pytest.fixture
def work() -> Iterator[dict[int, list[OpenWork]]]:
    """What an upper package would tell: open work by person."""
    held: dict[int, list[OpenWork]] = {}

    def finder(actor: Any, holder: Holder, day: date) -> list[OpenWork]:
        return held.get(holder.person_id or 0, [])

    register_open_work("test", "Phiếu rà soát", finder)
    yield held
    unregister_open_work("test")


def committee(cast: Cast, level: str = "province", place: str | None = None, name: str = "Ban Chỉ đạo tỉnh") -> int:
    return services.committee_create(
        actor=SYSTEM,
        name=name,
        level=level,
        place_id=cast.units[place] if place else None,
        start=START,
        decision=PAPER,
        now=NOW,
    ).pk


def monitor(cast: Cast, person: str, **more: Any) -> FieldMonitor:
    [made] = services.monitor_start(
        actor=SYSTEM, person_id=cast.people[person], start=START, decision=PAPER, now=NOW, **more
    )
    return made


class TestRefusals:
    def test_a_commune_assigns_nobody(self, cast: Cast) -> None:
        for attempt in (
            lambda: services.field_set(actor=cast.tuan, code="X", name="X", now=NOW),
            lambda: services.monitor_start(
                actor=cast.tuan, person_id=cast.people["tuan"], start=START, decision=PAPER, now=NOW
            ),
            lambda: services.committee_create(
                actor=cast.tuan, name="X", level="province", start=START, decision=PAPER, now=NOW
            ),
        ):
            with pytest.raises(Refused) as refusal:
                attempt()
            assert refusal.value.status == 403
        assert not FieldMonitor.objects.exists()

    def test_one_head_a_day_by_the_service_and_by_the_database(self, cast: Cast) -> None:
        board = committee(cast)
        services.seat_start(
            actor=SYSTEM, committee_id=board, person_id=cast.people["hanh"], function="head", start=START,
            decision=PAPER, now=NOW,
        )  # fmt: skip
        with pytest.raises(Refused, match="Trưởng ban trong thời gian đó là Nguyễn Thị Hạnh"):
            services.seat_start(
                actor=SYSTEM, committee_id=board, person_id=cast.people["minh"], function="head", start=DAY,
                decision=PAPER, now=NOW,
            )  # fmt: skip
        with pytest.raises(IntegrityError, match="committee_one_head"), act(SYSTEM, "test.write"):
            CommitteeMember.objects.create(
                committee_id=board, person_id=cast.people["minh"], function="head", valid=date_range(DAY, None)
            )

    def test_one_programme_officer_of_a_commune_a_day(self, cast: Cast) -> None:
        monitor(cast, "tuan", unit_ids=[cast.units["a"]], function="officer")
        with pytest.raises(Refused, match="Vũ Anh Tuấn phụ trách"):
            monitor(cast, "thu", unit_ids=[cast.units["a"]], function="officer")
        with pytest.raises(InputErrors, match="cần có người và có xã"):
            monitor(cast, "thu", function="officer")

    def test_a_local_committee_needs_its_place(self, cast: Cast) -> None:
        with pytest.raises(InputErrors, match="cần có địa bàn"):
            committee(cast, level="commune")

    def test_only_the_receiver_receives_and_nobody_gives_to_themselves(self, cast: Cast) -> None:
        with pytest.raises(InputErrors) as faults:
            services.handover_open(
                actor=cast.tuan, giver_id=cast.people["tuan"], receiver_id=cast.people["tuan"], effective_on=DAY,
                reason=" ", now=NOW,
            )  # fmt: skip
        assert [error.field for error in faults.value.errors] == ["receiver", "reason"]
        given = services.handover_open(
            actor=cast.tuan, giver_id=cast.people["tuan"], receiver_id=cast.people["minh"], effective_on=DAY,
            reason="chuyển công tác", now=NOW,
        )  # fmt: skip
        with pytest.raises(Refused, match="Chưa có nội dung nào"):
            services.handover_hand(actor=cast.tuan, handover_id=given.pk, now=NOW)
        services.item_add(actor=cast.tuan, handover_id=given.pk, kind="asset", title="Máy tính", now=NOW)
        services.handover_hand(actor=cast.tuan, handover_id=given.pk, now=NOW)
        for other in (cast.tuan, cast.lan):
            with pytest.raises(Refused, match="Lê Văn Minh"):
                services.handover_receive(actor=other, handover_id=given.pk, now=NOW)
        with pytest.raises(NotVisible):
            services.handover_receive(actor=cast.vy, handover_id=given.pk, now=NOW)

    def test_nobody_hands_over_somebody_elses_work(self, cast: Cast) -> None:
        with pytest.raises(Refused) as refusal:
            services.handover_open(
                actor=cast.tuan, giver_id=cast.people["minh"], receiver_id=cast.people["tuan"], effective_on=DAY,
                reason="thử", now=NOW,
            )  # fmt: skip
        assert refusal.value.status == 403
        assert not Handover.objects.exists()

    def test_the_database_refuses_a_jump(self, cast: Cast) -> None:
        given = services.handover_open(
            actor=cast.tuan, giver_id=cast.people["tuan"], receiver_id=cast.people["minh"], effective_on=DAY,
            reason="thử", now=NOW,
        )  # fmt: skip
        with pytest.raises(DatabaseError, match="Invalid transition"), transaction.atomic(), act(SYSTEM, "test.jump"):
            Handover.objects.filter(pk=given.pk).update(state="RECEIVED")


def test_a_handover_from_first_to_last(cast: Cast, work: dict[int, list[OpenWork]]) -> None:
    """S0-23: who gave, who received, what is open."""
    work[cast.people["tuan"]] = [OpenWork(1, "Phiếu 2025", "/rounds/sheets/1/"), OpenWork(2, "Phiếu 2026")]
    given = services.handover_open(
        actor=cast.tuan, giver_id=cast.people["tuan"], receiver_id=cast.people["minh"], effective_on=DAY,
        reason="chuyển công tác", now=NOW,
    )  # fmt: skip
    asset = services.item_add(actor=cast.tuan, handover_id=given.pk, kind="asset", title="Con dấu", now=NOW)
    assert given.giver_org_id == cast.orgs["UB-A"]
    assert services.handover_fill(actor=cast.tuan, handover_id=given.pk, now=NOW) == 0
    items = {item.title: item for item in selectors.items_of(cast.tuan, given.pk)}
    assert set(items) == {"Phiếu 2025", "Phiếu 2026", "Con dấu"}
    services.handover_hand(
        actor=cast.tuan, handover_id=given.pk, keep_open=[items["Phiếu 2026"].pk], now=NOW
    )
    services.handover_receive(
        actor=cast.minh, handover_id=given.pk, missing=[asset.pk], note="chưa thấy con dấu", now=NOW
    )
    states = {item.title: item.state for item in selectors.items_of(cast.minh, given.pk)}
    assert states == {"Phiếu 2025": "received", "Phiếu 2026": "open", "Con dấu": "open"}
    with pytest.raises(Refused, match="Còn 2 nội dung"):
        services.handover_close(actor=cast.tuan, handover_id=given.pk, note="", now=NOW)
    services.handover_close(actor=cast.tuan, handover_id=given.pk, note="Tuấn giữ đến 01/04", now=NOW)
    assert HandoverItem.objects.filter(handover=given, state="left").count() == 2
    assert [row.pk for row in selectors.handovers_of(cast.minh, cast.people["tuan"])] == [given.pk]


def test_what_a_mover_follows_is_listed_and_then_given_on(cast: Cast, fields: dict[str, int]) -> None:
    """S3-44."""
    followed = monitor(cast, "hai", field_id=fields["GT"], unit_ids=[cast.units["a"]])
    services.holding_end(actor=cast.lan, holding_id=cast.holdings["hai"], on=DAY, reason="nghỉ hưu", now=NOW)
    [check] = selectors.checks_of(cast.lan, cast.people["hai"])
    assert [row.title for row in selectors.still_in_hand(cast.lan, cast.people["hai"], DAY)] == [
        "Giao thông – Xã Thượng Sơn"
    ]
    services.monitor_hand_on(
        actor=cast.lan,
        monitor_id=followed.pk,
        person_id=cast.people["thu"],
        on=DAY,
        reason="nghỉ hưu",
        now=NOW,
    )
    assert selectors.still_in_hand(cast.lan, cast.people["hai"], DAY) == []
    with pytest.raises(Refused) as refusal:
        services.check_finish(actor=cast.minh, check_id=check.pk, reason="x", now=NOW)
    assert refusal.value.status == 403
    services.check_finish(actor=cast.lan, check_id=check.pk, reason="giao Thu", now=NOW)
    assert selectors.checks_of(cast.lan, cast.people["hai"]) == []
    assert [row.who for row in selectors.monitors_of(SYSTEM, DAY, unit=cast.units["a"])] == ["Phạm Thị Thu"]
    assert [row.who for row in selectors.monitors_of(SYSTEM, START, unit=cast.units["a"])] == ["Đỗ Văn Hải"]


def test_scopes_are_the_same_sets_everywhere(cast: Cast) -> None:
    """Vy sees nothing private of Tuấn's: his committee, his assignment, his handover."""
    mine = monitor(cast, "tuan", unit_ids=[cast.units["a"]], function="officer")
    all_over = monitor(cast, "lan")
    own = committee(cast, "commune", "a", "Ban Chỉ đạo xã Thượng Sơn")
    wide = committee(cast)
    for board in (own, wide):
        services.seat_start(
            actor=SYSTEM, committee_id=board, person_id=cast.people["tuan"], function="member", start=START,
            decision=PAPER, now=NOW,
        )  # fmt: skip
    given = services.handover_open(
        actor=cast.tuan, giver_id=cast.people["tuan"], receiver_id=cast.people["minh"], effective_on=DAY,
        reason="thử", now=NOW,
    )  # fmt: skip

    def seen(query: Any) -> set[int]:
        return set(query.values_list("pk", flat=True))

    assert seen(selectors.monitors_query(cast.tuan, DAY)) == {mine.pk, all_over.pk}
    assert seen(selectors.monitors_query(cast.vy, DAY)) == {all_over.pk}
    assert seen(selectors.committees_query(cast.tuan, DAY)) == {own, wide}
    assert seen(selectors.committees_query(cast.vy, DAY)) == {wide}
    assert seen(selectors.handovers_query(cast.tuan, DAY)) == {given.pk}
    assert seen(selectors.handovers_query(cast.minh, DAY)) == {given.pk}
    assert seen(selectors.handovers_query(cast.vy, DAY)) == set()
    # On the province's committee Vy sees the seat of nobody whom she does not see.
    assert selectors.seats(cast.vy, day=DAY, committee=wide) == []
    assert [seat.full_name for seat in selectors.seats(cast.tuan, day=DAY, committee=wide)] == ["Vũ Anh Tuấn"]
    with pytest.raises(NotVisible):
        selectors.committee_by_id(cast.vy, own)
    with pytest.raises(NotVisible):
        selectors.monitor_by_id(cast.vy, mine.pk)
    nobody = anonymous_actor(DAY)
    assert not selectors.monitors_query(nobody, DAY).exists()
    assert selectors.fields_monitored_by(cast.accounts["tuan"], DAY) == [(None, cast.units["a"])]
    officer = selectors.programme_officer_of(cast.tuan, cast.units["a"], DAY)
    assert officer is not None
    assert officer.who == "Vũ Anh Tuấn"
    assert selectors.programme_officer_of(cast.vy, cast.units["a"], DAY) is None


def test_vacancies_and_seats_of_posts(cast: Cast) -> None:
    """S0-41: a post for three with one holder has two vacancies; a single post without holder one."""
    services.post_update(
        actor=SYSTEM, post_id=selectors.posts_on(SYSTEM, DAY, [cast.orgs["VPDP"]])[cast.orgs["VPDP"]][1].id,
        title="Chuyên viên", is_single=False, seats=3, position=20, now=NOW,
    )  # fmt: skip
    services.post_create(
        actor=SYSTEM, org_id=cast.orgs["VPDP"], title="Phó Chánh Văn phòng", seats=1, position=2, now=NOW
    )
    rows = selectors.posts_on(SYSTEM, DAY, [cast.orgs["VPDP"]])[cast.orgs["VPDP"]]
    posts = {post.title: post.vacant for post in rows}
    assert posts == {"Chánh Văn phòng": 0, "Phó Chánh Văn phòng": 1, "Chuyên viên": 2}
    # Vy may not see Tuấn, but his post is not vacant for her.
    [post] = selectors.posts_on(cast.vy, DAY, [cast.orgs["UB-A"]])[cast.orgs["UB-A"]]
    assert (post.holders, post.vacant) == ((), 0)


def test_search_with_marks_without_and_by_former_names(cast: Cast) -> None:
    services.org_rename(
        actor=SYSTEM, org_id=cast.orgs["STN"], name="Sở Môi trường", on=START, decision=PAPER, now=NOW
    )
    assert [hit.rank for hit in find_orgs(SYSTEM, "Sở Môi trường", DAY, 5)] == [0]
    assert [hit.title for hit in find_orgs(SYSTEM, "so nn&ptnt", DAY, 5)][:1] == [
        "Sở Nông nghiệp và Phát triển nông thôn"
    ]
    [former] = find_orgs(SYSTEM, "Sở Tài nguyên", DAY, 5)
    assert (former.title, former.rank) == ("Sở Môi trường", 4)
    assert [hit.title for hit in find_people(cast.vy, "tuan", DAY, 5)] == []
    assert [hit.title for hit in find_people(cast.tuan, "tuan", DAY, 5)] == ["Vũ Anh Tuấn"]
    committee(cast, "commune", "a", "Ban Chỉ đạo xã Thượng Sơn")
    assert find_committees(cast.vy, "thuong son", DAY, 5) == []
    assert len(find_committees(cast.tuan, "thuong son", DAY, 5)) == 1


def run(importer: Any, rows: list[list[Any]], headers: list[str]) -> Checked:
    """Bring rows in by the importer: read, check, and apply what was found right."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(headers)
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    table = importer.read(SYSTEM, {}, out.getvalue(), "x.xlsx")
    checked: Checked = importer.check(SYSTEM, {}, table, NOW)
    checked.errors += table.errors
    if not checked.errors:
        with act(SYSTEM, "import.apply"):
            importer.apply(SYSTEM, {}, checked, 1, NOW)
    return checked


def again(importer: Any) -> dict[str, int]:
    """The sheet that goes out comes in without any change."""
    data, name = importer.template(SYSTEM, {}, NOW)
    table = importer.read(SYSTEM, {}, data, name)
    checked = importer.check(SYSTEM, {}, table, NOW)
    assert [str(error) for error in checked.errors + table.errors] == []
    return {kind: count for kind, count in checked.difference.counts.items() if count}


def test_who_follows_what_by_a_sheet(cast: Cast, fields: dict[str, int]) -> None:
    headers = ["Họ và tên", "Mã cơ quan, phòng", "Việc", "Lĩnh vực", "Địa bàn (mã hoặc tên)", "Từ ngày", "Đến hết ngày"]
    wrong = run(
        MonitorImporter(),
        [["Không Có Ai", None, None, "Thủy sản", "99999", None, None], [None, None, None, None, None, None, None]],
        headers,
    )
    assert {error.column for error in wrong.errors} == {"Họ và tên", "Lĩnh vực", "Địa bàn (mã hoặc tên)"}
    right = run(
        MonitorImporter(),
        [
            ["Trần Thị Lan", None, None, "Giao thông", "98001", "01/06/2025", None],
            ["Trần Thị Lan", None, None, "Giao thông", "Hạ Sơn", "01/06/2025", None],
            [None, "SNN-TL", None, None, "Xã Hạ Sơn", "01/06/2025", None],
            ["Vũ Anh Tuấn", None, "Cán bộ phụ trách chương trình ở xã", None, "98001", None, None],
        ],
        headers,
    )
    assert right.errors == []
    assert FieldMonitor.objects.count() == 4
    assert again(MonitorImporter()) == {"same": 4}
    ended = run(
        MonitorImporter(),
        [["Trần Thị Lan", None, None, "Giao thông", "98001", "01/06/2025", "28/02/2026"]],
        headers,
    )
    assert ended.difference.counts["changed"] == 1
    assert len(selectors.monitors_of(SYSTEM, DAY, person=cast.people["lan"])) == 1


def test_committees_by_a_sheet(cast: Cast, fields: dict[str, int]) -> None:
    headers = [
        "Tên Ban Chỉ đạo", "Cấp", "Địa bàn (mã hoặc tên)", "Quyết định", "Họ và tên", "Chức danh",
        "Chức vụ theo quyết định", "Lĩnh vực phụ trách", "Địa bàn phụ trách (mã hoặc tên)",
    ]  # fmt: skip
    name = "Ban Chỉ đạo CTMTQG tỉnh"
    done = run(
        CommitteeImporter(),
        [
            [name, "Cấp tỉnh", None, "5/QĐ", "Nguyễn Thị Hạnh", "Trưởng ban", "Chánh VP", None, None],
            [name, "Cấp tỉnh", None, "5/QĐ", "Lê Văn Minh", "Ủy viên", "Giám đốc", "Giao thông", "98001"],
            [name, "Cấp tỉnh", None, "5/QĐ", "Lê Văn Minh", "Ủy viên", "Giám đốc", "Nhà ở dân cư", None],
        ],
        headers,
    )
    assert [str(error) for error in done.errors] == []
    [head, minh] = selectors.seats(SYSTEM, day=DAY)
    assert (head.full_name, head.function_label) == ("Nguyễn Thị Hạnh", "Trưởng ban")
    assert minh.areas == (("Giao thông", "Xã Thượng Sơn"), ("Nhà ở dân cư", ""))
    assert again(CommitteeImporter()) == {"same": 2}
    services.seat_change(
        actor=SYSTEM,
        seat_id=minh.id,
        function="deputy",
        post_title="Giám đốc",
        areas=[Area(fields["NV"])],
        now=NOW,
    )
    assert selectors.seats(SYSTEM, day=DAY)[1].areas == (("Nhà ở dân cư", ""),)


def test_posts_by_a_sheet(cast: Cast) -> None:
    done = run(
        PostImporter(),
        [["VPDP", "Phó Chánh Văn phòng", "Không", 2, 2], ["X", "Y", None, 1, 1]],
        ["Mã cơ quan", "Chức vụ", "Chỉ một người giữ", "Số biên chế", "Thứ tự"],
    )
    assert [error.column for error in done.errors] == ["Mã cơ quan"]
    done = run(
        PostImporter(),
        [["VPDP", "Phó Chánh Văn phòng", "Không", 2, 2], ["VPDP", "Chuyên viên", "Không", 5, 20]],
        ["Mã cơ quan", "Chức vụ", "Chỉ một người giữ", "Số biên chế", "Thứ tự"],
    )
    assert done.errors == []
    rows = selectors.posts_on(SYSTEM, DAY, [cast.orgs["VPDP"]])[cast.orgs["VPDP"]]
    assert [(row.title, row.vacant) for row in rows] == [
        ("Phó Chánh Văn phòng", 2),
        ("Chuyên viên", 4),
        ("Chánh Văn phòng", 0),
    ]
    assert again(PostImporter()) == {"same": 8}


def test_duties_and_programmes_of_the_office(cast: Cast) -> None:
    """S0-10: functions and duties word for word, by decision; S4-34: several programmes."""
    for number in ("2", "10", "1"):
        services.mandate_add(
            actor=cast.lan, org_id=cast.orgs["VPDP"], number=number, text="Tham mưu", start=START, decision=PAPER,
            now=NOW,
        )  # fmt: skip
    assert [row.number for row in selectors.mandates_of(SYSTEM, cast.orgs["VPDP"], DAY)] == ["1", "2", "10"]
    services.programme_serve(
        actor=cast.lan, org_id=cast.orgs["VPDP"], name="Giảm nghèo", start=START, decision=PAPER, now=NOW
    )
    with pytest.raises(Refused, match="đã có"):
        services.programme_serve(
            actor=cast.lan, org_id=cast.orgs["VPDP"], name="Giảm nghèo", start=DAY, decision=PAPER, now=NOW
        )
    assert [row.name for row in selectors.programmes_on(SYSTEM, DAY, cast.orgs["VPDP"])] == ["Giảm nghèo"]
    assert selectors.programmes_on(SYSTEM, date(2025, 5, 31), cast.orgs["VPDP"]) == []
