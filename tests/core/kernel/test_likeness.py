"""How alike two lines are: counted by hand, syllable by syllable."""

from __future__ import annotations

import re
from datetime import date

import pytest

from dieuphoi.core.kernel.likeness import LikenessRule, likeness, percent_on, read_likeness_rules

RULES = (LikenessRule(date(2026, 1, 1), 80, "thử"), LikenessRule(date(2026, 6, 1), 90, "thử"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "likely_doubles"),
        ("likely_doubles: []", "at least one entry"),
        ("likely_doubles: [{from: 2026-01-01, percent: 80}]", "source is missing"),
        ("likely_doubles: [{from: soon, percent: 80, source: a}]", "from is no date: 'soon'"),
        ("likely_doubles: [{from: 2026-01-01, percent: 0, source: a}]", "from 1 to 100: 0"),
        ("likely_doubles: [{from: 2026-01-01, percent: 101, source: a}]", "from 1 to 100: 101"),
        ("likely_doubles: [{from: 2026-01-01, percent: yes, source: a}]", "from 1 to 100: True"),
        (
            "likely_doubles:\n- {from: 2026-02-01, percent: 80, source: a}\n"
            "- {from: 2026-02-01, percent: 90, source: b}",
            "entry 2: from 2026-02-01 is not after",
        ),
    ],
)
def test_a_faulty_rule_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        read_likeness_rules(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("", ""), ("Báo cáo", ""), ("…", "…"),
        ("Báo cáo tiến độ tháng 5", "Báo cáo tiến độ tháng 6"),
        ("Giao ban quý I/2026", "Giao ban quý I/2025"),
    ],
)  # fmt: skip
def test_nothing_and_other_figures_are_not_alike(one: str, other: str) -> None:
    assert likeness(one, other) == 0 == likeness(other, one)


@pytest.mark.parametrize(
    ("one", "other", "percent"),
    [
        ("Rà soát tiêu chí", "RA SOAT  TIEU CHI", 100),  # marks, case and blanks tell nothing
        ("V/v rà soát tiêu chí", "Về việc rà soát tiêu chí", 100),
        ("Báo cáo tháng 05", "Báo cáo tháng 5", 75),  # 3 of 4 and 4: "05" and "5" are one figure, but two syllables
        ("Rà soát tiêu chí năm 2026", "Rà soát tiêu chí", 80),  # 4 of 6 and 4
        ("Rà soát", "Thẩm định", 0),
    ],
)
def test_the_share_of_common_syllables(one: str, other: str, percent: int) -> None:
    assert likeness(one, other) == percent == likeness(other, one)


def test_the_rule_of_the_day_holds() -> None:
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 5, 31), date(2026, 6, 1))
    assert [percent_on(RULES, day) for day in days] == [None, 80, 80, 90]
