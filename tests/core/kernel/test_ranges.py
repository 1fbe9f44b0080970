"""S0: ranges of dates are [from, to); an open start is "since before the records"."""

from __future__ import annotations

from datetime import date

import pytest
from psycopg.types.range import DateRange

from dieuphoi.core.kernel.ranges import contains, date_range, day_after, first_day, overlaps, range_label

JULY = date(2025, 7, 1)


def test_it_refuses_a_range_without_a_day() -> None:
    with pytest.raises(ValueError, match="01/07/2025"):
        date_range(JULY, JULY)
    with pytest.raises(ValueError, match="phải sau"):
        date_range(JULY, date(2025, 6, 30))


def test_the_end_no_longer_belongs() -> None:
    days = date_range(JULY, date(2026, 1, 1))
    assert [
        contains(days, day) for day in (date(2025, 6, 30), JULY, date(2025, 12, 31), date(2026, 1, 1))
    ] == [
        False,
        True,
        True,
        False,
    ]


def test_open_sides() -> None:
    assert contains(date_range(None, JULY), date(1, 1, 1))
    assert not contains(date_range(None, JULY), JULY)
    assert contains(date_range(JULY, None), date(9999, 12, 31))
    assert contains(date_range(None, None), JULY)
    assert first_day(date_range(None, JULY)) is None
    assert day_after(date_range(JULY, None)) is None


def test_other_bounds_are_understood() -> None:
    closed = DateRange(date(2025, 6, 30), JULY, "(]")
    assert first_day(closed) == JULY
    assert day_after(closed) == date(2025, 7, 2)
    assert contains(closed, JULY)
    assert not contains(closed, date(2025, 6, 30))
    assert not contains(DateRange(empty=True), JULY)


def test_overlap() -> None:
    before, after = date_range(None, JULY), date_range(JULY, None)
    assert not overlaps(before, after)
    assert not overlaps(after, before)
    assert overlaps(before, date_range(date(2025, 6, 30), None))
    assert overlaps(before, before)
    assert overlaps(date_range(None, None), after)
    assert not overlaps(DateRange(empty=True), after)
    assert not overlaps(DateRange(JULY, JULY, "[)"), date_range(None, None))


def test_labels_say_the_last_day() -> None:
    assert range_label(date_range(JULY, date(2026, 1, 1))) == "từ 01/07/2025 đến hết 31/12/2025"
    assert range_label(date_range(JULY, None)) == "từ 01/07/2025 đến nay"
    assert range_label(date_range(None, JULY)) == "có từ trước, đến hết 30/06/2025"
    assert range_label(date_range(None, None)) == "có từ trước đến nay"
    assert range_label(None) == range_label(DateRange(empty=True)) == ""
