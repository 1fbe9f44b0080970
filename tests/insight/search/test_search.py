"""The search page, the list under the box, and what short forms stand for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from dieuphoi.core.chain.search import search_all
from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.insight.search.abbreviations import MOST_WAYS, ways_to_say
from dieuphoi.registry.territory.services import NewUnit, units_create
from tests.support.world import World


@pytest.mark.parametrize(
    ("typed", "also"),
    [
        ("Sở NN&MT", "Sở Nông nghiệp và Môi trường"),
        ("ubnd xã Thượng Sơn", "Ủy ban nhân dân xã Thượng Sơn"),
        ("VPĐP NTM", "Văn phòng điều phối nông thôn mới"),
        ("vpdp ntm", "Văn phòng điều phối nông thôn mới"),
    ],
)
def test_a_short_form_is_also_looked_for_spelled_out(typed: str, also: str) -> None:
    ways = ways_to_say(typed)
    assert ways[0] == typed
    assert also in ways


def test_many_short_forms_do_not_multiply_without_end() -> None:
    assert len(ways_to_say("TT TC CT TT TC CT TT")) <= MOST_WAYS


def test_words_that_are_no_short_form_stay_as_they_are() -> None:
    assert ways_to_say("Thượng Sơn") == ["Thượng Sơn"]


def test_an_unknown_kind_is_told(signed_in: Callable[[str], Client]) -> None:
    answer = signed_in("lan").get(reverse("search:search"), {"q": "thuong", "kind": "nothing"})
    assert answer.status_code == 422
    assert "nothing" in answer.content.decode()


def test_one_letter_is_not_looked_for(signed_in: Callable[[str], Client]) -> None:
    answer = signed_in("lan").get(reverse("search:search"), {"q": "a"})
    assert answer.status_code == 200
    assert "ít nhất hai chữ" in answer.content.decode()


def test_what_was_typed_comes_back_escaped(signed_in: Callable[[str], Client]) -> None:
    answer = signed_in("lan").get(reverse("search:palette"), {"q": "<b>xx"})
    assert "&lt;b&gt;xx" in answer.content.decode()


def titles(actor: Actor, typed: str, limit: int = 8) -> dict[str, list[str]]:
    return {
        found.kind.key: [hit.title for hit in found.hits]
        for found in search_all(actor, [typed], actor.on, limit=limit)
    }


@pytest.mark.parametrize(
    ("typed", "sheets"),
    [
        ("hạ sơn", ["Xã Hạ Sơn"]),
        ("xa ha so", ["Xã Hạ Sơn"]),
        ("sơn hạ", ["Xã Hạ Sơn"]),
        ("a sơn", []),
        ("ạ", []),
        ("980", ["Xã Đông Sơn", "Xã Hạ Sơn", "Xã Thượng Sơn"]),
        ("8002", []),
        ("%", []),
        ("_ơn", []),
        ("hạ%sơn", ["Xã Hạ Sơn"]),
    ],
)
def test_sheets_are_found_by_whole_syllables(world: World, typed: str, sheets: list[str]) -> None:
    """Fault 23: a syllable inside another one is no find; a code is found from its beginning."""
    found = titles(world.actor("lan"), typed, 50).get("sheet", [])
    assert sorted(set(found)) == sorted(sheets)


def test_of_others_nothing_is_found_however_it_is_typed(world: World) -> None:
    for typed in ("hạ sơn", "ha so", "sơn hạ", "98002"):
        assert "sheet" in titles(world.actor("lan"), typed)
        assert "Xã Hạ Sơn" not in titles(world.actor("tuan"), typed).get("sheet", [])


def test_where_the_near_ones_fill_the_list_the_scattered_are_left_out(world: World) -> None:
    """Who types "sơn hạ" gets that one, then the province without regard to marks, and Hạ Sơn where there is room."""
    units_create(
        actor=system_actor(world.today),
        rows=[NewUnit("sh", "commune", "xa", "Sơn Hạ", "98777", world.units["tinh"], "thử")],
        now=world.now,
    )
    assert titles(world.actor("lan"), "sơn hạ", 1)["unit"] == ["Xã Sơn Hạ"]
    assert titles(world.actor("lan"), "sơn hạ", 2)["unit"] == ["Xã Sơn Hạ", "Tỉnh Sơn Hà (giả định)"]
    assert titles(world.actor("lan"), "sơn hạ", 5)["unit"][2:] == ["Xã Hạ Sơn"]
    assert titles(world.actor("lan"), "hạ sơn", 1)["unit"] == ["Xã Hạ Sơn"]
