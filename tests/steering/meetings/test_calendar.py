"""The week calendar, clashes, publishing, feeds. Serves S1-07, S4-01, S4-50; rules-and-practice.md §7.3, §9."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.registry.accounts.services import account_close
from dieuphoi.registry.organisations.services import NewOrg, orgs_create
from dieuphoi.steering.meetings import services
from dieuphoi.steering.meetings.models import CalendarEntry, CalendarFeed, TeamRule, WeekEdition
from dieuphoi.steering.meetings.selectors import calendar as reading
from dieuphoi.steering.meetings.selectors import clashes, settings
from dieuphoi.steering.meetings.selectors.clashes import Clash, short_words
from dieuphoi.steering.meetings.services import NewEntry
from tests.steering.meetings.conftest import Entry, Plan, at
from tests.steering.meetings.test_acts import told
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)


def seen(world: World, who: str) -> set[str]:
    asked = reading.WeekAsked(MONDAY)
    return {row.title for row in reading.week(world.actor(who), asked).entries}


# -------------------------------------------------------------------------------------------------- entries


def test_all_faults_of_a_line_are_told_at_once(world: World, entry: Entry) -> None:
    with pytest.raises(InputErrors) as caught:
        entry(title=" ", kind="MEETING", starts_at=at(4, 11), place_id=99_999, room_id=9, people=())
    assert {each.field for each in caught.value.errors} == {"title", "kind", "end_time", "place", "room"}


def test_nobody_writes_into_anothers_calendar(world: World, entry: Entry) -> None:
    for who, org in (("tuan", "UB-HA"), ("thu", "VPDP"), ("phong", "BCD"), ("quang", "BCD"), ("quantri", "VPDP")):
        with pytest.raises(Refused):
            entry(who=who, org=org)
    mine = entry(who="tuan", org="UB-THUONG")
    with pytest.raises(NotVisible):
        services.entry_cancel(actor=world.actor("vy"), entry_id=mine.pk, reason="x", now=world.now)


def test_the_line_of_a_meeting_is_changed_with_the_meeting(world: World, plan: Plan) -> None:
    row = CalendarEntry.objects.get(meeting=plan())
    with pytest.raises(Refused, match="theo cuộc họp"):
        services.entry_cancel(actor=world.actor("lan"), entry_id=row.pk, reason="x", now=world.now)


def test_what_was_written_by_mistake_leaves_all_lists_unless_people_know_of_it(world: World, entry: Entry) -> None:
    row = entry()
    services.entry_void(actor=world.actor("lan"), entry_id=row.pk, reason="nhầm", now=world.now)
    assert seen(world, "lan") == set()
    other = entry(starts_at=at(5, 8), ends_at=at(5, 9))
    services.week_publish(actor=world.actor("hanh"), org_id=world.orgs["VPDP"], monday=MONDAY, now=world.now)
    with pytest.raises(Refused, match="đã công bố"):
        services.entry_void(actor=world.actor("lan"), entry_id=other.pk, reason="nhầm", now=world.now)


def test_a_result_is_told_after_it_began(world: World, entry: Entry) -> None:
    ahead, past = entry(), entry(starts_at=at(1, 8), ends_at=at(1, 9))
    with pytest.raises(Refused):
        services.entry_result(actor=world.actor("lan"), entry_id=ahead.pk, result="xong", now=world.now)
    row = services.entry_result(actor=world.actor("lan"), entry_id=past.pk, result="Gỡ 2 vướng mắc", now=world.now)
    assert row.result == "Gỡ 2 vướng mắc"


# -------------------------------------------------------------------------------------------------- clashes


def test_a_person_twice_at_one_time_is_kept_only_with_an_explanation(world: World, entry: Entry) -> None:
    entry(title="Kiểm tra thôn Trung", people=("phong",))
    with pytest.raises(InputErrors) as caught:
        entry(title="Họp khác", starts_at=at(4, 10), ends_at=at(4, 12), people=("phong",))
    assert {each.field for each in caught.value.errors} == {"clash_reason"}
    assert "Ngô Quốc Phong đã có lịch" in str(caught.value) and "Kiểm tra thôn Trung" in str(caught.value)
    row = entry(title="Họp khác", starts_at=at(4, 10), ends_at=at(4, 12), people=("phong",), clash_reason="về sớm")
    assert row.clash_reason == "về sớm"
    week = reading.week(world.actor("lan"), reading.WeekAsked(MONDAY))
    assert {each.kind for group in week.clashes.values() for each in group} == {"PERSON"}
    assert len(week.clashes) == 2
    assert {short_words(group) for group in week.clashes.values()} == {"Trùng lịch: Ngô Quốc Phong"}
    # One after the other is no clash.
    assert entry(starts_at=at(4, 12), ends_at=at(4, 13), people=("phong",)).clash_reason == ""


def test_an_explanation_without_a_clash_is_not_kept(world: World, entry: Entry) -> None:
    assert entry(clash_reason="phòng khi").clash_reason == ""


def test_what_one_may_not_see_is_taken_without_its_title(world: World, entry: Entry) -> None:
    entry(title="Việc nội bộ", people=("tuan",), is_internal=True)
    with pytest.raises(InputErrors) as caught:
        entry(who="tuan", org="UB-THUONG", title="Họp xã", people=("tuan",))
    assert "Vũ Anh Tuấn đã có lịch" in str(caught.value) and "Việc nội bộ" not in str(caught.value)


def test_a_room_twice_and_a_meeting_among_them(world: World, plan: Plan, entry: Entry) -> None:
    room = services.room_add(actor=world.actor("lan"), name="Phòng 201", org_id=world.orgs["VPDP"], now=world.now)
    plan(room_id=room.pk)
    with pytest.raises(InputErrors, match="Phòng 201 đã có lịch"):
        plan(room_id=room.pk, title="Họp khác", starts_at=at(5, 10), ends_at=at(5, 12))
    with pytest.raises(InputErrors, match="Phòng 201 đã có lịch"):
        entry(room_id=room.pk, starts_at=at(5, 10), ends_at=at(5, 12))
    kept = plan(room_id=room.pk, title="Họp khác", starts_at=at(5, 10), ends_at=at(5, 12), clash_reason="ngăn đôi")
    assert CalendarEntry.objects.get(meeting=kept).clash_reason == "ngăn đôi"


def test_calling_somebody_who_is_taken_asks_why(world: World, invited: Plan, entry: Entry) -> None:
    entry(people=("thu",), starts_at=at(5, 9), ends_at=at(5, 10))
    meeting = invited()
    lan = world.actor("lan")
    with pytest.raises(InputErrors, match="Phạm Thị Thu đã có lịch"):
        services.invitees_add(actor=lan, meeting_id=meeting.pk, people=[world.people["thu"]], now=world.now)
    services.invitees_add(
        actor=lan, meeting_id=meeting.pk, people=[world.people["thu"]], clash_reason="về giữa buổi", now=world.now
    )
    meeting.refresh_from_db()
    assert meeting.clash_reason == "về giữa buổi"


def teams(world: World) -> dict[str, int]:
    made: dict[str, int] = orgs_create(
        actor=world.actor("hanh"), now=world.now,
        rows=[NewOrg("TGV-1", "Tổ giúp việc số 1", "team"), NewOrg("TGV-2", "Tổ giúp việc số 2", "team")],
    )  # fmt: skip
    return made


def test_two_teams_in_one_commune_in_one_week(world: World, entry: Entry) -> None:
    there = teams(world)
    place = world.units["thuong"]
    entry(place_id=place, teams=(there["TGV-1"],))
    # The same team again is no second team; another commune neither; eight days later neither.
    entry(place_id=place, teams=(there["TGV-1"],), starts_at=at(5, 8), ends_at=at(5, 9))
    entry(place_id=world.units["ha"], teams=(there["TGV-2"],), starts_at=at(5, 8), ends_at=at(5, 9))
    entry(place_id=place, teams=(there["TGV-2"],), starts_at=at(12, 8), ends_at=at(12, 9))
    with pytest.raises(InputErrors, match="Xã Thượng Sơn có 2 đoàn trong 7 ngày"):
        entry(place_id=place, teams=(there["TGV-2"],), starts_at=at(6, 8), ends_at=at(6, 9))
    # The commune's own business in its own commune brings no team.
    assert entry(who="tuan", org="UB-THUONG", place_id=place, starts_at=at(6, 8), ends_at=at(6, 9)).clash_reason == ""
    # Who names no team comes as whose calendar it is.
    with pytest.raises(InputErrors, match="Sở Nông nghiệp và Môi trường; Tổ giúp việc số 1"):
        entry(who="thu", org="SNN", kind="INSPECTION", place_id=place, starts_at=at(6, 8), ends_at=at(6, 9))


def test_the_rule_of_teams_is_data(world: World, entry: Entry) -> None:
    hanh = world.actor("hanh")
    with pytest.raises(Refused):
        services.team_rule_set(actor=world.actor("lan"), window_days=3, teams=3, kinds=["VISIT"], source="x",
                               now=world.now)  # fmt: skip
    with pytest.raises(InputErrors) as caught:
        services.team_rule_set(actor=hanh, window_days=0, teams=1, kinds=["?"], source=" ", now=world.now)
    assert {each.field for each in caught.value.errors} == {"window_days", "teams", "kinds", "source"}
    services.team_rule_set(actor=hanh, window_days=3, teams=3, kinds=["VISIT"], source="ý kiến họp", now=world.now)
    assert settings.rule_on(world.today).teams == 3 and settings.rule_on(date(2026, 3, 1)).shipped
    there = teams(world)
    place = world.units["thuong"]
    entry(place_id=place, teams=(there["TGV-1"],))
    assert entry(place_id=place, teams=(there["TGV-2"],), starts_at=at(5, 8), ends_at=at(5, 9)).clash_reason == ""
    services.team_rule_set(actor=hanh, window_days=7, teams=2, kinds=["VISIT"], source="lại", now=world.now)
    assert TeamRule.objects.filter(valid__isempty=True).count() == 1
    found = clashes.clashes_in(world.actor("lan"), reading.entries(world.actor("lan"), MONDAY), *reading.week_bounds(
        MONDAY
    ))  # fmt: skip
    assert len(found) == 2


# ----------------------------------------------------------------------------------------------- publishing


def test_a_draft_is_its_calendars_and_a_published_week_everybodys(world: World, entry: Entry, invited: Plan) -> None:
    entry(title="Đi Hạ Sơn", place_id=world.units["ha"])
    entry(title="Việc nội bộ", is_internal=True, starts_at=at(5, 8), ends_at=at(5, 9), people=("thu",))
    entry(title="Họp nhóm", who="thu", org="SNN", starts_at=at(6, 8), ends_at=at(6, 9))
    invited(orgs=("UB-THUONG",))
    office = {"Đi Hạ Sơn", "Việc nội bộ", "Họp nhóm", "Giao ban tháng 3"}
    assert seen(world, "lan") == seen(world, "phong") == seen(world, "hanh") == office
    assert seen(world, "thu") == {"Họp nhóm"} and seen(world, "tuan") == {"Giao ban tháng 3"}
    assert seen(world, "vy") == seen(world, "quantri") == seen(world, "quang") == set()
    with pytest.raises(Refused, match="lãnh đạo"):
        services.week_publish(actor=world.actor("lan"), org_id=world.orgs["VPDP"], monday=MONDAY, now=world.now)
    with pytest.raises(Refused):
        services.week_publish(actor=world.actor("hanh"), org_id=world.orgs["SNN"], monday=MONDAY, now=world.now)
    edition = services.week_publish(
        actor=world.actor("hanh"), org_id=world.orgs["VPDP"], monday=MONDAY, note="chú ý giờ", now=world.now
    )
    assert (edition.version, len(edition.lines)) == (1, 3)
    assert seen(world, "vy") == seen(world, "quang") == {"Đi Hạ Sơn", "Giao ban tháng 3"}
    assert seen(world, "thu") == {"Đi Hạ Sơn", "Giao ban tháng 3", "Việc nội bộ", "Họp nhóm"}
    assert seen(world, "quantri") == set()
    assert told(world, "calendar.published") == {"lan", "thu"}
    with pytest.raises(NotVisible):
        # The line stands in the calendar, the meeting itself is for those who are called.
        from dieuphoi.steering.meetings.selectors import meetings

        meetings.meeting(world.actor("vy"), CalendarEntry.objects.get(title="Giao ban tháng 3").meeting_id)


def test_a_week_is_published_again_only_when_it_changed(world: World, entry: Entry) -> None:
    hanh, lan = world.actor("hanh"), world.actor("lan")
    with pytest.raises(InputErrors, match="chưa có việc"):
        services.week_publish(actor=hanh, org_id=world.orgs["VPDP"], monday=MONDAY, now=world.now)
    first = entry(people=("phong",))
    with pytest.raises(InputErrors, match="thứ Hai"):
        services.week_publish(actor=hanh, org_id=world.orgs["VPDP"], monday=date(2026, 3, 3), now=world.now)
    services.week_publish(actor=hanh, org_id=world.orgs["VPDP"], monday=MONDAY, now=world.now)
    with pytest.raises(Refused, match="không đổi"):
        services.week_publish(actor=hanh, org_id=world.orgs["VPDP"], monday=MONDAY, now=world.now)
    values = {
        "org_id": world.orgs["VPDP"], "kind": "VISIT", "title": "Đi cơ sở", "starts_at": at(4, 14),
        "ends_at": at(4, 16), "people": (world.people["quang"],), "venue": "thôn Trung",
    }  # fmt: skip
    with pytest.raises(InputErrors, match="lý do"):
        services.entry_correct(actor=lan, entry_id=first.pk, new=NewEntry(**values), now=world.now)
    services.entry_correct(actor=lan, entry_id=first.pk, new=NewEntry(**values), reason="đổi giờ", now=world.now)
    assert told(world, "calendar.changed") == {"phong", "quang"}
    week = reading.week(lan, reading.WeekAsked(MONDAY))
    assert week.changed == {first.pk}
    entry(title="Thêm", starts_at=at(5, 8), ends_at=at(5, 9), people=("thu",))
    last = Notice.objects.latest("pk").pk
    second = services.week_publish(actor=hanh, org_id=world.orgs["VPDP"], monday=MONDAY, now=world.now)
    assert second.version == 2
    assert told(world, "calendar.published", last) == {"quang", "thu"}
    assert reading.week(lan, reading.WeekAsked(MONDAY)).changed == frozenset()
    assert [row.version for row in reading.editions_of(world.actor("vy"), world.orgs["VPDP"], MONDAY)] == [2, 1]
    services.entry_cancel(actor=lan, entry_id=first.pk, reason="mưa lũ", now=world.now)
    row = CalendarEntry.objects.get(pk=first.pk)
    assert (row.state, row.sequence) == ("CANCELLED", 2)
    assert "Đi cơ sở" in seen(world, "vy")
    services.entry_restore(actor=lan, entry_id=first.pk, reason="tạnh", now=world.now)
    assert CalendarEntry.objects.get(pk=first.pk).state == "PLANNED"


def test_a_department_and_a_commune_publish_their_own(world: World, entry: Entry) -> None:
    entry(who="thu", org="SNN", title="Việc của Sở")
    services.week_publish(actor=world.actor("minh"), org_id=world.orgs["SNN"], monday=MONDAY, now=world.now)
    assert WeekEdition.objects.get().publisher_name == "Lê Văn Minh"
    assert seen(world, "vy") == set() and seen(world, "hai") == set()


def test_the_week_narrows_by_person_team_place_and_calendar(world: World, entry: Entry) -> None:
    there = teams(world)
    entry(title="a", people=("phong",))
    entry(title="b", teams=(there["TGV-1"],), place_id=world.units["ha"], kind="INSPECTION")
    entry(title="c", who="thu", org="SNN", starts_at=at(8, 23), ends_at=at(9, 1))
    lan = world.actor("lan")

    def found(**asked: Any) -> set[str]:
        return {row.title for row in reading.week(lan, reading.WeekAsked(MONDAY, **asked)).entries}

    assert found() == {"a", "b", "c"}
    assert found(person_id=world.people["phong"]) == {"a"}
    assert found(team_id=there["TGV-1"]) == found(place_id=world.units["ha"]) == found(kinds=("INSPECTION",)) == {"b"}
    assert found(org_id=world.orgs["SNN"]) == {"c"}
    assert found(mine=True) == set()
    sunday = reading.week(lan, reading.WeekAsked(MONDAY)).days[6]
    monday_after = reading.week(lan, reading.WeekAsked(MONDAY + timedelta(days=7))).days[0]
    assert [row.title for row in sunday.entries] == [row.title for row in monday_after.entries] == ["c"]


def test_a_week_costs_the_same_however_full(
    world: World, entry: Entry, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    entry(people=("phong",))
    lan = world.actor("lan")
    with django_assert_max_num_queries(12) as first:
        reading.week(lan, reading.WeekAsked(MONDAY))
    for hour in range(8, 18):
        entry(title=f"việc {hour}", starts_at=at(5, hour), ends_at=at(5, hour, 30), people=("thu", "hai"))
    with django_assert_num_queries(len(first.captured_queries)):
        reading.week(lan, reading.WeekAsked(MONDAY))


# ---------------------------------------------------------------------------------------------------- feeds


@pytest.fixture
def clock(world: World, monkeypatch: pytest.MonkeyPatch) -> datetime:
    monkeypatch.setattr("dieuphoi.registry.access.middleware.timezone.now", lambda: world.now)
    return world.now


def lines(body: bytes) -> list[str]:
    """The unfolded lines of an iCalendar text."""
    assert body.endswith(b"\r\n")
    return body.decode().replace("\r\n ", "").split("\r\n")[:-1]


def test_a_feed_shows_what_its_owner_sees_today_and_no_more(world: World, entry: Entry, clock: datetime) -> None:
    entry(title="Việc của tôi", people=("tuan",), note="ghi chú kín")
    entry(title="Việc chung", starts_at=at(5, 8), ends_at=at(5, 9))
    feed, secret = services.feed_create(actor=world.actor("tuan"), name="điện thoại", now=world.now)
    assert secret not in str(CalendarFeed.objects.values_list().get())
    url = reverse("calendar:feed", args=[secret])
    nobody = Client()

    def titles() -> list[str]:
        answer = nobody.get(url)
        assert answer.status_code == 200 and answer["Content-Type"] == "text/calendar; charset=utf-8"
        return [line for line in lines(answer.content) if line.startswith("SUMMARY")]

    assert titles() == []  # the week is not published yet
    services.week_publish(actor=world.actor("hanh"), org_id=world.orgs["VPDP"], monday=MONDAY, now=world.now)
    assert titles() == ["SUMMARY:Việc của tôi"]
    text = nobody.get(url).content.decode()
    assert "ghi chú kín" not in text and "Vũ Anh Tuấn" in text  # only in the name of the calendar
    names = {line.split(":")[0].split(";")[0] for line in lines(nobody.get(url).content)}
    assert names == {
        "BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "METHOD", "X-WR-CALNAME", "X-WR-TIMEZONE", "REFRESH-INTERVAL",
        "TZID", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART",
        "DTEND", "SUMMARY", "LOCATION", "URL", "STATUS",
    }  # fmt: skip
    row = CalendarEntry.objects.get(title="Việc của tôi")
    services.entry_cancel(actor=world.actor("lan"), entry_id=row.pk, reason="mưa", now=world.now)
    after = lines(nobody.get(url).content)
    assert "STATUS:CANCELLED" in after and f"UID:{row.uid}@dieuphoi" in after and "SEQUENCE:1" in after
    services.feed_revoke(actor=world.actor("tuan"), feed_id=feed.pk, now=world.now)
    assert nobody.get(url).status_code == 404


def test_a_whole_feed_shows_all_that_is_seen(world: World, entry: Entry, clock: datetime) -> None:
    entry(title="Việc chung")
    services.week_publish(actor=world.actor("hanh"), org_id=world.orgs["VPDP"], monday=MONDAY, now=world.now)
    for whole, found in ((False, 0), (True, 1)):
        _feed, secret = services.feed_create(actor=world.actor("vy"), name="máy", whole=whole, now=world.now)
        body = Client().get(reverse("calendar:feed", args=[secret])).content
        assert body.count(b"BEGIN:VEVENT") == found


def test_an_unknown_secret_and_a_closed_account_look_the_same(world: World, clock: datetime) -> None:
    _feed, secret = services.feed_create(actor=world.actor("vy"), name="máy", now=world.now)
    url = reverse("calendar:feed", args=[secret])
    assert Client().get(url).status_code == 200
    account_close(actor=world.actor("quantri"), account_id=world.accounts["vy"], reason="nghỉ", now=world.now)
    unknown = Client().get(reverse("calendar:feed", args=["x" * 43]))
    closed = Client().get(url)
    assert (unknown.status_code, closed.status_code) == (404, 404)


def test_a_feed_is_ones_own(world: World) -> None:
    feed, _secret = services.feed_create(actor=world.actor("vy"), name="máy", now=world.now)
    for who in ("tuan", "hanh", "quantri"):
        with pytest.raises(NotVisible):
            services.feed_revoke(actor=world.actor(who), feed_id=feed.pk, now=world.now)
    with pytest.raises(Refused):
        services.feed_create(actor=world.actor("quantri"), name="x", now=world.now)
    with pytest.raises(InputErrors):
        services.feed_create(actor=world.actor("vy"), name=" ", now=world.now)


def test_the_address_is_shown_once(world: World) -> None:
    tuan = sign_in(world, "tuan")
    page = tuan.post(reverse("calendar:feeds"), {"name": "điện thoại"})
    body = page.content.decode()
    assert "/calendar/feed/" in body and "no-store" in page["Cache-Control"]
    again = tuan.get(reverse("calendar:feeds")).content.decode()
    assert "/calendar/feed/" not in again and "điện thoại" in again
    row = CalendarFeed.objects.get()
    tuan.post(reverse("calendar:feed_revoke", args=[row.pk]))
    row.refresh_from_db()
    assert row.revoked_at is not None


def test_the_clashes_of_an_entry_in_few_words_name_everything_once() -> None:
    clashes = (
        Clash("PERSON", "…", (1,), "Trần Thị Lan"), Clash("PERSON", "…", (2,), "Trần Thị Lan"),
        Clash("ROOM", "…", (2,), "Phòng 201"), Clash("COMMUNE", "…", (1, 2), "3 đoàn trong 7 ngày"),
    )  # fmt: skip
    assert short_words(clashes) == "Trùng lịch: Trần Thị Lan; Phòng 201 · 3 đoàn trong 7 ngày"
    assert short_words(clashes[3:]) == "3 đoàn trong 7 ngày"
    assert short_words(()) == ""
