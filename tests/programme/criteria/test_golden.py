"""The golden scenarios, worked out by hand; that they can fail is proven by :mod:`.test_mutation`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dieuphoi.programme.criteria.engine.judging import clear_cache
from dieuphoi.programme.criteria.kinds import kinds
from dieuphoi.programme.criteria.sets import list_sets, load_set
from tests.programme.criteria.golden_book import check, scenarios, version_of

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
    assert len(names) >= 120
    assert len(set(names)) == len(names)


def test_every_kind_and_every_set_with_rows_has_scenarios() -> None:
    judged_kinds: set[str] = set()
    for _name, item in ALL:
        version = version_of(item).as_of(item["ngay"])
        judged_kinds |= {version.indicator(code).kind for code in item.get("mong_doi", ())}
    aliases = {"relative_money", "conditional_percent_with_mandatory"}  # other names of kinds that are tried
    unamended = {"pass_fail_alternative"}  # a row of 211/QĐ-TTg without a threshold: judged as pass_fail is
    assert set(kinds()) - judged_kinds == aliases | unamended
    tried = {item["bo"] for _name, item in ALL}
    with_rows = {set_id for set_id in list_sets() if load_set(set_id).indicators}
    assert with_rows <= tried


def test_every_scenario_gives_its_reason() -> None:
    assert all(len(item["why"].split()) >= 2 for _name, item in ALL)
