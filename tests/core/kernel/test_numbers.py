"""S0: the house rule for numbers. Expectations are written by hand from the rule."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dieuphoi.core.kernel.numbers import (
    ParsedNumber,
    cell_number,
    format_money,
    format_number,
    format_percent,
    format_share,
    parse_number,
)


@pytest.mark.parametrize(
    "typed",
    [
        "", "  ", "\u00a0", "abc", "1,5,6", "1,234.5", "1.2.3", "1.23.456", "1234.567", "1.234.567.89.1",
        "1 23", "1.234 567", "12 34,5", "--5", "+-5", "5-", "-", ",", ".", "5,", "5.", "1e5", "1E5", "(5)",
        "NaN", "inf", "٣", "½", "12%", "1_000", "0x10", "1" * 41, "1,2 3", "5 %",
    ],
)  # fmt: skip
def test_it_refuses_what_is_no_clear_number(typed: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        parse_number(typed)


def test_the_refusal_names_the_way_out() -> None:
    with pytest.raises(ValueError, match=r"1\.234\.567,89"):
        parse_number("1,5,6")
    with pytest.raises(ValueError, match="nhập 0"):
        parse_number(" ")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("0", "0"),
        ("7", "7"),
        ("007", "7"),
        ("1.234", "1234"),
        ("1,234", "1.234"),
        ("1.234,5", "1234.5"),
        ("1.234.567,89", "1234567.89"),
        ("1234567,89", "1234567.89"),
        ("1 234 567,8", "1234567.8"),
        ("1\u00a0234", "1234"),
        ("1\u202f234,50", "1234.5"),
        ("  12,5\u00a0", "12.5"),
        (",5", "0.5"),
        ("-1.234,5", "-1234.5"),
        ("- 5", "-5"),
        ("\u22125", "-5"),
        ("\u20135", "-5"),
        ("+5", "5"),
        ("-0", "0"),
        ("100.000", "100000"),
        ("-12345678901234567890123456789012345,5", "-12345678901234567890123456789012345.5"),
    ],
)
def test_it_reads_numbers_without_doubt(typed: str, value: str) -> None:
    assert parse_number(typed) == ParsedNumber(Decimal(value), None)


@pytest.mark.parametrize(
    ("typed", "value", "shown"),
    [
        ("1.5", "1.5", "1,5"),
        ("12.75", "12.75", "12,75"),
        ("1.2345", "1.2345", "1,2345"),
        ("0.125", "0.125", "0,125"),
        ("00.500", "0.5", "0,5"),
        (".5", "0.5", "0,5"),
        ("-1.5", "-1.5", "-1,5"),
        ("1.234.5", "1234.5", "1.234,5"),
        ("1.0", "1", "1"),
    ],
)
def test_any_other_dot_is_a_decimal_sign_with_a_warning(typed: str, value: str, shown: str) -> None:
    parsed = parse_number(typed)
    assert parsed.value == Decimal(value)
    assert parsed.warning is not None
    assert typed in parsed.warning
    assert f"là {shown}." in parsed.warning


def test_percent_is_read_only_where_told() -> None:
    assert parse_number("12,5%", allow_percent=True).value == Decimal("12.5")
    assert parse_number("12,5 %", allow_percent=True).value == Decimal("12.5")
    with pytest.raises(ValueError, match="phần trăm"):
        parse_number("12,5%")
    for typed in ("%", "5%%", "%5"):
        with pytest.raises(ValueError, match="Không đọc được"):
            parse_number(typed, allow_percent=True)


@pytest.mark.parametrize(
    "value", [True, False, date(2026, 2, 1), float("nan"), float("inf"), "chín", object()]
)
def test_it_refuses_cells_that_hold_no_number(value: object) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        cell_number(value)


def test_cells_that_are_numbers_stay_numbers() -> None:
    assert cell_number(0.1) == ParsedNumber(Decimal("0.1"))
    assert cell_number(1.5) == ParsedNumber(Decimal("1.5")), "no warning: a cell has no decimal sign"
    assert cell_number(1.234) == ParsedNumber(Decimal("1.234"))
    assert str(cell_number(5.0).value) == "5"  # type: ignore[union-attr]
    assert cell_number(3) == ParsedNumber(Decimal(3))
    assert cell_number(69.99999999999999) == ParsedNumber(Decimal(70)), "spreadsheets show 15 digits"
    assert cell_number("1.234") == ParsedNumber(Decimal(1234))


def test_an_empty_cell_is_not_zero() -> None:
    assert cell_number(None) is None
    assert cell_number("") is None
    assert cell_number(" \u00a0") is None
    assert cell_number(0) == ParsedNumber(Decimal(0))
    assert cell_number("0") == ParsedNumber(Decimal(0))


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (None, None, ""),
        (None, 2, ""),
        (0, None, "0"),
        (0, 2, "0"),
        (0.0, None, "0"),
        (Decimal("-0"), 1, "0"),
        (1234567, None, "1.234.567"),
        (Decimal("1234567.89"), None, "1.234.567,89"),
        (1234567.89, 2, "1.234.567,89"),
        (0.1, None, "0,1"),
        (Decimal("1.50"), None, "1,5"),
        (Decimal("1E+2"), None, "100"),
        (Decimal("1E-7"), None, "0,0000001"),
        (1e16, None, "10.000.000.000.000.000"),
        (999, None, "999"),
        (-1234.5, None, "-1.234,5"),
        (Decimal("0.125"), 2, "0,13"),
        (Decimal("-0.125"), 2, "-0,13"),
        (2.675, 2, "2,68"),
        (Decimal("2.5"), 0, "3"),
        (5, 1, "5,0"),
        (Decimal("0.04"), 1, "0,0"),
        (Decimal("-0.04"), 1, "0,0"),
        (Decimal("99.96"), 1, "100,0"),
    ],
)
def test_it_prints_numbers(value: int | float | Decimal | None, places: int | None, shown: str) -> None:
    assert format_number(value, places) == shown


def test_it_refuses_to_print_what_is_no_number() -> None:
    with pytest.raises(TypeError):
        format_number(True)
    with pytest.raises(ValueError, match="hữu hạn"):
        format_number(float("nan"))
    with pytest.raises(ValueError, match="hữu hạn"):
        format_number(Decimal("Infinity"))


def test_percent_share_and_money() -> None:
    assert format_percent(Decimal("12.5")) == "12,5%"
    assert format_percent(75) == "75,0%"
    assert format_percent(0) == "0%"
    assert format_percent(None) == ""
    assert format_share(3, 7) == "42,9%"
    assert format_share(1, 3, None) == "33,3333333333%"
    assert format_share(1, 2, 0) == "50%"
    assert format_share(0, 7) == "0%"
    assert format_share(3, 0) == format_share(None, 7) == format_share(3, None) == ""
    assert format_money(1234000) == "1.234.000 đồng"
    assert format_money(0) == "0 đồng"
    assert format_money(None) == ""


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6))
def test_what_is_printed_is_read_back(value: Decimal) -> None:
    assert parse_number(format_number(value)) == ParsedNumber(value, None)


@given(st.integers(min_value=-(10**18), max_value=10**18), st.integers(min_value=0, max_value=6))
def test_whole_numbers_are_read_back_at_any_places(value: int, places: int) -> None:
    assert parse_number(format_number(value, places)) == ParsedNumber(Decimal(value), None)


@given(
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12).filter(
        lambda x: not x or abs(x) > 1e-6
    )
)
def test_floats_are_printed_as_the_decimal_they_show(value: float) -> None:
    assert parse_number(format_number(value)).value == Decimal(repr(value))


@given(st.text(max_size=12) | st.text("0123456789., -+%\u00a0", max_size=12))
def test_it_never_fails_in_another_way(text: str) -> None:
    try:
        parsed = parse_number(text, allow_percent=True)
    except ValueError as fault:
        assert str(fault)
    else:
        assert parsed.value.is_finite()
