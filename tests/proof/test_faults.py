"""Faults that peers made and that cut across packages: the owner in the payload, foreign ids, one set of rows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db

API = "/api/v1"


def put(client: Client, url: str, body: Any) -> Any:
    return client.generic("PUT", API + url, json.dumps(body), content_type="application/json")


def test_who_entered_is_never_taken_from_the_payload(world: World) -> None:
    """Fault 24: owner, actor and instant come from the session."""
    from dieuphoi.programme.assessments.models import Value

    sheet, indicator = world.open_sheets["thuong"], world.indicators["3.1"]
    lie = {"actor_id": world.accounts["vy"], "entered_by": world.accounts["vy"], "on_behalf": True,
           "recorded_at": "2001-01-01T00:00Z", "sheet_id": world.open_sheets["ha"], "side": "council"}  # fmt: skip
    client = sign_in(world, "tuan")
    answer = put(client, f"/sheets/{sheet}/cells/{indicator}", {"typed": {"": "50"}, "revision": 0, **lie})
    assert answer.status_code == 200, answer.content.decode()
    value = Value.objects.get(sheet_id=sheet, indicator_id=indicator)
    assert (value.actor_id, value.on_behalf, value.side) == (world.accounts["tuan"], False, "commune")
    assert value.recorded_at.year > 2001
    page = f"/rounds/sheets/{sheet}/cells/{indicator}/"
    form = client.post(page, {"name": "v:", "value": "51", **lie})
    assert form.status_code == 200, form.content.decode()
    newest = Value.objects.filter(sheet_id=sheet, indicator_id=indicator).latest("id")
    assert (newest.actor_id, newest.on_behalf) == (world.accounts["tuan"], False)


def test_a_foreign_indicator_or_sheet_is_refused(world: World) -> None:
    client = sign_in(world, "tuan")
    own, foreign = world.open_sheets["thuong"], world.open_sheets["ha"]
    body = {"typed": {"": "50"}, "revision": 0}
    assert put(client, f"/sheets/{foreign}/cells/{world.indicators['3.1']}", body).status_code == 404
    assert put(client, f"/sheets/{own}/cells/{10**9}", body).status_code == 404


def test_saving_one_part_wipes_nothing_else(world: World) -> None:
    """A partial update leaves every other cell, explanation and file as it was."""
    client = sign_in(world, "tuan")
    sheet = world.open_sheets["thuong"]

    def others() -> list[Any]:
        rows = client.get(f"{API}/sheets/{sheet}/results").json()["items"]
        return [row for row in rows if row["code"] != "3.1"]

    before = others()
    body = {"typed": {"": "50"}, "revision": 0}
    assert put(client, f"/sheets/{sheet}/cells/{world.indicators['3.1']}", body).status_code == 200
    assert others() == before


def test_list_wall_count_and_detail_of_one_role_are_the_same_rows(world: World) -> None:
    """Fault 10, over the surfaces of the API: what is listed is what opens, and nothing else opens."""
    every = set(world.open_sheets.values())
    for name in ("hanh", "lan", "minh", "thu", "quang", "tuan", "vy", "phong", "quantri"):
        client = sign_in(world, name)
        opens = {pk for pk in every if client.get(f"{API}/sheets/{pk}").status_code == 200}
        page = client.get(f"{API}/rounds/{world.open_round}/sheets")
        wall = client.get(f"{API}/rounds/{world.open_round}/wall")
        listed = {row["id"] for row in page.json()["items"]} if page.status_code == 200 else set()
        seen = {row["sheet_id"] for row in wall.json()["items"]} if wall.status_code == 200 else set()
        counted = page.json()["count"] if page.status_code == 200 else 0
        assert listed == opens == seen, name
        assert counted == len(opens), name


def test_nobody_signs_two_steps_of_one_sheet_by_any_door(world: World) -> None:
    """Lan hands in for the commune, so Lan cannot consolidate the same sheet – by page or API."""
    sheet = world.open_sheets["thuong"]
    lan = sign_in(world, "lan")
    for gaps, status in (({}, 422), ({"reason": "thôn chưa báo"}, 200)):
        done = lan.post(f"{API}/sheets/{sheet}/submit", gaps, content_type="application/json")
        assert done.status_code == status, "gaps need a reason"
    for code, who, body in (
        ("2.1", "hai", {"decision": "accept"}),
        ("3.2", "thu", {"decision": "accept"}),
    ):
        result = world.result(sheet, code)
        done = sign_in(world, who).post(f"{API}/results/{result}/verify", body, content_type="application/json")
        assert done.status_code == 200, done.content.decode()
    assert lan.post(f"{API}/sheets/{sheet}/consolidate").status_code == 409
    assert lan.post(f"/rounds/sheets/{sheet}/act/consolidate/").status_code == 409
    assert sign_in(world, "hanh").post(f"{API}/sheets/{sheet}/consolidate").status_code == 200
