"""Written inputs before a meeting, requests for one, what waits for whom. Serves S4-20, S0-44, S2-08.

S2-02 (reports sent in before a briefing), S4-01 (how many sessions were held, by kind).
"""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest

from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.core.notify.reminders import reminders_tell, rules_ship
from dieuphoi.registry.organisations.openwork import Holder
from dieuphoi.steering.meetings import notices, services
from dieuphoi.steering.meetings.inhand import meetings_in_hand
from dieuphoi.steering.meetings.models import BriefingMeeting, MeetingInput, MeetingRequest
from dieuphoi.steering.meetings.selectors import meetings as reading
from dieuphoi.steering.meetings.selectors import requests as asking
from dieuphoi.steering.meetings.selectors import work
from dieuphoi.steering.meetings.services import NewMeeting, NewRequest
from tests.steering.meetings.conftest import Plan, at, conclude, kind
from tests.steering.meetings.test_acts import told
from tests.support.route import PDF
from tests.support.world import World

pytestmark = pytest.mark.django_db
DUE = date(2026, 3, 4)


def ask(world: World, meeting: BriefingMeeting, *orgs: str, **more: Any) -> list[MeetingInput]:
    values: dict[str, Any] = {
        "topic": "Khó khăn, vướng mắc", "due_on": DUE, "orgs": [world.orgs[each] for each in orgs], **more
    }  # fmt: skip
    return services.inputs_ask(actor=world.actor("lan"), meeting_id=meeting.pk, now=world.now, **values)


# --------------------------------------------------------------------------------------------------- inputs


def test_all_faults_of_a_request_for_inputs_are_told_at_once(world: World, invited: Plan) -> None:
    meeting = invited()
    with pytest.raises(InputErrors) as caught:
        ask(world, meeting, topic=" ", due_on=date(2026, 3, 1), orgs=[])
    assert {each.field for each in caught.value.errors} == {"topic", "due_on", "orgs"}
    with pytest.raises(InputErrors, match="ngày họp"):
        ask(world, meeting, "UB-THUONG", due_on=date(2026, 3, 6))


def test_only_the_host_asks(world: World, invited: Plan) -> None:
    meeting = invited(orgs=("UB-THUONG", "SNN"))
    for who in ("tuan", "thu", "phong"):
        with pytest.raises(Refused):
            services.inputs_ask(
                actor=world.actor(who), meeting_id=meeting.pk, topic="x", due_on=DUE, orgs=[world.orgs["UB-THUONG"]],
                now=world.now,
            )  # fmt: skip


def test_who_is_asked_is_told_once_and_sees_the_meeting(world: World, plan: Plan) -> None:
    meeting = plan()
    assert len(ask(world, meeting, "UB-THUONG", "UB-HA")) == 2
    assert ask(world, meeting, "UB-THUONG", "UB-HA") == []
    assert told(world, "meeting.input_asked") == {"tuan", "vy"}
    assert reading.meeting(world.actor("tuan"), meeting.pk).pk == meeting.pk
    with pytest.raises(NotVisible):
        reading.meeting(world.actor("binh"), meeting.pk)


def test_nobody_reads_the_inputs_of_others_unless_the_meeting_shares_them(world: World, invited: Plan) -> None:
    orgs = ("UB-THUONG", "UB-HA", "SNN")

    def seen(meeting: BriefingMeeting, who: str) -> set[str]:
        rows = reading.inputs_of(world.actor(who), meeting.pk, world.today)
        files = {row.name for row in reading.files_of(world.actor(who), meeting.pk) if row.purpose == "INPUT"}
        assert files == {row.org.name + ".pdf" for row in rows if row.state == "ANSWERED"}
        return {row.org.code for row in rows}

    def make(**more: Any) -> BriefingMeeting:
        meeting = invited(orgs=orgs, **more)
        for row in ask(world, meeting, "UB-THUONG", "UB-HA"):
            who = "tuan" if row.org_id == world.orgs["UB-THUONG"] else "vy"
            services.input_answer(
                actor=world.actor(who), input_id=row.pk, text="", data=BytesIO(PDF), name=f"{row.org.name}.pdf",
                now=world.now,
            )  # fmt: skip
        return meeting

    closed = make(chair_id=world.people["minh"])
    everything = {"UB-THUONG", "UB-HA"}
    assert seen(closed, "lan") == seen(closed, "phong") == seen(closed, "minh") == everything
    assert (seen(closed, "tuan"), seen(closed, "vy"), seen(closed, "thu")) == ({"UB-THUONG"}, {"UB-HA"}, set())
    assert seen(closed, "quantri") == seen(closed, "binh") == set()
    open_ = make(shares_inputs=True, starts_at=at(6, 8), ends_at=at(6, 9))
    assert seen(open_, "tuan") == seen(open_, "vy") == seen(open_, "thu") == everything
    assert seen(open_, "binh") == set()


