"""When a line of a plan is due, in the words of offices; what cannot be read says how to write it (S0-46, S4-04)."""

from __future__ import annotations

from datetime import date

import pytest

from dieuphoi.steering.tasks.timing import Timing, read_timing

START, END = date(2026, 1, 1), date(2026, 12, 31)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("tháng 3", date(2026, 3, 1), date(2026, 3, 31)),
        ("Tháng 2", date(2026, 2, 1), date(2026, 2, 28)),
        ("T4", date(2026, 4, 1), date(2026, 4, 30)),
        ("tháng 3–6", date(2026, 3, 1), date(2026, 6, 30)),
        ("Tháng 3 - 6", date(2026, 3, 1), date(2026, 6, 30)),
        ("từ tháng 3 đến tháng 6", date(2026, 3, 1), date(2026, 6, 30)),
        ("tháng 10/2026", date(2026, 10, 1), date(2026, 10, 31)),
        ("Quý II", date(2026, 4, 1), date(2026, 6, 30)),
        ("quý 3", date(2026, 7, 1), date(2026, 9, 30)),
        ("Quý III, IV", date(2026, 7, 1), date(2026, 12, 31)),
        ("quý I-II/2026", date(2026, 1, 1), date(2026, 6, 30)),
        ("quý IV năm 2026", date(2026, 10, 1), date(2026, 12, 31)),
        ("6 tháng đầu năm", date(2026, 1, 1), date(2026, 6, 30)),
        ("6 tháng cuối năm 2026", date(2026, 7, 1), date(2026, 12, 31)),
        ("9 tháng đầu năm", date(2026, 1, 1), date(2026, 9, 30)),
        ("Cả năm", START, END),
        ("Năm 2026", START, END),
        ("31/5", START, date(2026, 5, 31)),
        ("trước 15/05/2026", START, date(2026, 5, 15)),
        ("xong trước ngày 15/5", START, date(2026, 5, 15)),
        ("01/02/2026", START, date(2026, 2, 1)),
    ],
)
def test_what_offices_write_has_its_days(typed: str, first: date, last: date) -> None:
    assert read_timing(typed, START, END) == Timing(typed, first, last)


@pytest.mark.parametrize(
    ("typed", "every"),
    [("hằng tháng", "month"), ("Hàng quý", "quarter"), ("mỗi năm", "year"), ("thường xuyên", ""), ("", "")],
)
def test_what_lasts_has_no_end(typed: str, every: str) -> None:
    assert read_timing(typed, START, END) == Timing(typed, every=every)


@pytest.mark.parametrize(
    "typed", ["khi nào xong", "tháng 13", "quý V", "31/02", "tháng 6-3", "2026", "x" * 81, "quý II/2027", "15/1/2025"]
)
def test_what_cannot_be_read_or_lies_outside_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"Không đọc được|ngoài kỳ|dài quá"):
        read_timing(typed, START, END)


def test_a_plan_of_several_years_asks_for_the_year() -> None:
    start, end = date(2026, 1, 1), date(2030, 12, 31)
    with pytest.raises(ValueError, match="ghi cả năm"):
        read_timing("quý II", start, end)
    assert read_timing("quý II/2027", start, end).due_on == date(2027, 6, 30)
    assert read_timing("2026-2028", start, end) == Timing("2026-2028", start, date(2028, 12, 31))


def test_a_half_year_holds_only_its_part() -> None:
    start, end = date(2026, 7, 1), date(2026, 12, 31)
    assert read_timing("cả năm", start, end) == Timing("cả năm", start, end)
    with pytest.raises(ValueError, match="ngoài kỳ"):
        read_timing("quý II", start, end)
