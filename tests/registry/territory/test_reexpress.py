"""Figures across a merger, worked by hand (faults 1 and 9), and what must hold for any figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dieuphoi.registry.territory.reexpress import Figure, Part, Rule, reexpress

DAY = date(2025, 7, 1)


def number(value: str | None) -> Figure:
    return Figure(number=None if value is None else Decimal(value))


def rate(numerator: str | None, denominator: str | None) -> Figure:
    return Figure(
        numerator=None if numerator is None else Decimal(numerator),
        denominator=None if denominator is None else Decimal(denominator),
    )


def said(rule: Rule, *parts: Part, **more):
    return reexpress(rule, parts, effective_on=DAY, **more)


class TestBlanks:
    """Refusals to guess first."""

    def test_a_divided_predecessor_without_a_share_leaves_an_additive_figure_blank(self) -> None:
        result = said(Rule.SUM, Part("Xã Kỳ Châu", number("100")), Part("Xã Kỳ Lợi", number("50"), whole=False))
        assert result.number is None
        assert result.blank == "Để trống vì chưa biết tỷ lệ chia của Xã Kỳ Lợi."
        assert (result.known, result.of) == (2, 2)
        assert "một phần Xã Kỳ Lợi" in result.footnote
        assert "01/07/2025" in result.footnote

    def test_a_share_of_something_else_does_not_fit(self) -> None:
        part = Part("Xã Kỳ Lợi", number("50"), whole=False, share=Fraction(1, 2), share_of="area")
        assert said(Rule.SUM, part, shared_by={"population"}).number is None
        assert said(Rule.SUM, part, shared_by={"area"}).number == 25
        assert said(Rule.SUM, part).number == 25

    def test_a_missing_figure_is_not_zero(self) -> None:
        result = said(Rule.SUM, Part("A", number("3")), Part("B", number(None)))
        assert result.number is None
        assert result.blank == "Để trống vì B chưa có số liệu (1/2 đơn vị có)."
        assert said(Rule.WEIGHTED_MEAN, Part("A", rate("1", "2")), Part("B", rate("1", None))).number is None
        assert said(Rule.WORST_OF, Part("A", number("3")), Part("B", number(None))).number is None

    def test_criteria_met_are_never_added_up(self) -> None:
        result = said(Rule.NOT_COMPARABLE, Part("A", number("19")), Part("B", number("15")))
        assert result.number is None
        assert "không so sánh được" in result.blank
        assert result.footnote == "Quy đổi từ A, B (sắp xếp từ 01/07/2025)."

    def test_nothing_of_nothing(self) -> None:
        assert said(Rule.SUM).number is None

    def test_no_rate_of_a_zero_denominator(self) -> None:
        result = said(Rule.WEIGHTED_MEAN, Part("A", rate("0", "0")), Part("B", rate("0", "0")))
        assert (result.number, result.numerator, result.denominator) == (None, 0, 0)
        assert result.blank

    def test_an_unknown_rule(self) -> None:
        with pytest.raises(ValueError, match="average"):
            reexpress("average", [], effective_on=DAY)


class TestWorkedByHand:
    def test_people_are_added(self) -> None:
        assert said(Rule.SUM, Part("A", number("4210")), Part("B", number("0")), Part("C", number("3.5"))).number == (
            Decimal("4213.5")
        )

    def test_rates_are_weighted_by_their_denominators(self) -> None:
        """80 of 100 households and 10 of 20: 90 of 120 are 75 % – not (80 % + 50 %) / 2 = 65 %."""
        result = said(Rule.WEIGHTED_MEAN, Part("A", rate("80", "100")), Part("B", rate("10", "20")))
        assert (result.number, result.numerator, result.denominator) == (Decimal("0.75"), 90, 120)

    def test_four_of_one_in_one_are_four_in_four(self) -> None:
        """Fault 9."""
        result = said(Rule.WEIGHTED_MEAN, *(Part(name, rate("1", "1")) for name in "ABCD"))
        assert (result.number, result.numerator, result.denominator) == (1, 4, 4)

    def test_zero_counts(self) -> None:
        """0 of 30 and 30 of 30 are 30 of 60."""
        assert said(Rule.WEIGHTED_MEAN, Part("A", rate("0", "30")), Part("B", rate("30", "30"))).number == (
            Decimal("0.5")
        )
        assert said(Rule.SUM, Part("A", number("0")), Part("B", number("0"))).number == 0

    def test_the_worst(self) -> None:
        parts = (Part("A", number("95")), Part("B", number("60")), Part("C", number("80")))
        assert said(Rule.WORST_OF, *parts).number == 60
        assert said(Rule.WORST_OF, *parts, more_is_better=False).number == 95

    def test_shares_of_a_divided_unit(self) -> None:
        """1,200 people, of whom 3/8 came here, and 800 of a whole one: 450 + 800 = 1,250."""
        result = said(
            Rule.SUM,
            Part("Đại Nài", number("1200"), whole=False, share=Fraction(3, 8), share_of="population"),
            Part("Văn Yên", number("800")),
        )
        assert result.number == 1250
        assert result.footnote == "Quy đổi từ Văn Yên, một phần Đại Nài (sắp xếp từ 01/07/2025)."

    def test_one_whole_predecessor_says_what_it_said(self) -> None:
        assert said(Rule.NOT_COMPARABLE, Part("A", number("19"))).number == 19

    def test_the_resolution_is_named(self) -> None:
        assert said(Rule.SUM, Part("A", number("1")), resolution="Nghị quyết 1665/NQ-UBTVQH15").footnote == (
            "Quy đổi từ A (sắp xếp từ 01/07/2025, Nghị quyết 1665/NQ-UBTVQH15)."
        )


amounts = st.decimals(0, 10**9, places=3)
wholes = st.lists(st.builds(lambda n, x: Part(n, Figure(number=x)), st.sampled_from("ABCDEF"), amounts), min_size=1)
rates = st.lists(
    st.builds(
        lambda n, d, f: Part(n, Figure(numerator=d * f / 100, denominator=d)),
        st.sampled_from("ABCDEF"),
        st.decimals(1, 10**6, places=0),
        st.integers(0, 100),
    ),
    min_size=1,
)


class TestWhateverTheFigures:
    @given(wholes, st.randoms())
    def test_order_does_not_matter(self, parts: list[Part], chance) -> None:
        mixed = list(parts)
        chance.shuffle(mixed)
        for rule in Rule:
            assert said(rule, *parts) == said(rule, *mixed)

    @given(wholes)
    def test_a_sum_is_at_least_the_greatest_and_the_worst_is_among_them(self, parts: list[Part]) -> None:
        numbers = [part.figure.number for part in parts]
        assert said(Rule.SUM, *parts).number >= max(numbers)
        assert said(Rule.WORST_OF, *parts).number in numbers

    @given(rates)
    def test_a_weighted_mean_lies_between_the_rates(self, parts: list[Part]) -> None:
        found = [part.figure.numerator / part.figure.denominator for part in parts]
        result = said(Rule.WEIGHTED_MEAN, *parts)
        if len(parts) > 1:
            assert min(found) - Decimal("1e-9") <= result.number <= max(found) + Decimal("1e-9")

    @given(amounts, st.lists(st.integers(1, 9), min_size=2, max_size=5))
    def test_all_shares_together_are_the_whole(self, amount: Decimal, weights: list[int]) -> None:
        shares = [Fraction(weight, sum(weights)) for weight in weights]
        parts = [said(Rule.SUM, Part("A", Figure(number=amount), whole=False, share=share)).number for share in shares]
        assert abs(sum(parts) - amount) <= Decimal("1e-12") * max(amount, 1)

    @given(wholes)
    def test_one_empty_empties_the_sum(self, parts: list[Part]) -> None:
        assert said(Rule.SUM, *parts, Part("Z", Figure())).number is None
