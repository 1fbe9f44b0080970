"""S0: working days, counted by hand on a made-up calendar around 1 May 2026 (a Friday)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dieuphoi.core.kernel.workdays import (
    WorkCalendar,
    add_working_days,
    next_working_day,
    working_days_between,
)

CALENDAR = WorkCalendar(
    holidays={
        date(2026, 4, 30): "Ngày Chiến thắng",
        date(2026, 5, 1): "Quốc tế Lao động",
        date(2026, 5, 4): "nghỉ bù",
    },
    swapped_workdays={date(2026, 5, 9): "làm bù"},
    known_years=frozenset({2026}),
)
PLAIN = WorkCalendar()


def test_it_refuses_a_day_both_off_and_worked() -> None:
    with pytest.raises(ValueError, match="2026-05-09"):
        WorkCalendar({date(2026, 5, 9): "nghỉ"}, {date(2026, 5, 9): "làm bù"})


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 4, 29), 0, date(2026, 4, 29)),
        (date(2026, 4, 29), 1, date(2026, 5, 5)),  # 30/4, 1/5 holidays, 2–3/5 weekend, 4/5 taken in exchange
        (date(2026, 4, 29), 4, date(2026, 5, 8)),
        (date(2026, 4, 29), 5, date(2026, 5, 9)),  # the Saturday worked in exchange
        (date(2026, 4, 29), 6, date(2026, 5, 11)),
        (date(2026, 5, 2), 1, date(2026, 5, 5)),
        (date(2026, 5, 11), -1, date(2026, 5, 9)),
        (date(2026, 5, 5), -1, date(2026, 4, 29)),
    ],
)
def test_working_days_by_hand(start: date, days: int, end: date) -> None:
    assert add_working_days(start, days, CALENDAR) == end
    assert working_days_between(start, end, CALENDAR) == days


def test_without_a_calendar_it_is_monday_to_friday() -> None:
    friday, saturday, monday = date(2026, 1, 9), date(2026, 1, 10), date(2026, 1, 12)
    assert add_working_days(friday, 1, PLAIN) == monday
    assert add_working_days(saturday, 1, PLAIN) == monday
    assert working_days_between(friday, saturday, PLAIN) == 0
    assert working_days_between(friday, monday, PLAIN) == 1
    assert working_days_between(date(2026, 1, 5), date(2026, 2, 2), PLAIN) == 20
    assert next_working_day(saturday, PLAIN) == monday
    assert next_working_day(friday, PLAIN) == friday


def test_it_says_why_and_how_far_it_knows() -> None:
    assert CALENDAR.why_off(date(2026, 5, 1)) == "Quốc tế Lao động"
    assert CALENDAR.why_off(date(2026, 5, 9)) == CALENDAR.why_off(date(2026, 5, 5)) == ""
    assert CALENDAR.covers(date(2026, 1, 1), date(2026, 12, 31))
    assert not CALENDAR.covers(date(2026, 12, 31), date(2027, 1, 1))


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-200, 200))
def test_counting_undoes_adding(start: date, days: int) -> None:
    assert working_days_between(start, add_working_days(start, days, CALENDAR), CALENDAR) == days


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 200), st.integers(0, 200))
def test_stretches_add_up(start: date, first: int, second: int) -> None:
    middle = start + timedelta(days=first)
    end = middle + timedelta(days=second)
    assert working_days_between(start, end, CALENDAR) == working_days_between(
        start, middle, CALENDAR
    ) + working_days_between(middle, end, CALENDAR)
