"""S0: periods, worked out by hand on the calendar."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dieuphoi.core.kernel.period import Period, PeriodKind, Timetable, parse_period


@pytest.mark.parametrize(
    "typed",
    [
        "", "25", "2025-Q0", "2025-Q5", "2025-H3", "2025-13", "2025-00", "2025-1", "2025-6M", "2025..2021",
        "0000", "9999", "2025-01-01..2025-01-01",
        "2025-02-30..2025-03-01", "2025-07-01..2025-01-01", "Q1-2025",
        "2025-Q1 x", "٢٠٢٥", "0000-01", "2021-2025",
    ],
)  # fmt: skip
def test_it_refuses_what_is_no_period(typed: str) -> None:
    with pytest.raises(ValueError, match="2025-Q1"):
        parse_period(typed)


def test_it_refuses_days_that_do_not_fit_the_kind() -> None:
    for kind, start, end in [
        (PeriodKind.MONTH, date(2025, 1, 2), date(2025, 2, 2)),
        (PeriodKind.MONTH, date(2025, 1, 1), date(2025, 3, 1)),
        (PeriodKind.QUARTER, date(2025, 2, 1), date(2025, 5, 1)),
        (PeriodKind.HALF, date(2025, 4, 1), date(2025, 10, 1)),
        (PeriodKind.NINE_MONTHS, date(2025, 4, 1), date(2026, 1, 1)),
        (PeriodKind.YEAR, date(2025, 7, 1), date(2026, 7, 1)),
        (PeriodKind.STAGE, date(2021, 1, 1), date(2025, 7, 1)),
        (PeriodKind.CUSTOM, date(2025, 1, 1), date(2025, 1, 1)),
    ]:
        with pytest.raises(ValueError, match=r"kỳ|Kỳ"):
            Period(kind, start, end)
    with pytest.raises(ValueError, match="is not a valid PeriodKind"):
        Period("week", date(2025, 1, 1), date(2025, 1, 8))  # type: ignore[arg-type]


CASES = [
    ("2025", "year", "2025-01-01", "2026-01-01", "Năm 2025", "2024", "2024"),
    ("2025-Q1", "quarter", "2025-01-01", "2025-04-01", "Quý I năm 2025", "2024-Q4", "2024-Q1"),
    ("2025-Q4", "quarter", "2025-10-01", "2026-01-01", "Quý IV năm 2025", "2025-Q3", "2024-Q4"),
    ("2025-H1", "half", "2025-01-01", "2025-07-01", "6 tháng đầu năm 2025", "2024-H2", "2024-H1"),
    ("2025-H2", "half", "2025-07-01", "2026-01-01", "6 tháng cuối năm 2025", "2025-H1", "2024-H2"),
    ("2025-9M", "nine_months", "2025-01-01", "2025-10-01", "9 tháng đầu năm 2025", "2024-9M", "2024-9M"),
    ("2024-02", "month", "2024-02-01", "2024-03-01", "Tháng 2 năm 2024", "2024-01", "2023-02"),
    ("2025-01", "month", "2025-01-01", "2025-02-01", "Tháng 1 năm 2025", "2024-12", "2024-01"),
    ("2021..2025", "stage", "2021-01-01", "2026-01-01", "Giai đoạn 2021–2025", "2016..2020", "2016..2020"),
    (
        "2025-03-11..2025-03-21",
        "custom",
        "2025-03-11",
        "2025-03-21",
        "Từ 11/03/2025 đến hết 20/03/2025",
        "2025-03-01..2025-03-11",
        "2025-03-01..2025-03-11",
    ),
]


@pytest.mark.parametrize(("text", "kind", "start", "end", "label", "previous", "year_before"), CASES)
def test_a_period_by_hand(
    text: str, kind: str, start: str, end: str, label: str, previous: str, year_before: str
) -> None:
    period = parse_period(text)
    assert period == Period(PeriodKind(kind), date.fromisoformat(start), date.fromisoformat(end))
    assert str(period) == text
    assert period.label == label
    assert str(period.previous()) == previous
    assert str(period.year_before()) == year_before
    assert not period.contains(date.fromisoformat(end))
    assert period.contains(date.fromisoformat(start))
    assert period.contains(period.last_day)


def test_year_and_containment() -> None:
    assert parse_period("2025-Q3").year == 2025
    assert parse_period(" 2025-q3 ") == Period.quarter(2025, 3)
    assert parse_period("2025").covers(parse_period("2025-9M"))
    assert not parse_period("2025-9M").covers(parse_period("2025"))
    assert parse_period("2025-H1").overlaps(parse_period("2025-06"))
    assert not parse_period("2025-H1").overlaps(parse_period("2025-H2"))


PERIODS = st.one_of(
    st.builds(Period.month, st.integers(2, 9998), st.integers(1, 12)),
    st.builds(Period.quarter, st.integers(2, 9998), st.integers(1, 4)),
    st.builds(Period.half, st.integers(2, 9998), st.integers(1, 2)),
    st.builds(Period.nine_months, st.integers(2, 9998)),
    st.builds(Period.of_year, st.integers(2, 9998)),
    st.builds(
        lambda first, years: Period.stage(first, first + years), st.integers(100, 9000), st.integers(0, 40)
    ),
    st.builds(
        lambda start, days: Period.custom(start, date.fromordinal(start.toordinal() + days)),
        st.dates(date(100, 1, 1), date(9000, 1, 1)),
        st.integers(1, 5000),
    ),
)


@given(PERIODS)
def test_what_is_written_is_read_back(period: Period) -> None:
    assert parse_period(str(period)) == period


@given(PERIODS)
def test_the_previous_period_lies_before_and_never_overlaps(period: Period) -> None:
    previous = period.previous()
    assert previous.kind == period.kind
    assert previous.end <= period.start
    if period.kind is not PeriodKind.NINE_MONTHS:
        assert previous.end == period.start


def test_a_timetable_is_data() -> None:
    with pytest.raises(ValueError, match="ít nhất một ngày"):
        Timetable(Period.of_year(2025), date(2025, 12, 1), date(2025, 12, 1))
    table = Timetable(
        Period.of_year(2025), date(2025, 12, 1), date(2026, 1, 15), {"submit": date(2026, 1, 10)}
    )
    assert [table.is_open(day) for day in (date(2025, 11, 30), date(2025, 12, 1), date(2026, 1, 14))] == [
        False,
        True,
        True,
    ]
    assert not table.is_open(date(2026, 1, 15))
    assert table.due("submit") == date(2026, 1, 10)
    assert not table.is_overdue("submit", date(2026, 1, 10))
    assert table.is_overdue("submit", date(2026, 1, 11))
    assert table.due("verify") is None
    assert not table.is_overdue("verify", date(2030, 1, 1))
