"""What registers beside the rounds give the commune page: people, figures, recognition of before, group, chain."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from dieuphoi.programme.criteria import services as criteria
from dieuphoi.programme.criteria.models import SetVersion
from dieuphoi.registry.organisations import services as organisations
from dieuphoi.registry.organisations.services import Decision
from dieuphoi.registry.profile import services as profile
from dieuphoi.registry.profile.models import Measure
from tests.insight.builder import html, sheets, table
from tests.support.world import World

SignIn = Callable[[str], Client]


@pytest.fixture
def followed(world: World) -> World:
    """Tuấn is the programme officer of his commune and keeps its population; Thu follows the whole province."""
    lan, start, paper = world.actor("lan"), date(2025, 1, 1), Decision("1/QĐ-UBND")
    organisations.person_update(
        actor=lan, person_id=world.people["tuan"], phone="0912 000 111", email="", now=world.now
    )
    organisations.monitor_start(
        actor=lan, person_id=world.people["tuan"], unit_ids=[world.units["thuong"]], function="officer", start=start,
        decision=paper, now=world.now,
    )  # fmt: skip
    profile.statistics_save(
        actor=world.actor("tuan"),
        figures=[
            profile.NewFigure(
                world.units["thuong"], year, Measure.objects.get(code="dan_so").pk, Decimal(number),
                source="Niên giám thống kê",
            )
            for year, number in ((2024, 10_512), (2025, 10_640))
        ],
        now=world.now,
    )  # fmt: skip
    return world


def bands(world: World) -> None:
    criteria.bands_set(
        actor=world.actor("lan"), set_id=SetVersion.objects.get(pk=world.version_id).set_id,
        bands=[("Nhóm thấp", 0, 1), ("Nhóm cao", 2, None)], start=date(2025, 1, 1), decision="9/QĐ-UBND", now=world.now,
    )  # fmt: skip


def page(client: Client, world: World, **query: object) -> str:
    return html(client.get(reverse("board:commune", args=[world.units["thuong"]]), query))


def test_a_neighbour_reads_neither_its_figures_nor_its_people(followed: World, signed_in: SignIn) -> None:
    shown = page(signed_in("vy"), followed).split("<main")[1]
    for private in ("10.640", "0912000111", "0912 000 111", "Niên giám"):
        assert private not in shown


def test_the_officer_the_figures_and_the_story_are_told(followed: World, signed_in: SignIn) -> None:
    shown = page(signed_in("lan"), followed).split("<main")[1]
    people = shown.split('id="followers"')[1].split("</section>")[0]
    assert "Vũ Anh Tuấn" in people
    assert 'href="tel:0912000111"' in people
    assert "Chưa ghi cán bộ phụ trách" not in people
    figures = shown.split('id="profile"')[1].split("</section>")[0]
    assert "10.640" in figures
    assert "10.512" in figures
    assert "(2024)" in figures
    assert f'href="{reverse("territory:unit", args=[followed.units["thuong"]])}"' in shown
    assert 'id="chuoi"' in shown


def test_a_commune_without_an_officer_says_so(world: World, signed_in: SignIn) -> None:
    assert "Chưa ghi cán bộ phụ trách" in page(signed_in("lan"), world)


def test_the_group_comes_from_the_bands_of_the_office(world: World, signed_in: SignIn) -> None:
    query = {"round": world.frozen_round}
    assert "Nhóm theo số tiêu chí đạt" not in page(signed_in("lan"), world, **query)
    bands(world)
    assert "Nhóm cao (từ 2 tiêu chí trở lên)" in page(signed_in("lan"), world, **query)
    answer = signed_in("lan").get(reverse("reports:summary"), {"round": world.frozen_round, "export": "xlsx"})
    # 3, 1 and 1 of 3 criteria met.
    assert [row[:2] for row in table(sheets(answer)["Theo nhóm"], "Nhóm")] == [
        ["Nhóm cao (2–3 tiêu chí)", 1],
        ["Nhóm thấp (dưới 2 tiêu chí)", 2],
        ["Cộng", 3],
    ]


def test_the_story_leads_to_the_board_only_who_reads_the_commune(world: World, signed_in: SignIn) -> None:
    story = reverse("territory:unit", args=[world.units["thuong"]])
    board = f'href="{reverse("board:commune", args=[world.units["thuong"]])}"'
    assert board in html(signed_in("tuan").get(story))
    assert board not in html(signed_in("vy").get(story)).split("<main")[1]
    province = html(signed_in("vy").get(reverse("territory:unit", args=[world.units["tinh"]])))
    assert f'href="{reverse("territory:units")}?province={world.units["tinh"]}"' in province
