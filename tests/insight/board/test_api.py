"""The board by the API: whose rows, the same numbers as the page, an ETag of what was said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.support.world import World

SignIn = Callable[[str], Client]


def get(client: Client, route: str, *args: object, **query: object) -> Any:
    return client.get(reverse(f"api:{route}", args=args), query)


def test_signed_out_and_out_of_scope(world: World, signed_in: SignIn) -> None:
    assert get(Client(), "board_figures", world.open_round).status_code == 401
    assert get(signed_in("quantri"), "board_figures", world.open_round).status_code == 404
    assert get(signed_in("hanh"), "board_criterion", world.open_round, 999_999).status_code == 404


def test_a_commune_officer_gets_its_own_row_alone(world: World, signed_in: SignIn) -> None:
    told = get(signed_in("vy"), "board_wall", world.open_round).json()
    assert [row["name"] for row in told["items"]] == ["Xã Hạ Sơn"]
    assert told["count"] == 1


def test_a_filter_that_cannot_be_read_is_a_problem(world: World, signed_in: SignIn) -> None:
    assert get(signed_in("hanh"), "board_wall", world.open_round, show="all").status_code == 400
    assert get(signed_in("hanh"), "board_wall", world.open_round, colour="red").status_code == 400


def test_the_numbers_are_those_of_the_page(world: World, signed_in: SignIn) -> None:
    client = signed_in("hanh")
    told = get(client, "board_figures", world.open_round).json()
    assert (told["communes"], told["waiting"], told["returned"], told["entered_indicators"]) == (3, 2, 1, 7)
    wall = get(client, "board_wall", world.open_round, show="waiting", limit=1).json()
    assert (wall["count"], wall["next"], len(wall["items"])) == (2, 1, 1)
    assert [each["number"] for each in wall["columns"]] == ["1", "2", "3"]


def test_a_criterion_and_a_commune_by_hand(world: World, signed_in: SignIn) -> None:
    """Frozen 2025: 85,5 – 79 – 100 of 2.1: the middle is 85,5; Thượng Sơn met all three criteria."""
    client = signed_in("hanh")
    told = get(client, "board_criterion", world.frozen_round, world.criteria["2"]).json()
    assert told["counts"] == {"M": 2, "N": 1, "E": 0, "U": 0, "A": 0}
    assert [(each["code"], each["median"], each["known"], each["communes"]) for each in told["medians"]] == [
        ("2.1", "85.5", 3, 3), ("2.2", "75", 3, 3),
    ]  # fmt: skip
    assert [(each["code"], each["verdict"], each["communes"]) for each in told["in_the_way"]] == [("2.1", "NOT_MET", 1)]
    commune = get(client, "board_commune", world.units["thuong"], round=world.frozen_round).json()
    assert [each["verdict"] for each in commune["criteria"]] == ["MET", "MET", "MET"]
    assert {each["round"] for each in commune["rounds"]} == {world.frozen_round, world.open_round}


def test_medians_are_of_what_the_reader_may_read(world: World, signed_in: SignIn) -> None:
    told = get(signed_in("vy"), "board_criterion", world.frozen_round, world.criteria["2"]).json()
    assert {(each["known"], each["communes"]) for each in told["medians"]} == {(1, 1)}


def test_who_has_the_answer_already_is_told_so(world: World, signed_in: SignIn) -> None:
    client = signed_in("hanh")
    first = get(client, "board_wall", world.frozen_round)
    url = reverse("api:board_wall", args=[world.frozen_round])
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{url}?q=ha", headers={"If-None-Match": first["ETag"]}).status_code == 200
