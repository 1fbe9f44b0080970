"""S0: dates are day first, everywhere; an instant's day is the local one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.forms import DateField, DateTimeField
from django.utils import formats, translation
from hypothesis import given
from hypothesis import strategies as st

from dieuphoi.core.kernel.dates import (
    cell_date,
    format_date,
    format_datetime,
    parse_date,
    today,
    url_date,
)


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "31/13/2026", "12/31/2026", "29/02/2026", "00/01/2026", "1/2/26", "2026/02/01", "2026-2-1",
        "1/2-2026", "1 tháng 2", "01/02/2026 10:00", "2026-02-30", "٠١/٠٢/٢٠٢٦", "01/02/0000",
        "46054", "1//2026",
    ],
)  # fmt: skip
def test_it_refuses_what_is_no_clear_date(typed: str) -> None:
    with pytest.raises(ValueError, match="31/12/2026"):
        parse_date(typed)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("01/02/2026", date(2026, 2, 1)),
        ("1/2/2026", date(2026, 2, 1)),
        ("31/12/2026", date(2026, 12, 31)),
        ("29/02/2024", date(2024, 2, 29)),
        ("2026-02-01", date(2026, 2, 1)),
        ("1.2.2026", date(2026, 2, 1)),
        ("01-02-2026", date(2026, 2, 1)),
        (" 01/07/2025\u00a0", date(2025, 7, 1)),
    ],
)
def test_it_reads_the_day_first(typed: str, day: date) -> None:
    assert parse_date(typed) == day


def test_cells() -> None:
    for value in (46054, 46054.5, True, time(10), object()):
        with pytest.raises(ValueError, match="ngày"):
            cell_date(value)
    assert cell_date(None) is None
    assert cell_date(" ") is None
    assert cell_date("01/02/2026") == date(2026, 2, 1)
    assert cell_date(date(2026, 2, 1)) == date(2026, 2, 1)
    got = cell_date(datetime(2026, 2, 1, 23, 59))  # noqa: DTZ001 - a cell's date and time has no zone
    assert got == date(2026, 2, 1)
    assert type(got) is date
    assert cell_date(datetime(2026, 2, 1, 18, 0, tzinfo=UTC)) == date(2026, 2, 2)


def test_the_day_of_an_instant_is_the_local_one() -> None:
    evening = datetime(2025, 6, 30, 17, 30, tzinfo=UTC)
    assert today(evening) == date(2025, 7, 1)
    assert today(datetime(2025, 6, 30, 16, 59, tzinfo=UTC)) == date(2025, 6, 30)
    assert format_datetime(evening) == "01/07/2025 00:30"
    assert format_date(evening) == "01/07/2025"
    assert url_date(evening) == "2025-07-01"
    with pytest.raises(ValueError, match="time zone"):
        today(datetime(2025, 6, 30))  # noqa: DTZ001 - the refusal is what is tested


def test_it_prints_dates() -> None:
    assert format_date(date(2026, 2, 1)) == "01/02/2026"
    assert format_date(date(987, 2, 1)) == "01/02/0987"
    assert url_date(date(2026, 2, 1)) == "2026-02-01"
    assert format_date(None) == format_datetime(None) == url_date(None) == ""


@given(st.dates())
def test_what_is_printed_is_read_back(day: date) -> None:
    assert parse_date(format_date(day)) == day
    assert parse_date(url_date(day)) == day


@pytest.mark.parametrize("language", ["vi"])
def test_djangos_own_fields_follow_the_house(language: str) -> None:
    with translation.override(language):
        assert DateField().clean("01/02/2026") == date(2026, 2, 1)
        assert DateField().clean("31/12/2026") == date(2026, 12, 31)
        at = DateTimeField().clean("01/02/2026 08:30")
        assert (at.day, at.month) == (1, 2)
        assert formats.date_format(date(2026, 2, 1), "DATE_FORMAT") == "01/02/2026"
        assert formats.date_format(date(2026, 2, 1), "SHORT_DATE_FORMAT") == "01/02/2026"
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1
        assert formats.number_format(1234567.89, 2, force_grouping=True) == "1.234.567,89"
        for field in ("DATE_INPUT_FORMATS", "DATETIME_INPUT_FORMATS"):
            assert not [form for form in formats.get_format(field) if form.startswith(("%m", "%b", "%B"))]
