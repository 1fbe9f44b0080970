"""The commune page: frozen verdicts for a neighbour, everything for who reads the commune."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.registry.organisations import services as organisations
from tests.insight.builder import another_round, html, more_communes
from tests.support.world import World

SignIn = Callable[[str], Client]


def commune(client: Client, world: World, key: str, **query: object) -> str:
    return html(client.get(reverse("board:commune", args=[world.units[key]]), query))


# ------------------------------------------------------------------------------------------------- refusals


def test_a_neighbour_sees_frozen_verdicts_and_no_figure(world: World, signed_in: SignIn) -> None:
    """Vy of Hạ Sơn on Thượng Sơn: verdict and basis, no value, no sentence, no comment, no name of who
    verified."""
    page = commune(signed_in("vy"), world, "thuong")
    assert "Rà soát năm 2025" in page
    assert 'class="state state-met"' in page
    assert "Rà soát 6 tháng đầu năm 2026" not in page
    main = page.split("<main")[1]
    for private in (
        "85,5",
        "45/60",
        "51,2",
        "Chỉ tiêu 2.1",
        "120/SXD-QH",
        "Đỗ Văn Hải",
        "Mở phiếu",
        "Lịch sử",
    ):
        assert private not in main, private


def test_an_open_round_of_a_neighbour_is_not_found(world: World, signed_in: SignIn) -> None:
    url = reverse("board:commune", args=[world.units["thuong"]])
    assert signed_in("vy").get(url, {"round": world.open_round}).status_code == 404
    assert signed_in("tuan").get(url, {"round": world.open_round}).status_code == 200


def test_a_unit_without_any_verdict_is_not_found_outside_the_scope(world: World, signed_in: SignIn) -> None:
    url = reverse("board:commune", args=[world.units["phuong"]])
    assert signed_in("vy").get(url).status_code == 404
    assert "chưa có trong đợt rà soát nào" in html(signed_in("hanh").get(url))
    assert signed_in("hanh").get(reverse("board:commune", args=[999_999])).status_code == 404


def test_people_of_the_office_are_shown_to_those_who_may_see_them(world: World, signed_in: SignIn) -> None:
    organisations.person_update(
        actor=system_actor(world.today),
        person_id=world.people["tuan"],
        now=world.now,
        phone="0912 345 678",
        email="",
    )
    assert "0912 345 678" in commune(signed_in("hanh"), world, "thuong")
    assert "0912 345 678" not in commune(signed_in("vy"), world, "thuong")


# ------------------------------------------------------------------------------------------------- what is
# there


def test_the_own_commune_shows_figures_thresholds_sentences_and_who_verified(
    world: World, signed_in: SignIn
) -> None:
    page = commune(signed_in("tuan"), world, "thuong", round=world.frozen_round).split("<main")[1]
    for text in ("85,5 %", "45/60 = 75,0%", "≥ 80 %", "51,2 triệu đồng/người", "Chỉ tiêu 2.2: Đạt",
                 "Đỗ Văn Hải",
                 "120/SXD-QH, 05/12/2025", "Sở Xây dựng", "98001", "SHA-256"):  # fmt: skip
        assert text in page, text


def test_a_returned_indicator_shows_the_comment(world: World, signed_in: SignIn) -> None:
    page = commune(signed_in("binh"), world, "dong", round=world.open_round)
    assert "Thiếu bảng tính kèm theo" in page


def test_the_sentence_of_a_frozen_sheet_is_the_one_that_was_frozen(
    world: World, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer engine would speak otherwise; what was frozen is never judged again."""
    monkeypatch.setattr(
        "dieuphoi.insight.board.selectors.reading.verdict_of", lambda *_a, **_k: pytest.fail("judged again")
    )
    page = commune(signed_in("tuan"), world, "thuong", round=world.frozen_round)
    assert "Chỉ tiêu 2.1: Đạt" in page


def test_as_of_chooses_the_round_and_the_name_of_the_day(world: World, signed_in: SignIn) -> None:
    client = signed_in("hanh")
    assert "Tiêu chí – Rà soát năm 2025" in commune(client, world, "thuong", as_of="31/12/2025")
    assert "Tiêu chí – Rà soát 6 tháng đầu năm 2026" in commune(client, world, "thuong")
    assert 'id="criteria"' not in commune(client, world, "thuong", as_of="01/01/2025")


def test_a_commune_that_did_not_exist_on_the_day_is_not_found(world: World, signed_in: SignIn) -> None:
    """Fault 3."""
    more_communes(world, ["Mới Lập"], since=date(2026, 1, 15))
    url = reverse("board:commune", args=[world.units["Mới Lập"]])
    assert signed_in("hanh").get(url, {"as_of": "01/01/2026"}).status_code == 404
    assert signed_in("hanh").get(url).status_code == 200


def test_a_fault_in_the_url_is_said(world: World, signed_in: SignIn) -> None:
    assert 'class="error-summary"' in commune(signed_in("hanh"), world, "thuong", as_of="31/13/2026")


def test_the_page_costs_the_same_however_many_communes_there_are(world: World, signed_in: SignIn) -> None:
    client = signed_in("hanh")
    commune(client, world, "thuong")
    with CaptureQueriesContext(connection) as before:
        commune(client, world, "thuong", round=world.open_round)
    more_communes(world, [f"Xã thử {n}" for n in range(45)])
    another_round(world, date(2025, 11, 1))
    with CaptureQueriesContext(connection) as after:
        commune(client, world, "thuong", round=world.open_round)
    assert len(before) == len(after)
    assert len(after) == 35


def test_the_leader_who_is_assigned_reads_the_figures_of_that_commune(world: World, signed_in: SignIn) -> None:
    """S3-24: Quang follows Thượng Sơn; of its neighbour he sees what every neighbour sees."""
    own = commune(signed_in("quang"), world, "thuong", round=world.frozen_round)
    other = commune(signed_in("quang"), world, "ha", round=world.frozen_round)
    assert "51,2" in own
    assert "1.049,5" not in other