def test_an_input_is_answered_by_who_is_asked_or_noted_by_the_host(world: World, invited: Plan) -> None:
    meeting = invited(orgs=("UB-THUONG", "UB-HA"), shares_inputs=True)
    [row, other] = ask(world, meeting, "UB-THUONG", "UB-HA")
    if row.org_id != world.orgs["UB-THUONG"]:
        row, other = other, row
    with pytest.raises(Refused) as caught:
        services.input_answer(actor=world.actor("vy"), input_id=row.pk, text="của xã khác", now=world.now)
    assert caught.value.status == 403
    with pytest.raises(InputErrors):
        services.input_answer(actor=world.actor("tuan"), input_id=row.pk, text=" ", now=world.now)
    row = services.input_answer(actor=world.actor("tuan"), input_id=row.pk, text="Thiếu vốn đường thôn", now=world.now)
    assert (row.state, row.answered_by) == ("ANSWERED", "Vũ Anh Tuấn")
    assert told(world, "meeting.input_sent") == {"lan", "hanh"}
    by_hand = services.input_answer(actor=world.actor("lan"), input_id=other.pk, text="gửi giấy", now=world.now)
    assert by_hand.answered_by == "Trần Thị Lan"


def test_late_is_told_as_late_and_missing_as_missing(world: World, invited: Plan) -> None:
    meeting = invited(orgs=("UB-THUONG", "UB-HA"))
    rows = {row.org_id: row for row in ask(world, meeting, "UB-THUONG", "UB-HA")}
    after = world.now + timedelta(days=4)
    services.input_answer(
        actor=world.actor("tuan"), input_id=rows[world.orgs["UB-THUONG"]].pk, text="muộn", now=after
    )

    def standing(on: date) -> dict[str, str]:
        return {row.org.code: row.standing for row in reading.inputs_of(world.actor("lan"), meeting.pk, on)}

    assert standing(DUE) == {"UB-THUONG": "LATE", "UB-HA": "WAITING"}
    assert standing(date(2026, 3, 5)) == {"UB-THUONG": "LATE", "UB-HA": "MISSING"}
    found = reading.inputs_missing(world.actor("lan"), date(2026, 3, 5))
    assert (found.waiting, found.missing) == (1, 1)
    [line] = reading.meetings(world.actor("lan"), date(2026, 3, 5))
    assert (line.input_count, line.input_sent, line.input_missing) == (2, 1, 1)
    [mine] = reading.meetings(world.actor("tuan"), date(2026, 3, 5))
    assert (mine.input_count, mine.input_missing) == (1, 0), "a commune counts its own"


def test_an_input_goes_back_and_is_withdrawn_for_a_reason(world: World, invited: Plan) -> None:
    meeting, lan, tuan = invited(), world.actor("lan"), world.actor("tuan")
    [row] = ask(world, meeting, "UB-THUONG")
    services.input_answer(actor=tuan, input_id=row.pk, text="ngắn", now=world.now)
    with pytest.raises(Refused) as caught:
        services.input_return(actor=tuan, input_id=row.pk, reason="x", now=world.now)
    assert caught.value.status == 403
    with pytest.raises(Refused, match="lý do"):
        services.input_return(actor=lan, input_id=row.pk, reason="", now=world.now)
    services.input_return(actor=lan, input_id=row.pk, reason="thiếu số liệu", now=world.now)
    assert MeetingInput.objects.get(pk=row.pk).text == "ngắn"
    services.input_withdraw(actor=lan, input_id=row.pk, reason="không cần nữa", now=world.now)
    with pytest.raises(Refused):
        services.input_answer(actor=tuan, input_id=row.pk, text="đủ", now=world.now)
    assert reading.inputs_of(lan, meeting.pk, world.today) == []


