"""iCalendar text: folding, escaping, the zone (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dieuphoi.core.kernel.text import nfc
from dieuphoi.steering.meetings import ical
from dieuphoi.steering.meetings.ical import Event, calendar_text, escaped, folded

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
VIETNAMESE = st.text(alphabet=st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạếềểễệọốồổỗộớờởỡợựỹ ,;\\\n\"':&<>–…🙂"))


@given(st.one_of(VIETNAMESE, st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")))))
def test_no_line_is_longer_than_75_octets_and_no_character_is_split(text: str) -> None:
    line = "SUMMARY:" + text.replace("\n", " ")
    lines = folded(line).encode().split(b"\r\n")
    assert all(len(each) <= 75 for each in lines)
    assert all(each.startswith(b" ") for each in lines[1:])
    for each in lines:
        each.decode()  # a split character would not be read
    assert (lines[0] + b"".join(each[1:] for each in lines[1:])).decode() == line


def unescaped(value: str) -> str:
    """As a reader takes it (3.3.11)."""
    found, signs = [], iter(value)
    for sign in signs:
        if sign == "\\":
            after = next(signs)
            found.append("\n" if after in "nN" else after)
        else:
            assert sign not in ",;", "a bare separator would end the value"
            found.append(sign)
    return "".join(found)


@given(VIETNAMESE)
def test_a_value_is_read_as_it_was_written(text: str) -> None:
    assert unescaped(escaped(text)) == nfc(text)


@given(st.text())
def test_no_sign_of_a_value_begins_a_line_of_its_own(text: str) -> None:
    value = escaped(text)
    assert "\n" not in value and "\r" not in value and "\x00" not in value


def read(body: bytes) -> list[str]:
    assert body.endswith(b"\r\n") and b"\n" not in body.replace(b"\r\n", b"")
    return body.decode().replace("\r\n ", "").split("\r\n")[:-1]


@given(VIETNAMESE, VIETNAMESE)
def test_a_calendar_is_read_back(title: str, place: str) -> None:
    event = Event("u1@dieuphoi", title, NOW, NOW + timedelta(hours=2), NOW, 3, place, "https://x/1")
    lines = read(calendar_text("Lịch", [event], NOW))
    values = {line.partition(":")[0]: line.partition(":")[2] for line in lines}
    assert unescaped(values["SUMMARY"]) == nfc(title)
    assert unescaped(values.get("LOCATION", "")) == nfc(place)


def test_the_whole_of_a_small_calendar() -> None:
    event = Event(
        "u1@dieuphoi", "Họp; giao ban, tháng 3", NOW, NOW + timedelta(hours=2), NOW - timedelta(days=1), 3,
        "Hội trường A", "https://dieuphoi.example/calendar/1/", cancelled=True,
    )  # fmt: skip
    assert read(calendar_text("Lịch của Lan", [event], NOW)) == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Dieu Phoi//Lich cong tac//VI", "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH", "X-WR-CALNAME:Lịch của Lan", "X-WR-TIMEZONE:Asia/Ho_Chi_Minh",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "BEGIN:VTIMEZONE", "TZID:Asia/Ho_Chi_Minh", "BEGIN:STANDARD",
        "DTSTART:19750613T000000", "TZOFFSETFROM:+0800", "TZOFFSETTO:+0700", "TZNAME:+07", "END:STANDARD",
        "END:VTIMEZONE", "BEGIN:VEVENT", "UID:u1@dieuphoi", "DTSTAMP:20260302T020000Z",
        "LAST-MODIFIED:20260301T020000Z", "SEQUENCE:3", "DTSTART;TZID=Asia/Ho_Chi_Minh:20260302T090000",
        "DTEND;TZID=Asia/Ho_Chi_Minh:20260302T110000", "SUMMARY:Họp\\; giao ban\\, tháng 3",
        "LOCATION:Hội trường A", "URL:https://dieuphoi.example/calendar/1/", "STATUS:CANCELLED", "END:VEVENT",
        "END:VCALENDAR",
    ]  # fmt: skip


def test_a_link_cannot_begin_another_line() -> None:
    event = Event("u", "x", NOW, NOW + timedelta(hours=1), NOW, link="https://x/\r\nATTENDEE:evil")
    assert not [line for line in read(calendar_text("x", [event], NOW)) if line.startswith("ATTENDEE")]
    assert ical.WIDTH == 75
