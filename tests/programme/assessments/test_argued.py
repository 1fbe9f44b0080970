"""What two sides see otherwise: each count of a round's page is the list behind it, of the same query; help and links
of the lists around (S2-16)."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from dieuphoi.programme.assessments import selectors
from dieuphoi.programme.assessments.services.figures import result_counter
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db


def counter(world: World) -> None:
    result_counter(
        actor=world.actor("hai"), result_id=world.result(world.open_sheets["ha"], "2.1"), typed={"": "79"},
        reason="Đo lại ngày 01/03", now=world.now,
    )  # fmt: skip


def test_a_neighbour_counts_and_lists_nothing_of_a_running_round(world: World) -> None:
    counter(world)
    assert selectors.argued_counts(world.actor("tuan"), world.open_round) == dict.fromkeys(
        ("COUNTERED", "DISPUTED", "SETTLED"), 0
    )
    page = sign_in(world, "tuan").get(reverse("assessments:argued")).content.decode()
    assert "Xã Hạ Sơn" not in page


def test_each_count_of_the_round_opens_just_those_rows(world: World) -> None:
    counter(world)
    client = sign_in(world, "lan")
    page = client.get(reverse("assessments:round", args=[world.open_round])).content.decode()
    links = [unescape(each) for each in re.findall(r'href="(/rounds/argued/[^"]*|[^"]*argued[^"]*)"', page)]
    assert {re.search(r"verification=(\w+)", each)[1] for each in links} >= {"COUNTERED"}  # type: ignore[index]
    counts = selectors.argued_counts(world.actor("lan"), world.open_round)
    assert counts == {"COUNTERED": 1, "DISPUTED": 0, "SETTLED": 0}
    for state, n in counts.items():
        query = {"round": world.open_round, "verification": state}
        rows = client.get(reverse("assessments:argued"), query).content.decode()
        assert len(re.findall(r'/results/\d+/"', rows)) == n, state


@pytest.mark.parametrize(
    ("route", "topic"),
    [("queue", "tham-dinh"), ("argued", "tham-dinh"), ("quality", "tong-hop-va-chot"), ("returns", "tong-hop-va-chot")],
)
def test_the_lists_know_their_help(world: World, route: str, topic: str) -> None:
    page = sign_in(world, "lan").get(reverse(f"assessments:{route}")).content.decode()
    assert reverse("guide:page", args=[topic]) in page


def test_the_rules_of_carrying_over_are_linked_from_set_and_round(world: World) -> None:
    href = reverse("assessments:carry_rules", args=[world.version_id])
    for who in ("lan", "tuan"):
        client = sign_in(world, who)
        for url in (
            reverse("criteria:set", args=[world.version_id]), reverse("assessments:round", args=[world.open_round]),
        ):  # fmt: skip
            assert f'href="{href}"' in client.get(url).content.decode(), (who, url)
        assert client.get(href).status_code == 200
