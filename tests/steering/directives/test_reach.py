"""How a document reaches people: received, given to somebody, opened; relations and what is in force.

Serves S0-28 (issued → received → assigned → read, alert when slow), S3-03, S3-10 (receipts of addressees), S0-44 (an
answer is wanted), S2-12 (what rests on which decision).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.steering.directives import notices, selectors, services
from dieuphoi.steering.directives.desk import waiting_for
from dieuphoi.steering.directives.models import Addressee, DocumentReceipt
from tests.steering.directives.conftest import Register
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db


def line(row: Any, world: World, org: str) -> Addressee:
    return Addressee.objects.get(document=row, org_id=world.orgs[org])


# ---------------------------------------------------------------------------------------------- refusals


def test_only_addressees_leave_a_receipt_and_no_get_does(world: World, came: Register) -> None:
    row = came(to=("UB-THUONG",))
    for who in ("thu", "phong"):
        with pytest.raises(Refused) as refusal:
            services.document_read(actor=world.actor(who), document_id=row.pk, now=world.now)
        assert refusal.value.status == 403
    with pytest.raises(NotVisible):
        services.document_read(actor=world.actor("vy"), document_id=row.pk, now=world.now)
    page = sign_in(world, "tuan").get(f"/documents/{row.pk}/").content.decode()
    assert "data-seen=" in page and not DocumentReceipt.objects.exists()
    assert "data-seen=" not in sign_in(world, "thu").get(f"/documents/{row.pk}/").content.decode()
    assert sign_in(world, "thu").post("/documents/seen/", {"ids": [row.pk]}).status_code == 200
    assert not DocumentReceipt.objects.exists()


def test_what_the_page_reports_is_kept_once_and_stops_the_clock(world: World, came: Register) -> None:
    row = came(to=("UB-THUONG",))
    client = sign_in(world, "tuan")
    for _n in range(2):
        assert client.post("/documents/seen/", {"ids": [row.pk]}).json().keys() == {"unread"}
    [receipt] = DocumentReceipt.objects.all()
    assert receipt.reader_name == "Vũ Anh Tuấn"
    mine = line(row, world, "UB-THUONG")
    assert mine.read_on is not None and mine.read_by == "Vũ Anh Tuấn" and mine.received_on is not None
    assert line(row, world, "VPDP").read_on is None
    assert "data-seen=" not in client.get(f"/documents/{row.pk}/").content.decode()


def test_who_it_did_not_come_to_neither_receives_nor_gives_it(world: World, came: Register) -> None:
    row = came(to=("UB-THUONG",))
    for who in ("thu", "phong"):
        for service in (services.document_receive, services.document_assign):
            with pytest.raises(Refused) as refusal:
                service(actor=world.actor(who), document_id=row.pk, now=world.now)
            assert refusal.value.status == 403
    with pytest.raises(InputErrors, match="trước ngày ban hành"):
        services.document_receive(
            actor=world.actor("tuan"), document_id=row.pk, on=date(2026, 2, 1), now=world.now
        )
    with pytest.raises(InputErrors, match="không thuộc cơ quan nhận"):
        services.document_assign(
            actor=world.actor("tuan"), document_id=row.pk, to_person_id=world.people["lan"], now=world.now
        )
    with pytest.raises(InputErrors, match="đã qua"):
        services.document_assign(
            actor=world.actor("lan"), document_id=row.pk, to_person_id=world.people["hanh"],
            due_on=date(2026, 3, 1), now=world.now,
        )  # fmt: skip


def test_the_database_keeps_a_number_of_arrival_once_and_gives_nothing_that_was_not_received(
    world: World, came: Register
) -> None:
    first, second = came("1/A", to=("SXD",)), came("2/A")
    for pk, values in (
        (line(second, world, "VPDP").pk, {"arrival_number": line(first, world, "VPDP").arrival_number}),
        (line(first, world, "SXD").pk, {"assigned_on": world.today}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), act(system_actor(world.today), "test.jump"):
            Addressee.objects.filter(pk=pk).update(**values)


def test_only_the_body_that_gave_it_is_offered_to_take_it_back(world: World, came: Register) -> None:
    row = came(to=("UB-THUONG",))
    handling = services.document_assign(
        actor=world.actor("hanh"), document_id=row.pk, to_person_id=world.people["lan"], now=world.now
    )
    place = f"/documents/handlings/{handling.pk}/end/"
    for who, may in (("tuan", False), ("lan", True)):
        client = sign_in(world, who)
        assert (client.get(place).status_code == 200) is may, who
        assert (f'href="{place}"' in client.get(f"/documents/{row.pk}/").content.decode()) is may, who


# ---------------------------------------------------------------------------------------------- the way


def test_issued_received_given_opened_in_working_days(world: World, came: Register) -> None:
    """Issued Thursday 26 February, received and given on Monday 2 March: two working days, then the same day."""
    row = came(to=("UB-THUONG",))
    mine = line(row, world, "VPDP")
    assert (mine.days_to_receive, mine.assign_due_on) == (2, date(2026, 3, 3))
    handling = services.document_assign(
        actor=world.actor("hanh"), document_id=row.pk, to_person_id=world.people["lan"],
        instruction="Tham mưu trả lời", due_on=date(2026, 3, 6), now=world.now,
    )  # fmt: skip
    mine.refresh_from_db()
    assert (mine.assigned_on, mine.days_to_assign) == (world.today, 0)
    assert Notice.objects.filter(kind="document.assigned", account_id=world.accounts["lan"], at_once=True).count() == 1
    services.document_read(actor=world.actor("lan"), document_id=row.pk, now=world.now)
    handling.refresh_from_db()
    assert handling.read_on == world.today
    # Tuấn opens it on Friday: four working days after it was sent.
    later = world.now + timedelta(days=4)
    services.document_read(actor=world.actor("tuan"), document_id=row.pk, now=later)
    his = line(row, world, "UB-THUONG")
    assert (his.days_to_read, his.read_on, his.days_to_receive) == (4, date(2026, 3, 6), 6)


def test_the_lead_is_one_at_a_time_and_the_former_one_is_told_of_in_the_past(world: World, came: Register) -> None:
    row = came()
    hanh = world.actor("hanh")
    services.document_assign(actor=hanh, document_id=row.pk, to_person_id=world.people["lan"], now=world.now)
    with pytest.raises(InputErrors, match="Đã giao cho nơi này"):
        services.document_assign(actor=hanh, document_id=row.pk, to_person_id=world.people["lan"], now=world.now)
    services.document_assign_to(actor=hanh, document_id=row.pk, reason="nguyễn thị hạnh", now=world.now)
    rows = selectors.handlings_of(hanh, row.pk)
    assert {(each.name, each.ended_on) for each in rows} == {
        ("Nguyễn Thị Hạnh", None), ("Trần Thị Lan", world.today)
    }  # fmt: skip
    with pytest.raises(InputErrors, match="Không có ai"):
        services.document_assign_to(actor=hanh, document_id=row.pk, reason="Vũ Anh Tuấn", now=world.now)


def test_urgent_documents_are_told_at_once(world: World, came: Register) -> None:
    came("1/A", to=("UB-THUONG",))
    came("2/A", to=("UB-THUONG",), urgency="AT_ONCE")
    told = Notice.objects.filter(kind="document.addressed", account_id=world.accounts["tuan"])
    assert sorted(told.values_list("at_once", flat=True)) == [False, True]
    assert told.get(at_once=True).title.startswith("HỎA TỐC")


def test_the_rule_of_the_day_makes_the_due_days_and_the_office_sets_it(world: World, came: Register) -> None:
    with pytest.raises(Refused):
        services.access_rule_set(
            actor=world.actor("lan"), measure="READ", urgency="NORMAL", days=5, source="x", now=world.now
        )
    with pytest.raises(InputErrors):
        services.access_rule_set(
            actor=world.actor("hanh"), measure="READ", urgency="NORMAL", days=999, source=" ", now=world.now
        )
    before = line(came("1/A", to=("SXD",)), world, "SXD")
    services.access_rule_set(
        actor=world.actor("hanh"), measure="READ", urgency="NORMAL", days=5, source="QĐ 9", now=world.now
    )
    after = line(came("2/A", to=("SXD",)), world, "SXD")
    assert (before.read_due_on, after.read_due_on) == (date(2026, 3, 4), date(2026, 3, 9))


def test_slow_access_is_counted_as_the_list_shows_it_and_told_by_rule(world: World, came: Register) -> None:
    row = came(to=("UB-THUONG", "SXD"))
    came("2/A")
    day = date(2026, 3, 6)
    from dataclasses import replace

    lan = replace(world.actor("lan"), on=day)
    assert selectors.slow_access_count(world.actor("lan"), world.today) == 0
    assert selectors.slow_access_count(lan, day) == 2
    tuan = replace(world.actor("tuan"), on=day)
    assert selectors.slow_access_count(tuan, day) == 1
    listed = selectors.late(tuan, selectors.documents(tuan, day), day, ("READ",))
    assert [each.pk for each in listed] == [row.pk]
    due = list(notices.unread(day))
    mine = [each for each in due if world.accounts["tuan"] in each.to]
    assert [(each.due_on, each.url) for each in mine] == [(date(2026, 3, 4), f"/documents/{row.pk}/")]
    office = [each for each in due if each.record == f"document:{row.pk}:unread"]
    assert office and set(office[0].to) >= {world.accounts["lan"], world.accounts["hanh"]}
    assert {each.url for each in notices.unassigned(day) if world.accounts["lan"] in each.to} == {
        f"/documents/{row.pk}/", f"/documents/{Addressee.objects.latest('pk').document_id}/",
    }  # fmt: skip


def test_what_waits_is_on_my_work_and_leads_to_the_very_rows(world: World, came: Register) -> None:
    row = came(to=("UB-THUONG",))
    lines = {each.kind: each for each in waiting_for(world.actor("tuan"), world.today)}
    assert lines["doc_read"].count == 1 and lines["doc_read"].due == date(2026, 3, 4)
    assert set(lines) == {"doc_read"}  # communes are not held to the rule of giving it on
    office = {each.kind for each in waiting_for(world.actor("lan"), world.today)}
    assert office == {"doc_read", "doc_assign"}
    services.document_assign(
        actor=world.actor("hanh"), document_id=row.pk, to_person_id=world.people["lan"], now=world.now
    )
    services.document_read(actor=world.actor("lan"), document_id=row.pk, now=world.now)
    mine = waiting_for(world.actor("lan"), world.today)
    assert [(each.kind, each.route[1]) for each in mine] == [("doc_handle", (row.pk,))]
    assert waiting_for(world.actor("vy"), world.today) == []
    html = sign_in(world, "tuan").get("/").content.decode()
    assert "Mở đọc văn bản gửi đến" in html


def test_receiving_keeps_the_number_of_arrival_of_each_addressee(world: World, came: Register) -> None:
    row = came(to=("UB-THUONG", "UB-HA"))
    services.document_receive(
        actor=world.actor("tuan"), document_id=row.pk, on=world.today, arrival_number=7, now=world.now
    )
    with pytest.raises(Refused, match="từ trước"):
        services.document_receive(actor=world.actor("tuan"), document_id=row.pk, now=world.now)
    services.document_receive(actor=world.actor("vy"), document_id=row.pk, arrival_number=7, now=world.now)
    other = came("2/A", to=("UB-THUONG",))
    with pytest.raises(InputErrors, match="Số đến 7 năm 2026"):
        services.document_receive(actor=world.actor("tuan"), document_id=other.pk, arrival_number=7, now=world.now)


def test_all_communes_of_the_province_are_addressees_of_their_own(world: World, went: Register) -> None:
    row = went(to=(), to_all_communes=True)
    names = [each.name for each in selectors.addressees_of(world.actor("lan"), row.pk)]
    assert names == ["UBND xã Hạ Sơn", "UBND xã Thượng Sơn", "UBND xã Đông Sơn"]
    for who in ("tuan", "vy", "binh"):
        assert selectors.documents(world.actor(who), world.today).filter(pk=row.pk).exists()


# ---------------------------------------------------------------------------------------------- relations


def relate(world: World, row: Any, target: Any, what: str, **more: Any) -> Any:
    return services.relation_add(
        actor=world.actor("lan"), document_id=row.pk, kind=what, target_id=target.pk, now=world.now, **more
    )


def test_no_document_does_anything_to_itself_or_to_a_later_one(world: World, came: Register) -> None:
    old, new = came("1/A", issued_on=date(2026, 1, 5)), came("2/A")
    with pytest.raises(InputErrors, match="chính nó"):
        relate(world, old, old, "REPLACES")
    with pytest.raises(InputErrors, match="ban hành sau"):
        relate(world, old, new, "REPLACES")
    relate(world, new, old, "REPLACES")
    with pytest.raises(InputErrors, match="từ trước"):
        relate(world, new, old, "REPLACES")
    with pytest.raises(Refused):
        services.relation_add(
            actor=world.actor("thu"), document_id=new.pk, kind="BASIS", target_text="Luật", now=world.now
        )
    with pytest.raises(Refused, match="ghi quan hệ với văn bản này"):
        services.document_void(actor=world.actor("lan"), document_id=old.pk, reason="nhầm", now=world.now)


def test_in_force_is_read_from_relations_as_of_a_day(world: World, came: Register) -> None:
    old = came("1/QĐ-UBND", issued_on=date(2026, 1, 5))
    amended = came("2/QĐ-UBND", issued_on=date(2026, 1, 6))
    new = came("3/QĐ-UBND", issued_on=date(2026, 2, 1), effective_on=date(2026, 2, 15))
    ends = came("4/QĐ-UBND", issued_on=date(2026, 1, 5), expires_on=date(2026, 2, 1))
    relation = relate(world, new, old, "REPLACES")
    relate(world, new, amended, "AMENDS")

    def force(row: Any, day: date) -> str:
        return str(selectors.document(world.actor("lan"), row.pk, day).force)

    assert [force(old, day) for day in (date(2026, 2, 14), date(2026, 2, 15))] == ["IN_FORCE", "REPLACED"]
    assert force(amended, world.today) == "AMENDED" and force(ends, world.today) == "EXPIRED"
    assert [force(new, day) for day in (date(2026, 2, 1), world.today)] == ["NOT_YET", "IN_FORCE"]
    lan = world.actor("lan")
    rows = selectors.in_force(selectors.documents(lan, world.today), world.today)
    assert {each.pk for each in rows} == {amended.pk, new.pk}
    page = sign_in(world, "lan").get(f"/documents/{old.pk}/").content.decode()
    assert "không còn hiệu lực" in page and "3/QĐ-UBND" in page
    services.relation_end(actor=lan, relation_id=relation.pk, reason="ghi nhầm", now=world.now)
    assert force(old, world.today) == "IN_FORCE"


def test_an_answer_is_wanted_until_one_stands(world: World, came: Register, went: Register) -> None:
    asked = went(answer_due_on=date(2026, 3, 20), kind_id=None, kind_text="Công văn đăng ký làm việc")
    lan = world.actor("lan")
    waiting = selectors.documents(lan, world.today).filter(answer_due_on__isnull=False, answered=False)
    assert [each.pk for each in waiting] == [asked.pk]
    answer = came("5/SNV", issued_on=world.today, issuer_id=None, issuer_name="Sở Nội vụ")
    relate(world, answer, asked, "ANSWERS")
    assert not waiting.all().exists()
    assert selectors.document(lan, asked.pk, world.today).answered


def test_the_chain_walks_both_ways_within_the_scope(world: World, came: Register) -> None:
    old = came("1/A", issued_on=date(2026, 1, 5), to=("UB-THUONG",))
    new = came("2/A", to=("UB-THUONG", "UB-HA"))
    relate(world, new, old, "REPLACES")

    def told(who: str, row: Any) -> set[str]:
        chain = chain_of(world.actor(who), "document", row.pk, on=world.today)
        return {str(node.title) for branch in (*chain.down, *chain.up) for node in branch.links}

    assert any("1/A" in title for title in told("tuan", new)) and any("2/A" in title for title in told("tuan", old))
    assert not any("1/A" in title for title in told("vy", new))


def test_documents_of_a_commune_are_those_sent_to_it_of_it_and_about_it(
    world: World, came: Register, went: Register
) -> None:
    sent, about = came("1/A", to=("UB-THUONG",)), came("2/A", places=(world.units["thuong"],), is_public=True)
    own = came("3/A", who="tuan", keeper_id=world.orgs["UB-THUONG"], issuer_id=None, issuer_name="Chi cục")
    came("4/A", to=("UB-HA",))
    rows = selectors.documents_of_unit(world.actor("lan"), world.units["thuong"], world.today)
    assert {row.pk for row in rows} == {sent.pk, about.pk, own.pk}
