"""The criterion page: what stands in the way, counted, and a commune beside its like."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape

from django.test import Client
from django.urls import reverse

from dieuphoi.insight.board import selectors
from dieuphoi.programme.assessments import selectors as assessments
from tests.insight.builder import html
from tests.support.world import World

SignIn = Callable[[str], Client]


def page(client: Client, round_id: int, criterion: int, query: str = "") -> str:
    return html(client.get(reverse("board:criterion", args=[round_id, criterion]) + query))


def test_the_reader_of_one_commune_sees_no_median_of_others(world: World, signed_in: SignIn) -> None:
    told = page(signed_in("vy"), world.frozen_round, world.criteria["2"])
    assert "85,5" not in told
    assert "1/1 xã" in told


def test_every_count_of_what_stands_in_the_way_opens_its_communes(world: World, signed_in: SignIn) -> None:
    client = signed_in("hanh")
    seen = 0
    for round_id in (world.open_round, world.frozen_round):
        for criterion in world.criteria.values():
            told = page(client, round_id, criterion)
            for href, number in re.findall(r'<a href="([^"]*)" data-count>(\d+)</a>', told):
                opened = page(client, round_id, criterion, unescape(href).removesuffix("#list"))
                listed = opened[opened.index('id="list"') :]
                assert len(re.findall(r'<tr><th scope="row"><a ', listed)) == int(number), href
                seen += 1
    assert seen > 5


def test_gaps_to_the_median_by_hand(world: World) -> None:
    """2.1 in 2025: 79, 85,5 and 100: Hạ Sơn is 6,5 below the middle, Đông Sơn 14,5 above."""
    actor = world.actor("hanh")
    round_ = assessments.round_by_id(actor, world.frozen_round)
    criterion, _every = selectors.criterion_of(round_, world.criteria["2"])
    found = selectors.middles(actor, round_, criterion)
    indicator = world.indicators["2.1"]
    gaps = {key: found.gaps[sheet, indicator] for key, sheet in world.frozen_sheets.items()}
    assert gaps == {"thuong": 0, "ha": Decimal("-6.5"), "dong": Decimal("14.5")}


def test_what_is_unknown_is_left_out_and_counted(world: World) -> None:
    """3.2 in 2025: Đông Sơn entered nothing; 3 and 6,25 are known, their middle is the mean of the two."""
    actor = world.actor("hanh")
    round_ = assessments.round_by_id(actor, world.frozen_round)
    criterion, _every = selectors.criterion_of(round_, world.criteria["3"])
    row = next(each for each in selectors.middles(actor, round_, criterion).rows if each.code == "3.2")
    assert (row.middle, row.known, row.communes) == (Decimal("4.625"), 2, 3)


def test_a_faulty_reason_shows_no_commune(world: World, signed_in: SignIn) -> None:
    told = page(signed_in("hanh"), world.open_round, world.criteria["2"], "?indicator=1&why=GONE")
    assert 'class="error-summary"' in told
