"""Registered targets on the board: who registered for the round's year, who is there, who is behind (S1-14, S2-22,
S2-30). Registered is not reached, and neither is recognised.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dieuphoi.insight.board import selectors
from dieuphoi.insight.board.commune_views import gathered
from dieuphoi.insight.board.filters import CommuneQuery
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.targets.services import NewTarget, target_confirm, target_register
from tests.insight.board.test_progress import counted_links
from tests.insight.builder import another_round, figure_links, html, more_communes, wall_names
from tests.support.world import World

SignIn = Callable[[str], Client]


def register(world: World, unit: str, **more: Any) -> Any:
    values: dict[str, Any] = {
        "year": 2026, "goal": "LEVEL", "level": "commune_basic", "registered_on": date(2026, 1, 15),
        "document": "12/ĐK-UBND", **more,
    }  # fmt: skip
    new = NewTarget(unit_id=world.units[unit], **values)
    return target_register(actor=world.actor("lan"), new=new, now=world.now)


def board(client: Client, **query: object) -> str:
    return html(client.get(reverse("board:board"), query))


def progress(client: Client, round_id: int) -> str:
    return html(client.get(reverse("board:progress", args=[round_id])))


@pytest.fixture
def registered(world: World) -> None:
    """Thượng Sơn wants two criteria by 2025 (the frozen round has three met), Hạ Sơn and Đông Sơn all in 2025, and
    Thượng Sơn something in 2026.
    """
    early = {"year": 2025, "registered_on": date(2025, 2, 1)}
    register(world, "thuong", goal="CRITERIA", wanted=2, version_id=world.version_id, **early)
    register(world, "ha", **early)
    register(world, "dong", **early)
    register(world, "thuong")


def test_a_neighbours_registration_is_not_told(world: World, registered: None, signed_in: SignIn) -> None:
    """The frozen verdicts of all are open to Vy, what the others registered is not."""
    client = signed_in("vy")
    page = board(client, round=world.frozen_round)
    assert figure_links(page)["Đã đăng ký về đích"][0] == 1
    assert wall_names(board(client, round=world.frozen_round, show="registered")) == ["Xã Hạ Sơn"]
    brief = gathered(world.actor("vy"), world.units["thuong"], CommuneQuery())
    assert brief["targets"] == []
    answer = html(client.get(reverse("board:commune", args=[world.units["thuong"]])))
    assert "12/ĐK-UBND" not in answer and 'id="targets"' not in answer


def test_registered_reached_and_behind_by_hand(world: World, registered: None, signed_in: SignIn) -> None:
    """Of 2025, read on the round's own day (31/12/2025): three registered; Thượng Sơn has its two criteria; the others
    lack criteria of the level at the very end of the year and are behind.
    """
    client = signed_in("hanh")
    names = {
        show: wall_names(board(client, round=world.frozen_round, show=show))
        for show in ("registered", "registered_reached", "registered_behind")
    }
    assert names == {
        "registered": ["Xã Đông Sơn", "Xã Hạ Sơn", "Xã Thượng Sơn"],
        "registered_reached": ["Xã Thượng Sơn"],
        "registered_behind": ["Xã Đông Sơn", "Xã Hạ Sơn"],
    }
    page = progress(client, world.frozen_round)
    card = page.split('id="registered"')[1].split('id="still"')[0]
    assert "1/3 xã" in card and "33,3" in card
    # The other round is of 2026: another year's registrations are not its own.
    assert wall_names(board(client, round=world.open_round, show="registered")) == ["Xã Thượng Sơn"]


@pytest.mark.parametrize("which", ["open_round", "frozen_round"])
@pytest.mark.parametrize("who", ["hanh", "vy"])
def test_every_number_about_registered_targets_opens_so_many_rows(
    world: World, registered: None, signed_in: SignIn, who: str, which: str
) -> None:
    client = signed_in(who)
    round_id = getattr(world, which)
    number, href = figure_links(board(client, round=round_id))["Đã đăng ký về đích"]
    assert len(wall_names(board_at(client, href))) == number
    links = counted_links(progress(client, round_id))
    mine = [(n, href) for n, href in links if "show=registered" in href]
    assert len(mine) in (0, 3)
    for n, href in mine:
        assert len(wall_names(html(client.get(href)))) == n, href


def board_at(client: Client, query: str) -> str:
    return html(client.get(reverse("board:board") + query))


def test_what_is_registered_later_is_not_told_of_an_earlier_day(world: World, signed_in: SignIn) -> None:
    register(world, "ha", registered_on=date(2026, 2, 10))
    client = signed_in("hanh")
    assert wall_names(board(client, round=world.open_round, show="registered")) == ["Xã Hạ Sơn"]
    assert wall_names(board(client, round=world.open_round, show="registered", as_of="09/02/2026")) == []


def test_the_plan_of_the_province_stands_beside(world: World, signed_in: SignIn) -> None:
    register(world, "tinh", goal="UNITS", wanted=4, document="01/KH-UBND")
    page = progress(signed_in("hanh"), world.open_round)
    card = page.split('id="registered"')[1].split('id="still"')[0]
    assert "Kế hoạch của tỉnh" in card and ">4</td>" in card and "Chưa xã nào" in card


def test_the_commune_page_the_line_of_time_and_the_brief_tell_it(world: World, signed_in: SignIn) -> None:
    made = register(world, "ha")
    target_confirm(actor=world.actor("lan"), target_id=made.pk, number="7/QĐ-UBND", on=date(2026, 2, 1), now=world.now)
    page = html(signed_in("hanh").get(reverse("board:commune", args=[world.units["ha"]])))
    card = page.split('id="targets"')[1]
    assert "7/QĐ-UBND, 01/02/2026" in card and reverse("targets:page", args=[made.pk]) in card
    time = page.split('id="time"')[1].split("</ol>")[0]
    assert "Tỉnh phê duyệt đăng ký về đích năm 2026" in time
    assert time.index("Tỉnh phê duyệt") < time.index("Đăng ký về đích năm 2026:")
    early = html(
        signed_in("hanh").get(reverse("board:commune", args=[world.units["ha"]]), {"as_of": "20/01/2026"})
    )
    assert "Tỉnh phê duyệt" not in early and "Đăng ký về đích năm 2026:" in early
    answer = signed_in("hanh").get(reverse("board:brief", args=[world.units["ha"]]))
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")


def test_registered_costs_the_same_for_3_and_for_30_communes(world: World, signed_in: SignIn) -> None:
    made = more_communes(world, [f"Xã thử {n}" for n in range(30)])
    round_ = assessments.round_by_id(world.actor("hanh"), another_round(world, date(2026, 2, 2)))
    counts = []
    for some in (list(made)[:3], list(made)[3:]):
        for name in some:
            register(world, name)
        with CaptureQueriesContext(connection) as caught:
            far = selectors.registered_progress(world.actor("hanh"), round_, world.today, plans=True)
        counts.append((len(far.registered), len(caught)))
    assert [n for n, _queries in counts] == [3, 30]
    assert counts[0][1] == counts[1][1] <= 6
