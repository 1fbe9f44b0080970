"""The work calendar is data: faults are refused, the shipped one is counted by hand (domain §7)."""

from __future__ import annotations

import re
from datetime import date

import pytest

from dieuphoi.core.kernel.calendar import read_calendar, work_calendar


def calendar_text(off: str = "", exchanged: str = "", year: str = "2026") -> str:
    return f"years: {{{year}: {{days_off: [{off}], worked_in_exchange: [{exchanged}]}}}}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("years: {}", "at least one year"),
        ("years: {2026: {days_off: []}}", "worked_in_exchange is missing"),
        ("years: {2026: {days_off: 1, worked_in_exchange: []}}", "days_off: no list"),
        (calendar_text(year="this"), "'this' is no year"),
        (calendar_text("{day: 2026-05-01, name: a}"), "source is missing"),
        (calendar_text("{day: 2026-05-01, name: '', source: b}"), "name is empty"),
        (calendar_text("{day: May, name: a, source: b}"), "day is no date: 'May'"),
        (calendar_text("{day: 2025-05-01, name: a, source: b}"), "2025-05-01 lies in another year"),
        # 2 May 2026 is a Saturday, 4 May a Monday.
        (calendar_text("{day: 2026-05-02, name: a, source: b}"), "2026-05-02 changes nothing"),
        (calendar_text("", "{day: 2026-05-04, name: a, source: b}"), "2026-05-04 changes nothing"),
        (
            calendar_text("{day: 2026-05-01, name: a, source: b}, {day: 2026-05-01, name: c, source: d}"),
            "2026-05-01 is named twice",
        ),
    ],
)
def test_a_faulty_calendar_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        read_calendar(text)


def test_the_shipped_calendar_knows_2026() -> None:
    calendar = work_calendar()
    assert calendar.covers(date(2026, 1, 1), date(2026, 12, 31))
    assert not calendar.covers(date(2026, 12, 31), date(2027, 1, 1))
    assert calendar.why_off(date(2026, 2, 17)) == "Tết Nguyên đán"
    # The law grants 1 + 5 + 1 + 2 + 2 days and, from 2026, 24 November; two more weekdays are taken in exchange.
    assert len(calendar.holidays) == 1 + 5 + 1 + 2 + 2 + 1 + len(calendar.swapped_workdays)
