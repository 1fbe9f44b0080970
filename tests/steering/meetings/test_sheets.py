"""The calendar and the points of a meeting by table: every fault at once, out and in without a change."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dieuphoi.core.exchange.importers import importer_for
from dieuphoi.core.exchange.reader import table_of
from dieuphoi.core.exchange.workbook import open_workbook
from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.steering.meetings.models import CalendarEntry, MeetingPoint
from dieuphoi.steering.meetings.selectors import meetings as reading
from dieuphoi.steering.meetings.sheets.calendar import CALENDAR_SHEET, calendar_workbook
from dieuphoi.steering.meetings.sheets.points import POINTS_SHEET
from tests.steering.meetings.conftest import Entry, Plan
from tests.support.world import World

pytestmark = pytest.mark.django_db
ROW: dict[str, Any] = {
    "org": "VPDP", "kind": "VISIT", "day": date(2026, 3, 4), "start": "8h", "end": "11:30", "title": "Đi cơ sở",
}  # fmt: skip


def check(world: World, rows: list[dict[str, Any]], *, who: str = "lan") -> Any:
    data = write_sheet(CALENDAR_SHEET, rows, now=world.now, protect=False)
    table = table_of(open_workbook(data, "x.xlsx"), CALENDAR_SHEET)
    checked = importer_for("calendar").check(world.actor(who), {}, table, world.now)
    return table, checked


def test_every_fault_of_a_calendar_is_told_with_its_row(world: World) -> None:
    table, checked = check(
        world,
        [
            {**ROW, "org": "KHONG"},
            {**ROW, "start": "tám giờ"},
            {**ROW, "title": "b", "people": "Ai đó; Ngô Quốc Phong"},
            {**ROW, "title": "c", "place": "Xã Không Có"},
            {**ROW, "title": "d", "teams": "X9", "room": "Phòng không có"},
            {**ROW, "title": "e", "start": "12:00"},
            {**ROW, "title": "f", "people": "Ngô Quốc Phong"},
            {**ROW, "title": "g", "people": "Ngô Quốc Phong"},
            {**ROW, "title": "f"},
        ],
    )
    faults = {(error.row - table.rows[0].number, error.column) for error in checked.errors}
    assert faults == {
        (0, "Mã cơ quan"), (1, "Từ giờ"), (2, "Người tham gia"), (3, "Tại xã"), (4, "Mã đoàn, tổ"), (4, "Phòng họp"),
        (5, "Đến giờ"), (7, "Trùng lịch, vẫn giữ vì"), (8, "Nội dung"),
    }  # fmt: skip
    assert checked.payload is None


def test_a_commune_writes_its_own_calendar_only(world: World) -> None:
    _table, checked = check(world, [{**ROW, "org": "UB-HA"}], who="tuan")
    assert [error.column for error in checked.errors] == ["Mã cơ quan"]
    _table, checked = check(world, [{**ROW, "org": None}], who="tuan")
    assert not checked.errors and checked.difference.counts["new"] == 1
    assert checked.payload.new[0].org_id == world.orgs["UB-THUONG"]


def test_the_calendar_comes_back_as_it_went_out(world: World, entry: Entry, plan: Plan) -> None:
    entry(people=("phong", "thu"), place_id=world.units["thuong"], note="mang máy chiếu", is_internal=True)
    plan()
    lan = world.actor("lan")
    table = table_of(open_workbook(calendar_workbook(lan, world.now), "x.xlsx"), CALENDAR_SHEET)
    checked = importer_for("calendar").check(lan, {}, table, world.now)
    assert not table.errors and not checked.errors, (table.errors, checked.errors)
    assert checked.difference.changes_nothing and checked.difference.counts["same"] == 1


def test_a_known_line_is_corrected_and_a_new_one_added(world: World, entry: Entry) -> None:
    entry(venue="thôn Trung")
    _table, checked = check(world, [{**ROW, "end": "10:00", "venue": "thôn Đông"}, {**ROW, "title": "Mới"}])
    assert checked.difference.counts == {"new": 1, "changed": 1, "same": 0}
    assert [(each.title, each.venue) for each in checked.payload.new] == [("Mới", "")]
    [(pk, new)] = checked.payload.changed
    assert (pk, new.venue, new.ends_at.hour) == (CalendarEntry.objects.get(venue="thôn Đông").pk, "thôn Đông", 10)


def test_points_come_by_table(world: World, invited: Plan) -> None:
    meeting = invited(orgs=("SNN",), points=("UB-THUONG",))
    lan = world.actor("lan")
    rows = [
        {"code": "UB-THUONG", "venue": "Hội trường xã"}, {"name": "UBND xã Hạ Sơn", "contact_name": "Chị Vy"},
        {"code": "KHONG"}, {"name": ""}, {"code": "UB-HA"},
    ]  # fmt: skip
    importer = importer_for("meeting_points")

    def read(lines: list[dict[str, Any]]) -> Any:
        table = table_of(open_workbook(write_sheet(POINTS_SHEET, lines, now=world.now, protect=False), "x.xlsx"),
                         POINTS_SHEET)  # fmt: skip
        return importer.check(lan, {"meeting": meeting.pk}, table, world.now)

    assert len(read(rows).errors) == 2
    checked = read(rows[:2])
    assert not checked.errors and checked.difference.counts == {"new": 1, "changed": 1, "same": 0}
    importer.apply(lan, {"meeting": meeting.pk}, checked, 1, world.now)
    found = {row.org.code: (row.venue, row.contact_name) for row in reading.points_of(lan, meeting.pk)}
    assert found == {"UB-THUONG": ("Hội trường xã", "Vũ Anh Tuấn"), "UB-HA": ("", "Chị Vy")}
    assert MeetingPoint.objects.count() == 2
    assert not importer.may(world.actor("thu"), {"meeting": meeting.pk})