def test_after_the_conclusion_nothing_comes_in(world: World, invited: Plan) -> None:
    meeting = invited(starts_at=at(2, 7), ends_at=at(2, 8))
    [row] = ask(world, meeting, "UB-THUONG", due_on=date(2026, 3, 2))
    services.meeting_hold(actor=world.actor("lan"), meeting_id=meeting.pk, now=world.now)
    conclude(world, meeting)
    with pytest.raises(Refused, match="chỉ còn để đọc"):
        services.input_answer(actor=world.actor("tuan"), input_id=row.pk, text="muộn quá", now=world.now)


def test_inputs_are_reminded_by_rules_that_are_data(world: World, invited: Plan) -> None:
    meeting = invited(orgs=("UB-THUONG", "UB-HA"), starts_at=at(12, 8), ends_at=at(12, 9))
    rows = {row.org_id: row for row in ask(world, meeting, "UB-THUONG", "UB-HA", due_on=date(2026, 3, 9))}
    services.input_answer(actor=world.actor("vy"), input_id=rows[world.orgs["UB-HA"]].pk, text="đã gửi", now=world.now)
    [due] = list(notices.inputs_due(world.today))
    assert due.due_on == date(2026, 3, 9) and set(due.to) == {world.accounts["tuan"]}
    rules_ship(actor=system_actor(world.today), now=world.now)

    def remind(on: date) -> int:
        before = Notice.objects.filter(kind="meeting.input_due").count()
        reminders_tell(actor=system_actor(on), day=on, now=world.now)
        return Notice.objects.filter(kind="meeting.input_due").count() - before

    assert remind(date(2026, 3, 2)) == 0
    assert remind(date(2026, 3, 4)) == 1  # three working days before
    assert remind(date(2026, 3, 4)) == 0  # once
    assert remind(date(2026, 3, 10)) == 1  # overdue
    assert "Quá hạn" in Notice.objects.filter(kind="meeting.input_due").latest("pk").title


def test_requests_and_meetings_of_tomorrow_are_reminded(world: World, invited: Plan, plan: Plan) -> None:
    request(world, due_on=date(2026, 3, 4))
    request(world, subject="Không hẹn ngày")
    meeting = invited(starts_at=at(3, 8), ends_at=at(3, 9))
    plan(title="Chưa mời ai", starts_at=at(3, 10), ends_at=at(3, 11))
    [due] = list(notices.requests_due(world.today))
    assert due.due_on == date(2026, 3, 4) and due.to == (world.accounts["hai"],)
    [soon] = list(notices.meetings_soon(world.today))
    assert (soon.record, soon.due_on, soon.to) == (
        f"meeting:{meeting.pk}", date(2026, 3, 3), (world.accounts["tuan"],)
    )  # fmt: skip
    rules_ship(actor=system_actor(world.today), now=world.now)
    for day, expected in ((date(2026, 3, 2), {"meeting.soon": 1}), (date(2026, 3, 4), {"meeting.request_due": 1})):
        before = {kind: Notice.objects.filter(kind=kind).count() for kind in expected}
        reminders_tell(actor=system_actor(day), day=day, now=world.now)
        assert {kind: Notice.objects.filter(kind=kind).count() - before[kind] for kind in expected} == expected


# ------------------------------------------------------------------------------------------------- requests


def request(world: World, who: str = "lan", asker: str = "VPDP", to: str = "SXD", **more: Any) -> MeetingRequest:
    values: dict[str, Any] = {"subject": "Biên chế của Văn phòng", "asked_on": date(2026, 3, 1), **more}
    new = NewRequest(asker_id=world.orgs[asker], to_org_id=world.orgs[to], **values)
    return services.request_ask(actor=world.actor(who), new=new, now=world.now)


def test_all_faults_of_a_request_are_told_at_once(world: World) -> None:
    with pytest.raises(InputErrors) as caught:
        request(world, to="VPDP", subject=" ", asked_on=date(2026, 3, 3), due_on=date(2026, 3, 1))
    assert {each.field for each in caught.value.errors} == {"to_org", "subject", "asked_on", "due_on"}
    with pytest.raises(Refused):
        request(world, who="thu")


