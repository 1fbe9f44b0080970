"""The past of the roll-ups, deltas, trend, standstill (S2-21), criteria ranked (S2-24), who keeps waiting, map, slides.

Every number opens its rows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.errors import Refused
from dieuphoi.insight.board import selectors
from dieuphoi.insight.board.models import RollupDay
from dieuphoi.insight.board.services import day_keep
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.services import values
from dieuphoi.registry.territory.services import boundaries_import
from tests.insight.builder import figure_links, html, wall_names
from tests.support.world import World

SignIn = Callable[[str], Client]
BOARD = "board:board"


def counted_links(page: str) -> list[tuple[int, str]]:
    """Every number of a page that is marked as a count with a link to its rows."""
    found = re.findall(r'<a href="([^"]*)" data-count>([\d.]+)</a>', page)
    return [(int(number.replace(".", "")), unescape(href)) for href, number in found]


def board(client: Client, **query: object) -> str:
    return html(client.get(reverse(BOARD), query))


def progress(client: Client, round_id: int) -> str:
    return html(client.get(reverse("board:progress", args=[round_id])))


def slide(client: Client, round_id: int, **query: object) -> str:
    return html(client.get(reverse("board:slides", args=[round_id]), query))


def round_of(world: World, who: str, round_id: int) -> Any:
    return assessments.round_by_id(world.actor(who), round_id)


def keep(world: World, days_ago: int = 0) -> int:
    now = world.now - timedelta(days=days_ago)
    return day_keep(actor=system_actor(now.date()), now=now)


def boundaries(world: World, *keys: str) -> None:
    """Squares beside each other for some of the world's communes, from long ago."""
    names = {"thuong": "98001", "ha": "98002", "dong": "98003"}
    features = []
    for at, key in enumerate(keys):
        x = 105 + at * 0.1
        ring = [[x, 18.0], [x + 0.1, 18.0], [x + 0.1, 18.1], [x, 18.1], [x, 18.0]]
        features.append(
            {
                "type": "Feature",
                "properties": {"code": names[key]},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    boundaries_import(
        actor=system_actor(world.today),
        data=json.dumps({"type": "FeatureCollection", "features": features}).encode(),
        as_of=date(2025, 7, 1),
        source="Hình vuông để thử",
        now=world.now,
    )


# ------------------------------------------------------------------------------------------------- refusals


def test_nobody_but_the_system_keeps_a_day(world: World) -> None:
    with pytest.raises(Refused):
        day_keep(actor=world.actor("hanh"), now=world.now)


def test_what_was_kept_of_a_neighbour_is_not_seen_before_it_was_frozen(world: World) -> None:
    """Both rounds are frozen for Vy only where they were frozen when the day was kept."""
    keep(world)
    seen = RollupDay.objects.visible_to(world.actor("vy"))
    assert seen.filter(round_id=world.open_round).count() == 1
    assert seen.filter(round_id=world.frozen_round).count() == 3
    assert RollupDay.objects.visible_to(world.actor("hanh")).count() == 6


@pytest.mark.parametrize("route", ["board:progress", "board:slides"])
def test_a_round_outside_the_scope_is_not_found(world: World, signed_in: SignIn, route: str) -> None:
    assert signed_in("quantri").get(reverse(route, args=[world.open_round])).status_code == 404
    assert signed_in("hanh").get(reverse(route, args=[999_999])).status_code == 404
    assert Client().get(reverse(route, args=[world.open_round])).status_code == 302


def test_a_neighbour_of_an_open_round_is_on_no_map_and_no_slide(world: World, signed_in: SignIn) -> None:
    boundaries(world, "thuong", "ha", "dong")
    client = signed_in("vy")
    for page in (
        board(client, round=world.open_round, view="map"),
        progress(client, world.open_round),
        *(slide(client, world.open_round, slide=n) for n in range(1, 6)),
    ):
        assert "Thượng Sơn" not in page


def test_kept_days_are_never_changed(world: World) -> None:
    keep(world)
    with pytest.raises(Exception, match="Cannot update or delete"), connection.cursor() as cursor:
        cursor.execute("UPDATE board_rollupday SET criteria_met = 19")


# ------------------------------------------------------------------------------------------------- days


def test_a_day_is_kept_once_and_only_what_changed_is_kept_again(world: World) -> None:
    assert keep(world, days_ago=3) == 6
    assert keep(world, days_ago=3) == 0
    assert keep(world, days_ago=2) == 0
    _enter_one(world)
    assert keep(world) == 1


def _enter_one(world: World) -> None:
    values.value_save(
        actor=world.actor("tuan"), sheet_id=world.open_sheets["thuong"], indicator_id=world.indicators["3.1"],
        typed={"": "60"}, now=world.now,
    )  # fmt: skip


def test_cards_tell_what_changed_in_a_week_by_hand(world: World, signed_in: SignIn) -> None:
    """Before the last week all three were kept; since then nothing but what is undone here happened."""
    page = board(signed_in("hanh"), round=world.open_round)
    assert 'class="delta' not in page, "nothing was kept a week ago: unknown is not unchanged"
    keep(world, days_ago=9)
    page = board(signed_in("hanh"), round=world.open_round)
    assert page.count('class="delta') == 5
    assert "không đổi từ 23/02/2026" in " ".join(re.sub(r"<[^>]*>", "", page).split())


def test_the_board_of_a_past_day_shows_what_was_kept(world: World, signed_in: SignIn) -> None:
    keep(world, days_ago=1)
    client = signed_in("hanh")
    before = dict(figure_links(board(client, round=world.open_round)))
    _enter_one(world)
    keep(world)
    today = board(client, round=world.open_round)
    yesterday = board(client, round=world.open_round, as_of="01/03/2026")
    assert "8/15 chỉ tiêu đã nhập" in today
    assert "8/15 chỉ tiêu đã nhập" in yesterday, "the start of 2 March is how 1 March ended"
    ended = board(client, round=world.open_round, as_of="28/02/2026")
    assert "7/15 chỉ tiêu đã nhập" in ended
    assert {label: number for label, (number, _href) in figure_links(ended).items()} == {
        label: number for label, (number, _href) in before.items()
    }
    for label, (number, href) in figure_links(ended).items():
        assert len(wall_names(html(client.get(reverse(BOARD) + href)))) == number, label
    assert "Không có bản lưu của ngày này" in board(client, round=world.open_round, as_of="10/01/2026")


def test_what_changed_since_a_day_is_marked_on_the_wall(world: World, signed_in: SignIn) -> None:
    keep(world, days_ago=1)
    page = board(signed_in("hanh"), round=world.open_round, since="02/03/2026")
    assert "so với ngày 02/03/2026" in page
    assert "So với ngày 02/03/2026" in page


# ------------------------------------------------------------------------------------------------- progress


@pytest.mark.parametrize("who", ["hanh", "thu", "tuan", "phong"])
@pytest.mark.parametrize("which", ["open_round", "frozen_round"])
def test_every_number_of_the_progress_opens_so_many_rows(
    world: World, signed_in: SignIn, who: str, which: str
) -> None:
    client = signed_in(who)
    links = counted_links(progress(client, getattr(world, which)))
    assert len(links) >= 8
    for number, href in links:
        assert len(wall_names(html(client.get(href)))) == number, href


def test_rounds_by_hand(world: World) -> None:
    """2025 is frozen: 3, 1 and 1 of 3 criteria; of the running round nobody entered all, so nothing is known."""
    steps = selectors.trend_of_rounds(world.actor("hanh"), round_of(world, "hanh", world.open_round))
    told = [(each.communes, each.known, each.average and round(each.average, 2), each.qualified) for each in steps]
    assert told == [(3, 3, 1.67, 1), (3, 0, None, None)]


def test_criteria_are_ranked_by_share_and_equal_shares_share_a_rank(world: World) -> None:
    actor = world.actor("hanh")
    round_ = round_of(world, "hanh", world.frozen_round)
    columns = selectors.criterion_of(round_, world.criteria["2"])[1]
    rows = selectors.wall_rows(selectors.rollups(actor, round_.pk))
    ranked = selectors.ranked(columns, rows)
    assert [(each.criterion.number, each.met, each.known, each.rank) for each in ranked] == [
        ("3", 1, 2, 1), ("1", 2, 3, 2), ("2", 2, 3, 2),
    ]  # fmt: skip


def test_who_keeps_communes_waiting_by_hand(world: World) -> None:
    """Hạ Sơn waits with 1.1, 2.1 (construction) and 3.1 (agriculture), Đông Sơn with 2.2; all since Wednesday."""
    found = selectors.waiting_by_owner(world.actor("hanh"), round_of(world, "hanh", world.open_round))
    assert sum(each.indicators for each in found) == 4
    assert {each.communes for each in found} <= {1, 2}
    assert all(each.since is not None and each.since <= world.now for each in found)
    assert not any(each.late for each in found)


def test_a_commune_stands_still_after_two_periods_without_a_change(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two periods are two steps without a change: one frozen round alone tells nothing."""
    actor, round_ = world.actor("hanh"), round_of(world, "hanh", world.open_round)
    assert selectors.standstill_periods(date(2026, 1, 1)) == 2
    assert selectors.standing_still(actor, round_) == {}
    from dieuphoi.core.history.context import act
    from dieuphoi.programme.assessments.models import DecidedSheet

    with act(system_actor(world.today), "test.story"):
        for year in (2023, 2024):
            for key, met in (("ha", 1), ("dong", 1 if year == 2024 else 0), ("thuong", 3)):
                DecidedSheet.objects.create(
                    unit_id=world.units[key], version_id=world.version_id, year=year,
                    territory_on=date(year, 12, 31), province_id=world.units["tinh"], unit_name=key, unit_key=key,
                    marks="M" * met + "N" * (3 - met), criteria_met=met, criteria_not_met=3 - met,
                    criteria_total=3, told=3,
                )  # fmt: skip
    still = selectors.standing_still(actor, round_)
    assert [(each.unit_id, each.met, each.since, each.periods) for each in still.values()] == [
        (world.units["ha"], 1, date(2023, 12, 31), 2)
    ], "Hạ Sơn: 1, 1, 1. Đông Sơn rose in 2024. Thượng Sơn meets all criteria and has nothing to gain"


# ------------------------------------------------------------------------------------------------- map


@pytest.mark.parametrize("paint", ["bands", "qualifies", "criterion", "recognised", "change"])
def test_every_count_of_the_legend_opens_its_rows_and_the_table_is_of_the_same_list(
    world: World, signed_in: SignIn, paint: str
) -> None:
    boundaries(world, "thuong", "ha")
    client = signed_in("hanh")
    page = board(client, round=world.frozen_round, view="map", paint=paint, on="2")
    assert len(re.findall(r'<a href="/board/communes/\d+/\?round=\d+" class="map-', page)) == 2
    assert "Chưa có ranh giới: 1 xã" in page
    table = page[page.index("map-table") :]
    assert len(re.findall(r'<tr><th scope="row"><a ', table[: table.index("</tbody>")])) == 3
    links = counted_links(page)
    assert links
    total = 0
    for number, href in links:
        wall = reverse(BOARD) + href.replace("view=map", "view=wall")
        assert len(wall_names(html(client.get(wall)))) == number, href
        total += number
    assert total <= 3


def test_the_map_narrows_with_the_filters_and_links_to_the_communes(world: World, signed_in: SignIn) -> None:
    boundaries(world, "thuong", "ha", "dong")
    page = board(signed_in("hanh"), round=world.frozen_round, view="map", show="qualifies")
    picture = page[page.index('<svg class="map"') : page.index("</svg>", page.index('<svg class="map"'))]
    assert re.findall(r'<a href="([^"]*)"', picture) == [
        f"/board/communes/{world.units['thuong']}/?round={world.frozen_round}"
    ]
    assert "Xã Thượng Sơn: " in unescape(picture)


def test_without_any_boundary_the_table_stands_alone(world: World, signed_in: SignIn) -> None:
    page = board(signed_in("hanh"), round=world.frozen_round, view="map")
    assert '<svg class="map"' not in page
    assert "Chưa có ranh giới của xã nào" in page
    assert "Chưa có ranh giới: 3 xã" in page


# ------------------------------------------------------------------------------------------------- slides


def test_slides_follow_one_another_and_lead_back(world: World, signed_in: SignIn) -> None:
    client = signed_in("hanh")
    kinds, href, seen = [], f"{reverse('board:slides', args=[world.frozen_round])}?seconds=20", 0
    while href and seen < 10:
        page = html(client.get(href))
        kinds.append(re.search(r'class="slide slide-(\w+)"', page)[1])  # type: ignore[index]
        after = re.search(r'data-slide="after" href="([^"]*)"', page)
        href = reverse("board:slides", args=[world.frozen_round]) + unescape(after[1]) if after else ""
        seen += 1
        assert 'data-seconds="20"' in page
        assert f"/board/?round={world.frozen_round}" in page
    assert kinds == ["figures", "wall", "map", "criteria", "rounds"]
