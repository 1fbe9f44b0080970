"""iCalendar text (RFC 5545): one calendar of events that carry a title, a time, a place and a link – no more.

Pure: no query, no clock. Lines end with CRLF and are folded at 75 octets, never inside a character.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from dieuphoi.core.kernel.dates import local
from dieuphoi.core.kernel.text import nfc

MIME: Final = "text/calendar; charset=utf-8"
ZONE: Final = "Asia/Ho_Chi_Minh"
WIDTH: Final = 75
"""Octets of one line without its end (RFC 5545, 3.1)."""
_HEAD: Final = (
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Dieu Phoi//Lich cong tac//VI", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
)  # fmt: skip
_TIMEZONE: Final = (
    # Seven hours ahead, without summer time, since 13 June 1975 (tz database, Asia/Ho_Chi_Minh).
    "BEGIN:VTIMEZONE", f"TZID:{ZONE}", "BEGIN:STANDARD", "DTSTART:19750613T000000", "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0700", "TZNAME:+07", "END:STANDARD", "END:VTIMEZONE",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """One event. ``uid`` stays for ever, ``sequence`` counts its changes; a cancelled one is still told."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    sequence: int = 0
    place: str = ""
    link: str = ""
    cancelled: bool = False


def calendar_text(name: str, events: Iterable[Event], now: datetime) -> bytes:
    """The whole calendar as UTF-8 bytes. ``now`` is when it was asked for (DTSTAMP)."""
    return "".join(f"{folded(line)}\r\n" for line in _lines(name, events, now)).encode()


def _lines(name: str, events: Iterable[Event], now: datetime) -> Iterator[str]:
    yield from _HEAD
    yield f"X-WR-CALNAME:{escaped(name)}"
    yield f"X-WR-TIMEZONE:{ZONE}"
    yield "REFRESH-INTERVAL;VALUE=DURATION:PT1H"
    yield from _TIMEZONE
    for event in events:
        yield "BEGIN:VEVENT"
        yield f"UID:{event.uid}"
        yield f"DTSTAMP:{_utc(now)}"
        yield f"LAST-MODIFIED:{_utc(event.changed_at)}"
        yield f"SEQUENCE:{event.sequence}"
        yield f"DTSTART;TZID={ZONE}:{_local(event.starts_at)}"
        yield f"DTEND;TZID={ZONE}:{_local(event.ends_at)}"
        yield f"SUMMARY:{escaped(event.title)}"
        if event.place:
            yield f"LOCATION:{escaped(event.place)}"
        if event.link:
            yield f"URL:{_one_line(event.link)}"
        yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
        yield "END:VEVENT"
    yield "END:VCALENDAR"


def escaped(text: str) -> str:
    """A text as a value: backslash, semicolon, comma and line ends escaped (3.3.11), other control signs left out."""
    plain = nfc(text).replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(sign for sign in plain if sign in "\n\t" or (sign >= " " and sign != "\x7f"))
    for sign, said in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        plain = plain.replace(sign, said)
    return plain


def _one_line(text: str) -> str:
    return "".join(sign for sign in text if sign > " " and sign != "\x7f")


def folded(line: str) -> str:
    """A line folded at 75 octets: the rest follows behind CRLF and a blank; no character is split."""
    parts: list[str] = []
    part, room = "", WIDTH
    for sign in line:
        size = len(sign.encode())
        if size > room:
            parts.append(part)
            part, room = "", WIDTH - 1  # the blank in front counts
        part += sign
        room -= size
    parts.append(part)
    return "\r\n ".join(parts)


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _local(at: datetime) -> str:
    return f"{local(at):%Y%m%dT%H%M%S}"