def test_the_other_agency_is_told_and_no_third_one_sees_it(world: World) -> None:
    row = request(world)
    assert told(world, "meeting.requested") == {"hai"}
    for who in ("minh", "tuan", "quang", "quantri"):
        with pytest.raises(NotVisible):
            asking.request(world.actor(who), row.pk, world.today)
    assert asking.request(world.actor("phong"), row.pk, world.today).subject == "Biên chế của Văn phòng"


def test_asked_agreed_met_and_the_result(world: World, plan: Plan) -> None:
    """S0-44: the outgoing letter, when it was asked, the answer, the meeting held."""
    row = request(world, document="45/CV-VPĐP", due_on=date(2026, 3, 6))
    with pytest.raises(Refused) as caught:
        services.request_agree(
            actor=world.actor("phong"), request_id=row.pk, starts_at=at(5, 14), ends_at=at(5, 16), now=world.now
        )
    assert caught.value.status == 403
    with pytest.raises(InputErrors) as faults:
        services.request_agree(
            actor=world.actor("hai"), request_id=row.pk, starts_at=at(5, 16), ends_at=at(5, 14),
            answered_on=date(2026, 2, 1), now=world.now,
        )  # fmt: skip
    assert {each.field for each in faults.value.errors} == {"end_time", "answered_on"}
    with pytest.raises(InputErrors, match="chưa được đồng ý"):
        plan(request_id=row.pk)
    row = services.request_agree(
        actor=world.actor("hai"), request_id=row.pk, starts_at=at(5, 14), ends_at=at(5, 16), venue="Sở Xây dựng",
        answer="Mời đến", now=world.now,
    )  # fmt: skip
    assert (row.state, row.on_behalf) == ("AGREED", False)
    new = NewMeeting(kind("co-quan"), row.subject, world.orgs["VPDP"], at(5, 14), at(5, 16), venue=row.agreed_venue,
                     request_id=row.pk)  # fmt: skip
    meeting = services.meeting_plan(actor=world.actor("lan"), new=new, now=world.now)
    found = asking.request(world.actor("hai"), row.pk, world.today)
    assert (found.meeting_ref, found.meeting_state) == (meeting.pk, "PLANNED")
    with pytest.raises(InputErrors, match="Đã có cuộc họp"):
        plan(request_id=row.pk, starts_at=at(6, 8), ends_at=at(6, 9))
    with pytest.raises(Refused, match="hãy hủy cuộc họp"):
        services.request_retract(actor=world.actor("hai"), request_id=row.pk, reason="nhầm", now=world.now)


def test_a_paper_answer_is_noted_by_who_asked(world: World) -> None:
    row = request(world)
    row = services.request_answer(
        actor=world.actor("lan"), request_id=row.pk, answer="", answer_document="99/SXD-VP",
        answered_on=date(2026, 3, 2), now=world.now,
    )  # fmt: skip
    assert (row.state, row.on_behalf, row.answer_document) == ("ANSWERED", True, "99/SXD-VP")
    other = request(world, subject="Việc khác")
    with pytest.raises(InputErrors):
        services.request_answer(actor=world.actor("hai"), request_id=other.pk, answer=" ", now=world.now)
    with pytest.raises(Refused, match="lý do"):
        services.request_refuse(actor=world.actor("hai"), request_id=other.pk, reason=" ", now=world.now)
    refused = services.request_refuse(actor=world.actor("hai"), request_id=other.pk, reason="bận", now=world.now)
    assert (refused.state, refused.answer) == ("REFUSED", "bận")
    back = services.request_retract(actor=world.actor("hai"), request_id=other.pk, reason="nhầm", now=world.now)
    assert (back.state, back.answer, back.answered_on) == ("ASKED", "", None)
    with pytest.raises(Refused):
        services.request_withdraw(actor=world.actor("hai"), request_id=other.pk, reason="x", now=world.now)
    assert services.request_withdraw(
        actor=world.actor("lan"), request_id=other.pk, reason="đã gặp", now=world.now
    ).state == "WITHDRAWN"  # fmt: skip


