"""Meetings and the calendar through their pages and letters; the chain, the search, the scope as sets."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from docx import Document

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import local
from dieuphoi.steering.meetings import chain, letters, services
from dieuphoi.steering.meetings.forms import parse_time
from dieuphoi.steering.meetings.models import BriefingMeeting, CalendarEntry, ConclusionItem
from dieuphoi.steering.meetings.selectors import calendar as week_reading
from dieuphoi.steering.meetings.selectors import meetings as reading
from dieuphoi.steering.meetings.services import NewAgendaItem, NewNotice
from tests.steering.meetings.conftest import Entry, Plan, at, conclude, kind
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db


def words_of(document: bytes) -> str:
    """All words of a Word file, tables too, in the order of its paragraphs and cells."""
    book = Document(BytesIO(document))
    cells = [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in book.paragraphs), *cells])


FORM = {
    "title": "Giao ban tháng 3", "day": "05/03/2090", "start_time": "8h", "end_time": "11:30", "venue": "Hội trường A",
}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "said"), [("8h", "08:00"), ("8h30", "08:30"), ("08:05", "08:05"), ("8.30", "08:30"), ("7", "07:00")]
)
def test_times_as_people_write_them(typed: str, said: str) -> None:
    assert f"{parse_time(typed):%H:%M}" == said


@pytest.mark.parametrize("typed", ["25h", "8h75", "tám", "8:3", "08:30:00"])
def test_what_is_no_time_is_said(typed: str) -> None:
    with pytest.raises(ValueError, match="Không đọc được giờ"):
        parse_time(typed)


def test_a_faulty_form_says_what_is_wrong_and_keeps_what_was_typed(world: World) -> None:
    body = {**FORM, "kind": kind(), "host": world.orgs["VPDP"], "end_time": "7h", "place": "Xã Không Có"}
    answer = sign_in(world, "lan").post(reverse("meetings:new"), body)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Giao ban tháng 3" in text and "Hội trường A" in text
    assert not BriefingMeeting.objects.exists()


def test_from_plan_to_notice_through_the_pages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dieuphoi.registry.access.middleware.timezone.now", lambda: world.now)
    lan, hanh, tuan = sign_in(world, "lan"), sign_in(world, "hanh"), sign_in(world, "tuan")
    body = {**FORM, "kind": kind(), "host": world.orgs["VPDP"], "day": "01/03/2026", "series": "Giao ban tháng"}
    answer = lan.post(reverse("meetings:new"), body)
    meeting = BriefingMeeting.objects.get()
    assert answer.url == reverse("meetings:page", args=[meeting.pk])
    assert (local(meeting.starts_at).hour, local(meeting.ends_at).minute) == (8, 30)

    def post(client: Any, name: str, *args: Any, **data: Any) -> None:
        answer = client.post(reverse(f"meetings:{name}", args=args), data)
        assert answer.status_code == 302, answer.content.decode()[:3000]

    post(lan, "call", meeting.pk, orgs=[world.orgs["SNN"]], all_communes="on", people=[world.people["hai"]],
         groups="Đại biểu HĐND tỉnh\nBáo chí")  # fmt: skip
    post(lan, "connect", meeting.pk, orgs=[world.orgs["UB-HA"]])
    post(lan, "agenda_add", meeting.pk, title="Báo cáo & thảo luận <1>", minutes=30, presenter="Lan")
    post(lan, "act", meeting.pk, "invite")
    post(lan, "act", meeting.pk, "hold")
    row = next(each for each in reading.invitees_of(world.actor("lan"), meeting.pk) if each.person_id is not None)
    post(lan, "attendance", meeting.pk, **{f"i{row.pk}-presence": "SUBSTITUTE", f"i{row.pk}-substitute": "Ông Thay",
                                           "others": "Khách mời"})  # fmt: skip
    post(lan, "minutes", meeting.pk, text="Ý kiến 1", consensus="Thống nhất cao")
    post(lan, "conclusion_add", meeting.pk, text="Giao Sở Xây dựng & các xã rà soát <đường thôn>.",
         lead=world.orgs["SXD"], addressees=[world.orgs["UB-THUONG"]], due_on="20/03/2026", product="báo cáo")
    assert "các xã rà soát" not in tuan.get(reverse("meetings:page", args=[meeting.pk])).content.decode()
    asks = hanh.get(reverse("meetings:conclude", args=[meeting.pk])).content.decode()
    assert "Giao Sở Xây dựng &amp; các xã" in asks
    post(hanh, "conclude", meeting.pk)
    post(lan, "number", meeting.pk, symbol="TB-VPĐP", issued_on="02/03/2026", signer_title="Chánh Văn phòng",
         signer_name="Nguyễn Thị Hạnh", recipients="- Các xã;\n- Lưu: VT.")  # fmt: skip
    page = tuan.get(reverse("meetings:page", args=[meeting.pk])).content.decode()
    for words in ("Giao Sở Xây dựng &amp; các xã", "1/TB-VPĐP", "Ông Thay", "Khách mời", "Đại biểu HĐND tỉnh",
                  "Báo cáo &amp; thảo luận", "20/03/2026"):  # fmt: skip
        assert words in page, words
    assert "Ý kiến 1" not in page  # the minutes are not approved
    letter = tuan.get(reverse("meetings:notice", args=[meeting.pk]))
    text = words_of(letter.content)
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "VĂN PHÒNG ĐIỀU PHỐI TỈNH", "Số: 01/TB-VPĐP", "THÔNG BÁO",
        "Kết luận Giao ban tháng 3", "Giao Sở Xây dựng & các xã rà soát <đường thôn>.",
        "(Chủ trì: Sở Xây dựng; giao: UBND xã Thượng Sơn; hạn: 20/03/2026; sản phẩm: báo cáo)", "CHÁNH VĂN PHÒNG",
        "Nguyễn Thị Hạnh", "- Các xã;", "ngày 02 tháng 3 năm 2026",
    ):  # fmt: skip
        assert words in text, words
    invitation = words_of(lan.get(reverse("meetings:invitation", args=[meeting.pk])).content)
    assert "GIẤY MỜI" in invitation and "- Báo chí;" in invitation and "Báo cáo & thảo luận <1>" in invitation
    post(lan, "new", title="Giao ban tháng 4", kind=kind(), host=world.orgs["VPDP"], day="05/04/2026",
         start_time="8h", end_time="9h", venue="A", series="Giao ban tháng")  # fmt: skip
    later = BriefingMeeting.objects.latest("pk")
    assert later.previous_id == meeting.pk
    assert "Giao Sở Xây dựng" in lan.get(reverse("meetings:page", args=[later.pk])).content.decode()


def test_the_list_narrows_and_the_bulk_act_reports(world: World, plan: Plan, invited: Plan, held: Plan) -> None:
    held(title="Làm việc với xã Thượng Sơn", kind_id=kind("co-so"), place_id=world.units["thuong"], venue="")
    invited(title="Giao ban tháng 3")
    plan(title="Họp chuyên đề", starts_at=at(9, 8), ends_at=at(9, 9))
    lan = sign_in(world, "lan")

    def shown(**query: Any) -> set[str]:
        answer = lan.get(reverse("meetings:list", query=query))
        assert answer.status_code == 200
        body = answer.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
        return {name for name in ("Làm việc với xã", "Giao ban tháng 3", "Họp chuyên đề") if name in body}

    assert shown() == {"Làm việc với xã", "Giao ban tháng 3", "Họp chuyên đề"}
    assert shown(state="HELD") == shown(group="SESSION") == shown(unit=f"#{world.units['thuong']}") == {
        "Làm việc với xã"
    }  # fmt: skip
    assert shown(q="giao ban") == {"Giao ban tháng 3"}
    assert shown(since_day="06/03/2026") == {"Họp chuyên đề"}
    assert shown(mine="me") == {"Làm việc với xã", "Giao ban tháng 3", "Họp chuyên đề"}
    ids = [row.pk for row in BriefingMeeting.objects.all()]
    report = lan.post(reverse("meetings:list"), {"bulk": "cancel", "ids": ids, "confirmed": "1", "reason": "mưa lũ"})
    assert report.status_code == 200
    assert set(BriefingMeeting.objects.values_list("state", flat=True)) == {"HELD", "CANCELLED"}
    assert "Đã họp theo nhóm" in lan.get(reverse("meetings:list")).content.decode()


def test_each_person_meets_one_set_of_meetings(world: World, plan: Plan, invited: Plan) -> None:
    """The scope as sets: by organisation, person, point, chair, host; never by place alone."""
    made = {
        "org": invited(title="org", orgs=("UB-THUONG",)),
        "person": invited(title="person", orgs=(), people=("vy",), starts_at=at(6, 8), ends_at=at(6, 9)),
        "point": invited(title="point", orgs=("SNN",), points=("UB-THUONG",), starts_at=at(7, 8), ends_at=at(7, 9)),
        "chair": plan(title="chair", chair_id=world.people["quang"], starts_at=at(8, 8), ends_at=at(8, 9)),
        "own": plan(title="own", who="tuan", host="UB-THUONG", starts_at=at(9, 8), ends_at=at(9, 9)),
        "place": invited(title="place", orgs=("SXD",), place_id=world.units["thuong"], starts_at=at(10, 8),
                         ends_at=at(10, 9)),
    }  # fmt: skip
    assert made["org"].state == "INVITED"

    def seen(who: str) -> set[str]:
        rows = reading.meetings(world.actor(who), world.today)
        titles = {row.title for row in rows}
        page = sign_in(world, who).get(reverse("meetings:list")).content.decode()
        body = page.partition("<tbody>")[2].partition("</tbody>")[0]
        assert {name for name in made if f">{name}<" in body} == titles
        hits = {hit.title.split(" – ")[0] for name in made for hit in chain.find_meetings(
            world.actor(who), name, world.today, 10
        )}  # fmt: skip
        assert hits == titles
        return titles

    everything = set(made)
    for who in ("hanh", "lan", "phong"):
        assert seen(who) == everything, who
    assert seen("tuan") == {"org", "point", "own"}
    assert seen("vy") == {"person"}
    assert seen("thu") == seen("minh") == {"point"}
    assert seen("hai") == {"place"}
    assert seen("quang") == {"chair"}
    assert seen("binh") == seen("quantri") == set()


def test_the_week_on_its_page_and_in_print(world: World, entry: Entry, invited: Plan) -> None:
    entry(title="Kiểm tra & <đo>", kind="INSPECTION", people=("phong",), place_id=world.units["thuong"])
    entry(title="Trùng giờ", people=("phong",), clash_reason="cử cấp phó", starts_at=at(4, 9), ends_at=at(4, 10))
    invited()
    lan = sign_in(world, "lan")
    page = lan.get(reverse("calendar:week", query={"week": "04/03/2026"})).content.decode()
    days = re.findall(r'id="day-\d">([^<]+) <span', page)
    assert days[0] == "Thứ Hai" and days[-1] == "Chủ Nhật" and len(days) == 7
    for words in ("Kiểm tra &amp; &lt;đo&gt;", "Giao ban tháng 3", "Ngô Quốc Phong đã có lịch", "cử cấp phó",
                  "Trùng lịch: Ngô Quốc Phong</summary>",
                  "Dự thảo, chưa công bố", "chưa công bố"):  # fmt: skip
        assert words in page, words
    only = lan.get(reverse("calendar:week", query={"week": "2026-03-04", "kind": "INSPECTION"})).content.decode()
    assert "Kiểm tra &amp;" in only and "Giao ban tháng 3" not in only
    services.week_publish(
        actor=world.actor("hanh"), org_id=world.orgs["VPDP"], monday=date(2026, 3, 2), now=world.now
    )
    assert "Đã công bố, bản 1" in sign_in(world, "vy").get(
        reverse("calendar:week", query={"week": "04/03/2026"})
    ).content.decode()  # fmt: skip
    letter = lan.get(reverse("calendar:print", query={"week": "04/03/2026", "org": world.orgs["VPDP"]}))
    text = words_of(letter.content)
    for words in ("LỊCH CÔNG TÁC TUẦN", "02/03/2026", "08/03/2026", "Bản 1, công bố lúc", "Thứ Tư 04/03/2026",
                  "08:00–11:00", "Kiểm tra: Kiểm tra & <đo>", "Ngô Quốc Phong"):  # fmt: skip
        assert words in text, words


def test_an_entry_over_several_days_stands_on_each(world: World, entry: Entry) -> None:
    row = entry(starts_at=at(3, 14), ends_at=at(5, 10))
    week = week_reading.week(world.actor("lan"), week_reading.WeekAsked(date(2026, 3, 2)))
    assert [len(day.entries) for day in week.days] == [0, 1, 1, 1, 0, 0, 0]
    said = [letters.hours_on(row, date(2026, 3, day)) for day in (3, 4, 5)]
    assert said == ["từ 14:00", "cả ngày", "đến 10:00"]


def test_the_chain_leads_to_host_place_request_and_the_meeting_before(world: World, held: Plan, plan: Plan) -> None:
    first = held(series="Giao ban", place_id=world.units["thuong"])
    second = plan(series="Giao ban", chair_id=world.people["phong"])
    lan = world.actor("lan")
    assert {branch.kind.key for branch in chain_of(lan, "meeting", first.pk).down} == {"unit", "org"}
    assert {branch.kind.key for branch in chain_of(lan, "meeting", second.pk).down} == {"org", "person", "meeting"}
    up = {branch.kind.key for branch in chain_of(lan, "meeting", first.pk).up}
    assert up == {"meeting", "calendar_entry"}, up
    seen = {branch.kind.key for branch in chain_of(world.actor("vy"), "unit", world.units["thuong"]).up}
    assert "meeting" not in seen


def test_my_work_leads_to_what_waits(world: World, invited: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dieuphoi.registry.access.middleware.timezone.now", lambda: world.now)
    meeting = invited()
    services.inputs_ask(
        actor=world.actor("lan"), meeting_id=meeting.pk, topic="Khó khăn", due_on=date(2026, 3, 4),
        orgs=[world.orgs["UB-THUONG"]], now=world.now,
    )  # fmt: skip
    page = sign_in(world, "tuan").get(reverse("desk:home")).content.decode()
    assert "Gửi báo cáo trước cuộc họp: Khó khăn" in page


def _cost(world: World, who: str, url: str, count: Any) -> int:
    client = sign_in(world, who)
    client.get(url)
    with count() as queries:
        assert client.get(url).status_code == 200
    return len(queries.captured_queries)


def test_a_page_costs_the_same_however_much_is_on_it(
    world: World, held: Plan, django_assert_max_num_queries: Any
) -> None:
    meeting = held(orgs=("UB-THUONG",))
    url = reverse("meetings:page", args=[meeting.pk])
    conclude(world, meeting)
    services.meeting_reopen(actor=world.actor("hanh"), meeting_id=meeting.pk, reason="thêm", now=world.now)

    def cost() -> int:
        return _cost(world, "lan", url, lambda: django_assert_max_num_queries(200))

    before = cost()
    lan: Actor = world.actor("lan")
    for number in range(2, 12):
        services.conclusion_add(
            actor=lan, meeting_id=meeting.pk, now=world.now,
            new=services.NewConclusion(f"mục {number}", no_due_reason="x", addressees=(world.orgs["UB-HA"],)),
        )  # fmt: skip
    rows = [services.Seen("PRESENT", name=f"Khách {n}") for n in range(10)]
    services.attendance_record(actor=lan, meeting_id=meeting.pk, rows=rows, now=world.now)
    assert ConclusionItem.objects.count() == 11
    assert cost() == before


def test_what_the_notice_says_without_a_number_is_a_draft(world: World, held: Plan) -> None:
    meeting = held(chair_id=world.people["phong"], chair_title="Phó Chủ tịch UBND tỉnh")
    conclude(world, meeting, due=None)
    lan = world.actor("lan")
    one = reading.meeting(lan, meeting.pk)
    items = reading.conclusions_of(lan, [meeting.pk])[meeting.pk]
    text = words_of(letters.notice_letter(lan, one, items, now=world.now).document)
    assert "đồng chí Ngô Quốc Phong, Phó Chủ tịch UBND tỉnh chủ trì" in text
    assert "/TB-VPĐP" in text and "Số: 1/" not in text
    services.notice_number(
        actor=lan, meeting_id=meeting.pk, now=world.now,
        new=NewNotice("TB-VPĐP", date(2026, 3, 2), "Chánh Văn phòng", "Nguyễn Thị Hạnh"),
    )  # fmt: skip
    assert "Số: 01/TB-VPĐP" in words_of(
        letters.notice_letter(lan, reading.meeting(lan, meeting.pk), items, now=world.now).document
    )


def test_the_agenda_of_a_called_meeting_may_still_change(world: World, invited: Plan) -> None:
    meeting = invited()
    services.agenda_add(
        actor=world.actor("lan"), meeting_id=meeting.pk, new=NewAgendaItem("Thêm"), now=world.now + timedelta(hours=1)
    )
    assert CalendarEntry.objects.get(meeting=meeting).sequence == 0


@pytest.mark.parametrize("name", ["meetings:list", "meetings:inputs", "meetings:requests", "calendar:list"])
def test_a_list_costs_the_same_however_long(
    world: World, invited: Plan, entry: Entry, name: str, django_assert_max_num_queries: Any
) -> None:
    """By a commune, whose scope is the widest to work out."""

    def more(number: int) -> None:
        meeting = invited(starts_at=at(5 + number, 8), ends_at=at(5 + number, 9), title=f"Họp {number}")
        services.inputs_ask(
            actor=world.actor("lan"), meeting_id=meeting.pk, topic="Khó khăn", due_on=date(2026, 3, 4),
            orgs=[world.orgs["UB-THUONG"]], now=world.now,
        )  # fmt: skip
        entry(who="tuan", org="UB-THUONG", starts_at=at(5 + number, 14), ends_at=at(5 + number, 15))
        services.request_ask(
            actor=world.actor("tuan"), now=world.now,
            new=services.NewRequest(world.orgs["UB-THUONG"], world.orgs["SXD"], f"Việc {number}", date(2026, 3, 1)),
        )  # fmt: skip

    more(1)
    before = _cost(world, "tuan", reverse(name), lambda: django_assert_max_num_queries(60))
    for number in range(2, 7):
        more(number)
    assert _cost(world, "tuan", reverse(name), lambda: django_assert_max_num_queries(60)) == before


def test_a_meeting_that_has_not_begun_does_not_offer_to_have_been_held(
    world: World, invited: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dieuphoi.registry.access.middleware.timezone.now", lambda: world.now)
    meeting = invited()
    lan = sign_in(world, "lan")
    place = reverse("meetings:page", args=[meeting.pk])
    assert lan.get(f"{place}act/hold/").status_code == 409
    page = lan.get(place).content.decode()
    assert f'href="{place}act/hold/"' not in page
    assert "chưa ghi đã họp được" in page, "greyed, with the reason"
