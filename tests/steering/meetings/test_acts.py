"""Meetings from plan to conclusion: refusals first. Serves S0-01, S0-08, S2-02, S2-04, S2-28, S3-19, S4-02."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest

from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.steering.meetings import services
from dieuphoi.steering.meetings.models import (
    AgendaItem,
    Attendance,
    BriefingMeeting,
    CalendarEntry,
    ConclusionNotice,
    EntryPart,
    MeetingSeries,
)
from dieuphoi.steering.meetings.selectors import meetings as reading
from dieuphoi.steering.meetings.services import NewAgendaItem, NewConclusion, NewMeeting, NewNotice, Seen
from tests.steering.meetings.conftest import Plan, at, conclude, kind
from tests.support.route import PDF
from tests.support.world import World

pytestmark = pytest.mark.django_db


def told(world: World, notice_kind: str, after: int = 0) -> set[str]:
    """Who of the cast has a notice of the kind, newer than the one with the id ``after``."""
    by_account = {account: name for name, account in world.accounts.items()}
    rows = Notice.objects.filter(kind=notice_kind, pk__gt=after).values_list("account_id", flat=True)
    return {by_account[each] for each in rows if each in by_account}


# ----------------------------------------------------------------------------------------------- planning


def test_all_faults_of_a_plan_are_told_at_once(world: World) -> None:
    new = NewMeeting(
        kind_id=987_654, title=" ", host_id=world.orgs["VPDP"], starts_at=at(5, 11), ends_at=at(5, 8), link="ftp://x",
        room_id=99_999, chair_id=99_999,
    )  # fmt: skip
    with pytest.raises(InputErrors) as caught:
        services.meeting_plan(actor=world.actor("lan"), new=new, now=world.now)
    assert {each.field for each in caught.value.errors} == {"kind", "title", "end_time", "link", "room", "chair"}
    assert not BriefingMeeting.objects.exists()


@pytest.mark.parametrize(("who", "host"), [("tuan", "UB-HA"), ("thu", "SXD"), ("phong", "VPDP"), ("quang", "BCD"),
                                           ("quantri", "VPDP"), ("thu", "VPDP")])  # fmt: skip
def test_nobody_calls_meetings_in_anothers_name(world: World, plan: Plan, who: str, host: str) -> None:
    with pytest.raises(Refused) as caught:
        plan(who=who, host=host)
    assert caught.value.status == 403


@pytest.mark.parametrize(("who", "host"), [("tuan", "UB-THUONG"), ("thu", "SNN"), ("hanh", "BCD"), ("lan", "SXD")])
def test_each_calls_its_own_and_the_office_any(world: World, plan: Plan, who: str, host: str) -> None:
    meeting = plan(who=who, host=host)
    row = CalendarEntry.objects.get(meeting=meeting)
    assert (row.kind, row.org_id, row.state, row.published_at) == ("MEETING", world.orgs[host], "PLANNED", None)


def test_nobody_hears_of_a_meeting_before_it_is_announced(world: World, plan: Plan) -> None:
    meeting = plan()
    services.invitees_add(
        actor=world.actor("lan"), meeting_id=meeting.pk, orgs=[world.orgs["UB-THUONG"]], now=world.now
    )
    with pytest.raises(NotVisible):
        reading.meeting(world.actor("tuan"), meeting.pk)
    assert told(world, "meeting.invited") == set()
    services.meeting_invite(actor=world.actor("lan"), meeting_id=meeting.pk, now=world.now)
    assert reading.meeting(world.actor("tuan"), meeting.pk).pk == meeting.pk
    assert told(world, "meeting.invited") == {"tuan"}


def test_a_meeting_without_anybody_called_is_not_announced(world: World, plan: Plan) -> None:
    with pytest.raises(Refused, match="Chưa có thành phần"):
        services.meeting_invite(actor=world.actor("lan"), meeting_id=plan().pk, now=world.now)


def test_who_is_called_later_or_called_off_is_told(world: World, invited: Plan) -> None:
    meeting = invited()
    lan = world.actor("lan")
    last = Notice.objects.latest("pk").pk
    services.invitees_add(actor=lan, meeting_id=meeting.pk, people=[world.people["thu"]], now=world.now)
    services.points_add(
        actor=lan, meeting_id=meeting.pk, points=[services.NewPoint(world.orgs["UB-HA"])], now=world.now
    )
    assert told(world, "meeting.invited", last) == {"thu", "vy"}
    [row] = [each for each in reading.invitees_of(lan, meeting.pk) if each.person_id is not None]
    services.part_end(actor=lan, part="invitee", part_id=row.pk, reason="nhầm", now=world.now)
    assert told(world, "meeting.cancelled") == {"thu"}
    with pytest.raises(NotVisible):
        reading.meeting(world.actor("thu"), meeting.pk)


def test_a_point_takes_its_contact_from_the_register(world: World, invited: Plan) -> None:
    meeting = invited(points=("UB-HA",))
    [row] = reading.points_of(world.actor("vy"), meeting.pk)
    assert row.contact_name == "Đặng Khánh Vy"
    services.point_correct(
        actor=world.actor("vy"), point_id=row.pk, venue="Phòng họp tầng 2", contact_name="Bí thư", contact_phone="1",
        now=world.now,
    )  # fmt: skip
    with pytest.raises(Refused):
        services.point_correct(
            actor=world.actor("tuan"), point_id=row.pk, venue="", contact_name="", contact_phone="", now=world.now
        )


# ------------------------------------------------------------------------------------------- moved, put off


def test_a_new_time_needs_a_reason_and_is_told_at_once(world: World, invited: Plan) -> None:
    meeting = invited()
    values = {
        "kind_id": meeting.kind_id, "title": meeting.title, "host_id": meeting.host_id, "starts_at": at(6, 8),
        "ends_at": at(6, 11), "venue": "Hội trường B",
    }  # fmt: skip
    new = NewMeeting(**values)
    lan = world.actor("lan")
    with pytest.raises(InputErrors, match="lý do"):
        services.meeting_correct(actor=lan, meeting_id=meeting.pk, new=new, now=world.now)
    services.meeting_correct(actor=lan, meeting_id=meeting.pk, new=new, reason="trùng kỳ họp HĐND", now=world.now)
    assert told(world, "meeting.moved") == {"tuan", "hanh", "quantri"} - {"quantri"}
    [notice] = Notice.objects.filter(kind="meeting.moved", account_id=world.accounts["tuan"])
    assert "05/03/2026" in notice.text and "06/03/2026" in notice.text and notice.at_once
    row = CalendarEntry.objects.get(meeting=meeting)
    assert (row.starts_at, row.sequence) == (at(6, 8), 1)


def test_a_correction_of_the_title_alone_disturbs_nobody(world: World, invited: Plan) -> None:
    meeting = invited()
    new = NewMeeting(meeting.kind_id, "Giao ban tháng 3/2026", meeting.host_id, at(5, 8), at(5, 11),
                     venue="Hội trường A")  # fmt: skip
    services.meeting_correct(actor=world.actor("lan"), meeting_id=meeting.pk, new=new, reason="đúng tên", now=world.now)
    assert told(world, "meeting.moved") == set()
    assert CalendarEntry.objects.get(meeting=meeting).title == "Giao ban tháng 3/2026"


def test_put_off_without_a_time_leaves_the_calendar_until_one_is_set(world: World, invited: Plan) -> None:
    meeting = invited()
    lan = world.actor("lan")
    services.meeting_postpone(actor=lan, meeting_id=meeting.pk, reason="bão", now=world.now)
    row = CalendarEntry.objects.get(meeting=meeting)
    assert (row.state, row.state_reason) == ("CANCELLED", "bão")
    with pytest.raises(Refused, match="Chưa ấn định"):
        services.meeting_hold(actor=lan, meeting_id=meeting.pk, now=world.now)
    services.meeting_postpone(
        actor=lan, meeting_id=meeting.pk, reason="trời yên", starts_at=at(9, 8), ends_at=at(9, 10), now=world.now
    )
    row.refresh_from_db()
    assert (row.state, row.starts_at, row.sequence) == ("PLANNED", at(9, 8), 2)
    assert told(world, "meeting.moved") == {"tuan", "hanh"}


def test_a_cancelled_meeting_stays_with_its_reason(world: World, invited: Plan) -> None:
    meeting = invited()
    lan = world.actor("lan")
    with pytest.raises(Refused, match="lý do"):
        services.meeting_cancel(actor=lan, meeting_id=meeting.pk, reason=" ", now=world.now)
    services.meeting_cancel(actor=lan, meeting_id=meeting.pk, reason="không còn cần", now=world.now)
    assert told(world, "meeting.cancelled") == {"tuan", "hanh"}
    assert reading.meeting(world.actor("tuan"), meeting.pk).state == "CANCELLED"
    with pytest.raises(Refused):
        services.meeting_invite(actor=lan, meeting_id=meeting.pk, now=world.now)


def test_a_meeting_that_has_not_begun_was_not_held(world: World, invited: Plan) -> None:
    with pytest.raises(Refused, match="chưa ghi đã họp được"):
        services.meeting_hold(actor=world.actor("lan"), meeting_id=invited().pk, now=world.now)


def test_held_by_mistake_goes_back_to_where_it_was(world: World, held: Plan, plan: Plan) -> None:
    lan = world.actor("lan")
    meeting = held()
    assert services.meeting_unhold(actor=lan, meeting_id=meeting.pk, reason="nhầm", now=world.now).state == "INVITED"
    other = plan(starts_at=at(1, 14), ends_at=at(1, 15))
    services.meeting_hold(actor=lan, meeting_id=other.pk, now=world.now)
    assert services.meeting_unhold(actor=lan, meeting_id=other.pk, reason="nhầm", now=world.now).state == "PLANNED"
    services.meeting_hold(actor=lan, meeting_id=meeting.pk, now=world.now)
    services.minutes_write(actor=lan, meeting_id=meeting.pk, text="có họp", now=world.now)
    with pytest.raises(Refused, match="đã diễn ra"):
        services.meeting_unhold(actor=lan, meeting_id=meeting.pk, reason="nhầm", now=world.now)


# --------------------------------------------------------------------------------------------------- agenda


def test_the_agenda_keeps_its_order(world: World, plan: Plan) -> None:
    meeting, lan = plan(), world.actor("lan")
    for title, position in (("a", None), ("b", None), ("c", 1)):
        services.agenda_add(
            actor=lan, meeting_id=meeting.pk, new=NewAgendaItem(title, position=position, minutes=10), now=world.now
        )

    def order() -> list[tuple[int, str]]:
        return list(AgendaItem.objects.filter(is_current=True).order_by("position").values_list("position", "title"))

    assert order() == [(1, "c"), (2, "a"), (3, "b")]
    last = AgendaItem.objects.get(title="b")
    services.agenda_correct(actor=lan, item_id=last.pk, new=NewAgendaItem("b!", position=1), now=world.now)
    assert order() == [(1, "b!"), (2, "c"), (3, "a")]
    services.part_end(actor=lan, part="agenda", part_id=AgendaItem.objects.get(title="c").pk, reason="bỏ",
                      now=world.now)  # fmt: skip
    assert order() == [(1, "b!"), (2, "a")]
    with pytest.raises(InputErrors) as caught:
        services.agenda_add(actor=lan, meeting_id=meeting.pk, new=NewAgendaItem(" ", position=0, minutes=0),
                            now=world.now)  # fmt: skip
    assert {each.field for each in caught.value.errors} == {"title", "position", "minutes"}


def test_papers_of_a_point_are_its_own_and_the_hosts(world: World, invited: Plan) -> None:
    meeting = invited(orgs=("SNN",), points=("UB-THUONG", "UB-HA"))
    [thuong] = [row for row in reading.points_of(world.actor("lan"), meeting.pk)
                if row.org_id == world.orgs["UB-THUONG"]]  # fmt: skip
    services.paper_add(
        actor=world.actor("tuan"), meeting_id=meeting.pk, point_id=thuong.pk, data=BytesIO(PDF), name="báo cáo.pdf",
        now=world.now,
    )  # fmt: skip
    services.paper_add(
        actor=world.actor("lan"), meeting_id=meeting.pk, data=BytesIO(PDF + b" "), name="tài liệu.pdf", now=world.now
    )

    def seen(who: str) -> set[str]:
        return {row.name for row in reading.files_of(world.actor(who), meeting.pk)}

    assert seen("lan") == seen("phong") == seen("tuan") == {"báo cáo.pdf", "tài liệu.pdf"}
    assert seen("vy") == seen("thu") == {"tài liệu.pdf"}
    assert seen("quantri") == seen("hai") == set()
    with pytest.raises(Refused):
        services.paper_add(
            actor=world.actor("vy"), meeting_id=meeting.pk, point_id=thuong.pk, data=BytesIO(PDF), name="x.pdf",
            now=world.now,
        )  # fmt: skip


# ----------------------------------------------------------------------------------------------- attendance


def test_attendance_by_point_and_person(world: World, held: Plan) -> None:
    meeting = held(orgs=("SNN", "UB-THUONG"), people=("hai",), points=("UB-HA",))
    lan = world.actor("lan")
    rows = {str(row): row for row in reading.invitees_of(lan, meeting.pk)}
    [point] = reading.points_of(lan, meeting.pk)
    person = rows["Đỗ Văn Hải"]
    with pytest.raises(InputErrors, match="người dự thay"):
        services.attendance_record(
            actor=lan, meeting_id=meeting.pk, rows=[Seen("SUBSTITUTE", invitee_id=person.pk)], now=world.now
        )
    services.attendance_record(
        actor=lan, meeting_id=meeting.pk, now=world.now,
        rows=[
            Seen("SUBSTITUTE", invitee_id=person.pk, substitute="Trần Văn Thay"),
            Seen("EXCUSED", invitee_id=rows["UBND xã Thượng Sơn"].pk),
            Seen("PRESENT", point_id=point.pk, head_count=12), Seen("PRESENT", name="Khách  mời"),
        ],
    )  # fmt: skip
    assert set(Attendance.objects.values_list("presence", "head_count", "substitute", "name")) == {
        ("EXCUSED", None, "", ""), ("PRESENT", 12, "", ""), ("PRESENT", None, "", "Khách mời"),
        ("SUBSTITUTE", None, "Trần Văn Thay", ""),
    }  # fmt: skip
    services.attendance_record(
        actor=lan, meeting_id=meeting.pk, rows=[Seen("ABSENT", invitee_id=person.pk)], now=world.now
    )
    row = Attendance.objects.get(invitee=person.pk)
    assert (row.presence, row.substitute) == ("ABSENT", "")


def test_who_was_not_called_is_no_line_of_the_attendance(world: World, held: Plan) -> None:
    meeting = held()
    with pytest.raises(InputErrors, match="Không có trong thành phần"):
        services.attendance_record(
            actor=world.actor("lan"), meeting_id=meeting.pk, rows=[Seen("PRESENT", invitee_id=99_999)], now=world.now
        )


def test_a_team_member_notes_that_they_were_at_a_meeting_of_a_commune(world: World, plan: Plan) -> None:
    """S3-19, S3-20: a village meeting that the commune calls; the assigned leader tells in short what there was."""
    meeting = plan(who="tuan", host="UB-THUONG", kind_id=kind("hop-thon"), title="Họp thôn Trung",
                   starts_at=at(1, 19), ends_at=at(1, 21))  # fmt: skip
    tuan = world.actor("tuan")
    services.invitees_add(actor=tuan, meeting_id=meeting.pk, people=[world.people["quang"]], now=world.now)
    services.meeting_invite(actor=tuan, meeting_id=meeting.pk, now=world.now)
    with pytest.raises(Refused) as caught:
        services.attendance_tell(actor=world.actor("lan"), meeting_id=meeting.pk, note="", now=world.now)
    assert caught.value.status == 403
    row = services.attendance_tell(
        actor=world.actor("quang"), meeting_id=meeting.pk, note="Thôn góp 20 ngày công", now=world.now
    )
    assert (row.presence, row.note) == ("PRESENT", "Thôn góp 20 ngày công")
    assert reading.meeting(world.actor("quang"), meeting.pk).kind.group == "LOCAL"


# ------------------------------------------------------------------------------------- minutes, conclusions


def test_minutes_are_kept_in_versions_and_not_approved_by_their_writer(world: World, held: Plan) -> None:
    meeting = held()
    lan, hanh = world.actor("lan"), world.actor("hanh")
    first = services.minutes_write(actor=lan, meeting_id=meeting.pk, text="Ý kiến 1", now=world.now)
    second = services.minutes_write(
        actor=hanh, meeting_id=meeting.pk, text="Ý kiến 1, 2", consensus="Thống nhất cao", now=world.now
    )
    assert (first.version, second.version) == (1, 2)
    with pytest.raises(Refused, match="không tự duyệt"):
        services.minutes_approve(actor=hanh, minutes_id=second.pk, now=world.now)
    with pytest.raises(Refused) as caught:
        services.minutes_approve(actor=lan, minutes_id=second.pk, now=world.now)
    assert caught.value.status == 403
    with pytest.raises(Refused, match="bản mới hơn"):
        services.minutes_approve(actor=hanh, minutes_id=first.pk, now=world.now)
    assert reading.minutes_of(world.actor("tuan"), meeting.pk) == []
    third = services.minutes_write(actor=lan, meeting_id=meeting.pk, text="Bản cuối", now=world.now)
    services.minutes_approve(actor=hanh, minutes_id=third.pk, now=world.now)
    assert [row.text for row in reading.minutes_of(world.actor("tuan"), meeting.pk)] == ["Bản cuối"]
    with pytest.raises(Refused, match="đã được duyệt"):
        services.minutes_approve(actor=hanh, minutes_id=third.pk, now=world.now)


def test_the_chair_approves_the_minutes_too(world: World, held: Plan) -> None:
    meeting = held(chair_id=world.people["minh"])
    row = services.minutes_write(actor=world.actor("lan"), meeting_id=meeting.pk, text="…", now=world.now)
    assert services.minutes_approve(actor=world.actor("minh"), minutes_id=row.pk, now=world.now).approver_name


def test_a_conclusion_needs_words_and_a_day_or_why_none(world: World, held: Plan) -> None:
    meeting, lan = held(), world.actor("lan")
    with pytest.raises(InputErrors) as caught:
        services.conclusion_add(
            actor=lan, meeting_id=meeting.pk, new=NewConclusion(" ", number=0, addressees=(99_999,)), now=world.now
        )
    assert {each.field for each in caught.value.errors} == {"text", "number", "due_on", "addressees"}
    with pytest.raises(InputErrors, match="trước ngày họp"):
        services.conclusion_add(
            actor=lan, meeting_id=meeting.pk, new=NewConclusion("x", due_on=date(2026, 2, 1)), now=world.now
        )
    first = services.conclusion_add(
        actor=lan, meeting_id=meeting.pk, now=world.now, new=NewConclusion("a", no_due_reason="thường xuyên")
    )
    with pytest.raises(InputErrors, match="Số mục"):
        services.conclusion_add(
            actor=lan, meeting_id=meeting.pk, now=world.now, new=NewConclusion("b", number=1, no_due_reason="x")
        )
    second = services.conclusion_add(
        actor=lan, meeting_id=meeting.pk, now=world.now, new=NewConclusion("b", due_on=date(2026, 3, 9))
    )
    assert (first.number, second.number) == (1, 2)
    services.conclusion_end(actor=lan, item_id=first.pk, reason="gộp vào mục 2", now=world.now)
    assert [row.text for row in reading.conclusions_of(lan, [meeting.pk])[meeting.pk]] == ["b"]


def test_conclusions_are_not_written_before_the_meeting_is_held(world: World, invited: Plan) -> None:
    with pytest.raises(Refused, match="Đã họp"):
        services.conclusion_add(
            actor=world.actor("lan"), meeting_id=invited().pk, new=NewConclusion("x", no_due_reason="x"), now=world.now
        )


def test_who_wrote_a_word_does_not_approve(world: World, held: Plan) -> None:
    meeting = held(chair_id=world.people["minh"])
    row = services.conclusion_add(
        actor=world.actor("lan"), meeting_id=meeting.pk, new=NewConclusion("a", no_due_reason="x"), now=world.now
    )
    services.conclusion_correct(
        actor=world.actor("hanh"), item_id=row.pk, new=NewConclusion("a, b", no_due_reason="x"), now=world.now
    )
    for who in ("hanh", "lan", "tuan", "phong"):
        with pytest.raises(Refused) as caught:
            services.meeting_conclude(actor=world.actor(who), meeting_id=meeting.pk, now=world.now)
        assert caught.value.status == 403, who
    done = services.meeting_conclude(actor=world.actor("minh"), meeting_id=meeting.pk, now=world.now)
    assert (done.state, done.concluded_by) == ("CONCLUDED", "Lê Văn Minh")


def test_concluded_is_told_and_seen_by_those_who_were_called(world: World, held: Plan) -> None:
    meeting = held(orgs=("UB-THUONG",))
    services.conclusion_add(
        actor=world.actor("lan"), meeting_id=meeting.pk, new=NewConclusion("bản thảo", no_due_reason="x"), now=world.now
    )
    assert reading.conclusions_of(world.actor("tuan"), [meeting.pk]) == {}
    conclude(world, meeting)
    [items] = reading.conclusions_of(world.actor("tuan"), [meeting.pk]).values()
    assert [(row.number, row.due_on, row.to) for row in items] == [
        (1, None, []), (2, date(2026, 3, 20), ["UBND xã Thượng Sơn"])
    ]  # fmt: skip
    assert told(world, "meeting.concluded") == {"tuan", "lan", "hai"}
    strangers = Notice.objects.get(kind="meeting.concluded", account_id=world.accounts["hai"])
    assert strangers.url == ""
    with pytest.raises(Refused, match="mở lại"):
        services.conclusion_add(
            actor=world.actor("lan"), meeting_id=meeting.pk, new=NewConclusion("x", no_due_reason="x"), now=world.now
        )


def test_a_meeting_without_conclusions_says_why(world: World, held: Plan) -> None:
    meeting, hanh = held(), world.actor("hanh")
    with pytest.raises(InputErrors, match="Chưa có mục kết luận"):
        services.meeting_conclude(actor=hanh, meeting_id=meeting.pk, now=world.now)
    done = services.meeting_conclude(
        actor=hanh, meeting_id=meeting.pk, no_conclusion="chỉ nghe báo cáo", now=world.now
    )
    assert done.no_conclusion == "chỉ nghe báo cáo"


def test_conclusions_open_again_until_their_notice_has_a_number(world: World, held: Plan) -> None:
    meeting = held()
    conclude(world, meeting)
    hanh, lan = world.actor("hanh"), world.actor("lan")
    services.meeting_reopen(actor=hanh, meeting_id=meeting.pk, reason="sai hạn", now=world.now)
    with pytest.raises(Refused, match="đã được duyệt"):
        services.notice_number(actor=lan, meeting_id=meeting.pk, new=_notice(), now=world.now)
    services.meeting_conclude(actor=hanh, meeting_id=meeting.pk, now=world.now)
    row = services.notice_number(actor=lan, meeting_id=meeting.pk, new=_notice(), now=world.now)
    assert str(row) == "01/TB-VPĐP"
    with pytest.raises(Refused, match="không mở lại"):
        services.meeting_reopen(actor=hanh, meeting_id=meeting.pk, reason="sai", now=world.now)
    with pytest.raises(Refused, match="đã có số"):
        services.notice_number(actor=lan, meeting_id=meeting.pk, new=_notice(), now=world.now)


def _notice(**more: Any) -> NewNotice:
    values = {
        "symbol": "TB-VPĐP", "issued_on": date(2026, 3, 2), "signer_title": "Chánh Văn phòng",
        "signer_name": "Nguyễn Thị Hạnh", **more,
    }  # fmt: skip
    return NewNotice(**values)


def test_numbers_go_on_and_none_is_given_twice(world: World, held: Plan) -> None:
    lan = world.actor("lan")
    numbers = []
    for day, number in ((1, None), (1, 7), (1, None)):
        meeting = held(starts_at=at(day, 8 + len(numbers)), ends_at=at(day, 9 + len(numbers)))
        conclude(world, meeting)
        services.notice_number(actor=lan, meeting_id=meeting.pk, new=_notice(number=number), now=world.now)
        numbers.append(ConclusionNotice.objects.get(meeting=meeting).number)
    assert numbers == [1, 7, 8]
    meeting = held(starts_at=at(1, 15), ends_at=at(1, 16))
    conclude(world, meeting)
    with pytest.raises(InputErrors) as caught:
        services.notice_number(
            actor=lan, meeting_id=meeting.pk, now=world.now,
            new=_notice(number=7, issued_on=date(2026, 2, 1), signer_name=" ", symbol=" "),
        )  # fmt: skip
    assert {each.field for each in caught.value.errors} == {"symbol", "issued_on", "signer_name"}
    with pytest.raises(InputErrors, match="Đã có văn bản số 07/TB-VPĐP"):
        services.notice_number(actor=lan, meeting_id=meeting.pk, new=_notice(number=7), now=world.now)


def test_the_next_of_a_series_comes_after_the_last_that_was_held(world: World, held: Plan, plan: Plan) -> None:
    first = held(series="Giao ban tháng của tỉnh")
    conclude(world, first)
    second = plan(series="giao ban  tháng của tỉnh")
    assert MeetingSeries.objects.count() == 1
    assert second.previous_id == first.pk
    assert [row.pk for row in reading.following_of(world.actor("lan"), first.pk)] == [second.pk]


# ------------------------------------------------------------------------------------------- in the calendar


def test_the_chair_and_those_called_by_name_are_taken(world: World, invited: Plan) -> None:
    meeting = invited(chair_id=world.people["phong"], people=("thu",))
    row = CalendarEntry.objects.get(meeting=meeting)
    parts = set(EntryPart.objects.filter(entry=row, is_current=True).values_list("person_id", flat=True))
    assert parts == {world.people["phong"], world.people["thu"]}
