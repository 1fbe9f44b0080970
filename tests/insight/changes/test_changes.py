"""What changed between two days: refusals, one person's scope, the file that says the whole (faults 10, 12, 20)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from dieuphoi.programme.assessments.services import rounds
from tests.support.world import World

SignIn = Callable[[str], Client]
EVER = {"since": "01/01/2020", "until": "31/12/2099"}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"since": "31/13/2026"}, "ngày/tháng/năm"),
        ({"since": "02/03/2026", "until": "01/03/2026"}, "phải trước"),
        ({"kind": "nothing"}, "nothing"),
        ({"export": "pdf"}, "xlsx và csv"),
    ],
)
def test_what_cannot_be_read_is_told(signed_in: SignIn, query: dict[str, str], words: str) -> None:
    answer = signed_in("lan").get(reverse("changes:changes"), query)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_file_that_could_not_hold_all_is_refused(signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dieuphoi.insight.changes.views.MOST_IN_A_FILE", 0)
    answer = signed_in("lan").get(reverse("changes:changes"), {**EVER, "export": "csv"})
    assert answer.status_code == 409
    assert "hai ngày gần nhau hơn" in answer.content.decode()


def draft(world: World) -> int:
    plan = rounds.RoundPlan(
        "Đợt chỉ Văn phòng thấy", world.units["tinh"], world.version_id, "2026", date(2026, 2, 1), date(2026, 4, 1),
        date(2026, 5, 1), date(2026, 6, 1),
    )  # fmt: skip
    return rounds.round_create(actor=world.actor("lan"), plan=plan, now=world.now).pk


def test_the_neighbour_is_not_told_of_what_she_may_not_see(world: World, signed_in: SignIn) -> None:
    draft(world)
    for export in ("", "csv"):
        query = {**EVER, "kind": "round"} | ({"export": export} if export else {})
        answer = signed_in("vy").get(reverse("changes:changes"), query)
        assert "Đợt chỉ Văn phòng thấy" not in answer.content.decode()


def test_a_cancelled_round_is_still_told_on_the_page_and_in_the_file(world: World, signed_in: SignIn) -> None:
    pk = draft(world)
    rounds.round_cancel(actor=world.actor("hanh"), round_id=pk, reason="lập nhầm", now=world.now)
    for export in ("", "csv"):
        query = {**EVER, "kind": "round"} | ({"export": export} if export else {})
        told = signed_in("lan").get(reverse("changes:changes"), query).content.decode()
        assert "Đợt chỉ Văn phòng thấy" in told
