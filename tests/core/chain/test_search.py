"""Search over kinds: best first, each address once, nothing for the signed out (fault 23)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from dieuphoi.core.chain import registry
from dieuphoi.core.chain.registry import Hit, Kind
from dieuphoi.core.chain.search import search_all
from dieuphoi.core.history.models import AppendOnly
from dieuphoi.core.kernel.actor import Actor, anonymous_actor
from dieuphoi.core.kernel.matching import Rank, Sought

DAY = date(2026, 3, 2)
ACTOR = Actor(id=7, name="Lan", on=DAY)


def kind(key: str, words: list[str], scope: frozenset[int] = frozenset({7})) -> Kind:
    def find(actor: Actor, typed: str, day: date, limit: int) -> list[Hit]:
        if actor.id not in scope:
            return []
        sought = Sought.of(typed)
        ranked = [(sought.rank(word), word) for word in words if sought.held_by(word)]
        return [Hit(word, f"/{key}/{word}/", rank=rank) for rank, word in sorted(ranked)][:limit]

    return Kind(key, key, AppendOnly, str, str, find=find)


@pytest.fixture
def two_kinds(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    roads = kind("road", ["dương", "đương", "đường", "đường sắt", "dưa ương"])
    places = kind("place", ["Xã Đường Lâm", "Xã Dương Hòa"], scope=frozenset({8}))
    monkeypatch.setattr(registry, "_kinds", {"road": roads, "place": places})
    yield


def titles(typed: list[str], actor: Actor = ACTOR, **more: object) -> list[str]:
    found = search_all(actor, typed, DAY, **more)  # type: ignore[arg-type]
    return [hit.title for each in found for hit in each.hits]


@pytest.mark.usefixtures("two_kinds")
def test_the_signed_out_find_nothing() -> None:
    assert titles(["duong"], anonymous_actor(DAY)) == []


@pytest.mark.usefixtures("two_kinds")
@pytest.mark.parametrize("typed", ["", "   ", "\u200b"])
def test_nothing_typed_finds_nothing(typed: str) -> None:
    assert titles([typed]) == []


@pytest.mark.usefixtures("two_kinds")
def test_without_marks_all_are_found_and_with_marks_the_exact_ones_come_first() -> None:
    assert set(titles(["duong"])) == {"dương", "đương", "đường", "đường sắt"}
    assert titles(["đường"])[:2] == ["đường", "đường sắt"]


@pytest.mark.usefixtures("two_kinds")
def test_each_kind_keeps_its_own_scope() -> None:
    assert "Xã Đường Lâm" not in titles(["đường"])
    assert "Xã Đường Lâm" in titles(["đường"], Actor(id=8, name="Vy", on=DAY))


@pytest.mark.usefixtures("two_kinds")
def test_the_same_address_is_named_once_with_its_best_rank() -> None:
    (found,) = search_all(ACTOR, ["duong", "đường"], DAY)
    assert [hit.url for hit in found.hits].count("/road/đường/") == 1
    assert next(hit for hit in found.hits if hit.title == "đường").rank is Rank.EXACT


@pytest.mark.usefixtures("two_kinds")
def test_the_limit_says_that_there_is_more() -> None:
    (found,) = search_all(ACTOR, ["duong"], DAY, limit=2)
    assert len(found.hits) == 2
    assert found.more
