"""A part that is counted within another ("trong đó") and exceeds it: told softly, saved all the same."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest

from dieuphoi.programme.assessments import entries
from dieuphoi.programme.assessments.entries import Entry, current_amounts, read_entries, with_part_warnings
from dieuphoi.programme.criteria import sets
from dieuphoi.programme.criteria.sets import Indicator, load_set, shipped

HYGIENIC, CLEAN = "nước hợp vệ sinh", "nước sạch"


@pytest.fixture
def water(monkeypatch: pytest.MonkeyPatch) -> Indicator:
    """Row 17.1 of 2016-2020; its decision writes “≥95% (≥60% nước sạch)”."""
    monkeypatch.setattr(entries, "part_wholes", lambda: {"nuoc_sach": "nuoc_hop_ve_sinh"})
    return load_set("ntm-xa-2016-2020").indicator("17.1")


def warnings(
    row: Indicator, typed: dict[str, object], current: dict[str, Decimal | Fraction] | None = None
) -> dict[str, str]:
    found, errors = read_entries(row, typed, current=current)
    assert not errors
    return {entry.part: entry.warning for entry in found if entry.warning}


def test_more_clean_than_hygienic_water_is_doubted_at_the_part(water: Indicator) -> None:
    found, errors = read_entries(water, {HYGIENIC: "95", CLEAN: "97,5"})
    assert not errors
    assert [(entry.part, entry.number) for entry in found] == [(HYGIENIC, Decimal(95)), (CLEAN, Decimal("97.5"))]
    assert [entry.warning for entry in found] == [
        "",
        "“nước sạch” (97,5 %) lớn hơn “nước hợp vệ sinh” (95 %), dù chỉ là một phần trong đó. Hãy kiểm tra lại.",
    ]


@pytest.mark.parametrize(
    ("hygienic", "clean"),
    [
        ("95", "95"),
        ("95", "60"),
        ("95", ""),
        ("", "60"),
        ("0", "0"),
        ("2/3", "66,666666"),
        ("2/3", "4/6"),
        ("66,666667", "2/3"),
    ],
)
def test_a_part_up_to_its_whole_is_not(water: Indicator, hygienic: str, clean: str) -> None:
    assert warnings(water, {HYGIENIC: hygienic, CLEAN: clean}) == {}


@pytest.mark.parametrize(
    ("hygienic", "clean", "told"),
    [
        ("0", "0,000001", "(0,000001 %) lớn hơn “nước hợp vệ sinh” (0 %)"),
        ("2/3", "66,666667", "(66,666667 %) lớn hơn “nước hợp vệ sinh” (2/3)"),
        ("66,666666", "2/3", "(2/3) lớn hơn “nước hợp vệ sinh” (66,666666 %)"),
        ("1.900/2.000", "1.901/2.000", "(1.901/2.000) lớn hơn “nước hợp vệ sinh” (1.900/2.000)"),
    ],
)
def test_shares_are_compared_exactly_and_shown_as_typed(
    water: Indicator, hygienic: str, clean: str, told: str
) -> None:
    assert told in warnings(water, {HYGIENIC: hygienic, CLEAN: clean})[CLEAN]


def test_what_is_known_already_counts_for_a_part_that_is_not_typed(water: Indicator) -> None:
    assert warnings(water, {CLEAN: "97"}) == {}
    assert "“nước hợp vệ sinh” (95 %)" in warnings(water, {CLEAN: "97"}, {HYGIENIC: Decimal(95)})[CLEAN]
    # Now the whole is typed: the doubt stands where the person is.
    assert list(warnings(water, {HYGIENIC: "95"}, {CLEAN: Decimal(97)})) == [HYGIENIC]
    assert warnings(water, {HYGIENIC: "98"}, {HYGIENIC: Decimal(95), CLEAN: Decimal(97)}) == {}
    # Emptied now: what it was before says nothing any more.
    assert warnings(water, {HYGIENIC: "", CLEAN: "97"}, {HYGIENIC: Decimal(95)}) == {}


def test_a_doubt_about_the_number_stays_beside_it(water: Indicator) -> None:
    told = warnings(water, {HYGIENIC: "95", CLEAN: "97.5"})[CLEAN]
    assert told.startswith("“97.5” được hiểu là 97,5.")
    assert "lớn hơn “nước hợp vệ sinh” (95 %)" in told


def test_stored_values_become_exact_amounts(water: Indicator) -> None:
    def stored(number: Decimal | None, over: Decimal | None = None, under: Decimal | None = None) -> SimpleNamespace:
        return SimpleNamespace(number=number, numerator=over, denominator=under)

    found = current_amounts(water, {HYGIENIC: stored(None, Decimal(2), Decimal(3)), CLEAN: stored(Decimal("66.67"))})
    assert found == {HYGIENIC: Fraction(200, 3), CLEAN: Fraction("66.67")}
    assert current_amounts(water, {HYGIENIC: stored(None), "khác": stored(Decimal(1))}) == {}
    told = warnings(water, {CLEAN: "70"}, {HYGIENIC: Fraction(200, 3)})[CLEAN]
    assert "“nước hợp vệ sinh” (66,6666… %)" in told


def test_entries_of_a_workbook_are_doubted_the_same_way(water: Indicator) -> None:
    cells = [Entry(part=CLEAN, number=Decimal(97)), Entry(part=HYGIENIC, number=Decimal(95))]
    assert [bool(entry.warning) for entry in with_part_warnings(water, cells)] == [True, False]
    assert [entry.number for entry in with_part_warnings(water, cells)] == [Decimal(97), Decimal(95)]


def test_quantities_of_a_conditional_row_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "part_wholes", lambda: {"csvc_muc_1": "csvc_toi_thieu", "so_truong": "csvc_toi_thieu"})
    row = load_set("ntm-xa-2021-2025").indicator("5")
    found = warnings(row, {"so_truong": "5", "csvc_toi_thieu": "60", "csvc_muc_1": "80"})
    assert list(found) == ["csvc_muc_1"]
    # Different units are never compared: five schools are not more than three per cent.
    assert warnings(row, {"so_truong": "5", "csvc_toi_thieu": "3"}) == {}


def test_rows_without_parts_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "part_wholes", lambda: {"nam": "nuoc_sach"})
    assert warnings(load_set("ntm-xa-2016-2020").indicator("15.1"), {"": "97"}) == {}


def test_the_data_says_which_part_is_within_which(monkeypatch: pytest.MonkeyPatch) -> None:
    written = {"within": [{"part": "Nước sạch", "whole": "nước hợp vệ sinh"}, {"part": "csvc_muc_1", "whole": "x"}]}
    monkeypatch.setattr(shipped, "_data", lambda name: written if name == "special-rules.yaml" else {})
    sets.part_wholes.cache_clear()
    try:
        assert sets.part_wholes() == {"nuoc_sach": "nuoc_hop_ve_sinh", "csvc_muc_1": "x"}
        monkeypatch.setattr(shipped, "_data", lambda name: {})
        sets.part_wholes.cache_clear()
        assert sets.part_wholes() == {}
    finally:
        sets.part_wholes.cache_clear()
