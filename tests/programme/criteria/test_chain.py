"""Sets, criteria and rows in the chain and in the search: found by words with marks or none, never beyond the scope."""

from __future__ import annotations

from datetime import date

import pytest

from dieuphoi.core.chain.registry import check_edges
from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.programme.criteria import services
from dieuphoi.programme.criteria.chain import find_criteria, find_indicators, find_versions
from dieuphoi.programme.criteria.models import Indicator
from tests.support.world import World

DAY = date(2026, 3, 2)


@pytest.fixture
def world(shipped_world: World) -> World:
    return shipped_world


def test_every_edge_leads_to_a_kind_that_is_there() -> None:
    assert check_edges() == []


def test_a_row_stands_in_its_criterion_and_that_in_its_set(world: World) -> None:
    row = Indicator.objects.select_related("criterion").get(pk=world.indicators["2.1"])
    thu = world.actor("thu")
    [up] = [branch for branch in chain_of(thu, "indicator", row.pk).down if branch.kind.key == "criterion"]
    assert [link.id for link in up.links] == [row.criterion_id]
    down = chain_of(thu, "criterion", row.criterion_id).down
    [held] = [branch for branch in down if branch.kind.key == "set_version"]
    assert [link.id for link in held.links] == [world.version_id]


def test_a_draft_is_found_by_the_office_only(world: World) -> None:
    services.draft_start(
        actor=world.actor("lan"), base_id=world.version_id, relation="amends", now=world.now,
        head=services.Head("777/2026/QĐ-UBND", effective_from=date(2026, 7, 1), change_note="thử"),
    )  # fmt: skip
    assert [hit.title for hit in find_versions(world.actor("thu"), "777/2026", DAY, 5)] == []
    assert len(find_versions(world.actor("lan"), "777/2026", DAY, 5)) == 1
    for who, sees in (("thu", False), ("lan", True)):
        up = chain_of(world.actor(who), "set_version", world.version_id).up
        assert any("777/2026" in link.title for branch in up for link in branch.links) is sees


def test_search_reads_marks_or_none_and_names_the_set_of_a_code(world: World) -> None:
    tuan = world.actor("tuan")
    exact = find_criteria(tuan, "Giao thông", DAY, 20)
    assert exact
    assert {hit.rank for hit in exact} == {0}
    plain = find_criteria(tuan, "giao thong", DAY, 20)
    assert {hit.title for hit in plain} == {hit.title for hit in exact}
    assert all(hit.rank > 0 for hit in plain)
    codes = find_indicators(tuan, "15.1", DAY, 20)
    of_sets = {hit.note for hit in codes if hit.title.startswith("15.1 ")}
    assert len(of_sets) > 1, "the same code in several sets (S2-25)"
