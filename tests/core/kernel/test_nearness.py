"""Nearly due: a rule and a calendar that are data, and working days counted by hand (domain §7)."""

from __future__ import annotations

import re
from datetime import date

import pytest

from dieuphoi.core.kernel.nearness import (
    NearRule,
    near_rules,
    read_rules,
    reckon,
    time_left,
)
from dieuphoi.core.kernel.workdays import WorkCalendar

RULES = (NearRule(date(2026, 1, 1), 3, "thử"), NearRule(date(2026, 6, 1), 5, "thử"))


# --- Refusals -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nearly_due"),
        ("[1, 2]", "nearly_due"),
        ("nearly_due: []", "at least one entry"),
        ("nearly_due: 3", "at least one entry"),
        ("nearly_due: {", "not YAML"),
        ("other: []", "nearly_due"),
        ("nearly_due: [{from: 2026-01-01, working_days: 3, source: a}]\nnearly: 1", "there are others"),
        ("nearly_due: [3]", "entry 1: no mapping"),
        ("nearly_due: [{from: 2026-01-01, working_days: 3}]", "entry 1: source is missing"),
        ("nearly_due: [{from: 2026-01-01, working_days: 3, source: '  '}]", "entry 1: source is empty"),
        ("nearly_due: [{from: 2026-01-01, working_days: 3, source: a, until: 1}]", "unknown key 'until'"),
        ("nearly_due: [{from: soon, working_days: 3, source: a}]", "from is no date: 'soon'"),
        ("nearly_due: [{from: 2026-01-01 07:00:00, working_days: 3, source: a}]", "from is no date"),
        ("nearly_due: [{from: 2026-01-01, working_days: -1, source: a}]", "from 0: -1"),
        ("nearly_due: [{from: 2026-01-01, working_days: 2.5, source: a}]", "from 0: 2.5"),
        ("nearly_due: [{from: 2026-01-01, working_days: yes, source: a}]", "from 0: True"),
        (
            "nearly_due:\n- {from: 2026-02-01, working_days: 3, source: a}\n"
            "- {from: 2026-02-01, working_days: 4, source: b}",
            "entry 2: from 2026-02-01 is not after",
        ),
    ],
)
def test_a_faulty_rule_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        read_rules(text)


def test_all_faults_of_the_rules_are_told_at_once() -> None:
    with pytest.raises(ValueError, match=r"entry 1: from.*entry 1: working_days.*entry 2: source is empty"):
        read_rules(
            "nearly_due:\n- {from: x, working_days: y, source: a}\n- {from: 2026-02-01, working_days: 3, source: ''}"
        )


def test_before_the_rule_begins_nothing_is_nearly_due() -> None:
    calendar = WorkCalendar()
    # 31 December 2025, a Wednesday, due the same day and the next.
    assert not reckon(date(2025, 12, 31), date(2025, 12, 31), RULES, calendar).is_near
    assert not reckon(date(2026, 1, 1), date(2025, 12, 31), RULES, calendar).is_near
    assert reckon(date(2026, 1, 1), date(2026, 1, 1), RULES, calendar).is_near


def test_overdue_is_never_nearly_due() -> None:
    # Due on Sunday 8 March, today Monday 9 March: no working day has gone by yet, but it is over.
    left = reckon(date(2026, 3, 8), date(2026, 3, 9), RULES, WorkCalendar())
    assert (left.days, left.is_overdue, left.is_near) == (-1, True, False)


# --- Counted by hand ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "due_on", "working_days", "is_near"),
    [
        # Within one week: Monday 2 to Thursday 5 and Friday 6 March 2026.
        (date(2026, 3, 2), date(2026, 3, 2), 0, True),
        (date(2026, 3, 2), date(2026, 3, 5), 3, True),
        (date(2026, 3, 2), date(2026, 3, 6), 4, False),
        # Across a weekend: from Thursday 5 March to Tuesday 10 are Friday, Monday, Tuesday.
        (date(2026, 3, 5), date(2026, 3, 10), 3, True),
        (date(2026, 3, 5), date(2026, 3, 11), 4, False),
        # From Saturday 7 March the first working day after is Monday 9.
        (date(2026, 3, 7), date(2026, 3, 11), 3, True),
        (date(2026, 3, 7), date(2026, 3, 12), 4, False),
        # Across Tết (off from 14 to 22 February): from Friday 13 to Wednesday 25 are Monday, Tuesday, Wednesday.
        (date(2026, 2, 13), date(2026, 2, 25), 3, True),
        (date(2026, 2, 13), date(2026, 2, 26), 4, False),
        # 30 April and 1 May are Thursday and Friday: from Wednesday 29 April to Wednesday 6 May are 4, 5 and 6 May.
        (date(2026, 4, 29), date(2026, 5, 6), 3, True),
        (date(2026, 4, 29), date(2026, 5, 7), 4, False),
        # Saturday 10 January is worked for Friday 2: from Thursday 8 to Monday 12 are Friday, Saturday, Monday.
        (date(2026, 1, 8), date(2026, 1, 12), 3, True),
        (date(2026, 1, 8), date(2026, 1, 13), 4, False),
    ],
)
def test_working_days_left_by_the_shipped_data(today: date, due_on: date, working_days: int, is_near: bool) -> None:
    left = time_left(due_on, today)
    assert (left.on, left.days) == (due_on, (due_on - today).days)
    assert (left.working_days, left.is_near) == (working_days, is_near)


def test_the_rule_of_the_day_asked_for_counts_not_that_of_the_due_date() -> None:
    # Friday 29 May to Friday 5 June 2026: five working days; the rule of five begins on Monday 1 June.
    assert not reckon(date(2026, 6, 5), date(2026, 5, 29), RULES, WorkCalendar()).is_near
    # Monday 1 June to Monday 8 June: five.
    assert reckon(date(2026, 6, 8), date(2026, 6, 1), RULES, WorkCalendar()).is_near
    assert not reckon(date(2026, 6, 9), date(2026, 6, 1), RULES, WorkCalendar()).is_near


def test_the_shipped_rule_holds_from_its_first_day_and_names_its_source() -> None:
    first = near_rules()[0]
    assert (first.from_on, first.working_days) == (date(2025, 7, 1), 3)
    assert all(rule.source for rule in near_rules())
    # Monday 30 June 2025 was the last day before it.
    assert not time_left(date(2025, 7, 1), date(2025, 6, 30)).is_near
    assert time_left(date(2025, 7, 1), date(2025, 7, 1)).is_near
