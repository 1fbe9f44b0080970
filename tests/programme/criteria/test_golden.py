"""The golden scenarios (M: at least 40, worked out by hand), and the proof that they can fail."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

import pytest

from dieuphoi.programme.criteria import kinds
from dieuphoi.programme.criteria.engine import rows
from dieuphoi.programme.criteria.engine.judging import clear_cache
from dieuphoi.programme.criteria.engine.rows import Column
from dieuphoi.programme.criteria.sets import Indicator
from tests.programme.criteria.golden_book import check, scenarios

ALL = scenarios()


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    clear_cache()
    yield
    clear_cache()


@pytest.mark.parametrize("item", [item for _name, item in ALL], ids=[name for name, _item in ALL])
def test_the_engine_agrees_with_the_hand(item: dict[str, Any]) -> None:
    check(item)


def test_there_are_enough_scenarios_and_names_are_told_apart() -> None:
    names = [name for name, _item in ALL]
    assert len(names) >= 55
    assert len(set(names)) == len(names)


def broken() -> list[str]:
    """The names of the scenarios that fail now."""
    clear_cache()
    found = []
    for name, item in ALL:
        try:
            check(item)
        except AssertionError:
            found.append(name)
    return found


@pytest.mark.parametrize(
    ("sign", "other"),
    [
        (">=", operator.gt), (">=", operator.le), ("<=", operator.lt), ("<=", operator.ge),
        (">", operator.ge), ("=", operator.ne),
    ],
)  # fmt: skip
def test_a_wrong_comparator_breaks_a_scenario(monkeypatch: pytest.MonkeyPatch, sign: str, other: Any) -> None:
    monkeypatch.setitem(kinds.COMPARATORS, sign, other)
    assert broken()


def test_taking_zero_for_empty_breaks_a_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "is_given", bool)
    assert broken()


def test_trusting_every_row_breaks_a_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Indicator, "trusts", lambda self, column: True)
    assert broken()


def test_forgetting_special_rules_breaks_a_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = rows.choose_column

    def without_flags(version: Any, columns: Any, classification: Any, on: Any) -> Column:
        bare = type(classification)(classification.region, classification.group)
        return plain(version, columns, bare, on)

    monkeypatch.setattr(rows, "choose_column", without_flags)
    assert broken()


def test_judging_one_sex_breaks_a_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "SEXES", (("nam", "nam"),))
    assert broken()


def test_nothing_is_broken_without_a_mutation() -> None:
    assert broken() == []