# ------------------------------------------------------------------------------------------- what waits


def test_what_waits_for_whom(world: World, invited: Plan) -> None:
    meeting = invited(starts_at=at(1, 8), ends_at=at(1, 9))
    coming = invited(title="Họp sau", starts_at=at(6, 8), ends_at=at(6, 9))
    ask(world, coming, "UB-THUONG")
    request(world)
    request(world, who="thu", asker="SNN", to="VPDP")

    def waits(who: str) -> list[int]:
        actor = world.actor(who)
        return [
            len(work.inputs_asked_of(actor, world.today)), len(work.meetings_to_write_up(actor, world.today)),
            len(work.meetings_to_conclude(actor)), len(work.requests_to_answer(actor, world.today)),
        ]  # fmt: skip

    assert waits("lan") == waits("hanh") == [0, 1, 0, 1]
    assert waits("tuan") == [1, 0, 0, 0] and waits("hai") == [0, 0, 0, 1]
    assert waits("vy") == waits("quantri") == waits("thu") == [0, 0, 0, 0]
    services.meeting_hold(actor=world.actor("lan"), meeting_id=meeting.pk, now=world.now)
    assert waits("hanh") == [0, 0, 0, 1]
    services.conclusion_add(
        actor=world.actor("lan"), meeting_id=meeting.pk, now=world.now,
        new=services.NewConclusion("a", no_due_reason="x"),
    )  # fmt: skip
    assert waits("hanh") == [0, 0, 1, 1] and waits("lan") == [0, 0, 0, 1]


def test_the_panel_of_a_commune(world: World, invited: Plan, held: Plan) -> None:
    held(title="Đã họp", place_id=world.units["thuong"], kind_id=kind("co-so"))
    coming = invited(title="Sắp họp", starts_at=at(6, 8), ends_at=at(6, 9))
    ask(world, coming, "UB-THUONG")
    found = reading.meetings_of_unit(world.actor("tuan"), world.units["thuong"], world.today)
    assert ([row.title for row in found.ahead], [row.title for row in found.held], len(found.owed)) == (
        ["Sắp họp"], ["Đã họp"], 1
    )  # fmt: skip
    assert reading.meetings_of_unit(world.actor("vy"), world.units["thuong"], world.today).ahead == ()
    groups = reading.held_by_group(world.actor("lan"), reading.meetings(world.actor("lan"), world.today))
    assert [(each.group, each.held) for each in groups] == [("SESSION", 1)]


def test_who_leaves_has_what_bears_their_name_in_hand(world: World, invited: Plan, entry: Any) -> None:
    meeting = invited(orgs=("SNN",), chair_id=world.people["thu"])
    ask(world, meeting, orgs=[], people=[world.people["thu"]])
    entry(title="Đi xã", people=("thu",), starts_at=at(6, 8), ends_at=at(6, 9))
    found = meetings_in_hand(world.actor("hanh"), Holder(person_id=world.people["thu"]), world.today)
    assert [row.title for row in found] == [
        "Chủ trì: Giao ban tháng 3", "Báo cáo trước cuộc họp: Khó khăn, vướng mắc", "Đi xã"
    ]  # fmt: skip
    assert all(row.url for row in found)
    told_to_the_keeper = meetings_in_hand(world.actor("quantri"), Holder(person_id=world.people["thu"]), world.today)
    assert len(told_to_the_keeper) == 3 and not any(row.url for row in told_to_the_keeper)
    assert meetings_in_hand(world.actor("hanh"), Holder(org_id=world.orgs["SNN"]), world.today) == []


def test_of_a_cancelled_meeting_nothing_is_missing(world: World, invited: Plan) -> None:
    meeting = invited()
    ask(world, meeting, "UB-THUONG")
    services.meeting_cancel(actor=world.actor("lan"), meeting_id=meeting.pk, reason="mưa", now=world.now)
    later = date(2026, 3, 9)
    [line] = reading.meetings(world.actor("lan"), later)
    assert (line.input_missing, reading.inputs_missing(world.actor("lan"), later).waiting) == (0, 0)
    assert not reading.inputs(world.actor("lan"), later) and not list(notices.inputs_due(later))
